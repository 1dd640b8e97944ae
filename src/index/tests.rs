//! Indexes of small sites, built by the pipeline and asked.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::ops::Range;
use std::path::Path;

use scraper::{Html, Selector};
use tantivy::directory::OwnedBytes;
use tempfile::TempDir;

use super::ask::{Reply, ask};
use super::*;
use crate::pipeline;
use crate::search::engine::Engine;
use crate::search::storage::{Bytes, Source};

const PORTAL: &str = "title = \"評価書\"\nbase_url = \"https://x.example.jp/\"\npublisher = \"official\"\n";
const TOWN: &str = "---\ncode: \"131016\"\nname: ためし区\nprefecture: ためし都\nagencies:\n  - {slug: kucho, name: ためし区長, primary: true}\n---\n";

/// An evaluation with a few answers and changes.
fn document(number: &str, front_matter: &str, description: &str) -> String {
    format!(
        "---\nnumber: \"{number}\"\ntitle: 児童手当に関する事務 全項目評価書\nkind: zenkomoku\nagency: ためし区長\n{front_matter}\n---\n\n\
# Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取り扱う事務\n\n### ①事務の名称\n児童手当に関する事務\n\n### ②事務の内容\n{description}\n\n\
### ③対象人数\n- [x] 1) 1,000人未満\n- [ ] 2) 1,000人以上1万人未満\n\n\
## 7. 評価実施機関における担当部署\n\n### ①部署\n子育て支援課\n\n\
# Ⅱ 特定個人情報ファイルの概要\n\n## 1. 特定個人情報ファイル名\n1\\. 児童手当ファイル\n\n\
## 4. 特定個人情報ファイルの取扱いの委託\n### 委託の有無\n- [x] 1) 委託する\n- [ ] 2) 委託しない\n\n(1) 件\n\
### 委託事項1 システムの運用\n#### ①委託内容\n保守点検\n\
#### ④委託先への特定個人情報ファイルの提供方法\n- [ ] 専用線\n- [x] フラッシュメモリ\n- [ ] 紙\n\
#### ⑥委託先名\n(架空)甲乙電算株式会社\n\n\
# (別添2) 特定個人情報ファイル記録項目\n## 【1. 児童手当ファイル】\n1.宛名番号、2.旧姓漢字、3.口座情報(4.銀行、5.支店)\n\n\
# (別添3) 変更箇所\n\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n\
| 令和6年4月1日 | Ⅱ 4. 委託事項1 ⑥ | 丙丁情報株式会社 | (架空)甲乙電算株式会社 | 事後 | 契約の更新 |\n\
| 〃 | Ⅰ 7. ②所属長 | 架空 花子 | 課長 | 事後 | 様式の改正 |\n\
| 〃 | Ⅰ 7. ① | 税務課長 仮名 太郎 | 子育て支援課 | 事後 | 人事異動(課長 見本 次郎の異動) |\n"
    )
}

