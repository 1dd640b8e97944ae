//! The list of published files, by which kohyo tells its own files from those of others, and what is still as it was
//! written from what somebody has changed.
//!
//! It lies in `.kohyo/`, not in the output. kohyo never removes a file that is not on it: a folder with other
//! files in it (a `CNAME`, a `.git`, somebody's home) is refused, and the message says what to do.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use super::stage::{Entry, Published, Staged};
use crate::digest::{File, Key, sealed};
use crate::finding::{Text, Trouble};
use crate::privacy::{self, shown};

/// Files that operating systems leave in every folder they show.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// Paths of files with what was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    files: BTreeMap<String, Written>,
    /// Under which rules the gate has looked at all of them; `None` where it is not known of all.
    rules: Option<Key>,
}

/// A file as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Written {
    pub(super) file: File,
    /// When it was written last; `None` where the file system does not say.
    pub(super) modified: Option<SystemTime>,
}

impl Manifest {
    /// The files of a site that lies in `folder`, ready to be published. `known` are those that are published.
    pub(super) fn of(staged: &Staged, folder: &Path, known: Option<&Self>) -> Self {
        let written = |(path, entry): &(&String, &Entry)| {
            let before = known.and_then(|known| known.get(path)).filter(|_| entry.kept);
            let modified = || fs::metadata(folder.join(path)).and_then(|file| file.modified()).ok();
            let modified = before.map_or_else(modified, |before| before.modified);
            ((*path).clone(), Written { file: entry.file, modified })
        };
        let files: Vec<_> = staged.files().iter().collect();
        Self { files: files.par_iter().map(written).collect(), rules: staged.rules() }
    }

    /// Both lists.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.files.extend(other.files);
        self.rules = self.rules.filter(|rules| other.rules == Some(*rules));
        self
    }

    /// The same files, looked at under these rules.
    pub(super) fn looked_at(&self, rules: Option<Key>) -> Self {
        Self { rules, ..self.clone() }
    }

    /// Under which rules the gate has looked at all of them; `None` where it is not known of all.
    pub(super) fn rules(&self) -> Option<Key> {
        self.rules
    }

    /// The file of a path.
    pub(super) fn get(&self, path: &str) -> Option<&Written> {
        self.files.get(path)
    }

    /// All paths.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// How many files there are.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Reads a list; `None` where there is none or it is damaged.
    pub(super) fn read(path: &Path) -> Option<Self> {
        let bytes = sealed::read(path)?;
        let (files, rest) = postcard::take_from_bytes(&bytes).ok()?;
        // A list of an earlier version ends with the files: they are kohyo's own all the same.
        Some(Self { files, rules: postcard::from_bytes(rest).ok().flatten() })
    }

    /// Writes a list, whole or not at all.
    pub(super) fn write(&self, path: &Path) -> Result<(), Trouble> {
        let bytes = postcard::to_stdvec(self)
            .map_err(|error| Trouble::internal(Text::new(error.to_string(), error.to_string())))?;
        sealed::write(path, &bytes).map_err(|error| Trouble::io(path, &error))
    }
}

/// What stands in an output folder.
#[derive(Debug, Default)]
pub(super) struct OutputState {
    /// What is still as it was written.
    pub(super) published: Published,
    /// Its folders.
    pub(super) folders: Folders,
}

/// The folders of an output as they were found: while each has the time it had, no file has come and none has gone.
#[derive(Debug, Default)]
pub(super) struct Folders {
    times: Vec<(PathBuf, Option<SystemTime>)>,
    /// What operating systems left there.
    litter: Vec<String>,
}

impl Folders {
    fn are_as_found(&self) -> bool {
        // Elsewhere not every file system gives a folder a new time when something is put in it.
        cfg!(target_os = "linux")
            && self.times.par_iter().all(|(folder, time)| time.is_some() && changed(folder) == *time)
    }
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|folder| folder.modified()).ok()
}

/// Looks through an output folder and refuses one that holds files which are not on the list.
pub(super) fn look_through(output: &Path, known: Option<&Manifest>) -> Result<OutputState, Trouble> {
    look(output, known, true)
}

