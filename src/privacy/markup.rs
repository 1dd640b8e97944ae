//! A small reader of HTML, enough to look at staged pages: tags, attributes, texts, comments.
//!
//! It never fails and drops nothing: what is no tag is text. It is used on pages that kohyo (or a theme) has
//! just written, to see what a reader would get, and builds no tree.

use std::ops::Range;

/// A piece of a page, in the order of the bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// Text between tags, entities not yet resolved.
    Text(Range<usize>),
    /// The content of `script` or `style`.
    Raw(Range<usize>),
    /// The inside of a comment, a declaration (`<!…>`) or an instruction (`<?…>`).
    Comment(Range<usize>),
    /// A tag.
    Tag(Tag<'t>),
}

/// An opening or closing tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tag<'t> {
    /// As written, so in either case.
    pub(crate) name: &'t str,
    /// `</name>`.
    pub(crate) closing: bool,
    /// `<name/>`.
    pub(crate) empty: bool,
    /// Names with their values (the bytes between the quotes).
    pub(crate) attributes: Vec<(&'t str, Range<usize>)>,
}

/// Tags that stand inside a line of text: they neither separate words nor lines.
const INLINE: [&str; 33] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time",
    "u", "var", "wbr", "tspan",
];

impl Tag<'_> {
    /// Whether the tag stands inside a line of text.
    pub(crate) fn is_inline(&self) -> bool {
        INLINE.iter().any(|name| name.eq_ignore_ascii_case(self.name))
    }

    /// Whether the tag has this name.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// Goes through a page piece by piece.
pub(crate) fn pieces(text: &str) -> Pieces<'_> {
    Pieces { text, at: 0, raw: None, xml: false, sections: false }
}

/// As [`pieces`], of a drawing: what stands in a CDATA section is text, as it is in a drawing by itself.
pub(crate) fn drawing(text: &str) -> Pieces<'_> {
    Pieces { sections: true, ..pieces(text) }
}

/// The length of the tag at the beginning of `text`, if it is one that stands inside a line.
pub(super) fn inline_tag(text: &str) -> Option<usize> {
    const LONGEST: usize = 200;
    let text = text.starts_with('<').then_some(text)?;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b'>')?;
    let (tag, end) = tag(&text[..=end], 0)?;
    tag.is_inline().then_some(end)
}

/// Goes through XML: no element is special, and what stands in a CDATA section is text.
pub(crate) fn xml(text: &str) -> Pieces<'_> {
    Pieces { xml: true, ..drawing(text) }
}

/// See [`pieces`].
pub(crate) struct Pieces<'t> {
    text: &'t str,
    at: usize,
    /// The element whose content is not markup, once its opening tag has been read.
    raw: Option<&'static str>,
    /// No element is special.
    xml: bool,
    /// There are CDATA sections.
    sections: bool,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        if let Some(name) = self.raw.take() {
            let end = find_closing(self.text, self.at, name);
            let range = self.at..end;
            self.at = end;
            if !range.is_empty() {
                return Some(Piece::Raw(range));
            }
        }
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        if let Some(body) = rest.strip_prefix("<!--") {
            let start = self.at + 4;
            let length = body.find("-->");
            let end = length.map_or(self.text.len(), |length| start + length);
            self.at = length.map_or(end, |_| end + 3);
            return Some(Piece::Comment(start..end));
        }
        if let Some(body) = rest.strip_prefix("<![CDATA[").filter(|_| self.sections) {
            let start = self.at + 9;
            let length = body.find("]]>");
            self.at = length.map_or(self.text.len(), |length| start + length + 3);
            return Some(Piece::Text(start..length.map_or(self.text.len(), |length| start + length)));
        }
        if let Some((tag, end)) = tag(self.text, self.at) {
            let start = std::mem::replace(&mut self.at, end);
            if tag.name.is_empty() {
                return Some(Piece::Comment(start + 2..end - 1));
            }
            if !tag.closing && !self.xml {
                self.raw = ["script", "style"].into_iter().find(|name| tag.is(name));
            }
            return Some(Piece::Tag(tag));
        }
        let start = self.at;
        if opens(self.text, start) {
            // A tag without an end: a browser sees no other behind it, and to look for one at every `<` that follows
            // would take a time that grows with the square of the length.
            self.at = self.text.len();
            return Some(Piece::Text(start..self.at));
        }
        // The first character is text even when it is a `<` that opens nothing.
        let mut end = start + 1;
        while let Some(found) = self.text.as_bytes()[end..].iter().position(|&b| b == b'<') {
            end += found;
            if opens(self.text, end) {
                break;
            }
            end += 1;
        }
        if !self.text.as_bytes()[end..].starts_with(b"<") {
            end = self.text.len();
        }
        self.at = end;
        Some(Piece::Text(start..end))
    }
}

fn find_closing(text: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(found) = text[at..].find("</") {
        at += found;
        let rest = &text.as_bytes()[at + 2..];
        if rest.len() >= name.len() && rest[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
            return at;
        }
        at += 2;
    }
    text.len()
}

