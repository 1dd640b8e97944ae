//! The index of a site: passages → shards → one segment → packed files. Native only; reading is [`crate::search`].
//!
//! ```text
//! add(passages) ──▶ spool per shard ──▶ shards (cached) ──▶ merged in order ──▶ packed ──▶ search/<hash>/…
//! ```
//!
//! The bytes depend on the passages alone: not on the number of threads, the order of documents, the folder, the
//! clock, or what was built before.

pub mod ask;
mod file;
mod open;
mod pack;
mod passages;
mod shard;

#[cfg(test)]
mod exact;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tantivy::Index;
use tantivy::directory::OwnedBytes;
use tempfile::TempDir;

use crate::finding::Text;
use crate::publish::{Stage, Trouble};
use crate::search::engine::Engine;
use crate::search::passage::{Evaluation, Passage};
use crate::search::storage::{BLOCK, Bytes, Manifest, Source, bundle};
use file::{DiskFile, Folder};
use pack::{Numbers, pack};
use shard::{SHARDS, Spool};

pub use open::{Unavailable, open};
pub use passages::passages;

/// Where the site says which index is its own.
const CURRENT: &str = "search/current.json";

/// Files of the segment that are short enough are fetched with the bundle as a whole.
const SHORT: u64 = 256 * 1024;

/// What stands in `search/current.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Current {
    /// Which programs can read the index.
    format: String,
    /// The folder that holds it, below `search/`.
    folder: String,
    /// Length of the pack.
    bytes: u64,
    /// Length of the hot bundle.
    hot_bytes: u64,
    /// Passages in the index.
    passages: u64,
    /// Evaluations in the index.
    evaluations: u64,
    /// How many of them are published now.
    published: u64,
    /// Bytes of text in the passages.
    text_bytes: u64,
}

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

    /// Adds the passages of one evaluation.
    pub fn add(&self, evaluation: &Evaluation, passages: &[Passage]) -> Result<(), Trouble> {
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
        let Self { scratch, cache, spools, synonyms } = self;
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
        let current = merged.stage(stage)?;
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

/// A packed index in the scratch folder.
struct Merged {
    pack: PathBuf,
    manifest: Manifest,
    hot: Vec<u8>,
}

/// Shards in their order → one segment → a pack with its hot bundle.
fn merge(
    keys: &[String],
    cache: &Path,
    scratch: &Path,
    synonyms: String,
) -> Result<Merged, tantivy::TantivyError> {
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
    let hot = hot(&pack_file, &mut manifest)?;
    Ok(Merged { pack: pack_file, manifest, hot })
}

/// The hot bundle: what opening reads, found out by opening.
fn hot(pack: &Path, manifest: &mut Manifest) -> Result<Vec<u8>, tantivy::TantivyError> {
    let source = DiskFile::open(pack)?;
    let seen = std::sync::Arc::new(Mutex::new(BTreeSet::new()));
    let traced = Traced { source, seen: std::sync::Arc::clone(&seen) };
    let cold = bundle(manifest, &[]).map_err(io::Error::from)?;
    drop(Engine::open(cold, Box::new(traced)).map_err(|error| io::Error::other(error.to_string()))?);
    let mut blocks = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
    for (name, (start, length)) in &manifest.files {
        if *length <= SHORT && (has_extension(name, "term") || has_extension(name, "fast")) {
            blocks.extend(start / BLOCK..(start + length).div_ceil(BLOCK));
        }
    }
    manifest.hot.clear();
    for &block in &blocks {
        match manifest.hot.last_mut() {
            Some((first, count)) if *first + *count == block => *count += 1,
            _ => manifest.hot.push((block, 1)),
        }
    }
    let source = DiskFile::open(pack)?;
    let mut bytes = Vec::new();
    for &(first, count) in &manifest.hot {
        let range = first * BLOCK..((first + count) * BLOCK).min(manifest.length);
        bytes.extend_from_slice(&source.read_now(range)?);
    }
    Ok(bundle(manifest, &bytes).map_err(io::Error::from)?)
}

fn has_extension(name: &str, wanted: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == wanted)
}

/// A file whose reads are written down.
struct Traced {
    source: DiskFile,
    seen: std::sync::Arc<Mutex<BTreeSet<u64>>>,
}

impl Source for Traced {
    fn length(&self) -> u64 {
        self.source.length()
    }

    fn read_async(&self, range: Range<u64>) -> Bytes<'_> {
        let bytes = self.read_now(range);
        Box::pin(async move { bytes })
    }

    fn read_now(&self, range: Range<u64>) -> io::Result<OwnedBytes> {
        let blocks = range.start / BLOCK..range.end.div_ceil(BLOCK);
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).extend(blocks);
        self.source.read_now(range)
    }

    fn cached(&self) -> bool {
        false
    }
}

impl Merged {
    fn stage(self, stage: &Stage) -> Result<Current, Trouble> {
        let failed = |error: io::Error| Trouble::io(&self.pack, &error);
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.hot);
        io::copy(&mut File::open(&self.pack).map_err(failed)?, &mut hasher).map_err(failed)?;
        let folder = letters(&hasher.finalize());
        let current = Current {
            format: self.manifest.format.clone(),
            folder,
            bytes: self.manifest.length,
            hot_bytes: self.hot.len() as u64,
            passages: self.manifest.passages,
            evaluations: self.manifest.evaluations,
            published: self.manifest.current,
            text_bytes: self.manifest.text_bytes,
        };
        let json = serde_json::to_string_pretty(&current).map_err(|error| failed(error.into()))? + "\n";
        stage.write(&format!("search/{}/hot.bin", current.folder), &self.hot)?;
        stage.adopt(&format!("search/{}/index.bin", current.folder), &self.pack)?;
        stage.write(CURRENT, json.as_bytes())?;
        Ok(current)
    }
}

/// A hash in letters only: digits in an address could be taken for a personal number.
fn letters(hash: &blake3::Hash) -> String {
    let letter = |half: u8| char::from(b'a' + half);
    hash.as_bytes()[..16].iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect()
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
