//! Three-way merge: what a clerk has settled in a document stays settled when its original is imported again, or when
//! the next version of it is.
//!
//! Of the import that the clerk started from only a hash of each line is kept ([`Base`]), no copy: what she removes from a
//! document, a 個人番号 say, is then nowhere any more. That is enough, for the merge asks of a line of the base only
//! whether it is the same. Where both sides changed the same lines the text decides that is to stay (the clerk's on
//! importing again, the new original's on a next version), and the other side's lines are shown.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::ops::Range;

use similar::{Algorithm, DiffOp};

use crate::privacy;

/// The lines of an import, as hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Base(Vec<Line>);

/// A line, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Line {
    Hash(u64),
    /// A line with a number of a person is equal to no other: a hash of little more than a number tells the number.
    Secret(Side, usize),
}

/// Whose a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Side {
    Base,
    Own,
    New,
}

impl Base {
    /// Of a text that is at hand.
    pub(super) fn of(text: &str) -> Self {
        Self(lines(text, Side::Base))
    }

    /// What stands behind the front matter.
    pub(super) fn body(self) -> Self {
        let fence = line_of(Side::Base, 0, "---");
        let end =
            self.0.iter().skip(1).position(|line| *line == fence).filter(|_| self.0.first() == Some(&fence));
        Self(end.map_or(self.0.clone(), |end| self.0[end + 2..].to_vec()))
    }

    /// From [`Base::write`]; `None` where that is not what stands there.
    pub(super) fn read(text: &str) -> Option<Self> {
        let line = |(at, word): (usize, &str)| match word {
            "-" => Some(Line::Secret(Side::Base, at)),
            hash => u64::from_str_radix(hash, 16).ok().map(Line::Hash),
        };
        text.split_whitespace().enumerate().map(line).collect::<Option<Vec<_>>>().map(Self)
    }

    /// The lines of a text, each as `seen` shows it, that are none of these.
    pub(super) fn without<'t>(&self, text: &'t str, seen: impl Fn(&str) -> String) -> Vec<&'t str> {
        let known: HashSet<Line> = self.0.iter().copied().collect();
        let is_new = |(at, line): &(usize, &str)| !known.contains(&line_of(Side::Own, *at, &seen(line)));
        text.lines().enumerate().filter(is_new).map(|(_, line)| line).collect()
    }

    /// One word a line.
    pub(super) fn write(&self) -> String {
        let mut out = String::new();
        for line in &self.0 {
            let _ = match line {
                Line::Hash(hash) => writeln!(out, "{hash:016x}"),
                Line::Secret(..) => writeln!(out, "-"),
            };
        }
        out
    }
}

fn lines(text: &str, side: Side) -> Vec<Line> {
    text.lines().enumerate().map(|(at, line)| line_of(side, at, line)).collect()
}

fn line_of(side: Side, at: usize, line: &str) -> Line {
    let digits = line.chars().filter(|c| c.is_numeric()).count();
    if digits >= 11 && privacy::masked(line) != line {
        return Line::Secret(side, at);
    }
    let hash = blake3::hash(line.trim_end().as_bytes());
    Line::Hash(hash.as_bytes().iter().take(8).fold(0, |hash, &byte| hash << 8 | u64::from(byte)))
}

/// Whose lines stand where both sides changed the same ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Winner {
    /// The clerk's: the same original again.
    Own,
    /// The new import's: another original.
    New,
}

/// Lines that both sides changed, differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The line of the merged text before which they stand or begin, from 1.
    pub line: usize,
    /// The lines that do not stand in the merged text.
    pub other: Vec<String>,
}

