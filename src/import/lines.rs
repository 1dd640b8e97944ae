//! The lines of the source as the rest of the import reads them: printing twice undone, page numbers and running
//! heads set aside, a text that came on one line broken at its labels.
//!
//! Only what the conversion or the printing of pages added goes, and each kind of it is said in a warning. Lines
//! keep their number in the source.

use std::collections::{BTreeMap, BTreeSet};

use super::Warning;
use super::cover::values::is_page_number;
use super::layout;
use crate::form::{self, ItemKind};
use crate::text::folding::fold;

/// Lines with their numbers, and what was done to them.
pub(super) struct Lines {
    pub(super) all: Vec<(usize, String)>,
    pub(super) warnings: Vec<Warning>,
    /// Nothing tells cells: the order is that in which a tool read the page.
    pub(super) raw: bool,
}

impl Lines {
    /// The lines with their numbers.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (usize, &str)> {
        self.all.iter().map(|(number, line)| (*number, line.as_str()))
    }
}

/// Reads a text into lines; `before` lines of other texts of the same document stand before it.
pub(super) fn read(text: &str, before: usize) -> Lines {
    let mut lines: Vec<(usize, String)> =
        text.lines().enumerate().map(|(index, line)| (before + index + 1, line.to_owned())).collect();
    for (_, line) in &mut lines {
        if let Some(row) = pipe_row(line) {
            *line = row;
        }
    }
    let mut warnings = Vec::new();
    undouble(&mut lines, &mut warnings);
    set_furniture_aside(&mut lines, &mut warnings);
    let laid_out = layout::is_layout(&lines);
    let raw = !laid_out && !lines.iter().any(|(_, line)| line.contains('\t') || line.contains("<table"));
    let lines = if laid_out {
        layout::untangle(&lines, &mut warnings)
    } else {
        // A text begins a page, and so does a form feed.
        let mut pages = vec![(before + 1, String::new())];
        for (number, line) in lines {
            if line.contains('\u{c}') {
                pages.push((number, String::new()));
            }
            pages.push((number, line.replace('\u{c}', "")));
        }
        unfold(pages, &mut warnings)
    };
    Lines { all: lines, warnings, raw }
}

/// The cells of a table row written with `|`, TAB between them; the line under its header becomes empty.
fn pipe_row(line: &str) -> Option<String> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|').filter(|_| !line.contains('\t'))?;
    let cells: Vec<&str> = inner.split('|').map(str::trim).collect();
    let rule = |cell: &&str| cell.len() > 1 && cell.chars().all(|c| matches!(c, '-' | ':'));
    Some(if cells.iter().all(rule) { String::new() } else { cells.join("\t") })
}

/// Bold type made by printing twice: every character twice, or every line.
fn undouble(lines: &mut Vec<(usize, String)>, warnings: &mut Vec<Warning>) {
    let head: Vec<&str> = lines.iter().take(60).flat_map(|(_, line)| line.split_whitespace()).collect();
    let long = head.iter().filter(|word| word.chars().count() >= 4).count();
    let twice = head.iter().filter(|word| is_doubled(word)).count();
    let mut changed = BTreeSet::new();
    if twice >= 2 {
        // Where everything is printed twice, short words are too: 44 is 4.
        let all = twice * 10 >= long * 9;
        for (number, line) in lines.iter_mut() {
            let halved = halve(line, all);
            if halved != *line {
                changed.insert(*number);
                *line = halved;
            }
        }
    }
    let filled: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].1.trim().is_empty()).collect();
    let repeats: Vec<usize> = filled
        .windows(2)
        .filter(|pair| lines[pair[0]].1.trim() == lines[pair[1]].1.trim())
        .map(|pair| pair[1])
        .collect();
    let labels = repeats.iter().filter(|&&at| is_cover_label(&lines[at].1)).count();
    if labels >= 2 {
        let all = repeats.len() * 10 >= filled.len() * 4;
        let drop: BTreeSet<usize> =
            repeats.into_iter().filter(|&at| all || is_cover_label(&lines[at].1)).collect();
        changed.extend(drop.iter().map(|&at| lines[at].0));
        let mut at = 0;
        lines.retain(|_| {
            at += 1;
            !drop.contains(&(at - 1))
        });
    }
    if let Some(&line) = changed.first() {
        warnings.push(Warning {
            id: "TXT-06",
            line,
            message: format!(
                "同じ文字や行が2回ずつ印字されています(太字の重ね打ち。{}行)。1回にしました。",
                changed.len()
            ),
        });
    }
}

