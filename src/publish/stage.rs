//! The staging folder: pages are written here, and become the site all together or not at all. What is published already
//! and stays as it is does not come here: it is only noted.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::TempDir;

use crate::digest::{File, Key};
use crate::finding::{Text, Trouble};
use crate::privacy;

/// The files of the published site that are still what was written, by their paths.
pub(super) type Published = HashMap<String, File>;

/// A staging folder that is being filled, from several threads. It is removed when dropped.
#[derive(Debug)]
pub struct Stage {
    staged: Staged,
    files: Mutex<BTreeMap<String, Entry>>,
    /// Folders that are there.
    made: Mutex<HashSet<PathBuf>>,
}

/// A filled staging folder, with what stays of the published site.
#[derive(Debug)]
pub struct Staged {
    /// Removed when dropped, together with whatever stands in it by then.
    holder: TempDir,
    output: PathBuf,
    published: Arc<Published>,
    files: BTreeMap<String, Entry>,
    /// Under which rules the gate has looked at all files.
    rules: Option<Key>,
}

/// A file of the site to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) file: File,
    /// The published file is this very one.
    pub(super) kept: bool,
    /// What the gate has still to look at.
    unseen: Unseen,
}

/// What of a file the gate has not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unseen {
    Nothing,
    /// Its name. The bytes are no text.
    Name,
    All,
}

impl Stage {
    /// Makes an empty one, for the site that stands in `output`.
    pub(super) fn new(
        state: &Path,
        prefix: &str,
        output: &Path,
        published: Arc<Published>,
    ) -> Result<Self, Trouble> {
        let failed = |error| Trouble::io(state, &error);
        let holder = tempfile::Builder::new().prefix(prefix).tempdir_in(state).map_err(failed)?;
        // Temporary folders are private; the site is not, so it is an ordinary folder inside.
        let output = output.to_owned();
        let staged = Staged { holder, output, published, files: BTreeMap::new(), rules: None };
        fs::create_dir(staged.folder()).map_err(failed)?;
        Ok(Self { staged, files: Mutex::default(), made: Mutex::default() })
    }

