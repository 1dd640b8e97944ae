//! Placing: every row of the extracted text finds its question in the form.
//!
//! The rows are read in order. A cell that is a label opens its item; what is no label belongs to the item
//! that is open. Where the conversion lost or moved something, the text goes where the form says it
//! belongs and a warning names the line: nothing is guessed silently and nothing is dropped.

use std::collections::BTreeMap;

use super::changes::Log;
use super::cover::CoverText;
use super::doubts::is_sign_of;
use super::options::longest_option;
use super::outline::{Entry, Outline, OutlinePart};
use super::text::{Cell, Row, is_rule, squeeze};
use super::{Unplaced, Warning};
use crate::assessment::file_name;
use crate::form::{Form, Item, ItemIndex, ItemKind, LabelMatch};
use crate::text::folding::fold;
use crate::text::number::split_number;

/// What became of the rows.
pub(super) struct Placed {
    pub(super) outline: Outline,
    /// The change table.
    pub(super) changes: Log,
    pub(super) warnings: Vec<Warning>,
    pub(super) unplaced: Vec<Unplaced>,
    /// Non-blank characters placed, and all that had to be placed.
    pub(super) size: (usize, usize),
}

/// Places all rows behind the cover. `original`: the rows are those of cells, and whatever does not fit the form is said.
pub(super) fn place(form: &'static Form, rows: &[Row], cover: &CoverText, original: bool) -> Placed {
    let mut outline = Outline::default();
    let (current, unplaced, size) = cover.outline(form, &mut outline);
    let (cover_rows, rows) = rows.split_at(cover.rows);
    for row in cover_rows {
        outline.read_from(0..outline.entries.len(), row.line);
    }
    let mut placer = Placer {
        form,
        original,
        lines: BTreeMap::new(),
        outline,
        current,
        contents: Vec::new(),
        pending_labels: Vec::new(),
        echo: Vec::new(),
        continued: None,
        late: None,
        echo_said: false,
        changes: Log::default(),
        unmarked: BTreeMap::new(),
        open_choices: BTreeMap::new(),
        lists: BTreeMap::new(),
        hollow: false,
        circled: Vec::new(),
        under_groups: BTreeMap::new(),
        warnings: cover.warnings.clone(),
        unplaced,
        size,
    };
    let pages: BTreeMap<usize, usize> =
        cover_rows.iter().chain(rows).map(|row| (row.line, row.page)).collect();
    for (index, row) in rows.iter().enumerate() {
        let before = placer.outline.entries.len();
        placer.row(row, rows.get(index + 1));
        placer.outline.read_from(before..placer.outline.entries.len(), row.line);
    }
    placer.read_lists();
    placer.empty_circles();
    placer.leave_choices_open();
    for (entry, line) in std::mem::take(&mut placer.unmarked) {
        let label = placer.outline.entries[entry].label.clone();
        placer.warn("MARK-05", line, format!("「{label}」は選択肢から選ぶ項目ですが、選んだ印がなく文だけがあります。原本で選択を確認してください。"));
    }
    placer.doubt_stray_texts();
    placer.doubt_gaps();
    placer.doubt_traces();
    placer.doubt_loose(rows);
    placer.doubt_pages(&pages);
    let Placer { outline, changes, warnings, unplaced, size, .. } = placer;
    Placed { outline, changes, warnings, unplaced, size }
}

pub(super) struct Placer {
    pub(super) form: &'static Form,
    /// The rows are cells of an original.
    pub(super) original: bool,
    /// The last row that went to each entry.
    pub(super) lines: BTreeMap<usize, usize>,
    pub(super) outline: Outline,
    /// The entry that is open.
    pub(super) current: Option<usize>,
    /// Sections named so far in the printed list of contents (項目一覧).
    pub(super) contents: Vec<ItemIndex>,
    /// Labels of a row that held nothing else: the next row holds their answers, column by column.
    pub(super) pending_labels: Vec<(usize, usize)>,
    /// The texts of the nested table just read: following rows made of them are echoes.
    echo: Vec<String>,
    /// The entry whose parts from several pages have been warned of last.
    pub(super) continued: Option<usize>,
    /// The item whose label came behind the end of a page, until the rest of its text is there.
    pub(super) late: Option<usize>,
    /// Those echoes have been warned of.
    echo_said: bool,
    pub(super) changes: Log,
    /// Choices that have a text and no mark, and the line of the text.
    pub(super) unmarked: BTreeMap<usize, usize>,
    /// Choices of which the options were printed without an answer, and the line.
    pub(super) open_choices: BTreeMap<usize, usize>,
    /// Rows that are options and nothing else, by the question, and the line of the first.
    pub(super) lists: BTreeMap<usize, (usize, Vec<String>)>,
    /// Circles are empty boxes here: ● is the tick.
    pub(super) hollow: bool,
    /// Boxes with circles alone.
    pub(super) circled: Vec<usize>,
    /// Headings that have a text of their own, and the line of the text.
    pub(super) under_groups: BTreeMap<usize, usize>,
    pub(super) warnings: Vec<Warning>,
    pub(super) unplaced: Vec<Unplaced>,
    pub(super) size: (usize, usize),
}

