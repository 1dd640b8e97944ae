//! The whole: what is known of all documents together, once each has been visited.
//!
//! [`facts()`] reduces one document to what other pages need of it; [`gather`] puts the facts of all documents
//! in order: municipalities, their agencies, the subjects (a number within an agency), the versions of each
//! kind with their [`State`]. Nothing here holds the text of a body. Documents in preparation never enter, nor do
//! those whose day has not come.

pub mod address;
pub mod comparison;
pub mod count;
pub mod facts;
pub mod glance;
mod lasting;
pub mod news;
pub mod redirect;
pub mod state;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::content::{Content, DocumentMeta, Kind, Moved, MunicipalityMeta, PortalMeta, Retired, Status};
use crate::markdown::{Block, parse};
use crate::text::source::Source;

pub use address::Address;
pub use comparison::{Comparison, Origin};
pub use facts::{ChangeDay, ChangeSummary, Facts, display_title, facts};
pub use state::State;

/// Everything the pages need to know of one another.
#[derive(Debug)]
pub struct Portal {
    /// `portal.toml`.
    pub meta: PortalMeta,
    /// Its text, for findings about the portal as a whole.
    pub source: Arc<Source>,
    /// The municipalities, by code.
    pub municipalities: Vec<Municipality>,
    places: HashMap<usize, Place>,
}

/// A municipality with what is held of it.
#[derive(Debug)]
pub struct Municipality {
    /// First part of its addresses.
    pub slug: String,
    /// The front matter of `municipality.md`.
    pub meta: MunicipalityMeta,
    /// The introduction.
    pub introduction: Vec<Block>,
    /// Its agencies, in the order of the front matter.
    pub agencies: Vec<Agency>,
    /// Addresses that are no longer built.
    pub retired: Vec<Retired>,
    /// Items that have other ids now.
    pub moved: Vec<Moved>,
}

/// An agency with its subjects.
#[derive(Debug)]
pub struct Agency {
    /// Its part in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether its addresses carry no slug.
    pub primary: bool,
    /// The numbers held of it.
    pub subjects: Vec<Subject>,
}

/// 評価書番号: a number within an agency.
#[derive(Debug)]
pub struct Subject {
    /// The number.
    pub number: String,
    /// The 要点 page.
    pub address: Address,
    /// The kinds held, the most detailed first.
    pub kinds: Vec<KindVersions>,
}

/// The versions of one kind.
#[derive(Debug)]
pub struct KindVersions {
    /// The kind.
    pub kind: Kind,
    /// The address of the current document.
    pub address: Address,
    /// Published versions, newest first, then drafts, newest first.
    pub versions: Vec<Version>,
}

/// One version.
#[derive(Debug)]
pub struct Version {
    /// What is known of it.
    pub facts: Facts,
    /// Where it stands among the others.
    pub state: State,
    /// Its address for ever.
    pub address: Address,
}

/// Where a version stands in the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Index of the municipality.
    pub municipality: usize,
    /// Index of the agency.
    pub agency: usize,
    /// Index of the subject.
    pub subject: usize,
    /// Index of the kind.
    pub kind: usize,
    /// Index of the version.
    pub version: usize,
}

/// A version together with all it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Located<'a> {
    /// The municipality.
    pub municipality: &'a Municipality,
    /// The agency.
    pub agency: &'a Agency,
    /// The subject.
    pub subject: &'a Subject,
    /// The versions of its kind.
    pub kind: &'a KindVersions,
    /// The version.
    pub version: &'a Version,
}

impl Located<'_> {
    /// Whether the version is the one shown at the address of its kind.
    pub fn is_current(&self) -> bool {
        std::ptr::eq(self.kind.current(), self.version)
    }
}

impl KindVersions {
    /// The version shown at the address of the kind: the newest published one, else the newest draft.
    pub fn current(&self) -> &Version {
        &self.versions[0]
    }
}

impl Subject {
    /// The version whose answers the 要点 page shows: the current one of the most detailed kind that is in
    /// force; where none is, of one that has ended; a draft only where nothing else is held.
    pub fn main(&self) -> (&KindVersions, &Version) {
        let first = |wanted: fn(State) -> bool| self.kinds.iter().find(|kind| wanted(kind.current().state));
        let kind =
            first(State::is_current).or_else(|| first(|state| !state.is_draft())).unwrap_or(&self.kinds[0]);
        (kind, kind.current())
    }

