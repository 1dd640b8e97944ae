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
use crate::portal::{Found, Portal, display_title};
use crate::publish::{Stage, Trouble};

/// How many other evaluations are named per sentence; how many there are is always said.
const NAMED: usize = 20;

/// The file about an evaluation, relative to the root of the site; none for what is not published now.
pub fn file(found: Found<'_>) -> Option<String> {
    found.version.state.is_current().then(|| {
        // In letters, so that it never looks like a number that means something.
        let hash = blake3::hash(found.version.address.as_str().as_bytes());
        let letters: String = hash.as_bytes()[..10]
            .iter()
            .flat_map(|b| [b >> 4, b & 15])
            .map(|n| char::from(b'a' + n))
            .collect();
        format!("data/shared/{letters}.json")
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
        all.sort_unstable();
        let everyone = Everyone::of(portal);
        let groups: Vec<&[Occurrence]> = all
            .chunk_by(|a, b| a.hash == b.hash)
            .filter(|group| group.iter().any(|one| !everyone.is_same(one.document, group[0].document)))
            .collect();
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
}

struct Entry {
    file: String,
    /// Municipality, agency and number: versions and kinds of one evaluation are not others to one another.
    subject: usize,
    municipality: usize,
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
        let mut subject = 0;
        for (municipality, town) in portal.municipalities.iter().enumerate() {
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
                let index = u32::try_from(found.version.facts.index).unwrap_or(u32::MAX);
                entries.insert(index, Entry { file, subject, municipality, shown });
            }
        }
        Self { entries }
    }

    fn is_same(&self, a: u32, b: u32) -> bool {
        let subject = |index| self.entries.get(&index).map(|entry| entry.subject);
        subject(a) == subject(b)
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
        for places in places.chunk_by(|a, b| a.item == b.item) {
            let mut subjects = BTreeSet::new();
            let mut sentences = Vec::new();
            for place in places {
                let others = self.others(place.hash);
                if others.is_empty() {
                    continue;
                }
                subjects.extend(others.iter().map(|one| self.subject(one.document)));
                let first = others.iter().take(NAMED).map(|one| {
                    let anchor = self.anchors.get(&(one.document, one.item)).cloned().unwrap_or_default();
                    [evaluations.number(one.document), anchors.number(anchor)]
                });
                let stands_in = first.collect();
                let at = [place.line, place.start, place.end];
                sentences.push(SentenceData { at, others: others.len(), stands_in });
            }
            let id = names.get(places[0].item as usize);
            if let (Some(id), false) = (id, sentences.is_empty()) {
                items.push(ItemData { id: id.clone(), others: subjects.len(), sentences });
            }
        }
        let shown = |index: u32| self.everyone.entries.get(&index).map(|entry| entry.shown.clone());
        Data {
            evaluations: evaluations.all.into_iter().filter_map(shown).collect(),
            anchors: anchors.all,
            items,
        }
    }

    /// One occurrence per other evaluation, those of the same municipality first.
    fn others(&self, hash: u64) -> Vec<Occurrence> {
        let Some(group) = self.shared.get(&hash) else { return Vec::new() };
        let mut seen = BTreeSet::from([self.subject(self.document)]);
        let mut others: Vec<Occurrence> =
            group.iter().copied().filter(|one| seen.insert(self.subject(one.document))).collect();
        let town = |index: u32| self.everyone.entries.get(&index).map(|entry| entry.municipality);
        let own = town(self.document);
        others.sort_by_key(|one| (town(one.document) != own, self.subject(one.document)));
        others
    }

    fn subject(&self, document: u32) -> Option<usize> {
        self.everyone.entries.get(&document).map(|entry| entry.subject)
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
