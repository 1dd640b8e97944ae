//! Two versions side by side: the items whose answer differs, in the order of the form, and how many do not.
//!
//! What belongs together and what became of it is worked out in [`crate::diff`]; here it is put into words.
//! The page is an aid for reading: each item leads to its place in its version.

use serde::Serialize;

use super::answer::{self, PartView, RecordView};
use super::difference::{self, DifferenceView};
use super::document_head::{Link, change_log, incomplete};
use super::frame::{self, Crumb};
use super::place;
use super::strings::Message;
use super::{Page, Renderer};
use crate::assessment::{Assessment, Ids, Node, OptionLine, Part};
use crate::content::Completeness;
use crate::diff::{self, Absent, Counts, Outcome, Pair, SectionPair, Side};
use crate::finding::Finding;
use crate::form::ItemKind;
use crate::markdown::Mark;
use crate::portal::{Address, Comparison, Located, State, display_title};
use crate::text::folding::fold;
use crate::text::number::split_number;

/// The page that compares two versions of a document, item by item.
#[derive(Debug, Serialize)]
struct CompareView {
    /// 評価書名 in the newer version, without the name of the kind at its end.
    title: String,
    /// Key of the sentence that says which versions are compared.
    lead: &'static str,
    /// Key of the kind.
    kind: String,
    /// Name of the 評価実施機関, as `municipality.md` has it.
    agency: String,
    /// 評価書番号, e.g. 12.
    number: String,
    /// The older version.
    older: VersionView,
    /// The newer version.
    newer: VersionView,
    /// What limits the comparison: a version that is not whole, different forms. It may be empty.
    notices: Vec<Message>,
    /// The 要点 page and, where the newer version has one, its change log.
    links: Vec<Link>,
    /// Key of a result and its number, what differs first.
    counts: Vec<(&'static str, usize)>,
    /// The sections of the newer version in its order of which there is something to say; one that only the older has stands
    /// behind the one before it.
    sections: Vec<SectionView>,
    /// The other sections, in the same order.
    unchanged: Vec<SectionView>,
    /// Nothing is listed.
    alike: bool,
}

/// What one of the two versions is.
#[derive(Debug, Serialize)]
struct VersionView {
    /// What the version is called, e.g. 令和8年3月24日公表の版.
    name: String,
    /// The state in words, e.g. 公表中(最新の版); its `with` holds the days: `from` and `to` of a consultation,
    /// `latest` of a past version, `on` of an ended task, where they are known.
    state: Message,
    /// Key of the state, for classes: `latest`, `beside`, `past`, `past-undated`, `consultation`, `draft`,
    /// `ended`, `ended-on` or `undated`.
    state_key: &'static str,
    /// Key of the sign for a document that is not whole, `completeness.excerpt` or
    /// `completeness.pages-missing`; nothing where it is whole.
    incomplete: Option<String>,
    /// Key of the occasion of the publication, e.g. `occasion.再実施`; nothing where none is recorded.
    occasion: Option<String>,
    /// Address of the version for ever.
    href: String,
}

/// A section of the two versions: what differs in it, and how much does not.
#[derive(Debug, Serialize)]
struct SectionView {
    /// For links to it.
    id: String,
    /// Its heading, as the newer version has it, else as the older.
    heading: String,
    /// Name of the 特定個人情報ファイル that it is about; nothing where it is about none, or the document has only one.
    file: Option<String>,
    /// The items whose answer differs.
    items: Vec<ItemView>,
    /// Items written differently without saying anything else.
    notation: Vec<Mention>,
    /// Items of which nothing can be said.
    unknown: Vec<Mention>,
    /// How many items say the same in both versions.
    same: usize,
}

/// An item whose answer differs.
#[derive(Debug, Serialize)]
struct ItemView {
    /// The heading, as the newer version has it, else as the older.
    heading: String,
    /// Where the item stands, step by step: Ⅱ, 4, 委託事項1; to be joined without a separator. It may be empty,
    /// e.g. for a section.
    place: Vec<String>,
    /// `changed`, `added`, `removed`.
    outcome: &'static str,
    /// To the item in the newer version, or in the older where only that has it.
    href: Option<String>,
    /// What differs, where it can be said within the text; then both sides in full are shown on demand.
    difference: Option<DifferenceView>,
    /// What the older version says.
    older: SideView,
    /// What the newer version says.
    newer: SideView,
}

/// What one version says.
#[derive(Debug, Serialize)]
struct SideView {
    /// To the item in its version, where it is there.
    href: Option<String>,
    /// The heading, where this version words it differently.
    heading: Option<String>,
    /// What stands under the item, without options that were not chosen, and of record items only those that
    /// the other version lacks; where nothing is left, the sentence that says so.
    parts: Vec<PartView>,
}

/// An item that is only named.
#[derive(Debug, Serialize)]
struct Mention {
    /// The heading, as the newer version has it, else as the older.
    heading: String,
    /// Where the item stands, step by step: Ⅱ, 4, 委託事項1; to be joined without a separator. It may be empty,
    /// e.g. for a section.
    place: Vec<String>,
    /// Why nothing can be said of it; nothing for items that are only written differently.
    why: Option<Message>,
    /// To the item in the newer version, or in the older where only that has it.
    href: Option<String>,
}

/// The page at the address of a comparison.
pub(super) fn page(
    renderer: &Renderer<'_>,
    comparison: &Comparison<'_>,
    older: &Assessment,
    newer: &Assessment,
) -> Result<Page, Vec<Finding>> {
    let at = &comparison.address;
    let found = comparison.newer;
    let differences = diff::compare(older, newer);
    let counts = Counts::of(differences.sections.iter().flat_map(|section| &section.pairs));
    let mut writer = ComparisonWriter {
        older,
        newer,
        older_page: renderer.link(at, &comparison.older.version.address),
        newer_page: renderer.link(at, &comparison.newer.version.address),
        ids: Ids::default(),
    };
    let sections = differences.sections.iter().enumerate().map(|(at, section)| writer.section(at, section));
    let (sections, unchanged) = sections
        .partition(|own| !(own.items.is_empty() && own.notation.is_empty() && own.unknown.is_empty()));
    let meta = &found.version.facts.meta;
    let kind = format!("kind.{}", meta.kind.as_str());
    let view = CompareView {
        title: display_title(meta).to_owned(),
        lead: lead(comparison),
        kind: kind.clone(),
        agency: found.agency.name.clone(),
        number: meta.number.clone(),
        older: version(renderer, comparison.older, at),
        newer: version(renderer, found, at),
        notices: notices(older, newer),
        links: links(renderer, comparison),
        alike: counts.changed + counts.added + counts.removed == 0,
        counts: listed(counts),
        sections,
        unchanged,
    };
    let mut frame = frame::frame(renderer, at, Some(found.municipality));
    let names = [comparison.older, found].map(|found| renderer.version_name(found.version));
    let title = Message::new("compare.page-title")
        .with("title", view.title.as_str())
        .with("kind", renderer.text(&Message::new(kind)))
        .with("older", names[0].as_str())
        .with("newer", names[1].as_str())
        .with("agency", view.agency.as_str());
    frame.title = Some(renderer.text(&title));
    frame.crumbs = crumbs(renderer, comparison);
    frame.here = "compare";
    // Its words are those of the versions, of which one at least is not the current one.
    frame.noindex = true;
    renderer.render(at, "compare.html", &super::context(&frame, &view))
}

/// Which of the comparisons it is.
fn lead(comparison: &Comparison<'_>) -> &'static str {
    let (older, newer) = (comparison.older.version.state, comparison.newer.version.state);
    match (older.is_draft(), newer.is_draft()) {
        (true, _) => "compare.draft-to-published",
        (_, true) => "compare.published-to-draft",
        _ if older == State::Beside => "compare.beside",
        _ if matches!(newer, State::Ended { .. }) => "compare.to-ended",
        _ if comparison.newer.is_current() => "compare.to-latest",
        _ if comparison.is_with_the_next() => "compare.to-next",
        _ => "compare.to-later",
    }
}

fn version(renderer: &Renderer<'_>, found: Located<'_>, at: &Address) -> VersionView {
    let version = found.version;
    let meta = &version.facts.meta;
    VersionView {
        name: renderer.version_name(version),
        state: renderer.state(version.state),
        state_key: version.state.key(),
        incomplete: incomplete(meta),
        occasion: meta.occasion.map(|occasion| format!("occasion.{}", occasion.as_str())),
        href: renderer.link(at, &version.address),
    }
}

/// What limits the comparison.
fn notices(older: &Assessment, newer: &Assessment) -> Vec<Message> {
    let mut notices = Vec::new();
    if [older, newer].iter().any(|read| read.meta.completeness != Completeness::Whole) {
        notices.push(Message::new("compare.incomplete"));
    }
    if older.form.id != newer.form.id {
        let message = Message::new("compare.forms").with("older", older.form.name.as_str());
        notices.push(message.with("newer", newer.form.name.as_str()));
    }
    notices
}

fn links(renderer: &Renderer<'_>, comparison: &Comparison<'_>) -> Vec<Link> {
    let at = &comparison.address;
    let found = comparison.newer;
    let draft = found.subject.main().1.state.is_draft();
    let overview = Message::new(if draft { "link.draft-overview" } else { "link.overview" });
    let mut links = vec![Link::to(overview, renderer.link(at, &found.subject.address))];
    let rows = found.version.facts.changes.rows;
    let log = change_log(renderer, found, at);
    links.extend(log.map(|link| link.named(Message::new("compare.log").with("rows", rows))));
    links
}

fn listed(counts: Counts) -> Vec<(&'static str, usize)> {
    let always = [
        ("compare.changed", counts.changed),
        ("compare.added", counts.added),
        ("compare.removed", counts.removed),
        ("compare.same", counts.same),
    ];
    let sometimes = [("compare.notation", counts.notation), ("compare.unknown", counts.unknown)];
    always.into_iter().chain(sometimes.into_iter().filter(|(_, count)| *count > 0)).collect()
}

fn crumbs(renderer: &Renderer<'_>, comparison: &Comparison<'_>) -> Vec<Crumb> {
    let at = &comparison.address;
    let found = comparison.newer;
    let mut crumbs = renderer.crumbs_to_subject(at, found.municipality, found.subject, true);
    let kind = renderer.text(&Message::new(format!("kind.{}", found.kind.kind.as_str())));
    crumbs.push(Crumb::to(kind, renderer.link(at, &found.kind.address)));
    crumbs.push(Crumb::here(renderer.text(&Message::new("compare.title"))));
    crumbs
}

struct ComparisonWriter<'a> {
    older: &'a Assessment,
    newer: &'a Assessment,
    older_page: String,
    newer_page: String,
    ids: Ids,
}

impl ComparisonWriter<'_> {
    fn section(&mut self, at: usize, section: &SectionPair<'_>) -> SectionView {
        let (assessment, node) = match (section.newer, section.older) {
            (Some(node), _) => (self.newer, Some(node)),
            (None, node) => (self.older, node),
        };
        let file = node.and_then(|node| node.file).filter(|_| assessment.files.len() > 1);
        let mut view = SectionView {
            id: format!("section-{}", at + 1),
            heading: node.map(|node| heading(assessment, node)).unwrap_or_default(),
            file: file.map(|file| assessment.files[file].name.clone()),
            items: Vec::new(),
            notation: Vec::new(),
            unknown: Vec::new(),
            same: 0,
        };
        for pair in &section.pairs {
            match pair.outcome {
                Outcome::Same => view.same += 1,
                Outcome::Notation => view.notation.push(self.mention(pair, None)),
                Outcome::Unknown(nothing) => {
                    let key = match (&pair.older, &pair.newer) {
                        (Some(_), Some(_)) => format!("nothing.{}", nothing.key()),
                        (None, _) => "compare.older-not-held".to_owned(),
                        (_, None) => "compare.newer-not-held".to_owned(),
                    };
                    view.unknown.push(self.mention(pair, Some(Message::new(key))));
                }
                Outcome::Changed => view.items.push(self.item(pair, "changed", Absent::Item)),
                Outcome::Added(why) => view.items.push(self.item(pair, "added", why)),
                Outcome::Removed(why) => view.items.push(self.item(pair, "removed", why)),
            }
        }
        view
    }

