//! Names that are not shown: the sign in their place is marked as interface, not text of the evaluation.

use crate::assessment::names::MASK;
use crate::privacy::markup::{self, Piece};

/// The page with every sign in its main part marked, in the words of the interface.
pub(super) fn marked(html: &str, words: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let (mut at, mut main) = (0, false);
    for piece in markup::pieces(html) {
        match piece {
            Piece::Tag(tag) if tag.is("main") => main = !tag.closing,
            Piece::Text(range) if main && html[range.clone()].contains(MASK) => {
                let sign = format!("<span class=\"masked\" data-ui>{words}</span>");
                out.push_str(&html[at..range.start]);
                out.push_str(&html[range.clone()].replace(MASK, &sign));
                at = range.end;
            }
            _ => {}
        }
    }
    out + &html[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_in_the_text_are_marked() {
        let page = format!("<title>{MASK}</title><main><p title=\"{MASK}\">課長 {MASK}</p></main>{MASK}");
        let expected = format!(
            "<title>{MASK}</title><main><p title=\"{MASK}\">課長 <span class=\"masked\" data-ui>x</span></p></main>{MASK}"
        );
        assert_eq!(marked(&page, "x"), expected);
        assert_eq!(marked("<main>甲</main>", "x"), "<main>甲</main>");
    }

    #[test]
    fn the_words_of_the_interface_are_those_of_the_sign() {
        let theme = crate::render::Theme::built_in().expect("the theme is whole");
        let words = theme.strings(crate::finding::Lang::Ja).plain("mask.name", |_| None).expect("a string");
        assert_eq!(words, MASK);
    }
}
