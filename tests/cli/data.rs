//! Data and pages across evaluations as a user gets them: which files there are, what may be left out, and the way back.

use std::fs;

use serde_json::Value;

use super::portal::{Portal, document, tree};

fn read(portal: &Portal, path: &str) -> String {
    fs::read_to_string(portal.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_build_publishes_data_and_pages_across_evaluations() {
    let portal = Portal::new().file("content/mihon/3.md", &document("3", "介護保険に関する事務"));
    portal.build();
    let files = tree(&portal.path("output"));
    for table in ["assessments", "answers", "changes", "contractors"] {
        for format in ["csv", "ndjson", "parquet"] {
            for folder in ["data", "data/municipalities/mihon"] {
                assert!(
                    files.contains_key(&format!("{folder}/{table}.{format}")),
                    "{folder}/{table}.{format}"
                );
            }
        }
    }
    for path in [
        "data/index.html",
        "data/schema.json",
        "data/datapackage.json",
        "data/dcat.jsonld",
        "compare/index.html",
        "compare/task/subjects/index.html",
        "tasks/kokuho/index.html",
        "tasks/kaigo/index.html",
        "contractors/index.html",
        "systems/index.html",
        "laws/index.html",
        "mihon/12/zenkomoku/at/index.html",
        "mihon/12/zenkomoku/2026-03-24/index.json",
    ] {
        assert!(files.contains_key(path), "{path}");
    }
    let page = read(&portal, "output/compare/task/subjects/index.html");
    assert!(
        page.contains("30万人以上") && page.contains("記載の抜き出しです。評価書そのものではありません"),
        "{page}"
    );
    assert!(page.contains("../../../mihon/12/zenkomoku/index.html#i-1-3"), "a row leads to its item");
    let document = read(&portal, "output/mihon/12/zenkomoku/2026-03-24/index.html");
    assert!(
        document.contains("href=\"../../../../compare/task/subjects/index.html\""),
        "an item leads to its table"
    );
    let rows = read(&portal, "output/data/answers.csv");
    assert!(rows.starts_with('\u{feff}') && rows.contains("\"task.subjects\""));
    let first: Value =
        serde_json::from_str(read(&portal, "output/data/changes.ndjson").lines().next().expect("a row"))
            .expect("JSON");
    assert_eq!(first["date"], "2026-03-24");
}

#[test]
fn a_twin_is_imported_as_the_markdown_it_was_made_of() {
    let portal = Portal::new();
    portal.build();
    let twin = "output/mihon/12/zenkomoku/2026-03-24/index.json";
    fs::create_dir(portal.path("again")).expect("a folder");
    let run = portal.run(&["import", twin, "--into", "again"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let again = read(&portal, "again/12-zenkomoku-2026-03-24.md");
    // Canonical Markdown has blank lines elsewhere.
    let body = |text: &str| -> Vec<String> {
        let (_, body) = text.split_once("\n---\n").expect("front matter");
        body.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    assert_eq!(body(&again), body(&read(&portal, "content/mihon/12.md")));
    // In the place of the other it is the same evaluation.
    let of_version = |portal: &Portal| {
        [twin, "output/mihon/12/zenkomoku/2026-03-24/index.html", "output/data/answers.csv"]
            .map(|path| read(portal, path))
    };
    let before = of_version(&portal);
    portal.write("content/mihon/12.md", &again);
    portal.build();
    assert_eq!(of_version(&portal), before);
    portal.write("no.json", "{\"version\": 1}");
    let refused = portal.run(&["import", "no.json", "--into", "again"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("index.json"), "{}", refused.err);
}

#[test]
fn formats_can_be_left_out() {
    let portal = Portal::new();
    let settings = read(&portal, "content/portal.toml");
    portal.write(
        "content/portal.toml",
        format!("{settings}[data]\nndjson = false\nparquet = false\njson = false\n"),
    );
    portal.build();
    let files = tree(&portal.path("output"));
    let data: Vec<&String> = files.keys().filter(|path| path.starts_with("data/municipalities/")).collect();
    assert_eq!(
        data,
        ["data/municipalities/mihon/assessments.csv", "data/municipalities/mihon/contractors.csv"]
    );
    assert!(!files.keys().any(|path| path.ends_with("index.json")));
}

#[test]
fn a_search_engine_gets_mapping_and_answers() {
    let portal = Portal::new();
    let early = portal.run(&["data", "--for", "quickwit"]);
    assert_eq!(early.code, Some(1), "there is no site yet");
    portal.build();
    let run = portal.run(&["data", "--for", "quickwit", "--to", "bulk"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(read(&portal, "bulk/index-config.yaml").contains("- name: concept"));
    assert_eq!(read(&portal, "bulk/answers.ndjson"), read(&portal, "output/data/answers.ndjson"));
}

#[test]
fn a_task_is_one_of_those_with_a_page() {
    let text = document("12", "第12号の事務").replace("\nagency:", "\ntask: kaigo\nagency:");
    let portal = Portal::empty().file("content/mihon/12.md", &text);
    portal.build();
    assert!(portal.path("output/tasks/kaigo/index.html").is_file());
    portal.write("content/mihon/12.md", text.replace("task: kaigo", "task: kaigoo"));
    let run = portal.run(&["build"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("`kaigo`(介護保険)ではありませんか"), "{}", run.err);
}
