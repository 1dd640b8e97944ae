//! Identity from the cover: number, title, kind, agency, date of publication, edition. Unknown stays unknown.
//!
//! Extraction leaves covers in many shapes: a table, label over value, all on one line, date before its label,
//! words printed twice. [`read`] therefore looks at all of the cover at once: labels are found wherever they
//! stand ([`atoms`]), what lies between them is recognised by its shape ([`values`]) and by the label next to
//! it. What a word is must be certain from one of the two; if two dates compete, neither is taken.

mod atoms;
mod outline;
mod reader;
#[cfg(test)]
mod tests;
pub(super) mod values;

use self::atoms::{Atom, Label, Parts};
use self::reader::Reader;
use super::Warning;
use super::text::{Row, is_rule};
use crate::content::{Kind, Status};
use crate::form::{self, ItemKind};
use crate::text::date::Date;
use crate::text::folding::fold;

/// What the cover says. `None`: the cover does not say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cover {
    /// 評価書番号.
    pub number: Option<String>,
    /// 評価書名 without the kind at its end.
    pub title: Option<String>,
    /// The kind.
    pub kind: Option<Kind>,
    /// 評価実施機関名 as printed, without a person's name.
    pub agency: Option<String>,
    /// 公表日.
    pub published: Option<Date>,
    /// 公表日 as printed.
    pub published_as_written: Option<String>,
    /// Edition of the form, without brackets: 令和7年5月 様式4.
    pub form: Option<String>,
    /// The heading or the title says 案.
    pub draft: bool,
    /// The title says that the task has ended (【…終了】).
    pub ended: bool,
}

impl Cover {
    /// The state that the cover itself tells. A draft with a date is not certain either way.
    pub(super) fn status(&self) -> Option<Status> {
        match (self.ended, self.draft, self.published) {
            (true, ..) => Some(Status::Ended),
            (false, false, Some(_)) => Some(Status::Published),
            _ => None,
        }
    }
}

/// A cover that was read: what it says, and its text by field.
#[derive(Debug, Default)]
pub(super) struct CoverText {
    pub(super) identity: Cover,
    /// How many rows are the cover.
    pub(super) rows: usize,
    /// The labels, as printed.
    printed: Vec<atoms::Printed>,
    /// The words of each field; those of no field are under `None`.
    fields: Vec<(Option<Field>, Vec<Atom>)>,
    /// Characters of the cover that are not white space.
    size: usize,
    pub(super) warnings: Vec<Warning>,
}

impl CoverText {
    /// Whether it has a field for the number or the title: the cover of a document of its own.
    pub(super) fn is_identity(&self) -> bool {
        self.printed.iter().any(|p| matches!(p.label, Label::Number | Label::Title))
    }

    /// The line of the agency; 1 where there is none.
    pub(super) fn agency_line(&self) -> usize {
        let words = self.fields.iter().filter(|(field, _)| *field == Some(Field::Agency));
        words.flat_map(|(_, atoms)| atoms).map(|atom| atom.line).next().unwrap_or(1)
    }
}

/// A field of the cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Heading,
    Number,
    Title,
    Declaration,
    Note,
    Agency,
    Approval,
    Published,
    Edition,
    Page,
}

/// Reads the cover at the beginning of the rows. Where there is none, no row belongs to it.
pub(super) fn read(rows: &[Row]) -> CoverText {
    let end = body_start(rows);
    let cover: Vec<Row> = rows[..end].iter().filter(|row| !is_rule(row)).cloned().collect();
    let Parts { printed, gaps } = atoms::parts(&cover);
    if printed.is_empty() {
        return CoverText::default();
    }
    let size = cover.iter().map(Row::size).sum();
    let mut reader = Reader::new(gaps);
    let identity = reader.identity(&printed);
    let Reader { gaps, mut fields, warnings } = reader;
    for gap in gaps {
        let free: Vec<Atom> = gap.atoms.into_iter().filter(|atom| !atom.taken).collect();
        if !free.is_empty() {
            fields.push((None, free));
        }
    }
    CoverText { identity, rows: end, printed, fields, size, warnings }
}

/// The row behind the cover: 項目一覧, or the first section, or a numbered heading of it.
fn body_start(rows: &[Row]) -> usize {
    let starts = |row: &Row| {
        let mut filled = row.filled();
        let Some((_, cell)) = filled.next() else { return false };
        let text = cell.lines.first().map(String::as_str).unwrap_or_default();
        form::all().iter().any(|form| {
            let section = form.find(None, text).filter(|found| form.item(found.item).key != "cover");
            let contents = form.index("cover").and_then(|cover| form.find(Some(cover), text));
            let contents = contents.filter(|found| form.item(found.item).key == "toc");
            let heading = form.index("i").and_then(|first| form.find(Some(first), text));
            let heading = heading.filter(|found| form.item(found.item).kind == ItemKind::Group);
            section.or(contents).or(heading).is_some()
        })
    };
    rows.iter().position(starts).unwrap_or_else(|| {
        // Without a body the cover ends a few rows behind its last label.
        let last = rows.iter().rposition(|row| !atoms::parts(std::slice::from_ref(row)).printed.is_empty());
        last.map_or(0, |last| (last + 6).min(rows.len()))
    })
}

/// The agency of the municipality that a printed name means: 岡山県岡山市長 → 岡山市長.
pub(super) fn agency<'a>(written: &str, agencies: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(written);
    agencies
        .filter(|name| {
            let name = fold(name);
            folded == name || folded.ends_with(&name)
        })
        .max_by_key(|name| name.len())
}
