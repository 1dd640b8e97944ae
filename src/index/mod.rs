//! The index of a site: passages → shards → one segment → packed files. Native only; reading is [`crate::search`].
//!
//! ```text
//! add(passages) ──▶ spool per shard ──▶ shards (cached) ──▶ merged in order ──▶ packed ──▶ files of search/<hash>/
//! ```
//!
//! The bytes depend on the passages alone: not on the number of threads, the order of documents, the folder, the
//! clock, or what was built before.

pub mod ask;
mod document;
mod file;
mod files;
mod open;
mod pack;
mod passages;
mod pieces;
mod plain;
mod shard;

#[cfg(test)]
mod exact;
#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use tantivy::Index;
use tempfile::TempDir;

use crate::content::SearchMode;
use crate::finding::{Text, Trouble};
use crate::publish::Stage;
use crate::search::passage::{Evaluation, Passage};
use crate::search::storage::Manifest;
use file::Folder;
use files::Packed;
use pack::{Numbers, pack};
use plain::Plain;
use shard::{SHARDS, Spool};

pub use open::{Unavailable, open};
pub use passages::passages;

/// Name of the file with the synonyms of a portal.
pub const SYNONYMS: &str = "synonyms.txt";

/// Collects the passages of a site, from several threads.
#[derive(Debug)]
pub struct Builder {
    /// Spools and the segment before it is packed; removed when dropped.
    scratch: TempDir,
    cache: PathBuf,
    spools: Vec<Mutex<Option<Spool>>>,
    synonyms: String,
    mode: Option<SearchMode>,
    plain: Plain,
}

impl Builder {
    /// An empty one. `scratch` is a folder on the file system of the output; shards are kept in `cache`.
    pub fn new(scratch: TempDir, cache: PathBuf) -> Result<Self, Trouble> {
        fs::create_dir_all(&cache).map_err(|error| Trouble::io(&cache, &error))?;
        Ok(Self {
            scratch,
            cache,
            spools: (0..SHARDS).map(|_| Mutex::default()).collect(),
            synonyms: String::new(),
            mode: None,
            plain: Plain::default(),
        })
    }

    /// Takes the synonyms of the portal, where it has a file of them: `synonyms.txt` in the folder of its content.
    pub fn with_synonyms(mut self, content: &Path) -> Result<Self, Trouble> {
        let path = content.join(SYNONYMS);
        self.synonyms = match fs::read_to_string(&path) {
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

    /// Adds the passages of one evaluation.
    pub fn add(&self, evaluation: &Evaluation, passages: &[Passage]) -> Result<(), Trouble> {
        self.plain
            .add(evaluation, passages)
            .map_err(|error| Trouble::io(self.scratch.path(), &error.into()))?;
        let number = shard::of(&evaluation.identity);
        let path = self.scratch.path().join(format!("{number}.spool"));
        let mut spool = self.spools[number].lock().unwrap_or_else(PoisonError::into_inner);
        let added = match spool.as_mut() {
            Some(spool) => spool.add(evaluation, passages),
            None => Spool::new(&path).and_then(|mut new| {
                new.add(evaluation, passages)?;
                *spool = Some(new);
                Ok(())
            }),
        };
        added.map_err(|error| Trouble::io(&path, &error))
    }

    /// Makes the index and stages it. The number of passages in it; where there is none, nothing is staged.
    pub fn finish(self, stage: &Stage) -> Result<usize, Trouble> {
        let Self { scratch, cache, spools, synonyms, mode, plain } = self;
        let spools: Vec<Spool> = spools
            .into_iter()
            .filter_map(|spool| spool.into_inner().unwrap_or_else(PoisonError::into_inner))
            .collect();
        if spools.is_empty() {
            return Ok(0);
        }
        let made = |error: &tantivy::TantivyError| trouble(scratch.path(), error);
        let keys: Vec<String> = spools
            .into_par_iter()
            .map(|spool| spool.shard(&cache))
            .collect::<Result<_, _>>()
            .map_err(|error| made(&error))?;
        let merged = merge(&keys, &cache, scratch.path(), synonyms).map_err(|error| made(&error))?;
        forget_others(&cache, &keys);
        let plain = plain.finish().map_err(|error| Trouble::io(scratch.path(), &error.into()))?;
        let current = merged.stage(stage, mode, plain.as_deref())?;
        Ok(usize::try_from(current.passages).unwrap_or(usize::MAX))
    }
}

/// An error of tantivy is one of the disk underneath, or ours.
fn trouble(path: &Path, error: &tantivy::TantivyError) -> Trouble {
    if let tantivy::TantivyError::IoError(io) = error {
        return Trouble::io(path, io);
    }
    Trouble::internal(Text::new(
        format!("検索の索引を作れません({error})。"),
        format!("The search index cannot be made ({error})."),
    ))
}

/// Shards in their order → one segment → a pack with its hot bundle.
fn merge(
    keys: &[String],
    cache: &Path,
    scratch: &Path,
    synonyms: String,
) -> Result<Packed, tantivy::TantivyError> {
    let mut numbers = Numbers::default();
    let mut shards = Vec::with_capacity(keys.len());
    for key in keys {
        let packed = shard::open(cache, key)?;
        let manifest = packed.manifest();
        numbers.passages += manifest.passages;
        numbers.evaluations += manifest.evaluations;
        numbers.current += manifest.current;
        numbers.text_bytes += manifest.text_bytes;
        shards.push(Index::open(packed)?);
    }
    let path = scratch.join("segment");
    fs::create_dir(&path)?;
    let folder = Folder::new(&path);
    drop(tantivy::indexer::merge_indices(&shards, folder.clone())?);
    drop(shards);
    let pack_file = scratch.join("index.bin");
    let mut out = BufWriter::new(File::create(&pack_file)?);
    let mut manifest = Manifest { synonyms, ..pack(&folder, numbers, &mut out)? };
    out.flush()?;
    drop(out);
    fs::remove_dir_all(&path)?;
    let hot = pieces::cut(&pack_file, &mut manifest)?;
    Ok(Packed { pack: pack_file, manifest, hot })
}

/// Shards of older builds are of no use any more. What cannot be removed now is removed the next time.
fn forget_others(cache: &Path, keys: &[String]) {
    let Ok(entries) = fs::read_dir(cache) else { return };
    for entry in entries.flatten() {
        if !shard::is_of(&entry.file_name().to_string_lossy(), keys) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
