//! What the conversion of real documents must not get wrong: marks, change rows, echoes, damage. Each expectation
//! carries the line of the text it comes from.

use std::collections::BTreeMap;

use kohyo::assessment::change::RowPage;
use kohyo::assessment::{Answer, Assessment, ChangeDate, Node};
use kohyo::markdown::Mark;

use super::answers::{
    Document, changes_alone, changes_by_page, documents, health_insurance, only, resident_register,
    tax_collection,
};

fn rows(assessment: &Assessment) -> BTreeMap<String, usize> {
    assessment.changes.iter().fold(BTreeMap::new(), |mut days, row| {
        let day = row.date.date().map_or_else(|| "-".to_owned(), |date| date.to_string());
        *days.entry(day).or_default() += 1;
        days
    })
}

/// 379 rows make 378 records: L757 of 001 continues L754. An inherited date counts to its day.
#[test]
fn every_change_row_is_a_record_of_its_day() {
    let expected: [&[(&str, usize)]; 5] = [
        &[("2022-08-10", 32), ("2024-12-25", 36)],
        &[
            ("2016-04-01", 15),
            ("2016-07-01", 4),
            ("2017-04-01", 10),
            ("2017-10-25", 2),
            ("2018-12-18", 42),
            ("2019-04-01", 3),
            ("2019-07-23", 6),
            ("2020-04-01", 3),
        ],
        &[("2026-03-24", 43)],
        &[("-", 18)],
        &[
            ("-", 25),
            ("2015-04-01", 1),
            ("2016-04-01", 1),
            ("2016-07-22", 1),
            ("2017-04-01", 3),
            ("2018-04-01", 3),
            ("2018-05-01", 1),
            ("2020-08-31", 43),
            ("2023-01-27", 54),
            ("2023-11-08", 1),
            ("2024-09-04", 6),
            ("2025-07-10", 8),
            ("2025-12-09", 17),
        ],
    ];
    assert_eq!(expected.iter().flat_map(|days| *days).map(|(_, rows)| rows).sum::<usize>(), 378);
    let timings = [(36, 32, 0), (40, 45, 0), (18, 25, 0), (8, 7, 3), (71, 93, 0)];
    for ((document, expected), timings) in documents().zip(expected).zip(timings) {
        let Some(document) = document else { continue };
        let expected: BTreeMap<String, usize> =
            expected.iter().map(|(day, n)| ((*day).to_owned(), *n)).collect();
        assert_eq!(rows(&document.assessment), expected, "{}", document.seed.name);
        assert_eq!(document.assessment.change_timings(), timings, "{}", document.seed.name);
    }
}

/// An empty date cell is inherited (000:L31, 002:L916), the continuation of a row (001:L757) or not known (004).
#[test]
fn an_empty_date_is_told_apart() {
    let inherited = |assessment: &Assessment| -> Vec<usize> {
        let rows = assessment.changes.iter().enumerate();
        rows.filter(|(_, row)| matches!(row.date, ChangeDate::Inherited { .. }))
            .map(|(index, _)| index)
            .collect()
    };
    let expected: [&[usize]; 5] = [&[19], &[], &[42], &[], &[]];
    for (document, expected) in documents().zip(expected) {
        let Some(document) = document else { continue };
        assert_eq!(inherited(&document.assessment), expected, "{}", document.seed.name);
    }
    if let Some(Document { assessment, .. }) = changes_alone() {
        let row = &assessment.changes[19]; // L31
        assert_eq!(row.date.date().map(|date| date.to_string()).as_deref(), Some("2022-08-10"));
        assert!(row.item.text.contains("リスク5"));
    }
    if let Some(Document { assessment, .. }) = resident_register() {
        let joined = assessment
            .changes
            .iter()
            .find(|row| row.after.text.contains("20条8号ロ、22条1号"))
            .expect("L754");
        assert!(joined.before.text.contains("20条8号ロ、22条1号"), "the seam is closed on both sides");
        assert_eq!(joined.date.date().map(|date| date.to_string()).as_deref(), Some("2019-04-01"));
        assert_eq!(joined.timing.text, "事前");
    }
    if let Some(Document { assessment, .. }) = tax_collection() {
        // L540 to L572: a draft; the day of the rows above is not theirs.
        let from = assessment.changes.len() - 25;
        assert!(assessment.changes[from..].iter().all(|row| row.date == ChangeDate::Unknown));
    }
}

