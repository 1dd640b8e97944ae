//! 変更箇所: the rows of the change log, their dates and kinds.

use std::sync::Arc;

use super::Assessment;
use super::anchor::Anchors;
use super::answer::is_placeholder;
use crate::finding::{Finding, Place, Text};
use crate::markdown::{Line, Table};
use crate::text::date::{self, Date, DateError};
use crate::text::folding::{fold, fold_text};
use crate::text::number::leading;
use crate::text::source::{Source, Span};

/// The printed header of the table, in official order.
pub const HEADER: [&str; 6] =
    ["変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明"];

/// The date of a row: an empty cell in the original means three different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeDate {
    /// A date is printed.
    Stated {
        /// The day.
        date: Date,
        /// As printed.
        written: String,
    },
    /// `〃`: the date of the row above holds (a merged or lost cell).
    Inherited {
        /// The day, where a row above states one.
        date: Option<Date>,
    },
    /// Not fixed yet: 公表時に記入(未定).
    Unknown,
    /// Something is printed that is no date.
    Unreadable {
        /// As printed.
        written: String,
    },
}

impl ChangeDate {
    /// As printed in the row itself.
    pub fn written(&self) -> Option<&str> {
        match self {
            Self::Stated { written, .. } | Self::Unreadable { written } => Some(written),
            Self::Inherited { .. } | Self::Unknown => None,
        }
    }

    /// The day, stated or inherited.
    pub fn date(&self) -> Option<Date> {
        match self {
            Self::Stated { date, .. } => Some(*date),
            Self::Inherited { date } => *date,
            Self::Unknown | Self::Unreadable { .. } => None,
        }
    }
}

/// The heading of the first column where the list numbers the pages of the document instead of dating its rows.
pub const PAGE: &str = "ページ";

/// The page that a row is about, where the list has a column for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowPage {
    /// As printed; that of the row above where it is inherited. Empty where neither is known.
    pub written: String,
    /// `〃`: the page of the row above holds.
    pub inherited: bool,
}

/// What a row of the change log is, beyond "before became after".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowKind {
    /// Nothing stood there before.
    Addition,
    /// Nothing stands there any more.
    Deletion,
    /// Drawings or attachments replaced; the text is elsewhere.
    Material,
    /// An instruction ("…を追加") instead of the text.
    Instruction,
    /// Parts are left out: ※ 略, ※ 修正なし.
    Elided,
    /// Both sides read the same.
    NoVisibleDifference,
}

/// One row of the change log.
#[derive(Debug, Clone)]
pub struct ChangeRow {
    /// 変更日; unknown where the list has a column of pages instead.
    pub date: ChangeDate,
    /// The page of the document, where the list has a column for it.
    pub page: Option<RowPage>,
    /// 項目, as printed.
    pub item: Line,
    /// 変更前の記載.
    pub before: Line,
    /// 変更後の記載.
    pub after: Line,
    /// 提出時期: 事前 or 事後.
    pub timing: Line,
    /// 提出時期に係る説明.
    pub reason: Line,
    /// What kind of row it is.
    pub kinds: Vec<RowKind>,
    /// Index of the row that this one continues: (続き), 同上, no item at all.
    pub continues: Option<usize>,
    /// The id of the row on the page.
    pub anchor: String,
    /// The row in the source.
    pub span: Span,
}

/// Rows are equal when their cells are.
impl PartialEq for ChangeRow {
    fn eq(&self, other: &Self) -> bool {
        self.date == other.date
            && self.page == other.page
            && self.item == other.item
            && self.before == other.before
            && self.after == other.after
            && self.timing == other.timing
            && self.reason == other.reason
    }
}

/// Reads the change table. Rows without a change-log header are reported and yield nothing.
pub(super) fn read(
    source: &Arc<Source>,
    table: &Table,
    (section, at): (&str, Span),
    findings: &mut Vec<Finding>,
) -> Vec<ChangeRow> {
    let header: Vec<_> = table.header.iter().map(|cell| fold(&cell.text)).collect();
    let paged = header.first().is_some_and(|first| *first == fold(PAGE));
    let dated = header.first().is_some_and(|first| *first == fold(HEADER[0]));
    let rest = header.iter().skip(1);
    if !(paged || dated) || !rest.eq(HEADER.map(fold)[1..].iter()) {
        findings.push(Finding::of(
            "CHG-00",
            Place::at(source, at),
            Text::new(
                "変更箇所の表の見出しが様式と違います。",
                "The header of the change table is not the form's.",
            ),
            Text::new(
                format!("見出しの行を「| {} |」としてください。", HEADER.join(" | ")),
                format!("Make the header row \"| {} |\".", HEADER.join(" | ")),
            ),
        ));
        return Vec::new();
    }
    let mut rows: Vec<ChangeRow> = Vec::with_capacity(table.rows.len());
    let mut anchors = Anchors::default();
    for cells in &table.rows {
        let [when, item, before, after, timing, reason] = cells.as_slice() else { continue };
        let span = cells.iter().map(|c| c.span).reduce(Span::join).unwrap_or_default();
        let page = paged.then(|| page_of(when, rows.last()));
        let date = if paged { ChangeDate::Unknown } else { date_of(source, when, rows.last(), findings) };
        let row = ChangeRow {
            kinds: kinds(&before.text, &after.text),
            continues: continued(item, [before, after], &rows),
            anchor: anchors.take(&anchor(section, [when, item, before, after])).0,
            date,
            page,
            item: item.clone(),
            before: before.clone(),
            after: after.clone(),
            timing: timing.clone(),
            reason: reason.clone(),
            span,
        };
        rows.push(row);
    }
    rows
}

