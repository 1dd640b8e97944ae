//! One version in the report: what became of it, of its front matter, of its items, of its change log.

use super::pairs::Pair;
use super::said::{self, Sides};
use super::{safe, words};
use crate::assessment::target::Target;
use crate::assessment::{Assessment, ChangeDate, ChangeRow, Node, Nothing, names};
use crate::content::{DocumentMeta, LegacyNames};
use crate::diff::{self, Outcome, Side};
use crate::finding::Lang;
use crate::form::ItemKind;
use crate::pipeline::Known;
use crate::portal::display_title;
use crate::render::words::built_in;

/// What became of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Added,
    Removed,
    Changed,
    /// Its text is the same, but it stands elsewhere among the others now.
    State,
}

impl What {
    /// What it is called in the catalogue.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::State => "state",
        }
    }
}

/// A version that came, went or changed.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) what: What,
    /// みほん市長 12 国民健康保険に関する事務(全項目評価書) 令和8年3月24日公表の版.
    pub(super) name: String,
    /// The state before and after, where there is one.
    pub(super) states: (Option<String>, Option<String>),
    /// The version that a new one is compared with.
    pub(super) compared_with: Option<String>,
    /// Front matter: name of the field, before, after.
    pub(super) fields: Vec<(&'static str, String, String)>,
    pub(super) counts: diff::Counts,
    pub(super) items: Vec<Item>,
    /// Items that are only written differently, or of which nothing can be said, with the reason.
    pub(super) mentions: Vec<(String, String)>,
    /// Rows that the change log has and had not.
    pub(super) rows: Vec<Row>,
    /// Rows that the change log had and has not.
    pub(super) rows_gone: Vec<Row>,
    /// What could not be read again, so that nothing is said of its items.
    pub(super) unread: bool,
}

#[derive(Debug)]
pub(super) struct Item {
    /// The headings above it.
    pub(super) path: String,
    pub(super) heading: String,
    pub(super) outcome: Outcome,
    pub(super) sides: Sides,
    /// 事後 令和8年3月24日 様式の改正, for each new row that speaks of it.
    pub(super) timing: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) date: String,
    pub(super) item: String,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) timing: String,
    pub(super) reason: String,
}

/// What became of a document; `None` where it is what it was.
pub(super) fn entry(before: &Known, after: &Known, pair: &Pair, lang: Lang) -> Option<Entry> {
    let states = (
        pair.before.map(|document| words::state(before, document, lang)),
        pair.after.map(|document| words::state(after, document, lang)),
    );
    let what = match (pair.before, pair.after) {
        (Some(old), Some(new)) if after.is_same(new, before, old) => {
            if states.0 == states.1 {
                return None;
            }
            What::State
        }
        (Some(_), Some(_)) => What::Changed,
        (None, _) => What::Added,
        (_, None) => What::Removed,
    };
    let (known, document) = match (pair.after, pair.before) {
        (Some(new), _) => (after, new),
        (None, Some(old)) => (before, old),
        (None, None) => return None,
    };
    let mut entry = Entry {
        what,
        name: name(known, document, lang),
        states,
        compared_with: None,
        fields: Vec::new(),
        counts: diff::Counts::default(),
        items: Vec::new(),
        mentions: Vec::new(),
        rows: Vec::new(),
        rows_gone: Vec::new(),
        unread: false,
    };
    let Some(new) = pair.after else { return Some(entry) };
    match (what, pair.before) {
        (What::Changed, Some(old)) => {
            let meta = |known: &Known, document: usize| known.content.documents[document].meta.clone();
            entry.fields = fields(&meta(before, old), &meta(after, new), lang);
            entry.compare((before, old), (after, new), lang);
        }
        (What::Added, _) => {
            // What it follows: in the new state, else what was in force before.
            let found = after.portal.find(new);
            let previous = found.and_then(|found| Some(found.since_previous()?.older.version.facts.index));
            if let Some(old) = previous {
                entry.compared_with = Some(built_in(lang).version(&after.content.documents[old].meta));
                entry.compare((after, old), (after, new), lang);
            }
        }
        _ => {}
    }
    Some(entry)
}

fn name(known: &Known, document: usize, lang: Lang) -> String {
    let file = &known.content.documents[document];
    let (agency, meta) = (&known.content.agency_of(file).name, &file.meta);
    let version = built_in(lang).version(meta);
    let (title, kind) = (display_title(meta), meta.kind.label());
    safe(&format!("{agency} {} {title}({kind}) {}", meta.number, version))
}

/// The fields of the front matter that differ.
fn fields(before: &DocumentMeta, after: &DocumentMeta, lang: Lang) -> Vec<(&'static str, String, String)> {
    let old = words::fields(before, lang);
    let new = words::fields(after, lang);
    let both = old.into_iter().zip(new).filter(|((_, before), (_, after))| before != after);
    both.map(|((name, before), (_, after))| (name, safe(&before), safe(&after))).collect()
}

