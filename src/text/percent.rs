//! `%xx` in addresses.

use std::fmt::Write as _;

/// Resolves `%xx`; what is no such thing, or no UTF-8, stays as it is.
pub fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex =
            |b: Option<&u8>| b.and_then(|&b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
        if let (b'%', Some(high), Some(low)) = (first, hex(tail.first()), hex(tail.get(1))) {
            bytes.push(high * 16 + low);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// A path as it stands in a URL: everything but letters and digits of ASCII, `-._~` and `/` is written in `%xx`.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_escapes_stay() {
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%E3"), "%zz%E3");
    }

    #[test]
    fn what_is_encoded_comes_back() {
        for path in ["mihon/12/", "旧/評価書 (1).pdf", "a%b", "é\u{301}"] {
            assert_eq!(decode(&encode(path)), path);
        }
        assert_eq!(encode("旧/a b.pdf"), "%E6%97%A7/a%20b.pdf");
    }
}