fn content(documents: &[(&str, String)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let town = folder.path().join("content/tameshi");
    fs::create_dir_all(&town).expect("a folder");
    fs::write(folder.path().join("content/portal.toml"), PORTAL).expect("a file");
    fs::write(town.join("municipality.md"), TOWN).expect("a file");
    for (name, text) in documents {
        fs::write(town.join(name), text).expect("a file");
    }
    folder
}

/// Several evaluations in several states.
fn several() -> TempDir {
    let of = |number: &str, rest: &str, text: &str| document(number, rest, text);
    content(&[
        ("1.md", of("3", "status: published\npublished: 2026-04-01", "現在の手続を電子申請で受け付ける。")),
        ("2.md", of("3", "status: published\npublished: 2024-04-01", "以前の手続を窓口で受け付ける。")),
        (
            "3.md",
            of(
                "4",
                "status: consultation\nconsultation: {from: 2026-06-01, to: 2026-06-30}",
                "予定の手続を量子端末で受け付ける。",
            ),
        ),
        ("4.md", of("5", "status: preparing", "準備中の手続を秘密裏に検討する。")),
        ("5.md", of("6", "status: published\npublished: 2026-04-01", "ガバメントクラウドで管理する。")),
    ])
}

fn built(folder: &TempDir) -> pipeline::Report {
    let root = folder.path();
    let options = pipeline::Options::new(root.join("content"), root.join("output"));
    let outcome = pipeline::build(&options, &()).expect("a build");
    assert!(outcome.published.is_some(), "{:#?}", outcome.findings);
    outcome.report
}

fn engine(folder: &TempDir) -> Engine {
    open(&folder.path().join("output")).expect("an index")
}

fn reply(engine: &Engine, question: &str) -> Reply {
    ask(engine, question, 100).expect("an answer")
}

/// Kind and text of what is found.
fn found(engine: &Engine, question: &str) -> Vec<(String, String)> {
    reply(engine, question).hits.into_iter().map(|hit| (hit.passage, hit.text)).collect()
}

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
            (path, fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

#[test]
fn what_is_published_now_is_found_and_the_rest_on_request() {
    let folder = several();
    built(&folder);
    let engine = engine(&folder);
    assert_eq!(reply(&engine, "電子申請").total, 1);
    for (question, status, all) in
        [("以前の手続", "past", "状態:過去"), ("量子端末", "consultation", "状態:案")]
    {
        let reply_now = reply(&engine, question);
        let details = reply_now.details.expect("details");
        assert_eq!((reply_now.total, details.elsewhere), (0, 1), "{question}");
        let hits = reply(&engine, &format!("{question} {all}")).hits;
        assert_eq!(hits.iter().map(|hit| hit.status.as_str()).collect::<Vec<_>>(), [status]);
        assert_eq!(reply(&engine, &format!("{question} 状態:すべて")).total, 1);
    }
    let never = reply(&engine, "秘密裏 状態:すべて");
    assert_eq!(never.total, 0, "what is in preparation is in no index");
}

#[test]
fn texts_before_a_change_are_opt_in_and_come_last() {
    let folder = several();
    built(&folder);
    let engine = engine(&folder);
    assert_eq!(reply(&engine, "丙丁情報").total, 0);
    let before = found(&engine, "丙丁情報 状態:変更前");
    assert!(before.iter().all(|(kind, _)| kind == "change-before") && before.len() == 2, "{before:?}");
    let kinds: Vec<String> =
        found(&engine, "株式会社 番号:3 状態:すべて").into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["answer", "change-before", "answer", "change-before"], "equal texts are one hit");
}

#[test]
fn answers_are_found_and_printed_options_are_not() {
    let folder = several();
    built(&folder);
    let engine = engine(&folder);
    let chosen = found(&engine, "フラッシュメモリ 番号:6");
    assert!(chosen.iter().any(|(_, text)| text.contains("フラッシュメモリ")), "{chosen:?}");
    for option in ["専用線", "委託しない", "1万人未満"] {
        assert_eq!(reply(&engine, &format!("{option} 状態:すべて")).total, 0, "{option}");
    }
    // What is chosen beside an answer goes along with it.
    let hits = reply(&engine, "保守点検 フラッシュメモリ 番号:6").hits;
    let headings: Vec<&str> = hits.iter().filter_map(|hit| hit.path.last()).map(String::as_str).collect();
    assert!(headings[0].contains("委託内容") && headings[1].contains("提供方法"), "{headings:?}");
    // What is said beside it helps to find it, and is no hit by itself.
    assert_eq!(
        reply(&engine, "甲乙電算 番号:6").hits.len(),
        1,
        "the contractor; the change to it says the same"
    );
    let hits = reply(&engine, "提供方法 甲乙電算 番号:6").hits;
    assert!(hits[0].path.last().expect("a heading").contains("提供方法"), "{:?}", hits[0].path);
}

#[test]
fn record_items_and_single_characters_lead_to_the_item() {
    let folder = several();
    built(&folder);
    let engine = engine(&folder);
    let hits = reply(&engine, "姓 番号:6").hits;
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].passage.as_str(), hits[0].text.as_str()), ("record-item", "2.旧姓漢字、"));
    assert!(hits[0].anchor.ends_with("-2"), "{}", hits[0].anchor);
}

