//! What is wrong, as the browser shows it: the same place, line, caret and advice as on the terminal.

use serde::Serialize;

use crate::finding::{Counts, Finding, Lang, Level, Trouble, human};
use crate::privacy::redacted;

/// The contents of the box in the browser.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Problems {
    title: &'static str,
    note: &'static str,
    close: &'static str,
    items: Vec<Item>,
    summary: String,
}

/// One finding.
#[derive(Debug, Clone, Serialize)]
struct Item {
    /// Level and rule.
    head: String,
    /// file:line:column; empty for what concerns no file.
    place: String,
    message: String,
    /// The line, in three parts: before, at and after the place.
    line: Option<[String; 3]>,
    help: String,
}

/// More errors than anybody mends at once only hide the first.
const SHOWN: usize = 50;

impl Problems {
    /// The errors among some findings.
    pub(super) fn of_findings(findings: &[Finding], lang: Lang) -> Self {
        let errors = findings.iter().filter(|finding| finding.level() == Level::Error);
        let items = errors.take(SHOWN).map(|finding| item(finding, lang)).collect();
        Self { items, summary: human::summary(Counts::of(findings), lang), ..Self::empty(lang) }
    }

    /// Something outside of the content.
    pub(super) fn of_trouble(trouble: &Trouble, lang: Lang) -> Self {
        let item = Item {
            head: human::level(Level::Error, lang).to_owned(),
            place: String::new(),
            message: redacted(trouble.message.get(lang)),
            line: None,
            help: redacted(trouble.help.get(lang)),
        };
        Self { items: vec![item], ..Self::empty(lang) }
    }

    fn empty(lang: Lang) -> Self {
        let (title, note, close) = match lang {
            Lang::Ja => (
                "直すところがあります",
                "直して保存すると、この表示は消えます。後ろに見えるのは、最後に作れたページです。",
                "閉じる",
            ),
            Lang::En => (
                "Something has to be mended",
                "This box goes away when it is mended and saved. Behind it is the last page that could be made.",
                "Close",
            ),
        };
        Self { title, note, close, items: Vec::new(), summary: String::new() }
    }

    /// The heading.
    pub(super) fn title(&self) -> &str {
        self.title
    }

    /// Everything as plain text.
    pub(super) fn text(&self) -> String {
        let items = self.items.iter().map(|item| {
            let line = item.line.as_ref().map(|parts| format!("  {}\n", parts.concat())).unwrap_or_default();
            format!("{} {}\n{}\n{line}{}\n\n", item.head, item.place, item.message, item.help)
        });
        items.chain([self.summary.clone()]).collect()
    }
}

fn item(finding: &Finding, lang: Lang) -> Item {
    let at = finding.place.position();
    Item {
        head: format!("{} {}", human::level(finding.level(), lang), finding.id),
        place: format!("{}:{}:{}", finding.place.source.path(), at.line, at.column),
        message: finding.message.get(lang).to_owned(),
        line: line(finding),
        help: finding.help.get(lang).to_owned(),
    }
}

/// The first line of the place, as far as a person can take it in.
fn line(finding: &Finding) -> Option<[String; 3]> {
    const LONGEST: usize = 60;
    let span = finding.place.span.filter(|_| !finding.secret)?;
    let source = &finding.place.source;
    let line = source.line_span(source.line(span.start))?;
    let text = source.slice(line);
    if text.is_empty() || crate::privacy::masked(text) != text {
        return None;
    }
    let (start, end) =
        (span.start.max(line.start) - line.start, span.end.clamp(line.start, line.end) - line.start);
    let (before, marked, after) =
        (text.get(..start)?, text.get(start..end.max(start))?, text.get(end.max(start)..)?);
    let skipped = before.chars().count().saturating_sub(LONGEST);
    let before: String =
        if skipped > 0 { "…".chars().chain(before.chars().skip(skipped)).collect() } else { before.into() };
    let cut = |text: &str| -> String {
        let more = text.chars().count() > LONGEST;
        text.chars().take(LONGEST).chain(more.then_some('…')).collect()
    };
    Some([before, cut(marked), cut(after)])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::{Place, Text};
    use crate::text::source::{Source, Span};

    fn about(text: &str, span: Span) -> Finding {
        let source = Arc::new(Source::new("content/mihon/12.md", text));
        Finding::of(
            "META-05",
            Place::at(&source, span),
            Text::new("知らない項目", "unknown"),
            Text::new("直す", "mend"),
        )
    }

    #[test]
    fn a_problem_shows_its_line() {
        let problems = Problems::of_findings(&[about("---\npubished: x\n", Span::new(4, 12))], Lang::Ja);
        assert_eq!(problems.items[0].place, "content/mihon/12.md:2:1");
        assert_eq!(problems.items[0].line, Some(["", "pubished", ": x"].map(str::to_owned)));
        assert!(problems.text().contains("pubished: x"));
    }

    #[test]
    fn a_secret_line_is_not_shown() {
        let problems = Problems::of_findings(&[about("123456789018", Span::new(0, 12)).secret()], Lang::Ja);
        assert_eq!(problems.items[0].line, None);
        assert!(!serde_json::to_string(&problems).unwrap().contains("789018"));
    }
}
