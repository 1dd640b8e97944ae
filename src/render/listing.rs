//! A document as a row of a list: on the home page, on a municipality's page, among the versions of a subject; a
//! draft as an entry of the lists of drafts.

use serde::Serialize;

use super::Renderer;
use super::head::incomplete;
use super::strings::{Day, Message};
use crate::portal::{Address, Found, State, display_title};

/// One version in a list.
#[derive(Debug, Serialize)]
pub(super) struct Listed {
    title: String,
    /// Where the title leads.
    pub(super) href: String,
    municipality: String,
    agency: String,
    number: String,
    /// Key of the kind.
    kind: String,
    state: Message,
    state_key: &'static str,
    incomplete: Option<String>,
    published: Option<Day>,
    occasion: Option<String>,
    department: Option<String>,
    name: String,
}

/// A version as a row on the page `at`, with a link to `to`.
pub(super) fn listed(renderer: &Renderer<'_>, found: Found<'_>, at: &Address, to: &Address) -> Listed {
    let facts = &found.version.facts;
    Listed {
        title: display_title(&facts.meta).to_owned(),
        href: renderer.link(at, to),
        municipality: found.municipality.meta.name.clone(),
        agency: found.agency.name.clone(),
        number: found.subject.number.clone(),
        kind: format!("kind.{}", facts.meta.kind.as_str()),
        state: renderer.state(found.version.state),
        state_key: found.version.state.key(),
        incomplete: incomplete(&facts.meta),
        published: facts.meta.published.map(|date| renderer.day(date)),
        occasion: facts.meta.occasion.map(|occasion| format!("occasion.{}", occasion.as_str())),
        department: facts.department.clone(),
        name: renderer.version_name(found.version),
    }
}

/// A draft in a list, with what somebody needs who wants to comment on it.
#[derive(Debug, Serialize)]
pub(super) struct Draft {
    document: Listed,
    /// First and last day of the comment period, where one is recorded.
    period: Option<(Day, Day)>,
    contact: Option<String>,
}

/// Drafts by the end of their period; those without a period come last.
pub(super) fn drafts<'a>(
    renderer: &Renderer<'_>,
    at: &Address,
    drafts: impl Iterator<Item = Found<'a>>,
) -> Vec<Draft> {
    let period = |found: &Found<'_>| match found.version.state {
        State::Consultation { from, to } => Some((to, from)),
        _ => None,
    };
    let mut drafts: Vec<_> = drafts.collect();
    drafts.sort_by_key(|found| (period(found).is_none(), period(found)));
    drafts
        .into_iter()
        .map(|found| Draft {
            document: listed(renderer, found, at, &found.version.address),
            period: period(&found).map(|(to, from)| (renderer.day(from), renderer.day(to))),
            contact: found.version.facts.meta.consultation.as_ref().and_then(|c| c.contact.clone()),
        })
        .collect()
}
