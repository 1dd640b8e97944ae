//! Findings for people: where, what, the line itself with a caret, and what to do.
//!
//! The rule, the place and the sentence stand in one line, as editors and people look for them; the
//! line below comes from annotate-snippets, which knows that 市 is two cells wide. What must not be
//! repeated has been taken out of them before ([`crate::privacy::redact`]).

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::HashMap;

use annotate_snippets::{AnnotationKind, Group, Renderer, Snippet};

use super::{Counts, Finding, Lang, Level};
use crate::text::character::visible;
use crate::text::limit;
use crate::text::source::{Source, Span};

/// Renders findings one below the other, in the order given, each followed by an empty line. Of one rule in one file so
/// many are shown as a person reads ([`limit::SHOWN`]); of the others it is said how many they are.
pub fn render<F: Borrow<Finding>>(findings: &[F], lang: Lang, colour: bool) -> String {
    let mut counts: HashMap<(&str, &str, Level), usize> = HashMap::new();
    let mut shown = String::new();
    let mut more: Vec<(&str, &str, Level)> = Vec::new();
    for finding in findings.iter().map(Borrow::borrow) {
        let kind = (finding.id, finding.place.source.path(), finding.level());
        let count = counts.entry(kind).or_default();
        *count += 1;
        match (*count).cmp(&(limit::SHOWN + 1)) {
            Ordering::Less => shown.extend([&render_one(finding, lang, colour), "\n"]),
            Ordering::Equal => more.push(kind),
            Ordering::Greater => {}
        }
    }
    for kind @ (id, path, found) in more {
        let (left, path) = (counts[&kind] - limit::SHOWN, one_line(path));
        let level = level(found, lang);
        let said = match lang {
            Lang::Ja => format!("ほかに{left}件あります(すべては `--format json`)。"),
            Lang::En => format!("{left} more (all of them with `--format json`)."),
        };
        shown.extend([level, "[", id, "] ", &*path, ": ", &*said, "\n\n"]);
    }
    shown
}

/// Renders one finding; the text ends in a line break.
pub fn render_one(finding: &Finding, lang: Lang, colour: bool) -> String {
    let at = finding.place.position();
    let (start, bold, end) =
        if colour { (style(finding.level()), "\u{1b}[1m", "\u{1b}[0m") } else { ("", "", "") };
    let mut out = format!(
        "{start}{}[{}]{end} {}:{}:{} {bold}{}{end}\n",
        level(finding.level(), lang),
        finding.id,
        one_line(finding.place.source.path()),
        at.line,
        at.column,
        one_line(finding.message.get(lang)),
    );
    if let Some(lines) = snippet(finding, colour) {
        out.push_str(&lines);
        out.push('\n');
    }
    let help = one_line(finding.help.get(lang));
    if !help.is_empty() {
        let name = match lang {
            Lang::Ja => "対処",
            Lang::En => "help",
        };
        out.extend(["  = ", bold, name, end, ": ", &help, "\n"]);
    }
    if let Some(origin) = &finding.origin {
        let name = match lang {
            Lang::Ja => "原本",
            Lang::En => "original",
        };
        let (file, place) = (one_line(&origin.file), one_line(origin.place.get(lang)));
        let item = one_line(&origin.item);
        out.extend(["  = ", bold, name, end, ": ", &file, " ", &place, " — ", &item, "\n"]);
    }
    out
}

/// The closing line: how many findings of each level, and what follows from errors.
pub fn summary(counts: Counts, lang: Lang) -> String {
    let Counts { error, warning, info } = counts;
    match lang {
        Lang::Ja => {
            let counts = format!("エラー{error}件、注意{warning}件、情報{info}件。");
            let stop = "エラーがある間は公表用の出力を作りません(前回の出力はそのまま残っています)。";
            if error > 0 { counts + stop } else { counts }
        }
        Lang::En => {
            let counts = format!(
                "{}, {}, {}.",
                counted(error, "error", "errors"),
                counted(warning, "warning", "warnings"),
                counted(info, "note", "notes"),
            );
            let stop = " While there are errors no output is made (the previous output is left as it was).";
            if error > 0 { counts + stop } else { counts }
        }
    }
}

/// The name of a level.
pub fn level(level: Level, lang: Lang) -> &'static str {
    match (level, lang) {
        (Level::Error, Lang::Ja) => "エラー",
        (Level::Warning, Lang::Ja) => "注意",
        (Level::Info, Lang::Ja) => "情報",
        (Level::Error, Lang::En) => "error",
        (Level::Warning, Lang::En) => "warning",
        (Level::Info, Lang::En) => "note",
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn style(level: Level) -> &'static str {
    match level {
        Level::Error => "\u{1b}[1;31m",
        Level::Warning => "\u{1b}[1;33m",
        Level::Info => "\u{1b}[1;36m",
    }
}

