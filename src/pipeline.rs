//! The stages in their order, timed: content → facts → portal → pages and index → gate → swap.
//!
//! Two passes over the documents. The first reads everything, reports what is wrong and keeps small facts; if
//! there is an error anywhere, nothing is rendered. The second reads one body after the other again, renders
//! and writes its pages and drops it, so that memory does not grow with the portal.

mod pages;
mod survey;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use serde::Serialize;

use crate::assessment::{Assessment, names};
use crate::content::{self, Content, DocumentFile, LegacyNames, Status};
use crate::finding::{self, Counts, Finding, Text, Trouble};
use crate::portal::{self, Address, Facts, Portal};
use crate::privacy::{self, AllowList};
use crate::publish::Site;
use crate::publish::record::{self, Record};
use crate::render::Theme;
use crate::text::date::Date;
use crate::text::source::Source;
use crate::{check, markdown};

use pages::Stop;
pub use survey::{Known, Survey, survey};

/// What is built, from what, to where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The content folder.
    pub content: PathBuf,
    /// The folder to publish.
    pub output: PathBuf,
    /// Where themes are looked for by name.
    pub themes: PathBuf,
    /// Name or folder of a theme, in place of the one that the portal names.
    pub theme: Option<String>,
    /// Where the site will stand, in place of what the portal says.
    pub base_url: Option<String>,
    /// The day from which ages are counted; without it no page speaks of ages.
    pub as_of: Option<Date>,
    /// Pages of documents only, without lists; links are not looked at.
    pub only_documents: bool,
    /// The record of published addresses. A build that is only for trying out has none.
    pub published: Option<PathBuf>,
}

impl Options {
    /// Everything as usual.
    pub fn new(content: impl Into<PathBuf>, output: impl Into<PathBuf>) -> Self {
        Self {
            content: content.into(),
            output: output.into(),
            themes: PathBuf::from("themes"),
            theme: None,
            base_url: None,
            as_of: None,
            only_documents: false,
            published: None,
        }
    }
}

/// A part of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Files are read.
    Read,
    /// Bodies are understood and checked (first pass).
    Check,
    /// What the pages need to know of one another is put in order.
    Gather,
    /// Pages are rendered and staged (second pass).
    Render,
    /// The search index is made.
    Index,
    /// The staged bytes are inspected.
    Gate,
    /// The staged site takes the place of the old one.
    Publish,
}

impl Step {
    /// What is being done, for people.
    pub fn text(self) -> Text {
        match self {
            Self::Read => Text::new("読み込み", "reading"),
            Self::Check => Text::new("確認", "checking"),
            Self::Gather => Text::new("整理", "gathering"),
            Self::Render => Text::new("ページの作成", "rendering"),
            Self::Index => Text::new("検索の索引", "indexing"),
            Self::Gate => Text::new("出力の検査", "inspecting"),
            Self::Publish => Text::new("入れ替え", "publishing"),
        }
    }
}

/// Somebody who wants to know how far the work is. Called from several threads.
pub trait Progress: Sync {
    /// A step begins; it has `parts` parts.
    fn begin(&self, step: Step, parts: usize);
    /// One part of it is done.
    fn advance(&self);
}

/// Nobody wants to know.
impl Progress for () {
    fn begin(&self, _: Step, _: usize) {}
    fn advance(&self) {}
}

/// The outcome in numbers, as `build --format json` prints it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Assessments in the site.
    pub assessments: usize,
    /// HTML pages in the site.
    pub pages: usize,
    /// Pages that were rendered.
    pub rendered: usize,
    /// Pages taken over from the build before.
    pub reused: usize,
    /// Passages in the search index.
    pub passages: usize,
    /// The size of the site.
    pub bytes: u64,
    /// How long it took.
    pub elapsed_ms: u64,
    /// How many findings there are.
    pub findings: Counts,
}

/// What a run of the pipeline came to.
#[derive(Debug)]
pub struct Outcome {
    /// The numbers.
    pub report: Report,
    /// How long each step took.
    pub timings: Vec<(Step, Duration)>,
    /// What there is to say about the content, in reading order.
    pub findings: Vec<Finding>,
    /// The folder that was published; `None` where errors stood in the way.
    pub published: Option<PathBuf>,
    /// How many addresses were published for the first time.
    pub new_addresses: usize,
}

/// Reads and checks the content, and stops there.
pub fn check(options: &Options, progress: &dyn Progress) -> Outcome {
    let mut run = Run::new(options, progress);
    let _ = run.understand();
    run.outcome(None)
}

/// The addresses of a portal.
#[derive(Debug)]
pub struct Addresses {
    /// Those that are built and have to stay.
    pub built: BTreeSet<String>,
    /// Those that are recorded as taken down.
    pub retired: BTreeSet<String>,
    /// Where the site stands.
    pub base_url: Option<String>,
}

