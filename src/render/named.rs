//! Contractors and systems: names as written, gathered under one name whose rule is shown, each with its evaluations.
//!
//! A 共同企業体 is not taken apart; that it has the name of a company in its own is said on the page of the company. What the
//! change log alone holds is marked as former. Incidents never stand here, and nothing is counted but evaluations.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Page;
use super::across::{
    Across, Entry, OF_EVALUATION, PageLink, coverage, csv, file_name, grouped, nth, page_links, paged,
};
use super::directory::{self, DirectoryView, EntryView};
use super::frame::{self, Crumb};
use super::listing::Listed;
use super::strings::{Day, Message};
use crate::across::organisation::{self, core, is_joint, normal};
use crate::across::{Contractor, System, organisation_id, system_id, system_key};
use crate::finding::Finding;
use crate::portal::Address;
use crate::text::csv::Csv;

/// A contractor or a system with the evaluations that name it.
#[derive(Debug, Serialize)]
struct NamedView {
    /// `contractor` or `system`.
    kind: &'static str,
    /// The name under which spellings are gathered.
    title: String,
    /// In how many evaluations it stands.
    count: Message,
    /// How much is held.
    coverage: Message,
    /// The spellings, as written.
    spellings: Vec<String>,
    /// Joint ventures whose names hold this name, or, for one of them, the companies whose names it holds.
    related: Vec<EntryView>,
    /// Whether it is a joint venture.
    joint: bool,
    /// The places where it stands.
    rows: Vec<RowView>,
    /// The other pages.
    pages: Vec<PageLink>,
    /// Address of the list of names.
    all: String,
}

/// A place where a name stands.
#[derive(Debug, Serialize)]
struct RowView {
    /// The evaluation; its `href` leads to the item or to the row of the change log.
    document: Listed,
    /// Name of the 特定個人情報ファイル.
    file: Option<String>,
    /// The 委託事項 or the system.
    part: Option<String>,
    /// Key of the role of a contractor; nothing for systems.
    role: Option<String>,
    /// Whether the change log alone holds the name.
    former: bool,
    /// The day of the row of the change log, where it is known.
    until: Option<Day>,
    /// As written.
    written: String,
    /// What a system is connected to, as chosen and written.
    connected: Vec<String>,
}

/// A name with its places.
struct Name<'a, T> {
    title: String,
    id: String,
    places: Vec<(&'a Entry<'a>, &'a T)>,
}

impl<T> Name<'_, T> {
    fn evaluations(&self) -> usize {
        let mut documents: Vec<usize> =
            self.places.iter().map(|(entry, _)| entry.found.version.facts.index).collect();
        documents.dedup();
        documents.len()
    }
}

/// Names by key; the title is the spelling that is written most, of several the first.
fn names<'a, T>(
    places: impl Iterator<Item = (String, &'a Entry<'a>, &'a T)>,
    title: impl Fn(&T) -> String,
    id: impl Fn(&T) -> String,
) -> Vec<Name<'a, T>> {
    let groups = grouped(places.map(|(key, entry, thing)| (key, (entry, thing))));
    let name = |places: Vec<(&'a Entry<'a>, &'a T)>| {
        let mut titles: BTreeMap<String, usize> = BTreeMap::new();
        for (_, thing) in &places {
            *titles.entry(title(thing)).or_default() += 1;
        }
        let best = titles.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        Name {
            title: best.map(|(title, _)| title.clone()).unwrap_or_default(),
            id: places.first().map(|(_, thing)| id(thing)).unwrap_or_default(),
            places,
        }
    };
    let mut names: Vec<Name<'a, T>> = groups.into_values().map(name).collect();
    names.sort_by(|a, b| a.title.cmp(&b.title).then_with(|| a.id.cmp(&b.id)));
    names
}

