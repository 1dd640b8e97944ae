//! In which files the index of a site is published, and reading them on this machine.
//!
//! ```text
//! search/current.json             which index it is, and in which of these forms (see [`Mode`]):
//! search/<hash>/plain-<hash>.bin  the whole text of a small site, for browsers that cannot run the engine
//! search/<hash>/whole.bin         a small index: the bundle with all of the pack
//! search/<hash>/hot.bin           any other: the hot bundle …
//! search/<hash>/names.bin         … with the length of each piece in the pack, four bytes, the lowest first, and its name,
//! search/pieces/<name>.bin        and the pieces, each named by what is in it: six bytes of its hash, in letters a to p;
//! search/<hash>/pack.bin          where the host is known to answer ranges, the pieces once more in one file,
//! search/<hash>/lengths.bin       with two lengths of each, four bytes each, the lowest first: in the pack, and in the
//!                                 file, which does not hold what is in the hot bundle
//! ```
//!
//! Everything is compressed (zlib), every piece on its own: hosts do not compress what they do not know, and what counts
//! is what travels. After an edit nearly all pieces are the same: under their own names they need not be written,
//! uploaded or fetched again, and a page that was opened before goes on finding them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use blake3::Hash;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

use super::parts::{Opened, Parts};
use super::press::{Known, LEVEL, Press};
use crate::content::SearchMode;
use crate::digest::{File, Files};
use crate::finding::Trouble;
use crate::search::engine::{Engine, Error};
use crate::search::press::expanded;
use crate::search::storage::{Bytes, Manifest, Source, bundle};
use crate::text::checksum::letters;

/// Where the site says which index is its own.
pub(super) const CURRENT: &str = "search/current.json";

/// An index that is no longer than this as published is fetched whole: then no question has to wait for anything …
const SMALL: usize = 240_000;

/// … which a pack that is longer than this is certainly not.
const LARGE: u64 = 4 << 20;

/// How many pieces are made at once.
const AT_ONCE: usize = 256;

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
    /// Where the files of the segment are.
    pub(super) folder: PathBuf,
    pub(super) parts: Parts,
    pub(super) manifest: Manifest,
    pub(super) hot: Vec<u8>,
}

impl Packed {
    /// The form that the portal wants, or that suits the size of the index; with all of it, where it is to be one file.
    fn mode(&self, wanted: Option<SearchMode>) -> io::Result<(Mode, Option<Vec<u8>>)> {
        let may_be_whole = match wanted {
            Some(mode) => mode == SearchMode::Whole,
            None => self.manifest.length <= LARGE,
        };
        if may_be_whole {
            let whole = Press::new().pressed(&self.whole()?)?;
            if wanted.is_some() || whole.len() <= SMALL {
                return Ok((Mode::Whole, Some(whole)));
            }
        }
        Ok((if wanted == Some(SearchMode::Range) { Mode::Range } else { Mode::Chunks }, None))
    }

    /// Stages the files. What the build before compressed is looked up in the cache, and replaced there.
    pub(super) fn stage(
        self,
        files: &impl Files,
        cache: &Path,
        wanted: Option<SearchMode>,
        plain: Option<&[u8]>,
    ) -> Result<(Current, BTreeMap<String, File>), Trouble> {
        let stage = Written::on(files);
        let failed = |error: io::Error| Trouble::io(&self.folder, &error);
        let (mode, whole) = self.mode(wanted).map_err(failed)?;
        let mut hasher = blake3::Hasher::new();
        // The bundle names the segment, by the hash of all that is in the pack.
        hasher.update(b"libdeflate").update(&[LEVEL, mode as u8]).update(&self.hot);
        let folder = letters(&hasher.finalize().as_bytes()[..16]);
        let first = if let Some(first) = whole {
            stage.write(&format!("search/{folder}/whole.bin"), &first)?;
            first
        } else {
            let hot = || Press::new().pressed(&self.hot).map_err(failed);
            let together = mode == Mode::Range;
            let (first, pieces) = rayon::join(hot, || self.stage_pieces(&stage, cache, &folder, together));
            pieces?;
            let first = first?;
            stage.write(&format!("search/{folder}/hot.bin"), &first)?;
            first
        };
        let current = Current {
            format: self.manifest.format.clone(),
            folder,
            mode,
            bytes: self.manifest.length,
            hot_bytes: first.len() as u64,
            passages: self.manifest.passages,
            evaluations: self.manifest.evaluations,
            published: self.manifest.current,
            text_bytes: self.manifest.text_bytes,
            plain: plain.map(|text| format!("plain-{}.bin", letters(&blake3::hash(text).as_bytes()[..4]))),
        };
        if let (Some(text), Some(name)) = (plain, &current.plain) {
            stage.write(&format!("search/{}/{name}", current.folder), text)?;
        }
        let json = serde_json::to_string_pretty(&current).map_err(|error| failed(error.into()))? + "\n";
        stage.write(CURRENT, json.as_bytes())?;
        // Before the disk is given anything of it.
        fs::remove_dir_all(&self.folder).map_err(failed)?;
        Ok((current, stage.files()))
    }

