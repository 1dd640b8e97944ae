//! Feeds (Atom, RFC 4287): what was published, changed, put to consultation and ended, newest first: of the whole site,
//! of one municipality, of one task.
//!
//! An entry says what happened and leads there; it repeats no text of an evaluation. Entries are named by full URLs where it
//! is known where the site will stand; elsewhere by names made of where they stand on it, and links are relative.

use serde::Serialize;

use super::frame;
use super::strings::Message;
use super::{Page, Renderer, document_head};
use crate::finding::Finding;
use crate::portal::news::{Event, What, events};
use crate::portal::{Address, ChangeDay, Located, Municipality, display_title};
use crate::privacy;
use crate::text::character::turns_direction;
use crate::text::date::Date;
use crate::text::html::is_xml;

/// As many entries as a feed holds; programs that read it keep what they have seen.
const MOST: usize = 100;

/// Whom somebody follows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of<'a> {
    /// The whole site.
    Site,
    /// One municipality.
    Municipality(&'a Municipality),
    /// The task of this version's subject.
    Task(Located<'a>),
}

/// A feed: what happened, newest first.
#[derive(Debug, Serialize)]
struct FeedView {
    /// What it is called for ever: its full URL, or a URN.
    id: String,
    /// Its address: the full URL, else relative.
    own: String,
    /// The address of the page that it belongs to: the full URL, else relative.
    page: String,
    /// What it is called.
    title: String,
    /// When the newest entry came (RFC 3339): the beginning of its day in Japan.
    updated: String,
    /// The entries, newest first, at most 100.
    entries: Vec<EntryView>,
}

/// Something that happened.
#[derive(Debug, Serialize)]
struct EntryView {
    /// What it is called for ever: a full URL, or a URN.
    id: String,
    /// Where it can be read: the full URL, else relative.
    url: String,
    /// What happened, and the document: agency, number and title.
    title: String,
    /// What happened, as a key: `published`, `new-version`, `changed`, `consultation`, `deadline`, `draft` or `ended`.
    term: &'static str,
    /// What happened, in words.
    label: String,
    /// The beginning of the day in Japan (RFC 3339); where none is recorded, of the newest day that the document names.
    updated: String,
    /// The beginning of the day of publication; nothing where none is recorded, or for anything else.
    published: Option<String>,
    /// The 評価実施機関.
    agency: String,
    /// What there is to say of it.
    summary: String,
}

impl<'a> Of<'a> {
    fn municipality(self) -> Option<&'a Municipality> {
        match self {
            Self::Site => None,
            Self::Municipality(municipality) => Some(municipality),
            Self::Task(found) => Some(found.municipality),
        }
    }

    /// The address of the page that it belongs to.
    fn page(self) -> Address {
        match self {
            Self::Site => Address::home(),
            Self::Municipality(municipality) => municipality.address(),
            Self::Task(found) => found.subject.address.clone(),
        }
    }

    /// All that is held of it.
    pub(super) fn versions(self, renderer: &Renderer<'a>) -> Vec<Located<'a>> {
        match self {
            Self::Site => renderer.portal.versions().collect(),
            Self::Municipality(municipality) => municipality.versions().collect(),
            Self::Task(found) => {
                found.subject.versions().map(|(kind, version)| Located { kind, version, ..found }).collect()
            }
        }
    }

    fn title(self, renderer: &Renderer<'_>) -> Message {
        match self {
            Self::Site => Message::new("feed.title").with("site", renderer.portal.meta.title.as_str()),
            Self::Municipality(municipality) => {
                Message::new("feed.title-of").with("name", municipality.meta.name.as_str())
            }
            Self::Task(found) => Message::new("feed.title-of-task")
                .with("agency", found.agency.name.as_str())
                .with("number", found.subject.number.as_str())
                .with("title", display_title(&found.subject.main().1.facts.meta)),
        }
    }
}

/// Where a feed stands; nothing where there is none, since nothing is held.
pub(super) fn address<'a>(renderer: &Renderer<'a>, of: Of<'a>) -> Option<Address> {
    let some = match of {
        Of::Site => renderer.portal.versions().next().is_some(),
        Of::Municipality(municipality) => municipality.versions().next().is_some(),
        Of::Task(_) => true,
    };
    some.then(|| of.page().with_file("feed.xml"))
}

/// A feed.
pub(super) fn page<'a>(renderer: &Renderer<'a>, of: Of<'a>) -> Result<Option<Page>, Vec<Finding>> {
    let Some(at) = address(renderer, of) else { return Ok(None) };
    let mut all = events(of.versions(renderer));
    all.truncate(MOST);
    let entries: Vec<EntryView> = all.iter().map(|event| entry(renderer, &at, event)).collect();
    let page = of.page();
    let view = FeedView {
        id: name(renderer, &at, ""),
        own: url(renderer, &at, &at, ""),
        page: url(renderer, &at, &page, ""),
        title: clean(&renderer.text(&of.title(renderer))),
        updated: entries.iter().map(|entry| entry.updated.clone()).max().unwrap_or_else(|| instant(EARLIEST)),
        entries,
    };
    let frame = frame::frame(renderer, &at, of.municipality());
    let Page { path, bytes } = renderer.render(&at, "feed.xml", &super::context(&frame, &view))?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(Page { path, bytes: text.chars().filter(|c| is_xml(*c)).collect::<String>().into_bytes() }))
}

/// The day of what names none at all: readers of feeds want one.
const EARLIEST: Date = Date::constant(1970, 1, 1);

