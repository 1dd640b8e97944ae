//! The outline that placing fills: headings with their pieces, in reading order, and how it becomes blocks.

use super::checks::Check;
use super::options::Choice;
use crate::assessment::SUPPLIED;
use crate::form::label::{Block as Numbered, option};
use crate::form::{Form, ItemIndex, ItemKind, LabelMatch};
use crate::markdown::{Block, Line, Mark, NoteKind, Table, Task};
use crate::text::number::split_number;

/// What stands under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OutlinePart {
    /// Lines of text.
    Lines(Vec<String>),
    /// Boxes.
    Boxes(Vec<(Mark, String)>),
}

/// A heading of the document.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) item: Option<ItemIndex>,
    block: Option<Numbered>,
    /// As printed; a block's name is kept apart.
    pub(super) label: String,
    /// The label is not printed in the original.
    pub(super) supplied: bool,
    pub(super) parent: Option<usize>,
    pub(super) pieces: Vec<OutlinePart>,
    /// The rows of the original that it was read from.
    pub(super) rows: Vec<usize>,
}

impl Entry {
    pub(super) fn new(item: Option<ItemIndex>, block: Option<Numbered>, label: String) -> Self {
        let label = match &block {
            Some(block) if !block.name.is_empty() => {
                label.strip_suffix(block.name.as_str()).unwrap_or(&label).trim_end().to_owned()
            }
            _ => label,
        };
        Self { item, block, label, supplied: false, parent: None, pieces: Vec::new(), rows: Vec::new() }
    }

    /// The number of a repeated block.
    pub(super) fn number(&self) -> Option<u32> {
        self.block.as_ref().map(|block| block.number)
    }

    /// The name of a repeated block.
    pub(super) fn name(&self) -> &str {
        self.block.as_ref().map_or("", |block| block.name.as_str())
    }

    pub(super) fn set_name(&mut self, name: String) {
        if let Some(block) = self.block.as_mut() {
            block.name = name;
        }
    }

    pub(super) fn is_answered(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// Whether a choice or ticks stand in it.
    pub(super) fn has_boxes(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, OutlinePart::Boxes(_)))
    }

    /// The lines of text, joined.
    pub(super) fn text(&self) -> String {
        let lines = self
            .pieces
            .iter()
            .filter_map(|p| if let OutlinePart::Lines(l) = p { Some(l) } else { None })
            .flatten();
        lines.map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

/// All headings in reading order; a heading's parent stands before it.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) entries: Vec<Entry>,
    /// The entries right below each.
    children: Vec<Vec<usize>>,
}

impl Outline {
    /// Whether this is only a part of a document: attachments without the cover and the sections before them.
    pub(super) fn is_excerpt(&self, form: &Form) -> bool {
        let mut sections = self.entries.iter().filter(|e| e.parent.is_none()).peekable();
        let attachment = |entry: &Entry| entry.item.is_some_and(|i| form.item(i).key.starts_with('x'));
        sections.peek().is_some() && sections.all(attachment)
    }

    /// Adds a section.
    pub(super) fn push(&mut self, entry: Entry) -> usize {
        let index = self.entries.len();
        if let Some(parent) = entry.parent {
            self.children[parent].push(index);
        }
        self.children.push(Vec::new());
        self.entries.push(entry);
        index
    }

    pub(super) fn push_child(&mut self, parent: usize, entry: Entry) -> usize {
        self.push_under(Some(parent), entry)
    }

    pub(super) fn push_under(&mut self, parent: Option<usize>, mut entry: Entry) -> usize {
        entry.parent = parent;
        self.push(entry)
    }

    /// An entry and the entries above it, outwards.
    pub(super) fn chain(&self, from: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(from, |&entry| self.entries[entry].parent)
    }

    pub(super) fn children(&self, parent: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.children[parent].iter().copied()
    }

    /// The child that a found label names already.
    pub(super) fn child(&self, parent: usize, found: &LabelMatch) -> Option<usize> {
        let number = found.block.as_ref().map(|b| b.number);
        self.children(parent)
            .find(|&e| self.entries[e].item == Some(found.item) && self.entries[e].number() == number)
    }

    pub(super) fn child_of_item(&self, parent: usize, item: ItemIndex) -> Option<usize> {
        self.children(parent).find(|&e| self.entries[e].item == Some(item))
    }

    /// Takes the lines of text of an entry (only where its first child has just been opened).
    pub(super) fn take_texts(&mut self, entry: usize, only_child: bool) -> Vec<OutlinePart> {
        if !only_child {
            return Vec::new();
        }
        let pieces = std::mem::take(&mut self.entries[entry].pieces);
        let (texts, rest) = pieces.into_iter().partition(|piece| matches!(piece, OutlinePart::Lines(_)));
        self.entries[entry].pieces = rest;
        texts
    }

    /// Adds boxes and the labels between them.
    pub(super) fn push_checks(&mut self, entry: usize, checks: Vec<Check>) {
        let pieces = &mut self.entries[entry].pieces;
        for check in checks {
            match (check, pieces.last_mut()) {
                (Check::Label(line), Some(OutlinePart::Lines(lines))) => lines.push(line),
                (Check::Label(line), _) => pieces.push(OutlinePart::Lines(vec![line])),
                (Check::Box(mark, text), Some(OutlinePart::Boxes(boxes))) => boxes.push((mark, text)),
                (Check::Box(mark, text), _) => pieces.push(OutlinePart::Boxes(vec![(mark, text)])),
            }
        }
    }

