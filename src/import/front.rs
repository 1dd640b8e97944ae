//! The front matter of an imported document: what is known, and what a person has to fill in.

use std::fmt::Write as _;
use std::path::Path;

use super::Cover;
use crate::content::Status;
use crate::privacy::shown;

/// What stands in the place of `verified` until somebody has compared the text with its original.
pub(crate) const VERIFY: &str = "# 原本と照合したら書いてください: verified: {date: 2026-04-01, by: 課名}";

/// What is said of a key that the cover does not tell.
const UNKNOWN: &str = "(表紙から分かりません。書いてください)";

const STATUS: &str =
    "# status: published(公表日とともに)・consultation・preparing のどれかを書いてください。";

const IDS: &str =
    "# id はアドレスの一部になります。公表する前に f1 などを分かる名前(例 kokuho)に変えられます。";

/// Whether a line of front matter is what an import asks somebody to do, which holds of that text alone.
pub(crate) fn is_request(line: &str) -> bool {
    [VERIFY, STATUS, IDS].contains(&line) || (line.starts_with("# ") && line.ends_with(UNKNOWN))
}

/// Everything the front matter is made of.
pub(super) struct Front<'a> {
    pub(super) cover: &'a Cover,
    pub(super) agency: Option<&'a str>,
    pub(super) status: Option<Status>,
    pub(super) files: Vec<String>,
    /// Only a part of the document was given.
    pub(super) excerpt: bool,
    pub(super) pages_missing: bool,
    pub(super) sources: &'a [(String, String)],
}

impl Front<'_> {
    /// The front matter between its `---` lines. A key whose value is not known stands as a comment.
    pub(super) fn write(&self) -> String {
        let mut out = String::from("---\n");
        let cover = self.cover;
        known(&mut out, "number", cover.number.as_deref().map(quoted));
        known(&mut out, "title", cover.title.as_deref().map(scalar));
        known(&mut out, "kind", cover.kind.map(|k| k.as_str().to_owned()));
        known(&mut out, "agency", self.agency.map(scalar));
        if let Some(written) = cover.agency.as_deref().filter(|written| Some(*written) != self.agency) {
            known(&mut out, "agency_as_written", Some(scalar(written)));
        }
        match self.status {
            Some(status) => known(&mut out, "status", Some(status.as_str().to_owned())),
            None => {
                let _ = writeln!(out, "{STATUS}");
            }
        }
        if let Some(date) = cover.published {
            known(&mut out, "published", Some(date.to_string()));
        }
        if let Some(written) = &cover.published_as_written {
            known(&mut out, "published_as_written", Some(scalar(written)));
        }
        if let Some(form) = &cover.form {
            known(&mut out, "form", Some(scalar(form)));
        }
        if self.excerpt {
            known(&mut out, "completeness", Some("excerpt".to_owned()));
        } else if self.pages_missing {
            known(&mut out, "completeness", Some("pages-missing".to_owned()));
        }
        if !self.files.is_empty() {
            let _ = writeln!(out, "{IDS}\nfiles:");
            for (index, name) in self.files.iter().enumerate() {
                let _ = writeln!(out, "  - {{id: f{}, name: {}}}", index + 1, quoted(name));
            }
        }
        out.push_str("source:\n  conversion: text\n");
        for (name, hash) in self.sources {
            let _ = writeln!(out, "  # 取り込んだファイル: {}", shown(Path::new(&name.replace('\n', " "))));
            let comment = if self.sources.len() > 1 { "# " } else { "" };
            let _ = writeln!(out, "  {comment}sha256: {hash}");
        }
        let _ = writeln!(out, "{VERIFY}\n---");
        out
    }
}

fn known(out: &mut String, key: &str, value: Option<String>) {
    let _ = match value {
        Some(value) => writeln!(out, "{key}: {value}"),
        None => writeln!(out, "# {key}: {UNKNOWN}"),
    };
}

/// A YAML scalar, quoted unless it is plain Japanese or Latin text.
pub(crate) fn scalar(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_alphanumeric() || "ー・、。()() ".contains(c))
        && text.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_ascii())
        && !text.ends_with(' ');
    if plain { text.to_owned() } else { quoted(text) }
}

/// A double-quoted YAML scalar. JSON strings are YAML strings.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
