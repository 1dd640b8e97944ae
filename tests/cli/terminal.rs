//! Completions and manual pages: what a packager or an administrator installs beside the program.

use std::process::{Command, Stdio};

use super::portal::{Portal, run};

/// What a shell proposes after these words.
fn proposed(script: &std::path::Path, words: &[&str]) -> Vec<String> {
    let last = words.len() - 1;
    let typed = words.join(" ");
    let asked = format!(
        "source {}; COMP_WORDS=({typed}) COMP_CWORD={last}; _kohyo kohyo '{}' '{}'; echo \"${{COMPREPLY[*]}}\"",
        script.display(),
        words[last],
        words[last - 1],
    );
    let run = run(Command::new("bash").args(["--norc", "-c", &asked]).stdin(Stdio::null()));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    run.out.split_whitespace().map(str::to_owned).collect()
}

#[test]
#[cfg(unix)]
fn a_shell_completes_commands_options_and_values() {
    let portal = Portal::empty();
    let script = portal.run(&["completions", "bash"]);
    assert_eq!((script.code, script.err.as_str()), (Some(0), ""));
    portal.write("kohyo.bash", &script.out);
    let path = portal.path("kohyo.bash");
    assert_eq!(proposed(&path, &["kohyo", "bui"]), ["build"]);
    assert_eq!(proposed(&path, &["kohyo", "check", "--stri"]), ["--strict"]);
    assert_eq!(proposed(&path, &["kohyo", "check", "--format", "s"]), ["sarif"]);
}

#[test]
fn completions_speak_the_language_of_messages() {
    let portal = Portal::empty();
    for shell in ["zsh", "fish", "powershell", "elvish"] {
        let ja = portal.run(&["completions", shell]);
        let en = portal.run(&["completions", shell, "--lang", "en"]);
        assert_eq!((ja.code, en.code), (Some(0), Some(0)), "{shell}");
        assert!(ja.out.contains("空のポータルを作ります") && !ja.out.contains("Make an empty"), "{shell}");
        assert!(en.out.contains("Make an empty portal") && !en.out.contains("空の"), "{shell}");
    }
    let unknown = portal.run(&["completions", "tcsh"]);
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.err.contains("bash、elvish、fish、powershell、zsh"), "{}", unknown.err);
}

#[test]
fn manual_pages_are_written_for_every_command() {
    let portal = Portal::empty();
    let man = portal.run(&["man", "share/man1"]);
    assert_eq!(man.code, Some(0), "{}", man.err);
    let mut names: Vec<String> = std::fs::read_dir(portal.path("share/man1"))
        .expect("the folder is made")
        .map(|entry| entry.expect("a page").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(man.out.contains(&format!("マニュアル{}ページを share/man1 に", names.len())), "{}", man.out);
    let read = |name: &str| std::fs::read_to_string(portal.path(&format!("share/man1/{name}"))).expect(name);
    let whole = read("kohyo.1");
    let command_of = |name: &str| name.strip_prefix("kohyo-")?.strip_suffix(".1").map(str::to_owned);
    for (name, command) in names.iter().filter_map(|name| Some((name, command_of(name)?))) {
        let page = read(name);
        assert!(whole.contains(&format!("kohyo\\-{command}(1)")), "{name} is named in kohyo.1: {whole}");
        let help = portal.run(&[&command, "--help"]).out;
        for option in help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2) {
            let option = option.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let escaped = option.replace('-', "\\-");
            assert!(page.contains(&escaped), "{option} is missing in {name}: {page}");
        }
    }
    let file = portal.run(&["man", "content/portal.toml"]);
    assert_eq!(file.code, Some(1), "{}{}", file.out, file.err);
}
