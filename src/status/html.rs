//! The report on paper.

use serde::Serialize;

use super::due::What;
use super::words::{say, word};
use super::{Held, Status, When, Which, human, month};
use crate::content::Publisher;
use crate::finding::{Lang, Trouble};
use crate::paper;
use crate::render::words::day;

#[derive(Serialize)]
struct View<'a> {
    heading: &'static str,
    portal: &'a str,
    status: &'a Status,
    as_of: String,
    official: bool,
    due: Vec<Group>,
    unknown: Vec<Row>,
    agencies: Vec<Agency>,
    drafts: Vec<DraftRow>,
    reviews: Vec<Group>,
    open: Vec<Row>,
}

/// Days that are equally near.
#[derive(Serialize)]
struct Group {
    heading: &'static str,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    /// The first column: a day or a month, in words, and for programs.
    date: String,
    iso: String,
    who: Who,
    text: String,
}

#[derive(Serialize)]
struct Who {
    name: String,
    agency: String,
    file: String,
}

#[derive(Serialize)]
struct Agency {
    name: String,
    tasks: Vec<TaskRow>,
}

#[derive(Serialize)]
struct TaskRow {
    number: String,
    title: String,
    cells: Vec<CellView>,
}

#[derive(Serialize)]
struct CellView {
    class: &'static str,
    held: &'static str,
    date: Option<String>,
    more: String,
}

#[derive(Serialize)]
struct DraftRow {
    who: Who,
    from: Option<String>,
    to: Option<String>,
    days: Option<i32>,
    period: &'static str,
    text: String,
}

/// The report as HTML in one file.
pub(crate) fn render(status: &Status, lang: Lang) -> Result<String, Trouble> {
    let due = grouped(
        status.due.iter().map(|due| {
            let by_month = due.what == What::Reassessment;
            let row = Row {
                date: if by_month { month(due.date, lang) } else { day(due.date, lang) },
                iso: due.date.strftime(if by_month { "%Y-%m" } else { "%Y-%m-%d" }).to_string(),
                who: who(&due.assessment),
                text: due.text.clone(),
            };
            (due.when, row)
        }),
        lang,
    );
    let reviews = grouped(
        status.reviews.iter().map(|review| {
            let row = Row {
                date: day(review.date, lang),
                iso: review.date.to_string(),
                who: who(&review.assessment),
                text: review.counted_from.to_string(),
            };
            (review.when, row)
        }),
        lang,
    );
    let undated =
        |which: &Which, text: String| Row { date: String::new(), iso: String::new(), who: who(which), text };
    let view = View {
        heading: word("heading", lang),
        portal: &status.portal,
        status,
        as_of: status.as_of.to_string(),
        official: status.publisher == Publisher::Official,
        due,
        unknown: status.unknown.iter().map(|it| undated(&it.assessment, it.text.clone())).collect(),
        agencies: agencies(status, lang),
        drafts: status
            .drafts
            .iter()
            .map(|draft| DraftRow {
                who: who(&draft.assessment),
                from: draft.from.map(|date| date.to_string()),
                to: draft.to.map(|date| date.to_string()),
                days: draft.days,
                period: draft.period.texts(lang).0,
                text: draft.text.clone(),
            })
            .collect(),
        reviews,
        open: status
            .open
            .iter()
            .map(|open| undated(&open.assessment, human::what_is_open(open, lang)))
            .collect(),
    };
    paper::render(include_str!("status.html"), &view, "status.", lang)
}

/// Rows under the heading of how near their days are.
fn grouped(rows: impl Iterator<Item = (When, Row)>, lang: Lang) -> Vec<Group> {
    let mut groups: Vec<(When, Group)> = Vec::new();
    for (when, row) in rows {
        match groups.last_mut() {
            Some((last, group)) if *last == when => group.rows.push(row),
            _ => groups.push((when, Group { heading: when.text(lang), rows: vec![row] })),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn who(which: &Which) -> Who {
    Who {
        name: format!("{} {}({})", which.number, which.title, which.kind.label()),
        agency: which.agency.clone(),
        file: which.file.clone(),
    }
}

fn agencies(status: &Status, lang: Lang) -> Vec<Agency> {
    let mut agencies: Vec<Agency> = Vec::new();
    for task in &status.tasks {
        let name = format!("{} {}", task.municipality, task.agency);
        let cells = task.cells().map(|cell| {
            let mut more = Vec::new();
            if cell.versions > 1 {
                more.push(say("versions", [("count", cell.versions)], lang));
            }
            more.extend(cell.next.map(|next| human::next_word(next, lang).to_owned()));
            CellView {
                class: match cell.held {
                    Held::Missing => "missing",
                    held if held.is_nothing() => "none",
                    _ => "held",
                },
                held: cell.held.text(lang),
                date: cell.date.map(|date| date.to_string()),
                more: more.join(word("comma", lang)),
            }
        });
        let row = TaskRow { number: task.number.clone(), title: task.title.clone(), cells: cells.into() };
        match agencies.last_mut() {
            Some(agency) if agency.name == name => agency.tasks.push(row),
            _ => agencies.push(Agency { name, tasks: vec![row] }),
        }
    }
    agencies
}
