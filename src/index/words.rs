//! The words that the index of a site carries for questions that find nothing: how words sound, and what else people call
//! things. Cut to what stands in the index, which is looked up in its terms: no text is read again, and what the words
//! are depends on the segment alone.
//!
//! Sources, in `words/`: `readings.z` (words by their sound), `kanji.z` (how single kanji sound) and `groups.z`
//! (synonyms) of SudachiDict 20261015 (Works Applications, Apache License 2.0, with parts of UniDic and NEologd under the
//! licences in `words/LEGAL`), made by `words/make.py`; `lay.txt`, written for kohyo. How search reads the text is in
//! `search::lexicon`.

use std::collections::{HashMap, HashSet};
use std::io;

use tantivy::{Index, IndexReader, ReloadPolicy, TantivyError};

use crate::search::lexicon::FORMAT;
use crate::search::press::expanded;
use crate::search::schema::Fields;
use crate::search::text::{Unit, UnitKind, table, units};

/// No more words than this are carried, the most frequent of them: 60 kB, as they travel.
const MOST: usize = 9000;

/// A group with more expressions than this says little about any of them.
const LONGEST_GROUP: usize = 12;

const READINGS: &[u8] = include_bytes!("words/readings.z");
const KANJI: &[u8] = include_bytes!("words/kanji.z");
const GROUPS: &[u8] = include_bytes!("words/groups.z");
const LAY: &str = include_str!("words/lay.txt");

/// The words of an index, as search reads them.
pub(super) fn of(index: &Index) -> Result<String, TantivyError> {
    let terms = Terms::of(index)?;
    let expand = |bytes: &[u8]| -> io::Result<String> {
        String::from_utf8(expanded(bytes)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    };
    let blocks = [
        FORMAT.to_owned(),
        readings(&expand(READINGS)?, &terms),
        expand(KANJI)?,
        groups(&[&expand(GROUPS)?, LAY].join("\n"), &terms),
    ];
    Ok(blocks.join("\n\n") + "\n")
}

/// How many passages hold each term, in whatever field.
struct Terms(HashMap<String, u32>);

impl Terms {
    fn of(index: &Index) -> Result<Self, TantivyError> {
        let fields = Fields::of(&index.schema())?;
        let reader: IndexReader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).num_warming_threads(0).try_into()?;
        let mut terms = HashMap::new();
        for segment in reader.searcher().segment_readers() {
            for field in fields.texts() {
                let index = segment.inverted_index(field)?;
                let mut stream = index.terms().stream()?;
                while stream.advance() {
                    let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                    let count: &mut u32 = terms.entry(term.to_owned()).or_default();
                    *count = count.saturating_add(stream.value().doc_freq);
                }
            }
        }
        Ok(Self(terms))
    }

    /// How often a text may stand there: as often as the rarest pair of its units. 0 where it surely does not.
    fn count(&self, text: &str) -> u32 {
        let units = units(text);
        let term = |term: &str| self.0.get(term).copied().unwrap_or_default();
        match units.as_slice() {
            [] => 0,
            [unit] => term(&unit.text),
            units => {
                let pair = |pair: &[Unit]| {
                    let both_runs = pair.iter().all(|unit| unit.kind != UnitKind::Cjk);
                    let between = if both_runs { "\u{1}" } else { "" };
                    if pair[1].barrier { 0 } else { term(&[&pair[0].text, between, &pair[1].text].concat()) }
                };
                units.windows(2).map(pair).min().unwrap_or_default()
            }
        }
    }
}

/// The words that stand somewhere, by their sound; single kanji are prefixes and suffixes.
fn readings(all: &str, terms: &Terms) -> String {
    let characters: HashSet<char> = terms.0.keys().flat_map(|term| term.chars()).collect();
    let mut found: Vec<(&str, &str, u32)> = Vec::new();
    for line in all.lines() {
        let mut cells = line.split(' ');
        let Some(reading) = cells.next() else { continue };
        for word in cells {
            let mut chars = word.chars();
            let single = chars.next().filter(|_| chars.next().is_none());
            let count = match single {
                Some(c) => u32::from(characters.contains(&c)) * u32::MAX,
                None => terms.count(word),
            };
            if count > 0 {
                found.push((reading, word, count));
            }
        }
    }
    // A stable sort: equally frequent words stay in the order of their sounds.
    found.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    found.truncate(MOST);
    found.sort_unstable();
    let mut lines: Vec<String> = Vec::new();
    let mut last = "";
    for (reading, word, _) in found {
        match lines.last_mut().filter(|_| reading == last) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(format!("{reading} {word}")),
        }
        last = reading;
    }
    lines.join("\n")
}

/// The groups that lead to something that stands there.
fn groups(all: &str, terms: &Terms) -> String {
    let mut lines = Vec::new();
    for row in table::rows(all) {
        let line = row.join(" ");
        let (keys, others) = line.split_once('>').unwrap_or((&line, ""));
        let words = |text: &str| -> Vec<String> {
            text.split('=').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
        };
        let (keys, others) = (words(keys), words(others));
        let stands = |word: &&String| terms.count(word) > 0;
        // What stands nowhere leads to what does; a group of one leads nowhere.
        let standing = keys.iter().filter(stands).count();
        let others: Vec<&str> = others.iter().filter(stands).map(String::as_str).collect();
        if standing + others.len() == 0 || keys.len() + others.len() < 2 || keys.len() > LONGEST_GROUP {
            continue;
        }
        let keys = keys.join("=");
        lines.push(if others.is_empty() { keys } else { format!("{keys}>{}", others.join("=")) });
    }
    lines.join("\n")
}
