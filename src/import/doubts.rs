//! What the rows of an original leave in doubt. Cells come from rules and places on a page, and where a rule is missing
//! or a letter is lost, an answer may stand under a question that is not its own. The form says what has to be there and
//! in which order; whatever does not fit is warned about where it stands. Nothing is moved here. Of an extracted text only
//! what stands under no question is in doubt.

use super::place::Placer;
use super::text::{Row, squeeze};
use crate::form::{ItemIndex, ItemKind};
use crate::text::folding::fold;

impl Placer {
    /// Labels of one form stand in one order: a question that comes after one behind it has changed places with another.
    pub(super) fn doubt_order(&mut self, parent: usize, item: ItemIndex, line: usize) {
        if !self.original || self.kind_of(item) == ItemKind::Block {
            return;
        }
        let later = self.outline.children(parent).filter_map(|entry| {
            let other = self.outline.entries[entry].item?;
            (other > item && self.kind_of(other) != ItemKind::Block)
                .then(|| self.outline.entries[entry].label.clone())
        });
        if let Some(other) = later.last() {
            let label = self.form.item(item).label.clone();
            self.warn(
                "ORG-21",
                line,
                format!("見出し「{label}」が「{other}」より後にあり、様式の順と違います。原本で、どちらの回答か確かめてください。"),
            );
        }
    }

    /// Two questions in one cell: the rule between them may be missing, and the answer may be of both.
    pub(super) fn doubt_labels_of_one_cell(&mut self, row: &Row, opened: &[(usize, usize)]) {
        if !self.original {
            return;
        }
        let pairs: Vec<(String, String)> = opened
            .windows(2)
            .filter(|pair| pair[0].0 == pair[1].0)
            .map(|pair| {
                (self.outline.entries[pair[0].1].label.clone(), self.outline.entries[pair[1].1].label.clone())
            })
            .collect();
        for (a, b) in pairs {
            self.warn(
                "ORG-22",
                row.line,
                format!(
                    "「{a}」と「{b}」の見出しが一つの欄にあります。原本で、どちらの回答か確かめてください。"
                ),
            );
        }
    }

    /// Labels that the form prints and that were not found, though what stands around them was: what belongs to them may
    /// stand under the question before. Questions whose cell is empty although the next ones are answered.
    pub(super) fn doubt_gaps(&mut self) {
        if !self.original {
            return;
        }
        let end = self.outline.entries.len();
        for parent in 0..end {
            let Some(item) = self.outline.entries[parent].item else { continue };
            let found: Vec<usize> = self.outline.children(parent).collect();
            // A heading with nothing under it is a page that is not there, or a question that was switched off.
            if found.is_empty() {
                continue;
            }
            let children = self.form.item(item).children.clone();
            let more = found
                .iter()
                .copied()
                .max()
                .is_some_and(|last| (last + 1..end).any(|entry| !self.is_under(entry, parent)));
            self.doubt_siblings(Some(parent), &children, &found, more);
        }
        let found: Vec<usize> =
            (0..end).filter(|&entry| self.outline.entries[entry].parent.is_none()).collect();
        let sections = self.form.sections.clone();
        self.doubt_siblings(None, &sections, &found, false);
        for entry in 0..end {
            self.doubt_empty(entry);
        }
    }

    /// `more`: something stands behind the last of them, so that the last ones are missing too.
    fn doubt_siblings(&mut self, parent: Option<usize>, items: &[ItemIndex], found: &[usize], more: bool) {
        let entry_of = |placer: &Self, item: ItemIndex| {
            found.iter().copied().find(|&entry| placer.outline.entries[entry].item == Some(item))
        };
        for (number, &item) in items.iter().enumerate() {
            let own = self.form.item(item);
            let printed = !own.unlabelled && !matches!(own.kind, ItemKind::Block) && own.key != "cover";
            if !printed || entry_of(self, item).is_some() {
                continue;
            }
            let later = items.iter().skip(number + 1).any(|&next| entry_of(self, next).is_some());
            if !later && !more {
                continue;
            }
            let before =
                items.iter().take(number).rev().find_map(|&before| entry_of(self, before)).or(parent);
            let Some(before) = before else { continue };
            let line = self.last_line(before);
            let (label, under) = (own.label.clone(), self.outline.entries[before].label.clone());
            self.warn(
                "ORG-23",
                line,
                format!("様式の見出し「{label}」が見つかりません。その記載が「{under}」に入っているかもしれません。"),
            );
        }
    }

    /// An empty cell in front of answered ones: a line that slipped fills the next.
    fn doubt_empty(&mut self, entry: usize) {
        let Some(item) = self.item(entry) else { return };
        let own = matches!(
            item.kind,
            ItemKind::Text
                | ItemKind::Choice
                | ItemKind::Date
                | ItemKind::Month
                | ItemKind::Org
                | ItemKind::Period
                | ItemKind::List
        );
        let bare = own
            && !self.outline.entries[entry].is_answered()
            && self.outline.children(entry).next().is_none();
        let Some(&line) = self.lines.get(&entry).filter(|_| bare) else { return };
        let label = item.label.clone();
        self.warn(
            "ORG-24",
            line,
            format!("「{label}」の欄が空です。原本も空か、記載が隣の欄に入っていないか確かめてください。"),
        );
    }

    /// The name of a block that is a label of its own: 委託事項1 ①委託内容.
    pub(super) fn doubt_name(&mut self, entry: usize, line: usize) {
        let Some(item) = self.outline.entries[entry].item.filter(|_| self.original) else { return };
        let name = fold(self.outline.entries[entry].name());
        let inner = self.form.item(item).children.iter().map(|&child| self.form.item(child));
        let label = inner
            .filter(|child| !child.unlabelled)
            .find(|child| child.folded().iter().any(|label| name.starts_with(label.as_str())));
        if let Some(label) = label.map(|child| child.label.clone()) {
            let block = self.outline.entries[entry].label.clone();
            self.warn(
                "ORG-22",
                line,
                format!("「{block}」と「{label}」の見出しが一つの欄にあります。原本で、どちらの回答か確かめてください。"),
            );
        }
    }

    /// Text that stands under a heading which asks nothing itself: it is kept there and shown, but answers no question, and
    /// nobody knows which one of those below it was meant.
    pub(super) fn doubt_stray_texts(&mut self) {
        let form = self.form;
        for (entry, line) in std::mem::take(&mut self.under_groups) {
            let entry = &self.outline.entries[entry];
            let Some(item) = entry.item else { continue };
            let asks = form.question_index(item) != item || !form.item(item).switch.is_empty();
            let text = if asks { String::new() } else { entry.text() };
            let size = squeeze(&text).chars().count();
            if size > 0 {
                self.size.0 = self.size.0.saturating_sub(size);
                let begin = crate::privacy::quoted(text.lines().next().unwrap_or_default());
                let message = format!(
                    "「{}」の下に、どの項目の記載か決められない文があります(「{begin}」)。原本を見て、その項目の下に移してください。",
                    entry.label
                );
                self.warn("FORM-11", line, message);
            }
        }
    }

    fn kind_of(&self, item: ItemIndex) -> ItemKind {
        self.form.item(item).kind
    }

    fn is_under(&self, entry: usize, parent: usize) -> bool {
        self.outline.chain(Some(entry)).any(|above| above == parent)
    }

    /// The last row that went to an entry or to what stands under it.
    fn last_line(&self, entry: usize) -> usize {
        let own = self.lines.iter().filter(|(of, _)| self.is_under(**of, entry)).map(|(_, line)| *line);
        own.max().unwrap_or_default()
    }
}
