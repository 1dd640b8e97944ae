//! What a command writes is there whole or not at all, on a disk that is full and when it is killed in the middle.
//!
//! The disk is full for a process that may write no file beyond a length: without the signal that goes with it every
//! write beyond fails, with it the process is killed at that very write.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::files::number;
use super::portal::{Portal, document, run, tree};

/// Lengths in the units of the shell's `ulimit -f`.
const LIMITS: [u32; 3] = [0, 1, 8];

const TEXT: &str = "特定個人情報保護評価書(全項目評価書)\n評価書番号\t評価書名\n7\t介護保険に関する事務 全項目評価書\n評価実施機関名\nみほん県みほん市長\n公表日\n令和8年4月1日\nⅠ 基本情報\n1. 特定個人情報ファイルを取り扱う事務\n①事務の名称\t介護保険に関する事務\n";

/// A text that is written for one command only: it holds a number that nobody has accepted.
const NOTE: &str = "content/mihon/15.md";

fn with_number(text: &str, digits: &str) -> String {
    text.replace("資格を管理する。\n\n### ③", &format!("資格を管理する。受付番号 {digits} まで。\n\n### ③"))
}

/// Where a number stands, as `kohyo allow` wants it.
fn place(path: &str, text: &str, digits: &str) -> String {
    let (at, line) = text.lines().enumerate().find(|(_, line)| line.contains(digits)).expect("the number");
    let column = line.chars().take_while(|c| !c.is_ascii_digit()).count() + 1;
    format!("{path}:{}:{column}", at + 1)
}

fn portal() -> Portal {
    let digits = number(14);
    let text = with_number(&document("12", "国民健康保険に関する事務"), &digits)
        .replace("completeness: excerpt\n", "completeness: excerpt\nverified: {date: 2026-03-20, by: 課}\n");
    let next = document("12", "国民健康保険に関する事務")
        .replace("status: published\npublished: 2026-03-24", "status: preparing\npublished: 2027-04-01")
        .replace("資格を管理する。\n\n### ③", "資格を台帳で管理する。\n\n### ③");
    let portal = Portal::empty()
        .file("content/portal.toml", "title = \"甲市\"\npublisher = \"official\"\n")
        .file(
            "content/mihon/municipality.md",
            "---\ncode: \"112020\"\nname: 熊谷市\nprefecture: 埼玉県\nagencies: [{slug: shicho, name: みほん市長, primary: true}]\n---\n",
        )
        .file("content/mihon/12.md", &text)
        .file("content/mihon/12-next.md", &next)
        .file("content/allow.toml", "salt = \"0123456789abcdef0123456789abcdef\"\n")
        .file("7.txt", TEXT)
        .file("8.txt", &TEXT.replace("公表日\n令和8年4月1日", "公表日\n令和8年5月1日"));
    // The number is accepted, so that everything else can be done.
    let at = place("content/mihon/12.md", &text, &digits);
    let allowed = portal.run(&["allow", &at, "--reason", "受付番号", "--date", "2026-03-20"]);
    assert_eq!(allowed.code, Some(0), "{}", allowed.err);
    portal
}

/// The files that a command may have written, with what stands in them; not what is kept for the next time only.
fn files(root: &Path) -> Files {
    let kept = |path: &String| {
        let hidden = path.starts_with(".kohyo/") && path != ".kohyo/published.json";
        !hidden && !path.split('/').any(|part| part.starts_with(".kohyo-"))
    };
    tree(root).into_iter().filter(|(path, _)| kept(path)).collect()
}

/// With the times of the files: a site is what was built as long as nothing in it is newer.
fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().filter_map(Result::ok) {
        let target = to.join(entry.path().strip_prefix(from).expect("inside"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("a folder");
        } else {
            fs::copy(entry.path(), &target).expect("copied");
            let modified =
                entry.metadata().ok().and_then(|metadata| metadata.modified().ok()).expect("a time");
            let file = fs::File::options().append(true).open(&target).expect("a file");
            file.set_modified(modified).expect("a time");
        }
    }
}

