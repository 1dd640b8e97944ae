//! Everything there is to know of a content folder without building it: for reports to the publisher.
//!
//! Unlike a build, a survey goes on where there are errors: what could be read is there, and the findings say what
//! could not. Evaluations in preparation are in it; they have no place in the portal.

use super::pages::read_again;
use super::{Options, Progress, Read, Run};
use crate::assessment::Assessment;
use crate::check::{self, Kept};
use crate::content::Content;
use crate::finding::{self, Finding, Trouble};
use crate::portal::{self, Portal};
use crate::privacy;

/// A content folder, looked through.
#[derive(Debug)]
pub struct Survey {
    /// What could be read.
    pub known: Option<Known>,
    /// What there is to say about it, in reading order.
    pub findings: Vec<Finding>,
}

/// What could be read of a content folder.
#[derive(Debug)]
pub struct Known {
    /// Its documents, without their texts.
    pub content: Content,
    /// What the rules about the whole keep of each document.
    pub kept: Vec<Kept>,
    /// Subjects, versions and states.
    pub portal: Portal,
    hashes: Vec<blake3::Hash>,
}

impl Known {
    /// Whether a document of this folder and one of another folder are the same, byte by byte.
    pub fn is_same(&self, document: usize, other: &Self, document_of_other: usize) -> bool {
        self.hashes[document] == other.hashes[document_of_other]
    }

    /// Reads the text of a document again.
    pub fn assessment(&self, document: usize) -> Result<Assessment, Trouble> {
        read_again(&self.content, document, self.hashes[document])
    }
}

/// Looks through a content folder.
pub fn survey(options: &Options, progress: &dyn Progress) -> Survey {
    let mut run = Run::new(options, progress);
    let known = run.read().map(|Read { content, hashes, facts, kept, .. }| {
        let sound = !run.has_errors();
        let portal = portal::gather(&content, facts);
        if sound {
            run.findings.extend(check::agree(&content, &portal));
            let _ = run.addresses(&content, &portal);
        }
        Known { content, kept, portal, hashes }
    });
    let mut findings = run.findings;
    privacy::redact(&mut findings);
    finding::sort(&mut findings);
    Survey { known, findings }
}
