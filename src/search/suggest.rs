//! もしかして: what a question that finds nothing may have meant.
//!
//! A slip of the finger leaves most of a word right. So each word is looked for with a gap in place of one or two
//! of its characters; where what stands around a gap occurs in the index, the text that fills it there is the
//! suggestion. Only what is in the index is ever suggested, and the number of attempts is bounded.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;
use tantivy::collector::{Count, TopDocs};
use tantivy::{DocAddress, Searcher};

use super::engine::{Engine, Error};
use super::plan::Planner;
use super::query::{Clause, Phrase, Query};
use super::text::{Unit, UnitKind, units};

/// Shorter words have too many neighbours.
const SHORTEST: usize = 4;

/// Longer ones cost too much.
const LONGEST: usize = 24;

/// Attempts per question.
const ATTEMPTS: usize = 120;

/// Suggestions per question.
const MOST: usize = 3;

/// Replaced units of the word, and units that stand in their place: one or two mistaken, one too many, one missing.
const SLIPS: [(usize, usize); 4] = [(1, 1), (2, 2), (1, 0), (0, 1)];

/// Suggestions for a question that found nothing: the question with one word put right.
pub(super) async fn suggest(
    engine: &Engine,
    searcher: &Searcher,
    planner: &Planner<'_>,
    query: &Query,
) -> Result<Vec<String>, Error> {
    let mut attempts = Vec::new();
    for clause in &query.clauses {
        let Clause::Must(alternatives) = clause else { continue };
        let Some(phrase) = alternatives.first() else { continue };
        let long = (SHORTEST..=LONGEST).contains(&phrase.units.len());
        if !long || phrase.units.iter().any(|unit| unit.barrier) {
            continue;
        }
        for (replaced, gap) in SLIPS {
            for at in 0..=phrase.units.len() - replaced {
                // Another number is another thing: a day, an article.
                let digits = |unit: &Unit| unit.kind == UnitKind::Digits;
                let beside = at.saturating_sub(1)..(at + replaced + 1).min(phrase.units.len());
                // Two units at an end are a word of their own, and another one there is no slip.
                let end = replaced > 1 && (at == 0 || at + replaced == phrase.units.len());
                if end || phrase.units[beside].iter().any(digits) {
                    continue;
                }
                let slip = Slip { left: &phrase.units[..at], gap, right: &phrase.units[at + replaced..] };
                if slip.is_telling() {
                    attempts.push((phrase, slip));
                }
            }
        }
    }
    attempts.truncate(ATTEMPTS);
    // All at once: in a browser each would wait for the one before it.
    let looks = attempts.iter().map(|(_, slip)| slip.look(engine, searcher, planner));
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for ((phrase, _), seen) in attempts.iter().zip(try_join_all(looks).await?) {
        if let Some((word, count)) = seen
            && !word.is_empty()
        {
            let whole = with(query, phrase, &word);
            let known = found.entry(whole).or_default();
            *known = (*known).max(count);
        }
    }
    let mut found: Vec<(String, usize)> = found.into_iter().collect();
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(found.into_iter().take(MOST).map(|(word, _)| word).collect())
}

/// A word with a gap.
struct Slip<'a> {
    left: &'a [Unit],
    gap: usize,
    right: &'a [Unit],
}

impl Slip<'_> {
    /// A single unit is no term of the index, and two alone say too little.
    fn is_telling(&self) -> bool {
        let (left, right) = (self.left.len(), self.right.len());
        left != 1 && right != 1 && left + right >= 3 && !(self.gap == 0 && (left == 0 || right == 0))
    }

    /// The text in place of the word, and how many passages hold something like it.
    async fn look(
        &self,
        engine: &Engine,
        searcher: &Searcher,
        planner: &Planner<'_>,
    ) -> Result<Option<(String, usize)>, Error> {
        let field = engine.fields().body;
        let Some(plan) = planner.around(field, self.left, self.gap, self.right).await? else {
            return Ok(None);
        };
        let Some(query) = &plan.query else { return Ok(None) };
        if engine.fetches() {
            planner.fetch(&plan.reads).await?;
        }
        let best = TopDocs::with_limit(1).order_by_score();
        let (count, best): (usize, Vec<(f32, DocAddress)>) = searcher.search(query, &(Count, best))?;
        let stored = engine.stored(searcher, best.into_iter().map(|(_, address)| address)).await?;
        let text = stored.first().and_then(|stored| self.fill(&stored.passage.text));
        Ok(text.map(|text| (text, count)))
    }

    /// The first stretch of a text that fits.
    fn fill(&self, text: &str) -> Option<String> {
        let own = units(text);
        let length = self.left.len() + self.gap + self.right.len();
        let same = |a: &[Unit], b: &[Unit]| a.iter().zip(b).all(|(a, b)| a.text == b.text);
        let window = own.windows(length.max(1)).find(|window| {
            window[1..].iter().all(|unit| !unit.barrier)
                && same(window, self.left)
                && same(&window[self.left.len() + self.gap..], self.right)
        })?;
        text.get(window.first()?.start..window.last()?.end).map(str::to_owned)
    }
}

/// The question with `word` in place of a phrase.
fn with(query: &Query, phrase: &Phrase, word: &str) -> String {
    let words = query.clauses.iter().filter_map(|clause| match clause {
        Clause::Must(alternatives) => alternatives.first(),
        Clause::MustNot(_) => None,
    });
    let words = words.map(|own| if own == phrase { word } else { own.text.as_str() });
    words.collect::<Vec<_>>().join(" ")
}
