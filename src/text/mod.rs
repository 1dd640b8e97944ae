//! The ground floor: a text with its lines, and what its characters, numbers and dates mean.
//!
//! Nothing here knows of assessments, forms or findings. [`crate::search`] is also compiled alone, for the browser, and
//! therefore keeps folds of its own.

pub mod character;
pub(crate) mod checksum;
pub mod csv;
pub mod date;
#[cfg(feature = "cli")]
pub mod file;
pub mod folding;
#[cfg(feature = "cli")]
pub mod html;
pub mod law;
#[cfg(feature = "cli")]
pub mod limit;
pub mod number;
#[cfg(feature = "cli")]
pub mod packed;
pub mod percent;
pub mod source;
pub mod table;
