//! The change table of the extracted text: page headers are gone, continuations joined, dates inherited
//! only where that is certain.

use super::outline::plain;
use super::text::{Cell, Row, join_seam, squeeze};
use super::{Unplaced, Warning};
use crate::assessment::change::{HEADER, PAGE};
use crate::markdown::{Line, Table};
use crate::text::folding::fold;

/// How many headings of the form a row has to repeat, each in its own column, to be the header of a page. The
/// others may be damaged: a running title read into the row, say.
const TELLING: usize = 4;
/// What the form prints under 提出時期.
const TIMINGS: [&str; 2] = ["事前", "事後"];

/// The rows of the change table and what the text says about them as a whole.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// Data rows, in order.
    pub(super) rows: Vec<Row>,
    /// The first column holds pages instead of dates.
    pub(super) paged: bool,
    /// Somebody published it: a single row without a date has that of the row above.
    pub(super) published: bool,
}

/// The header of a page of the change table.
pub(super) struct Header {
    /// The first column holds pages instead of dates.
    pub(super) paged: bool,
    /// What stands in the header although it is no heading.
    pub(super) stray: Vec<String>,
}

/// Reads a row as the header of a page: most headings stand in their columns.
pub(super) fn header(row: &Row) -> Option<Header> {
    if row.cells.len() > HEADER.len() {
        return None;
    }
    let folded: Vec<String> = row.cells.iter().map(|cell| fold(&cell.text())).collect();
    let (dated, paged) = (fold(HEADER[0]), fold(PAGE));
    let fits = |column: usize, text: &String| {
        *text == fold(HEADER[column]) || (column == 0 && (*text == dated || *text == paged))
    };
    let fitting = folded.iter().enumerate().filter(|(column, text)| fits(*column, text)).count();
    let alone = fitting == 1 && folded.len() == 1 && folded[0] == dated;
    if fitting < TELLING && !alone {
        return None;
    }
    let damaged = row
        .cells
        .iter()
        .enumerate()
        .filter(|(column, cell)| !cell.is_empty() && !fits(*column, &folded[*column]));
    let stray = damaged.map(|(column, cell)| {
        let text = squeeze(&plain(&cell.text()));
        text.strip_suffix(HEADER[column]).unwrap_or(&text).to_owned()
    });
    Some(Header { paged: folded.first().is_some_and(|first| *first == paged), stray: stray.collect() })
}

/// Makes the table of all data rows.
///
/// An empty date cell means three different things. A row without a date and without an item continues the
/// row above it over a page seam and is joined to it. In a published document a single row without a date,
/// on the page of a dated one, inherits its date (`〃`). Everything else is not known and stays empty.
pub(super) fn table(log: &Log, warnings: &mut Vec<Warning>, unplaced: &mut Vec<Unplaced>) -> Option<Table> {
    let mut joined: Vec<(usize, bool, Vec<Vec<String>>)> = Vec::new();
    for row in &log.rows {
        let mut cells: Vec<Vec<String>> = row.cells.iter().map(|cell: &Cell| cell.lines.clone()).collect();
        if cells.len() > HEADER.len() {
            unplaced
                .push(Unplaced { line: row.line, text: cells.split_off(HEADER.len()).concat().join(" ") });
        }
        cells.resize(HEADER.len(), Vec::new());
        let continues = cells[0].is_empty() && cells[1].is_empty();
        match joined.last_mut() {
            Some((line, _, above)) if continues => {
                warnings.push(Warning {
                    id: "CHG-05",
                    line: row.line,
                    message: format!("日付も項目もない行です。{line}行の続きとしてつなぎました。"),
                });
                for (cell, more) in above.iter_mut().zip(cells) {
                    join_seam(cell, more);
                }
            }
            _ => joined.push((row.line, row.seam, cells)),
        }
    }
    let inherits = inheriting(&joined, log.published);
    let mut table = Table { header: headings(log.paged), rows: Vec::new() };
    for (index, (line, _, cells)) in joined.iter().enumerate() {
        let mut out: Vec<Line> = cells.iter().map(|lines| Line::new(cell_text(lines))).collect();
        if out[0].text.is_empty() {
            if inherits[index] {
                "〃".clone_into(&mut out[0].text);
            }
            warnings.push(Warning {
                id: "CHG-06",
                line: *line,
                message: undated(log.paged, inherits[index]),
            });
        }
        if out[1].text.is_empty() {
            let message = "項目が空欄です。前の行の続きとして示します。原本を確認してください。";
            warnings.push(Warning { id: "CHG-06", line: *line, message: message.to_owned() });
        }
        if let Some(message) = timing(&out[4].text) {
            warnings.push(Warning { id: "CHG-08", line: *line, message });
        }
        table.rows.push(out);
    }
    let lines = joined.iter().map(|(line, ..)| *line);
    warnings.extend(beginnings(lines.zip(table.rows.iter().map(|row| row[1].text.as_str())).collect()));
    (!table.rows.is_empty()).then_some(table)
}

