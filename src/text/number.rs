//! Numbers as they stand in texts: digits of either width, circled numbers, numbers of lists.

/// The value of an ASCII or full-width digit.
pub fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(u32::from(c) - u32::from('0')),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => None,
    }
}

/// The digits of numbers that are written in kanji digit by digit.
pub const KANJI_DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The value of a digit in kanji; 零 is one, too.
pub fn kanji_digit(c: char) -> Option<u32> {
    match c {
        '零' => Some(0),
        '〇' | '一'..='四' => {
            KANJI_DIGITS.iter().position(|known| *known == c).and_then(|value| u32::try_from(value).ok())
        }
        _ => None,
    }
}

/// The number that digits of either width make; `None` where there are none, or more than fit.
pub fn value(digits: impl IntoIterator<Item = char>) -> Option<u32> {
    let mut digits = digits.into_iter().peekable();
    digits.peek()?;
    digits.try_fold(0_u32, |number, c| number.checked_mul(10)?.checked_add(digit(c)?))
}

/// The number that a text begins with, and the length of its digits in bytes: 0 where it begins with none.
pub fn leading(text: &str) -> (Option<u32>, usize) {
    let end = text.find(|c| digit(c).is_none()).unwrap_or(text.len());
    (value(text[..end].chars()), end)
}

/// The number of a circled number: ① to ㊿.
pub fn circled(c: char) -> Option<u32> {
    let from = |first: char, number: u32| Some(u32::from(c) - u32::from(first) + number);
    match c {
        '①'..='⑳' => from('①', 1),
        '㉑'..='㉟' => from('㉑', 21),
        '㊱'..='㊿' => from('㊱', 36),
        _ => None,
    }
}

/// Splits "4) 100項目以上" into the number and the rest; no number, no split.
pub fn split_number(text: &str) -> (Option<u32>, &str) {
    let text = text.trim_start();
    let (number, end) = leading(text);
    match (number, text[end..].strip_prefix([')', '）'])) {
        (Some(number), Some(rest)) => (Some(number), rest.trim_start()),
        _ => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circled_numbers_are_numbers() {
        assert_eq!(
            ['①', '⑳', '㉑', '㉟', '㊱', '㊿', '1'].map(circled),
            [1, 20, 21, 35, 36, 50, 0].map(|n| (n > 0).then_some(n))
        );
    }

    #[test]
    fn digits_in_kanji_are_these_and_no_others() {
        assert_eq!(KANJI_DIGITS.map(kanji_digit), std::array::from_fn(|value| u32::try_from(value).ok()));
        assert_eq!(kanji_digit('零'), Some(0));
        assert_eq!(('\0'..=char::MAX).filter(|c| kanji_digit(*c).is_some()).count(), 11);
    }

    #[test]
    fn numbers_are_read_in_any_width_as_long_as_they_fit() {
        assert_eq!(leading("１2の項"), (Some(12), 4));
        assert_eq!(leading("の項"), (None, 0));
        assert_eq!(leading("99999999999"), (None, 11));
        assert_eq!(value("007".chars()), Some(7));
        assert_eq!(split_number(" 4） 甲"), (Some(4), "甲"));
        assert_eq!(split_number("4. 甲"), (None, "4. 甲"));
    }
}
