//! Repetitions: a converter that says the same sentence again and again, and two pages that overlap.

use super::Damage;
use super::short;
use super::tables::tables;
use crate::text::character::is_alphanumeric;

/// The shortest sentence that counts, in characters: anything shorter may well be said twice.
const LONG: usize = 10;

/// Sentences that follow directly on themselves.
pub(super) fn loops(text: &str) -> Vec<Damage> {
    let mut found = Vec::new();
    // Where it begins, how often it stands there, the sentence and its words.
    let mut run: Option<(usize, usize, &str, &str)> = None;
    let mut close = |run: Option<(usize, usize, &str, &str)>| {
        let Some((start, count, sentence, _)) = run.filter(|(_, count, ..)| *count > 1) else { return };
        let shown = short(sentence.trim());
        found.push(Damage::new(
            "DMG-05",
            start..start + sentence.len(),
            format!("「{shown}」が{count}回続けて繰り返されています。"),
            format!("\"{shown}\" is repeated {count} times in a row."),
        ));
    };
    let mut at = 0;
    for sentence in text.split_inclusive(['。', '〉', '＞', '>', '\n']) {
        let start = at;
        at += sentence.len();
        let words = words(sentence);
        if words.is_empty() {
            continue;
        }
        match &mut run {
            Some((_, count, _, before))
                if folded(before).eq(folded(words)) && folded(words).nth(LONG - 1).is_some() =>
            {
                *count += 1;
            }
            _ => close(run.replace((start, 1, sentence, words))),
        }
    }
    close(run);
    found
}

/// A sentence without bullets, brackets and white space at its ends.
fn words(sentence: &str) -> &str {
    sentence.trim_matches(|c: char| !is_alphanumeric(tables().fold(c)))
}

/// Words without what a loop changes on its way: white space, characters that look alike.
fn folded(words: &str) -> impl Iterator<Item = char> {
    words.chars().filter(|c| !c.is_whitespace()).map(|c| tables().fold(c))
}

/// The shortest overlap, in characters as compared.
const OVERLAP: usize = 20;
/// The longest that is looked for.
const LONGEST: usize = 400;
/// Of so many characters one may be read in another way.
const MISREAD: usize = 5;
/// And no more in all than a word has.
const WORD: usize = 8;
/// As many, where a sentence ends within: two sentences in a row may begin alike and differ in a word on purpose.
const LETTERS: usize = 2;
/// The shortest overlap within one sentence, in characters as compared.
const LONG_ONE: usize = 35;
/// So many clauses are looked back at.
const CLAUSES: usize = 12;
/// So many characters at the beginning are alike in any case.
const FRONT: usize = 4;
/// So many characters may stand between: the rest of a word that the page before cut off (…おり、|て、…).
const BETWEEN: usize = 3;

/// What breaks off, begins again and then goes on: the last words of a page, and the first of the next.
pub(super) fn overlaps(text: &str) -> Vec<Damage> {
    let text = Pieces::of(text);
    let mut found: Vec<Damage> = Vec::new();
    let begins = text.beginnings();
    let mut read = 0;
    for at in 1..text.starts.len() {
        let again = text.starts[at];
        // What repeats the stretch before it is no stretch of its own.
        if again < read {
            continue;
        }
        let Some(_) = begins[at] else { continue };
        let between = at > 1 && again - text.starts[at - 1] <= BETWEEN + 1;
        let froms = |end: usize| {
            let mut alike = (end.saturating_sub(CLAUSES)..end).filter(|&from| begins[from] == begins[at]);
            alike.find(|&from| goes_on(text.stretch(from, end), text.line(at)))
        };
        let from = froms(at).or_else(|| froms(at - 1).filter(|_| between));
        let Some(from) = from.map(|from| text.starts[from]) else { continue };
        read = again + (again - from);
        let bytes = text.byte(from)..text.byte(again);
        let one = short(text.text[bytes.clone()].trim());
        let other = short(text.text[bytes.end..].trim());
        found.push(Damage::new(
            "DMG-12",
            bytes,
            format!("「{one}」が途中で切れ、「{other}」でもう一度始まっています。ページの継ぎ目の重なりではありませんか。"),
            format!("\"{one}\" breaks off and begins again with \"{other}\"; do two pages overlap here?"),
        ));
    }
    found
}

/// A text in pieces that may be the first of a page.
struct Pieces<'t> {
    text: &'t str,
    /// The characters as they are compared, with their bytes in the text. White space is left out, but for ends of lines.
    chars: Vec<(char, usize)>,
    /// Where pieces begin: behind commas, full stops and ends of lines.
    starts: Vec<usize>,
}

impl<'t> Pieces<'t> {
    fn of(text: &'t str) -> Self {
        let seen = text.char_indices().filter(|(_, c)| *c == '\n' || !c.is_whitespace());
        let chars: Vec<(char, usize)> = seen.map(|(at, c)| (tables().fold(c), at)).collect();
        let behind = (1..chars.len()).filter(|&at| matches!(chars[at - 1].0, '、' | '。' | '\n'));
        let starts = std::iter::once(0).chain(behind).collect();
        Self { text, chars, starts }
    }

