//! Where the bytes of an index come from: a packed file behind a [`Source`], seen by tantivy as a read-only folder.
//!
//! The *pack* holds the files of the tantivy segment one behind the other. It is cut into *pieces*: what is read at
//! once is, as far as possible, one of them. The *hot bundle* holds the [`Manifest`] and the pieces that opening an
//! index reads, so that a browser opens it with one request; the bundle of a small index holds all of the pack
//! ([`whole`]). Reads go through a cache of pieces, unless the source says that its own reads are as cheap.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, OwnedBytes, WatchCallback, WatchHandle, WritePtr};
use tantivy::{Directory, HasLen};

/// How many bytes of pieces are kept between questions, besides the hot ones.
const KEPT: usize = 32 << 20;

/// Ending of the file with the words of the portal; see [`super::lexicon`].
pub(crate) const WORDS: &str = "words";

/// Bytes that will come.
pub type Bytes<'a> = Pin<Box<dyn Future<Output = io::Result<OwnedBytes>> + Send + 'a>>;

/// Something that holds the pack: a file, a server, memory.
pub trait Source: Send + Sync + 'static {
    /// Length of the pack.
    fn length(&self) -> u64;

    /// Reads a stretch of the pack; exactly that stretch. Where pieces are kept, it is always one of them.
    fn read_async(&self, range: Range<u64>) -> Bytes<'_>;

    /// Reads without waiting. Only sources whose reads are cheap can; for the others everything that a question
    /// needs is fetched before it runs.
    fn read_now(&self, range: Range<u64>) -> io::Result<OwnedBytes> {
        Err(io::Error::other(format!("bytes {range:?} have not been fetched")))
    }

    /// Whether pieces are kept.
    fn cached(&self) -> bool {
        true
    }
}

/// A pack in memory.
struct Memory(OwnedBytes);

impl Source for Memory {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_async(&self, range: Range<u64>) -> Bytes<'_> {
        let bytes = self.read_now(range);
        Box::pin(async move { bytes })
    }

    fn read_now(&self, range: Range<u64>) -> io::Result<OwnedBytes> {
        let (from, to) = (usize_of(range.start), usize_of(range.end));
        if from > to || to > self.0.len() {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        Ok(self.0.slice(from..to))
    }

    fn cached(&self) -> bool {
        false
    }
}

/// A bundle that holds the pack as a whole, as a bundle without pieces and a source.
pub fn whole(bundle: Vec<u8>) -> io::Result<(Vec<u8>, Box<dyn Source>)> {
    let (mut manifest, pack) = unbundle(bundle)?;
    manifest.hot.clear();
    Ok((self::bundle(&manifest, &[])?, Box::new(Memory(pack))))
}

/// What is in the pack, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Which programs can read it; see [`super::format`].
    pub format: String,
    /// Stretches of the pack by file name: first byte and length.
    pub files: BTreeMap<String, (u64, u64)>,
    /// Small files that are read whole.
    pub small: BTreeMap<String, String>,
    /// Length of the pack.
    pub length: u64,
    /// Passages in the index.
    pub passages: u64,
    /// Evaluations in the index.
    pub evaluations: u64,
    /// How many of them are published now.
    pub current: u64,
    /// Bytes of text in the passages.
    pub text_bytes: u64,
    /// Synonyms of the portal, one group per line; see [`super::query::Synonyms::of_lines`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub synonyms: String,
    /// How long the pieces of the pack are, in their order. Empty where the pack is not read in pieces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<u32>,
    /// The pieces that follow: number of the first, and how many.
    pub hot: Vec<(usize, usize)>,
}

/// Writes a hot bundle: the length of the manifest, the manifest, the pieces.
pub fn bundle(manifest: &Manifest, pieces: &[u8]) -> serde_json::Result<Vec<u8>> {
    let json = serde_json::to_vec(manifest)?;
    let length = u32::try_from(json.len()).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(4 + json.len() + pieces.len());
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&json);
    bytes.extend_from_slice(pieces);
    Ok(bytes)
}

/// Reads the manifest of a hot bundle; the pieces are what follows.
fn unbundle(bytes: Vec<u8>) -> io::Result<(Manifest, OwnedBytes)> {
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the hot bundle is damaged");
    let bytes = OwnedBytes::new(bytes);
    let length =
        bytes.get(..4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes).ok_or_else(damaged)?;
    let end = usize::try_from(length).ok().and_then(|n| n.checked_add(4)).ok_or_else(damaged)?;
    let json = bytes.get(4..end).ok_or_else(damaged)?;
    let manifest: Manifest = serde_json::from_slice(json).map_err(|_| damaged())?;
    Ok((manifest, bytes.slice(end..bytes.len())))
}

