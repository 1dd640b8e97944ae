//! What a PDF holds beside its pages: strings of dictionaries, fields of forms, scripts, files, metadata, streams of any
//! other kind, and bytes that are in no object.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::super::{Inspector, short};
use super::file::File;
use super::font::Font;
use super::object::{Dict, Lexer, Object, is_white};
use super::page::Page;
use super::{SMALLEST, words};
use crate::finding::Text;
use crate::privacy::grid::{Grid, is_name};

/// Keys whose streams are texts: scripts, values, rich texts, forms in XML.
const TEXTS: [&str; 6] = ["JS", "V", "DV", "RV", "RC", "XFA"];

/// Signs of a stream that draws.
const OPERATORS: [&[u8]; 6] = [b" Tj", b" TJ", b" re", b" cm", b" d1", b" d0"];

impl Inspector<'_, '_> {
    /// Everything that is not on a page: words in dictionaries, pictures, attachments, metadata.
    pub(super) fn thing(
        &mut self,
        file: &File<'_>,
        index: usize,
        fonts: &mut HashMap<u32, Rc<Font>>,
        read: &mut HashSet<usize>,
    ) {
        let thing = &file.things[index];
        let mut texts = Vec::new();
        thing.object.texts(&mut |text| texts.push(words(text)), 0);
        for text in &texts {
            self.string(text);
        }
        let mut dicts = Vec::new();
        thing.object.dicts(&mut dicts, 0);
        for dict in dicts {
            self.dict(file, dict, read);
        }
        let Some(dict) = thing.dict() else { return };
        if let Some(Object::Text(author)) = file.get(dict, "Author") {
            self.person(&words(author), "文書のプロパティの作成者", "the author in the properties");
        }
        if thing.stream.is_none() {
            return;
        }
        if thing.is("Subtype", "Image") {
            let side = |key| file.get(dict, key).and_then(Object::count).unwrap_or_default();
            let mask = dict.contains_key("ImageMask") && side("BitsPerComponent") <= 1 && side("Width") < 256;
            if side("Width") * side("Height") >= SMALLEST && !mask {
                self.unread("図(画像)の中の文字", "writing in pictures");
            }
            if let Some(jpeg) = file.packed(index).filter(|bytes| bytes.starts_with(b"\xff\xd8")) {
                self.jpeg(jpeg);
            }
        } else if thing.is("Type", "Metadata") {
            if let Some(bytes) = file.data(index, self) {
                self.xmp(&bytes);
            }
        } else if (thing.is("Subtype", "Form") || dict.contains_key("PatternType")) && !read.contains(&index)
        {
            let Some(bytes) = file.data(index, self) else { return };
            let mut page = Page::default();
            page.run(file, file.get(dict, "Resources").and_then(Object::dict), &bytes, fonts, self);
            self.shown(&page, &|| Text::new("どのページにもない図形・欄", "a form that is on no page"));
        } else if !read.contains(&index) && !is_known(dict) {
            self.stream(file, index);
        }
    }

    /// A string outside of the content of pages.
    fn string(&mut self, text: &str) {
        // Days and times have many digits.
        if text.starts_with("D:") {
            return;
        }
        let place = || Text::new("文書の情報・注釈・欄", "properties, annotations or fields");
        if text.contains('<') && text.contains('>') {
            self.markup(text, &place, &mut |_, _, _| {});
        }
        self.value(text, &place);
    }

    /// What a dictionary leads to, wherever it stands.
    fn dict(&mut self, file: &File<'_>, dict: &Dict, read: &mut HashSet<usize>) {
        let action = file.get(dict, "S").and_then(Object::name);
        if dict.contains_key("JS") || matches!(action, Some("JavaScript" | "Launch")) {
            self.hidden("プログラム(JavaScript など)", "programs (JavaScript and the like)");
        }
        if file.get(dict, "OFF").and_then(Object::array).is_some_and(|layers| !layers.is_empty()) {
            self.hidden("非表示のレイヤー", "hidden layers");
        }
        for key in TEXTS {
            let parts = match dict.get(key) {
                Some(Object::Array(parts)) => parts.as_slice(),
                Some(one) => std::slice::from_ref(one),
                None => continue,
            };
            for index in parts.iter().filter_map(|part| file.stream(part)) {
                if read.insert(index)
                    && let Some(bytes) = file.data(index, self)
                {
                    self.string(&words(&bytes));
                }
            }
        }
        if let Some(files) = file.get(dict, "EF").and_then(Object::dict) {
            self.hidden("添付されたファイル", "attached files");
            let name = ["UF", "F"].iter().find_map(|key| file.get(dict, key));
            let name = if let Some(Object::Text(name)) = name { words(name) } else { String::new() };
            let streams: HashSet<usize> = files.values().filter_map(|object| file.stream(object)).collect();
            for index in streams {
                if let Some(bytes) = file.data(index, self) {
                    self.inner(&short(&name), &bytes);
                }
                read.insert(index);
            }
        }
    }

