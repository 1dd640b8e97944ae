//! Office files: archives of XML. Texts of all parts, hidden sheets, rows, columns and slides, tracked changes,
//! comments, the names of authors; pictures and foreign files in them.

use std::collections::HashMap;

use super::zip::{self, Entry};
use super::{Inspector, Unpacked, short};
use crate::finding::Text;
use crate::privacy::markup::{self, Piece, Tag};

/// Elements that stand inside a line of text: what is beside them belongs together.
const INLINE: [&str; 33] = [
    "r",
    "t",
    "rPr",
    "span",
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "delText",
    "rFonts",
    "sz",
    "szCs",
    "b",
    "bCs",
    "i",
    "u",
    "color",
    "lang",
    "rStyle",
    "hyperlink",
    "smartTag",
    "proofErr",
    "bookmarkStart",
    "bookmarkEnd",
    "vanish",
    "noProof",
    "kern",
    "spacing",
    "highlight",
    "shd",
    "hint",
    "family",
    "charset",
];

/// Long strings without digits are not kept.
const FEWEST: usize = 11;

impl Inspector<'_, '_> {
    pub(super) fn office(&mut self, bytes: &[u8]) {
        let Some(entries) = zip::entries(bytes) else {
            self.unread("ファイルの構造を読めません", "a file whose structure cannot be read");
            return;
        };
        let mut parts = HashMap::new();
        for name in ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"] {
            if let Some(entry) = entries.iter().find(|entry| entry.name == name)
                && let Some(text) = self.unpack(entry)
            {
                parts.insert(name, String::from_utf8_lossy(&text).into_owned());
            }
        }
        let part = |name| parts.get(name).map_or("", String::as_str);
        let sheets = self.sheets(part("xl/workbook.xml"), part("xl/_rels/workbook.xml.rels"));
        let mut strings = shared(part("xl/sharedStrings.xml"));
        for entry in &entries {
            if !parts.contains_key(entry.name.as_str()) {
                self.part(entry, &sheets, &mut strings);
            }
        }
        for (text, used) in strings.into_values() {
            if !used {
                self.text(&text, &|| Text::new("どのセルにもない文字列", "a text in no cell"));
            }
        }
    }

    fn unpack(&mut self, entry: &Entry<'_>) -> Option<Vec<u8>> {
        if entry.locked {
            self.unread("暗号化された部分", "an encrypted part");
            return None;
        }
        match entry.method {
            0 => self.takes(entry.data.len()).then(|| entry.data.to_vec()),
            // Many entries may name the same bytes, and what comes out of them may be nothing.
            8 if !self.takes(entry.data.len()) => None,
            8 => match self.inflate(entry.data, false) {
                Unpacked::Whole(bytes) => Some(bytes),
                Unpacked::Part(bytes) => {
                    self.too_large();
                    Some(bytes)
                }
            },
            _ => {
                self.unread("読めない方式で圧縮された部分", "a part packed in an unknown way");
                None
            }
        }
    }

    fn part(
        &mut self,
        entry: &Entry<'_>,
        sheets: &HashMap<String, String>,
        strings: &mut HashMap<usize, (String, bool)>,
    ) {
        let name = entry.name.as_str();
        let is = |part: &str| name.contains(part);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
        match extension.as_str() {
            "xml" | "vml" if is("theme/") || name.ends_with("styles.xml") => {}
            "xml" | "vml" => {
                let Some(bytes) = self.unpack(entry) else { return };
                self.parts_that_hide(name);
                if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
                    self.unread("UTF-16 の部分", "a part in UTF-16");
                }
                let xml = String::from_utf8_lossy(&bytes);
                match sheets.get(name) {
                    Some(sheet) => self.sheet(&xml, sheet, strings),
                    None => self.xml(&xml, name),
                }
            }
            "rels" | "" => {}
            "png" | "jpg" | "jpeg" | "gif" | "bmp" | "tif" | "tiff" | "emf" | "wmf" | "svg" | "webp" => {
                self.unread("図(画像)の中の文字", "writing in pictures");
                let Some(bytes) = self.unpack(entry) else { return };
                if let Some(kind) = super::Kind::of_bytes(&bytes) {
                    self.metadata(kind, &bytes);
                }
            }
            _ if is("printerSettings") || is("Thumbnails/") || name == "mimetype" => {}
            _ => {
                if is("vbaProject") {
                    self.unread("マクロ", "macros");
                }
                self.hidden("埋め込まれたファイル", "embedded files");
                let Some(bytes) = self.unpack(entry) else { return };
                self.inner(name, &bytes);
            }
        }
    }

    /// Parts whose being there says that something is not seen.
    fn parts_that_hide(&mut self, name: &str) {
        for (part, ja, en) in [
            ("omments", "コメント", "comments"),
            ("notesSlides/", "ノート", "notes"),
            ("pivotCacheRecords", "ピボットテーブルの元のデータ", "the data behind a pivot table"),
            ("externalLinks/externalLink", "ほかのファイルから取り込んだ値", "values taken from other files"),
        ] {
            if name.contains(part) {
                self.hidden(ja, en);
            }
        }
    }

    /// The names of the sheets by path; hidden ones are reported.
    fn sheets(&mut self, workbook: &str, relations: &str) -> HashMap<String, String> {
        let mut targets = HashMap::new();
        for tag in tags(relations) {
            if let (Some(id), Some(target)) =
                (attribute(relations, &tag, "Id"), attribute(relations, &tag, "Target"))
            {
                let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                targets.insert(id, path);
            }
        }
        let mut sheets = HashMap::new();
        for tag in tags(workbook) {
            if local(tag.name) != "sheet" || tag.closing {
                continue;
            }
            let name = attribute(workbook, &tag, "name").unwrap_or_default();
            if attribute(workbook, &tag, "state").is_some_and(|state| state != "visible") {
                let name = short(&name);
                self.hidden(format!("非表示のシート「{name}」"), format!("the hidden sheet \"{name}\""));
            }
            let id = tag.attributes.iter().find(|(key, _)| key.ends_with(":id"));
            if let Some(path) = id.and_then(|(_, range)| targets.get(&workbook[range.clone()])) {
                sheets.insert(path.clone(), name.clone());
            }
            self.text(&name, &|| Text::new("シートの名前", "the name of a sheet"));
        }
        self.xml(workbook, "xl/workbook.xml");
        sheets
    }

    /// A sheet: its cells one by one.
    fn sheet(&mut self, xml: &str, sheet: &str, strings: &mut HashMap<usize, (String, bool)>) {
        let sheet = short(sheet);
        let (mut cell, mut shared, mut text) = (String::new(), false, String::new());
        for piece in markup::xml(xml) {
            match piece {
                Piece::Text(range) => text.push_str(&markup::unescape(&xml[range])),
                Piece::Tag(tag) => {
                    let name = local(tag.name);
                    let hidden = || {
                        attribute(xml, &tag, "hidden").is_some_and(|value| value == "1" || value == "true")
                    };
                    if matches!(name, "row" | "col") && !tag.closing && hidden() {
                        let (ja, en) = if name == "row" { ("行", "rows") } else { ("列", "columns") };
                        self.hidden(
                            format!("シート「{sheet}」の非表示の{ja}"),
                            format!("hidden {en} of the sheet \"{sheet}\""),
                        );
                    }
                    if INLINE.contains(&name) {
                        continue;
                    }
                    let place = || {
                        Text::new(
                            format!("シート「{sheet}」{cell}"),
                            format!("{cell} of the sheet \"{sheet}\""),
                        )
                    };
                    if name == "v" && tag.closing && shared {
                        if let Some((text, used)) =
                            text.trim().parse().ok().and_then(|index: usize| strings.get_mut(&index))
                        {
                            // Many cells may show the same long string.
                            if !*used || self.takes(text.len()) {
                                self.text(text, &place);
                            }
                            *used = true;
                        }
                    } else if !text.trim().is_empty() {
                        self.text(&text, &place);
                    }
                    text.clear();
                    if name == "c" && !tag.closing {
                        cell = attribute(xml, &tag, "r").unwrap_or_default();
                        shared = attribute(xml, &tag, "t").is_some_and(|kind| kind == "s");
                    }
                }
                Piece::Raw(_) | Piece::Comment(_) => {}
            }
        }
    }

    /// Any other part: its texts, paragraph by paragraph.
    fn xml(&mut self, xml: &str, part: &str) {
        let place = || Text::new(format!("{part} の中"), format!("in {part}"));
        let mut text = String::new();
        let mut element = String::new();
        for piece in markup::xml(xml) {
            match piece {
                Piece::Text(range) => {
                    let words = markup::unescape(&xml[range]);
                    if matches!(
                        element.as_str(),
                        "creator" | "lastModifiedBy" | "Manager" | "initial-creator"
                    ) {
                        self.person(
                            &words,
                            "文書のプロパティの作成者・更新者",
                            "the author in the properties",
                        );
                    }
                    text.push_str(&words);
                }
                Piece::Comment(range) => self.text(&xml[range], &place),
                Piece::Raw(_) => {}
                Piece::Tag(tag) => {
                    local(tag.name).clone_into(&mut element);
                    self.marks_that_hide(xml, &tag, part);
                    for key in ["descr", "title", "alt", "string-value", "value"] {
                        if let Some(value) = attribute(xml, &tag, key) {
                            self.text(&value, &place);
                        }
                    }
                    match element.as_str() {
                        "tab" | "s" => text.push(' '),
                        "br" | "cr" | "line-break" => text.push('\n'),
                        name if INLINE.contains(&name) => {}
                        _ => {
                            if !text.trim().is_empty() {
                                self.text(&text, &place);
                            }
                            text.clear();
                        }
                    }
                }
            }
        }
        self.text(&text, &place);
    }

    fn marks_that_hide(&mut self, xml: &str, tag: &Tag<'_>, part: &str) {
        if tag.closing {
            return;
        }
        let off = || {
            ["val", "value"]
                .iter()
                .any(|key| attribute(xml, tag, key).is_some_and(|v| v == "0" || v == "false"))
        };
        let word = part.starts_with("word/");
        match local(tag.name) {
            "ins" | "del" | "moveFrom" | "moveTo" if word => self.hidden("変更履歴", "tracked changes"),
            "changed-region" => self.hidden("変更履歴", "tracked changes"),
            "annotation" => self.hidden("コメント", "comments"),
            "vanish" if word && !off() => self.hidden("隠し文字", "hidden text"),
            "sld" if attribute(xml, tag, "show").is_some_and(|show| show == "0") => {
                self.hidden("非表示のスライド", "hidden slides");
            }
            "table-row" | "table-column"
                if attribute(xml, tag, "visibility").is_some_and(|v| v == "collapse" || v == "filter") =>
            {
                self.hidden("非表示の行・列", "hidden rows or columns");
            }
            "table-properties" if attribute(xml, tag, "display").is_some_and(|value| value == "false") => {
                self.hidden("非表示のシート", "hidden sheets");
            }
            "person" | "comment" => {
                let name = attribute(xml, tag, "author").or_else(|| attribute(xml, tag, "displayName"));
                self.person(&name.unwrap_or_default(), "コメントの作成者", "the author of comments");
            }
            _ => {}
        }
    }
}

