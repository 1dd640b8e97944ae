//! DMG-11: a word or a phrase that one place writes in another way, by one character, than the rest of the document.
//!
//! Some misread words make sense (市内 for 庁内): no list of damages knows them. But an evaluation says many things again
//! and again, and defines its own terms. What is nearly one of these, once, and is written so nowhere else, a person
//! should compare with the original.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use crate::assessment::{Assessment, Part, names};
use crate::content::source::Span;
use crate::finding::{Finding, Place, Text};
use crate::form::label::{digit, fold_text};

/// How often a phrase has to stand in a document to be its usual one.
const COMMON: usize = 4;
/// Phrases that are shorter, in characters, may well differ by one.
const SHORTEST: usize = 8;
/// Terms that are shorter, in kanji, are within one of too many words.
const TERM: usize = 3;
/// Characters by which official texts differ on purpose: which of several, on which side, one more.
const ORDINARY: &str = "等又及並若一二三四五六七八九十百千第甲乙丙丁東西南北前後上中下左右内外再非不各全";

/// A stretch of one text without punctuation. Spaces may be the ends of lines on paper, and count for nothing.
struct Phrase {
    folded: String,
    written: String,
    span: Span,
    /// What stood there before a change is no slip of today.
    past: bool,
}

/// One finding for each slip.
pub(super) fn check(assessment: &Assessment) -> Vec<Finding> {
    let phrases = phrases(assessment);
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for phrase in &phrases {
        *counts.entry(&phrase.folded).or_default() += 1;
    }
    let usual = Usual::of(&counts);
    let rare = |phrase: &&Phrase| !phrase.past && counts[phrase.folded.as_str()] == 1;
    let near: Vec<(&Phrase, Near<'_>)> = phrases
        .iter()
        .filter(rare)
        .filter_map(|phrase| Some((phrase, usual.nearest(&phrase.folded)?)))
        .collect();
    let mut findings = Vec::new();
    if !near.is_empty() {
        let heard = Heard::of(&counts);
        let slips = near.iter().filter(|(phrase, near)| !heard.elsewhere(&phrase.folded, near));
        findings.extend(slips.map(|(phrase, near)| slip(assessment, phrase, near.usual, counts[near.usual])));
    }
    findings.extend(terms(assessment, &phrases));
    findings
}

fn phrases(assessment: &Assessment) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for node in assessment.walk() {
        for part in &node.parts {
            match part {
                Part::Text(lines) => {
                    for line in lines {
                        cut(&line.text, line.span, false, &mut phrases);
                    }
                }
                Part::Table(table) => {
                    let cells = table.header.iter().chain(table.rows.iter().flatten());
                    for cell in cells {
                        cut(&cell.text, cell.span, false, &mut phrases);
                    }
                }
                // Options are compared with the form's, and notes are the publisher's.
                Part::Options(_) | Part::Note { .. } => {}
            }
        }
    }
    for (_, row) in assessment
        .changes
        .iter()
        .enumerate()
        .filter(|(at, _)| !names::is_of_manager(&assessment.changes, *at))
    {
        cut(&row.before.text, row.before.span, true, &mut phrases);
        cut(&row.after.text, row.after.span, false, &mut phrases);
    }
    phrases
}

fn cut(text: &str, span: Span, past: bool, phrases: &mut Vec<Phrase>) {
    let ends = |c: char| c == '\n' || !(c.is_alphanumeric() || c.is_whitespace() || "ー々".contains(c));
    let parts = text.split(ends).map(str::trim).filter(|part| !part.is_empty());
    phrases.extend(parts.map(|part| Phrase {
        folded: fold_text(part),
        written: part.to_owned(),
        span,
        past,
    }));
}

/// The phrases that a document has many times, and what is one character short of one.
struct Usual<'a> {
    whole: HashSet<&'a str>,
    /// A phrase without one character: the phrases and the place of the character.
    short: HashMap<String, Vec<(&'a str, usize)>>,
}

impl<'a> Usual<'a> {
    fn of(counts: &HashMap<&'a str, usize>) -> Self {
        let mut usual = Self { whole: HashSet::new(), short: HashMap::new() };
        for (&phrase, _) in counts.iter().filter(|(phrase, count)| **count >= COMMON && is_long(phrase)) {
            usual.whole.insert(phrase);
            for (at, short) in shortened(phrase) {
                usual.short.entry(short).or_default().push((phrase, at));
            }
        }
        usual
    }

