//! Where the files of a site go, for those who make many of them; publishing has such a place.

use std::path::Path;

use super::File;
use crate::finding::Trouble;

/// Takes the files of a site while it is made, from several threads.
pub trait Files: Sync {
    /// Writes one file. `path` has `/` between its parts and stays inside the site.
    fn write(&self, path: &str, bytes: &[u8]) -> Result<File, Trouble>;

    /// Takes over a finished file from a scratch folder of the same site, without holding it in memory.
    fn adopt(&self, path: &str, from: &Path) -> Result<File, Trouble>;

    /// Takes over a file that is published just so; `false` where it is not.
    fn keep(&self, path: &str, file: File) -> Result<bool, Trouble>;

    /// Reads a file that has been written or taken over.
    fn read(&self, path: &str) -> Result<Vec<u8>, Trouble>;
}
