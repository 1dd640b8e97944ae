//! Finding: which question of the form a label means, seen from what is open.

use super::place::{Placer, Target};
use super::text::Row;
use crate::form::{ItemIndex, ItemKind, LabelMatch};
use crate::text::folding::fold;

impl Placer {
    /// A label at the beginning of a line, followed by white space or a mark.
    pub(super) fn label_prefix(&self, line: &str, row: &Row) -> Option<(String, String)> {
        let starts = line.char_indices().filter(|(at, c)| *at > 0 && (*c == ' ' || *c == '['));
        let cuts: Vec<usize> = starts.map(|(at, _)| at).take(6).collect();
        cuts.into_iter().rev().find_map(|at| {
            let (label, rest) = line.split_at(at);
            let target = self.find(label.trim(), row)?;
            let item = self.form.item(target.found.item);
            // A short label may begin an ordinary sentence.
            let sure = item.folded().iter().any(|f| f.chars().count() > 4 && *f == fold(label));
            (sure && target.existing.is_none()).then(|| (label.trim().to_owned(), rest.trim().to_owned()))
        })
    }

    pub(super) fn is_label(&self, text: &str) -> bool {
        self.outline.chain(self.current).any(|entry| {
            self.outline.entries[entry].item.is_some_and(|item| self.form.find(Some(item), text).is_some())
        })
    }

    /// Finds the question of a label: among the children of what is open, then outwards; then inside
    /// groups whose own heading is missing; then, for headings only, further on in the section.
    pub(super) fn find(&self, label: &str, row: &Row) -> Option<Target> {
        let mut repeated = None;
        for entry in self.outline.chain(self.current) {
            let Some(item) = self.outline.entries[entry].item else { continue };
            if let Some(found) = self.form.find(Some(item), label) {
                let existing = self.outline.child(entry, &found);
                let target = Target { parent: Some(entry), found, existing };
                match existing {
                    None => return Some(target),
                    // A heading supplied before its label came; or a label printed again behind a page seam.
                    Some(e) if self.outline.entries[e].supplied || row.seam => return Some(target),
                    Some(_) => repeated = repeated.or(Some(target)),
                }
                continue;
            }
            if self.kind(entry) == Some(ItemKind::Block)
                && let Some(found) = self.inside_missing_group(entry, item, label)
            {
                return Some(Target { parent: None, found, existing: None });
            }
        }
        repeated.or_else(|| self.find_ahead(label))
    }

    /// ⑦再委託の有無 of a block whose heading 再委託 has not come yet.
    fn inside_missing_group(&self, block: usize, item: ItemIndex, label: &str) -> Option<LabelMatch> {
        let groups = self.form.item(item).children.iter().copied();
        let mut missing = groups.filter(|&g| {
            self.form.item(g).kind == ItemKind::Group && self.outline.child_of_item(block, g).is_none()
        });
        missing.find_map(|group| self.form.find(Some(group), label).filter(|found| found.block.is_none()))
    }

    /// A heading whose parent's heading is not held: リスク3 of "6." where the page with "6." is missing.
    fn find_ahead(&self, label: &str) -> Option<Target> {
        let current = self.outline.entries[self.current?].item?;
        let section = *self.form.path(current).first()?;
        let folded = fold(label);
        let ahead =
            (current + 1..self.form.items.len()).take_while(|&i| self.form.path(i).first() == Some(&section));
        let item = ahead.into_iter().find(|&i| {
            let item = self.form.item(i);
            let is_heading = item.kind == ItemKind::Group || item.key == "rest";
            is_heading && item.folded().contains(&folded) && !item.id.contains('*')
        })?;
        Some(Target { parent: None, found: LabelMatch { item, block: None }, existing: None })
    }
}
