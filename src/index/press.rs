//! Compressing what is published, and the cache of that: most pieces are published already, and are not made again.
//!
//! A file of the cache says by the hash of what is in a piece which file it was. Expanding is [`crate::search::press`].

use std::collections::HashMap;
use std::io;
use std::path::Path;

use blake3::Hash;
use libdeflater::{CompressionLvl, Compressor};

use super::sealed;
use crate::digest::File;

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

/// The pieces that were published last, by the hash of what is in them.
#[derive(Debug, Default)]
pub(super) struct Known(HashMap<Hash, File>);

impl Known {
    /// What the cache knows; nothing where it is damaged.
    pub(super) fn read(cache: &Path) -> Self {
        let bytes = sealed::read(&cache.join(NAME)).unwrap_or_default();
        let known: Vec<([u8; 32], File)> = postcard::from_bytes(&bytes).unwrap_or_default();
        Self(known.into_iter().map(|(hash, file)| (Hash::from_bytes(hash), file)).collect())
    }

    /// The file, as it was published, of what has this hash.
    pub(super) fn file(&self, hash: &Hash) -> Option<File> {
        self.0.get(hash).copied()
    }

    /// Adds a piece.
    pub(super) fn add(&mut self, hash: Hash, file: File) {
        self.0.insert(hash, file);
    }

    /// Keeps it for the next build.
    pub(super) fn write(self, cache: &Path) -> io::Result<()> {
        let mut known: Vec<([u8; 32], File)> =
            self.0.into_iter().map(|(hash, file)| (*hash.as_bytes(), file)).collect();
        known.sort_unstable_by_key(|(hash, _)| *hash);
        sealed::write(&cache.join(NAME), &postcard::to_stdvec(&known).map_err(io::Error::other)?)
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
    fn what_was_published_is_known_the_next_time() {
        let cache = tempfile::tempdir().expect("a folder");
        let [one, other, third] = [&b"one"[..], b"other", b"third"].map(|bytes| (blake3::hash(bytes), bytes));
        let mut known = Known::default();
        for (hash, bytes) in [one, other] {
            known.add(hash, File::of(bytes));
        }
        known.write(cache.path()).expect("a file");
        let known = Known::read(cache.path());
        assert_eq!(known.file(&one.0), Some(File::of(one.1)));
        assert_eq!(known.file(&other.0), Some(File::of(other.1)));
        assert_eq!(known.file(&third.0), None);
        let path = cache.path().join(NAME);
        let bytes = std::fs::read(&path).expect("a file");
        std::fs::write(&path, &bytes[1..]).expect("a file");
        assert_eq!(Known::read(cache.path()).file(&one.0), None);
    }
}
