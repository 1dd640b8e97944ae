//! TXT-12: characters that nobody sees and that change how a text is read: those that turn its direction round, and
//! control characters. In no file of the content there is a reason for one.

use std::sync::Arc;

use crate::finding::{Finding, Place, Text};
use crate::text::character::{is_unseen, turns_direction};
use crate::text::source::{Source, Span};

/// Lines of one file that are reported.
const MOST: usize = 20;

/// One finding for each line that holds any.
pub(super) fn check(source: &Arc<Source>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut last = 0;
    for (at, c) in source.text().char_indices().filter(|(_, c)| is_unseen(*c)) {
        let line = source.line(at);
        if line == last {
            continue;
        }
        last = line;
        if findings.len() == MOST {
            break;
        }
        let code = u32::from(c);
        let (ja, en) = if turns_direction(c) {
            (
                "文字の並ぶ向きを変える、見えない文字",
                "an invisible character that turns the direction of the text",
            )
        } else {
            ("見えない制御文字", "an invisible control character")
        };
        findings.push(Finding::of(
            "TXT-12",
            Place::at(source, Span::new(at, at + c.len_utf8())),
            Text::new(format!("{ja}(U+{code:04X})があります。"), format!("There is {en} (U+{code:04X}).")),
            Text::new(
                "見た目と違う文が公表されるおそれがあります。原本と見比べ、この文字を取り除いてください。",
                "The text may read otherwise than it looks. Compare it with the original and take the character out.",
            ),
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_with_an_unseen_character_is_named_once() {
        let source = Arc::new(Source::new("a.md", "よい\tぎょう\r\n甲\u{202e}乙\u{202e}\n\u{7}\n"));
        let found = check(&source);
        let places: Vec<_> =
            found.iter().map(|f| (f.id, f.place.position().line, f.place.position().column)).collect();
        assert_eq!(places, [("TXT-12", 2, 2), ("TXT-12", 3, 1)]);
        assert!(found[0].message.ja.contains("U+202E"));
    }

    #[test]
    fn a_file_full_of_them_is_not_reported_line_by_line() {
        let source = Arc::new(Source::new("a.md", "\u{7}\n".repeat(1000)));
        assert_eq!(check(&source).len(), MOST);
    }
}
