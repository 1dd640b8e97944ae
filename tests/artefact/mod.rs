//! The WebAssembly that the repository keeps: that it is built from these sources, is small, and answers as the program
//! does. `tests/wasm.sh` builds it.

mod inputs;
mod rooms;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

const REMEDY: &str = "run tests/wasm.sh and commit what it writes to themes/default/static/search/";

/// Most bytes of the WebAssembly that travel.
const BUDGET: u64 = 600_000;

/// Files that the build writes.
const OUTPUTS: [&str; 3] = ["kohyo_search.js", "kohyo_search.wasm", "kohyo_search.wasm.br"];

/// `BUILD.json`: from what and by what the artefact was built.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Build {
    /// Hash of the sources.
    inputs: String,
    /// The compiler.
    compiler: String,
    /// Version of wasm-bindgen.
    wasm_bindgen: String,
    /// Hashes of the files.
    outputs: BTreeMap<String, String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn kept() -> PathBuf {
    root().join("themes/default/static/search")
}

/// SHA-256 in the letters a to p. The file is published with the site, where digits could be taken for a personal number.
fn hash(bytes: &[u8]) -> String {
    let letter = |half: u8| char::from(b'a' + half);
    Sha256::digest(bytes).iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect()
}

fn outputs() -> BTreeMap<String, String> {
    let of = |name: &&str| {
        let path = kept().join(name);
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}; {REMEDY}", path.display()));
        ((*name).to_owned(), hash(&bytes))
    };
    OUTPUTS.iter().map(of).collect()
}

fn build() -> Build {
    let text =
        fs::read_to_string(kept().join("BUILD.json")).unwrap_or_else(|_| panic!("no BUILD.json; {REMEDY}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("BUILD.json: {error}; {REMEDY}"))
}

/// Not a test but for `tests/wasm.sh`, which names the compiler: writes what the others compare with.
#[test]
fn a_record() {
    let Ok(compiler) = std::env::var("KOHYO_WASM_RECORD") else { return };
    let build = Build {
        inputs: hash(inputs::of(&root()).as_bytes()),
        compiler,
        wasm_bindgen: inputs::wasm_bindgen(&root()),
        outputs: outputs(),
    };
    let text = serde_json::to_string_pretty(&build).expect("JSON") + "\n";
    fs::write(kept().join("BUILD.json"), text).expect("a file");
}

#[test]
fn it_is_built_from_these_sources() {
    if std::env::var_os("KOHYO_WASM_RECORD").is_some() {
        return;
    }
    let build = build();
    let inputs = hash(inputs::of(&root()).as_bytes());
    assert!(build.inputs == inputs, "search has changed since its WebAssembly was built: {REMEDY}");
    assert!(build.wasm_bindgen == inputs::wasm_bindgen(&root()), "wasm-bindgen has changed: {REMEDY}");
    assert!(build.outputs == outputs(), "a file is not the one that was built: {REMEDY}");
}

#[test]
fn it_is_small() {
    let bytes = fs::metadata(kept().join("kohyo_search.wasm.br")).expect("the artefact").len();
    println!("{bytes} bytes, compressed");
    assert!(bytes <= BUDGET, "{bytes} bytes");
}

/// Questions of every kind, about the sample portal.
const QUESTIONS: &str = include_str!("questions.txt");

#[test]
fn it_answers_as_the_program_does() {
    if Command::new("node").arg("--version").output().is_err() {
        assert!(std::env::var_os("KOHYO_ALL").is_none(), "Node is needed");
        println!("SKIPPED: there is no Node");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    copy(&root().join("content"), &folder.path().join("content"));
    let portal = folder.path().join("content/portal.toml");
    let own = fs::read_to_string(&portal).expect("a file");
    let questions = folder.path().join("questions.txt");
    fs::write(&questions, QUESTIONS).expect("a file");
    for (mode, more) in [("whole", None), ("chunks", None), ("range", None), ("range", Some("--no-ranges"))] {
        fs::write(&portal, format!("{own}\n[search]\nmode = \"{mode}\"\n")).expect("a file");
        let kohyo = env!("CARGO_BIN_EXE_kohyo");
        let run = |command: &mut Command| {
            let done = command.current_dir(folder.path()).output().expect("a program");
            let said =
                String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success(), "{mode}: {said}");
            said
        };
        run(Command::new(kohyo).args(["build", "-q"]));
        let mut same = Command::new("node");
        same.arg(root().join("tests/wasm/same.mjs")).args([kohyo, "output"]).arg(&questions);
        if let Some(other) = std::env::var_os("KOHYO_ARTEFACT") {
            same.arg("--artefact").arg(other);
        }
        let said = run(same.args(["--generate", "60"]).args(more));
        println!("{}", said.trim_end());
        let expected = if more.is_some() { "chunks" } else { mode };
        assert!(said.starts_with(&format!("{expected}: ")), "{said}");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file");
        }
    }
}
