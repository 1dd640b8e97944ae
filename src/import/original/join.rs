//! From the pages of a PDF to one sheet: page numbers and running heads set aside, rows that a page end cuts put
//! together. An open edge alone proves nothing; the labels of the form decide whether a row begins or goes on.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::Box;
use super::reading::begins;
use crate::form;
use crate::import::cover::values::is_page_number;
use crate::import::sheet::{Cell, Page, Place, Remark, Sheet};
use crate::text::folding::fold;

/// A page with its rows.
pub(super) struct PageRows {
    pub(super) height: f64,
    pub(super) rows: Vec<Vec<Box>>,
}

/// How much of the height of a page its edges are, where heads and feet stand.
const EDGE: f64 = 0.1;

/// Puts the pages together.
pub(super) fn sheet(mut pages: Vec<PageRows>, mut remarks: Vec<Remark>) -> Sheet {
    set_furniture_aside(&mut pages, &mut remarks);
    repeated_sections(&mut pages, &mut remarks);
    repeated_headers(&mut pages);
    join_cut_rows(&mut pages);
    let made = pages
        .into_iter()
        .enumerate()
        .map(|(number, page)| Page { cells: cells(number + 1, &page.rows), continues: true })
        .collect();
    Sheet { pages: made, remarks }
}

fn cells(page: usize, rows: &[Vec<Box>]) -> Vec<Cell> {
    let tops: Vec<f64> = rows.iter().filter_map(|row| row.first()).map(|made| made.area[1]).collect();
    let mut out = Vec::new();
    for (row, boxes) in rows.iter().enumerate() {
        for (column, made) in boxes.iter().enumerate() {
            let spans = tops.iter().skip(row).filter(|top| **top < made.area[3] - 2.0).count();
            out.push(Cell {
                text: made.text(),
                row,
                column,
                row_span: spans.max(1),
                column_span: 1,
                loose: !made.in_table,
                place: Place::Page { page, area: made.area },
            });
        }
    }
    out
}

/// Lines outside tables at the edge of pages: numbers of pages by their shape, heads by repetition at one place.
fn set_furniture_aside(pages: &mut [PageRows], remarks: &mut Vec<Remark>) {
    let at_edge = |page: &PageRows, made: &Box| {
        !made.in_table && (made.area[3] < page.height * EDGE || made.area[1] > page.height * (1.0 - EDGE))
    };
    let bare = |text: &str| fold(text).chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let key = |made: &Box| {
        #[expect(clippy::cast_possible_truncation, reason = "a page is some thousand points high")]
        let place = (made.area[3] / 4.0).round() as i64;
        (place, bare(&made.text()))
    };
    let mut seen: BTreeMap<(i64, String), BTreeSet<usize>> = BTreeMap::new();
    for (number, page) in pages.iter().enumerate() {
        for made in page.rows.iter().flatten().filter(|made| at_edge(page, made)) {
            seen.entry(key(made)).or_default().insert(number);
        }
    }
    let most = |on: usize| on >= 3 && on * 2 > pages.len();
    let heads: BTreeSet<(i64, String)> =
        seen.into_iter().filter(|(_, on)| most(on.len())).map(|(key, _)| key).collect();
    let mut dropped: BTreeMap<String, (usize, Place)> = BTreeMap::new();
    for (number, page) in pages.iter_mut().enumerate() {
        let height = page.height;
        let edge = |made: &Box| {
            !made.in_table && (made.area[3] < height * EDGE || made.area[1] > height * (1.0 - EDGE))
        };
        for row in &mut page.rows {
            row.retain(|made| {
                let folded = fold(&made.text());
                let number_alone = folded.len() <= 3 && folded.bytes().all(|b| b.is_ascii_digit());
                let furniture =
                    edge(made) && (is_page_number(&folded) || number_alone || heads.contains(&key(made)));
                if furniture {
                    let place = Place::Page { page: number + 1, area: made.area };
                    dropped.entry(bare(&made.text())).or_insert((0, place)).0 += 1;
                }
                !furniture
            });
        }
        page.rows.retain(|row| !row.is_empty());
    }
    for (text, (count, place)) in dropped {
        remarks.push(Remark {
            id: "TXT-07",
            place,
            message: format!("ページ番号や柱とみられる行を除きました({count}行。例:「{text}」)。"),
        });
    }
}

