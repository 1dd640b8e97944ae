//! `kohyo import` as a clerk and a script use it.

use serde_json::Value;

use crate::portal::Portal;

/// A text in the style of what extraction leaves.
const TEXT: &str = "\
# 特定個人情報保護評価書(全項目評価書)

評価書番号\t評価書名
31\t介護保険に関する事務 全項目評価書

評価実施機関名

みほん県みほん市長

公表日

令和8年2月1日
[令和7年5月 様式4]

I 基本情報

6. 情報提供ネットワークシステムによる情報連携 ※
①実施の有無\t[ 実施する ]\t<選択肢> 1) 実施する 2) 実施しない 3) 未定
②法令上の根拠\t<p>&lt;番号法&gt;</p><ul><li>・第19条第8号</li></ul>
独自の欄\t独自の回答
";
const DOCUMENT: &str = "content/mihon/31-zenkomoku-2026-02-01.md";

fn portal() -> Portal {
    Portal::new().file("in/31.txt", TEXT)
}

fn read(portal: &Portal, path: &str) -> String {
    std::fs::read_to_string(portal.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_text_becomes_a_document_and_a_checklist_and_then_a_page() {
    let portal = portal();
    let run = portal.run(&["import", "in/31.txt", "--into", "content/mihon"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains(DOCUMENT) && run.out.contains("次に: "), "{}", run.out);
    let text = read(&portal, DOCUMENT);
    assert!(
        text.starts_with(
            "---\nnumber: \"31\"\ntitle: 介護保険に関する事務\nkind: zenkomoku\nagency: みほん市長\n"
        ),
        "{text}"
    );
    assert!(text.contains("- [x] 1) 実施する\n- [ ] 2) 実施しない\n- [ ] 3) 未定\n"), "{text}");
    let checklist = read(&portal, "content/mihon/.import/31-zenkomoku-2026-02-01.checklist.md");
    assert!(checklist.contains("- [ ] 公表日: 令和8年2月1日\n"), "{checklist}");
    assert!(checklist.contains("「独自の欄」"), "{checklist}");

    // An official portal publishes a converted text only after somebody has compared it.
    let refused = portal.run(&["build"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("[VER-01]"), "{}", refused.err);
    portal.write(
        DOCUMENT,
        &text.replacen("source:", "verified: {date: 2026-02-02, by: 介護保険課}\nsource:", 1),
    );
    let built = portal.run(&["build"]);
    assert_eq!(built.code, Some(0), "{}", built.err);
    let page = read(&portal, "output/mihon/31/zenkomoku/2026-02-01/index.html");
    assert!(
        page.contains("&lt;番号法&gt;") && !page.contains("&amp;lt;"),
        "the group is visible, no entity is"
    );
}

#[test]
fn a_dry_run_writes_nothing_and_speaks_to_programs() {
    let portal = portal();
    let run = portal.run(&["import", "in/31.txt", "--dry-run", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let records: Value = serde_json::from_str(&run.out).expect("standard output is JSON alone");
    let record = &records[0];
    let keys: Vec<&str> = record.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut wanted = [
        "file",
        "number",
        "title",
        "kind",
        "agency",
        "municipality_code",
        "municipality",
        "published",
        "published_as_written",
        "form",
        "status",
        "placed_ratio",
        "unplaced",
        "warnings",
    ];
    wanted.sort_unstable();
    assert_eq!(keys, wanted);
    assert_eq!((record["number"].clone(), record["published"].clone()), ("31".into(), "2026-02-01".into()));
    assert_eq!(record["form"], "令和7年5月 様式4");
    assert_eq!(record["municipality_code"], Value::Null, "unknown is null");
    let ratio = record["placed_ratio"].as_f64().expect("a number");
    assert!(ratio < 1.0 && record["unplaced"][0]["text"] == "独自の欄", "{record}");
    assert!(!portal.path(DOCUMENT).exists());
}

#[test]
fn an_edited_document_is_never_overwritten() {
    let portal = portal();
    let import = ["import", "in/31.txt", "--into", "content/mihon"];
    portal.run(&import);
    let imported = read(&portal, DOCUMENT);
    assert_eq!(portal.run(&import).code, Some(0));
    assert!(!portal.path(&format!("{DOCUMENT}.new")).exists(), "nothing was edited");

    let edited = imported.replace("独自の回答", "直した回答");
    portal.write(DOCUMENT, &edited);
    let again = portal.run(&import);
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert!(again.err.contains("手で直してあるので、そのまま残しました"), "{}", again.err);
    assert_eq!(read(&portal, DOCUMENT), edited);
    assert_eq!(read(&portal, &format!("{DOCUMENT}.new")), imported);
}

#[test]
fn what_cannot_be_imported_is_said_and_the_rest_goes_on() {
    let portal =
        portal().file("in/damaged.txt", &TEXT.replace('の', "\u{FFFD}")).file("in/none.txt", "ただの文章");
    let run = portal.run(&[
        "import",
        "in/damaged.txt",
        "in/none.txt",
        "in/31.txt",
        "in/missing.txt",
        "--into",
        "content/mihon",
    ]);
    assert_eq!(run.code, Some(1));
    for said in ["in/damaged.txt: ", "in/none.txt: ", "in/missing.txt: "] {
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
    assert!(portal.path(DOCUMENT).exists());
    let english = portal.run(&["import", "in/none.txt", "--dry-run", "--lang", "en"]);
    assert!(
        english.err.contains("The cover does not say which kind of assessment this is."),
        "{}",
        english.err
    );
}
