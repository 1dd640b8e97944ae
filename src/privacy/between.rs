//! Numbers that two texts make together where one is shown behind the other, and neither by itself.

use super::digits::{LENGTH, Number, SHORT};
use super::numbers::{any_value, in_text};
use super::separator::Separator;
use super::words;

/// So much of a text behind another is read, in characters: a number and what parts its digits.
const HEAD: usize = 5 * LENGTH;

/// So much before it, with the words that may call it a number.
const TAIL: usize = 3 * HEAD;

/// What of a number may stand at the beginning of a text, and at its end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ends {
    /// Digits at its beginning.
    pub(crate) head: usize,
    /// Digits at its end.
    pub(crate) tail: usize,
    /// Whether words behind those at its beginning call them a number of a person.
    head_is_called: bool,
    /// Whether words before those at its end do.
    tail_is_called: bool,
}

impl Ends {
    /// The ends of a text.
    pub(crate) fn of(text: &str) -> Self {
        let is_digit = |c: &char| any_value(*c).is_some();
        let goes_on = |c: &char| is_digit(c) || Separator::of(*c).is_some();
        let count = |run: &str| run.chars().filter(is_digit).count();
        let run = |run: &mut dyn Iterator<Item = (usize, char)>| -> Vec<(usize, char)> {
            let run = run.take(HEAD).take_while(|(_, c)| goes_on(c));
            run.filter(|(_, c)| is_digit(c)).collect()
        };
        // Up to the last digit, and from the first: a bracket belongs to what calls them.
        let head = run(&mut text.char_indices()).last().map_or(0, |(at, c)| at + c.len_utf8());
        let tail = run(&mut text.char_indices().rev()).last().map_or(text.len(), |(at, _)| *at);
        let (head, behind) = text.split_at(head);
        let (before, tail) = text.split_at(tail);
        let (head, tail) = (count(head), count(tail));
        Self {
            head,
            tail,
            head_is_called: head > 0 && words::is_called_behind(behind),
            tail_is_called: tail > 0 && words::calls_it(before, false),
        }
    }

    /// Whether a number may begin at the end of one text and end at the beginning of the next.
    pub(crate) fn may_meet(&self, next: &Self) -> bool {
        self.tail > 0 && next.head > 0 && self.tail + next.head >= SHORT
    }

    /// Whether it may, and something calls it one.
    pub(crate) fn may_meet_called(&self, next: &Self) -> bool {
        self.may_meet(next) && (self.tail_is_called || next.head_is_called)
    }
}

/// The first number that begins in one text and ends in the other, with `sign` between them.
pub(crate) fn between(first: &str, sign: &str, second: &str) -> Option<Number> {
    if !Ends::of(first).may_meet(&Ends::of(second)) {
        return None;
    }
    let start = first.char_indices().rev().take(TAIL).last().map_or(0, |(at, _)| at);
    let head: String = second.chars().take(HEAD).collect();
    let border = first.len() - start;
    let text = format!("{}{sign}{head}", &first[start..]);
    let across = |number: &Number| number.span.start < border && number.span.end > border + sign.len();
    in_text(&text).into_iter().find(across)
}

#[cfg(test)]
mod tests {
    use super::{Ends, between};

    #[test]
    fn what_calls_a_number_is_seen_at_its_end() {
        let called = Ends::of("甲の個人番号:123 45");
        assert_eq!((called.head, called.tail), (0, 5));
        assert!(called.may_meet_called(&Ends::of("6789018")) && !called.may_meet(&Ends::of("67890")));
        assert!(Ends::of("甲 12345").may_meet_called(&Ends::of("6789018(個人番号)")));
        let plain = Ends::of("甲 12345");
        assert!(plain.may_meet(&Ends::of("6789018")) && !plain.may_meet_called(&Ends::of("6789018")));
    }

    #[test]
    fn a_number_may_stand_in_two_texts() {
        for (first, sign, second, named) in [
            ("甲123456", "", "789018乙", false),
            ("甲 1234 5678", " ", "9018 乙", false),
            ("甲の個人番号 12345", " ", "6789018", true),
            ("甲の個人番号:１２３４", " ", "5678-9018", true),
        ] {
            let found = between(first, sign, second);
            assert_eq!(found.map(|number| number.named), Some(named), "{first}|{second}");
        }
        for (first, second) in [
            ("甲123456", "乙789018"),
            ("甲12345", "6789018"),
            ("123456789018", "12"),
            ("個人番号", "123456789018"),
            ("個人番号 2024", "12"),
            ("", "123456789018"),
        ] {
            assert_eq!(between(first, " ", second), None, "{first}|{second}");
        }
    }
}
