//! Rules about the portal as a whole: which evaluations belong together, what time has come for, what is a sample.
//!
//! They look at the front matter of all documents and at the few answers that [`Kept`] holds of each. What a
//! municipality ought to publish is said only where the portal is its own ([`kinds`]); a collection never claims to be
//! complete. What depends on the day of the check is in [`time`].

mod kinds;
mod time;

use std::collections::BTreeMap;

use crate::assessment::{Answer, Assessment, Node};
use crate::content::{Completeness, Content, DocumentFile, DocumentMeta, Kind, Publisher, Status};
use crate::finding::{Finding, Level, Place, Text};
use crate::markdown::Mark;
use crate::portal::glance;
use crate::text::date::{Date, to_era};
use crate::text::source::Span;
use kinds::Led;

pub use kinds::Threshold;

use super::key;

/// What the rules about the whole need of a document's text.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// しきい値判断結果.
    threshold: Option<(Threshold, Span)>,
    /// The kind of assessment to which 対象人数 alone leads.
    by_number: Option<(Led, Span)>,
    /// 評価書名 on the cover says that the task has ended; the front matter may leave the mark out.
    ended_on_cover: bool,
    /// Marks that conversion lost.
    lost_marks: usize,
}

impl Kept {
    /// What its しきい値判断結果 says, where it can be read.
    pub fn threshold(&self) -> Option<Threshold> {
        self.threshold.map(|(threshold, _)| threshold)
    }

    /// How many marks conversion lost.
    pub fn lost_marks(&self) -> usize {
        self.lost_marks
    }

    /// The kinds that go with a document in force and are not among those `held`, with the place that asks for them.
    /// Who takes in a part of a document does not mean to hold what goes with it.
    pub fn lacking(&self, meta: &DocumentMeta, held: impl Fn(Kind) -> bool) -> Vec<(Kind, Option<Span>)> {
        if meta.completeness == Completeness::Excerpt {
            return Vec::new();
        }
        let kiso = (meta.kind != Kind::Kiso && !held(Kind::Kiso)).then_some((Kind::Kiso, None));
        let named = self.threshold.and_then(|(threshold, span)| Some((threshold.named()?, Some(span))));
        let named =
            named.filter(|(named, _)| meta.kind == Kind::Kiso && *named != Kind::Kiso && !held(*named));
        kiso.into_iter().chain(named).collect()
    }

    /// Takes from a document what the rules about the whole need.
    pub(super) fn of(assessment: &Assessment) -> Self {
        let answer = |concept| glance::nodes(assessment, concept).find_map(|node| Some((node, said(node)?)));
        Self {
            threshold: answer("threshold.result")
                .and_then(|(node, text)| Some((kinds::threshold(&text)?, node.label.span))),
            ended_on_cover: super::cover::printed(assessment, "cover.title")
                .is_some_and(|(_, title)| is_marked(&title)),
            by_number: answer("task.subjects")
                .and_then(|(node, text)| Some((kinds::led(&text)?, node.label.span))),
            lost_marks: assessment
                .walk()
                .flat_map(Node::options)
                .filter(|line| line.mark == Mark::Lost)
                .count(),
        }
    }
}

/// The chosen option, or the text.
fn said(node: &Node) -> Option<String> {
    match &node.answer {
        Answer::Choice { written, .. } => Some(written.clone()),
        Answer::Text => Some(node.text()),
        _ => None,
    }
}

/// One document with what is kept of it.
#[derive(Clone, Copy)]
struct One<'a> {
    file: &'a DocumentFile,
    kept: &'a Kept,
}

/// The evaluations of one number of one agency: those in force now, of each kind.
struct Subject<'a> {
    all: Vec<One<'a>>,
    /// The newest published or ended version of each kind.
    current: BTreeMap<Kind, One<'a>>,
}

impl<'a> Subject<'a> {
    fn new(all: Vec<One<'a>>) -> Self {
        let mut current: BTreeMap<Kind, One<'a>> = BTreeMap::new();
        let day = |one: &One<'_>| (one.file.meta.published.or(one.file.meta.ended), one.file.meta.revision);
        for one in all.iter().filter(|one| matches!(one.file.meta.status, Status::Published | Status::Ended))
        {
            let newest = current.entry(one.file.meta.kind).or_insert(*one);
            if day(one) > day(newest) {
                *newest = *one;
            }
        }
        Self { all, current }
    }

    /// Whether something of the kind of a draft was published after its period.
    fn followed(&self, draft: &DocumentMeta) -> bool {
        let end = draft.consultation.as_ref().map(|period| period.to);
        self.all.iter().any(|other| {
            let meta = &other.file.meta;
            let published = matches!(meta.status, Status::Published | Status::Ended);
            meta.kind == draft.kind && published && meta.published > end
        })
    }

    /// The kinds that are published and have not ended.
    fn in_force(&self) -> impl Iterator<Item = &One<'a>> {
        self.current.values().filter(|one| one.file.meta.status == Status::Published)
    }
}

/// The rules about the whole. `kept` goes with the documents of the content; `as_of` is the day from which ages are
/// counted: without it nothing is said of them.
pub fn whole(content: &Content, kept: &[Kept], as_of: Option<Date>) -> Vec<Finding> {
    let mut findings = invented_names(content);
    // What is missing can only be told when everything that is there could be read.
    let official = content.portal.meta.publisher == Publisher::Official && content.unusable.is_empty();
    let mut subjects: BTreeMap<(usize, usize, &str), Vec<One<'_>>> = BTreeMap::new();
    for (file, kept) in content.documents.iter().zip(kept) {
        let subject = (file.municipality, file.agency, file.meta.number.as_str());
        subjects.entry(subject).or_default().push(One { file, kept });
    }
    for all in subjects.into_values() {
        let subject = Subject::new(all);
        if official {
            findings.extend(kinds::pairs(&subject));
            findings.extend(subject.in_force().filter_map(|one| kinds::duty_by_number(one, &subject)));
        }
        findings.extend(kinds::ended_alone(&subject));
        findings.extend(subject.in_force().filter_map(|one| time::reassessment(one, &subject, as_of)));
        if let Some(as_of) = as_of {
            findings.extend(subject.in_force().filter_map(|one| time::yearly(one, as_of)));
            findings.extend(subject.current.values().filter_map(|one| time::kept_after_the_end(one, as_of)));
            findings.extend(subject.all.iter().filter_map(|one| time::other_day(one, &subject, as_of)));
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
        Finding::error(
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
    Some(Finding::new("END-01", level, key(one.file, &["title"]), Text::new(ja, en), help))
}

/// 【令和6年9月30日 終了】 in a title.
fn is_marked(title: &str) -> bool {
    title.split(['【', '[', '［']).skip(1).any(|part| {
        part.split(['】', ']', '］']).next().is_some_and(|inside| inside.trim_end().ends_with("終了"))
    })
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
        Finding::info(
            "META-12",
            key(next.file, &["published"]),
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
