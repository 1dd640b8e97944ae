//! The index of a site: passages → shards → one segment → packed files. Native only; reading is [`crate::search`].
//!
//! ```text
//! add(passages) ──▶ shelf per shard ──▶ shards (cached) ──▶ merged in order ──▶ cut ──▶ files of search/<hash>/ and search/pieces/
//! keep(hash) ─────▶    (cached)
//! ```
//!
//! The bytes depend on the passages alone: not on the number of threads, the order of documents, the folder, the
//! clock, or what was built before.
//!
//! The cache holds, by shard, the passages and the segment; and what was published last. An evaluation that is not
//! visited is kept ([`Builder::keep`]); where nothing differs from the last time, nothing is made.

pub mod ask;
mod document;
mod file;
mod files;
mod last;
mod merge;
mod numbers;
mod open;
mod pack;
mod parts;
mod passages;
mod pieces;
mod plain;
mod press;
mod remember;
mod sealed;
mod shard;
mod shelf;
mod words;

#[cfg(test)]
mod cached;
#[cfg(test)]
mod exact;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tantivy::directory::OwnedBytes;
use tempfile::TempDir;

use crate::content::SearchMode;
use crate::digest;
use crate::digest::Files;
use crate::finding::{Text, Trouble};
use crate::search::passage::{Evaluation, Passage};
use crate::search::storage::{self, Manifest};
use crate::text;
use file::Folder;
use files::Packed;
use last::Last;
use pack::{Numbers, Pack};
use parts::Parts;
use shard::SHARDS;
use shelf::{Shelf, Shelved};

pub use blake3::Hash;
pub use numbers::numbers_in_passages;
pub use open::{Unavailable, open};
pub use passages::passages;
pub use shelf::hash_of;

/// Name of the file with the synonyms of a portal.
pub const SYNONYMS: &str = "synonyms.txt";

/// Collects the passages of a site, from several threads.
#[derive(Debug)]
pub struct Builder {
    /// What waits, and the segment before it is packed; removed when dropped.
    scratch: TempDir,
    cache: PathBuf,
    shelves: Vec<Shelf>,
    synonyms: String,
    mode: Option<SearchMode>,
}

/// What became of an index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Finished {
    /// Passages in the index.
    pub passages: usize,
    /// The published index is the one that would have been made, and was taken over as it is.
    pub reused: bool,
}

impl Builder {
    /// An empty one. `scratch` is a folder on the file system of the output. What may be kept from one build to the
    /// next lies in the folder `cache`, which nobody else uses meanwhile: it may be absent, damaged or of another
    /// version.
    pub fn new(scratch: TempDir, cache: PathBuf) -> Result<Self, Trouble> {
        fs::create_dir_all(&cache).map_err(|error| Trouble::io(&cache, &error))?;
        let shelf = |number| {
            Shelf::new(cache.join(name(number, PASSAGES)), scratch.path().join(name(number, "spool")))
        };
        let shelves = (0..SHARDS).map(shelf).collect();
        Ok(Self { scratch, cache, shelves, synonyms: String::new(), mode: None })
    }

