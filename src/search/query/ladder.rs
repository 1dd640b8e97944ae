//! How a question is loosened that finds nothing: step by step, and never further than its words allow.
//!
//! What was named alone is found or not found. A sentence is taken apart into its words; of three words and more
//! one half may be missing in a passage, but none in the whole index: a question about something that no document
//! knows stays unanswered.

use super::content::Content;
use super::words::{self, Synonyms};
use super::{Clause, Phrase, Query, variants};
use crate::search::text::{UnitKind, is_hiragana, narrow};

/// What has to hold all conditions of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// One passage.
    Passage,
    /// One row of the change log: what was, what is, the day, the reason.
    Row,
    /// One evaluation, each condition somewhere in it.
    Evaluation,
}

/// How far a question is loosened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// Not at all.
    Asked,
    /// What says how much or how long, where that is asked for, beside all its words.
    Measured,
    /// What takes the kind of answer that is asked for, in an evaluation that holds its words.
    Wanted,
    /// All its words, in one passage.
    Words,
    /// Without what only asks or helps: light words, lone stems of verbs.
    Main,
    /// These in one row of the change log.
    Row,
    /// These in one evaluation.
    Evaluation,
    /// The parts of its compounds, in one passage.
    Parts,
    /// The parts in one evaluation.
    EvaluationOfParts,
    /// Not all of its words.
    Most,
    /// As much of what it speaks of as there is.
    Said,
}

/// One attempt at an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// How far it is loosened.
    pub rung: Rung,
    /// The conditions.
    pub clauses: Vec<Clause>,
    /// How many of the positive conditions have to hold in one passage. Where that is not all of them, each of
    /// them has to hold somewhere in the index.
    pub needed: usize,
    /// In what all of them have to hold.
    pub reach: Reach,
}

impl Step {
    /// All conditions, in one passage.
    pub(crate) fn all(clauses: Vec<Clause>) -> Self {
        Self { rung: Rung::Asked, needed: positive(&clauses), clauses, reach: Reach::Passage }
    }

    /// One condition.
    pub(crate) fn of(clause: Clause) -> Self {
        Self::all(vec![clause])
    }

    fn on(rung: Rung, clauses: Vec<Clause>) -> Self {
        Self { rung, ..Self::all(clauses) }
    }

    fn within(rung: Rung, reach: Reach, clauses: Vec<Clause>) -> Self {
        Self { rung, reach, needed: 1, clauses }
    }

    /// As much of what a question speaks of as there is.
    pub(crate) fn said(said: &[Content]) -> Self {
        let all = said.iter().map(|word| {
            let own = word.parts.iter().flat_map(|part| &part.tiers).chain(&word.tiers);
            Clause::Must(own.flat_map(|(_, phrases)| phrases).cloned().collect())
        });
        Self::within(Rung::Said, Reach::Passage, all.collect())
    }

    /// Key of what is said about it; `None` for the question as it was asked.
    pub fn note(&self) -> Option<&'static str> {
        match self.rung {
            Rung::Asked => None,
            Rung::Measured | Rung::Wanted | Rung::Words | Rung::Main | Rung::Parts => Some("words"),
            Rung::Row => Some("same-row"),
            Rung::Evaluation | Rung::EvaluationOfParts => Some("same-evaluation"),
            Rung::Most | Rung::Said => Some("most-words"),
        }
    }
}

fn positive(clauses: &[Clause]) -> usize {
    clauses.iter().filter(|clause| matches!(clause, Clause::Must(_))).count()
}

