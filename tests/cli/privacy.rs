//! PRIV-01: no number that looks like a 個人番号 gets out, by any way in, and none is repeated.

use crate::portal::{Portal, document, tree};

/// Valid by its check digit, and nobody's: the example of the law.
const NUMBER: &str = "123456789018";

/// Half width whatever it was, without anything else.
fn digits(text: &str) -> String {
    text.chars()
        .filter_map(|c| c.to_digit(10).or_else(|| (u32::from(c)).checked_sub(0xff10).filter(|d| *d < 10)))
        .map(|d| char::from(b"0123456789"[d as usize]))
        .collect()
}

/// Publishes a clean site, then tries to publish `change`.
fn refused(what: &str, change: impl FnOnce(&Portal)) {
    let portal = Portal::new();
    portal.build();
    let before = portal.output();
    let kept = tree(&portal.path(".kohyo"));
    change(&portal);
    for args in [
        &["build"][..],
        &["build", "-v", "--format", "json"],
        &["check"],
        &["check", "--format", "json"],
        &["check", "--lang", "en"],
    ] {
        let run = portal.run(args);
        assert_eq!(run.code, Some(1), "{what} {args:?}: {}{}", run.out, run.err);
        let said = format!("{}{}", run.out, run.err);
        if !args.contains(&"build") || !args.contains(&"json") {
            assert!(said.contains("PRIV-01"), "{what} {args:?}: {said}");
        }
        // Neither the number nor half of it.
        let shown = digits(&said);
        assert!(!shown.contains("56789") && !shown.contains("123456"), "{what} {args:?}: {said}");
    }
    assert_eq!(portal.output(), before, "{what}: the published site is untouched");
    assert_eq!(
        tree(&portal.path(".kohyo")),
        kept,
        "{what}: nothing is left, in the cache of the index either"
    );
}

fn with(from: &'static str, to: &str) -> impl FnOnce(&Portal) {
    let text = document("12", "甲").replace(from, to);
    assert_ne!(text, document("12", "甲"));
    move |portal| portal.write("content/mihon/12.md", &text)
}

#[test]
fn in_the_body() {
    refused("body", with("被保険者の資格", &format!("被保険者({NUMBER})の資格")));
    refused("full width", with("被保険者の資格", "被保険者１２３４５６７８９０１８の資格"));
    refused("groups", with("被保険者の資格", "被保険者 1234-5678-9018 の資格"));
    refused("full-width groups", with("被保険者の資格", "１２３４　５６７８　９０１８"));
    refused("two lines", with("被保険者の資格", "1234567890\n18 の資格"));
}

#[test]
fn in_a_cell_split_by_a_break() {
    refused("cell", with("資格を<br>管理", "123456<br>789018"));
}

#[test]
fn in_a_heading_that_is_also_wrong() {
    // Another finding about the same line must not print it.
    refused("heading", with("### ③対象人数", &format!("### ③対象{NUMBER}")));
}

#[test]
fn in_the_front_matter() {
    refused("front matter", with("title: 甲", &format!("title: 甲 {NUMBER}")));
    refused("unknown key", with("title: 甲", &format!("title: 甲\n\"{NUMBER}\": x")));
    refused("comment", with("title: 甲", &format!("title: 甲 # {NUMBER}")));
}

#[test]
fn in_a_file_name() {
    refused("name", |portal| portal.write(&format!("content/mihon/{NUMBER}.md"), &document("13", "乙")));
    refused("attachment", |portal| portal.write(&format!("content/mihon/attachments/{NUMBER}.pdf"), "x"));
}

#[test]
fn in_other_files() {
    refused("portal.toml", |portal| {
        let text = std::fs::read_to_string(portal.path("content/portal.toml")).expect("a file");
        portal.write("content/portal.toml", &format!("{text}contact = \"{NUMBER}\"\n"));
    });
    refused("a note beside", |portal| portal.write("content/mihon/memo.txt", NUMBER));
}

#[test]
fn in_the_theme() {
    let portal = Portal::new();
    portal.build();
    let before = portal.output();
    portal.write("themes/mine/static/a.js", "// 1234-5678-9018\n");
    let run = portal.run(&["build", "--theme", "mine"]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(run.err.contains("[PRIV-01] output/static/") && !run.err.contains("5678"), "{}", run.err);
    assert_eq!(portal.output(), before);
}

#[test]
fn other_numbers_pass() {
    let text = "電話 082-504-2112。第59、61、62、66、67、70条。法人番号 7000012050002。\nhttps://www.city.example.jp/0000000000/1118363629312/index.html";
    let portal = Portal::new();
    with("被保険者の資格を管理する。", text)(&portal);
    portal.build();
}
