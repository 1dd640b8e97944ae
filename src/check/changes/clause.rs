//! Comparing what a change row says with what the body says: clauses, and when two of them are meant as the same.
//!
//! A cell holds parts of an answer, in lines of its own and often with parts left out. So texts are compared clause by
//! clause, without white space, width, numbering and characters that conversions mistake for one another.

use crate::assessment::group;
use crate::text::folding::{fold_text, look_alike};
use crate::text::number::{circled, split_number};

/// A sentence or an entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause<'a> {
    /// As written, without the sign or number in front.
    pub(super) text: &'a str,
    /// What is compared.
    pub(super) key: Vec<char>,
}

/// Words that say that something is left out here, or refer to elsewhere.
const LEFT_OUT: [&str; 14] = [
    "修正なし",
    "変更なし",
    "※略",
    "(略)",
    "省略",
    "中略",
    "以下略",
    "上記のとおり",
    "同上",
    "右記",
    "左記",
    "のとおり",
    "を追加",
    "を削除",
];

/// The clauses of a line, without headings of measure groups and what stands for something left out.
pub(super) fn of_line(line: &str) -> Vec<Clause<'_>> {
    if group::heading(line).is_some() {
        return Vec::new();
    }
    let parts = line.split_inclusive('。').flat_map(bullets).filter(|text| !is_left_out(text));
    let clauses = parts.map(|text| {
        let text = bare(text);
        Clause { text, key: key(text) }
    });
    clauses.filter(|clause| !clause.key.is_empty()).collect()
}

/// The clauses of a cell or of several lines.
pub(super) fn of(text: &str) -> Vec<Clause<'_>> {
    text.lines().flat_map(of_line).collect()
}

/// Whether a text says that something is left out.
pub(super) fn is_left_out(text: &str) -> bool {
    let folded = fold_text(text);
    LEFT_OUT.iter().any(|word| folded.contains(word))
}

/// Cuts before bullets and circled numbers that begin an entry.
fn bullets(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let entry = circled(c).is_some() || matches!(c, '・' | '○' | '●' | '■' | '◆');
        if entry && at > from && before.is_none_or(char::is_whitespace) {
            parts.push(&text[from..at]);
            from = at;
        }
        before = Some(c);
    }
    parts.push(&text[from..]);
    parts
}

/// A clause without the sign or number of an entry in front of it.
fn bare(text: &str) -> &str {
    let mut rest = text.trim();
    loop {
        let next = unmarked(rest)
            .trim_start_matches(|c: char| {
                circled(c).is_some() || matches!(c, '・' | '※' | '○' | '●' | '■' | '◆' | '-' | ' ' | '　')
            })
            .trim_start();
        let next = if let (Some(_), behind) = split_number(next.trim_start_matches(['(', '（'])) {
            behind
        } else {
            let digits = next.trim_start_matches(|c: char| c.is_ascii_digit());
            match digits.strip_prefix(['.', '．']) {
                Some(behind) if digits.len() < next.len() => behind.trim_start(),
                _ => next,
            }
        };
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

/// A text without the mark of a choice in front of it: `[○]`, with white space in the brackets or nothing.
fn unmarked(text: &str) -> &str {
    let Some(inside) = text.strip_prefix(['[', '［']) else { return text };
    let Some((mark, behind)) = inside.split_once([']', '］']) else { return text };
    let mark = mark.trim();
    if mark.is_empty() || matches!(mark, "○" | "◯" | "〇" | "●" | "レ" | "✓" | "✔" | "■") {
        behind
    } else {
        text
    }
}

/// A text as it is compared: folded, without punctuation, and with one character for those that look alike.
pub(super) fn key(text: &str) -> Vec<char> {
    let alike = |c: char| match c {
        'ェ' => '工',
        'ブ' => 'プ',
        'バ' => 'パ',
        'ヶ' => 'ケ',
        'ィ' => 'イ',
        'ァ' => 'ア',
        other => look_alike(other),
    };
    let noise = |c: &char| {
        !matches!(
            c,
            '、' | '。'
                | ','
                | '.'
                | '・'
                | 'ー'
                | '-'
                | '~'
                | '「'
                | '」'
                | '『'
                | '』'
                | '['
                | ']'
                | '('
                | ')'
                | ':'
                | ';'
                | '<'
                | '>'
                | '一'
                | '_'
                | '→'
                | '\u{301c}'
        )
    };
    let folded = fold_text(text);
    let mut words = folded.as_str();
    let mut key = Vec::with_capacity(folded.len() / 3);
    while let Some(c) = words.chars().next() {
        // 取り扱い and 取扱い, 手続き and 手続 are one word each.
        let one = ONE_WORD.iter().find(|(written, _)| words.starts_with(written));
        let (length, kept) = one.map_or((c.len_utf8(), &words[..c.len_utf8()]), |(w, kept)| (w.len(), *kept));
        key.extend(kept.chars().filter(noise).map(alike));
        words = &words[length..];
    }
    key
}

/// Words that are written in several ways, and the shortest.
const ONE_WORD: [(&str, &str); 3] = [("取り扱", "取扱"), ("手続き", "手続"), ("問い合わせ", "問合せ")];

/// Whether `part` stands in `text`.
pub(super) fn contains(text: &[char], part: &[char]) -> bool {
    part.is_empty() || text.windows(part.len()).any(|window| window == part)
}

/// How alike two clauses are: the share of pairs of characters that they have in common, in per cent.
pub(super) fn likeness(a: &[char], b: &[char]) -> usize {
    let pairs = |text: &[char]| {
        let mut pairs: Vec<(char, char)> = text.windows(2).map(|pair| (pair[0], pair[1])).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (pairs(a), pairs(b));
    let (mut i, mut j, mut same) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                same += 1;
                i += 1;
                j += 1;
            }
        }
    }
    same * 200 / (a.len() + b.len()).max(1)
}

