//! YAML as people type it into front matter, read into [`tree`](super::tree) with places and advice.
//!
//! The parser is the one serde-saphyr stands on; its events carry what a typed reading would lose:
//! the place of each key, second spellings of a key, and `12` as it was written. Anchors, aliases and
//! tags are refused, which also rules out documents that expand without end. A text that does not
//! parse is read again entry by entry, so that one slip does not hide the others.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_saphyr::granit_parser::{self, ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle};

use super::tree::{Entry, Node, Value};
use crate::finding::{Finding, Place, Text};
use crate::text::source::{Source, Span};

/// Far more than front matter needs; keeps the recursion of this module small.
const DEEPEST: usize = 16;

/// Reads the entries of a map in `area` of the text. Entries that cannot be read are there as
/// [`Value::Broken`] where at least their key can be told.
pub(super) fn read(source: &Arc<Source>, area: Span, findings: &mut Vec<Finding>) -> Vec<Entry> {
    let mut builder = Builder::new(source, area);
    if let Ok(entries) = builder.document() {
        findings.append(&mut builder.findings);
        return entries;
    }
    let mut all = Vec::new();
    let before = findings.len();
    for chunk in chunks(source, area) {
        let mut builder = Builder::new(source, chunk);
        match builder.document() {
            Ok(mut entries) => {
                findings.append(&mut builder.findings);
                all.append(&mut entries);
            }
            Err(failure) => {
                findings.extend(advise(source, chunk, &failure));
                all.extend(key_at(source, chunk).map(|(key, key_span)| Entry {
                    key,
                    key_span,
                    node: Node { span: chunk, value: Value::Broken },
                }));
            }
        }
    }
    if findings.len() == before {
        // Each entry is fine by itself, the whole is not.
        let mut whole = Builder::new(source, area);
        if let Err(failure) = whole.document() {
            findings.extend(advise(source, area, &failure));
        }
    }
    all
}

/// Why a text is not a map.
enum Failure {
    Syntax { kind: ErrorKind, at: usize },
    NotAMap { at: Span },
}

struct Builder<'a> {
    source: &'a Arc<Source>,
    offset: usize,
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    findings: Vec<Finding>,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Arc<Source>, area: Span) -> Self {
        let options = granit_parser::options! {
            emit_unresolved_aliases: true,
            emit_comments: false,
            disallow_directives: true,
            flow_nesting_limit: DEEPEST,
            block_nesting_limit: DEEPEST,
        };
        let parser = Parser::new_from_str_with_options(source.slice(area), options);
        Self { source, offset: area.start, parser, findings: Vec::new() }
    }

    fn document(&mut self) -> Result<Vec<Entry>, Failure> {
        let mut top = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                _ if top.is_some() => return Err(Failure::NotAMap { at: span }),
                event => top = Some(self.node(event, span)?),
            }
        }
        match top {
            Some(Node { value: Value::Map(entries), .. }) => Ok(entries),
            None | Some(Node { value: Value::Nothing, .. }) => Ok(Vec::new()),
            Some(Node { span, .. }) => Err(Failure::NotAMap { at: span }),
        }
    }

    fn next(&mut self) -> Result<(Event<'a>, Span), Failure> {
        match self.parser.next() {
            None => Ok((Event::StreamEnd, Span::new(self.offset, self.offset))),
            Some(Ok((event, span))) => {
                let range = span.byte_range().unwrap_or(0..0);
                Ok((event, Span::new(self.offset + range.start, self.offset + range.end)))
            }
            Some(Err(error)) => Err(self.failure(&error)),
        }
    }

    fn failure(&self, error: &ScanError) -> Failure {
        let at = self.offset + error.marker().byte_offset().unwrap_or(0);
        Failure::Syntax { kind: error.kind().clone(), at }
    }

    fn node(&mut self, event: Event<'a>, span: Span) -> Result<Node, Failure> {
        Ok(match event {
            Event::Scalar(text, style, anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    return Ok(self.refuse_sign(span));
                }
                let plain = style == ScalarStyle::Plain;
                let nothing = plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let value =
                    if nothing { Value::Nothing } else { Value::Scalar { text: text.into_owned(), plain } };
                Node { span, value }
            }
            Event::SequenceStart(style, anchor, tag) => {
                let mut items = Vec::new();
                let end = loop {
                    match self.next()? {
                        (Event::SequenceEnd, end) => break end,
                        (event, at) => items.push(self.node(event, at)?),
                    }
                };
                let last = items.last().map_or(span, |item| item.span);
                let span = span.join(if style == StructureStyle::Flow { end } else { last });
                if anchor != 0 || tag.is_some() {
                    return Ok(self.refuse_sign(span));
                }
                Node { span, value: Value::List(items) }
            }
            Event::MappingStart(style, anchor, tag) => {
                let mut entries = Vec::new();
                let end = loop {
                    match self.next()? {
                        (Event::MappingEnd, end) => break end,
                        (event, at) => {
                            let key = self.node(event, at)?;
                            let (event, at) = self.next()?;
                            let node = self.node(event, at)?;
                            entries.extend(self.entry(key, node));
                        }
                    }
                };
                let last = entries.last().map_or(span, |entry: &Entry| entry.node.span);
                let span = span.join(if style == StructureStyle::Flow { end } else { last });
                if anchor != 0 || tag.is_some() {
                    return Ok(self.refuse_sign(span));
                }
                Node { span, value: Value::Map(entries) }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => self.refuse_sign(span),
            _ => Node { span, value: Value::Nothing },
        })
    }

    fn entry(&mut self, key: Node, node: Node) -> Option<Entry> {
        let key_span = key.span;
        let key = match key.value {
            Value::Scalar { text, .. } => text,
            Value::Broken => return None,
            Value::Nothing => String::new(),
            Value::List(_) | Value::Map(_) => {
                self.findings.push(syntax(
                    self.source,
                    key_span,
                    Text::new(
                        "項目の名前が一覧になっています。",
                        "A list or map stands where the name of a key belongs.",
                    ),
                    quote_advice(),
                ));
                return None;
            }
        };
        Some(Entry { key, key_span, node })
    }

    fn refuse_sign(&mut self, span: Span) -> Node {
        self.findings.push(syntax(
            self.source,
            span,
            Text::new(
                "値が `&`、`*` または `!` で始まっています。YAML では特別な意味をもつ記号です。",
                "The value begins with `&`, `*` or `!`, which have a special meaning in YAML.",
            ),
            quote_advice(),
        ));
        Node { span, value: Value::Broken }
    }
}

