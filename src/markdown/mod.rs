//! Markdown ⇄ blocks: the convention in which evaluations are written.
//!
//! A body is a flat list of [`Block`]s: headings, paragraphs, task lists, tables and the publisher's
//! notes. [`parse()`] reads them with pulldown-cmark's block structure, but takes every character from the
//! source slice, so that nothing is reinterpreted and nothing is lost; [`write()`] is the canonical writer.
//! For every list of blocks `parse(write(blocks)) == blocks`, and for canonical Markdown
//! `write(parse(text)) == text`. What the blocks mean is the business of [`crate::assessment`].

mod escape;
mod inline;
mod line;
mod lookalike;
mod parse;
mod table;
#[cfg(test)]
mod tests;
mod write;

pub use parse::parse;
pub use write::write;

use crate::text::source::Span;

/// One line of text without its markup: backslash escapes are resolved, white space at both ends is gone.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// The text.
    pub text: String,
    /// Where it stands in the source.
    pub span: Span,
}

impl Line {
    /// A line that stands nowhere yet.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), span: Span::default() }
    }
}

/// Lines are equal when their texts are: where a text stands is not part of what it says.
impl PartialEq for Line {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Line {}

/// The state of a box in a list of options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// `[x]`: chosen.
    Chosen,
    /// `[ ]`: not chosen.
    Blank,
    /// `[?]`: the mark was lost in conversion; the original has to be looked at (原本で要確認).
    Lost,
}

impl Mark {
    /// The character between the brackets.
    pub fn sign(self) -> char {
        match self {
            Self::Chosen => 'x',
            Self::Blank => ' ',
            Self::Lost => '?',
        }
    }

    fn from_sign(sign: char) -> Option<Self> {
        match sign {
            'x' | 'X' => Some(Self::Chosen),
            ' ' => Some(Self::Blank),
            '?' => Some(Self::Lost),
            _ => None,
        }
    }
}

/// One line of a task list with its continuation lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The box.
    pub mark: Mark,
    /// What stands behind it; the first line may be empty, continuation lines are not.
    pub lines: Vec<Line>,
}

/// What a publisher's note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// `> 正誤:` a correction to the converted text.
    Erratum,
    /// `> 非公表:` a part left out under 規則第13条, with its reason.
    Withheld,
    /// `> 注記:` anything else the publisher wants to say.
    Remark,
}

impl NoteKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Erratum, Self::Withheld, Self::Remark];

    /// The word before the colon.
    pub fn word(self) -> &'static str {
        match self {
            Self::Erratum => "正誤",
            Self::Withheld => "非公表",
            Self::Remark => "注記",
        }
    }
}

/// A table of text cells. Line breaks inside a cell are `\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The header row.
    pub header: Vec<Line>,
    /// The rows, each with as many cells as the header.
    pub rows: Vec<Vec<Line>>,
}

/// A block of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// `#` … `######`.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The label as written.
        line: Line,
    },
    /// A paragraph; every line break counts.
    Text(Vec<Line>),
    /// Boxes with their options.
    Tasks(Vec<Task>),
    /// A table.
    Table(Table),
    /// The publisher's own words about the text, never part of it.
    Note {
        /// What it is about.
        kind: NoteKind,
        /// The words, without `> 種類:`.
        lines: Vec<Line>,
    },
}
