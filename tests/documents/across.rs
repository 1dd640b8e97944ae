//! What real documents say side by side: retention, contractors, incidents, network, law, as the pages across evaluations
//! and the tables of the data take it. Known answers, with their line in the text where it helps.

use std::collections::BTreeSet;

use kohyo::across::organisation::Role;
use kohyo::across::{Answer, Said, compared};
use kohyo::assessment::twin::Twin;
use kohyo::content::{self, task};
use kohyo::markdown;
use kohyo::portal::display_title;

use super::answers::{Document, documents};

fn said(name: &str) -> Option<(&'static Document, Said)> {
    let document = documents().flatten().find(|document| document.seed.name == name)?;
    Some((document, Said::of(&document.assessment)))
}

fn answers<'s>(said: &'s Said, concept: &str) -> &'s [Answer] {
    said.to(compared().iter().position(|compared| compared.concept == concept).expect(concept))
}

/// File, chosen options and the kind of nothing of each answer.
fn lines(name: &str, concept: &str) -> Option<Vec<String>> {
    let (document, said) = said(name)?;
    let line = |answer: &Answer| {
        let file = answer.file.map(|file| document.assessment.files[file].name.as_str()).unwrap_or_default();
        let nothing = answer.absence.as_ref().map(|absence| format!("({})", absence.key));
        format!("{file}: {}{}", answer.chosen.join("/"), nothing.unwrap_or_default())
    };
    Some(answers(&said, concept).iter().map(line).collect())
}

#[test]
fn retention_periods_are_those_of_the_documents() {
    let expected = [
        ("000", vec![": (not-held)"]),
        // 様式3 does not ask.
        ("001", vec![": (no-such-field)"]),
        ("002", vec!["国民健康保険情報ファイル: 5年", "滞納情報ファイル: 定められていない"]), // L336, L405
        ("003", vec![": (not-held)"]),
        ("004", vec!["収滞納特定個人情報ファイル: 6年以上10年未満"]), // L165
    ];
    for (name, expected) in expected {
        if let Some(lines) = lines(name, "retention.period") {
            assert_eq!(lines, expected, "{name}");
        }
    }
}

#[test]
fn incidents_and_the_network_are_those_of_the_documents() {
    for (name, count, answer) in [("001", 3, "発生なし"), ("002", 2, "発生なし"), ("004", 1, "発生あり")]
    {
        let Some(lines) = lines(name, "incident.agency-3y") else { continue };
        assert_eq!(lines.len(), count, "{name}: {lines:?}");
        assert!(lines.iter().all(|line| line.ends_with(&format!(": {answer}"))), "{name}: {lines:?}");
    }
    for name in ["001", "002", "004"] {
        let Some(lines) = lines(name, "network.use") else { continue };
        assert_eq!(lines, [": 実施する"], "{name}");
    }
}

