//! Where a version stands among the others, as a reader needs to know it.
//!
//! Derived from the explicit `status` and the versions beside it, never from a missing date alone. The
//! wording is the business of the theme's strings: a state names its key and the dates that go with it.

use crate::content::{DocumentMeta, Status};
use crate::text::date::Date;

/// The state of a version for display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 公表中(最新の版).
    Latest,
    /// 公表中(別の版と併用).
    Beside,
    /// 過去の版.
    Past {
        /// When the newest version was published, where that is recorded.
        latest: Option<Date>,
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
    /// 公表日不明: published, and nobody knows when.
    DayUnknown {
        /// No version whose day is known is held.
        alone: bool,
    },
}

impl State {
    /// The state of a version; `newest` is the newest version of the same kind that is no draft.
    ///
    /// Two versions are in force beside one another (併用) where one of them is the newest and either names the
    /// other's day.
    pub fn of(meta: &DocumentMeta, newest: Option<&DocumentMeta>) -> Self {
        match meta.status {
            Status::Preparing | Status::Consultation => match &meta.consultation {
                Some(period) => Self::Consultation { from: period.from, to: period.to },
                None => Self::Draft,
            },
            Status::Ended => Self::Ended { on: meta.ended },
            Status::Published if meta.undated => {
                Self::DayUnknown { alone: newest.is_none_or(|newest| newest.published.is_none()) }
            }
            Status::Published => {
                let Some(published) = meta.published else { return Self::Undated };
                let Some(newest) = newest.filter(|newest| !is_same(meta, newest)) else {
                    return if meta.in_force_with.is_some() { Self::Beside } else { Self::Latest };
                };
                let in_force = newest.status == Status::Published;
                let named = newest.in_force_with == Some(published)
                    || (meta.in_force_with.is_some() && meta.in_force_with == newest.published);
                if in_force && named && meta.published != newest.published {
                    Self::Beside
                } else {
                    Self::Past { latest: newest.published }
                }
            }
        }
    }

    /// The state of the newest version, among `others` of the kind: beside another where one of them names its day.
    pub fn of_newest<'a>(newest: &DocumentMeta, mut others: impl Iterator<Item = &'a DocumentMeta>) -> Self {
        match Self::of(newest, None) {
            Self::Latest if others.any(|other| Self::of(other, Some(newest)) == Self::Beside) => Self::Beside,
            state => state,
        }
    }

    /// The key of its wording, below `state.` in the interface strings.
    pub fn key(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::Beside => "beside",
            Self::Past { latest: Some(_) } => "past",
            Self::Past { latest: None } => "past-undated",
            Self::Consultation { .. } => "consultation",
            Self::Draft => "draft",
            Self::Ended { on: Some(_) } => "ended-on",
            Self::Ended { on: None } => "ended",
            Self::Undated => "undated",
            Self::DayUnknown { .. } => "day-unknown",
        }
    }

    /// Whether it is a draft that is not in force.
    pub fn is_draft(self) -> bool {
        matches!(self, Self::Consultation { .. } | Self::Draft)
    }

    /// Whether the version is in force now, as far as the portal knows.
    pub fn is_current(self) -> bool {
        matches!(self, Self::Latest | Self::Beside | Self::Undated | Self::DayUnknown { alone: true })
    }

    /// The dates in its wording: name of the placeholder and day.
    pub fn dates(self) -> Vec<(&'static str, Date)> {
        match self {
            Self::Past { latest: Some(latest) } => vec![("latest", latest)],
            Self::Consultation { from, to } => vec![("from", from), ("to", to)],
            Self::Ended { on: Some(on) } => vec![("on", on)],
            _ => Vec::new(),
        }
    }
}

/// Whether two versions of one kind are the same publication.
fn is_same(a: &DocumentMeta, b: &DocumentMeta) -> bool {
    a.status == b.status && a.published == b.published && a.revision == b.revision
}
