//! Workbooks: the values of visible cells at the places of a grid, and the borders as its rules. The official form is
//! set over forty and more narrow columns, so what is one cell to the eye only its borders tell.

use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

use calamine::{Data, Dimensions, Reader as _, SheetType, SheetVisible, StyleRange, Xlsx};

use super::cells::{self, Box};
use super::lattice::{Canvas, Ink, Rule};
use super::shapes::Spot;
use super::workbook_xml::{self, Shared, SheetXml, cell_name};
use super::{DOUBTFUL, archive, broken, refusal, rings, values};
use crate::import::Refusal;
use crate::import::sheet::{Cell, Page, Place, Remark, Sheet};

/// Width and height of a cell of the grid: only their order matters.
const CELL: (f64, f64) = (20.0, 16.0);
/// More cells of a sheet are not looked at: 75 pages have some 400,000.
const MOST_CELLS: usize = 4_000_000;

/// Reads a workbook (.xlsx, .xlsm).
///
/// # Errors
/// Another kind of archive, damage, a workbook without text.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Refusal> {
    let parts = archive::xml_parts(bytes)?;
    if !parts.contains_key("xl/workbook.xml") {
        return Err(refusal(
            "ORG-07",
            ("Excelブック(.xlsx)ではないファイルです。", "This is no workbook of the kind .xlsx."),
            (
                "WordやOpenDocumentの評価書は、PDFに書き出したものを取り込んでください。",
                "Export documents of Word or OpenDocument as PDF, and import that.",
            ),
        ));
    }
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let (paths, shared) = (workbook_xml::sheets(&parts), workbook_xml::shared(&parts));
    let mut printed = workbook_xml::printed_columns(&parts);
    let mut sheet = Sheet::default();
    for meta in workbook.sheets_metadata().to_vec() {
        let place = || Place::Workbook { sheet: meta.name.clone(), cell: String::new() };
        let mut remark = |id, message: String| sheet.remarks.push(Remark { id, place: place(), message });
        if meta.visible != SheetVisible::Visible {
            remark("ORG-12", "表示されていないシートです。取り込んでいません。".to_owned());
            continue;
        }
        let range = workbook.worksheet_range(&meta.name).ok().filter(|_| meta.typ == SheetType::WorkSheet);
        let Some(range) = range else {
            remark("ORG-13", "表のないシート(グラフなど)です。取り込んでいません。".to_owned());
            continue;
        };
        let merges = workbook.merge_cells_by_sheet_name(&meta.name).unwrap_or_default();
        let styles = workbook.worksheet_style(&meta.name).unwrap_or_else(|_| StyleRange::empty());
        if styles.width().saturating_mul(styles.height()) > MOST_CELLS {
            return Err(refusal(
                "ORG-06",
                ("シートの範囲が大きすぎます。", "The sheet is too large."),
                (
                    "使っていない行と列を消して保存し直してください。",
                    "Delete the rows and columns that are not used.",
                ),
            ));
        }
        let xml = paths.get(&meta.name).map(|path| workbook_xml::sheet(&parts, path)).unwrap_or_default();
        let name = meta.name.clone();
        let printed = printed.remove(&name).unwrap_or_default();
        let mut reader = Reader { printed, ..Reader::new(name, &xml, &shared, &styles, &merges) };
        reader.values(range.start().unwrap_or_default(), range.used_cells());
        reader.circles();
        reader.rules();
        reader.say();
        let (page, remarks) = reader.finish();
        sheet.pages.push(page);
        sheet.remarks.extend(remarks);
    }
    if sheet.pages.iter().flat_map(|page| &page.cells).all(|cell| cell.text.trim().is_empty()) {
        return Err(refusal(
            "ORG-08",
            ("見えるシートに文字がありません。", "No visible sheet has text."),
            (
                "評価書のシートが非表示になっていないか確かめてください。",
                "Check whether the sheets are hidden.",
            ),
        ));
    }
    Ok(sheet)
}

