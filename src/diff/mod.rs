//! Differences between two versions of an evaluation, item by item, as a reader can follow them.
//!
//! [`compare`] pairs the answers of two assessments of one kind (`matching` says which belong together) and says
//! of each pair what became of it. Answers are compared, not printed forms: chosen options rather than boxes,
//! words rather than white space. What one version does not hold, or what cannot be read, is never called
//! removed or changed. The change log is left out: that of the newer version is longer by its nature, and it is
//! the publisher's own account of what is found here. Nothing here knows of pages or of where versions stand.
//! How two texts differ, word by word, is worked out in [`text`].

mod matching;
mod propose;
mod said;
#[cfg(test)]
mod tests;
pub mod text;

use crate::assessment::{Assessment, Node, Nothing};
use crate::content::Completeness;

use matching::{Entry, Key, Names};
pub use propose::{Proposed, new_rows, propose, with_rows};
pub use said::{Difference, records};

/// What two versions come to.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// The sections in the order of the newer version; one that only the older has stands behind the section it
    /// followed there.
    pub sections: Vec<SectionPair<'a>>,
}

/// A section of either version.
#[derive(Debug)]
pub struct SectionPair<'a> {
    /// Its heading in the older version.
    pub older: Option<&'a Node>,
    /// Its heading in the newer version.
    pub newer: Option<&'a Node>,
    /// The items, in the order of the newer version.
    pub pairs: Vec<Pair<'a>>,
}

/// An item in its versions.
#[derive(Debug)]
pub struct Pair<'a> {
    /// Where the older version has it.
    pub older: Option<Side<'a>>,
    /// Where the newer version has it.
    pub newer: Option<Side<'a>>,
    /// What became of it.
    pub outcome: Outcome,
}

/// An item in one version.
#[derive(Debug, Clone)]
pub struct Side<'a> {
    /// The item.
    pub node: &'a Node,
    /// The headings above it, from the section down.
    pub above: Vec<&'a Node>,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It reads the same.
    Same,
    /// White space, width or kinds of brackets differ, nothing else.
    Notation,
    /// The answer differs.
    Changed,
    /// Only the newer version has it.
    Added(Absent),
    /// Only the older version has it.
    Removed(Absent),
    /// It cannot be said: 未収録 in one version, or marks lost in conversion.
    Unknown(Nothing),
}

/// Why a version does not have an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// The document does not have it.
    Item,
    /// Its form does not ask it.
    Field,
}

/// How many items came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// [`Outcome::Changed`].
    pub changed: usize,
    /// [`Outcome::Added`].
    pub added: usize,
    /// [`Outcome::Removed`].
    pub removed: usize,
    /// [`Outcome::Notation`].
    pub notation: usize,
    /// [`Outcome::Unknown`].
    pub unknown: usize,
    /// [`Outcome::Same`].
    pub same: usize,
}

impl Counts {
    /// The outcomes of some pairs.
    pub fn of<'a>(pairs: impl IntoIterator<Item = &'a Pair<'a>>) -> Self {
        let mut counts = Self::default();
        for pair in pairs {
            *match pair.outcome {
                Outcome::Changed => &mut counts.changed,
                Outcome::Added(_) => &mut counts.added,
                Outcome::Removed(_) => &mut counts.removed,
                Outcome::Notation => &mut counts.notation,
                Outcome::Unknown(_) => &mut counts.unknown,
                Outcome::Same => &mut counts.same,
            } += 1;
        }
        counts
    }
}

/// Compares two versions of one kind.
pub fn compare<'a>(older: &'a Assessment, newer: &'a Assessment) -> Comparison<'a> {
    let names = Names::of(older, newer);
    let (old, new) = (names.entries_of_older(older), names.entries_of_newer(newer));
    let mut sections: Vec<(&Key, SectionPair<'a>)> = Vec::new();
    for entry in new.iter().filter(|entry| entry.above.is_empty()) {
        if !sections.iter().any(|(key, _)| **key == entry.key) {
            let older = old.iter().find(|other| other.key == entry.key).map(|other| other.node);
            sections.push((&entry.key, SectionPair { older, newer: Some(entry.node), pairs: Vec::new() }));
        }
    }
    let mut last = 0;
    for entry in old.iter().filter(|entry| entry.above.is_empty()) {
        if let Some(at) = sections.iter().position(|(key, _)| **key == entry.key) {
            last = at + 1;
        } else {
            let section = SectionPair { older: Some(entry.node), newer: None, pairs: Vec::new() };
            sections.insert(last, (&entry.key, section));
            last += 1;
        }
    }
    for (key, section) in &mut sections {
        section.pairs = pairs(key, (older, &old), (newer, &new), &names);
    }
    sections.retain(|(_, section)| !section.pairs.is_empty());
    Comparison { sections: sections.into_iter().map(|(_, section)| section).collect() }
}

/// The items of a section: those of the newer version in their order, and each of those that only the older one
/// has behind the item it followed there.
fn pairs<'a>(
    section: &Key,
    (older, old): (&'a Assessment, &[Entry<'a>]),
    (newer, new): (&'a Assessment, &[Entry<'a>]),
    names: &Names,
) -> Vec<Pair<'a>> {
    let within = |entry: &&Entry<'_>| entry.section == *section && entry.answers;
    let side = |entry: &Entry<'a>| Side { node: entry.node, above: entry.above.clone() };
    let mut listed: Vec<(&Key, Pair<'a>)> = new
        .iter()
        .filter(within)
        .map(|entry| {
            let partner = old.iter().find(|other| other.answers && other.key == entry.key);
            let outcome = match partner {
                Some(partner) => said::outcome((older, partner.node), (newer, entry.node)),
                None if !names.older_asks(&entry.key) => Outcome::Added(Absent::Field),
                None if is_whole(older) => Outcome::Added(Absent::Item),
                None => Outcome::Unknown(Nothing::NotHeld),
            };
            (&entry.key, Pair { older: partner.map(side), newer: Some(side(entry)), outcome })
        })
        .collect();
    let mut last = 0;
    for entry in old.iter().filter(within) {
        if let Some(at) = listed.iter().position(|(key, _)| **key == entry.key) {
            last = at + 1;
            continue;
        }
        if new.iter().any(|other| other.answers && other.key == entry.key) {
            continue;
        }
        let outcome = if !entry.key.is_asked_by_newer() {
            Outcome::Removed(Absent::Field)
        } else if is_whole(newer) {
            Outcome::Removed(Absent::Item)
        } else {
            Outcome::Unknown(Nothing::NotHeld)
        };
        listed.insert(last, (&entry.key, Pair { older: Some(side(entry)), newer: None, outcome }));
        last += 1;
    }
    listed.into_iter().map(|(_, pair)| pair).collect()
}

/// Whether what a version does not have is not in the original either.
fn is_whole(assessment: &Assessment) -> bool {
    assessment.meta.completeness == Completeness::Whole
}
