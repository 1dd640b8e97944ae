//! Answering: lines become the answer of an item, according to the kind of its question.

use super::checks::{self, Check};
use super::marks;
use super::options;
use super::outline::OutlinePart;
use super::place::Placer;
use super::text::{INPUT_BLANK, Row, goes_on, join_seam};
use crate::damage;
use crate::form::label::option_with_detail;
use crate::form::{Item, ItemKind};
use crate::markdown::Mark;
use crate::text::folding::fold;
use crate::text::number::split_number;

impl Placer {
    /// Makes lines the answer of an entry, according to the kind of its question.
    pub(super) fn assign(&mut self, entry: usize, lines: Vec<String>, row: &Row, continues: bool) {
        if lines.is_empty() {
            return;
        }
        self.outline.read_from([entry], row.line);
        let Some(item) = self.item(entry) else {
            self.outline.entries[entry].pieces.push(OutlinePart::Lines(lines));
            return;
        };
        let is_list = matches!(item.kind, ItemKind::Choice | ItemKind::Checks) && self.original;
        if is_list && marks::is_listed(&lines.join("\n"), &item.options, item.kind == ItemKind::Choice) {
            self.lists.entry(entry).or_insert((row.line, Vec::new())).1.push(lines.join(" "));
            return;
        }
        match item.kind {
            ItemKind::Block if self.outline.entries[entry].name().is_empty() => {
                self.outline.entries[entry].set_name(lines.join(" "));
                self.doubt_name(entry, row.line);
            }
            ItemKind::Checks => self.assign_checks(entry, &lines, &item.options, row),
            ItemKind::Choice => self.assign_choice(entry, lines, &item.options, row, continues),
            _ if !item.switch.is_empty() => self.assign_switch(entry, &lines, item, row),
            ItemKind::Group if item.children.iter().any(|&c| self.form.item(c).kind == ItemKind::Choice) => {
                // The choice of 保管期間 stands directly under the group where its label 期間 is not printed.
                let first = item.children.first().map(|&c| self.form.item(c));
                let options = first.map(|c| c.options.clone()).unwrap_or_default();
                self.assign_choice(entry, lines, &options, row, continues);
            }
            _ => self.assign_text(entry, lines, row, continues),
        }
    }

    fn assign_checks(&mut self, entry: usize, lines: &[String], official: &[String], row: &Row) {
        self.note_circles(entry, &lines.join("\n"), official);
        let found = checks::checks(&lines.join("\n"), official);
        let lost = found.iter().filter(|c| matches!(c, Check::Box(Mark::Lost, _))).count();
        if lost > 0 {
            let label = self.outline.entries[entry].label.clone();
            self.warn("MARK-01", row.line, format!("「{label}」の選択の印を読み取れません({lost}か所)。原本を見て [x] か [ ] に直してください。"));
        }
        // Nothing tells a blank box of this notation from one whose mark was not read.
        let blank = found.iter().filter(|c| matches!(c, Check::Box(Mark::Blank, _))).count();
        if lost == 0 && blank > 0 && lines.iter().any(|line| line.contains(INPUT_BLANK)) {
            let label = self.outline.entries[entry].label.clone();
            self.warn(
                "MARK-04",
                row.line,
                format!("「{label}」の空欄({blank}か所)は、印が読み取られなかったものかもしれません。"),
            );
        }
        self.outline.push_checks(entry, found);
    }

    fn assign_switch(&mut self, entry: usize, lines: &[String], item: &Item, row: &Row) {
        let text = lines.join("\n");
        self.note_circles(entry, &text, &item.switch);
        let unclear = checks::is_unclear(&text, &item.switch);
        let found = checks::checks(&text, &item.switch).into_iter().map(|check| match check {
            // An empty switch is an answer, not a lost mark.
            Check::Box(Mark::Lost, text) if !unclear => Check::Box(Mark::Blank, text),
            other => other,
        });
        self.outline.push_checks(entry, found.collect());
        if unclear {
            self.warn_of_marks(entry, row.line);
        }
    }

    fn assign_choice(
        &mut self,
        entry: usize,
        lines: Vec<String>,
        official: &[String],
        row: &Row,
        continues: bool,
    ) {
        self.hollow |= marks::is_hollow(&lines.join("\n"), official);
        let found = options::choice(&lines.join("\n"), official);
        if !found.recognised || (continues && self.outline.entries[entry].is_answered()) {
            if !self.outline.entries[entry].has_boxes() {
                self.unmarked.entry(entry).or_insert(row.line);
            }
            self.push_text(entry, lines, row, continues);
            return;
        }
        self.push_choice(entry, &found, official, row);
        if !found.rest.is_empty() {
            self.outline.entries[entry].pieces.push(OutlinePart::Lines(found.rest));
        }
    }

