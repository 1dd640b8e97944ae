//! The reading order inside one region. A region holds cells without borders of their own: what a producer drew at one
//! go and line under line is a block of text; blocks are ordered by cutting the region between them, downwards and
//! across. What a block says is not known here, but for marks, brackets and printed options, which are placed by their
//! shape.

mod order;
mod pieces;
#[cfg(test)]
mod tests;

use order::BlockWriter;
use pieces::{TextRun, columns, is_mark, is_prompt, number, pieces};

use super::lattice::Ink;

pub(super) use pieces::{begins, is_numbered};

/// Lines that belong together, one under the other.
#[derive(Debug, Clone)]
struct Block {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    size: f64,
    lines: Vec<TextRun>,
    /// Printed options with their heading: read after what stands beside them.
    list: bool,
}

/// What a region says.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) lines: Vec<String>,
    /// How much room the last line leaves at the right edge.
    pub(super) slack: f64,
    /// How much room the first word needs.
    pub(super) first: f64,
    /// Which text a mark belongs to could not be told by their places.
    pub(super) doubtful: bool,
}

/// Reads the ink of a region between its edges, in the order it was drawn. `wraps`: lines may be wrapped by the width
/// of their cell.
pub(super) fn read(ink: &[&Ink], edges: (f64, f64), wraps: bool) -> Reading {
    let pieces = pieces(ink);
    let letters = |piece: &TextRun| piece.text.chars().filter(|c| !c.is_whitespace()).count();
    let stacked: usize = pieces.iter().filter(|piece| piece.stacked).map(letters).sum();
    if wraps && stacked * 2 > pieces.iter().map(letters).sum() {
        return Reading { lines: columns(ink), slack: f64::MAX, first: 0.0, doubtful: false };
    }
    let first = pieces.first().map_or(0.0, |piece| piece.first + piece.size * 0.5);
    let mut reading = Reading { first, slack: f64::MAX, ..Reading::default() };
    let blocks = if wraps { blocks(pieces) } else { pieces.into_iter().map(Block::of).collect() };
    // In a workbook an answer is one piece.
    let blocks = if wraps { between_brackets(blocks) } else { blocks };
    let blocks = between_marks(blocks, &mut reading.doubtful);
    let blocks = with_lists(blocks);
    let mut writer = BlockWriter { out: &mut reading, left: edges.0, wraps, beside: false };
    writer.write(blocks, edges.1, 0);
    reading.lines.retain(|line| !line.trim().is_empty());
    reading
}

impl Block {
    fn of(piece: TextRun) -> Self {
        Self {
            left: piece.from,
            right: piece.to,
            top: piece.top,
            bottom: piece.y + piece.size * 0.1,
            size: piece.size,
            lines: vec![piece],
            list: false,
        }
    }

    fn push(&mut self, piece: TextRun) {
        self.left = self.left.min(piece.from);
        self.right = self.right.max(piece.to);
        self.top = self.top.min(piece.top);
        self.bottom = self.bottom.max(piece.y + piece.size * 0.1);
        self.lines.push(piece);
    }

    fn first(&self) -> &str {
        self.lines.first().map_or("", |line| line.text.trim())
    }

    fn middle(&self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }

    /// Nothing but a mark, or a part of the bracket around one.
    fn is_mark(&self) -> bool {
        matches!(self.lines.as_slice(), [line] if is_mark(&line.text))
    }
}

/// Pieces that were drawn one after the other and stand one under the other.
fn blocks(pieces: Vec<TextRun>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for piece in pieces {
        if let Some(block) = out.last_mut()
            && let Some(last) = block.lines.last()
        {
            let size = last.size.max(piece.size);
            let under = !piece.stacked
                && !last.stacked
                && (0.7..1.8).contains(&((piece.y - last.y) / size))
                && last.size.min(piece.size) > size * 0.85
                && piece.from < last.to
                && last.from < piece.to
                && ((piece.from - block.left).abs() < size * 2.2
                    || (piece.from + piece.to - last.from - last.to).abs() < size * 0.6);
            // The closing bracket of an answer that fills its line.
            let closes = matches!(piece.text.trim(), "]" | "］") && is_open(block);
            if under && (closes || !is_mark(&piece.text)) && !is_mark(&last.text) {
                block.push(piece);
                continue;
            }
        }
        out.push(Block::of(piece));
    }
    out
}

