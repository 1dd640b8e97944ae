//! The difference of two texts, ready for a template: what changed, with some words around it.
//!
//! The whole of both texts stands beside it on the page, so that long stretches that stayed are left out here. What is
//! no change (width, numbers of paragraphs, what one side leaves out) is told in words.

use serde::Serialize;

use super::strings::Message;
use crate::diff::text::{self, Piece, TextDifference, Verdict};

/// How two texts differ.
#[derive(Debug, Serialize)]
pub(super) struct DifferenceView {
    /// `notation`, `edited`, `rewritten`.
    pub(super) verdict: &'static str,
    /// What changed, with its surroundings; nothing for texts that were rewritten or only written differently.
    pub(super) pieces: Vec<PieceView>,
    /// What has to be said in words.
    pub(super) notes: Vec<Message>,
}

/// A piece.
#[derive(Debug, Serialize)]
pub(super) struct PieceView {
    /// `same`, `gap`, `deleted`, `inserted`, `moved-away`, `moved-here`.
    kind: &'static str,
    /// The text of the piece, line by line; empty for a gap.
    lines: Vec<String>,
    /// How many letters a gap stands for.
    count: usize,
}

/// A stretch that stayed is shown whole up to this many letters.
const WHOLE: usize = 90;
/// Of a longer one, so many letters are shown beside a change.
const AROUND: usize = 36;

/// The difference of two texts; `None` where they are the same.
pub(super) fn view(before: &str, after: &str) -> Option<DifferenceView> {
    let difference = text::compare(before, after);
    let verdict = match difference.verdict {
        Verdict::Same => return None,
        Verdict::Notation => "notation",
        Verdict::Edited => "edited",
        Verdict::Rewritten => "rewritten",
    };
    let pieces = if difference.verdict == Verdict::Edited { pieces(&difference) } else { Vec::new() };
    Some(DifferenceView { verdict, pieces, notes: notes(&difference) })
}

impl DifferenceView {
    /// Whether the texts differ in nothing but numbers of paragraphs, width and the like.
    pub(super) fn is_notation(&self) -> bool {
        self.verdict == "notation" && self.notes.iter().all(|note| note.key != "difference.elided")
    }
}

fn notes(difference: &TextDifference<'_>) -> Vec<Message> {
    let mut notes = Vec::new();
    for mark in &difference.marks {
        let key = if mark.now { "difference.marked" } else { "difference.cleared" };
        notes.push(Message::new(key).with("option", mark.label));
    }
    let edited = difference.verdict == Verdict::Edited;
    match difference.verdict {
        Verdict::Rewritten => notes.push(Message::new("difference.rewritten")),
        Verdict::Notation if difference.has_elisions() => notes.push(Message::new("difference.elided")),
        Verdict::Notation if difference.renumbered.is_empty() && !difference.has_notation() => {
            notes.push(Message::new("difference.spacing"));
        }
        Verdict::Notation => notes.push(Message::new("difference.notation")),
        _ => {}
    }
    notes.extend(renumbered(&difference.renumbered));
    if edited && difference.has_notation() {
        notes.push(Message::new("difference.unmarked"));
    }
    if edited && difference.has_elisions() {
        notes.push(Message::new("difference.with-elisions"));
    }
    notes
}

/// Numbers of paragraphs that changed; of many, the first.
fn renumbered(pairs: &[(&str, &str)]) -> Option<Message> {
    const NAMED: usize = 6;
    let named: Vec<_> = pairs.iter().take(NAMED).map(|(one, other)| format!("{one}→{other}")).collect();
    let more = pairs.len() - named.len();
    let key = match (named.is_empty(), more) {
        (true, _) => return None,
        (false, 0) => "difference.renumbered",
        (false, _) => "difference.renumbered-more",
    };
    Some(Message::new(key).with("pairs", named.join("、")).with("more", more))
}

