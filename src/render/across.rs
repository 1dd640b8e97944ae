//! Pages across evaluations: answers to one question side by side, one task of several bodies, contractors, systems, laws.
//!
//! They are made of what is kept of each evaluation ([`Said`]) and in groups, each of which says what it depends on, so that
//! an edit makes only those anew that show what it changed. Verbatim answers, each with its evaluation, state, day and link;
//! what is not answered has its kind of nothing; how much is held and that a table is an excerpt stands above it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::listing::{Listed, listed};
use super::strings::Message;
use super::{Page, Renderer};
use crate::across::{self, Answer, Said};
use crate::content::Completeness;
use crate::content::task::{self, Task};
use crate::digest::{Key, Keyed};
use crate::finding::Finding;
use crate::portal::{Address, Located, display_title};
use crate::text::csv::Csv;

/// Lines of an answer that are shown; the others are folded.
const LINES: usize = 4;

/// Characters of an answer after which no further line is shown unfolded.
const LETTERS: usize = 320;

/// About how many bytes the rows of one page hold, so that no page is long: text, and what is written around a row.
const PAGE: usize = 400_000;

/// About how many bytes are written around the text of a row.
const ROW: usize = 700;

/// An evaluation that is shown, with what it says.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) found: Located<'a>,
    pub(super) said: &'a Said,
    /// Its task; nothing where no word of the table fits.
    pub(super) task: Option<&'static Task>,
    /// Everything of it that stands beside what it says.
    identity: Key,
}

/// All evaluations that pages across evaluations show.
pub struct Across<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) entries: Vec<Entry<'a>>,
}

/// Pages that are made together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The list of the questions that are compared.
    Concepts,
    /// The pages of one of them, by its index.
    Concept(usize),
    /// The list of tasks.
    Tasks,
    /// The pages of a task, by its index in the table.
    Task(usize),
    /// All pages about contractors.
    Contractors,
    /// All pages about systems.
    Systems,
    /// All pages about laws.
    Laws,
}

impl Group {
    /// What its record is called.
    pub fn name(self) -> String {
        match self {
            Self::Concepts => "/compare".to_owned(),
            Self::Concept(index) => format!("/compare/{}", across::compared()[index].concept),
            Self::Tasks => "/tasks".to_owned(),
            Self::Task(index) => format!("/tasks/{}", task::all()[index].id),
            Self::Contractors => "/contractors".to_owned(),
            Self::Systems => "/systems".to_owned(),
            Self::Laws => "/laws".to_owned(),
        }
    }

    /// Whether this is what the record of a group is called.
    pub fn is_name(name: &str) -> bool {
        let own = name.strip_prefix('/').and_then(|name| name.split('/').next());
        own.is_some_and(|own| ["compare", "tasks", "contractors", "systems", "laws"].contains(&own))
    }
}

impl<'a> Renderer<'a> {
    /// What pages across evaluations are made of; `said` is what a document of the portal says.
    pub fn across<'s>(&'s self, said: impl Fn(usize) -> Option<&'s Said>) -> Across<'s>
    where
        'a: 's,
    {
        let entry = |found: Located<'s>| {
            let facts = &found.version.facts;
            let said = said(facts.index)?;
            let task =
                task::of(facts.meta.task.as_deref(), display_title(&facts.meta), facts.task.as_deref());
            Some(Entry { found, said, task, identity: identity(found, task) })
        };
        let shown = self.portal.versions().filter(|found| across::is_shown(*found));
        Across { renderer: self, entries: shown.filter_map(entry).collect() }
    }
}

impl Across<'_> {
    /// All groups, in the order of the pages.
    pub fn groups(&self) -> Vec<Group> {
        let tasks = task::all().iter().enumerate();
        let held = tasks.filter(|(_, task)| self.of_task(Some(task)).next().is_some());
        let mut groups = vec![Group::Concepts];
        groups.extend((0..across::compared().len()).map(Group::Concept));
        groups.push(Group::Tasks);
        groups.extend(held.map(|(index, _)| Group::Task(index)));
        groups.extend([Group::Contractors, Group::Systems, Group::Laws]);
        groups
    }

    /// What the pages of a group depend on besides the theme and the portal file.
    pub fn content(&self, group: Group) -> Vec<u8> {
        let mut content = Vec::new();
        for entry in &self.entries {
            let said = entry.said;
            let shown = match group {
                Group::Concepts | Group::Tasks => Ok(Vec::new()),
                Group::Concept(index) => postcard::to_stdvec(said.to(index)),
                Group::Task(index) if entry.task != task::all().get(index) => continue,
                Group::Task(_) => postcard::to_stdvec(&said.answers),
                Group::Contractors => postcard::to_stdvec(&said.contractors),
                Group::Systems => postcard::to_stdvec(&said.systems),
                Group::Laws => postcard::to_stdvec(&(&said.laws, &said.replaced)),
            };
            content.extend_from_slice(entry.identity.as_ref());
            content.extend_from_slice(&shown.unwrap_or_default());
        }
        content
    }

    /// The pages of a group.
    pub fn pages(&self, group: Group) -> Result<Vec<Page>, Vec<Finding>> {
        match group {
            Group::Concepts => super::concept::index(self),
            Group::Concept(index) => super::concept::pages(self, index),
            Group::Tasks => super::task::index(self),
            Group::Task(index) => super::task::pages(self, &task::all()[index]),
            Group::Contractors => super::named::contractors(self),
            Group::Systems => super::named::systems(self),
            Group::Laws => super::law::pages(self),
        }
    }

    /// The evaluations of a task; of none, those of which no word of the table fits.
    pub(super) fn of_task(&self, task: Option<&'static Task>) -> impl Iterator<Item = &Entry<'_>> {
        self.entries.iter().filter(move |entry| entry.task == task)
    }

    /// An evaluation as a row of the page `at`, with a link to an item; to the document where there is none.
    pub(super) fn listed(&self, at: &Address, entry: &Entry<'_>, anchor: &str) -> Listed {
        let mut listed = listed(self.renderer, entry.found, at, address(entry.found));
        if !anchor.is_empty() {
            listed.href = format!("{}#{anchor}", listed.href);
        }
        listed
    }
}

