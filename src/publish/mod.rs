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
mod deploy;
pub mod gate;
mod lock;
mod manifest;
mod order;
mod plan;
pub mod record;
mod site;
mod spare;
mod stage;
mod swap;
mod tree;

use std::path::Path;

use crate::digest::{File, Files};
use crate::finding::Trouble;

pub use deploy::{Deployed, Deployment};
pub use lock::Lock;
pub use order::media_type;
pub use plan::Plan;
pub use site::{Changed, Site, state};
pub use stage::{Stage, Staged};

impl Files for Stage {
    fn write(&self, path: &str, bytes: &[u8]) -> Result<File, Trouble> {
        self.write(path, bytes)
    }

    fn adopt(&self, path: &str, from: &Path) -> Result<File, Trouble> {
        self.adopt(path, from)
    }

    fn keep(&self, path: &str, file: File) -> Result<bool, Trouble> {
        let one = [(path.to_owned(), file)];
        if self.holds(&one) { self.keep(&one).map(|()| true) } else { Ok(false) }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        self.read(path)
    }
}
