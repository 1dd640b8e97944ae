//! The domain model: one evaluation as a tree of sections, items and answers, each with its place.
//!
//! [`Assessment::read`] turns blocks into the model and says what it could not understand;
//! [`Assessment::blocks`] turns it back. Labels and texts are kept as written; what they mean (which
//! question, which option, which kind of "nothing") stands beside them. Nothing here knows of pages.

mod anchor;
pub mod answer;
pub mod blank;
pub mod change;
mod concept;
pub mod group;
pub mod names;
pub mod piece;
mod read;
pub mod record;
pub mod target;
#[cfg(test)]
mod tests;
pub mod twin;
mod write;

use std::sync::{Arc, OnceLock};

use crate::content::DocumentMeta;
use crate::form::{Form, Item, ItemIndex};
use crate::markdown::{Block, Line, Mark, NoteKind, Table};
use crate::text::number::digit;
use crate::text::source::{Source, Span};

pub use answer::{Answer, Cause, Nothing};
pub use change::{ChangeDate, ChangeRow, RowKind};
pub use piece::{Ids, Piece};
pub use record::Record;

/// The note under a heading that `import` supplied because the original does not print it (a lost label,
/// a page that is not held). Such a heading is interface, not text of the evaluation.
pub const SUPPLIED: &str = "この見出しは様式から補いました。原本の該当箇所を確認してください。";

/// How a note begins by which the publisher says that marks cannot be told from the original either, `> 注記: 原本でも読み取れません。`.
pub const UNREADABLE: &str = "原本でも読み取れません";

/// One version of one evaluation.
#[derive(Debug)]
pub struct Assessment {
    /// The front matter.
    pub meta: DocumentMeta,
    /// The form it is read with: the one it names, else the newest of its kind.
    pub form: &'static Form,
    /// The 特定個人情報ファイル, in the order of the front matter, then of the text.
    pub files: Vec<File>,
    /// The sections in the order of the text.
    pub sections: Vec<Node>,
    /// The rows of 変更箇所, in the order of the text.
    pub changes: Vec<ChangeRow>,
    /// The text it was read from.
    pub source: Arc<Source>,
    by_concept: concept::ByConcept,
    page_ids: OnceLock<piece::PageIds>,
}

/// A 特定個人情報ファイル.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Part of anchors: `kokuho`, or `f1` where the front matter names none.
    pub id: String,
    /// Its name without the number.
    pub name: String,
}

/// A section, item or block: a heading with what stands under it.
#[derive(Debug, Clone)]
pub struct Node {
    /// The heading as written, without a block's name.
    pub label: Line,
    /// Heading level, 1 to 6.
    pub level: u8,
    /// The question of the form; `None` for a heading the form does not have.
    pub item: Option<ItemIndex>,
    /// The number of a repeated block.
    pub number: Option<u32>,
    /// The name of a repeated block, as written.
    pub name: Option<String>,
    /// The file (index into [`Assessment::files`]) this node belongs to, if any.
    pub file: Option<usize>,
    /// The id of the item on the page, unique within the document.
    pub anchor: String,
    /// What stands under the heading, in order.
    pub parts: Vec<Part>,
    /// What it amounts to.
    pub answer: Answer,
    /// The headings under it.
    pub children: Vec<Node>,
}

/// A piece of what stands under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Text(Vec<Line>),
    /// Boxes.
    Options(Vec<OptionLine>),
    /// A table other than the change log.
    Table(Table),
    /// The publisher's own words, not part of the evaluation.
    Note {
        /// What they are about.
        kind: NoteKind,
        /// The words.
        lines: Vec<Line>,
    },
}

/// One box with what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionLine {
    /// The box.
    pub mark: Mark,
    /// The text as written, continuation lines included.
    pub lines: Vec<Line>,
    /// The official option it equals (index into the item's options).
    pub option: Option<usize>,
    /// What stands in the bracket behind the option: その他( … ), ( n ) 件.
    pub detail: Option<String>,
}

impl OptionLine {
    /// The text on one line.
    pub fn text(&self) -> String {
        joined(&self.lines)
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        span_of(&self.lines)
    }
}

impl Node {
    /// The heading in full, as written: a block's label with its name.
    pub fn heading(&self) -> String {
        match self.name.as_deref() {
            Some(name) if !name.is_empty() => format!("{} {name}", self.label.text),
            _ => self.label.text.clone(),
        }
    }

