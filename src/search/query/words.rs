//! Words that mean more than themselves: synonyms, and question words that ask for a kind of answer.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::{Clause, Phrase};
use crate::search::text::{Unit, narrow, table, units};

/// Groups of expressions that mean the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synonyms(Arc<Groups>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Groups {
    groups: Vec<Vec<(String, Vec<Unit>)>>,
    /// The expressions by their first unit: group and place in it.
    first: HashMap<String, Vec<(usize, usize)>>,
}

impl Synonyms {
    /// The groups that are shipped.
    pub fn built_in() -> Self {
        static BUILT_IN: OnceLock<Synonyms> = OnceLock::new();
        BUILT_IN.get_or_init(|| Self::of_lines(include_str!("synonyms.txt"))).clone()
    }

    /// The groups that are shipped, and those of a portal.
    pub fn with(portal: &str) -> Self {
        Self::of_lines(&[include_str!("synonyms.txt"), portal].join("\n"))
    }

    /// One group per line, its expressions separated by `=`; those behind `>` stand for the ones before it and not the
    /// other way round. `#` begins a remark.
    pub fn of_lines(text: &str) -> Self {
        let mut all = Groups::default();
        for row in table::rows(text) {
            let line = row.join(" ");
            let (keys, others) = line.split_once(['>', '＞']).unwrap_or((&line, ""));
            let words = |text: &str| -> Vec<(String, Vec<Unit>)> {
                let words = text.split(['=', '＝']).map(|word| word.trim().to_owned());
                words
                    .map(|word| (word.clone(), units(&word)))
                    .filter(|(_, units)| !units.is_empty())
                    .collect()
            };
            // What is meant stands first: not every alternative is tried.
            let mut group = words(others);
            let others = group.len();
            group.extend(words(keys));
            if group.len() < 2 {
                continue;
            }
            for (place, (_, units)) in group.iter().enumerate().skip(others) {
                all.first.entry(units[0].text.clone()).or_default().push((all.groups.len(), place));
            }
            all.groups.push(group);
        }
        Self(Arc::new(all))
    }

    /// The longest expression that begins a sequence of units: its number of units, and what else may stand there.
    pub(super) fn at(&self, units: &[Unit]) -> Option<(usize, Vec<String>)> {
        let known = self.0.first.get(&units.first()?.text)?;
        let fits = known.iter().filter(|(group, place)| {
            let own = &self.0.groups[*group][*place].1;
            let stands = |window: &[Unit]| {
                own.iter()
                    .zip(window)
                    .enumerate()
                    .all(|(n, (a, b))| a.text == b.text && (n == 0 || a.barrier == b.barrier))
            };
            units.get(..own.len()).is_some_and(stands)
        });
        let length = |(group, place): &(usize, usize)| self.0.groups[*group][*place].1.len();
        let longest = fits.clone().map(length).max()?;
        let own = fits.filter(|place| length(place) == longest);
        let others = own.flat_map(|(group, place)| {
            let group = &self.0.groups[*group];
            let others = group.iter().enumerate().filter(move |(n, _)| n != place);
            others.map(|(_, (word, _))| word.clone())
        });
        Some((longest, others.collect()))
    }
}

/// The kind of answer that a question asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Kinds of answers, as the forms name them.
    pub answers: Vec<String>,
    /// Concepts, as `concepts.toml` names them; one that several words ask for several times.
    pub concepts: Vec<String>,
    /// Concepts outside of which there is no answer.
    pub only: Vec<String>,
}

/// A row of the table of question words.
struct Question {
    words: Vec<String>,
    /// The words ask only: they stand in no answer.
    asks_only: bool,
    /// Only an answer of one of the concepts is one.
    narrow: bool,
    /// The words help to ask: an answer need not hold them.
    light: bool,
    wanted: Wanted,
}

fn questions() -> &'static [Question] {
    static QUESTIONS: OnceLock<Vec<Question>> = OnceLock::new();
    QUESTIONS.get_or_init(|| {
        let cell = |row: &[&str], at: usize| {
            let cell = row.get(at).copied().unwrap_or_default();
            cell.split([' ', '　'])
                .filter(|word| !word.is_empty() && *word != "-")
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let row = |row: Vec<&str>| Question {
            asks_only: matches!(row.first(), Some(&"asks" | &"only")),
            narrow: row.first() == Some(&"only"),
            light: row.first() == Some(&"light"),
            words: cell(&row, 1),
            wanted: Wanted { answers: cell(&row, 2), concepts: cell(&row, 3), only: Vec::new() },
        };
        table::rows(include_str!("questions.tsv")).map(row).collect()
    })
}

