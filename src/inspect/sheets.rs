//! Sheets of workbooks: their cells one by one and as a grid, with the zeros that their format shows.

use std::collections::HashMap;

use super::markup::{FEWEST, attribute, local};
use super::{Inspector, short};
use crate::finding::Text;
use crate::privacy::grid::{Grid, whole};
use crate::privacy::markup::{self, Piece, Tag};
use crate::text::number::digit;

/// So many characters of a string are kept to know what it calls other cells.
const LABEL: usize = 120;

/// A string of the workbook that cells refer to.
pub(super) struct Shared {
    pub(super) text: String,
    /// A cell shows it.
    pub(super) used: bool,
}

/// How many digits the formats of cells show at least, by the number of the style.
#[derive(Default)]
pub(super) struct Styles(Vec<usize>);

impl Styles {
    pub(super) fn of(xml: &str) -> Self {
        let mut formats: HashMap<String, usize> = HashMap::new();
        let mut cells = None;
        for piece in markup::xml(xml) {
            let Piece::Tag(tag) = piece else { continue };
            match local(tag.name) {
                "numFmt" => {
                    let id = attribute(xml, &tag, "numFmtId").unwrap_or_default();
                    let code = attribute(xml, &tag, "formatCode").unwrap_or_default();
                    let first = code.split(';').next().unwrap_or_default();
                    let first = first.split('.').next().unwrap_or_default();
                    formats.insert(id, first.matches('0').count());
                }
                "cellXfs" if tag.closing => break,
                "cellXfs" => cells = Some(Vec::new()),
                "xf" if !tag.closing => {
                    if let Some(cells) = &mut cells {
                        let id = attribute(xml, &tag, "numFmtId").unwrap_or_default();
                        cells.push(formats.get(&id).copied().unwrap_or_default());
                    }
                }
                _ => {}
            }
        }
        Self(cells.unwrap_or_default())
    }
}

/// The cell that is being read.
#[derive(Default)]
struct Cell {
    row: usize,
    column: usize,
    shared: bool,
    number: bool,
    /// The least number of digits that is shown.
    zeros: usize,
}

impl Inspector<'_, '_> {
    /// The strings of a workbook, those with few digits as far as they may call other cells something.
    pub(super) fn shared(&mut self, xml: &str) -> Vec<Shared> {
        let mut strings = Vec::new();
        let (mut text, mut sound) = (String::new(), None);
        for piece in markup::xml(xml) {
            match piece {
                Piece::Text(range) => text.push_str(&unescaped(&xml[range])),
                Piece::Tag(tag) => match local(tag.name) {
                    "si" if tag.closing || tag.empty => {
                        let digits = text.chars().filter(|c| digit(*c).is_some()).count();
                        if digits < FEWEST {
                            text = text.chars().take(LABEL).collect();
                        }
                        strings.push(Shared { text: std::mem::take(&mut text), used: false });
                    }
                    "si" => text.clear(),
                    // How it sounds stands beside the text.
                    "rPh" if !tag.closing => sound = Some(std::mem::take(&mut text)),
                    "rPh" => {
                        self.value(&text, &|| Text::new("ふりがな", "the sound of a text"));
                        text = sound.take().unwrap_or_default();
                    }
                    _ => {}
                },
                Piece::Comment(range) | Piece::Raw(range) => {
                    self.text(&xml[range], &|| Text::new("ブックの文字列", "the texts of the workbook"));
                }
            }
        }
        strings
    }

    /// A sheet: its cells one by one, in their rows and columns, and what stands beside them.
    pub(super) fn sheet(&mut self, xml: &str, name: &str, styles: &Styles, strings: &mut [Shared]) {
        let sheet = short(name);
        let place = |row: usize, column: usize| {
            let cell = if row == 0 { String::new() } else { format!("{}{row}", letters(column)) };
            Text::new(format!("シート「{sheet}」{cell}"), format!("{cell} of the sheet \"{sheet}\""))
        };
        let mut grid = Grid::default();
        let mut widths = HashMap::new();
        let mut cell = Cell::default();
        let (mut text, mut value, mut sound) = (String::new(), String::new(), None);
        for piece in markup::xml(xml) {
            let tag = match piece {
                Piece::Text(range) => {
                    text.push_str(&unescaped(&xml[range]));
                    continue;
                }
                Piece::Tag(tag) => tag,
                Piece::Raw(_) | Piece::Comment(_) => continue,
            };
            match local(tag.name) {
                // Runs of one text, and how they look.
                "r" | "t" | "rPr" | "b" | "i" | "sz" | "color" | "rFont" | "family" | "charset"
                | "scheme" => continue,
                "rPh" if !tag.closing => {
                    sound = Some(std::mem::take(&mut text));
                    continue;
                }
                "rPh" => {
                    self.value(&text, &|| place(cell.row, cell.column));
                    text = sound.take().unwrap_or_default();
                    continue;
                }
                "row" if !tag.closing => {
                    self.hides(xml, &tag, &sheet, ("行", "rows"));
                    let stated = attribute(xml, &tag, "r").and_then(|row| row.parse().ok());
                    cell = Cell { row: stated.unwrap_or(cell.row + 1), ..Cell::default() };
                }
                "col" if !tag.closing => self.hides(xml, &tag, &sheet, ("列", "columns")),
                "c" if !tag.closing => {
                    cell = begun(xml, &tag, &cell, styles);
                    text.clear();
                    value.clear();
                }
                "v" | "is" if tag.closing => value = std::mem::take(&mut text),
                "c" => {
                    let shown = self.shows(&cell, &value, strings, &|| place(cell.row, cell.column));
                    grid.cell(cell.row, cell.column..=cell.column, &shown, cell.number);
                }
                "mergeCell" => {
                    let range = attribute(xml, &tag, "ref").unwrap_or_default();
                    if let Some((from, to)) = range.split_once(':')
                        && let (Some((row, column)), Some((_, last))) = (address(from), address(to))
                    {
                        widths.insert((row, column), last.max(column));
                    }
                }
                _ => {}
            }
            if !text.trim().is_empty() {
                self.value(&text, &|| place(cell.row, cell.column));
            }
            text.clear();
        }
        grid.widen(&widths);
        self.grid(grid, &|(row, column)| place(row, column));
        // What stands beside the cells: headers, filters, rules, links.
        let data = xml.find("sheetData").zip(xml.rfind("sheetData"));
        let (before, behind) = data.map_or((xml, ""), |(from, to)| (&xml[..from], &xml[to..]));
        for part in [before, behind] {
            self.markup(part, &|| place(0, 0), &mut |_, _, _| {});
        }
    }

