//! Numbers of persons in a folder of content or a theme: every file in it, read by kohyo or not, and its name.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::WalkDir;

use super::allow::AllowList;
use super::{
    Number, check_name, finding, in_drawing, in_html, in_program, in_text, is_in, numbers as numbers_of,
};
use crate::finding::{Finding, Place};
use crate::text::source::{Source, slashed, with_line_feeds};

/// Larger files are not texts; what attachments hold is inspected when they are taken in.
const LARGEST: u64 = 32 * 1024 * 1024;

/// Numbers in the files of the content under `root`, but for those that `allow` accepts and for the texts in `seen` (paths
/// within the content), which [`in_document`] has looked through; and in the names of all files.
pub fn numbers(root: &Path, allow: &AllowList, seen: &BTreeSet<String>) -> Vec<Finding> {
    scan(root, Some(allow), seen)
}

/// Numbers in the text of an evaluation (its path within the content), but for those that `allow` accepts; `None` where
/// nothing in it looks like a number at all.
pub fn in_document(source: &Arc<Source>, within: &str, allow: &AllowList) -> Option<Vec<Finding>> {
    let numbers = numbers_of(source.text());
    (!numbers.is_empty()).then(|| forbidden(source, within, Some(allow)))
}

/// Numbers in the files of a theme and in their names. None is accepted.
pub fn numbers_in_theme(folder: &Path) -> Vec<Finding> {
    scan(folder, None, &BTreeSet::new())
}

fn scan(root: &Path, allow: Option<&AllowList>, seen: &BTreeSet<String>) -> Vec<Finding> {
    let entries: Vec<_> = WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != OsStr::new(".git"))
        // What cannot be listed is reported by the reading of the content.
        .flatten()
        .filter(|entry| entry.depth() > 0)
        .collect();
    entries
        .par_iter()
        .flat_map_iter(|entry| {
            let path = slashed(entry.path());
            let own_name = entry.file_name().to_string_lossy();
            let mut findings: Vec<Finding> =
                is_in(&own_name).then(|| check_name(&path)).flatten().into_iter().collect();
            let within = entry.path().strip_prefix(root).map(slashed).unwrap_or_default();
            if !seen.contains(&within)
                && entry.file_type().is_file()
                && entry.metadata().is_ok_and(|file| file.len() <= LARGEST)
                && let Some(source) = text(entry.path(), &path)
            {
                findings.extend(forbidden(&source, &within, allow));
            }
            findings
        })
        .collect()
}

fn forbidden(source: &Arc<Source>, within: &str, allow: Option<&AllowList>) -> Vec<Finding> {
    let original = is_original(Path::new(within));
    let accepted = |number: &Number| {
        !original && allow.is_some_and(|list| list.accepts(within, number, source.slice(number.span)))
    };
    let found = found_in(source).into_iter().filter(|number| !accepted(number));
    found.map(|number| finding(number.kind, Place::at(source, number.span))).collect()
}

/// The numbers of a drawing are coordinates, also in the templates of a theme.
fn found_in(source: &Source) -> Vec<Number> {
    let extension = Path::new(source.path()).extension().unwrap_or_default();
    let is = |all: &[&str]| all.iter().any(|own| extension.eq_ignore_ascii_case(own));
    if is(&["html", "htm"]) {
        in_html(source.text())
    } else if is(&["svg", "xml"]) {
        in_drawing(source.text())
    } else if is(&["css", "js", "mjs", "json", "map", "webmanifest"]) {
        in_program(source.text())
    } else {
        in_text(source.text())
    }
}

/// Whether a file of the content is an original: what stands in it is published as it is.
pub fn is_original(within: &Path) -> bool {
    within.components().any(|part| part.as_os_str() == "attachments")
}

/// The text of a file, also of one that kohyo will refuse to read. `None` for pictures and the like.
fn text(path: &Path, shown_as: &str) -> Option<Arc<Source>> {
    let mut head = Vec::new();
    fs::File::open(path).and_then(|file| file.take(8192).read_to_end(&mut head)).ok()?;
    if head.contains(&0) || head.starts_with(b"%PDF-") {
        return None;
    }
    let bytes = fs::read(path).ok()?;
    // Digits are the same bytes in every encoding that is left.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    Some(Arc::new(Source::new(shown_as, with_line_feeds(&String::from_utf8_lossy(bytes)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_and_every_name_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, bytes: &[u8]| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        write("portal.toml", b"title = \"123456789018\"\n");
        write("mihon/12.md", "---\nnumber: \"12\"\n---\n甲\r\n１２３４５６７８９０１８\r\n".as_bytes());
        write("mihon/attachments/123456789018.pdf", b"%PDF-1.7\n123456789018");
        write("mihon/sjis.txt", b"\x94\xd4\x8d\x86 123456789018");
        write("mihon/picture.png", b"\x89PNG\0 123456789018");
        let found: Vec<_> = numbers(folder.path(), &AllowList::default(), &BTreeSet::new())
            .iter()
            .map(|f| {
                (
                    f.place.source.path().rsplit('/').next().unwrap_or_default().to_owned(),
                    f.place.position().line,
                )
            })
            .collect();
        let expected = [("12.md", 5), ("●●●●●●●●●●●●.pdf", 1), ("sjis.txt", 1), ("portal.toml", 1)];
        assert_eq!(found, expected.map(|(name, line)| (name.to_owned(), line)));
    }
}
