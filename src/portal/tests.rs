//! The facts of the sample.

use std::fmt::Write as _;
use std::path::Path;

use super::glance::{Row, Value};
use super::*;
use crate::assessment::Assessment;

/// The longest document of the sample portal: number 12, 全項目, newest version.
fn sample() -> Facts {
    let (content, findings) = crate::content::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"));
    let content = content.unwrap_or_else(|| panic!("{findings:?}"));
    let document = content.documents.iter().max_by_key(|document| document.source.text().len());
    let document = document.expect("the sample has documents");
    let (blocks, _) = parse(&document.source, document.body);
    let (assessment, _) = Assessment::read(document.source.clone(), document.meta.clone(), blocks);
    facts(0, &assessment.expect("a form for the sample"))
}

fn table(rows: &[Row], files: &[String]) -> String {
    let mut out = String::new();
    for row in rows {
        for entry in &row.entries {
            let file = entry.file.map_or("", |file| files[file].as_str());
            let value = match &entry.value {
                Value::Summary(text) => format!("summary {text}"),
                Value::Text { text, more } => format!("{text}{}", if *more { " …" } else { "" }),
                Value::Nothing(nothing) => format!("nothing: {}", nothing.key()),
                other => format!("{other:?}"),
            };
            let (lead, anchor) = (entry.lead.unwrap_or("-"), entry.anchor.as_deref().unwrap_or("-"));
            writeln!(out, "{} | {file} | {lead} | {value} | {anchor}", row.key)
                .expect("a string takes everything");
        }
    }
    out
}

#[test]
fn the_sample_at_a_glance() {
    let facts = sample();
    insta::assert_snapshot!(table(&facts.glance, &facts.files));
}

#[test]
fn the_changes_of_the_sample_in_numbers() {
    let facts = sample();
    assert_eq!(facts.changes.rows, facts.changes.days.iter().map(|day| day.rows).sum::<usize>());
    assert_eq!(facts.changes.unknown(), 1);
    let newest = facts.changes.newest().expect("a day");
    assert_eq!(newest.date.map(|date| date.to_string()).as_deref(), Some("2026-03-24"));
    assert_eq!((newest.rows, newest.before, newest.after, newest.inherited), (17, 12, 5, 16));
    assert_eq!(facts.changes.days.last().and_then(|day| day.date), None, "rows without a date come last");
}

#[test]
fn titles_are_shown_without_the_name_of_the_kind() {
    let mut meta = sample().meta;
    for (title, shown) in [
        ("国民健康保険に関する事務 全項目評価書", "国民健康保険に関する事務"),
        ("収滞納に関する税務事務 全項目評価書(案)", "収滞納に関する税務事務"),
        ("国民健康保険に関する事務", "国民健康保険に関する事務"),
        ("全項目評価書", "全項目評価書"),
    ] {
        meta.title = title.to_owned();
        assert_eq!(display_title(&meta), shown);
    }
}
