//! The baseline: findings that somebody looked at and accepted, so that a check speaks of new ones only.
//!
//! A finding is known again by its rule, its file and what it says, not by its line: text may move. Errors are never
//! accepted, since no output is made while they stand. No text of the documents is kept but what messages repeat of it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Finding, Level};
use crate::text::checksum::letters;

/// By what a finding is known again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint {
    /// The file, from the content folder.
    pub file: String,
    /// The rule.
    pub id: String,
    /// Hash of the message without the numbers of lines.
    pub hash: String,
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.id, self.file, self.hash)
    }
}

/// The fingerprint of a finding; `root` is the content folder as findings name it.
pub fn fingerprint(finding: &Finding, root: &str) -> Fingerprint {
    let path = finding.place.source.path();
    let root = root.trim_end_matches('/');
    let file = path.strip_prefix(root).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path).to_owned();
    // Messages that name files name the folder too, wherever it lies.
    let said = without_lines(&without_root(&finding.message.ja, root));
    Fingerprint {
        file,
        id: finding.id.to_owned(),
        hash: letters(&blake3::hash(said.as_bytes()).as_bytes()[..8]),
    }
}

/// A message with its files named from the content folder.
pub(crate) fn without_root(message: &str, root: &str) -> String {
    let root = root.trim_end_matches('/');
    if root.is_empty() { message.to_owned() } else { message.replace(&format!("{root}/"), "") }
}

/// A message may name lines of the text, at its beginning or in brackets (`12行と同じ`, `本文(356行)`,
/// `(27、28行ほか)`); they change when the text moves. Counts of rows stay.
fn without_lines(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while !rest.is_empty() {
        let numbers = rest.find(|c: char| !c.is_ascii_digit() && c != '、').unwrap_or(rest.len());
        let names_lines = (out.is_empty() || out.ends_with('('))
            && rest.starts_with(|c: char| c.is_ascii_digit())
            && rest[numbers..].starts_with('行');
        let skip = if names_lines { numbers } else { 0 };
        rest = &rest[skip..];
        let step = rest.chars().next().map_or(0, char::len_utf8);
        out.push_str(&rest[..step]);
        rest = &rest[step..];
    }
    out
}

/// One accepted finding, as the file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The rule.
    pub id: String,
    /// The file, from the content folder.
    pub file: String,
    /// Hash of the message without the numbers of lines.
    pub hash: String,
    /// How often it stands in the file.
    pub count: usize,
    /// What was accepted, for people; not compared.
    pub message: String,
}

/// Accepted findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The version of the format.
    version: u32,
    /// The findings, by file, rule and hash.
    accepted: Vec<Entry>,
}

/// What a baseline leaves of some findings.
#[derive(Debug)]
pub struct Left {
    /// Findings that nobody has accepted yet.
    pub findings: Vec<Finding>,
    /// How many were accepted.
    pub accepted: usize,
    /// Entries that nothing corresponds to any more, with the number that is too many.
    pub stale: Vec<Entry>,
}

/// The version of the format that is written and read.
const VERSION: u32 = 1;

