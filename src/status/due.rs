//! Days: reassessments, consultations, publications, what has to stay, yearly reviews.

use serde::Serialize;

use super::tasks::Subject;
use super::{Which, day, month, text, which};
use crate::check::clock::{self, Counted, Reassessment};
use crate::content::{Completeness, DocumentMeta, Status as Stage};
use crate::finding::{Lang, Text};
use crate::pipeline::Known;
use crate::text::date::Date;

/// What happens on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The time for a reassessment (規則第15条, an obligation of effort).
    Reassessment,
    /// A year has passed since the publication (an obligation of effort).
    YearlyReview,
    /// The last day on which the public is heard.
    ConsultationEnds,
    /// A publication that is dated ahead.
    Publication,
    /// What has ended should stay published until then.
    KeepUntil,
}

impl What {
    /// The rule of `kohyo check` that speaks of it.
    pub(super) fn rule(self) -> &'static str {
        match self {
            Self::Reassessment => "DATE-06",
            Self::YearlyReview => "DATE-08",
            Self::ConsultationEnds => "DATE-11",
            Self::Publication => "DATE-10",
            Self::KeepUntil => "END-02",
        }
    }

    /// Whether it rests on something outside of the evaluation itself.
    pub(super) fn has_basis(self) -> bool {
        matches!(self, Self::Reassessment | Self::YearlyReview | Self::KeepUntil)
    }

    /// What it is called.
    pub(super) fn text(self) -> Text {
        match self {
            Self::Reassessment => text("再実施の目安", "time for a reassessment"),
            Self::YearlyReview => text("年1回の見直し", "yearly review"),
            Self::ConsultationEnds => text("意見募集の最終日", "last day for comments"),
            Self::Publication => text("公表の予定", "publication planned"),
            Self::KeepUntil => text("掲載を続ける期間の終わり", "to stay published until"),
        }
    }
}

/// How near a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// It has come.
    Come,
    /// It comes within a year.
    WithinAYear,
    /// It comes later.
    Later,
}

/// A day on which something is due.
#[derive(Debug, Serialize)]
pub struct Due {
    /// The day. Of a reassessment the month counts.
    #[serde(serialize_with = "super::iso")]
    pub date: Date,
    /// What is due.
    pub what: What,
    /// How near the day is.
    pub when: When,
    /// The day it is counted from.
    #[serde(serialize_with = "super::iso_if_known")]
    pub counted_from: Option<Date>,
    /// The whole in a sentence.
    pub text: String,
    /// The evaluation.
    pub assessment: Which,
}

/// An evaluation of which the time for a reassessment cannot be worked out.
#[derive(Debug, Serialize)]
pub struct Unknown {
    /// What is not known.
    pub what: What,
    /// Why, and what to do.
    pub text: String,
    /// The evaluation.
    pub assessment: Which,
}

/// Where a comment period stands on the day of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// No period is stated.
    Unset,
    /// It has not begun.
    Ahead,
    /// The public is heard now.
    Running,
    /// It is over.
    Over,
}

/// A draft of which no publication is held.
#[derive(Debug, Serialize)]
pub struct Draft {
    /// The evaluation.
    pub assessment: Which,
    /// First day of the comment period.
    #[serde(serialize_with = "super::iso_if_known")]
    pub from: Option<Date>,
    /// Last day of the comment period.
    #[serde(serialize_with = "super::iso_if_known")]
    pub to: Option<Date>,
    /// How many days that is, the first and the last included.
    pub days: Option<i32>,
    /// Where that stands on the day of the report.
    pub period: Period,
    /// What comes next, in a sentence.
    pub text: String,
}

/// A yearly review.
#[derive(Debug, Serialize)]
pub struct Review {
    /// 公表日, from which it is counted.
    #[serde(serialize_with = "super::iso")]
    pub counted_from: Date,
    /// A year later.
    #[serde(serialize_with = "super::iso")]
    pub date: Date,
    /// How near that day is.
    pub when: When,
    /// The evaluation.
    pub assessment: Which,
}

/// All days of a content folder.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    pub(super) due: Vec<Due>,
    pub(super) unknown: Vec<Unknown>,
    pub(super) drafts: Vec<Draft>,
    pub(super) reviews: Vec<Review>,
}

struct Writer<'a> {
    known: &'a Known,
    as_of: Date,
    lang: Lang,
}

/// All days, each list with the earliest day first.
pub(super) fn calendar(known: &Known, subjects: &[Subject], as_of: Date, lang: Lang) -> Calendar {
    let mut calendar = Calendar::default();
    let writer = Writer { known, as_of, lang };
    for subject in subjects {
        for document in subject.in_force(known) {
            writer.in_force(subject, document, &mut calendar);
        }
        for &document in &subject.documents {
            let meta = writer.meta(document);
            match meta.status {
                Stage::Consultation => calendar.drafts.extend(writer.draft(document)),
                Stage::Ended => calendar.due.extend(writer.ended(document)),
                _ => {}
            }
        }
    }
    for draft in &calendar.drafts {
        if let Some(to) = draft.to {
            let said = What::ConsultationEnds.text().get(lang).to_owned();
            calendar.due.push(writer.due(
                to,
                What::ConsultationEnds,
                draft.from,
                said,
                draft.assessment.clone(),
            ));
        }
    }
    calendar.due.sort_by(|a, b| (a.date, a.what, &a.assessment).cmp(&(b.date, b.what, &b.assessment)));
    calendar.unknown.sort_by(|a, b| a.assessment.cmp(&b.assessment));
    calendar
        .drafts
        .sort_by(|a, b| (a.to.is_none(), a.to, &a.assessment).cmp(&(b.to.is_none(), b.to, &b.assessment)));
    calendar.reviews.sort_by(|a, b| (a.date, &a.assessment).cmp(&(b.date, &b.assessment)));
    calendar
}

