//! Aligned tokens as pieces of text, down to letters where that reads better.

use std::ops::Range;

use super::Piece;
use super::align::Stretch;
use super::token::{self, Class, Token};

/// A text with its tokens.
pub(super) type Side<'t, 'n> = (&'t str, &'n [Token]);

/// The pieces of two texts, each where it stands; what moved is deleted and inserted.
pub(super) fn cuts<'t>(before: Side<'t, '_>, after: Side<'t, '_>, stretches: &[Stretch]) -> Vec<Cut> {
    let mut writer = PieceWriter { before, after, cuts: Vec::new() };
    let head = |(text, tokens): Side<'t, '_>| 0..tokens.first().map_or(text.len(), |first| first.start);
    writer.alike(head(before), head(after));
    for stretch in stretches {
        if stretch.same {
            for (i, j) in stretch.before.clone().zip(stretch.after.clone()) {
                writer.token(i, j);
            }
        } else {
            writer.changed(stretch.before.clone(), stretch.after.clone());
        }
    }
    writer.cuts
}

/// What kind of piece it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Same,
    Notation,
    Renumbered,
    Elided,
    Deleted,
    Inserted,
    MovedAway,
    MovedHere,
}

/// A piece as ranges of both texts, in bytes.
pub(super) struct Cut {
    pub(super) kind: Kind,
    pub(super) before: Range<usize>,
    pub(super) after: Range<usize>,
}

impl Cut {
    pub(super) fn piece<'t>(&self, before: &'t str, after: &'t str) -> Piece<'t> {
        let (before, after) = (&before[self.before.clone()], &after[self.after.clone()]);
        match self.kind {
            Kind::Same => Piece::Same(after),
            Kind::Notation => Piece::Notation { before, after },
            Kind::Renumbered => Piece::Renumbered { before, after },
            Kind::Elided => Piece::Elided { before, after },
            Kind::Deleted => Piece::Deleted(before),
            Kind::Inserted => Piece::Inserted(after),
            Kind::MovedAway => Piece::MovedAway(before),
            Kind::MovedHere => Piece::MovedHere(after),
        }
    }
}

struct PieceWriter<'t, 'n> {
    before: Side<'t, 'n>,
    after: Side<'t, 'n>,
    cuts: Vec<Cut>,
}

impl PieceWriter<'_, '_> {
    fn push(&mut self, kind: Kind, before: Range<usize>, after: Range<usize>) {
        if before.is_empty() && after.is_empty() {
            return;
        }
        match self.cuts.last_mut() {
            Some(last) if last.kind == kind && kind != Kind::Renumbered => {
                last.before.end = before.end;
                last.after.end = after.end;
            }
            _ => self.cuts.push(Cut { kind, before, after }),
        }
    }

    /// Ranges that say the same.
    fn alike(&mut self, before: Range<usize>, after: Range<usize>) {
        let same = self.before.0[before.clone()] == self.after.0[after.clone()];
        self.push(if same { Kind::Same } else { Kind::Notation }, before, after);
    }

    /// A token that both have.
    fn token(&mut self, i: usize, j: usize) {
        let (ours, theirs) = (&self.before.1[i], &self.after.1[j]);
        let (before, after) = (ours.start..ours.end, theirs.start..theirs.end);
        let spaces = (ours.end..ours.next, theirs.end..theirs.next);
        match ours.class {
            Class::Enumerator if ours.key != theirs.key => self.push(Kind::Renumbered, before, after),
            Class::Elision if ours.key != theirs.key => self.push(Kind::Elided, before, after),
            _ => self.alike(before, after),
        }
        self.alike(spaces.0, spaces.1);
    }

    /// Tokens that only one of them has, or that became others.
    fn changed(&mut self, ours: Range<usize>, theirs: Range<usize>) {
        let (before, after) = (bytes(self.before, &ours), bytes(self.after, &theirs));
        let texts = (self.before.0, self.after.0);
        let keys = [token::key(&texts.0[before.clone()]), token::key(&texts.1[after.clone()])];
        if keys[0] == keys[1] {
            self.alike(before, after);
            return;
        }
        let elides = |side: Side<'_, '_>, range: &Range<usize>| {
            range.clone().find(|at| side.1[*at].class == Class::Elision)
        };
        match (elides(self.before, &ours), elides(self.after, &theirs)) {
            (None, Some(at)) => self.elided_after(before, theirs, at),
            (Some(at), None) => self.elided_before(ours, after, at),
            _ => self.replaced(ours, theirs),
        }
    }

    /// The text after says that it leaves out what the text before has here.
    fn elided_after(&mut self, before: Range<usize>, theirs: Range<usize>, at: usize) {
        let head = bytes(self.after, &(theirs.start..at));
        let elision = bytes(self.after, &(at..at + 1));
        let tail = bytes(self.after, &(at + 1..theirs.end));
        self.push(Kind::Inserted, before.start..before.start, head);
        let end = before.end;
        self.push(Kind::Elided, before, elision);
        self.push(Kind::Inserted, end..end, tail);
    }

    /// The text before says that it leaves out what the text after has here.
    fn elided_before(&mut self, ours: Range<usize>, after: Range<usize>, at: usize) {
        let head = bytes(self.before, &(ours.start..at));
        let elision = bytes(self.before, &(at..at + 1));
        let tail = bytes(self.before, &(at + 1..ours.end));
        self.push(Kind::Deleted, head, after.start..after.start);
        let end = after.end;
        self.push(Kind::Elided, elision, after);
        self.push(Kind::Deleted, tail, end..end);
    }