/// What an input asks for, if it says so.
pub(super) fn wanted(input: &str) -> Option<Wanted> {
    let input: String = narrow(input).split_whitespace().collect();
    let stands = |word: &&String| input.contains(word.as_str());
    let known: Vec<&String> =
        questions().iter().flat_map(|question| &question.words).filter(stands).collect();
    // 何年ごと is not 何年.
    let whole = |word: &&String| {
        stands(word) && !known.iter().any(|other| other.len() > word.len() && other.contains(word.as_str()))
    };
    let found = questions().iter().filter(|question| question.words.iter().any(|word| whole(&word)));
    let mut wanted = Wanted::default();
    for question in found {
        wanted.answers.extend(question.wanted.answers.iter().cloned());
        // What asks says more about the answer than what may stand in it.
        let times = if question.asks_only { 2 } else { 1 };
        if question.narrow {
            wanted.only.extend(question.wanted.concepts.iter().cloned());
        }
        for concept in &question.wanted.concepts {
            wanted.concepts.extend(std::iter::repeat_n(concept.clone(), times));
        }
    }
    wanted.answers.sort();
    wanted.answers.dedup();
    wanted.concepts.sort();
    (wanted != Wanted::default()).then_some(wanted)
}

/// How texts say how long something takes, by what asks for it.
const MEASURES: [(&[&str], &[&str]); 3] = [
    (&["何年"], &["年間", "年保存", "年保管"]),
    (&["何か月", "何カ月", "何ヶ月", "何箇月"], &["か月", "カ月", "ヶ月", "箇月"]),
    (&["何日"], &["日間"]),
];

/// How an answer says how long something takes, if that is asked for; 何年何月 asks for a day, 何年ごと for a rhythm.
pub(super) fn measures(input: &str) -> Vec<Phrase> {
    let input: String = narrow(input).split_whitespace().collect();
    let asked = |word: &&str| {
        input.match_indices(*word).any(|(at, _)| {
            let rest = &input[at + word.len()..];
            !["何", "ごと", "毎", "おき", "に一", "に1", "度", "から"]
                .iter()
                .any(|other| rest.starts_with(other))
        })
    };
    let found = MEASURES.iter().filter(|(words, _)| words.iter().any(&asked));
    found.flat_map(|(_, answers)| *answers).map(|answer| Phrase::of(answer)).collect()
}

/// How many units from here only ask: 何年, 誰.
pub(super) fn asking(units_from_here: &[Unit]) -> Option<usize> {
    static ASKING: OnceLock<Vec<Vec<Unit>>> = OnceLock::new();
    let asking = ASKING.get_or_init(|| {
        let words =
            questions().iter().filter(|question| question.asks_only).flat_map(|question| &question.words);
        words.map(|word| units(word)).collect()
    });
    let stands = |own: &&Vec<Unit>| {
        units_from_here
            .get(..own.len())
            .is_some_and(|window| own.iter().zip(window).all(|(a, b)| a.text == b.text))
    };
    asking.iter().filter(stands).map(Vec::len).max()
}

/// Whether a word only helps to ask: データ, 方法.
pub(super) fn is_light(word: &[Unit]) -> bool {
    static LIGHT: OnceLock<Vec<Vec<Unit>>> = OnceLock::new();
    let light = LIGHT.get_or_init(|| {
        let words = questions().iter().filter(|question| question.light).flat_map(|question| &question.words);
        words.map(|word| units(word)).collect()
    });
    light.iter().any(|own| own.len() == word.len() && own.iter().zip(word).all(|(a, b)| a.text == b.text))
}

/// Ends of a question that asks what something is.
const DEFINED: [&str; 8] =
    ["とは何ですか", "とは何か", "とはなにか", "って何ですか", "って何", "の意味", "の定義", "とは"];

/// What is asked to be explained: 甲 of 「甲とは」.
pub(super) fn defined(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(['?', '？', '。', ' ', '　']);
    DEFINED.iter().find_map(|end| text.strip_suffix(end)).filter(|rest| !rest.is_empty())
}

/// How texts explain what a question asks to be explained.
pub(super) fn definitions(clauses: &[Clause]) -> Vec<Phrase> {
    let mut typed = clauses.iter().filter_map(|clause| match clause {
        Clause::Must(alternatives) => alternatives.first().filter(|phrase| !phrase.exact),
        Clause::MustNot(_) => None,
    });
    let Some(word) = typed.find_map(|phrase| defined(&phrase.text)) else { return Vec::new() };
    let ways = ["」という", "」といい", "」をいう", "」とは", "とは", "という", "をいう"];
    ways.into_iter().map(|way| Phrase::of(&[word, way].concat())).collect()
}
