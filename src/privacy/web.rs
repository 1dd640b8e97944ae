//! Addresses on the web. They are full of digits that are no number of a person: of a page, of a day, of a picture. One is what
//! stands in them as people write the number, in three groups of four, or in one as all that names a document or fills a field.

use std::ops::Range;

use super::digits::{LENGTH, SHORT};
use super::shapes::{are_years, is_day, is_valid};
use super::words;

/// The length of an address on the web at the beginning of `text`. One that says it carries a 個人番号 is text.
pub(super) fn url(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| {
        text.as_bytes().get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
    })?;
    let ends = |c: char| {
        !c.is_ascii_graphic()
            || matches!(
                c,
                '"' | '<' | '>' | '\\' | '`' | '{' | '}' | '|' | '^' | '(' | ')' | '[' | ']' | '*' | '\''
            )
    };
    let length = text[scheme.len()..].find(ends).map_or(text.len(), |length| scheme.len() + length);
    let length = scheme.len() + before_field(&text[scheme.len()..length]);
    let host = text[scheme.len()..length].split('/').next().unwrap_or_default();
    let is_named = host.contains(|c: char| !c.is_ascii_digit() && c != '-');
    (is_named && !words::is_telling(&text[..length])).then_some(length)
}

/// Where an address ends that is a field of a table, with a field of nothing but the digits of a number behind it.
fn before_field(address: &str) -> usize {
    let is_field = |(at, _): &(usize, &str)| {
        let field = address[at + 1..].split([',', ';']).next().unwrap_or_default();
        let digits = field.bytes().filter(u8::is_ascii_digit).count();
        (SHORT..=LENGTH).contains(&digits) && field.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    address.match_indices([',', ';']).find(is_field).map_or(address.len(), |(at, _)| at)
}

/// A character of an address with its place; what is written as `%31` is the character that it stands for.
struct Letter {
    byte: u8,
    span: Range<usize>,
}

/// The digits of a group.
const GROUP: usize = 4;

/// Where numbers stand in an address: in three groups of four with the same between (/1234/5678/9018/, ?a=1234%205678%209018),
/// or in one as the name of a document or the value of a field.
pub(super) fn numbers(address: &str) -> Vec<Range<usize>> {
    // Most addresses have fewer digits in all.
    if address.bytes().filter(u8::is_ascii_digit).count() < LENGTH {
        return Vec::new();
    }
    let letters = letters(address);
    let mut found = whole(&letters);
    let is_digit = |at: usize| letters.get(at).is_some_and(|letter: &Letter| letter.byte.is_ascii_digit());
    let is_word = |at: usize| letters.get(at).is_some_and(|letter| letter.byte.is_ascii_alphanumeric());
    // A group begins here and is no part of a word.
    let is_group =
        |at: usize| (at == 0 || !is_word(at - 1)) && (at..at + GROUP).all(is_digit) && !is_word(at + GROUP);
    let mut at = 0;
    while at + LENGTH + 2 <= letters.len() {
        let groups = [at, at + GROUP + 1, at + 2 * (GROUP + 1)];
        let [one, two] = [groups[1] - 1, groups[2] - 1].map(|between| letters[between].byte);
        if one != two || !b"/-._ ".contains(&one) || !groups.into_iter().all(is_group) {
            at += 1;
            continue;
        }
        let mut values = [0; LENGTH];
        let digits = groups.into_iter().flat_map(|group| group..group + GROUP);
        for (value, digit) in values.iter_mut().zip(digits) {
            *value = u32::from(letters[digit].byte - b'0');
        }
        let end = groups[2] + GROUP;
        let is_number = is_valid(&values) && values != [0; LENGTH];
        // Of numbers of pages two years are many, of those of persons one in two thousand.
        if is_number && !are_years(&values[..2 * GROUP]) && !is_day(&values) && !is_in_uuid(&letters, at..end)
        {
            found.push(letters[at].span.start..letters[end - 1].span.end);
            at = end;
        } else {
            at += 1;
        }
    }
    found.sort_unstable_by_key(|place| place.start);
    found
}

/// What pages of the web end in, and are numbered by programs.
const PAGES: [&str; 9] = ["html", "htm", "shtml", "xhtml", "php", "asp", "aspx", "jsp", "cgi"];

/// Fields of an address that programs number pages with.
const PAGE_FIELDS: [&str; 10] = ["id", "page", "pageid", "p", "no", "article", "articleid", "seq", "t", "v"];

/// Numbers that are in one and the whole name of a document, at the end of the way to it, or the whole value of a field. What
/// numbers pages is none: an entry padded with zeros, a day, a time.
fn whole(letters: &[Letter]) -> Vec<Range<usize>> {
    let byte = |at: usize| letters.get(at).map(|letter: &Letter| letter.byte);
    let text = |range: Range<usize>| -> String {
        letters[range].iter().map(|letter| char::from(letter.byte.to_ascii_lowercase())).collect()
    };
    let is_sign = |at: &usize| !letters[*at].byte.is_ascii_alphanumeric();
    let mut found = Vec::new();
    let mut at = 0;
    let mut slashes = 0;
    while at < letters.len() {
        slashes += usize::from(letters[at].byte == b'/');
        let end = at + letters[at..].iter().take_while(|letter| letter.byte.is_ascii_digit()).count();
        if end - at != LENGTH || at == 0 {
            at = end.max(at + 1);
            continue;
        }
        let goes_on = |from: usize| !matches!(byte(from), None | Some(b'&' | b'#' | b'?' | b';'));
        let is_there = match letters[at - 1].byte {
            b'=' => {
                let begin = (0..at - 1).rev().find(is_sign).map_or(0, |sign| sign + 1);
                !goes_on(end) && !PAGE_FIELDS.contains(&text(begin..at - 1).as_str())
            }
            b'#' => !goes_on(end),
            // Behind the name of the host.
            b'/' if slashes > 2 && byte(end) == Some(b'.') => {
                let stop = (end + 1..letters.len()).find(is_sign).unwrap_or(letters.len());
                !goes_on(stop) && !PAGES.contains(&text(end + 1..stop).as_str())
            }
            b'/' => slashes > 2 && !goes_on(end),
            _ => false,
        };
        let mut values = [0; LENGTH];
        for (value, letter) in values.iter_mut().zip(&letters[at..end]) {
            *value = u32::from(letter.byte - b'0');
        }
        if is_there && is_valid(&values) && !is_day(&values) && !values.starts_with(&[0, 0]) {
            found.push(letters[at].span.start..letters[end - 1].span.end);
        }
        at = end;
    }
    found
}

/// Whether groups are the middle of a UUID (8-4-4-4-12). No other neighbour hides a number: a year and a branch look the same.
fn is_in_uuid(letters: &[Letter], groups: Range<usize>) -> bool {
    let is_part = |word: &mut dyn Iterator<Item = &Letter>, length: usize| {
        word.next().is_some_and(|sign| sign.byte == b'-')
            && word.take_while(|letter| letter.byte.is_ascii_hexdigit()).count() == length
    };
    letters[groups.start + GROUP].byte == b'-'
        && is_part(&mut letters[..groups.start].iter().rev(), 8)
        && is_part(&mut letters[groups.end..].iter(), 12)
}

fn letters(address: &str) -> Vec<Letter> {
    let bytes = address.as_bytes();
    let mut letters = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let coded = if byte == b'%' { hex(at + 1).zip(hex(at + 2)) } else { None };
        let coded = coded.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        let length = if coded.is_some() { 3 } else { 1 };
        let byte = if byte == b'+' { b' ' } else { byte };
        letters.push(Letter { byte: coded.unwrap_or(byte), span: at..at + length });
        at += length;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::test_support::number;

    #[test]
    fn a_number_in_one_is_found_where_it_is_all_that_is_said() {
        let n = number(5);
        let coded = n.chars().map(|c| format!("%3{c}")).collect::<Vec<_>>().concat();
        for rest in [
            format!("/{n}"),
            format!("/{n}.pdf"),
            format!("/a/{n}.xlsx?x=1"),
            format!("/?bangou={n}"),
            format!("/a?q={n}&x=1"),
            format!("/a#{n}"),
            format!("/{coded}"),
        ] {
            let address = format!("https://www.city.example.jp{rest}");
            let found = numbers(&address);
            assert_eq!(found.len(), 1, "{address}");
            assert!([&n, &coded].contains(&&address[found[0].clone()].to_owned()), "{address}");
        }
        let padded = (0..10_000).map(|rest| format!("0000{rest:08}"));
        let days = (0..10_000).map(|rest| format!("20260324{rest:04}"));
        for n in padded.chain(days) {
            assert!(numbers(&format!("https://example.jp/{n}.pdf")).is_empty(), "{n}");
        }
        for rest in [
            format!("/{n}.html"),
            format!("/{n}/index.html"),
            format!("/{n}/"),
            format!("/?id={n}"),
            format!("/a?page={n}&x=1"),
            format!("/a_{n}.pdf"),
            format!("/{n}0.pdf"),
            format!("/?q={n}x"),
        ] {
            assert!(numbers(&format!("https://example.jp{rest}")).is_empty(), "{rest}");
        }
        assert!(numbers(&format!("https://{n}")).is_empty());
    }

    #[test]
    fn a_number_in_groups_is_found_in_an_address() {
        let n = number(5);
        let (a, b, c) = (&n[..4], &n[4..8], &n[8..]);
        for sign in ["/", "-", ".", "_", "+", "%20", "%2F", "%2d"] {
            for (before, behind) in [
                ("", ""),
                ("", "/"),
                ("x/", "/index.html"),
                ("?q=", "&x=1"),
                ("12/", "/3"),
                ("kono-", "_a.mp3"),
                ("2024/", "/2025/"),
                ("2024-", "-1"),
            ] {
                let address = format!("https://www.city.example.jp/{before}{a}{sign}{b}{sign}{c}{behind}");
                let found = numbers(&address);
                assert_eq!(found.len(), 1, "{address}");
                let place = &address[found[0].clone()];
                assert!(place.starts_with(a) && place.ends_with(c), "{address}: {place}");
            }
        }
        // 2026/0324: a day, and whatever has that check digit.
        let day = (0..10_000).map(|rest| format!("20260324{rest:04}"));
        let days = day.map(|n| format!("https://example.jp/{}/{}/{}", &n[..4], &n[4..8], &n[8..]));
        assert!(days.take(100).all(|address| numbers(&address).is_empty()));
        for address in [
            format!("https://example.jp/{a}/{b}-{c}"),
            format!("https://example.jp/{a}//{b}//{c}"),
            format!("https://example.jp/x{a}/{b}/{c}"),
            format!("https://example.jp/{a}/{b}/{c}0"),
            format!("https://example.jp/{n}/"),
            "https://example.jp/2017/2018/2020/".to_owned(),
            format!("https://example.jp/2017/2018/{c}/"),
            format!("https://example.jp/12345678-{a}-{b}-{c}-123456789abc"),
            "https://example.jp/0000/0000/0000/%".to_owned(),
        ] {
            assert!(numbers(&address).is_empty(), "{address}");
        }
    }
}
