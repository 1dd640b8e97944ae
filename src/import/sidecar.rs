//! The sidecar of an imported document, `.import/<name>.places.json`: which place of which original each heading of the
//! Markdown was read from, and what there is to look at. It is made once, by an import; what somebody did with it later
//! is not written here.
//!
//! Headings are known by their [key](Stretch::key), not by their line: a document may be edited.

use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::{Before, Written, hidden};
use super::sheet::{Place, around};
use super::{Conflict, Imported, Warning};
use crate::privacy::{masked, shown};
use crate::text::file;

/// What this program writes and reads.
const VERSION: u32 = 1;

/// The longest sidecar that is read, in bytes.
const LONGEST: u64 = 64 << 20;

/// The sidecar of one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sidecar {
    version: u32,
    /// What the document was imported from.
    pub originals: Vec<Original>,
    /// The headings in their order.
    pub items: Vec<Item>,
    /// What to look at, in the order of the original.
    pub doubts: Vec<Doubt>,
    /// The lines of the checklist as it was written, as hashes: what else stands in it somebody wrote.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) checklist: String,
}

/// A file that was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// Its name, without the number of a person that may be in it.
    pub name: String,
    /// SHA-256 of its bytes, in lower-case hexadecimal digits.
    pub sha256: String,
    /// Where it lay, from the folder of the municipality where that can be said, else from the root; not where the number of
    /// a person is in the path.
    pub path: Option<String>,
    /// Where it lies in the archive at that path, if it came in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

/// A heading of the Markdown and where it stands in the original.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its [key](Stretch::key).
    pub item: String,
    /// Its line in the Markdown as it was imported, from 1.
    pub line: usize,
    /// Where it was read, one place a page or row.
    pub places: Vec<At>,
}

/// A place in one of the originals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct At {
    /// Which of the originals, from 0.
    pub original: usize,
    /// Where there.
    pub place: Place,
}

/// Why something is to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// The original could not be read with certainty.
    Original,
    /// The clerk's text was kept where a later import says something else.
    Conflict,
    /// It was taken over from an earlier version.
    Carried,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    /// Why.
    pub cause: Cause,
    /// The rule; empty where it is none: text without a place in the form, and what was settled before.
    pub id: String,
    /// What to look at, in Japanese. Numbers of persons are masked.
    pub message: String,
    /// The [key](Stretch::key) of the heading that it is about; empty for the front matter.
    pub item: String,
    /// Where it is in the original, where that is known.
    pub at: Option<At>,
    /// The place as people say it: that in the original, with the name of the file where there are several, else that in
    /// the document.
    pub label: String,
}

impl Doubt {
    /// As the checklist says it.
    pub fn line(&self) -> String {
        let id = if self.id.is_empty() { String::new() } else { format!(" ({})", self.id) };
        format!("{} {}{id}", self.label, self.message)
    }
}

/// A stretch of a document from one heading to the next; the first has none and is the front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch<'a> {
    /// The headings from the section down to its own, as the Markdown writes them.
    pub path: Vec<&'a str>,
    /// What the stretch is known by: its path, and its number where the same path comes again.
    pub key: String,
    /// The line of the heading, from 1.
    pub line: usize,
    /// Where the stretch begins and ends, in bytes.
    pub range: std::ops::Range<usize>,
}

impl Stretch<'_> {
    /// A fingerprint of what stands there. In the front matter neither remarks nor that the text was verified count.
    pub fn hash(&self, text: &str) -> String {
        let own = text.get(self.range.clone()).unwrap_or_default();
        let counts = |line: &str| {
            let apart = self.path.is_empty() && (line.starts_with('#') || line.starts_with("verified:"));
            !line.is_empty() && !apart
        };
        // The hash of little more than a number would tell the number.
        let lines: Vec<String> =
            own.lines().map(str::trim_end).filter(|line| counts(line)).map(masked).collect();
        blake3::hash(lines.join("\n").as_bytes()).to_hex()[..16].to_owned()
    }
}

