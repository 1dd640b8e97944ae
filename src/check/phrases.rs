//! DMG-11: a word or a phrase that one place writes in another way, by one kanji, than the rest of the document.
//!
//! Some misread words make sense (市内 for 庁内): no list of damages knows them. But an evaluation says many things again
//! and again, and defines its own terms. What is nearly one of these, once, and is written so nowhere else, a person
//! should compare with the original.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use crate::assessment::{Assessment, Node, Part, names};
use crate::damage::Damage;
use crate::finding::{Finding, Place, Text};
use crate::text::character::{is_alphanumeric, is_kanji};
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

/// How often a phrase stands in the document.
#[derive(Default)]
struct Said {
    count: usize,
    /// Also in the text itself: what only old rows say was perhaps changed since.
    today: bool,
}

/// One finding for each slip.
pub(super) fn check(assessment: &Assessment) -> Vec<Finding> {
    let phrases = phrases(assessment);
    let mut known: HashMap<&str, usize> = HashMap::with_capacity(phrases.len());
    let mut said: Vec<Said> = Vec::new();
    let mut of: Vec<usize> = Vec::with_capacity(phrases.len());
    for phrase in &phrases {
        let index = *known.entry(&phrase.folded).or_insert(said.len());
        if index == said.len() {
            said.push(Said::default());
        }
        said[index].count += 1;
        said[index].today |= phrase.body;
        of.push(index);
    }
    let is_common = |said: &Said| said.count >= COMMON && said.today;
    let common = known.iter().filter(|(_, index)| is_common(&said[**index])).map(|(phrase, _)| *phrase);
    let usual = Usual::of(common.filter(|phrase| is_long(phrase)));
    let rare = phrases.iter().zip(&of).filter(|(phrase, of)| !phrase.past && said[**of].count == 1);
    let near: Vec<(&Phrase<'_>, Near<'_>)> =
        rare.filter_map(|(phrase, _)| Some((phrase, usual.nearest(&phrase.folded)?))).collect();
    let mut findings = Vec::new();
    if !near.is_empty() {
        let heard = Heard::of(known.keys().copied());
        for (phrase, near) in near.iter().filter(|(phrase, near)| !heard.elsewhere(&phrase.folded, near)) {
            let count = known.get(near.usual).map_or(0, |index| said[*index].count);
            findings.push(slip(assessment, phrase, phrase.range.clone(), near.usual, count));
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
        let mut before = cut(&row.before.text, row.before.span, true, false);
        // What a row says twice, before and after, it says once.
        if !before.is_empty() && !after.is_empty() {
            let both: HashSet<&str> = after.iter().map(|phrase| phrase.folded.as_str()).collect();
            before.retain(|phrase| !both.contains(phrase.folded.as_str()));
        }
        phrases.extend(before);
        phrases.extend(after);
    }
    phrases
}

/// The phrases of a text. One with a name of a person is not quoted anywhere.
fn cut(text: &str, span: Span, past: bool, body: bool) -> Vec<Phrase<'_>> {
    if !names::found(text, false).is_empty() {
        return Vec::new();
    }
    let ends = |c: char| c == '\n' || !(is_alphanumeric(c) || c.is_whitespace());
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

/// Words, and what is one kanji short of one, under their fingerprints.
#[derive(Default)]
struct Usual<'a> {
    whole: HashMap<u64, Vec<&'a str>>,
    /// A word without one kanji: the words and the place of the kanji.
    short: HashMap<u64, Vec<(&'a str, usize)>>,
    /// One bit for each fingerprint above, by some of its own: most words are near none of these.
    some: Vec<u64>,
}

impl<'a> Usual<'a> {
    /// How many fingerprints [`Usual::some`] tells apart.
    const BITS: usize = 1 << 16;

    fn of(words: impl Iterator<Item = &'a str>) -> Self {
        let mut usual = Self::default();
        for word in words {
            let prints = Prints::of(word);
            usual.whole.entry(prints.whole).or_default().push(word);
            for &(at, print) in &prints.without {
                usual.short.entry(print).or_default().push((word, at));
            }
        }
        if !usual.whole.is_empty() {
            usual.some = vec![0; Self::BITS / 64];
            for print in usual.whole.keys().chain(usual.short.keys()) {
                let (word, bit) = Self::place(*print);
                usual.some[word] |= bit;
            }
        }
        usual
    }

    fn place(print: u64) -> (usize, u64) {
        let bit = usize::from(u16::try_from(print >> 48).unwrap_or_default());
        (bit / 64, 1 << (bit % 64))
    }

    /// Whether a fingerprint may be one of a word, or of one without a kanji.
    fn may_have(&self, print: u64) -> bool {
        let (word, bit) = Self::place(print);
        self.some.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// The phrase from which this one differs in one kanji: another, one more, one less.
    fn nearest(&self, phrase: &str) -> Option<Near<'a>> {
        if self.whole.is_empty() || phrase.chars().count() + 1 < SHORTEST {
            return None;
        }
        let prints = Prints::of(phrase);
        let telling = |text: &str, at: usize| text.chars().nth(at).is_some_and(is_telling);
        let shorter = self.short.get(&prints.whole).into_iter().flatten();
        let shorter = shorter.filter(|(usual, at)| without(usual, *at).eq(phrase.chars()));
        if let Some((usual, at)) = shorter.filter(|(usual, at)| telling(usual, *at)).min() {
            return Some(Near { usual, differs: *at..*at, replaced: false });
        }
        prints.without.iter().filter(|(_, print)| self.may_have(*print)).find_map(|&(at, print)| {
            let mut longer = self.whole.get(&print).into_iter().flatten();
            if let Some(usual) =
                longer.find(|usual| usual.chars().eq(without(phrase, at))).filter(|_| telling(phrase, at))
            {
                return Some(Near { usual, differs: at..at + 1, replaced: false });
            }
            let usual = self.replaced(phrase, at, print)?;
            Some(Near { usual, differs: at..at + 1, replaced: true })
        })
    }

    /// The word that has another kanji at a place of this one; `print` is the fingerprint of this one without its own.
    fn replaced(&self, word: &str, at: usize, print: u64) -> Option<&'a str> {
        let alike = self.short.get(&print).into_iter().flatten().filter(|(_, place)| *place == at);
        let alike = alike.filter(|(usual, _)| without(usual, at).eq(without(word, at)));
        let own = word.chars().nth(at)?;
        let slips = |usual: &str| usual.chars().nth(at).is_some_and(|theirs| is_slip(own, theirs));
        alike.map(|(usual, _)| *usual).filter(|usual| slips(usual)).min()
    }
}

