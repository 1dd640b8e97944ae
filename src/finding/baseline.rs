//! The baseline: findings that somebody looked at and accepted, so that a check speaks of new ones only.
//!
//! A finding is known again by its rule, its subject (the number of an agency, and the kind) and what it says, not by its file
//! or line: texts move, files are renamed, and what was accepted of one version is accepted of the next while it says the
//! same. Files that are no evaluation are known by their names. Errors are never
//! accepted, since no output is made while they stand. No text of the documents is kept but what messages repeat of it.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Finding, Level};
use crate::text::checksum::letters;

/// By what a finding is known again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// Which subject each file is about, by the path that findings name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subjects(HashMap<String, String>);

impl FromIterator<(String, String)> for Subjects {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(files: I) -> Self {
        Self(files.into_iter().collect())
    }
}

impl Subjects {
    /// The fingerprint of a finding with its subject in the place of its file, and in that of other files that it names.
    pub fn fingerprint(&self, finding: &Finding, root: &str) -> Fingerprint {
        let print = fingerprint(finding, root);
        let Some(subject) = self.0.get(finding.place.source.path()) else { return print };
        let mut said = finding.message.ja.clone();
        if said.contains(".md") {
            let mut named: Vec<(&String, &String)> = self.0.iter().collect();
            named.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
            for (path, other) in
                named.into_iter().filter(|(path, _)| finding.message.ja.contains(path.as_str()))
            {
                said = said.replace(path.as_str(), other);
            }
        }
        Fingerprint { file: subject.clone(), hash: hash_of(&said, root), ..print }
    }
}

/// The fingerprint of a finding; `root` is the content folder as findings name it.
pub fn fingerprint(finding: &Finding, root: &str) -> Fingerprint {
    let path = finding.place.source.path();
    let root = root.trim_end_matches('/');
    let file = path.strip_prefix(root).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path).to_owned();
    Fingerprint { file, id: finding.id.to_owned(), hash: hash_of(&finding.message.ja, root) }
}

