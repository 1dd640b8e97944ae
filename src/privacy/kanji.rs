//! Numbers written in kanji, digit by digit (〇一二三, 零壱弐参): they are read as full-width digits, which are as long in bytes,
//! so that every place stays where it is. Circles among them are zeros.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::digits::SHORT;
use crate::text::number::{KANJI_DIGITS, digit, kanji_digit};

/// Fewer kanji than this in a row of digits are numbers of paragraphs and the like.
const FEWEST: usize = 4;

/// The kanji in which deeds write digits, so that none can be changed into another.
const OF_DEEDS: [(char, u32); 10] = [
    ('壱', 1),
    ('弐', 2),
    ('参', 3),
    ('肆', 4),
    ('伍', 5),
    ('陸', 6),
    ('漆', 7),
    ('捌', 8),
    ('玖', 9),
    ('壹', 1),
];

/// The value of a digit in kanji, and of a circle that stands for 〇.
pub(super) fn value(c: char) -> Option<u32> {
    let of_deeds = || OF_DEEDS.iter().find(|(own, _)| *own == c).map(|(_, value)| *value);
    kanji_digit(c).or_else(of_deeds).or(is_circle(c).then_some(0))
}

/// Circles are digits only beside others: forms have them in place of what is left out.
fn is_circle(c: char) -> bool {
    matches!(c, '○' | '◯')
}

/// The text with digits in place of kanji wherever so many of them stand with no letter between that they may be a
/// number; `None` where they nowhere do. Tags part nothing: who reads the text decides.
pub(super) fn as_digits(text: &str) -> Option<String> {
    has_row(text).then(|| read(text)).flatten()
}

fn read(text: &str) -> Option<String> {
    let is_kanji = |c: char| value(c).is_some();
    let mut out = String::new();
    let mut done = 0;
    let mut run = Run::default();
    let mut is_tag = false;
    for (at, c) in text.char_indices() {
        if is_kanji(c) {
            run.start.get_or_insert(at);
            if is_circle(c) {
                run.others += 1;
            } else {
                is_tag &= run.kanji > 0;
                run.kanji += 1;
            }
        } else if run.kanji > 0 || run.others > 0 {
            match c {
                '<' => is_tag = true,
                '>' => is_tag = false,
                _ if is_tag => {}
                c if digit(c).is_some() => run.others += 1,
                c if c.is_alphanumeric() => {
                    run.end(text, at, &mut done, &mut out);
                    run = Run::default();
                }
                _ => {}
            }
        } else if digit(c).is_some() {
            run.others = 1;
        }
    }
    run.end(text, text.len(), &mut done, &mut out);
    if done == 0 {
        return None;
    }
    Some(out + &text[done..])
}

/// Whether so many kanji stand anywhere with no letter between; most texts have none, and are passed over quickly.
fn has_row(text: &str) -> bool {
    static KANJI: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let digits = KANJI_DIGITS.into_iter().chain(['零']).chain(OF_DEEDS.map(|(c, _)| c)).map(String::from);
        // What finds the first of several is looked for in many bytes at once.
        let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(digits);
        builder.expect("a handful of characters")
    });
    let (mut kanji, mut end, mut is_tag) = (0, 0, false);
    for found in KANJI.find_iter(text) {
        if kanji > 0 {
            for c in text[end..found.start()].chars() {
                match c {
                    '<' => is_tag = true,
                    '>' => is_tag = false,
                    c if !is_tag && c.is_alphanumeric() && digit(c).is_none() => {
                        (kanji, is_tag) = (0, false);
                        break;
                    }
                    _ => {}
                }
            }
        }
        kanji += 1;
        if kanji == FEWEST {
            return true;
        }
        end = found.end();
    }
    false
}

/// Digits between two letters.
#[derive(Default)]
struct Run {
    /// How many stand in kanji.
    kanji: usize,
    /// Where the first of these stands, or the first circle.
    start: Option<usize>,
    /// How many others there are.
    others: usize,
}

impl Run {
    /// Writes the text up to its end, as far as it has not been written, where the run may be a number.
    fn end(&self, text: &str, end: usize, done: &mut usize, out: &mut String) {
        let Some(start) = self.start.filter(|_| self.kanji >= FEWEST && self.kanji + self.others >= SHORT)
        else {
            return;
        };
        out.push_str(&text[*done..start]);
        let wide = |c| value(c).and_then(|value| char::from_u32(u32::from('０') + value)).unwrap_or(c);
        out.extend(text[start..end].chars().map(wide));
        *done = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::test_support::Random;

    #[test]
    fn what_is_passed_over_quickly_has_no_row() {
        let parts = [
            "七",
            "三",
            "〇",
            "零",
            "参",
            "○",
            "9",
            "9",
            "<",
            ">",
            "x",
            "の",
            " ",
            "-",
            "七三九一",
            "<b c=\"一\">",
        ];
        let mut random = Random(7);
        let count = parts.len() as u64;
        let mut any = || parts[usize::try_from(random.below(count)).unwrap_or_default()];
        let (mut rows, mut passed) = (0, 0);
        for _ in 0..20_000 {
            let text: String = (0..30).map(|_| any()).collect();
            let read = read(&text);
            assert!(read.is_none() || has_row(&text), "{text}");
            rows += usize::from(read.is_some());
            passed += usize::from(!has_row(&text));
        }
        assert!(rows > 1000 && passed > 100, "{rows} {passed}");
    }

    #[test]
    fn every_digit_in_kanji_makes_a_row() {
        let digits: Vec<char> =
            ('\0'..=char::MAX).filter(|c| value(*c).is_some() && !is_circle(*c)).collect();
        assert!(digits.len() > 20);
        for c in digits {
            assert!(has_row(&String::from(c).repeat(FEWEST)), "{c}");
        }
    }

    #[test]
    fn rows_of_kanji_are_digits_and_places_stay() {
        for (text, read) in [
            ("番号は七三九一八二六四〇五七六です", "番号は７３９１８２６４０５７６です"),
            ("七三九一-八二六四-〇五七六", "７３９１-８２６４-０５７６"),
            ("7391八二六四0576", "7391８２６４0576"),
            ("七三九一<b>八二六四</b>零五七六", "７３９１<b>８２６４</b>０５７６"),
            ("○三九一八二六四◯五七六", "０３９１８２６４０５７６"),
            ("漆参玖壱捌弐陸肆零伍漆陸", "７３９１８２６４０５７６"),
        ] {
            assert_eq!(as_digits(text).as_deref(), Some(read));
            assert_eq!(text.len(), read.len());
        }
        for text in [
            "第一、第二、第三の一二三四五六",
            "一 123456789018",
            "昭和四二年法律第八一号",
            "○○○○-1234-5678",
            "",
        ] {
            assert_eq!(as_digits(text), None, "{text}");
        }
    }
}
