//! What remains of one visit to a subject, and its cache: a visit is a pure function of its inputs, so that what it came to
//! can be kept under their hash ([`key`]) and taken over while they stay the same.
//!
//! Two parts, since they depend on different things: [`Analysis`], what was found in one text, and [`Pages`], what was made
//! of a subject. Here is what they are and how they are kept ([`cache`]); how they come about is the business of the
//! pipeline. Nothing here is ever more than a shortcut: what is damaged, foreign or older is not there.

pub mod cache;
mod files;
pub mod key;
mod later;
mod recorded;
pub mod sealed;

use serde::{Deserialize, Serialize};

use crate::across::Said;
use crate::check::Kept;
use crate::portal::Facts;
use crate::sentences::Sentences;

pub use cache::Cache;
pub use files::Files;
pub use key::{Key, Keyed};
pub use later::Later;
pub use recorded::Recorded;

/// What reading and checking one text came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Analysis {
    /// What it depends on.
    pub key: Key,
    /// What is known of the document; nothing where there is no form for it.
    pub facts: Option<Facts>,
    /// What the rules about the whole need.
    pub kept: Kept,
    /// What was found, with every number that must not be repeated taken out.
    pub findings: Vec<Recorded>,
}

/// What was made of a subject, or of something else that has pages of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pages {
    /// What it depends on.
    pub key: Key,
    /// The files below the root of the site.
    pub files: Vec<(String, File)>,
    /// What the files say of one another and of others.
    pub links: Later<Links>,
    /// The pages that search engines may show: those that neither forbid it nor have their home elsewhere.
    pub listed: Vec<String>,
    /// What becomes part of the index, of the shared sentences and of the pages across evaluations, by the address of the
    /// version.
    pub texts: Vec<TextOf>,
}

impl Pages {
    /// Files that are no pages.
    pub fn of_data(key: Key, files: Vec<(String, File)>) -> Self {
        Self { key, files, links: Later::of(&Links::default()), listed: Vec::new(), texts: Vec::new() }
    }
}

/// A version as the search index, the shared sentences and the pages across evaluations know it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TextOf {
    /// The address of the version.
    pub address: String,
    /// What the index calls it.
    pub identity: String,
    /// The hash of its passages.
    pub passages: [u8; 32],
    /// Its sentences; only of what is published now.
    pub sentences: Option<Later<Sentences>>,
    /// What pages across evaluations show of it; only of what they show.
    pub said: Option<Later<Said>>,
}

/// One file of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its length in bytes.
    pub bytes: u64,
    /// BLAKE3 of its bytes.
    pub hash: [u8; 32],
}

impl File {
    /// A file of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.len() as u64, hash: *blake3::hash(bytes).as_bytes() }
    }

    /// The hash in hexadecimal digits, as plans and lists for people and other programs have it.
    pub fn hex(self) -> String {
        blake3::Hash::from_bytes(self.hash).to_hex().to_string()
    }
}

/// What the gate has to know of some pages once they are written.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Links {
    /// The ids on each page, as sorted hashes, by path.
    pub ids: Vec<(String, Vec<u32>)>,
    /// Links to other files of the site, each target once.
    pub targets: Vec<Link>,
}

/// A link within the site with the first place where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The page.
    pub page: String,
    /// Where the address stands in it, in bytes.
    pub at: (usize, usize),
    /// As written.
    pub href: String,
    /// The file it leads to; empty where that lies outside of the site.
    pub path: String,
    /// The place in it.
    pub fragment: Option<String>,
    /// How many such links there are.
    pub count: usize,
}

/// All that is kept of a subject.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Record {
    /// One for each of its texts.
    pub analyses: Vec<Analysis>,
    /// Its pages, where they were made.
    pub pages: Option<Pages>,
}

impl Record {
    /// The analysis of a text, if it is kept.
    pub fn analysis(&self, key: Key) -> Option<&Analysis> {
        self.analyses.iter().find(|analysis| analysis.key == key)
    }

    /// The pages, if they were made of just this.
    pub fn pages(&self, key: Key) -> Option<&Pages> {
        self.pages.as_ref().filter(|pages| pages.key == key)
    }
}
