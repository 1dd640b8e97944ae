//! Tables: rows of cells, read from the source so that no cell can vanish.

use std::ops::Range;
use std::sync::Arc;

use super::inline::is_line_break;
use super::line::{lines, trim};
use super::{Line, Table, escape};
use crate::finding::{Finding, Place, Text};
use crate::text::source::{Source, Span};

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

/// Splits a row at its unescaped `|`.
fn cells(text: &str, line: Range<usize>, offset: usize) -> Vec<Line> {
    let raw = &text[line.clone()];
    let mut bars = Vec::new();
    let mut escaped = false;
    for (at, c) in raw.char_indices() {
        if c == '|' && !escaped {
            bars.push(at);
        }
        escaped = c == '\\' && !escaped;
    }
    let mut bounds = Vec::new();
    let mut from = 0;
    for &bar in &bars {
        bounds.push(from..bar);
        from = bar + 1;
    }
    bounds.push(from..raw.len());
    // The bars at both ends are optional; what is outside them is no cell.
    if bounds.first().is_some_and(|b| trim(&raw[b.clone()]).is_empty()) && bounds.len() > 1 {
        bounds.remove(0);
    }
    if bounds.last().is_some_and(|b| trim(&raw[b.clone()]).is_empty()) && bounds.len() > 1 {
        bounds.pop();
    }
    bounds.into_iter().map(|bound| cell(raw, bound, offset + line.start)).collect()
}

fn cell(raw: &str, bound: Range<usize>, offset: usize) -> Line {
    let slice = &raw[bound.clone()];
    let inner = trim(slice);
    let start = offset + bound.start + (slice.len() - slice.trim_start_matches([' ', '\t']).len());
    let text =
        split_breaks(inner).into_iter().map(|l| escape::unescape(trim(l))).collect::<Vec<_>>().join("\n");
    Line { text, span: Span::new(start, start + inner.len()) }
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
