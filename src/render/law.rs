//! Laws: a page for each, and one for each of its articles and tables, with every evaluation that rests on it.
//!
//! What is the same provision after an amendment is not known here; where a change log says that one took the place of the
//! other, both pages say so, with the row.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Page;
use super::across::{Across, Entry, OF_EVALUATION, PageLink, coverage, csv, nth, page_links, paged};
use super::directory::{self, DirectoryView, EntryView};
use super::frame::{self, Crumb};
use super::listing::Listed;
use super::strings::Message;
use crate::across::{Law, law_id, law_part};
use crate::finding::Finding;
use crate::form;
use crate::portal::Address;
use crate::text::csv::Csv;
use crate::text::law::{Provision, full_name};

/// An article or a table of a law, with the evaluations that rest on it.
#[derive(Debug, Serialize)]
struct LawView {
    /// The law and the part, e.g. 番号法第19条.
    title: String,
    /// How much is held.
    coverage: Message,
    /// The provisions of the part.
    sections: Vec<SectionView>,
    /// The other pages.
    pages: Vec<PageLink>,
    /// Address of the page of the law.
    law: String,
}

/// A provision.
#[derive(Debug, Serialize)]
struct SectionView {
    /// HTML id.
    id: String,
    /// Its name, e.g. 番号法第19条第8号.
    title: String,
    /// Its place within the law, e.g. 第19条第8号.
    within: String,
    /// What change logs say took its place, or whose place it took.
    same: Vec<SameView>,
    /// Where it stands.
    rows: Vec<RowView>,
}

/// Another provision of which a change log speaks.
#[derive(Debug, Serialize)]
struct SameView {
    /// Its name.
    title: String,
    /// Address of its page; nothing where no evaluation that is shown rests on it.
    href: Option<String>,
    /// Whether the other one is what is written now.
    later: bool,
    /// The evaluations whose change logs say so; each leads to the row.
    rows: Vec<EntryView>,
}

/// A place where a provision stands.
#[derive(Debug, Serialize)]
struct RowView {
    /// The evaluation; its `href` leads to the item.
    document: Listed,
    /// The question in whose answer it stands.
    question: String,
    /// As written.
    written: String,
}

type Place<'a> = (&'a Provision, &'a Entry<'a>, &'a Law);

/// Where the page of a law stands.
pub(super) fn address(law: &str) -> Address {
    Address::section("laws").join(&law_id(law))
}

/// Where a provision stands: the page of its part and the place on the first page of it.
fn address_of(provision: &Provision) -> Address {
    let law = address(&provision.law);
    law_part(provision).map_or_else(|| law.join("whole"), |part| law.join(&part))
}

/// The id of a provision on its page.
fn id(provision: &Provision) -> String {
    let hash = blake3::hash(provision.to_string().as_bytes());
    format!("p-{}", crate::text::checksum::letters(&hash.as_bytes()[..6]))
}

/// All pages about laws.
pub(super) fn pages(across: &Across<'_>) -> Result<Vec<Page>, Vec<Finding>> {
    let mut places: Vec<Place<'_>> = Vec::new();
    for entry in &across.entries {
        places.extend(entry.said.laws.iter().map(|law| (&law.provision, entry, law)));
    }
    // Within a provision the order of the portal stays.
    places.sort_by(|a, b| a.0.cmp(b.0));
    let held: BTreeSet<&Provision> = places.iter().map(|(provision, ..)| *provision).collect();
    let same = same(across);
    let home = Address::section("laws");
    let mut pages = Vec::new();
    let mut laws = Vec::new();
    for of_law in places.chunk_by(|a, b| a.0.law == b.0.law) {
        let law = of_law[0].0.law.as_str();
        laws.push((law, of_law));
        let mut parts = Vec::new();
        for of_part in of_law.chunk_by(|a, b| law_part(a.0) == law_part(b.0)) {
            parts.push(of_part);
            pages.extend(part_pages(across, of_part, &held, &same)?);
        }
        pages.push(law_page(across, law, &parts)?);
    }
    let entry = |(law, places): &(&str, &[Place<'_>])| EntryView {
        text: (*law).to_owned(),
        href: Some(home.link(&address(law))),
        note: Some(Message::new("across.evaluations").with("count", evaluations(places))),
    };
    // What most rest on first.
    let mut sorted = laws.clone();
    sorted.sort_by_key(|(law, places)| (std::cmp::Reverse(evaluations(places)), *law));
    let chunks = paged(sorted, |_| 400);
    let count = chunks.len();
    for (number, laws) in chunks.into_iter().enumerate() {
        let at = nth(&home, number);
        let entries = laws.iter().map(|law| EntryView { href: Some(at.link(&address(law.0))), ..entry(law) });
        let view = DirectoryView {
            title: across.renderer.text(&Message::new("across.laws")),
            lead: vec![Message::new("across.laws-lead"), Message::new("across.laws-rule")],
            coverage: coverage(across.entries.iter()),
            entries: entries.collect(),
            others: Vec::new(),
            others_title: "across.others",
            pages: page_links(&at, &home, count, number),
            csv: Some(at.link(&home.with_file("table.csv"))),
        };
        pages.push(directory::page(across.renderer, &at, Vec::new(), &view)?);
    }
    pages.push(csv(&home, table(across, &places)));
    Ok(pages)
}

fn evaluations(places: &[Place<'_>]) -> usize {
    places.iter().map(|(_, entry, _)| entry.found.version.facts.index).collect::<BTreeSet<_>>().len()
}

/// The page of a law: its parts.
fn law_page(across: &Across<'_>, law: &str, parts: &[&[Place<'_>]]) -> Result<Page, Vec<Finding>> {
    let at = address(law);
    let entry = |places: &&[Place<'_>]| {
        let provision = places[0].0;
        let part =
            Provision { law: law.to_owned(), steps: provision.steps.iter().take(1).cloned().collect() };
        let whole = provision.steps.is_empty();
        let text =
            if whole { across.renderer.text(&Message::new("across.law-whole")) } else { part.within() };
        EntryView {
            text,
            href: Some(at.link(&address_of(provision))),
            note: Some(Message::new("across.evaluations").with("count", evaluations(places))),
        }
    };
    let mut lead = Vec::new();
    if let Some(name) = full_name(law).filter(|name| *name != law) {
        lead.push(Message::new("across.law-name").with("name", name));
    }
    lead.push(Message::new("across.laws-rule"));
    let view = DirectoryView {
        title: law.to_owned(),
        lead,
        coverage: coverage(across.entries.iter()),
        entries: parts.iter().map(entry).collect(),
        others: Vec::new(),
        others_title: "across.others",
        pages: Vec::new(),
        csv: None,
    };
    let list =
        Crumb::to(across.renderer.text(&Message::new("across.laws")), at.link(&Address::section("laws")));
    directory::page(across.renderer, &at, vec![list], &view)
}

