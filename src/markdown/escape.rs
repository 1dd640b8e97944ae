//! Backslash escapes: which characters of a text would be markup, and how escapes are resolved.

/// Resolves `\` before ASCII punctuation, as CommonMark does; every other character stays.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        // Either the sign behind the backslash, which may be another one, or the backslash.
        let from = at + usize::from(rest[at + 1..].starts_with(|next: char| next.is_ascii_punctuation()));
        out.push_str(&rest[from..=from]);
        rest = &rest[from + 1..];
    }
    out.push_str(rest);
    out
}

/// Escapes what would be inline markup anywhere in a line.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    // The closing bracket of an escaped `<` is escaped too, so that a reader of the Markdown sees a pair.
    let mut open = false;
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let escape = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => true,
            '<' => {
                open = rest.starts_with(|n: char| n.is_ascii_alphabetic() || matches!(n, '/' | '!' | '?'));
                open
            }
            '>' => std::mem::take(&mut open),
            '&' => looks_like_entity(rest),
            _ => false,
        };
        if escape {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Escapes a line of text that starts a line of the file: inline markup and what would open a block.
pub(super) fn line(text: &str) -> String {
    let escaped = inline(text);
    match block_marker(text) {
        Some(at) => {
            // Everything before the marker is digits, which `inline` leaves alone.
            let (head, tail) = escaped.split_at(at);
            if tail.starts_with('\\') { escaped } else { format!("{head}\\{tail}") }
        }
        None => escaped,
    }
}

/// Escapes a heading's text: a closing `#` would be taken for markup.
pub(super) fn heading(text: &str) -> String {
    let escaped = inline(text);
    match escaped.strip_suffix('#') {
        Some(head) => format!("{head}\\#"),
        None => escaped,
    }
}

/// The byte in `text` whose escaping keeps the line from opening a block, if it would.
fn block_marker(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    // Behind `#`, pulldown-cmark takes the white space of ASCII for that.
    let spaced = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t', '\x0b', '\x0c']);
    let opens = match first {
        '>' => true,
        '#' => {
            let rest = text.trim_start_matches('#');
            text.len() - rest.len() <= 6 && spaced(rest)
        }
        '-' | '+' => spaced(&text[1..]) || text.chars().all(|c| matches!(c, '-' | ' ' | '\t' | ':')),
        '=' => text.chars().all(|c| matches!(c, '=' | ' ' | '\t')),
        ':' => text.chars().all(|c| matches!(c, ':' | '-' | ' ' | '\t')),
        _ => false,
    };
    if opens {
        return Some(0);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let marker = (1..=9).contains(&digits) && text[digits..].starts_with(['.', ')']);
    (marker && spaced(&text[digits + 1..])).then_some(digits)
}

/// Whether the text behind a `&` would make it a character reference.
pub(super) fn looks_like_entity(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name[length..].starts_with(';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_be_markup_is_escaped() {
        let cases = [
            ("1. 国民健康保険情報ファイル", "1\\. 国民健康保険情報ファイル"),
            ("10) 定められていない", "10\\) 定められていない"),
            ("1.被保険者番号", "1.被保険者番号"),
            ("-", "\\-"),
            ("---", "\\---"),
            ("- ・点", "\\- ・点"),
            ("-5度", "-5度"),
            ("<みほん市における措置>", "<みほん市における措置>"),
            ("<LGWAN>は文字", "\\<LGWAN\\>は文字"),
            ("[○]専用線", "\\[○\\]専用線"),
            ("・*印", "・\\*印"),
            ("A & B &lt;", "A & B \\&lt;"),
            ("# 見出し", "\\# 見出し"),
            ("#1", "#1"),
            ("> 引用", "\\> 引用"),
            ("===", "\\==="),
            ("a\\b", "a\\\\b"),
        ];
        for (text, escaped) in cases {
            assert_eq!(line(text), escaped);
            assert_eq!(unescape(escaped), text);
        }
    }

    #[test]
    fn a_backslash_before_other_characters_is_text() {
        assert_eq!(unescape("\\あ\\"), "\\あ\\");
    }

    #[test]
    fn a_heading_keeps_its_last_number_sign() {
        assert_eq!(heading("C#"), "C\\#");
    }
}
