//! The lines of a text as Markdown takes them.

use std::ops::Range;

/// White space that does not count at the ends of a line. Full-width spaces are text.
pub(super) fn trim(line: &str) -> &str {
    line.trim_matches([' ', '\t', '\r', '\n', '\x0b', '\x0c'])
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
