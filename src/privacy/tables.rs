//! Tables in Markdown: what their cells are together and in no line of the text, under a head or beside a name that calls
//! them a number ([`super::grid`]). Boxes without a name are left alone: a row of twelve digits is a year of months.

use super::digits::Number;
use super::grid::Grid;
use super::numbers::in_line;
use crate::text::source::Span;

/// The numbers in the tables of a text.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut table = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with('|') {
            table.push(cells(line, at));
        } else if !table.is_empty() {
            found.extend(of(text, &table));
            table.clear();
        }
        at += line.len();
    }
    found.extend(of(text, &table));
    found
}

/// The numbers of one table, by its rows of cells.
fn of(text: &str, table: &[Vec<Span>]) -> Vec<Number> {
    let mut grid = Grid::default();
    for (row, cells) in table.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            grid.cell(row, column..=column, &text[cell.start..cell.end].replace("<br>", " "), false);
        }
    }
    let named = grid.readings().into_iter().filter(|reading| reading.named);
    let place = |(row, column): (usize, usize)| Some(*table.get(row)?.get(column)?);
    named
        .flat_map(|reading| {
            let (start, end) = (place(reading.at), place(reading.end));
            let span = start.zip(end).map(|(start, end)| Span::new(start.start, end.end.max(start.end)));
            let all = in_line(&reading.text).into_iter().filter(Number::is_forbidden);
            all.filter_map(move |number| Some(Number { span: span?, ..number }))
        })
        .collect()
}

/// The cells of a line that begins at `at`, without the spaces around what is in them.
fn cells(line: &str, at: usize) -> Vec<Span> {
    let mut cells = Vec::new();
    let mut from = line.find('|').map_or(line.len(), |bar| bar + 1);
    let mut escaped = false;
    for (place, c) in line.char_indices().skip_while(|(place, _)| *place < from).collect::<Vec<_>>() {
        if c == '|' && !escaped || c == '\n' {
            let cell = &line[from..place];
            let start = from + cell.len() - cell.trim_start().len();
            cells.push(Span::new(at + start, at + start + cell.trim().len()));
            from = place + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    cells
}

#[cfg(test)]
mod tests {
    use crate::privacy::test_support::number;
    use crate::privacy::{in_text, redacted};

    #[test]
    fn cells_below_a_name_are_read_together() {
        let n = number(3);
        let (a, b, c) = (&n[..4], &n[4..8], &n[8..]);
        for text in [
            format!("前\n\n| 個人番号 |\n| --- |\n| {a} |\n| {b} |\n| {c} |\n\n後"),
            format!("| 氏名 | 個人番号 |\n| --- | --- |\n| 甲 | {a} |\n| | {b} |\n| | {c} |"),
        ] {
            let found = in_text(&text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(text[found[0].span.start..].starts_with(a), "{text}");
            assert!(!redacted(&text).contains(b), "{text}");
        }
        for head in ["件数", "個人番号の照会件数"] {
            assert_eq!(in_text(&format!("| {head} |\n| --- |\n| {a} |\n| {b} |\n| {c} |\n")), [], "{head}");
        }
    }
}
