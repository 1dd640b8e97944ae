//! Which versions of a kind are compared with one another, and which draft led to which publication.
//!
//! Each is named from one version so that its address stays when further versions come: with the version before it,
//! with the newest one, with each of a few that came later, and, for a draft, with what was published afterwards. What
//! the comparison says is the business of [`crate::diff`].

use super::{Address, KindVersions, Located, Portal, State, Version};
use crate::text::date::Date;

/// With how many of the versions that followed a version is compared, besides the newest. Pages of all pairs would be more
/// than anybody reads where there are many versions; counted from the older one, none of them ever goes away.
const FOLLOWING: usize = 7;

/// Two versions to be compared.
#[derive(Debug, Clone)]
pub struct Comparison<'a> {
    /// The earlier one.
    pub older: Located<'a>,
    /// The later one.
    pub newer: Located<'a>,
    /// The page.
    pub address: Address,
}

impl Comparison<'_> {
    /// Whether the older version is the one published last before the newer.
    pub fn is_with_the_next(&self) -> bool {
        let before = self.newer.kind.before(self.newer.version);
        before.is_some_and(|before| std::ptr::eq(before, self.older.version))
    }
}

/// How a draft and a publication are known to belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The publication names the draft's comment period as its own.
    Stated,
    /// It is the first one after the period: a fact about days, not that it came from the draft.
    Next,
}

impl KindVersions {
    /// The version published last before `version`; for a draft, before its period began, and for a draft
    /// without a period the current one, since it has not been published yet.
    pub(super) fn before(&self, version: &Version) -> Option<&Version> {
        let published = || self.versions.iter().filter(|other| !other.state.is_draft());
        match version.state {
            State::Consultation { from, .. } => {
                published().find(|other| other.facts.meta.published.is_some_and(|day| day < from))
            }
            State::Draft => published().next(),
            _ => published().skip_while(|other| !std::ptr::eq(*other, version)).nth(1),
        }
    }

    /// What was published after a draft.
    fn published_after(&self, draft: &Version) -> Option<(&Version, Origin)> {
        let State::Consultation { from, to } = draft.state else { return None };
        let published = || self.versions.iter().filter(|other| !other.state.is_draft());
        let period = |version: &Version| version.facts.meta.consultation.as_ref().map(|period| period.from);
        if let Some(stated) = published().find(|other| period(other) == Some(from)) {
            return Some((stated, Origin::Stated));
        }
        let day = |version: &Version| version.facts.meta.published;
        let next = published().rfind(|other| day(other).is_some_and(|day| day > to))?;
        // One that names a period of its own came from another draft; so may one before which a later draft was shown.
        let later_draft = self.versions.iter().any(|other| match other.state {
            State::Consultation { from: other, .. } => other > from && Some(other) <= day(next),
            _ => false,
        });
        (period(next).is_none() && !later_draft).then_some((next, Origin::Next))
    }
}

impl<'a> Located<'a> {
    fn beside(self, version: &'a Version) -> Self {
        Self { version, ..self }
    }

    /// What was published after this draft.
    pub fn result(self) -> Option<(Self, Origin)> {
        let (version, origin) = self.kind.published_after(self.version)?;
        Some((self.beside(version), origin))
    }

    /// The drafts after which this version was published, the newest first.
    pub fn drafts(self) -> impl Iterator<Item = (Self, Origin)> {
        self.kind.versions.iter().filter_map(move |draft| {
            let (result, origin) = self.kind.published_after(draft)?;
            std::ptr::eq(result, self.version).then(|| (self.beside(draft), origin))
        })
    }

    /// Whether this is a draft of which no publication is held.
    pub fn is_open_draft(self) -> bool {
        self.version.state.is_draft() && self.result().is_none()
    }

    /// The comparison of this version with the one before it.
    pub fn since_previous(self) -> Option<Comparison<'a>> {
        let older = self.beside(self.kind.before(self.version)?);
        let address = self.version.address.join("since-previous");
        Some(Comparison { older, newer: self, address })
    }

    /// The comparison of this past version with the newest one, unless that is the very next.
    pub fn until_latest(self) -> Option<Comparison<'a>> {
        let latest = self.kind.current();
        let next = self.kind.before(latest).is_some_and(|before| std::ptr::eq(before, self.version));
        if self.version.state.is_draft() || latest.state.is_draft() || self.is_current() || next {
            return None;
        }
        let address = self.version.address.join("until-latest");
        Some(Comparison { older: self, newer: self.beside(latest), address })
    }

    /// The comparison of this past version with the newest one, wherever it stands.
    pub fn until_latest_or_next(self) -> Option<Comparison<'a>> {
        let latest = self.beside(self.kind.current());
        let next = || latest.since_previous().filter(|next| std::ptr::eq(next.older.version, self.version));
        self.until_latest().or_else(|| next().filter(|_| !latest.version.state.is_draft()))
    }

    /// The comparisons of this published version with those that followed, the last first, but for the next and the newest.
    fn until_later(self) -> impl Iterator<Item = Comparison<'a>> {
        let published: Vec<&Version> =
            self.kind.versions.iter().filter(|other| !other.state.is_draft()).collect();
        let at = published.iter().position(|other| std::ptr::eq(*other, self.version)).unwrap_or_default();
        let latest = self.kind.current();
        let later = published.into_iter().take(at.saturating_sub(1)).skip(at.saturating_sub(FOLLOWING));
        later.filter(move |newer| !std::ptr::eq(*newer, latest)).map(move |newer| {
            let segment = format!("until-{}", super::address::version_segment(&newer.facts.meta));
            Comparison {
                older: self,
                newer: self.beside(newer),
                address: self.version.address.join(&segment),
            }
        })
    }

    /// The comparisons of this published version with those before it, the nearest first.
    pub fn with_older(self) -> impl Iterator<Item = Comparison<'a>> {
        let before = self.kind.versions.iter().skip_while(move |other| !std::ptr::eq(*other, self.version));
        before.skip(1).filter(|older| !older.state.is_draft()).filter_map(move |older| {
            let of_older = self.beside(older).comparisons().filter(|comparison| {
                std::ptr::eq(comparison.older.version, older)
                    && std::ptr::eq(comparison.newer.version, self.version)
            });
            let next = self.since_previous().filter(|previous| std::ptr::eq(previous.older.version, older));
            next.into_iter().chain(of_older).next()
        })
    }

    /// The comparison of this draft with what was published after it.
    pub fn until_published(self) -> Option<Comparison<'a>> {
        let (newer, _) = self.result()?;
        Some(Comparison { older: self, newer, address: self.version.address.join("until-published") })
    }

    /// All comparisons that stand below this version.
    pub fn comparisons(self) -> impl Iterator<Item = Comparison<'a>> {
        let named = [self.since_previous(), self.until_latest(), self.until_published()];
        named.into_iter().flatten().chain(self.until_later())
    }

    /// The day that places this version in the order of time: of publication, or on which a draft was first shown.
    pub fn day(self) -> Option<Date> {
        match self.version.state {
            State::Consultation { from, .. } => Some(from),
            State::Draft => None,
            _ => self.version.facts.meta.published,
        }
    }
}

impl Portal {
    /// All comparisons, in the order of the portal.
    pub fn comparisons(&self) -> impl Iterator<Item = Comparison<'_>> {
        self.versions().flat_map(Located::comparisons)
    }
}
