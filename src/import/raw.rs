//! Plain text in the order in which a tool read the page: no cells, so labels may stand before all of their answers and
//! a choice one part a line.
//!
//! What is certain is put together. Where labels stand together and their answers behind them, nothing says which is
//! whose: labels and answers are taken out, listed, and the original is asked for. An answer under a wrong question
//! would be worse than none.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::cover;
use super::text::{Cell, Row};
use super::{Unplaced, Warning};
use crate::form::{self, ItemKind};
use crate::text::folding::fold;

/// How many rows may stand before the cover.
const SEARCHED: usize = 40;
/// The longest bracketed answer, in lines.
const BRACKET: usize = 4;

/// Labels of all forms behind the cover, folded; whether they take an answer.
static LABELS: LazyLock<HashMap<String, bool>> = LazyLock::new(|| {
    let mut labels = HashMap::new();
    for item in form::all().iter().flat_map(|form| &form.items).filter(|item| !item.id.starts_with("cover."))
    {
        let answered = !matches!(item.kind, ItemKind::Section | ItemKind::Group | ItemKind::Block);
        for folded in item.folded() {
            *labels.entry(folded.clone()).or_insert(answered) &= answered;
        }
    }
    labels
});

/// Puts together what is certain, and takes out what is not.
pub(super) fn untangle(
    rows: Vec<Row>,
    warnings: &mut Vec<Warning>,
    unplaced: &mut Vec<Unplaced>,
) -> Vec<Row> {
    let mut rows = cover_first(rows);
    let start = cover::read(&rows).rows;
    let body = rows.split_off(start.min(rows.len()));
    rows.extend(without_torn(choices(&body), warnings, unplaced));
    rows
}

/// The list of contents of a document may come before its cover: it goes behind it.
fn cover_first(mut rows: Vec<Row>) -> Vec<Row> {
    if cover::read(&rows).is_identity() {
        return rows;
    }
    let heading = |row: &Row| {
        let (_, cell) = row.filled().next()?;
        fold(&cell.lines.join(" ")).starts_with("特定個人情報保護評価書(").then_some(())
    };
    let Some(at) = rows.iter().take(SEARCHED).position(|row| heading(row).is_some()).filter(|at| *at > 0)
    else {
        return rows;
    };
    let cover = rows.get(at..).map(cover::read).filter(cover::CoverText::is_identity);
    if let Some(cover) = cover {
        rows.get_mut(..at + cover.rows).unwrap_or_default().rotate_left(at);
    }
    rows
}

fn only_text(row: &Row) -> Option<String> {
    let [cell] = row.cells.as_slice() else { return None };
    let [line] = cell.lines.as_slice() else { return None };
    Some(line.trim().to_owned())
}

/// Choices whose bracket, answer and printed options stand on lines of their own, as one line each.
fn choices(rows: &[Row]) -> Vec<Row> {
    let mut out = Vec::with_capacity(rows.len());
    let mut rest = rows;
    while let Some((first, behind)) = rest.split_first() {
        if let Some((text, taken)) = choice(rest) {
            let cells = vec![Cell { lines: vec![text], ..Cell::default() }];
            out.push(Row { cells, ..first.clone() });
            rest = rest.get(taken..).unwrap_or_default();
        } else {
            out.push(first.clone());
            rest = behind;
        }
    }
    out
}

/// The choice at the beginning of rows, and how many rows it takes.
fn choice(rows: &[Row]) -> Option<(String, usize)> {
    let (mut answer, mut list): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let (mut open, mut bracket, mut in_list, mut taken) = (false, false, false, 0);
    for row in rows {
        let Some(text) = only_text(row) else { break };
        let whole = text.strip_prefix(['[', '［']).and_then(|rest| rest.strip_suffix([']', '］']));
        let numbered = text
            .split_once([')', '）'])
            .is_some_and(|(n, _)| (1..=2).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
        match text.as_str() {
            "[" | "［" if !bracket => (open, bracket) = (true, true),
            "]" | "］" if open => open = false,
            _ if matches!(fold(&text).as_str(), "<選択肢>" | "(選択肢)") && !in_list => in_list = true,
            _ if in_list && numbered => list.push(text),
            _ if open && !in_list && answer.len() < BRACKET => answer.push(text),
            _ => match whole.filter(|_| !bracket) {
                Some(inner) => {
                    bracket = true;
                    answer.push(inner.trim().to_owned());
                }
                None => break,
            },
        }
        taken += 1;
    }
    (bracket && !open && !list.is_empty())
        .then(|| (format!("[ {} ] <選択肢> {}", answer.concat(), list.join(" ")), taken))
}

/// Takes out labels that stand together without answers, with the answers behind them.
fn without_torn(rows: Vec<Row>, warnings: &mut Vec<Warning>, unplaced: &mut Vec<Unplaced>) -> Vec<Row> {
    let label = |row: &Row| {
        let (_, cell) = row.filled().next()?;
        LABELS.get(&fold(&cell.lines.join(" "))).copied()
    };
    let bare = |row: &Row| label(row) == Some(true) && row.filled().count() == 1;
    let mut drop: HashSet<usize> = HashSet::new();
    let mut at = 0;
    while at < rows.len() {
        let run = rows.iter().skip(at).take_while(|row| bare(row)).count();
        if run == 0 {
            at += 1;
            continue;
        }
        let mut labels = run;
        let next = rows.get(at + run);
        // The last label may have what follows in its own row.
        if next.is_some_and(|row| label(row) == Some(true)) {
            labels += 1;
        }
        let values = rows.iter().skip(at + labels).take_while(|row| label(row).is_none()).count();
        let answered = values > 0 || labels > run;
        if labels >= 2 && answered {
            let names: Vec<String> = rows
                .iter()
                .skip(at)
                .take(labels)
                .filter_map(|row| row.filled().next().map(|(_, cell)| cell.lines.join(" ")))
                .collect();
            if let Some(row) = rows.get(at) {
                warnings.push(Warning {
                    id: "RAW-01",
                    line: row.line,
                    message: format!(
                        "項目の名前と記載が離れています({})。どの記載がどの項目のものか決められないので、どこにも置いていません。元のPDFかExcelを取り込んでください。",
                        names.join("、")
                    ),
                });
            }
            for (number, row) in rows.iter().enumerate().skip(at).take(labels + values) {
                drop.insert(number);
                let text = row.filled().map(|(_, cell)| cell.text().replace('\n', " ")).collect::<Vec<_>>();
                unplaced.push(Unplaced { line: row.line, text: text.join(" ") });
            }
        }
        at += labels + values;
    }
    rows.into_iter().enumerate().filter(|(number, _)| !drop.contains(number)).map(|(_, row)| row).collect()
}
