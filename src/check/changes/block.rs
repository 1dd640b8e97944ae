//! What rows say of repeated blocks (システムn): COUNT-04 (the log names one that the text does not hold) and REF-03 (a
//! question that every block has, without saying which block).

use std::collections::BTreeSet;

use super::{Log, Row};
use crate::assessment::target::{Reach, Sureness};
use crate::assessment::{ChangeRow, RowKind, change};
use crate::check::count::COUNTED;
use crate::finding::{Finding, Text};
use crate::form::{Item, ItemKind};
use crate::text::number::digit;

/// How many blocks a message names.
const SHOWN: usize = 8;

impl Log<'_> {
    /// COUNT-04: rows about blocks by number, behind the last one that the text holds.
    pub(super) fn unknown_blocks(&self) -> Vec<Finding> {
        self.lists().iter().filter_map(|list| self.unknown_in(list)).collect()
    }

    /// Lists of blocks whose number no question declares (COUNT-01 speaks of the others): label, and the numbers held.
    fn lists(&self) -> Vec<(&'static str, BTreeSet<u32>)> {
        let blocks = self.assessment.walk().filter_map(|node| {
            let children =
                node.children.iter().filter_map(|child| Some((self.assessment.item(child)?, child.number?)));
            let blocks: Vec<(&Item, u32)> =
                children.filter(|(item, _)| item.kind == ItemKind::Block).collect();
            let label = blocks.first()?.0.label.as_str();
            let held: BTreeSet<u32> = blocks.iter().map(|(_, number)| *number).collect();
            (!COUNTED.contains(&label)).then_some((label, held))
        });
        blocks.collect()
    }

    fn unknown_in(&self, (label, held): &(&'static str, BTreeSet<u32>)) -> Option<Finding> {
        let last = *held.last()?;
        let mut named: Vec<(u32, &ChangeRow)> = Vec::new();
        let mut gone: BTreeSet<u32> = BTreeSet::new();
        for (index, row) in self.rows() {
            let mut numbers = numbers(&row.item.text, label);
            // "システム8をシステム9とする" says that there is one more.
            if self.is_about(index, label) {
                numbers.extend(self::numbers(&row.after.text, label));
            }
            // "システム4" → "システム3": those behind one that went have moved up.
            let (from, to) = (self::numbers(&row.before.text, label), self::numbers(&row.after.text, label));
            let moved_up =
                matches!((from.iter().max(), to.iter().max()), (Some(from), Some(to)) if from > to);
            if moved_up && self.is_about(index, label) {
                gone.extend(from);
            }
            if row.kinds.contains(&RowKind::Deletion) || ends(&row.after.text) {
                gone.extend(numbers);
            } else {
                named.extend(numbers.into_iter().map(|number| (number, row)));
            }
        }
        // Where one was taken out, those behind it may have moved up.
        let moved = gone.iter().filter(|number| **number <= last).count();
        let left = last.saturating_add(u32::try_from(moved).ok()?);
        named.retain(|(number, _)| *number > left && !gone.contains(number));
        let most = named.iter().map(|(number, _)| *number).max()?;
        let first = named.first().map(|(_, row)| *row);
        let unknown: Vec<u32> =
            (left + 1..=most).filter(|number| !gone.contains(number)).take(SHOWN + 1).collect();
        let row = first.filter(|_| !unknown.is_empty())?;
        let shown: Vec<String> =
            unknown.iter().take(SHOWN).map(|number| format!("{label}{number}")).collect();
        let more = if unknown.len() > shown.len() { ("ほか", ", …") } else { ("", "") };
        Some(Finding::of(
            "COUNT-04",
            self.place(row.item.span),
            Text::new(
                format!(
                    "変更箇所には{label}{most}までありますが、本文にあるのは{label}{last}までです({}{}がありません)。",
                    shown.join("、"),
                    more.0
                ),
                format!(
                    "The change log goes up to {label}{most}, the text only up to {label}{last} (missing: {}{}).",
                    shown.join(", "),
                    more.1
                ),
            ),
            Text::new(
                "ページの抜けか、その後の変更でなくなったかを確認してください。",
                "See whether a page is missing, or they were taken out by a later change.",
            ),
        ))
    }

    /// Whether a row says by number or by name which block it is about.
    fn says_which(&self, row: &ChangeRow, label: &str) -> bool {
        let cells = [&row.item, &row.before, &row.after];
        let named = |name: &str| name.chars().count() >= 3 && row.item.text.contains(name);
        cells.iter().any(|cell| !numbers(&cell.text, label).is_empty())
            || self.assessment.walk().filter_map(|node| node.name.as_deref()).any(named)
    }

    /// Whether a row is about a block of this name, or about the list of them.
    fn is_about(&self, index: usize, label: &str) -> bool {
        let form = self.assessment.form;
        let named = |step: crate::form::ItemIndex| {
            let item = form.item(step);
            item.label == label || item.children.iter().any(|&child| form.item(child).label == label)
        };
        self.targets[index].question.is_some_and(|question| form.path(question).into_iter().any(named))
    }

    /// REF-03: rows about a question that stands in each of several blocks, without the number of one.
    pub(super) fn unnumbered(&self) -> Option<Finding> {
        let form = self.assessment.form;
        let unsaid = |(index, row): &Row<'_>| -> Option<String> {
            let target = &self.targets[*index];
            let path = form.path(target.question?);
            let block = path.iter().map(|&step| form.item(step)).find(|item| item.kind == ItemKind::Block)?;
            let within = form.item(*path.last()?).kind != ItemKind::Block;
            // Of one block, or of one in each file, the path need not give the number.
            let several = target.sure == Sureness::Shared && target.reach == Reach::Section;
            let open = within && several && row.continues.is_none();
            (open && !self.says_which(row, &block.label)).then(|| block.label.clone())
        };
        let rows: Vec<(Row<'_>, String)> = self.rows().filter_map(|row| Some((row, unsaid(&row)?))).collect();
        let ((_, first), _) = rows.first()?;
        let blocks: BTreeSet<&str> = rows.iter().map(|(_, block)| block.as_str()).collect();
        let blocks: Vec<&str> = blocks.into_iter().collect();
        let all: Vec<&ChangeRow> = rows.iter().map(|((_, row), _)| *row).collect();
        let (count, lines) = (all.len(), self.lines(&all));
        Some(Finding::of(
            "REF-03",
            self.place(first.item.span),
            Text::new(
                format!(
                    "変更箇所の{count}行は、いくつもある{}のうち、どの番号のものの項目かを示していません({})。",
                    blocks.join("、"),
                    lines.ja
                ),
                format!(
                    "{count} rows name a question of {} without the number of one ({}).",
                    blocks.join(" and "),
                    lines.en
                ),
            ),
            Text::new(
                "項目名の読み誤りや途切れがないか確認してください。原本どおりなら、このままで構いません。",
                "See whether the path was misread or cut; leave it if the original has it so.",
            ),
        ))
    }
}