fn headings(paged: bool) -> Vec<Line> {
    let first = if paged { PAGE } else { HEADER[0] };
    std::iter::once(first).chain(HEADER[1..].iter().copied()).map(Line::new).collect()
}

fn undated(paged: bool, inherited: bool) -> String {
    let what = if paged { PAGE } else { HEADER[0] };
    if inherited {
        format!("「{what}」が空欄です。前の行のものを引き継ぎました(〃)。")
    } else {
        format!("「{what}」が空欄です。未定としました。")
    }
}

/// What to say about a cell of 提出時期 that is neither 事前 nor 事後.
fn timing(text: &str) -> Option<String> {
    let folded = fold(text);
    (!TIMINGS.contains(&folded.as_str())).then(|| {
        if folded.is_empty() {
            "提出時期が空欄です。原本を確認してください。".to_owned()
        } else {
            format!("提出時期が「{text}」です。事前でも事後でもありません。原本を確認してください。")
        }
    })
}

/// Warns of items that, unlike most of the list, do not begin with a section: their beginning was cut off or misread
/// (`1 基本情報` for `I 基本情報`).
fn beginnings(mut items: Vec<(usize, &str)>) -> Vec<Warning> {
    items.retain(|(_, item)| !item.is_empty());
    let all = items.len();
    items.retain(|(_, item)| !begins_with_section(item));
    if items.len() * 3 > all {
        return Vec::new();
    }
    let warning = |(line, item): (usize, &str)| {
        let shown: String = item.chars().take(20).collect();
        Warning {
            id: "CHG-09",
            line,
            message: format!(
                "項目が、ほかの行のように章(Ⅰ〜Ⅵ、別添)から始まっていません(「{}」)。始まりが切れたか、読み違えられている可能性があります。",
                shown.replace('\n', " ")
            ),
        }
    };
    items.into_iter().map(warning).collect()
}

/// Ⅰ, II, (別添3), 同上: what the item of a change row begins with.
fn begins_with_section(item: &str) -> bool {
    let folded = fold(item);
    let roman = folded.trim_start_matches(['i', 'v']);
    let numbered = roman.len() < folded.len() && !roman.starts_with(|c: char| c.is_ascii_alphabetic());
    let inner = folded.trim_start_matches('(');
    numbered || ["別添", "別表", "別紙", "表紙", "同上"].iter().any(|word| inner.starts_with(word))
}

/// Which rows inherit the date of the row above.
fn inheriting(rows: &[(usize, bool, Vec<Vec<String>>)], published: bool) -> Vec<bool> {
    let undated = |index: usize| rows.get(index).is_some_and(|(_, _, cells)| cells[0].is_empty());
    (0..rows.len())
        .map(|index| {
            let alone = !undated(index + 1) && index.checked_sub(1).is_some_and(|above| !undated(above));
            published && undated(index) && alone && !rows[index].1
        })
        .collect()
}

