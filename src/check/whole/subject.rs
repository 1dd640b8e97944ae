//! The evaluations of one number of one agency, as the rules about the whole look at them.

use std::collections::BTreeMap;

use super::kept::Kept;
use crate::content::{DocumentFile, DocumentMeta, Kind, Status};

/// One document with what is kept of it.
#[derive(Clone, Copy)]
pub(super) struct One<'a> {
    pub(super) file: &'a DocumentFile,
    pub(super) kept: &'a Kept,
    /// Its day of publication has not come.
    pub(super) scheduled: bool,
}

/// The evaluations of one number of one agency: those in force now, of each kind.
pub(super) struct Subject<'a> {
    pub(super) all: Vec<One<'a>>,
    /// The newest published or ended version of each kind.
    pub(super) current: BTreeMap<Kind, One<'a>>,
}

impl<'a> Subject<'a> {
    pub(super) fn new(all: Vec<One<'a>>) -> Self {
        let mut current: BTreeMap<Kind, One<'a>> = BTreeMap::new();
        let day = |one: &One<'_>| (one.file.meta.published.or(one.file.meta.ended), one.file.meta.revision);
        let public = |one: &&One<'_>| {
            !one.scheduled && matches!(one.file.meta.status, Status::Published | Status::Ended)
        };
        for one in all.iter().filter(public) {
            let newest = current.entry(one.file.meta.kind).or_insert(*one);
            if day(one) > day(newest) {
                *newest = *one;
            }
        }
        Self { all, current }
    }

    /// Whether something of the kind of a draft was published after its period.
    pub(super) fn followed(&self, draft: &DocumentMeta) -> bool {
        let end = draft.consultation.as_ref().map(|period| period.to);
        self.all.iter().any(|other| {
            let meta = &other.file.meta;
            let published = matches!(meta.status, Status::Published | Status::Ended);
            meta.kind == draft.kind && published && meta.published > end
        })
    }

    /// The kinds that are published and have not ended.
    pub(super) fn in_force(&self) -> impl Iterator<Item = &One<'a>> {
        self.current.values().filter(|one| one.file.meta.status == Status::Published)
    }
}
