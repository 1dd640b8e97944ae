//! Portals with several versions, with drafts only, of a collector.

use super::*;
use crate::assessment::{Cause, Nothing};
use crate::portal::State;
use crate::text::date::Date;

const PORTAL: &str =
    "title = \"評価書\"\nbase_url = \"https://x.example.jp/pia/\"\npublisher = \"PUBLISHER\"\n";
const TOWN: &str = "---\ncode: \"131016\"\nname: ためし区\nprefecture: ためし都\nagencies:\n  - {slug: kucho, name: ためし区長, primary: true}\n  - {slug: kyoiku, name: ためし区教育委員会}\n---\n";

/// A document of a few lines.
fn document(front_matter: &str) -> String {
    format!(
        "---\nnumber: \"3\"\ntitle: 児童手当に関する事務 全項目評価書\nkind: zenkomoku\n{front_matter}\n---\n\n\
         # Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取り扱う事務\n\n### ①事務の名称\n児童手当に関する事務\n\n\
         ### ②事務の内容\n—\n\n### ③対象人数\n- [x] 1) 1,000人未満\n- [ ] 2) 1,000人以上1万人未満\n"
    )
}

pub(super) fn site(publisher: &str, documents: &[&str]) -> (tempfile::TempDir, Site) {
    let folder = tempfile::tempdir().expect("a folder");
    let town = folder.path().join("tameshi");
    fs::create_dir(&town).expect("a folder");
    fs::write(folder.path().join("portal.toml"), PORTAL.replace("PUBLISHER", publisher)).expect("a file");
    fs::write(town.join("municipality.md"), TOWN).expect("a file");
    for (index, text) in documents.iter().enumerate() {
        fs::write(town.join(format!("{index}.md")), document(text)).expect("a file");
    }
    let site = Site::read(folder.path());
    (folder, site)
}

