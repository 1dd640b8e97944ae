//! CHG-03: the change log against the body. Only the newest row of an item that is certainly meant is compared, clause by
//! clause; how clauses are compared is in [`clause`].

use super::clause::{self, Clause};
use super::{Log, Row};
use crate::assessment::target::Target;
use crate::assessment::{Answer, Assessment, ChangeRow, Node, Part, RowKind};
use crate::finding::{Finding, Text};
use crate::markdown::Mark;
use crate::text::date;
use crate::text::source::Span;

/// Two clauses that are this much alike (per cent) are meant as the same; below, they may be about different things.
pub(super) const ALIKE: usize = 60;
/// Answers this short (characters compared) are one value: a date, a number, a name.
const SHORT: usize = 40;
/// Shorter clauses than this say too little to be compared as sentences.
const SENTENCE: usize = 8;

impl<'a> Log<'a> {
    /// CHG-03: what the newest row of an item says it became, against the answer in the body.
    pub(super) fn body(&self) -> Vec<Finding> {
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
                let says = date::parse(after).ok()?;
                (!says.allows(*day)).then(|| (after.to_owned(), first.to_owned(), span))
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
        let (after, now, hidden) = self.quoted(row, [after, now]);
        Finding::of(
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
        .secret_if(hidden)
    }
}

/// What the body answers.
pub(super) struct Body<'a> {
    /// All of it, as it is compared.
    pub(super) key: Vec<char>,
    pub(super) clauses: Vec<(Clause<'a>, Span)>,
}

impl<'a> Body<'a> {
    /// The text and the chosen options of a question and what stands under it.
    pub(super) fn of(assessment: &Assessment, node: &'a Node) -> Self {
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
