//! Gathering the digits of a text into streams: what no letter parts, whatever else stands between.
//!
//! [`Finder`] is fed with a text piece by piece and knows nothing of where the pieces come from; what counts as
//! text is decided in [`super::numbers`], which digits of a stream are a number in [`super::shapes`].
//!
//! A stream may be as long as a file, and is kept only as far as what is asked of a number reaches ([`REACH`]).

use std::ops::Range;

use super::separator::{Separator, spoken};
use super::shapes::{Reader, Stream};
use super::web::{self, url};
use super::{escapes, markup};
use crate::text::number::digit;
use crate::text::source::Span;

/// How many digits an individual number has.
pub(super) const LENGTH: usize = 12;

/// How many digits a 住民票コード and a mobile number have.
pub(super) const SHORT: usize = 11;

/// So many digits before and behind a number are at hand when it is judged: more than any row of groups has that is a
/// number and its neighbours.
const REACH: usize = 4096;

/// What a number looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 個人番号: the check digit fits.
    Individual,
    /// Called a 個人番号 by the words before it, but the check digit does not fit: mistyped, or an example.
    Doubtful,
    /// 住民票コード, by the words before it: its check digit is not published.
    Resident,
    /// A mobile telephone.
    Mobile,
}

/// A number with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// From its first digit to its last.
    pub span: Span,
    /// What it looks like.
    pub kind: Kind,
    /// The words before it say so.
    pub named: bool,
}

/// A digit of a stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digit {
    pub(super) value: u32,
    pub(super) span: Span,
    /// What stands before it; nothing before the first.
    pub(super) before: Separator,
}

/// Digits that belong together with what stands between them.
pub(super) struct Finder<'t> {
    text: &'t str,
    /// Tags are no words when it is asked what stands before a number.
    html: bool,
    /// Whatever has twelve digits counts.
    strict: bool,
    /// It is written for programs: lists of numbers are lists.
    code: bool,
    /// The digits of the stream that are at hand.
    digits: Vec<Digit>,
    reader: Reader,
    /// How far it is looked, which tests make short.
    reach: usize,
    /// What has been passed since the last digit.
    passed: Separator,
    found: Vec<Number>,
}

impl<'t> Finder<'t> {
    pub(super) fn new(text: &'t str, html: bool) -> Self {
        Self {
            text,
            html,
            strict: false,
            code: false,
            digits: Vec::new(),
            reader: Reader::default(),
            reach: REACH,
            passed: Separator::Nothing,
            found: Vec::new(),
        }
    }

    /// One for what programs read: scripts, JSON, attributes.
    pub(super) fn code(text: &'t str, html: bool) -> Self {
        Self { code: true, ..Self::new(text, html) }
    }

    /// One that finds whatever has twelve digits, in one or in groups, be it valid or not.
    pub(super) fn strict(text: &'t str) -> Self {
        Self { strict: true, ..Self::new(text, false) }
    }

    pub(super) fn is_strict(&self) -> bool {
        self.strict
    }

    /// How many bytes [`Finder::skip`] looks at in one.
    const CHUNK: usize = 32;

