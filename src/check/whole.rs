//! Rules about the portal as a whole: which evaluations belong together, what time has come for, what is a sample.
//!
//! They look at the front matter of all documents and at the few answers that [`Kept`] holds of each. What a
//! municipality ought to publish is said only where the portal is its own ([`kinds`]); a collection never claims to be
//! complete. What depends on the day of the check is in [`time`].

mod kept;
mod kinds;
mod subject;
mod time;

use std::collections::BTreeMap;

use crate::content::{Content, Publisher, Status};
use crate::finding::{Finding, Level, Place, Text};
use crate::text::date::{Date, to_era};
use kept::is_marked;
use subject::{One, Subject};

pub use kept::{Kept, Threshold};

/// The rules about the whole. `kept` goes with the documents of the content; `as_of` is the day from which ages are
/// counted: without it nothing is said of them.
pub fn whole(content: &Content, kept: &[Kept], as_of: Option<Date>) -> Vec<Finding> {
    let mut findings = invented_names(content);
    findings.extend(super::beside::portal(content));
    // What is missing can only be told when everything that is there could be read.
    let official = content.portal.meta.publisher == Publisher::Official && content.unusable.is_empty();
    let mut subjects: BTreeMap<(usize, usize, &str), Vec<One<'_>>> = BTreeMap::new();
    for (file, kept) in content.documents.iter().zip(kept) {
        let subject = (file.municipality, file.agency, file.meta.number.as_str());
        findings.extend(super::changed(file, kept));
        let scheduled = content.is_scheduled(file);
        subjects.entry(subject).or_default().push(One { file, kept, scheduled });
    }
    for all in subjects.into_values() {
        let subject = Subject::new(all);
        if official {
            findings.extend(kinds::pairs(&subject));
            findings.extend(subject.in_force().filter_map(|one| kinds::duty_by_number(one, &subject)));
        }
        findings.extend(kinds::ended_alone(&subject));
        findings.extend(subject.in_force().filter_map(|one| time::reassessment(one, &subject, as_of)));
        findings.extend(subject.all.iter().filter_map(|one| time::scheduled(one, content.day)));
        if let Some(as_of) = as_of {
            findings.extend(subject.in_force().filter_map(|one| time::yearly(one, as_of)));
            findings.extend(subject.current.values().filter_map(|one| time::kept_after_the_end(one, as_of)));
            findings.extend(subject.all.iter().filter_map(|one| time::hearing_over(one, &subject, as_of)));
        }
        findings.extend(subject.all.iter().filter_map(title_and_status));
        findings.extend(subject.all.iter().filter_map(|one| unnamed_draft(one, &subject)));
    }
    findings
}

/// SAMPLE-01: pages of a sample say that no such municipality exists.
fn invented_names(content: &Content) -> Vec<Finding> {
    let real = content.municipalities.iter().filter(|m| content.portal.meta.sample && !m.meta.is_sample());
    real.map(|m| {
        let code = &m.meta.code;
        let place = m.keys.get("code").map_or_else(|| Place::file(&m.source), |span| Place::at(&m.source, *span));
        Finding::of(
            "SAMPLE-01",
            place,
            Text::new(
                format!("portal.toml に `sample = true` とありますが、団体コード {code} は見本用(99で始まるコード)ではありません。全てのページに「実在の自治体の評価書ではありません」と表示されてしまいます。"),
                format!("portal.toml says `sample = true`, but {code} is no code for samples (they begin with 99); every page would say that the body does not exist."),
            ),
            Text::new(
                "実在の団体なら portal.toml から `sample = true` を除き、見本なら99で始まる団体コードにしてください。",
                "Remove `sample = true` from portal.toml if the body exists; use a code that begins with 99 for a sample.",
            ),
        )
    })
    .collect()
}

/// END-01: the title says that the task has ended and `status` does not, or the other way round.
fn title_and_status(one: &One<'_>) -> Option<Finding> {
    let meta = &one.file.meta;
    let marked = is_marked(&meta.title) || one.kept.ended_on_cover;
    let (level, ja, en, help) = match (marked, meta.status) {
        (true, Status::Published | Status::Consultation) => (
            Level::Warning,
            "評価書名に終了とありますが、`status` は ended ではありません。",
            "The title says that the task has ended, but `status` is not ended.",
            Text::new(
                "事務が終わったのなら `status: ended` と `ended: 2026-03-31`(終了の日)を書いてください。",
                "If it has ended, write `status: ended` and the day, as in `ended: 2026-03-31`.",
            ),
        ),
        (false, Status::Ended) => (
            Level::Info,
            "事務は終了していますが、評価書名に【○年○月○日 終了】とありません。",
            "The task has ended, but the title does not say 【○年○月○日 終了】.",
            Text::new(
                "様式の記載要領では評価書名に付けます。原本にないなら、このままで構いません。",
                "The instructions of the form ask for it in the title; leave it if the original has none.",
            ),
        ),
        _ => return None,
    };
    Some(Finding::of("END-01", one.file.place_of(&["title"]), Text::new(ja, en), help).at(level))
}

/// META-12: a publication that does not name the comment period of its draft.
fn unnamed_draft(one: &One<'_>, subject: &Subject<'_>) -> Option<Finding> {
    let draft = &one.file.meta;
    let period = draft.consultation.as_ref().filter(|_| draft.status == Status::Consultation)?;
    let same = || {
        subject.all.iter().filter(|other| {
            let meta = &other.file.meta;
            meta.kind == draft.kind && matches!(meta.status, Status::Published | Status::Ended)
        })
    };
    let named =
        same().any(|other| other.file.meta.consultation.as_ref().is_some_and(|c| c.from == period.from));
    let day = |one: &&One<'_>| one.file.meta.published;
    let next = same().filter(|other| day(other) > Some(period.to)).min_by_key(day)?;
    (!named && next.file.meta.consultation.is_none()).then(|| {
        let (from, to) = (to_era(period.from), to_era(period.to));
        Finding::of(
            "META-12",
            next.file.place_of(&["published"]),
            Text::new(
                format!("この評価書の案({from}から{to}まで意見募集)がありますが、この評価書には `consultation` がありません。"),
                format!("There is a draft of it (comments from {} to {}), but `consultation` is missing here.", period.from, period.to),
            ),
            Text::new(
                format!("その案から公表したものなら `consultation: {{from: {}, to: {}}}` と書いてください。案のページと互いに結び付きます。", period.from, period.to),
                format!("If it came from that draft, write `consultation: {{from: {}, to: {}}}`; their pages then name each other.", period.from, period.to),
            ),
        )
    })
}
