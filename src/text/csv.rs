//! Tables for spreadsheets (CSV, RFC 4180): UTF-8 with a byte order mark, which spreadsheets ask for; every cell in quotes;
//! no cell that a spreadsheet would run ("CSV Injection", OWASP).

use unicode_normalization::UnicodeNormalization as _;

use super::character::turns_direction;

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

/// Whether a spreadsheet would run a cell instead of showing it; such a cell gets an apostrophe in front. It is one that
/// begins with a tab or a line break, or, behind white space and what nobody sees, with `=`, `+`, `-` or `@` of any width and
/// goes on behind it: `-->` and `- 課長` too, which a spreadsheet shows as an error. A sign alone is a text.
pub fn is_formula(cell: &str) -> bool {
    let unseen = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || turns_direction(c)
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
    };
    let shown = cell.trim_start_matches(unseen);
    let mut letters = shown.chars();
    let sign = letters.next().and_then(|first| std::iter::once(first).nfkc().next());
    let runs = matches!(sign, Some('=' | '+' | '-' | '@' | '\u{2212}'));
    cell.starts_with(['\t', '\r', '\n']) && !shown.is_empty()
        || runs && !letters.as_str().trim_matches(unseen).is_empty()
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
            "\u{feff}\"列\"\r\n\"\"\"甲\"\",乙\n丙\",\"'=A1\",\"'- 課長\",\"' -1+2\",\"—\",\"'＝A1\",\"'－１\",\"'－ 課長\"\r\n"
        );
    }

    #[test]
    fn whatever_a_spreadsheet_may_run_is_a_text() {
        for cell in [
            "=1",
            "+1",
            "-1",
            "@a",
            "-->",
            "＝1",
            "＋1",
            "－1",
            "＠a",
            "﹣1",
            "﹢1",
            "﹫a",
            "−1",
            "\ta",
            "\ra",
            "\na",
            "\u{feff}=1",
            "\u{200b}=1",
            "\u{a0}=1",
            "\u{3000}＝1",
            "\u{7}=1",
            "\u{202e}=1",
            "--",
            "- 課長",
        ] {
            assert!(is_formula(cell), "{cell:?}");
        }
        for cell in ["", "-", "－", " - ", "—", "―", "ー", "・甲", "1-1", "a=b", "\n", "'=1", "(=1)"]
        {
            assert!(!is_formula(cell), "{cell:?}");
        }
    }
}
