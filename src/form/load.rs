//! Loading of the form files that are built into the program.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::{Concept, Form, Item, ItemKind};
use crate::content::{Choice, Kind};
use crate::text::folding::fold;

/// The newest edition of each kind first.
const FORMS: [&str; 12] = [
    include_str!("y4-2025-05.toml"),
    include_str!("y4-2018-05.toml"),
    include_str!("y4-2016-01.toml"),
    include_str!("y4-2014-04.toml"),
    include_str!("y3-2025-05.toml"),
    include_str!("y3-2018-05.toml"),
    include_str!("y3-2016-01.toml"),
    include_str!("y3-2014-04.toml"),
    include_str!("y2-2024-10.toml"),
    include_str!("y2-2019-01.toml"),
    include_str!("y2-2016-01.toml"),
    include_str!("y2-2014-04.toml"),
];
const CONCEPTS: &str = include_str!("concepts.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormFile {
    id: String,
    name: String,
    kind: String,
    /// The edition before this one.
    previous: Option<String>,
    /// The later edition from which this one differs by its changes alone.
    based_on: Option<String>,
    #[serde(default)]
    change: Vec<Change>,
    #[serde(default)]
    vocabulary: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    item: Vec<ItemEntry>,
}

/// How an item differs from that of the edition a file is based on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    id: String,
    /// The item and all below it are not asked.
    #[serde(default)]
    remove: bool,
    /// The id it has here, and all below it under that.
    #[serde(rename = "as")]
    id_here: Option<String>,
    label: Option<String>,
    aliases: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a mark of the paper form, independent of the others"
)]
struct ItemEntry {
    id: String,
    label: String,
    #[serde(rename = "type")]
    kind: ItemKind,
    vocabulary: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    sheet: Vec<String>,
    #[serde(default)]
    switch: Vec<String>,
    concept: Option<String>,
    /// The question in the previous edition, where its id is another; empty for a question that is new.
    same_as: Option<String>,
    off_by: Option<String>,
    /// `key = option` of a sibling.
    unless: Option<String>,
    #[serde(default)]
    count: bool,
    #[serde(default)]
    important: bool,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    per_file: bool,
    #[serde(default)]
    unlabelled: bool,
    #[serde(default)]
    provisional: bool,
}

#[derive(Deserialize)]
struct ConceptFile {
    concept: Vec<Concept>,
}

/// The forms built in. Their files are part of the program, loaded by every test: a mistake in them is found by
/// the first.
pub(super) fn forms() -> Vec<Form> {
    FORMS.iter().map(|text| parse(text)).collect()
}

/// One form from the text of its file.
pub(super) fn parse(text: &str) -> Form {
    form(file(text))
}

#[expect(clippy::expect_used, clippy::panic, reason = "see `forms`")]
fn file(text: &str) -> FormFile {
    let mut read: FormFile = toml::from_str(text).expect("a form file is valid");
    let Some(later) = &read.based_on else { return read };
    let head = format!("\nid = \"{later}\"\n");
    let Some(base) = FORMS.iter().find(|text| text.contains(&head)) else {
        panic!("{}: is based on {later}, which is no form", read.id)
    };
    let base = file(base);
    (read.vocabulary, read.item) = (base.vocabulary, base.item);
    for entry in &mut read.item {
        // What holds between editions is said of each by itself.
        (entry.same_as, entry.provisional) = (None, true);
    }
    for change in std::mem::take(&mut read.change) {
        let below = format!("{}.", change.id);
        if change.remove {
            read.item.retain(|entry| entry.id != change.id && !entry.id.starts_with(&below));
            continue;
        }
        let Some(entry) = read.item.iter_mut().find(|entry| entry.id == change.id) else {
            panic!("{}: {} is no item of {}", read.id, change.id, base.id)
        };
        entry.label = change.label.unwrap_or_else(|| std::mem::take(&mut entry.label));
        entry.aliases = change.aliases.unwrap_or_else(|| std::mem::take(&mut entry.aliases));
        if let Some(here) = change.id_here {
            for entry in &mut read.item {
                let rest =
                    entry.id.strip_prefix(&change.id).filter(|rest| rest.is_empty() || rest.starts_with('.'));
                if let Some(rest) = rest {
                    entry.id = format!("{here}{rest}");
                }
            }
        }
    }
    read
}

/// The concepts built in.
#[expect(clippy::expect_used, reason = "the file is compiled in and loaded by every test")]
pub(super) fn concepts() -> BTreeMap<String, Concept> {
    let file: ConceptFile = toml::from_str(CONCEPTS).expect("the concept file is valid");
    file.concept.into_iter().map(|concept| (concept.key.clone(), concept)).collect()
}

#[expect(clippy::panic, reason = "see `forms`")]
fn form(file: FormFile) -> Form {
    let mut items: Vec<Item> = Vec::with_capacity(file.item.len());
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut sections = Vec::new();
    for entry in file.item {
        let index = items.len();
        let (parent, key) = match entry.id.rsplit_once('.') {
            Some((parent, key)) => match by_id.get(parent) {
                Some(&parent) => (Some(parent), key.to_owned()),
                None => panic!("{}: {} stands before its parent", file.id, entry.id),
            },
            None => (None, entry.id.clone()),
        };
        let options = entry.vocabulary.map_or_else(Vec::new, |name| match file.vocabulary.get(&name) {
            Some(options) => options.clone(),
            None => panic!("{}: {} names no vocabulary of the file: {name}", file.id, entry.id),
        });
        match parent {
            Some(parent) => items[parent].children.push(index),
            None => sections.push(index),
        }
        let unless = entry.unless.map(|rule| match condition(&rule, parent, &items) {
            Some(found) => found,
            None => {
                panic!("{}: {}: `unless` names no option of an earlier sibling: {rule}", file.id, entry.id)
            }
        });
        let folded = std::iter::once(&entry.label).chain(&entry.aliases).map(|label| fold(label)).collect();
        by_id.insert(entry.id.clone(), index);
        items.push(Item {
            id: entry.id,
            key,
            label: entry.label,
            kind: entry.kind,
            options,
            count: entry.count,
            important: entry.important,
            required: entry.required,
            per_file: entry.per_file,
            switch: entry.switch,
            off_by: entry.off_by,
            unless,
            unlabelled: entry.unlabelled,
            provisional: entry.provisional,
            concept: entry.concept,
            same_as: entry.same_as,
            sheet: entry.sheet,
            parent,
            children: Vec::new(),
            folded,
        });
    }
    let Some(kind) = Kind::ALL.iter().copied().find(|kind| kind.as_str() == file.kind) else {
        panic!("{}: no such kind: {}", file.id, file.kind)
    };
    let concepts = items.iter().filter_map(|item| item.concept.clone()).collect();
    let Some(in_force) = super::edition(&file.name) else { panic!("{}: no edition: {}", file.id, file.name) };
    Form {
        id: file.id,
        name: file.name,
        kind,
        in_force,
        previous: file.previous,
        items,
        sections,
        by_id,
        concepts,
    }
}

/// Reads "7=再委託しない" as the sibling with key 7 and the index of its option.
fn condition(rule: &str, parent: Option<usize>, items: &[Item]) -> Option<(usize, usize)> {
    let (key, option) = rule.split_once('=')?;
    let sibling =
        *items.get(parent?)?.children.iter().find(|&&c| items.get(c).is_some_and(|i| i.key == key))?;
    let option = items.get(sibling)?.options.iter().position(|o| o == option)?;
    Some((sibling, option))
}
