//! Japanese text as search sees it: folded units, the tokens of the index, and the terms that find a phrase.
//!
//! A unit is one CJK character, a whole run of letters or a whole run of digits, so that 第1条 is never found in
//! 第11条. The index holds pairs of neighbouring units with their positions; a phrase is found by pairs that
//! cover it. Every unit knows where it stands in the text as written; the text itself is never changed. What an
//! expression may be written as instead (番号法, 番号利用法) is no business of the index but of [`super::query`].

mod cover;
mod fold;
mod phrases;
pub(crate) mod table;
pub(crate) mod tokenizer;

pub use cover::cover;

use fold::Glyph;

/// What a unit is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// One CJK character.
    Cjk,
    /// A run of letters.
    Letters,
    /// A run of digits.
    Digits,
}

/// One searchable unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unit {
    /// Folded.
    pub text: String,
    /// What it is made of.
    pub kind: UnitKind,
    /// First byte in the text as written.
    pub start: usize,
    /// The byte behind its last one, signs that folding drops (ー) included.
    pub end: usize,
    /// Something stands before it that no phrase crosses: punctuation, an empty line, the edge of a cell.
    pub barrier: bool,
}

/// A token of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// The term.
    pub term: &'a str,
    /// Number of its first unit; one more at every barrier, so that phrases cannot cross it.
    pub position: usize,
    /// First byte in the text as written.
    pub start: usize,
    /// The byte behind its last one.
    pub end: usize,
}

/// A text taken apart. Texts are long and units short, so that what is folded stands in one piece.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// The folded text of all units, one behind the other.
    folded: String,
    list: Vec<Part>,
}

/// A unit, as [`Unit`], with the place of its text in the folded one.
#[derive(Debug, Clone, Copy)]
struct Part {
    from: usize,
    to: usize,
    kind: UnitKind,
    start: usize,
    end: usize,
    barrier: bool,
}

/// The tokens of a text in the order of their positions, their terms one behind the other.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    terms: String,
    /// Where each term ends, position, first byte in the text as written, the byte behind its last one.
    list: Vec<(usize, usize, usize, usize)>,
}

/// Longest run that is one unit, in bytes; longer runs are cut so that no term becomes too long.
const LONGEST: usize = 64;

/// A text in the compatibility form: narrow digits, letters and signs, half-width kana joined and wide.
pub(crate) fn narrow(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfkc().collect()
}

/// A number that changes with everything that decides which tokens a text has: an index made with other tables
/// must not be asked.
pub fn fingerprint() -> u64 {
    // FNV-1a; this is no protection against anybody.
    let bytes = [fold::GLYPHS, phrases::PHRASES].into_iter().flat_map(str::bytes);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The units of a text.
pub fn units(text: &str) -> Vec<Unit> {
    let Parts { folded, list } = Parts::of(text);
    let unit = |part: Part| {
        let Part { from, to, kind, start, end, barrier } = part;
        Unit { text: folded[from..to].to_owned(), kind, start, end, barrier }
    };
    list.into_iter().map(unit).collect()
}

/// Whether a text has units at all.
pub fn has_units(text: &str) -> bool {
    // Most texts say so with their first character. What such a character becomes is part of a unit, whatever stands
    // beside it: 一 lengthens a sound only behind katakana, which is one.
    let shows = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}')
    };
    text.chars().any(shows) || !Parts::of(text).list.is_empty()
}

impl Parts {
    /// Takes a text apart.
    pub fn of(text: &str) -> Self {
        let glyphs = fold::glyphs(text);
        let mut folded = String::with_capacity(text.len());
        let mut list: Vec<Part> = Vec::with_capacity(glyphs.len());
        let mut barrier = false;
        let mut open = false;
        for (index, glyph) in glyphs.iter().enumerate() {
            let end = glyph.end;
            match role(&glyphs, index) {
                Role::Nothing => {}
                Role::Long => {
                    if let Some(last) = list.last_mut() {
                        last.end = end;
                    }
                    open = false;
                }
                Role::Gap => open = false,
                Role::Barrier => {
                    open = false;
                    barrier = !list.is_empty();
                }
                Role::Part(kind) => {
                    let joins = open && !glyph.alone && kind != UnitKind::Cjk;
                    let from = folded.len();
                    folded.push(glyph.c);
                    let to = folded.len();
                    if let Some(last) =
                        list.last_mut().filter(|last| joins && last.kind == kind && to - last.from <= LONGEST)
                    {
                        (last.to, last.end) = (to, end);
                    } else {
                        let barrier = std::mem::take(&mut barrier);
                        list.push(Part { from, to, kind, start: glyph.start, end, barrier });
                    }
                    open = !glyph.closes;
                }
            }
        }
        Self { folded, list }
    }

    /// The folded text: that of all units, joined.
    pub fn folded(self) -> String {
        self.folded
    }

