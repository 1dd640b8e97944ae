//! kohyo (公表): a static-site generator for public disclosure portals.
//!
//! ```text
//! content/*.md ──content──▶ Source ──markdown──▶ Blocks ──assessment──▶ Assessment ──portal──▶ Portal
//!                                                                           │                  │
//!                        import: raw text → Markdown                     check               render
//!                                                                           ▼                  ▼
//!                                                                        findings ◀─gate── publish ──▶ output/
//! ```
//!
//! The modules below stand from the ground floor up: one imports only from those above it (`tests/artefact/rooms.rs`), and
//! a later stage sees the type the earlier one hands on and nothing behind it.
//!
//! All of it is the feature `cli`, the default. With `--no-default-features --features browser` the library is
//! [`search`] alone, and what JavaScript calls of it: the WebAssembly of the search page.

#[cfg(feature = "cli")]
pub mod text;

#[cfg(feature = "cli")]
pub mod finding;

#[cfg(feature = "cli")]
pub mod privacy;

#[cfg(feature = "cli")]
pub mod content;

#[cfg(feature = "cli")]
pub mod form;

#[cfg(feature = "cli")]
pub mod markdown;

#[cfg(feature = "cli")]
pub mod assessment;

#[cfg(feature = "cli")]
pub mod damage;

#[cfg(feature = "cli")]
pub mod diff;

#[cfg(feature = "cli")]
pub mod inspect;

#[cfg(feature = "cli")]
pub mod import;

#[cfg(feature = "cli")]
pub mod portal;

#[cfg(feature = "cli")]
pub mod sentences;

#[cfg(feature = "cli")]
pub mod across;

#[cfg(feature = "cli")]
pub mod check;

#[cfg(feature = "cli")]
pub mod digest;

pub mod search;

#[cfg(feature = "browser")]
pub mod browser;

#[cfg(feature = "cli")]
pub mod index;

#[cfg(feature = "cli")]
pub mod render;

#[cfg(feature = "cli")]
pub mod export;

#[cfg(feature = "cli")]
pub mod publish;

#[cfg(feature = "cli")]
pub mod pipeline;

#[cfg(feature = "cli")]
pub mod review;

#[cfg(feature = "cli")]
pub mod serve;

#[cfg(feature = "cli")]
mod paper;

#[cfg(feature = "cli")]
mod status;

#[cfg(feature = "cli")]
mod report;

#[cfg(feature = "cli")]
pub mod cli;
