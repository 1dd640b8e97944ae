//! Which item of the body a row of the change log speaks of.
//!
//! A row names its item in words (`path` reads them as a way through the form). Here the way becomes headings of the
//! document, and it is said how sure that is. Nothing is guessed: where a path fits several headings, the target is
//! what they share; where they share nothing, there is none.

mod names;
mod notation;
mod path;
#[cfg(test)]
mod tests;
mod words;

use super::{Assessment, Node, RowKind};
use crate::form::{ItemIndex, ItemKind};
use path::{Reading, Spot};

/// How sure a target is, from the surest down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sureness {
    /// Every word of the path is a label of the form.
    Exact,
    /// A number without its words, words that are nearly a label, or words beside it that no label has.
    Likely,
    /// Several items fit; the target is what they share.
    Shared,
}

/// How far a target reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    /// One question.
    Item,
    /// One block: 委託事項2, システム1.
    Block,
    /// A section or a numbered heading with all that stands under it.
    Section,
    /// Several of these: the cell names several.
    Several,
    /// What the path names is not in the text; the target is the nearest heading above it, if there is one.
    Above,
    /// The document has several 特定個人情報ファイル and the path does not say which.
    FileUnsaid,
    /// The path cannot be followed.
    Nothing,
}

/// What a row of the change log speaks of.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    /// The headings; empty for [`Reach::FileUnsaid`] and [`Reach::Nothing`], and where not even the section is held.
    pub nodes: Vec<&'a Node>,
    /// The question of the form that the path names, where it names one.
    pub question: Option<ItemIndex>,
    /// How far it reaches.
    pub reach: Reach,
    /// How sure it is.
    pub sure: Sureness,
}

impl<'a> Target<'a> {
    const NOTHING: Self =
        Self { nodes: Vec::new(), question: None, reach: Reach::Nothing, sure: Sureness::Shared };

    /// The one question that the row certainly speaks of.
    pub fn item(&self) -> Option<&'a Node> {
        match (self.reach, self.sure, self.nodes.as_slice()) {
            (Reach::Item, Sureness::Exact, [node]) => Some(node),
            _ => None,
        }
    }
}