/// The attempts at a question, the strictest first.
pub fn ladder(query: &Query) -> Vec<Step> {
    let mut steps = vec![Step::all(query.clauses.clone())];
    let (mut all, mut main, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    let mut light = Vec::new();
    let mut sentence = false;
    let mut asks = false;
    let mut by_article = false;
    for clause in &query.clauses {
        let Some(phrase) = loose(clause, &query.synonyms) else {
            for list in [&mut all, &mut main, &mut parts] {
                list.push(clause.clone());
            }
            continue;
        };
        let words = words_of(phrase, &query.synonyms);
        sentence |= words.len() != 1 || words[0].0.units != phrase.units;
        asks |= is_question(&phrase.text)
            || (0..phrase.units.len()).any(|at| words::asking(&phrase.units[at..]).is_some());
        for (word, stem) in words {
            let must = |phrase: &Phrase| Clause::Must(variants::of(phrase, &query.synonyms));
            if words::is_light(&word.units) {
                push(&mut light, must(&word));
                continue;
            }
            push(&mut all, must(&word));
            if stem {
                continue;
            }
            push(&mut main, must(&word));
            let own = parts_of(&word, &query.synonyms);
            by_article |= article_at(&word).is_some();
            for part in own {
                push(&mut parts, must(&part));
            }
        }
    }
    let lights = light.len();
    // What helps is all there is.
    if positive(&main) == 0 {
        main.extend(light.iter().cloned());
        all.extend(light.iter().cloned());
        parts.extend(light);
    }
    let count = positive(&main);
    if count > 0 && !query.measures.is_empty() {
        let measured = Clause::Must(query.measures.clone());
        add(&mut steps, Step::on(Rung::Measured, main.iter().cloned().chain([measured]).collect()));
    }
    if count > 0 && query.wants.as_ref().is_some_and(|wants| !wants.only.is_empty()) {
        add(&mut steps, Step { needed: 0, ..Step::within(Rung::Wanted, Reach::Evaluation, main.clone()) });
    }
    // One word with an ending (委託しない) would lose its meaning: only several words, also such as only help, or a
    // question make a sentence.
    let apart = sentence && (asks || positive(&all) + lights > positive(&query.clauses));
    if apart {
        add(&mut steps, Step::on(Rung::Words, all));
    }
    if count >= 2 || apart && asks && count == 1 {
        add(&mut steps, Step::on(Rung::Main, main.clone()));
    }
    if count >= 2 {
        add(&mut steps, Step::within(Rung::Row, Reach::Row, main.clone()));
        add(&mut steps, Step::within(Rung::Evaluation, Reach::Evaluation, main.clone()));
    }
    // A single part says too little, unless it is all that a question is about; a compound that was named alone is meant
    // as a whole.
    if apart && (positive(&parts) >= 2 || asks && count == 1) || (count >= 2 || by_article) && parts != main {
        add(&mut steps, Step::on(Rung::Parts, parts.clone()));
        // The law may stand there for another article.
        if positive(&parts) >= 2 && !by_article {
            add(&mut steps, Step::within(Rung::EvaluationOfParts, Reach::Evaluation, parts));
        }
    }
    if count >= 3 {
        let needed = if sentence { count.div_ceil(2).max(2) } else { count - 1 };
        add(&mut steps, Step { needed, ..Step::on(Rung::Most, main) });
    }
    steps
}

fn push(clauses: &mut Vec<Clause>, clause: Clause) {
    if !clauses.contains(&clause) {
        clauses.push(clause);
    }
}

fn add(steps: &mut Vec<Step>, step: Step) {
    let known = steps
        .iter()
        .any(|own| own.clauses == step.clauses && own.needed == step.needed && own.reach == step.reach);
    // The words alone are known as what they are, even where they are all that was asked.
    if !step.clauses.is_empty() && (!known || step.rung == Rung::Main) {
        steps.push(step);
    }
}

/// The phrase of a condition that may be taken apart: not quoted, and no OR.
pub(super) fn loose<'a>(clause: &'a Clause, synonyms: &Synonyms) -> Option<&'a Phrase> {
    let Clause::Must(alternatives) = clause else { return None };
    let phrase = alternatives.first().filter(|phrase| !phrase.exact)?;
    (alternatives.len() == variants::of(phrase, synonyms).len()).then_some(phrase)
}

/// How people end a question, or say what they would like to know, without か.
const SPOKEN: [&str; 10] =
    ["かな", "たい", "たくない", "ほしい", "欲しい", "よね", "っけ", "教えて", "知りたい", "心配"];

/// Whether a text asks.
fn is_question(text: &str) -> bool {
    let text = text.trim_end();
    let spoken = text.strip_suffix('の').and_then(|verb| verb.chars().last());
    text.ends_with(['?', '？', 'か'])
        || SPOKEN.iter().any(|end| text.ends_with(end))
        // 残るの, いいの; but not ものの.
        || spoken.is_some_and(|last| is_hiragana(last) && !"もこそあど".contains(last))
        || words::defined(text).is_some()
}

/// What stands behind a noun.
const PARTICLES: &str = "のはがをにでともやへ";

