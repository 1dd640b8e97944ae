//! Letters and words of other languages inside Japanese.

use std::ops::Range;

use super::tables::tables;
use super::{Damage, is_japanese, short};

/// Runs of letters of a script that does not belong.
pub(super) fn foreign(text: &str) -> Vec<Damage> {
    let mut runs: Vec<(&str, Range<usize>)> = Vec::new();
    for (at, c) in text.char_indices() {
        // Latin, kana and kanji need no looking up.
        if c < '\u{400}' || matches!(c, '\u{3000}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}') {
            continue;
        }
        let code = u32::from(c);
        let Some((name, ..)) =
            tables().scripts.iter().find(|(_, first, last)| (*first..=*last).contains(&code))
        else {
            continue;
        };
        match runs.last_mut() {
            Some((_, range)) if range.end == at => range.end = at + c.len_utf8(),
            _ => runs.push((name, at..at + c.len_utf8())),
        }
    }
    let damage = |(name, range): (&str, Range<usize>)| {
        let written = short(&text[range.clone()]);
        Damage::new(
            "DMG-01",
            range,
            format!("日本語でない文字「{written}」({name})があります。"),
            format!("There are letters of another script: \"{written}\"."),
        )
    };
    runs.into_iter().map(damage).collect()
}

/// English words of the kind that a converter puts in place of a particle, with Japanese on both sides.
pub(super) fn words(text: &str) -> Vec<Damage> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_alphabetic()).map(|start| at + start) {
        let rest = &text[start..];
        let length = rest.find(|c: char| !c.is_ascii_graphic()).unwrap_or(rest.len());
        let word = &rest[..length];
        at = start + length;
        let before = text[..start].trim_end_matches(' ').chars().next_back();
        let after = text[at..].trim_start_matches(' ').chars().next();
        let inside = [before, after].iter().all(|c| c.is_some_and(is_japanese));
        if inside && tables().words.iter().any(|listed| listed == word) {
            found.push(Damage::new(
                "DMG-02",
                start..at,
                format!("日本語の文の中に英語の「{word}」があります。"),
                format!("The English word \"{word}\" stands inside a Japanese sentence."),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::ids;
    use super::*;

    #[test]
    fn letters_of_other_scripts_are_one_run() {
        let found = foreign("特定個人情報ที่ไม่正確、가나");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].message.ja, "日本語でない文字「ที่ไม่」(タイ文字)があります。");
        assert!(foreign("①α、Ⅲ ㎡ ～ ＡＢ").is_empty());
    }

    #[test]
    fn only_listed_words_between_japanese_are_stray() {
        assert_eq!(ids("特定個人情報 that 不正確である"), ["DMG-02"]);
        assert_eq!(ids("提供thatする"), ["DMG-02"]);
        for text in [
            "that is all",
            "IT を使う",
            "pdf を開く",
            "FW や DMZ を置く",
            "ファイルは a.and.b を使う",
            "(and)甲",
        ] {
            assert!(words(text).is_empty(), "{text}");
        }
    }
}
