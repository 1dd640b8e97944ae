//! Sentences that stand in several evaluations: who else says the same.
//!
//! Many sentences of an evaluation stand in others word for word. A reader may ask for them on the page of a
//! document; the page itself knows nothing of other documents, so the answer lies in files of its own under
//! `data/shared/`. What one evaluation says is [`Sentences`], made of it alone; [`files`] makes the files from those of
//! all evaluations that are published now. That a sentence is shared says nothing of who wrote it first, or why.
//!
//! Three kinds of files, so that all of them together grow with the text and not with its square:
//! - one per evaluation: where in it the shared sentences stand, and in how many others those of an item do;
//! - `in-N.json`: of each shared sentence, once, all places where it stands. Sentences are spread over these files by
//!   their hash; there are as many as keep each of them small;
//! - `evaluations-N.json`: how evaluations are named, in the order of the portal, `BLOCK` to a file.

mod sentence;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::assessment::{Assessment, Piece};
use crate::portal::{Located, Portal, display_title};
use crate::text::checksum::letters;

/// How many evaluations are named in one file.
const BLOCK: usize = 250;

/// How many places a file of sentences holds, about: some 40 kB.
const PLACES: usize = 6_000;

/// The file about an evaluation, relative to the root of the site; none for what is not published now.
pub fn file(found: Located<'_>) -> Option<String> {
    found.version.state.is_current().then(|| {
        let hash = blake3::hash(found.version.address.as_str().as_bytes());
        format!("data/shared/{}.json", letters(&hash.as_bytes()[..10]))
    })
}

/// The sentences of an evaluation that are long enough to mean something, in the order of the page. It holds hashes and
/// numbers, no text, and depends on nothing but the evaluation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentences {
    items: Vec<Item>,
}

/// An item with its sentences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Item {
    anchor: String,
    places: Vec<Place>,
}

/// Where a sentence stands within an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    /// The line, counted from 0 among the lines of text of the item.
    line: u32,
    /// Where it begins and ends in the line, in UTF-16 units, as scripts count.
    start: u32,
    end: u32,
    hash: u64,
}

impl Sentences {
    /// Those of an evaluation.
    pub fn of(assessment: &Assessment) -> Self {
        let mut items = Vec::new();
        for node in assessment.walk() {
            let pieces = assessment.pieces(node);
            let lines = pieces.into_iter().filter_map(|piece| match piece {
                Piece::Text(lines) => Some(lines),
                _ => None,
            });
            let mut places = Vec::new();
            for (line, text) in (0_u32..).zip(lines.flatten()) {
                let found = sentence::sentences(&text.text).into_iter();
                places.extend(found.map(|s| Place { line, start: s.start, end: s.end, hash: s.hash }));
            }
            if !places.is_empty() {
                items.push(Item { anchor: node.anchor.clone(), places });
            }
        }
        Self { items }
    }
}

/// A sentence somewhere: the first place of an evaluation where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Occurrence {
    hash: u64,
    subject: u32,
    /// Number among the evaluations published now.
    evaluation: u32,
    item: u32,
}

/// The files about shared sentences: their path in the site and their bytes, given to `write` in no order and from
/// several threads. `sentences` are those of a document of the portal.
pub fn files<'s, E: Send>(
    portal: &Portal,
    sentences: impl Fn(usize) -> Option<&'s Sentences>,
    write: impl Fn(&str, &[u8]) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let all = evaluations(portal, sentences);
    let occurrences = occurrences(&all);
    let groups = occurrences.chunk_by(|a, b| a.hash == b.hash).filter(|group| group.len() > 1);
    let groups: Vec<&[Occurrence]> = groups.collect();
    let places: usize = groups.iter().map(|group| group.len()).sum();
    let spread = (places / PLACES).next_power_of_two() as u64;

    all.par_chunks(BLOCK).enumerate().try_for_each(|(block, some)| {
        let shown: Vec<&Shown> = some.iter().map(|one| &one.shown).collect();
        write(&format!("data/shared/evaluations-{block}.json"), &json(&shown))
    })?;
    let mut parts: Vec<Vec<&[Occurrence]>> = (0..spread).map(|_| Vec::new()).collect();
    for group in &groups {
        let part = usize::try_from(short(group[0].hash) % spread).unwrap_or_default();
        parts[part].push(group);
    }
    parts.par_iter().enumerate().try_for_each(|(part, own)| {
        write(&format!("data/shared/in-{part}.json"), &json(&Standing::of(own, &all)))
    })?;
    let counter = Counter::new(&groups, all.last().map_or(0, |last| last.subject as usize + 1));
    all.par_iter().try_for_each(|own| {
        let Some(said) = own.said else { return Ok(()) };
        let items = said.items.iter().filter_map(|item| counter.item(item)).collect();
        let data = Said {
            files: spread,
            block: BLOCK,
            own: range(&all, own.subject, |other| other.subject),
            near: range(&all, own.town, |other| other.town),
            items,
        };
        write(&own.file, &json(&data))
    })
}

