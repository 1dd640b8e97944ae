//! From an evaluation to passages: every answer, change row, record item and cover fact with its place on the page.
//!
//! Answers, not the form: printed options and empty boxes are left out, and what is chosen in a block goes along with
//! each of its answers as context, its short answers beside them. Nothing is shortened; names of former managers are left out (see
//! [`names`]).

use crate::assessment::change::{self, PAGE};
use crate::assessment::names;
use crate::assessment::{Answer, Assessment, ChangeDate, ChangeRow, Node, OptionLine, Piece};
use crate::form::ItemKind;
use crate::markdown::{Mark, Table};
use crate::portal::{Located, State, display_title};
use crate::search::passage::{EVALUATION, Evaluation, Passage, PassageKind};
use crate::search::text::has_units;
use crate::text::date::{Date, to_era};
use crate::text::folding::fold_text;
use crate::text::number::split_number;

/// The id of the main part of every page: where a hit on the evaluation as a whole leads.
const TOP: &str = "main";

/// Longest answer that goes along with the others of its block, in characters.
const SHORT: usize = 40;

/// The evaluation as search shows it, and its passages in reading order.
pub fn passages(found: Located<'_>, assessment: &Assessment) -> (Evaluation, Vec<Passage>) {
    let evaluation = evaluation(found);
    let mut writer = PassageWriter { assessment, out: vec![whole(&evaluation, found, assessment)] };
    for section in &assessment.sections {
        let cover = assessment.item(section).is_some_and(|item| item.id == "cover");
        let kind = if cover { PassageKind::Cover } else { PassageKind::Answer };
        writer.node(section, &Above { kind, path: Vec::new(), block: None });
    }
    (evaluation, writer.out)
}

fn evaluation(found: Located<'_>) -> Evaluation {
    let meta = &found.version.facts.meta;
    let address = if found.is_current() { &found.kind.address } else { &found.version.address };
    let town = &found.municipality.meta;
    Evaluation {
        identity: format!("{} {}", town.code, found.version.address),
        url: address.to_string(),
        title: display_title(meta).to_owned(),
        municipality: town.name.clone(),
        municipality_code: town.code.clone(),
        municipality_slug: found.municipality.slug.clone(),
        prefecture: town.prefecture.clone(),
        agency: found.agency.name.clone(),
        number: meta.number.clone(),
        kind: meta.kind.as_str().to_owned(),
        kind_name: meta.kind.label().to_owned(),
        published: meta.published.map(|date| date.to_string()),
        status: status(found.version.state).to_owned(),
    }
}

/// The state as search knows it: what differs only in a date is one.
fn status(state: State) -> &'static str {
    match state {
        State::Latest => "latest",
        State::Beside => "beside",
        State::Past { .. } | State::DayUnknown { alone: false } => "past",
        State::Consultation { .. } => "consultation",
        State::Draft => "draft",
        State::Ended { .. } => "ended",
        State::Undated | State::DayUnknown { alone: true } => "undated",
    }
}

/// The passage that says what the evaluation is.
fn whole(evaluation: &Evaluation, found: Located<'_>, assessment: &Assessment) -> Passage {
    let meta = &assessment.meta;
    // Each on a line of its own: two beside one another could be a number together.
    let mut lines = vec![
        meta.title.clone(),
        format!("{} 評価書番号{}", evaluation.kind_name, evaluation.number),
        evaluation.agency.clone(),
        evaluation.prefecture.clone(),
        evaluation.municipality.clone(),
    ];
    lines.extend(meta.published.map(|date| format!("公表日 {}", dates(date))));
    lines.extend(meta.form.clone());
    lines.extend(found.version.facts.files.iter().cloned());
    lines.extend(meta.summary.clone());
    Passage {
        kind: PassageKind::Cover,
        anchor: TOP.to_owned(),
        path: vec![evaluation.title.clone()],
        text: lines.join("\n"),
        file: None,
        block: None,
        group: None,
        concept: Some(EVALUATION.to_owned()),
        answer: None,
        context: String::new(),
        beside: String::new(),
    }
}

/// A day as people write it, in both calendars.
fn dates(date: Date) -> String {
    format!("{} ({}年{}月{}日)", to_era(date), date.year(), date.month(), date.day())
}