#[test]
fn a_list_of_changes_by_page_keeps_the_pages() {
    let Some(Document { assessment, .. }) = changes_by_page() else { return };
    let page = |row: &RowPage| format!("{}{}", row.written, if row.inherited { "〃" } else { "" });
    let pages: Vec<String> =
        assessment.changes.iter().map(|row| row.page.as_ref().map_or_else(String::new, page)).collect();
    assert_eq!(
        pages.join(" "),
        "16 20 31 36 11 17 19 22 23 49 49 49〃 65 65 65 46 54 61" // L23 inherits
    );
}

/// Rows that say of themselves that they go on: (続き), 同上 (001:L743, L779), no item at all (003:L11).
#[test]
fn rows_that_continue_others_are_rows_of_their_own() {
    let expected: [&[usize]; 5] = [&[], &[66, 83], &[], &[7], &[]];
    for (document, expected) in documents().zip(expected) {
        let Some(document) = document else { continue };
        let rows = document.assessment.changes.iter().enumerate();
        let found: Vec<usize> =
            rows.filter(|(_, row)| row.continues.is_some()).map(|(index, _)| index).collect();
        if document.seed.name == "002" {
            assert_eq!(found.len(), 7);
            continue;
        }
        assert_eq!(found, expected, "{}", document.seed.name);
        assert!(
            document
                .assessment
                .changes
                .iter()
                .enumerate()
                .all(|(index, row)| { row.continues.is_none_or(|other| other + 1 == index) })
        );
    }
}

fn boxes(node: &Node) -> usize {
    node.options().count()
}

/// The conversion repeated nested tables up to three times: each is one answer.
#[test]
fn an_echoed_table_is_one_answer() {
    if let Some(Document { assessment, .. }) = health_insurance() {
        assert_eq!(boxes(only(assessment, "i.1.3")), 5); // L42
        // L53, L67, L77, L90, L95: seven boxes per system.
        assert_eq!(assessment.find("i.2.s*.3").map(boxes).collect::<Vec<_>>(), [7; 5]);
        assert_eq!(boxes(only(assessment, "i.6.1")), 3); // L108
        assert_eq!(assessment.find("ii.6.2.term").map(boxes).collect::<Vec<_>>(), [10, 10]); // L336, L405
        // L735 to L748: sub-answers of the second file that stand as nested tables.
        for id in [
            "iii.4.access.how",
            "iii.4.record.how",
            "iii.4.provision.others",
            "iii.4.provision.between",
            "iii.4.erasure.how",
            "iii.4.contract.what",
        ] {
            let node = assessment.find(id).last().unwrap_or_else(|| panic!("{id} is not there"));
            let text = node.text();
            let lines: Vec<&str> = text.lines().filter(|line| line.chars().count() > 15).collect();
            let once = lines.iter().all(|line| lines.iter().filter(|other| *other == line).count() == 1);
            assert!(!lines.is_empty() && once, "{id}: {lines:#?}");
        }
    }
    let Some(Document { assessment, .. }) = tax_collection() else { return };
    assert_eq!(boxes(only(assessment, "ii.6.2.term")), 10); // L165
    let why = only(assessment, "ii.6.2.why").text();
    let half = why.chars().count() / 2;
    let (first, second): (String, String) =
        (why.chars().take(half).collect(), why.chars().skip(half).collect());
    assert_ne!(first.trim(), second.trim());
}

