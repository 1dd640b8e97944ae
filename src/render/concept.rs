//! Answers to one question side by side, task by task; and the list of the questions.

use serde::Serialize;

use super::Page;
use super::across::{
    self, Across, Entry, OF_EVALUATION, PageLink, ValueView, coverage, csv, file_name, nth, page_links,
    paged, value, weight,
};
use super::directory::{self, DirectoryView, EntryView};
use super::frame::{self, Crumb};
use super::listing::Listed;
use super::strings::Message;
use crate::across::{Answer, Compared, compared};
use crate::content::task::{self, Task};
use crate::finding::Finding;
use crate::portal::Address;
use crate::text::csv::Csv;

/// The answers to one question, side by side.
#[derive(Debug, Serialize)]
struct ConceptView {
    /// The question.
    title: String,
    /// What has to be known of the question; nothing for most.
    note: Option<Message>,
    /// The question that may be taken for this one, with its page; nothing for most.
    apart: Option<EntryView>,
    /// How much is held.
    coverage: Message,
    /// The tasks with answers, each with a link to its first row.
    tasks: Vec<EntryView>,
    /// The rows of this page, task by task.
    sections: Vec<SectionView>,
    /// The other pages.
    pages: Vec<PageLink>,
    /// Address of all rows as a table for spreadsheets.
    csv: String,
    /// Address of the list of questions.
    all: String,
    /// Key of the heading of what an answer is about: `across.part-file`, `across.part-block` or `across.part-group`;
    /// nothing for questions with one answer.
    part: Option<&'static str>,
}

/// The rows of a task.
#[derive(Debug, Serialize)]
struct SectionView {
    /// HTML id.
    id: String,
    /// Name of the task; nothing for evaluations of which the task is not known.
    title: Option<String>,
    /// Address of the page of the task.
    href: Option<String>,
    /// The rows.
    rows: Vec<RowView>,
    /// Evaluations whose form does not ask the question.
    without: Vec<Listed>,
}

/// An answer with its evaluation.
#[derive(Debug, Serialize)]
struct RowView {
    /// The evaluation; its `href` leads to the answer.
    document: Listed,
    /// Name of the 特定個人情報ファイル.
    file: Option<String>,
    /// The 委託事項, 提供先 or measure group.
    part: Option<String>,
    /// The answer.
    value: ValueView,
}

/// Where the answers to a question stand.
pub(super) fn address(compared: &Compared) -> Address {
    compared.concept.split('.').fold(Address::section("compare"), |address, part| address.join(part))
}

/// The list of questions.
pub(super) fn index(across: &Across<'_>) -> Result<Vec<Page>, Vec<Finding>> {
    let at = Address::section("compare");
    let entry = |compared: &Compared| EntryView {
        text: compared.name.to_owned(),
        href: Some(at.link(&address(compared))),
        note: None,
    };
    let view = DirectoryView {
        title: across.renderer.text(&Message::new("across.compare")),
        lead: vec![Message::new("across.compare-lead")],
        coverage: coverage(across.entries.iter()),
        entries: compared().iter().map(entry).collect(),
        others: Vec::new(),
        others_title: "across.others",
        pages: Vec::new(),
        csv: None,
    };
    Ok(vec![directory::page(across.renderer, &at, Vec::new(), &view)?])
}

/// The question that may be taken for another one.
fn apart(asked: &Compared) -> Option<&'static Compared> {
    let apart = asked.apart?;
    compared().iter().find(|other| other.concept == apart)
}

/// A row before it is shown.
type Row<'a> = (Option<&'static Task>, &'a Entry<'a>, &'a Answer);

fn is_unasked(answer: &Answer) -> bool {
    answer.absence.as_ref().is_some_and(|absence| absence.key == "no-such-field")
}

