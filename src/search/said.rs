//! How a question is answered that no passage holds as it was asked: every passage is worth how much of it it says.
//!
//! A word counts as much as it is rare; found under another name, by its sound or in parts it counts less, and so does
//! one that only helps to ask. What a passage does not say may stand elsewhere in its evaluation or change row. A
//! question is answered where enough of what it is about is said: a word that stands nowhere counts as a rare one, so
//! that a question about something that no text knows stays unanswered.

use tantivy::DocId;
use tantivy::collector::{Collector as _, SegmentCollector as _};
use tantivy::query::EnableScoring;

use super::climb::Climb;
use super::collect::{Columns, Gather, Gathered};
use super::engine::{Answer, Error, Word};
use super::plan::{Found, Reads};
use super::query::{Clause, Content, Filters, Phrase, Query, Step, Tier, Weight, contents, without_ending};
use super::rank;

/// Which passages say what of a question.
#[derive(Debug)]
pub(super) struct Weighed {
    /// What each word counts, and who says it how well.
    words: Vec<(f32, Vec<Match>)>,
    /// What is published of the places that are named.
    places: Vec<Vec<(DocId, f32)>>,
    /// What takes the kind of answer that is asked for.
    wanted: Vec<(DocId, f32)>,
}

/// What finds a word.
struct Looked {
    rarity: f32,
    tiers: Vec<(f32, Found)>,
    parts: Vec<Looked>,
    /// What a text loses that holds parts alone, some of which say nothing.
    rest: bool,
    weight: Weight,
}

/// What every passage that is shown says.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Least {
    /// In itself or around it.
    reach: f32,
    /// In its evaluation.
    around: f32,
    /// Key of what is told about the hits.
    note: &'static str,
}

/// The share of a question from which on nothing is missing: sums of shares are not exact.
const WORD_FOR_WORD: f32 = 0.999;

/// A passage with how well it says a word: for ranking, where it stands in it counts too.
type Match = (DocId, f32, f32);

