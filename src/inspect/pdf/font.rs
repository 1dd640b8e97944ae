//! From the codes of a content stream to characters, as far as the file says how.

use std::collections::HashMap;

use encoding_rs::{EUC_JP, SHIFT_JIS};

use super::super::Inspector;
use super::file::File;
use super::object::{Dict, Lexer, Object};

/// A larger map is in no honest file.
const MOST: usize = 200_000;

/// Nor a code that means a longer text, in bytes.
const LONGEST: usize = 64;

/// What an entry of a map takes beside its text, in bytes.
const ENTRY: usize = 48;

/// What the width of a code takes, in bytes.
const WIDTH: usize = 16;

/// A font as far as its text matters.
pub(super) struct Font {
    codes: Codes,
    /// ToUnicode.
    map: HashMap<u32, String>,
    /// In thousandths of the size.
    widths: HashMap<u32, f64>,
    width: f64,
    /// Whether characters without an entry in the map can be told.
    pub(super) readable: bool,
}

/// How bytes make codes, and what codes mean without a map.
enum Codes {
    /// One byte each.
    One(Box<[char; 256]>),
    /// Two bytes: numbers of glyphs.
    Glyphs,
    /// Two bytes: numbers of Adobe-Japan1, of which digits and Latin letters are known here.
    Japan,
    /// UTF-16.
    Utf16,
    /// Shift_JIS.
    Sjis,
    /// EUC-JP.
    Euc,
}

/// A character with its width in thousandths of the size.
pub(super) type Glyph = (String, f64);

/// What stands for a character that cannot be told.
const UNKNOWN: &str = "\u{fffd}";

impl Font {
    pub(super) fn read(file: &File<'_>, dict: &Dict, inspector: &mut Inspector<'_, '_>) -> Self {
        let name =
            |dict: &Dict, key| file.get(dict, key).and_then(Object::name).unwrap_or_default().to_owned();
        let map = dict
            .get("ToUnicode")
            .and_then(|object| file.stream(object))
            .and_then(|index| file.data(index, inspector))
            .map(|bytes| to_unicode(&bytes, inspector))
            .unwrap_or_default();
        if name(dict, "Subtype") == "Type0" {
            return Self::composite(file, dict, &name(dict, "Encoding"), map, inspector);
        }
        let (table, readable) = simple(file, dict, inspector);
        let first = file.get(dict, "FirstChar").and_then(Object::count).unwrap_or_default();
        let widths = file.get(dict, "Widths").and_then(Object::array).unwrap_or_default();
        let widths = (first..)
            .zip(widths)
            .take(256)
            .filter_map(|(code, width)| Some((u32::try_from(code).ok()?, file.resolve(width).number()?)));
        let type3 = name(dict, "Subtype") == "Type3";
        Self {
            codes: Codes::One(Box::new(table)),
            // The widths of a Type 3 font are in units of its own.
            widths: if type3 { HashMap::new() } else { widths.collect() },
            width: 500.0,
            readable: readable || !map.is_empty(),
            map,
        }
    }

    fn composite(
        file: &File<'_>,
        dict: &Dict,
        encoding: &str,
        map: HashMap<u32, String>,
        inspector: &mut Inspector<'_, '_>,
    ) -> Self {
        let descendant = file
            .get(dict, "DescendantFonts")
            .and_then(Object::array)
            .and_then(|fonts| fonts.first())
            .map(|font| file.resolve(font))
            .and_then(Object::dict);
        let ordering = descendant
            .and_then(|font| file.get(font, "CIDSystemInfo"))
            .and_then(Object::dict)
            .and_then(|info| file.get(info, "Ordering"));
        let japan = matches!(ordering, Some(Object::Text(text)) if text == b"Japan1");
        let codes = match encoding {
            name if name.contains("RKSJ") => Codes::Sjis,
            name if name.contains("UCS2") || name.contains("UTF16") => Codes::Utf16,
            name if name.starts_with("EUC-") => Codes::Euc,
            "Identity-H" | "Identity-V" if japan => Codes::Japan,
            _ => Codes::Glyphs,
        };
        let readable = !matches!(codes, Codes::Glyphs) || !map.is_empty();
        let list = descendant.and_then(|font| file.get(font, "W")).and_then(Object::array);
        let widths = list.map(|list| widths(file, list, inspector)).unwrap_or_default();
        let width =
            descendant.and_then(|font| file.get(font, "DW")).and_then(Object::number).unwrap_or(1000.0);
        Self { codes, map, widths, width, readable }
    }

