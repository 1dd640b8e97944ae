//! Inline markup that a body must not carry: it is shown literally, and its author is told.

use std::sync::Arc;

use pulldown_cmark::{Event, Parser, Tag};

use super::parse::options;
use crate::finding::{Finding, Place, Text};
use crate::text::source::{Source, Span};

/// Reports emphasis, code, links, tags and character references, each once at its place.
pub(super) fn report(source: &Arc<Source>, body: Span, findings: &mut Vec<Finding>) {
    let text = source.slice(body);
    let mut in_html_block = false;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        let span = Span::new(body.start + range.start, body.start + range.end);
        let slice = &text[range];
        let what = match event {
            Event::Start(Tag::HtmlBlock) => {
                in_html_block = true;
                continue;
            }
            Event::End(pulldown_cmark::TagEnd::HtmlBlock) => {
                in_html_block = false;
                continue;
            }
            Event::Start(Tag::Emphasis | Tag::Strong) => Text::new("強調(`*`・`_`)", "emphasis (`*`, `_`)"),
            Event::Code(_) => Text::new("コード(`` ` ``)", "code (`` ` ``)"),
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                Text::new("リンク・画像(`[…](…)`)", "a link or image (`[…](…)`)")
            }
            Event::InlineHtml(_) if !in_html_block && !is_line_break(slice) => {
                Text::new("HTMLのタグ", "an HTML tag")
            }
            Event::Text(text) if slice.starts_with('&') && *text != *slice => {
                Text::new("文字参照(`&…;`)", "a character reference (`&…;`)")
            }
            _ => continue,
        };
        findings.push(Finding::warning(
            "MD-07",
            Place::at(source, span),
            Text::new(
                format!("{}の形をした記載です。文字としてそのまま表示します。", what.ja),
                format!("This looks like {}. It is shown as text.", what.en),
            ),
            Text::new(
                "記号の前に `\\` を付けると、この注意は出なくなります。",
                "Put `\\` before the sign to say that it is text.",
            ),
        ));
    }
}

/// `<br>`, the one tag that may stand in a table cell.
pub(super) fn is_line_break(tag: &str) -> bool {
    matches!(tag.to_ascii_lowercase().replace([' ', '/'], "").as_str(), "<br>")
}
