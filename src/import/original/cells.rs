//! From regions to rows of boxes: regions with one top edge are a row. The text of each is read in [`super::reading`].

use std::collections::HashMap;

use super::lattice::{Canvas, Frame, Ink, Region, is_tick, regions};
use super::reading;
use super::rings;

/// A region with its text, or a line outside all tables (its edges are then one another's).
#[expect(clippy::struct_excessive_bools, reason = "each says something else about one region")]
#[derive(Debug, Clone)]
pub(super) struct Box {
    pub(super) area: [f64; 4],
    pub(super) open_top: bool,
    pub(super) open_bottom: bool,
    pub(super) in_table: bool,
    pub(super) lines: Vec<String>,
    /// How much room the last line leaves at the right edge, and how much the first word needs.
    pub(super) slack: f64,
    pub(super) first: f64,
    /// Which text a mark belongs to could not be told by their places.
    pub(super) doubtful: bool,
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
                    slack: f64::MAX,
                    first: 0.0,
                    doubtful: false,
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
            // A cell for the mark alone, before its option.
            let narrow = last.in_table && last.area[2] - last.area[0] < 41.0;
            // Room before an answer in a frame is no empty box.
            let marks = is_tick(&before) || before.is_empty() && rings::is_boxed(&text);
            if touches && narrow && marks && rings::options(&text) == 1 {
                let sign = if before.is_empty() { "[ ] " } else { "[○] " };
                last.lines = made.lines;
                if let Some(line) = last.lines.first_mut() {
                    line.insert_str(0, sign);
                }
                last.area[2] = made.area[2];
                continue;
            }
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

struct Fragment {
    from: f64,
    text: String,
}

struct Line {
    y: f64,
    size: f64,
    pieces: Vec<Fragment>,
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
                    _ => made.pieces.push(Fragment { from: ink.x, text: ink.text.clone() }),
                }
                if !ink.is_blank() {
                    made.end = ink.x + ink.width;
                }
            }
            made
        })
        .collect()
}

/// The marks in frames of a region in the notation of brackets, by their number, and the empty frames among them: a frame
/// around a mark says what a bracket says. A frame that stands in a bracket itself adds nothing.
fn framed(region: &Region, canvas: &Canvas) -> (HashMap<usize, Ink>, Vec<Ink>) {
    let ink = canvas.ink.as_slice();
    let texts = || region.ink.iter().filter_map(|&at| ink.get(at)).filter(|ink| !ink.is_blank());
    let level = |frame: &Frame, ink: &Ink| (frame.top..frame.bottom).contains(&ink.middle().1);
    let in_bracket = |frame: &Frame| {
        texts().any(|ink| {
            let near = (-2.0..14.0).contains(&(frame.left - ink.x - ink.width));
            near && level(frame, ink) && ink.text.trim_end().ends_with(['[', '［', '(', '（'])
        })
    };
    let frames: Vec<&Frame> = region.frames.iter().filter(|frame| !in_bracket(frame)).collect();
    let any = frames.iter().any(|frame| frame.ink.is_some());
    // Before or behind the text that it stands for.
    let beside = |frame: &Frame| {
        texts().any(|ink| {
            let gap = (ink.x - frame.right).max(frame.left - ink.x - ink.width);
            level(frame, ink) && (-2.0..16.0).contains(&gap)
        })
    };
    let size = texts().map(|ink| ink.size).fold(0.0, f64::max).clamp(4.0, 12.0);
    let (mut ticks, mut boxes) = (HashMap::new(), Vec::new());
    for frame in frames {
        let drawn = Ink {
            text: "[ ]".to_owned(),
            x: frame.left + 1.0,
            // A workbook says where the cell begins, and nothing of the place in it.
            y: match frame.ink.and_then(|at| ink.get(at)) {
                Some(mark) => mark.y,
                None if canvas.height < f64::MAX => f64::midpoint(frame.top, frame.bottom) + size * 0.35,
                None => frame.top + 13.0,
            },
            width: frame.right - frame.left - 2.0,
            size,
            vertical: false,
            run: usize::MAX,
        };
        match frame.ink {
            Some(at) => drop(ticks.insert(at, Ink { text: "[○]".to_owned(), ..drawn })),
            None if any || beside(frame) => boxes.push(drawn),
            None => {}
        }
    }
    (ticks, boxes)
}

fn filled(region: &Region, canvas: &Canvas, wraps: bool) -> Box {
    let (ticks, boxes) = framed(region, canvas);
    let ink: Vec<&Ink> = region
        .ink
        .iter()
        .filter_map(|at| ticks.get(at).or_else(|| canvas.ink.get(*at)))
        .chain(&boxes)
        .collect();
    let read = reading::read(&ink, (region.left, region.right), wraps);
    let doubted = canvas.doubts.iter().any(|ring| {
        let (x, y) = (f64::midpoint(ring[0], ring[2]), f64::midpoint(ring[1], ring[3]));
        region.left <= x && x <= region.right && region.top <= y && y <= region.bottom
    });
    Box {
        area: [region.left, region.top, region.right, region.bottom],
        open_top: region.open_top,
        open_bottom: region.open_bottom,
        in_table: true,
        lines: read.lines,
        slack: read.slack,
        first: read.first,
        doubtful: read.doubtful || doubted,
    }
}
