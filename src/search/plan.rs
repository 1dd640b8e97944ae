//! From a question to a query of tantivy, and to the list of everything that the query will read.
//!
//! The terms of a phrase are looked up first: a missing one ends the matter without any posting being read, and
//! the sizes of the others decide which of them are used.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use futures_util::future::try_join_all;
use tantivy::postings::TermInfo;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query as Find,
    RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{SegmentReader, Term};

use super::passage::EVALUATION;
use super::query::{Clause, Filters, Phrase, Reach, Rung, Status, Step, Wanted};
use super::rank;
use super::schema::{COLUMNS, Fields, filter_term};
use super::text::{Unit, UnitKind, cover};

/// A query and what it reads.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// `None` where nothing can match.
    pub(crate) query: Option<Box<dyn Find>>,
    pub(super) reads: Reads,
}

/// What runs over an index.
pub(super) type Found = Box<dyn Find>;

/// Postings that a query reads.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// Terms, and whether their positions are needed.
    terms: BTreeMap<Term, bool>,
    /// Ranges of terms.
    ranges: BTreeSet<(Term, Term)>,
}

/// How a condition is found.
struct Anywhere {
    /// How rare it is.
    rarity: f32,
    /// In a passage.
    own: Box<dyn Find>,
    /// There or beside it, where it stands beside any.
    beside: Option<Box<dyn Find>>,
}

/// Makes plans for one segment.
#[derive(Debug)]
pub(crate) struct Planner<'a> {
    pub(crate) reader: &'a SegmentReader,
    pub(crate) fields: &'a Fields,
}