/// A merged text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Merged {
    pub(super) text: String,
    /// Where both sides disagree.
    pub(super) conflicts: Vec<Conflict>,
    /// The lines of the merged text that are the clerk's and not the new import's, from 1; where she only took lines out,
    /// the line behind them.
    pub(super) own: Vec<usize>,
    /// The lines that are the new import's and not the clerk's.
    pub(super) new: Vec<usize>,
    /// What the text is to be compared with at the next import: the new import; but where both sides disagree the base, so
    /// that they are asked about again until they agree.
    pub(super) base: Base,
}

/// Merges the clerk's text `own` and a new import, both made from `base`.
pub(super) fn merge(base: &Base, own: &str, new: &str, winner: Winner) -> Merged {
    let (mine, theirs) = (lines(own, Side::Own), lines(new, Side::New));
    let (own, new): (Vec<&str>, Vec<&str>) = (own.lines().collect(), new.lines().collect());
    let (to_own, to_new) = (changes(&base.0, &mine), changes(&base.0, &theirs));
    let mut out = Out::default();
    let (mut at, mut a, mut b) = (0, 0, 0);
    // Where the two sides stand at a line of the base: both have all lines before it dealt with.
    let (mut own_line, mut new_line) = (0, 0);
    loop {
        let next = [to_own.get(a), to_new.get(b)].into_iter().flatten();
        let next = next.map(|change| change.base.clone()).min_by_key(|base| (base.start, base.end));
        let stop = next.as_ref().map_or(base.0.len(), |next| next.start);
        let same = stop - at;
        out.both(&own[own_line..own_line + same]);
        out.merged.base.0.extend_from_slice(&theirs[new_line..new_line + same]);
        (own_line, new_line) = (own_line + same, new_line + same);
        let Some(next) = next else { break };
        // All changes that touch one another on either side are one.
        let mut end = next.end;
        let (first_a, first_b) = (a, b);
        loop {
            let before = (a, b);
            while let Some(change) = to_own.get(a).filter(|change| touches(change, stop, end)) {
                end = end.max(change.base.end);
                a += 1;
            }
            while let Some(change) = to_new.get(b).filter(|change| touches(change, stop, end)) {
                end = end.max(change.base.end);
                b += 1;
            }
            if before == (a, b) {
                break;
            }
        }
        let own_end = own_line + length(&to_own[first_a..a], end - stop);
        let new_end = new_line + length(&to_new[first_b..b], end - stop);
        let (ours, brought) = (&own[own_line..own_end], &new[new_line..new_end]);
        let mut next_base = &theirs[new_line..new_end];
        match (first_a < a, first_b < b) {
            (true, false) => out.put_own(ours),
            (false, true) => out.put_new(brought),
            _ if ours == brought => out.both(ours),
            _ => {
                out.conflict(ours, brought, winner);
                next_base = &base.0[stop..end];
            }
        }
        out.merged.base.0.extend_from_slice(next_base);
        (at, own_line, new_line) = (end, own_end, new_end);
    }
    out.merged
}

/// Lines of the base that are others on a side.
struct Change {
    base: Range<usize>,
    /// How many lines stand for them.
    lines: usize,
}

fn changes(base: &[Line], side: &[Line]) -> Vec<Change> {
    // Lines that the other text does not have match nothing. Without them texts that have little in common are compared
    // in no time.
    let common = |own: &[Line], other: &[Line]| {
        let other: HashSet<&Line> = other.iter().collect();
        own.iter().copied().enumerate().filter(|(_, line)| other.contains(line)).unzip()
    };
    let (base_at, base_lines): (Vec<usize>, Vec<Line>) = common(base, side);
    let (side_at, side_lines): (Vec<usize>, Vec<Line>) = common(side, base);
    let operations = similar::capture_diff_slices(Algorithm::Patience, &base_lines, &side_lines);
    let same = operations.iter().filter(|operation| matches!(operation, DiffOp::Equal { .. }));
    let pairs = same.flat_map(|operation| operation.old_range().zip(operation.new_range()));
    let pairs = pairs.map(|(old, new)| (base_at[old], side_at[new])).chain([(base.len(), side.len())]);
    let mut changes = Vec::new();
    let (mut old, mut new) = (0, 0);
    for (next_old, next_new) in pairs {
        if next_old > old || next_new > new {
            changes.push(Change { base: old..next_old, lines: next_new - new });
        }
        (old, new) = (next_old + 1, next_new + 1);
    }
    changes
}

