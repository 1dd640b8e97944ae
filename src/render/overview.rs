//! 要点: one subject at a glance, its kinds and versions.

use serde::Serialize;

use super::document_head::{self, Head, Link, original};
use super::frame;
use super::listing::{Listed, listed};
use super::strings::Message;
use super::{Page, Renderer, body_name, feed, linked};
use crate::assessment::Nothing;
use crate::finding::Finding;
use crate::portal::count::Count;
use crate::portal::glance::{self, Entry, Row, Value};
use crate::portal::{Agency, Facts, Located, Municipality, Subject};

/// Excerpts of the table are cut here, in characters, so that it fits one screen.
const GLANCE: Limits = Limits { text: 46, list: 4 };
/// 情報の流れ has more room.
const FLOW: Limits = Limits { text: 90, list: 12 };

/// How much of what is written an excerpt shows.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Characters of a text, or of a list together.
    text: usize,
    /// Entries of a list.
    list: usize,
}

/// The 要点 page: one 評価書番号 at a glance, with all its versions.
#[derive(Debug, Serialize)]
struct OverviewView {
    /// What stands above the document that the page is about.
    head: Head,
    /// The links below the explanation.
    links: Vec<Link>,
    /// What the body is called in a sentence: 市.
    body: String,
    /// Empty where none of them is held.
    rows: Vec<RowView>,
    /// The headings of the rows that the form has no field for: they are named together below the table.
    without_field: Vec<Message>,
    /// 情報の流れ, file by file.
    flows: Vec<FlowView>,
    /// All versions of all kinds, the latest first.
    versions: Vec<VersionView>,
}

/// A version in the list of all.
#[derive(Debug, Serialize)]
struct VersionView {
    /// The version; its `href` leads to the version for ever.
    version: Listed,
    /// How many rows its change log has.
    changes: usize,
    /// Links to its text, comparisons and change log.
    links: Vec<Link>,
}

/// 情報の流れ of one 特定個人情報ファイル, or of a document that names none.
#[derive(Debug, Serialize)]
struct FlowView {
    /// The name of the file, where there are several.
    file: Option<String>,
    /// The steps in order, each a row with heading and answers.
    steps: Vec<RowView>,
}

/// A row of the table, or a step of 情報の流れ.
#[derive(Debug, Serialize)]
struct RowView {
    /// The id on the page.
    id: String,
    /// The heading.
    heading: Message,
    /// What it says: one part for each 特定個人情報ファイル where they are asked one by one, else one for the whole.
    parts: Vec<PartView>,
}

/// What a row says of one file, or of the whole.
#[derive(Debug, Serialize)]
struct PartView {
    /// The name of the file, where there are several and the row repeats.
    file: Option<String>,
    /// The answers, in order.
    entries: Vec<EntryView>,
    /// Where the first of the answers stands in the document.
    read: Option<String>,
    /// Links to what belongs to the answers.
    more: Vec<Link>,
}

/// An answer.
#[derive(Debug, Serialize)]
struct EntryView {
    /// Key of a word before the value.
    lead: Option<String>,
    /// Stands in brackets behind the answer before it.
    aside: bool,
    /// What the document says, or why it says nothing.
    value: ValueView,
}

