//! The original beside an item, as the templates get it: the page of a PDF with outlines, or rows of a workbook or a text
//! around the place.

use serde::Serialize;

use super::list::{Review, StopKind};
use super::original::{Held, OriginalState, Shelf, size};
use super::words::{fill, word};
use super::{Asked, href};
use crate::finding::Lang;
use crate::import::sheet::{Place, Sheet};
use crate::import::sidecar::At;

/// Rows or lines of an original that are shown at once.
const ROWS: usize = 40;
/// Rows that are shown before the place itself.
const BEFORE: usize = 3;

/// The original beside the item.
#[derive(Debug, Default, Serialize)]
pub(super) struct View {
    title: String,
    /// What the address asks for, so that it stays where it is when a form is sent.
    asked: String,
    before: Option<String>,
    before_word: &'static str,
    after: Option<String>,
    after_word: &'static str,
    missing: Option<String>,
    src: Option<String>,
    alt: String,
    width: f64,
    height: f64,
    /// Left, top, width and height in points.
    rectangles: Vec<[f64; 4]>,
    grid: Vec<GridRow>,
}

#[derive(Debug, Serialize)]
struct GridRow {
    name: String,
    here: bool,
    cells: Vec<GridCell>,
}

#[derive(Debug, Serialize)]
struct GridCell {
    columns: usize,
    lines: Vec<String>,
}

impl View {
    pub(super) fn of(lang: Lang, review: &Review, at: usize, asked: &Asked, shelf: &Shelf) -> Self {
        let stop = &review.stops[at];
        // An item that stands nowhere of its own is looked for where the one before it stands.
        let own = stop.places.first();
        let near = || review.stops[..at].iter().rev().find_map(|before| before.places.last());
        let place = own.or_else(near);
        let index = asked.original.or(place.map(|at| at.original)).unwrap_or_default();
        let mut view = Self { title: word(lang, "original").to_owned(), ..Self::default() };
        let Some(original) = review.sidecar.originals.get(index) else {
            view.missing = Some(word(lang, "original_unknown").to_owned());
            return view;
        };
        let missing = match shelf.find(&review.folder, original) {
            OriginalState::Here(held) => {
                view.show(lang, review, at, asked, index, &held, place);
                if own.is_none() && stop.kind == StopKind::Item {
                    view.missing = Some(word(lang, "original_unknown").to_owned());
                }
                return view;
            }
            OriginalState::Gone => "original_gone",
            OriginalState::Changed => "original_changed",
            OriginalState::Unreadable => "original_unreadable",
        };
        view.missing = Some(fill(lang, missing, &[("name", &original.name)]));
        view
    }

    #[expect(clippy::too_many_arguments, reason = "what a view is made of")]
    fn show(
        &mut self,
        lang: Lang,
        review: &Review,
        at: usize,
        asked: &Asked,
        index: usize,
        held: &Held,
        place: Option<&At>,
    ) {
        let stop = &review.stops[at];
        let here = href(&review.id);
        let to = |page: usize| format!("{here}?at={at}&o={index}&p={page}");
        let in_it = stop.places.iter().filter(|own| own.original == index).map(|own| &own.place);
        let place = place.filter(|own| own.original == index).map(|own| &own.place);
        let shown = match held {
            Held::Pdf(pdf) => {
                let pages = pdf.pages().len().max(1);
                let first = match place {
                    Some(Place::Page { page, .. }) => *page,
                    _ => 1,
                };
                let page = asked.page.unwrap_or(first).clamp(1, pages);
                self.title = fill(lang, "original_page", &[("n", &page), ("m", &pages)]);
                self.before = (page > 1).then(|| to(page - 1));
                self.after = (page < pages).then(|| to(page + 1));
                self.before_word = word(lang, "page_before");
                self.after_word = word(lang, "page_after");
                if let Some(size) = size(pdf, page) {
                    let file = review.sidecar.originals[index].sha256.get(..16).unwrap_or_default();
                    self.src = Some(format!("{here}page/{index}/{page}?{file}"));
                    self.alt = fill(lang, "picture_alt", &[("n", &page)]);
                    (self.width, self.height) = (size.width.round(), size.height.round());
                    self.rectangles = rectangles(in_it, page);
                } else {
                    self.missing = Some(word(lang, "no_picture").to_owned());
                }
                page
            }
            Held::Cells(sheet) => {
                let here: Vec<&Place> = in_it.collect();
                let rows = grid(sheet, place, &here);
                let name = match place {
                    Some(Place::Workbook { sheet, .. }) => sheet.as_str(),
                    _ => "",
                };
                self.title = fill(lang, "original_sheet", &[("name", &name)]);
                self.rows(lang, rows, asked, &to)
            }
            Held::Lines(text) => {
                let here: Vec<usize> = in_it
                    .filter_map(|own| if let Place::Line(line) = own { Some(*line) } else { None })
                    .collect();
                let rows = text.lines().enumerate().map(|(line, text)| GridRow {
                    name: (line + 1).to_string(),
                    here: here.contains(&(line + 1)),
                    cells: vec![GridCell { columns: 1, lines: vec![text.to_owned()] }],
                });
                word(lang, "original_lines").clone_into(&mut self.title);
                self.rows(lang, rows.collect(), asked, &to)
            }
        };
        self.asked = if asked.page.is_some() { format!("{index}:{shown}") } else { String::new() };
    }

