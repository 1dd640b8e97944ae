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

/// Copies the files of the one segment in `directory` into `out`, one behind the other, and behind them the words of the
/// portal, where there are any.
pub(super) fn pack(
    directory: &dyn Directory,
    numbers: Numbers,
    words: &[u8],
    out: &mut dyn Write,
) -> io::Result<Manifest> {
    let other = |error: &dyn std::fmt::Display| io::Error::other(error.to_string());
    let meta = directory.atomic_read(META.as_ref()).map_err(|error| other(&error))?;
    let mut meta: Value = serde_json::from_slice(&meta)?;
    let segment = meta.pointer("/segments/0/segment_id").and_then(Value::as_str).unwrap_or_default();
    let old: String = segment.chars().filter(|c| *c != '-').collect();
    let mut hasher = blake3::Hasher::new();
    let mut at: u64 = 0;
    let mut places = BTreeMap::new();
    for extension in EXTENSIONS {
        let name = PathBuf::from(format!("{old}.{extension}"));
        if !directory.exists(&name).map_err(|error| other(&error))? {
            continue;
        }
        let file = directory.get_file_handle(&name).map_err(|error| other(&error))?;
        let length = file.len();
        for start in (0..length).step_by(STEP) {
            let bytes = file.read_bytes(start..(start + STEP).min(length))?;
            hasher.update(&bytes);
            out.write_all(&bytes)?;
        }
        hasher.update(extension.as_bytes()).update(&(length as u64).to_le_bytes());
        places.insert(extension, (at, length as u64));
        at += length as u64;
    }
    if !words.is_empty() {
        hasher.update(words);
        out.write_all(words)?;
        places.insert(WORDS, (at, words.len() as u64));
        at += words.len() as u64;
    }
    let hash = hasher.finalize().to_hex();
    let new = &hash[..32];
    if let Some(id) = meta.pointer_mut("/segments/0/segment_id") {
        let parts = [&new[..8], &new[8..12], &new[12..16], &new[16..20], &new[20..]];
        *id = Value::from(parts.join("-"));
    }
    if let Some(meta) = meta.as_object_mut() {
        meta.remove("payload");
        meta.insert("opstamp".to_owned(), Value::from(0));
    }
    Ok(Manifest {
        format: search::format(),
        files: places.into_iter().map(|(extension, place)| (format!("{new}.{extension}"), place)).collect(),
        small: BTreeMap::from([(META.to_owned(), serde_json::to_string(&meta)?)]),
        length: at,
        passages: numbers.passages,
        evaluations: numbers.evaluations,
        current: numbers.current,
        text_bytes: numbers.text_bytes,
        synonyms: String::new(),
        pieces: Vec::new(),
        hot: Vec::new(),
    })
}

/// The files of a segment, in the order in which they are packed: what a question reads first stands first.
const EXTENSIONS: [&str; 6] = ["term", "idx", "pos", "fast", "fieldnorm", "store"];
