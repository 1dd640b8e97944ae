//! Blocks in the order in which they are read: the region is cut between them, across where they stand one under the
//! other, then downwards.

use super::pieces::{TextRun, begins};
use super::{Block, Reading};

/// Writes blocks down, line by line.
pub(super) struct BlockWriter<'o> {
    pub(super) out: &'o mut Reading,
    pub(super) left: f64,
    pub(super) wraps: bool,
    /// What was written last stands in the same line, left of what comes next.
    pub(super) beside: bool,
}

impl BlockWriter<'_> {
    /// Blocks between which the region is cut: across first, where they stand one under the other, then downwards.
    pub(super) fn write(&mut self, blocks: Vec<Block>, limit: f64, depth: usize) {
        let bands = parts(blocks, |block| (block.top, block.bottom), |block| block.size * 0.3);
        for band in bands {
            self.beside = false;
            self.band(band, limit, depth);
        }
    }

    fn band(&mut self, band: Vec<Block>, limit: f64, depth: usize) {
        let columns = parts(band, |block| (block.left, block.right), |block| block.size * 0.35);
        let many = columns.len() > 1;
        let count = columns.len();
        for (number, column) in columns.into_iter().enumerate() {
            let last = number + 1 == count;
            let own = column.iter().map(|block| block.right).fold(f64::MIN, f64::max);
            let limit = if last { limit } else { own };
            match <[Block; 1]>::try_from(column) {
                Ok([block]) => self.block(&block, limit, !many),
                Err(column) if many && depth < 16 => {
                    self.write(column, limit, depth + 1);
                    self.beside = false;
                }
                Err(column) => self.by_lines(column),
            }
        }
    }

    fn block(&mut self, block: &Block, limit: f64, alone: bool) {
        let joins = self.beside && !block.list;
        let limit =
            if alone { limit - (block.left - self.left).clamp(0.0, block.size * 0.5) } else { block.right };
        let mut before: Option<f64> = None;
        for (number, line) in block.lines.iter().enumerate() {
            let text = line.text.trim_end();
            if number == 0 && joins {
                self.join(text.trim_start(), "  ");
            } else {
                // Above the first line of a block stands what was drawn before it, if it reached the edge.
                let wrapped = match before {
                    Some(end) => end + line.first > limit - line.size * 0.5,
                    None => alone && self.out.slack < line.first + line.size * 0.5,
                };
                if self.wraps && wrapped && !block.list && !begins(text.trim_start()) {
                    self.join(text, "");
                } else {
                    self.lines(text);
                }
            }
            before = Some(line.to);
        }
        let last = block.lines.last();
        self.out.slack = last.filter(|_| !block.list).map_or(f64::MAX, |line| limit - line.to);
        self.beside = !block.list;
    }

    /// What cannot be cut: by baselines.
    fn by_lines(&mut self, blocks: Vec<Block>) {
        let mut pieces: Vec<TextRun> = blocks.into_iter().flat_map(|block| block.lines).collect();
        pieces.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.from.total_cmp(&b.from)));
        let mut rows: Vec<Vec<TextRun>> = Vec::new();
        for piece in pieces {
            match rows.last_mut() {
                Some(row) if row.first().is_some_and(|first| piece.y - first.y < piece.size * 0.45) => {
                    row.push(piece);
                }
                _ => rows.push(vec![piece]),
            }
        }
        for mut row in rows {
            row.sort_by(|a, b| a.from.total_cmp(&b.from));
            let texts: Vec<&str> = row.iter().map(|piece| piece.text.trim()).collect();
            self.lines(&texts.join("  "));
        }
        self.beside = false;
        self.out.slack = f64::MAX;
    }

    fn join(&mut self, text: &str, between: &str) {
        let mut lines = text.split('\n');
        match (self.out.lines.last_mut(), lines.next()) {
            (Some(last), Some(first)) => {
                last.push_str(between);
                last.push_str(first);
            }
            (None, Some(first)) => self.out.lines.push(first.to_owned()),
            _ => {}
        }
        self.out.lines.extend(lines.map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned));
    }

    fn lines(&mut self, text: &str) {
        let lines = text.split('\n').map(str::trim_end).filter(|line| !line.is_empty());
        self.out.lines.extend(lines.map(str::to_owned));
    }
}

/// Blocks in groups between which nothing stands, in one direction. `overlap`: how far two may reach into each other.
fn parts(
    mut blocks: Vec<Block>,
    span: impl Fn(&Block) -> (f64, f64),
    overlap: impl Fn(&Block) -> f64,
) -> Vec<Vec<Block>> {
    blocks.sort_by(|a, b| span(a).0.total_cmp(&span(b).0));
    let mut out: Vec<Vec<Block>> = Vec::new();
    let mut end = f64::MIN;
    for block in blocks {
        let (from, to) = span(&block);
        match out.last_mut() {
            Some(part) if from < end - overlap(&block) => {
                part.push(block);
                end = end.max(to);
            }
            _ => {
                out.push(vec![block]);
                end = to;
            }
        }
    }
    out
}
