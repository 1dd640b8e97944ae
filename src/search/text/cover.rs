//! Which terms find a phrase: a choice, because one pair in two is enough where positions are known.

use super::phrases;
use super::{Unit, UnitKind, pair, positions};

/// The cheapest way to cover the first units of a phrase.
#[derive(Debug, Clone)]
struct Way {
    price: u64,
    /// How many units were covered before the last term.
    before: usize,
    /// The last term with the unit it begins at; `None` where a unit cannot be looked up.
    term: Option<(usize, String)>,
}

/// Terms, with their positions relative to the first unit, that find exactly this sequence of units at the least
/// cost.
///
/// `cost` gives the price of a term; `None` says that the index does not hold it, and then nothing matches. Every
/// pair and every listed phrase within the sequence is asked for, because each of them has to occur.
///
/// One thing is not exact: a single CJK character that ends a phrase behind a barrier is no term, and is not
/// looked for. A single CJK character alone has no cover at all; it is found as the beginning of terms.
pub fn cover(units: &[Unit], cost: &mut dyn FnMut(&str) -> Option<u64>) -> Option<Vec<(usize, String)>> {
    let mut best: Vec<Option<Way>> = vec![None; units.len() + 1];
    best[0] = Some(Way { price: 0, before: 0, term: None });
    for term in terms(units) {
        let price = match &term.text {
            Some(text) => cost(text)?,
            None => 0,
        };
        // Terms may overlap: whatever was covered up to somewhere within the term will do.
        for before in term.first..term.last {
            let Some(base) = best[before].as_ref().map(|way| way.price) else { continue };
            let price = base.saturating_add(price);
            for slot in &mut best[before + 1..=term.last] {
                if slot.as_ref().is_none_or(|old| price < old.price) {
                    let text = term.text.clone().map(|text| (term.first, text));
                    *slot = Some(Way { price, before, term: text });
                }
            }
        }
    }
    let positions = positions(units);
    let mut terms = Vec::new();
    let mut at = units.len();
    while at > 0 {
        let way = best[at].take()?;
        terms.extend(way.term.map(|(first, text)| (positions[first], text)));
        at = way.before;
    }
    // The last character before a barrier has a term of its own there, and only there: it is what tells a barrier
    // from any other unit.
    for (index, unit) in units.iter().enumerate() {
        if unit.kind == UnitKind::Cjk && units.get(index + 1).is_some_and(|next| next.barrier) {
            cost(&unit.text)?;
            terms.push((positions[index], unit.text.clone()));
        }
    }
    terms.sort();
    terms.dedup();
    (!terms.is_empty()).then_some(terms)
}

/// A term that could be used.
struct Candidate {
    /// First unit.
    first: usize,
    /// The unit behind its last one.
    last: usize,
    /// `None` where there is none for the unit.
    text: Option<String>,
}

/// The terms that a sequence of units has to have, in the order of their first units.
fn terms(units: &[Unit]) -> Vec<Candidate> {
    let mut out = Vec::new();
    let joined = |at: usize| units.get(at).filter(|unit| !unit.barrier);
    let unit_at = |at: usize| units.get(at).map(|unit| (unit.text.as_str(), unit.barrier));
    for (first, unit) in units.iter().enumerate() {
        let next = joined(first + 1);
        if unit.kind != UnitKind::Cjk {
            out.push(Candidate { first, last: first + 1, text: Some(unit.text.clone()) });
        } else if next.is_none() && (first == 0 || unit.barrier) {
            let text = (first + 1 < units.len()).then(|| unit.text.clone());
            out.push(Candidate { first, last: first + 1, text });
        }
        let Some(next) = next else { continue };
        let pair = pair(unit, next);
        for phrase in phrases::beginning(&pair).iter().filter(|phrase| phrase.stands_at(first, unit_at)) {
            out.push(Candidate { first, last: first + phrase.units.len(), text: Some(phrase.term.clone()) });
        }
        out.push(Candidate { first, last: first + 2, text: Some(pair) });
    }
    out
}
