//! A finished tantivy index as a pack, which is its files one behind the other, and the manifest of that.
//!
//! Tantivy names a segment at random; here it is named after what it was made of and its description written anew, so that
//! equal segments are equal files.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use blake3::Hash;
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

/// The files of the one segment of an index, in their order.
pub(super) struct Pack {
    /// How tantivy describes the segment.
    meta: Value,
    /// Names with lengths.
    files: Vec<(PathBuf, u64)>,
    /// By the end of its name, where each file begins and how long it is.
    places: BTreeMap<&'static str, (u64, u64)>,
    length: u64,
}

impl Pack {
    /// Those in `directory`.
    pub(super) fn of(directory: &dyn Directory) -> io::Result<Self> {
        let other = |error: &dyn std::fmt::Display| io::Error::other(error.to_string());
        let meta = directory.atomic_read(META.as_ref()).map_err(|error| other(&error))?;
        let meta: Value = serde_json::from_slice(&meta)?;
        let segment = meta.pointer("/segments/0/segment_id").and_then(Value::as_str).unwrap_or_default();
        let old: String = segment.chars().filter(|c| *c != '-').collect();
        let mut pack = Self { meta, files: Vec::new(), places: BTreeMap::new(), length: 0 };
        for extension in EXTENSIONS {
            let name = PathBuf::from(format!("{old}.{extension}"));
            if directory.exists(&name).map_err(|error| other(&error))? {
                let length = directory.get_file_handle(&name).map_err(|error| other(&error))?.len() as u64;
                pack.files.push((name, length));
                pack.end(extension, length);
            }
        }
        Ok(pack)
    }

    /// The same with the words of the portal behind the files.
    pub(super) fn with_words(mut self, words: &[u8]) -> Self {
        self.end(WORDS, words.len() as u64);
        self
    }

    fn end(&mut self, name: &'static str, length: u64) {
        self.places.insert(name, (self.length, length));
        self.length += length;
    }

    /// The files, by their names, with their lengths.
    pub(super) fn files(&self) -> &[(PathBuf, u64)] {
        &self.files
    }

    /// Copies the files out of the directory, one behind the other.
    pub(super) fn copy(&self, directory: &dyn Directory, out: &mut impl Write) -> io::Result<()> {
        for (name, length) in &self.files {
            let file =
                directory.get_file_handle(name).map_err(|error| io::Error::other(error.to_string()))?;
            let length = usize::try_from(*length).map_err(io::Error::other)?;
            for start in (0..length).step_by(STEP) {
                out.write_all(&file.read_bytes(start..(start + STEP).min(length))?)?;
            }
        }
        Ok(())
    }

    /// The manifest. `made_of` stands for all that the bytes depend on.
    pub(super) fn manifest(&self, made_of: Hash, numbers: Numbers) -> io::Result<Manifest> {
        let hash = made_of.to_hex();
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
