//! The files an import leaves: the document, the clerk's checklist, the places in the original ([`sidecar`]), and the
//! fingerprint of the last import.
//!
//! An edited document is never overwritten: what the clerk changed and what the original changed are merged, by the hashes
//! of the last import's lines (`merge.rs`). Where these are not known the new import goes beside the document as
//! `<name>.md.new`, and beside an edited one of those as `<name>.md.new-2`; nor is a checklist overwritten in which
//! something has been ticked, and lines that somebody wrote into one go over into the next. Checklist and fingerprint live in the municipality's hidden folder `.import/`, which is
//! not published. The fingerprint is no copy: what a clerk removes from a document (a 個人番号, say) is then nowhere any
//! more.

use std::io;
use std::path::{Path, PathBuf};

use super::carry::{self, Carried};
use super::confirmed::{self, Confirmed};
use super::merge::{self, Base, Conflict, Winner};
use super::sidecar::{self, Sidecar};
use super::{Imported, checklist as list};
use crate::privacy::silenced;
use crate::text::{file, limit};

/// What has to be looked at in every document.
pub const ALWAYS: [&str; 3] =
    ["選択肢の回答が原本と同じか", "図・別紙が抜けていないか", "個人名・個人番号などが混じっていないか"];

/// The heading of the checklist under which the values of the cover stand.
pub const COVER: &str = "## 表紙";

/// The heading of the checklist under which the review puts what `kohyo check` says.
pub const CHECKED: &str = "## kohyo check で見つかったところ";

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

/// The name of the document: `<number>-<kind>-<published|excerpt|draft>.md`. `None` while number or kind is not known; what
/// looks like the number of a person is none of an evaluation.
pub fn name(imported: &Imported) -> Option<String> {
    let identity = &imported.identity;
    let without_day = if imported.excerpt { "excerpt" } else { "draft" };
    let date = identity.published.map_or_else(|| without_day.to_owned(), |date| date.to_string());
    let number = identity.number.as_deref().filter(|number| silenced(number) == **number)?;
    Some(format!("{number}-{}-{date}", identity.kind?.as_str()))
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
    against: Option<&Earlier>,
) -> io::Result<Written> {
    std::fs::create_dir_all(into.join(".import"))?;
    let document = into.join(format!("{name}.md"));
    let markdown = imported.markdown.as_str();
    let (mut target, mut last, mut text) =
        (document.clone(), hidden(into, name, "blake3"), markdown.to_owned());
    let (mut before, mut base) = (Before::Replaced, Base::of(markdown));
    if is_edited(&document, &last, markdown)? {
        let own = file::read_text(&document, limit::TEXT)?;
        if let Some(known) = lines_of(&last).as_deref().and_then(Base::read) {
            let merged = merge::merge(&known, &own, markdown, Winner::Own);
            (text, base) = (merged.text, merged.base);
            before = Before::Merged { news: !merged.new.is_empty(), conflicts: merged.conflicts };
        } else {
            // The last import stays what the clerk started from.
            (target, last) = beside(into, name, markdown)?;
            before = Before::LeftAlone;
        }
    }
    let mut carried = Vec::new();
    if let Some(earlier) = against {
        Carried { markdown: text, lines: carried } = earlier.settle(&text);
    }
    let mut files = vec![
        file::prepare(&target, &text)?,
        file::prepare(&last, format!("{}\n{}", fingerprint(markdown.as_bytes()), base.write()))?,
    ];
    let record = confirmed::path(into, name);
    let mut known = Confirmed::read(&record).unwrap_or_default();
    let Checklist { path, text: filled, by_review } = Checklist::of(into, name, &known);
    // Where the import went beside a document that had been changed, that document is what was looked at.
    let looked_at = if target == document { text.clone() } else { file::read_text(&document, limit::TEXT)? };
    let written = Written { document: target, checklist: path, before, carried };
    let mut sidecar = Sidecar::of(imported, into, inputs, sidecar::settled(name, &written, &text));
    let mut rows = list::write(name, imported, &sidecar.doubts);
    let earlier = Sidecar::read(&sidecar::path(into, name)).ok();
    sidecar.checklist = Base::of(&rows).write();
    rows = list::keep(rows, &filled, earlier.as_ref());
    if by_review {
        // Nobody but the review has ticked anything: what is still so stays ticked.
        let (all, ticked) = known.of_doubts(&sidecar.doubts, &looked_at);
        rows = confirmed::with_ticks(&rows, &all, &ticked);
        known.ticked = ticked;
        files.push(known.prepare(&record)?);
    }
    files.push(file::prepare(&written.checklist, rows)?);
    files.push(sidecar.prepare(&sidecar::path(into, name))?);
    // A disk that has become full until here leaves all of them as they were.
    files.into_iter().try_for_each(file::Prepared::put)?;
    Ok(written)
}

