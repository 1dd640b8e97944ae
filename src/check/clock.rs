//! Clocks: the day that a duty of best effort or a period is counted from, and the day it leads to.
//!
//! [`super::whole`] speaks of them where their time has come, `kohyo status` lists them all. Nothing is guessed: where
//! the day to count from is not known, there is no clock. What each rests on stands in the table of rules.

use jiff::ToSpan as _;

use crate::content::{Completeness, DocumentMeta, Occasion, Status};
use crate::finding::Text;
use crate::text::date::{Date, to_era};

/// A day from which something is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The day.
    pub from: Date,
    /// What happened on it, e.g. 再実施.
    pub what: Text,
}

/// The time for a reassessment (DATE-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reassessment {
    /// Five years after the last (re)assessment. It is the month that counts.
    pub due: Date,
    /// From this day on it is near: a year before.
    pub soon: Date,
}

/// The last (re)assessment that is known of the version `meta`, from what it states and from the published versions
/// of its kind up to it. Publications after mere corrections do not count.
pub fn last_assessment<'a>(
    meta: &DocumentMeta,
    same_kind: impl Iterator<Item = &'a DocumentMeta>,
) -> Option<Counted> {
    let of = |other: &DocumentMeta| {
        let from = other.published?;
        let what = match other.occasion? {
            Occasion::Jisshi => Text::new("実施", "assessment"),
            Occasion::Saijisshi => Text::new("再実施", "reassessment"),
            Occasion::Shusei => return None,
        };
        Some(Counted { from, what })
    };
    let stated = meta.last_assessed;
    let stated = stated.map(|from| Counted { from, what: Text::new("実施・再実施", "(re)assessment") });
    let published = same_kind.filter(|other| other.published <= meta.published).filter_map(of);
    // On one day, the version that says what it was is the better witness.
    stated.into_iter().chain(published).max_by_key(|counted| counted.from)
}

/// The time for a reassessment after the last one.
pub fn reassessment(last: Date) -> Option<Reassessment> {
    Some(Reassessment { due: last.checked_add(5.years()).ok()?, soon: last.checked_add(4.years()).ok()? })
}

/// A year after the publication (DATE-08). An excerpt is nobody's to review.
pub fn yearly(meta: &DocumentMeta) -> Option<(Date, Date)> {
    let published = meta.published.filter(|_| meta.completeness != Completeness::Excerpt)?;
    Some((published, published.checked_add(1.year()).ok()?))
}

/// The end of the task, and the day until which its evaluation should stay published (END-02).
pub fn kept_until(meta: &DocumentMeta) -> Option<(Date, Date)> {
    let ended = meta.ended.filter(|_| meta.status == Status::Ended)?;
    Some((ended, ended.checked_add(3.years()).ok()?))
}

/// 令和8年12月.
pub fn month(day: Date) -> String {
    let era = to_era(day);
    era.split_inclusive('月').next().unwrap_or(&era).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_named_by_its_month() {
        assert_eq!(month(jiff::civil::date(2026, 12, 1)), "令和8年12月");
    }
}
