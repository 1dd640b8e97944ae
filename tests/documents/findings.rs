//! What `kohyo check` finds in real documents, every finding compared with the text by a person.
//!
//! `findings/<seed>.tsv` has a line for each: rule, line of the imported Markdown, line of the extracted text, and what
//! is there (in our own words; no text of a document). A finding more is a possible false accusation, one less a fault
//! that was known: either is read before the list is changed. Rules about the change log against the body and about
//! personal data have tests of their own.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::program::Site;
use super::seeds::SEEDS;
use super::{repository, text_of};

/// Families that are tested elsewhere.
const ELSEWHERE: [&str; 8] = ["CHG-", "AGREE-", "DATE-02", "DATE-03", "REF-01", "PRIV-", "ALLOW-", "ATT-"];

#[test]
fn every_finding_was_compared_with_the_text() {
    for seed in &SEEDS {
        let Some(path) = text_of(seed) else { continue };
        let report: Value = serde_json::from_str(&Site::import(seed, &path).check()).expect("JSON");
        let findings = report["findings"].as_array().expect("a list");
        let found: BTreeSet<(String, u64)> = findings
            .iter()
            .map(|f| (f["id"].as_str().expect("an id").to_owned(), f["line"].as_u64().expect("a line")))
            .filter(|(id, _)| !ELSEWHERE.iter().any(|family| id.starts_with(family)))
            .collect();
        let list = repository().join("tests/documents/findings").join(seed.name).with_extension("tsv");
        let list = fs::read_to_string(list).expect("every seed has its list");
        assert!(list.is_ascii(), "{}: the lists hold no text of a document", seed.name);
        let reviewed: BTreeSet<(String, u64)> = list
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| {
                let columns: Vec<&str> = line.split('\t').collect();
                let [id, line, _, _] = columns.as_slice() else { panic!("{}: {line}", seed.name) };
                ((*id).to_owned(), line.parse().expect("a line"))
            })
            .collect();
        let new: Vec<_> = found.difference(&reviewed).collect();
        let gone: Vec<_> = reviewed.difference(&found).collect();
        assert!(new.is_empty() && gone.is_empty(), "{}: new {new:?}, gone {gone:?}", seed.name);
        assert!(findings.iter().all(|finding| finding["level"] != "error"), "{}", seed.name);
    }
}
