//! AGREE-01: one agency's answers to questions about the agency as a whole.
//!
//! Serious incidents are asked about in every assessment, and in each for every file, though there is one answer. Only
//! assessments that are published now are compared; a past version answered for its own day. An answer about a period
//! (過去1年以内) holds for the day of its publication: answers that differ may all be true of theirs, and are then no more
//! than information.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;

use crate::content::Content;
use crate::finding::{Finding, Level, Place, Text};
use crate::form;
use crate::portal::{Agency, Portal, Version};
use crate::text::date::Date;
use crate::text::number::value;

/// AGREE-01 for every agency of a portal.
pub fn agree(content: &Content, portal: &Portal) -> Vec<Finding> {
    let agencies = portal.municipalities.iter().flat_map(|municipality| &municipality.agencies);
    agencies.flat_map(|agency| of_agency(content, agency)).collect()
}

fn of_agency(content: &Content, agency: &Agency) -> Vec<Finding> {
    let versions = agency.subjects.iter().flat_map(|subject| subject.versions().map(|(_, version)| version));
    let mut answers: BTreeMap<&str, BTreeMap<&str, Vec<&Version>>> = BTreeMap::new();
    for version in versions.filter(|version| version.state.is_current()) {
        for (concept, answer) in &version.facts.agency_wide {
            answers.entry(concept).or_default().entry(answer).or_default().push(version);
        }
    }
    answers
        .into_iter()
        .filter(|(_, answers)| answers.len() > 1)
        .filter_map(|(concept, answers)| differ(content, agency, concept, &answers))
        .collect()
}

fn differ(
    content: &Content,
    agency: &Agency,
    concept: &str,
    answers: &BTreeMap<&str, Vec<&Version>>,
) -> Option<Finding> {
    let path = |version: &Version| {
        let document = content.documents.get(version.facts.index)?;
        Some(document.source.path().to_owned())
    };
    // The one published first is the one most likely to be out of date.
    let first = answers.values().flatten().min_by_key(|v| (v.facts.meta.published, v.facts.index))?;
    let place = Place::file(&content.documents.get(first.facts.index)?.source);
    let lists: Vec<(String, String)> = answers
        .iter()
        .map(|(answer, versions)| {
            let names: BTreeSet<String> = versions.iter().filter_map(|version| path(version)).collect();
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            (format!("「{answer}」は {names}"), format!("\"{answer}\" in {names}"))
        })
        .collect();
    let (ja, en): (Vec<String>, Vec<String>) = lists.into_iter().unzip();
    let question = form::concepts().get(concept).map_or(concept, |concept| concept.name.as_str());
    let name = &agency.name;
    let (level, help) = if may_all_be_true(question, answers) {
        let help = Text::new(
            "公表日の違いで説明できる食い違いです。その間に発生したか、期間が過ぎたことによるものかを確認してください。",
            "The days of publication can explain it: see whether it happened between them, or the period has passed.",
        );
        (Level::Info, help)
    } else {
        let help = Text::new(
            "公表日の違いでは説明できません。どちらかの誤りか、直し忘れがないかを確認してください。",
            "The days of publication do not explain it: see which is wrong, or was not brought up to date.",
        );
        (Level::Warning, help)
    };
    let finding = Finding::of(
        "AGREE-01",
        place,
        Text::new(
            format!(
                "{name}の機関全体についての「{question}」の答えが、公表中の評価書の間で異なります({})。",
                ja.join("、")
            ),
            format!(
                "The answers of {name} to \"{question}\", which is about the agency as a whole, differ: {}.",
                en.join("; ")
            ),
        ),
        help,
    );
    Some(finding.at(level))
}

