//! The spare site: the one before the last, ready to become the next one.
//!
//! Its files are those of the published site under a second name (hard links), and take no room of their own but for what
//! has changed since. Beside it lies the list of its files; without that it is nothing that anybody may build on.

use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::Manifest;
use super::tree::link_all;
use crate::finding::Trouble;

/// Where it is, or may be.
#[derive(Debug)]
pub(super) struct Spare {
    folder: PathBuf,
    list: PathBuf,
}

impl Spare {
    pub(super) fn new(folder: PathBuf, list: PathBuf) -> Self {
        Self { folder, list }
    }

    /// Whether there is one.
    #[cfg(test)]
    pub(super) fn is_there(&self) -> bool {
        self.list.exists()
    }

    /// Removes one that a killed run left without its list.
    pub(super) fn recover(&self) -> Result<(), Trouble> {
        if self.folder.exists() && !self.list.exists() {
            fs::remove_dir_all(&self.folder).map_err(|error| Trouble::io(&self.folder, &error))?;
        }
        Ok(())
    }

    /// Makes one of a site that is about to be published for the first time.
    pub(super) fn make(&self, site: &Path, files: &Manifest) -> Result<(), Trouble> {
        let failed = |error| Trouble::io(&self.folder, &error);
        fs::create_dir(&self.folder).map_err(failed)?;
        // Where files have one name only, a second copy of each costs more than it saves.
        link_all(site, files.paths(), &self.folder, |from, to| fs::hard_link(from, to)).map_err(failed)?;
        files.write(&self.list)
    }

    /// Moves it to where it may be changed, with the list of its files.
    pub(super) fn take(&self, to: &Path) -> Option<(PathBuf, Manifest)> {
        let files = Manifest::read(&self.list);
        // So it is from here on, until there is a new one.
        let _ = fs::remove_file(&self.list);
        fs::rename(&self.folder, to).ok()?;
        Some((to.to_owned(), files?))
    }

    /// Keeps the old site, which the swap has put in the place of the new one, without what is in it besides `files`.
    pub(super) fn keep(&self, old: &Path, files: &Manifest, besides: &[String]) -> Result<(), Trouble> {
        for path in besides {
            fs::remove_file(old.join(path)).map_err(|error| Trouble::io(old, &error))?;
        }
        fs::rename(old, &self.folder).map_err(|error| Trouble::io(&self.folder, &error))?;
        files.write(&self.list)
    }
}
