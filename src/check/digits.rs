//! Finding twelve digits that belong together and stand alone, whatever stands between them.
//!
//! [`Finder`] is fed with a text piece by piece and knows nothing of where the pieces come from; what counts as
//! text is decided in [`super::privacy`].

use std::ops::Range;

use super::markup;
use crate::content::source::Span;
use crate::form::label::digit;

/// How many digits an individual number has.
pub(super) const LENGTH: usize = 12;

/// What stands between two digits that follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing.
    None,
    /// Something a reader does not see: an inline tag, an escape.
    Tag,
    /// A line break.
    Line,
    /// One space.
    Space,
    /// One hyphen.
    Hyphen,
}

/// Digits that belong together with what stands between them.
pub(super) struct Finder<'t> {
    text: &'t str,
    digits: Vec<(u32, Span)>,
    /// `gaps[i]` stands before `digits[i]`.
    gaps: Vec<Gap>,
    /// What has been passed since the last digit.
    gap: Gap,
    found: Vec<Span>,
}

impl<'t> Finder<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, digits: Vec::new(), gaps: Vec::new(), gap: Gap::None, found: Vec::new() }
    }

    /// The next place, from `at`, that matters: until there is a digit, only digits, references and addresses do.
    pub(super) fn skip(&self, at: usize, end: usize) -> usize {
        if !self.digits.is_empty() {
            return at;
        }
        // 0xEF is the first byte of full-width digits.
        let matters = |byte: &u8| matches!(byte, b'0'..=b'9' | b'&' | b'h' | b'H' | 0xef);
        self.text.as_bytes()[at..end].iter().position(matters).map_or(end, |distance| at + distance)
    }

    /// Text of a page: references are resolved, addresses on the web passed over.
    pub(super) fn stretch(&mut self, range: Range<usize>) {
        let mut at = range.start;
        loop {
            at = self.skip(at, range.end);
            let rest = &self.text[at..range.end];
            let Some(c) = rest.chars().next() else { return };
            at += if let Some(length) = url(rest) {
                self.wall();
                length
            } else if let Some((c, length)) = markup::reference(rest) {
                self.character(c, Span::new(at, at + length));
                length
            } else {
                self.text(at, rest, c)
            };
        }
    }

    /// One character, or the white space that begins here.
    pub(super) fn text(&mut self, at: usize, rest: &str, c: char) -> usize {
        if !c.is_whitespace() {
            self.character(c, Span::new(at, at + c.len_utf8()));
            return c.len_utf8();
        }
        let length = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
        let white = &rest[..length];
        match (white.matches('\n').count(), white.chars().count()) {
            (0, 1) => self.gap(Gap::Space),
            (1, _) => self.gap(Gap::Line),
            _ => self.wall(),
        }
        length
    }

    fn character(&mut self, c: char, span: Span) {
        if let Some(value) = digit(c) {
            self.digits.push((value, span));
            self.gaps.push(self.gap);
            self.gap = Gap::None;
            return;
        }
        match c {
            // A long vowel mark is often typed for a hyphen.
            '-' | '－' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' | 'ｰ' | '﹣' => {
                self.gap(Gap::Hyphen);
            }
            ' ' | '\u{3000}' | '\u{a0}' => self.gap(Gap::Space),
            // Invisible.
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            _ => self.wall(),
        }
    }

    /// Something other than a digit that does not end the number.
    pub(super) fn gap(&mut self, gap: Gap) {
        if self.digits.is_empty() {
            return;
        }
        self.gap = match (self.gap, gap) {
            (Gap::None | Gap::Tag, gap) | (gap, Gap::None | Gap::Tag) => gap,
            // A break beside a hyphen is where a line was wrapped, a space beside a break is nothing.
            (Gap::Line, Gap::Hyphen) | (Gap::Hyphen, Gap::Line) => Gap::Hyphen,
            (Gap::Line, Gap::Line | Gap::Space) | (Gap::Space, Gap::Line) => Gap::Line,
            (Gap::Space | Gap::Hyphen, Gap::Space | Gap::Hyphen) => return self.wall(),
        };
    }

    /// The digits so far belong to nothing that follows.
    pub(super) fn wall(&mut self) {
        if self.digits.len() >= LENGTH {
            for first in 0..=self.digits.len() - LENGTH {
                if self.is_number(first) {
                    let end = self.digits[first + LENGTH - 1].1.end;
                    self.found.push(Span::new(self.digits[first].1.start, end));
                }
            }
        }
        self.digits.clear();
        self.gaps.clear();
        self.gap = Gap::None;
    }

    pub(super) fn finish(mut self) -> Vec<Span> {
        self.wall();
        self.found
    }

    /// The gap before digit `index`; `None` at the beginning and behind the end.
    fn gap_before(&self, index: usize) -> Option<Gap> {
        (index > 0).then(|| self.gaps.get(index).copied()).flatten()
    }

    fn is_number(&self, first: usize) -> bool {
        let end = first + LENGTH;
        let (before, after) = (self.gap_before(first), self.gap_before(end));
        if before == Some(Gap::None) || after == Some(Gap::None) {
            return false;
        }
        let mut digits = [0; LENGTH];
        for (into, (value, _)) in digits.iter_mut().zip(&self.digits[first..end]) {
            *into = *value;
        }
        self.is_joined(first) && is_valid(&digits) && self.stands_alone(first, end)
    }

    /// Whether the gaps inside are those of one number.
    fn is_joined(&self, first: usize) -> bool {
        let end = first + LENGTH;
        let inner = &self.gaps[first + 1..end];
        let separators = inner.iter().filter(|gap| matches!(gap, Gap::Space | Gap::Hyphen)).count();
        if separators == 0 {
            // A number wrapped once breaks anywhere; twice only into pieces of some length, or every column
            // of small numbers would be joined.
            let breaks: Vec<usize> = (1..LENGTH).filter(|&i| self.gaps[first + i] == Gap::Line).collect();
            return match breaks.as_slice() {
                [] | [_] => true,
                [one, two] => *one >= 3 && two - one >= 3 && LENGTH - two >= 3,
                _ => false,
            };
        }
        let (one, two) = (self.gaps[first + 4], self.gaps[first + 8]);
        let grouped = separators == 2 && one == two && matches!(one, Gap::Space | Gap::Hyphen);
        grouped && !self.goes_on(first, end, one)
    }

    /// Whether 4-4-4 is a part of a longer row of groups.
    fn goes_on(&self, first: usize, end: usize, separator: Gap) -> bool {
        let before = self.gap_before(first) == Some(separator);
        let after = self.gap_before(end) == Some(separator);
        if separator == Gap::Hyphen {
            return before || after;
        }
        // Words may follow a number with a space between; only another group of four makes it a row.
        let group = |digits: usize| digits == 4;
        let length_before = self.gaps[..first].iter().rev().take_while(|gap| **gap == Gap::None).count() + 1;
        let length_after =
            self.gaps.get(end + 1..).map_or(0, |gaps| gaps.iter().take_while(|g| **g == Gap::None).count())
                + 1;
        (before && group(length_before.min(first))) || (after && group(length_after))
    }

    /// Whether what stands around the digits allows them to be a number of a person.
    fn stands_alone(&self, first: usize, end: usize) -> bool {
        let (start, stop) = (self.digits[first].1.start, self.digits[end - 1].1.end);
        let (before, after) = (&self.text[..start], &self.text[stop..]);
        if after.starts_with(['条', '項', '号', '円', '件']) {
            return false;
        }
        // 0.123456789012
        if before.strip_suffix("0.").is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_digit())) {
            return false;
        }
        let word = |c: &char| c.is_ascii_alphanumeric();
        let left: String = before.chars().rev().take(64).take_while(word).collect();
        let right: String = after.chars().take(64).take_while(word).collect();
        let hash = |part: &str| part.chars().all(|c| c.is_ascii_hexdigit());
        let letters = left.chars().chain(right.chars()).any(|c| c.is_ascii_alphabetic());
        !(letters && hash(&left) && hash(&right) && left.len() + right.len() >= 4)
    }
}

/// Whether the twelfth digit is the check digit of the first eleven. Twelve zeros are nobody's number.
fn is_valid(digits: &[u32; LENGTH]) -> bool {
    if digits.iter().all(|&d| d == 0) {
        return false;
    }
    // P1 is the lowest of the eleven; Q counts 2…7, then 2…6.
    let sum: u32 =
        digits[..LENGTH - 1].iter().rev().zip([2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6]).map(|(p, q)| p * q).sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    digits[LENGTH - 1] == check
}

/// The length of an address on the web at the beginning of `text`.
pub(super) fn url(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| {
        text.as_bytes().get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
    })?;
    let ends = |c: char| {
        !c.is_ascii_graphic()
            || matches!(c, '"' | '<' | '>' | '\\' | '`' | '{' | '}' | '|' | '^' | ')' | '\'')
    };
    Some(text[scheme.len()..].find(ends).map_or(text.len(), |length| scheme.len() + length))
}
