//! Circles drawn around an option, or around its number: the mark of a choice on paper. A circle counts where it encloses
//! exactly one option; whatever else it lies on is left as it is, and is doubtful where options are near.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect};

use super::lattice::{Canvas, Ink};
use super::reading::is_numbered;
use crate::form::{self, Item, ItemKind};
use crate::text::folding::fold;

/// More circles are on no page of choices; further ones mark nothing.
pub(super) const MOST: usize = 500;

/// The largest and the smallest circle around a line of text, in points.
const LARGEST: (f64, f64) = (400.0, 48.0);
const SMALLEST: f64 = 5.0;

/// How far a point may lie off the ellipse, as a share.
const OFF: f64 = 0.3;

/// The circles of a path as it was drawn; none where any other shape is part of it.
pub(super) fn of(path: &BezPath, transform: Affine) -> Vec<Rect> {
    let mut shapes: Vec<(Vec<Point>, bool)> = Vec::new();
    let mut last = Point::ZERO;
    for element in path.elements() {
        let curve = |points: [Point; 4]| {
            let [a, b, c, d] = points;
            // The middle of the curve, which lies on it.
            Point::new((a.x + 3.0 * (b.x + c.x) + d.x) / 8.0, (a.y + 3.0 * (b.y + c.y) + d.y) / 8.0)
        };
        let (end, middle) = match *element {
            PathEl::MoveTo(point) => {
                shapes.push((Vec::new(), false));
                (point, None)
            }
            PathEl::LineTo(point) => (point, None),
            PathEl::QuadTo(control, point) => {
                let thirds = |end: Point| end.lerp(control, 2.0 / 3.0);
                (point, Some(curve([last, thirds(last), thirds(point), point])))
            }
            PathEl::CurveTo(a, b, point) => (point, Some(curve([last, a, b, point]))),
            PathEl::ClosePath => continue,
        };
        last = end;
        if let Some((points, curved)) = shapes.last_mut() {
            *curved |= middle.is_some();
            points.extend(middle.into_iter().chain([end]).map(|point| transform * point));
        }
    }
    let rings: Vec<Option<Rect>> = shapes.iter().map(|(points, curved)| ring(points, *curved)).collect();
    rings.into_iter().collect::<Option<Vec<Rect>>>().unwrap_or_default()
}

fn ring(points: &[Point], curved: bool) -> Option<Rect> {
    // Four corners lie on an ellipse too.
    if points.len() < if curved { 5 } else { 9 } {
        return None;
    }
    let bounds = points
        .iter()
        .fold(Rect::from_points(*points.first()?, *points.first()?), |bounds, point| bounds.union_pt(*point));
    let (wide, high) = (bounds.width(), bounds.height());
    if wide < SMALLEST || high < SMALLEST || wide > LARGEST.0 || high > LARGEST.1 {
        return None;
    }
    let middle = bounds.center();
    let on = |point: &Point| {
        let (x, y) = ((point.x - middle.x) / (wide / 2.0), (point.y - middle.y) / (high / 2.0));
        (x * x + y * y - 1.0).abs() < OFF
    };
    points.iter().all(on).then_some(bounds)
}

/// Sets a tick before every option that a circle encloses alone.
pub(super) fn settle(canvas: &mut Canvas) {
    let mut seen: Vec<[f64; 4]> = Vec::new();
    let mut ticks: BTreeSet<usize> = BTreeSet::new();
    for ring in std::mem::take(&mut canvas.rings) {
        // The inner and the outer edge of one line.
        let same = |other: &[f64; 4]| ring.iter().zip(other).all(|(a, b)| (a - b).abs() < 2.5);
        if seen.iter().any(same) {
            continue;
        }
        seen.push(ring);
        match enclosed(&canvas.ink, ring) {
            Enclosed::Option(at) => drop(ticks.insert(at)),
            Enclosed::Nothing => {}
            Enclosed::Several => canvas.doubts.push(ring),
        }
    }
    for at in ticks.into_iter().rev() {
        let Some(first) = canvas.ink.get(at) else { continue };
        let tick = Ink { text: "[○]".to_owned(), x: first.x - 0.02, width: 0.01, ..first.clone() };
        canvas.ink.insert(at, tick);
    }
}

