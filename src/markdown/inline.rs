//! Inline markup that a body must not carry: it is shown literally, and its author is told.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Options, Tag, TagEnd};

use crate::finding::{Finding, Place, Text};
use crate::text::limit;
use crate::text::source::{Source, Span};

/// The options under which a body is read: tables and task lists, nothing else.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS
}

/// Reports emphasis, code, links, tags and character references, each once at its place.
pub(super) struct Report<'a> {
    source: &'a Arc<Source>,
    body: Span,
    in_html_block: bool,
    findings: Vec<Finding>,
    /// The first place that is one too many.
    over: Option<Span>,
}

impl<'a> Report<'a> {
    pub(super) fn new(source: &'a Arc<Source>, body: Span) -> Self {
        Self { source, body, in_html_block: false, findings: Vec::new(), over: None }
    }

    /// What there was to report, in the order of the text.
    pub(super) fn findings(self) -> Vec<Finding> {
        self.findings
    }

    /// Where there is more than is reported.
    pub(super) fn over(&self) -> Option<Span> {
        self.over
    }

    /// The next event of the body.
    pub(super) fn see(&mut self, event: &Event<'_>, range: Range<usize>) {
        let span = Span::new(self.body.start + range.start, self.body.start + range.end);
        let slice = self.source.slice(span);
        let what = match event {
            Event::Start(Tag::HtmlBlock) => {
                self.in_html_block = true;
                return;
            }
            Event::End(TagEnd::HtmlBlock) => {
                self.in_html_block = false;
                return;
            }
            Event::Start(Tag::Emphasis | Tag::Strong) => Text::new("強調(`*`・`_`)", "emphasis (`*`, `_`)"),
            Event::Code(_) => Text::new("コード(`` ` ``)", "code (`` ` ``)"),
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                Text::new("リンク・画像(`[…](…)`)", "a link or image (`[…](…)`)")
            }
            Event::InlineHtml(_) if !self.in_html_block && !is_line_break(slice) => {
                Text::new("HTMLのタグ", "an HTML tag")
            }
            Event::Text(text) if slice.starts_with('&') && **text != *slice => {
                Text::new("文字参照(`&…;`)", "a character reference (`&…;`)")
            }
            _ => return,
        };
        if self.findings.len() == limit::MARKUP {
            self.over.get_or_insert(span);
            return;
        }
        self.findings.push(Finding::of(
            "MD-07",
            Place::at(self.source, span),
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
    let mut signs = tag.chars().filter(|c| !matches!(c, ' ' | '/')).map(|c| c.to_ascii_lowercase());
    "<br>".chars().all(|c| signs.next() == Some(c)) && signs.next().is_none()
}
