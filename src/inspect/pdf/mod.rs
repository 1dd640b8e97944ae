//! PDF: the text layer of every page, also under boxes and in earlier versions; notes, metadata, attachments.
//!
//! The file is gone through object by object rather than from its table of contents, since what nothing refers to any
//! more is still in it.

mod area;
mod beside;
mod drawing;
mod drawn;
mod file;
mod font;
mod geometry;
mod object;
mod page;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use encoding_rs::{SHIFT_JIS, UTF_16BE, UTF_16LE};

use super::Inspector;
use crate::finding::Text;
use area::Area;
use file::File;
use font::Font;
use object::{Dict, Object};
use page::Page;

/// Smaller pictures hold no writing.
const SMALLEST: usize = 64 * 64;

/// The kinds of annotation that are no notes.
const NO_NOTES: [&str; 7] = ["Link", "Widget", "Popup", "PrinterMark", "TrapNet", "Watermark", "Screen"];

impl Inspector<'_, '_> {
    pub(super) fn pdf(&mut self, bytes: &[u8]) {
        let file = File::read(bytes, self);
        if file.locked {
            self.unread("暗号化された(又は権限を制限した)PDF", "an encrypted or restricted PDF");
            self.drawn(bytes);
            return;
        }
        let pages = file.pages(self);
        if pages.is_empty() {
            self.unread("ページの見つからないPDF", "a PDF without pages");
        }
        let mut fonts = HashMap::new();
        let mut read = HashSet::new();
        for (index, thing) in file.things.iter().enumerate() {
            if thing.is("Type", "Page") || pages.contains_key(&thing.number) {
                self.page(&file, index, &pages, &mut fonts, &mut read);
            }
        }
        for index in 0..file.things.len() {
            self.thing(&file, index, &mut fonts, &mut read);
        }
        self.fields(&file);
        self.gaps(&file);
        self.drawn(bytes);
    }

    /// What an interpreter of pages sees of them.
    fn drawn(&mut self, bytes: &[u8]) {
        // Files that are too large for the reader are not for it either.
        if self.is_too_large || !self.takes(bytes.len()) {
            return;
        }
        for (index, letters) in drawn::pages(bytes).unwrap_or_default().iter().enumerate() {
            let number = index + 1;
            self.laid(letters, &|| Text::new(format!("{number}ページ"), format!("page {number}")));
        }
    }

    /// Letters by where they stand.
    fn laid(&mut self, letters: &[geometry::Letter], place: &dyn Fn() -> Text) {
        match geometry::read(letters) {
            Some(texts) => texts.iter().for_each(|text| self.text(text, place)),
            None => self.too_large(),
        }
    }

    /// The letters of a page or form, and what is to be read out in place of them.
    fn shown(&mut self, page: &Page, place: &dyn Fn() -> Text) {
        self.text(&page.text(), place);
        self.laid(&page.letters(), place);
        for mark in &page.marks {
            self.text(&words(mark), place);
        }
    }

