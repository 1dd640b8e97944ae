//! The text of a document: every section and item in its order. It is the same at every address of the document, so
//! that it is rendered once; nothing in it depends on where the page stands.

use serde::Serialize;

use super::Renderer;
use super::answer::{self, PartView};
use super::changes::{self, RowView};
use super::history::{EntryView, History};
use super::place::{heading, step};
use super::strings::Message;
use super::tall;
use crate::across::{self, organisation};
use crate::assessment::change::{HEADER, PAGE};
use crate::assessment::{Answer, Assessment, Node, names};
use crate::form::{Item, ItemKind};
use crate::portal::{Located, count};
use crate::text::folding::fold;
use crate::text::law::references;
use crate::text::number::circled;

/// The text of a whole document.
#[derive(Debug, Serialize)]
pub(super) struct DocumentTextView {
    /// All sections in the order of the document.
    sections: Vec<SectionView>,
    /// The headings of the table of changes.
    columns: [&'static str; 6],
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
    /// How it looks: the name of a shape, `section`, `part`, `block`, `group`, `row` or `sub row`.
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
    /// The form prints no heading; the one shown is the interface's.
    unlabelled: bool,
    /// A block whose number is not known.
    unnumbered: bool,
    /// Where the item stands: Ⅱ4 委託事項1. It may be empty, e.g. for a section.
    place: String,
    /// The 特定個人情報ファイル, for sections that repeat per file.
    file: Option<String>,
    /// Whether anything stands beside or under the heading before the next one; a question always has room for it.
    answered: bool,
    /// What stands under the heading, in order; it may be empty, e.g. where only the items below hold text.
    parts: Vec<PartView>,
    /// The change log, where it stands here.
    rows: Vec<RowView>,
    /// The rows of the change log that speak of it.
    history: Vec<EntryView>,
    /// Pages across evaluations about what is written here. An `href` begins with `~/`, which stands for the way to the
    /// root of the site; may be empty.
    across: Vec<AcrossLink>,
}

/// A link to a page across evaluations.
#[derive(Debug, Serialize)]
struct AcrossLink {
    /// Where it leads, in words.
    label: Message,
    /// Its address.
    href: String,
}

/// What a node knows of those above it.
#[derive(Clone)]
struct Above {
    depth: usize,
    place: Vec<String>,
    /// The frame that it stands in.
    frame: Option<&'static str>,
}

struct TextWriter<'a> {
    renderer: &'a Renderer<'a>,
    assessment: &'a Assessment,
    agency: &'a str,
    items: Vec<ItemView>,
    history: &'a History,
    /// Whether pages across evaluations show the version.
    shown: bool,
}

/// The text of a document with the links between its items and its change log.
pub(super) fn view(
    renderer: &Renderer<'_>,
    found: Located<'_>,
    assessment: &Assessment,
    history: &History,
) -> DocumentTextView {
    let (agency, shown) = (found.agency.name.as_str(), across::is_shown(found));
    let mut writer = TextWriter { renderer, assessment, agency, items: Vec::new(), history, shown };
    let mut sections = Vec::with_capacity(assessment.sections.len());
    for section in &assessment.sections {
        writer.node(section, &Above { depth: 0, place: Vec::new(), frame: None });
        sections.push(SectionView { items: std::mem::take(&mut writer.items) });
    }
    DocumentTextView { sections, columns: columns(assessment) }
}

impl DocumentTextView {
    fn items(&self) -> impl Iterator<Item = &ItemView> {
        self.sections.iter().flat_map(|section| &section.items)
    }

    /// Whether any question has options that were not chosen.
    pub(super) fn has_options(&self) -> bool {
        let mut parts = self.items().flat_map(|item| &item.parts);
        parts.any(|part| matches!(part, PartView::Choice { others, .. } if !others.is_empty()))
    }

