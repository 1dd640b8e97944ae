//! Looking for numbers in plain text, in Markdown and in pages.

use std::ops::Range;

use super::digits::{Finder, Kind, LENGTH, Number, any_digit};
use super::markup::{self, Piece, Tag};
use super::separator::Separator;
use super::web::url;
use super::{kanji, shapes, tables};
use crate::text::source::Span;

impl Number {
    /// Whether it must not be published.
    pub fn is_forbidden(&self) -> bool {
        matches!(self.kind, Kind::Individual | Kind::Resident)
    }

    /// Whether it must not be repeated, which goes for a mistyped one too.
    pub(super) fn is_secret(&self) -> bool {
        self.kind != Kind::Mobile
    }
}

/// Numbers of all kinds in plain text or Markdown, in the order of the bytes.
pub fn numbers(text: &str) -> Vec<Number> {
    let mut found = in_line(text);
    for number in tables::numbers(text) {
        add(&mut found, number);
    }
    found
}

/// As [`numbers`], without what only the cells of a table say together.
pub(super) fn in_line(text: &str) -> Vec<Number> {
    let mut found = look_through(text, Finder::new(text, false));
    if let Some(wide) = kanji::as_digits(text) {
        for number in look_through(&wide, Finder::new(&wide, false)) {
            add(&mut found, number);
        }
    }
    found
}

/// As [`numbers`], and whatever else has twelve digits: what is quoted from a text shows none of it.
pub(super) fn any_numbers(text: &str) -> Vec<Number> {
    let mut found = look_through(text, Finder::strict(text));
    for number in numbers(text) {
        add(&mut found, number);
    }
    found
}

/// Puts a number in its place, unless it is one that was found already.
fn add(found: &mut Vec<Number>, number: Number) {
    let at = found.partition_point(|other| other.span.end <= number.span.start);
    if found.get(at).is_none_or(|other| other.span.start >= number.span.end) {
        found.insert(at, number);
    }
}

fn look_through<'t>(text: &'t str, mut finder: Finder<'t>) -> Vec<Number> {
    let mut at = 0;
    loop {
        at = finder.skip(at, text.len());
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { return finder.finish() };
        let length = if let Some(length) = url(rest).filter(|_| !finder.is_strict()) {
            finder.address(at..at + length);
            length
        } else if let Some((c, length)) = finder.escape(rest) {
            finder.character(c, Span::new(at, at + length));
            length
        } else if let Some(length) = line_break_tag(rest) {
            finder.pass(Separator::Line);
            length
        } else if let Some(length) = markup::inline_tag(rest) {
            finder.pass(Separator::Unseen);
            length
        } else if c == '\\' && rest[1..].starts_with(|next: char| next.is_ascii_punctuation() || next == '\n')
        {
            finder.pass(Separator::Unseen);
            1
        } else if let Some((_, length)) = markup::reference(rest) {
            finder.stretch(at..at + length);
            length
        } else {
            finder.text(at, rest, c)
        };
        at += length;
    }
}

/// Numbers in plain text or Markdown that must not be published.
pub fn in_text(text: &str) -> Vec<Number> {
    numbers(text).into_iter().filter(Number::is_forbidden).collect()
}

/// Numbers in what programs read (JSON, scripts, style sheets) that must not be published: a list of numbers is none.
pub fn in_code(text: &str) -> Vec<Number> {
    look_through(text, Finder::code(text, false)).into_iter().filter(Number::is_forbidden).collect()
}

/// Numbers in a page that must not be published: in its text without the tags, and in names, attributes, comments,
/// declarations and scripts.
pub fn in_html(html: &str) -> Vec<Number> {
    PageScan::new(html).all(markup::pieces(html)).finish()
}

/// As [`in_html`], in a drawing.
pub fn in_drawing(svg: &str) -> Vec<Number> {
    PageScan::new(svg).all(markup::drawing(svg)).finish()
}

/// The search of [`in_html`], for somebody who goes through the pieces of a page anyway.
pub(crate) struct PageScan<'t> {
    html: &'t str,
    finder: Finder<'t>,
    found: Vec<Number>,
}

impl<'t> PageScan<'t> {
    pub(crate) fn new(html: &'t str) -> Self {
        Self { html, finder: Finder::new(html, true), found: Vec::new() }
    }

    fn all(mut self, pieces: markup::Pieces<'t>) -> Self {
        for piece in pieces {
            self.piece(&piece);
        }
        self
    }

