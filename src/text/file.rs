//! Reading a file after looking at what it is, names that a file can have everywhere, and writing a file of somebody's work: the old text or the new one, never half of it. What is made anew at will (the site,
//! what is kept between builds) is written by its own rooms.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::character::is_unseen;

/// Opens a file whose type and size have been looked at: a pipe may never say anything, a device never end.
///
/// # Errors
/// What the file system says; `InvalidInput` where it is no ordinary file (links are followed), `FileTooLarge` where it has
/// more than `most` bytes.
pub fn open(path: &Path, most: u64) -> io::Result<fs::File> {
    let look = |about: fs::Metadata| {
        if !about.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not an ordinary file"));
        }
        if about.len() > most { Err(too_large(most)) } else { Ok(()) }
    };
    look(fs::metadata(path)?)?;
    let file = fs::File::open(path)?;
    look(file.metadata()?)?;
    Ok(file)
}

/// The bytes of a file that is [opened](open) so.
///
/// # Errors
/// Those of [`open`].
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open(path, most)?;
    let mut bytes = Vec::with_capacity(usize::try_from(file.metadata()?.len()).unwrap_or(0));
    // It may grow while it is read.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_large(most)) } else { Ok(bytes) }
}

/// The text of a file that is [opened](open) so.
///
/// # Errors
/// Those of [`open`]; `InvalidData` where it is not UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read(path, most)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// What tells, without a look at its bytes, that a file is the one that was there before: its size, its times and its number.
/// The time at which the system last changed anything of it cannot be set by anybody; where there is none, nothing is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    bytes: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    number: u64,
}

impl Stamp {
    /// Of what is to be read now. `None` of a file that was written a moment ago: it may be written again without another
    /// time, for no clock of a file system is fine enough.
    #[cfg(unix)]
    pub fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        const MOMENT: Duration = Duration::from_secs(2);
        let about = fs::metadata(path).ok()?;
        let is_old = SystemTime::now().duration_since(about.modified().ok()?).ok()? >= MOMENT;
        is_old.then(|| Self {
            bytes: about.len(),
            modified: (about.mtime(), about.mtime_nsec()),
            changed: (about.ctime(), about.ctime_nsec()),
            number: about.ino(),
        })
    }

    /// Nothing is known for certain.
    #[cfg(not(unix))]
    pub fn of(_: &Path) -> Option<Self> {
        None
    }
}

fn too_large(most: u64) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("more than {most} bytes"))
}

/// How the name of a file begins that [`write`] has not finished, and how many letters and digits follow.
const HALF: &str = ".kohyo-";
const HALF_RANDOM: usize = 6;

/// Whether this is the name of a file that [`write()`] was stopped in: nobody needs it.
pub fn is_half_written(name: &str) -> bool {
    name.strip_prefix(HALF).is_some_and(|rest| {
        rest.len() == HALF_RANDOM && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Puts `text` in the place of a file: beside it first, on the disk, then renamed. A link keeps pointing where it does, and
/// permissions stay. What is no file (`/dev/stdout`, a pipe) is written to as it is.
///
/// # Errors
/// What the file system says; the file is then what it was.
pub fn write(path: &Path, text: impl AsRef<[u8]>) -> io::Result<()> {
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&place).is_ok_and(|before| !before.is_file()) {
        return fs::write(&place, text);
    }
    sweep(folder_of(&place));
    prepare(path, text)?.put()
}

/// Removes what commands were stopped at in a folder: whoever writes a file holds it until it has its name.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_half = entry.file_name().to_str().is_some_and(is_half_written)
            && entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_half
            && let Ok(file) = fs::File::options().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            // What cannot be removed does no more harm than before.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A text on the disk, beside the place that it is for. Dropped, it is gone.
#[derive(Debug)]
pub struct Prepared {
    file: tempfile::NamedTempFile,
    place: PathBuf,
}

/// The first half of [`write()`]: of several files that belong together all are prepared before the first is put in its
/// place, so that a disk that becomes full leaves them as they were.
///
/// # Errors
/// What the file system says; where something else than a file is in its place.
pub fn prepare(path: &Path, text: impl AsRef<[u8]>) -> io::Result<Prepared> {
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let before = fs::metadata(&place).ok();
    if before.as_ref().is_some_and(|before| !before.is_file()) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not an ordinary file"));
    }
    if before.as_ref().is_some_and(|before| before.permissions().readonly()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "read-only file"));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(HALF).rand_bytes(HALF_RANDOM);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder_of(&place))?;
    // Another command may have taken it for one that nobody holds, between these two. Where files cannot be held none is.
    while file.as_file().lock().is_ok() && fs::symlink_metadata(file.path()).is_err() {
        file = builder.tempfile_in(folder_of(&place))?;
    }
    file.write_all(text.as_ref())?;
    if let Some(before) = before {
        file.as_file().set_permissions(before.permissions())?;
    }
    file.as_file().sync_all()?;
    Ok(Prepared { file, place })
}

impl Prepared {
    /// The second half of [`write()`].
    ///
    /// # Errors
    /// What the file system says; the file is then what it was.
    pub fn put(self) -> io::Result<()> {
        self.file.persist(&self.place)?;
        sync_folder(folder_of(&self.place))
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Waits until the names in a folder are on the disk, where the system can say so: a new name lies in its folder, not in its
/// file.
///
/// # Errors
/// What the file system says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    match fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some file systems have no such thing.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Ok(())
        }
        // A folder that may be written to and not read.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        done => done,
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        Ok(())
    }
}

