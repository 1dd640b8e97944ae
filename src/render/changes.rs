//! The change log: dated groups, an article per row, the full text before and after, then what differs.

use serde::Serialize;

use super::answer::cell_lines;
use super::difference::{self, DifferenceView};
use super::document_head::Link;
use super::frame::Crumb;
use super::history::{History, TargetView};
use super::strings::{Day, Message};
use super::{Renderer, document_head, rows_csv, tall};
use crate::assessment::change::chain;
use crate::assessment::{Assessment, ChangeDate, ChangeRow, RowKind};
use crate::portal::Located;
use crate::text::date::Date;
use crate::text::folding::{fold, fold_text};

/// A row of the change log.
#[derive(Debug, Serialize)]
pub(super) struct RowView {
    /// HTML id of the row.
    id: String,
    /// The date as printed, where one is printed.
    date: Option<String>,
    /// The day the printed date means.
    day: Option<Day>,
    /// What the interface says about a date that is not printed.
    date_note: Option<Message>,
    /// The page as printed, in a list that has pages instead of dates.
    page: Option<String>,
    /// 項目 as printed, line by line; one empty line where the cell is blank.
    item: Vec<String>,
    /// 変更前の記載, line by line; one empty line where the cell is blank.
    before: Vec<String>,
    /// 変更後の記載, line by line; one empty line where the cell is blank.
    after: Vec<String>,
    /// 提出時期 as printed (事前, 事後); empty where the cell is blank.
    timing: String,
    /// 提出時期に係る説明, line by line; one empty line where the cell is blank.
    reason: Vec<String>,
    /// Keys of the kinds of row.
    kinds: Vec<&'static str>,
    /// The row that this one continues.
    continues: Option<String>,
    /// The items of the text that it speaks of.
    targets: Vec<TargetView>,
    /// How tall it is likely to be on the page of the document: a step from 1 to 16, as for the parts of a document.
    tall: u8,
    /// What only the page of the change log says.
    log: Option<LogView>,
}

/// What the page of the change log says of a row.
#[derive(Debug, Serialize)]
struct LogView {
    /// The item of the row that this one continues.
    head: Vec<String>,
    /// `before`, `after`, `other`: 事前, 事後, anything else.
    timing: &'static str,
    /// The explanation calls it a 重要な変更.
    material: bool,
    /// The explanation calls it a matter of form, or nothing but numbers of paragraphs, width and the like differs.
    formal: bool,
    /// Keys of what the explanation says of the kind of change, and of what differs in form only.
    says: Vec<&'static str>,
    /// What differs, where both sides have text.
    difference: Option<DifferenceView>,
}

