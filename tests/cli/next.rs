//! `kohyo new --from` and `kohyo changes`: the next version, and what it changes.

use std::fs;

use super::portal::{Portal, document};

const OLD: &str = "content/mihon/12.md";
const NEW: &str = "content/mihon/12-zenkomoku-2027-04-01.md";

fn portal() -> Portal {
    let text = document("12", "国民健康保険に関する事務")
        .replace(
            "## 評価書番号\n",
            "## 公表日\n令和８年３月２４日\n\n## 評価書番号\n",
        )
        .replace("completeness: excerpt\n", "completeness: excerpt\nrevision: 2\noccasion: 再実施\nsource: {conversion: ocr}\nverified: {date: 2026-03-20, by: 保険年金課}\n");
    Portal::empty().file(OLD, &text)
}

fn read(portal: &Portal, path: &str) -> String {
    fs::read_to_string(portal.path(path)).expect("a text")
}

#[test]
fn the_next_version_begins_as_the_one_before_and_swears_nothing() {
    let portal = portal();
    let made = portal.run(&["new", "--from", OLD, "--published", "2027-04-01"]);
    assert_eq!(made.code, Some(0), "{}", made.err);
    assert!(made.out.contains(NEW) && made.out.contains("kohyo changes"), "{}", made.out);
    let text = read(&portal, NEW);
    assert!(text.contains("status: preparing\npublished: 2027-04-01\n"), "{text}");
    assert!(text.contains("## 公表日\n令和９年４月１日\n"), "{text}");
    for gone in ["verified", "source:", "revision", "occasion: 再実施", "2026-03-24"] {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
    assert!(text.contains("last_assessed: 2023-11-01"), "{text}");
    assert_eq!(portal.run(&["check"]).code, Some(0));
    for (args, says) in [
        (["new", "--from", OLD, "--published", "2027-04-01"], "もうあります"),
        (["new", "--from", OLD, "--published", "2026-03-24"], "より後ではありません"),
        (
            ["new", "--from", "content/mihon/municipality.md", "--published", "2027-04-01"],
            "front matter を読めません",
        ),
        (["new", "--from", "content/nai.md", "--published", "2027-04-01"], "content/nai.md"),
    ] {
        let refused = portal.run(&args);
        assert_eq!(refused.code, Some(1), "{args:?}");
        assert!(refused.err.contains(says), "{says}: {}", refused.err);
    }
    assert_eq!(read(&portal, NEW), text);
}

#[test]
fn rows_are_proposed_once_and_none_is_rewritten() {
    let portal = portal();
    assert_eq!(portal.run(&["new", "--from", OLD, "--published", "2027-04-01"]).code, Some(0));
    let nothing = portal.run(&["changes", NEW]);
    assert!(nothing.code == Some(0) && nothing.out.contains("加える行はありません"), "{}", nothing.out);
    let edited = read(&portal, NEW)
        .replace(
            "被保険者の資格を管理する。",
            "被保険者の資格を標準準拠システムで管理する。\n\\*印は別表による。|以上",
        )
        .replace("- [x] 5) 30万人以上\n- [ ] 1) 1,000人未満", "- [ ] 5) 30万人以上\n- [x] 1) 1,000人未満");
    portal.write(NEW, &edited);
    let dry = portal.run(&["changes", NEW, "--dry-run"]);
    assert!(dry.out.contains("+ Ⅰ 1. 特定個人情報ファイルを取り扱う事務 ③対象人数"), "{}", dry.out);
    assert_eq!(read(&portal, NEW), edited);
    let run = portal.run(&["changes", NEW]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let text = read(&portal, NEW);
    let added: Vec<&str> = text.lines().filter(|line| !edited.contains(line)).collect();
    assert_eq!(
        added,
        [
            "| 令和9年4月1日 | Ⅰ 1. 特定個人情報ファイルを取り扱う事務 ②事務の内容 | 被保険者の資格を管理する。 | 被保険者の資格を標準準拠システムで管理する。<br>\\*印は別表による。\\|以上 | | |",
            "| 〃 | Ⅰ 1. 特定個人情報ファイルを取り扱う事務 ③対象人数 | 30万人以上 | 1,000人未満 | | |",
        ]
    );
    let kept: String =
        text.lines().filter(|line| !added.contains(line)).flat_map(|line| [line, "\n"]).collect();
    assert_eq!(kept, edited, "every other line is as it was");
    // Reasons are written; what is there is not proposed again.
    let filled = text.replace("1,000人未満 | | |", "1,000人未満 | 事後 | 人数の減少による |");
    portal.write(NEW, &filled);
    let again = portal.run(&["changes", NEW]);
    assert!(again.out.contains("加える行はありません"), "{}", again.out);
    assert_eq!(read(&portal, NEW), filled);
    let check = portal.run(&["check"]).out;
    assert!(!check.contains("CHG-17") && !check.contains("REF-01"), "{check}");
    portal.write(NEW, filled.replace("| 30万人以上 | 1,000人未満", "| 10万人以上30万人未満 | 1,000人未満"));
    let check = portal.run(&["check"]).out;
    assert!(check.contains("CHG-17") && check.contains("前の版の記載「30万人以上」"), "{check}");
    let first = portal.run(&["changes", OLD]);
    assert!(first.code == Some(1) && first.err.contains("前の版"), "{}", first.err);
}

#[test]
fn what_was_accepted_of_one_version_is_accepted_of_the_next() {
    let portal = portal();
    // A row whose before and after read the same (CHG-12), and an empty answer.
    let text =
        read(&portal, OLD).replace("verified:", "# verified:").replace("source: {conversion: ocr}\n", "");
    portal.write(OLD, text.replace("| 資格を記録する。 |", "| 資格を<br>管理する。 |"));
    assert_eq!(portal.run(&["check", "--baseline", "accepted.json", "--write-baseline"]).code, Some(0));
    let list = fs::read_to_string(portal.path("accepted.json")).expect("the list");
    assert!(list.contains("\"subject\": \"mihon/12/zenkomoku/\""), "{list}");
    let clean = |command: &[&str]| portal.run(command).out;
    let check = ["check", "--baseline", "accepted.json"];
    assert!(clean(&check).contains("エラー0件、注意0件、情報0件。"), "{}", clean(&check));
    fs::rename(portal.path(OLD), portal.path("content/mihon/renamed.md")).expect("renamed");
    assert!(clean(&check).contains("エラー0件、注意0件、情報0件。"), "{}", clean(&check));
    let run = portal.run(&["new", "--from", "content/mihon/renamed.md", "--published", "2027-04-01"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let left = clean(&check);
    assert!(left.contains("エラー0件、注意0件、情報0件。"), "{left}");
    // Two versions say the same: accepted are as many as are left out.
    let written = clean(&["check", "--baseline", "accepted.json", "--write-baseline"]);
    let count = |text: &str, before: &str| -> Option<usize> {
        text.split(before).nth(1)?.split('件').next()?.parse().ok()
    };
    let accepted = count(&written, "注意・情報");
    assert!(accepted.is_some_and(|count| count > 1), "{written}");
    assert_eq!(accepted, count(&clean(&check), "受け入れ済みの"), "{written}");
}
