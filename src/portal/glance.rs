//! 要点: the evaluation at a glance, seventeen questions a citizen asks, answered by excerpts.
//!
//! `ROWS` is the table of what each row takes, `FLOW` that of 情報の流れ: the way of the information of each file, from
//! whom it is about to where it is kept. Rows name concepts, not item ids, so that one table serves
//! every kind and edition: where a form does not have the question the row says so. Values are excerpts of
//! what is written, each with the anchor of its item; nothing is summarised here.

mod take;

use super::count::Count;
use crate::assessment::{Answer, Assessment, Node, Nothing};
use take::{Take, absent, take_value};

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
    /// Items of the document that belong to the answer: key of the words of the link, and the id.
    pub more: Vec<(&'static str, String)>,
}

/// 情報の流れ of one file, in the order in which the information goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The file, where the document names any.
    pub file: Option<usize>,
    /// Its steps; keys below `flow.` in the interface strings.
    pub steps: Vec<Row>,
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
    /// The names of all blocks.
    Names {
        /// How many are declared and held.
        count: Count,
        /// The names as written, each once.
        names: Vec<String>,
    },
    /// A telephone number, as written.
    Phone(String),
    /// The option printed in the heading of a section (委託しない) is not chosen.
    Unswitched(String),
    /// There is no answer, and this is why.
    Nothing(Nothing),
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

/// The table of 情報の流れ.
const FLOW: [Spec; 6] = [
    per_file(
        "people",
        &[(None, Take::Text("file.range")), (Some("number-of-people"), Take::Chosen("file.subjects"))],
    ),
    per_file(
        "source",
        &[(None, Take::Chosen("acquisition.source")), (Some("method"), Take::Chosen("acquisition.method"))],
    ),
    per_file(
        "use",
        &[
            (None, Take::Text("use.purpose")),
            (Some("users"), Take::Text("use.department")),
            (Some("department"), Take::Fallback("file.department")),
        ],
    ),
    per_file(
        "outsourcing",
        &[
            (
                None,
                Take::Names {
                    question: "outsourcing.use",
                    subject: "outsourcing",
                    name: "outsourcing.contractor",
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
                Take::Names { question: "provision.use", subject: "provision", name: "provision.recipient" },
            ),
            (
                Some("transfer"),
                Take::Names { question: "provision.use", subject: "transfer", name: "transfer.recipient" },
            ),
            (None, Take::SwitchInstead("provision.none")),
        ],
    ),
    per_file(
        "keeping",
        &[
            (Some("storage"), Take::Places("storage.place")),
            (Some("retention"), Take::Chosen("retention.period")),
        ],
    ),
];

/// Items that belong to an answer: row, word before the answer, words of the link, concept of the item.
const MORE: [(&str, Option<&str>, &str, &str); 3] = [
    ("items", Some("main-items"), "records", "file.records"),
    ("retention", None, "reason", "retention.reason"),
    ("opinions", Some("consultation"), "opinions", "consultation.opinions"),
];

/// Whether none of the questions is held: of an excerpt that is a list of changes, say.
pub fn nothing_held(rows: &[Row]) -> bool {
    let absent = |entry: &Entry| entry.value == Value::Nothing(Nothing::NotHeld);
    rows.iter().flat_map(|row| &row.entries).all(absent)
}

/// All rows of a document.
pub fn rows(assessment: &Assessment) -> Vec<Row> {
    ROWS.iter().map(|spec| row(assessment, spec)).collect()
}

/// 情報の流れ, file by file. A file of which no step is held has none, and so has a form that asks for less than half of
/// the way.
pub fn flows(assessment: &Assessment) -> Vec<Flow> {
    let flow = |file| Flow {
        file,
        steps: FLOW
            .iter()
            .map(|spec| Row { key: spec.key, entries: entries(assessment, spec, file) })
            .collect(),
    };
    let silent =
        |entry: &Entry| matches!(entry.value, Value::Nothing(Nothing::NotHeld | Nothing::NoSuchField));
    let asked = |step: &&Row| step.entries.iter().any(|e| e.value != Value::Nothing(Nothing::NoSuchField));
    let said = |flow: &Flow| {
        flow.steps.iter().filter(asked).count() * 2 > FLOW.len()
            && flow.steps.iter().flat_map(|step| &step.entries).any(|entry| !silent(entry))
    };
    files(assessment).into_iter().map(flow).filter(said).collect()
}

/// The files of a document; one without a name where it names none.
fn files(assessment: &Assessment) -> Vec<Option<usize>> {
    match assessment.files.len() {
        0 => vec![None],
        count => (0..count).map(Some).collect(),
    }
}

fn row(assessment: &Assessment, spec: &Spec) -> Row {
    let files = if spec.per_file { files(assessment) } else { vec![None] };
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
            entries.push(Entry { file, lead: *lead, value, anchor, more: Vec::new() });
        }
    }
    said_once(&mut entries);
    for entry in &mut entries {
        entry.more = more(assessment, spec.key, entry);
    }
    entries
}

/// The items that belong to an answer, where they say anything.
fn more(assessment: &Assessment, row: &str, entry: &Entry) -> Vec<(&'static str, String)> {
    let wanted = MORE.iter().filter(|(key, lead, ..)| *key == row && *lead == entry.lead);
    wanted
        .filter_map(|(.., words, concept)| {
            let said = |node: &&Node| {
                let blank = matches!(node.answer, Answer::Nothing(Nothing::Blank | Nothing::NotStated));
                !blank && (entry.file.is_none() || node.file == entry.file)
            };
            Some((*words, assessment.answering(concept).find(said)?.anchor.clone()))
        })
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_concept_of_the_table_exists() {
        let concepts = crate::form::concepts();
        for (_, take) in ROWS.iter().chain(&FLOW).flat_map(|spec| spec.takes) {
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
                Take::Names { question, name, .. } => vec![question, name],
                Take::Blocks { question, name, note, .. } => {
                    [Some(*question), Some(*name), *note].into_iter().flatten().collect()
                }
            };
            for concept in named.into_iter().chain(MORE.iter().map(|(.., concept)| *concept)) {
                assert!(concepts.contains_key(concept), "{concept}");
            }
        }
    }

    #[test]
    fn what_a_form_does_not_ask_is_said_once() {
        let entry = |lead, value: &Value| Entry {
            file: None,
            lead,
            value: value.clone(),
            anchor: None,
            more: Vec::new(),
        };
        let (none, absent) = (Value::Nothing(Nothing::NoSuchField), Value::Nothing(Nothing::NotHeld));
        let text = Value::Text { text: "総務課".to_owned(), more: false };
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
}
