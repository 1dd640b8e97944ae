//! The page of the change log: groups, what switches hide, what is said to differ.

use scraper::{Html, Selector};

use super::portals::site;
use super::*;

const LOG: &str = "# (別添3) 変更箇所\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n";

/// The pages of a portal with one document that has these rows.
pub(super) fn pages(rows: &[&str]) -> Vec<Page> {
    let front = "agency: ためし区長\nstatus: published\npublished: 2026-05-01";
    let (folder, _) = site("official", &[front]);
    let path = folder.path().join("tameshi/0.md");
    let text = fs::read_to_string(&path).expect("the document");
    fs::write(&path, format!("{text}\n{LOG}{}\n", rows.join("\n"))).expect("a file");
    Site::read(folder.path()).render(Lang::Ja)
}

/// Each element that `wanted` selects: its classes, and the text or markup in it.
fn told(page: &str, wanted: &str, markup: bool) -> Vec<String> {
    let page = Html::parse_document(page);
    let wanted = Selector::parse(wanted).expect("a selector");
    let said = page.select(&wanted).map(|element| {
        let text = if markup { element.inner_html() } else { element.text().collect() };
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    said.collect()
}

#[test]
fn rows_say_what_differs() {
    let pages = pages(&[
        "| 令和8年4月1日 | Ⅰ 1. ② | 課(総務課)長の承認を得る。 | 課(区政課)長の承認を得る。 | 事前 | 指針に定める重要な変更にあたるため |",
        "| 〃 | Ⅰ 1. ②(続き) | ①受付<br>②決定 | ②受付<br>③決定 | | |",
        "| 令和7年4月1日 | Ⅱ 3. ② | \\[○\\]紙 | \\[\\]紙 | 事後 | 形式的な変更のため |",
        "| 令和7年4月1日 | Ⅱ 3. ③ | 職員証で入退室を管理し、鍵は保管庫に置き、記録は毎月確認して保存する。 | 外部の事業者に監視を委託し、警報を設置したうえで、定期の巡回を依頼する。 | 事後 | 重要な変更にあたらないため |",
        "| | Ⅱ 3. ④ | — | 新しい記載 | 事前 | |",
    ]);
    let page = html(&pages, "tameshi/3/zenkomoku/changes/index.html");
    let document = Html::parse_document(page);
    let rows = Selector::parse(".change").expect("a selector");
    let classes: Vec<_> = document.select(&rows).filter_map(|row| row.attr("class")).collect();
    assert_eq!(
        classes,
        [
            "change timing-before material",
            "change timing-before material formal continued",
            "change timing-after formal",
            "change timing-after",
            "change timing-before"
        ]
    );
    insta::assert_snapshot!(told(page, ".difference", true).join("\n\n"));
    insta::assert_snapshot!(
        told(page, ".change-day > summary, .kinds, .change-head, .filter .switch, #shown", false).join("\n")
    );
    assert_eq!(told(page, ".change-day[open]", false).len(), 3, "a short log is unfolded");
    let whole = html(&pages, "tameshi/3/zenkomoku/index.html");
    assert!(
        !whole.contains("<del>") && !whole.contains("class=\"difference\""),
        "the document says what it says"
    );
}

#[test]
fn cells_that_begin_with_a_line_break_are_shown() {
    let pages = pages(&[
        "| 令和8年4月1日 | <br>Ⅰ 1. ② | <br>市民課 | <br> | 事後 | <br>組織改正 |",
        "| 令和8年4月1日 |  |  | 乙 | 事後 |  |",
    ]);
    for path in ["tameshi/3/zenkomoku/changes/index.html", "tameshi/3/zenkomoku/index.html"] {
        let page = html(&pages, path);
        assert_eq!(told(page, ".change h3", false), ["Ⅰ 1. ②", "項目の記入なし"], "{path}");
        assert_eq!(told(page, ".before > div", false), ["市民課", "空欄(原文のまま)"], "{path}");
        assert_eq!(told(page, ".after > div", false), ["空欄(原文のまま)", "乙"], "{path}");
        assert!(told(page, ".change dd", false).contains(&"組織改正".to_owned()), "{path}");
    }
}

#[test]
fn of_a_long_log_the_newest_day_is_unfolded() {
    let rows: Vec<String> = (0..60)
        .map(|n| format!("| 令和{}年4月1日 | Ⅰ 1. ② | 甲{n} | 乙{n} | 事後 | |", 2 + n / 20))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let page = pages(&rows);
    let page = html(&page, "tameshi/3/zenkomoku/changes/index.html");
    assert_eq!(told(page, ".change", false).len(), 60);
    assert_eq!(told(page, ".change-day", false).len(), 3);
    assert_eq!(told(page, ".change-day[open] > summary h2", false), ["令和4年4月1日"]);
    assert_eq!(told(page, ".days a", false), ["令和4年4月1日", "令和3年4月1日", "令和2年4月1日"]);
}

#[test]
fn a_list_with_pages_is_not_called_undated() {
    let front = "agency: ためし区長\nstatus: published\ncompleteness: excerpt";
    let (folder, _) = site("official", &[front]);
    let path = folder.path().join("tameshi/0.md");
    let text = fs::read_to_string(&path).expect("the document");
    let head = text.split("# Ⅰ").next().expect("the front matter");
    let log = LOG.replace("変更日", "ページ");
    fs::write(&path, format!("{head}{log}| 3 | Ⅰ 1. ② | 甲の課 | 乙の課 | 事後 | |\n")).expect("a file");
    let pages = Site::read(folder.path()).render(Lang::Ja);
    let page = html(&pages, "tameshi/3/zenkomoku/changes/index.html");
    assert_eq!(told(page, ".change-day h2", false), ["ページ順の一覧(変更日の欄がない表)"]);
}
