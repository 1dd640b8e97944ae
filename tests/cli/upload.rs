//! What goes to a host: the plan of an upload, what a build says has changed, `kohyo deploy`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use super::portal::{Portal, document, tree};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn paths(plan: &Value, part: &str) -> Vec<String> {
    let path = |item: &Value| item.as_str().or_else(|| item["path"].as_str()).expect("a path").to_owned();
    plan[part].as_array().expect("a list").iter().map(path).collect()
}

fn plan(portal: &Portal, arguments: &[&str]) -> Value {
    let run = portal.run(&[&["build", "--upload-plan", "plan.json"], arguments].concat());
    assert_eq!(run.code, Some(0), "{}", run.err);
    json(&fs::read_to_string(portal.path("plan.json")).expect("a plan"))
}

fn change(portal: &Portal) {
    let text = document("12", "国民健康保険に関する事務").replace("資格を管理する", "資格と給付を管理する");
    portal.write("content/mihon/12.md", text);
    portal.write("content/mihon/3.md", document("3", "児童手当に関する事務"));
}

/// What a host holds when a plan has been carried out.
fn carry_out(plan: &Value, portal: &Portal, host: &mut BTreeMap<String, Vec<u8>>) {
    for path in paths(plan, "put") {
        host.insert(path.clone(), fs::read(portal.path("output").join(&path)).expect("a file"));
    }
    for path in paths(plan, "delete") {
        assert!(host.remove(&path).is_some(), "{path}");
    }
}

#[test]
fn a_plan_that_is_carried_out_is_the_site() {
    let portal = Portal::new();
    let mut host = BTreeMap::new();
    let first = plan(&portal, &[]);
    assert!(paths(&first, "keep").is_empty() && paths(&first, "delete").is_empty());
    carry_out(&first, &portal, &mut host);
    fs::copy(portal.path("plan.json"), portal.path("done.json")).expect("a copy");
    change(&portal);
    // Somebody builds without a plan in between: what changed is in the next one all the same.
    portal.build();
    let second = plan(&portal, &["--uploaded", "done.json"]);
    assert!(!paths(&second, "keep").is_empty());
    assert!(paths(&second, "put").contains(&"mihon/12/zenkomoku/index.html".to_owned()));
    // Pages lead to nothing that is not there yet, and what says which index is asked comes when all of it is there.
    let put = paths(&second, "put");
    let place = |wanted: &str| put.iter().position(|path| path.starts_with(wanted)).expect("in the plan");
    assert!(place("mihon/3/zenkomoku/index.html") < place("mihon/index.html"));
    assert!(
        place("mihon/index.html") < put.iter().position(|path| path == "index.html").expect("in the plan")
    );
    assert_eq!(put.last().map(String::as_str), Some("search/current.json"));
    let pieces =
        put.iter().filter(|path| path.matches('/').count() > 1 && path.starts_with("search/")).count();
    assert!(pieces > 0 && put[..pieces].iter().all(|path| path.starts_with("search/")), "{put:?}");
    carry_out(&second, &portal, &mut host);
    let hash = |bytes: &Vec<u8>| blake3::hash(bytes).to_hex().to_string();
    let held: BTreeMap<_, _> = host.iter().map(|(path, bytes)| (path.clone(), hash(bytes))).collect();
    assert_eq!(held, portal.output());
    // Each item says what it is.
    for item in second["put"].as_array().expect("a list") {
        let path = item["path"].as_str().expect("a path");
        assert_eq!(item["blake3"].as_str(), Some(held[path].as_str()));
        assert_eq!(item["bytes"].as_u64(), Some(host[path].len() as u64));
        assert!(item["type"].as_str().is_some_and(|kind| kind.contains('/')));
    }
    fs::copy(portal.path("plan.json"), portal.path("done.json")).expect("a copy");
    let third = plan(&portal, &["--uploaded", "done.json"]);
    assert!(paths(&third, "put").is_empty() && paths(&third, "delete").is_empty());
    // What is no plan is said before anything is built.
    let run = portal.run(&["build", "--upload-plan", "plan.json", "--uploaded", "content/portal.toml"]);
    assert!(
        run.code == Some(1) && run.err.contains("アップロードの手順のファイルではありません"),
        "{}",
        run.err
    );
}

#[test]
fn a_build_says_what_has_changed() {
    let portal = Portal::new();
    let build = || json(&portal.run(&["build", "--format", "json"]).out);
    let first = build();
    let all: BTreeSet<String> = portal.output().into_keys().collect();
    assert_eq!(paths(&first["files"], "new").into_iter().collect::<BTreeSet<_>>(), all);
    let same = build();
    for part in ["new", "changed", "removed"] {
        assert!(paths(&same["files"], part).is_empty(), "{part}");
    }
    let before = portal.output();
    change(&portal);
    let second = build();
    let after = portal.output();
    let of = |wanted: &dyn Fn(&String) -> bool, files: &BTreeMap<String, String>| {
        files.keys().filter(|path| wanted(path)).cloned().collect::<Vec<_>>()
    };
    assert_eq!(paths(&second["files"], "new"), of(&|path| !before.contains_key(path), &after));
    assert_eq!(paths(&second["files"], "removed"), of(&|path| !after.contains_key(path), &before));
    let changed = |path: &String| before.get(path).is_some_and(|hash| *hash != after[path]);
    assert_eq!(paths(&second["files"], "changed"), of(&changed, &after));
}

#[test]
fn a_folder_of_a_server_gets_the_site() {
    let portal = Portal::new();
    fs::create_dir(portal.path("www")).expect("a folder");
    let run = portal.run(&["deploy", "--to", "www"]);
    assert!(run.code == Some(1) && run.err.contains("`kohyo build`"), "{}", run.err);
    portal.build();
    let run = portal.run(&["deploy", "--to", "www", "--dry-run"]);
    assert!(run.code == Some(0) && run.out.starts_with("put search/"), "{}{}", run.out, run.err);
    assert_eq!(fs::read_dir(portal.path("www")).expect("a folder").count(), 0);
    let there = || {
        let mut files = tree(&portal.path("www"));
        files.remove(".kohyo-files.json").expect("a list");
        files
    };
    let run = portal.run(&["deploy", "--to", "www"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(there(), portal.output());
    change(&portal);
    portal.build();
    let run = portal.run(&["deploy", "--to", "www"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(there(), portal.output());
    // What somebody changed in the output is no site any more.
    fs::write(portal.path("output/index.html"), "changed").expect("a file");
    let run = portal.run(&["deploy", "--to", "www"]);
    assert!(run.code == Some(1) && run.err.contains("作ったままのサイトがありません"), "{}", run.err);
    for bad in ["output", ".", "nowhere", "content"] {
        portal.build();
        let run = portal.run(&["deploy", "--to", bad]);
        assert_eq!(run.code, Some(1), "{bad}: {}{}", run.out, run.err);
    }
    assert!(!portal.path("content/index.html").exists());
}
