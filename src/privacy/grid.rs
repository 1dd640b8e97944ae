//! Numbers in cells: a table of a document, a sheet, a form whose boxes take a digit each, the segments of the lines of a
//! page. A cell by itself says little; with the others of its row and with what calls it a number (to its left, above it,
//! at the head of its column) it is read as a reader does.
//!
//! A grid gives readings: texts as [`super::in_text`] takes them. Cells that are called a number are put together in any
//! grouping, and zeros that a spreadsheet dropped are put back. Without a name only a row of twelve boxes with a digit each
//! is one number, and only where nothing stands beside it, at the head of its columns, or in rows of its like around it: a
//! table of counts is none.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::digits::{LENGTH, SHORT, any_digit};
use super::words;

/// More of a cell than this is not needed to know what it calls others, in characters.
const LABEL: usize = 100;

/// A head of a column is looked for under so many cells of text that stand below it.
const STRIKES: usize = 3;

/// Wider cells head only the columns at their beginning.
const WIDEST: usize = 128;

/// A number may lose so many zeros at its beginning.
const ZEROS: usize = 4;

/// More cells than this are in no table that is read.
const MOST: usize = 500_000;

/// What a cell is to its neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    /// Nothing but digits and what stands between their groups.
    Digits(String),
    /// A sign between two cells of digits.
    Sign,
    /// Words; whether they call others a number.
    Words(String, Option<Called>),
}

/// What words call the digits beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Called {
    Individual,
    Resident,
}

impl Called {
    /// What the digits beside it are called.
    fn of(label: &str) -> Option<Self> {
        if words::calls_it(label, false) || words::is_key(label) {
            Some(Self::Individual)
        } else {
            words::names_resident_code(label, false).then_some(Self::Resident)
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Individual => "個人番号",
            Self::Resident => "住民票コード",
        }
    }

    fn length(self) -> usize {
        match self {
            Self::Individual => LENGTH,
            Self::Resident => SHORT,
        }
    }
}

struct Cell {
    row: usize,
    columns: RangeInclusive<usize>,
    content: Content,
    /// A spreadsheet keeps it as a number, without the zeros at its beginning.
    amount: bool,
}

/// Cells in rows and columns.
#[derive(Default)]
pub(crate) struct Grid {
    cells: Vec<Cell>,
    /// There were more cells than are looked at.
    pub(crate) is_full: bool,
}

/// A text as it is read across cells, and the cell at which it begins.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// For [`super::in_text`].
    pub(crate) text: String,
    /// Row and column of its first digits.
    pub(crate) at: (usize, usize),
    /// Row and column of its last digits.
    pub(crate) end: (usize, usize),
    /// A cell calls it a number.
    pub(crate) named: bool,
}

/// A row of cells of digits with nothing but signs between.
struct Run {
    /// Cells of digits, by their place among all.
    cells: Vec<usize>,
    /// What the words before it call it.
    called: Option<Called>,
    /// What the head of its first column calls it.
    above: Option<Called>,
    /// No words stand in its row.
    alone: bool,
    /// Its columns have heads of their own.
    parted: bool,
}

impl Grid {
    /// A cell. `amount`: zeros at its beginning may have been dropped.
    pub(crate) fn cell(&mut self, row: usize, columns: RangeInclusive<usize>, text: &str, amount: bool) {
        if let Some(content) = content(text) {
            if self.cells.len() >= MOST {
                self.is_full = true;
                return;
            }
            self.cells.push(Cell { row, columns, content, amount });
        }
    }

    /// The cell at a place is as wide as these columns.
    pub(crate) fn widen(&mut self, widths: &HashMap<(usize, usize), usize>) {
        for cell in &mut self.cells {
            if let Some(end) = widths.get(&(cell.row, *cell.columns.start())) {
                cell.columns = *cell.columns.start()..=*end;
            }
        }
    }

    /// With rows for columns. A wide cell stands in its first one.
    fn turned(&self) -> Self {
        let turn = |cell: &Cell| Cell {
            row: *cell.columns.start(),
            columns: cell.row..=cell.row,
            content: cell.content.clone(),
            amount: cell.amount,
        };
        Self { cells: self.cells.iter().map(turn).collect(), is_full: self.is_full }
    }

    /// What is read along the rows and down the columns.
    pub(crate) fn readings(mut self) -> Vec<Reading> {
        let digits = |cell: &Cell| matches!(cell.content, Content::Digits(_));
        if !self.cells.iter().any(digits) {
            return Vec::new();
        }
        let mut turned = self.turned();
        let mut readings = self.across();
        let back = |(row, column): (usize, usize)| (column, row);
        readings.extend(turned.across().into_iter().map(|reading| Reading {
            at: back(reading.at),
            end: back(reading.end),
            ..reading
        }));
        readings
    }

