//! What no theme may leave out of a page: that the site is a collection or invented, where a draft stands, the way to
//! the original, and what every reader needs to find the way. Looked for in the finished page, in the words of the
//! default theme, so that neither an empty template nor an empty string takes them away. Whether a style sheet hides
//! them is not seen here.

use std::sync::Arc;

use super::strings::Message;
use super::words;
use crate::finding::{Finding, Lang, Place, Text};
use crate::privacy::markup::{self, Piece};
use crate::text::source::Source;

/// Something that has to be on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kept {
    /// A sentence of the interface that everybody can read.
    Sentence(Message),
    /// A link to this address.
    Link {
        /// What stands there: key of a string below `kept`.
        what: &'static str,
        /// The address as it stands on the page.
        href: String,
    },
}

/// Elements that a page is not usable without: name of the element, and what it is for.
const ELEMENTS: [(&str, &str, &str); 3] = [
    ("title", "ページの題名", "the title of the page"),
    (
        "main",
        "本文の範囲(読み上げと「本文へ」の移動先)",
        "the main part, for screen readers and the skip link",
    ),
    ("h1", "ページの見出し", "the heading of the page"),
];

/// What is missing on a page, one finding each. `template` is the template that made it.
pub(super) fn missing(template: &str, html: &str, kept: &[Kept], lang: Lang) -> Vec<Finding> {
    let page = Shown::of(html);
    let mut gone: Vec<Text> = Vec::new();
    for item in kept {
        match item {
            Kept::Sentence(message) => {
                let [here, ja, en] =
                    [lang, Lang::Ja, Lang::En].map(|lang| words::built_in(lang).text(message));
                if !page.text.contains(&squeezed(&here)) {
                    gone.push(Text::new(format!("表示「{ja}」"), format!("the words \"{en}\"")));
                }
            }
            Kept::Link { what, href } => {
                if !page.links.iter().any(|link| link == href) {
                    let name = |lang| words::built_in(lang).word(what).to_owned();
                    gone.push(Text::new(
                        format!("「{}」へのリンク", name(Lang::Ja)),
                        format!("the link to \"{}\"", name(Lang::En)),
                    ));
                }
            }
        }
    }
    for (element, ja, en) in ELEMENTS {
        if !page.elements.contains(&element) {
            gone.push(Text::new(format!("<{element}>: {ja}"), format!("<{element}>: {en}")));
        }
    }
    let source = Arc::new(Source::new(format!("templates/{template}"), ""));
    gone.into_iter()
        .map(|what| {
            Finding::of(
                "THEME-05",
                Place::file(&source),
                Text::new(
                    format!("テーマで作ったページに、なければならないものがありません: {}", what.ja),
                    format!("A page made with the theme lacks what has to be there: {}", what.en),
                ),
                Text::new(
                    "テーマの templates/ と i18n/ を確認し、内蔵のテーマと同じ語で表示してください。",
                    "Look through templates/ and i18n/ of the theme; say it in the words of the default theme.",
                ),
            )
        })
        .collect()
}

/// What a reader gets of a page.
#[derive(Default)]
struct Shown {
    /// The text of its body, without white space.
    text: String,
    /// Where its links lead.
    links: Vec<String>,
    /// Those of [`ELEMENTS`] that it has.
    elements: Vec<&'static str>,
}

impl Shown {
    fn of(html: &str) -> Self {
        let mut shown = Self::default();
        let mut in_body = false;
        for piece in markup::pieces(html) {
            match piece {
                Piece::Text(range) if in_body => {
                    shown.text.push_str(&squeezed(&markup::unescape(&html[range])));
                }
                Piece::Tag(tag) if !tag.closing => {
                    in_body |= tag.is("body");
                    let known = ELEMENTS.iter().map(|(name, ..)| *name).find(|name| tag.is(name));
                    shown.elements.extend(known);
                    if tag.is("a") {
                        let href = tag.attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case("href"));
                        shown.links.extend(href.map(|(_, range)| markup::unescape(&html[range.clone()])));
                    }
                }
                _ => {}
            }
        }
        shown
    }
}

/// White space is for the layout of a page.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gone(html: &str) -> Vec<String> {
        let kept = [
            Kept::Sentence(Message::new("site.not-official-of").with("municipality", "A&B市")),
            Kept::Link { what: "nav.home", href: "../index.html?a&b".to_owned() },
        ];
        missing("home.html", html, &kept, Lang::Ja).into_iter().map(|finding| finding.message.ja).collect()
    }

    const WHOLE: &str = "<title>題</title><body><p>A&amp;B市の\n <span>公式</span>サイトでは\
        ありません</p><a href=\"../index.html?a&amp;b\">家</a><main><h1>題</h1></main>";

    #[test]
    fn a_page_with_everything_passes() {
        assert_eq!(gone(WHOLE), [""; 0]);
    }

    #[test]
    fn what_is_missing_is_said_one_by_one() {
        assert_eq!(gone("<title>題</title><body><p>なし</p><main>").len(), 3);
        assert_eq!(gone("").len(), 5);
    }

    #[test]
    fn what_nobody_reads_does_not_count() {
        let hidden = WHOLE.replace("<p>", "<!--").replace("</p>", "-->");
        assert_eq!(gone(&hidden).len(), 1, "{hidden}");
        let head = WHOLE.replace("<body>", "");
        assert_eq!(gone(&head).len(), 1);
    }
}
