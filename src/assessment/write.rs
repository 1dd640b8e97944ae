//! The model as blocks again.

use super::{Assessment, ChangeDate, ChangeRow, Node, Part, change};
use crate::form::ItemKind;
use crate::markdown::{Block, Line, Table, Task};

/// All blocks of the body.
pub(super) fn blocks(assessment: &Assessment) -> Vec<Block> {
    let mut out = Vec::new();
    for section in &assessment.sections {
        node(assessment, section, &mut out);
    }
    out
}

fn node(assessment: &Assessment, node: &Node, out: &mut Vec<Block>) {
    out.push(Block::Heading { level: node.level, line: Line::new(node.heading()) });
    parts(&node.parts, out);
    let is_log = assessment.item(node).is_some_and(|item| item.kind == ItemKind::Changes);
    if is_log && !assessment.changes.is_empty() {
        out.push(Block::Table(change_table(&assessment.changes)));
    }
    for child in &node.children {
        self::node(assessment, child, out);
    }
}

fn parts(parts: &[Part], out: &mut Vec<Block>) {
    for part in parts {
        out.push(match part {
            Part::Text(lines) => Block::Text(lines.clone()),
            Part::Options(options) => {
                Block::Tasks(options.iter().map(|o| Task { mark: o.mark, lines: o.lines.clone() }).collect())
            }
            Part::Table(table) => Block::Table(table.clone()),
            Part::Note { kind, lines } => Block::Note { kind: *kind, lines: lines.clone() },
        });
    }
}

fn change_table(rows: &[ChangeRow]) -> Table {
    let cells = |row: &ChangeRow| {
        let first = match (&row.page, &row.date) {
            (Some(page), _) if page.inherited => "〃".to_owned(),
            (Some(page), _) => page.written.clone(),
            (None, date) => date_cell(date),
        };
        let rest = [&row.item, &row.before, &row.after, &row.timing, &row.reason];
        std::iter::once(Line::new(first)).chain(rest.into_iter().cloned()).collect()
    };
    let paged = rows.first().is_some_and(|row| row.page.is_some());
    let first = if paged { change::PAGE } else { change::HEADER[0] };
    Table {
        header: std::iter::once(first).chain(change::HEADER[1..].iter().copied()).map(Line::new).collect(),
        rows: rows.iter().map(cells).collect(),
    }
}

fn date_cell(date: &ChangeDate) -> String {
    match date {
        ChangeDate::Stated { written, .. } | ChangeDate::Unreadable { written } => written.clone(),
        ChangeDate::Inherited { .. } => "〃".to_owned(),
        ChangeDate::Unknown => String::new(),
    }
}