/// A contractor: name, role, whether a former one.
type Known = (&'static str, Role, bool);

/// Name, role and whether it is a former one, each once; in the order of the names.
fn contractors(name: &str) -> Option<BTreeSet<(String, Role, bool)>> {
    let (_, said) = said(name)?;
    Some(said.contractors.into_iter().map(|one| (one.written, one.role, one.former)).collect())
}

#[test]
fn every_contractor_is_found_and_none_is_invented() {
    let expected: [(&str, &[Known]); 5] = [
        ("000", &[]),
        (
            "001",
            &[
                ("株式会社ジーシーシー", Role::Contractor, false),
                ("株式会社日立システムズ", Role::Contractor, true),
            ],
        ),
        (
            "002",
            &[
                ("国保中央会", Role::Sub, false),
                ("広島県国民健康保険団体連合会", Role::Contractor, false),
                ("日本電気株式会社 中国支社", Role::Contractor, false),
                ("株式会社日立製作所", Role::Contractor, false),
            ],
        ),
        ("003", &[]),
        (
            "004",
            &[
                (
                    "富士通Japan・FLCS・両備システムズ岡山市市税システム標準化共同企業体",
                    Role::Contractor,
                    false,
                ),
                ("富士通岡山市市税システム共同企業体", Role::Contractor, true),
            ],
        ),
    ];
    for (name, expected) in expected {
        let Some(found) = contractors(name) else { continue };
        let expected: BTreeSet<_> =
            expected.iter().map(|(name, role, former)| ((*name).to_owned(), *role, *former)).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn whether_work_is_passed_on_is_said_for_each_contract() {
    let expected =
        [("001", vec!["再委託しない"; 3]), ("002", vec!["再委託する"; 7]), ("004", vec!["再委託する"])];
    for (name, expected) in expected {
        let Some((_, said)) = said(name) else { continue };
        let chosen: Vec<String> =
            answers(&said, "re-outsourcing.use").iter().map(|answer| answer.chosen.join("/")).collect();
        assert_eq!(chosen, expected, "{name}");
    }
}

#[test]
fn tasks_are_known_by_their_titles() {
    for (document, expected) in documents().zip(["juki", "juki", "kokuho", "juki", "shuno"]) {
        let Some(document) = document else { continue };
        let task = task::of(None, display_title(&document.assessment.meta), None);
        assert_eq!(task.map(|task| task.id), Some(expected), "{}", document.seed.name);
    }
}

#[test]
fn laws_are_found_in_every_notation_and_what_replaced_what() {
    let laws = |name: &str| -> Option<BTreeSet<String>> {
        let (_, said) = said(name)?;
        Some(said.laws.iter().map(|law| law.provision.to_string()).collect())
    };
    let expected: [(&str, &[&str]); 3] = [
        (
            "001",
            &[
                "番号法第7条",
                "番号法第16条",
                "番号法第17条",
                "住民基本台帳法第5条",
                "住民基本台帳法第12条の4",
                "住民基本台帳法第24条の2",
                "住民基本台帳法第30条の6",
                "住民基本台帳法第30条の12",
                "住民基本台帳法施行令第24条の3",
                "番号法第19条第7号",
                "番号法別表第2の58の項",
                "番号法別表第2の85の2の項",
                "番号法別表第二の主務省令第1条第2号",
            ],
        ),
        (
            "002",
            &[
                "番号法第9条第1項",
                "番号法別表の44の項",
                "番号法別表の主務省令第24条",
                "番号法第9条第2項",
                "広島市個人番号の利用に関する条例第3条",
                "国民健康保険法第113条の3第1項",
                "国民健康保険法第113条の3第2項",
                "番号法第19条第8号",
                "番号法第19条第8号に基づく主務省令第2条の表の69の項",
                "番号法第19条第8号に基づく主務省令第2条の表の173の項",
                "番号法附則第6条第4項",
                "住民基本台帳法第7条第10号",
            ],
        ),
        (
            "004",
            &[
                "番号法第9条第1項",
                "番号法別表の24の項",
                "番号法第19条第8号",
                "番号法第19条第8号に基づく主務省令第2条の表の48の項",
            ],
        ),
    ];
    for (name, expected) in expected {
        let Some(found) = laws(name) else { continue };
        for one in expected {
            assert!(found.contains(*one), "{name}: {one} among {found:#?}");
        }
    }
    let Some((_, said)) = said("004") else { return };
    let replaced: Vec<String> =
        said.replaced.iter().map(|one| format!("{} → {}", one.before, one.after)).collect();
    assert!(replaced.contains(&"番号法別表第1の16の項 → 番号法別表の24の項".to_owned()), "{replaced:#?}");
    assert!(
        replaced.contains(
            &"番号法別表第2の27の項 → 番号法第19条第8号に基づく主務省令第2条の表の48の項".to_owned()
        ),
        "{replaced:#?}"
    );
}

/// The twin of a document gives its Markdown back: the body byte for byte, the front matter in meaning.
#[test]
fn twins_give_the_markdown_back() {
    for document in documents().flatten() {
        let twin = Twin::of(&document.assessment, true);
        let json = serde_json::to_string(&twin).expect("JSON");
        let back: Twin = serde_json::from_str(&json).expect("a twin");
        let markdown = back.markdown().expect("Markdown");
        let body = markdown::write(&document.assessment.blocks());
        assert!(markdown.ends_with(&body), "{}", document.seed.name);
        let source = std::sync::Arc::new(kohyo::text::source::Source::new("twin.md", markdown.clone()));
        let (read, findings) = content::read_document(&source);
        assert!(findings.is_empty(), "{}: {findings:#?}", document.seed.name);
        assert_eq!(read.expect("front matter").0, document.assessment.meta, "{}", document.seed.name);
    }
}
