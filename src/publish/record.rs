//! `.kohyo/published.json`: every lasting address that has ever been published, and the ids of the items on the pages of
//! versions, so that none becomes a dead link.
//!
//! The file belongs under version control. It never changes what is built; it stops a build in which an address
//! on it is neither built nor taken down with a reason.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::lock::Lock;
use crate::content::{Content, Moved, Retired, RetiredFile};
use crate::finding::{Finding, Place, Text, Trouble};
use crate::portal::{Address, Portal};
use crate::privacy::shown;
use crate::text::source::{Source, Span};
use crate::text::{file, limit, packed};

/// Where the record of a content folder lies: beside it.
pub fn path(content: &Path) -> PathBuf {
    content.parent().unwrap_or(content).join(".kohyo").join("published.json")
}

/// Addresses below the root of the site, each with `/` at its end.
#[derive(Debug, Default)]
pub struct Record {
    /// The addresses.
    pub addresses: BTreeSet<String>,
    /// The ids of the items on the pages of versions, [packed], by the address of the page.
    pub items: BTreeMap<String, String>,
    /// Its text, for findings; `None` where there is no file yet.
    source: Option<Arc<Source>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    addresses: BTreeSet<String>,
    /// A page in a line, so that two branches that publish different pages can be merged.
    #[serde(default)]
    items: BTreeMap<String, String>,
}

/// What is built and has to stay.
#[derive(Debug, Default)]
pub struct Lasting {
    /// The addresses.
    pub addresses: BTreeSet<Address>,
    /// The ids of the items on the pages of versions, [packed].
    pub items: BTreeMap<String, String>,
}

