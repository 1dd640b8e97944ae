//! Text that `pdftotext -layout` set with spaces: columns by position become TAB columns, wrapped cells one cell.
//!
//! The tool counts characters, so a column begins at the same character in all lines of a table, give or take
//! one. A label stands in the middle of the height of its answer: what lies above a label is as much as what lies
//! below it. With that, and with the labels of the forms, the rows of the form are put together again; the six
//! columns of the change table follow its header. What cannot be told stays a line of its own, so that the rest
//! of the import lists it; no character is dropped.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::Warning;
use crate::form::label::Block;
use crate::form::{self, ItemKind};
use crate::text::date;
use crate::text::folding::fold;
use crate::text::number::leading;

/// A line of the source with its number.
pub(super) type Line = (usize, String);

/// Whether lines are set with spaces: no TAB, and many lines with a gap or an indentation of several spaces.
pub(super) fn is_layout(lines: &[Line]) -> bool {
    let filled: Vec<&str> =
        lines.iter().map(|(_, line)| line.as_str()).filter(|line| !line.trim().is_empty()).collect();
    let tabs = filled.iter().filter(|line| line.contains('\t')).count();
    let set = filled.iter().filter(|line| line.starts_with("    ") || line.trim().contains("   ")).count();
    tabs == 0 && set >= 4 && set * 8 >= filled.len()
}

/// Turns a laid-out text into lines of the dialect with TABs. A line with a form feed begins a page; empty lines
/// inside a page mean nothing.
pub(super) fn untangle(lines: &[Line], warnings: &mut Vec<Warning>) -> Vec<Line> {
    let mut out = Vec::with_capacity(lines.len());
    let mut tables = 0;
    let mut columns: Option<Vec<usize>> = None;
    let pages: Vec<Vec<Line>> = lines.chunk_by(|_, next| !next.1.contains('\u{c}')).map(filled).collect();
    let centred = centred(&pages);
    for page in &pages {
        let Some(first) = page.first() else { continue };
        out.push((first.0, String::new()));
        match (header(page), &columns) {
            (Some((at, starts)), _) => {
                tables += 1 + form_rows(&page[..at], centred, &mut out);
                change_rows(&page[at..], &starts, true, centred, &mut out);
                columns = Some(starts);
            }
            // The table goes on without its header.
            (None, Some(starts)) => change_rows(page, starts, false, centred, &mut out),
            (None, None) => tables += form_rows(page, centred, &mut out),
        }
    }
    if tables > 0 {
        warnings.push(Warning {
            id: "TXT-10",
            line: lines.first().map_or(1, |(number, _)| *number),
            message: "桁をそろえた文章(pdftotext -layout)として、欄を文字の位置から読み取りました。表の行の組を原本で確認してください。".to_owned(),
        });
    }
    out
}

/// The lines of a page that hold something, without the form feed.
fn filled(page: &[Line]) -> Vec<Line> {
    let lines = page.iter().map(|(number, line)| (*number, line.replace('\u{c}', "")));
    lines.filter(|(_, line)| !line.trim().is_empty()).collect()
}

/// A labelled row while it is put together.
struct Labelled {
    label: String,
    /// Lines of the page on which the label begins and ends.
    from: usize,
    to: usize,
}

/// What is known of a line of a table with two columns.
struct Split<'a> {
    number: usize,
    left: &'a str,
    right: &'a str,
    /// The whole line is a heading, or stands outside tables.
    heading: bool,
}

/// Rows with a label on the left and an answer on the right. Comes back: how many tables there were.
fn form_rows(page: &[Line], centred: bool, out: &mut Vec<Line>) -> usize {
    let Some(column) = answer_column(page) else {
        out.extend_from_slice(page);
        return 0;
    };
    let lines: Vec<Split<'_>> = page.iter().map(|line| split(line, column)).collect();
    let mut tables = 0;
    for range in regions(&lines) {
        if lines[range.start].heading {
            out.push(page[range.start].clone());
        } else {
            tables += usize::from(region(&lines[range.clone()], &page[range], centred, out));
        }
    }
    tables
}

/// The headings of a page, each for itself, and the tables between them.
fn regions(lines: &[Split<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut regions = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let end = if lines[at].heading {
            at + 1
        } else {
            (at..lines.len()).find(|&i| lines[i].heading).unwrap_or(lines.len())
        };
        regions.push(at..end);
        at = end;
    }
    regions
}