enum Enclosed {
    /// The first letter of the only option.
    Option(usize),
    Nothing,
    /// More than one option, or parts of some.
    Several,
}

fn enclosed(ink: &[Ink], ring: [f64; 4]) -> Enclosed {
    let inside = |ink: &Ink| {
        let (x, y) = ink.middle();
        !ink.is_blank() && ring[0] <= x && x <= ring[2] && ring[1] <= y && y <= ring[3]
    };
    let inside: Vec<usize> = (0..ink.len()).filter(|&at| inside(&ink[at])).collect();
    let starts: BTreeSet<usize> = inside.iter().filter_map(|&at| start(ink, at)).collect();
    let mut starts = starts.into_iter();
    match (starts.next(), starts.next()) {
        (Some(one), None) => {
            // Letters of the option before it in the same line.
            let cut = inside.iter().any(|&at| at < one && level(&ink[at], &ink[one]));
            if cut { Enclosed::Several } else { Enclosed::Option(one) }
        }
        (Some(_), Some(_)) => Enclosed::Several,
        (None, _) => Enclosed::Nothing,
    }
}

fn level(a: &Ink, b: &Ink) -> bool {
    (a.y - b.y).abs() <= a.size.max(b.size) * 0.3 && !a.vertical && !b.vertical
}

/// The first letter of the option whose number or first word begins here.
fn start(ink: &[Ink], at: usize) -> Option<usize> {
    let own = ink.get(at)?;
    let before =
        |at: usize| at.checked_sub(1).filter(|&before| ink.get(before).is_some_and(|b| level(b, own)));
    // Blanks belong to nothing.
    let apart = |at: usize| {
        before(at).is_none_or(|before| {
            ink[before].is_blank() || ink[at].x - ink[before].x - ink[before].width > own.size * 0.4
        })
    };
    let text: String =
        ink[at..].iter().take(60).take_while(|ink| level(ink, own)).map(|ink| ink.text.as_str()).collect();
    if is_numbered(&text) {
        return apart(at).then_some(at);
    }
    if !is_option(&text) {
        return None;
    }
    // 2) before the words that are enclosed.
    let (mut first, mut head) = (at, String::new());
    while let Some(more) = before(first).filter(|_| head.trim().chars().count() < 3) {
        head.insert_str(0, &ink[more].text);
        first = more;
        if is_numbered(&head) && apart(first) && !ink[first].is_blank() {
            return Some(first);
        }
    }
    apart(at).then_some(at)
}

/// How many options a text prints: those with a number, or the one that it is, with what is said about it in brackets.
pub(super) fn options(text: &str) -> usize {
    let numbered = text.split_whitespace().filter(|word| is_numbered(word)).count();
    if numbered > 0 {
        return numbered;
    }
    let whole = |rest: &str| rest.is_empty() || rest.starts_with('(');
    usize::from(begins_with_option(text, whole))
}

/// Whether a text is an option that has a box of its own: with a number, or of a question with any number of answers.
pub(super) fn is_boxed(text: &str) -> bool {
    static BOXED: OnceLock<BTreeSet<String>> = OnceLock::new();
    let boxed = BOXED.get_or_init(|| options_of(|item| item.kind == ItemKind::Checks));
    let whole = |rest: &str| rest.is_empty() || rest.starts_with('(');
    is_numbered(text.trim_start()) || begins_with(boxed, text, whole)
}

/// Whether a text begins with an option of any form.
fn is_option(text: &str) -> bool {
    begins_with_option(text, |_| true)
}