    /// Adds a choice: the chosen option first, then the other printed ones. It stands before any text.
    pub(super) fn push_choice(&mut self, entry: usize, choice: &Choice, official: &[String]) {
        let chosen = choice.chosen.as_ref().map(|text| (text, option(official, text)));
        let is_chosen = |printed: &str| {
            chosen.as_ref().is_some_and(|(_, index)| index.is_some() && option(official, printed) == *index)
        };
        let mut boxes = Vec::with_capacity(choice.printed.len() + 1);
        if let Some((text, _)) = &chosen {
            // The number is taken over only where the list prints it for this very option.
            let numbered = choice.printed.iter().find(|p| is_chosen(p)).and_then(|p| split_number(p).0);
            boxes.push((Mark::Chosen, numbered.map_or_else(|| (*text).clone(), |n| format!("{n}) {text}"))));
        }
        let mark = if choice.lost { Mark::Lost } else { Mark::Blank };
        boxes.extend(choice.printed.iter().filter(|p| !is_chosen(p)).map(|p| (mark, p.clone())));
        let entry = &mut self.entries[entry];
        match entry.pieces.iter_mut().find_map(|p| if let OutlinePart::Boxes(b) = p { Some(b) } else { None })
        {
            // The list was printed in another cell than the answer.
            Some(before) => before.extend(boxes),
            None if !boxes.is_empty() => entry.pieces.insert(0, OutlinePart::Boxes(boxes)),
            None => {}
        }
    }

    /// Takes the ticks away.
    pub(super) fn untick(&mut self, entry: usize) {
        self.set_marks(entry, Mark::Blank);
    }

    /// Leaves open which option of a choice is meant.
    pub(super) fn doubt_choice(&mut self, entry: usize) {
        self.set_marks(entry, Mark::Lost);
    }

    fn set_marks(&mut self, entry: usize, to: Mark) {
        for piece in &mut self.entries[entry].pieces {
            if let OutlinePart::Boxes(boxes) = piece {
                for (mark, _) in boxes.iter_mut() {
                    *mark = to;
                }
            }
        }
    }

    /// Leaves open which option of a choice is meant, where none is. Whether it did.
    pub(super) fn leave_open(&mut self, entry: usize) -> bool {
        let boxes = || {
            self.entries[entry]
                .pieces
                .iter()
                .filter_map(|p| if let OutlinePart::Boxes(b) = p { Some(b) } else { None })
        };
        let open = boxes().flatten().count() > 0 && boxes().flatten().all(|(mark, _)| *mark == Mark::Blank);
        if open {
            self.doubt_choice(entry);
        }
        open
    }

    /// Notes that entries were read from a row.
    pub(super) fn read_from(&mut self, entries: impl IntoIterator<Item = usize>, row: usize) {
        for entry in entries {
            let rows = &mut self.entries[entry].rows;
            if rows.last() != Some(&row) {
                rows.push(row);
            }
        }
    }

    /// The rows that each heading was read from, in the order of the headings of [`Outline::blocks`].
    pub(super) fn rows(&self) -> Vec<Vec<usize>> {
        let mut rows = Vec::with_capacity(self.entries.len());
        let mut open: Vec<usize> =
            (0..self.entries.len()).rev().filter(|&entry| self.entries[entry].parent.is_none()).collect();
        while let Some(entry) = open.pop() {
            rows.push(self.entries[entry].rows.clone());
            let children: Vec<usize> = self.children(entry).collect();
            open.extend(children.into_iter().rev());
        }
        rows
    }

    /// The outline as blocks; the rows of the change table go under its section.
    pub(super) fn blocks(&self, form: &Form, changes: Option<Table>) -> Vec<Block> {
        let mut out = Vec::new();
        let mut changes = changes;
        let roots: Vec<usize> =
            (0..self.entries.len()).filter(|&e| self.entries[e].parent.is_none()).collect();
        for root in roots {
            self.entry_blocks(form, root, 1, &mut changes, &mut out);
        }
        out
    }

    fn entry_blocks(
        &self,
        form: &Form,
        index: usize,
        level: u8,
        changes: &mut Option<Table>,
        out: &mut Vec<Block>,
    ) {
        let entry = &self.entries[index];
        let heading = if entry.name().is_empty() {
            entry.label.clone()
        } else {
            format!("{} {}", entry.label, entry.name())
        };
        out.push(Block::Heading { level, line: Line::new(heading.replace('\n', " ")) });
        for piece in &entry.pieces {
            match piece {
                OutlinePart::Lines(lines) => {
                    let lines: Vec<Line> =
                        lines.iter().filter(|l| !l.trim().is_empty()).map(|l| Line::new(plain(l))).collect();
                    if !lines.is_empty() {
                        out.push(Block::Text(lines));
                    }
                }
                OutlinePart::Boxes(boxes) => out.push(Block::Tasks(
                    boxes
                        .iter()
                        .map(|(mark, text)| Task { mark: *mark, lines: vec![Line::new(plain(text))] })
                        .collect(),
                )),
            }
        }
        if entry.supplied {
            out.push(Block::Note { kind: NoteKind::Remark, lines: vec![Line::new(SUPPLIED)] });
        }
        let is_log = entry.item.is_some_and(|i| form.item(i).kind == ItemKind::Changes);
        if let Some(table) = changes.take_if(|_| is_log) {
            out.push(Block::Table(table));
        }
        let children: Vec<usize> = self.children(index).collect();
        for child in children {
            self.entry_blocks(form, child, (level + 1).min(6), changes, out);
        }
    }
}

/// A line as text: marks that belong to no list of options are written as the form prints them.
pub(super) fn plain(text: &str) -> String {
    text.replace(super::text::INPUT_TICKED, "[○]")
        .replace(super::text::INPUT_BLANK, "[ ]")
        .replace("[[○]]", "[○]")
        .replace("[[ ]]", "[ ]")
        .replace("[ [○] ]", "[○]")
        .replace("[ [ ] ]", "[ ]")
        .trim()
        .to_owned()
}
