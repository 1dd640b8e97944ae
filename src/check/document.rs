//! Rules about a document as a whole: may it be published as it is, and can its dates be counted from?

use crate::content::{Content, DocumentFile, Occasion, Publisher, Status};
use crate::finding::{Finding, Place, Text};

/// VER-01 and DATE-06.
pub(super) fn check(content: &Content, file: &DocumentFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(unverified(content, file));
    findings.extend(no_clock(file));
    findings
}

fn place(file: &DocumentFile, keys: &[&str]) -> Place {
    match keys.iter().find_map(|key| file.keys.get(*key)) {
        Some(span) => Place::at(&file.source, *span),
        None => Place::file(&file.source),
    }
}

fn unverified(content: &Content, file: &DocumentFile) -> Option<Finding> {
    let converted = file.meta.source.as_ref().is_some_and(|source| source.conversion.is_some());
    let official = content.portal.meta.publisher == Publisher::Official;
    (official && converted && file.meta.verified.is_none()).then(|| {
        Finding::error(
            "VER-01",
            place(file, &["source.conversion", "source"]),
            Text::new(
                "変換した文章で、原本との照合が記録されていません。",
                "The text was converted, and nobody is recorded to have compared it with the original.",
            ),
            Text::new(
                "照合後に `verified` へ日付と課名を書いてください。",
                "After comparing them, write the day and the office in `verified`.",
            ),
        )
    })
}

/// The time for a reassessment counts from the last (re)assessment; without that day there is no date.
fn no_clock(file: &DocumentFile) -> Option<Finding> {
    let meta = &file.meta;
    let known =
        meta.last_assessed.is_some() || matches!(meta.occasion, Some(Occasion::Jisshi | Occasion::Saijisshi));
    (meta.status == Status::Published && !known).then(|| {
        Finding::info(
            "DATE-06",
            Place::file(&file.source),
            Text::new(
                "直近の実施・再実施の日が未記入のため、再実施の目安(規則第15条、努力義務)を算定できません。",
                "The day of the last (re)assessment is not given, so the time for the next cannot be worked out.",
            ),
            Text::new("`last_assessed` を書いてください。", "Write `last_assessed`."),
        )
    })
}
