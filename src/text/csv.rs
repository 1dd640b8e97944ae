//! Tables for spreadsheets (CSV, RFC 4180): UTF-8 with a byte order mark, which spreadsheets ask for; every cell in quotes;
//! no cell that a spreadsheet would run.

/// A table that is being written.
#[derive(Debug, Clone)]
pub struct Csv(String);

impl Csv {
    /// A table with the names of its columns.
    pub fn new<S: AsRef<str>>(columns: &[S]) -> Self {
        let mut table = Self(String::from('\u{feff}'));
        table.row(columns);
        table
    }

    /// Adds a row.
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S]) {
        for (index, cell) in cells.iter().enumerate() {
            let cell = cell.as_ref();
            self.0.push_str(if index == 0 { "\"" } else { ",\"" });
            if is_formula(cell) {
                self.0.push('\'');
            }
            let mut parts = cell.split('"');
            self.0.push_str(parts.next().unwrap_or_default());
            for part in parts {
                self.0.push_str("\"\"");
                self.0.push_str(part);
            }
            self.0.push('"');
        }
        self.0.push_str("\r\n");
    }

    /// The whole table.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// Whether a spreadsheet would run a cell instead of showing it, also where its signs are as wide as kanji; such a cell gets
/// an apostrophe in front. A dash that begins a line of words is none.
pub fn is_formula(cell: &str) -> bool {
    let mut letters = cell.trim_start_matches([' ', '\u{3000}', '\t', '\r', '\n']).chars();
    match letters.next() {
        Some('=' | '+' | '@' | '＝' | '＋' | '＠') => true,
        Some('-' | '－') => letters.next().is_some_and(|next| {
            next.is_ascii_alphanumeric() || ('０'..='ｚ').contains(&next) || matches!(next, '(' | '（')
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_run() {
        let mut table = Csv::new(&["列"]);
        table.row(&["\"甲\",乙\n丙", "=A1", "- 課長", " -1+2", "—", "＝A1", "－１", "－ 課長"]);
        let text = String::from_utf8(table.into_bytes()).expect("text");
        assert_eq!(
            text,
            "\u{feff}\"列\"\r\n\"\"\"甲\"\",乙\n丙\",\"'=A1\",\"- 課長\",\"' -1+2\",\"—\",\"'＝A1\",\"'－１\",\"－ 課長\"\r\n"
        );
    }
}
