//! Office files: archives of XML. Texts of all parts, hidden sheets, rows, columns and slides, tracked changes,
//! comments, the names of authors; pictures and foreign files in them.

use std::collections::HashMap;

use super::markup::{attribute, local};
use super::sheets::Styles;
use super::zip::{self, Entry};
use super::{Inspector, Unpacked, short};
use crate::finding::Text;
use crate::privacy::markup::{self, Piece, Tag};

impl Inspector<'_, '_> {
    pub(super) fn office(&mut self, bytes: &[u8]) {
        let Some(entries) = zip::entries(bytes) else {
            self.unread("ファイルの構造を読めません", "a file whose structure cannot be read");
            return;
        };
        // With what is said beside the names of the parts.
        self.strings(zip::list(bytes));
        if zip::has_more(bytes, &entries) {
            self.unread("ファイルの一覧にない部分", "bytes that are in no part of the file");
            self.strings(bytes);
        }
        let mut parts = HashMap::new();
        for name in ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml"]
        {
            if let Some(entry) = entries.iter().find(|entry| entry.name == name)
                && let Some(text) = self.unpack(entry)
            {
                parts.insert(name, decoded(&text));
            }
        }
        let part = |name| parts.get(name).map_or("", String::as_str);
        let sheets = self.sheets(part("xl/workbook.xml"), part("xl/_rels/workbook.xml.rels"));
        let mut strings = self.shared(part("xl/sharedStrings.xml"));
        let styles = Styles::of(part("xl/styles.xml"));
        for name in ["xl/_rels/workbook.xml.rels", "xl/styles.xml"] {
            self.xml(part(name), name);
        }
        for entry in &entries {
            let place = || Text::new("中のファイルの名前", "the name of a part");
            self.text(&entry.name, &place);
            // A name may stand in the list twice.
            let read = entries
                .iter()
                .find(|first| first.name == entry.name)
                .is_some_and(|first| std::ptr::eq(first, entry));
            if !(read && parts.contains_key(entry.name.as_str())) {
                self.part(entry, &sheets, &styles, &mut strings);
            }
        }
        for string in strings.into_iter().filter(|string| !string.used) {
            self.value(&string.text, &|| Text::new("どのセルにもない文字列", "a text in no cell"));
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
        styles: &Styles,
        strings: &mut [super::sheets::Shared],
    ) {
        let name = entry.name.as_str();
        let is = |part: &str| name.contains(part);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
        match extension.as_str() {
            "xml" | "vml" | "rels" | "rdf" | "" => {
                let Some(bytes) = self.unpack(entry) else { return };
                self.parts_that_hide(name);
                self.other_letters(&bytes);
                let xml = decoded(&bytes);
                match sheets.get(name) {
                    Some(sheet) => self.sheet(&xml, sheet, styles, strings),
                    None => self.xml(&xml, name),
                }
            }
            "png" | "jpg" | "jpeg" | "gif" | "bmp" | "tif" | "tiff" | "emf" | "wmf" | "svg" | "webp" => {
                self.unread("図(画像)の中の文字", "writing in pictures");
                let Some(bytes) = self.unpack(entry) else { return };
                match super::Kind::of_bytes(&bytes) {
                    Some(kind) => self.metadata(kind, &bytes),
                    None if extension == "svg" => self.xml(&decoded(&bytes), name),
                    None => self.strings(&bytes),
                }
            }
            _ if is("printerSettings") || is("Thumbnails/") => {
                let Some(bytes) = self.unpack(entry) else { return };
                self.strings(&bytes);
            }
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

    /// A part that says that it is in an encoding of old, or is damaged.
    fn other_letters(&mut self, bytes: &[u8]) {
        if encoding_rs::UTF_8.decode(bytes).2 {
            self.unread("文字コードが分かりません", "text in an unknown encoding");
            let text = encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes).0;
            self.text(&text, &|| Text::new("中の文字", "a text in it"));
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

    /// Any other part: its texts, paragraph by paragraph.
    pub(super) fn xml(&mut self, xml: &str, part: &str) {
        let place = || Text::new(format!("{} の中", short(part)), format!("in {}", short(part)));
        self.markup(xml, &place, &mut |inspector, tag, xml| inspector.marks_that_hide(xml, tag, part));
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

/// The text of a part: in UTF-8, or in UTF-16 with its mark.
fn decoded(bytes: &[u8]) -> String {
    encoding_rs::UTF_8.decode(bytes).0.into_owned()
}

fn tags(xml: &str) -> impl Iterator<Item = Tag<'_>> {
    markup::xml(xml).filter_map(|piece| if let Piece::Tag(tag) = piece { Some(tag) } else { None })
}
