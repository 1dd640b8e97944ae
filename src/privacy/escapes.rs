//! Characters as programs and style sheets write them by their number: `\31 `, `\u0031`, `\u{31}`, `\x31`.

/// The character that is written so at the beginning of a text, and how many bytes that takes. `None` where what is written is
/// one that nobody sees.
pub(super) fn character(text: &str) -> Option<(char, usize)> {
    let body = text.strip_prefix('\\')?;
    let digits = |text: &str, most: usize| text.bytes().take(most).take_while(u8::is_ascii_hexdigit).count();
    // Where the digits begin, how many they are, and what belongs to them behind.
    let (from, count, behind) = if let Some(inner) = body.strip_prefix("u{") {
        let count = digits(inner, 6);
        (3, count, usize::from(inner[count..].starts_with('}')))
    } else if let Some(inner) = body.strip_prefix('u') {
        (2, Some(digits(inner, 4)).filter(|count| *count == 4)?, 0)
    } else if let Some(inner) = body.strip_prefix('x') {
        (2, Some(digits(inner, 2)).filter(|count| *count == 2)?, 0)
    } else {
        let count = digits(body, 6);
        let white = body[count..].chars().next().filter(char::is_ascii_whitespace);
        (1, count, white.map_or(0, char::len_utf8))
    };
    let code = u32::from_str_radix(text.get(from..from + count)?, 16).ok()?;
    let c = char::from_u32(code).filter(|c| !c.is_control())?;
    Some((c, from + count + behind))
}

#[cfg(test)]
mod tests {
    use super::character;

    #[test]
    fn characters_by_their_number() {
        for (text, wanted) in [
            ("\\31 2", Some(('1', 4))),
            ("\\000031x", Some(('1', 7))),
            ("\\31\n", Some(('1', 4))),
            ("\\u00312", Some(('1', 6))),
            ("\\u{31}2", Some(('1', 6))),
            ("\\x312", Some(('1', 4))),
            ("\\2d 1", Some(('-', 4))),
            ("\\a 1", None),
            ("\\n", None),
            ("\\u31", None),
            ("\\", None),
            ("\\あ", None),
            ("31", None),
            ("\\ffffff", None),
        ] {
            assert_eq!(character(text), wanted, "{text}");
        }
    }
}
