//! The fidelity oracle: what a whole-document page has to say, worked out from the extracted text alone.
//!
//! ```text
//! extracted text ──source──▶ blocks ──exceptions──▶ stream S ─┐
//!                                                             ├─compare──▶ equal, or a report
//! HTML of the page ──────────page────────────────▶ stream P ─┘
//! ```
//!
//! It shares no code with the importer, the model or the renderer; from the package it reads data only (the
//! vocabularies and labels of the form, the interface strings). What belongs to the tests themselves (finding
//! the documents, running the program) does not live here.

pub(crate) mod compare;
pub(crate) mod exceptions;
pub(crate) mod interface;
pub(crate) mod mutate;
pub(crate) mod page;
pub(crate) mod part;
pub(crate) mod source;
pub(crate) mod vocabulary;

/// A box that is ticked.
pub(crate) const TICKED: char = '☑';
/// A box that is not ticked.
pub(crate) const BLANK: char = '☐';
/// A box whose state was lost in conversion.
pub(crate) const LOST: char = '？';

/// The text without any white space (the Unicode property, so no-break and ideographic spaces as well).
pub(crate) fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
