//! `content/allow.toml`: numbers that look like a 個人番号 and are none, accepted by a person with a reason.
//!
//! An entry names one file and holds a salted hash of the number, so that the file itself repeats no digits and no
//! search for twelve digits stops at it. It keeps nothing secret: the number stands in the published text that the entry
//! names, and that it may is what the entry says; and as there are only 10¹¹ numbers with a right check digit, whoever
//! has the file could try them all. The salt keeps the work on one portal from serving another.
//!
//! Never accepted: a number that the words before it call 個人番号 or マイナンバー, a 住民票コード, the name of a
//! file, a number in an attachment or in a theme. There the number has to go.

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

use super::{Kind, Number, digits_of};
use crate::finding::{Finding, Place, Text};
use crate::text::checksum::hex;
use crate::text::source::{Source, Span, slashed};
use crate::text::{file, limit};

/// Name of the file in the folder of the content.
pub const FILE: &str = "allow.toml";

/// Length of the salt in bytes, and of the hashes of earlier versions.
const LENGTH: usize = 16;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    salt: String,
    #[serde(default)]
    allowed: Vec<toml::Spanned<Entry>>,
}

/// One exception.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Path of the file within the content.
    file: String,
    /// See [`hash`].
    hash: String,
    reason: String,
    date: toml::value::Datetime,
}

/// The exceptions of a portal, and which of them were needed.
#[derive(Debug, Default)]
pub struct AllowList {
    source: Option<Arc<Source>>,
    salt: String,
    entries: Vec<(Span, Entry)>,
    /// The first entry of each hash of a file.
    by_file: HashMap<String, HashMap<String, usize>>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    used: HashSet<usize>,
    /// The digits that were accepted; the pages made from the file repeat them.
    accepted: HashSet<String>,
}

