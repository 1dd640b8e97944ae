//! A text file with its name and line index: the ground every span stands on.
//!
//! Spans are byte offsets into [`Source::text`]. Lines and columns count from 1; a column counts
//! characters (Unicode scalar values), not bytes and not display cells.

use std::fmt;
use std::path::Path;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// A stretch of a source text in bytes: `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The stretch `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest stretch that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// Line and column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Line number.
    pub line: usize,
    /// Character number within the line.
    pub column: usize,
}

/// A text file: its name as shown to people, its text, and where its lines begin.
pub struct Source {
    path: String,
    text: OnceLock<Indexed>,
    /// Reads the text when somebody asks for it.
    load: Option<Box<dyn Fn() -> String + Send + Sync>>,
}

struct Indexed {
    text: String,
    line_starts: Vec<usize>,
    /// How many characters stand before every [`STEP`]th byte, where lines are long.
    counts: OnceLock<Vec<usize>>,
}

/// Columns of a line longer than this are not counted from its beginning.
const STEP: usize = 4096;

impl Indexed {
    /// How many characters begin before a byte.
    fn characters(&self, offset: usize) -> usize {
        let bytes = self.text.as_bytes();
        let count = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count();
        let counts = self.counts.get_or_init(|| {
            let mut sum = 0;
            let before = |chunk| {
                sum += count(chunk);
                sum - count(chunk)
            };
            bytes.chunks(STEP).map(before).collect()
        });
        let step = (offset / STEP).min(counts.len().saturating_sub(1));
        counts.get(step).copied().unwrap_or(0) + count(bytes.get(step * STEP..offset).unwrap_or_default())
    }
}

impl From<String> for Indexed {
    fn from(text: String) -> Self {
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, line_starts, counts: OnceLock::new() }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.path).finish()
    }
}

impl Source {
    /// Indexes `text`. `path` is what messages call the file, with `/` between its parts.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let indexed = OnceLock::from(Indexed::from(text.into()));
        Self { path: path.into(), text: indexed, load: None }
    }

    /// A source whose text is read when somebody asks for it, so that texts which nobody shows take no memory.
    pub fn later(path: impl Into<String>, load: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self { path: path.into(), text: OnceLock::new(), load: Some(Box::new(load)) }
    }

    fn indexed(&self) -> &Indexed {
        self.text.get_or_init(|| self.load.as_ref().map(|load| load()).unwrap_or_default().into())
    }

    /// The name of the file in messages.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.indexed().text
    }

    /// The whole text, when nobody needs the rest any more.
    pub fn into_text(self) -> String {
        let _ = self.indexed();
        self.text.into_inner().map(|indexed| indexed.text).unwrap_or_default()
    }

    /// The text of a span; empty where the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text().get(span.start..span.end).unwrap_or_default()
    }

    /// Line and column of a byte offset; offsets past the end count as the end.
    pub fn position(&self, offset: usize) -> Position {
        let indexed @ Indexed { text, line_starts, .. } = self.indexed();
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = line_starts.partition_point(|&start| start <= offset);
        let start = line_starts[line - 1];
        let characters = if offset - start <= STEP {
            text[start..offset].chars().count()
        } else {
            indexed.characters(offset) - indexed.characters(start)
        };
        Position { line, column: characters + 1 }
    }

    /// The number of the line (from 1) that the byte at `offset` stands in.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.indexed().line_starts.partition_point(|&start| start <= offset)
    }

    /// The bytes of line `line` (from 1) without its line break; `None` past the end.
    pub fn line_span(&self, line: usize) -> Option<Span> {
        let Indexed { text, line_starts, .. } = self.indexed();
        let start = *line_starts.get(line.checked_sub(1)?)?;
        let end = line_starts.get(line).map_or(text.len(), |next| next - 1);
        let end = if text[start..end].ends_with('\r') { end - 1 } else { end };
        Some(Span::new(start, end))
    }
}

/// A text with every line break as `\n`, as sources have it.
pub fn with_line_feeds(text: &str) -> String {
    if !text.contains('\r') {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A path with `/` between its parts on every system, as sources are named.
pub fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let source = Source::new("a.md", "番号\n市長 x");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(source.text().find('x').expect("there")), Position { line: 2, column: 4 });
        assert_eq!(source.position(999), Position { line: 2, column: 5 });
        assert_eq!(source.line_span(2).map(|s| source.slice(s)), Some("市長 x"));
        assert_eq!(source.line_span(3), None);
    }

    #[test]
    fn columns_of_long_lines_are_the_same() {
        let text = format!("一\n{}\nx", "aあ𠮷".repeat(5000));
        let source = Source::new("a.md", text.as_str());
        for (at, _) in text.char_indices().step_by(97).chain(text.char_indices().rev().take(3)) {
            let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
            assert_eq!(source.position(at).column, text[start..at].chars().count() + 1, "{at}");
        }
    }

    #[test]
    fn a_text_is_read_when_it_is_asked_for() {
        let source = Source::later("a.md", || "甲\n乙".to_owned());
        assert!(source.text.get().is_none());
        assert_eq!(source.position(4), Position { line: 2, column: 1 });
        assert_eq!(source.text(), "甲\n乙");
    }

    #[test]
    fn an_offset_inside_a_character_is_that_character() {
        assert_eq!(Source::new("a", "市").position(1).column, 1);
    }
}