    /// Heading and place as the newer version has them, else as the older has.
    fn named(&self, pair: &Pair<'_>) -> (String, Vec<String>) {
        let (assessment, side) = match (&pair.newer, &pair.older) {
            (Some(side), _) => (self.newer, side),
            (None, Some(side)) => (self.older, side),
            (None, None) => return Default::default(),
        };
        (heading(assessment, side.node), place::place(assessment, &side.above))
    }

    fn mention(&self, pair: &Pair<'_>, why: Option<Message>) -> Mention {
        let (heading, place) = self.named(pair);
        Mention { heading, place, why, href: self.href(pair) }
    }

    /// To the item in the newer version, else in the older.
    fn href(&self, pair: &Pair<'_>) -> Option<String> {
        let to = |page: &str, side: &Side<'_>| format!("{page}#{}", side.node.anchor);
        let newer = pair.newer.as_ref().map(|side| to(&self.newer_page, side));
        newer.or_else(|| pair.older.as_ref().map(|side| to(&self.older_page, side)))
    }

    fn item(&mut self, pair: &Pair<'_>, outcome: &'static str, why: Absent) -> ItemView {
        let (name, place) = self.named(pair);
        let (older, newer) = (self.older, self.newer);
        let nodes = (pair.older.as_ref().map(|side| side.node), pair.newer.as_ref().map(|side| side.node));
        let older_page = format!("{}#", self.older_page);
        let newer_page = format!("{}#", self.newer_page);
        let texts = (nodes.0.and_then(|node| text(older, node)), nodes.1.and_then(|node| text(newer, node)));
        let difference = match texts {
            (Some(before), Some(after)) => difference::view(&before, &after),
            _ => None,
        };
        ItemView {
            href: self.href(pair),
            difference,
            older: self.side((older, nodes.0), nodes.1, &older_page, &name, why),
            newer: self.side((newer, nodes.1), nodes.0, &newer_page, &name, why),
            heading: name,
            place,
            outcome,
        }
    }

