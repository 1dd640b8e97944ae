//! From ink and rules of a page to regions: a grid over all rules, whose faces are one region where no wall parts them.
//! L-shapes come free. Points, y downwards. What is in a region becomes text in [`super::cells`].

use std::collections::{BTreeSet, HashMap};

/// A piece of text: one glyph of a PDF, or the whole text of a cell of a workbook.
#[derive(Debug, Clone)]
pub(super) struct Ink {
    pub(super) text: String,
    pub(super) x: f64,
    /// The baseline.
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) size: f64,
    pub(super) vertical: bool,
    /// Ink shown at once has one number.
    pub(super) run: usize,
}

impl Ink {
    pub(super) fn middle(&self) -> (f64, f64) {
        if self.vertical {
            (self.x, self.y + self.size * 0.5)
        } else {
            (self.x + self.width / 2.0, self.y - self.size * 0.35)
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// A straight rule: `at` across its direction, from and to along it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) at: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// All that is drawn on a page.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    pub(super) height: f64,
    pub(super) ink: Vec<Ink>,
    pub(super) across: Vec<Rule>,
    pub(super) down: Vec<Rule>,
    /// Circles: left, top, right and bottom.
    pub(super) rings: Vec<[f64; 4]>,
    /// Where a mark was drawn of which it cannot be told what it marks.
    pub(super) doubts: Vec<[f64; 4]>,
}

/// A box drawn for a mark, in the region of what it marks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    /// The mark in it.
    pub(super) ink: Option<usize>,
}

/// A region with its ink, as numbers into the ink of the page.
#[derive(Debug, Clone)]
pub(super) struct Region {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    /// No rule closes it above, or below: it ends where the page does.
    pub(super) open_top: bool,
    pub(super) open_bottom: bool,
    pub(super) ink: Vec<usize>,
    pub(super) frames: Vec<Frame>,
}

impl Region {
    /// How far from a frame the nearest text of this region begins or ends that stands at its height.
    fn nearest(&self, frame: &Region, ink: &[Ink]) -> f64 {
        let own = self.ink.iter().filter_map(|&at| ink.get(at));
        let level = own.filter(|ink| !ink.is_blank() && (frame.top..frame.bottom).contains(&ink.middle().1));
        level.map(|ink| (ink.x - frame.right).max(frame.left - ink.x - ink.width)).fold(f64::MAX, f64::min)
    }
}

/// Rules closer than this are one.
const SNAP: f64 = 1.6;
/// A gap in a rule up to this is none.
const GAP: f64 = 2.5;
/// The widest and highest box that may be the frame of a tick.
const TICK: (f64, f64) = (36.0, 24.0);
/// The same in a workbook: three columns, two rows.
const CELLS: (f64, f64) = (61.0, 33.0);

/// Rows of dots as rules. A dot is given by its place across the direction of the rule, and along it.
pub(super) fn dotted(mut dots: Vec<(f64, f64)>) -> Vec<Rule> {
    const FEWEST: usize = 5;
    // Dots of one row lie no further apart across it than this.
    const OFF: f64 = 0.4;
    #[expect(clippy::cast_possible_truncation, reason = "places on a page")]
    let row = |at: f64| (at / OFF).round() as i64;
    dots.sort_by(|a, b| row(a.0).cmp(&row(b.0)).then(a.1.total_cmp(&b.1)));
    let mut out = Vec::new();
    let chain = |a: &(f64, f64), b: &(f64, f64)| row(a.0) == row(b.0) && b.1 - a.1 <= GAP + 1.0;
    for chain in dots.chunk_by(chain) {
        if let (Some(first), Some(last)) = (chain.first(), chain.last())
            && chain.len() >= FEWEST
        {
            out.push(Rule { at: first.0, from: first.1, to: last.1 });
        }
    }
    out
}

/// The regions of a page, and the ink in none.
pub(super) fn regions(canvas: &Canvas) -> (Vec<Region>, Vec<usize>) {
    let all = || (Vec::new(), (0..canvas.ink.len()).collect());
    let (across, down) = real_rules(canvas);
    let (across, top, bottom) = with_open_ends(across, &down);
    let ys = cluster(across.iter().map(|rule| rule.at).collect());
    let xs = cluster(down.iter().map(|rule| rule.at).collect());
    if ys.len() < 2 || xs.len() < 2 {
        return all();
    }
    let mut grid = Grid::new(xs, ys, &across, &down);
    let (mut regions, loose) = grid.fill(&canvas.ink);
    // The cells of a workbook are counted, not measured.
    let tick = if canvas.height < f64::MAX { TICK } else { CELLS };
    merge_tick_frames(&mut grid, &mut regions, &canvas.ink, tick);
    let near = |end: Option<f64>, y: f64| end.is_some_and(|end| (end - y).abs() < 2.0);
    let mut found: Vec<Region> = regions
        .into_values()
        .map(|mut region| {
            region.open_top = near(top, region.top);
            region.open_bottom = near(bottom, region.bottom);
            region.ink.sort_unstable();
            region
        })
        .collect();
    found.sort_by(|a, b| {
        if (a.top - b.top).abs() < 2.0 { a.left.total_cmp(&b.left) } else { a.top.total_cmp(&b.top) }
    });
    (found, loose)
}

/// Joined rules without underlines, and without strokes that end on no rule.
fn real_rules(canvas: &Canvas) -> (Vec<Rule>, Vec<Rule>) {
    let mut across = joined(&canvas.across);
    let mut down = joined(&canvas.down);
    let lines = baselines(&canvas.ink);
    across.retain(|rule| {
        !lines.iter().any(|&(y, from, to, size)| {
            rule.at - y > -size * 0.1
                && rule.at - y < size * 0.32
                && rule.from > from - 1.5
                && rule.to < to + size * 1.1
                && rule.from < to
        })
    });
    let sides = open_sides(&across, &down);
    if !sides.is_empty() {
        down.extend(sides);
        down = joined(&down);
    }
    let meets = |rule: &Rule, end: f64, others: &[Rule], reach: f64| {
        others.iter().any(|other| {
            (other.at - end).abs() < reach && other.from - GAP <= rule.at && rule.at <= other.to + GAP
        })
    };
    let long = |rule: &Rule| rule.to - rule.from > 3.0;
    across
        .retain(|rule| long(rule) && meets(rule, rule.from, &down, 1.8) && meets(rule, rule.to, &down, 1.8));
    let first = down.iter().map(|rule| rule.from).fold(f64::MAX, f64::min);
    let last = down.iter().map(|rule| rule.to).fold(f64::MIN, f64::max);
    // Where the page ends, a rule may end in nothing.
    let down = down
        .into_iter()
        .filter(|rule| {
            long(rule)
                && (meets(rule, rule.from, &across, GAP) || (rule.from - first).abs() < 3.0)
                && (meets(rule, rule.to, &across, GAP) || (rule.to - last).abs() < 3.0)
        })
        .collect();
    (across, down)
}

/// The edges of tables that are ruled inside only: where the outermost ends of most rules across lie one under the other
/// and no rule goes down there.
fn open_sides(across: &[Rule], down: &[Rule]) -> Vec<Rule> {
    const FEWEST: usize = 2;
    let mut sides = Vec::new();
    let long = || across.iter().filter(|rule| rule.to - rule.from > 60.0);
    let left = long().map(|rule| rule.from).fold(f64::MAX, f64::min);
    let right = long().map(|rule| rule.to).fold(f64::MIN, f64::max);
    // Rules inside have to part something. Where a page ends they go on without any across.
    let inside = || down.iter().filter(|rule| rule.at > left + 3.0 && rule.at < right - 3.0);
    let first = inside().map(|rule| rule.from).fold(f64::MAX, f64::min);
    let last = inside().map(|rule| rule.to).fold(f64::MIN, f64::max);
    if first >= last {
        return sides;
    }
    for (x, is_left) in [(left, true), (right, false)] {
        let end = |rule: &Rule| if is_left { rule.from } else { rule.to };
        let ys: Vec<f64> = long().filter(|rule| (end(rule) - x).abs() < 2.0).map(|rule| rule.at).collect();
        let (top, bottom) = ys.iter().fold((f64::MAX, f64::MIN), |(low, high), &y| (low.min(y), high.max(y)));
        let closed: f64 = down
            .iter()
            .filter(|rule| (rule.at - x).abs() < 2.0)
            .map(|rule| (rule.to.min(bottom) - rule.from.max(top)).max(0.0))
            .sum();
        if ys.len() >= FEWEST && closed < (bottom - top) * 0.1 {
            sides.push(Rule { at: x, from: top.min(first), to: bottom.max(last) });
        }
    }
    sides
}

/// Where text stands that an underline may belong to: baseline, from, to, size.
fn baselines(ink: &[Ink]) -> Vec<(f64, f64, f64, f64)> {
    let mut found: Vec<(f64, f64, f64, f64)> = Vec::new();
    let mut sorted: Vec<&Ink> = ink.iter().filter(|ink| !ink.is_blank() && !ink.vertical).collect();
    sorted.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
    for ink in sorted {
        match found.last_mut() {
            Some((y, _, to, size)) if (ink.y - *y).abs() < 0.6 && ink.x - *to < *size * 0.9 => {
                *to = to.max(ink.x + ink.width);
                *size = size.max(ink.size);
            }
            _ => found.push((ink.y, ink.x, ink.x + ink.width, ink.size)),
        }
    }
    found
}

/// A rule where the rules downwards end together without one across: the page cuts the table there.
fn with_open_ends(mut across: Vec<Rule>, down: &[Rule]) -> (Vec<Rule>, Option<f64>, Option<f64>) {
    let mut ends = [None, None];
    let top = down.iter().map(|rule| rule.from).fold(f64::MAX, f64::min);
    let bottom = down.iter().map(|rule| rule.to).fold(f64::MIN, f64::max);
    for (end, y) in ends.iter_mut().zip([top, bottom]) {
        let is_top = y.total_cmp(&top).is_eq();
        let columns: Vec<f64> = down
            .iter()
            .filter(|rule| ((if is_top { rule.from } else { rule.to }) - y).abs() < 3.0)
            .map(|rule| rule.at)
            .collect();
        let (left, right) =
            columns.iter().fold((f64::MAX, f64::MIN), |(low, high), &x| (low.min(x), high.max(x)));
        if columns.len() < 2 {
            continue;
        }
        let closed: f64 = across
            .iter()
            .filter(|rule| (rule.at - y).abs() < 3.0)
            .map(|rule| (rule.to.min(right) - rule.from.max(left)).max(0.0))
            .sum();
        if closed < (right - left) * 0.9 {
            across.push(Rule { at: y, from: left, to: right });
            *end = Some(y);
        }
    }
    let [top, bottom] = ends;
    (across, top, bottom)
}

/// Means of values that lie close to one another.
fn cluster(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    let mut found: Vec<(f64, f64, f64)> = Vec::new();
    for value in values {
        match found.last_mut() {
            Some((sum, last, count)) if value - *last <= SNAP => {
                (*sum, *last, *count) = (*sum + value, value, *count + 1.0);
            }
            _ => found.push((value, value, 1.0)),
        }
    }
    found.into_iter().map(|(sum, _, count)| sum / count).collect()
}

fn nearest(values: &[f64], wanted: f64) -> usize {
    let above = values.partition_point(|value| *value < wanted);
    let distance = |at: usize| values.get(at).map_or(f64::MAX, |value| (value - wanted).abs());
    match above.checked_sub(1) {
        Some(below) if distance(below) <= distance(above) => below,
        _ => above.min(values.len().saturating_sub(1)),
    }
}

/// Rules of one line made one where the gap between them is small.
fn joined(rules: &[Rule]) -> Vec<Rule> {
    let lines = cluster(rules.iter().map(|rule| rule.at).collect());
    let mut by: Vec<Vec<Rule>> = vec![Vec::new(); lines.len()];
    for rule in rules {
        if let Some(line) = by.get_mut(nearest(&lines, rule.at)) {
            line.push(*rule);
        }
    }
    let mut out: Vec<Rule> = Vec::new();
    for (mut line, at) in by.into_iter().zip(lines) {
        line.sort_by(|a, b| a.from.total_cmp(&b.from));
        let start = out.len();
        for rule in line {
            match out.get_mut(start..).and_then(<[Rule]>::last_mut) {
                Some(last) if rule.from <= last.to + GAP => last.to = last.to.max(rule.to),
                _ => out.push(Rule { at, ..rule }),
            }
        }
    }
    out
}

/// Faces between the rules, with a rim outside, as a forest of united ones.
struct Grid {
    xs: Vec<f64>,
    ys: Vec<f64>,
    parent: Vec<usize>,
}

impl Grid {
    fn new(xs: Vec<f64>, ys: Vec<f64>, across: &[Rule], down: &[Rule]) -> Self {
        let (columns, rows) = (xs.len() + 1, ys.len() + 1);
        let mut grid = Self { xs, ys, parent: (0..columns * rows).collect() };
        let (mut right, mut below) = (vec![false; columns * rows], vec![false; columns * rows]);
        let span = |lines: &[f64], at: usize| {
            let first = lines.first().copied().unwrap_or_default();
            let last = lines.last().copied().unwrap_or_default();
            (
                at.checked_sub(1).and_then(|at| lines.get(at)).copied().unwrap_or(first - 50.0),
                lines.get(at).copied().unwrap_or(last + 50.0),
            )
        };
        let covers =
            |rule: &Rule, (from, to): (f64, f64)| rule.to.min(to) - rule.from.max(from) > (to - from) * 0.6;
        for rule in down {
            let x = nearest(&grid.xs, rule.at);
            for y in (0..rows).filter(|&y| covers(rule, span(&grid.ys, y))) {
                right[y * columns + x] = true;
            }
        }
        for rule in across {
            let y = nearest(&grid.ys, rule.at);
            for x in (0..columns).filter(|&x| covers(rule, span(&grid.xs, x))) {
                below[y * columns + x] = true;
            }
        }
        for y in 0..rows {
            for x in 0..columns {
                let face = y * columns + x;
                if x + 1 < columns && !right[face] {
                    grid.unite(face, face + 1);
                }
                if y + 1 < rows && !below[face] {
                    grid.unite(face, face + columns);
                }
            }
        }
        grid
    }