    /// One version of a page.
    fn page(
        &mut self,
        file: &File<'_>,
        index: usize,
        pages: &HashMap<u32, usize>,
        fonts: &mut HashMap<u32, Rc<Font>>,
        read: &mut HashSet<usize>,
    ) {
        let thing = &file.things[index];
        let Some(dict) = thing.dict() else { return };
        let number = pages.get(&thing.number).copied();
        let place = || match number {
            Some(number) => Text::new(format!("{number}ページ"), format!("page {number}")),
            None => Text::new("どこからも開けないページ", "a page that nothing leads to"),
        };
        let resources = inherited(file, dict, "Resources", Object::dict);
        let parts: Vec<&Object> = match dict.get("Contents") {
            Some(one @ Object::Ref(_)) => match file.resolve(one) {
                Object::Array(parts) => parts.iter().collect(),
                _ => vec![one],
            },
            Some(Object::Array(parts)) => parts.iter().collect(),
            _ => Vec::new(),
        };
        // The newest versions of all parts together, and each older one by itself.
        let mut newest = Vec::new();
        for part in parts {
            let Object::Ref(number) = part else { continue };
            let versions = file.versions(*number);
            if versions.is_empty() {
                self.too_large();
            }
            // Many pages may share one list, and the parts may be empty.
            if !self.takes(1 + versions.len()) {
                break;
            }
            for (at, version) in versions.iter().enumerate() {
                read.insert(*version);
                let Some(bytes) = file.data(*version, self) else { continue };
                if at + 1 == versions.len() {
                    newest.extend_from_slice(&bytes);
                    newest.push(b'\n');
                } else {
                    let mut old = Page::default();
                    old.run(file, resources, &bytes, fonts, self);
                    self.shown(&old, &|| {
                        let place = place();
                        Text::new(
                            format!("{}(上書きされる前の内容)", place.ja),
                            format!("{} (as it was before)", place.en),
                        )
                    });
                }
            }
        }
        let mut page = Page::within(bounds(file, dict));
        page.run(file, resources, &newest, fonts, self);
        self.annotations(file, dict, &mut page, &place);
        read.extend(page.forms.iter().copied());
        self.shown(&page, &place);
        let place = place();
        if page.glyphs.iter().any(|glyph| glyph.covered) {
            self.hidden(
                format!("{}: 塗りつぶしの下に文字が残っています", place.ja),
                format!("{}: text below a painted box", place.en),
            );
        }
        if page.faint {
            self.hidden(
                format!("{}: 背景と同じ色の文字があります", place.ja),
                format!("{}: text in the colour of its background", place.en),
            );
        }
        if page.outside {
            self.hidden(
                format!("{}: ページの外に文字があります", place.ja),
                format!("{}: text beyond the edge of the page", place.en),
            );
        }
        if page.is_crowded() {
            self.too_large();
        }
        if page.unknown {
            self.unread(
                format!("{}の一部の文字(文字の対応表がありません)", place.ja),
                format!("some characters of {}, which has no map of them", place.en),
            );
        }
        if number.is_none() && !page.text().trim().is_empty() {
            self.hidden("どこからも開けないページの文字", "text of pages that nothing leads to");
        }
    }

    fn annotations(&mut self, file: &File<'_>, page: &Dict, shown: &mut Page, place: &dyn Fn() -> Text) {
        let notes = file.get(page, "Annots").and_then(Object::array).unwrap_or_default();
        // Many pages may share one list.
        if !self.takes(notes.len()) {
            return;
        }
        for note in notes.iter().filter_map(|note| file.resolve(note).dict()) {
            let kind = file.get(note, "Subtype").and_then(Object::name).unwrap_or_default();
            if NO_NOTES.contains(&kind) {
                continue;
            }
            let place = place();
            self.hidden(
                format!("{}: 注釈(コメント・図形)", place.ja),
                format!("{}: annotations (comments, shapes)", place.en),
            );
            let filled =
                file.get(note, "IC").and_then(Object::array).is_some_and(|colour| !colour.is_empty());
            let rect: Vec<f64> = file
                .get(note, "Rect")
                .and_then(Object::array)
                .unwrap_or_default()
                .iter()
                .filter_map(|side| file.resolve(side).number())
                .collect();
            if let Some(area) = Area::of_rect(&rect).filter(|_| filled || kind == "Redact") {
                shown.cover(area);
            }
        }
    }
}

/// A value of a page or of the nodes above it.
fn inherited<'o, T>(
    file: &'o File<'_>,
    page: &'o Dict,
    key: &str,
    read: fn(&'o Object) -> Option<T>,
) -> Option<T> {
    let mut dict = page;
    for _ in 0..32 {
        if let Some(found) = file.get(dict, key).and_then(read) {
            return Some(found);
        }
        dict = file.get(dict, "Parent").and_then(Object::dict)?;
    }
    None
}

/// What of a page is shown: its CropBox, within its MediaBox.
fn bounds(file: &File<'_>, page: &Dict) -> Option<Area> {
    let side = |key| {
        let sides = inherited(file, page, key, Object::array)?;
        let sides: Vec<f64> = sides.iter().filter_map(|side| file.resolve(side).number()).collect();
        Area::of_rect(&sides)
    };
    let media = side("MediaBox")?;
    Some(side("CropBox").map_or(media, |crop| crop.common(media)))
}

/// The text of a string outside of content streams.
fn words(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return UTF_16BE.decode_without_bom_handling(rest).0.into_owned();
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return UTF_16LE.decode_without_bom_handling(rest).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    SHIFT_JIS.decode_without_bom_handling(bytes).0.into_owned()
}
