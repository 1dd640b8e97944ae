//! Extracted text → blocks of pieces: what a source line says once the mark-up of the conversion is gone.
//!
//! The rules, in the order in which they are applied to a line:
//! 1. Entities are decoded twice (the conversion escaped some text twice over).
//! 2. Markdown marks of the conversion at the start of a line (`# `, `- ` before other content, `**…**` around
//!    the whole line) are mark-up and dropped; a cell that is a lone `-` is an answer and stays.
//! 3. Cells are separated by tabs. Tags of the closed list [`TAGS`] are dropped, those that stand for a block end
//!    a piece; anything else in angle brackets is text.
//! 4. The encodings of a box become one sign each: ticked, blank, or lost (see [`Lost`]).
//! 5. White space is deleted.
//! 6. The bracketed answer of a choice that equals an official option becomes that option.
//! 7. Printed option lists are deleted, option by option and only where it equals the official string of its
//!    number; an empty pair of brackets directly before a list is the empty slot of the answer and goes too. A
//!    list without its heading counts only when a whole cell is one complete list.
//!
//! What may be left out beyond that is listed line by line and applied by [`super::exceptions`].

use std::collections::BTreeMap;

use super::vocabulary::{Vocabulary, numbered};
use super::{BLANK, LOST, TICKED};

/// The tags of the conversion. Nothing else in angle brackets is a tag.
const TAGS: [&str; 16] = [
    "p", "ol", "ul", "li", "div", "table", "tr", "td", "th", "tbody", "thead", "small", "b", "i", "br",
    "span",
];

/// Tags inside a run of text; all others end a piece.
const INLINE: [&str; 5] = ["small", "b", "i", "br", "span"];

/// An empty pair of brackets while it is not known whether it is a blank box or the slot of an answer.
const SLOT: char = '\u{F8FF}';

/// The headings of printed option lists.
const LIST_HEADINGS: [&str; 2] = ["<選択肢>", "＜選択肢＞"];

/// The longest text that is taken for a misprinted option inside a list.
const MISPRINT: usize = 40;

/// A run of text of one cell, without white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The source line, from 1.
    pub(crate) line: usize,
    /// The cell of the line, from 1.
    pub(crate) column: usize,
    /// The piece of the cell, from 1.
    pub(crate) ordinal: usize,
    /// The text.
    pub(crate) text: String,
}

/// A source line that is not blank.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// The source line, from 1.
    pub(crate) line: usize,
    /// Its pieces in order; none when the line was mark-up or an option list only.
    pub(crate) pieces: Vec<Piece>,
    /// The text of the line before option lists were deleted; what an echo has to repeat.
    pub(crate) full: String,
}

/// The groups of boxes whose ticks were lost in conversion, by source line (`lost/<seed>.tsv`).
///
/// - `whole`: no box of the group is ticked although the form asks for at least one. Every blank box is unknown.
/// - a number: this box of the line, counted from 1, is printed blank although a detail stands behind it.
/// - `part`: some ticks were recognised, but the group mixes `[ ]` with `<input>`. An `<input>` that is not checked
///   may be a tick that was misread and is unknown; `[ ]` is a blank box.
///
/// A group in one notation with at least one tick counts as read correctly and is not listed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lost(BTreeMap<usize, Extent>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    Part,
    /// One box, counted from 1 in its line.
    Box(usize),
}

impl Lost {
    /// Reads the list: line, extent, reason.
    pub(crate) fn read(list: &str) -> Self {
        let rows = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self(
            rows.map(|row| {
                let fields: Vec<&str> = row.split('\t').collect();
                let [line, extent, reason] = fields[..] else { panic!("not line, extent, reason: {row}") };
                assert!(!reason.is_empty(), "a lost group needs a reason: {row}");
                let extent = match extent {
                    "whole" => Extent::Whole,
                    "part" => Extent::Part,
                    number => Extent::Box(number.parse().unwrap_or_else(|_| panic!("unknown extent: {row}"))),
                };
                (line.parse().expect("a line number"), extent)
            })
            .collect(),
        )
    }

    /// The listed lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = usize> {
        self.0.keys().copied()
    }
}

