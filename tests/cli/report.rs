//! `kohyo build --report --previous`.

use std::fs;

use super::portal::{Portal, document, tree};

/// A portal with the content of before beside that of now.
fn portal() -> Portal {
    let portal = Portal::new();
    for path in ["portal.toml", "mihon/municipality.md", "mihon/12.md"] {
        let text = fs::read_to_string(portal.path(&format!("content/{path}"))).expect("a file");
        portal.write(&format!("before/content/{path}"), text);
    }
    let now = document("12", "国民健康保険に関する事務")
        .replace("被保険者の資格を管理する。", "被保険者の資格と給付を管理する。");
    portal.write("content/mihon/12.md", now);
    portal
}

#[test]
fn both_reports_are_written_beside_the_site() {
    let portal = portal();
    let run = portal.run(&["build", "--report", "reports", "--previous", "before"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(
        run.err.contains("変更の報告を reports/changes.md、reports/changes.html に書きました"),
        "{}",
        run.err
    );
    let read = |path: &str| fs::read_to_string(portal.path(path)).expect("a report");
    let (markdown, html) = (read("reports/changes.md"), read("reports/changes.html"));
    assert!(
        markdown.contains("- 被保険者の資格を管理する。\n+ 被保険者の資格と給付を管理する。"),
        "{markdown}"
    );
    assert!(html.contains("<ins>と給付</ins>"), "{html}");
    for path in tree(&portal.path("output")).keys() {
        let text = fs::read(portal.path("output").join(path)).expect("a file");
        assert!(!String::from_utf8_lossy(&text).contains("新旧対照表"), "{path}");
    }
    // The same again, from another place and with the folder itself named.
    let run =
        portal.run(&["build", "--report", "other.md", "--previous", "before/content", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.starts_with('{') && run.out.ends_with("}\n"), "{}", run.out);
    assert_eq!(read("other.md"), markdown);
}

#[test]
fn mistakes_are_said_before_the_work() {
    let portal = portal();
    for (args, says) in [
        (vec!["--report", "x.md"], "git worktree add"),
        (vec!["--report", "x.md", "--previous", "nowhere"], "portal.toml がありません"),
        (vec!["--report", "output/x.md", "--previous", "before"], "公表するフォルダー"),
        (vec!["--report", "content/x.html", "--previous", "before"], "内容のフォルダー"),
        (vec!["--previous", "before"], "--report"),
    ] {
        let run = portal.run(&[&["build"], args.as_slice()].concat());
        assert_eq!(run.code, Some(1), "{args:?} {}", run.out);
        assert!(run.err.contains(says), "{args:?}: {}", run.err);
        assert!(!portal.path("output").exists(), "{args:?}");
    }
}

#[test]
fn errors_of_before_do_not_stop_it_and_errors_of_now_do() {
    let portal = portal();
    let broken = document("12", "甲").replace("status: published\n", "");
    portal.write("before/content/mihon/13.md", &broken);
    let run = portal.run(&["build", "--report", "x.md", "--previous", "before"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(fs::read_to_string(portal.path("x.md")).expect("a report").contains("エラーがありました"));
    portal.write("content/mihon/13.md", &broken);
    let run = portal.run(&["build", "--report", "y.md", "--previous", "before"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("変更の報告は書いていません") && !portal.path("y.md").exists(), "{}", run.err);
}