/// Fingerprints of a word, from one pass over it. Different words may have the same: who finds one compares the words.
struct Prints {
    whole: u64,
    /// Without each of its kanji in turn: the place of the character, and the fingerprint.
    without: Vec<(usize, u64)>,
}

impl Prints {
    /// Any large odd number.
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

    /// The word as the digits of a number to a large base.
    fn of(word: &str) -> Self {
        let digit = |c: char| u64::from(u32::from(c)).wrapping_mul(Self::BASE);
        // What stands behind a place, and what the place itself counts.
        let (mut behind, mut power) = (0_u64, 1_u64);
        let mut places: Vec<(usize, u64, u64)> = Vec::new();
        let length = word.chars().count();
        for (at, c) in word.chars().rev().enumerate() {
            if is_kanji(c) {
                places.push((length - 1 - at, behind, power));
            }
            behind = behind.wrapping_add(digit(c).wrapping_mul(power));
            power = power.wrapping_mul(Self::BASE);
        }
        let mut front = 0_u64;
        let mut without = Vec::with_capacity(places.len());
        for (at, c) in word.chars().enumerate() {
            if let Some((_, behind, power)) = places.pop_if(|(place, ..)| *place == at) {
                without.push((at, front.wrapping_mul(power).wrapping_add(behind)));
            }
            front = front.wrapping_mul(Self::BASE).wrapping_add(digit(c));
        }
        Self { whole: behind, without }
    }
}

/// A word without the character at a place.
fn without(word: &str, at: usize) -> impl Iterator<Item = char> {
    word.chars().enumerate().filter(move |(place, _)| *place != at).map(|(_, c)| c)
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
    fn of(phrases: impl Iterator<Item = &'a str>) -> Self {
        let mut heard = HashMap::new();
        for phrase in phrases {
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
    let defining = |node: &&Node| {
        node.parts.iter().any(|part| match part {
            Part::Text(lines) => lines.iter().any(|line| line.text.contains(DEFINING)),
            _ => false,
        })
    };
    let defined: BTreeSet<String> =
        assessment.walk().filter(defining).flat_map(|node| definitions(&node.text())).collect();
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
        let prints = Prints::of(run).without.into_iter().filter(|(at, _)| *at < last);
        let term = prints.into_iter().find_map(|(at, print)| usual.replaced(run, at, print));
        if let Some(term) = term {
            findings.push(slip(assessment, phrase, *start..start + run.len(), term, used(term)));
        }
    }
    findings
}

/// What stands in front of a term where it is defined.
const DEFINING: &str = "以下";

/// The terms in kanji that a text defines: 以下「消除者」という。, 以下単に「消除者」という。
fn definitions(text: &str) -> Vec<String> {
    let named = |behind: &str| {
        let (before, rest) = behind.split_once('「')?;
        let (term, rest) = rest.split_once('」')?;
        let defines =
            before.chars().count() <= 2 && ["という", "と称する"].iter().any(|w| rest.starts_with(w));
        (defines && term.chars().count() >= TERM && term.chars().all(is_kanji)).then(|| term.to_owned())
    };
    text.split(DEFINING).skip(1).filter_map(named).collect()
}

fn slip(
    assessment: &Assessment,
    phrase: &Phrase<'_>,
    range: Range<usize>,
    usual: &str,
    count: usize,
) -> Finding {
    let written = &phrase.text[range.clone()];
    Finding::of(
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
    fn a_word_without_a_kanji_has_the_fingerprint_of_what_remains() {
        for word in ["収滞納に関する措置", "々のAカ", "かな", "𠮷野", ""] {
            let prints = Prints::of(word);
            let kanji: Vec<usize> =
                word.chars().enumerate().filter(|(_, c)| is_kanji(*c)).map(|(at, _)| at).collect();
            assert_eq!(prints.without.iter().map(|(at, _)| *at).collect::<Vec<_>>(), kanji);
            for (at, print) in prints.without {
                assert_eq!(print, Prints::of(&without(word, at).collect::<String>()).whole, "{word} {at}");
            }
        }
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