/// Whether labels stand in the middle of the height of their answers, as in the forms, and not beside its first
/// line: then a table behind a heading can begin with an answer, and what is above the last label is below it too.
fn centred(pages: &[Vec<Line>]) -> bool {
    let (mut tables, mut difference) = (0_usize, 0_usize);
    for page in pages {
        let Some(column) = answer_column(page) else { continue };
        let lines: Vec<Split<'_>> = page.iter().map(|line| split(line, column)).collect();
        for range in
            regions(&lines).into_iter().filter(|range| range.start > 0 && !lines[range.start].heading)
        {
            let lines = &lines[range];
            let labels = labels(lines);
            let Some(first) = labels.first() else { continue };
            if first.from > 0 {
                return true;
            }
            let mut above = 0_usize;
            for (index, label) in labels.iter().enumerate() {
                let limit = labels.get(index + 1).map_or(lines.len(), |next| next.from);
                let below = limit - label.to - 1;
                if index + 1 == labels.len() {
                    difference += above.abs_diff(below);
                } else {
                    difference += above.saturating_sub(below);
                    above = below.saturating_sub(above);
                }
            }
            tables += 1;
        }
    }
    difference <= tables
}

/// The character at which the answers of a page begin: where most indented lines begin, and words behind labels.
fn answer_column(page: &[Line]) -> Option<usize> {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    for line in page {
        let indent = line.1.chars().take_while(|c| *c == ' ').count();
        if indent >= 5 {
            *counts.entry(indent).or_default() += 2;
        }
        let text: Vec<char> = line.1.chars().collect();
        for at in 5..text.len() {
            if text[at] != ' ' && text[at - 1] == ' ' && indent < 5 && is_label(&line.1[..byte(&line.1, at)])
            {
                *counts.entry(at).or_default() += 1;
            }
        }
    }
    // Positions that differ by one are the same column.
    let near = |at: usize| (at.saturating_sub(1)..=at + 1).filter_map(|i| counts.get(&i)).sum::<usize>();
    counts.keys().copied().max_by_key(|&at| (near(at), counts[&at])).filter(|&at| near(at) >= 2)
}

/// The byte of a character.
fn byte(line: &str, at: usize) -> usize {
    line.char_indices().nth(at).map_or(line.len(), |(byte, _)| byte)
}

fn split(line: &Line, column: usize) -> Split<'_> {
    let (number, text) = (line.0, line.1.as_str());
    let chars: Vec<char> = text.chars().collect();
    let indent = chars.iter().take_while(|c| **c == ' ').count();
    let whole = |heading| Split { number, left: text.trim(), right: "", heading };
    if is_heading(text) {
        return whole(true);
    }
    if indent + 2 >= column {
        return Split { number, left: "", right: text.trim(), heading: false };
    }
    // The answer begins at the column, one or two characters before it or behind it.
    let begins = |at: usize| at > 0 && at < chars.len() && chars[at] != ' ' && chars[at - 1] == ' ';
    let candidates = [0_isize, -1, -2, 1, 2].into_iter().filter_map(|off| column.checked_add_signed(off));
    let candidates: Vec<usize> = candidates.filter(|&at| begins(at)).collect();
    let behind_label = candidates.iter().copied().find(|&at| is_label(&text[..byte(text, at)]));
    let cut = behind_label.or_else(|| candidates.first().copied());
    match cut {
        Some(at) => {
            let at = byte(text, at);
            Split { number, left: text[..at].trim(), right: text[at..].trim(), heading: false }
        }
        None if chars.len() <= column => Split { number, left: text.trim(), right: "", heading: false },
        None => whole(true),
    }
}