    /// Whether any item has a row in the change log.
    pub(super) fn has_history(&self) -> bool {
        self.items().any(|item| !item.history.is_empty())
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

impl<'a> TextWriter<'a> {
    fn node(&mut self, node: &'a Node, above: &Above) {
        let item = self.assessment.item(node);
        let level = (above.depth + 2).min(6);
        let mut parts = answer::parts(self.assessment, node, level, self.assessment.pieces(node));
        let rows = match item {
            Some(item) if item.kind == ItemKind::Changes && node.answer == Answer::Rows => {
                changes::rows(self.renderer, &self.assessment.changes, self.history)
            }
            _ => Vec::new(),
        };
        self.remarks(node, &mut parts);
        // A heading that the original does not print is interface, but only in the form's own words.
        let unnumbered = node.is_supplied() && node.number == Some(0);
        let unlabelled = item.is_some_and(|item| {
            let official = unnumbered || item.is_official(&fold(&node.label.text));
            (item.unlabelled || node.is_supplied()) && official
        });
        let shape = shape(item, node, above);
        let opens = frame(shape);
        let history = self.history.of_item(&node.anchor);
        let across = self.across(node);
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
            heading,
            unlabelled,
            unnumbered,
            place: above.place.concat(),
            file: self.file_name(node, above.depth),
            answered: matches!(shape, "row" | "sub row")
                || !(parts.is_empty() && rows.is_empty() && history.is_empty() && across.is_empty()),
            parts,
            rows,
            history,
            across,
        });
        let mut place = above.place.clone();
        step(&mut place, item, node);
        for child in &node.children {
            let frame = opens.or(above.frame);
            self.node(child, &Above { depth: above.depth + 1, place: place.clone(), frame });
        }
        if let (Some(_), Some(last)) = (opens, self.items.last_mut()) {
            last.closes += 1;
        }
    }

    /// From an item to what other evaluations say of the same: the answers to a question that is compared, the pages of
    /// the organisations and of the laws that it names.
    fn across(&self, node: &Node) -> Vec<AcrossLink> {
        let concept = self.assessment.answered(node).and_then(|item| item.concept.as_deref());
        let known = |concept: &&str| across::compared().iter().any(|compared| compared.concept == *concept);
        let Some(concept) = concept.filter(|concept| self.shown && known(concept)) else { return Vec::new() };
        let link = |label: Message, path: &str| AcrossLink { label, href: format!("~/{path}/index.html") };
        let page = format!("compare/{}", concept.replace('.', "/"));
        let mut links = vec![link(Message::new("across.link-compare"), &page)];
        match concept {
            "outsourcing.contractor" => links.extend(organisation::named(&node.text()).iter().map(|named| {
                let label = Message::new("across.link-contractor").with("name", named.written.as_str());
                link(
                    label,
                    &format!("contractors/{}", across::organisation_id(&names::without(&named.written))),
                )
            })),
            "law.number-use" | "law.network" => {
                let text = node.text();
                let mut laws: Vec<String> = Vec::new();
                for reference in references(&text) {
                    let law = reference.provision.law;
                    if !laws.contains(&law) {
                        let label = Message::new("across.link-law").with("name", &text[reference.span]);
                        links.push(link(label, &format!("laws/{}", across::law_id(&law))));
                        laws.push(law);
                    }
                }
            }
            _ => {}
        }
        links
    }

    /// The sentences of the interface that belong to an item.
    fn remarks(&self, node: &Node, parts: &mut Vec<PartView>) {
        parts.extend(answer::nothing(node, Some(self.assessment.form)));
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

    /// Sections that repeat per file are told apart by it, also where they are one level down.
    fn file_name(&self, node: &Node, depth: usize) -> Option<String> {
        let several = self.assessment.files.len() > 1;
        let file = node.file.filter(|_| several && depth == 0)?;
        self.assessment.files.get(file).map(|file| file.name.clone())
    }
}

/// How an item looks, after the table of the official form: bars for sections (`section`) and their numbered parts
/// (`part`), a frame around what belongs to one 委託事項 or リスク (`block`), a line for what is asked together
/// (`group`), and for every question a row with its label beside its answer (`row`; `sub row` where the question
/// belongs to one that is no frame of its own).
fn shape(item: Option<&Item>, node: &Node, above: &Above) -> &'static str {
    let kind = item.map(|item| item.kind);
    let holds = !node.children.is_empty() && matches!(node.answer, Answer::Container);
    let circled = node.label.text.starts_with(|c: char| circled(c).is_some());
    match above.depth {
        0 => "section",
        // What stands on the cover is in no numbered part.
        1 if holds || item.is_none_or(|item| !item.id.starts_with("cover.")) => "part",
        1 => "row",
        _ if kind == Some(ItemKind::Block) => "block",
        2 if holds && !circled => "block",
        _ if holds => "group",
        3 if above.frame == Some("frame-part") => "sub row",
        4.. if above.frame == Some("frame-block") => "sub row",
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
