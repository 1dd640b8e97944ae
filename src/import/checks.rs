//! Groups of boxes: which are ticked, in the encodings in which a tick comes.

use super::marks::{self, Said, Settled};
use super::options::{is_mark, lines_of, longest_option, unified};
use super::text::{INPUT_BLANK, INPUT_TICKED, squeeze};
use crate::form::label::option_with_detail;
use crate::markdown::Mark;

/// Stands before an option whose mark cannot be told, while a text is read.
const LOST: char = '\u{FDD2}';

/// A piece of a group of boxes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// A line between the boxes: ・識別情報.
    Label(String),
    /// A box and what stands behind it.
    Box(Mark, String),
}

/// How a box was printed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Print {
    Ticked,
    /// `[]`
    Empty,
    /// `<input type="checkbox"/>`: empty, or a circle that was not recognised.
    Unsure,
    /// It cannot be told which option the mark is at.
    Lost,
}

/// The options that carry their marks themselves, or have none.
fn found(text: &str, options: &[String]) -> Option<Settled> {
    marks::settled(text, options, false).or_else(|| marks::unmarked(text, options))
}

/// Whether a group of options carries its marks in a way that does not tell which option they are at.
pub(super) fn is_unclear(text: &str, options: &[String]) -> bool {
    found(text, options).is_some_and(|found| found.options.iter().any(|option| option.said == Said::Unclear))
}

/// Reads a group of boxes with the official `options`.
///
/// Never guesses: in a group without any tick every mark is lost; where empty boxes are printed in two
/// notations, the `<input>` ones are; so is an unticked box with a text in its bracket.
pub(super) fn checks(text: &str, options: &[String]) -> Vec<Check> {
    let settled = found(text, options);
    let sign = |said: Said| match said {
        Said::Chosen => "[○]",
        Said::Blank => "[]",
        Said::Unclear => "\u{FDD2}",
    };
    let text = settled.map_or_else(|| unified(text, options), |settled| settled.rewritten(text, sign));
    let mut pieces: Vec<(Option<Print>, String)> = vec![(None, String::new())];
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some((print, length)) = mark(rest) {
            pieces.push((Some(print), String::new()));
            rest = &rest[length..];
        } else {
            if let Some((_, text)) = pieces.last_mut() {
                text.push(c);
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    let has = |wanted: Print| pieces.iter().any(|(print, _)| *print == Some(wanted));
    let (ticked, mixed) = (has(Print::Ticked), has(Print::Empty) && has(Print::Unsure));
    let mut out = Vec::new();
    for (print, text) in pieces {
        let (own, labels) = match print {
            Some(_) => split_labels(&text, options),
            None => (String::new(), lines_of(&text)),
        };
        if let Some(print) = print {
            let detailed = option_with_detail(options, &own)
                .and_then(|(_, d)| d)
                .is_some_and(|d| !squeeze(d).is_empty());
            let mark = match print {
                Print::Ticked => Mark::Chosen,
                Print::Lost => Mark::Lost,
                _ if !ticked || detailed => Mark::Lost,
                Print::Unsure if mixed => Mark::Lost,
                _ => Mark::Blank,
            };
            out.push(Check::Box(mark, own));
        }
        out.extend(labels.into_iter().map(Check::Label));
    }
    out
}

/// A mark at the beginning of a text, in one of the five encodings, and its length.
fn mark(text: &str) -> Option<(Print, usize)> {
    let input = |c: char| match c {
        INPUT_TICKED => Some(Print::Ticked),
        INPUT_BLANK => Some(Print::Unsure),
        LOST => Some(Print::Lost),
        _ => None,
    };
    let first = text.chars().next()?;
    if let Some(print) = input(first) {
        return Some((print, first.len_utf8()));
    }
    let inner = text.strip_prefix('[')?;
    let close = inner.find(']')?;
    let content = inner[..close].trim();
    let print = match content {
        "" => Print::Empty,
        ticked if is_mark(ticked) => Print::Ticked,
        other => input(other.chars().next().filter(|c| other.len() == c.len_utf8())?)?,
    };
    Some((print, close + 2))
}

/// Splits what follows a box into its option (with bracket) and the group labels behind it.
fn split_labels(text: &str, options: &[String]) -> (String, Vec<String>) {
    let lines = lines_of(text);
    let label = lines.iter().skip(1).position(|line| line.starts_with('・'));
    let (own, labels) = lines.split_at(label.map_or(lines.len(), |at| at + 1));
    let own = own.join(" ");
    if let Some(length) = longest_option(&own, options)
        && let Some(at) = own[length..].find(" ・")
    {
        let (head, tail) = own.split_at(length + at);
        let labels = std::iter::once(tail.trim().to_owned()).chain(labels.iter().cloned()).collect();
        return (head.trim().to_owned(), labels);
    }
    (own, labels.to_vec())
}
