//! The passages of the evaluations of one shard: those that were added now, and those that the cache keeps from the
//! build before, so that a shard in which one evaluation changed can be made again without visiting the others.
//!
//! An evaluation with its passages is JSON, compressed. A file of the cache holds those of one shard behind a
//! list of them; it is written anew only where something in it has changed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::press::Press;
use super::sealed;
use crate::search::passage::{Evaluation, Passage};
use crate::search::press::expanded;
use blake3::Hash;

/// What is kept of one evaluation.
pub(super) type Written = (Evaluation, Vec<Passage>);

/// The hash of all that an evaluation brings into the index: equal hash, equal passages.
pub fn hash_of(evaluation: &Evaluation, passages: &[Passage]) -> Hash {
    blake3::hash(&json(evaluation, passages).unwrap_or_default())
}

fn json(evaluation: &Evaluation, passages: &[Passage]) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&(evaluation, passages))
}

/// Where the passages of one evaluation are.
#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: Hash,
    place: Place,
    start: usize,
    length: usize,
}

/// In which file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Cache,
    Spool,
}

/// Collects the evaluations of one shard, from several threads.
#[derive(Debug)]
pub(super) struct Shelf {
    /// The file of the cache.
    path: PathBuf,
    /// Where what is added waits.
    spool: PathBuf,
    /// What the cache keeps, once somebody has asked for it.
    kept: OnceLock<BTreeMap<String, Slot>>,
    now: Mutex<Now>,
}

/// What the shard consists of in this build.
#[derive(Debug, Default)]
struct Now {
    slots: BTreeMap<String, Slot>,
    spool: Option<File>,
    written: usize,
}

impl Shelf {
    /// An empty one. What the cache keeps is in the file `path`; the file `spool` does not exist yet.
    pub(super) fn new(path: PathBuf, spool: PathBuf) -> Self {
        Self { path, spool, kept: OnceLock::new(), now: Mutex::default() }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> &BTreeMap<String, Slot> {
        self.kept.get_or_init(|| sealed::read(&self.path).and_then(|bytes| list(&bytes)).unwrap_or_default())
    }

    fn slot(&self, identity: &str, hash: Hash) -> Option<Slot> {
        self.kept().get(identity).copied().filter(|slot| slot.hash == hash)
    }

    /// Whether the cache keeps these passages of the evaluation.
    pub(super) fn holds(&self, identity: &str, hash: Hash) -> bool {
        self.slot(identity, hash).is_some()
    }

    /// Takes over what the cache keeps of the evaluation, if it is this.
    pub(super) fn keep(&self, identity: &str, hash: Hash) -> bool {
        let slot = self.slot(identity, hash);
        if let Some(slot) = slot {
            self.now().slots.insert(identity.to_owned(), slot);
        }
        slot.is_some()
    }

    /// Adds an evaluation. The order of additions does not matter.
    pub(super) fn add(&self, evaluation: &Evaluation, passages: &[Passage]) -> io::Result<Hash> {
        let bytes = json(evaluation, passages)?;
        let hash = blake3::hash(&bytes);
        if self.keep(&evaluation.identity, hash) {
            return Ok(hash);
        }
        let bytes = Press::quick().pressed(&bytes)?;
        let mut now = self.now();
        let Now { slots, spool, written } = &mut *now;
        let spool = match spool {
            Some(spool) => spool,
            None => spool.insert(File::options().read(true).write(true).create_new(true).open(&self.spool)?),
        };
        let slot = Slot { hash, place: Place::Spool, start: *written, length: bytes.len() };
        spool.write_all(&bytes)?;
        *written += bytes.len();
        slots.insert(evaluation.identity.clone(), slot);
        Ok(hash)
    }

    /// What was added and kept; nothing is left here.
    pub(super) fn close(&self) -> Shelved {
        let Self { path, kept, .. } = self;
        let Now { slots, spool, .. } = std::mem::take(&mut *self.now());
        let as_kept = slots.values().all(|slot| slot.place == Place::Cache)
            && kept.get().is_some_and(|kept| kept.len() == slots.len());
        Shelved { path: path.clone(), slots, spool, as_kept }
    }
}

/// The list in a file of the cache.
fn list(bytes: &[u8]) -> Option<BTreeMap<String, Slot>> {
    let length = bytes.first_chunk().map(|length| u32::from_le_bytes(*length))?;
    let mut start = usize::try_from(length).ok()?.checked_add(4)?;
    let list: Vec<(String, String, usize)> = serde_json::from_slice(bytes.get(4..start)?).ok()?;
    let mut slots = BTreeMap::new();
    for (identity, hash, length) in list {
        let hash = Hash::from_hex(hash).ok()?;
        slots.insert(identity, Slot { hash, place: Place::Cache, start, length });
        start = start.checked_add(length).filter(|end| *end <= bytes.len())?;
    }
    Some(slots)
}

/// The evaluations of a shard, all of them.
#[derive(Debug)]
pub(super) struct Shelved {
    path: PathBuf,
    slots: BTreeMap<String, Slot>,
    spool: Option<File>,
    /// Whether the cache keeps exactly these already.
    pub(super) as_kept: bool,
}

impl Shelved {
    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Everything that decides what the shard becomes.
    pub(super) fn key(&self) -> Hash {
        let mut hasher = sealed::hasher();
        for slot in self.slots.values() {
            hasher.update(slot.hash.as_bytes());
        }
        hasher.finalize()
    }

