//! The ink of a region in pieces: lines as they were drawn, columns of text written downwards, and what the shape of a
//! text says: a mark, a printed option, the beginning of a line.

use crate::import::original::lattice::Ink;
use crate::text::folding::fold;

/// A line of text that was drawn at one go.
#[derive(Debug, Clone)]
pub(super) struct TextRun {
    pub(super) from: f64,
    pub(super) to: f64,
    /// The baseline.
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) text: String,
    /// How much room the first word needs that cannot be broken.
    pub(super) first: f64,
    /// Written downwards (or upwards): `y` is its lower end.
    pub(super) stacked: bool,
    pub(super) top: f64,
}

/// `[`, `○`, `[ レ ]`, `■`: pieces that only mark what stands beside them.
pub(super) fn is_mark(text: &str) -> bool {
    let mut any = false;
    text.chars().filter(|c| !c.is_whitespace()).all(|c| {
        any = true;
        "[]［］○◯〇●レ✓✔■□☑☐☒".contains(c)
    }) && any
}

/// The number of a printed option: 3 of "3) 十分である".
pub(super) fn number(text: &str) -> Option<u32> {
    let text = text.trim_start();
    let text = text.strip_prefix("[○]").unwrap_or(text);
    let (digits, _) = text.split_once([')', '）'])?;
    (digits.chars().count() <= 2).then(|| fold(digits).parse().ok()).flatten()
}

pub(in crate::import::original) fn is_numbered(text: &str) -> bool {
    number(text).is_some()
}

pub(super) fn is_prompt(text: &str) -> bool {
    text.contains("選択肢") && text.trim_start().starts_with(['<', '＜', '〈', '⟨'])
}

/// Whether a text begins a line of its own, however long the line above is.
pub(in crate::import::original) fn begins(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    ('\u{2460}'..='\u{2473}').contains(&first) || "・【<＜〈※◆○[［■□".contains(first) || is_numbered(text)
}

/// Characters that end no line before them: they stand with the one they follow.
fn clings(c: char) -> bool {
    "、。，．,.)）」』】］]〕〉》>＞ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ・：；:;！？!?％%".contains(c)
}

/// Ink in the order it was drawn, as long as it goes on in its line.
pub(super) fn pieces(ink: &[&Ink]) -> Vec<TextRun> {
    let mut out: Vec<Vec<&Ink>> = Vec::new();
    for &ink in ink {
        let goes_on = out.last().and_then(|piece| {
            let last = piece.last()?;
            let size = last.size.max(ink.size);
            let gap = ink.x - last.x - last.width;
            let level = (ink.y - last.y).abs() <= size * 0.3 && !ink.vertical && !last.vertical;
            let apart =
                gap > size * 0.25 && (is_mark(&ink.text) || is_mark(&last.text) || is_mark(&text_of(piece)));
            // Closing brackets may be set half a letter back.
            Some(level && ink.x > last.x && gap > -size * 0.75 && gap <= size * 0.9 && !apart)
        });
        match out.last_mut().filter(|_| goes_on == Some(true)) {
            Some(piece) => piece.push(ink),
            None => out.push(vec![ink]),
        }
    }
    let pieces = stacked(&out);
    rejoined(pieces).into_iter().filter(|piece| !piece.text.trim().is_empty()).collect()
}

fn text_of(ink: &[&Ink]) -> String {
    ink.iter().map(|ink| ink.text.as_str()).collect()
}

fn level(ink: &[&Ink]) -> TextRun {
    let written = || ink.iter().filter(|ink| !ink.is_blank());
    let size = ink.iter().map(|ink| ink.size).fold(0.0, f64::max);
    let y = ink.iter().map(|ink| ink.y).fold(f64::MIN, f64::max);
    let from = ink.iter().map(|ink| ink.x).fold(f64::MAX, f64::min);
    let first = written().next().map_or(0.0, |first| {
        let word = |text: &str| text.chars().all(|c| c.is_ascii() && !c.is_whitespace());
        let mut end = first.x + first.width;
        let mut latin = word(&first.text);
        for next in ink.iter().skip_while(|ink| !std::ptr::eq(**ink, *first)).skip(1) {
            if !(latin && word(&next.text) || next.text.chars().all(clings)) {
                break;
            }
            latin &= word(&next.text);
            end = next.x + next.width;
        }
        end - first.x
    });
    TextRun {
        from,
        to: written().map(|ink| ink.x + ink.width).fold(from, f64::max),
        y,
        size,
        text: text_of(ink),
        first,
        stacked: false,
        top: y - size * 0.8,
    }
}

