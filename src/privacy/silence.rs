//! The last look at what a command prints: no number of a person leaves it, wherever it came from, be it an argument, a path
//! from outside, or the words of a library.

use super::digits::LENGTH;
use super::redact::redacted;
use super::shapes::is_valid;
use crate::text::number::digit;

/// A hash or another long name of letters and digits, in which twelve digits in a row are chance.
const HASH: usize = 32;

/// The lines of an output without the numbers of persons in them: those that [`redacted`] finds, and every run of twelve
/// digits with a right check digit, also in a path or an address.
pub fn silenced(text: &str) -> String {
    text.split_inclusive('\n').map(|line| without_runs(&redacted(line))).collect()
}

fn without_runs(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find(|c: char| digit(c).is_some()) {
        let run = &rest[start..];
        let run = &run[..run.find(|c: char| digit(c).is_none()).unwrap_or(run.len())];
        out.push_str(&rest[..start]);
        let digits: Vec<u32> = run.chars().take(LENGTH + 1).filter_map(digit).collect();
        let is_number = <&[u32; LENGTH]>::try_from(digits.as_slice()).is_ok_and(is_valid);
        let (before, behind) = (&line[..line.len() - rest.len() + start], &rest[start + run.len()..]);
        let letter = |c: &char| c.is_ascii_alphanumeric();
        let hash = || {
            let (before, behind) = (before.chars().rev().take(HASH), behind.chars().take(HASH));
            before.take_while(letter).count() + behind.take_while(letter).count() + LENGTH >= HASH
        };
        if is_number && !hash() {
            out.extend(std::iter::repeat_n('●', LENGTH));
        } else {
            out.push_str(run);
        }
        rest = behind;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::test_support::number;

    #[test]
    fn no_number_is_printed_wherever_it_stands() {
        let number = number(7);
        for text in ["a {}", "/tmp/{}/content", "https://x.jp/?q={}&b", "x{}y.pdf", "「{}」\nb", "{}"] {
            let text = text.replace("{}", &number);
            assert_eq!(silenced(&text), text.replace(&number, "●●●●●●●●●●●●"), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_printed_as_it_is() {
        let number = number(7);
        for text in [
            "content/mihon/12.md:88:14 20260324",
            "1234567890123",
            "a.md:12:3\n1\n2\n",
            &format!("0123456789abcdef0123456789{number}abcdef"),
            &format!("{number}0"),
        ] {
            assert_eq!(silenced(text), text);
        }
    }

    #[test]
    fn a_line_full_of_digits_is_looked_at_once() {
        let line = "123456789012a".repeat(20_000);
        assert_eq!(silenced(&line), line);
        let n = number(8);
        assert_eq!(silenced(&format!("{line}、{n}、{line}")), format!("{line}、●●●●●●●●●●●●、{line}"));
    }
}
