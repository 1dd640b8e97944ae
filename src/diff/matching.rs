//! Which items of two versions are the same item.
//!
//! A question is the same where the form says so: by its place in the form, followed from edition to edition
//! (`same_as`). Where a question is asked several times, files are matched by folded name, then by the id that
//! the publisher gave them, then by order; blocks (システムn, 委託事項n, 提供先n) by folded name, then by number.
//! Headings that the form does not have are matched by their folded label.

use std::collections::{BTreeMap, HashMap};

use crate::assessment::{Answer, Assessment, Node};
use crate::form::{Form, ItemIndex, ItemKind};
use crate::text::folding::fold;

/// Items of the cover that name the version itself; the head of a comparison says the same.
const OF_THE_VERSION: [&str; 3] = ["cover.published", "cover.edition", "cover.toc"];

/// What makes an item the same in both versions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    question: Question,
    /// The file, numbered as in the newer version; those that only the older one has count on.
    file: Option<usize>,
    /// The blocks it stands in, from the outside.
    blocks: Vec<usize>,
    /// How many of the same kind stand before it: several tables of record items of one file.
    occurrence: usize,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Question {
    /// Of the newer version's form.
    Item(ItemIndex),
    /// Of the older version's form, which the newer one does not ask.
    Older(ItemIndex),
    /// Of neither: the folded labels from the last known question on.
    Heading(Option<ItemIndex>, String),
}

/// An item with its key.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) key: Key,
    /// The key of its section.
    pub(super) section: Key,
    pub(super) node: &'a Node,
    pub(super) above: Vec<&'a Node>,
    /// Whether it is an answer to be compared, not only a heading.
    pub(super) answers: bool,
}

/// How each version's questions, files and blocks are called in keys.
#[derive(Debug)]
pub(super) struct Names {
    /// Questions of the older form as the newer form has them.
    questions: BTreeMap<ItemIndex, ItemIndex>,
    /// Files of the older version.
    files: Vec<usize>,
    /// Blocks by their anchor.
    older_blocks: HashMap<String, usize>,
    newer_blocks: HashMap<String, usize>,
}

impl Key {
    /// Whether the newer version's form asks this; headings that no form has can stand anywhere.
    pub(super) fn is_asked_by_newer(&self) -> bool {
        !matches!(self.question, Question::Older(_))
    }
}

impl Names {
    pub(super) fn of(older: &Assessment, newer: &Assessment) -> Self {
        let questions = questions(older.form, newer.form);
        let mut names = Self {
            questions,
            files: files(older, newer),
            older_blocks: HashMap::new(),
            newer_blocks: HashMap::new(),
        };
        names.match_blocks(older, newer);
        names
    }

    pub(super) fn entries_of_older<'a>(&self, assessment: &'a Assessment) -> Vec<Entry<'a>> {
        entries(assessment, self, true)
    }

    pub(super) fn entries_of_newer<'a>(&self, assessment: &'a Assessment) -> Vec<Entry<'a>> {
        entries(assessment, self, false)
    }

    /// Whether the older version's form asks this; headings that no form has can stand anywhere.
    pub(super) fn older_asks(&self, key: &Key) -> bool {
        match key.question {
            Question::Item(index) => self.questions.values().any(|newer| *newer == index),
            Question::Older(_) | Question::Heading(..) => true,
        }
    }

    /// Blocks are matched from the outside in: those within matched blocks of the same question and file.
    fn match_blocks(&mut self, older: &Assessment, newer: &Assessment) {
        let mut next = 0;
        for depth in 0.. {
            let old = grouped(&self.entries_of_older(older), depth);
            let mut new = grouped(&self.entries_of_newer(newer), depth);
            if old.is_empty() && new.is_empty() {
                return;
            }
            for (group, before) in old {
                let after = new.remove(&group).unwrap_or_default();
                self.match_group(before, after, &mut next);
            }
            for after in new.into_values() {
                self.match_group(Vec::new(), after, &mut next);
            }
        }
    }

    /// Gives the same number to blocks that are the same, and numbers of their own to all others.
    fn match_group(&mut self, mut before: Vec<Block>, mut after: Vec<Block>, next: &mut usize) {
        let same: [fn(&Block, &Block) -> bool; 2] =
            [|a, b| !a.name.is_empty() && a.name == b.name, |a, b| a.number != 0 && a.number == b.number];
        for same in same {
            before.retain(|block| {
                let Some(at) = after.iter().position(|other| same(block, other)) else { return true };
                self.older_blocks.insert(block.anchor.clone(), *next);
                self.newer_blocks.insert(after.remove(at).anchor, *next);
                *next += 1;
                false
            });
        }
        for (blocks, rest) in [(&mut self.older_blocks, before), (&mut self.newer_blocks, after)] {
            for block in rest {
                blocks.insert(block.anchor, *next);
                *next += 1;
            }
        }
    }
}

/// A repeated block.
struct Block {
    anchor: String,
    /// Folded.
    name: String,
    number: u32,
}

/// What blocks have to share before they are compared: question, file, and the blocks around them.
type Group = (Question, Option<usize>, Vec<usize>);

