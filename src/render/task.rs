//! One task of several bodies: the questions that are compared as rows, up to four bodies side by side.

use serde::Serialize;

use super::Page;
use super::across::{Across, Entry, OF_EVALUATION, ValueView, coverage, csv, file_name, nothing, nth, value};
use super::directory::{self, DirectoryView, EntryView};
use super::frame::{self, Crumb};
use super::listing::Listed;
use super::strings::Message;
use crate::across::{Compared, compared};
use crate::content::task::{self, Task};
use crate::finding::Finding;
use crate::portal::{Address, display_title};
use crate::text::csv::Csv;

/// How many bodies stand side by side.
const BODIES: usize = 4;

/// One task, up to four bodies side by side.
#[derive(Debug, Serialize)]
struct TaskView {
    /// Name of the task.
    title: String,
    /// How evaluations are known to be about it: the words that stand in their titles.
    words: String,
    /// How much is held.
    coverage: Message,
    /// All evaluations of the task, each with the page on which it stands.
    all: Vec<ChoiceView>,
    /// The evaluations of this page.
    columns: Vec<Listed>,
    /// The questions.
    rows: Vec<RowView>,
    /// Address of all answers as a table for spreadsheets.
    csv: String,
    /// How many may stand side by side.
    most: usize,
}

/// An evaluation that may be chosen.
#[derive(Debug, Serialize)]
struct ChoiceView {
    /// Number among all evaluations of the task, counted from 0.
    number: usize,
    /// The municipality and the agency.
    text: String,
    /// The title of the evaluation.
    title: String,
    /// Address of the page on which it stands.
    href: String,
    /// Whether it stands on this page.
    here: bool,
}

/// A question with its answers.
#[derive(Debug, Serialize)]
struct RowView {
    /// The question.
    title: String,
    /// Address of the page on which all answers to it stand.
    href: String,
    /// The answers, in the order of the columns.
    cells: Vec<CellView>,
}

/// The answers of one evaluation.
#[derive(Debug, Serialize)]
struct CellView {
    /// Number of the evaluation among all of the task.
    number: usize,
    /// The municipality and the agency, for narrow windows.
    body: String,
    /// The answers: one, or one for each file, 委託事項 or measure group.
    answers: Vec<PartView>,
}

/// An answer and what it is about.
#[derive(Debug, Serialize)]
struct PartView {
    /// The file, 委託事項 or measure group; nothing where there is one answer.
    part: Option<String>,
    /// Address of the item; nothing where the text does not hold it.
    href: Option<String>,
    /// The answer.
    value: ValueView,
}

/// Where the page of a task stands.
pub(super) fn address(task: &Task) -> Address {
    Address::section("tasks").join(task.id)
}

/// The list of tasks; evaluations of which the task is not known stand below it.
pub(super) fn index(across: &Across<'_>) -> Result<Vec<Page>, Vec<Finding>> {
    let at = Address::section("tasks");
    let entries = task::all().iter().filter_map(|task| {
        let count = across.of_task(Some(task)).count();
        (count > 0).then(|| EntryView {
            text: task.name.to_owned(),
            href: Some(at.link(&address(task))),
            note: Some(Message::new("across.evaluations").with("count", count)),
        })
    });
    let other = |entry: &Entry<'_>| EntryView {
        // The colon is what a number ends at.
        text: format!("{}: {}", entry.found.agency.name, display_title(&entry.found.version.facts.meta)),
        href: Some(at.link(super::across::address(entry.found))),
        note: None,
    };
    let view = DirectoryView {
        title: across.renderer.text(&Message::new("across.tasks")),
        lead: vec![Message::new("across.tasks-lead"), Message::new("across.tasks-rule")],
        coverage: coverage(across.entries.iter()),
        entries: entries.collect(),
        others: across.of_task(None).map(other).collect(),
        others_title: "across.other-tasks",
        pages: Vec::new(),
        csv: None,
    };
    Ok(vec![directory::page(across.renderer, &at, Vec::new(), &view)?])
}

