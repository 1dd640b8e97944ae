//! One build at a time per output folder, and one command at a time that changes the content.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use super::record;
use crate::finding::{Text, Trouble};
use crate::privacy::shown;
use crate::text::file;

/// So long a command waits for another that changes the content: none takes longer for what it writes.
const WAIT: Duration = Duration::from_secs(10);

/// Held until dropped. The operating system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] File);

impl Lock {
    /// Takes the lock or says who has it; never waits.
    pub(super) fn take(path: &Path, output: &Path) -> Result<Self, Trouble> {
        let failed = |error| Trouble::io(path, &error);
        // To open a pipe waits for somebody at its other end.
        if path.exists() {
            file::open(path, u64::MAX).map_err(failed)?;
        }
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => {
                let output = shown(output);
                Err(Trouble::new(
                    Text::new(
                        format!("別の kohyo が {output} に出力しています。"),
                        format!("Another kohyo is writing to {output}."),
                    ),
                    Text::new(
                        "それが終わってからもう一度実行するか、`--output` で別のフォルダーを指定してください。",
                        "Run this again when it has finished, or name another folder with `--output`.",
                    ),
                ))
            }
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Takes a content folder for whoever reads a file of it and writes it again, so that nothing is lost that another command
    /// adds in between. Waits for that one a little. `None` where no such lock can be made: beside a content that may be
    /// written to lies a folder that may not.
    ///
    /// # Errors
    /// Another command has it for longer than any writes.
    pub fn content(content: &Path) -> Result<Option<Self>, Trouble> {
        if !content.is_dir() {
            return Ok(None);
        }
        let lock = Self::beside(&record::path(content))?;
        if lock.is_some() {
            tidy(content);
        }
        Ok(lock)
    }

    /// Tidies a content folder for whoever only reads it, unless somebody is writing.
    pub fn tidy(content: &Path) {
        let path = record::path(content).with_file_name("content.lock");
        // Where nobody has ever written there is no lock.
        if let Ok(lock) = file::open(&path, u64::MAX)
            && lock.try_lock().is_ok()
        {
            tidy(content);
        }
    }

    /// The same lock, for whoever knows where the record lies.
    pub(super) fn beside(record: &Path) -> Result<Option<Self>, Trouble> {
        let path = record.with_file_name("content.lock");
        if path.parent().is_none_or(|folder| std::fs::create_dir_all(folder).is_err()) {
            return Ok(None);
        }
        if path.exists() && file::open(&path, u64::MAX).is_err() {
            return Ok(None);
        }
        let Ok(file) = OpenOptions::new().create(true).truncate(false).write(true).open(&path) else {
            return Ok(None);
        };
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Self(file))),
                Err(TryLockError::WouldBlock) if begun.elapsed() < WAIT => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => {
                    let content = shown(path.parent().and_then(Path::parent).unwrap_or(&path));
                    return Err(Trouble::new(
                        Text::new(
                            format!("別の kohyo が {content} に書いています。"),
                            format!("Another kohyo is writing to {content}."),
                        ),
                        Text::new(
                            "それが終わってからもう一度実行してください。",
                            "Run this again when it has finished.",
                        ),
                    ));
                }
                Err(TryLockError::Error(_)) => return Ok(None),
            }
        }
    }
}

/// Removes what commands were killed at that wrote into a content folder: a copy of a text there would be looked through like
/// a text. Whoever holds the lock knows that nobody is writing one now.
fn tidy(content: &Path) {
    for entry in walkdir::WalkDir::new(content).into_iter().flatten() {
        if entry.file_type().is_file() && entry.file_name().to_str().is_some_and(file::is_half_written) {
            // What cannot be removed does no more harm than before.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_a_killed_command_left_is_removed_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let content = folder.path().join("content");
        let (half, own) = (content.join("mihon/.kohyo-a1B2c3"), content.join("mihon/.kohyo-notes.md"));
        let begin = || {
            fs::create_dir_all(content.join("mihon")).unwrap();
            for path in [&half, &own] {
                fs::write(path, "x").unwrap();
            }
        };
        begin();
        let lock = Lock::content(&content).unwrap();
        assert_eq!((half.exists(), own.exists()), (false, true));
        // Somebody is writing.
        begin();
        Lock::tidy(&content);
        assert!(half.exists());
        drop(lock);
        Lock::tidy(&content);
        assert_eq!((half.exists(), own.exists()), (false, true));
    }
}