    fn side(
        &mut self,
        (assessment, node): (&Assessment, Option<&Node>),
        other: Option<&Node>,
        page: &str,
        name: &str,
        why: Absent,
    ) -> SideView {
        let Some(node) = node else {
            let message = match why {
                Absent::Item => Message::new("compare.no-item"),
                Absent::Field => Message::new("nothing.no-such-field"),
            };
            let parts = vec![PartView::Nothing { kind: "no-such-field", message }];
            return SideView { href: None, heading: None, parts };
        };
        let own = heading(assessment, node);
        let heads_block = node.number.is_some();
        SideView {
            href: Some(format!("{page}{}", node.anchor)),
            heading: Some(own).filter(|own| own != name && !heads_block),
            parts: parts(assessment, node, other, &mut self.ids),
        }
    }
}

/// The heading of an item; what the form does not print is called as the form's list of items calls it.
fn heading(assessment: &Assessment, node: &Node) -> String {
    match assessment.item(node) {
        Some(item) if item.unlabelled && item.is_official(&fold(&node.label.text)) => item.label.clone(),
        Some(item) if item.kind == ItemKind::Block => node.label.text.clone(),
        item => place::heading(item, node),
    }
}

/// What a version says under an item, without options that were not chosen; of record items, those that the
/// other version does not have.
fn parts(assessment: &Assessment, node: &Node, other: Option<&Node>, ids: &mut Ids) -> Vec<PartView> {
    const LEVEL: usize = 3;
    if let Some(other) = other.filter(|_| assessment.holds_records(assessment.item(node))) {
        let records = diff::records(node, other);
        let items: Vec<_> = records.own.into_iter().map(|text| RecordView { id: None, text }).collect();
        let key = if items.is_empty() { "compare.no-own-records" } else { "compare.common-records" };
        let message = Message::new(key).with("common", records.common);
        let own = (!items.is_empty()).then_some(PartView::Records { items });
        return own.into_iter().chain([PartView::Message { kind: "records", message }]).collect();
    }
    let said = Node {
        parts: node.parts.iter().filter_map(chosen).collect(),
        children: Vec::new(),
        label: node.label.clone(),
        name: node.name.clone(),
        anchor: node.anchor.clone(),
        answer: node.answer.clone(),
        ..*node
    };
    let mut views = Vec::new();
    if let Some(name) = node.name.as_deref().filter(|name| !name.is_empty()) {
        views.push(PartView::Text { lines: vec![name.to_owned()], hang: false, odd: Vec::new() });
    }
    views.extend(answer::parts(assessment, &said, LEVEL, assessment.pieces_apart(&said, ids)));
    views.extend(answer::nothing(node, None));
    if views.is_empty() {
        let key = if node.options().next().is_some() { "compare.none-chosen" } else { "nothing.blank" };
        views.push(PartView::Nothing { kind: "blank", message: Message::new(key) });
    }
    views
}