#[test]
fn names_of_former_managers_are_not_in_the_index() {
    let folder = several();
    built(&folder);
    let engine = engine(&folder);
    for name in ["架空 花子", "花子", "仮名 太郎", "太郎", "見本 次郎", "次郎"] {
        assert_eq!(reply(&engine, &format!("{name} 状態:すべて")).total, 0, "{name}");
    }
    let masked = found(&engine, "税務課長 状態:すべて 番号:6");
    assert!(masked.iter().any(|(_, text)| text == "税務課長 〔氏名〕"), "{masked:?}");
}

#[test]
fn filters_and_facets() {
    let folder = several();
    built(&folder);
    let engine = engine(&folder);
    for question in [
        "児童手当 番号:6",
        "児童手当 自治体:ためし区 番号:６",
        "児童手当 自治体:ためし 番号:6",
        "児童手当 自治体:131016 番号:6",
        "児童手当 都道府県:ためし都 機関:ためし区長 種類:全項目 公表:2026 番号:6",
    ] {
        let reply = reply(&engine, question);
        assert!(reply.total > 0 && reply.hits.iter().all(|hit| hit.number == "6"), "{question}");
    }
    for question in ["児童手当 公表:..2025", "児童手当 自治体:みほん市", "児童手当 種類:基礎"]
    {
        assert_eq!(reply(&engine, question).total, 0, "{question}");
    }
    let items = reply(&engine, "項目:委託先名 番号:6").hits;
    assert_eq!(items.iter().map(|hit| hit.text.as_str()).collect::<Vec<_>>(), ["(架空)甲乙電算株式会社"]);
    let all = reply(&engine, "自治体:ためし区 状態:すべて");
    assert_eq!(all.total, 4, "filters alone give evaluations");
    let facets = all.details.expect("details").facets;
    let values = |name: &str| {
        let facet = facets.iter().find(|facet| facet.name == name).expect("a facet");
        facet.values.iter().map(|value| (value.value.clone(), value.count)).collect::<Vec<_>>()
    };
    assert_eq!(values("municipality"), [("ためし区".to_owned(), 4)]);
    assert_eq!(
        values("status"),
        [("latest".to_owned(), 2), ("consultation".to_owned(), 1), ("past".to_owned(), 1)]
    );
    assert_eq!(values("year"), [("2026".to_owned(), 2), ("2024".to_owned(), 1)]);
}

#[test]
fn facets_add_up_and_keep_the_other_choices() {
    let folder = several();
    built(&folder);
    let engine = engine(&folder);
    let counts = |question: &str, name: &str| {
        let facets = reply(&engine, question).details.expect("details").facets;
        let facet = facets.into_iter().find(|facet| facet.name == name).expect("a facet");
        facet.values.into_iter().map(|value| (value.value, value.count)).collect::<Vec<_>>()
    };
    let states = [("latest".to_owned(), 2), ("consultation".to_owned(), 1), ("past".to_owned(), 1)];
    for question in ["児童手当", "児童手当 状態:過去", "児童手当 状態:過去、案"] {
        assert_eq!(counts(question, "status"), states, "{question}");
    }
    let years = [("2026".to_owned(), 2), ("2024".to_owned(), 1)];
    assert_eq!(counts("児童手当 状態:すべて 公表:2024", "year"), years);
    let evaluations = |question: &str| reply(&engine, question).details.expect("details").evaluations;
    assert_eq!(evaluations("児童手当 状態:すべて 公表:2024、2026"), 3);
    assert_eq!(evaluations("児童手当 状態:過去、案"), 2);
    let sections = counts("事務", "section");
    assert!(sections.len() > 1, "{sections:?}");
    for (name, count) in &sections {
        // As it stands in some editions of the forms, and in others.
        let narrow = name.replace('Ⅰ', "I").replace('Ⅱ', "II");
        assert_eq!(reply(&engine, &format!("事務 章:\"{narrow}\"")).total, *count, "{name}");
        assert_eq!(counts(&format!("事務 章:\"{name}\""), "section"), sections);
    }
    let [one, other] = [0, 1].map(|at: usize| sections[at].0.replace(' ', ""));
    let of_two = reply(&engine, &format!("事務 章:{one}、{other}")).total;
    assert_eq!(of_two, sections[0].1 + sections[1].1);
}

