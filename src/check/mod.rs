//! What `kohyo check` and every build look for, one file per family of rules.
//!
//! The rules themselves (what they mean, what they rest on) are listed in [`crate::finding::rules`]. Reading and parsing report
//! what they cannot understand under ids of the same table; here are the rules that look at what was understood.

mod absent;
mod agree;
mod attachment;
#[cfg(test)]
mod cases;
mod changes;
pub mod clock;
mod count;
mod cover;
mod dates;
mod document;
mod form;
mod names;
mod options;
mod phrases;
mod references;
mod text;
mod whole;

use std::sync::Arc;

use crate::assessment::Assessment;
use crate::content::{Content, DocumentFile, Status};
use crate::finding::{Finding, Place, Text};
use crate::privacy::{self, AllowList};
use crate::search::passage::Passage;
use crate::text::source::Source;

pub use agree::agree;
pub use attachment::attachment;
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
