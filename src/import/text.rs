//! Extracted text as rows of cells: TAB columns, the closed list of tags, entities, line breaks.
//!
//! Only tags that converters emit are markup; everything else in angle brackets is text. Line breaks that
//! the conversion lost are set again where a bullet, a circled number or a measure group begins: white
//! space is all that changes.

use crate::assessment::group;

/// A ticked `<input>`; a character that cannot occur in interchanged text.
pub(super) const INPUT_TICKED: char = '\u{FDD0}';
/// An unticked `<input>`: blank, or a circle that the conversion did not recognise.
pub(super) const INPUT_BLANK: char = '\u{FDD1}';

const TAGS: [&str; 16] = [
    "p", "ol", "ul", "li", "div", "table", "tbody", "thead", "tr", "td", "th", "input", "small", "b", "i",
    "br",
];

/// One cell of a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Cell {
    /// The text without markup, line by line; marks of `<input>` are the characters above.
    pub(super) lines: Vec<String>,
    /// The rows of the nested tables that stood in it, cell by cell.
    pub(super) table: Vec<Vec<Cell>>,
    /// Nothing but a nested table stood in it.
    pub(super) only_table: bool,
}

impl Cell {
    /// A cell of an original, whose line breaks are its own.
    pub(super) fn of_text(text: &str) -> Self {
        let lines = text.lines().map(collapse).filter(|line| !line.is_empty()).collect();
        Self { lines, ..Self::default() }
    }

    /// The lines joined by line breaks.
    pub(super) fn text(&self) -> String {
        self.lines.join("\n")
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The text without white space, for comparison of echoes.
    pub(super) fn squeezed(&self) -> String {
        squeeze(&self.text())
    }
}

/// A line of the source that is not blank.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Line number in the source, from 1.
    pub(super) line: usize,
    /// A blank line (a page seam) stands before it.
    pub(super) seam: bool,
    /// The line has TABs: it is a row of a table.
    pub(super) tabbed: bool,
    /// In an original: it stands outside all cells.
    pub(super) loose: bool,
    /// The page or the sheet of an original, from 0.
    pub(super) page: usize,
    /// The cells; empty ones at the end are dropped, empty ones before a text stay.
    pub(super) cells: Vec<Cell>,
}

impl Row {
    /// The cells that hold something, with their column from 0.
    pub(super) fn filled(&self) -> impl Iterator<Item = (usize, &Cell)> {
        self.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty())
    }

    /// Characters that are not white space.
    pub(super) fn size(&self) -> usize {
        self.cells.iter().map(|cell| cell.squeezed().chars().count()).sum()
    }
}

/// Text without white space.
pub(super) fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A row of dashes between the pages of a table.
pub(super) fn is_rule(row: &Row) -> bool {
    let mut cells = row.filled().map(|(_, cell)| cell.text());
    let mut long = false;
    cells.all(|text| {
        long |= text.len() > 3;
        text.len() > 1 && text.bytes().all(|b| b == b'-')
    }) && long
}

/// Splits extracted text into its rows.
#[cfg(test)]
pub(super) fn rows(text: &str) -> Vec<Row> {
    rows_of(text.lines().enumerate().map(|(index, line)| (index + 1, line)))
}

/// Makes rows of lines that know their number.
pub(super) fn rows_of<'a>(lines: impl Iterator<Item = (usize, &'a str)>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut seam = true;
    for (number, line) in lines {
        if line.trim().is_empty() {
            seam = true;
            continue;
        }
        let tabbed = line.contains('\t');
        let line = if tabbed { line } else { without_line_markup(line) };
        let radio = if has_checked(line) { INPUT_BLANK } else { INPUT_TICKED };
        let mut cells: Vec<Cell> = line.split('\t').map(|raw| cell(raw, radio)).collect();
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        if !cells.is_empty() {
            rows.push(Row { line: number, seam, tabbed, loose: false, page: 0, cells });
            seam = false;
        }
    }
    rows
}

/// A line outside tables without the marks that the conversion put there: `#`, `- `, `**`.
fn without_line_markup(line: &str) -> &str {
    let mut line = line.trim();
    let hashes = line.trim_start_matches('#');
    if hashes.len() < line.len() && hashes.starts_with(' ') {
        line = hashes.trim();
    }
    if let Some(rest) = line.strip_prefix("- ").filter(|rest| !rest.trim().is_empty()) {
        line = rest.trim();
    }
    line.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")).unwrap_or(line).trim()
}

/// Whether a tick of the row is written as `checked`. An unchecked radio button is then a blank box; in other rows
/// the conversion drew the circle of a tick as one.
fn has_checked(line: &str) -> bool {
    let mut checked = false;
    each_tagged(line, |piece| {
        checked |= matches!(piece, Tagged::Tag { name: "input", source, .. } if source.contains("checked"));
    });
    checked
}

/// Reads a cell; `radio` is what an unchecked radio button stands for.
fn cell(raw: &str, radio: char) -> Cell {
    let table = nested_rows(raw, radio);
    let only_table = !table.is_empty() && lines(&without_tables(raw), radio).is_empty();
    Cell { lines: lines(raw, radio), table, only_table }
}

