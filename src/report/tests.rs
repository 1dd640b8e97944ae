use std::fs;
use std::path::Path;

use super::*;
use crate::pipeline::{self, Options};
use crate::render::words::built_in;

/// An individual number with the right check digit.
const NUMBER: &str = "123456789018";

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn document(keys: &str, task: &str, rows: &str) -> String {
    format!(
        "---\nnumber: \"12\"\ntitle: 国民健康保険に関する事務\nkind: zenkomoku\nagency: みほん市長\nform: \"令和7年5月 様式4\"\n{keys}---\n\n# Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取り扱う事務\n\n### ②事務の内容 ※\n{task}\n\n### ③対象人数\n- [x] 5) 30万人以上\n\n# (別添3) 変更箇所\n\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n{rows}"
    )
}

const ROW: &str =
    "| 令和8年3月24日 | Ⅰ 1. ② | 紙で管理する。 | 台帳で管理する。 | 事後 | @octocat の指摘 |\n";
const PUBLISHED: &str = "status: published\npublished: 2026-03-24\noccasion: 修正\n";

fn town(folder: &Path, documents: &[(&str, String)]) {
    write(folder, "portal.toml", "title = \"評価書\"\npublisher = \"official\"\nsample = true\n");
    write(
        folder,
        "mihon/municipality.md",
        "---\ncode: \"992011\"\nname: みほん市\nprefecture: みほん県\nagencies: [{slug: shicho, name: みほん市長, primary: true}]\n---\n",
    );
    for (name, text) in documents {
        write(folder, &format!("mihon/{name}"), text);
    }
}

/// The report of two folders with these documents.
fn report(before: &[(&str, String)], after: &[(&str, String)], lang: Lang) -> Report {
    report_on(None, before, after, lang)
}

fn report_on(day: Option<&str>, before: &[(&str, String)], after: &[(&str, String)], lang: Lang) -> Report {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let look = |name: &str, documents: &[(&str, String)]| {
        let content = folder.path().join(name).join("content");
        town(&content, documents);
        let day = day.map(|day| day.parse().expect("a day"));
        let options = Options { day, ..Options::new(&content, folder.path().join("output")) };
        let survey = pipeline::survey(&options, &());
        (survey, crate::text::source::slashed(&content))
    };
    let (old, new) = (look("before", before), look("now", after));
    Report::of(
        State { survey: &old.0, known: old.0.known.as_ref().expect("read"), root: &old.1 },
        State { survey: &new.0, known: new.0.known.as_ref().expect("read"), root: &new.1 },
        lang,
    )
}

#[test]
fn an_edit_is_told_with_its_row() {
    let before = [("12.md", document(PUBLISHED, "鍵を掛ける。紙で管理する。", ""))];
    let after = [("12.md", document(PUBLISHED, "鍵を掛ける。台帳で管理する。", ROW))];
    let report = report(&before, &after, Lang::Ja);
    insta::assert_snapshot!(markdown::render(&report));
    let html = html::render(&report).expect("a sheet");
    assert!(html.contains("<ins>台帳</ins>") && html.contains("<del>紙</del>"), "{html}");
    insta::assert_snapshot!(html.split("</head>").nth(1).expect("a body"));
    assert_eq!(markdown::render(&report), markdown::render(&self::report(&before, &after, Lang::Ja)));
}

#[test]
fn the_same_is_no_change_and_what_is_the_same_after_a_move_is_none() {
    let one = [("12.md", document(PUBLISHED, "鍵を掛ける。", ROW))];
    let moved = [("12-zenkomoku.md", document(PUBLISHED, "鍵を掛ける。", ROW))];
    assert!(report(&one, &one, Lang::Ja).is_empty());
    let report = report(&one, &moved, Lang::Ja);
    assert!(report.entries.is_empty(), "{report:?}");
    assert!(markdown::render(&report).contains("確認の結果") || report.is_empty());
}

#[test]
fn a_new_version_is_compared_with_the_one_before_it() {
    let old = ("12.md", document(PUBLISHED, "紙で管理する。", ""));
    let new = (
        "12-2027.md",
        document("status: published\npublished: 2027-03-24\noccasion: 修正\n", "台帳で管理する。", ROW),
    );
    let report = report(std::slice::from_ref(&old), &[old.clone(), new], Lang::En);
    let whats: Vec<_> = report.entries.iter().map(|entry| entry.what).collect();
    assert_eq!(whats, [entry::What::State, entry::What::Added]);
    let text = markdown::render(&report);
    assert!(text.contains("Published \\(latest version\\) → Past version"), "{text}");
    assert!(text.contains("Compared with: Version published 2026\\-03\\-24"), "{text}");
    assert!(text.contains("- 紙で管理する。\n+ 台帳で管理する。"), "{text}");
}

#[test]
fn what_is_to_be_published_is_not_said_to_be_in_the_making() {
    let scheduled = [("12.md", document(PUBLISHED, "紙で管理する。", ""))];
    for (day, lang, said) in [
        ("2026-03-23", Lang::Ja, "公表予定 令和8年3月24日"),
        ("2026-03-23", Lang::En, "to be published on 2026-03-24"),
        ("2026-03-24", Lang::Ja, "公表中(最新の版)"),
    ] {
        let report = report_on(Some(day), &[], &scheduled, lang);
        assert_eq!(report.entries[0].states.1.as_deref(), Some(said));
    }
}

