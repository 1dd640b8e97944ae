//! Which tokens of two texts are the same token.
//!
//! The heaviest common subsequence, where every interruption costs something: a particle that two rewritten
//! sentences happen to share does not hold them together. Tokens meet only in clauses that have something in common.
//! Long texts are first cut at clauses that stand once in both; what is still too long then counts as replaced.

use std::collections::HashMap;
use std::ops::Range;

use super::token::{Class, Token};

/// A stretch of both texts, in tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) before: Range<usize>,
    pub(super) after: Range<usize>,
    /// Whether its tokens are the same, one by one.
    pub(super) same: bool,
}

/// What starting again behind a difference costs; a word of two kanji weighs 20.
const INTERRUPTION: u32 = 12;
/// The same for the 、 between two numbers: lists of articles are compared entry by entry.
const INTERRUPTION_IN_LIST: u32 = 2;
/// Which share of the lighter clause has to stand in the other before their tokens may meet, in hundredths.
const RELATED: u32 = 35;
/// How many pairs of tokens are looked at in all: two texts of 2,000 tokens, some 6,000 characters each.
const MOST_PAIRS: usize = 4_000_000;
/// All numbers of paragraphs are one token: ② may have become ③.
const ENUMERATOR: u32 = 0;
/// So are all remarks that something is left out: ※ 略 may have become ※ 修正なし.
const ELISION: u32 = 1;

/// Aligns two texts. The stretches cover both in order; same and different ones alternate.
pub(super) fn align(before: &[Token], after: &[Token]) -> Vec<Stretch> {
    let mut known = HashMap::new();
    let mut aligner = Aligner {
        ids: [ids(before, &mut known), ids(after, &mut known)],
        before,
        after,
        pairs: Vec::new(),
        budget: MOST_PAIRS,
    };
    aligner.between(0..before.len(), 0..after.len());
    stretches(&aligner.pairs, before.len(), after.len())
}

fn ids<'t>(tokens: &'t [Token], known: &mut HashMap<&'t str, u32>) -> Vec<u32> {
    let mut ids = Vec::with_capacity(tokens.len());
    for token in tokens {
        let next = u32::try_from(known.len()).unwrap_or(u32::MAX).saturating_add(2);
        let id = match token.class {
            Class::Enumerator => ENUMERATOR,
            Class::Elision => ELISION,
            _ => *known.entry(token.key.as_str()).or_insert(next),
        };
        ids.push(id);
    }
    ids
}

struct Aligner<'t> {
    before: &'t [Token],
    after: &'t [Token],
    ids: [Vec<u32>; 2],
    pairs: Vec<(usize, usize)>,
    /// How many pairs of tokens may still be looked at.
    budget: usize,
}