/// What a node knows of those above it.
#[derive(Clone)]
struct Above<'a> {
    kind: PassageKind,
    path: Vec<String>,
    block: Option<&'a Block>,
}

/// A repeated block.
struct Block {
    name: Option<String>,
    /// The options chosen in it, by the anchor of the question.
    chosen: Vec<(String, String)>,
    /// Its short answers, likewise.
    said: Vec<(String, String)>,
}

struct PassageWriter<'a> {
    assessment: &'a Assessment,
    out: Vec<Passage>,
}

impl PassageWriter<'_> {
    fn node(&mut self, node: &Node, above: &Above<'_>) {
        let item = self.assessment.item(node);
        let mut path = above.path.clone();
        path.push(node.heading().trim().to_owned());
        let own = item.filter(|item| item.kind == ItemKind::Block).map(|_| self.block(node));
        let above = Above { kind: above.kind, path, block: own.as_ref().or(above.block) };
        self.answer(node, &above);
        if item.is_some_and(|item| item.kind == ItemKind::Changes) && node.answer == Answer::Rows {
            self.changes(&above);
        }
        for child in &node.children {
            self.node(child, &above);
        }
    }

    fn block(&self, node: &Node) -> Block {
        let chosen = node.walk().map(|node| (node.anchor.clone(), self.chosen(node, node.options())));
        let said = node.walk().map(|node| (node.anchor.clone(), self.short(node)));
        Block {
            name: node.name.clone(),
            chosen: chosen.filter(|(_, text)| !text.is_empty()).collect(),
            said: said.filter(|(_, text)| !text.is_empty()).collect(),
        }
    }

    /// An answer that is one line and no longer than a name; others say too much to go along with each of a block.
    fn short(&self, node: &Node) -> String {
        let lines: Vec<String> = self
            .assessment
            .pieces(node)
            .into_iter()
            .flat_map(|piece| match piece {
                Piece::Text(lines) => lines.iter().map(|line| line.text.trim().to_owned()).collect(),
                _ => Vec::new(),
            })
            .filter(|text: &String| !text.is_empty())
            .collect();
        match lines.as_slice() {
            [line] if line.chars().count() <= SHORT => line.clone(),
            _ => String::new(),
        }
    }

    /// The options that were chosen, and what is written behind those whose mark was lost.
    fn chosen<'o>(&self, node: &Node, options: impl Iterator<Item = &'o OptionLine>) -> String {
        let choice = self.assessment.question(node).is_some_and(|item| item.kind == ItemKind::Choice);
        let text = |line: &OptionLine| match line.mark {
            Mark::Chosen if choice => Some(split_number(&line.text()).1.to_owned()),
            Mark::Chosen => Some(line.text()),
            Mark::Lost => line.detail.clone().filter(|detail| !detail.trim().is_empty()),
            Mark::Blank => None,
        };
        options.filter_map(text).collect::<Vec<_>>().join("\n")
    }

    /// The passages of what stands under one heading.
    fn answer(&mut self, node: &Node, above: &Above<'_>) {
        let pieces = self.assessment.pieces(node);
        let question = self.assessment.answered(node);
        let manager = names::asks_for_manager(self.assessment, node);
        let of_others = |all: &[(String, String)]| {
            let others = all.iter().filter(|(anchor, _)| *anchor != node.anchor);
            others.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n")
        };
        let context = above.block.map(|block| of_others(&block.chosen)).unwrap_or_default();
        let beside = above.block.map(|block| of_others(&block.said)).unwrap_or_default();
        let start = Passage {
            kind: above.kind,
            anchor: node.anchor.clone(),
            path: above.path.clone(),
            text: node.name.clone().unwrap_or_default(),
            file: node.file.and_then(|file| self.assessment.files.get(file)).map(|file| file.name.clone()),
            block: above.block.and_then(|block| block.name.clone()),
            group: None,
            concept: question.and_then(|item| item.concept.clone()),
            answer: question.map(|item| kind(item.kind).to_owned()),
            context,
            beside,
        };
        let mut passage = start.clone();
        for piece in pieces {
            match piece {
                Piece::Text(lines) => lines.iter().for_each(|line| add(&mut passage, &line.text)),
                Piece::Options(options) => add(&mut passage, &self.chosen(node, options.iter())),
                Piece::Table(table) => add(&mut passage, &cells(table)),
                Piece::Note { .. } => {}
                Piece::Group { id, name, .. } => {
                    let next =
                        Passage { anchor: id, group: Some(name), text: String::new(), ..start.clone() };
                    self.push(std::mem::replace(&mut passage, next), manager);
                }
                Piece::Records(items) => {
                    for placed in items {
                        let (kind, anchor) = match placed.id {
                            Some(id) => (PassageKind::RecordItem, id),
                            None => (above.kind, passage.anchor.clone()),
                        };
                        let text = placed.record.text;
                        self.push(Passage { kind, anchor, text, ..passage.clone() }, false);
                    }
                }
            }
        }
        self.push(passage, manager);
    }

    /// Keeps a passage that says something.
    fn push(&mut self, mut passage: Passage, manager: bool) {
        let masked = if manager { names::of_manager } else { names::without };
        passage.text = masked(&passage.text);
        passage.context = names::without(&passage.context);
        passage.beside = names::without(&passage.beside);
        for step in &mut passage.path {
            *step = names::without(step);
        }
        if has_units(&passage.text) {
            self.out.push(passage);
        }
    }

    fn changes(&mut self, above: &Above<'_>) {
        let rows = &self.assessment.changes;
        for (index, row) in rows.iter().enumerate() {
            let items = items(rows, index);
            let mut path = above.path.clone();
            path.extend(day(row));
            // A list of pages says p.49 instead of a day.
            let page = row.page.as_ref().filter(|page| !page.written.is_empty());
            path.extend(page.map(|page| format!("{PAGE} {}", page.written)));
            path.extend(items.iter().map(|item| item.replace('\n', " ")));
            let manager = names::is_of_manager(rows, index);
            let same = fold_text(&row.before.text) == fold_text(&row.after.text);
            for (kind, text) in
                [(PassageKind::ChangeAfter, &row.after.text), (PassageKind::ChangeBefore, &row.before.text)]
            {
                if kind == PassageKind::ChangeBefore && same {
                    continue;
                }
                let passage = Passage {
                    kind,
                    anchor: row.anchor.clone(),
                    path: path.clone(),
                    text: text.clone(),
                    file: None,
                    block: None,
                    group: None,
                    concept: None,
                    answer: None,
                    context: row.reason.text.clone(),
                    beside: String::new(),
                };
                self.push(passage, manager);
            }
        }
    }
}

