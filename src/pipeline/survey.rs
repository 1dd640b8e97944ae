//! Everything there is to know of a content folder without building it: for reports to the publisher.
//!
//! Unlike a build, a survey goes on where there are errors: what could be read is there, and the findings say what
//! could not. Evaluations in preparation are in it; they have no place in the portal.

use super::visit::{changed, mask_names};
use super::{Options, Progress, Run, Visited, cache_of};
use crate::assessment::Assessment;
use crate::check::{self, Kept};
use crate::content::Content;
use crate::digest::Cache;
use crate::finding::baseline::Subjects;
use crate::finding::{Finding, Trouble};
use crate::portal::{self, Portal};

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
}

impl Known {
    /// Whether a document of this folder and one of another folder are the same, byte by byte.
    pub fn is_same(&self, document: usize, other: &Self, document_of_other: usize) -> bool {
        self.content.documents[document].hash == other.content.documents[document_of_other].hash
    }

    /// Which subject each file is about.
    pub fn subjects(&self) -> Subjects {
        super::subjects(&self.content)
    }

    /// Reads the text of a document again.
    pub fn assessment(&self, document: usize) -> Result<Assessment, Trouble> {
        let file = &self.content.documents[document];
        let read = Assessment::of(file).and_then(|(read, ..)| read);
        let mut assessment = read.ok_or_else(|| changed(&file.path))?;
        mask_names(&self.content, &mut assessment);
        Ok(assessment)
    }
}

/// Looks through a content folder.
pub fn survey(options: &Options, progress: &dyn Progress) -> Survey {
    let mut run = Run::new(options, progress);
    let mut cache = Cache::open(cache_of(options));
    let known = run.read(cache.fronts()).map(|read| {
        let Visited { facts, kept } = run.check(&read, &mut cache);
        run.findings.extend(check::whole(&read.content, &kept, options.as_of));
        let sound = !run.has_errors();
        let portal = portal::gather(&read.content, facts);
        if sound {
            run.findings.extend(check::agree(&read.content, &portal));
            let _ = run.addresses(&read.content, &portal, &kept);
        }
        Known { content: read.content, kept, portal }
    });
    run.keep(&mut cache);
    Survey { known, findings: run.findings() }
}
