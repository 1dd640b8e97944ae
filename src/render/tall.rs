//! How tall a piece of a document is likely to be.
//!
//! Browsers lay out what is far below the window only when it comes near (`content-visibility`). Until then they take
//! a piece to be as tall as the style sheet says, and the length of the scroll bar and the place one comes back to are
//! as good as that guess. Here it is made from the text; the style sheet gives each step its size.

use crate::assessment::{Node, Part};
use crate::markdown::Line;

/// The highest step.
const HIGHEST: u8 = 16;
/// The height in rem that the lowest step stands for; each step is the square root of two times the one before.
const LOWEST: f64 = 6.0;

/// What a question, a letter and a line add to the height in a wide window, in rem: the best straight line through the
/// heights of the parts of three long documents (8 % off on average).
const QUESTION: f64 = 3.0;
const LETTER: f64 = 1.0 / 16.0;
const LINE: f64 = 0.375;

/// What a row of the change log takes besides its two sides, in rem.
const ROW: f64 = 11.0;

/// The step of what stands under a heading, and below it.
pub(super) fn of_node(node: &Node) -> u8 {
    step(node_height(node))
}

/// The step of a row of the change log: its two sides stand beside one another.
pub(super) fn of_row(before: &[String], after: &[String]) -> u8 {
    let side = |lines: &[String]| height(lines.iter().map(String::as_str));
    // Half as wide, a side is twice as tall.
    step(ROW + 2.0 * side(before).max(side(after)))
}

fn node_height(node: &Node) -> f64 {
    let own: f64 = node.parts.iter().map(part_height).sum();
    QUESTION + own + node.children.iter().map(node_height).sum::<f64>()
}

fn part_height(part: &Part) -> f64 {
    match part {
        Part::Text(lines) | Part::Note { lines, .. } => lines_height(lines),
        Part::Options(options) => options.iter().map(|option| lines_height(&option.lines)).sum(),
        Part::Table(table) => table.rows.iter().map(|row| lines_height(row)).sum(),
    }
}

fn lines_height(lines: &[Line]) -> f64 {
    height(lines.iter().map(|line| line.text.as_str()))
}

fn height<'a>(lines: impl Iterator<Item = &'a str>) -> f64 {
    lines.map(|line| LINE + LETTER * count(line)).sum()
}

/// No text of a document has more letters than this can count exactly.
fn count(line: &str) -> f64 {
    u32::try_from(line.chars().count()).map_or(f64::from(u32::MAX), f64::from)
}

fn step(rem: f64) -> u8 {
    let mut step = 1;
    let mut next = LOWEST * 2_f64.powf(0.25);
    while rem > next && step < HIGHEST {
        step += 1;
        next *= std::f64::consts::SQRT_2;
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_the_nearest_size() {
        // 6, 8.5, 12, 17, 24 … rem; the border between two lies where both are equally wrong.
        assert_eq!([0.0, 7.0, 7.2, 10.0, 10.2, 24.0].map(step), [1, 1, 2, 2, 3, 5]);
        assert_eq!(step(1e9), HIGHEST);
        assert_eq!(step(f64::INFINITY), HIGHEST);
    }

    #[test]
    fn the_longer_side_of_a_row_counts() {
        let (short, long) = (vec!["課".to_owned()], vec!["課長".repeat(400)]);
        assert_eq!(of_row(&short, &long), of_row(&long, &short));
        assert!(of_row(&short, &long) > of_row(&short, &short));
    }

    #[test]
    fn the_style_sheet_knows_every_step() {
        let css = include_str!("../../themes/default/static/css/5-document.css");
        for step in 1..=HIGHEST {
            assert!(css.contains(&format!(".tall-{step} {{ --tall: ")), "{step}");
        }
    }
}