/// The pages of a task, and its table for spreadsheets.
pub(super) fn pages(across: &Across<'_>, task: &'static Task) -> Result<Vec<Page>, Vec<Finding>> {
    let home = address(task);
    let entries: Vec<&Entry<'_>> = across.of_task(Some(task)).collect();
    let mut pages = Vec::new();
    for (number, some) in entries.chunks(BODIES).enumerate() {
        let at = nth(&home, number);
        let choice = |(index, entry): (usize, &&Entry<'_>)| ChoiceView {
            number: index,
            text: body(entry),
            title: display_title(&entry.found.version.facts.meta).to_owned(),
            href: at.link(&nth(&home, index / BODIES)),
            here: index / BODIES == number,
        };
        let view = TaskView {
            title: task.name.to_owned(),
            words: task.words.join("、"),
            coverage: coverage(entries.iter().copied()),
            all: entries.iter().enumerate().map(choice).collect(),
            columns: some.iter().map(|entry| across.listed(&at, entry, "")).collect(),
            rows: compared()
                .iter()
                .enumerate()
                .map(|(index, asked)| row(&at, (index, asked), (number * BODIES, some)))
                .collect(),
            csv: at.link(&home.with_file("table.csv")),
            most: BODIES,
        };
        let mut frame = frame::frame(across.renderer, &at, None);
        frame.title = Some(across.renderer.text(&Message::new("across.task-title").with("name", task.name)));
        frame.canonical = across.renderer.canonical(&at);
        frame.here = "task";
        let list = Crumb::to(
            across.renderer.text(&Message::new("across.tasks")),
            at.link(&Address::section("tasks")),
        );
        frame.crumbs = vec![across.renderer.crumb_home(&at), list, Crumb::here(task.name)];
        pages.push(across.renderer.render(&at, "task.html", &super::context(&frame, &view))?);
    }
    pages.push(csv(&home, table(across, &entries)));
    Ok(pages)
}

/// The agency with the kind: of one task several kinds may be held.
fn body(entry: &Entry<'_>) -> String {
    format!("{}({})", entry.found.agency.name, entry.found.kind.kind.label())
}

fn row(
    at: &Address,
    (index, asked): (usize, &Compared),
    (first, entries): (usize, &[&Entry<'_>]),
) -> RowView {
    let cell = |(number, entry): (usize, &&Entry<'_>)| {
        let answers = entry.said.to(index);
        let several = answers.len() > 1;
        let part = |answer: &crate::across::Answer| {
            let file = file_name(entry, answer.file).filter(|_| entry.found.version.facts.files.len() > 1);
            let part = [file, answer.part.clone()].into_iter().flatten().collect::<Vec<_>>().join(" › ");
            PartView {
                part: Some(part).filter(|part| !part.is_empty() && (several || answer.part.is_some())),
                href: (!answer.anchor.is_empty())
                    .then(|| format!("{}#{}", at.link(super::across::address(entry.found)), answer.anchor)),
                value: value(answer),
            }
        };
        CellView { number: first + number, body: body(entry), answers: answers.iter().map(part).collect() }
    };
    RowView {
        title: asked.name.to_owned(),
        href: at.link(&super::concept::address(asked)),
        cells: entries.iter().enumerate().map(cell).collect(),
    }
}

fn table(across: &Across<'_>, entries: &[&Entry<'_>]) -> Csv {
    let mut columns: Vec<&str> = OF_EVALUATION.to_vec();
    columns.extend([
        "問い",
        "特定個人情報ファイル",
        "対象",
        "選択",
        "記載",
        "理由",
        "記載がない場合",
        "アドレス",
    ]);
    let mut table = Csv::new(&columns);
    for entry in entries {
        for answer in &entry.said.answers {
            let mut cells = across.cells(entry);
            cells.push(compared()[answer.concept].name.to_owned());
            cells.push(file_name(entry, answer.file).unwrap_or_default());
            cells.push(answer.part.clone().unwrap_or_default());
            cells.push(answer.chosen.join("\n"));
            cells.push(answer.text.clone());
            cells.push(answer.reason.clone());
            cells.push(nothing(answer).map(|nothing| across.renderer.text(&nothing)).unwrap_or_default());
            cells.push(across.url(entry, &answer.anchor));
            table.row(&cells);
        }
    }
    table
}
