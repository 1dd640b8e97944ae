//! The facts of the sample.

use std::fmt::Write as _;
use std::path::Path;

use super::glance::{Row, Value};
use super::*;
use crate::assessment::Assessment;
use crate::text::date::Date;

/// The longest document of the sample portal: number 12, 全項目, newest version.
fn sample() -> Facts {
    let (content, findings) = crate::content::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"));
    let content = content.unwrap_or_else(|| panic!("{findings:?}"));
    let document = content.documents.iter().max_by_key(|document| document.source.text().len());
    let document = document.expect("the sample has documents");
    let (blocks, _) = parse(&document.source, document.body);
    let (assessment, _) = Assessment::read(document.source.clone(), document.meta.clone(), blocks);
    facts(0, &assessment.expect("a form for the sample"))
}

fn table(rows: &[Row], files: &[String]) -> String {
    let mut out = String::new();
    for row in rows {
        for entry in &row.entries {
            let file = entry.file.map_or("", |file| files[file].as_str());
            let value = match &entry.value {
                Value::Summary(text) => format!("summary {text}"),
                Value::Text { text, more } => format!("{text}{}", if *more { " …" } else { "" }),
                Value::Nothing(nothing) => format!("nothing: {}", nothing.key()),
                other => format!("{other:?}"),
            };
            let (lead, anchor) = (entry.lead.unwrap_or("-"), entry.anchor.as_deref().unwrap_or("-"));
            writeln!(out, "{} | {file} | {lead} | {value} | {anchor}", row.key)
                .expect("a string takes everything");
        }
    }
    out
}

#[test]
fn the_sample_at_a_glance() {
    let facts = sample();
    insta::assert_snapshot!(table(&facts.glance, &facts.files));
}

#[test]
fn the_way_of_the_information_is_told_file_by_file() {
    let flows = sample().flows;
    assert_eq!(flows.iter().map(|flow| flow.file).collect::<Vec<_>>(), [Some(0), Some(1)]);
    for flow in &flows {
        let steps: Vec<_> = flow.steps.iter().map(|step| step.key).collect();
        assert_eq!(steps, ["people", "source", "use", "outsourcing", "provision", "keeping"]);
    }
    let lost = &flows[1].steps[1].entries[0].value;
    assert!(matches!(lost, Value::Lost { .. }), "lost marks stay lost: {lost:?}");
    let Value::Names { names, .. } = &flows[0].steps[3].entries[0].value else { panic!("{:?}", flows[0]) };
    assert_eq!(names.len(), 3, "every contractor is named: {names:?}");
}

#[test]
fn answers_lead_to_what_belongs_to_them() {
    let facts = sample();
    let more = |key: &str| {
        let row = facts.glance.iter().find(|row| row.key == key).expect("a row");
        row.entries.iter().flat_map(|entry| &entry.more).map(|(words, _)| *words).collect::<Vec<_>>()
    };
    assert_eq!(more("items"), ["records", "records"]);
    assert_eq!(more("retention"), ["reason", "reason"]);
    assert_eq!(more("opinions"), ["opinions"]);
    assert!(more("purpose").is_empty());
}

#[test]
fn the_changes_of_the_sample_in_numbers() {
    let facts = sample();
    assert_eq!(facts.changes.rows, facts.changes.days.iter().map(|day| day.rows).sum::<usize>());
    assert_eq!(facts.changes.unknown(), 1);
    let newest = facts.changes.newest().expect("a day");
    assert_eq!(newest.date.map(|date| date.to_string()).as_deref(), Some("2026-03-24"));
    assert_eq!((newest.rows, newest.before, newest.after, newest.inherited), (17, 12, 5, 16));
    assert_eq!(facts.changes.days.last().and_then(|day| day.date), None, "rows without a date come last");
}

#[test]
fn titles_are_shown_without_the_name_of_the_kind() {
    let mut meta = sample().meta;
    for (title, shown) in [
        ("国民健康保険に関する事務 全項目評価書", "国民健康保険に関する事務"),
        ("収滞納に関する税務事務 全項目評価書(案)", "収滞納に関する税務事務"),
        ("国民健康保険に関する事務", "国民健康保険に関する事務"),
        ("全項目評価書", "全項目評価書"),
    ] {
        meta.title = title.to_owned();
        assert_eq!(display_title(&meta), shown);
    }
}

