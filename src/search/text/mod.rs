//! Japanese text as search sees it: folded units, the tokens of the index, and the terms that find a phrase.
//!
//! A unit is one CJK character, a whole run of letters or a whole run of digits, so that 第1条 is never found in
//! 第11条. The index holds pairs of neighbouring units with their positions; a phrase is found by pairs that
//! cover it. Every unit knows where it stands in the text as written; the text itself is never changed.

pub(crate) mod tokenizer;

use unicode_normalization::UnicodeNormalization as _;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Folded.
    pub text: String,
    /// What it is made of.
    pub kind: UnitKind,
    /// First byte in the text as written.
    pub start: usize,
    /// The byte behind its last one.
    pub end: usize,
    /// Something stands before it that no phrase crosses.
    pub barrier: bool,
}

/// A token of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The term.
    pub term: String,
    /// Number of its first unit; one more at every barrier, so that phrases cannot cross it.
    pub position: usize,
    /// First byte in the text as written.
    pub start: usize,
    /// The byte behind its last one.
    pub end: usize,
}

/// Longest run that is one unit, in bytes; longer runs are cut so that no term becomes too long.
const LONGEST: usize = 64;

/// A text in the compatibility form: narrow digits, letters and signs.
pub(crate) fn narrow(text: &str) -> String {
    text.nfkc().collect()
}

/// The units of a text.
pub fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut barrier = false;
    let mut open = false;
    for (c, start, end) in folded(text) {
        let Some(kind) = kind(c) else {
            open = false;
            barrier |= !(c.is_whitespace() || c == '・');
            continue;
        };
        if let Some(last) = units.last_mut().filter(|last| {
            open && kind != UnitKind::Cjk && last.kind == kind && last.text.len() + c.len_utf8() <= LONGEST
        }) {
            last.text.push(c);
            last.end = end;
            continue;
        }
        let barrier = std::mem::take(&mut barrier) && !units.is_empty();
        units.push(Unit { text: c.to_string(), kind, start, end, barrier });
        open = true;
    }
    units
}

fn kind(c: char) -> Option<UnitKind> {
    match c {
        '・' | '゠' => None,
        '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Some(UnitKind::Cjk),
        _ if c.is_numeric() => Some(UnitKind::Digits),
        _ if c.is_alphabetic() => Some(UnitKind::Letters),
        _ => None,
    }
}

/// The folded characters with the bytes they stand for.
fn folded(text: &str) -> Vec<(char, usize, usize)> {
    let mut out: Vec<(char, usize, usize)> = Vec::with_capacity(text.len() / 3 + 8);
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let mut cluster = c.to_string();
        let mut end = start + c.len_utf8();
        while let Some((at, mark)) =
            rest.next_if(|(_, c)| matches!(c, 'ﾞ' | 'ﾟ' | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}'))
        {
            cluster.push(mark);
            end = at + mark.len_utf8();
        }
        for c in cluster.nfkc().flat_map(char::to_lowercase) {
            let long = matches!(c, 'ー' | '-' | '‐' | '‑' | '–' | '—' | '―' | '−' | '─');
            if long
                && let Some(last) =
                    out.last_mut().filter(|(last, ..)| matches!(last, '\u{30a1}'..='\u{30fa}'))
            {
                last.2 = end;
                continue;
            }
            out.push((c, start, end));
        }
    }
    out
}

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let units = units(text);
    let mut tokens = Vec::with_capacity(units.len() * 2);
    let mut position = 0;
    for (index, unit) in units.iter().enumerate() {
        position += usize::from(index > 0) + usize::from(unit.barrier);
        let next = units.get(index + 1).filter(|next| !next.barrier);
        let mut push = |term: String, end| tokens.push(Token { term, position, start: unit.start, end });
        if unit.kind != UnitKind::Cjk || next.is_none() {
            push(unit.text.clone(), unit.end);
        }
        if let Some(next) = next {
            push(pair(unit, next), next.end);
        }
    }
    tokens
}

/// The term of two neighbours.
fn pair(a: &Unit, b: &Unit) -> String {
    let between = if a.kind != UnitKind::Cjk && b.kind != UnitKind::Cjk { "\u{1}" } else { "" };
    [&a.text, between, &b.text].concat()
}

