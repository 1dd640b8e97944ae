//! Every rule there is: its id, how serious it is, what it means, and what it rests on.
//!
//! The table is `rules.toml`; `kohyo check --explain ID` prints an entry. Other modules emit findings under
//! these ids; a test looks for ids in the whole source and finds each of them here.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::finding::{Lang, Level};

/// A sentence in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    ja: String,
    en: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RuleLevel {
    Error,
    Warning,
    Info,
}

/// One rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable identifier.
    pub id: String,
    level: RuleLevel,
    basis: String,
    ja: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    basis: BTreeMap<String, Wording>,
    rule: Vec<Rule>,
}

impl Rule {
    /// How serious its findings are, unless the place makes them less so.
    pub fn level(&self) -> Level {
        match self.level {
            RuleLevel::Error => Level::Error,
            RuleLevel::Warning => Level::Warning,
            RuleLevel::Info => Level::Info,
        }
    }

    /// What it looks for and why.
    pub fn meaning(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }

    /// What it rests on.
    pub fn basis(&self, lang: Lang) -> &str {
        TABLE.basis.get(&self.basis).map_or("", |wording| match lang {
            Lang::Ja => &wording.ja,
            Lang::En => &wording.en,
        })
    }
}

#[expect(clippy::expect_used, reason = "the file is compiled in and loaded by every test of this module")]
static TABLE: LazyLock<Table> =
    LazyLock::new(|| toml::from_str(include_str!("rules.toml")).expect("the table of rules is valid"));

/// All rules, sorted by id.
pub fn all() -> &'static [Rule] {
    &TABLE.rule
}

/// The rule with this id, in either case.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Letters, a hyphen, two digits, in quotes.
    fn ids_in(text: &str) -> BTreeSet<String> {
        text.split('"')
            .filter(|word| {
                let (letters, digits) = word.split_once('-').unwrap_or_default();
                (2..=8).contains(&letters.len())
                    && letters.chars().all(|c| c.is_ascii_uppercase())
                    && digits.len() == 2
                    && digits.chars().all(|c| c.is_ascii_digit())
            })
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_id_in_the_source_is_explained() {
        let mut ids = BTreeSet::new();
        for entry in walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")) {
            let entry = entry.unwrap();
            if entry.path().extension().is_some_and(|e| e == "rs") {
                ids.extend(ids_in(&std::fs::read_to_string(entry.path()).unwrap()));
            }
        }
        ids.remove("UTF-16");
        let unknown: Vec<_> = ids.iter().filter(|id| find(id).is_none()).collect();
        assert!(unknown.is_empty(), "not in the table: {unknown:?}");
    }

    #[test]
    fn the_rule_about_forms_names_them_all() {
        let meaning = find("FORM-00").expect("the rule").meaning(Lang::Ja);
        for form in crate::form::all() {
            let (edition, number) = form.name.split_once(' ').expect("edition and form");
            assert!(meaning.contains(edition) && meaning.contains(number), "{}", form.name);
        }
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(all().windows(2).all(|pair| pair[0].id < pair[1].id));
        assert!(find("priv-01").is_some());
        assert!(all().iter().all(|rule| !rule.basis(Lang::Ja).is_empty()), "a basis is not in the table");
    }
}