/// The versions of one kind in a portal of one town; each is given as front matter without its identity.
fn versions(documents: &[&str]) -> Portal {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("portal.toml", "title = \"評価書\"\npublisher = \"official\"\n");
    write(
        "tameshi/municipality.md",
        "---\ncode: \"131016\"\nname: ためし区\nprefecture: ためし都\nagencies: [{slug: kucho, name: ためし区長, primary: true}]\ndefault_agency: ためし区長\n---\n",
    );
    for (index, front_matter) in documents.iter().enumerate() {
        let head = "number: \"3\"\ntitle: 題\n";
        let kind = if front_matter.contains("kind:") { "" } else { "kind: zenkomoku\n" };
        write(&format!("tameshi/{index}.md"), &format!("---\n{head}{kind}{front_matter}\n---\n\n# 表紙\n"));
    }
    let (content, findings) = crate::content::read(folder.path());
    let content = content.unwrap_or_else(|| panic!("{findings:?}"));
    let facts = content.documents.iter().enumerate().map(|(index, document)| {
        let (blocks, _) = parse(&document.source, document.body);
        let (assessment, _) = Assessment::read(document.source.clone(), document.meta.clone(), blocks);
        facts(index, &assessment.expect("a form"))
    });
    gather(&content, facts.collect())
}

/// `state` of each version, in the order of the documents.
fn states(documents: &[&str]) -> Vec<String> {
    let portal = versions(documents);
    let state = |index| {
        let state = portal.find(index).expect("a version").version.state;
        let dates: Vec<_> = state.dates().into_iter().map(|(_, day)| day.to_string()).collect();
        format!("{} {}", state.key(), dates.join(" ")).trim_end().to_owned()
    };
    (0..documents.len()).map(state).collect()
}

const V2024: &str = "status: published\npublished: 2024-04-01";
const V2025: &str = "status: published\npublished: 2025-04-01";
const V2026: &str = "status: published\npublished: 2026-04-01";

#[test]
fn two_versions_are_in_force_beside_one_another_whichever_names_the_other() {
    let named = |version: &str, other: &str| format!("{version}\nin_force_with: {other}");
    assert_eq!(states(&[V2025, &named(V2026, "2025-04-01")]), ["beside", "beside"]);
    assert_eq!(states(&[&named(V2025, "2026-04-01"), V2026]), ["beside", "beside"]);
    assert_eq!(
        states(&[&named(V2024, "2025-04-01"), V2025, V2026]),
        ["past 2026-04-01", "past 2026-04-01", "latest"],
        "what was in force beside a version that is past is past"
    );
    assert_eq!(states(&[&named(V2026, "2025-04-01")]), ["beside"], "the other one need not be held");
    let draft =
        "status: consultation\nconsultation: {from: 2026-06-01, to: 2026-06-30}\nin_force_with: 2026-04-01";
    assert_eq!(states(&[V2026, draft]), ["latest", "consultation 2026-06-01 2026-06-30"]);
}

#[test]
fn past_versions_are_past_whatever_became_of_the_newest() {
    let ended = "status: ended\nended: 2026-03-31";
    assert_eq!(
        states(&[V2024, &format!("{ended}\npublished: 2025-04-01")]),
        ["past 2025-04-01", "ended-on 2026-03-31"]
    );
    assert_eq!(states(&[V2025, ended]), ["past-undated", "ended-on 2026-03-31"]);
    assert_eq!(
        states(&[V2025, &format!("{V2025}\nrevision: 2")]),
        ["past 2025-04-01", "latest"],
        "the second publication of a day takes the place of the first"
    );
    let named = format!("{V2025}\nin_force_with: 2025-06-01");
    let ended = "status: ended\nended: 2026-03-31\npublished: 2025-06-01";
    assert_eq!(states(&[&named, ended]), ["past 2025-06-01", "ended-on 2026-03-31"]);
}

#[test]
fn an_overview_answers_from_what_is_in_force() {
    let main = |documents: &[&str]| {
        let portal = versions(documents);
        let (kind, version) = portal.municipalities[0].agencies[0].subjects[0].main();
        (kind.kind.as_str(), version.state.key())
    };
    let kiso = "kind: kiso\nstatus: published\npublished: 2024-04-01";
    assert_eq!(main(&[kiso, V2025]), ("zenkomoku", "latest"));
    assert_eq!(main(&[kiso, "status: ended\nended: 2026-03-31"]), ("kiso", "latest"));
    assert_eq!(main(&[kiso, "status: consultation"]), ("kiso", "latest"));
    let ended = "kind: kiso\nstatus: ended\nended: 2026-03-31";
    assert_eq!(main(&[ended, "status: consultation"]), ("kiso", "ended-on"));
}

/// `address: older → newer` of every comparison.
fn comparisons(documents: &[&str]) -> Vec<String> {
    let portal = versions(documents);
    let name = |found: &Located<'_>| address::version_segment(&found.version.facts.meta);
    let said = |c: Comparison<'_>| {
        let address =
            c.address.as_str().strip_prefix("tameshi/3/zenkomoku/").expect("below the kind").to_owned();
        format!("{address}: {} → {}", name(&c.older), name(&c.newer))
    };
    portal.comparisons().map(said).collect()
}

