//! One build at a time per output folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::finding::{Text, Trouble};
use crate::privacy::shown;

/// Held until dropped. The operating system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] File);

impl Lock {
    /// Takes the lock or says who has it; never waits.
    pub(super) fn take(path: &Path, output: &Path) -> Result<Self, Trouble> {
        let failed = |error| Trouble::io(path, &error);
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
}