/// What the document says, cut to a glance.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum ValueView {
    /// The publisher's own summary of the document.
    Summary {
        /// The summary, in full.
        text: String,
    },
    /// The first line of an answer in words.
    Text {
        /// The excerpt; it ends in … where it was cut.
        text: String,
        /// Whether the document goes on after the excerpt without a … saying so.
        more: bool,
    },
    /// Words of the document beside a choice.
    Quote {
        /// The words; they end in … where they were cut.
        text: String,
    },
    /// Options that were chosen.
    Options {
        /// The options as written, without their numbers; a long one ends in ….
        chosen: Vec<String>,
        /// Whether further chosen options are left out.
        more: bool,
        /// Whether some marks of the question were lost in conversion.
        lost: bool,
    },
    /// Every mark of the question was lost in conversion.
    Lost {
        /// What is written in brackets behind the options all the same; may be empty.
        written: Vec<String>,
        /// Whether further brackets are left out.
        more: bool,
    },
    /// What measures are described for, one group after the other.
    Places {
        /// The names of the groups, without 「における措置」; a long one ends in ….
        names: Vec<String>,
        /// Whether further names are left out.
        more: bool,
    },
    /// A number of 委託事項, 提供先 or 移転先, with the first of them.
    Blocks {
        /// How many are held and, where that differs, declared.
        count: Message,
        /// The name of the first; nothing where it has none, or only the number is shown.
        first: Option<String>,
        /// A chosen option that goes with the first, e.g. 再委託する; nothing where there is none.
        note: Option<String>,
        /// Whether more are held than the first; false where only the number is shown.
        more: bool,
    },
    /// The names of 委託先, 提供先 or 移転先, with their number.
    Names {
        /// How many are held and, where that differs, declared.
        count: Message,
        /// The names as written, each once; a long one ends in ….
        names: Vec<String>,
        /// Whether further names are left out.
        more: bool,
    },
    /// A telephone number.
    Phone {
        /// The number as written, with hyphens, e.g. 0123-45-6789.
        text: String,
    },
    /// The option printed in a section's heading is not chosen.
    Unswitched {
        /// The sentence that says so, with the option.
        message: Message,
    },
    /// There is no answer.
    Nothing {
        /// `not-stated`, `blank`, `not-applicable`, `withheld`, `not-held` or `no-such-field`; for
        /// classes.
        kind: &'static str,
        /// The reason in words.
        message: Message,
    },
}

/// The 要点 page of a subject.
pub(super) fn page(
    renderer: &Renderer<'_>,
    municipality: &Municipality,
    agency: &Agency,
    subject: &Subject,
) -> Result<Page, Vec<Finding>> {
    let (kind, version) = subject.main();
    let found = Located { municipality, agency, subject, kind, version };
    let at = &subject.address;
    let whole = renderer.link(at, &kind.address);
    let facts = &version.facts;
    let held = if glance::nothing_held(&facts.glance) { &[][..] } else { &facts.glance };
    let body = body_name::word(renderer, municipality, Some(agency));
    let heading = |row: &Row| {
        Message::new(format!("glance.{}", row.key))
            .with("agency", agency.name.as_str())
            .with("body", body.as_str())
    };
    let (without_field, held): (Vec<&Row>, Vec<&Row>) = held.iter().partition(|row| has_no_field(row));
    let mut rows: Vec<RowView> =
        held.into_iter().map(|row| row_view(row, "glance", heading(row), facts, &whole, GLANCE)).collect();
    if let Some(part) =
        rows.iter_mut().rfind(|row| row.id == "glance-law").and_then(|row| row.parts.last_mut())
    {
        part.more.push(Link::to(Message::new("glance-more.history"), "#versions".to_owned()));
    }
    let flows = facts.flows.iter().map(|flow| {
        let heading = |row: &Row| Message::new(format!("flow.{}", row.key));
        let prefix = flow.file.map_or_else(|| "flow".to_owned(), |file| format!("flow-{}", file + 1));
        let steps = flow.steps.iter();
        FlowView {
            file: flow.file.filter(|_| facts.files.len() > 1).and_then(|file| facts.files.get(file)).cloned(),
            steps: steps.map(|row| row_view(row, &prefix, heading(row), facts, &whole, FLOW)).collect(),
        }
    });
    let all =
        subject.versions().map(|(kind, version)| Located { municipality, agency, subject, kind, version });
    let view = OverviewView {
        head: document_head::head(renderer, found, at),
        links: links(renderer, found, &whole, &rows),
        flows: flows.collect(),
        without_field: without_field.into_iter().map(heading).collect(),
        body,
        rows,
        versions: versions(renderer, all.collect()),
    };
    let mut frame = frame::frame(renderer, at, Some(municipality));
    let key = if version.state.is_draft() { "overview.page-title-draft" } else { "overview.page-title" };
    let title = crate::portal::display_title(&facts.meta);
    frame.title =
        Some(renderer.text(&Message::new(key).with("title", title).with("agency", agency.name.as_str())));
    frame.description.clone_from(&facts.meta.summary);
    frame.feed = feed::address(renderer, feed::Of::Task(found)).map(|feed| renderer.link(at, &feed));
    frame.linked_data = linked::task(renderer, municipality, agency, subject);
    frame.state = Some(renderer.state(version.state));
    frame.within = Some(frame::within(found, false));
    frame.kept.extend(document_head::kept(renderer, found, at));
    frame.here = "overview";
    frame.crumbs = renderer.crumbs_to_subject(at, municipality, subject, false);
    renderer.render(at, "overview.html", &super::context(&frame, &view))
}

