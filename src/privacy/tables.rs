//! Tables in Markdown: what their cells are together and in no line of the text, under a head or beside a name that calls
//! them a number ([`super::grid`]). Boxes without a name are one at the head of a table, where nothing is counted; below, a row of
//! twelve digits is a year of months.

use super::digits::Number;
use super::grid::Grid;
use super::markup::unescape;
use super::numbers::in_line;
use crate::text::source::Span;
use crate::text::table;

/// The numbers in the tables of a text.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut rows: Vec<Vec<Span>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with('|') {
            let cells = table::cells(line).into_iter();
            rows.push(cells.map(|cell| Span::new(at + cell.start, at + cell.end)).collect());
        } else if !rows.is_empty() {
            found.extend(of(text, &rows));
            rows.clear();
        }
        at += line.len();
    }
    found.extend(of(text, &rows));
    found
}

/// The numbers of one table, by its rows of cells.
fn of(text: &str, table: &[Vec<Span>]) -> Vec<Number> {
    let mut grid = Grid::default();
    for (row, cells) in table.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let cell = unescape(&text[cell.start..cell.end].replace("<br>", " "));
            grid.cell(row, column..=column, &cell, false);
        }
    }
    // The first row that says something, where the rule stands below it, or above it under a head of empty cells.
    let says = |cell: &Span| text[cell.start..cell.end].contains(char::is_alphanumeric);
    let is_rule = |row: usize| {
        let is_line = |cell: &Span| text[cell.start..cell.end].trim().starts_with(['-', ':']);
        table.get(row).is_some_and(|cells| !cells.is_empty() && cells.iter().all(is_line))
    };
    let head = table.iter().position(|cells| cells.iter().any(says));
    let head = head.filter(|head| is_rule(head + 1) || head.checked_sub(1).is_some_and(is_rule));
    let told = grid.readings().into_iter().filter(|reading| reading.named || Some(reading.at.0) == head);
    let place = |(row, column): (usize, usize)| Some(*table.get(row)?.get(column)?);
    told.flat_map(|reading| {
        let (start, end) = (place(reading.at), place(reading.end));
        let span = start.zip(end).map(|(start, end)| Span::new(start.start, end.end.max(start.end)));
        let all = in_line(&reading.text).into_iter().filter(Number::is_forbidden);
        all.filter_map(move |number| Some(Number { span: span?, ..number }))
    })
    .collect()
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
        let boxes: Vec<String> = n.chars().map(String::from).collect();
        let boxes = format!("| {} |\n", boxes.join(" | "));
        let rule = format!("|{}\n", " --- |".repeat(12));
        let months: Vec<String> = (1..13).map(|month| format!("{month}月")).collect();
        assert_eq!(in_text(&format!("{boxes}{rule}")).len(), 1);
        assert_eq!(in_text(&format!("{}\n{rule}{boxes}", "|".repeat(13))).len(), 1);
        assert_eq!(in_text(&format!("| {} |\n{rule}{boxes}", months.join(" | "))), []);
        let coded = n.chars().map(|c| format!("&#x3{c};")).collect::<Vec<_>>().concat();
        let cells = format!("| 個人番号 | {} | {} |\n| --- | --- | --- |\n", &coded[..36], &coded[36..]);
        assert_eq!(in_text(&cells).len(), 1);
        for head in ["件数", "個人番号の照会件数"] {
            assert_eq!(in_text(&format!("| {head} |\n| --- |\n| {a} |\n| {b} |\n| {c} |\n")), [], "{head}");
        }
    }
}
