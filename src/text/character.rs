//! Classes of characters: scripts, dashes, and what nobody sees.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether it is a kanji, 々 included.
pub fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether it is hiragana.
pub fn is_hiragana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ゝ' | 'ゞ')
}

/// Whether it is katakana of either width; the long vowel mark counts.
pub fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー' | 'ヽ' | 'ヾ' | 'ㇰ'..='ㇿ' | 'ｦ'..='ﾟ')
}

/// Whether it is a hyphen, a dash or a minus sign.
pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// Whether it is a dash or what is typed for one: a long vowel mark, a ruled line.
pub fn is_stroke(c: char) -> bool {
    is_dash(c) || matches!(c, 'ー' | 'ｰ' | '─' | '━')
}

/// Whether it is a letter or a number of any script: [`char::is_alphanumeric`], which has to search a table for every
/// character of Japanese.
pub fn is_alphanumeric(c: char) -> bool {
    match c {
        'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー'..='ヿ' | '一'..='\u{9fff}' => true,
        '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '・' => false,
        other => other.is_alphanumeric(),
    }
}

/// Whether it turns the direction of the text round it and is not seen itself (Unicode Bidirectional Algorithm, UAX #9,
/// section 2).
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether it is not seen, and is no white space, either: it turns the direction, or is a control character other than
/// a line break and a tab.
pub fn is_unseen(c: char) -> bool {
    turns_direction(c) || (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

/// A text with what turns its direction named in its place, so that it reads as it stands: `<U+202E>`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(turns_direction) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if turns_direction(c) {
            let _ = write!(out, "<U+{:04X}>", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_numbers_are_those_of_unicode() {
        assert!(('\0'..=char::MAX).all(|c| is_alphanumeric(c) == c.is_alphanumeric()));
    }

    #[test]
    fn what_turns_the_direction_is_named() {
        assert_eq!(visible("甲\u{202e}乙\u{61c}"), "甲<U+202E>乙<U+061C>");
        assert!(matches!(visible("甲\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn every_dash_is_one_however_wide() {
        assert!("-‐‑‒–—―−﹘﹣－".chars().all(is_dash));
        assert!("ーｰ─━".chars().all(|c| is_stroke(c) && !is_dash(c)));
        assert!(!"一_~〜".chars().any(is_stroke));
    }

    #[test]
    fn scripts_are_told_apart() {
        assert!("漢々㐀𠮷﨑".chars().all(is_kanji));
        assert!("あゖゝ".chars().all(|c| is_hiragana(c) && !is_katakana(c)));
        assert!("アヺーｱ".chars().all(|c| is_katakana(c) && !is_kanji(c)));
    }
}
