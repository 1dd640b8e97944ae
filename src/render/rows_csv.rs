//! The change log of a document as a table for spreadsheets: `changes.csv` beside its page. A row has the same text as on the page,
//! but names of former managers are left out, as in the index of search.

use std::borrow::Cow;

use super::{Page, Renderer};
use crate::assessment::{Assessment, ChangeDate, names};
use crate::portal::{Address, Located, display_title};
use crate::text::csv::Csv;

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
pub(super) fn page(renderer: &Renderer<'_>, found: Located<'_>, assessment: &Assessment) -> Page {
    let changes = found.kind.address.join("changes");
    let url = renderer.canonical(&changes).unwrap_or_default();
    let meta = &found.version.facts.meta;
    let kind = renderer.text(&super::strings::Message::new(format!("kind.{}", meta.kind.as_str())));
    let state = renderer.text(&renderer.state(found.version.state));
    let published = meta.published.map(|date| date.to_string()).unwrap_or_default();
    let mut table = Csv::new(&COLUMNS);
    for (index, row) in assessment.changes.iter().enumerate() {
        let manager = names::is_of_manager(&assessment.changes, index);
        let masked = |text: &str| if manager { names::of_manager(text) } else { names::without(text) };
        let inherited = matches!(row.date, ChangeDate::Inherited { .. });
        let written = if inherited { "〃" } else { row.date.written().unwrap_or_default() };
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
        table.row(&cells);
    }
    Page { path: address(&changes).file(), bytes: table.into_bytes() }
}