fn json(data: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(data).unwrap_or_default()
}

/// An evaluation that is published now.
struct Evaluation<'s> {
    said: Option<&'s Sentences>,
    /// Versions and kinds of one municipality, agency and number are not others to one another.
    subject: u32,
    town: u32,
    file: String,
    shown: Shown,
}

/// How an evaluation is named.
#[derive(Serialize)]
struct Shown {
    agency: String,
    number: String,
    title: String,
    /// Relative to the root of the site.
    href: String,
}

/// All of them, town by town and subject by subject.
fn evaluations<'s>(
    portal: &Portal,
    sentences: impl Fn(usize) -> Option<&'s Sentences>,
) -> Vec<Evaluation<'s>> {
    let mut all = Vec::new();
    let mut subject = 0;
    for (town, municipality) in (0_u32..).zip(&portal.municipalities) {
        let mut last = None;
        for found in municipality.versions() {
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
            let said = sentences(found.version.facts.index);
            all.push(Evaluation { said, subject, town, file, shown });
        }
    }
    all
}

/// The numbers of those that belong together, which stand side by side: the first, and the one behind the last.
fn range(all: &[Evaluation<'_>], same: u32, of: impl Fn(&Evaluation<'_>) -> u32) -> [usize; 2] {
    [all.partition_point(|other| of(other) < same), all.partition_point(|other| of(other) <= same)]
}

/// Every sentence with where it stands: sorted by sentence, one occurrence per subject.
fn occurrences(all: &[Evaluation<'_>]) -> Vec<Occurrence> {
    let of = |(evaluation, own): (usize, &Evaluation<'_>)| {
        let items = own.said.map_or(&[][..], |said| &said.items);
        let evaluation = u32::try_from(evaluation).unwrap_or(u32::MAX);
        let subject = own.subject;
        (0_u32..)
            .zip(items)
            .flat_map(move |(item, own)| own.places.iter().map(move |place| (place.hash, item)))
            .map(move |(hash, item)| Occurrence { hash, subject, evaluation, item })
            .collect::<Vec<_>>()
    };
    let mut found: Vec<Occurrence> = all.par_iter().enumerate().flat_map_iter(of).collect();
    found.par_sort_unstable();
    found.dedup_by_key(|one| (one.hash, one.subject));
    found
}

/// The letters of [`key`].
const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// How many letters a key has: of those in one file two sentences will not have the same.
const KEY: u32 = 8;

/// What a sentence is called in the files, as a number that scripts can count with: it also says which file tells of it.
fn short(hash: u64) -> u64 {
    hash % (LETTERS.len() as u64).pow(KEY)
}

/// The same in letters, which never look like a number of a person.
fn key(hash: u64) -> impl Iterator<Item = char> {
    let (mut rest, base) = (short(hash), LETTERS.len() as u64);
    let mut letters = [0; KEY as usize];
    for letter in letters.iter_mut().rev() {
        *letter =
            usize::try_from(rest % base).ok().and_then(|at| LETTERS.get(at)).copied().unwrap_or_default();
        rest /= base;
    }
    letters.into_iter().map(char::from)
}

/// A file of sentences with all places where they stand.
#[derive(Serialize)]
struct Standing<'s> {
    /// Anchors of items.
    anchors: Vec<&'s str>,
    /// By key: an evaluation, an anchor, the next evaluation …, as indexes; evaluations in the order of the portal.
    sentences: BTreeMap<String, Vec<usize>>,
}

