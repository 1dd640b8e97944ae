//! 要点: one subject at a glance, its kinds and versions.

use serde::Serialize;

use super::frame;
use super::head::{self, Head, Link, original};
use super::listing::{Listed, listed};
use super::strings::Message;
use super::{Page, Renderer};
use crate::finding::Finding;
use crate::portal::glance::{self, Entry, Value};
use crate::portal::{Agency, Found, Municipality, Subject};

#[derive(Debug, Serialize)]
struct OverviewView {
    head: Head,
    /// The links below the explanation.
    links: Vec<Link>,
    /// Empty where none of them is held.
    rows: Vec<RowView>,
    /// All versions of all kinds, the latest first.
    versions: Vec<VersionView>,
}

/// A version in the list of all.
#[derive(Debug, Serialize)]
struct VersionView {
    version: Listed,
    /// How many rows its change log has.
    changes: usize,
    links: Vec<Link>,
}

#[derive(Debug, Serialize)]
struct RowView {
    /// The heading.
    heading: Message,
    entries: Vec<EntryView>,
}

#[derive(Debug, Serialize)]
struct EntryView {
    /// The name of the file, where there are several and the row repeats.
    file: Option<String>,
    /// Key of a word before the value.
    lead: Option<String>,
    value: ValueView,
    href: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum ValueView {
    Summary {
        text: String,
    },
    Text {
        text: String,
        more: bool,
    },
    Options {
        chosen: Vec<String>,
        lost: bool,
    },
    Lost {
        written: Vec<String>,
    },
    Places {
        names: Vec<String>,
    },
    Blocks {
        count: Message,
        first: Option<String>,
        note: Option<String>,
        more: bool,
    },
    Phone {
        text: String,
    },
    /// The option printed in a section's heading is not chosen.
    Unswitched {
        message: Message,
    },
    Nothing {
        kind: &'static str,
        message: Message,
    },
}

/// The 要点 page of a subject.
pub(super) fn page(
    renderer: &Renderer<'_>,
    municipality: &Municipality,
    agency: &Agency,
    subject: &Subject,
) -> Result<Page, Vec<Finding>> {
    let (kind, version) = subject.main();
    let found = Found { municipality, agency, subject, kind, version };
    let at = &subject.address;
    let whole = renderer.link(at, &kind.address);
    let facts = &version.facts;
    let held = if glance::nothing_held(&facts.glance) { &[][..] } else { &facts.glance };
    let rows = held.iter().map(|row| RowView {
        heading: Message::new(format!("glance.{}", row.key)).with("agency", agency.name.as_str()),
        entries: entries(&row.entries, &facts.files, &whole),
    });
    let all =
        subject.versions().map(|(kind, version)| Found { municipality, agency, subject, kind, version });
    let view = OverviewView {
        head: head::head(renderer, found, at),
        links: links(renderer, found, &whole),
        rows: rows.collect(),
        versions: versions(renderer, all.collect()),
    };
    let mut frame = frame::frame(renderer, at, Some(municipality));
    let key = if version.state.is_draft() { "overview.page-title-draft" } else { "overview.page-title" };
    let title = crate::portal::display_title(&facts.meta);
    frame.title =
        Some(renderer.text(&Message::new(key).with("title", title).with("agency", agency.name.as_str())));
    frame.description.clone_from(&facts.meta.summary);
    frame.canonical = renderer.canonical(at);
    frame.here = "overview";
    frame.crumbs = renderer.crumbs_to_subject(at, municipality, subject, false);
    renderer.render(at, "overview.html", &super::context(&frame, &view))
}

/// The versions by day, the latest first; drafts without a day come last.
fn versions(renderer: &Renderer<'_>, mut all: Vec<Found<'_>>) -> Vec<VersionView> {
    all.sort_by_key(|found| {
        let meta = &found.version.facts.meta;
        std::cmp::Reverse((found.day(), meta.kind, meta.revision))
    });
    let view = |found: Found<'_>| {
        let at = &found.subject.address;
        let whole = renderer.link(at, &found.version.address);
        let mut links = vec![Link::to(Message::new("link.whole"), whole)];
        links.extend(head::comparisons(renderer, found, at));
        // How many rows it has stands in a column of its own.
        let log = head::change_log(renderer, found, at);
        links.extend(log.map(|link| link.named(Message::new("change.title"))));
        VersionView {
            version: listed(renderer, found, at, &found.version.address),
            changes: found.version.facts.changes.rows,
            links,
        }
    };
    all.into_iter().map(view).collect()
}

fn links(renderer: &Renderer<'_>, found: Found<'_>, whole: &str) -> Vec<Link> {
    let facts = &found.version.facts;
    let mut links = vec![Link::to(Message::new("link.whole"), whole.to_owned())];
    links.extend(head::attached(renderer, found, &found.subject.address));
    if let Some(url) = facts.meta.source.as_ref().and_then(|source| source.url.clone()) {
        links.push(original(url));
    }
    links.extend(head::change_log(renderer, found, &found.subject.address));
    for (concept, key) in [("claims.desk", "link.claims"), ("contact.desk", "link.contact")] {
        if let Some(anchor) = facts.anchors.get(concept) {
            links.push(Link::to(Message::new(key), format!("{whole}#{anchor}")));
        }
    }
    links
}

/// The entries of a row; a file or an item that goes on is not named again.
fn entries(entries: &[Entry], files: &[String], whole: &str) -> Vec<EntryView> {
    let mut views: Vec<EntryView> = entries.iter().map(|entry| entry_view(entry, files, whole)).collect();
    for index in (1..views.len()).rev() {
        if views[index].href == views[index - 1].href {
            views[index].href = None;
        }
        if entries[index].file == entries[index - 1].file {
            views[index].file = None;
        }
    }
    views
}

fn entry_view(entry: &Entry, files: &[String], whole: &str) -> EntryView {
    EntryView {
        file: entry.file.filter(|_| files.len() > 1).and_then(|file| files.get(file)).cloned(),
        lead: entry.lead.map(|lead| format!("glance-lead.{lead}")),
        value: value_view(&entry.value),
        href: entry.anchor.as_deref().map(|anchor| format!("{whole}#{anchor}")),
    }
}

fn value_view(value: &Value) -> ValueView {
    match value {
        Value::Summary(text) => ValueView::Summary { text: text.clone() },
        Value::Text { text, more } => ValueView::Text { text: text.clone(), more: *more },
        Value::Lost { written } => ValueView::Lost { written: written.clone() },
        Value::Options { chosen, lost } => ValueView::Options { chosen: chosen.clone(), lost: *lost },
        Value::Places(names) => ValueView::Places { names: names.clone() },
        Value::Unswitched(option) => ValueView::Unswitched {
            message: Message::new("overview.unswitched").with("option", option.as_str()),
        },
        Value::Phone(text) => ValueView::Phone { text: text.clone() },
        Value::Nothing(nothing) => ValueView::Nothing {
            kind: nothing.key(),
            message: Message::new(format!("nothing.{}", nothing.key())),
        },
        Value::Blocks { count, first, note } => {
            let message = match count.declared {
                Some(declared) if count.differs() => {
                    Message::new("count.differs").with("declared", declared).with("held", count.held)
                }
                _ => Message::new("count.same").with("held", count.held),
            };
            ValueView::Blocks {
                count: message,
                first: first.clone(),
                note: note.clone(),
                more: count.held > 1,
            }
        }
    }
}
