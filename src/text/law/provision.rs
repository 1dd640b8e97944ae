//! What stands behind the name of a law: 第12条の4第1項第8号, 別表第二の27の項, and lists of them.

use super::Step;
use super::names::fold;
use crate::text::number::kanji_digit;

/// Folded characters with their places in bytes.
pub(super) type Chars = [(usize, char)];

/// Text that is no reference but may stand between the parts of one, at most this many characters in a bracket.
const LONGEST_BRACKET: usize = 120;

/// The katakana by which items are counted below 号, with characters that look like them.
const IROHA: &str = "イロハニホヘトチリヌルヲワカ二八へ口";

/// Whether some characters begin with a word.
pub(super) fn begins(chars: &Chars, at: usize, word: &str) -> Option<usize> {
    let mut end = at;
    for wanted in word.chars() {
        if chars.get(end)?.1 != wanted {
            return None;
        }
        end += 1;
    }
    Some(end)
}

/// Where white space (and line ends) from here ends.
pub(super) fn spaces(chars: &Chars, mut at: usize) -> usize {
    while chars.get(at).is_some_and(|(_, c)| c.is_whitespace()) {
        at += 1;
    }
    at
}

/// Where a bracket that opens here is closed: behind its sign.
pub(super) fn bracket(chars: &Chars, at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (distance, (_, c)) in chars.get(at..)?.iter().take(LONGEST_BRACKET).enumerate() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (distance > 0).then_some(at + distance + 1);
        }
    }
    None
}

/// A number in digits, or in Chinese numerals: its value and where it ends.
pub(super) fn number(chars: &Chars, at: usize) -> Option<(u32, usize)> {
    digits(chars, at).or_else(|| numerals(chars, at))
}

fn digits(chars: &Chars, at: usize) -> Option<(u32, usize)> {
    let mut end = at;
    let mut value = 0_u32;
    while let Some(digit) = chars.get(end).and_then(|(_, c)| c.to_digit(10)) {
        value = value.checked_mul(10)?.checked_add(digit)?;
        end += 1;
    }
    (end > at && end - at <= 4).then_some((value, end))
}

fn numerals(chars: &Chars, at: usize) -> Option<(u32, usize)> {
    let mut end = at;
    let (mut total, mut current) = (0_u32, None);
    while let Some(&(_, c)) = chars.get(end) {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                let Some(digit) = kanji_digit(c) else { break };
                current = Some(current.unwrap_or(0_u32).checked_mul(10)?.checked_add(digit)?);
                end += 1;
                continue;
            }
        };
        total = total.checked_add(current.take().unwrap_or(1).checked_mul(unit)?)?;
        end += 1;
    }
    (end > at && end - at <= 7).then(|| (total.saturating_add(current.unwrap_or(0)), end))
}

/// の2の3 behind a number.
fn branches(chars: &Chars, mut at: usize, numbers: &mut Vec<u32>) -> usize {
    while let Some((branch, end)) = begins(chars, at, "の").and_then(|at| number(chars, at)) {
        numbers.push(branch);
        at = end;
    }
    at
}

/// 第N条の2; without 第 only in digits.
fn article(chars: &Chars, at: usize) -> Option<(Vec<u32>, usize)> {
    let (first, end) = counted(chars, at)?;
    let end = begins(chars, end, "条")?;
    let mut numbers = vec![first];
    let end = branches(chars, end, &mut numbers);
    Some((numbers, end))
}

/// A number behind 第, or digits alone.
fn counted(chars: &Chars, at: usize) -> Option<(u32, usize)> {
    match begins(chars, at, "第") {
        Some(at) => number(chars, spaces(chars, at)),
        None => digits(chars, at),
    }
}

fn paragraph(chars: &Chars, at: usize) -> Option<(u32, usize)> {
    let (number, end) = counted(chars, at)?;
    Some((number, begins(chars, end, "項")?))
}

fn item(chars: &Chars, at: usize) -> Option<(Vec<u32>, usize)> {
    let (first, end) = counted(chars, at)?;
    let end = begins(chars, end, "号")?;
    let mut numbers = vec![first];
    let end = branches(chars, end, &mut numbers);
    // イ, ロ … below it are not told apart.
    let iroha = chars.get(end).is_some_and(|(_, c)| IROHA.contains(*c));
    let alone = chars.get(end + 1).is_none_or(|(_, c)| !c.is_alphanumeric());
    Some((numbers, if iroha && alone { end + 1 } else { end }))
}

/// 44の項, 項番44, 58項; the unit may stand behind a list alone.
fn row(chars: &Chars, at: usize) -> Option<(Vec<u32>, usize)> {
    let at = begins(chars, at, "項番").map_or(at, |end| spaces(chars, end));
    let named = begins(chars, at.saturating_sub(2), "項番").is_some()
        || chars.get(at.wrapping_sub(1)).is_some_and(|(_, c)| *c == '番');
    let (first, end) = digits(chars, at)
        .or_else(|| begins(chars, at, "第").and_then(|at| number(chars, at)))
        .or_else(|| numerals(chars, at))?;
    let mut numbers = vec![first];
    let end = branches(chars, end, &mut numbers);
    let unit = spaces(chars, end);
    match begins(chars, unit, "の項").or_else(|| begins(chars, unit, "項")) {
        Some(end) => Some((numbers, end)),
        None => named.then_some((numbers, end)),
    }
}

/// Where the gap between an article and its paragraph ends: spaces, and the title of the article in brackets.
fn gap(chars: &Chars, at: usize) -> usize {
    let at = spaces(chars, at);
    bracket(chars, at).map_or(at, |end| spaces(chars, end))
}

