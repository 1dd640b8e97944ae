//! The texts of XML: what is one line of text for a reader, in its order, whatever elements stand inside it.
//!
//! A paragraph is parted by what parts it (breaks, tabs, the next paragraph), never by an element that only says how its
//! letters look: of those there are hundreds. What stands beside a line although it is inside its element (a note, the
//! sound of a word) is a line of its own. Tables are gathered as cells, paragraphs as a column of cells, so that what
//! calls others a number does so across them ([`crate::privacy::grid`]).

use super::Inspector;
use crate::finding::Text;
use crate::privacy::grid::{Grid, whole};
use crate::privacy::markup::{self, Piece, Tag};

/// Fewer digits are in no number that is looked for.
pub(super) const FEWEST: usize = 11;

/// Deeper paragraphs and tables are in no honest file.
const DEEPEST: usize = 64;

/// A cell takes no more columns, and one with something in it is looked at no more often in a row.
const WIDEST: usize = 1000;

/// Elements that are one line of text each, with all that is in them: paragraphs of Word, PowerPoint, OpenDocument and
/// HTML, strings and comments of Excel.
const LINES: [&str; 12] = ["p", "h", "si", "is", "text", "div", "li", "h1", "h2", "h3", "title", "caption"];

/// Elements within a line that are lines beside it.
const BESIDE: [&str; 9] =
    ["rt", "rPh", "ruby-text", "note-citation", "note-body", "annotation", "instrText", "creator", "date"];

/// Attributes whose numbers are places, sizes and names that programs give.
const NO_TEXT: [&str; 22] = [
    "id",
    "uid",
    "guid",
    "uri",
    "path",
    "points",
    "d",
    "transform",
    "coordsize",
    "coordorigin",
    "viewBox",
    "adj",
    "fmla",
    "spid",
    "spidmax",
    "paraId",
    "textId",
    "modelId",
    "sqref",
    "spans",
    "enhanced-path",
    "hashValue",
];

/// A shape of a slide: where it begins, and what it says.
#[derive(Default)]
struct Shape {
    place: Option<(usize, usize)>,
    text: String,
}

/// A table that is being read.
#[derive(Default)]
struct Table {
    grid: Grid,
    row: usize,
    column: usize,
    /// The cell that has begun.
    cell: Option<Cell>,
}

/// A cell of a table.
struct Cell {
    text: String,
    /// How many columns it takes, and after how many the next one begins: OpenDocument writes those that it covers, too.
    width: usize,
    step: usize,
    /// How often it stands there.
    times: usize,
    /// It is one of numbers.
    amount: bool,
}

/// A line of text with the changes that are tracked in it.
#[derive(Default)]
struct Line<'t> {
    /// The element that it is.
    name: &'t str,
    /// All that stands in it.
    text: String,
    /// Without what was deleted, and without what was inserted, where there is any of either.
    versions: Option<[String; 2]>,
}

impl Line<'_> {
    fn push(&mut self, words: &str, deleted: bool, inserted: bool) {
        if (deleted || inserted) && self.versions.is_none() {
            self.versions = Some([self.text.clone(), self.text.clone()]);
        }
        self.text.push_str(words);
        if let Some([after, before]) = &mut self.versions {
            if !deleted {
                after.push_str(words);
            }
            if !inserted {
                before.push_str(words);
            }
        }
    }
}

/// The texts of a part that are gathered until it ends.
#[derive(Default)]
struct Lines<'t> {
    /// Those that have begun, the innermost last.
    open: Vec<Line<'t>>,
    /// How many elements with what was deleted, and with what was inserted, are open.
    deleted: usize,
    inserted: usize,
    tables: Vec<Table>,
    /// All paragraphs outside of tables, one below the other.
    column: Grid,
    row: usize,
    shape: Option<Shape>,
    shapes: Vec<Shape>,
}