/// Whether a file or folder can have this name on every system that a site may be kept on. Windows keeps some names for
/// devices, whatever their extension, refuses some signs, and drops a point or space at the end ("Naming Files, Paths,
/// and Namespaces", Microsoft Learn).
pub fn is_portable(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = |stem: &str| {
        let number = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
        number.is_some_and(|number| {
            matches!(number.as_bytes(), [b'0'..=b'9']) || ["¹", "²", "³"].contains(&number)
        })
    };
    let device =
        matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || numbered(&stem);
    !device
        && !name.is_empty()
        && !name.ends_with(['.', ' '])
        && !name.contains(|c: char| "<>:\"/\\|?*".contains(c) || is_unseen(c) || c.is_control())
}

/// The path of a file whose name is in Unicode's form C: as it is, or as a system stores it that takes letters apart.
pub fn stored(folder: &Path, name: &str) -> PathBuf {
    let mut path = folder.to_owned();
    for part in name.split('/') {
        let plain = path.join(part);
        let same = |entry: &fs::DirEntry| {
            entry.file_name().to_str().is_some_and(|stored| stored.nfc().eq(part.chars()))
        };
        path = if fs::symlink_metadata(&plain).is_ok() {
            plain
        } else {
            let entries = fs::read_dir(&path).into_iter().flatten().filter_map(Result::ok);
            entries.filter(same).map(|entry| entry.path()).min().unwrap_or(plain)
        };
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_command_was_stopped_at_goes_with_the_next_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in [".kohyo-a1B2c3", ".kohyo-notes.md", ".kohyo-a1B2c"] {
            fs::write(path(name), "half").unwrap();
        }
        let held = prepare(&path("b"), "new").unwrap();
        write(&path("a"), "new").unwrap();
        held.put().unwrap();
        let mut names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, [".kohyo-a1B2c", ".kohyo-notes.md", "a", "b"]);
    }

    #[test]
    fn names_of_devices_and_signs_of_windows_are_not_portable() {
        for name in ["12.pdf", "評価書 (案).pdf", "console", "com10", "lpt", "nulls.txt", "a.con"] {
            assert!(is_portable(name), "{name}");
        }
        for name in
            ["con", "AUX.pdf", "nul .txt", "com1", "LPT9.xlsx", "a.", "a ", "a?b", "a\u{202e}b", "a\tb", ""]
        {
            assert!(!is_portable(name), "{name}");
        }
    }

    #[test]
    fn a_name_is_found_whichever_way_its_letters_are_stored() {
        let folder = tempfile::tempdir().unwrap();
        let apart = folder.path().join("か\u{3099}ん");
        fs::create_dir(&apart).unwrap();
        fs::write(apart.join("ハ\u{309a}.pdf"), "x").unwrap();
        assert_eq!(stored(folder.path(), "がん/パ.pdf"), apart.join("ハ\u{309a}.pdf"));
        assert_eq!(stored(folder.path(), "がん/no.pdf"), apart.join("no.pdf"));
    }

    #[test]
    fn what_is_no_file_or_too_large_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read(&path, 5).unwrap(), b"12345");
        let kind = |path: &Path, most| read(path, most).unwrap_err().kind();
        assert_eq!(kind(&path, 4), io::ErrorKind::FileTooLarge);
        assert_eq!(kind(folder.path(), 4), io::ErrorKind::InvalidInput);
        assert_eq!(kind(&folder.path().join("b"), 4), io::ErrorKind::NotFound);
        fs::write(&path, [0xff]).unwrap();
        assert_eq!(read_text(&path, 5).unwrap_err().kind(), io::ErrorKind::InvalidData);
        #[cfg(unix)]
        {
            let pipe = folder.path().join("pipe");
            assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            assert_eq!(kind(&pipe, 4), io::ErrorKind::InvalidInput);
            assert_eq!(kind(Path::new("/dev/zero"), 4), io::ErrorKind::InvalidInput);
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_was_written_a_moment_ago_may_be_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        let at = SystemTime::now() - Duration::from_mins(1);
        let write = |text: &str| {
            fs::write(&path, text).unwrap();
            assert_eq!(Stamp::of(&path), None);
            fs::File::options().write(true).open(&path).unwrap().set_modified(at).unwrap();
            Stamp::of(&path)
        };
        let one = write("one");
        assert!(one.is_some() && one == Stamp::of(&path));
        std::thread::sleep(Duration::from_millis(20));
        assert_ne!(write("two"), one, "size and time can be made the same; when that was done cannot");
        assert_ne!(write("three"), one);
        assert_eq!(Stamp::of(&folder.path().join("b.md")), None);
    }

    #[test]
    fn a_new_file_and_a_replaced_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        write(&path, "one").unwrap();
        write(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        assert!(write(&folder.path().join("no/such/a.md"), "x").is_err());
    }

    #[test]
    fn what_is_prepared_is_nowhere_until_it_is_put() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("a.md"), folder.path().join("b.md"));
        fs::write(&one, "one").unwrap();
        drop((prepare(&one, "two").unwrap(), prepare(&two, "new").unwrap()));
        assert_eq!((fs::read_to_string(&one).unwrap(), two.exists()), ("one".to_owned(), false));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        prepare(&one, "two").unwrap().put().unwrap();
        assert_eq!(fs::read_to_string(&one).unwrap(), "two");
        assert!(prepare(folder.path(), "x").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_permissions_and_read_only_files_stay() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.md"), folder.path().join("link.md"));
        fs::write(&file, "one").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write(&link, "two").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o440)).unwrap();
        assert_eq!(write(&file, "three").unwrap_err().kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
    }
}