#[test]
fn evaluations_come_by_day_where_that_is_asked_for() {
    let folder = several();
    built(&folder);
    let engine = engine(&folder);
    let days = |order: &str| {
        let reply = reply(&engine, &format!("自治体:ためし区 状態:すべて 並び:{order}"));
        let details = reply.details.expect("details").hits;
        details.into_iter().map(|hit| hit.published.unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(days("新しい順"), ["2026-04-01", "2026-04-01", "2024-04-01", ""]);
    assert_eq!(days("古い順"), ["2024-04-01", "2026-04-01", "2026-04-01", ""], "without a day: last");
}

#[test]
fn a_slip_of_the_finger_is_noticed() {
    let folder = several();
    built(&folder);
    let engine = engine(&folder);
    for typed in ["ガバナントクラウド", "ガバメトクラウド", "ガバメメントクラウド"]
    {
        let reply = reply(&engine, typed);
        assert_eq!(reply.total, 0, "{typed}");
        assert_eq!(reply.details.expect("details").suggestions, ["ガバメントクラウド"], "{typed}");
    }
    let absent = reply(&engine, "量子暗号通信網");
    assert_eq!((absent.total, absent.details.expect("details").suggestions.len()), (0, 0));
}

#[test]
fn every_passage_has_its_place_on_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let options =
        pipeline::Options::new(concat!(env!("CARGO_MANIFEST_DIR"), "/content"), folder.path().join("output"));
    let outcome = pipeline::build(&options, &()).expect("a build");
    let output = outcome.published.expect("a site");
    let engine = open(&output).expect("an index");
    let mut ids: HashMap<String, HashSet<String>> = HashMap::new();
    let any = Selector::parse("[id]").expect("a selector");
    let mut places = HashSet::new();
    let mut kinds = HashSet::new();
    let passages = all_stored(&engine);
    assert_eq!(passages.len(), outcome.report.passages);
    for (evaluation, passage) in passages {
        let (url, anchor) = (evaluation.url, passage.anchor);
        let ids = ids.entry(url.clone()).or_insert_with(|| {
            let html = fs::read_to_string(output.join(&url).join("index.html")).expect("a page");
            let page = Html::parse_document(&html);
            page.select(&any).filter_map(|element| element.value().id()).map(str::to_owned).collect()
        });
        assert!(ids.contains(&anchor), "{url}#{anchor}");
        kinds.insert(passage.kind);
        places.insert((url, anchor));
    }
    assert_eq!(kinds.len(), 5, "the sample has every kind of passage");
    assert!(places.len() > 300, "{}", places.len());
}

/// Everything that is stored in an index.
fn all_stored(engine: &Engine) -> Vec<(Evaluation, Passage)> {
    pollster::block_on(engine.everything()).expect("stored passages")
}

#[test]
fn the_bytes_depend_on_the_passages_alone() {
    let one = several();
    let other = several();
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool(1).install(|| built(&one));
    pool(8).install(|| built(&other));
    let first = tree(&one.path().join("output"));
    assert_eq!(first, tree(&other.path().join("output")));
    assert!(first.keys().any(|path| path.starts_with("search/") && path.ends_with("/whole.bin")));
    // With the shards of an earlier build of something else in the cache, and then all from the cache.
    fs::write(
        one.path().join("content/tameshi/1.md"),
        document("3", "status: published\npublished: 2026-04-01", "別の手続。"),
    )
    .expect("a file");
    built(&one);
    assert_ne!(first, tree(&one.path().join("output")));
    fs::copy(other.path().join("content/tameshi/1.md"), one.path().join("content/tameshi/1.md"))
        .expect("a file");
    built(&one);
    assert_eq!(first, tree(&one.path().join("output")));
    built(&one);
    assert_eq!(first, tree(&one.path().join("output")));
    // The name of the folder is not in the site.
    let name = one.path().file_name().expect("a name").to_string_lossy().into_owned();
    for (path, bytes) in &first {
        let found = bytes.windows(name.len()).any(|window| window == name.as_bytes());
        assert!(!found, "{path}");
    }
}

#[test]
fn a_damaged_cache_is_made_anew() {
    let folder = several();
    built(&folder);
    let first = tree(&folder.path().join("output"));
    let files = walkdir::WalkDir::new(folder.path().join(".kohyo/cache")).into_iter().flatten();
    let files: Vec<_> = files.filter(|entry| entry.file_type().is_file()).collect();
    assert!(files.len() > 2);
    for entry in files {
        let bytes = fs::read(entry.path()).expect("a file");
        fs::write(entry.path(), &bytes[..bytes.len() / 2]).expect("a file");
    }
    built(&folder);
    assert_eq!(first, tree(&folder.path().join("output")));
}

/// Whether a file is a piece of the index.
fn is_piece(path: &str) -> bool {
    path.contains("pieces/")
}

/// A pack in memory that is slow: nothing can be read that was not fetched before.
struct Remote(Vec<u8>);

impl Source for Remote {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_async(&self, range: Range<u64>) -> Bytes<'_> {
        let at = |number: u64| usize::try_from(number).expect("a small pack");
        let bytes = OwnedBytes::new(self.0[at(range.start)..at(range.end)].to_vec());
        Box::pin(async move { Ok(bytes) })
    }
}