/// What operating systems left in an output folder, which is refused as by [`look_through`]. It is not looked through again
/// where its folders are as they were `found`.
pub(super) fn litter(
    output: &Path,
    known: Option<&Manifest>,
    found: Option<Folders>,
) -> Result<Vec<String>, Trouble> {
    match found.filter(Folders::are_as_found) {
        Some(found) => Ok(found.litter),
        None => look(output, known, false).map(|found| found.folders.litter),
    }
}

fn look(output: &Path, known: Option<&Manifest>, closely: bool) -> Result<OutputState, Trouble> {
    match fs::metadata(output) {
        // No time is known of it, so that it is looked for again before it is replaced.
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let folders = Folders { times: vec![(output.to_owned(), None)], litter: Vec::new() };
            return Ok(OutputState { folders, ..OutputState::default() });
        }
        Err(error) => return Err(Trouble::io(output, &error)),
        Ok(metadata) if !metadata.is_dir() => return Err(no_folder(output)),
        Ok(_) => {}
    }
    let failed = |error: walkdir::Error| Trouble::io(output, &error.into());
    let mut found = OutputState::default();
    found.folders.times.push((output.to_owned(), changed(output)));
    let top: Vec<_> = WalkDir::new(output)
        .min_depth(1)
        .max_depth(1)
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    let walked: Vec<Below> = top
        .par_iter()
        .map(|entry| below(output, entry.path(), closely))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    let mut foreign = Vec::new();
    for Below { files, folders } in walked {
        found.folders.times.extend(folders);
        for (path, metadata) in files {
            let name = path.rsplit('/').next().unwrap_or_default();
            if LITTER.contains(&name) {
                found.folders.litter.push(path);
            } else if let Some(written) = known.and_then(|known| known.get(&path)) {
                let same = |metadata: Metadata| {
                    metadata.is_file()
                        && metadata.len() == written.file.bytes
                        && written.modified.is_some()
                        && metadata.modified().ok() == written.modified
                };
                if metadata.is_some_and(same) {
                    found.published.insert(path, written.file);
                }
            } else {
                foreign.push(privacy::redacted(&path));
            }
        }
    }
    foreign.sort();
    match (foreign.as_slice(), known) {
        ([], _) => Ok(found),
        (_, None) => Err(not_ours(output)),
        (files, Some(_)) => Err(added(output, files)),
    }
}

/// What stands at and below a path.
#[derive(Default)]
struct Below {
    /// The files, with their paths within the output and what the system knows of them.
    files: Vec<(String, Option<Metadata>)>,
    /// The folders, with the time at which something came or went.
    folders: Vec<(PathBuf, Option<SystemTime>)>,
}

/// What the system knows is only asked for to look `closely`. Links are not followed.
fn below(output: &Path, path: &Path, closely: bool) -> Result<Below, walkdir::Error> {
    let mut found = Below::default();
    for entry in WalkDir::new(path) {
        let entry = entry?;
        let metadata = if closely { Some(entry.metadata()?) } else { None };
        if entry.file_type().is_dir() {
            let time = metadata.and_then(|folder| folder.modified().ok());
            found.folders.push((entry.into_path(), time));
        } else {
            let path = entry.path().strip_prefix(output).unwrap_or(entry.path());
            found.files.push((path.to_string_lossy().replace('\\', "/"), metadata));
        }
    }
    Ok(found)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Keyed;

    #[test]
    fn lists_of_earlier_versions_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("list");
        let written = Written { file: File::of(b"x"), modified: Some(SystemTime::UNIX_EPOCH) };
        let files = BTreeMap::from([("index.html".to_owned(), written)]);
        sealed::write(&path, &postcard::to_stdvec(&files).expect("bytes")).expect("a file");
        let read = Manifest::read(&path).expect("a list");
        assert_eq!((read.get("index.html"), read.rules()), (Some(&written), None));
        for rules in [None, Some(Keyed::new("rules").key())] {
            let list = read.looked_at(rules);
            list.write(&path).expect("a file");
            assert_eq!(Manifest::read(&path), Some(list));
        }
    }
}
