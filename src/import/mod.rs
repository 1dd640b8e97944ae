//! Import: a published evaluation (a workbook, a PDF, or extracted text) → Markdown that a clerk can correct.
//!
//! [`import_all`] is a pure function of the sources and what the command line adds; [`original`] reads workbooks and
//! PDFs; [`files`] writes its result.
//! Nothing is guessed: what the text does not say stays open, what is doubtful is marked `[?]` or warned
//! about with its line. The model is not used here; the Markdown is the only thing handed on.

mod assign;
mod carry;
#[cfg(test)]
mod cases;
mod changes;
pub(crate) mod checklist;
mod checks;
pub mod confirmed;
mod cover;
mod doubts;
pub mod files;
mod find;
mod front;
pub mod home;
mod layout;
mod lines;
mod marks;
mod merge;
mod options;
pub mod origin;
pub mod original;
mod outline;
mod place;
mod raw;
mod refuse;
mod seams;
mod sections;
pub mod sheet;
pub mod sidecar;
#[cfg(test)]
mod tests;
mod text;
pub mod verified;

use serde::Serialize;

use crate::content::local_body::{self, Belongs, LocalBody};
use crate::content::{Kind, Status};
use crate::damage;
use crate::finding::Text;
use crate::form::{self, Form};
use crate::markdown;
use crate::text::date::Date;

pub use cover::Cover;
pub(crate) use front::{VERIFY, is_request, scalar};
pub use merge::Conflict;
pub use refuse::csv;
pub use sheet::{Place, Sheet};

/// What the command line says about a text, over what the text says itself.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// 評価書番号.
    pub number: Option<String>,
    /// The kind.
    pub kind: Option<Kind>,
    /// The agency, as `municipality.md` has it.
    pub agency: Option<String>,
    /// 評価書名.
    pub title: Option<String>,
    /// 公表日.
    pub published: Option<Date>,
    /// Where it stands on its way.
    pub status: Option<Status>,
    /// The agencies of the municipality the text is imported into.
    pub agencies: Vec<String>,
    /// The code of that municipality.
    pub municipality_code: Option<String>,
    /// File names and SHA-256 of the texts, for the record.
    pub sources: Vec<(String, String)>,
}

/// Something about a line of the text that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Stable identifier.
    pub id: &'static str,
    /// Line of the text, from 1.
    pub line: usize,
    /// What to look at, in Japanese.
    pub message: String,
}

/// Text for which the form has no place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unplaced {
    /// Line of the text, from 1.
    pub line: usize,
    /// The text.
    pub text: String,
}

/// An imported text.
#[derive(Debug, Clone)]
pub struct Imported {
    /// Identity, the command line before the cover. Unknown is `None`.
    pub identity: Cover,
    /// A list of changes alone, without the rest of the document.
    pub excerpt: bool,
    /// Where it stands; `None` where neither the cover nor the command line says it.
    pub status: Option<Status>,
    /// The agency as `municipality.md` has it.
    pub agency: Option<String>,
    /// The document with its front matter.
    pub markdown: String,
    /// Non-blank characters placed, of all that had to be placed; 1 for an empty text.
    pub placed_ratio: f64,
    /// What found no place.
    pub unplaced: Vec<Unplaced>,
    /// What to look at, by line.
    pub warnings: Vec<Warning>,
    /// The prefecture or municipality that the agency belongs to, where the name alone tells it.
    pub body: Option<&'static LocalBody>,
    /// How many lines each text has, where several make the document; lines are counted through all of them. The lines
    /// of an original are its rows.
    pub parts: Vec<usize>,
    /// Where the rows of each part stand in their original; none for a text, whose lines say it.
    pub places: Vec<Vec<Place>>,
    /// The lines that each heading of the Markdown was read from, in their order.
    pub headings: Vec<Vec<usize>>,
    /// File names and SHA-256 of what was read, as the command line gave them.
    pub sources: Vec<(String, String)>,
}