impl Planner<'_> {
    /// The plan of one attempt.
    pub(crate) async fn plan(
        &self,
        step: &Step,
        filters: &Filters,
        wants: Option<&Wanted>,
        prefers: &[Phrase],
    ) -> tantivy::Result<Plan> {
        let mut reads = Reads::default();
        let mut positive: Vec<Box<dyn Find>> = Vec::new();
        let mut rarities: Vec<f32> = Vec::new();
        let mut own: Vec<Box<dyn Find>> = Vec::new();
        let alone = step.clauses.iter().filter(|clause| matches!(clause, Clause::Must(_))).count() == 1;
        let mut beside = true;
        let mut all: Vec<(Occur, Box<dyn Find>)> = Vec::new();
        let mut named: Vec<bool> = Vec::new();
        let mut conditions = 0;
        for clause in &step.clauses {
            match clause {
                Clause::Must(alternatives) => {
                    conditions += 1;
                    if let Some(found) = self.anywhere(alternatives, &mut reads).await? {
                        beside &= found.beside.is_some();
                        rarities.push(found.rarity);
                        // What stands beside a passage makes no hit of it.
                        positive.push(match found.beside {
                            Some(whole) if !alone => whole,
                            _ => found.own.box_clone(),
                        });
                        own.push(found.own);
                    }
                    named.push(step.needed < step.clauses.len() && self.is_named(alternatives).await?);
                }
                Clause::MustNot(phrase) => {
                    let found = self.anywhere(std::slice::from_ref(phrase), &mut reads).await?;
                    all.extend(found.map(|found| (Occur::MustNot, found.own)));
                }
            }
        }
        // A word that occurs nowhere may not be left out: what it asks about is not there.
        if positive.len() < conditions {
            return Ok(Plan::default());
        }
        if beside && !alone && step.rung != Rung::Wanted {
            all.extend(one_of(own).map(|own| (Occur::Must, weighed(own, 0.0))));
        }
        let nothing_said = conditions == 0;
        if step.rung == Rung::Wanted {
            all.extend(positive.into_iter().map(|query| (Occur::Should, query)));
            let only = wants.map(|wants| wants.only.as_slice()).unwrap_or_default();
            let only = only.iter().map(|concept| Term::from_field_text(self.fields.concept, concept));
            let only: Vec<_> = only.map(|term| reads.term(term)).collect();
            let Some(only) = one_of(only) else { return Ok(Plan::default()) };
            all.push((Occur::Must, weighed(only, 0.0)));
        } else if step.needed < conditions {
            let mut needed = step.needed;
            let mut some = Vec::new();
            // Of words that stand apart in an evaluation, one that is far rarer than the others is what it is about.
            if step.reach == Reach::Evaluation
                && let Some(rarest) = rank::by_far_the_rarest(&rarities)
            {
                all.push((Occur::Must, weighed(positive[rarest].box_clone(), 0.0)));
            }
            for (query, named) in positive.into_iter().zip(named) {
                // Who names a municipality, an agency or a task means it.
                if named && step.reach == Reach::Passage {
                    needed = needed.saturating_sub(1).max(1);
                    all.push((Occur::Must, query));
                } else {
                    some.push((Occur::Should, query));
                }
            }
            if !some.is_empty() {
                let needed = needed.min(some.len());
                all.push((Occur::Must, Box::new(BooleanQuery::with_minimum_required_clauses(some, needed))));
            }
        } else {
            all.extend(positive.into_iter().map(|query| (Occur::Must, query)));
        }
        if !self.filter(filters, nothing_said, &mut all, &mut reads).await? {
            return Ok(Plan::default());
        }
        if let Some(found) = self.wanted(wants, &mut reads) {
            all.push((Occur::Should, found));
        }
        for phrase in prefers {
            let found = self.phrase(self.fields.body, &phrase.units, &mut reads).await?;
            all.extend(found.map(|(query, _)| (Occur::Should, weighed(query, rank::PREFERRED))));
        }
        Ok(Plan { query: Some(Box::new(BooleanQuery::new(all))), reads })
    }

    /// What takes the kind of answer that is asked for.
    pub(super) fn wanted(&self, wants: Option<&Wanted>, reads: &mut Reads) -> Option<Found> {
        let wants = wants?;
        let mut terms: BTreeMap<Term, f32> = BTreeMap::new();
        for concept in &wants.concepts {
            *terms.entry(Term::from_field_text(self.fields.concept, concept)).or_default() += rank::WANTED;
        }
        for answer in &wants.answers {
            terms.insert(Term::from_field_text(self.fields.answer, answer), rank::WANTED);
        }
        let weighed = |(term, weight)| (Occur::Should, weighed(reads.term(term), weight));
        let all: Vec<(Occur, Found)> = terms.into_iter().map(weighed).collect();
        (!all.is_empty()).then(|| -> Found { Box::new(BooleanQuery::new(all)) })
    }

    /// The passages that filters leave; `None` where there can be none.
    pub(super) async fn within(
        &self,
        filters: &Filters,
        reads: &mut Reads,
    ) -> tantivy::Result<Option<Found>> {
        let all = reads.term(Term::from_field_text(self.fields.passage, "all"));
        let mut all: Vec<(Occur, Found)> = vec![(Occur::Must, all)];
        let possible = self.filter(filters, false, &mut all, reads).await?;
        Ok(possible.then(|| -> Found { Box::new(BooleanQuery::new(all)) }))
    }

    /// One of several phrases in whatever field or beside it: how rare that is, and how good the place is where it stands.
    pub(super) async fn somewhere(
        &self,
        alternatives: &[Phrase],
        reads: &mut Reads,
    ) -> tantivy::Result<Option<(f32, Found)>> {
        let found = self.anywhere(alternatives, reads).await?;
        Ok(found.map(|found| {
            let whole = found.beside.unwrap_or(found.own);
            let place: Found = Box::new(BoostQuery::new(whole, 1.0 / found.rarity));
            (found.rarity, place)
        }))
    }

    /// What has one of several phrases in its title.
    pub(super) async fn in_title(
        &self,
        alternatives: &[Phrase],
        reads: &mut Reads,
    ) -> tantivy::Result<Option<Found>> {
        let mut found = Vec::new();
        for phrase in alternatives {
            found.extend(self.phrase(self.fields.title, &phrase.units, reads).await?.map(|(own, _)| own));
        }
        Ok(one_of(found))
    }

    /// Adds the filters; `false` where one of them can match nothing.
    async fn filter(
        &self,
        filters: &Filters,
        nothing_said: bool,
        all: &mut Vec<(Occur, Box<dyn Find>)>,
        reads: &mut Reads,
    ) -> tantivy::Result<bool> {
        let fields = self.fields;
        let named = [
            (fields.municipality, &filters.municipality),
            (fields.prefecture, &filters.prefecture),
            (fields.agency, &filters.agency),
            (fields.number, &filters.number),
            (fields.kind, &filters.kind),
        ];
        for (field, values) in named {
            let terms = values.iter().map(|value| filter_term(field, value));
            let found: Vec<_> = terms.map(|term| reads.term(term)).collect();
            all.extend(one_of(found).map(|query| (Occur::Must, weighed(query, 0.0))));
        }
        for phrases in &filters.item {
            let mut found = Vec::new();
            for phrase in phrases {
                for field in [fields.item, fields.path] {
                    found.extend(self.phrase(field, &phrase.units, reads).await?.map(|(query, _)| query));
                }
            }
            let Some(query) = one_of(found) else { return Ok(false) };
            all.push((Occur::Must, weighed(query, 0.0)));
        }
        // 0 stands for "no day".
        let day = |day: u64| Bound::Included(Term::from_field_u64(fields.published, day));
        let stretches = filters.published.iter().map(|(first, last)| -> Box<dyn Find> {
            Box::new(RangeQuery::new(day((*first).max(1)), day(*last)))
        });
        all.extend(one_of(stretches.collect()).map(|query| (Occur::Must, weighed(query, 0.0))));
        let raw = |field: Field, values: &[&str], reads: &mut Reads| {
            let found = values.iter().map(|value| reads.term(Term::from_field_text(field, value))).collect();
            one_of(found).map(|query| weighed(query, 0.0))
        };
        let scope = Scope::of(&filters.status);
        all.extend(raw(fields.status, &scope.statuses, reads).map(|query| (Occur::Must, query)));
        match scope.before {
            Before::Never => {
                all.extend(
                    raw(fields.passage, &["change-before"], reads).map(|query| (Occur::MustNot, query)),
                );
            }
            Before::Only => {
                all.extend(raw(fields.passage, &["change-before"], reads).map(|query| (Occur::Must, query)));
            }
            Before::Too => {}
        }
        if nothing_said {
            // Filters alone ask for evaluations, unless they name a place within them.
            let place =
                !filters.item.is_empty() || !filters.section.is_empty() || scope.before == Before::Only;
            let (field, word) = if place { (fields.passage, "all") } else { (fields.concept, EVALUATION) };
            let term = reads.term(Term::from_field_text(field, word));
            all.push((Occur::Must, weighed(term, 1.0)));
        }
        Ok(true)
    }

    /// One of several phrases in whatever field, worth the most where it is found best. The spellings of a word are
    /// one word: together they are as rare as they are, and what was typed is worth a little more than the others. A
    /// word is as rare as it is in the field that has it most often: one that few headings and many texts hold is
    /// no rare word.
    async fn anywhere(
        &self,
        alternatives: &[Phrase],
        reads: &mut Reads,
    ) -> tantivy::Result<Option<Anywhere>> {
        let mut found: Vec<(Field, f32, Box<dyn Find>)> = Vec::new();
        let mut most = Some(0);
        for (field, weight) in self.fields.texts().into_iter().zip(rank::FIELDS) {
            let mut spellings: Vec<Box<dyn Find>> = Vec::new();
            let mut total = Some(0);
            for (place, phrase) in alternatives.iter().enumerate() {
                if let Some((query, count)) = self.phrase(field, &phrase.units, reads).await? {
                    spellings.push(weighed(query, if place == 0 { 1.0 } else { rank::OTHER_SPELLING }));
                    total = total.zip(count).map(|(total, count): (u64, u64)| total.saturating_add(count));
                }
            }
            most = most.zip(total).map(|(most, total)| most.max(total));
            found.extend(one_of(spellings).map(|query| (field, weight, query)));
        }
        let all = u64::from(self.reader.max_doc());
        let rarity = most.map_or(rank::UNKNOWN, |most| rank::rarity(most, all));
        let beside = self.fields.beside;
        let best_of = |found: &[(Field, f32, Box<dyn Find>)]| -> Option<Box<dyn Find>> {
            let mut fields: Vec<Box<dyn Find>> = found
                .iter()
                .map(|(_, weight, query)| -> Box<dyn Find> {
                    Box::new(BoostQuery::new(query.box_clone(), weight * rarity))
                })
                .collect();
            match fields.len() {
                0 | 1 => fields.pop(),
                _ => Some(Box::new(DisjunctionMaxQuery::with_tie_breaker(fields, rank::OTHER_FIELDS))),
            }
        };
        let whole = found.iter().any(|(field, ..)| *field == beside).then(|| best_of(&found)).flatten();
        found.retain(|(field, ..)| *field != beside);
        Ok(best_of(&found).map(|own| Anywhere { rarity, own, beside: whole }))
    }

    /// Whether one of several phrases stands in the title of an evaluation: municipality, agency, task.
    pub(super) async fn is_named(&self, alternatives: &[Phrase]) -> tantivy::Result<bool> {
        for phrase in alternatives {
            if phrase.units.len() > 1 && self.terms(self.fields.title, &phrase.units).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a phrase may stand in some passage: all of its terms do.
    pub(crate) async fn stands(&self, phrase: &Phrase) -> tantivy::Result<bool> {
        for field in self.fields.texts() {
            if self.terms(field, &phrase.units).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How many passages hold a phrase in their text or in the heading above it, at most: no posting is read.
    pub(super) async fn frequency(&self, phrase: &Phrase) -> tantivy::Result<u64> {
        let mut most = 0;
        for field in self.fields.texts().into_iter().take(2) {
            most = most.max(self.terms(field, &phrase.units).await?.map_or(0, |(_, found)| found));
        }
        Ok(most)
    }

    /// A sequence of units in one field, with how many passages hold it at most, where that is known.
    async fn phrase(
        &self,
        field: Field,
        units: &[Unit],
        reads: &mut Reads,
    ) -> tantivy::Result<Option<(Box<dyn Find>, Option<u64>)>> {
        if let [unit] = units
            && unit.kind == UnitKind::Cjk
        {
            return Ok(prefix(field, &unit.text, reads).map(|query| (query, None)));
        }
        let Some((terms, found)) = self.terms(field, units).await? else { return Ok(None) };
        Ok(reads.sequence(field, terms).map(|query| (query, Some(found))))
    }

    /// The terms that find a sequence of units in a field, and how many passages hold the rarest of them.
    async fn terms(
        &self,
        field: Field,
        units: &[Unit],
    ) -> tantivy::Result<Option<(Vec<(usize, String)>, u64)>> {
        if units.is_empty() {
            return Ok(None);
        }
        // Two rounds: what could be used is asked for all at once, then chosen from.
        let mut asked = BTreeSet::new();
        let _ = cover(units, &mut |term| {
            asked.insert(term.to_owned());
            Some(1)
        });
        let infos = self.infos(field, asked).await?;
        // Positions cost only where several terms have to stand side by side.
        let positions = units.len() > 2;
        let mut cost = |term: &str| {
            let info = infos.get(term)?;
            let positions = if positions { info.positions_range.len() } else { 0 };
            Some((info.postings_range.len() + positions) as u64 + 1)
        };
        let Some(terms) = cover(units, &mut cost) else { return Ok(None) };
        let found = terms.iter().filter_map(|(_, term)| infos.get(term)).map(|info| info.doc_freq).min();
        Ok(Some((terms, u64::from(found.unwrap_or_default()))))
    }

    async fn infos(
        &self,
        field: Field,
        terms: BTreeSet<String>,
    ) -> tantivy::Result<BTreeMap<String, TermInfo>> {
        let index = self.reader.inverted_index(field)?;
        let found = try_join_all(terms.into_iter().map(|term| {
            let index = &index;
            async move {
                let info = index.terms().get_async(term.as_bytes()).await?;
                std::io::Result::Ok(info.map(|info| (term, info)))
            }
        }));
        Ok(found.await?.into_iter().flatten().collect())
    }

    /// What stands around a gap: `left`, then `gap` units of any kind, then `right`. `None` where a part is absent.
    pub(crate) async fn around(
        &self,
        field: Field,
        left: &[Unit],
        gap: usize,
        right: &[Unit],
    ) -> tantivy::Result<Option<Plan>> {
        let mut terms = Vec::new();
        for (part, offset) in [(left, 0), (right, left.len() + gap)] {
            if part.is_empty() {
                continue;
            }
            let Some((found, _)) = self.terms(field, part).await? else { return Ok(None) };
            terms.extend(found.into_iter().map(|(position, term)| (position + offset, term)));
        }
        let mut reads = Reads::default();
        let query = reads.sequence(field, terms);
        Ok(query.map(|query| Plan { query: Some(query), reads }))
    }

    /// Fetches everything that a query reads, so that nothing has to wait while it runs.
    pub(super) async fn fetch(&self, reads: &Reads) -> tantivy::Result<()> {
        let terms = reads.terms.iter().map(|(term, positions)| async move {
            let index = self.reader.inverted_index(term.field())?;
            index.warm_postings(term, *positions).await?;
            tantivy::Result::Ok(())
        });
        let ranges = reads.ranges.iter().map(|(first, last)| async move {
            let index = self.reader.inverted_index(first.field())?;
            index.warm_postings_range(first.clone()..last.clone(), None, false).await?;
            tantivy::Result::Ok(())
        });
        let columns = COLUMNS.iter().map(|name| async move {
            for column in self.reader.fast_fields().list_dynamic_column_handles(name).await? {
                column.file_slice().read_bytes_async().await?;
            }
            tantivy::Result::Ok(())
        });
        futures_util::try_join!(try_join_all(terms), try_join_all(ranges), try_join_all(columns))?;
        Ok(())
    }
}

impl Reads {
    /// The passages that hold a term.
    fn term(&mut self, term: Term) -> Box<dyn Find> {
        self.terms.entry(term.clone()).or_insert(false);
        Box::new(TermQuery::new(term, IndexRecordOption::Basic))
    }

    /// Terms at their positions.
    fn sequence(&mut self, field: Field, terms: Vec<(usize, String)>) -> Option<Box<dyn Find>> {
        let first = terms.first()?.0;
        let mut terms: Vec<(usize, Term)> = terms
            .into_iter()
            .map(|(position, term)| (position.saturating_sub(first), Term::from_field_text(field, &term)))
            .collect();
        if terms.len() == 1 {
            return terms.pop().map(|(_, term)| self.term(term));
        }
        for (_, term) in &terms {
            self.terms.insert(term.clone(), true);
        }
        Some(Box::new(PhraseQuery::new_with_offset(terms)))
    }
}

/// All terms that begin with a character: how a single one is found.
fn prefix(field: Field, character: &str, reads: &mut Reads) -> Option<Box<dyn Find>> {
    let next =
        character.chars().next().and_then(|c| (u32::from(c) + 1..=0x0010_ffff).find_map(char::from_u32))?;
    let first = Term::from_field_text(field, character);
    let last = Term::from_field_text(field, next.encode_utf8(&mut [0; 4]));
    reads.ranges.insert((first.clone(), last.clone()));
    Some(Box::new(RangeQuery::new(Bound::Included(first), Bound::Excluded(last))))
}

/// A query that is worth a fixed amount.
fn weighed(query: Box<dyn Find>, weight: f32) -> Box<dyn Find> {
    Box::new(ConstScoreQuery::new(query, weight))
}

/// One of several queries, worth the best of them.
fn one_of(mut queries: Vec<Box<dyn Find>>) -> Option<Box<dyn Find>> {
    match queries.len() {
        0 | 1 => queries.pop(),
        _ => Some(Box::new(DisjunctionMaxQuery::new(queries))),
    }
}

/// Which versions and sides are searched.
struct Scope {
    statuses: Vec<&'static str>,
    before: Before,
}

/// What becomes of the texts before a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Never,
    Only,
    Too,
}

impl Scope {
    fn of(status: &[Status]) -> Self {
        const CURRENT: [&str; 3] = ["latest", "beside", "undated"];
        let before = match status {
            _ if status.contains(&Status::All) => Before::Too,
            [] => Before::Never,
            _ if !status.contains(&Status::Before) => Before::Never,
            _ if status.iter().all(|s| *s == Status::Before) => Before::Only,
            _ => Before::Too,
        };
        let mut statuses: Vec<&'static str> = Vec::new();
        let current = status.is_empty() || before == Before::Only;
        for (wanted, keys) in [
            (current || status.contains(&Status::Current), &CURRENT[..]),
            (status.contains(&Status::Past), &["past"][..]),
            (status.contains(&Status::Draft), &["consultation", "draft"][..]),
            (status.contains(&Status::Ended), &["ended"][..]),
        ] {
            if wanted && !status.contains(&Status::All) {
                statuses.extend(keys);
            }
        }
        Self { statuses, before }
    }
}

/// The phrases that a hit may hold, for excerpts.
pub(crate) fn phrases(step: &Step, filters: &Filters) -> Vec<Phrase> {
    let positive = step.clauses.iter().filter_map(|clause| match clause {
        Clause::Must(alternatives) => Some(alternatives),
        Clause::MustNot(_) => None,
    });
    positive.flatten().chain(filters.item.iter().flatten()).cloned().collect()
}