    /// The usual phrase from which this one differs in one kanji: another, one more, one less.
    fn nearest(&self, phrase: &str) -> Option<Near<'a>> {
        if phrase.chars().count() + 1 < SHORTEST {
            return None;
        }
        let telling = |text: &str, at: usize| text.chars().nth(at).is_some_and(is_telling);
        let shorter = self.short.get(phrase).into_iter().flatten();
        if let Some((usual, at)) = shorter.filter(|(usual, at)| telling(usual, *at)).min() {
            return Some(Near { usual, differs: *at..*at, replaced: false });
        }
        shortened(phrase).filter(|(at, _)| telling(phrase, *at)).find_map(|(at, short)| {
            if let Some(usual) = self.whole.get(short.as_str()) {
                return Some(Near { usual, differs: at..at + 1, replaced: false });
            }
            let alike = self.short.get(&short).into_iter().flatten();
            let (usual, _) = alike.filter(|(usual, place)| *place == at && telling(usual, at)).min()?;
            Some(Near { usual, differs: at..at + 1, replaced: true })
        })
    }
}

/// What a phrase is nearly.
struct Near<'a> {
    usual: &'a str,
    /// The characters of the phrase that differ; empty where one is missing.
    differs: Range<usize>,
    /// Another character stands in the place of one; else there is one more or one less.
    replaced: bool,
}

fn is_long(phrase: &str) -> bool {
    phrase.chars().count() >= SHORTEST
}

/// A text without each of its kanji in turn, with the place of the character.
fn shortened(text: &str) -> impl Iterator<Item = (usize, String)> {
    let places = text.char_indices().enumerate().filter(|(_, (_, c))| is_kanji(*c));
    places.map(|(at, (byte, c))| (at, format!("{}{}", &text[..byte], &text[byte + c.len_utf8()..])))
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '々')
}

/// A kanji whose change is not one of the ordinary ones.
fn is_telling(c: char) -> bool {
    is_kanji(c) && digit(c).is_none() && !ORDINARY.contains(c)
}

/// Every three characters in a row that phrases have, edges included, and the phrase; `None` for several.
struct Heard<'a>(HashMap<[char; 3], Option<&'a str>>);

impl<'a> Heard<'a> {
    fn of(counts: &HashMap<&'a str, usize>) -> Self {
        let mut heard = HashMap::new();
        for &phrase in counts.keys() {
            for window in windows(phrase) {
                let first = heard.entry(window).or_insert(Some(phrase));
                if first.is_some_and(|first| first != phrase) {
                    *first = None;
                }
            }
        }
        Self(heard)
    }

    /// Whether the characters around a difference stand so elsewhere in the document, too: a phrase in words that it has
    /// elsewhere was probably meant so. Of a character more or less, some of the words beside it are ordinary ones.
    fn elsewhere(&self, phrase: &str, near: &Near<'_>) -> bool {
        // The edge in front moves every place by one.
        let (from, to) = (near.differs.start + 1, near.differs.end + 1);
        let touched = windows(phrase).into_iter().enumerate().skip(from.saturating_sub(2));
        let heard = |window: &[char; 3]| self.0.get(window).is_some_and(|only| *only != Some(phrase));
        let heard: Vec<bool> =
            touched.take_while(|(at, _)| *at < to).map(|(_, window)| heard(&window)).collect();
        let (middle, allowed) = (heard.len() / 2, usize::from(!near.replaced));
        heard.get(middle).is_none_or(|heard| *heard) || heard.iter().filter(|heard| **heard).count() > allowed
    }
}

/// Each three characters in a row of a phrase, with a sign for its edges.
fn windows(phrase: &str) -> Vec<[char; 3]> {
    const EDGE: char = '\n';
    let edged: Vec<char> = std::iter::once(EDGE).chain(phrase.chars()).chain([EDGE]).collect();
    edged.windows(3).filter_map(|window| window.try_into().ok()).collect()
}

