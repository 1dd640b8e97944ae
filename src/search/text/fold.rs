//! Folding: the same character for every way of writing it, with the bytes it stands for.
//!
//! Only what depends on a single character happens here; `glyphs.tsv` says which characters are one.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::{is_cjk, table};

/// The table of characters that are taken for one another.
pub(super) const GLYPHS: &str = include_str!("glyphs.tsv");

/// A folded character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Folded.
    pub(super) c: char,
    /// In its compatibility form, before the table.
    pub(super) written: char,
    /// First byte in the text.
    pub(super) start: usize,
    /// The byte behind its last one.
    pub(super) end: usize,
    /// It begins a new run: ① stays apart from the digits before it.
    pub(super) alone: bool,
    /// It ends its run.
    pub(super) closes: bool,
}

/// A dash, hyphen, minus or sign of a long vowel.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, 'ー' | '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | '﹘' | '⁃')
}

/// The characters of a text, folded.
pub(super) fn glyphs(text: &str) -> Vec<Glyph> {
    let map = map();
    let mut out: Vec<Glyph> = Vec::with_capacity(text.len() / 3 + 8);
    let mut rest = text.char_indices().peekable();
    let mut cluster = String::new();
    while let Some((start, c)) = rest.next() {
        let mut end = start + c.len_utf8();
        let marked = rest.peek().is_some_and(|(_, c)| joins(*c));
        if !marked && is_plain(c) {
            out.push(Glyph { c: map.fold(c), written: c, start, end, alone: false, closes: false });
            continue;
        }
        cluster.clear();
        cluster.push(c);
        while let Some((at, mark)) = rest.next_if(|(_, c)| joins(*c)) {
            cluster.push(mark);
            end = at + mark.len_utf8();
        }
        let first = out.len();
        for written in cluster.nfkc().flat_map(char::to_lowercase).filter(|c| !is_ignored(*c)) {
            out.push(Glyph { c: map.fold(written), written, start, end, alone: false, closes: false });
        }
        // Characters that stand for others, but not for their width: ①, Ⅱ, ㎡.
        let stands_for = !matches!(c, '\u{ff00}'..='\u{ffef}')
            && out.get(first).is_some_and(|glyph| {
                c.is_numeric() && !c.is_ascii_digit() || glyph.written != c && !c.is_alphabetic()
            });
        if stands_for && let [begin, ..] = &mut out[first..] {
            begin.alone = true;
            if let Some(last) = out.last_mut() {
                last.closes = true;
            }
        }
    }
    abbreviations(out)
}

/// Abbreviations in parentheses, with what they stand for: ㈱, (株).
const ABBREVIATIONS: [(char, &str); 4] =
    [('株', "株式会社"), ('有', "有限会社"), ('財', "財団法人"), ('社', "社団法人")];

/// Spells out abbreviations; all that stands for one has its place in the text.
fn abbreviations(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let spelled = |at: usize| {
        let [open, sign, close] = glyphs.get(at..at + 3)? else { return None };
        let known = ABBREVIATIONS.iter().find(|(own, _)| *own == sign.c);
        known.filter(|_| open.c == '(' && close.c == ')').map(|(_, name)| (*name, open.start, close.end))
    };
    if !(0..glyphs.len()).any(|at| glyphs[at].c == '(' && spelled(at).is_some()) {
        return glyphs;
    }
    let mut out = Vec::with_capacity(glyphs.len() + 8);
    let mut at = 0;
    while at < glyphs.len() {
        let Some((name, start, end)) = spelled(at) else {
            out.push(glyphs[at]);
            at += 1;
            continue;
        };
        let glyph = |c| Glyph { c: map().fold(c), written: c, start, end, alone: false, closes: false };
        out.extend(name.chars().map(glyph));
        at += 3;
    }
    out
}

/// Characters that the compatibility form leaves alone, which are most of a Japanese text.
fn is_plain(c: char) -> bool {
    c.is_ascii_digit()
        || c.is_ascii_lowercase()
        || matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}' | '\u{4e00}'..='\u{9fff}' | '、' | '。')
}

/// Signs that belong to the character before them: voiced sound marks, accents, variation selectors.
fn joins(c: char) -> bool {
    matches!(c, 'ﾞ' | 'ﾟ' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
        || (c > '\u{2ff}' && is_combining_mark(c))
}

/// Signs nobody sees, and marks that found nothing to join.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
        || (c > '\u{2ff}' && is_combining_mark(c))
}

/// The table, ready to be asked for every character of every text.
struct Map {
    /// The characters of the first plane.
    first: Box<[char]>,
    /// The others, sorted.
    others: Vec<(char, char)>,
}

impl Map {
    fn fold(&self, c: char) -> char {
        match self.first.get(c as usize) {
            Some(folded) => *folded,
            None => self.others.binary_search_by_key(&c, |(from, _)| *from).map_or(c, |at| self.others[at].1),
        }
    }
}

fn map() -> &'static Map {
    static MAP: OnceLock<Map> = OnceLock::new();
    MAP.get_or_init(|| {
        let mut first: Vec<char> = (0..0x1_0000).map(|n| char::from_u32(n).unwrap_or(' ')).collect();
        let mut others = Vec::new();
        for (to, from) in pairs() {
            match first.get_mut(from as usize) {
                Some(slot) => *slot = to,
                None => others.push((from, to)),
            }
        }
        others.sort_unstable();
        Map { first: first.into(), others }
    })
}

/// What is folded, as (to, from).
pub(super) fn pairs() -> impl Iterator<Item = (char, char)> {
    table::rows(GLYPHS).flat_map(|row| {
        let to = row.first().and_then(|cell| cell.chars().next()).filter(|c| is_cjk(*c));
        let from = row.get(1).copied().unwrap_or_default();
        from.chars().filter(|c| !c.is_whitespace()).filter_map(move |from| to.map(|to| (to, from)))
    })
}