impl Writer<'_> {
    fn meta(&self, document: usize) -> &DocumentMeta {
        &self.known.content.documents[document].meta
    }

    fn say(&self, ja: String, en: String) -> String {
        Text::new(ja, en).get(self.lang).to_owned()
    }

    fn when(&self, date: Date) -> When {
        if date <= self.as_of {
            When::Come
        } else if self.as_of.checked_add(jiff::ToSpan::years(1)).is_ok_and(|year| date <= year) {
            When::WithinAYear
        } else {
            When::Later
        }
    }

    fn due(
        &self,
        date: Date,
        what: What,
        counted_from: Option<Date>,
        text: String,
        assessment: Which,
    ) -> Due {
        Due { date, what, when: self.when(date), counted_from, text, assessment }
    }

    /// The clocks of an evaluation in force.
    fn in_force(&self, subject: &Subject, document: usize, calendar: &mut Calendar) {
        let (meta, which) = (self.meta(document), which(self.known, document));
        if let Some(published) = meta.published.filter(|published| *published > self.as_of) {
            let said = What::Publication.text().get(self.lang).to_owned();
            calendar.due.push(self.due(published, What::Publication, None, said, which));
            return;
        }
        if let Some((counted_from, date)) = clock::yearly(meta) {
            let when = self.when(date);
            calendar.reviews.push(Review { counted_from, date, when, assessment: which.clone() });
        }
        if meta.completeness == Completeness::Excerpt {
            return;
        }
        let same =
            subject.documents.iter().map(|&other| self.meta(other)).filter(|other| other.kind == meta.kind);
        let Some(Counted { from, what }) = clock::last_assessment(meta, same) else {
            let text = text(
                "直近の実施・再実施の日が未記入のため、再実施の目安を算定できません。`last_assessed` を書いてください。",
                "The day of the last (re)assessment is not given, so the time for the next cannot be worked out. Write `last_assessed`.",
            );
            let text = text.get(self.lang).to_owned();
            calendar.unknown.push(Unknown { what: What::Reassessment, text, assessment: which });
            return;
        };
        let Some(Reassessment { due, .. }) = clock::reassessment(from) else { return };
        let text = self.say(
            format!(
                "再実施の目安 {}(規則第15条・努力義務。{}の{}から算定)",
                month(due, Lang::Ja),
                day(from, Lang::Ja),
                what.ja
            ),
            format!(
                "time for a reassessment {} (Article 15 of the rules, an obligation of effort, counted from the {} of {from})",
                month(due, Lang::En),
                what.en
            ),
        );
        calendar.due.push(self.due(due, What::Reassessment, Some(from), text, which));
    }

    /// What has ended, while it has to stay.
    fn ended(&self, document: usize) -> Option<Due> {
        let (ended, until) = clock::kept_until(self.meta(document))?;
        let text = self.say(
            format!("事務の終了({})から少なくとも3年間、この日までは掲載を続けます", day(ended, Lang::Ja)),
            format!("to stay published until then, at least three years after the end ({ended})"),
        );
        (until > self.as_of)
            .then(|| self.due(until, What::KeepUntil, Some(ended), text, which(self.known, document)))
    }

    /// A draft, unless what was published after it is held.
    fn draft(&self, document: usize) -> Option<Draft> {
        let meta = self.meta(document);
        if let Some(found) = self.known.portal.find(document)
            && !found.is_open_draft()
        {
            return None;
        }
        let consultation = meta.consultation.as_ref();
        let (from, to) = (consultation.map(|period| period.from), consultation.map(|period| period.to));
        let days = from.zip(to).and_then(|(from, to)| Some(from.until(to).ok()?.get_days() + 1));
        let period = match (from, to) {
            (Some(from), _) if self.as_of < from => Period::Ahead,
            (_, Some(to)) if self.as_of > to => Period::Over,
            (Some(_), Some(_)) => Period::Running,
            _ => Period::Unset,
        };
        let text = match period {
            Period::Unset => text(
                "意見募集の期間が書かれていません。決まったら `consultation` に書いてください。",
                "No comment period is stated. Write it as `consultation` when it is fixed.",
            ),
            Period::Ahead => text("意見募集はこれからです。", "The comment period has not begun."),
            Period::Running => text("意見を募集する期間の中です。", "The public is being heard."),
            Period::Over => text(
                "意見を募集する期間は終わっています。公表したら、その評価書を別のファイルとして加え、案のファイルは残してください。",
                "The comment period is over. When the evaluation is published, add it as a file of its own and keep the draft.",
            ),
        };
        let text = text.get(self.lang).to_owned();
        Some(Draft { assessment: which(self.known, document), from, to, days, period, text })
    }
}