/// The pages of a question, and its table for spreadsheets.
pub(super) fn pages(across: &Across<'_>, index: usize) -> Result<Vec<Page>, Vec<Finding>> {
    let compared = &compared()[index];
    let all = address(compared);
    let mut rows: Vec<Row<'_>> = Vec::new();
    for task in task::all().iter().map(Some).chain([None]) {
        for entry in across.of_task(task) {
            rows.extend(entry.said.to(index).iter().map(|answer| (task, entry, answer)));
        }
    }
    let table = table(across, &rows);
    let answering = rows.iter().filter(|(_, _, answer)| !is_unasked(answer)).map(|(_, entry, _)| *entry);
    let mut answering: Vec<&Entry<'_>> = answering.collect();
    answering.dedup_by_key(|entry| entry.found.version.facts.index);
    let coverage = coverage(answering.into_iter());
    let chunks = paged(rows, |(_, _, answer)| if is_unasked(answer) { 300 } else { weight(answer) });
    let first_page = |task: Option<&'static Task>| {
        chunks.iter().position(|rows| rows.iter().any(|(other, ..)| *other == task))
    };
    let mut pages = Vec::with_capacity(chunks.len() + 1);
    for (number, rows) in chunks.iter().enumerate() {
        let at = nth(&all, number);
        let tasks = task::all().iter().map(Some).chain([None]).filter_map(|task| {
            let target = first_page(task)?;
            let count = across.of_task(task).count();
            Some(EntryView {
                text: task.map_or_else(
                    || across.renderer.text(&Message::new("across.other-tasks")),
                    |task| task.name.to_owned(),
                ),
                href: Some(format!("{}#{}", at.link(&nth(&all, target)), section_id(task))),
                note: Some(Message::new("across.evaluations").with("count", count)),
            })
        });
        let view = ConceptView {
            title: compared.name.to_owned(),
            note: compared.note.map(|note| Message::new(format!("across.note.{note}"))),
            apart: apart(compared).map(|other| EntryView {
                text: other.name.to_owned(),
                href: Some(at.link(&address(other))),
                note: None,
            }),
            coverage: coverage.clone(),
            tasks: tasks.collect(),
            sections: sections(across, &at, rows),
            pages: page_links(&at, &all, chunks.len(), number),
            csv: at.link(&all.with_file("table.csv")),
            all: at.link(&Address::section("compare")),
            part: match compared.by {
                crate::across::By::Document => None,
                crate::across::By::File => Some("across.part-file"),
                crate::across::By::Block => Some("across.part-block"),
                crate::across::By::Group => Some("across.part-group"),
            },
        };
        let mut frame = frame::frame(across.renderer, &at, None);
        frame.title =
            Some(across.renderer.text(&Message::new("across.compare-title").with("name", compared.name)));
        frame.canonical = across.renderer.canonical(&at);
        frame.here = "concept";
        let list = Crumb::to(
            across.renderer.text(&Message::new("across.compare")),
            at.link(&Address::section("compare")),
        );
        frame.crumbs = vec![across.renderer.crumb_home(&at), list, Crumb::here(compared.name)];
        pages.push(across.renderer.render(&at, "concept.html", &super::context(&frame, &view))?);
    }
    pages.push(csv(&all, table));
    Ok(pages)
}

fn section_id(task: Option<&'static Task>) -> String {
    format!("task-{}", task.map_or("others", |task| task.id))
}

fn sections(across: &Across<'_>, at: &Address, rows: &[Row<'_>]) -> Vec<SectionView> {
    let section = |rows: &[Row<'_>]| {
        let task = rows[0].0;
        let mut section = SectionView {
            id: section_id(task),
            title: task.map(|task| task.name.to_owned()),
            href: task.map(|task| at.link(&super::task::address(task))),
            rows: Vec::new(),
            without: Vec::new(),
        };
        for (_, entry, answer) in rows {
            let document = across.listed(at, entry, &answer.anchor);
            if is_unasked(answer) {
                section.without.push(document);
            } else {
                let file = file_name(entry, answer.file);
                section.rows.push(RowView {
                    document,
                    file,
                    part: answer.part.clone(),
                    value: value(answer),
                });
            }
        }
        section
    };
    rows.chunk_by(|a, b| a.0 == b.0).map(section).collect()
}

fn table(across: &Across<'_>, rows: &[Row<'_>]) -> Csv {
    let mut columns: Vec<&str> = vec!["事務"];
    columns.extend(OF_EVALUATION);
    columns.extend(["特定個人情報ファイル", "対象", "選択", "記載", "理由", "記載がない場合", "アドレス"]);
    let mut table = Csv::new(&columns);
    for (task, entry, answer) in rows {
        let mut cells = vec![task.map_or_else(String::new, |task| task.name.to_owned())];
        cells.extend(across.cells(entry));
        cells.push(file_name(entry, answer.file).unwrap_or_default());
        cells.push(answer.part.clone().unwrap_or_default());
        cells.push(answer.chosen.join("\n"));
        cells.push(answer.text.clone());
        cells.push(answer.reason.clone());
        cells.push(across::nothing(answer).map(|nothing| across.renderer.text(&nothing)).unwrap_or_default());
        cells.push(across.url(entry, &answer.anchor));
        table.row(&cells);
    }
    table
}
