//! What an answer says, in a shape that two versions can be compared in.
//!
//! Chosen options count by their official words, whatever number is printed before them and whatever else is
//! printed beside them; details in brackets, texts and cells count as written. The publisher's remarks and
//! errata are not part of the evaluation and do not count; that a part is withheld does.

use super::Outcome;
use crate::assessment::record::{Counter, Record};
use crate::assessment::{Answer, Assessment, Node, Nothing, OptionLine, Part, group};
use crate::form::Item;
use crate::markdown::{Mark, NoteKind};
use crate::text::folding::fold_text;
use crate::text::number::split_number;

/// What an answer says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    /// The kind of nothing; its cause stands elsewhere.
    nothing: Option<&'static str>,
    /// Marks were lost in conversion.
    lost: bool,
    /// Chosen official options.
    chosen: Vec<String>,
    /// What stands in brackets behind options, with the option.
    details: Vec<String>,
    /// Everything else, in order.
    texts: Vec<String>,
}

/// What became of an answer that both versions have.
pub(super) fn outcome(older: (&Assessment, &Node), newer: (&Assessment, &Node)) -> Outcome {
    let (before, after) = (said(older.0, older.1), said(newer.0, newer.1));
    let words = |said: &Said| {
        let details: Vec<String> = said.details.iter().map(|text| fold_text(text)).collect();
        (fold_text(&said.texts.concat()), details)
    };
    let same_words = words(&before) == words(&after);
    if before.lost || after.lost {
        return if same_words { Outcome::Unknown(Nothing::Lost) } else { Outcome::Changed };
    }
    if before == after {
        return Outcome::Same;
    }
    let folded = |options: &[String]| options.iter().map(|option| fold_text(option)).collect::<Vec<_>>();
    let same_options = folded(&before.chosen) == folded(&after.chosen);
    // 「—」 and 「なし」 both say that nothing is stated.
    let not_stated = before.nothing == Some(Nothing::NotStated.key());
    if before.nothing == after.nothing && same_options && (same_words || not_stated) {
        return Outcome::Notation;
    }
    Outcome::Changed
}

fn said(assessment: &Assessment, node: &Node) -> Said {
    let mut said = Said {
        nothing: match node.answer {
            Answer::Nothing(nothing) => Some(nothing.key()),
            _ => None,
        },
        texts: node.name.iter().cloned().collect(),
        ..Said::default()
    };
    let item = assessment.question(node);
    let options = item.map_or(&[][..], Item::printed);
    for part in &node.parts {
        match part {
            Part::Text(lines) => said.texts.extend(lines.iter().map(|line| line.text.clone())),
            Part::Options(lines) => lines.iter().for_each(|line| said.option(options, line)),
            Part::Table(table) => {
                let cells = table.header.iter().chain(table.rows.iter().flatten());
                said.texts.extend(cells.map(|cell| cell.text.clone()));
            }
            Part::Note { kind: NoteKind::Withheld, lines } => {
                said.texts.extend(lines.iter().map(|line| line.text.clone()));
            }
            Part::Note { .. } => {}
        }
    }
    // Editions print options in different orders.
    said.chosen.sort();
    said.details.sort();
    said
}

impl Said {
    fn option(&mut self, options: &[String], line: &OptionLine) {
        self.lost |= line.mark == Mark::Lost;
        let Some(option) = line.option.and_then(|index| options.get(index)) else {
            if line.mark != Mark::Blank {
                self.texts.push(split_number(&line.text()).1.to_owned());
            }
            return;
        };
        if line.mark == Mark::Chosen {
            self.chosen.push(option.clone());
        }
        if let Some(detail) = line.detail.as_deref() {
            self.details.push(format!("{option}({detail})"));
        }
    }
}

/// The records of a table of record items that another version does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The records as written, in order.
    pub own: Vec<String>,
    /// How many records both have, whatever their number.
    pub common: usize,
}

/// The records of `node` that `other` does not have: numbers and separators do not count, since one record that
/// goes renumbers all that follow.
pub fn records(node: &Node, other: &Node) -> Difference {
    let mut theirs: Vec<String> = listed(other).iter().map(bare).collect();
    let mut difference = Difference { own: Vec::new(), common: 0 };
    for record in listed(node) {
        match theirs.iter().position(|text| *text == bare(&record)) {
            Some(at) => {
                theirs.swap_remove(at);
                difference.common += 1;
            }
            None => difference.own.push(record.text),
        }
    }
    difference
}

fn listed(node: &Node) -> Vec<Record> {
    let mut counter = Counter::new();
    let mut behind_group = false;
    let mut records = Vec::new();
    for part in &node.parts {
        let Part::Text(lines) = part else { continue };
        for line in lines {
            if group::heading(&line.text).is_some() {
                behind_group = true;
                records.push(Record { number: None, text: line.text.clone() });
                continue;
            }
            if std::mem::take(&mut behind_group) {
                counter.behind_group(&line.text);
            }
            records.extend(counter.split(&line.text));
        }
    }
    records
}

/// A record without its number and what separates it from the next.
fn bare(record: &Record) -> String {
    let text = fold_text(&record.text);
    let text = match record.number {
        Some(number) => text.replacen(&format!("{number}."), "", 1),
        None => text,
    };
    text.trim_end_matches(['、', ',', '。', ')']).to_owned()
}
