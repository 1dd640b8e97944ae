//! What stands above a document: what it is, where it stands among its versions, where it comes from.

use std::path::Path;

use serde::Serialize;

use super::Renderer;
use super::strings::{Day, Message};
use crate::content::{Completeness, DocumentMeta};
use crate::form;
use crate::portal::{Address, Found, Version, display_title};

/// The head of a document's pages.
#[derive(Debug, Serialize)]
pub(super) struct Head {
    title: String,
    /// Key of the kind.
    kind: String,
    state: Message,
    state_key: &'static str,
    draft: bool,
    published: Option<Day>,
    occasion: Option<String>,
    agency: String,
    number: String,
    form: Option<String>,
    /// Key of the completeness where the document is not whole.
    incomplete: Option<String>,
    notices: Vec<Message>,
    provenance: Vec<Message>,
    links: Vec<Link>,
}

/// A link from a document to what belongs to it.
#[derive(Debug, Serialize)]
pub(super) struct Link {
    label: Message,
    href: String,
    /// Leads out of the site.
    external: bool,
}

impl Link {
    pub(super) fn to(label: Message, href: String) -> Self {
        Self { label, href, external: false }
    }

    fn out(label: Message, href: String) -> Self {
        Self { label, href, external: true }
    }
}

/// The fixed version as a person cites it.
#[derive(Debug, Serialize)]
pub(super) struct Citation {
    agency: String,
    title: String,
    number: String,
    form: Option<String>,
    url: Option<String>,
}

/// The head on the page at `at`, which shows `found`.
pub(super) fn head(renderer: &Renderer<'_>, found: Found<'_>, at: &Address) -> Head {
    let version = found.version;
    let meta = &version.facts.meta;
    Head {
        title: display_title(meta).to_owned(),
        kind: format!("kind.{}", meta.kind.as_str()),
        state: renderer.state(version.state),
        state_key: version.state.key(),
        draft: version.state.is_draft(),
        published: meta.published.map(|date| renderer.day(date)),
        occasion: meta.occasion.map(|occasion| format!("occasion.{}", occasion.as_str())),
        agency: found.agency.name.clone(),
        number: meta.number.clone(),
        form: meta.form.clone(),
        incomplete: incomplete(meta),
        notices: notices(renderer, found),
        provenance: provenance(renderer, meta, &version.facts.form),
        links: links(renderer, found, at),
    }
}

/// The key of what is missing, where a document is not whole.
pub(super) fn incomplete(meta: &DocumentMeta) -> Option<String> {
    match meta.completeness {
        Completeness::Whole => None,
        part => Some(format!("completeness.{}", part.as_str())),
    }
}

/// What a reader has to know of a version before reading it.
fn notices(renderer: &Renderer<'_>, found: Found<'_>) -> Vec<Message> {
    let Version { state, facts, .. } = found.version;
    let mut notices = Vec::new();
    if state.is_draft() {
        notices.push(Message::new("notice.draft"));
    }
    if let Some(beside) = facts.meta.in_force_with {
        let key = if state.is_draft() { "notice.draft-beside" } else { "notice.beside" };
        notices.push(Message::new(key).with("date", renderer.day(beside)));
        if !found.kind.versions.iter().any(|other| other.facts.meta.published == Some(beside)) {
            notices.push(Message::new("notice.beside-not-held"));
        }
    }
    notices
}

/// Where the text comes from and who has compared it with the original.
fn provenance(renderer: &Renderer<'_>, meta: &DocumentMeta, form: &str) -> Vec<Message> {
    let converted = meta.source.as_ref().is_some_and(|source| source.conversion.is_some());
    let mut lines = Vec::new();
    if converted {
        lines.push(Message::new("provenance.converted"));
    }
    match &meta.verified {
        Some(verified) => lines.push(
            Message::new("provenance.verified")
                .with("date", renderer.day(verified.date))
                .with("by", verified.by.as_str()),
        ),
        None if converted || renderer.portal.is_collection() => {
            lines.push(Message::new("provenance.unverified"));
        }
        None => {}
    }
    if form::by_name(form).is_some_and(form::Form::is_provisional) {
        lines.push(Message::new("provenance.form"));
    }
    lines
}

fn links(renderer: &Renderer<'_>, found: Found<'_>, at: &Address) -> Vec<Link> {
    let to = |key: &str, address: &Address| Link::to(Message::new(key), renderer.link(at, address));
    let facts = &found.version.facts;
    let mut links = vec![to(
        if found.subject.main().1.state.is_draft() { "link.draft-overview" } else { "link.overview" },
        &found.subject.address,
    )];
    let changes = found.kind.address.join("changes");
    if at == &changes {
        links.push(to("link.whole", &found.kind.address));
    } else if at == &found.kind.address {
        links.push(to("link.fixed", &found.version.address));
    } else {
        let shown = found.kind.current();
        let key = match (found.is_current(), shown.state.is_draft(), found.version.state.is_draft()) {
            (true, ..) => "link.current",
            (false, false, true) => "link.published",
            (false, false, false) => "link.latest",
            (false, true, _) => "link.newer-draft",
        };
        links.push(to(key, &found.kind.address));
    }
    if let Some(url) = facts.meta.source.as_ref().and_then(|source| source.url.clone()) {
        links.push(original(url));
    }
    if facts.changes.rows > 0 && at != &changes {
        let label = Message::new("link.changes").with("rows", facts.changes.rows);
        let href = if found.is_current() {
            renderer.link(at, &changes)
        } else {
            format!("#{}", facts.changes.anchor.as_deref().unwrap_or_default())
        };
        links.push(Link::to(label, href));
    }
    if at == &found.kind.address || at == &found.version.address {
        links.push(Link::to(Message::new("link.cite"), "#cite".to_owned()));
    }
    links
}

/// The original, with its format where the address tells it.
pub(super) fn original(url: String) -> Link {
    let file = Path::new(url.split(['?', '#']).next().unwrap_or_default());
    let is_pdf = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
    let key = if is_pdf { "link.original-pdf" } else { "link.original" };
    Link::out(Message::new(key), url)
}

/// The citation of the fixed version.
pub(super) fn citation(renderer: &Renderer<'_>, found: Found<'_>) -> Citation {
    let facts = &found.version.facts;
    let meta = &facts.meta;
    let prefecture = &found.municipality.meta.prefecture;
    let agency = meta.agency_as_written.clone().unwrap_or_else(|| {
        if found.agency.name.starts_with(prefecture.as_str()) {
            found.agency.name.clone()
        } else {
            format!("{prefecture}{}", found.agency.name)
        }
    });
    let kind = renderer.text(&Message::new(format!("kind.{}", meta.kind.as_str())));
    let draft = if found.version.state.is_draft() {
        renderer.text(&Message::new("cite.draft"))
    } else {
        String::new()
    };
    Citation {
        agency,
        title: format!("{} {kind}{draft}", display_title(meta)),
        number: meta.number.clone(),
        // What the document says of itself; the form it was read with would be a claim of ours.
        form: meta.form.clone(),
        url: renderer.options.base_url.as_deref().map(|base| found.version.address.absolute(base)),
    }
}
