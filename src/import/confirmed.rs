//! What somebody has looked at: `.import/<name>.confirmed.json`, and the ticks of the checklist that say the same.
//!
//! A place is known by its rule, its heading and the text under it: it stays confirmed while that text is the same, also
//! after another import. Ticks made by hand count too: what differs from the ticks that were written last was done by
//! somebody.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::hidden;
use super::sidecar::{Doubt, stretches};
use crate::text::{file, limit};

/// What this program writes and reads.
const VERSION: u32 = 1;

/// A place that somebody looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seen {
    /// The rule; empty for text without a place in the form.
    pub id: String,
    /// The key of the heading ([`super::sidecar::Stretch::key`]).
    pub item: String,
    /// The fingerprint of what stood under it ([`super::sidecar::Stretch::hash`]).
    pub text: String,
}

/// The places of one document that somebody looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    version: u32,
    /// The places.
    pub seen: BTreeSet<Seen>,
    /// The lines of the checklist that were ticked when it was last written.
    pub ticked: BTreeSet<String>,
}

impl Default for Confirmed {
    fn default() -> Self {
        Self { version: VERSION, seen: BTreeSet::new(), ticked: BTreeSet::new() }
    }
}

impl Confirmed {
    /// Reads what is recorded; nothing where there is no record.
    ///
    /// # Errors
    /// A record that cannot be read, or is of another version: it must not be overwritten.
    pub fn read(path: &Path) -> io::Result<Self> {
        let bytes = match file::read(path, limit::TEXT) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let read: Self = serde_json::from_slice(&bytes)?;
        if read.version == VERSION { Ok(read) } else { Err(io::Error::other("another version")) }
    }

    /// Prepares it to be put in its place, with what belongs to it.
    ///
    /// # Errors
    /// What the file system says.
    pub fn prepare(&self, path: &Path) -> io::Result<file::Prepared> {
        file::prepare(path, serde_json::to_vec_pretty(self)?)
    }

    /// Whether the ticks of a checklist are those that were written last.
    pub fn is_as_left(&self, ticked: &BTreeSet<String>) -> bool {
        self.ticked == *ticked
    }

    /// The lines of some doubts, and those among them that are confirmed in a text.
    pub fn of_doubts(&self, doubts: &[Doubt], text: &str) -> (BTreeSet<String>, BTreeSet<String>) {
        let stretches = stretches(text);
        let hash = |item: &str| stretches.iter().find(|own| own.key == item).map(|own| own.hash(text));
        let holds = |doubt: &&Doubt| {
            hash(&doubt.item).is_some_and(|text| {
                let seen = Seen { id: doubt.id.clone(), item: doubt.item.clone(), text };
                self.seen.contains(&seen)
            })
        };
        let all = doubts.iter().map(Doubt::line).collect();
        (all, doubts.iter().filter(holds).map(Doubt::line).collect())
    }
}

/// Where the record of a document lies in the folder of its municipality.
pub fn path(into: &Path, name: &str) -> PathBuf {
    hidden(into, name, "confirmed.json")
}

/// The lines of a checklist that are ticked, without their boxes.
pub fn ticked(checklist: &str) -> BTreeSet<String> {
    let line = |line: &str| boxed(line).filter(|(mark, _)| *mark != ' ').map(|(_, text)| text.to_owned());
    checklist.lines().filter_map(line).collect()
}

/// The checklist with the `known` lines ticked or not; others stay as they are.
pub fn with_ticks(checklist: &str, known: &BTreeSet<String>, ticked: &BTreeSet<String>) -> String {
    checklist
        .split_inclusive('\n')
        .map(|line| match boxed(line.trim_end_matches(['\n', '\r'])) {
            Some((mark, text)) if known.contains(text) => {
                let now = ticked.contains(text);
                if now == (mark != ' ') {
                    line.to_owned()
                } else {
                    line.replacen(&format!("[{mark}]"), if now { "[x]" } else { "[ ]" }, 1)
                }
            }
            _ => line.to_owned(),
        })
        .collect()
}

/// The mark and the text of a line with a box.
pub fn boxed(line: &str) -> Option<(char, &str)> {
    let rest = line.strip_prefix("- [")?;
    let mark = rest.chars().next().filter(|mark| matches!(mark, ' ' | 'x' | 'X'))?;
    Some((mark, rest[1..].strip_prefix("] ")?.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_set_in_known_lines_alone() {
        let list = "# x\n- [ ] a\n- [x] b\r\n- [X] mine\n- [ ] c\n";
        let set = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(ticked(list), set(&["b", "mine"]));
        let made = with_ticks(list, &set(&["a", "b", "c"]), &set(&["a"]));
        assert_eq!(made, "# x\n- [x] a\n- [ ] b\r\n- [X] mine\n- [ ] c\n");
    }

    #[test]
    fn a_record_that_cannot_be_read_is_not_taken_for_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x");
        assert_eq!(Confirmed::read(&path).expect("none"), Confirmed::default());
        for text in ["", "{", r#"{"version":9,"seen":[],"ticked":[]}"#] {
            std::fs::write(&path, text).expect("a file");
            assert!(Confirmed::read(&path).is_err(), "{text}");
        }
    }
}