/// A packed index as tantivy sees it.
#[derive(Clone)]
pub(crate) struct Packed(Arc<Inner>);

struct Inner {
    manifest: Manifest,
    source: Box<dyn Source>,
    /// Where each piece begins, and the last ends.
    borders: Vec<u64>,
    cache: Mutex<Cache>,
}

/// Pieces by number.
#[derive(Default)]
struct Cache {
    /// Those of the bundle, never given up.
    hot: BTreeMap<usize, OwnedBytes>,
    /// The others, with the question that used them last.
    pieces: BTreeMap<usize, (OwnedBytes, u64)>,
    question: u64,
    bytes: usize,
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Packed").field("files", &self.0.manifest.files.len()).finish_non_exhaustive()
    }
}

impl Packed {
    /// Opens a pack by its hot bundle.
    pub(crate) fn open(hot: Vec<u8>, source: Box<dyn Source>) -> io::Result<Self> {
        let invalid = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why);
        let (manifest, bytes) = unbundle(hot)?;
        let inside = manifest
            .files
            .values()
            .all(|(start, length)| start.checked_add(*length).is_some_and(|end| end <= manifest.length));
        let borders = borders(&manifest.pieces);
        let cut = borders.last() == Some(&manifest.length) || !source.cached();
        if source.length() != manifest.length || !inside || !cut {
            return Err(invalid("hot bundle and pack do not belong together"));
        }
        let mut cache = Cache::default();
        let mut at = 0;
        for &(first, count) in &manifest.hot {
            for number in first..first.saturating_add(count) {
                let length = manifest.pieces.get(number).and_then(|length| usize::try_from(*length).ok());
                let end = length.map(|length| at + length).filter(|end| *end <= bytes.len());
                let end = end.ok_or_else(|| invalid("the hot bundle is damaged"))?;
                cache.hot.insert(number, bytes.slice(at..end));
                at = end;
            }
        }
        Ok(Self(Arc::new(Inner { manifest, source, borders, cache: Mutex::new(cache) })))
    }

    /// What is in it.
    pub(crate) fn manifest(&self) -> &Manifest {
        &self.0.manifest
    }

    /// How many bytes are kept, those of the bundle included.
    pub(crate) fn kept(&self) -> usize {
        let cache = self.0.cache();
        cache.bytes + cache.hot.values().map(OwnedBytes::len).sum::<usize>()
    }

    /// Whether bytes have to be fetched before they can be read.
    pub(crate) fn fetches(&self) -> bool {
        self.0.source.cached()
    }

    /// A file of the pack that is text, by its ending; empty where there is none.
    pub(crate) async fn text(&self, ending: &str) -> io::Result<String> {
        let file = self.0.manifest.files.iter().find(|(name, _)| name.rsplit('.').next() == Some(ending));
        let Some((_, &(start, length))) = file else { return Ok(String::new()) };
        if length == 0 {
            return Ok(String::new());
        }
        let bytes = self.0.read_async(start..start + length).await?;
        String::from_utf8(bytes.to_vec()).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// A question begins: pieces of older ones are given up where there are too many.
    pub(crate) fn begin(&self) {
        let mut cache = self.0.cache();
        cache.question += 1;
        if cache.bytes <= KEPT {
            return;
        }
        let mut ages: Vec<(u64, usize)> =
            cache.pieces.iter().map(|(number, (_, used))| (*used, *number)).collect();
        ages.sort_unstable();
        for (_, number) in ages {
            if cache.bytes <= KEPT / 2 {
                break;
            }
            if let Some((piece, _)) = cache.pieces.remove(&number) {
                cache.bytes -= piece.len();
            }
        }
    }
}

/// Where pieces of these lengths begin, and the last ends.
fn borders(lengths: &[u32]) -> Vec<u64> {
    let mut at: u64 = 0;
    let ends = lengths.iter().map(|length| {
        at += u64::from(*length);
        at
    });
    std::iter::once(0).chain(ends).collect()
}

