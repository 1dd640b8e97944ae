//! The listed exceptions of a seed: what may be left out of the stream, and what stands elsewhere on the page.
//!
//! `exceptions/<seed>.tsv` holds one exception per line: line, column, kind, SHA-256 of the exact text concerned
//! (without white space), target, reason. Only the hash is kept, never the text of a document.
//! - column: `0` the whole line, `3` a cell, `3-9` cells, `3/2` the second piece of a cell.
//! - target: `-`, or for a move `line:column` or `line:column/piece`; the text is put before that piece.
//!
//! Besides the hash, each kind has to keep its promise, so that a wrong entry cannot hide text: a header repeats
//! an earlier line, a bleed is an undamaged header but for what stands before one of its headings, an echo repeats text of a line beside it, a repeated label is an official label, a grouping
//! row and a rule look like one, a damaged mark leaves an official option. A move loses nothing by construction.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::source::{Block, Piece};
use super::vocabulary::Vocabulary;
use super::{BLANK, LOST, TICKED};

/// How many lines an echo may stand below the line it repeats.
const ECHO_BELOW: usize = 4;
/// How many lines an echo may stand above it.
const ECHO_ABOVE: usize = 1;
/// How many lines a repeated label may stand below its first copy or move to.
const SEAM: usize = 20;

/// The kinds of exceptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The header of the change log, or the title above it, repeated on a new page.
    Header,
    /// A header of the change log into which something else was read.
    Bleed,
    /// A row of the spreadsheet that groups blocks (システム2～5).
    GroupRow,
    /// A rule drawn with dashes.
    Rule,
    /// A nested table or a text repeated by the conversion.
    Echo,
    /// A label printed again after a page seam.
    Join,
    /// Text that the conversion printed out of order.
    Move,
    /// The bracketed answer of a choice whose brackets were damaged.
    Mark,
}

impl Kind {
    fn read(name: &str) -> Self {
        match name {
            "header" => Self::Header,
            "bleed" => Self::Bleed,
            "group-row" => Self::GroupRow,
            "rule" => Self::Rule,
            "echo" => Self::Echo,
            "join" => Self::Join,
            "move" => Self::Move,
            "mark" => Self::Mark,
            other => panic!("unknown kind {other}"),
        }
    }
}

/// The text an exception is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    line: usize,
    columns: (usize, usize),
    ordinal: Option<usize>,
}

impl Place {
    /// Reads a line and a column as they stand in the list.
    pub(crate) fn read(line: &str, column: &str) -> Self {
        let number = |text: &str| text.parse::<usize>().unwrap_or_else(|_| panic!("no number: {text}"));
        let (cells, ordinal) = match column.split_once('/') {
            Some((cell, ordinal)) => (cell, Some(number(ordinal))),
            None => (column, None),
        };
        let columns = match cells.split_once('-') {
            Some((first, last)) => (number(first), number(last)),
            None if cells == "0" => (1, usize::MAX),
            None => (number(cells), number(cells)),
        };
        Self { line: number(line), columns, ordinal }
    }

    /// Whether the piece belongs to the text.
    pub(crate) fn holds(&self, piece: &Piece) -> bool {
        piece.line == self.line
            && (self.columns.0..=self.columns.1).contains(&piece.column)
            && self.ordinal.is_none_or(|ordinal| ordinal == piece.ordinal)
    }
}

/// One entry of the list.
#[derive(Debug, Clone)]
pub(crate) struct Exception {
    place: Place,
    kind: Kind,
    sha256: String,
    target: Option<Place>,
    entry: String,
}

/// Reads the list of a seed.
pub(crate) fn read(list: &str) -> Vec<Exception> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|entry| {
            let fields: Vec<&str> = entry.split('\t').collect();
            let [line, column, kind, sha256, target, reason] = fields[..] else {
                panic!("not line, column, kind, sha256, target, reason: {entry}")
            };
            assert!(!reason.is_empty(), "an exception needs a reason: {entry}");
            let kind = Kind::read(kind);
            let target = target.split_once(':').map(|(line, column)| Place::read(line, column));
            assert_eq!(
                target.is_some(),
                kind == Kind::Move,
                "a move, and only a move, has a target: {entry}"
            );
            Exception {
                place: Place::read(line, column),
                kind,
                sha256: sha256.to_owned(),
                target,
                entry: entry.to_owned(),
            }
        })
        .collect()
}

/// The hash under which a text is listed.
pub(crate) fn sha256(text: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes everything");
        hex
    })
}

/// How many exceptions of each kind there are.
pub(crate) fn counts(exceptions: &[Exception]) -> BTreeMap<Kind, usize> {
    exceptions.iter().fold(BTreeMap::new(), |mut counts, exception| {
        *counts.entry(exception.kind).or_default() += 1;
        counts
    })
}