fn is_cover_label(line: &str) -> bool {
    let folded = fold(line.trim_start_matches(['#', '*', ' ']));
    ["評価書番号", "評価書名", "特記事項", "評価実施機関名", "公表日", "項目一覧"].contains(&folded.as_str())
        || folded.starts_with("特定個人情報保護評価書(")
        || folded == "個人のプライバシー等の権利利益の保護の宣言"
}

/// 評評価価書書: every character twice, and not one character alone.
fn is_doubled(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let distinct: BTreeSet<char> = chars.iter().copied().filter(|c| !c.is_ascii()).collect();
    chars.len() >= 4 && distinct.len() >= 2 && pairs(&chars)
}

fn pairs(chars: &[char]) -> bool {
    chars.len().is_multiple_of(2) && chars.chunks(2).all(|pair| pair[0] == pair[1])
}

fn halve(line: &str, all: bool) -> String {
    let mut out = String::with_capacity(line.len());
    for piece in line.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let chars: Vec<char> = word.chars().collect();
        if is_doubled(word) || all && !chars.is_empty() && pairs(&chars) {
            out.extend(chars.iter().step_by(2));
            out.push_str(&piece[word.len()..]);
        } else {
            out.push_str(piece);
        }
    }
    out
}

/// Page numbers, and the running heads beside them.
fn set_furniture_aside(lines: &mut [(usize, String)], warnings: &mut Vec<Warning>) {
    let alone = |line: &str| !line.contains('\t');
    let is_number: Vec<bool> =
        lines.iter().map(|(_, line)| alone(line) && is_page_number(&fold(line))).collect();
    let mut beside: BTreeMap<&str, usize> = BTreeMap::new();
    let filled =
        |at: usize| lines.get(at).map(|(_, line)| line.trim()).filter(|line| !line.is_empty() && alone(line));
    for at in (0..lines.len()).filter(|&at| is_number[at]) {
        for line in [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(filled) {
            *beside.entry(line).or_default() += 1;
        }
    }
    let heads: BTreeSet<String> =
        beside.into_iter().filter(|&(_, times)| times >= 3).map(|(line, _)| line.to_owned()).collect();
    let counted = counted_furniture(lines);
    let drop: Vec<bool> = (0..lines.len())
        .map(|at| {
            let near = is_number[at]
                || at.checked_sub(1).is_some_and(|at| is_number[at])
                || is_number.get(at + 1).copied().unwrap_or_default();
            is_number[at] || counted.contains(&at) || near && heads.contains(lines[at].1.trim())
        })
        .collect();
    let count = drop.iter().filter(|&&dropped| dropped).count();
    let Some(first) = drop.iter().position(|&dropped| dropped) else { return };
    let sample = lines[first].1.trim().to_owned();
    warnings.push(Warning {
        id: "TXT-07",
        line: lines[first].0,
        message: format!("ページ番号や柱とみられる行を除きました({count}行。例:「{sample}」)。"),
    });
    for (at, (_, line)) in lines.iter_mut().enumerate() {
        if drop[at] {
            let page = line.contains('\u{c}');
            line.clear();
            line.extend(page.then_some('\u{c}'));
        }
    }
}

/// Bare numbers that count pages, 1, 2, 3 …, with the lines that stand around each of them alike. A number alone is
/// often an answer: only where it counts on and the same line stands beside it every time it is the number of a page.
fn counted_furniture(lines: &[(usize, String)]) -> BTreeSet<usize> {
    let text = |at: usize| lines.get(at).map_or("", |(_, line)| line.trim());
    let filled: Vec<usize> = (0..lines.len()).filter(|&at| !text(at).is_empty()).collect();
    let number = |at: usize| {
        let folded = fold(text(at));
        (folded.len() <= 3).then(|| folded.parse::<usize>().ok()).flatten()
    };
    let around = |index: usize, by: isize| {
        index.checked_add_signed(by).and_then(|index| filled.get(index)).map_or("", |&at| text(at))
    };
    let numbers: Vec<(usize, usize)> =
        filled.iter().enumerate().filter_map(|(index, &at)| Some((index, number(at)?))).collect();
    for side in [-1, 1] {
        let mut beside: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for &(index, value) in &numbers {
            beside.entry(around(index, side)).or_default().push((index, value));
        }
        for (head, found) in beside {
            let counts = found.windows(2).filter(|pair| pair[1].1 == pair[0].1 + 1).count();
            if head.is_empty() || found.len() < 3 || counts + 1 < found.len() {
                continue;
            }
            let mut out = BTreeSet::new();
            out.extend(found.iter().filter_map(|&(index, _)| filled.get(index)));
            for direction in [-1_isize, 1] {
                for step in 1..=4 {
                    let same = |&(index, _): &(usize, usize)| around(index, direction * step);
                    let first = found.first().map_or("", same);
                    let alike: Vec<&(usize, usize)> = found.iter().filter(|one| same(one) == first).collect();
                    if first.is_empty() || alike.len() * 10 < found.len() * 8 || alike.len() < 3 {
                        break;
                    }
                    let places =
                        alike.iter().filter_map(|(index, _)| index.checked_add_signed(direction * step));
                    out.extend(places.filter_map(|index| filled.get(index)));
                }
            }
            return out;
        }
    }
    BTreeSet::new()
}

/// A label of a form where it begins a line: Roman or circled numbers, 1., (別添1).
struct Heading {
    folded: Vec<char>,
    /// It takes an answer.
    answered: bool,
}

/// Breaks a line that holds a whole document at the labels in it.
fn unfold(lines: Vec<(usize, String)>, warnings: &mut Vec<Warning>) -> Vec<(usize, String)> {
    let long = |line: &str| !line.contains('\t') && line.chars().count() >= 150;
    if !lines.iter().any(|(_, line)| long(line)) {
        return lines;
    }
    let headings = headings();
    let mut out = Vec::with_capacity(lines.len());
    for (number, line) in lines {
        match long(&line).then(|| broken(&line, &headings)).flatten() {
            Some(pieces) => {
                warnings.push(Warning {
                    id: "TXT-08",
                    line: number,
                    message: format!(
                        "1行につながった文章を、様式の見出し{}か所で分けました。見出しと記載の組を原本で確認してください。",
                        pieces.len() - 1
                    ),
                });
                out.extend(pieces.into_iter().map(|piece| (number, piece)));
            }
            None => out.push((number, line)),
        }
    }
    out
}

fn headings() -> Vec<Heading> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for item in form::all().iter().flat_map(|form| &form.items) {
        for folded in item.folded() {
            let chars: Vec<char> = folded.chars().collect();
            let marked = chars.first().is_some_and(|c| c.is_ascii_alphanumeric() || *c == '(')
                || matches!(item.kind, ItemKind::Section)
                || folded == "項目一覧";
            let answered = !matches!(item.kind, ItemKind::Section | ItemKind::Group | ItemKind::Block);
            if marked && chars.len() >= 4 && !item.id.starts_with("cover.n") && seen.insert(folded.clone()) {
                found.push(Heading { folded: chars, answered });
            }
        }
    }
    // The longest first: 2. 基本情報 begins no 2. 基本情報の….
    found.sort_by_key(|heading| std::cmp::Reverse(heading.folded.len()));
    found
}

