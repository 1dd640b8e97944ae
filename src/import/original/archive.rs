//! The parts of a workbook, unpacked within bounds: what a small file may not do is fill the memory.

use std::collections::HashMap;

use super::{broken, refusal};
use crate::import::Refusal;
use crate::inspect::zip::{self, Entry};

/// All parts of XML together may be as large as this; a workbook of 75 pages has two million bytes of them.
const MOST: usize = 128 << 20;

/// The documents of an archive together.
const MOST_DOCUMENTS: usize = 256 << 20;

/// The parts of XML of an archive, by their path.
///
/// # Errors
/// An archive that cannot be read, is encrypted, or unpacks to more than a workbook of text can hold.
pub(super) fn xml_parts(bytes: &[u8]) -> Result<HashMap<String, String>, Refusal> {
    let entries = zip::entries(bytes).ok_or_else(broken)?;
    let mut left = MOST;
    let mut parts = HashMap::new();
    for entry in entries {
        if entry.locked {
            return Err(locked());
        }
        let extension = entry.name.rsplit_once('.').map_or("", |(_, extension)| extension);
        if !matches!(extension, "xml" | "rels") {
            continue;
        }
        let unpacked = unpack(&entry, left).map_err(|fault| fault.unwrap_or_else(too_large))?;
        left -= unpacked.len();
        parts.insert(entry.name, String::from_utf8_lossy(&unpacked).into_owned());
    }
    Ok(parts)
}

/// The bytes of an entry, at most `left` of them; the fault is `None` where there are more.
fn unpack(entry: &Entry<'_>, left: usize) -> Result<Vec<u8>, Option<Refusal>> {
    let unpacked = match entry.method {
        0 => entry.data.to_vec(),
        8 => miniz_oxide::inflate::decompress_to_vec_with_limit(entry.data, left).map_err(|error| {
            let full = matches!(error.status, miniz_oxide::inflate::TINFLStatus::HasMoreOutput);
            (!full).then(broken)
        })?,
        _ => return Err(Some(broken())),
    };
    if unpacked.len() > left { Err(None) } else { Ok(unpacked) }
}

/// A file of an archive: its path in it, and its bytes.
pub(super) type Unpacked = (String, Vec<u8>);

/// The files of an archive that holds documents, with their paths in it: no office file, which is an archive too. `None`:
/// this is no such archive.
///
/// # Errors
/// An archive that is encrypted or unpacks to more than forty evaluations can hold.
pub fn documents(bytes: &[u8]) -> Option<Result<Vec<Unpacked>, Refusal>> {
    let entries = bytes.starts_with(b"PK\x03\x04").then(|| zip::entries(bytes)).flatten()?;
    let office = |entry: &Entry<'_>| matches!(entry.name.as_str(), "[Content_Types].xml" | "mimetype");
    if entries.iter().any(office) {
        return None;
    }
    let mut left = MOST_DOCUMENTS;
    let read = entries.into_iter().filter(|entry| !entry.name.ends_with('/')).map(|entry| {
        if entry.locked {
            return Err(locked());
        }
        let unpacked = unpack(&entry, left).map_err(|fault| fault.unwrap_or_else(too_long))?;
        left -= unpacked.len();
        Ok((entry.name, unpacked))
    });
    Some(read.collect())
}

/// More bytes than the documents of a city have.
pub fn too_long() -> Refusal {
    refusal(
        "ORG-06",
        ("大きすぎるファイルです。", "The file is too large."),
        (
            "評価書だけのファイルに分けて(zip は展開して)取り込んでください。",
            "Import the evaluation alone; unpack a zip.",
        ),
    )
}

fn locked() -> Refusal {
    refusal(
        "ORG-03",
        ("暗号化されたファイルです。", "The file is encrypted."),
        ("パスワードを外して保存し直してください。", "Save it again without a password."),
    )
}

fn too_large() -> Refusal {
    refusal(
        "ORG-06",
        ("展開すると大きすぎるファイルです。", "The file unpacks to more than can be read."),
        (
            "評価書のシートだけを新しいブックに写して保存し、それを取り込んでください。",
            "Copy the sheets of the evaluation into a new workbook, and import that.",
        ),
    )
}
