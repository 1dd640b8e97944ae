//! Putting the published site into a folder elsewhere (a disk of the web server that is mounted here), file by file.
//!
//! A folder on a server cannot be exchanged as a whole, so the files go there in an order in which nothing that is there
//! leads to what is not ([`super::order`]); each is written beside its place and renamed, so that a reader gets the old one or
//! the new one. A list in the folder ([`LIST`]) says which files are ours: others are neither changed nor deleted. It is
//! written before anything else, and again in the end; whoever is interrupted runs it again. It says of each file what was put
//! there and when: what somebody has touched since is read, and put there anew where it is another.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::order::place;
use crate::digest::File;
use crate::finding::{Text, Trouble};
use crate::privacy::{self, shown};
use crate::text::{file, limit};

/// Name of the list in the folder.
const LIST: &str = ".kohyo-files.json";

/// Name of a file of the site that is being written, beside its place.
const PART: &str = ".kohyo-part";

/// What is in a folder, as it was put there.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    /// BLAKE3 of each file, by its path; nothing where it may be old or new.
    files: BTreeMap<String, Option<String>>,
    /// When the file system says that each was written, in nanoseconds since 1970: whoever changes one changes that, be it as
    /// long as before.
    #[serde(default)]
    written: BTreeMap<String, u64>,
}

/// What is to be done, or was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deployed {
    /// Files that were written, in this order.
    pub put: Vec<String>,
    /// How many were there already.
    pub kept: usize,
    /// Files that were deleted, in this order.
    pub deleted: Vec<String>,
    /// Files in the folder that are not ours, which stay.
    pub foreign: Vec<String>,
}

/// What a folder has to get.
#[derive(Debug)]
pub struct Deployment<'a> {
    from: &'a Path,
    to: PathBuf,
    files: BTreeMap<String, File>,
    list: List,
    /// What interrupted runs left half-written.
    parts: Vec<PathBuf>,
    work: Deployed,
}

impl<'a> Deployment<'a> {
    /// Looks at the folder `to`; nothing is written. `files` are those of the site in `from`.
    ///
    /// # Errors
    /// A folder that is not there, that is or holds the site itself, or that has files in it of which nobody knows whose
    /// they are.
    pub fn new(from: &'a Path, files: BTreeMap<String, File>, to: &Path) -> Result<Self, Trouble> {
        let failed = |error: io::Error| Trouble::io(to, &error);
        if !to.is_dir() {
            return Err(no_folder(to));
        }
        let to = to.canonicalize().map_err(failed)?;
        let own = from.canonicalize().map_err(|error| Trouble::io(from, &error))?;
        if to.starts_with(&own) || own.starts_with(&to) {
            return Err(overlaps(&to));
        }
        let mut foreign = Vec::new();
        let list = read_list(&to)?;
        let (there, parts) = look_through(&to)?;
        let known = |path: &str| match &list {
            Some(list) => list.files.contains_key(path),
            // A copy of the site that somebody made by hand.
            None => files.contains_key(path),
        };
        for path in &there {
            if !known(path) {
                foreign.push(path.clone());
            }
        }
        if list.is_none() && !foreign.is_empty() {
            return Err(not_ours(&to, &foreign));
        }
        // Of the same name, or in the place of a folder.
        let blocks = |path: &str| {
            files.contains_key(path)
                || files
                    .range(format!("{path}/")..)
                    .next()
                    .is_some_and(|(next, _)| next.starts_with(&format!("{path}/")))
        };
        if let Some(path) = foreign.iter().find(|path| blocks(path)) {
            return Err(in_the_way(&to, path));
        }
        let mut list = list.unwrap_or_default();
        list.files.retain(|path, _| there.contains(path));
        for path in there.iter().filter(|path| files.contains_key(*path)) {
            list.files.entry(path.clone()).or_default();
        }
        let mut work = Deployed { foreign, ..Deployed::default() };
        let before = std::mem::take(&mut list.written);
        for (path, file) in &files {
            let written = written(&to.join(path));
            if is_there(
                &to,
                path,
                *file,
                list.files.get(path),
                written.is_some() && written == before.get(path).copied(),
            ) {
                work.kept += 1;
                list.written.extend(written.map(|time| (path.clone(), time)));
            } else {
                work.put.push(path.clone());
            }
        }
        work.put.sort_by(|a, b| place(a).cmp(&place(b)));
        work.deleted = list.files.keys().filter(|path| !files.contains_key(*path)).cloned().collect();
        work.deleted.sort_by(|a, b| place(b).cmp(&place(a)));
        Ok(Self { from, to, files, list, parts, work })
    }

