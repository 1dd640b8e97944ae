//! The fidelity tests: does the page of a whole document say what its extracted text says, all of it, in order?
//!
//! They need real documents, which are not part of the repository. The folder that holds them is named by
//! `KOHYO_SHARED`, else it is `../shared` beside the repository; where there is none, the tests say so and pass.
//! Working out the expected text is the business of [`oracle`], running the program that of [`program`].

mod acceptance;
mod across;
mod answers;
mod differences;
mod facts;
mod findings;
mod oracle;
mod privacy;
mod program;
mod seeds;
mod targets;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use oracle::exceptions::{self, Kind};
use oracle::interface::{Allowed, ui_texts};
use oracle::mutate::Mutation;
use oracle::page::{PageText, main_of};
use oracle::source::{self, Block, Lost, Piece};
use oracle::vocabulary::Vocabulary;
use oracle::{BLANK, LOST, TICKED, compare, mutate, part};
use program::{Seed, made};
use scraper::{ElementRef, Html, Selector};
use seeds::SEEDS;

/// How many damages the oracle has to notice per document.
const MUTATIONS: usize = 200;
/// Of so many damages one is built into the whole document.
const WHOLE: usize = 50;
/// The interface strings.
const STRINGS: &str = "themes/default/i18n/ja.toml";

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