    /// As many rows as are shown at once, from the one asked for or from a little before the place.
    fn rows(
        &mut self,
        lang: Lang,
        mut rows: Vec<GridRow>,
        asked: &Asked,
        to: &dyn Fn(usize) -> String,
    ) -> usize {
        let place = rows.iter().position(|row| row.here).unwrap_or_default().saturating_sub(BEFORE) + 1;
        let first = asked.page.unwrap_or(place).clamp(1, rows.len().max(1));
        self.before = (first > 1).then(|| to(first.saturating_sub(ROWS).max(1)));
        self.after = (first + ROWS <= rows.len()).then(|| to(first + ROWS));
        self.before_word = word(lang, "rows_before");
        self.after_word = word(lang, "rows_after");
        self.grid = rows.drain(..).skip(first - 1).take(ROWS).collect();
        first
    }
}

/// The outlines of places on a page.
fn rectangles<'p>(places: impl Iterator<Item = &'p Place>, page: usize) -> Vec<[f64; 4]> {
    let areas = places.filter_map(|place| match place {
        Place::Page { page: own, area } if *own == page => Some(*area),
        _ => None,
    });
    let outline = |[left, top, right, bottom]: [f64; 4]| {
        [left - 2.0, top - 2.0, right - left + 4.0, bottom - top + 4.0]
            .map(|side| (side * 10.0).round() / 10.0)
    };
    areas.filter(|area| area[2] > area[0] && area[3] > area[1]).map(outline).collect()
}

/// The rows of the sheet that a place stands in.
fn grid(sheet: &Sheet, place: Option<&Place>, here: &[&Place]) -> Vec<GridRow> {
    let Some(Place::Workbook { sheet: name, .. }) = place else { return Vec::new() };
    let of_sheet = |place: &Place| matches!(place, Place::Workbook { sheet, .. } if sheet == name);
    let cells = sheet.pages.iter().flat_map(|page| page.cells.chunk_by(|a, b| a.row == b.row));
    let rows = cells.filter(|row| row.first().is_some_and(|cell| of_sheet(&cell.place)));
    rows.filter(|row| row.iter().any(|cell| !cell.text.trim().is_empty()))
        .map(|row| {
            let number = row.iter().find_map(|cell| match &cell.place {
                Place::Workbook { cell, .. } => {
                    Some(cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned())
                }
                _ => None,
            });
            GridRow {
                name: number.unwrap_or_default(),
                here: row.iter().any(|cell| here.contains(&&cell.place)),
                cells: row
                    .iter()
                    .map(|cell| GridCell {
                        columns: cell.column_span.clamp(1, 100),
                        lines: cell.text.lines().map(str::to_owned).collect(),
                    })
                    .collect(),
            }
        })
        .collect()
}
