//! `kohyo init` and `kohyo new`: from nothing to a portal, from nothing to an evaluation.

use std::fs;
use std::process::Command;

use super::portal::{Portal, Run, run};

fn kohyo(folder: &std::path::Path, args: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kohyo"));
    run(command.args(args).current_dir(folder).env_remove("LANG").env_remove("LC_ALL"))
}

#[test]
fn an_empty_portal_of_a_known_municipality_builds_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = kohyo(folder.path(), &["init", "kumagaya", "--municipality", "熊谷市"]);
    assert_eq!(made.code, Some(0), "{}", made.err);
    assert!(made.out.contains("kohyo import") && made.out.contains("/kumagaya/"), "{}", made.out);
    let portal = folder.path().join("kumagaya");
    let town = fs::read_to_string(portal.join("content/kumagaya/municipality.md")).expect("the town");
    assert!(town.contains("code: \"112020\"") && town.contains("prefecture: 埼玉県"), "{town}");
    assert!(!fs::read_to_string(portal.join("content/portal.toml")).expect("the portal").contains("sample"));
    let checked = kohyo(&portal, &["check"]);
    assert_eq!(
        (checked.code, checked.out.contains("エラー0件、注意0件、情報0件。")),
        (Some(0), true),
        "{}",
        checked.out
    );
    assert_eq!(kohyo(&portal, &["build"]).code, Some(0));
    assert!(portal.join("output/kumagaya/index.html").is_file());
}

#[test]
fn a_portal_of_an_unnamed_municipality_says_what_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(kohyo(folder.path(), &["init", "portal", "--slug", "mihon"]).code, Some(0));
    let checked = kohyo(&folder.path().join("portal"), &["check"]);
    assert_eq!(checked.code, Some(1));
    for key in ["`title`", "`code`", "`name`", "`prefecture`", "`agencies`"] {
        assert!(checked.out.contains(key), "{key}: {}", checked.out);
    }
}

#[test]
fn init_touches_nothing_that_is_there_and_explains_what_it_cannot_use() {
    let portal = Portal::new();
    let before = portal.run(&["check", "--format", "json"]).out;
    let again = portal.run(&["init", ".", "--slug", "mihon"]);
    assert_eq!(again.code, Some(1));
    assert!(again.err.contains("content はもうあります。"), "{}", again.err);
    assert_eq!(portal.run(&["check", "--format", "json"]).out, before);
    for (args, message) in [
        (["init", "熊谷", "--municipality", "熊谷市"], "アドレスの先頭に使えません"),
        (["init", "search", "--municipality", "熊谷市"], "アドレスの先頭に使えません"),
        (["init", "fuchu", "--municipality", "府中市"], "東京都府中市、広島県府中市"),
        (["init", "kuma", "--municipality", "熊谷"], "「熊谷」という自治体は一覧にありません"),
    ] {
        let refused = portal.run(&args);
        assert_eq!(refused.code, Some(1), "{args:?}");
        assert!(refused.err.contains(message), "{}", refused.err);
    }
}

#[test]
fn an_empty_evaluation_has_no_findings_and_is_not_published() {
    let portal = Portal::empty();
    for (kind, files) in [("kiso", 0), ("juten", 1), ("zenkomoku", 2)] {
        let mut args = vec!["new", "--kind", kind, "--number", "5", "--title", "住民基本台帳に関する事務"];
        args.extend(
            ["--file", "住民基本台帳ファイル", "--file", "送付先情報ファイル"].iter().take(2 * files),
        );
        let made = portal.run(&args);
        assert_eq!(made.code, Some(0), "{}", made.err);
        assert!(made.out.contains(&format!("content/mihon/5-{kind}-draft.md")), "{}", made.out);
    }
    let checked = portal.run(&["check"]);
    assert!(checked.out.contains("エラー0件、注意0件、情報0件。"), "{}", checked.out);
    portal.build();
    assert!(!portal.output().keys().any(|path| path.starts_with("mihon/5/")));
}

#[test]
fn new_asks_for_what_it_needs() {
    let portal = Portal::empty();
    let title = "住民基本台帳に関する事務";
    for (args, message) in [
        (
            vec!["new", "--kind", "zenkomoku", "--number", "5", "--title", title],
            "`--file 住民基本台帳ファイル`",
        ),
        (
            vec!["new", "--kind", "kiso", "--number", "5", "--title", title, "--file", "甲"],
            "`--file` を除いて",
        ),
        (vec!["new", "--kind", "kiso", "--number", "../5", "--title", title], "「../5」は使えません"),
        (
            vec!["new", "--kind", "kiso", "--number", "5", "--title", title, "--agency", "ためし町長"],
            "みほん市長",
        ),
        (
            vec!["new", "--kind", "kiso", "--number", "5", "--title", title, "--into", "content/nai"],
            "content/nai/municipality.md",
        ),
    ] {
        let refused = portal.run(&args);
        assert_eq!(refused.code, Some(1), "{args:?}");
        assert!(refused.err.contains(message), "{message}: {}", refused.err);
    }
    let args = ["new", "--kind", "kiso", "--number", "5", "--title", title];
    assert_eq!(portal.run(&args).code, Some(0));
    portal.write("content/mihon/5-kiso-draft.md", "書きかけ");
    let again = portal.run(&args);
    assert!(again.code == Some(1) && again.err.contains("もうあります"), "{}", again.err);
    assert_eq!(
        fs::read_to_string(portal.path("content/mihon/5-kiso-draft.md")).expect("the file"),
        "書きかけ"
    );
}
