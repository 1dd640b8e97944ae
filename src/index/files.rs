//! In which files the index of a site is published, and reading them on this machine.
//!
//! ```text
//! search/current.json             which index it is, and in which of these forms (see [`Mode`]):
//! search/<hash>/plain-<hash>.json the whole text of a small site, for browsers that cannot run the engine
//! search/<hash>/whole.bin         a small index: the bundle with all of its blocks
//! search/<hash>/hot.bin           any other: the hot bundle …
//! search/<hash>/aaaa.bin …        … and the pack in pieces of PIECE bytes, numbered in the letters a to p,
//! search/<hash>/pack.bin          and, where the host is known to answer ranges, once more in one file: smaller pieces
//!                                 of RANGE_PIECE bytes one behind the other,
//! search/<hash>/lengths.bin       with their lengths, two bytes each, the lower first
//! ```
//!
//! Everything is compressed (zlib), in `pack.bin` each piece on its own: hosts do not compress what they do not know,
//! and what counts is what travels.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use miniz_oxide::deflate::compress_to_vec_zlib;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

use crate::content::SearchMode;
use crate::publish::{Stage, Trouble};
use crate::search::engine::{Engine, Error};
use crate::search::press::expanded;
use crate::search::storage::{BLOCK, Bytes, Manifest, Source, bundle};

/// Where the site says which index is its own.
pub(super) const CURRENT: &str = "search/current.json";

/// The pack is published in pieces of this many bytes.
const PIECE: u64 = 64 * 1024;

/// Where ranges are fetched, these are the pieces: what a question reads is mostly short.
const RANGE_PIECE: u64 = 4 * 1024;

/// An index whose pack is no longer than this is fetched whole: then no question has to wait for anything.
const SMALL: u64 = 4 << 20;

/// How hard to compress.
const LEVEL: u8 = 9;

/// How many pieces are made at once.
const AT_ONCE: u64 = 256;

/// How many expanded pieces are kept, natively.
const KEPT: usize = 1024;

/// The form in which an index is published; [`SearchMode`] as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mode {
    /// One file that is fetched whole.
    Whole,
    /// Pieces.
    Chunks,
    /// One file of which ranges are fetched, and pieces for hosts and proxies that do not answer ranges.
    Range,
}

/// What stands in `search/current.json`: all that a browser has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Current {
    /// Which programs can read the index.
    pub(super) format: String,
    /// The folder that holds it, below `search/`.
    pub(super) folder: String,
    /// In what form.
    pub(super) mode: Mode,
    /// Length of a piece.
    pub(super) chunk: u64,
    /// Length of a piece in `pack.bin`.
    pub(super) range_chunk: u64,
    /// Length of the pack.
    pub(super) bytes: u64,
    /// Length of the first file that is fetched, as published.
    pub(super) hot_bytes: u64,
    /// Passages in the index.
    pub(super) passages: u64,
    /// Evaluations in the index.
    pub(super) evaluations: u64,
    /// How many of them are published now.
    pub(super) published: u64,
    /// Bytes of text in the passages.
    pub(super) text_bytes: u64,
    /// The file with the whole text, where the site is small, in the same folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) plain: Option<String>,
}

/// A packed index in the scratch folder.
pub(super) struct Packed {
    pub(super) pack: PathBuf,
    pub(super) manifest: Manifest,
    pub(super) hot: Vec<u8>,
}

impl Packed {
    /// The form that the portal wants, or that suits the size of the index.
    fn mode(&self, wanted: Option<SearchMode>) -> Mode {
        match wanted {
            Some(SearchMode::Whole) => Mode::Whole,
            Some(SearchMode::Range) => Mode::Range,
            None if self.manifest.length <= SMALL => Mode::Whole,
            Some(SearchMode::Chunks) | None => Mode::Chunks,
        }
    }

