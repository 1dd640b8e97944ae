//! What `kohyo check` and every build look for, one file per family of rules.
//!
//! The rules themselves (what they mean, what they rest on) are listed in [`crate::finding::rules`]. Reading and parsing
//! report what they cannot understand under ids of the same table; here are the rules that look at what was understood.

mod absent;
mod agree;
mod attachment;
mod beside;
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
mod redirects;
mod references;
mod site;
mod text;
mod theme;
mod whole;

use crate::assessment::Assessment;
use crate::content::{Content, DocumentFile, Status};
use crate::finding::Finding;
use crate::import::verified::fingerprint;
use crate::privacy;

pub use agree::agree;
pub use attachment::attachment;
pub use document::changed;
pub use redirects::{is_occupied, redirects};
pub use site::site;
pub use theme::theme;
pub use whole::{Kept, Threshold, whole};

/// The rules about one document, and what [`whole`] needs of it. A document that is still being written is not held
/// to those for publication.
pub fn document(content: &Content, file: &DocumentFile, assessment: &Assessment) -> (Vec<Finding>, Kept) {
    let named = crate::assessment::names::places(assessment);
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
    findings.extend(names::check(assessment, &named));
    findings.extend(privacy::check_body(&file.source, file.body));
    findings.extend(beside::document(content, file, assessment));
    if file.meta.status != Status::Preparing {
        findings.extend(document::check(content, file));
        findings.extend(document::left_notes(content, file, assessment));
    }
    findings.extend(document::open_marks(file, assessment));
    let mut kept = Kept::of(assessment);
    kept.text = fingerprint(file.source.slice(file.body));
    (names::hidden(assessment, &named, findings), kept)
}

/// The rules about a document beside the version before it.
pub fn beside_before(older: &Assessment, newer: &Assessment) -> Vec<Finding> {
    changes::before::check(older, newer)
}

/// A document around a body, for the tests of the rules.
#[cfg(test)]
mod test_support {
    use std::sync::Arc;

    use super::Assessment;
    use crate::content::read_document;
    use crate::markdown;
    use crate::text::source::Source;

    pub(super) fn assessment(body: &str) -> Assessment {
        let front = "---\nnumber: \"12\"\ntitle: 国民健康保険に関する事務\nkind: zenkomoku\nagency: みほん市長\nstatus: published\npublished: 2026-03-24\nform: \"令和7年5月 様式4\"\ncompleteness: whole\nsummary: 要約\n---\n\n";
        let source = Arc::new(Source::new("12.md", format!("{front}{body}")));
        let (meta, _, span) = read_document(&source).0.expect("the front matter is whole");
        let (blocks, findings) = markdown::parse(&source, span);
        assert!(findings.is_empty(), "{findings:?}");
        Assessment::read(source, meta, blocks).0.expect("the form is known")
    }
}
