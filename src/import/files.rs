//! The files an import leaves: the document, the clerk's checklist, the places in the original ([`sidecar`]), and the
//! fingerprint of the last import.
//!
//! An edited document is never overwritten: what the clerk changed and what the original changed are merged, by the hashes
//! of the last import's lines (`merge.rs`). Where these are not known the new import goes beside the document as
//! `<name>.md.new`, and beside an edited one of those as `<name>.md.new-2`; nor is a checklist overwritten in which
//! something has been ticked. Checklist and fingerprint live in the municipality's hidden folder `.import/`, which is
//! not published. The fingerprint is no copy: what a clerk removes from a document (a 個人番号, say) is then nowhere any
//! more.

use std::io;
use std::path::{Path, PathBuf};

use super::carry::{self, Carried};
use super::confirmed::{self, Confirmed};
use super::merge::{self, Base, Conflict, Merged, Winner};
use super::sidecar::{self, Sidecar};
use super::{Imported, checklist};
use crate::text::file;

/// What has to be looked at in every document.
pub const ALWAYS: [&str; 3] =
    ["選択肢の回答が原本と同じか", "図・別紙が抜けていないか", "個人名・個人番号などが混じっていないか"];

/// The heading of the checklist under which the values of the cover stand.
pub const COVER: &str = "## 表紙";

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The document, or the `.md.new` beside an edited one.
    pub document: PathBuf,
    /// The checklist.
    pub checklist: PathBuf,
    /// What became of a document that was there before.
    pub before: Before,
    /// Lines taken over from an earlier version, from 1.
    pub carried: Vec<usize>,
}

/// What became of the document that was there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Before {
    /// There was none, or nobody had changed it.
    Replaced,
    /// It had been changed, and was merged with the new import.
    Merged {
        /// Whether the new import brought anything.
        news: bool,
        /// Where both changed the same lines; the clerk's stand.
        conflicts: Vec<Conflict>,
    },
    /// It had been changed, and was left alone.
    LeftAlone,
}

/// The name of the document: `<number>-<kind>-<published|excerpt|draft>.md`. `None` while number or kind is not known.
pub fn name(imported: &Imported) -> Option<String> {
    let identity = &imported.identity;
    let without_day = if imported.excerpt { "excerpt" } else { "draft" };
    let date = identity.published.map_or_else(|| without_day.to_owned(), |date| date.to_string());
    Some(format!("{}-{}-{date}", identity.number.as_deref()?, identity.kind?.as_str()))
}

/// Writes an import into the folder of a municipality, with what an earlier document (`against`) settles. `inputs` are the
/// files as the command line names them.
///
/// # Errors
/// What the file system says.
pub fn write(
    into: &Path,
    name: &str,
    imported: &Imported,
    inputs: &[String],
    against: Option<&Path>,
) -> io::Result<Written> {
    let hidden = into.join(".import");
    std::fs::create_dir_all(&hidden)?;
    let document = into.join(format!("{name}.md"));
    let mark = |suffix: &str| hidden.join(format!("{name}{suffix}.blake3"));
    let Carried { markdown, lines: mut carried } = match against {
        Some(earlier) => settled(earlier, &imported.markdown)?,
        None => Carried { markdown: imported.markdown.clone(), lines: Vec::new() },
    };
    let (mut target, mut last, mut text) = (document.clone(), mark(""), markdown.clone());
    let mut before = Before::Replaced;
    if is_edited(&document, &last, &markdown)? {
        let own = std::fs::read_to_string(&document)?;
        if let Some(base) = lines_of(&last).as_deref().and_then(Base::read) {
            let Merged { text: merged, conflicts, new, .. } =
                merge::merge(&base, &own, &markdown, Winner::Own);
            (text, carried) = (merged, Vec::new());
            before = Before::Merged { news: !new.is_empty(), conflicts };
        } else {
            // The last import stays what the clerk started from.
            (target, last) = beside(into, name, &hidden, &markdown)?;
            before = Before::LeftAlone;
        }
    }
    file::write(&target, &text)?;
    let base = Base::of(&imported.markdown).write();
    file::write(&last, format!("{}\n{base}", fingerprint(imported.markdown.as_bytes())))?;
    let mut checklist = hidden.join(format!("{name}.checklist.md"));
    let ticked = confirmed::ticked(&std::fs::read_to_string(&checklist).unwrap_or_default());
    let mut known = Confirmed::read(&confirmed::path(into, name)).unwrap_or_default();
    let by_review = !ticked.is_empty() && known.is_as_left(&ticked);
    if !ticked.is_empty() && !by_review {
        checklist = hidden.join(format!("{name}.checklist.new.md"));
    }
    let written = Written { document: target, checklist, before, carried };
    let sidecar = Sidecar::of(imported, into, inputs, sidecar::settled(name, &written, &text));
    let mut rows = checklist::write(name, imported, &sidecar.doubts);
    if by_review {
        // Nobody but the review has ticked anything: what is still so stays ticked.
        let text = std::fs::read_to_string(&document)?;
        let (all, ticked) = known.of_doubts(&sidecar.doubts, &text);
        rows = confirmed::with_ticks(&rows, &all, &ticked);
        known.ticked = ticked;
        known.write(&confirmed::path(into, name))?;
    }
    file::write(&written.checklist, rows)?;
    sidecar.write(&sidecar::path(into, name))?;
    Ok(written)
}

/// What an earlier document settles in an import.
fn settled(earlier: &Path, markdown: &str) -> io::Result<Carried> {
    let own = std::fs::read_to_string(earlier)?;
    let name = earlier.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = earlier.parent().unwrap_or(Path::new("."));
    let base = lines_of(&folder.join(".import").join(format!("{name}.blake3")));
    Ok(carry::carry(markdown, &own, base.as_deref()))
}

/// The first name beside a document under which no edited text stands, and that of its fingerprint.
fn beside(into: &Path, name: &str, hidden: &Path, markdown: &str) -> io::Result<(PathBuf, PathBuf)> {
    let mut copy = 1_u32;
    loop {
        let suffix = if copy == 1 { ".new".to_owned() } else { format!(".new-{copy}") };
        let beside = into.join(format!("{name}.md{suffix}"));
        let mark = hidden.join(format!("{name}{suffix}.blake3"));
        if !is_edited(&beside, &mark, markdown)? {
            return Ok((beside, mark));
        }
        copy += 1;
    }
}

/// Whether somebody has changed a file since it was imported.
fn is_edited(file: &Path, mark: &Path, markdown: &str) -> io::Result<bool> {
    let now = match std::fs::read(file) {
        Ok(now) => now,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let before = std::fs::read_to_string(mark).unwrap_or_default();
    let before = before.lines().next().unwrap_or_default();
    Ok(now != markdown.as_bytes() && before.trim() != fingerprint(&now))
}

/// The hashes of the lines of the last import, behind that of the whole.
fn lines_of(mark: &Path) -> Option<String> {
    let text = std::fs::read_to_string(mark).ok()?;
    text.split_once('\n').map(|(_, lines)| lines.trim().to_owned()).filter(|lines| !lines.is_empty())
}

fn fingerprint(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
