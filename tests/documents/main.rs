//! The fidelity tests: does the page of a whole document say what its extracted text says, all of it, in order?
//!
//! They need real documents, which are not part of the repository. The folder that holds them is named by
//! `KOHYO_SHARED`, else it is `../shared` beside the repository; where there is none, the tests say so and pass.
//! Working out the expected text is the business of [`oracle`], running the program that of [`program`].

mod answers;
mod oracle;
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use oracle::exceptions::{self, Kind};
use oracle::interface::{Allowed, ui_texts};
use oracle::page::PageText;
use oracle::source::{self, Block, Lost, Piece};
use oracle::vocabulary::Vocabulary;
use oracle::{BLANK, LOST, TICKED, compare, mutate};
use program::{Seed, Site};

/// How many damages the oracle has to notice per document.
const MUTATIONS: usize = 200;
/// The form whose vocabularies and labels the documents use.
const FORM: &str = "src/form/y4-2025-05.toml";
/// The interface strings.
const STRINGS: &str = "themes/default/i18n/ja.toml";

/// The documents under test.
const SEEDS: [Seed; 2] = [
    Seed {
        name: "002",
        file: "002_ba3a1ecc36aa3767.txt",
        municipality: "hiroshima",
        municipality_file: "code: \"341002\"\nname: 広島市\nkana: ひろしまし\nprefecture: 広島県\nagencies:\n  - {slug: mayor, name: 広島市長, primary: true}\n",
        import: &[],
        front_matter: &[],
        page: "hiroshima/12/zenkomoku/index.html",
    },
    Seed {
        name: "004",
        file: "004_7e3c8c24cfb8176d.txt",
        municipality: "okayama",
        municipality_file: "code: \"331007\"\nname: 岡山市\nkana: おかやまし\nprefecture: 岡山県\nagencies:\n  - {slug: mayor, name: 岡山市長, primary: true}\n",
        // A draft without a date. Its comment period is made up: an address needs one.
        import: &["--status", "consultation"],
        front_matter: &[("consultation", "{from: 2026-05-01, to: 2026-05-31}")],
        page: "okayama/4/zenkomoku/draft-2026-05-01/index.html",
    },
];

