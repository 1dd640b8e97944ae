//! What the portal keeps of one document after its visit: small, owned, without the body.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::glance::{self, Flow, Row};
use crate::assessment::{Answer, Assessment, ChangeDate, Node};
use crate::content::DocumentMeta;
use crate::form::{self, ItemKind};
use crate::inspect::Attached;
use crate::text::date::Date;
use crate::text::folding::fold;

/// What is known of one document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Facts {
    /// Index of the document in the content.
    #[serde(skip)]
    pub index: usize,
    /// Its front matter: identity, dates, status, provenance.
    pub meta: DocumentMeta,
    /// The form it was read with, e.g. 令和7年5月 様式4.
    pub form: String,
    /// Names of its 特定個人情報ファイル, in order.
    pub files: Vec<String>,
    /// 事務の名称 as written.
    pub task: Option<String>,
    /// 担当部署 as written, on one line.
    pub department: Option<String>,
    /// The evaluation at a glance. Only the 要点 page needs it, which is made while the text is at hand: it is not kept.
    #[serde(skip)]
    pub glance: Vec<Row>,
    /// 情報の流れ, file by file; not kept either.
    #[serde(skip)]
    pub flows: Vec<Flow>,
    /// Anchors of items that other pages link to, by concept.
    pub anchors: BTreeMap<String, String>,
    /// The change log in numbers.
    pub changes: ChangeSummary,
    /// Chosen answers to questions about the agency as a whole, with the concept of the question.
    pub agency_wide: BTreeSet<(String, String)>,
    /// The original that is published beside it.
    pub attached: Option<Attached>,
}

/// The change log in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSummary {
    /// All rows.
    pub rows: usize,
    /// The id of the section, where there is one.
    pub anchor: Option<String>,
    /// The days, newest first; rows without a date come last.
    pub days: Vec<ChangeDay>,
}

impl ChangeSummary {
    /// The newest day with a date.
    pub fn newest(&self) -> Option<&ChangeDay> {
        self.days.iter().find(|day| day.date.is_some())
    }

    /// How many rows have no date of their own nor of the row above: 公表時に記入(未定).
    pub fn unknown(&self) -> usize {
        self.days.iter().filter(|day| day.date.is_none()).map(|day| day.rows).sum()
    }
}

/// The rows of one day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeDay {
    /// The day; `None` where it is unknown.
    pub date: Option<Date>,
    /// How many rows.
    pub rows: usize,
    /// How many were submitted before the change (事前).
    pub before: usize,
    /// How many were submitted after it (事後).
    pub after: usize,
    /// How many have their date from the row above.
    pub inherited: usize,
}

/// Concepts whose items other pages link to.
const LINKED: [&str; 2] = ["claims.desk", "contact.desk"];

/// The facts of a document.
pub fn facts(index: usize, assessment: &Assessment) -> Facts {
    let answer =
        |concept: &str| assessment.answering(concept).next().map(Node::text).filter(|t| !t.is_empty());
    let anchors = LINKED.into_iter().filter_map(|concept| {
        Some((concept.to_owned(), assessment.answering(concept).next()?.anchor.clone()))
    });
    Facts {
        index,
        meta: assessment.meta.clone(),
        form: assessment.form.name.clone(),
        files: assessment.files.iter().map(|file| file.name.clone()).collect(),
        task: answer("task.name"),
        department: answer("agency.department").map(|text| text.lines().collect::<Vec<_>>().join("、")),
        glance: glance::rows(assessment),
        flows: glance::flows(assessment),
        anchors: anchors.collect(),
        changes: changes(assessment),
        agency_wide: agency_wide(assessment),
        attached: None,
    }
}

/// The chosen answers to questions about the agency as a whole, in the form's own words.
fn agency_wide(assessment: &Assessment) -> BTreeSet<(String, String)> {
    let concepts = form::concepts().values().filter(|concept| concept.agency_wide);
    concepts
        .flat_map(|concept| {
            assessment.answering(&concept.key).filter_map(move |node| {
                let Answer::Choice { option: Some(option), .. } = node.answer else { return None };
                let answer = assessment.answered(node)?.options.get(option)?;
                Some((concept.key.clone(), answer.clone()))
            })
        })
        .collect()
}

/// A title for display, without the name of the kind: 「国民健康保険に関する事務 全項目評価書」 → 「国民健康保険に関する事務」.
pub fn display_title(meta: &DocumentMeta) -> &str {
    let title = meta.title.trim();
    let short = ["(案)", "（案）", "(素案)", "（素案）"]
        .iter()
        .find_map(|draft| title.strip_suffix(draft))
        .unwrap_or(title);
    let short = short.trim_end();
    match short.strip_suffix(meta.kind.label()) {
        Some(rest) if !rest.trim_end().is_empty() => rest.trim_end(),
        _ => title,
    }
}

fn changes(assessment: &Assessment) -> ChangeSummary {
    let mut days: BTreeMap<Option<Date>, ChangeDay> = BTreeMap::new();
    for row in &assessment.changes {
        let date = row.date.date();
        let day = days.entry(date).or_insert_with(|| ChangeDay { date, ..ChangeDay::default() });
        day.rows += 1;
        match fold(&row.timing.text).as_str() {
            "事前" => day.before += 1,
            "事後" => day.after += 1,
            _ => {}
        }
        day.inherited += usize::from(matches!(row.date, ChangeDate::Inherited { .. }));
    }
    let anchor =
        assessment.walk().find(|node| assessment.item(node).is_some_and(|i| i.kind == ItemKind::Changes));
    ChangeSummary {
        rows: assessment.changes.len(),
        anchor: anchor.map(|node| node.anchor.clone()),
        days: days.into_values().rev().collect(),
    }
}
