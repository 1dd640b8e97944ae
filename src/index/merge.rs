//! The shards of a site, in their order, as one segment.
//!
//! The bytes are those of tantivy's own merge. That one uses one thread and takes every list apart document by
//! document; here lists are joined by blocks, those of several terms at once, while tantivy merges the rest.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;
use tantivy::directory::{CompositeFile, CompositeWrite, FileSlice};
use tantivy::index::SegmentComponent;
use tantivy::positions::{PositionReader, PositionSerializer};
use tantivy::postings::TermInfo;
use tantivy::postings::serializer::PostingsSerializer;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::termdict::{TermDictionaryBuilder, TermMerger};
use tantivy::{Index, InvertedIndexReader, SegmentReader, TantivyError};

use super::Shard;
use super::file::{DiskFile, Folder};
use super::pack::META;
use crate::search::storage::{Manifest, Packed, bundle};

/// How many bytes of lists are read before they are joined and written.
const BATCH: usize = 8 << 20;

/// How many terms are one piece of work.
const TERMS: usize = 16;

/// Merges shards, of which there is at least one, into a segment in `folder`, which is empty.
pub(super) fn merge(shards: &[Shard], folder: &Path) -> Result<(), TantivyError> {
    let lists_folder = folder.join("lists");
    fs::create_dir(&lists_folder)?;
    let (lists, rest) = rayon::join(
        || write_lists(shards, Folder::new(&lists_folder)),
        || write_rest(shards, &Folder::new(folder)),
    );
    let schema = lists?;
    rest?;
    // Both chose a name for the segment; that of the rest stays, with the schema as it is.
    let path = folder.join(META);
    let mut meta: Value = serde_json::from_slice(&fs::read(&path)?).map_err(io::Error::from)?;
    let id = meta.pointer("/segments/0/segment_id").and_then(Value::as_str).unwrap_or_default();
    let id: String = id.chars().filter(|c| *c != '-').collect();
    if let Some(own) = meta.get_mut("schema") {
        *own = schema;
    }
    fs::write(&path, serde_json::to_vec(&meta).map_err(io::Error::from)?)?;
    for entry in fs::read_dir(&lists_folder)? {
        let path = entry?.path();
        if let Some(extension) = path.extension().filter(|extension| LISTS.iter().any(|own| extension == own))
        {
            fs::rename(&path, folder.join(&id).with_extension(extension))?;
        }
    }
    fs::remove_dir_all(&lists_folder)?;
    Ok(())
}

/// The files of a segment that hold terms and their lists.
const LISTS: [&str; 3] = ["term", "idx", "pos"];

/// What is not a list of a term: columns and stored texts. Tantivy does it, of shards in whose schemas no field has
/// terms.
fn write_rest(shards: &[Shard], folder: &Folder) -> Result<(), TantivyError> {
    let without_terms = |shard: &Shard| -> Result<Index, TantivyError> {
        let mut manifest: Manifest = shard.pack.manifest().clone();
        for text in manifest.small.values_mut() {
            let mut meta: Value = serde_json::from_str(text).map_err(io::Error::from)?;
            for field in meta.get_mut("schema").and_then(Value::as_array_mut).into_iter().flatten() {
                if let Some(options) = field.get_mut("options").and_then(Value::as_object_mut) {
                    options.remove("indexing");
                }
            }
            *text = serde_json::to_string(&meta).map_err(io::Error::from)?;
        }
        let source = DiskFile::part(&shard.path, manifest.length)?;
        let hot = bundle(&manifest, &[]).map_err(io::Error::from)?;
        Index::open(Packed::open(hot, Box::new(source))?)
    };
    let shards = shards.iter().map(without_terms).collect::<Result<Vec<_>, _>>()?;
    drop(tantivy::indexer::merge_indices(&shards, folder.clone())?);
    Ok(())
}

/// A shard as its lists are read.
struct Source {
    reader: SegmentReader,
    positions: CompositeFile,
    /// Number of its first document in the whole.
    first: u32,
}

/// One field of it.
struct FieldSource {
    lists: Arc<InvertedIndexReader>,
    positions: Option<FileSlice>,
    first: u32,
}

/// Writes the terms of all fields and their lists. Gives the schema as written.
fn write_lists(shards: &[Shard], folder: Folder) -> Result<Value, TantivyError> {
    let mut sources = Vec::with_capacity(shards.len());
    let mut first = 0;
    let mut target = None;
    for shard in shards {
        let index = Index::open(shard.pack.clone())?;
        for segment in index.searchable_segments()? {
            let reader = SegmentReader::open(&segment)?;
            let positions = CompositeFile::open(&segment.open_read(SegmentComponent::Positions)?)?;
            let documents = reader.max_doc();
            sources.push(Source { reader, positions, first });
            first += documents;
        }
        target = target.or(Some((index.schema(), index.settings().clone())));
    }
    let Some((schema, settings)) = target else { return Ok(Value::Null) };
    let index = Index::create(folder, schema.clone(), settings)?;
    let segment = index.new_segment();
    let mut terms = CompositeWrite::wrap(segment.open_write(SegmentComponent::Terms)?);
    let mut lists = CompositeWrite::wrap(segment.open_write(SegmentComponent::Postings)?);
    let mut positions = CompositeWrite::wrap(segment.open_write(SegmentComponent::Positions)?);
    for (field, entry) in schema.fields() {
        let Some(option) = entry.field_type().index_record_option().filter(|_| entry.is_indexed()) else {
            continue;
        };
        let out = Out {
            terms: TermDictionaryBuilder::create(terms.for_field(field))?,
            lists: lists.for_field(field),
            positions: positions.for_field(field),
            at: (0, 0),
        };
        write_field(&sources, field, option, out)?;
    }
    terms.close()?;
    lists.close()?;
    positions.close()?;
    Ok(serde_json::to_value(&schema).map_err(io::Error::from)?)
}

