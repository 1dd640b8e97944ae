//! Where a sentence begins and ends, and what counts as the same sentence.
//!
//! A sentence ends with 。 or with its line. Two are the same when they agree but for width, white space, kinds of
//! brackets and the sign or number in front ([`fold_text`](crate::text::folding::fold_text)); what is shorter than
//! [`SHORTEST`] is a phrase that anybody would use.

use crate::text::folding::fold_text;
use crate::text::number::circled;

/// The least number of folded characters.
const SHORTEST: usize = 20;

/// A sentence of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sentence {
    /// First UTF-16 unit in the line.
    pub(super) start: u32,
    /// The unit behind its last one.
    pub(super) end: u32,
    /// Equal for equal sentences.
    pub(super) hash: u64,
}

/// The sentences of a line that are long enough.
pub(super) fn sentences(line: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut unit = 0;
    for piece in line.split_inclusive('。') {
        let length = units(piece);
        let body = body(piece);
        let folded = fold_text(body.trim_end_matches('。'));
        if folded.chars().count() >= SHORTEST {
            // `body` is the end of the piece but for white space behind it.
            let behind = units(&piece[piece.trim_end().len()..]);
            let end = unit + length - behind;
            found.push(Sentence { start: end - units(body), end, hash: hash(&folded) });
        }
        unit += length;
    }
    found
}

fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

fn hash(folded: &str) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(folded.as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// A sentence without white space around it and without the sign or number in front: ・, ①, (1), ア., 2).
fn body(sentence: &str) -> &str {
    let text = sentence.trim();
    let rest = text.trim_start_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '・' | '※' | '○' | '●' | '◎' | '◆' | '◇' | '■' | '□' | '▪' | '*' | '-')
            || circled(c).is_some()
    });
    if let Some((inner, behind)) = rest.strip_prefix(['(', '（']).and_then(|r| r.split_once([')', '）']))
        && inner.chars().count() <= 2
    {
        return behind.trim_start();
    }
    let short = rest.char_indices().take(3).find(|(_, c)| matches!(c, '.' | '．' | ')' | '）'));
    match short {
        Some((at, c)) if at > 0 => {
            let behind = &rest[at + c.len_utf8()..];
            // 2.5 is a quantity.
            if behind.starts_with(|c: char| c.is_numeric()) { rest } else { behind.trim_start() }
        }
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "端末の画面を離れるときは、必ず利用者が画面を閉じる。";

    fn texts(line: &str) -> Vec<String> {
        let units: Vec<u16> = line.encode_utf16().collect();
        let cut = |s: Sentence| String::from_utf16_lossy(&units[s.start as usize..s.end as usize]);
        sentences(line).into_iter().map(cut).collect()
    }

    #[test]
    fn a_line_is_cut_at_full_stops_and_short_ones_are_left_out() {
        let line = format!("・{LONG} 閉じる。𠮷田は{LONG}");
        assert_eq!(texts(&line), [LONG.to_owned(), format!("𠮷田は{LONG}")]);
        assert!(texts("短い文。").is_empty());
        assert!(texts("").is_empty());
    }

    #[test]
    fn width_white_space_and_the_sign_in_front_make_no_other_sentence() {
        let hash = |line: &str| sentences(line).first().map(|s| s.hash);
        let same = [
            "・端末の画面を離れるときは、必ず利用者が画面を閉じる",
            "(1) 端末の画面を離れるときは、必ず利用者が画面を閉じる。",
            "① 端末の画面を離れる ときは、必ず利用者が画面を閉じる。",
            "ア．端末の画面を離れるときは、必ず利用者が画面を閉じる。 ",
            "2) 端末の画面を離れるときは、必ず利用者が画面を閉じる。",
        ];
        for line in same {
            assert_eq!(hash(line), hash(LONG), "{line}");
        }
        assert_ne!(hash("端末の画面を離れるときは、必ず利用者が画面を消す。"), hash(LONG));
    }

    #[test]
    fn numbers_that_mean_something_stay() {
        let hash = |line: &str| sentences(line).first().map(|s| s.hash);
        assert_ne!(
            hash("5年を過ぎた記録は、記録を扱う課の長が廃棄する。"),
            hash("3年を過ぎた記録は、記録を扱う課の長が廃棄する。")
        );
        assert_ne!(
            hash("2.5年を過ぎた記録は、記録を扱う課の長が廃棄する。"),
            hash("3.5年を過ぎた記録は、記録を扱う課の長が廃棄する。")
        );
    }
}