/// Whether a short cell says that something is there no longer.
fn ends(after: &str) -> bool {
    after.chars().count() <= 20
        && ["削除", "廃止", "統合", "撤去", "終了"].iter().any(|word| after.contains(word))
}

/// The numbers of blocks that a text speaks of: システム8 in "システム 8を追加", but not in "システム24時間稼働".
fn numbers(text: &str, label: &str) -> Vec<u32> {
    const COUNTED: &str = "年月日次階時台件人回種号機系名";
    let number = |rest: &str| {
        let digits = rest.trim_start();
        let behind = digits.trim_start_matches(|c| digit(c).is_some());
        let counts = behind.chars().next().is_some_and(|c| COUNTED.contains(c));
        if counts { None } else { change::block_numbers(&format!("{label}{digits}"), label).first().copied() }
    };
    text.split(label).skip(1).filter_map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_things_is_no_number_of_a_block() {
        assert_eq!(numbers("システム8をシステム 9とする。システム１０「共通基盤」", "システム"), [8, 9, 10]);
        let others =
            "システム24時間稼働、システム3台、システムの2系統、システム2号機、システム2025年度移行分";
        assert!(numbers(others, "システム").is_empty());
    }

    #[test]
    fn only_a_short_cell_says_that_something_ended() {
        assert!(ends("(削除)") && ends("システム3に統合"));
        assert!(!ends("宛名情報の登録・更新・削除を行い、その記録を残す機能"));
    }
}
