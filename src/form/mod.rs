//! The official forms as data: which questions a form asks, in which order, with which options.
//!
//! One TOML file per form and edition, and [`concepts`](Concept) that name the same question across
//! kinds and editions. A new edition is a new file beside this one, entered in [`all`]; no code. How a
//! label of a document finds its question is in [`label`].

pub mod label;
mod load;
mod same;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::content::Kind;
use crate::text::date::{self, Date};
use crate::text::folding::fold;
use label::Block;

/// What kind of answer a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// A Roman-numbered section or an attachment (別添).
    Section,
    /// A heading that holds questions and takes no answer itself.
    Group,
    /// A repeated block (システムn, 委託事項n, 提供先n, 移転先n); the rest of its heading is its name.
    Block,
    /// Free text.
    Text,
    /// One of the options.
    Choice,
    /// Any number of boxes.
    Checks,
    /// A day.
    Date,
    /// A month, or more exactly.
    Month,
    /// From a day to a day.
    Period,
    /// An organisation with its address and telephone number.
    Org,
    /// Names in a row.
    List,
    /// Numbered record items (記録項目).
    Records,
    /// The table of changes (変更箇所).
    Changes,
    /// A drawing.
    Figure,
    /// A pointer to an attachment.
    Reference,
}

/// Index of an item within its [`Form`].
pub type ItemIndex = usize;

/// One question, section or heading of a form.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a mark of the paper form, independent of the others"
)]
pub struct Item {
    /// Path of keys, e.g. `ii.4.t*.6`; `*` stands for a block's number.
    pub id: String,
    /// The last key of the path, unique among siblings.
    pub key: String,
    /// The official label with its number, without a trailing ※.
    pub label: String,
    /// What kind of answer it takes.
    pub kind: ItemKind,
    /// The printed options in official order; empty where there are none.
    pub options: Vec<String>,
    /// The answer carries "( n ) 件".
    pub count: bool,
    /// ※: a change of the answer is a 重要な変更.
    pub important: bool,
    /// An empty answer is a finding.
    pub required: bool,
    /// The section stands once per 特定個人情報ファイル.
    pub per_file: bool,
    /// Options of the switch printed in the heading line.
    pub switch: Vec<String>,
    /// The option of the parent's switch that makes this item pointless; `None` for all of them together.
    pub off_by: Option<String>,
    /// The sibling and its option (index) that make this item pointless: 再委託しない ⇒ ⑧⑨.
    pub unless: Option<(ItemIndex, usize)>,
    /// The form prints no label; the label here is kohyo's.
    pub unlabelled: bool,
    /// Not confirmed against the published form.
    pub provisional: bool,
    /// The same question in every kind and edition.
    pub concept: Option<String>,
    /// The id of the same question in the previous edition where it differs from this one; empty where the
    /// question is new, though the previous edition has another one under the same id.
    same_as: Option<String>,
    /// Names under which the change log refers to it (Excel sheet names).
    pub sheet: Vec<String>,
    /// The item it stands under.
    pub parent: Option<ItemIndex>,
    /// The items under it, in the form's order.
    pub children: Vec<ItemIndex>,
    /// Folded label, then folded aliases.
    folded: Vec<String>,
}

impl Item {
    /// Depth in the form: 1 for sections. It is the heading level in Markdown.
    pub fn level(&self) -> u8 {
        u8::try_from(self.id.split('.').count()).unwrap_or(u8::MAX)
    }

    /// Whether a folded label is the official one (and not an alias).
    pub fn is_official(&self, folded: &str) -> bool {
        self.folded.first().is_some_and(|own| own == folded)
    }

    /// The folded label and aliases.
    pub fn folded(&self) -> &[String] {
        &self.folded
    }

    /// What is printed beside its boxes: its options, or the switch in its heading.
    pub fn printed(&self) -> &[String] {
        if self.options.is_empty() { &self.switch } else { &self.options }
    }

    /// The option that a text equals, by its index; numbers in front ("3) ") have to fit.
    pub fn option(&self, text: &str) -> Option<usize> {
        label::option(&self.options, text)
    }
}

/// A form and edition.
#[derive(Debug)]
pub struct Form {
    /// Stable name, e.g. `y4-2025-05`.
    pub id: String,
    /// As printed: "令和7年5月 様式4".
    pub name: String,
    /// The kind of assessment it is for.
    pub kind: Kind,
    /// The first day of the month that the edition is named after.
    pub in_force: Date,
    /// The id of the edition before this one.
    pub previous: Option<String>,
    /// All items in the form's order, parents before children.
    pub items: Vec<Item>,
    /// The sections.
    pub sections: Vec<ItemIndex>,
    by_id: HashMap<String, ItemIndex>,
    concepts: BTreeSet<String>,
}

