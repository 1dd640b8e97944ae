//! Differences between two texts that a reader can read.
//!
//! [`compare`] cuts two texts into pieces: what stayed, what went, what came. Pieces are slices of the texts, so that
//! together they are exactly the two texts. Clauses are aligned first, then words, numbers and articles of laws as
//! wholes, then letters within a word where that reads better. What no reader would call a change is told apart from
//! what is: numbers of paragraphs that moved up (②→③), width, white space, kinds of brackets, letters that
//! conversion takes for one another, and passages that one side leaves out and says so (※ 修正なし). Texts that have
//! little in common are not cut at all. What rows of a change log or items of a form are is not known here.

mod align;
mod moved;
mod pieces;
mod tidy;
mod token;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ops::Range;

use align::Stretch;
use token::{Class, Token};

/// A piece of two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Stands in both.
    Same(&'t str),
    /// Stands in both, but for width, white space, kinds of brackets, or letters that look alike.
    Notation {
        /// As the one text has it.
        before: &'t str,
        /// As the other text has it.
        after: &'t str,
    },
    /// The number of a paragraph that became another.
    Renumbered {
        /// The number it had.
        before: &'t str,
        /// The number it has.
        after: &'t str,
    },
    /// One side says that it leaves this out; either side may be empty.
    Elided {
        /// As the one text has it.
        before: &'t str,
        /// As the other text has it.
        after: &'t str,
    },
    /// Stands only in the text before.
    Deleted(&'t str),
    /// Stands only in the text after.
    Inserted(&'t str),
    /// Stands in the text before here and in the text after elsewhere.
    MovedAway(&'t str),
    /// Stands in the text after here and in the text before elsewhere.
    MovedHere(&'t str),
}

impl<'t> Piece<'t> {
    /// What of it stands in the text before.
    pub fn before(&self) -> &'t str {
        match *self {
            Self::Same(text) | Self::Deleted(text) | Self::MovedAway(text) => text,
            Self::Notation { before, .. } | Self::Renumbered { before, .. } | Self::Elided { before, .. } => {
                before
            }
            Self::Inserted(_) | Self::MovedHere(_) => "",
        }
    }

    /// What of it stands in the text after.
    pub fn after(&self) -> &'t str {
        match *self {
            Self::Same(text) | Self::Inserted(text) | Self::MovedHere(text) => text,
            Self::Notation { after, .. } | Self::Renumbered { after, .. } | Self::Elided { after, .. } => {
                after
            }
            Self::Deleted(_) | Self::MovedAway(_) => "",
        }
    }

    /// Whether it is a change that a reader has to see.
    pub fn is_change(&self) -> bool {
        matches!(self, Self::Deleted(_) | Self::Inserted(_) | Self::MovedAway(_) | Self::MovedHere(_))
    }
}

/// What two texts come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They are the same, byte by byte.
    Same,
    /// They differ in numbers of paragraphs, width, white space and the like, or in what is left out, nothing else.
    Notation,
    /// Parts differ.
    Edited,
    /// They have too little in common to be compared word by word.
    Rewritten,
}

/// A printed box whose mark changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked<'t> {
    /// What stands behind the box, up to the end of the clause.
    pub label: &'t str,
    /// Whether it is marked now; it was the other way round before.
    pub now: bool,
}

/// The difference of two texts.
#[derive(Debug, Clone, PartialEq)]
pub struct TextDifference<'t> {
    /// What it comes to.
    pub verdict: Verdict,
    /// The pieces, in order: `before` and `after` of all of them are the two texts.
    pub pieces: Vec<Piece<'t>>,
    /// The numbers of paragraphs that changed, each pair once, in order.
    pub renumbered: Vec<(&'t str, &'t str)>,
    /// The boxes whose mark changed.
    pub marks: Vec<Marked<'t>>,
    /// How much of the lighter text stands in the other, from 0 to 1.
    pub kept: f32,
}

impl TextDifference<'_> {
    /// Whether words are written with other width, brackets or look-alike letters somewhere.
    pub fn has_notation(&self) -> bool {
        let letters = |text: &str| !text.trim().is_empty();
        let differs = |piece: &Piece<'_>| matches!(piece, Piece::Notation { before, after } if letters(before) || letters(after));
        self.pieces.iter().any(differs)
    }

    /// Whether one side leaves something out and says so.
    pub fn has_elisions(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Elided { .. }))
    }
}

/// Below this share of what both texts have in common, relative to both, they count as rewritten. Measured on the
/// 300 rows of five real change logs that have both sides: below it, what stays is single words.
const REWRITTEN: f32 = 0.34;
/// A text that stands in the other to this share is not rewritten, however much was added or taken away.
const CONTAINED: f32 = 0.5;
/// The same where something stands around one single difference, which is easily read.
const CONTAINED_AROUND: f32 = 0.2;

