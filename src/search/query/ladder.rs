//! How a question is loosened that finds nothing: step by step, and never further than its words allow.
//!
//! What was named alone is found or not found. A sentence is taken apart into its words; of three words and more
//! one half may be missing in a passage, but none in the whole index: a question about something that no document
//! knows stays unanswered.

use super::words::{self, Synonyms};
use super::{Clause, Phrase, Query, variants};
use crate::search::text::{UnitKind, is_hiragana, narrow};

/// One attempt at an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Key of what is said about it; `None` for the question as it was asked.
    pub note: Option<&'static str>,
    /// The conditions.
    pub clauses: Vec<Clause>,
    /// How many of the positive conditions have to hold in one passage. Where that is not all of them, each of
    /// them has to hold somewhere in the index.
    pub needed: usize,
}

impl Step {
    fn new(note: Option<&'static str>, clauses: Vec<Clause>) -> Self {
        let needed = positive(&clauses);
        Self { note, clauses, needed }
    }
}

fn positive(clauses: &[Clause]) -> usize {
    clauses.iter().filter(|clause| matches!(clause, Clause::Must(_))).count()
}

/// The attempts at a question, the strictest first.
pub fn ladder(query: &Query) -> Vec<Step> {
    let mut steps = vec![Step::new(None, query.clauses.clone())];
    let (mut all, mut main, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    let mut sentence = false;
    let mut asks = false;
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
            push(&mut all, must(&word));
            if !stem {
                push(&mut main, must(&word));
                for part in parts_of(&word, &query.synonyms) {
                    push(&mut parts, must(&part));
                }
            }
        }
    }
    let count = positive(&main);
    // One word with an ending (委託しない) would lose its meaning: only several words, or a question, make a sentence.
    if sentence && (asks || positive(&all) > positive(&query.clauses)) {
        add(&mut steps, Step::new(Some("words"), all));
        if count >= 2 || (asks && count == 1) {
            add(&mut steps, Step::new(Some("words"), main.clone()));
        }
        // A single part says too little, unless it is all that a question is about.
        if positive(&parts) >= 2 || (asks && count == 1) {
            add(&mut steps, Step::new(Some("words"), parts));
        }
    }
    if count >= 3 {
        let needed = if sentence { count.div_ceil(2).max(2) } else { count - 1 };
        add(&mut steps, Step { note: Some("most-words"), clauses: main, needed });
    }
    steps
}

fn push(clauses: &mut Vec<Clause>, clause: Clause) {
    if !clauses.contains(&clause) {
        clauses.push(clause);
    }
}

fn add(steps: &mut Vec<Step>, step: Step) {
    let known = steps.iter().any(|own| own.clauses == step.clauses && own.needed == step.needed);
    if !known && step.needed > 0 {
        steps.push(step);
    }
}

/// The phrase of a condition that may be taken apart: not quoted, and no OR.
fn loose<'a>(clause: &'a Clause, synonyms: &Synonyms) -> Option<&'a Phrase> {
    let Clause::Must(alternatives) = clause else { return None };
    let phrase = alternatives.first().filter(|phrase| !phrase.exact)?;
    (alternatives.len() == variants::of(phrase, synonyms).len()).then_some(phrase)
}

/// Whether a text asks.
fn is_question(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(['?', '？', 'か']) || words::defined(text).is_some()
}

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
fn words_of(phrase: &Phrase, synonyms: &Synonyms) -> Vec<(Phrase, bool)> {
    let count = phrase.units.len();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut open) = (0, false);
    while at < count {
        if let Some(length) = words::asking(&phrase.units[at..]) {
            at += length;
            open = false;
            continue;
        }
        let known = variants::word_at(&phrase.units[at..], synonyms);
        let length = match known {
            Some(length) => length,
            None if script(phrase, at) == Script::Hiragana => {
                at += 1;
                open = false;
                continue;
            }
            None => 1,
        };
        match runs.last_mut().filter(|_| open && !phrase.units[at].barrier) {
            Some(run) => run.1 = at + length,
            None => runs.push((at, at + length)),
        }
        at += length;
        open = true;
    }
    let is_stem = |first: usize, last: usize| {
        // A lone character before hiragana: 取る, 渡る. A lone one before anything else is a word: 姓.
        last == first + 1
            && script(phrase, first) == Script::Kanji
            && last < count
            && !phrase.units[last].barrier
            && script(phrase, last) == Script::Hiragana
    };
    // Nothing but hiragana: a word as it is.
    if runs.is_empty() && count > 0 && words::asking(&phrase.units).is_none() {
        return vec![(phrase.clone(), false)];
    }
    runs.into_iter().map(|(first, last)| (phrase.part(first, last), is_stem(first, last))).collect()
}

/// The parts of a compound: runs of one script, a number with what it counts, and kanji two by two where no known
/// word says otherwise.
fn parts_of(word: &Phrase, synonyms: &Synonyms) -> Vec<Phrase> {
    let count = word.units.len();
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
                Script::Digits if at + 1 < count && !word.units[at + 1].barrier => 2,
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
