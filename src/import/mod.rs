//! Import: extracted text of a published evaluation → Markdown that a clerk can correct.
//!
//! [`import`] is a pure function of the text and what the command line adds; [`files`] writes its result.
//! Nothing is guessed: what the text does not say stays open, what is doubtful is marked `[?]` or warned
//! about with its line. The model is not used here; the Markdown is the only thing handed on.

mod assign;
mod changes;
mod cover;
pub mod files;
mod find;
mod front;
mod options;
mod outline;
mod place;
mod sections;
#[cfg(test)]
mod tests;
mod text;

use serde::Serialize;

use crate::content::{Date, Kind, Status};
use crate::damage;
use crate::finding::Text;
use crate::form::{self, Form};
use crate::markdown;

pub use cover::Cover;

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
    /// File name and SHA-256 of the text, for the record.
    pub source: Option<(String, String)>,
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
    refuse_damage(text)?;
    let rows = text::rows(text);
    let form = form_of(text, given)?;
    let placed = place::place(form, &rows);
    let mut cover = cover::read(form, &placed.outline);
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
    let status = given.status.or_else(|| cover.published.map(|_| Status::Published));

    let (mut warnings, mut unplaced) = (placed.warnings, placed.unplaced);
    let excerpt = placed.outline.is_excerpt(form);
    let mut log = placed.changes;
    // A part without a cover says nothing of a draft; only the command line can.
    let draft = matches!(given.status, Some(Status::Consultation | Status::Preparing));
    log.published = cover.published.is_some() || (excerpt && !draft);
    let table = changes::table(&log, &mut warnings, &mut unplaced);
    damaged(&rows, &mut warnings);
    warnings.sort_by_key(|w| w.line);
    let blocks = placed.outline.blocks(form, table);
    let front = front::Front {
        cover: &cover,
        agency: agency.as_deref(),
        status,
        files: file_names(form, &placed.outline),
        excerpt,
        pages_missing: warnings.iter().any(|w| matches!(w.id, "SEAM-03" | "SEAM-04")),
        source: given.source.as_ref(),
    };
    let markdown = format!("{}\n{}", front.write(), markdown::write(&blocks));
    Ok(Imported {
        identity: cover,
        status,
        agency,
        markdown,
        placed_ratio: ratio(placed.size),
        unplaced,
        warnings,
    })
}

/// Warns of what looks damaged in the text itself, wherever it was placed; once per line.
fn damaged(rows: &[text::Row], warnings: &mut Vec<Warning>) {
    for row in rows {
        let first = warnings.len();
        for (_, cell) in row.filled() {
            for damage in damage::in_text(&outline::plain(&cell.text())) {
                let warning = Warning { id: damage.id, line: row.line, message: damage.advice().ja };
                if !warnings[first..].contains(&warning) {
                    warnings.push(warning);
                }
            }
        }
    }
}

/// The form to place with: the edition printed on the cover, else the newest of the kind.
fn form_of(text: &str, given: &Given) -> Result<&'static Form, Refusal> {
    let printed = text.lines().take(80).find_map(|line| place::edition(line)).and_then(form::by_name);
    let kind = given.kind.or_else(|| text.lines().take(80).find_map(cover::kind_in));
    let form = match (printed, kind) {
        (Some(form), None) => Some(form),
        (Some(form), Some(kind)) if form.kind == kind => Some(form),
        (_, Some(kind)) => form::latest(kind),
        (None, None) => None,
    };
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

/// A text full of replacement characters or control characters is no text any more.
fn refuse_damage(text: &str) -> Result<(), Refusal> {
    let all = text.chars().filter(|c| !c.is_whitespace()).count();
    let broken = text
        .chars()
        .filter(|&c| {
            c == '\u{FFFD}'
                || (c.is_control() && !c.is_whitespace())
                || ('\u{E000}'..='\u{F8FF}').contains(&c)
        })
        .count();
    if all > 0 && broken * 200 <= all {
        return Ok(());
    }
    Err(Refusal {
        id: "TXT-02",
        message: if all == 0 {
            Text::new("文字がありません。", "There is no text.")
        } else {
            Text::new(
                format!("読めない文字が{broken}字あります。変換に失敗した文章は取り込めません。"),
                format!("{broken} characters cannot be read. A damaged conversion cannot be imported."),
            )
        },
        help: Text::new(
            "元のPDFやExcelから文字を取り出し直してください(画像だけのPDFは文字認識が必要です)。",
            "Extract the text again from the PDF or workbook (a PDF of pictures needs OCR).",
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
