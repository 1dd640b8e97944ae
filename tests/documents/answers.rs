//! What the model makes of real documents: known answers, counts and dates, each with its line in the text.

use std::fs;
use std::sync::{Arc, OnceLock};

use kohyo::assessment::{Answer, Assessment, ChangeDate, Node, Nothing};
use kohyo::content::{self, Choice, Kind, Status};
use kohyo::import::{Given, Imported, import};
use kohyo::markdown::{self, Mark};
use kohyo::text::source::Source;

use super::program::Seed;
use super::seeds::SEEDS;
use super::text_of;

/// A document as imported, and as read back from the Markdown.
pub(crate) struct Document {
    pub(crate) seed: &'static Seed,
    pub(crate) imported: Imported,
    pub(crate) assessment: Assessment,
}

/// All documents, in the order of the seeds; `None` where the text is not there.
pub(crate) fn documents() -> impl Iterator<Item = Option<&'static Document>> {
    (0..SEEDS.len()).map(document)
}

/// A document; it is imported once, whoever asks.
fn document(index: usize) -> Option<&'static Document> {
    static IMPORTED: [OnceLock<Option<Document>>; SEEDS.len()] = [const { OnceLock::new() }; SEEDS.len()];
    IMPORTED[index].get_or_init(|| read(&SEEDS[index])).as_ref()
}

fn read(seed: &'static Seed) -> Option<Document> {
    let text = fs::read_to_string(text_of(seed)?).expect("the extracted text is UTF-8");
    let imported = import(&text, &given(seed)).expect("the text can be imported");
    let source = Arc::new(Source::new("imported.md", imported.markdown.clone()));
    let (document, findings) = content::read_document(&source);
    assert!(findings.is_empty(), "{findings:#?}");
    let (meta, _, body) = document.expect("the front matter is valid");
    let (blocks, findings) = markdown::parse(&source, body);
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!(
        markdown::write(&blocks),
        source.slice(body).trim_start_matches('\n'),
        "the Markdown is canonical"
    );
    let (assessment, findings) = Assessment::read(Arc::clone(&source), meta, blocks);
    assert!(findings.is_empty(), "{findings:#?}");
    let assessment = assessment.expect("the form is known");
    let written = markdown::write(&assessment.blocks());
    assert_eq!(written, source.slice(body).trim_start_matches('\n'), "the model writes what it read");
    Some(Document { seed, imported, assessment })
}

/// What the command line would say about a seed.
fn given(seed: &Seed) -> Given {
    let value = |key: &str| {
        let mut arguments = seed.import.iter().skip_while(|argument| **argument != key);
        arguments.nth(1).map(|value| (*value).to_owned())
    };
    let known = |text: &str| Kind::ALL.iter().copied().find(|kind| kind.as_str() == text);
    let status = |text: &str| Status::ALL.iter().copied().find(|status| status.as_str() == text);
    Given {
        number: value("--number"),
        kind: value("--kind").and_then(|kind| known(&kind)),
        agency: value("--agency"),
        title: value("--title"),
        status: value("--status").and_then(|text| status(&text)),
        agencies: ["広島市長", "熊谷市長", "川口市長", "岡山市長"].map(str::to_owned).to_vec(),
        ..Given::default()
    }
}

/// 000: the list of changes of a 全項目評価書, nothing else.
pub(crate) fn changes_alone() -> Option<&'static Document> {
    document(0)
}

/// 001: a 重点項目評価書.
pub(crate) fn resident_register() -> Option<&'static Document> {
    document(1)
}

pub(crate) fn health_insurance() -> Option<&'static Document> {
    document(2)
}

/// 003: an excerpt of a list of changes, with pages instead of dates.
pub(crate) fn changes_by_page() -> Option<&'static Document> {
    document(3)
}

pub(crate) fn tax_collection() -> Option<&'static Document> {
    document(4)
}

pub(crate) fn only<'a>(assessment: &'a Assessment, id: &str) -> &'a Node {
    let mut found = assessment.find(id);
    let node = found.next().unwrap_or_else(|| panic!("{id} is not there"));
    assert!(found.next().is_none(), "{id} is there twice");
    node
}

fn choices(assessment: &Assessment, id: &str) -> Vec<String> {
    let written = |node: &Node| match &node.answer {
        Answer::Choice { written, .. } => Some(written.clone()),
        _ => None,
    };
    assessment.find(id).filter_map(written).collect()
}