/// The pieces of a line; `None` where it has no more than a few labels.
fn broken(line: &str, headings: &[Heading]) -> Option<Vec<String>> {
    let stream: Vec<(char, usize)> = line
        .char_indices()
        .flat_map(|(at, c)| {
            fold(c.encode_utf8(&mut [0; 4])).chars().map(move |f| (f, at)).collect::<Vec<_>>()
        })
        .collect();
    let mut pieces = vec![String::new()];
    let mut sections = 0;
    let (mut at, mut from) = (0, 0);
    while at < stream.len() {
        let place = stream[at].1;
        let begins = line[..place].ends_with(char::is_whitespace) && (at == 0 || stream[at - 1].1 != place);
        let found =
            begins.then(|| headings.iter().find(|heading| heads(&stream[at..], line, heading))).flatten();
        let Some(heading) = found else {
            at += 1;
            continue;
        };
        let end = stream.get(at + heading.folded.len()).map_or(line.len(), |&(_, end)| end);
        push(&mut pieces, &line[from..place]);
        pieces.push(line[place..end].trim().to_owned());
        if heading.answered {
            if let Some(last) = pieces.last_mut() {
                last.push('\t');
            }
        } else {
            sections += 1;
            pieces.push(String::new());
        }
        (at, from) = (at + heading.folded.len(), end);
    }
    push(&mut pieces, &line[from..]);
    pieces.retain(|piece| !piece.is_empty());
    (sections >= 2 && pieces.len() >= 4).then_some(pieces)
}

