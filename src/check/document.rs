//! VER-01 to VER-03: is a document what its original is, as far as anybody has said so?

use crate::assessment::{Assessment, Node};
use crate::content::{Content, DocumentFile, Publisher};
use crate::finding::{Finding, Place, Text};
use crate::import::verified::{Since, since};

use super::whole::Kept;

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

/// VER-02: nobody can have compared a text in which marks are still open.
pub(super) fn open_marks(file: &DocumentFile, assessment: &Assessment) -> Option<Finding> {
    file.meta.verified.as_ref()?;
    let open: Vec<&Node> = assessment.walk().filter(|node| node.open_marks().next().is_some()).collect();
    let first = *open.first()?;
    let (label, items) = (&first.label.text, open.len());
    let marks: usize = open.iter().map(|node| node.open_marks().count()).sum();
    let line = first.open_marks().next().map_or(1, |line| file.source.position(line.span().start).line);
    Some(Finding::of(
        "VER-02",
        file.place_of(&["verified"]),
        Text::new(
            format!(
                "照合済みと記録されていますが、答えていない選択の印([?])が{marks}か所あります({items}項目。最初は{line}行の「{label}」)。"
            ),
            format!(
                "It is recorded as verified, but {marks} marks ([?]) of {items} items are open (the first: \"{label}\" at line {line})."
            ),
        ),
        Text::new(
            "原本を見て [x] か [ ] に直してください。原本でも読み取れないときは、その項目に `> 注記: 原本でも読み取れません。` と書いてください。照合がまだなら `verified` を除きます。",
            "Look at the original and write [x] or [ ]; where the original cannot be read either, write `> 注記: 原本でも読み取れません。` under the item. Remove `verified` if nobody has compared them yet.",
        ),
    ))
}

/// VER-04: notes of the import in a text that is going to be published.
pub(super) fn left_notes(content: &Content, file: &DocumentFile, assessment: &Assessment) -> Option<Finding> {
    if content.portal.meta.publisher != Publisher::Official {
        return None;
    }
    let supplied: Vec<&Node> = assessment.walk().filter(|node| node.is_supplied()).collect();
    let (first, count) = (*supplied.first()?, supplied.len());
    let label = &first.label.text;
    Some(Finding::of(
        "VER-04",
        Place::at(&file.source, first.label.span),
        Text::new(
            format!(
                "取り込みが付けた注記が{count}か所残っています(最初は「{label}」)。読む人にそのまま表示されます。"
            ),
            format!(
                "{count} notes of the import are left (the first under \"{label}\"); readers will see them."
            ),
        ),
        Text::new(
            "原本でその見出しを確かめ、あるなら注記の行を除き、ないなら読む人への言葉に改めてください。",
            "Look for the heading in the original: remove the note if it is there, or say in your own words that it is not.",
        ),
    ))
}

/// VER-03: the text is not the one that was verified. What was verified lies beside the document and not in it, so that this
/// is asked apart from the rules about the text.
pub fn changed(file: &DocumentFile, kept: &Kept) -> Option<Finding> {
    let verified = file.meta.verified.as_ref().filter(|_| !kept.text().is_empty())?;
    let (date, by) = (verified.date, &verified.by);
    (since(&file.path, verified, kept.text()) == Since::Changed).then(|| {
        Finding::of(
            "VER-03",
            file.place_of(&["verified"]),
            Text::new(
                format!("照合の記録({date} {by})の後に、本文が変わっています。"),
                format!("The text has changed since it was recorded as verified ({date}, {by})."),
            ),
            Text::new(
                "変えたところを原本と照合し、`kohyo serve` の /review/ で照合を記録し直すか、`verified` の日付を改めてください。",
                "Compare what has changed with the original, and record that anew under /review/ of `kohyo serve` or with a new day in `verified`.",
            ),
        )
    })
}
