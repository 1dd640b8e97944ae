//! The whole document: every section and item in the order of the text, with an outline.

use serde::Serialize;

use super::answer::{self, PartView};
use super::changes::{self, RowView};
use super::head::{Head, head};
use super::history::{EntryView, History};
use super::strings::Message;
use super::{Renderer, frame::Crumb, tall};
use crate::assessment::change::{HEADER, PAGE};
use crate::assessment::target::Target;
use crate::assessment::{Answer, Assessment, Ids, Node};
use crate::form::{Item, ItemKind};
use crate::markdown::Mark;
use crate::portal::{Address, Found, count};
use crate::shared;
use crate::text::number::{circled, digit};

/// The page of a whole document.
#[derive(Debug, Serialize)]
pub(super) struct DocumentView {
    /// What stands above the text.
    head: Head,
    /// The sections with their numbered parts, for a table of contents.
    outline: Vec<OutlineEntry>,
    /// The text: all sections in the order of the document.
    sections: Vec<SectionView>,
    /// The headings of the table of changes.
    columns: [&'static str; 6],
    /// Whether any question has options that were not chosen.
    has_options: bool,
    /// The file that says which sentences stand in other evaluations too; only for what is published now.
    shared: Option<String>,
    /// Address of the page that explains words and signs.
    glossary: String,
    /// Whether any item has a row in the change log.
    has_history: bool,
}

/// An entry of the outline: a section, or a part of one.
#[derive(Debug, Serialize)]
struct OutlineEntry {
    /// Its place on the page: `#` and the id of the item.
    href: String,
    /// Its heading.
    text: String,
    /// Name of the 特定個人情報ファイル of a section; nothing where the section is about none, the document has only
    /// one, or for a part.
    file: Option<String>,
    /// The parts of a section; empty for a part.
    children: Vec<OutlineEntry>,
}

/// A section: its heading and everything below it.
#[derive(Debug, Serialize)]
struct SectionView {
    /// The heading of the section, then all below it in the order of the document, each with its own level.
    items: Vec<ItemView>,
}

/// A heading with what stands under it.
#[derive(Debug, Serialize)]
struct ItemView {
    /// HTML id of the item, for links to it.
    id: String,
    /// Heading level in HTML.
    level: usize,
    /// How it looks: the name of a shape.
    shape: &'static str,
    /// The name of the frame that begins with it and holds what stands below it.
    opens: Option<&'static str>,
    /// How tall what a numbered part holds is likely to be: a step from 1 to 16. The lowest stands for about 6rem in a
    /// wide window, each next for √2 times as much.
    tall: Option<u8>,
    /// How many frames end behind it.
    closes: usize,
    /// The heading as written.
    heading: String,
    /// The heading with where it stands, for controls: ⑥委託先名(Ⅱ4 委託事項1).
    name: String,
    /// The form prints no heading; the one shown is the interface's.
    unlabelled: bool,
    /// A block whose number is not known.
    unnumbered: bool,
    /// Where the item stands: Ⅱ, 4, 委託事項1.
    place: Vec<String>,
    /// The 特定個人情報ファイル, for sections that repeat per file.
    file: Option<String>,
    /// What stands under the heading, in order; it may be empty, e.g. where only the items below hold text.
    parts: Vec<PartView>,
    /// The change log, where it stands here.
    rows: Vec<RowView>,
    /// The rows of the change log that speak of it.
    history: Vec<EntryView>,
}

/// What a node knows of those above it.
#[derive(Clone)]
struct Above<'a> {
    depth: usize,
    place: Vec<String>,
    /// The option that makes the questions below pointless.
    off: Option<&'a str>,
}

struct Writer<'a> {
    renderer: &'a Renderer<'a>,
    assessment: &'a Assessment,
    agency: &'a str,
    ids: Ids,
    items: Vec<ItemView>,
    history: History,
}