/// How a label was found in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelMatch {
    /// The item.
    pub item: ItemIndex,
    /// Number and name, for a repeated block.
    pub block: Option<Block>,
}

impl Form {
    /// The item at an index of this form.
    pub fn item(&self, index: ItemIndex) -> &Item {
        &self.items[index]
    }

    /// Whether much of it (more than a quarter of its items) could not be checked against the published form.
    pub fn is_provisional(&self) -> bool {
        self.items.iter().filter(|item| item.provisional).count() * 4 > self.items.len()
    }

    /// The index of an id such as `ii.2.2`.
    pub fn index(&self, id: &str) -> Option<ItemIndex> {
        self.by_id.get(id).copied()
    }

    /// Finds a label among the children of `parent`, or among the sections.
    pub fn find(&self, parent: Option<ItemIndex>, label: &str) -> Option<LabelMatch> {
        let candidates = parent.map_or(&self.sections, |index| &self.items[index].children);
        self.find_among(candidates, label)
    }

    /// Finds a label among some items.
    pub fn find_among(&self, candidates: &[ItemIndex], label: &str) -> Option<LabelMatch> {
        let folded = fold(label);
        let plain = candidates
            .iter()
            .find(|&&i| self.items[i].kind != ItemKind::Block && self.items[i].folded.contains(&folded));
        if let Some(&item) = plain {
            return Some(LabelMatch { item, block: None });
        }
        candidates.iter().find_map(|&item| {
            let block = (self.items[item].kind == ItemKind::Block)
                .then(|| Block::parse(&self.items[item].label, label))?;
            Some(LabelMatch { item, block: Some(block?) })
        })
    }

    /// The question that text directly under an item answers: the item itself, or, under a group whose first
    /// question is a choice, that question (documents leave out the label 期間 under ②保管期間).
    pub fn question(&self, index: ItemIndex) -> &Item {
        self.item(self.question_index(index))
    }

    /// The index of [`Form::question`].
    pub fn question_index(&self, index: ItemIndex) -> ItemIndex {
        let item = &self.items[index];
        let first = item.children.first().filter(|&&c| self.items[c].kind == ItemKind::Choice);
        match first {
            Some(&choice) if item.kind == ItemKind::Group && item.switch.is_empty() => choice,
            _ => index,
        }
    }

    /// Whether it has a question of a concept.
    pub fn asks(&self, concept: &str) -> bool {
        self.concepts.contains(concept)
    }

    /// The chain of items from the section down to `index`, inclusive.
    pub fn path(&self, index: ItemIndex) -> Vec<ItemIndex> {
        let mut path: Vec<_> = std::iter::successors(Some(index), |&i| self.items[i].parent).collect();
        path.reverse();
        path
    }
}

/// The same question across kinds and editions.
#[derive(Debug, Clone, Deserialize)]
pub struct Concept {
    /// `subject.aspect`, e.g. `outsourcing.contractor`.
    pub key: String,
    /// Its Japanese name.
    pub name: String,
    /// The unit of its values, where it has one.
    pub unit: Option<String>,
    /// It is asked in every assessment, about the agency as a whole: its answers should agree.
    #[serde(default)]
    pub agency_wide: bool,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(load::forms);
static CONCEPTS: LazyLock<BTreeMap<String, Concept>> = LazyLock::new(load::concepts);

/// Every form and edition kohyo knows, the newest of each kind first.
pub fn all() -> &'static [Form] {
    &FORMS
}

/// The form with a printed name such as "令和7年5月 様式4" (white space and width do not matter).
pub fn by_name(name: &str) -> Option<&'static Form> {
    let wanted = fold(name);
    all().iter().find(|form| fold(&form.name) == wanted)
}

/// The newest form of a kind.
pub fn latest(kind: Kind) -> Option<&'static Form> {
    all().iter().find(|form| form.kind == kind)
}

/// The edition of a kind for a document of a day: the newest that was in force, or the oldest there is.
pub fn in_force(kind: Kind, day: Date) -> Option<&'static Form> {
    let mut editions = all().iter().filter(|form| form.kind == kind);
    editions.clone().find(|form| form.in_force <= day).or_else(|| editions.next_back())
}

/// The first day of the month of a printed edition such as "令和7年5月 様式4".
pub fn edition(name: &str) -> Option<Date> {
    let month = name.find('月').map(|at| &name[..at + '月'.len_utf8()])?;
    date::parse(month).ok().map(|written| written.date)
}

