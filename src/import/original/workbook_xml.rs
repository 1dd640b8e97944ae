//! What the XML of a workbook says beyond values: hidden rows and columns, struck-through text, comments, text in
//! shapes, formulas without a value.

use std::collections::{BTreeSet, HashMap};

use super::shapes::{self, Circle, Sizes};
use crate::privacy::markup::{self, Piece, Tag};

/// A shared string: what stands, and what is struck through.
#[derive(Debug, Default, Clone)]
pub(super) struct Shared {
    pub(super) kept: String,
    pub(super) struck: String,
}

/// What a sheet says beside its values; rows and columns from 0.
#[derive(Debug, Default)]
pub(super) struct SheetXml {
    pub(super) hidden_rows: BTreeSet<u32>,
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// Which shared string a cell shows.
    pub(super) strings: HashMap<(u32, u32), usize>,
    /// Struck-through pieces of strings that stand in their cell.
    pub(super) inline: HashMap<(u32, u32), Shared>,
    /// Cells with a formula and no value.
    pub(super) uncounted: Vec<String>,
    /// Comments and texts of shapes.
    pub(super) beside: Vec<(&'static str, String)>,
    /// Circles drawn over the cells.
    pub(super) circles: Vec<Circle>,
}

impl SheetXml {
    pub(super) fn hides_column(&self, column: u32) -> bool {
        self.hidden_columns.iter().any(|&(from, to)| (from..=to).contains(&column))
    }
}

pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

pub(super) fn attribute(xml: &str, tag: &Tag<'_>, name: &str) -> Option<String> {
    let found = tag.attributes.iter().find(|(key, _)| local(key) == name)?;
    xml.get(found.1.clone()).map(markup::unescape)
}

fn is_on(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true"))
}

/// The paths of the sheets by their names.
pub(super) fn sheets(parts: &HashMap<String, String>) -> HashMap<String, String> {
    let workbook = parts.get("xl/workbook.xml").map_or("", String::as_str);
    let targets = relations(parts, "xl/_rels/workbook.xml.rels", "xl/");
    let mut sheets = HashMap::new();
    for piece in markup::xml(workbook) {
        let Piece::Tag(tag) = piece else { continue };
        if local(tag.name) != "sheet" || tag.closing {
            continue;
        }
        let id = tag.attributes.iter().find(|(key, _)| key.ends_with(":id"));
        let path = id.and_then(|(_, range)| workbook.get(range.clone())).and_then(|id| targets.get(id));
        if let (Some(path), Some(name)) = (path, attribute(workbook, &tag, "name")) {
            sheets.insert(name, path.clone());
        }
    }
    sheets
}

/// The columns that each sheet prints, where it says so: from and to, from 0.
pub(super) fn printed_columns(parts: &HashMap<String, String>) -> HashMap<String, Vec<(u32, u32)>> {
    let workbook = parts.get("xl/workbook.xml").map_or("", String::as_str);
    let (mut names, mut of, mut columns) = (Vec::new(), None, HashMap::new());
    for piece in markup::xml(workbook) {
        match piece {
            Piece::Tag(tag) if local(tag.name) == "sheet" && !tag.closing => {
                names.push(attribute(workbook, &tag, "name").unwrap_or_default());
            }
            Piece::Tag(tag) => {
                let is_area =
                    attribute(workbook, &tag, "name").is_some_and(|name| name == "_xlnm.Print_Area");
                let sheet = attribute(workbook, &tag, "localSheetId").and_then(|id| id.parse::<usize>().ok());
                of = sheet.filter(|_| is_area && !tag.closing).and_then(|sheet| names.get(sheet).cloned());
            }
            Piece::Text(range) => {
                let areas = markup::unescape(workbook.get(range).unwrap_or_default());
                if let (Some(sheet), Some(found)) = (of.take(), columns_of(&areas)) {
                    columns.insert(sheet, found);
                }
            }
            Piece::Raw(_) | Piece::Comment(_) => {}
        }
    }
    columns
}

/// The columns of `Sheet!$A$1:$BH$45,…`; `None` where it is anything else.
fn columns_of(areas: &str) -> Option<Vec<(u32, u32)>> {
    let corners = |area: &str| {
        let cells = area.rsplit_once('!').map_or(area, |(_, cells)| cells).replace('$', "");
        let (from, to) = cells.split_once(':')?;
        Some((position(from)?.1, position(to)?.1))
    };
    areas.split(',').map(corners).collect()
}

/// Targets by their id, as paths from the root.
fn relations(parts: &HashMap<String, String>, path: &str, folder: &str) -> HashMap<String, String> {
    let xml = parts.get(path).map_or("", String::as_str);
    let mut targets = HashMap::new();
    for piece in markup::xml(xml) {
        let Piece::Tag(tag) = piece else { continue };
        if let (Some(id), Some(target)) = (attribute(xml, &tag, "Id"), attribute(xml, &tag, "Target")) {
            let path = match (target.strip_prefix('/'), target.strip_prefix("../")) {
                (Some(path), _) => path.to_owned(),
                (_, Some(path)) => format!("xl/{path}"),
                _ => format!("{folder}{target}"),
            };
            targets.insert(id, path);
        }
    }
    targets
}

/// Pieces of rich text: those that stand, and those struck through. Furigana is neither.
#[derive(Default)]
struct Rich {
    made: Shared,
    strike: bool,
    reading: u32,
    in_text: bool,
}

impl Rich {
    fn tag(&mut self, xml: &str, tag: &Tag<'_>) {
        match (local(tag.name), tag.closing) {
            ("strike" | "dstrike", false) => {
                let value = attribute(xml, tag, "val");
                self.strike = value.is_none() || is_on(value.as_deref());
            }
            ("rPh", false) => self.reading += 1,
            ("rPh", true) => self.reading = self.reading.saturating_sub(1),
            ("r", _) => self.strike = false,
            ("t", closing) => self.in_text = !closing,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.reading == 0 {
            let of = if self.strike { &mut self.made.struck } else { &mut self.made.kept };
            of.push_str(&markup::unescape(text));
        }
    }
}

/// The shared strings.
pub(super) fn shared(parts: &HashMap<String, String>) -> Vec<Shared> {
    let xml = parts.get("xl/sharedStrings.xml").map_or("", String::as_str);
    let (mut out, mut rich) = (Vec::new(), Rich::default());
    for piece in markup::xml(xml) {
        match piece {
            Piece::Tag(tag) if local(tag.name) == "si" => {
                if tag.closing {
                    out.push(std::mem::take(&mut rich).made);
                } else {
                    rich = Rich::default();
                }
            }
            Piece::Tag(tag) => rich.tag(xml, &tag),
            Piece::Text(range) => rich.text(xml.get(range).unwrap_or_default()),
            Piece::Raw(_) | Piece::Comment(_) => {}
        }
    }
    out
}

/// The column and row of B12, from 0.
pub(super) fn position(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let (column, row) = name.split_at_checked(letters)?;
    if column.is_empty() || column.len() > 3 {
        return None;
    }
    let column = column.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column - 1))
}

