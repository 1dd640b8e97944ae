//! A part of the index: the evaluations whose identities hash to one number.
//!
//! A shard is a pure function of its passages and of the format, so it is kept under the hash of both and made
//! again only when something in it has changed.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use tantivy::directory::RamDirectory;
use tantivy::{Index, SingleSegmentIndexWriter, TantivyDocument};

use super::document::{self, Columns};
use super::file::DiskFile;
use super::pack::{Numbers, pack};
use crate::search;
use crate::search::passage::{Evaluation, Passage};
use crate::search::schema;
use crate::search::storage::{Packed, bundle};

/// Into how many shards the evaluations are cut.
pub(super) const SHARDS: usize = 64;

/// What tantivy is told to expect; it decides the size of a table of terms, not what is written.
const MEMORY: usize = 15_000_000;

/// The shard of an evaluation.
pub(super) fn of(identity: &str) -> usize {
    usize::from(blake3::hash(identity.as_bytes()).as_bytes()[0]) % SHARDS
}

/// Passages of evaluations on disk, waiting to become a shard.
#[derive(Debug)]
pub(super) struct Spool {
    file: File,
    entries: Vec<Entry>,
    at: u64,
}

/// One evaluation in a spool.
#[derive(Debug)]
struct Entry {
    identity: String,
    hash: blake3::Hash,
    start: u64,
    length: usize,
}

/// What is written for one evaluation.
type Written = (Evaluation, Vec<Passage>);

impl Spool {
    /// An empty one.
    pub(super) fn new(path: &Path) -> io::Result<Self> {
        let file = File::options().read(true).write(true).create_new(true).open(path)?;
        Ok(Self { file, entries: Vec::new(), at: 0 })
    }

    /// Adds an evaluation. The order of additions does not matter.
    pub(super) fn add(&mut self, evaluation: &Evaluation, passages: &[Passage]) -> io::Result<()> {
        let bytes = serde_json::to_vec(&(evaluation, passages))?;
        self.file.seek(SeekFrom::Start(self.at))?;
        self.file.write_all(&bytes)?;
        self.entries.push(Entry {
            identity: evaluation.identity.clone(),
            hash: blake3::hash(&bytes),
            start: self.at,
            length: bytes.len(),
        });
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Everything that decides what the shard becomes.
    fn key(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(search::format().as_bytes()).update(&[0]);
        for entry in &self.entries {
            hasher.update(entry.hash.as_bytes());
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }

    /// The shard of what is here, from the cache or made anew. Gives its name in the cache.
    pub(super) fn shard(mut self, cache: &Path) -> Result<String, tantivy::TantivyError> {
        self.entries.sort_by(|a, b| a.identity.cmp(&b.identity));
        let key = self.key();
        // The bundle is written last: where it is, the pack is.
        let [hot_file, pack_file] = [hot_path(cache, &key), pack_path(cache, &key)];
        if hot_file.is_file() && open(cache, &key).is_ok() {
            return Ok(key);
        }
        let directory = RamDirectory::create();
        let numbers = self.write(directory.clone())?;
        let mut out = BufWriter::new(File::create(&pack_file)?);
        let manifest = pack(&directory, numbers, &mut out)?;
        out.flush()?;
        let beside = cache.join(format!("{key}.part"));
        fs::write(&beside, bundle(&manifest, &[]).map_err(io::Error::from)?)?;
        fs::rename(&beside, &hot_file)?;
        Ok(key)
    }

    fn write(&mut self, directory: RamDirectory) -> Result<Numbers, tantivy::TantivyError> {
        let schema = document::schema();
        let columns = Columns::of(&schema)?;
        let mut writer: SingleSegmentIndexWriter<TantivyDocument> = Index::builder()
            .schema(schema)
            .settings(document::settings())
            .tokenizers(document::tokenizers())
            .single_segment_index_writer(directory, MEMORY)?;
        let mut numbers = Numbers::default();
        for entry in &self.entries {
            let mut bytes = vec![0; entry.length];
            self.file.seek(SeekFrom::Start(entry.start))?;
            self.file.read_exact(&mut bytes)?;
            let (evaluation, passages): Written = serde_json::from_slice(&bytes).map_err(io::Error::from)?;
            numbers.evaluations += 1;
            numbers.current += u64::from(evaluation.is_current());
            let mut texts: HashMap<String, u64> = HashMap::new();
            for (place, passage) in (0..).zip(passages) {
                numbers.text_bytes += passage.text.len() as u64;
                let next = texts.len() as u64;
                let same = *texts.entry(schema::folded(&passage.text)).or_insert(next);
                let document =
                    document::document(&columns, &evaluation, passage, place, same).map_err(io::Error::from)?;
                writer.add_document(document)?;
                numbers.passages += 1;
            }
        }
        writer.finalize()?;
        Ok(numbers)
    }
}

fn hot_path(cache: &Path, key: &str) -> PathBuf {
    cache.join(format!("{key}.hot"))
}

fn pack_path(cache: &Path, key: &str) -> PathBuf {
    cache.join(format!("{key}.pack"))
}

/// Opens a shard of the cache; an error where it is damaged.
pub(super) fn open(cache: &Path, key: &str) -> io::Result<Packed> {
    let source = DiskFile::open(&pack_path(cache, key))?;
    Packed::open(fs::read(hot_path(cache, key))?, Box::new(source))
}

/// Whether a file of the cache belongs to one of these shards.
pub(super) fn is_of(file_name: &str, keys: &[String]) -> bool {
    file_name.rsplit_once('.').is_some_and(|(key, extension)| {
        matches!(extension, "hot" | "pack") && keys.iter().any(|known| known == key)
    })
}
