//! `kohyo status`: for the publisher alone.

use std::fs;

use super::portal::{Portal, document, tree};

/// Words and a day that stand in a report and on no page.
const MARKERS: [&str; 6] = [
    "公表者用・公表しません",
    "再実施の目安",
    "年1回の見直し",
    "なし(要確認)",
    "kohyo-status-1",
    "2031-12-05",
];

fn portal() -> Portal {
    let marked = document("12", "国民健康保険に関する事務")
        .replace("last_assessed: 2023-11-01", "last_assessed: 2026-12-05")
        .replace("completeness: excerpt", "completeness: whole");
    Portal::empty().file("content/mihon/12.md", &marked)
}

#[test]
fn nothing_of_it_is_published() {
    let portal = portal();
    let formats = ["human", "json", "html"];
    for format in formats {
        let report = format!("reports/status.{format}");
        let run = portal.run(&["status", "--as-of", "2026-12-10", "--format", format, "--report", &report]);
        assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    }
    let said: String = formats
        .iter()
        .map(|format| fs::read_to_string(portal.path(&format!("reports/status.{format}"))).expect("a report"))
        .collect();
    for marker in MARKERS {
        assert!(said.contains(marker), "the reports no longer say {marker}");
    }
    let run = portal.run(&["build", "--as-of", "2026-12-10"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let mut looked_at = 0;
    for path in tree(&portal.path("output")).keys() {
        let bytes = fs::read(portal.path("output").join(path)).expect("a file");
        let text = String::from_utf8_lossy(&bytes);
        for marker in MARKERS {
            assert!(!text.contains(marker), "{path} says {marker}");
        }
        assert!(!path.contains("status"), "{path}");
        looked_at += 1;
    }
    assert!(looked_at > 20, "{looked_at} files");
}

#[test]
fn it_is_refused_a_place_in_the_site_and_in_the_content() {
    let portal = portal();
    portal.build();
    let before = portal.output();
    for (report, says) in [
        ("output/status.html", "公表するフォルダー"),
        ("./output/new/status.json", "公表するフォルダー"),
        ("content/status.html", "内容のフォルダー"),
    ] {
        let run = portal.run(&["status", "--report", report]);
        assert_eq!(run.code, Some(1), "{report}: {}", run.out);
        assert!(run.err.contains(says) && run.err.contains("--report"), "{}", run.err);
        assert!(!portal.path(report).exists());
    }
    // A site is known for one under any name.
    fs::rename(portal.path("output"), portal.path("public")).expect("moved");
    let run = portal.run(&["status", "--report", "public/status.html"]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    fs::rename(portal.path("public"), portal.path("output")).expect("moved");
    assert_eq!(portal.output(), before);
}

#[test]
fn the_day_is_stated_and_counts() {
    let portal = portal();
    let status = |as_of: &str| {
        let run = portal.run(&["status", "--as-of", as_of]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        run.out
    };
    let early = status("2026-12-10");
    assert!(
        early.contains("基準日 令和8年12月10日") && early.contains("再実施の目安 令和13年12月"),
        "{early}"
    );
    assert!(early.contains("[1年より後]") && !early.contains("基準日までに来たもの"), "{early}");
    let late = status("2031-12-31");
    assert!(late.contains("[基準日までに来たもの]"), "{late}");
    assert_eq!(early, status("2026-12-10"));
    let today = portal.run(&["status", "--lang", "en"]);
    assert!(today.out.contains("As of 2"), "{}", today.out);
}

#[test]
fn errors_do_not_hide_what_can_be_read() {
    let portal = portal();
    portal.write("content/mihon/13.md", "---\nnumber: \"13\"\n---\n");
    let run = portal.run(&["status", "--as-of", "2026-12-10"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("再実施の目安 令和13年12月"), "{}", run.out);
    assert!(run.out.contains("読めたところだけ") && run.err.contains("エラーが"), "{}{}", run.out, run.err);
    let run = portal.run(&["status", "--content", "nowhere"]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(run.err.contains("LAYOUT-01"), "{}", run.err);
}
