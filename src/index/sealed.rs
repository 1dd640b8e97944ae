//! Files of the cache that say of themselves whether they are whole: what is damaged, was cut off, or was written by
//! another version of the program is not there.
//!
//! A file ends in the BLAKE3 hash of the bytes before it, under a name that stands for the version. It is written
//! beside its place and moved there, so that a killed run leaves the old one.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::sync::LazyLock;

use blake3::{Hasher, OUT_LEN};
use tempfile::NamedTempFile;

use crate::search;
use crate::text;

/// Goes up when the files of the cache change in shape, or what is made of the same passages does.
const VERSION: u32 = 3;

/// How much is read at a time.
const STEP: usize = 256 * 1024;

/// A hasher for what is in the cache: equal bytes of another version have another hash.
pub(super) fn hasher() -> Hasher {
    static EMPTY: LazyLock<Hasher> = LazyLock::new(|| {
        let program = env!("CARGO_PKG_VERSION");
        Hasher::new_derive_key(&format!("kohyo {program} cache of the index {VERSION} {}", search::format()))
    });
    EMPTY.clone()
}

/// A file that is being written.
pub(super) struct SealedFile {
    file: BufWriter<NamedTempFile>,
    hasher: Hasher,
    written: u64,
}

impl SealedFile {
    /// Begins a file that will stand in the folder.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        let file = BufWriter::with_capacity(STEP, NamedTempFile::new_in(folder)?);
        Ok(Self { file, hasher: hasher(), written: 0 })
    }

    /// How many bytes have been written.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// Seals the file and moves it to its place.
    pub(super) fn finish(mut self, path: &Path) -> io::Result<()> {
        let hash = self.hasher.finalize();
        self.file.write_all(hash.as_bytes())?;
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}

impl Write for SealedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        self.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a file at once.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut writer = SealedFile::new(path.parent().unwrap_or(path))?;
    writer.write_all(bytes)?;
    writer.finish(path)
}

/// What is in a file; `None` where it is not whole.
pub(super) fn read(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = text::file::read(path, u64::MAX).ok()?;
    let length = bytes.len().checked_sub(OUT_LEN)?;
    let seal = bytes.split_off(length);
    let mut own = hasher();
    own.update(&bytes);
    (own.finalize().as_bytes().as_slice() == seal).then_some(bytes)
}

/// The length of what is in a file, which is read once for that; `None` where it is not whole.
pub(super) fn check(path: &Path) -> Option<u64> {
    let file = text::file::open(path, u64::MAX).ok()?;
    let length = file.metadata().ok()?.len().checked_sub(OUT_LEN as u64)?;
    let mut own = hasher();
    let mut file = BufReader::with_capacity(STEP, file);
    let counted = io::copy(&mut (&mut file).take(length), &mut own).ok()?;
    let mut seal = Vec::new();
    file.read_to_end(&mut seal).ok()?;
    (counted == length && own.finalize().as_bytes().as_slice() == seal).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_whole_is_not_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        assert!(read(&path).is_none() && check(&path).is_none());
        write(&path, b"something").expect("a file");
        assert_eq!((read(&path).as_deref(), check(&path)), (Some(&b"something"[..]), Some(9)));
        let whole = std::fs::read(&path).expect("a file");
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 1;
            for bytes in [&damaged[..], &whole[..place]] {
                std::fs::write(&path, bytes).expect("a file");
                assert!(read(&path).is_none() && check(&path).is_none(), "{place}");
            }
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }
}
