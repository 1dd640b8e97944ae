//! PRIV-01: numbers that look like a 個人番号 (individual number).
//!
//! Twelve digits whose last one is the check digit of 総務省令第85号 (平成26年) 第5条, half or full width,
//! written in one or as 4-4-4 with single spaces or hyphens. A number is also found when a line break, an
//! inline tag or an escape stands inside it. A check digit alone proves nothing (one string in ten passes),
//! so the place matters: digits inside an address on the web, a longer number, a hash, or before 条, 項,
//! 号, 円 or 件 are left alone, and 「、」 never joins digits.
//!
//! The digits themselves are never repeated: findings carry a place and nothing of the text.

use std::ops::Range;
use std::sync::Arc;

use super::digits::{Finder, Gap, LENGTH, url};
use super::markup::{self, Piece};
use crate::content::source::{Source, Span};
use crate::finding::{Finding, Place, Text};

/// Numbers in plain text or Markdown.
pub fn in_text(text: &str) -> Vec<Span> {
    let mut finder = Finder::new(text);
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

/// Numbers in a page: in its text without the tags, and in attributes, comments and scripts.
pub fn in_html(html: &str) -> Vec<Span> {
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
    found: Vec<Span>,
}

impl<'t> PageScan<'t> {
    pub(crate) fn new(html: &'t str) -> Self {
        Self { html, finder: Finder::new(html), found: Vec::new() }
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
        if range.len() >= LENGTH {
            let mut finder = Finder::new(self.html);
            finder.stretch(range.clone());
            self.found.extend(finder.finish());
        }
    }

    /// The numbers, in the order of the bytes.
    pub(crate) fn finish(self) -> Vec<Span> {
        let mut found = self.found;
        found.extend(self.finder.finish());
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Whether a text holds such a number.
pub fn is_in(text: &str) -> bool {
    !in_text(text).is_empty()
}

/// The text with every such number replaced by `●`.
pub fn redacted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for span in in_text(text) {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.extend(std::iter::repeat_n('●', LENGTH));
        at = at.max(span.end);
    }
    out.push_str(&text[at..]);
    out
}

/// One finding per number in a source file.
pub fn check_source(source: &Arc<Source>) -> Vec<Finding> {
    in_text(source.text()).into_iter().map(|span| finding(Place::at(source, span))).collect()
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

/// The finding itself.
pub fn finding(place: Place) -> Finding {
    Finding::error(
        "PRIV-01",
        place,
        Text::new(
            "個人番号とみられる12桁の数字があります(数字は表示しません)。",
            "Twelve digits that look like an individual number stand here (not shown).",
        ),
        Text::new(
            "原本を確認し、該当する数字を除いてください。それまで出力を作りません。",
            "Check the original and remove them. No output is made before.",
        ),
    )
    .secret()
}

/// The length of `<br>`, `<br/>` or `<br />` at the beginning of `text`.
fn line_break_tag(text: &str) -> Option<usize> {
    let inner = text.get(..3).filter(|start| start.eq_ignore_ascii_case("<br")).map(|_| &text[3..])?;
    let rest = inner.trim_start().trim_start_matches('/');
    rest.starts_with('>').then(|| text.len() - rest.len() + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_published_examples_pass_the_check_digit() {
        for number in ["983205673214", "123456789018"] {
            assert_eq!(in_text(number), [Span::new(0, 12)]);
            assert_eq!(in_html(&format!("<p>{number}</p>")).len(), 1);
        }
        assert!(!is_in("123456789012"));
        assert!(!is_in("000000000000"));
    }

    #[test]
    fn a_number_is_found_however_it_is_written() {
        for text in [
            "番号は123456789018です",
            "1234-5678-9018",
            "1234 5678 9018 の者",
            "１２３４５６７８９０１８",
            "１２３４－５６７８－９０１８",
            "1234\u{3000}5678\u{3000}9018",
            "12345678９０１８",
            "1234\\-5678\\-9018",
            "123456<br>789018",
            "123456 <BR />\n789018",
            "12345678\\\n9018",
            "12345678\n9018",
            "1234-<br>5678-9018",
            "3<br>123456789018<br>4",
            "1.123456789018",
            "個人番号123456789018",
            "ID123456789018",
            "123\u{200b}456789018",
            "123456789018-1",
            "1234<br>5678<br>9018",
            "12 1234 5678 9018 3",
        ] {
            assert_eq!(in_text(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn tags_do_not_hide_a_number() {
        for html in [
            "<p>123456<br>789018</p>",
            "<p>123456<br>\n789018</p>",
            "<td>123<span class=\"m\">456</span>789018</td>",
            "<li>3</li><li>123456789018</li>",
            "<p>123456&#55;89018</p>",
            "<p>1234&nbsp;5678&nbsp;9018</p>",
            "<a href=\"../123456789018.pdf\">x</a>",
            "<!-- 123456789018 -->",
            "<script>var n = \"123456789018\";</script>",
            "<b>3</b><b>123456789018</b>",
            "<p title='1234-5678-9018'>",
        ] {
            assert_eq!(in_html(html).len(), 1, "{html}");
        }
        for html in [
            "<p>1234</p><p>5678</p><p>9018</p>",
            "<svg viewBox=\"0 1234 5678 9018\">",
            "<td>123456</td><td>789018</td>",
        ] {
            assert_eq!(in_html(html), [], "{html}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "第59、61、62、66、67、70条",
            "59、61、62、66、67、70",
            "082-504-2112、082-243-2583、082-504-2157、048-524-1111(内線223)",
            "一丁目6番34号 電話番号:082-504-2112",
            "法人番号 7000012050002",
            "https://www.city.example.jp/0000000000/1118363629312/index.html",
            "http://example.jp/?a=123456789018、次の",
            "123456789018号",
            "123456789018円",
            "1234567890180",
            "1234-5678-9018-1234",
            "1234 5678 9018 1234",
            "0.123456789018",
            "a3f123456789018bc9",
            "12\n34\n56\n78\n90\n18",
            "1234 5678-9018",
            "1234  5678  9018",
            "123456\n\n789018",
            "(平成25年5月31日法律第27号)(昭和42年7月25日法律第81号)",
            "462 1032 782 1176",
            "2026-03-24",
        ] {
            assert_eq!(in_text(text), [], "{text}");
        }
    }

    #[test]
    fn a_finding_repeats_no_digit_of_the_number() {
        let source = Arc::new(Source::new("a.md", "甲\n乙 123456789018\n"));
        let findings = check_source(&source);
        assert_eq!(findings[0].place.position().line, 2);
        assert_eq!(findings[0].place.position().column, 3);
        assert!(findings[0].secret);
        let named = check_name("mihon/123456789018.md").expect("a finding");
        assert!(!format!("{named:?}").contains("345"));
        assert_eq!(redacted("番号123456789018、"), "番号●●●●●●●●●●●●、");
    }

    fn check_digit(eleven: &[u32]) -> u32 {
        // The rule in its own words: ΣPn×Qn, Qn = n+1 up to 6, n−5 from 7.
        let sum: u32 =
            (1..=11_u32).map(|n| eleven[11 - n as usize] * if n <= 6 { n + 1 } else { n - 5 }).sum();
        if sum % 11 <= 1 { 0 } else { 11 - sum % 11 }
    }

    proptest! {
        #[test]
        fn every_valid_number_is_found_and_no_other(
            eleven in proptest::collection::vec(0_u32..10, 11).prop_filter("not all zeros", |d| d.iter().any(|&d| d != 0)),
            wide in proptest::collection::vec(any::<bool>(), 12),
            off in 1_u32..10,
            style in 0..5_usize,
        ) {
            let check = check_digit(&eleven);
            for (last, expected) in [(check, 1), ((check + off) % 10, 0)] {
                let mut text = String::from("甲");
                for (at, d) in eleven.iter().chain([&last]).enumerate() {
                    if at == 4 || at == 8 {
                        text.push_str(["", "-", " ", "－", "\u{200b}"][style]);
                    }
                    let base = if wide[at] { '０' } else { '0' };
                    text.push(char::from_u32(u32::from(base) + d).unwrap());
                }
                text.push('乙');
                prop_assert_eq!(in_text(&text).len(), expected);
                prop_assert_eq!(is_in(&redacted(&text)), false);
            }
        }

        #[test]
        fn any_text_can_be_searched(text in "[0-9０-９ \\-<br>/&#;\\\\\n、a-z]{0,60}") {
            for span in in_text(&text).into_iter().chain(in_html(&text)) {
                prop_assert!(text.get(span.start..span.end).is_some());
            }
            let _ = redacted(&text);
        }
    }
}