/// The blocks that stand within `depth` others.
fn grouped(entries: &[Entry<'_>], depth: usize) -> BTreeMap<Group, Vec<Block>> {
    let mut groups: BTreeMap<Group, Vec<Block>> = BTreeMap::new();
    for Entry { node, key, .. } in entries {
        let (Some(number), Some((_, outer))) = (node.number, key.blocks.split_last()) else { continue };
        if outer.len() == depth {
            let name = fold(node.name.as_deref().unwrap_or_default());
            let block = Block { anchor: node.anchor.clone(), name, number };
            groups.entry((key.question.clone(), key.file, outer.to_vec())).or_default().push(block);
        }
    }
    groups
}

/// The older form's questions as the newer form has them.
fn questions(older: &Form, newer: &Form) -> BTreeMap<ItemIndex, ItemIndex> {
    let pair = |index| newer.counterpart(index, older).map(|before| (before, index));
    (0..newer.items.len()).filter_map(pair).collect()
}

/// The older version's files as the newer version numbers them.
fn files(older: &Assessment, newer: &Assessment) -> Vec<usize> {
    // Ids such as f1 are given by order where the front matter names none.
    let given = |id: &str| !id.strip_prefix('f').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    let mut found: Vec<Option<usize>> = vec![None; older.files.len()];
    for step in 0..3 {
        for (index, file) in older.files.iter().enumerate() {
            if found[index].is_some() {
                continue;
            }
            found[index] = newer.files.iter().enumerate().position(|(at, other)| {
                let free = !found.contains(&Some(at));
                free && match step {
                    0 => fold(&file.name) == fold(&other.name),
                    1 => given(&file.id) && file.id == other.id,
                    _ => true,
                }
            });
        }
    }
    let own = |(index, file): (usize, Option<usize>)| file.unwrap_or(newer.files.len() + index);
    found.into_iter().enumerate().map(own).collect()
}

/// What an item inherits from those above it.
#[derive(Clone)]
struct Above<'a> {
    nodes: Vec<&'a Node>,
    section: Option<Key>,
    question: Option<ItemIndex>,
    headings: String,
    blocks: Vec<usize>,
}

struct Walk<'a, 'n> {
    assessment: &'a Assessment,
    names: &'n Names,
    is_older: bool,
    seen: HashMap<Group, usize>,
    entries: Vec<Entry<'a>>,
}

fn entries<'a>(assessment: &'a Assessment, names: &Names, is_older: bool) -> Vec<Entry<'a>> {
    let mut walk = Walk { assessment, names, is_older, seen: HashMap::new(), entries: Vec::new() };
    let top = Above {
        nodes: Vec::new(),
        section: None,
        question: None,
        headings: String::new(),
        blocks: Vec::new(),
    };
    for section in &assessment.sections {
        walk.node(section, &top);
    }
    walk.entries
}

impl<'a> Walk<'a, '_> {
    fn node(&mut self, node: &'a Node, above: &Above<'a>) {
        let form = self.assessment.form;
        let item = self.assessment.item(node);
        let mut below = above.clone();
        // An answer directly under its group is that of the group's first question.
        let answered = self.assessment.answered(node).and_then(|item| form.index(&item.id)).or(node.item);
        let records = item.is_some_and(|item| item.kind == ItemKind::Records);
        let question = match answered {
            // Under 別添2 several tables of one file answer the same item; their headings tell them apart.
            Some(index) if !records => self.question(index),
            _ => Question::Heading(above.question, format!("{}/{}", above.headings, fold(&node.label.text))),
        };
        match node.item {
            Some(index) if !records => {
                below.question = Some(self.named(index));
                below.headings.clear();
            }
            _ => below.headings = format!("{}/{}", above.headings, fold(&node.label.text)),
        }
        if node.number.is_some() {
            let blocks = if self.is_older { &self.names.older_blocks } else { &self.names.newer_blocks };
            below.blocks.push(blocks.get(&node.anchor).copied().unwrap_or(usize::MAX));
        }
        let file = node.file.map(|file| if self.is_older { self.names.files[file] } else { file });
        let base = (question, file, below.blocks.clone());
        let occurrence = self.seen.entry(base.clone()).or_default();
        let (question, file, blocks) = base;
        let key = Key { question, file, blocks, occurrence: *occurrence };
        *occurrence += 1;
        let section = above.section.clone().unwrap_or_else(|| key.clone());
        let version = item
            .is_some_and(|item| item.kind == ItemKind::Changes || OF_THE_VERSION.contains(&item.id.as_str()));
        self.entries.push(Entry {
            key,
            section: section.clone(),
            node,
            above: above.nodes.clone(),
            answers: !version && (node.answer != Answer::Container || node.number.is_some()),
        });
        below.section = Some(section);
        below.nodes.push(node);
        for child in &node.children {
            self.node(child, &below);
        }
    }

    fn question(&self, index: ItemIndex) -> Question {
        if !self.is_older {
            return Question::Item(index);
        }
        self.names.questions.get(&index).map_or(Question::Older(index), |newer| Question::Item(*newer))
    }

    /// A question as part of the path of a heading that no form has.
    fn named(&self, index: ItemIndex) -> ItemIndex {
        if self.is_older { self.names.questions.get(&index).copied().unwrap_or(index) } else { index }
    }
}
