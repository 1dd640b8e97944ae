//! The whole document: its head, switches, an outline, and its text.

use serde::Serialize;
use tera::Value;

use super::document_head::{Head, head};
use super::document_text::DocumentTextView;
use super::place;
use super::strings::Message;
use super::{Renderer, frame::Crumb};
use crate::assessment::{Assessment, Node};
use crate::portal::{Address, Located};
use crate::sentences;

/// The page of a whole document.
#[derive(Debug, Serialize)]
pub(super) struct DocumentView<'a> {
    /// What stands above the text.
    head: Head,
    /// The sections with their numbered parts, for a table of contents.
    outline: &'a [OutlineEntry],
    /// The text: what `document-text.html` makes of all sections, the same on every page of the document.
    text: Value,
    /// Whether any question has options that were not chosen.
    has_options: bool,
    /// The file that says which sentences stand in other evaluations too; only for what is published now.
    shared: Option<String>,
    /// Address of the page that explains words and signs.
    glossary: String,
    /// Whether any item has a row in the change log.
    has_history: bool,
    /// Items that were published under another id on this page; their ids lead to those of today.
    moved: Vec<MovedItem>,
}

/// An item that was published under another id.
#[derive(Debug, Serialize)]
struct MovedItem {
    /// The id that was published.
    id: String,
    /// The item of today on this page.
    href: String,
    /// Its heading.
    text: String,
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

/// What the pages of a document have in common: everything that does not depend on where they stand.
pub(super) struct Body {
    /// What `document-text.html` made of the text.
    html: String,
    has_options: bool,
    has_history: bool,
    outline: Vec<OutlineEntry>,
    /// The ids of all items with their headings.
    items: Vec<(String, String)>,
}

impl Body {
    /// Of a document whose text has been rendered.
    pub(super) fn new(assessment: &Assessment, view: &DocumentTextView, html: &str) -> Self {
        Self {
            html: html.to_owned(),
            has_options: view.has_options(),
            has_history: view.has_history(),
            outline: outline(assessment),
            items: assessment.walk().map(|node| (node.anchor.clone(), node.heading())).collect(),
        }
    }
}

/// The view of a document at one of its addresses.
pub(super) fn view<'a>(
    renderer: &Renderer<'_>,
    found: Located<'_>,
    body: &'a Body,
    at: &Address,
) -> DocumentView<'a> {
    let shared = sentences::file(found).map(|file| format!("{}{file}", renderer.root(at)));
    DocumentView {
        head: head(renderer, found, at),
        outline: &body.outline,
        // In the text every sign of this kind is escaped.
        text: Value::safe_string(&body.html.replace("href=\"~/", &format!("href=\"{}", renderer.root(at)))),
        has_options: body.has_options,
        shared,
        glossary: renderer.link(at, &Address::glossary()),
        has_history: body.has_history,
        moved: moved(found, body),
    }
}

/// The items of a version that have moved. The page of its kind shows the same text and has the same places.
fn moved(found: Located<'_>, body: &Body) -> Vec<MovedItem> {
    let items = body.items.iter().map(|(id, _)| id.as_str());
    let moved = found.municipality.moved(&found.version.address, items).into_iter();
    let entry = |(id, now): (String, String)| {
        let text = body.items.iter().find(|(own, _)| *own == now).map(|(_, text)| text.clone());
        MovedItem { id, href: format!("#{now}"), text: text.unwrap_or_default() }
    };
    moved.map(entry).collect()
}

/// The way to a document.
pub(super) fn crumbs(renderer: &Renderer<'_>, found: Located<'_>, current: bool) -> Vec<Crumb> {
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

/// Sections and the numbered items under them.
fn outline(assessment: &Assessment) -> Vec<OutlineEntry> {
    let several = assessment.files.len() > 1;
    let entry = |node: &Node, children| OutlineEntry {
        href: format!("#{}", node.anchor),
        text: place::heading(assessment.item(node), node),
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