/// Where a label belongs.
pub(super) struct Target {
    pub(super) parent: Option<usize>,
    pub(super) found: LabelMatch,
    /// The entry that is there already.
    pub(super) existing: Option<usize>,
}

impl Placer {
    pub(super) fn warn(&mut self, id: &'static str, line: usize, message: impl Into<String>) {
        self.warnings.push(Warning { id, line, message: message.into() });
    }

    pub(super) fn item(&self, entry: usize) -> Option<&'static Item> {
        self.outline.entries[entry].item.map(|index| self.form.item(index))
    }

    pub(super) fn kind(&self, entry: usize) -> Option<ItemKind> {
        self.item(entry).map(|item| item.kind)
    }

    pub(super) fn current_item(&self) -> Option<&'static Item> {
        self.current.and_then(|entry| self.item(entry))
    }

    /// The section that is open.
    pub(super) fn section(&self) -> Option<&'static Item> {
        let top = self.outline.chain(self.current).last()?;
        self.item(top)
    }

    fn row(&mut self, row: &Row, next: Option<&Row>) {
        if is_rule(row) || is_group_row(row) || self.is_echo(row) {
            return;
        }
        if self.open_section(row) {
            return;
        }
        self.open_missing_log(row);
        if self.section().is_some_and(|s| s.kind == ItemKind::Changes) {
            self.change_row(row);
            self.outline.read_from(self.current, row.line);
            return;
        }
        self.open_missing_section(row);
        self.size.1 += row.size();
        let mut cells = self.without_echoes(row);
        let placed = match labelled_table(row, |label| self.is_label(label)) {
            Some(table) => {
                // The rows of the table, and behind them what it does not have.
                cells[0] = Cell::default();
                let placed = table.iter().all(|own| self.cells(row, own, None));
                placed & (cells.iter().all(Cell::is_empty) || self.cells(row, &cells, next))
            }
            None => self.cells(row, &cells, next),
        };
        if placed {
            self.size.0 += row.size();
        }
    }

    /// The cells of a row, less those that repeat the cells of a nested table before them. The first copy stays.
    fn without_echoes(&mut self, row: &Row) -> Vec<Cell> {
        let mut cells: Vec<Cell> = Vec::with_capacity(row.cells.len());
        let (mut echo, mut again, mut others): (Vec<String>, bool, bool) = (Vec::new(), false, false);
        for cell in &row.cells {
            if !cell.is_empty() && echo.contains(&cell.squeezed()) {
                cells.push(Cell::default());
                again = true;
                continue;
            }
            others |= !cell.is_empty() && !echo.is_empty();
            echo.extend(table_texts(cell));
            cells.push(cell.clone());
        }
        self.echo = echo;
        self.echo_said = false;
        if again {
            self.say_echo(row.line, others);
        }
        cells
    }

    fn is_echo(&mut self, row: &Row) -> bool {
        let echo =
            !self.echo.is_empty() && row.filled().all(|(_, cell)| self.echo.contains(&cell.squeezed()));
        if echo {
            self.say_echo(row.line, false);
        } else {
            self.echo.clear();
        }
        echo
    }

    /// The copies of one nested table are one remark. Beside them may stand what is no copy.
    fn say_echo(&mut self, line: usize, others: bool) {
        if !std::mem::replace(&mut self.echo_said, true) {
            let message = if others {
                "入れ子の表と同じ記載が、もう一度続いています。同じものは1回だけ入れ、違うものはそのまま入れました。"
            } else {
                "入れ子の表と同じ記載が、もう一度続いています。1回だけ入れました。"
            };
            self.warn("SEAM-07", line, message);
        }
    }

    /// Reads the cells of a row: labels open items, the rest are their answers.
    fn cells(&mut self, row: &Row, cells: &[Cell], next: Option<&Row>) -> bool {
        if self.answers_of_pending_labels(row, cells) {
            return true;
        }
        let filled: Vec<(usize, &Cell)> = cells.iter().enumerate().filter(|(_, c)| !c.is_empty()).collect();
        let Some(&(first, _)) = filled.first() else { return true };
        let mut opened: Vec<(usize, usize)> = Vec::new();
        let mut values: Vec<String> = Vec::new();
        for &(column, cell) in &filled {
            let mut lines = cell.lines.clone();
            if values.is_empty() {
                lines = self.open_labels(row, column, lines, &mut opened);
            }
            values.extend(lines);
        }
        self.doubt_labels_of_one_cell(row, &opened);
        if values.is_empty() && opened.len() > 1 && opened.len() == filled.len() {
            self.pending_labels = opened;
            return true;
        }
        if values.is_empty() {
            return true;
        }
        if opened.is_empty() {
            if first == 0 && filled.len() > 1 && self.expects_labels() && !self.is_options(filled[0].1) {
                self.unknown_label(row, &filled);
                return false;
            }
            if first > 0 && !row.seam {
                self.lost_label(row);
            }
        }
        if let Some(entry) = self.current {
            self.lines.insert(entry, row.line);
        }
        if let Some(next) = next {
            values = self.without_repetition(values, row.line, next);
        }
        self.answer(row, values, opened.is_empty() && row.seam)
    }

    /// Whether a cell begins with an option of the open question, with or without a mark.
    fn is_options(&self, cell: &Cell) -> bool {
        let Some(item) = self.current_item().filter(|_| self.original) else { return false };
        let line = cell.lines.first().map_or("", |line| line.trim_start_matches(is_sign_of));
        // A question whose label is not printed stands under its heading.
        let below = item.children.iter().map(|&child| self.form.item(child)).filter(|child| child.unlabelled);
        let mut asked = std::iter::once(item).chain(below);
        asked.any(|item| longest_option(split_number(line).1, item.printed()).is_some())
    }

    /// "評価書番号 | 評価書名" over "12 | 国民健康保険…".
    fn answers_of_pending_labels(&mut self, row: &Row, cells: &[Cell]) -> bool {
        let labels = std::mem::take(&mut self.pending_labels);
        if labels.is_empty() || row.seam {
            return false;
        }
        for (column, entry) in labels {
            if let Some(cell) = cells.get(column) {
                self.current = Some(entry);
                self.assign(entry, cell.lines.clone(), row, false);
            }
        }
        true
    }

    /// Opens the items whose labels begin a cell; what is left of its lines is returned.
    fn open_labels(
        &mut self,
        row: &Row,
        column: usize,
        lines: Vec<String>,
        opened: &mut Vec<(usize, usize)>,
    ) -> Vec<String> {
        let whole = lines.join(" ");
        if let Some(target) = self.find(&whole, row) {
            opened.push((column, self.open(target, whole, row, column)));
            return Vec::new();
        }
        let mut rest = lines;
        // Two labels in one cell, each on its line.
        while let Some(target) = rest.first().filter(|_| rest.len() > 1).and_then(|line| self.find(line, row))
        {
            let label = rest.remove(0);
            opened.push((column, self.open(target, label, row, column)));
        }
        if let [line] = rest.as_slice()
            && let Some(target) = self.find(line, row).filter(|_| !opened.is_empty())
        {
            let label = line.clone();
            opened.push((column, self.open(target, label, row, column)));
            return Vec::new();
        }
        // A label and its answer in one cell: "⑧再委託の許諾方法 委託先と…".
        if let Some((label, answer)) = rest.first().and_then(|line| self.label_prefix(line, row))
            && let Some(target) = self.find(&label, row)
        {
            opened.push((column, self.open(target, label, row, column)));
            rest[0] = answer;
        }
        rest
    }

    /// Opens the item of a label and makes it current.
    fn open(&mut self, target: Target, label: String, row: &Row, column: usize) -> usize {
        let item = self.form.item(target.found.item);
        if let Some(existing) = target.existing {
            let awaited = &self.outline.entries[existing];
            if awaited.supplied && !awaited.is_answered() {
                let entry = &mut self.outline.entries[existing];
                entry.supplied = false;
                entry.label = label;
                if item.kind != ItemKind::Group {
                    self.current = Some(existing);
                }
                return existing;
            }
            let block = self.outline.chain(Some(existing)).find(|&e| self.kind(e) == Some(ItemKind::Block));
            if let Some(block) = block.filter(|_| column == 0 && row.seam) {
                return self.open_in_unnumbered_block(block, &target.found, label, row);
            }
            self.warn(
                "SEAM-02",
                row.line,
                format!("項目「{label}」が改ページの後にもう一度あります。続きとしてつなぎました。"),
            );
            self.current = Some(existing);
            return existing;
        }
        let parent = match target.parent {
            Some(parent) => parent,
            None => self.supply_parents(target.found.item, row.line),
        };
        self.doubt_order(parent, target.found.item, row.line);
        // In an original a label stands with its cell, on whichever page.
        let takes_text = row.seam && !self.original && matches!(item.kind, ItemKind::Text);
        let entry =
            self.outline.push_child(parent, Entry::new(Some(target.found.item), target.found.block, label));
        if takes_text {
            self.take_text_of_parent(parent, entry, row.line);
        }
        self.doubt_name(entry, row.line);
        self.lines.insert(entry, row.line);
        self.current = Some(entry);
        entry
    }

    /// Drops from the end of a choice what the next row repeats as the answer to the question that belongs to the choice
    /// (具体的な方法). Two questions of their own may well have one answer.
    fn without_repetition(&mut self, values: Vec<String>, line: usize, next: &Row) -> Vec<String> {
        let Some(choice) = self.current_item().filter(|item| item.kind == ItemKind::Choice) else {
            return values;
        };
        let label = next.filled().next().map(|(_, cell)| cell.lines.join(" "));
        let belongs = label.and_then(|label| self.find(&label, next)).is_some_and(|target| {
            let id = &self.form.item(target.found.item).id;
            id.strip_prefix(choice.id.as_str()).is_some_and(|rest| rest.starts_with('.'))
        });
        let Some((_, last)) = next.filled().last().filter(|_| belongs && !next.seam) else { return values };
        let repeated = last.squeezed();
        let all = squeeze(&values.concat());
        if repeated.chars().count() < 30 || all == repeated || !all.ends_with(&repeated) {
            return values;
        }
        let mut left = all.chars().count() - repeated.chars().count();
        let mut kept = Vec::new();
        for answer in values {
            let size = squeeze(&answer).chars().count();
            if size > left {
                // What stands in front of the repetition in its line stays.
                let before = answer.char_indices().filter(|(_, c)| !c.is_whitespace()).nth(left);
                let before = before.map_or("", |(end, _)| answer[..end].trim_end());
                if left > 0 && !before.is_empty() {
                    kept.push(before.to_owned());
                }
                break;
            }
            left -= size;
            kept.push(answer);
        }
        self.warn(
            "SEAM-07",
            line,
            format!(
                "この行の終わりの文は、次の行({}行)にもう一度あります。次の行の項目に1回だけ入れました。",
                next.line
            ),
        );
        kept
    }

    /// Gives the lines of a row to the item that is open. Labels of its own lower items inside the lines open them.
    fn answer(&mut self, row: &Row, lines: Vec<String>, continues: bool) -> bool {
        let Some(mut entry) = self.current else {
            self.unplaced.push(Unplaced { line: row.line, text: lines.join(" ") });
            return false;
        };
        if self.section().is_some_and(|section| self.holds(section, |kind| kind == ItemKind::Records)) {
            let placed = self.record_lines(lines);
            self.outline.read_from(self.current, row.line);
            return placed;
        }
        let mut own: Vec<String> = Vec::new();
        for line in lines {
            let inner = self.inner_label(entry, &line);
            match inner {
                Some((parent, found)) => {
                    self.assign(entry, std::mem::take(&mut own), row, continues);
                    entry = self.outline.push_child(parent, Entry::new(Some(found.item), None, line));
                    self.current = Some(entry);
                }
                None => own.push(line),
            }
        }
        // Text directly under a section's heading answers no question: it is kept there, but not placed.
        let stray = !own.is_empty() && self.kind(entry) == Some(ItemKind::Section);
        let stray =
            stray && self.item(entry).is_some_and(|item| !self.holds(item, |k| k == ItemKind::Figure));
        if stray {
            self.unplaced.push(Unplaced { line: row.line, text: own.join(" ") });
        }
        self.assign(entry, own, row, continues);
        !stray
    }

    /// 期間 and その妥当性 inside the one cell of 保管期間: a child of the open group, or of its group.
    fn inner_label(&self, entry: usize, line: &str) -> Option<(usize, LabelMatch)> {
        let group = if self.kind(entry) == Some(ItemKind::Group) {
            Some(entry)
        } else {
            self.outline.entries[entry].parent
        }?;
        let item = self.outline.entries[group].item.filter(|&i| self.form.item(i).kind == ItemKind::Group)?;
        let found = self.form.find(Some(item), line).filter(|f| f.block.is_none())?;
        self.outline.child(group, &found).is_none().then_some((group, found))
    }

    /// 記録項目: 【…】 or the name of a file begins a table, `- ・` and other lines are its text.
    fn record_lines(&mut self, lines: Vec<String>) -> bool {
        let Some(section) = self.outline.chain(self.current).last() else { return false };
        if let [head, _, ..] = lines.as_slice()
            && head.starts_with('【')
            && head.ends_with('】')
        {
            let (head, rest) = (head.clone(), lines[1..].to_vec());
            return self.record_lines(vec![head]) && self.record_lines(rest);
        }
        if let [line] = lines.as_slice()
            && (line.starts_with('【') && line.ends_with('】') || self.names_file(line))
        {
            let entry = Entry::new(None, None, line.clone());
            self.current = Some(self.outline.push_child(section, entry));
            return true;
        }
        if let Some(entry) = self.current {
            self.outline.entries[entry].pieces.push(OutlinePart::Lines(lines));
        }
        true
    }

    /// Whether a line is the name of a file that a section Ⅱ is about, with or without its number.
    fn names_file(&self, line: &str) -> bool {
        let name = |text: &str| fold(file_name(text));
        let Some(item) = self.form.index("ii.1") else { return false };
        let wanted = name(line);
        let named = self.outline.entries.iter().filter(|entry| entry.item == Some(item));
        !wanted.is_empty() && named.into_iter().any(|entry| name(&entry.text()) == wanted)
    }
}