/// The heading of a chapter, printed again at the top of every page of it. Where what the chapter begins with follows, it
/// begins anew: some are filled in once for each file.
fn repeated_sections(pages: &mut [PageRows], remarks: &mut Vec<Remark>) {
    let mut begins: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for form in form::all() {
        for section in form.sections.iter().map(|&section| form.item(section)) {
            let first =
                section.children.first().map(|&child| form.item(child)).filter(|item| !item.unlabelled);
            for label in section.folded() {
                let own = begins.entry(label.as_str()).or_default();
                own.extend(first.into_iter().flat_map(form::Item::folded).map(String::as_str));
            }
        }
    }
    let only = |row: &[Box]| {
        let mut filled = row.iter().filter(|made| !made.is_empty());
        let text = filled.next().map(|made| fold(&made.text()))?;
        filled.next().is_none().then_some(text)
    };
    let head = |row: &[Box]| {
        let text = only(row)?;
        begins.get_key_value(text.trim_end_matches('※')).map(|(label, first)| (*label, first))
    };
    let mut open: Option<&str> = None;
    for (number, page) in pages.iter_mut().enumerate() {
        if let Some((label, first)) = page.rows.first().and_then(|row| head(row))
            && open == Some(label)
        {
            let next = page.rows.get(1).and_then(|row| row.iter().find(|made| !made.is_empty()));
            let next = next.map(|made| fold(&made.text())).unwrap_or_default();
            let anew = next.starts_with('【') || first.iter().any(|label| next.starts_with(label));
            if !anew && page.rows.len() > 1 {
                let row = page.rows.remove(0);
                let area = row.first().map(|made| made.area).unwrap_or_default();
                remarks.push(Remark {
                    id: "TXT-07",
                    place: Place::Page { page: number + 1, area },
                    message: format!("ページの初めに繰り返された見出し「{label}」を除きました。"),
                });
            }
        }
        open = page.rows.iter().rev().find_map(|row| head(row)).map(|(label, _)| label).or(open);
    }
}

/// The header of the table of changes, printed again at the top of a page.
fn repeated_headers(pages: &mut [PageRows]) {
    let texts = |row: &[Box]| row.iter().map(|made| fold(&made.text())).collect::<Vec<_>>();
    let mut header: Option<Vec<String>> = None;
    for page in pages {
        if let (Some(header), Some(first)) = (&header, page.rows.first())
            && *header == texts(first)
        {
            page.rows.remove(0);
        }
        let found = page.rows.iter().find(|row| {
            let texts = texts(row);
            texts.len() >= 5 && texts.iter().any(|text| text == "変更前の記載")
        });
        header = found.map(|row| texts(row)).or(header);
    }
}

/// The labels of all forms, folded.
fn labels() -> BTreeSet<String> {
    form::all().iter().flat_map(|form| &form.items).flat_map(form::Item::folded).cloned().collect()
}