/// The checklist that an import fills.
struct Checklist {
    path: PathBuf,
    /// What stands there.
    text: String,
    /// All that is ticked in it was ticked by the review.
    by_review: bool,
}

impl Checklist {
    /// The first one in which nothing is ticked by hand.
    fn of(into: &Path, name: &str, known: &Confirmed) -> Self {
        let mut copy = 0_u32;
        loop {
            let path = match copy {
                0 => checklist(into, name),
                1 => hidden(into, name, "checklist.new.md"),
                _ => hidden(into, name, &format!("checklist.new-{copy}.md")),
            };
            let text = file::read_text(&path, limit::TEXT).unwrap_or_default();
            let ticked = confirmed::ticked(&text);
            let by_review = copy == 0 && !ticked.is_empty() && known.is_as_left(&ticked);
            if by_review || ticked.is_empty() {
                return Self { path, text, by_review };
            }
            copy += 1;
        }
    }
}

/// An earlier document, of which an import may take over what was settled.
#[derive(Debug, Clone)]
pub struct Earlier {
    text: String,
    /// The lines of its own import, where they are known.
    base: Option<String>,
}

impl Earlier {
    /// Reads a document of a municipality's folder.
    ///
    /// # Errors
    /// What the file system says; also where it is no text.
    pub fn read(path: &Path) -> io::Result<Self> {
        let text = file::read_text(path, limit::TEXT)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let folder = path.parent().unwrap_or(Path::new("."));
        Ok(Self { text, base: lines_of(&hidden(folder, &name, "blake3")) })
    }

    fn settle(&self, import: &str) -> Carried {
        carry::carry(import, &self.text, self.base.as_deref())
    }
}

/// Where something about a document lies in the folder of its municipality.
pub(super) fn hidden(into: &Path, name: &str, what: &str) -> PathBuf {
    into.join(".import").join(format!("{name}.{what}"))
}

/// Where the checklist of a document lies.
pub fn checklist(into: &Path, name: &str) -> PathBuf {
    hidden(into, name, "checklist.md")
}

/// The first name beside a document under which no edited text stands, and that of its fingerprint.
fn beside(into: &Path, name: &str, markdown: &str) -> io::Result<(PathBuf, PathBuf)> {
    let mut copy = 1_u32;
    loop {
        let suffix = if copy == 1 { ".new".to_owned() } else { format!(".new-{copy}") };
        let beside = into.join(format!("{name}.md{suffix}"));
        let mark = hidden(into, name, &format!("{}.blake3", &suffix[1..]));
        if !is_edited(&beside, &mark, markdown)? {
            return Ok((beside, mark));
        }
        copy += 1;
    }
}

/// Whether somebody has changed a file since it was imported.
fn is_edited(file: &Path, mark: &Path, markdown: &str) -> io::Result<bool> {
    let now = match file::read(file, limit::TEXT) {
        Ok(now) => now,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let before = file::read_text(mark, limit::TEXT).unwrap_or_default();
    let before = before.lines().next().unwrap_or_default();
    Ok(now != markdown.as_bytes() && before.trim() != fingerprint(&now))
}

/// The hashes of the lines of the last import, behind that of the whole.
fn lines_of(mark: &Path) -> Option<String> {
    let text = file::read_text(mark, limit::TEXT).ok()?;
    text.split_once('\n').map(|(_, lines)| lines.trim().to_owned()).filter(|lines| !lines.is_empty())
}

/// The fingerprint of the bytes of a file.
pub fn fingerprint(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
