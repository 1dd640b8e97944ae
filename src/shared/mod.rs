//! Sentences that stand in several evaluations: who else says the same.
//!
//! Many sentences of an evaluation stand in others word for word. A reader may ask for them on the page of a
//! document; the page itself knows nothing of other documents, so the answer lies in a file of its own under
//! `data/shared/`, one per evaluation that is published now. [`Collector`] is fed during the second pass. It keeps
//! a hash and two numbers per sentence in memory, never a text; where the sentences of an evaluation stand waits
//! in a scratch folder until all are known. That a sentence is shared says nothing of who wrote it first, or why.

mod sentence;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tempfile::TempDir;

use crate::assessment::{Assessment, Ids, Piece};
use crate::finding::Trouble;
use crate::portal::{Found, Portal, display_title};
use crate::publish::Stage;
use crate::text::checksum::letters;

/// How many other evaluations are named per sentence; how many there are is always said.
const NAMED: usize = 20;

/// The file about an evaluation, relative to the root of the site; none for what is not published now.
pub fn file(found: Found<'_>) -> Option<String> {
    found.version.state.is_current().then(|| {
        let hash = blake3::hash(found.version.address.as_str().as_bytes());
        format!("data/shared/{}.json", letters(&hash.as_bytes()[..10]))
    })
}

/// A sentence somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Occurrence {
    hash: u64,
    /// Index of the document.
    document: u32,
    /// The item, counted from 0 in the order of the document.
    item: u32,
}

/// Where a sentence stands within an evaluation.
#[derive(Debug, Clone, Copy)]
struct Place {
    item: u32,
    /// The line, counted from 0 among the lines of text of the item.
    line: u32,
    /// Where it begins and ends in the line, in UTF-16 units, as scripts count.
    start: u32,
    end: u32,
    hash: u64,
}

/// Takes in evaluations one by one, in any order and from several threads.
#[derive(Debug)]
pub struct Collector {
    scratch: TempDir,
    occurrences: Mutex<Vec<Occurrence>>,
}

impl Collector {
    /// An empty one; `scratch` is a folder that nobody else uses.
    pub fn new(scratch: TempDir) -> Self {
        Self { scratch, occurrences: Mutex::default() }
    }

    /// Takes in the evaluation made from a document; what is not published now is passed over.
    pub fn add(&self, document: usize, found: Found<'_>, assessment: &Assessment) -> Result<(), Trouble> {
        if !found.version.state.is_current() {
            return Ok(());
        }
        let document = u32::try_from(document).unwrap_or(u32::MAX);
        let places = places(assessment);
        let mut text = String::new();
        for Place { item, line, start, end, hash } in &places {
            let _ = writeln!(text, "{item} {line} {start} {end} {hash}");
        }
        for node in assessment.walk() {
            text.push_str(&node.anchor);
            text.push('\n');
        }
        let path = self.path(document);
        fs::write(&path, format!("{}\n{text}", places.len())).map_err(|error| Trouble::io(&path, &error))?;
        // One sentence counts once per evaluation: where it stands first.
        let first: BTreeMap<u64, u32> = places.iter().rev().map(|place| (place.hash, place.item)).collect();
        let new = first.into_iter().map(|(hash, item)| Occurrence { hash, document, item });
        self.occurrences.lock().unwrap_or_else(PoisonError::into_inner).extend(new);
        Ok(())
    }

    /// Writes one file per evaluation.
    pub fn finish(self, portal: &Portal, stage: &Stage) -> Result<(), Trouble> {
        let mut all = std::mem::take(&mut *self.occurrences.lock().unwrap_or_else(PoisonError::into_inner));
        let everyone = Everyone::of(portal);
        // One occurrence per evaluation, town by town: subjects are numbered in that order.
        all.sort_unstable_by_key(|one| (one.hash, everyone.subject(one.document), one.document, one.item));
        all.dedup_by_key(|one| (one.hash, everyone.subject(one.document)));
        let groups: Vec<&[Occurrence]> =
            all.chunk_by(|a, b| a.hash == b.hash).filter(|group| group.len() > 1).collect();
        let wanted: BTreeSet<(u32, u32)> =
            groups.iter().flat_map(|group| group.iter()).map(|one| (one.document, one.item)).collect();
        let shared: HashMap<u64, &[Occurrence]> =
            groups.into_iter().map(|group| (group[0].hash, group)).collect();
        let mut anchors = HashMap::with_capacity(wanted.len());
        for &document in everyone.entries.keys() {
            let (_, names) = self.read(document)?;
            let own = wanted.range((document, 0)..=(document, u32::MAX));
            for &(_, item) in own {
                if let Some(name) = names.get(item as usize) {
                    anchors.insert((document, item), name.clone());
                }
            }
        }
        for (&document, own) in &everyone.entries {
            let (places, names) = self.read(document)?;
            let writer = Writer { everyone: &everyone, shared: &shared, anchors: &anchors, document };
            let data = writer.data(&places, &names);
            let json = serde_json::to_vec(&data).unwrap_or_default();
            stage.write(&own.file, &json)?;
        }
        Ok(())
    }

