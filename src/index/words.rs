//! The words that the index of a site carries for questions that find nothing: how words sound, and what else people call
//! things. Cut to what stands in the index, which is looked up in its terms: no text is read again, and what the words
//! are depends on the segment alone.
//!
//! Sources, in `words/`: `readings.z` (words by their sound), `kanji.z` (how single kanji sound) and `groups.z`
//! (synonyms) of SudachiDict 20261015 (Works Applications, Apache License 2.0, with parts of UniDic and NEologd under the
//! licences in `words/LEGAL`), made by `words/make.py`; `lay.txt`, written for kohyo. How search reads the text is in
//! `search::lexicon`.

use std::io;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::{Index, IndexReader, ReloadPolicy, TantivyError};

use crate::search::lexicon::FORMAT;
use crate::search::press::expanded;
use crate::search::schema::Fields;
use crate::search::text::{Unit, UnitKind, table, units};

mod forms;

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
    let mut terms = Terms::of(index)?;
    let expand = |bytes: &[u8]| -> io::Result<String> {
        String::from_utf8(expanded(bytes)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    };
    let blocks = [
        FORMAT.to_owned(),
        readings(&expand(READINGS)?, &mut terms),
        expand(KANJI)?,
        groups(expand(GROUPS)?.lines().chain(in_all_forms(LAY).lines()), &mut terms),
    ];
    Ok(blocks.join("\n\n") + "\n")
}

/// How many passages hold each term, in whatever field.
struct Terms {
    /// By two characters, as most terms are.
    pairs: FxHashMap<[char; 2], u32>,
    /// All others.
    others: FxHashMap<String, u32>,
    plain: Plain,
}

/// The characters that are a unit of their own whatever stands beside them, as the index has them. Most words consist of
/// such alone; they are counted without being taken apart, of which there are hundreds of thousands, and in a small index
/// most hold one that stands nowhere.
struct Plain {
    /// What is known of the characters of the basic plane, by their code points.
    known: Vec<Known>,
    standing: FxHashSet<char>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Nothing yet.
    No,
    /// It is not a unit of its own everywhere, or becomes several characters.
    Mixed,
    /// As the index has it, which holds it somewhere.
    Stands(char),
    /// Nothing that it is part of stands in the index.
    Absent,
}

impl Plain {
    /// Of an index of whose terms these are the characters.
    fn new(standing: FxHashSet<char>) -> Self {
        Self { known: vec![Known::No; 1 << 16], standing }
    }

    fn of(&mut self, c: char) -> Known {
        match self.known.get(c as usize) {
            None => self.look_at(c),
            Some(Known::No) => {
                let known = self.look_at(c);
                self.known[c as usize] = known;
                known
            }
            Some(known) => *known,
        }
    }

    fn look_at(&self, c: char) -> Known {
        match units(c.encode_utf8(&mut [0; 4])).as_slice() {
            // Behind katakana 一 may be a ー.
            [unit] if unit.kind == UnitKind::Cjk && c != '一' => {
                let mut chars = unit.text.chars();
                match chars.next().filter(|_| chars.next().is_none()) {
                    Some(own) if self.standing.contains(&own) => Known::Stands(own),
                    Some(_) => Known::Absent,
                    None => Known::Mixed,
                }
            }
            _ => Known::Mixed,
        }
    }
}

