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
//! The modules below stand in the order in which data flows through them. Dependencies point upwards
//! only: a later stage sees the type the earlier one hands on and nothing behind it.

pub mod finding;

pub mod content;
pub mod form;
pub mod markdown;

pub mod damage;

pub mod assessment;
pub mod attachment;
pub mod import;

pub mod diff;
pub mod portal;

pub mod index;
pub mod search;

pub mod check;
pub mod render;

pub mod publish;

pub mod pipeline;

pub mod serve;

pub mod cli;
