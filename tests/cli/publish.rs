//! Publishing: the same bytes everywhere, all or nothing, and nobody else's files.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::portal::{Portal, document, run, tree};

/// Enough documents for a build to last a while.
fn write_documents(portal: &Portal, count: usize, title: &str, backwards: bool) {
    let mut numbers: Vec<usize> = (1..=count).collect();
    if backwards {
        numbers.reverse();
    }
    for number in numbers {
        let text = document(&number.to_string(), title);
        let body = "・被保険者の資格を管理し、保険料を賦課する。\n".repeat(40);
        portal.write(
            &format!("content/mihon/{number}.md"),
            text.replace("被保険者の資格を管理する。\n", &body),
        );
    }
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let mut trees = Vec::new();
    for (threads, backwards) in [("1", false), ("8", true)] {
        let portal = Portal::empty();
        write_documents(&portal, 12, "国民健康保険に関する事務", backwards);
        for _ in 0..2 {
            let done = run(portal.command(&["build"]).env("RAYON_NUM_THREADS", threads));
            assert_eq!(done.code, Some(0), "{}", done.err);
            trees.push(portal.output());
        }
    }
    assert!(trees[0].len() > 12);
    assert!(
        trees.windows(2).all(|pair| pair[0] == pair[1]),
        "folder, threads and order of files do not matter"
    );
}

#[test]
fn a_killed_build_leaves_a_whole_site() {
    const DOCUMENTS: usize = 24;
    let portal = Portal::empty();
    let mut wanted: Vec<BTreeMap<String, String>> = Vec::new();
    let mut lasts = Duration::ZERO;
    for title in ["乙の事務", "甲の事務"] {
        write_documents(&portal, DOCUMENTS, title, false);
        let started = Instant::now();
        portal.build();
        lasts = started.elapsed();
        wanted.push(portal.output());
    }
    assert_ne!(wanted[0], wanted[1]);
    let mut seen = [0, 0];
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for round in 0..30 {
        // What is published now is what the round before left; ask for the other.
        let published = portal.output();
        let other = usize::from(published == wanted[0]);
        write_documents(&portal, DOCUMENTS, ["乙の事務", "甲の事務"][other], false);
        let mut child = portal.command(&["build", "-q"]).stderr(Stdio::null()).spawn().expect("kohyo starts");
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        // Every other time near the end, where what is kept is written.
        let part = if round % 2 == 0 { random % 110 } else { 80 + random % 40 };
        thread::sleep(lasts * u32::try_from(part).expect("small") / 100);
        child.kill().expect("a signal");
        child.wait().expect("it ends");
        let after = tree(&portal.path("output"));
        let which = wanted.iter().position(|tree| *tree == after);
        seen[which.unwrap_or_else(|| panic!("round {round}: neither the old site nor the new one"))] += 1;
        portal.build();
        assert_eq!(portal.output(), wanted[other], "round {round}: what was kept is right");
    }
    assert_eq!(seen[0] + seen[1], 30);
    portal.build();
    let left: Vec<_> = std::fs::read_dir(portal.path(".kohyo"))
        .expect("a folder")
        .flatten()
        .map(|e| e.file_name())
        .collect();
    assert_eq!(
        left.len(),
        5,
        "only the lock, the cache, the site before, and the lists of both stay: {left:?}"
    );
}

#[test]
fn one_build_at_a_time() {
    let portal = Portal::new();
    let held = kohyo::publish::Site::open(&portal.path("output")).expect("the lock");
    let run = portal.run(&["build"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("別の kohyo が") && run.err.contains("それが終わってから"), "{}", run.err);
    drop(held);
    portal.build();
}

#[test]
fn somebody_elses_folder_is_refused() {
    let portal = Portal::new().file("output/thesis.md", "x");
    let run = portal.run(&["build"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.contains("kohyo が作っていないファイル") && run.err.contains("`--output` に新しいフォルダー"),
        "{}",
        run.err
    );
    assert_eq!(portal.output().len(), 1);
    let other = portal.run(&["build", "--output", "public/site"]);
    assert_eq!(other.code, Some(0), "{}", other.err);
    portal.write("public/site/CNAME", "example.jp");
    let again = portal.run(&["build", "--output", "public/site"]);
    assert!(again.code == Some(1) && again.err.contains("CNAME"), "{}", again.err);
}

#[test]
fn a_broken_link_is_not_published() {
    let portal = Portal::new();
    portal.build();
    let before = portal.output();
    let links = "<a href=\"nowhere/index.html\">x</a><a href=\"../index.html#nowhere\">y</a>";
    let about = format!("{{% extends \"base.html\" %}}{{% block main %}}<h1>題</h1>{links}{{% endblock %}}");
    portal.write("themes/mine/templates/about.html", about);
    let run = portal.run(&["build", "--theme", "mine"]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    for says in [
        "[LINK-02] output/about/index.html:",
        "「nowhere/index.html」",
        "[LINK-03]",
        "「../index.html#nowhere」",
    ] {
        assert!(run.err.contains(says), "{says}: {}", run.err);
    }
    assert_eq!(portal.output(), before);
}

#[test]
fn a_broken_template_is_not_published() {
    let portal = Portal::new();
    portal.build();
    let before = portal.output();
    portal.write("themes/mine/templates/about.html", "{{ nothing.of.the.kind }}");
    let run = portal.run(&["build", "--theme", "mine"]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(run.err.contains("about.html:1:"), "{}", run.err);
    assert_eq!(portal.output(), before);
}