    /// What is read along the rows.
    pub(crate) fn across(&mut self) -> Vec<Reading> {
        self.cells.sort_by_key(|cell| (cell.row, *cell.columns.start()));
        let cells = &self.cells;
        let mut heads = Heads::default();
        let mut readings = Vec::new();
        let mut rows: Vec<Vec<Run>> = Vec::new();
        let mut start = 0;
        let mut title = None;
        while start < cells.len() {
            let row = cells[start].row;
            let end = start + cells[start..].iter().take_while(|cell| cell.row == row).count();
            let (mut runs, words) = runs(cells, start..end, title);
            for run in &mut runs {
                self.read(run, &heads, &mut readings);
                run.parted = heads.part(cells, &run.cells);
                run.above =
                    run.cells.first().and_then(|&cell| heads.of(&cells[cell])).map(|(called, _)| called);
            }
            // A line of its own speaks of what stands in the next row.
            title = if runs.is_empty() && words <= 2 { called_by(cells, start..end) } else { None };
            for (at, cell) in cells.iter().enumerate().take(end).skip(start) {
                heads.pass(at, cell);
            }
            rows.push(runs);
            start = end;
        }
        self.boxes(&rows, &mut readings);
        readings
    }

    /// Row and column of a cell.
    fn place(&self, at: usize) -> (usize, usize) {
        (self.cells[at].row, *self.cells[at].columns.start())
    }

    fn digits(&self, at: usize) -> &str {
        if let Content::Digits(digits) = &self.cells[at].content { digits } else { "" }
    }

    /// What a run says: after the words before it, and after the head of each of its columns.
    fn read(&self, run: &Run, heads: &Heads, readings: &mut Vec<Reading>) {
        if let Some(called) = run.called {
            self.called(called, &run.cells, readings);
        }
        for (at, &cell) in run.cells.iter().enumerate() {
            let Some((called, head)) = heads.of(&self.cells[cell]) else { continue };
            let goes_on = |other: &&usize| heads.same(head, &self.cells[**other]);
            let more = run.cells[at + 1..].iter().take_while(goes_on).count();
            self.called(called, &run.cells[at..=at + more], readings);
        }
    }

    /// Cells that something calls a number.
    fn called(&self, called: Called, cells: &[usize], readings: &mut Vec<Reading>) {
        // A long row holds more than one number, but none of more cells than digits.
        let cells = &cells[..cells.len().min(called.length())];
        let (Some(&first), Some(&last)) = (cells.first(), cells.last()) else { return };
        let (at, end) = (self.place(first), self.place(last));
        let mut say = |digits: &[String]| {
            let text = format!("{}: {}", called.name(), digits.join(" "));
            readings.push(Reading { text, at, end, named: true });
        };
        let own: Vec<String> = cells.iter().map(|&cell| self.digits(cell).to_owned()).collect();
        say(&own);
        let amounts = cells.iter().all(|&cell| self.cells[cell].amount);
        let counts: Vec<usize> = own.iter().map(|digits| count(digits)).collect();
        let padded = |to: usize, own: &[String]| -> Vec<String> {
            own.iter()
                .map(|digits| format!("{}{digits}", "0".repeat(to.saturating_sub(count(digits)))))
                .collect()
        };
        let length = called.length();
        if amounts && (length - ZEROS..length).contains(&counts[0]) {
            say(&padded(length, &own[..1]));
        }
        if amounts && counts.len() >= 3 && counts[..3].iter().all(|&count| count <= 4) {
            say(&padded(4, &own[..3]));
        }
    }