struct Reader<'a> {
    name: String,
    xml: &'a SheetXml,
    shared: &'a [Shared],
    styles: &'a StyleRange,
    merges: HashMap<(u32, u32), Dimensions>,
    /// The columns that are printed; none where all are.
    printed: Vec<(u32, u32)>,
    canvas: Canvas,
    /// The cells of the ink, by its number.
    cells: HashMap<usize, (u32, u32)>,
    remarks: Vec<Remark>,
    /// Hidden values by what hides them.
    hidden: BTreeMap<&'static str, Vec<String>>,
}

impl<'a> Reader<'a> {
    fn new(
        name: String,
        xml: &'a SheetXml,
        shared: &'a [Shared],
        styles: &'a StyleRange,
        merges: &[Dimensions],
    ) -> Self {
        let merges = merges.iter().map(|merge| (merge.start, *merge)).collect();
        let canvas = Canvas { height: f64::MAX, ..Canvas::default() };
        let (printed, remarks, hidden) = (Vec::new(), Vec::new(), BTreeMap::new());
        let cells = HashMap::new();
        Self { name, xml, shared, styles, merges, printed, canvas, cells, remarks, hidden }
    }

    fn remark(&mut self, id: &'static str, cell: String, message: String) {
        let place = Place::Workbook { sheet: self.name.clone(), cell };
        self.remarks.push(Remark { id, place, message });
    }

    /// A row without those that are hidden before it; the grid closes over them.
    fn y(&self, row: u32) -> f64 {
        let hidden = self.xml.hidden_rows.range(..row).count();
        #[expect(clippy::cast_precision_loss, reason = "a workbook has a million rows at most")]
        let hidden = hidden as f64;
        (f64::from(row) - hidden) * CELL.1
    }

    fn x(&self, column: u32) -> f64 {
        let hidden: u32 = self
            .xml
            .hidden_columns
            .iter()
            .map(|&(from, to)| to.saturating_add(1).min(column).saturating_sub(from))
            .sum();
        (f64::from(column) - f64::from(hidden)) * CELL.0
    }