    /// The next place, from `at`, that matters: until there is a digit, only digits, references and addresses do.
    #[expect(
        clippy::needless_bitwise_bool,
        reason = "without branches, the compiler asks many bytes at once"
    )]
    pub(super) fn skip(&self, at: usize, end: usize) -> usize {
        if !self.digits.is_empty() {
            return at;
        }
        // 0xEF is the first byte of full-width digits, 0xD9, 0xDB, 0xDF, 0xE0, 0xE1, 0xEA and 0xF0 are those of other scripts.
        let code = self.code;
        let matters = |byte: &u8| {
            (byte.wrapping_sub(b'0') < 10)
                | (*byte == b'&')
                | (byte | 0x20 == b'h')
                | (*byte == 0xef)
                | (byte | 0x06 == 0xdf)
                | (byte & 0xfe == 0xe0)
                | (*byte == 0xea)
                | (*byte == 0xf0)
                | (code & (*byte == b'\\'))
        };
        let bytes = &self.text.as_bytes()[at..end];
        // Most of a text does not matter: many bytes are looked at in one, and only where one of them does, each.
        let chunks = bytes.chunks_exact(Self::CHUNK);
        let idle =
            chunks.take_while(|chunk| !chunk.iter().fold(false, |any, byte| any | matters(byte))).count();
        let passed = idle * Self::CHUNK;
        bytes[passed..].iter().position(matters).map_or(end, |distance| at + passed + distance)
    }

    /// An address on the web, most digits of which are no number of a person.
    pub(super) fn address(&mut self, range: Range<usize>) {
        self.wall();
        self.found.extend(web::numbers(&self.text[range.clone()]).into_iter().map(|span| Number {
            span: Span::new(range.start + span.start, range.start + span.end),
            kind: Kind::Individual,
            named: false,
        }));
    }

    /// A character that a program or a style sheet writes by its number, and how long that is.
    pub(super) fn escape(&self, rest: &str) -> Option<(char, usize)> {
        if self.code { escapes::character(rest) } else { None }
    }

    /// Text of a page: references are resolved, addresses on the web passed over.
    pub(super) fn stretch(&mut self, range: Range<usize>) {
        let mut at = range.start;
        loop {
            at = self.skip(at, range.end);
            let rest = &self.text[at..range.end];
            let Some(c) = rest.chars().next() else { return };
            at += if let Some(length) = url(rest) {
                self.address(at..at + length);
                length
            } else if let Some((c, length)) = self.escape(rest) {
                self.character(c, Span::new(at, at + length));
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
        if let Some(length) = self.spoken(rest) {
            self.pass(Separator::Sign('の'));
            return length;
        }
        if !c.is_whitespace() {
            self.character(c, Span::new(at, at + c.len_utf8()));
            return c.len_utf8();
        }
        let length = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
        let white = &rest[..length];
        match white.matches('\n').count() {
            0 if white.contains('\t') => self.pass(Separator::Wall),
            0 => self.pass(Separator::Space),
            1 => self.pass(Separator::Line),
            _ => self.wall(),
        }
        length
    }

    /// The length of a word that is said for a dash, behind a group of four digits.
    fn spoken(&self, rest: &str) -> Option<usize> {
        let first = self.digits.len().checked_sub(4)?;
        let group = self.digits[first + 1..].iter().all(|digit| digit.before == Separator::Nothing)
            && (first == 0 || self.digits[first].before != Separator::Nothing);
        if group && matches!(self.passed, Separator::Nothing | Separator::Space) {
            spoken(rest)
        } else {
            None
        }
    }

    /// One character, wherever it is written.
    pub(super) fn character(&mut self, c: char, span: Span) {
        if let Some(value) = any_digit(c) {
            self.digits.push(Digit { value, span, before: self.passed });
            self.passed = Separator::Nothing;
            if self.digits.len() >= 3 * self.reach {
                self.judge(self.digits.len() - self.reach);
                self.digits.drain(..self.reader.forget(self.reach));
            }
            return;
        }
        match Separator::of(c) {
            Some(separator) => self.pass(separator),
            None => self.wall(),
        }
    }

    /// Something other than a digit that does not end the stream.
    pub(super) fn pass(&mut self, next: Separator) {
        if self.digits.is_empty() {
            return;
        }
        // In a page the line ends between two cells; in Markdown the row does.
        let between_cells = self.html
            && matches!(
                (self.passed, next),
                (Separator::Wall, Separator::Line) | (Separator::Line, Separator::Wall)
            );
        match if between_cells { Some(Separator::Wall) } else { self.passed.then(next) } {
            Some(separator) => self.passed = separator,
            None => self.wall(),
        }
    }

    /// The digits so far belong to nothing that follows.
    pub(super) fn wall(&mut self) {
        if self.digits.len() >= SHORT {
            self.judge(self.digits.len());
        }
        self.digits.clear();
        self.reader = Reader::default();
        self.passed = Separator::Nothing;
    }

    /// Finds the numbers that begin before a digit.
    fn judge(&mut self, end: usize) {
        let stream = Stream::new(self.text, &self.digits, self.html, self.code);
        stream.numbers(&mut self.reader, end, self.strict, &mut self.found);
    }

    pub(super) fn finish(mut self) -> Vec<Number> {
        self.wall();
        self.found
    }
}

/// The zeros of the scripts that have ten digits in a row (general category Nd of Unicode 16), but for those of ASCII and of
/// full width.
const ZEROS: [u32; 73] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0,
    0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0,
    0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70,
    0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950, 0x1fbf0,
];

/// The value of a digit of any script.
pub(crate) fn any_digit(c: char) -> Option<u32> {
    let code = u32::from(c);
    // Kana, kanji and what else stands in a Japanese text: no search in a table.
    if code < ZEROS[0] || (0x2e80..=0xa4cf).contains(&code) {
        return digit(c);
    }
    let above = ZEROS.partition_point(|zero| *zero <= code);
    let own = above.checked_sub(1).map(|at| code - ZEROS[at]).filter(|value| *value < 10);
    own.or_else(|| digit(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::test_support::{Random, number};

    fn read(text: &str, strict: bool, reach: usize) -> Finder<'_> {
        let mut finder = Finder { strict, reach, ..Finder::new(text, false) };
        finder.stretch(0..text.len());
        finder
    }

    #[test]
    fn of_a_long_stream_little_is_kept_and_all_is_found() {
        /// Longer than any row below.
        const SHORT_REACH: usize = 300;
        let mut random = Random(3);
        let mut below = |bound| usize::try_from(random.below(bound)).unwrap_or_default();
        let mut all = 0;
        for round in 0..60 {
            let mut text = ["個人番号 ", "住民票コード", ""][round % 3].to_owned();
            for seed in 0..900 {
                let n = number(seed);
                match below(9) {
                    0 => text.push_str(&n),
                    1 => text
                        .push_str(&[&n[..4], &n[4..8], &n[8..]].join([" ", "-", "\n", ",", "/"][below(5)])),
                    2 => text.push_str(&[&n[..6], &n[6..]].join(["\n", "-", "\u{200b}"][below(3)])),
                    3 => text.push_str(&["090", &n[..4], &n[4..8]].join("-")),
                    4 => text.push_str(&n.repeat(2)),
                    length => text.push_str(&n[..length - 4]),
                }
                text.push_str([" ", " ", " ", "-", "\n", "、", "\u{200b}", "|", ":", "/"][below(10)]);
            }
            for strict in [false, true] {
                let found = read(&text, strict, SHORT_REACH).finish();
                assert_eq!(found, read(&text, strict, usize::MAX / 4).finish());
                all += found.len();
            }
        }
        assert!(all > 1000, "{all}");
    }

    #[test]
    fn what_is_kept_of_a_stream_does_not_grow_with_it() {
        for part in ["7", "7 ", "7391 ", "7-\n"] {
            let text = part.repeat(100_000);
            let finder = read(&text, false, REACH);
            assert!((REACH..3 * REACH).contains(&finder.digits.len()), "{part:?}: {}", finder.digits.len());
            assert!(finder.digits.capacity() <= 8 * REACH, "{part:?}: {}", finder.digits.capacity());
        }
    }
}
