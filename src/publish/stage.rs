//! The staging folder: pages are written here, and become the site all together or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

use crate::finding::{Text, Trouble};
use crate::privacy;

/// A staging folder that is being filled, from several threads. It is removed when dropped.
#[derive(Debug)]
pub struct Stage {
    staged: Staged,
    files: Mutex<BTreeMap<String, File>>,
}

/// A filled staging folder.
#[derive(Debug)]
pub struct Staged {
    /// Removed when dropped, together with whatever stands in it by then.
    holder: TempDir,
    files: BTreeMap<String, File>,
}

/// One file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its length in bytes.
    pub bytes: u64,
    /// BLAKE3, in hexadecimal digits.
    pub hash: String,
}

impl Stage {
    /// Makes an empty one.
    pub(super) fn new(state: &Path, prefix: &str) -> Result<Self, Trouble> {
        let failed = |error| Trouble::io(state, &error);
        let holder = tempfile::Builder::new().prefix(prefix).tempdir_in(state).map_err(failed)?;
        // Temporary folders are private; the site is not, so it is an ordinary folder inside.
        let staged = Staged { holder, files: BTreeMap::new() };
        fs::create_dir(staged.folder()).map_err(failed)?;
        Ok(Self { staged, files: Mutex::default() })
    }

    /// Writes one file. `path` has `/` between its parts and stays inside the site.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Trouble> {
        let file = File { bytes: bytes.len() as u64, hash: blake3::hash(bytes).to_hex().to_string() };
        let target = self.enter(path, file)?;
        fs::write(&target, bytes).map_err(|error| Trouble::io(&target, &error))
    }

    /// Takes over a finished file from a scratch folder of the same site, without holding it in memory.
    pub fn adopt(&self, path: &str, from: &Path) -> Result<(), Trouble> {
        let failed = |error| Trouble::io(from, &error);
        let mut hasher = blake3::Hasher::new();
        let bytes = io::copy(&mut fs::File::open(from).map_err(failed)?, &mut hasher).map_err(failed)?;
        let target = self.enter(path, File { bytes, hash: hasher.finalize().to_hex().to_string() })?;
        fs::rename(from, &target).map_err(|error| Trouble::io(&target, &error))
    }

    /// Enters a file into the list and makes its folder.
    fn enter(&self, path: &str, file: File) -> Result<PathBuf, Trouble> {
        if !is_plain(path) {
            return Err(Trouble::internal(Text::new(
                format!("出力のパスが正しくありません: {}", privacy::redacted(path)),
                format!("Not a path within the site: {}", privacy::redacted(path)),
            )));
        }
        let taken = self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), file);
        if taken.is_some() {
            return Err(Trouble::internal(Text::new(
                format!("2つのページが同じ場所 {} に出力されます。", privacy::redacted(path)),
                format!("Two pages have the same place {}.", privacy::redacted(path)),
            )));
        }
        let target = self.staged.folder().join(path);
        let made = target.parent().map_or(Ok(()), fs::create_dir_all);
        made.map_err(|error| Trouble::io(&target, &error)).map(|()| target)
    }

    /// No more files.
    pub fn finish(self) -> Result<Staged, Trouble> {
        let files = self.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        if files.is_empty() {
            return Err(Trouble::internal(Text::new(
                "出力するページがありません。",
                "There is no page to write.",
            )));
        }
        Ok(Staged { files, ..self.staged })
    }
}

impl Staged {
    /// Where the files are.
    pub fn folder(&self) -> PathBuf {
        self.holder.path().join("site")
    }

    /// The files by path.
    pub fn files(&self) -> &BTreeMap<String, File> {
        &self.files
    }

    /// The sum of the lengths of the files.
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|file| file.bytes).sum()
    }

    /// Whether a file of this path is staged.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Reads a staged file back.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let file = self.folder().join(path);
        fs::read(&file).map_err(|error| Trouble::io(&file, &error))
    }
}

/// Whether a path names a file inside the folder on every system.
fn is_plain(path: &str) -> bool {
    !path.is_empty()
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
        && !path.contains(['\\', ':', '\0'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_inside() {
        for path in ["", "/a", "a//b", "../a", "a/./b", "a\\b", "c:/a", "a/"] {
            assert!(!is_plain(path), "{path}");
        }
        assert!(is_plain("mihon/12/index.html"));
    }

    #[test]
    fn a_stage_leaves_nothing_behind() {
        let beside = tempfile::tempdir().unwrap();
        let stage = Stage::new(beside.path(), "stage-").unwrap();
        stage.write("a/b.html", b"x").unwrap();
        assert!(stage.write("a/b.html", b"y").is_err(), "two pages in one place");
        let staged = stage.finish().unwrap();
        assert_eq!(staged.bytes(), 1);
        assert!(staged.folder().exists());
        drop(staged);
        assert_eq!(fs::read_dir(beside.path()).unwrap().count(), 0);
    }
}
