//! How a question is answered: step by step, from what was asked to what can be found, and never further than its words
//! allow.
//!
//! What is published now is searched first; what else there is (past versions, drafts, texts before a change) is counted
//! on every step and offered. A word that is found nowhere is looked for by its sound and under other names; where it
//! stays unknown there is no answer, only what may have been meant and what stands near.

use std::sync::OnceLock;

use futures_util::future::{try_join, try_join_all};
use tantivy::Searcher;

use super::collect::{Counts, Gather, Gathered, Places, Where, choose};
use super::engine::{Answer, Engine, Error, Hit, Word, facets, firsts, shown};
use super::lexicon::Lexicon;
use super::plan::{Planner, phrases};
use super::query::{
    Clause, Filters, Parsed, Phrase, Query, Reach, Rung, Status, Step, Synonyms, ladder, parse,
};
use super::said::Weighed;
use super::suggest;

/// Suggestions per question.
const SUGGESTIONS: usize = 3;

/// Hits that are shown as standing near.
const NEAR: usize = 3;

/// A single phrase that long does not stand in the index but for one slip within it by chance: it is answered as if
/// it had been typed right, and that is said.
const SURE: usize = 12;

/// Guesses of one word that are looked up.
const GUESSES: usize = 64;

/// Words that begin as was typed and are looked up.
const COMPLETIONS: usize = 48;

/// The rungs that keep all words, and what is asked of them.
const FIRST: [Rung; 3] = [Rung::Measured, Rung::Wanted, Rung::Words];

/// The rungs on which words are given up.
const LAST: [Rung; 3] = [Rung::Parts, Rung::EvaluationOfParts, Rung::Most];

/// What answering needs.
#[derive(Clone, Copy)]
pub(super) struct Climb<'a> {
    pub(super) engine: &'a Engine,
    pub(super) searcher: &'a Searcher,
    pub(super) planner: &'a Planner<'a>,
    pub(super) limit: usize,
    /// What is known of the question once for all filters.
    pub(super) weighed: &'a OnceLock<Weighed>,
}

/// What a word is taken for.
struct Meant {
    typed: String,
    as_what: Vec<String>,
}

