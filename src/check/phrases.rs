//! DMG-11: a word or a phrase that one place writes in another way, by one kanji, than the rest of the document.
//!
//! Some misread words make sense (市内 for 庁内): no list of damages knows them. But an evaluation says many things again
//! and again, and defines its own terms. What is nearly one of these, once, and is written so nowhere else, a person
//! should compare with the original.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use crate::assessment::{Assessment, Part, names};
use crate::damage::Damage;
use crate::finding::{Finding, Place, Text};
use crate::text::character::is_kanji;
use crate::text::folding::fold_text;
use crate::text::number::digit;
use crate::text::source::Span;

use super::text::within;

/// How often a phrase has to stand in a document to be its usual one.
const COMMON: usize = 4;
/// Phrases that are shorter, in characters, may well differ by one.
const SHORTEST: usize = 8;
/// Longer stretches are no phrases.
const LONGEST: usize = 100;
/// Terms that are shorter, in kanji, are within one of too many words.
const TERM: usize = 3;
/// Characters that official texts put in and leave out on purpose: which of several, one more, who.
const ORDINARY: &str = "等又及並若一二三四五六七八九十百千第甲乙丙丁再非不各全者課係都区長";
/// Characters that official texts put in the place of one another on purpose.
const GROUPS: [&str; 16] = [
    "東西南北前後上中下左右内外",
    "年月日週時",
    "入出居退室館",
    "新旧現",
    "男女",
    "本当各市町村区県国都道府",
    "課係部室局所館",
    "受委",
    "料税費金",
    "初次毎翌",
    "書簿票証届",
    "者人員主",
    "倉庫",
    "使利",
    "制止",
    "入載",
];

/// A stretch of one text without punctuation. Spaces may be the ends of lines on paper, and count for nothing.
struct Phrase<'a> {
    folded: String,
    /// The whole text, and where the phrase stands in it.
    text: &'a str,
    range: Range<usize>,
    /// The text in the source.
    span: Span,
    /// What stood there before a change is no slip of today.
    past: bool,
    /// In the text itself, not in the change log.
    body: bool,
}

impl<'a> Phrase<'a> {
    fn written(&self) -> &'a str {
        &self.text[self.range.clone()]
    }
}

/// One finding for each slip.
pub(super) fn check(assessment: &Assessment) -> Vec<Finding> {
    let phrases = phrases(assessment);
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut today: HashSet<&str> = HashSet::new();
    for phrase in &phrases {
        *counts.entry(&phrase.folded).or_default() += 1;
        if phrase.body {
            today.insert(&phrase.folded);
        }
    }
    // What only old rows say was perhaps changed since.
    let common = counts.iter().filter(|(phrase, count)| **count >= COMMON && today.contains(**phrase));
    let usual = Usual::of(common.map(|(phrase, _)| *phrase).filter(|phrase| is_long(phrase)));
    let rare = |phrase: &&Phrase<'_>| !phrase.past && counts[phrase.folded.as_str()] == 1;
    let near: Vec<(&Phrase<'_>, Near<'_>)> = phrases
        .iter()
        .filter(rare)
        .filter_map(|phrase| Some((phrase, usual.nearest(&phrase.folded)?)))
        .collect();
    let mut findings = Vec::new();
    if !near.is_empty() {
        let heard = Heard::of(&counts);
        for (phrase, near) in near.iter().filter(|(phrase, near)| !heard.elsewhere(&phrase.folded, near)) {
            findings.push(slip(assessment, phrase, phrase.range.clone(), near.usual, counts[near.usual]));
        }
    }
    findings.extend(terms(assessment, &phrases));
    findings
}

