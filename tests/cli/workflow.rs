//! The examples of workflows for a portal's repository: their shell steps, in order, on a portal made by `kohyo init` in a
//! fresh repository. What the host of the code does itself (checking out, caches, artefacts) is not here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::portal::{Run, document, run};

const EXAMPLES: [&str; 2] = [".github/portal.example.yml", ".github/portal-host.example.yml"];

fn workflow(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    serde_saphyr::from_str(&fs::read_to_string(path).expect("a workflow")).expect("YAML")
}

fn steps(workflow: &Value) -> Vec<Value> {
    let jobs = workflow["jobs"].as_object().expect("jobs");
    jobs.values().flat_map(|job| job["steps"].as_array().expect("steps").clone()).collect()
}

/// An assessment with a file, whose id is part of the addresses of its items.
fn text() -> String {
    document("12", "国民健康保険に関する事務").replace("みほん市長", "熊谷市長").replace(
        "# (別添3)",
        "# Ⅱ 特定個人情報ファイルの概要\n\n## 1. 特定個人情報ファイル名\n国民健康保険情報ファイル\n\n# (別添3)",
    )
}

/// A repository with its origin, and where a run keeps its things.
struct Repository {
    folder: tempfile::TempDir,
}

impl Repository {
    /// An empty `main`, as hosts of code make it, and a portal beside it that is proposed.
    fn new() -> Self {
        let repository = Self { folder: tempfile::tempdir().expect("a folder") };
        repository
            .shell("git init -q --bare -b main origin.git && git clone -q origin.git portal 2>/dev/null");
        fs::create_dir(repository.path("home")).expect("a folder");
        let portal = "cd portal && git checkout -q -B main && git commit -q --allow-empty -m 始め && git push -q origin main";
        repository.shell(portal);
        repository.shell("kohyo init new --municipality 熊谷市 --slug kumagaya && cp -r new/. portal/ && cd portal && git checkout -q -b first");
        repository.write("content/kumagaya/12.md", &text());
        repository
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path("portal").join(path), text).expect("a file");
    }

    fn command(&self, script: &str) -> Command {
        let kohyo = Path::new(env!("CARGO_BIN_EXE_kohyo")).parent().expect("a folder").to_owned();
        let mut path = kohyo.into_os_string();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        let mut command = Command::new("bash");
        command.args(["-e", "-o", "pipefail", "-c", script]).current_dir(self.folder.path());
        command.env("PATH", path).env("HOME", self.path("home")).env_remove("SOURCE_DATE_EPOCH");
        for (name, value) in [
            ("GIT_AUTHOR_NAME", "係"),
            ("GIT_AUTHOR_EMAIL", "k@example.jp"),
            ("GIT_COMMITTER_NAME", "係"),
            ("GIT_COMMITTER_EMAIL", "k@example.jp"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("LANG", "ja_JP.UTF-8"),
        ] {
            command.env(name, value);
        }
        command
    }

    fn shell(&self, script: &str) {
        let done = run(&mut self.command(script));
        assert_eq!(done.code, Some(0), "{script}: {}{}", done.out, done.err);
    }

    /// Commits what is there and runs the shell steps of a workflow in a fresh clone of it; the outcome of the first that fails, or of the
    /// last.
    fn propose(&self, example: &str, event: &str) -> (Run, String) {
        self.shell("cd portal && git add -A && git commit -q --allow-empty -m 提案");
        self.shell("rm -rf run temp && git clone -q portal run && mkdir temp && cd run && git remote set-url origin ../origin.git && git fetch -q origin");
        let summary = self.path("temp/summary.md");
        fs::write(&summary, "").expect("a file");
        fs::create_dir_all(self.path("host")).expect("a folder");
        let workflow = workflow(example);
        let mut last = Run { code: Some(0), out: String::new(), err: String::new() };
        for step in steps(&workflow) {
            let Some(script) = step["run"].as_str() else { continue };
            assert!(!script.contains("${{"), "what comes from outside is no part of a script: {script}");
            let proposed = event == "pull_request";
            match step["if"].as_str() {
                Some("github.event_name == 'pull_request'") if !proposed => continue,
                Some(condition) if condition.contains("!= 'pull_request'") && proposed => continue,
                _ => {}
            }
            if script.contains("rsync") && !["rsync", "jq"].iter().all(|program| has(program)) {
                println!("SKIPPED: rsync and jq are needed for the step that uploads");
                continue;
            }
            let mut command = self.command(script);
            command.current_dir(self.path("run"));
            for (name, value) in workflow["env"].as_object().expect("variables") {
                command.env(name, value.as_str().expect("text"));
            }
            command
                .env("GITHUB_EVENT_NAME", event)
                .env("GITHUB_BASE_REF", "main")
                .env("RUNNER_TEMP", self.path("temp"));
            command.env("GITHUB_STEP_SUMMARY", &summary).env("GITHUB_PATH", self.path("temp/path"));
            command.env("HOST_KEY", "").env("HOST_TO", self.path("host"));
            last = run(&mut command);
            if last.code != Some(0) {
                break;
            }
        }
        (last, fs::read_to_string(&summary).expect("a summary"))
    }

    fn merge(&self) {
        self.shell("cd portal && git push -q origin HEAD:main");
    }
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|found| found.status.success())
}

