//! The one step in which a staged site takes the place of the published one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

/// Puts the folder `new` in the place of `output`. Both lie on one file system.
///
/// Where the system can exchange two folders, a reader sees the old site or the new one at every moment, also
/// if the process is killed; `new` holds the old site afterwards, and the answer is `true`. Elsewhere the old site is
/// first moved to `aside`, and whoever starts next moves it back if the second move never came.
pub(super) fn swap(new: &Path, output: &Path, aside: &Path) -> io::Result<bool> {
    if !output.exists() {
        return fs::rename(new, output).map(|()| false);
    }
    if exchange(new, output)? {
        return Ok(true);
    }
    two_renames(new, output, aside)
}

/// Waits until the files of a folder are on the disk: a name may get there before what it names.
#[cfg(target_os = "linux")]
pub(super) fn settle(folder: &Path) -> io::Result<()> {
    // One call for all of them; one for each takes a minute for a large site.
    rustix::fs::syncfs(fs::File::open(folder)?).map_err(io::Error::from)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn settle(folder: &Path) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            fs::File::options().write(true).open(entry.path())?.sync_all()?;
        }
    }
    Ok(())
}

/// Begins to bring the files of a folder to the disk while others are still being made, so that less is left to wait for.
pub(super) fn settle_ahead(folder: PathBuf) {
    if cfg!(target_os = "linux") {
        // What fails here fails again when it is waited for.
        let _ = thread::Builder::new().spawn(move || settle(&folder));
    }
}

/// Exchanges two folders. `false` where the file system or the kernel cannot.
#[cfg(target_os = "linux")]
fn exchange(new: &Path, output: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, new, CWD, output, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "the counterpart on Linux can fail")]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

fn two_renames(new: &Path, output: &Path, aside: &Path) -> io::Result<bool> {
    fs::rename(output, aside)?;
    if let Err(error) = fs::rename(new, output) {
        fs::rename(aside, output)?;
        return Err(error);
    }
    // The new site stands; an old one that cannot be removed now is removed at the next start.
    let _ = fs::remove_dir_all(aside);
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_put_the_new_site_in_place() {
        for way in [swap, two_renames] {
            let folder = tempfile::tempdir().unwrap();
            let [new, output, aside] = ["new", "output", "aside"].map(|name| folder.path().join(name));
            fs::create_dir(&new).unwrap();
            fs::create_dir(&output).unwrap();
            fs::write(new.join("a"), "new").unwrap();
            fs::write(output.join("a"), "old").unwrap();
            way(&new, &output, &aside).unwrap();
            assert_eq!(fs::read_to_string(output.join("a")).unwrap(), "new");
            assert!(!aside.exists());
        }
    }

    #[test]
    fn a_failed_second_rename_brings_the_old_site_back() {
        let folder = tempfile::tempdir().unwrap();
        let [new, output, aside] = ["new", "output", "aside"].map(|name| folder.path().join(name));
        fs::create_dir(&output).unwrap();
        fs::write(output.join("a"), "old").unwrap();
        assert!(two_renames(&new, &output, &aside).is_err());
        assert_eq!(fs::read_to_string(output.join("a")).unwrap(), "old");
    }
}