fn phrases(assessment: &Assessment) -> Vec<Phrase<'_>> {
    let mut phrases = Vec::new();
    for node in assessment.walk() {
        for part in &node.parts {
            match part {
                Part::Text(lines) => {
                    for line in lines {
                        phrases.extend(cut(&line.text, line.span, false, true));
                    }
                }
                Part::Table(table) => {
                    for cell in table.header.iter().chain(table.rows.iter().flatten()) {
                        phrases.extend(cut(&cell.text, cell.span, false, true));
                    }
                }
                // Options are compared with the form's, and notes are the publisher's.
                Part::Options(_) | Part::Note { .. } => {}
            }
        }
    }
    for (index, row) in assessment.changes.iter().enumerate() {
        if names::is_of_manager(&assessment.changes, index) {
            continue;
        }
        let after = cut(&row.after.text, row.after.span, false, false);
        let both: HashSet<&str> = after.iter().map(|phrase| phrase.folded.as_str()).collect();
        // What a row says twice, before and after, it says once.
        let before = cut(&row.before.text, row.before.span, true, false).into_iter();
        phrases.extend(before.filter(|phrase| !both.contains(phrase.folded.as_str())).collect::<Vec<_>>());
        phrases.extend(after);
    }
    phrases
}

/// The phrases of a text. One with a name of a person is not quoted anywhere.
fn cut(text: &str, span: Span, past: bool, body: bool) -> Vec<Phrase<'_>> {
    if !names::found(text, false).is_empty() {
        return Vec::new();
    }
    let ends = |c: char| c == '\n' || !(c.is_alphanumeric() || c.is_whitespace() || "ー々".contains(c));
    let mut phrases = Vec::new();
    let mut start = 0;
    for part in text.split_inclusive(ends) {
        let written = part.trim_end_matches(ends).trim_end();
        let from = start + (written.len() - written.trim_start().len());
        let range = from..start + written.len();
        start += part.len();
        if range.is_empty() || text[range.clone()].chars().nth(LONGEST).is_some() {
            continue;
        }
        phrases.push(Phrase { folded: fold_text(&text[range.clone()]), text, range, span, past, body });
    }
    phrases
}

/// Words, and what is one kanji short of one.
struct Usual<'a> {
    whole: HashSet<&'a str>,
    /// A word without one kanji: the words and the place of the kanji.
    short: HashMap<String, Vec<(&'a str, usize)>>,
}

impl<'a> Usual<'a> {
    fn of(words: impl Iterator<Item = &'a str>) -> Self {
        let mut usual = Self { whole: HashSet::new(), short: HashMap::new() };
        for word in words {
            usual.whole.insert(word);
            for (at, short) in shortened(word) {
                usual.short.entry(short).or_default().push((word, at));
            }
        }
        usual
    }

    /// The phrase from which this one differs in one kanji: another, one more, one less.
    fn nearest(&self, phrase: &str) -> Option<Near<'a>> {
        if self.whole.is_empty() || phrase.chars().count() + 1 < SHORTEST {
            return None;
        }
        let telling = |text: &str, at: usize| text.chars().nth(at).is_some_and(is_telling);
        let shorter = self.short.get(phrase).into_iter().flatten();
        if let Some((usual, at)) = shorter.filter(|(usual, at)| telling(usual, *at)).min() {
            return Some(Near { usual, differs: *at..*at, replaced: false });
        }
        shortened(phrase).find_map(|(at, short)| {
            if let Some(usual) = self.whole.get(short.as_str()).filter(|_| telling(phrase, at)) {
                return Some(Near { usual, differs: at..at + 1, replaced: false });
            }
            let usual = self.replaced(phrase, at, &short)?;
            Some(Near { usual, differs: at..at + 1, replaced: true })
        })
    }

    /// The word that has another kanji at a place of this one; `short` is this one without its own.
    fn replaced(&self, word: &str, at: usize, short: &str) -> Option<&'a str> {
        let alike = self.short.get(short).into_iter().flatten().filter(|(_, place)| *place == at);
        let own = word.chars().nth(at)?;
        let slips = |usual: &str| usual.chars().nth(at).is_some_and(|theirs| is_slip(own, theirs));
        alike.map(|(usual, _)| *usual).filter(|usual| slips(usual)).min()
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

/// A kanji that is not put in or left out on purpose.
fn is_telling(c: char) -> bool {
    is_kanji(c) && digit(c).is_none() && !ORDINARY.contains(c)
}

