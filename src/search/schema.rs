//! The fields of the index as search reads them: one tantivy document per passage. What is written of a passage is the
//! business of the index.
//!
//! A change of either changes what the bytes of an index mean, so [`VERSION`] goes up with it; caches and browsers
//! refuse any other.

use serde::{Deserialize, Serialize};
use tantivy::Term;
use tantivy::schema::{Field, Schema};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

use super::passage::{Evaluation, Passage};
use super::text;
use super::text::tokenizer::UnitTokenizer;

/// Goes up with every change of fields, of tokens, of what is stored, or of how it is packed.
pub(crate) const VERSION: u32 = 5;

/// Name under which the tokenizer is registered.
pub(crate) const TOKENIZER: &str = "kohyo";

/// What is in the documents.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    /// The text of the passage.
    pub(crate) body: Field,
    /// The heading right above it.
    pub(crate) item: Field,
    /// The other headings, its file, block and measure group.
    pub(crate) path: Field,
    /// Municipality, agency, number, title, kind.
    pub(crate) title: Field,
    /// What is chosen in the same block.
    pub(crate) context: Field,
    /// What else is said in it, in short.
    pub(crate) beside: Field,
    /// Names by which the municipality can be filtered.
    pub(crate) municipality: Field,
    /// The same for the prefecture.
    pub(crate) prefecture: Field,
    /// The same for the agency.
    pub(crate) agency: Field,
    /// 評価書番号.
    pub(crate) number: Field,
    /// The kind of the evaluation.
    pub(crate) kind: Field,
    /// Its state.
    pub(crate) status: Field,
    /// `all` once per passage: what a question of filters alone matches.
    pub(crate) passage: Field,
    /// The concept of the question.
    pub(crate) concept: Field,
    /// The kind of answer.
    pub(crate) answer: Field,
    /// Day of publication as the number `yyyymmdd`; 0 where there is none.
    pub(crate) published: Field,
    /// Everything that a hit shows.
    pub(crate) stored: Field,
}

/// Names of the columns that ranking and counting read.
pub(crate) const COLUMNS: [&str; 9] =
    ["evaluation", "same", "order", "length", "published", "town", "section", "kind", "status"];

/// What is stored of a passage.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    /// The passage.
    #[serde(rename = "p")]
    pub(crate) passage: Passage,
    /// The evaluation, with the first of its passages only: the others would repeat it.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub(crate) evaluation: Option<Evaluation>,
}

impl Fields {
    /// The fields of an index; an error where it is of another version.
    pub(crate) fn of(schema: &Schema) -> tantivy::Result<Self> {
        let field = |name: &str| schema.get_field(name);
        Ok(Self {
            body: field("body")?,
            item: field("item")?,
            path: field("path")?,
            title: field("title")?,
            context: field("context")?,
            beside: field("beside")?,
            municipality: field("municipality")?,
            prefecture: field("prefecture")?,
            agency: field("agency")?,
            number: field("number")?,
            kind: field("kind")?,
            status: field("status")?,
            passage: field("passage")?,
            concept: field("concept")?,
            answer: field("answer")?,
            published: field("published")?,
            stored: field("stored")?,
        })
    }

    /// The fields that are searched as text.
    pub(crate) fn texts(&self) -> [Field; 6] {
        [self.body, self.item, self.path, self.title, self.context, self.beside]
    }

    /// The fields that are filtered by.
    pub(crate) fn raw(&self) -> [Field; 9] {
        [
            self.municipality,
            self.prefecture,
            self.agency,
            self.number,
            self.kind,
            self.status,
            self.passage,
            self.concept,
            self.answer,
        ]
    }
}

/// Puts our tokenizer beside tantivy's own.
pub(crate) fn register(manager: &TokenizerManager) {
    manager.register(TOKENIZER, TextAnalyzer::builder(UnitTokenizer).build());
}

/// A value to filter by, folded so that width and case do not matter.
pub(crate) fn filter_term(field: Field, value: &str) -> Term {
    Term::from_field_text(field, &folded(value))
}

/// The folded form of a short text: its units, joined.
pub(crate) fn folded(value: &str) -> String {
    text::Parts::of(value).folded()
}
