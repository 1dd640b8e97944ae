//! The stages in their order, timed: front matter of all files → visits → the whole → gate → swap.
//!
//! ```text
//! reading   front matter of all texts                                          content
//! visit     each subject once: findings, pages, and what is kept of it         digest::Record
//! the whole portal, lists, shared sentences, index: of what is kept alone
//! gate      numbers of persons as each file is written; links at the end
//! publish   the swap, if anything differs
//! ```
//!
//! A visit depends on its own inputs only, so that one whose inputs are those of the last build is not made: what is kept
//! of it ([`crate::digest`]) and its published files are taken over. What comes out is the same byte for byte.

mod across;
mod addresses;
mod data;
mod maker;
mod preview;
mod survey;
mod visit;
mod whole;

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::content::{self, Content, DocumentFile, Fronts, Kind};
use crate::digest::{Cache, File, Key, Keyed};
use crate::finding::baseline::Subjects;
use crate::finding::{self, Counts, Finding, Level, Text, Trouble};
use crate::portal::{self, Address, Facts, Portal};
use crate::privacy::{self, AllowList};
use crate::publish::{self, Changed, Site};
use crate::render::Theme;
use crate::text::date::Date;
use crate::text::source::slashed;
use crate::{check, markdown};

pub use addresses::{Addresses, addresses};
pub use preview::{Held, Preview, Why, preview};
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
    /// The day from which ages are counted; without it nothing is said of ages.
    pub as_of: Option<Date>,
    /// The day on which it is done: versions that are published later are 公表予定 and have no place in the site. Without it
    /// every day has come.
    pub day: Option<Date>,
    /// Pages of documents only, without lists; links are not looked at.
    pub only_documents: bool,
    /// The record of published addresses. A build that is only for trying out has none.
    pub published: Option<PathBuf>,
    /// The record of published addresses must not change: a build that would add to it is refused.
    pub locked: bool,
    /// Whether what was worked out is kept beside the output for the next time, and what is kept is used.
    pub cache: bool,
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
            day: None,
            only_documents: false,
            published: None,
            locked: false,
            cache: true,
        }
    }

    fn theme<'t>(&'t self, content: &'t Content) -> &'t str {
        self.theme.as_deref().unwrap_or(&content.portal.meta.theme)
    }

    fn base_url(&self, content: &Content) -> Option<String> {
        self.base_url.clone().or_else(|| content.portal.meta.base_url.clone())
    }
}

/// A part of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Files are read.
    Read,
    /// Texts are checked and their pages made, subject by subject.
    Visit,
    /// What the pages need to know of one another is put in order.
    Gather,
    /// The pages that span subjects are made.
    Render,
    /// The search index is made.
    Index,
    /// Links are followed.
    Gate,
    /// The staged site takes the place of the old one.
    Publish,
}

impl Step {
    /// What is being done, for people.
    pub fn text(self) -> Text {
        match self {
            Self::Read => Text::new("読み込み", "reading"),
            Self::Visit => Text::new("評価書の確認とページ", "checking and rendering"),
            Self::Gather => Text::new("整理", "gathering"),
            Self::Render => Text::new("一覧のページ", "rendering lists"),
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
    /// What differs from the site that was published before.
    pub files: Changed,
    /// Versions whose day of publication has not come, the next first; left out of the JSON where there are none. They are
    /// not in the site.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scheduled: Vec<Scheduled>,
}

/// A version whose day of publication has not come (公表予定).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Scheduled {
    /// The day.
    #[serde(serialize_with = "as_text")]
    pub published: Date,
    /// The file, with the content folder.
    pub file: String,
    /// 評価書番号.
    pub number: String,
    /// 評価書名 without the name of the kind.
    pub title: String,
    /// Which of the three kinds.
    pub kind: Kind,
}

/// 2026-11-21.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde wants")]
fn as_text<S: serde::Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
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
    /// The texts that are not in the site, for whoever writes them.
    pub held: Vec<Held>,
    /// Which subject each file is about.
    pub subjects: Subjects,
    /// Every file of the site that was published, by its path.
    pub files: Vec<(String, File)>,
}

