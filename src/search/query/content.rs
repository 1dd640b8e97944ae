//! What a question speaks of: its words, and for each of them everything that may stand for it, the surest first.

use super::words::{self, Synonyms};
use super::{Clause, Phrase, Query, UnitKind, ladder, variants};
use crate::search::text::is_hiragana;

/// How people say that something is not done.
const DENIALS: [&str; 6] = ["しない", "してない", "していない", "しません", "していません", "せずに"];

/// How much a word says of what a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// What it is about.
    Whole,
    /// The same, with a number in it: nobody types one that does not matter.
    Number,
    /// A single character begins many words.
    Single,
    /// It ends as verbs and adjectives do.
    Verb,
    /// The stem of a verb.
    Stem,
    /// It only helps to ask.
    Light,
}

/// For what a word is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tier {
    /// As it was typed, or in another spelling.
    Typed,
    /// What else people call it.
    Other,
    /// What sounds like it.
    Heard,
}

/// A word of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    /// As typed.
    pub(crate) phrase: Phrase,
    pub(crate) weight: Weight,
    /// What may stand for it.
    pub(crate) tiers: Vec<(Tier, Vec<Phrase>)>,
    /// The words that it consists of, where it consists of several.
    pub(crate) parts: Vec<Content>,
    /// Whether the parts leave something of it out.
    pub(crate) rest: bool,
    /// Whether it is called as places are: a condition, not a word.
    pub(crate) place: bool,
    /// Whether it is asked that it is not done.
    pub(crate) denied: bool,
}

impl Content {
    fn of(phrase: Phrase, stem: bool, own: &Synonyms, wide: &Synonyms) -> Self {
        let weight = match phrase.units.as_slice() {
            units if words::is_light(units) => Weight::Light,
            _ if stem => Weight::Stem,
            [.., last]
                if phrase.units.len() > 1
                    && last.text.chars().all(is_hiragana)
                    && !phrase.units.iter().all(|unit| unit.text.chars().all(is_hiragana)) =>
            {
                Weight::Verb
            }
            [unit] if unit.kind == UnitKind::Cjk => Weight::Single,
            units if units.iter().any(|unit| unit.kind == UnitKind::Digits) => Weight::Number,
            _ => Weight::Whole,
        };
        let typed = variants::of(&phrase, own);
        // A single character would be half of anything.
        let others: Vec<Phrase> = variants::of(&phrase, wide)
            .into_iter()
            .filter(|other| other.units.len() > 1 && !typed.contains(other))
            .collect();
        let tiers = [(Tier::Typed, typed), (Tier::Other, others)];
        let tiers = tiers.into_iter().filter(|(_, own)| !own.is_empty()).collect();
        let place = is_place(&phrase);
        Self { phrase, weight, tiers, parts: Vec::new(), rest: false, place, denied: false }
    }

    /// Who asks for what is not done means no text in which it is done, though it may say so in other words.
    fn deny(&mut self, asked: &Phrase, own: &Synonyms) {
        let rest = asked.text.split_once(&self.phrase.text).map_or("", |(_, rest)| rest);
        if !DENIALS.iter().any(|end| rest.starts_with(end)) {
            return;
        }
        let ways = ["しない", "していない"]
            .map(|end| variants::of(&Phrase::of(&[&self.phrase.text, end].concat()), own));
        for (tier, _) in &mut self.tiers {
            *tier = Tier::Other;
        }
        self.tiers.insert(0, (Tier::Typed, ways.concat()));
        self.denied = true;
    }
}

/// The words of a question; `known` tells which expressions are words of the portal.
pub(crate) fn contents(query: &Query, wide: &Synonyms, known: &dyn Fn(&str) -> bool) -> Vec<Content> {
    let own = &query.synonyms;
    let mut all: Vec<Content> = Vec::new();
    for clause in &query.clauses {
        let Clause::Must(alternatives) = clause else { continue };
        let Some(phrase) = ladder::loose(clause, own) else {
            let Some(first) = alternatives.first() else { continue };
            let tiers = vec![(Tier::Typed, alternatives.clone())];
            let content = Content::of(first.clone(), false, own, own);
            all.push(Content { tiers, place: false, ..content });
            continue;
        };
        for (word, stem) in ladder::words_of(phrase, wide) {
            if all.iter().any(|own| own.phrase.text == word.text) {
                continue;
            }
            let (parts, rest) = split(&word, wide, known);
            let mut content = Content::of(word, stem, own, wide);
            content.parts = parts.into_iter().map(|part| Content::of(part, false, own, wide)).collect();
            content.rest = rest;
            content.deny(phrase, own);
            all.push(content);
        }
    }
    all
}

/// Whether a word is called as municipalities and prefectures are.
fn is_place(word: &Phrase) -> bool {
    let text = |at: usize| word.units.get(at).map_or("", |unit| unit.text.as_str());
    let count = word.units.len();
    count >= 3
        && ["市", "区", "町", "村", "県", "都", "府"].contains(&text(count - 1))
        && !["市", "区", "町"].contains(&text(count - 2))
        && word.units.iter().all(|unit| unit.kind == UnitKind::Cjk && !unit.barrier)
}