/// Whether the answers あり and なし about a past period can all be true, each of the day of its publication: for every
/// あり there is a day of its period that lies in the period of no なし.
fn may_all_be_true(question: &str, answers: &BTreeMap<&str, Vec<&Version>>) -> bool {
    let years = question.split_once("過去").and_then(|(_, rest)| value(rest.split_once("年以内")?.0.chars()));
    let Some(years) = years.map(i64::from) else { return false };
    let periods = |ending: &str| -> Option<Vec<(Date, Date)>> {
        let of = answers.iter().filter(|(answer, _)| answer.ends_with(ending)).flat_map(|(_, of)| of);
        of.map(|version| {
            let day = version.facts.meta.published?;
            Some((day.checked_sub(years.years()).ok()?, day))
        })
        .collect()
    };
    let (Some(happened), Some(mut free)) = (periods("あり"), periods("なし")) else { return false };
    let said: usize = answers.values().map(Vec::len).sum();
    free.sort_unstable();
    let has_a_day = |(from, to): (Date, Date)| {
        let mut day = Some(from);
        for &(begins, ends) in &free {
            if day.is_some_and(|day| begins <= day && day <= ends) {
                day = ends.tomorrow().ok();
            }
        }
        day.is_some_and(|day| day <= to)
    };
    happened.len() + free.len() == said && happened.into_iter().all(has_a_day)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::assessment::Assessment;
    use crate::finding::{Finding, Level};
    use crate::portal::{self, Facts};

    /// What is said of a town with these documents: number, publication, status, answers to the question.
    fn said(documents: &[(&str, &str, &str, &[&str])]) -> Vec<String> {
        found(documents).into_iter().map(|finding| finding.message.ja).collect()
    }

    fn found(documents: &[(&str, &str, &str, &[&str])]) -> Vec<Finding> {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        };
        write("portal.toml", "title = \"評価書\"\npublisher = \"official\"\nsample = true\n");
        write(
            "mihon/municipality.md",
            "---\ncode: \"992011\"\nname: みほん市\nkana: みほんし\nprefecture: みほん県\nagencies: [{slug: mayor, name: みほん市長, primary: true}]\n---\n",
        );
        for (number, published, status, answers) in documents {
            let files: Vec<String> =
                (1..=answers.len()).map(|n| format!("{{id: file{n}, name: 第{n}ファイル}}")).collect();
            let sections: Vec<String> = answers
                .iter()
                .zip(1..)
                .map(|(answer, n)| {
                    format!("# Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策\n\n## 1. 特定個人情報ファイル名\n第{n}ファイル\n\n## 7. 特定個人情報の保管・消去\n\n### リスク1: 特定個人情報の漏えい・滅失・毀損リスク\n\n#### ⑨過去3年以内に、評価実施機関において、個人情報に関する重大事故が発生したか\n- [x] {answer}\n")
                })
                .collect();
            let text = format!(
                "---\nnumber: \"{number}\"\ntitle: 事務{number}\nkind: zenkomoku\nagency: みほん市長\nstatus: {status}\npublished: {published}\nform: \"令和7年5月 様式4\"\nfiles: [{}]\n---\n\n{}",
                files.join(", "),
                sections.join("\n")
            );
            write(&format!("mihon/{number}-{published}.md"), &text);
        }
        let (content, findings) = crate::content::read(folder.path());
        let content = content.unwrap_or_else(|| panic!("{findings:?}"));
        let facts: Vec<Facts> = content
            .documents
            .iter()
            .enumerate()
            .map(|(index, document)| {
                let (blocks, _) = crate::markdown::parse(&document.source, document.body);
                let read = Assessment::read(Arc::clone(&document.source), document.meta.clone(), blocks);
                portal::facts(index, &read.0.expect("a form"))
            })
            .collect();
        let portal = portal::gather(&content, facts);
        super::agree(&content, &portal)
    }

    #[test]
    fn different_answers_of_one_agency_are_listed() {
        let said = said(&[
            ("1", "2025-04-01", "published", &["2) 発生なし"]),
            ("2", "2026-03-24", "published", &["1) 発生あり", "1) 発生あり"]),
        ]);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("みほん市長の機関全体") && said[0].contains("「発生あり」は "), "{said:?}");
        assert!(said[0].contains("2-2026-03-24.md、「発生なし」は "), "{said:?}");
    }

    #[test]
    fn the_same_answer_and_past_versions_are_silent() {
        let same = said(&[
            ("1", "2025-04-01", "published", &["2) 発生なし"]),
            ("2", "2026-03-24", "published", &["2) 発生なし", "2) 発生なし"]),
        ]);
        assert_eq!(same, [""; 0]);
        let past = said(&[
            ("1", "2020-04-01", "published", &["1) 発生あり"]),
            ("1", "2026-03-24", "published", &["2) 発生なし"]),
        ]);
        assert_eq!(past, [""; 0]);
    }

    #[test]
    fn answers_that_can_all_be_true_of_their_days_are_information() {
        let level = |documents: &[(&str, &str, &str, &[&str])]| {
            found(documents).into_iter().map(|finding| finding.level()).collect::<Vec<_>>()
        };
        let (yes, no): (&[&str], &[&str]) = (&["1) 発生あり"], &["2) 発生なし"]);
        // It happened after the first publication.
        assert_eq!(
            level(&[("1", "2025-04-01", "published", no), ("2", "2026-03-24", "published", yes)]),
            [Level::Info]
        );
        // Three years later it is over.
        let over = [
            ("1", "2022-04-01", "published", no),
            ("2", "2023-03-24", "published", yes),
            ("3", "2026-03-01", "published", no),
        ];
        assert_eq!(level(&over), [Level::Info]);
        // On one day there is one answer; and what happened before 2023-03-24 is in the three years before 2025-04-01
        // or the three before 2022-04-01.
        assert_eq!(
            level(&[("1", "2026-03-24", "published", no), ("2", "2026-03-24", "published", yes)]),
            [Level::Warning]
        );
        let covered = [
            ("1", "2022-04-01", "published", no),
            ("2", "2023-03-24", "published", yes),
            ("3", "2025-04-01", "published", no),
        ];
        assert_eq!(level(&covered), [Level::Warning]);
    }

    #[test]
    fn two_answers_within_one_document_differ_too() {
        let said = said(&[("1", "2026-03-24", "published", &["2) 発生なし", "1) 発生あり"])]);
        assert_eq!(said.len(), 1, "{said:?}");
    }
}
