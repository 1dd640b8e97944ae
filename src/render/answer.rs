//! What stands under a heading, ready for a template: lines, groups, chosen options, boxes, records, notes.
//!
//! Every character of the document appears exactly once and in order; what the templates add around it is
//! interface. Which part is which is decided here, how it looks in `parts.html`.

use serde::Serialize;

use super::strings::Message;
use crate::assessment::piece::Placed;
use crate::assessment::{Answer, Assessment, Node, Nothing, OptionLine, Piece, SUPPLIED};
use crate::form::label::last_bracket;
use crate::form::{Form, Item, ItemKind};
use crate::markdown::{Line, Mark, NoteKind, Table};
use crate::text::number::{circled, split_number};

/// A piece of an answer.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum PartView {
    /// Lines of text.
    Text {
        /// The lines as written, in order.
        lines: Vec<String>,
        /// Whether most of them start with a sign or number that following lines should clear.
        hang: bool,
        /// Which of them, counted from 0, are not as most are in this.
        odd: Vec<usize>,
    },
    /// A measure group: the line that says where the following applies.
    Group {
        /// HTML id, for links to it.
        id: String,
        /// Heading level in HTML, at most 6.
        level: usize,
        /// The line as written, with its brackets.
        text: String,
    },
    /// The answer of a question with one answer.
    Choice {
        /// Whether the question asks the agency to rate itself (特に力を入れて…).
        rating: bool,
        /// What was chosen, and lines that are no option of the form.
        answers: Vec<Chosen>,
        /// Options of the form that are not marked as chosen.
        others: Vec<Other>,
    },
    /// Boxes.
    Boxes {
        /// The boxes, in order.
        boxes: Vec<BoxView>,
    },
    /// Numbered record items.
    Records {
        /// The record items and the text between them, in order.
        items: Vec<RecordView>,
    },
    /// A table.
    Table {
        /// The cells of the first row; each is a list of lines.
        header: Vec<Vec<String>>,
        /// The other rows: lists of cells, each a list of lines.
        rows: Vec<Vec<Vec<String>>>,
    },
    /// The publisher's own words.
    Note {
        /// `erratum` (正誤), `withheld` (not published, with the reason) or `remark`.
        kind: &'static str,
        /// The words, line by line.
        lines: Vec<String>,
    },
    /// Why there is no answer.
    Nothing {
        /// `not-stated`, `blank`, `not-applicable`, `lost`, `not-held` or `no-such-field`; for classes.
        kind: &'static str,
        /// The reason in words.
        message: Message,
    },
    /// A sentence of the interface.
    Message {
        /// `supplied` (a heading taken from the form), `count` (declared and held number differ), `scope`
        /// (the question is about the whole agency) or `records` (how many record items two versions share).
        kind: &'static str,
        /// The sentence.
        message: Message,
    },
}

/// A chosen option, or one that is no option of the form.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Chosen {
    /// Its text, line by line; an option of the form without its number.
    pub(super) lines: Vec<String>,
    /// Whether it is marked as chosen; if not, it is a line that the form does not have as an option.
    pub(super) chosen: bool,
}

/// An official option that was not chosen, with what is nevertheless written behind it.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Other {
    /// The option in the words of the form.
    pub(super) option: String,
    /// The bracket written behind it, with its signs; nothing where there is none.
    pub(super) rest: Option<String>,
}

/// A box.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct BoxView {
    /// `chosen`, `blank`, `lost`.
    pub(super) mark: &'static str,
    /// Key of the mark in words.
    pub(super) said: &'static str,
    /// The sign for the mark: ☑, ☐ or ？.
    pub(super) sign: char,
    /// The text beside the box, line by line.
    pub(super) lines: Vec<String>,
}

/// A record item, or text between record items.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct RecordView {
    /// HTML id of the item; nothing for text without a number, and on pages that compare versions.
    pub(super) id: Option<String>,
    /// The text as written, with number and separators.
    pub(super) text: String,
}

/// The parts of a node, from its pieces. `level` is the heading level of the node itself.
pub(super) fn parts(
    assessment: &Assessment,
    node: &Node,
    level: usize,
    pieces: Vec<Piece<'_>>,
) -> Vec<PartView> {
    let item = assessment.question(node);
    let view = |piece| match piece {
        Piece::Text(lines) => text(&lines),
        Piece::Group { id, line, .. } => {
            PartView::Group { id, level: (level + 1).min(6), text: line.text.clone() }
        }
        Piece::Records(items) => PartView::Records { items: items.into_iter().map(record_view).collect() },
        Piece::Options(lines) if item.is_some_and(|item| item.kind == ItemKind::Choice) => {
            choice(item, lines)
        }
        Piece::Options(lines) => boxes(lines),
        Piece::Table(table) => table_view(table),
        // That the heading was supplied is an interface string of its own.
        Piece::Note { lines, .. } if lines.iter().any(|line| line.text == SUPPLIED) => {
            PartView::Message { kind: "supplied", message: Message::new("heading.supplied") }
        }
        Piece::Note { kind, lines } => PartView::Note {
            kind: match kind {
                NoteKind::Erratum => "erratum",
                NoteKind::Withheld => "withheld",
                NoteKind::Remark => "remark",
            },
            lines: texts(lines),
        },
    };
    pieces.into_iter().map(view).collect()
}

