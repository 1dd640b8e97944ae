//! Questions and answers as programs exchange them: the same for `kohyo search --format json`, for `/api/search` and for
//! the search page.

use serde::Serialize;

use super::engine::{Answer, Detail, Engine, Error, Facet, Hit, Word};
use super::query::{Parsed, parse};

/// Most characters of a question.
pub const LONGEST: usize = 300;

/// Hits where no number was asked for.
pub const LIMIT: usize = 10;

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reply {
    /// The question as it was asked.
    pub query: String,
    /// Hits in all.
    pub total: u64,
    /// How long it took, in milliseconds: filled in by whoever has a clock.
    pub took_ms: u64,
    /// The best hits, evaluations together.
    pub hits: Vec<Hit>,
    /// Everything else, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
}

/// What is known beyond the hits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Details {
    /// Evaluations with hits.
    pub evaluations: u64,
    /// How many evaluations that are published now were searched.
    pub searched: u64,
    /// How the question was loosened.
    pub note: Option<String>,
    /// もしかして.
    pub suggestions: Vec<String>,
    /// Hits outside of what is published now, besides those inside.
    pub elsewhere: u64,
    /// How often each word is found, where the question had to be loosened.
    pub words: Vec<Word>,
    /// Where there is no hit, what stands near: hits of the words that are found. Not counted.
    pub near: Vec<Hit>,
    /// Counts to narrow the question by.
    pub facets: Vec<Facet>,
    /// What goes with each hit.
    pub hits: Vec<Detail>,
}

/// Why a question is not answered.
#[derive(Debug)]
pub enum NoReply {
    /// It holds a number like a 個人番号. It has not been looked up and must not be written anywhere.
    Refused,
    /// There is nothing in it to look for.
    Empty,
    /// It is too long.
    TooLong,
    /// The index cannot be read.
    Failed(Error),
}

/// Asks a question.
pub async fn ask(engine: &Engine, question: &str, limit: usize) -> Result<Reply, NoReply> {
    let query = match parse(question, engine.synonyms()) {
        Parsed::Refused => return Err(NoReply::Refused),
        _ if question.chars().count() > LONGEST => return Err(NoReply::TooLong),
        Parsed::Empty => return Err(NoReply::Empty),
        Parsed::Query(query) => query,
    };
    let answer = engine.search(&query, limit).await.map_err(NoReply::Failed)?;
    let Answer { total, evaluations, hits, details, note, facets, suggestions, elsewhere, words, near } =
        answer;
    let searched = engine.manifest().current;
    Ok(Reply {
        query: question.to_owned(),
        total,
        took_ms: 0,
        hits,
        details: Some(Details {
            evaluations,
            searched,
            note,
            suggestions,
            elsewhere,
            words,
            near,
            facets,
            hits: details,
        }),
    })
}