/// The stretches of a document, in order.
pub fn stretches(text: &str) -> Vec<Stretch<'_>> {
    let mut found = vec![Stretch { path: Vec::new(), key: String::new(), line: 1, range: 0..0 }];
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut times = std::collections::HashMap::new();
    let (mut at, mut front) = (0, false);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let bare = line.trim_end();
        if bare == "---" {
            front = index == 0;
        } else if let (false, Some((level, label))) = (front, heading(bare)) {
            open.retain(|(own, _)| *own < level);
            open.push((level, label));
            let path: Vec<&str> = open.iter().map(|(_, label)| *label).collect();
            if let Some(last) = found.last_mut() {
                last.range.end = start;
            }
            let key = masked(&path.join(" > "));
            let time = times.entry(key.clone()).and_modify(|time| *time += 1).or_insert(1);
            let key = if *time > 1 { format!("{key} #{time}") } else { key };
            found.push(Stretch { path, key, line: index + 1, range: start..start });
        }
    }
    if let Some(last) = found.last_mut() {
        last.range.end = text.len();
    }
    found
}

/// Level and label of a line that is a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let label = line.trim_start_matches('#');
    let level = line.len() - label.len();
    ((1..=6).contains(&level) && label.starts_with(' ')).then(|| (level, label.trim()))
}

impl Sidecar {
    /// The sidecar of an import into a folder. `inputs` are the files as the command line names them, `settled` is what there
    /// is to look at beside the doubts of the import.
    pub fn of(imported: &Imported, into: &Path, inputs: &[String], settled: Vec<Doubt>) -> Self {
        let originals = imported.sources.iter().enumerate().map(|(part, (name, sha256))| {
            let (file, within) = inputs.get(part).map_or((None, None), |path| in_archive(Path::new(path)));
            let clean = |path: &String| shown(Path::new(path)) == *path;
            let path =
                file.and_then(|file| from(into, file)).filter(clean).filter(|_| within.iter().all(clean));
            Original {
                name: shown(Path::new(name)),
                sha256: sha256.clone(),
                within: within.filter(|_| path.is_some()),
                path,
            }
        });
        let stretches = stretches(&imported.markdown);
        let headings: Vec<&Stretch<'_>> = stretches.iter().skip(1).collect();
        // Never a place beside the wrong heading.
        let rows = Some(&imported.headings).filter(|rows| rows.len() == headings.len());
        let items = headings.iter().enumerate().map(|(index, heading)| Item {
            item: heading.key.clone(),
            line: heading.line,
            places: rows.map(|rows| places(imported, &rows[index])).unwrap_or_default(),
        });
        Self {
            version: VERSION,
            originals: originals.collect(),
            items: items.collect(),
            doubts: doubts(imported).into_iter().chain(settled).collect(),
            checklist: String::new(),
        }
    }

    /// Reads the sidecar of a document.
    ///
    /// # Errors
    /// Where there is none, or it is of another version.
    pub fn read(path: &Path) -> io::Result<Self> {
        let read: Self = serde_json::from_slice(&file::read(path, LONGEST)?)?;
        if read.version == VERSION { Ok(read) } else { Err(io::Error::other("another version")) }
    }

    /// Prepares it to be put in its place, with what belongs to it.
    ///
    /// # Errors
    /// What the file system says.
    pub fn prepare(&self, path: &Path) -> io::Result<file::Prepared> {
        file::prepare(path, serde_json::to_vec(self)?)
    }
}

/// Where the sidecar of a document lies in the folder of its municipality.
pub fn path(into: &Path, name: &str) -> PathBuf {
    hidden(into, name, "places.json")
}

