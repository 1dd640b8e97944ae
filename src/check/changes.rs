//! Rules about the change log: rows against the body, rows against one another, rows against the dates of the document.
//!
//! A log is an account of the past, written by hand over years. These rules ask where two lines cannot both be right,
//! and stay silent where a row might speak of something else. Nothing here calls anything a violation. Here is the log
//! as a whole; [`body`] compares it with the text, [`chain`] its rows with one another, [`row`] looks at each row
//! alone, [`before`] at what they say of the version before, [`item`] at what the rows name, [`block`] at the numbers of blocks in them.

mod against_body;
pub(super) mod before;
mod block;
mod chain;
mod clause;
mod item;
mod row;

use crate::assessment::target::{Reach, Target};
use crate::assessment::{Assessment, ChangeDate, ChangeRow, names};
use crate::content::{Occasion, Status};
use crate::finding::{Finding, Place, Text};
use crate::text::date::Date;
use crate::text::source::Span;

/// The rules of the change log of one document.
pub(super) fn check(assessment: &Assessment) -> Vec<Finding> {
    if assessment.changes.is_empty() {
        return empty_log(assessment).into_iter().collect();
    }
    let log = Log { assessment, targets: assessment.targets() };
    let mut findings = log.body();
    findings.extend(log.chains());
    findings.extend(log.duplicates());
    findings.extend(log.near_duplicates());
    findings.extend(log.no_change());
    findings.extend(log.unresolved());
    findings.extend(log.order());
    findings.extend(log.inherited());
    findings.extend(log.same_as_above());
    findings.extend(log.timing());
    findings.extend(log.timings());
    findings.extend(log.wordings());
    findings.extend(log.counts());
    findings.extend(log.unknown_blocks());
    findings.extend(log.unnumbered());
    findings.extend(log.after_publication());
    findings
}

/// DATE-03 for a document that says it is an amendment and lists no change.
fn empty_log(assessment: &Assessment) -> Option<Finding> {
    let meta = &assessment.meta;
    let has_log = assessment
        .walk()
        .find(|node| assessment.item(node).is_some_and(|item| item.kind == crate::form::ItemKind::Changes))?;
    (meta.occasion == Some(Occasion::Shusei) && meta.status == Status::Published).then(|| {
        Finding::of(
            "DATE-03",
            Place::at(&assessment.source, has_log.label.span),
            Text::new(
                "修正による公表ですが、変更箇所に行がありません。",
                "The document is published as an amendment, and its change log has no row.",
            ),
            Text::new(
                "変更箇所の表が抜けていないか、`occasion` が正しいかを確認してください。",
                "See whether the table is missing, and whether `occasion` is right.",
            ),
        )
    })
}

struct Log<'a> {
    assessment: &'a Assessment,
    targets: Vec<Target<'a>>,
}

/// A row with its position.
type Row<'a> = (usize, &'a ChangeRow);