/// The page of the change log.
#[derive(Debug, Serialize)]
pub(super) struct ChangesView {
    /// What stands above the document.
    head: document_head::Head,
    /// Address of the document, which the targets of the rows stand in.
    document: String,
    /// How many rows the change log has.
    total: usize,
    /// How many rows each switch is about, in the order of the page: key and number.
    timings: Vec<(&'static str, usize)>,
    /// How many rows are said to be a 重要な変更.
    material: usize,
    /// How many rows are a matter of form only.
    formal: usize,
    /// The rows day by day, the newest day first; those without a day come last.
    groups: Vec<Group>,
}

/// The rows of one day.
#[derive(Debug, Serialize)]
struct Group {
    /// For links to it.
    id: String,
    /// The day; nothing for rows whose day is not known, or of a list with pages instead of days.
    day: Option<Day>,
    /// The list has pages instead of days.
    paged: bool,
    /// Whether it is unfolded at first.
    open: bool,
    /// How many rows there are.
    count: usize,
    /// How many of them are 事前.
    before: usize,
    /// How many of them are 事後.
    after: usize,
    /// How many of them take their date from the row above.
    inherited: usize,
    /// The rows in the order of the document; one that continues another stands in the group of that one.
    rows: Vec<RowView>,
}

/// Up to this many rows, all days are unfolded at first; of longer logs only the newest.
const UNFOLDED: usize = 50;

/// What replaced other text as a whole is told where one of the two has more letters.
const SHORT: usize = 40;

/// The id of a day on the page.
pub(super) fn day_id(day: Date) -> String {
    format!("day-{day}")
}

/// All rows in the order of the text.
pub(super) fn rows(renderer: &Renderer<'_>, rows: &[ChangeRow], history: &History) -> Vec<RowView> {
    rows.iter().map(|row| view_row(renderer, rows, row, history)).collect()
}

/// The lines of a cell; none of a blank one. The first of several may be empty: 〈改行〉市民課.
fn written(text: &str) -> Vec<String> {
    if text.trim().is_empty() { Vec::new() } else { cell_lines(text) }
}

fn view_row(renderer: &Renderer<'_>, rows: &[ChangeRow], row: &ChangeRow, history: &History) -> RowView {
    let (date, date_note) = match &row.date {
        ChangeDate::Unknown if row.page.is_some() => (None, None),
        ChangeDate::Stated { written, .. } | ChangeDate::Unreadable { written } => {
            (Some(written.clone()), None)
        }
        ChangeDate::Inherited { date: Some(date) } => {
            (None, Some(Message::new("change.inherited").with("date", renderer.day(*date).text)))
        }
        ChangeDate::Inherited { date: None } => (None, Some(Message::new("change.inherited-unknown"))),
        ChangeDate::Unknown => (None, Some(Message::new("change.unknown"))),
    };
    let page = row.page.as_ref();
    let page_note = page.and_then(|page| match (page.inherited, page.written.as_str()) {
        (true, "") => Some(Message::new("change.page-inherited-unknown")),
        (true, written) => Some(Message::new("change.page-inherited").with("page", written)),
        (false, "") => Some(Message::new("change.page-unknown")),
        (false, _) => None,
    });
    let (before, after) = (written(&row.before.text), written(&row.after.text));
    RowView {
        id: row.anchor.clone(),
        tall: tall::of_row(&before, &after),
        date,
        day: row.date.date().map(|date| renderer.day(date)),
        date_note: date_note.or(page_note),
        page: page.filter(|page| !page.inherited && !page.written.is_empty()).map(|p| p.written.clone()),
        item: written(&row.item.text),
        before,
        after,
        timing: row.timing.text.clone(),
        reason: written(&row.reason.text),
        kinds: row.kinds.iter().map(|kind| key(*kind)).collect(),
        continues: row.continues.and_then(|index| rows.get(index)).map(|other| other.anchor.clone()),
        targets: history.of_row(&row.anchor),
        log: None,
    }
}

/// What the page of the change log adds to a row; `head` is the row that it continues, or itself.
fn log(row: &ChangeRow, head: &ChangeRow) -> LogView {
    let own = |of: fn(&ChangeRow) -> &str| if of(row).trim().is_empty() { of(head) } else { of(row) };
    let reason = fold_text(own(|row| &row.reason.text));
    let one_sided = [RowKind::Addition, RowKind::Deletion, RowKind::NoVisibleDifference];
    let difference = if row.kinds.iter().any(|kind| one_sided.contains(kind)) {
        None
    } else {
        difference::view(&row.before.text, &row.after.text)
    };
    // An instruction or a reference to drawings is not the text that replaced the other.
    let elsewhere = row.kinds.iter().any(|kind| matches!(kind, RowKind::Material | RowKind::Instruction));
    // A few words that took the place of others need no explanation.
    let short = [&row.before, &row.after].iter().all(|side| side.text.chars().count() <= SHORT);
    let difference =
        difference.filter(|difference| difference.verdict != "rewritten" || !(elsewhere || short));
    let notation = !elsewhere && difference.as_ref().is_some_and(DifferenceView::is_notation);
    let (material, formal) = (says(&reason, "重要な変更"), says(&reason, "形式的") == Some(true));
    let mut said = Vec::new();
    // A row that continues another is of its kind, but says nothing itself.
    let speaks = !row.reason.text.trim().is_empty();
    said.extend(material.filter(|_| speaks).map(|is| if is { "material" } else { "not-material" }));
    said.extend((formal && speaks).then_some("formal"));
    said.extend(notation.then_some("notation"));
    LogView {
        head: if std::ptr::eq(row, head) { Vec::new() } else { written(&head.item.text) },
        timing: match fold(own(|row| &row.timing.text)).as_str() {
            "事前" => "before",
            "事後" => "after",
            _ => "other",
        },
        material: material == Some(true),
        formal: formal || notation,
        says: said,
        difference,
    }
}

/// Whether an explanation says of a change that it is of a kind, or that it is not; `None` where it is silent. The
/// words are those of the publisher: nothing is judged here.
fn says(reason: &str, kind: &str) -> Option<bool> {
    let mut said = None;
    for (at, _) in reason.match_indices(kind) {
        let rest = &reason[at + kind.len()..];
        let clause = rest.split(['。', '、', ',']).next().unwrap_or_default();
        let denied = [
            "ない",
            "ません",
            "なし",
            "無い",
            "無し",
            "非該当",
            "対象外",
            "以外",
            "除く",
            "ではなく",
            "せず",
        ]
        .iter()
        .any(|no| clause.contains(no));
        said = Some(said.unwrap_or(false) || !denied);
    }
    said
}

fn key(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Addition => "addition",
        RowKind::Deletion => "deletion",
        RowKind::Material => "material",
        RowKind::Instruction => "instruction",
        RowKind::Elided => "elided",
        RowKind::NoVisibleDifference => "no-visible-difference",
    }
}

