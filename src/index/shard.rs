//! A part of the index: the evaluations whose identities hash to one number.
//!
//! A shard is a pure function of its passages and of the format, so it is kept under the hash of both and made
//! again only when something in it has changed.

use std::collections::HashMap;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use blake3::{Hash, OUT_LEN};
use tantivy::directory::RamDirectory;
use tantivy::{Index, SingleSegmentIndexWriter, TantivyDocument};

use super::document::{self, Columns};
use super::file::DiskFile;
use super::pack::{Numbers, Pack};
use super::remember::Ahead;
use super::sealed;
use super::shelf::unpacked;
use crate::search::storage::{Packed, bundle};
use crate::text;

/// Into how many shards the evaluations are cut.
pub(super) const SHARDS: usize = 64;

/// What tantivy is told to expect; it decides the size of a table of terms, not what is written.
const MEMORY: usize = 15_000_000;

/// The shard of an evaluation.
pub(super) fn of(identity: &str) -> usize {
    usize::from(blake3::hash(identity.as_bytes()).as_bytes()[0]) % SHARDS
}

/// Makes the shard of these evaluations, which stand in their order, and puts it into the cache: the pack, its bundle,
/// the key, the length of the pack.
pub(super) fn make(path: &Path, key: Hash, evaluations: &[Vec<u8>]) -> Result<Packed, tantivy::TantivyError> {
    let directory = RamDirectory::create();
    let numbers = write(directory.clone(), evaluations)?;
    let mut file = sealed::SealedFile::new(path.parent().unwrap_or(path))?;
    let pack = Pack::of(&directory)?;
    pack.copy(&directory, &mut file)?;
    let (manifest, length) = (pack.manifest(key, numbers)?, file.written());
    let hot = bundle(&manifest, &[]).map_err(io::Error::from)?;
    file.write_all(&hot)?;
    file.write_all(key.as_bytes())?;
    file.write_all(&length.to_le_bytes())?;
    file.finish(path)?;
    Ok(Packed::open(hot, Box::new(DiskFile::part(path, length)?))?)
}

fn write(directory: RamDirectory, evaluations: &[Vec<u8>]) -> Result<Numbers, tantivy::TantivyError> {
    let schema = document::schema();
    let columns = Columns::of(&schema)?;
    let ahead = Ahead::default();
    let mut writer: SingleSegmentIndexWriter<TantivyDocument> = Index::builder()
        .schema(schema)
        .settings(document::settings())
        .tokenizers(document::tokenizers(&ahead))
        .single_segment_index_writer(directory, MEMORY)?;
    let mut numbers = Numbers::default();
    for packed in evaluations {
        let (evaluation, passages) = unpacked(packed)?;
        numbers.evaluations += 1;
        numbers.current += u64::from(evaluation.is_current());
        let mut texts: HashMap<String, u64> = HashMap::new();
        for (place, passage) in passages.into_iter().enumerate() {
            numbers.text_bytes += passage.text.len() as u64;
            let next = texts.len() as u64;
            let same = *texts.entry(ahead.folded(&passage.text)).or_insert(next);
            let document = document::document(&columns, &evaluation, passage, place == 0, same)
                .map_err(io::Error::from)?;
            writer.add_document(document)?;
            numbers.passages += 1;
        }
    }
    writer.finalize()?;
    Ok(numbers)
}

/// Opens the shard of this key; `None` where the cache holds another one, a damaged one, or none.
pub(super) fn open(path: &Path, key: Hash) -> Option<Packed> {
    let mut file = text::file::open(path, u64::MAX).ok()?;
    let tail = file.metadata().ok()?.len().checked_sub(2 * OUT_LEN as u64 + 8)?;
    file.seek(SeekFrom::Start(tail)).ok()?;
    let (mut own, mut pack_length) = ([0; OUT_LEN], [0; 8]);
    file.read_exact(&mut own).ok()?;
    if Hash::from_bytes(own) != key {
        return None;
    }
    sealed::check(path)?;
    file.read_exact(&mut pack_length).ok()?;
    let pack_length = u64::from_le_bytes(pack_length);
    file.seek(SeekFrom::Start(pack_length)).ok()?;
    let mut hot = Vec::new();
    file.take(tail.checked_sub(pack_length)?).read_to_end(&mut hot).ok()?;
    Packed::open(hot, Box::new(DiskFile::part(path, pack_length).ok()?)).ok()
}

/// Pack and manifest of a shard in the cache; `None` for other files.
#[cfg(test)]
pub(super) fn parts(path: &Path) -> Option<(Vec<u8>, crate::search::storage::Manifest)> {
    let bytes = sealed::read(path).filter(|_| path.extension().is_some_and(|kind| kind == "segment"))?;
    let (rest, length) = bytes.split_last_chunk()?;
    let pack = rest.get(..usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let key = rest.get(rest.len() - OUT_LEN..)?.try_into().ok()?;
    Some((pack.to_vec(), open(path, Hash::from_bytes(key))?.manifest().clone()))
}