/// Whether the form asks nothing of what a row shows.
fn has_no_field(row: &Row) -> bool {
    row.entries.iter().all(|entry| matches!(&entry.value, Value::Nothing(Nothing::NoSuchField)))
}

/// The versions by day, the latest first; drafts without a day come last.
fn versions(renderer: &Renderer<'_>, mut all: Vec<Located<'_>>) -> Vec<VersionView> {
    all.sort_by_key(|found| {
        let meta = &found.version.facts.meta;
        std::cmp::Reverse((found.day(), meta.kind, meta.revision))
    });
    let view = |found: Located<'_>| {
        let at = &found.subject.address;
        let whole = renderer.link(at, &found.version.address);
        let mut links = vec![Link::to(Message::new("link.whole"), whole)];
        links.extend(document_head::comparisons(renderer, found, at));
        // How many rows it has stands in a column of its own.
        let log = document_head::change_log(renderer, found, at);
        links.extend(log.map(|link| link.named(Message::new("change.title"))));
        if found.is_current() {
            let by_day = renderer.link(at, &super::at::address(&found.kind.address));
            links.push(Link::to(Message::new("at.title"), by_day));
        }
        VersionView {
            version: listed(renderer, found, at, &found.version.address),
            changes: found.version.facts.changes.rows,
            links,
        }
    };
    all.into_iter().map(view).collect()
}

fn links(renderer: &Renderer<'_>, found: Located<'_>, whole: &str, rows: &[RowView]) -> Vec<Link> {
    let facts = &found.version.facts;
    let mut links = vec![Link::to(Message::new("link.whole"), whole.to_owned())];
    links.extend(document_head::attached(renderer, found, &found.subject.address));
    if let Some(url) = facts.meta.source.as_ref().and_then(|source| source.url.clone()) {
        links.push(original(url));
    }
    links.extend(document_head::change_log(renderer, found, &found.subject.address));
    // Within reach from the first screen: the rows below say whom to call.
    for (concept, row, key) in
        [("claims.desk", "glance-claims", "link.claims"), ("contact.desk", "glance-contact", "link.contact")]
    {
        if let Some(anchor) = facts.anchors.get(concept) {
            let here = rows.iter().any(|shown| shown.id == row);
            let href = if here { format!("#{row}") } else { format!("{whole}#{anchor}") };
            links.push(Link::to(Message::new(key), href));
        }
    }
    links
}

fn row_view(
    row: &Row,
    prefix: &str,
    heading: Message,
    facts: &Facts,
    whole: &str,
    limits: Limits,
) -> RowView {
    let mut parts: Vec<PartView> = Vec::new();
    // In 情報の流れ the file stands above all steps.
    let named = prefix == "glance" && facts.files.len() > 1;
    for of_one_file in row.entries.chunk_by(|a, b| a.file == b.file) {
        let name = of_one_file[0].file.filter(|_| named).and_then(|file| facts.files.get(file));
        parts.push(part_view(of_one_file, name.cloned(), whole, limits));
    }
    RowView { id: format!("{prefix}-{}", row.key), heading, parts }
}

fn part_view(entries: &[Entry], file: Option<String>, whole: &str, limits: Limits) -> PartView {
    let link = |anchor: &str| format!("{whole}#{anchor}");
    let mut views: Vec<EntryView> = Vec::new();
    for entry in entries {
        let mut view = EntryView {
            lead: entry.lead.map(|lead| format!("glance-lead.{lead}")),
            aside: false,
            value: value_view(&entry.value, limits),
        };
        // 「提供28件・移転13件」: to whom stands in 情報の流れ.
        if let (Some("provision" | "transfer"), ValueView::Blocks { first, more, .. }) =
            (entry.lead, &mut view.value)
        {
            (*first, *more) = (None, false);
        }
        match (entry.lead, &entry.value, views.last_mut()) {
            // 「本市の被保険者 ほか(10万人以上100万人未満)」
            (Some("number-of-people"), Value::Options { .. }, Some(_)) => {
                view.aside = true;
                view.lead = None;
            }
            // 「無料(「写しの交付は有料」)」
            (None, Value::Text { text, .. }, Some(before)) if before.lead.is_some() => {
                view.aside = true;
                let quoted = text.trim_start_matches(['(', '（']);
                view.value = ValueView::Quote { text: clip(quoted, limits.text).0 };
            }
            // Two questions with one answer: 「行っていない」 is said once.
            (Some(_), Value::Options { .. }, Some(before)) if before.value == view.value => {
                before.lead = None;
                continue;
            }
            _ => {}
        }
        views.push(view);
    }
    let more = entries.iter().flat_map(|entry| &entry.more);
    PartView {
        file,
        entries: views,
        read: entries.iter().find_map(|entry| entry.anchor.as_deref()).map(link),
        more: more
            .map(|(words, anchor)| Link::to(Message::new(format!("glance-more.{words}")), link(anchor)))
            .collect(),
    }
}