/// How the boxes of a line were printed.
#[derive(Debug, Clone, Copy)]
struct Print {
    lost: Option<Extent>,
    /// A radio button is how the conversion wrote a circle, hence a tick; unless the line has one that is checked.
    radio: bool,
}

/// Whether an `<input>` of the line is checked.
fn has_checked(line: &[char]) -> bool {
    (0..line.len()).any(|at| {
        tag(&line[at..], &["input"])
            .is_some_and(|(_, length)| line[at..at + length].iter().collect::<String>().contains("checked"))
    })
}

/// Reads an extracted text.
pub(crate) fn read(text: &str, vocabulary: &Vocabulary, lost: &Lost) -> Vec<Block> {
    text.split('\n')
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| block(index + 1, line, vocabulary, lost))
        .collect()
}

fn block(line: usize, text: &str, vocabulary: &Vocabulary, lost: &Lost) -> Block {
    let decoded = decode(&decode(text));
    let chars = |text: &str| text.chars().collect::<Vec<_>>();
    let print = Print { lost: lost.0.get(&line).copied(), radio: !has_checked(&chars(&decoded)) };
    let mut boxes = 0;
    let cells: Vec<Vec<char>> =
        without_markdown(&decoded).split('\t').map(|cell| plain(&chars(cell), print, &mut boxes)).collect();
    let row = choices(&cells.join(&'\t'), vocabulary);
    let full = row.iter().filter(|c| !matches!(c, '\t' | '\n')).map(|&c| shown(c)).collect();
    let row = complete_lists(&option_lists(&row, vocabulary), vocabulary);
    let pieces = row
        .split(|&c| c == '\t')
        .enumerate()
        .flat_map(|(column, cell)| {
            cell.split(|&c| c == '\n').filter(|piece| !piece.is_empty()).enumerate().map(
                move |(ordinal, piece)| Piece {
                    line,
                    column: column + 1,
                    ordinal: ordinal + 1,
                    text: piece.iter().map(|&c| shown(c)).collect(),
                },
            )
        })
        .collect();
    Block { line, pieces, full }
}

fn shown(c: char) -> char {
    if c == SLOT { BLANK } else { c }
}