impl Terms {
    fn of(index: &Index) -> Result<Self, TantivyError> {
        let fields = Fields::of(&index.schema())?;
        let reader: IndexReader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).num_warming_threads(0).try_into()?;
        let (mut pairs, mut others) = (FxHashMap::default(), FxHashMap::default());
        for segment in reader.searcher().segment_readers() {
            for field in fields.texts() {
                let index = segment.inverted_index(field)?;
                let mut stream = index.terms().stream()?;
                while stream.advance() {
                    let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                    let count: &mut u32 = match pair(term) {
                        Some(pair) => pairs.entry(pair).or_default(),
                        None => others.entry(term.to_owned()).or_default(),
                    };
                    *count = count.saturating_add(stream.value().doc_freq);
                }
            }
        }
        let of_others = others.keys().flat_map(|term: &String| term.chars());
        let plain = Plain::new(pairs.keys().flatten().copied().chain(of_others).collect());
        Ok(Self { pairs, others, plain })
    }

    fn term(&self, term: &str) -> u32 {
        let count = pair(term).map_or_else(|| self.others.get(term), |pair| self.pairs.get(&pair));
        count.copied().unwrap_or_default()
    }

    /// How often a text may stand there: as often as the rarest pair of its units. 0 where it surely does not.
    fn count(&mut self, text: &str) -> u32 {
        self.count_plain(text).unwrap_or_else(|| self.count_apart(text))
    }

    /// The same for a text that consists of characters which are units of their own, as far as it takes to say.
    fn count_plain(&mut self, text: &str) -> Option<u32> {
        let mut last = None;
        let mut rarest = None;
        for c in text.chars() {
            let c = match self.plain.of(c) {
                Known::Stands(c) => c,
                // Whatever it is part of stands nowhere.
                Known::Absent => return Some(0),
                Known::Mixed | Known::No => return None,
            };
            if let Some(last) = last.replace(c)
                && rarest != Some(0)
            {
                let count = self.pairs.get(&[last, c]).copied().unwrap_or_default();
                rarest = Some(rarest.map_or(count, |rarest: u32| rarest.min(count)));
            }
        }
        rarest.or_else(|| Some(self.term(last?.encode_utf8(&mut [0; 4]))))
    }

    /// The same for any text.
    fn count_apart(&self, text: &str) -> u32 {
        let units = units(text);
        match units.as_slice() {
            [] => 0,
            [unit] => self.term(&unit.text),
            units => {
                let pair = |pair: &[Unit]| {
                    let both_runs = pair.iter().all(|unit| unit.kind != UnitKind::Cjk);
                    let between = if both_runs { "\u{1}" } else { "" };
                    if pair[1].barrier {
                        0
                    } else {
                        self.term(&[&pair[0].text, between, &pair[1].text].concat())
                    }
                };
                units.windows(2).map(pair).min().unwrap_or_default()
            }
        }
    }
}

/// A term of two characters.
fn pair(term: &str) -> Option<[char; 2]> {
    let mut chars = term.chars();
    let pair = [chars.next()?, chars.next()?];
    chars.next().is_none().then_some(pair)
}

