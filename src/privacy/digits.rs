//! Gathering the digits of a text into streams: what no letter parts, whatever else stands between.
//!
//! [`Finder`] is fed with a text piece by piece and knows nothing of where the pieces come from; what counts as
//! text is decided in [`super::numbers`], which digits of a stream are a number in [`super::shapes`].
//!
//! A stream may be as long as a file, and is kept only as far as what is asked of a number reaches ([`REACH`]).

use std::ops::Range;

use super::separator::Separator;
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
        // 0xEF is the first byte of full-width digits, 0xD9, 0xDB, 0xE0, 0xE1 and 0xF0 are those of digits of other scripts.
        let code = self.code;
        let matters = |byte: &u8| {
            (byte.wrapping_sub(b'0') < 10)
                | (*byte == b'&')
                | (byte | 0x20 == b'h')
                | (*byte == 0xef)
                | (byte & 0xfd == 0xd9)
                | (byte & 0xfe == 0xe0)
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

    /// An address on the web: only numbers in groups are none of those that addresses are made of.
    pub(super) fn address(&mut self, range: Range<usize>) {
        self.wall();
        self.found.extend(web::grouped(&self.text[range.clone()]).into_iter().map(|span| Number {
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

/// The value of a digit of any script that has ten of them in a row (general category Nd of Unicode 16, the scripts that
/// keyboards and fonts have).
pub(super) fn any_digit(c: char) -> Option<u32> {
    const ZEROS: [u32; 16] = [
        0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
        0x17e0, 0x1810,
    ];
    let code = u32::from(c);
    if code < 0x660 || (0x2e80..=0xdfff).contains(&code) {
        return digit(c);
    }
    // Mathematical digits: five alphabets of ten.
    if (0x1d7ce..=0x1d7ff).contains(&code) {
        return Some((code - 0x1d7ce) % 10);
    }
    digit(c)
        .or_else(|| ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)).map(|zero| code - zero))
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
