//! Days: reassessments, consultations, publications, what has to stay, yearly reviews.

use serde::Serialize;

use super::tasks::Subject;
use super::words::{say, word};
use super::{Which, month, which};
use crate::check::clock::{self, Counted, Reassessment};
use crate::content::{Completeness, DocumentMeta, Status as Stage};
use crate::finding::Lang;
use crate::pipeline::Known;
use crate::render::words::day;
use crate::text::date::Date;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum What {
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum When {
    Come,
    WithinAYear,
    Later,
}

/// A day on which something is due.
#[derive(Debug, Serialize)]
pub(crate) struct Due {
    /// The day. Of a reassessment the month counts.
    #[serde(serialize_with = "super::iso")]
    pub(crate) date: Date,
    pub(crate) what: What,
    pub(crate) when: When,
    #[serde(serialize_with = "super::iso_if_known")]
    pub(crate) counted_from: Option<Date>,
    /// The whole in a sentence.
    pub(crate) text: String,
    pub(crate) assessment: Which,
}

/// An evaluation of which the time for a reassessment cannot be worked out.
#[derive(Debug, Serialize)]
pub(crate) struct Unknown {
    pub(crate) what: What,
    /// Why, and what to do.
    pub(crate) text: String,
    pub(crate) assessment: Which,
}

/// Where a comment period stands on the day of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Period {
    /// No period is stated.
    Unset,
    Ahead,
    Running,
    Over,
}

/// A draft of which no publication is held.
#[derive(Debug, Serialize)]
pub(crate) struct Draft {
    pub(crate) assessment: Which,
    #[serde(serialize_with = "super::iso_if_known")]
    pub(crate) from: Option<Date>,
    #[serde(serialize_with = "super::iso_if_known")]
    pub(crate) to: Option<Date>,
    /// How many days that is, the first and the last included.
    pub(crate) days: Option<i32>,
    /// Where that stands on the day of the report.
    pub(crate) period: Period,
    /// What comes next, in a sentence.
    pub(crate) text: String,
}

/// A yearly review.
#[derive(Debug, Serialize)]
pub(crate) struct Review {
    /// 公表日, from which it is counted.
    #[serde(serialize_with = "super::iso")]
    pub(crate) counted_from: Date,
    #[serde(serialize_with = "super::iso")]
    pub(crate) date: Date,
    pub(crate) when: When,
    pub(crate) assessment: Which,
}

/// All days of a content folder.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    pub(super) due: Vec<Due>,
    pub(super) unknown: Vec<Unknown>,
    pub(super) drafts: Vec<Draft>,
    pub(super) reviews: Vec<Review>,
}

struct DueWriter<'a> {
    known: &'a Known,
    as_of: Date,
    lang: Lang,
}

/// All days, each list with the earliest day first.
pub(super) fn calendar(known: &Known, subjects: &[Subject], as_of: Date, lang: Lang) -> Calendar {
    let mut calendar = Calendar::default();
    let writer = DueWriter { known, as_of, lang };
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
            calendar.due.extend(writer.scheduled(document));
        }
    }
    for draft in &calendar.drafts {
        if let Some(to) = draft.to {
            let said = What::ConsultationEnds.text(lang).to_owned();
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

impl DueWriter<'_> {
    fn meta(&self, document: usize) -> &DocumentMeta {
        &self.known.content.documents[document].meta
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
            let text = word("reassessment-unknown", self.lang).to_owned();
            calendar.unknown.push(Unknown { what: What::Reassessment, text, assessment: which });
            return;
        };
        let Some(Reassessment { due, .. }) = clock::reassessment(from) else { return };
        let lang = self.lang;
        let values =
            [("due", month(due, lang)), ("from", day(from, lang)), ("what", what.get(lang).to_owned())];
        let text = say("reassessment", values, lang);
        calendar.due.push(self.due(due, What::Reassessment, Some(from), text, which));
    }

    /// A publication whose day has not come.
    fn scheduled(&self, document: usize) -> Option<Due> {
        let file = &self.known.content.documents[document];
        let published = file.meta.published.filter(|_| self.known.content.is_scheduled(file))?;
        let said = What::Publication.text(self.lang).to_owned();
        Some(self.due(published, What::Publication, None, said, which(self.known, document)))
    }

    /// What has ended, while it has to stay.
    fn ended(&self, document: usize) -> Option<Due> {
        let (ended, until) = clock::kept_until(self.meta(document))?;
        let text = say("keep-until", [("ended", day(ended, self.lang))], self.lang);
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
        let text = period.texts(self.lang).1.to_owned();
        Some(Draft { assessment: which(self.known, document), from, to, days, period, text })
    }
}