impl AllowList {
    /// Reads the exceptions of a content folder.
    pub fn read(root: &Path) -> (Self, Vec<Finding>) {
        let path = root.join(FILE);
        // Where it is there and unreadable, no number is accepted.
        let text = match file::read_text(&path, limit::TEXT) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Default::default(),
            Err(_) => {
                let source = Arc::new(Source::new(slashed(&path), String::new()));
                return (Self::default(), vec![unreadable(&source, Span::new(0, 0))]);
            }
        };
        let source = Arc::new(Source::new(slashed(&path), text));
        match toml::from_str::<Written>(source.text()) {
            Ok(written) if written.allowed.is_empty() || is_hex(&written.salt) => {
                let entries: Vec<(Span, Entry)> = written
                    .allowed
                    .into_iter()
                    .map(|entry| (entry.span().into(), entry.into_inner()))
                    .collect();
                if let Some((span, _)) = entries.iter().find(|(_, entry)| entry.hash.len() == 2 * LENGTH) {
                    return (Self::default(), vec![outdated(&source, *span)]);
                }
                let mut by_file: HashMap<String, HashMap<String, usize>> = HashMap::new();
                for (at, (_, Entry { file, hash, .. })) in entries.iter().enumerate() {
                    by_file.entry(file.clone()).or_default().entry(hash.clone()).or_insert(at);
                }
                let (salt, source) = (written.salt, Some(source));
                (Self { entries, by_file, salt, source, state: Mutex::default() }, Vec::new())
            }
            Ok(_) => (Self::default(), vec![unreadable(&source, Span::new(0, 0))]),
            Err(error) => {
                let span = error.span().map_or(Span::new(0, 0), Span::from);
                (Self::default(), vec![unreadable(&source, span)])
            }
        }
    }

    /// The list as written; empty where there is none.
    pub fn text(&self) -> &str {
        self.source.as_ref().map_or("", |source| source.text())
    }

    /// Whether a number of a file (its path within the content) is accepted there.
    pub fn accepts(&self, file: &str, number: &Number, text: &str) -> bool {
        if number.kind != Kind::Individual || number.named {
            return false;
        }
        let digits = digits_of(text);
        let of_file = self.by_file.get(file);
        let entry = of_file.and_then(|hashes| hashes.get(&hash(&self.salt, file, &digits)).copied());
        let Some(entry) = entry else { return false };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.used.insert(entry);
        state.accepted.insert(digits);
        true
    }

    /// Whether a number of a page is one that was accepted in the content.
    pub fn is_accepted(&self, number: &Number, text: &str) -> bool {
        if number.kind != Kind::Individual || number.named {
            return false;
        }
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        !state.accepted.is_empty() && state.accepted.contains(&digits_of(text))
    }

    /// Exceptions that no number needed, after everything has been looked at.
    pub fn stale(&self) -> Vec<Finding> {
        let Some(source) = &self.source else { return Vec::new() };
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let unused = (0..self.entries.len()).filter(|at| !state.used.contains(at));
        let findings = unused.map(|at| {
            Finding::of(
                "ALLOW-02",
                Place::at(source, self.entries[at].0),
                Text::new(
                    "この例外に当たる数字は、もうそのファイルにありません。",
                    "No number of that file needs this exception any more.",
                ),
                Text::new(
                    "この項目を消してください。個人番号と書かれた所の数字は、例外にできません。",
                    "Remove the entry. A number that is called 個人番号 cannot be an exception.",
                ),
            )
        });
        findings.collect()
    }

    /// The file with the entry of a number of one file for another too, as text; `None` where there is no such entry, or where
    /// it is there already.
    pub fn carried(&self, from: &str, to: &str, number: &Number, text: &str) -> Option<String> {
        let digits = digits_of(text);
        let own = hash(&self.salt, from, &digits);
        let (_, entry) = self.entries.iter().find(|(_, entry)| entry.file == from && entry.hash == own)?;
        let known = self.accepts(to, number, text);
        (!known).then(|| self.with_entry(to, text, &entry.reason, &entry.date.to_string()))?
    }

    /// The file with one more entry, as text. `None` where the system gives no salt.
    pub fn with_entry(&self, file: &str, number: &str, reason: &str, date: &str) -> Option<String> {
        let before = self.source.as_ref().map_or("", |source| source.text());
        let (mut text, salt) = if is_hex(&self.salt) {
            (format!("{}\n", before.trim_end()), self.salt.clone())
        } else {
            let mut bytes = [0; LENGTH];
            getrandom::fill(&mut bytes).ok()?;
            let salt = hex(&bytes);
            // A file without exceptions may have a salt that is none, or remarks.
            let rest: String = before.lines().filter(|line| !line.trim_start().starts_with("salt")).collect();
            let head = "# 個人番号ではないと確かめた12桁の数字。kohyo allow が書き足します。数字そのものは書きません。";
            (format!("{head}\nsalt = \"{salt}\"\n{rest}"), salt)
        };
        let hash = hash(&salt, file, &digits_of(number));
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let entry = format!(
            "\n[[allowed]]\nfile = {}\nhash = \"{hash}\"\nreason = {}\ndate = {date}\n",
            quoted(file),
            quoted(reason)
        );
        text.push_str(&entry);
        Some(text)
    }
}

/// The number goes in with its file, so that an entry holds for no other.
fn hash(salt: &str, file: &str, digits: &str) -> String {
    blake3::hash(format!("{salt}\n{digits}\n{file}").as_bytes()).to_hex().to_string()
}