    fn push_choice(&mut self, entry: usize, found: &options::Choice, official: &[String], row: &Row) {
        if found.damaged {
            self.warn(
                "MARK-02",
                row.line,
                "回答を囲む括弧が壊れています。原本で回答を確認してください。".to_owned(),
            );
        }
        for damage in found.printed.iter().filter_map(|printed| damage::option(printed, official)) {
            self.warn(damage.id, row.line, damage.advice().ja);
        }
        // A word in brackets that is no option is no answer for certain.
        let foreign = found.chosen.as_ref().filter(|text| {
            let is = |printed: &String| fold(split_number(printed).1) == fold(text);
            self.original && option_with_detail(official, text).is_none() && !found.printed.iter().any(is)
        });
        self.outline.push_choice(entry, found, official);
        if foreign.is_some() {
            self.outline.doubt_choice(entry);
        }
        if found.lost || foreign.is_some() {
            self.warn_of_marks(entry, row.line);
        } else if found.is_open() {
            self.open_choices.insert(entry, row.line);
        }
    }

    /// Which of the options is marked cannot be told.
    pub(super) fn warn_of_marks(&mut self, entry: usize, line: usize) {
        let label = self.outline.entries[entry].label.clone();
        let message = format!(
            "「{label}」は、どの選択肢に印があるのか読み取れません。[?] としました。原本を見て [x] か [ ] に直してください。"
        );
        self.warn("MARK-01", line, message);
    }

    /// Rows of a list of options, each in cells of its own, are read together: marks say more in their company.
    pub(super) fn read_lists(&mut self) {
        for (entry, (line, lines)) in std::mem::take(&mut self.lists) {
            let row = Row { line, seam: false, tabbed: false, loose: false, page: 0, cells: Vec::new() };
            let Some(item) = self.item(entry) else { continue };
            if item.kind == ItemKind::Choice {
                self.hollow |= marks::is_hollow(&lines.join("\n"), &item.options);
                let found = options::choice(&lines.join("\n"), &item.options);
                if found.recognised {
                    self.push_choice(entry, &found, &item.options, &row);
                } else {
                    self.outline.entries[entry].pieces.push(OutlinePart::Lines(lines));
                    self.unmarked.entry(entry).or_insert(line);
                }
            } else {
                self.assign_checks(entry, &lines, &item.options, &row);
            }
        }
    }

    /// What circles mean is seen where they stand beside ●.
    fn note_circles(&mut self, entry: usize, text: &str, options: &[String]) {
        self.hollow |= marks::is_hollow(text, options);
        if self.original && marks::is_circled(text, options) {
            self.circled.push(entry);
        }
    }

    /// Circles alone are empty boxes in a document that has ● beside ○.
    pub(super) fn empty_circles(&mut self) {
        for entry in std::mem::take(&mut self.circled).into_iter().filter(|_| self.hollow) {
            self.outline.untick(entry);
        }
    }

    /// Choices of which the options are printed, and nowhere an answer.
    pub(super) fn leave_choices_open(&mut self) {
        for (entry, line) in std::mem::take(&mut self.open_choices) {
            if self.original && self.outline.leave_open(entry) {
                self.warn_of_marks(entry, line);
            }
        }
    }

    /// Text; a bracketed answer at its beginning belongs to the choice one level up that has none yet.
    fn assign_text(&mut self, entry: usize, mut lines: Vec<String>, row: &Row, continues: bool) {
        let above = self.outline.entries[entry].parent.filter(|&p| self.kind(p) == Some(ItemKind::Choice));
        if let Some(parent) = above.filter(|&p| !self.outline.entries[p].is_answered()) {
            let official = self.item(parent).map(|i| i.options.clone()).unwrap_or_default();
            let found = options::choice(&lines.join("\n"), &official);
            if found.recognised {
                let label = self.outline.entries[parent].label.clone();
                self.warn(
                    "SEAM-06",
                    row.line,
                    format!("「{label}」の選択が下の欄に印字されています。上の項目の回答としました。"),
                );
                self.push_choice(parent, &found, &official, row);
                lines = found.rest;
            }
        }
        if !lines.is_empty() {
            self.push_text(entry, lines, row, continues);
        }
    }

    fn push_text(&mut self, entry: usize, lines: Vec<String>, row: &Row, continues: bool) {
        if matches!(self.kind(entry), Some(ItemKind::Group | ItemKind::Block)) {
            self.under_groups.entry(entry).or_insert(row.line);
        }
        let pieces = &mut self.outline.entries[entry].pieces;
        match pieces.last_mut() {
            Some(OutlinePart::Lines(before)) if continues => {
                let cut = join_seam(before, lines);
                if cut || self.continued != Some(entry) {
                    self.continued = Some(entry);
                    let what = if cut { "途中で切れた文に、" } else { "" };
                    let message =
                        format!("見出しのない行です。{what}前のページの記載の続きとしてつなぎました。");
                    self.warn("SEAM-08", row.line, message);
                }
            }
            // Between the halves of the sentence stood nothing but the end of the page and the label.
            Some(OutlinePart::Lines(before)) if self.late.take() == Some(entry) && goes_on(before) => {
                join_seam(before, lines);
            }
            Some(OutlinePart::Lines(before)) => before.extend(lines),
            _ => pieces.push(OutlinePart::Lines(lines)),
        }
    }
}