/// The parts of two texts that differ, with a little of what stands around them, for a message.
pub(super) fn differing(a: &str, b: &str) -> (String, String) {
    let (x, y) = (compared(a), compared(b));
    let same = |(x, y): &(&(char, usize), &(char, usize))| x.0 == y.0;
    let front = x.iter().zip(&y).take_while(same).count();
    let most = x.len().min(y.len()) - front;
    let back = x.iter().rev().zip(y.iter().rev()).take_while(same).count().min(most);
    (cut(a, &x, front, back), cut(b, &y, front, back))
}

/// What is compared of each character of a text, with its place in the text.
fn compared(text: &str) -> Vec<(char, usize)> {
    let of = |(at, c): (usize, char)| key(c.encode_utf8(&mut [0; 4])).into_iter().map(move |k| (k, at));
    text.char_indices().flat_map(of).collect()
}

/// The part of a text that is left when as much is the same at its front and back.
fn cut(text: &str, compared: &[(char, usize)], front: usize, back: usize) -> String {
    const AROUND: usize = 10;
    const SHOWN: usize = 64;
    let from = compared.get(front.saturating_sub(AROUND)).map_or(text.len(), |(_, at)| *at);
    let from = if front <= AROUND { 0 } else { from };
    let end = (compared.len() - back + AROUND).min(compared.len());
    let to = compared.get(end).map_or(text.len(), |(_, at)| *at);
    let shown: Vec<char> = text[from..to].trim().chars().collect();
    let (open, close) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
    let middle: String = if shown.len() > SHOWN {
        let half = SHOWN / 2;
        shown[..half].iter().chain(&['…']).chain(&shown[shown.len() - half..]).collect()
    } else {
        shown.into_iter().collect()
    };
    format!("{open}{middle}{close}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        of(text).iter().map(|clause| clause.key.iter().collect()).collect()
    }

    #[test]
    fn numbering_width_and_look_alikes_do_not_count() {
        assert_eq!(keys("⑭保険料の賦課\n⑮ 号口、コンビ二"), keys("（１）保険料の賦課\n・号ロ コンビニ"));
        assert_ne!(keys("4情報"), keys("5情報"));
        assert_eq!(
            keys("［ ○ ］４情報（氏名、住所）\n[　]その他(乙)"),
            keys("4情報(氏名、住所)\nその他 (乙)")
        );
        assert_ne!(keys("[新]4情報"), keys("4情報"));
    }

    #[test]
    fn what_is_left_out_and_headings_of_groups_are_no_clauses() {
        assert_eq!(
            keys("<本市における措置>\n※ 修正なし\n①～② ※略\n③甲を行う。乙を行う。"),
            ["甲を行う", "乙を行う"]
        );
    }

    #[test]
    fn what_differs_is_shown_with_a_little_around_it() {
        let (a, b) =
            differing("住所等を管理するための納付催告書の印字等", "住所等を管理するための納入通知書の印字等");
        assert_eq!(
            (a.as_str(), b.as_str()),
            ("…等を管理するための納付催告書の印字等", "…等を管理するための納入通知書の印字等")
        );
        assert_eq!(differing("同じ", "同じ"), ("同じ".to_owned(), "同じ".to_owned()));
        assert_eq!(differing("", "甲").1, "甲");
        let (a, b) = differing("甲 ：照会 が行わない", "甲:照会を行わない");
        assert_eq!((a.as_str(), b.as_str()), ("甲 ：照会 が行わない", "甲:照会を行わない"));
        let long = |middle: &str| format!("始まり{middle}終わり");
        assert!(differing(&long(&"い".repeat(200)), &long("ろ")).0.chars().count() < 80);
    }

    #[test]
    fn likeness_is_a_share() {
        assert_eq!(likeness(&key("保険料の納付"), &key("保険料の納付")), 100);
        assert_eq!(likeness(&key("保険料"), &key("住民票")), 0);
        assert_eq!(likeness(&[], &[]), 0);
    }
}
