//! What YAML and TOML have in common, with the place of every part: scalars, lists and maps.
//!
//! Front matter is first read into this untyped tree and only then turned into types, key by key
//! (see [`super::fields`]): so one wrong value does not hide the next one, and every finding knows
//! its bytes. Scalars keep the characters that were written; what `12` or `true` means is decided by
//! the field that asks.

use crate::text::source::Span;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) span: Span,
    pub(super) value: Value,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Nothing after the colon, or `null`.
    Nothing,
    /// `plain` is false where the text was quoted, and so is no number or truth value.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<Entry>),
    /// Could not be read; a finding says so already.
    Broken,
}

/// One key with its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) node: Node,
}