/// The shared strings that have digits enough, by number.
fn shared(xml: &str) -> HashMap<usize, (String, bool)> {
    let mut strings = HashMap::new();
    let (mut index, mut text) = (0, String::new());
    for piece in markup::xml(xml) {
        match piece {
            Piece::Text(range) => text.push_str(&markup::unescape(&xml[range])),
            Piece::Tag(tag) if local(tag.name) == "si" => {
                if tag.closing {
                    let digits = text.chars().filter(|c| crate::text::number::digit(*c).is_some()).count();
                    if digits >= FEWEST {
                        strings.insert(index, (std::mem::take(&mut text), false));
                    }
                    index += 1;
                }
                text.clear();
            }
            Piece::Tag(_) | Piece::Raw(_) | Piece::Comment(_) => {}
        }
    }
    strings
}

fn tags(xml: &str) -> impl Iterator<Item = Tag<'_>> {
    markup::xml(xml).filter_map(|piece| if let Piece::Tag(tag) = piece { Some(tag) } else { None })
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The value of an attribute, whatever its prefix.
fn attribute(xml: &str, tag: &Tag<'_>, name: &str) -> Option<String> {
    let found = tag.attributes.iter().find(|(key, _)| local(key) == name)?;
    Some(markup::unescape(&xml[found.1.clone()]))
}