#[test]
fn each_version_is_compared_with_the_one_before_and_the_newest() {
    let two = comparisons(&[V2024, V2025]);
    assert_eq!(two, ["2025-04-01/since-previous/: 2024-04-01 → 2025-04-01"]);
    let three = comparisons(&[V2024, V2025, V2026]);
    assert_eq!(
        three,
        [
            "2026-04-01/since-previous/: 2025-04-01 → 2026-04-01",
            "2025-04-01/since-previous/: 2024-04-01 → 2025-04-01",
            "2024-04-01/until-latest/: 2024-04-01 → 2026-04-01",
        ]
    );
    let four = comparisons(&[V2024, V2025, V2026, "status: published\npublished: 2027-04-01"]);
    assert!(four.contains(&"2024-04-01/until-2026-04-01/: 2024-04-01 → 2026-04-01".to_owned()), "{four:?}");
    let address = |line: &String| line.split(':').next().map(str::to_owned);
    let stays = |few: &[String], many: &[String]| {
        let many: Vec<_> = many.iter().map(address).collect();
        few.iter().all(|line| many.contains(&address(line)))
    };
    assert!(stays(&two, &three) && stays(&three, &four), "an address stays when versions come");
}

#[test]
fn any_two_versions_are_compared_that_are_not_far_apart() {
    let documents: Vec<String> =
        (2010..2022).map(|year| format!("status: published\npublished: {year}-04-01")).collect();
    let portal = versions(&documents.iter().map(String::as_str).collect::<Vec<_>>());
    let year = |found: &Located<'_>| found.version.facts.meta.published.map(Date::year);
    let all: Vec<_> = portal.comparisons().map(|c| (year(&c.older), year(&c.newer))).collect();
    for (number, pair) in all.iter().enumerate() {
        assert!(pair.0 < pair.1 && !all[..number].contains(pair), "{pair:?}");
    }
    // Eleven neighbours, ten with the newest, and of each up to six between.
    assert_eq!(all.len(), 11 + 10 + 6 * 4 + (5 + 4 + 3 + 2 + 1));
    let newest = portal.versions().next().expect("a version");
    let older: Vec<_> = newest.with_older().map(|c| year(&c.older)).collect();
    assert_eq!(older, (2010..2021).rev().map(Some).collect::<Vec<_>>());
    let second = portal.versions().nth(1).expect("a version");
    let older: Vec<_> = second.with_older().map(|c| year(&c.older)).collect();
    assert_eq!(older, (2013..2020).rev().map(Some).collect::<Vec<_>>());
}

#[test]
fn a_draft_is_compared_with_what_came_before_and_after_it() {
    let draft = "status: consultation\nconsultation: {from: 2025-09-01, to: 2025-09-30}";
    let open = comparisons(&[V2024, draft]);
    assert_eq!(open, ["draft-2025-09-01/since-previous/: 2024-04-01 → draft-2025-09-01"]);
    assert_eq!(
        comparisons(&[V2025, draft, V2026]),
        [
            "2026-04-01/since-previous/: 2025-04-01 → 2026-04-01",
            "draft-2025-09-01/since-previous/: 2025-04-01 → draft-2025-09-01",
            "draft-2025-09-01/until-published/: draft-2025-09-01 → 2026-04-01",
        ]
    );
    assert_eq!(comparisons(&["status: consultation"]), Vec::<String>::new());
}

#[test]
fn a_draft_and_its_publication_know_one_another() {
    let draft = "status: consultation\nconsultation: {from: 2025-09-01, to: 2025-09-30}";
    let result = |documents: &[&str]| {
        let portal = versions(documents);
        let draft = portal.find(0).expect("the draft");
        let result = draft.result().map(|(found, origin)| (found.version.facts.index, origin));
        if let Some((index, origin)) = result {
            let back: Vec<_> = portal
                .find(index)
                .expect("a version")
                .drafts()
                .map(|(d, o)| (d.version.facts.index, o))
                .collect();
            assert_eq!(back, [(0, origin)], "linked both ways");
        }
        assert_eq!(draft.is_open_draft(), result.is_none());
        result
    };
    let named = format!("{V2026}\nconsultation: {{from: 2025-09-01, to: 2025-09-30}}");
    let first = "status: published\npublished: 2025-12-01";
    assert_eq!(
        result(&[draft, first, &named]),
        Some((2, Origin::Stated)),
        "what a version says of itself counts"
    );
    assert_eq!(
        result(&[draft, first, V2026]),
        Some((1, Origin::Next)),
        "else the first one after the period"
    );
    assert_eq!(result(&[draft, V2025]), None, "not one from before");
    let later = "status: consultation\nconsultation: {from: 2026-01-10, to: 2026-02-09}";
    assert_eq!(result(&[draft, V2026, later]), None, "not where another draft was shown in between");
    assert_eq!(result(&["status: consultation", V2026]), None, "not of a draft without a period");
}
