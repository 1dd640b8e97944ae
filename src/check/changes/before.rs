//! CHG-17: what the new rows of a version say stood there, against the version before. Only rows that certainly name one
//! item are compared, and only sentences and single values: a row may quote a part, and it may tell two changes of one item.

use super::against_body::Body;
use super::clause;
use super::{Log, Row};
use crate::assessment::{Answer, Assessment, Node, RowKind};
use crate::diff;
use crate::finding::{Finding, Text};
use crate::text::date;
use crate::text::folding::fold;

/// Answers this short (characters compared) are one value: a date, a number, a name.
const SHORT: usize = 40;
/// Shorter clauses than this say too little to be compared as sentences.
const SENTENCE: usize = 8;

/// CHG-17 of a version and the one before.
pub(in crate::check) fn check(older: &Assessment, newer: &Assessment) -> Vec<Finding> {
    if newer.changes.is_empty() {
        return Vec::new();
    }
    let log = Log { assessment: newer, targets: newer.targets() };
    let rows: Vec<Row<'_>> = diff::new_rows(older, newer).collect();
    let comparison = diff::compare(older, newer);
    let pairs: Vec<&diff::Pair<'_>> = comparison.sections.iter().flat_map(|section| &section.pairs).collect();
    let mut findings = Vec::new();
    for &(index, row) in &rows {
        let vague = [RowKind::Addition, RowKind::Material, RowKind::Instruction, RowKind::Elided];
        if row.continues.is_some() || row.kinds.iter().any(|kind| vague.contains(kind)) {
            continue;
        }
        let Some(node) = log.targets[index].item() else { continue };
        let is_own =
            |pair: &&&diff::Pair<'_>| pair.newer.as_ref().is_some_and(|side| std::ptr::eq(side.node, node));
        let Some(before) = pairs.iter().find(is_own).and_then(|pair| pair.older.as_ref()) else { continue };
        // A row that goes on in the next, or tells the second of two changes, does not quote the version before.
        let continued = newer.changes.iter().any(|other| other.continues == Some(index));
        let quoted = clause::key(&row.before.text);
        let between = |&(other, told): &Row<'_>| {
            let same = log.targets[other].item().is_some_and(|item| std::ptr::eq(item, node));
            other != index && same && clause::contains(&clause::key(&told.after.text), &quoted)
        };
        if continued || rows.iter().any(between) {
            continue;
        }
        if let Some((said, was)) = differs(older, before.node, &row.before.text) {
            findings.push(finding(&log, row, &said, &was));
        }
    }
    findings
}

/// What a row says stood there, and what the version before has, where these are not the same.
fn differs(older: &Assessment, node: &Node, said: &str) -> Option<(String, String)> {
    let body = Body::of(older, node);
    if body.clauses.is_empty() {
        return None;
    }
    let said = said.trim();
    let first = body.clauses.first().map(|(clause, _)| clause.text.to_owned())?;
    match &node.answer {
        Answer::Choice { option: Some(chosen), written } => {
            let plain = said.trim_matches(['[', ']', '［', '］', '○', ' ', '　']);
            let says = older.question(node)?.option(plain)?;
            return (says != *chosen).then(|| (plain.to_owned(), written.clone()));
        }
        Answer::Date { date: Some(day) } => {
            let says = date::parse(said).ok()?;
            return (!says.allows(*day)).then(|| (said.to_owned(), first));
        }
        _ => {}
    }
    let clauses = clause::of(said);
    if let ([one], [(is, _)]) = (clauses.as_slice(), body.clauses.as_slice()) {
        let short = one.key.len() <= SHORT && is.key.len() <= SHORT && !one.key.is_empty();
        let apart = !clause::contains(&is.key, &one.key) && !clause::contains(&one.key, &is.key);
        // A label or a bracket in the cell says that it quotes the form, not only the answer.
        let plain = !said.contains(['[', '［', '①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨']);
        return (short && apart && plain && fold(one.text) != fold(is.text))
            .then(|| (one.text.to_owned(), is.text.to_owned()));
    }
    let missing = clauses
        .iter()
        .find(|clause| clause.key.len() >= SENTENCE && !clause::contains(&body.key, &clause.key))?;
    // Nearly the same sentence is meant as the same; one that is like none may come from a label or a table.
    let sentences = body.clauses.iter().filter(|(other, _)| other.key.len() >= SENTENCE);
    let (nearest, _) = sentences.max_by_key(|(other, _)| clause::likeness(&missing.key, &other.key))?;
    (clause::likeness(&missing.key, &nearest.key) >= super::against_body::ALIKE)
        .then(|| clause::differing(missing.text, nearest.text))
}

fn finding(log: &Log<'_>, row: &crate::assessment::ChangeRow, said: &str, was: &str) -> Finding {
    let (said, was, hidden) = log.quoted(row, [said, was]);
    Finding::of(
        "CHG-17",
        log.place(row.before.span),
        Text::new(
            format!("変更前の記載「{said}」が、前の版の記載「{was}」と一致しません。"),
            format!("The row says that \"{said}\" stood there before; the version before has \"{was}\"."),
        ),
        Text::new(
            "前の版の記載を確認し、変更前の欄を直してください。前の版の誤りを直した記録なら、このままで構いません。",
            "Look at the version before and mend the row; leave it if it tells of a correction.",
        ),
    )
    .secret_if(hidden)
}