impl Imported {
    /// In which of the texts a line stands, counted from 0, and which line of that text it is.
    pub fn place(&self, line: usize) -> (usize, usize) {
        let mut before = 0;
        for (part, &lines) in self.parts.iter().enumerate() {
            if line <= before + lines || part + 1 == self.parts.len() {
                return (part, line - before);
            }
            before += lines;
        }
        (0, line)
    }

    /// In which of the texts a line stands, counted from 0, and where there.
    pub fn stands(&self, line: usize) -> (usize, Place) {
        let (part, line) = self.place(line);
        let places = self.places.get(part).filter(|places| !places.is_empty());
        let place = places.and_then(|places| places.get(line.saturating_sub(1)).or(places.last()));
        (part, place.cloned().unwrap_or(Place::Line(line)))
    }

    /// Where a line stands, as people say it: 12行, 4ページ, シート「様式」B12.
    pub fn label(&self, line: usize) -> String {
        self.stands(line).1.label()
    }
}

/// What an evaluation is imported from.
#[derive(Debug, Clone)]
pub enum Source {
    /// Extracted text.
    Text(String),
    /// A workbook or a PDF.
    Original(Sheet),
}

impl Source {
    /// Whether it begins with a cover of its own (and not only the heading of one).
    pub fn has_cover(&self) -> bool {
        self.cover_text().is_identity()
    }

    /// What its cover says.
    pub fn cover(&self) -> Cover {
        self.cover_text().identity
    }

    fn cover_text(&self) -> cover::CoverText {
        let rows = match self {
            Self::Text(text) => text::rows_of(lines::read(text, 0).numbered()),
            Self::Original(sheet) => sheet.rows(0).0,
        };
        cover::read(&rows)
    }
}

/// The rows of a source, their places, and what to look at.
struct SourceRows {
    rows: Vec<text::Row>,
    count: usize,
    places: Vec<Place>,
    warnings: Vec<Warning>,
    /// What is taken out because it cannot be told where it belongs.
    unplaced: Vec<Unplaced>,
}

fn rows_of(source: &Source, before: usize) -> Result<SourceRows, Refusal> {
    match source {
        Source::Text(text) => {
            refuse::damage(text)?;
            let lines = lines::read(text, before);
            let mut rows = text::rows_of(lines.numbered());
            let (mut warnings, mut unplaced) = (lines.warnings, Vec::new());
            if lines.raw {
                rows = raw::untangle(rows, &mut warnings, &mut unplaced);
            }
            Ok(SourceRows { rows, count: text.lines().count(), places: Vec::new(), warnings, unplaced })
        }
        Source::Original(sheet) => {
            let text = sheet.text();
            refuse::damage(&text)?;
            refuse::wrong_map(&text)?;
            let (rows, places) = sheet.rows(before);
            let warnings = sheet.remarks.iter().map(|remark| warning_of(remark, &places, before)).collect();
            Ok(SourceRows { count: places.len(), rows, places, warnings, unplaced: Vec::new() })
        }
    }
}

/// A remark at the first row of its page or sheet; a place that no row has stands in its words.
fn warning_of(remark: &sheet::Remark, places: &[Place], before: usize) -> Warning {
    let same = |place: &Place| match (place, &remark.place) {
        (Place::Page { page: a, .. }, Place::Page { page: b, .. }) => a == b,
        (Place::Workbook { sheet: a, .. }, Place::Workbook { sheet: b, .. }) => a == b,
        _ => false,
    };
    let exact = places.iter().position(|place| place.label() == remark.place.label());
    let at = exact.or_else(|| places.iter().position(same)).unwrap_or_default();
    let message = match exact {
        Some(_) => remark.message.clone(),
        None => format!("{}: {}", remark.place.label(), remark.message),
    };
    Warning { id: remark.id, line: before + at + 1, message }
}

/// Why a text cannot be imported at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable identifier.
    pub id: &'static str,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub help: Text,
}

/// Imports one text.
///
/// # Errors
/// A text damaged beyond use, and one of a kind for which there is no form.
pub fn import(text: &str, given: &Given) -> Result<Imported, Refusal> {
    import_all(&[Source::Text(text.to_owned())], given)
}