impl Inspector<'_, '_> {
    /// All texts of XML or HTML: lines, attributes, comments, tables.
    pub(super) fn markup(
        &mut self,
        xml: &str,
        place: &dyn Fn() -> Text,
        seen: &mut dyn FnMut(&mut Self, &Tag<'_>, &str),
    ) {
        let mut lines = Lines::default();
        let mut element = "";
        let mut loose = String::new();
        for piece in markup::xml(xml) {
            match piece {
                Piece::Text(range) => {
                    let words = markup::unescape(&xml[range]);
                    self.person_in(element, &words);
                    if lines.open.is_empty() {
                        loose.push_str(&words);
                    } else {
                        lines.push(&words);
                    }
                }
                Piece::Comment(range) | Piece::Raw(range) => self.text(&xml[range], place),
                Piece::Tag(tag) => {
                    element = local(tag.name);
                    self.attributes(xml, &tag, place);
                    seen(self, &tag, xml);
                    if lines.open.is_empty() && !loose.trim().is_empty() {
                        self.line(&std::mem::take(&mut loose), &mut lines, place);
                    }
                    loose.clear();
                    self.element(&tag, xml, &mut lines, place);
                }
            }
        }
        self.line(&loose, &mut lines, place);
        while let Some(line) = lines.open.pop() {
            self.versions(&line, &mut lines, place);
        }
        while let Some(table) = lines.tables.pop() {
            self.grid(table.ended(), &|_| place());
        }
        self.shapes(lines.shapes, place);
        self.grid(lines.column, &|_| place());
    }

    fn element<'t>(&mut self, tag: &Tag<'t>, xml: &str, lines: &mut Lines<'t>, place: &dyn Fn() -> Text) {
        let name = local(tag.name);
        let empty = tag.empty;
        match name {
            name if LINES.contains(&name) || BESIDE.contains(&name) => {
                if tag.closing {
                    // With those within it that have no end of their own.
                    let first = lines.open.iter().rposition(|line| line.name == name);
                    while first.is_some_and(|first| lines.open.len() > first) {
                        let Some(line) = lines.open.pop() else { break };
                        self.versions(&line, lines, place);
                    }
                } else if !empty {
                    if lines.open.len() >= DEEPEST {
                        let line = lines.open.remove(0);
                        self.versions(&line, lines, place);
                    }
                    lines.open.push(Line { name, ..Line::default() });
                }
            }
            "tbl" | "table" if !tag.closing && !empty && lines.tables.len() < DEEPEST => {
                lines.tables.push(Table::default());
            }
            "tbl" | "table" if tag.closing => {
                if let Some(table) = lines.tables.pop() {
                    self.grid(table.ended(), &|_| place());
                }
            }
            "tr" | "table-row" => {
                if let Some(table) = lines.tables.last_mut() {
                    table.end();
                    if !tag.closing {
                        table.row += 1;
                        table.column = 0;
                    }
                }
            }
            "tc" | "td" | "th" | "table-cell" | "covered-table-cell" => {
                if let Some(table) = lines.tables.last_mut() {
                    table.tag(tag, xml, empty);
                }
            }
            "gridSpan" => {
                let cell = lines.tables.last_mut().and_then(|table| table.cell.as_mut());
                if let (Some(cell), Some(span)) = (cell, number(xml, tag, "val")) {
                    cell.spans(span);
                }
            }
            "sp" if tag.closing => lines.shapes.extend(lines.shape.take()),
            "sp" => lines.shape = Some(Shape::default()),
            "off" => {
                if let Some(shape) = lines.shape.as_mut().filter(|shape| shape.place.is_none()) {
                    shape.place = number(xml, tag, "y").zip(number(xml, tag, "x"));
                }
            }
            "del" | "moveFrom" if !empty => lines.deleted = depth(lines.deleted, tag),
            "ins" | "moveTo" if !empty => lines.inserted = depth(lines.inserted, tag),
            "tab" | "ptab" => lines.push("\t"),
            "s" => lines.push(" "),
            "br" | "cr" | "line-break" => lines.push("\n"),
            "noBreakHyphen" => lines.push("-"),
            _ => {}
        }
    }