/// The view of a document at the address of its kind (`current`) or at its own for ever.
pub(super) fn view(
    renderer: &Renderer<'_>,
    found: Found<'_>,
    assessment: &Assessment,
    targets: &[Target<'_>],
    current: bool,
) -> DocumentView {
    let mut writer = Writer {
        renderer,
        assessment,
        agency: &found.agency.name,
        ids: Ids::of(assessment),
        items: Vec::new(),
        history: History::of(renderer, assessment, targets, ""),
    };
    let mut sections = Vec::with_capacity(assessment.sections.len());
    for section in &assessment.sections {
        writer.node(section, &Above { depth: 0, place: Vec::new(), off: None });
        sections.push(SectionView { items: std::mem::take(&mut writer.items) });
    }
    let parts = sections.iter().flat_map(|section| &section.items).flat_map(|item| &item.parts);
    let has_options =
        parts.into_iter().any(|part| matches!(part, PartView::Choice { others, .. } if !others.is_empty()));
    let has_history = sections.iter().flat_map(|section| &section.items).any(|item| !item.history.is_empty());
    let at = if current { &found.kind.address } else { &found.version.address };
    let shared = shared::file(found).map(|file| format!("{}{file}", renderer.root(at)));
    DocumentView {
        head: head(renderer, found, at),
        outline: outline(assessment),
        sections,
        columns: columns(assessment),
        has_options,
        shared,
        glossary: renderer.link(at, &Address::glossary()),
        has_history,
    }
}

/// The headings of the table of changes; a list that numbers pages instead of dating its rows says so.
fn columns(assessment: &Assessment) -> [&'static str; 6] {
    let mut columns = HEADER;
    if assessment.changes.first().is_some_and(|row| row.page.is_some()) {
        columns[0] = PAGE;
    }
    columns
}

/// The way to a document.
pub(super) fn crumbs(renderer: &Renderer<'_>, found: Found<'_>, current: bool) -> Vec<Crumb> {
    let from = if current { &found.kind.address } else { &found.version.address };
    let mut crumbs = renderer.crumbs_to_subject(from, found.municipality, found.subject, true);
    let kind = renderer.text(&Message::new(format!("kind.{}", found.kind.kind.as_str())));
    if current {
        crumbs.push(Crumb::here(kind));
    } else {
        crumbs.push(Crumb::to(kind, from.link(&found.kind.address)));
        crumbs.push(Crumb::here(renderer.version_name(found.version)));
    }
    crumbs
}

impl<'a> Writer<'a> {
    fn node(&mut self, node: &'a Node, above: &Above<'a>) {
        let item = self.assessment.item(node);
        let level = (above.depth + 2).min(6);
        let mut parts = answer::parts(self.assessment, node, level, &mut self.ids);
        let rows = match item {
            Some(item) if item.kind == ItemKind::Changes && node.answer == Answer::Rows => {
                changes::rows(self.renderer, &self.assessment.changes, &self.history)
            }
            _ => Vec::new(),
        };
        self.remarks(node, above, &mut parts);
        // A heading that the original does not print is interface, but only in the form's own words.
        let unnumbered = node.is_supplied() && node.number == Some(0);
        let unlabelled = item.is_some_and(|item| {
            let official = unnumbered || item.is_official(&crate::text::folding::fold(&node.label.text));
            (item.unlabelled || node.is_supplied()) && official
        });
        let shape = shape(item, node, above.depth);
        let opens = frame(shape);
        let heading = match item {
            Some(item) if unlabelled => item.label.clone(),
            _ => heading(item, node),
        };
        self.items.push(ItemView {
            id: node.anchor.clone(),
            level,
            shape,
            opens,
            tall: (shape == "part").then(|| tall::of_node(node)),
            closes: 0,
            name: self.name(node, &heading, &above.place),
            heading,
            unlabelled,
            unnumbered,
            place: above.place.clone(),
            file: self.file_name(node, above.depth),
            parts,
            rows,
            history: self.history.of_item(&node.anchor),
        });
        let mut place = above.place.clone();
        step(&mut place, item, node);
        for child in &node.children {
            let off = self.switched_off(node, child).or(above.off);
            self.node(child, &Above { depth: above.depth + 1, place: place.clone(), off });
        }
        if let (Some(_), Some(last)) = (opens, self.items.last_mut()) {
            last.closes += 1;
        }
    }

    /// The sentences of the interface that belong to an item.
    fn remarks(&self, node: &Node, above: &Above<'_>, parts: &mut Vec<PartView>) {
        parts.extend(answer::nothing(node, above.off));
        for count in count::of(self.assessment, node).into_iter().filter(count::Count::differs) {
            let declared = count.declared.unwrap_or_default();
            let message = Message::new(format!("count.{}", count.subject)).with("declared", declared);
            parts.push(PartView::Message { kind: "count", message: message.with("held", count.held) });
        }
        let concept = self.assessment.answered(node).and_then(|item| item.concept.as_deref());
        if concept == Some("incident.agency-3y") {
            let message = Message::new("item.incident-scope").with("agency", self.agency);
            parts.push(PartView::Message { kind: "scope", message });
        }
    }

    /// What no other item of the page is called.
    fn name(&self, node: &Node, heading: &str, place: &[String]) -> String {
        let several = self.assessment.files.len() > 1;
        let file = node.file.filter(|_| several).and_then(|file| self.assessment.files.get(file));
        let place = Some(place.concat()).filter(|place| !place.is_empty());
        let stands: Vec<String> = place.into_iter().chain(file.map(|file| file.name.clone())).collect();
        if stands.is_empty() { heading.to_owned() } else { format!("{heading}({})", stands.join("、")) }
    }

    /// Sections that repeat per file are told apart by it, also where they are one level down.
    fn file_name(&self, node: &Node, depth: usize) -> Option<String> {
        let several = self.assessment.files.len() > 1;
        let file = node.file.filter(|_| several && depth == 0)?;
        self.assessment.files.get(file).map(|file| file.name.clone())
    }

    /// The option of `node` or of another child that makes `child` pointless.
    fn switched_off(&self, node: &'a Node, child: &Node) -> Option<&'a str> {
        let form = self.assessment.form;
        let item = self.assessment.item(node)?;
        let child_item = self.assessment.item(child)?;
        if let Some((sibling, option)) = child_item.unless {
            let answered = node.children.iter().find(|other| other.item == Some(sibling))?;
            if let Answer::Choice { option: Some(chosen), .. } = answered.answer
                && chosen == option
            {
                return form.item(sibling).options.get(option).map(String::as_str);
            }
        }
        let mut chosen =
            node.options().filter(|line| line.mark == Mark::Chosen).filter_map(|line| line.option);
        let switch = match &child_item.off_by {
            Some(off) => chosen.find_map(|index| item.switch.get(index).filter(|option| *option == off)),
            None => chosen.next().and_then(|index| item.switch.get(index)),
        };
        switch.map(String::as_str)
    }
}

/// How an item looks, after the table of the official form: bars for sections (`section`) and their numbered parts
/// (`part`), a frame around what belongs to one 委託事項 or リスク (`block`), a line for what is asked together
/// (`group`), and for every question a row with its label beside its answer (`row`).
fn shape(item: Option<&Item>, node: &Node, depth: usize) -> &'static str {
    let kind = item.map(|item| item.kind);
    let holds = !node.children.is_empty() && matches!(node.answer, Answer::Container);
    let circled = node.label.text.starts_with(|c: char| circled(c).is_some());
    match depth {
        0 => "section",
        // What stands on the cover is in no numbered part.
        1 if holds || item.is_none_or(|item| !item.id.starts_with("cover.")) => "part",
        1 => "row",
        _ if kind == Some(ItemKind::Block) => "block",
        2 if holds && !circled => "block",
        _ if holds => "group",
        _ => "row",
    }
}

/// The frame that begins with an item of some shape.
fn frame(shape: &str) -> Option<&'static str> {
    match shape {
        "part" => Some("frame-part"),
        "block" => Some("frame-block"),
        _ => None,
    }
}

