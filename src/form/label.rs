//! Headings of repeated blocks, and the options of a question: what is one of them, and what stands behind it.

use crate::text::folding::{fold, prefix_of};
use crate::text::number::{leading, split_number};

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
        let heading = heading.trim_start();
        let rest = match heading.strip_prefix(label) {
            Some(rest) => rest,
            // In letters of half width.
            None => &heading[prefix_of(heading, &fold(label))?..],
        };
        let rest = rest.trim_start();
        if let Some(name) = rest.strip_prefix(UNNUMBERED) {
            return Some(Self { number: 0, name: name.trim().to_owned() });
        }
        let (number, end) = leading(rest);
        let name = rest[end..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：'));
        Some(Self { number: number?, name: name.trim_end().to_owned() })
    }
}

/// The index of the option that `text` equals; a printed number has to be the option's own.
pub fn option(options: &[String], text: &str) -> Option<usize> {
    let (number, rest) = split_number(text);
    // As a rule it is written as it is printed, and no two options of a question are the same words.
    let printed = options.iter().position(|option| option == rest.trim_end());
    let folded = || {
        let wanted = fold(rest);
        options.iter().position(|option| fold(option) == wanted)
    };
    let index = printed.or_else(folded)?;
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
    fn an_option_keeps_its_number() {
        let names = options(&["10項目未満", "100項目以上"]);
        assert_eq!(option(&names, "2) 100項目以上"), Some(1));
        assert_eq!(option(&names, "100 項目以上"), Some(1));
        assert_eq!(option(&names, "1) 100項目以上"), None);
    }

    #[test]
    fn blocks_are_numbered_in_any_width() {
        for heading in ["システム2 共通基盤", "ｼｽﾃﾑ2 共通基盤", "システム２:共通基盤"]
        {
            let block = Block { number: 2, name: "共通基盤".to_owned() };
            assert_eq!(Block::parse("システム", heading), Some(block), "{heading}");
        }
        assert_eq!(Block::parse("システム", "シス 2"), None);
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
