//! Where a version stands among the others, as a reader needs to know it.
//!
//! Derived from the explicit `status` and the versions beside it, never from a missing date alone. The
//! wording is the business of the theme's strings: a state names its key and the dates that go with it.

use crate::content::{Date, DocumentMeta, Status};

/// The state of a version for display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 公表中(最新の版).
    Latest,
    /// 公表中(別の版と併用).
    Beside,
    /// 過去の版.
    Past {
        /// When the newest version was published.
        latest: Date,
    },
    /// 案, on which the public is or was heard. Whether the period is over depends on the day of reading.
    Consultation {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// 案(公表前), without a period.
    Draft,
    /// 事務終了.
    Ended {
        /// The day on which the task ended, where it is known.
        on: Option<Date>,
    },
    /// Published, but nobody has recorded when.
    Undated,
}

impl State {
    /// The state of a version; `newest` is the newest published version of the same kind.
    pub fn of(meta: &DocumentMeta, newest: Option<&DocumentMeta>) -> Self {
        match meta.status {
            Status::Preparing | Status::Consultation => match &meta.consultation {
                Some(period) => Self::Consultation { from: period.from, to: period.to },
                None => Self::Draft,
            },
            Status::Ended => Self::Ended { on: meta.ended },
            Status::Published => {
                let Some(published) = meta.published else { return Self::Undated };
                let same = |other: &DocumentMeta| {
                    other.published == meta.published && other.revision == meta.revision
                };
                match newest.and_then(|newest| Some((newest, newest.published?))) {
                    Some((newest, _)) if !same(newest) && newest.in_force_with == Some(published) => {
                        Self::Beside
                    }
                    Some((newest, latest)) if !same(newest) => Self::Past { latest },
                    _ if meta.in_force_with.is_some() => Self::Beside,
                    _ => Self::Latest,
                }
            }
        }
    }

    /// The key of its wording, below `state.` in the interface strings.
    pub fn key(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::Beside => "beside",
            Self::Past { .. } => "past",
            Self::Consultation { .. } => "consultation",
            Self::Draft => "draft",
            Self::Ended { on: Some(_) } => "ended-on",
            Self::Ended { on: None } => "ended",
            Self::Undated => "undated",
        }
    }

    /// Whether it is a draft that is not in force.
    pub fn is_draft(self) -> bool {
        matches!(self, Self::Consultation { .. } | Self::Draft)
    }

    /// Whether the version is in force now, as far as the portal knows.
    pub fn is_current(self) -> bool {
        matches!(self, Self::Latest | Self::Beside | Self::Undated)
    }

    /// The dates in its wording: name of the placeholder and day.
    pub fn dates(self) -> Vec<(&'static str, Date)> {
        match self {
            Self::Past { latest } => vec![("latest", latest)],
            Self::Consultation { from, to } => vec![("from", from), ("to", to)],
            Self::Ended { on: Some(on) } => vec![("on", on)],
            _ => Vec::new(),
        }
    }
}