#[test]
fn everything_a_question_reads_is_fetched_first() {
    let folder = several();
    built(&folder);
    let near = engine(&folder);
    let bytes = tree(&folder.path().join("output/search"));
    let (_, whole) = bytes.iter().find(|(path, _)| path.ends_with("whole.bin")).expect("a file");
    let whole = crate::search::press::expanded(whole).expect("a bundle");
    let (_, pack) = crate::search::storage::whole(whole).expect("a bundle");
    let mut manifest = near.manifest().clone();
    let pack = pack.read_now(0..manifest.length).expect("a pack").to_vec();
    let parts = Parts { files: Vec::new(), words: OwnedBytes::new(pack.clone()) };
    let borders = pieces::borders(&parts, &manifest).expect("borders");
    let far = pieces::cut(&parts, &mut manifest, borders).expect("a bundle");
    let far = Engine::open(far, Box::new(Remote(pack))).expect("an index");
    for question in [
        "児童手当",
        "姓",
        "再委託 -クラウド",
        "株式会社 状態:すべて",
        "項目:委託先名 公表:2026",
        "自治体:ためし区",
        "「電子申請で受け付ける」",
        "委託先はどこの会社ですか",
        "ガバナントクラウド",
        "手続を窓口で受け付けるか",
        "存在しない語句",
    ] {
        let (mut a, mut b) = (reply(&near, question), reply(&far, question));
        (a.took_ms, b.took_ms) = (0, 0);
        assert_eq!(a, b, "{question}");
    }
}

