//! What every page has around it: title, way back, banners, footer.

use serde::Serialize;
use tera::Value;

use super::Renderer;
use super::kept::Kept;
use super::strings::Message;
use crate::finding::Lang;
use crate::portal::{Address, Located, Municipality, State};

/// The page around a page.
#[derive(Debug, Serialize)]
pub(super) struct Frame {
    /// Language of the interface: `ja` or `en`.
    lang: &'static str,
    /// What holds for the whole site.
    site: Site,
    /// From this page to the root, in front of static files.
    root: String,
    /// Address of the home page, relative to this page (on the page for unknown addresses, from the top of
    /// the host).
    home: String,
    /// Address of the page about the site.
    about: String,
    /// Where questions are answered.
    search: String,
    /// Filters that keep a question to the evaluation, or the version of it, that the page is about.
    pub(super) within: Option<String>,
    /// What tells browsers how the site is searched, where it is known where it will stand.
    open_search: Option<String>,
    /// Address of the feed of what the page is about; only on the home page and those of municipalities and tasks.
    pub(super) feed: Option<String>,
    /// Address of the calendar of drafts on which the public is heard; only on the home page and those of
    /// municipalities, and only where there are any.
    pub(super) calendar: Option<String>,
    /// For `<title>`, without the name of the site.
    pub(super) title: Option<String>,
    /// For search engines: what the portal says of itself on the home page, the publisher's summary of a
    /// document on its pages; nothing on other pages, or where none is written.
    pub(super) description: Option<String>,
    /// The full URL under which the same content has its home; nothing where it is not known where the site will
    /// stand, or on the page for unknown addresses.
    pub(super) canonical: Option<String>,
    /// Where browsers go at once; only on pages at old addresses.
    pub(super) refresh: Option<String>,
    /// What programs read of the page: JSON-LD, for an element of its own; nothing on most pages.
    pub(super) linked_data: Option<Value>,
    /// The full URL that paper shows: of a version the one for ever.
    pub(super) address: Option<String>,
    /// Where the version stands that the page is about; paper shows it on every sheet.
    pub(super) state: Option<Message>,
    /// Whether search engines should leave the page out: invented content, past versions, drafts that are not
    /// the current version, comparisons, retired addresses, the page for unknown addresses.
    pub(super) noindex: bool,
    /// The way from the home page to this page, this page last; empty on the home page and on the page for
    /// unknown addresses.
    pub(super) crumbs: Vec<Crumb>,
    /// 「○○市の公式サイトではありません」.
    collection: Option<Message>,
    /// The type of the page; the navigation points out some of them.
    pub(super) here: &'static str,
    /// What has to be on the page whatever the theme.
    #[serde(skip)]
    pub(super) kept: Vec<Kept>,
}

/// What `portal.toml` says of the site.
#[derive(Debug, Serialize)]
struct Site {
    /// Name of the site.
    title: String,
    /// Whether the content is invented; pages then say so.
    sample: bool,
    /// Who runs the site: `official` (the body itself) or `collection` (somebody who collects documents).
    publisher: &'static str,
    /// Licence of the content; nothing where `portal.toml` names none.
    license: Option<String>,
    /// Where to report errors; nothing where `portal.toml` names no contact.
    contact: Option<String>,
}

/// A step of the way from the home page to a page.
#[derive(Debug, Serialize)]
pub(super) struct Crumb {
    /// What the step is called.
    text: String,
    /// Address of the step; nothing for the page itself.
    href: Option<String>,
}

impl Crumb {
    /// A page on the way.
    pub(super) fn to(text: impl Into<String>, href: String) -> Self {
        Self { text: text.into(), href: Some(href) }
    }

    /// The page itself.
    pub(super) fn here(text: impl Into<String>) -> Self {
        Self { text: text.into(), href: None }
    }
}

/// The frame of the page at `address`; `municipality` is the one that the page is about, if any.
pub(super) fn frame(
    renderer: &Renderer<'_>,
    address: &Address,
    municipality: Option<&Municipality>,
) -> Frame {
    let meta = &renderer.portal.meta;
    let collection = renderer.portal.is_collection().then(|| match municipality {
        Some(municipality) => {
            Message::new("site.not-official-of").with("municipality", municipality.meta.name.as_str())
        }
        None => Message::new("site.not-official"),
    });
    let home = renderer.link(address, &Address::home());
    let about = renderer.link(address, &Address::about());
    let mut kept = vec![
        Kept::Sentence(Message::new(format!("site.{}", meta.publisher.as_str()))),
        Kept::Link { what: "nav.home", href: home.clone() },
        Kept::Link { what: "nav.about", href: about.clone() },
    ];
    kept.extend(meta.sample.then(|| Kept::Sentence(Message::new("site.sample"))));
    kept.extend(collection.clone().map(Kept::Sentence));
    Frame {
        lang: match renderer.options.lang {
            Lang::Ja => "ja",
            Lang::En => "en",
        },
        site: Site {
            title: meta.title.clone(),
            sample: meta.sample,
            publisher: meta.publisher.as_str(),
            license: meta.license.clone(),
            contact: meta.contact.clone(),
        },
        root: renderer.root(address),
        home,
        about,
        search: renderer.link(address, &Address::search()),
        within: None,
        open_search: renderer
            .options
            .base_url
            .as_ref()
            .map(|_| renderer.link(address, &Address::open_search())),
        feed: None,
        calendar: None,
        title: None,
        description: None,
        // The page for unknown addresses stands at any address but its own.
        canonical: renderer.canonical(address).filter(|_| *address != Address::not_found()),
        refresh: None,
        linked_data: None,
        address: renderer.canonical(address).filter(|_| *address != Address::not_found()),
        state: None,
        noindex: meta.sample,
        crumbs: Vec::new(),
        collection,
        here: "",
        kept,
    }
}

/// Filters that keep a question to what is said of one number of an agency, or to one version there: see
/// [`crate::search::query`].
pub(super) fn within(found: Located<'_>, version: bool) -> String {
    let meta = &found.version.facts.meta;
    let mut filters = vec![
        ("自治体", found.municipality.meta.name.clone()),
        ("機関", found.agency.name.clone()),
        ("番号", meta.number.clone()),
    ];
    if version {
        filters.push(("種類", meta.kind.label().to_owned()));
        let state = found.version.state;
        if matches!(state, State::Past { .. }) {
            filters.push(("状態", "過去".to_owned()));
            filters.extend(meta.published.map(|day| ("公表", day.to_string())));
        } else if state.is_draft() {
            filters.push(("状態", "案".to_owned()));
        }
    }
    let written = filters.into_iter().map(|(name, value)| {
        let quotes = if value.contains(char::is_whitespace) { "\"" } else { "" };
        format!("{name}:{quotes}{value}{quotes}")
    });
    written.collect::<Vec<_>>().join(" ")
}
