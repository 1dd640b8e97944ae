//! The one type that every original ends in, so that the form is understood once: pages of cells that know where they
//! stand. How a workbook or a PDF becomes one is in [`super::original`]; what the cells mean is not known here.
//!
//! Texts keep their rows (`text.rs`), whose cells may hold tables of their own; both meet as rows.

use serde::{Deserialize, Serialize};

use super::text::{Cell as RowCell, Row};

/// Where a cell or a line stands in its original.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// A line of a text, from 1.
    Line(usize),
    /// A cell of a workbook.
    Workbook {
        /// The name of the sheet.
        sheet: String,
        /// The cell as people name it: B12.
        cell: String,
    },
    /// A rectangle on a page of a PDF.
    Page {
        /// The page, from 1.
        page: usize,
        /// Left, top, right and bottom in points from the top left corner of the page as it is read.
        area: [f64; 4],
    },
}

impl Place {
    /// As people say it.
    pub fn label(&self) -> String {
        match self {
            Self::Line(line) => format!("{line}行"),
            Self::Workbook { sheet, cell } if cell.is_empty() => format!("シート「{sheet}」"),
            Self::Workbook { sheet, cell } => format!("シート「{sheet}」{cell}"),
            Self::Page { page, .. } => format!("{page}ページ"),
        }
    }
}

/// A cell of a page, or a line of text outside all tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The text, with the line breaks that somebody set.
    pub text: String,
    /// The row on its page, from 0.
    pub row: usize,
    /// The column in its row, from 0.
    pub column: usize,
    /// How many rows of the page it reaches over.
    pub row_span: usize,
    /// How many columns of the page it reaches over.
    pub column_span: usize,
    /// It stands in no cell: a line of text outside all rules.
    pub loose: bool,
    /// Where it stands.
    pub place: Place,
}

/// A page of a PDF, or a sheet of a workbook.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// The cells in reading order; empty ones too, because they hold columns apart.
    pub cells: Vec<Cell>,
    /// A table may go on from the page before it.
    pub continues: bool,
}

/// Something that an original holds and that was not read, or was read with doubt.
#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    /// Stable identifier.
    pub id: &'static str,
    /// Where it is.
    pub place: Place,
    /// What to look at, in Japanese.
    pub message: String,
}

/// An original as cells.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// The pages in their order.
    pub pages: Vec<Page>,
    /// What to look at.
    pub remarks: Vec<Remark>,
}

impl Sheet {
    /// All text, line by line, for measures of damage.
    pub fn text(&self) -> String {
        self.pages
            .iter()
            .flat_map(|page| &page.cells)
            .map(|cell| cell.text.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The rows for placing, numbered through all pages behind `before`, and the place of each: the first filled cell, on
    /// a page with what stands beside it.
    pub(super) fn rows(&self, before: usize) -> (Vec<Row>, Vec<Place>) {
        let (mut rows, mut places) = (Vec::new(), Vec::new());
        for (page_number, page) in self.pages.iter().enumerate() {
            let mut first = true;
            for cells in page.cells.chunk_by(|a, b| a.row == b.row) {
                let Some(place) = place_of(cells) else { continue };
                places.push(place);
                let mut made: Vec<RowCell> = cells.iter().map(|cell| RowCell::of_text(&cell.text)).collect();
                while made.last().is_some_and(RowCell::is_empty) {
                    made.pop();
                }
                rows.push(Row {
                    line: before + places.len(),
                    seam: first && page.continues,
                    tabbed: cells.len() > 1,
                    loose: cells.iter().all(|cell| cell.loose),
                    page: page_number,
                    cells: made,
                });
                first = false;
            }
        }
        (rows, places)
    }
}

/// The place of a row. A label that reaches over several rows counts in none of them where the row has cells of its own.
fn place_of(cells: &[Cell]) -> Option<Place> {
    let filled = || cells.iter().filter(|cell| !cell.text.trim().is_empty());
    let first = filled().next()?.place.clone();
    let Place::Page { page, area } = first else { return Some(first) };
    let own = filled().map(|cell| cell.row_span).min().unwrap_or(1);
    let areas = filled().filter(|cell| cell.row_span == own).filter_map(|cell| match &cell.place {
        Place::Page { page: other, area } if *other == page => Some(*area),
        _ => None,
    });
    Some(Place::Page { page, area: areas.reduce(around).unwrap_or(area) })
}

/// The rectangle around two.
pub(super) fn around(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}