/// What a version says under an item, as one text; `None` where it is more than text (tables, record items, marks
/// that were lost, boxes that say something although they are blank).
fn text(assessment: &Assessment, node: &Node) -> Option<String> {
    if assessment.holds_records(assessment.item(node)) {
        return None;
    }
    let mut lines: Vec<String> = node.name.iter().cloned().collect();
    for part in &node.parts {
        match part {
            Part::Text(text) => lines.extend(text.iter().map(|line| line.text.clone())),
            Part::Options(options) => {
                for line in options {
                    match line.mark {
                        // The number of an option is no number of a paragraph.
                        Mark::Chosen => lines.push(split_number(&line.text()).1.to_owned()),
                        Mark::Blank if line.detail.as_deref().unwrap_or_default().is_empty() => {}
                        _ => return None,
                    }
                }
            }
            Part::Table(_) | Part::Note { .. } => return None,
        }
    }
    Some(lines.join("\n")).filter(|text| !text.trim().is_empty())
}

/// A part without the boxes that were not chosen and carry nothing of their own.
fn chosen(part: &Part) -> Option<Part> {
    let Part::Options(lines) = part else { return Some(part.clone()) };
    let says = |line: &&OptionLine| line.mark != Mark::Blank || line.detail.is_some();
    let lines: Vec<_> = lines.iter().filter(says).cloned().collect();
    (!lines.is_empty()).then_some(Part::Options(lines))
}
