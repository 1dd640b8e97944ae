//! Searching the built site, on the command line and over HTTP.

use serde_json::Value;

use super::portal::{Portal, document, run};
use super::serve::Server;

const KEYS: [&str; 4] = ["query", "total", "took_ms", "hits"];
const HIT_KEYS: [&str; 13] = [
    "url",
    "municipality",
    "agency",
    "number",
    "kind",
    "title",
    "status",
    "path",
    "anchor",
    "passage",
    "text",
    "snippet",
    "score",
];

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

fn sorted<const N: usize>(mut keys: [&'static str; N]) -> Vec<&'static str> {
    keys.sort_unstable();
    keys.to_vec()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON alone")
}

#[test]
fn programs_get_the_agreed_json() {
    let portal = Portal::new();
    portal.build();
    let run = portal.run(&["search", "資格を管理", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let answer = json(&run.out);
    assert_eq!(keys(&answer), sorted(KEYS));
    assert_eq!((&answer["query"], &answer["total"]), (&"資格を管理".into(), &2.into()));
    let hits = answer["hits"].as_array().expect("a list");
    for hit in hits {
        assert_eq!(keys(hit), sorted(HIT_KEYS));
    }
    assert_eq!(hits[0]["passage"], "answer");
    assert_eq!(hits[1]["passage"], "change-after");
    assert_eq!(hits[0]["url"], "mihon/12/zenkomoku/");
    assert_eq!(hits[0]["path"][2], "②事務の内容 ※");
    let page = std::fs::read_to_string(portal.path("output/mihon/12/zenkomoku/index.html")).expect("a page");
    for hit in hits {
        let id = format!("id=\"{}\"", hit["anchor"].as_str().expect("an anchor"));
        assert!(page.contains(&id), "{id}");
    }
    let one =
        json(&portal.run(&["search", "資格を管理", "--format", "json", "--limit", "1", "--details"]).out);
    assert_eq!((one["hits"].as_array().expect("a list").len(), &one["total"]), (1, &2.into()));
    assert_eq!(one["details"]["facets"][0]["values"][0]["value"], "みほん市");
}

#[test]
fn people_see_the_state_the_path_and_where_to_look() {
    let portal = Portal::new();
    portal.build();
    let run = portal.run(&["search", "資格を管理"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    for wanted in [
        "みほん市長 評価書番号12 国民健康保険に関する事務(全項目評価書)〔公表中(最新の版)〕",
        "Ⅰ 基本情報 › 1. 特定個人情報ファイルを取り扱う事務 › ②事務の内容",
        "〔変更後の記載〕",
        "output/mihon/12/zenkomoku/index.html#",
    ] {
        assert!(run.out.contains(wanted), "{wanted}: {}", run.out);
    }
    let run = portal.run(&["search", "量子暗号"]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.contains("収録した評価書(公表中 1件)に見つかりませんでした"), "{}", run.out);
    let run = portal.run(&["search", "資格を記録"]);
    assert!(run.out.contains("状態:すべて"), "{}", run.out);
    let run = portal.run(&["search", "資格を記録 状態:すべて"]);
    assert!(run.out.contains("〔変更前の記載〕"), "{}", run.out);
    let run = portal.run(&["search", "--lang", "en", "資格を管理"]);
    assert!(
        run.out.contains("2 hits in 1 assessments") && run.out.contains("[after the change]"),
        "{}",
        run.out
    );
}

#[test]
fn a_site_that_is_not_built_says_what_to_do() {
    let portal = Portal::new();
    let run = portal.run(&["search", "資格"]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(
        run.err.contains("output に検索の索引がありません") && run.err.contains("`kohyo build`"),
        "{}",
        run.err
    );
    portal.build();
    let index = portal.output().into_keys().find(|path| path.ends_with("whole.bin")).expect("an index");
    std::fs::write(portal.path("output").join(index), "x").expect("a file");
    let run = portal.run(&["search", "資格"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("読めません") && run.err.contains("`kohyo build`"), "{}", run.err);
}

#[test]
fn an_index_of_another_version_is_not_asked() {
    let portal = Portal::new();
    portal.build();
    let path = portal.path("output/search/current.json");
    let text = std::fs::read_to_string(&path).expect("a file");
    std::fs::write(&path, text.replace("\"kohyo-", "\"kohyo-0")).expect("a file");
    let run = portal.run(&["search", "資格"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("ほかの版の kohyo"), "{}", run.err);
}

#[test]
fn a_number_like_a_personal_number_is_refused_and_never_repeated() {
    let portal = Portal::new();
    portal.build();
    for number in ["123456789018", "1234 5678 9018", "１２３４－５６７８－９０１８", "資格 123456789010"]
    {
        for extra in [&[][..], &["-v"], &["--format", "json"]] {
            let mut command = portal.command(&["search"]);
            let run = run(command.args(extra).arg(number));
            assert_eq!((run.code, run.out.as_str()), (Some(1), ""), "{number}");
            assert!(run.err.contains("12桁の数字です。検索していません"), "{}", run.err);
            assert!(!run.err.contains("5678") && !run.err.contains("５６７８"), "{}", run.err);
        }
    }
}

#[test]
fn the_server_answers_the_same_and_writes_no_question_down() {
    let portal = Portal::new().file("content/mihon/4.md", &document("4", "児童手当に関する事務"));
    portal.build();
    let server = Server::verbose(&portal);
    let ask = |query: &str| {
        let (status, answer) = server.get(&format!("/api/search?{query}"));
        (status, json(answer.split_once("\r\n\r\n").expect("a body").1))
    };
    // 児童手当, percent-encoded.
    let question = "%E5%85%90%E7%AB%A5%E6%89%8B%E5%BD%93";
    let (status, mut answer) = ask(&format!("q={question}"));
    let mut printed = json(&portal.run(&["search", "児童手当", "--format", "json"]).out);
    for took in [&mut answer, &mut printed] {
        took["took_ms"] = 0.into();
    }
    assert_eq!((status, &answer), (200, &printed));
    assert_eq!(keys(&answer), sorted(KEYS));
    assert_eq!(ask(&format!("q={question}&limit=1")).1["hits"].as_array().expect("a list").len(), 1);
    assert!(ask(&format!("q={question}&details=1")).1["details"]["facets"].is_array());
    for (query, status) in [
        ("q=", 400),
        ("", 400),
        (&format!("q={question}&limit=0"), 400),
        (&format!("q={question}&limit=many"), 400),
        (&format!("q={}", "%E5%85%90".repeat(301)), 400),
        ("q=1234+5678+9018", 400),
        ("q=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94567890%EF%BC%91%EF%BC%98", 400),
    ] {
        let (found, answer) = ask(query);
        assert_eq!(found, status, "{query}");
        let text = answer["error"].as_str().expect("a message");
        assert!(!text.is_empty() && !text.contains("5678"), "{text}");
    }
    // An edit is searched soon after it is shown.
    let mut events = server.events();
    let before = events.until(|state| state["generation"] != 0)["generation"].clone();
    portal.write("content/mihon/4.md", document("4", "介護保険に関する事務"));
    events.until(|state| state["generation"] != before);
    let soon = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while ask(&format!("q={question}")).1["total"] != 0 {
        assert!(std::time::Instant::now() < soon, "the index follows");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }

    let log = server.end();
    assert!(log.contains("/api/search 200 ") && log.contains("/api/search 400 "), "{log}");
    for secret in ["児童", "%E5", "5678", "1234", "q="] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

/// The search box refuses such numbers before the engine does; the browser tests hold it to the same list.
#[test]
fn numbers_like_a_personal_number_are_refused() {
    use kohyo::search::query::{Parsed, Synonyms, parse};

    let list = include_str!("../browser/numbers.tsv");
    for line in list.lines() {
        let (wanted, input) = line.split_once('\t').expect("two cells");
        let refused = parse(input, &Synonyms::default()) == Parsed::Refused;
        assert_eq!(refused, wanted == "refused", "{input}");
    }
}