#[test]
fn a_draft_that_is_published_in_another_file_is_told_as_such_and_what_goes_is_named() {
    let preparing = ("12-next.md", document("status: preparing\n", "紙で管理する。", ""));
    let published = ("12.md", document(PUBLISHED, "紙で管理する。", ""));
    let text = markdown::render(&report(&[preparing], std::slice::from_ref(&published), Lang::Ja));
    assert!(text.contains("作成中\\(公表されません\\) → 公表中\\(最新の版\\)"), "{text}");
    assert!(text.contains("| 公表日 | 令和8年3月24日 |  |"), "{text}");
    let text = markdown::render(&report(&[published], &[], Lang::Ja));
    assert!(text.contains("**除いた版**"), "{text}");
}

#[test]
fn no_number_of_a_person_is_repeated_although_it_stood_there_before() {
    let before =
        [("12.md", document(PUBLISHED, &format!("番号は{NUMBER}。"), &ROW.replace("紙で管理する", NUMBER)))];
    let after = [("12.md", document(PUBLISHED, "番号は書かない。", ROW))];
    let report = report(&before, &after, Lang::Ja);
    let all = markdown::render(&report) + &html::render(&report).expect("a sheet");
    assert!(!all.contains(NUMBER) && !all.contains("12345678"), "{all}");
    assert!(all.contains("●●●●●●●●●●●●"), "{all}");
    assert!(all.contains("エラーがありました"), "{all}");
}

#[test]
fn hostile_text_is_text() {
    let evil = "``` <img src=x onerror=alert(1)> | @octocat #12 https://evil.example\n````\n</td><script>";
    let text = evil.replace('<', "\\<").replace('`', "\\`").replace("https:", "https\\:");
    let before = [("12.md", document(PUBLISHED, "紙で管理する。", ""))];
    let after = [("12.md", document(PUBLISHED, &text, ""))];
    let report = report(&before, &after, Lang::Ja);
    let markdown = markdown::render(&report);
    // The fence is longer than any in it, so that everything stands within.
    let fence = "`".repeat(5);
    let inside = markdown
        .split(&format!("{fence}diff\n"))
        .nth(1)
        .and_then(|rest| rest.split(&format!("\n{fence}\n")).next());
    assert!(
        inside.is_some_and(|inside| inside.contains("<script>") && inside.contains("@octocat")),
        "{markdown}"
    );
    let html = html::render(&report).expect("a sheet");
    assert!(!html.contains("<script") && !html.contains("<img") && html.contains("&lt;img"), "{html}");
}

#[test]
fn a_long_report_fits_a_comment() {
    let long = |word: &str| {
        let lines = (0..3000).map(|n| format!("{word}の{n}番目の記載を管理する。\n"));
        lines.collect::<Vec<_>>().concat()
    };
    let before = [("12.md", document(PUBLISHED, &long("甲"), ""))];
    let rows = ROW.repeat(1500);
    let after = [("12.md", document(PUBLISHED, &long("乙"), &rows))];
    let text = markdown::render(&report(&before, &after, Lang::Ja));
    assert!(text.chars().count() < 65_536, "{}", text.chars().count());
    assert!(
        text.contains("長いため") && text.contains("②事務の内容") && text.contains("ほか "),
        "{}",
        &text[..2000]
    );
}

#[test]
fn a_report_of_endless_names_fits_a_comment() {
    let name = "名@".repeat(10_000);
    let of = |number: &str, text: &str, more: &str| {
        document(PUBLISHED, text, "")
            .replace("国民健康保険に関する事務", &name)
            .replace("number: \"12\"", &format!("number: \"{number}\""))
            .replace("# (別添3)", &format!("{more}# (別添3)"))
    };
    let headings: Vec<_> = (0..20).map(|at| format!("## 9. {at}{name}\n甲\n\n")).collect();
    let headings = headings.concat();
    let before = [("1.md", of("1", "甲", "")), ("2.md", of("2", "甲", "")), ("3.md", of("3", "甲", ""))];
    let after =
        [("1.md", of("1", "乙", &headings)), ("2.md", of("2", "乙", "")), ("4.md", of("4", "甲", ""))];
    let text = markdown::render(&report(&before, &after, Lang::Ja));
    assert!(text.chars().count() < 65_536, "{}", text.chars().count());
    assert!(text.contains("@<!-- -->名@"), "{text:.500}");
}

#[test]
fn every_word_is_used() {
    let sources = [include_str!("markdown.rs"), include_str!("html.rs"), include_str!("report.html")];
    let all = sources.concat() + include_str!("words.rs") + include_str!("said.rs");
    for key in built_in(Lang::Ja).below("report.").into_keys().filter(|key| *key != "footer") {
        let named = [key, key.rsplit('.').next().unwrap_or(key)].map(|key| format!("\"{key}\""));
        let used = named.iter().any(|use_of| all.contains(use_of)) || all.contains(&format!("t.{key} "));
        assert!(used || all.contains(&format!("report.{key}\"")), "{key}");
    }
}