impl Assessment {
    /// The targets of the rows of the change log, in the order of [`Assessment::changes`]. A row that continues
    /// another has the target of that one.
    pub fn targets(&self) -> Vec<Target<'_>> {
        let files: Vec<Vec<char>> = self.files.iter().map(|file| names::fold_path(&file.name)).collect();
        let mut targets: Vec<Target<'_>> = Vec::with_capacity(self.changes.len());
        for row in &self.changes {
            let target = match row.continues.and_then(|head| targets.get(head)) {
                Some(head) => head.clone(),
                None => self.target(&files, &row.item.text),
            };
            targets.push(target);
        }
        let lifted: Vec<Option<&Node>> =
            (0..targets.len()).map(|row| self.renumbered(&targets, row)).collect();
        for (target, list) in targets.iter_mut().zip(lifted) {
            if let Some(list) = list {
                *target = Target {
                    nodes: vec![list],
                    reach: Reach::Section,
                    sure: Sureness::Shared,
                    ..target.clone()
                };
            }
        }
        targets
    }

    /// The list of blocks that a row points into by number, where a later row takes blocks out of that list or moves
    /// them: the number may be another block's today.
    fn renumbered<'a>(&'a self, targets: &[Target<'a>], row: usize) -> Option<&'a Node> {
        let target = &targets[row];
        let form = self.form;
        let [node] = target.nodes[..] else { return None };
        let path = form.path(node.item?);
        let at = path.iter().position(|&step| form.item(step).kind == ItemKind::Block)?;
        let (block, list) = (path[at], *path.get(at.checked_sub(1)?)?);
        let label = form.item(block).label.as_str();
        let day = self.changes[row].date.date();
        let moves = |other: usize| {
            let (change, theirs) = (&self.changes[other], &targets[other]);
            let later = match (day, change.date.date()) {
                (Some(day), Some(other)) => other > day,
                (Some(_), None) => change.page.is_none(),
                (None, _) => false,
            };
            let of_list = theirs.question.is_some_and(|question| question == block || question == list);
            let of_file = theirs.nodes.iter().all(|other| other.file == node.file);
            if !(later && of_list && of_file) {
                return false;
            }
            let gone = change.kinds.contains(&RowKind::Deletion) && theirs.question == Some(block);
            let named = |text: &str| super::change::block_numbers(text, label);
            let (before, after) = (named(&change.before.text), named(&change.after.text));
            let moved = !before.is_empty() && !after.is_empty() && before != after;
            gone || moved
        };
        if !(0..targets.len()).any(moves) {
            return None;
        }
        self.walk()
            .find(|other| other.item == Some(list) && other.walk().any(|inner| std::ptr::eq(inner, node)))
    }

    fn target<'a>(&'a self, files: &[Vec<char>], item: &str) -> Target<'a> {
        let Some(reading) = path::read(self.form, files, &names::fold_path(item)) else {
            return Target::NOTHING;
        };
        let mut all = Vec::new();
        for spot in &reading.spots {
            all.push(self.place(&reading, spot));
        }
        match all.len() {
            1 => all.remove(0),
            _ => several(all, &reading),
        }
    }

    /// The headings of one place of the form.
    fn place<'a>(&'a self, reading: &Reading, spot: &Spot) -> Target<'a> {
        let Reading { files, sure, .. } = reading;
        let path = self.form.path(spot.item);
        let question = Some(spot.item);
        // Of several blocks, the path has to say which.
        let mut sure = *sure;
        let mut item = spot.item;
        for (depth, &step) in path.iter().enumerate() {
            let is_block = self.form.item(step).kind == ItemKind::Block;
            if is_block && !spot.blocks.iter().any(|(block, _)| *block == step) {
                let held = self.nodes_of(&path[..=depth], &spot.blocks, files);
                if held.len() > 1 {
                    item = path[depth - 1];
                    sure = Sureness::Shared;
                    break;
                }
                sure = sure.max(Sureness::Likely);
            }
        }
        let path = self.form.path(item);
        for depth in (0..path.len()).rev() {
            let nodes = self.nodes_of(&path[..=depth], &spot.blocks, files);
            let all_files = files.len() > 1;
            match nodes.len() {
                0 => {}
                1 => {
                    let exact = depth + 1 == path.len() || self.answers_for(nodes[0], item);
                    let reach = if exact { self.reach(nodes[0]) } else { Reach::Above };
                    return Target { nodes, question, reach, sure };
                }
                _ if all_files => return Target { nodes, question, reach: Reach::Several, sure },
                _ if files.is_empty() && nodes.iter().any(|node| node.file != nodes[0].file) => {
                    return Target { nodes: Vec::new(), question, reach: Reach::FileUnsaid, sure };
                }
                // Several tables of one file, or a repeated heading: what is above them is all that is certain.
                _ => sure = Sureness::Shared,
            }
        }
        Target { nodes: Vec::new(), question, reach: Reach::Above, sure }
    }

    /// The headings that stand at a path of the form, within the blocks and files named.
    fn nodes_of(&self, path: &[ItemIndex], blocks: &[(ItemIndex, u32)], files: &[usize]) -> Vec<&Node> {
        let Some((first, rest)) = path.split_first() else { return Vec::new() };
        let fits = |node: &Node, step: ItemIndex| {
            let number = blocks.iter().find(|(block, _)| *block == step).map(|(_, number)| *number);
            let named = node.file.is_none_or(|file| files.is_empty() || files.contains(&file));
            node.item == Some(step) && named && number.is_none_or(|number| node.number == Some(number))
        };
        let mut nodes: Vec<&Node> = self.sections.iter().filter(|node| fits(node, *first)).collect();
        for &step in rest {
            nodes =
                nodes.into_iter().flat_map(|node| &node.children).filter(|node| fits(node, step)).collect();
        }
        // Lists of record items stand under one section, a table for each file.
        if let ([section], [file]) = (nodes.as_slice(), files)
            && section.file.is_none()
        {
            let tables: Vec<&Node> =
                section.children.iter().filter(|child| child.file == Some(*file)).collect();
            if let [table] = tables[..] {
                return vec![table];
            }
        }
        nodes
    }

    /// Whether a heading holds the answer to a question whose own label the document leaves out.
    fn answers_for(&self, node: &Node, item: ItemIndex) -> bool {
        self.answered(node).is_some_and(|answered| answered.id == self.form.item(item).id)
    }

    fn reach(&self, node: &Node) -> Reach {
        match self.item(node).map(|item| item.kind) {
            Some(ItemKind::Block) => Reach::Block,
            Some(ItemKind::Section | ItemKind::Group)
                if self.answered(node).map(|i| i.kind) == self.item(node).map(|i| i.kind) =>
            {
                Reach::Section
            }
            _ => Reach::Item,
        }
    }
}

/// The targets of a cell that names several items, as one.
fn several<'a>(all: Vec<Target<'a>>, reading: &Reading) -> Target<'a> {
    let mut nodes: Vec<&Node> = Vec::new();
    let mut reach = None;
    let mut sure = reading.sure;
    for target in all {
        sure = sure.max(target.sure);
        // The surest thing that is true of all of them.
        reach = reach.max(Some(target.reach));
        for node in target.nodes {
            if !nodes.iter().any(|other| std::ptr::eq(*other, node)) {
                nodes.push(node);
            }
        }
    }
    let reach = match (reach.unwrap_or(Reach::Nothing), nodes.len()) {
        (Reach::Item | Reach::Block | Reach::Section | Reach::Several, 2..) => Reach::Several,
        (reach, _) => reach,
    };
    Target { nodes, question: None, reach, sure }
}