/// Cuts the text before each line that begins an entry of its own.
fn chunks(source: &Source, area: Span) -> Vec<Span> {
    let mut starts = vec![area.start];
    let mut at = area.start;
    for line in source.slice(area).split_inclusive('\n') {
        let begins = line.chars().next().is_some_and(|c| !c.is_whitespace() && !"#-]},".contains(c));
        if begins && at > area.start {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().copied().skip(1).chain([area.end]);
    starts.iter().copied().zip(ends).map(|(start, end)| Span::new(start, end)).collect()
}

/// The key that a chunk seems to begin with, whatever its colon looks like.
fn key_at(source: &Source, chunk: Span) -> Option<(String, Span)> {
    let text = source.slice(chunk);
    let start = text.len() - text.trim_start().len();
    let length = key_length(&text[start..]);
    let follows = text[start + length..].trim_start_matches([' ', '\u{3000}']);
    (length > 0 && follows.starts_with([':', '：'])).then(|| {
        let span = Span::new(chunk.start + start, chunk.start + start + length);
        (source.slice(span).to_owned(), span)
    })
}

fn key_length(text: &str) -> usize {
    text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count()
}

/// Turns a failure into sentences about what was typed, judged by the lines of the chunk first: the
/// parser often notices a slip only later.
fn advise(source: &Arc<Source>, chunk: Span, failure: &Failure) -> Vec<Finding> {
    let mut slips = Vec::new();
    let mut misplaced = Vec::new();
    let mut columns = Columns::default();
    let mut at = chunk.start;
    for line in source.slice(chunk).split_inclusive('\n') {
        let trimmed = line.trim_end();
        if let Some((from, message, help)) = slip(trimmed) {
            slips.push(syntax(source, Span::new(at + from, at + trimmed.len()), message, help));
        } else if let Some((message, help)) = columns.misplaced(trimmed) {
            misplaced.push(syntax(source, Span::new(at, at + trimmed.len()), message, help));
        }
        at += line.len();
    }
    if slips.is_empty() {
        slips.extend(misplaced.into_iter().next());
    }
    if slips.is_empty() {
        slips.push(by_kind(source, chunk, failure));
    }
    slips
}

fn by_kind(source: &Arc<Source>, chunk: Span, failure: &Failure) -> Finding {
    let (kind, at) = match failure {
        Failure::NotAMap { at } => {
            let line = first_line(source, *at);
            let message =
                Text::new("「項目: 値」の形になっていません。", "This is not of the form `key: value`.");
            let help = Text::new(
                "半角のコロンと空白で `title: 事務の名称` のように書いてください。",
                "Write a key, a colon and a space, as in `title: …`.",
            );
            return syntax(source, line, message, help);
        }
        Failure::Syntax { kind, at } => (kind, *at),
    };
    let help = match kind {
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar
        | ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent => Text::new(
            "引用符「\"」が閉じていないか、値の途中にあります。値の全体を `\"…\"` で囲み、中の `\"` は `\\\"` としてください。",
            "A quotation mark is not closed or stands inside the value. Put the whole value in `\"…\"` and write `\\\"` inside.",
        ),
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::MisplacedFlowCollectionEnd
        | ErrorKind::MismatchedFlowCollectionEnd { .. } => Text::new(
            "括弧 `[ ]` または `{ }` の対応を確かめてください。文字としての括弧なら、値を `\"…\"` で囲んでください。",
            "Check that the brackets `[ ]` or `{ }` match. If they are text, put the value in quotation marks.",
        ),
        ErrorKind::UnknownQuotedScalarEscape => Text::new(
            "`\"…\"` の中の `\\` は `\\\\` と書いてください。",
            "Inside `\"…\"` write `\\` as `\\\\`.",
        ),
        ErrorKind::RecursionLimitExceeded => {
            Text::new("字下げや括弧が深すぎます。", "The brackets or the indentation are nested too deeply.")
        }
        _ => Text::new(
            "字下げ(行頭の半角の空白)をそろえ、値に記号があるときは `\"…\"` で囲んでください。",
            "Align the spaces at the beginning of the line, and quote a value that holds signs.",
        ),
    };
    // At the end the parser has run past the entry that it could not finish.
    let written = source.slice(chunk).trim_end().len();
    let at = if at >= chunk.start + written { chunk.start } else { at.max(chunk.start) };
    syntax(
        source,
        first_line(source, Span::new(at, chunk.end)),
        Text::new("YAML として読めません。", "This cannot be read as YAML."),
        help,
    )
}

/// A slip that can be seen in one line: where it begins, what it is, what to do.
fn slip(line: &str) -> Option<(usize, Text, Text)> {
    let indent = line.len() - line.trim_start().len();
    let text = &line[indent..];
    if text.starts_with('#') {
        return None;
    }
    if line[..indent].contains('\t') {
        return Some((
            0,
            Text::new("行頭にタブがあります。", "The line begins with a tab."),
            Text::new("タブを半角の空白2つに置き換えてください。", "Replace the tab with two spaces."),
        ));
    }
    if line[..indent].contains('\u{3000}') {
        return Some((
            0,
            Text::new("行頭に全角の空白があります。", "The line begins with a full-width space."),
            Text::new("半角の空白に置き換えてください。", "Replace it with ordinary spaces."),
        ));
    }
    let key_start = indent + if text.starts_with("- ") { 2 } else { 0 };
    let key = key_length(&line[key_start..]);
    if key == 0 {
        return None;
    }
    let colon = key_start + key;
    let rest = &line[colon..];
    let name = &line[key_start..colon];
    if rest.trim_start_matches([' ', '\u{3000}']).starts_with('：') {
        return Some((
            colon,
            Text::new(
                format!("`{name}` の後のコロンが全角です。"),
                format!("The colon after `{name}` is full-width."),
            ),
            Text::new(
                format!("半角で `{name}: ` としてください。"),
                format!("Write `{name}: ` with an ASCII colon."),
            ),
        ));
    }
    let value = rest.strip_prefix(':')?;
    if !value.is_empty() && !value.starts_with(' ') {
        return Some((
            colon,
            Text::new(
                format!("`{name}:` の後に半角の空白がありません。"),
                format!("There is no space after `{name}:`."),
            ),
            Text::new(
                format!("`{name}: ` のように、コロンの後に半角の空白を1つ入れてください。"),
                format!("Put one ordinary space after the colon, as in `{name}: `."),
            ),
        ));
    }
    let value = value.trim_start();
    let bare = !value.starts_with(['"', '\'', '[', '{', '|', '>', '#']);
    if bare && (value.contains(": ") || value.ends_with(':') || value.starts_with(['@', '`', '%'])) {
        return Some((
            line.len() - value.len(),
            Text::new(
                format!("`{name}` の値に、YAML では特別な意味をもつ記号があります。"),
                format!("The value of `{name}` holds a sign with a special meaning in YAML."),
            ),
            quote_advice(),
        ));
    }
    None
}

/// The columns in which keys of a chunk begin.
#[derive(Default)]
struct Columns {
    seen: BTreeSet<usize>,
    /// The key before has a value, so that nothing can stand below it.
    complete: bool,
}

impl Columns {
    fn misplaced(&mut self, line: &str) -> Option<(Text, Text)> {
        let indent = line.len() - line.trim_start_matches([' ', '-']).len();
        let name = &line[indent..indent + key_length(&line[indent..])];
        let value = line[indent + name.len()..].strip_prefix(':').filter(|_| !name.is_empty())?;
        let known = self.seen.contains(&indent);
        let odd = self.complete && !known;
        self.complete = !value.trim().is_empty();
        self.seen.insert(indent);
        odd.then(|| {
            (
                Text::new(
                    format!("`{name}` の字下げが、上の行と合いません。"),
                    format!("The indentation of `{name}` does not fit the line above."),
                ),
                Text::new(
                    "上の行と並ぶ項目なら、行頭の空白を上の行とそろえてください。",
                    "If it stands beside the line above, begin it in the same column.",
                ),
            )
        })
    }
}

fn quote_advice() -> Text {
    Text::new(
        "値の全体を引用符で囲み、`\"…\"` としてください。",
        "Put the whole value in quotation marks: `\"…\"`.",
    )
}

fn first_line(source: &Source, span: Span) -> Span {
    let line = source.line(span.start);
    source.line_span(line).map_or(span, |line| Span::new(span.start, span.end.min(line.end)))
}

fn syntax(source: &Arc<Source>, span: Span, message: Text, help: Text) -> Finding {
    Finding::of("META-09", Place::at(source, span), message, help)
}