    /// What would be done.
    pub fn work(&self) -> &Deployed {
        &self.work
    }

    /// Does it.
    ///
    /// # Errors
    /// What the file system says. What has been done until then stays; running it again completes it.
    pub fn run(self) -> Result<Deployed, Trouble> {
        let Self { from, to, files, mut list, parts, work } = self;
        let failed = |path: &str, error: &io::Error| Trouble::io(&to.join(path), error);
        if !work.put.is_empty() || !work.deleted.is_empty() {
            for path in &work.put {
                list.files.insert(path.clone(), None);
            }
            write_list(&to, &list)?;
        }
        for part in parts {
            match fs::remove_file(&part) {
                // Writing the list has swept it away.
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(Trouble::io(&part, &error));
                }
                _ => {}
            }
        }
        // What stands in a folder that becomes a file has to go first.
        for path in work.deleted.iter().filter(|path| in_place_of_a_file(path, &files)) {
            delete(&to, path).map_err(|error| failed(path, &error))?;
        }
        for path in &work.put {
            put(&from.join(path), &to, path).map_err(|error| failed(path, &error))?;
            list.written.extend(written(&to.join(path)).map(|time| (path.clone(), time)));
        }
        for path in &work.deleted {
            delete(&to, path).map_err(|error| failed(path, &error))?;
            list.files.remove(path);
        }
        list.files = files.into_iter().map(|(path, file)| (path, Some(file.hex()))).collect();
        write_list(&to, &list)?;
        Ok(work)
    }
}

/// When a file was written, as far as the file system says.
fn written(path: &Path) -> Option<u64> {
    let time = fs::symlink_metadata(path).and_then(|found| found.modified()).ok()?;
    u64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_nanos()).ok()
}

/// Whether a file is there as it is to be: as it was `listed` when it was put there and `untouched` since, or, where that is not
/// known, by its bytes. Of a server that is far, reading all of them would take as long as putting them there.
fn is_there(to: &Path, path: &str, file: File, listed: Option<&Option<String>>, untouched: bool) -> bool {
    let target = to.join(path);
    if fs::symlink_metadata(&target).is_ok_and(|found| !found.is_file() || found.len() != file.bytes) {
        return false;
    }
    match listed {
        Some(Some(hash)) if *hash != file.hex() => false,
        Some(Some(_)) if untouched => true,
        Some(_) => file::read(&target, u64::MAX).is_ok_and(|bytes| File::of(&bytes) == file),
        None => false,
    }
}

/// Whether a file lies below what is a file of the site now.
fn in_place_of_a_file(path: &str, files: &BTreeMap<String, File>) -> bool {
    path.match_indices('/').any(|(at, _)| files.contains_key(&path[..at]))
}

fn put(from: &Path, to: &Path, path: &str) -> io::Result<()> {
    let target = to.join(path);
    let folder = target.parent().unwrap_or(to);
    make_folder(to, folder)?;
    if fs::symlink_metadata(&target).is_ok_and(|found| found.is_dir()) {
        remove_empty(&target)?;
    }
    let part = folder.join(PART);
    fs::copy(from, &part)?;
    fs::File::options().write(true).open(&part)?.sync_all()?;
    fs::rename(&part, &target)
}

