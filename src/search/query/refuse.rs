//! Numbers that must never be searched for: 12 digits like a 個人番号, in any width, with or without separators.
//!
//! A number with a slip of the finger is a personal number all the same, so that the check digit decides only where
//! a longer row of numbers happens to hold twelve digits.

use unicode_normalization::UnicodeNormalization as _;

/// Digits of a personal number.
const LENGTH: usize = 12;

/// Whether an input holds a number like a 個人番号.
pub(super) fn is_personal_number(input: &str) -> bool {
    rows(input).iter().any(|row| is_personal(row))
}

/// The digits of an input: rows of numbers that at most one sign and white space keep apart.
fn rows(input: &str) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    let mut signs = 0;
    let mut open = false;
    for c in input.nfkc() {
        if let Some(digit) = digit(c) {
            let row = match rows.last_mut() {
                Some(row) if signs <= 1 => row,
                _ => {
                    rows.push(Vec::new());
                    let Some(row) = rows.last_mut() else { continue };
                    row
                }
            };
            match row.last_mut().filter(|_| open) {
                Some(number) => number.push(digit),
                None => row.push(digit.to_string()),
            }
            (open, signs) = (true, 0);
        } else if is_hidden(c) {
        } else {
            open = false;
            signs += match c {
                c if c.is_whitespace() => 0,
                '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' | '─' | '_' | '·' | '・' | '.' | ','
                | '/' | '、' => 1,
                _ => 2,
            };
        }
    }
    rows
}

fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// A digit in any script; kanji numerals as digits side by side. Of others than those people here type the value is not
/// known, and only their number counts.
fn digit(c: char) -> Option<char> {
    let kanji =
        || "〇一二三四五六七八九".chars().zip('0'..).find(|(own, _)| *own == c).map(|(_, digit)| digit);
    let other = || c.is_numeric().then_some('0');
    c.to_digit(10).and_then(|digit| char::from_digit(digit, 10)).or_else(kanji).or_else(other)
}

fn is_personal(row: &[String]) -> bool {
    if row.iter().any(|number| number.len() == LENGTH) {
        return true;
    }
    let all: usize = row.iter().map(String::len).sum();
    if all == LENGTH {
        return row.len() > 1 && !are_dates(row);
    }
    (0..row.len()).any(|first| {
        let mut digits = String::new();
        row[first..].iter().any(|number| {
            digits.push_str(number);
            digits.len() == LENGTH && has_check_digit(&digits) && !are_dates(row)
        })
    })
}

/// Years, or a day and a number: 2024 2025 2026, 2026-03-24 2025.
fn are_dates(row: &[String]) -> bool {
    let number = |at: usize| row.get(at).and_then(|number| number.parse::<u32>().ok()).unwrap_or_default();
    let is_year = |at: usize| row[at].len() == 4 && (1900..=2099).contains(&number(at));
    (0..row.len()).all(is_year)
        || (!row.is_empty() && is_year(0) && (1..=12).contains(&number(1)) && (1..=31).contains(&number(2)))
}

/// The check digit of a 個人番号 (行政手続における特定の個人を識別するための番号の利用等に関する法律施行令 第8条,
/// and the order of the ministry it names, art. 5).
fn has_check_digit(digits: &str) -> bool {
    let digits: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let Some((check, rest)) = digits.split_last() else { return false };
    let weights = (2..=7).chain(2..=6);
    let sum: u32 = rest.iter().rev().zip(weights).map(|(digit, weight)| digit * weight).sum();
    let expected = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    *check == expected
}