/// The options of all forms, folded; of the items that are `wanted`, and all that switch a heading.
fn options_of(wanted: impl Fn(&Item) -> bool) -> BTreeSet<String> {
    let items = form::all().iter().flat_map(|form| &form.items);
    let own = |item: &Item| if wanted(item) { item.options.clone() } else { Vec::new() };
    items
        .flat_map(|item| own(item).into_iter().chain(item.switch.clone()))
        .map(|option| fold(&option))
        .collect()
}

/// Whether a text begins with an option of any form and goes on as `fits` says, folded.
fn begins_with_option(text: &str, fits: impl Fn(&str) -> bool) -> bool {
    static OPTIONS: OnceLock<BTreeSet<String>> = OnceLock::new();
    begins_with(OPTIONS.get_or_init(|| options_of(|_| true)), text, fits)
}

fn begins_with(options: &BTreeSet<String>, text: &str, fits: impl Fn(&str) -> bool) -> bool {
    let longest = options.iter().map(String::len).max().unwrap_or_default();
    let folded = fold(text);
    let ends = folded.char_indices().map(|(end, c)| end + c.len_utf8()).take_while(|end| *end <= longest);
    ends.into_iter().any(|end| options.contains(&folded[..end]) && fits(&folded[end..]))
}

#[cfg(test)]
mod tests {
    use hayro_interpret::kurbo::{Ellipse, Shape as _};

    use super::*;

    /// Letters of 10 points; the second line under the first.
    fn page(lines: &[&str], rings: &[[f64; 4]]) -> Canvas {
        let mut canvas = Canvas { rings: rings.to_vec(), ..Canvas::default() };
        for (row, line) in lines.iter().enumerate() {
            for (at, c) in line.chars().enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "short texts")]
                let (x, y) = (at as f64 * 10.0, 10.0 + row as f64 * 12.0);
                canvas.ink.push(Ink {
                    text: c.to_string(),
                    x,
                    y,
                    width: 10.0,
                    size: 10.0,
                    vertical: false,
                    run: row,
                });
            }
        }
        settle(&mut canvas);
        canvas
    }

    fn text(canvas: &Canvas) -> String {
        canvas.ink.iter().map(|ink| ink.text.as_str()).collect()
    }

    #[test]
    fn a_circle_ticks_the_one_option_that_it_encloses() {
        let lines = ["1)発生あり 2)発生なし", "3)未定"];
        let number = page(&lines, &[[68.0, 0.0, 84.0, 12.0]]);
        assert_eq!((text(&number).as_str(), number.doubts.len()), ("1)発生あり [○]2)発生なし3)未定", 0));
        let words = page(&lines, &[[88.0, 0.0, 132.0, 12.0]]);
        assert_eq!(text(&words), "1)発生あり [○]2)発生なし3)未定");
        let both = page(&lines, &[[0.0, 0.0, 132.0, 12.0]]);
        assert_eq!((text(&both).as_str(), both.doubts.len()), ("1)発生あり 2)発生なし3)未定", 1));
        let cut = page(&lines, &[[48.0, 0.0, 84.0, 12.0]]);
        assert_eq!((text(&cut).as_str(), cut.doubts.len()), ("1)発生あり 2)発生なし3)未定", 1));
        let figure = page(&["窓口で受け付ける"], &[[0.0, 0.0, 22.0, 12.0]]);
        assert_eq!((text(&figure).as_str(), figure.doubts.len()), ("窓口で受け付ける", 0));
    }

    #[test]
    fn circles_are_told_from_boxes() {
        let ellipse = Ellipse::new((50.0, 50.0), (20.0, 8.0), 0.0).to_path(0.1);
        assert_eq!(of(&ellipse, Affine::IDENTITY).len(), 1);
        assert_eq!(of(&Rect::new(0.0, 0.0, 40.0, 16.0).to_path(0.1), Affine::IDENTITY).len(), 0);
        assert_eq!(
            of(&Rect::new(0.0, 0.0, 40.0, 16.0).to_rounded_rect(3.0).to_path(0.1), Affine::IDENTITY).len(),
            0
        );
        assert_eq!(of(&ellipse, Affine::scale(20.0)).len(), 0);
    }
}