/// The addresses that a content folder comes to; `None` where there are errors in it.
pub fn addresses(options: &Options) -> Option<Addresses> {
    let Understood { portal, .. } = Run::new(options, &()).understand()?;
    let retired = portal.municipalities.iter().flat_map(|town| &town.retired);
    Some(Addresses {
        built: portal.lasting().iter().map(ToString::to_string).collect(),
        retired: retired.map(|retired| retired.address.clone()).collect(),
        base_url: portal.meta.base_url.clone(),
    })
}

/// Builds the site and publishes it, unless there is an error in the content or in the staged pages.
pub fn build(options: &Options, progress: &dyn Progress) -> Result<Outcome, Trouble> {
    let mut run = Run::new(options, progress);
    refuse_nested(options)?;
    // Before the work, so that a folder that will be refused is refused at once.
    let site = Site::open(&options.output)?;
    let Some(mut understood) = run.understand() else { return Ok(run.outcome(None)) };
    let staged = match run.render(&site, &understood) {
        Ok(staged) => staged,
        Err(Stop::Findings(findings)) => {
            run.findings.extend(findings);
            return Ok(run.outcome(None));
        }
        Err(Stop::Trouble(trouble)) => return Err(trouble),
    };
    let record = understood.record.take();
    let allow = std::mem::take(&mut understood.allow);
    drop(understood);
    run.inspect(&staged, &allow)?;
    if run.has_errors() {
        return Ok(run.outcome(None));
    }
    // Before the swap: an address that could not be recorded is not published.
    if let (Some((record, lasting)), Some(path), false) = (record, &options.published, options.only_documents)
    {
        run.new_addresses = record.add(&lasting, path)?;
    }
    run.step(Step::Publish, 1, |_| site.publish(staged))?;
    Ok(run.outcome(Some(site.output().to_owned())))
}

/// What the first pass leaves of a content folder, whatever is wrong in it.
struct Read {
    content: Content,
    /// Hashes of the texts, by document.
    hashes: Vec<blake3::Hash>,
    facts: Vec<Facts>,
    /// What the rules about the whole keep, by document.
    kept: Vec<check::Kept>,
    /// Numbers that look like a 個人番号 and are none.
    allow: AllowList,
}

/// The first pass: everything the second needs.
struct Understood {
    content: Content,
    /// Hashes of the texts, by document.
    hashes: Vec<blake3::Hash>,
    portal: Portal,
    /// Numbers that look like a 個人番号 and are none.
    allow: AllowList,
    /// The addresses published before, and those that are built now.
    record: Option<(Record, BTreeSet<Address>)>,
}

struct Run<'a> {
    options: &'a Options,
    progress: &'a dyn Progress,
    started: Instant,
    report: Report,
    timings: Vec<(Step, Duration)>,
    findings: Vec<Finding>,
    /// Where the site will stand, once the portal's own file has been read.
    base_url: Option<String>,
    new_addresses: usize,
}

impl<'a> Run<'a> {
    fn new(options: &'a Options, progress: &'a dyn Progress) -> Self {
        Self {
            options,
            progress,
            started: Instant::now(),
            report: Report::default(),
            timings: Vec::new(),
            findings: Vec::new(),
            base_url: options.base_url.clone(),
            new_addresses: 0,
        }
    }

    fn step<T>(&mut self, step: Step, parts: usize, work: impl FnOnce(&mut Self) -> T) -> T {
        self.progress.begin(step, parts);
        let started = Instant::now();
        let done = work(self);
        self.timings.push((step, started.elapsed()));
        done
    }

    fn has_errors(&self) -> bool {
        Counts::of(&self.findings).error > 0
    }

    fn outcome(mut self, published: Option<PathBuf>) -> Outcome {
        privacy::redact(&mut self.findings);
        finding::sort(&mut self.findings);
        let elapsed_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let report = Report { elapsed_ms, findings: Counts::of(&self.findings), ..self.report };
        let Self { timings, findings, new_addresses, .. } = self;
        Outcome { report, timings, findings, published, new_addresses }
    }

    /// Reading and the first pass; `None` where there is no portal to read.
    fn read(&mut self) -> Option<Read> {
        let root = &self.options.content;
        let (content, findings) = self.step(Step::Read, 1, |_| content::read(root));
        self.findings.extend(findings);
        let (allow, findings) = AllowList::read(root);
        self.findings.extend(findings);
        let Some(mut content) = content else {
            self.findings.extend(privacy::tree::numbers(root, &allow));
            return None;
        };
        for (source, body) in &content.unusable {
            self.findings.extend(markdown::parse(source, *body).1);
        }
        let (facts, kept) = self.first_pass(&content, &allow);
        self.findings.extend(allow.stale());
        let hashes: Vec<_> = content
            .documents
            .iter()
            .map(|document| blake3::hash(document.source.text().as_bytes()))
            .collect();
        for document in &mut content.documents {
            document.source = Arc::new(Source::new(document.source.path(), ""));
        }
        Some(Read { content, hashes, facts, kept, allow })
    }