#[test]
fn marks_are_chosen_blank_or_lost() {
    let Some(Document { assessment, .. }) = resident_register() else { return };
    let marks = |id: &str| -> Vec<(usize, usize, usize)> {
        let count = |node: &Node, mark| node.options().filter(|option| option.mark == mark).count();
        let all =
            |node: &Node| (count(node, Mark::Chosen), count(node, Mark::Blank), count(node, Mark::Lost));
        assessment.find(id).map(all).collect()
    };
    // L121, L211: nineteen boxes, none recognised; L283: five radio buttons are ticks.
    assert_eq!(marks("ii.2.4.main"), [(0, 0, 19), (0, 0, 19), (5, 14, 0)]);
    // L130: none recognised; L218, L290: one tick.
    assert_eq!(marks("ii.3.1"), [(0, 0, 6), (1, 5, 0), (1, 5, 0)]);
    // L131 in one notation; L219, L291 mix two.
    assert_eq!(marks("ii.3.2"), [(2, 6, 0), (2, 4, 2), (1, 4, 3)]);
    // L191: その他 has a text behind it but no tick.
    assert_eq!(marks("ii.5.m*.6"), [(1, 5, 1)]);
    // L492, L544, L602: in three notations, 自己点検 alone.
    assert_eq!(marks("iii.8.done"), [(1, 2, 0); 3]);
    // L134, L222, L294, L177: the brackets of the answer were lost.
    let answers = |id: &str| -> Vec<String> {
        let written = |node: &Node| match &node.answer {
            Answer::Choice { written, .. } => written.clone(),
            other => format!("{other:?}"),
        };
        assessment.find(id).map(written).collect()
    };
    assert_eq!(answers("ii.3.4.users"), ["100人以上500人未満"; 3]);
    assert_eq!(answers("ii.5.p*.4"), ["10万人以上100万人未満"; 5]);
    // L393 to L399: the first question is switched off and its empty answer is none; the second is answered.
    assert_eq!(answers("iii.6.r2.enough")[0], "十分である");
    assert!(answers("iii.6.r1.enough").iter().all(|answer| answer.starts_with("Nothing(NotApplicable")));
}

/// Every warning of damage is expected, and everything known to be damaged in a way that can be seen is warned about.
#[test]
fn damage_is_warned_about_where_it_is() {
    let expected: [&[(&str, &[usize])]; 5] = [
        &[("DMG-04", &[79])],
        &[
            ("CHG-09", &[766]),
            ("DMG-01", &[336]),
            ("DMG-03", &[123]),
            ("DMG-04", &[104, 743, 754, 757, 776]),
            ("DMG-06", &[130, 296, 740, 743, 754, 757, 776, 779]),
            ("VOC-01", &[482]),
        ],
        &[
            ("CHG-09", &[854, 855, 856, 857, 858, 859]),
            ("DMG-02", &[474, 572, 575, 576]),
            ("DMG-03", &[172]),
            ("DMG-04", &[451, 457, 547, 625, 877, 878, 879, 882]),
            ("DMG-06", &[41, 538, 540]),
            ("DMG-09", &[871]),
            ("DMG-10", &[915, 916]),
        ],
        &[
            ("CHG-07", &[1, 15, 25, 33]),
            ("CHG-08", &[11, 16, 19]),
            ("CHG-09", &[19]),
            ("DMG-03", &[1]),
            ("DMG-04", &[3, 7, 13, 16, 22, 30, 33]),
            ("DMG-05", &[11, 16, 19, 22, 30]),
            ("DMG-06", &[11, 22]),
        ],
        &[
            ("DMG-02", &[187, 193, 267]),
            ("DMG-03", &[46]),
            ("DMG-04", &[43, 44, 105, 165, 167, 169, 414, 415, 428, 432, 502, 526]),
            ("DMG-06", &[445, 565]),
            ("DMG-07", &[241]),
            ("DMG-10", &[428, 429, 430, 431, 432, 433, 434, 435]),
        ],
    ];
    for (document, expected) in documents().zip(expected) {
        let Some(document) = document else { continue };
        let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for warning in &document.imported.warnings {
            if ["DMG", "VOC"].contains(&&warning.id[..3])
                || ["CHG-07", "CHG-08", "CHG-09"].contains(&warning.id)
            {
                let lines = found.entry(warning.id).or_default();
                if lines.last() != Some(&warning.line) {
                    lines.push(warning.line);
                }
            }
        }
        let expected: BTreeMap<&str, Vec<usize>> =
            expected.iter().map(|(id, lines)| (*id, lines.to_vec())).collect();
        assert_eq!(found, expected, "{}", document.seed.name);
    }
}
