//! The data files of small sites, built by the pipeline.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

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
    let sentences = item["sentences"].as_array().expect("a list");
    assert_eq!(sentences.len(), 1, "what only this one says is not told");
    // The second line, behind its sign.
    let end = 1 + SAME.encode_utf16().count();
    assert_eq!(sentences[0]["at"], serde_json::json!([1, 1, end]));
    assert_eq!(sentences[0]["in"], serde_json::json!([[0, 0], [1, 0]]));
    assert_eq!(data["evaluations"][0]["href"], "tameshi/4/zenkomoku/index.html");
    assert_eq!(data["evaluations"][1]["number"], "5");
    assert_eq!(data["anchors"], serde_json::json!(["i-1-2"]));
    assert!(!data.to_string().contains("電算室"), "the file repeats no text");
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