/// A provision that begins at its top: 附則…, 第N条…, 別表….
pub(super) fn absolute(chars: &Chars, at: usize) -> Option<(Vec<Step>, usize)> {
    if let Some(end) = begins(chars, at, "附則") {
        let mut steps = vec![Step::Supplement];
        return Some(match article(chars, spaces(chars, end)) {
            Some((numbers, end)) => {
                steps.push(Step::Article(numbers));
                below_article(chars, end, steps)
            }
            None => (steps, end),
        });
    }
    if let Some((numbers, end)) = article(chars, at) {
        return Some(below_article(chars, end, vec![Step::Article(numbers)]));
    }
    let end = begins(chars, at, "別表")?;
    let numbered = begins(chars, end, "第").and_then(|at| number(chars, at));
    let (number, end) = numbered.unwrap_or((0, end));
    // 別表…の主務省令で定める… is the name of an ordinance.
    if begins(chars, end, "の主務省令").is_some() {
        return None;
    }
    Some(below_table(chars, end, vec![Step::Table(number)]))
}

fn below_article(chars: &Chars, end: usize, mut steps: Vec<Step>) -> (Vec<Step>, usize) {
    let mut end = end;
    if let Some(table) = begins(chars, end, "の表") {
        steps.push(Step::Table(0));
        return below_table(chars, table, steps);
    }
    if let Some((number, after)) = paragraph(chars, gap(chars, end)) {
        steps.push(Step::Paragraph(number));
        end = after;
    }
    if let Some((numbers, after)) = item(chars, gap(chars, end)) {
        steps.push(Step::Item(numbers));
        end = after;
    }
    (steps, end)
}

fn below_table(chars: &Chars, end: usize, mut steps: Vec<Step>) -> (Vec<Step>, usize) {
    let next = spaces(chars, end);
    let next = begins(chars, next, "の").map_or(next, |end| spaces(chars, end));
    match row(chars, next) {
        Some((numbers, end)) => {
            steps.push(Step::Row(numbers));
            (steps, end)
        }
        None => (steps, end),
    }
}

/// A provision that leaves out what it shares with the one before it: 第2項 of the same article, 70の項 of the same
/// table.
pub(super) fn relative(chars: &Chars, at: usize, before: &[Step]) -> Option<(Vec<Step>, usize)> {
    let upto =
        |wanted: fn(&Step) -> bool| before.iter().rposition(wanted).map(|place| before[..=place].to_vec());
    if let Some(mut steps) = upto(|step| matches!(step, Step::Table(_))) {
        let (numbers, end) = row(chars, at)?;
        steps.push(Step::Row(numbers));
        return Some((steps, end));
    }
    if let Some((number, end)) = paragraph(chars, at) {
        let mut steps = upto(|step| matches!(step, Step::Article(_)))?;
        steps.push(Step::Paragraph(number));
        return Some(match item(chars, gap(chars, end)) {
            Some((numbers, end)) => {
                steps.push(Step::Item(numbers));
                (steps, end)
            }
            None => (steps, end),
        });
    }
    let (numbers, end) = item(chars, at)?;
    let mut steps = upto(|step| matches!(step, Step::Article(_) | Step::Paragraph(_)))?;
    steps.push(Step::Item(numbers));
    Some((steps, end))
}

/// A member of a list: its numbers, and from where to where it stands.
type Member = (Vec<u32>, usize, usize);

/// The members of a list whose unit stands behind the last one: 1、2、85の2、120の項; 第1、2、3条. Each with its place.
pub(super) fn list(chars: &Chars, at: usize, unit: &[&str]) -> Option<(Vec<Member>, usize)> {
    let mut members = Vec::new();
    let mut at = begins(chars, at, "第").unwrap_or(at);
    loop {
        let from = at;
        let (first, end) = digits(chars, from)?;
        let mut numbers = vec![first];
        let end = branches(chars, end, &mut numbers);
        members.push((numbers, from, end));
        if let Some(end) = unit.iter().find_map(|unit| begins(chars, end, unit)) {
            return (members.len() > 1).then_some((members, end));
        }
        let comma = spaces(chars, end);
        chars.get(comma).filter(|(_, c)| matches!(c, '、' | ',' | '・'))?;
        at = spaces(chars, comma + 1);
    }
}

/// Where what may stand between two members of a list ends: white space, commas, bullets, 及び, から.
pub(super) fn separators(chars: &Chars, mut at: usize) -> usize {
    loop {
        let from = at;
        while chars.get(at).is_some_and(|(_, c)| {
            c.is_whitespace() || matches!(c, '、' | ',' | '・' | '~' | '〜' | '○' | '●' | '◆' | '■')
        }) {
            at += 1;
        }
        for word in ["及び", "並びに", "又は", "若しくは", "または", "から", "まで"] {
            at = begins(chars, at, word).unwrap_or(at);
        }
        // The title of an article, or a remark: nothing that is a reference itself.
        if let Some(end) = bracket(chars, at).filter(|&end| is_title(&chars[at..end])) {
            at = end;
        }
        if at == from {
            return at;
        }
    }
}

/// Whether a bracket holds words alone.
fn is_title(chars: &Chars) -> bool {
    !chars.iter().any(|(_, c)| c.is_ascii_digit())
        && !(0..chars.len()).any(|at| begins(chars, at, "別表").is_some())
        && !(0..chars.len()).any(|at| begins(chars, at, "第").is_some_and(|at| number(chars, at).is_some()))
}

/// The characters of a text, folded, with their places.
pub(super) fn chars_of(text: &str) -> Vec<(usize, char)> {
    text.char_indices().map(|(at, c)| (at, fold(c))).collect()
}
