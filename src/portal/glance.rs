//! 要点: the evaluation at a glance, seventeen questions a citizen asks, answered by excerpts.
//!
//! `ROWS` is the table of what each row takes. Rows name concepts, not item ids, so that one table serves
//! every kind and edition: where a form does not have the question the row says so. Values are excerpts of
//! what is written, each with the anchor of its item; nothing is summarised here.

use super::count::{self, Count};
use crate::assessment::{Answer, Assessment, Node, Nothing, OptionLine, group};
use crate::form::label::{last_bracket, split_number};
use crate::markdown::Mark;

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Key of the heading, below `glance.` in the interface strings.
    pub key: &'static str,
    /// The answers.
    pub entries: Vec<Entry>,
}

/// One answer of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The file it is about, where the row repeats per file.
    pub file: Option<usize>,
    /// Key of a word that says which question it answers, where the row takes several.
    pub lead: Option<&'static str>,
    /// What is written.
    pub value: Value,
    /// The id of the item in the whole document.
    pub anchor: Option<String>,
}

/// What is written, as far as a glance needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// The publisher's own summary.
    Summary(String),
    /// The beginning of a text.
    Text {
        /// An excerpt.
        text: String,
        /// Whether there is more.
        more: bool,
    },
    /// The chosen options as written.
    Options {
        /// Their texts.
        chosen: Vec<String>,
        /// Whether some marks were lost in conversion.
        lost: bool,
    },
    /// Every mark was lost in conversion.
    Lost {
        /// What is written in brackets behind the options all the same.
        written: Vec<String>,
    },
    /// Measure groups: where something applies.
    Places(Vec<String>),
    /// A number of blocks, with the first name and what is said of it.
    Blocks {
        /// How many are declared and held.
        count: Count,
        /// The first one's name, as written.
        first: Option<String>,
        /// A chosen option that goes with it: 再委託する.
        note: Option<String>,
    },
    /// A telephone number, as written.
    Phone(String),
    /// The option printed in the heading of a section (委託しない) is not chosen.
    Unswitched(String),
    /// There is no answer, and this is why.
    Nothing(Nothing),
}

