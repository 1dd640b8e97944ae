//! DMG-01 to DMG-06, DMG-08 to DMG-10, DMG-12 and DMG-13: what looks damaged in the text of a finished document.
//!
//! What counts as damage is known to [`crate::damage`]; here is which texts are looked at, and where a finding
//! points. Nothing is corrected: every finding asks a person to look at the original.

use std::collections::BTreeMap;

use crate::assessment::{Assessment, ChangeRow, Node, Part, names};
use crate::content::source::Span;
use crate::damage::{self, Damage};
use crate::finding::{Finding, Level, Place, Text};
use crate::form::label::fold_text;
use crate::markdown::Line;

use super::rules;

/// Everything suspicious in answers, names of blocks and change rows.
pub(super) fn check(assessment: &Assessment) -> Vec<Finding> {
    let mut findings = Vec::new();
    for node in assessment.walk() {
        answers(assessment, node, &mut findings);
    }
    for (index, row) in assessment.changes.iter().enumerate() {
        let first = findings.len();
        // Of a cell that goes on in the next row, a bracket is closed there.
        let next = assessment.changes.get(index + 1);
        let in_two = row.continues.is_some() || next.is_some_and(|next| next.continues.is_some());
        for cell in [&row.item, &row.before, &row.after, &row.reason] {
            let begins = [&row.before, &row.after].into_iter().any(|whole| std::ptr::eq(whole, cell));
            let cut = damage::beginning(&cell.text).filter(|_| begins && row.continues.is_none());
            let found = damage::in_text(&cell.text).into_iter().chain(cut);
            for damage in found.filter(|damage| !(in_two && damage.id == "DMG-06")) {
                // The same slip before and after the change is one slip.
                let message = |finding: &Finding| finding.message == damage.message;
                if !findings[first..].iter().any(message) {
                    findings.push(finding(
                        assessment,
                        &damage,
                        within(assessment, cell.span, &damage, &cell.text),
                    ));
                }
            }
        }
    }
    findings.extend(reasons(assessment));
    findings
}

fn finding(assessment: &Assessment, damage: &Damage, span: Span) -> Finding {
    let level = rules::find(damage.id).map_or(Level::Warning, rules::Rule::level);
    Finding::new(
        damage.id,
        level,
        Place::at(&assessment.source, span),
        damage.message.clone(),
        Damage::help(),
    )
}

/// The place of a damage in the source: the stretch of `span` that reads so, else all of it.
fn within(assessment: &Assessment, span: Span, damage: &Damage, text: &str) -> Span {
    let wanted = text.get(damage.range.clone()).unwrap_or_default();
    let wanted = wanted.lines().next().unwrap_or_default();
    match assessment.source.slice(span).find(wanted) {
        Some(at) if !wanted.is_empty() => Span::new(span.start + at, span.start + at + wanted.len()),
        _ => span,
    }
}

fn answers(assessment: &Assessment, node: &Node, findings: &mut Vec<Finding>) {
    if let Some(name) = &node.name {
        let found = damage::in_text(name);
        findings.extend(found.iter().map(|damage| finding(assessment, damage, node.label.span)));
    }
    if let Some(Part::Text(lines)) = node.parts.first() {
        let text = crate::assessment::joined(lines);
        findings.extend(damage::beginning(&text).map(|damage| finding(assessment, &damage, lines[0].span)));
    }
    for part in &node.parts {
        match part {
            // A sentence may go on over lines, and a bracket may be closed below.
            Part::Text(lines) => paragraph(assessment, lines, findings),
            Part::Options(options) => {
                for option in
                    options.iter().filter(|option| option.detail.is_some() || option.option.is_none())
                {
                    paragraph(assessment, &option.lines, findings);
                }
            }
            Part::Table(table) => {
                for cell in table.header.iter().chain(table.rows.iter().flatten()) {
                    paragraph(assessment, std::slice::from_ref(cell), findings);
                }
            }
            Part::Note { .. } => {}
        }
    }
}

fn paragraph(assessment: &Assessment, lines: &[Line], findings: &mut Vec<Finding>) {
    let text = crate::assessment::joined(lines);
    for damage in damage::in_text(&text) {
        let mut start = 0;
        let mut span = crate::assessment::span_of(lines);
        for line in lines {
            if damage.range.start <= start + line.text.len() {
                span = line.span;
                break;
            }
            start += line.text.len() + 1;
        }
        findings.push(finding(assessment, &damage, within(assessment, span, &damage, &text)));
    }
}

/// How often an explanation has to stand for a slip in another one to be told from a wording of its own.
const COMMON: usize = 5;
/// Explanations that are shorter, in characters, have too little in them to be compared.
const SHORTEST: usize = 10;

/// 提出時期に係る説明 is often the same for many rows; one that differs from it by a few characters may be damaged,
/// and a lost 「ない」 turns its meaning round.
fn reasons(assessment: &Assessment) -> Vec<Finding> {
    let mut common: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for row in &assessment.changes {
        let reason = fold_text(&row.reason.text);
        if !reason.is_empty() {
            common.entry(reason).or_insert((0, row.reason.text.as_str())).0 += 1;
        }
    }
    let often: Vec<(&String, usize, &str)> = common
        .iter()
        .filter(|(reason, (count, _))| *count >= COMMON && reason.chars().count() >= SHORTEST)
        .map(|(reason, (count, written))| (reason, *count, *written))
        .collect();
    let near = |row: &ChangeRow| {
        let reason = fold_text(&row.reason.text);
        let own = common.get(&reason)?.0;
        let (_, count, written) = often
            .iter()
            .filter(|(other, count, _)| own * COMMON <= *count && is_slip(&reason, other))
            .max_by_key(|(_, count, _)| *count)?;
        Some(slip(assessment, row, *count, written))
    };
    assessment.changes.iter().filter_map(near).collect()
}

/// Whether two explanations differ by a few characters, and not in a number, a date or what is quoted.
fn is_slip(reason: &str, other: &str) -> bool {
    let kept = |text: &str| {
        text.chars().filter(|c| c.is_numeric() || "元月日年「」()".contains(*c)).collect::<String>()
    };
    let (a, b): (Vec<char>, Vec<char>) = (reason.chars().collect(), other.chars().collect());
    let far = 4.min(b.len() / 3);
    a != b
        && kept(reason) == kept(other)
        && a.len().abs_diff(b.len()) <= far
        && strsim::generic_levenshtein(&a, &b) <= far
}

fn slip(assessment: &Assessment, row: &ChangeRow, count: usize, written: &str) -> Finding {
    let short = |text: &str| text.replace('\n', " ").chars().take(40).collect::<String>();
    let (reason, written) = (names::without(&row.reason.text), names::without(written));
    let hidden = reason != row.reason.text;
    let (reason, written) = (short(&reason), short(&written));
    Finding::warning(
        "DMG-08",
        Place::at(&assessment.source, row.reason.span),
        Text::new(
            format!("説明「{reason}」は、ほかの{count}行の「{written}」とわずかに異なります。"),
            format!(
                "The explanation \"{reason}\" differs slightly from that of {count} other rows, \"{written}\"."
            ),
        ),
        Damage::help(),
    )
    .secret_if(hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_no_other_number_and_no_other_sentence() {
        let usual = "重要な変更にあたらないため";
        assert!(is_slip("重要な変更にあたるため", usual));
        assert!(!is_slip(usual, usual));
        assert!(!is_slip("重要な変更に当たらない軽微な修正のため", usual));
        assert!(!is_slip("令和6年5月の様式の改正のため", "令和7年5月の様式の改正のため"));
    }
}