    /// Twelve boxes with a digit each that nothing names, and boxes in several rows of which the first is named.
    fn boxes(&self, rows: &[Vec<Run>], readings: &mut Vec<Reading>) {
        let single = |run: &Run| run.cells.iter().all(|&cell| count(self.digits(cell)) == 1);
        for (number, runs) in rows.iter().enumerate() {
            let near = |other: Option<&Vec<Run>>| {
                other.is_some_and(|runs| runs.iter().any(|run| run.cells.len() > 2))
            };
            if let [run] = runs.as_slice()
                && run.alone
                && run.cells.len() == LENGTH
                && single(run)
                && !near(number.checked_sub(1).and_then(|above| rows.get(above)))
                && !near(rows.get(number + 1))
                && !run.parted
            {
                let text = run.cells.iter().map(|&cell| self.digits(cell)).collect();
                let (at, end) = (self.place(run.cells[0]), self.place(run.cells[LENGTH - 1]));
                readings.push(Reading { text, at, end, named: false });
            }
            for run in runs {
                let Some(called) = run.called.or(run.above) else { continue };
                let mut cells = run.cells.clone();
                let has = |cells: &[usize]| cells.iter().map(|&cell| count(self.digits(cell))).sum::<usize>();
                for below in rows[number + 1..].iter().take(LENGTH) {
                    if has(&cells) >= called.length() {
                        break;
                    }
                    let [next] = below.as_slice() else { break };
                    if next.called.is_some_and(|_| !next.alone) {
                        break;
                    }
                    cells.extend(&next.cells);
                }
                if cells.len() > run.cells.len() && has(&cells) == called.length() {
                    self.called(called, &cells, readings);
                }
            }
        }
    }
}

/// What stands at the head of the columns so far.
#[derive(Default)]
struct Heads {
    columns: HashMap<usize, Head>,
}

#[derive(Clone, Copy)]
struct Head {
    /// The cell of words nearest above, and its row.
    cell: usize,
    row: usize,
    /// What a head above calls the column, its cell, and how many words stood below that.
    called: Option<(Called, usize, usize)>,
}

impl Heads {
    fn pass(&mut self, at: usize, cell: &Cell) {
        let Content::Words(_, called) = &cell.content else { return };
        for column in cell.columns.clone().take(WIDEST) {
            let before = self.columns.get(&column).and_then(|head| head.called);
            let kept = before.map(|(called, cell, strikes)| (called, cell, strikes + 1));
            let called =
                called.map(|called| (called, at, 0)).or(kept).filter(|(.., strikes)| *strikes <= STRIKES);
            self.columns.insert(column, Head { cell: at, row: cell.row, called });
        }
    }

    /// What the head of a cell's column calls it, with the head.
    fn of(&self, cell: &Cell) -> Option<(Called, Head)> {
        let head = cell
            .columns
            .clone()
            .take(WIDEST)
            .find_map(|column| self.columns.get(&column).filter(|head| head.called.is_some()))?;
        Some((head.called?.0, *head))
    }

    /// Whether a cell stands under the same head, or under none of its row.
    fn same(&self, head: Head, cell: &Cell) -> bool {
        let named = |head: &Head| head.called.map(|(_, cell, _)| cell);
        match self.columns.get(cell.columns.start()) {
            None => true,
            Some(other) => named(other) == named(&head) || (other.row < head.row && other.called.is_none()),
        }
    }

    /// Whether cells stand under heads of their own.
    fn part(&self, cells: &[Cell], run: &[usize]) -> bool {
        let above = |&at: &usize| {
            let cell = &cells[at];
            self.columns.get(cell.columns.start()).map(|head| head.cell)
        };
        let mut heads: Vec<usize> = run.iter().filter_map(above).collect();
        heads.dedup();
        heads.len() > 1
    }
}

/// The runs of a row, and how many cells of words there are in it. `title`: what the row above calls them.
fn runs(cells: &[Cell], row: std::ops::Range<usize>, title: Option<Called>) -> (Vec<Run>, usize) {
    let mut out: Vec<Run> = Vec::new();
    let mut words = 0;
    let mut goes_on = false;
    let start = row.start;
    for at in row.clone() {
        match &cells[at].content {
            Content::Digits(_) if goes_on => {
                if let Some(run) = out.last_mut() {
                    run.cells.push(at);
                }
            }
            Content::Digits(_) => {
                let called = called_by(cells, start..at).or(if words == 0 { title } else { None });
                out.push(Run { cells: vec![at], called, above: None, alone: true, parted: false });
                goes_on = true;
            }
            Content::Sign => {}
            Content::Words(_, called) => {
                // What stands behind may name it too.
                if let Some(run) = out.last_mut().filter(|run| goes_on && run.called.is_none()) {
                    run.called = *called;
                }
                words += 1;
                goes_on = false;
            }
        }
    }
    for run in &mut out {
        run.alone = words == 0;
    }
    (out, words)
}

/// What the cells of words at the end of a range call what follows: the last one, or several of a letter or two each.
fn called_by(cells: &[Cell], range: std::ops::Range<usize>) -> Option<Called> {
    let mut last = cells[range].iter().rev();
    let Content::Words(label, called) = &last.next()?.content else { return None };
    if called.is_some() || label.chars().count() > 2 {
        return *called;
    }
    let letters = last.map_while(|cell| match &cell.content {
        Content::Words(letters, _) if letters.chars().count() <= 2 => Some(letters.as_str()),
        _ => None,
    });
    let mut letters: Vec<&str> = letters.take(24).collect();
    letters.reverse();
    Called::of(&(letters.concat() + label))
}

