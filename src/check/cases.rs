//! The examples of the rules: every rule of `kohyo check` and `kohyo import` has some text where it speaks and a near
//! miss where it stays silent, in `cases/*.toml`, for readers of the rules as much as for the machine.
//!
//! An example is a small portal about an invented town with one evaluation, `mihon/12.md`; it says only what differs
//! from the usual: lines of the front matter, the body, other files. Of a rule of the import it is an extracted text.
//! `RULES.md` is made from the rules and these examples.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::finding::rules::{self, When};
use crate::finding::{Finding, Lang, Level};
use crate::import::{Given, import};
use crate::pipeline;
use crate::text::date::Date;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the example is about, in Japanese.
    what: String,
    /// The reference day.
    as_of: Option<String>,
    /// Lines of `portal.toml` in place of the usual ones.
    #[serde(default)]
    portal: String,
    /// Lines of the front matter of `municipality.md` in place of the usual ones.
    #[serde(default)]
    municipality: String,
    /// Lines of the front matter of the evaluation in place of the usual ones, or beside them.
    #[serde(default)]
    front: String,
    /// Keys of the usual front matter that are left out.
    #[serde(default)]
    without: Vec<String>,
    /// Lines put at the end of the front matter as they are.
    #[serde(default)]
    append: String,
    /// The body.
    #[serde(default)]
    body: String,
    /// Further evaluations.
    #[serde(default)]
    others: Vec<Other>,
    /// Further files, from the content folder; in place of a usual one of the same name.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Usual files that are not there.
    #[serde(default)]
    remove: Vec<String>,
    /// The extracted text, of a rule of the import.
    #[serde(default)]
    text: String,
    /// What the message says, in part.
    says: Option<String>,
    /// The line of `12.md` or of `text` that it points to.
    line: Option<usize>,
}

/// An evaluation beside the first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    front: String,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    body: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    fires: Vec<Case>,
    silent: Vec<Case>,
}

const PORTAL: &str = "title = \"見本\"\npublisher = \"official\"\nsample = true\n";
const MUNICIPALITY: &str = "code: \"992011\"\nname: みほん市\nkana: みほんし\nprefecture: みほん県\nagencies: [{slug: mayor, name: みほん市長, primary: true}]\n";
const FRONT: &str = "number: \"12\"\ntitle: 国民健康保険に関する事務\nkind: zenkomoku\nagency: みほん市長\nstatus: published\npublished: 2026-03-24\nlast_assessed: 2023-11-01\nform: \"令和7年5月 様式4\"\ncompleteness: excerpt\nfiles: [{id: kokuho, name: 国民健康保険情報ファイル}]\nsummary: 国民健康保険の事務です。\n";

/// What the text of a cover begins with, and a usual cover.
const TITLE: &str = "特定個人情報保護評価書";
const COVER: &str = "特定個人情報保護評価書(全項目評価書)\n評価書番号\t評価書名\n7\t介護保険に関する事務 全項目評価書\n評価実施機関名\n広島県府中市長\n公表日\n令和8年4月1日\nⅠ 基本情報\n";

/// Rules whose examples need more than text in files, and the test that has them.
const ELSEWHERE: [(&str, &str); 39] = [
    ("FORM-00", "src/form/mod.rs: no kind is without a form"),
    ("ORG-01", "tests/cli/unread.rs: originals"),
    ("ORG-02", "tests/cli/unread.rs: originals"),
    ("ORG-03", "tests/cli/unread.rs: originals"),
    ("ORG-04", "tests/cli/unread.rs: originals"),
    ("ORG-05", "tests/cli/unread.rs: originals"),
    ("ORG-06", "tests/cli/unread.rs: originals"),
    ("ORG-07", "tests/cli/unread.rs: originals"),
    ("ORG-08", "tests/cli/unread.rs: originals"),
    ("ORG-10", "tests/cli/unread.rs: originals"),
    ("ORG-11", "tests/cli/unread.rs: originals"),
    ("ORG-12", "tests/cli/unread.rs: originals"),
    ("ORG-13", "tests/cli/unread.rs: originals"),
    ("ORG-14", "tests/cli/unread.rs: originals"),
    ("ORG-15", "tests/cli/unread.rs: originals"),
    ("ORG-16", "tests/cli/unread.rs: originals"),
    ("ORG-17", "tests/cli/unread.rs: originals"),
    ("ORG-18", "tests/cli/unread.rs: originals"),
    ("ORG-19", "tests/cli/unread.rs: originals"),
    ("ORG-20", "tests/cli/import.rs: a_folder_goes_where_its_covers_say"),
    ("ORG-21", "tests/cli/damages.rs: what_does_not_fit_the_form_is_said"),
    ("ORG-22", "tests/cli/damages.rs: what_does_not_fit_the_form_is_said"),
    ("ORG-23", "tests/cli/damages.rs: what_does_not_fit_the_form_is_said"),
    ("ORG-24", "tests/cli/damages.rs: what_does_not_fit_the_form_is_said"),
    ("ORG-25", "tests/cli/damages.rs: what_does_not_fit_the_form_is_said"),
    ("ORG-26", "tests/cli/damages.rs: what_does_not_fit_the_form_is_said"),
    ("PRIV-01", "src/privacy/tests.rs and tests/cli/privacy.rs: numbers are made while the tests run"),
    ("PUB-01", "tests/cli/lasting.rs: two builds"),
    ("PUB-02", "tests/cli/lasting.rs: two builds"),
    ("PUB-03", "tests/cli/lasting.rs: two builds"),
    ("PUB-04", "tests/cli/lasting.rs: a damaged record"),
    ("PUB-05", "tests/cli/lasting.rs: two builds"),
    ("TXT-01", "src/content/decode.rs: bytes that are no UTF-8"),
    ("TXT-02", "src/content/decode.rs: bytes that are no text"),
    ("TXT-03", "src/content/decode.rs: a large file"),
    ("TXT-04", "src/content/tests.rs: what cannot be opened"),
    ("TXT-11", "tests/cli/unread.rs: an original"),
    ("THEME-05", "src/render/kept.rs and tests/cli/check.rs: a theme with a header of its own"),
    ("TXT-12", "src/content/unseen.rs: invisible characters are made while the tests run"),
];

