//! Loops: a converter that says the same sentence again and again.

use super::Damage;
use super::short;
use super::tables::tables;

/// The shortest sentence that counts, in characters: anything shorter may well be said twice.
const LONG: usize = 10;

/// Sentences that follow directly on themselves.
pub(super) fn loops(text: &str) -> Vec<Damage> {
    let mut found = Vec::new();
    let mut run: Option<(usize, usize, String)> = None;
    let mut close = |run: Option<(usize, usize, String)>| {
        let Some((start, count, sentence)) = run.filter(|(_, count, _)| *count > 1) else { return };
        let shown = short(sentence.trim());
        found.push(Damage::new(
            "DMG-05",
            start..start + sentence.len(),
            format!("「{shown}」が{count}回続けて繰り返されています。"),
            format!("\"{shown}\" is repeated {count} times in a row."),
        ));
    };
    let mut at = 0;
    for sentence in text.split_inclusive(['。', '〉', '＞', '>', '\n']) {
        let start = at;
        at += sentence.len();
        let folded = folded(sentence);
        if folded.is_empty() {
            continue;
        }
        match &mut run {
            Some((_, count, before)) if self::folded(before) == folded && folded.chars().count() >= LONG => {
                *count += 1;
            }
            _ => close(run.replace((start, 1, sentence.to_owned()))),
        }
    }
    close(run);
    found
}

/// A sentence without what a loop changes on its way: bullets, brackets, white space, characters that look alike.
fn folded(sentence: &str) -> String {
    let words = sentence.chars().filter(|c| !c.is_whitespace()).map(|c| tables().fold(c));
    words.collect::<String>().trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_on_itself_is_a_loop() {
        let found = loops("・停電に備える。・データを二重に保管している。・・データを二重に保管している。");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message.ja, "「・データを二重に保管している。」が2回続けて繰り返されています。");
        let heads = loops(
            "〈中間サーバ・プラットフォームにおける措置〉・中間サーバ・ブラットフォームにおける措置〉・中間サーバ・プラットフォームにおける措置〉甲",
        );
        assert!(heads[0].message.ja.contains("3回"), "{heads:?}");
    }

    #[test]
    fn short_or_distant_repetitions_are_not() {
        for text in ["なし。なし。", "甲の措置を講じている。乙とする。甲の措置を講じている。", "—\n—", ""]
        {
            assert!(loops(text).is_empty(), "{text}");
        }
    }
}
