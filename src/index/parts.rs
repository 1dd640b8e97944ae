//! A pack that stands in several files, one behind the other: those of a merged segment, and behind them the words. It is
//! read as one and never written as one.

use std::io;
use std::ops::Range;
use std::path::PathBuf;

use tantivy::directory::OwnedBytes;

use super::file::DiskFile;
use crate::search::storage::{Bytes, Source};

/// What a pack consists of, in its order.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    /// Files with their lengths.
    pub(super) files: Vec<(PathBuf, u64)>,
    /// What stands behind them.
    pub(super) words: OwnedBytes,
}

impl Parts {
    /// Opens the files.
    pub(super) fn open(&self) -> io::Result<Opened> {
        let mut start = 0;
        let mut files = Vec::with_capacity(self.files.len());
        for (path, length) in &self.files {
            files.push((start, DiskFile::part(path, *length)?));
            start += length;
        }
        Ok(Opened { files, behind: start, words: self.words.clone() })
    }

    /// All of it.
    pub(super) fn read(&self) -> io::Result<OwnedBytes> {
        let opened = self.open()?;
        opened.read_now(0..opened.length())
    }
}

/// A pack that is open.
pub(super) struct Opened {
    /// Each with the place of its first byte.
    files: Vec<(u64, DiskFile)>,
    /// Where the words begin.
    behind: u64,
    words: OwnedBytes,
}

impl Opened {
    fn words(&self, range: Range<u64>) -> io::Result<OwnedBytes> {
        let outside = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let at = |place: u64| usize::try_from(place - self.behind).ok().filter(|at| *at <= self.words.len());
        Ok(self.words.slice(at(range.start).ok_or_else(outside)?..at(range.end).ok_or_else(outside)?))
    }
}

impl Source for Opened {
    fn length(&self) -> u64 {
        self.behind + self.words.len() as u64
    }

    fn read_async(&self, range: Range<u64>) -> Bytes<'_> {
        let bytes = self.read_now(range);
        Box::pin(async move { bytes })
    }

    fn read_now(&self, range: Range<u64>) -> io::Result<OwnedBytes> {
        let mut read: Vec<OwnedBytes> = Vec::new();
        for (start, file) in &self.files {
            let end = start + file.length();
            let (from, to) = (range.start.max(*start), range.end.min(end));
            if from < to {
                read.push(file.read_now(from - start..to - start)?);
            }
        }
        if range.end > self.behind {
            read.push(self.words(range.start.max(self.behind)..range.end)?);
        }
        match read.len() {
            1 => Ok(read.remove(0)),
            _ => Ok(OwnedBytes::new(read.iter().flat_map(|part| part.iter().copied()).collect::<Vec<u8>>())),
        }
    }

    fn cached(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_files_are_read_as_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, format!("{text}and more")).expect("a file");
            (path, text.len() as u64)
        };
        let files = vec![file("a", "0123"), file("b", ""), file("c", "456789")];
        let parts = Parts { files, words: OwnedBytes::new(b"abc".to_vec()) };
        let opened = parts.open().expect("files");
        let whole = parts.read().expect("bytes");
        assert_eq!((opened.length(), whole.as_slice()), (13, &b"0123456789abc"[..]));
        for (from, to) in (0..=13).flat_map(|from| (from..=13).map(move |to| (from, to))) {
            let bytes = opened.read_now(from as u64..to as u64).expect("bytes");
            assert_eq!(bytes.as_slice(), &whole[from..to]);
        }
        assert!(opened.read_now(5..14).is_err() && opened.read_now(13..14).is_err());
    }
}