#[test]
fn every_row_is_placed() {
    for document in documents().flatten() {
        let name = document.seed.name;
        assert!(document.imported.placed_ratio >= 0.995, "{name}: {}", document.imported.placed_ratio);
        assert!(document.imported.unplaced.is_empty(), "{name}: {:#?}", document.imported.unplaced);
    }
}

#[test]
fn identity_comes_from_the_cover_and_unknown_stays_unknown() {
    if let Some(Document { imported, assessment, .. }) = health_insurance() {
        assert_eq!(imported.identity.number.as_deref(), Some("12"));
        assert_eq!(assessment.meta.title, "国民健康保険法による保険給付等に関する事務");
        assert_eq!(assessment.meta.published.map(|d| d.to_string()).as_deref(), Some("2026-03-24"));
        assert_eq!((imported.identity.form.as_deref(), imported.status), (None, Some(Status::Published)));
        assert_eq!(
            assessment.files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(),
            ["国民健康保険情報ファイル", "滞納情報ファイル"]
        );
    }
    let Some(Document { imported, assessment, .. }) = tax_collection() else { return };
    // The edition stands where the date of publication would: it is never taken for one.
    assert_eq!(
        (imported.identity.published, imported.identity.published_as_written.as_deref()),
        (None, None)
    );
    assert_eq!(imported.identity.form.as_deref(), Some("令和7年5月 様式4"));
    assert_eq!(assessment.meta.agency, "岡山市長");
    assert_eq!(assessment.meta.agency_as_written.as_deref(), Some("岡山県岡山市長"));
    assert_eq!(only(assessment, "cover.published").answer, Answer::Nothing(Nothing::Blank));
}

#[test]
fn official_numbers_are_unchanged() {
    let Some(Document { assessment, .. }) = health_insurance() else { return };
    let labels: Vec<&str> = assessment.walk().map(|node| node.label.text.as_str()).collect();
    // L162, L174, L180; and again for the second file L349, L361, L367.
    for label in ["2. 基本情報", "3. 特定個人情報の入手・使用", "4. 特定個人情報ファイルの取扱いの委託"]
    {
        assert!(labels.iter().filter(|l| **l == label).count() >= 2, "{label}");
    }
    let texts: String = assessment.find("ii.1").map(Node::text).collect::<Vec<_>>().join("|");
    assert_eq!(texts, "1. 国民健康保険情報ファイル|2. 滞納情報ファイル");
    let Some(Document { assessment, .. }) = resident_register() else { return };
    // 001:L533: "5." and "6." of the second file are on pages that are not held, "7." keeps its number.
    let of_second: Vec<&str> = assessment
        .sections
        .iter()
        .filter(|s| s.file == Some(1))
        .flat_map(|s| &s.children)
        .map(|n| n.label.text.as_str())
        .collect();
    assert!(
        of_second.contains(&"7. 特定個人情報の保管・消去")
            && !of_second.iter().any(|l| l.starts_with("6. 情報提供")),
        "{of_second:?}"
    );
}

#[test]
fn incidents_are_answered_as_chosen_never_as_printed() {
    if let Some(Document { assessment, .. }) = health_insurance() {
        assert_eq!(choices(assessment, "iii.7.r1.9"), ["発生なし", "発生なし"]);
    }
    let Some(Document { assessment, .. }) = tax_collection() else { return };
    assert_eq!(choices(assessment, "iii.7.r1.9"), ["発生あり"]); // L300
    assert!(only(assessment, "iii.7.r1.9.what").text().starts_with("令和6年3月"));
    assert_eq!(choices(assessment, "iii.4.sub"), ["十分に行っている"]); // L241, whose first option is misprinted
}

#[test]
fn boxes_are_read_in_every_encoding() {
    let Some(Document { assessment, .. }) = health_insurance() else { return };
    let transfer = assessment.find("ii.5.m*.6").next().expect("移転先1 ⑥"); // L271
    let ticked: Vec<String> = transfer
        .options()
        .filter(|o| o.mark == Mark::Chosen)
        .map(kohyo::assessment::OptionLine::text)
        .collect();
    assert_eq!(ticked, ["庁内連携システム"]);
    let connections = assessment.find("i.2.s*.3").next().expect("システム1 ③"); // L53, echoed up to three times
    assert_eq!(connections.options().count(), 7);
    // L168: all nineteen marks were lost, and none is shown as blank.
    let items = assessment.find("ii.2.4.main").next().expect("主な記録項目");
    assert_eq!(items.answer, Answer::Checks { chosen: Vec::new(), lost: true });
    assert!(items.options().all(|o| o.mark == Mark::Lost) && items.options().count() == 19);
    // L336: the label 期間 is not printed, L405: it is.
    assert_eq!(choices(assessment, "ii.6.2.term"), ["5年", "定められていない"]);
}