/// Decodes character references once.
fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(10).find(|&(_, c)| c == ';').map(|(end, _)| end);
        if let Some((c, end)) = end.and_then(|end| reference(&rest[1..end]).map(|c| (c, end))) {
            out.push(c);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{A0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// Drops the Markdown marks that the conversion put at the start of a line.
fn without_markdown(line: &str) -> &str {
    let trimmed = line.trim_start_matches(' ');
    let heading = trimmed.trim_start_matches('#');
    if heading.len() < trimmed.len() && heading.starts_with(' ') {
        return heading;
    }
    if let Some(item) = trimmed.strip_prefix("- ")
        && !item.trim().is_empty()
    {
        return item;
    }
    let whole = line.trim();
    match whole.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")) {
        Some(strong) if !strong.is_empty() && !strong.contains("**") => strong,
        _ => line,
    }
}

/// A cell without tags and white space; boxes as signs, `\n` where a piece ends.
fn plain(cell: &[char], print: Print, boxes: &mut usize) -> Vec<char> {
    let mut out = Vec::with_capacity(cell.len());
    let mut at = 0;
    while at < cell.len() {
        let found = bracketed_box(&cell[at..], print).or_else(|| input(&cell[at..], print));
        if let Some((sign, length)) = found {
            *boxes += 1;
            let this = print.lost == Some(Extent::Box(*boxes)) && sign != TICKED;
            out.push(if this { LOST } else { sign });
            at += length;
        } else if let Some((name, length)) = tag(&cell[at..], &TAGS) {
            if !INLINE.contains(&name.as_str()) {
                out.push('\n');
            }
            at += length;
        } else {
            if !cell[at].is_whitespace() {
                out.push(cell[at]);
            }
            at += 1;
        }
    }
    out
}

/// `[○]`, `[O]`, `[]`, `[<input …>]` at the start of `text`, with any white space inside.
fn bracketed_box(text: &[char], print: Print) -> Option<(char, usize)> {
    if text.first() != Some(&'[') {
        return None;
    }
    let skip = |mut at: usize| {
        while text.get(at).is_some_and(|c| c.is_whitespace()) {
            at += 1;
        }
        at
    };
    let inside = skip(1);
    let (sign, end) = match text.get(inside)? {
        ']' => (if print.lost == Some(Extent::Whole) { LOST } else { SLOT }, inside),
        '○' | '◯' | 'O' => (TICKED, inside + 1),
        _ => input(&text[inside..], print).map(|(sign, length)| (sign, inside + length))?,
    };
    let end = skip(end);
    (text.get(end) == Some(&']')).then_some((sign, end + 1))
}

/// `<input …>` at the start of `text`.
fn input(text: &[char], print: Print) -> Option<(char, usize)> {
    let (_, length) = tag(text, &["input"])?;
    let tag: String = text[..length].iter().collect();
    let sign = if tag.contains("checked") || print.radio && tag.contains("\"radio\"") {
        TICKED
    } else if matches!(print.lost, Some(Extent::Whole | Extent::Part)) {
        LOST
    } else {
        BLANK
    };
    Some((sign, length))
}

/// Name and length of a tag at the start of `text`, if its name is one of `names`.
fn tag(text: &[char], names: &[&str]) -> Option<(String, usize)> {
    if text.first() != Some(&'<') {
        return None;
    }
    let start = if text.get(1) == Some(&'/') { 2 } else { 1 };
    let name: String = text[start..]
        .iter()
        .take_while(|c| c.is_ascii_alphanumeric())
        .map(char::to_ascii_lowercase)
        .collect();
    let after = start + name.len();
    let name_ends = text.get(after).is_some_and(|c| matches!(c, '>' | '/') || c.is_whitespace());
    if !names.contains(&name.as_str()) || !name_ends {
        return None;
    }
    let end = text[1..].iter().position(|c| matches!(c, '<' | '>'))? + 1;
    (text[end] == '>').then_some((name, end + 1))
}

/// `[option]` → a piece with the option alone.
fn choices(row: &[char], vocabulary: &Vocabulary) -> Vec<char> {
    let mut out = Vec::with_capacity(row.len());
    let mut at = 0;
    while at < row.len() {
        if let Some((answer, length)) = bracketed_option(&row[at..], vocabulary) {
            out.push('\n');
            out.extend(answer.chars());
            out.push('\n');
            at += length;
        } else {
            out.push(row[at]);
            at += 1;
        }
    }
    out
}

/// The official option in brackets at the start of `text`, and the length with the brackets.
pub(crate) fn bracketed_option(text: &[char], vocabulary: &Vocabulary) -> Option<(String, usize)> {
    if text.first() != Some(&'[') {
        return None;
    }
    let end = text.iter().position(|&c| c == ']')?;
    let inside: String = text[1..end].iter().collect();
    vocabulary.is_option(&inside).then_some((inside, end + 1))
}

/// Deletes the printed option lists that have their heading.
fn option_lists(row: &[char], vocabulary: &Vocabulary) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(row.len());
    let mut at = 0;
    while at < row.len() {
        let Some(length) = list_heading(&row[at..]) else {
            out.push(row[at]);
            at += 1;
            continue;
        };
        // The empty slot of the answer, in one or two notations.
        while let Some(slot) = out.iter().rposition(|c| !matches!(c, '\t' | '\n')) {
            if !matches!(out[slot], SLOT | BLANK) {
                break;
            }
            out.remove(slot);
        }
        out.push('\n');
        at += length;
        // A misprinted option may be an official one of another list: the list that fits best counts.
        let read = vocabulary.lists_one_by_one().map(|list| printed_list(&row[at..], list));
        if let Some(list) = read.max_by_key(|list| (list.official, std::cmp::Reverse(list.kept.len()))) {
            out.extend(list.kept);
            at += list.length;
        }
        out.push('\n');
    }
    out
}

/// What one reading of a printed option list comes to.
struct ListRead {
    /// How many official options stand in it.
    official: usize,
    /// What stays of it: misprinted options and the borders of cells.
    kept: Vec<char>,
    /// How long it is.
    length: usize,
}