fn entry(renderer: &Renderer<'_>, at: &Address, event: &Event<'_>) -> EntryView {
    let Event { found, what, day } = event;
    let meta = &found.version.facts.meta;
    let (address, place) = match what {
        What::Changed(_) => {
            (found.kind.address.join("changes"), day.map(super::changes::day_id).unwrap_or_default())
        }
        _ => (found.version.address.clone(), String::new()),
    };
    // Of one version several things happen: their names differ by more than where they can be read.
    let part = match what {
        What::Published { .. } | What::Consultation { .. } | What::Draft => "",
        What::Changed(_) => place.as_str(),
        What::Deadline { .. } | What::Ended => what.key(),
    };
    let label = renderer.text(&label(renderer, what));
    let mut title = renderer.text(
        &Message::new("feed.entry")
            .with("what", label.as_str())
            .with("agency", found.agency.name.as_str())
            .with("number", found.subject.number.as_str())
            .with("title", display_title(meta))
            .with("kind", renderer.text(&Message::new(format!("kind.{}", meta.kind.as_str())))),
    );
    if let Some(key) = document_head::incomplete(meta) {
        title = format!("{title} 〔{}〕", renderer.text(&Message::new(key)));
    }
    EntryView {
        id: name(renderer, &address, part),
        url: url(renderer, at, &address, &place),
        title: clean(&title),
        term: what.key(),
        label,
        updated: instant(day.or_else(|| newest_day(*found)).unwrap_or(EARLIEST)),
        published: day.filter(|_| matches!(what, What::Published { .. })).map(instant),
        agency: clean(&found.agency.name),
        summary: clean(&renderer.text(&said(renderer, event))),
    }
}

fn label(renderer: &Renderer<'_>, what: &What<'_>) -> Message {
    let message = Message::new(format!("feed.{}", what.key()));
    match what {
        What::Deadline { to } => message.with("to", renderer.day(*to)),
        _ => message,
    }
}

fn said(renderer: &Renderer<'_>, event: &Event<'_>) -> Message {
    match (event.what, event.day) {
        (What::Changed(day), _) => summary(day),
        (What::Consultation { from, to }, _) => {
            Message::new("feed.period").with("from", renderer.day(from)).with("to", renderer.day(to))
        }
        (What::Deadline { to }, _) => Message::new("feed.until").with("to", renderer.day(to)),
        (_, Some(day)) => Message::new("feed.day").with("day", renderer.day(day)),
        (_, None) => Message::new("feed.no-day"),
    }
}

/// The newest day that a document names for itself, where its own is not recorded.
fn newest_day(found: Located<'_>) -> Option<Date> {
    let facts = &found.version.facts;
    let days = facts.changes.days.iter().filter_map(|day| day.date);
    days.chain(facts.meta.last_assessed).max()
}

/// The full URL, else the link from the feed.
fn url(renderer: &Renderer<'_>, from: &Address, to: &Address, place: &str) -> String {
    let url = renderer.canonical(to).unwrap_or_else(|| from.link(to));
    if place.is_empty() { url } else { format!("{url}#{place}") }
}

/// What something is called for ever: its full URL or, where that is not known, a name made of where it stands on the site.
pub(super) fn name(renderer: &Renderer<'_>, address: &Address, part: &str) -> String {
    let place = if part.is_empty() { String::new() } else { format!("#{part}") };
    match renderer.canonical(address) {
        Some(url) => format!("{url}{place}"),
        None => format!("urn:uuid:{}", uuid(&format!("{}\n{address}{place}", renderer.portal.meta.title))),
    }
}

/// A UUID of a text (version 8 of RFC 9562). One in some thousands looks like a number of a person among its digits, and no
/// publisher could do anything about it: then it is that of the text with a mark behind it.
pub(super) fn uuid(text: &str) -> String {
    let mut text = text.to_owned();
    loop {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex = format!("{:032x}", u128::from_be_bytes(bytes));
        let uuid = format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
        if !privacy::is_in(&uuid) {
            return uuid;
        }
        text.push('\n');
    }
}

/// A text for programs that show it among others: in one line, and without what would change how those are shown.
pub(super) fn clean(text: &str) -> String {
    let shown = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !turns_direction(*c));
    shown.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// 「43行(事前18・事後25、うち1行は日付を前の行から補完)」
pub(super) fn summary(day: &ChangeDay) -> Message {
    let inherited = day.inherited > 0;
    let key = if inherited { "municipality.change-inherited" } else { "municipality.change" };
    let message =
        Message::new(key).with("rows", day.rows).with("before", day.before).with("after", day.after);
    if inherited { message.with("inherited", day.inherited) } else { message }
}

/// The beginning of a day in Japan.
fn instant(date: Date) -> String {
    format!("{date}T00:00:00+09:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_looks_like_a_number_of_a_person() {
        let plain = |text: &str| {
            let hash =
                u128::from_be_bytes(blake3::hash(text.as_bytes()).as_bytes()[..16].try_into().unwrap());
            format!("{:012x}", hash & 0xffff_ffff_ffff)
        };
        let texts: Vec<String> = (0..200_000).map(|n| format!("みほん市\n{n}")).collect();
        let like: Vec<&String> = texts.iter().filter(|text| privacy::is_in(&plain(text))).collect();
        assert!(!like.is_empty(), "some would");
        for text in like {
            let name = uuid(text);
            assert!(!privacy::is_in(&format!("<id>urn:uuid:{name}</id>")), "{name}");
            assert!(!name.ends_with(&plain(text)));
        }
        assert!(uuid("甲").ends_with(&plain("甲")), "others are what they were");
    }
}