/// Whether one kanji in the place of another may be a slip.
fn is_slip(a: char, b: char) -> bool {
    let counts = |c: char| digit(c).is_some() || "一二三四五六七八九十百千甲乙丙丁".contains(c);
    let grouped = GROUPS.iter().any(|group| group.contains(a) && group.contains(b));
    a != b && is_kanji(a) && is_kanji(b) && !counts(a) && !counts(b) && !grouped
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
fn terms(assessment: &Assessment, phrases: &[Phrase<'_>]) -> Vec<Finding> {
    let defined: BTreeSet<String> = assessment.walk().flat_map(|node| definitions(&node.text())).collect();
    if defined.is_empty() {
        return Vec::new();
    }
    let mut runs: HashMap<&str, (usize, &Phrase<'_>, usize)> = HashMap::new();
    for phrase in phrases {
        let mut at = phrase.range.start;
        for run in phrase.written().split(|c| !is_kanji(c)) {
            let start = phrase.text[at..].find(run).map_or(at, |found| at + found);
            at = start + run.len();
            if !run.is_empty() {
                runs.entry(run).or_insert((0, phrase, start)).0 += 1;
            }
        }
    }
    let used = |term: &str| runs.get(term).map_or(0, |(count, ..)| *count);
    let usual = Usual::of(defined.iter().map(String::as_str).filter(|term| used(term) > 1));
    let mut findings = Vec::new();
    for (run, (_, phrase, start)) in runs.iter().filter(|(_, (count, phrase, _))| *count == 1 && !phrase.past)
    {
        if usual.whole.is_empty() || run.chars().count() < TERM {
            continue;
        }
        // Words for things of one kind have their last kanji apart: 申請者, 申請書.
        let last = run.chars().count() - 1;
        let term = shortened(run)
            .filter(|(at, _)| *at < last)
            .find_map(|(at, short)| usual.replaced(run, at, &short));
        if let Some(term) = term {
            findings.push(slip(assessment, phrase, *start..start + run.len(), term, used(term)));
        }
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

fn slip(
    assessment: &Assessment,
    phrase: &Phrase<'_>,
    range: Range<usize>,
    usual: &str,
    count: usize,
) -> Finding {
    let written = &phrase.text[range.clone()];
    Finding::info(
        "DMG-11",
        Place::at(&assessment.source, within(assessment, phrase.span, &range, phrase.text)),
        Text::new(
            format!("「{written}」は、ほかの{count}か所の「{usual}」と一字だけ違います。"),
            format!("\"{written}\" differs by one character from \"{usual}\" in {count} other places."),
        ),
        Damage::help(),
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
        for (usual, other) in [
            ("入退館", "入退室"),
            ("毎月", "毎日"),
            ("当市", "本市"),
            ("新システム", "旧システム"),
            ("抑止", "抑制"),
        ] {
            let usual = format!("<部屋の{usual}に関する措置>\n").repeat(4);
            assert_eq!(found(&format!("{usual}<部屋の{other}に関する措置>")), [""; 0], "{other}");
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
        let text = |word: &str| {
            format!(
                "住民票が消除された者(以下「消除者」という。)を含む。消除者の記録は残す。{word}の記録は消す。"
            )
        };
        assert_eq!(found(&text("削除者")), ["「削除者」は、ほかの2か所の「消除者」と一字だけ違います。"]);
        for word in ["消除日", "消除又は転出", "除籍者"] {
            assert_eq!(found(&text(word)), [""; 0], "{word}");
        }
    }

    #[test]
    fn texts_made_to_take_time_are_read() {
        assert_eq!(found(&"甲乙丙丁戊己庚辛".repeat(20_000)), [""; 0]);
        let kanji = |n: u32| char::from_u32(0x4E00 + n % 0x5000).unwrap_or('甲');
        let word = |n: u32| [kanji(n), kanji(n / 7), kanji(n * 31)].iter().collect::<String>();
        let terms: Vec<String> = (0..3000).map(|n| format!("以下「{0}」という。{0}は、", word(n))).collect();
        let runs: Vec<String> = (0..20_000).map(|n| format!("{}の", word(n * 3 + 1))).collect();
        let _ = found(&format!("{}{}", terms.concat(), runs.concat()));
        assert_eq!(found(&"記録を保存する仕組み、".repeat(50_000)), [""; 0]);
    }
}
