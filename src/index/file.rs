//! Packs on disk: reading them, and the folder that tantivy writes into before they are packed.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite, WatchCallback, WatchHandle,
    WritePtr,
};
use tantivy::{Directory, HasLen};

use crate::search::storage::{Bytes, Source};

/// Merging reads many lists front to back, some of them at once: each read fetches a little more than asked for.
const WINDOW: usize = 64 * 1024;

/// How many stretches are kept.
const WINDOWS: usize = 8;

/// A file that is read in stretches.
pub(super) struct DiskFile {
    length: u64,
    state: Mutex<State>,
}

struct State {
    file: File,
    windows: Vec<(u64, OwnedBytes)>,
    next: usize,
}

impl DiskFile {
    /// Opens a file.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self::of(File::open(path)?, fs::metadata(path)?.len()))
    }

    /// Opens the first part of a file, of this length.
    pub(super) fn part(path: &Path, length: u64) -> io::Result<Self> {
        Ok(Self::of(File::open(path)?, length))
    }

    fn of(file: File, length: u64) -> Self {
        Self { length, state: Mutex::new(State { file, windows: Vec::new(), next: 0 }) }
    }

    fn read(&self, range: &Range<u64>) -> io::Result<OwnedBytes> {
        let too_long = |_| io::Error::from(io::ErrorKind::UnexpectedEof);
        if range.end > self.length || range.start > range.end {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        let length = usize::try_from(range.end - range.start).map_err(too_long)?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let held = state
            .windows
            .iter()
            .find(|(start, bytes)| *start <= range.start && range.end <= start + bytes.len() as u64);
        if let Some((start, bytes)) = held {
            let from = usize::try_from(range.start - start).map_err(too_long)?;
            return Ok(bytes.slice(from..from + length));
        }
        let rest = usize::try_from(self.length - range.start).unwrap_or(usize::MAX);
        let mut buffer = vec![0; length.max(WINDOW).min(rest)];
        state.file.seek(SeekFrom::Start(range.start))?;
        state.file.read_exact(&mut buffer)?;
        let bytes = OwnedBytes::new(buffer);
        if length < WINDOW {
            let window = (range.start, bytes.clone());
            let next = state.next;
            match state.windows.get_mut(next) {
                Some(old) => *old = window,
                None => state.windows.push(window),
            }
            state.next = (next + 1) % WINDOWS;
        }
        Ok(bytes.slice(0..length))
    }
}

impl Source for DiskFile {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_async(&self, range: Range<u64>) -> Bytes<'_> {
        let bytes = self.read(&range);
        Box::pin(async move { bytes })
    }

    fn read_now(&self, range: Range<u64>) -> io::Result<OwnedBytes> {
        self.read(&range)
    }

    fn cached(&self) -> bool {
        false
    }
}

impl fmt::Debug for DiskFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DiskFile").field("length", &self.length).finish_non_exhaustive()
    }
}

impl HasLen for DiskFile {
    fn len(&self) -> usize {
        usize::try_from(self.length).unwrap_or(usize::MAX)
    }
}

impl FileHandle for DiskFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        self.read(&(range.start as u64..range.end as u64))
    }
}

/// A folder that tantivy writes a segment into. One writer, no locks, no watching, no memory maps.
#[derive(Debug, Clone)]
pub(super) struct Folder(Arc<PathBuf>);

impl Folder {
    /// The folder, which exists.
    pub(super) fn new(path: &Path) -> Self {
        Self(Arc::new(path.to_owned()))
    }

    /// A file in it.
    pub(super) fn path(&self, name: &Path) -> PathBuf {
        self.0.join(name)
    }
}

/// A file that is being written.
struct FileWriter(File);

impl Write for FileWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl TerminatingWrite for FileWriter {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.0.flush()
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match DiskFile::open(&self.path(path)) {
            Ok(file) => Ok(Arc::new(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(OpenReadError::FileDoesNotExist(path.to_owned()))
            }
            Err(error) => Err(OpenReadError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        fs::remove_file(self.path(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_owned()),
            _ => DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.path(path).is_file())
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        match File::create_new(self.path(path)) {
            Ok(file) => Ok(BufWriter::with_capacity(WINDOW, Box::new(FileWriter(file)))),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(OpenWriteError::FileAlreadyExists(path.to_owned()))
            }
            Err(error) => Err(OpenWriteError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        fs::read(self.path(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
            _ => OpenReadError::wrap_io_error(error, path.to_owned()),
        })
    }

    fn atomic_write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        fs::write(self.path(path), bytes)
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