    /// The bundle with the whole pack.
    fn whole(&self) -> io::Result<Vec<u8>> {
        let manifest = Manifest { pieces: Vec::new(), hot: Vec::new(), ..self.manifest.clone() };
        Ok(bundle(&manifest, &self.parts.read()?)?)
    }

    /// Stages the pieces as files and, where `together`, in one file too.
    fn stage_pieces(
        &self,
        stage: &Written<'_, impl Files>,
        cache: &Path,
        folder: &str,
        together: bool,
    ) -> Result<(), Trouble> {
        let failed = |error: io::Error| Trouble::io(&self.folder, &error);
        let beside = self.folder.with_extension("pressed");
        let mut one = if together { Some(OneFile::new(&beside).map_err(failed)?) } else { None };
        let known = Known::read(cache);
        let mut published = Known::default();
        let hot: HashSet<usize> =
            self.manifest.hot.iter().flat_map(|(first, count)| *first..first + count).collect();
        let mut end = 0;
        let place = |(number, length): (usize, &u32)| {
            end += u64::from(*length);
            Place { start: end - u64::from(*length), length: *length, is_hot: hot.contains(&number) }
        };
        let pieces: Vec<Place> = self.manifest.pieces.iter().enumerate().map(place).collect();
        let mut names = Names::default();
        for some in pieces.chunks(AT_ONCE) {
            // Each thread with files of its own.
            let read = |pack: &mut io::Result<Opened>, place: &Place| {
                let pack = pack.as_ref().map_err(|error| io::Error::from(error.kind()))?;
                let bytes = pack.read_now(place.start..place.start + u64::from(place.length))?;
                let hash = (!place.is_hot).then(|| blake3::hash(&bytes));
                Ok((bytes, hash))
            };
            let read: io::Result<Vec<(OwnedBytes, Option<Hash>)>> =
                some.par_iter().map_init(|| self.parts.open(), read).collect();
            let read = read.map_err(failed)?;
            let name = |((_, hash), place): (&(OwnedBytes, Option<Hash>), &Place)| match hash {
                Some(hash) => Some(names.add(place.length, *hash)),
                None => names.add_hot(place.length),
            };
            let given: Vec<Option<Named>> = read.iter().zip(some).map(name).collect();
            let put =
                |press: &mut Press, (piece, (bytes, _)): (&Option<Named>, &(OwnedBytes, Option<Hash>))| {
                    let Some(Named { name, hash, .. }) = piece.as_ref().filter(|piece| piece.is_new) else {
                        return Ok(None);
                    };
                    let path = piece_path(*name);
                    if let Some(file) = known.file(hash)
                        && stage.keep(&path, file)?
                    {
                        return Ok(Some((*hash, file)));
                    }
                    Ok(Some((*hash, stage.write(&path, &press.pressed(bytes).map_err(failed)?)?)))
                };
            let made: Vec<Option<(Hash, File)>> =
                given.par_iter().zip(&read).map_init(Press::new, put).collect::<Result<_, Trouble>>()?;
            for (hash, file) in made.into_iter().flatten() {
                published.add(hash, file);
            }
            if let Some(one) = &mut one {
                for (piece, place) in given.iter().zip(some) {
                    let pressed = match piece {
                        Some(piece) => stage.stage.read(&piece_path(piece.name))?,
                        None => Vec::new(),
                    };
                    one.add(place.length, &pressed).map_err(failed)?;
                }
            }
        }
        // Without it the next build only takes longer.
        let _ = published.write(cache);
        let list = Press::new().pressed(&names.list).map_err(failed)?;
        stage.write(&format!("search/{folder}/{NAMES}"), &list)?;
        if let Some(one) = one {
            let lengths = one.finish().map_err(failed)?;
            let lengths = Press::new().pressed(&lengths).map_err(failed)?;
            stage.write(&format!("search/{folder}/lengths.bin"), &lengths)?;
            stage.adopt(&format!("search/{folder}/pack.bin"), &beside)?;
        }
        Ok(())
    }
}

/// Where a piece stands in the pack.
struct Place {
    start: u64,
    length: u32,
    /// It is in the hot bundle.
    is_hot: bool,
}

/// The name of a piece.
type Name = [u8; 6];

/// The file with the names of the pieces, in the folder of the index.
const NAMES: &str = "names.bin";

/// A piece and its name.
struct Named {
    name: Name,
    hash: Hash,
    /// No piece before it has the same bytes.
    is_new: bool,
}

/// The names of the pieces while they are given.
#[derive(Default)]
struct Names {
    given: HashMap<Name, Hash>,
    list: Vec<u8>,
}