/// Applies the exceptions to what was read; the result is the stream S. Fails with one message per exception
/// whose text is not there or that does not keep the promise of its kind.
pub(crate) fn apply(
    blocks: &[Block],
    exceptions: &[Exception],
    vocabulary: &Vocabulary,
) -> Result<Vec<Piece>, Vec<String>> {
    let original: Vec<&Piece> = blocks.iter().flat_map(|block| &block.pieces).collect();
    let mut stream: Vec<Piece> = original.iter().copied().cloned().collect();
    let mut taken: BTreeSet<(usize, usize, usize)> = BTreeSet::new();
    let mut echoes: Vec<(&str, &str)> = Vec::new();
    let mut errors = Vec::new();
    for exception in exceptions {
        let pieces: Vec<&Piece> =
            original.iter().copied().filter(|piece| exception.place.holds(piece)).collect();
        let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        if text.is_empty() || sha256(&text) != exception.sha256 {
            let hash = sha256(&text);
            errors.push(format!("the text is not there: {} (what is there has {hash})", exception.entry));
            continue;
        }
        if !pieces.iter().all(|piece| taken.insert((piece.line, piece.column, piece.ordinal))) {
            errors.push(format!("the text is listed twice: {}", exception.entry));
            continue;
        }
        if let Err(broken) = promise(exception, &text, &pieces, blocks, vocabulary) {
            errors.push(format!("{broken}: {}", exception.entry));
            continue;
        }
        if exception.kind == Kind::Echo {
            echoes.extend(pieces.iter().map(|piece| (piece.text.as_str(), exception.entry.as_str())));
        }
        let first = stream.iter().position(|piece| exception.place.holds(piece)).expect("it was found above");
        let held: Vec<Piece> = stream.extract_if(.., |piece| exception.place.holds(piece)).collect();
        match (exception.kind, exception.target) {
            (Kind::Mark, _) => stream.insert(first, Piece { text: unmarked(&text), ..held[0].clone() }),
            (Kind::Move, Some(target)) => match stream.iter().position(|piece| target.holds(piece)) {
                Some(at) => drop(stream.splice(at..at, held)),
                None => errors.push(format!("the target is not there: {}", exception.entry)),
            },
            _ => {}
        }
    }
    // One copy has to stay, unless it is a printed option: no copy of those stays.
    let said: String = stream.iter().map(|piece| piece.text.as_str()).collect();
    let silenced = |text: &str| !said.contains(text) && !vocabulary.is_printed_option(text);
    errors.extend(
        echoes
            .iter()
            .filter(|(text, _)| silenced(text))
            .map(|(_, entry)| format!("no copy of it stays: {entry}")),
    );
    if errors.is_empty() { Ok(stream) } else { Err(errors) }
}

fn promise(
    exception: &Exception,
    text: &str,
    pieces: &[&Piece],
    blocks: &[Block],
    vocabulary: &Vocabulary,
) -> Result<(), &'static str> {
    let line = exception.place.line;
    let kept = match exception.kind {
        Kind::Header => blocks.iter().find(|block| block.full == text).is_some_and(|block| block.line < line),
        Kind::Bleed => blocks.iter().any(|block| block.line != line && is_bleed(pieces, &block.pieces)),
        Kind::GroupRow => is_group_row(text),
        Kind::Rule => text.chars().all(|c| c == '-') && text.len() > 3,
        Kind::Echo => {
            let beside: Vec<&Block> = blocks
                .iter()
                .filter(|block| block.line + ECHO_BELOW >= line && block.line <= line + ECHO_ABOVE)
                .collect();
            pieces.iter().all(|piece| repeated(&piece.text, piece, &beside))
        }
        Kind::Join => vocabulary.is_label(text),
        Kind::Mark => vocabulary.is_option(&unmarked(text)),
        Kind::Move => exception.target.is_some_and(|target| target.line.abs_diff(line) <= SEAM),
    };
    if kept { Ok(()) } else { Err("it does not keep the promise of its kind") }
}

/// Whether the text stands a second time: in another line beside the piece, or twice in its own line.
fn repeated(text: &str, piece: &Piece, beside: &[&Block]) -> bool {
    beside.iter().any(|block| {
        let needed = if block.line == piece.line { 2 } else { 1 };
        block.full.matches(text).count() >= needed
    })
}

/// Whether the cells are those of another line, but for one that has something in front.
fn is_bleed(pieces: &[&Piece], clean: &[Piece]) -> bool {
    let damaged: Vec<_> =
        pieces.iter().zip(clean).filter(|(piece, clean)| piece.text != clean.text).collect();
    let in_front = |(piece, clean): &(&&Piece, &Piece)| piece.text.ends_with(clean.text.as_str());
    pieces.len() == clean.len() && pieces.len() > 3 && damaged.len() == 1 && damaged.iter().all(in_front)
}

