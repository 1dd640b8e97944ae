//! Keeps numbers of twelve digits out of everything kohyo prints.
//!
//! A 個人番号 that slipped into a file must not be repeated in a message, a report or a log. What
//! quotes somebody's text passes it through here. Deciding whether such a number is a fault is not
//! done here but by the rules of `kohyo check`.

/// How many digits an individual number has.
const LENGTH: usize = 12;

/// Whether the text holds a run of exactly twelve digits, full-width or not, also when they are
/// grouped by single spaces or hyphens.
pub fn holds_number(text: &str) -> bool {
    !numbers(text).is_empty()
}

/// The text with every such run replaced by `●`.
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end) in numbers(text) {
        out.push_str(&text[at..start]);
        out.extend(std::iter::repeat_n('●', LENGTH));
        at = end;
    }
    out.push_str(&text[at..]);
    out
}

/// A value for a message: one line, masked, no control characters, not longer than fits a sentence.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let masked = masked(text);
    let mut line: String =
        masked.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST + 1).collect();
    if line.chars().count() > LONGEST {
        line = line.chars().take(LONGEST).chain(['…']).collect();
    }
    line
}

fn numbers(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut before = None;
    while let Some((start, c)) = chars.next() {
        if !is_digit(c) || before.is_some_and(|b: char| b.is_ascii_alphanumeric()) {
            before = Some(c);
            continue;
        }
        let (mut digits, mut end, mut last) = (1, start + c.len_utf8(), c);
        while let Some(&(at, c)) = chars.peek() {
            let joins = is_joint(c) && text[at + c.len_utf8()..].chars().next().is_some_and(is_digit);
            if is_digit(c) {
                digits += 1;
                end = at + c.len_utf8();
            } else if !joins || is_joint(last) {
                break;
            }
            last = c;
            chars.next();
        }
        let glued = chars.peek().is_some_and(|&(_, c)| c.is_ascii_alphanumeric());
        if digits == LENGTH && !glued {
            found.push((start, end));
        }
        before = Some(last);
    }
    found
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_joint(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '-' | '－' | '‐' | '−')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_digits_are_masked_however_they_are_written() {
        for text in ["123456789012", "番号１２３４５６７８９０１２。", "1234-5678-9012", "1234 5678 9012 "]
        {
            assert!(holds_number(text), "{text}");
            assert!(!masked(text).contains(['1', '１']), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in ["12345678901", "1234567890123", "2026-03-24", "a123456789012f", "082-243-2583"] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn a_quoted_value_is_short_and_on_one_line() {
        assert_eq!(quoted("一\n二"), "一 二");
        assert_eq!(quoted(&"あ".repeat(99)).chars().count(), 41);
    }
}