    /// The tokens.
    pub fn tokens(&self) -> Tokens {
        let mut tokens = Tokens {
            terms: String::with_capacity(self.folded.len() * 2 + 16),
            list: Vec::with_capacity(self.list.len() + self.list.len() / 4 + 1),
        };
        let unit = |at: usize| self.list.get(at).map(|part| (&self.folded[part.from..part.to], part.barrier));
        let mut position = 0;
        let mut two = String::new();
        for (index, part) in self.list.iter().enumerate() {
            position += step(index, part.barrier);
            let own = &self.folded[part.from..part.to];
            let next = self.list.get(index + 1).filter(|next| !next.barrier);
            let mut push = |term: &str, end| tokens.push(Token { term, position, start: part.start, end });
            // The last character before a barrier stands alone too, so that a single one is always the beginning of
            // some term.
            if part.kind != UnitKind::Cjk || next.is_none() {
                push(own, part.end);
            }
            let Some(next) = next else { continue };
            let pair = if parted(part.kind, next.kind) {
                two.clear();
                two.extend([own, BETWEEN, &self.folded[next.from..next.to]]);
                two.as_str()
            } else {
                &self.folded[part.from..next.to]
            };
            for phrase in phrases::beginning(pair) {
                if phrase.stands_at(index, unit) {
                    push(&phrase.term, self.list[index + phrase.units.len() - 1].end);
                }
            }
            push(pair, next.end);
        }
        tokens
    }
}

impl Tokens {
    fn push(&mut self, token: Token<'_>) {
        self.terms.push_str(token.term);
        self.list.push((self.terms.len(), token.position, token.start, token.end));
    }

    /// The token of a number.
    pub fn get(&self, index: usize) -> Option<Token<'_>> {
        let &(to, position, start, end) = self.list.get(index)?;
        let from = index.checked_sub(1).map_or(0, |before| self.list[before].0);
        Some(Token { term: &self.terms[from..to], position, start, end })
    }
}

/// What a glyph does.
enum Role {
    /// Nothing: it does not even end a run.
    Nothing,
    /// It lengthens the sound before it.
    Long,
    /// It separates runs, but phrases cross it.
    Gap,
    /// No phrase crosses it.
    Barrier,
    /// It is part of a unit.
    Part(UnitKind),
}

fn role(glyphs: &[Glyph], index: usize) -> Role {
    let c = glyphs[index].c;
    let before = || glyphs[..index].iter().rev().find(|glyph| !glyph.c.is_whitespace());
    let after = || glyphs[index + 1..].iter().find(|glyph| !glyph.c.is_whitespace());
    if fold::is_dash(c) {
        let digits = |glyph: Option<&Glyph>| glyph.is_some_and(|glyph| glyph.c.is_numeric());
        return match before() {
            Some(glyph) if is_kana(glyph.written) => Role::Long,
            // Between digits it is what keeps them apart: 第6-8 is not 第6 8.
            before if digits(before) && digits(after()) => Role::Barrier,
            _ => Role::Gap,
        };
    }
    // 一 behind katakana is a ー that conversion mistook, unless a word follows that begins with it: データ一覧.
    if c == '一'
        && before().is_some_and(|glyph| is_katakana(glyph.written))
        && after().is_none_or(|glyph| glyph.written != 'つ' && !is_ideograph(glyph.written))
    {
        return Role::Long;
    }
    match c {
        '・' | '゠' => Role::Gap,
        '\t' => Role::Barrier,
        '\n' if glyphs[..index]
            .iter()
            .rev()
            .find(|g| g.c == '\n' || !g.c.is_whitespace())
            .is_some_and(|g| g.c == '\n') =>
        {
            Role::Barrier
        }
        ',' if groups_digits(glyphs, index) => Role::Nothing,
        _ if c.is_whitespace() => Role::Gap,
        _ if is_cjk(c) => Role::Part(UnitKind::Cjk),
        _ if c.is_numeric() => Role::Part(UnitKind::Digits),
        _ if c.is_alphabetic() => Role::Part(UnitKind::Letters),
        _ => Role::Barrier,
    }
}

/// Whether a comma stands before exactly three digits: 1,000.
fn groups_digits(glyphs: &[Glyph], index: usize) -> bool {
    let digit = |at: usize| glyphs.get(at).is_some_and(|glyph| glyph.c.is_ascii_digit());
    index > 0 && digit(index - 1) && (1..=3).all(|n| digit(index + n)) && !digit(index + 4)
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{30fd}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}')
}

/// Hiragana or katakana.
pub(crate) fn is_kana(c: char) -> bool {
    is_hiragana(c) || is_katakana(c)
}

/// Hiragana.
pub(crate) fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}')
}

fn is_ideograph(c: char) -> bool {
    is_cjk(c) && !is_kana(c)
}

fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fd}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// How far a unit stands behind the one before.
fn step(index: usize, barrier: bool) -> usize {
    if index == 0 { 0 } else { 1 + usize::from(barrier) }
}

/// The position of each unit.
fn positions(units: &[Unit]) -> Vec<usize> {
    let mut position = 0;
    let mut next = |(index, unit): (usize, &Unit)| {
        position += step(index, unit.barrier);
        position
    };
    units.iter().enumerate().map(&mut next).collect()
}

/// What stands between two runs in the term of both.
const BETWEEN: &str = "\u{1}";

/// Whether the term of two neighbours has something between them.
fn parted(a: UnitKind, b: UnitKind) -> bool {
    a != UnitKind::Cjk && b != UnitKind::Cjk
}

/// The term of two neighbours.
fn pair(a: &Unit, b: &Unit) -> String {
    let between = if parted(a.kind, b.kind) { BETWEEN } else { "" };
    [&a.text, between, &b.text].concat()
}

#[cfg(test)]
pub(crate) mod tests;
