//! Finding digits that belong together and stand alone, whatever stands between them: twelve of a 個人番号, eleven of
//! a 住民票コード or a mobile telephone.
//!
//! [`Finder`] is fed with a text piece by piece and knows nothing of where the pieces come from; what counts as
//! text is decided in [`super::numbers`], what the words before a number say in [`super::words`].

use std::ops::Range;

use super::markup;
use super::shapes::{Separator, Stream, is_unseen};
use super::words::{self, Subject};
use crate::text::character::is_stroke;
use crate::text::number::digit;
use crate::text::source::Span;

/// How many digits an individual number has.
pub(super) const LENGTH: usize = 12;

/// How many digits a 住民票コード and a mobile number have.
const SHORT: usize = 11;

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
    /// One of `/`, `.`, `・`, `_`.
    Sign(char),
    /// The wall of a cell in Markdown; the line ends the row.
    Bar,
    /// The wall of a cell in HTML.
    Cell,
    /// Several signs: digits in boxes, or no connection at all.
    Loose,
    /// A sign that ends a telephone number or a 住民票コード.
    End,
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
    digits: Vec<(u32, Span)>,
    /// `gaps[i]` stands before `digits[i]`.
    gaps: Vec<Gap>,
    /// What has been passed since the last digit.
    gap: Gap,
    /// The same for [`super::shapes`].
    separators: Vec<Separator>,
    separator: Separator,
    /// The digits that are looked at, between two ends.
    stretch: Range<usize>,
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
            gaps: Vec::new(),
            gap: Gap::None,
            separators: Vec::new(),
            separator: Separator::Nothing,
            stretch: 0..0,
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
        if !self.digits.is_empty() && white.contains('\t') && !white.contains('\n') {
            self.separate(Separator::Wall);
            self.gap = Gap::End;
            return length;
        }
        match (white.matches('\n').count(), white.chars().count()) {
            (0, 1) => self.gap(Gap::Space),
            (0, _) => self.gap(Gap::Loose),
            (1, _) => self.gap(Gap::Line),
            _ => self.wall(),
        }
        length
    }

    fn character(&mut self, c: char, span: Span) {
        if let Some(value) = any_digit(c) {
            self.digits.push((value, span));
            self.gaps.push(self.gap);
            self.separators.push(self.separator);
            (self.gap, self.separator) = (Gap::None, Separator::Nothing);
            return;
        }
        if self.digits.is_empty() {
            return;
        }
        match c {
            // A long vowel mark is often typed for a hyphen.
            stroke if is_stroke(stroke) => self.gap(Gap::Hyphen),
            space if space.is_whitespace() => self.gap(Gap::Space),
            '/' | '／' => self.gap(Gap::Sign('/')),
            '.' | '．' => self.gap(Gap::Sign('.')),
            '・' | '･' | '·' => self.gap(Gap::Sign('・')),
            '_' | '＿' => self.gap(Gap::Sign('_')),
            '|' | '｜' | '□' | '│' => self.gap(Gap::Bar),
            unseen if is_unseen(unseen) => {}
            other => match Separator::of(other) {
                Some(Separator::Nothing) => self.gap(Gap::Tag),
                Some(separator) => {
                    self.gap = Gap::End;
                    self.separate(separator);
                }
                None => self.wall(),
            },
        }
    }

    /// What stands between, for [`super::shapes`].
    fn separate(&mut self, next: Separator) {
        // In a page the line ends between two cells; in Markdown the row does.
        let between_cells = self.html
            && matches!(
                (self.separator, next),
                (Separator::Wall, Separator::Line) | (Separator::Line, Separator::Wall)
            );
        match if between_cells { Some(Separator::Wall) } else { self.separator.then(next) } {
            Some(separator) => self.separator = separator,
            None => self.wall(),
        }
    }

    /// Something other than a digit that does not end the number.
    pub(super) fn gap(&mut self, gap: Gap) {
        if self.digits.is_empty() {
            return;
        }
        let separator = match gap {
            Gap::None | Gap::Tag | Gap::End => Separator::Nothing,
            Gap::Line => Separator::Line,
            Gap::Space | Gap::Loose => Separator::Space,
            Gap::Hyphen => Separator::Sign('-'),
            Gap::Sign(sign) => Separator::Sign(sign),
            Gap::Bar | Gap::Cell => Separator::Wall,
        };
        self.separate(separator);
        if self.digits.is_empty() || self.gap == Gap::End {
            return;
        }
        self.gap = match (self.gap, gap) {
            (Gap::None | Gap::Tag, gap) | (gap, Gap::None | Gap::Tag) => gap,
            // A break beside a sign is where a line was wrapped, a space beside a break is nothing.
            (Gap::Line, sign @ (Gap::Hyphen | Gap::Sign(_)))
            | (sign @ (Gap::Hyphen | Gap::Sign(_)), Gap::Line) => sign,
            (Gap::Line, Gap::Line | Gap::Space) | (Gap::Space, Gap::Line) => Gap::Line,
            (Gap::Cell, Gap::Line | Gap::Space | Gap::Cell) | (Gap::Line | Gap::Space, Gap::Cell) => {
                Gap::Cell
            }
            (Gap::Bar, Gap::Space | Gap::Bar) | (Gap::Space, Gap::Bar) => Gap::Bar,
            // The row ends.
            (Gap::Bar | Gap::Loose, Gap::Line) | (Gap::Line, Gap::Bar | Gap::Loose) => return self.wall(),
            _ => Gap::Loose,
        };
    }

    /// The digits so far belong to nothing that follows.
    pub(super) fn wall(&mut self) {
        if self.digits.len() >= SHORT {
            let before = self.found.len();
            let ends = (1..self.digits.len()).filter(|&at| self.gaps[at] == Gap::End);
            let ends: Vec<usize> = ends.chain([self.digits.len()]).collect();
            let mut from = 0;
            for end in ends {
                self.stretch_of_digits(from, end);
                from = end;
            }
            self.numbers_of_any_shape(before);
        }
        self.digits.clear();
        self.gaps.clear();
        self.separators.clear();
        (self.gap, self.separator) = (Gap::None, Separator::Nothing);
    }

    /// Numbers that [`super::shapes`] finds and the stretches between ends did not; both are one where they overlap.
    fn numbers_of_any_shape(&mut self, before: usize) {
        let (text, html, code) = (self.text, self.html, self.code);
        let stream = Stream { text, html, code, digits: &self.digits, separators: &self.separators };
        for (range, named) in stream.numbers() {
            let span = Span::new(self.digits[range.start].1.start, self.digits[range.end - 1].1.end);
            let mut known = self.found[before..].iter();
            if known.any(|number| {
                number.is_forbidden() && number.span.start < span.end && span.start < number.span.end
            }) {
                continue;
            }
            self.found.push(Number { span, kind: Kind::Individual, named });
        }
        self.found[before..].sort_by_key(|number| number.span.start);
    }

    /// Digits up to a sign that ends them.
    fn stretch_of_digits(&mut self, from: usize, to: usize) {
        if to - from < SHORT {
            return;
        }
        self.stretch = from..to;
        let mut taken = from;
        for first in from..=to - SHORT {
            for length in [LENGTH, SHORT] {
                let kind = if first + length <= to && first >= taken {
                    self.kind(first, first + length)
                } else {
                    None
                };
                if let Some((kind, named)) = kind {
                    let end = self.digits[first + length - 1].1.end;
                    let span = Span::new(self.digits[first].1.start, end);
                    self.found.push(Number { span, kind, named });
                    taken = first + length;
                    break;
                }
            }
        }
    }

    pub(super) fn finish(mut self) -> Vec<Number> {
        self.wall();
        self.found
    }

    /// The gap before digit `index`; `None` at the beginning and behind the end.
    fn gap_before(&self, index: usize) -> Option<Gap> {
        (index > self.stretch.start && index < self.stretch.end).then(|| self.gaps[index])
    }

    /// What the digits from `first` up to `end` are, if they are something, and whether words say so.
    fn kind(&self, first: usize, end: usize) -> Option<(Kind, bool)> {
        let (before, after) = (self.gap_before(first), self.gap_before(end));
        if before == Some(Gap::None) || after == Some(Gap::None) {
            return None;
        }
        if end - first != LENGTH {
            return self.short(first, end);
        }
        let doubtful = || (self.strict && self.is_one(first, end)).then_some((Kind::Doubtful, false));
        self.individual(first, end).or_else(doubtful)
    }

    /// Whether twelve digits can be read as one number: in a row, or in groups that nothing goes on from.
    fn is_one(&self, first: usize, end: usize) -> bool {
        let groups = |gap: Gap| matches!(gap, Gap::Space | Gap::Hyphen);
        let inner = &self.gaps[first + 1..end];
        let goes_on = [self.gap_before(first), self.gap_before(end)].into_iter().flatten().any(groups);
        let (start, stop) = (self.digits[first].1.start, self.digits[end - 1].1.end);
        let glued = self.text[..start].ends_with(|c: char| c.is_ascii_alphanumeric())
            || self.text[stop..].starts_with(|c: char| c.is_ascii_alphanumeric());
        let in_groups =
            inner.iter().all(|gap| groups(*gap) || matches!(gap, Gap::None | Gap::Tag)) && !goes_on;
        !glued && (self.separators(first, end) == 0 || in_groups)
    }

    fn individual(&self, first: usize, end: usize) -> Option<(Kind, bool)> {
        let mut digits = [0; LENGTH];
        for (into, (value, _)) in digits.iter_mut().zip(&self.digits[first..end]) {
            *into = *value;
        }
        let joined = self.is_joined(first);
        let alone = self.stretch == (first..end);
        if digits == [0; LENGTH] || !(joined || alone) || self.are_years(first, &digits) {
            return None;
        }
        let named = self.named(first, Subject::Individual);
        if !is_valid(&digits) {
            return (joined && named).then_some((Kind::Doubtful, true));
        }
        // In boxes, in cells, in other groups: only where it is called one.
        let loosely = alone && (self.separators(first, end) <= 3 || self.is_boxed(first, end));
        let together = self.separators(first, end) == 0;
        let by_itself = joined && self.stands_alone(first, end) && !(together && is_time(&digits));
        (by_itself || (named && (joined || loosely))).then_some((Kind::Individual, named))
    }

    /// A number of eleven digits.
    fn short(&self, first: usize, end: usize) -> Option<(Kind, bool)> {
        let (one, two) = (self.gaps[first + 3], self.gaps[first + 7]);
        let separators = self.separators(first, end);
        let as_telephone = separators == 0
            || (separators == 2 && one == two && matches!(one, Gap::Hyphen | Gap::Space | Gap::Sign('.')));
        let value = |at: usize| self.digits[first + at].0;
        if value(0) == 0 && matches!(value(1), 7..=9) && value(2) == 0 {
            let hyphen = Some(Gap::Hyphen);
            let goes_on = self.gap_before(first) == hyphen || self.gap_before(end) == hyphen;
            return (as_telephone && !goes_on && self.stands_alone(first, end))
                .then_some((Kind::Mobile, false));
        }
        // Any grouping will do where the words before say what it is.
        let alone = self.stretch == (first..end);
        let shape = separators == 0 || (alone && (separators <= 3 || self.is_boxed(first, end)));
        // 0800-123-4567, 050-1234-5678
        let telephone = value(0) == 0 && separators > 0;
        (shape && !telephone && self.named(first, Subject::Resident)).then_some((Kind::Resident, true))
    }

    /// How often something a reader sees stands between two digits.
    fn separators(&self, first: usize, end: usize) -> usize {
        self.gaps[first + 1..end].iter().filter(|gap| !matches!(gap, Gap::None | Gap::Tag)).count()
    }

    fn named(&self, first: usize, subject: Subject) -> bool {
        words::names(&self.text[..self.digits[first].1.start], subject, self.html)
    }

    /// Whether the gaps inside are those of one number.
    fn is_joined(&self, first: usize) -> bool {
        let end = first + LENGTH;
        let inner = &self.gaps[first + 1..end];
        if inner.iter().any(|gap| matches!(gap, Gap::Bar | Gap::Cell | Gap::Loose)) {
            return false;
        }
        let separator = |gap: &&Gap| matches!(gap, Gap::Space | Gap::Hyphen | Gap::Sign(_));
        if !inner.iter().any(|gap| separator(&gap)) {
            // A number wrapped once breaks anywhere; twice only into pieces of some length, or every column
            // of small numbers would be joined.
            let breaks: Vec<usize> = (1..LENGTH).filter(|&i| self.gaps[first + i] == Gap::Line).collect();
            let line = Some(Gap::Line);
            let (above, below) = (self.gap_before(first) == line, self.gap_before(end) == line);
            return match breaks.as_slice() {
                [] => true,
                // In a column of counts it goes on.
                [_] => !(above && below),
                [one, two] => *one >= 3 && two - one >= 3 && LENGTH - two >= 3 && !above && !below,
                _ => false,
            };
        }
        let (one, two) = (self.gaps[first + 4], self.gaps[first + 8]);
        inner.iter().filter(separator).count() == 2
            && one == two
            && separator(&&one)
            && !self.goes_on(first, end, one)
    }

    /// 4-4-4, with whatever between the groups.
    fn is_grouped(&self, first: usize) -> bool {
        (1..LENGTH).all(|at| {
            let apart = !matches!(self.gaps[first + at], Gap::None | Gap::Tag);
            apart == (at % 4 == 0)
        })
    }

    /// One digit to a box.
    fn is_boxed(&self, first: usize, end: usize) -> bool {
        self.gaps[first + 1..end].iter().all(|gap| !matches!(gap, Gap::None | Gap::Tag))
    }

    /// 2024-2025-2026: years in a row, which only their check digit would make a number.
    fn are_years(&self, first: usize, digits: &[u32; LENGTH]) -> bool {
        self.is_grouped(first) && digits.chunks(4).all(|year| matches!(year, [1, 9, ..] | [2, 0, ..]))
    }

    /// Whether 4-4-4 is a part of a longer row of groups, or of a path.
    fn goes_on(&self, first: usize, end: usize, separator: Gap) -> bool {
        let before = self.gap_before(first) == Some(separator);
        let after = self.gap_before(end) == Some(separator);
        if let Gap::Sign(sign) = separator {
            let part = |c: char| c.is_ascii_alphanumeric() || c == sign;
            let (start, stop) = (self.digits[first].1.start, self.digits[end - 1].1.end);
            return before
                || after
                || (matches!(sign, '/' | '.' | '_')
                    && (self.text[..start].ends_with(part) || self.text[stop..].starts_with('/')));
        }
        // With white space between a row may be one number and its neighbours: [`super::shapes`] decides.
        before || after
    }

    /// Whether what stands around the digits allows them to be a number of a person.
    fn stands_alone(&self, first: usize, end: usize) -> bool {
        let (start, stop) = (self.digits[first].1.start, self.digits[end - 1].1.end);
        let (before, after) = (&self.text[..start], &self.text[stop..]);
        // An amount; the number of a letter. No article, paragraph or count of cases has twelve digits.
        if after.starts_with('円') || (before.ends_with('第') && after.starts_with('号')) {
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

/// Whether the twelfth digit is the check digit of the first eleven.
pub(super) fn is_valid(digits: &[u32; LENGTH]) -> bool {
    // P1 is the lowest of the eleven; Q counts 2…7, then 2…6.
    let sum: u32 =
        digits[..LENGTH - 1].iter().rev().zip([2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6]).map(|(p, q)| p * q).sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    digits[LENGTH - 1] == check
}

/// 202603241530: a day and a time without anything between, as files are named.
pub(super) fn is_time(digits: &[u32; LENGTH]) -> bool {
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    matches!(two(0), 19 | 20)
        && (1..=12).contains(&two(4))
        && (1..=31).contains(&two(6))
        && two(8) < 24
        && two(10) < 60
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
    (!words::is_telling(&text[..length])).then_some(length)
}
