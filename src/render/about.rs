//! About the site: who runs it, what is in, what it is not. And the page for addresses that are not there.

use serde::Serialize;

use super::frame::{self, Crumb};
use super::strings::Message;
use super::{Page, Renderer};
use crate::finding::Finding;
use crate::portal::{Address, Municipality};

#[derive(Debug, Serialize)]
struct AboutView {
    description: Option<String>,
    license: Option<String>,
    contact: Option<String>,
    municipalities: Vec<Covered>,
}

/// What is held of a municipality.
#[derive(Debug, Serialize)]
struct Covered {
    name: String,
    prefecture: String,
    href: String,
    agencies: Vec<CoveredAgency>,
}

#[derive(Debug, Serialize)]
struct CoveredAgency {
    name: String,
    /// Number and, where it is not whole, the key that says so.
    documents: Vec<CoveredDocument>,
}

#[derive(Debug, Serialize)]
struct CoveredDocument {
    number: String,
    title: String,
    kind: String,
    href: String,
    versions: usize,
    state: Message,
    state_key: &'static str,
    incomplete: Option<String>,
}

/// The page about the site.
pub(super) fn page(renderer: &Renderer<'_>) -> Result<Page, Vec<Finding>> {
    let at = Address::about();
    let meta = &renderer.portal.meta;
    let view = AboutView {
        description: meta.description.clone(),
        license: meta.license.clone(),
        contact: meta.contact.clone(),
        municipalities: renderer.portal.municipalities.iter().map(|m| covered(renderer, &at, m)).collect(),
    };
    let mut frame = frame::frame(renderer, &at, None);
    let title = renderer.text(&Message::new("about.title"));
    frame.title = Some(title.clone());
    frame.canonical = renderer.canonical(&at);
    frame.crumbs = vec![renderer.crumb_home(&at), Crumb::here(title)];
    frame.here = "about";
    renderer.render(&at, "about.html", &super::context(&frame, &view))
}

fn covered(renderer: &Renderer<'_>, at: &Address, municipality: &Municipality) -> Covered {
    let agencies = municipality.agencies.iter().map(|agency| CoveredAgency {
        name: agency.name.clone(),
        documents: agency
            .subjects
            .iter()
            .flat_map(|subject| subject.kinds.iter().map(move |kind| (subject, kind)))
            .map(|(subject, kind)| {
                let meta = &kind.current().facts.meta;
                CoveredDocument {
                    number: subject.number.clone(),
                    title: crate::portal::display_title(meta).to_owned(),
                    kind: format!("kind.{}", kind.kind.as_str()),
                    href: renderer.link(at, &subject.address),
                    versions: kind.versions.len(),
                    state: renderer.state(kind.current().state),
                    state_key: kind.current().state.key(),
                    incomplete: super::head::incomplete(meta),
                }
            })
            .collect(),
    });
    Covered {
        name: municipality.meta.name.clone(),
        prefecture: municipality.meta.prefecture.clone(),
        href: renderer.link(at, &municipality.address()),
        agencies: agencies.collect(),
    }
}

/// The page a server shows for addresses that are not there.
pub(super) fn not_found(renderer: &Renderer<'_>) -> Result<Page, Vec<Finding>> {
    let at = Address::not_found();
    let mut frame = frame::frame(renderer, &at, None);
    frame.title = Some(renderer.text(&Message::new("not-found.title")));
    frame.noindex = true;
    frame.here = "not-found";
    renderer.render(&at, "404.html", &super::context(&frame, &()))
}