    /// What went and what came in its place, without letters that both begin or end with where cutting a word there
    /// reads better.
    fn replaced(&mut self, ours: Range<usize>, theirs: Range<usize>) {
        let (mut before, mut after) = (bytes(self.before, &ours), bytes(self.after, &theirs));
        let (text, other) = (self.before.0, self.after.0);
        // White space behind both is not part of what was replaced.
        let spaces = |text: &str, range: &Range<usize>| {
            let trimmed = text[range.clone()].trim_end().len();
            range.start + trimmed..range.end
        };
        let tails = (spaces(text, &before), spaces(other, &after));
        let both = !before.is_empty() && !after.is_empty();
        if both {
            before.end = tails.0.start;
            after.end = tails.1.start;
        }
        let (head, tail) = if both {
            shared(&text[before.clone()], &other[after.clone()], &self.borders(&ours, &theirs))
        } else {
            (0, 0)
        };
        self.alike(before.start..before.start + head, after.start..after.start + head);
        let middle = (before.start + head..before.end - tail, after.start + head..after.end - tail);
        let (from, to) = (middle.1.start, middle.0.end);
        self.push(Kind::Deleted, middle.0, from..from);
        self.push(Kind::Inserted, to..to, middle.1);
        self.alike(before.end - tail..before.end, after.end - tail..after.end);
        if both {
            self.alike(tails.0, tails.1);
        }
    }

    /// Where tokens begin and end in the two ranges, in bytes from their start, and where numbers lie.
    fn borders(&self, ours: &Range<usize>, theirs: &Range<usize>) -> Borders {
        let of = |side: Side<'_, '_>, range: &Range<usize>| {
            let start = side.1[range.start].start;
            side.1[range.clone()].iter().map(|token| Border::of(token, start)).collect()
        };
        Borders([of(self.before, ours), of(self.after, theirs)])
    }
}

/// The bytes of tokens with the white space behind them.
fn bytes((text, tokens): Side<'_, '_>, range: &Range<usize>) -> Range<usize> {
    let start = |at: usize| tokens.get(at).map_or(text.len(), |token| token.start);
    start(range.start)..start(range.end)
}

struct Border {
    start: usize,
    end: usize,
    class: Class,
}

impl Border {
    fn of(token: &Token, from: usize) -> Self {
        Self { start: token.start - from, end: token.end - from, class: token.class }
    }
}

struct Borders([Vec<Border>; 2]);

/// How many bytes two texts may share at their head and at their tail.
fn shared(one: &str, other: &str, borders: &Borders) -> (usize, usize) {
    let (mut head, mut tail) = (0, 0);
    // A cut at the one end makes another one possible at the other end: 総務局課|収納係, 総務局|税務部|収納係.
    for _ in 0..2 {
        let (rest, others) = (&one[head..], &other[head..]);
        let tails = common(rest.chars().rev(), others.chars().rev());
        let place = |at: usize| [one.len() - at, other.len() - at];
        let fits = |at: &usize| borders.allow(place(*at), &one[one.len() - at..], false, [head, head]);
        tail = tails.into_iter().rev().find(fits).unwrap_or(tail);
        let heads = common(one[..one.len() - tail].chars(), other[..other.len() - tail].chars());
        let fits = |at: &usize| borders.allow([*at, *at], &one[..*at], true, place(tail));
        head = heads.into_iter().rev().find(fits).unwrap_or(head);
    }
    if head + tail > 0 {
        return (head, tail);
    }
    within_word(one, other, borders)
}

/// 保険情報 → 保険関係情報: a word into which something was put or from which something was taken.
fn within_word(one: &str, other: &str, borders: &Borders) -> (usize, usize) {
    let last = |lengths: Vec<usize>| lengths.last().copied().unwrap_or(0);
    let head = last(common(one.chars(), other.chars()));
    let tail = last(common(one.chars().rev(), other.chars().rev()));
    let shorter = one.len().min(other.len());
    if !borders.are_words() || head + tail < shorter || head >= shorter || tail >= shorter {
        return (0, 0);
    }
    let tail = shorter - head;
    let long = |text: &str| text.chars().count() > 1;
    match (one.get(..head), one.get(one.len() - tail..)) {
        (Some(first), Some(second)) if long(first) && long(second) => (head, tail),
        _ => (0, 0),
    }
}

/// The lengths in bytes of what two sequences of letters begin with together.
fn common(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> Vec<usize> {
    let mut length = 0;
    one.zip(other)
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| {
            length += c.len_utf8();
            length
        })
        .collect()
}

impl Borders {
    /// Whether each side is one word, and no number.
    fn are_words(&self) -> bool {
        self.0.iter().all(|side| matches!(side.as_slice(), [Border { class: Class::Word, .. }]))
    }

    /// Whether the texts may be cut at these places, one in each: where a token of one of them begins or ends or where
    /// it is cut already; not within a number, and not one letter off a word.
    fn allow(&self, places: [usize; 2], shared: &str, head: bool, cut: [usize; 2]) -> bool {
        let border = |side: usize| {
            let place = places[side];
            let ends = |token: &Border| if head { token.end == place } else { token.start == place };
            (place == cut[side] && place > 0) || self.0[side].iter().any(ends)
        };
        if !border(0) && !border(1) {
            return false;
        }
        (0..2).all(|side| {
            let place = places[side];
            let Some(token) = self.0[side].iter().find(|token| token.start < place && place < token.end)
            else {
                return true;
            };
            let piece = if head { place - token.start } else { token.end - place };
            let piece = piece.min(shared.len());
            let part = if head { shared.get(shared.len() - piece..) } else { shared.get(..piece) };
            match token.class {
                Class::Word => part.is_some_and(|part| part.chars().count() > 1),
                Class::Hiragana => true,
                _ => false,
            }
        })
    }
}