    /// Takes the synonyms of the portal, where it has a file of them: `synonyms.txt` in the folder of its content.
    pub fn with_synonyms(mut self, content: &Path) -> Result<Self, Trouble> {
        let path = content.join(SYNONYMS);
        self.synonyms = match text::file::read_text(&path, text::limit::TEXT) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Trouble::io(&path, &error)),
        };
        Ok(self)
    }

    /// In what form the index is to be published, where the portal says so.
    #[must_use]
    pub fn with_mode(self, mode: Option<SearchMode>) -> Self {
        Self { mode, ..self }
    }

    /// Whether the cache has the passages of this evaluation, so that it need not be visited for the index: those
    /// whose [`hash_of`] this is. The first question about a shard reads and checks what is kept of it.
    pub fn holds(&self, identity: &str, hash: Hash) -> bool {
        self.shelf(identity).holds(identity, hash)
    }

    /// Adds an evaluation that is not visited, with the passages that the cache has of it. Where it does not have
    /// them ([`Builder::holds`]) it says so, and the evaluation has to be added.
    #[must_use = "an evaluation that is not kept has to be added"]
    pub fn keep(&self, identity: &str, hash: Hash) -> bool {
        self.shelf(identity).keep(identity, hash)
    }

    /// Adds the passages of one evaluation. Gives their [`hash_of`].
    pub fn add(&self, evaluation: &Evaluation, passages: &[Passage]) -> Result<Hash, Trouble> {
        let added = self.shelf(&evaluation.identity).add(evaluation, passages);
        added.map_err(|error| Trouble::io(self.scratch.path(), &error))
    }

    fn shelf(&self, identity: &str) -> &Shelf {
        &self.shelves[shard::of(identity)]
    }

    /// Makes the index of what was added and kept so far, and stages it. Where there is no passage, nothing is staged.
    ///
    /// Where nothing differs from the last time, the files of then are offered to `take`, by their paths in the site:
    /// it answers whether all of them are still there and now belong to the stage. If not, they are made again.
    pub fn finish(
        &self,
        files: &impl Files,
        take: impl FnOnce(&BTreeMap<String, digest::File>) -> bool,
    ) -> Result<Finished, Trouble> {
        let Self { scratch, cache, shelves, synonyms, mode } = self;
        let shards: Vec<(usize, Shelved)> = shelves.iter().map(Shelf::close).enumerate().collect();
        let shards: Vec<_> = shards.into_iter().filter(|(_, shelved)| !shelved.is_empty()).collect();
        let made_of = made_of(&shards, synonyms, *mode);
        if let Some(last) = Last::read(cache, made_of)
            && take(&last.files)
        {
            return Ok(Finished { passages: last.passages, reused: true });
        }
        forget_others(cache, &shards);
        if shards.is_empty() {
            return Ok(Finished { passages: 0, reused: false });
        }
        let made = |error: &tantivy::TantivyError| trouble(scratch.path(), error);
        let open = |(number, shelved)| shard_of(cache, number, shelved);
        let shards: Result<Vec<_>, _> = shards.into_par_iter().map(open).collect();
        let mut shards = shards.map_err(|error| made(&error))?;
        let plain = plain::file(&mut shards).map_err(|error| Trouble::io(cache, &error))?;
        let merged = packed(&shards, scratch.path(), synonyms.clone()).map_err(|error| made(&error))?;
        let (current, made_files) = merged.stage(files, cache, *mode, plain.as_deref())?;
        let passages = usize::try_from(current.passages).unwrap_or(usize::MAX);
        // Without it the next build only takes longer.
        let _ = Last { passages, files: made_files }.write(cache, made_of);
        Ok(Finished { passages, reused: false })
    }
}

/// A file of the cache with what a shard consists of …
const PASSAGES: &str = "passages";

/// … and one with what was made of that.
const SEGMENT: &str = "segment";

fn name(number: usize, kind: &str) -> String {
    format!("{number:02}.{kind}")
}

/// The hash of everything that decides what the index becomes.
fn made_of(shards: &[(usize, Shelved)], synonyms: &str, mode: Option<SearchMode>) -> Hash {
    let mut hasher = sealed::hasher();
    for (_, shelved) in shards {
        hasher.update(shelved.key().as_bytes());
    }
    hasher.update(format!("{mode:?} {synonyms}").as_bytes());
    hasher.finalize()
}

/// A shard that is ready to be merged.
struct Shard {
    evaluations: Shelved,
    /// The segment, and the file that it is the beginning of.
    pack: storage::Packed,
    path: PathBuf,
}

