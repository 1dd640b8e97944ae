//! What has happened, for those who follow a portal: publications, changes, drafts on which the public is heard and until
//! when, endings. Every day is one that the documents say; none depends on when somebody asks.

use super::{ChangeDay, Located, State};
use crate::text::date::Date;

/// Something that happened.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The version that it is about.
    pub found: Located<'a>,
    /// What it is.
    pub what: What<'a>,
    /// Since when it is known; `None` where no day is recorded.
    pub day: Option<Date>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What<'a> {
    /// A version was published.
    Published {
        /// An earlier version of the kind is held.
        again: bool,
    },
    /// A day of the change log of what is published now.
    Changed(&'a ChangeDay),
    /// The public is heard on a draft.
    Consultation {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// The last day to be heard on a draft, known since its first.
    Deadline {
        /// That day.
        to: Date,
    },
    /// A draft without a period was made public.
    Draft,
    /// The task has ended.
    Ended,
}

impl What<'_> {
    /// The key of its wording, and what tells events of one version apart.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Published { again: false } => "published",
            Self::Published { again: true } => "new-version",
            Self::Changed(_) => "changed",
            Self::Consultation { .. } => "consultation",
            Self::Deadline { .. } => "deadline",
            Self::Draft => "draft",
            Self::Ended => "ended",
        }
    }
}

/// What is known to have happened to some versions, the latest first; what has no day comes last.
pub fn events<'a>(versions: impl IntoIterator<Item = Located<'a>>) -> Vec<Event<'a>> {
    let mut all: Vec<Event<'a>> = versions.into_iter().flat_map(of).collect();
    // The sort is stable: what happened on one day stays in the order of the site.
    all.sort_by_key(|event| std::cmp::Reverse(event.day));
    all
}

fn of(found: Located<'_>) -> Vec<Event<'_>> {
    let event = |what, day| Event { found, what, day };
    let meta = &found.version.facts.meta;
    match found.version.state {
        State::Consultation { from, to } => {
            vec![event(What::Deadline { to }, Some(from)), event(What::Consultation { from, to }, Some(from))]
        }
        State::Draft => vec![event(What::Draft, None)],
        state => {
            let mut events = Vec::new();
            if let State::Ended { on } = state {
                events.push(event(What::Ended, on));
            }
            let again = found.kind.before(found.version).is_some();
            // Of a task that has ended nobody may know when it was published.
            if meta.published.is_some() || events.is_empty() {
                events.push(event(What::Published { again }, meta.published));
            }
            if found.is_current() {
                let days = found.version.facts.changes.days.iter().filter(|day| day.date.is_some());
                events.extend(days.map(|day| event(What::Changed(day), day.date)));
            }
            events
        }
    }
}
