//! Into which pieces a pack is cut. A browser fetches whole pieces, so that what a question reads at once is to be one:
//! the list of a term, its positions, a block of stored texts. Where those stand is found out by reading all of them.
//!
//! What is short stands with its neighbours, what is long in a piece of its own or in several.

use std::collections::BTreeSet;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::directory::OwnedBytes;
use tantivy::schema::IndexRecordOption;
use tantivy::{Index, IndexReader, InvertedIndexReader, ReloadPolicy, Searcher, TantivyError};

use super::parts::{Opened, Parts};
use crate::search::engine::Engine;
use crate::search::schema::{COLUMNS, Fields};
use crate::search::storage::{Bytes, Manifest, Packed, Source, bundle};

/// Terms and columns that are short enough are fetched with the bundle as a whole; they shrink to a third.
const SHORT: u64 = 1024 * 1024;

/// Neighbours stand together up to this length, in bytes …
const TOGETHER: u64 = 8 * 1024;

/// … or longer, so that there are no more pieces than about this: they are files.
const MOST: u64 = 16 * 1024;

/// No piece is longer than this, in bytes.
const LONGEST: u64 = 128 * 1024;

/// Cuts a pack, at the `borders` that its segment has, and gives its hot bundle. The manifest says afterwards where the
/// pieces are and which are hot.
pub(super) fn cut(
    pack: &Parts,
    manifest: &mut Manifest,
    mut borders: BTreeSet<u64>,
) -> Result<Vec<u8>, TantivyError> {
    let mut hot = opening(pack, manifest)?;
    for (name, (start, length)) in &manifest.files {
        if *length <= SHORT && (has_extension(name, "term") || has_extension(name, "fast")) {
            hot.insert((*start, start + length));
        }
    }
    let hot = joined(hot);
    for (name, (start, length)) in &manifest.files {
        borders.extend([*start, start + length]);
        if has_extension(name, "term") {
            let step = usize::try_from(TOGETHER).unwrap_or(usize::MAX);
            borders.extend((*start..start + length).step_by(step));
        }
    }
    let together = TOGETHER.max(manifest.length / MOST);
    let mut pieces = Vec::new();
    let mut numbers = Vec::new();
    let mut at = 0;
    for &(from, to) in &hot {
        pieces.extend(grouped(&borders, at..from, together));
        numbers.push((pieces.len(), 1));
        pieces.push(to - from);
        at = to;
    }
    pieces.extend(grouped(&borders, at..manifest.length, together));
    let short = |length: u64| u32::try_from(length).map_err(io::Error::other);
    manifest.pieces = pieces.into_iter().map(short).collect::<Result<_, _>>()?;
    manifest.hot = numbers;
    let source = pack.open()?;
    let mut bytes = Vec::new();
    for (from, to) in hot {
        bytes.extend_from_slice(&source.read_now(from..to)?);
    }
    Ok(bundle(manifest, &bytes).map_err(io::Error::from)?)
}

/// The lengths of the pieces of a stretch in which nothing is hot. `borders` are where pieces should end.
fn grouped(borders: &BTreeSet<u64>, stretch: Range<u64>, together: u64) -> Vec<u64> {
    let mut lengths = Vec::new();
    if stretch.is_empty() {
        return lengths;
    }
    let inner = borders.range(stretch.start + 1..stretch.end).copied();
    let mut start = stretch.start;
    let mut last = start;
    let mut close = |from: u64, to: u64| {
        let parts = (to - from).div_ceil(LONGEST).max(1);
        let border = |part: u64| from + (to - from) * part / parts;
        lengths.extend((0..parts).map(|part| border(part + 1) - border(part)).filter(|length| *length > 0));
    };
    for border in inner.chain([stretch.end]) {
        // What would make the piece too long stands alone, or begins another.
        if border - start > together && last > start {
            close(start, last);
            start = last;
        }
        if border - start > together {
            close(start, border);
            start = border;
        }
        last = border;
    }
    close(start, stretch.end);
    lengths
}