    /// A line that has ended, as it was before the changes that are tracked in it, as it is after them, and with both.
    fn versions(&mut self, line: &Line<'_>, lines: &mut Lines<'_>, place: &dyn Fn() -> Text) {
        let Some([after, before]) = &line.versions else { return self.line(&line.text, lines, place) };
        self.value(line.text.trim(), place);
        self.value(before.trim(), place);
        self.line(after, lines, place);
    }

    /// A line of text that has ended.
    fn line(&mut self, line: &str, lines: &mut Lines<'_>, place: &dyn Fn() -> Text) {
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        self.value(line, place);
        if let Some(cell) = lines.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            add(&mut cell.text, line);
        } else {
            lines.column.cell(lines.row, 0..=0, line, false);
            lines.row += 1;
        }
        if let Some(shape) = &mut lines.shape {
            add(&mut shape.text, line);
        }
    }

    /// The shapes of a slide, by where they stand.
    fn shapes(&mut self, mut shapes: Vec<Shape>, place: &dyn Fn() -> Text) {
        /// Shapes that begin no further apart stand in one row, in units of a 360,000th of a centimetre; columns are as wide.
        const NEAR: usize = 90_000;
        shapes.retain(|shape| shape.place.is_some() && !shape.text.is_empty());
        shapes.sort_by_key(|shape| shape.place);
        let mut grid = Grid::default();
        let (mut row, mut top) = (0, None);
        for shape in shapes {
            let Some((y, x)) = shape.place else { continue };
            if top.is_none_or(|top| y - top > NEAR) {
                row += 1;
                top = Some(y);
            }
            grid.cell(row, x / NEAR..=x / NEAR, &shape.text, false);
        }
        self.grid(grid, &|_| place());
    }

    /// What is read across cells. `place` gets row and column.
    pub(super) fn grid(&mut self, grid: Grid, place: &dyn Fn((usize, usize)) -> Text) {
        if grid.is_full {
            self.too_large();
        }
        for reading in grid.readings() {
            self.text(&reading.text, &|| place(reading.at));
        }
    }

    /// A value that is a text or a number of a program.
    pub(super) fn value(&mut self, value: &str, place: &dyn Fn() -> Text) {
        if let Some(number) = whole(value) {
            self.text(&number, place);
        }
        if value.chars().filter(|c| crate::privacy::any_value(*c).is_some()).count() >= FEWEST {
            self.text(value, place);
        }
        if let Some(plain) = without_codes(value) {
            self.text(&plain, place);
        }
        // "1234"&"56789018"
        if value.contains('"') && value.contains(['&', ',']) {
            let joined = value.replace("\"&\"", "").replace("\",\"", "");
            self.text(&joined, place);
        }
    }

    fn attributes(&mut self, xml: &str, tag: &Tag<'_>, place: &dyn Fn() -> Text) {
        for name in tag.attributes.iter().map(|(key, _)| *key).chain([tag.name]) {
            if name.len() >= FEWEST {
                self.value(name, place);
            }
        }
        for (key, range) in &tag.attributes {
            let key = local(key);
            if range.len() < FEWEST || NO_TEXT.contains(&key) || key.starts_with("rsid") {
                continue;
            }
            let value = markup::unescape(&xml[range.clone()]);
            // A GUID has twelve digits at its end.
            let guid = value.len() == 38 && value.starts_with('{');
            // Coordinates of the shapes of drawings.
            let style = key == "style" && value.contains(':');
            if !guid && !style {
                self.value(&value, place);
            }
            if ["href", "Target", "location"].contains(&key) {
                self.text(&crate::text::percent::decode(&value), place);
            }
        }
    }

    fn person_in(&mut self, element: &str, words: &str) {
        if matches!(element, "creator" | "lastModifiedBy" | "Manager" | "initial-creator") {
            self.person(words, "文書のプロパティの作成者・更新者", "the author in the properties");
        }
    }
}

