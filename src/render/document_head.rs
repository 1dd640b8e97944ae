//! What stands above a document: what it is, where it stands among its versions, where it comes from.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use super::Renderer;
use super::kept::Kept;
use super::strings::{Day, Message};
use crate::content::{Completeness, DocumentMeta};
use crate::form;
use crate::portal::{Address, Comparison, Located, Origin, State, display_title};
use crate::text::date::Date;

/// The head of a document's pages.
#[derive(Debug, Serialize)]
pub(super) struct Head {
    /// 評価書名, without the name of the kind at its end.
    title: String,
    /// Key of the kind.
    kind: String,
    /// The state in words, e.g. 公表中(最新の版); its `with` holds the days: `from` and `to` of a consultation,
    /// `latest` of a past version, `on` of an ended task, where they are known.
    state: Message,
    /// Key of the state, for classes: `latest`, `beside`, `past`, `past-undated`, `consultation`, `draft`,
    /// `ended`, `ended-on` or `undated`.
    state_key: &'static str,
    /// Whether the version is a draft that is not in force.
    draft: bool,
    /// 公表日; nothing where none is recorded.
    published: Option<Day>,
    /// Key of the occasion of the publication, e.g. `occasion.再実施`; nothing where none is recorded.
    occasion: Option<String>,
    /// Name of the 評価実施機関, as `municipality.md` has it.
    agency: String,
    /// 評価書番号, e.g. 12.
    number: String,
    /// Edition of the official form as the front matter names it, e.g. 令和7年5月 様式4; nothing where it names
    /// none.
    form: Option<String>,
    /// Key of the completeness where the document is not whole.
    incomplete: Option<String>,
    /// What a reader has to know before reading, e.g. that this is a past version; may be empty.
    notices: Vec<Notice>,
    /// Where the text comes from: that it was converted, who compared it with the original, that the list of
    /// items is provisional; may be empty.
    provenance: Vec<Message>,
    /// Links to what belongs to the document: 要点, another version, original, change log, comparisons,
    /// citation.
    pub(super) links: Vec<Link>,
}

/// What a reader has to know of a version before reading it: a sentence, a link to what it speaks of, or both.
#[derive(Debug, Serialize)]
pub(super) struct Notice {
    /// The sentence; nothing where the link says everything.
    message: Option<Message>,
    /// The link behind it; nothing where the sentence stands alone.
    link: Option<Link>,
}

/// A link from a document to what belongs to it.
#[derive(Debug, Serialize)]
pub(super) struct Link {
    /// The words of the link.
    label: Message,
    /// The address: relative, `#id` on the same page, or a full URL that leads out of the site.
    href: String,
    /// Leads out of the site.
    external: bool,
}

impl Link {
    pub(super) fn to(label: Message, href: String) -> Self {
        Self { label, href, external: false }
    }

    /// The same link in other words.
    pub(super) fn named(self, label: Message) -> Self {
        Self { label, ..self }
    }

    fn out(label: Message, href: String) -> Self {
        Self { label, href, external: true }
    }
}

/// The fixed version as a person cites it.
#[derive(Debug, Serialize)]
pub(super) struct Citation {
    /// The agency as the document writes it, else its name with the prefecture in front.
    agency: String,
    /// 評価書名 with the kind, and of a draft the word for it.
    title: String,
    /// 評価書番号, e.g. 12.
    number: String,
    /// Edition of the official form as the front matter names it, without spaces; nothing where it names
    /// none.
    form: Option<String>,
    /// The full URL of the fixed version; nothing where it is not known where the site will stand.
    url: Option<String>,
    /// The fixed version from the page that shows it, for scripts that know where the page stands.
    link: String,
}

