//! The cover as headings with their text: what was read goes under the question of the form, word for word.

use super::atoms::{Atom, Label, join};
use super::{CoverText, Field};
use crate::form::Form;
use crate::import::Unplaced;
use crate::import::outline::{Entry, Outline, OutlinePart};

/// The questions of the cover in the form's order.
const ITEMS: [(&str, Option<Label>, Field); 8] = [
    ("cover.number", Some(Label::Number), Field::Number),
    ("cover.title", Some(Label::Title), Field::Title),
    ("cover.declaration", Some(Label::Declaration), Field::Declaration),
    ("cover.note", Some(Label::Note), Field::Note),
    ("cover.agency", Some(Label::Agency), Field::Agency),
    ("cover.ppc", Some(Label::Approval), Field::Approval),
    ("cover.published", Some(Label::Published), Field::Published),
    ("cover.edition", None, Field::Edition),
];

impl CoverText {
    /// Writes the cover into an outline. Comes back: the section, what has no place, and how many characters
    /// were placed of how many.
    pub(in crate::import) fn outline(
        &self,
        form: &Form,
        outline: &mut Outline,
    ) -> (Option<usize>, Vec<Unplaced>, (usize, usize)) {
        let Some(cover) = form.index("cover").filter(|_| self.rows > 0) else {
            return (None, Vec::new(), (0, 0));
        };
        let printed = |wanted: &dyn Fn(Label) -> bool| {
            self.printed.iter().find(|p| wanted(p.label)).map(|p| p.text.clone())
        };
        let heading = printed(&|label| matches!(label, Label::Heading(Some(_))))
            .or_else(|| printed(&|label| matches!(label, Label::Heading(None))));
        let drafts = self.words(Field::Heading).map(|atom| atom.text.as_str()).collect::<String>();
        let label = heading.map_or_else(|| form.item(cover).label.clone(), |text| format!("{text}{drafts}"));
        let section = outline.push(Entry::new(Some(cover), None, label));
        let mut unplaced = Vec::new();
        let mut left: Vec<&Atom> = self.free().collect();
        for (id, label, field) in ITEMS {
            let words: Vec<&Atom> = self.words(field).collect();
            let own = label.and_then(|wanted| printed(&|label| label == wanted));
            let Some(item) = form.index(id) else {
                left.extend(words);
                if let (Some(text), Some(line)) = (own, self.line_of_first()) {
                    unplaced.push(Unplaced { line, text });
                }
                continue;
            };
            if own.is_none() && words.is_empty() {
                continue;
            }
            let mut entry =
                Entry::new(Some(item), None, own.clone().unwrap_or_else(|| form.item(item).label.clone()));
            entry.supplied = own.is_none() && label.is_some();
            let lines = if field == Field::Note { lines(&words) } else { vec![join(words.iter().copied())] };
            if !words.is_empty() {
                entry.pieces.push(OutlinePart::Lines(lines));
            }
            outline.push_child(section, entry);
        }
        left.sort_by_key(|atom| atom.line);
        let mut lost = unplaced.iter().map(|u| count(&u.text)).sum::<usize>();
        for line in lines_of(&left) {
            let text = join(line.iter().copied());
            lost += count(&text);
            unplaced.push(Unplaced { line: line[0].line, text: text.clone() });
            outline.entries[section].pieces.push(OutlinePart::Lines(vec![text]));
        }
        (Some(section), unplaced, (self.size.saturating_sub(lost), self.size))
    }

    fn words(&self, field: Field) -> impl Iterator<Item = &Atom> {
        self.fields.iter().filter(move |(own, _)| *own == Some(field)).flat_map(|(_, atoms)| atoms)
    }

    fn free(&self) -> impl Iterator<Item = &Atom> {
        self.fields.iter().filter(|(own, _)| own.is_none()).flat_map(|(_, atoms)| atoms)
    }

    fn line_of_first(&self) -> Option<usize> {
        self.fields.iter().flat_map(|(_, atoms)| atoms).map(|atom| atom.line).min()
    }
}

fn count(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Words line by line, as printed.
fn lines(words: &[&Atom]) -> Vec<String> {
    let mut lines: Vec<Vec<&Atom>> = Vec::new();
    for &word in words {
        match lines.last_mut() {
            Some(line) if !word.first => line.push(word),
            _ => lines.push(vec![word]),
        }
    }
    lines.iter().map(|line| join(line.iter().copied())).collect()
}

/// Words by line of the source.
fn lines_of<'a>(words: &[&'a Atom]) -> Vec<Vec<&'a Atom>> {
    let mut lines: Vec<Vec<&Atom>> = Vec::new();
    for &word in words {
        match lines.last_mut() {
            Some(line) if line[0].line == word.line => line.push(word),
            _ => lines.push(vec![word]),
        }
    }
    lines
}
