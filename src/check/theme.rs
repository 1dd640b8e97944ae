//! ATT-08, and numbers of persons in what a theme publishes as it is: the files of its `static` folder are looked through
//! like originals.
//!
//! What programs of a page are made of (style, script, JSON, SVG) is text and looked through with the templates
//! ([`crate::privacy::tree`]). Anything else, a picture, a document, a font, is published only when somebody has looked at
//! that very file: `reviewed.toml` in the folder of the theme says who, when, and which bytes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use walkdir::WalkDir;

use crate::finding::{Finding, Place, Text};
use crate::inspect::{self, Inspection, Kind, LARGEST};
use crate::privacy;
use crate::text::checksum::hex;
use crate::text::source::{Source, slashed};

/// The file that says what was looked at.
const REVIEWED: &str = "reviewed.toml";

/// Texts that a page is made of.
const PARTS: [&str; 9] = ["css", "js", "mjs", "json", "map", "svg", "webmanifest", "xml", "md"];

/// So many places of numbers are reported for one file.
const MOST: usize = 20;

/// Files of a theme that somebody has looked through.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reviewed {
    #[serde(default)]
    file: Vec<Looked>,
}

/// One of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Looked {
    /// Within `static`.
    path: String,
    sha256: String,
    date: toml::value::Datetime,
    by: String,
}

/// Looks through the static files of a theme. `ships`: whether a file (its path within `static`, and its bytes) is one that
/// comes with the program.
pub fn theme(folder: &Path, ships: &dyn Fn(&str, &[u8]) -> bool) -> Vec<Finding> {
    let root = folder.join("static");
    let (reviewed, mut findings) = read_reviewed(folder);
    for entry in WalkDir::new(&root).sort_by_file_name().into_iter().filter_map(Result::ok) {
        if !entry.file_type().is_file() {
            continue;
        }
        let within = entry.path().strip_prefix(&root).map(slashed).unwrap_or_default();
        let shown = privacy::shown(entry.path());
        let place = Place::file(&Arc::new(Source::new(shown, "")));
        if entry.metadata().is_ok_and(|file| file.len() > LARGEST) {
            findings.push(unseen(
                &place,
                &within,
                &[],
                "64 MiB を超えるファイル",
                "a file of more than 64 MiB",
            ));
            continue;
        }
        // What cannot be read is reported when the theme is loaded.
        let Ok(bytes) = fs::read(entry.path()) else { continue };
        if ships(&within, &bytes) || is_part(&within, &bytes) {
            continue;
        }
        let mut numbers = BTreeSet::new();
        let mut see = |text: &str, at: &dyn Fn() -> Text| {
            if numbers.len() <= MOST {
                numbers.extend(privacy::in_text(text).into_iter().map(|number| (number.kind, at())));
            }
        };
        let inspection = match Kind::of_name(&within).filter(|kind| kind.fits(&bytes)) {
            Some(kind) => inspect::inspect(kind, &bytes, &mut see),
            None => inspect::inspect_any(&bytes, &mut see),
        };
        findings.extend(numbers.into_iter().take(MOST).map(|(kind, at)| number(kind, &at, place.clone())));
        let clean = inspection.hidden.is_empty() && inspection.unread.is_empty();
        if !clean && !looked_at(&reviewed, &within, &bytes) {
            let (ja, en) = said(&inspection);
            findings.push(unseen(&place, &within, &bytes, &ja, &en));
        }
    }
    findings
}

/// Whether a file is text that a page is made of. What puts its text together from pieces that it declares is not read here.
fn is_part(within: &str, bytes: &[u8]) -> bool {
    let extension = within.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let is_text = |text: &str| !text.contains('\0') && !text.contains("<!ENTITY");
    PARTS.contains(&extension.as_str()) && std::str::from_utf8(bytes).is_ok_and(is_text)
}

fn looked_at(reviewed: &Reviewed, within: &str, bytes: &[u8]) -> bool {
    let of = |file: &&Looked| file.path == within && !file.by.trim().is_empty() && file.date.date.is_some();
    reviewed.file.iter().find(of).is_some_and(|file| file.sha256.eq_ignore_ascii_case(&sha256(bytes)))
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    hex(&Sha256::digest(bytes))
}

fn read_reviewed(folder: &Path) -> (Reviewed, Vec<Finding>) {
    let path = folder.join(REVIEWED);
    if !path.is_file() {
        return (Reviewed::default(), Vec::new());
    }
    let why = match fs::read_to_string(&path).map_err(|error| error.to_string()) {
        Ok(text) => match toml::from_str(&text) {
            Ok(reviewed) => return (reviewed, Vec::new()),
            Err(error) => error.message().to_owned(),
        },
        Err(error) => error,
    };
    let why = privacy::quoted(&why);
    let finding = Finding::of(
        "ATT-08",
        Place::file(&Arc::new(Source::new(privacy::shown(&path), ""))),
        Text::new(format!("{REVIEWED} を読めません。{why}"), format!("{REVIEWED} cannot be read. {why}")),
        Text::new(
            "`[[file]]` ごとに path、sha256、date、by を書いてください。",
            "Give path, sha256, date and by for each `[[file]]`.",
        ),
    );
    (Reviewed::default(), vec![finding])
}