fn cell_text(lines: &[String]) -> String {
    lines.iter().map(|l| plain(l)).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::text::rows;
    use super::*;

    fn made(text: &str, published: bool) -> (Table, Vec<(usize, &'static str)>) {
        let (mut warnings, mut unplaced) = (Vec::new(), Vec::new());
        let log = Log { rows: rows(text), paged: false, published };
        let table = table(&log, &mut warnings, &mut unplaced).expect("rows");
        (table, warnings.iter().map(|w| (w.line, w.id)).collect())
    }

    fn dates(text: &str, published: bool) -> Vec<String> {
        made(text, published).0.rows.iter().map(|row| row[0].text.clone()).collect()
    }

    #[test]
    fn an_empty_date_has_three_meanings() {
        let text = "令和8年3月24日\t1\t甲\t乙\t事後\t\n\t2\t甲\t乙\t事後\t\n";
        assert_eq!(dates(text, true), ["令和8年3月24日", "〃"]);
        assert_eq!(dates(text, false), ["令和8年3月24日", ""]);
        let run = "令和8年3月24日\t1\t甲\t乙\t事後\t\n\t2\t甲\t乙\t事後\t\n\t3\t甲\t乙\t事後\t\n";
        assert_eq!(dates(run, true), ["令和8年3月24日", "", ""]);
        let seam = "令和8年3月24日\t1\t甲の\t乙\t事後\t\n\n\t\t続き\t\t\t\n";
        assert_eq!(dates(seam, true), ["令和8年3月24日"]);
    }

    #[test]
    fn a_row_without_an_item_but_with_a_date_stays_a_row() {
        let (table, warnings) = made("22\t1\t甲\t乙\t事後\t\n\n22\t\tの続き\t丙\t\t説明\n", true);
        assert_eq!(table.rows.len(), 2);
        assert_eq!(warnings, [(3, "CHG-06"), (3, "CHG-08")]);
    }

    #[test]
    fn a_timing_is_before_or_after() {
        let (_, warnings) = made("1\t1\t甲\t乙\t事 前\t\n2\t2\t甲\t乙\t35.0 11\t\n3\t3\t甲\t乙\t\t\n", true);
        assert_eq!(warnings, [(2, "CHG-08"), (3, "CHG-08")]);
    }

    #[test]
    fn an_item_that_begins_unlike_the_others_is_reported() {
        let row = |item: &str| format!("1\t{item}\t甲\t乙\t事後\t\n");
        let sound = ["I 基本情報 1.", "Ⅱ-3-⑦", "III リスク対策", "(別添1)事務の内容", "別表 5.", "同上"]
            .map(row)
            .concat();
        assert_eq!(made(&sound, true).1, []);
        let cut = format!("{sound}{}{}", row("1 基本情報 2."), row("要 (2)本人確認"));
        assert_eq!(made(&cut, true).1, [(7, "CHG-09"), (8, "CHG-09")]);
        // A list that writes its items otherwise throughout is not damaged.
        assert_eq!(made(&["基本情報", "ファイルの概要", "リスク対策"].map(row).concat(), true).1, []);
    }

    #[test]
    fn most_headings_make_a_header() {
        let read = |text: &str| header(&rows(text)[0]).map(|h| (h.paged, h.stray));
        let rest = "変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明";
        assert_eq!(read(&format!("変更日\t項目\t{rest}")), Some((false, Vec::new())));
        assert_eq!(
            read(&format!("ページ\t一覧(抄) 項目\t{rest}")),
            Some((true, vec!["一覧(抄)".to_owned()]))
        );
        assert_eq!(read("変更日"), Some((false, Vec::new())));
        assert_eq!(read("令和8年3月24日\t変更前の記載\t変更前の記載\t変更後の記載\t事後\t"), None);
        assert_eq!(read("令和8年3月24日\t項目\t変更前の記載\t変更後の記載\t事後\t"), None);
    }
}