impl<'s> Standing<'s> {
    fn of(groups: &[&[Occurrence]], all: &[Evaluation<'s>]) -> Self {
        let mut anchors: Vec<&str> = Vec::new();
        let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
        let mut standing = BTreeMap::new();
        for group in groups {
            let mut places = Vec::with_capacity(2 * group.len());
            for one in *group {
                let said = all.get(one.evaluation as usize).and_then(|own| own.said);
                let Some(item) = said.and_then(|said| said.items.get(one.item as usize)) else { continue };
                let anchor = *numbers.entry(&item.anchor).or_insert_with(|| {
                    anchors.push(&item.anchor);
                    anchors.len() - 1
                });
                places.extend([one.evaluation as usize, anchor]);
            }
            standing.insert(key(group[0].hash).collect(), places);
        }
        Self { anchors, sentences: standing }
    }
}

/// The file about one evaluation.
#[derive(Serialize)]
struct Said {
    /// How many files of sentences there are: the number of a sentence modulo this is the number of its file.
    files: u64,
    /// How many evaluations are named in one file.
    block: usize,
    /// The numbers of the versions and kinds of this evaluation: first, and behind the last.
    own: [usize; 2],
    /// Those of the same municipality.
    near: [usize; 2],
    items: Vec<SharedItem>,
}

/// The shared sentences of one item.
#[derive(Serialize)]
struct SharedItem {
    id: String,
    /// In how many other evaluations one of its sentences stands.
    others: usize,
    /// Line of the item, beginning and end within it in UTF-16 units, of one sentence after the other.
    at: Vec<u32>,
    /// Their keys, one behind the other.
    keys: String,
}

/// Counts in how many evaluations one of several sentences stands.
struct Counter<'g> {
    groups: FxHashMap<u64, Group<'g>>,
    /// Words of a set of subjects.
    words: usize,
}

struct Group<'g> {
    standing: &'g [Occurrence],
    /// The subjects as a set of bits, where reading that is quicker than reading one by one: so that what stands
    /// everywhere costs little more to count than what stands in two places.
    set: Option<Box<[u64]>>,
}

impl<'g> Counter<'g> {
    fn new(groups: &[&'g [Occurrence]], subjects: usize) -> Self {
        let words = subjects.div_ceil(64);
        let group = |standing: &'g [Occurrence]| {
            let set = (standing.len() > words).then(|| {
                let mut set = vec![0; words];
                mark(&mut set, standing);
                set.into_boxed_slice()
            });
            (standing[0].hash, Group { standing, set })
        };
        Self { groups: groups.par_iter().map(|&standing| group(standing)).collect(), words }
    }

    /// What is told of an item; nothing where it shares no sentence.
    fn item(&self, item: &Item) -> Option<SharedItem> {
        let shared: Vec<(&Place, &Group<'_>)> =
            item.places.iter().filter_map(|place| Some((place, self.groups.get(&place.hash)?))).collect();
        let subjects = match shared.as_slice() {
            [] => return None,
            [(_, group)] => group.standing.len(),
            several => {
                let mut set = vec![0; self.words];
                for (_, group) in several {
                    match &group.set {
                        Some(other) => {
                            set.iter_mut().zip(other.iter()).for_each(|(word, other)| *word |= other);
                        }
                        None => mark(&mut set, group.standing),
                    }
                }
                set.iter().map(|word| word.count_ones() as usize).sum()
            }
        };
        Some(SharedItem {
            id: item.anchor.clone(),
            // The evaluation itself is among them.
            others: subjects - 1,
            at: shared.iter().flat_map(|(place, _)| [place.line, place.start, place.end]).collect(),
            keys: shared.iter().flat_map(|(place, _)| key(place.hash)).collect(),
        })
    }
}

fn mark(set: &mut [u64], standing: &[Occurrence]) {
    for one in standing {
        if let Some(word) = set.get_mut(one.subject as usize / 64) {
            *word |= 1 << (one.subject % 64);
        }
    }
}