/// Adds a line to the text of a passage.
fn add(passage: &mut Passage, text: &str) {
    if text.is_empty() {
        return;
    }
    if !passage.text.is_empty() {
        passage.text.push('\n');
    }
    passage.text.push_str(text);
}

fn cells(table: &Table) -> String {
    let rows = std::iter::once(&table.header).chain(&table.rows);
    let row = |cells: &Vec<crate::markdown::Line>| {
        cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" | ")
    };
    rows.map(row).collect::<Vec<_>>().join("\n")
}

/// The item of a row, behind that of the row it continues (同上, (続き)).
fn items(rows: &[ChangeRow], index: usize) -> Vec<&str> {
    let mut items: Vec<_> = change::chain(rows, index).map(|row| row.item.text.trim()).collect();
    items.retain(|item| !item.is_empty());
    items.reverse();
    items
}

/// The day of a row, as printed or, where it is that of a row above, in the same calendar.
fn day(row: &ChangeRow) -> Option<String> {
    match &row.date {
        ChangeDate::Stated { written, .. } | ChangeDate::Unreadable { written } => Some(written.clone()),
        ChangeDate::Inherited { date } => date.map(to_era),
        ChangeDate::Unknown => None,
    }
}

/// The kind of answer as the forms name it.
fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Section => "section",
        ItemKind::Group => "group",
        ItemKind::Block => "block",
        ItemKind::Text => "text",
        ItemKind::Choice => "choice",
        ItemKind::Checks => "checks",
        ItemKind::Date => "date",
        ItemKind::Month => "month",
        ItemKind::Period => "period",
        ItemKind::Org => "org",
        ItemKind::List => "list",
        ItemKind::Records => "records",
        ItemKind::Changes => "changes",
        ItemKind::Figure => "figure",
        ItemKind::Reference => "reference",
    }
}
