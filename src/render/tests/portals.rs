//! Portals with several versions, with drafts only, of a collector.

use super::*;
use crate::assessment::Nothing;
use crate::portal::State;

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

fn site(publisher: &str, documents: &[&str]) -> (tempfile::TempDir, Site) {
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
    let date = |text: &str| text.parse().expect("a date");
    assert_eq!(
        states,
        [
            Some(State::Past { latest: date("2026-04-01") }),
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
    assert_eq!(pages.iter().filter(|page| is_html(page)).count(), 3 + 1 + 2 + 4 + 1 + 2);
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
        Nothing::NotApplicable,
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