/// The words that stand somewhere, by their sound; single kanji are prefixes and suffixes.
fn readings(all: &str, terms: &mut Terms) -> String {
    let mut found: Vec<(&str, &str, u32)> = Vec::new();
    for line in all.lines() {
        let mut cells = line.split(' ');
        let Some(reading) = cells.next() else { continue };
        for word in cells {
            let mut chars = word.chars();
            let single = chars.next().filter(|_| chars.next().is_none());
            let count = match single {
                Some(c) => u32::from(terms.plain.standing.contains(&c)) * u32::MAX,
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

/// The rows of the lay words, and behind each what its verbs lead to in their other forms.
fn in_all_forms(lay: &str) -> String {
    let mut lines = Vec::new();
    for row in table::rows(lay) {
        let line = row.join(" ");
        if let Some((keys, others)) = line.split_once('>') {
            let forms: Vec<String> = keys.split('=').flat_map(|key| forms::forms(key.trim())).collect();
            let rows = forms.chunks(LONGEST_GROUP).map(|forms| format!("{}>{others}", forms.join("=")));
            lines.extend(rows);
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// The groups that lead to something that stands there.
fn groups<'r>(all: impl Iterator<Item = &'r str>, terms: &mut Terms) -> String {
    let words = |text: &'r str| text.split('=').map(str::trim).filter(|word| !word.is_empty());
    let mut lines = Vec::new();
    for row in all {
        let (keys, others) = row.split_once('>').unwrap_or((row, ""));
        let mut stands = |word: &&str| terms.count(word) > 0;
        // What stands nowhere leads to what does; a group of one leads nowhere.
        let is_reached = words(keys).any(|word| stands(&word));
        let standing: Vec<&str> = words(others).filter(&mut stands).collect();
        let count = words(keys).count();
        if (!is_reached && standing.is_empty()) || count + standing.len() < 2 || count > LONGEST_GROUP {
            continue;
        }
        let keys = words(keys).collect::<Vec<_>>().join("=");
        lines.push(if standing.is_empty() { keys } else { format!("{keys}>{}", standing.join("=")) });
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lay_words_are_known_in_all_forms() {
        let rows = in_all_forms("# remark\n頼む = 申込 > 請求\n甲 = 乙\n");
        assert_eq!(rows, "頼ま=頼め=頼ん=頼みま=頼みた=頼みな=頼み方> 請求\n頼む = 申込 > 請求\n甲 = 乙");
    }

    #[test]
    fn lay_words_say_something() {
        for row in table::rows(LAY) {
            let line = row.join(" ");
            let (keys, others) = line.split_once('>').unwrap_or((&line, ""));
            let words = |text: &str| text.split('=').map(|word| word.trim().to_owned()).collect::<Vec<_>>();
            let (keys, others) = (words(keys), words(others));
            assert!(keys.len() <= LONGEST_GROUP, "{line}: would be passed over");
            let all: FxHashSet<&String> = keys.iter().chain(&others).collect();
            assert_eq!(all.len(), keys.len() + others.len(), "{line}: a word stands for itself");
            // A single character is half of many words.
            assert!(keys.iter().all(|key| key.chars().count() > 1), "{line}");
        }
    }

    #[test]
    fn no_word_leads_to_what_is_part_of_others() {
        let is_short = |word: &str| {
            word.chars().count() <= 3 && word.chars().all(|c| matches!(c, '\u{30a1}'..='\u{30fc}'))
        };
        let rows = String::from_utf8(expanded(GROUPS).unwrap()).unwrap();
        let mut short = 0;
        for row in rows.lines() {
            let (keys, others) = row.split_once('>').unwrap_or((row, ""));
            let found = keys.split('=').filter(|word| is_short(word)).count();
            assert!(found == 0 || found == keys.split('=').count(), "{row}");
            assert!(found == 0 || !others.is_empty(), "{row}: leads nowhere");
            assert!(!others.split('=').any(|word| !word.is_empty() && is_short(word)), "{row}");
            short += found;
        }
        assert!(short > 100, "{short}");
    }

    #[test]
    fn plain_words_are_what_taking_them_apart_says() {
        let texts = [READINGS, GROUPS].map(|bytes| String::from_utf8(expanded(bytes).unwrap()).unwrap());
        let words = texts.iter().flat_map(|text| text.split([' ', '\n', '=', '>']));
        // As if half of the characters stood in an index.
        let half: FxHashSet<char> =
            texts.iter().flat_map(|text| text.chars()).filter(|c| (*c as u32).is_multiple_of(2)).collect();
        let mut plain = Plain::new(half.clone());
        let mut compared = 0;
        // A part of them: there are hundreds of thousands.
        for word in words.step_by(17).filter(|word| !word.is_empty()) {
            let known: Vec<Known> = word.chars().map(|c| plain.of(c)).collect();
            if known.contains(&Known::Mixed) {
                continue;
            }
            let apart: Vec<Unit> = units(word);
            assert!(apart.iter().all(|unit| unit.kind == UnitKind::Cjk && !unit.barrier), "{word}");
            assert_eq!(apart.len(), known.len(), "{word}");
            for (unit, known) in apart.iter().zip(known) {
                let own = unit.text.chars().next().expect("a character");
                let wanted = if half.contains(&own) { Known::Stands(own) } else { Known::Absent };
                assert_eq!((known, unit.text.chars().count()), (wanted, 1), "{word}");
            }
            compared += 1;
        }
        assert!(compared > 1000, "{compared}");
        assert_eq!(plain.of('一'), Known::Mixed);
    }
}
