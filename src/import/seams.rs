//! Labels that a conversion or the end of a page lost, moved or repeated: where what stands for them goes. Whatever is put
//! anywhere without its label is warned about with its line.

use super::Unplaced;
use super::outline::{Entry, OutlinePart};
use super::place::Placer;
use super::text::{Cell, Row};
use crate::form::label::{Block, UNNUMBERED};
use crate::form::{ItemIndex, ItemKind, LabelMatch};

impl Placer {
    /// A label that came late (behind a page seam) takes the text that stood before it under its parent.
    pub(super) fn take_text_of_parent(&mut self, parent: usize, entry: usize, line: usize) {
        let only_child = self.outline.children(parent).count() == 1;
        let texts = self.outline.take_texts(parent, only_child);
        if !texts.is_empty() {
            // The text is none of the parent's.
            self.unmarked.remove(&parent);
            let label = self.outline.entries[entry].label.clone();
            self.warn(
                "SEAM-01",
                line,
                format!("見出し「{label}」が改ページの後にあります。前のページの文をこの項目に入れました。"),
            );
            self.outline.entries[entry].pieces = texts;
            self.late = Some(entry);
        }
    }

    /// The functions of a system whose heading stood on a page that is not held.
    pub(super) fn open_in_unnumbered_block(
        &mut self,
        block: usize,
        found: &LabelMatch,
        label: String,
        row: &Row,
    ) -> usize {
        let item = self.outline.entries[block].item;
        let name = item.map(|i| self.form.item(i).label.clone()).unwrap_or_default();
        let heading = format!("{name}{UNNUMBERED}");
        self.warn(
            "SEAM-03",
            row.line,
            format!("「{label}」が改ページの後にもう一度あり、どの{name}のものか分かりません。「{heading}」としました。"),
        );
        let parent = self.outline.entries[block].parent;
        let mut entry = Entry::new(item, Some(Block { number: 0, name: String::new() }), heading);
        entry.supplied = true;
        let block = self.outline.push_under(parent, entry);
        let child = self.outline.push_child(block, Entry::new(Some(found.item), None, label));
        self.current = Some(child);
        child
    }

    pub(super) fn unknown_label(&mut self, row: &Row, filled: &[(usize, &Cell)]) {
        let label = filled[0].1.text().replace('\n', " ");
        let under = self.outline.chain(self.current).find(|&e| {
            self.kind(e).is_some_and(|k| matches!(k, ItemKind::Section | ItemKind::Group | ItemKind::Block))
        });
        let Some(parent) = under else { return };
        self.warn("FORM-01", row.line, format!("見出し「{label}」は様式のこの位置にありません。"));
        self.unplaced.push(Unplaced { line: row.line, text: label.clone() });
        let entry = self.outline.push_child(parent, Entry::new(None, None, label));
        let lines = filled[1..].iter().flat_map(|(_, cell)| cell.lines.clone()).collect();
        self.outline.entries[entry].pieces.push(OutlinePart::Lines(lines));
        self.current = Some(entry);
    }

    /// A row of a table whose label cell is empty, in the middle of a page: the label of the next question
    /// of the form was lost.
    pub(super) fn lost_label(&mut self, row: &Row) {
        let Some(current) = self.current else { return };
        if let Some(first) = self.first_of_heading(current) {
            return self.supply_label(current, first, row.line);
        }
        let answered = self.outline.entries[current].is_answered();
        let Some(item) = self.item(current).filter(|item| answered && item.children.is_empty()) else {
            return;
        };
        let Some(parent) = item.parent else { return };
        let siblings = &self.form.item(parent).children;
        let at = siblings.iter().position(|&s| self.form.item(s).id == item.id);
        let Some(&next) = at.and_then(|at| siblings.get(at + 1)) else { return };
        if let Some(above) = self.outline.entries[current].parent {
            self.supply_label(above, next, row.line);
        }
    }

    /// The first question under a heading that has been read and takes no answer itself.
    fn first_of_heading(&self, heading: usize) -> Option<ItemIndex> {
        // In extracted text the label may come behind the end of the page.
        let item = self.item(heading).filter(|_| self.original)?;
        if item.kind != ItemKind::Group || !item.options.is_empty() {
            return None;
        }
        let bare =
            !self.outline.entries[heading].is_answered() && self.outline.children(heading).next().is_none();
        let first = item.children.first().copied().filter(|_| bare && item.switch.is_empty())?;
        // Where its label is not printed at all, the answer stands under the heading.
        if self.form.item(first).unlabelled {
            return None;
        }
        let answered =
            !matches!(self.form.item(first).kind, ItemKind::Group | ItemKind::Block | ItemKind::Section);
        answered.then_some(first)
    }

    /// Opens the question whose label is not there.
    fn supply_label(&mut self, parent: usize, item: ItemIndex, line: usize) {
        let label = self.form.item(item).label.clone();
        self.warn("SEAM-05", line, format!("見出しの欄が空です。様式の次の項目「{label}」に入れました。"));
        let mut entry = Entry::new(Some(item), None, label);
        entry.supplied = true;
        self.current = Some(self.outline.push_child(parent, entry));
    }
}
