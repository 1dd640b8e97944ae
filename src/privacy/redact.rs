//! Keeping numbers out of everything that is shown of a text: messages, quotations, paths, reports.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::Number;
use super::digits::LENGTH;
use super::numbers::{any_numbers, digits_of, numbers};
use super::silence::silenced;
use crate::finding::Finding;
use crate::text::character::{is_stroke, visible};
use crate::text::number::digit;
use crate::text::source::{Source, slashed};

/// The text with every number that must not be repeated replaced by `●`.
pub fn redacted(text: &str) -> String {
    without(text, numbers)
}

/// The text with everything that has twelve digits replaced by `●`, be it a number of a person or not: what is quoted
/// in a message.
pub fn masked(text: &str) -> String {
    without(text, any_numbers)
}

/// A value for a message: one line, masked, no control characters, not longer than fits a sentence.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let masked = visible(&masked(&one_line(&masked(text)))).into_owned();
    if masked.chars().count() <= LONGEST {
        return masked;
    }
    // What a longer number leaves of itself may be one of a person.
    let line: String = masked.chars().take(LONGEST).collect();
    format!("{}…", self::masked(&line))
}

/// A text with spaces for line breaks and other control characters: what they part is beside one another for a reader.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A path as messages show it on every system.
pub fn shown(path: &Path) -> String {
    visible(&silenced(&redacted_path(&slashed(path)))).into_owned()
}

/// A path with the numbers in it replaced, those in one of its names too that its neighbours hide in the whole.
pub fn redacted_path(path: &str) -> String {
    redacted(&by_name(path, redacted))
}

/// As [`redacted_path`], with all that has twelve digits.
fn masked_path(path: &str) -> String {
    masked(&by_name(path, masked))
}

fn by_name(path: &str, replaced: impl Fn(&str) -> String) -> String {
    path.split('/').map(replaced).collect::<Vec<_>>().join("/")
}

/// The text without what `found` finds in it, until it finds nothing: a number may be one only where its neighbour is none.
fn without(text: &str, found: impl Fn(&str) -> Vec<Number>) -> String {
    let mut text = text.to_owned();
    loop {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for Number { span, .. } in found(&text).into_iter().filter(Number::is_secret) {
            out.push_str(text.get(at..span.start).unwrap_or_default());
            out.extend(std::iter::repeat_n('●', LENGTH));
            at = at.max(span.end);
        }
        if at == 0 {
            return text;
        }
        out.push_str(&text[at..]);
        text = out;
    }
}

/// The shortest part of a number that is kept out of messages, in digits: fewer are in many numbers.
const PART: usize = 4;

/// What must not be repeated of one source: asked by every finding about it, so gathered once.
#[derive(Default)]
struct Secrets {
    /// Every run of digits of at least [`PART`] that is in one of its numbers.
    parts: HashSet<String>,
    /// The lines that hold a number or a part of one.
    lines: HashSet<usize>,
}

impl Secrets {
    fn of(source: &Source) -> Self {
        let mut secrets = Self::default();
        for number in numbers(source.text()).iter().filter(|number| number.is_secret()) {
            let digits = digits_of(&source.text()[number.span.start..number.span.end]);
            for start in 0..digits.len() {
                for end in start + PART..=digits.len() {
                    secrets.parts.insert(digits[start..end].to_owned());
                }
            }
            let last = number.span.end.saturating_sub(1);
            secrets.lines.extend(source.line(number.span.start)..=source.line(last));
        }
        secrets
    }