/// How a row takes its answer from the document.
#[derive(Debug, Clone, Copy)]
enum Take {
    /// The authored summary, else the text of the concept.
    SummaryOr(&'static str),
    /// The beginning of a text.
    Text(&'static str),
    /// The same, only where nothing above it in the row says anything.
    Fallback(&'static str),
    /// The chosen options.
    Chosen(&'static str),
    /// Measure groups, else the text.
    Places(&'static str),
    /// The counts of a question, with the names of the blocks, and an option within the block.
    Blocks { question: &'static str, subject: &'static str, name: &'static str, note: Option<&'static str> },
    /// The first telephone number of a text; no entry where there is none.
    Phone(&'static str),
    /// The text below a choice, as far as there is any.
    Detail(&'static str),
    /// In place of questions that the form does not have, another one that it has: its options, else its text.
    Instead(&'static str),
    /// The same, for the option printed in the heading of a section.
    SwitchInstead(&'static str),
}

struct Spec {
    key: &'static str,
    per_file: bool,
    /// The question is about the agency as a whole, though it is asked once per file.
    agency_wide: bool,
    takes: &'static [(Option<&'static str>, Take)],
}

const fn once(key: &'static str, takes: &'static [(Option<&'static str>, Take)]) -> Spec {
    Spec { key, per_file: false, agency_wide: false, takes }
}

const fn per_file(key: &'static str, takes: &'static [(Option<&'static str>, Take)]) -> Spec {
    Spec { key, per_file: true, agency_wide: false, takes }
}

const fn agency_wide(key: &'static str, takes: &'static [(Option<&'static str>, Take)]) -> Spec {
    Spec { key, per_file: true, agency_wide: true, takes }
}

/// The table, in the order of the page.
const ROWS: [Spec; 17] = [
    once("task", &[(None, Take::SummaryOr("task.name"))]),
    once("subjects", &[(None, Take::Chosen("task.subjects"))]),
    per_file(
        "people",
        &[(None, Take::Text("file.range")), (Some("number-of-people"), Take::Chosen("file.subjects"))],
    ),
    per_file(
        "items",
        &[(None, Take::Chosen("file.item-count")), (Some("main-items"), Take::Chosen("file.main-items"))],
    ),
    per_file(
        "source",
        &[(None, Take::Chosen("acquisition.source")), (Some("method"), Take::Chosen("acquisition.method"))],
    ),
    per_file("purpose", &[(None, Take::Text("use.purpose"))]),
    per_file(
        "users",
        &[
            (None, Take::Text("use.department")),
            (Some("department"), Take::Fallback("file.department")),
            (Some("agency-department"), Take::Instead("agency.department")),
        ],
    ),
    per_file(
        "outsourcing",
        &[
            (
                None,
                Take::Blocks {
                    question: "outsourcing.use",
                    subject: "outsourcing",
                    name: "outsourcing.contractor",
                    note: Some("re-outsourcing.use"),
                },
            ),
            (None, Take::SwitchInstead("outsourcing.none")),
        ],
    ),
    per_file(
        "provision",
        &[
            (
                Some("provision"),
                Take::Blocks {
                    question: "provision.use",
                    subject: "provision",
                    name: "provision.recipient",
                    note: None,
                },
            ),
            (
                Some("transfer"),
                Take::Blocks {
                    question: "provision.use",
                    subject: "transfer",
                    name: "transfer.recipient",
                    note: None,
                },
            ),
            (None, Take::SwitchInstead("provision.none")),
        ],
    ),
    once("network", &[(None, Take::Chosen("network.use"))]),
    per_file("retention", &[(None, Take::Chosen("retention.period"))]),
    per_file("storage", &[(None, Take::Places("storage.place"))]),
    agency_wide(
        "incident",
        &[
            (None, Take::Chosen("incident.agency-3y")),
            (Some("incident-1y"), Take::Instead("incident.agency-1y")),
        ],
    ),
    once(
        "opinions",
        &[
            (Some("consultation"), Take::Text("consultation.period")),
            (Some("review"), Take::Text("review.period")),
            (Some("review-result"), Take::Text("review.result")),
        ],
    ),
    once(
        "claims",
        &[
            (None, Take::Text("claims.desk")),
            (None, Take::Phone("claims.desk")),
            (Some("fee"), Take::Chosen("claims.fee")),
            (None, Take::Detail("claims.fee")),
        ],
    ),
    once("contact", &[(None, Take::Text("contact.desk")), (None, Take::Phone("contact.desk"))]),
    once(
        "law",
        &[
            (None, Take::Text("law.number-use")),
            (Some("threshold"), Take::Text("threshold.date")),
            (Some("threshold-result"), Take::Instead("threshold.result")),
        ],
    ),
];

/// Excerpts are cut here, in characters.
const LONGEST: usize = 90;

/// The nodes that answer a concept, in reading order.
pub fn nodes<'a>(assessment: &'a Assessment, concept: &str) -> impl Iterator<Item = &'a Node> {
    assessment.walk().filter(move |node| {
        assessment.answered(node).and_then(|item| item.concept.as_deref()) == Some(concept)
    })
}

/// Whether none of the questions is held: of an excerpt that is a list of changes, say.
pub fn nothing_held(rows: &[Row]) -> bool {
    let absent = |entry: &Entry| entry.value == Value::Nothing(Nothing::NotHeld);
    rows.iter().flat_map(|row| &row.entries).all(absent)
}

/// All rows of a document.
pub fn rows(assessment: &Assessment) -> Vec<Row> {
    ROWS.iter().map(|spec| row(assessment, spec)).collect()
}

fn row(assessment: &Assessment, spec: &Spec) -> Row {
    let files: Vec<Option<usize>> = match assessment.files.len() {
        count if spec.per_file && count > 0 => (0..count).map(Some).collect(),
        _ => vec![None],
    };
    let mut per_file: Vec<Vec<Entry>> = files.iter().map(|&file| entries(assessment, spec, file)).collect();
    // Equal answers about the agency as a whole are shown once, and so is that nothing is held.
    let once = |entries: &Vec<Entry>| spec.agency_wide || entries.iter().all(|entry| entry.anchor.is_none());
    let values = |entries: &Vec<Entry>| entries.iter().map(|e| (e.lead, e.value.clone())).collect::<Vec<_>>();
    if per_file.len() > 1
        && per_file.iter().all(once)
        && per_file.iter().all(|entries| values(entries) == values(&per_file[0]))
    {
        per_file.truncate(1);
        per_file[0].iter_mut().for_each(|entry| entry.file = None);
    }
    Row { key: spec.key, entries: per_file.into_iter().flatten().collect() }
}

fn entries(assessment: &Assessment, spec: &Spec, file: Option<usize>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (lead, take) in spec.takes {
        if matches!(take, Take::Fallback(_)) && entries.iter().any(|e| !matches!(e.value, Value::Nothing(_)))
        {
            continue;
        }
        if let Take::Instead(concept) | Take::SwitchInstead(concept) = take {
            let missing = |entry: &Entry| entry.value == Value::Nothing(Nothing::NoSuchField);
            if absent(assessment, concept) == Nothing::NoSuchField || !entries.last().is_some_and(missing) {
                continue;
            }
            while entries.last().is_some_and(missing) {
                entries.pop();
            }
        }
        if let Some((value, anchor)) = take_value(assessment, *take, file) {
            entries.push(Entry { file, lead: *lead, value, anchor });
        }
    }
    said_once(&mut entries);
    entries
}

/// That a form has no such question, or that nothing is held, is said once for a whole row; and where another
/// part of the row says something, questions that the form does not have are left out.
fn said_once(entries: &mut Vec<Entry>) {
    let Some(first) = entries.first().map(|entry| entry.value.clone()) else { return };
    let plain = matches!(first, Value::Nothing(Nothing::NoSuchField | Nothing::NotHeld));
    if plain && entries.iter().all(|entry| entry.value == first) {
        entries.truncate(1);
        entries[0].lead = None;
    } else {
        entries.retain(|entry| entry.value != Value::Nothing(Nothing::NoSuchField));
    }
}

fn take_value(assessment: &Assessment, take: Take, file: Option<usize>) -> Option<(Value, Option<String>)> {
    let find = |concept: &str| nodes(assessment, concept).find(|node| file.is_none() || node.file == file);
    let answer = |concept: &str, read: &dyn Fn(&Node) -> Value| {
        find(concept).map_or_else(
            || (Value::Nothing(absent(assessment, concept)), None),
            |node| (nothing(node).unwrap_or_else(|| read(node)), Some(node.anchor.clone())),
        )
    };
    Some(match take {
        Take::SummaryOr(concept) => match &assessment.meta.summary {
            Some(summary) => (Value::Summary(summary.clone()), find(concept).map(|node| node.anchor.clone())),
            None => answer(concept, &|node| excerpt(&node.text())),
        },
        Take::Text(concept) | Take::Fallback(concept) => answer(concept, &|node| excerpt(&node.text())),
        Take::Chosen(concept) | Take::Instead(concept) => answer(concept, &chosen),
        Take::SwitchInstead(concept) => match find(concept) {
            Some(node) => (switch(assessment, node), Some(node.anchor.clone())),
            None => (Value::Nothing(absent(assessment, concept)), None),
        },
        Take::Places(concept) => answer(concept, &places),
        Take::Detail(concept) => {
            let node = find(concept)?;
            let text = node.text();
            (!text.is_empty()).then(|| (excerpt(&text), Some(node.anchor.clone())))?
        }
        Take::Phone(concept) => {
            let node = find(concept)?;
            (Value::Phone(phone(&node.text())?), Some(node.anchor.clone()))
        }
        Take::Blocks { question, subject, name, note } => {
            answer(question, &|node| blocks(assessment, node, subject, name, note))
        }
    })
}

/// Why a question has no node: the form does not ask it, or the text does not hold it.
fn absent(assessment: &Assessment, concept: &str) -> Nothing {
    let asked = assessment.form.items.iter().any(|item| item.concept.as_deref() == Some(concept));
    if asked { Nothing::NotHeld } else { Nothing::NoSuchField }
}

fn nothing(node: &Node) -> Option<Value> {
    match node.answer {
        // What is written beside the lost marks is read by `chosen`.
        Answer::Nothing(Nothing::Lost) => None,
        Answer::Nothing(nothing) => Some(Value::Nothing(nothing)),
        _ => None,
    }
}

fn blocks(
    assessment: &Assessment,
    question: &Node,
    subject: &str,
    name: &str,
    remark: Option<&str>,
) -> Value {
    let within = |concept: &str| nodes(assessment, concept).find(|node| node.file == question.file);
    let Some(count) = count::of(assessment, question).into_iter().find(|count| count.subject == subject)
    else {
        return chosen(question);
    };
    if count.held == 0 && count.declared.is_none() {
        return chosen(question);
    }
    let first = within(name).map(|node| match &node.name {
        Some(name) => name.clone(),
        None => first_line(&node.text()).0,
    });
    let note = remark.and_then(within).and_then(|node| match &node.answer {
        Answer::Choice { written, .. } => Some(written.clone()),
        _ => None,
    });
    Value::Blocks { count, first: first.filter(|name| !name.is_empty()), note }
}

fn chosen(node: &Node) -> Value {
    let text = |line: &OptionLine| {
        let text = split_number(&line.text()).1.replace('\n', "");
        // "その他 ()": an empty bracket says nothing.
        match last_bracket(&text) {
            Some((head, "")) => head.trim_end().to_owned(),
            _ => text,
        }
    };
    let chosen: Vec<String> = node.options().filter(|line| line.mark == Mark::Chosen).map(text).collect();
    let lost = node.options().any(|line| line.mark == Mark::Lost);
    match chosen.is_empty() {
        true if lost => {
            Value::Lost { written: node.options().filter_map(|line| line.detail.clone()).collect() }
        }
        true if !node.text().is_empty() => excerpt(&node.text()),
        true => Value::Nothing(Nothing::Blank),
        false => Value::Options { chosen, lost },
    }
}

/// The option printed in the heading of a section, chosen or not.
fn switch(assessment: &Assessment, node: &Node) -> Value {
    match chosen(node) {
        Value::Nothing(Nothing::Blank) => match assessment.item(node).and_then(|item| item.switch.first()) {
            Some(option) if node.options().next().is_some() => Value::Unswitched(option.clone()),
            _ => Value::Nothing(Nothing::Blank),
        },
        value => value,
    }
}

fn places(node: &Node) -> Value {
    let text = node.text();
    let mut names: Vec<String> = Vec::new();
    for name in text.lines().filter_map(group::heading) {
        let short = name.strip_suffix("における措置").unwrap_or(&name).trim().to_owned();
        if !short.is_empty() && !names.contains(&short) {
            names.push(short);
        }
    }
    if names.is_empty() { excerpt(&text) } else { Value::Places(names) }
}

fn excerpt(text: &str) -> Value {
    let (text, more) = first_line(text);
    Value::Text { text, more }
}

/// The first line that says something, cut to a glance, and whether there are further lines.
fn first_line(text: &str) -> (String, bool) {
    let mut lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && group::heading(line).is_none());
    let first = lines.next().unwrap_or_default().trim_start_matches('・');
    match first.char_indices().nth(LONGEST) {
        Some((end, _)) => (format!("{}…", &first[..end]), false),
        None => (first.to_owned(), lines.next().is_some()),
    }
}

/// The first telephone number of a text: three groups of digits joined by hyphens.
fn phone(text: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || c == '-';
    text.split(|c: char| !is_part(c)).find(|run| is_phone(run)).map(str::to_owned)
}

fn is_phone(run: &str) -> bool {
    let parts: Vec<&str> = run.split('-').collect();
    let digits: usize = parts.iter().map(|part| part.len()).sum();
    parts.len() == 3
        && parts.iter().all(|part| !part.is_empty())
        && run.starts_with('0')
        && (10..=11).contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_concept_of_the_table_exists() {
        let concepts = crate::form::concepts();
        for (_, take) in ROWS.iter().flat_map(|spec| spec.takes) {
            let named: Vec<&str> = match take {
                Take::SummaryOr(c)
                | Take::Text(c)
                | Take::Fallback(c)
                | Take::Chosen(c)
                | Take::Places(c)
                | Take::Phone(c)
                | Take::Instead(c)
                | Take::SwitchInstead(c)
                | Take::Detail(c) => vec![c],
                Take::Blocks { question, name, note, .. } => {
                    [Some(*question), Some(*name), *note].into_iter().flatten().collect()
                }
            };
            for concept in named {
                assert!(concepts.contains_key(concept), "{concept}");
            }
        }
    }

    #[test]
    fn what_a_form_does_not_ask_is_said_once() {
        let entry = |lead, value: &Value| Entry { file: None, lead, value: value.clone(), anchor: None };
        let (none, absent) = (Value::Nothing(Nothing::NoSuchField), Value::Nothing(Nothing::NotHeld));
        let text = excerpt("総務課");
        let said = |values: &[&Value]| {
            let mut entries: Vec<Entry> = values.iter().map(|value| entry(Some("fee"), value)).collect();
            said_once(&mut entries);
            entries.into_iter().map(|entry| (entry.lead, entry.value)).collect::<Vec<_>>()
        };
        assert_eq!(said(&[&none, &none]), [(None, none.clone())]);
        assert_eq!(said(&[&absent, &absent]), [(None, absent.clone())]);
        assert_eq!(said(&[&text, &none]), [(Some("fee"), text.clone())]);
        assert_eq!(said(&[&absent, &text]).len(), 2, "what is not held stays said");
    }

    #[test]
    fn excerpts_skip_measure_groups_and_say_when_there_is_more() {
        assert_eq!(first_line("<甲における措置>\n・一\n・二"), ("一".to_owned(), true));
        assert_eq!(first_line("一"), ("一".to_owned(), false));
        let long = "あ".repeat(LONGEST + 1);
        assert_eq!(first_line(&long).0.chars().count(), LONGEST + 1);
        assert!(first_line(&long).0.ends_with('…'));
    }

    #[test]
    fn telephone_numbers_are_found_in_addresses() {
        assert_eq!(phone("〒730-8586 中区 電話番号:082-504-2157(直通)").as_deref(), Some("082-504-2157"));
        assert_eq!(phone("〒730-8586 令和5-4-3"), None);
    }
}