impl Lines<'_> {
    fn push(&mut self, words: &str) {
        if let Some(line) = self.open.last_mut() {
            line.push(words, self.deleted > 0, self.inserted > 0);
        }
    }
}

impl Table {
    /// A cell begins or ends.
    fn tag(&mut self, tag: &Tag<'_>, xml: &str, empty: bool) {
        // One that begins ends the one before, which in HTML needs no end of its own.
        self.end();
        if tag.closing {
            return;
        }
        let mut cell = Cell {
            text: String::new(),
            width: 1,
            step: 1,
            times: number(xml, tag, "number-columns-repeated").unwrap_or(1).max(1),
            amount: attribute(xml, tag, "value-type").is_some_and(|kind| kind == "float"),
        };
        if let Some(span) = ["gridSpan", "colspan"].iter().find_map(|key| number(xml, tag, key)) {
            cell.spans(span);
        } else if let Some(span) = number(xml, tag, "number-columns-spanned") {
            cell.width = span.clamp(1, WIDEST);
        }
        if let Some(value) = attribute(xml, tag, "value").filter(|_| cell.amount) {
            cell.text = whole(&value).unwrap_or(value);
        }
        self.cell = Some(cell);
        if empty {
            self.end();
        }
    }

    /// The cell ends, where one has begun.
    fn end(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        // Up to the last column of a sheet nothing may be repeated.
        let shown = if cell.text.is_empty() { 0 } else { cell.times.min(WIDEST) };
        for at in 0..shown {
            let first = self.column.saturating_add(at * cell.step);
            let columns = first..=first.saturating_add(cell.width - 1);
            self.grid.cell(self.row, columns, &cell.text, cell.amount);
        }
        self.column = self.column.saturating_add(cell.step.saturating_mul(cell.times));
    }

    /// Its cells, the last one too.
    fn ended(mut self) -> Grid {
        self.end();
        self.grid
    }
}

impl Cell {
    /// It takes so many columns.
    fn spans(&mut self, columns: usize) {
        self.width = columns.clamp(1, WIDEST);
        self.step = self.width;
    }
}

/// The text of a header of a sheet without the codes that say how it looks (&B, &"font,style"); `None` where there are none.
fn without_codes(value: &str) -> Option<String> {
    let coded =
        |(at, _): (usize, &str)| value[at + 1..].starts_with(|c: char| c.is_ascii_uppercase() || c == '"');
    if !value.match_indices('&').any(coded) {
        return None;
    }
    let mut parts = value.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = match part.strip_prefix('"') {
            Some(font) => font.split_once('"').map_or("", |(_, rest)| rest),
            None => part.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(part),
        };
        out.push_str(rest);
    }
    Some(out)
}

/// How many elements of a kind are open behind a tag.
fn depth(before: usize, tag: &Tag<'_>) -> usize {
    if tag.closing { before.saturating_sub(1) } else { before + 1 }
}

/// One more line of a cell; what repeats its value says nothing more.
fn add(cell: &mut String, line: &str) {
    /// More of a cell is not read with others.
    const LONGEST: usize = 400;
    if cell.len() + line.len() > LONGEST || cell == line {
        return;
    }
    if !cell.is_empty() {
        cell.push('\n');
    }
    cell.push_str(line);
}

fn number(xml: &str, tag: &Tag<'_>, name: &str) -> Option<usize> {
    attribute(xml, tag, name)?.parse().ok()
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The value of an attribute, whatever its prefix.
pub(super) fn attribute(xml: &str, tag: &Tag<'_>, name: &str) -> Option<String> {
    let found = tag.attributes.iter().find(|(key, _)| local(key) == name)?;
    Some(markup::unescape(&xml[found.1.clone()]))
}