fn text(lines: &[&Line]) -> PartView {
    let hanging: Vec<bool> = lines.iter().map(|line| hangs(&line.text)).collect();
    let hang = 2 * hanging.iter().filter(|hangs| **hangs).count() > lines.len();
    PartView::Text {
        lines: lines.iter().map(|line| line.text.clone()).collect(),
        hang,
        odd: (0..lines.len()).filter(|&at| hanging[at] != hang).collect(),
    }
}

fn record_view(placed: Placed) -> RecordView {
    RecordView { id: placed.id, text: placed.record.text }
}

/// The sentence that says why there is no answer; with the form, also what makes the question pointless.
pub(super) fn nothing(node: &Node, form: Option<&Form>) -> Option<PartView> {
    let lost = matches!(node.answer, Answer::Checks { lost: true, .. })
        || matches!(node.answer, Answer::Choice { .. } | Answer::Text)
            && node.options().any(|o| o.mark == Mark::Lost);
    let nothing = match node.answer {
        Answer::Nothing(nothing) => nothing,
        _ if lost => Nothing::Lost,
        _ => return None,
    };
    let message = match (nothing, form) {
        // The note itself says that it is withheld, and why.
        (Nothing::Withheld, _) => return None,
        // A section whose switch is set, or a question whose options stand there, has been answered.
        (Nothing::NotStated, _) => Message::new("nothing.not-stated-here"),
        (Nothing::Lost, _) => Message::new("nothing.lost-here"),
        (Nothing::NotApplicable(cause), Some(form)) => match cause.options(form) {
            [one] => Message::new("nothing.not-applicable-by").with("option", one.as_str()),
            [first, second] => Message::new("nothing.not-applicable-by-both")
                .with("first", first.as_str())
                .with("second", second.as_str()),
            _ => Message::new("nothing.not-applicable"),
        },
        _ => Message::new(format!("nothing.{}", nothing.key())),
    };
    Some(PartView::Nothing { kind: nothing.key(), message })
}

/// Whether a line starts with a bullet or a circled number.
fn hangs(text: &str) -> bool {
    text.starts_with(|c: char| circled(c).is_some() || matches!(c, '・' | '※' | '○' | '●' | '◆' | '■'))
}

fn choice(item: Option<&Item>, lines: &[OptionLine]) -> PartView {
    let options = item.map_or(&[][..], |item| &item.options);
    let rating = options.first().is_some_and(|first| first.starts_with("特に力を入れて"));
    let mut answers = Vec::new();
    let mut others = Vec::new();
    for line in lines {
        match (line.mark, line.option) {
            (Mark::Chosen, _) => answers.push(Chosen { lines: without_number(line), chosen: true }),
            (_, None) => answers.push(Chosen { lines: texts(&line.lines), chosen: false }),
            (_, Some(index)) => others.push(Other { option: options[index].clone(), rest: rest(line) }),
        }
    }
    PartView::Choice { rating, answers, others }
}

/// What stands in a bracket behind an option that was not chosen.
fn rest(line: &OptionLine) -> Option<String> {
    line.detail.as_deref()?;
    let text = line.text().replace('\n', "");
    last_bracket(&text).map(|(head, _)| text[head.len()..].to_owned())
}

/// A chosen option of the form without its number; any other number is text.
fn without_number(line: &OptionLine) -> Vec<String> {
    let mut lines = texts(&line.lines);
    if let Some(first) = lines.first_mut().filter(|_| line.option.is_some()) {
        *first = split_number(first).1.to_owned();
    }
    lines
}

fn boxes(lines: &[OptionLine]) -> PartView {
    let view = |line: &OptionLine| {
        let (mark, said, sign) = match line.mark {
            Mark::Chosen => ("chosen", "mark.chosen", '☑'),
            Mark::Blank => ("blank", "mark.blank", '☐'),
            Mark::Lost => ("lost", "mark.lost", '？'),
        };
        BoxView { mark, said, sign, lines: texts(&line.lines) }
    };
    PartView::Boxes { boxes: lines.iter().map(view).collect() }
}

fn table_view(table: &Table) -> PartView {
    let cells = |cells: &[Line]| cells.iter().map(|cell| cell_lines(&cell.text)).collect();
    PartView::Table { header: cells(&table.header), rows: table.rows.iter().map(|row| cells(row)).collect() }
}

/// The lines of a table cell.
pub(super) fn cell_lines(text: &str) -> Vec<String> {
    text.split('\n').map(str::to_owned).collect()
}

fn texts(lines: &[Line]) -> Vec<String> {
    lines.iter().map(|line| line.text.clone()).collect()
}
