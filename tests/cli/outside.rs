//! What lies in the content and is no file, or leads elsewhere, and what the environment asks for: looked at before it is read,
//! said clearly, waited for never.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use super::files::number;
use super::portal::{Portal, document};

fn pipe(portal: &Portal, path: &str) {
    let _ = fs::remove_file(portal.path(path));
    fs::create_dir_all(portal.path(path).parent().expect("a folder")).expect("a folder");
    let made = Command::new("mkfifo").arg(portal.path(path)).status().expect("mkfifo");
    assert!(made.success());
}

/// A portal that is no sample: the addresses of one are not recorded.
fn official() -> Portal {
    Portal::new()
        .file("content/portal.toml", "title = \"甲市\"\npublisher = \"official\"\n")
        .file(
            "content/mihon/municipality.md",
            "---\ncode: \"112020\"\nname: 熊谷市\nprefecture: 埼玉県\nagencies: [{slug: shicho, name: みほん市長, primary: true}]\n---\n",
        )
}

#[test]
fn pipes_and_devices_are_no_files() {
    let portal = official();
    portal.build();
    for path in [
        "content/portal.toml",
        "content/allow.toml",
        "content/synonyms.txt",
        "content/redirects.csv",
        "content/mihon/municipality.md",
        "content/mihon/retired.toml",
        ".kohyo/published.json",
    ] {
        let before = fs::read(portal.path(path)).ok();
        for device in [false, true] {
            if device {
                fs::remove_file(portal.path(path)).expect("removed");
                symlink("/dev/zero", portal.path(path)).expect("a link");
            } else {
                pipe(&portal, path);
            }
            let run = portal.ended(&["build"]);
            let said = format!("{}{}", run.out, run.err);
            let name = path.rsplit('/').next().expect("a name");
            assert_eq!(run.code, Some(1), "{path}: {said}");
            assert!(said.contains(name), "{path}: {said}");
        }
        fs::remove_file(portal.path(path)).expect("removed");
        if let Some(before) = before {
            portal.write(path, before);
        }
    }
    portal.build();
    // What is named on the command line.
    pipe(&portal, "in.txt");
    for args in [
        &["import", "in.txt", "--into", "content/mihon"][..],
        &["check", "--baseline", "in.txt"],
        &["build", "--uploaded", "in.txt", "--upload-plan", "plan.json"],
        &["import", "/dev/zero", "--into", "content/mihon"],
    ] {
        let run = portal.ended(args);
        assert_eq!(run.code, Some(1), "{args:?}: {}{}", run.out, run.err);
    }
}

#[test]
fn links_out_of_the_content_are_not_followed() {
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("12.pdf"), "%PDF-1.7\nsecret").expect("a file");
    fs::write(outside.path().join("municipality.md"), "---\nname: secret\n---\n").expect("a file");
    for (link, to) in [
        ("content/mihon/attachments", ""),
        ("content/tonari", ""),
        ("content/mihon/more", ""),
        ("content/mihon/retired.toml", "municipality.md"),
    ] {
        let portal = Portal::new();
        symlink(outside.path().join(to), portal.path(link)).expect("a link");
        let run = portal.ended(&["build"]);
        let said = format!("{}{}", run.out, run.err);
        assert_eq!(run.code, Some(1), "{link}: {said}");
        assert!(said.contains("TXT-04") && said.contains(link) && !said.contains("secret"), "{link}: {said}");
        assert!(portal.output().is_empty());
    }
    // One that stays inside is a file like others.
    let portal = Portal::new();
    portal.write("content/mihon/old.toml", "");
    symlink("old.toml", portal.path("content/mihon/retired.toml")).expect("a link");
    let run = portal.run(&["check"]);
    assert!(!run.out.contains("TXT-04"), "{}", run.out);
}

#[test]
fn a_theme_is_a_folder_of_its_own() {
    let portal = Portal::new();
    portal.write("plain/readme.txt", "x");
    for theme in ["..", ".", "/", "./", "./content/..", "./plain"] {
        let run = portal.ended(&["build", "--theme", theme]);
        assert_eq!(run.code, Some(1), "{theme}: {}{}", run.out, run.err);
        assert!(run.err.contains("THEME-01"), "{theme}: {}{}", run.out, run.err);
    }
    let text = fs::read_to_string(portal.path("content/portal.toml")).expect("a file");
    portal.write("themes/broken/templates/home.html", "{% if %}");
    for (theme, id) in [("/", "THEME-01"), ("nowhere", "THEME-01"), ("broken", "THEME-03")] {
        portal.write("content/portal.toml", format!("{text}theme = \"{theme}\"\n"));
        for command in ["check", "build"] {
            let run = portal.ended(&[command]);
            let said = format!("{}{}", run.out, run.err);
            assert_eq!((run.code, said.contains(id)), (Some(1), true), "{theme} {command}: {said}");
        }
    }
}