/// Whether the `<` at `at` begins a tag or a comment, be there an end of it or not.
fn opens(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at..) {
        Some([b'<', b'!' | b'?', ..]) => true,
        Some([b'<', b'/', letter, ..] | [b'<', letter, ..]) => letter.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Reads a tag at `at`: the tag and where it ends.
fn tag(text: &str, at: usize) -> Option<(Tag<'_>, usize)> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'<') {
        return None;
    }
    let mut next = at + 1;
    if matches!(bytes.get(next), Some(b'!' | b'?')) {
        let end = next + bytes[next..].iter().position(|&b| b == b'>')?;
        return Some((Tag { name: "", closing: false, empty: true, attributes: Vec::new() }, end + 1));
    }
    let closing = bytes.get(next) == Some(&b'/');
    next += usize::from(closing);
    if !bytes.get(next).is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    let start = next;
    while bytes.get(next).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>')) {
        next += 1;
    }
    let name = &text[start..next];
    let mut attributes = Vec::new();
    loop {
        while bytes.get(next).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/') {
            next += 1;
        }
        match bytes.get(next) {
            None => return None,
            Some(b'>') => {
                let empty = !closing && bytes[next - 1] == b'/';
                return Some((Tag { name, closing, empty, attributes }, next + 1));
            }
            Some(_) => {}
        }
        let start = next;
        next += 1;
        while bytes.get(next).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'/' | b'>')) {
            next += 1;
        }
        let attribute = &text[start..next];
        let mut value = next;
        while bytes.get(value).is_some_and(u8::is_ascii_whitespace) {
            value += 1;
        }
        if bytes.get(value) != Some(&b'=') {
            attributes.push((attribute, next..next));
            continue;
        }
        value += 1;
        while bytes.get(value).is_some_and(u8::is_ascii_whitespace) {
            value += 1;
        }
        let end;
        if let Some(&quote @ (b'"' | b'\'')) = bytes.get(value) {
            value += 1;
            end = value + bytes[value..].iter().position(|&b| b == quote)?;
            next = end + 1;
        } else {
            end = value + bytes[value..].iter().position(|b| b.is_ascii_whitespace() || *b == b'>')?;
            next = end;
        }
        attributes.push((attribute, value..end));
    }
}

/// Reads a character reference at the beginning of `text`: the character and its length in bytes.
pub(crate) fn reference(text: &str) -> Option<(char, usize)> {
    let body = text.strip_prefix('&')?;
    let end = body.bytes().take(10).position(|b| b == b';')?;
    let name = &body[..end];
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
        None => match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => '\u{a0}',
            "ensp" => '\u{2002}',
            "emsp" => '\u{2003}',
            "thinsp" => '\u{2009}',
            "hyphen" | "dash" => '\u{2010}',
            "ndash" => '\u{2013}',
            "mdash" => '\u{2014}',
            "minus" => '\u{2212}',
            "middot" => '\u{b7}',
            "numsp" => '\u{2007}',
            "shy" => '\u{ad}',
            "zwnj" => '\u{200c}',
            "zwj" => '\u{200d}',
            _ => return None,
        },
    };
    Some((c, end + 2))
}

/// An attribute's value with its character references resolved.
pub(crate) fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut at = 0;
    while let Some(c) = value[at..].chars().next() {
        let (c, length) = reference(&value[at..]).unwrap_or((c, c.len_utf8()));
        out.push(c);
        at += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        pieces(text)
            .map(|piece| match piece {
                Piece::Text(range) => format!("t:{}", &text[range]),
                Piece::Raw(range) => format!("r:{}", &text[range]),
                Piece::Comment(range) => format!("c:{}", &text[range]),
                Piece::Tag(tag) => {
                    let attributes: Vec<_> = tag
                        .attributes
                        .iter()
                        .map(|(name, value)| format!(" {name}={}", &text[value.clone()]))
                        .collect();
                    format!("{}{}{}", if tag.closing { "/" } else { "" }, tag.name, attributes.concat())
                }
            })
            .collect()
    }

    #[test]
    fn a_page_comes_apart_into_its_pieces() {
        assert_eq!(
            shown("<!DOCTYPE html><p class='a b' hidden id=x>1 < 2<br/><!-- n --></P>"),
            ["c:DOCTYPE html", "p class=a b hidden= id=x", "t:1 < 2", "br", "c: n ", "/P"]
        );
        assert_eq!(
            shown("<script src=\"a.js\">if (a<b) x()</script>z"),
            ["script src=a.js", "r:if (a<b) x()", "/script", "t:z"]
        );
    }

    #[test]
    fn what_is_no_tag_is_text() {
        assert_eq!(shown("市<番号>"), ["t:市<番号>"]);
        assert_eq!(shown("<"), ["t:<"]);
        assert_eq!(shown("a<p"), ["t:a", "t:<p"]);
        assert_eq!(shown("<!-- open"), ["c: open"]);
        assert_eq!(shown("<style>"), ["style"]);
    }

    #[test]
    fn tags_without_an_end_are_read_once() {
        assert_eq!(shown("a<p b='>1<br>2"), ["t:a", "t:<p b='>1<br>2"]);
        // Each of these took a time that grew with the square of its length.
        for open in ["<a ", "<a<", "<!", "</a", "<a b='", "<a b=", "<a b=\"'"] {
            let text = open.repeat(100_000);
            let begun = std::time::Instant::now();
            for text in [format!("{text}\"'>"), format!("{text}\">"), text] {
                assert!(pieces(&text).count() < 10 && xml(&text).count() < 10, "{open}");
            }
            assert!(begun.elapsed().as_secs() < 5, "{open}");
        }
    }

    #[test]
    fn references_are_resolved() {
        assert_eq!(unescape("a&amp;b&#49;&#x32;&nbsp;&unknown;&"), "a&b12\u{a0}&unknown;&");
    }
}
