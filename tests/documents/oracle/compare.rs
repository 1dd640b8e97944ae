//! S == P, and a report that leads to the place when they differ.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::page::PageText;
use super::source::Piece;

/// Characters shown on each side of a difference.
const CONTEXT: usize = 40;
/// How far a line is looked for ahead of where it should stand, in characters.
const AHEAD: usize = 30_000;
/// The shortest line that is looked for ahead; anything shorter is found everywhere.
const TELLING: usize = 8;
/// How many differences a report lists.
const LISTED: usize = 40;

/// Compares the streams; the error is a report for a person.
pub(crate) fn compare(stream: &[Piece], page: &PageText) -> Result<(), String> {
    let source: Vec<char> = stream.iter().flat_map(|piece| piece.text.chars()).collect();
    let said: Vec<char> = page.text().chars().collect();
    if source == said {
        return Ok(());
    }
    let at = source.iter().zip(&said).take_while(|(a, b)| a == b).count();
    let mut report = format!(
        "the page does not say what the source says\n\
         first difference after {at} characters, source line {}, page anchor #{}\n  source: {}\n  page:   {}\n",
        line_of(stream, at),
        page.anchor(at),
        around(&source, at),
        around(&said, at),
    );
    let differences = by_line(stream, &said, page);
    let lines = stream.iter().map(|piece| piece.line).collect::<BTreeSet<_>>().len();
    let missing = differences.iter().filter(|difference| difference.missing).count();
    writeln!(report, "{} of {lines} source lines are on the page in their place", lines - missing)
        .expect("a string takes everything");
    for difference in differences.iter().take(LISTED) {
        writeln!(report, "  {}", difference.text).expect("a string takes everything");
    }
    if differences.len() > LISTED {
        writeln!(report, "  … and {} more", differences.len() - LISTED).expect("a string takes everything");
    }
    Err(report)
}

struct Difference {
    missing: bool,
    text: String,
}

/// Walks both streams line by line and finds its feet again after each difference.
fn by_line(stream: &[Piece], said: &[char], page: &PageText) -> Vec<Difference> {
    let mut lines: Vec<(usize, Vec<char>)> = Vec::new();
    for piece in stream {
        match lines.last_mut() {
            Some((line, text)) if *line == piece.line => text.extend(piece.text.chars()),
            _ => lines.push((piece.line, piece.text.chars().collect())),
        }
    }
    let mut differences = Vec::new();
    let mut reported = BTreeSet::new();
    let mut at = 0;
    for (line, text) in lines {
        let ahead = &said[at..said.len().min(at + AHEAD)];
        let found = if ahead.starts_with(&text) {
            Some(0)
        } else if text.len() >= TELLING {
            ahead.windows(text.len()).position(|window| window == text)
        } else {
            None
        };
        match found {
            Some(offset) => {
                if offset > 0 {
                    let extra = &said[at..at + offset];
                    let text = format!(
                        "before line {line}, #{}, only on the page: {}",
                        page.anchor(at),
                        short(extra)
                    );
                    differences.push(Difference { missing: false, text });
                }
                at += offset + text.len();
            }
            None if reported.insert(line) => {
                let common = text.iter().zip(&said[at..]).take_while(|(a, b)| a == b).count();
                let text =
                    format!("line {line}, same for {common}: {}", short(&text[common.saturating_sub(10)..]));
                differences.push(Difference { missing: true, text });
            }
            None => {}
        }
    }
    if at < said.len() {
        let text = format!("at the end, #{}, only on the page: {}", page.anchor(at), short(&said[at..]));
        differences.push(Difference { missing: false, text });
    }
    differences
}

fn line_of(stream: &[Piece], at: usize) -> usize {
    let mut passed = 0;
    for piece in stream {
        passed += piece.text.chars().count();
        if at < passed {
            return piece.line;
        }
    }
    stream.last().map_or(0, |piece| piece.line)
}

fn around(text: &[char], at: usize) -> String {
    let before: String = text[at.saturating_sub(CONTEXT)..at].iter().collect();
    let after: String = text[at..text.len().min(at + CONTEXT)].iter().collect();
    format!("…{before}▶{after}…")
}

fn short(text: &[char]) -> String {
    let shown: String = text.iter().take(CONTEXT).collect();
    if text.len() > CONTEXT {
        format!("「{shown}…」({} characters)", text.len())
    } else {
        format!("「{shown}」")
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::{self, Lost};
    use super::super::vocabulary::sample;
    use super::*;

    fn compared(text: &str, main: &str) -> Result<(), String> {
        let vocabulary = sample();
        let blocks = source::read(text, &vocabulary, &Lost::default());
        let stream: Vec<Piece> = blocks.into_iter().flat_map(|block| block.pieces).collect();
        compare(&stream, &PageText::read(&format!("<main>{main}</main>"), &vocabulary))
    }

    #[test]
    fn equal_streams_are_equal_whatever_the_mark_up() {
        assert_eq!(compared("a\t[○] b\n<p>c d</p>", "<h2>a</h2><ul><li>☑ b</ul>c<br>d"), Ok(()));
    }

    #[test]
    fn the_report_names_line_anchor_and_context() {
        let report = compared(
            "項目\nこれは一行目の文\nこれは二行目の文",
            "<p id=\"x\">項目</p><p id=\"y\">これは一行目の分これは二行目の文</p>",
        )
        .expect_err("one character differs");
        assert!(report.contains("source line 2, page anchor #y"), "{report}");
        assert!(report.contains("これは一行目の▶文"), "{report}");
        assert!(report.contains("2 of 3 source lines"), "{report}");
    }

    #[test]
    fn more_on_the_page_is_a_difference_too() {
        let report = compared("項目", "項目余分").expect_err("there is more");
        assert!(report.contains("at the end, #, only on the page: 「余分」"), "{report}");
        assert!(compared("項目余分", "項目").is_err());
    }

    #[test]
    fn order_matters() {
        assert!(compared("甲\n乙", "乙甲").is_err());
    }
}
