//! Which rows of the change log speak of an item, and which items a row speaks of: links in both directions.
//!
//! Only links, dates and official words; what a row says stands in the log, once. Which row speaks of what is decided
//! in [`crate::assessment::target`].

use std::cmp::Reverse;
use std::collections::HashMap;

use serde::Serialize;

use super::strings::Message;
use super::{Renderer, place};
use crate::assessment::target::{Reach, Sureness, Target};
use crate::assessment::{Assessment, ChangeDate, ChangeRow, Node};
use crate::content::Status;
use crate::text::date::Date;
use crate::text::folding::fold;

/// The longest explanation that is shown beside an item, in characters; others are in the log.
const LONGEST_REASON: usize = 60;

/// A row of the change log, as it is named beside the item it speaks of.
#[derive(Debug, Clone, Serialize)]
pub(super) struct EntryView {
    /// The id of the row on the page.
    row: String,
    /// Its day in words.
    day: Option<String>,
    /// What the interface says where there is no day.
    note: Option<Message>,
    /// 事前 or 事後.
    timing: Option<&'static str>,
    /// 提出時期に係る説明, where it is short.
    reason: Option<String>,
    /// What the interface says where the row does not speak of exactly this item.
    about: Option<&'static str>,
}

/// An item that a row speaks of.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TargetView {
    /// Its id on the page of the document.
    id: String,
    /// Where it stands: Ⅱ4 委託事項1. It may be empty.
    place: String,
    /// Its heading.
    heading: String,
    /// The 特定個人情報ファイル, where the document has several.
    file: Option<String>,
}

/// The links between the items of a document and the rows of its change log.
#[derive(Debug, Default)]
pub(super) struct History {
    /// Rows by the anchor of the item, newest first.
    items: HashMap<String, Vec<EntryView>>,
    /// Items by the anchor of the row.
    rows: HashMap<String, Vec<TargetView>>,
}

impl History {
    /// The links of a document with the targets of its rows ([`Assessment::targets`]).
    pub(super) fn of(renderer: &Renderer<'_>, assessment: &Assessment, targets: &[Target<'_>]) -> Self {
        let mut history = Self::default();
        if assessment.changes.is_empty() {
            return history;
        }
        let places = places(assessment, targets);
        let mut listed: Vec<(&ChangeRow, &Target<'_>)> = assessment.changes.iter().zip(targets).collect();
        listed.sort_by_key(|(row, _)| Reverse(time(assessment, row)));
        for (row, target) in listed {
            let several = assessment.files.len() > 1;
            let view = |node: &Node| TargetView {
                id: node.anchor.clone(),
                place: places.get(node.anchor.as_str()).cloned().unwrap_or_default(),
                heading: place::heading(assessment.item(node), node),
                file: node
                    .file
                    .filter(|_| several)
                    .and_then(|file| assessment.files.get(file))
                    .map(|file| file.name.clone()),
            };
            history.rows.insert(row.anchor.clone(), target.nodes.iter().map(|node| view(node)).collect());
            if row.continues.is_some() {
                continue;
            }
            for node in &target.nodes {
                let entry = entry(renderer, row, target);
                history.items.entry(node.anchor.clone()).or_default().push(entry);
            }
        }
        history
    }

    /// The rows that speak of an item, newest first.
    pub(super) fn of_item(&self, anchor: &str) -> Vec<EntryView> {
        self.items.get(anchor).cloned().unwrap_or_default()
    }

    /// The items that a row speaks of.
    pub(super) fn of_row(&self, anchor: &str) -> Vec<TargetView> {
        self.rows.get(anchor).cloned().unwrap_or_default()
    }
}

/// Where the items that rows speak of stand, by anchor.
fn places<'a>(assessment: &'a Assessment, targets: &[Target<'a>]) -> HashMap<&'a str, String> {
    let mut places: HashMap<&str, String> = targets
        .iter()
        .flat_map(|target| &target.nodes)
        .map(|node| (node.anchor.as_str(), String::new()))
        .collect();
    let mut above = Vec::new();
    for section in &assessment.sections {
        place(assessment, section, &mut above, &mut places);
    }
    places
}

fn place<'a>(
    assessment: &Assessment,
    node: &'a Node,
    above: &mut Vec<&'a Node>,
    places: &mut HashMap<&str, String>,
) {
    if let Some(place) = places.get_mut(node.anchor.as_str()) {
        *place = place::place(assessment, above).concat();
    }
    above.push(node);
    for child in &node.children {
        self::place(assessment, child, above, places);
    }
    above.pop();
}

/// The order of rows: undated ones of a draft are the newest, other undated ones the oldest.
fn time(assessment: &Assessment, row: &ChangeRow) -> (bool, Option<Date>) {
    let date = row.date.date();
    let draft = assessment.meta.status != Status::Published;
    (draft && date.is_none() && row.date == ChangeDate::Unknown && row.page.is_none(), date)
}

fn entry(renderer: &Renderer<'_>, row: &ChangeRow, target: &Target<'_>) -> EntryView {
    let date = row.date.date();
    let page = row.page.as_ref().map(|page| page.written.clone()).filter(|written| !written.is_empty());
    let note = match (date, page) {
        (Some(_), _) => None,
        (None, Some(page)) => Some(Message::new("history.page").with("page", page)),
        (None, None) => Some(Message::new("history.undated")),
    };
    let reason = row.reason.text.trim();
    let shown = !reason.is_empty()
        && reason.chars().count() <= LONGEST_REASON
        && !reason.contains(['\n', '[', '［'])
        && fold(reason) != "同上";
    EntryView {
        row: row.anchor.clone(),
        day: date.map(|date| renderer.day(date).text),
        note,
        timing: match fold(&row.timing.text).as_str() {
            "事前" => Some("history.before"),
            "事後" => Some("history.after"),
            _ => None,
        },
        reason: shown.then(|| reason.to_owned()),
        about: match (target.reach, target.sure) {
            (Reach::Above, _) => Some("history.not-held"),
            (Reach::Section, _) | (_, Sureness::Shared) => Some("history.below"),
            _ => None,
        },
    }
}