    /// The texts under the heading, paragraphs separated by a blank line.
    pub fn text(&self) -> String {
        let paragraphs = self.parts.iter().filter_map(|part| match part {
            Part::Text(lines) => Some(lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n")),
            _ => None,
        });
        paragraphs.collect::<Vec<_>>().join("\n\n")
    }

    /// The boxes under the heading.
    pub fn options(&self) -> impl Iterator<Item = &OptionLine> {
        self.parts
            .iter()
            .filter_map(|part| if let Part::Options(lines) = part { Some(lines) } else { None })
            .flatten()
    }

    /// Whether the heading is not printed in the original and was supplied by `import`.
    pub fn is_supplied(&self) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Note { kind: NoteKind::Remark, lines } => lines.iter().any(|line| line.text == SUPPLIED),
            _ => false,
        })
    }

    /// Boxes whose marks somebody still has to look up: lost, and not said to be unreadable in the original.
    pub fn open_marks(&self) -> impl Iterator<Item = &OptionLine> {
        let settled = self.parts.iter().any(|part| match part {
            Part::Note { kind: NoteKind::Remark, lines } => {
                lines.first().is_some_and(|line| line.text.starts_with(UNREADABLE))
            }
            _ => false,
        });
        self.options().filter(move |line| line.mark == Mark::Lost && !settled)
    }

    /// This node and everything under it, in reading order.
    pub fn walk(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        Box::new(std::iter::once(self).chain(self.children.iter().flat_map(Self::walk)))
    }
}

/// Nodes are equal when they say the same: places and derived values do not count.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label
            && self.level == other.level
            && self.name == other.name
            && self.parts == other.parts
            && self.children == other.children
    }
}

impl Assessment {
    /// The form's item of a node.
    pub fn item(&self, node: &Node) -> Option<&'static Item> {
        node.item.map(|index| self.form.item(index))
    }

    /// The question that the parts of a node answer; see [`Form::question`].
    pub fn question(&self, node: &Node) -> Option<&'static Item> {
        node.item.map(|index| self.form.question(index))
    }

    /// The item that a node answers: its own, or, where an answer stands directly under a group, the group's
    /// first question, whose label the document leaves out.
    pub fn answered(&self, node: &Node) -> Option<&'static Item> {
        self.answered_index(node).map(|index| self.form.item(index))
    }

    /// The index of [`Assessment::answered`].
    pub fn answered_index(&self, node: &Node) -> Option<ItemIndex> {
        let direct = !matches!(node.answer, Answer::Container | Answer::Nothing(_));
        node.item.map(|index| if direct { self.form.question_index(index) } else { index })
    }

    /// All nodes in reading order.
    pub fn walk(&self) -> impl Iterator<Item = &Node> {
        self.sections.iter().flat_map(Node::walk)
    }

    /// The nodes that answer the item `id` (e.g. `ii.4.t*.6`), in reading order.
    pub fn find<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Node> {
        let wanted = self.form.index(id).map(|index| self.form.item(index));
        self.walk().filter(move |node| {
            let is = |item: Option<&'static Item>| wanted.is_some_and(|w| item.is_some_and(|i| i.id == w.id));
            is(self.item(node)) || is(self.answered(node))
        })
    }

    /// The blocks of the body: the inverse of [`Assessment::read`].
    pub fn blocks(&self) -> Vec<Block> {
        write::blocks(self)
    }
}

/// Two assessments are equal when front matter and body say the same.
impl PartialEq for Assessment {
    fn eq(&self, other: &Self) -> bool {
        self.meta == other.meta
            && self.form.id == other.form.id
            && self.sections == other.sections
            && self.changes == other.changes
    }
}

/// A file's name without its number and brackets: "1. 国民健康保険情報ファイル", "【2. 滞納情報ファイル】".
pub(crate) fn file_name(text: &str) -> &str {
    let text = text.trim().trim_start_matches('【').trim_end_matches('】').trim();
    if let (Some(_), rest) = crate::text::number::split_number(text.trim_start_matches(['(', '（'])) {
        return rest;
    }
    let rest = text.trim_start_matches(|c| digit(c).is_some());
    match rest.strip_prefix(['.', '．']) {
        Some(name) if rest.len() < text.len() => name.trim_start(),
        _ => text,
    }
}

/// The texts of some lines, joined without white space of our own where Japanese needs none.
pub(crate) fn joined(lines: &[Line]) -> String {
    lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// The stretch from the first to the last of some lines.
pub(crate) fn span_of(lines: &[Line]) -> Span {
    lines.iter().map(|l| l.span).reduce(Span::join).unwrap_or_default()
}
