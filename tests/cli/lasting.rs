//! Published addresses last: the record, the build that stops, `kohyo retire`.

use std::fs;

use super::portal::{Portal, document};

const RECORD: &str = ".kohyo/published.json";

/// A portal of a municipality that is not marked as a sample: invented addresses are not recorded.
fn portal() -> Portal {
    Portal::new()
        .file("content/portal.toml", "title = \"甲市\"\nbase_url = \"https://pia.example.jp/a/\"\npublisher = \"official\"\n")
        .file(
            "content/mihon/municipality.md",
            "---\ncode: \"112020\"\nname: 熊谷市\nprefecture: 埼玉県\nagencies: [{slug: shicho, name: みほん市長, primary: true}]\n---\n",
        )
}

fn record(portal: &Portal) -> String {
    fs::read_to_string(portal.path(RECORD)).unwrap_or_default()
}

#[test]
fn a_build_records_what_it_publishes_once() {
    let portal = portal();
    let first = portal.build();
    assert!(
        first.err.contains("初めて公表するアドレス5件を .kohyo/published.json に記録しました"),
        "{}",
        first.err
    );
    let kept = record(&portal);
    for address in [
        "mihon/",
        "mihon/12/",
        "mihon/12/zenkomoku/",
        "mihon/12/zenkomoku/2026-03-24/",
        "mihon/12/zenkomoku/changes/",
    ] {
        assert!(kept.contains(&format!("\"{address}\"")), "{address}: {kept}");
    }
    assert!(!portal.build().err.contains("初めて"));
    assert_eq!(record(&portal), kept);
    let sample = Portal::new();
    sample.build();
    assert!(!sample.path(RECORD).exists(), "invented addresses are not kept");
}

#[test]
fn a_published_address_does_not_vanish() {
    let portal = portal();
    portal.build();
    let before = portal.output();
    fs::rename(portal.path("content/mihon/12.md"), portal.path("12.md")).expect("moved away");
    for command in ["check", "build"] {
        let stopped = portal.run(&[command]);
        let said = format!("{}{}", stopped.out, stopped.err);
        assert_eq!(stopped.code, Some(1), "{command}: {said}");
        assert!(said.contains("PUB-01") && said.contains(".kohyo/published.json:4:6"), "{said}");
        assert!(said.contains("`kohyo retire mihon/12/ --reason 理由`"), "{said}");
        assert_eq!(said.matches("[PUB-01]").count(), 1, "the pages below are gone with it: {said}");
    }
    assert_eq!(portal.output(), before);

    let retired = portal.run(&[
        "retire",
        "https://pia.example.jp/a/mihon/12/#i",
        "--reason",
        "番号の<誤り>",
        "--date",
        "2026-04-01",
    ]);
    assert_eq!(retired.code, Some(0), "{}", retired.err);
    assert!(retired.out.contains("4件"), "{}", retired.out);
    portal.build();
    for page in ["mihon/12/index.html", "mihon/12/zenkomoku/2026-03-24/index.html"] {
        let html = fs::read_to_string(portal.path("output").join(page)).expect("a page in its place");
        assert!(html.contains("掲載を終えました") && html.contains("番号の&lt;誤り&gt;"), "{html}");
        assert!(html.contains("noindex") && html.contains("令和8年4月1日"), "{html}");
    }
    let again = portal.run(&["retire", "mihon/12", "--reason", "番号の誤り"]);
    assert!(again.code == Some(1) && again.err.contains("もう記録してあります"), "{}", again.err);

    fs::rename(portal.path("12.md"), portal.path("content/mihon/12.md")).expect("moved back");
    let both = portal.run(&["check"]);
    assert!(
        both.code == Some(1)
            && both.out.contains("content/mihon/retired.toml:4:")
            && both.out.contains("PUB-02"),
        "{}",
        both.out
    );
}

#[test]
fn an_address_can_move() {
    let portal = portal();
    portal.build();
    portal.write("content/mihon/12.md", document("13", "国民健康保険に関する事務"));
    let moved =
        portal.run(&["retire", "mihon/12/", "--reason", "評価書番号を改めた", "--moved-to", "mihon/13/"]);
    assert_eq!(moved.code, Some(0), "{}", moved.err);
    portal.build();
    let page = |path: &str| fs::read_to_string(portal.path("output").join(path)).expect("a page");
    assert!(page("mihon/12/index.html").contains("href=\"../13/index.html\""));
    let version = page("mihon/12/zenkomoku/2026-03-24/index.html");
    assert!(version.contains("href=\"../../../13/zenkomoku/2026-03-24/index.html\""), "{version}");
}

#[test]
fn retire_says_what_it_cannot_do() {
    let portal = portal();
    portal.build();
    for (address, message) in [
        ("mihon/12/", "mihon/12/ にはまだ評価書があります"),
        ("mihon/12/zenkomoku/2026-03-25/", "`mihon/12/zenkomoku/2026-03-24/` ではありませんか"),
        ("https://other.example.jp/mihon/12/", "このサイトのアドレスではありません"),
    ] {
        let refused = portal.run(&["retire", address, "--reason", "理由"]);
        assert_eq!(refused.code, Some(1), "{address}");
        assert!(refused.err.contains(message), "{}", refused.err);
    }
    assert!(!portal.path("content/mihon/retired.toml").exists());
    portal.write(RECORD, "{\"addresses\": [\n<<<<<<< HEAD\n]}");
    let damaged = portal.run(&["check"]);
    assert!(
        damaged.code == Some(1)
            && damaged.out.contains("PUB-04")
            && damaged.out.contains("published.json:2:"),
        "{}",
        damaged.out
    );
}
