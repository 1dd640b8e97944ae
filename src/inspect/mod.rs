//! Attachments: what a file holds beyond what one sees of it, before it is published as it is.
//!
//! [`inspect`] goes through a PDF, an office file, a picture or a text: it hands out every text in it, also that under
//! dark boxes, in hidden sheets, notes, metadata and earlier versions, and says what is hidden, whose name is in it,
//! and what could not be read. What counts as a number of a person is not known here, nor what follows from it: that
//! is the business of [`crate::check`].
//!
//! Files are hostile: depth, memory and work are bounded, what exceeds the bounds is reported as not read. The
//! readers are made for looking through files, not for showing them, and take everything they find, referred to or
//! not.

#[cfg(test)]
mod hidings;
#[cfg(test)]
mod hostile;
mod image;
mod kind;
mod markup;
mod office;
mod pdf;
mod plain;
mod sheets;
pub(crate) mod zip;

#[cfg(test)]
#[path = "../../tests/cli/files.rs"]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::finding::Text;
use crate::text::character::{is_kanji, is_stroke};

pub use kind::{Kind, is_pdf};

/// Larger files are not taken in.
pub const LARGEST: u64 = 64 * 1024 * 1024;

/// So many bytes may be unpacked from one file, with all that is in it: forty times its length, but at least and at the
/// most this.
const UNPACKED: (usize, usize) = (32 * 1024 * 1024, 192 * 1024 * 1024);

/// Files within files are followed so far.
const DEEPEST: usize = 3;

/// More remarks of one kind about one file help nobody.
const MOST: usize = 12;

/// Whether it is a character that Japanese texts are written in.
fn is_written(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{3000}'..='\u{30ff}' | '\u{ff01}'..='\u{ff9f}') || is_stroke(c) || is_kanji(c)
}

/// What there is to know of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// What a reader does not see but can find: text under boxes, hidden sheets, comments, places of photographs.
    pub hidden: BTreeSet<Text>,
    /// What could not be read by a program and so has to be looked at.
    pub unread: BTreeSet<Text>,
    /// Where metadata name a person.
    pub people: BTreeSet<Text>,
}

/// A file that is published beside an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Where it lies in the content.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
    /// Its length.
    pub bytes: u64,
    /// BLAKE3 of the bytes that were inspected.
    pub hash: [u8; 32],
}

/// Takes a text with the place where it stands.
pub type See<'a> = dyn FnMut(&str, &dyn Fn() -> Text) + 'a;

/// Goes through a file. `see` gets every text in it.
pub fn inspect(kind: Kind, bytes: &[u8], see: &mut See<'_>) -> Inspection {
    let budget = bytes.len().saturating_mul(40).clamp(UNPACKED.0, UNPACKED.1);
    let mut inspector =
        Inspector { see, report: Inspection::default(), budget, depth: 0, is_too_large: false };
    inspector.file(kind, bytes);
    inspector.report
}

/// Goes through a file whose name says nothing of what it is. `see` gets every text in it.
pub fn inspect_any(bytes: &[u8], see: &mut See<'_>) -> Inspection {
    if let Some(kind) = Kind::of_bytes(bytes) {
        return inspect(kind, bytes, see);
    }
    let budget = bytes.len().saturating_mul(40).clamp(UNPACKED.0, UNPACKED.1);
    let mut inspector =
        Inspector { see, report: Inspection::default(), budget, depth: 0, is_too_large: false };
    inspector.unknown(bytes);
    inspector.unread("種類の分からないファイル", "a file of a kind that is not known");
    inspector.report
}

/// The state of one inspection.
struct Inspector<'a, 'b> {
    see: &'a mut See<'b>,
    report: Inspection,
    budget: usize,
    depth: usize,
    /// There was more than may be gone through.
    is_too_large: bool,
}

/// How much of a packed stream came out.
enum Unpacked {
    /// All of it.
    Whole(Vec<u8>),
    /// The beginning: damaged, or larger than is allowed.
    Part(Vec<u8>),
}

impl Inspector<'_, '_> {
    fn file(&mut self, kind: Kind, bytes: &[u8]) {
        match kind {
            Kind::Pdf => self.pdf(bytes),
            Kind::Excel => self.office(bytes),
            Kind::Word | Kind::PowerPoint | Kind::OpenText | Kind::OpenSheet => {
                self.office(bytes);
                // What stands where on its pages is for the program that shows it.
                let label = kind.label();
                self.unread(format!("{label} の文書の見え方"), format!("how the {label} file looks"));
            }
            Kind::OldWord | Kind::OldExcel => {
                self.strings(bytes);
                self.records(bytes);
                self.unread("古い形式のファイルで、中を読めません", "a file of an old format");
            }
            Kind::Png | Kind::Jpeg | Kind::Gif | Kind::Webp => self.image(kind, bytes),
            Kind::Text | Kind::Csv => self.plain(bytes),
        }
    }

