//! Random fragments of what is indexed, compared with a search by force: nothing missed, nothing too much.
//!
//! The sample portal is always searched. `KOHYO_EXACT` names the output folder of another portal, `KOHYO_FRAGMENTS`
//! how many fragments to try.

use std::collections::HashSet;
use std::path::Path;

use crate::pipeline;
use crate::search::passage::{Evaluation, Passage};
use crate::search::query::{Parsed, Synonyms, parse};
use crate::search::schema::folded;
use crate::search::snippet::find;
use crate::search::text::{Unit, units};

/// A passage with the units of each of its fields.
struct Truth {
    evaluation: String,
    /// Folded: equal texts of one evaluation are one hit.
    text: String,
    written: String,
    fields: Vec<Vec<Unit>>,
}

impl Truth {
    fn of((evaluation, passage): (Evaluation, Passage)) -> Self {
        let headings =
            passage.path.iter().chain([&passage.block, &passage.group, &passage.file].into_iter().flatten());
        let title = [
            &evaluation.prefecture,
            &evaluation.municipality,
            &evaluation.agency,
            &evaluation.title,
            &evaluation.kind_name,
            &evaluation.number,
        ];
        let texts = headings.chain(title).chain([&passage.text, &passage.context]);
        let fields = texts.map(|text| units(text)).collect();
        Self { evaluation: evaluation.identity, text: folded(&passage.text), written: passage.text, fields }
    }

    fn holds(&self, fragment: &[Unit]) -> bool {
        self.fields.iter().any(|field| !find(field, fragment).is_empty())
    }
}

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }
}

/// A fragment of a text: units that no barrier parts, as typed.
fn fragment(text: &str, random: &mut Random) -> Option<String> {
    let units = units(text);
    let first = random.below(units.len());
    let length = 1 + random.below(12);
    let rest = units.get(first..)?;
    let last =
        rest.iter().take(length).enumerate().take_while(|(n, unit)| *n == 0 || !unit.barrier).last()?.1;
    text.get(units[first].start..last.end).map(str::to_owned)
}

fn compare(site: &Path, count: usize) {
    let engine = super::open(site).expect("an index");
    let stored = pollster::block_on(engine.everything()).expect("stored passages");
    let passages: Vec<Truth> = stored.into_iter().map(Truth::of).collect();
    let mut random = Random(20_261_121);
    let (mut tried, mut truths) = (0, 0);
    while tried < count {
        let passage = &passages[random.below(passages.len())];
        let Some(fragment) = fragment(&passage.written, &mut random) else { continue };
        let Parsed::Query(query) =
            parse(&format!("\u{201c}{fragment}\u{201d} 状態:すべて"), &Synonyms::default())
        else {
            continue;
        };
        let typed = units(&fragment);
        let truth: HashSet<(&str, &str)> = passages
            .iter()
            .filter(|passage| passage.holds(&typed))
            .map(|passage| (passage.evaluation.as_str(), passage.text.as_str()))
            .collect();
        assert!(
            truth.contains(&(passage.evaluation.as_str(), passage.text.as_str())),
            "{fragment} is lost by cutting it out"
        );
        let answer = pollster::block_on(engine.search(&query, 100)).expect("an answer");
        assert_eq!(answer.total, truth.len() as u64, "{fragment}");
        let texts: HashSet<&str> = truth.iter().map(|(_, text)| *text).collect();
        assert!(answer.hits.iter().all(|hit| texts.contains(folded(&hit.text).as_str())), "{fragment}");
        tried += 1;
        truths += truth.len();
    }
    println!(
        "{tried} fragments of {} passages: {truths} passages by force, as many by search",
        passages.len()
    );
}

#[test]
fn fragments_are_found_exactly() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = concat!(env!("CARGO_MANIFEST_DIR"), "/content");
    let outcome = pipeline::build(&pipeline::Options::new(content, folder.path().join("output")), &())
        .expect("a build");
    compare(&outcome.published.expect("a site"), 300);
    if let Ok(site) = std::env::var("KOHYO_EXACT") {
        let count = std::env::var("KOHYO_FRAGMENTS").ok().and_then(|count| count.parse().ok());
        compare(Path::new(&site), count.unwrap_or(1000));
    }
}
