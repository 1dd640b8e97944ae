//! The visits: each subject once, with all its kinds and versions together.
//!
//! A text is read, parsed and checked; what is found and known of it is kept as its analysis. Where a site is made, all
//! pages of the subject are, while its texts are at hand, and what the whole needs of them is kept. Texts whose analysis is
//! kept and of which no page is to be made are not read.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::maker::{Maker, Stop};
use super::{Read, Run, Step, Visited};
use crate::across::{self, Said};
use crate::assessment::{Assessment, names};
use crate::content::{Content, DocumentFile, LegacyNames, Status};
use crate::digest::{Analysis, Cache, Key, Keyed, Later, Pages, Record, Recorded, TextOf};
use crate::finding::{Finding, Level, Text, Trouble};
use crate::portal::{self, Facts, Located};
use crate::privacy::{self, shown};
use crate::publish::Stage;
use crate::sentences::Sentences;
use crate::text::file::{self, stored};
use crate::text::limit;
use crate::text::source::Source;
use crate::{check, export, index};

/// A subject and what is known of it before it is visited.
struct Subject {
    /// What its record is called.
    name: String,
    /// Its documents, by index in the content.
    documents: Vec<usize>,
    record: Record,
}

/// What one visit came to.
struct Outcome {
    record: Record,
    changed: bool,
    /// Numbers of persons in what was made.
    findings: Vec<Finding>,
}

/// All subjects of the content, in the order of their names.
fn subjects(content: &Content, cache: &mut Cache) -> Vec<Subject> {
    let mut subjects: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, document) in content.documents.iter().enumerate() {
        let town = content.municipality_of(document);
        let agency = content.agency_of(document);
        let name = format!("{} {} {}", town.slug, agency.slug, document.meta.number);
        subjects.entry(name).or_default().push(index);
    }
    subjects
        .into_iter()
        .map(|(name, documents)| Subject { record: cache.take(&name), name, documents })
        .collect()
}

impl Run<'_> {
    /// Visits all subjects without making pages.
    pub(super) fn check(&mut self, read: &Read, cache: &mut Cache) -> Visited {
        // Without pages, nothing stops a visit.
        self.visit(read, None, cache, &mut HashSet::new())
            .unwrap_or_else(|_| Visited { facts: Vec::new(), kept: Vec::new() })
    }

    /// Visits all subjects; `names` are those of the records that are put back into the cache.
    pub(super) fn visit(
        &mut self,
        read: &Read,
        maker: Option<&Maker<'_>>,
        cache: &mut Cache,
        names: &mut HashSet<String>,
    ) -> Result<Visited, Stop> {
        let content = &read.content;
        let subjects = subjects(content, cache);
        let progress = self.progress;
        let outcomes: Vec<_> = self.step(Step::Visit, subjects.len(), |_| {
            let visit = |subject: Subject| {
                let Subject { name, documents, mut record } = subject;
                let visit = Visit { content, maker, documents: &documents };
                let outcome = visit.make(&mut record);
                progress.advance();
                (name, documents, outcome.map_err(|stop| (record, stop)))
            };
            subjects.into_par_iter().map(visit).collect()
        });
        let mut facts = Vec::with_capacity(content.documents.len());
        let mut kept = vec![check::Kept::default(); content.documents.len()];
        let mut stop = None;
        for (name, documents, outcome) in outcomes {
            let outcome = outcome.unwrap_or_else(|(record, why)| {
                stop = Some(why);
                Outcome { record, changed: false, findings: Vec::new() }
            });
            // In the order of the documents, whatever they are.
            for (&document, analysis) in documents.iter().zip(&outcome.record.analyses) {
                let source = &content.documents[document].source;
                self.settled.extend(analysis.findings.iter().filter_map(|recorded| recorded.finding(source)));
                facts.extend(analysis.facts.clone().map(|facts| Facts { index: document, ..facts }));
                kept[document] = analysis.kept.clone();
            }
            self.findings.extend(outcome.findings);
            cache.put(name.clone(), outcome.record, outcome.changed);
            names.insert(name);
        }
        self.held = super::preview::held(content, &kept);
        match stop {
            Some(stop) => Err(stop),
            None => Ok(Visited { facts, kept }),
        }
    }
}

/// One visit.
struct Visit<'a> {
    content: &'a Content,
    maker: Option<&'a Maker<'a>>,
    documents: &'a [usize],
}

/// A text that has been read.
struct ReadText {
    document: usize,
    assessment: Option<Assessment>,
    attached: Option<crate::inspect::Attached>,
}

