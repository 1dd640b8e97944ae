//! COUNT-01 and COUNT-02: declared numbers of 委託, 提供 and 移転 against the blocks in the text, and numbers that
//! blocks leave out.

use std::collections::BTreeSet;

use crate::assessment::{Assessment, Node};
use crate::finding::{Finding, Place, Text};
use crate::form::{Item, ItemKind};
use crate::portal::count::{self, Count};

/// COUNT-01 for every question that declares a number, COUNT-02 for blocks of which none is declared.
pub(super) fn check(assessment: &Assessment) -> Vec<Finding> {
    let counts = assessment
        .walk()
        .flat_map(|node| count::of(assessment, node).into_iter().map(move |count| (node, count)));
    let mut findings: Vec<Finding> =
        counts.filter_map(|(node, count)| differs(assessment, node, &count)).collect();
    findings.extend(assessment.walk().filter_map(|node| gap(assessment, node)));
    findings
}

/// A group of numbered blocks that skips numbers: システム1, 3 and 4.
fn gap(assessment: &Assessment, node: &Node) -> Option<Finding> {
    let blocks =
        node.children.iter().filter_map(|child| Some((child, assessment.item(child)?, child.number?)));
    // Where a number is declared, COUNT-01 names the blocks that are missing.
    let counted = |item: &Item| COUNTED.contains(&item.label.as_str());
    let numbered: Vec<_> = blocks.filter(|(_, item, number)| *number > 0 && !counted(item)).collect();
    let (_, item, _) = numbered.first()?;
    let present: BTreeSet<u32> = numbered.iter().map(|(_, _, number)| *number).collect();
    let last = *present.last()?;
    let missing = Missing::of(last, &present);
    let behind =
        numbered.iter().find(|(_, _, number)| missing.first.first().is_some_and(|first| number > first))?;
    let (ja, en) = missing.list(&item.label)?;
    let held = present.len();
    let label = &item.label;
    let (unknown_ja, unknown_en) = match unnumbered(assessment, node) {
        0 => Default::default(),
        count => {
            (format!("、ほかに番号の分からないものが{count}件"), format!(", and {count} of unknown number"))
        }
    };
    Some(Finding::of(
        "COUNT-02",
        Place::at(&assessment.source, behind.0.label.span),
        Text::new(
            format!("{ja}が見当たりません({label}は{label}{last}まで{held}件{unknown_ja}あります)。"),
            format!("{en} is missing ({held} of {label} are there, up to {label}{last}{unknown_en})."),
        ),
        Text::new(
            "ページの抜けか、番号の誤りでないか確認してください。",
            "See whether a page is missing or a number is wrong.",
        ),
    ))
}

/// How many blocks of a group have no number, since their heading stood on a page that is not held.
fn unnumbered(assessment: &Assessment, node: &Node) -> usize {
    let is_block = |child: &&Node| assessment.item(child).is_some_and(|item| item.kind == ItemKind::Block);
    node.children
        .iter()
        .filter(is_block)
        .filter(|child| child.number.is_none_or(|number| number == 0))
        .count()
}

/// Blocks whose number a question of the form declares.
pub(super) const COUNTED: [&str; 3] = ["委託事項", "提供先", "移転先"];

/// What the blocks are called, and the word that says which number is meant where a question has two.
fn words(subject: &str) -> Option<(&'static str, &'static str)> {
    match subject {
        "outsourcing" => Some(("委託事項", "")),
        "provision" => Some(("提供先", "の提供")),
        "transfer" => Some(("移転先", "の移転")),
        _ => None,
    }
}

