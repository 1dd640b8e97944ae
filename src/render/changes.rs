//! The change log: dated groups, an article per row, the full text before and after.

use serde::Serialize;

use super::answer::cell_lines;
use super::frame::Crumb;
use super::history::{History, TargetView};
use super::strings::{Day, Message};
use super::{Renderer, head};
use crate::assessment::{Assessment, ChangeDate, ChangeRow, RowKind};
use crate::content::Date;
use crate::portal::Found;

/// A row of the change log.
#[derive(Debug, Serialize)]
pub(super) struct RowView {
    id: String,
    /// The date as printed, where one is printed.
    date: Option<String>,
    /// The day the printed date means.
    day: Option<Day>,
    /// What the interface says about a date that is not printed.
    date_note: Option<Message>,
    /// The page as printed, in a list that has pages instead of dates.
    page: Option<String>,
    item: Vec<String>,
    before: Vec<String>,
    after: Vec<String>,
    timing: String,
    reason: Vec<String>,
    /// Keys of the kinds of row.
    kinds: Vec<&'static str>,
    /// The row that this one continues.
    continues: Option<String>,
    /// The items of the text that it speaks of.
    targets: Vec<TargetView>,
}

/// The page of the change log.
#[derive(Debug, Serialize)]
pub(super) struct ChangesView {
    head: head::Head,
    total: usize,
    groups: Vec<Group>,
}

/// The rows of one day.
#[derive(Debug, Serialize)]
struct Group {
    day: Option<Day>,
    count: usize,
    before: usize,
    after: usize,
    inherited: usize,
    rows: Vec<RowView>,
}

/// All rows in the order of the text.
pub(super) fn rows(renderer: &Renderer<'_>, rows: &[ChangeRow], history: &History) -> Vec<RowView> {
    rows.iter().map(|row| view_row(renderer, rows, row, history)).collect()
}

fn view_row(renderer: &Renderer<'_>, rows: &[ChangeRow], row: &ChangeRow, history: &History) -> RowView {
    let (date, date_note) = match &row.date {
        ChangeDate::Unknown if row.page.is_some() => (None, None),
        ChangeDate::Stated { written, .. } | ChangeDate::Unreadable { written } => {
            (Some(written.clone()), None)
        }
        ChangeDate::Inherited { date: Some(date) } => {
            (None, Some(Message::new("change.inherited").with("date", renderer.day(*date))))
        }
        ChangeDate::Inherited { date: None } => (None, Some(Message::new("change.inherited-unknown"))),
        ChangeDate::Unknown => (None, Some(Message::new("change.unknown"))),
    };
    let page = row.page.as_ref();
    let page_note = page.and_then(|page| match (page.inherited, page.written.as_str()) {
        (true, "") => Some(Message::new("change.page-inherited-unknown")),
        (true, written) => Some(Message::new("change.page-inherited").with("page", written)),
        (false, "") => Some(Message::new("change.page-unknown")),
        (false, _) => None,
    });
    RowView {
        id: row.anchor.clone(),
        date,
        day: row.date.date().map(|date| renderer.day(date)),
        date_note: date_note.or(page_note),
        page: page.filter(|page| !page.inherited && !page.written.is_empty()).map(|p| p.written.clone()),
        item: cell_lines(&row.item.text),
        before: cell_lines(&row.before.text),
        after: cell_lines(&row.after.text),
        timing: row.timing.text.clone(),
        reason: cell_lines(&row.reason.text),
        kinds: row.kinds.iter().map(|kind| key(*kind)).collect(),
        continues: row.continues.and_then(|index| rows.get(index)).map(|other| other.anchor.clone()),
        targets: history.of_row(&row.anchor),
    }
}

fn key(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Addition => "addition",
        RowKind::Deletion => "deletion",
        RowKind::Material => "material",
        RowKind::Instruction => "instruction",
        RowKind::Elided => "elided",
        RowKind::NoVisibleDifference => "no-visible-difference",
    }
}

/// The change log of the current document, newest day first; rows without a date come last.
pub(super) fn view(renderer: &Renderer<'_>, found: Found<'_>, assessment: &Assessment) -> ChangesView {
    let summary = &found.version.facts.changes;
    let from = found.kind.address.join("changes");
    let history = History::of(renderer, assessment, &from.link(&found.kind.address));
    let of_day = |day: Option<Date>| {
        let rows = assessment.changes.iter().filter(|row| row.date.date() == day);
        rows.map(|row| view_row(renderer, &assessment.changes, row, &history)).collect::<Vec<_>>()
    };
    let groups = summary.days.iter().map(|day| Group {
        day: day.date.map(|date| renderer.day(date)),
        count: day.rows,
        before: day.before,
        after: day.after,
        inherited: day.inherited,
        rows: of_day(day.date),
    });
    let head = head::head(renderer, found, &from);
    ChangesView { head, total: summary.rows, groups: groups.collect() }
}

/// The way to the change log.
pub(super) fn crumbs(renderer: &Renderer<'_>, found: Found<'_>) -> Vec<Crumb> {
    let from = found.kind.address.join("changes");
    let mut crumbs = renderer.crumbs_to_subject(&from, found.municipality, found.subject, true);
    let kind = renderer.text(&Message::new(format!("kind.{}", found.kind.kind.as_str())));
    crumbs.push(Crumb::to(kind, from.link(&found.kind.address)));
    crumbs.push(Crumb::here(renderer.text(&Message::new("change.title"))));
    crumbs
}
