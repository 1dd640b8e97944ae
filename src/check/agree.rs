//! AGREE-01: one agency's answers to questions about the agency as a whole.
//!
//! Serious incidents are asked about in every assessment, and in each for every file, though there is one answer. Only
//! assessments that are published now are compared; a past version answered for its own day.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::Content;
use crate::finding::{Finding, Place, Text};
use crate::form;
use crate::portal::{Agency, Portal, Version};

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
    Some(Finding::warning(
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
        Text::new(
            "公表日の違いによるものか、直し忘れかを確認してください。",
            "See whether the days of publication explain it, or one was not brought up to date.",
        ),
    ))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::assessment::Assessment;
    use crate::portal::{self, Facts};

    /// What is said of a town with these documents: number, publication, status, answers to the question.
    fn said(documents: &[(&str, &str, &str, &[&str])]) -> Vec<String> {
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
        super::agree(&content, &portal).into_iter().map(|finding| finding.message.ja).collect()
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
    fn two_answers_within_one_document_differ_too() {
        let said = said(&[("1", "2026-03-24", "published", &["2) 発生なし", "1) 発生あり"])]);
        assert_eq!(said.len(), 1, "{said:?}");
    }
}
