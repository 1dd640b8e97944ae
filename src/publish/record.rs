//! `.kohyo/published.json`: every lasting address that has ever been published, so that none becomes a dead link.
//!
//! The file belongs under version control. It never changes what is built; it stops a build in which an address
//! on it is neither built nor taken down with a reason.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::content::{Content, Retired, RetiredFile};
use crate::finding::{Finding, Place, Text, Trouble};
use crate::portal::Address;
use crate::privacy::shown;
use crate::text::file;
use crate::text::source::{Source, Span};

/// Where the record of a content folder lies: beside it.
pub fn path(content: &Path) -> PathBuf {
    content.parent().unwrap_or(content).join(".kohyo").join("published.json")
}

/// Addresses below the root of the site, each with `/` at its end.
#[derive(Debug, Default)]
pub struct Record {
    /// The addresses.
    pub addresses: BTreeSet<String>,
    /// Its text, for findings; `None` where there is no file yet.
    source: Option<Arc<Source>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    addresses: BTreeSet<String>,
}

impl Record {
    /// Reads a record; an absent file is an empty one.
    ///
    /// # Errors
    /// PUB-04: a file that cannot be read, or is not what kohyo wrote (a conflict of a merge, say).
    pub fn read(path: &Path) -> Result<Self, Box<Finding>> {
        let name = shown(path);
        let damaged = |source: Source, span, why: &str| {
            Box::new(Finding::of(
                "PUB-04",
                Place::at(&Arc::new(source), span),
                Text::new(
                    format!("公表したアドレスの記録を読めません({why})。"),
                    format!("The record of published addresses cannot be read ({why})."),
                ),
                Text::new(
                    "Git の履歴にある前の内容に戻してください。統合で両方が変わったときは、両方のアドレスを残してください。",
                    "Restore it from Git. Where a merge changed both sides, keep the addresses of both.",
                ),
            ))
        };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(damaged(Source::new(name, ""), Span::new(0, 0), &error.to_string())),
        };
        let source = Source::new(name, text);
        match serde_json::from_str::<File>(source.text()) {
            Ok(file) => Ok(Self { addresses: file.addresses, source: Some(Arc::new(source)) }),
            Err(error) => {
                let span = source.line_span(error.line().max(1)).unwrap_or_default();
                Err(damaged(source, span, &error.to_string()))
            }
        }
    }

    /// Adds what is built, and writes the record if that is news. Returns how many addresses are new.
    ///
    /// # Errors
    /// What the file system says.
    pub fn add(mut self, built: &BTreeSet<Address>, path: &Path) -> Result<usize, Trouble> {
        let before = self.addresses.len();
        self.addresses.extend(built.iter().map(Address::to_string));
        let new = self.addresses.len() - before;
        if new > 0 {
            self.write(path).map_err(|error| Trouble::io(path, &error))?;
        }
        Ok(new)
    }

    fn write(self, path: &Path) -> std::io::Result<()> {
        let folder = path.parent().unwrap_or(path);
        std::fs::create_dir_all(folder)?;
        let mut text = serde_json::to_string_pretty(&File { addresses: self.addresses })?;
        text.push('\n');
        file::write(path, text)
    }

    /// PUB-01: published, but neither built nor retired.
    pub fn missing(&self, built: &BTreeSet<Address>, content: &Content) -> Vec<Finding> {
        let built: BTreeSet<&str> = built.iter().map(Address::as_str).collect();
        let retired: BTreeSet<&str> = entries(content).map(|(_, entry)| entry.address.as_str()).collect();
        let gone = self.addresses.iter().map(String::as_str);
        let gone = gone.filter(|address| !built.contains(address) && !retired.contains(address));
        // The pages below an address that is gone are gone with it: one message is enough.
        let mut findings: Vec<Finding> = Vec::new();
        let mut last: Option<&str> = None;
        for address in gone {
            if last.is_none_or(|last| !address.starts_with(last)) {
                findings.push(self.is_missing(address));
                last = Some(address);
            }
        }
        findings
    }

    fn is_missing(&self, address: &str) -> Finding {
        let draft = address.trim_end_matches('/').rsplit('/').next().is_some_and(|s| s.starts_with("draft-"));
        let (ja, en) = if draft {
            (
                "案のアドレスは公表の後も残します。案の Markdown を、status: consultation のまま別のファイルとして戻すか、",
                "A draft keeps its address after publication. Put its Markdown back as a file of its own (status: consultation), or record why it is gone with ",
            )
        } else {
            ("評価書を戻すか、", "Put the assessment back, or record why it is gone with ")
        };
        let command = format!("`kohyo retire {address} --reason 理由`");
        let help = Text::new(
            format!(
                "{ja}{command} で掲載の終了を記録してください。まだ公開していないなら、この行を除いてください。"
            ),
            format!("{en}{command}. If it was never made public, remove this line."),
        );
        Finding::of(
            "PUB-01",
            self.place(address),
            Text::new(
                format!("公表したアドレス {address} のページがなくなっています。"),
                format!("The page at the published address {address} is gone."),
            ),
            help,
        )
    }

    fn place(&self, address: &str) -> Place {
        let source = self.source.clone().unwrap_or_else(|| Arc::new(Source::new("published.json", "")));
        let at = source.text().find(&format!("\"{address}\""));
        match at {
            Some(at) => Place::at(&source, Span::new(at + 1, at + 1 + address.len())),
            None => Place::file(&source),
        }
    }
}

/// PUB-02 and PUB-03: retired addresses that are built all the same, or that lead to a page that is not there.
pub fn retired(built: &BTreeSet<Address>, content: &Content) -> Vec<Finding> {
    let built: BTreeSet<&str> = built.iter().map(Address::as_str).collect();
    let mut findings = Vec::new();
    for (file, entry) in entries(content) {
        let address = entry.address.as_str();
        if built.contains(address) {
            findings.push(Finding::of(
                "PUB-02",
                file.place(entry),
                Text::new(
                    format!("掲載を終えたと記録した {address} に、評価書があります。"),
                    format!("There is an assessment at {address}, which is recorded as retired."),
                ),
                Text::new(
                    "この記録を除くか、評価書を別の番号・日付にしてください。",
                    "Remove this entry, or give the assessment another number or date.",
                ),
            ));
        }
        if let Some(to) = entry.moved_to.as_deref()
            && !built.contains(to)
        {
            findings.push(Finding::of(
                "PUB-03",
                file.place(entry),
                Text::new(
                    format!("移転先 {to} のページがありません。"),
                    format!("There is no page at {to}, where this address is said to have moved."),
                ),
                Text::new(
                    "`moved_to` を、今あるページのアドレスにするか除いてください。",
                    "Make `moved_to` the address of a page that is built, or remove it.",
                ),
            ));
        }
    }
    findings
}

fn entries(content: &Content) -> impl Iterator<Item = (&RetiredFile, &Retired)> {
    content
        .municipalities
        .iter()
        .filter_map(|town| town.retired.as_ref())
        .flat_map(|file| file.entries.iter().map(move |entry| (file, entry)))
}
