//! The rows of tables in Markdown.

use std::ops::Range;

/// White space that does not count at the ends of a line and of a cell. Full-width spaces are text.
pub const WHITE: [char; 6] = [' ', '\t', '\r', '\n', '\x0b', '\x0c'];

/// The cells of a row: what stands between its bars, without the white space round it. A bar behind `\` is text. The bars at
/// both ends are optional; what is outside them is no cell.
pub fn cells(row: &str) -> Vec<Range<usize>> {
    let mut bounds = Vec::new();
    let mut from = 0;
    let mut escaped = false;
    for (at, c) in row.char_indices() {
        if c == '|' && !escaped {
            bounds.push(from..at);
            from = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    bounds.push(from..row.len());
    let mut cells: Vec<Range<usize>> = bounds.into_iter().map(|bound| trimmed(row, bound)).collect();
    if cells.len() > 1 && cells[0].is_empty() {
        cells.remove(0);
    }
    if cells.len() > 1 && cells.last().is_some_and(Range::is_empty) {
        cells.pop();
    }
    cells
}

/// A range without the white space at its ends.
fn trimmed(row: &str, bound: Range<usize>) -> Range<usize> {
    let text = row[bound.clone()].trim_start_matches(WHITE);
    let start = bound.end - text.len();
    start..start + text.trim_end_matches(WHITE).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_between_bars_that_are_not_text() {
        for (row, read) in [
            ("| 甲 | 乙 |\n", vec!["甲", "乙"]),
            ("甲|乙", vec!["甲", "乙"]),
            ("  |甲 \t|| 乙", vec!["甲", "", "乙"]),
            ("| a \\| b | \\\\| c |", vec!["a \\| b", "\\\\", "c"]),
            ("|\u{3000}甲\u{3000}|", vec!["\u{3000}甲\u{3000}"]),
            ("| |", vec![""]),
            ("||", vec![""]),
            ("", vec![""]),
        ] {
            let cells: Vec<&str> = cells(row).into_iter().map(|cell| &row[cell]).collect();
            assert_eq!(cells, read, "{row:?}");
        }
    }
}
