//! Text that a line strikes through. It was taken back by whoever wrote it, so it is said and not read.

use super::lattice::{Canvas, Ink, Rule};

/// Larger letters are no text of an evaluation.
const LARGEST: f64 = 72.0;

/// So many letters are held against rules on a page; ten times as many as on the fullest page of small print.
const MOST: usize = 20_000_000;

/// Takes struck text out of what a page shows: the text, and where it stood. `None`: there is more on the page than on any
/// of an evaluation.
pub(super) fn take(canvas: &mut Canvas) -> Option<Vec<(String, [f64; 4])>> {
    let mut found: Vec<(String, [f64; 4])> = Vec::new();
    let mut struck = vec![false; canvas.ink.len()];
    let mut by_height: Vec<usize> =
        (0..canvas.ink.len()).filter(|&at| canvas.ink[at].size <= LARGEST).collect();
    by_height.sort_by(|&a, &b| canvas.ink[a].y.total_cmp(&canvas.ink[b].y));
    let mut left = MOST;
    let mut rules = canvas.across.clone();
    rules.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    for rule in &rules {
        let near = |height: f64| by_height.partition_point(|&at| canvas.ink[at].y < height);
        let near = &by_height[near(rule.at)..near(rule.at + LARGEST)];
        left = left.checked_sub(near.len())?;
        let mut under: Vec<usize> =
            near.iter().copied().filter(|&at| crosses(rule, &canvas.ink[at])).collect();
        under.sort_unstable();
        let ink = || under.iter().filter_map(|&at| canvas.ink.get(at));
        if !is_strike(rule, &ink(), &canvas.down) || under.iter().all(|&at| struck[at]) {
            continue;
        }
        let text: String = ink().map(|ink| ink.text.as_str()).collect();
        let top = ink().map(|ink| ink.y - ink.size).fold(f64::MAX, f64::min);
        let bottom = ink().map(|ink| ink.y).fold(f64::MIN, f64::max);
        for at in under {
            struck[at] = true;
        }
        match found.last_mut() {
            // The rest of a line that is struck in pieces, or the line under it.
            Some((before, area)) if top - area[3] < bottom - top => {
                before.push_str(text.trim());
                *area = [area[0].min(rule.from), area[1], area[2].max(rule.to), bottom];
            }
            _ => found.push((text.trim().to_owned(), [rule.from, top, rule.to, bottom])),
        }
    }
    let mut struck = struck.into_iter();
    canvas.ink.retain(|_| !struck.next().unwrap_or_default());
    found.retain(|(text, _)| !text.is_empty());
    Some(found)
}

/// Whether a rule runs through the middle of a letter, from one side to the other.
fn crosses(rule: &Rule, ink: &Ink) -> bool {
    let middle = ink.x + ink.width / 2.0;
    let height = (ink.y - rule.at) / ink.size;
    !ink.vertical && rule.from <= middle && middle <= rule.to && (0.15..0.6).contains(&height)
}

/// A strike is as long as the letters under it; a rule of a table goes on to the next one.
fn is_strike<'a>(rule: &Rule, ink: &(impl Iterator<Item = &'a Ink> + Clone), down: &[Rule]) -> bool {
    let size = ink.clone().map(|ink| ink.size).fold(0.0, f64::max);
    let from = ink.clone().map(|ink| ink.x).fold(f64::MAX, f64::min);
    let to = ink.clone().map(|ink| ink.x + ink.width).fold(f64::MIN, f64::max);
    let covered: f64 = ink.clone().map(|ink| ink.width).sum();
    let meets = |end: f64| {
        down.iter().any(|other| {
            (other.at - end).abs() < 1.5 && other.from - 1.5 <= rule.at && rule.at <= other.to + 1.5
        })
    };
    size > 0.0
        && ink.clone().any(|ink| !ink.is_blank())
        && rule.from > from - size * 0.35
        && rule.to < to + size * 0.35
        && covered > (rule.to - rule.from) * 0.7
        && !(meets(rule.from) && meets(rule.to))
}