/// All concepts by key.
pub fn concepts() -> &'static BTreeMap<String, Concept> {
    &CONCEPTS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Lang, rules};

    #[test]
    fn the_rule_about_forms_names_them_all() {
        let meaning = rules::find("FORM-00").expect("the rule").meaning(Lang::Ja);
        for form in all() {
            let (edition, number) = form.name.split_once(' ').expect("edition and form");
            assert!(meaning.contains(edition) && meaning.contains(number), "{}", form.name);
        }
    }

    #[test]
    fn every_form_is_consistent() {
        for form in all() {
            for item in &form.items {
                assert!(
                    item.key
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-*".contains(c)),
                    "{}",
                    item.id
                );
                assert!(!item.folded[0].is_empty(), "{}", item.id);
                assert_eq!(
                    matches!(item.kind, ItemKind::Choice | ItemKind::Checks),
                    !item.options.is_empty(),
                    "{} needs options exactly when it offers a choice",
                    item.id
                );
                for options in [&item.options, &item.switch] {
                    let folded: BTreeSet<_> = options.iter().map(|option| fold(option)).collect();
                    assert_eq!(folded.len(), options.len(), "{}: options repeat", item.id);
                }
                if let Some(concept) = &item.concept {
                    assert!(concepts().contains_key(concept), "{}: concept {concept}", item.id);
                }
                assert!(item.level() <= 6, "{} is deeper than Markdown's headings", item.id);
                let siblings = item.parent.map_or(&form.sections, |p| &form.items[p].children);
                let keys: BTreeSet<_> = siblings.iter().map(|&s| &form.items[s].key).collect();
                assert_eq!(keys.len(), siblings.len(), "{}: keys of siblings repeat", item.id);
            }
        }
    }

    #[test]
    fn the_newest_edition_of_a_kind_is_used_where_none_is_named() {
        let latest = |kind| latest(kind).map(|form| form.id.as_str());
        assert_eq!(latest(Kind::Zenkomoku), Some("y4-2025-05"));
        assert_eq!(latest(Kind::Juten), Some("y3-2025-05"));
        assert_eq!(latest(Kind::Kiso), Some("y2-2024-10"));
        let at = |kind, day: &str| in_force(kind, day.parse().expect("a day")).map(|form| form.id.as_str());
        assert_eq!(at(Kind::Zenkomoku, "2016-03-31"), Some("y4-2016-01"));
        assert_eq!(
            at(Kind::Zenkomoku, "2013-03-31"),
            Some("y4-2014-04"),
            "drafts of before the first edition"
        );
        assert_eq!(at(Kind::Juten, "2018-05-20"), Some("y3-2018-05"));
        assert_eq!(at(Kind::Kiso, "2018-12-31"), Some("y2-2016-01"));
        assert_eq!(at(Kind::Kiso, "2024-10-01"), Some("y2-2024-10"));
        assert!(!all()[0].is_provisional() && by_name("令和6年10月 様式2").is_some_and(Form::is_provisional));
    }

    #[test]
    fn an_edition_based_on_a_later_one_differs_by_what_it_says() {
        let [old, new] =
            ["平成26年4月 様式2", "令和6年10月 様式2"].map(|name| by_name(name).expect("the form"));
        assert!(new.index("iv").is_some() && old.index("iv").is_none());
        let labels: Vec<&str> =
            old.sections.iter().map(|&section| old.item(section).label.as_str()).collect();
        assert_eq!(labels, ["表紙", "Ⅰ 関連情報", "Ⅱ しきい値判断項目", "Ⅲ しきい値判断結果", "変更箇所"]);
        let head = old.index("i.5.2").expect("the head of the department");
        assert_eq!(old.item(head).label, "②所属長");
        let middle = by_name("平成31年1月 様式2").expect("the form");
        let audit = middle.index("iv.8.done").expect("audits");
        assert_eq!(middle.counterpart(audit, new), new.index("iv.9.done"));
        let four = by_name("平成26年4月 様式4").expect("the form");
        let approved = four.find(four.index("cover"), "特定個人情報保護委員会 承認日【行政機関等のみ】");
        assert!(approved.is_some_and(|found| {
            four.item(found.item).is_official(four.item(found.item).folded()[0].as_str())
        }));
    }

    #[test]
    fn a_label_finds_its_item_whatever_its_width() {
        let form = by_name("令和７年５月様式４").expect("the form");
        let section = form.find(None, "II 特定個人情報ファイルの概要").expect("the section");
        assert_eq!(form.item(section.item).id, "ii");
        let four = form.find(Some(section.item), "4. 特定個人情報ファイルの取扱いの委託").expect("the item");
        let block = form.find(Some(four.item), "委託事項２　共通基盤の保守").expect("the block");
        assert_eq!(block.block, Some(Block { number: 2, name: "共通基盤の保守".into() }));
        let name = form.find(Some(block.item), "⑥ 委託先名").expect("the contractor");
        assert_eq!(form.item(name.item).id, "ii.4.t*.6");
        assert_eq!(form.find(Some(block.item), "①保管場所 ※"), None);
    }
}