/// The head on the page at `at`, which shows `found`.
pub(super) fn head(renderer: &Renderer<'_>, found: Located<'_>, at: &Address) -> Head {
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
        notices: notices(renderer, found, at),
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

/// What a reader has to know of a version before reading it: that it is no current one, what stands beside it,
/// what came before and after it.
fn notices(renderer: &Renderer<'_>, found: Located<'_>, at: &Address) -> Vec<Notice> {
    let state = found.version.state;
    let say = |key: &str| Notice { message: Some(Message::new(key)), link: None };
    let to = |label: Message, address: &Address| Link::to(label, renderer.link(at, address));
    let link = |label: Message, address: &Address| Notice { message: None, link: Some(to(label, address)) };
    let current = found.kind.current();
    let mut notices = Vec::new();
    match state {
        State::Consultation { .. } | State::Draft => notices.push(say("notice.draft")),
        State::Past { latest } => {
            if latest.is_some() && latest == found.version.facts.meta.published {
                notices.push(say("notice.replaced"));
            }
            let ended = matches!(current.state, State::Ended { .. });
            let message = Message::new(if ended { "notice.past-ended" } else { "notice.past" });
            let link = to(Message::new("link.latest"), &found.kind.address);
            notices.push(Notice { message: Some(message), link: Some(link) });
        }
        State::Ended { .. } => notices.push(say("notice.ended")),
        State::Latest | State::Beside | State::Undated | State::DayUnknown { .. } => {}
    }
    notices.extend(beside(renderer, found, at));
    if let Some((result, origin)) = found.result() {
        let key = match origin {
            Origin::Stated => "notice.result",
            Origin::Next => "notice.next",
        };
        let label = Message::new(key).with("version", renderer.version_name(result.version));
        notices.push(link(label, &result.version.address));
    }
    for (draft, origin) in found.drafts() {
        let key = match origin {
            Origin::Stated => "notice.draft-before",
            Origin::Next => "notice.draft-earlier",
        };
        let label = Message::new(key).with("version", renderer.version_name(draft.version));
        notices.push(link(label, &draft.version.address));
    }
    if found.is_current() && !state.is_draft() {
        let versions = found.kind.versions.iter().map(|version| Located { version, ..found });
        for draft in versions.filter(|other| other.is_open_draft()) {
            let label =
                Message::new("notice.open-draft").with("version", renderer.version_name(draft.version));
            notices.push(link(label, &draft.version.address));
        }
    }
    notices
}

/// The versions that are in force beside this one, or, of a draft, that stay in force with it.
fn beside(renderer: &Renderer<'_>, found: Located<'_>, at: &Address) -> Vec<Notice> {
    let facts = &found.version.facts;
    let state = found.version.state;
    if matches!(state, State::Past { .. } | State::Ended { .. }) {
        return Vec::new();
    }
    let own = facts.meta.in_force_with;
    let others = found.kind.versions.iter().filter(|other| {
        !std::ptr::eq(*other, found.version)
            && other.state == State::Beside
            && state == State::Beside
            && other.facts.meta.in_force_with.is_some()
            && other.facts.meta.in_force_with == facts.meta.published
    });
    let days: BTreeSet<Date> =
        own.into_iter().chain(others.filter_map(|other| other.facts.meta.published)).collect();
    let mut notices = Vec::new();
    for day in days {
        let key = if state.is_draft() { "notice.draft-beside" } else { "notice.beside" };
        let message = Some(Message::new(key).with("date", renderer.day(day)));
        let held = found.kind.versions.iter().find(|other| other.facts.meta.published == Some(day));
        let link =
            held.map(|other| Link::to(Message::new("notice.beside-held"), renderer.link(at, &other.address)));
        notices.push(Notice { message, link });
        if held.is_none() {
            notices.push(Notice { message: Some(Message::new("notice.beside-not-held")), link: None });
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

/// What has to be on every page about a version, at `at`: where a draft stands, that the text was converted, and the way
/// to the original.
pub(super) fn kept(renderer: &Renderer<'_>, found: Located<'_>, at: &Address) -> Vec<Kept> {
    let meta = &found.version.facts.meta;
    let mut kept = Vec::new();
    if found.version.state.is_draft() {
        kept.push(Kept::Sentence(renderer.state(found.version.state)));
    }
    if meta.source.as_ref().is_some_and(|source| source.conversion.is_some()) {
        kept.push(Kept::Sentence(Message::new("provenance.converted")));
    }
    let attached = attached(renderer, found, at).map(|link| link.href);
    let elsewhere = meta.source.as_ref().and_then(|source| source.url.clone());
    let originals = [attached, elsewhere].into_iter().flatten();
    kept.extend(originals.map(|href| Kept::Link { what: "link.original", href }));
    kept
}

fn links(renderer: &Renderer<'_>, found: Located<'_>, at: &Address) -> Vec<Link> {
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
    } else if !matches!(found.version.state, State::Past { .. }) {
        // The notice above a past version leads to the newest one.
        let shown = found.kind.current();
        let key = match (found.is_current(), shown.state.is_draft(), found.version.state.is_draft()) {
            (true, ..) => "link.current",
            (false, false, true) => "link.published",
            (false, false, false) => "link.latest",
            (false, true, _) => "link.newer-draft",
        };
        links.push(to(key, &found.kind.address));
    }
    links.extend(attached(renderer, found, at));
    if let Some(url) = facts.meta.source.as_ref().and_then(|source| source.url.clone()) {
        links.push(original(url));
    }
    if at != &changes {
        links.extend(change_log(renderer, found, at));
    }
    if at == &found.kind.address || at == &found.version.address {
        links.extend(comparisons(renderer, found, at));
    }
    if at == &found.kind.address || at == &found.version.address {
        links.push(Link::to(Message::new("link.cite"), "#cite".to_owned()));
    }
    links
}

/// The change log of a version: as a page where it is the current one, else within the document.
pub(super) fn change_log(renderer: &Renderer<'_>, found: Located<'_>, at: &Address) -> Option<Link> {
    let changes = &found.version.facts.changes;
    if changes.rows == 0 {
        return None;
    }
    let label = Message::new("link.changes").with("rows", changes.rows);
    let href = if found.is_current() {
        renderer.link(at, &found.kind.address.join("changes"))
    } else {
        let page = if at == &found.version.address {
            String::new()
        } else {
            renderer.link(at, &found.version.address)
        };
        format!("{page}#{}", changes.anchor.as_deref()?)
    };
    Some(Link::to(label, href))
}

/// The comparisons of a version with others; that of the next version with this one where it is the newest.
pub(super) fn comparisons(renderer: &Renderer<'_>, found: Located<'_>, at: &Address) -> Vec<Link> {
    let to = |key: &str, comparison: Comparison<'_>| {
        Link::to(Message::new(key), renderer.link(at, &comparison.address))
    };
    let previous =
        if found.version.state.is_draft() { "link.since-published" } else { "link.since-previous" };
    [
        found.since_previous().map(|comparison| to(previous, comparison)),
        found.until_latest_or_next().map(|comparison| to("link.until-latest", comparison)),
        found.until_published().map(|comparison| to("link.until-published", comparison)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The original that is published beside a version, with its format and size.
pub(super) fn attached(renderer: &Renderer<'_>, found: Located<'_>, at: &Address) -> Option<Link> {
    const KB: u64 = 1000;
    let file = found.version.facts.attached.as_ref()?;
    let size = match file.bytes {
        bytes if bytes < KB * KB => format!("{}KB", bytes.div_ceil(KB)),
        bytes => format!("{}.{}MB", bytes / (KB * KB), bytes % (KB * KB) / (100 * KB)),
    };
    let label = Message::new("link.original-file").with("format", file.kind.label()).with("size", size);
    Some(Link::to(label, format!("{}{}", renderer.root(at), found.version.original()?)))
}

/// The original, with its format where the address tells it.
pub(super) fn original(url: String) -> Link {
    let file = Path::new(url.split(['?', '#']).next().unwrap_or_default());
    let is_pdf = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
    let key = if is_pdf { "link.original-pdf" } else { "link.original" };
    Link::out(Message::new(key), url)
}

/// The citation of the fixed version, on the page at `at`.
pub(super) fn citation(renderer: &Renderer<'_>, found: Located<'_>, at: &Address) -> Citation {
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
        form: meta.form.as_deref().map(|form| form.split_whitespace().collect()),
        url: renderer.options.base_url.as_deref().map(|base| found.version.address.absolute(base)),
        link: renderer.link(at, &found.version.address),
    }
}