    fn path(&self, document: u32) -> PathBuf {
        self.scratch.path().join(document.to_string())
    }

    /// What [`Collector::add`] has put aside: the places and the anchors of all items.
    fn read(&self, document: u32) -> Result<(Vec<Place>, Vec<String>), Trouble> {
        let path = self.path(document);
        let text = fs::read_to_string(&path).map_err(|error| Trouble::io(&path, &error))?;
        parse(&text).ok_or_else(|| damaged(&path))
    }
}

fn parse(text: &str) -> Option<(Vec<Place>, Vec<String>)> {
    let mut lines = text.lines();
    let count: usize = lines.next()?.parse().ok()?;
    let place = |line: &str| {
        let mut numbers = line.split(' ');
        let mut small = || numbers.next()?.parse::<u32>().ok();
        let (item, line, start, end) = (small()?, small()?, small()?, small()?);
        Some(Place { item, line, start, end, hash: numbers.next()?.parse().ok()? })
    };
    let places = lines.by_ref().take(count).map(place).collect::<Option<Vec<_>>>()?;
    Some((places, lines.map(str::to_owned).collect()))
}

fn damaged(path: &Path) -> Trouble {
    let error = std::io::Error::from(std::io::ErrorKind::InvalidData);
    Trouble::io(path, &error)
}

/// The sentences of an evaluation that are long enough to mean something, in the order of the page.
fn places(assessment: &Assessment) -> Vec<Place> {
    let mut ids = Ids::of(assessment);
    let mut places = Vec::new();
    for (item, node) in (0_u32..).zip(assessment.walk()) {
        let pieces = assessment.pieces(node, &mut ids);
        let lines = pieces.into_iter().filter_map(|piece| match piece {
            Piece::Text(lines) => Some(lines),
            _ => None,
        });
        for (line, text) in (0_u32..).zip(lines.flatten()) {
            let found = sentence::sentences(&text.text).into_iter();
            places.extend(found.map(|s| Place { item, line, start: s.start, end: s.end, hash: s.hash }));
        }
    }
    places
}

/// The evaluations published now, by the index of their document.
struct Everyone {
    entries: BTreeMap<u32, Entry>,
    /// By index of the document: subject and municipality.
    places: Vec<Option<(u32, u32)>>,
    /// The highest number of a subject.
    last: u32,
}

struct Entry {
    file: String,
    shown: Shown,
}

/// How an evaluation is named.
#[derive(Debug, Clone, Serialize)]
struct Shown {
    agency: String,
    number: String,
    title: String,
    /// Relative to the root of the site.
    href: String,
}

impl Everyone {
    fn of(portal: &Portal) -> Self {
        let mut entries = BTreeMap::new();
        let mut places = Vec::new();
        let mut subject = 0;
        for (municipality, town) in (0_u32..).zip(&portal.municipalities) {
            let mut last = None;
            for found in town.versions() {
                if last != Some(&found.subject.address) {
                    subject += 1;
                    last = Some(&found.subject.address);
                }
                let Some(file) = file(found) else { continue };
                let meta = &found.version.facts.meta;
                let address = if found.is_current() { &found.kind.address } else { &found.version.address };
                let shown = Shown {
                    agency: found.agency.name.clone(),
                    number: meta.number.clone(),
                    title: display_title(meta).to_owned(),
                    href: address.file(),
                };
                let index = found.version.facts.index;
                if places.len() <= index {
                    places.resize(index + 1, None);
                }
                places[index] = Some((subject, municipality));
                entries.insert(u32::try_from(index).unwrap_or(u32::MAX), Entry { file, shown });
            }
        }
        Self { entries, places, last: subject }
    }

