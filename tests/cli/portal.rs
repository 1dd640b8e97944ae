//! A small portal to try commands on.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A portal in a temporary folder.
pub(crate) struct Portal {
    folder: TempDir,
}

/// What a command came to.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Portal {
    /// One invented town with one assessment.
    pub(crate) fn new() -> Self {
        Self::empty().file("content/mihon/12.md", &document("12", "国民健康保険に関する事務"))
    }

    /// One invented town without assessments.
    pub(crate) fn empty() -> Self {
        let portal = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        portal
            .file(
                "content/portal.toml",
                "title = \"みほん県 評価書ポータル(見本)\"\nbase_url = \"https://portal.example.jp/\"\npublisher = \"official\"\nsample = true\n",
            )
            .file(
                "content/mihon/municipality.md",
                "---\ncode: \"992011\"\nname: みほん市\nkana: みほんし\nprefecture: みほん県\nagencies: [{slug: shicho, name: みほん市長, primary: true}]\n---\n\n架空の市です。\n",
            )
    }

    /// Writes a file.
    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// A path within the portal.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// A command in this folder, in Japanese and without colours.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kohyo"));
        command.args(args).current_dir(self.folder.path());
        for name in
            ["LC_ALL", "LC_MESSAGES", "LANG", "SOURCE_DATE_EPOCH", "RUST_BACKTRACE", "RAYON_NUM_THREADS"]
        {
            command.env_remove(name);
        }
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        run(&mut self.command(args))
    }

    /// Runs a command that nothing is typed into and that has to end by itself.
    pub(crate) fn ended(&self, args: &[&str]) -> Run {
        // Whoever says much must not wait for a reader.
        let said = [tempfile::tempfile().expect("a file"), tempfile::tempfile().expect("a file")];
        let stream = |at: usize| Stdio::from(said[at].try_clone().expect("a file"));
        let mut command = self.command(args);
        let mut child =
            command.stdin(Stdio::null()).stdout(stream(0)).stderr(stream(1)).spawn().expect("kohyo starts");
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("a child") {
                break status;
            }
            if begun.elapsed() > Duration::from_mins(1) {
                child.kill().expect("killed");
                panic!("{args:?} waits for ever");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let [out, err] = said.map(|mut said| {
            let mut text = String::new();
            said.seek(SeekFrom::Start(0))
                .and_then(|_| said.read_to_string(&mut text))
                .expect("messages are UTF-8");
            text
        });
        Run { code: status.code(), out, err }
    }

    /// Builds, and expects that to go well.
    pub(crate) fn build(&self) -> Run {
        let run = self.run(&["build"]);
        assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
        run
    }

    /// The published files with the hashes of their bytes.
    pub(crate) fn output(&self) -> BTreeMap<String, String> {
        tree(&self.path("output"))
    }
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Run {
    let Output { status, stdout, stderr } = command.output().expect("kohyo starts");
    let text = |bytes| String::from_utf8(bytes).expect("messages are UTF-8");
    Run { code: status.code(), out: text(stdout), err: text(stderr) }
}

/// The files under a folder with the hashes of their bytes.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, String> {
    let files =
        walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    files
        .map(|entry| {
            let path =
                entry.path().strip_prefix(folder).expect("inside").to_string_lossy().replace('\\', "/");
            let bytes = fs::read(entry.path()).expect("a file");
            (path, blake3::hash(&bytes).to_hex().to_string())
        })
        .collect()
}

/// An assessment with a few answers, lists and a change log.
pub(crate) fn document(number: &str, title: &str) -> String {
    format!(
        "---\nnumber: \"{number}\"\ntitle: {title}\nkind: zenkomoku\nagency: みほん市長\nstatus: published\npublished: 2026-03-24\nlast_assessed: 2023-11-01\nform: \"令和7年5月 様式4\"\ncompleteness: excerpt\nfiles: [{{id: kokuho, name: 国民健康保険情報ファイル}}]\n---\n\n\
# 表紙\n\n## 評価書番号\n{number}\n\n## 評価書名\n{title} 全項目評価書\n\n\
# Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取り扱う事務\n\n### ①事務の名称\n{title}\n\n### ②事務の内容 ※\n被保険者の資格を管理する。\n\n### ③対象人数\n- [x] 5) 30万人以上\n- [ ] 1) 1,000人未満\n\n\
# (別添3) 変更箇所\n\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n| 令和8年3月24日 | Ⅰ 1. ② | 資格を記録する。 | 資格を<br>管理する。 | 事後 | 表現の見直し |\n"
    )
}
