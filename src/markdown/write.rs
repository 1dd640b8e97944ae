//! The canonical writer: blocks → Markdown.

use super::{Block, Line, NoteKind, Table, Task, escape};

/// Writes blocks as canonical Markdown, ending in one line break (empty for no blocks).
///
/// A blank line stands before every heading but the first, between two paragraphs, before a table, and
/// before anything that follows a list, a table or a note; nowhere else.
pub fn write(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut previous: Option<&Block> = None;
    for block in blocks {
        if previous.is_some_and(|p| blank_between(p, block)) {
            out.push('\n');
        }
        match block {
            Block::Heading { level, line } => {
                let marks = "#".repeat(usize::from(*level));
                out.push_str(format!("{marks} {}", escape::heading(&line.text)).trim_end_matches(' '));
                out.push('\n');
            }
            Block::Text(lines) => write_lines(&mut out, "", lines),
            Block::Tasks(tasks) => tasks.iter().for_each(|task| write_task(&mut out, task)),
            Block::Table(table) => write_table(&mut out, table),
            Block::Note { kind, lines } => {
                for (index, line) in lines.iter().enumerate() {
                    let text = escape::line(&line.text);
                    let line =
                        if index == 0 { format!("> {}: {text}", kind.word()) } else { note_line(&text) };
                    out.push_str(line.trim_end_matches(' '));
                    out.push('\n');
                }
            }
        }
        previous = Some(block);
    }
    out
}

fn blank_between(previous: &Block, next: &Block) -> bool {
    match (previous, next) {
        (_, Block::Heading { .. } | Block::Table(_)) => {
            !matches!((previous, next), (Block::Heading { .. }, Block::Table(_)))
        }
        (Block::Heading { .. }, _)
        | (Block::Text(_), Block::Tasks(_) | Block::Note { .. })
        | (Block::Tasks(_) | Block::Note { .. }, Block::Note { .. }) => false,
        _ => true,
    }
}

/// A further line of a note; one that looks like the beginning of a note has its colon escaped.
fn note_line(text: &str) -> String {
    for kind in NoteKind::ALL {
        if let Some(rest) = text.strip_prefix(kind.word()).and_then(|rest| rest.strip_prefix(':')) {
            return format!("> {}\\:{rest}", kind.word());
        }
    }
    format!("> {text}")
}

fn write_lines(out: &mut String, indent: &str, lines: &[Line]) {
    for line in lines {
        out.push_str(indent);
        out.push_str(&escape::line(&line.text));
        out.push('\n');
    }
}

fn write_task(out: &mut String, task: &Task) {
    let (first, rest) = task.lines.split_first().map_or(("", &[][..]), |(f, r)| (f.text.as_str(), r));
    out.push_str(format!("- [{}] {}", task.mark.sign(), escape::inline(first)).trim_end_matches(' '));
    out.push('\n');
    write_lines(out, "  ", rest);
}

fn write_table(out: &mut String, table: &Table) {
    write_row(out, &table.header);
    out.push('|');
    out.push_str(&" --- |".repeat(table.header.len()));
    out.push('\n');
    table.rows.iter().for_each(|row| write_row(out, row));
}

fn write_row(out: &mut String, cells: &[Line]) {
    for cell in cells {
        let text = cell.text.split('\n').map(escape::inline).collect::<Vec<_>>().join("<br>");
        out.push_str("| ");
        out.push_str(&text);
        if !text.is_empty() {
            out.push(' ');
        }
    }
    out.push_str("|\n");
}
