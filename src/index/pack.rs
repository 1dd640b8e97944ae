//! A finished tantivy index, written as a pack and its manifest.
//!
//! Tantivy names a segment at random; here it is named by the hash of its bytes and its description written anew,
//! so that equal segments are equal files.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use serde_json::Value;
use tantivy::Directory;

use crate::search;
use crate::search::storage::{Manifest, WORDS};

/// The file in which tantivy describes an index.
pub(super) const META: &str = "meta.json";

/// How much is copied at a time.
const STEP: usize = 1 << 20;

/// Numbers that go into the manifest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Numbers {
    pub(super) passages: u64,
    pub(super) evaluations: u64,
    pub(super) current: u64,
    pub(super) text_bytes: u64,
}

/// A pack that is being written.
pub(super) struct Pack<W> {
    out: W,
    hasher: blake3::Hasher,
    /// How tantivy describes the segment.
    meta: Value,
    /// By the end of its name, where each file begins and how long it is.
    places: BTreeMap<&'static str, (u64, u64)>,
    length: u64,
}

impl<W: Write> Pack<W> {
    /// Copies the files of the one segment in `directory` into `out`, one behind the other.
    pub(super) fn of(directory: &dyn Directory, out: W) -> io::Result<Self> {
        let other = |error: &dyn std::fmt::Display| io::Error::other(error.to_string());
        let meta = directory.atomic_read(META.as_ref()).map_err(|error| other(&error))?;
        let meta: Value = serde_json::from_slice(&meta)?;
        let segment = meta.pointer("/segments/0/segment_id").and_then(Value::as_str).unwrap_or_default();
        let old: String = segment.chars().filter(|c| *c != '-').collect();
        let hasher = blake3::Hasher::new();
        let mut pack = Self { out, hasher, meta, places: BTreeMap::new(), length: 0 };
        for extension in EXTENSIONS {
            let name = PathBuf::from(format!("{old}.{extension}"));
            if !directory.exists(&name).map_err(|error| other(&error))? {
                continue;
            }
            let file = directory.get_file_handle(&name).map_err(|error| other(&error))?;
            let length = file.len();
            for start in (0..length).step_by(STEP) {
                pack.write(&file.read_bytes(start..(start + STEP).min(length))?)?;
            }
            pack.hasher.update(extension.as_bytes()).update(&(length as u64).to_le_bytes());
            pack.end(extension, length as u64);
        }
        Ok(pack)
    }

    /// Puts the words of the portal behind them.
    pub(super) fn with_words(mut self, words: &[u8]) -> io::Result<Self> {
        self.write(words)?;
        self.end(WORDS, words.len() as u64);
        Ok(self)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.out.write_all(bytes)
    }

    fn end(&mut self, name: &'static str, length: u64) {
        self.places.insert(name, (self.length, length));
        self.length += length;
    }

    /// Nothing more: the manifest, and what was written to.
    pub(super) fn finish(mut self, numbers: Numbers) -> io::Result<(Manifest, W)> {
        Ok((self.manifest(numbers)?, self.out))
    }

    /// The manifest of what is there so far, all of which is written out.
    pub(super) fn manifest(&mut self, numbers: Numbers) -> io::Result<Manifest> {
        self.out.flush()?;
        let hash = self.hasher.finalize().to_hex();
        let mut meta = self.meta.clone();
        let new = &hash[..32];
        if let Some(id) = meta.pointer_mut("/segments/0/segment_id") {
            let parts = [&new[..8], &new[8..12], &new[12..16], &new[16..20], &new[20..]];
            *id = Value::from(parts.join("-"));
        }
        if let Some(meta) = meta.as_object_mut() {
            meta.remove("payload");
            meta.insert("opstamp".to_owned(), Value::from(0));
        }
        let named = |(name, place): (&&str, &(u64, u64))| (format!("{new}.{name}"), *place);
        Ok(Manifest {
            format: search::format(),
            files: self.places.iter().map(named).collect(),
            small: BTreeMap::from([(META.to_owned(), serde_json::to_string(&meta)?)]),
            length: self.length,
            passages: numbers.passages,
            evaluations: numbers.evaluations,
            current: numbers.current,
            text_bytes: numbers.text_bytes,
            synonyms: String::new(),
            pieces: Vec::new(),
            hot: Vec::new(),
        })
    }
}

/// The files of a segment, in the order in which they are packed: what a question reads first stands first.
const EXTENSIONS: [&str; 6] = ["term", "idx", "pos", "fast", "fieldnorm", "store"];