impl Baseline {
    /// Accepts all warnings and notes among some findings.
    pub fn of(findings: &[Finding], root: &str) -> Self {
        let mut accepted: BTreeMap<Fingerprint, Entry> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| finding.level() != Level::Error) {
            let print = fingerprint(finding, root);
            let entry = accepted.entry(print.clone()).or_insert_with(|| Entry {
                id: print.id,
                file: print.file,
                hash: print.hash,
                count: 0,
                message: finding.message.ja.clone(),
            });
            entry.count += 1;
        }
        Self { version: VERSION, accepted: accepted.into_values().collect() }
    }

    /// Reads a file that [`Baseline::render`] wrote; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let baseline: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if baseline.version != VERSION {
            return Err(format!("version {}", baseline.version));
        }
        Ok(baseline)
    }

    /// The file: JSON, an entry after the other in a fixed order, so that changes of it can be read.
    pub fn render(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// How many findings are accepted.
    pub fn len(&self) -> usize {
        self.accepted.iter().fold(0, |sum, entry| sum.saturating_add(entry.count))
    }

    /// Whether nothing is accepted.
    pub fn is_empty(&self) -> bool {
        self.accepted.is_empty()
    }

    /// Takes the accepted findings out.
    pub fn apply(&self, findings: Vec<Finding>, root: &str) -> Left {
        let key = |entry: &Entry| Fingerprint {
            file: entry.file.clone(),
            id: entry.id.clone(),
            hash: entry.hash.clone(),
        };
        let mut open: BTreeMap<Fingerprint, usize> = BTreeMap::new();
        for entry in &self.accepted {
            let count = open.entry(key(entry)).or_default();
            *count = count.saturating_add(entry.count);
        }
        let mut accepted = 0;
        let left = findings.into_iter().filter(|finding| {
            let known = finding.level() != Level::Error
                && open.get_mut(&fingerprint(finding, root)).is_some_and(|count| {
                    let any = *count > 0;
                    *count -= usize::from(any);
                    any
                });
            accepted += usize::from(known);
            !known
        });
        let findings: Vec<Finding> = left.collect();
        let stale = self.accepted.iter().filter_map(|entry| {
            let count = open.remove(&key(entry)).filter(|count| *count > 0)?;
            Some(Entry { count, ..entry.clone() })
        });
        Left { findings, accepted, stale: stale.collect() }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::{Place, Text};
    use crate::text::source::{Source, Span};

    fn finding(path: &str, at: usize, message: &str) -> Finding {
        let source = Arc::new(Source::new(path, "甲\n乙\n丙\n"));
        let place = Place::at(&source, Span::new(at, at + 3));
        Finding::of("MARK-01", place, Text::new(message, message), Text::new("", ""))
    }

    #[test]
    fn a_finding_is_known_wherever_it_stands() {
        let before = [finding("content/a.md", 0, "本文(356行)と違います。")];
        let baseline = Baseline::of(&before, "content/");
        let after = vec![finding("/elsewhere/content/a.md", 4, "本文(12行)と違います。")];
        let left = baseline.apply(after, "/elsewhere/content");
        assert_eq!((left.findings.len(), left.accepted, left.stale.len()), (0, 1, 0));
        let named = |root: &str| finding(&format!("{root}/a.md"), 0, &format!("{root}/b.md とも異なります"));
        let baseline = Baseline::of(&[named("content")], "content");
        assert!(baseline.apply(vec![named("../before/content")], "../before/content").findings.is_empty());
    }

    #[test]
    fn lines_may_change_and_counts_of_rows_may_not() {
        let same = |one: &str, other: &str| {
            let print = |root: &str, message: &str| fingerprint(&finding("c/a.md", 0, message), root);
            print("c", one) == print("c", other)
        };
        assert!(same(
            "変更箇所の3行は特定できません(27、28行ほか)。",
            "変更箇所の3行は特定できません(29、30行ほか)。"
        ));
        assert!(same("12行と同じ変更の行です。", "14行と同じ変更の行です。"));
        assert!(!same("後の行が1行あります。", "後の行が2行あります。"));
        assert!(!same("変更箇所の3行は特定できません(27行)。", "変更箇所の4行は特定できません(27行)。"));
        let (one, other) = (finding("c/a.md", 0, "c/b.mdと違う"), finding("/x/c/a.md", 0, "/x/c/b.mdと違う"));
        assert_eq!(fingerprint(&one, "c"), fingerprint(&other, "/x/c/"));
    }

    #[test]
    fn another_message_another_file_and_one_more_are_new() {
        let baseline = Baseline::of(&[finding("c/a.md", 0, "6か所")], "c");
        let now = vec![
            finding("c/a.md", 0, "5か所"),
            finding("c/b.md", 0, "6か所"),
            finding("c/a.md", 0, "6か所"),
            finding("c/a.md", 4, "6か所"),
        ];
        let left = baseline.apply(now, "c");
        assert_eq!((left.findings.len(), left.accepted, left.stale.len()), (3, 1, 0));
    }

    #[test]
    fn what_is_mended_is_stale_and_errors_are_never_accepted() {
        let mut error = finding("c/a.md", 0, "甲");
        error.level = Level::Error;
        assert!(Baseline::of(std::slice::from_ref(&error), "c").is_empty());
        let two = [finding("c/a.md", 0, "甲"), finding("c/a.md", 4, "甲")];
        let baseline = Baseline::of(&two, "c");
        assert_eq!(baseline.len(), 2);
        let left = baseline.apply(vec![error, finding("c/a.md", 0, "甲")], "c");
        assert_eq!((left.findings.len(), left.accepted), (1, 1));
        assert_eq!(left.stale.iter().map(|entry| entry.count).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let baseline = Baseline::of(&[finding("c/a.md", 0, "甲")], "c");
        let text = baseline.render().expect("plain data");
        assert_eq!(Baseline::parse(&text), Ok(baseline));
        assert!(Baseline::parse(&text.replace("\"version\": 1", "\"version\": 2")).is_err());
        assert!(Baseline::parse("[]").is_err());
    }
}
