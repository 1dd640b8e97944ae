//! A finding as it is kept: without the text it stands in, which is read again when somebody wants to see the line.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Level, Place, Text, rules};
use crate::text::source::{Position, Source, Span};

/// A finding about one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    id: String,
    level: Level,
    /// The file, where it is not the text itself: an original.
    other: Option<String>,
    span: Option<Span>,
    at: Position,
    message: Text,
    help: Text,
    secret: bool,
}

impl Recorded {
    /// Keeps a finding about the text `own`.
    pub fn of(finding: Finding, own: &Source) -> Self {
        let path = finding.place.source.path();
        Self {
            id: finding.id.to_owned(),
            level: finding.level(),
            other: (path != own.path()).then(|| path.to_owned()),
            span: finding.place.span,
            at: finding.place.position(),
            message: finding.message,
            help: finding.help,
            secret: finding.secret,
        }
    }

    /// How serious it is.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The finding, standing in `own` again. `None` for a rule that this program does not have.
    pub fn finding(&self, own: &Arc<Source>) -> Option<Finding> {
        let source = match &self.other {
            None => Arc::clone(own),
            Some(path) => Arc::new(Source::new(path, "")),
        };
        let id = rules::find(&self.id)?.id.as_str();
        let place = self.span.map_or_else(|| Place::file(&source), |span| Place::at(&source, span));
        let place = place.beginning(self.at);
        let finding = Finding::of(id, place, self.message.clone(), self.help.clone());
        Some(finding.at(self.level).secret_if(self.secret))
    }
}