    /// A stream of no kind that is known: markup, a text, drawing that no page uses.
    fn stream(&mut self, file: &File<'_>, index: usize) {
        let Some(bytes) = file.data(index, self) else { return };
        let place = || Text::new("ほかのデータ", "other data in it");
        let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        if bytes.trim_ascii_start().starts_with(b"<") {
            self.markup(&String::from_utf8_lossy(&bytes), &place, &mut |_, _, _| {});
        } else if bytes.contains(&0) || std::str::from_utf8(&bytes).is_err() {
            // Fonts, profiles of colours and the like.
            if bytes.get(36..40) != Some(b"acsp") {
                self.strings(&bytes);
            }
        } else if OPERATORS.iter().any(|operator| holds(operator)) {
            let mut lexer = Lexer::new(&bytes, 0);
            let mut text = String::new();
            while let Some(object) = lexer.next() {
                object.texts(&mut |part| text.push_str(&words(part)), 0);
            }
            self.text(&text, &place);
        } else if !holds(b"begincmap") {
            self.text(&words(&bytes), &place);
        }
    }

    /// The values of fields, in their order: a form may have a field to each digit.
    pub(super) fn fields(&mut self, file: &File<'_>) {
        let place = || Text::new("フォームの欄", "the fields of a form");
        // The fields of one number have one name with numbers behind it.
        let mut numbers: BTreeMap<String, (Grid, usize)> = BTreeMap::new();
        let mut dicts = Vec::new();
        for thing in &file.things {
            thing.object.dicts(&mut dicts, 0);
        }
        for dict in dicts {
            let text = |key| match file.get(dict, key) {
                Some(Object::Text(text)) => Some(words(text)),
                Some(Object::Number(number)) => Some(number.to_string()),
                _ => None,
            };
            let Some(value) = text("V").filter(|_| dict.contains_key("FT") || dict.contains_key("T")) else {
                continue;
            };
            let name = text("T").unwrap_or_default();
            let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || "[]._-".contains(c)).to_owned();
            let labels = [text("TU").unwrap_or_default(), name.clone()];
            let (grid, row) = numbers.entry(name).or_default();
            if *row == 0 {
                for label in labels.iter().filter(|label| is_name(label)) {
                    grid.cell(*row, 0..=0, label, false);
                    *row += 1;
                }
            }
            grid.cell(*row, 0..=0, &value, false);
            *row += 1;
        }
        for (grid, _) in numbers.into_values() {
            self.grid(grid, &|_| place());
        }
    }

    /// Bytes that are in no object: comments, what stands before the header and behind the end.
    pub(super) fn gaps(&mut self, file: &File<'_>) {
        let place = || Text::new("文書の外のデータ", "data outside of the document");
        for gap in &file.gaps {
            let Some(bytes) = file.bytes.get(gap.clone()).filter(|bytes| bytes.len() > 10) else { continue };
            if bytes.contains(&0) {
                self.strings(bytes);
            }
            self.text(&String::from_utf8_lossy(bytes), &place);
        }
        let end = file.bytes.windows(5).rposition(|window| window == b"%%EOF");
        let behind = end.and_then(|end| file.bytes.get(end + 5..)).unwrap_or_default();
        if behind.iter().filter(|byte| !is_white(**byte)).count() > 0 {
            self.hidden("文書の終わりの後ろのデータ", "data behind the end of the document");
        }
    }
}

/// Streams that hold no text: fonts, maps of characters, tables of objects, colours, shadings.
fn is_known(dict: &Dict) -> bool {
    let kind = |key: &str| dict.get(key).and_then(Object::name).unwrap_or_default();
    matches!(kind("Type"), "ObjStm" | "XRef" | "CMap")
        || (dict.contains_key("N") && dict.contains_key("First"))
        || matches!(kind("Subtype"), "Type1C" | "CIDFontType0C" | "OpenType")
        || ["Length1", "FunctionType", "ShadingType", "CIDSystemInfo"]
            .iter()
            .any(|key| dict.contains_key(*key))
}