fn cases() -> BTreeMap<String, Cases> {
    let mut all = BTreeMap::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/check/cases");
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    for file in files.filter(|file| file.path().extension().is_some_and(|e| e == "toml")) {
        let text = fs::read_to_string(file.path()).expect("readable");
        let read: BTreeMap<String, Cases> =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.path().display()));
        for (id, cases) in read {
            assert!(all.insert(id.clone(), cases).is_none(), "{id} has examples in two files");
        }
    }
    all
}

/// The usual lines, with those of `other` in place of the lines with the same keys, and without some.
fn merged(usual: &str, other: &str, without: &[String]) -> String {
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in usual.lines().chain(other.lines()) {
        let key: String = line.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
        if key.is_empty() {
            if let Some((_, text)) = entries.last_mut() {
                let _ = writeln!(text, "{line}");
            }
            continue;
        }
        let text = format!("{line}\n");
        match entries.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = text,
            None => entries.push((key, text)),
        }
    }
    entries.into_iter().filter(|(key, _)| !without.contains(key)).map(|(_, text)| text).collect()
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("created");
    fs::write(path, text).expect("written");
}

fn findings(case: &Case) -> Vec<Finding> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let content = folder.path().join("content");
    let document = |front: &str, without: &[String], append: &str, body: &str| {
        let body = if body.is_empty() { "# 表紙\n" } else { body };
        format!("---\n{}{append}---\n\n{body}", merged(FRONT, front, without))
    };
    let usual = [
        ("portal.toml", merged(PORTAL, &case.portal, &[])),
        ("mihon/municipality.md", format!("---\n{}---\n", merged(MUNICIPALITY, &case.municipality, &[]))),
        ("mihon/12.md", document(&case.front, &case.without, &case.append, &case.body)),
    ];
    for (path, text) in usual.iter().filter(|(path, _)| !case.remove.iter().any(|gone| gone == path)) {
        write(&content, path, text);
    }
    for (index, other) in case.others.iter().enumerate() {
        let text = document(&other.front, &other.without, "", &other.body);
        write(&content, &format!("mihon/other-{}.md", index + 1), &text);
    }
    for (path, text) in &case.files {
        write(&content, path, text);
    }
    let as_of: Option<Date> = case.as_of.as_deref().map(|day| day.parse().expect("a day"));
    let options = pipeline::Options {
        as_of,
        day: as_of,
        ..pipeline::Options::new(content, folder.path().join("output"))
    };
    let findings = pipeline::check(&options, &()).findings;
    // Where they stand is asked for when the folder is gone.
    for finding in &findings {
        let _ = finding.place.source.text();
    }
    findings
}