/// The text outside nested tables.
fn without_tables(raw: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_u32;
    each_tagged(raw, |piece| match piece {
        Tagged::Tag { name: "table", closing, .. } => {
            depth = if closing { depth.saturating_sub(1) } else { depth + 1 };
        }
        Tagged::Tag { source, .. } | Tagged::Text(source) if depth == 0 => out.push_str(source),
        _ => {}
    });
    out
}

/// The rows of the nested tables of a cell.
fn nested_rows(raw: &str, radio: char) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut current: Option<String> = None;
    each_tagged(raw, |piece| match piece {
        Tagged::Tag { name: "tr", closing: false, .. } => rows.push(Vec::new()),
        Tagged::Tag { name: "td" | "th", closing: false, .. } => current = Some(String::new()),
        Tagged::Tag { name: "td" | "th", closing: true, .. } => {
            if let (Some(text), Some(row)) = (current.take(), rows.last_mut()) {
                row.push(Cell { lines: lines(&text, radio), ..Cell::default() });
            }
        }
        Tagged::Tag { source, .. } | Tagged::Text(source) => {
            if let Some(text) = current.as_mut() {
                text.push_str(source);
            }
        }
    });
    rows
}

enum Tagged<'a> {
    Text(&'a str),
    Tag { name: &'static str, closing: bool, source: &'a str },
}

/// Walks through markup of the closed list and the text between it.
fn each_tagged<'a>(raw: &'a str, mut visit: impl FnMut(Tagged<'a>)) {
    let mut rest = raw;
    let mut searched = 0;
    while let Some(found) = rest[searched..].find('<') {
        let open = searched + found;
        let Some((name, closing, length)) = tag(&rest[open..]) else {
            searched = open + 1;
            continue;
        };
        if open > 0 {
            visit(Tagged::Text(&rest[..open]));
        }
        visit(Tagged::Tag { name, closing, source: &rest[open..open + length] });
        rest = &rest[open + length..];
        searched = 0;
    }
    if !rest.is_empty() {
        visit(Tagged::Text(rest));
    }
}

/// A tag of the closed list at the beginning of `text`: its name, whether it closes, its length.
fn tag(text: &str) -> Option<(&'static str, bool, usize)> {
    let inner = text.strip_prefix('<')?;
    let (closing, inner) = inner.strip_prefix('/').map_or((false, inner), |rest| (true, rest));
    let end = inner.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(inner.len());
    let name = TAGS.into_iter().find(|tag| tag.eq_ignore_ascii_case(&inner[..end]))?;
    let after = &inner[end..];
    let close = after.find('>')?;
    // `<b氏名>` is text: a name ends at white space, at `/` or at `>`.
    if !after.starts_with([' ', '/', '>']) {
        return None;
    }
    Some((name, closing, text.len() - after.len() + close + 1))
}

/// The lines of a piece of markup.
fn lines(raw: &str, radio: char) -> Vec<String> {
    let mut text = String::with_capacity(raw.len());
    each_tagged(raw, |piece| match piece {
        Tagged::Text(source) => text.push_str(&decode(&decode(source))),
        Tagged::Tag { name: "input", source, .. } => {
            text.push(match source {
                _ if source.contains("checked") => INPUT_TICKED,
                _ if source.contains("radio") => radio,
                _ => INPUT_BLANK,
            });
        }
        Tagged::Tag { name: "b" | "i" | "small", .. } => {}
        Tagged::Tag { .. } => text.push('\n'),
    });
    text.split('\n').flat_map(|line| break_lines(&collapse(line))).collect()
}

/// Resolves the character references that converters write.
fn decode(text: &str) -> String {
    const NAMED: [(&str, &str); 6] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ];
    if !text.contains('&') {
        return text.to_owned();
    }
    NAMED.iter().fold(text.to_owned(), |text, (name, character)| text.replace(name, character))
}

/// Runs of white space become one space; none stays at the ends.
fn collapse(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Sets line breaks before bullets, circled numbers and measure groups that follow white space.
fn break_lines(line: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut current = String::new();
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        let heading_above = group::heading(&current).is_some();
        if !current.is_empty() && (heading_above || starts_line(word)) {
            out.push(std::mem::take(&mut current));
        }
        if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    if !current.is_empty() {
        out.push(current);
    }
    out
}

fn starts_line(word: &str) -> bool {
    let Some(first) = word.chars().next() else { return false };
    let numbered = || {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&digits) && &word[digits..] == "."
    };
    match first {
        '・' => word.chars().count() > 1,
        '\u{2460}'..='\u{2473}' | '\u{3251}'..='\u{325F}' => true,
        // `く` is how `<` is misread: only a heading that says what it is.
        'く' => group::heading(word).is_some(),
        '<' | '＜' | '〈' | '⟨' | '《' | '【' => {
            word.ends_with(['>', '＞', '〉', '⟩', '》', '】']) || word.contains("における措置")
        }
        _ => numbered(),
    }
}

