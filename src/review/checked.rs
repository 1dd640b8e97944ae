//! What `kohyo check` said about imported evaluations when the site was last built, by heading, so that it can be told
//! whether it still speaks of the text that stands there.

use std::collections::{BTreeSet, HashMap};

use crate::finding::{Finding, Level, Text};
use crate::import::sidecar::stretches;

/// What the review itself is there to end.
const UNVERIFIED: &str = "VER-01";

/// What `kohyo check` said about the imported evaluations when they were last built.
#[derive(Debug, Default)]
pub(super) struct Checked(HashMap<String, Vec<Said>>);

#[derive(Debug)]
pub(super) struct Said {
    pub(super) id: &'static str,
    /// The text itself has to change.
    pub(super) wrong: bool,
    pub(super) message: Text,
    pub(super) help: Text,
    /// The key of the heading that it is about.
    pub(super) item: String,
    /// The fingerprint of what stood there.
    pub(super) hash: String,
}

impl Checked {
    /// Keeps what concerns the files in `wanted` (as messages show them).
    pub(super) fn of(findings: &[Finding], wanted: &BTreeSet<String>) -> Self {
        let mut by_file: HashMap<String, Vec<Said>> = HashMap::new();
        // The file that was looked at last, and the lines, keys and fingerprints of its stretches.
        let (mut file, mut held) = (None, Vec::new());
        for finding in findings.iter().filter(|finding| finding.id != UNVERIFIED) {
            let source = &finding.place.source;
            if !wanted.contains(source.path()) {
                continue;
            }
            if file != Some(source.path()) {
                let text = source.text();
                let own = stretches(text).into_iter().map(|own| (own.line, own.hash(text), own.key));
                held = own.collect();
                file = Some(source.path());
            }
            let line = finding.place.position().line;
            let own = held.iter().rfind(|(first, ..)| *first <= line);
            let Some((_, hash, item)) = own else { continue };
            by_file.entry(source.path().to_owned()).or_default().push(Said {
                id: finding.id,
                wrong: finding.level() == Level::Error,
                message: finding.message.clone(),
                help: finding.help.clone(),
                item: item.clone(),
                hash: hash.clone(),
            });
        }
        Self(by_file)
    }

    /// What was said about a file.
    pub(super) fn of_file(&self, shown: &str) -> &[Said] {
        self.0.get(shown).map_or(&[], Vec::as_slice)
    }
}