/// What is said of an example: the id of the rule, the line, the message.
type Said = (&'static str, usize, String);

/// The levels that rules speak at.
type Levels = BTreeSet<(&'static str, Level)>;

fn said(case: &Case, levels: &mut Levels) -> Vec<Said> {
    let said = |finding: Finding| (finding.id, finding.place.position().line, finding.message.ja);
    if case.text.is_empty() {
        let findings = findings(case);
        levels.extend(findings.iter().map(|finding| (finding.id, finding.level())));
        return findings.into_iter().map(said).collect();
    }
    let (cover, before) = if case.text.starts_with(TITLE) { ("", 0) } else { (COVER, COVER.lines().count()) };
    match import(&format!("{cover}{}", case.text), &Given::default()) {
        Ok(imported) => {
            let warnings = imported.warnings.into_iter();
            warnings.map(|w| (w.id, w.line.saturating_sub(before), w.message)).collect()
        }
        Err(refusal) => vec![(refusal.id, 1, refusal.message.ja)],
    }
}

fn shown(said: &[Said]) -> String {
    let line = |(id, line, message): &Said| format!("   {id} {line}: {message}");
    said.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_rule_speaks_where_its_examples_say_and_only_there() {
    let (mut wrong, mut levels) = (String::new(), Levels::new());
    for (id, cases) in cases() {
        for case in &cases.fires {
            let said = said(case, &mut levels);
            let as_wanted = |(rule, line, message): &Said| {
                let says = case.says.as_ref().is_none_or(|says| message.contains(says));
                *rule == id && says && case.line.is_none_or(|wanted| *line == wanted)
            };
            if !said.iter().any(as_wanted) {
                let _ = writeln!(wrong, "== {id} should speak: {}\n{}", case.what, shown(&said));
            }
        }
        for case in &cases.silent {
            let said = said(case, &mut levels);
            if said.iter().any(|(rule, ..)| *rule == id) {
                let _ = writeln!(wrong, "== {id} should be silent: {}\n{}", case.what, shown(&said));
            }
        }
    }
    // No code makes a finding at a level that its rule does not have; here are those of rules that have several.
    for rule in rules::all().iter().filter(|rule| rule.levels().count() > 1) {
        for level in rule.levels().filter(|level| !levels.contains(&(rule.id.as_str(), *level))) {
            let _ = writeln!(wrong, "== {} has no example at the level {level:?}", rule.id);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The list of the tests: a rule without examples has a test elsewhere, which names it.
#[test]
fn every_rule_has_examples() {
    let cases = cases();
    for (id, cases) in &cases {
        assert!(rules::find(id).is_some(), "{id} is no rule");
        assert!(!cases.fires.is_empty() && !cases.silent.is_empty(), "{id}: an example of each is wanted");
    }
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(id, _)| *id).collect();
    let tests = test_sources();
    for rule in rules::all() {
        let has = cases.contains_key(&rule.id);
        if rule.when != When::Build && !elsewhere.contains(rule.id.as_str()) && !is_beside(&rule.id) {
            assert!(has, "{} has no example in src/check/cases/", rule.id);
        } else if !has && rule.id != "FORM-00" {
            assert!(tests.contains(&rule.id), "{} is named by no test", rule.id);
        }
    }
    for (id, _) in ELSEWHERE {
        assert!(rules::find(id).is_some(), "{id} is no rule");
    }
}

/// Families about personal data, whose examples stand in tests beside their code: numbers are made while the tests run,
/// and no example may look like one.
fn is_beside(id: &str) -> bool {
    ["PRIV-", "ALLOW-", "ATT-"].iter().any(|family| id.starts_with(family))
}

/// The text of all tests: the folder `tests/`, and the modules of tests in `src/`.
fn test_sources() -> String {
    let mut out = String::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = ["src", "tests"].map(|folder| walkdir::WalkDir::new(root.join(folder)));
    for entry in sources.into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_none_or(|e| e != "rs") || path.ends_with("src/check/cases.rs") {
            continue;
        }
        let text = fs::read_to_string(path).expect("readable");
        let whole = path.starts_with(root.join("tests"))
            || path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"));
        out.push_str(if whole {
            &text
        } else {
            text.split_once("#[cfg(test)]\nmod tests {").map_or("", |(_, tests)| tests)
        });
    }
    out
}

/// `RULES.md` beside the table of rules: what they mean and their examples, for reading.
#[test]
fn the_reference_is_up_to_date() {
    let cases = cases();
    let mut out = String::from(
        "# 確認の規則 / The rules of `kohyo check`\n\n<!-- Made from rules.toml and cases/ by `INSTA_UPDATE=always cargo test --lib check::cases`. Do not edit. -->\n",
    );
    for rule in rules::all() {
        let level = (rule.level_words(Lang::Ja), rule.level_words(Lang::En));
        let when = match rule.when {
            When::Check => "",
            When::Import => "、取り込みのとき / on import",
            When::Build => "、出力のとき / on build",
        };
        let _ = write!(
            out,
            "\n## {}\n\n{} / {}{when}\n\n{}\n\n{}\n\n- 対処: {}<br>What to do: {}\n- 根拠: {} (確かさ: {})<br>Basis: {} (certainty: {})\n",
            rule.id,
            level.0,
            level.1,
            rule.meaning(Lang::Ja),
            rule.meaning(Lang::En),
            rule.help(Lang::Ja),
            rule.help(Lang::En),
            rule.basis(Lang::Ja),
            rule.certainty(Lang::Ja),
            rule.basis(Lang::En),
            rule.certainty(Lang::En),
        );
        let Some(cases) = cases.get(&rule.id) else { continue };
        let list =
            |cases: &[Case]| cases.iter().map(|case| case.what.as_str()).collect::<Vec<_>>().join(" / ");
        let _ = writeln!(out, "- 知らせる例: {}", list(&cases.fires));
        let _ = writeln!(out, "- 知らせない例: {}", list(&cases.silent));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/finding/RULES.md");
    if std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always") {
        fs::write(&path, &out).expect("written");
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(there == out, "src/finding/RULES.md is old: INSTA_UPDATE=always cargo test --lib check::cases");
}
