//! `consultations.ics` (iCalendar, RFC 5545): until when the public is heard on which draft, of the whole site and of one
//! municipality, for the calendars of those who want to comment.

use std::fmt::Write as _;

use super::feed::{clean, name, uuid};
use super::strings::Message;
use super::{Page, Renderer};
use crate::portal::{Address, Located, Municipality, State, display_title};
use crate::text::date::Date;

/// The longest line in bytes, without its end.
const LONGEST: usize = 75;

/// Where the calendar stands; nothing where the public is heard on no draft.
pub(super) fn address(renderer: &Renderer<'_>, municipality: Option<&Municipality>) -> Option<Address> {
    let page = municipality.map_or_else(Address::home, Municipality::address);
    drafts(renderer, municipality).next().is_some().then(|| page.with_file("consultations.ics"))
}

/// The calendar.
pub(super) fn page(renderer: &Renderer<'_>, municipality: Option<&Municipality>) -> Option<Page> {
    let at = address(renderer, municipality)?;
    let title = match municipality {
        Some(municipality) => Message::new("calendar.title-of").with("name", municipality.meta.name.as_str()),
        None => Message::new("calendar.title").with("site", renderer.portal.meta.title.as_str()),
    };
    let mut out = Lines::default();
    out.line("BEGIN", "VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", "-//kohyo//kohyo//JA");
    out.line("CALSCALE", "GREGORIAN");
    out.line("METHOD", "PUBLISH");
    out.text("NAME", &renderer.text(&title));
    out.text("X-WR-CALNAME", &renderer.text(&title));
    for (found, from, to) in drafts(renderer, municipality) {
        event(renderer, &mut out, found, from, to);
    }
    out.line("END", "VCALENDAR");
    Some(Page { path: at.file(), bytes: out.0.into_bytes() })
}

fn event(renderer: &Renderer<'_>, out: &mut Lines, found: Located<'_>, from: Date, to: Date) {
    let meta = &found.version.facts.meta;
    let title = Message::new("calendar.entry")
        .with("agency", found.agency.name.as_str())
        .with("number", found.subject.number.as_str())
        .with("title", display_title(meta));
    let mut about = renderer
        .text(&Message::new("feed.period").with("from", renderer.day(from)).with("to", renderer.day(to)));
    if let Some(contact) = meta.consultation.as_ref().and_then(|period| period.contact.as_deref()) {
        let contact = renderer.text(&Message::new("calendar.contact").with("contact", contact));
        let _ = write!(about, "\n{}", clean(&contact));
    }
    let day = |date: Date| date.to_string().replace('-', "");
    // The end of a day is the beginning of the next one.
    let end = to.tomorrow().unwrap_or(to);
    out.line("BEGIN", "VEVENT");
    out.line("UID", &uuid(&format!("{}\n{}", found.municipality.meta.code, found.version.address)));
    out.line("DTSTAMP", &format!("{}T000000Z", day(from)));
    out.line("DTSTART;VALUE=DATE", &day(from));
    out.line("DTEND;VALUE=DATE", &day(end));
    out.text("SUMMARY", &clean(&renderer.text(&title)));
    out.text("DESCRIPTION", &about);
    if renderer.options.base_url.is_some() {
        out.line("URL", &name(renderer, &found.version.address, ""));
    }
    out.line("TRANSP", "TRANSPARENT");
    out.line("END", "VEVENT");
}

/// Drafts with a period, by its end.
fn drafts<'a>(
    renderer: &Renderer<'a>,
    municipality: Option<&'a Municipality>,
) -> impl Iterator<Item = (Located<'a>, Date, Date)> {
    let all = municipality.map_or(&renderer.portal.municipalities[..], std::slice::from_ref);
    let mut drafts: Vec<_> = all
        .iter()
        .flat_map(Municipality::versions)
        .filter_map(|found| match found.version.state {
            State::Consultation { from, to } => Some((found, from, to)),
            _ => None,
        })
        .collect();
    drafts.sort_by_key(|(_, from, to)| (*to, *from));
    drafts.into_iter()
}

/// Lines as the standard wants them.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A property whose value is no text.
    fn line(&mut self, name: &str, value: &str) {
        let line = format!("{name}:{value}");
        let (mut rest, mut room) = (line.as_str(), LONGEST);
        while rest.len() > room {
            let mut cut = room;
            while !rest.is_char_boundary(cut) {
                cut -= 1;
            }
            let (first, last) = rest.split_at(cut);
            self.0.push_str(first);
            self.0.push_str("\r\n ");
            // The blank counts too.
            (rest, room) = (last, LONGEST - 1);
        }
        self.0.push_str(rest);
        self.0.push_str("\r\n");
    }

    /// A property that is a text.
    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                c if c.is_control() => {}
                c => escaped.push(c),
            }
        }
        self.line(name, &escaped);
    }
}
