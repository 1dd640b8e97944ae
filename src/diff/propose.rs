//! Rows for the change log of a version, proposed from what differs from the version before: the item in the form's own
//! notation, the answer in full before and after. 提出時期 and its reason are not known here and stay open. A row that is
//! there is never written anew; an item of which a new row speaks already needs none.

use super::{Outcome, Pair, Side, compare};
use crate::assessment::change::HEADER;
use crate::assessment::target::Target;
use crate::assessment::{Answer, Assessment, ChangeDate, ChangeRow, Node, Part};
use crate::form::ItemKind;
use crate::markdown::{Block, Line, Mark, NoteKind, Table, write};
use crate::text::date::{Date, in_notation_of, to_era};
use crate::text::folding::{fold, fold_text};
use crate::text::number::split_number;

/// A row for the change log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// 項目.
    pub item: String,
    /// 変更前の記載.
    pub before: String,
    /// 変更後の記載.
    pub after: String,
}

/// What stands where there was nothing.
const NOTHING: &str = "(なし)";

/// The rows of `newer` that `older` does not have: the account of this version's changes.
pub fn new_rows<'a>(
    older: &'a Assessment,
    newer: &'a Assessment,
) -> impl Iterator<Item = (usize, &'a ChangeRow)> {
    let key = |row: &ChangeRow| [&row.item, &row.before, &row.after].map(|cell| fold_text(&cell.text));
    let known: std::collections::HashSet<[String; 3]> = older.changes.iter().map(key).collect();
    newer.changes.iter().enumerate().filter(move |(_, row)| !known.contains(&key(row)))
}

/// The rows that are missing in the change log of `newer`, in the order of its text.
pub fn propose(older: &Assessment, newer: &Assessment) -> Vec<Proposed> {
    let targets = newer.targets();
    let told: Vec<(&ChangeRow, &Target<'_>)> =
        new_rows(older, newer).map(|(index, row)| (row, &targets[index])).collect();
    let comparison = compare(older, newer);
    let pairs: Vec<&Pair<'_>> = comparison.sections.iter().flat_map(|section| &section.pairs).collect();
    // A block that came or went is told as a whole.
    let whole = |pair: &Pair<'_>| {
        let of = |other: &Pair<'_>| matches!(other.outcome, Outcome::Added(_) | Outcome::Removed(_));
        let above = held(pair).map_or(&[][..], |side| side.above.as_slice());
        pairs.iter().filter(|other| of(other)).filter_map(|other| held(other)).any(|other| {
            other.node.number.is_some() && above.iter().any(|own| std::ptr::eq(*own, other.node))
        })
    };
    pairs
        .iter()
        .filter(|pair| matches!(pair.outcome, Outcome::Changed | Outcome::Added(_) | Outcome::Removed(_)))
        .filter(|pair| !whole(pair))
        .filter_map(|pair| row(older, newer, pair))
        .filter(|(node, proposed)| !told.iter().any(|(row, target)| speaks_of(row, target, *node, proposed)))
        .map(|(_, proposed)| proposed)
        .collect()
}

/// An item in the newer version, else in the older.
fn held<'p, 'a>(pair: &'p Pair<'a>) -> Option<&'p Side<'a>> {
    pair.newer.as_ref().or(pair.older.as_ref())
}

/// The row of a pair, and where the newer version has it.
fn row<'a>(older: &Assessment, newer: &Assessment, pair: &Pair<'a>) -> Option<(Option<&'a Node>, Proposed)> {
    let said = |assessment: &Assessment, side: Option<&Side<'_>>| match side {
        Some(side) if side.node.number.is_some() && (pair.older.is_none() || pair.newer.is_none()) => {
            block(assessment, side.node)
        }
        Some(side) => stated(assessment, side.node),
        None => String::new(),
    };
    let before = said(older, pair.older.as_ref());
    let after = said(newer, pair.newer.as_ref());
    let (assessment, side) = match (&pair.newer, &pair.older) {
        (Some(side), _) => (newer, side),
        (None, Some(side)) => (older, side),
        (None, None) => return None,
    };
    // Headings that came or went without an answer change nothing.
    if fold_text(&before) == fold_text(&after) {
        return None;
    }
    let before = if before.trim().is_empty() { NOTHING.to_owned() } else { before };
    let item = assessment.notation(&side.above, side.node);
    Some((pair.newer.as_ref().map(|side| side.node), Proposed { item, before, after }))
}

