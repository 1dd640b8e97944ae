//! Pages: one file per page type turns what is known into a typed context for a template of the theme.
//!
//! A [`Renderer`] belongs to one theme and one portal. The pages of a document read that document, its facts,
//! the versions of its subject and the theme, nothing else; everything that spans documents stands on the
//! pages of the portal, which need facts only. Where files are written is the business of others.

mod about;
mod across;
mod answer;
mod assets;
mod at;
mod body_name;
mod calendar;
mod changes;
mod compare;
mod concept;
mod data;
mod difference;
mod directory;
mod document;
mod document_head;
mod document_text;
mod feed;
mod frame;
mod glossary;
mod history;
mod home;
mod kept;
mod law;
mod linked;
mod listing;
mod mask;
mod moved;
mod municipality;
mod named;
mod overview;
mod place;
mod retired;
mod rows_csv;
mod search;
mod strings;
mod tall;
mod task;
mod template_error;
mod theme;
pub(crate) mod words;

#[cfg(test)]
mod tests;

use std::path::Path;

use serde::Serialize;
use tera::Context;

use crate::assessment::Assessment;
use crate::content::LegacyNames;
use crate::finding::{Finding, Lang};
use crate::portal::redirect::Redirect;
use crate::portal::{Address, Comparison, Located, Municipality, Portal, State, Subject, Version};
use crate::text::date::Date;
use crate::text::html::is_xml;

use document::Body;
use frame::{Crumb, Frame};
use history::History;
use kept::Kept;
use strings::{Day, Message};
use words::Words;

pub use across::{Across, Group};
pub use data::{DataFile, DataTable};
pub use strings::Strings;
pub use theme::Theme;

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it stands below the output folder, with `/` between its parts.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a rendering depends on besides theme and portal.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where the site will stand; citations and canonical links need it.
    pub base_url: Option<String>,
    /// The language of the interface.
    pub lang: Lang,
}

/// Renders the pages of a portal with a theme.
#[derive(Debug)]
pub struct Renderer<'a> {
    theme: &'a Theme,
    portal: &'a Portal,
    options: Options,
    /// Path part of the base URL, with `/` at both ends.
    base_path: String,
}

