//! Every rule there is: its id, how serious it is, what it means, what it rests on and how sure that is, what to do.
//!
//! The table is `rules.toml`; `kohyo check --explain ID` prints an entry, `--explain all` the whole, and `RULES.md`
//! is the whole for reading beside the source. Other modules emit findings under these ids; a test looks for ids in
//! the whole source and finds each of them here, another one wants examples of each (`cases/`).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Lang, Level, human};

/// What a rule rests on stands in something of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Authority {
    /// A statute or ordinance.
    Law,
    /// Guidelines, instructions and notices of the 個人情報保護委員会.
    Guidance,
    /// The official form as printed in published assessments.
    Form,
    /// How municipalities and their explanations go about it.
    Practice,
    /// kohyo's own way of doing things.
    Convention,
}

/// When a rule speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// In `kohyo check`, and so in every build.
    #[default]
    Check,
    /// While an original is brought in.
    Import,
    /// While pages are made and inspected.
    Build,
}

/// What a rule rests on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Basis {
    source: Option<Authority>,
    #[serde(default)]
    confirmed: bool,
    ja: String,
    en: String,
}

/// One rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable identifier.
    pub id: String,
    level: Level,
    /// The levels of cases that weigh more or less.
    #[serde(default)]
    otherwise: Vec<Level>,
    basis: String,
    /// When it speaks.
    #[serde(default)]
    pub when: When,
    ja: String,
    en: String,
    #[serde(default)]
    help_ja: String,
    #[serde(default)]
    help_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    basis: BTreeMap<String, Basis>,
    rule: Vec<Rule>,
}

impl Rule {
    /// How serious its findings are, unless the case weighs more or less.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Every level that its findings have, the usual one first.
    pub fn levels(&self) -> impl Iterator<Item = Level> {
        std::iter::once(self.level).chain(self.otherwise.iter().copied())
    }

    /// Its levels in words: 注意・情報.
    pub fn level_words(&self, lang: Lang) -> String {
        let between = if lang == Lang::En { " or " } else { "・" };
        self.levels().map(|level| human::level(level, lang)).collect::<Vec<_>>().join(between)
    }

    /// What it looks for and why.
    pub fn meaning(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }

    /// What to do about its findings.
    pub fn help(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.help_ja,
            Lang::En => &self.help_en,
        }
    }

    /// What it rests on.
    pub fn basis(&self, lang: Lang) -> &str {
        TABLE.basis.get(&self.basis).map_or("", |basis| match lang {
            Lang::Ja => &basis.ja,
            Lang::En => &basis.en,
        })
    }

    /// How sure that is: in what it stands, and whether somebody read it there.
    pub fn certainty(&self, lang: Lang) -> &'static str {
        let Some(basis) = TABLE.basis.get(&self.basis) else { return "" };
        let (ja, en) = match (basis.source, basis.confirmed) {
            (Some(Authority::Law), true) => ("法令(条文を確認)", "law (text read)"),
            (Some(Authority::Law), false) => ("法令(条文は未確認)", "law (text not read)"),
            (Some(Authority::Guidance), true) => {
                ("個人情報保護委員会の資料(確認済み)", "guidance of the commission (read)")
            }
            (Some(Authority::Guidance), false) => {
                ("個人情報保護委員会の資料(本文は未確認)", "guidance of the commission (text not read)")
            }
            (Some(Authority::Form), _) => ("様式", "official form"),
            (Some(Authority::Practice), true) => ("実務の説明(確認済み)", "practice (read)"),
            (Some(Authority::Practice), false) => {
                ("実務の説明(一部は未確認)", "practice (partly unconfirmed)")
            }
            (Some(Authority::Convention), _) => ("kohyo の決まり", "convention of kohyo"),
            (None, _) => ("", ""),
        };
        match lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
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

/// An entry for people.
pub fn explained(rule: &Rule, lang: Lang) -> String {
    let (help, basis, certainty) = match lang {
        Lang::Ja => ("対処", "根拠", "確かさ"),
        Lang::En => ("What to do", "Basis", "Certainty"),
    };
    format!(
        "{} ({})\n{}\n{help}: {}\n{basis}: {}\n{certainty}: {}\n",
        rule.id,
        rule.level_words(lang),
        rule.meaning(lang),
        rule.help(lang),
        rule.basis(lang),
        rule.certainty(lang),
    )
}

/// All rules as a table in Markdown.
pub fn table(lang: Lang) -> String {
    let mut out = match lang {
        Lang::Ja => "| 規則 | 段階 | 意味 | 対処 | 根拠の確かさ |\n".to_owned(),
        Lang::En => "| rule | level | meaning | what to do | basis |\n".to_owned(),
    };
    out.push_str("| --- | --- | --- | --- | --- |\n");
    for rule in all() {
        let cell = |text: &str| text.replace('|', "\\|");
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            rule.id,
            rule.level_words(lang),
            cell(rule.meaning(lang)),
            cell(rule.help(lang)),
            rule.certainty(lang),
        );
    }
    out
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
            // The list of families with tests of their own may name what has yet to come.
            let is_source = entry.path().extension().is_some_and(|e| e == "rs");
            if is_source && !entry.path().ends_with("check/cases.rs") {
                ids.extend(ids_in(&std::fs::read_to_string(entry.path()).unwrap()));
            }
        }
        ids.remove("UTF-16");
        let unknown: Vec<_> = ids.iter().filter(|id| find(id).is_none()).collect();
        assert!(unknown.is_empty(), "not in the table: {unknown:?}");
    }

    /// What nobody here has read may lead to a hint, never to a stop; but numbers of persons stop a build whatever the
    /// number of the article is.
    #[test]
    fn no_error_rests_on_hearsay() {
        let errors =
            all().iter().filter(|rule| rule.level() == Level::Error && !rule.id.starts_with("PRIV-"));
        for rule in errors {
            assert!(TABLE.basis[&rule.basis].confirmed, "{}", rule.id);
        }
    }

    /// A duty of best effort is not broken by those who do not do it.
    #[test]
    fn nobody_is_accused() {
        for rule in all() {
            for text in [rule.meaning(Lang::Ja), rule.help(Lang::Ja), rule.basis(Lang::Ja)] {
                for word in ["違反", "期限切れ", "未実施", "法定期間不足", "無断"] {
                    assert!(!text.contains(word), "{}: {word}", rule.id);
                }
            }
        }
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(all().windows(2).all(|pair| pair[0].id < pair[1].id));
        assert!(find("priv-01").is_some());
        assert!(all().iter().all(|rule| !rule.basis(Lang::Ja).is_empty()), "a basis is not in the table");
        for rule in all() {
            let said = [rule.help(Lang::Ja), rule.help(Lang::En), rule.certainty(Lang::Ja)];
            assert!(said.iter().all(|text| !text.is_empty()), "{} says not what to do", rule.id);
        }
    }
}
