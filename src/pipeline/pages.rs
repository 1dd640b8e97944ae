//! The second pass: one body after the other is read again, its pages are rendered and staged, and it is dropped; then
//! what is staged is inspected. The order of the stages and the first pass are in the parent.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Run, Step, Understood, mask_names};
use crate::assessment::Assessment;
use crate::content::{self, Content};
use crate::finding::{Finding, Lang, Text, Trouble};
use crate::portal;
use crate::privacy::{self, AllowList};
use crate::publish::{Site, Stage, Staged, gate};
use crate::render::{self, Page, Renderer, Theme};
use crate::{check, index, markdown, shared};

/// Why pages could not be made.
pub(super) enum Stop {
    /// Something in the theme, with its place.
    Findings(Vec<Finding>),
    /// Something around it.
    Trouble(Trouble),
}

impl From<Vec<Finding>> for Stop {
    fn from(findings: Vec<Finding>) -> Self {
        Self::Findings(findings)
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Run<'_> {
    /// The second pass: pages into the staging folder.
    pub(super) fn render(&mut self, site: &Site, understood: &Understood) -> Result<Staged, Stop> {
        let Understood { content, hashes, portal, allow, .. } = understood;
        let (options, progress) = (self.options, self.progress);
        let theme = Theme::load(options.theme.as_deref().unwrap_or(&portal.meta.theme), &options.themes)?;
        let lang = if portal.meta.language == "en" { Lang::En } else { Lang::Ja };
        let settings = render::Options { base_url: self.base_url.clone(), lang };
        let renderer = Renderer::new(&theme, portal, settings);
        // Documents that are being written have no place in the portal, and so no page.
        let documents: Vec<usize> =
            (0..content.documents.len()).filter(|&d| portal.find(d).is_some()).collect();
        let comparisons: Vec<_> =
            if options.only_documents { Vec::new() } else { portal.comparisons().collect() };
        let stage = site.stage()?;
        let index = if options.only_documents {
            None
        } else {
            let builder = index::Builder::new(site.scratch()?, site.cache("search"))?;
            Some(builder.with_synonyms(&options.content)?.with_mode(portal.meta.search_mode))
        };
        let sentences = (!options.only_documents).then(|| site.scratch().map(shared::Collector::new));
        let sentences = sentences.transpose()?;
        self.step(Step::Render, documents.len() + comparisons.len(), |_| -> Result<(), Stop> {
            let found = documents.par_iter().map(|&document| -> Result<Vec<Finding>, Stop> {
                let assessment = read_again(content, document, hashes[document])?;
                write(&stage, &renderer.document_pages(document, &assessment)?)?;
                if let Some(found) = portal.find(document) {
                    copy_original(&stage, found.version)?;
                    if let Some(sentences) = &sentences {
                        sentences.add(document, found, &assessment)?;
                    }
                }
                if let (Some(index), Some(found)) = (&index, portal.find(document)) {
                    let (evaluation, passages) = index::passages(found, &assessment);
                    let path = content.documents[document].source.path();
                    // What is put together here goes into the cache of the index before any page is inspected.
                    let numbers = check::numbers_in_passages(path, &passages, allow);
                    if !numbers.is_empty() {
                        return Ok(numbers);
                    }
                    drop(assessment);
                    index.add(&evaluation, &passages)?;
                }
                progress.advance();
                Ok(Vec::new())
            });
            let numbers = found.collect::<Result<Vec<_>, _>>()?.concat();
            if !numbers.is_empty() {
                return Err(numbers.into());
            }
            comparisons.par_iter().try_for_each(|comparison| -> Result<(), Stop> {
                let read = |found: portal::Found<'_>| {
                    let index = found.version.facts.index;
                    read_again(content, index, hashes[index])
                };
                let (older, newer) = (read(comparison.older)?, read(comparison.newer)?);
                let page = renderer.comparison_page(comparison, &older, &newer)?;
                write(&stage, &[page])?;
                progress.advance();
                Ok(())
            })?;
            if !options.only_documents {
                write(&stage, &renderer.portal_pages()?)?;
            }
            if let Some(sentences) = sentences {
                sentences.finish(portal, &stage)?;
            }
            Ok(write(&stage, &renderer.assets())?)
        })?;
        if let Some(index) = index {
            self.report.passages = self.step(Step::Index, 1, |_| index.finish(&stage))?;
        }
        let staged = stage.finish()?;
        self.report.assessments = documents.len();
        self.report.pages = staged.files().keys().filter(|path| is_page(path)).count();
        self.report.rendered = self.report.pages;
        self.report.bytes = staged.bytes();
        Ok(staged)
    }

    /// What is staged, once more as a whole: nothing that must stay private, no link that leads nowhere.
    pub(super) fn inspect(&mut self, staged: &Staged, allow: &AllowList) -> Result<(), Trouble> {
        let shown = privacy::shown(&self.options.output);
        let links = !self.options.only_documents;
        let base = self.base_url.clone();
        let found =
            self.step(Step::Gate, 1, |_| gate::inspect(staged, &shown, base.as_deref(), links, allow))?;
        self.findings.extend(found);
        Ok(())
    }
}

fn is_page(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|e| e == "html")
}

/// Reads a document a second time. Its findings are known; what counts is that the text is still the same.
pub(super) fn read_again(content: &Content, index: usize, hash: blake3::Hash) -> Result<Assessment, Trouble> {
    let document = &content.documents[index];
    let changed = || changed(&document.path);
    let source = content::load(&document.path, document.source.path()).map_err(|_| changed())?;
    if blake3::hash(source.text().as_bytes()) != hash {
        return Err(changed());
    }
    let source = Arc::new(source);
    let (blocks, _) = markdown::parse(&source, document.body);
    let mut assessment = Assessment::read(source, document.meta.clone(), blocks).0.ok_or_else(changed)?;
    mask_names(content, &mut assessment);
    Ok(assessment)
}

/// A file is no longer what was checked.
fn changed(path: &Path) -> Trouble {
    let path = privacy::shown(path);
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
fn copy_original(stage: &Stage, version: &portal::Version) -> Result<(), Trouble> {
    let (Some(attached), Some(path)) = (&version.facts.attached, version.original()) else { return Ok(()) };
    let bytes = std::fs::read(&attached.path).map_err(|error| Trouble::io(&attached.path, &error))?;
    if blake3::hash(&bytes) != attached.hash {
        return Err(changed(&attached.path));
    }
    stage.write(&path, &bytes)
}

fn write(stage: &Stage, pages: &[Page]) -> Result<(), Trouble> {
    pages.iter().try_for_each(|page| stage.write(&page.path, &page.bytes))
}
