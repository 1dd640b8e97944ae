//! The words of the report.

use crate::assessment::Nothing;
use crate::content::DocumentMeta;
use crate::diff::{Absent, Outcome};
use crate::finding::Lang;
use crate::pipeline::Known;
use crate::portal::State;
use crate::render::words::{built_in, day};
use crate::text::date::Date;

/// The word of a key of the catalogue, below `report.`.
pub(super) fn word(key: &str, lang: Lang) -> &'static str {
    built_in(lang).word(&format!("report.{key}"))
}

/// What became of an item, in a word.
pub(super) fn outcome(outcome: Outcome, lang: Lang) -> &'static str {
    let key = match outcome {
        Outcome::Added(_) => "outcome.added",
        Outcome::Removed(_) => "outcome.removed",
        _ => "outcome.changed",
    };
    word(key, lang)
}

/// Why an item is only mentioned.
pub(super) fn mention(outcome: Outcome, lang: Lang) -> &'static str {
    let key = match outcome {
        Outcome::Unknown(Nothing::Lost) => "mention.lost",
        Outcome::Unknown(_) => "mention.not-held",
        _ => "mention.notation",
    };
    word(key, lang)
}

/// What stands on the side of an item that is not there.
pub(super) fn absent(outcome: Outcome, after: bool, lang: Lang) -> Option<&'static str> {
    let absent = match outcome {
        Outcome::Added(absent) if !after => absent,
        Outcome::Removed(absent) if after => absent,
        _ => return None,
    };
    Some(word(if absent == Absent::Field { "no-such-field" } else { "no-such-item" }, lang))
}

/// The state of a document among the others, as readers are told it.
pub(super) fn state(known: &Known, document: usize, lang: Lang) -> String {
    let state = match known.portal.find(document).map(|found| found.version.state) {
        None => return held_back(known, document, lang),
        // A past version stays what it is when another one is published.
        Some(State::Past { .. }) => State::Past { latest: None },
        Some(state) => state,
    };
    let words = built_in(lang);
    words.text(&words.state(state))
}

/// Why a document is not published yet.
fn held_back(known: &Known, document: usize, lang: Lang) -> String {
    let held = &known.content.documents[document];
    match held.meta.published.filter(|_| known.content.is_scheduled(held)) {
        Some(published) => format!("{} {}", word("scheduled", lang), day(published, lang)),
        None => word("in-progress", lang).to_owned(),
    }
}

/// The fields of the front matter: name and value; always the same fields in the same order.
pub(super) fn fields(meta: &DocumentMeta, lang: Lang) -> Vec<(&'static str, String)> {
    let if_any = |date: Option<Date>| date.map(|date| day(date, lang)).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let verified = meta.verified.as_ref().map(|by| format!("{} {}", day(by.date, lang), by.by));
    let consultation = meta.consultation.as_ref().map(|period| {
        let days = format!("{} – {}", day(period.from, lang), day(period.to, lang));
        format!("{days} {}", period.contact.as_deref().unwrap_or_default()).trim_end().to_owned()
    });
    let original = meta.source.as_ref().map(|source| {
        let parts = [&source.file, &source.url, &source.sha256, &source.conversion];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ")
    });
    let files: Vec<&str> = meta.files.iter().map(|file| file.name.as_str()).collect();
    let values = [
        ("title", meta.title.clone()),
        ("agency-as-written", text(&meta.agency_as_written)),
        ("status", meta.status.label().to_owned()),
        ("published", if_any(meta.published)),
        ("published-as-written", text(&meta.published_as_written)),
        ("revision", meta.revision.to_string()),
        ("occasion", meta.occasion.map(|o| o.label().to_owned()).unwrap_or_default()),
        ("last-assessed", if_any(meta.last_assessed)),
        ("form", text(&meta.form)),
        ("completeness", meta.completeness.label().to_owned()),
        ("in-force-with", if_any(meta.in_force_with)),
        ("consultation", consultation.unwrap_or_default()),
        ("ended", if_any(meta.ended)),
        ("files", files.join("、")),
        ("summary", text(&meta.summary)),
        ("source", original.unwrap_or_default()),
        ("verified", verified.unwrap_or_default()),
    ];
    values.map(|(key, value)| (word(&format!("front-matter.{key}"), lang), value)).into()
}
