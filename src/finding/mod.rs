//! Findings: what kohyo has to say about somebody's content.
//!
//! Every problem a person can cause or should know of is a [`Finding`]: a rule, a level, a place, a
//! sentence that says what is wrong and one that says what to do, each in Japanese and English. The
//! types live here because every stage makes findings, and so does the table of the [`rules`]; what the rules of
//! `kohyo check` look for lives in [`crate::check`], and how findings are printed in [`human`], [`json`], [`sarif`] and
//! [`github`]. What stops a command and is no fault of the content is a [`Trouble`].

pub mod baseline;
pub mod github;
pub mod human;
pub mod json;
pub mod rules;
pub mod sarif;
mod trouble;

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use trouble::Trouble;

use crate::text::limit;
use crate::text::source::{Position, Source, Span};
use rules::Rule;

/// How serious a finding is. Errors stop the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// エラー: no output is made while it stands.
    Error,
    /// 注意: the output may be wrong; a person should look.
    Warning,
    /// 情報: good to know.
    Info,
}

/// The language of messages and of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Japanese, the default.
    #[default]
    Ja,
    /// English.
    En,
}

/// One sentence in both languages of the command line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Text {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Both wordings of one sentence.
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: ja.into(), en: en.into() }
    }

    /// Without what goes beyond the [longest message](limit::MESSAGE): what was quoted may be a whole text.
    fn clipped(mut self) -> Self {
        for text in [&mut self.ja, &mut self.en] {
            if let Some((end, _)) = text.char_indices().nth(limit::MESSAGE) {
                text.truncate(end);
                text.push('…');
            }
        }
        self
    }

    /// The wording in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }
}

/// A place in a file. A finding without a span concerns the file as a whole.
#[derive(Clone)]
pub struct Place {
    /// The file, with its text, so that the line can be shown.
    pub source: Arc<Source>,
    /// Bytes of the text concerned.
    pub span: Option<Span>,
    /// Where the span begins, if that was worked out before: then the text need not be read for it.
    known: Option<Position>,
}

impl Place {
    /// A stretch of a file.
    pub fn at(source: &Arc<Source>, span: Span) -> Self {
        Self { source: Arc::clone(source), span: Some(span), known: None }
    }

    /// A file as a whole.
    pub fn file(source: &Arc<Source>) -> Self {
        Self { source: Arc::clone(source), span: None, known: None }
    }

    /// The same place, of which it is known where it begins.
    #[must_use]
    pub fn beginning(self, at: Position) -> Self {
        Self { known: Some(at), ..self }
    }

    /// Line and column of the beginning, both from 1; the whole file is 1:1.
    pub fn position(&self) -> Position {
        let read = || self.span.map(|span| self.source.position(span.start));
        self.known.or_else(read).unwrap_or(Position { line: 1, column: 1 })
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.position();
        write!(f, "{}:{}:{}", self.source.path(), at.line, at.column)
    }
}

/// One thing found, with its place and what to do about it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Stable identifier, e.g. `META-05`; `kohyo check --explain` takes it.
    pub id: &'static str,
    level: Level,
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub help: Text,
    /// The line itself must not be shown (it holds a number that must not be repeated anywhere).
    pub secret: bool,
    /// Where the text stands in the original that it was imported from.
    pub origin: Option<Origin>,
}

/// Where an item of an imported document stands in its original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The headings from the section down to the item.
    pub item: String,
    /// The name of the original.
    pub file: String,
    /// The place as people say it.
    pub place: Text,
    /// The pages, from 1; none where it has no pages.
    pub pages: Vec<usize>,
    /// Sheet and cell of a workbook where the item begins: `様式!B12`.
    pub cell: Option<String>,
}

impl Finding {
    /// A finding of a rule at a place, as serious as the rule says.
    pub fn of(id: &'static str, place: Place, message: Text, help: Text) -> Self {
        let level = rules::find(id).map_or(Level::Warning, Rule::level);
        let (message, help) = (message.clipped(), help.clipped());
        Self { id, level, place, message, help, secret: false, origin: None }
    }

    /// How serious it is.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The same finding at another of the levels that its rule has; any other changes nothing.
    #[must_use]
    pub fn at(mut self, level: Level) -> Self {
        let listed = rules::find(self.id).is_some_and(|rule| rule.levels().any(|known| known == level));
        debug_assert!(listed, "{} has no level {level:?}", self.id);
        self.level = if listed { level } else { self.level };
        self
    }

    /// The same finding, with its source line kept out of every report.
    #[must_use]
    pub fn secret(self) -> Self {
        self.secret_if(true)
    }

    /// As [`Finding::secret`], where `hidden` says so.
    #[must_use]
    pub fn secret_if(mut self, hidden: bool) -> Self {
        self.secret |= hidden;
        self
    }
}

/// Counts of findings per level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Pieces of information.
    pub info: usize,
}

impl Counts {
    /// Counts the findings of each level.
    pub fn of(findings: &[Finding]) -> Self {
        let count = |level| findings.iter().filter(|f| f.level == level).count();
        Self { error: count(Level::Error), warning: count(Level::Warning), info: count(Level::Info) }
    }
}

/// Puts findings in reading order: by file, line, column, id.
pub fn sort(findings: &mut [Finding]) {
    // Bytes stand in the order of lines and columns, and to compare them no text has to be read.
    let start = |f: &Finding| f.place.span.map_or(0, |span| span.start);
    let place = |f: &Finding| (f.place.source.path().to_owned(), start(f));
    findings.sort_by_cached_key(|f| (place(f), f.level, f.id, f.message.clone()));
}
