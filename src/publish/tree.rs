//! Changing one folder of files into another: moved into one another, removed, given a second name.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

/// Moves all files and folders of one folder into another. What stands in their place goes, but for folders, which are
/// merged.
pub(super) fn merge(from: &Path, into: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (own, target) = (entry.path(), into.join(entry.file_name()));
        let is_folder = entry.file_type()?.is_dir();
        match fs::symlink_metadata(&target) {
            Ok(found) if found.is_dir() && is_folder => {
                merge(&own, &target)?;
                continue;
            }
            Ok(found) if found.is_dir() || is_folder => remove(&target)?,
            _ => {}
        }
        fs::rename(own, target)?;
    }
    Ok(())
}

/// Removes files of a folder, and the folders in which nothing is left.
pub(super) fn remove_all<'p>(folder: &Path, paths: impl Iterator<Item = &'p str>) -> io::Result<()> {
    let mut emptied = BTreeSet::new();
    for path in paths {
        let path = folder.join(path);
        remove(&path)?;
        emptied.extend(path.parent().map(Path::to_owned));
    }
    // The innermost first; others cannot be removed.
    for inner in emptied.iter().rev() {
        let _ = inner.ancestors().take_while(|above| *above != folder).try_for_each(fs::remove_dir);
    }
    Ok(())
}

/// Gives files of one folder a second name in another, each by `link`.
pub(super) fn link_all<'p>(
    from: &Path,
    paths: impl Iterator<Item = &'p str>,
    into: &Path,
    link: impl Fn(&Path, &Path) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let mut paths: Vec<&str> = paths.collect();
    paths.sort_unstable();
    // Each folder once, so that no file has to find out that its own is not there.
    let mut folders: Vec<&str> = paths.iter().filter_map(|path| Some(path.rsplit_once('/')?.0)).collect();
    folders.dedup();
    folders.par_iter().for_each(|folder| drop(fs::create_dir_all(into.join(folder))));
    paths.par_iter().try_for_each(|path| link(&from.join(path), &into.join(path)))
}

/// Gives a file a second name, or copies it where the file system has no such names.
pub(super) fn link(from: &Path, to: &Path) -> io::Result<()> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    make_way(to)?;
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to)?;
    let modified = fs::metadata(from)?.modified()?;
    fs::File::options().write(true).open(to)?.set_modified(modified)
}

/// Makes the folder of a file; whatever stands in its place goes.
fn make_way(file: &Path) -> io::Result<()> {
    remove(file)?;
    let Some(folder) = file.parent().filter(|folder| !folder.is_dir()) else { return Ok(()) };
    fs::create_dir_all(folder)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(())
        }
        Err(error) => Err(error),
    }
}
