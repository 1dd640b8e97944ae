//! HTML of a page → stream P: what its `<main>` says.
//!
//! All text in document order, every `<details>` taken as open, without white space. Left out are subtrees marked
//! `data-ui` (they are checked by [`super::interface`]) and what no reader ever sees: `hidden` subtrees, scripts,
//! styles, templates and `noscript`. Marks written out in the change log (`[○]`, `[ ]`, `[?]`, `[option]`) are read
//! as in the source, so that a page may print them as they stand or as signs.

use scraper::{ElementRef, Html, Node, Selector};

use super::source::bracketed_option;
use super::vocabulary::Vocabulary;
use super::{BLANK, LOST, TICKED};

/// Elements whose text is never shown.
const SILENT: [&str; 4] = ["script", "style", "template", "noscript"];

/// The text of a page and where it stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct PageText {
    chars: Vec<(char, usize)>,
    anchors: Vec<String>,
}

impl PageText {
    /// Reads a page.
    pub(crate) fn read(html: &str, vocabulary: &Vocabulary) -> Self {
        let document = Html::parse_document(html);
        let mut text = Self { chars: Vec::new(), anchors: vec![String::new()] };
        text.collect(main_of(&document));
        text.read_marks(vocabulary);
        text
    }

    /// The stream.
    pub(crate) fn text(&self) -> String {
        self.chars.iter().map(|&(c, _)| c).collect()
    }

    /// The id of the nearest element that starts before the character.
    pub(crate) fn anchor(&self, at: usize) -> &str {
        let at = at.min(self.chars.len().saturating_sub(1));
        self.chars.get(at).map_or("", |&(_, anchor)| &self.anchors[anchor])
    }

    fn collect(&mut self, element: ElementRef<'_>) {
        if let Some(id) = element.value().id() {
            self.anchors.push(id.to_owned());
        }
        for child in element.children() {
            match child.value() {
                Node::Text(text) => {
                    let anchor = self.anchors.len() - 1;
                    self.chars.extend(text.chars().filter(|c| !c.is_whitespace()).map(|c| (c, anchor)));
                }
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(child).filter(|child| is_shown(*child)) {
                        self.collect(child);
                    }
                }
                _ => {}
            }
        }
    }

    fn read_marks(&mut self, vocabulary: &Vocabulary) {
        let plain: Vec<char> = self.chars.iter().map(|&(c, _)| c).collect();
        let mut out = Vec::with_capacity(plain.len());
        let mut at = 0;
        while at < plain.len() {
            let anchor = self.chars[at].1;
            let sign = match plain[at..] {
                ['[', ']', ..] => Some((BLANK, 2)),
                ['[', '○' | '◯' | 'O', ']', ..] => Some((TICKED, 3)),
                ['[', '?' | '？', ']', ..] => Some((LOST, 3)),
                _ => None,
            };
            if let Some((sign, length)) = sign {
                out.push((sign, anchor));
                at += length;
            } else if let Some((option, length)) = bracketed_option(&plain[at..], vocabulary) {
                out.extend(option.chars().map(|c| (c, anchor)));
                at += length;
            } else {
                out.push((plain[at], anchor));
                at += 1;
            }
        }
        self.chars = out;
    }
}

/// The `<main>` of a page; there has to be exactly one.
pub(crate) fn main_of(document: &Html) -> ElementRef<'_> {
    let selector = Selector::parse("main").expect("a selector");
    let mut found = document.select(&selector);
    let main = found.next().expect("the page has a <main>");
    assert!(found.next().is_none(), "the page has more than one <main>");
    main
}

/// Whether the subtree belongs to the document and can be seen.
fn is_shown(element: ElementRef<'_>) -> bool {
    let value = element.value();
    value.attr("data-ui").is_none() && value.attr("hidden").is_none() && !SILENT.contains(&value.name())
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::sample;
    use super::*;

    fn page(main: &str) -> PageText {
        let html = format!("<!doctype html><title>t</title><header>h</header><main>{main}</main>");
        PageText::read(&html, &sample())
    }

    #[test]
    fn only_the_main_part_speaks_with_all_details_open() {
        assert_eq!(page("a <details><summary>b</summary> c</details>\u{A0}d").text(), "abcd");
    }

    #[test]
    fn interface_and_unseen_text_is_left_out() {
        let html = "a<span data-ui>b</span><p hidden>c</p><script>d</script><template>e</template><!--f-->g";
        assert_eq!(page(html).text(), "ag");
    }

    #[test]
    fn marks_are_read_as_in_the_source() {
        assert_eq!(page("[○]a [ ]b [O]c [?]d [ 定めている ]e [様式]").text(), "☑a☐b☑c？d定めているe[様式]");
    }

    #[test]
    fn the_nearest_anchor_is_known() {
        let page = page("a<section id=\"x\"><h2 id=\"y\">b</h2>c</section>d");
        assert_eq!((page.anchor(0), page.anchor(1), page.anchor(9)), ("", "y", "y"));
    }
}
