//! The plan of an upload: which files a host has to get, in which order, which it keeps, and which go in the end.
//!
//! A plan names every file of the site. Against the plan that was carried out last only what differs is to be put; kohyo
//! cannot know what was carried out, so whoever uploads says so, and without that all files are to be put.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::order::{media_type, place};
use crate::digest::File;

/// The version of the form below.
const VERSION: u32 = 1;

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Version of this form.
    version: u32,
    /// What is to be uploaded, in this order.
    pub put: Vec<Item>,
    /// What is there already and stays.
    pub keep: Vec<Item>,
    /// What is to be deleted when all has been put, in this order.
    pub delete: Vec<String>,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its path below the root of the site.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// BLAKE3 of its bytes, in hexadecimal digits.
    pub blake3: String,
    /// Its media type.
    #[serde(rename = "type")]
    pub media_type: String,
}

impl Plan {
    /// The plan for a site. `done` is the one that was carried out last.
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, File)>, done: Option<&Self>) -> Self {
        let there: BTreeMap<&str, &Item> = done
            .iter()
            .flat_map(|plan| plan.put.iter().chain(&plan.keep))
            .map(|item| (item.path.as_str(), item))
            .collect();
        let items = files.into_iter().map(|(path, file)| Item {
            path: path.to_owned(),
            bytes: file.bytes,
            blake3: file.hex(),
            media_type: media_type(path).to_owned(),
        });
        let (mut keep, mut put): (Vec<Item>, Vec<Item>) = items.partition(|item| {
            there
                .get(item.path.as_str())
                .is_some_and(|own| (own.bytes, &own.blake3) == (item.bytes, &item.blake3))
        });
        put.sort_by(|a, b| place(&a.path).cmp(&place(&b.path)));
        keep.sort_by(|a, b| a.path.cmp(&b.path));
        let now: BTreeSet<&str> = put.iter().chain(&keep).map(|item| item.path.as_str()).collect();
        let mut delete: Vec<String> =
            there.keys().filter(|path| !now.contains(**path)).map(|path| (*path).to_owned()).collect();
        // Pages before what they lead to.
        delete.sort_by(|a, b| place(b).cmp(&place(a)));
        Self { version: VERSION, put, keep, delete }
    }

    /// Reads a plan; `None` where it is none of this form.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str::<Self>(text).ok().filter(|plan| plan.version == VERSION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(files: &[(&'static str, &str)], done: Option<&Plan>) -> Plan {
        Plan::new(files.iter().map(|(path, text)| (*path, File::of(text.as_bytes()))), done)
    }

    fn paths(items: &[Item]) -> Vec<&str> {
        items.iter().map(|item| item.path.as_str()).collect()
    }

    #[test]
    fn what_was_carried_out_is_kept_and_what_is_gone_goes_last() {
        let first = plan(
            &[
                ("index.html", "1"),
                ("a/index.html", "1"),
                ("static/a-1.css", "1"),
                ("search/current.json", "1"),
            ],
            None,
        );
        assert_eq!(
            paths(&first.put),
            ["static/a-1.css", "a/index.html", "index.html", "search/current.json"]
        );
        assert!(first.keep.is_empty() && first.delete.is_empty());
        let next = [("index.html", "2"), ("static/a-2.css", "1"), ("search/current.json", "1")];
        let second = plan(&next, Some(&first));
        assert_eq!(paths(&second.put), ["static/a-2.css", "index.html"]);
        assert_eq!(paths(&second.keep), ["search/current.json"]);
        assert_eq!(second.delete, ["a/index.html", "static/a-1.css"]);
        assert_eq!(plan(&next, Some(&second)).put, []);
        // Nobody has carried anything out, as far as is known.
        assert_eq!(plan(&next, None).put.len(), 3);
    }

    #[test]
    fn a_plan_is_read_as_it_was_written() {
        let plan = plan(&[("feed.xml", "1")], None);
        let text = serde_json::to_string_pretty(&plan).expect("JSON");
        assert_eq!(Plan::read(&text), Some(plan));
        assert!(text.contains("\"type\": \"application/atom+xml; charset=utf-8\""), "{text}");
        assert_eq!(Plan::read(&text.replace("\"version\": 1", "\"version\": 2")), None);
        assert_eq!(Plan::read("{}"), None);
    }
}