    /// A text with `●` in place of digits that are a part of one of the numbers, as where an excerpt was cut within one.
    fn without_parts(&self, text: &str) -> String {
        let is_digit = |c: char| digit(c).is_some();
        let joins =
            |c: char| is_digit(c) || c.is_whitespace() || is_stroke(c) || matches!(c, '・' | '.' | '/' | '_');
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(is_digit) {
            let run = &rest[start..];
            let run = run[..run.find(|c| !joins(c)).unwrap_or(run.len())].trim_end_matches(|c| !is_digit(c));
            let is_part = |text: &str| self.parts.contains(&digits_of(text));
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
}

/// Takes everything with twelve digits out of what findings would show of a file: messages, names, and the lines that
/// are printed below them. Findings are printed as they are: whoever gathers them sends them through here. `without` says
/// of the path of a text whether it is known to hold no number.
pub fn redact(findings: &mut [Finding], without: impl Fn(&str) -> bool) {
    let mut seen: HashMap<*const Source, Secrets> = HashMap::new();
    let mut renamed: HashMap<*const Source, Arc<Source>> = HashMap::new();
    let mut lines: HashMap<(*const Source, usize), bool> = HashMap::new();
    for finding in findings {
        let source = Arc::clone(&finding.place.source);
        let gathered = || if without(source.path()) { Secrets::default() } else { Secrets::of(&source) };
        let secrets = seen.entry(Arc::as_ptr(&source)).or_insert_with(gathered);
        for text in [&mut finding.message, &mut finding.help].into_iter().flat_map(|t| [&mut t.ja, &mut t.en])
        {
            if !any_numbers(text).is_empty() {
                *text = masked(text);
            }
            if text.contains('\n') && !any_numbers(&one_line(text)).is_empty() {
                *text = masked(&one_line(text));
            }
            // An excerpt may have been cut within a number.
            if !secrets.parts.is_empty() {
                *text = secrets.without_parts(text);
            }
        }
        if let Some(span) = finding.place.span.filter(|_| !finding.secret) {
            let line = source.line(span.start);
            let text = || source.slice(source.line_span(line).unwrap_or(span));
            let holds = || secrets.lines.contains(&line) || !any_numbers(text()).is_empty();
            finding.secret = *lines.entry((Arc::as_ptr(&source), line)).or_insert_with(holds);
        }
        let path = masked_path(source.path());
        if path != source.path() {
            let named = || Arc::new(Source::new(path, source.text()));
            finding.place.source = Arc::clone(renamed.entry(Arc::as_ptr(&source)).or_insert_with(named));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::baseline::{Baseline, Subjects};
    use crate::finding::{Lang, Place, Text, github, human, json, sarif};
    use crate::text::source::Span;

    #[test]
    fn no_finding_repeats_a_number() {
        let source = Arc::new(Source::new("c/123456789018.md", "# 123456<br>789018\n# 乙\n"));
        let about = |span| {
            Finding::of(
                "FORM-01",
                Place::at(&source, span),
                Text::new("「123456789018」", "1234-5678-9018"),
                Text::new("", ""),
            )
        };
        let mut findings = [about(Span::new(0, 1)), about(Span::new(21, 22))];
        redact(&mut findings, |_| false);
        assert_eq!(findings[0].message.ja, "「●●●●●●●●●●●●」");
        assert_eq!(findings[0].message.en, "●●●●●●●●●●●●");
        assert_eq!(findings[0].place.source.path(), "c/●●●●●●●●●●●●.md");
        assert_eq!((findings[0].secret, findings[1].secret), (true, false));
    }

    #[test]
    fn what_a_neighbour_hides_is_not_shown_when_that_is_gone() {
        for text in [
            "---123456789018 --- \r\r1234-5678-9018",
            "1234-5678-9018 - 123456789018",
            "1234-5678-9018 - 1234-5678-9018 - 1234-5678-9018",
            "a1234-5678-9018-0000 1234 5678 9018 0123-4567-8901-8",
        ] {
            for shown in [redacted(text), masked(text), quoted(text)] {
                assert!(!crate::privacy::is_in(&shown), "{text:?}: {shown:?}");
            }
        }
    }

    #[test]
    fn what_is_cut_of_a_longer_number_is_none() {
        for text in ["甲".repeat(28) + "1234567890180", "甲".repeat(26) + "1234-5678-9018-0"] {
            assert!(!crate::privacy::is_in(&text), "{text}");
            let shown = quoted(&text);
            assert!(shown.ends_with("●●…") && !crate::privacy::is_in(&shown), "{shown}");
        }
    }

    #[test]
    fn no_finding_repeats_a_part_of_a_number() {
        let source = Arc::new(Source::new("12.md", "令和8年に2026件、123456789018を登録する。\n乙\n"));
        let about = |message: &str| {
            Finding::of(
                "FORM-01",
                Place::at(&source, Span::new(0, 1)),
                Text::new(message, message),
                Text::new("", ""),
            )
        };
        let mut findings =
            [about("2026件、12345678901…"), about("１２３４ ５６７８…"), about("2026 8901、123")];
        redact(&mut findings, |_| false);
        assert_eq!(findings[0].message.ja, "2026件、●●●●●●●●●●●…");
        assert_eq!(findings[1].message.ja, "●●●● ●●●●…");
        assert_eq!(findings[2].message.ja, "2026 ●●●●、123");
    }

    #[test]
    fn nothing_that_is_printed_has_twelve_digits() {
        let number = "123456789012";
        let source = Arc::new(Source::new(format!("c/{number}.md"), format!("番号は{number}です\n")));
        let text = Text::new(format!("「{number}」"), number);
        let mut findings = [Finding::of("META-11", Place::at(&source, Span::new(0, 3)), text.clone(), text)];
        redact(&mut findings, |_| false);
        for lang in [Lang::Ja, Lang::En] {
            let said = [
                human::render(&findings, lang, false),
                json::render(&findings, lang).expect("plain data"),
                sarif::render(&findings, &[], "c", lang).expect("plain data"),
                github::render(&findings, lang),
                Baseline::of(&findings, "c", &Subjects::default()).render().expect("plain data"),
            ];
            assert!(
                said.iter().all(|said| !said.contains("1234") && said.contains("●●●●●●●●●●●●")),
                "{said:#?}"
            );
        }
    }

    #[test]
    fn twelve_digits_are_masked_however_they_are_written() {
        for text in ["123456789012", "番号１２３４５６７８９０１２。", "1234-5678-9012", "1234 5678 9012 "]
        {
            assert!(!masked(text).contains(['1', '１']), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in ["12345678901", "1234567890123", "2026-03-24", "a123456789012f", "082-243-2583"] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn a_quoted_value_is_short_and_on_one_line() {
        assert_eq!(quoted("一\n二"), "一 二");
        assert_eq!(quoted("1234\n\n5678\n\n9018"), "●●●●●●●●●●●●");
        assert_eq!(quoted(&"あ".repeat(99)).chars().count(), 41);
    }
}