/// Words that are one kanji off a term that the document defines: 削除者, where 消除者 is defined (以下「消除者」という。).
fn terms(assessment: &Assessment, phrases: &[Phrase]) -> Vec<Finding> {
    let defined: BTreeSet<String> = assessment.walk().flat_map(|node| definitions(&node.text())).collect();
    if defined.is_empty() {
        return Vec::new();
    }
    let mut runs: HashMap<&str, Vec<&Phrase>> = HashMap::new();
    for phrase in phrases {
        for run in phrase.written.split(|c| !is_kanji(c)).filter(|run| !run.is_empty()) {
            runs.entry(run).or_default().push(phrase);
        }
    }
    let mut findings = Vec::new();
    for term in &defined {
        let used = runs.get(term.as_str()).map_or(0, Vec::len);
        let slips =
            runs.iter().filter(|(run, places)| used > 1 && places.len() == 1 && is_one_off(run, term));
        findings.extend(slips.filter(|(_, places)| !places[0].past).map(|(run, places)| {
            let phrase = Phrase { folded: String::new(), written: (*run).to_owned(), ..*places[0] };
            slip(assessment, &phrase, term, used)
        }));
    }
    findings
}

/// The terms in kanji that a text defines: 以下「消除者」という。, 以下単に「消除者」という。
fn definitions(text: &str) -> Vec<String> {
    let named = |behind: &str| {
        let (before, rest) = behind.split_once('「')?;
        let (term, rest) = rest.split_once('」')?;
        let defines =
            before.chars().count() <= 2 && ["という", "と称する"].iter().any(|w| rest.starts_with(w));
        (defines && term.chars().count() >= TERM && term.chars().all(is_kanji)).then(|| term.to_owned())
    };
    text.split("以下").skip(1).filter_map(named).collect()
}

/// Whether two words differ in one kanji whose change is not an ordinary one.
fn is_one_off(word: &str, term: &str) -> bool {
    let mut differing = word.chars().zip(term.chars()).filter(|(a, b)| a != b);
    let one = differing.next().is_some_and(|(a, b)| is_telling(a) && is_telling(b));
    one && differing.next().is_none() && word.chars().count() == term.chars().count()
}

fn slip(assessment: &Assessment, phrase: &Phrase, usual: &str, count: usize) -> Finding {
    let Phrase { written, span, .. } = phrase;
    let at = assessment.source.slice(*span).find(written.as_str());
    let span = at.map_or(*span, |at| Span::new(span.start + at, span.start + at + written.len()));
    Finding::info(
        "DMG-11",
        Place::at(&assessment.source, span),
        Text::new(
            format!("「{written}」は、ほかの{count}か所の「{usual}」と一字だけ違います。"),
            format!("\"{written}\" differs by one character from \"{usual}\" in {count} other places."),
        ),
        crate::damage::Damage::help(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::test_support::assessment;

    fn found(text: &str) -> Vec<String> {
        let body = format!(
            "# Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取り扱う事務\n\n### ②事務の内容 ※\n{text}\n"
        );
        check(&assessment(&body)).iter().map(|finding| finding.message.ja.clone()).collect()
    }

    #[test]
    fn one_more_one_less_and_another_kanji() {
        let usual = "<収滞納に関する措置>\n".repeat(4);
        for slip in ["収納滞納に関する措置", "収滞納に関する措", "収滞納に関する錯置"]
        {
            let found = found(&format!("{usual}<{slip}>"));
            assert_eq!(
                found,
                [format!("「{slip}」は、ほかの4か所の「収滞納に関する措置」と一字だけ違います。")]
            );
        }
    }

    #[test]
    fn what_differs_on_purpose_is_left_alone() {
        let usual = "<税の滞納に関する措置>\n".repeat(4);
        for other in
            ["税の滞納等に関する措置", "税の未納に関する措置\n・税の未納に備える", "税の滞納に係わる措置"]
        {
            assert_eq!(found(&format!("{usual}<{other}>")), [""; 0], "{other}");
        }
        // Said twice it is no slip; said three times it is not the usual wording.
        assert_eq!(found(&format!("{usual}<税の滞納に関する錯置>\n<税の滞納に関する錯置>")), [""; 0]);
        assert_eq!(found("<税の滞納に関する措置>\n<税の滞納に関する措置>\n<税の滞納に関する錯置>"), [""; 0]);
    }

    #[test]
    fn terms_are_those_that_the_text_defines() {
        assert_eq!(
            definitions("以下「消除者」という。以下単に「本市」という。以下、「住登外者」という。"),
            ["消除者", "住登外者"]
        );
        assert!(definitions("以下「番号法」に従い、以下のとおり「住登外者」という語を用いる。").is_empty());
        assert!(is_one_off("削除者", "消除者"));
        assert!(!is_one_off("消除又", "消除者") && !is_one_off("消除者", "消除者"));
    }

    #[test]
    fn a_long_text_of_one_phrase_is_read() {
        assert_eq!(found(&"記録を保存する仕組み、".repeat(50_000)), [""; 0]);
    }
}
