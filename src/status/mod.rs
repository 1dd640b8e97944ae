//! `kohyo status`: what is due and what is there, for the publisher alone.
//!
//! [`Status::of`] takes it from a [`Known`] content folder and a day; [`human`], [`json`](json()) and [`html`] show it.
//! Clocks, what goes with what, and what they rest on are those of [`crate::check`]; nothing is decided here that a
//! rule does not say. Nothing of it is a page of the site, and nothing of it may lie below the published folder.

mod due;
pub(crate) mod html;
pub(crate) mod human;
mod tasks;
#[cfg(test)]
mod tests;
mod words;

use serde::Serialize;

use crate::check::clock;
use crate::content::{DocumentFile, DocumentMeta, Publisher, Status as Stage};
use crate::finding::{Counts, Finding, Lang, rules};
use crate::pipeline::Known;
use crate::portal::display_title;
use crate::text::date::Date;

pub(crate) use due::{Draft, Due, Period, Review, Unknown, What, When};
pub(crate) use tasks::{Cell, Held, Task};

/// The version of the JSON that [`json`](json()) writes. Fields may be added; none changes its meaning without a new version.
const FORMAT: &str = "kohyo-status-1";

/// What is due and what is there. Everything is sorted, so that the same content and day give the same report.
#[derive(Debug, Serialize)]
pub(crate) struct Status {
    /// `kohyo-status-1`.
    format: &'static str,
    /// The day on which this is said.
    #[serde(serialize_with = "iso")]
    pub(crate) as_of: Date,
    pub(crate) portal: String,
    /// `official` or `collection`. What a collection lacks is not said: it never claims to be complete.
    pub(crate) publisher: Publisher,
    pub(crate) counts: Totals,
    /// Days to come and days that have come, the earliest first.
    pub(crate) due: Vec<Due>,
    /// Evaluations in force whose time for a reassessment cannot be worked out.
    pub(crate) unknown: Vec<Unknown>,
    /// What is held of each number: the completeness matrix.
    pub(crate) tasks: Vec<Task>,
    /// Drafts of which no publication is held.
    pub(crate) drafts: Vec<Draft>,
    pub(crate) reviews: Vec<Review>,
    /// Texts that a person still has to look at.
    pub(crate) open: Vec<Open>,
    /// What the days rest on.
    pub(crate) bases: Vec<Basis>,
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Totals {
    pub(crate) municipalities: usize,
    /// Numbers, each within its agency.
    pub(crate) tasks: usize,
    /// Evaluations, every version counted.
    pub(crate) assessments: usize,
    pub(crate) published: usize,
    pub(crate) drafts: usize,
    pub(crate) preparing: usize,
    /// Versions whose day of publication has not come.
    pub(crate) scheduled: usize,
    pub(crate) ended: usize,
    /// Kinds that should go with others and are not there.
    pub(crate) missing: usize,
    /// Converted texts that nobody is recorded to have compared with the original.
    pub(crate) unverified: usize,
    /// Marks `[?]` that conversion lost.
    pub(crate) lost_marks: usize,
    /// What `kohyo check` finds.
    pub(crate) findings: Counts,
}

/// Which evaluation is spoken of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Which {
    pub(crate) municipality: String,
    pub(crate) agency: String,
    pub(crate) number: String,
    /// 評価書名 without the name of the kind.
    pub(crate) title: String,
    /// The kind, in data `kiso`, `juten` or `zenkomoku`.
    pub(crate) kind: crate::content::Kind,
    #[serde(serialize_with = "iso_if_known")]
    pub(crate) published: Option<Date>,
    /// The file, with the content folder.
    pub(crate) file: String,
}

/// A text that a person still has to look at.
#[derive(Debug, Serialize)]
pub(crate) struct Open {
    pub(crate) assessment: Which,
    /// Nobody is recorded to have compared the converted text with its original.
    pub(crate) unverified: bool,
    /// Marks `[?]` that conversion lost.
    pub(crate) lost_marks: usize,
    /// `whole`, `excerpt` or `pages-missing`.
    pub(crate) completeness: crate::content::Completeness,
}

/// What a kind of day rests on, from the table of rules.
#[expect(clippy::struct_field_names, reason = "the words of the JSON")]
#[derive(Debug, Serialize)]
pub(crate) struct Basis {
    /// The rule; `kohyo check --explain` says more.
    pub(crate) rule: &'static str,
    /// What it is called here.
    pub(crate) name: String,
    /// The law, the rules or the explanation.
    pub(crate) basis: String,
    /// How sure that is.
    pub(crate) certainty: &'static str,
}

impl Status {
    /// What is due on `as_of`, in one language.
    pub(crate) fn of(known: &Known, findings: &[Finding], as_of: Date, lang: Lang) -> Self {
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
                name: what.text(lang).to_owned(),
                basis: rule.basis(lang).to_owned(),
                certainty: rule.certainty(lang),
            })
        };
        whats.into_iter().filter(|what| what.has_basis()).filter_map(basis).collect()
    }
}

fn totals(known: &Known) -> Totals {
    let scheduled = known.content.documents.iter().filter(|file| known.content.is_scheduled(file)).count();
    let come = |file: &&DocumentFile| !known.content.is_scheduled(file);
    let count =
        |stage| known.content.documents.iter().filter(come).filter(|file| file.meta.status == stage).count();
    Totals {
        assessments: known.content.documents.len(),
        published: count(Stage::Published),
        drafts: count(Stage::Consultation),
        preparing: count(Stage::Preparing),
        scheduled,
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
pub(crate) fn json(status: &Status) -> serde_json::Result<String> {
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
