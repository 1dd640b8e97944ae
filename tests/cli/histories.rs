//! A portal is edited at random: after every step the site is the one that a cold build makes, byte for byte, whatever was
//! kept, in whatever folder, on however many threads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kohyo::pipeline::{self, Options};
use kohyo::text::date::Date;
use tempfile::TempDir;

use super::portal::{document, tree};

/// How many portals are edited, and how often each.
const PORTALS: u64 = 8;
const STEPS: usize = 25;

/// Small, seeded, the same everywhere (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % count as u64).expect("small")
    }
}

/// A portal with what is asked of its builds.
struct Portal {
    random: Random,
    holder: TempDir,
    folder: PathBuf,
    moved: usize,
    theme: Option<String>,
    base_url: Option<String>,
    as_of: Option<Date>,
    only_documents: bool,
}

impl Portal {
    fn new(seed: u64) -> Self {
        let holder = tempfile::tempdir().expect("a folder");
        let portal = Self {
            random: Random(0x9e37_79b9_7f4a_7c15 ^ (seed + 1) << 20),
            folder: holder.path().join("0"),
            holder,
            moved: 0,
            theme: None,
            base_url: None,
            as_of: None,
            only_documents: false,
        };
        portal.write("content/portal.toml", "title = \"みほん\"\npublisher = \"official\"\nsample = true\n");
        for (town, code) in [("mihon", "992011"), ("tameshi", "993018")] {
            portal.town(town, code, "架空の市です。");
            for number in 1..=2 {
                portal.text(town, number, "2026-03-24", "はじめの記載。");
            }
        }
        portal
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    fn town(&self, town: &str, code: &str, introduction: &str) {
        let text = format!(
            "---\ncode: \"{code}\"\nname: みほん市\nkana: みほんし\nprefecture: みほん県\nagencies: [{{slug: shicho, name: みほん市長, primary: true}}]\n---\n\n{introduction}\n"
        );
        self.write(&format!("content/{town}/municipality.md"), text);
    }

    fn text(&self, town: &str, number: usize, day: &str, says: &str) {
        let text = document(&number.to_string(), "国民健康保険に関する事務")
            .replace("published: 2026-03-24", &format!("published: {day}"))
            .replace("被保険者の資格を管理する。", says);
        self.write(&format!("content/{town}/{number}-{day}.md"), text);
    }

    /// The texts that there are.
    fn texts(&self) -> Vec<PathBuf> {
        let all = walkdir::WalkDir::new(self.folder.join("content")).sort_by_file_name();
        let texts = all.into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
        texts
            .filter(|path| {
                path.extension().is_some_and(|end| end == "md") && !path.ends_with("municipality.md")
            })
            .collect()
    }

    fn any_text(&mut self) -> Option<PathBuf> {
        let texts = self.texts();
        (!texts.is_empty()).then(|| texts[self.random.below(texts.len())].clone())
    }

    /// One change, and what it was.
    fn step(&mut self, step: usize) -> &'static str {
        let town = ["mihon", "tameshi"][self.random.below(2)];
        match self.random.below(15) {
            0..=3 => {
                let Some(path) = self.any_text() else { return "nothing" };
                let text = fs::read_to_string(&path).expect("a text");
                let says = format!(
                    "②事務の内容 ※\n共通の文は長く、どの評価書にも同じように書かれている。\n第{step}の記載。\n"
                );
                fs::write(path, text.replacen("②事務の内容 ※\n", &says, 1)).expect("a file");
                "edit"
            }
            4 => {
                let number = 3 + self.random.below(4);
                self.text(town, number, "2026-01-10", "加えた記載。");
                "add"
            }
            5 => {
                let (number, year) = (1 + self.random.below(3), 2020 + self.random.below(6));
                self.text(town, number, &format!("{year}-04-01"), "前の版の記載。");
                "another version"
            }
            6 => {
                if let Some(path) = self.any_text().filter(|_| self.texts().len() > 2) {
                    fs::remove_file(path).expect("a file");
                }
                "delete"
            }
            7 => {
                let Some(path) = self.any_text() else { return "nothing" };
                fs::rename(&path, path.with_file_name(format!("renamed-{step}.md"))).expect("a file");
                "rename"
            }
            8 => {
                let width = self.random.below(3);
                self.write("themes/mine/static/css/7-mine.css", format!("body {{ margin: {width}px }}\n"));
                self.theme = (self.random.below(2) == 1).then(|| "mine".to_owned());
                "theme"
            }
            9 => {
                self.base_url = (self.random.below(2) == 1).then(|| "https://a.example.jp/pia/".to_owned());
                self.only_documents = self.random.below(4) == 0;
                "options"
            }
            10 => {
                self.as_of = [None, Some("2026-11-21".parse().expect("a day"))][self.random.below(2)];
                "day"
            }
            11 => {
                let which = self.random.below(3);
                self.write("content/synonyms.txt", ["", "ごみ = 廃棄物\n", "資格 = 身分\n"][which]);
                "synonyms"
            }
            12 => {
                let Some(path) = self.any_text() else { return "nothing" };
                let attached = path.parent().expect("a folder").join("attachments/a.txt");
                fs::create_dir_all(attached.parent().expect("a folder")).expect("a folder");
                fs::write(attached, format!("元の資料 {}\n", self.random.below(3))).expect("a file");
                let text = fs::read_to_string(&path).expect("a text");
                if !text.contains("\nsource:") {
                    let text =
                        text.replacen("completeness:", "source: {file: attachments/a.txt}\ncompleteness:", 1);
                    fs::write(path, text).expect("a file");
                }
                "attachment"
            }
            13 => {
                let code = if town == "mihon" { "992011" } else { "993018" };
                let which = self.random.below(2);
                self.town(town, code, ["架空の市です。", "架空の町です。"][which]);
                let names = ["keep", "mask"][self.random.below(2)];
                let title = ["みほん", "別の名"][self.random.below(2)];
                self.write(
                    "content/portal.toml",
                    format!("title = \"{title}\"\npublisher = \"official\"\nsample = true\nlegacy_names = \"{names}\"\n"),
                );
                "municipality and portal"
            }
            _ => {
                self.moved += 1;
                let to = self.holder.path().join(self.moved.to_string());
                fs::rename(&self.folder, &to).expect("a folder");
                self.folder = to;
                "move"
            }
        }
    }