/// The shard of these evaluations, from the cache or made anew. Afterwards the cache has both.
fn shard_of(cache: &Path, number: usize, mut evaluations: Shelved) -> Result<Shard, tantivy::TantivyError> {
    let path = cache.join(name(number, SEGMENT));
    let key = evaluations.key();
    let found = shard::open(&path, key);
    if let (Some(pack), true) = (&found, evaluations.as_kept) {
        return Ok(Shard { pack: pack.clone(), path, evaluations });
    }
    let packed = evaluations.packed()?;
    let pack = match found {
        Some(pack) => pack,
        None => shard::make(&path, key, &packed)?,
    };
    evaluations.save(&packed)?;
    Ok(Shard { evaluations, pack, path })
}

/// An error of tantivy is one of the disk underneath, or ours.
fn trouble(path: &Path, error: &tantivy::TantivyError) -> Trouble {
    if let Some(io) = of_disk(error) {
        return Trouble::io(path, io);
    }
    Trouble::internal(Text::new(
        format!("検索の索引を作れません({error})。"),
        format!("The search index cannot be made ({error})."),
    ))
}

/// What the file system said, wherever tantivy has put it.
fn of_disk(error: &tantivy::TantivyError) -> Option<&io::Error> {
    use tantivy::TantivyError as Error;
    use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
    match error {
        Error::IoError(io)
        | Error::LockFailure(LockError::IoError(io), _)
        | Error::OpenReadError(OpenReadError::IoError { io_error: io, .. })
        | Error::OpenWriteError(OpenWriteError::IoError { io_error: io, .. })
        | Error::OpenDirectoryError(
            OpenDirectoryError::IoError { io_error: io, .. } | OpenDirectoryError::FailedToCreateTempDir(io),
        ) => Some(io),
        _ => None,
    }
}

/// Shards in their order → one segment → a pack with its hot bundle.
fn packed(shards: &[Shard], scratch: &Path, synonyms: String) -> Result<Packed, tantivy::TantivyError> {
    let mut numbers = Numbers::default();
    for shard in shards {
        let manifest = shard.pack.manifest();
        numbers.passages += manifest.passages;
        numbers.evaluations += manifest.evaluations;
        numbers.current += manifest.current;
        numbers.text_bytes += manifest.text_bytes;
    }
    let path = scratch.join("segment");
    fs::create_dir(&path)?;
    merge::merge(shards, &path)?;
    let segment = Folder::new(&path);
    let pack = Pack::of(&segment)?;
    let mut made_of = sealed::hasher();
    for shard in shards {
        made_of.update(shard.evaluations.key().as_bytes());
    }
    let files = pack.files().iter().map(|(name, length)| (path.join(name), *length)).collect();
    let parts = Parts { files, words: OwnedBytes::empty() };
    let (words, borders) = rayon::join(
        || words::of(&tantivy::Index::open(segment)?),
        || pieces::borders(&parts, &pack.manifest(made_of.finalize(), numbers)?),
    );
    let (words, borders) = (words?.into_bytes(), borders?);
    made_of.update(&words);
    let manifest = pack.with_words(&words).manifest(made_of.finalize(), numbers)?;
    let mut manifest = Manifest { synonyms, ..manifest };
    let parts = Parts { words: OwnedBytes::new(words), ..parts };
    let hot = pieces::cut(&parts, &mut manifest, borders)?;
    Ok(Packed { folder: path, parts, manifest, hot })
}

/// Removes what is of no use any more: of shards that are empty now, of killed builds, of older versions. What cannot
/// be removed now is removed the next time.
fn forget_others(cache: &Path, shards: &[(usize, Shelved)]) {
    let Ok(entries) = fs::read_dir(cache) else { return };
    for entry in entries.flatten() {
        let file = entry.file_name();
        let of_shard = shards
            .iter()
            .any(|(number, _)| [PASSAGES, SEGMENT].iter().any(|kind| file == *name(*number, kind)));
        let of_all = !shards.is_empty() && (file == last::NAME || file == press::NAME);
        if !of_shard && !of_all {
            let _ = fs::remove_file(entry.path());
        }
    }
}