/// Whether a change belongs to the stretch of the base that is looked at. Lines that are only added at the edge of a
/// stretch have their place before or behind it; at one point with others that are added they have none.
fn touches(change: &Change, start: usize, end: usize) -> bool {
    if change.base.is_empty() {
        (start < change.base.start && change.base.start < end) || (start == end && change.base.start == start)
    } else {
        change.base.start < end
    }
}

/// How many lines of a side stand for a stretch of the base.
fn length(changes: &[Change], stretch: usize) -> usize {
    let replaced: usize = changes.iter().map(|change| change.base.len()).sum();
    stretch - replaced + changes.iter().map(|change| change.lines).sum::<usize>()
}

#[derive(Default)]
struct Out {
    merged: Merged,
    lines: usize,
}

impl Out {
    fn put(&mut self, lines: &[&str]) -> Range<usize> {
        let from = self.lines + 1;
        for line in lines {
            self.merged.text.push_str(line);
            self.merged.text.push('\n');
        }
        self.lines += lines.len();
        from..from + lines.len().max(1)
    }

    fn both(&mut self, lines: &[&str]) {
        self.put(lines);
    }

    fn put_own(&mut self, lines: &[&str]) {
        let at = self.put(lines);
        self.merged.own.extend(at);
    }

    fn put_new(&mut self, lines: &[&str]) {
        let at = self.put(lines);
        self.merged.new.extend(at);
    }

