//! Rows against one another: CHG-10 (one row goes on from where the one before it ended), CHG-11 (the same
//! row twice) and CHG-15 (nearly the same).

use std::collections::HashMap;

use super::clause;
use super::{Log, Row};
use crate::assessment::target::Reach;
use crate::assessment::{ChangeRow, Node, RowKind};
use crate::finding::{Finding, Text};
use crate::form::ItemIndex;
use crate::text::date::{self, Date};
use crate::text::folding::fold;

/// Answers this short (characters compared) are one value: a date, a number, a name.
const SHORT: usize = 40;
/// Of so many characters one is misread, in rows that were meant as one.
const MISREAD: usize = 25;
/// And so much of their pairs of characters they have in common, per cent: quicker to tell.
const ALIKE: usize = 85;
/// Rows of one item and day that are looked back at.
const LOOKED_BACK: usize = 20;

/// What rows have in common that speak of one question.
#[derive(PartialEq, Eq, Hash)]
enum Item {
    Held(*const Node),
    Named(ItemIndex, String),
}

impl<'a> Log<'a> {
    /// CHG-10: what one row says it became against what the next row of the same question says it was.
    pub(super) fn chains(&self) -> Vec<Finding> {
        let mut chains: Vec<Vec<Row<'a>>> = Vec::new();
        let mut of_item: HashMap<Item, usize> = HashMap::new();
        for (index, row) in self.rows() {
            let Some(item) = self.item_of(index) else { continue };
            let chain = *of_item.entry(item).or_insert(chains.len());
            if chain == chains.len() {
                chains.push(Vec::new());
            }
            chains[chain].push((index, row));
        }
        let mut findings = Vec::new();
        for mut chain in chains {
            if chain.len() < 2 || chain.iter().any(|(_, row)| self.time(row).is_none()) {
                continue;
            }
            chain.sort_by_key(|(_, row)| self.time(row));
            let times: Vec<_> = chain.iter().map(|(_, row)| self.time(row)).collect();
            let alone = |at: usize| {
                let same =
                    |other: Option<usize>| other.and_then(|other| times.get(other)) == Some(&times[at]);
                !same(at.checked_sub(1)) && !same(Some(at + 1))
            };
            for (at, pair) in chain.windows(2).enumerate() {
                let ((_, older), (_, newer)) = (pair[0], pair[1]);
                if alone(at) && alone(at + 1) {
                    findings.extend(self.broken(older, newer));
                }
            }
        }
        findings
    }

    /// The question that a row speaks of, where another may speak of the same: a heading, or the words for one that is not held.
    fn item_of(&self, index: usize) -> Option<Item> {
        let (row, target) = (&self.assessment.changes[index], &self.targets[index]);
        if row.continues.is_some() {
            return None;
        }
        match (target.item(), target.question) {
            (Some(node), _) => Some(Item::Held(std::ptr::from_ref(node))),
            (None, Some(question)) if target.reach == Reach::FileUnsaid => {
                Some(Item::Named(question, fold(&row.item.text)))
            }
            _ => None,
        }
    }

    fn broken(&self, older: &ChangeRow, newer: &ChangeRow) -> Option<Finding> {
        let vague = |row: &ChangeRow| row.kinds.iter().any(|kind| *kind != RowKind::NoVisibleDifference);
        if vague(older) || vague(newer) {
            return None;
        }
        let (left, found) = (value(&older.after.text)?, value(&newer.before.text)?);
        let apart = !clause::contains(&left, &found) && !clause::contains(&found, &left);
        let days = (date::parse(older.after.text.trim()), date::parse(newer.before.text.trim()));
        let same_day = matches!(days, (Ok(a), Ok(b)) if a.allows(b.date) || b.allows(a.date));
        let (line, after, before) =
            (self.line(older.span), older.after.text.trim(), newer.before.text.trim());
        (apart && !same_day).then(|| {
            let (after, before, hidden) = self.quoted(newer, [after, before]);
            Finding::of(
                "CHG-10",
                self.place(newer.before.span),
                Text::new(
                    format!("変更前の記載「{before}」が、同じ項目の前の行({line}行)の変更後「{after}」とつながりません。"),
                    format!("It was \"{before}\" before, but the row before it (line {line}) says it became \"{after}\"."),
                ),
                Text::new(
                    "間の変更の行が抜けていないか、どちらかの記載に誤りがないか確認してください。",
                    "See whether a row between them is missing, or one of them is wrong.",
                ),
            )
            .secret_if(hidden)
        })
    }