    /// The characters of a string.
    pub(super) fn glyphs(&self, bytes: &[u8]) -> Vec<Glyph> {
        let mut glyphs = Vec::with_capacity(bytes.len());
        match &self.codes {
            Codes::One(table) => glyphs.extend(bytes.iter().map(|byte| {
                let code = u32::from(*byte);
                let plain =
                    || if self.readable { table[usize::from(*byte)].to_string() } else { UNKNOWN.to_owned() };
                (self.map.get(&code).cloned().unwrap_or_else(plain), self.width_of(code))
            })),
            Codes::Sjis | Codes::Euc if self.map.is_empty() => {
                let encoding = if matches!(self.codes, Codes::Sjis) { SHIFT_JIS } else { EUC_JP };
                let text = encoding.decode_without_bom_handling(bytes).0;
                glyphs
                    .extend(text.chars().map(|c| (c.to_string(), if c.is_ascii() { 500.0 } else { 1000.0 })));
            }
            codes => glyphs.extend(bytes.chunks(2).map(|pair| {
                let code = pair.iter().fold(0, |code, byte| code * 256 + u32::from(*byte));
                let text = self.map.get(&code).cloned().unwrap_or_else(|| match codes {
                    Codes::Japan => japan(code),
                    Codes::Utf16 => char::from_u32(code).unwrap_or('\u{fffd}').to_string(),
                    _ => UNKNOWN.to_owned(),
                });
                (text, self.width_of(code))
            })),
        }
        glyphs
    }

    fn width_of(&self, code: u32) -> f64 {
        self.widths.get(&code).copied().unwrap_or(self.width)
    }
}

/// Reads the widths of a font with codes of two bytes, as far as the budget goes.
fn widths(file: &File<'_>, entries: &[Object], inspector: &mut Inspector<'_, '_>) -> HashMap<u32, f64> {
    let mut widths = HashMap::new();
    // Many fonts may share one list.
    if !inspector.takes(entries.len()) {
        return widths;
    }
    let mut at = 0;
    while let Some(first) = entries.get(at).and_then(|o| file.resolve(o).count()) {
        let first = u32::try_from(first).unwrap_or_default();
        match entries.get(at + 1).map(|object| file.resolve(object)) {
            Some(Object::Array(each)) => {
                if !inspector.takes(each.len().saturating_mul(WIDTH)) {
                    break;
                }
                widths.extend((first..).zip(each).filter_map(|(cid, width)| Some((cid, width.number()?))));
                at += 2;
            }
            Some(last) => {
                let last = last.count().and_then(|last| u32::try_from(last).ok()).unwrap_or_default();
                let codes = first..=last.min(first.saturating_add(0xffff));
                let width = entries.get(at + 2).and_then(|o| file.resolve(o).number()).unwrap_or(1000.0);
                if !inspector.takes(codes.clone().count() * WIDTH) {
                    break;
                }
                widths.extend(codes.map(|cid| (cid, width)));
                at += 3;
            }
            None => break,
        }
        if widths.len() > MOST {
            break;
        }
    }
    widths
}

/// Adobe-Japan1: proportional Latin from 1, half-width from 231, full-width digits from 780.
fn japan(cid: u32) -> String {
    let code = match cid {
        1..=94 => 0x1f + cid,
        231..=324 => 0x20 + (cid - 231),
        780..=789 => 0xff10 + (cid - 780),
        _ => 0xfffd,
    };
    char::from_u32(code).unwrap_or('\u{fffd}').to_string()
}

/// The characters of a font with codes of one byte, and whether they can be trusted.
fn simple(file: &File<'_>, dict: &Dict, inspector: &mut Inspector<'_, '_>) -> ([char; 256], bool) {
    let mut table: [char; 256] =
        std::array::from_fn(|code| u8::try_from(code).map_or('\u{fffd}', char::from));
    let encoding = file.get(dict, "Encoding");
    let descriptor = file.get(dict, "FontDescriptor").and_then(Object::dict);
    let flags = descriptor.and_then(|d| file.get(d, "Flags")).and_then(Object::count).unwrap_or_default();
    let embedded = descriptor
        .is_some_and(|d| ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| d.contains_key(*key)));
    // A font of its own signs whose codes may mean anything.
    let mut readable = encoding.is_some() || flags & 4 == 0 || !embedded;
    if let Some(differences) =
        encoding.and_then(Object::dict).and_then(|d| file.get(d, "Differences")).and_then(Object::array)
    {
        // Many fonts may share one list.
        if !inspector.takes(differences.len()) {
            return (table, false);
        }
        let mut code = 0;
        for entry in differences {
            match file.resolve(entry) {
                Object::Number(_) => code = entry.count().unwrap_or_default(),
                Object::Name(name) => {
                    let meant = glyph_name(name);
                    readable &= meant.is_some();
                    if let (Some(slot), Some(c)) = (table.get_mut(code), meant) {
                        *slot = c;
                    }
                    code += 1;
                }
                _ => {}
            }
        }
    }
    let type3 = file.get(dict, "Subtype").and_then(Object::name) == Some("Type3");
    (table, readable && !(type3 && encoding.is_none()))
}

