//! Reading: finds and decodes the files of a portal and turns their front matter into types.
//!
//! [`read_since`] walks a content folder; [`read_document`] reads one document from text alone. Bodies are
//! only delimited here; what they say is read by the stages that follow. Nothing is guessed, and
//! everything that is wrong comes back as a [`Finding`](crate::finding::Finding).

pub mod local_body;
pub mod task;

mod choice;
mod decode;
mod document;
mod fields;
mod front_matter;
mod municipality;
mod portal_file;
mod redirects;
mod retired;
pub(crate) mod suggest;
mod together;
mod toml_file;
mod tree;
mod unseen;
mod walk;
mod yaml;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use choice::{
    Choice, Completeness, DataFormat, Kind, LegacyNames, Occasion, Publisher, SearchMode, Status,
};
pub use decode::{decode, decode_any, load, text};
pub use document::{
    Consultation, DOCUMENT_KEYS, DocumentMeta, FileMeta, Original, ReadDocument, Verified, is_number,
    read_document,
};
pub use municipality::{
    Agency, MunicipalityMeta, RESERVED_SLUGS, ReadMunicipality, is_corporate_number, is_municipality_code,
    is_slug, read_municipality,
};
pub use portal_file::{DataMeta, NoFolder, PortalMeta, read_portal, site_url};
pub use redirects::{OldAddress, REDIRECTS, RedirectsFile, read_redirects};
pub use retired::{Moved, Retired, RetiredFile, read_retired, site_address};
#[cfg(test)]
pub(crate) use walk::read;
pub use walk::{Look, read_since};

use crate::finding::Place;
use crate::text::date::Date;
use crate::text::file::Stamp;
use crate::text::source::{Source, Span};

/// Everything in a content folder.
#[derive(Debug)]
pub struct Content {
    /// The folder.
    pub root: PathBuf,
    /// `portal.toml`.
    pub portal: PortalFile,
    /// `redirects.csv`, where there is one.
    pub redirects: Option<RedirectsFile>,
    /// The municipalities, by slug.
    pub municipalities: Vec<MunicipalityFile>,
    /// The documents, by path within their municipality.
    pub documents: Vec<DocumentFile>,
    /// Texts whose front matter or municipality cannot be used, with the place of their bodies: no documents,
    /// but what is wrong in their bodies is said in the same run.
    pub unusable: Vec<(Arc<Source>, Span)>,
    /// The day on which the portal is looked at: what is published later is 公表予定. `None` where every day has come.
    pub day: Option<Date>,
}

impl Content {
    /// The version before a document among some others of its subject: the last publication of its kind before its own; of
    /// a text without a day the last one there is, and of a draft the last one before its comment period.
    pub fn version_before(&self, document: usize, others: impl IntoIterator<Item = usize>) -> Option<usize> {
        let own = &self.documents[document];
        let order = |meta: &DocumentMeta| (meta.published, meta.revision);
        let is_before = |other: &DocumentFile| match (&own.meta.published, &own.meta.consultation) {
            (Some(_), _) => order(&other.meta) < order(&own.meta),
            (None, Some(period)) => other.meta.published < Some(period.from),
            (None, None) => true,
        };
        let same = |&index: &usize| {
            let other = &self.documents[index];
            index != document
                && (other.municipality, other.agency) == (own.municipality, own.agency)
                && (&other.meta.number, other.meta.kind) == (&own.meta.number, own.meta.kind)
                && matches!(other.meta.status, Status::Published | Status::Ended)
                && other.meta.published.is_some()
                && is_before(other)
        };
        others.into_iter().filter(same).max_by_key(|&index| order(&self.documents[index].meta))
    }

    /// Whether the day of publication of a document has not come (公表予定).
    pub fn is_scheduled(&self, document: &DocumentFile) -> bool {
        let meta = &document.meta;
        let public = matches!(meta.status, Status::Published | Status::Ended);
        public && self.day.is_some_and(|day| meta.published.is_some_and(|published| published > day))
    }

    /// Whether a document has no place in what is published: it is being written, or its day has not come.
    pub fn is_held_back(&self, document: &DocumentFile) -> bool {
        document.meta.status == Status::Preparing || self.is_scheduled(document)
    }

    /// The municipality of a document.
    pub fn municipality_of(&self, document: &DocumentFile) -> &MunicipalityFile {
        &self.municipalities[document.municipality]
    }

    /// The agency of a document.
    pub fn agency_of(&self, document: &DocumentFile) -> &Agency {
        &self.municipality_of(document).meta.agencies[document.agency]
    }
}

/// `portal.toml`.
#[derive(Debug)]
pub struct PortalFile {
    /// Its text.
    pub source: Arc<Source>,
    /// What it says.
    pub meta: PortalMeta,
}

/// The folder of a municipality with its `municipality.md`.
#[derive(Debug)]
pub struct MunicipalityFile {
    /// Name of the folder, and first part of its addresses.
    pub slug: String,
    /// The text of `municipality.md`.
    pub source: Arc<Source>,
    /// Its front matter.
    pub meta: MunicipalityMeta,
    /// The place of each key of the front matter.
    pub keys: BTreeMap<String, Span>,
    /// The introduction below it.
    pub body: Span,
    /// `retired.toml`, where there is one.
    pub retired: Option<RetiredFile>,
}

/// The front matter of a text by the hash of the text's bytes, so that a text that has not changed need not be read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Front {
    /// BLAKE3 of the bytes of the file.
    pub hash: [u8; 32],
    /// The front matter as it stands there.
    pub meta: DocumentMeta,
    /// The place of each key; nested ones as `consultation.from`.
    pub keys: BTreeMap<String, Span>,
    /// The Markdown below.
    pub body: Span,
    /// The file as it was read. While it is so, its bytes need not be looked at.
    pub stamp: Option<Stamp>,
}

/// What is known of texts from an earlier reading, by their path within the content.
pub type Fronts = HashMap<String, Arc<Front>>;

/// One assessment.
#[derive(Debug, Clone)]
pub struct DocumentFile {
    /// Index in [`Content::municipalities`].
    pub municipality: usize,
    /// Index in the agencies of that municipality.
    pub agency: usize,
    /// Where the file lies; it can be opened from there.
    pub path: PathBuf,
    /// BLAKE3 of its bytes.
    pub hash: [u8; 32],
    /// Its text, read again when somebody asks for it.
    pub source: Arc<Source>,
    /// What another reading may take over while the bytes are the same; only of texts in which nothing is wrong.
    pub front: Option<Arc<Front>>,
    /// Its front matter.
    pub meta: DocumentMeta,
    /// The place of each key of the front matter; nested ones as `consultation.from`.
    pub keys: BTreeMap<String, Span>,
    /// The Markdown below the front matter.
    pub body: Span,
}

impl DocumentFile {
    /// The place of the first of some keys of the front matter that is there, else the file.
    pub fn place_of(&self, keys: &[&str]) -> Place {
        match keys.iter().find_map(|key| self.keys.get(*key)) {
            Some(span) => Place::at(&self.source, *span),
            None => Place::file(&self.source),
        }
    }
}
