//! Sections: where one begins, which kind it is, and the headings that the text does not print.

use super::changes;
use super::outline::{Entry, OutlinePart};
use super::place::Placer;
use super::text::Row;
use crate::form::{Item, ItemIndex, ItemKind};

impl Placer {
    /// Opens the section a row is the heading of. Inside the printed list of contents the first mention of
    /// a section is an entry of that list.
    pub(super) fn open_section(&mut self, row: &Row) -> bool {
        let mut filled = row.filled();
        let (Some((0, cell)), None) = (filled.next(), filled.next()) else { return false };
        let text = cell.text();
        let Some(found) = self.form.find(None, &text) else { return false };
        // In the change table the name of a section is a cell of a row, not a heading.
        if row.tabbed && self.section().is_some_and(|s| s.kind == ItemKind::Changes) {
            return false;
        }
        if self.current_item().is_some_and(|item| item.id == "cover.toc")
            && !self.contents.contains(&found.item)
        {
            self.contents.push(found.item);
            return false;
        }
        let entry = Entry::new(Some(found.item), None, text);
        self.current = Some(self.outline.push(entry));
        self.pending_labels.clear();
        self.size.0 += row.size();
        self.size.1 += row.size();
        true
    }

    /// A numbered heading of section Ⅰ on the cover: the page with the heading of the section is not held.
    pub(super) fn open_missing_section(&mut self, row: &Row) {
        if self.section().is_none_or(|section| section.key != "cover") {
            return;
        }
        let Some(first) = self.form.index("i") else { return };
        let Some((_, cell)) = row.filled().next() else { return };
        let found = self.form.find(Some(first), &cell.text());
        if found.is_some_and(|found| self.form.item(found.item).kind == ItemKind::Group) {
            let label = self.form.item(first).label.clone();
            self.warn(
                "SEAM-04",
                row.line,
                format!("見出し「{label}」が見当たりません。様式から補いました。"),
            );
            let mut entry = Entry::new(Some(first), None, label);
            entry.supplied = true;
            self.current = Some(self.outline.push(entry));
        }
    }

    /// The header of a change table before any section: a part of a document that begins inside its log.
    pub(super) fn open_missing_log(&mut self, row: &Row) {
        if self.current.is_some() || changes::header(row).is_none() {
            return;
        }
        let log = self.form.sections.iter().copied().find(|&s| self.form.item(s).kind == ItemKind::Changes);
        let Some(log) = log else { return };
        let label = self.form.item(log).label.clone();
        self.warn("SEAM-04", row.line, format!("見出し「{label}」が見当たりません。様式から補いました。"));
        let mut entry = Entry::new(Some(log), None, label);
        entry.supplied = true;
        self.current = Some(self.outline.push(entry));
    }

    /// A row of the change table: the header of a page, a line of text between the pages, or data.
    pub(super) fn change_row(&mut self, row: &Row) {
        if let Some(header) = changes::header(row) {
            self.changes.paged |= header.paged;
            for text in header.stray.iter().filter(|text| !text.is_empty()) {
                self.warn("CHG-07", row.line, format!("表の見出しの行に、見出しでない文字「{text}」があります。ページの上の題などが混じったとみて、除きました。原本を確認してください。"));
            }
            return;
        }
        self.size.0 += row.size();
        self.size.1 += row.size();
        if row.tabbed {
            self.changes.rows.push(row.clone());
            return;
        }
        let Some(entry) = self.current else { return };
        let lines: Vec<String> = row.cells.iter().flat_map(|cell| cell.lines.clone()).collect();
        let entry = &mut self.outline.entries[entry];
        if entry.text().lines().any(|line| lines == [line]) {
            self.warn(
                "CHG-07",
                row.line,
                "ページの上の題が繰り返されています。初めの一つだけを残しました。".to_owned(),
            );
        } else {
            entry.pieces.push(OutlinePart::Lines(lines));
        }
    }

    /// Opens the headings between the section and `item` that the text does not print.
    pub(super) fn supply_parents(&mut self, item: ItemIndex, line: usize) -> usize {
        let path = self.form.path(item);
        let chain: Vec<usize> = self.outline.chain(self.current).collect();
        let mut parent = chain.last().copied().unwrap_or_default();
        for &step in &path[1..path.len() - 1] {
            let open = chain.iter().copied().find(|&e| self.outline.entries[e].item == Some(step));
            parent = if let Some(entry) = open.or_else(|| self.outline.child_of_item(parent, step)) {
                entry
            } else {
                let label = self.form.item(step).label.clone();
                self.warn(
                    "SEAM-04",
                    line,
                    format!("見出し「{label}」が見当たりません。様式から補いました。"),
                );
                let mut entry = Entry::new(Some(step), None, label);
                entry.supplied = true;
                self.outline.push_child(parent, entry)
            };
        }
        parent
    }

    /// Whether the open section is made of labelled rows, so that an unknown first cell is a label.
    pub(super) fn expects_labels(&self) -> bool {
        self.section().is_some_and(|section| {
            let free = |kind: ItemKind| matches!(kind, ItemKind::Records | ItemKind::Figure);
            section.key != "cover" && !self.holds(section, free)
        })
    }

    /// Whether a section has a question of some kind directly under it.
    pub(super) fn holds(&self, section: &Item, kind: impl Fn(ItemKind) -> bool) -> bool {
        section.children.iter().any(|&child| kind(self.form.item(child).kind))
    }
}