    /// CHG-11: rows that say the same as an earlier one.
    pub(super) fn duplicates(&self) -> Vec<Finding> {
        let cells =
            |row: &ChangeRow| [&row.item, &row.before, &row.after].map(|cell| clause::key(&cell.text));
        let keys: Vec<_> = self.rows().map(|(_, row)| (row.date.date(), cells(row))).collect();
        let mut findings = Vec::new();
        let mut firsts = HashMap::new();
        for (index, row) in self.rows() {
            let first = Some(*firsts.entry(&keys[index]).or_insert(index)).filter(|first| *first < index);
            let says = !keys[index].1[2].is_empty() || !keys[index].1[1].is_empty();
            if let Some(first) =
                first.filter(|_| says && row.kinds.iter().all(|kind| *kind != RowKind::Material))
            {
                let line = self.line(self.assessment.changes[first].span);
                findings.push(Finding::of(
                    "CHG-11",
                    self.place(row.span),
                    Text::new(
                        format!("{line}行と同じ変更の行です。"),
                        format!("This row says the same as the one in line {line}."),
                    ),
                    Text::new(
                        "原本にも2回あるなら、このままで構いません。",
                        "Leave it if the original has it twice.",
                    ),
                ));
            }
        }
        findings
    }

    /// CHG-15: rows of one day and one item that say nearly the same.
    pub(super) fn near_duplicates(&self) -> Vec<Finding> {
        let whole = |row: &ChangeRow| {
            let vague = row.kinds.iter().any(|kind| matches!(kind, RowKind::Material | RowKind::Elided));
            row.continues.is_none() && !vague
        };
        let mut of_item: HashMap<(Option<Date>, Vec<char>), Vec<Said<'_>>> = HashMap::new();
        let mut findings = Vec::new();
        for (_, row) in self.rows().filter(|(_, row)| whole(row)) {
            let said =
                Said { row, before: clause::key(&row.before.text), after: clause::key(&row.after.text) };
            if said.before.len() <= SHORT || said.after.len() <= SHORT {
                continue;
            }
            let earlier = of_item.entry((row.date.date(), clause::key(&row.item.text))).or_default();
            if let Some(first) = earlier.iter().rev().take(LOOKED_BACK).find(|first| first.nearly(&said)) {
                findings.push(self.nearly(first.row, row));
            }
            earlier.push(said);
        }
        findings
    }

    fn nearly(&self, first: &ChangeRow, row: &ChangeRow) -> Finding {
        let line = self.line(first.span);
        Finding::of(
            "CHG-15",
            self.place(row.span),
            Text::new(
                format!("{line}行と、同じ日の同じ項目で、記載もほとんど同じ行です。"),
                format!("This row has day and item of the one in line {line}, and says nearly the same."),
            ),
            Text::new(
                "同じ変更が2回載っていないか、原本を確認してください。",
                "See in the original whether one change is listed twice.",
            ),
        )
    }
}

/// The texts of a row as they are compared.
struct Said<'a> {
    row: &'a ChangeRow,
    before: Vec<char>,
    after: Vec<char>,
}

impl Said<'_> {
    fn nearly(&self, other: &Self) -> bool {
        let same = self.before == other.before && self.after == other.after;
        !same && is_nearly(&self.before, &other.before) && is_nearly(&self.after, &other.after)
    }
}

/// Whether two texts differ by no more than a careless reading does. Two changes of one item often read alike, but for
/// the name of a file or a system.
fn is_nearly(a: &[char], b: &[char]) -> bool {
    let far = a.len().max(b.len()) / MISREAD;
    let numbers = |text: &[char]| text.iter().filter(|c| c.is_numeric()).copied().collect::<Vec<_>>();
    numbers(a) == numbers(b)
        && a.len().abs_diff(b.len()) <= far
        && clause::likeness(a, b) >= ALIKE
        && distance(a, b).is_some_and(|distance| distance <= far)
}

/// How many characters stand otherwise; `None` where the parts that differ are too long to be told.
fn distance(a: &[char], b: &[char]) -> Option<usize> {
    const LONGEST: usize = 2_000;
    let before = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[before..], &b[before..]);
    let behind = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - behind], &b[..b.len() - behind]);
    (a.len().max(b.len()) <= LONGEST).then(|| strsim::generic_levenshtein(&a.to_vec(), &b.to_vec()))
}

/// A cell that is one short value, as it is compared.
fn value(text: &str) -> Option<Vec<char>> {
    let clauses = clause::of(text);
    let [only] = clauses.as_slice() else { return None };
    (only.key.len() <= SHORT && !text.contains(['[', '［'])).then(|| only.key.clone())
}
