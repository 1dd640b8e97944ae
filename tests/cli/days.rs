//! A day that has not come publishes nothing, and a text is what it was when somebody compared it with its original.

use std::fs;

use serde_json::Value;

use super::portal::{Portal, document, tree};

const NEXT: &str = "content/mihon/12-next.md";

/// A valid version, and one of the year after with a word of its own.
fn portal() -> Portal {
    let next = document("12", "国民健康保険に関する事務")
        .replace("published: 2026-03-24", "published: 2027-04-01")
        .replace("被保険者の資格を管理する。", "被保険者の資格を三日月方式のシステムで管理する。");
    Portal::new().file(NEXT, &next)
}

fn build(portal: &Portal, day: &str) -> Value {
    let run = portal.run(&["build", "--as-of", day, "--format", "json"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    serde_json::from_str(&run.out).expect("JSON")
}

/// What a build of the same content from nothing comes to.
fn cold(portal: &Portal, day: &str) -> std::collections::BTreeMap<String, String> {
    let _ = fs::remove_dir_all(portal.path("cold"));
    let run = portal.run(&["build", "--as-of", day, "--output", "cold/output"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    tree(&portal.path("cold/output"))
}

#[test]
fn a_version_of_a_day_to_come_is_nowhere_until_that_day() {
    let portal = portal();
    let before = build(&portal, "2027-03-31");
    let scheduled = &before["scheduled"][0];
    assert_eq!((&scheduled["published"], &scheduled["number"]), (&"2027-04-01".into(), &"12".into()));
    assert_eq!(scheduled["file"], NEXT);
    let out = portal.output();
    assert_eq!(out, cold(&portal, "2027-03-31"));
    assert!(!out.keys().any(|path| path.contains("2027-04-01")), "{out:?}");
    for path in out.keys() {
        let bytes = fs::read(portal.path("output").join(path)).expect("a file");
        assert!(!String::from_utf8_lossy(&bytes).contains("三日月方式の"), "{path}");
    }
    let page = fs::read_to_string(portal.path("output/mihon/12/zenkomoku/index.html")).expect("the page");
    assert!(page.contains("公表中(最新の版)"), "the valid version stays valid");
    let said = portal.run(&["build", "--as-of", "2027-03-31"]).err;
    assert!(said.contains("公表予定: 令和9年4月1日 評価書番号12") && said.contains(NEXT), "{said}");
    let found = portal.run(&["search", "三日月方式のシステム", "--format", "json"]).out;
    assert!(found.contains("\"total\": 0") || found.contains("\"total\":0"), "{found}");
    let status = portal.run(&["status", "--as-of", "2027-03-31", "--format", "json"]).out;
    let status: Value = serde_json::from_str(&status).expect("JSON");
    assert_eq!((&status["counts"]["scheduled"], &status["counts"]["published"]), (&1.into(), &1.into()));
    assert_eq!(status["tasks"][0]["zenkomoku"]["next"], "scheduled");
    assert!(status["due"].as_array().expect("a list").iter().any(|due| due["what"] == "publication"));
    let check = portal.run(&["check", "--as-of", "2027-03-31"]).out;
    assert!(check.contains("DATE-10") && check.contains("公表予定です"), "{check}");

    // The day comes: nothing but the day has changed, and what was kept does not stand in the way.
    let on_the_day = build(&portal, "2027-04-01");
    assert_eq!(on_the_day["scheduled"], Value::Null, "nothing is scheduled any more");
    let after = portal.output();
    assert!(after.contains_key("mihon/12/zenkomoku/2027-04-01/index.html"));
    assert_eq!(after, cold(&portal, "2027-04-01"));
    build(&portal, "2027-03-31");
    assert_eq!(portal.output(), out, "and back");
}

#[test]
fn what_is_scheduled_is_not_recorded_as_published() {
    let portal = portal()
        .file("content/portal.toml", "title = \"甲市\"\nbase_url = \"https://pia.example.jp/\"\npublisher = \"official\"\n")
        .file(
            "content/mihon/municipality.md",
            "---\ncode: \"112020\"\nname: 熊谷市\nprefecture: 埼玉県\nagencies: [{slug: shicho, name: みほん市長, primary: true}]\n---\n",
        );
    build(&portal, "2027-03-31");
    let record = || fs::read_to_string(portal.path(".kohyo/published.json")).expect("the record");
    assert!(record().contains("2026-03-24") && !record().contains("2027-04-01"));
    build(&portal, "2027-04-01");
    assert!(record().contains("2027-04-01"));
}

#[test]
fn a_text_that_changes_after_it_was_verified_says_so() {
    let verified = |day: &str, text: &str| {
        document("12", "国民健康保険に関する事務")
            .replace(
                "completeness: excerpt\n",
                &format!("completeness: excerpt\nverified: {{date: {day}, by: 保険年金課}}\n"),
            )
            .replace("被保険者の資格を管理する。", text)
    };
    let portal = Portal::new()
        .file("content/portal.toml", "title = \"甲市\"\npublisher = \"official\"\n")
        .file(
            "content/mihon/municipality.md",
            "---\ncode: \"112020\"\nname: 熊谷市\nprefecture: 埼玉県\nagencies: [{slug: shicho, name: みほん市長, primary: true}]\n---\n",
        )
        .file("content/mihon/12.md", &verified("2026-03-20", "資格を管理する。"));
    let says = || portal.run(&["check"]).out.contains("VER-03");
    assert!(!says(), "nothing is recorded yet");
    portal.build();
    assert!(portal.path("content/mihon/.import/12.verified.json").is_file());
    let published = portal.output();
    assert!(!says());
    portal.write("content/mihon/12.md", verified("2026-03-20", "資格を台帳で管理する。"));
    assert!(says(), "the text has changed");
    portal.build();
    assert!(says(), "a build does not swear");
    assert_ne!(portal.output(), published);
    // Somebody compares it again.
    portal.write("content/mihon/12.md", verified("2026-04-02", "資格を台帳で管理する。"));
    assert!(!says());
    portal.build();
    portal.write("content/mihon/12.md", verified("2026-04-02", "資格を管理する。"));
    assert!(says(), "and from then on that is what counts");
}