/// Reads a printed list whose heading has just passed. A box in front of an option is part of its print.
fn printed_list(row: &[char], mut list: super::vocabulary::PrintedList<'_>) -> ListRead {
    let mut read = ListRead { official: 0, kept: Vec::new(), length: 0 };
    loop {
        let rest = &row[read.length..];
        let gap = rest.iter().take_while(|c| matches!(c, '\t' | '\n')).count();
        let boxed = usize::from(rest.get(gap) == Some(&BLANK) && numbered(&rest[gap + 1..]).is_some());
        let option = &rest[gap + boxed..];
        if let Some(length) = list.take(option) {
            read.official += 1;
            read.kept.extend(&rest[..gap]);
            read.length += gap + boxed + length;
        } else if let Some(length) = misprint(option, &list) {
            read.kept.extend(rest[..gap].iter().chain(&option[..length]));
            read.length += gap + boxed + length;
        } else {
            return read;
        }
    }
}

fn list_heading(text: &[char]) -> Option<usize> {
    LIST_HEADINGS.iter().map(|heading| heading.chars().count()).zip(LIST_HEADINGS).find_map(
        |(length, heading)| {
            (text.len() >= length && text[..length].iter().copied().eq(heading.chars())).then_some(length)
        },
    )
}

/// The length of a numbered text that is not official but stands before an option that is: it is kept, and the
/// list goes on behind it.
fn misprint(text: &[char], list: &super::vocabulary::PrintedList<'_>) -> Option<usize> {
    let (_, start) = numbered(text)?;
    let end = (start..text.len().min(start + MISPRINT)).find(|&at| numbered(&text[at..]).is_some())?;
    list.peek(&text[end..]).map(|_| end)
}