    /// The next piece of the page.
    pub(crate) fn piece(&mut self, piece: &Piece<'t>) {
        match piece {
            Piece::Text(range) => self.finder.stretch(range.clone()),
            Piece::Raw(range) | Piece::Comment(range) => self.alone(range),
            Piece::Tag(tag) => {
                if tag.is("br") {
                    self.finder.pass(Separator::Line);
                } else if tag.is_inline() {
                    self.finder.pass(Separator::Unseen);
                } else if tag.is("td") || tag.is("th") {
                    self.finder.pass(Separator::Wall);
                } else {
                    self.finder.wall();
                }
                self.name(tag.name);
                for (name, range) in &tag.attributes {
                    self.name(name);
                    if is_drawn(tag, name, &self.html[range.clone()]) {
                        self.drawn(range);
                    } else {
                        self.alone(range);
                    }
                }
            }
        }
    }

    fn alone(&mut self, range: &Range<usize>) {
        if range.len() >= LENGTH - 1 {
            let mut finder = Finder::code(self.html, true);
            finder.stretch(range.clone());
            self.found.extend(finder.finish());
        }
    }

    /// The name of an element or an attribute.
    fn name(&mut self, name: &str) {
        if name.len() < LENGTH {
            return;
        }
        let start = name.as_ptr().addr() - self.html.as_ptr().addr();
        self.alone(&(start..start + name.len()));
    }

    /// Coordinates: none of them has twelve digits in one, unless behind the point.
    fn drawn(&mut self, range: &Range<usize>) {
        let bytes = &self.html.as_bytes()[range.clone()];
        let mut at = 0;
        while at + LENGTH <= bytes.len() {
            let count = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let fraction = at > 0 && matches!(bytes[at - 1], b'.' | b'e' | b'E');
            if count == LENGTH && !fraction {
                let mut values = [0; LENGTH];
                for (value, byte) in values.iter_mut().zip(&bytes[at..]) {
                    *value = u32::from(byte - b'0');
                }
                if shapes::is_valid(&values) && values != [0; LENGTH] {
                    let span = Span::new(range.start + at, range.start + at + LENGTH);
                    self.found.push(Number { span, kind: Kind::Individual, named: false });
                }
            }
            at += count.max(1);
        }
    }

    /// The numbers, in the order of the bytes.
    pub(crate) fn finish(self) -> Vec<Number> {
        let wide = kanji::as_digits(self.html);
        let mut found = self.found();
        if let Some(wide) = wide {
            found.extend(PageScan::new(&wide).all(markup::drawing(&wide)).found());
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn found(self) -> Vec<Number> {
        let mut found = self.found;
        found.extend(self.finder.finish());
        found.retain(Number::is_forbidden);
        found
    }
}

/// Whether an attribute is one of a drawing and says nothing but where its lines go.
fn is_drawn(tag: &Tag<'_>, name: &str, value: &str) -> bool {
    let elements: &[&str] = match name {
        "d" => &["path", "glyph", "missing-glyph"],
        "points" => &["polygon", "polyline"],
        "viewBox" => &["svg", "symbol", "marker", "pattern", "view"],
        "transform" => &[
            "svg",
            "g",
            "a",
            "defs",
            "symbol",
            "use",
            "switch",
            "clipPath",
            "path",
            "polygon",
            "polyline",
            "line",
            "rect",
            "circle",
            "ellipse",
            "text",
            "tspan",
            "image",
            "foreignObject",
        ],
        _ => return false,
    };
    let sign = |c: char| c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "+-.,()".contains(c);
    elements.iter().any(|element| tag.is(element)) && value.chars().all(sign)
}

/// Numbers in a program or a style sheet that must not be published, be it read as text or as what it is.
pub fn in_program(text: &str) -> Vec<Number> {
    let mut found = in_text(text);
    for number in in_code(text) {
        add(&mut found, number);
    }
    found
}

/// Whether a text holds a number that must not be published.
pub fn is_in(text: &str) -> bool {
    !in_text(text).is_empty()
}

/// The digits of a number, in ASCII, whatever stands between them. For comparing; never for showing.
pub(crate) fn digits_of(text: &str) -> String {
    let mut out = String::with_capacity(LENGTH);
    for piece in markup::pieces(text) {
        if let Piece::Text(range) = piece {
            let plain = markup::unescape(&text[range]);
            let digits = plain.chars().filter_map(any_value);
            out.extend(digits.filter_map(|digit| char::from_digit(digit, 10)));
        }
    }
    out
}

/// The value of a digit of any script, kanji too.
pub(crate) fn any_value(c: char) -> Option<u32> {
    any_digit(c).or_else(|| kanji::value(c))
}

/// The length of `<br>`, `<br/>` or `<br />` at the beginning of `text`.
fn line_break_tag(text: &str) -> Option<usize> {
    let inner = text.get(..3).filter(|start| start.eq_ignore_ascii_case("<br")).map(|_| &text[3..])?;
    let rest = inner.trim_start().trim_start_matches('/');
    rest.starts_with('>').then(|| text.len() - rest.len() + 1)
}