    /// All versions of all kinds.
    pub fn versions(&self) -> impl Iterator<Item = (&KindVersions, &Version)> {
        self.kinds.iter().flat_map(|kind| kind.versions.iter().map(move |version| (kind, version)))
    }
}

impl Version {
    /// Where the original is published, below the root of the site: beside the version, under a name that still says
    /// what it is once it has been downloaded.
    pub fn original(&self) -> Option<String> {
        let attached = self.facts.attached.as_ref()?;
        let address = self.address.to_string();
        let name = address.trim_end_matches('/').replace('/', "-");
        Some(format!("{address}{name}.{}", attached.kind.extension()))
    }
}

impl Municipality {
    /// The ids that were published on the page of a version and have gone to others, each with the one of today: of the
    /// `items` that the page has now.
    pub fn moved<'i>(&self, page: &Address, items: impl Iterator<Item = &'i str>) -> Vec<(String, String)> {
        let own: Vec<&Moved> = self.moved.iter().filter(|moved| moved.page == page.as_str()).collect();
        if own.is_empty() {
            return Vec::new();
        }
        let items: Vec<&str> = items.collect();
        let pairs = items.iter().flat_map(|item| {
            own.iter().filter_map(move |moved| Some((moved.before(item)?, (*item).to_owned())))
        });
        let mut pairs: Vec<(String, String)> =
            pairs.filter(|(before, _)| !items.contains(&before.as_str())).collect();
        pairs.sort();
        pairs.dedup_by(|one, other| one.0 == other.0);
        pairs
    }

    /// All versions of its documents with what they belong to.
    pub fn versions(&self) -> impl Iterator<Item = Located<'_>> {
        self.subjects().flat_map(move |(agency, subject)| {
            subject.versions().map(move |(kind, version)| Located {
                municipality: self,
                agency,
                subject,
                kind,
                version,
            })
        })
    }

    /// All subjects with their agencies.
    pub fn subjects(&self) -> impl Iterator<Item = (&Agency, &Subject)> {
        self.agencies.iter().flat_map(|agency| agency.subjects.iter().map(move |subject| (agency, subject)))
    }

    /// The address of its page.
    pub fn address(&self) -> Address {
        Address::municipality(&self.slug)
    }
}

impl Portal {
    /// The version made from a document of the content; `None` where it is in preparation.
    pub fn find(&self, document: usize) -> Option<Located<'_>> {
        let place = self.places.get(&document)?;
        let municipality = &self.municipalities[place.municipality];
        let agency = &municipality.agencies[place.agency];
        let subject = &agency.subjects[place.subject];
        let kind = &subject.kinds[place.kind];
        Some(Located { municipality, agency, subject, kind, version: &kind.versions[place.version] })
    }

    /// All versions with what they belong to, in the order of the portal.
    pub fn versions(&self) -> impl Iterator<Item = Located<'_>> {
        self.municipalities.iter().flat_map(Municipality::versions)
    }

    /// Whether pages must say that the portal is not the municipality's own.
    pub fn is_collection(&self) -> bool {
        self.meta.publisher == crate::content::Publisher::Collection
    }
}

/// Puts the facts of all documents in order.
pub fn gather(content: &Content, facts: Vec<Facts>) -> Portal {
    let mut by_municipality: BTreeMap<usize, Vec<Facts>> = BTreeMap::new();
    for facts in facts {
        if let Some(document) = content.documents.get(facts.index) {
            by_municipality.entry(document.municipality).or_default().push(facts);
        }
    }
    let all = 0..content.municipalities.len();
    of(content, all.map(|index| (index, by_municipality.remove(&index).unwrap_or_default())))
}

/// The portal as the pages of one subject know it: its municipality with that subject alone.
pub fn of_subject(content: &Content, municipality: usize, facts: Vec<Facts>) -> Portal {
    of(content, [(municipality, facts)])
}

fn of(content: &Content, facts: impl IntoIterator<Item = (usize, Vec<Facts>)>) -> Portal {
    let municipalities = facts.into_iter().map(|(index, facts)| municipality(content, index, facts));
    let mut municipalities: Vec<Municipality> = municipalities.collect();
    municipalities.sort_by(|a, b| (&a.meta.code, &a.slug).cmp(&(&b.meta.code, &b.slug)));
    let places = places(&municipalities);
    Portal {
        meta: content.portal.meta.clone(),
        source: Arc::clone(&content.portal.source),
        municipalities,
        places,
    }
}

