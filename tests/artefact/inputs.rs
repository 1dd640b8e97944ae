//! Everything that decides what the WebAssembly becomes, as one text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use toml::{Table, Value};
use walkdir::WalkDir;

const WASM: &str = "cfg(target_arch = \"wasm32\")";

/// The sources: search, the glue, what names them, and the part of Cargo's files that is about them.
pub(super) fn of(root: &Path) -> String {
    let mut all = String::new();
    let read = |name: &str| {
        fs::read_to_string(root.join(name))
            .unwrap_or_else(|error| panic!("{name}: {error}"))
            .replace("\r\n", "\n")
    };
    let mut files: Vec<String> = WalkDir::new(root.join("src/search"))
        .into_iter()
        .map(|entry| entry.expect("a folder"))
        .filter(|entry| entry.file_type().is_file() && entry.file_name() != "tests.rs")
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("within").to_string_lossy().into_owned();
            path.replace('\\', "/")
        })
        .collect();
    files.push("src/browser.rs".to_owned());
    files.sort();
    for name in files {
        let _ = writeln!(all, "== {name}\n{}", read(&name));
    }
    let _ = writeln!(all, "== src/lib.rs\n{}", library(&read("src/lib.rs")));
    let manifest: Table = read("Cargo.toml").parse().expect("Cargo.toml");
    let (settings, direct) = manifest_part(&manifest);
    let _ = writeln!(all, "== Cargo.toml\n{settings}");
    let lock: Table = read("Cargo.lock").parse().expect("Cargo.lock");
    let _ = writeln!(all, "== Cargo.lock\n{}", lock_part(&lock, &direct));
    all
}

/// The version of wasm-bindgen that is asked for.
pub(super) fn wasm_bindgen(root: &Path) -> String {
    let manifest: Table =
        fs::read_to_string(root.join("Cargo.toml")).expect("Cargo.toml").parse().expect("TOML");
    let version = manifest["dependencies"]["wasm-bindgen"]["version"].as_str().expect("a version");
    version.trim_start_matches('=').to_owned()
}

/// `lib.rs` without comments and without the modules of the program.
fn library(text: &str) -> String {
    let mut kept = Vec::new();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    while let Some(line) = lines.next() {
        if line == "#[cfg(feature = \"cli\")]" {
            lines.next();
        } else {
            kept.push(line);
        }
    }
    kept.join("\n")
}

/// The settings that matter, and the names of the packages that search depends on.
fn manifest_part(manifest: &Table) -> (String, BTreeSet<String>) {
    let browser = manifest["features"]["browser"].as_array().expect("a feature");
    let browser: BTreeSet<&str> =
        browser.iter().filter_map(Value::as_str).map(|name| name.trim_start_matches("dep:")).collect();
    let own = manifest["dependencies"].as_table().expect("a table");
    let own = own.iter().filter(|(name, value)| {
        let optional = value.get("optional").and_then(Value::as_bool).unwrap_or(false);
        !optional || browser.contains(name.as_str())
    });
    let target = manifest["target"][WASM]["dependencies"].as_table().expect("a table");
    let dependencies: BTreeMap<&String, &Value> = own.chain(target).collect();
    let packages = dependencies.iter().map(|(name, value)| {
        value.get("package").and_then(Value::as_str).unwrap_or(name.as_str()).to_owned()
    });
    let settings = format!(
        "{} {} {dependencies:?} {browser:?} {} {:?}",
        manifest["package"]["edition"],
        manifest["package"]["version"],
        manifest["profile"]["wasm"],
        manifest["profile"].get("release")
    );
    (settings, packages.collect())
}

/// The packages that those named `direct` depend on, with their versions and checksums.
fn lock_part(lock: &Table, direct: &BTreeSet<String>) -> String {
    let packages = lock["package"].as_array().expect("packages");
    let text =
        |package: &Value, key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    // As the package itself names them: with the version where the program has several of one name.
    let own = packages.iter().find(|package| text(package, "name") == "kohyo").expect("the package");
    let own = own["dependencies"].as_array().expect("dependencies").iter().filter_map(Value::as_str);
    let of_search = |wanted: &&str| direct.contains(wanted.split(' ').next().unwrap_or(wanted));
    let mut waiting: Vec<String> = own.filter(of_search).map(str::to_owned).collect();
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    while let Some(wanted) = waiting.pop() {
        if !seen.insert(wanted.clone()) {
            continue;
        }
        // `name`, or `name version` where there are several.
        let (name, version) = wanted.split_once(' ').unwrap_or((&wanted, ""));
        for package in packages.iter().filter(|p| text(p, "name") == name) {
            if !version.is_empty() && text(package, "version") != version {
                continue;
            }
            found.insert(
                [text(package, "name"), text(package, "version"), text(package, "checksum")].join(" "),
            );
            let more = package.get("dependencies").and_then(Value::as_array).into_iter().flatten();
            waiting.extend(more.filter_map(Value::as_str).map(str::to_owned));
        }
    }
    found.into_iter().collect::<Vec<_>>().join("\n")
}
