//! The change log of a document as a table for spreadsheets (CSV, RFC 4180): `changes.csv` beside its page.
//!
//! UTF-8 with a byte order mark, which spreadsheets ask for; every cell in quotes. A row has the same text as on the page,
//! but names of former managers are left out, as in the index of search.

use std::borrow::Cow;

use super::{Page, Renderer};
use crate::assessment::{Assessment, ChangeDate, names};
use crate::portal::{Address, Found, display_title};

/// The names of the columns; those of the form are its own.
const COLUMNS: [&str; 15] = [
    "団体",
    "評価実施機関",
    "評価書番号",
    "種類",
    "評価書名",
    "状態",
    "公表日",
    "変更日(原文)",
    "変更日",
    "項目",
    "変更前の記載",
    "変更後の記載",
    "提出時期",
    "提出時期に係る説明",
    "アドレス",
];

/// Where the table of a change log stands; `changes` is the address of its page.
pub(super) fn address(changes: &Address) -> Address {
    changes.with_file("changes.csv")
}

/// The change log of a document as a table.
pub(super) fn page(renderer: &Renderer<'_>, found: Found<'_>, assessment: &Assessment) -> Page {
    let changes = found.kind.address.join("changes");
    let url = renderer.canonical(&changes).unwrap_or_default();
    let meta = &found.version.facts.meta;
    let kind = renderer.text(&super::strings::Message::new(format!("kind.{}", meta.kind.as_str())));
    let state = renderer.text(&renderer.state(found.version.state));
    let published = meta.published.map(|date| date.to_string()).unwrap_or_default();
    let mut text = String::from('\u{feff}');
    line(&mut text, &COLUMNS.map(Cow::Borrowed));
    for (index, row) in assessment.changes.iter().enumerate() {
        let manager = names::is_of_manager(&assessment.changes, index);
        let masked = |text: &str| if manager { names::of_manager(text) } else { names::without(text) };
        let written = match &row.date {
            ChangeDate::Stated { written, .. } | ChangeDate::Unreadable { written } => written.as_str(),
            ChangeDate::Inherited { .. } => "〃",
            ChangeDate::Unknown => "",
        };
        let day = row.date.date().map(|date| date.to_string()).unwrap_or_default();
        let cells: [Cow<'_, str>; COLUMNS.len()] = [
            found.municipality.meta.name.as_str().into(),
            found.agency.name.as_str().into(),
            found.subject.number.as_str().into(),
            kind.as_str().into(),
            display_title(meta).into(),
            state.as_str().into(),
            published.as_str().into(),
            written.into(),
            day.into(),
            names::without(&row.item.text).into(),
            masked(&row.before.text).into(),
            masked(&row.after.text).into(),
            row.timing.text.as_str().into(),
            names::without(&row.reason.text).into(),
            if url.is_empty() { "".into() } else { format!("{url}#{}", row.anchor).into() },
        ];
        line(&mut text, &cells);
    }
    Page { path: address(&changes).file(), bytes: text.into_bytes() }
}

fn line(out: &mut String, cells: &[Cow<'_, str>]) {
    for (index, cell) in cells.iter().enumerate() {
        out.push_str(if index == 0 { "\"" } else { ",\"" });
        if is_formula(cell) {
            out.push('\'');
        }
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

/// Whether a spreadsheet would run a cell instead of showing it; such a cell gets an apostrophe in front. A dash that
/// begins a line of words is none.
fn is_formula(cell: &str) -> bool {
    let mut letters = cell.trim_start_matches([' ', '\t', '\r', '\n']).chars();
    match letters.next() {
        Some('=' | '+' | '@') => true,
        Some('-') => letters.next().is_some_and(|next| next.is_ascii_alphanumeric() || next == '('),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_run() {
        let mut out = String::new();
        line(&mut out, &["\"甲\",乙\n丙".into(), "=A1".into(), "- 課長".into(), " -1+2".into(), "—".into()]);
        assert_eq!(out, "\"\"\"甲\"\",乙\n丙\",\"'=A1\",\"- 課長\",\"' -1+2\",\"—\"\r\n");
    }
}