/// Joins the text of a page to the one before it: a sentence that was cut goes on in its line. Whether one was.
pub(super) fn join_seam(lines: &mut Vec<String>, more: Vec<String>) -> bool {
    let mut more = more.into_iter();
    let (Some(last), Some(first)) = (lines.last_mut(), more.as_slice().first()) else {
        lines.extend(more);
        return false;
    };
    let ended = last.ends_with(['。', ')', '）', '>', '＞', '】', '」']);
    // "…、10条" goes on with a number; behind anything else a number begins a line.
    let enumerates = last.ends_with(['、', '，']);
    let numbered = |c: char| ('\u{2460}'..='\u{2473}').contains(&c) || c.is_ascii_digit();
    let begins = first.starts_with(['・', '<', '＜', '【', '※', '(', '（'])
        || first.chars().next().is_some_and(|c| numbered(c) && !enumerates);
    let cut = !ended && !begins && group::heading(last).is_none();
    if cut {
        last.push_str(first);
        more.next();
    }
    lines.extend(more);
    cut
}

/// Whether a text breaks off where no sentence and no entry of a list ends: behind a comma, or a particle that is the end of
/// no word in use (を, は, が). こと, もの, まで, について end entries.
pub(super) fn goes_on(lines: &[String]) -> bool {
    lines.last().is_some_and(|last| last.ends_with(['、', '，', 'を', 'は', 'が']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_closed_list_is_markup() {
        let said = |raw: &str| lines(raw, INPUT_TICKED);
        assert_eq!(said("<p>甲<b>乙</b></p><eLTAXにおける措置> 丙"), ["甲乙", "<eLTAXにおける措置>", "丙"]);
        assert_eq!(
            said("<選択肢> &lt;措置&gt; &amp;lt;乙&amp;gt; <bar>"),
            ["<選択肢>", "<措置>", "<乙>", "<bar>"]
        );
        assert_eq!(
            said("<p>&lt;収納における措置&gt;   ・甲 ・乙</p>"),
            ["<収納における措置>", "・甲", "・乙"]
        );
    }

    #[test]
    fn groups_in_any_notation_begin_a_line() {
        let said = |raw: &str| lines(raw, INPUT_TICKED);
        assert_eq!(
            said("甲 く本市における措置> 乙 ⟨庁内における措置⟩ 丙"),
            ["甲", "く本市における措置>", "乙", "⟨庁内における措置⟩", "丙"]
        );
        assert_eq!(said("甲 くわしくは別紙> 乙"), ["甲 くわしくは別紙> 乙"]);
    }

    #[test]
    fn a_radio_button_is_a_tick_unless_another_is_checked() {
        let said = |line: &str| {
            let cells = &rows(line)[0].cells;
            cells
                .iter()
                .flat_map(|cell| cell.lines.clone())
                .collect::<String>()
                .replace(INPUT_TICKED, "+")
                .replace(INPUT_BLANK, "-")
        };
        assert_eq!(said("<input type=\"radio\"/>甲<input type=\"checkbox\"/>乙"), "+甲-乙");
        assert_eq!(said("<input checked=\"\" type=\"radio\"/>甲\t<input type=\"radio\"/>乙"), "+甲-乙");
    }

    #[test]
    fn nested_tables_keep_their_cells() {
        let found = cell(
            "<table border=\"1\"><tr><td>方法</td><td><ul>・甲</td></tr><tr><td>乙</td></tr></table>",
            INPUT_TICKED,
        );
        assert!(found.only_table);
        assert_eq!(found.table.len(), 2);
        assert_eq!(found.table[0][1].lines, ["・甲"]);
    }

    #[test]
    fn rows_know_page_seams_and_empty_cells() {
        let found = rows("# I 基本情報\n\n\t続き\t\n- ①甲\n-\t");
        let seen: Vec<_> =
            found.iter().map(|r| (r.line, r.seam, r.cells.len(), r.cells.last().map(Cell::text))).collect();
        assert_eq!(seen[0], (1, true, 1, Some("I 基本情報".into())));
        assert_eq!(seen[1], (3, true, 2, Some("続き".into())));
        assert_eq!(seen[2], (4, false, 1, Some("①甲".into())));
        assert_eq!(seen[3], (5, false, 1, Some("-".into())));
    }

    #[test]
    fn a_cut_sentence_is_joined() {
        let mut lines = vec!["不適切なオ".to_owned()];
        join_seam(&mut lines, vec!["ンライン連携".to_owned(), "・乙".to_owned()]);
        assert_eq!(lines, ["不適切なオンライン連携", "・乙"]);
        let mut list = vec!["8条2号、".to_owned()];
        join_seam(&mut list, vec!["10条3号".to_owned()]);
        assert_eq!(list, ["8条2号、10条3号"]);
        let mut numbers = vec!["1条による".to_owned()];
        join_seam(&mut numbers, vec!["2. 次の項".to_owned()]);
        assert_eq!(numbers.len(), 2);
    }
}
