//! Markdown → blocks.
//!
//! pulldown-cmark says where the blocks are; their text is read from the source line by line. Lines that
//! no block covers (link reference definitions vanish in CommonMark) are kept as text and reported: the
//! coverage check of the convention.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};

use super::inline::{self, options};
use super::line::{lines, trim};
use super::{Block, Line, Mark, NoteKind, Task, escape, lookalike, table};
use crate::finding::{Finding, Place, Text};
use crate::text::limit;
use crate::text::source::{Source, Span};

/// What pulldown-cmark takes a stretch of lines for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heading(u8),
    Text,
    List,
    Table,
    Quote,
    Code,
    Html,
    Rule,
}

/// Reads the Markdown in `body` (bytes of `source`).
///
/// Everything readable is returned, even where findings say that something is wrong: the text is sacred.
pub fn parse(source: &Arc<Source>, body: Span) -> (Vec<Block>, Vec<Finding>) {
    let text = source.slice(body);
    let mut reader = Reader { source, offset: body.start, blocks: Vec::new(), findings: Vec::new() };
    if let Some(finding) = too_much(source, body) {
        return (Vec::new(), vec![finding]);
    }
    let mut done = 0;
    let mut inline = inline::Report::new(source, body);
    let blocks = top_level(text, &mut inline);
    if let Some(span) = inline.over() {
        let (ja, en) =
            ("強調・リンクなどの形をした記載", "places that look like emphasis, links and the like");
        return (Vec::new(), vec![too_many(Place::at(source, span), limit::MARKUP, ja, en)]);
    }
    for (kind, range) in blocks {
        let range = whole_lines(text, range);
        if range.start < done {
            continue;
        }
        reader.uncovered(text, done..range.start);
        reader.block(text, kind, range.clone());
        done = range.end;
    }
    reader.uncovered(text, done..text.len());
    reader.findings.extend(inline.findings());
    (reader.blocks, reader.findings)
}

/// More headings, rows of tables or boxes than an evaluation has.
fn too_much(source: &Arc<Source>, body: Span) -> Option<Finding> {
    let (mut headings, mut rows, mut boxes) = (0, 0, 0);
    let mut at = body.start;
    for line in source.slice(body).split_inclusive('\n') {
        let start = line.trim_start_matches([' ', '\t']);
        let (count, most, ja, en) = match start.as_bytes() {
            [b'#', ..] => (&mut headings, limit::HEADINGS, "見出し", "headings"),
            [b'|', ..] => (&mut rows, limit::ROWS, "表の行", "rows of tables"),
            [b'-' | b'*' | b'+', b' ' | b'\t', ..] => {
                (&mut boxes, limit::BOXES, "選択肢などの箇条", "boxes and items")
            }
            _ => {
                at += line.len();
                continue;
            }
        };
        *count += 1;
        if *count > most {
            let place = Place::at(source, Span::new(at, at + line.trim_end().len()));
            return Some(too_many(place, most, ja, en));
        }
        at += line.len();
    }
    None
}

fn too_many(place: Place, most: usize, ja: &str, en: &str) -> Finding {
    Finding::of(
        "TXT-03",
        place,
        Text::new(
            format!("{ja}が多すぎます(上限{most})。ここから先は読みません。"),
            format!("There are too many {en} (the limit is {most}); nothing from here on is read."),
        ),
        Text::new(
            "評価書1件のファイルか確認し、そうでなければ分けてください。",
            "See whether this is one evaluation, and split it if it is not.",
        ),
    )
}

/// The blocks at the outermost level. What is inside of them is told to `inline`.
fn top_level(text: &str, inline: &mut inline::Report<'_>) -> Vec<(Kind, Range<usize>)> {
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        inline.see(&event, range.clone());
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    found.push((kind_of(&tag), range));
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Rule if depth == 0 => found.push((Kind::Rule, range)),
            _ => {}
        }
    }
    found
}

fn kind_of(tag: &Tag<'_>) -> Kind {
    match tag {
        Tag::Heading { level, .. } => Kind::Heading(match level {
            HeadingLevel::H1 => 1,
            HeadingLevel::H2 => 2,
            HeadingLevel::H3 => 3,
            HeadingLevel::H4 => 4,
            HeadingLevel::H5 => 5,
            HeadingLevel::H6 => 6,
        }),
        Tag::List(_) => Kind::List,
        Tag::Table(_) => Kind::Table,
        Tag::BlockQuote(_) => Kind::Quote,
        Tag::CodeBlock(_) => Kind::Code,
        Tag::HtmlBlock => Kind::Html,
        _ => Kind::Text,
    }
}