/// An answer of several lines whose brackets stand in the middle of its height: whatever stands above and below the line
/// between them, and is no wider, belongs to it, in whatever order it was drawn.
fn between_brackets(mut blocks: Vec<Block>) -> Vec<Block> {
    let is = |block: &Block, brackets: [&str; 2]| matches!(block.lines.as_slice(), [line] if brackets.contains(&line.text.trim()));
    let opening: Vec<(f64, f64)> = blocks
        .iter()
        .filter(|block| is(block, ["[", "［"]))
        .map(|open| (open.right, open.middle()))
        .collect();
    for (left, middle) in opening {
        let level = |block: &Block| (block.middle() - middle).abs() < block.size * 0.4 && block.left >= left;
        let close =
            blocks.iter().filter(|block| is(block, ["]", "］"]) && level(block)).map(|block| block.left);
        let right = close.fold(f64::MAX, f64::min);
        let inside = |block: &Block| {
            block.left >= left - block.size * 0.3
                && block.right <= right + block.size * 0.3
                && !block.is_mark()
        };
        let Some(mut at) = blocks.iter().position(|block| {
            right < f64::MAX && inside(block) && block.top < middle && middle < block.bottom
        }) else {
            continue;
        };
        while let Some(more) = blocks.iter().enumerate().position(|(number, block)| {
            let own = blocks.get(at);
            number != at
                && inside(block)
                // Options may be printed under a narrow answer.
                && !is_numbered(block.first())
                && !is_prompt(block.first())
                && own.is_some_and(|own| {
                    block.top < own.bottom + own.size * 0.9 && own.top < block.bottom + own.size * 0.9
                })
        }) {
            let more = blocks.remove(more);
            at = blocks
                .iter()
                .position(|block| inside(block) && block.top < middle && middle < block.bottom)
                .unwrap_or(0);
            if let Some(own) = blocks.get_mut(at) {
                more.lines.into_iter().for_each(|line| own.push(line));
                own.lines.sort_by(|a, b| a.y.total_cmp(&b.y));
            }
        }
    }
    blocks
}

/// Whether the bracket at the beginning of a block has not been closed yet.
fn is_open(block: &Block) -> bool {
    block.first().starts_with(['[', '［']) && !block.lines.iter().any(|line| line.text.contains([']', '］']))
}

/// Texts of several ticks that came as one block are parted: each mark stands at the middle, or at the first line, of
/// its own.
fn between_marks(blocks: Vec<Block>, doubtful: &mut bool) -> Vec<Block> {
    // `[`, `○` and `]` in cells of their own are one mark.
    let mut marks: Vec<(f64, f64, f64)> = Vec::new();
    let mut single: Vec<&Block> = blocks.iter().filter(|block| block.is_mark()).collect();
    single.sort_by(|a, b| a.left.total_cmp(&b.left));
    for mark in single {
        let near = |&&mut (_, right, middle): &&mut (f64, f64, f64)| {
            (middle - mark.middle()).abs() < mark.size * 0.4 && mark.left - right < mark.size * 3.5
        };
        match marks.iter_mut().find(near) {
            Some(own) => own.1 = mark.right,
            None => marks.push((mark.left, mark.right, mark.middle())),
        }
    }
    let mut out = Vec::new();
    for block in blocks {
        let beside = |&&(left, right, middle): &&(f64, f64, f64)| {
            right <= block.left + block.size * 0.5
                && (block.top..block.bottom).contains(&middle)
                && block.left - left < block.size * 12.0
        };
        if !block.is_mark()
            && let Some(options) = by_option(&block)
            && marks.iter().any(|mark| beside(&mark))
        {
            let middles = marks.iter().filter(beside).map(|mark| mark.2);
            *doubtful |= !middles.into_iter().all(|middle| one_option(&options, middle));
            out.extend(options);
            continue;
        }
        let nearest = marks.iter().filter(beside).map(|mark| mark.1).fold(f64::MIN, f64::max);
        let mut own: Vec<f64> = marks
            .iter()
            .filter(beside)
            .filter(|mark| (mark.1 - nearest).abs() < block.size * 0.8)
            .map(|mark| mark.2)
            .collect();
        own.sort_by(f64::total_cmp);
        if own.len() < 2 || block.is_mark() || own.len() > block.lines.len() {
            out.push(block);
            continue;
        }
        let heights: Vec<(f64, f64)> =
            block.lines.iter().map(|line| (line.top, line.y + line.size * 0.1)).collect();
        let (cost, ends) = parted(&heights, &own);
        *doubtful |= cost > block.size * 0.35;
        let mut lines = block.lines.into_iter();
        let mut start = 0;
        for end in ends {
            let mut part = lines.by_ref().take(end - start).map(Block::of);
            start = end;
            if let Some(mut first) = part.next() {
                part.flat_map(|more| more.lines).for_each(|line| first.push(line));
                out.push(first);
            }
        }
    }
    out
}

/// The printed options of a block, each with the lines that it goes on in; none where the block holds anything else.
fn by_option(block: &Block) -> Option<Vec<Block>> {
    let mut options: Vec<Block> = Vec::new();
    for line in &block.lines {
        match options.last_mut() {
            Some(option) if !is_numbered(&line.text) => option.push(line.clone()),
            None if !is_numbered(&line.text) => return None,
            _ => options.push(Block::of(line.clone())),
        }
    }
    (options.len() > 1).then_some(options)
}

