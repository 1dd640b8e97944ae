//! Checks.

pub(crate) mod markup;
pub mod privacy;
