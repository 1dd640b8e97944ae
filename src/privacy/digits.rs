//! Gathering the digits of a text into streams: what no letter parts, whatever else stands between.
//!
//! [`Finder`] is fed with a text piece by piece and knows nothing of where the pieces come from; what counts as
//! text is decided in [`super::numbers`], which digits of a stream are a number in [`super::shapes`].

use std::ops::Range;

use super::markup;
use super::separator::Separator;
use super::shapes::Stream;
use super::words;
use crate::text::number::digit;
use crate::text::source::Span;

/// How many digits an individual number has.
pub(super) const LENGTH: usize = 12;

/// How many digits a 住民票コード and a mobile number have.
pub(super) const SHORT: usize = 11;

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
    digits: Vec<Digit>,
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
    pub(super) fn skip(&self, at: usize, end: usize) -> usize {
        if !self.digits.is_empty() {
            return at;
        }
        // 0xEF is the first byte of full-width digits, the others are those of digits of other scripts.
        let matters = |byte: &u8| {
            matches!(byte, b'0'..=b'9' | b'&' | b'h' | b'H' | 0xef | 0xd9 | 0xdb | 0xe0 | 0xe1 | 0xf0)
        };
        let bytes = &self.text.as_bytes()[at..end];
        // Most of a text does not matter: many bytes are looked at in one, and only where one of them does, each.
        let chunks = bytes.chunks_exact(Self::CHUNK);
        let idle =
            chunks.take_while(|chunk| !chunk.iter().fold(false, |any, byte| any | matters(byte))).count();
        let passed = idle * Self::CHUNK;
        bytes[passed..].iter().position(matters).map_or(end, |distance| at + passed + distance)
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
        match white.matches('\n').count() {
            0 if white.contains('\t') => self.pass(Separator::Wall),
            0 => self.pass(Separator::Space),
            1 => self.pass(Separator::Line),
            _ => self.wall(),
        }
        length
    }

    fn character(&mut self, c: char, span: Span) {
        if let Some(value) = any_digit(c) {
            self.digits.push(Digit { value, span, before: self.passed });
            self.passed = Separator::Nothing;
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
            let stream = Stream::new(self.text, &self.digits, self.html, self.code);
            self.found.extend(stream.numbers(self.strict));
        }
        self.digits.clear();
        self.passed = Separator::Nothing;
    }

    pub(super) fn finish(mut self) -> Vec<Number> {
        self.wall();
        self.found
    }
}

/// The value of a digit of any script that has ten of them in a row (general category Nd of Unicode 16, the scripts that
/// keyboards and fonts have).
fn any_digit(c: char) -> Option<u32> {
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

/// The length of an address on the web at the beginning of `text`. One that says it carries a 個人番号 is text.
pub(super) fn url(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| {
        text.as_bytes().get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
    })?;
    let ends = |c: char| {
        !c.is_ascii_graphic()
            || matches!(c, '"' | '<' | '>' | '\\' | '`' | '{' | '}' | '|' | '^' | ')' | '\'')
    };
    let length = text[scheme.len()..].find(ends).map_or(text.len(), |length| scheme.len() + length);
    let length = scheme.len() + before_field(&text[scheme.len()..length]);
    let host = text[scheme.len()..length].split('/').next().unwrap_or_default();
    let is_named = host.contains(|c: char| !c.is_ascii_digit() && c != '-');
    (is_named && !words::is_telling(&text[..length])).then_some(length)
}

/// Where an address ends that is a field of a table, with a field of nothing but the digits of a number behind it.
fn before_field(address: &str) -> usize {
    let is_field = |(at, _): &(usize, &str)| {
        let field = address[at + 1..].split([',', ';']).next().unwrap_or_default();
        let digits = field.bytes().filter(u8::is_ascii_digit).count();
        (SHORT..=LENGTH).contains(&digits) && field.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    address.match_indices([',', ';']).find(is_field).map_or(address.len(), |(at, _)| at)
}