/// Compares two texts.
pub fn compare<'t>(before: &'t str, after: &'t str) -> TextDifference<'t> {
    if before == after {
        let pieces = if before.is_empty() { Vec::new() } else { vec![Piece::Same(before)] };
        return TextDifference {
            verdict: Verdict::Same,
            pieces,
            renumbered: Vec::new(),
            marks: Vec::new(),
            kept: 1.0,
        };
    }
    let (ours, theirs) = (token::tokens(before), token::tokens(after));
    let stretches = tidy::tidy(align::align(&ours, &theirs), &ours, &theirs);
    let cuts = pieces::cuts((before, &ours), (after, &theirs), &stretches);
    let cuts = moved::find(cuts, before, after);
    let pieces: Vec<Piece<'_>> = cuts.iter().map(|cut| cut.piece(before, after)).collect();
    // White space decides what counts as the number of a paragraph, so texts that differ in nothing else may come
    // apart into other words; that is no change all the same.
    if pieces.iter().any(Piece::is_change) && token::key(before) == token::key(after) {
        let pieces = vec![Piece::Notation { before, after }];
        return TextDifference {
            pieces,
            renumbered: Vec::new(),
            marks: Vec::new(),
            verdict: Verdict::Notation,
            kept: 1.0,
        };
    }
    let (shared, kept) = shares(&pieces);
    let single = stretches.iter().filter(|stretch| !stretch.same).count() == 1;
    let verdict = if !pieces.iter().any(Piece::is_change) {
        Verdict::Notation
    } else if shared < REWRITTEN && kept < if single { CONTAINED_AROUND } else { CONTAINED } {
        Verdict::Rewritten
    } else {
        Verdict::Edited
    };
    if verdict == Verdict::Rewritten {
        let whole = [(before, Piece::Deleted(before)), (after, Piece::Inserted(after))];
        let pieces = whole.into_iter().filter(|(text, _)| !text.is_empty()).map(|(_, piece)| piece).collect();
        return TextDifference { verdict, pieces, renumbered: Vec::new(), marks: Vec::new(), kept };
    }
    let mut seen = HashSet::new();
    let numbers = pieces.iter().filter_map(|piece| match *piece {
        Piece::Renumbered { before, after } => Some((before, after)),
        _ => None,
    });
    let renumbered = numbers.filter(|pair| seen.insert(*pair)).collect();
    let marks = marks(&ours, (after, &theirs), &stretches);
    TextDifference { verdict, pieces, renumbered, marks, kept }
}

/// How much of both texts, and of the lighter of them, stands in both; what is left out on purpose does not count.
fn shares(pieces: &[Piece<'_>]) -> (f32, f32) {
    let weight = |text: &str| token::tokens(text).iter().map(Token::weight).sum::<u32>();
    let (mut both, mut only) = (0, [0, 0]);
    for piece in pieces {
        match piece {
            Piece::Deleted(text) => only[0] += weight(text),
            Piece::Inserted(text) => only[1] += weight(text),
            Piece::MovedHere(text) => both += weight(text),
            Piece::Elided { .. } | Piece::MovedAway(_) => {}
            other => both += weight(other.after()),
        }
    }
    // Weights of texts are far below what f32 counts exactly.
    #[allow(clippy::cast_precision_loss)]
    let share = |part: u32, whole: u32| if whole == 0 { 1.0 } else { part as f32 / whole as f32 };
    (share(2 * both, 2 * both + only[0] + only[1]), share(both, both + only[0].min(only[1])))
}

/// The boxes that were marked or cleared.
fn marks<'t>(ours: &[Token], (after, theirs): (&'t str, &[Token]), stretches: &[Stretch]) -> Vec<Marked<'t>> {
    let mut found = Vec::new();
    for stretch in stretches.iter().filter(|stretch| !stretch.same) {
        let boxes = |tokens: &[Token], range: Range<usize>| {
            let mut list = range.filter_map(|at| match tokens[at].class {
                Class::Box { marked } => Some((at, marked)),
                _ => None,
            });
            let first = list.next();
            first.filter(|_| list.next().is_none())
        };
        let pair = (boxes(ours, stretch.before.clone()), boxes(theirs, stretch.after.clone()));
        let (Some((_, was)), Some((at, now))) = pair else { continue };
        let clause = theirs[at].clause;
        let end =
            theirs[at..].iter().take_while(|token| token.clause == clause).last().map_or(0, |last| last.end);
        let label = after.get(theirs[at].end..end).unwrap_or_default().trim();
        if was != now && !label.is_empty() {
            found.push(Marked { label, now });
        }
    }
    found
}