/// How much is held, for the line above every table.
pub(super) fn coverage<'s>(entries: impl Iterator<Item = &'s Entry<'s>>) -> Message {
    let mut towns: Vec<&str> = Vec::new();
    let mut count = 0_usize;
    for entry in entries {
        count += 1;
        let slug = entry.found.municipality.slug.as_str();
        if towns.last() != Some(&slug) {
            towns.push(slug);
        }
    }
    towns.sort_unstable();
    towns.dedup();
    Message::new("across.coverage").with("count", count).with("bodies", towns.len())
}

/// The name of the file that an answer is about, where the evaluation has several.
pub(super) fn file_name(entry: &Entry<'_>, file: Option<usize>) -> Option<String> {
    file.and_then(|file| entry.found.version.facts.files.get(file)).cloned()
}

/// Where an evaluation is shown.
pub(super) fn address(found: Located<'_>) -> &Address {
    if found.is_current() { &found.kind.address } else { &found.version.address }
}

/// Everything of an evaluation that stands beside what it says, hashed.
fn identity(found: Located<'_>, task: Option<&Task>) -> Key {
    let meta = &found.version.facts.meta;
    let parts = [
        address(found).as_str(),
        &found.municipality.meta.name,
        &found.municipality.meta.prefecture,
        &found.agency.name,
        &meta.number,
        &meta.title,
        meta.kind.as_str(),
        &format!(
            "{:?} {:?} {:?}",
            found.version.state,
            meta.published,
            meta.completeness == Completeness::Whole
        ),
        &format!("{:?} {:?}", meta.completeness, meta.occasion),
        task.map_or("", |task| task.id),
        found.version.facts.department.as_deref().unwrap_or_default(),
        &found.version.facts.files.join("\n"),
    ];
    parts.iter().fold(Keyed::new("across"), Keyed::with).key()
}

/// An answer as it stands in a table.
#[derive(Debug, Serialize)]
pub(super) struct ValueView {
    /// The chosen options, as written.
    chosen: Vec<String>,
    /// The first lines of the text.
    lines: Vec<String>,
    /// Its other lines, which are folded.
    rest: Vec<String>,
    /// The first lines of the reason that belongs to the answer.
    reason: Vec<String>,
    /// Its other lines.
    reason_rest: Vec<String>,
    /// Why there is no answer, or what of it is missing.
    nothing: Option<Message>,
}

/// An answer with all its parts.
pub(super) fn value(answer: &Answer) -> ValueView {
    let (lines, rest) = folded(&answer.text);
    let (reason, reason_rest) = folded(&answer.reason);
    ValueView { chosen: answer.chosen.clone(), lines, rest, reason, reason_rest, nothing: nothing(answer) }
}

/// Why there is no answer, in words.
pub(super) fn nothing(answer: &Answer) -> Option<Message> {
    let absence = answer.absence.as_ref()?;
    Some(match (absence.key.as_str(), &absence.by[..]) {
        ("not-applicable", [one]) => Message::new("nothing.not-applicable-by").with("option", one.as_str()),
        ("not-applicable", [first, second]) => Message::new("nothing.not-applicable-by-both")
            .with("first", first.as_str())
            .with("second", second.as_str()),
        (key, _) => Message::new(format!("nothing.{key}")),
    })
}

/// The lines of a text that are shown, and those that are folded.
fn folded(text: &str) -> (Vec<String>, Vec<String>) {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if text.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut letters = 0;
    let shown = lines.iter().take(LINES).take_while(|line| {
        let fits = letters < LETTERS;
        letters += line.chars().count();
        fits
    });
    let shown = shown.count().max(1);
    // One more line is shown sooner than folded.
    let shown = if lines.len() <= shown + 1 && letters < LETTERS { lines.len() } else { shown };
    let mut lines = lines;
    let rest = lines.split_off(shown.min(lines.len()));
    (lines, rest)
}

