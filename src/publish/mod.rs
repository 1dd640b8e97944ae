//! From finished pages to the published folder: staging, gate, swap.
//!
//! ```text
//! Site::open ──▶ lock, recovery ──▶ Stage (pages are written) ──▶ gate ──▶ swap ──▶ output/
//! ```
//!
//! The folder that people see changes in one step, after everything that could go wrong has gone well. What
//! kohyo keeps for itself lies in `.kohyo/` beside the output, never in it: the lock, the staging folder
//! and the list of the files it published, by which it tells its own files from those of others.

pub mod address;
pub mod gate;
mod lock;
mod manifest;
pub mod record;
mod site;
mod stage;
mod swap;

pub use site::Site;
pub use stage::{Stage, Staged};
