//! What a text was when somebody recorded that it is that of its original: `.import/<name>.verified.json`, a fingerprint
//! beside `verified` of the front matter, by which a later change of the text is known.
//!
//! It lies beside the document and is kept with it under version control. Written where the comparison is recorded (the
//! review), and by the first build that meets a new `verified`.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::hidden;
use crate::content::Verified;
use crate::text::{file, limit};

/// What this program writes and reads.
const VERSION: u32 = 1;

/// What a text was when it was verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sworn {
    version: u32,
    /// The words of `verified`: the record is about these alone.
    date: String,
    by: String,
    /// The [fingerprint] of the text.
    text: String,
}

/// What a record says of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Nothing is recorded of this `verified`.
    Unknown,
    /// The text is what it was.
    Same,
    /// The text has changed since.
    Changed,
}

/// A fingerprint of the body of a document, whatever ends its lines.
pub fn fingerprint(body: &str) -> String {
    let lines: Vec<&str> = body.trim().lines().map(str::trim_end).collect();
    blake3::hash(lines.join("\n").as_bytes()).to_hex()[..16].to_owned()
}

/// What is recorded of a document that says `verified`, and whose body has this fingerprint now. A record that cannot be
/// read is none.
pub fn since(document: &Path, verified: &Verified, text: &str) -> Since {
    let Some(path) = path(document) else { return Since::Unknown };
    let read =
        file::read(&path, limit::TEXT).ok().and_then(|bytes| serde_json::from_slice::<Sworn>(&bytes).ok());
    match read.filter(|read| read.version == VERSION && read.is_of(verified)) {
        Some(read) if read.text == text => Since::Same,
        Some(_) => Since::Changed,
        None => Since::Unknown,
    }
}

/// Records what a document is as it is verified, whole or not at all.
///
/// # Errors
/// What the file system says.
pub fn record(document: &Path, verified: &Verified, text: &str) -> io::Result<()> {
    let path = path(document).ok_or_else(|| io::Error::other("no name"))?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let sworn = Sworn {
        version: VERSION,
        date: verified.date.to_string(),
        by: verified.by.clone(),
        text: text.to_owned(),
    };
    file::write(&path, serde_json::to_string(&sworn)? + "\n")
}

fn path(document: &Path) -> Option<PathBuf> {
    let name = document.file_stem()?.to_str()?;
    Some(hidden(document.parent()?, name, "verified.json"))
}

impl Sworn {
    fn is_of(&self, verified: &Verified) -> bool {
        self.date == verified.date.to_string() && self.by == verified.by
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::date::Date;

    #[test]
    fn a_record_is_about_its_own_day_and_text() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("12-zenkomoku-2026-03-24.md");
        let verified =
            |day: i8| Verified { date: Date::constant(2026, 3, day), by: "保険年金課".to_owned() };
        let text = fingerprint("\n# Ⅰ\nあ\n");
        assert_eq!(since(&file, &verified(1), &text), Since::Unknown);
        record(&file, &verified(1), &text).expect("written");
        assert_eq!(since(&file, &verified(1), &text), Since::Same);
        assert_eq!(since(&file, &verified(1), &fingerprint("# Ⅰ\nい\n")), Since::Changed);
        assert_eq!(since(&file, &verified(2), &text), Since::Unknown, "another oath");
        assert_eq!(fingerprint("# Ⅰ\r\nあ  \r\n\r\n"), text, "ends of lines say nothing");
        std::fs::write(path(&file).expect("a name"), "<<<<<<<").expect("a file");
        assert_eq!(since(&file, &verified(1), &text), Since::Unknown);
    }
}
