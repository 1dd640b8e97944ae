//! Search.

pub mod query;
pub mod snippet;
pub mod text;