type Files = BTreeMap<String, String>;

/// Runs a command in a folder where no file may become longer than `limit`; with `trap` a write beyond fails, else it kills.
/// Whether that stopped it; nothing may be half then, and nothing in the way of a second run.
fn is_stopped(
    portal: &Portal,
    args: &[&str],
    there: &Path,
    (limit, trap): (u32, bool),
    (before, after): (&Files, &Files),
) -> bool {
    let trap = if trap { "trap '' XFSZ; " } else { "" };
    let script = format!("{trap}ulimit -c 0; ulimit -f {limit}; exec \"$@\"");
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_kohyo")]).args(args);
    shell.current_dir(there).env_remove("SOURCE_DATE_EPOCH");
    let ended = run(&mut shell);
    let now = files(there);
    if ended.code == Some(0) {
        assert_eq!(now, *after, "{args:?} says that it is done at {limit}");
        return false;
    }
    assert!(trap.is_empty() || ended.code.is_some(), "{args:?} at {limit}: {}", ended.err);
    assert_ne!(ended.code, Some(2), "{args:?} at {limit}: {}", ended.err);
    for (path, hash) in &now {
        let old_or_new = [before.get(path), after.get(path)].contains(&Some(hash));
        assert!(old_or_new, "{args:?} at {limit}: half of {path}");
    }
    let lost: Vec<&String> =
        before.keys().filter(|path| after.contains_key(*path) && !now.contains_key(*path)).collect();
    assert!(lost.is_empty(), "{args:?} at {limit}: {lost:?}");
    if args[0] == "import" {
        // What belongs to one evaluation is put in its place when all of it is on the disk.
        assert_eq!(now, *before, "{args:?} at {limit}: a part of an import");
    }
    // The site is one or the other as a whole.
    let site = |all: &Files| -> Files {
        let own = all.iter().filter(|(path, _)| path.starts_with("output/"));
        own.map(|(path, hash)| (path.clone(), hash.clone())).collect()
    };
    assert!([site(before), site(after)].contains(&site(&now)), "{args:?} at {limit}: half a site");
    // What was left in the middle stands in nobody's way.
    let again = run(portal.command(args).current_dir(there));
    assert_eq!(again.code, Some(0), "{args:?} after {limit}: {}", again.err);
    assert_eq!(files(there), *after, "{args:?} after {limit}");
    true
}