/// The labels and options of the forms of a seed.
fn vocabulary(seed: &Seed) -> Vocabulary {
    let read =
        |form| fs::read_to_string(repository().join(form)).expect("the form is part of the repository");
    Vocabulary::read(seed.forms.iter().map(read))
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

/// How many exceptions of each kind the list of a seed has, in the order of the seeds.
fn exception_counts() -> [BTreeMap<Kind, usize>; 5] {
    [
        BTreeMap::from([(Kind::Header, 11)]),
        BTreeMap::from([
            (Kind::Header, 29),
            (Kind::GroupRow, 28),
            (Kind::Rule, 8),
            (Kind::Move, 3),
            (Kind::Mark, 7),
        ]),
        BTreeMap::from([
            (Kind::Header, 10),
            (Kind::GroupRow, 1),
            (Kind::Rule, 6),
            (Kind::Echo, 48),
            (Kind::Join, 2),
            (Kind::Move, 8),
            (Kind::Mark, 1),
        ]),
        BTreeMap::from([(Kind::Header, 5), (Kind::Bleed, 3), (Kind::Move, 2)]),
        BTreeMap::from([
            (Kind::Header, 20),
            (Kind::GroupRow, 1),
            (Kind::Echo, 3),
            (Kind::Move, 1),
            (Kind::Mark, 1),
        ]),
    ]
}

#[test]
fn the_stream_of_every_seed_can_be_built_and_its_exceptions_match() {
    for (seed, counts) in SEEDS.iter().zip(exception_counts()) {
        let Some(path) = text_of(seed) else { continue };
        let expected = expected(seed, &path, &vocabulary(seed));
        assert_eq!(expected.counts, counts, "{}", seed.name);

        let text = said(&expected.stream);
        assert!(!text.contains("選択肢>"), "{}: an option list is left", seed.name);
        let headers = text.matches("変更前の記載変更後の記載").count();
        assert_eq!(headers, 1, "{}: one header of the change log", seed.name);
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
    for seed in &SEEDS {
        let Some(path) = text_of(seed) else { continue };
        let expected = expected(seed, &path, &vocabulary(seed));
        let mut left: BTreeSet<usize> = expected.blocks.iter().map(|block| block.line).collect();
        for piece in &expected.stream {
            left.remove(&piece.line);
        }
        let removed =
            |kinds: &[Kind]| kinds.iter().filter_map(|kind| expected.counts.get(kind)).sum::<usize>();
        let at_most =
            removed(&[Kind::Header, Kind::Bleed, Kind::GroupRow, Kind::Rule, Kind::Echo, Kind::Join]);
        assert!(left.len() <= at_most, "{}: {left:?} say nothing any more", seed.name);
    }
}

#[test]
fn known_answers_stand_where_the_form_puts_them() {
    let facts: [&[(usize, &str)]; 5] = [
        &[(31, "Ⅲリスク対策(プロセス)_住基台帳6.情報提供ネットワークシステムとの接続リスク5")],
        &[
            (154, "提供・移転の有無☑提供を行っている(71)件☑移転を行っている(35)件☐行っていない"),
            (191, "⑥移転方法"),
            (483, "②過去3年以内に、評価実施機関において、個人情報に関する重大事故が発生したか発生なし"),
            (533, "7.特定個人情報の保管・消去"),
        ],
        &[
            (256, "提供・移転の有無☑提供を行っている(28)件☑移転を行っている(13)件☐行っていない"),
            (336, "②保管期間5年その妥当性"),
            (668, "⑨過去3年以内に、評価実施機関において、個人情報に関する重大事故が発生したか発生なし"),
            (
                758,
                "5.特定個人情報の提供・移転（委託や情報提供ネットワークシステムを通じた提供を除く。）☑提供・移転しない",
            ),
        ],
        &[(7, "17Ⅱ特定個人情報ファイルの概要ー(1)住民基本台帳ファイル"), (23, "Ⅲ特定個人情報ファイル")],
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
        let expected = expected(seed, &path, &vocabulary(seed));
        for &(line, fact) in facts {
            let pieces: Vec<Piece> =
                expected.stream.iter().filter(|piece| piece.line == line).cloned().collect();
            assert!(said(&pieces).starts_with(fact), "{}:L{line} {}", seed.name, said(&pieces));
        }
        let signs = [TICKED, BLANK, LOST].iter().all(|&sign| said(&expected.stream).contains(sign));
        assert!(signs || expected.lost.lines().next().is_none(), "{}", seed.name);
    }
}

/// The oracle against a page that is right by construction: it agrees, and notices any damage to it.
#[test]
fn a_page_made_of_the_stream_is_right_and_a_damaged_one_is_not() {
    for seed in &SEEDS {
        let Some(path) = text_of(seed) else { continue };
        let vocabulary = vocabulary(seed);
        let page = |text: &str| {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let html = format!("<main><p>{}</p></main>", escaped.replace('\n', "</p><p>"));
            PageText::read(&html, &vocabulary)
        };
        let stream = expected(seed, &path, &vocabulary).stream;
        let text = stream.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join("\n");
        assert_eq!(compare::compare(&stream, &page(&text)), Ok(()), "{}", seed.name);
        for Mutation { done, text, .. } in mutate::mutations(&text, 20, 0) {
            assert!(compare::compare(&stream, &page(&text)).is_err(), "{}: {done}", seed.name);
        }
    }
}

/// The tests that run the program, one module per seed so that they run beside one another.
macro_rules! pages {
    ($($name:ident: $index:literal),*) => {$(
        mod $name {
            use super::SEEDS;

            #[test]
            fn the_page_says_what_the_source_says() {
                super::the_page_says_what_the_source_says(&SEEDS[$index]);
            }

            #[test]
            fn no_text_of_the_document_hides_as_interface() {
                super::no_text_of_the_document_hides_as_interface(&SEEDS[$index]);
            }

            #[test]
            fn cells_make_no_markup() {
                super::cells_make_no_markup(&SEEDS[$index]);
            }

            #[test]
            fn every_small_damage_is_noticed() {
                super::every_small_damage_is_noticed(&SEEDS[$index], $index + 1);
            }
        }
    )*};
}

pages!(seed_000: 0, seed_001: 1, seed_002: 2, seed_003: 3, seed_004: 4);

fn the_page_says_what_the_source_says(seed: &Seed) {
    let Some(path) = text_of(seed) else { return };
    let vocabulary = vocabulary(seed);
    let expected = expected(seed, &path, &vocabulary);
    let html = &made(seed, &path).page;
    if let Err(report) = compare::compare(&expected.stream, &PageText::read(html, &vocabulary)) {
        panic!("{}: {report}", seed.name);
    }
}

fn no_text_of_the_document_hides_as_interface(seed: &Seed) {
    let Some(path) = text_of(seed) else { return };
    let vocabulary = vocabulary(seed);
    let strings = fs::read_to_string(repository().join(STRINGS)).expect("the theme has its strings");
    let made = made(seed, &path);
    let page = PageText::read(&made.page, &vocabulary).text();
    let allowed = Allowed::new(&strings, &vocabulary, &[&page, &made.facts]);
    let refused = allowed.refused(&ui_texts(&made.page));
    assert!(refused.is_empty(), "{}: marked data-ui, but no interface string: {refused:#?}", seed.name);
}

/// Text of the conversion makes no markup of its own: no strike-through out of `①~②`, no emphasis out of `(*)`, no
/// code out of a leading tab, no heading out of a rule; and what stood in angle brackets is text that can be seen.
fn cells_make_no_markup(seed: &Seed) {
    let Some(path) = text_of(seed) else { return };
    let html = &made(seed, &path).page;
    let document = Html::parse_document(html);
    let main = main_of(&document);
    let made =
        Selector::parse("del, s, em, strong, i, b, pre, code, hr, table, blockquote").expect("a selector");
    let found: Vec<String> = main.select(&made).map(|element| element.html()).collect();
    assert!(found.is_empty(), "{}: {found:#?}", seed.name);
    let headings = Selector::parse("h1, h2, h3, h4, h5, h6").expect("a selector");
    let known = |element: &ElementRef<'_>| {
        let classes: Vec<&str> = element.value().classes().collect();
        let in_head = element.ancestors().filter_map(ElementRef::wrap).any(|above| {
            above.value().classes().any(|class| ["doc-head", "outline"].contains(&class))
                || above.value().attr("data-ui").is_some()
        });
        // The heading of an item or of a row is the first of its kind there.
        let of_item = element.parent().and_then(ElementRef::wrap).is_some_and(|above| {
            above.value().classes().any(|class| ["item", "change"].contains(&class))
                && element
                    .prev_siblings()
                    .filter_map(ElementRef::wrap)
                    .all(|other| other.value().name() == "p")
        });
        in_head || of_item || element.value().attr("data-ui").is_some() || classes.contains(&"group")
    };
    let stray: Vec<String> =
        main.select(&headings).filter(|element| !known(element)).map(|element| element.html()).collect();
    assert!(stray.is_empty(), "{}: headings made of text: {stray:#?}", seed.name);
    assert!(!html.contains("&amp;lt;") && !html.contains("&amp;gt;"), "{}: an entity can be seen", seed.name);
    if seed.name == "004" {
        let said = PageText::read(html, &vocabulary(seed)).text();
        assert!(said.contains("<eLTAXにおける措置>"), "a group that looks like a tag is text"); // L566
    }
}

/// Every damage is looked for in the part of the document that it touches (see [`oracle::part`]), some of them in
/// the whole document as well. All texts are documents of one portal: two thousand builds of one would take minutes.
fn every_small_damage_is_noticed(seed: &Seed, number: u64) {
    let Some(path) = text_of(seed) else { return };
    let vocabulary = vocabulary(seed);
    let stream = expected(seed, &path, &vocabulary).stream;
    let sound = &made(seed, &path).markdown;
    let mutations = mutate::mutations(sound, MUTATIONS, number);
    assert_eq!(mutations.len(), MUTATIONS);

    let mut texts = vec![sound.clone()];
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut place = |text: String| {
        *places.entry(text).or_insert_with_key(|text| {
            texts.push(text.clone());
            texts.len() - 1
        })
    };
    // Of each damage: the sound part, the damaged one, and for some the whole document.
    let built: Vec<(usize, usize, Option<usize>)> = mutations
        .iter()
        .enumerate()
        .map(|(index, mutation)| {
            let part = place(part::around(sound, mutation.line));
            let damaged = place(part::around(&mutation.text, mutation.line));
            (part, damaged, (index % WHOLE == 0).then(|| place(mutation.text.clone())))
        })
        .collect();
    let pages: Vec<Option<PageText>> = program::build_all(seed, &texts)
        .into_iter()
        .map(|page| page.map(|html| PageText::read(&html, &vocabulary)))
        .collect();

    // A text that is refused is noticed as well, so the sound ones have to be built. The whole document says the same
    // under its number here as under its own: the number stands in no page but as interface.
    let whole = pages[0].as_ref().unwrap_or_else(|| panic!("{}: the sound text is refused", seed.name));
    compare::compare(&stream, whole).unwrap_or_else(|report| panic!("{}: {report}", seed.name));
    let whole = whole.text();
    let mut missed = Vec::new();
    for (mutation, (part, damaged, in_whole)) in mutations.into_iter().zip(built) {
        let part = pages[part].as_ref().unwrap_or_else(|| panic!("{}: a part is refused", seed.name)).text();
        assert!(part::is_made_of(&part, &whole), "{}: not in the whole document: {part}", seed.name);
        let same_part = pages[damaged].as_ref().is_some_and(|page| page.text() == part);
        let same_whole = in_whole
            .and_then(|at| pages[at].as_ref())
            .is_some_and(|page| compare::compare(&stream, page).is_ok());
        if same_part || same_whole {
            missed.push(mutation.done);
        }
    }
    assert!(missed.is_empty(), "{}: not noticed: {missed:#?}", seed.name);
}
