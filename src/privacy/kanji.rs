//! Numbers written in kanji, digit by digit (〇一二三): they are read as full-width digits, which are as long in bytes, so that
//! every place stays where it is.

use crate::text::number::digit as other_digit;

/// Fewer kanji than this in a row of digits are numbers of paragraphs and the like.
const FEWEST: usize = 4;

/// The value of a digit in kanji.
pub(super) fn digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// The text with digits in place of kanji wherever so many of them stand with no letter between that they may be a
/// number (of `length` digits or more); `None` where they nowhere do. Tags part nothing: who reads the text decides.
pub(super) fn as_digits(text: &str, length: usize) -> Option<String> {
    let mut places = Vec::new();
    let mut run = Run::default();
    let mut is_tag = false;
    for (at, c) in text.char_indices() {
        if let Some(value) = digit(c) {
            run.kanji.push((at, value));
        } else if !run.kanji.is_empty() || run.others > 0 {
            match c {
                '<' => is_tag = true,
                '>' => is_tag = false,
                _ if is_tag => {}
                c if other_digit(c).is_some() => run.others += 1,
                c if c.is_alphanumeric() => run.end(length, &mut places),
                _ => {}
            }
        } else if other_digit(c).is_some() {
            run.others = 1;
        }
    }
    run.end(length, &mut places);
    if places.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, value) in places {
        out.push_str(&text[done..at]);
        out.extend(char::from_u32(u32::from('０') + value));
        done = at + '０'.len_utf8();
    }
    Some(out + &text[done..])
}

/// Digits between two letters.
#[derive(Default)]
struct Run {
    /// Those in kanji: places and values.
    kanji: Vec<(usize, u32)>,
    /// How many others there are.
    others: usize,
}

impl Run {
    fn end(&mut self, length: usize, places: &mut Vec<(usize, u32)>) {
        if self.kanji.len() >= FEWEST && self.kanji.len() + self.others >= length {
            places.append(&mut self.kanji);
        }
        self.kanji.clear();
        self.others = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_kanji_are_digits_and_places_stay() {
        for (text, read) in [
            ("番号は七三九一八二六四〇五七六です", "番号は７３９１８２６４０５７６です"),
            ("七三九一-八二六四-〇五七六", "７３９１-８２６４-０５７６"),
            ("7391八二六四0576", "7391８２６４0576"),
            ("七三九一<b>八二六四</b>零五七六", "７３９１<b>８２６４</b>０５７６"),
        ] {
            assert_eq!(as_digits(text, 12).as_deref(), Some(read));
            assert_eq!(text.len(), read.len());
        }
        for text in ["第一、第二、第三の一二三四五六", "一 123456789018", "昭和四二年法律第八一号", ""]
        {
            assert_eq!(as_digits(text, 12), None, "{text}");
        }
    }
}