    fn place(&self, document: u32) -> Option<(u32, u32)> {
        self.places.get(document as usize).copied().flatten()
    }

    /// Municipality, agency and number: versions and kinds of one evaluation are not others to one another.
    fn subject(&self, document: u32) -> Option<u32> {
        self.place(document).map(|(subject, _)| subject)
    }
}

/// The file about one evaluation.
#[derive(Debug, Serialize)]
struct Data {
    /// The other evaluations that are named below.
    evaluations: Vec<Shown>,
    /// Anchors of items in them.
    anchors: Vec<String>,
    items: Vec<ItemData>,
}

/// The shared sentences of one item.
#[derive(Debug, Serialize)]
struct ItemData {
    id: String,
    /// In how many other evaluations one of its sentences stands.
    others: usize,
    sentences: Vec<SentenceData>,
}

#[derive(Debug, Serialize)]
struct SentenceData {
    /// Line of the item, beginning and end within it in UTF-16 units.
    at: [u32; 3],
    /// In how many other evaluations it stands.
    others: usize,
    /// Some of them: evaluation and anchor, as indexes into the lists above.
    #[serde(rename = "in")]
    stands_in: Vec<[usize; 2]>,
}

struct Writer<'a> {
    everyone: &'a Everyone,
    shared: &'a HashMap<u64, &'a [Occurrence]>,
    /// Of the items where a shared sentence stands first, by document and item.
    anchors: &'a HashMap<(u32, u32), String>,
    /// The one that the file is about.
    document: u32,
}

impl Writer<'_> {
    fn data(&self, places: &[Place], names: &[String]) -> Data {
        let mut evaluations: Numbered<u32> = Numbered::default();
        let mut anchors: Numbered<String> = Numbered::default();
        let mut items = Vec::new();
        // In which item an evaluation was counted last.
        let mut counted = vec![None; self.everyone.last as usize + 1];
        for places in places.chunk_by(|a, b| a.item == b.item) {
            let mut subjects = 0;
            let mut sentences = Vec::new();
            for place in places {
                let Some(group) = self.shared.get(&place.hash) else { continue };
                for one in *group {
                    let subject = self.everyone.subject(one.document);
                    if let Some(last) = subject.and_then(|subject| counted.get_mut(subject as usize))
                        && subject != self.subject()
                        && *last != Some(place.item)
                    {
                        *last = Some(place.item);
                        subjects += 1;
                    }
                }
                let first = self.others(group).take(NAMED).map(|one| {
                    let anchor = self.anchors.get(&(one.document, one.item)).cloned().unwrap_or_default();
                    [evaluations.number(one.document), anchors.number(anchor)]
                });
                let stands_in = first.collect();
                let at = [place.line, place.start, place.end];
                sentences.push(SentenceData { at, others: group.len() - 1, stands_in });
            }
            let id = names.get(places[0].item as usize);
            if let (Some(id), false) = (id, sentences.is_empty()) {
                items.push(ItemData { id: id.clone(), others: subjects, sentences });
            }
        }
        let shown = |index: u32| self.everyone.entries.get(&index).map(|entry| entry.shown.clone());
        Data {
            evaluations: evaluations.all.into_iter().filter_map(shown).collect(),
            anchors: anchors.all,
            items,
        }
    }

    /// The other evaluations of a group, those of the same municipality first.
    fn others<'g>(&self, group: &'g [Occurrence]) -> impl Iterator<Item = &'g Occurrence> {
        let (own, town) = self.everyone.place(self.document).unzip();
        let is_near =
            move |one: &&Occurrence| self.everyone.place(one.document).map(|(_, town)| town) == town;
        let is_other = move |one: &&Occurrence| self.everyone.subject(one.document) != own;
        let near = group.iter().filter(is_other).filter(is_near);
        near.chain(group.iter().filter(is_other).filter(move |one| !is_near(one)))
    }

    fn subject(&self) -> Option<u32> {
        self.everyone.subject(self.document)
    }
}

/// Values with their numbers, in the order in which they were first asked for.
struct Numbered<T> {
    numbers: HashMap<T, usize>,
    all: Vec<T>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), all: Vec::new() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Numbered<T> {
    fn number(&mut self, value: T) -> usize {
        let next = self.all.len();
        *self.numbers.entry(value).or_insert_with_key(|value| {
            self.all.push(value.clone());
            next
        })
    }
}
