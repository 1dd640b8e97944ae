//! VER-01: may a document be published as it is?

use crate::content::{Content, DocumentFile, Publisher};
use crate::finding::{Finding, Text};

/// A converted text that nobody is recorded to have compared with its original stops an official portal.
pub(super) fn check(content: &Content, file: &DocumentFile) -> Option<Finding> {
    let converted = file.meta.source.as_ref().is_some_and(|source| source.conversion.is_some());
    let official = content.portal.meta.publisher == Publisher::Official;
    (official && converted && file.meta.verified.is_none()).then(|| {
        Finding::of(
            "VER-01",
            file.place_of(&["source.conversion", "source"]),
            Text::new(
                "変換した文章で、原本との照合が記録されていません。",
                "The text was converted, and nobody is recorded to have compared it with the original.",
            ),
            Text::new(
                "照合後に `verified` へ日付と課名を書いてください。例: `verified: {date: 2026-03-20, by: 保険年金課}`",
                "After comparing them, write the day and the office in `verified`, as in `verified: {date: 2026-03-20, by: 保険年金課}`.",
            ),
        )
    })
}