/// What a cell is; `None` for one that says nothing.
fn content(text: &str) -> Option<Content> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let joins = |c: char| {
        c.is_whitespace()
            || crate::text::character::is_stroke(c)
            || super::separator::is_unseen(c)
            || super::separator::is_mark(c)
            || matches!(c, '・' | ',' | '\'' | '|' | '_')
    };
    let digits = count(text);
    if digits > 0 && text.chars().all(|c| any_digit(c).is_some() || joins(c)) {
        return (digits <= 2 * LENGTH).then(|| Content::Digits(text.to_owned()));
    }
    if digits == 0 && text.chars().all(joins) {
        return Some(Content::Sign);
    }
    let skip = text.chars().count().saturating_sub(LABEL);
    let label: String = text.chars().skip(skip).collect();
    let called = Called::of(&label);
    Some(Content::Words(if called.is_some() { label } else { label.chars().take(3).collect() }, called))
}

fn count(text: &str) -> usize {
    text.chars().filter(|c| any_digit(*c).is_some()).count()
}

/// Whether a label calls what stands beside it a number of a person.
pub(crate) fn is_name(label: &str) -> bool {
    Called::of(label).is_some()
}

/// A number as programs keep large ones (7.12345678901E+11, 712345678901.0) with all its digits; `None` where it has not as
/// many as a number of a person, or is a fraction.
pub(crate) fn whole(value: &str) -> Option<String> {
    let value = value.trim();
    if !value.contains(['E', 'e', '.']) || value.len() > 40 {
        return None;
    }
    let number: f64 = value.parse().ok()?;
    let is_whole = (number - number.round()).abs() < 1e-3;
    (is_whole && (1e7..1e12).contains(&number)).then(|| format!("{number:.0}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::is_in;
    use crate::privacy::test_support::number;

    fn found(rows: &[Vec<String>], amount: bool) -> bool {
        let mut grid = Grid::default();
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate() {
                grid.cell(row, column..=column, text, amount);
            }
        }
        grid.readings().iter().any(|reading| is_in(&reading.text))
    }

    fn row(label: &str, cells: impl IntoIterator<Item = impl ToString>) -> Vec<String> {
        [label.to_owned()].into_iter().chain(cells.into_iter().map(|cell| cell.to_string())).collect()
    }

    #[test]
    fn cells_are_read_with_what_calls_them_a_number() {
        let n = number(1);
        let boxes = || n.chars();
        let groups = || [&n[..4], &n[4..8], &n[8..]];
        for label in ["個人番号", "マイナンバー(本人)", "【個 人 番 号】", "個人番号①"]
        {
            assert!(found(&[row(label, boxes())], false), "{label}");
            assert!(found(&[row(label, groups())], false), "{label}");
            assert!(found(&[row(label, [""]), row("", boxes())], false), "{label}");
            assert!(found(&[vec![label.to_owned()], row("", groups())], false), "{label}");
        }
        for label in ["件数", "個人番号の照会件数", "番号"] {
            assert!(!found(&[row(label, boxes()), row("計", [3])], false), "{label}");
            assert!(!found(&[row(label, groups())], false), "{label}");
        }
    }

    #[test]
    fn zeros_that_a_spreadsheet_dropped_are_put_back() {
        let mut with = (0..10).map(|check| format!("01234567890{check}"));
        let n = with.find(|n| is_in(n)).expect("one of ten");
        let short = n.trim_start_matches('0').to_owned();
        let table = |label: &str| vec![row("氏名", [label]), row("甲", [short.clone()])];
        assert!(found(&table("個人番号"), true));
        assert!(!found(&table("個人番号"), false) && !found(&table("宛名番号"), true));
        assert_eq!(whole("7.12345678901E+11").as_deref(), Some("712345678901"));
        assert_eq!((whole("1.5"), whole("712345678901")), (None, None));
    }

    #[test]
    fn boxes_are_a_number_only_where_nothing_counts() {
        let n = number(2);
        let boxes = || n.chars().map(|c| c.to_string()).collect::<Vec<String>>();
        let months: Vec<String> = (1..13).map(|month| format!("{month}月")).collect();
        assert!(found(&[vec!["申請書".to_owned()], boxes()], false));
        assert!(!found(&[months, boxes()], false));
        assert!(!found(&[boxes(), boxes()], false));
        assert!(!found(&[row("件数", boxes())], false));
    }
}