#[test]
fn blocks_have_their_numbers_and_names() {
    let Some(Document { assessment, .. }) = health_insurance() else { return };
    let of_file = |id: &str, file: usize| -> Vec<u32> {
        assessment.find(id).filter(|n| n.file == Some(file)).filter_map(|n| n.number).collect()
    };
    assert_eq!(of_file("ii.4.t*", 0), [1, 2, 3, 4, 6]);
    assert_eq!(of_file("ii.4.t*", 1), [1, 2]);
    assert_eq!(of_file("ii.5.m*", 0), [1, 2, 5, 6, 7, 10, 11, 12, 13]);
    let contractors: Vec<String> = assessment.find("ii.4.t*.6").map(Node::text).collect();
    assert_eq!(contractors[0], "日本電気株式会社 中国支社");
    assert!(assessment.find("ii.4.t*.6").any(|n| n.anchor == "ii-f1-4-t6-6"));
    // The second file's 提供・移転 is switched off: its empty answers are not "空欄".
    let rule = assessment.find("iii.5.r1.rule").last().expect("ルール");
    let Answer::Nothing(Nothing::NotApplicable(cause)) = rule.answer else { panic!("{:?}", rule.answer) };
    assert_eq!(cause.options(assessment.form), ["提供・移転しない"]);
}

#[test]
fn change_rows_and_their_dates() {
    if let Some(Document { assessment, .. }) = health_insurance() {
        assert_eq!(assessment.changes.len(), 43);
        let inherited: Vec<_> =
            assessment.changes.iter().filter(|r| matches!(r.date, ChangeDate::Inherited { .. })).collect();
        assert_eq!(inherited.len(), 1);
        let last = assessment.changes.last().expect("L916");
        assert_eq!(last.date.date().map(|d| d.to_string()).as_deref(), Some("2026-03-24"));
        assert!(std::ptr::eq(inherited[0], last));
        assert_eq!(assessment.change_timings(), (18, 25, 0));
        assert_eq!(assessment.changes.iter().filter(|r| r.continues.is_some()).count(), 7);
    }
    let Some(Document { assessment, .. }) = tax_collection() else { return };
    assert_eq!(assessment.changes.len(), 164);
    assert_eq!(assessment.changes.iter().filter(|r| r.date == ChangeDate::Unknown).count(), 25);
    assert!(assessment.changes.iter().any(|r| r.after.text.contains("<eLTAXにおける措置>"))); // L566
    let dated = |day: &str| {
        assessment.changes.iter().filter(|r| r.date.date().is_some_and(|d| d.to_string() == day)).count()
    };
    assert_eq!((dated("2020-08-31"), dated("2023-01-27"), dated("2025-12-09")), (43, 54, 17));
}

#[test]
fn another_kind_is_read_with_its_own_form() {
    let Some(Document { imported, assessment, .. }) = resident_register() else { return };
    assert!(imported.placed_ratio >= 0.995 && imported.unplaced.is_empty(), "{:#?}", imported.unplaced);
    assert_eq!(assessment.meta.kind.as_str(), "juten");
    assert_eq!(assessment.meta.published.map(|d| d.to_string()).as_deref(), Some("2020-06-04"));
    let files: Vec<&str> = assessment.files.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(files, ["住民基本台帳ファイル", "本人確認情報ファイル", "送付先情報ファイル"]);
    let contractors: Vec<String> = assessment.find("ii.4.t*.3").map(Node::text).collect();
    assert_eq!(contractors, ["株式会社ジーシーシー"; 3]);
    assert_eq!(choices(assessment, "iii.7.r.2"), ["発生なし"; 3]); // L483
    let items = assessment.find("ii.2.4.main").next().expect("主な記録項目");
    assert!(items.options().all(|o| o.mark == Mark::Lost)); // L121: not nineteen blanks
    // 86 rows, of which L757 continues L754 over a page.
    assert_eq!(assessment.changes.len(), 85);
    assert!(assessment.changes.iter().all(|row| row.anchor.starts_with("x2-")));
}