/// The pages about contractors.
pub(super) fn contractors(across: &Across<'_>) -> Result<Vec<Page>, Vec<Finding>> {
    let places = across.entries.iter().flat_map(|entry| {
        let said = entry.said;
        said.contractors.iter().map(move |one| (organisation::key(&one.written), entry, one))
    });
    let names = names(places, |one: &Contractor| normal(&one.written), |one| organisation_id(&one.written));
    let home = Address::section("contractors");
    let mut pages = list(across, &home, "contractor", &names)?;
    pages.push(csv(&home, contractor_table(across, &names)));
    let (joint, alone): (Vec<usize>, Vec<usize>) =
        (0..names.len()).partition(|&number| is_joint(&names[number].title));
    // Which name stands in the name of which 共同企業体.
    let mut related: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
    let keys: Vec<String> = joint.iter().map(|&whole| organisation::key(&names[whole].title)).collect();
    for part in alone {
        let Some(core) = core(&names[part].title) else { continue };
        for (&whole, _) in joint.iter().zip(&keys).filter(|(_, key)| key.contains(&core)) {
            related[whole].push(part);
            related[part].push(whole);
        }
    }
    for (number, name) in names.iter().enumerate() {
        let joint = joint.binary_search(&number).is_ok();
        let related: Vec<(&str, &str)> = related[number]
            .iter()
            .map(|&other| (names[other].title.as_str(), names[other].id.as_str()))
            .collect();
        let row = |at: &Address, entry: &Entry<'_>, one: &Contractor| RowView {
            document: across.listed(at, entry, &one.anchor),
            file: file_name(entry, one.file),
            part: one.part.clone(),
            role: Some(format!("across.role-{}", one.role.key())),
            former: one.former,
            until: one.until.map(|day| across.renderer.day(day)),
            written: one.written.clone(),
            connected: Vec::new(),
        };
        pages.extend(page(across, "contractor", (&home, name), &related, (joint, |one| &one.written), row)?);
    }
    Ok(pages)
}

/// The pages about systems.
pub(super) fn systems(across: &Across<'_>) -> Result<Vec<Page>, Vec<Finding>> {
    let places = across.entries.iter().flat_map(|entry| {
        let said = entry.said;
        said.systems.iter().map(move |one| (system_key(&one.written), entry, one))
    });
    let names = names(places, |one: &System| one.written.clone(), |one| system_id(&one.written));
    let home = Address::section("systems");
    let mut pages = list(across, &home, "system", &names)?;
    pages.push(csv(&home, system_table(across, &names)));
    for name in &names {
        let row = |at: &Address, entry: &Entry<'_>, one: &System| RowView {
            document: across.listed(at, entry, &one.anchor),
            file: None,
            part: one.part.clone(),
            role: None,
            former: false,
            until: None,
            written: one.written.clone(),
            connected: one.connected.clone(),
        };
        pages.extend(page(across, "system", (&home, name), &[], (false, |one| &one.written), row)?);
    }
    Ok(pages)
}

/// The list of names, on as many pages as it takes.
fn list<T>(
    across: &Across<'_>,
    home: &Address,
    kind: &'static str,
    names: &[Name<'_, T>],
) -> Result<Vec<Page>, Vec<Finding>> {
    let chunks = paged(names.iter().collect(), |_| 400);
    let count = chunks.len();
    let mut pages = Vec::with_capacity(count + 1);
    for (number, names) in chunks.into_iter().enumerate() {
        let at = nth(home, number);
        let entry = |name: &Name<'_, T>| EntryView {
            text: name.title.clone(),
            href: Some(at.link(&home.join(&name.id))),
            note: Some(Message::new("across.evaluations").with("count", name.evaluations())),
        };
        let view = DirectoryView {
            title: across.renderer.text(&Message::new(format!("across.{kind}s"))),
            lead: vec![
                Message::new(format!("across.{kind}s-lead")),
                Message::new(format!("across.{kind}-rule")),
            ],
            coverage: coverage(across.entries.iter()),
            entries: names.into_iter().map(entry).collect(),
            others: Vec::new(),
            others_title: "across.others",
            pages: page_links(&at, home, count, number),
            csv: Some(at.link(&home.with_file("table.csv"))),
        };
        pages.push(directory::page(across.renderer, &at, Vec::new(), &view)?);
    }
    Ok(pages)
}

