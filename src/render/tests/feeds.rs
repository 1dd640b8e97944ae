//! Feeds and tables of the change log.

use super::changes::pages;
use super::*;

const ROWS: [&str; 3] = [
    "| 令和8年4月1日 | Ⅰ 7. ② | 課長 甲野 太郎<br>係 | =課長 | 事前 | \"重要\" |",
    "| 〃 | Ⅰ 1. ② | ①受付 | ②受付 | 事後 | |",
    "| | Ⅰ 1. ③ | — | 新しい記載 | 事前 | |",
];

#[test]
fn a_feed_has_an_entry_for_each_dated_day() {
    let pages = pages(&ROWS);
    for path in ["feed.xml", "tameshi/feed.xml"] {
        let feed = html(&pages, path);
        assert_eq!(feed.matches("<entry>").count(), 1, "{feed}");
        let url = "https://x.example.jp/pia/tameshi/3/zenkomoku/changes/#day-2026-04-01";
        assert!(feed.contains(&format!("<id>{url}</id>")), "{feed}");
        assert!(feed.contains("<updated>2026-04-01T00:00:00+09:00</updated>"), "{feed}");
        assert!(feed.contains("2行(事前1・事後1、うち1行は日付を前の行から補完)"), "{feed}");
        assert!(feed.contains(&format!(
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://x.example.jp/pia/{path}\"/>"
        )));
        assert!(!feed.contains('甲'), "no text of the evaluation");
    }
    let town = html(&pages, "tameshi/index.html");
    assert!(
        town.contains("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"feed.xml\""),
        "{town}"
    );
    assert!(town.contains("href=\"3/zenkomoku/changes/changes.csv\""), "{town}");
}

#[test]
fn where_nothing_has_a_day_there_is_no_feed() {
    let pages = pages(&ROWS[2..]);
    assert!(!paths(&pages).iter().any(|path| path.ends_with("feed.xml")));
    assert!(!html(&pages, "tameshi/index.html").contains("feed.xml"));
}

#[test]
fn the_table_has_every_row_and_no_names_of_former_managers() {
    let pages = pages(&ROWS);
    let table = html(&pages, "tameshi/3/zenkomoku/changes/changes.csv");
    let rows: Vec<&str> = table.split("\r\n").collect();
    assert_eq!(rows.len(), 5, "a head, three rows, and the end: {table}");
    assert!(rows[0].starts_with("\u{feff}\"団体\",\"評価実施機関\""), "{table}");
    assert!(rows[1].contains("\"令和8年4月1日\",\"2026-04-01\",\"Ⅰ 7. ②\",\"課長 〔氏名〕\n係\",\"'=課長\",\"事前\",\"\"\"重要\"\"\",\"https://x.example.jp/pia/"), "{}", rows[1]);
    assert!(rows[2].contains("\"〃\",\"2026-04-01\""), "{}", rows[2]);
    assert!(rows[3].contains("\"\",\"\",\"Ⅰ 1. ③\",\"—\",\"新しい記載\""), "{}", rows[3]);
}
