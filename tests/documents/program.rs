//! Running the program on a document: a portal of one municipality in a temporary folder, import, build, and the
//! whole-document page of the result. Knows commands and addresses only, nothing of what is inside them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use super::seeds::SEEDS;

/// The only date a build may know.
const AS_OF: &str = "2026-04-01";
/// The first number of texts that are built side by side.
const NUMBERS: usize = 1000;
/// The portal; a collection, so that a converted text may be built before anyone has verified it.
const PORTAL: &str = "\
title = \"評価書の写し\"
base_url = \"https://example.jp/\"
language = \"ja\"
theme = \"default\"
publisher = \"collection\"
license = \"CC BY 4.0\"
contact = \"pia@example.jp\"
";

/// A document under test.
#[derive(Debug)]
pub(crate) struct Seed {
    /// Its short name, also that of its lists.
    pub(crate) name: &'static str,
    /// The file in the folder of documents.
    pub(crate) file: &'static str,
    /// The data files of the forms whose options and labels it uses.
    pub(crate) forms: &'static [&'static str],
    /// The folder of its municipality.
    pub(crate) municipality: &'static str,
    /// The front matter of `municipality.md`.
    pub(crate) municipality_file: &'static str,
    /// Further arguments of `import`.
    pub(crate) import: &'static [&'static str],
    /// Front matter set after the import: key and YAML value.
    pub(crate) front_matter: &'static [(&'static str, &'static str)],
    /// The whole-document page, below the output folder.
    pub(crate) page: &'static str,
}

/// What the program makes of a seed.
#[derive(Debug)]
pub(crate) struct Made {
    /// The imported document, as it is built.
    pub(crate) markdown: String,
    /// What the import says somebody should look at.
    pub(crate) checklist: String,
    /// What `kohyo check` finds, as JSON.
    pub(crate) findings: String,
    /// The whole-document page.
    pub(crate) page: String,
    /// What the interface may repeat: the portal, the municipality and the front matter of the document.
    pub(crate) facts: String,
}

/// Imports the extracted text of a seed, checks and builds it: once, whoever asks.
pub(crate) fn made(seed: &Seed, text: &Path) -> &'static Made {
    static MADE: [OnceLock<Made>; SEEDS.len()] = [const { OnceLock::new() }; SEEDS.len()];
    let index = SEEDS.iter().position(|other| other.name == seed.name).expect("a seed");
    MADE[index].get_or_init(|| make(seed, text))
}

fn make(seed: &Seed, text: &Path) -> Made {
    let site = Site::new(seed);
    let mut command = kohyo(site.folder.path());
    command.arg("import").arg(text).arg("--into").arg(site.municipality()).args(seed.import);
    run(&mut command).unwrap_or_else(|error| panic!("import of {}: {error}", seed.name));

    let document = imported(&site.municipality());
    let read = |path: &Path| fs::read_to_string(path).expect("a file that the import wrote");
    let markdown = with_front_matter(&read(&document), seed.front_matter);
    fs::write(&document, &markdown).expect("the document can be written");
    let name = document.file_stem().expect("a name").to_string_lossy().into_owned();
    let checklist = document.with_file_name(".import").join(format!("{name}.checklist.md"));
    let front_matter = markdown.split("\n---").next().unwrap_or_default();
    let page = site.build(&[]).and_then(|()| site.page(seed.page));
    Made {
        checklist: read(&checklist),
        findings: site.check(),
        page: page.unwrap_or_else(|error| panic!("{}: {error}", seed.name)),
        facts: [PORTAL, &read(&document.with_file_name("municipality.md")), front_matter].join("\n"),
        markdown,
    }
}

