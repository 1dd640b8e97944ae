//! PRIV-01, PRIV-02, PRIV-03, PRIV-05: numbers of persons.
//!
//! * 個人番号: twelve digits whose last one is the check digit of 総務省令第85号 (平成26年) 第5条, half or full width,
//!   written in one or as 4-4-4 with single spaces, hyphens, `/`, `.`, `・` or `_`; also when a line break, an inline
//!   tag or an escape stands inside. Where the words before say 個人番号 or マイナンバー, also digit by digit in boxes,
//!   in cells, in other groups; and then also with a wrong check digit, as a warning.
//! * 住民票コード: eleven digits, only where the words before say so (its check digit is not published).
//! * Mobile telephones and addresses of e-mail that are not an office's: warnings, in evaluations alone.
//!
//! A check digit alone proves nothing (one string in ten passes), so the place matters: digits inside an address on
//! the web or a path, a longer number, a hash, years, a day with a time (202603241530), an amount in 円 and
//! 第…号 are left alone, and 「、」 never joins digits.
//!
//! The digits themselves are never repeated: findings carry a place and nothing of the text.

use std::ops::Range;
use std::sync::Arc;

use super::digits::{Finder, Gap, LENGTH, url};
use super::markup::{self, Piece};
use crate::finding::{Finding, Place, Text};
use crate::text::character::is_stroke;
use crate::text::source::{Source, Span};

pub use super::digits::{Kind, Number};

impl Number {
    /// Whether it must not be published.
    pub fn is_forbidden(&self) -> bool {
        matches!(self.kind, Kind::Individual | Kind::Resident)
    }

    /// Whether it must not be repeated, which goes for a mistyped one too.
    fn is_secret(&self) -> bool {
        self.kind != Kind::Mobile
    }
}