/// Puts the rows of one table together. Whether it had labels.
fn region(lines: &[Split<'_>], page: &[Line], centred: bool, out: &mut Vec<Line>) -> bool {
    let labels = labels(lines);
    if labels.is_empty() {
        out.extend_from_slice(page);
        return false;
    }
    let spans: Vec<(usize, usize)> = labels.iter().map(|label| (label.from, label.to)).collect();
    let width = lines.iter().map(|line| line.right.chars().count()).max().unwrap_or_default();
    let ends = if centred {
        divide(&spans, lines.len(), |at| parting(lines[at - 1].right, lines[at].right, width))
    } else {
        tops(&spans, lines.len())
    };
    let mut from = 0;
    for (label, end) in labels.iter().zip(ends) {
        // Under labels at the top what stands above the first one goes on from the page before.
        let own = if centred { from } else { label.from };
        let texts = |range: std::ops::Range<usize>| -> Vec<&str> {
            range.map(|at| lines[at].right).filter(|text| !text.is_empty()).collect()
        };
        let before = texts(from..own.max(from));
        if !before.is_empty() {
            out.push((lines[from].number, format!("\t{}", cell(&before, width))));
        }
        let answer = texts(own..end);
        let answer = if answer.is_empty() { String::new() } else { format!("\t{}", cell(&answer, width)) };
        out.push((lines[label.from].number, format!("{}{answer}", label.label)));
        from = end;
    }
    true
}

/// Where the row of each label ends, where labels stand in the middle: as much above each as below it (one more
/// below, where the number of lines is even), and no end where `parting` says that a text goes on.
fn divide(labels: &[(usize, usize)], lines: usize, parting: impl Fn(usize) -> usize) -> Vec<usize> {
    let Some(&(first, _)) = labels.first() else { return Vec::new() };
    let uneven = |above: usize, below: usize| match (above, below) {
        (above, below) if above == below => 0,
        (above, below) if above + 1 == below => 1,
        _ => 4 * above.abs_diff(below),
    };
    // The cheapest way to each number of lines above a label, and the ends on that way.
    let mut ways: Vec<(usize, usize, Vec<usize>)> = vec![(first, 0, Vec::new())];
    for pair in labels.windows(2) {
        let (from, to) = (pair[0].1 + 1, pair[1].0);
        let way = |end: usize| {
            let cheapest =
                ways.iter().map(|(above, cost, ends)| (cost + uneven(*above, end - from), ends)).min();
            let (cost, ends) = cheapest?;
            Some((to - end, cost + parting(end), ends.iter().copied().chain([end]).collect()))
        };
        ways = (from..=to).filter_map(way).collect();
    }
    let last = lines - labels.last().map_or(0, |label| label.1 + 1);
    let best = ways.into_iter().min_by_key(|(above, cost, _)| cost + uneven(*above, last));
    let mut ends = best.map(|(.., ends)| ends).unwrap_or_default();
    ends.push(lines);
    ends
}

/// Where the row of each label ends, where labels stand at the top: before the next one.
fn tops(labels: &[(usize, usize)], lines: usize) -> Vec<usize> {
    labels.iter().skip(1).map(|label| label.0).chain([lines]).collect()
}

/// What speaks against an end of a row between two lines.
fn parting(before: &str, after: &str, width: usize) -> usize {
    let number = |text: &str| {
        let (number, end) = leading(text);
        number.filter(|_| text[end..].starts_with(['.', ')', '．', '）']))
    };
    let goes_on = before.chars().count() + 2 >= width && !before.ends_with(['。', ')', '）', ']']);
    let list = number(after).is_some_and(|number| number > 1);
    let bullets = after.starts_with('・') && before.starts_with('・');
    usize::from(goes_on) * 12 + usize::from(list) * 12 + usize::from(bullets) * 2
}

/// The labels on the left, each put together from the lines over which it is wrapped.
fn labels(lines: &[Split<'_>]) -> Vec<Labelled> {
    let mut found: Vec<Labelled> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if lines[at].left.is_empty() {
            at += 1;
            continue;
        }
        let mut text = String::new();
        let mut best = None;
        for (to, line) in lines.iter().enumerate().skip(at).take(8).filter(|(_, line)| !line.left.is_empty())
        {
            text.push_str(line.left);
            if is_label(&text) {
                best = Some((text.clone(), to));
            }
        }
        let (label, to) = match best {
            Some(best) => best,
            // No label of a form: up to the next line that begins one.
            None => (lines[at].left.to_owned(), at),
        };
        found.push(Labelled { label, from: at, to });
        at = to + 1;
    }
    found
}

/// The lines of a cell: a line that fills its column goes on in the next one.
fn cell(texts: &[&str], width: usize) -> String {
    let mut out = String::new();
    let mut full = false;
    for text in texts {
        let begins = text.starts_with(['・', '<', '＜', '【', '※', '[', '○', '(', '（'])
            || text
                .chars()
                .next()
                .is_some_and(|c| c.is_ascii_digit() || ('\u{2460}'..='\u{2473}').contains(&c));
        if !out.is_empty() && (!full || begins) {
            out.push_str("<br>");
        }
        out.push_str(text);
        full = text.chars().count() + 2 >= width && !text.ends_with('。');
    }
    out
}

/// Where the columns of a change table begin, and the line of its header.
fn header(page: &[Line]) -> Option<(usize, Vec<usize>)> {
    page.iter().enumerate().find_map(|(at, line)| {
        let folded = fold(&line.1);
        let known = folded.starts_with("変更日")
            && folded.contains("変更前の記載")
            && folded.contains("変更後の記載");
        let starts = starts(&line.1);
        (known && starts.len() == 6).then_some((at, starts))
    })
}

/// The characters at which words begin.
fn starts(line: &str) -> Vec<usize> {
    let chars: Vec<char> = line.chars().collect();
    (0..chars.len()).filter(|&at| chars[at] != ' ' && (at == 0 || chars[at - 1] == ' ')).collect()
}

/// The rows of a change table. A row is known by its date.
fn change_rows(page: &[Line], starts: &[usize], with_header: bool, centred: bool, out: &mut Vec<Line>) {
    let mut rows: Vec<(usize, Vec<String>)> =
        page.iter().map(|line| (line.0, columns(&line.1, starts))).collect();
    if with_header {
        // Over one line or two.
        let mut header = rows.remove(0);
        let more = |cells: &[String]| {
            cells[0].is_empty()
                && cells.iter().all(|cell| "提出時期に係る説明変更前後の記載".contains(cell.as_str()))
        };
        while rows.first().is_some_and(|(_, cells)| more(cells)) {
            let (_, cells) = rows.remove(0);
            header.1.iter_mut().zip(&cells).for_each(|(cell, more)| cell.push_str(more));
        }
        out.push((header.0, header.1.join("\t")));
    }
    let mut dates: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let mut text = String::new();
        let end = (at..rows.len().min(at + 6)).find(|&i| {
            text.push_str(&rows[i].1[0]);
            date::parse(&text).is_ok_and(|written| written.precision == date::Precision::Day)
        });
        match end.filter(|_| !rows[at].1[0].is_empty()) {
            Some(end) => {
                dates.push((at, end));
                at = end + 1;
            }
            None => at += 1,
        }
    }
    // Without a date nothing tells where a row begins: the lines stay lines, and none is said to be a row.
    if dates.is_empty() {
        out.extend(rows.iter().map(|(number, cells)| (*number, format!("\t{}", cells.join(" ").trim()))));
        return;
    }
    let ends = if centred { divide(&dates, rows.len(), |_| 0) } else { tops(&dates, rows.len()) };
    let mut from = 0;
    for (&(first, _), end) in dates.iter().zip(ends) {
        if !centred && from < first {
            out.push((rows[from].0, merged(&rows[from..first], starts)));
            from = first;
        }
        out.push((rows[from].0, merged(&rows[from..end], starts)));
        from = end;
    }
}