    fn build(&mut self, output: &Path, cache: bool) -> Result<BTreeMap<String, String>, Vec<String>> {
        let options = Options {
            themes: self.folder.join("themes"),
            theme: self.theme.clone(),
            base_url: self.base_url.clone(),
            as_of: self.as_of,
            only_documents: self.only_documents,
            cache,
            ..Options::new(self.folder.join("content"), output)
        };
        let threads = [1, 8][self.random.below(2)];
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let outcome = pool.install(|| pipeline::build(&options, &())).expect("nothing around it is wrong");
        let findings = outcome
            .findings
            .iter()
            .map(|finding| format!("{} {:?} {}", finding.id, finding.place, finding.message.ja));
        let findings: Vec<String> = findings.collect();
        let report = outcome.report;
        assert_eq!(report.rendered + report.reused, report.pages);
        if outcome.published.is_none() {
            return Err(findings);
        }
        let mut tree = tree(output);
        // What is said belongs to what comes out.
        tree.insert("findings".to_owned(), findings.join("\n"));
        Ok(tree)
    }
}

fn walk(seed: u64) {
    let mut portal = Portal::new(seed);
    let mut history = Vec::new();
    for step in 0..STEPS {
        history.push(portal.step(step));
        let kept = portal.build(&portal.folder.join("output"), true);
        let cold_folder = tempfile::tempdir().expect("a folder");
        let cold = portal.build(&cold_folder.path().join("output"), false);
        assert_eq!(kept.is_ok(), cold.is_ok(), "{seed}: {history:?}: {kept:?} {cold:?}");
        let (Ok(kept), Ok(cold)) = (&kept, &cold) else {
            assert_eq!(kept, cold, "{seed}: {history:?}");
            continue;
        };
        let differ: Vec<_> =
            kept.keys().chain(cold.keys()).filter(|path| kept.get(*path) != cold.get(*path)).collect();
        assert!(differ.is_empty(), "{seed}: after {history:?}: {differ:?}");
    }
}

/// Two hundred histories: each prefix of each walk.
#[test]
fn what_is_kept_never_shows() {
    std::thread::scope(|scope| {
        for seeds in [0..PORTALS / 2, PORTALS / 2..PORTALS] {
            scope.spawn(move || seeds.for_each(walk));
        }
    });
}
