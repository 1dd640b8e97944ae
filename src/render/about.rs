//! About the site: who runs it, what is in, what it is not. And the page for addresses that are not there.

use serde::Serialize;

use super::frame::{self, Crumb};
use super::strings::Message;
use super::{Page, Renderer};
use crate::finding::Finding;
use crate::portal::{Address, Municipality};

/// The page about the site: who runs it, what it holds, what it is not.
#[derive(Debug, Serialize)]
struct AboutView {
    /// One or two sentences on the portal; nothing where `portal.toml` has none.
    description: Option<String>,
    /// Licence of the content; nothing where `portal.toml` names none.
    license: Option<String>,
    /// Where to report errors; nothing where `portal.toml` names no contact.
    contact: Option<String>,
    /// The municipalities of the portal, in the order of their codes.
    municipalities: Vec<Covered>,
}

/// What is held of a municipality.
#[derive(Debug, Serialize)]
struct Covered {
    /// Name of the municipality, e.g. みほん市.
    name: String,
    /// Its prefecture.
    prefecture: String,
    /// Address of its page.
    href: String,
    /// Its agencies in the order of `municipality.md`, also those of which nothing is held.
    agencies: Vec<CoveredAgency>,
}

/// An agency with the documents held of it.
#[derive(Debug, Serialize)]
struct CoveredAgency {
    /// Name of the 評価実施機関.
    name: String,
    /// Number and, where it is not whole, the key that says so.
    documents: Vec<CoveredDocument>,
}

/// All that is held of one kind under one 評価書番号, told by its current version.
#[derive(Debug, Serialize)]
struct CoveredDocument {
    /// 評価書番号, e.g. 12.
    number: String,
    /// 評価書名, without the name of the kind at its end.
    title: String,
    /// Key of the kind: `kind.kiso`, `kind.juten` or `kind.zenkomoku`.
    kind: String,
    /// Address of the 要点 page of the 評価書番号.
    href: String,
    /// How many versions of it are held, drafts included.
    versions: usize,
    /// The state of the current version in words, e.g. 公表中(最新の版).
    state: Message,
    /// Key of the state, for classes: `latest`, `beside`, `past`, `past-undated`, `consultation`, `draft`,
    /// `ended`, `ended-on` or `undated`.
    state_key: &'static str,
    /// Key of the sign for a document that is not whole, `completeness.excerpt` or
    /// `completeness.pages-missing`; nothing where it is whole.
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
                    incomplete: super::document_head::incomplete(meta),
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