/// What a document has from the clerk or an earlier version, and where that and the original disagree. `text` is what stands
/// in the document.
pub(super) fn settled(name: &str, written: &Written, text: &str) -> Vec<Doubt> {
    let (lines, stretches): (Vec<&str>, Vec<Stretch<'_>>) = (text.lines().collect(), stretches(text));
    let own = |at: usize| masked(lines.get(at.saturating_sub(1)).copied().unwrap_or_default());
    let doubt = |cause: Cause, line: usize, message: String| Doubt {
        cause,
        id: String::new(),
        message,
        item: stretches.iter().rfind(|own| own.line <= line).map(|own| own.key.clone()).unwrap_or_default(),
        at: None,
        label: format!("{name}.md {line}行"),
    };
    let conflicts: &[Conflict] = match &written.before {
        Before::Merged { conflicts, .. } => conflicts,
        _ => &[],
    };
    let conflicts = conflicts.iter().map(|Conflict { line, other }| {
        let other = masked(&other.join(" "));
        let other = if other.trim().is_empty() { "(ありません)" } else { other.trim() };
        let message = format!("「{}」。取り込み直した文章では: {other}", own(*line));
        doubt(Cause::Conflict, *line, message)
    });
    let carried = written.carried.iter().map(|&line| doubt(Cause::Carried, line, own(line)));
    conflicts.chain(carried).collect()
}

/// What an import leaves to look at: its warnings and what found no place, in the order of the original.
pub fn doubts(imported: &Imported) -> Vec<Doubt> {
    let stretches = stretches(&imported.markdown);
    let known = imported.headings.len() + 1 == stretches.len();
    // The heading that was read from the line itself, or else from the nearest one before it.
    let item = |line: usize| {
        let rows = imported.headings.iter().enumerate().filter(|_| known);
        let nearest = rows
            .filter_map(|(index, rows)| rows.iter().rfind(|&&row| row <= line).map(|row| (*row, index)))
            .max();
        nearest.map(|(_, index)| stretches[index + 1].key.clone()).unwrap_or_default()
    };
    let doubt = |id: &str, line: usize, message: &str| {
        let (original, place) = imported.stands(line);
        let label = match imported.sources.get(original).filter(|_| imported.parts.len() > 1) {
            Some((name, _)) => format!("{} {}", shown(Path::new(name)), place.label()),
            None => place.label(),
        };
        Doubt {
            cause: Cause::Original,
            id: id.to_owned(),
            message: masked(&message.replace('\n', " ")),
            item: item(line),
            at: Some(At { original, place: rounded(place) }),
            label,
        }
    };
    let warned = imported.warnings.iter().map(|Warning { id, line, message }| doubt(id, *line, message));
    let unplaced = imported.unplaced.iter().map(|left| {
        let message = format!("様式に置き場所がありません。必要なら書き写してください: {}", left.text);
        doubt("", left.line, &message)
    });
    warned.chain(unplaced).collect()
}

/// The places of some lines; those on one page are one rectangle.
fn places(imported: &Imported, lines: &[usize]) -> Vec<At> {
    let mut found: Vec<At> = Vec::new();
    for &line in lines {
        let (original, place) = imported.stands(line);
        if let Place::Page { page, area } = &place {
            let same = found.iter_mut().find_map(|at| match &mut at.place {
                Place::Page { page: other, area } if at.original == original && other == page => Some(area),
                _ => None,
            });
            if let Some(held) = same {
                *held = around(*held, *area);
                continue;
            }
        }
        found.push(At { original, place });
    }
    found.into_iter().map(|At { original, place }| At { original, place: rounded(place) }).collect()
}

/// Tenths of a point are as fine as anybody sees.
fn rounded(place: Place) -> Place {
    match place {
        Place::Page { page, area } => {
            Place::Page { page, area: area.map(|side| (side * 10.0).round() / 10.0) }
        }
        other => other,
    }
}

/// The file of a path that leads into an archive, and what follows.
fn in_archive(path: &Path) -> (Option<&Path>, Option<String>) {
    let archive = path.ancestors().skip(1).find(|path| path.is_file());
    let within = archive.and_then(|archive| path.strip_prefix(archive).ok()).and_then(Path::to_str);
    match within {
        Some(within) => (archive, Some(within.replace('\\', "/"))),
        None => (Some(path), None),
    }
}

/// How one comes from a folder to a file: by folders above it where both lie in one folder that is not the root.
fn from(folder: &Path, file: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let file = file.canonicalize().ok()?;
    let (ours, theirs): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (folder.components().collect(), file.components().collect());
    let common = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
    let named = ours[..common].iter().any(|part| matches!(part, Component::Normal(_)));
    let path = if named {
        let up = std::iter::repeat_n(Component::ParentDir, ours.len() - common);
        up.chain(theirs[common..].iter().copied()).collect::<PathBuf>()
    } else {
        file.clone()
    };
    path.to_str().map(|path| path.replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Given, Source, import_all, original};

    #[test]
    fn stretches_are_known_by_their_headings() {
        let text = "---\n# no heading\n---\n# Ⅰ\n\n## 1.\nx\n\n## 1.\ny\n# Ⅱ\n#also none\n";
        let found = stretches(text);
        let keys: Vec<_> = found.iter().map(|stretch| (stretch.key.as_str(), stretch.line)).collect();
        assert_eq!(keys, [("", 1), ("Ⅰ", 4), ("Ⅰ > 1.", 6), ("Ⅰ > 1. #2", 9), ("Ⅱ", 11)]);
        assert_eq!(&text[found[2].range.clone()], "## 1.\nx\n\n");
        assert_ne!(found[2].hash(text), found[3].hash(text));
        assert!(stretches("").len() == 1 && stretches("# x").len() == 2);
    }

    #[test]
    fn headings_stand_where_the_original_prints_them() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/originals/fixtures/kiso-hozon.pdf");
        let bytes = std::fs::read(&file).expect("a fixture");
        let sheet = original::read(&bytes).expect("a PDF").expect("readable");
        let texts: Vec<(Place, String)> = sheet
            .pages
            .iter()
            .flat_map(|page| &page.cells)
            .map(|cell| (cell.place.clone(), cell.text.clone()))
            .collect();
        let given =
            Given { sources: vec![("kiso-hozon.pdf".to_owned(), "0".repeat(64))], ..Given::default() };
        let imported = import_all(&[Source::Original(sheet)], &given).expect("an evaluation");
        let folder = tempfile::tempdir().expect("a folder");
        let sidecar = Sidecar::of(&imported, folder.path(), &[file.display().to_string()], Vec::new());
        assert!(sidecar.items.len() > 20);
        assert!(sidecar.items.iter().all(|item| !item.places.is_empty()), "{:#?}", sidecar.items);
        let inside = |own: [f64; 4], other: [f64; 4]| {
            let (x, y) = (f64::midpoint(own[0], own[2]), f64::midpoint(own[1], own[3]));
            other[0] <= x && x <= other[2] && other[1] <= y && y <= other[3]
        };
        // What the rectangle of a heading holds says the heading, but for those that the form alone has.
        let mut said = 0;
        for item in &sidecar.items {
            let label = item.item.rsplit(" > ").next().expect("a label").replace('\\', "");
            let held: String = texts
                .iter()
                .filter(|(place, _)| {
                    item.places.iter().any(|at| match (&at.place, place) {
                        (Place::Page { page, area }, Place::Page { page: other, area: own }) => {
                            page == other && inside(*own, *area)
                        }
                        _ => false,
                    })
                })
                .map(|(_, text)| text.split_whitespace().collect::<String>())
                .collect();
            said += usize::from(held.contains(&label.split_whitespace().collect::<String>()));
        }
        assert!(said * 10 >= sidecar.items.len() * 8, "{said} of {}", sidecar.items.len());
        let path = folder.path().join("x.places.json");
        sidecar.prepare(&path).and_then(file::Prepared::put).expect("written");
        assert_eq!(Sidecar::read(&path).expect("read"), sidecar);
    }

    #[test]
    fn a_sidecar_of_another_version_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.places.json");
        for text in ["", "{}", r#"{"version":2,"originals":[],"items":[],"doubts":[]}"#] {
            std::fs::write(&path, text).expect("a file");
            assert!(Sidecar::read(&path).is_err(), "{text}");
        }
    }
}
