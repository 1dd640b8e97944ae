//! The index that was published last: what it was made of, and its files, so that it can stay as it is.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use blake3::Hash;

use super::sealed;
use crate::digest::File;

/// Its file in the cache.
pub(super) const NAME: &str = "last";

/// What was made last.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Last {
    /// Passages in the index.
    pub(super) passages: usize,
    /// Its files by their paths in the site.
    pub(super) files: BTreeMap<String, File>,
}

/// As written: what it was made of, passages, and of each file the path and what it is.
type Written = (String, usize, Vec<(String, File)>);

impl Last {
    /// What was made last, if it was made of the same.
    pub(super) fn read(cache: &Path, made_of: Hash) -> Option<Self> {
        let bytes = sealed::read(&cache.join(NAME))?;
        let (of, passages, files): Written = serde_json::from_slice(&bytes).ok()?;
        (of == *made_of.to_hex()).then(|| Self { passages, files: files.into_iter().collect() })
    }

    /// Keeps it.
    pub(super) fn write(self, cache: &Path, made_of: Hash) -> io::Result<()> {
        let files = self.files.into_iter().collect();
        let written: Written = (made_of.to_hex().to_string(), self.passages, files);
        sealed::write(&cache.join(NAME), &serde_json::to_vec(&written)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_of_something_else_is_not_taken() {
        let cache = tempfile::tempdir().expect("a folder");
        let last = || Last {
            passages: 3,
            files: BTreeMap::from([("search/x".to_owned(), File { bytes: 7, hash: [7; 32] })]),
        };
        let [this, other] = [blake3::hash(b"this"), blake3::hash(b"other")];
        assert_eq!(Last::read(cache.path(), this), None);
        last().write(cache.path(), this).expect("a file");
        assert_eq!(Last::read(cache.path(), this), Some(last()));
        assert_eq!(Last::read(cache.path(), other), None);
    }
}
