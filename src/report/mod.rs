//! What changed between two states of a content folder: for a pull request, and as 新旧対照表 for a decision.
//!
//! [`Report::of`] compares two looked-through folders: which versions came, went or changed, item by item, which rows the
//! change log gained, and what `kohyo check` says that it did not say before. [`markdown`] and [`html`] show it. How
//! answers and texts differ is worked out in [`crate::diff`]; which item a row speaks of, in [`crate::assessment::target`].
//! A report is for the publisher and no page of the site. Numbers that could be a person's are in none.

mod entry;
pub(crate) mod html;
pub(crate) mod markdown;
mod pairs;
mod said;
#[cfg(test)]
mod tests;
mod words;

use crate::finding::baseline::{Baseline, Entry as Accepted, without_root};
use crate::finding::json::Record;
use crate::finding::{Counts, Lang, Level};
use crate::pipeline::{Known, Survey};
use crate::text::character::visible;

use entry::Entry;

#[derive(Debug)]
pub(crate) struct Report {
    lang: Lang,
    /// Title of the portal, as it is now.
    portal: String,
    /// The versions that came, went or changed, in the order of the portal.
    entries: Vec<Entry>,
    new: Vec<FindingLine>,
    gone: Vec<FindingLine>,
    /// Errors of the content before; they are not compared.
    errors_before: usize,
}

/// A finding in a line.
#[derive(Debug)]
struct FindingLine {
    level: Level,
    id: String,
    /// File and, where it stands now, line.
    place: String,
    message: String,
}

/// A state of a content folder: what a survey found, and how findings name the folder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State<'a> {
    /// What was found.
    pub(crate) survey: &'a Survey,
    /// What could be read.
    pub(crate) known: &'a Known,
    /// The folder, as findings name it.
    pub(crate) root: &'a str,
}

impl Report {
    /// Compares two states of a content folder.
    pub(crate) fn of(before: State<'_>, after: State<'_>, lang: Lang) -> Self {
        let pairs = pairs::pairs(before.known, after.known);
        let entries = pairs.iter().filter_map(|pair| entry::entry(before.known, after.known, pair, lang));
        let entries: Vec<Entry> = entries.collect();
        let (new, gone) = findings(before, after, lang);
        let errors_before = Counts::of(&before.survey.findings).error;
        let portal = safe(&after.known.content.portal.meta.title);
        Self { lang, portal, entries, new, gone, errors_before }
    }

    /// Whether there is nothing to report.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.new.is_empty() && self.gone.is_empty()
    }
}

/// Findings that are new, and those that are gone: known by rule, subject and message, not by file or line.
fn findings(before: State<'_>, after: State<'_>, lang: Lang) -> (Vec<FindingLine>, Vec<FindingLine>) {
    let (old, now) = (before.known.subjects(), after.known.subjects());
    let left = Baseline::of(&before.survey.findings, before.root, &old).apply(
        after.survey.findings.clone(),
        after.root,
        &now,
    );
    let new = left.findings.iter().map(|finding| {
        let record = Record::new(finding, lang);
        let place = format!("{}:{}", without_root(record.file, after.root), record.line);
        let message = without_root(record.message, after.root);
        let id = record.id.to_owned();
        FindingLine { level: finding.level(), id, place: safe(&place), message: safe(&message) }
    });
    // A baseline keeps messages in Japanese; the finding itself has both languages.
    let of = |entry: &Accepted| {
        before.survey.findings.iter().find(|finding| {
            let print = old.fingerprint(finding, before.root);
            (&print.file, &print.id, &print.hash) == (&entry.subject, &entry.id, &entry.hash)
        })
    };
    let gone = left.stale.iter().flat_map(|entry| {
        let found = of(entry).map(|finding| {
            let record = Record::new(finding, lang);
            let place = safe(&without_root(record.file, before.root));
            (finding.level(), place, safe(&without_root(record.message, before.root)))
        });
        let each = found.into_iter().cycle().take(entry.count);
        each.map(|(level, place, message)| FindingLine { level, id: entry.id.clone(), place, message })
    });
    (new.collect(), gone.collect())
}

/// A text without what could be a number of a person, and without signs that turn the direction of writing or end lines
/// elsewhere than at `\n`.
fn safe(text: &str) -> String {
    let hidden = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{2028}' | '\u{2029}');
    let text: String = visible(text).chars().map(|c| if hidden(c) { ' ' } else { c }).collect();
    crate::privacy::redacted(&text)
}