/// Where the lists of a field are written to.
struct Out<T: Write, L: Write, P: Write> {
    terms: TermDictionaryBuilder<T>,
    lists: L,
    positions: P,
    /// How much has been written of the lists, and of the positions.
    at: (usize, usize),
}

impl<T: Write, L: Write, P: Write> Out<T, L, P> {
    fn write(&mut self, keys: &Batch, merged: &[Merged]) -> io::Result<()> {
        let mut keys = keys.keys();
        for Merged { lists, positions, infos } in merged {
            for (info, key) in infos.iter().zip(&mut keys) {
                let moved = |range: &std::ops::Range<usize>, by: usize| range.start + by..range.end + by;
                let info = TermInfo {
                    doc_freq: info.doc_freq,
                    postings_range: moved(&info.postings_range, self.at.0),
                    positions_range: moved(&info.positions_range, self.at.1),
                };
                self.terms.insert(key, &info)?;
            }
            self.lists.write_all(lists)?;
            self.positions.write_all(positions)?;
            self.at = (self.at.0 + lists.len(), self.at.1 + positions.len());
        }
        Ok(())
    }
}

fn write_field<T: Write, L: Write + Send, P: Write + Send>(
    sources: &[Source],
    field: Field,
    option: IndexRecordOption,
    mut out: Out<T, L, P>,
) -> Result<(), TantivyError> {
    let of_field = |source: &Source| -> Result<FieldSource, TantivyError> {
        let lists = source.reader.inverted_index(field)?;
        let positions = source.positions.open_read(field).filter(|_| option.has_positions());
        Ok(FieldSource { lists, positions, first: source.first })
    };
    let sources = sources.iter().map(of_field).collect::<Result<Vec<_>, _>>()?;
    let tokens: u64 = sources.iter().map(|source| source.lists.total_num_tokens()).sum();
    out.lists.write_all(&tokens.to_le_bytes())?;
    let streams = sources.iter().map(|source| source.lists.terms().stream());
    let mut terms = TermMerger::new(streams.collect::<io::Result<Vec<_>>>()?);
    let mut next = Batch::read(&mut terms);
    while !next.terms.is_empty() {
        let batch = next;
        // The next terms are gathered while the lists of these are joined.
        let (merged, following) = rayon::join(
            || {
                let parts = batch.terms.par_chunks(TERMS);
                parts.map(|terms| merged(terms, &batch, &sources, option)).collect::<io::Result<Vec<_>>>()
            },
            || Batch::read(&mut terms),
        );
        out.write(&batch, &merged?)?;
        next = following;
    }
    out.terms.finish()?;
    Ok(())
}

/// Some terms, in their order, with their places in the shards.
#[derive(Default)]
struct Batch {
    keys: Vec<u8>,
    /// Of each term, where its key and its places end.
    terms: Vec<(usize, usize)>,
    /// The number of a shard, and the place in it.
    places: Vec<(usize, TermInfo)>,
}

impl Batch {
    /// The next terms; none where there are no more.
    fn read(terms: &mut TermMerger<'_>) -> Self {
        let mut batch = Self::default();
        let mut bytes = 0;
        while bytes < BATCH && terms.advance() {
            batch.keys.extend_from_slice(terms.key());
            for (number, info) in terms.current_segment_ords_and_term_infos() {
                bytes += info.postings_range.len() + info.positions_range.len();
                batch.places.push((number, info));
            }
            batch.terms.push((batch.keys.len(), batch.places.len()));
        }
        batch
    }

    fn keys(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.terms.iter().map(|(end, _)| *end));
        starts.zip(&self.terms).map(move |(start, (end, _))| &self.keys[start..*end])
    }
}

/// The joined lists of some terms.
struct Merged {
    lists: Vec<u8>,
    positions: Vec<u8>,
    infos: Vec<TermInfo>,
}

