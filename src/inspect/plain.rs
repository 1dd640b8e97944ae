//! Texts and tables as text: CSV with whatever parts its fields, and texts in the encodings of today.

use encoding_rs::{EUC_JP, ISO_2022_JP, SHIFT_JIS, UTF_8};

use super::Inspector;
use crate::finding::Text;
use crate::privacy::grid::{Grid, whole};

/// Lines that are looked at to know what parts the fields of a table.
const FIRST: usize = 50;

impl Inspector<'_, '_> {
    pub(super) fn plain(&mut self, bytes: &[u8]) {
        let place = || Text::new("本文", "the text");
        // Mail and old systems: every byte of it is one of ASCII, too.
        if bytes.windows(2).any(|pair| pair == b"\x1b$") {
            self.text(&ISO_2022_JP.decode(bytes).0, &place);
            self.unread("文字コードが分かりません", "text in an unknown encoding");
        }
        // A mark of UTF-16 is honoured.
        let text = UTF_8.decode(bytes);
        let text = if text.2 { SHIFT_JIS.decode(bytes) } else { text };
        if text.2 || bytes.contains(&0) {
            self.unread("文字コードが分かりません", "text in an unknown encoding");
        }
        // The bytes of EUC are also such of Shift_JIS, which mean something else.
        let euc = EUC_JP.decode_without_bom_handling(bytes);
        if bytes.windows(2).any(|pair| pair.iter().all(|byte| *byte > 0xa0))
            && !euc.1
            && std::str::from_utf8(bytes).is_err()
        {
            self.text(&euc.0, &place);
        }
        self.text(&text.0, &place);
        if let Some(sign) = parted_by(&text.0) {
            self.table(&text.0, sign);
        }
        let mut lines = Grid::default();
        for (row, line) in text.0.lines().enumerate() {
            lines.cell(row, 0..=0, line, false);
        }
        self.grid(lines, &|(row, _)| Text::new(format!("{}行", row + 1), format!("line {}", row + 1)));
    }

    /// A table with a field of its own to each cell.
    fn table(&mut self, text: &str, sign: char) {
        let mut grid = Grid::default();
        let (mut row, mut column) = (0, 0);
        let (mut field, mut quoted) = (String::new(), false);
        let mut letters = text.chars().chain(['\n']).peekable();
        while let Some(c) = letters.next() {
            match c {
                '"' if quoted && letters.peek() == Some(&'"') => {
                    letters.next();
                    field.push('"');
                }
                '"' => quoted = !quoted && field.trim_matches(['=', ' ']).is_empty(),
                c if c == sign && !quoted => {
                    self.field(&mut grid, (row, column), &field);
                    field.clear();
                    column += 1;
                }
                '\n' if !quoted => {
                    self.field(&mut grid, (row, column), &field);
                    field.clear();
                    (row, column) = (row + 1, 0);
                }
                c => field.push(c),
            }
        }
        self.field(&mut grid, (row, column), &field);
        self.grid(grid, &|(row, column)| {
            Text::new(
                format!("{}行{}列", row + 1, column + 1),
                format!("row {}, column {}", row + 1, column + 1),
            )
        });
    }

    fn field(&mut self, grid: &mut Grid, (row, column): (usize, usize), field: &str) {
        let field = field.trim_start_matches('=').trim();
        self.value(field, &|| Text::new(format!("{}行", row + 1), format!("line {}", row + 1)));
        grid.cell(row, column..=column, whole(field).as_deref().unwrap_or(field), true);
    }
}

/// What parts the fields of a table, where most of its first lines have it.
fn parted_by(text: &str) -> Option<char> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(FIRST).collect();
    let most = ['\t', ',', ';', '|']
        .into_iter()
        .map(|sign| (lines.iter().filter(|line| line.contains(sign)).count(), sign));
    most.filter(|(count, _)| count * 2 > lines.len()).max_by_key(|(count, _)| *count).map(|(_, sign)| sign)
}