/// Whether a mark stands at the height of one option and no other.
fn one_option(options: &[Block], middle: f64) -> bool {
    let at = |option: &&Block| {
        let first = option.lines.first().map_or(option.top, |line| line.y + line.size * 0.1);
        let near = |height: f64| (height - middle).abs() < option.size * 0.4;
        near(option.middle()) || near(f64::midpoint(option.top, first))
    };
    options.iter().filter(at).count() == 1
}

/// Where the lines of each mark end, with the greatest distance of a mark from where it should stand.
fn parted(lines: &[(f64, f64)], marks: &[f64]) -> (f64, Vec<usize>) {
    let mut best = (f64::MAX, Vec::new());
    for at_top in [false, true] {
        // For every number of lines taken: the least greatest distance, and the ends that lead to it.
        let mut reached: Vec<Option<(f64, Vec<usize>)>> = vec![None; lines.len() + 1];
        reached[0] = Some((0.0, Vec::new()));
        for &mark in marks {
            let mut next: Vec<Option<(f64, Vec<usize>)>> = vec![None; lines.len() + 1];
            for (start, before) in reached.iter().enumerate() {
                let Some((cost, ends)) = before else { continue };
                for (end, slot) in next.iter_mut().enumerate().skip(start + 1) {
                    let (Some(first), Some(last)) = (lines.get(start), lines.get(end - 1)) else { continue };
                    let bottom = if at_top { first.1 } else { last.1 };
                    let cost = cost.max((f64::midpoint(first.0, bottom) - mark).abs());
                    if slot.as_ref().is_none_or(|(other, _)| cost < *other) {
                        let mut ends = ends.clone();
                        ends.push(end);
                        *slot = Some((cost, ends));
                    }
                }
            }
            reached = next;
        }
        if let Some(Some(found)) = reached.pop()
            && found.0 < best.0
        {
            best = found;
        }
    }
    best
}

/// Printed options with the heading over them become one block, so that the answer in the middle of their height stands
/// beside them and not between them.
fn with_lists(blocks: Vec<Block>) -> Vec<Block> {
    let mut blocks = blocks;
    let mut out = Vec::new();
    while let Some(at) = blocks.iter().position(|block| is_prompt(block.first())) {
        let mut list = blocks.remove(at);
        list.list = true;
        let heading =
            list.lines.first().map_or((list.right, list.bottom), |line| (line.to, line.y + line.size * 0.1));
        let next = blocks.iter().filter(|block| is_prompt(block.first()) && block.top > list.bottom);
        let end = next.map(|block| block.top).fold(f64::MAX, f64::min);
        // Options that were drawn right under the heading came with it.
        let mut found: Vec<Block> = list.lines.drain(1..).map(Block::of).collect();
        loop {
            let (left, low) = (list.left - 2.0, list.bottom + list.size * 1.8);
            let more = blocks.iter().position(|block| {
                block.left >= left
                    && block.bottom > list.top
                    && block.top < low
                    && block.top < end
                    && (is_numbered(block.first())
                        || found.iter().any(|option| {
                            (block.left - option.left).abs() < block.size * 2.2
                                && (-block.size * 0.3..block.size * 0.9)
                                    .contains(&(block.top - option.bottom))
                        }))
            });
            let Some(more) = more else { break };
            let more = blocks.remove(more);
            list.bottom = list.bottom.max(more.bottom);
            list.right = list.right.max(more.right);
            found.push(more);
        }
        // Where the first option stands elsewhere, the options are printed under question and answer.
        let first = |block: &Block| block.lines.iter().any(|line| number(&line.text) == Some(1));
        if found.iter().any(first) {
            list.lines.extend(options(found));
        } else {
            blocks.extend(found);
            (list.right, list.bottom) = heading;
            list.list = false;
        }
        out.push(list);
    }
    out.extend(blocks);
    out
}

/// The options by their numbers, each in one line.
fn options(blocks: Vec<Block>) -> Vec<TextRun> {
    let mut lines: Vec<TextRun> = blocks.into_iter().flat_map(|block| block.lines).collect();
    lines.sort_by(|a, b| {
        if (a.y - b.y).abs() < a.size * 0.3 { a.from.total_cmp(&b.from) } else { a.y.total_cmp(&b.y) }
    });
    let mut out: Vec<TextRun> = Vec::new();
    for line in lines {
        let above = (!is_numbered(&line.text))
            .then(|| out.iter_mut().rev().find(|option| option.from < line.to && line.from < option.to))
            .flatten();
        match above {
            Some(option) => {
                let text = line.text.trim();
                option.text.truncate(option.text.trim_end().len());
                option.text.push_str(text);
                option.to = option.to.max(line.to);
            }
            None => out.push(line),
        }
    }
    let number = |option: &TextRun| number(&option.text);
    let numbers: Vec<u32> = out.iter().filter_map(number).collect();
    let mut once = numbers.clone();
    once.sort_unstable();
    once.dedup();
    if once.len() == out.len() {
        out.sort_by_key(number);
    }
    out
}