    /// What a cell shows; it is looked through by itself.
    fn shows(
        &mut self,
        cell: &Cell,
        value: &str,
        strings: &mut [Shared],
        place: &dyn Fn() -> Text,
    ) -> String {
        if cell.shared {
            let string = value.trim().parse().ok().and_then(|index: usize| strings.get_mut(index));
            let Some(string) = string else { return String::new() };
            // Many cells may show the same long string.
            let again = std::mem::replace(&mut string.used, true);
            if !again || self.takes(string.text.len()) {
                self.value(&string.text, place);
                return string.text.clone();
            }
            return String::new();
        }
        let mut shown = whole(value).unwrap_or_else(|| value.to_owned());
        let digits = shown.chars().filter(char::is_ascii_digit).count();
        if cell.number && digits < cell.zeros && digits == shown.len() && cell.zeros <= 20 {
            shown.insert_str(0, &"0".repeat(cell.zeros - digits));
        }
        self.value(&shown, place);
        shown
    }

    fn hides(&mut self, xml: &str, tag: &Tag<'_>, sheet: &str, (ja, en): (&str, &str)) {
        if attribute(xml, tag, "hidden").is_some_and(|value| value == "1" || value == "true") {
            self.hidden(
                format!("シート「{sheet}」の非表示の{ja}"),
                format!("hidden {en} of the sheet \"{sheet}\""),
            );
        }
    }
}

/// A cell by its tag. One without an address stands behind the one before.
fn begun(xml: &str, tag: &Tag<'_>, before: &Cell, styles: &Styles) -> Cell {
    let place = attribute(xml, tag, "r").and_then(|place| address(&place));
    let (row, column) = place.unwrap_or((before.row, before.column + 1));
    let kind = attribute(xml, tag, "t").unwrap_or_default();
    let style = attribute(xml, tag, "s").and_then(|style| style.parse::<usize>().ok());
    Cell {
        row,
        column,
        shared: kind == "s",
        number: kind.is_empty() || kind == "n",
        zeros: style.and_then(|style| styles.0.get(style)).copied().unwrap_or_default(),
    }
}

/// A text of a workbook, in which a character may also be written by its number between underlines: `_x0031_` (ECMA-376, ST_Xstring).
fn unescaped(xml: &str) -> String {
    let text = markup::unescape(xml);
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let c = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        let length = if c.is_some() { 7 } else { 2 };
        out.push_str(&rest[..at]);
        out.extend(c);
        if c.is_none() {
            out.push_str("_x");
        }
        rest = &rest[at + length..];
    }
    if out.is_empty() { text } else { out + rest }
}

/// Row and column of `B7`, both from 1.
fn address(text: &str) -> Option<(usize, usize)> {
    let text = text.trim().replace('$', "");
    let split = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = text.split_at(split);
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let letter = |byte: u8| usize::from(byte.to_ascii_uppercase() - b'A') + 1;
    let column = letters.bytes().fold(0, |column, byte| column * 26 + letter(byte));
    Some((row.parse().ok().filter(|row| (1..=2_000_000).contains(row))?, column))
}

/// The letters of a column from 1.
fn letters(mut column: usize) -> String {
    let mut out = Vec::new();
    while column > 0 {
        out.push(char::from(b'A' + u8::try_from((column - 1) % 26).unwrap_or_default()));
        column = (column - 1) / 26;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn characters_by_their_number_are_read() {
        for (xml, wanted) in [
            ("_x0031_2_x0033_", "123"),
            ("甲_x30a2_", "甲ア"),
            ("_x005F_x0031_", "_x0031_"),
            ("_x31_ a_x _xyz_ _x00", "_x31_ a_x _xyz_ _x00"),
            ("_xあいう_x0031_", "_xあいう1"),
            ("&#49;2", "12"),
            ("", ""),
        ] {
            assert_eq!(unescaped(xml), wanted, "{xml}");
        }
    }
}