/// The change log of the current document, newest day first; rows without a date come last. A row that continues
/// another stands behind it.
pub(super) fn view(
    renderer: &Renderer<'_>,
    found: Located<'_>,
    assessment: &Assessment,
    history: &History,
) -> ChangesView {
    let all = &assessment.changes;
    let from = found.kind.address.join("changes");
    let mut days: Vec<Option<Date>> = all.iter().map(|row| row.date.date()).collect();
    days.sort_unstable_by(|one, other| other.cmp(one));
    days.dedup();
    let mut groups: Vec<Group> =
        days.into_iter().map(|day| group(renderer, assessment, day, history)).collect();
    groups.retain(|group| !group.rows.is_empty());
    for (index, group) in groups.iter_mut().enumerate() {
        group.open = index == 0 || all.len() <= UNFOLDED;
    }
    let logs = || groups.iter().flat_map(|group| &group.rows).filter_map(|row| row.log.as_ref());
    let timings =
        ["before", "after", "other"].map(|key| (key, logs().filter(|log| log.timing == key).count()));
    let mut head = document_head::head(renderer, found, &from);
    head.links.push(Link::to(Message::new("csv.all"), from.link(&rows_csv::address(&from))));
    ChangesView {
        head,
        document: from.link(&found.kind.address),
        total: all.len(),
        timings: timings.into_iter().filter(|(_, count)| *count > 0).collect(),
        material: logs().filter(|log| log.material).count(),
        formal: logs().filter(|log| log.formal).count(),
        groups,
    }
}

/// The rows of one day.
fn group(renderer: &Renderer<'_>, assessment: &Assessment, day: Option<Date>, history: &History) -> Group {
    let all = &assessment.changes;
    let mut group = Group {
        id: day.map_or_else(|| "undated".to_owned(), day_id),
        day: day.map(|day| renderer.day(day)),
        paged: all.first().is_some_and(|row| row.page.is_some()),
        open: false,
        count: 0,
        before: 0,
        after: 0,
        inherited: 0,
        rows: Vec::new(),
    };
    for (index, row) in all.iter().enumerate() {
        let head = chain(all, index).last().unwrap_or(row);
        if head.date.date() != day {
            continue;
        }
        let log = log(row, head);
        group.count += 1;
        group.before += usize::from(log.timing == "before");
        group.after += usize::from(log.timing == "after");
        group.inherited += usize::from(matches!(row.date, ChangeDate::Inherited { .. }));
        group.rows.push(RowView { log: Some(log), ..view_row(renderer, all, row, history) });
    }
    group
}

/// The way to the change log.
pub(super) fn crumbs(renderer: &Renderer<'_>, found: Located<'_>) -> Vec<Crumb> {
    let from = found.kind.address.join("changes");
    let mut crumbs = renderer.crumbs_to_subject(&from, found.municipality, found.subject, true);
    let kind = renderer.text(&Message::new(format!("kind.{}", found.kind.kind.as_str())));
    crumbs.push(Crumb::to(kind, from.link(&found.kind.address)));
    crumbs.push(Crumb::here(renderer.text(&Message::new("change.title"))));
    crumbs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_change_is_what_the_publisher_says() {
        let material = |reason: &str| says(&fold_text(reason), "重要な変更");
        assert_eq!(material("指針に定める重要な変更にあたるため"), Some(true));
        assert_eq!(material("指針に定める重要な変更にあたらないため"), Some(false));
        assert_eq!(material("重要な変更に該当しないため、修正により対応"), Some(false));
        assert_eq!(material("重要な変更に該当するため、再実施し、支障はない"), Some(true));
        assert_eq!(material("組織改正のため"), None);
        for polite in ["には該当しません。", "の対象外", "以外の変更", "を除く変更"] {
            assert_eq!(material(&format!("重要な変更{polite}")), Some(false), "{polite}");
        }
        assert_eq!(says("形式的な変更ではない", "形式的"), Some(false));
        assert_eq!(says("形式的変更のため", "形式的"), Some(true));
    }
}
