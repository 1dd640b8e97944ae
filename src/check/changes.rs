//! Rules about the change log: rows against the body, rows against one another, rows against the dates of the document.
//!
//! A log is an account of the past, written by hand over years. These rules ask where two lines cannot both be right,
//! and stay silent where a row might speak of something else. Nothing here calls anything a violation.

mod clause;

use crate::assessment::target::{Reach, Target};
use crate::assessment::{Answer, Assessment, ChangeDate, ChangeRow, Node, Part, RowKind};
use crate::content::source::Span;
use crate::content::{Date, Occasion, Status, date};
use crate::finding::{Finding, Place, Text};
use crate::form::label::fold;
use crate::markdown::Mark;
use clause::Clause;

/// Two clauses that are this much alike (per cent) are meant as the same; below, they may be about different things.
const ALIKE: usize = 60;
/// Answers this short (characters compared) are one value: a date, a number, a name.
const SHORT: usize = 40;
/// Shorter clauses than this say too little to be compared as sentences.
const SENTENCE: usize = 8;

/// The rules of the change log of one document.
pub(super) fn check(assessment: &Assessment) -> Vec<Finding> {
    if assessment.changes.is_empty() {
        return empty_log(assessment).into_iter().collect();
    }
    let log = Log { assessment, targets: assessment.targets() };
    let mut findings = log.body();
    findings.extend(log.chains());
    findings.extend(log.duplicates());
    findings.extend(log.no_change());
    findings.extend(log.unresolved());
    findings.extend(log.order());
    findings.extend(log.inherited());
    findings.extend(log.timing());
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
        Finding::info(
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
        self.assessment.source.position(span.start).line
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

    /// CHG-03: what the newest row of an item says it became, against the answer in the body.
    fn body(&self) -> Vec<Finding> {
        let mut seen: Vec<&Node> = Vec::new();
        let mut findings = Vec::new();
        for (index, _) in self.rows() {
            let Some(node) = self.targets[index].item() else { continue };
            if seen.iter().any(|other| std::ptr::eq(*other, node)) {
                continue;
            }
            seen.push(node);
            if let Some(rows) = self.newest(node) {
                findings.extend(self.against_body(node, &rows));
            }
        }
        findings
    }

    /// The rows of the last day on which a question changed. `None` where a row of that day or later may speak of it
    /// without naming it alone, or where the order of its rows is not known.
    fn newest(&self, node: &Node) -> Option<Vec<Row<'a>>> {
        let concerned: Vec<Row<'a>> =
            self.rows().filter(|(index, _)| self.may_concern(&self.targets[*index], node)).collect();
        let mut newest = None;
        for (_, row) in &concerned {
            newest = newest.max(Some(self.time(row)?));
        }
        let last: Vec<Row<'a>> = concerned.into_iter().filter(|(_, row)| self.time(row) == newest).collect();
        let alone =
            |&(index, _): &Row<'_>| self.targets[index].item().is_some_and(|other| std::ptr::eq(other, node));
        last.iter().all(alone).then_some(last)
    }

    fn may_concern(&self, target: &Target<'_>, node: &Node) -> bool {
        let is_in = |outer: &Node, inner: &Node| outer.walk().any(|other| std::ptr::eq(other, inner));
        if target.nodes.iter().any(|other| is_in(other, node) || is_in(node, other)) {
            return true;
        }
        let (Some(question), Some(item)) = (target.question, node.item) else { return false };
        let form = self.assessment.form;
        target.nodes.is_empty()
            && (form.path(item).contains(&question) || form.path(question).contains(&item))
    }

    fn against_body(&self, node: &Node, rows: &[Row<'_>]) -> Vec<Finding> {
        let vague = [RowKind::Deletion, RowKind::Material, RowKind::Instruction];
        if rows.iter().any(|(_, row)| row.kinds.iter().any(|kind| vague.contains(kind))) {
            return Vec::new();
        }
        let body = Body::of(self.assessment, node);
        if body.clauses.is_empty() {
            return Vec::new();
        }
        if let ([(_, row)], Some(says)) = (rows, self.value_differs(node, rows, &body)) {
            return vec![self.differs(row, &says.0, &says.1, says.2)];
        }
        let mut all: Vec<(&ChangeRow, Clause<'_>)> = Vec::new();
        // Where a row goes on in the next, the sentence at the seam is in neither of them whole.
        let mut seams = Vec::new();
        for &(_, row) in rows {
            if row.continues.is_some() {
                seams.extend([all.len().wrapping_sub(1), all.len()]);
            }
            all.extend(clause::of(&row.after.text).into_iter().map(|clause| (row, clause)));
        }
        let said: Vec<char> = all.iter().flat_map(|(_, clause)| clause.key.iter().copied()).collect();
        let mut findings = Vec::new();
        for (at, (row, clause)) in all.iter().enumerate() {
            if clause.key.len() < SENTENCE || seams.contains(&at) || clause::contains(&body.key, &clause.key)
            {
                continue;
            }
            // Only a sentence of the body that the log does not have can be what this one has become.
            let nearest = body
                .clauses
                .iter()
                .filter(|(other, _)| other.key.len() >= SENTENCE && !clause::contains(&said, &other.key))
                .max_by_key(|(other, _)| clause::likeness(&clause.key, &other.key));
            if let Some((other, span)) =
                nearest.filter(|(o, _)| clause::likeness(&clause.key, &o.key) >= ALIKE)
            {
                let (after, now) = clause::differing(clause.text, other.text);
                findings.push(self.differs(row, &after, &now, *span));
            }
        }
        findings.truncate(3);
        findings
    }

    /// One value against another: an option, a date, a short answer.
    fn value_differs(
        &self,
        node: &Node,
        rows: &[Row<'_>],
        body: &Body<'_>,
    ) -> Option<(String, String, Span)> {
        let [(_, row)] = rows else { return None };
        let after = row.after.text.trim();
        let (first, span) = body.clauses.first().map(|(clause, span)| (clause.text, *span))?;
        match &node.answer {
            Answer::Choice { option: Some(chosen), written } => {
                let item = self.assessment.question(node)?;
                let plain = after.trim_matches(['[', ']', '［', '］', ' ', '　']);
                let says = item.option(plain)?;
                (says != *chosen).then(|| (plain.to_owned(), written.clone(), span))
            }
            Answer::Date { date: Some(day) } => {
                let says = date::parse(after).ok()?.date;
                (says != *day).then(|| (after.to_owned(), first.to_owned(), span))
            }
            Answer::Text => {
                let clauses = clause::of(after);
                let ([says], [(is, _)]) = (clauses.as_slice(), body.clauses.as_slice()) else { return None };
                let short = says.key.len() <= SHORT && is.key.len() <= SHORT && !says.key.is_empty();
                let apart = !clause::contains(&is.key, &says.key) && !clause::contains(&says.key, &is.key);
                // A label or a bracket in the cell says that it quotes the form, not only the answer.
                let plain = !after.contains(['[', '［', '①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨']);
                (short && apart && plain).then(|| (says.text.to_owned(), is.text.to_owned(), span))
            }
            _ => None,
        }
    }

    fn differs(&self, row: &ChangeRow, after: &str, now: &str, at: Span) -> Finding {
        let line = self.line(at);
        Finding::warning(
            "CHG-03",
            self.place(row.after.span),
            Text::new(
                format!("変更後の記載「{after}」と、本文({line}行)「{now}」が一致しません。"),
                format!("The change log says it became \"{after}\"; the text (line {line}) has \"{now}\"."),
            ),
            Text::new(
                "どちらが正しいか確認してください。その後に変わったのなら、変更箇所に行があるかを見てください。",
                "See which is right; if it changed later, see whether the log has a row for that.",
            ),
        )
    }

    /// CHG-10: what one row says it became against what the next row of the same question says it was.
    fn chains(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut done: Vec<usize> = Vec::new();
        for (index, _) in self.rows() {
            if done.contains(&index) {
                continue;
            }
            let mut chain: Vec<Row<'a>> =
                self.rows().filter(|(other, _)| self.same_item(index, *other)).collect();
            done.extend(chain.iter().map(|(other, _)| *other));
            if chain.len() < 2 || chain.iter().any(|(_, row)| self.time(row).is_none()) {
                continue;
            }
            chain.sort_by_key(|(_, row)| self.time(row));
            let of_day = |row: &ChangeRow| {
                chain.iter().filter(|(_, other)| self.time(other) == self.time(row)).count()
            };
            for pair in chain.windows(2) {
                let ((_, older), (_, newer)) = (pair[0], pair[1]);
                if of_day(older) == 1 && of_day(newer) == 1 {
                    findings.extend(self.broken(older, newer));
                }
            }
        }
        findings
    }

    /// Whether two rows speak of the same question: of one heading, or in the same words of one that is not held.
    fn same_item(&self, a: usize, b: usize) -> bool {
        if a == b {
            return true;
        }
        let (rows, targets) = (&self.assessment.changes, &self.targets);
        if rows[a].continues.is_some() || rows[b].continues.is_some() {
            return false;
        }
        match (targets[a].item(), targets[b].item()) {
            (Some(a), Some(b)) => std::ptr::eq(a, b),
            (None, None) => {
                targets[a].reach == Reach::FileUnsaid
                    && targets[a].question.is_some()
                    && targets[a].question == targets[b].question
                    && fold(&rows[a].item.text) == fold(&rows[b].item.text)
            }
            _ => false,
        }
    }

    fn broken(&self, older: &ChangeRow, newer: &ChangeRow) -> Option<Finding> {
        let vague = |row: &ChangeRow| row.kinds.iter().any(|kind| *kind != RowKind::NoVisibleDifference);
        if vague(older) || vague(newer) {
            return None;
        }
        let (left, found) = (value(&older.after.text)?, value(&newer.before.text)?);
        let apart = !clause::contains(&left, &found) && !clause::contains(&found, &left);
        let days = (date::parse(older.after.text.trim()), date::parse(newer.before.text.trim()));
        let same_day = matches!(days, (Ok(a), Ok(b)) if a.date == b.date);
        let (line, after, before) =
            (self.line(older.span), older.after.text.trim(), newer.before.text.trim());
        (apart && !same_day).then(|| {
            Finding::warning(
                "CHG-10",
                self.place(newer.before.span),
                Text::new(
                    format!("変更前の記載「{before}」が、同じ項目の前の行({line}行)の変更後「{after}」とつながりません。"),
                    format!("It was \"{before}\" before, but the row before it (line {line}) says it became \"{after}\"."),
                ),
                Text::new(
                    "間の変更の行が抜けていないか、どちらかの記載に誤りがないか確認してください。",
                    "See whether a row between them is missing, or one of them is wrong.",
                ),
            )
        })
    }

    /// CHG-11: rows that say the same as an earlier one.
    fn duplicates(&self) -> Vec<Finding> {
        let cells =
            |row: &ChangeRow| [&row.item, &row.before, &row.after].map(|cell| clause::key(&cell.text));
        let keys: Vec<_> = self.rows().map(|(_, row)| (row.date.date(), cells(row))).collect();
        let mut findings = Vec::new();
        for (index, row) in self.rows() {
            let first = keys[..index].iter().position(|key| *key == keys[index]);
            let says = !keys[index].1[2].is_empty() || !keys[index].1[1].is_empty();
            if let Some(first) =
                first.filter(|_| says && row.kinds.iter().all(|kind| *kind != RowKind::Material))
            {
                let line = self.line(self.assessment.changes[first].span);
                findings.push(Finding::warning(
                    "CHG-11",
                    self.place(row.span),
                    Text::new(
                        format!("{line}行と同じ変更の行です。"),
                        format!("This row says the same as the one in line {line}."),
                    ),
                    Text::new(
                        "原本にも2回あるなら、このままで構いません。",
                        "Leave it if the original has it twice.",
                    ),
                ));
            }
        }
        findings
    }

    /// CHG-12: rows that change nothing one can see.
    fn no_change(&self) -> Vec<Finding> {
        let silent = |row: &ChangeRow| {
            row.kinds.contains(&RowKind::NoVisibleDifference)
                && !row.kinds.iter().any(|kind| matches!(kind, RowKind::Material | RowKind::Elided))
                && !row.after.text.trim().is_empty()
                && !explains_nothing_changed(&row.reason.text)
        };
        let same = self.rows().filter(|(_, row)| silent(row));
        same.map(|(_, row)| {
            Finding::info(
                "CHG-12",
                self.place(row.after.span),
                Text::new("変更前と変更後が同じ記載です。", "Before and after read the same."),
                Text::new(
                    "違い(線、色、図など)が変換で失われていないか、原本を確認してください。",
                    "Look at the original: the difference (lines, colours, drawings) may have been lost.",
                ),
            )
        })
        .collect()
    }

    /// REF-01: rows whose item cannot be told, in one finding.
    fn unresolved(&self) -> Option<Finding> {
        // A list of changes alone has no body that its rows could point into.
        if self.assessment.sections.len() < 2 {
            return None;
        }
        let lost: Vec<&ChangeRow> = self
            .rows()
            .filter(|(index, row)| {
                row.continues.is_none()
                    && matches!(self.targets[*index].reach, Reach::Nothing | Reach::FileUnsaid)
            })
            .map(|(_, row)| row)
            .collect();
        let (count, first) = (lost.len(), lost.first()?);
        let lines: Vec<String> = lost.iter().take(8).map(|row| self.line(row.span).to_string()).collect();
        let (more_ja, more_en) = if count > lines.len() { ("ほか", ", …") } else { ("", "") };
        Some(Finding::info(
            "REF-01",
            self.place(first.item.span),
            Text::new(
                format!(
                    "変更箇所の{count}行は、本文のどの項目の変更かを特定できません({}行{more_ja})。",
                    lines.join("、")
                ),
                format!(
                    "{count} rows of the change log do not say which item they change (lines {}{more_en}).",
                    lines.join(", ")
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
        Some(Finding::info(
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

    /// CHG-14: rows whose date is that of the row above.
    fn inherited(&self) -> Option<Finding> {
        // A person who writes 〃 means it; what the conversion joined, somebody should look at.
        let converted =
            self.assessment.meta.source.as_ref().is_some_and(|source| source.conversion.is_some());
        let mut rows = self.rows().filter(|(_, row)| match row.date {
            ChangeDate::Inherited { date } => converted || date.is_none(),
            _ => false,
        });
        let (_, first) = rows.next()?;
        let count = rows.count() + 1;
        Some(Finding::info(
            "CHG-14",
            self.place(first.span),
            Text::new(
                format!("変更日を上の行から補った行が{count}行あります。"),
                format!("{count} rows take their date from the row above."),
            ),
            Text::new(
                "原本のその欄が、上の行とまとめられているかを確認してください。",
                "See in the original whether the cell is joined with the one above.",
            ),
        ))
    }

    /// CHG-02: 事後, with an explanation that calls the change an important one.
    fn timing(&self) -> Vec<Finding> {
        let after = |row: &ChangeRow| fold(&row.timing.text) == "事後" && says_important(&row.reason.text);
        self.rows()
            .filter(|(_, row)| after(row))
            .map(|(_, row)| {
                Finding::info(
                    "CHG-02",
                    self.place(row.reason.span),
                    Text::new(
                        "提出時期は事後ですが、説明は重要な変更としています。",
                        "The row is 事後, and its explanation calls the change an important one.",
                    ),
                    Text::new(
                        "説明の読み誤り(「あたらない」など)がないか確認してください。事前の提出・公表が義務付けられていない変更もあります。",
                        "See whether the explanation was misread (あたらない); not every change has to be submitted before.",
                    ),
                )
            })
            .collect()
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
            Finding::warning(
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

/// What the body answers.
struct Body<'a> {
    /// All of it, as it is compared.
    key: Vec<char>,
    clauses: Vec<(Clause<'a>, Span)>,
}

impl<'a> Body<'a> {
    /// The text and the chosen options of a question and what stands under it.
    fn of(assessment: &Assessment, node: &'a Node) -> Self {
        let mut body = Self { key: Vec::new(), clauses: Vec::new() };
        for node in node.walk() {
            let is_choice =
                assessment.question(node).is_some_and(|item| item.kind == crate::form::ItemKind::Choice);
            for part in &node.parts {
                let lines: Vec<_> = match part {
                    Part::Text(lines) => lines.iter().collect(),
                    Part::Options(options) => options
                        .iter()
                        .filter(|option| option.mark == Mark::Chosen || !is_choice)
                        .flat_map(|option| &option.lines)
                        .collect(),
                    Part::Table(table) => table.header.iter().chain(table.rows.iter().flatten()).collect(),
                    Part::Note { .. } => Vec::new(),
                };
                for line in lines {
                    body.key.extend(clause::key(&line.text));
                    body.clauses
                        .extend(clause::of_line(&line.text).into_iter().map(|clause| (clause, line.span)));
                }
            }
        }
        body
    }
}

/// A cell that is one short value, as it is compared.
fn value(text: &str) -> Option<Vec<char>> {
    let clauses = clause::of(text);
    let [only] = clauses.as_slice() else { return None };
    (only.key.len() <= SHORT && !text.contains(['[', '［'])).then(|| only.key.clone())
}

/// Whether an explanation says that only the look or the notation changed.
fn explains_nothing_changed(reason: &str) -> bool {
    ["変更はない", "変更なし", "変更はありません", "表記", "レイアウト"]
        .iter()
        .any(|word| reason.contains(word))
}

/// Whether an explanation says "重要な変更" without a negation behind it.
fn says_important(reason: &str) -> bool {
    const NEGATED: [&str; 9] = [
        "あたらない",
        "当たらない",
        "該当しない",
        "該当せず",
        "あたらず",
        "当たらず",
        "関与しない",
        "ではない",
        "でない",
    ];
    let reason = fold(reason);
    let mut rest = reason.as_str();
    let mut found = false;
    while let Some(at) = rest.find("重要な変更") {
        rest = &rest[at + "重要な変更".len()..];
        let near: String = rest.chars().take(20).collect();
        let near = near.split('。').next().unwrap_or_default();
        if NEGATED.iter().any(|word| near.contains(word)) || near.starts_with("以外") {
            return false;
        }
        found = true;
    }
    found
}

#[cfg(test)]
mod tests;