/// Reads and checks the content, and stops there.
pub fn check(options: &Options, progress: &dyn Progress) -> Outcome {
    let mut run = Run::new(options, progress);
    let understood = run.understand();
    if let Some((content, _)) = &understood {
        // Where its theme cannot be read, a build stops.
        let theme = options.theme(content);
        if Theme::folder(theme, &options.themes).is_some() {
            run.findings.extend(Theme::load(theme, &options.themes).err().into_iter().flatten());
        }
    }
    let_go(understood);
    run.outcome(None)
}

/// Builds the site and publishes it, unless there is an error in the content or in the pages.
pub fn build(options: &Options, progress: &dyn Progress) -> Result<Outcome, Trouble> {
    let mut run = Run::new(options, progress);
    refuse_nested(options)?;
    // Before the work, so that a folder that will be refused is refused at once.
    let (site, mut cache) = rayon::join(|| Site::open(&options.output), || Cache::open(cache_of(options)));
    let site = site?;
    let built = run.build(&site, &mut cache);
    let_go(cache);
    built?;
    let published = run.is_built.then(|| site.output().to_owned());
    Ok(run.outcome(published))
}

/// Gives back the memory of something large, for which nobody has to wait.
fn let_go<T: Send + 'static>(large: T) {
    rayon::spawn(move || drop(large));
}

/// Builds again and again, for a folder that nobody else looks into: what is kept of a build for the next stays in memory.
#[derive(Debug)]
pub struct Workshop {
    options: Options,
    cache: Cache,
    site: Site,
    shelf: Arc<Shelf>,
}

/// How much of a site is made anew. What is left out stays as it is published, for a build that follows; where nothing is
/// published yet, nothing is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// The pages of subjects alone: no list knows of them, and no link is followed.
    Subjects,
    /// Everything but what takes long and what no page shows: the search index, the shared sentences, the data.
    Pages,
    /// Everything.
    All,
}

/// The theme that the last build has read, with the key of the site that it was read for.
type Shelf = Mutex<Option<(Key, Arc<Theme>)>>;

impl Workshop {
    /// Begins with what is kept of builds for the output that `options` name; builds into the folder `own`, which does not
    /// exist yet.
    pub fn open(options: &Options, own: &Path) -> Result<Self, Trouble> {
        let cache = Cache::open(cache_of(options)).in_memory();
        let options = Options { output: own.to_owned(), ..options.clone() };
        refuse_nested(&options)?;
        Ok(Self { cache, site: Site::open_own(own)?, options, shelf: Arc::default() })
    }

    /// The folder of the site.
    pub fn output(&self) -> &Path {
        self.site.output()
    }

    /// Builds as of `day`, so much of the site.
    pub fn build(&mut self, extent: Extent, day: Option<Date>) -> Result<Outcome, Trouble> {
        self.options.day = day;
        let mut run = Run { extent, shelf: Arc::clone(&self.shelf), ..Run::new(&self.options, &()) };
        run.build(&self.site, &mut self.cache)?;
        let published = run.is_built.then(|| self.site.output().to_owned());
        Ok(run.outcome(published))
    }
}

/// Where what is kept lies.
fn cache_of(options: &Options) -> Option<PathBuf> {
    let output = options.output.canonicalize().or_else(|_| std::path::absolute(&options.output)).ok()?;
    let (state, key) = publish::state(&output);
    options.cache.then(|| state.join("cache").join(format!("digests-{key}")))
}

/// A content folder that has been read, whatever is wrong in it.
struct Read {
    content: Content,
    /// Numbers that look like a 個人番号 and are none.
    allow: AllowList,
}

/// What is known of the documents once they have been visited.
struct Visited {
    facts: Vec<Facts>,
    /// What the rules about the whole keep, by document.
    kept: Vec<check::Kept>,
}

