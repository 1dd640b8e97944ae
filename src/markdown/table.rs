//! Tables: rows of cells, read from the source so that no cell can vanish.

use std::ops::Range;
use std::sync::Arc;

use super::inline::is_line_break;
use super::line::{lines, trim};
use super::{Line, Table, escape};
use crate::finding::{Finding, Place, Text};
use crate::text::source::{Source, Span};
use crate::text::table;

/// Reads a table; `offset` is where `text` begins in the source.
pub(super) fn parse(
    source: &Arc<Source>,
    offset: usize,
    text: &str,
    range: Range<usize>,
) -> (Table, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut rows = lines(text, range).filter(|l| !trim(&text[l.clone()]).is_empty());
    let header = rows.next().map(|line| cells(text, line, offset)).unwrap_or_default();
    let mut table = Table { header, rows: Vec::new() };
    // The second line is the delimiter row `| --- | --- |`.
    for line in rows.skip(1) {
        let mut row = cells(text, line.clone(), offset);
        let (have, want) = (row.len(), table.header.len());
        if have != want {
            findings.push(Finding::of(
                "MD-09",
                Place::at(source, Span::new(offset + line.start, offset + line.end)),
                Text::new(
                    format!("表の列の数が見出し({want}列)と違います。この行は{have}列です。"),
                    format!("This row has {have} cells; the header has {want}."),
                ),
                Text::new(
                    "列の過不足を直してください。文字としての縦棒は `\\|`、空欄は `| |` と書きます。",
                    "Add or remove cells. A vertical bar as text is `\\|`; an empty cell is `| |`.",
                ),
            ));
            // Nothing is dropped: surplus cells join the last one, missing cells are empty.
            if have > want && want > 0 {
                let rest = row.split_off(want);
                if let Some(last) = row.last_mut() {
                    for cell in rest {
                        last.text.push('\n');
                        last.text.push_str(&cell.text);
                        last.text.truncate(last.text.trim_end_matches('\n').len());
                    }
                    last.text = last.text.trim_start_matches('\n').to_owned();
                }
            }
            row.resize(want, Line::default());
        }
        table.rows.push(row);
    }
    (table, findings)
}

fn cells(text: &str, line: Range<usize>, offset: usize) -> Vec<Line> {
    let row = &text[line.clone()];
    let cell = |cell: Range<usize>| {
        let lines = split_breaks(&row[cell.clone()]);
        let text = lines.into_iter().map(|l| escape::unescape(trim(l))).collect::<Vec<_>>().join("\n");
        let start = offset + line.start + cell.start;
        Line { text, span: Span::new(start, start + cell.len()) }
    };
    table::cells(row).into_iter().map(cell).collect()
}

/// Splits at `<br>` where it is not escaped.
fn split_breaks(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text[at..].find('<') {
        let open = at + found;
        let backslashes = text[..open].bytes().rev().take_while(|&b| b == b'\\').count();
        // Another `<` in between, and it is no tag.
        let close = text[open + 1..].find(['<', '>']).map(|n| open + 1 + n);
        let close = close.filter(|&end| text[end..].starts_with('>')).map(|end| end + 1);
        match close {
            Some(end) if backslashes % 2 == 0 && is_line_break(&text[open..end]) => {
                parts.push(&text[from..open]);
                from = end;
                at = end;
            }
            _ => at = open + 1,
        }
    }
    parts.push(&text[from..]);
    parts
}