/// A text that is being read: its names are not masked yet.
struct Reading {
    text: ReadText,
    state: State,
}

/// What is known of a text that is being read.
enum State {
    /// It was checked before.
    Known(Box<Analysis>),
    /// What it says of itself alone.
    New { source: Arc<Source>, findings: Vec<Finding>, kept: check::Kept },
}

impl Visit<'_> {
    /// Visits the subject, or takes its record over as it is.
    fn make(&self, record: &mut Record) -> Result<Outcome, Stop> {
        let keys: Vec<Key> = self.documents.iter().map(|&document| self.analysis_key(document)).collect();
        let pages_key = self.maker.map(|maker| self.pages_key(maker, &keys));
        let kept = pages_key.and_then(|key| record.pages(key)).filter(|pages| self.can_keep(pages));
        let as_kept = record.analyses.iter().map(|analysis| analysis.key).eq(keys.iter().copied());
        if as_kept && (self.maker.is_none() || kept.is_some()) {
            self.maker.zip(kept).map_or(Ok(()), |(maker, kept)| keep(maker, kept))?;
            return Ok(Outcome { record: std::mem::take(record), changed: false, findings: Vec::new() });
        }
        let missing = |key: Key| record.analysis(key).is_none();
        let make_pages = self.maker.is_some() && kept.is_none();
        let mut readings = Vec::with_capacity(keys.len());
        for (&document, &key) in self.documents.iter().zip(&keys) {
            let file = &self.content.documents[document];
            let is_read = missing(key) || (make_pages && !self.content.is_held_back(file));
            readings.push(is_read.then(|| self.read(document, record.analysis(key))).transpose()?);
        }
        self.compare(&mut readings);
        let mut texts = Vec::new();
        let mut analyses = Vec::with_capacity(keys.len());
        for (reading, &key) in readings.into_iter().zip(&keys) {
            let Some(reading) = reading else {
                analyses.extend(record.analysis(key).cloned());
                continue;
            };
            let (text, settled) = self.settled(reading, key);
            texts.push(text);
            analyses.push(settled);
        }
        let mut changed = keys.iter().any(|&key| missing(key)) || keys.len() != record.analyses.len();
        let mut findings = Vec::new();
        let mut pages = record.pages.clone();
        if let (Some(maker), Some(key)) = (self.maker, pages_key) {
            let sound = analyses.iter().all(|analysis| !analysis.has_errors());
            if let Some(kept) = kept {
                keep(maker, kept)?;
            } else if sound {
                changed = true;
                match self.pages(maker, key, &texts) {
                    Ok(made) => pages = Some(made),
                    Err(Stop::Findings(found)) => {
                        pages = None;
                        findings = found;
                    }
                    Err(stop) => return Err(stop),
                }
            }
        }
        Ok(Outcome { record: Record { analyses, pages }, changed, findings })
    }

    /// Whether published files and the cache of the index have all that was made before.
    fn can_keep(&self, pages: &Pages) -> bool {
        let Some(maker) = self.maker else { return false };
        maker.stage.holds(&pages.files)
            && maker.index.filter(|_| !maker.index_waits).is_none_or(|index| {
                pages.texts.iter().all(|text| index.holds(&text.identity, text.passages.into()))
            })
    }

    /// What the analysis of a text depends on.
    fn analysis_key(&self, document: usize) -> Key {
        let file = &self.content.documents[document];
        let town = self.content.municipality_of(file);
        let original = file.meta.source.as_ref().and_then(|original| original.file.as_deref());
        let original = original.map(|name| {
            let path = stored(&self.content.root.join(&town.slug), name);
            let mut hasher = blake3::Hasher::new();
            file::open(&path, limit::ORIGINAL).ok().and_then(|mut file| {
                hasher.update_reader(&mut file).ok().map(|hasher| *hasher.finalize().as_bytes())
            })
        });
        let before = self.before(document).map(|before| self.content.documents[before].hash);
        Keyed::new("analysis")
            .with(file.hash)
            .with_option(before)
            .with(file.source.path())
            .with(town.source.text())
            .with(self.content.portal.source.text())
            .with_option(original.map(Option::unwrap_or_default))
            .key()
    }

    /// The version before a text.
    fn before(&self, document: usize) -> Option<usize> {
        self.content.version_before(document, self.documents.iter().copied())
    }

    /// What the pages of the subject depend on.
    fn pages_key(&self, maker: &Maker<'_>, analyses: &[Key]) -> Key {
        let published = self
            .documents
            .iter()
            .zip(analyses)
            .filter(|(document, _)| !self.content.is_held_back(&self.content.documents[**document]));
        let keyed = published.fold(Keyed::new("pages").with(maker.site), |keyed, (_, key)| keyed.with(key));
        // Where items have moved, their pages say so.
        let town = self.documents.first().map(|&document| &self.content.documents[document]);
        let retired = town.and_then(|document| self.content.municipality_of(document).retired.as_ref());
        let moved = retired.iter().flat_map(|file| &file.moved);
        moved.fold(keyed, |keyed, moved| keyed.with(&moved.page).with(&moved.item).with(&moved.to)).key()
    }

    /// Reads and parses a text, and checks it by itself unless it is `known`.
    fn read(&self, document: usize, known: Option<&Analysis>) -> Result<Reading, Stop> {
        let file = &self.content.documents[document];
        let (mut assessment, source, mut findings) =
            Assessment::of(file).ok_or_else(|| changed(&file.path))?;
        if let Some(analysis) = known {
            let attached = analysis.facts.as_ref().and_then(|facts| facts.attached.clone());
            let text = ReadText { document, assessment, attached };
            return Ok(Reading { text, state: State::Known(Box::new(analysis.clone())) });
        }
        // The same document with its text at hand.
        let file = DocumentFile { source: Arc::clone(&source), ..file.clone() };
        let mut attached = None;
        if file.meta.status != Status::Preparing {
            let (found, more) = check::attachment(self.content, &file);
            attached = found;
            findings.extend(more);
        }
        let mut kept = check::Kept::default();
        if let Some(assessment) = &mut assessment {
            let (found, checked) = check::document(self.content, &file, assessment);
            findings.extend(found);
            kept = checked;
        }
        let text = ReadText { document, assessment, attached };
        Ok(Reading { text, state: State::New { source, findings, kept } })
    }

    /// Checks what can only be judged beside the version before. That is read for this alone where the visit does not
    /// read it anyway; where it cannot be read, nothing is said.
    fn compare(&self, readings: &mut [Option<Reading>]) {
        for at in 0..readings.len() {
            let Some(Reading { text, state: State::New { .. } }) = &readings[at] else { continue };
            let Some(newer) = text.assessment.as_ref().filter(|own| !own.changes.is_empty()) else {
                continue;
            };
            let Some(before) = self.before(text.document) else { continue };
            let there = readings.iter().flatten().find(|other| other.text.document == before);
            let alone;
            let older = if let Some(there) = there {
                there.text.assessment.as_ref()
            } else {
                alone = Assessment::of(&self.content.documents[before]).and_then(|(read, ..)| read);
                alone.as_ref()
            };
            let found = older.map(|older| check::beside_before(older, newer)).unwrap_or_default();
            if let Some(Reading { state: State::New { findings, .. }, .. }) = &mut readings[at] {
                findings.extend(found);
            }
        }
    }

    /// Masks what is to be masked, and says what the text came to.
    fn settled(&self, reading: Reading, key: Key) -> (ReadText, Analysis) {
        let Reading { mut text, state } = reading;
        if let Some(assessment) = &mut text.assessment {
            mask_names(self.content, assessment);
        }
        let analysis = match state {
            State::Known(analysis) => *analysis,
            State::New { source, mut findings, kept } => {
                let facts = text.assessment.as_ref().map(|assessment| {
                    let facts = portal::facts(text.document, assessment);
                    // What only the 要点 page needs is worked out again when it is made.
                    Facts { attached: text.attached.clone(), glance: Vec::new(), flows: Vec::new(), ..facts }
                });
                privacy::redact(&mut findings, |_| false);
                let findings = findings.into_iter().map(|finding| Recorded::of(finding, &source)).collect();
                Analysis { key, facts, kept, findings }
            }
        };
        (text, analysis)
    }

    /// Makes all pages of the subject.
    fn pages(&self, maker: &Maker<'_>, key: Key, texts: &[ReadText]) -> Result<Pages, Stop> {
        let published = || {
            let texts = texts.iter().filter_map(|text| Some((text, text.assessment.as_ref()?)));
            texts.filter(|(text, _)| !self.content.is_held_back(&self.content.documents[text.document]))
        };
        let facts = published().map(|(text, assessment)| Facts {
            attached: text.attached.clone(),
            ..portal::facts(text.document, assessment)
        });
        let facts: Vec<Facts> = facts.collect();
        let Some(first) = facts.first() else { return maker.write(key, &[]) };
        let municipality = self.content.documents[first.index].municipality;
        let portal = portal::of_subject(self.content, municipality, facts);
        let renderer = maker.renderer(&portal)?;
        let mut pages = Vec::new();
        let mut copied = Vec::new();
        let mut kept = Vec::new();
        for (text, assessment) in published() {
            let Some(found) = portal.find(text.document) else { continue };
            pages.extend(renderer.document_pages(text.document, assessment)?);
            if !maker.only_documents && portal.meta.data.twins() {
                pages.push(export::twin(found, assessment, portal.meta.data.names));
            }
            copied.extend(copy_original(maker.stage, found.version)?);
            if let Some(index) = maker.index {
                kept.push(self.text(maker, index, text.document, found, assessment)?);
            }
        }
        if !maker.only_documents {
            for comparison in portal.comparisons() {
                let of = |found: Located<'_>| {
                    published()
                        .find(|(text, _)| text.document == found.version.facts.index)
                        .map(|(_, assessment)| assessment)
                };
                if let (Some(older), Some(newer)) = (of(comparison.older), of(comparison.newer)) {
                    pages.push(renderer.comparison_page(&comparison, older, newer)?);
                }
            }
            if let Some(found) = portal.versions().next() {
                pages.push(renderer.overview_page(found)?);
                pages.extend(renderer.at_pages(found.subject)?);
                pages.extend(renderer.task_feed(found)?);
            }
        }
        let mut made = maker.write(key, &pages)?;
        made.files.extend(copied);
        made.texts = kept;
        Ok(made)
    }

    /// Adds the passages of a version to the index, and keeps what makes them unnecessary next time.
    fn text(
        &self,
        maker: &Maker<'_>,
        index: &index::Builder,
        document: usize,
        found: Located<'_>,
        assessment: &Assessment,
    ) -> Result<TextOf, Stop> {
        let (evaluation, passages) = index::passages(found, assessment);
        let path = self.content.documents[document].source.path();
        // What is put together here goes into the cache of the index before any page is inspected.
        let numbers = index::numbers_in_passages(path, &passages, maker.gate.allow);
        if let Some(number) = numbers {
            return Err(vec![number].into());
        }
        let hash = index.add(&evaluation, &passages)?;
        Ok(TextOf {
            address: found.version.address.to_string(),
            identity: evaluation.identity,
            passages: *hash.as_bytes(),
            sentences: found.version.state.is_current().then(|| Later::of(&Sentences::of(assessment))),
            said: across::is_shown(found).then(|| Later::of(&Said::of(assessment))),
        })
    }
}

