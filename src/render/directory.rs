//! A list of pages: the questions that are compared, tasks, contractors, systems, laws, the parts of a law.

use serde::Serialize;

use super::across::PageLink;
use super::frame::{self, Crumb};
use super::strings::Message;
use super::{Page, Renderer};
use crate::finding::Finding;
use crate::portal::Address;

/// A list of pages.
#[derive(Debug, Serialize)]
pub(super) struct DirectoryView {
    /// What the list is about.
    pub(super) title: String,
    /// What the pages show, or the full name of a law.
    pub(super) lead: Vec<Message>,
    /// How much is held.
    pub(super) coverage: Message,
    /// The entries.
    pub(super) entries: Vec<EntryView>,
    /// What belongs to none of them, under a heading of its own.
    pub(super) others: Vec<EntryView>,
    /// Key of that heading.
    pub(super) others_title: &'static str,
    /// The other pages of a long list.
    pub(super) pages: Vec<PageLink>,
    /// Address of the table for spreadsheets; nothing where there is none.
    pub(super) csv: Option<String>,
}

/// An entry of a list.
#[derive(Debug, Serialize)]
pub(super) struct EntryView {
    /// What the page is about.
    pub(super) text: String,
    /// Its address; nothing where there is none.
    pub(super) href: Option<String>,
    /// What it holds, in short.
    pub(super) note: Option<Message>,
}

/// The page of a list. `way` leads to it from the home page.
pub(super) fn page(
    renderer: &Renderer<'_>,
    at: &Address,
    way: Vec<Crumb>,
    view: &DirectoryView,
) -> Result<Page, Vec<Finding>> {
    let mut frame = frame::frame(renderer, at, None);
    frame.title = Some(view.title.clone());
    frame.canonical = renderer.canonical(at);
    frame.here = "directory";
    frame.crumbs = vec![renderer.crumb_home(at)];
    frame.crumbs.extend(way);
    frame.crumbs.push(Crumb::here(view.title.clone()));
    renderer.render(at, "directory.html", &super::context(&frame, view))
}
