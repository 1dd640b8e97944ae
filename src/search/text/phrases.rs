//! Frequent phrases: terms of their own, so that a question for one of them reads one short list.
//!
//! The words of the law and of the official forms stand in almost every passage. Their pairs are the longest lists
//! of the index; the phrase as a whole is a much shorter one. A phrase is indexed wherever it occurs, also within a
//! longer run, so that finding by phrase and finding by pairs is the same.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Unit, pair, table, units};

/// The phrases, as written in the law and the forms.
pub(super) const PHRASES: &str = include_str!("phrases.txt");

/// A phrase of the list.
#[derive(Debug)]
pub(super) struct Phrase {
    /// Its units.
    pub(super) units: Vec<Unit>,
    /// Its term: the units behind a sign that no text has.
    pub(super) term: String,
}

impl Phrase {
    fn of(text: &str) -> Self {
        let units = units(text);
        let term = std::iter::once("\u{2}").chain(units.iter().map(|unit| unit.text.as_str())).collect();
        Self { units, term }
    }

    /// Whether it stands in a sequence of units, beginning at `at`.
    pub(super) fn stands_at(&self, units: &[Unit], at: usize) -> bool {
        let Some(own) = units.get(at..at + self.units.len()) else { return false };
        own.iter().zip(&self.units).enumerate().all(|(n, (a, b))| a.text == b.text && (n == 0 || !a.barrier))
    }
}

/// The phrases that begin with a pair of units.
pub(super) fn beginning(pair: &str) -> &'static [Phrase] {
    index().get(pair).map_or(&[], Vec::as_slice)
}

fn index() -> &'static HashMap<String, Vec<Phrase>> {
    static INDEX: OnceLock<HashMap<String, Vec<Phrase>>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index: HashMap<String, Vec<Phrase>> = HashMap::new();
        for phrase in all() {
            if let [first, second, ..] = phrase.units.as_slice() {
                index.entry(pair(first, second)).or_default().push(phrase);
            }
        }
        index
    })
}

/// All phrases of the list.
pub(super) fn all() -> impl Iterator<Item = Phrase> {
    table::rows(PHRASES).filter_map(|row| row.first().map(|text| Phrase::of(text)))
}