/// Makes the folders of a file. None of them may be a link that leads elsewhere; a file of ours in the place of a
/// folder goes.
fn make_folder(to: &Path, folder: &Path) -> io::Result<()> {
    let mut at = to.to_owned();
    for name in folder.strip_prefix(to).unwrap_or(Path::new("")) {
        at.push(name);
        match fs::symlink_metadata(&at) {
            Ok(found) if found.is_dir() => {}
            Ok(found) if found.is_file() => {
                fs::remove_file(&at)?;
                fs::create_dir(&at)?;
            }
            Ok(_) => {
                return Err(io::Error::new(io::ErrorKind::NotADirectory, "a link in the place of a folder"));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir(&at)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Removes a folder that has nothing in it but folders.
fn remove_empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        remove_empty(&entry?.path())?;
    }
    fs::remove_dir(folder)
}

/// Deletes a file of ours, and the folders that are empty then.
fn delete(to: &Path, path: &str) -> io::Result<()> {
    let target = to.join(path);
    match fs::symlink_metadata(&target) {
        // A page has come in its place.
        Ok(found) if found.is_dir() => return Ok(()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(());
        }
        Err(error) => return Err(error),
        Ok(_) => fs::remove_file(&target)?,
    }
    for folder in target.ancestors().skip(1).take_while(|folder| *folder != to) {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

/// All files in a folder, and apart from them what interrupted runs left half-written. Links count as files and are not
/// followed.
fn look_through(to: &Path) -> Result<(BTreeSet<String>, Vec<PathBuf>), Trouble> {
    let (mut there, mut parts) = (BTreeSet::new(), Vec::new());
    for entry in walkdir::WalkDir::new(to).min_depth(1) {
        let entry = entry.map_err(|error| Trouble::io(to, &error.into()))?;
        let path = entry.path().strip_prefix(to).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
        let name = path.rsplit('/').next().unwrap_or_default();
        if entry.file_type().is_dir() || path == LIST {
            continue;
        }
        // The list, too, is written beside its place.
        if name == PART || (name == path && file::is_half_written(name)) {
            parts.push(entry.into_path());
        } else {
            there.insert(path);
        }
    }
    Ok((there, parts))
}

fn read_list(to: &Path) -> Result<Option<List>, Trouble> {
    let path = to.join(LIST);
    match file::read_text(&path, limit::OWN) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Trouble::io(&path, &error)),
        Ok(text) => serde_json::from_str(&text).map(Some).map_err(|_| damaged(&path)),
    }
}

fn write_list(to: &Path, list: &List) -> Result<(), Trouble> {
    let path = to.join(LIST);
    let text = serde_json::to_string_pretty(list)
        .map_err(|error| Trouble::internal(Text::new(error.to_string(), error.to_string())))?;
    file::write(&path, text + "\n").map_err(|error| Trouble::io(&path, &error))
}

fn no_folder(to: &Path) -> Trouble {
    let path = shown(to);
    Trouble::new(
        Text::new(format!("{path} というフォルダーはありません。"), format!("There is no folder {path}.")),
        Text::new(
            "サーバーのフォルダーが接続されているか確認してください。新しい場所なら、空のフォルダーを作ってから実行してください。",
            "Check that the folder of the server is mounted. For a new place make an empty folder first.",
        ),
    )
}

fn overlaps(to: &Path) -> Trouble {
    let path = shown(to);
    Trouble::new(
        Text::new(
            format!("{path} は、出力のフォルダーと重なっています。"),
            format!("{path} overlaps the output folder."),
        ),
        Text::new("別のフォルダーを `--to` に指定してください。", "Name another folder with `--to`."),
    )
}

fn not_ours(to: &Path, foreign: &[String]) -> Trouble {
    let (path, names) = (shown(to), names(foreign));
    Trouble::new(
        Text::new(
            format!("{path} には kohyo が置いたものでないファイルがあります: {names}"),
            format!("{path} holds files that kohyo did not put there: {names}"),
        ),
        Text::new(
            "何も書いていません。場所を確かめてください。前に手で写したサイトなら、一度空にしてから実行してください。",
            "Nothing was written. Check the folder. If it is an older site that was copied by hand, empty it once.",
        ),
    )
}

fn in_the_way(to: &Path, path: &str) -> Trouble {
    let path = format!("{}/{}", shown(to), privacy::redacted(path));
    Trouble::new(
        Text::new(
            format!("サイトのファイルを置く場所に、kohyo が置いたものでないファイル {path} があります。"),
            format!("Where a file of the site belongs there is {path}, which kohyo did not put there."),
        ),
        Text::new(
            "何も書いていません。そのファイルを別の場所に移してから、もう一度実行してください。",
            "Nothing was written. Move that file elsewhere and run this again.",
        ),
    )
}

fn damaged(path: &Path) -> Trouble {
    let path = shown(path);
    Trouble::new(
        Text::new(
            format!("前に置いたファイルの一覧 {path} を読めません。"),
            format!("The list of files, {path}, cannot be read."),
        ),
        Text::new(
            "何も書いていません。フォルダーを空にしてから実行すると、全てを置き直します。",
            "Nothing was written. Empty the folder, and all will be put there anew.",
        ),
    )
}

fn names(paths: &[String]) -> String {
    let first: Vec<String> = paths.iter().take(3).map(|path| privacy::redacted(path)).collect();
    let more = if paths.len() > 3 { " …" } else { "" };
    first.join(", ") + more
}

#[cfg(test)]
mod tests;