/// Where an item stands, by the headings above it: Ⅱ, 4, 委託事項1.
pub(super) fn place(assessment: &Assessment, above: &[&Node]) -> Vec<String> {
    let mut place = Vec::with_capacity(above.len());
    for node in above {
        step(&mut place, assessment.item(node), node);
    }
    place
}

fn step(place: &mut Vec<String>, item: Option<&Item>, node: &Node) {
    if let Some(step) = short(item, node) {
        // Ⅱ4⑥, but Ⅱ4 委託事項1⑥.
        let word = step.starts_with(|c: char| !c.is_ascii_digit() && circled(c).is_none());
        place.push(if word && !place.is_empty() { format!(" {step}") } else { step });
    }
}

/// The part of a label by which people refer to an item: Ⅱ, 別添2, 4, 委託事項1, リスク1, ⑥.
fn short(item: Option<&Item>, node: &Node) -> Option<String> {
    // What stands on the cover is found there; saying so at each line would only be noise.
    if item.is_some_and(|item| item.id == "cover") {
        return None;
    }
    if node.number == Some(0) {
        return Some(heading(item, node));
    }
    let label = node.label.text.trim();
    if node.number.is_some() {
        return Some(label.to_owned());
    }
    let first = label.chars().next()?;
    if circled(first).is_some() {
        return Some(first.to_string());
    }
    if let Some(inner) = label.strip_prefix(['(', '（']) {
        return inner.find([')', '）']).map(|end| inner[..end].to_owned());
    }
    if let Some((number, _)) = label.split_once(['.', '．'])
        && !number.is_empty()
        && number.chars().all(|c| digit(c).is_some())
    {
        return Some(number.to_owned());
    }
    if let Some((risk, _)) = label.split_once([':', '：'])
        && risk.starts_with("リスク")
    {
        return Some(risk.to_owned());
    }
    let token = label.split_whitespace().next()?;
    let roman = token.chars().all(|c| ('Ⅰ'..='Ⅻ').contains(&c) || matches!(c, 'I' | 'V' | 'X'));
    (roman || label.chars().count() <= 6).then(|| token.to_owned())
}

/// Sections and the numbered items under them.
fn outline(assessment: &Assessment) -> Vec<OutlineEntry> {
    let several = assessment.files.len() > 1;
    let entry = |node: &Node, children| OutlineEntry {
        href: format!("#{}", node.anchor),
        text: heading(assessment.item(node), node),
        file: node
            .file
            .filter(|_| several)
            .and_then(|file| assessment.files.get(file))
            .map(|file| file.name.clone()),
        children,
    };
    let listed = |node: &&Node| assessment.item(node).is_none_or(|item| !item.unlabelled);
    assessment
        .sections
        .iter()
        .map(|section| {
            let children = section.children.iter().filter(listed);
            entry(
                section,
                children.map(|node| OutlineEntry { file: None, ..entry(node, Vec::new()) }).collect(),
            )
        })
        .collect()
}

/// The heading as printed; of a block whose number is not known, the label alone.
pub(super) fn heading(item: Option<&Item>, node: &Node) -> String {
    match item {
        Some(item) if node.is_supplied() && node.number == Some(0) => item.label.clone(),
        _ => node.heading(),
    }
}
