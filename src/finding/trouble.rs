//! Troubles: what stops a command and is no fault of the content.

use std::fmt;
use std::io;
use std::path::Path;

use super::{Finding, Lang, Text};
use crate::text::source::slashed;

/// A reason why a command does not do what it was asked for that lies outside the content: a folder, a lock, a full
/// disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub help: Text,
    /// A fault of kohyo itself rather than of its surroundings.
    pub internal: bool,
}

impl Trouble {
    /// Something that the person who started kohyo can mend.
    pub fn new(message: Text, help: Text) -> Self {
        Self { message, help, internal: false }
    }

    /// What a finding says, with the file it speaks of. Who prints it redacts the path.
    pub fn of(finding: Finding) -> Self {
        let path = finding.place.source.path();
        let Text { ja, en } = finding.message;
        Self::new(Text::new(format!("{path}: {ja}"), format!("{path}: {en}")), finding.help)
    }

    /// Something that should be impossible.
    pub fn internal(message: Text) -> Self {
        let help = Text::new(
            "この表示を添えて開発者に知らせてください。",
            "Please report this message to the developers.",
        );
        Self { message, help, internal: true }
    }

    /// A file or folder could not be read or written. Who prints it redacts the path.
    pub fn io(path: &Path, error: &io::Error) -> Self {
        let path = slashed(path);
        let (ja, en) = match error.kind() {
            io::ErrorKind::StorageFull => ("空き容量が足りません。", "There is no space left."),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                ("書き込みの権限がありません。", "Permission is missing.")
            }
            io::ErrorKind::FileTooLarge => ("ファイルが大きすぎます。", "The file is too large."),
            io::ErrorKind::InvalidInput => ("普通のファイルではありません。", "This is no ordinary file."),
            _ => ("読み書きできません。", "It cannot be read or written."),
        };
        Self::new(
            Text::new(format!("{path}: {ja}({error})"), format!("{path}: {en} ({error})")),
            Text::new(
                "場所、権限、空き容量を確認してください。前回の出力はそのまま残っています。",
                "Check the path, the permissions and the disk. The previous output is left as it was.",
            ),
        )
    }

    /// Message and help in one language, on two lines.
    pub fn render(&self, lang: Lang) -> String {
        let (level, help) = match lang {
            Lang::Ja => ("エラー", "対処"),
            Lang::En => ("error", "help"),
        };
        format!("{level}: {}\n  = {help}: {}", self.message.get(lang), self.help.get(lang))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Lang::En))
    }
}

impl std::error::Error for Trouble {}
