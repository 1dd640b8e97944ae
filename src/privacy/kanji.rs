//! Numbers written in kanji, digit by digit (〇一二三, 零壱弐参), or in dressed digits (①, ², ⒊): they are read as digits that are as
//! long in bytes, so that every place stays where it is. Circles among them are zeros. A few dressed digits alone number
//! paragraphs and notes, and are none.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::digits::SHORT;
use crate::text::number::{KANJI_DIGITS, digit, kanji_digit};

/// Fewer of them than this in a row of digits are numbers of paragraphs and the like.
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

/// Digits in a circle, in brackets, with a full stop or a comma, raised or lowered: the first of a row, its value, and how many
/// follow one another.
const DRESSED: [(u32, u32, u32); 19] = [
    (0xb2, 2, 2),
    (0xb9, 1, 1),
    (0x2070, 0, 1),
    (0x2074, 4, 6),
    (0x2080, 0, 10),
    (0x2460, 1, 9),
    (0x2474, 1, 9),
    (0x2488, 1, 9),
    (0x24ea, 0, 1),
    (0x24f5, 1, 9),
    (0x24ff, 0, 1),
    (0x2776, 1, 9),
    (0x2780, 1, 9),
    (0x278a, 1, 9),
    (0x3220, 1, 9),
    (0x3280, 1, 9),
    (0x1f100, 0, 1),
    (0x1f101, 0, 10),
    (0x1f10b, 0, 1),
];

/// Kanji in brackets and circles, which begin with the byte that most of a Japanese text does.
const IN_KANJI: [char; 18] = [
    '㈠', '㈡', '㈢', '㈣', '㈤', '㈥', '㈦', '㈧', '㈨', '㊀', '㊁', '㊂', '㊃', '㊄', '㊅', '㊆', '㊇',
    '㊈',
];

/// The value of a dressed digit.
fn dressed(c: char) -> Option<u32> {
    let code = u32::from(c);
    // 🄌, a zero beside 🄋.
    if code == 0x1f10c {
        return Some(0);
    }
    let above = DRESSED.partition_point(|(first, ..)| *first <= code);
    let (first, value, count) = DRESSED[above.checked_sub(1)?];
    (code - first < count).then_some(value + code - first)
}

/// Whether a byte begins a dressed digit that is none of [`IN_KANJI`]; few others of a Japanese text do.
fn may_be_dressed(byte: u8) -> bool {
    matches!(byte, 0xc2 | 0xe2 | 0xf0)
}

/// The value of a digit in kanji or dressed, and of a circle that stands for 〇.
pub(super) fn value(c: char) -> Option<u32> {
    let of_deeds = || OF_DEEDS.iter().find(|(own, _)| *own == c).map(|(_, value)| *value);
    kanji_digit(c).or_else(of_deeds).or_else(|| dressed(c)).or(is_circle(c).then_some(0))
}

/// Circles are digits only beside others: forms have them in place of what is left out.
fn is_circle(c: char) -> bool {
    matches!(c, '○' | '◯')
}

/// The text with digits in place of kanji and dressed digits wherever so many of them stand with no letter between that they may be a
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

/// Whether so many of them stand anywhere with no letter between; most texts have none, and are passed over quickly.
fn has_row(text: &str) -> bool {
    has_row_of_kanji(text) || has_row_of_dressed(text)
}

/// Whether there is a row in which dressed digits stand, be the others kanji.
fn has_row_of_dressed(text: &str) -> bool {
    const CHUNK: usize = 32;
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut row = Row::default();
    loop {
        // Most of a text has none: many bytes are looked at in one.
        let chunks = bytes[at..].chunks_exact(CHUNK);
        let any = |chunk: &[u8]| chunk.iter().fold(false, |any, byte| any | may_be_dressed(*byte));
        at += chunks.take_while(|chunk| !any(chunk)).count() * CHUNK;
        let Some(next) = bytes[at..].iter().position(|byte| may_be_dressed(*byte)) else { return false };
        at += next;
        let Some(c) = text[at..].chars().next() else { return false };
        let end = at + c.len_utf8();
        if dressed(c).is_some() && row.goes_on(text, at, end) {
            return true;
        }
        at = end;
    }
}

/// Digits of one kind with no letter between.
#[derive(Default)]
struct Row {
    count: usize,
    end: usize,
    is_tag: bool,
}

impl Row {
    /// Takes the next digit, and says whether there are enough.
    fn goes_on(&mut self, text: &str, start: usize, end: usize) -> bool {
        if self.count > 0 {
            for c in text[self.end..start].chars() {
                match c {
                    '<' => self.is_tag = true,
                    '>' => self.is_tag = false,
                    c if !self.is_tag && c.is_alphanumeric() && digit(c).is_none() && value(c).is_none() => {
                        (self.count, self.is_tag) = (0, false);
                        break;
                    }
                    _ => {}
                }
            }
        }
        self.count += 1;
        self.end = end;
        self.count == FEWEST
    }
}

fn has_row_of_kanji(text: &str) -> bool {
    static KANJI: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let digits = KANJI_DIGITS
            .into_iter()
            .chain(['零'])
            .chain(OF_DEEDS.map(|(c, _)| c))
            .chain(IN_KANJI)
            .map(String::from);
        // What finds the first of several is looked for in many bytes at once.
        let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(digits);
        builder.expect("a handful of characters")
    });
    let mut row = Row::default();
    KANJI.find_iter(text).any(|found| row.goes_on(text, found.start(), found.end()))
}

/// A digit as long in bytes: of Arabic, of full width, of mathematics.
fn as_digit(c: char) -> char {
    let zero = match c.len_utf8() {
        2 => 0x660,
        3 => u32::from('０'),
        _ => 0x1d7ce,
    };
    value(c).and_then(|value| char::from_u32(zero + value)).unwrap_or(c)
}

/// Digits between two letters.
#[derive(Default)]
struct Run {
    /// How many stand in kanji or are dressed.
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
        out.extend(text[start..end].chars().map(as_digit));
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
        assert!(digits.len() > 100);
        for c in digits {
            assert!(has_row(&String::from(c).repeat(FEWEST)), "{c}");
            assert_eq!(as_digit(c).len_utf8(), c.len_utf8(), "{c}");
            assert_eq!(crate::privacy::digits::any_digit(as_digit(c)), value(c), "{c}");
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
            ("⑦③⑨①⑧②⑥④⓪⑤⑦⑥", "７３９１８２６４０５７６"),
            ("7391-⁸²⁶⁴-0576", "7391-８\u{662}６４-0576"),
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