fn said(inspection: &Inspection) -> (String, String) {
    let notes: BTreeSet<&Text> = inspection.hidden.iter().chain(&inspection.unread).collect();
    let ja: Vec<&str> = notes.iter().map(|note| note.ja.as_str()).collect();
    let en: Vec<&str> = notes.iter().map(|note| note.en.as_str()).collect();
    (ja.join("、"), en.join("; "))
}

fn number(kind: privacy::Kind, at: &Text, place: Place) -> Finding {
    let mut finding = privacy::finding(kind, place);
    finding.message = Text::new(
        format!("テーマのファイルの{}: {}", at.ja, finding.message.ja),
        format!("In a file of the theme, {}: {}", at.en, finding.message.en),
    );
    finding.help = Text::new(
        "数字を除いて作り直したファイルに替えてください。それまで出力を作りません。",
        "Replace it by one made anew without the number. No output is made before.",
    );
    finding
}

/// A file that nobody has looked at.
fn unseen(place: &Place, within: &str, bytes: &[u8], ja: &str, en: &str) -> Finding {
    let within = privacy::redacted(within);
    let entry = format!("[[file]] path = \"{within}\", sha256 = \"{}\"", sha256(bytes));
    Finding::of(
        "ATT-08",
        place.clone(),
        Text::new(
            format!("テーマが公表するファイルに、kohyo が検査できないものがあります({ja})。"),
            format!("A file that the theme publishes holds what kohyo cannot inspect ({en})."),
        ),
        Text::new(
            format!(
                "人が見て、個人番号や氏名などがないと確認したら、テーマのフォルダーの {REVIEWED} に `{entry}` と date、by を書いてください。"
            ),
            format!(
                "When somebody has found no numbers or names of persons in it, write `{entry}` with date and by into {REVIEWED} in the folder of the theme."
            ),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::samples::{docx, number as a_number, pdf};

    /// The rules of what a theme with this file finds.
    fn found(name: &str, bytes: &[u8], reviewed: bool) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("static").join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("written");
        if reviewed {
            let text = format!(
                "[[file]]\npath = \"{name}\"\nsha256 = \"{}\"\ndate = 2026-03-20\nby = \"情報政策課\"\n",
                sha256(bytes)
            );
            fs::write(folder.path().join(REVIEWED), text).expect("written");
        }
        theme(folder.path(), &|_, _| false).into_iter().map(|finding| finding.id.to_owned()).collect()
    }

    #[test]
    fn a_number_stops_whatever_was_looked_at() {
        let n = a_number(3);
        let (a, b) = n.split_at(5);
        let word = docx(
            &format!(
                "<w:p><w:r><w:t>{a}</w:t></w:r><w:r><w:rPr><w:w w:val=\"9\"/></w:rPr><w:t>{b}</w:t></w:r></w:p>"
            ),
            &[],
        );
        let page = pdf(&format!("BT /F1 9 Tf 0 1 -1 0 99 99 Tm ({n}) Tj ET"), &[]);
        let font = [b"wOF2\0\0", n.as_bytes(), b"\0"].concat();
        let boxes: Vec<String> = n.chars().map(|c| c.to_string()).collect();
        let table = format!("個人番号,{}\n", boxes.join(","));
        let files: [(&str, &[u8]); 5] = [
            ("forms/a.docx", &word),
            ("guide.pdf", &page),
            ("fonts/a.woff2", &font),
            ("a.csv", table.as_bytes()),
            ("noname", n.as_bytes()),
        ];
        for (name, bytes) in files {
            for reviewed in [false, true] {
                let ids = found(name, bytes, reviewed);
                assert!(ids.contains(&"PRIV-01".to_owned()), "{name} {reviewed}: {ids:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_inspected_needs_a_person() {
        for (name, bytes) in [
            ("logo.png", &b"\x89PNG\r\n\x1a\n"[..]),
            ("a.woff2", b"wOF2\0\0"),
            ("a.docx", &docx("", &[])),
            ("x", b"x"),
            ("logo.svg", b"<!DOCTYPE svg [<!ENTITY a '7'>]><svg>&a;</svg>"),
        ] {
            assert_eq!(found(name, bytes, false), ["ATT-08"], "{name}");
            assert_eq!(found(name, bytes, true), [""; 0], "{name}");
        }
        let page = pdf("", &[]);
        for (name, bytes) in [
            ("css/1.css", &b"a { b: c }"[..]),
            ("js/a.js", b"a"),
            ("icon.svg", b"<svg/>"),
            ("a.txt", b"a"),
            ("a.pdf", &page),
        ] {
            assert_eq!(found(name, bytes, false), [""; 0], "{name}");
        }
    }
}