impl Climb<'_> {
    /// The answer to a question.
    pub(super) async fn answer(&self, query: &Query) -> Result<Answer, Error> {
        let mut offer = 0;
        let steps = ladder(query);
        if let Some(answer) = self.climb(query, &steps, &[Rung::Asked], &mut offer).await? {
            return Ok(answer);
        }
        let on = |rung| steps.iter().find(|step| step.rung == rung);
        let Some(main) = on(Rung::Main).or(on(Rung::Words)).or(steps.first()) else {
            return Ok(Answer::default());
        };
        let words = self.words(query, &main.clauses).await?;
        if offer > 0 {
            return Ok(Answer { elsewhere: offer, words, ..Answer::default() });
        }
        let sure = [Rung::Measured, Rung::Wanted];
        if words.iter().all(|word| word.items + word.elsewhere > 0)
            && let Some(answer) = self.climb(query, &steps, &sure, &mut offer).await?
        {
            return Ok(Answer { words, ..answer });
        }
        let said = self.said(query, words.clone()).await?;
        if said.total > 0 {
            return Ok(said);
        }
        let answer = if words.iter().all(|word| word.items + word.elsewhere > 0) {
            self.loosened(query, &steps, words).await?
        } else {
            self.unknown(query, &steps, words).await?
        };
        let nothing = answer.total == 0 && answer.elsewhere == 0 && answer.suggestions.is_empty();
        Ok(if nothing && said.elsewhere > 0 { said } else { answer })
    }

    /// Words of the portal that begin as was typed and find something, the most frequent first.
    pub(super) async fn completions(&self, typed: &str) -> Result<Vec<String>, Error> {
        let lexicon = self.engine.lexicon().await?;
        let words: Vec<&str> = lexicon.beginning(typed).into_iter().take(COMPLETIONS).collect();
        let phrases = || words.iter().map(|word| Phrase::of(word));
        let known =
            try_join_all(phrases().map(|phrase| async move { self.planner.frequency(&phrase).await }));
        let mut known: Vec<(Phrase, u64)> = phrases().zip(known.await?).collect();
        known.sort_by_key(|(_, found)| std::cmp::Reverse(*found));
        let mut found = Vec::new();
        for (phrase, most) in known {
            if found.len() == self.limit || most == 0 {
                break;
            }
            // Asked before it is offered: of a longer word only the parts are known to stand there.
            let text = phrase.text.clone();
            let Parsed::Query(query) = parse(&text, self.engine.synonyms()) else { continue };
            let clause = Clause::Must(vec![phrase]);
            if self.count(&query, &clause, &Filters::default()).await? > 0 {
                found.push(text);
            }
        }
        Ok(found)
    }

    /// All words are known: they may stand apart.
    async fn loosened(&self, query: &Query, steps: &[Step], words: Vec<Word>) -> Result<Answer, Error> {
        let mut offer = 0;
        if let Some(answer) = self.climb(query, steps, &FIRST, &mut offer).await? {
            return Ok(Answer { words, ..answer });
        }
        let wide = query.meaning(&self.engine.wide().await?);
        let wider = ladder(&wide);
        // Another word says more of what is meant than a word less; so does one that only other words made a word of.
        let said = |steps: &[Step]| {
            steps.iter().find(|step| step.rung == Rung::Main).map_or(0, |step| step.clauses.len())
        };
        let main: &[Rung] = if said(&wider) > said(steps) { &[Rung::Main] } else { &[] };
        let rungs: [(&Query, &[Step], &[Rung]); 5] = [
            (&wide, &wider, &[Rung::Asked, Rung::Measured, Rung::Wanted, Rung::Words]),
            (&wide, &wider, main),
            (query, steps, &[Rung::Main]),
            (&wide, &wider, &[Rung::Main, Rung::Row, Rung::Evaluation]),
            (query, steps, &[Rung::Parts]),
        ];
        for (query, steps, rungs) in rungs {
            if let Some(answer) = self.climb(query, steps, rungs, &mut offer).await? {
                return Ok(Answer { words, ..answer });
            }
        }
        // Where all words stand together in a draft, some of them elsewhere are no answer.
        if offer == 0
            && let Some(answer) = self.climb(&wide, &wider, &LAST, &mut offer).await?
        {
            return Ok(Answer { words, ..answer });
        }
        let near = if offer == 0 { self.near(query, &words).await? } else { Vec::new() };
        Ok(Answer { elsewhere: offer, words, near, ..Answer::default() })
    }

    /// Some word is found nowhere.
    async fn unknown(&self, query: &Query, steps: &[Step], mut words: Vec<Word>) -> Result<Answer, Error> {
        let lexicon = self.engine.lexicon().await?;
        let wide = self.engine.wide().await?;
        let parts = steps.iter().find(|step| step.rung == Rung::Parts);
        let (mut heard, mut slips, mut open) = (Vec::new(), Vec::new(), 0);
        let mut other_words = false;
        for word in words.iter_mut().filter(|word| word.items + word.elsewhere == 0) {
            let by_sound = self.standing(query, lexicon.heard(&word.word)).await?;
            if !by_sound.is_empty() {
                word.read_as = by_sound.first().cloned();
                heard.push(Meant { typed: word.word.clone(), as_what: by_sound });
                continue;
            }
            let under_other_names = Clause::Must(query.meaning_of(&word.word, &wide));
            if self.found(query, &under_other_names).await? > 0 {
                other_words = true;
                continue;
            }
            if self.in_parts(query, parts, &word.word).await? {
                continue;
            }
            let alike = self.standing(query, lexicon.alike(&word.word, false)).await?;
            if !alike.is_empty() {
                word.read_as = alike.first().cloned();
                slips.push(Meant { typed: word.word.clone(), as_what: alike });
                continue;
            }
            open += 1;
        }
        if open > 0 {
            return self.unanswered(query, &lexicon, words).await;
        }
        let rows: String = heard.iter().chain(&slips).map(Meant::row).collect();
        let meant =
            query.meaning(&Synonyms::with(&[self.engine.own_synonyms(), &lexicon.groups, &rows].join("\n")));
        let steps = ladder(&meant);
        let mut offer = 0;
        let all =
            [Rung::Asked, Rung::Measured, Rung::Wanted, Rung::Words, Rung::Main, Rung::Row, Rung::Evaluation];
        let mut answer = self.climb(&meant, &steps, &all, &mut offer).await?;
        if answer.is_none() && offer == 0 {
            answer = self.climb(&meant, &steps, &LAST, &mut offer).await?;
        }
        let suggestions: Vec<String> = slips
            .iter()
            .filter_map(|slip| slip.as_what.first())
            .map(|right| query.with(&slips[0].typed, right))
            .collect();
        let Some(answer) = answer else {
            let near = if offer == 0 { self.near(query, &words).await? } else { Vec::new() };
            return Ok(Answer { elsewhere: offer, words, near, ..Answer::default() });
        };
        let note = if !slips.is_empty() {
            Some("corrected")
        } else if !heard.is_empty() {
            Some("reading")
        } else if other_words {
            Some("other-words")
        } else {
            answer.note.as_deref()
        };
        Ok(Answer { note: note.map(str::to_owned), words, suggestions, ..answer })
    }

    /// A word stays unknown: what may have been meant, and what stands near.
    async fn unanswered(&self, query: &Query, lexicon: &Lexicon, words: Vec<Word>) -> Result<Answer, Error> {
        let mut guesses: Vec<String> = Vec::new();
        for word in words.iter().filter(|word| word.items + word.elsewhere == 0 && word.read_as.is_none()) {
            let alike = self.standing(query, lexicon.alike(&word.word, true)).await?;
            guesses.extend(alike.iter().map(|right| query.with(&word.word, right)));
        }
        guesses.extend(suggest::suggest(self.engine, self.searcher, self.planner, query).await?);
        let typed = query.typed();
        let mut suggestions: Vec<String> = Vec::new();
        for guess in guesses {
            if suggestions.len() == SUGGESTIONS {
                break;
            }
            if guess == typed || suggestions.contains(&guess) {
                continue;
            }
            // It is asked before it is offered.
            let Parsed::Query(other) = parse(&guess, self.engine.synonyms()) else { continue };
            let other = Query { filters: query.filters.clone(), ..*other };
            let steps = ladder(&other);
            let mut offer = 0;
            if let Some(answer) = self.climb(&other, &steps, &[Rung::Asked, Rung::Words], &mut offer).await? {
                if suggestions.is_empty() && is_sure(query, &other) {
                    let note = Some("corrected".to_owned());
                    return Ok(Answer { note, suggestions: vec![guess], words, ..answer });
                }
                suggestions.push(guess);
            }
        }
        let near = self.near(query, &words).await?;
        Ok(Answer { suggestions, words, near, ..Answer::default() })
    }

    /// Whether a word that is found nowhere as a whole is made of parts that are found.
    async fn in_parts(&self, query: &Query, parts: Option<&Step>, word: &str) -> Result<bool, Error> {
        let Some(parts) = parts else { return Ok(false) };
        let mut any = false;
        for clause in &parts.clauses {
            let Clause::Must(alternatives) = clause else { continue };
            let Some(part) = alternatives.first().filter(|part| word.contains(&part.text)) else { continue };
            any = true;
            if part.text == word || self.found(query, clause).await? == 0 {
                return Ok(false);
            }
        }
        Ok(any)
    }

    /// Those of several guesses that stand somewhere, the most frequent first.
    pub(super) async fn standing(&self, query: &Query, guesses: Vec<String>) -> Result<Vec<String>, Error> {
        let guesses: Vec<String> = guesses.into_iter().take(GUESSES).collect();
        let known = try_join_all(guesses.iter().map(|guess| async {
            let phrase = Phrase::of(guess);
            self.planner.stands(&phrase).await
        }))
        .await?;
        let mut found = Vec::new();
        for guess in guesses.into_iter().zip(known).filter_map(|(guess, known)| known.then_some(guess)) {
            let count = self.found(query, &Clause::Must(vec![Phrase::of(&guess)])).await?;
            if count > 0 {
                found.push((guess, count));
            }
        }
        found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Ok(found.into_iter().map(|(guess, _)| guess).collect())
    }

    /// Tries the steps of some rungs, in this order. What is found elsewhere than among what is published is counted: the
    /// first such number is the offer.
    async fn climb(
        &self,
        query: &Query,
        steps: &[Step],
        rungs: &[Rung],
        offer: &mut u64,
    ) -> Result<Option<Answer>, Error> {
        for rung in rungs {
            for step in steps.iter().filter(|step| step.rung == *rung) {
                let gathered = self.run(query, step, &query.filters, self.limit).await?;
                let all = self.everywhere(query, step).await?;
                if gathered.total > 0 {
                    let elsewhere = all.saturating_sub(gathered.total);
                    let answer = self.shown(query, step, &gathered, self.limit, elsewhere > 0).await?;
                    return Ok(Some(Answer { elsewhere, ..answer }));
                }
                if *offer == 0 {
                    *offer = all;
                }
            }
        }
        Ok(None)
    }

    async fn run(
        &self,
        query: &Query,
        step: &Step,
        filters: &Filters,
        limit: usize,
    ) -> Result<Gathered, Error> {
        if step.rung == Rung::Said {
            return Ok(self.say_the_most(filters, limit, None).await?.0);
        }
        // How long is asked of what a passage speaks of, not of the evaluation that it stands in.
        if step.rung == Rung::Measured && self.are_named(&step.clauses[..step.clauses.len() - 1]).await? {
            return Ok(Gathered::default());
        }
        let only = match step.reach {
            Reach::Passage => None,
            Reach::Row | Reach::Evaluation => match self.places(step, filters).await? {
                Some(places) => Some(places),
                None => return Ok(Gathered::default()),
            },
        };
        let plan = self.planner.plan(step, filters, query.wants.as_ref(), &query.prefers).await?;
        let Some(found) = &plan.query else { return Ok(Gathered::default()) };
        if self.engine.fetches() {
            self.planner.fetch(&plan.reads).await?;
        }
        let sections = filters.section.clone();
        Ok(self.searcher.search(found, &Gather { limit, only, order: query.filters.order, sections })?)
    }

    /// Whether all conditions stand in titles: municipality, agency, task.
    async fn are_named(&self, clauses: &[Clause]) -> Result<bool, Error> {
        for clause in clauses {
            if let Clause::Must(alternatives) = clause
                && !self.planner.is_named(alternatives).await?
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The evaluations or rows that hold every condition, each somewhere.
    async fn places(&self, step: &Step, filters: &Filters) -> Result<Option<Places>, Error> {
        let rows = step.reach == Reach::Row;
        let filters = match filters.status.as_slice() {
            // A row is what was and what is, whatever is shown of it.
            [] if rows => Filters { status: vec![Status::Current, Status::Before], ..filters.clone() },
            _ => filters.clone(),
        };
        let mut places: Option<Places> = None;
        for clause in step.clauses.iter().filter(|clause| matches!(clause, Clause::Must(_))) {
            let one = Step::of(clause.clone());
            let plan = self.planner.plan(&one, &filters, None, &[]).await?;
            let Some(found) = &plan.query else { return Ok(None) };
            if self.engine.fetches() {
                self.planner.fetch(&plan.reads).await?;
            }
            let found = self.searcher.search(found, &Where { rows })?;
            let both = match places {
                Some(places) => places.and(&found),
                None => found,
            };
            if both.is_empty() {
                return Ok(None);
            }
            places = Some(both);
        }
        Ok(places)
    }

    /// How many hits there are wherever one can look, if the question did not say where.
    async fn everywhere(&self, query: &Query, step: &Step) -> Result<u64, Error> {
        if !query.filters.status.is_empty() {
            return Ok(0);
        }
        Ok(self.run(query, step, &query.filters.of_any_status(), 1).await?.total)
    }

    /// How many passages hold a condition, wherever the question may look.
    pub(super) async fn found(&self, query: &Query, clause: &Clause) -> Result<u64, Error> {
        let filters = &query.filters;
        let all = if filters.status.is_empty() { filters.of_any_status() } else { filters.clone() };
        self.count(query, clause, &all).await
    }

    /// How many passages hold a condition, whatever kind of answer the question wants.
    async fn count(&self, query: &Query, clause: &Clause, filters: &Filters) -> Result<u64, Error> {
        let plain = Query { wants: None, prefers: Vec::new(), ..query.clone() };
        Ok(self.run(&plain, &Step::of(clause.clone()), filters, 1).await?.total)
    }

    /// How often each condition is found.
    async fn words(&self, query: &Query, clauses: &[Clause]) -> Result<Vec<Word>, Error> {
        let mut words = Vec::new();
        for clause in clauses {
            let Clause::Must(alternatives) = clause else { continue };
            let Some(first) = alternatives.first() else { continue };
            let items = self.count(query, clause, &query.filters).await?;
            let all = self.found(query, clause).await?;
            words.push(Word {
                word: first.text.clone(),
                read_as: None,
                items,
                elsewhere: all.saturating_sub(items),
            });
        }
        Ok(words)
    }

    /// Hits of the words that are found.
    async fn near(&self, query: &Query, words: &[Word]) -> Result<Vec<Hit>, Error> {
        let known = words.iter().filter(|word| word.items > 0);
        let clauses: Vec<Clause> =
            known.map(|word| Clause::Must(query.meaning_of(&word.word, self.engine.synonyms()))).collect();
        if clauses.is_empty() {
            return Ok(Vec::new());
        }
        let step = Step { needed: 1, ..Step::all(clauses) };
        let gathered = self.run(query, &step, &query.filters, NEAR).await?;
        Ok(self.shown(query, &step, &gathered, NEAR, false).await?.hits)
    }

    /// What there is to narrow a question by: for a facet that it is narrowed by already, what else could be chosen in
    /// its place or beside it. `all`: there are hits among what is not published now.
    async fn counted(
        &self,
        query: &Query,
        step: &Step,
        gathered: &Gathered,
        all: bool,
    ) -> Result<Counts, Error> {
        let own = &query.filters;
        let mut everywhere = vec![Status::Current, Status::Past, Status::Draft, Status::Ended];
        if step.reach == Reach::Row {
            everywhere.push(Status::Before);
        }
        let wider = [
            (
                "municipality",
                !own.municipality.is_empty(),
                Filters { municipality: Vec::new(), ..own.clone() },
            ),
            ("kind", !own.kind.is_empty(), Filters { kind: Vec::new(), ..own.clone() }),
            ("status", all || !own.status.is_empty(), Filters { status: everywhere, ..own.clone() }),
            ("section", !own.section.is_empty(), Filters { section: Vec::new(), ..own.clone() }),
            ("year", !own.published.is_empty(), Filters { published: Vec::new(), ..own.clone() }),
        ];
        let mut counts = gathered.counts.clone();
        for (facet, narrowed, filters) in wider {
            if narrowed {
                let found = self.run(query, step, &filters, 1).await?.counts;
                counts.retain(|(own, _), _| *own != facet);
                counts.extend(found.into_iter().filter(|((own, _), _)| *own == facet));
            }
        }
        Ok(counts)
    }

    pub(super) async fn shown(
        &self,
        query: &Query,
        step: &Step,
        gathered: &Gathered,
        limit: usize,
        all: bool,
    ) -> Result<Answer, Error> {
        let chosen = choose(&gathered.groups, limit);
        let addresses = || chosen.iter().map(|(_, hit)| hit.address);
        let firsts = firsts(self.searcher, addresses())?;
        let (stored, evaluations) = try_join(
            self.engine.stored(self.searcher, addresses()),
            self.engine.evaluations(self.searcher, &firsts),
        )
        .await?;
        let phrases = phrases(step, &query.filters);
        let mut answer = Answer {
            total: gathered.total,
            evaluations: gathered.evaluations,
            note: step.note().map(str::to_owned),
            facets: facets(&self.counted(query, step, gathered, all).await?),
            ..Answer::default()
        };
        for (((group, candidate), first), stored) in chosen.iter().zip(&firsts).zip(stored) {
            let evaluation = evaluations.get(first).cloned().unwrap_or_default();
            let of_evaluation = gathered.groups[*group].hits;
            let (hit, detail) = shown(evaluation, stored.passage, *candidate, of_evaluation, &phrases);
            answer.hits.push(hit);
            answer.details.push(detail);
        }
        Ok(answer)
    }
}

impl Meant {
    /// As a row of synonyms.
    fn row(&self) -> String {
        format!("\n{} > {}", self.typed, self.as_what.join(" = "))
    }
}

/// Whether a question was surely meant to be another one.
fn is_sure(query: &Query, other: &Query) -> bool {
    let first = |query: &Query| match query.clauses.as_slice() {
        [Clause::Must(alternatives)] => alternatives.first().filter(|phrase| !phrase.exact).cloned(),
        _ => None,
    };
    let (Some(typed), Some(right)) = (first(query), first(other)) else { return false };
    let ends = |phrase: &Phrase| {
        let text = |unit: &super::text::Unit| unit.text.clone();
        (phrase.units.first().map(text), phrase.units.last().map(text))
    };
    typed.units.len() >= SURE
        && right.units.len().abs_diff(typed.units.len()) <= 1
        && ends(&right) == ends(&typed)
        && query.prefers.is_empty()
}