impl Entry {
    fn compare(&mut self, (before, old): (&Known, usize), (after, new): (&Known, usize), lang: Lang) {
        // A text with errors is no evaluation; `kohyo check` says what is wrong with it.
        let (Ok(mut older), Ok(mut newer)) = (before.assessment(old), after.assessment(new)) else {
            self.unread = true;
            return;
        };
        // What is not shown on pages now is not shown here either, whatever it was before.
        if after.content.portal.meta.legacy_names == LegacyNames::Mask {
            names::mask(&mut older);
            names::mask(&mut newer);
        }
        let added: Vec<usize> = own(&newer.changes, &older.changes);
        self.rows = added.iter().map(|&at| row(&newer, at)).collect();
        self.rows_gone = own(&older.changes, &newer.changes).into_iter().map(|at| row(&older, at)).collect();
        let targets = newer.targets();
        let comparison = diff::compare(&older, &newer);
        self.counts = diff::Counts::of(comparison.sections.iter().flat_map(|section| &section.pairs));
        for pair in comparison.sections.iter().flat_map(|section| &section.pairs) {
            let (assessment, side) = match (&pair.newer, &pair.older) {
                (Some(side), _) => (&newer, side),
                (None, Some(side)) => (&older, side),
                (None, None) => continue,
            };
            let (path, heading) = (path(assessment, side), heading(assessment, side.node));
            match pair.outcome {
                Outcome::Same => {}
                // Marks that are lost in both, in the same text: somebody edited something else.
                Outcome::Unknown(Nothing::Lost) if same_text(pair) => {}
                Outcome::Notation | Outcome::Unknown(_) => {
                    let why = words::mention(pair.outcome, lang).to_owned();
                    self.mentions.push((joined(&path, &heading), why));
                }
                Outcome::Changed | Outcome::Added(_) | Outcome::Removed(_) => {
                    let nodes = (pair.older.as_ref().map(|s| s.node), pair.newer.as_ref().map(|s| s.node));
                    let before = nodes.0.map(|node| said::text(&older, node, nodes.1, lang));
                    let after = nodes.1.map(|node| said::text(&newer, node, nodes.0, lang));
                    let spoken = pair.newer.as_ref().map(|side| speaking(&added, &targets, side));
                    let rows = spoken.unwrap_or_default().into_iter().map(|at| row(&newer, at));
                    self.items.push(Item {
                        path,
                        heading,
                        outcome: pair.outcome,
                        sides: said::sides(before.as_deref(), after.as_deref()),
                        timing: rows.map(|row| timing(&row)).collect(),
                    });
                }
            }
        }
    }
}

/// Whether both versions have an item, word for word.
fn same_text(pair: &diff::Pair<'_>) -> bool {
    let parts = |side: &Option<Side<'_>>| side.as_ref().map(|side| side.node.parts.clone());
    parts(&pair.older) == parts(&pair.newer)
}

/// Rows of one list that the other does not have.
fn own(rows: &[ChangeRow], others: &[ChangeRow]) -> Vec<usize> {
    let mut left: Vec<&ChangeRow> = others.iter().collect();
    let mut own = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        // 〃 and the date above are the same date.
        let same = |other: &&ChangeRow| {
            cells(other) == cells(row) && (other.date == row.date || other.date.date() == row.date.date())
        };
        match left.iter().position(same) {
            Some(found) => {
                left.swap_remove(found);
            }
            None => own.push(at),
        }
    }
    own
}

fn cells(row: &ChangeRow) -> [&str; 5] {
    [&row.item, &row.before, &row.after, &row.timing, &row.reason].map(|line| line.text.as_str())
}

fn row(assessment: &Assessment, at: usize) -> Row {
    let row = &assessment.changes[at];
    let [item, before, after, timing, reason] = cells(row).map(safe);
    let date = match (&row.date, row.date.date()) {
        (_, Some(date)) => crate::text::date::to_era(date),
        (ChangeDate::Stated { written, .. } | ChangeDate::Unreadable { written }, _) => safe(written),
        _ => String::new(),
    };
    Row { date, item, before, after, timing, reason }
}

/// The rows among some that speak of an item: of it alone, else of what it stands in.
fn speaking(rows: &[usize], targets: &[Target<'_>], side: &Side<'_>) -> Vec<usize> {
    let of = |wanted: &dyn Fn(&Node) -> bool| -> Vec<usize> {
        let names =
            |at: &usize| targets.get(*at).is_some_and(|target| target.nodes.iter().any(|node| wanted(node)));
        rows.iter().copied().filter(|at| names(at)).collect()
    };
    let alone = of(&|node| std::ptr::eq(node, side.node));
    if !alone.is_empty() {
        return alone;
    }
    // The section of a whole document says too little.
    of(&|node| side.above.iter().skip(1).any(|above| std::ptr::eq(*above, node)))
}

fn timing(row: &Row) -> String {
    let parts = [&row.timing, &row.date, &row.reason];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .map(|part| part.replace('\n', " "))
        .collect();
    said.join(" ")
}

/// The headings above an item, from the section down, with the file where there are several.
fn path(assessment: &Assessment, side: &Side<'_>) -> String {
    let mut steps: Vec<String> = side.above.iter().map(|node| node.heading()).collect();
    let file = side.node.file.filter(|_| assessment.files.len() > 1).map(|file| &assessment.files[file].name);
    if let (Some(file), Some(section)) = (file, steps.first_mut()) {
        section.extend([" (", file, ")"]);
    }
    safe(&steps.join(" › ")).replace('\n', " ")
}

/// The heading of an item; the name of a block is what it says.
fn heading(assessment: &Assessment, node: &Node) -> String {
    let block = assessment.item(node).is_some_and(|item| item.kind == ItemKind::Block);
    let heading = if block { node.label.text.clone() } else { node.heading() };
    safe(&heading).replace('\n', " ")
}

/// Path and heading in one line.
pub(super) fn joined(path: &str, heading: &str) -> String {
    if path.is_empty() { heading.to_owned() } else { format!("{path} › {heading}") }
}