/// Joins the lists of some terms of a batch.
fn merged(
    terms: &[(usize, usize)],
    batch: &Batch,
    sources: &[FieldSource],
    option: IndexRecordOption,
) -> io::Result<Merged> {
    // Terms are a part of those of the batch, so the places of the first begin where those of the one before end.
    let before = batch.terms.partition_point(|term| term.1 < terms[0].1);
    let mut start = before.checked_sub(1).map_or(0, |before| batch.terms[before].1);
    let (mut lists, mut positions) = (Vec::new(), Vec::new());
    let mut infos = Vec::with_capacity(terms.len());
    let mut numbers = Vec::new();
    let mut writer = PositionSerializer::new(&mut positions);
    for (_, end) in terms {
        let places = &batch.places[start..*end];
        start = *end;
        let documents: u32 = places.iter().map(|(_, info)| info.doc_freq).sum();
        let (lists_start, positions_start) = (lists.len(), size(writer.written_bytes()));
        let mut list = PostingsSerializer::new(0.0, option, None);
        list.new_term(documents, option.has_freq());
        for (number, info) in places {
            let source = &sources[*number];
            let mut occurrences = 0_usize;
            let mut block = source.lists.read_block_postings_from_terminfo(info, option)?;
            let mut rest = size(info.doc_freq.into());
            while rest > 0 && block.block_len() > 0 {
                let frequencies = block.freqs();
                for (at, document) in block.docs().iter().enumerate() {
                    let frequency =
                        if option.has_freq() { frequencies.get(at).copied().unwrap_or(0) } else { 0 };
                    occurrences += size(frequency.into());
                    list.write_doc(source.first + document, frequency);
                }
                rest = rest.saturating_sub(block.block_len());
                if rest > 0 {
                    block.advance();
                }
            }
            if let Some(file) = &source.positions {
                numbers.resize(occurrences, 0);
                PositionReader::open(file.read_bytes_slice(info.positions_range.clone())?)?
                    .read(0, &mut numbers);
                writer.write_positions_delta(&numbers);
            }
        }
        list.close_term(documents, &mut lists)?;
        if option.has_positions() {
            writer.close_term()?;
        }
        infos.push(TermInfo {
            doc_freq: documents,
            postings_range: lists_start..lists.len(),
            positions_range: positions_start..size(writer.written_bytes()),
        });
    }
    writer.close()?;
    Ok(Merged { lists, positions, infos })
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::pack::{Numbers, Pack};
    use super::super::{PASSAGES, SEGMENT, name, shard_of, shelf::Shelf};
    use super::*;
    use crate::search::passage::{Evaluation, Passage, PassageKind};

    /// Shards of evaluations in which some words are everywhere and some in one place only.
    fn shards(cache: &Path, count: usize) -> Vec<Shard> {
        let shelves: Vec<Shelf> = (0..count)
            .map(|n| Shelf::new(cache.join(name(n, PASSAGES)), cache.join(name(n, "spool"))))
            .collect();
        for number in 0..count * 3 {
            let evaluation = Evaluation {
                identity: format!("{number:03}"),
                title: format!("第{number}号の事務"),
                status: "latest".to_owned(),
                ..Evaluation::default()
            };
            let passage = |place: usize| Passage {
                kind: PassageKind::Answer,
                anchor: format!("i-{place}"),
                path: vec!["Ⅰ 基本情報".to_owned(), format!("{}", place % 9)],
                text: format!(
                    "保管する{}、",
                    char::from_u32(0x4e00 + u32::try_from(place * number).unwrap_or(0)).unwrap_or('一')
                )
                .repeat(1 + place % 40),
                file: None,
                block: None,
                group: None,
                concept: place.is_multiple_of(3).then(|| "storage".to_owned()),
                answer: None,
                context: String::new(),
                beside: String::new(),
            };
            let passages: Vec<Passage> = (0..150 + number).map(passage).collect();
            shelves[number % count].add(&evaluation, &passages).expect("added");
        }
        let closed = shelves.iter().map(Shelf::close).enumerate();
        closed.map(|(number, shelved)| shard_of(cache, number, shelved).expect("a shard")).collect()
    }

    #[test]
    fn the_bytes_are_those_of_a_merge_by_tantivy() {
        for count in [1, 2, 7] {
            let folder = tempfile::tempdir().expect("a folder");
            let shards = shards(folder.path(), count);
            assert!(folder.path().join(name(0, SEGMENT)).is_file());
            let [own, theirs] = ["own", "theirs"].map(|name| folder.path().join(name));
            fs::create_dir(&own).expect("a folder");
            fs::create_dir(&theirs).expect("a folder");
            merge(&shards, &own).expect("a segment");
            let indexes: Vec<Index> =
                shards.iter().map(|shard| Index::open(shard.pack.clone()).expect("an index")).collect();
            tantivy::indexer::merge_indices(&indexes, Folder::new(&theirs)).expect("a segment");
            let [own, theirs] = [own, theirs].map(|path| {
                let (folder, mut bytes) = (Folder::new(&path), Vec::new());
                let pack = Pack::of(&folder).expect("a pack");
                pack.copy(&folder, &mut bytes).expect("the files");
                (pack.manifest(blake3::hash(b""), Numbers::default()).expect("a manifest"), bytes)
            });
            assert_eq!(own.0, theirs.0);
            assert!(own.1 == theirs.1);
        }
    }
}
