//! The lines of a text as Markdown takes them.

use std::ops::Range;

use crate::text::table::WHITE;

/// A line without the white space at its ends that does not count.
pub(super) fn trim(line: &str) -> &str {
    line.trim_matches(WHITE)
}

/// The lines of a range without their line breaks.
pub(super) fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    text[range].split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end_matches('\n').len()
    })
}
