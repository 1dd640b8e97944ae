//! What an item says, as a text that can be compared and read: chosen options, texts, tables, new record items.

use super::safe;
use super::words::word;
use crate::assessment::{Answer, Assessment, Node, Nothing, Part};
use crate::diff;
use crate::diff::text::{self, Piece};
use crate::finding::Lang;
use crate::markdown::{Mark, NoteKind};
use crate::render::words::built_in;

/// A stretch of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Whether only this side has it.
    pub(super) own: bool,
    pub(super) text: String,
}

/// What both sides of an item say.
#[derive(Debug)]
pub(super) struct Sides {
    /// Before; empty where there is nothing.
    pub(super) before: Vec<Stretch>,
    /// After; empty where there is nothing.
    pub(super) after: Vec<Stretch>,
    /// Clause by clause: ` ` both, `-` before, `+` after.
    pub(super) lines: Vec<(char, String)>,
}

/// The difference of two sides; one that is missing is `None`.
pub(super) fn sides(before: Option<&str>, after: Option<&str>) -> Sides {
    let (old, new) = (safe(before.unwrap_or_default()), safe(after.unwrap_or_default()));
    let difference = text::compare(&old, &new);
    let mut sides = Sides { before: Vec::new(), after: Vec::new(), lines: lines(&difference.pieces) };
    for piece in &difference.pieces {
        push(&mut sides.before, piece.before(), piece.is_change());
        push(&mut sides.after, piece.after(), piece.is_change());
    }
    sides
}

fn push(side: &mut Vec<Stretch>, text: &str, own: bool) {
    match side.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.own == own => last.text.push_str(text),
        _ => side.push(Stretch { own, text: text.to_owned() }),
    }
}

/// Clauses that stayed, went and came, line by line.
fn lines(pieces: &[Piece<'_>]) -> Vec<(char, String)> {
    let mut lines = Vec::new();
    let (mut before, mut after, mut changed) = (String::new(), String::new(), false);
    for piece in pieces {
        if piece.is_change() {
            before.push_str(piece.before());
            after.push_str(piece.after());
            changed = true;
            continue;
        }
        let whole = [(piece.before(), piece.after())];
        let same = piece.before() == piece.after();
        let clauses =
            piece.after().split_inclusive(['\n', '。']).filter(|_| same).map(|clause| (clause, clause));
        for (old, new) in clauses.chain(whole.into_iter().filter(|_| !same)) {
            before.push_str(old);
            after.push_str(new);
            if new.ends_with(['\n', '。']) {
                flush(&mut lines, &mut before, &mut after, &mut changed);
            }
        }
    }
    flush(&mut lines, &mut before, &mut after, &mut changed);
    lines
}

fn flush(lines: &mut Vec<(char, String)>, before: &mut String, after: &mut String, changed: &mut bool) {
    let mut add = |sign: char, text: &str| {
        let text = text.trim_end_matches('\n');
        if !text.is_empty() {
            lines.extend(text.split('\n').map(|line| (sign, line.to_owned())));
        }
    };
    if std::mem::take(changed) {
        add('-', before);
        add('+', after);
    } else {
        add(' ', after);
    }
    before.clear();
    after.clear();
}

/// What stands under an item of one version. Of record items only those that `other` does not have.
pub(super) fn text(assessment: &Assessment, node: &Node, other: Option<&Node>, lang: Lang) -> String {
    if let Some(other) = other.filter(|_| assessment.holds_records(assessment.item(node))) {
        let difference = diff::records(node, other);
        let common = built_in(lang).say("report.common-records", [("count", difference.common)]);
        let own = difference.own.into_iter();
        return own.chain([common]).collect::<Vec<_>>().join("\n");
    }
    let mut lines: Vec<String> = node.name.iter().filter(|name| !name.is_empty()).cloned().collect();
    for part in &node.parts {
        match part {
            Part::Text(text) => lines.extend(text.iter().map(|line| line.text.clone())),
            Part::Options(options) => lines.extend(options.iter().filter_map(|line| match line.mark {
                Mark::Chosen => Some(format!("☑ {}", line.text())),
                Mark::Lost => Some(format!("[?] {}", line.text())),
                Mark::Blank if line.detail.is_some() => Some(format!("☐ {}", line.text())),
                Mark::Blank => None,
            })),
            Part::Table(table) => {
                let rows = std::iter::once(&table.header).chain(&table.rows);
                lines.extend(rows.map(|row| {
                    row.iter().map(|cell| cell.text.replace('\n', " ")).collect::<Vec<_>>().join(" | ")
                }));
            }
            Part::Note { kind: NoteKind::Withheld, lines: text } => {
                let reason = text.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
                lines.push(format!("{}: {reason}", word("withheld", lang)));
            }
            Part::Note { .. } => {}
        }
    }
    if lines.iter().all(|line| line.trim().is_empty()) {
        let boxes = node.options().next().is_some();
        let said = match &node.answer {
            Answer::Nothing(Nothing::NotApplicable(_)) => "not-applicable",
            _ if boxes => "none-marked",
            _ => "blank",
        };
        return word(said, lang).to_owned();
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_stand_in_lines_of_their_own() {
        let sides =
            sides(Some("鍵を掛ける。紙で管理する。\n年1回"), Some("鍵を掛ける。台帳で管理する。\n年1回"));
        let lines: Vec<String> = sides.lines.iter().map(|(sign, line)| format!("{sign}{line}")).collect();
        assert_eq!(lines, [" 鍵を掛ける。", "-紙で管理する。", "+台帳で管理する。", " 年1回"]);
        let text = |side: &[Stretch]| side.iter().map(|s| s.text.as_str()).collect::<String>();
        assert_eq!(text(&sides.before), "鍵を掛ける。紙で管理する。\n年1回");
        assert_eq!(text(&sides.after), "鍵を掛ける。台帳で管理する。\n年1回");
        assert!(sides.after.iter().any(|s| s.own && s.text.contains("台帳")));
    }

    #[test]
    fn what_came_or_went_is_wholly_its_own() {
        let came = sides(None, Some("新しい記載"));
        assert!(came.before.is_empty() && came.after.iter().all(|s| s.own));
        assert_eq!(came.lines, [('+', "新しい記載".to_owned())]);
    }
}
