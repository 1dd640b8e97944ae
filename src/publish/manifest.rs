//! The list of published files, by which kohyo tells its own files from those of others.
//!
//! It lies in `.kohyo/`, not in the output. kohyo never removes a file that is not on it: a folder with other
//! files in it (a `CNAME`, a `.git`, somebody's home) is refused, and the message says what to do.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use super::stage::Staged;
use crate::finding::{Text, Trouble};
use crate::privacy::{self, shown};
use crate::text::source::slashed;

/// Files that operating systems leave in every folder they show.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// Paths of files with the hash of their bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    files: BTreeMap<String, String>,
}

impl Manifest {
    /// The files of a stage.
    pub(super) fn of(staged: &Staged) -> Self {
        Self { files: staged.files().iter().map(|(path, file)| (path.clone(), file.hash.clone())).collect() }
    }

    /// Both lists.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.files.extend(other.files);
        self
    }

    /// Reads a list; `None` where there is none or it is damaged.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, Trouble> {
        match fs::read(path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Trouble::io(path, &error)),
        }
    }

    /// Writes a list, whole or not at all.
    pub(super) fn write(&self, path: &Path) -> Result<(), Trouble> {
        let failed = |error| Trouble::io(path, &error);
        let bytes = serde_json::to_vec(self).map_err(|error| failed(error.into()))?;
        let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(path)).map_err(failed)?;
        file.write_all(&bytes).map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
        Ok(())
    }
}

/// Refuses an output folder that holds files which are not on the list.
pub(super) fn refuse_foreign(output: &Path, known: Option<&Manifest>) -> Result<(), Trouble> {
    match fs::metadata(output) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Trouble::io(output, &error)),
        Ok(metadata) if !metadata.is_dir() => return Err(no_folder(output)),
        Ok(_) => {}
    }
    let mut foreign = Vec::new();
    for entry in WalkDir::new(output).min_depth(1).sort_by_file_name() {
        let entry = entry.map_err(|error| Trouble::io(output, &error.into()))?;
        if entry.file_type().is_dir() || LITTER.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        let path = entry.path().strip_prefix(output).unwrap_or(entry.path());
        let path = slashed(path);
        if !known.is_some_and(|known| known.files.contains_key(&path)) {
            foreign.push(privacy::redacted(&path));
        }
    }
    match (foreign.as_slice(), known) {
        ([], _) => Ok(()),
        (_, None) => Err(not_ours(output)),
        (files, Some(_)) => Err(added(output, files)),
    }
}

fn no_folder(output: &Path) -> Trouble {
    let path = shown(output);
    Trouble::new(
        Text::new(format!("{path} はフォルダーではありません。"), format!("{path} is not a folder.")),
        Text::new("`--output` に別の場所を指定してください。", "Name another place with `--output`."),
    )
}

fn not_ours(output: &Path) -> Trouble {
    let path = shown(output);
    Trouble::new(
        Text::new(
            format!("{path} には kohyo が作っていないファイルがあります。上書きしません。"),
            format!("{path} holds files that kohyo did not make. They are not replaced."),
        ),
        Text::new(
            "`--output` に新しいフォルダーを指定するか、中身が不要ならフォルダーを消してから実行してください。",
            "Name a new folder with `--output`; or, if nothing in it is needed, delete the folder first.",
        ),
    )
}

fn added(output: &Path, files: &[String]) -> Trouble {
    let path = shown(output);
    let names = files.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = files.len().saturating_sub(3);
    let (ja, en) = if more > 0 {
        (format!(" ほか{more}件"), format!(" and {more} more"))
    } else {
        Default::default()
    };
    Trouble::new(
        Text::new(
            format!("{path} に、kohyo が作っていないファイルが加わっています: {names}{ja}"),
            format!("Files that kohyo did not make have been added to {path}: {names}{en}"),
        ),
        Text::new(
            "入れ替えると失われるので止めました。別の場所へ移してから、もう一度実行してください。",
            "They would be lost, so nothing was done. Move them elsewhere and run this again.",
        ),
    )
}