/// Letters one under the other (or above the other, in text that is turned) are one piece.
fn stacked(lines: &[Vec<&Ink>]) -> Vec<TextRun> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let column: Vec<&Ink> = match line.as_slice() {
            [only] => column(only, lines.get(at + 1..).unwrap_or_default()),
            _ => Vec::new(),
        };
        // Two letters may be two short lines.
        if column.len() < 3 && !column.first().is_some_and(|ink| ink.vertical) {
            out.push(level(line));
            at += 1;
            continue;
        }
        at += column.len();
        let size = column.iter().map(|ink| ink.size).fold(0.0, f64::max);
        let low = column.iter().map(|ink| ink.y).fold(f64::MIN, f64::max);
        let high = column.iter().map(|ink| ink.y).fold(f64::MAX, f64::min);
        let middle = column.iter().map(|ink| ink.middle().0).fold(0.0, |a, b| a + b);
        #[expect(clippy::cast_precision_loss, reason = "a column has few letters")]
        let middle = middle / column.len() as f64;
        let vertical = column.first().is_some_and(|ink| ink.vertical);
        out.push(TextRun {
            from: middle - size / 2.0,
            to: middle + size / 2.0,
            y: if vertical { low + size } else { low },
            size,
            text: text_of(&column),
            first: size,
            stacked: true,
            top: if vertical { high } else { high - size * 0.8 },
        });
    }
    out
}

/// The letters under a letter, as long as their distance stays the same.
fn column<'a>(first: &'a Ink, rest: &[Vec<&'a Ink>]) -> Vec<&'a Ink> {
    let mut out = vec![first];
    let mut step: Option<f64> = None;
    for line in rest {
        let (Some(last), [next]) = (out.last(), line.as_slice()) else { break };
        let size = last.size.max(next.size);
        let (dx, dy) = ((next.middle().0 - last.middle().0).abs(), next.y - last.y);
        let same = step.is_none_or(|step| step.signum().total_cmp(&dy.signum()).is_eq());
        // The line pitch of a narrow cell is as good as that of a column.
        let letters = |ink: &Ink| ink.text.chars().count() <= 2 && !is_mark(&ink.text);
        if dx > size * 0.35
            || !letters(last)
            || !letters(next)
            || !(0.3..1.6).contains(&(dy.abs() / size))
            || !same
            || next.vertical != first.vertical
        {
            break;
        }
        step = Some(dy);
        out.push(next);
    }
    out
}

/// Text written downwards, in columns from right to left. A column that ends above the lowest one ends its line.
pub(super) fn columns(ink: &[&Ink]) -> Vec<String> {
    let mut columns: Vec<Vec<&Ink>> = Vec::new();
    let mut sorted: Vec<&Ink> = ink.iter().copied().filter(|ink| !ink.is_blank()).collect();
    sorted.sort_by(|a, b| b.middle().0.total_cmp(&a.middle().0));
    for ink in sorted {
        match columns.last_mut() {
            Some(column)
                if column.first().is_some_and(|first| first.middle().0 - ink.middle().0 < ink.size * 0.7) =>
            {
                column.push(ink);
            }
            _ => columns.push(vec![ink]),
        }
    }
    let low = ink.iter().map(|ink| ink.y).fold(f64::MIN, f64::max);
    let mut out: Vec<String> = Vec::new();
    let mut goes_on = false;
    for mut column in columns {
        column.sort_by(|a, b| a.y.total_cmp(&b.y));
        let text: String = column.iter().map(|ink| ink.text.as_str()).collect();
        match out.last_mut().filter(|_| goes_on && !begins(&text)) {
            Some(last) => last.push_str(&text),
            None => out.push(text),
        }
        goes_on = column.last().is_some_and(|last| low - last.y < last.size * 2.2);
    }
    out
}

/// Some producers draw the letters of one font after those of another: pieces that touch are one.
fn rejoined(pieces: Vec<TextRun>) -> Vec<TextRun> {
    let mut out: Vec<TextRun> = Vec::new();
    for piece in pieces {
        let touches = |a: &TextRun, b: &TextRun| {
            !a.stacked
                && !b.stacked
                && (a.y - b.y).abs() < a.size * 0.1
                && (-0.1..0.12).contains(&((b.from - a.to) / a.size.max(b.size)))
        };
        if let Some(left) = out.iter_mut().rev().take(64).find(|before| touches(before, &piece)) {
            left.text.push_str(&piece.text);
            left.to = left.to.max(piece.to);
            continue;
        }
        match out.iter_mut().rev().take(64).find(|before| touches(&piece, before)) {
            Some(right) => {
                right.text.insert_str(0, &piece.text);
                right.from = piece.from;
                right.first = piece.first;
            }
            None => out.push(piece),
        }
    }
    out
}