fn date_of(
    source: &Arc<Source>,
    cell: &Line,
    above: Option<&ChangeRow>,
    findings: &mut Vec<Finding>,
) -> ChangeDate {
    let written = cell.text.trim();
    match written {
        "" => return ChangeDate::Unknown,
        "〃" => return ChangeDate::Inherited { date: above.and_then(|row| row.date.date()) },
        _ => {}
    }
    let message = match date::parse(written) {
        Ok(found) => return ChangeDate::Stated { date: found.date, written: written.to_owned() },
        Err(DateError::Impossible) => Text::new(
            format!("変更日「{written}」は暦にない日です。"),
            format!("The calendar has no day \"{written}\"."),
        ),
        Err(_) => Text::new(
            format!("変更日「{written}」を日付として読めません。"),
            format!("The date of change \"{written}\" is not a date."),
        ),
    };
    findings.push(Finding::of(
        "DATE-07",
        Place::at(source, cell.span),
        message,
        Text::new(
            "原本を確認し、「令和8年3月24日」の形で書いてください。上の行と同じなら `〃`、未定なら空欄にします。",
            "Look at the original and write it as 令和8年3月24日; `〃` if it is that of the row above; leave it empty if not fixed.",
        ),
    ));
    ChangeDate::Unreadable { written: written.to_owned() }
}

fn page_of(cell: &Line, above: Option<&ChangeRow>) -> RowPage {
    match cell.text.trim() {
        "〃" => {
            let above = above.and_then(|row| row.page.clone()).unwrap_or_default();
            RowPage { written: above.written, inherited: true }
        }
        written => RowPage { written: written.to_owned(), inherited: false },
    }
}

/// A row continues the one above it when its item says so, when it names no item at all, or when it names the item
/// of the row above and one of its sides reads 同上.
fn continued(item: &Line, sides: [&Line; 2], rows: &[ChangeRow]) -> Option<usize> {
    let folded = fold(&item.text);
    let says_so =
        matches!(folded.as_str(), "" | "同上") || folded.ends_with("(続き)") || folded.ends_with("(つづき)");
    let ditto = |above: &ChangeRow| {
        fold(&above.item.text) == folded && sides.iter().any(|side| fold(&side.text) == "同上")
    };
    (says_so || rows.last().is_some_and(ditto)).then(|| rows.len().checked_sub(1)).flatten()
}

fn kinds(before: &str, after: &str) -> Vec<RowKind> {
    let blank = |text: &str| text.trim().is_empty() || is_placeholder(text);
    let (b, a) = (fold_text(before), fold_text(after));
    let mut kinds = Vec::new();
    if b != a && (blank(before) || b == "(右記を追加)") {
        kinds.push(RowKind::Addition);
    }
    if b != a && (blank(after) || a == "(右記を削除)" || a.starts_with("削除(") || a == "削除") {
        kinds.push(RowKind::Deletion);
    }
    let has = |words: &[&str]| words.iter().any(|word| b.contains(word) || a.contains(word));
    if has(&["資料の差し替え", "図(省略)", "図省略", "のとおり"]) {
        kinds.push(RowKind::Material);
    }
    if a.ends_with("を追加") || a.ends_with("追加)") || a.contains("へ追加") || a.ends_with("」追加")
    {
        kinds.push(RowKind::Instruction);
    }
    if has(&["※略", "(略)", "(省略)", "(中略)", "修正なし"]) {
        kinds.push(RowKind::Elided);
    }
    if b == a {
        kinds.push(RowKind::NoVisibleDifference);
    }
    kinds
}

/// A row, the one it continues, and so on to the first.
pub fn chain(rows: &[ChangeRow], index: usize) -> impl Iterator<Item = &ChangeRow> {
    let mut next = Some(index);
    std::iter::from_fn(move || {
        let row = rows.get(next?)?;
        // Rows continue earlier ones only, so this ends.
        next = row.continues.filter(|earlier| Some(*earlier) < next);
        Some(row)
    })
}

/// The numbers of the blocks that a text names: 5 and 6 in "システム5をシステム6とする".
pub(crate) fn block_numbers(text: &str, label: &str) -> Vec<u32> {
    text.split(label).skip(1).filter_map(|rest| leading(rest).0).collect()
}

/// The section's key and eight hexadecimal digits of the hash of date, item, before and after: `x3-…`; a
/// repeated row gets `-2` behind it.
fn anchor(section: &str, cells: [&Line; 4]) -> String {
    let mut hasher = blake3::Hasher::new();
    for cell in cells {
        hasher.update(cell.text.as_bytes());
        hasher.update(&[0]);
    }
    format!("{section}-{}", &hasher.finalize().to_hex()[..8])
}

impl Assessment {
    /// How many rows the change log has per timing: (事前, 事後, anything else).
    pub fn change_timings(&self) -> (usize, usize, usize) {
        let count = |word: &str| self.changes.iter().filter(|row| fold(&row.timing.text) == word).count();
        let (before, after) = (count("事前"), count("事後"));
        (before, after, self.changes.len() - before - after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_kinds() {
        assert_eq!(kinds("—", "課長"), [RowKind::Addition]);
        assert_eq!(kinds("課長", ""), [RowKind::Deletion]);
        assert_eq!(
            kinds("図(省略)", "図（省略）"),
            [RowKind::Material, RowKind::Elided, RowKind::NoVisibleDifference]
        );
        assert_eq!(kinds("4情報", "※ 修正なし"), [RowKind::Elided]);
        assert_eq!(kinds("住民とする。", "住民とする。※(外国人を含む)"), []);
        assert_eq!(kinds("", "システム6を追加"), [RowKind::Addition, RowKind::Instruction]);
        assert_eq!(kinds("-", "-"), [RowKind::NoVisibleDifference]);
    }
}
