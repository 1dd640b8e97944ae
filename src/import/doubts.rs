//! What the rows of an original leave in doubt. Cells come from rules and places on a page, and where a rule is missing
//! or a letter is lost, an answer may stand under a question that is not its own. The form says what has to be there and
//! in which order; whatever does not fit is warned about where it stands. Nothing is moved here. Of an extracted text only
//! what stands under no question is in doubt.

use std::collections::{BTreeMap, BTreeSet};

use super::outline::OutlinePart;
use super::place::Placer;
use super::text::{Row, squeeze};
use crate::form::label::{option, option_with_detail};
use crate::form::{Item, ItemIndex, ItemKind};
use crate::text::folding::fold;
use crate::text::number::split_number;

/// Whether a line is nothing but marks and the brackets around them.
fn is_sign(line: &str) -> bool {
    !line.trim().is_empty() && line.chars().all(is_sign_of)
}

/// White space, or a character of a mark or of the brackets around one.
pub(super) fn is_sign_of(c: char) -> bool {
    c.is_whitespace() || "[]［］()（）○◯〇●◎レ✓✔■□☑☐☒".contains(c)
}

impl Placer {
    /// Labels of one form stand in one order: a question that comes after one behind it has changed places with another.
    pub(super) fn doubt_order(&mut self, parent: usize, item: ItemIndex, line: usize) {
        if !self.original || self.kind_of(item) == ItemKind::Block {
            return;
        }
        let later = self.outline.children(parent).rev().find_map(|entry| {
            let other = self.outline.entries[entry].item?;
            (other > item && self.kind_of(other) != ItemKind::Block)
                .then(|| self.outline.entries[entry].label.clone())
        });
        if let Some(other) = later {
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
            && !self.outline.children(entry).any(|child| self.outline.entries[child].item.is_some());
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

    /// Lines in an answer that are no answer: labels of the form, printed options with their numbers, marks alone. Whatever
    /// they belong to was read into this answer.
    pub(super) fn doubt_traces(&mut self) {
        if !self.original {
            return;
        }
        let form = self.form;
        let labels: BTreeSet<&str> = form
            .items
            .iter()
            .filter(|item| !item.unlabelled)
            .flat_map(Item::folded)
            .map(String::as_str)
            .filter(|label| label.chars().count() >= 4)
            .collect();
        let strange = |line: &str| {
            let number = split_number(line).0.is_some();
            let option = || form.items.iter().any(|item| option(item.printed(), line).is_some());
            is_sign(line) || number && option() || labels.contains(fold(line).trim_end_matches('※'))
        };
        for entry in 0..self.outline.entries.len() {
            let Some(item) = self.item(entry) else { continue };
            let free = matches!(item.kind, ItemKind::Figure | ItemKind::Records | ItemKind::Changes);
            if free || self.in_cover(item) {
                continue;
            }
            let own = &self.outline.entries[entry];
            let text = own.text();
            let Some(&row) = own.rows.last() else { continue };
            let mut traces: Vec<String> =
                text.lines().find(|line| strange(line)).map(crate::privacy::quoted).into_iter().collect();
            // Labels that are broken into lines.
            let whole = fold(&text);
            let children = || item.children.iter().map(|&child| form.item(child));
            let long = |label: &&String| label.chars().count() >= 8;
            let inner = children().filter(|child| {
                let mut labels = child.folded().iter().filter(long);
                !child.unlabelled && labels.any(|label| whole.contains(label.as_str()))
            });
            traces.extend(inner.map(|child| child.label.clone()));
            // The first question of a group may have no label; the group stands for it then.
            let first = children().next().filter(|first| {
                let named = |child: usize| self.item(child).is_some_and(|other| other.id == first.id);
                !self.outline.children(entry).any(named)
            });
            let official = match item.printed() {
                [] => first.map_or([].as_slice(), Item::printed),
                own => own,
            };
            // What is ticked is an option, and an option in the text has lost its box.
            traces.extend(own.pieces.iter().find_map(|piece| {
                match piece {
                    OutlinePart::Boxes(boxes) => {
                        let foreign = |text: &String| option_with_detail(official, text).is_none();
                        boxes
                            .iter()
                            .map(|(_, text)| text)
                            .find(|text| foreign(text))
                            .map(|text| crate::privacy::quoted(text))
                    }
                    OutlinePart::Lines(lines) if item.kind == ItemKind::Checks => lines
                        .iter()
                        .find(|line| option_with_detail(official, line).is_some())
                        .map(|line| crate::privacy::quoted(line)),
                    OutlinePart::Lines(_) => None,
                }
            }));
            let label = own.label.clone();
            for line in traces {
                let message = format!(
                    "「{label}」の記載の中に、様式の見出しか選択肢、印とみられる行があります(「{line}」)。欄の区切りを原本で確かめてください。"
                );
                self.warn("ORG-26", row, message);
            }
        }
    }

    /// Answers that stand in no cell, in a document that has cells: their rules were not found, and lines of others may
    /// have come between theirs.
    pub(super) fn doubt_loose(&mut self, rows: &[Row]) {
        if !self.original {
            return;
        }
        let loose: BTreeSet<usize> = rows.iter().filter(|row| row.loose).map(|row| row.line).collect();
        for entry in 0..self.outline.entries.len() {
            let own = &self.outline.entries[entry];
            let asks = self.item(entry).is_some_and(|item| self.asks(item));
            let row = own.rows.iter().find(|row| loose.contains(row)).copied();
            if let Some(row) = row.filter(|_| asks && own.is_answered()) {
                let message = format!(
                    "「{}」の記載は、罫線で囲まれていない所から読みました。前後の項目の文が混じっていないか、原本で確かめてください。",
                    own.label
                );
                self.warn("ORG-25", row, message);
            }
        }
    }

    /// A page on which much does not fit the form was not understood: what fits on it is doubtful too.
    pub(super) fn doubt_pages(&mut self, pages: &BTreeMap<usize, usize>) {
        const STRUCTURE: [&str; 9] =
            ["FORM-01", "FORM-11", "ORG-21", "ORG-22", "ORG-23", "ORG-25", "ORG-26", "MARK-05", "SEAM-05"];
        if !self.original {
            return;
        }
        let mut wrong: BTreeMap<usize, usize> = BTreeMap::new();
        let lines: BTreeSet<usize> = self
            .warnings
            .iter()
            .filter(|warning| STRUCTURE.contains(&warning.id))
            .map(|warning| warning.line)
            .chain(self.unplaced.iter().map(|left| left.line))
            .collect();
        for line in &lines {
            *wrong.entry(pages.get(line).copied().unwrap_or_default()).or_default() += 1;
        }
        let mut asked: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        for entry in 0..self.outline.entries.len() {
            let own = &self.outline.entries[entry];
            if !self.item(entry).is_some_and(|item| self.asks(item)) {
                continue;
            }
            for &row in &own.rows {
                let of = asked.entry(pages.get(&row).copied().unwrap_or_default()).or_default();
                if of.last().is_none_or(|(last, _)| *last != entry) {
                    of.push((entry, row));
                }
            }
        }
        for (page, entries) in asked {
            let wrong = wrong.get(&page).copied().unwrap_or_default();
            if wrong < 2 || wrong * 5 < entries.len() {
                continue;
            }
            for (entry, row) in entries.into_iter().filter(|(_, row)| !lines.contains(row)) {
                let message = format!(
                    "このページは欄の区切りを正しく読めていないおそれがあります。「{}」の記載を原本と照らしてください。",
                    self.outline.entries[entry].label
                );
                self.warn("ORG-25", row, message);
            }
        }
    }

    /// Whether an item takes an answer, and not a drawing, a table or a list of records.
    fn asks(&self, item: &Item) -> bool {
        let heads = matches!(item.kind, ItemKind::Section | ItemKind::Group | ItemKind::Block);
        let free = matches!(item.kind, ItemKind::Figure | ItemKind::Records | ItemKind::Changes);
        !(free || heads && item.switch.is_empty() || self.in_cover(item))
    }

    fn in_cover(&self, item: &Item) -> bool {
        item.key == "cover" || item.parent.is_some_and(|parent| self.form.item(parent).key == "cover")
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
