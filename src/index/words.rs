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

/// Katakana that short are part of other words as often as words of their own, in characters.
const SHORT: usize = 3;

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
        groups(&[to_whole_words(&expand(GROUPS)?), in_all_forms(LAY)].join("\n"), &mut terms),
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
/// such alone; they are counted without being taken apart, of which there are hundreds of thousands.
#[derive(Default)]
struct Plain(FxHashMap<char, Option<char>>);

impl Plain {
    fn of(&mut self, c: char) -> Option<char> {
        *self.0.entry(c).or_insert_with(|| {
            match units(c.encode_utf8(&mut [0; 4])).as_slice() {
                // Behind katakana 一 may be a ー.
                [unit] if unit.kind == UnitKind::Cjk && c != '一' => {
                    let mut chars = unit.text.chars();
                    chars.next().filter(|_| chars.next().is_none())
                }
                _ => None,
            }
        })
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
        Ok(Self { pairs, others, plain: Plain::default() })
    }

    fn term(&self, term: &str) -> u32 {
        let count = pair(term).map_or_else(|| self.others.get(term), |pair| self.pairs.get(&pair));
        count.copied().unwrap_or_default()
    }

    /// All characters of the terms.
    fn characters(&self) -> FxHashSet<char> {
        let others = self.others.keys().flat_map(|term| term.chars());
        self.pairs.keys().flatten().copied().chain(others).collect()
    }

    /// How often a text may stand there: as often as the rarest pair of its units. 0 where it surely does not.
    fn count(&mut self, text: &str) -> u32 {
        self.count_plain(text).unwrap_or_else(|| self.count_apart(text))
    }

    /// The same for a text that consists of characters which are units of their own.
    fn count_plain(&mut self, text: &str) -> Option<u32> {
        let mut chars = text.chars();
        let mut last = self.plain.of(chars.next()?)?;
        let mut rarest = None;
        for c in chars {
            let c = self.plain.of(c)?;
            if rarest != Some(0) {
                let count = self.pairs.get(&[last, c]).copied().unwrap_or_default();
                rarest = Some(rarest.map_or(count, |rarest: u32| rarest.min(count)));
            }
            last = c;
        }
        Some(rarest.unwrap_or_else(|| self.term(last.encode_utf8(&mut [0; 4]))))
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
    let characters = terms.characters();
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

/// The groups of a dictionary, so that no word leads to short katakana: ネット stands in ネットワーク too, ログ in プログラム.
/// What is typed so leads to the others as before.
fn to_whole_words(groups: &str) -> String {
    let is_short = |word: &&str| {
        word.chars().count() <= SHORT && word.chars().all(|c| matches!(c, '\u{30a1}'..='\u{30fc}'))
    };
    let mut lines: Vec<String> = Vec::new();
    for line in groups.lines() {
        let (keys, others) = line.split_once('>').unwrap_or((line, ""));
        let (short, keys): (Vec<&str>, Vec<&str>) = keys.split('=').partition(is_short);
        let others: Vec<&str> =
            others.split('=').filter(|word| !word.is_empty() && !is_short(word)).collect();
        let whole = [keys.as_slice(), others.as_slice()].concat();
        if !short.is_empty() && !whole.is_empty() {
            lines.push(format!("{}>{}", short.join("="), whole.join("=")));
        }
        if !keys.is_empty() {
            let end = if others.is_empty() { String::new() } else { format!(">{}", others.join("=")) };
            lines.push(keys.join("=") + &end);
        }
    }
    lines.join("\n")
}

/// The groups that lead to something that stands there.
fn groups(all: &str, terms: &mut Terms) -> String {
    let mut lines = Vec::new();
    for row in table::rows(all) {
        let line = row.join(" ");
        let (keys, others) = line.split_once('>').unwrap_or((&line, ""));
        let words = |text: &str| -> Vec<String> {
            text.split('=').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
        };
        let (keys, others) = (words(keys), words(others));
        let mut stands = |word: &&String| terms.count(word) > 0;
        // What stands nowhere leads to what does; a group of one leads nowhere.
        let standing = keys.iter().filter(&mut stands).count();
        let others: Vec<&str> = others.iter().filter(&mut stands).map(String::as_str).collect();
        if standing + others.len() == 0 || keys.len() + others.len() < 2 || keys.len() > LONGEST_GROUP {
            continue;
        }
        let keys = keys.join("=");
        lines.push(if others.is_empty() { keys } else { format!("{keys}>{}", others.join("=")) });
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
        for (row, kept) in [
            ("インターネット>ネット", "インターネット"),
            ("記録=ログ", "ログ>記録\n記録"),
            ("ログ>記録", "ログ>記録"),
            ("鍵=キー>カギ=錠", "キー>鍵=錠\n鍵>錠"),
            ("サーバー=計算機>ホスト機", "サーバー=計算機>ホスト機"),
        ] {
            assert_eq!(to_whole_words(row), kept);
        }
    }

    #[test]
    fn plain_words_are_what_taking_them_apart_says() {
        let mut plain = Plain::default();
        let texts = [READINGS, GROUPS].map(|bytes| String::from_utf8(expanded(bytes).unwrap()).unwrap());
        let words = texts.iter().flat_map(|text| text.split([' ', '\n', '=', '>']));
        let mut compared = 0;
        // A part of them: there are hundreds of thousands.
        for word in words.step_by(17).filter(|word| !word.is_empty()) {
            let Some(own) = word.chars().map(|c| plain.of(c)).collect::<Option<String>>() else { continue };
            let apart: Vec<Unit> = units(word);
            assert!(apart.iter().all(|unit| unit.kind == UnitKind::Cjk && !unit.barrier), "{word}");
            assert_eq!(own, apart.iter().map(|unit| unit.text.as_str()).collect::<String>());
            assert_eq!(own.chars().count(), apart.len(), "{word}");
            compared += 1;
        }
        assert!(compared > 1000, "{compared}");
        assert_eq!(plain.of('一'), None);
    }
}
