//! Words that mean more than themselves: synonyms, and question words that ask for a kind of answer.

use super::Phrase;
use crate::search::text::units;

/// Groups of expressions that mean the same.
#[derive(Debug, Clone, Default)]
pub struct Synonyms(Vec<Vec<String>>);

impl Synonyms {
    /// The groups that are shipped.
    pub fn built_in() -> Self {
        Self::of_lines(include_str!("synonyms.txt"))
    }

    /// One group per line, its expressions separated by `=`; `#` begins a remark.
    pub fn of_lines(text: &str) -> Self {
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
        let groups = lines.map(|line| line.split('=').map(|word| word.trim().to_owned()).collect::<Vec<_>>());
        Self(groups.filter(|group| group.len() > 1).collect())
    }

    /// What else a phrase may say: whole phrases only.
    pub(super) fn of(&self, phrase: &Phrase) -> Vec<Phrase> {
        let is = |word: &str| {
            let own = units(word);
            own.len() == phrase.units.len() && own.iter().zip(&phrase.units).all(|(a, b)| a.text == b.text)
        };
        let Some(group) = self.0.iter().find(|group| group.iter().any(|word| is(word))) else {
            return Vec::new();
        };
        let others = group.iter().filter(|word| !is(word));
        others.map(|word| Phrase { text: word.clone(), units: units(word), exact: false }).collect()
    }
}

/// The kind of answer that a question asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Kinds of answers, as the forms name them.
    pub answers: &'static [&'static str],
    /// Concepts, as `concepts.toml` names them.
    pub concepts: &'static [&'static str],
}

/// Question words with what they ask for.
const WANTED: [(&[&str], Wanted); 5] = [
    (
        &["いつまで", "何年", "どのくらいの期間", "期間"],
        Wanted { answers: &[], concepts: &["retention.period", "retention.period-reason"] },
    ),
    (&["いつ", "何日", "何月"], Wanted { answers: &["date", "month", "period"], concepts: &[] }),
    (
        &["どこの会社", "だれが", "誰が", "どの業者", "業者はどこ", "委託先は"],
        Wanted { answers: &["org"], concepts: &["outsourcing.contractor"] },
    ),
    (&["何人"], Wanted { answers: &[], concepts: &["task.subjects", "file.subjects"] }),
    (&["いくら", "手数料"], Wanted { answers: &[], concepts: &["claims.fee"] }),
];

/// What an input asks for, if it says so.
pub(super) fn wanted(input: &str) -> Option<Wanted> {
    let found = WANTED.iter().find(|(words, _)| words.iter().any(|word| input.contains(word)));
    found.map(|(_, wanted)| wanted.clone())
}
