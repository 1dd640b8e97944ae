//! What is not published yet, for whoever writes it: texts in preparation, texts whose day has not come, and converted texts
//! that nobody has compared with their original. Their pages are made one subject at a time when somebody asks, as they
//! would be if all of its texts were published; they never come into a site.

use super::visit::{changed, mask_names};
use super::{Options, Outcome, subject};
use crate::assessment::Assessment;
use crate::check;
use crate::content::{self, Content, DocumentFile, DocumentMeta, Fronts, Publisher, Status};
use crate::finding::{Finding, Lang, Trouble};
use crate::import::verified::{Since, since};
use crate::portal::address::version_segment;
use crate::portal::{self, Address, Facts, Located};
use crate::privacy::{self, AllowList};
use crate::publish::gate::{Gate, Seen};
use crate::render::{self, Page, Renderer, Theme};

/// Why a text is not in the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is being written.
    Preparing,
    /// Its day of publication has not come.
    Scheduled,
    /// It was converted, and nobody has compared it with its original, or could have: marks are open.
    Unverified,
}

/// A text that is not in the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The file, with the content folder.
    pub file: String,
    /// Where the review of an imported text is found: the folder of the municipality, and the name of the file.
    pub review: (String, String),
    /// Name of the municipality.
    pub municipality: String,
    /// Name of the agency.
    pub agency: String,
    /// What its front matter says.
    pub meta: DocumentMeta,
    /// Why it is not in the site.
    pub why: Why,
    /// Marks that somebody still has to look up in the original.
    pub open_marks: usize,
    /// The text has changed since it was verified.
    pub changed: bool,
    /// The overview of its subject, below the place of previews.
    pub subject: Address,
    /// Where its page is, below the place of previews.
    pub address: Address,
}

/// What stands at an address of the preview.
#[derive(Debug)]
pub enum Preview {
    /// A page or file.
    Here(Page),
    /// Something of it must not be shown, or could not be made.
    Refused(Vec<Finding>),
    /// Nothing that is held back has such a page.
    Elsewhere,
}

/// What the front matter of a text would say if it were published: one without a day is shown as a draft.
fn published(meta: &DocumentMeta) -> DocumentMeta {
    let status = match (meta.status, meta.published) {
        (Status::Preparing, Some(_)) => Status::Published,
        (Status::Preparing, None) => Status::Consultation,
        (status, _) => status,
    };
    DocumentMeta { status, ..meta.clone() }
}

fn why(content: &Content, document: &DocumentFile, open_marks: usize) -> Option<Why> {
    let meta = &document.meta;
    let converted = meta.source.as_ref().is_some_and(|source| source.conversion.is_some());
    let official = content.portal.meta.publisher == Publisher::Official;
    if meta.status == Status::Preparing {
        Some(Why::Preparing)
    } else if content.is_scheduled(document) {
        Some(Why::Scheduled)
    } else {
        let unsworn = official && converted && meta.verified.is_none();
        (unsworn || (meta.verified.is_some() && open_marks > 0)).then_some(Why::Unverified)
    }
}

/// Where the page of a text is.
fn address(content: &Content, document: &DocumentFile) -> Address {
    subject(content, document).kind(document.meta.kind).join(&version_segment(&published(&document.meta)))
}

/// The texts of a content folder that are not in the site, in the order of their files.
pub(super) fn held(content: &Content, kept: &[check::Kept]) -> Vec<Held> {
    let of = |(document, kept): (&DocumentFile, &check::Kept)| {
        let why = why(content, document, kept.open_marks())?;
        let town = content.municipality_of(document);
        let name = document.path.file_stem().map(|name| name.to_string_lossy().into_owned());
        let sworn = document.meta.verified.as_ref();
        Some(Held {
            file: document.source.path().to_owned(),
            review: (town.slug.clone(), name.unwrap_or_default()),
            municipality: town.meta.name.clone(),
            agency: content.agency_of(document).name.clone(),
            meta: document.meta.clone(),
            why,
            open_marks: kept.open_marks(),
            changed: sworn.is_some_and(|sworn| since(&document.path, sworn, kept.text()) == Since::Changed),
            subject: subject(content, document),
            address: address(content, document),
        })
    };
    content.documents.iter().zip(kept).filter_map(of).collect()
}