/// Whether a row is about the item of a proposed one.
fn speaks_of(row: &ChangeRow, target: &Target<'_>, node: Option<&Node>, proposed: &Proposed) -> bool {
    let is_in = |outer: &Node, inner: &Node| outer.walk().any(|other| std::ptr::eq(other, inner));
    fold(&row.item.text) == fold(&proposed.item)
        || node.is_some_and(|node| target.nodes.iter().any(|other| is_in(other, node) || is_in(node, other)))
}

/// What an answer says, as change logs write it: chosen options, with `[○]` where several may be.
pub(super) fn stated(assessment: &Assessment, node: &Node) -> String {
    let one = assessment.question(node).is_some_and(|item| item.kind == ItemKind::Choice)
        || matches!(node.answer, Answer::Choice { .. });
    let mut lines: Vec<String> = node.name.iter().filter(|name| !name.is_empty()).cloned().collect();
    for part in &node.parts {
        match part {
            Part::Text(text) => lines.extend(text.iter().map(|line| line.text.clone())),
            Part::Options(options) => {
                let chosen = options.iter().filter(|option| option.mark == Mark::Chosen);
                let mark = if one { "" } else { "[○]" };
                let chosen = chosen.map(|option| format!("{mark}{}", split_number(&option.text()).1));
                lines.push(chosen.collect::<Vec<_>>().join(" "));
            }
            Part::Table(table) => {
                let rows = std::iter::once(&table.header).chain(&table.rows);
                let cells = |row: &Vec<Line>| row.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
                lines.extend(rows.map(|row| cells(row).join(" ")));
            }
            Part::Note { kind: NoteKind::Withheld, lines: text } => {
                lines.extend(text.iter().map(|line| line.text.clone()));
            }
            Part::Note { .. } => {}
        }
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// A block as a whole: its name, and each answer behind its label.
fn block(assessment: &Assessment, node: &Node) -> String {
    let mut lines = vec![stated(assessment, node)];
    for inner in node.walk().skip(1) {
        let said = stated(assessment, inner);
        let label = inner.label.text.trim_end_matches(['※', ' ']);
        if !said.is_empty() {
            lines.push(format!("{label} {said}"));
        }
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// The text of a document with rows put into its change log: behind the last row, or before the first where the newest
/// stand first. Every other byte stays. `None` where there is no place for them.
pub fn with_rows(newer: &Assessment, rows: &[Proposed]) -> Option<String> {
    let text = newer.source.text();
    let dates: Vec<Date> = newer.changes.iter().filter_map(|row| row.date.date()).collect();
    let newest_first = dates.first() > dates.last();
    let paged = newer.changes.iter().any(|row| row.page.is_some());
    let day = newer.meta.published.filter(|_| !paged);
    let written = newer.changes.iter().find_map(|row| match &row.date {
        ChangeDate::Stated { written, .. } => Some(written.as_str()),
        _ => None,
    });
    let stated = day
        .map(|day| written.and_then(|written| in_notation_of(written, day)).unwrap_or_else(|| to_era(day)));
    // Behind rows of the same day, the day need not be said again.
    let goes_on = !newest_first && day.is_some() && dates.last().copied() == day;
    let first = match &stated {
        Some(_) if goes_on => "〃",
        Some(stated) => stated.as_str(),
        None => "",
    };
    let table = Table {
        header: HEADER.iter().copied().map(Line::new).collect(),
        rows: rows
            .iter()
            .enumerate()
            .map(|(at, row)| {
                let date = match (at, stated.is_some()) {
                    (0, _) => first,
                    (_, true) => "〃",
                    (_, false) => "",
                };
                [date, &row.item, &row.before, &row.after, "", ""].into_iter().map(Line::new).collect()
            })
            .collect(),
    };
    let made = write(&[Block::Table(table)]);
    let added: String = made.lines().skip(2).flat_map(|line| [line, "\n"]).collect();
    let row = if newest_first { newer.changes.first() } else { newer.changes.last() };
    if let Some(row) = row {
        let from = text[..row.span.start].rfind('\n').map_or(0, |at| at + 1);
        let to = text[row.span.end..].find('\n').map_or(text.len(), |at| row.span.end + at + 1);
        let at = if newest_first { from } else { to };
        let gap = if at == text.len() && !text.ends_with('\n') { "\n" } else { "" };
        return Some(format!("{}{gap}{added}{}", &text[..at], &text[at..]));
    }
    let end_of_line = |from: usize| text[from..].find('\n').map_or(text.len(), |at| from + at + 1);
    let log = newer.walk().find(|node| newer.item(node).is_some_and(|item| item.kind == ItemKind::Changes));
    let Some(log) = log else {
        let item = newer.form.items.iter().find(|item| item.kind == ItemKind::Changes)?;
        return Some(format!("{}\n\n# {}\n\n{}\n", text.trim_end(), item.label, made.trim_end()));
    };
    let table = log.parts.iter().find_map(|part| match part {
        Part::Table(table) => Some(table),
        _ => None,
    });
    let at = match table {
        // Its head stands there with nothing below it: the rows come behind the line under the head.
        Some(table) if table.rows.is_empty() => end_of_line(end_of_line(table.header.last()?.span.end)),
        // Rows that cannot be read: nobody knows where others belong.
        Some(_) => return None,
        None => {
            let at = end_of_line(log.label.span.end);
            let gap = if text[..at].ends_with('\n') { "\n" } else { "\n\n" };
            let rest = text[at..].trim_start_matches('\n');
            let behind = if rest.is_empty() { String::new() } else { format!("\n{rest}") };
            return Some(format!("{}{gap}{}\n{behind}", &text[..at], made.trim_end()));
        }
    };
    let gap = if text[..at].ends_with('\n') { "" } else { "\n" };
    Some(format!("{}{gap}{added}{}", &text[..at], &text[at..]))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::content;
    use crate::markdown;
    use crate::text::source::Source;

    const HEAD: &str = "| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n";

    fn assessment(body: &str) -> Assessment {
        let front = "---\nnumber: \"12\"\ntitle: 国民健康保険に関する事務\nkind: zenkomoku\nagency: みほん市長\nstatus: published\npublished: 2027-04-01\nform: \"令和7年5月 様式4\"\ncompleteness: whole\nfiles: [{id: kokuho, name: 国民健康保険情報ファイル}, {id: taino, name: 滞納情報ファイル}]\n---\n\n";
        let source = Arc::new(Source::new("12.md", format!("{front}{body}")));
        let (meta, _, span) = content::read_document(&source).0.expect("a front matter");
        let (blocks, findings) = markdown::parse(&source, span);
        assert!(findings.is_empty(), "{findings:?}");
        Assessment::read(source, meta, blocks).0.expect("a form")
    }

    fn section(file: &str, office: &str, sources: &str, blocks: &str) -> String {
        format!(
            "# Ⅱ 特定個人情報ファイルの概要\n\n## 1. 特定個人情報ファイル名\n{file}\n\n## 2. 基本情報\n\n### ⑥事務担当部署\n{office}\n\n## 3. 特定個人情報の入手・使用\n\n### ①入手元 ※\n{sources}\n\n## 4. 特定個人情報ファイルの取扱いの委託\n\n{blocks}"
        )
    }

    const OF_ONE: &str = "### 委託事項1 入力業務\n\n#### ③委託先名\nみほん電算\n\n";
    const OF_TWO: &str = "### 委託事項2 印刷業務\n\n#### ③委託先名\nみほん印刷\n\n";

    #[test]
    fn what_differs_becomes_rows_in_the_notation_of_logs() {
        let chosen = "- [x] 本人又は本人の代理人\n- [x] 民間事業者\n- [ ] その他 ()";
        let fewer = "- [x] 本人又は本人の代理人\n- [ ] 民間事業者\n- [ ] その他 ()";
        let older = section("国民健康保険情報ファイル", "保険年金課", chosen, OF_ONE)
            + &section("滞納情報ファイル", "収納課", chosen, OF_ONE);
        let newer = section("国民健康保険情報ファイル", "保険年金課", fewer, &format!("{OF_ONE}{OF_TWO}"))
            + &section("滞納情報ファイル", "収納対策課\n管理係", chosen, OF_ONE);
        let rows = propose(&assessment(&older), &assessment(&newer));
        let told: Vec<[&str; 3]> =
            rows.iter().map(|row| [row.item.as_str(), &row.before, &row.after]).collect();
        assert_eq!(
            told,
            [
                [
                    "Ⅱ (国民健康保険情報ファイル) 3. 特定個人情報の入手・使用 ①入手元",
                    "[○]本人又は本人の代理人 [○]民間事業者",
                    "[○]本人又は本人の代理人",
                ],
                [
                    "Ⅱ (国民健康保険情報ファイル) 4. 特定個人情報ファイルの取扱いの委託 委託事項2",
                    "(なし)",
                    "印刷業務\n③委託先名 みほん印刷",
                ],
                ["Ⅱ (滞納情報ファイル) 2. 基本情報 ⑥事務担当部署", "収納課", "収納対策課\n管理係"],
            ]
        );
        // With the rows in it the log lacks none, wherever they were put.
        for log in [String::new(), "# (別添3) 変更箇所\n".to_owned(), format!("# (別添3) 変更箇所\n\n{HEAD}")]
        {
            let newer = assessment(&format!("{newer}{log}"));
            let made = with_rows(&newer, &rows).expect("a place");
            assert!(made.contains("| 令和9年4月1日 | Ⅱ (国民健康保険情報ファイル) 3."), "{made}");
            let body = made.split_once("\n---\n\n").expect("a front matter").1;
            let newer = assessment(body);
            assert_eq!(newer.changes.len(), 3, "{made}");
            assert_eq!(propose(&assessment(&older), &newer), [], "{made}");
        }
    }

    #[test]
    fn rows_go_where_the_newest_stand() {
        let row = |date: &str, item: &str| format!("| {date} | {item} | 甲 | 乙 | 事後 | |\n");
        let rows =
            [Proposed {
                item: "Ⅰ 7. ①部署".to_owned(), before: "丙".to_owned(), after: "丁".to_owned()
            }];
        let lines = |log: String| {
            let newer = assessment(&format!("# (別添3) 変更箇所\n\n{HEAD}{log}"));
            let made = with_rows(&newer, &rows).expect("a place");
            let table: Vec<String> =
                made.lines().filter(|line| line.starts_with('|')).skip(2).map(str::to_owned).collect();
            table
        };
        let old = lines(row("令和5年4月1日", "Ⅰ 1. ①") + &row("令和8年3月24日", "Ⅰ 1. ②"));
        assert_eq!(old[2], "| 令和9年4月1日 | Ⅰ 7. ①部署 | 丙 | 丁 | | |");
        let new = lines(row("R8.3.24", "Ⅰ 1. ②") + &row("R5.4.1", "Ⅰ 1. ①"));
        assert_eq!(new[0], "| R9.4.1 | Ⅰ 7. ①部署 | 丙 | 丁 | | |");
        let same = lines(row("令和8年3月24日", "Ⅰ 1. ②") + &row("令和9年4月1日", "Ⅰ 1. ①"));
        assert_eq!(same[2], "| 〃 | Ⅰ 7. ①部署 | 丙 | 丁 | | |");
    }
}