#[test]
fn a_fresh_repository_goes_from_its_first_proposal_to_publication() {
    let repository = Repository::new();
    let example = EXAMPLES[0];
    repository.shell("cd portal && kohyo build -q");
    let (first, summary) = repository.propose(example, "pull_request");
    assert_eq!(first.code, Some(0), "{}{}", first.out, first.err);
    assert!(summary.contains("最初の提案"), "{summary}");
    repository.merge();
    let (published, _) = repository.propose(example, "push");
    assert_eq!(published.code, Some(0), "{}{}", published.out, published.err);
    assert!(repository.path("run/output/kumagaya/12/zenkomoku/index.html").is_file());
    // A change is reported beside what is on main.
    let text = text().replace("資格を管理する", "資格と給付を管理する");
    repository.write("content/kumagaya/12.md", &text);
    let (changed, summary) = repository.propose(example, "pull_request");
    assert_eq!(changed.code, Some(0), "{}{}", changed.out, changed.err);
    assert!(summary.contains("給付"), "{summary}");
    // A deletion is stopped, and so is an address that becomes another.
    repository.shell("cd portal && git rm -q content/kumagaya/12.md");
    let (deleted, _) = repository.propose(example, "pull_request");
    assert_eq!(deleted.code, Some(1));
    assert!(format!("{}{}", deleted.out, deleted.err).contains("PUB-01"), "{}{}", deleted.out, deleted.err);
    repository
        .write("content/kumagaya/12.md", &text.replace("published: 2026-03-24", "published: 2026-03-25"));
    let (moved, _) = repository.propose(example, "pull_request");
    assert_eq!(moved.code, Some(1));
    assert!(format!("{}{}", moved.out, moved.err).contains("PUB-01"), "{}{}", moved.out, moved.err);
    // So is an item that gets another address on a page that stays.
    repository.write("content/kumagaya/12.md", &text.replace("id: kokuho", "id: hoken"));
    let (renamed, _) = repository.propose(example, "pull_request");
    assert_eq!(renamed.code, Some(1));
    let said = format!("{}{}", renamed.out, renamed.err);
    assert!(said.contains("PUB-05") && said.contains("ii-kokuho"), "{said}");
}

#[test]
fn nothing_is_published_that_nobody_has_recorded() {
    for example in EXAMPLES {
        let repository = Repository::new();
        let (unrecorded, _) = repository.propose(example, "pull_request");
        assert_eq!(unrecorded.code, Some(1), "{example}");
        let said = format!("{}{}", unrecorded.out, unrecorded.err);
        assert!(said.contains("PUB-06"), "{said}");
        // A day that has come could not be recorded before: it is published, and that is said.
        let (come, _) = repository.propose(example, "schedule");
        assert_eq!(come.code, Some(0), "{}{}", come.out, come.err);
        assert!(repository.path("run/output/kumagaya/12/zenkomoku/index.html").is_file());
        repository.shell("cd portal && kohyo build -q");
        let (recorded, _) = repository.propose(example, "pull_request");
        assert_eq!(recorded.code, Some(0), "{example}: {}{}", recorded.out, recorded.err);
    }
}

#[test]
fn a_host_of_plain_files_gets_what_was_built() {
    let repository = Repository::new();
    repository.shell("cd portal && kohyo build -q");
    let (first, _) = repository.propose(EXAMPLES[1], "push");
    assert_eq!(first.code, Some(0), "{}{}", first.out, first.err);
    if has("rsync") && has("jq") {
        assert_eq!(
            super::portal::tree(&repository.path("host")),
            super::portal::tree(&repository.path("run/output"))
        );
    }
}

#[test]
fn what_others_make_is_pinned() {
    let ours = [".github/workflows/ci.yml", ".github/workflows/release.yml"];
    for path in EXAMPLES.into_iter().chain(ours) {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a workflow");
        let workflow = workflow(path);
        assert_eq!(workflow["permissions"]["contents"], "read", "{path}");
        for step in steps(&workflow) {
            let Some(uses) = step["uses"].as_str() else { continue };
            let (_, digest) = uses.split_once('@').expect("a version");
            let pinned = digest.len() == 40 && digest.bytes().all(|b| b.is_ascii_hexdigit());
            assert!(pinned && text.contains(&format!("{digest} # v")), "{path}: {uses}");
        }
        for job in workflow["jobs"].as_object().expect("jobs").values() {
            let on = job["runs-on"].as_str().expect("a system");
            assert!(!on.contains("latest"), "{path}: {on}");
        }
    }
}