impl Lasting {
    /// What a portal has; `items` gives the ids of a document.
    pub fn of<'k>(portal: &Portal, items: impl Fn(usize) -> &'k str) -> Self {
        let addresses = portal.lasting();
        let pages = portal.versions().filter(|found| addresses.contains(&found.version.address));
        let items = pages
            .map(|found| (found.version.address.to_string(), items(found.version.facts.index).to_owned()))
            .collect();
        Self { addresses, items }
    }
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
        let text = match file::read_text(path, limit::OWN) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(damaged(Source::new(name, ""), Span::new(0, 0), &error.to_string())),
        };
        let source = Source::new(name, text);
        match serde_json::from_str::<File>(source.text()) {
            Ok(file) if file.items.values().any(|items| packed::unpack(items).is_none()) => {
                let at = source.text().find("\"items\"").map_or(1, |at| source.position(at).line);
                let span = source.line_span(at).unwrap_or_default();
                Err(damaged(source, span, "items"))
            }
            Ok(file) => {
                Ok(Self { addresses: file.addresses, items: file.items, source: Some(Arc::new(source)) })
            }
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
    pub fn add(mut self, built: &Lasting, path: &Path) -> Result<usize, Trouble> {
        let _lock = Lock::beside(path)?;
        // Another build may have added to it meanwhile.
        if let Ok(now) = Self::read(path) {
            self = now;
        }
        let before = self.addresses.len();
        self.addresses.extend(built.addresses.iter().map(Address::to_string));
        let new = self.addresses.len() - before;
        let items = self.with_items(built);
        if new > 0 || items != self.items {
            self.items = items;
            self.write(path).map_err(|error| Trouble::io(path, &error))?;
        }
        Ok(new)
    }

    /// The ids of all pages, with those that are built. An id that has been published stays on the list.
    fn with_items(&self, built: &Lasting) -> BTreeMap<String, String> {
        let mut all = self.items.clone();
        for (page, items) in &built.items {
            let known = all.entry(page.clone()).or_default();
            if known != items {
                let both =
                    [known.as_str(), items].map(|list| packed::unpack(list).unwrap_or_default()).concat();
                *known = packed::pack(both.iter().map(String::as_str));
            }
        }
        all
    }

    /// PUB-06: what a build would add to the record, where it must not change it.
    pub fn locked(&self, built: &Lasting, path: &Path) -> Option<Finding> {
        let new: Vec<&str> = built
            .addresses
            .iter()
            .map(Address::as_str)
            .filter(|address| !self.addresses.contains(*address))
            .collect();
        let items = self.with_items(built);
        let pages: Vec<&str> = items
            .iter()
            .filter(|(page, items)| self.items.get(*page) != Some(items))
            .map(|(page, _)| page.as_str())
            .collect();
        let first = new.first().or(pages.first())?;
        let (addresses, pages) = (new.len(), pages.len());
        let shown = shown(path);
        let place = self
            .source
            .as_ref()
            .map_or_else(|| Place::file(&Arc::new(Source::new(shown.clone(), ""))), Place::file);
        Some(Finding::of(
            "PUB-06",
            place,
            Text::new(
                format!(
                    "公表の記録に、これから公表するものがありません: 新しいアドレス{addresses}件、項目の記録が変わるページ{pages}件(最初は {first})。"
                ),
                format!(
                    "The record does not hold what is to be published: {addresses} new addresses, {pages} pages with other items (the first: {first})."
                ),
            ),
            Text::new(
                format!(
                    "手元で `kohyo build` を実行し、{shown} を一緒に登録(コミット)してください。`--locked` の build は記録を変えません。"
                ),
                format!(
                    "Run `kohyo build` on your computer and commit {shown} with the content; a build with `--locked` does not change it."
                ),
            ),
        ))
    }

    /// PUB-05: ids that were published on a page that is built, which has them no more and does not say where they went.
    pub fn missing_items(&self, built: &Lasting, content: &Content) -> Vec<Finding> {
        let moved: Vec<&Moved> = content
            .municipalities
            .iter()
            .filter_map(|town| town.retired.as_ref())
            .flat_map(|file| &file.moved)
            .collect();
        let mut findings = Vec::new();
        for (page, items) in &built.items {
            let Some(known) = self.items.get(page).filter(|known| *known != items) else { continue };
            let list = |packed: &str| packed::unpack(packed).unwrap_or_default();
            let now: HashSet<String> = list(items).into_iter().collect();
            let leads = |item: &String| {
                let own = moved.iter().filter(|moved| moved.page == *page);
                own.filter_map(|moved| moved.follow(item)).any(|to| now.contains(&to))
            };
            let gone: Vec<String> =
                list(known).into_iter().filter(|item| !now.contains(item) && !leads(item)).collect();
            if !gone.is_empty() {
                findings.push(self.items_are_missing(page, &gone));
            }
        }
        findings
    }

    fn items_are_missing(&self, page: &str, gone: &[String]) -> Finding {
        let count = gone.len();
        // In their order; what stands below one of them moves with it.
        let mut tops: Vec<&str> = Vec::new();
        for item in gone {
            let below = |above: &&str| item.strip_prefix(*above).is_some_and(|rest| rest.starts_with('-'));
            if !tops.last().is_some_and(below) {
                tops.push(item);
            }
        }
        let first = tops[0];
        let others = tops.iter().skip(1).take(5).copied().collect::<Vec<_>>().join("、");
        let (rest, and_more) = if tops.len() > 6 { ("ほか", ", …") } else { ("", "") };
        let likewise = if others.is_empty() {
            Text::new("", "")
        } else {
            Text::new(format!("。{others}{rest}も同じように"), format!("; likewise for {others}{and_more}"))
        };
        let named = gone.iter().take(5).map(|item| format!("#{item}")).collect::<Vec<_>>().join("、");
        let town = page.split('/').next().unwrap_or_default();
        Finding::of(
            "PUB-05",
            self.place(page),
            Text::new(
                format!(
                    "{page} で公表した項目のアドレス{count}件がなくなっています({named}{})。",
                    if count > 5 { " ほか" } else { "" }
                ),
                format!(
                    "{count} items that were published at {page} are gone ({named}{}).",
                    if count > 5 { ", …" } else { "" }
                ),
            ),
            Text::new(
                format!(
                    "見出し・番号・`files` の id を元に戻すか、移した先を {town}/retired.toml に、1行ずつ書いてください: `[[moved]]`、`page = \"{page}\"`、`item = \"{first}\"`、`to = \"今の項目\"`(その下の項目も一緒に移ります{})。まだ公開していないなら、記録のこのページの行を直してください。",
                    likewise.ja
                ),
                format!(
                    "Restore headings, numbers or the ids in `files`, or say in {town}/retired.toml where they went, a line each: `[[moved]]`, `page = \"{page}\"`, `item = \"{first}\"`, `to = \"ITEM\"` (what stands below moves with it{}). If it was never made public, mend the line of this page in the record.",
                    likewise.en
                ),
            ),
        )
    }

    fn write(self, path: &Path) -> std::io::Result<()> {
        let folder = path.parent().unwrap_or(path);
        std::fs::create_dir_all(folder)?;
        let mut text = serde_json::to_string_pretty(&File { addresses: self.addresses, items: self.items })?;
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
