//! Compressing what is published, and the cache of that: of most pieces the build before has made the same bytes.
//!
//! A file of the cache holds the compressed pieces one behind the other, then by the hash of what is in each where it
//! is. Expanding is [`crate::search::press`].

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use blake3::Hash;
use libdeflater::{CompressionLvl, Compressor};

use super::sealed;
use crate::text;

/// How hard to compress, of twelve levels: as small as zlib's hardest, in a third of the time.
pub(super) const LEVEL: u8 = 9;

/// Its file in the cache.
pub(super) const NAME: &str = "pieces";

/// Compresses (zlib).
pub(super) struct Press(Compressor);

impl Press {
    /// For what is published.
    pub(super) fn new() -> Self {
        Self::of(LEVEL)
    }

    /// For what only this machine reads.
    pub(super) fn quick() -> Self {
        Self::of(1)
    }

    fn of(level: u8) -> Self {
        let level = CompressionLvl::new(level.into()).unwrap_or_default();
        Self(Compressor::new(level))
    }

    /// What expands to these bytes.
    pub(super) fn pressed(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut out = vec![0; self.0.zlib_compress_bound(bytes.len())];
        let length = self.0.zlib_compress(bytes, &mut out).map_err(io::Error::other)?;
        out.truncate(length);
        Ok(out)
    }
}

/// Where a compressed piece is in the file, and how long.
type Place = (u64, u32);

/// What was compressed for the build before.
#[derive(Default)]
pub(super) struct Known {
    places: HashMap<Hash, Place>,
    file: Option<Mutex<File>>,
}

impl Known {
    /// What the cache has; nothing where it is damaged.
    pub(super) fn read(cache: &Path) -> Self {
        Self::of(&cache.join(NAME)).unwrap_or_default()
    }

    fn of(path: &Path) -> Option<Self> {
        let length = sealed::check(path)?;
        let mut file = text::file::open(path, u64::MAX).ok()?;
        let tail = length.checked_sub(8)?;
        file.seek(SeekFrom::Start(tail)).ok()?;
        let mut start = [0; 8];
        file.read_exact(&mut start).ok()?;
        let start = u64::from_le_bytes(start);
        file.seek(SeekFrom::Start(start)).ok()?;
        let mut list = Vec::new();
        (&mut file).take(tail.checked_sub(start)?).read_to_end(&mut list).ok()?;
        let mut places = HashMap::new();
        let mut at = 0_u64;
        for entry in list.chunks_exact(36) {
            let (hash, length) = entry.split_at(32);
            let length = u32::from_le_bytes(length.try_into().ok()?);
            places.insert(Hash::from_bytes(hash.try_into().ok()?), (at, length));
            at = at.checked_add(length.into())?;
        }
        (at == start).then(|| Self { places, file: Some(Mutex::new(file)) })
    }

    /// The compressed form of what has this hash.
    pub(super) fn pressed(&self, hash: &Hash) -> Option<Vec<u8>> {
        let (start, length) = *self.places.get(hash)?;
        let mut file = self.file.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start)).ok()?;
        let mut bytes = vec![0; usize::try_from(length).ok()?];
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }
}

/// The file of this build while it is being written.
pub(super) struct Keeper {
    file: sealed::SealedFile,
    list: Vec<u8>,
}

impl Keeper {
    pub(super) fn new(cache: &Path) -> io::Result<Self> {
        Ok(Self { file: sealed::SealedFile::new(cache)?, list: Vec::new() })
    }

    /// Adds a piece whose content has this hash.
    pub(super) fn add(&mut self, hash: &Hash, pressed: &[u8]) -> io::Result<()> {
        let length = u32::try_from(pressed.len()).map_err(io::Error::other)?;
        self.list.extend_from_slice(hash.as_bytes());
        self.list.extend_from_slice(&length.to_le_bytes());
        self.file.write_all(pressed)
    }

    /// Puts the file in the place of that of the build before, which nobody may be reading any more.
    pub(super) fn finish(mut self, cache: &Path) -> io::Result<()> {
        let start = self.file.written();
        self.file.write_all(&self.list)?;
        self.file.write_all(&start.to_le_bytes())?;
        self.file.finish(&cache.join(NAME))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::press::expanded;

    #[test]
    fn what_is_compressed_is_expanded_again() {
        let mut press = Press::new();
        for bytes in [&b""[..], b"a", &vec![7; 100_000]] {
            assert_eq!(expanded(&press.pressed(bytes).expect("bytes")).expect("bytes"), bytes);
        }
    }

    #[test]
    fn what_was_compressed_is_known_the_next_time() {
        let cache = tempfile::tempdir().expect("a folder");
        let [one, other, third] = [&b"one"[..], b"other", b"third"].map(|bytes| (blake3::hash(bytes), bytes));
        let mut keeper = Keeper::new(cache.path()).expect("a file");
        for (hash, bytes) in [one, other] {
            keeper.add(&hash, bytes).expect("a file");
        }
        keeper.finish(cache.path()).expect("a file");
        let known = Known::read(cache.path());
        assert_eq!(known.pressed(&one.0).as_deref(), Some(one.1));
        assert_eq!(known.pressed(&other.0).as_deref(), Some(other.1));
        assert_eq!(known.pressed(&third.0), None);
        let path = cache.path().join(NAME);
        let bytes = std::fs::read(&path).expect("a file");
        std::fs::write(&path, &bytes[1..]).expect("a file");
        assert_eq!(Known::read(cache.path()).pressed(&one.0), None);
    }
}
