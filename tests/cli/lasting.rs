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

/// What a file id that changes does to the addresses of items.
fn renamed(portal: &Portal) -> String {
    fs::read_to_string(portal.path("content/mihon/12.md"))
        .expect("the text")
        .replace("{id: kokuho,", "{id: hoken,")
}

/// A portal with an item below a file, built once.
fn with_items() -> Portal {
    let portal = portal();
    let text = document("12", "国民健康保険に関する事務").replace(
        "# (別添3) 変更箇所",
        "# Ⅱ 特定個人情報ファイルの概要\n\n## 1. 特定個人情報ファイル名\n国民健康保険情報ファイル\n\n## 2. 基本情報\n\n### ⑥事務担当部署\n保険年金課\n\n# (別添3) 変更箇所",
    );
    portal.write("content/mihon/12.md", text);
    portal.build();
    portal
}

#[test]
fn an_item_that_was_published_does_not_vanish() {
    let portal = with_items();
    let (before, kept) = (portal.output(), record(&portal));
    let line = kept.lines().find(|line| line.contains("\"mihon/12/zenkomoku/2026-03-24/\": "));
    assert!(line.is_some_and(|line| line.contains("kokuho")), "a page in a line: {kept}");
    portal.write("content/mihon/12.md", renamed(&portal));
    for command in ["check", "build"] {
        let stopped = portal.run(&[command]);
        let said = format!("{}{}", stopped.out, stopped.err);
        assert!(stopped.code == Some(1) && said.contains("PUB-05"), "{said}");
        assert!(
            said.contains("#ii-kokuho")
                && said.contains(
                    "`[[moved]]`、`page = \"mihon/12/zenkomoku/2026-03-24/\"`、`item = \"ii-kokuho\"`、"
                ),
            "{said}"
        );
    }
    assert_eq!((portal.output(), record(&portal)), (before, kept));
    // The way out that the message names.
    portal.write(
        "content/mihon/retired.toml",
        "[[moved]]\npage = \"mihon/12/zenkomoku/2026-03-24/\"\nitem = \"ii-kokuho\"\nto = \"ii-hoken\"\n",
    );
    portal.build();
    for page in ["mihon/12/zenkomoku/2026-03-24/index.html", "mihon/12/zenkomoku/index.html"] {
        let html = fs::read_to_string(portal.path("output").join(page)).expect("the page");
        assert!(
            html.contains("<li id=\"ii-kokuho-2-6\">") && html.contains("href=\"#ii-hoken-2-6\""),
            "{page}"
        );
        assert!(html.contains("id=\"ii-hoken-2-6\""), "{page}");
    }
    // What led somewhere once stays on the list.
    assert!(record(&portal).contains("kokuho"));
    fs::remove_file(portal.path("content/mihon/retired.toml")).expect("removed");
    assert_eq!(portal.run(&["build"]).code, Some(1));
}

#[test]
fn a_locked_build_changes_no_record() {
    let portal = portal();
    let said = |portal: &Portal| {
        let run = portal.run(&["build", "--locked"]);
        (run.code, run.err)
    };
    let (code, err) = said(&portal);
    assert!(code == Some(1) && err.contains("PUB-06") && err.contains("新しいアドレス5件"), "{err}");
    assert!(
        err.contains("最初は mihon/") && !portal.path(RECORD).exists() && !portal.path("output").exists()
    );
    portal.build();
    let kept = record(&portal);
    assert_eq!(said(&portal).0, Some(0), "{}", said(&portal).1);
    // A fresh clone: content and record, nothing else; in a folder of another name.
    let clone = tempfile::tempdir().expect("a folder");
    let copied = clone.path().join("別の名前");
    for path in ["content/portal.toml", "content/mihon/municipality.md", "content/mihon/12.md", RECORD] {
        let to = copied.join(path);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(portal.path(path), to).expect("copied");
    }
    let there = |args: &[&str]| super::portal::run(portal.command(args).current_dir(&copied));
    let run = there(&["build", "--locked"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(super::portal::tree(&copied.join("output")), portal.output());
    // It guards the same: a deletion is stopped, and so is what is new.
    fs::remove_file(copied.join("content/mihon/12.md")).expect("removed");
    let run = there(&["build", "--locked"]);
    assert!(run.code == Some(1) && run.err.contains("PUB-01"), "{}", run.err);
    let moved = clone.path().join("moved");
    fs::rename(&copied, &moved).expect("moved");
    let run = super::portal::run(portal.command(&["build", "--locked"]).current_dir(&moved));
    assert!(run.code == Some(1) && run.err.contains("PUB-01"), "{}", run.err);
    portal.write("content/mihon/13.md", document("13", "介護保険に関する事務"));
    let (code, err) = said(&portal);
    assert!(code == Some(1) && err.contains("PUB-06") && err.contains("mihon/13/"), "{err}");
    assert_eq!(record(&portal), kept);
}

#[test]
fn an_older_record_is_read_and_completed() {
    let portal = with_items();
    let kept = record(&portal);
    let at = kept.find(",\n  \"items\"").expect("items");
    portal.write(RECORD, format!("{}\n}}\n", &kept[..at]));
    assert_eq!(portal.run(&["build", "--locked"]).code, Some(1));
    let run = portal.build();
    assert!(!run.err.contains("初めて公表する"), "{}", run.err);
    assert_eq!(record(&portal), kept);
    portal.write(RECORD, kept.replace(": \"0", ": \"!"));
    let damaged = portal.run(&["check"]);
    assert!(damaged.code == Some(1) && damaged.out.contains("PUB-04"), "{}", damaged.out);
}
