//! Stretches as a reader expects them: additions begin where a clause or an entry of a list begins, and a clause of
//! which only crumbs stayed counts as replaced.

use std::ops::Range;

use super::align::Stretch;
use super::token::{Class, Token};

/// Below this share of what both sides of a clause have in common, in hundredths, it counts as replaced.
const CRUMBS: u32 = 35;
/// How many tokens an addition is moved at the most: the next clause is nearer.
const FARTHEST: usize = 200;

/// Moves additions and deletions to better places and drops crumbs.
pub(super) fn tidy(stretches: Vec<Stretch>, before: &[Token], after: &[Token]) -> Vec<Stretch> {
    // With something that stayed, if only nothing, on both ends: what is moved over there has a place to be kept.
    let stayed = |i: usize, j: usize| Stretch { before: i..i, after: j..j, same: true };
    let mut slid = vec![stayed(0, 0)];
    slid.extend(stretches);
    slid.push(stayed(before.len(), after.len()));
    slide(&mut slid, before, after);
    slid.retain(|stretch| !stretch.before.is_empty() || !stretch.after.is_empty());
    drop_crumbs(merged(slid), before, after)
}

/// Joins neighbours of one kind.
fn merged(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut merged: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        match merged.last_mut() {
            Some(last) if last.same == stretch.same => {
                last.before.end = stretch.before.end;
                last.after.end = stretch.after.end;
            }
            _ => merged.push(stretch),
        }
    }
    merged
}

fn equal(one: &Token, other: &Token) -> bool {
    let alike = matches!(one.class, Class::Enumerator | Class::Elision) && one.class == other.class;
    alike || (one.key == other.key && one.class == other.class)
}

/// 「A、B」 → 「A、X、B」 may be read as adding 「、X」 or 「X、」: of all readings the one that begins where a clause
/// or an entry begins.
fn slide(stretches: &mut [Stretch], before: &[Token], after: &[Token]) {
    for at in 0..stretches.len() {
        let stretch = stretches[at].clone();
        if stretch.same || (!stretch.before.is_empty() && !stretch.after.is_empty()) {
            continue;
        }
        let (tokens, range) =
            if stretch.before.is_empty() { (after, stretch.after) } else { (before, stretch.before) };
        let room =
            |index: Option<usize>| index.and_then(|i| stretches.get(i)).map_or(0, |next| next.before.len());
        let (back, forth) = (room(at.checked_sub(1)), room(Some(at + 1)));
        let step = best_step(tokens, &range, back, forth);
        for (index, sign) in [(at.checked_sub(1), 1), (Some(at), 0), (Some(at + 1), -1)] {
            let Some(other) = index.and_then(|index| stretches.get_mut(index)) else { continue };
            for side in [&mut other.before, &mut other.after] {
                let shift = |position: usize| position.saturating_add_signed(step);
                if sign <= 0 {
                    side.start = shift(side.start);
                }
                if sign >= 0 {
                    side.end = shift(side.end);
                }
            }
        }
    }
}

/// How far to move a range of added tokens, within `back` and `forth` tokens that stayed around it.
fn best_step(tokens: &[Token], range: &Range<usize>, back: usize, forth: usize) -> isize {
    let mut best = (score(tokens, range), 0);
    let mut walk = |forward: bool, room: usize| {
        let mut moved = range.clone();
        let mut step = 0;
        for _ in 0..room.min(FARTHEST) {
            let (leaving, entering) =
                if forward { (moved.start, moved.end) } else { (moved.end - 1, moved.start.wrapping_sub(1)) };
            let (Some(one), Some(other)) = (tokens.get(leaving), tokens.get(entering)) else { break };
            if !equal(one, other) {
                break;
            }
            moved = if forward { moved.start + 1..moved.end + 1 } else { moved.start - 1..moved.end - 1 };
            step += if forward { 1 } else { -1 };
            best = best.max((score(tokens, &moved), step));
        }
    };
    walk(true, forth);
    walk(false, back);
    best.1
}

/// How well a range of tokens can be taken in at a glance.
fn score(tokens: &[Token], range: &Range<usize>) -> i32 {
    let opens = |at: usize| at == 0 || at >= tokens.len() || tokens[at].clause != tokens[at - 1].clause;
    let separates = |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(Token::separates);
    let before = range.start.checked_sub(1);
    let mut score = 0;
    score += 4 * i32::from(opens(range.start)) + 2 * i32::from(opens(range.end));
    // X、 behind a 、, or 、X at the end of a list.
    let entry = (before.is_none() || separates(before)) && separates(range.end.checked_sub(1));
    let last = separates(Some(range.start)) && !separates(range.end.checked_sub(1));
    score += 2 * i32::from(entry) + i32::from(last);
    let depth = tokens[range.clone()].iter().fold((0_i32, 0_i32), |(depth, least), token| {
        let depth = match token.key.as_str() {
            "(" | "「" | "『" | "<" | "【" | "[" => depth + 1,
            ")" | "」" | "』" | ">" | "】" | "]" => depth - 1,
            _ => depth,
        };
        (depth, least.min(depth))
    });
    score - 3 * i32::from(depth != (0, 0))
}

/// Clauses of which only crumbs stayed become one difference.
fn drop_crumbs(stretches: Vec<Stretch>, before: &[Token], after: &[Token]) -> Vec<Stretch> {
    let weight =
        |tokens: &[Token], range: &Range<usize>| tokens[range.clone()].iter().map(Token::weight).sum::<u32>();
    let opens = |tokens: &[Token], at: usize| {
        at == 0 || at >= tokens.len() || tokens[at].clause != tokens[at - 1].clause
    };
    let mut kept: Vec<Stretch> = Vec::with_capacity(stretches.len());
    let mut open: Vec<Stretch> = Vec::new();
    let mut close = |open: &mut Vec<Stretch>| {
        // A number in the place of a number is as clear in a list of articles as anywhere.
        let number = |tokens: &[Token], range: &Range<usize>| {
            range.len() == 1 && tokens[range.start].class == Class::Number
        };
        let entry = |s: &Stretch| number(before, &s.before) && number(after, &s.after);
        let changes = open.iter().filter(|stretch| !stretch.same && !entry(stretch)).count();
        let same: u32 = open.iter().filter(|s| s.same).map(|s| weight(before, &s.before)).sum();
        let whole: u32 = open.iter().map(|s| weight(before, &s.before) + weight(after, &s.after)).sum();
        let (Some(first), Some(last)) = (open.first(), open.last()) else { return };
        if changes > 1 && same * 200 < CRUMBS * whole {
            kept.push(Stretch {
                before: first.before.start..last.before.end,
                after: first.after.start..last.after.end,
                same: false,
            });
            open.clear();
        } else {
            kept.append(open);
        }
    };
    for stretch in stretches {
        if !stretch.same {
            open.push(stretch);
            continue;
        }
        let mut start = 0;
        for step in 0..=stretch.before.len() {
            let (i, j) = (stretch.before.start + step, stretch.after.start + step);
            let last = step == stretch.before.len();
            let cut = opens(before, i) && opens(after, j);
            if !cut && !last {
                continue;
            }
            if step > start {
                open.push(Stretch {
                    before: stretch.before.start + start..i,
                    after: stretch.after.start + start..j,
                    same: true,
                });
                start = step;
            }
            if cut {
                close(&mut open);
            }
        }
    }
    close(&mut open);
    merged(kept)
}
