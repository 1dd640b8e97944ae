//! From the ink of a region to its text: lines by baseline, wrapped lines joined, the chosen option before the printed
//! ones. Regions with one top edge are a row.

use super::lattice::{Canvas, Ink, Region, regions};

/// A region with its text, or a line outside all tables (its edges are then one another's).
#[expect(clippy::struct_excessive_bools, reason = "each says something else about one region")]
#[derive(Debug, Clone)]
pub(super) struct Box {
    pub(super) area: [f64; 4],
    pub(super) open_top: bool,
    pub(super) open_bottom: bool,
    pub(super) in_table: bool,
    pub(super) lines: Vec<String>,
    /// The last line reaches the right edge: it may go on.
    pub(super) full: bool,
}

impl Box {
    pub(super) fn text(&self) -> String {
        self.lines.join("\n")
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// The rows of a page, from top to bottom. `wraps`: lines may be wrapped by the width of their cell.
pub(super) fn rows(canvas: &Canvas, wraps: bool) -> Vec<Vec<Box>> {
    let (regions, loose) = regions(canvas);
    let mut boxes: Vec<(f64, Box)> =
        regions.iter().map(|region| (region.top, filled(region, canvas, wraps))).collect();
    let loose: Vec<&Ink> = loose.iter().filter_map(|&at| canvas.ink.get(at)).collect();
    for line in lines(&loose) {
        let text = line
            .pieces
            .iter()
            .map(|piece| piece.text.trim())
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("  ");
        if !text.is_empty() {
            let left = line.pieces.first().map_or(0.0, |piece| piece.from);
            boxes.push((
                line.y - line.size,
                Box {
                    area: [left, line.y - line.size, line.end, line.y],
                    open_top: false,
                    open_bottom: false,
                    in_table: false,
                    lines: vec![text],
                    full: false,
                },
            ));
        }
    }
    boxes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut rows: Vec<(f64, Vec<Box>)> = Vec::new();
    for (top, made) in boxes {
        match rows.last_mut() {
            Some((y, row)) if (top - *y).abs() < 2.0 && made.in_table && row.iter().all(|b| b.in_table) => {
                row.push(made);
            }
            _ => rows.push((top, vec![made])),
        }
    }
    rows.into_iter()
        .map(|(_, mut row)| {
            row.sort_by(|a, b| a.area[0].total_cmp(&b.area[0]));
            without_cut_ticks(row)
        })
        .filter(|row| row.iter().any(|made| !made.is_empty()))
        .collect()
}

/// `[`, the framed tick and `]` as high as their row: one cell.
fn without_cut_ticks(row: Vec<Box>) -> Vec<Box> {
    let mut out: Vec<Box> = Vec::with_capacity(row.len());
    for made in row {
        let text = made.text();
        if let Some(last) = out.last_mut() {
            let before = last.text();
            let touches = (last.area[2] - made.area[0]).abs() < 3.0;
            let tick = made.area[2] - made.area[0] < 36.0
                && text.chars().count() <= 1
                && before.ends_with(['[', '［']);
            let close =
                text.starts_with([']', '］']) && before.ends_with(['○', '◯', '〇', 'レ', '✓', '[', '［']);
            let mark = matches!(before.as_str(), "■" | "□" | "☑" | "☐") && !text.is_empty();
            if touches && (tick || close || mark) {
                match (last.lines.last_mut(), made.lines.split_first()) {
                    (Some(line), Some((first, rest))) => {
                        line.push(' ');
                        line.push_str(first);
                        last.lines.extend(rest.iter().cloned());
                    }
                    (None, _) => last.lines = made.lines,
                    (_, None) => {}
                }
                last.area[2] = made.area[2];
                continue;
            }
        }
        out.push(made);
    }
    out
}

struct Piece {
    from: f64,
    text: String,
}

struct Line {
    y: f64,
    size: f64,
    pieces: Vec<Piece>,
    end: f64,
}

/// Ink by baseline, each line in pieces that wide gaps part.
fn lines(ink: &[&Ink]) -> Vec<Line> {
    let mut sorted: Vec<&Ink> = ink.to_vec();
    sorted.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
    let mut grouped: Vec<Vec<&Ink>> = Vec::new();
    let mut base = f64::MIN;
    for ink in sorted {
        match grouped.last_mut() {
            Some(line) if ink.y - base <= ink.size * 0.45 => line.push(ink),
            _ => {
                base = ink.y;
                grouped.push(vec![ink]);
            }
        }
    }
    grouped
        .into_iter()
        .map(|mut line| {
            line.sort_by(|a, b| a.x.total_cmp(&b.x));
            let mut made = Line { y: f64::MIN, size: 0.0, pieces: Vec::new(), end: f64::MIN };
            for ink in line {
                made.y = made.y.max(ink.y);
                made.size = made.size.max(ink.size);
                match made.pieces.last_mut() {
                    Some(piece) if ink.x - made.end <= ink.size * 0.9 => piece.text.push_str(&ink.text),
                    _ => made.pieces.push(Piece { from: ink.x, text: ink.text.clone() }),
                }
                if !ink.is_blank() {
                    made.end = ink.x + ink.width;
                }
            }
            made
        })
        .collect()
}

fn filled(region: &Region, canvas: &Canvas, wraps: bool) -> Box {
    let ink = || region.ink.iter().filter_map(|&at| canvas.ink.get(at));
    let mut out = Box {
        area: [region.left, region.top, region.right, region.bottom],
        open_top: region.open_top,
        open_bottom: region.open_bottom,
        in_table: true,
        lines: Vec::new(),
        full: false,
    };
    let mut vertical: Vec<&Ink> = ink().filter(|ink| ink.vertical).collect();
    vertical.sort_by(|a, b| b.x.total_cmp(&a.x).then(a.y.total_cmp(&b.y)));
    if !vertical.is_empty() {
        out.lines.push(vertical.iter().map(|ink| ink.text.as_str()).collect());
    }
    let level: Vec<&Ink> = ink().filter(|ink| !ink.vertical).collect();
    let (answer, level) = bracketed(level);
    out.lines.extend(answer);
    let lines = lines(&level);
    let prompt =
        lines.iter().flat_map(|line| &line.pieces).find(|p| p.text.contains("選択肢")).map(|p| p.from);
    // The chosen option stands left of the printed ones, in the middle of their height: it comes first.
    let mut first = Vec::new();
    let mut rest = Vec::new();
    for line in &lines {
        let mut kept = Vec::new();
        for piece in &line.pieces {
            let text = piece.text.trim();
            if text.is_empty() {
                continue;
            }
            let beside = prompt.is_some_and(|prompt| piece.from < prompt - 2.0);
            if beside { first.push(text.to_owned()) } else { kept.push(text.to_owned()) }
        }
        if !kept.is_empty() {
            rest.push((kept.join("  "), region.right - line.end < line.size * 1.7));
        }
    }
    let first = first.join(" ");
    let is_answer = first.starts_with(['[', '［']) && first.ends_with([']', '］']);
    if is_answer {
        out.lines.push(first);
    } else if !first.is_empty() {
        // No answer: everything in its order.
        rest = lines
            .iter()
            .map(|line| {
                let text: Vec<&str> =
                    line.pieces.iter().map(|p| p.text.trim()).filter(|t| !t.is_empty()).collect();
                (text.join("  "), region.right - line.end < line.size * 1.7)
            })
            .filter(|(text, _)| !text.is_empty())
            .collect();
    }
    for (text, full) in rest {
        let mut texts = text.split('\n').map(str::trim_end).filter(|text| !text.is_empty());
        if let Some(head) = texts.next() {
            match out.lines.last_mut() {
                Some(last) if wraps && out.full && !begins(head) => last.push_str(head),
                _ => out.lines.push(head.to_owned()),
            }
        }
        out.lines.extend(texts.map(str::to_owned));
        out.full = full;
    }
    out
}

/// Takes out an answer whose bracket is narrower than its text: `[` and `]` stand in the middle of its height, and its
/// lines beside printed options that have nothing to do with them.
fn bracketed(ink: Vec<&Ink>) -> (Option<String>, Vec<&Ink>) {
    let none = |ink| (None, ink);
    let only = |brackets: [char; 2]| {
        let mut found = ink.iter().copied().filter(|ink| ink.text.contains(brackets));
        found.next().filter(|_| found.next().is_none())
    };
    // Several brackets are boxes to tick.
    let (Some(open), Some(close)) = (only(['[', '［']), only([']', '］'])) else { return none(ink) };
    let lower = close.y - open.y;
    if close.x <= open.x || !(-0.45..6.0).contains(&(lower / open.size)) {
        return none(ink);
    }
    let (left, right) = (open.x, close.x + close.width);
    let within = |ink: &Ink| {
        let middle = ink.x + ink.width / 2.0;
        !ink.is_blank() && left <= middle && middle <= right
    };
    let (own, rest): (Vec<&Ink>, Vec<&Ink>) = ink.iter().copied().partition(|ink| within(ink));
    let beyond = |ink: &Ink| (ink.y - open.y).abs() > open.size * 0.45;
    // One line needs no help; where something stands left of the bracket, it belongs to running text.
    let wrapped = own.iter().any(|ink| beyond(ink));
    let alone = rest.iter().filter(|ink| !ink.is_blank()).all(|ink| ink.x >= right);
    if !wrapped || !alone || rest.iter().all(|ink| ink.is_blank()) {
        return none(ink);
    }
    let inner = |ink: &&Ink| !std::ptr::eq(*ink, open) && !std::ptr::eq(*ink, close);
    let text: String = lines(&own.iter().copied().filter(inner).collect::<Vec<_>>())
        .iter()
        .flat_map(|line| &line.pieces)
        .map(|piece| piece.text.trim())
        .collect();
    if ["選択肢", "1)", "1）", "2)", "2）"].iter().any(|list| text.contains(list)) {
        return none(ink);
    }
    (Some(format!("[ {text} ]")), rest)
}

/// Whether a text begins a line of its own, however long the line above is.
pub(super) fn begins(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    ('\u{2460}'..='\u{2473}').contains(&first) || "・【<＜〈※◆○[［■□".contains(first)
}