/// Messages that name files name the folder too, wherever it lies.
fn hash_of(message: &str, root: &str) -> String {
    let said = without_lines(&without_root(message, root.trim_end_matches('/')));
    letters(&blake3::hash(said.as_bytes()).as_bytes()[..8])
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
    /// The subject as in its address, or a file from the content folder.
    #[serde(alias = "file")]
    pub subject: String,
    /// Hash of the message without the numbers of lines.
    pub hash: String,
    /// How often it stands in one file.
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
const VERSION: u32 = 2;

/// The version in which findings were known by their files.
const BY_FILE: u32 = 1;

impl Baseline {
    /// Accepts all warnings and notes among some findings.
    pub fn of(findings: &[Finding], root: &str, subjects: &Subjects) -> Self {
        let mut accepted: BTreeMap<Fingerprint, Entry> = BTreeMap::new();
        let mut counts: HashMap<(&str, Fingerprint), usize> = HashMap::new();
        for finding in findings.iter().filter(|finding| finding.level() != Level::Error) {
            let print = subjects.fingerprint(finding, root);
            let own = counts.entry((finding.place.source.path(), print.clone())).or_default();
            *own += 1;
            let entry = accepted.entry(print.clone()).or_insert_with(|| Entry {
                id: print.id,
                subject: print.file,
                hash: print.hash,
                count: 0,
                message: finding.message.ja.clone(),
            });
            entry.count = entry.count.max(*own);
        }
        Self { version: VERSION, accepted: accepted.into_values().collect() }
    }

    /// Reads a file that [`Baseline::render`] wrote; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let baseline: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if baseline.version != VERSION && baseline.version != BY_FILE {
            return Err(format!("version {}", baseline.version));
        }
        Ok(baseline)
    }

    /// The file: JSON, an entry after the other in a fixed order, so that changes of it can be read.
    pub fn render(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Takes the accepted findings out.
    pub fn apply(&self, findings: Vec<Finding>, root: &str, subjects: &Subjects) -> Left {
        let by_file = Subjects::default();
        let subjects = if self.version == BY_FILE { &by_file } else { subjects };
        let key = |entry: &Entry| Fingerprint {
            file: entry.subject.clone(),
            id: entry.id.clone(),
            hash: entry.hash.clone(),
        };
        let mut allowed: BTreeMap<Fingerprint, usize> = BTreeMap::new();
        for entry in &self.accepted {
            let count = allowed.entry(key(entry)).or_default();
            *count = count.saturating_add(entry.count);
        }
        // What is accepted is accepted of each version.
        let mut used: HashMap<(String, Fingerprint), usize> = HashMap::new();
        let mut most: BTreeMap<Fingerprint, usize> = BTreeMap::new();
        let mut accepted = 0;
        let left = findings.into_iter().filter(|finding| {
            if finding.level() == Level::Error {
                return true;
            }
            let print = subjects.fingerprint(finding, root);
            let Some(allowed) = allowed.get(&print) else { return true };
            let own = used.entry((finding.place.source.path().to_owned(), print.clone())).or_default();
            if *own >= *allowed {
                return true;
            }
            *own += 1;
            let most = most.entry(print).or_default();
            *most = (*most).max(*own);
            accepted += 1;
            false
        });
        let findings: Vec<Finding> = left.collect();
        let stale = self.accepted.iter().filter_map(|entry| {
            let print = key(entry);
            let open = allowed.remove(&print)?.saturating_sub(most.get(&print).copied().unwrap_or_default());
            (open > 0).then(|| Entry { count: open, ..entry.clone() })
        });
        let stale = stale.collect();
        Left { findings, accepted, stale }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::{Place, Text};
    use crate::text::source::{Source, Span};

    fn none() -> Subjects {
        Subjects::default()
    }

    #[test]
    fn a_finding_is_known_by_its_subject_in_the_next_version_and_in_another_file() {
        let subjects = |files: &[&str]| -> Subjects {
            files.iter().map(|file| ((*file).to_owned(), "mihon/12/zenkomoku/".to_owned())).collect()
        };
        let before = subjects(&["c/a.md"]);
        let baseline =
            Baseline::of(&[finding("c/a.md", 0, "6か所"), finding("c/a.md", 4, "6か所")], "c", &before);
        assert_eq!(baseline.accepted.iter().map(|entry| entry.count).sum::<usize>(), 2);
        let after = subjects(&["c/renamed.md", "c/next.md"]);
        let found = |file: &str, times: usize| vec![finding(file, 0, "6か所"); times];
        let now = [found("c/renamed.md", 2), found("c/next.md", 3), found("c/other.md", 1)].concat();
        let left = baseline.apply(now, "c", &after);
        let paths: Vec<&str> = left.findings.iter().map(|finding| finding.place.source.path()).collect();
        assert_eq!((paths, left.accepted, left.stale.len()), (vec!["c/next.md", "c/other.md"], 4, 0));
        let named = |file: &str, other: &str| finding(file, 0, &format!("{other} とも異なります"));
        let baseline = Baseline::of(&[named("c/a.md", "c/b.md")], "c", &subjects(&["c/a.md", "c/b.md"]));
        let moved = subjects(&["c/x.md", "c/y.md"]);
        assert!(baseline.apply(vec![named("c/x.md", "c/y.md")], "c", &moved).findings.is_empty());
        // A list by file, as it was written before.
        let old = r#"{"version": 1, "accepted": [{"id": "MARK-01", "file": "a.md", "hash": "HASH", "count": 1, "message": ""}]}"#;
        let print = fingerprint(&finding("c/a.md", 0, "6か所"), "c");
        let old = Baseline::parse(&old.replace("HASH", &print.hash)).expect("a list");
        assert!(old.apply(vec![finding("c/a.md", 0, "6か所")], "c", &before).findings.is_empty());
    }

    fn finding(path: &str, at: usize, message: &str) -> Finding {
        let source = Arc::new(Source::new(path, "甲\n乙\n丙\n"));
        let place = Place::at(&source, Span::new(at, at + 3));
        Finding::of("MARK-01", place, Text::new(message, message), Text::new("", ""))
    }

    #[test]
    fn a_finding_is_known_wherever_it_stands() {
        let before = [finding("content/a.md", 0, "本文(356行)と違います。")];
        let baseline = Baseline::of(&before, "content/", &none());
        let after = vec![finding("/elsewhere/content/a.md", 4, "本文(12行)と違います。")];
        let left = baseline.apply(after, "/elsewhere/content", &none());
        assert_eq!((left.findings.len(), left.accepted, left.stale.len()), (0, 1, 0));
        let named = |root: &str| finding(&format!("{root}/a.md"), 0, &format!("{root}/b.md とも異なります"));
        let baseline = Baseline::of(&[named("content")], "content", &none());
        assert!(
            baseline
                .apply(vec![named("../before/content")], "../before/content", &none())
                .findings
                .is_empty()
        );
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
        let baseline = Baseline::of(&[finding("c/a.md", 0, "6か所")], "c", &none());
        let now = vec![
            finding("c/a.md", 0, "5か所"),
            finding("c/b.md", 0, "6か所"),
            finding("c/a.md", 0, "6か所"),
            finding("c/a.md", 4, "6か所"),
        ];
        let left = baseline.apply(now, "c", &none());
        assert_eq!((left.findings.len(), left.accepted, left.stale.len()), (3, 1, 0));
    }

    #[test]
    fn what_is_mended_is_stale_and_errors_are_never_accepted() {
        let mut error = finding("c/a.md", 0, "甲");
        error.level = Level::Error;
        assert!(Baseline::of(std::slice::from_ref(&error), "c", &none()).accepted.is_empty());
        let two = [finding("c/a.md", 0, "甲"), finding("c/a.md", 4, "甲")];
        let baseline = Baseline::of(&two, "c", &none());
        assert_eq!(baseline.accepted.iter().map(|entry| entry.count).sum::<usize>(), 2);
        let left = baseline.apply(vec![error, finding("c/a.md", 0, "甲")], "c", &none());
        assert_eq!((left.findings.len(), left.accepted), (1, 1));
        assert_eq!(left.stale.iter().map(|entry| entry.count).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let baseline = Baseline::of(&[finding("c/a.md", 0, "甲")], "c", &none());
        let text = baseline.render().expect("plain data");
        assert_eq!(Baseline::parse(&text), Ok(baseline));
        assert!(Baseline::parse(&text.replace("\"version\": 2", "\"version\": 3")).is_err());
        assert!(Baseline::parse("[]").is_err());
    }
}