fn push(pieces: &mut [String], text: &str) {
    if let Some(last) = pieces.last_mut() {
        last.push_str(text.trim());
    }
}

/// Whether the stream begins with a heading that ends where white space or a mark follows.
fn heads(stream: &[(char, usize)], line: &str, heading: &Heading) -> bool {
    let equal = stream.len() >= heading.folded.len()
        && stream.iter().zip(&heading.folded).all(|((c, _), wanted)| c == wanted);
    let next = stream.get(heading.folded.len());
    equal
        && next.is_none_or(|&(c, place)| {
            line[..place].ends_with(char::is_whitespace) || matches!(c, '※' | '[' | '(')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> (Vec<String>, Vec<&'static str>) {
        let read = read(text, 0);
        let texts = read.all.into_iter().map(|(_, line)| line).filter(|line| !line.is_empty()).collect();
        (texts, read.warnings.iter().map(|w| w.id).collect())
    }

    #[test]
    fn overprinting_is_undone() {
        let (lines, warnings) =
            texts("評評価価書書番番号号\n評評価価書書名名\n44\n介介護護保保険険事事務務\n");
        assert_eq!(
            (lines.join("/").as_str(), warnings),
            ("評価書番号/評価書名/4/介護保険事務", vec!["TXT-06"])
        );
        // Only the labels are bold: the number is 44.
        let (lines, _) =
            texts("評評価価書書番番号号\n44\n評評価価書書名名\n介護保険事務\n国民年金事務\n児童手当事務\n");
        assert_eq!(lines[1], "44");
        let (lines, warnings) =
            texts("評価書番号\n評価書番号\n4\n4\n評価書名\n評価書名\n介護保険事務\n介護保険事務\n");
        assert_eq!(
            (lines.join("/").as_str(), warnings),
            ("評価書番号/4/評価書名/介護保険事務", vec!["TXT-06"])
        );
        let (lines, warnings) = texts("なし\nなし\n1122\nささ\n");
        assert_eq!((lines.len(), warnings.len()), (4, 0), "nothing is doubled here");
    }

    #[test]
    fn page_numbers_and_running_heads_go() {
        let page = |n: u32| format!("記載{n}\n介護保険事務\n{n} / 3\nみほん市介護保険課\n");
        let (lines, warnings) = texts(&format!("{}\u{c}{}\u{c}{}", page(1), page(2), page(3)));
        assert_eq!((lines.join("/").as_str(), warnings), ("記載1/記載2/記載3", vec!["TXT-07"]));
        let (lines, warnings) = texts("12\n介護保険事務\n3/4\n");
        assert_eq!((lines.join("/").as_str(), warnings), ("12/介護保険事務", vec!["TXT-07"]));
    }

    #[test]
    fn tables_with_bars_become_tables_with_tabs() {
        let (lines, _) = texts("| 評価書番号 | 評価書名 |\n| --- | :---: |\n| 5 | 税 |\n甲|乙\n");
        assert_eq!(lines, ["評価書番号\t評価書名", "5\t税", "甲|乙"]);
    }

    #[test]
    fn one_line_is_broken_at_its_labels() {
        let text = format!(
            "特定個人情報保護評価書(全項目評価書) 評価書番号 3 評価書名 介護保険に関する事務 公表日 令和7年4月1日 項目一覧 Ⅰ 基本情報 (別添1) 事務の内容 Ⅰ 基本情報 1.特定個人情報ファイルを取り扱う事務 ①事務の名称 介護保険に関する事務 ②事務の内容 ※ {} ③対象人数 [ 30万人以上 ]",
            "資格を管理する。".repeat(10)
        );
        let (lines, warnings) = texts(&text);
        assert_eq!(warnings, ["TXT-08"]);
        assert!(lines.contains(&"①事務の名称\t介護保険に関する事務".to_owned()), "{lines:#?}");
        assert_eq!(lines.iter().filter(|line| *line == "Ⅰ 基本情報").count(), 2);
        let prose = format!("{} 1. 基本情報 を管理する。", "記載".repeat(100));
        assert_eq!(texts(&prose).1.len(), 0);
    }
}
