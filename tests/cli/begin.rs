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
            vec!["new", "--kind", "kiso", "--number", "5", "--title", title, "--published", "2027-04-01"],
            "`--from` と一緒に",
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

#[test]
fn a_portal_of_several_municipalities_and_one_more_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let two = ["init", "saitama", "--municipality", "kumagaya=熊谷市", "--municipality", "fukaya=深谷市"];
    let made = kohyo(folder.path(), &two);
    assert_eq!(made.code, Some(0), "{}", made.err);
    let portal = folder.path().join("saitama");
    let text = |path: &str| fs::read_to_string(portal.join(path)).expect("a file");
    assert!(text("content/fukaya/municipality.md").contains("name: 深谷市"));
    let names = || {
        let mut names: Vec<_> =
            fs::read_dir(&portal).expect("a folder").flatten().map(|e| e.file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(), [".gitignore", "content"], "nothing else is left there");
    // Whoever writes into a portal locks it; the lock is no part of it.
    let tree = || {
        let mut tree = super::portal::tree(&portal);
        tree.remove(".kohyo/content.lock");
        tree
    };
    let before = tree();
    // Again: nothing changes. One more comes beside them.
    let again = kohyo(folder.path(), &["init", "saitama", "--municipality", "fukaya=深谷市"]);
    assert!(again.code == Some(0) && again.out.contains("もうあります。そのままにしました"), "{}", again.out);
    assert_eq!(tree(), before);
    let more = kohyo(folder.path(), &["init", "saitama", "--municipality", "ageo=上尾市"]);
    assert_eq!(more.code, Some(0), "{}", more.err);
    let after = tree();
    let new: Vec<_> = after.keys().filter(|path| !before.contains_key(*path)).collect();
    assert_eq!(new, ["content/ageo/municipality.md"]);
    assert!(before.iter().all(|(path, hash)| after.get(path) == Some(hash)));
    for (args, message) in [
        (["init", "saitama", "--municipality", "fukaya=行田市"], "別の自治体のものです"),
        (["init", "saitama", "--municipality", "Fukaya=深谷市"], "アドレスの先頭に使えません"),
    ] {
        let refused = kohyo(folder.path(), &args);
        assert!(refused.code == Some(1) && refused.err.contains(message), "{}", refused.err);
    }
    let unnamed =
        kohyo(folder.path(), &["init", "x", "--municipality", "熊谷市", "--municipality", "深谷市"]);
    assert!(unnamed.code == Some(1) && unnamed.err.contains("kumagaya=熊谷市"), "{}", unnamed.err);
    assert_eq!(tree(), after);
    assert!(!folder.path().join("x").exists());
}

#[test]
fn a_collection_may_hold_a_text_of_an_unknown_day() {
    let text = super::portal::document("12", "国民健康保険に関する事務")
        .replace("published: 2026-03-24", "published: unknown")
        .replace("completeness: excerpt\n", "")
        .replace("資格を管理する。", "いつかの資格。");
    let portal = Portal::new()
        .file("content/portal.toml", "title = \"見本\"\npublisher = \"collection\"\nsample = true\n")
        .file("content/mihon/12-undated.md", &text);
    portal.build();
    let page = |path: &str| fs::read_to_string(portal.path("output").join(path)).expect("a page");
    assert!(page("mihon/12/zenkomoku/undated/index.html").contains("公表日不明"));
    let current = page("mihon/12/zenkomoku/index.html");
    assert!(!current.contains("いつかの資格"), "after the dated ones");
    let overview = page("mihon/12/index.html");
    let (dated, undated) = (overview.find("令和8年3月24日公表の版"), overview.find("公表日不明の版"));
    assert!(dated.is_some() && dated < undated, "{dated:?} {undated:?}");
    // Alone it is what is shown.
    fs::remove_file(portal.path("content/mihon/12.md")).expect("removed");
    portal.build();
    assert!(page("mihon/12/zenkomoku/index.html").contains("いつかの資格"));
}
