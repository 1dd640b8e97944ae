//! The whole text of a small site in one file, for browsers that cannot run the engine: the simple search of the
//! theme (`static/js/search-plain.js`) looks through it.
//!
//! Passages as the index has them, and the table of characters that are one; compressed, because headings and texts that are
//! the same everywhere would make it three times as long as the text. Sites whose text is longer than [`MOST`] have no such file.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::Shard;
use super::press::Press;
use super::shelf::unpacked;
use crate::search::passage::{Evaluation, Passage};
use crate::search::text::table;

/// What the file says of itself; changes when its shape does.
const FORMAT: &str = "kohyo-plain-2";

/// Longest file before it is compressed, in bytes: some hundred kilobytes then.
const MOST: usize = 2 << 20;

/// The table that search folds with.
const GLYPHS: &str = include_str!("../search/text/glyphs.tsv");

/// An evaluation as it stands in the file.
#[derive(Serialize)]
struct Entry<'a> {
    url: &'a str,
    title: &'a str,
    municipality: &'a str,
    prefecture: &'a str,
    agency: &'a str,
    number: &'a str,
    kind: &'a str,
    kind_name: &'a str,
    published: Option<&'a str>,
    status: &'a str,
    /// Kind, anchor, headings, text.
    passages: Vec<(&'static str, &'a str, &'a [String], &'a str)>,
}

/// The file of these shards, where the site is small enough.
pub(super) fn file(shards: &mut [Shard]) -> io::Result<Option<Vec<u8>>> {
    let most = u64::try_from(MOST).unwrap_or(u64::MAX);
    if shards.iter().map(|shard| shard.pack.manifest().text_bytes).sum::<u64>() > most {
        return Ok(None);
    }
    let mut entries = BTreeMap::new();
    for shard in shards {
        for packed in shard.evaluations.packed()? {
            let (evaluation, passages) = unpacked(&packed)?;
            entries.insert(evaluation.identity.clone(), entry(&evaluation, &passages)?);
        }
    }
    of_entries(entries, MOST)?.map(|text| Press::new().pressed(&text)).transpose()
}

/// An evaluation as JSON.
fn entry(evaluation: &Evaluation, passages: &[Passage]) -> serde_json::Result<String> {
    let passage = |own: &'_ Passage| own.kind.as_str();
    serde_json::to_string(&Entry {
        url: &evaluation.url,
        title: &evaluation.title,
        municipality: &evaluation.municipality,
        prefecture: &evaluation.prefecture,
        agency: &evaluation.agency,
        number: &evaluation.number,
        kind: &evaluation.kind,
        kind_name: &evaluation.kind_name,
        published: evaluation.published.as_deref(),
        status: &evaluation.status,
        passages: passages
            .iter()
            .map(|own| (passage(own), own.anchor.as_str(), own.path.as_slice(), own.text.as_str()))
            .collect(),
    })
}

/// The file of evaluations by their identity, where it is no longer than `most`.
fn of_entries(entries: BTreeMap<String, String>, most: usize) -> serde_json::Result<Option<Vec<u8>>> {
    if entries.values().map(|entry| entry.len() + 2).sum::<usize>() > most {
        return Ok(None);
    }
    let mut fold: BTreeMap<&str, String> = BTreeMap::new();
    for row in table::rows(GLYPHS) {
        if let [to, from, ..] = row.as_slice() {
            fold.entry(to).or_default().extend(from.chars().filter(|c| !c.is_whitespace()));
        }
    }
    let fold = serde_json::to_string(&fold)?;
    let entries: Vec<String> = entries.into_values().collect();
    let all = entries.join(",\n");
    Ok(Some(
        format!("{{\"format\":\"{FORMAT}\",\"fold\":{fold},\"evaluations\":[\n{all}\n]}}\n").into_bytes(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::passage::PassageKind;

    fn one(identity: &str, text: &str) -> (String, String) {
        let evaluation = Evaluation {
            identity: identity.to_owned(),
            url: format!("{identity}/"),
            ..Evaluation::default()
        };
        let passage = Passage {
            kind: PassageKind::ChangeAfter,
            anchor: "x".to_owned(),
            path: vec!["Ⅱ".to_owned()],
            text: text.to_owned(),
            file: None,
            block: None,
            group: None,
            concept: None,
            answer: None,
            context: String::new(),
            beside: String::new(),
        };
        (identity.to_owned(), entry(&evaluation, &[passage]).expect("JSON"))
    }

    #[test]
    fn evaluations_stand_in_the_order_of_their_identities() {
        let entries = ["b", "a"].map(|identity| one(identity, "改行\n「引用」"));
        let bytes = of_entries(BTreeMap::from(entries), MOST).expect("JSON").expect("small");
        let json: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        assert_eq!(json["evaluations"][0]["url"], "a/");
        assert_eq!(
            json["evaluations"][0]["passages"][0],
            serde_json::json!(["change-after", "x", ["Ⅱ"], "改行\n「引用」"])
        );
        assert!(json["fold"]["高"].as_str().is_some_and(|from| from.contains('髙')));
    }

    #[test]
    fn a_text_that_is_too_long_is_left_out() {
        let short = || one("a", "短い");
        assert!(of_entries(BTreeMap::from([short()]), 300).expect("JSON").is_some());
        let entries = BTreeMap::from([short(), one("b", &"長".repeat(100))]);
        assert_eq!(of_entries(entries, 300).expect("JSON"), None);
    }
}
