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
mod hostile;
mod image;
mod kind;
mod office;
mod pdf;
pub(crate) mod zip;

#[cfg(test)]
#[path = "../../tests/cli/files.rs"]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::PathBuf;

use encoding_rs::{SHIFT_JIS, UTF_8};
use serde::{Deserialize, Serialize};

use crate::finding::Text;

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
    let mut inspector = Inspector { see, report: Inspection::default(), budget, depth: 0 };
    inspector.file(kind, bytes);
    inspector.report
}

/// The state of one inspection.
struct Inspector<'a, 'b> {
    see: &'a mut See<'b>,
    report: Inspection,
    budget: usize,
    depth: usize,
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
            Kind::Word | Kind::Excel | Kind::PowerPoint | Kind::OpenText | Kind::OpenSheet => {
                self.office(bytes);
            }
            Kind::OldWord | Kind::OldExcel => {
                self.strings(bytes);
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
            self.strings(bytes);
            let name = short(name);
            self.unread(format!("中のファイル「{name}」を読めません"), format!("the file \"{name}\" in it"));
        }
        self.depth -= 1;
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

    fn plain(&mut self, bytes: &[u8]) {
        let text = UTF_8.decode(bytes);
        let text = if text.2 { SHIFT_JIS.decode(bytes) } else { text };
        if text.2 || bytes.contains(&0) {
            self.unread("文字コードが分かりません", "text in an unknown encoding");
        }
        self.text(&text.0, &|| Text::new("本文", "the text"));
    }

    /// What looks like text in a file that is not understood: in ASCII, and in UTF-16.
    fn strings(&mut self, bytes: &[u8]) {
        let place = || Text::new("中の文字", "a text in it");
        for step in [1, 2] {
            for offset in 0..step {
                let mut run = String::new();
                for pair in bytes.get(offset..).unwrap_or_default().chunks_exact(step) {
                    let plain = (pair[0].is_ascii_graphic() || pair[0] == b' ')
                        && pair.get(1).is_none_or(|b| *b == 0);
                    if plain {
                        run.push(char::from(pair[0]));
                    } else {
                        if run.len() >= 11 {
                            self.text(&run, &place);
                        }
                        run.clear();
                    }
                }
                self.text(&run, &place);
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