impl Aligner<'_> {
    fn equal(&self, i: usize, j: usize) -> bool {
        self.ids[0][i] == self.ids[1][j]
    }

    /// Aligns two ranges: what they begin and end with, then what is between.
    fn between(&mut self, mut a: Range<usize>, mut b: Range<usize>) {
        while !a.is_empty() && !b.is_empty() && self.equal(a.start, b.start) {
            self.pairs.push((a.start, b.start));
            a.start += 1;
            b.start += 1;
        }
        let mut tail = Vec::new();
        while !a.is_empty() && !b.is_empty() && self.equal(a.end - 1, b.end - 1) {
            a.end -= 1;
            b.end -= 1;
            tail.push((a.end, b.end));
        }
        if !a.is_empty() && !b.is_empty() {
            match a.len().checked_mul(b.len()).filter(|cost| *cost <= self.budget) {
                Some(cost) => {
                    self.budget -= cost;
                    self.heaviest(a, b);
                }
                None => self.cut(a, b),
            }
        }
        self.pairs.extend(tail.into_iter().rev());
    }

    /// Cuts long ranges at the clauses that stand once in both, as far as their order agrees.
    fn cut(&mut self, a: Range<usize>, b: Range<usize>) {
        let (ours, theirs) = (clauses(self.before, a.clone()), clauses(self.after, b.clone()));
        let words = |side: usize, clause: &Range<usize>| self.ids[side][clause.clone()].to_vec();
        let mut places: HashMap<Vec<u32>, [Vec<usize>; 2]> = HashMap::new();
        for (side, list) in [&ours, &theirs].into_iter().enumerate() {
            for (index, clause) in list.iter().enumerate() {
                places.entry(words(side, clause)).or_default()[side].push(index);
            }
        }
        let mut anchors: Vec<(usize, usize)> = places
            .into_values()
            .filter_map(|[ours, theirs]| match (ours.as_slice(), theirs.as_slice()) {
                ([our], [their]) => Some((*our, *their)),
                _ => None,
            })
            .collect();
        anchors.sort_unstable();
        let (mut from_a, mut from_b) = (a.start, b.start);
        for (our, their) in rising(&anchors) {
            let (clause, other) = (ours[our].clone(), theirs[their].clone());
            self.within(from_a..clause.start, from_b..other.start);
            self.pairs.extend(clause.clone().zip(other.clone()));
            (from_a, from_b) = (clause.end, other.end);
        }
        if from_a > a.start || from_b > b.start {
            self.within(from_a..a.end, from_b..b.end);
        }
    }

    /// As [`Self::between`], but what is too long is not cut again.
    fn within(&mut self, a: Range<usize>, b: Range<usize>) {
        let cost = a.len().saturating_mul(b.len());
        if cost <= self.budget {
            self.between(a, b);
        }
    }

    /// The heaviest common subsequence of two ranges.
    fn heaviest(&mut self, a: Range<usize>, b: Range<usize>) {
        /// Choices of a cell, for the case that the step before matched and for the case that it did not.
        const MATCH: u8 = 1;
        const SKIP_BEFORE: u8 = 2;
        let related = self.related(&a, &b);
        let (height, width) = (a.len(), b.len());
        let mut choices = vec![0_u8; height * width];
        // Best sums of what is left from a cell on: behind a match, behind a difference.
        let mut below = vec![[0_i64; 2]; width + 1];
        let mut row = below.clone();
        for i in (0..height).rev() {
            row[width] = [0; 2];
            for j in (0..width).rev() {
                let (at, bt) = (a.start + i, b.start + j);
                let skip = below[j][1].max(row[j + 1][1]);
                let mut choice = if below[j][1] >= row[j + 1][1] { SKIP_BEFORE * 5 } else { 0 };
                let mut best = [skip; 2];
                if self.equal(at, bt) && related.allows(self.before[at].clause, self.after[bt].clause) {
                    let matched = below[j + 1][0] + i64::from(self.gain(at, bt));
                    let sums = [matched, matched - i64::from(self.interruption(at, bt))];
                    for (state, sum) in sums.into_iter().enumerate() {
                        if sum >= skip && sum > 0 {
                            best[state] = sum;
                            choice |= MATCH << (2 * state);
                        }
                    }
                }
                row[j] = best;
                choices[i * width + j] = choice;
            }
            std::mem::swap(&mut row, &mut below);
        }
        let (mut i, mut j, mut state) = (0, 0, 0);
        while i < height && j < width {
            let choice = choices[i * width + j] >> (2 * state);
            if choice & MATCH != 0 {
                self.pairs.push((a.start + i, b.start + j));
                (i, j, state) = (i + 1, j + 1, 0);
            } else if choice & SKIP_BEFORE != 0 {
                (i, state) = (i + 1, 1);
            } else {
                (j, state) = (j + 1, 1);
            }
        }
    }

    fn gain(&self, i: usize, j: usize) -> u32 {
        let (ours, theirs) = (&self.before[i], &self.after[j]);
        ours.weight() + u32::from(ours.class == Class::Enumerator && ours.key == theirs.key)
    }

    fn interruption(&self, i: usize, j: usize) -> u32 {
        let number = |tokens: &[Token], at: Option<usize>| {
            at.and_then(|at| tokens.get(at)).is_some_and(|token| token.class == Class::Number)
        };
        let within =
            |tokens: &[Token], at: usize| number(tokens, at.checked_sub(1)) && number(tokens, Some(at + 1));
        let list = self.before[i].separates() && within(self.before, i) && within(self.after, j);
        if list { INTERRUPTION_IN_LIST } else { INTERRUPTION }
    }

    /// Which clauses of two ranges have enough in common, with what of them stands outside the ranges.
    fn related(&self, a: &Range<usize>, b: &Range<usize>) -> Related {
        let bag = |side: usize, tokens: &[Token], clause: &Range<usize>| {
            let mut bag: HashMap<u32, u32> = HashMap::new();
            for at in clause.clone() {
                *bag.entry(self.ids[side][at]).or_default() += tokens[at].weight();
            }
            bag
        };
        let ours: Vec<_> =
            clauses(self.before, extended(self.before, a)).iter().map(|c| bag(0, self.before, c)).collect();
        let theirs: Vec<_> =
            clauses(self.after, extended(self.after, b)).iter().map(|c| bag(1, self.after, c)).collect();
        let total = |bag: &HashMap<u32, u32>| bag.values().sum::<u32>();
        let totals: Vec<u32> = theirs.iter().map(total).collect();
        let mut allowed = Vec::with_capacity(ours.len() * theirs.len());
        for bag in &ours {
            let own = total(bag);
            for (other, whole) in theirs.iter().zip(&totals) {
                let common: u32 =
                    bag.iter().map(|(id, weight)| *weight.min(other.get(id).unwrap_or(&0))).sum();
                allowed.push(common * 100 >= RELATED * own.min(*whole));
            }
        }
        Related {
            first: [self.before[a.start].clause, self.after[b.start].clause],
            width: theirs.len(),
            allowed,
        }
    }
}