/// Builds many texts of a seed as documents of one portal, the bodies as they are, each under a number of its own: in
/// their order the whole-document pages, or nothing where the program refuses the text.
pub(crate) fn build_all(seed: &Seed, texts: &[String]) -> Vec<Option<String>> {
    let site = Site::new(seed);
    let file = |index: usize| site.municipality().join(format!("{index}.md"));
    for (index, text) in texts.iter().enumerate() {
        let number = format!("\"{}\"", NUMBERS + index);
        fs::write(file(index), with_front_matter(text, &[("number", number.as_str())])).expect("a document");
    }
    let report: Value = serde_json::from_str(&site.check()).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    for finding in findings.iter().filter(|finding| finding["level"] == "error") {
        let path = Path::new(finding["file"].as_str().expect("an error of a file"));
        let name = path.file_name().expect("a name");
        assert_ne!(name, "municipality.md", "{finding}");
        // Two errors may speak of one file.
        let _ = fs::remove_file(site.municipality().join(name));
    }
    site.build(&["--only", "documents"]).unwrap_or_else(|error| panic!("{}: {error}", seed.name));
    let page = |index: usize| {
        let (municipality, rest) = seed.page.split_once('/').expect("a municipality");
        let (_, rest) = rest.split_once('/').expect("a number");
        let page = site.page(&format!("{municipality}/{}/{rest}", NUMBERS + index));
        page.unwrap_or_else(|error| panic!("{}: {error}", seed.name))
    };
    (0..texts.len()).map(|index| file(index).is_file().then(|| page(index))).collect()
}

/// A portal with the municipality of a seed.
#[derive(Debug)]
struct Site {
    folder: TempDir,
    municipality: &'static str,
}

impl Site {
    fn new(seed: &Seed) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let site = Self { folder, municipality: seed.municipality };
        fs::create_dir_all(site.municipality()).expect("a folder for the municipality");
        fs::write(site.folder.path().join("content/portal.toml"), PORTAL).expect("portal.toml");
        let front_matter = format!("---\n{}---\n", seed.municipality_file);
        fs::write(site.municipality().join("municipality.md"), front_matter).expect("municipality.md");
        site
    }

    /// The folder of the municipality.
    fn municipality(&self) -> PathBuf {
        self.folder.path().join("content").join(self.municipality)
    }

    /// Builds the portal; the error is what the program said.
    fn build(&self, arguments: &[&str]) -> Result<(), String> {
        run(kohyo(self.folder.path()).args(["build", "--as-of", AS_OF]).args(arguments))
    }

    /// A page of the built site.
    fn page(&self, path: &str) -> Result<String, String> {
        let path = self.folder.path().join("output").join(path);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// What `kohyo check` finds, as JSON.
    fn check(&self) -> String {
        let mut command = kohyo(self.folder.path());
        command.args(["check", "--format", "json", "--as-of", AS_OF]);
        let done = command.output().expect("kohyo starts");
        assert_ne!(done.status.code(), Some(2), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("UTF-8")
    }
}

fn kohyo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kohyo"));
    command.current_dir(folder).env("LC_ALL", "ja_JP.UTF-8").env_remove("SOURCE_DATE_EPOCH");
    command
}

fn run(command: &mut Command) -> Result<(), String> {
    let done = command.output().map_err(|error| error.to_string())?;
    if done.status.success() {
        return Ok(());
    }
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Err(format!("{}\n{}{}", done.status, said(&done.stdout), said(&done.stderr)))
}

/// The one document that `import` wrote.
fn imported(municipality: &Path) -> PathBuf {
    let mut documents: Vec<PathBuf> = fs::read_dir(municipality)
        .expect("the folder of the municipality")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            path.extension().is_some_and(|extension| extension == "md")
                && stem != "municipality"
                && !stem.ends_with(".checklist")
        })
        .collect();
    assert_eq!(documents.len(), 1, "import wrote one document: {documents:?}");
    documents.remove(0)
}

/// The text with keys of its front matter set.
fn with_front_matter(markdown: &str, values: &[(&str, &str)]) -> String {
    let Some(rest) = markdown.strip_prefix("---\n") else { return markdown.to_owned() };
    let (front_matter, body) = rest.split_once("---\n").expect("front matter ends");
    let kept = front_matter.lines().filter(|line| {
        !values.iter().any(|(key, _)| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')))
    });
    let set = values.iter().map(|(key, value)| format!("{key}: {value}"));
    let lines: Vec<String> = kept.map(str::to_owned).chain(set).collect();
    format!("---\n{}\n---\n{body}", lines.join("\n"))
}
