//! `kohyo status`: what is due and what is there, for the publisher alone.
//!
//! [`Status::of`] takes it from a [`Known`] content folder and a day; [`human`], [`json`](json()) and [`html`] show it.
//! Clocks, what goes with what, and what they rest on are those of [`crate::check`]; nothing is decided here that a
//! rule does not say. Nothing of it is a page of the site, and nothing of it may lie below the published folder.

mod due;
pub mod html;
pub mod human;
mod tasks;
#[cfg(test)]
mod tests;
mod words;

use serde::Serialize;

use crate::check::clock;
use crate::content::{DocumentMeta, Publisher, Status as Stage};
use crate::finding::{Counts, Finding, Lang, Text, rules};
use crate::paper::day;
use crate::pipeline::Known;
use crate::portal::display_title;
use crate::text::date::Date;

pub use due::{Draft, Due, Period, Review, Unknown, What, When};
pub use tasks::{Cell, Held, Task};

/// The version of the JSON that [`json`](json()) writes. Fields may be added; none changes its meaning without a new version.
const FORMAT: &str = "kohyo-status-1";

/// What is due and what is there. Everything is sorted, so that the same content and day give the same report.
#[derive(Debug, Serialize)]
pub struct Status {
    /// `kohyo-status-1`.
    format: &'static str,
    /// The day on which this is said.
    #[serde(serialize_with = "iso")]
    pub as_of: Date,
    /// Title of the portal.
    pub portal: String,
    /// `official` or `collection`. What a collection lacks is not said: it never claims to be complete.
    pub publisher: Publisher,
    /// How much there is.
    pub counts: Totals,
    /// Days to come and days that have come, the earliest first.
    pub due: Vec<Due>,
    /// Evaluations in force whose time for a reassessment cannot be worked out.
    pub unknown: Vec<Unknown>,
    /// What is held of each number: the completeness matrix.
    pub tasks: Vec<Task>,
    /// Drafts of which no publication is held.
    pub drafts: Vec<Draft>,
    /// The yearly reviews.
    pub reviews: Vec<Review>,
    /// Texts that a person still has to look at.
    pub open: Vec<Open>,
    /// What the days rest on.
    pub bases: Vec<Basis>,
}

/// How much there is.
#[derive(Debug, Default, Serialize)]
pub struct Totals {
    /// Municipalities.
    pub municipalities: usize,
    /// Numbers, each within its agency.
    pub tasks: usize,
    /// Evaluations, every version counted.
    pub assessments: usize,
    /// Of these published.
    pub published: usize,
    /// Of these drafts.
    pub drafts: usize,
    /// Of these in preparation.
    pub preparing: usize,
    /// Of these ended.
    pub ended: usize,
    /// Kinds that should go with others and are not there.
    pub missing: usize,
    /// Converted texts that nobody is recorded to have compared with the original.
    pub unverified: usize,
    /// Marks `[?]` that conversion lost.
    pub lost_marks: usize,
    /// What `kohyo check` finds.
    pub findings: Counts,
}

/// Which evaluation is spoken of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Which {
    /// Name of the municipality.
    pub municipality: String,
    /// Name of the agency.
    pub agency: String,
    /// 評価書番号.
    pub number: String,
    /// 評価書名 without the name of the kind.
    pub title: String,
    /// The kind, in data `kiso`, `juten` or `zenkomoku`.
    pub kind: crate::content::Kind,
    /// 公表日.
    #[serde(serialize_with = "iso_if_known")]
    pub published: Option<Date>,
    /// The file, with the content folder.
    pub file: String,
}

/// A text that a person still has to look at.
#[derive(Debug, Serialize)]
pub struct Open {
    /// The evaluation.
    pub assessment: Which,
    /// Nobody is recorded to have compared the converted text with its original.
    pub unverified: bool,
    /// Marks `[?]` that conversion lost.
    pub lost_marks: usize,
    /// `whole`, `excerpt` or `pages-missing`.
    pub completeness: crate::content::Completeness,
}

/// What a kind of day rests on, from the table of rules.
#[derive(Debug, Serialize)]
pub struct Basis {
    /// The rule; `kohyo check --explain` says more.
    pub rule: &'static str,
    /// What it is called here.
    pub name: String,
    /// The law, the rules or the explanation.
    pub basis: String,
    /// How sure that is.
    pub certainty: &'static str,
}

