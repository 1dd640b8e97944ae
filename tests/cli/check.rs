//! `kohyo check`: formats for machines, what was accepted, the reference day.

use serde_json::Value;

use super::portal::{Portal, document, run};

/// A portal with two warnings of one rule.
fn with_lost_marks() -> Portal {
    let marks = "### ③対象人数\n- [?] 5) 30万人以上\n- [?] 1) 1,000人未満\n";
    let text =
        document("12", "甲").replace("### ③対象人数\n- [x] 5) 30万人以上\n- [ ] 1) 1,000人未満\n", marks);
    Portal::empty().file("content/mihon/12.md", &text).file(
        "content/mihon/13.md",
        &text.replace("\"12\"", "\"13\"").replace("## 評価書番号\n12", "## 評価書番号\n13"),
    )
}

#[test]
fn sarif_names_places_in_code_units_and_the_rules_it_used() {
    let portal = with_lost_marks();
    let out = portal.run(&["check", "--format", "sarif"]);
    assert_eq!(out.code, Some(0), "{}", out.err);
    let log: Value = serde_json::from_str(&out.out).expect("JSON alone");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let results = run["results"].as_array().expect("a list");
    assert_eq!(results.len(), 2, "{results:#?}");
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["artifactLocation"]["uri"].as_str().expect("a uri").starts_with("content/mihon/1"));
        assert!(
            place["region"]["startLine"].as_u64() > Some(1) && place["region"]["startColumn"] == 7,
            "{place}"
        );
    }
}

#[test]
fn workflow_commands_are_a_line_each() {
    let out = with_lost_marks().run(&["check", "--format", "github", "--strict"]);
    assert_eq!(out.code, Some(1));
    let lines: Vec<&str> = out.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", out.out);
    assert!(
        lines[0].starts_with("::warning file=content/mihon/12.md,line=")
            && lines[0].contains(",title=MARK-01::")
    );
}

#[test]
fn accepted_findings_are_left_out_until_they_are_gone() {
    let portal = with_lost_marks();
    let written = portal.run(&["check", "--baseline", "accepted.json", "--write-baseline"]);
    assert_eq!(written.code, Some(0), "{}", written.err);
    let accepted = ["check", "--strict", "--baseline", "accepted.json"];
    let quiet = portal.run(&accepted);
    assert_eq!(quiet.code, Some(0), "{}", quiet.out);
    assert!(
        quiet.out.contains("エラー0件、注意0件") && quiet.out.contains("受け入れ済みの2件を除く"),
        "{}",
        quiet.out
    );

    // The text moves: still the same findings.
    let moved = std::fs::read_to_string(portal.path("content/mihon/12.md")).expect("the document");
    portal.write("content/mihon/12.md", moved.replace("# 表紙\n", "# 表紙\n\n## 特記事項\nなし\n"));
    assert_eq!(portal.run(&accepted).code, Some(0));

    // One is mended, another is new.
    portal.write("content/mihon/12.md", document("12", "甲"));
    let mended = portal.run(&accepted);
    assert_eq!(mended.code, Some(0));
    assert!(
        mended.err.contains("1件は、もう見つかりません")
            && mended.err.contains("MARK-01 mihon/12/zenkomoku/"),
        "{}",
        mended.err
    );
    portal.write(
        "content/mihon/12.md",
        document("12", "甲").replace("# 表紙\n", "# 表紙\n\n## 特記事項\nコンビ二\n"),
    );
    let new = portal.run(&accepted);
    assert_eq!(new.code, Some(1));
    assert!(new.out.contains("注意[DMG-04]") && !new.out.contains("MARK-01"), "{}", new.out);
}

#[test]
fn errors_are_not_accepted_and_a_wrong_file_is_said() {
    let portal = Portal::new();
    portal.write("content/mihon/12.md", document("12", "甲").replace("published:", "pubished:"));
    let written = portal.run(&["check", "--baseline", "accepted.json", "--write-baseline"]);
    assert_eq!(written.code, Some(1));
    assert!(
        written.err.contains("[META-05]") && written.err.contains("受け入れられません"),
        "{}",
        written.err
    );
    portal.write("accepted.json", "{}");
    let wrong = portal.run(&["check", "--baseline", "accepted.json"]);
    assert_eq!(wrong.code, Some(1));
    assert!(wrong.err.contains("accepted.json を受け入れ済みの一覧として読めません"), "{}", wrong.err);
    assert_eq!(portal.run(&["check", "--baseline", "nowhere.json"]).code, Some(1));
    assert_eq!(portal.run(&["check", "--write-baseline"]).code, Some(1), "a file has to be named");
}

