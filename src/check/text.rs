//! DMG-01 to DMG-06, DMG-08 to DMG-10, DMG-12 and DMG-13: what looks damaged in the text of a finished document.
//!
//! What counts as damage is known to [`crate::damage`]; here is which texts are looked at, and where a finding
//! points. Nothing is corrected: every finding asks a person to look at the original.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::assessment::{Assessment, ChangeRow, Node, Part, names};
use crate::damage::{self, Damage};
use crate::markdown::Line;
use crate::text::folding::fold_text;
use crate::text::source::Span;

use crate::finding::{Finding, Place, Text};

/// Everything suspicious in answers, names of blocks and change rows.
pub(super) fn check(assessment: &Assessment) -> Vec<Finding> {
    let mut findings = Vec::new();
    for node in assessment.walk() {
        answers(assessment, node, &mut findings);
    }
    for (index, row) in assessment.changes.iter().enumerate() {
        // Of a cell that goes on in the next row, a bracket is closed there.
        let next = assessment.changes.get(index + 1);
        let in_two = row.continues.is_some() || next.is_some_and(|next| next.continues.is_some());
        let mut of_row: Vec<(Damage, Span, &Line, bool)> = Vec::new();
        let above = row.continues.and(index.checked_sub(1)).map(|above| &assessment.changes[above]);
        let before = begins_midway(&row.before, above.map(|row| &row.before));
        let after = begins_midway(&row.after, above.map(|row| &row.after));
        // A row may quote nothing but the words that changed.
        let quoted = before.is_some() && after.is_some();
        let (before, after) = (before.filter(|_| !quoted), after.filter(|_| !quoted));
        for (cell, cut) in
            [(&row.item, None), (&row.before, before), (&row.after, after), (&row.reason, None)]
        {
            let found = damage::in_text(&cell.text).into_iter().chain(cut);
            for damage in found.filter(|damage| !(in_two && damage.id == "DMG-06")) {
                // The same slip before and after the change is one slip.
                let same = of_row.iter_mut().find(|(same, ..)| same.message == damage.message);
                if let Some((_, _, first, again)) = same {
                    *again |= first.span != cell.span;
                } else {
                    let span = within(assessment, cell.span, &damage.range, &cell.text);
                    of_row.push((damage, span, cell, false));
                }
            }
        }
        findings.extend(of_row.into_iter().map(|(mut damage, span, _, again)| {
            if again {
                damage.message.ja.push_str("この行の別の欄にも同じものがあります。");
                damage.message.en.push_str(" Another cell of the row has the same.");
            }
            finding(assessment, &damage, span)
        }));
    }
    findings.extend(reasons(assessment));
    findings
}

/// A cell that begins in the middle of a sentence, unless it goes on from that of the row above.
fn begins_midway(cell: &Line, above: Option<&Line>) -> Option<Damage> {
    let complete = above.is_none_or(|above| above.text.trim_end().ends_with(['。', '」', ')', '）']));
    damage::beginning(&cell.text).filter(|_| complete)
}

fn finding(assessment: &Assessment, damage: &Damage, span: Span) -> Finding {
    Finding::of(damage.id, Place::at(&assessment.source, span), damage.message.clone(), Damage::help())
}

/// The place in the source of a part of a text that stands in `span`: the stretch that reads so, else all of it.
pub(super) fn within(assessment: &Assessment, span: Span, range: &Range<usize>, text: &str) -> Span {
    let wanted = text.get(range.clone()).and_then(|part| part.lines().next()).unwrap_or_default();
    if wanted.is_empty() {
        return span;
    }
    // The same may stand in front of it, in order: a bracket that is closed.
    let before = text[..range.start].matches(wanted).count();
    match assessment.source.slice(span).match_indices(wanted).nth(before) {
        Some((at, _)) => Span::new(span.start + at, span.start + at + wanted.len()),
        None => span,
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
        findings.push(finding(assessment, &damage, within(assessment, span, &damage.range, &text)));
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
    Finding::of(
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