/// The pieces of an edited text. What stands in both is shown as it stands in the text after.
fn pieces(difference: &TextDifference<'_>) -> Vec<PieceView> {
    let mut joined: Vec<(&'static str, String)> = Vec::new();
    for piece in &difference.pieces {
        let (kind, text) = match piece {
            Piece::Deleted(text) => ("deleted", *text),
            Piece::Inserted(text) => ("inserted", *text),
            Piece::MovedAway(text) => ("moved-away", *text),
            Piece::MovedHere(text) => ("moved-here", *text),
            // A text that went without anything in its place: 「(略)」 of the text before.
            Piece::Elided { before, after } if after.trim().is_empty() => ("same", *before),
            other => ("same", other.after()),
        };
        match joined.last_mut() {
            Some((last, whole)) if *last == kind => whole.push_str(text),
            _ => joined.push((kind, text.to_owned())),
        }
    }
    let last = joined.len().saturating_sub(1);
    let mut views = Vec::with_capacity(joined.len());
    for (at, (kind, text)) in joined.iter().enumerate() {
        if *kind == "same" {
            abridged(text, at == 0, at == last, &mut views);
        } else {
            views.push(PieceView::of(kind, text));
        }
    }
    views
}

impl PieceView {
    fn of(kind: &'static str, text: &str) -> Self {
        Self { kind, lines: text.split('\n').map(str::to_owned).collect(), count: 0 }
    }
}

/// A stretch that stayed, without its middle where it is long; without its head where it is the first.
fn abridged(text: &str, first: bool, last: bool, views: &mut Vec<PieceView>) {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let ends = usize::from(!first) + usize::from(!last);
    if letters.len() <= WHOLE * ends.max(1) / 2 {
        views.push(PieceView::of("same", text));
        return;
    }
    let stop = |at: usize| matches!(letters[at].1, '。' | '、' | '\n' | '・' | ' ');
    // Up to the next sign near by, so that no word is cut.
    let head = if first { 0 } else { (AROUND / 2..AROUND).find(|at| stop(*at)).map_or(AROUND, |at| at + 1) };
    let end = letters.len();
    let tail = if last {
        end
    } else {
        (end - AROUND..end - AROUND / 2).find(|at| stop(*at)).map_or(end - AROUND, |at| at + 1)
    };
    let byte = |at: usize| letters.get(at).map_or(text.len(), |(byte, _)| *byte);
    if head > 0 {
        views.push(PieceView::of("same", &text[..byte(head)]));
    }
    views.push(PieceView { kind: "gap", lines: Vec::new(), count: tail - head });
    if tail < end {
        views.push(PieceView::of("same", &text[byte(tail)..]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let view = view(before, after).expect("a difference");
        let piece = |piece: &PieceView| match piece.kind {
            "same" => piece.lines.join("⏎"),
            "gap" => format!("({})", piece.count),
            kind => format!("[{kind} {}]", piece.lines.join("⏎")),
        };
        view.pieces.iter().map(piece).collect()
    }

    fn notes(before: &str, after: &str) -> Vec<String> {
        let view = view(before, after).expect("a difference");
        view.notes.into_iter().map(|note| note.key).collect()
    }

    #[test]
    fn long_stretches_that_stayed_are_left_out() {
        let stretch = "同じ記載、".repeat(40);
        assert_eq!(
            shown(&format!("{stretch}甲課の{stretch}"), &format!("{stretch}乙課の{stretch}")),
            "(165)同じ記載、同じ記載、同じ記載、同じ記載、同じ記載、同じ記載、同じ記載、[deleted 甲課][inserted 乙課]の同じ記載、同じ記載、同じ記載、同じ記載、(180)"
        );
        assert_eq!(shown("短い記載の甲", "短い記載の乙"), "短い記載の[deleted 甲][inserted 乙]");
    }

    #[test]
    fn what_is_no_change_is_told() {
        assert_eq!(notes("①受付\n②決定", "②受付\n③決定"), ["difference.notation", "difference.renumbered"]);
        assert_eq!(notes("（鍵）の管理", "(鍵)の管理"), ["difference.notation"]);
        assert_eq!(notes("鍵 の管理", "鍵の管理"), ["difference.spacing"]);
        assert_eq!(notes("（鍵）の管理を行う", "(鍵)の保管を行う"), ["difference.unmarked"]);
        assert_eq!(notes("[ ]専用線", "[○]専用線"), ["difference.marked"]);
        assert_eq!(notes("鍵の管理", "別の記載である"), ["difference.rewritten"]);
        assert_eq!(notes("1. 鍵\n詳しい記載\n2. 紙", "1. 鍵\n※ 修正なし\n2. 紙"), ["difference.elided"]);
        assert!(view("同じ", "同じ").is_none());
    }
}
