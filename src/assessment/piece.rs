//! What stands under a heading, cut into pieces: lines, measure groups, record items, boxes, tables, notes.
//!
//! Pieces carry the ids that they have on the page of the document, so that everything that points to a place
//! (pages, search) shares one source of ids: they are worked out once for a document, when the first piece is asked for.
//! How a piece looks is not decided here.

use std::collections::{HashMap, HashSet};

use super::record::{Counter, Record};
use super::{Assessment, Node, OptionLine, Part, group};
use crate::form::{Item, ItemKind};
use crate::markdown::{Line, NoteKind, Table};

/// A piece of what stands under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Lines of text.
    Text(Vec<&'a Line>),
    /// A measure group: the line that says where the following applies.
    Group {
        /// Its id on the page.
        id: String,
        /// Its name, without brackets.
        name: String,
        /// The line.
        line: &'a Line,
    },
    /// Record items, with the text between them.
    Records(Vec<Placed>),
    /// Boxes.
    Options(&'a [OptionLine]),
    /// A table other than the change log.
    Table(&'a Table),
    /// The publisher's own words.
    Note {
        /// What they are about.
        kind: NoteKind,
        /// The words.
        lines: &'a [Line],
    },
}

/// A record item with its id on the page; text between items has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The id.
    pub id: Option<String>,
    /// The item.
    pub record: Record,
}

/// The ids given out on a page.
#[derive(Debug, Default)]
pub struct Ids(HashSet<String>);

impl Ids {
    /// `base`, or `base-2`, `base-3` … where it is taken.
    fn take(&mut self, base: &str) -> String {
        let mut id = base.to_owned();
        let mut number = 2_u64;
        while !self.0.insert(id.clone()) {
            id = format!("{base}-{number}");
            number += 1;
        }
        id
    }
}

/// The ids that the pieces of a document have on its page: for each node that has some, in order, by its anchor.
#[derive(Debug, Default)]
pub(super) struct PageIds(HashMap<String, Vec<String>>);

impl PageIds {
    fn of(assessment: &Assessment) -> Self {
        // All anchors of the document come first.
        let nodes = assessment.walk().map(|node| node.anchor.clone());
        let mut ids = Ids(nodes.chain(assessment.changes.iter().map(|row| row.anchor.clone())).collect());
        let mut of_nodes = HashMap::new();
        for node in assessment.walk() {
            let mut of_node = Vec::new();
            for piece in assessment.pieces_apart(node, &mut ids) {
                match piece {
                    Piece::Group { id, .. } => of_node.push(id),
                    Piece::Records(items) => of_node.extend(items.into_iter().filter_map(|item| item.id)),
                    Piece::Text(_) | Piece::Options(_) | Piece::Table(_) | Piece::Note { .. } => {}
                }
            }
            if !of_node.is_empty() {
                of_nodes.insert(node.anchor.clone(), of_node);
            }
        }
        Self(of_nodes)
    }
}

/// Where a piece gets its id from.
enum Giver<'i> {
    /// A page that is being made.
    New(&'i mut Ids),
    /// The page of the document.
    Known(std::slice::Iter<'i, String>),
}

impl Giver<'_> {
    fn id(&mut self, base: impl FnOnce() -> String) -> String {
        match self {
            Self::New(ids) => ids.take(&base()),
            Self::Known(ids) => ids.next().cloned().unwrap_or_else(base),
        }
    }
}

impl Assessment {
    /// The pieces of a node with the ids of the page of the document, in whatever order nodes are asked for.
    pub fn pieces<'a>(&self, node: &'a Node) -> Vec<Piece<'a>> {
        let PageIds(ids) = self.page_ids.get_or_init(|| PageIds::of(self));
        let known = ids.get(&node.anchor).map_or(&[][..], Vec::as_slice);
        self.cut(node, Giver::Known(known.iter()))
    }

    /// The pieces of a node on another page, which gives out ids of its own in the order in which it asks.
    pub fn pieces_apart<'a>(&self, node: &'a Node, ids: &mut Ids) -> Vec<Piece<'a>> {
        self.cut(node, Giver::New(ids))
    }

    fn cut<'a>(&self, node: &'a Node, mut ids: Giver<'_>) -> Vec<Piece<'a>> {
        let mut pieces = Vec::with_capacity(node.parts.len());
        let mut records = self.holds_records(self.item(node)).then(|| RecordList::new(&node.anchor));
        for (index, part) in node.parts.iter().enumerate() {
            match part {
                Part::Text(lines) => {
                    let last = !node.parts[index + 1..].iter().any(|part| !matches!(part, Part::Note { .. }));
                    text(node, lines, last, records.as_mut(), &mut ids, &mut pieces);
                }
                Part::Options(lines) => pieces.push(Piece::Options(lines)),
                Part::Table(table) => pieces.push(Piece::Table(table)),
                Part::Note { kind, lines } => pieces.push(Piece::Note { kind: *kind, lines }),
            }
        }
        pieces
    }

    /// Whether numbered record items stand under an item.
    pub(crate) fn holds_records(&self, item: Option<&Item>) -> bool {
        item.is_some_and(|item| {
            item.kind == ItemKind::Records
                || item.kind == ItemKind::Section
                    && item.children.iter().any(|&child| self.form.item(child).kind == ItemKind::Records)
        })
    }
}

/// The numbering of record items within one node.
struct RecordList {
    counter: Counter,
    /// A group has just been named.
    may_begin: bool,
    prefix: String,
}

impl RecordList {
    fn new(anchor: &str) -> Self {
        Self { counter: Counter::new(), may_begin: false, prefix: anchor.to_owned() }
    }

    /// A group names a table of its own, whose items count from 1 again, or a part of the same table.
    fn table_may_begin(&mut self) {
        self.may_begin = true;
    }

    fn split(&mut self, line: &str, ids: &mut Giver<'_>) -> Vec<Placed> {
        if std::mem::take(&mut self.may_begin) {
            self.counter.behind_group(line);
        }
        let placed = |record: Record| Placed {
            id: record.number.map(|number| ids.id(|| format!("{}-{number}", self.prefix))),
            record,
        };
        self.counter.split(line).into_iter().map(placed).collect()
    }
}

fn text<'a>(
    node: &Node,
    lines: &'a [Line],
    last: bool,
    mut records: Option<&mut RecordList>,
    ids: &mut Giver<'_>,
    pieces: &mut Vec<Piece<'a>>,
) {
    let start = pieces.len();
    for (index, line) in lines.iter().enumerate() {
        // A group without anything behind it is a line like any other.
        let heads = !(last && index + 1 == lines.len());
        if let Some(name) = group::heading(&line.text).filter(|_| heads) {
            let id = ids.id(|| format!("{}-g-{}", node.anchor, group::anchor_key(&name)));
            if let Some(list) = records.as_deref_mut() {
                list.table_may_begin();
            }
            pieces.push(Piece::Group { id, name, line });
            continue;
        }
        if let Some(list) = records.as_deref_mut() {
            let found = list.split(&line.text, ids);
            match pieces[start..].last_mut() {
                Some(Piece::Records(items)) => items.extend(found),
                _ => pieces.push(Piece::Records(found)),
            }
            continue;
        }
        match pieces[start..].last_mut() {
            Some(Piece::Text(lines)) => lines.push(line),
            _ => pieces.push(Piece::Text(vec![line])),
        }
    }
}