/// Imports the sources that together are one document, in their order: the first has the cover, the others go on.
///
/// # Errors
/// A text damaged beyond use, and one of a kind for which there is no form.
pub fn import_all(sources: &[Source], given: &Given) -> Result<Imported, Refusal> {
    let (mut rows, mut parts, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
    let mut places_of_parts = Vec::new();
    let mut cover_text = cover::CoverText::default();
    let mut unplaced = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let read = rows_of(source, parts.iter().sum())?;
        let more = read.rows;
        let cover = cover::read(&more);
        warnings.extend(read.warnings);
        unplaced.extend(read.unplaced);
        parts.push(read.count);
        places_of_parts.push(read.places);
        if index == 0 {
            cover_text = cover;
            rows = more;
            continue;
        }
        // A document has one cover; that of a further text is listed.
        let (second, more) = more.split_at(if cover.is_identity() { cover.rows } else { 0 });
        unplaced.extend(second.iter().map(|row| Unplaced {
            line: row.line,
            text: row.filled().map(|(_, cell)| cell.text()).collect::<Vec<_>>().join(" "),
        }));
        rows.extend_from_slice(more);
    }
    let form = form_of(&cover_text.identity, given)?;
    let original = sources.iter().any(|source| matches!(source, Source::Original(_)));
    let mut placed = place::place(form, &rows, &cover_text, original);
    placed.size.1 += unplaced.iter().map(|u| text::squeeze(&u.text).chars().count()).sum::<usize>();
    placed.warnings.extend(warnings);
    placed.unplaced.extend(unplaced);
    let agency_line = cover_text.agency_line();
    let mut cover = cover_text.identity;
    cover.number = given.number.clone().or(cover.number);
    cover.kind = given.kind.or(cover.kind);
    cover.title = given.title.clone().or(cover.title);
    cover.published = given.published.or(cover.published);
    let agencies = given.agencies.iter().map(String::as_str);
    let agency = given
        .agency
        .clone()
        .or_else(|| {
            cover.agency.as_deref().and_then(|written| cover::agency(written, agencies)).map(str::to_owned)
        })
        .or_else(|| cover.agency.clone());
    let status = given.status.or_else(|| cover.status());

    let (mut warnings, mut unplaced) = (placed.warnings, placed.unplaced);
    let excerpt = placed.outline.is_excerpt(form);
    let mut log = placed.changes;
    // A part without a cover says nothing of a draft; only the command line can.
    let draft = matches!(given.status, Some(Status::Consultation | Status::Preparing));
    log.published = cover.published.is_some() || (excerpt && !draft);
    let table = changes::table(&log, &mut warnings, &mut unplaced);
    damaged(&rows, &mut warnings);
    let named = cover.agency.as_deref().or(given.agency.as_deref());
    let body = body_of(named, given, agency_line, &mut warnings);
    warnings.sort_by_key(|w| w.line);
    unplaced.sort_by_key(|u| u.line);
    let blocks = placed.outline.blocks(form, table);
    let headings = placed.outline.rows();
    let front = front::Front {
        cover: &cover,
        agency: agency.as_deref(),
        status,
        files: file_names(form, &placed.outline),
        excerpt,
        pages_missing: warnings.iter().any(|w| matches!(w.id, "SEAM-03" | "SEAM-04" | "RAW-01")),
        sources: &given.sources,
    };
    let markdown = format!("{}\n{}", front.write(), markdown::write(&blocks));
    Ok(Imported {
        excerpt,
        identity: cover,
        status,
        agency,
        markdown,
        placed_ratio: ratio(placed.size),
        unplaced,
        warnings,
        body,
        parts,
        places: places_of_parts,
        headings,
        sources: given.sources.clone(),
    })
}

/// The prefecture or municipality of an agency. Several of one name are warned about where no folder decides.
fn body_of(
    agency: Option<&str>,
    given: &Given,
    line: usize,
    warnings: &mut Vec<Warning>,
) -> Option<&'static LocalBody> {
    let agency = agency?;
    let bodies = match local_body::of_agency(agency) {
        Belongs::To(body) => return Some(body),
        Belongs::Ambiguous(bodies) => bodies,
        Belongs::Unknown => return None,
    };
    if given.municipality_code.is_none() {
        let candidates: Vec<String> =
            bodies.iter().map(|body| format!("{}{}({})", body.prefecture, body.name, body.code)).collect();
        warnings.push(Warning {
            id: "CODE-05",
            line,
            message: format!(
                "「{agency}」と同じ名前の団体がいくつもあります: {}。都道府県が書かれていないので決められません。",
                candidates.join("、")
            ),
        });
    }
    None
}