fn join_cut_rows(pages: &mut [PageRows]) {
    let labels = labels();
    let is_label = |text: &str| {
        // Ticks may stand in the row of a heading.
        let head = text.find(['[', '［', '□', '■', '☐', '☑', '○', '◯', '〇']).map_or(text, |at| &text[..at]);
        let folded = fold(if head.trim().is_empty() { text } else { head });
        labels.contains(&folded) || labels.contains(folded.trim_end_matches('※'))
    };
    // A row may go on over several pages: the later ones first.
    for number in (1..pages.len()).rev() {
        let (before, after) = pages.split_at_mut(number);
        let (Some(before), Some(after)) = (before.last_mut(), after.first_mut()) else { continue };
        let (Some(last), Some(first)) =
            (before.rows.iter().rposition(|r| r.iter().any(|b| b.in_table)), after.rows.first_mut())
        else {
            continue;
        };
        if last + 1 != before.rows.len() {
            continue;
        }
        join_cut_labels(&mut before.rows, first, &is_label);
        let Some(row) = before.rows.get(last) else { continue };
        if first.iter().all(Box::is_empty) {
            after.rows.remove(0);
            continue;
        }
        if !goes_on(row, first, &is_label) {
            continue;
        }
        let first = after.rows.remove(0);
        let Some(row) = before.rows.get_mut(last) else { continue };
        for more in first {
            if let Some(cell) = row.iter_mut().find(|cell| same_edges(cell, &more)) {
                append(cell, more);
            }
        }
    }
}

/// A label that the end of a page cuts, or that stands on the later page although its cell begins on the one before, is
/// put where the cell begins.
fn join_cut_labels(before: &mut [Vec<Box>], first: &mut [Box], is_label: &dyn Fn(&str) -> bool) {
    for more in first.iter_mut().filter(|more| more.open_top && !more.is_empty()) {
        let above = before.iter_mut().rev().flatten().find(|cell| cell.in_table && same_edges(cell, more));
        let Some(cell) = above.filter(|cell| cell.open_bottom) else { continue };
        let (head, rest) = (cell.text(), more.text());
        let whole = is_label(&format!("{head}{rest}"));
        // Two rows of an answer are no label, and a whole label begins a row of its own.
        if whole && (head.is_empty() || !is_label(&head)) {
            cell.lines.append(&mut more.lines);
        }
    }
}

fn same_edges(a: &Box, b: &Box) -> bool {
    (a.area[0] - b.area[0]).abs() < 3.0 && (a.area[2] - b.area[2]).abs() < 3.0
}

/// Whether the first row of a page is the rest of the last one of the page before.
fn goes_on(last: &[Box], first: &[Box], is_label: &dyn Fn(&str) -> bool) -> bool {
    let above = |more: &Box| last.iter().find(|cell| same_edges(cell, more));
    // The cell of a label that reaches over several rows belongs to a row further up, and says nothing here.
    if !first.iter().all(|more| more.in_table && (more.is_empty() || above(more).is_some())) {
        return false;
    }
    if first.iter().any(|more| more.lines.iter().any(|line| is_label(line)) || is_label(&more.text())) {
        return false;
    }
    let open = last.iter().any(|cell| cell.open_bottom) || first.iter().any(|cell| cell.open_top);
    // A row that has a first cell of its own begins there, unless its first cell was cut in two, or stands on the later
    // page because it is set in the middle of a row that the page end cuts.
    let own = first.len() > 1 && first.first().is_some_and(|cell| !cell.is_empty());
    let unfinished = |more: &Box| {
        above(more).is_some_and(|cell| !cell.is_empty() && !more.is_empty() && !cell.text().ends_with('。'))
    };
    let gaps = |a: &[Box], b: &[Box]| {
        a.iter().zip(b).skip(1).any(|(a, b)| same_edges(a, b) && a.is_empty() && !b.is_empty())
    };
    let middle = first.len() > 4
        && last.first().is_some_and(Box::is_empty)
        && (gaps(first, last) || gaps(last, first) && first.iter().any(unfinished));
    open && (!own || middle)
}

fn append(cell: &mut Box, more: Box) {
    let mut lines = more.lines.into_iter();
    if let (Some(last), Some(first)) = (cell.lines.last_mut(), lines.as_slice().first())
        && cell.slack < more.first
        && !begins(first)
    {
        last.push_str(first);
        lines.next();
    }
    cell.lines.extend(lines);
    cell.slack = more.slack;
    cell.open_bottom = more.open_bottom;
}