#[test]
fn a_full_disk_and_a_kill_leave_the_old_or_the_new() {
    let portal = portal();
    let import = portal.run(&[
        "import",
        "7.txt",
        "--into",
        "content/mihon",
        "--agency",
        "みほん市長",
        "--number",
        "7",
    ]);
    assert_eq!(import.code, Some(0), "{}", import.err);
    let name = fs::read_dir(portal.path("content/mihon"))
        .expect("a folder")
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .find(|name| name.starts_with("7-"))
        .expect("the import");
    // Without this one, what was imported stops a build.
    let imported = portal.path("content/mihon").join(&name);
    let text = fs::read_to_string(&imported).expect("the import");
    fs::write(&imported, text.replace("status: published", "status: preparing")).expect("written");
    // The original has a line more when it is imported again.
    portal.write("7.txt", format!("{TEXT}②事務の内容\t被保険者の資格を台帳で管理する。\n"));
    let record = ".kohyo/published.json";
    assert_eq!(portal.run(&["build"]).code, Some(0), "{}", portal.run(&["build"]).err);
    copy(&portal.path("content"), &portal.path("before/content"));
    fs::create_dir(portal.path("www")).expect("a folder");
    portal.write("content/mihon/14.md", document("14", "介護保険に関する事務"));
    let gone = fs::read_to_string(portal.path(record)).expect("a record");
    portal.write(record, gone.replacen("\"mihon/\"", "\"mihon/\",\n    \"mihon/11/\"", 1));
    let digits = number(15);
    let note = with_number(&document("15", "後期高齢者医療に関する事務"), &digits);
    let second = place(NOTE, &note, &digits);
    let retire: &[&str] = &["retire", "mihon/11/", "--reason", "番号の誤り", "--date", "2026-04-01"];
    // All that write (`completions` writes to the standard output alone; the review writes as an import does).
    let commands: [&[&str]; 16] = [
        &["new", "--kind", "kiso", "--number", "5", "--title", "住民基本台帳に関する事務"],
        &["new", "--from", "content/mihon/12.md", "--published", "2028-04-01"],
        &["changes", "content/mihon/12-next.md"],
        retire,
        &["import", "8.txt", "--into", "content/mihon", "--agency", "みほん市長", "--number", "8"],
        &["import", "7.txt", "--into", "content/mihon", "--agency", "みほん市長", "--number", "7"],
        &["allow", &second, "--reason", "整理番号", "--date", "2026-03-20"],
        &["check", "--baseline", "accepted.json", "--write-baseline"],
        &["status", "--as-of", "2026-11-21", "--report", "status.html"],
        &["init", "other", "--municipality", "深谷市"],
        &["init", ".", "--municipality", "fukaya=深谷市"],
        &["build"],
        &["build", "--upload-plan", "plan.json", "--report", "reports", "--previous", "before/content"],
        &["deploy", "--to", "www"],
        &["data", "--for", "quickwit"],
        &["man", "manual"],
    ];
    let (mut runs, mut stopped) = (0, 0);
    let clean = tempfile::tempdir().expect("a folder");
    for args in commands {
        let start = clean.path().join("start");
        let _ = fs::remove_dir_all(&start);
        copy(&portal.path(""), &start);
        if args != retire {
            // The address that nobody built is put in order first.
            let retired = run(portal.command(retire).current_dir(&start));
            assert_eq!(retired.code, Some(0), "{}", retired.err);
        }
        if args[0] == "allow" {
            fs::write(start.join(NOTE), &note).expect("written");
        }
        let before = files(&start);
        let whole = clean.path().join("whole");
        let _ = fs::remove_dir_all(&whole);
        copy(&start, &whole);
        let done = run(portal.command(args).current_dir(&whole));
        assert_eq!(done.code, Some(0), "{args:?}: {}", done.err);
        let after = files(&whole);
        assert_ne!(before, after, "{args:?} writes something");
        let (runs_before, stopped_before) = (runs, stopped);
        for (limit, trap) in LIMITS.into_iter().flat_map(|limit| [(limit, true), (limit, false)]) {
            let there = clean.path().join("there");
            let _ = fs::remove_dir_all(&there);
            copy(&start, &there);
            runs += 1;
            stopped += usize::from(is_stopped(&portal, args, &there, (limit, trap), (&before, &after)));
        }
        println!("{}: {} runs, {} stopped", args.join(" "), runs - runs_before, stopped - stopped_before);
        assert!(stopped > stopped_before, "{args:?} was never stopped");
    }
    println!("{runs} runs, {stopped} stopped in the middle");
    assert!(stopped * 3 >= runs, "{stopped} of {runs} were stopped");
}

#[test]
fn half_an_answer_is_no_answer() {
    let portal = Portal::new();
    portal.build();
    for args in [
        &["check"][..],
        &["check", "--format", "json"],
        &["check", "--explain", "all"],
        &["status", "--as-of", "2026-11-21"],
        &["search", "資格"],
        &["build", "--format", "json"],
    ] {
        let full = fs::File::options().write(true).open("/dev/full").expect("a device");
        let output = portal.command(args).stdout(full).output().expect("kohyo starts");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {err}");
        assert!(err.contains("結果を出力できません") && !err.contains("内部エラー"), "{args:?}: {err}");
    }
}
