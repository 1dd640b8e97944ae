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

    /// Whether it stands in a sequence of units, beginning at `at`. `unit` gives the text of each and whether a barrier
    /// stands before it.
    pub(super) fn stands_at<'u>(&self, at: usize, unit: impl Fn(usize) -> Option<(&'u str, bool)>) -> bool {
        let mut own = self.units.iter().enumerate();
        own.all(|(n, own)| {
            unit(at + n).is_some_and(|(text, barrier)| text == own.text && (n == 0 || !barrier))
        })
    }
}

/// The phrases that begin with a pair of units.
pub(super) fn beginning(pair: &str) -> &'static [Phrase] {
    let index = index();
    // Asked for every pair of every text: few begin with a character that begins a phrase.
    if pair.chars().next().is_none_or(|first| index.first.get(first as usize) == Some(&false)) {
        return &[];
    }
    index.pairs.get(pair).map_or(&[], Vec::as_slice)
}

struct Index {
    /// Which characters of the first plane begin a phrase.
    first: Box<[bool]>,
    /// The phrases by the pair that they begin with.
    pairs: HashMap<String, Vec<Phrase>>,
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut first = vec![false; 0x1_0000].into_boxed_slice();
        let mut pairs: HashMap<String, Vec<Phrase>> = HashMap::new();
        for phrase in all() {
            if let [one, two, ..] = phrase.units.as_slice() {
                let pair = pair(one, two);
                if let Some(own) = pair.chars().next().and_then(|c| first.get_mut(c as usize)) {
                    *own = true;
                }
                pairs.entry(pair).or_default().push(phrase);
            }
        }
        Index { first, pairs }
    })
}

/// All phrases of the list.
pub(super) fn all() -> impl Iterator<Item = Phrase> {
    table::rows(PHRASES).filter_map(|row| row.first().map(|text| Phrase::of(text)))
}