/// Widens a range to whole lines, so that indentation before a block belongs to it.
fn whole_lines(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = if text[..range.end].ends_with('\n') {
        range.end
    } else {
        text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1)
    };
    start..end
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    /// Where the body begins in the source.
    offset: usize,
    blocks: Vec<Block>,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn place(&self, range: &Range<usize>) -> Place {
        Place::at(self.source, Span::new(self.offset + range.start, self.offset + range.end))
    }

    fn error(&mut self, id: &'static str, range: &Range<usize>, message: Text, help: Text) {
        self.findings.push(Finding::of(id, self.place(range), message, help));
    }

    fn block(&mut self, text: &str, kind: Kind, range: Range<usize>) {
        match kind {
            Kind::Heading(level) => self.heading(text, level, range),
            Kind::Text => self.text(text, range),
            Kind::List => self.list(text, range),
            Kind::Table => {
                let (table, findings) = table::parse(self.source, self.offset, text, range);
                self.blocks.push(Block::Table(table));
                self.findings.extend(findings);
            }
            Kind::Quote => self.quote(text, range),
            Kind::Code => {
                let first = first_line(text, &range);
                self.error(
                    "MD-02",
                    &first,
                    Text::new(
                        "字下げ(または ```)により、この行がプログラムの引用として扱われます。",
                        "Indentation (or ```) makes this line a code block.",
                    ),
                    Text::new(
                        "行頭の空白(または ``` の行)を取り除いてください。文字はそのまま本文として扱いました。",
                        "Remove the white space at the beginning of the line (or the ``` line). The text was kept as text.",
                    ),
                );
                self.text(text, range);
            }
            Kind::Html => {
                let first = first_line(text, &range);
                self.error(
                    "MD-03",
                    &first,
                    Text::new(
                        "HTMLのタグとして扱われる行があります。本文にHTMLは書けません。",
                        "This line would be taken for HTML. HTML is not allowed in a body.",
                    ),
                    Text::new(
                        "文字として表示するなら `<` の前に `\\` を付けてください(例: `\\<LGWAN\\>`)。",
                        "To show it as text, put `\\` before `<` (e.g. `\\<LGWAN\\>`).",
                    ),
                );
                self.text(text, range);
            }
            Kind::Rule => {
                self.error(
                    "MD-04",
                    &first_line(text, &range),
                    Text::new(
                        "記号だけの行が区切り線として扱われます。",
                        "This line of signs would be taken for a rule.",
                    ),
                    Text::new(
                        "文字なら行頭に `\\` を付け、不要なら行を削除してください。",
                        "Put `\\` before it if it is text; delete the line if it is not needed.",
                    ),
                );
                self.text(text, range);
            }
        }
    }

    fn heading(&mut self, text: &str, level: u8, range: Range<usize>) {
        let slice = &text[range.clone()];
        let indent = slice.len() - slice.trim_start_matches([' ', '\t']).len();
        let first = first_line(text, &range);
        let line = &text[first.clone()];
        let body = line[indent..].trim_start_matches('#');
        // A line that begins with `#` and is no heading by itself may be the first of those above the signs.
        let is_underlined = !text[first.end..range.end].trim().is_empty();
        if is_underlined || body.len() == line.len() - indent {
            self.error(
                "MD-01",
                &first,
                Text::new(
                    "次の行の `---` や `===` により、この行が見出しとして扱われます。",
                    "The `---` or `===` below makes this line a heading.",
                ),
                Text::new(
                    "見出しは `#` で始めてください。文字なら下の行の頭に `\\` を付けてください。",
                    "Begin headings with `#`; if the signs are text, put `\\` before them.",
                ),
            );
            return self.text(text, range);
        }
        let trimmed = closing_sequence(body.trim_matches([' ', '\t']));
        let start = first.start
            + (line.len() - body.len())
            + (body.len() - body.trim_start_matches([' ', '\t']).len());
        let span = Span::new(self.offset + start, self.offset + start + trimmed.len());
        self.blocks.push(Block::Heading { level, line: Line { text: escape::unescape(trimmed), span } });
    }

    /// A paragraph, or anything that is kept as one: each line literally.
    fn text(&mut self, text: &str, range: Range<usize>) {
        let mut found = Vec::new();
        let mut all = lines(text, range).peekable();
        while let Some(range) = all.next() {
            self.lookalike(text, &range);
            found.extend(self.line(text, range, all.peek().is_some()));
        }
        if !found.is_empty() {
            self.blocks.push(Block::Text(found));
        }
    }

    /// Reports a line of text that was probably meant to be something else.
    fn lookalike(&mut self, text: &str, range: &Range<usize>) {
        if let Some((id, message, help)) = lookalike::of(trim(&text[range.clone()])) {
            self.findings.push(Finding::of(id, self.place(range), message, help));
        }
    }

    /// A line of text, behind which the paragraph may go on; `None` for a blank one.
    fn line(&self, text: &str, range: Range<usize>, goes_on: bool) -> Option<Line> {
        let raw = &text[range.clone()];
        let trimmed = trim(raw);
        // A backslash before the next line is a line break, and a line break is what a newline is anyway. Before a blank
        // and in the end it is a backslash.
        let breaks = goes_on && raw.ends_with('\\');
        let broken = trimmed.strip_suffix('\\').filter(|head| breaks && !ends_escaped(head));
        let broken = broken.map_or(trimmed, trim);
        if broken.is_empty() {
            return None;
        }
        let start = self.offset + range.start + (broken.as_ptr() as usize - raw.as_ptr() as usize);
        Some(Line { text: escape::unescape(broken), span: Span::new(start, start + broken.len()) })
    }

    /// Task lines become boxes; other list lines are literal text ("1." is an official number, not a list).
    fn list(&mut self, text: &str, range: Range<usize>) {
        let mut tasks: Vec<Task> = Vec::new();
        let mut literal: Vec<Line> = Vec::new();
        let mut all = lines(text, range).peekable();
        while let Some(line) = all.next() {
            let raw = &text[line.clone()];
            let next = all.peek().map(|next| &text[next.clone()]);
            let goes_on = next.is_some_and(|next| {
                !trim(next).is_empty() && task_marker(next).is_none() && !list_marker(next)
            });
            if let Some((mark, rest)) = task_marker(raw) {
                self.flush_text(&mut literal);
                let start = line.end - rest.len();
                let first = self.line(text, start..line.end, goes_on).unwrap_or_else(|| Line {
                    text: String::new(),
                    span: Span::new(self.offset + line.start, self.offset + line.end),
                });
                tasks.push(Task { mark, lines: vec![first] });
            } else if let Some(found) = self.line(text, line.clone(), goes_on) {
                let bullet = list_marker(raw);
                match tasks.last_mut() {
                    Some(task) if !bullet && literal.is_empty() => task.lines.push(found),
                    _ => {
                        self.flush_tasks(&mut tasks);
                        self.lookalike(text, &line);
                        literal.push(found);
                    }
                }
            }
        }
        self.flush_text(&mut literal);
        self.flush_tasks(&mut tasks);
    }

    fn flush_text(&mut self, lines: &mut Vec<Line>) {
        if !lines.is_empty() {
            self.blocks.push(Block::Text(std::mem::take(lines)));
        }
    }

    fn flush_tasks(&mut self, tasks: &mut Vec<Task>) {
        // For Markdown another sign (`*` below `-`) begins another list; boxes that follow one another are one group.
        if let Some(Block::Tasks(before)) = self.blocks.last_mut() {
            before.append(tasks);
        } else if !tasks.is_empty() {
            self.blocks.push(Block::Tasks(std::mem::take(tasks)));
        }
    }

    /// The publisher's notes. Lines without `>` that CommonMark counts to the quote are reported.
    fn quote(&mut self, text: &str, range: Range<usize>) {
        let mut all = lines(text, range).peekable();
        while let Some(line) = all.next() {
            let raw = &text[line.clone()];
            let Some(inner) = quoted(raw) else {
                if !trim(raw).is_empty() {
                    self.error(
                        "MD-05",
                        &line,
                        Text::new(
                            "この行は直前の注記(`>`)の続きとして扱われます。",
                            "This line would count as part of the note (`>`) above.",
                        ),
                        Text::new("注記と本文の間に空行を入れてください。", "Put a blank line between them."),
                    );
                    self.text(text, line);
                }
                continue;
            };
            let start = line.end - inner.len();
            let goes_on = all
                .peek()
                .and_then(|next| quoted(&text[next.clone()]))
                .is_some_and(|next| !trim(next).is_empty());
            let found = match self.line(text, start..line.end, goes_on) {
                Some(found) => found,
                None if matches!(self.blocks.last(), Some(Block::Note { .. })) => continue,
                // What nothing stands behind is a sign.
                None => {
                    let span = Span::new(self.offset + line.start, self.offset + line.end);
                    Line { text: ">".to_owned(), span }
                }
            };
            let headed = NoteKind::ALL.into_iter().find_map(|kind| {
                let rest = trim(inner).strip_prefix(kind.word())?;
                let rest = rest.strip_prefix([':', '：'])?;
                let at = line.end - (raw.len() - (rest.as_ptr() as usize - raw.as_ptr() as usize));
                let empty = Line { text: String::new(), span: found.span };
                Some((kind, self.line(text, at..line.end, goes_on).unwrap_or(empty)))
            });
            match (headed, self.blocks.last_mut()) {
                (Some((kind, line)), _) => self.blocks.push(Block::Note { kind, lines: vec![line] }),
                (None, Some(Block::Note { lines, .. })) => lines.push(found),
                (None, _) => {
                    self.error(
                        "MD-06",
                        &line,
                        Text::new(
                            "`>` で始まる行は、`> 正誤:` `> 非公表:` `> 注記:` のどれかに限ります。",
                            "A line beginning with `>` must be `> 正誤:`, `> 非公表:` or `> 注記:`.",
                        ),
                        Text::new(
                            "種類を書き足すか、文字なら `\\>` としてください。",
                            "Add the kind, or write `\\>` if it is text.",
                        ),
                    );
                    self.blocks.push(Block::Text(vec![found]));
                }
            }
        }
    }

    fn uncovered(&mut self, text: &str, range: Range<usize>) {
        let stray: Vec<Range<usize>> =
            lines(text, range).filter(|l| !trim(&text[l.clone()]).is_empty()).collect();
        let (Some(first), Some(last)) = (stray.first(), stray.last()) else { return };
        self.findings.push(Finding::of(
            "MD-08",
            self.place(first),
            Text::new(
                "リンクの定義(`[…]: …`)の形の行です。文字としてそのまま表示します。",
                "This line has the form of a link definition (`[…]: …`). It is shown as text.",
            ),
            Text::new("`[` の前に `\\` を付けてください。", "Put `\\` before `[`."),
        ));
        self.text(text, first.start..last.end);
    }
}

fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    lines(text, range.clone()).next().unwrap_or_else(|| range.clone())
}

/// What stands behind the sign of a quote.
fn quoted(line: &str) -> Option<&str> {
    line.trim_start_matches([' ', '\t']).strip_prefix('>')
}

/// `- [x] rest` → the mark and the rest.
fn task_marker(line: &str) -> Option<(Mark, &str)> {
    let inner = line.trim_start_matches([' ', '\t']).strip_prefix(['-', '*', '+'])?;
    let inner = inner.strip_prefix([' ', '\t'])?.trim_start_matches([' ', '\t']).strip_prefix('[')?;
    let mut chars = inner.chars();
    let mark = Mark::from_sign(chars.next()?)?;
    let rest = chars.as_str().strip_prefix(']')?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some((mark, rest))
}

/// Whether a line begins a list item other than a box, at the outermost level.
fn list_marker(line: &str) -> bool {
    let rest = line.trim_start_matches(' ');
    if line.len() - rest.len() >= 2 {
        return false;
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let marker =
        if digits > 0 { rest[digits..].starts_with(['.', ')']) } else { rest.starts_with(['-', '*', '+']) };
    marker && (rest.len() == digits + 1 || rest[digits + 1..].starts_with([' ', '\t']))
}

/// Drops the closing `#`s of a heading, as CommonMark does.
fn closing_sequence(text: &str) -> &str {
    let head = text.trim_end_matches('#');
    if head.len() == text.len() || head.is_empty() {
        return if head.is_empty() { head } else { text };
    }
    if head.ends_with([' ', '\t']) { head.trim_end_matches([' ', '\t']) } else { text }
}

/// Whether an odd number of backslashes ends the text, so that a following one is escaped.
fn ends_escaped(text: &str) -> bool {
    text.bytes().rev().take_while(|&b| b == b'\\').count() % 2 == 1
}