/// What a unit is made of, as typed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Hiragana,
    Katakana,
    Kanji,
    Letters,
    Digits,
}

fn script(phrase: &Phrase, at: usize) -> Script {
    match phrase.units[at].kind {
        UnitKind::Letters => return Script::Letters,
        UnitKind::Digits => return Script::Digits,
        UnitKind::Cjk => {}
    }
    match narrow(phrase.typed(at, at + 1)).chars().next() {
        Some(c) if is_hiragana(c) => Script::Hiragana,
        Some('\u{30a1}'..='\u{30ff}') => Script::Katakana,
        _ => Script::Kanji,
    }
}

/// The words of a phrase, and which of them is only the stem of a verb: runs without hiragana, but with known words
/// that are written with it kept whole (漏えい).
pub(super) fn words_of(phrase: &Phrase, synonyms: &Synonyms) -> Vec<(Phrase, bool)> {
    let count = phrase.units.len();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut open, mut after_verb) = (0, false, false);
    // A lone character before hiragana: 取る, 渡る. One before a particle or anything else is a word: 姓, 紙の.
    let is_stem = |at: usize| {
        script(phrase, at) == Script::Kanji
            && phrase.units.get(at + 1).is_some_and(|next| {
                !next.barrier
                    && script(phrase, at + 1) == Script::Hiragana
                    && !PARTICLES.contains(next.text.as_str())
            })
    };
    while at < count {
        if let Some(length) = words::asking(&phrase.units[at..]) {
            at += length;
            open = false;
            continue;
        }
        let hiragana = |at: usize| script(phrase, at) == Script::Hiragana && !phrase.units[at].barrier;
        let within = at > 0 && hiragana(at) && script(phrase, at - 1) == Script::Hiragana;
        // うに of ように is no word.
        let whole =
            |length: &usize| !within || (at..at + length).any(|at| script(phrase, at) != Script::Hiragana);
        let known =
            variants::word_at(&phrase.units[at..], synonyms).filter(whole).or_else(|| place_at(phrase, at));
        let length = match known {
            Some(length) => length,
            None if open && is_branch(phrase, at) => 1,
            None if !open && is_polite(phrase, at) => 2,
            None if script(phrase, at) == Script::Hiragana => {
                at += 1;
                open = false;
                continue;
            }
            None => 1,
        };
        // 5年間データ, 150年残す: what a number counts ends where other letters or the stem of a verb begin.
        let counted = |run: &(usize, usize)| {
            phrase.units[run.0].kind == UnitKind::Digits
                && script(phrase, run.1 - 1) == Script::Kanji
                && (script(phrase, at) == Script::Katakana || is_stem(at))
        };
        // 名前変わった, 亡くなった母: a known verb is no part of what stands beside it.
        let last = phrase.units[at + length - 1].text.as_str();
        let spoken = length > 1
            && script(phrase, at + length - 1) == Script::Hiragana
            && ("たてでるうくすつぬむぶぐ".contains(last)
                || last == "い" && phrase.units[at + length - 2].text == "な");
        let open_before = open && !after_verb && !spoken;
        after_verb = spoken;
        match runs.last_mut().filter(|run| open_before && !phrase.units[at].barrier && !counted(run)) {
            Some(run) => run.1 = at + length,
            None => runs.push((at, at + length)),
        }
        at += length;
        open = true;
    }
    // Nothing but hiragana: a word as it is.
    if runs.is_empty() && count > 0 && words::asking(&phrase.units).is_none() {
        return vec![(phrase.clone(), false)];
    }
    runs.into_iter()
        .map(|(first, last)| (phrase.part(first, last), last == first + 1 && is_stem(first)))
        .collect()
}

/// What stands behind a word that was typed in hiragana: こくほの, でーたって.
const ENDINGS: [&str; 16] = [
    "の", "は", "が", "を", "に", "で", "と", "も", "へ", "って", "とは", "から", "まで", "には", "では",
    "です",
];

/// A word that was typed in hiragana with what stands behind it, without that: こくほの.
pub(crate) fn without_ending(word: &str) -> Vec<&str> {
    let kana = word.chars().all(|c| is_hiragana(c) || c == 'ー');
    let rest =
        ENDINGS.iter().filter_map(|end| word.strip_suffix(end)).filter(|rest| rest.chars().count() > 1);
    rest.filter(|_| kana).collect()
}

