//! What an item is called and where it stands: its heading as printed, and the short form of the headings above it,
//! Ⅱ4 委託事項1, by which people refer to it.

use crate::assessment::{Assessment, Node};
use crate::form::Item;
use crate::text::number::{circled, digit};

/// Where an item stands, by the headings above it: Ⅱ, 4, 委託事項1.
pub(super) fn place(assessment: &Assessment, above: &[&Node]) -> Vec<String> {
    let mut place = Vec::with_capacity(above.len());
    for node in above {
        step(&mut place, assessment.item(node), node);
    }
    place
}

/// Adds a heading to the place of what stands below it.
pub(super) fn step(place: &mut Vec<String>, item: Option<&Item>, node: &Node) {
    if let Some(step) = short(item, node) {
        // Ⅱ4⑥, but Ⅱ4 委託事項1⑥.
        let word = step.starts_with(|c: char| !c.is_ascii_digit() && circled(c).is_none());
        place.push(if word && !place.is_empty() { format!(" {step}") } else { step });
    }
}

/// The part of a label by which people refer to an item: Ⅱ, 別添2, 4, 委託事項1, リスク1, ⑥.
fn short(item: Option<&Item>, node: &Node) -> Option<String> {
    // What stands on the cover is found there; saying so at each line would only be noise.
    if item.is_some_and(|item| item.id == "cover") {
        return None;
    }
    if node.number == Some(0) {
        return Some(heading(item, node));
    }
    let label = node.label.text.trim();
    if node.number.is_some() {
        return Some(label.to_owned());
    }
    let first = label.chars().next()?;
    if circled(first).is_some() {
        return Some(first.to_string());
    }
    if let Some(inner) = label.strip_prefix(['(', '（']) {
        return inner.find([')', '）']).map(|end| inner[..end].to_owned());
    }
    if let Some((number, _)) = label.split_once(['.', '．'])
        && !number.is_empty()
        && number.chars().all(|c| digit(c).is_some())
    {
        return Some(number.to_owned());
    }
    if let Some((risk, _)) = label.split_once([':', '：'])
        && risk.starts_with("リスク")
    {
        return Some(risk.to_owned());
    }
    let token = label.split_whitespace().next()?;
    let roman = token.chars().all(|c| ('Ⅰ'..='Ⅻ').contains(&c) || matches!(c, 'I' | 'V' | 'X'));
    (roman || label.chars().count() <= 6).then(|| token.to_owned())
}

/// The heading as printed; of a block whose number is not known, the label alone.
pub(super) fn heading(item: Option<&Item>, node: &Node) -> String {
    match item {
        Some(item) if node.is_supplied() && node.number == Some(0) => item.label.clone(),
        _ => node.heading(),
    }
}
