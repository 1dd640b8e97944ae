//! A document as a row of a list: on the home page, on a municipality's page, among the versions of a subject; a
//! draft as an entry of the lists of drafts.

use serde::Serialize;

use super::Renderer;
use super::document_head::incomplete;
use super::strings::{Day, Message};
use crate::portal::{Address, Located, State, display_title};

/// One version in a list.
#[derive(Debug, Serialize)]
pub(super) struct Listed {
    /// 評価書名, without the name of the kind at its end.
    title: String,
    /// Where the title leads.
    pub(super) href: String,
    /// Name of the municipality.
    municipality: String,
    /// Name of the 評価実施機関, as `municipality.md` has it.
    agency: String,
    /// 評価書番号, e.g. 12.
    number: String,
    /// Key of the kind.
    kind: String,
    /// The state in words, e.g. 公表中(最新の版); its `with` holds the days: `from` and `to` of a consultation,
    /// `latest` of a past version, `on` of an ended task, where they are known.
    state: Message,
    /// Key of the state, for classes: `latest`, `beside`, `past`, `past-undated`, `consultation`, `draft`,
    /// `ended`, `ended-on` or `undated`.
    state_key: &'static str,
    /// Key of the sign for a document that is not whole, `completeness.excerpt` or
    /// `completeness.pages-missing`; nothing where it is whole.
    incomplete: Option<String>,
    /// 公表日; nothing where none is recorded.
    published: Option<Day>,
    /// Key of the occasion of the publication, e.g. `occasion.再実施`; nothing where none is recorded.
    occasion: Option<String>,
    /// 担当部署 as the document writes it, on one line; nothing where the text does not hold it.
    department: Option<String>,
    /// What the version is called among the others, e.g. 令和8年3月24日公表の版.
    name: String,
}

/// A version as a row on the page `at`, with a link to `to`.
pub(super) fn listed(renderer: &Renderer<'_>, found: Located<'_>, at: &Address, to: &Address) -> Listed {
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
    /// The draft itself; its `href` leads to the draft.
    document: Listed,
    /// First and last day of the comment period, where one is recorded.
    period: Option<(Day, Day)>,
    /// Where to send comments; nothing where none is recorded.
    contact: Option<String>,
}

/// Drafts by the end of their period; those without a period come last.
pub(super) fn drafts<'a>(
    renderer: &Renderer<'_>,
    at: &Address,
    drafts: impl Iterator<Item = Located<'a>>,
) -> Vec<Draft> {
    let period = |found: &Located<'_>| match found.version.state {
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
