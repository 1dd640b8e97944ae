//! Numbers in kanji and in digits: 第十九条, 第19条, 三か月.

/// The number that a run of kanji numerals stands for, below 10,000.
pub(super) fn value(kanji: &str) -> Option<u32> {
    let mut total = 0_u32;
    let mut digits: Option<u32> = None;
    let mut scaled = false;
    let mut places = 0;
    for c in kanji.chars() {
        if let Some(digit) = "〇一二三四五六七八九".chars().position(|own| own == c) {
            let digit = u32::try_from(digit).ok()?;
            places += 1;
            // 二〇二六: digits side by side, but not behind 十 or 百.
            if digits.is_some() && (scaled || places > 4) {
                return None;
            }
            digits = Some(digits.unwrap_or(0) * 10 + digit);
        } else {
            let scale = match c {
                '十' => 10,
                '百' => 100,
                '千' => 1000,
                _ => return None,
            };
            if digits.is_some_and(|digits| digits > 9) || (scaled && !total.is_multiple_of(scale * 10)) {
                return None;
            }
            total += digits.take().unwrap_or(1) * scale;
            scaled = true;
            places = 0;
        }
    }
    (!kanji.is_empty()).then(|| total + digits.unwrap_or(0))
}

/// Whether a character is a kanji numeral.
pub(super) fn is_numeral(c: char) -> bool {
    "〇一二三四五六七八九十百千".contains(c)
}

/// A number below 1,000 in kanji: 十九, 百十三.
pub(super) fn kanji(number: u32) -> Option<String> {
    if !(1..1000).contains(&number) {
        return None;
    }
    let digit = |n: u32| "〇一二三四五六七八九".chars().nth(n as usize).map(String::from).unwrap_or_default();
    let mut out = String::new();
    for (scale, sign) in [(100, "百"), (10, "十")] {
        let count = number / scale % 10;
        if count > 1 {
            out.push_str(&digit(count));
        }
        if count > 0 {
            out.push_str(sign);
        }
    }
    if !number.is_multiple_of(10) {
        out.push_str(&digit(number % 10));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kanji_numerals_are_numbers() {
        let known = [
            ("十九", 19),
            ("二十七", 27),
            ("百十三", 113),
            ("二百", 200),
            ("七", 7),
            ("二〇二六", 2026),
            ("千百", 1100),
            ("十", 10),
        ];
        for (text, number) in known {
            assert_eq!(value(text), Some(number), "{text}");
        }
        for text in ["", "甲", "十十", "十百", "二十一〇"] {
            assert_eq!(value(text), None, "{text}");
        }
        for number in 1..1000 {
            assert_eq!(kanji(number).as_deref().and_then(value), Some(number));
        }
        assert_eq!(kanji(0), None);
    }
}