impl Names {
    /// Names a piece of this length, by what is in it. The same bytes have the same name; should others have it already,
    /// it is taken from later bytes of the hash.
    fn add(&mut self, length: u32, hash: Hash) -> Named {
        let is_free = |name: &Name| self.given.get(name).is_none_or(|other| *other == hash);
        let mut names = hash.as_bytes().windows(6).filter_map(|bytes| Name::try_from(bytes).ok());
        let name = names.find(is_free).unwrap_or_default();
        self.enter(length, name);
        Named { name, hash, is_new: self.given.insert(name, hash).is_none() }
    }

    /// A piece that is in the hot bundle: it is no file.
    fn add_hot(&mut self, length: u32) -> Option<Named> {
        self.enter(length, Name::default());
        None
    }

    fn enter(&mut self, length: u32, name: Name) {
        self.list.extend_from_slice(&length.to_le_bytes());
        self.list.extend_from_slice(&name);
    }
}

/// Where in the site a piece stands.
fn piece_path(name: Name) -> String {
    format!("search/pieces/{}.bin", letters(&name))
}

/// The file with all pieces while it is being written.
struct OneFile {
    file: BufWriter<fs::File>,
    lengths: Vec<u8>,
}

impl OneFile {
    fn new(path: &Path) -> io::Result<Self> {
        let file = BufWriter::new(fs::File::create(path)?);
        Ok(Self { file, lengths: Vec::new() })
    }

    /// Adds a piece of this length, as published.
    fn add(&mut self, length: u32, pressed: &[u8]) -> io::Result<()> {
        let own = u32::try_from(pressed.len()).map_err(io::Error::other)?;
        self.lengths.extend_from_slice(&length.to_le_bytes());
        self.lengths.extend_from_slice(&own.to_le_bytes());
        self.file.write_all(pressed)
    }

    /// The lengths of the pieces.
    fn finish(mut self) -> io::Result<Vec<u8>> {
        self.file.flush()?;
        Ok(self.lengths)
    }
}

/// A stage, with a list of what has been written to it here.
struct Written<'a, F> {
    stage: &'a F,
    files: Mutex<BTreeMap<String, File>>,
}

impl<'a, F: Files> Written<'a, F> {
    fn on(stage: &'a F) -> Self {
        Self { stage, files: Mutex::default() }
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<File, Trouble> {
        self.stage.write(path, bytes).inspect(|file| self.enter(path, *file))
    }

    fn keep(&self, path: &str, file: File) -> Result<bool, Trouble> {
        self.stage.keep(path, file).inspect(|kept| {
            if *kept {
                self.enter(path, file);
            }
        })
    }

    fn adopt(&self, path: &str, from: &Path) -> Result<(), Trouble> {
        self.stage.adopt(path, from).map(|file| self.enter(path, file))
    }

    fn enter(&self, path: &str, file: File) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), file);
    }

    fn files(self) -> BTreeMap<String, File> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    expanded(&fs::read(path)?)
}

/// Opens the index of a site that stands in `site`.
pub(super) fn open(site: &Path, current: &Current) -> Result<Engine, Error> {
    let folder = site.join("search").join(&current.folder);
    if current.mode == Mode::Whole {
        return Engine::open_whole(read(&folder.join("whole.bin"))?);
    }
    let hot = read(&folder.join("hot.bin"))?;
    let mut names = HashMap::new();
    let mut start = 0;
    for entry in read(&folder.join(NAMES))?.chunks_exact(10) {
        let (length, name) = entry.split_at(4);
        let invalid = |_| io::Error::from(io::ErrorKind::InvalidData);
        names.insert(start, Name::try_from(name).map_err(invalid)?);
        start += u64::from(u32::from_le_bytes(length.try_into().map_err(invalid)?));
    }
    Engine::open(hot, Box::new(Pieces { site: site.to_owned(), names, length: current.bytes }))
}

/// A pack in pieces.
struct Pieces {
    site: PathBuf,
    /// By where they begin.
    names: HashMap<u64, Name>,
    length: u64,
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
        let name = self.names.get(&range.start).ok_or(io::ErrorKind::NotFound)?;
        let bytes = read(&self.site.join(piece_path(*name)))?;
        if bytes.len() as u64 == range.end - range.start {
            Ok(OwnedBytes::new(bytes))
        } else {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_named_by_what_is_in_it() {
        let mut names = Names::default();
        let one = blake3::hash(b"one");
        let first = names.add(3, one);
        assert!(first.is_new && first.name == one.as_bytes()[..6]);
        let again = names.add(3, one);
        assert!(!again.is_new && again.name == first.name, "the same bytes are one file");
        // Another piece whose hash happens to begin in the same way.
        let mut bytes = *blake3::hash(b"other").as_bytes();
        bytes[..6].copy_from_slice(&first.name);
        let other = names.add(5, Hash::from_bytes(bytes));
        assert!(other.is_new && other.name == bytes[1..7]);
        names.add_hot(7);
        assert_eq!(names.list.len(), 4 * 10);
    }
}