/// The first line of the place with a caret below it.
fn snippet(finding: &Finding, colour: bool) -> Option<String> {
    let span = finding.place.span.filter(|_| !finding.secret)?;
    let source = &finding.place.source;
    let number = source.line(span.start);
    let line = around(source, source.line_span(number)?, span);
    let text = source.slice(line);
    if text.is_empty() {
        return None;
    }
    // A control character could make the terminal do things; a tab would shift the caret.
    let mut shown = String::with_capacity(text.len());
    let mut range = (0, 0);
    for (at, c) in text.char_indices() {
        range = marked(range, (line.start + at, span.start, span.end), shown.len());
        shown.push_str(&one_line(c.encode_utf8(&mut [0; 4])));
    }
    range = marked(range, (line.end, span.start, span.end), shown.len());
    let (from, to) = (range.0, range.1.max(range.0));
    let level = match finding.level() {
        Level::Error => annotate_snippets::Level::ERROR,
        Level::Warning => annotate_snippets::Level::WARNING,
        Level::Info => annotate_snippets::Level::INFO,
    };
    let group = Group::with_level(level).element(
        Snippet::source(shown.as_str()).line_start(number).annotation(AnnotationKind::Primary.span(from..to)),
    );
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    Some(renderer.render(&[group]))
}

/// The part of a long line that is shown: what stands within a reader's view of a place.
fn around(source: &Source, line: Span, place: Span) -> Span {
    const BYTES: usize = 1000;
    let boundary = |mut at: usize| {
        while !source.text().is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = line.start.max(place.start.saturating_sub(BYTES));
    let end = line.end.min(place.start + 2 * BYTES);
    Span::new(boundary(start).max(line.start), boundary(end.max(start)))
}

/// Carries a span over to the text that is shown: offsets reached so far, at this offset of the source.
fn marked(range: (usize, usize), (at, start, end): (usize, usize, usize), shown: usize) -> (usize, usize) {
    (if at <= start { shown } else { range.0 }, if at <= end { shown } else { range.1 })
}

/// One line without control characters; what turns the direction of the text is named.
fn one_line(text: &str) -> String {
    visible(text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::{Place, Text};
    fn finding(text: &str, at: &str) -> Finding {
        let source = Arc::new(Source::new("a.md", text));
        let start = text.find(at).expect("there");
        let place = Place::at(&source, Span::new(start, start + at.len()));
        let message = Text::new("何かあります。", "Something is there.");
        Finding::of("META-11", place, message, Text::new("見る", "Look"))
    }

    #[test]
    fn carets_stand_below_wide_characters() {
        insta::assert_snapshot!(render(
            &[finding("一行目\nみほん市 ｶﾅ abc 市長\n", "市長"), finding("\t\u{1b}[31m赤\n", "赤")],
            Lang::Ja,
            false
        ));
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let line = format!("{}ここ{}", "あ".repeat(2000), "い".repeat(2000));
        let shown = render(&[finding(&line, "ここ")], Lang::Ja, false);
        assert!(shown.contains("ここ") && shown.chars().count() < 500, "{shown}");
    }

    #[test]
    fn one_rule_says_the_same_of_one_file_so_often_and_no_more() {
        let text = "あ市長".repeat(3000);
        let source = Arc::new(Source::new("a.md", text.as_str()));
        let of = |at: usize| {
            let place = Place::at(&source, Span::new(at * 9 + 3, at * 9 + 9));
            Finding::of("META-11", place, Text::new("何かあります。", ""), Text::new("", ""))
        };
        let mut findings: Vec<Finding> = (0..3000).map(of).collect();
        findings.push(finding("乙", "乙"));
        let shown = render(&findings, Lang::Ja, false);
        assert!(
            shown.contains("注意[META-11] a.md: ほかに2901件あります") && shown.len() < 400_000,
            "{shown}"
        );
        assert_eq!(shown.matches("何かあります。").count(), limit::SHOWN);
        assert!(render(&findings[..limit::SHOWN], Lang::Ja, false).matches("ほかに").next().is_none());
    }

    #[test]
    fn a_message_that_quotes_a_text_ends_somewhere() {
        let source = Arc::new(Source::new("a.md", ""));
        let long = "市".repeat(2000);
        let finding =
            Finding::of("META-11", Place::file(&source), Text::new(&long, &long), Text::new("", ""));
        assert_eq!(finding.message.ja.chars().count(), limit::MESSAGE + 1);
    }

    #[test]
    fn colour_only_when_asked() {
        let one = finding("abc", "b");
        assert!(!render_one(&one, Lang::En, false).contains('\u{1b}'));
        let coloured = render_one(&one, Lang::En, true);
        assert!(coloured.starts_with("\u{1b}[1;33mwarning[META-11]\u{1b}[0m a.md:1:2 "), "{coloured}");
    }

    #[test]
    fn secrets_stay_secret() {
        let secret = finding("秘密 abc", "abc").secret();
        assert!(!render_one(&secret, Lang::Ja, false).contains("秘密"));
    }

    #[test]
    fn the_closing_line_says_what_errors_mean() {
        let counts = Counts { error: 5, warning: 4, info: 1 };
        assert_eq!(
            summary(counts, Lang::Ja),
            "エラー5件、注意4件、情報1件。エラーがある間は公表用の出力を作りません(前回の出力はそのまま残っています)。"
        );
        assert_eq!(summary(Counts { error: 0, ..counts }, Lang::Ja), "エラー0件、注意4件、情報1件。");
        let some = Counts { error: 0, warning: 1, info: 2 };
        assert_eq!(summary(some, Lang::En), "0 errors, 1 warning, 2 notes.");
    }
}