    /// Stages the files.
    pub(super) fn stage(
        self,
        stage: &Stage,
        wanted: Option<SearchMode>,
        plain: Option<&[u8]>,
    ) -> Result<Current, Trouble> {
        let mode = self.mode(wanted);
        let failed = |error: io::Error| Trouble::io(&self.pack, &error);
        let mut hasher = blake3::Hasher::new();
        hasher.update(&[LEVEL, mode as u8]).update(&PIECE.to_le_bytes()).update(&RANGE_PIECE.to_le_bytes());
        hasher.update(&self.hot);
        io::copy(&mut File::open(&self.pack).map_err(failed)?, &mut hasher).map_err(failed)?;
        let folder = letters(&hasher.finalize().as_bytes()[..16]);
        let first = if mode == Mode::Whole {
            let first = pressed(&self.whole().map_err(failed)?);
            stage.write(&format!("search/{folder}/whole.bin"), &first)?;
            first
        } else {
            let first = pressed(&self.hot);
            stage.write(&format!("search/{folder}/hot.bin"), &first)?;
            self.stage_pieces(stage, &folder)?;
            if mode == Mode::Range {
                self.stage_pack(stage, &folder)?;
            }
            first
        };
        let current = Current {
            format: self.manifest.format.clone(),
            folder,
            mode,
            chunk: PIECE,
            range_chunk: RANGE_PIECE,
            bytes: self.manifest.length,
            hot_bytes: first.len() as u64,
            passages: self.manifest.passages,
            evaluations: self.manifest.evaluations,
            published: self.manifest.current,
            text_bytes: self.manifest.text_bytes,
            plain: plain.map(|text| format!("plain-{}.json", letters(&blake3::hash(text).as_bytes()[..4]))),
        };
        if let (Some(text), Some(name)) = (plain, &current.plain) {
            stage.write(&format!("search/{}/{name}", current.folder), text)?;
        }
        let json = serde_json::to_string_pretty(&current).map_err(|error| failed(error.into()))? + "\n";
        stage.write(CURRENT, json.as_bytes())?;
        Ok(current)
    }

    /// The bundle with all blocks.
    fn whole(&self) -> io::Result<Vec<u8>> {
        let hot = vec![(0, self.manifest.length.div_ceil(BLOCK))];
        Ok(bundle(&Manifest { hot, ..self.manifest.clone() }, &fs::read(&self.pack)?)?)
    }

    fn stage_pieces(&self, stage: &Stage, folder: &str) -> Result<(), Trouble> {
        self.pieces(PIECE, |first, pieces| {
            let numbered: Vec<(u64, Vec<u8>)> = (first..).zip(pieces).collect();
            numbered.into_par_iter().try_for_each(|(number, bytes)| {
                stage.write(&format!("search/{folder}/{}", name(number)), &bytes)
            })
        })
    }

    fn stage_pack(&self, stage: &Stage, folder: &str) -> Result<(), Trouble> {
        let beside = self.pack.with_extension("pressed");
        let failed = |error: io::Error| Trouble::io(&beside, &error);
        let mut out = BufWriter::new(File::create(&beside).map_err(failed)?);
        let mut lengths = Vec::new();
        self.pieces(RANGE_PIECE, |_, pieces| {
            for piece in pieces {
                let length = u16::try_from(piece.len()).map_err(|error| failed(io::Error::other(error)))?;
                lengths.extend_from_slice(&length.to_le_bytes());
                out.write_all(&piece).map_err(failed)?;
            }
            Ok(())
        })?;
        out.flush().map_err(failed)?;
        drop(out);
        stage.write(&format!("search/{folder}/lengths.bin"), &pressed(&lengths))?;
        stage.adopt(&format!("search/{folder}/pack.bin"), &beside)
    }

