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

use serde::Serialize;

pub use trouble::Trouble;

use crate::text::source::{Position, Source, Span};

/// How serious a finding is. Errors stop the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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
}

impl Place {
    /// A stretch of a file.
    pub fn at(source: &Arc<Source>, span: Span) -> Self {
        Self { source: Arc::clone(source), span: Some(span) }
    }

    /// A file as a whole.
    pub fn file(source: &Arc<Source>) -> Self {
        Self { source: Arc::clone(source), span: None }
    }

    /// Line and column of the beginning, both from 1; the whole file is 1:1.
    pub fn position(&self) -> Position {
        self.span.map_or(Position { line: 1, column: 1 }, |s| self.source.position(s.start))
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
    /// How serious it is.
    pub level: Level,
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub help: Text,
    /// The line itself must not be shown (it holds a number that must not be repeated anywhere).
    pub secret: bool,
}

impl Finding {
    /// A finding at a place; see the shorthands [`Finding::error`], [`Finding::warning`], [`Finding::info`].
    pub fn new(id: &'static str, level: Level, place: Place, message: Text, help: Text) -> Self {
        Self { id, level, place, message, help, secret: false }
    }

    /// An error.
    pub fn error(id: &'static str, place: Place, message: Text, help: Text) -> Self {
        Self::new(id, Level::Error, place, message, help)
    }

    /// A warning.
    pub fn warning(id: &'static str, place: Place, message: Text, help: Text) -> Self {
        Self::new(id, Level::Warning, place, message, help)
    }

    /// A piece of information.
    pub fn info(id: &'static str, place: Place, message: Text, help: Text) -> Self {
        Self::new(id, Level::Info, place, message, help)
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
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.place.source.path().to_owned(), f.place.position(), f.level, f.id);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}