fn municipality(content: &Content, index: usize, facts: Vec<Facts>) -> Municipality {
    let file = &content.municipalities[index];
    let mut by_agency: BTreeMap<usize, Vec<Facts>> = BTreeMap::new();
    for facts in facts {
        let document = &content.documents[facts.index];
        if !content.is_held_back(document) {
            by_agency.entry(document.agency).or_default().push(facts);
        }
    }
    let agencies = file.meta.agencies.iter().enumerate().map(|(number, agency)| {
        let facts = by_agency.remove(&number).unwrap_or_default();
        let slug = (!agency.primary).then_some(agency.slug.as_str());
        Agency {
            slug: agency.slug.clone(),
            name: agency.name.clone(),
            primary: agency.primary,
            subjects: subjects(&file.slug, slug, facts),
        }
    });
    Municipality {
        slug: file.slug.clone(),
        meta: file.meta.clone(),
        introduction: parse(&file.source, file.body).0,
        agencies: agencies.collect(),
        retired: file.retired.as_ref().map(|file| file.entries.clone()).unwrap_or_default(),
        moved: file.retired.as_ref().map(|file| file.moved.clone()).unwrap_or_default(),
    }
}

fn places(municipalities: &[Municipality]) -> HashMap<usize, Place> {
    let mut places = HashMap::new();
    for (m, municipality) in municipalities.iter().enumerate() {
        for (a, agency) in municipality.agencies.iter().enumerate() {
            for (s, subject) in agency.subjects.iter().enumerate() {
                for (k, kind) in subject.kinds.iter().enumerate() {
                    for (v, version) in kind.versions.iter().enumerate() {
                        let place = Place { municipality: m, agency: a, subject: s, kind: k, version: v };
                        places.insert(version.facts.index, place);
                    }
                }
            }
        }
    }
    places
}

fn subjects(municipality: &str, agency: Option<&str>, facts: Vec<Facts>) -> Vec<Subject> {
    let mut by_number: BTreeMap<(u64, String), Vec<Facts>> = BTreeMap::new();
    for facts in facts {
        let digits: String = facts.meta.number.chars().take_while(char::is_ascii_digit).collect();
        let order = digits.parse().unwrap_or(u64::MAX);
        by_number.entry((order, facts.meta.number.clone())).or_default().push(facts);
    }
    by_number
        .into_iter()
        .map(|((_, number), facts)| {
            let address = Address::subject(municipality, agency, &number);
            let mut by_kind: BTreeMap<Kind, Vec<Facts>> = BTreeMap::new();
            for facts in facts {
                by_kind.entry(facts.meta.kind).or_default().push(facts);
            }
            // `Kind` is in ascending order of detail.
            let kinds =
                by_kind.into_iter().rev().map(|(kind, facts)| versions(&address, kind, facts)).collect();
            Subject { number, address, kinds }
        })
        .collect()
}

fn versions(subject: &Address, kind: Kind, mut facts: Vec<Facts>) -> KindVersions {
    let address = subject.kind(kind);
    facts.sort_by(|a, b| order(&b.meta).cmp(&order(&a.meta)).then(a.index.cmp(&b.index)));
    let newest = facts.first().filter(|f| f.meta.status != Status::Consultation).map(|f| f.meta.clone());
    let states: Vec<State> = facts
        .iter()
        .enumerate()
        .map(|(index, facts_of_one)| match index {
            0 => State::of_newest(&facts_of_one.meta, facts[1..].iter().map(|other| &other.meta)),
            _ => State::of(&facts_of_one.meta, newest.as_ref()),
        })
        .collect();
    let versions = facts.into_iter().zip(states).map(|(facts, state)| Version {
        state,
        address: address.join(&address::version_segment(&facts.meta)),
        facts,
    });
    KindVersions { kind, versions: versions.collect(), address }
}

/// Published versions rank above drafts, then the later day above the earlier.
fn order(meta: &DocumentMeta) -> (bool, Option<crate::text::date::Date>, u32) {
    let is_draft = meta.status == Status::Consultation;
    let day =
        if is_draft { meta.consultation.as_ref().map(|c| c.from) } else { meta.published.or(meta.ended) };
    (!is_draft, day, meta.revision)
}
