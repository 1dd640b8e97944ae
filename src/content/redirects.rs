//! `redirects.csv`: old addresses, such as those of PDFs that were published before, and where the same is found now.
//!
//! Two columns, `from,to` (or 前のアドレス,今のアドレス), as a spreadsheet writes them. What the addresses mean is judged
//! where the site is known ([`crate::check`]).

use std::sync::Arc;

use crate::finding::{Finding, Place, Text};
use crate::text::source::{Source, Span};

/// Name of the file in the content folder.
pub const REDIRECTS: &str = "redirects.csv";

/// The names that the two columns may have.
const COLUMNS: [[&str; 2]; 2] = [["from", "to"], ["前のアドレス", "今のアドレス"]];

/// A `redirects.csv`.
#[derive(Debug)]
pub struct RedirectsFile {
    /// Its text.
    pub source: Arc<Source>,
    /// Its rows, in the order of the file.
    pub entries: Vec<OldAddress>,
}

/// An old address and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldAddress {
    /// The old address as it was written.
    pub from: String,
    /// The address on this site as it was written.
    pub to: String,
    /// Where the row stands.
    pub place: Span,
}

/// Reads a `redirects.csv`. Rows that cannot be used are findings.
pub fn read_redirects(source: &Arc<Source>) -> (RedirectsFile, Vec<Finding>) {
    let (mut entries, mut findings) = (Vec::new(), Vec::new());
    let mut wrong = |span, message: Text, help: Text| {
        findings.push(Finding::of("REDIR-01", Place::at(source, span), message, help));
    };
    let mut rows = rows(source.text());
    let head_is_known = rows.next().is_some_and(|(_, cells)| {
        COLUMNS.iter().any(|names| {
            cells.as_deref().is_ok_and(|cells| cells.iter().map(|cell| cell.trim()).eq(names.iter().copied()))
        })
    });
    if !head_is_known {
        wrong(
            source.line_span(1).unwrap_or_default(),
            Text::new(
                "1行目が見出し `from,to` ではありません。",
                "The first line is not the head `from,to`.",
            ),
            Text::new(
                "1行目に `from,to` と書き、2行目から「前のアドレス,今のアドレス」を1行に1つずつ書いてください。",
                "Write `from,to` into the first line, and below it an old address and the present one in each line.",
            ),
        );
        return (RedirectsFile { source: Arc::clone(source), entries }, findings);
    }
    for (place, cells) in rows {
        match cells.as_deref() {
            Ok([from, to]) if !from.trim().is_empty() && !to.trim().is_empty() => {
                entries.push(OldAddress { from: from.trim().to_owned(), to: to.trim().to_owned(), place });
            }
            Ok(cells) if cells.iter().all(|cell| cell.trim().is_empty()) => {}
            Ok(_) => wrong(
                place,
                Text::new(
                    "前のアドレスと今のアドレスの2列になっていません。",
                    "This is not an old address and a present one.",
                ),
                Text::new(
                    "`old/12.pdf,mihon/12/zenkomoku/` のように書いてください。",
                    "Write, for example, `old/12.pdf,mihon/12/zenkomoku/`.",
                ),
            ),
            Err(()) => wrong(
                place,
                Text::new("引用符「\"」が閉じていません。", "A quotation mark is not closed."),
                Text::new("「\"」を除くか、閉じてください。", "Remove it, or close it."),
            ),
        }
    }
    (RedirectsFile { source: Arc::clone(source), entries }, findings)
}

/// The rows of a table with commas, each with its place; an error where a quotation mark is not closed.
fn rows(text: &str) -> impl Iterator<Item = (Span, Result<Vec<String>, ()>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let start = at;
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        let mut rest = text[at..].char_indices().peekable();
        let mut end = text.len();
        at = text.len();
        while let Some((offset, c)) = rest.next() {
            match c {
                '"' if quoted && rest.peek().is_some_and(|(_, next)| *next == '"') => {
                    rest.next();
                    cell.push('"');
                }
                '"' if quoted => quoted = false,
                '"' if cell.trim().is_empty() => {
                    cell.clear();
                    quoted = true;
                }
                ',' if !quoted => cells.push(std::mem::take(&mut cell)),
                '\n' if !quoted => {
                    (end, at) = (start + offset, start + offset + 1);
                    break;
                }
                other => cell.push(other),
            }
        }
        cells.push(cell);
        Some((Span::new(start, end), if quoted { Err(()) } else { Ok(cells) }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(String, String)>, Vec<usize>) {
        let (file, findings) = read_redirects(&Arc::new(Source::new("redirects.csv", text)));
        let entries = file.entries.into_iter().map(|entry| (entry.from, entry.to)).collect();
        (entries, findings.iter().map(|finding| finding.place.position().line).collect())
    }

    #[test]
    fn a_table_as_spreadsheets_write_it() {
        let (entries, findings) =
            read("from,to\n/old/12.pdf,mihon/12/\n\"a,b \"\"c\"\".pdf\", mihon/3/ \n,\n\n");
        assert_eq!(findings, [0; 0]);
        let wanted = [("/old/12.pdf", "mihon/12/"), ("a,b \"c\".pdf", "mihon/3/")];
        assert_eq!(entries, wanted.map(|(from, to)| (from.to_owned(), to.to_owned())));
        assert_eq!(read("前のアドレス,今のアドレス\na,b").0.len(), 1);
    }

    #[test]
    fn what_cannot_be_used_is_said_where_it_is() {
        assert_eq!(read("").1, [1]);
        assert_eq!(read("a.pdf,mihon/12/\n").1, [1]);
        assert_eq!(
            read("from,to\na.pdf\nb.pdf,mihon/12/,x\n,mihon/12/\nc.pdf,mihon/12/\n"),
            (vec![("c.pdf".to_owned(), "mihon/12/".to_owned())], vec![2, 3, 4])
        );
        assert_eq!(read("from,to\n\"a.pdf,mihon/12/\nb,c\n").1, [2]);
    }
}