/// About how many bytes an answer takes on a page.
pub(super) fn weight(answer: &Answer) -> usize {
    let chosen: usize = answer.chosen.iter().map(String::len).sum();
    ROW + chosen + answer.text.len() + answer.reason.len()
}

/// Cuts rows into pages of about the same number of bytes; at least one page.
pub(super) fn paged<T>(rows: Vec<T>, weight: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut pages = vec![Vec::new()];
    let mut bytes = 0;
    for row in rows {
        let own = weight(&row);
        if bytes > 0 && bytes + own > PAGE {
            pages.push(Vec::new());
            bytes = 0;
        }
        bytes += own;
        if let Some(page) = pages.last_mut() {
            page.push(row);
        }
    }
    pages
}

/// The address of one of several pages: the first has that of all.
pub(super) fn nth(address: &Address, number: usize) -> Address {
    if number == 0 { address.clone() } else { address.join(&(number + 1).to_string()) }
}

/// A link to one of several pages.
#[derive(Debug, Serialize)]
pub(super) struct PageLink {
    /// Its number, counted from 1.
    number: usize,
    /// Its address; nothing for the page itself.
    href: Option<String>,
}

/// Links to all pages of an address; empty where there is one.
pub(super) fn page_links(at: &Address, all: &Address, count: usize, own: usize) -> Vec<PageLink> {
    if count < 2 {
        return Vec::new();
    }
    let link = |number: usize| PageLink {
        number: number + 1,
        href: (number != own).then(|| at.link(&nth(all, number))),
    };
    (0..count).map(link).collect()
}

/// Columns that every table for spreadsheets has: which evaluation says it.
pub(super) const OF_EVALUATION: [&str; 8] =
    ["都道府県", "団体", "評価実施機関", "評価書番号", "評価書名", "種類", "状態", "公表日"];

impl Across<'_> {
    /// The cells of [`OF_EVALUATION`].
    pub(super) fn cells(&self, entry: &Entry<'_>) -> Vec<String> {
        let found = entry.found;
        let meta = &found.version.facts.meta;
        let kind = Message::new(format!("kind.{}", meta.kind.as_str()));
        vec![
            found.municipality.meta.prefecture.clone(),
            found.municipality.meta.name.clone(),
            found.agency.name.clone(),
            meta.number.clone(),
            display_title(meta).to_owned(),
            self.renderer.text(&kind),
            self.renderer.text(&self.renderer.state(found.version.state)),
            meta.published.map(|date| date.to_string()).unwrap_or_default(),
        ]
    }

    /// The full URL of an item; empty where it is not known where the site will stand.
    pub(super) fn url(&self, entry: &Entry<'_>, anchor: &str) -> String {
        let url = self.renderer.canonical(address(entry.found)).unwrap_or_default();
        if url.is_empty() || anchor.is_empty() { url } else { format!("{url}#{anchor}") }
    }
}

/// A table for spreadsheets as a file of the site.
pub(super) fn csv(address: &Address, table: Csv) -> Page {
    Page { path: address.with_file("table.csv").file(), bytes: table.into_bytes() }
}

/// Things by key, in the order of their keys.
pub(super) fn grouped<K: Ord, T>(things: impl Iterator<Item = (K, T)>) -> BTreeMap<K, Vec<T>> {
    let mut groups: BTreeMap<K, Vec<T>> = BTreeMap::new();
    for (key, thing) in things {
        groups.entry(key).or_default().push(thing);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_answers_are_folded_and_no_line_is_lost() {
        for text in ["", "一", "一\n二\n三\n四", "一\n二\n三\n四\n五", "一\n二\n三\n四\n五\n六"]
        {
            let (mut shown, rest) = folded(text);
            assert!(shown.len() <= LINES + 1);
            shown.extend(rest);
            assert_eq!(shown.join("\n"), text);
        }
        assert_eq!(folded("一\n二\n三\n四\n五\n六").0.len(), LINES);
        assert_eq!(folded(&format!("{}\n二\n三", "あ".repeat(LETTERS))).0.len(), 1);
    }

    #[test]
    fn a_group_is_known_by_the_name_of_its_record() {
        let all = [Group::Concepts, Group::Concept(0), Group::Tasks, Group::Task(0), Group::Contractors];
        assert!(
            all.into_iter().chain([Group::Systems, Group::Laws]).all(|group| Group::is_name(&group.name()))
        );
        // The portal, a town, data, a subject, and what says which groups there were.
        for other in ["/", "/mihon/", "/lawsuit/", "/data/about", "/sentences", "laws shicho 1", "/across"] {
            assert!(!Group::is_name(other), "{other}");
        }
    }

    #[test]
    fn pages_hold_about_as_much() {
        assert_eq!(paged(Vec::<usize>::new(), |w| *w), [Vec::<usize>::new()]);
        let pages = paged(vec![PAGE, 1, PAGE - 1, 1], |weight| *weight);
        assert_eq!(pages, [vec![PAGE], vec![1, PAGE - 1], vec![1]]);
    }
}