/// Terms, with their positions relative to the first unit, that find exactly this sequence of units at the least
/// cost. `cost` gives the price of a term; `None` says that the index does not hold it, and then nothing matches.
pub fn cover(units: &[Unit], cost: &mut dyn FnMut(&str) -> Option<u64>) -> Option<Vec<(usize, String)>> {
    let count = units.len();
    let positions: Vec<usize> = units
        .iter()
        .enumerate()
        .scan(0, |position, (index, unit)| {
            *position += usize::from(index > 0) + usize::from(index > 0 && unit.barrier);
            Some(*position)
        })
        .collect();
    let mut pairs: Vec<Option<(String, u64)>> = Vec::with_capacity(count);
    for index in 0..count {
        let next = units.get(index + 1).filter(|next| !next.barrier);
        pairs.push(match next {
            Some(next) => {
                let term = pair(&units[index], next);
                let price = cost(&term)?;
                Some((term, price))
            }
            None => None,
        });
    }
    // best[n]: the cheapest way to cover the first n units, as (price, covered before, position, term).
    let mut best: Vec<Option<(u64, usize, usize, String)>> = vec![None; count + 1];
    for end in 1..=count {
        let offer = |before: usize, at: usize, term: &str, price: u64, best: &mut Vec<Option<_>>| {
            let base = if before == 0 {
                Some(0)
            } else {
                best[before].as_ref().map(|b: &(u64, usize, usize, String)| b.0)
            };
            let Some(base) = base else { return };
            let total = base + price;
            if best[end].as_ref().is_none_or(|old| total < old.0) {
                best[end] = Some((total, before, at, term.to_owned()));
            }
        };
        let unit = &units[end - 1];
        let alone = pairs[end - 1].is_none() && (end < 2 || pairs[end - 2].is_none());
        if unit.kind != UnitKind::Cjk || alone {
            if let Some(price) = cost(&unit.text) {
                offer(end - 1, end - 1, &unit.text, price, &mut best);
            } else if unit.kind != UnitKind::Cjk {
                return None;
            }
        }
        if end >= 2
            && let Some((term, price)) = &pairs[end - 2]
        {
            for before in [end - 2, end - 1] {
                offer(before, end - 2, term, *price, &mut best);
            }
        }
    }
    let mut terms = Vec::new();
    let mut at = count;
    while at > 0 {
        let (_, before, index, term) = best[at].clone()?;
        terms.push((positions[index], term));
        at = before;
    }
    terms.reverse();
    terms.dedup();
    (!terms.is_empty()).then_some(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        units(text).into_iter().map(|unit| unit.text).collect()
    }

    #[test]
    fn numbers_and_words_are_whole() {
        assert_eq!(texts("第19条 ＬＧＷＡＮ"), ["第", "19", "条", "lgwan"]);
        assert_eq!(texts("ｻｰﾊﾞ"), texts("サーバー"));
        assert!(units("甲。乙")[1].barrier);
        assert!(!units("中間サーバー・プラット")[4].barrier);
    }

    #[test]
    fn units_know_where_they_stand() {
        let text = "ｶﾞバ １９条";
        let of: Vec<&str> = units(text).iter().map(|u| &text[u.start..u.end]).collect();
        assert_eq!(of, ["ｶﾞ", "バ", "１９", "条"]);
    }

    #[test]
    fn phrases_do_not_cross_a_barrier() {
        let tokens = tokens("甲乙。丙");
        let terms: Vec<_> = tokens.iter().map(|t| (t.term.as_str(), t.position)).collect();
        assert_eq!(terms, [("甲乙", 0), ("乙", 1), ("丙", 3)]);
    }

    #[test]
    fn a_cover_takes_the_cheapest_pairs() {
        let phrase = units("特定個人");
        let mut cost = |term: &str| Some(if term == "定個" { 100 } else { 1 });
        let terms = cover(&phrase, &mut cost).expect("a cover");
        assert_eq!(terms, [(0, "特定".to_owned()), (2, "個人".to_owned())]);
        assert_eq!(cover(&phrase, &mut |term| (term != "定個").then_some(1)), None);
        assert_eq!(cover(&units("第19条"), &mut |_| Some(1)).expect("a cover").len(), 2);
    }
}
