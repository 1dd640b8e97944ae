//! The data files of small sites, built by the pipeline.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::pipeline;

const PORTAL: &str = "title = \"評価書\"\nbase_url = \"https://x.example.jp/\"\npublisher = \"official\"\n";
const TOWN: &str = "---\ncode: \"131016\"\nname: ためし区\nprefecture: ためし都\nagencies:\n  - {slug: kucho, name: ためし区長, primary: true}\n---\n";
const SAME: &str = "電算室の扉は、二人の職員がそれぞれの鍵で開ける。";
const OWN: &str = "申請の受付は、本庁舎の一階にある専用の窓口で行う。";

/// Number, front matter and 事務の内容 of each evaluation.
fn build(documents: &[(&str, &str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let town = folder.path().join("content/tameshi");
    fs::create_dir_all(&town).expect("a folder");
    fs::write(folder.path().join("content/portal.toml"), PORTAL).expect("a file");
    fs::write(town.join("municipality.md"), TOWN).expect("a file");
    for (index, (number, rest, text)) in documents.iter().enumerate() {
        let document = format!(
            "---\nnumber: \"{number}\"\ntitle: 事務その{number} 全項目評価書\nkind: zenkomoku\nagency: ためし区長\n{rest}\n---\n\n\
             # Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取り扱う事務\n\n### ②事務の内容\n{text}\n"
        );
        fs::write(town.join(format!("{index}.md")), document).expect("a file");
    }
    let options = pipeline::Options::new(folder.path().join("content"), folder.path().join("output"));
    let outcome = pipeline::build(&options, &()).expect("a site");
    assert!(outcome.published.is_some(), "{:#?}", outcome.findings);
    folder
}

/// What the page at an address asks for; nothing where it asks for nothing.
fn asked(folder: &Path, page: &str) -> Option<Value> {
    let html = fs::read_to_string(folder.join("output").join(page).join("index.html")).expect("a page");
    let (_, rest) = html.split_once("data-file=\"")?;
    let (file, _) = rest.split_once('"').expect("a value");
    let (_, name) = file.rsplit_once('/').expect("a path");
    assert!(name.trim_end_matches(".json").chars().all(|c| c.is_ascii_lowercase()), "{name}");
    let path = folder.join("output").join(page).join(file);
    Some(serde_json::from_slice(&fs::read(path).expect("the file is there")).expect("JSON"))
}

fn json(folder: &Path, name: &str) -> Value {
    let path = folder.join("output/data/shared").join(name);
    serde_json::from_slice(&fs::read(path).expect("the file is there")).expect("JSON")
}

const NOW: &str = "status: published\npublished: 2026-04-01";

#[test]
fn a_sentence_is_told_with_where_else_it_stands() {
    let folder = build(&[
        ("3", NOW, &format!("{OWN}\n・{SAME}")),
        ("4", NOW, &format!("手引を配る。{SAME}")),
        ("5", NOW, SAME),
        ("6", NOW, "何も同じではない。"),
    ]);
    let page = "tameshi/3/zenkomoku/2026-04-01";
    let data = asked(folder.path(), page).expect("a file");
    let item = &data["items"][0];
    assert_eq!(data["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(item["id"], "i-1-2");
    assert_eq!(item["others"], 2);
    // What only this one says is not told. The sentence stands in the second line, behind its sign.
    let end = 1 + SAME.encode_utf16().count();
    assert_eq!(item["at"], serde_json::json!([1, 1, end]));
    let key = item["keys"].as_str().expect("a key");
    assert!(key.len() == 8 && key.chars().all(|c| c.is_ascii_alphabetic()), "{key}");
    assert_eq!([&data["own"], &data["near"]], [&serde_json::json!([0, 1]), &serde_json::json!([0, 4])]);
    assert_eq!(data["files"], 1);
    let standing = json(folder.path(), "in-0.json");
    assert_eq!(standing["sentences"][key], serde_json::json!([0, 0, 1, 0, 2, 0]));
    assert_eq!(standing["anchors"], serde_json::json!(["i-1-2"]));
    let evaluations = json(folder.path(), "evaluations-0.json");
    assert_eq!(evaluations[1]["href"], "tameshi/4/zenkomoku/index.html");
    assert_eq!(evaluations[2]["number"], "5");
    assert!(!format!("{data}{standing}").contains("電算室"), "the files repeat no text");
    let alone = asked(folder.path(), "tameshi/6/zenkomoku").expect("a file");
    assert_eq!(alone["items"], serde_json::json!([]));
}

#[test]
fn only_what_is_published_now_counts_and_versions_are_no_others() {
    let folder = build(&[
        ("3", NOW, SAME),
        ("3", "status: published\npublished: 2024-04-01", SAME),
        ("4", "status: consultation\nconsultation: {from: 2026-06-01, to: 2026-06-30}", SAME),
        ("5", "status: ended\npublished: 2024-04-01\nended: 2026-03-31", SAME),
    ]);
    let data = asked(folder.path(), "tameshi/3/zenkomoku").expect("a file");
    assert_eq!(data["items"], serde_json::json!([]));
    for page in ["tameshi/3/zenkomoku/2024-04-01", "tameshi/4/zenkomoku", "tameshi/5/zenkomoku"] {
        assert!(asked(folder.path(), page).is_none(), "{page}");
    }
}

#[test]
fn the_page_is_the_same_whatever_others_say() {
    let page = |others: &str| {
        let folder = build(&[("3", NOW, SAME), ("4", NOW, others)]);
        fs::read(folder.path().join("output/tameshi/3/zenkomoku/index.html")).expect("a page")
    };
    assert!(page(SAME) == page(OWN));
}

#[test]
fn an_evaluation_counts_once_however_many_sentences_it_shares() {
    let both = format!("{SAME}\n{OWN}");
    let folder = build(&[("3", NOW, &both), ("4", NOW, &both), ("5", NOW, OWN)]);
    let data = asked(folder.path(), "tameshi/3/zenkomoku").expect("a file");
    assert_eq!(data["items"][0]["others"], 2);
    assert_eq!(data["items"][0]["keys"].as_str().map(str::len), Some(16));
}

#[test]
fn what_stands_everywhere_is_counted_as_what_stands_in_a_few() {
    let occurrence = |hash, subject| Occurrence { hash, subject, evaluation: subject, item: 0 };
    // 200 subjects are four words: the first sentence is kept as a set, the others are not.
    let everywhere: Vec<_> = (0..200).map(|subject| occurrence(1, subject)).collect();
    let few = [occurrence(2, 7), occurrence(2, 199)];
    let other = [occurrence(3, 7), occurrence(3, 64)];
    let place = |hash| Place { line: 0, start: 0, end: 1, hash };
    let others = |groups: &[&[Occurrence]], hashes: &[u64]| {
        let item = Item { anchor: "i".to_owned(), places: hashes.iter().map(|hash| place(*hash)).collect() };
        Counter::new(groups, 200).item(&item).map(|item| item.others)
    };
    let groups: [&[Occurrence]; 3] = [&everywhere, &few, &other];
    assert_eq!(others(&groups, &[1]), Some(199));
    assert_eq!(others(&groups, &[2, 3]), Some(2));
    assert_eq!(others(&groups, &[1, 2, 9]), Some(199));
    assert_eq!(others(&groups, &[9]), None);
}

/// The script counts with them, and they never look like a number.
#[test]
fn keys_are_letters_that_a_script_can_count_with() {
    for hash in [0, 1, u64::MAX, 0x1234_5678_9abc_def0] {
        let letters: String = key(hash).collect();
        assert!(letters.len() == 8 && letters.chars().all(|c| c.is_ascii_alphabetic()), "{letters}");
        let at = |c: u8| LETTERS.iter().position(|other| *other == c).expect("a letter") as u64;
        assert_eq!(letters.bytes().fold(0, |number, c| number * 52 + at(c)), short(hash));
        assert!(short(hash) < 1 << 53);
    }
}