/// The words of the portal that a word consists of, and whether something is left over. The fewest characters outside of
/// known words, then the fewest words.
fn split(word: &Phrase, synonyms: &Synonyms, known: &dyn Fn(&str) -> bool) -> (Vec<Phrase>, bool) {
    const LONGEST: usize = 8;
    let count = word.units.len();
    // A number belongs to what it counts.
    if count < 3 || word.units.iter().any(|unit| unit.kind == UnitKind::Digits) {
        let parts = ladder::parts_of(word, synonyms);
        let one = parts.len() == 1;
        return if one { (Vec::new(), false) } else { (parts, false) };
    }
    let mut best: Vec<Option<(usize, usize, usize)>> = vec![None; count + 1];
    best[0] = Some((0, 0, 0));
    for at in 0..count {
        let Some((open, words, _)) = best[at] else { continue };
        for length in 1..=LONGEST.min(count - at) {
            let end = at + length;
            let is_word = length > 1
                && (known(word.typed(at, end))
                    || variants::word_at(&word.units[at..end], synonyms) == Some(length));
            let cost = match length {
                _ if length == count => continue,
                _ if is_word => 0,
                1 => 3,
                _ if ladder::is_run(word, at, end) => 2 * length,
                _ => continue,
            };
            let next = (open + cost, words + 1, at);
            if best[end].is_none_or(|old| (next.0, next.1) < (old.0, old.1)) {
                best[end] = Some(next);
            }
        }
    }
    let mut cuts = vec![count];
    while let Some((_, _, before)) = cuts.last().filter(|at| **at > 0).and_then(|at| best[*at]) {
        cuts.push(before);
    }
    cuts.reverse();
    let all = cuts.windows(2).map(|cut| (cut[0], cut[1]));
    let says = |(first, last): &(usize, usize)| {
        let hiragana = word.units[*first..*last].iter().all(|unit| unit.text.chars().all(is_hiragana));
        !hiragana && (last - first > 1 || word.units[*first].kind != UnitKind::Cjk)
    };
    let parts: Vec<Phrase> = all.clone().filter(says).map(|(first, last)| word.part(first, last)).collect();
    let rest = all.clone().any(|cut| !says(&cut));
    (parts, rest)
}

#[cfg(test)]
mod tests {
    use super::super::{Parsed, parse};
    use super::*;

    fn words(question: &str) -> Vec<Content> {
        let wide = Synonyms::of_lines("払わない > 滞納\n業者 > 委託先\nうに > 海胆");
        let Parsed::Query(query) = parse(question, &Synonyms::default()) else { panic!("{question}") };
        contents(&query, &wide, &|word| ["委託", "契約書", "保険料"].contains(&word))
    }

    #[test]
    fn words_count_by_what_they_say() {
        let of = |question: &str| -> Vec<(String, Weight)> {
            words(question).into_iter().map(|word| (word.phrase.text, word.weight)).collect()
        };
        let known = |all: &[(&str, Weight)]| -> Vec<(String, Weight)> {
            all.iter().map(|(word, weight)| ((*word).to_owned(), *weight)).collect()
        };
        let all = [("保険料", Weight::Whole), ("払わない", Weight::Verb), ("情報", Weight::Light)];
        assert_eq!(of("保険料を払わないと情報は"), known(&all));
        assert_eq!(of("犬が逃げた"), known(&[("犬", Weight::Single), ("逃", Weight::Stem)]));
        assert_eq!(of("150年残す"), known(&[("150年", Weight::Number), ("残", Weight::Stem)]));
        assert_eq!(of("届くように頼む"), known(&[("届", Weight::Stem), ("頼", Weight::Stem)]), "no うに");
    }

    #[test]
    fn words_have_other_names_and_parts() {
        let all = words("業者との委託契約書");
        let texts = |phrases: &[Phrase]| phrases.iter().map(|own| own.text.clone()).collect::<Vec<_>>();
        let (tier, others) = all[0].tiers.last().expect("other names");
        assert_eq!((*tier, texts(others)), (Tier::Other, vec!["委託先".to_owned()]));
        let parts: Vec<&str> = all[1].parts.iter().map(|part| part.phrase.text.as_str()).collect();
        assert_eq!((parts, all[1].rest), (vec!["委託", "契約書"], false));
        assert!(words("顔委託先")[0].rest, "顔 says nothing, and is asked about");
        assert_eq!(words("「委託契約書」")[0].parts, [], "quoted");
    }

    #[test]
    fn what_is_not_done_is_looked_for_as_such_first() {
        let all = words("委託しない市を探す");
        let tiers: Vec<(Tier, &str)> =
            all[0].tiers.iter().map(|(tier, own)| (*tier, own[0].text.as_str())).collect();
        assert_eq!(tiers, [(Tier::Typed, "委託しない"), (Tier::Other, "委託")]);
        assert!(all[0].denied && !words("委託する市")[0].denied);
    }

    #[test]
    fn names_of_places_are_conditions() {
        let place = |word: &str| words(word)[0].place;
        assert!(place("甲乙市") && place("丙丁県"));
        for other in ["他市", "市町村", "保険料", "「甲乙市」"] {
            assert!(!place(other), "{other}");
        }
    }
}
