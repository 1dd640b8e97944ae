//! What `kohyo check` finds in real documents, every finding compared with the text by a person.
//!
//! `findings/<seed>.tsv` has a line for each rule and line of the imported Markdown: how often, at which line of the
//! extracted text, and what is there (in our own words; no text of a document). A finding more is a possible false
//! accusation, one less a fault that was known: either is read before the list is changed.
//!
//! `findings/known.tsv` goes the other way: faults that people found in these texts by reading, and the rule that finds
//! each.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::program::{Made, made};
use super::seeds::SEEDS;
use super::{repository, text_of};

/// How often each rule speaks about each line.
type Found = BTreeMap<(String, u64), usize>;

fn list(name: &str) -> Vec<Vec<String>> {
    let path: PathBuf = repository().join("tests/documents/findings").join(name).with_extension("tsv");
    let list = fs::read_to_string(path).expect("every seed has its list");
    assert!(list.is_ascii(), "{name}: the lists hold no text of a document");
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no number"))
}

#[test]
fn every_finding_was_compared_with_the_text() {
    let known = list("known");
    let mut wrong = String::new();
    for seed in &SEEDS {
        let Some(path) = text_of(seed) else { continue };
        let made = made(seed, &path);
        let report: Value = serde_json::from_str(&made.findings).expect("JSON");
        let findings = report["findings"].as_array().expect("a list");
        let mut found = Found::new();
        for finding in findings {
            let id = finding["id"].as_str().expect("an id").to_owned();
            *found.entry((id, finding["line"].as_u64().expect("a line"))).or_default() += 1;
        }
        let mut reviewed = Found::new();
        for row in list(seed.name) {
            let [id, line, count, _, _] = row.as_slice() else { panic!("{}: {row:?}", seed.name) };
            let count = usize::try_from(number(count)).expect("small");
            let before = reviewed.insert((id.clone(), number(line)), count);
            assert_eq!(before, None, "{}: {row:?} is there twice", seed.name);
        }
        let new = found.iter().filter(|(key, count)| reviewed.get(key) != Some(count));
        let gone = reviewed.iter().filter(|(key, count)| found.get(key) != Some(count));
        for (what, ((id, line), count)) in new.map(|row| ("new", row)).chain(gone.map(|row| ("gone", row))) {
            let _ = writeln!(wrong, "{}: {what}: {id}\t{line}\t{count}", seed.name);
        }
        assert!(findings.iter().all(|finding| finding["level"] != "error"), "{}", seed.name);
        let names = findings.iter().filter(|finding| finding["id"] == "PRIV-06").count();
        let privacy =
            findings.iter().filter(|f| f["id"].as_str().is_some_and(|id| id.starts_with("PRIV-"))).count();
        let expected = if matches!(seed.name, "001" | "004") { 3 } else { 0 };
        assert_eq!((names, privacy), (expected, expected), "{}", seed.name);
        faults(seed.name, &known, &found, made);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Every known fault is found by the rule that is said to find it.
fn faults(seed: &str, known: &[Vec<String>], found: &Found, made: &Made) {
    for row in known.iter().filter(|row| row[0] == seed) {
        let [_, source, rule, place, what] = row.as_slice() else { panic!("{row:?}") };
        match place.as_str() {
            // The checklist of the import counts the lines of the extracted text.
            "import" => {
                let start = format!("- [ ] {source}行 ");
                let end = format!("({rule})");
                let said = |line: &str| line.starts_with(&start) && line.ends_with(&end);
                assert!(made.checklist.lines().any(said), "{seed}: L{source} {rule} {what}");
            }
            "front" => {
                let front = made.markdown.split("\n---\n").next().unwrap_or_default();
                assert!(front.contains(rule.as_str()), "{seed}: {rule}");
            }
            line => {
                let key = (rule.clone(), number(line));
                assert!(found.contains_key(&key), "{seed}: L{source} {rule} at {line}: {what}");
            }
        }
    }
}