struct Run<'a> {
    options: &'a Options,
    progress: &'a dyn Progress,
    started: Instant,
    report: Report,
    timings: Vec<(Step, Duration)>,
    findings: Vec<Finding>,
    /// Findings of which every number has been taken out.
    settled: Vec<Finding>,
    /// Texts that hold no number.
    clean: HashSet<String>,
    new_addresses: usize,
    extent: Extent,
    shelf: Arc<Shelf>,
    is_built: bool,
    held: Vec<Held>,
    subjects: Subjects,
    files: Vec<(String, File)>,
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
            settled: Vec::new(),
            clean: HashSet::new(),
            new_addresses: 0,
            extent: Extent::All,
            shelf: Arc::default(),
            is_built: false,
            held: Vec::new(),
            subjects: Subjects::default(),
            files: Vec::new(),
        }
    }

    /// Makes the site and publishes it, where there are no errors.
    fn build(&mut self, site: &Site, cache: &mut Cache) -> Result<(), Trouble> {
        let built = self.make(site, cache);
        // Also what was found where no site could be made.
        self.keep(cache);
        self.is_built = built?;
        Ok(())
    }

    fn step<T>(&mut self, step: Step, parts: usize, work: impl FnOnce(&mut Self) -> T) -> T {
        self.progress.begin(step, parts);
        let started = Instant::now();
        let done = work(self);
        self.timings.push((step, started.elapsed()));
        done
    }

    /// Two steps at once.
    fn steps<A: Send, B: Send>(
        &mut self,
        one: (Step, impl FnOnce() -> A + Send),
        other: (Step, impl FnOnce() -> B + Send),
    ) -> (A, B) {
        let progress = self.progress;
        let timed = |step: Step| {
            progress.begin(step, 1);
            Instant::now()
        };
        let ((a, first), (b, second)) = rayon::join(
            || {
                let started = timed(one.0);
                ((one.1)(), started.elapsed())
            },
            || {
                let started = timed(other.0);
                ((other.1)(), started.elapsed())
            },
        );
        self.timings.extend([(one.0, first), (other.0, second)]);
        (a, b)
    }

    /// Writes what is to be kept; nothing where a number of a person was found, for it may stand in that too.
    fn keep(&self, cache: &mut Cache) {
        let number = |finding: &Finding| finding.level() == Level::Error && finding.id.starts_with("PRIV-");
        if !self.findings.iter().chain(&self.settled).any(number) {
            cache.save();
        }
    }

    fn has_errors(&self) -> bool {
        Counts::of(&self.findings).error + Counts::of(&self.settled).error > 0
    }

    fn findings(&mut self) -> Vec<Finding> {
        let mut findings = std::mem::take(&mut self.findings);
        privacy::redact(&mut findings, |path| self.clean.contains(path));
        findings.append(&mut self.settled);
        finding::sort(&mut findings);
        findings
    }

    fn outcome(mut self, published: Option<PathBuf>) -> Outcome {
        let findings = self.findings();
        let elapsed_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let report = Report { elapsed_ms, findings: Counts::of(&findings), ..self.report };
        let Self { timings, new_addresses, held, subjects, files, .. } = self;
        Outcome { report, timings, findings, published, new_addresses, held, subjects, files }
    }

    /// Reads the front matter of all texts; `None` where there is no portal to read.
    fn read(&mut self, fronts: &mut Fronts) -> Option<Read> {
        self.step(Step::Read, 1, |run| run.read_content(fronts))
    }

    fn read_content(&mut self, fronts: &mut Fronts) -> Option<Read> {
        let root = &self.options.content;
        let (allow, findings) = AllowList::read(root);
        self.findings.extend(findings);
        let looked = Mutex::new(BTreeSet::new());
        let (content, findings) = content::read_since(root, fronts, &|source, within| {
            looked.lock().unwrap_or_else(PoisonError::into_inner).insert(within.to_owned());
            privacy::tree::in_document(source, within, &allow)
        });
        self.findings.extend(findings);
        let mut seen = looked.into_inner().unwrap_or_else(PoisonError::into_inner);
        fronts.clear();
        for document in content.iter().flat_map(|content| &content.documents) {
            if let Some(front) = &document.front {
                let within = document.path.strip_prefix(root).map(slashed).unwrap_or_default();
                self.clean.insert(document.source.path().to_owned());
                seen.insert(within.clone());
                fronts.insert(within, Arc::clone(front));
            }
        }
        self.findings.extend(privacy::tree::numbers(root, &allow, &seen));
        let content = Content { day: self.options.day, ..content? };
        for (source, body) in &content.unusable {
            self.findings.extend(markdown::parse(source, *body).1);
        }
        let theme = self.options.theme(&content);
        if let Some(folder) = Theme::folder(theme, &self.options.themes) {
            if let Some(finding) = Theme::misplaced(theme, &folder, root) {
                self.findings.push(finding);
            } else {
                self.findings.extend(privacy::tree::numbers_in_theme(&folder));
                self.findings.extend(crate::check::theme(&folder, &Theme::ships));
            }
        }
        self.findings.extend(allow.stale());
        self.report.scheduled = scheduled(&content);
        self.subjects = subjects(&content);
        Some(Read { content, allow })
    }

    /// Reading and checking without pages, and the portal as a whole; `None` where there are errors.
    fn understand(&mut self) -> Option<(Content, Portal)> {
        let mut cache = Cache::open(cache_of(self.options));
        let read = self.read(cache.fronts());
        let understood = read.and_then(|read| {
            let Visited { facts, kept } = self.check(&read, &mut cache);
            self.findings.extend(check::whole(&read.content, &kept, self.options.as_of));
            (!self.has_errors()).then(|| {
                let portal = portal::gather(&read.content, facts);
                self.findings.extend(check::agree(&read.content, &portal));
                let _ = self.addresses(&read.content, &portal, &kept);
                let _ = self.old_addresses(&read.content, &portal);
                (read.content, portal)
            })
        });
        self.keep(&mut cache);
        let_go(cache);
        understood.filter(|_| !self.has_errors())
    }

    /// What everything that is made of a portal depends on.
    fn site_key(&self, content: &Content, allow: &AllowList) -> Key {
        let theme = self.options.theme(content);
        Keyed::new("site")
            .with(Theme::fingerprint(theme, &self.options.themes))
            .with_option(self.options.base_url(content))
            .with([u8::from(self.options.only_documents)])
            .with(content.portal.source.text())
            .with(allow.text())
            .key()
    }
}

/// Which subject each file of a content folder is about, and of which kind it is, as in addresses.
fn subjects(content: &Content) -> Subjects {
    let of = |document: &DocumentFile| {
        let kind = subject(content, document).kind(document.meta.kind);
        (document.source.path().to_owned(), kind.to_string())
    };
    content.documents.iter().map(of).collect()
}

/// The address of the subject of a document.
fn subject(content: &Content, document: &DocumentFile) -> Address {
    let (town, agency) = (content.municipality_of(document), content.agency_of(document));
    let agency = (!agency.primary).then_some(agency.slug.as_str());
    Address::subject(&town.slug, agency, &document.meta.number)
}

/// The versions of a content folder whose day has not come, the next first.
fn scheduled(content: &Content) -> Vec<Scheduled> {
    let held = content.documents.iter().filter(|document| content.is_scheduled(document));
    let mut all: Vec<Scheduled> = held
        .filter_map(|document| {
            Some(Scheduled {
                published: document.meta.published?,
                file: privacy::redacted(document.source.path()),
                number: document.meta.number.clone(),
                title: privacy::redacted(portal::display_title(&document.meta)),
                kind: document.meta.kind,
            })
        })
        .collect();
    all.sort();
    all
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