/// The beginning of a text, up to a mark of punctuation where there is one, and whether anything was cut.
fn clip(text: &str, limit: usize) -> (String, bool) {
    let Some((end, _)) = text.char_indices().nth(limit) else { return (text.to_owned(), false) };
    let head = &text[..end];
    let stop = head.rfind(['、', '。', '・']);
    match stop.filter(|stop| *stop * 2 > end) {
        Some(stop) => (format!("{}…", &head[..stop]), true),
        None => (format!("{head}…"), true),
    }
}

/// As many entries of a list as there is room for, at least one, and whether there are more.
fn first_of(list: &[String], limits: Limits) -> (Vec<String>, bool) {
    let mut shown: Vec<String> = Vec::new();
    let mut length = 0;
    for entry in list {
        length += entry.chars().count();
        if !shown.is_empty() && (length > limits.text || shown.len() == limits.list) {
            return (shown, true);
        }
        shown.push(clip(entry, limits.text).0);
    }
    (shown, false)
}

/// 「6件と記載(収録5件)」
fn count_message(count: &Count) -> Message {
    match count.declared {
        Some(declared) if count.differs() => {
            Message::new("count.differs").with("declared", declared).with("held", count.held)
        }
        _ => Message::new("count.same").with("held", count.held),
    }
}

fn value_view(value: &Value, limits: Limits) -> ValueView {
    match value {
        Value::Summary(text) => ValueView::Summary { text: text.clone() },
        Value::Text { text, more } => {
            let (text, cut) = clip(text, limits.text);
            ValueView::Text { text, more: *more && !cut }
        }
        Value::Lost { written } => {
            let (written, more) = first_of(written, limits);
            ValueView::Lost { written, more }
        }
        Value::Options { chosen, lost } => {
            let (chosen, more) = first_of(chosen, limits);
            ValueView::Options { chosen, more, lost: *lost }
        }
        Value::Places(names) => {
            let (names, more) = first_of(names, limits);
            ValueView::Places { names, more }
        }
        Value::Unswitched(option) => ValueView::Unswitched {
            message: Message::new("overview.unswitched").with("option", option.as_str()),
        },
        Value::Phone(text) => ValueView::Phone { text: text.clone() },
        Value::Nothing(nothing) => ValueView::Nothing {
            kind: nothing.key(),
            message: Message::new(format!("nothing.{}", nothing.key())),
        },
        Value::Blocks { count, first, note } => ValueView::Blocks {
            count: count_message(count),
            first: first.as_deref().map(|first| clip(first, limits.text).0),
            note: note.clone(),
            more: count.held > 1,
        },
        Value::Names { count, names } => {
            let (names, more) = first_of(names, limits);
            ValueView::Names { count: count_message(count), names, more }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_end_at_punctuation_and_say_that_they_are_cut() {
        assert_eq!(clip("短い文", 10), ("短い文".to_owned(), false));
        assert_eq!(clip("一二三四五六、七八九", 8), ("一二三四五六…".to_owned(), true));
        assert_eq!(clip("一、二三四五六七八九", 8), ("一、二三四五六七…".to_owned(), true));
    }

    #[test]
    fn lists_show_what_there_is_room_for() {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let limits = Limits { text: 8, list: 2 };
        assert_eq!(first_of(&list(&["甲", "乙"]), limits), (list(&["甲", "乙"]), false));
        assert_eq!(first_of(&list(&["甲", "乙", "丙"]), limits), (list(&["甲", "乙"]), true));
        assert_eq!(
            first_of(&list(&["一二三四五六七八九", "乙"]), limits),
            (list(&["一二三四五六七八…"]), true)
        );
    }
}