    /// Sees to it that the cache keeps these evaluations, and no others. `packed` is what they are.
    pub(super) fn save(&mut self, packed: &[Vec<u8>]) -> io::Result<()> {
        let entry = |(identity, slot): (&String, &Slot)| {
            (identity.clone(), slot.hash.to_hex().to_string(), slot.length)
        };
        let list = serde_json::to_vec(&self.slots.iter().map(entry).collect::<Vec<_>>())?;
        let length = u32::try_from(list.len()).map_err(io::Error::other)?;
        let mut file = sealed::SealedFile::new(self.path.parent().unwrap_or(&self.path))?;
        file.write_all(&length.to_le_bytes())?;
        file.write_all(&list)?;
        for bytes in packed {
            file.write_all(bytes)?;
        }
        file.finish(&self.path)?;
        let mut start = 4 + list.len();
        for slot in self.slots.values_mut() {
            *slot = Slot { place: Place::Cache, start, ..*slot };
            start += slot.length;
        }
        Ok(())
    }

    /// The evaluations in the order of their identities, compressed; see [`unpacked`].
    pub(super) fn packed(&mut self) -> io::Result<Vec<Vec<u8>>> {
        let lost = || io::Error::new(io::ErrorKind::InvalidData, "the cache changed during the build");
        let cached = self.slots.values().any(|slot| slot.place == Place::Cache);
        let cache = if cached { sealed::read(&self.path).ok_or_else(lost)? } else { Vec::new() };
        let mut packed = Vec::with_capacity(self.slots.len());
        for slot in self.slots.values() {
            packed.push(match (slot.place, self.spool.as_mut()) {
                (Place::Cache, _) => {
                    cache.get(slot.start..slot.start + slot.length).ok_or_else(lost)?.to_vec()
                }
                (Place::Spool, Some(spool)) => {
                    let mut bytes = vec![0; slot.length];
                    spool.seek(SeekFrom::Start(slot.start as u64))?;
                    spool.read_exact(&mut bytes)?;
                    bytes
                }
                (Place::Spool, None) => return Err(lost()),
            });
        }
        Ok(packed)
    }
}

/// An evaluation with its passages, out of what is kept of it.
pub(super) fn unpacked(packed: &[u8]) -> io::Result<Written> {
    Ok(serde_json::from_slice(&expanded(packed)?)?)
}