#[test]
fn every_form_of_the_index_gives_the_same_answers() {
    let folder = several();
    let mut answers = Vec::new();
    for (mode, file) in [("whole", "whole.bin"), ("chunks", "hot.bin"), ("range", "pack.bin")] {
        let portal = format!("{PORTAL}[search]\nmode = \"{mode}\"\n");
        fs::write(folder.path().join("content/portal.toml"), portal).expect("a file");
        built(&folder);
        let files = tree(&folder.path().join("output/search"));
        assert!(files.keys().any(|path| path.ends_with(file)), "{mode}: {:?}", files.keys());
        let packed = files.keys().filter(|path| is_piece(path)).count();
        assert_eq!(packed > 0, mode != "whole", "{mode}");
        let engine = engine(&folder);
        let questions = ["児童手当", "姓", "株式会社 状態:すべて", "自治体:ためし区", "ガバナントクラウド"];
        answers.push(questions.map(|question| Reply { took_ms: 0, ..reply(&engine, question) }));
    }
    assert!(answers[0].iter().filter(|reply| reply.total > 0).count() >= 4);
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

#[test]
fn an_edit_leaves_pieces_as_they_are() {
    let folder = several();
    fs::write(folder.path().join("content/portal.toml"), format!("{PORTAL}[search]\nmode = \"chunks\"\n"))
        .expect("a file");
    let pieces = || {
        built(&folder);
        let files = tree(&folder.path().join("output"));
        files.into_iter().filter(|(path, _)| is_piece(path)).collect::<std::collections::BTreeMap<_, _>>()
    };
    let before = pieces();
    let file = folder.path().join("content/tameshi/5.md");
    let text = fs::read_to_string(&file).expect("a file");
    fs::write(&file, text.replace("ガバメントクラウドで", "ガバメントクラウドなどで")).expect("a file");
    let after = pieces();
    assert_ne!(before, after);
    let same = after.iter().filter(|(path, bytes)| before.get(*path) == Some(bytes)).count();
    assert!(
        after.keys().all(|path| before.get(path).is_none_or(|bytes| *bytes == after[path])),
        "a name says what is in it"
    );
    assert!(same > 0, "{same} of {}", after.len());
}

#[test]
fn a_damaged_piece_is_an_error_and_no_panic() {
    let folder = several();
    fs::write(folder.path().join("content/portal.toml"), format!("{PORTAL}[search]\nmode = \"chunks\"\n"))
        .expect("a file");
    built(&folder);
    let output = folder.path().join("output");
    let names: Vec<_> = tree(&output).into_keys().filter(|path| is_piece(path)).collect();
    assert!(!names.is_empty());
    for bytes in [&b""[..], b"not compressed"] {
        for name in &names {
            fs::write(output.join(name), bytes).expect("a file");
        }
        let reply = open(&output).map(|engine| ask(&engine, "児童手当", 10).is_ok());
        assert!(!matches!(reply, Ok(true)), "a damaged index answers");
    }
}

#[test]
fn a_site_without_evaluations_has_no_index() {
    let folder = content(&[]);
    let report = built(&folder);
    assert_eq!(report.passages, 0);
    assert!(matches!(open(&folder.path().join("output")), Err(Unavailable::Missing)));
}

#[test]
fn a_portal_has_synonyms_of_its_own() {
    let folder = several();
    fs::write(folder.path().join("content/synonyms.txt"), "# ours\n雲の上 = ガバメントクラウド\n")
        .expect("a file");
    built(&folder);
    let engine = engine(&folder);
    assert_eq!(reply(&engine, "雲の上").total, 1);
    assert_eq!(reply(&engine, "「雲の上」").total, 0, "a quote stands for itself");
}

#[test]
fn words_are_found_by_their_sound_under_other_names_and_apart() {
    let folder = several();
    built(&folder);
    let engine = engine(&folder);
    let first = |question: &str| {
        let reply = reply(&engine, question);
        let note = reply.details.and_then(|details| details.note).unwrap_or_default();
        (note, reply.hits.first().map_or(String::new(), |hit| hit.text.clone()))
    };
    let online = "現在の手続を電子申請で受け付ける。";
    for (question, note, text) in [
        ("でんししんせい", "reading", online),
        ("denshishinsei", "reading", online),
        ("ネット申請", "other-words", online),
        ("電子新生", "corrected", online),
        ("丙丁情報 甲乙電算", "same-row", "(架空)甲乙電算株式会社"),
    ] {
        assert_eq!(first(question), (note.to_owned(), text.to_owned()), "{question}");
    }
    // Each of the two stands in a passage of its own, in one evaluation only.
    let apart = reply(&engine, "電子申請 保守点検");
    assert_eq!(apart.details.as_ref().and_then(|details| details.note.as_deref()), Some("same-evaluation"));
    assert!(
        apart.hits.iter().all(|hit| hit.number == "3") && apart.hits[0].text == online,
        "{:#?}",
        apart.hits
    );
    assert_eq!(
        reply(&engine, "電子申請 量子端末").total,
        0,
        "a draft and a published text are two evaluations"
    );
}

#[test]
fn most_of_what_a_question_is_about_is_an_answer_and_less_is_none() {
    let folder = several();
    built(&folder);
    let engine = engine(&folder);
    let first = |question: &str| {
        let reply = reply(&engine, question);
        reply.hits.first().map(|hit| (hit.number.clone(), hit.text.clone()))
    };
    // A word that only speaks does not silence a question, and what says all of it comes first.
    let cloud = Some(("6".to_owned(), "ガバメントクラウドで管理する。".to_owned()));
    assert_eq!(first("ガバメントクラウドで管理するのは本当に平気なのかな"), cloud);
    // What is offered is what there is when one looks there too.
    let question = "現在の手続を受け付けるのは電子申請か量子端末か";
    let offered = reply(&engine, question);
    let elsewhere = offered.details.expect("details").elsewhere;
    assert_eq!((offered.total, elsewhere), (1, 2), "the version before, and the draft");
    assert_eq!(reply(&engine, &format!("{question} 状態:すべて")).total, offered.total + elsewhere);
    // What it is about stands nowhere.
    for question in
        ["ガバメントクラウドの虹彩認証を忘れたらどうなるのか", "別処市の児童手当は誰が管理しているのか"]
    {
        assert_eq!(first(question), None, "{question}");
    }
}

#[test]
fn words_of_the_portal_complete_what_is_typed() {
    let folder = several();
    built(&folder);
    let engine = engine(&folder);
    let words = |typed: &str| pollster::block_on(engine.complete(typed, 6)).expect("words");
    for (typed, word) in
        [("委", "委託"), ("いた", "委託"), ("イタ", "委託"), ("itaku", "委託"), ("管", "管理")]
    {
        assert!(words(typed).contains(&word.to_owned()), "{typed}: {:?}", words(typed));
    }
    for typed in ["委", "いた", "し", "電", "こう", "保", "ku"] {
        for word in words(typed) {
            assert!(reply(&engine, &word).total > 0, "{typed}: {word} finds nothing");
        }
    }
    // Of drafts, and of no text at all.
    for typed in ["量", "虹", "x", "", "  "] {
        assert!(words(typed).is_empty(), "{typed}: {:?}", words(typed));
    }
    assert!(pollster::block_on(engine.complete("委", 1)).expect("words").len() <= 1);
}

#[test]
fn what_is_found_nowhere_is_said_and_nothing_else_is_counted() {
    let folder = several();
    built(&folder);
    let engine = engine(&folder);
    // A place that is written in hiragana is no lone 市.
    assert_eq!(reply(&engine, "みほん市 児童手当").total, 0);
    let answer = reply(&engine, "児童手当 虹彩認証");
    let details = answer.details.expect("details");
    assert_eq!((answer.total, details.elsewhere, details.suggestions.len()), (0, 0, 0));
    let counts: Vec<_> = details.words.iter().map(|word| (word.word.as_str(), word.items > 0)).collect();
    assert_eq!(counts, [("児童手当", true), ("虹彩認証", false)]);
    assert!(!details.near.is_empty() && details.near.iter().all(|hit| hit.status == "latest"));
    // What there is besides is offered on every step.
    let sentence = reply(&engine, "予定の手続は量子端末で受け付けますか");
    assert_eq!((sentence.total, sentence.details.expect("details").elsewhere), (0, 1));
    let more = reply(&engine, "委託先名");
    let details = more.details.expect("details");
    assert!(more.total > 0 && details.elsewhere > 0, "drafts and past versions have contractors too");
    assert_eq!(details.note, None);
}

#[test]
fn a_full_disk_is_no_fault_of_the_program_wherever_it_is_noticed() {
    use tantivy::TantivyError as Error;
    use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
    let io = || std::sync::Arc::new(std::io::Error::from(std::io::ErrorKind::StorageFull));
    let place = || Path::new("x.store").to_owned();
    for error in [
        Error::IoError(io()),
        Error::LockFailure(LockError::IoError(io()), None),
        Error::OpenReadError(OpenReadError::IoError { io_error: io(), filepath: place() }),
        Error::OpenWriteError(OpenWriteError::IoError { io_error: io(), filepath: place() }),
        Error::OpenDirectoryError(OpenDirectoryError::IoError { io_error: io(), directory_path: place() }),
        Error::OpenDirectoryError(OpenDirectoryError::FailedToCreateTempDir(io())),
    ] {
        let trouble = super::trouble(Path::new("output/.kohyo"), &error);
        assert!(!trouble.internal && trouble.message.ja.contains("空き容量が足りません"), "{trouble:?}");
    }
    assert!(super::trouble(Path::new("x"), &Error::Poisoned).internal);
}