/// The character of a glyph's name; for names that are no digits or letters any sign that is neither will do.
fn glyph_name(name: &str) -> Option<char> {
    const DIGITS: [&str; 10] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    if let Some(digit) = (0..).zip(DIGITS).find_map(|(value, word)| (word == name).then_some(value)) {
        return char::from_digit(digit, 10);
    }
    if let Some(code) = name
        .strip_prefix("uni")
        .or_else(|| name.strip_prefix('u'))
        .and_then(|code| u32::from_str_radix(code, 16).ok())
    {
        return char::from_u32(code);
    }
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => Some(letter),
        _ => match name {
            "space" | "nbspace" => Some(' '),
            "hyphen" | "minus" | "endash" | "emdash" | "sfthyphen" => Some('-'),
            "period" => Some('.'),
            "slash" => Some('/'),
            "comma" => Some(','),
            "underscore" => Some('_'),
            "colon" => Some(':'),
            "parenleft" => Some('('),
            "parenright" => Some(')'),
            // Known names are words of letters; g12, cid34 and the like are numbers of glyphs.
            _ if name.chars().all(|c| c.is_ascii_alphabetic()) && name.len() > 2 => Some('\u{b7}'),
            ".notdef" => Some('\u{fffd}'),
            _ => None,
        },
    }
}

/// Reads a ToUnicode map; one that the budget does not hold is none.
fn to_unicode(bytes: &[u8], inspector: &mut Inspector<'_, '_>) -> HashMap<u32, String> {
    let mut map = HashMap::new();
    let mut lexer = Lexer::new(bytes, 0);
    let mut operands: Vec<Object> = Vec::new();
    let code = |object: &Object| match object {
        Object::Text(bytes) if bytes.len() <= 4 => {
            Some(bytes.iter().fold(0_u32, |code, byte| code.wrapping_mul(256).wrapping_add(u32::from(*byte))))
        }
        _ => None,
    };
    while let Some(object) = lexer.next() {
        match object {
            Object::Word(word) => {
                match word.as_str() {
                    "endbfchar" => {
                        if !inspector.takes(operands.len() * (ENTRY + LONGEST) / 2) {
                            return HashMap::new();
                        }
                        for pair in operands.chunks_exact(2) {
                            if let (Some(from), Object::Text(to)) = (code(&pair[0]), &pair[1]) {
                                map.insert(from, utf16(to));
                            }
                        }
                    }
                    "endbfrange" => {
                        for triple in operands.chunks_exact(3) {
                            let (Some(first), Some(last)) = (code(&triple[0]), code(&triple[1])) else {
                                continue;
                            };
                            let last = last.min(first.saturating_add(0xffff));
                            // One line of the file may stand for thousands of entries, and stand there often.
                            let (count, length) = match &triple[2] {
                                Object::Text(to) => ((first..=last).count(), to.len().min(LONGEST)),
                                Object::Array(each) => (each.len(), LONGEST),
                                _ => continue,
                            };
                            if !inspector.takes(count.saturating_mul(ENTRY + length)) {
                                return HashMap::new();
                            }
                            match &triple[2] {
                                Object::Text(to) => {
                                    for (step, from) in (0..).zip(first..=last) {
                                        map.insert(from, shifted(to, step));
                                    }
                                }
                                Object::Array(each) => {
                                    map.extend((first..=last).zip(each).filter_map(|(from, to)| match to {
                                        Object::Text(to) => Some((from, utf16(to))),
                                        _ => None,
                                    }));
                                }
                                _ => {}
                            }
                            if map.len() > MOST {
                                return map;
                            }
                        }
                    }
                    _ => {}
                }
                operands.clear();
            }
            // A count stands before `beginbfchar`.
            Object::Number(_) => operands.clear(),
            other if operands.len() < MOST => operands.push(other),
            _ => return map,
        }
    }
    map
}

fn utf16(bytes: &[u8]) -> String {
    shifted(bytes, 0)
}

/// A text whose last unit is moved on; one that is too long to be meant stays unknown.
fn shifted(bytes: &[u8], step: u32) -> String {
    if bytes.len() > LONGEST {
        return UNKNOWN.to_owned();
    }
    let mut units: Vec<u16> =
        bytes.chunks(2).map(|two| two.iter().fold(0, |unit, byte| unit * 256 + u16::from(*byte))).collect();
    if let Some(last) = units.last_mut() {
        *last = last.wrapping_add(u16::try_from(step & 0xffff).unwrap_or_default());
    }
    String::from_utf16_lossy(&units)
}
