//! The change table of the extracted text: page headers are gone, continuations joined, dates inherited
//! only where that is certain.

use super::outline::plain;
use super::text::{Cell, Row, join_seam};
use super::{Unplaced, Warning};
use crate::assessment::change::HEADER;
use crate::markdown::{Line, Table};

/// Makes the table of all data rows.
///
/// An empty date cell means three different things. A row without a date and without an item continues the
/// row above it over a page seam and is joined to it. In a published document a single row without a date,
/// on the page of a dated one, inherits its date (`〃`). Everything else is not known and stays empty.
pub(super) fn table(
    rows: &[Row],
    published: bool,
    warnings: &mut Vec<Warning>,
    unplaced: &mut Vec<Unplaced>,
) -> Option<Table> {
    let mut joined: Vec<(usize, bool, Vec<Vec<String>>)> = Vec::new();
    for row in rows {
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
    let inherits = inheriting(&joined, published);
    let mut table = Table { header: HEADER.iter().map(|h| Line::new(*h)).collect(), rows: Vec::new() };
    for (index, (line, _, cells)) in joined.iter().enumerate() {
        let mut out: Vec<Line> = cells.iter().map(|lines| Line::new(cell_text(lines))).collect();
        if out[0].text.is_empty() {
            let message = if inherits[index] {
                "〃".clone_into(&mut out[0].text);
                "変更日が空欄です。前の行の日付を引き継ぎました(〃)。"
            } else {
                "変更日が空欄です。日付は未定としました。"
            };
            warnings.push(Warning { id: "CHG-06", line: *line, message: message.to_owned() });
        }
        table.rows.push(out);
    }
    (!table.rows.is_empty()).then_some(table)
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

    fn dates(text: &str, published: bool) -> Vec<String> {
        let (mut warnings, mut unplaced) = (Vec::new(), Vec::new());
        let table = table(&rows(text), published, &mut warnings, &mut unplaced).expect("rows");
        table.rows.iter().map(|row| row[0].text.clone()).collect()
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
}
