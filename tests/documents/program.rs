//! Running the program on a document: a portal of one municipality in a temporary folder, import, build, and the
//! whole-document page of the result. Knows commands and addresses only, nothing of what is inside them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The only date a build may know.
const AS_OF: &str = "2026-04-01";
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

/// A portal with one imported document.
#[derive(Debug)]
pub(crate) struct Site {
    folder: TempDir,
    document: PathBuf,
    page: &'static str,
}

impl Site {
    /// Imports the extracted text of a seed.
    pub(crate) fn import(seed: &Seed, text: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let content = folder.path().join("content");
        let municipality = content.join(seed.municipality);
        fs::create_dir_all(&municipality).expect("a folder for the municipality");
        fs::write(content.join("portal.toml"), PORTAL).expect("portal.toml");
        let front_matter = format!("---\n{}---\n", seed.municipality_file);
        fs::write(municipality.join("municipality.md"), front_matter).expect("municipality.md");

        let mut command = kohyo(folder.path());
        command.arg("import").arg(text).arg("--into").arg(&municipality).args(seed.import);
        run(&mut command).unwrap_or_else(|error| panic!("import of {}: {error}", seed.name));

        let document = imported(&municipality);
        let site = Self { folder, document, page: seed.page };
        site.replace(&with_front_matter(&site.markdown(), seed.front_matter));
        site
    }

    /// The imported document.
    pub(crate) fn markdown(&self) -> String {
        fs::read_to_string(&self.document).expect("the imported document")
    }

    /// What the import says somebody should look at.
    pub(crate) fn checklist(&self) -> String {
        let name = self.document.file_stem().expect("a name").to_string_lossy().into_owned();
        let path = self.document.with_file_name(".import").join(format!("{name}.checklist.md"));
        fs::read_to_string(path).expect("the import wrote a checklist")
    }

    /// Puts another text in the place of the document.
    pub(crate) fn replace(&self, markdown: &str) {
        fs::write(&self.document, markdown).expect("the document can be written");
    }

    /// Builds the portal and reads the whole-document page; the error is what the program said.
    pub(crate) fn build(&self, arguments: &[&str]) -> Result<String, String> {
        let output = self.folder.path().join("output");
        let mut command = kohyo(self.folder.path());
        command
            .arg("build")
            .arg("--content")
            .arg(self.folder.path().join("content"))
            .arg("--output")
            .arg(&output);
        run(command.args(["--as-of", AS_OF]).args(arguments))?;
        let page = output.join(self.page);
        fs::read_to_string(&page).map_err(|error| format!("{}: {error}", page.display()))
    }

    /// What `kohyo check` finds, as JSON.
    pub(crate) fn check(&self) -> String {
        let mut command = kohyo(self.folder.path());
        command.args(["check", "--format", "json", "--as-of", AS_OF]);
        let done = command.output().expect("kohyo starts");
        assert_ne!(done.status.code(), Some(2), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("UTF-8")
    }

    /// What the interface may repeat: the portal, the municipality and the front matter of the document.
    pub(crate) fn facts(&self) -> String {
        let markdown = self.markdown();
        let front_matter = markdown.split("\n---").next().unwrap_or_default().to_owned();
        let municipality = self.document.with_file_name("municipality.md");
        let municipality = fs::read_to_string(municipality).expect("municipality.md");
        [PORTAL, &municipality, &front_matter].join("\n")
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