    /// The first characters of the words of each piece, as many as have to be alike; `None` where there are fewer.
    fn beginnings(&self) -> Vec<Option<[char; FRONT]>> {
        let mut found = vec![None; self.starts.len()];
        // From the back, so that a piece without words begins with those of the next and nothing is looked at twice.
        let (mut first, mut end) = (None, self.chars.len());
        for (found, &start) in found.iter_mut().zip(&self.starts).rev() {
            let own = self.chars[start..end].iter().position(|(c, _)| is_alphanumeric(*c));
            first = own.map(|own| start + own).or(first);
            end = start;
            let words = first.and_then(|first| self.chars[first..].first_chunk::<FRONT>());
            *found = words.map(|words| words.map(|(c, _)| c));
        }
        found
    }

    fn byte(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.text.len(), |(_, byte)| *byte)
    }

    /// From the start of one piece to that of another.
    fn stretch(&self, from: usize, end: usize) -> &[(char, usize)] {
        trimmed(&self.chars[self.starts[from]..self.starts[end]])
    }

    /// From the start of a piece to the end of its line, as far as it may repeat what stands before it.
    fn line(&self, at: usize) -> &[(char, usize)] {
        let rest = &self.chars[self.starts[at]..];
        let end = rest.iter().take(LONGEST).position(|(c, _)| *c == '\n');
        trimmed(&rest[..end.unwrap_or(rest.len().min(LONGEST))])
    }
}

/// Without bullets and brackets at the ends.
fn trimmed(mut chars: &[(char, usize)]) -> &[(char, usize)] {
    while let [(first, _), rest @ ..] = chars
        && !is_alphanumeric(*first)
    {
        chars = rest;
    }
    while let [rest @ .., (last, _)] = chars
        && !is_alphanumeric(*last)
        && !ENDS.contains(last)
    {
        chars = rest;
    }
    chars
}

/// What is complete at its end was meant to be said twice.
const ENDS: [char; 5] = ['。', ')', '）', '」', '』'];

/// Whether `rest` says what `first` says, but for one place read in another way, and then more. What ends where the
/// first ends is one of two entries of a list.
fn goes_on(first: &[(char, usize)], rest: &[(char, usize)]) -> bool {
    let same = |(a, b): &(&(char, usize), &(char, usize))| a.0 == b.0;
    let length = first.len();
    let complete = first.last().is_none_or(|(last, _)| ENDS.contains(last));
    if complete || !(OVERLAP..=LONGEST).contains(&length) {
        return false;
    }
    let front = first.iter().zip(rest).take_while(same).count();
    let sentences = first.iter().any(|(c, _)| *c == '。');
    // Within one sentence a heading or an entry may be taken up again; what was misread was not.
    if !sentences && (front == length || length < LONG_ONE) {
        return false;
    }
    let reach = length.div_ceil(MISREAD).min(if sentences { LETTERS } else { WORD });
    let ends = length - reach..=(length + reach).min(rest.len().saturating_sub(BETWEEN));
    front >= FRONT
        && ends.into_iter().any(|end| {
            let back = first.iter().rev().zip(rest[..end].iter().rev()).take_while(same).count();
            back >= 2 && (front + back).min(length.min(end)) + reach >= length.max(end)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_on_itself_is_a_loop() {
        let found = loops("・停電に備える。・データを二重に保管している。・・データを二重に保管している。");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message.ja, "「・データを二重に保管している。」が2回続けて繰り返されています。");
        let heads = loops(
            "〈中間サーバ・プラットフォームにおける措置〉・中間サーバ・ブラットフォームにおける措置〉・中間サーバ・プラットフォームにおける措置〉甲",
        );
        assert!(heads[0].message.ja.contains("3回"), "{heads:?}");
    }

    #[test]
    fn short_or_distant_repetitions_are_not() {
        for text in ["なし。なし。", "甲の措置を講じている。乙とする。甲の措置を講じている。", "—\n—", ""]
        {
            assert!(loops(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn pages_that_overlap_are_seen_though_read_in_two_ways() {
        let found = overlaps(
            "・上記のほか、「行政の情報システムにおけるクラウドサービスの利用に係る基本方針」等\n・上記のほか、「行政の情報システムにおけるソフトウェアへの利用に係る基本方針」等による条件を満たしていること。",
        );
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].id, found[0].range.start), ("DMG-12", 0));
        let found = overlaps(
            "仕組みとすることで、特定個人情報の漏えいを防いでいる。また、庁内の回線は、常時監視しており、て、特定個人情報の漏えいを防いでいる。また、市内の回線は、常時監視しており、異常は通知する。",
        );
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn entries_and_sentences_that_begin_alike_do_not_overlap() {
        for text in [
            "・第12条(本人等の請求に係る住民票の写し等の交付)\n・第12条の4(本人等の請求に係る住民票の写しの交付の特例)を含む。",
            "建物の中のサーバ間通信に限定することで紛失を防いでいる。年金の資格の入手にあたっては、建物の中のサーバ間通信に限定することで紛失を防いでいる。また、介護の資格の入手にあたっては、庁内に限る。",
            "・情報セキュリティに関する基礎的な研修と、職位に応じた新規採用の職員の研修\n・情報セキュリティに関する基礎的な研修と、職位に応じた新任課長級の研修",
            "",
            "、、、。。。\n\n",
        ] {
            assert!(overlaps(text).is_empty(), "{text}: {:?}", overlaps(text));
        }
    }

    /// Each piece is compared with a few before it, whatever the text is.
    #[test]
    fn long_repetitive_texts_are_read_in_one_pass() {
        for piece in ["甲、", "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸、", "。"] {
            let _ = overlaps(&piece.repeat(20_000));
        }
    }
}
