//! What rows say of repeated blocks (システムn): COUNT-04 (the log names one that the text does not hold) and REF-03 (a
//! question that every block has, without saying which block).

use std::collections::{BTreeMap, BTreeSet};

use super::{Log, Row};
use crate::assessment::target::{Reach, Sureness};
use crate::assessment::{ChangeRow, RowKind, change};
use crate::check::count::COUNTED;
use crate::finding::{Finding, Text};
use crate::form::{Item, ItemKind};

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
        let mut named: BTreeMap<u32, &ChangeRow> = BTreeMap::new();
        let mut gone: BTreeSet<u32> = BTreeSet::new();
        for (_, row) in self.rows() {
            let numbers = change::block_numbers(&row.item.text, label);
            if row.kinds.contains(&RowKind::Deletion) || row.after.text.contains("削除") {
                gone.extend(numbers);
                continue;
            }
            for number in numbers {
                named.entry(number).or_insert(row);
            }
        }
        named.retain(|number, _| *number > last && !gone.contains(number));
        let first = named.values().min_by_key(|row| row.span.start)?;
        let shown: Vec<String> = named.keys().take(SHOWN).map(|number| format!("{label}{number}")).collect();
        let more = if named.len() > shown.len() { ("ほか", ", …") } else { ("", "") };
        Some(Finding::info(
            "COUNT-04",
            self.place(first.item.span),
            Text::new(
                format!(
                    "変更箇所に{}{}の行がありますが、本文の{label}は{label}{last}までです。",
                    shown.join("、"),
                    more.0
                ),
                format!(
                    "The change log has rows about {}{}, but the text holds {label} only up to {last}.",
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
            let said = !change::block_numbers(&row.item.text, &block.label).is_empty();
            (within && several && !said && row.continues.is_none()).then(|| block.label.clone())
        };
        let rows: Vec<(Row<'_>, String)> = self.rows().filter_map(|row| Some((row, unsaid(&row)?))).collect();
        let ((_, first), _) = rows.first()?;
        let blocks: BTreeSet<&str> = rows.iter().map(|(_, block)| block.as_str()).collect();
        let blocks: Vec<&str> = blocks.into_iter().collect();
        let all: Vec<&ChangeRow> = rows.iter().map(|((_, row), _)| *row).collect();
        let (count, lines) = (all.len(), self.lines(&all));
        Some(Finding::info(
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