/// Numbers of all kinds in plain text or Markdown.
pub fn numbers(text: &str) -> Vec<Number> {
    let mut finder = Finder::new(text, false);
    let mut at = 0;
    loop {
        at = finder.skip(at, text.len());
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { return finder.finish() };
        let length = if let Some(length) = url(rest) {
            finder.wall();
            length
        } else if let Some(length) = line_break_tag(rest) {
            finder.gap(Gap::Line);
            length
        } else if c == '\\' && rest[1..].starts_with(|next: char| next.is_ascii_punctuation() || next == '\n')
        {
            finder.gap(Gap::Tag);
            1
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

/// Numbers in a page that must not be published: in its text without the tags, and in attributes, comments and
/// scripts.
pub fn in_html(html: &str) -> Vec<Number> {
    let mut scan = PageScan::new(html);
    for piece in markup::pieces(html) {
        scan.piece(&piece);
    }
    scan.finish()
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

    /// The next piece of the page.
    pub(crate) fn piece(&mut self, piece: &Piece<'t>) {
        match piece {
            Piece::Text(range) => self.finder.stretch(range.clone()),
            Piece::Raw(range) | Piece::Comment(range) => self.alone(range),
            Piece::Tag(tag) => {
                if tag.is("br") {
                    self.finder.gap(Gap::Line);
                } else if tag.is_inline() {
                    self.finder.gap(Gap::Tag);
                } else if tag.is("td") || tag.is("th") {
                    self.finder.gap(Gap::Cell);
                } else {
                    self.finder.wall();
                }
                for (name, range) in &tag.attributes {
                    // The numbers of a drawing are coordinates.
                    if !matches!(*name, "d" | "points" | "transform" | "viewBox") {
                        self.alone(range);
                    }
                }
            }
        }
    }

    fn alone(&mut self, range: &Range<usize>) {
        if range.len() >= LENGTH - 1 {
            let mut finder = Finder::new(self.html, true);
            finder.stretch(range.clone());
            self.found.extend(finder.finish());
        }
    }

    /// The numbers, in the order of the bytes.
    pub(crate) fn finish(self) -> Vec<Number> {
        let mut found = self.found;
        found.extend(self.finder.finish());
        found.retain(Number::is_forbidden);
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Whether a text holds a number that must not be published.
pub fn is_in(text: &str) -> bool {
    !in_text(text).is_empty()
}

/// The text with every number that must not be repeated replaced by `●`.
pub fn redacted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for Number { span, .. } in numbers(text).into_iter().filter(Number::is_secret) {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.extend(std::iter::repeat_n('●', LENGTH));
        at = at.max(span.end);
    }
    out.push_str(&text[at..]);
    out
}

/// The shortest part of a number that is kept out of messages, in digits: fewer are in many numbers.
const PART: usize = 4;

/// A text with `●` in place of digits that are a part of one of some numbers of `source`, as where an excerpt was cut
/// within one.
pub(super) fn without_parts(text: &str, source: &str, numbers: &[Number]) -> String {
    let secrets = numbers.iter().filter(|number| number.is_secret());
    let whole: Vec<String> =
        secrets.map(|number| digits_of(&source[number.span.start..number.span.end])).collect();
    let is_digit = |c: char| crate::text::number::digit(c).is_some();
    let joins =
        |c: char| is_digit(c) || c.is_whitespace() || is_stroke(c) || matches!(c, '・' | '.' | '/' | '_');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_digit) {
        let run = &rest[start..];
        let run = run[..run.find(|c| !joins(c)).unwrap_or(run.len())].trim_end_matches(|c| !is_digit(c));
        let is_part = |text: &str| {
            let digits = digits_of(text);
            digits.len() >= PART && whole.iter().any(|number| number.contains(&digits))
        };
        out.push_str(&rest[..start]);
        // In one, or each group of digits by itself.
        let all = is_part(run);
        for group in run.split_inclusive(|c| !is_digit(c)) {
            let part = all || is_part(group);
            out.extend(group.chars().map(|c| if part && is_digit(c) { '●' } else { c }));
        }
        rest = &rest[start + run.len()..];
    }
    out + rest
}

/// The digits of a number, in ASCII, whatever stands between them. For comparing; never for showing.
pub(crate) fn digits_of(text: &str) -> String {
    let mut out = String::with_capacity(LENGTH);
    for piece in markup::pieces(text) {
        if let Piece::Text(range) = piece {
            let plain = markup::unescape(&text[range]);
            let digits = plain.chars().filter_map(crate::text::number::digit);
            out.extend(digits.filter_map(|digit| char::from_digit(digit, 10)));
        }
    }
    out
}

/// What there is to warn of in the body of an evaluation: numbers that are called 個人番号 but are none, mobile
/// telephones, addresses of e-mail.
pub fn check_body(source: &Arc<Source>, body: Span) -> Vec<Finding> {
    let text = source.slice(body);
    let place = |span: Span| Place::at(source, Span::new(body.start + span.start, body.start + span.end));
    let numbers = numbers(text).into_iter().filter(|number| !number.is_forbidden());
    let mut findings: Vec<Finding> = numbers.map(|number| finding(number.kind, place(number.span))).collect();
    findings.extend(addresses(text).into_iter().map(|span| {
        Finding::warning(
            "PRIV-05",
            place(span),
            Text::new(
                "役所のものではないメールアドレスがあります。",
                "This is an address of e-mail that is not an office's.",
            ),
            Text::new(
                "個人のものなら、公表してよいか確認し、窓口のアドレスに改めてください。",
                "If it is a person's, check that it may be published, or give that of the office.",
            ),
        )
        .secret()
    }));
    findings
}

/// Addresses of e-mail, but for those of public bodies, which are there to be written to.
fn addresses(text: &str) -> Vec<Span> {
    let local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\\');
    let mut found = Vec::new();
    for (at, sign) in text.match_indices(['@', '＠']) {
        let (before, after) = (&text[..at], &text[at + sign.len()..]);
        let name: usize = before.chars().rev().take(64).take_while(|c| local(*c)).map(char::len_utf8).sum();
        let domain: usize = after.chars().take(255).take_while(|c| local(*c)).map(char::len_utf8).sum();
        let domain = after[..domain].trim_end_matches(['.', '\\']).to_ascii_lowercase().replace('\\', "");
        let Some((rest, top)) = domain.rsplit_once('.') else { continue };
        let is_domain = !rest.is_empty() && top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic());
        let office = ["lg.jp", "go.jp"].iter().any(|end| domain.ends_with(end))
            || domain
                .split('.')
                .any(|label| matches!(label, "pref" | "city" | "town" | "vill" | "metro" | "example"));
        if name > 0 && is_domain && !office {
            found.push(Span::new(at - name, at + sign.len() + domain.len()));
        }
    }
    found.retain(|span| text.get(span.start..span.end).is_some());
    found
}

/// A finding for a file whose name holds such a number. Its name is shown without it.
pub fn check_name(path: &str) -> Option<Finding> {
    is_in(path).then(|| {
        let place = Place::file(&Arc::new(Source::new(redacted(path), "")));
        Finding::error(
            "PRIV-01",
            place,
            Text::new(
                "ファイル名に個人番号とみられる12桁の数字があります(数字は表示しません)。",
                "The name of the file holds twelve digits that look like an individual number (not shown).",
            ),
            Text::new(
                "ファイル名を変え、中にも番号がないか確認してください。それまで出力を作りません。",
                "Rename the file and see whether the number stands inside too. No output is made before.",
            ),
        )
        .secret()
    })
}

/// The finding about a number.
pub fn finding(kind: Kind, place: Place) -> Finding {
    let remove = || {
        Text::new(
            "原本を確認し、該当する数字を除いてください。それまで出力を作りません。",
            "Check the original and remove them. No output is made before.",
        )
    };
    let finding = match kind {
        Kind::Individual => Finding::error(
            "PRIV-01",
            place,
            Text::new(
                "個人番号とみられる12桁の数字があります(数字は表示しません)。",
                "Twelve digits that look like an individual number stand here (not shown).",
            ),
            remove(),
        ),
        Kind::Resident => Finding::error(
            "PRIV-03",
            place,
            Text::new(
                "住民票コードとみられる11桁の数字があります(数字は表示しません)。",
                "Eleven digits that look like a 住民票コード stand here (not shown).",
            ),
            remove(),
        ),
        Kind::Doubtful => Finding::warning(
            "PRIV-02",
            place,
            Text::new(
                "個人番号と書かれた所に12桁の数字がありますが、検査用数字が合いません(数字は表示しません)。",
                "Twelve digits stand where an individual number is named, but their check digit is wrong (not shown).",
            ),
            Text::new(
                "書き誤った個人番号でないか、原本を確認してください。記載例であれば、そのことを書き添えてください。",
                "See whether it is a mistyped number; if it is an example, say so beside it.",
            ),
        ),
        Kind::Mobile => Finding::warning(
            "PRIV-05",
            place,
            Text::new(
                "携帯電話の番号とみられる数字があります。",
                "This looks like the number of a mobile telephone.",
            ),
            Text::new(
                "個人のものなら、公表してよいか確認し、窓口の番号に改めてください。",
                "If it is a person's, check that it may be published, or give that of the office.",
            ),
        ),
    };
    finding.secret()
}

/// The length of `<br>`, `<br/>` or `<br />` at the beginning of `text`.
fn line_break_tag(text: &str) -> Option<usize> {
    let inner = text.get(..3).filter(|start| start.eq_ignore_ascii_case("<br")).map(|_| &text[3..])?;
    let rest = inner.trim_start().trim_start_matches('/');
    rest.starts_with('>').then(|| text.len() - rest.len() + 1)
}

#[cfg(test)]
pub(crate) mod test_support;
#[cfg(test)]
mod tests;