fn is_hex(text: &str) -> bool {
    text.len() >= LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The list holds hashes that were made in another way.
fn outdated(source: &Arc<Source>, span: Span) -> Finding {
    Finding::of(
        "ALLOW-01",
        Place::at(source, span),
        Text::new(
            "例外の一覧(allow.toml)の `hash` が、以前の版の kohyo の形です。",
            "The list of exceptions (allow.toml) has a `hash` as earlier versions of kohyo made it.",
        ),
        Text::new(
            "このファイルを別の場所に移し、`kohyo check` が PRIV-01 で示す場所ごとに `kohyo allow ファイル:行:列 --reason 理由` で記録し直してください。理由と日付は前のファイルにあります。",
            "Move it away and record each place that `kohyo check` names with PRIV-01 anew: `kohyo allow FILE:LINE:COLUMN --reason WHY`. Reasons and days stand in the old file.",
        ),
    )
}

fn unreadable(source: &Arc<Source>, span: Span) -> Finding {
    Finding::of(
        "ALLOW-01",
        Place::at(source, span),
        Text::new(
            "例外の一覧(allow.toml)を読めません。",
            "The list of exceptions (allow.toml) cannot be read.",
        ),
        Text::new(
            "`salt` と、項目ごとに `file`・`hash`・`reason`・`date` を書きます。直せないときは、このファイルを別の場所に移し、`kohyo allow ファイル:行:列 --reason 理由` で記録し直してください。",
            "It has `salt` and, for each entry, `file`, `hash`, `reason` and `date`. If it cannot be put right, move it away and record anew with `kohyo allow FILE:LINE:COLUMN --reason WHY`.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::privacy;
    use crate::privacy::test_support::number;

    fn list(root: &Path) -> AllowList {
        let (list, findings) = AllowList::read(root);
        assert!(findings.is_empty(), "{findings:?}");
        list
    }

    #[test]
    fn an_entry_holds_for_its_number_in_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (number(1), number(2));
        let text = list(folder.path()).with_entry("mihon/12.md", &one, "整理番号", "2026-03-24").unwrap();
        assert!(!text.contains(&one));
        fs::write(folder.path().join(FILE), &text).unwrap();
        let more = list(folder.path()).with_entry("a.md", &one, "例", "2026-03-24").unwrap();
        assert!(more.starts_with(text.trim_end()) && more.matches("salt").count() == 1);
        let list = list(folder.path());
        let plain = privacy::in_text(&one)[0];
        assert!(list.accepts("mihon/12.md", &plain, &one));
        assert!(!list.accepts("mihon/12.md", &plain, &two));
        assert!(!list.accepts("mihon/13.md", &plain, &one));
        assert!(list.is_accepted(&plain, &one) && !list.is_accepted(&plain, &two));
        assert!(list.stale().is_empty());
        let named = Number { named: true, ..plain };
        assert!(!list.accepts("mihon/12.md", &named, &one), "what is called a 個人番号 is one");
    }

    #[test]
    fn hashes_of_earlier_versions_are_refused_with_advice() {
        let folder = tempfile::tempdir().unwrap();
        let text = AllowList::default().with_entry("a.md", &number(1), "例", "2026-03-24").unwrap();
        let (before, rest) = text.split_once("hash = \"").unwrap();
        let old = format!("{before}hash = \"{}{}", "0".repeat(32), &rest[rest.find('"').unwrap()..]);
        fs::write(folder.path().join(FILE), old).unwrap();
        let (list, findings) = AllowList::read(folder.path());
        assert!(findings[0].help.ja.contains("記録し直して"), "{findings:?}");
        assert_eq!((findings.len(), findings[0].id, findings[0].place.position().line), (1, "ALLOW-01", 4));
        assert!(!list.accepts("a.md", &privacy::in_text(&number(1))[0], &number(1)));
    }

    #[test]
    fn what_nothing_needs_or_nobody_can_read_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let text = list(folder.path()).with_entry("a.md", &number(1), "例", "2026-03-24").unwrap();
        fs::write(folder.path().join(FILE), &text).unwrap();
        let stale = list(folder.path()).stale();
        assert_eq!(
            stale.iter().map(|f| (f.id, f.place.position().line)).collect::<Vec<_>>(),
            [("ALLOW-02", 4)]
        );
        let broken: [&[u8]; 4] = [b"salt = 1", b"[[allowed]]\nfile = \"a\"\n", b"x = 1", b"# \x97\xe1\nx"];
        for broken in broken {
            fs::write(folder.path().join(FILE), broken).unwrap();
            assert_eq!(
                AllowList::read(folder.path()).1.iter().map(|f| f.id).collect::<Vec<_>>(),
                ["ALLOW-01"]
            );
        }
    }
}