    /// A file within a file.
    fn inner(&mut self, name: &str, bytes: &[u8]) {
        self.depth += 1;
        if let Some(kind) = Kind::of_bytes(bytes).filter(|_| self.depth <= DEEPEST) {
            self.file(kind, bytes);
        } else {
            self.unknown(bytes);
            let name = short(name);
            self.unread(format!("中のファイル「{name}」を読めません"), format!("the file \"{name}\" in it"));
        }
        self.depth -= 1;
    }

    /// Bytes of no kind that is known: an archive, a text, or what looks like text in them.
    fn unknown(&mut self, bytes: &[u8]) {
        let head = &bytes[..bytes.len().min(1024)];
        if bytes.starts_with(b"PK\x03\x04") && self.depth <= DEEPEST {
            self.office(bytes);
        } else if bytes.contains(&0) || std::str::from_utf8(head).is_err() && head.iter().any(|b| *b < 9) {
            self.strings(bytes);
        } else if head.trim_ascii_start().starts_with(b"<") {
            let place = || Text::new("中の文字", "a text in it");
            self.markup(&String::from_utf8_lossy(bytes), &place, &mut |_, _, _| {});
        } else {
            self.strings(bytes);
            self.plain(bytes);
        }
    }

    fn text(&mut self, text: &str, place: &dyn Fn() -> Text) {
        (self.see)(text, place);
    }

    fn hidden(&mut self, ja: impl Into<String>, en: impl Into<String>) {
        note(&mut self.report.hidden, ja, en);
    }

    fn unread(&mut self, ja: impl Into<String>, en: impl Into<String>) {
        note(&mut self.report.unread, ja, en);
    }

    /// Metadata that name somebody. The name itself is not repeated.
    fn person(&mut self, name: &str, ja: &str, en: &str) {
        if !name.trim().is_empty() {
            note(&mut self.report.people, ja, en);
        }
    }

    /// What looks like text in a file that is not understood: in ASCII, and in UTF-16 with the characters of Japanese.
    fn strings(&mut self, bytes: &[u8]) {
        let place = || Text::new("中の文字", "a text in it");
        for step in [1, 2] {
            for offset in 0..step {
                let mut run = String::new();
                for pair in bytes.get(offset..).unwrap_or_default().chunks_exact(step) {
                    let code = u32::from(pair[0]) | u32::from(pair.get(1).copied().unwrap_or(0)) << 8;
                    if let Some(c) = char::from_u32(code).filter(|c| is_written(*c)) {
                        run.push(c);
                    } else {
                        if run.chars().count() >= markup::FEWEST {
                            self.text(&run, &place);
                        }
                        run.clear();
                    }
                }
                self.text(&run, &place);
            }
        }
    }

    /// The large numbers of old workbooks: records of a number, with row, column, format and value.
    fn records(&mut self, bytes: &[u8]) {
        for at in 0..bytes.len() {
            let Some(value) = bytes[at..].strip_prefix(b"\x03\x02\x0e\0").and_then(|rest| rest.get(6..14))
            else {
                continue;
            };
            let value = <[u8; 8]>::try_from(value).map(f64::from_le_bytes).unwrap_or_default();
            if (1e10..1e12).contains(&value) && value.fract() == 0.0 {
                self.text(&format!("{value:.0}"), &|| Text::new("中の数値", "a number in it"));
            }
        }
    }

    /// Unpacks deflated bytes, within what is still allowed.
    fn inflate(&mut self, bytes: &[u8], zlib: bool) -> Unpacked {
        use miniz_oxide::inflate::{decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit};
        let done = if zlib {
            decompress_to_vec_zlib_with_limit(bytes, self.budget)
        } else {
            decompress_to_vec_with_limit(bytes, self.budget)
        };
        let out = match done {
            Ok(out) => Unpacked::Whole(out),
            Err(error) => Unpacked::Part(error.output),
        };
        let (Unpacked::Whole(bytes) | Unpacked::Part(bytes)) = &out;
        self.budget = self.budget.saturating_sub(bytes.len());
        out
    }

    /// Whether so many bytes may still be gone through.
    fn takes(&mut self, bytes: usize) -> bool {
        let enough = self.budget >= bytes;
        self.budget = self.budget.saturating_sub(bytes);
        if !enough {
            self.too_large();
        }
        enough
    }

    fn too_large(&mut self) {
        self.is_too_large = true;
        self.unread(
            "展開した中身が大きすぎるか、壊れています",
            "parts that are too large when unpacked, or damaged",
        );
    }
}

fn note(notes: &mut BTreeSet<Text>, ja: impl Into<String>, en: impl Into<String>) {
    if notes.len() < MOST {
        notes.insert(Text::new(ja, en));
    }
}

/// A name for a message.
fn short(name: &str) -> String {
    crate::privacy::quoted(name)
}