fn is_group_row(text: &str) -> bool {
    let rest = ["システム", "委託事項", "提供先", "移転先"].iter().find_map(|block| text.strip_prefix(block));
    rest.and_then(|rest| rest.split_once(['～', '~'])).is_some_and(|(from, to)| {
        [from, to].iter().all(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
    })
}

/// The text of a damaged mark without box signs and brackets at its ends.
fn unmarked(text: &str) -> String {
    text.trim_matches([TICKED, BLANK, LOST, '[', ']']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::source::{self, Lost};
    use super::super::vocabulary::sample;
    use super::*;

    const TEXT: &str = "日\t項目\n------\t---\nシステム2～5\n<p>a</p>\t<table>b c</table>\tb c\nb c\n日\t項目\n\
                        具体的な方法\td\n具体的な方法\te\n[<input type=\"checkbox\"/> 定めている]\n番号\t名\n12\t題";

    fn blocks() -> Vec<Block> {
        source::read(TEXT, &sample(), &Lost::default())
    }

    fn row(line: usize, column: &str, kind: &str, text: &str, target: &str) -> String {
        format!("{line}\t{column}\t{kind}\t{}\t{target}\tbecause", sha256(text))
    }

    fn applied(rows: &[String]) -> Result<String, Vec<String>> {
        let list = format!("# a comment\n{}", rows.join("\n"));
        let pieces = apply(&blocks(), &read(&list), &sample())?;
        Ok(pieces.iter().map(|piece| piece.text.as_str()).collect())
    }

    #[test]
    fn every_kind_does_what_it_says() {
        let said = applied(&[
            row(2, "0", "rule", "---------", "-"),
            row(3, "1", "group-row", "システム2～5", "-"),
            row(4, "3", "echo", "bc", "-"),
            row(5, "0", "echo", "bc", "-"),
            row(6, "0", "header", "日項目", "-"),
            row(8, "1", "join", "具体的な方法", "-"),
            row(9, "1", "mark", "[☐定めている]", "-"),
            row(11, "1", "move", "12", "10:2"),
        ]);
        assert_eq!(said.as_deref(), Ok("日項目abc具体的な方法de定めている番号12名題"));
    }

    #[test]
    fn a_hash_that_does_not_match_fails() {
        let errors = applied(&[row(3, "1", "group-row", "システム2～6", "-")]).expect_err("another text");
        assert!(errors[0].starts_with("the text is not there"), "{errors:?}");
    }

    #[test]
    fn an_entry_cannot_hide_text() {
        for entry in [
            row(4, "1", "echo", "a", "-"),
            row(4, "1", "header", "a", "-"),
            row(1, "0", "header", "日項目", "-"),
            row(4, "1", "rule", "a", "-"),
            row(4, "1", "group-row", "a", "-"),
            row(4, "1", "join", "a", "-"),
            row(4, "1", "mark", "a", "-"),
            row(11, "1", "move", "12", "99:1"),
        ] {
            assert!(applied(std::slice::from_ref(&entry)).is_err(), "{entry}");
        }
    }

    #[test]
    fn one_copy_of_an_echo_stays() {
        let copies =
            [row(4, "2", "echo", "bc", "-"), row(4, "3", "echo", "bc", "-"), row(5, "0", "echo", "bc", "-")];
        let errors = applied(&copies).expect_err("no copy is left");
        assert!(errors[0].starts_with("no copy of it stays"), "{errors:?}");
    }

    #[test]
    fn a_bleed_is_another_line_but_for_something_in_front() {
        let vocabulary = sample();
        let said = |text: &str| {
            let blocks = source::read(text, &vocabulary, &Lost::default());
            let list = row(1, "0", "bleed", &blocks[0].full, "-");
            let pieces = apply(&blocks, &read(&list), &vocabulary)?;
            Ok::<String, Vec<String>>(pieces.iter().map(|piece| piece.text.as_str()).collect())
        };
        assert_eq!(said("日\t表項目\t前\t後\n日\t項目\t前\t後").as_deref(), Ok("日項目前後"));
        assert!(said("日\t項目表\t前\t後\n日\t項目\t前\t後").is_err());
        assert!(said("甲日\t乙項目\t前\t後\n日\t項目\t前\t後").is_err());
    }

    #[test]
    fn the_same_text_is_listed_once() {
        let twice = [row(4, "2-3", "echo", "bcbc", "-"), row(4, "3", "echo", "bc", "-")];
        assert!(applied(&twice).is_err());
    }

    #[test]
    fn pieces_of_a_cell_can_be_named() {
        let blocks = source::read("<p>甲</p><p>乙</p>\t[定めている] 丙", &sample(), &Lost::default());
        let list = row(1, "2/1", "move", "定めている", "1:1/2");
        let pieces = apply(&blocks, &read(&list), &sample()).expect("all in place");
        let said: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(said, "甲定めている乙丙");
    }

    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
