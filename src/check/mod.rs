//! What `kohyo check` and every build look for, one file per family of rules.
//!
//! The rules themselves (what they mean, what they rest on) are listed in [`crate::finding::rules`]. Reading and parsing report
//! what they cannot understand under ids of the same table; here are the rules that look at what was understood.

mod absent;
mod agree;
pub mod allow;
mod attachment;
#[cfg(test)]
mod cases;
mod changes;
pub mod clock;
mod context;
mod count;
mod cover;
mod dates;
mod digits;
mod document;
mod form;
pub(crate) mod markup;
mod names;
mod options;
mod phrases;
pub mod privacy;
mod references;
mod text;
mod tree;
mod whole;

use std::collections::HashMap;
use std::sync::Arc;

use crate::assessment::Assessment;
use crate::content::{Content, DocumentFile, Status};
use crate::finding::{Finding, Place, Text};
use crate::search::passage::Passage;
use crate::text::source::Source;
use allow::AllowList;
use privacy::Number;

pub use agree::agree;
pub use attachment::attachment;
pub use tree::{is_original, numbers, numbers_in_theme, shown};
pub use whole::{Kept, Threshold, whole};

/// The rules about one document, and what [`whole`] needs of it. A document that is still being written is not held
/// to those for publication.
pub fn document(content: &Content, file: &DocumentFile, assessment: &Assessment) -> (Vec<Finding>, Kept) {
    let mut findings = form::check(assessment);
    findings.extend(absent::check(assessment));
    findings.extend(options::check(assessment));
    findings.extend(count::check(assessment));
    findings.extend(changes::check(assessment));
    findings.extend(cover::check(file, assessment));
    findings.extend(references::check(assessment));
    findings.extend(dates::check(file, assessment));
    findings.extend(text::check(assessment));
    findings.extend(phrases::check(assessment));
    findings.extend(names::check(assessment));
    findings.extend(privacy::check_body(&file.source, file.body));
    if file.meta.status != Status::Preparing {
        findings.extend(document::check(content, file));
    }
    (names::hidden(assessment, findings), Kept::of(assessment))
}

/// The place of the first of some keys of the front matter that is there, else the file.
fn key(file: &DocumentFile, keys: &[&str]) -> Place {
    match keys.iter().find_map(|key| file.keys.get(*key)) {
        Some(span) => Place::at(&file.source, *span),
        None => Place::file(&file.source),
    }
}

/// Numbers of persons in what is put together for the index: two texts may become one there.
pub fn numbers_in_passages(path: &str, passages: &[Passage], allow: &AllowList) -> Vec<Finding> {
    let bad = |text: &str| {
        privacy::in_text(text).into_iter().find(|number| {
            !allow.is_accepted(number, text.get(number.span.start..number.span.end).unwrap_or_default())
        })
    };
    let found = passages.iter().find_map(|passage| {
        let texts = passage.path.iter().chain([&passage.text, &passage.context]);
        let more = [&passage.file, &passage.block, &passage.group].into_iter().flatten();
        texts.chain(more).find_map(|text| bad(text))
    });
    found
        .map(|number| privacy::finding(number.kind, Place::file(&Arc::new(Source::new(path, "")))))
        .into_iter()
        .collect()
}

/// Takes numbers that look like an individual number out of everything that findings would show of a file:
/// messages, names, and the lines that are printed below them.
pub fn redact(findings: &mut [Finding]) {
    let mut seen: HashMap<*const Source, Vec<Number>> = HashMap::new();
    for finding in findings {
        for text in [&mut finding.message, &mut finding.help] {
            if [&text.ja, &text.en].iter().any(|text| !privacy::numbers(text).is_empty()) {
                *text = Text::new(privacy::redacted(&text.ja), privacy::redacted(&text.en));
            }
        }
        let source = &finding.place.source;
        let numbers = seen.entry(Arc::as_ptr(source)).or_insert_with(|| privacy::numbers(source.text()));
        if !numbers.is_empty() {
            // An excerpt may have been cut within a number.
            let parts = |text: &str| privacy::without_parts(text, source.text(), numbers);
            finding.message = Text::new(parts(&finding.message.ja), parts(&finding.message.en));
            finding.help = Text::new(parts(&finding.help.ja), parts(&finding.help.en));
        }
        if let Some(span) = finding.place.span.filter(|_| !finding.secret) {
            let line = source.line_span(source.position(span.start).line).unwrap_or(span);
            finding.secret =
                numbers.iter().any(|number| number.span.start < line.end && line.start < number.span.end);
        }
        if privacy::is_in(source.path()) {
            let renamed = Arc::new(Source::new(privacy::redacted(source.path()), source.text()));
            finding.place = Place { source: renamed, span: finding.place.span };
        }
    }
}

/// A document around a body, for the tests of the rules.
#[cfg(test)]
mod test_support {
    use super::{Arc, Assessment, Source};
    use crate::content::read_document;
    use crate::markdown;

    pub(super) fn assessment(body: &str) -> Assessment {
        let front = "---\nnumber: \"12\"\ntitle: 国民健康保険に関する事務\nkind: zenkomoku\nagency: みほん市長\nstatus: published\npublished: 2026-03-24\nform: \"令和7年5月 様式4\"\ncompleteness: whole\nsummary: 要約\n---\n\n";
        let source = Arc::new(Source::new("12.md", format!("{front}{body}")));
        let (meta, _, span) = read_document(&source).0.expect("the front matter is whole");
        let (blocks, findings) = markdown::parse(&source, span);
        assert!(findings.is_empty(), "{findings:?}");
        Assessment::read(source, meta, blocks).0.expect("the form is known")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::source::Span;

    #[test]
    fn no_finding_repeats_a_number() {
        let source = Arc::new(Source::new("c/123456789018.md", "# 123456<br>789018\n# 乙\n"));
        let about = |span| {
            Finding::warning(
                "FORM-01",
                Place::at(&source, span),
                Text::new("「123456789018」", "1234-5678-9018"),
                Text::new("", ""),
            )
        };
        let mut findings = [about(Span::new(0, 1)), about(Span::new(21, 22))];
        redact(&mut findings);
        assert_eq!(findings[0].message.ja, "「●●●●●●●●●●●●」");
        assert_eq!(findings[0].message.en, "●●●●●●●●●●●●");
        assert_eq!(findings[0].place.source.path(), "c/●●●●●●●●●●●●.md");
        assert_eq!((findings[0].secret, findings[1].secret), (true, false));
    }

    #[test]
    fn no_finding_repeats_a_part_of_a_number() {
        let source = Arc::new(Source::new("12.md", "令和8年に2026件、123456789018を登録する。\n乙\n"));
        let about = |message: &str| {
            Finding::warning(
                "FORM-01",
                Place::at(&source, Span::new(0, 1)),
                Text::new(message, message),
                Text::new("", ""),
            )
        };
        let mut findings =
            [about("2026件、12345678901…"), about("１２３４ ５６７８…"), about("2026 8901、123")];
        redact(&mut findings);
        assert_eq!(findings[0].message.ja, "2026件、●●●●●●●●●●●…");
        assert_eq!(findings[1].message.ja, "●●●● ●●●●…");
        assert_eq!(findings[2].message.ja, "2026 ●●●●、123");
    }
}
