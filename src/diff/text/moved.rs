//! Clauses that stand elsewhere now: what went in one place and came in another.

use std::collections::HashMap;
use std::ops::Range;

use super::pieces::{Cut, Kind};
use super::token::{self, Token};

/// What a clause weighs at least that is followed to another place: twelve kanji. Short ones are there by chance.
const WEIGHT: u32 = 120;

/// Takes moved clauses out of what was deleted and inserted.
pub(super) fn find(cuts: Vec<Cut>, before: &str, after: &str) -> Vec<Cut> {
    let mut gone: HashMap<String, Vec<(usize, Range<usize>)>> = HashMap::new();
    for (index, cut) in cuts.iter().enumerate().rev().filter(|(_, cut)| cut.kind == Kind::Deleted) {
        for (key, range) in clauses(before, &cut.before) {
            gone.entry(key).or_default().push((index, range));
        }
    }
    let mut moved: HashMap<usize, Vec<Range<usize>>> = HashMap::new();
    for (index, cut) in cuts.iter().enumerate().filter(|(_, cut)| cut.kind == Kind::Inserted) {
        for (key, range) in clauses(after, &cut.after) {
            let Some((from, source)) = gone.get_mut(&key).and_then(Vec::pop) else { continue };
            moved.entry(from).or_default().push(source);
            moved.entry(index).or_default().push(range);
        }
    }
    let mut result = Vec::with_capacity(cuts.len() + 2 * moved.len());
    for (index, cut) in cuts.into_iter().enumerate() {
        match moved.remove(&index) {
            Some(ranges) => split(&cut, ranges, &mut result),
            None => result.push(cut),
        }
    }
    result
}

/// The clauses of a range that are heavy enough, with what they say.
fn clauses(text: &str, range: &Range<usize>) -> Vec<(String, Range<usize>)> {
    let tokens = token::tokens(&text[range.clone()]);
    let clauses = tokens.chunk_by(|one, other| one.clause == other.clause);
    let heavy = clauses.filter(|clause| clause.iter().map(Token::weight).sum::<u32>() >= WEIGHT);
    let found = heavy.filter_map(|clause| {
        let (first, last) = (clause.first()?, clause.last()?);
        let key = clause.iter().map(|token| token.key.as_str()).collect();
        Some((key, range.start + first.start..range.start + last.next))
    });
    found.collect()
}

/// Splits what was deleted or inserted at the clauses that moved.
fn split(cut: &Cut, mut ranges: Vec<Range<usize>>, into: &mut Vec<Cut>) {
    ranges.sort_by_key(|range| range.start);
    let away = cut.kind == Kind::Deleted;
    let whole = if away { cut.before.clone() } else { cut.after.clone() };
    let mut put = |kind: Kind, range: Range<usize>| {
        if range.is_empty() {
            return;
        }
        into.push(if away {
            Cut { kind, before: range, after: cut.after.clone() }
        } else {
            Cut { kind, before: cut.before.clone(), after: range }
        });
    };
    let mut at = whole.start;
    for range in ranges {
        put(cut.kind, at..range.start);
        at = range.end;
        put(if away { Kind::MovedAway } else { Kind::MovedHere }, range);
    }
    put(cut.kind, at..whole.end);
}