impl Climb<'_> {
    /// Passages that say the most of what a question is about; where that is not enough, how many there are elsewhere.
    pub(super) async fn said(&self, query: &Query, mut words: Vec<Word>) -> Result<Answer, Error> {
        // What was put in quotes or shut out is no matter of more or less.
        let strict = |clause: &Clause| match clause {
            Clause::Must(alternatives) => alternatives.iter().any(|phrase| phrase.exact),
            Clause::MustNot(_) => true,
        };
        if query.clauses.iter().any(strict) {
            return Ok(Answer::default());
        }
        let lexicon = self.engine.lexicon().await?;
        let wide = self.engine.wide().await?;
        let mut said = contents(query, &wide, &|word| lexicon.is_word(word));
        if !said.iter().any(is_content) {
            return Ok(Answer::default());
        }
        // Who asks for nothing but what is not done: 委託しない is no 委託.
        if matches!(said.as_slice(), [word] if word.denied) {
            return Ok(Answer::default());
        }
        let (mut heard, mut others, mut right) = (false, false, None);
        for word in said.iter_mut().filter(|word| is_content(word) && !word.place) {
            let counted = words.iter().find(|own| own.word == word.phrase.text);
            let mut known = counted.is_some_and(|own| own.items + own.elsewhere > 0);
            for (tier, phrases) in &word.tiers {
                if !known && (counted.is_none() || *tier == Tier::Other) {
                    known = self.found(query, &Clause::Must(phrases.clone())).await? > 0;
                    others |= known && *tier == Tier::Other;
                }
            }
            if known {
                continue;
            }
            let typed = word.phrase.text.clone();
            let mut sounds = lexicon.heard(&typed);
            sounds.extend(without_ending(&typed).iter().flat_map(|word| lexicon.heard(word)));
            let mut sounds = self.standing(query, sounds).await?;
            let slip = sounds.is_empty();
            if slip {
                sounds = self.standing(query, lexicon.alike(&typed, false)).await?;
            }
            if let Some(first) = sounds.first() {
                heard |= !slip;
                if slip && right.is_none() {
                    right = Some(query.with(&typed, first));
                }
                if let Some(own) = words.iter_mut().find(|own| own.word == typed) {
                    own.read_as = Some(first.clone());
                }
                word.tiers.push((Tier::Heard, sounds.iter().map(|sound| Phrase::of(sound)).collect()));
            }
        }
        let step = Step::said(&said);
        let filters = &query.filters;
        let weighed = self.weigh(query, &said).await?;
        self.weighed.get_or_init(|| weighed);
        let (gathered, own) = self.say_the_most(filters, self.limit, None).await?;
        let mut elsewhere = 0;
        if filters.status.is_empty() {
            // Where the best of all says more, more has to be said by each.
            let (all, least) = self.say_the_most(&filters.of_any_status(), 1, None).await?;
            let own = if least == own {
                gathered.total
            } else {
                self.say_the_most(filters, 1, Some(least)).await?.0.total
            };
            elsewhere = all.total.saturating_sub(own);
        }
        if gathered.total == 0 {
            return Ok(Answer { elsewhere, words, ..Answer::default() });
        }
        let answer = self.shown(query, &step, &gathered, self.limit, elsewhere > 0).await?;
        let note = if right.is_some() {
            "corrected"
        } else if heard {
            "reading"
        } else if others {
            "other-words"
        } else {
            own.note
        };
        Ok(Answer {
            note: Some(note.to_owned()),
            words,
            elsewhere,
            suggestions: right.into_iter().collect(),
            ..answer
        })
    }

    /// The passages that say the most of what was weighed, none where that is too little; and what each of them says at least,
    /// `least` where that is known already.
    pub(super) async fn say_the_most(
        &self,
        filters: &Filters,
        limit: usize,
        least: Option<Least>,
    ) -> Result<(Gathered, Least), Error> {
        let Some(weighed) = self.weighed.get() else { return Ok(Default::default()) };
        let gather = Gather { limit, only: None, order: filters.order, sections: filters.section.clone() };
        let mut reads = Reads::default();
        let Some(within) = self.planner.within(filters, &mut reads).await? else {
            return Ok(Default::default());
        };
        if self.engine.fetches() {
            self.planner.fetch(&reads).await?;
        }
        let mut docs: Vec<DocId> = self.matching(&within)?.into_iter().map(|(doc, _)| doc).collect();
        // Who names a place means what is published of it.
        for named in &weighed.places {
            docs.retain(|doc| named.binary_search_by_key(doc, |(own, _)| *own).is_ok());
        }
        let columns = Columns::of(self.planner.reader)?;
        let mut sum = Sum::of(docs, &columns, self.planner.reader.max_doc());
        for (weight, matches) in &weighed.words {
            sum.add(*weight, matches);
        }
        if sum.covered() < rank::ANSWERED {
            return Ok(Default::default());
        }
        let least = least.unwrap_or_else(|| sum.least());
        let mut segment = gather.for_segment(0, self.planner.reader)?;
        sum.ranked(least, &weighed.wanted, |doc, score| segment.collect(doc, score));
        Ok((gather.merge_fruits(vec![segment.harvest()])?, least))
    }

    /// Which passages say the words of a question, wherever one looks.
    async fn weigh(&self, query: &Query, said: &[Content]) -> Result<Weighed, Error> {
        let mut reads = Reads::default();
        let mut words = Vec::new();
        let mut places = Vec::new();
        let several = said.iter().filter(|word| is_content(word)).count() > 1;
        for word in said {
            let mut looked = self.look(word, &mut reads).await?;
            for part in word.parts.iter().filter(|_| several) {
                looked.parts.push(self.look(part, &mut reads).await?);
            }
            let named = word.place && self.planner.is_named(&word.tiers[0].1).await?;
            if named || word.place && word.parts.len() < 2 {
                places.push(self.planner.in_title(&word.tiers[0].1, &mut reads).await?);
            }
            words.push(looked);
        }
        let wanted = self.planner.wanted(query.wants.as_ref(), &mut reads);
        if self.engine.fetches() {
            self.planner.fetch(&reads).await?;
        }
        let run = |found: &Found| self.matching(found);
        let all = self.planner.reader.max_doc();
        let some = |found: &Option<Found>| found.as_ref().map_or(Ok(Vec::new()), run);
        Ok(Weighed {
            words: words.iter().map(|word| matches(word, &run, all)).collect::<Result<_, _>>()?,
            places: places.iter().map(some).collect::<Result<_, _>>()?,
            wanted: some(&wanted)?,
        })
    }

    fn matching(&self, found: &Found) -> Result<Vec<(DocId, f32)>, Error> {
        let mut all = Vec::new();
        let weight = found.weight(EnableScoring::enabled_from_searcher(self.searcher))?;
        weight.for_each(self.planner.reader, &mut |doc, score| all.push((doc, score)))?;
        Ok(all)
    }

    async fn look(&self, word: &Content, reads: &mut Reads) -> Result<Looked, Error> {
        let mut tiers = Vec::new();
        // Who says it in other words means the same: it is as rare as the most frequent of them.
        let mut rarity: Option<f32> = None;
        for (tier, phrases) in &word.tiers {
            let Some((own, found)) = self.planner.somewhere(phrases, reads).await? else { continue };
            rarity = Some(rarity.map_or(own, |rarity| rarity.min(own)));
            tiers.push((rank::tier(*tier), found));
        }
        let unknown = rank::rarity(0, u64::from(self.planner.reader.max_doc()));
        let rarity = rarity.unwrap_or(unknown);
        Ok(Looked { rarity, tiers, parts: Vec::new(), rest: word.rest, weight: word.weight })
    }
}