    fn root(&mut self, mut face: usize) -> usize {
        while self.parent[face] != face {
            self.parent[face] = self.parent[self.parent[face]];
            face = self.parent[face];
        }
        face
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }

    fn at(&mut self, x: f64, y: f64) -> usize {
        let column = self.xs.partition_point(|at| *at <= x);
        let row = self.ys.partition_point(|at| *at <= y);
        self.root(row * (self.xs.len() + 1) + column)
    }

    fn fill(&mut self, ink: &[Ink]) -> (HashMap<usize, Region>, Vec<usize>) {
        let columns = self.xs.len() + 1;
        let outside = self.root(0);
        let mut regions: HashMap<usize, Region> = HashMap::new();
        for y in 1..self.ys.len() {
            for x in 1..self.xs.len() {
                let root = self.root(y * columns + x);
                if root == outside {
                    continue;
                }
                let region = regions.entry(root).or_insert(Region {
                    left: f64::MAX,
                    top: f64::MAX,
                    right: f64::MIN,
                    bottom: f64::MIN,
                    open_top: false,
                    open_bottom: false,
                    ink: Vec::new(),
                    frames: Vec::new(),
                });
                region.left = region.left.min(self.xs[x - 1]);
                region.right = region.right.max(self.xs[x]);
                region.top = region.top.min(self.ys[y - 1]);
                region.bottom = region.bottom.max(self.ys[y]);
            }
        }
        let mut loose = Vec::new();
        // A run shown without gaps stays together, also where it runs over a rule.
        let mut last: Option<(&Ink, usize)> = None;
        for (number, ink) in ink.iter().enumerate() {
            let (x, y) = ink.middle();
            let mut root = self.at(x, y);
            if let Some((before, of)) = last
                && before.run == ink.run
                && !ink.vertical
                && (before.y - ink.y).abs() < 0.5
                && (ink.x - before.x - before.width).abs() < ink.size * 0.2
            {
                root = of;
            }
            last = Some((ink, root));
            match regions.get_mut(&root) {
                Some(region) => region.ink.push(number),
                None => loose.push(number),
            }
        }
        (regions, loose)
    }
}

/// Whether a text is a mark and nothing else. Boxes that are letters say themselves what they are.
pub(super) fn is_tick(text: &str) -> bool {
    matches!(text.trim(), "○" | "◯" | "〇" | "●" | "レ" | "✓" | "✔")
}

/// A region that is the frame of a mark, or of none.
fn frame(region: &Region, ink: &[Ink], tick: (f64, f64)) -> Option<Frame> {
    let mut written = region.ink.iter().copied().filter(|&at| ink.get(at).is_some_and(|ink| !ink.is_blank()));
    let mark = match (written.next(), written.next()) {
        (None, _) => None,
        (Some(at), None) if ink.get(at).is_some_and(|ink| is_tick(&ink.text)) => Some(at),
        _ => return None,
    };
    let small = region.right - region.left <= tick.0 && region.bottom - region.top <= tick.1 * 3.0;
    let Region { left, top, right, bottom, .. } = *region;
    small.then_some(Frame { left, top, right, bottom, ink: mark })
}

/// Frames of single ticks belong to the region they stand in; where a stack of them cuts it in two, both are one.
fn merge_tick_frames(grid: &mut Grid, regions: &mut HashMap<usize, Region>, ink: &[Ink], tick: (f64, f64)) {
    let written = |region: &Region| {
        region.ink.iter().filter_map(|&at| ink.get(at)).filter(|ink| !ink.is_blank()).count()
    };
    let mut into: Vec<(usize, usize)> = Vec::new();
    let mut edge: Vec<(usize, usize, bool)> = Vec::new();
    for (&root, region) in &*regions {
        // Beside an option of several lines the frame of its tick is as high as those.
        let mut own = region.ink.iter().filter_map(|&at| ink.get(at)).filter(|ink| !ink.is_blank());
        let boxed =
            written(region) == 1 && own.all(|ink| matches!(ink.text.trim(), "■" | "□" | "☑" | "☐" | "☒"));
        // A circle or a tick, or nothing yet.
        let mark = match region.ink.iter().find(|&&at| ink.get(at).is_some_and(|ink| !ink.is_blank())) {
            None => Some(None),
            Some(&at) => ink.get(at).filter(|ink| is_tick(&ink.text)).map(|_| Some(at)),
        };
        let high = tick.1 * if boxed || mark.is_some() { 3.0 } else { 1.0 };
        if region.right - region.left > tick.0 || region.bottom - region.top > high || written(region) > 1 {
            continue;
        }
        let middle = f64::midpoint(region.top, region.bottom);
        let (left, right) = (grid.at(region.left - 1.0, middle), grid.at(region.right + 1.0, middle));
        if left == right && left != root && regions.contains_key(&left) {
            into.push((root, left));
            continue;
        }
        let texts = |root: usize| {
            regions.get(&root).into_iter().flat_map(|region| &region.ink).filter_map(|&at| ink.get(at))
        };
        // A box with its own mark, or for one, at the edge of the text it marks.
        let larger = |side: usize| {
            regions
                .get(&side)
                .is_some_and(|other| other.top < region.top - 2.0 || other.bottom > region.bottom + 2.0)
        };
        if boxed && right != root && larger(right) {
            into.push((root, right));
            continue;
        }
        if let Some(mark) = mark {
            let sides = [right, left].into_iter().filter(|&side| side != root && larger(side));
            let side = sides
                .filter_map(|side| Some((regions.get(&side)?.nearest(region, ink), side)))
                .filter(|(gap, _)| *gap < tick.0)
                .min_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, side)| side);
            edge.extend(side.map(|side| (root, side, mark.is_some())));
        }
        let brackets = |root: usize| {
            let mut any = false;
            let only = texts(root).filter(|ink| !ink.is_blank()).all(|ink| {
                any = true;
                ink.text.contains(['[', '［'])
            });
            only && any
        };
        if left != right
            && left != root
            && right != root
            && brackets(left)
            && texts(right).any(|ink| ink.text.contains([']', '］']))
        {
            into.push((root, right));
            into.push((left, right));
        }
    }
    // Empty cells at the edge of a text are frames where others beside it hold a mark.
    let marked: BTreeSet<usize> =
        edge.iter().filter(|(_, _, mark)| *mark).map(|(_, side, _)| *side).collect();
    into.extend(
        edge.into_iter().filter(|(_, side, _)| marked.contains(side)).map(|(root, side, _)| (root, side)),
    );
    into.sort_unstable();
    into.dedup();
    let mut moved: HashMap<usize, usize> = HashMap::new();
    for (from, to) in into {
        let mut to = to;
        for _ in 0..8 {
            to = moved.get(&to).copied().unwrap_or(to);
        }
        if to == from || !regions.contains_key(&to) {
            continue;
        }
        let Some(small) = regions.remove(&from) else { continue };
        moved.insert(from, to);
        if let Some(region) = regions.get_mut(&to) {
            region.frames.extend(frame(&small, ink, tick));
            region.frames.extend(&small.frames);
            region.ink.extend(small.ink);
            region.left = region.left.min(small.left);
            region.top = region.top.min(small.top);
            region.right = region.right.max(small.right);
            region.bottom = region.bottom.max(small.bottom);
        }
    }
}
