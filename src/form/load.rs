//! Loading of the form files that are built into the program.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::{Concept, Form, Item, ItemKind};
use crate::content::{Choice, Kind};
use crate::text::folding::fold;

/// The newest edition of each kind first.
const FORMS: [&str; 5] = [
    include_str!("y4-2025-05.toml"),
    include_str!("y4-2018-05.toml"),
    include_str!("y3-2025-05.toml"),
    include_str!("y3-2018-05.toml"),
    include_str!("y2-2024-10.toml"),
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
    vocabulary: BTreeMap<String, Vec<String>>,
    item: Vec<ItemEntry>,
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
#[expect(clippy::expect_used, reason = "see `forms`")]
pub(super) fn parse(text: &str) -> Form {
    form(toml::from_str(text).expect("a form file is valid"))
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
    Form { id: file.id, name: file.name, kind, previous: file.previous, items, sections, by_id, concepts }
}

/// Reads "7=再委託しない" as the sibling with key 7 and the index of its option.
fn condition(rule: &str, parent: Option<usize>, items: &[Item]) -> Option<(usize, usize)> {
    let (key, option) = rule.split_once('=')?;
    let sibling =
        *items.get(parent?)?.children.iter().find(|&&c| items.get(c).is_some_and(|i| i.key == key))?;
    let option = items.get(sibling)?.options.iter().position(|o| o == option)?;
    Some((sibling, option))
}