impl<'a> Renderer<'a> {
    /// A renderer. Pages are made one by one, in any order and on any thread.
    pub fn new(theme: &'a Theme, portal: &'a Portal, options: Options) -> Self {
        let path = options
            .base_url
            .as_deref()
            .and_then(|url| url.split_once("://"))
            .map_or("", |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
        let base_path = format!("{}/", path.trim_end_matches('/'));
        Self { theme, portal, options, base_path }
    }

    /// The pages of one document: its version for ever and, where it is the current one, the page of its kind
    /// and the change log. A document in preparation has none.
    pub fn document_pages(
        &self,
        document: usize,
        assessment: &Assessment,
    ) -> Result<Vec<Page>, Vec<Finding>> {
        let Some(found) = self.portal.find(document) else { return Ok(Vec::new()) };
        let history = History::of(self, assessment, &assessment.targets());
        let text = document_text::view(self, found, assessment, &history);
        let html = self.theme.render(self.options.lang, "document-text.html", &page_context(&text))?;
        let body = Body::new(assessment, &text, &html);
        let mut pages = vec![self.document_page(found, &body, false)?];
        if found.is_current() {
            pages.push(self.document_page(found, &body, true)?);
            if !assessment.changes.is_empty() {
                pages.push(self.changes_page(found, assessment, &history)?);
                pages.push(rows_csv::page(self, found, assessment));
            }
        }
        Ok(pages)
    }

    /// The page that compares two versions: `older` and `newer` are their texts.
    pub fn comparison_page(
        &self,
        comparison: &Comparison<'_>,
        older: &Assessment,
        newer: &Assessment,
    ) -> Result<Page, Vec<Finding>> {
        compare::page(self, comparison, older, newer)
    }

    /// The 要点 page of a subject.
    pub fn overview_page(&self, found: Located<'_>) -> Result<Page, Vec<Finding>> {
        overview::page(self, found.municipality, found.agency, found.subject)
    }

    /// The pages that say which version of a kind was the newest on a day, for all kinds of a subject.
    pub fn at_pages(&self, subject: &Subject) -> Result<Vec<Page>, Vec<Finding>> {
        let current = subject.kinds.iter().map(|kind| kind.current().facts.index);
        current.filter_map(|document| self.portal.find(document)).map(|found| at::page(self, found)).collect()
    }

    /// The page about the data.
    pub fn data_page(&self, tables: &[DataTable], files: &[DataFile]) -> Result<Page, Vec<Finding>> {
        data::page(self, tables, files)
    }

    /// The feed of a subject.
    pub fn task_feed(&self, found: Located<'_>) -> Result<Option<Page>, Vec<Finding>> {
        feed::page(self, feed::Of::Task(found))
    }

    /// The page of a municipality with its feed and calendar, and those that say what is no longer shown.
    pub fn municipality_pages(&self, municipality: &Municipality) -> Result<Vec<Page>, Vec<Finding>> {
        let mut pages = vec![municipality::page(self, municipality)?];
        pages.extend(feed::page(self, feed::Of::Municipality(municipality))?);
        pages.extend(calendar::page(self, Some(municipality)));
        for retired in &municipality.retired {
            pages.push(retired::page(self, municipality, retired)?);
        }
        Ok(pages)
    }

    /// The pages that span municipalities: home with its feed and calendar, search, about, glossary, 404.
    pub fn portal_pages(&self) -> Result<Vec<Page>, Vec<Finding>> {
        let mut pages = vec![
            home::page(self)?,
            search::page(self)?,
            about::page(self)?,
            glossary::page(self)?,
            about::not_found(self)?,
        ];
        pages.extend(search::description(self)?);
        pages.extend(feed::page(self, feed::Of::Site)?);
        pages.extend(calendar::page(self, None));
        Ok(pages)
    }

    /// The page at an old address.
    pub fn moved_page(&self, redirect: &Redirect) -> Result<Page, Vec<Finding>> {
        moved::page(self, redirect)
    }

    /// The static files of the theme.
    pub fn assets(&self) -> Vec<Page> {
        self.theme.assets(self.options.lang).cloned().collect()
    }

    fn document_page(&self, found: Located<'_>, body: &Body, current: bool) -> Result<Page, Vec<Finding>> {
        let address = if current { &found.kind.address } else { &found.version.address };
        let view = document::view(self, found, body, address);
        let mut frame = self.document_frame(found, address);
        frame.crumbs = document::crumbs(self, found, current);
        frame.here = "document";
        // The version for ever of the current document has its home at the address of the kind.
        if found.is_current() {
            frame.canonical = self.canonical(&found.kind.address);
        }
        frame.linked_data = linked::document(self, found);
        let mut filled = context(&frame, &view);
        filled.context.insert("citation", &document_head::citation(self, found, address));
        self.render(address, "document.html", &filled)
    }

    fn changes_page(
        &self,
        found: Located<'_>,
        assessment: &Assessment,
        history: &History,
    ) -> Result<Page, Vec<Finding>> {
        let address = found.kind.address.join("changes");
        let view = changes::view(self, found, assessment, history);
        let mut frame = self.document_frame(found, &address);
        let of = Message::new("change.title-of").with("title", frame.title.take().unwrap_or_default());
        let title = self.text(&of);
        frame.linked_data = linked::changes(self, found, &title);
        frame.title = Some(title);
        frame.crumbs = changes::crumbs(self, found);
        frame.here = "changes";
        self.render(&address, "changes.html", &context(&frame, &view))
    }

    fn document_frame(&self, found: Located<'_>, address: &Address) -> Frame {
        let mut frame = frame::frame(self, address, Some(found.municipality));
        let meta = &found.version.facts.meta;
        let title = Message::new("head.page-title")
            .with("title", crate::portal::display_title(meta))
            .with("kind", self.text(&Message::new(format!("kind.{}", meta.kind.as_str()))))
            .with("version", self.version_name(found.version))
            .with("agency", found.agency.name.as_str());
        frame.title = Some(self.text(&title));
        frame.description.clone_from(&meta.summary);
        frame.within = Some(frame::within(found, true));
        // On paper stand the version and its address for ever.
        frame.address = self.canonical(&found.version.address);
        frame.state = Some(self.state(found.version.state));
        frame.kept.extend(document_head::kept(self, found, address));
        frame.noindex |= matches!(found.version.state, State::Past { .. })
            || (found.version.state.is_draft() && !found.is_current());
        frame
    }

    fn render(&self, address: &Address, template: &str, filled: &Filled) -> Result<Page, Vec<Finding>> {
        let mut html = self.theme.render(self.options.lang, template, &filled.context)?;
        let kind = Path::new(template).extension().and_then(|extension| extension.to_str());
        if kind == Some("xml") {
            html.retain(is_xml);
        }
        // The default theme is looked through by the tests.
        let is_page = kind == Some("html");
        if self.theme.is_own() && is_page {
            let missing = kept::missing(template, &html, &filled.kept, self.options.lang);
            if !missing.is_empty() {
                return Err(missing);
            }
        }
        if self.portal.meta.legacy_names == LegacyNames::Mask {
            html = mask::marked(&html, &self.text(&Message::new("mask.name")));
        }
        Ok(Page { path: address.file(), bytes: html.into_bytes() })
    }

    /// A link between pages. The page for unknown addresses is shown anywhere, so its links start at the root.
    fn link(&self, from: &Address, to: &Address) -> String {
        if *from == Address::not_found() { format!("{}{to}", self.base_path) } else { from.link(to) }
    }

    fn root(&self, from: &Address) -> String {
        if *from == Address::not_found() { self.base_path.clone() } else { from.to_root() }
    }

    fn canonical(&self, address: &Address) -> Option<String> {
        self.options.base_url.as_deref().map(|base| address.absolute(base))
    }

    /// A sentence as plain text. The strings of the default theme are complete, so a missing one can only be
    /// asked for by a key that is not in them; the key itself then stands in its place.
    fn text(&self, message: &Message) -> String {
        self.words().text(message)
    }

    fn words(&self) -> Words<'_> {
        Words::new(self.theme.strings(self.options.lang), self.options.lang)
    }