fn usize_of(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Inner {
    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The pieces that hold a stretch.
    fn pieces(&self, range: &Range<u64>) -> Range<usize> {
        let first = self.borders.partition_point(|border| *border <= range.start).saturating_sub(1);
        first..self.borders.partition_point(|border| *border < range.end).max(first)
    }

    /// The pieces of a stretch that the cache does not hold.
    fn missing(&self, range: &Range<u64>) -> Vec<usize> {
        let cache = self.cache();
        self.pieces(range)
            .filter(|number| !cache.hot.contains_key(number) && !cache.pieces.contains_key(number))
            .collect()
    }

    /// The bytes of a piece.
    fn range(&self, number: usize) -> io::Result<Range<u64>> {
        let borders = self.borders.get(number..number + 2);
        borders.map(|ends| ends[0]..ends[1]).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn keep(&self, number: usize, bytes: OwnedBytes) {
        let mut cache = self.cache();
        let question = cache.question;
        cache.bytes += bytes.len();
        if let Some((old, _)) = cache.pieces.insert(number, (bytes, question)) {
            cache.bytes -= old.len();
        }
    }

    /// The bytes of a stretch whose pieces are all in the cache.
    fn assemble(&self, range: &Range<u64>) -> Option<OwnedBytes> {
        let numbers = self.pieces(range);
        let single = numbers.len() == 1;
        let mut cache = self.cache();
        let question = cache.question;
        let mut out = Vec::new();
        for number in numbers {
            let piece = if let Some(piece) = cache.hot.get(&number) {
                piece.clone()
            } else {
                let (piece, used) = cache.pieces.get_mut(&number)?;
                *used = question;
                piece.clone()
            };
            let start = *self.borders.get(number)?;
            let from = usize_of(range.start.saturating_sub(start));
            let to = usize_of(range.end.saturating_sub(start)).min(piece.len());
            let bytes = piece.get(from..to)?;
            if single && bytes.len() as u64 == range.end - range.start {
                return Some(piece.slice(from..to));
            }
            out.extend_from_slice(bytes);
        }
        (out.len() as u64 == range.end - range.start).then(|| OwnedBytes::new(out))
    }

    fn read_now(&self, range: Range<u64>) -> io::Result<OwnedBytes> {
        if !self.source.cached() {
            return self.source.read_now(range);
        }
        if let Some(bytes) = self.assemble(&range) {
            return Ok(bytes);
        }
        for number in self.missing(&range) {
            self.keep(number, self.source.read_now(self.range(number)?)?);
        }
        self.assemble(&range).ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
    }

    async fn read_async(&self, range: Range<u64>) -> io::Result<OwnedBytes> {
        if !self.source.cached() {
            return self.source.read_async(range).await;
        }
        // All at once: whoever reads can put them together.
        try_join_all(self.missing(&range).into_iter().map(|number| async move {
            let bytes = self.source.read_async(self.range(number)?).await?;
            self.keep(number, bytes);
            io::Result::Ok(())
        }))
        .await?;
        self.assemble(&range).ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
    }
}

/// One file of the pack.
struct File {
    inner: Arc<Inner>,
    start: u64,
    length: u64,
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("start", &self.start)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

impl HasLen for File {
    fn len(&self) -> usize {
        usize_of(self.length)
    }
}

impl File {
    fn place(&self, range: &Range<usize>) -> io::Result<Range<u64>> {
        let (from, to) = (range.start as u64, range.end as u64);
        if from > to || to > self.length {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        Ok(self.start + from..self.start + to)
    }
}

// What `#[async_trait]` would make of it, without the macro.
impl FileHandle for File {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        self.inner.read_now(self.place(&range)?)
    }

    fn read_bytes_async<'life0, 'async_trait>(
        &'life0 self,
        range: Range<usize>,
    ) -> Pin<Box<dyn Future<Output = io::Result<OwnedBytes>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            if range.is_empty() {
                return Ok(OwnedBytes::empty());
            }
            self.inner.read_async(self.place(&range)?).await
        })
    }
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn read_only() -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "a packed index cannot be written to")
}

impl Directory for Packed {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let (start, length) = *self
            .0
            .manifest
            .files
            .get(&name(path))
            .ok_or_else(|| OpenReadError::FileDoesNotExist(PathBuf::from(path)))?;
        Ok(Arc::new(File { inner: Arc::clone(&self.0), start, length }))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        let (manifest, name) = (&self.0.manifest, name(path));
        Ok(manifest.files.contains_key(&name) || manifest.small.contains_key(&name))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(read_only(), path.to_owned()))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let small = self.0.manifest.small.get(&name(path));
        small
            .map(|text| text.clone().into_bytes())
            .ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(read_only())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        // Nobody can write; the default would write a lock file.
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

#[cfg(test)]
mod tests;
