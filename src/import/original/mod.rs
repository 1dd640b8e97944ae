//! Originals as they are published, workbooks and PDFs, made into a [`Sheet`]. What kind a file is its bytes say, not
//! its name. What the cells mean is not known here.

mod archive;
mod cells;
mod fonts;
mod join;
mod lattice;
mod pdf;
mod radicals;
mod reading;
mod rings;
mod shapes;
mod strikes;
mod values;
mod workbook;
mod workbook_xml;

pub use archive::{documents, too_long};
pub(crate) use pdf::turned;

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Refusal;
use super::sheet::Sheet;
use crate::finding::Text;
use crate::inspect::is_pdf;

/// What is said where the place of a mark does not tell its option.
const DOUBTFUL: &str =
    "印がどの選択肢のものか、位置から決められない欄があります。原本を見て確かめてください。";

/// The outcome of work of foreign parsers and interpreters; `None` where one gives up in a way of its own, which must not
/// take the program with it.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// Reads an original. `None`: these are the bytes of a text.
///
/// # Errors
/// A file that cannot be read as what it is, or from which no text can be had with certainty.
pub fn read(bytes: &[u8]) -> Option<Result<Sheet, Refusal>> {
    let guarded = |read: fn(&[u8]) -> Result<Sheet, Refusal>| {
        self::guarded(|| read(bytes)).unwrap_or_else(|| Err(broken()))
    };
    if is_pdf(bytes) {
        return Some(guarded(pdf::read));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(guarded(workbook::read));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(Err(old_office()));
    }
    None
}

fn refusal(id: &'static str, message: (&str, &str), help: (&str, &str)) -> Refusal {
    Refusal { id, message: Text::new(message.0, message.1), help: Text::new(help.0, help.1) }
}

fn broken() -> Refusal {
    refusal(
        "ORG-01",
        ("ファイルが壊れていて読めません。", "The file is damaged and cannot be read."),
        (
            "元のソフトで開けるか確かめ、開けるなら保存し直したものを取り込んでください。",
            "Check whether its program opens it; if so, save it again and import that.",
        ),
    )
}

fn old_office() -> Refusal {
    refusal(
        "ORG-02",
        (
            "古い形式(.xls など)かパスワード付きのファイルです。罫線を読めないので取り込めません。",
            "This is a file of the old format (.xls) or one with a password; its rules cannot be read.",
        ),
        (
            "Excelで開き、パスワードを外して「Excelブック(.xlsx)」で保存し直してください。",
            "Open it in Excel, take the password away and save it as .xlsx.",
        ),
    )
}