    /// Reading, the first pass and the portal as a whole; `None` where there are errors.
    fn understand(&mut self) -> Option<Understood> {
        let Read { content, hashes, facts, allow, .. } = self.read()?;
        if self.has_errors() {
            return None;
        }
        let portal = self.step(Step::Gather, 1, |_| portal::gather(&content, facts));
        self.findings.extend(check::agree(&content, &portal));
        let record = self.addresses(&content, &portal);
        if self.has_errors() {
            return None;
        }
        if self.base_url.is_none() {
            self.base_url.clone_from(&content.portal.meta.base_url);
        }
        Some(Understood { content, hashes, portal, allow, record })
    }

    /// Compares the addresses that are built with those that were published before. Invented ones are not kept.
    fn addresses(&mut self, content: &Content, portal: &Portal) -> Option<(Record, BTreeSet<Address>)> {
        let built = portal.lasting();
        self.findings.extend(record::retired(&built, content));
        let path = self.options.published.as_ref().filter(|_| !portal.meta.sample)?;
        match Record::read(path) {
            Ok(record) => {
                self.findings.extend(record.missing(&built, content));
                Some((record, built))
            }
            Err(finding) => {
                self.findings.push(*finding);
                None
            }
        }
    }

    fn first_pass(&mut self, content: &Content, allow: &AllowList) -> (Vec<Facts>, Vec<check::Kept>) {
        let progress = self.progress;
        let theme = self.options.theme.as_deref().unwrap_or(&content.portal.meta.theme);
        if let Some(folder) = Theme::folder(theme, &self.options.themes) {
            self.findings.extend(privacy::tree::numbers_in_theme(&folder));
        }
        let (read, numbers) = self.step(Step::Check, content.documents.len(), |run| {
            let documents = content.documents.par_iter().enumerate();
            rayon::join(
                || {
                    let read = documents.map(|(index, document)| {
                        let done = facts(content, index, document);
                        progress.advance();
                        done
                    });
                    read.collect::<Vec<_>>()
                },
                || privacy::tree::numbers(&run.options.content, allow),
            )
        });
        self.findings.extend(numbers);
        let mut all = Vec::with_capacity(read.len());
        let mut kept = Vec::with_capacity(read.len());
        for (facts, findings, kept_of_one) in read {
            all.extend(facts);
            self.findings.extend(findings);
            kept.push(kept_of_one);
        }
        self.findings.extend(check::whole(content, &kept, self.options.as_of));
        (all, kept)
    }
}

/// What one document comes to in the first pass.
fn facts(
    content: &Content,
    index: usize,
    document: &DocumentFile,
) -> (Option<Facts>, Vec<Finding>, check::Kept) {
    let (blocks, mut findings) = markdown::parse(&document.source, document.body);
    let (assessment, more) = Assessment::read(Arc::clone(&document.source), document.meta.clone(), blocks);
    findings.extend(more);
    let mut kept = check::Kept::default();
    let mut attached = None;
    if document.meta.status != Status::Preparing {
        let (found, more) = check::attachment(content, document);
        attached = found;
        findings.extend(more);
    }
    let facts = assessment.map(|mut assessment| {
        let (found, kept_of_it) = check::document(content, document, &assessment);
        findings.extend(found);
        kept = kept_of_it;
        mask_names(content, &mut assessment);
        Facts { attached, ..portal::facts(index, &assessment) }
    });
    (facts, findings, kept)
}

/// Takes the names of former managers out of an evaluation where the portal does not show them. What is published is
/// made of what remains.
fn mask_names(content: &Content, assessment: &mut Assessment) {
    if content.portal.meta.legacy_names == LegacyNames::Mask {
        names::mask(assessment);
    }
}

/// The output must not be read as content at the next build, nor the content replaced by the output.
fn refuse_nested(options: &Options) -> Result<(), Trouble> {
    let absolute = |path: &Path| {
        path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
    };
    let (content, output) = (absolute(&options.content), absolute(&options.output));
    if !output.starts_with(&content) && !content.starts_with(&output) {
        return Ok(());
    }
    Err(Trouble::new(
        Text::new(
            "出力のフォルダーと内容のフォルダーが重なっています。",
            "The output folder and the content folder overlap.",
        ),
        Text::new(
            "`--output` に、内容のフォルダーの外のフォルダーを指定してください。",
            "Name a folder outside of the content with `--output`.",
        ),
    ))
}