/// Warns of what looks damaged in the text itself, wherever it was placed; once per line.
fn damaged(rows: &[text::Row], warnings: &mut Vec<Warning>) {
    for (index, row) in rows.iter().enumerate() {
        let first = warnings.len();
        for (_, cell) in row.filled() {
            let text = outline::plain(&cell.text());
            for damage in damage::in_text(&text) {
                if damage.id == "DMG-06" && closes_nearby(rows, index, &text, damage.range.start) {
                    continue;
                }
                let warning = Warning { id: damage.id, line: row.line, message: damage.advice().ja };
                if !warnings[first..].contains(&warning) {
                    warnings.push(warning);
                }
            }
        }
    }
}

/// Whether a bracket in a line that is a row of its own has its partner in one of the next such lines: a sentence goes on
/// over the ends of lines.
fn closes_nearby(rows: &[text::Row], index: usize, text: &str, at: usize) -> bool {
    const REACH: usize = 5;
    let line = |row: &text::Row| {
        let mut filled = row.filled();
        let alone = filled.next().filter(|_| filled.next().is_none() && !row.tabbed);
        alone.map(|(_, cell)| outline::plain(&cell.text()))
    };
    if line(&rows[index]).is_none() {
        return false;
    }
    let before: Vec<String> = rows[..index].iter().rev().take(REACH).map_while(line).collect();
    let after: Vec<String> = rows[index + 1..].iter().take(REACH).map_while(line).collect();
    let mut whole: String = before.into_iter().rev().collect::<Vec<_>>().join("\n");
    let at = whole.len() + at;
    whole.push_str(text);
    whole.extend(after);
    damage::is_paired(&whole, at)
}

/// The form to place with: the edition printed on the cover; else the edition of the kind that was in force then, or
/// on the day of publication; else the newest of the kind.
fn form_of(cover: &Cover, given: &Given) -> Result<&'static Form, Refusal> {
    let kind = given.kind.or(cover.kind);
    let printed = cover.form.as_deref();
    let exact = printed.and_then(form::by_name).filter(|form| kind.is_none_or(|kind| form.kind == kind));
    let day = printed.and_then(form::edition).or(given.published).or(cover.published);
    let in_force = || form::in_force(kind?, day?);
    let form = exact.or_else(in_force).or_else(|| kind.and_then(form::latest));
    form.ok_or_else(|| Refusal {
        id: "FORM-00",
        message: match kind {
            Some(kind) => Text::new(
                format!("{}の取り込みには対応していません。", kind.label()),
                format!("Importing {} is not supported.", kind.as_str()),
            ),
            None => Text::new(
                "評価書の種類(基礎項目・重点項目・全項目)が表紙から分かりません。",
                "The cover does not say which kind of assessment this is.",
            ),
        },
        help: Text::new(
            "全項目評価書なら `--kind zenkomoku` を付けてください。",
            "Add `--kind zenkomoku` if it is a 全項目評価書.",
        ),
    })
}

/// Names of the files in the order of the Ⅱ sections.
fn file_names(form: &Form, outline: &outline::Outline) -> Vec<String> {
    let Some(item) = form.index("ii.1") else { return Vec::new() };
    let mut names: Vec<String> = Vec::new();
    for entry in outline.entries.iter().filter(|e| e.item == Some(item)) {
        let text = entry.text();
        let name = crate::assessment::file_name(text.lines().next().unwrap_or_default()).to_owned();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[expect(clippy::cast_precision_loss, reason = "a document has far fewer than 2^52 characters")]
fn ratio((placed, all): (usize, usize)) -> f64 {
    if all == 0 { 1.0 } else { placed as f64 / all as f64 }
}
