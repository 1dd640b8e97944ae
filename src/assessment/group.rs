//! Measure groups: lines such as `<中間サーバー・プラットフォームにおける措置>` that say where a measure applies.
//!
//! The same heading occurs in nine notations, often several in one document; the folded name is the key.

use crate::text::folding::fold;

const BRACKETS: [(&[char], &[char]); 3] = [
    (&['<', '＜', '〈', '⟨', '《', '≪', 'く'], &['>', '＞', '〉', '⟩', '》', '≫']),
    (&['【'], &['】']),
    (&['〔', '［'], &['〕', '］']),
];

/// The name of the measure group that a line is, without its brackets; `None` for an ordinary line.
///
/// A line counts when it is wholly in brackets (several may follow one another, as in `<甲>及び<乙>`).
/// `く…>` is a known misreading of `<…>` and counts only when it ends in 措置.
pub fn heading(line: &str) -> Option<String> {
    let text = line.trim();
    let first = text.chars().next()?;
    let last = text.chars().next_back()?;
    let pair = BRACKETS.iter().find(|(open, close)| open.contains(&first) && close.contains(&last))?;
    let inner = text.strip_prefix(first)?.strip_suffix(last)?;
    if inner.trim().is_empty() || (first == 'く' && !inner.trim_end().ends_with("措置")) {
        return None;
    }
    // "<甲> の文 <乙>" is a sentence; brackets may meet only with 及び, 、 or nothing between them.
    let mut depth = 1_i32;
    let mut between = String::new();
    for c in inner.chars() {
        if pair.0.contains(&c) && c != 'く' {
            depth += 1;
            if depth == 1 && !matches!(between.trim(), "" | "及び" | "・" | "、" | "並びに") {
                return None;
            }
            between.clear();
        } else if pair.1.contains(&c) {
            depth -= 1;
        } else if depth == 0 {
            between.push(c);
        }
    }
    Some(inner.trim().to_owned())
}

/// The key under which groups of different notation are the same.
pub fn key(name: &str) -> String {
    fold(name).replace(['<', '>', '【', '】'], "")
}

/// Part of an anchor: eight hexadecimal digits of the key's hash.
pub fn anchor_key(name: &str) -> String {
    blake3::hash(key(name).as_bytes()).to_hex()[..8].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_notations_are_one_group() {
        let lines = [
            "<中間サーバーにおける措置>",
            "＜中間サーバーにおける措置＞",
            "〈中間サーバーにおける措置〉",
            "〈中間サーバーにおける措置>",
            "⟨中間サーバーにおける措置⟩",
            "《中間サーバーにおける措置〉",
            "く中間サーバーにおける措置>",
            "< 中間サーバーにおける措置 >",
            "【中間サーバーにおける措置】",
        ];
        let keys: std::collections::BTreeSet<_> = lines.iter().map(|l| key(&heading(l).expect(l))).collect();
        assert_eq!(keys.len(), 1);
    }

    #[test]
    fn a_sentence_with_brackets_is_no_group() {
        assert_eq!(heading("<甲>を<乙>"), None);
        assert_eq!(heading("<甲>及び<乙>").as_deref(), Some("甲>及び<乙"));
        assert_eq!(heading("くわしくは別紙>"), None);
        assert_eq!(heading("<>"), None);
        assert_eq!(heading("本文"), None);
    }
}
