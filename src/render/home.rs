//! The home page: municipalities, latest publications, open drafts, coverage.

use serde::Serialize;

use super::frame;
use super::listing::{Draft, Listed, drafts, listed};
use super::municipality::{AgencyView, agencies};
use super::strings::Message;
use super::{Page, Renderer, calendar, feed, linked};
use crate::finding::Finding;
use crate::portal::{Address, Located, State};

/// How many documents the list of latest publications holds.
const LATEST: usize = 10;

/// The home page: municipalities, latest publications, drafts on which the public is heard.
#[derive(Debug, Serialize)]
struct HomeView {
    /// Name of the site.
    title: String,
    /// One or two sentences on the portal; nothing where `portal.toml` has none.
    description: Option<String>,
    /// How many municipalities and evaluations the site holds, as `municipalities` and `count`.
    coverage: Message,
    /// The municipalities by prefecture, in the order of their codes; empty where there is only one.
    prefectures: Vec<Prefecture>,
    /// The current documents that were published last, newest first, at most 10, no drafts; empty where there is
    /// only one municipality.
    latest: Vec<Listed>,
    /// The one municipality of a portal that has no other, with its documents: whoever comes looks for a 事務 of it.
    only: Option<Only>,
    /// Drafts with a comment period of which no publication is held, by the end of the period; it may be
    /// over.
    drafts: Vec<Draft>,
}

/// The only municipality of a portal.
#[derive(Debug, Serialize)]
struct Only {
    /// Its name, e.g. みほん市.
    name: String,
    /// Address of its page.
    href: String,
    /// Its agencies of which something is held.
    agencies: Vec<AgencyView>,
}

/// A prefecture with its municipalities.
#[derive(Debug, Serialize)]
struct Prefecture {
    /// Its name.
    name: String,
    /// Its municipalities, in the order of their codes.
    municipalities: Vec<Town>,
}

/// A municipality in the list of the home page.
#[derive(Debug, Serialize)]
struct Town {
    /// Its name, e.g. みほん市.
    name: String,
    /// The reading of its name; nothing where `municipality.md` gives none.
    kana: Option<String>,
    /// Address of its page.
    href: String,
    /// How many evaluations are held of it, each counted once whatever its versions.
    count: usize,
}

/// The home page.
pub(super) fn page(renderer: &Renderer<'_>) -> Result<Page, Vec<Finding>> {
    let at = Address::home();
    let portal = renderer.portal;
    let current: Vec<Located<'_>> = portal.versions().filter(Located::is_current).collect();
    let mut latest: Vec<_> =
        current.iter().filter(|found| !found.version.state.is_draft()).copied().collect();
    latest.sort_by_key(|found| std::cmp::Reverse(found.version.facts.meta.published));
    let only = match &*portal.municipalities {
        [municipality] => Some(Only {
            name: municipality.meta.name.clone(),
            href: renderer.link(&at, &municipality.address()),
            agencies: agencies(renderer, &at, municipality),
        }),
        _ => None,
    };
    latest.truncate(if only.is_some() { 0 } else { LATEST });
    let view = HomeView {
        title: portal.meta.title.clone(),
        description: portal.meta.description.clone(),
        coverage: Message::new("home.coverage")
            .with("municipalities", portal.municipalities.len())
            .with("count", current.len()),
        prefectures: if only.is_some() { Vec::new() } else { prefectures(renderer, &at) },
        latest: latest
            .into_iter()
            .map(|found| listed(renderer, found, &at, &found.subject.address))
            .collect(),
        only,
        // Those with a period: whether it is over depends on the day of reading.
        drafts: drafts(renderer, &at, portal.versions().filter(in_consultation)),
    };
    let mut frame = frame::frame(renderer, &at, None);
    frame.description.clone_from(&portal.meta.description);
    frame.linked_data = linked::site(renderer);
    frame.feed = feed::address(renderer, feed::Of::Site).map(|feed| renderer.link(&at, &feed));
    frame.calendar = calendar::address(renderer, None).map(|to| renderer.link(&at, &to));
    frame.here = "home";
    renderer.render(&at, "home.html", &super::context(&frame, &view))
}

fn in_consultation(found: &Located<'_>) -> bool {
    found.is_open_draft() && matches!(found.version.state, State::Consultation { .. })
}

/// The municipalities by prefecture, in the order of their codes.
fn prefectures(renderer: &Renderer<'_>, at: &Address) -> Vec<Prefecture> {
    let mut prefectures: Vec<Prefecture> = Vec::new();
    for municipality in &renderer.portal.municipalities {
        let town = Town {
            name: municipality.meta.name.clone(),
            kana: municipality.meta.kana.clone(),
            href: renderer.link(at, &municipality.address()),
            count: municipality.subjects().map(|(_, subject)| subject.kinds.len()).sum(),
        };
        let name = &municipality.meta.prefecture;
        match prefectures.iter_mut().find(|prefecture| prefecture.name == *name) {
            Some(prefecture) => prefecture.municipalities.push(town),
            None => prefectures.push(Prefecture { name: name.clone(), municipalities: vec![town] }),
        }
    }
    prefectures
}
