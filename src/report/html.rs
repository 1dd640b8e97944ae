//! 新旧対照表: the report on paper, for a decision. What `kohyo check` says is not in it.

use serde::Serialize;

use super::Report;
use super::entry::{Entry, Item, Row, What};
use super::said::Stretch;
use super::words::{self, word};
use crate::finding::{Lang, Text, Trouble};
use crate::paper;

#[derive(Serialize)]
struct View<'a> {
    heading: &'static str,
    portal: &'a str,
    errors_before: bool,
    entries: Vec<EntryView<'a>>,
}

#[derive(Serialize)]
struct EntryView<'a> {
    id: String,
    name: &'a str,
    what: &'static str,
    state_before: Option<&'a str>,
    state_after: Option<&'a str>,
    compared_with: Option<&'a str>,
    note: Option<&'static str>,
    fields: &'a [(&'static str, String, String)],
    items: Vec<ItemView<'a>>,
    mentions: &'a [(String, String)],
    rows: Vec<RowView<'a>>,
    rows_gone: Vec<RowView<'a>>,
}

#[derive(Serialize)]
struct ItemView<'a> {
    path: &'a str,
    heading: &'a str,
    outcome: &'static str,
    timing: &'a [String],
    before: Vec<StretchView<'a>>,
    after: Vec<StretchView<'a>>,
    absent_before: Option<&'static str>,
    absent_after: Option<&'static str>,
}

#[derive(Serialize)]
struct StretchView<'a> {
    own: bool,
    text: &'a str,
}

#[derive(Serialize)]
struct RowView<'a> {
    date: &'a str,
    item: &'a str,
    before: &'a str,
    after: &'a str,
    timing: &'a str,
    reason: &'a str,
}

/// The sheet as HTML in one file.
pub(crate) fn render(report: &Report) -> Result<String, Trouble> {
    let lang = report.lang;
    let entries = report.entries.iter().enumerate().map(|(at, entry)| view(at, entry, lang));
    let view = View {
        heading: word("sheet", lang),
        portal: &report.portal,
        errors_before: report.errors_before > 0,
        entries: entries.collect(),
    };
    let html = paper::render(include_str!("report.html"), &view, "report.", lang)?;
    if crate::privacy::in_html(&html).is_empty() {
        return Ok(html);
    }
    Err(Trouble::new(
        Text::new(
            "新旧対照表に個人番号とみられる数字が残るため、書きませんでした(数字は表示しません)。",
            "The sheet would hold what looks like a number of a person, and was not written.",
        ),
        Text::new(
            "前の内容と今の内容を `kohyo check` で確かめてください。",
            "Run `kohyo check` on the content before and now.",
        ),
    ))
}

fn view(at: usize, entry: &Entry, lang: Lang) -> EntryView<'_> {
    let compared = entry.what == What::Changed || entry.compared_with.is_some();
    let note = match entry.what {
        _ if entry.unread => Some("unread"),
        What::Added if entry.compared_with.is_none() => Some("first"),
        _ if compared && entry.items.is_empty() => Some("nothing"),
        _ => None,
    };
    EntryView {
        id: format!("entry-{}", at + 1),
        name: &entry.name,
        what: word(entry.what.key(), lang),
        state_before: entry.states.0.as_deref(),
        state_after: entry.states.1.as_deref(),
        compared_with: entry.compared_with.as_deref(),
        note: note.map(|key| word(key, lang)),
        fields: &entry.fields,
        items: entry.items.iter().map(|item| item_view(item, lang)).collect(),
        mentions: &entry.mentions,
        rows: entry.rows.iter().map(row).collect(),
        rows_gone: entry.rows_gone.iter().map(row).collect(),
    }
}

fn item_view(item: &Item, lang: Lang) -> ItemView<'_> {
    let absent = |after| words::absent(item.outcome, after, lang);
    ItemView {
        path: &item.path,
        heading: &item.heading,
        outcome: words::outcome(item.outcome, lang),
        timing: &item.timing,
        before: stretches(&item.sides.before),
        after: stretches(&item.sides.after),
        absent_before: absent(false),
        absent_after: absent(true),
    }
}

fn stretches(side: &[Stretch]) -> Vec<StretchView<'_>> {
    side.iter().map(|stretch| StretchView { own: stretch.own, text: &stretch.text }).collect()
}

fn row(row: &Row) -> RowView<'_> {
    let Row { date, item, before, after, timing, reason } = row;
    RowView { date, item, before, after, timing, reason }
}