/// Deletes the cells that are one complete option list without its heading.
fn complete_lists(row: &[char], vocabulary: &Vocabulary) -> Vec<char> {
    let cells: Vec<Vec<char>> = row
        .split(|&c| c == '\t')
        .map(|cell| {
            let mut list = vocabulary.printed_list();
            let mut at = 0;
            while let Some(length) = list.take(&cell[at..]) {
                at += length;
                at += cell[at..].iter().take_while(|&&c| c == '\n').count();
            }
            if at == cell.len() && list.is_complete() { Vec::new() } else { cell.to_vec() }
        })
        .collect();
    cells.join(&'\t')
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::sample;
    use super::*;

    fn said(line: &str) -> String {
        said_with(line, "")
    }

    fn said_with(line: &str, lost: &str) -> String {
        read(line, &sample(), &Lost::read(lost))
            .iter()
            .flat_map(|block| &block.pieces)
            .map(|piece| piece.text.as_str())
            .collect()
    }

    #[test]
    fn entities_are_decoded_twice() {
        assert_eq!(said("&amp;lt;X&amp;gt; &lt;Y&gt; &#x41; &unknown; A&B"), "<X><Y>A&unknown;A&B");
    }

    #[test]
    fn only_the_tags_of_the_conversion_are_dropped() {
        assert_eq!(said("<p>a</p> <ul style=\"x: y\"> b<br/>c <td data-bbox=\"1 2\">d</td>"), "abcd");
        assert_eq!(
            said("<eLTAXにおける措置><pX><措置><b>e</b><bold>"),
            "<eLTAXにおける措置><pX><措置>e<bold>"
        );
    }

    #[test]
    fn every_encoding_of_a_box_becomes_a_sign() {
        assert_eq!(said("[○] a [ ○ ] b [O] c [<input checked=\"\" type=\"checkbox\"/>] d"), "☑a☑b☑c☑d");
        assert_eq!(said("[ <input type=\"radio\"/> ] a <input type=\"radio\"/> b"), "☑a☑b");
        assert_eq!(said("[] a <input checked type=\"checkbox\"/> b"), "☐a☑b");
        assert_eq!(said("[<input checked type=\"radio\"/>] a [<input type=\"radio\"/>] b"), "☑a☐b");
        assert_eq!(
            said("[] a [ ] b [<input type=\"checkbox\"/>] c <input type=\"checkbox\"/> d"),
            "☐a☐b☐c☐d"
        );
    }

    #[test]
    fn lost_boxes_become_question_marks() {
        let line = "[] a [<input type=\"checkbox\"/>] b <input type=\"checkbox\"/> c [○] d";
        assert_eq!(said_with(line, "1\twhole\tr"), "？a？b？c☑d");
        assert_eq!(said_with(line, "1\tpart\tr"), "☐a？b？c☑d");
        assert_eq!(said_with(line, "1\t3\tr"), "☐a☐b？c☑d");
        assert_eq!(said_with(line, "2\twhole\tr"), "☐a☐b☐c☑d");
    }

    #[test]
    fn the_answer_of_a_choice_loses_its_brackets_other_brackets_stay() {
        assert_eq!(
            said("[定めている]\t[ 定めていない ]\t[様式]\t[委託しない]"),
            "定めている定めていない[様式]委託しない"
        );
    }

    #[test]
    fn printed_options_go_and_the_answer_behind_them_stays() {
        assert_eq!(said("[定めている] <選択肢> 1) 定めている 2) 定めていない (6) 件"), "定めている(6)件");
        assert_eq!(
            said("<p>&lt;選択肢&gt;</p> <td>1) 1年未満</td> <td>2) 1年</td> <p>[1年]</p> 理由"),
            "1年理由"
        );
        assert_eq!(said("＜選択肢＞ 1) 定めている\t2) 定めていない"), "");
    }

    #[test]
    fn an_empty_slot_before_a_list_goes() {
        assert_eq!(said("a\t[ ]\t<選択肢> 1) 定めている 2) 定めていない"), "a");
        assert_eq!(said("a\t[ ]\tb"), "a☐b");
    }

    #[test]
    fn a_misprinted_option_stays_and_the_list_goes_on() {
        assert_eq!(
            said(
                "[十分に行っている]\t<選択肢> 1) 特に行っていない 2) 十分に行っている 3) 十分に行っていない 4) 再委託していない"
            ),
            "十分に行っている1)特に行っていない"
        );
    }

    #[test]
    fn the_list_that_fits_best_counts() {
        let list = "<選択肢> 1) 定めている 2) 十分に行っている 3) 十分に行っていない";
        assert_eq!(said(&format!("[十分に行っている] {list}")), "十分に行っている1)定めている");
    }

    #[test]
    fn boxes_before_a_list_and_its_options_are_part_of_its_print() {
        let blank = "<input type=\"checkbox\"/>";
        assert_eq!(
            said(&format!("a\t[]\t{blank} <選択肢> {blank} 1) 定めている {blank} 2) 定めていない")),
            "a"
        );
        assert_eq!(said(&format!("<選択肢> 1) 定めている {blank} b")), "☐b");
    }

    #[test]
    fn without_its_heading_only_a_complete_list_in_one_cell_goes() {
        assert_eq!(said("a\t1) 定めている 2) 定めていない"), "a");
        assert_eq!(said("1) 定めている\t2) 定めていない"), "1)定めている2)定めていない");
        assert_eq!(said("1) 定めている 2) 定めていない b"), "1)定めている2)定めていないb");
    }

    #[test]
    fn a_second_copy_of_a_list_stays() {
        assert_eq!(said("<選択肢> 1) 定めている 2) 定めていない\t1) 定めている"), "1)定めている");
    }

    #[test]
    fn white_space_and_markdown_marks_go_a_lone_dash_stays() {
        assert_eq!(said("a\u{A0}b\u{3000}c  "), "abc");
        assert_eq!(said("## 1. a"), "1.a");
        assert_eq!(said(" - ・a"), "・a");
        assert_eq!(said("**6. a**"), "6.a");
        assert_eq!(said("-\t"), "-");
        assert_eq!(said("a\t-"), "a-");
        assert_eq!(said("#a"), "#a");
    }

    #[test]
    fn pieces_know_their_place() {
        let blocks = read("\na\t\t<p>b</p> <p>[定めている] c</p>", &sample(), &Lost::default());
        let places: Vec<_> =
            blocks[0].pieces.iter().map(|p| (p.line, p.column, p.ordinal, p.text.as_str())).collect();
        assert_eq!(places, [(2, 1, 1, "a"), (2, 3, 1, "b"), (2, 3, 2, "定めている"), (2, 3, 3, "c")]);
    }
}