#[test]
fn no_more_threads_than_a_computer_has() {
    let portal = Portal::new();
    portal.build();
    let before = portal.output();
    let run = super::portal::run(portal.command(&["build"]).env("RAYON_NUM_THREADS", "20000"));
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("RAYON_NUM_THREADS は 256 までです"), "{}", run.err);
    assert_eq!(portal.output(), before);
}

#[test]
fn help_that_cannot_be_printed_is_an_error() {
    for args in [&["--help"][..], &["--version"], &["check", "--help"], &["check", "--explain", "PRIV-01"]] {
        let full = fs::File::options().write(true).open("/dev/full").expect("a device");
        let output = Portal::empty().command(args).stdout(full).output().expect("kohyo starts");
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("結果を出力できません"), "{args:?}");
    }
}

#[test]
fn commands_at_once_lose_nothing_of_one_another() {
    let digits: Vec<String> = (0..8).map(|seed| number(100 + seed)).collect();
    let lines: Vec<String> = digits.iter().map(|digits| format!("受付番号 {digits} まで。")).collect();
    let text = document("12", "甲")
        .replace("資格を管理する。\n\n### ③", &format!("資格。\n{}\n\n### ③", lines.join("\n")));
    let first = text.lines().position(|line| line.starts_with("受付番号")).expect("a line") + 1;
    let portal = Portal::empty().file("content/mihon/12.md", &text);
    let children: Vec<_> = (0..digits.len())
        .map(|at| {
            let place = format!("content/mihon/12.md:{}:6", first + at);
            portal
                .command(&["allow", &place, "--reason", "受付番号"])
                .stderr(Stdio::piped())
                .spawn()
                .expect("kohyo starts")
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().expect("an end");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let list = fs::read_to_string(portal.path("content/allow.toml")).expect("a list");
    assert_eq!(list.matches("[[allowed]]").count(), digits.len(), "{list}");
    let check = portal.run(&["check"]);
    assert!(!check.out.contains("PRIV-01") && !check.out.contains("ALLOW"), "{}", check.out);
    // Two builds into two folders have one record.
    let portal = official();
    let builds: Vec<_> = ["one", "two"]
        .map(|output| {
            portal
                .command(&["build", "--output", output])
                .stderr(Stdio::piped())
                .spawn()
                .expect("kohyo starts")
        })
        .into_iter()
        .map(|child| child.wait_with_output().expect("an end"))
        .collect();
    assert!(builds.iter().all(|output| output.status.success()));
    let record = fs::read_to_string(portal.path(".kohyo/published.json")).expect("a record");
    assert!(record.contains("\"mihon/12/zenkomoku/2026-03-24/\""), "{record}");
}

#[test]
fn xml_is_well_formed_whatever_the_title() {
    let portal = super::hosting::official(Portal::new());
    let text = fs::read_to_string(portal.path("content/portal.toml")).expect("a file");
    let titled = |title: &str| text.replace("甲市 & 評価書", title);
    // What an escape makes is refused at its place.
    for escape in ["\\u0001", "\\f", "\\u202E", "\\uFFFE"] {
        portal.write("content/portal.toml", titled(&format!("甲{escape}乙")));
        let run = portal.run(&["check"]);
        assert!(
            run.out.contains("TXT-12") && run.out.contains("portal.toml:1:"),
            "{escape}: {}{}",
            run.out,
            run.err
        );
    }
    portal.write("content/portal.toml", titled("甲\u{fffe}<乙>&'"));
    portal.build();
    let mut read = 0;
    for path in ["opensearch.xml", "feed.xml", "mihon/feed.xml", "sitemap.xml"] {
        let xml = fs::read_to_string(portal.path("output").join(path)).expect("a file");
        assert!(!xml.contains(['\u{fffe}', '\u{1}']), "{path}");
        let mut reader = quick_xml::Reader::from_str(&xml);
        reader.config_mut().check_end_names = true;
        while !matches!(reader.read_event().expect("well-formed"), quick_xml::events::Event::Eof) {
            read += 1;
        }
    }
    assert!(read > 50);
}
