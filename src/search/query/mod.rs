//! What people type: words, quotes, exclusions, alternatives and filters; and how a question is loosened.
//!
//! Parsing never fails: whatever is no syntax is text. A 12-digit number is refused here, before anything is looked
//! up, sent or logged. What else an expression may be written as is decided here too (`variants`), so that the
//! index can stay a faithful picture of the texts.

mod content;
mod dates;
mod filters;
mod ladder;
mod laws;
mod lexer;
mod numbers;
mod refuse;
mod variants;
mod words;

use super::text::{Unit, UnitKind, units};

pub(crate) use content::{Content, Tier, Weight, contents};
pub use filters::{Filters, Order, Status};
pub(crate) use ladder::without_ending;
pub use ladder::{Reach, Rung, Step, ladder};
pub use words::{Synonyms, Wanted};

/// Longer input is cut, in characters: nobody types more, and every unit costs.
const LONGEST: usize = 300;

/// More clauses than this are ignored.
const MOST: usize = 16;

/// A sequence of units that has to occur as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// As typed.
    pub text: String,
    /// Its units.
    pub units: Vec<Unit>,
    /// It was quoted: never loosened, and nothing else stands for it.
    pub exact: bool,
}

impl Phrase {
    /// A phrase that may be loosened.
    pub fn of(text: &str) -> Self {
        Self { text: text.to_owned(), units: units(text), exact: false }
    }

    /// What was typed for the units from `first` up to `last`.
    fn typed(&self, first: usize, last: usize) -> &str {
        let stretch = self.units.get(first).zip(last.checked_sub(1).and_then(|at| self.units.get(at)));
        stretch.and_then(|(a, b)| self.text.get(a.start..b.end)).unwrap_or_default()
    }

    /// A part of it.
    fn part(&self, first: usize, last: usize) -> Self {
        Self::of(self.typed(first, last).trim())
    }
}

/// One condition; all of them hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// One of these occurs; the first is what was typed.
    Must(Vec<Phrase>),
    /// This does not.
    MustNot(Phrase),
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The conditions.
    pub clauses: Vec<Clause>,
    /// What is searched.
    pub filters: Filters,
    /// The kind of answer that is asked for.
    pub wants: Option<Wanted>,
    /// How a passage would put it that answers the question; such passages come first (「甲」とは).
    pub prefers: Vec<Phrase>,
    /// How a passage says how long something takes, where that is asked for.
    pub measures: Vec<Phrase>,
    /// What else the words may mean; needed to loosen the question.
    pub(crate) synonyms: Synonyms,
}

impl Query {
    /// The question with words that mean something else as well.
    pub(crate) fn meaning(&self, synonyms: &Synonyms) -> Self {
        let clause = |clause: &Clause| match ladder::loose(clause, &self.synonyms) {
            Some(phrase) => Clause::Must(variants::of(phrase, synonyms)),
            None => clause.clone(),
        };
        Self {
            clauses: self.clauses.iter().map(clause).collect(),
            synonyms: synonyms.clone(),
            ..self.clone()
        }
    }

    /// A word, and what else it may be written as.
    #[expect(clippy::unused_self, reason = "a question is asked what its words mean")]
    pub(crate) fn meaning_of(&self, word: &str, synonyms: &Synonyms) -> Vec<Phrase> {
        variants::of(&Phrase::of(word), synonyms)
    }

    /// Its words as typed, without filters.
    pub(crate) fn typed(&self) -> String {
        let words = self.clauses.iter().filter_map(|clause| match clause {
            Clause::Must(alternatives) => alternatives.first(),
            Clause::MustNot(_) => None,
        });
        words.map(|phrase| phrase.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Its words with another one in place of one.
    pub(crate) fn with(&self, word: &str, other: &str) -> String {
        self.typed().replacen(word, other, 1)
    }
}

/// What an input comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// A question.
    Query(Box<Query>),
    /// A number like a 個人番号: not searched, not sent, not logged.
    Refused,
    /// Nothing to look for.
    Empty,
}

/// Reads an input.
pub fn parse(input: &str, synonyms: &Synonyms) -> Parsed {
    if refuse::is_personal_number(input) {
        return Parsed::Refused;
    }
    let input: String = input.chars().take(LONGEST).collect();
    let mut clauses: Vec<Clause> = Vec::new();
    let mut filters = Filters::default();
    let mut either = false;
    for token in lexer::tokens(&input) {
        if token.is_or() {
            either = true;
            continue;
        }
        if filters.take(&token) {
            either = false;
            continue;
        }
        let phrase = Phrase { exact: token.quoted, ..Phrase::of(&token.text) };
        if phrase.units.is_empty() {
            continue;
        }
        if token.negative {
            clauses.push(Clause::MustNot(phrase));
        } else if let Some(both) = laws::year_and_number(&phrase).filter(|_| !either) {
            clauses.extend(both.iter().map(|own| Clause::Must(variants::of(own, synonyms))));
        } else {
            let mut alternatives = variants::of(&phrase, synonyms);
            match clauses.last_mut() {
                Some(Clause::Must(before)) if either && before.len() < 2 * MOST => {
                    before.append(&mut alternatives);
                }
                _ => clauses.push(Clause::Must(alternatives)),
            }
        }
        either = false;
        if clauses.len() >= MOST {
            break;
        }
    }
    let searched = clauses.iter().any(|clause| matches!(clause, Clause::Must(_)));
    if !searched && filters == Filters::default() {
        return Parsed::Empty;
    }
    let wants = words::wanted(&input);
    let prefers = words::definitions(&clauses);
    let measures = words::measures(&input);
    Parsed::Query(Box::new(Query { clauses, filters, wants, prefers, measures, synonyms: synonyms.clone() }))
}

#[cfg(test)]
mod tests;