impl Analysis {
    fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.level() == Level::Error)
    }
}

/// Takes over the pages of a subject, and its passages, as they are.
fn keep(maker: &Maker<'_>, pages: &Pages) -> Result<(), Trouble> {
    maker.stage.keep(&pages.files)?;
    for (index, text) in maker
        .index
        .filter(|_| !maker.index_waits)
        .iter()
        .flat_map(|index| pages.texts.iter().map(move |text| (index, text)))
    {
        // What it holds it keeps.
        let _ = index.keep(&text.identity, text.passages.into());
    }
    Ok(())
}

/// Takes the names of former managers out of an evaluation where the portal does not show them. What is published is
/// made of what remains.
pub(super) fn mask_names(content: &Content, assessment: &mut Assessment) {
    if content.portal.meta.legacy_names == LegacyNames::Mask {
        names::mask(assessment);
    }
}

/// A file is no longer what was read.
pub(super) fn changed(path: &Path) -> Trouble {
    let path = shown(path);
    Trouble::new(
        Text::new(
            format!("出力を作っている間に {path} が変わりました。"),
            format!("{path} changed while the site was being built."),
        ),
        Text::new(
            "保存が終わってから、もう一度実行してください。前回の出力はそのまま残っています。",
            "Run this again when it has been saved. The previous output is left as it was.",
        ),
    )
}

/// Copies the original of a version, as it was inspected.
fn copy_original(
    stage: &Stage,
    version: &portal::Version,
) -> Result<Option<(String, crate::digest::File)>, Trouble> {
    let (Some(attached), Some(path)) = (&version.facts.attached, version.original()) else { return Ok(None) };
    let bytes =
        file::read(&attached.path, limit::ORIGINAL).map_err(|error| Trouble::io(&attached.path, &error))?;
    if *blake3::hash(&bytes).as_bytes() != attached.hash {
        return Err(changed(&attached.path));
    }
    let file = stage.write(&path, &bytes)?;
    Ok(Some((path, file)))
}
