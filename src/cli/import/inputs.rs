//! What an import is given: files, folders and archives, read and told apart.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::super::terminal::Terminal;
use crate::content;
use crate::finding::{Text, Trouble};
use crate::import::{self, Refusal};
use crate::privacy::shown;
use crate::text::checksum::hex;
use crate::text::{self, limit};

/// One file, read.
pub(super) struct Input {
    /// As named on the command line; within a folder or an archive with its path.
    pub(super) shown: String,
    pub(super) content: import::Source,
    /// File name and SHA-256.
    pub(super) source: (String, String),
    /// It was named itself, and not found in a folder or an archive.
    pub(super) named: bool,
}

/// A file before it is read.
struct Candidate {
    shown: String,
    /// Its name without folders.
    name: String,
    place: Place,
    named: bool,
}

enum Place {
    File(PathBuf),
    /// In an archive.
    Bytes(Vec<u8>),
}

/// What evaluations come as; also what is refused with advice.
const EXTENSIONS: [&str; 10] = ["pdf", "xlsx", "xlsm", "xls", "txt", "tsv", "csv", "doc", "docx", "zip"];

/// Reads everything that was named, in order; folders by name. What cannot be read is in its place.
pub(super) fn read(paths: &[PathBuf], terminal: &Terminal) -> Vec<Result<Input, Trouble>> {
    let mut found = Vec::new();
    let mut skipped = Vec::new();
    for path in paths {
        collect(path, &mut found, &mut skipped);
    }
    if !skipped.is_empty() {
        terminal.note(&Text::new(
            format!("評価書の形式ではないので取り込みません: {}", skipped.join("、")),
            format!("Not imported, for they are no evaluations by their form: {}", skipped.join(", ")),
        ));
    }
    let bar = terminal.progress();
    bar.begin_with(&Text::new("原本の読み取り", "reading originals"), found.len());
    let read = found.into_par_iter().map(|candidate| {
        let read = candidate.and_then(|candidate| one(candidate, terminal));
        bar.advance_one();
        read
    });
    read.collect()
}

fn collect(path: &Path, found: &mut Vec<Result<Candidate, Trouble>>, skipped: &mut Vec<String>) {
    if !path.is_dir() {
        file(path, true, found, skipped);
        return;
    }
    let hidden = |name: &str| name.starts_with(['.', '~']);
    let walk = WalkDir::new(path).sort_by_file_name().into_iter();
    let before = found.len();
    for entry in
        walk.filter_entry(|entry| entry.depth() == 0 || !hidden(&entry.file_name().to_string_lossy()))
    {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                if is_document(&entry.file_name().to_string_lossy()) {
                    file(entry.path(), false, found, skipped);
                } else {
                    skipped.push(shown(entry.path()));
                }
            }
            Ok(_) => {}
            Err(error) => found.push(Err(unreadable(&shown(path), &error.into()))),
        }
    }
    if found.len() == before {
        found.push(Err(about(
            &shown(path),
            &Text::new("フォルダーに評価書がありません。", "There is no evaluation in the folder."),
            Text::new(
                "PDF、Excelの .xlsx、抽出した文章(.txt)のどれかを置いてください。",
                "Put PDF, .xlsx or extracted text (.txt) there.",
            ),
        )));
    }
}

fn is_document(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()))
}

/// A file; an archive of documents is opened.
fn file(path: &Path, named: bool, found: &mut Vec<Result<Candidate, Trouble>>, skipped: &mut Vec<String>) {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let shown = path.display().to_string();
    let archive = name.to_ascii_lowercase().ends_with(".zip");
    let bytes = if archive { bytes_of(path, &shown).ok() } else { None };
    match bytes.as_deref().and_then(import::original::documents) {
        None => found.push(Ok(Candidate { shown, name, place: Place::File(path.to_owned()), named })),
        Some(Err(refusal)) => found.push(Err(refused(&shown, &refusal))),
        Some(Ok(entries)) => {
            for (inner, bytes) in entries {
                let name = inner.rsplit('/').next().unwrap_or_default().to_owned();
                let shown = format!("{shown}/{inner}");
                if name.starts_with(['.', '~']) || inner.starts_with("__MACOSX/") {
                    continue;
                }
                if is_document(&name) {
                    found.push(Ok(Candidate { shown, name, place: Place::Bytes(bytes), named: false }));
                } else {
                    skipped.push(shown);
                }
            }
        }
    }
}

fn one(candidate: Candidate, terminal: &Terminal) -> Result<Input, Trouble> {
    let Candidate { shown, name, place, named } = candidate;
    let bytes = match place {
        Place::File(path) => bytes_of(&path, &shown)?,
        Place::Bytes(bytes) => bytes,
    };
    let content = match import::original::read(&bytes) {
        Some(read) => import::Source::Original(read.map_err(|refusal| refused(&shown, &refusal))?),
        None => import::Source::Text(text(&bytes, &shown, &name, terminal)?),
    };
    Ok(Input { content, source: (name, hex(&Sha256::digest(&bytes))), shown, named })
}

fn bytes_of(path: &Path, shown: &str) -> Result<Vec<u8>, Trouble> {
    text::file::read(path, limit::ORIGINAL).map_err(|error| match error.kind() {
        std::io::ErrorKind::FileTooLarge => refused(shown, &import::original::too_long()),
        _ => unreadable(shown, &error),
    })
}

fn text(bytes: &[u8], shown: &str, name: &str, terminal: &Terminal) -> Result<String, Trouble> {
    let (source, encoding) =
        content::decode_any(bytes, shown).map_err(|finding| about(shown, &finding.message, finding.help))?;
    if let Some(encoding) = encoding {
        terminal.note(&Text::new(
            format!("{shown}: 文字コードが {encoding} の文章を UTF-8 に直して取り込みます。文字化けがないか確かめてください。"),
            format!("{shown}: the text is in {encoding} and is imported as UTF-8. Look whether its characters are right."),
        ));
    }
    let text = source.into_text();
    import::csv(name, &text).map_err(|refusal| refused(shown, &refusal))?;
    Ok(text)
}

/// An input that cannot be read.
pub(super) fn unreadable(shown: &str, error: &std::io::Error) -> Trouble {
    if error.kind() == std::io::ErrorKind::NotFound {
        return about(
            shown,
            &Text::new("このファイルはありません。", "There is no such file."),
            Text::new("ファイルの名前と場所を確認してください。", "Check its name and place."),
        );
    }
    about(
        shown,
        &Text::new(format!("読み込めません({error})。"), format!("It cannot be read ({error}).")),
        Text::new(
            "ファイルであること、読む権限があることを確認してください。",
            "Check that it is a file and that you may read it.",
        ),
    )
}

/// An input that is not imported.
pub(super) fn refused(shown: &str, Refusal { id, message, help }: &Refusal) -> Trouble {
    let named = Text::new(format!("{} [{id}]", message.ja), format!("{} [{id}]", message.en));
    about(shown, &named, help.clone())
}

/// A message about one of several inputs.
pub(super) fn about(shown: &str, message: &Text, help: Text) -> Trouble {
    Trouble::new(Text::new(format!("{shown}: {}", message.ja), format!("{shown}: {}", message.en)), help)
}