/// Stretches that touch are one.
fn joined(stretches: BTreeSet<(u64, u64)>) -> Vec<(u64, u64)> {
    let mut joined: Vec<(u64, u64)> = Vec::new();
    for (from, to) in stretches {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// What opening reads, found out by opening.
fn opening(pack: &Parts, manifest: &Manifest) -> Result<BTreeSet<(u64, u64)>, TantivyError> {
    let (source, seen) = Traced::open(pack)?;
    let cold = bundle(manifest, &[]).map_err(io::Error::from)?;
    drop(Engine::open(cold, source).map_err(|error| io::Error::other(error.to_string()))?);
    Ok(taken(&seen))
}

/// The ends of everything of a segment that questions read at once.
pub(super) fn borders(pack: &Parts, manifest: &Manifest) -> Result<BTreeSet<u64>, TantivyError> {
    let (lists, rest) = rayon::join(|| of_lists(pack, manifest), || of_rest(pack, manifest));
    let (mut borders, mut rest) = (lists?, rest?);
    borders.append(&mut rest);
    Ok(borders)
}

/// Opens a pack whose reads are written down.
fn traced(pack: &Parts, manifest: &Manifest) -> Result<(Index, Searcher, Seen), TantivyError> {
    let (source, seen) = Traced::open(pack)?;
    let cold = bundle(manifest, &[]).map_err(io::Error::from)?;
    let index = Index::open(Packed::open(cold, source)?)?;
    let reader: IndexReader =
        index.reader_builder().reload_policy(ReloadPolicy::Manual).num_warming_threads(0).try_into()?;
    Ok((index, reader.searcher(), seen))
}

/// Those of the lists of terms, and of what opening reads.
fn of_lists(pack: &Parts, manifest: &Manifest) -> Result<BTreeSet<u64>, TantivyError> {
    let (index, searcher, seen) = traced(pack, manifest)?;
    let fields = Fields::of(&index.schema())?;
    let mut borders = ends(&seen);
    for reader in searcher.segment_readers() {
        for field in fields.texts().into_iter().chain(fields.raw()) {
            lists(&*reader.inverted_index(field)?, manifest, &seen, &mut borders)?;
        }
    }
    Ok(borders)
}

/// Those of the stored texts, block by block, and of the columns.
fn of_rest(pack: &Parts, manifest: &Manifest) -> Result<BTreeSet<u64>, TantivyError> {
    let (_, searcher, seen) = traced(pack, manifest)?;
    for reader in searcher.segment_readers() {
        let store = reader.get_store_reader(1)?;
        for doc in 0..reader.max_doc() {
            store.get_document_bytes(doc)?;
        }
        for name in COLUMNS {
            for column in reader.fast_fields().dynamic_column_handles(name)? {
                column.file_slice().read_bytes()?;
            }
        }
    }
    Ok(ends(&seen))
}

/// Where what has been read begins and ends.
fn ends(seen: &Seen) -> BTreeSet<u64> {
    taken(seen).into_iter().flat_map(|(from, to)| [from, to]).collect()
}

/// The ends of the lists of all terms of a field, and of their positions. Each term says where its own are, counted
/// from where those of the field begin; where that is, is found out by reading those of one.
fn lists(
    index: &InvertedIndexReader,
    manifest: &Manifest,
    seen: &Seen,
    borders: &mut BTreeSet<u64>,
) -> Result<(), TantivyError> {
    let begin = |extension: &str, own: &Range<usize>, read: &BTreeSet<(u64, u64)>| {
        let mut files = manifest.files.iter().filter(|(name, _)| has_extension(name, extension));
        let (start, length) = *files.next()?.1;
        let (from, _) = read.iter().find(|(from, _)| (start..start + length).contains(from))?;
        from.checked_sub(own.start as u64)
    };
    // Of the list, of the positions.
    let mut begins = [None, None];
    let mut terms = index.terms().stream()?;
    while terms.advance() {
        let info = terms.value();
        let ranges = [&info.postings_range, &info.positions_range];
        for (number, extension) in ["idx", "pos"].into_iter().enumerate() {
            if ranges[number].is_empty() {
                continue;
            }
            if begins[number].is_none() {
                // Which bytes the terms themselves take up tells nothing: one of them is looked up in a short stretch.
                taken(seen);
                index.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?;
                begins[number] = begin(extension, ranges[number], &taken(seen));
            }
            let begin = begins[number].ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
            borders.extend([begin + ranges[number].start as u64, begin + ranges[number].end as u64]);
        }
    }
    taken(seen);
    Ok(())
}

fn has_extension(name: &str, wanted: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == wanted)
}

/// Stretches that have been read: from, up to.
type Seen = Arc<Mutex<BTreeSet<(u64, u64)>>>;

/// What has been read since the last time.
fn taken(seen: &Seen) -> BTreeSet<(u64, u64)> {
    std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A file whose reads are written down.
struct Traced {
    source: Opened,
    seen: Seen,
}

impl Traced {
    fn open(pack: &Parts) -> io::Result<(Box<dyn Source>, Seen)> {
        let seen = Seen::default();
        Ok((Box::new(Self { source: pack.open()?, seen: Arc::clone(&seen) }), seen))
    }
}

impl Source for Traced {
    fn length(&self) -> u64 {
        self.source.length()
    }

    fn read_async(&self, range: Range<u64>) -> Bytes<'_> {
        let bytes = self.read_now(range);
        Box::pin(async move { bytes })
    }

    fn read_now(&self, range: Range<u64>) -> io::Result<OwnedBytes> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert((range.start, range.end));
        self.source.read_now(range)
    }

    fn cached(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(borders: &[u64], stretch: Range<u64>) -> Vec<u64> {
        grouped(&borders.iter().copied().collect(), stretch, 100)
    }

    #[test]
    fn what_is_short_stands_with_its_neighbours() {
        assert_eq!(lengths(&[30, 60, 90, 120, 150], 0..180), [90, 90]);
        assert_eq!(lengths(&[100, 200], 0..300), [100, 100, 100]);
        assert_eq!(lengths(&[], 10..20), [10]);
        assert_eq!(lengths(&[5, 10, 20, 30], 10..20), [10]);
    }

    #[test]
    fn what_is_long_stands_alone_or_in_equal_parts() {
        assert_eq!(lengths(&[30, 200, 230], 0..260), [30, 170, 60]);
        assert_eq!(lengths(&[30, 30 + 2 * LONGEST + 2], 0..50 + 2 * LONGEST), [30, 87382, 87382, 87382, 18]);
    }

    #[test]
    fn nothing_is_left_out() {
        for seed in 0..200_u64 {
            let borders: BTreeSet<u64> =
                (1..50).map(|n: u64| n.wrapping_mul(seed * 7919 + 13) % 700_000).collect();
            let stretch = seed..600_000 + seed;
            let cut = grouped(&borders, stretch.clone(), 100);
            assert_eq!(cut.iter().sum::<u64>(), stretch.end - stretch.start);
            assert!(cut.iter().all(|length| (1..=LONGEST).contains(length)));
        }
        assert!(lengths(&[5], 7..7).is_empty());
    }

    #[test]
    fn stretches_that_touch_are_one() {
        let stretches = BTreeSet::from([(0, 3), (3, 5), (1, 2), (7, 9)]);
        assert_eq!(joined(stretches), [(0, 5), (7, 9)]);
    }

    /// The ends of the lists of all terms, found out by reading them all.
    fn ends(pack: &Parts, manifest: &Manifest) -> BTreeSet<u64> {
        let (source, seen) = Traced::open(pack).expect("a pack");
        let cold = bundle(manifest, &[]).expect("a bundle");
        let index = Index::open(Packed::open(cold, source).expect("a pack")).expect("an index");
        let fields = Fields::of(&index.schema()).expect("fields");
        let searcher = index.reader().expect("a reader").searcher();
        let mut ends = BTreeSet::new();
        for field in fields.texts().into_iter().chain(fields.raw()) {
            let index = searcher.segment_reader(0).inverted_index(field).expect("a field");
            let mut terms = index.terms().stream().expect("terms");
            taken(&seen);
            while terms.advance() {
                let all = IndexRecordOption::WithFreqsAndPositions;
                index.read_postings_from_terminfo(terms.value(), all).expect("a list");
            }
            ends.extend(taken(&seen).into_iter().flat_map(|(from, to)| [from, to]));
        }
        ends
    }

    #[test]
    fn lists_stand_where_the_terms_say() {
        let folder = tempfile::tempdir().expect("a folder");
        let content = concat!(env!("CARGO_MANIFEST_DIR"), "/content");
        let options = crate::pipeline::Options::new(content, folder.path().join("output"));
        crate::pipeline::build(&options, &()).expect("a build");
        let site = crate::publish::Site::open(&folder.path().join("output")).expect("a site");
        let mut packs = 0;
        for entry in std::fs::read_dir(site.cache("search")).expect("a cache").flatten() {
            let Some((pack, manifest)) = super::super::shard::parts(&entry.path()) else { continue };
            let pack = Parts { files: Vec::new(), words: OwnedBytes::new(pack) };
            let ends = ends(&pack, &manifest);
            assert!(ends.len() > 100);
            let borders = borders(&pack, &manifest).expect("borders");
            assert_eq!(ends.difference(&borders).next(), None);
            packs += 1;
        }
        assert!(packs > 3);
    }
}
