//! The parts of a workbook, unpacked within bounds: what a small file may not do is fill the memory.

use std::collections::HashMap;

use super::{broken, refusal};
use crate::import::Refusal;
use crate::inspect::zip;

/// All parts of XML together may be as large as this; a workbook of 75 pages has two million bytes of them.
const MOST: usize = 128 << 20;

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
            return Err(refusal(
                "ORG-03",
                ("暗号化されたファイルです。", "The file is encrypted."),
                ("パスワードを外して保存し直してください。", "Save it again without a password."),
            ));
        }
        let extension = entry.name.rsplit_once('.').map_or("", |(_, extension)| extension);
        if !matches!(extension, "xml" | "rels") {
            continue;
        }
        let unpacked = match entry.method {
            0 => entry.data.to_vec(),
            8 => miniz_oxide::inflate::decompress_to_vec_with_limit(entry.data, left).map_err(|error| {
                if matches!(error.status, miniz_oxide::inflate::TINFLStatus::HasMoreOutput) {
                    too_large()
                } else {
                    broken()
                }
            })?,
            _ => return Err(broken()),
        };
        left = left.checked_sub(unpacked.len()).ok_or_else(too_large)?;
        parts.insert(entry.name, String::from_utf8_lossy(&unpacked).into_owned());
    }
    Ok(parts)
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
