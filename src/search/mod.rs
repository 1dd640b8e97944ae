//! Search: from passages to an index of tantivy, and from a question to hits.
//!
//! The same code runs natively and in a browser: no file system, no threads, no clock. Bytes come from a
//! [`storage::Source`], whoever has them; everything that may have to wait is `async`. Of the rest of kohyo it
//! knows [`passage`] only. How passages are taken from evaluations and how an index is built and packed is the
//! business of [`crate::index`].

mod climb;
mod collect;
pub mod engine;
pub(crate) mod lexicon;
pub mod passage;
mod plan;
pub mod press;
pub mod query;
mod rank;
pub mod reply;
mod said;
pub(crate) mod schema;
pub mod snippet;
pub mod storage;
mod suggest;
pub mod text;

/// What an index has to say about itself to be read by this program: everything that decides what its bytes mean.
pub fn format() -> String {
    format!(
        "kohyo-{}-{:016x}/tantivy-{}",
        schema::VERSION,
        text::fingerprint(),
        tantivy::INDEX_FORMAT_VERSION
    )
}
