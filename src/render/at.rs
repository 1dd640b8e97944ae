//! Which version of a document was the newest on a day, and any two versions side by side: a list, so that it works without
//! a script.

use serde::Serialize;

use super::frame::Crumb;
use super::listing::{Listed, listed};
use super::strings::{Day, Message};
use super::{Page, Renderer};
use crate::finding::Finding;
use crate::portal::{Address, Located, Version};
use crate::text::date::Date;

/// Which version was the newest on a day.
#[derive(Debug, Serialize)]
struct AtView {
    /// 評価書名, without the name of the kind at its end.
    title: String,
    /// The published versions with a day, the newest first.
    rows: Vec<RowView>,
    /// Versions without a day, and drafts.
    others: Vec<Listed>,
    /// Address of the current document.
    current: String,
}

/// A version and when it was the newest.
#[derive(Debug, Serialize)]
struct RowView {
    /// The version; its `href` leads to the version for ever.
    document: Listed,
    /// From its publication.
    from: Day,
    /// Until the day before the next publication; nothing for the newest.
    until: Option<Day>,
    /// Whether it is in force beside another one.
    beside: bool,
    /// Its comparisons with older versions, the nearest first: the name of the older one, and the address.
    compared: Vec<(String, String)>,
}

/// Where the page of a kind stands.
pub(super) fn address(kind: &Address) -> Address {
    kind.join("at")
}

/// The page of the kind of a version.
pub(super) fn page(renderer: &Renderer<'_>, found: Located<'_>) -> Result<Page, Vec<Finding>> {
    let at = address(&found.kind.address);
    let of = |version| Located { version, ..found };
    let is_dated = |version: &&Version| !version.state.is_draft() && version.facts.meta.published.is_some();
    let dated: Vec<&Version> = found.kind.versions.iter().filter(is_dated).collect();
    let mut rows = Vec::with_capacity(dated.len());
    // The newest first: the one before in the list is the one that came next.
    let mut next: Option<Date> = None;
    for version in dated {
        let Some(from) = version.facts.meta.published else { continue };
        let until = next.filter(|next| *next > from).and_then(|next| next.yesterday().ok());
        rows.push(RowView {
            document: listed(renderer, of(version), &at, &version.address),
            from: renderer.day(from),
            until: next.map(|next| renderer.day(until.unwrap_or(next))),
            beside: version.state.key() == "beside",
            compared: of(version)
                .with_older()
                .map(|comparison| {
                    let older = renderer.version_name(comparison.older.version);
                    (older, renderer.link(&at, &comparison.address))
                })
                .collect(),
        });
        next = Some(from);
    }
    let others = found.kind.versions.iter().filter(|version| !is_dated(version));
    let view = AtView {
        title: crate::portal::display_title(&found.version.facts.meta).to_owned(),
        rows,
        others: others.map(|version| listed(renderer, of(version), &at, &version.address)).collect(),
        current: renderer.link(&at, &found.kind.address),
    };
    let mut frame = super::frame::frame(renderer, &at, Some(found.municipality));
    let title = renderer.text(&Message::new("at.title"));
    frame.title = Some(format!("{title} | {}", view.title));
    frame.canonical = renderer.canonical(&at);
    frame.here = "at";
    frame.crumbs = renderer.crumbs_to_subject(&at, found.municipality, found.subject, true);
    let kind = renderer.text(&Message::new(format!("kind.{}", found.kind.kind.as_str())));
    frame.crumbs.push(Crumb::to(kind, renderer.link(&at, &found.kind.address)));
    frame.crumbs.push(Crumb::here(title));
    renderer.render(&at, "at.html", &super::context(&frame, &view))
}