fn differs(assessment: &Assessment, node: &Node, count: &Count) -> Option<Finding> {
    let (Count { declared: Some(declared), held, .. }, true) = (count, count.differs()) else { return None };
    let (block, which) = words(count.subject)?;
    let present: BTreeSet<u32> = assessment
        .walk()
        .filter(|other| {
            other.file == node.file && assessment.item(other).is_some_and(|item| item.label == block)
        })
        .filter_map(|other| other.number)
        .collect();
    let (ja, en) = match Missing::of(*declared, &present).list(block) {
        Some((ja, en)) => (format!("({ja}が見当たりません)"), format!(" (missing: {en})")),
        None => Default::default(),
    };
    let label = super::form::name(node);
    Some(Finding::of(
        "COUNT-01",
        Place::at(&assessment.source, node.label.span),
        Text::new(
            format!("「{label}」{which}は{declared}件ですが、本文にある{block}は{held}件です{ja}。"),
            format!("\"{label}\" declares {declared} of {block}, the text has {held}{en}."),
        ),
        Text::new(
            "ページの抜けを確認してください。抜けがなければ、件数を直してください。",
            "See whether a page is missing; if none is, correct the number.",
        ),
    ))
}

/// Numbers of blocks that are not there. A text may declare four thousand million of them: only the first are named.
#[derive(Debug, PartialEq, Eq)]
struct Missing {
    first: Vec<u32>,
    count: u32,
}

impl Missing {
    /// How many are named.
    const SHOWN: usize = 5;

    /// Of the numbers from 1 to `last`.
    fn of(last: u32, present: &BTreeSet<u32>) -> Self {
        let held = present.iter().filter(|number| (1..=last).contains(*number)).count();
        let absent = (1..=last).filter(|number| !present.contains(number));
        let count = last.saturating_sub(u32::try_from(held).unwrap_or(u32::MAX));
        Self { first: absent.take(Self::SHOWN.min(count as usize)).collect(), count }
    }

    /// The missing blocks by name, or the first of many.
    fn list(&self, block: &str) -> Option<(String, String)> {
        let names: Vec<String> = self.first.iter().map(|number| format!("{block}{number}")).collect();
        match (names.as_slice(), self.count as usize - names.len()) {
            ([], _) => None,
            (names, 0) => Some((names.join("、"), names.join(", "))),
            (names, more) => Some((
                format!("{}ほか{more}件", names.join("、")),
                format!("{} and {more} more", names.join(", ")),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::test_support::assessment;

    #[test]
    fn the_missing_blocks_are_named() {
        let body = "# Ⅱ 特定個人情報ファイルの概要\n\n## 4. 特定個人情報ファイルの取扱いの委託\n\n### 委託の有無 ※\n- [x] 1) 委託する\n\n(3) 件\n\n### 委託事項1 甲\n\n### 委託事項3 乙\n";
        let findings = check(&assessment(body));
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings[0].message.ja,
            "「委託の有無」は3件ですが、本文にある委託事項は2件です(委託事項2が見当たりません)。"
        );
        assert_eq!(findings[0].place.position().line, 17);
    }

    #[test]
    fn many_missing_blocks_are_not_all_named() {
        let (ja, en) = Missing::of(28, &BTreeSet::new()).list("提供先").unwrap();
        assert_eq!(ja, "提供先1、提供先2、提供先3、提供先4、提供先5ほか23件");
        assert!(en.ends_with("and 23 more"));
        assert_eq!(Missing::of(2, &BTreeSet::from([0, 1, 2, 9])).list("x"), None);
        assert_eq!(Missing::of(0, &BTreeSet::new()).list("x"), None);
    }

    #[test]
    fn a_number_out_of_all_proportion_takes_no_memory() {
        let body = "# Ⅱ 特定個人情報ファイルの概要\n\n## 4. 特定個人情報ファイルの取扱いの委託\n\n### 委託の有無 ※\n- [x] 1) 委託する\n\n(4000000000) 件\n\n### 委託事項1 甲\n";
        let found = check(&assessment(body));
        assert!(found[0].message.ja.contains("委託事項6ほか3999999994件が見当たりません"), "{found:?}");
        let body = "# Ⅰ 基本情報\n\n## 2. 特定個人情報ファイルを取り扱う事務において使用するシステム\n\n### システム1\n\n### システム4000000000\n";
        let found = check(&assessment(body));
        assert_eq!(found.iter().map(|finding| finding.id).collect::<Vec<_>>(), ["COUNT-02"]);
        assert!(found[0].message.ja.contains("ほか3999999993件"), "{found:?}");
    }
}