impl Status {
    /// What is due on `as_of`, in one language.
    pub fn of(known: &Known, findings: &[Finding], as_of: Date, lang: Lang) -> Self {
        let subjects = tasks::subjects(known);
        let tasks: Vec<Task> = subjects.iter().map(|subject| tasks::task(known, subject, lang)).collect();
        let calendar = due::calendar(known, &subjects, as_of, lang);
        let open: Vec<Open> =
            (0..known.content.documents.len()).filter_map(|document| open(known, document)).collect();
        let mut status = Self {
            format: FORMAT,
            as_of,
            portal: safe(&known.content.portal.meta.title),
            publisher: known.content.portal.meta.publisher,
            counts: Totals {
                municipalities: known.content.municipalities.len(),
                tasks: tasks.len(),
                missing: tasks.iter().map(Task::missing).sum(),
                unverified: open.iter().filter(|open| open.unverified).count(),
                lost_marks: open.iter().map(|open| open.lost_marks).sum(),
                findings: Counts::of(findings),
                ..totals(known)
            },
            due: calendar.due,
            unknown: calendar.unknown,
            tasks,
            drafts: calendar.drafts,
            reviews: calendar.reviews,
            open,
            bases: Vec::new(),
        };
        status.bases = status.rests_on(lang);
        status
    }

    /// What the days that are named rest on.
    fn rests_on(&self, lang: Lang) -> Vec<Basis> {
        let mut whats: Vec<What> = self.due.iter().map(|due| due.what).collect();
        whats.extend((!self.unknown.is_empty()).then_some(What::Reassessment));
        whats.extend((!self.reviews.is_empty()).then_some(What::YearlyReview));
        whats.sort();
        whats.dedup();
        let basis = |what: What| {
            let rule = rules::find(what.rule())?;
            Some(Basis {
                rule: what.rule(),
                name: what.text().get(lang).to_owned(),
                basis: rule.basis(lang).to_owned(),
                certainty: rule.certainty(lang),
            })
        };
        whats.into_iter().filter(|what| what.has_basis()).filter_map(basis).collect()
    }
}

fn totals(known: &Known) -> Totals {
    let count = |stage| known.content.documents.iter().filter(|file| file.meta.status == stage).count();
    Totals {
        assessments: known.content.documents.len(),
        published: count(Stage::Published),
        drafts: count(Stage::Consultation),
        preparing: count(Stage::Preparing),
        ended: count(Stage::Ended),
        ..Totals::default()
    }
}

/// What is still open in the text of a document.
fn open(known: &Known, document: usize) -> Option<Open> {
    let meta = &known.content.documents[document].meta;
    let unverified = is_unverified(meta);
    let lost_marks = known.kept[document].lost_marks();
    let whole = meta.completeness == crate::content::Completeness::Whole;
    (unverified || lost_marks > 0 || !whole).then(|| Open {
        assessment: which(known, document),
        unverified,
        lost_marks,
        completeness: meta.completeness,
    })
}

/// Whether a text was converted and nobody is recorded to have compared it with its original.
fn is_unverified(meta: &DocumentMeta) -> bool {
    meta.verified.is_none() && meta.source.as_ref().is_some_and(|source| source.conversion.is_some())
}

fn which(known: &Known, document: usize) -> Which {
    let file = &known.content.documents[document];
    Which {
        municipality: safe(&known.content.municipality_of(file).meta.name),
        agency: safe(&known.content.agency_of(file).name),
        number: file.meta.number.clone(),
        title: safe(display_title(&file.meta)),
        kind: file.meta.kind,
        published: file.meta.published,
        file: safe(file.source.path()),
    }
}

/// A text of the content on one line, without what could be a number of a person.
fn safe(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    crate::privacy::redacted(&text)
}

/// The report for programs: indented JSON that ends in a line break.
pub fn json(status: &Status) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(status)? + "\n")
}

/// 2026-11-21.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde wants")]
fn iso<S: serde::Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "the shape that serde wants")]
fn iso_if_known<S: serde::Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => iso(date, serializer),
        None => serializer.serialize_none(),
    }
}

/// The month of a day as people of a language write it.
fn month(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Ja => clock::month(date),
        Lang::En => date.strftime("%Y-%m").to_string(),
    }
}

/// Both wordings of something fixed.
fn text(ja: &str, en: &str) -> Text {
    Text::new(ja, en)
}
