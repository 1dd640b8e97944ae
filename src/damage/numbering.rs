//! Marks of a page in a text: a number that a list has twice, and spaces where the lines of the original ended.

use std::ops::Range;

use super::{Damage, is_japanese, short};
use crate::text::number::circled;

/// An entry with the number of the one before it: ⑯ ⑰ ⑰. A new list begins at ①.
pub(super) fn twice(text: &str) -> Vec<Damage> {
    let mut found = Vec::new();
    let mut last: Option<char> = None;
    for (at, number) in entries(text) {
        if number != '①' && last == Some(number) {
            let shown = short(text[at..].lines().next().unwrap_or_default());
            found.push(Damage::new(
                "DMG-09",
                at..at + number.len_utf8(),
                format!("番号「{number}」の次が、また「{number}」です(「{shown}」)。"),
                format!("The number {number} comes twice in a row (\"{shown}\")."),
            ));
        }
        last = Some(number);
    }
    found
}

/// The circled numbers that begin an entry, with their places.
fn entries(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut before: Option<char> = None;
    text.char_indices().filter(move |(_, c)| {
        let begins = before.is_none_or(|c| c.is_whitespace() || c == '。');
        before = Some(*c);
        begins && circled(*c).is_some()
    })
}

/// So many lines of one length, one after the other, are those of a page.
const LINES: usize = 3;
/// Shorter pieces between spaces are words, not lines (half-widths).
const SHORTEST: usize = 20;
/// How much the lengths of lines differ, for a sign that may not begin a line or one of half the width (half-widths).
const TOLERANCE: usize = 4;

/// Spaces within words, as far apart as the lines of a page are long: 定期的␠に実施し、…取り扱った␠場合の….
pub(super) fn line_ends(text: &str) -> Vec<Damage> {
    let mut found: Option<(Range<usize>, usize)> = None;
    for (from, line) in lines(text) {
        let gaps = gaps(line);
        let mut run: Vec<(usize, usize)> = Vec::new();
        // The longest run: where more of the spaces stand elsewhere, they part words.
        let mut longest: Vec<(usize, usize)> = Vec::new();
        let mut start = 0;
        for &gap in &gaps {
            let width = width(&line[start..gap]);
            let fits = width >= SHORTEST
                && run.first().is_none_or(|&(_, first): &(usize, usize)| width.abs_diff(first) <= TOLERANCE);
            if !fits {
                run.clear();
            }
            if width >= SHORTEST {
                run.push((gap, width));
            }
            start = gap + 1;
            if run.len() > longest.len() {
                longest.clone_from(&run);
            }
        }
        // Nobody writes a space in front of a comma.
        let certain = |gap: &&usize| line[**gap + 1..].starts_with(['、', '。']);
        let comma = gaps.iter().find(certain);
        let run = longest.len() >= LINES && longest.len() * 2 >= gaps.len();
        let first = if run { longest.first().map(|(gap, _)| gap) } else { comma };
        if let Some(first) = first {
            let at = from + first;
            let (_, count) = found.get_or_insert((at..at + 1, 0));
            *count += if run { longest.len() } else { gaps.iter().filter(certain).count() };
        }
    }
    let damage = |(range, count): (Range<usize>, usize)| {
        let end = text.len().min(range.end + 30);
        let end = (range.end..=end).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(range.end);
        let mut start = range.start.saturating_sub(18);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        let shown = text[start..end].lines().next().unwrap_or_default().trim();
        Damage::new(
            "DMG-10",
            range,
            format!("語の途中に空白があります({count}か所以上。「…{shown}…」)。元の紙面の行末とみられます。"),
            format!(
                "There are spaces within words ({count} at least, \"…{shown}…\"), where lines ended on the page."
            ),
        )
    };
    found.map(damage).into_iter().collect()
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let from = at;
        at += line.len();
        (from, line.trim_end_matches('\n'))
    })
}

/// Single spaces between two Japanese characters.
fn gaps(line: &str) -> Vec<usize> {
    let is_gap = |at: usize| {
        let before = line[..at].chars().next_back();
        let after = line[at + 1..].chars().next();
        before.is_some_and(is_japanese) && after.is_some_and(is_japanese)
    };
    line.match_indices(' ').map(|(at, _)| at).filter(|&at| is_gap(at)).collect()
}

/// The width of a text in half-widths.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_comes_twice_in_a_row_is_reported() {
        let found = twice(
            "⑯還付する。\n⑰督促状を送付する。\n【滞納の管理】\n⑰督促の後も完納しない場合は差し押さえる。",
        );
        assert_eq!(found.len(), 1);
        assert!(found[0].message.ja.starts_with("番号「⑰」の次が、また「⑰」です"), "{found:?}");
        assert!(!twice("①甲 ②乙 ②丙").is_empty());
        for text in ["①甲\n①乙", "①甲\n②乙\n【次の事務】\n①丙\n②丁", "②は①と②の後に行う。", "①～②略\n②甲"]
        {
            assert!(twice(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn spaces_as_far_apart_as_lines_are_long_are_reported() {
        let page = "・職員に対し、情報の安全についての研修を年に一 回実施し、業務で知り得た内容をほかに漏らした場 合の罰則について周知している。また、違反をした職 員には指導を行う。";
        let found = line_ends(page);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].message.ja.contains("3か所以上"), "{found:?}");
        let two = line_ends(&format!("{page}\n{page}"));
        assert!(two.len() == 1 && two[0].message.ja.contains("6か所以上"), "{two:?}");
        let short = "宛先が分からず戻された場合は、届け先が後で判明すれば送り直し 、不明の場合は公示する。";
        assert_eq!(line_ends(short).len(), 1);
        for text in [
            "42.氏名 かな、43.氏名 かな、64.旧氏 ふりがな、65.住所 かな",
            // Names of fields have spaces of their own, some of them as far apart as by chance.
            "1.本籍の住所 漢字、2.本籍の住所の項目の長さ 数、3.本籍の住所の項目の長さ 数、4.本籍の住所の項目の長さ 数、5.方書 漢字、6.氏名 漢字、7.氏名 外字、8.通称 漢字、9.通称 外字",
            "財政局税務部 収納課 課長 市民部 市民課",
            "住民基本台帳に関する事務のうち届出の受付 国民健康保険の資格の確認",
            "・甲の措置を講じている。 ・乙の措置を講じている。 ・丙の措置を講じている。",
            "平仮名だけの文",
        ] {
            assert!(line_ends(text).is_empty(), "{text}: {:?}", line_ends(text));
        }
    }
}