/// B12 of a row and a column from 0.
pub(super) fn cell_name(row: u32, column: u32) -> String {
    let (mut letters, mut left) = (Vec::new(), column + 1);
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    format!("{}{}", letters.iter().rev().collect::<String>(), row + 1)
}

/// What the sheet at `path` says.
pub(super) fn sheet(parts: &HashMap<String, String>, path: &str) -> SheetXml {
    let xml = parts.get(path).map_or("", String::as_str);
    let mut out = SheetXml::default();
    let (mut name, mut shared, mut formula, mut value) = (String::new(), false, false, String::new());
    let (mut in_value, mut rich) = (false, Rich::default());
    for piece in markup::xml(xml) {
        match piece {
            Piece::Text(range) => {
                let text = xml.get(range).unwrap_or_default();
                if in_value {
                    value.push_str(text);
                }
                rich.text(text);
            }
            Piece::Tag(tag) => {
                rich.tag(xml, &tag);
                match (local(tag.name), tag.closing) {
                    ("row", false) if is_on(attribute(xml, &tag, "hidden").as_deref()) => {
                        let row = attribute(xml, &tag, "r").and_then(|row| row.parse::<u32>().ok());
                        out.hidden_rows.extend(row.and_then(|row| row.checked_sub(1)));
                    }
                    ("col", false) if is_on(attribute(xml, &tag, "hidden").as_deref()) => {
                        let end = |name| attribute(xml, &tag, name).and_then(|n| n.parse::<u32>().ok());
                        if let (Some(from), Some(to)) = (end("min"), end("max")) {
                            out.hidden_columns.push((from.saturating_sub(1), to.saturating_sub(1)));
                        }
                    }
                    ("c", false) => {
                        name = attribute(xml, &tag, "r").unwrap_or_default();
                        shared = attribute(xml, &tag, "t").is_some_and(|kind| kind == "s");
                        (formula, rich) = (false, Rich::default());
                        value.clear();
                    }
                    ("f", false) => formula = true,
                    ("v", closing) => in_value = !closing,
                    ("c", true) => {
                        if let Some(at) = position(&name) {
                            if shared && let Ok(index) = value.trim().parse() {
                                out.strings.insert(at, index);
                            }
                            let made = std::mem::take(&mut rich).made;
                            if !made.struck.is_empty() {
                                out.inline.insert(at, made);
                            }
                        }
                        if formula && value.trim().is_empty() {
                            out.uncounted.push(name.clone());
                        }
                    }
                    _ => {}
                }
            }
            Piece::Raw(_) | Piece::Comment(_) => {}
        }
    }
    if let Some((folder, file)) = path.rsplit_once('/') {
        let related = relations(parts, &format!("{folder}/_rels/{file}.rels"), &format!("{folder}/"));
        let mut targets: Vec<String> = related.into_values().collect();
        targets.sort();
        for target in targets {
            let kind = if target.contains("omments") {
                "コメント"
            } else if target.contains("drawing") && !target.contains("vml") {
                "図形の中の文字"
            } else {
                continue;
            };
            let drawing = parts.get(&target);
            if let Some(drawing) = drawing.filter(|drawing| drawing.contains("prstGeom")) {
                out.circles.extend(shapes::circles(drawing, &Sizes::of(xml)));
            }
            let text = drawing.map(|xml| texts(xml)).unwrap_or_default();
            if !text.is_empty() {
                out.beside.push((kind, text));
            }
        }
    }
    out
}

/// The texts of a part.
fn texts(xml: &str) -> String {
    let (mut out, mut in_text) = (Vec::new(), false);
    for piece in markup::xml(xml) {
        match piece {
            Piece::Tag(tag) if local(tag.name) == "t" => in_text = !tag.closing,
            Piece::Text(range) if in_text => out.push(markup::unescape(xml.get(range).unwrap_or_default())),
            _ => {}
        }
    }
    out.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_print_area() {
        assert_eq!(columns_of("'I 基本情報'!$A$1:$BH$59"), Some(vec![(0, 59)]));
        assert_eq!(columns_of("様式!$B$2:$D$9,様式!$F$2:$F$9"), Some(vec![(1, 3), (5, 5)]));
        assert_eq!(columns_of("様式!$A:$C"), None);
    }
}
