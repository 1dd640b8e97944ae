//! What makes one hit better than another: the weights, in one place.
//!
//! A condition is worth how rare it is, times the weight of the field it was found in; what is found in several
//! fields counts with its best one. The sum is scaled by the kind of the passage (an answer before what an answer
//! was changed to, and that before what it was) and by its length: a short text that says it is more to the point
//! than a long one that also says it.

use super::passage::PassageKind;
use super::query::{Tier, Weight};

/// Weights of the fields: text, heading right above, other headings, title, what is chosen beside, what is said beside.
pub(crate) const FIELDS: [f32; 6] = [1.0, 1.5, 0.8, 0.7, 0.4, 0.4];

/// How much of the other fields counts beside the best one.
pub(crate) const OTHER_FIELDS: f32 = 0.2;

/// What a passage gains that takes the kind of answer asked for, for each word that says so.
pub(crate) const WANTED: f32 = 3.0;

/// What a spelling or synonym is worth beside the word as typed.
pub(crate) const OTHER_SPELLING: f32 = 0.9;

/// What a passage gains that puts it as an answer to the question would.
pub(crate) const PREFERRED: f32 = 6.0;

/// What a condition is worth where nothing is known about how rare it is.
pub(crate) const UNKNOWN: f32 = 2.0;

/// How much of a question has to be said somewhere to be an answer.
pub(crate) const ANSWERED: f32 = 0.55;

/// How much of what the best passage says another hit says at least.
pub(crate) const ENOUGH: f32 = 0.5;

/// What a word counts that a passage holds in parts.
pub(crate) const PARTS: f32 = 0.5;

/// What a word counts that stands in the other half of a change row.
pub(crate) const ROW: f32 = 0.5;

/// What a word counts that stands elsewhere in an evaluation, to be an answer.
pub(crate) const ELSEWHERE: f32 = 0.5;

/// What a word counts that stands in the evaluation, to be a good one.
pub(crate) const AROUND: f32 = 0.15;

/// What the kind of answer that is asked for counts, for each word that says so.
pub(crate) const KIND_OF_ANSWER: f32 = 0.5;

/// What a word counts by what it was found as.
pub(crate) fn tier(tier: Tier) -> f32 {
    match tier {
        Tier::Typed => 1.0,
        Tier::Other => 0.7,
        Tier::Heard => 0.8,
    }
}

/// What a word counts by how much it says.
pub(crate) fn said(weight: Weight) -> f32 {
    match weight {
        Weight::Whole => 1.0,
        Weight::Number => 2.5,
        Weight::Single => 0.4,
        Weight::Verb => 0.5,
        Weight::Stem => 0.35,
        Weight::Light => 0.2,
    }
}

/// How many hits of one evaluation stand together before others get their turn.
pub(crate) const TOGETHER: usize = 3;

/// How rare something is that at most `found` of `all` passages hold.
#[expect(clippy::cast_precision_loss, reason = "a weight, not a count")]
pub(crate) fn rarity(found: u64, all: u64) -> f32 {
    logarithm(1.0 + all as f64 / (found as f64 + 1.0))
}

/// Which of several words is rarer by far than all others, if one is: at least twice.
pub(crate) fn by_far_the_rarest(rarities: &[f32]) -> Option<usize> {
    let (first, rarest) = rarities.iter().copied().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    let twice = rarest - std::f32::consts::LN_2;
    let far = rarities.iter().enumerate().all(|(at, other)| at == first || *other < twice);
    (far && rarities.len() > 1).then_some(first)
}

/// A logarithm that is the same on every machine: libraries differ in the last bit, which is rounded away.
#[expect(clippy::cast_possible_truncation, reason = "that is the point")]
fn logarithm(number: f64) -> f32 {
    number.ln() as f32
}

/// The factor of a kind of passage.
pub(crate) fn kind(kind: PassageKind) -> f32 {
    match kind {
        PassageKind::Cover => 1.1,
        PassageKind::Answer | PassageKind::RecordItem => 1.0,
        PassageKind::ChangeAfter => 0.7,
        PassageKind::ChangeBefore => 0.5,
    }
}

/// The factor of a class of length. Below 32 characters nothing is gained: a single word is no better than a line.
#[expect(clippy::cast_precision_loss, reason = "at most 64")]
pub(crate) fn length(class: u64) -> f32 {
    1.0 / (1.0 + 0.06 * class.saturating_sub(5) as f32)
}

/// The score of an evaluation with `hits` hits, the best of which has the score `best`.
#[expect(clippy::cast_precision_loss, reason = "a weight, not a count")]
pub(crate) fn evaluation(best: f32, hits: u64) -> f32 {
    best * (1.0 + 0.05 * logarithm(hits.max(1) as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_before_changes() {
        let of = PassageKind::ALL.map(kind);
        let [answer, before, after, cover, record] = of;
        assert!(cover >= answer && answer >= record && record > after && after > before);
    }

    #[test]
    fn one_word_may_be_rarer_by_far() {
        let of = |found: &[u64]| {
            by_far_the_rarest(&found.iter().map(|found| rarity(*found, 2000)).collect::<Vec<_>>())
        };
        assert_eq!(of(&[60, 14, 200]), Some(1));
        assert_eq!(of(&[20, 14, 200]), None);
        assert_eq!(of(&[3]), None);
    }

    #[test]
    fn short_texts_come_before_long_ones() {
        assert!((length(4) - 1.0).abs() < f32::EPSILON);
        assert!(length(7) > length(14));
        assert!(rarity(1, 1000) > rarity(100, 1000));
    }
}
