//! Which documents of two states of a content folder belong together.

use std::collections::BTreeSet;

use crate::content::{DocumentMeta, Kind, Status};
use crate::pipeline::Known;
use crate::text::date::Date;

/// A document in both states, or in one.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) before: Option<usize>,
    pub(super) after: Option<usize>,
}

/// A number of an agency of a municipality, and the kind: what never changes of a document.
type Subject = (String, String, String, Kind);

/// What makes a version this version.
type Version = (bool, Option<Date>, u32);

/// Where a document stands: for matching and for the order of the report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    municipality: String,
    agency: String,
    order: u64,
    subject: Subject,
    version: Version,
}

/// All documents of both states: those with the same identity, then those of one subject in the same file, then what
/// is left over where that is one on either side. In the order of the portal.
pub(super) fn pairs(before: &Known, after: &Known) -> Vec<Pair> {
    let old: Vec<Key> = (0..before.content.documents.len()).map(|document| key(before, document)).collect();
    let new: Vec<Key> = (0..after.content.documents.len()).map(|document| key(after, document)).collect();
    let mut partner: Vec<Option<usize>> = vec![None; new.len()];
    let mut free: BTreeSet<usize> = (0..old.len()).collect();
    let name = |known: &Known, document: usize| {
        known.content.documents[document].path.file_name().map(ToOwned::to_owned)
    };
    let rules: [&dyn Fn(usize, usize) -> bool; 2] = [
        &|one, other| old[one].subject == new[other].subject && old[one].version == new[other].version,
        &|one, other| old[one].subject == new[other].subject && name(before, one) == name(after, other),
    ];
    for same in rules {
        for (at, partner) in partner.iter_mut().enumerate() {
            if partner.is_none()
                && let Some(found) = free.iter().copied().find(|one| same(*one, at))
            {
                free.remove(&found);
                *partner = Some(found);
            }
        }
    }
    // A draft or a version in preparation that got another name and another state: one of its kind on either side.
    for at in 0..new.len() {
        let unfinished: Vec<usize> = free
            .iter()
            .copied()
            .filter(|one| {
                old[*one].subject == new[at].subject && !is_published(&before.content.documents[*one].meta)
            })
            .collect();
        let lone = new
            .iter()
            .zip(&partner)
            .filter(|(key, found)| found.is_none() && key.subject == new[at].subject)
            .count();
        if let ([one], None, 1) = (unfinished.as_slice(), partner[at], lone) {
            free.remove(one);
            partner[at] = Some(*one);
        }
    }
    let mut all: Vec<(&Key, Pair)> = (0..new.len())
        .map(|at| (&new[at], Pair { before: partner[at], after: Some(at) }))
        .chain(free.iter().map(|&one| (&old[one], Pair { before: Some(one), after: None })))
        .collect();
    all.sort_by(|(a, pair), (b, other)| a.cmp(b).then(pair.after.is_none().cmp(&other.after.is_none())));
    all.into_iter().map(|(_, pair)| pair).collect()
}

fn is_published(meta: &DocumentMeta) -> bool {
    matches!(meta.status, Status::Published | Status::Ended)
}

fn key(known: &Known, document: usize) -> Key {
    let file = &known.content.documents[document];
    let meta = &file.meta;
    let digits: String = meta.number.chars().take_while(char::is_ascii_digit).collect();
    let municipality = known.content.municipality_of(file).meta.code.clone();
    let agency = known.content.agency_of(file).slug.clone();
    let day = match meta.status {
        Status::Consultation | Status::Preparing => meta.consultation.as_ref().map(|period| period.from),
        Status::Published | Status::Ended => meta.published.or(meta.ended),
    };
    Key {
        municipality: municipality.clone(),
        agency: agency.clone(),
        order: digits.parse().unwrap_or(u64::MAX),
        subject: (municipality, agency, meta.number.clone(), meta.kind),
        version: (is_published(meta), day, meta.revision),
    }
}
