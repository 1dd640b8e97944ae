//! The whole text of a small site in one file, for browsers that cannot run the engine: the simple search of the
//! theme (`static/js/search-plain.js`) looks through it.
//!
//! Passages as the index has them, and the table of characters that are one. Sites whose text is longer than
//! [`MOST`] have no such file.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::search::passage::{Evaluation, Passage};
use crate::search::text::table;

/// What the file says of itself; changes when its shape does.
const FORMAT: &str = "kohyo-plain-1";

/// Longest file, in bytes: some hundred kilobytes when a host compresses it.
const MOST: usize = 2 << 20;

/// The table that search folds with.
const GLYPHS: &str = include_str!("../search/text/glyphs.tsv");

/// Collects evaluations, from several threads, until there are too many.
#[derive(Debug)]
pub(super) struct Plain {
    most: usize,
    /// Evaluations as JSON by their identity, and their length; nothing once they have become too long.
    held: Mutex<Option<(BTreeMap<String, String>, usize)>>,
}

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

impl Default for Plain {
    fn default() -> Self {
        Self { most: MOST, held: Mutex::new(Some((BTreeMap::new(), 0))) }
    }
}

impl Plain {
    /// Adds an evaluation.
    pub(super) fn add(&self, evaluation: &Evaluation, passages: &[Passage]) -> serde_json::Result<()> {
        if self.held.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
            return Ok(());
        }
        let passage = |own: &'_ Passage| own.kind.as_str();
        let entry = Entry {
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
        };
        let json = serde_json::to_string(&entry)?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((entries, length)) = held.as_mut() {
            *length += json.len() + 2;
            entries.insert(evaluation.identity.clone(), json);
            if *length > self.most {
                *held = None;
            }
        }
        Ok(())
    }

    /// The file, where the site is small enough.
    pub(super) fn finish(self) -> serde_json::Result<Option<Vec<u8>>> {
        let held = self.held.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Some((entries, _)) = held else { return Ok(None) };
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::passage::PassageKind;

    fn add(plain: &Plain, identity: &str, text: &str) {
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
        };
        plain.add(&evaluation, &[passage]).expect("JSON");
    }

    #[test]
    fn the_order_of_adding_does_not_matter() {
        let file = |order: [&str; 2]| {
            let plain = Plain::default();
            for identity in order {
                add(&plain, identity, "改行\n「引用」");
            }
            plain.finish().expect("JSON").expect("small")
        };
        let bytes = file(["b", "a"]);
        assert_eq!(bytes, file(["a", "b"]));
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
        let plain = Plain { most: 300, ..Plain::default() };
        add(&plain, "a", "短い");
        add(&plain, "b", &"長".repeat(100));
        add(&plain, "c", "短い");
        assert_eq!(plain.finish().expect("JSON"), None);
    }
}