#[test]
fn ages_are_spoken_of_only_with_a_reference_day() {
    let portal = Portal::empty().file(
        "content/mihon/12.md",
        &document("12", "甲").replace("completeness: excerpt", "completeness: pages-missing"),
    );
    let ages = |out: &str| out.contains("DATE-06") || out.contains("DATE-08");
    assert!(!ages(&portal.run(&["check"]).out));
    let said = portal.run(&["check", "--as-of", "2029-01-01"]).out;
    assert!(ages(&said), "{said}");
    assert!(
        said.contains(
            "再実施の目安は令和10年11月です(規則第15条・努力義務。令和5年11月1日の実施・再実施から算定)。"
        ),
        "{said}"
    );
    // 2029-01-01T00:00:00Z
    let day = run(portal.command(&["check"]).env("SOURCE_DATE_EPOCH", "1861920000"));
    assert_eq!(day.out, said);
    for word in ["違反", "期限切れ", "未実施"] {
        assert!(!said.contains(word), "{said}");
    }
}

#[test]
fn every_rule_stands_in_the_table() {
    let table = Portal::empty().run(&["check", "--explain", "all"]).out;
    for id in ["PRIV-01", "DATE-06", "VOC-02"] {
        assert!(table.lines().any(|line| line.starts_with(&format!("| {id} | "))), "{id}");
    }
    assert!(table.lines().skip(2).all(|line| line.matches(" | ").count() == 4), "{table}");
    let english = Portal::empty().run(&["check", "--explain", "DATE-06", "--lang", "en"]).out;
    assert!(english.contains("Certainty: law (text not read)"), "{english}");
}

#[test]
fn files_of_a_theme_that_cannot_be_read_are_named() {
    let portal = Portal::new().file("themes/default/i18n/ja.toml", "title = \n");
    let run = portal.run(&["build"]);
    assert!(
        run.code == Some(1) && run.err.contains("[THEME-04]") && run.err.contains("ja.toml:1:"),
        "{}",
        run.err
    );
    let portal = Portal::new().file("themes/default/templates/home.html", "");
    std::fs::write(portal.path("themes/default/templates/home.html"), b"\x94\xd4").expect("a file");
    let run = portal.run(&["build"]);
    assert!(
        run.code == Some(1) && run.err.contains("[THEME-02]") && run.err.contains("home.html"),
        "{}",
        run.err
    );
}

#[test]
fn a_theme_cannot_take_away_what_has_to_be_said() {
    let plain = "<header><p>みほん市</p></header>\n";
    // The banner of a sample and the links stand in other templates too.
    let portal = Portal::new().file("themes/own/templates/header.html", plain);
    let run = portal.run(&["build", "--theme", "own"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    portal.write("themes/own/templates/footer.html", "<footer></footer>\n");
    let run = portal.run(&["build", "--theme", "own"]);
    assert_eq!(run.code, Some(1));
    for missing in ["評価実施機関の公式サイト", "「ホーム」へのリンク"] {
        assert!(run.err.contains("[THEME-05]") && run.err.contains(missing), "{missing}: {}", run.err);
    }
    portal.write("themes/own/templates/footer.html", "{% include \"header.html\" %}");
    portal.write("themes/own/i18n/ja.toml", "[site]\nsample = \"\"\n");
    let run = portal.run(&["build", "--theme", "own"]);
    assert!(run.code == Some(1) && run.err.contains("見本です。"), "{}", run.err);
}

#[test]
fn an_invisible_character_is_no_text() {
    let portal = Portal::new();
    let text = std::fs::read_to_string(portal.path("content/mihon/municipality.md")).expect("the file");
    portal.write("content/mihon/municipality.md", text.replace("みほん県", "みほん\u{202e}県"));
    let run = portal.run(&["check"]);
    assert!(run.code == Some(1) && run.out.contains("[TXT-12]") && run.out.contains("U+202E"), "{}", run.out);
}

#[test]
fn a_retired_address_leads_to_a_page() {
    let retired = "[[retired]]\naddress = \"mihon/11/\"\ndate = 2026-04-01\nreason = \"番号の誤り\"\nmoved_to = \"mihon/99/\"\n";
    let portal = Portal::new().file("content/mihon/retired.toml", retired);
    let run = portal.run(&["check"]);
    assert!(run.code == Some(1) && run.out.contains("エラー[PUB-03]"), "{}", run.out);
    portal.write("content/mihon/retired.toml", retired.replace("mihon/99/", "mihon/12/"));
    assert_eq!(portal.run(&["check"]).code, Some(0));
}