/// What change logs say: by provision, the other one, whether it is the later one, and the rows.
type Same<'a> = BTreeMap<&'a Provision, BTreeMap<(bool, &'a Provision), Vec<(&'a Entry<'a>, &'a str)>>>;

fn same<'a>(across: &'a Across<'_>) -> Same<'a> {
    let mut same = Same::new();
    for entry in &across.entries {
        for replaced in &entry.said.replaced {
            let row = (entry, replaced.anchor.as_str());
            let (before, after) = (&replaced.before, &replaced.after);
            same.entry(before).or_default().entry((true, after)).or_default().push(row);
            same.entry(after).or_default().entry((false, before)).or_default().push(row);
        }
    }
    same
}

/// The pages of an article or a table.
fn part_pages(
    across: &Across<'_>,
    places: &[Place<'_>],
    held: &BTreeSet<&Provision>,
    same: &Same<'_>,
) -> Result<Vec<Page>, Vec<Finding>> {
    let first = places[0].0;
    let home = address_of(first);
    let law = address(&first.law);
    let part = Provision { law: first.law.clone(), steps: first.steps.iter().take(1).cloned().collect() };
    let chunks = paged(places.to_vec(), |_| 900);
    let count = chunks.len();
    let mut pages = Vec::with_capacity(count);
    for (number, places) in chunks.iter().enumerate() {
        let at = nth(&home, number);
        let section = |places: &[Place<'_>]| {
            let provision = places[0].0;
            let others = same.get(provision).into_iter().flatten();
            SectionView {
                id: id(provision),
                title: provision.to_string(),
                within: provision.within(),
                same: others
                    .map(|((later, other), rows)| SameView {
                        title: other.to_string(),
                        href: held
                            .contains(other)
                            .then(|| format!("{}#{}", at.link(&address_of(other)), id(other))),
                        later: *later,
                        rows: rows
                            .iter()
                            .map(|(entry, anchor)| evidence(across, &at, entry, anchor))
                            .collect(),
                    })
                    .collect(),
                rows: places
                    .iter()
                    .map(|(_, entry, law)| RowView {
                        document: across.listed(&at, entry, &law.anchor),
                        question: question(&law.concept),
                        written: law.written.clone(),
                    })
                    .collect(),
            }
        };
        let view = LawView {
            title: part.to_string(),
            coverage: coverage(across.entries.iter()),
            sections: places.chunk_by(|a, b| a.0 == b.0).map(section).collect(),
            pages: page_links(&at, &home, count, number),
            law: at.link(&law),
        };
        let mut frame = frame::frame(across.renderer, &at, None);
        frame.title = Some(part.to_string());
        frame.canonical = across.renderer.canonical(&at);
        frame.here = "law";
        let list =
            Crumb::to(across.renderer.text(&Message::new("across.laws")), at.link(&Address::section("laws")));
        let whole = Crumb::to(first.law.clone(), at.link(&law));
        let words = if part.steps.is_empty() {
            across.renderer.text(&Message::new("across.law-whole"))
        } else {
            part.within()
        };
        frame.crumbs = vec![across.renderer.crumb_home(&at), list, whole, Crumb::here(words)];
        pages.push(across.renderer.render(&at, "law.html", &super::context(&frame, &view))?);
    }
    Ok(pages)
}

fn evidence(across: &Across<'_>, at: &Address, entry: &Entry<'_>, anchor: &str) -> EntryView {
    let number = Message::new("nav.number").with("number", entry.found.subject.number.as_str());
    EntryView {
        text: format!("{} {}", entry.found.agency.name, across.renderer.text(&number)),
        href: Some(format!("{}#{anchor}", at.link(super::across::address(entry.found)))),
        note: None,
    }
}

fn question(concept: &str) -> String {
    form::concepts().get(concept).map_or_else(|| concept.to_owned(), |concept| concept.name.clone())
}

fn table(across: &Across<'_>, places: &[Place<'_>]) -> Csv {
    let mut columns: Vec<&str> = vec!["法令", "条項", "表記", "問い"];
    columns.extend(OF_EVALUATION);
    columns.push("アドレス");
    let mut table = Csv::new(&columns);
    for (provision, entry, law) in places {
        let mut cells =
            vec![provision.law.clone(), provision.within(), law.written.clone(), question(&law.concept)];
        cells.extend(across.cells(entry));
        cells.push(across.url(entry, &law.anchor));
        table.row(&cells);
    }
    table
}