impl<'a> Log<'a> {
    fn rows(&self) -> impl Iterator<Item = Row<'a>> {
        self.assessment.changes.iter().enumerate()
    }

    fn place(&self, span: Span) -> Place {
        Place::at(&self.assessment.source, span)
    }

    fn line(&self, span: Span) -> usize {
        self.assessment.source.line(span.start)
    }

    /// What a message quotes of a row, without names of managers; and whether there were any. PRIV-06 says that they
    /// are not shown.
    fn quoted(&self, row: &ChangeRow, texts: [&str; 2]) -> (String, String, bool) {
        let rows = &self.assessment.changes;
        let index = rows.iter().position(|other| std::ptr::eq(other, row));
        let manager = index.is_some_and(|index| names::is_of_manager(rows, index));
        let [one, other] =
            texts.map(|text| if manager { names::of_manager(text) } else { names::without(text) });
        let hidden = one != texts[0] || other != texts[1];
        (one, other, hidden)
    }

    /// When a row was made, for comparison: the rows of a draft that have no date yet come last. `None` where it is
    /// not known.
    fn time(&self, row: &ChangeRow) -> Option<(bool, Option<Date>)> {
        let undated = row.date == ChangeDate::Unknown && row.page.is_none();
        match row.date.date() {
            Some(date) => Some((false, Some(date))),
            None if undated && self.assessment.meta.status != Status::Published => Some((true, None)),
            None => None,
        }
    }

    /// Where some rows stand, the first of them.
    fn lines(&self, rows: &[&ChangeRow]) -> Text {
        const SHOWN: usize = 8;
        let shown: Vec<String> = rows.iter().take(SHOWN).map(|row| self.line(row.span).to_string()).collect();
        let (ja, en) = if rows.len() > shown.len() { ("ほか", ", …") } else { ("", "") };
        Text::new(format!("{}行{ja}", shown.join("、")), format!("lines {}{en}", shown.join(", ")))
    }

    /// REF-01: rows whose item cannot be told, in one finding.
    fn unresolved(&self) -> Option<Finding> {
        // A list of changes alone has no body that its rows could point into: there they are read against the form.
        let alone = self.assessment.sections.len() < 2;
        let lost: Vec<&ChangeRow> = self
            .rows()
            .filter(|(index, row)| {
                let target = &self.targets[*index];
                let lost = if alone {
                    target.question.is_none() && target.reach != Reach::Several
                } else {
                    matches!(target.reach, Reach::Nothing | Reach::FileUnsaid)
                };
                row.continues.is_none() && lost
            })
            .map(|(_, row)| row)
            .collect();
        let (count, first) = (lost.len(), lost.first()?);
        let lines = self.lines(&lost);
        let (of_ja, of_en) = if alone { ("様式", "of the form") } else { ("本文", "of the text") };
        Some(Finding::of(
            "REF-01",
            self.place(first.item.span),
            Text::new(
                format!("変更箇所の{count}行は、{of_ja}のどの項目の変更かを特定できません({})。", lines.ja),
                format!(
                    "{count} rows of the change log do not say which item {of_en} they change ({}).",
                    lines.en
                ),
            ),
            Text::new(
                "項目名やファイル名の書き誤り・読み誤りがないか確認してください。原本どおりなら、このままで構いません。",
                "See whether names of items or files are misspelt or misread; leave them if the original has them so.",
            ),
        ))
    }

    /// CHG-13: dates that go back and forth. Lists run from the oldest or from the newest.
    fn order(&self) -> Option<Finding> {
        let dated: Vec<(Date, &ChangeRow)> =
            self.rows().filter_map(|(_, row)| row.date.date().map(|date| (date, row))).collect();
        let steps = |back: bool| {
            dated
                .windows(2)
                .filter(move |pair| if back { pair[0].0 > pair[1].0 } else { pair[0].0 < pair[1].0 })
        };
        let backwards = steps(true).count() <= steps(false).count();
        let count = steps(backwards).count();
        let pair = steps(backwards).next()?;
        let row = pair[1].1;
        let line = self.line(pair[0].1.span);
        Some(Finding::of(
            "CHG-13",
            self.place(row.span),
            Text::new(
                format!("変更日の順が、ここで前の行({line}行)と入れ替わっています(全部で{count}か所)。"),
                format!(
                    "The dates of change go back and forth: here against line {line} ({count} times in all)."
                ),
            ),
            Text::new(
                "変更日の書き誤り・読み誤りがないか確認してください。原本どおりなら、このままで構いません。",
                "See whether a date is wrong or misread; leave it if the original has it so.",
            ),
        ))
    }

    /// DATE-02: rows dated after the publication, one finding for each day.
    fn after_publication(&self) -> Vec<Finding> {
        let meta = &self.assessment.meta;
        let Some(published) = meta.published.filter(|_| meta.status == Status::Published) else {
            return Vec::new();
        };
        let mut days: Vec<(Date, &ChangeRow, usize)> = Vec::new();
        for (_, row) in self.rows() {
            let Some(day) = row.date.date().filter(|day| *day > published) else { continue };
            match days.iter_mut().find(|(other, ..)| *other == day) {
                Some((.., count)) => *count += 1,
                None => days.push((day, row, 1)),
            }
        }
        let finding = |(day, row, count): (Date, &ChangeRow, usize)| {
            Finding::of(
                "DATE-02",
                self.place(row.span),
                Text::new(
                    format!("変更日({day})が公表日({published})より後の行が{count}行あります。"),
                    format!("{count} rows are dated {day}, after the publication on {published}."),
                ),
                Text::new(
                    "公表日か変更日の誤り、または次の版の行でないかを確認してください。",
                    "See whether a date is wrong, or the rows belong to the next version.",
                ),
            )
        };
        days.into_iter().map(finding).collect()
    }
}

#[cfg(test)]
mod tests;
