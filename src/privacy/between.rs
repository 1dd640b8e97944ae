//! Numbers that two texts make together where one is shown behind the other, and neither by itself.

use super::digits::{LENGTH, Number, SHORT};
use super::numbers::{any_value, in_text};
use super::separator::Separator;

/// So much of a text behind another is read, in characters: a number and what parts its digits.
const HEAD: usize = 5 * LENGTH;

/// So much before it, with the words that may call it a number.
const TAIL: usize = 3 * HEAD;

/// How many digits a number may have that goes on before a text, and behind it: those at its beginning and at its end.
pub(crate) fn ends(text: &str) -> (usize, usize) {
    let goes_on = |c: &char| any_value(*c).is_some() || Separator::of(*c).is_some();
    let is_digit = |c: &char| any_value(*c).is_some();
    let head = text.chars().take(HEAD).take_while(goes_on).filter(is_digit).count();
    let tail = text.chars().rev().take(HEAD).take_while(goes_on).filter(is_digit).count();
    (head, tail)
}

/// The first number that begins in one text and ends in the other, with `sign` between them.
pub(crate) fn between(first: &str, sign: &str, second: &str) -> Option<Number> {
    let ((_, before), (behind, _)) = (ends(first), ends(second));
    if before == 0 || behind == 0 || before + behind < SHORT {
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
    use super::between;

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