/// The pages of one name.
fn page<T>(
    across: &Across<'_>,
    kind: &'static str,
    (home, name): (&Address, &Name<'_, T>),
    related: &[(&str, &str)],
    (joint, written): (bool, fn(&T) -> &String),
    row: impl Fn(&Address, &Entry<'_>, &T) -> RowView,
) -> Result<Vec<Page>, Vec<Finding>> {
    let own = home.join(&name.id);
    let mut spellings: Vec<&String> = name.places.iter().map(|(_, one)| written(one)).collect();
    spellings.sort();
    spellings.dedup();
    let chunks = paged(name.places.iter().collect(), |_| 1_000);
    let count = chunks.len();
    let mut pages = Vec::with_capacity(count);
    for (number, places) in chunks.into_iter().enumerate() {
        let at = nth(&own, number);
        let view = NamedView {
            kind,
            title: name.title.clone(),
            count: Message::new("across.stands-in").with("count", name.evaluations()),
            coverage: coverage(across.entries.iter()),
            spellings: spellings.iter().map(|spelling| (*spelling).clone()).collect(),
            related: related
                .iter()
                .map(|(title, id)| EntryView {
                    text: (*title).to_owned(),
                    href: Some(at.link(&home.join(id))),
                    note: None,
                })
                .collect(),
            joint,
            rows: places.iter().map(|(entry, one)| row(&at, entry, one)).collect(),
            pages: page_links(&at, &own, count, number),
            all: at.link(home),
        };
        let mut frame = frame::frame(across.renderer, &at, None);
        frame.title = Some(name.title.clone());
        frame.canonical = across.renderer.canonical(&at);
        frame.here = "named";
        let list = Crumb::to(across.renderer.text(&Message::new(format!("across.{kind}s"))), at.link(home));
        frame.crumbs = vec![across.renderer.crumb_home(&at), list, Crumb::here(name.title.clone())];
        pages.push(across.renderer.render(&at, "named.html", &super::context(&frame, &view))?);
    }
    Ok(pages)
}

fn contractor_table(across: &Across<'_>, names: &[Name<'_, Contractor>]) -> Csv {
    let mut columns: Vec<&str> = vec!["名寄せした名称", "表記", "役割", "変更前の記載"];
    columns.extend(OF_EVALUATION);
    columns.extend(["特定個人情報ファイル", "委託事項", "アドレス"]);
    let mut table = Csv::new(&columns);
    for (name, (entry, one)) in
        names.iter().flat_map(|name| name.places.iter().map(move |place| (name, place)))
    {
        let former = match one.until {
            Some(day) => day.to_string(),
            None if one.former => across.renderer.text(&Message::new("across.former-undated")),
            None => String::new(),
        };
        let role = across.renderer.text(&Message::new(format!("across.role-{}", one.role.key())));
        let mut cells = vec![name.title.clone(), one.written.clone(), role, former];
        cells.extend(across.cells(entry));
        cells.push(file_name(entry, one.file).unwrap_or_default());
        cells.push(one.part.clone().unwrap_or_default());
        cells.push(across.url(entry, &one.anchor));
        table.row(&cells);
    }
    table
}

fn system_table(across: &Across<'_>, names: &[Name<'_, System>]) -> Csv {
    let mut columns: Vec<&str> = vec!["名称", "表記"];
    columns.extend(OF_EVALUATION);
    columns.extend(["システム", "接続", "アドレス"]);
    let mut table = Csv::new(&columns);
    for (name, (entry, one)) in
        names.iter().flat_map(|name| name.places.iter().map(move |place| (name, place)))
    {
        let mut cells = vec![name.title.clone(), one.written.clone()];
        cells.extend(across.cells(entry));
        cells.push(one.part.clone().unwrap_or_default());
        cells.push(one.connected.join("\n"));
        cells.push(across.url(entry, &one.anchor));
        table.row(&cells);
    }
    table
}