impl Outcome {
    /// The warnings and errors about a text.
    pub fn findings_of<'a>(&'a self, file: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.findings.iter().filter(move |finding| finding.place.source.path() == file)
    }
}

/// Makes what stands at `path` (a file, below the place of previews) if it belongs to the subject of a text that is `held`
/// back. Whatever is wrong elsewhere in the content does not matter.
///
/// # Errors
/// What the file system says.
pub fn preview(options: &Options, held: &[Held], path: &str) -> Result<Preview, Trouble> {
    let Some(own) = held.iter().map(|held| &held.subject).find(|own| path.starts_with(own.as_str())) else {
        return Ok(Preview::Elsewhere);
    };
    let (content, _) = content::read_since(&options.content, &Fronts::new(), &|_, _| None);
    let Some(content) = content else { return Ok(Preview::Elsewhere) };
    // Every day has come.
    let mut content = Content { day: None, ..content };
    for document in &mut content.documents {
        document.meta = published(&document.meta);
    }
    let documents: Vec<usize> = (0..content.documents.len())
        .filter(|&document| subject(&content, &content.documents[document]) == *own)
        .collect();
    let made = match pages(options, &content, &documents)? {
        Ok(pages) => pages,
        Err(findings) => return Ok(Preview::Refused(findings)),
    };
    let Some(page) = made.into_iter().find(|page| page.path == path) else { return Ok(Preview::Elsewhere) };
    let (allow, _) = AllowList::read(&options.content);
    let gate = Gate { shown_as: "preview", base_url: None, links: false, allow: &allow };
    let mut seen = Seen::default();
    gate.look_at(&page.path, &page.bytes, &mut seen);
    Ok(if seen.findings.is_empty() { Preview::Here(page) } else { Preview::Refused(seen.findings) })
}

/// All pages of a subject.
fn pages(
    options: &Options,
    content: &Content,
    documents: &[usize],
) -> Result<Result<Vec<Page>, Vec<Finding>>, Trouble> {
    let mut texts: Vec<(usize, Assessment)> = Vec::new();
    let mut facts: Vec<Facts> = Vec::new();
    for &document in documents {
        let file = &content.documents[document];
        let (read, _, mut findings) = Assessment::of(file).ok_or_else(|| changed(&file.path))?;
        let Some(mut assessment) = read else {
            privacy::redact(&mut findings, |_| false);
            return Ok(Err(findings));
        };
        mask_names(content, &mut assessment);
        facts.push(portal::facts(document, &assessment));
        texts.push((document, assessment));
    }
    let municipality = documents.first().map_or(0, |&document| content.documents[document].municipality);
    let portal = portal::of_subject(content, municipality, facts);
    let theme = match Theme::load(options.theme(content), &options.themes) {
        Ok(theme) => theme,
        Err(findings) => return Ok(Err(findings)),
    };
    let lang = if content.portal.meta.language == "en" { Lang::En } else { Lang::Ja };
    let settings = render::Options { base_url: options.base_url(content), lang };
    Ok(of_portal(&Renderer::new(&theme, &portal, settings), &portal, &texts))
}

fn of_portal(
    renderer: &Renderer<'_>,
    portal: &portal::Portal,
    texts: &[(usize, Assessment)],
) -> Result<Vec<Page>, Vec<Finding>> {
    let mut pages = Vec::new();
    for (document, assessment) in texts {
        pages.extend(renderer.document_pages(*document, assessment)?);
    }
    let of = |found: Located<'_>| {
        texts.iter().find(|(document, _)| *document == found.version.facts.index).map(|(_, text)| text)
    };
    for comparison in portal.comparisons() {
        if let (Some(older), Some(newer)) = (of(comparison.older), of(comparison.newer)) {
            pages.push(renderer.comparison_page(&comparison, older, newer)?);
        }
    }
    pages.extend(portal.versions().next().map(|found| renderer.overview_page(found)).transpose()?);
    Ok(pages)
}