    fn values<'d>(&mut self, start: (u32, u32), cells: impl Iterator<Item = (usize, usize, &'d Data)>) {
        for (row, column, value) in cells {
            let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else { continue };
            let at = (row.saturating_add(start.0), column.saturating_add(start.1));
            self.value(at, value);
        }
    }

    fn value(&mut self, at: (u32, u32), value: &Data) {
        let style = self.styles.get(at);
        let format = style.and_then(|style| style.number_format.as_ref()).map(|f| f.format_code.as_str());
        let Some((mut text, doubtful)) = values::shown(value, format) else { return };
        if text.trim().is_empty() {
            return;
        }
        let name = cell_name(at.0, at.1);
        let by = if self.xml.hidden_rows.contains(&at.0) {
            Some("行")
        } else {
            self.xml.hides_column(at.1).then_some("列")
        };
        // A merged cell is seen where any row and column of it is.
        let seen = self.merges.get(&at).is_some_and(|merge| {
            (merge.start.0..=merge.end.0).any(|row| !self.xml.hidden_rows.contains(&row))
                && (merge.start.1..=merge.end.1).any(|column| !self.xml.hides_column(column))
        });
        if let Some(by) = by.filter(|_| !seen) {
            self.hidden.entry(by).or_default().push(text);
            return;
        }
        // Beside the printed columns stand notes for whoever fills it in. Below them the area may only be too short.
        if !self.printed.is_empty() && !self.printed.iter().any(|&(from, to)| (from..=to).contains(&at.1)) {
            let message = format!(
                "印刷範囲の外の列にある「{}」は取り込んでいません。必要なら書き写してください。",
                text.trim()
            );
            self.remark("ORG-18", name, message);
            return;
        }
        let rich = self
            .xml
            .inline
            .get(&at)
            .or_else(|| self.xml.strings.get(&at).and_then(|&index| self.shared.get(index)))
            .filter(|rich| !rich.struck.is_empty());
        let all_struck =
            style.and_then(|style| style.font.as_ref()).is_some_and(calamine::Font::has_strikethrough);
        // Pieces of rich text have fonts of their own; else the font of the cell counts.
        let struck = match rich {
            Some(rich) => {
                text.clone_from(&rich.kept);
                Some(rich.struck.clone())
            }
            None => all_struck.then(|| std::mem::take(&mut text)),
        };
        if let Some(struck) = struck {
            let message = format!("取り消し線の文字「{}」は取り込んでいません。", struck.trim());
            self.remark("ORG-14", name.clone(), message);
        }
        if doubtful {
            let message =
                format!("表示の形式が分からない値です。「{text}」としました。原本で確認してください。");
            self.remark("ORG-15", name, message);
        }
        // The first letter of a text with line breaks stands in the top line of its merged cell.
        let ink = Ink {
            text,
            x: self.x(at.1) + 2.0,
            y: self.y(at.0) + 13.0,
            width: CELL.0 * 0.4,
            size: 12.0,
            vertical: false,
            run: self.canvas.ink.len(),
        };
        if !ink.is_blank() {
            self.cells.insert(ink.run, at);
            self.canvas.ink.push(ink);
        }
    }

    /// A circle ticks the option of the cell that it lies on, if that has one alone.
    fn circles(&mut self) {
        let xml = self.xml;
        let areas: Vec<[f64; 4]> = self.canvas.ink.iter().map(|ink| self.area(ink)).collect();
        for circle in &xml.circles {
            let x = |spot: Spot| self.x(spot.column) + spot.across * CELL.0;
            let y = |spot: Spot| self.y(spot.row) + spot.down * CELL.1;
            let (left, right, top, bottom) = (x(circle.from), x(circle.to), y(circle.from), y(circle.to));
            let share = |[l, t, r, b]: [f64; 4]| {
                let across = (right.min(r) - left.max(l)).max(0.0) / (right - left).max(1.0);
                let down = (bottom.min(b) - top.max(t)).max(0.0) / (bottom - top).max(1.0);
                across * down
            };
            let on: Vec<(f64, usize)> = areas
                .iter()
                .enumerate()
                .map(|(at, area)| (share(*area), at))
                .filter(|(share, at)| {
                    *share > 0.1 && self.canvas.ink.get(*at).is_some_and(|ink| rings::options(&ink.text) > 0)
                })
                .collect();
            let own = on.iter().find(|(share, _)| *share > 0.6);
            let alone = |at: usize| self.canvas.ink.get(at).is_some_and(|ink| rings::options(&ink.text) == 1);
            let clear = on.iter().filter(|(share, _)| *share > 0.3).count() == 1;
            match own.map(|(_, at)| *at) {
                Some(at) if clear && alone(at) => {
                    if let Some(ink) = self.canvas.ink.get_mut(at).filter(|ink| !ink.text.starts_with("[○]"))
                    {
                        ink.text.insert_str(0, "[○]");
                    }
                }
                _ if !on.is_empty() => {
                    let cell = cell_name(circle.from.row, circle.from.column);
                    let place = Place::Workbook { sheet: self.name.clone(), cell };
                    self.remarks.push(Remark { id: "MARK-01", place, message: DOUBTFUL.to_owned() });
                }
                _ => {}
            }
        }
    }

    /// The cell of a text, with those that are merged with it.
    fn area(&self, ink: &Ink) -> [f64; 4] {
        let at = self.cells.get(&ink.run).copied().unwrap_or_default();
        let end = self.merges.get(&at).map_or(at, |merge| merge.end);
        [self.x(at.1), self.y(at.0), self.x(end.1 + 1), self.y(end.0 + 1)]
    }

    fn rules(&mut self) {
        let owners = self.owners();
        // A merged region is one cell, whatever borders its parts have.
        let inside = |a: (u32, u32), b: Option<(u32, u32)>| {
            b.is_some_and(|b| owners.get(&a).is_some_and(|owner| owners.get(&b) == Some(owner)))
        };
        for (row, column, style) in self.styles.cells() {
            let Some(borders) = &style.borders else { continue };
            if self.xml.hidden_rows.contains(&row) || self.xml.hides_column(column) {
                continue;
            }
            let at = (row, column);
            let (x, y) = (self.x(column), self.y(row));
            let across = |at| Rule { at, from: x, to: x + CELL.0 };
            let down = |at| Rule { at, from: y, to: y + CELL.1 };
            if borders.top.is_visible() && !inside(at, row.checked_sub(1).map(|row| (row, column))) {
                self.canvas.across.push(across(y));
            }
            if borders.bottom.is_visible() && !inside(at, Some((row + 1, column))) {
                self.canvas.across.push(across(y + CELL.1));
            }
            if borders.left.is_visible() && !inside(at, column.checked_sub(1).map(|column| (row, column))) {
                self.canvas.down.push(down(x));
            }
            if borders.right.is_visible() && !inside(at, Some((row, column + 1))) {
                self.canvas.down.push(down(x + CELL.0));
            }
        }
    }

    /// The merged region of each cell that has a style.
    fn owners(&self) -> HashMap<(u32, u32), (u32, u32)> {
        let mut owners = HashMap::new();
        let Some((last_row, last_column)) = self.styles.end() else { return owners };
        for merge in self.merges.values() {
            for row in merge.start.0..=merge.end.0.min(last_row) {
                for column in merge.start.1..=merge.end.1.min(last_column) {
                    if owners.len() >= MOST_CELLS {
                        return owners;
                    }
                    owners.insert((row, column), merge.start);
                }
            }
        }
        owners
    }

    fn say(&mut self) {
        for (by, texts) in std::mem::take(&mut self.hidden) {
            let sample: String =
                texts.first().map(|text| text.chars().take(30).collect()).unwrap_or_default();
            let message = format!(
                "表示されていない{by}に文字があります({}か所。例:「{sample}」)。取り込んでいません。",
                texts.len()
            );
            self.remark("ORG-12", String::new(), message);
        }
        for cell in &self.xml.uncounted {
            let message =
                "計算結果が保存されていない数式です。空欄としました。Excelで開いて保存し直すと値が入ります。";
            self.remark("ORG-16", cell.clone(), message.to_owned());
        }
        for (what, text) in &self.xml.beside {
            let sample: String = text.chars().take(60).collect();
            let message = format!("{what}「{sample}」は取り込んでいません。必要なら書き写してください。");
            self.remark("ORG-17", String::new(), message);
        }
    }

    fn finish(self) -> (Page, Vec<Remark>) {
        let mut page = Page::default();
        for (row, boxes) in cells::rows(&self.canvas, false).iter().enumerate() {
            for (column, made) in boxes.iter().enumerate() {
                page.cells.push(self.cell(row, column, made));
            }
        }
        (page, self.remarks)
    }

    fn cell(&self, row: usize, column: usize, made: &Box) -> Cell {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
        let count = |length: f64, unit: f64| (length / unit).round().max(0.0) as u32;
        let visible = count(made.area[1].max(0.0), CELL.1);
        let shown = count(made.area[0].max(0.0), CELL.0);
        let sheet_row = Self::nth(visible, |row| self.xml.hidden_rows.contains(&row));
        let sheet_column = Self::nth(shown, |column| self.xml.hides_column(column));
        let span =
            |from: f64, to: f64, unit: f64| usize::try_from(count(to - from, unit)).unwrap_or(1).max(1);
        Cell {
            text: made.text(),
            row,
            column,
            row_span: span(made.area[1], made.area[3], CELL.1),
            column_span: span(made.area[0], made.area[2], CELL.0),
            loose: !made.in_table,
            place: Place::Workbook { sheet: self.name.clone(), cell: cell_name(sheet_row, sheet_column) },
        }
    }

    /// The number of the visible row or column that is the nth.
    fn nth(nth: u32, is_hidden: impl Fn(u32) -> bool) -> u32 {
        let mut number = nth;
        loop {
            #[expect(clippy::cast_possible_truncation, reason = "counts rows of a sheet")]
            let hidden = (0..number).filter(|&at| is_hidden(at)).count() as u32;
            let wanted = nth + hidden;
            if wanted == number && !is_hidden(number) {
                return number;
            }
            let next = if wanted == number { number + 1 } else { wanted };
            if next > 1_100_000 {
                return nth;
            }
            number = next;
        }
    }
}
