//! How answers are taken apart for the templates.

use std::sync::Arc;

use super::*;
use crate::render::answer;
use crate::text::source::Source;

const FRONT_MATTER: &str = "---\nnumber: \"1\"\ntitle: 試し\nkind: zenkomoku\nstatus: published\npublished: 2026-04-01\n\
     files: [{id: taro, name: 試しファイル}]\n---\n\n";

fn read(body: &str) -> Assessment {
    let source = Arc::new(Source::new("1.md", format!("{FRONT_MATTER}{body}")));
    let (document, findings) = content::read_document(&source);
    let (meta, _, body) = document.unwrap_or_else(|| panic!("{findings:?}"));
    let (blocks, findings) = markdown::parse(&source, body);
    assert!(findings.is_empty(), "{findings:?}");
    Assessment::read(source, meta, blocks).0.expect("a form")
}

/// The parts of the deepest heading, with what the interface says of it.
fn parts(body: &str) -> serde_json::Value {
    let assessment = read(body);
    let node = assessment.walk().last().expect("a heading");
    let mut parts = answer::parts(&assessment, node, 4, assessment.pieces(node));
    parts.extend(answer::nothing(node, None));
    serde_json::to_value(&parts).expect("parts are data")
}

const NUMBER: &str = "# Ⅰ 基本情報\n## 1. 特定個人情報ファイルを取り扱う事務\n### ③対象人数\n";
const FILE: &str = "# Ⅱ 特定個人情報ファイルの概要\n## 1. 特定個人情報ファイル名\n試しファイル\n";
const RECORDS: &str = "# (別添2) 特定個人情報ファイル記録項目\n## 【試しファイル】\n";

#[test]
fn a_choice_shows_its_answer_and_what_is_no_option_of_the_form() {
    let body = "- [x] 2) 1,000人以上1万人未満\n- [ ] 1) 1,000人未満\n- [ ] 3) 百万人\n";
    insta::assert_json_snapshot!(parts(&format!("{NUMBER}{body}")));
}

#[test]
fn lost_marks_are_said_to_be_lost() {
    let body = "## 3. 特定個人情報の入手・使用\n### ①入手元 ※\n- [?] 民間事業者 ()\n- [?] その他 (住民)\n";
    insta::assert_json_snapshot!(parts(&format!("{FILE}{body}")));
}

#[test]
fn measure_groups_are_headings_where_something_follows() {
    let body = "## 6. 特定個人情報の保管・消去\n### ①保管場所 ※\n<甲における措置>\n・一\n＜甲における措置＞\n二\n【終わり】\n";
    insta::assert_json_snapshot!(parts(&format!("{FILE}{body}")));
}

#[test]
fn record_items_are_one_list_per_group() {
    let body = "<資格>\n1.番号、2.70歳未満区分、\n<賦課>\n3.氏名\n<別の表>\n1.番号\n";
    insta::assert_json_snapshot!(parts(&format!("{RECORDS}{body}")));
}

#[test]
fn the_publishers_words_are_notes() {
    let body = "## 7. 備考\n本文\n> 非公表: 規則第13条。機器の配置\n\n> 正誤: 誤植\n";
    insta::assert_json_snapshot!(parts(&format!("{FILE}{body}")));
}

#[test]
fn an_empty_answer_is_blank_and_a_dash_is_not_stated() {
    let body = |text: &str| parts(&format!("{FILE}## 7. 備考\n{text}"));
    assert_eq!(body("")[0]["message"]["key"], "nothing.blank");
    assert_eq!(body("—\n")[1]["message"]["key"], "nothing.not-stated-here");
}

/// Markup in a document is text on the page.
#[test]
fn nothing_of_a_document_is_taken_for_html() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("town")).expect("a folder");
    fs::write(folder.path().join("portal.toml"), "title = \"<b>\"\npublisher = \"official\"\n")
        .expect("a file");
    let town = "---\ncode: \"131016\"\nname: ためし区\nprefecture: ためし都\nagencies:\n  - {slug: kucho, name: ためし区長, primary: true}\ndefault_agency: ためし区長\n---\n";
    fs::write(folder.path().join("town/municipality.md"), town).expect("a file");
    let body = "# Ⅰ 基本情報\n## 1. 特定個人情報ファイルを取り扱う事務\n### ①事務の名称\n\\<script\\>alert(1)\\</script\\>\\&amp; \"x\" {{ 1 }}\n";
    fs::write(folder.path().join("town/1.md"), format!("{FRONT_MATTER}{body}")).expect("a file");
    let pages = Site::read(folder.path()).render(Lang::Ja);
    for path in ["town/1/zenkomoku/index.html", "town/1/index.html"] {
        let page = html(&pages, path);
        assert!(page.contains("&lt;script&gt;alert(1)&lt;"), "{path}");
        assert!(page.contains("&amp;amp;") && page.contains("{{ 1 }}"), "{path}");
        assert!(!page.contains("<script>") && !page.contains("<b>"), "{path}");
    }
}