    /// Writes one file, unless that very file is published; the gate looks at it in the end ([`Staged::unseen`]). `path` has `/` between its parts and stays inside the site.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<File, Trouble> {
        self.put(path, bytes, false)
    }

    /// As [`Stage::write`], for bytes that the gate has seen.
    pub fn write_seen(&self, path: &str, bytes: &[u8]) -> Result<File, Trouble> {
        self.put(path, bytes, true)
    }

    fn put(&self, path: &str, bytes: &[u8], seen: bool) -> Result<File, Trouble> {
        let file = File::of(bytes);
        let unseen = match seen {
            true => Unseen::Nothing,
            false if simdutf8::basic::from_utf8(bytes).is_err() => Unseen::Name,
            false => Unseen::All,
        };
        if let Some(target) = self.enter(path, file, unseen)? {
            fs::write(&target, bytes).map_err(|error| Trouble::io(&target, &error))?;
        }
        Ok(file)
    }

    /// Takes over a finished file from a scratch folder of the same site, without holding it in memory.
    pub fn adopt(&self, path: &str, from: &Path) -> Result<File, Trouble> {
        let failed = |error| Trouble::io(from, &error);
        let mut hasher = blake3::Hasher::new();
        let bytes = io::copy(&mut fs::File::open(from).map_err(failed)?, &mut hasher).map_err(failed)?;
        let file = File { bytes, hash: *hasher.finalize().as_bytes() };
        if let Some(target) = self.enter(path, file, Unseen::All)? {
            fs::rename(from, &target).map_err(|error| Trouble::io(&target, &error))?;
        }
        Ok(file)
    }

    /// Whether all of these files are published just so.
    pub fn holds<'f>(&self, files: impl IntoIterator<Item = &'f (String, File)>) -> bool {
        files.into_iter().all(|(path, file)| self.staged.published.get(path) == Some(file))
    }

    /// Takes over files of the published site ([`Stage::holds`] them).
    pub fn keep<'f>(&self, files: impl IntoIterator<Item = &'f (String, File)>) -> Result<(), Trouble> {
        for (path, file) in files {
            if self.enter(path, *file, Unseen::Nothing)?.is_some() {
                let missing = io::Error::from(io::ErrorKind::NotFound);
                return Err(Trouble::io(&self.staged.output.join(path), &missing));
            }
        }
        Ok(())
    }

    /// Where the files are that were written.
    pub(super) fn folder(&self) -> PathBuf {
        self.staged.folder()
    }

    /// Whether anything has been written so far.
    pub(super) fn is_written(&self) -> bool {
        !self.made.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Whether any file is published below a folder.
    pub fn has_below(&self, folder: &str) -> bool {
        self.staged.published.keys().any(|path| path.starts_with(folder))
    }

    /// Reads a file that has been written or taken over.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let kept = {
            let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            files.get(path).is_some_and(|entry| entry.kept)
        };
        let file = if kept { self.staged.output.join(path) } else { self.staged.folder().join(path) };
        fs::read(&file).map_err(|error| Trouble::io(&file, &error))
    }

    /// Takes over all files of the published site below a folder that are not in the list yet; `false` where there is none.
    pub fn keep_below(&self, folder: &str) -> bool {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let before = files.len();
        for (path, file) in self.staged.published.iter().filter(|(path, _)| path.starts_with(folder)) {
            files.entry(path.clone()).or_insert(Entry { file: *file, kept: true, unseen: Unseen::Nothing });
        }
        files.len() > before
    }

    /// Whether something of the site stands where this file would: a file of that name, or one in the place of a folder, or
    /// a folder in its place.
    pub fn is_taken(&self, path: &str) -> bool {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let below = format!("{path}/");
        files.contains_key(path)
            || files.range(below.clone()..).next().is_some_and(|(next, _)| next.starts_with(&below))
            || path.match_indices('/').any(|(at, _)| files.contains_key(&path[..at]))
    }

    /// Enters a file into the list. Where it has to be written: where to, in a folder that is there.
    fn enter(&self, path: &str, file: File, unseen: Unseen) -> Result<Option<PathBuf>, Trouble> {
        if !is_plain(path) {
            return Err(Trouble::internal(Text::new(
                format!("出力のパスが正しくありません: {}", privacy::redacted(path)),
                format!("Not a path within the site: {}", privacy::redacted(path)),
            )));
        }
        let kept = self.staged.published.get(path) == Some(&file);
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = files.insert(path.to_owned(), Entry { file, kept, unseen });
        drop(files);
        if taken.is_some() {
            return Err(Trouble::internal(Text::new(
                format!("2つのページが同じ場所 {} に出力されます。", privacy::redacted(path)),
                format!("Two pages have the same place {}.", privacy::redacted(path)),
            )));
        }
        if kept {
            return Ok(None);
        }
        let target = self.staged.folder().join(path);
        if let Some(folder) = target.parent() {
            let made = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
            // Other threads need not wait for the file system.
            let is_made = made().contains(folder);
            if !is_made {
                fs::create_dir_all(folder).map_err(|error| Trouble::io(&target, &error))?;
                made().insert(folder.to_owned());
            }
        }
        Ok(Some(target))
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
    /// Where the files are that were written.
    pub(crate) fn folder(&self) -> PathBuf {
        self.holder.path().join("site")
    }

    /// The files by path.
    pub(super) fn files(&self) -> &BTreeMap<String, Entry> {
        &self.files
    }

    /// Whether the site to be is the published one.
    pub(super) fn is_published(&self, known: usize) -> bool {
        self.files.len() == known && self.files.values().all(|entry| entry.kept)
    }

    /// All files, by path.
    pub fn list(&self) -> Vec<(String, File)> {
        self.files.iter().map(|(path, entry)| (path.clone(), entry.file)).collect()
    }

    /// The number of pages, and of those that were made anew.
    pub fn pages(&self) -> (usize, usize) {
        let pages = self
            .files
            .iter()
            .filter(|(path, _)| Path::new(path).extension().is_some_and(|end| end == "html"));
        pages.fold((0, 0), |(all, new), (_, entry)| (all + 1, new + usize::from(!entry.kept)))
    }

    /// The same, where the gate has looked at all files under these rules.
    #[must_use]
    pub fn looked_at(self, rules: Key) -> Self {
        Self { rules: Some(rules), ..self }
    }

    pub(super) fn rules(&self) -> Option<Key> {
        self.rules
    }

    /// The files that the gate has not seen: those that were made now and not as pages; with `published`, also those that
    /// came out as they are published. With each, whether it is a text; of others only the name says anything.
    pub fn unseen(&self, published: bool) -> Vec<(&str, bool)> {
        let unseen = self
            .files
            .iter()
            .filter(|(_, entry)| entry.unseen != Unseen::Nothing && (published || !entry.kept));
        unseen.map(|(path, entry)| (path.as_str(), entry.unseen == Unseen::All)).collect()
    }

    /// The sum of the lengths of the files.
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|entry| entry.file.bytes).sum()
    }

    /// Whether the site to be has a file of this path.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Reads a file of the site to be.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let kept = self.files.get(path).is_some_and(|entry| entry.kept);
        let file = if kept { self.output.join(path) } else { self.folder().join(path) };
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

    fn stage(beside: &Path, published: Published) -> Stage {
        Stage::new(beside, "stage-", &beside.join("output"), Arc::new(published)).unwrap()
    }

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
        let stage = stage(beside.path(), Published::new());
        stage.write("a/b.html", b"x").unwrap();
        assert!(stage.write("a/b.html", b"y").is_err(), "two pages in one place");
        let staged = stage.finish().unwrap();
        assert_eq!(staged.bytes(), 1);
        assert!(staged.folder().exists());
        drop(staged);
        assert_eq!(fs::read_dir(beside.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_published_is_not_written_again() {
        let beside = tempfile::tempdir().unwrap();
        let stage = stage(beside.path(), Published::from([("a.html".to_owned(), File::of(b"x"))]));
        let own = [("a.html".to_owned(), File::of(b"x"))];
        let other = [("a.html".to_owned(), File::of(b"y"))];
        assert!(stage.holds(&own) && !stage.holds(&other));
        assert!(stage.keep(&other).is_err());
        let stage = self::stage(beside.path(), Published::from(own.clone()));
        stage.write("a.html", b"x").unwrap();
        let staged = stage.finish().unwrap();
        assert!(!staged.folder().join("a.html").exists());
        assert!(staged.is_published(1) && !staged.is_published(2));
        assert_eq!(staged.pages(), (1, 0));
    }
}