    /// Hands out the compressed pieces of the pack in their order, some at a time, with the number of the first.
    fn pieces(
        &self,
        length: u64,
        mut take: impl FnMut(u64, Vec<Vec<u8>>) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let failed = |error: io::Error| Trouble::io(&self.pack, &error);
        let mut file = File::open(&self.pack).map_err(failed)?;
        let count = self.manifest.length.div_ceil(length);
        let mut first = 0;
        while first < count {
            let some = AT_ONCE.min(count - first);
            let mut pieces = Vec::new();
            for _ in 0..some {
                let mut bytes = Vec::new();
                (&mut file).take(length).read_to_end(&mut bytes).map_err(failed)?;
                pieces.push(bytes);
            }
            take(first, pieces.par_iter().map(|piece| pressed(piece)).collect())?;
            first += some;
        }
        Ok(())
    }
}

fn pressed(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec_zlib(bytes, LEVEL)
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    expanded(&fs::read(path)?)
}

/// Bytes in letters only: digits in an address could be taken for a personal number.
fn letters(bytes: &[u8]) -> String {
    let letter = |half: u8| char::from(b'a' + half);
    bytes.iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect()
}

/// File name of a piece.
fn name(number: u64) -> String {
    let bytes = number.to_be_bytes();
    let first = if number >> 16 == 0 { 6 } else { 4 };
    letters(&bytes[first..]) + ".bin"
}

/// Opens the index that stands in `folder`.
pub(super) fn open(folder: &Path, current: &Current) -> Result<Engine, Error> {
    if current.mode == Mode::Whole {
        return Engine::open_whole(read(&folder.join("whole.bin"))?);
    }
    let hot = read(&folder.join("hot.bin"))?;
    let source = Pieces {
        folder: folder.to_owned(),
        length: current.bytes,
        piece: current.chunk.max(BLOCK),
        kept: Mutex::default(),
    };
    Engine::open(hot, Box::new(source))
}

/// A pack in pieces.
struct Pieces {
    folder: PathBuf,
    length: u64,
    piece: u64,
    kept: Mutex<Kept>,
}

/// Expanded pieces by number, with the read that used them last.
#[derive(Default)]
struct Kept {
    pieces: HashMap<u64, (OwnedBytes, u64)>,
    reads: u64,
}

impl Pieces {
    fn piece(&self, number: u64) -> io::Result<OwnedBytes> {
        let lock = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut kept = lock();
            kept.reads += 1;
            let now = kept.reads;
            if let Some((bytes, used)) = kept.pieces.get_mut(&number) {
                *used = now;
                return Ok(bytes.clone());
            }
        }
        let bytes = OwnedBytes::new(read(&self.folder.join(name(number)))?);
        let mut kept = lock();
        let now = kept.reads;
        if kept.pieces.len() >= KEPT {
            let mut ages: Vec<u64> = kept.pieces.values().map(|(_, used)| *used).collect();
            let (_, half, _) = ages.select_nth_unstable(KEPT / 2);
            let half = *half;
            kept.pieces.retain(|_, (_, used)| *used > half);
        }
        kept.pieces.insert(number, (bytes.clone(), now));
        Ok(bytes)
    }
}

impl Source for Pieces {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_async(&self, range: Range<u64>) -> Bytes<'_> {
        let bytes = self.read_now(range);
        Box::pin(async move { bytes })
    }

    fn read_now(&self, range: Range<u64>) -> io::Result<OwnedBytes> {
        let damaged = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let mut all = Vec::new();
        for number in range.start / self.piece..range.end.div_ceil(self.piece) {
            let start = number * self.piece;
            let within =
                |at: u64| usize::try_from(at.saturating_sub(start).min(self.piece)).unwrap_or(usize::MAX);
            let (from, to) = (within(range.start), within(range.end));
            let bytes = self.piece(number)?;
            if to > bytes.len() {
                return Err(damaged());
            }
            if range.start >= start && range.end <= start + self.piece {
                return Ok(bytes.slice(from..to));
            }
            all.extend_from_slice(&bytes[from..to]);
        }
        if all.len() as u64 == range.end - range.start { Ok(OwnedBytes::new(all)) } else { Err(damaged()) }
    }

    fn cached(&self) -> bool {
        false
    }
}
