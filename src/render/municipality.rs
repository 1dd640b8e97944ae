//! The page of a municipality: what is held of it, open drafts, documents by agency, latest changes.

use serde::Serialize;

use super::frame::{self, Crumb};
use super::listing::{Draft, Listed, drafts, listed};
use super::strings::{Day, Message};
use super::{Page, Renderer, body_name, calendar, feed, linked, rows_csv};
use crate::content::Completeness;
use crate::finding::Finding;
use crate::markdown::Block;
use crate::portal::{Address, KindVersions, Located, Municipality};

/// The page of a municipality: its documents by agency, open drafts, latest changes.
#[derive(Debug, Serialize)]
struct MunicipalityView {
    /// Its name, e.g. みほん市.
    name: String,
    /// The reading of its name; nothing where `municipality.md` gives none.
    kana: Option<String>,
    /// Its prefecture.
    prefecture: String,
    /// 全国地方公共団体コード (6 digits), or the 法人番号 of a body that has none.
    code: String,
    /// How much is held of it: `count`, `name` and, where some documents are not whole, `partial`.
    coverage: Message,
    /// Full URL of its official site; nothing where `municipality.md` names none.
    website: Option<String>,
    /// What the body is called in a sentence: 市.
    body: String,
    /// The text of `municipality.md`, without its tables and lists of boxes; may be empty.
    introduction: Vec<Introduction>,
    /// Drafts of which no publication is held: by the end of their comment period, those without one last.
    drafts: Vec<Draft>,
    /// Its agencies of which something is held.
    agencies: Vec<AgencyView>,
    /// The newest dated day of the change log of each current document that is no draft, newest first.
    changes: Vec<ChangeView>,
}

/// A piece of the introduction.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Introduction {
    /// A heading.
    Heading {
        /// Heading level in HTML, 2 to 6.
        level: usize,
        /// The heading.
        text: String,
    },
    /// A paragraph, or the lines of a note.
    Text {
        /// The lines, in order.
        lines: Vec<String>,
    },
}

/// An agency with its current documents.
#[derive(Debug, Serialize)]
pub(super) struct AgencyView {
    /// Name of the 評価実施機関.
    name: String,
    /// The current version of each kind, by 評価書番号; each leads to the 要点 page.
    documents: Vec<Listed>,
}

/// The newest day of a change log.
#[derive(Debug, Serialize)]
struct ChangeView {
    /// 評価書名, without the name of the kind at its end.
    title: String,
    /// 評価書番号, e.g. 12.
    number: String,
    /// Key of the kind.
    kind: String,
    /// The day.
    day: Day,
    /// How many rows the log has for that day: `rows`, `before` (事前), `after` (事後) and, where there are any,
    /// `inherited`.
    summary: Message,
    /// Address of the page of the change log.
    href: String,
    /// Address of the same rows as a table for spreadsheets (CSV).
    csv: String,
}

/// The page of a municipality.
pub(super) fn page(renderer: &Renderer<'_>, municipality: &Municipality) -> Result<Page, Vec<Finding>> {
    let at = municipality.address();
    let meta = &municipality.meta;
    let view = MunicipalityView {
        name: meta.name.clone(),
        kana: meta.kana.clone(),
        prefecture: meta.prefecture.clone(),
        code: meta.code.clone(),
        coverage: coverage(municipality),
        website: meta.website.clone(),
        body: body_name::word(renderer, municipality, None),
        introduction: municipality.introduction.iter().filter_map(introduction).collect(),
        // Of which no publication is held.
        drafts: drafts(renderer, &at, municipality.versions().filter(|found| found.is_open_draft())),
        agencies: agencies(renderer, &at, municipality),
        changes: changes(renderer, &at, municipality),
    };
    let mut frame = frame::frame(renderer, &at, Some(municipality));
    frame.title =
        Some(renderer.text(&Message::new("municipality.page-title").with("name", meta.name.as_str())));
    frame.linked_data = linked::municipality(renderer, municipality);
    frame.feed =
        feed::address(renderer, feed::Of::Municipality(municipality)).map(|feed| renderer.link(&at, &feed));
    frame.calendar = calendar::address(renderer, Some(municipality)).map(|to| renderer.link(&at, &to));
    frame.here = "municipality";
    frame.crumbs = vec![renderer.crumb_home(&at), Crumb::here(meta.name.clone())];
    renderer.render(&at, "municipality.html", &super::context(&frame, &view))
}

/// 「このサイトに収録: 評価書 2件(うち一部のみ 1件)。○○市の全件ではありません。」
fn coverage(municipality: &Municipality) -> Message {
    let current =
        || municipality.subjects().flat_map(|(_, subject)| &subject.kinds).map(KindVersions::current);
    let partial = current().filter(|version| version.facts.meta.completeness != Completeness::Whole).count();
    let key = if partial > 0 { "municipality.coverage-partial" } else { "municipality.coverage" };
    let message =
        Message::new(key).with("count", current().count()).with("name", municipality.meta.name.as_str());
    if partial > 0 { message.with("partial", partial) } else { message }
}

fn introduction(block: &Block) -> Option<Introduction> {
    match block {
        Block::Heading { level, line } => {
            Some(Introduction::Heading { level: usize::from(*level).clamp(2, 6), text: line.text.clone() })
        }
        Block::Text(lines) | Block::Note { lines, .. } => {
            Some(Introduction::Text { lines: lines.iter().map(|line| line.text.clone()).collect() })
        }
        Block::Tasks(_) | Block::Table(_) => None,
    }
}

/// The agencies of which something is held, with their current documents, as seen from `at`.
pub(super) fn agencies(
    renderer: &Renderer<'_>,
    at: &Address,
    municipality: &Municipality,
) -> Vec<AgencyView> {
    let held = municipality.agencies.iter().filter(|agency| !agency.subjects.is_empty());
    held.map(|agency| AgencyView {
        name: agency.name.clone(),
        documents: agency
            .subjects
            .iter()
            .flat_map(|subject| subject.kinds.iter().map(move |kind| (subject, kind)))
            .map(|(subject, kind)| {
                let found = Located { municipality, agency, subject, kind, version: kind.current() };
                listed(renderer, found, at, &subject.address)
            })
            .collect(),
    })
    .collect()
}

fn changes(renderer: &Renderer<'_>, at: &Address, municipality: &Municipality) -> Vec<ChangeView> {
    let mut changes: Vec<_> = municipality
        .subjects()
        .flat_map(|(_, subject)| subject.kinds.iter().map(move |kind| (subject, kind)))
        // What a draft logs is not a change that has been made public.
        .filter(|(_, kind)| !kind.current().state.is_draft())
        .filter_map(|(subject, kind)| {
            let newest = kind.current().facts.changes.newest()?;
            Some((newest.date?, newest, subject, kind))
        })
        .collect();
    changes.sort_by_key(|(date, ..)| std::cmp::Reverse(*date));
    changes
        .into_iter()
        .map(|(date, day, subject, kind)| ChangeView {
            title: crate::portal::display_title(&kind.current().facts.meta).to_owned(),
            number: subject.number.clone(),
            kind: format!("kind.{}", kind.kind.as_str()),
            day: renderer.day(date),
            summary: feed::summary(day),
            href: renderer.link(at, &kind.address.join("changes")),
            csv: renderer.link(at, &rows_csv::address(&kind.address.join("changes"))),
        })
        .collect()
}