/// Whether a word is what a question is about.
fn is_content(word: &Content) -> bool {
    matches!(word.weight, Weight::Whole | Weight::Number)
}

/// What a word counts, and which passages say it how well, in their order.
fn matches(
    word: &Looked,
    run: &impl Fn(&Found) -> Result<Vec<(DocId, f32)>, Error>,
    all: DocId,
) -> Result<(f32, Vec<Match>), Error> {
    let mut best: Vec<Match> = Vec::new();
    for (quality, found) in &word.tiers {
        let own = run(found)?.into_iter().map(|(doc, place)| (doc, quality * place, *quality));
        best.extend(own);
    }
    if !word.parts.is_empty() {
        let rest = if word.rest { rank::rarity(0, u64::from(all)) / 2.0 } else { 0.0 };
        let total: f32 = word.parts.iter().map(|part| part.rarity).sum::<f32>() + rest;
        let mut parts: Vec<Match> = Vec::new();
        for part in &word.parts {
            let share = rank::PARTS * part.rarity / total;
            let (_, own) = matches(part, run, all)?;
            parts.extend(own.into_iter().map(|(doc, score, quality)| (doc, share * score, share * quality)));
        }
        best.extend(one_each(&parts, all, |a, b| a + b));
    }
    // What is found nowhere is rare, be it a single character.
    if best.is_empty() && matches!(word.weight, Weight::Whole | Weight::Number | Weight::Single) {
        return Ok((rank::rarity(0, u64::from(all)), best));
    }
    Ok((word.rarity * rank::said(word.weight), one_each(&best, all, f32::max)))
}

/// One match per passage, in their order. (A list of all passages is less code for the reader's browser than a sort.)
fn one_each(found: &[Match], all: DocId, both: fn(f32, f32) -> f32) -> Vec<Match> {
    let mut own: Vec<Option<(f32, f32)>> = vec![None; all as usize];
    for (doc, score, quality) in found {
        let own = &mut own[*doc as usize];
        *own = Some(own.map_or((*score, *quality), |(a, b)| (both(a, *score), both(b, *quality))));
    }
    (0..).zip(own).filter_map(|(doc, own)| own.map(|(score, quality)| (doc, score, quality))).collect()
}

/// What the passages that are searched say of the words so far.
struct Sum {
    docs: Vec<DocId>,
    evaluations: Vec<u64>,
    /// Which of them are the second half of a change row: the first half stands right before.
    rows: Vec<bool>,
    score: Vec<f32>,
    /// In the passage itself.
    own: Vec<f32>,
    /// There or elsewhere in its evaluation.
    reach: Vec<f32>,
    /// What its evaluation says.
    around: Vec<f32>,
    weight: f32,
    /// How well each passage says the word that is being added.
    word: Vec<(f32, f32)>,
}

