//! Exit codes, formats, languages, mistakes.

use std::io::Read as _;
use std::process::Stdio;

use serde_json::Value;

use super::portal::{Portal, document, run};

#[test]
fn a_build_says_what_to_do_next() {
    let portal = Portal::new();
    let run = portal.build();
    assert!(run.out.contains("評価書1件、"), "{}", run.out);
    assert!(
        run.out.contains("output/index.html を開くか、output/ をそのままアップロードしてください。"),
        "{}",
        run.out
    );
    let output = portal.output();
    assert!(output.contains_key("index.html") && output.contains_key("404.html"), "{output:?}");
    assert!(output.keys().any(|path| path.starts_with("mihon/12/zenkomoku/2026-03-24/")), "{output:?}");
    assert!(!portal.path("output/.kohyo").exists());
}

#[test]
fn a_build_can_be_read_by_programs() {
    let portal = Portal::new();
    let run = portal.run(&["build", "--format", "json", "--timings"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let report: Value = serde_json::from_str(&run.out).expect("standard output is JSON alone");
    let keys: Vec<&str> = report.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut wanted = [
        "assessments",
        "pages",
        "rendered",
        "reused",
        "passages",
        "bytes",
        "elapsed_ms",
        "findings",
        "files",
    ];
    wanted.sort_unstable();
    assert_eq!(keys, wanted);
    assert_eq!(report["assessments"], 1);
    assert_eq!(report["findings"]["error"], 0);
    let html = portal.output().keys().filter(|path| path.rsplit('.').next() == Some("html")).count();
    assert_eq!(report["pages"], html);
    assert!(run.err.contains(" s  評価書の確認とページ"), "{}", run.err);
}

#[test]
fn an_error_stops_the_build_and_names_its_place() {
    let portal = Portal::new();
    portal.build();
    let before = portal.output();
    portal.write("content/mihon/12.md", document("12", "甲").replace("published:", "pubished:"));
    let run = portal.run(&["build"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("[META-05] content/mihon/12.md:7:1 "), "{}", run.err);
    assert!(run.err.contains("`published` ではありませんか"), "{}", run.err);
    assert!(run.err.contains("前回の出力はそのまま残っています"), "{}", run.err);
    assert_eq!(run.out, "");
    assert_eq!(portal.output(), before);
    let run = portal.run(&["build", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.out).expect("JSON also then");
    assert_eq!((run.code, report["pages"].clone()), (Some(1), 0.into()));
    assert_ne!(report["findings"]["error"], 0);
}

#[test]
fn all_findings_come_in_one_run() {
    let portal = Portal::new()
        .file("content/mihon/4.md", &document("4", "乙").replace("status: published\n", ""))
        .file(
            "content/mihon/5.md",
            &document("5", "丙").replace(
                "| --- | --- | --- | --- | --- | --- |\n",
                "| --- | --- | --- | --- | --- | --- |\n| a | b | c | d | e | f | g |\n",
            ),
        );
    let run = portal.run(&["check", "--format", "json"]);
    assert_eq!(run.code, Some(1));
    let report: Value = serde_json::from_str(&run.out).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    for finding in findings {
        let keys: Vec<&str> = finding.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(keys, ["column", "file", "help", "id", "level", "line", "message"]);
    }
    let has = |id: &str, file: &str| findings.iter().any(|f| f["id"] == id && f["file"] == file);
    assert!(has("META-03", "content/mihon/4.md") && has("MD-09", "content/mihon/5.md"), "{findings:#?}");
}

#[test]
fn check_exits_with_1_only_when_it_has_to() {
    let portal = Portal::new();
    assert_eq!(portal.run(&["check"]).code, Some(0));
    portal.write(
        "content/mihon/12.md",
        document("12", "甲").replace("- [x] 5) 30万人以上", "- [?] 5) 30万人以上"),
    );
    let run = portal.run(&["check"]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.contains("注意[MARK-01]") && run.out.contains("エラー0件、注意1件"), "{}", run.out);
    assert_eq!(portal.run(&["check", "--strict"]).code, Some(1));
    assert!(!portal.path("output").exists(), "check publishes nothing");
    let kept: Vec<_> = std::fs::read_dir(portal.path(".kohyo"))
        .expect("a folder")
        .flatten()
        .map(|e| e.file_name())
        .collect();
    assert_eq!(kept, ["cache"], "what it worked out is kept, and nothing else");
}

#[test]
fn official_publication_needs_a_comparison_with_the_original() {
    let converted = document("12", "甲").replace(
        "completeness:",
        "source: {url: \"https://example.jp/12.pdf\", conversion: ocr}\ncompleteness:",
    );
    let portal = Portal::empty().file("content/mihon/12.md", &converted);
    let run = portal.run(&["build"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("[VER-01]") && run.err.contains("照合が記録されていません"), "{}", run.err);
    portal.write(
        "content/mihon/12.md",
        converted.replace("completeness:", "verified: {date: 2026-03-20, by: 保険年金課}\ncompleteness:"),
    );
    portal.build();
}

#[test]
fn findings_are_narrowed_to_files_rules_and_levels() {
    let portal = Portal::empty()
        .file("content/mihon/12.md", &document("12", "甲").replace("### ①事務の名称", "### ①事務の名前"))
        .file("content/mihon/13.md", &document("13", "甲").replace("status: published", "status: publishd"));
    let said = |args: &[&str]| {
        let run = portal.run(&[&["check", "--format", "json"], args].concat());
        let json: Value = serde_json::from_str(&run.out).expect("JSON");
        let ids = json["findings"].as_array().expect("findings").iter().map(|one| one["id"].clone());
        (run.code, ids.filter_map(|id| id.as_str().map(str::to_owned)).collect::<Vec<_>>().join(" "))
    };
    let (warning, error) = ((Some(0), "FORM-01".to_owned()), (Some(1), "META-07".to_owned()));
    let both = (Some(1), "FORM-01 META-07".to_owned());
    for (args, wanted) in [
        ([].as_slice(), &both),
        (&["content/mihon"], &both),
        (&["content/mihon/12.md"], &warning),
        (&["./content/mihon/../mihon/13.md"], &error),
        (&["content/mihon/12.md", "content/mihon/13.md"], &both),
        (&["--rule", "form-01"], &warning),
        (&["--rule", "META"], &error),
        (&["--rule", "META-07", "--rule", "FORM-01"], &both),
        (&["--level", "error"], &error),
        (&["--level", "info"], &both),
        (&["content/portal.toml"], &(Some(0), String::new())),
    ] {
        assert_eq!(said(args), *wanted, "{args:?}");
    }
    let human = portal.run(&["check", "content/mihon/12.md"]).out;
    assert!(human.contains("全体では、エラー1件、注意1件、情報0件です。"), "{human}");
    for (args, message) in [
        (["check", "content/mihon/nai.md"].as_slice(), "nai.md"),
        (&["check", "--rule", "NAI-01"], "「NAI-01」という規則はありません"),
        (&["check", "--level", "error", "--baseline", "a.json", "--write-baseline"], "--write-baseline"),
    ] {
        let run = portal.run(args);
        assert!(run.code == Some(1) && run.err.contains(message), "{args:?}: {}", run.err);
    }
}

#[test]
fn rules_are_explained() {
    let portal = Portal::empty();
    let run = portal.run(&["check", "--explain", "priv-01"]);
    assert_eq!(run.code, Some(0));
    assert!(
        run.out.starts_with("PRIV-01 (エラー)\n") && run.out.contains("根拠: 番号法第19条"),
        "{}",
        run.out
    );
    let run = portal.run(&["check", "--explain", "META-99", "--lang", "en"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("META-05"), "{}", run.err);
}

#[test]
fn the_language_is_that_of_the_reader() {
    let portal = Portal::new();
    assert!(portal.run(&["--help"]).out.contains("使い方: kohyo"));
    assert!(portal.run(&["build", "--help", "--lang", "en"]).out.contains("Output folder"));
    let english = run(portal.command(&["build"]).env("LANG", "en_GB.UTF-8"));
    assert!(english.out.starts_with("Built "), "{}", english.out);
}

#[test]
fn mistakes_on_the_command_line_exit_with_1() {
    let portal = Portal::new();
    for (args, says) in [
        (vec!["bild"], "「build」ではありませんか。"),
        (vec!["build", "--output"], "値がありません"),
        (vec!["build", "--content", "nowhere"], "LAYOUT-01"),
        (vec!["build", "--theme", "nowhere"], "THEME-01"),
        (vec!["build", "--output", "content/x"], "重なっています"),
    ] {
        let run = portal.run(&args);
        assert_eq!(run.code, Some(1), "{args:?} {}{}", run.out, run.err);
        assert!(run.err.contains(says), "{args:?}: {}", run.err);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let portal = Portal::new();
    let many = "- [x] まったく別の文\n".repeat(2000);
    portal.write("content/mihon/12.md", document("12", "甲").replace("- [x] 5) 30万人以上\n", &many));
    let mut child = portal
        .command(&["check"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("kohyo starts");
    let mut first = [0; 10];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("some output");
    let done = child.wait_with_output().expect("it ends");
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(done.stderr.is_empty());
}

#[test]
fn quiet_is_quiet() {
    let run = Portal::new().run(&["build", "--quiet"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "", ""));
}

#[test]
fn mistakes_of_front_matter_do_not_hide_those_of_the_body() {
    let portal = Portal::new();
    let broken =
        document("12", "甲").replace("status: published\n", "") + "\n## 3. 特定個人情報ファイル名\n<div>\n";
    portal.write("content/mihon/12.md", &broken);
    let run = portal.run(&["check"]);
    assert_eq!(run.code, Some(1));
    for id in ["[META-03]", "[MD-03]"] {
        assert!(format!("{}{}", run.out, run.err).contains(id), "{id}: {} {}", run.out, run.err);
    }
}

#[test]
fn a_portal_without_an_address_can_be_built() {
    let portal = Portal::new();
    portal.write(
        "content/portal.toml",
        "title = \"みほん県 評価書ポータル(見本)\"\npublisher = \"official\"\nsample = true\n",
    );
    let run = portal.run(&["build"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
}