/// What is expected of a document: its blocks, and its stream once the exceptions are applied.
struct Expected {
    blocks: Vec<Block>,
    stream: Vec<Piece>,
    lost: Lost,
    counts: BTreeMap<Kind, usize>,
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn vocabulary() -> Vocabulary {
    Vocabulary::read(
        &fs::read_to_string(repository().join(FORM)).expect("the form is part of the repository"),
    )
}

/// The extracted text of a seed, or nothing and a message when there is no folder of documents.
fn text_of(seed: &Seed) -> Option<PathBuf> {
    let shared =
        std::env::var_os("KOHYO_SHARED").map_or_else(|| repository().join("../shared"), PathBuf::from);
    let path = shared.join("seeds").join(seed.file);
    if path.is_file() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is not there; name its folder by KOHYO_SHARED", path.display());
    None
}

fn expected(seed: &Seed, path: &Path, vocabulary: &Vocabulary) -> Expected {
    let lists = |folder: &str| {
        let path = repository().join("tests/documents").join(folder).join(seed.name).with_extension("tsv");
        let list = fs::read_to_string(path).expect("every seed has its lists");
        assert!(list.is_ascii(), "{}: the lists hold no text of a document", seed.name);
        list
    };
    let text = fs::read_to_string(path).expect("the extracted text is UTF-8");
    let lost = Lost::read(&lists("lost"));
    let blocks = source::read(&text, vocabulary, &lost);
    let exceptions = exceptions::read(&lists("exceptions"));
    let stream = exceptions::apply(&blocks, &exceptions, vocabulary)
        .unwrap_or_else(|errors| panic!("exceptions of {}:\n{}", seed.name, errors.join("\n")));
    Expected { blocks, stream, lost, counts: exceptions::counts(&exceptions) }
}

fn said(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

#[test]
fn the_stream_of_every_seed_can_be_built_and_its_exceptions_match() {
    let vocabulary = vocabulary();
    for (seed, counts) in SEEDS.iter().zip([
        BTreeMap::from([
            (Kind::Header, 10),
            (Kind::GroupRow, 1),
            (Kind::Rule, 6),
            (Kind::Echo, 48),
            (Kind::Join, 2),
            (Kind::Move, 8),
            (Kind::Mark, 1),
        ]),
        BTreeMap::from([
            (Kind::Header, 20),
            (Kind::GroupRow, 1),
            (Kind::Echo, 3),
            (Kind::Move, 1),
            (Kind::Mark, 1),
        ]),
    ]) {
        let Some(path) = text_of(seed) else { continue };
        let expected = expected(seed, &path, &vocabulary);
        assert_eq!(expected.counts, counts, "{}", seed.name);

        let text = said(&expected.stream);
        assert!(!text.contains("選択肢>"), "{}: an option list is left", seed.name);
        assert_eq!(text.matches("変更前の記載").count(), 1, "{}: one header of the change log", seed.name);
        for line in expected.lost.lines() {
            let group: String = expected
                .blocks
                .iter()
                .filter(|block| block.line == line)
                .map(|block| block.full.as_str())
                .collect();
            assert!(group.contains(LOST), "{}: no box is lost in line {line}", seed.name);
        }
    }
}

/// Text leaves the stream only through the lists: what a move or a mark touches is still there.
#[test]
fn the_exceptions_leave_all_other_lines_as_they_were() {
    let vocabulary = vocabulary();
    for seed in &SEEDS {
        let Some(path) = text_of(seed) else { continue };
        let expected = expected(seed, &path, &vocabulary);
        let mut left: BTreeSet<usize> = expected.blocks.iter().map(|block| block.line).collect();
        for piece in &expected.stream {
            left.remove(&piece.line);
        }
        let removed =
            |kinds: &[Kind]| kinds.iter().filter_map(|kind| expected.counts.get(kind)).sum::<usize>();
        let at_most = removed(&[Kind::Header, Kind::GroupRow, Kind::Rule, Kind::Echo, Kind::Join]);
        assert!(left.len() <= at_most, "{}: {left:?} say nothing any more", seed.name);
    }
}

#[test]
fn known_answers_stand_where_the_form_puts_them() {
    let vocabulary = vocabulary();
    let facts: [&[(usize, &str)]; 2] = [
        &[
            (256, "提供・移転の有無☑提供を行っている(28)件☑移転を行っている(13)件☐行っていない"),
            (336, "②保管期間5年その妥当性"),
            (668, "⑨過去3年以内に、評価実施機関において、個人情報に関する重大事故が発生したか発生なし"),
            (
                758,
                "5.特定個人情報の提供・移転（委託や情報提供ネットワークシステムを通じた提供を除く。）☑提供・移転しない",
            ),
        ],
        &[
            (25, "[令和7年5月様式4]"),
            (137, "使用者数100人以上500人未満"),
            (
                241,
                "再委託先による特定個人情報ファイルの適切な取扱いの確保十分に行っている1)特に力を入れて行っていない",
            ),
            (300, "⑨過去3年以内に、評価実施機関において、個人情報に関する重大事故が発生したか発生あり"),
        ],
    ];
    for (seed, facts) in SEEDS.iter().zip(facts) {
        let Some(path) = text_of(seed) else { continue };
        let expected = expected(seed, &path, &vocabulary);
        for &(line, fact) in facts {
            let pieces: Vec<Piece> =
                expected.stream.iter().filter(|piece| piece.line == line).cloned().collect();
            assert!(said(&pieces).starts_with(fact), "{}:L{line} {}", seed.name, said(&pieces));
        }
        assert!([TICKED, BLANK, LOST].iter().all(|&sign| said(&expected.stream).contains(sign)));
    }
}

/// The oracle against a page that is right by construction: it agrees, and notices any damage to it.
#[test]
fn a_page_made_of_the_stream_is_right_and_a_damaged_one_is_not() {
    let vocabulary = vocabulary();
    let page = |text: &str| {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        PageText::read(&format!("<main><p>{}</p></main>", escaped.replace('\n', "</p><p>")), &vocabulary)
    };
    for seed in &SEEDS {
        let Some(path) = text_of(seed) else { continue };
        let stream = expected(seed, &path, &vocabulary).stream;
        let text = stream.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join("\n");
        assert_eq!(compare::compare(&stream, &page(&text)), Ok(()), "{}", seed.name);
        for (done, damaged) in mutate::mutations(&text, 20, 0) {
            assert!(compare::compare(&stream, &page(&damaged)).is_err(), "{}: {done}", seed.name);
        }
    }
}

#[test]
fn the_page_says_what_the_source_says() {
    let vocabulary = vocabulary();
    for seed in &SEEDS {
        let Some(path) = text_of(seed) else { continue };
        let expected = expected(seed, &path, &vocabulary);
        let page = PageText::read(&page_of(seed, &path), &vocabulary);
        if let Err(report) = compare::compare(&expected.stream, &page) {
            panic!("{}: {report}", seed.name);
        }
    }
}

#[test]
fn no_text_of_the_document_hides_as_interface() {
    let vocabulary = vocabulary();
    let strings = fs::read_to_string(repository().join(STRINGS)).expect("the theme has its strings");
    for seed in &SEEDS {
        let Some(path) = text_of(seed) else { continue };
        let site = Site::import(seed, &path);
        let html = site.build(&[]).unwrap_or_else(|error| panic!("{}: {error}", seed.name));
        let page = PageText::read(&html, &vocabulary).text();
        let facts = site.facts();
        let allowed = Allowed::new(&strings, &vocabulary, &[&page, &facts]);
        let refused = allowed.refused(&ui_texts(&html));
        assert!(refused.is_empty(), "{}: marked data-ui, but no interface string: {refused:#?}", seed.name);
    }
}

#[test]
fn every_small_damage_is_noticed() {
    let vocabulary = vocabulary();
    for (number, seed) in (1_u64..).zip(&SEEDS) {
        let Some(path) = text_of(seed) else { continue };
        let expected = expected(seed, &path, &vocabulary);
        let site = Site::import(seed, &path);
        // A build that fails notices a damage as well, so the sound text has to build first.
        site.build(&["--only", "documents"]).unwrap_or_else(|error| panic!("{}: {error}", seed.name));
        let missed: Vec<String> = mutate::mutations(&site.markdown(), MUTATIONS, number)
            .into_iter()
            .filter(|(_, text)| {
                site.replace(text);
                site.build(&["--only", "documents"]).is_ok_and(|html| {
                    compare::compare(&expected.stream, &PageText::read(&html, &vocabulary)).is_ok()
                })
            })
            .map(|(done, _)| done)
            .collect();
        assert!(missed.is_empty(), "{}: not noticed: {missed:#?}", seed.name);
    }
}

/// The whole-document page of a seed: import, build, read.
fn page_of(seed: &Seed, text: &Path) -> String {
    Site::import(seed, text).build(&[]).unwrap_or_else(|error| panic!("{}: {error}", seed.name))
}