#[test]
fn versions_stand_beside_one_another() {
    let documents = [
        "agency: ためし区長\nstatus: published\npublished: 2024-04-01",
        "agency: ためし区長\nstatus: published\npublished: 2026-04-01\nin_force_with: 2025-04-01",
        "agency: ためし区長\nstatus: published\npublished: 2025-04-01",
        "agency: ためし区長\nstatus: consultation\nconsultation: {from: 2026-06-01, to: 2026-06-30}",
        "agency: ためし区長\nstatus: preparing",
        "agency: ためし区教育委員会\nstatus: published\npublished: 2026-04-01\nrevision: 2",
    ];
    let (_folder, site) = site("official", &documents);
    let facts = site.assessments.iter().enumerate().map(|(index, read)| facts(index, read)).collect();
    let portal = gather(&site.content, facts);
    let states: Vec<_> =
        (0..documents.len()).map(|index| portal.find(index).map(|f| f.version.state)).collect();
    let date = |text: &str| -> Date { text.parse().expect("a date") };
    assert_eq!(
        states,
        [
            Some(State::Past { latest: Some(date("2026-04-01")) }),
            Some(State::Beside),
            Some(State::Beside),
            Some(State::Consultation { from: date("2026-06-01"), to: date("2026-06-30") }),
            None,
            Some(State::Latest),
        ]
    );

    let pages = site.render(Lang::Ja);
    let past = html(&pages, "tameshi/3/zenkomoku/2024-04-01/index.html");
    assert!(
        past.contains(
            "過去の版(最新の版は<time datetime=\"2026-04-01\" data-value>令和8年4月1日</time>公表)"
        )
    );
    assert!(past.contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(past.contains("<a href=\"../index.html\">最新の版</a>"));
    let current = html(&pages, "tameshi/3/zenkomoku/index.html");
    assert!(current.contains("公表中(別の版と併用)"));
    assert!(
        current.contains("<link rel=\"canonical\" href=\"https://x.example.jp/pia/tameshi/3/zenkomoku/\">")
    );
    assert!(!current.contains("noindex"));
    let draft = html(&pages, "tameshi/3/zenkomoku/draft-2026-06-01/index.html");
    assert!(draft.contains("この案は公表中の評価書ではありません。"));
    assert!(draft.contains("<a href=\"../index.html\">公表中の評価書</a>"));
    html(&pages, "tameshi/kyoiku/3/zenkomoku/2026-04-01-2/index.html");
    // Pages across evaluations come and go with what is held.
    let across = |page: &&Page| {
        ["compare/", "tasks/", "contractors/", "systems/", "laws/"]
            .iter()
            .any(|list| page.path.starts_with(list))
    };
    let own = pages.iter().filter(|page| is_html(page) && !across(page));
    assert_eq!(own.count(), 5 + 1 + 2 + 4 + 1 + 2 + 4);
    let missing = html(&pages, "404.html");
    assert!(
        missing.contains("href=\"/pia/static/kohyo-"),
        "links of the page for unknown addresses start at the root"
    );
}

#[test]
fn where_only_a_draft_is_held_the_overview_says_so() {
    let front_matter = "agency: ためし区長\nstatus: consultation\nin_force_with: 2025-12-09";
    let (_folder, site) = site("official", &[front_matter]);
    let pages = site.render(Lang::Ja);
    let overview = html(&pages, "tameshi/3/index.html");
    assert!(overview.contains("案の要点"));
    assert!(overview.contains("案(公表前)"));
    assert!(overview.contains("その評価書はこのサイトに未収録です。"));
    assert!(
        html(&pages, "tameshi/3/zenkomoku/index.html").contains("この案は公表中の評価書ではありません。")
    );
    html(&pages, "tameshi/3/zenkomoku/draft/index.html");
}

#[test]
fn a_collection_never_speaks_for_the_municipality() {
    let front_matter =
        "agency: ためし区長\nstatus: published\npublished: 2026-04-01\nsource: {conversion: ocr}";
    let (_folder, site) = site("collection", &[front_matter]);
    let pages = site.render(Lang::Ja);
    for page in pages.iter().filter(|page| is_html(page)) {
        let text = html(&pages, &page.path);
        assert!(text.contains("公式サイトではありません"), "{}", page.path);
        assert!(!text.contains("公表しています"), "{}", page.path);
    }
    let document = html(&pages, "tameshi/3/zenkomoku/index.html");
    assert!(document.contains("<span data-value>ためし区</span>の公式サイトではありません"));
    assert!(document.contains("機械変換を含みます。相違がある場合は元の資料をご確認ください"));
    assert!(document.contains("原本との照合: 未実施"));
    assert!(document.contains("<h1><span data-value>児童手当に関する事務</span></h1>"));
}

#[test]
fn every_kind_of_nothing_has_its_own_words() {
    let theme = Theme::built_in().unwrap_or_else(|findings| panic!("{findings:#?}"));
    let words = |key: &str| theme.strings(Lang::Ja).get(&format!("nothing.{key}")).map(str::to_owned);
    let all = [
        Nothing::NotStated,
        Nothing::Blank,
        Nothing::NotApplicable(Cause { item: 0, option: None }),
        Nothing::Withheld,
        Nothing::Lost,
        Nothing::NotHeld,
        Nothing::NoSuchField,
    ];
    let said: Vec<_> = all.into_iter().map(|nothing| words(nothing.key()).expect("a string")).collect();
    assert_eq!(
        said,
        [
            "記載なし(原文「—」)",
            "空欄(原文のまま)",
            "該当しない",
            "公表していない部分",
            "原本で要確認",
            "未収録",
            "この様式には欄がありません"
        ]
    );
}

const DRAFT: &str = "agency: ためし区長\nstatus: consultation\nconsultation: {from: 2025-09-01, to: 2025-09-30, contact: 窓口}";

fn version(day: &str, more: &str) -> String {
    format!("agency: ためし区長\nstatus: published\npublished: {day}\n{more}")
}

/// The text of a page without its tags.
fn words(pages: &[Page], path: &str) -> String {
    let document = scraper::Html::parse_document(html(pages, path));
    let main = scraper::Selector::parse("main").expect("a selector");
    let text: String = document.select(&main).flat_map(|element| element.text()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_draft_and_its_publication_lead_to_one_another() {
    let named = version("2026-01-15", "occasion: 再実施\nconsultation: {from: 2025-09-01, to: 2025-09-30}");
    let (_folder, portal) = site("official", &[DRAFT, &version("2025-04-01", ""), &named]);
    let pages = portal.render(Lang::Ja);
    let draft = html(&pages, "tameshi/3/zenkomoku/draft-2025-09-01/index.html");
    assert!(draft.contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(draft.contains("href=\"../2026-01-15/index.html\">この案について公表された評価書("));
    assert!(draft.contains("href=\"until-published/index.html\">案の後に公表された版との比較"));
    let published = html(&pages, "tameshi/3/zenkomoku/index.html");
    assert!(published.contains("href=\"draft-2025-09-01/index.html\">公表前の案("));
    assert!(published.contains("公表中(最新の版)"));
    // A draft whose publication is held is no longer among those on which the public is heard.
    let town = words(&pages, "tameshi/index.html");
    assert!(town.contains("意見募集の案・公表前の案 なし"), "{town}");
    assert!(!html(&pages, "index.html").contains("draft-2025-09-01"));
}

#[test]
fn drafts_without_a_period_are_listed_in_words() {
    let (_folder, portal) = site("official", &["agency: ためし区長\nstatus: consultation"]);
    let pages = portal.render(Lang::Ja);
    let town = words(&pages, "tameshi/index.html");
    assert!(!town.contains("意見募集の案・公表前の案 なし"), "{town}");
    assert!(town.contains("案(公表前)") && town.contains("意見募集期間記録がありません"), "{town}");
    assert!(words(&pages, "about/index.html").contains("案(公表前)"));
}

#[test]
fn a_task_that_has_ended_never_answers_as_if_current() {
    let ended = "agency: ためし区長\nstatus: ended\nended: 2026-03-31\npublished: 2025-04-01";
    let (_folder, portal) = site("official", &[&version("2024-04-01", ""), ended]);
    let pages = portal.render(Lang::Ja);
    for page in [
        "tameshi/3/index.html",
        "tameshi/3/zenkomoku/index.html",
        "tameshi/3/zenkomoku/2025-04-01/index.html",
    ] {
        let text = words(&pages, page);
        assert!(text.contains("事務終了(令和8年3月31日)"), "{page}: {text}");
        assert!(text.contains("現在の取扱いを示すものではありません。"), "{page}");
        assert!(!text.contains("公表中"), "{page}: {text}");
    }
    let past = words(&pages, "tameshi/3/zenkomoku/2024-04-01/index.html");
    assert!(past.contains("この評価書の事務は終了しています。 最新の版"), "{past}");
    for list in ["tameshi/index.html", "about/index.html"] {
        assert!(words(&pages, list).contains("事務終了(令和8年3月31日)"), "{list}");
    }
}

#[test]
fn the_first_of_two_publications_of_a_day_says_that_it_was_replaced() {
    let (_folder, portal) =
        site("official", &[&version("2026-04-01", ""), &version("2026-04-01", "revision: 2")]);
    let pages = portal.render(Lang::Ja);
    let first = words(&pages, "tameshi/3/zenkomoku/2026-04-01/index.html");
    assert!(first.contains("同じ日に改めて公表された版があります。"), "{first}");
    let compared = words(&pages, "tameshi/3/zenkomoku/2026-04-01-2/since-previous/index.html");
    assert!(compared.contains("記載の異なる項目は見つかりませんでした。"), "{compared}");
}

#[test]
fn the_overview_lists_all_versions_of_all_kinds_by_day() {
    let kiso = "agency: ためし区長\nstatus: published\npublished: 2025-06-01";
    let (folder, _) = site(
        "official",
        &[DRAFT, &version("2024-04-01", "occasion: 実施"), &version("2026-01-15", "occasion: 修正")],
    );
    let text = document(kiso).replace("kind: zenkomoku", "kind: kiso");
    fs::write(folder.path().join("tameshi/kiso.md"), text).expect("a file");
    let pages = Site::read(folder.path()).render(Lang::Ja);
    let page = scraper::Html::parse_document(html(&pages, "tameshi/3/index.html"));
    let rows = scraper::Selector::parse(".timeline > li").expect("a selector");
    let rows: Vec<String> = page
        .select(&rows)
        .map(|row| row.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    insta::assert_snapshot!(rows.join("\n"));
}

/// Two versions of a document with a few answers.
#[test]
fn two_versions_are_compared_item_by_item() {
    let (folder, _) = site(
        "official",
        &[
            &version("2024-04-01", "occasion: 実施"),
            &version("2026-01-15", "occasion: 修正\ncompleteness: pages-missing"),
        ],
    );
    let path = folder.path().join("tameshi/1.md");
    let text = fs::read_to_string(&path).expect("a file");
    let text = text
        .replace("児童手当に関する事務\n\n### ②", "児童手当の支給に関する事務\n\n### ②")
        .replace("- [x] 1) 1,000人未満\n- [ ] 2)", "- [ ] 1) 1,000人未満\n- [x] 2)");
    let text = text.replace("### ②事務の内容\n—\n\n", "");
    fs::write(&path, format!("{text}\n## 9. 独自の欄\n<甲における措置>\n本文\n")).expect("a file");
    let pages = Site::read(folder.path()).render(Lang::Ja);
    let page = html(&pages, "tameshi/3/zenkomoku/2026-01-15/since-previous/index.html");
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
    let main = page.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).expect("a <main>").0;
    insta::assert_snapshot!(main);
    let document = html(&pages, "tameshi/3/zenkomoku/index.html");
    assert!(document.contains("href=\"2026-01-15/since-previous/index.html\">前の版との比較"));
}

#[test]
fn an_excerpt_of_changes_alone_has_no_table_of_what_is_not_held() {
    let front = "agency: ためし区長\nstatus: published\ncompleteness: excerpt";
    let (folder, _) = site("official", &[front]);
    let path = folder.path().join("tameshi/0.md");
    let text = fs::read_to_string(&path).expect("the document");
    let head = text.split("# Ⅰ").next().expect("the front matter");
    let log = "# (別添3) 変更箇所\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n| 令和8年4月1日 | Ⅰ 1. ② | 甲 | 乙 | 事後 | |\n";
    fs::write(&path, format!("{head}{log}")).expect("a file");
    let pages = Site::read(folder.path()).render(Lang::Ja);
    let said = words(&pages, "tameshi/3/index.html");
    assert!(said.contains("要点にする項目は収録していません(未収録)。"), "{said}");
    assert!(!said.contains("何の事務か"), "{said}");
}