/// How many units the name of a place has that is written in hiragana: さいたま市. It stands first, and what stands before
/// 市 is no ending: not of 別の市, not of 住んでいる町.
fn place_at(phrase: &Phrase, at: usize) -> Option<usize> {
    let units = &phrase.units;
    let kana = units.iter().take_while(|unit| unit.text.chars().all(is_hiragana)).count();
    let last = units.get(kana.checked_sub(1)?)?;
    let ends = ["市", "区", "町", "村"].contains(&units.get(kana)?.text.as_str());
    let is_name =
        at == 0 && kana >= 2 && ends && !"のなるたいがはをにでともやだてか".contains(last.text.as_str());
    is_name.then_some(kana + 1)
}

/// Whether an お or ご stands before a word of one character, which alone would begin any other: お金, ご縁.
fn is_polite(phrase: &Phrase, at: usize) -> bool {
    let text = |at: usize| phrase.units.get(at).filter(|unit| !unit.barrier).map(|unit| unit.text.as_str());
    ["お", "ご"].contains(&phrase.units[at].text.as_str())
        && text(at + 1).is_some_and(|_| script(phrase, at + 1) == Script::Kanji)
        && text(at + 2).is_none_or(|next| PARTICLES.contains(next))
}

/// Whether a の stands within the number of an article: 第30条の12.
fn is_branch(phrase: &Phrase, at: usize) -> bool {
    let number = |at: usize| {
        phrase.units.get(at).is_some_and(|unit| {
            !unit.barrier
                && (unit.kind == UnitKind::Digits || "一二三四五六七八九十".contains(unit.text.as_str()))
        })
    };
    let before = at.checked_sub(1).map(|before| phrase.units[before].text.as_str());
    phrase.units[at].text == "の"
        && !phrase.units[at].barrier
        && number(at + 1)
        && (before.is_some_and(|before| ["条", "項", "号"].contains(&before)) || number(at - 1))
}

/// Where the article begins in a reference to a law that names it by two numbers and more: 甲法第19条第8号, 甲法30条の2.
/// Lists of articles say the name of the law once. With one number alone too many would be meant.
fn article_at(word: &Phrase) -> Option<usize> {
    let units = &word.units;
    let is = |at: usize, text: &str| units.get(at).is_some_and(|unit| unit.text == text);
    let digits = |at: usize| units.get(at).is_some_and(|unit| unit.kind == UnitKind::Digits);
    let numbers = units.iter().filter(|unit| unit.kind == UnitKind::Digits).count();
    let first = (0..units.len()).find(|at| digits(*at))?;
    let at = first - usize::from(first > 0 && is(first - 1, "第"));
    let name = at >= 2 && units[..at].iter().all(|unit| unit.kind == UnitKind::Cjk);
    (name && numbers >= 2 && is(first + 1, "条")).then_some(at)
}

/// The parts of a compound: runs of one script, and kanji two by two where no known word says otherwise.
pub(super) fn parts_of(word: &Phrase, synonyms: &Synonyms) -> Vec<Phrase> {
    let count = word.units.len();
    if let Some(at) = article_at(word) {
        return vec![word.part(0, at), word.part(at, count)];
    }
    // A number belongs to what it counts: dates and articles of laws stay whole.
    if word.units.iter().any(|unit| unit.kind == UnitKind::Digits) {
        return vec![word.clone()];
    }
    let mut parts: Vec<Phrase> = Vec::new();
    let mut at = 0;
    while at < count {
        let own = script(word, at);
        let run = (at..count)
            .take_while(|n| script(word, *n) == own && (*n == at || !word.units[*n].barrier))
            .count();
        let length = match variants::word_at(&word.units[at..], synonyms) {
            Some(length) => length,
            None => match own {
                Script::Kanji if run > 3 => 2,
                _ => run,
            },
        };
        // A single character left over says too little.
        if length > 1 || own != Script::Kanji || count == 1 {
            parts.push(word.part(at, at + length));
        }
        at += length;
    }
    parts
}

/// Whether a stretch of a word is a whole run of letters or katakana.
pub(super) fn is_run(word: &Phrase, first: usize, last: usize) -> bool {
    let own = script(word, first);
    own != Script::Kanji
        && (first..last).all(|at| script(word, at) == own)
        && (first == 0 || script(word, first - 1) != own)
        && (last == word.units.len() || script(word, last) != own)
}