impl Sum {
    fn of(docs: Vec<DocId>, columns: &Columns, all: DocId) -> Self {
        let evaluations = docs.iter().map(|doc| columns.evaluation(*doc)).collect();
        let rows = docs.iter().map(|doc| columns.is_second_half(*doc)).collect();
        let none = vec![0.0; docs.len()];
        let word = vec![(0.0, 0.0); all as usize];
        Self {
            docs,
            evaluations,
            rows,
            score: none.clone(),
            own: none.clone(),
            reach: none.clone(),
            around: none,
            weight: 0.0,
            word,
        }
    }

    fn add(&mut self, weight: f32, matches: &[Match]) {
        self.weight += weight;
        for (doc, score, quality) in matches {
            self.word[*doc as usize] = (*score, *quality);
        }
        for (doc, second) in self.docs.iter().zip(&self.rows) {
            if *second {
                let [first, second] = [self.word[*doc as usize - 1], self.word[*doc as usize]];
                let both =
                    |a: (f32, f32), b: (f32, f32)| (a.0.max(b.0 * rank::ROW), a.1.max(b.1 * rank::ROW));
                self.word[*doc as usize - 1] = both(first, second);
                self.word[*doc as usize] = both(second, first);
            }
        }
        let mut at = 0;
        for own in self.evaluations.chunk_by(|a, b| a == b) {
            let stretch = at..at + own.len();
            let best = self.docs[stretch.clone()].iter().map(|doc| self.word[*doc as usize].1);
            let best = best.fold(0.0, f32::max);
            at = stretch.end;
            if best == 0.0 {
                continue;
            }
            for place in stretch {
                let (score, quality) = self.word[self.docs[place] as usize];
                self.score[place] += weight * score;
                self.own[place] += weight * quality;
                self.reach[place] += weight * quality.max(best * rank::ELSEWHERE);
                self.around[place] += weight * best;
            }
        }
        for (doc, ..) in matches {
            let doc = *doc as usize;
            self.word[doc] = (0.0, 0.0);
            if let Some(before) = doc.checked_sub(1) {
                self.word[before] = (0.0, 0.0);
            }
            if let Some(behind) = self.word.get_mut(doc + 1) {
                *behind = (0.0, 0.0);
            }
        }
    }

    /// How much of the question is said in one passage or around it, at most.
    fn covered(&self) -> f32 {
        self.reach.iter().copied().fold(0.0, f32::max) / self.weight.max(f32::MIN_POSITIVE)
    }

    /// What a passage says at least that is shown. Where an evaluation says it all, word for word, others are no answer.
    fn least(&self) -> Least {
        let all = |said: &[f32]| said.iter().any(|said| *said >= self.weight * WORD_FOR_WORD);
        let together = all(&self.around);
        Least {
            reach: self.covered() * self.weight * rank::ENOUGH,
            around: if together { self.weight * WORD_FOR_WORD } else { 0.0 },
            note: match together {
                true if all(&self.own) => "words",
                true => "same-evaluation",
                false => "most-words",
            },
        }
    }

    /// The passages that say enough, in their order.
    fn ranked(&self, least: Least, wanted: &[(DocId, f32)], mut each: impl FnMut(DocId, f32)) {
        let mut wanted = wanted.iter().peekable();
        for (place, doc) in self.docs.iter().enumerate() {
            while wanted.next_if(|(own, _)| own < doc).is_some() {}
            let bonus = wanted.next_if(|(own, _)| own == doc).map_or(0.0, |(_, bonus)| *bonus);
            if self.score[place] + bonus == 0.0
                || self.reach[place] < least.reach
                || self.around[place] < least.around
            {
                continue;
            }
            let share = self.own[place] / self.weight;
            // All of it in one place is more than twice a half of it. (A square root is the same on every machine.)
            let score = self.score[place] * share * share.sqrt()
                + rank::AROUND * self.around[place]
                + bonus * rank::KIND_OF_ANSWER * self.reach[place] / self.weight;
            each(*doc, score);
        }
    }
}