/// システム2～5, 委託事項2～5 …: furniture of the spreadsheet.
fn is_group_row(row: &Row) -> bool {
    let mut filled = row.filled();
    let (Some((_, cell)), None) = (filled.next(), filled.next()) else { return false };
    let text = fold(&cell.text());
    ["システム", "委託事項", "提供先", "移転先"].iter().any(|name| {
        text.strip_prefix(name).and_then(|rest| rest.split_once('~')).is_some_and(|(from, to)| {
            let number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
            number(from) && number(to)
        })
    })
}

/// The rows of a nested table that is the first cell of a row and whose rows begin with labels.
fn labelled_table(row: &Row, is_label: impl Fn(&str) -> bool) -> Option<Vec<Vec<Cell>>> {
    let (0, first) = row.filled().next()? else { return None };
    let table = (first.only_table && first.table.iter().any(|r| r.len() > 1)).then_some(&first.table)?;
    table.first().and_then(|r| r.first()).is_some_and(|cell| is_label(&cell.text())).then(|| table.clone())
}

/// What the echoes of a cell's nested table may consist of: its cells, and each two neighbours run together
/// (an option and its bracket stand in one cell of an echo). Nothing shorter: a cell that merely occurs inside
/// the table's text is an answer.
fn table_texts(cell: &Cell) -> Vec<String> {
    let mut texts = Vec::new();
    for row in &cell.table {
        let cells: Vec<String> = row.iter().map(Cell::squeezed).collect();
        texts.extend(cells.windows(2).map(<[String]>::concat));
        texts.extend(cells);
    }
    texts.retain(|text| !text.is_empty());
    texts
}
