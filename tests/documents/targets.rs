//! Which item a row of the change log speaks of, on real documents. Rows are named by their position in the log and
//! items by their anchors; no text of a document stands here.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kohyo::assessment::target::{Reach, Target};

use super::answers::{Document, documents};

/// A target as one word: reach, sureness, anchors.
fn told(target: &Target<'_>) -> String {
    let anchors: Vec<&str> = target.nodes.iter().map(|node| node.anchor.as_str()).collect();
    format!("{:?} {:?} {}", target.reach, target.sure, anchors.join("+"))
}

fn counts(document: &Document) -> BTreeMap<Reach, usize> {
    let mut counts = BTreeMap::new();
    for target in document.assessment.targets() {
        *counts.entry(target.reach).or_default() += 1;
    }
    counts
}

#[test]
fn show() {
    for document in documents().flatten() {
        let mut out = String::new();
        for (index, (row, target)) in
            document.assessment.changes.iter().zip(document.assessment.targets()).enumerate()
        {
            let line = document.assessment.source.position(row.span.start).line;
            let question = target.question.map_or("-", |q| document.assessment.form.item(q).id.as_str());
            writeln!(out, "{} {index} L{line} {} [{question}]", document.seed.name, told(&target))
                .expect("a string");
        }
        eprintln!("{out}{}: {:?}", document.seed.name, counts(document));
    }
}