    fn conflict(&mut self, own: &[&str], new: &[&str], winner: Winner) {
        let line = self.lines + 1;
        let other = match winner {
            Winner::Own => {
                self.put_own(own);
                new
            }
            Winner::New => {
                self.put_new(new);
                own
            }
        };
        self.merged
            .conflicts
            .push(Conflict { line, other: other.iter().map(|&line| line.to_owned()).collect() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "a\nb\nc\nd\ne\nf\n";

    fn merged(own: &str, new: &str) -> Merged {
        merge(&Base::of(BASE), own, new, Winner::Own)
    }

    #[test]
    fn what_one_side_changed_is_taken_from_it() {
        let result = merged("a\nB\nc\nd\ne\nf\n", "a\nb\nc\nd\nE\nf\ng\n");
        assert_eq!(result.text, "a\nB\nc\nd\nE\nf\ng\n");
        assert_eq!((result.own, result.new, result.conflicts), (vec![2], vec![5, 7], Vec::new()));
        assert_eq!(merged(BASE, BASE).text, BASE);
        assert_eq!(merged("a\nb\nd\ne\nf\n", "a\nb\nc\nd\nf\n").text, "a\nb\nd\nf\n", "both took lines out");
        assert_eq!(merged("0\na\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\ne\nf\n9\n").text, "0\na\nb\nc\nd\ne\nf\n9\n");
    }

    #[test]
    fn the_same_change_is_none_to_ask_about() {
        let result = merged("a\nX\nc\nd\ne\nf\n", "a\nX\nc\nd\ne\nf\n");
        assert_eq!((result.text.as_str(), result.conflicts.len()), ("a\nX\nc\nd\ne\nf\n", 0));
    }

    #[test]
    fn where_both_changed_the_same_lines_nothing_is_lost() {
        let result = merged("a\nown\nc\nd\ne\nf\n", "a\nnew\nc\nd\ne\nf\n");
        assert_eq!(result.text, "a\nown\nc\nd\ne\nf\n");
        assert_eq!(result.conflicts, [Conflict { line: 2, other: vec!["new".to_owned()] }]);
        let other = merge(&Base::of(BASE), "a\nown\nc\nd\ne\nf\n", "a\nnew\nc\nd\ne\nf\n", Winner::New);
        assert_eq!(
            (other.text.as_str(), other.conflicts[0].other[0].as_str()),
            ("a\nnew\nc\nd\ne\nf\n", "own")
        );
    }

    #[test]
    fn what_disagrees_is_asked_about_until_both_agree() {
        let (own, new) = ("a\nown\nc\nd\ne\nf\n", "a\nnew\nc\nD\ne\nf\n");
        let first = merged(own, new);
        assert_eq!((first.text.as_str(), first.conflicts.len()), ("a\nown\nc\nD\ne\nf\n", 1));
        let again = merge(&Base::read(&first.base.write()).unwrap(), &first.text, new, Winner::Own);
        assert_eq!((&again.text, again.conflicts.len()), (&first.text, 1));
        let agreed = merge(&again.base, new, new, Winner::Own);
        assert_eq!((agreed.conflicts.len(), agreed.base), (0, Base::of(new)));
    }

    #[test]
    fn texts_that_have_little_in_common_are_merged_too() {
        let text =
            |name: &str| (0..20_000).map(|line| format!("{name} {line}\n")).collect::<Vec<_>>().concat();
        let (base, own, new) = (text("b"), text("o"), text("n"));
        let result = merge(&Base::of(&base), &own, &new, Winner::Own);
        assert_eq!((result.text == own, result.conflicts.len()), (true, 1));
    }

    #[test]
    fn a_base_is_no_copy_and_is_read_back() {
        let text = "個人番号 123456789018\nb\n";
        let base = Base::of(text);
        let written = base.write();
        assert!(written.starts_with("-\n"), "{written}");
        assert_eq!(Base::read(&written), Some(base.clone()));
        assert_eq!(Base::read("zz"), None);
        let result = merge(&base, "個人番号 (削除)\nb\n", "個人番号 123456789018\nb\n", Winner::Own);
        assert_eq!((result.text.as_str(), result.conflicts.len()), ("個人番号 (削除)\nb\n", 1));
    }

    /// Small texts of few different lines, all of them: nothing is lost, and the order of neither side is broken.
    #[test]
    fn every_line_that_a_side_added_stands_in_the_text_or_in_a_conflict() {
        let mut seed = 7_u32;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            usize::try_from(seed >> 8).unwrap() % below
        };
        for _ in 0..3000 {
            let base: Vec<String> = (0..next(8)).map(|_| format!("b{}", next(4))).collect();
            let mut side = |name: &str| {
                let mut lines = base.clone();
                for step in 0..next(4) {
                    let at = next(lines.len() + 1);
                    match next(3) {
                        0 => lines.insert(at, format!("{name}{step}")),
                        1 if at < lines.len() => drop(lines.remove(at)),
                        _ if at < lines.len() => lines[at] = format!("{name}{step}x"),
                        _ => {}
                    }
                }
                lines
            };
            let (own, new) = (side("o"), side("n"));
            let text = |lines: &[String]| lines.join("\n") + if lines.is_empty() { "" } else { "\n" };
            let result = merge(&Base::of(&text(&base)), &text(&own), &text(&new), Winner::Own);
            let merged: Vec<&str> = result.text.lines().collect();
            for line in own.iter().filter(|line| line.starts_with('o')) {
                assert!(merged.contains(&line.as_str()), "{base:?} {own:?} {new:?} {result:?}");
            }
            for line in new.iter().filter(|line| line.starts_with('n')) {
                let kept = result.conflicts.iter().any(|conflict| conflict.other.contains(line));
                assert!(merged.contains(&line.as_str()) || kept, "{base:?} {own:?} {new:?} {result:?}");
            }
            if own == base {
                assert_eq!(result.text, text(&new));
            }
            if new == base {
                assert_eq!(result.text, text(&own));
            }
        }
    }
}
