//! Labels and options: what counts as the same words.
//!
//! Folding is for comparison only; pages show what is written.

use unicode_normalization::UnicodeNormalization;

/// Folds a label for comparison: what [`fold_text`] folds, and a trailing ※ with its scope note.
pub fn fold(label: &str) -> String {
    let folded = fold_text(label);
    match folded.rfind('※') {
        Some(at) if at > 0 && is_scope_note(&folded[at + '※'.len_utf8()..]) => folded[..at].to_owned(),
        _ => folded,
    }
}

/// Folds any text for comparison: compatibility forms and width (NFKC), white space, kinds of brackets and
/// dashes, case.
pub fn fold_text(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '〈' | '⟨' | '《' | '＜' | '〔' => '<',
            '〉' | '⟩' | '》' | '＞' | '〕' => '>',
            '‐' | '‑' | '–' | '—' | '―' | '−' | '－' => '-',
            '~' | '～' | '〜' => '~',
            '･' => '・',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_scope_note(rest: &str) -> bool {
    rest.is_empty() || (rest.starts_with('(') && rest.ends_with(')'))
}

/// Stands for the number of a block whose heading was on a page that is not held.
pub const UNNUMBERED: &str = "(番号不明)";

/// The heading of a repeated block: its number and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The printed number; 0 for [`UNNUMBERED`].
    pub number: u32,
    /// What follows, as written.
    pub name: String,
}

impl Block {
    /// Reads "委託事項2 共通基盤の運用" as the block 委託事項 number 2.
    pub fn parse(label: &str, heading: &str) -> Option<Self> {
        let rest = heading.trim_start().strip_prefix(label)?.trim_start();
        if let Some(name) = rest.strip_prefix(UNNUMBERED) {
            return Some(Self { number: 0, name: name.trim().to_owned() });
        }
        let end = rest.char_indices().find(|(_, c)| digit(*c).is_none()).map_or(rest.len(), |(at, _)| at);
        let number = rest[..end].chars().try_fold(0_u32, |n, c| n.checked_mul(10)?.checked_add(digit(c)?));
        if end == 0 {
            return None;
        }
        let name = rest[end..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：'));
        Some(Self { number: number?, name: name.trim_end().to_owned() })
    }
}

/// The value of an ASCII or full-width digit.
pub fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(u32::from(c) - u32::from('0')),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => None,
    }
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

/// Of characters that look alike in print and that conversion takes for one another, the one that stands for all:
/// 号ロ and 号口 are the same on paper. For comparing two texts; search has a table of its own, of what readers type.
pub fn look_alike(c: char) -> char {
    match c {
        'ロ' => '口',
        'ニ' => '二',
        'カ' => '力',
        'ハ' => '八',
        'エ' => '工',
        'ト' => '卜',
        'タ' => '夕',
        'へ' => 'ヘ',
        'べ' => 'ベ',
        'ぺ' => 'ペ',
        other => other,
    }
}

/// Splits "4) 100項目以上" into the number and the rest; no number, no split.
pub fn split_number(text: &str) -> (Option<u32>, &str) {
    let text = text.trim_start();
    let end = text.char_indices().find(|(_, c)| digit(*c).is_none()).map_or(text.len(), |(at, _)| at);
    let number = text[..end].chars().try_fold(0_u32, |n, c| n.checked_mul(10)?.checked_add(digit(c)?));
    match (end > 0, number, text[end..].strip_prefix([')', '）'])) {
        (true, Some(number), Some(rest)) => (Some(number), rest.trim_start()),
        _ => (None, text),
    }
}

/// The index of the option that `text` equals; a printed number has to be the option's own.
pub fn option(options: &[String], text: &str) -> Option<usize> {
    let (number, rest) = split_number(text);
    let wanted = fold(rest);
    let index = options.iter().position(|option| fold(option) == wanted)?;
    let fits = number.is_none_or(|n| usize::try_from(n).is_ok_and(|n| n == index + 1));
    fits.then_some(index)
}

/// A box's text split into its option and the detail in the last balanced bracket: その他 (直接操作).
///
/// The longest option that begins the text is taken; what follows may only be one bracket, then 件.
pub fn option_with_detail<'t>(options: &[String], text: &'t str) -> Option<(usize, Option<&'t str>)> {
    if let Some(index) = option(options, text) {
        return Some((index, None));
    }
    let (head, detail) = last_bracket(text)?;
    option(options, head).map(|index| (index, Some(detail)))
}

/// The last balanced bracket of a text: what stands before it and what stands in it.
pub fn last_bracket(text: &str) -> Option<(&str, &str)> {
    let trimmed = text.trim_end();
    let trimmed = trimmed.strip_suffix('件').map_or(trimmed, str::trim_end);
    let inner_end = trimmed.strip_suffix([')', '）'])?;
    let mut depth = 1_u32;
    for (at, c) in inner_end.char_indices().rev() {
        match c {
            ')' | '）' => depth += 1,
            '(' | '（' => {
                depth -= 1;
                if depth == 0 {
                    return Some((&text[..at], inner_end[at + c.len_utf8()..].trim()));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(names: &[&str]) -> Vec<String> {
        names.iter().map(|&n| n.to_owned()).collect()
    }

    #[test]
    fn width_brackets_and_marks_do_not_count() {
        assert_eq!(fold("①入手元　※"), fold("① 入手元"));
        assert_eq!(fold("Ⅲ 対策 ※(7. リスク1⑨を除く。)"), fold("III対策"));
        assert_eq!(fold("リスク1： 目的外"), fold("リスク１:目的外"));
        assert_ne!(fold("※印"), fold("印"));
    }

    #[test]
    fn circled_numbers_are_numbers() {
        assert_eq!(
            ['①', '⑳', '㉑', '㉟', '㊱', '㊿', '1'].map(circled),
            [1, 20, 21, 35, 36, 50, 0].map(|n| (n > 0).then_some(n))
        );
    }

    #[test]
    fn an_option_keeps_its_number() {
        let names = options(&["10項目未満", "100項目以上"]);
        assert_eq!(option(&names, "2) 100項目以上"), Some(1));
        assert_eq!(option(&names, "100 項目以上"), Some(1));
        assert_eq!(option(&names, "1) 100項目以上"), None);
    }

    #[test]
    fn the_detail_is_the_last_balanced_bracket() {
        let names = options(&["その他", "電子記録媒体(フラッシュメモリを除く。)", "提供を行っている"]);
        assert_eq!(option_with_detail(&names, "その他 (直接操作(画面))"), Some((0, Some("直接操作(画面)"))));
        assert_eq!(option_with_detail(&names, "その他 ()"), Some((0, Some(""))));
        assert_eq!(option_with_detail(&names, "電子記録媒体（フラッシュメモリを除く。）"), Some((1, None)));
        assert_eq!(option_with_detail(&names, "提供を行っている ( 28 ) 件"), Some((2, Some("28"))));
        assert_eq!(option_with_detail(&names, "その他の"), None);
    }
}