/// The lines of a row as one row: each column joined.
fn merged(rows: &[(usize, Vec<String>)], starts: &[usize]) -> String {
    let cells = (0..starts.len()).map(|column| {
        let texts = rows.iter().map(|(_, cells)| cells[column].as_str()).filter(|text| !text.is_empty());
        texts.fold(String::new(), |mut cell, text| {
            if !cell.is_empty() && text.starts_with(['・', '<', '＜', '【', '※']) {
                cell.push_str("<br>");
            }
            cell.push_str(text);
            cell
        })
    });
    cells.collect::<Vec<_>>().join("\t")
}

/// The words of a line by column.
fn columns(line: &str, columns: &[usize]) -> Vec<String> {
    let mut cells = vec![String::new(); columns.len()];
    let mut current = 0;
    let chars: Vec<char> = line.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        if c == ' ' {
            continue;
        }
        if at == 0 || chars[at - 1] == ' ' {
            // The nearest column; where cells touch, they are shifted by a character or two.
            let nearest =
                (0..columns.len()).min_by_key(|&column| columns[column].abs_diff(at)).unwrap_or_default();
            if nearest > current {
                current = nearest;
            } else if !cells[current].is_empty() {
                cells[current].push(' ');
            }
        }
        cells[current].push(c);
    }
    cells
}

static LABELS: LazyLock<(BTreeSet<String>, BTreeSet<String>)> = LazyLock::new(|| {
    let (mut labels, mut headings) = (BTreeSet::new(), BTreeSet::new());
    for item in form::all().iter().flat_map(|form| &form.items) {
        let set = match item.kind {
            ItemKind::Section | ItemKind::Group => &mut headings,
            _ => &mut labels,
        };
        set.extend(item.folded().iter().cloned());
    }
    (labels, headings)
});

/// Whether a text is the label of a question, or of a group that takes an answer.
fn is_label(text: &str) -> bool {
    let folded = fold(text);
    LABELS.0.contains(&folded) || LABELS.1.contains(&folded)
}

/// Whether a line is the heading of a section, a group or a block.
fn is_heading(line: &str) -> bool {
    let folded = fold(line);
    let block = ["システム", "委託事項", "提供先", "移転先"]
        .iter()
        .any(|label| Block::parse(label, line.trim()).is_some_and(|b| b.name.is_empty()));
    block || LABELS.1.contains(&folded) && !folded.starts_with("リスクに")
}

#[cfg(test)]
mod tests;
