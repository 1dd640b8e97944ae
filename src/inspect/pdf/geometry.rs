//! From letters at places to lines and cells, in whatever direction they run: text that is turned, written downwards, drawn
//! in any order or twice, spaced out, or set into boxes is read as a reader sees it.

use std::collections::HashMap;

use crate::privacy::grid::Grid;

/// A letter on a page; y upwards.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub(super) text: String,
    pub(super) x: f64,
    pub(super) y: f64,
    /// From its beginning to its end.
    pub(super) ahead: (f64, f64),
    pub(super) size: f64,
}

/// A letter as it lies along the direction of its text.
struct Laid<'l> {
    text: &'l str,
    from: f64,
    to: f64,
    /// The baseline, upwards.
    level: f64,
    size: f64,
}

/// Letters that stand together in a line.
struct Segment {
    from: f64,
    to: f64,
    line: usize,
    size: f64,
    text: String,
}

/// Letters further apart, in parts of their size, have a gap between them, or stand in different cells.
const APART: (f64, f64) = (0.2, 0.4);

/// A space between letters is no wider.
const SPACE: f64 = 2.5;

/// Columns of a grid, in points.
const COLUMN: f64 = 6.0;

/// Pairs of a column and a segment that are compared on one page.
const COMPARISONS: usize = 3_000_000;

/// What is read on a page: lines, and what stands in cells. `None` where there is more on it than is compared.
pub(super) fn read(letters: &[Letter]) -> Option<Vec<String>> {
    let mut directions: HashMap<i64, Vec<&Letter>> = HashMap::new();
    for letter in letters.iter().filter(|letter| letter.size > 0.0) {
        let (x, y) = letter.ahead;
        // In thirds of ten degrees.
        #[expect(clippy::cast_possible_truncation, reason = "an angle")]
        let angle = (y.atan2(x).to_degrees() * 0.3).round() as i64;
        directions.entry(angle).or_default().push(letter);
    }
    let mut angles: Vec<i64> = directions.keys().copied().collect();
    angles.sort_unstable();
    let mut out = Vec::new();
    for angle in angles {
        let letters = directions.remove(&angle).unwrap_or_default();
        let (sin, cos) = letters.first().map_or((0.0, 1.0), |letter| {
            let (x, y) = letter.ahead;
            let length = x.hypot(y);
            if length > 0.0 { (y / length, x / length) } else { (0.0, 1.0) }
        });
        let laid = letters.iter().map(|letter| {
            let from = letter.x * cos + letter.y * sin;
            Laid {
                text: &letter.text,
                from,
                to: from + letter.ahead.0.hypot(letter.ahead.1),
                level: letter.y * cos - letter.x * sin,
                size: letter.size,
            }
        });
        let laid: Vec<Laid<'_>> =
            laid.filter(|letter| letter.from.is_finite() && letter.level.is_finite()).collect();
        direction(laid, &mut out)?;
    }
    Some(out)
}

/// The texts of one direction.
fn direction(mut letters: Vec<Laid<'_>>, out: &mut Vec<String>) -> Option<()> {
    letters.sort_by(|a, b| b.level.total_cmp(&a.level).then(a.from.total_cmp(&b.from)));
    let mut lines: Vec<Vec<Laid<'_>>> = Vec::new();
    for letter in letters {
        match lines.last_mut() {
            Some(line) if line[0].level - letter.level < 0.45 * line[0].size.max(letter.size) => {
                line.push(letter);
            }
            _ => lines.push(vec![letter]),
        }
    }
    let mut segments: Vec<Segment> = Vec::new();
    for (number, line) in lines.iter_mut().enumerate() {
        line.sort_by(|a, b| a.from.total_cmp(&b.from));
        let mut text = String::new();
        let mut end: Option<f64> = None;
        let mut recent: Vec<usize> = Vec::new();
        let mut blank = false;
        for at in 0..line.len() {
            let letter = &line[at];
            if letter.text.trim().is_empty() {
                blank = true;
                continue;
            }
            // Bold by printing twice.
            recent.retain(|&before| letter.from - line[before].from < 0.15 * letter.size);
            if recent.iter().any(|&before| line[before].text == letter.text) {
                continue;
            }
            recent.push(at);
            let gap = end.map(|end| (letter.from - end) / letter.size);
            // A typed space is one, however wide; a gap without one parts cells.
            match gap {
                Some(gap) if gap > if blank { SPACE } else { APART.1 } => text.push('\t'),
                Some(gap) if gap > APART.0 => text.push(' '),
                _ => {}
            }
            blank = false;
            text.push_str(letter.text);
            match segments.last_mut().filter(|_| gap.is_some_and(|gap| gap <= APART.1)) {
                Some(segment) => {
                    segment.text.push_str(letter.text);
                    segment.to = letter.to;
                }
                None => segments.push(Segment {
                    from: letter.from,
                    to: letter.to,
                    line: number,
                    size: letter.size,
                    text: letter.text.to_owned(),
                }),
            }
            end = Some(end.map_or(letter.to, |end| end.max(letter.to)));
        }
        out.push(text);
    }
    cells(&segments, out)
}

/// What is read across the cells of lines, and down the columns of short ones.
fn cells(segments: &[Segment], out: &mut Vec<String>) -> Option<()> {
    let left = segments.iter().map(|segment| segment.from).fold(f64::MAX, f64::min);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places on a page")]
    let column = |at: f64| ((at - left) / COLUMN).clamp(0.0, 10_000.0) as usize;
    let mut across = Grid::default();
    for segment in segments {
        across.cell(
            segment.line,
            column(segment.from)..=column(segment.to.max(segment.from)),
            &segment.text,
            false,
        );
    }
    out.extend(across.across().into_iter().map(|reading| reading.text));
    let digits = |segment: &&Segment| {
        segment.text.chars().all(|c| crate::text::number::digit(c).is_some())
            && segment.text.chars().count() <= 6
    };
    let middle = |segment: &Segment| f64::midpoint(segment.from, segment.to);
    let mut short: Vec<&Segment> = segments.iter().filter(digits).collect();
    short.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let columns: Vec<&[&Segment]> = short
        .chunk_by(|a, b| middle(b) - middle(a) < 0.3 * a.size)
        .filter(|column| column.len() > 2)
        .collect();
    if columns.len() * segments.len() > COMPARISONS {
        return None;
    }
    let mut down = Grid::default();
    for (number, column) in columns.iter().enumerate() {
        let Some(first) = column.first() else { continue };
        let from = column.iter().map(|segment| segment.from).fold(f64::MAX, f64::min) - first.size * 0.5;
        let to = column.iter().map(|segment| segment.to).fold(f64::MIN, f64::max) + first.size * 0.5;
        for segment in segments.iter().filter(|segment| segment.from < to && from < segment.to) {
            down.cell(number, segment.line..=segment.line, &segment.text, false);
        }
    }
    out.extend(down.across().into_iter().map(|reading| reading.text));
    Some(())
}