    fn day(&self, date: Date) -> Day {
        self.words().day(date)
    }

    fn state(&self, state: State) -> Message {
        self.words().state(state)
    }

    /// How a version is called among the others of its kind: by its day.
    fn version_name(&self, version: &Version) -> String {
        self.words().version(&version.facts.meta)
    }

    fn crumb_home(&self, from: &Address) -> Crumb {
        Crumb::to(self.text(&Message::new("nav.home")), self.link(from, &Address::home()))
    }

    fn crumbs_to_subject(
        &self,
        from: &Address,
        municipality: &Municipality,
        subject: &Subject,
        linked: bool,
    ) -> Vec<Crumb> {
        let number = self.text(&Message::new("nav.number").with("number", subject.number.as_str()));
        let last =
            if linked { Crumb::to(number, self.link(from, &subject.address)) } else { Crumb::here(number) };
        let town = Crumb::to(municipality.meta.name.clone(), self.link(from, &municipality.address()));
        vec![self.crumb_home(from), town, last]
    }
}

/// What a page is made of.
struct Filled {
    /// What its template knows.
    context: Context,
    /// What has to be on it whatever the template.
    kept: Vec<Kept>,
}

/// What a template knows: what every page has around it, and the page.
fn context(frame: &Frame, view: &impl Serialize) -> Filled {
    let mut context = page_context(view);
    context.insert("frame", frame);
    Filled { context, kept: frame.kept.clone() }
}

/// What a template knows that stands in no frame.
fn page_context(view: &impl Serialize) -> Context {
    let mut context = Context::new();
    context.insert("page", view);
    context
}