/// Which clauses have enough in common.
struct Related {
    first: [usize; 2],
    width: usize,
    allowed: Vec<bool>,
}

impl Related {
    fn allows(&self, clause: usize, other: usize) -> bool {
        let at = (clause - self.first[0]) * self.width + (other - self.first[1]);
        self.allowed.get(at).copied().unwrap_or(false)
    }
}

/// A range with the whole of the clauses that it touches.
fn extended(tokens: &[Token], range: &Range<usize>) -> Range<usize> {
    let head =
        tokens[..range.start].iter().rev().take_while(|token| token.clause == tokens[range.start].clause);
    let tail = tokens[range.end..].iter().take_while(|token| token.clause == tokens[range.end - 1].clause);
    range.start - head.count()..range.end + tail.count()
}

/// The clauses of a range; the first and the last may be parts of one.
fn clauses(tokens: &[Token], range: Range<usize>) -> Vec<Range<usize>> {
    let mut clauses: Vec<Range<usize>> = Vec::new();
    for at in range.clone() {
        match clauses.last_mut() {
            Some(last) if tokens[at].clause == tokens[last.start].clause => last.end = at + 1,
            _ => clauses.push(at..at + 1),
        }
    }
    clauses
}

/// The longest subsequence of pairs, sorted by their first, whose second rises as well.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (_, second)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *second);
        previous.push(length.checked_sub(1).map(|before| ends[before]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut found = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(index) = at {
        found.push(pairs[index]);
        at = previous[index];
    }
    found.reverse();
    found
}

/// Pairs as stretches that cover both texts.
fn stretches(pairs: &[(usize, usize)], before: usize, after: usize) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (a, b) in pairs.iter().copied().chain([(before, after)]) {
        if a > i || b > j {
            found.push(Stretch { before: i..a, after: j..b, same: false });
        }
        if a < before {
            match found.last_mut() {
                Some(last) if last.same => {
                    last.before.end = a + 1;
                    last.after.end = b + 1;
                }
                _ => found.push(Stretch { before: a..a + 1, after: b..b + 1, same: true }),
            }
        }
        (i, j) = (a + 1, b + 1);
    }
    found
}
