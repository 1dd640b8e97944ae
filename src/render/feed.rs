//! Feeds (Atom, RFC 4287): the days of the change logs, newest first, of one municipality and of the whole site.
//!
//! An entry is one day of the change log of a document that is published now, as the list on the municipality's page
//! has it; it repeats no text of an evaluation. Entries need full URLs, so there are feeds only where it is known where
//! the site will stand.

use serde::Serialize;

use super::frame;
use super::strings::Message;
use super::{Page, Renderer};
use crate::finding::Finding;
use crate::portal::{Address, ChangeDay, Found, Municipality};
use crate::text::date::Date;

/// As many entries as a feed holds; programs that read it keep what they have seen.
const MOST: usize = 50;

/// A feed: what changed, newest first.
#[derive(Debug, Serialize)]
struct FeedView {
    /// The full URL of the feed, which is also its name for ever.
    id: String,
    /// The full URL of the page that it belongs to.
    page: String,
    /// What it is called.
    title: String,
    /// When the newest entry came (RFC 3339): the beginning of its day in Japan.
    updated: String,
    /// The entries, newest first, at most 50.
    entries: Vec<EntryView>,
}

/// One day of one change log.
#[derive(Debug, Serialize)]
struct EntryView {
    /// The full URL of that day on the page of the change log.
    url: String,
    /// The document: agency, number and title.
    title: String,
    /// The beginning of the day in Japan (RFC 3339).
    updated: String,
    /// The 評価実施機関.
    agency: String,
    /// How many rows: `rows`, `before` (事前), `after` (事後) and, where there are any, `inherited`.
    summary: Message,
}

/// A day of a change log and whose it is.
type DayOf<'a> = (Date, &'a ChangeDay, Found<'a>);

/// Where the feed of a municipality, or of the whole site, stands; nothing where there is none.
pub(super) fn address(renderer: &Renderer<'_>, municipality: Option<&Municipality>) -> Option<Address> {
    renderer.options.base_url.as_ref()?;
    let municipalities = municipality.map_or(&renderer.portal.municipalities[..], std::slice::from_ref);
    municipalities.iter().any(|one| days(one).next().is_some()).then(|| of(municipality))
}

fn of(municipality: Option<&Municipality>) -> Address {
    municipality.map_or_else(Address::home, Municipality::address).with_file("feed.xml")
}

/// 「43行(事前18・事後25、うち1行は日付を前の行から補完)」
pub(super) fn summary(day: &ChangeDay) -> Message {
    let inherited = day.inherited > 0;
    let key = if inherited { "municipality.change-inherited" } else { "municipality.change" };
    let message =
        Message::new(key).with("rows", day.rows).with("before", day.before).with("after", day.after);
    if inherited { message.with("inherited", day.inherited) } else { message }
}

/// The feed of a municipality, or of the whole site.
pub(super) fn page(
    renderer: &Renderer<'_>,
    municipality: Option<&Municipality>,
) -> Result<Option<Page>, Vec<Finding>> {
    let Some(at) = address(renderer, municipality) else { return Ok(None) };
    let page = municipality.map_or_else(Address::home, Municipality::address);
    let all = municipality.map_or(&renderer.portal.municipalities[..], std::slice::from_ref);
    let mut all: Vec<DayOf<'_>> = all.iter().flat_map(days).collect();
    // The sort is stable: documents of one day stay in the order of the site.
    all.sort_by_key(|(date, ..)| std::cmp::Reverse(*date));
    all.truncate(MOST);
    let (Some(id), Some(page), Some((newest, ..))) =
        (renderer.canonical(&at), renderer.canonical(&page), all.first())
    else {
        return Ok(None);
    };
    let title = match municipality {
        Some(municipality) => Message::new("feed.title-of").with("name", municipality.meta.name.as_str()),
        None => Message::new("feed.title").with("site", renderer.portal.meta.title.as_str()),
    };
    let view = FeedView {
        id,
        page,
        title: renderer.text(&title),
        updated: instant(*newest),
        entries: all.iter().filter_map(|day| entry(renderer, day)).collect(),
    };
    let frame = frame::frame(renderer, &at, municipality);
    renderer.render(&at, "feed.xml", &super::context(&frame, &view)).map(Some)
}

/// The dated days of the change logs of what is published now.
fn days(municipality: &Municipality) -> impl Iterator<Item = DayOf<'_>> {
    municipality.versions().filter(|found| found.is_current() && !found.version.state.is_draft()).flat_map(
        |found| found.version.facts.changes.days.iter().filter_map(move |day| Some((day.date?, day, found))),
    )
}

fn entry(renderer: &Renderer<'_>, (date, day, found): &DayOf<'_>) -> Option<EntryView> {
    let page = renderer.canonical(&found.kind.address.join("changes"))?;
    let meta = &found.version.facts.meta;
    let title = Message::new("feed.entry")
        .with("agency", found.agency.name.as_str())
        .with("number", found.subject.number.as_str())
        .with("title", crate::portal::display_title(meta))
        .with("kind", renderer.text(&Message::new(format!("kind.{}", meta.kind.as_str()))));
    Some(EntryView {
        url: format!("{page}#{}", super::changes::day_id(*date)),
        title: renderer.text(&title),
        updated: instant(*date),
        agency: found.agency.name.clone(),
        summary: summary(day),
    })
}

/// The beginning of a day in Japan.
fn instant(date: Date) -> String {
    format!("{date}T00:00:00+09:00")
}
