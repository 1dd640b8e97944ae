use super::*;
use crate::check::test_support::assessment;

const HEAD: &str = "| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n";

/// A body, then a change log of these rows: date, item, before, after, timing, reason.
fn with_log(body: &str, rows: &[[&str; 6]]) -> Assessment {
    let rows: Vec<_> = rows.iter().map(|row| format!("| {} |\n", row.join(" | "))).collect();
    let rows = rows.concat();
    assessment(&format!("{body}\n# (別添3) 変更箇所\n\n{HEAD}{rows}"))
}

fn found(assessment: &Assessment, id: &str) -> Vec<String> {
    let findings = check(assessment).into_iter().filter(|finding| finding.id == id);
    findings.map(|finding| finding.message.ja).collect()
}

const WHY: &str = "# Ⅱ 特定個人情報ファイルの概要\n\n## 1. 特定個人情報ファイル名\n国保ファイル\n\n## 2. 基本情報\n\n### ④記録される項目\n\n#### その妥当性\n1\\. 識別情報:対象者を正しく特定するために保有する。\n・5情報:保険料の納付催告書の印字等、事務で必要とする氏名、住所等を管理するために保有する。\n・連絡先:本人への連絡等のため保有する。\n";
const WHY_PATH: &str = "Ⅱ 特定個人情報ファイルの概要<br>2. 基本情報<br>④記録される項目 その妥当性";
const WHY_AFTER: &str = "1. 識別情報 ※ 修正なし<br>・5情報:被保険者証、保険料の納入通知書等の印字等、事務で必要とする氏名、住所等を管理するために保有する。<br>・連絡先:本人への連絡等のため保有する。";

#[test]
fn what_the_log_says_differs_from_the_body() {
    let document = with_log(WHY, &[["令和8年3月24日", WHY_PATH, "・4情報", WHY_AFTER, "事前", ""]]);
    let said = found(&document, "CHG-03");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("被保険者証、保険料の納入通知書等の印字等"), "{said:?}");
    assert!(said[0].contains("行)「") && said[0].contains("保険料の納付催告書の印字等"), "{said:?}");
}

#[test]
fn other_line_breaks_width_numbering_and_parts_left_out_are_no_difference() {
    let after = "①５情報：保険料の納付催告書の印字等、 事務で必要とする氏名、住所等を管理するために保有する。 ②連絡先 ：本人への連絡等のため保有する。<br>※ 略";
    let document = with_log(WHY, &[["令和8年3月24日", WHY_PATH, "・4情報", after, "事前", ""]]);
    assert_eq!(found(&document, "CHG-03"), [""; 0]);
}

#[test]
fn a_row_that_a_later_one_supersedes_is_not_compared() {
    let section = "Ⅱ 特定個人情報ファイルの概要<br>2. 基本情報";
    for later in [WHY_PATH, section] {
        let rows = [
            ["令和6年4月1日", WHY_PATH, "・4情報", WHY_AFTER, "事前", ""],
            ["令和8年3月24日", later, "・5情報", "連絡先:本人への連絡等のため保有する。", "事前", ""],
        ];
        assert_eq!(found(&with_log(WHY, &rows), "CHG-03"), [""; 0], "{later}");
    }
}

#[test]
fn a_row_that_may_speak_of_something_else_is_not_compared() {
    let rows =
        [["令和8年3月24日", "Ⅱ 特定個人情報ファイルの概要<br>2. 基本情報", "・4情報", WHY_AFTER, "事前", ""]];
    assert_eq!(found(&with_log(WHY, &rows), "CHG-03"), [""; 0]);
}

#[test]
fn names_of_managers_are_not_quoted() {
    let item = "Ⅰ 基本情報<br>7. 評価実施機関における担当部署<br>②所属長の役職名";
    let rows = [
        ["平成28年4月1日", item, "課長 見本 花子", "課長 架空 太郎", "事後", "人事異動"],
        ["令和2年4月1日", item, "課長 見本 次郎", "課長 雛形 三郎", "事後", "人事異動"],
    ];
    let body = "# Ⅰ 基本情報\n\n## 7. 評価実施機関における担当部署\n\n### ②所属長の役職名\n課長\n";
    let found: Vec<_> =
        check(&with_log(body, &rows)).into_iter().filter(|finding| finding.id == "CHG-10").collect();
    assert_eq!(found.len(), 1);
    assert!(found[0].secret && found[0].message.ja.contains("課長"), "{}", found[0].message.ja);
    for name in ["見本", "次郎", "架空", "太郎"] {
        assert!(!found[0].message.ja.contains(name) && !found[0].message.en.contains(name), "{name}");
    }
}

#[test]
fn a_month_agrees_with_its_days() {
    let row = |after| [["令和8年6月1日", DATE_PATH, "令和7年5月1日", after, "事後", ""]];
    assert_eq!(found(&with_log(DATE, &row("令和8年5月")), "CHG-03"), [""; 0]);
    assert_eq!(found(&with_log(DATE, &row("令和8年6月")), "CHG-03").len(), 1);
}

const DATE: &str = "# Ⅵ 評価実施手続\n\n## 1. 基礎項目評価\n\n### ①実施日\n令和8年5月1日\n";
const DATE_PATH: &str = "Ⅵ 評価実施手続<br>1. 基礎項目評価<br>①実施日";

#[test]
fn a_sentence_cut_between_two_rows_is_not_compared() {
    let rows = [
        [
            "令和8年3月24日",
            WHY_PATH,
            "・4情報",
            "・5情報:保険料の納入通知書の印字等、事務で必要とする氏名、住",
            "事前",
            "",
        ],
        [
            "令和8年3月24日",
            "同上",
            "同上",
            "所等を管理するために保有する。・連絡先:本人への連絡等のため保有する。",
            "事前",
            "",
        ],
    ];
    assert_eq!(found(&with_log(WHY, &rows), "CHG-03"), [""; 0]);
}

#[test]
fn one_value_is_compared_as_a_whole() {
    let log = |after| with_log(DATE, &[["令和8年3月24日", DATE_PATH, "令和5年8月31日", after, "事前", ""]]);
    let said = found(&log("令和7年7月24日"), "CHG-03");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("「令和7年7月24日」") && said[0].contains("「令和8年5月1日」"), "{said:?}");
    assert_eq!(found(&log("令和８年５月１日"), "CHG-03"), [""; 0]);
    assert_eq!(found(&log("(右記を削除)"), "CHG-03"), [""; 0]);
}

#[test]
fn an_option_is_compared_with_the_chosen_one() {
    let body = "# Ⅳ その他のリスク対策 ※\n\n## 1. 監査\n\n### ②監査\n- [ ] 1) 特に力を入れて行っている\n- [x] 2) 十分に行っている\n";
    let path = "Ⅳ その他のリスク対策<br>1. 監査<br>②監査";
    let log = |after| with_log(body, &[["令和8年3月24日", path, "十分に行っていない", after, "事後", ""]]);
    assert_eq!(found(&log("特に力を入れて行っている"), "CHG-03").len(), 1);
    assert_eq!(found(&log("\\[十分に行っている\\]"), "CHG-03"), [""; 0]);
}

#[test]
fn values_that_do_not_join_are_said() {
    let rows = |before| {
        [
            ["令和5年4月1日", DATE_PATH, "平成28年4月1日", "令和2年4月1日", "事後", ""],
            ["令和8年3月24日", DATE_PATH, before, "令和8年5月1日", "事後", ""],
        ]
    };
    let said = found(&with_log(DATE, &rows("令和5年8月31日")), "CHG-10");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("「令和5年8月31日」") && said[0].contains("「令和2年4月1日」"), "{said:?}");
    assert_eq!(found(&with_log(DATE, &rows("令和２年４月１日")), "CHG-10"), [""; 0]);
    assert_eq!(found(&with_log(DATE, &rows("—")), "CHG-10"), [""; 0], "an addition joins nothing");
}

#[test]
fn sentences_are_not_joined() {
    let rows = [
        ["令和5年4月1日", WHY_PATH, "甲", WHY_AFTER, "事後", ""],
        [
            "令和8年3月24日",
            WHY_PATH,
            "連絡先:本人への通知のため保有する。その他の情報は保有しない。",
            "乙",
            "事後",
            "",
        ],
    ];
    assert_eq!(found(&with_log(WHY, &rows), "CHG-10"), [""; 0]);
}

#[test]
fn rows_of_one_day_are_not_joined() {
    let rows = [
        ["令和8年3月24日", DATE_PATH, "令和2年4月1日", "令和5年8月31日", "事後", ""],
        ["令和8年3月24日", DATE_PATH, "令和4年4月1日", "令和8年5月1日", "事後", ""],
    ];
    assert_eq!(found(&with_log(DATE, &rows), "CHG-10"), [""; 0]);
}

#[test]
fn a_row_that_stands_twice_is_said_and_a_similar_one_is_not() {
    let row = ["令和8年3月24日", DATE_PATH, "令和2年4月1日", "令和8年5月1日", "事後", "甲"];
    let wide = ["令和8年3月24日", DATE_PATH, "令和２年４月１日", "令和8年5月1日", "事後", "乙"];
    let other_day = ["令和7年3月24日", DATE_PATH, "令和2年4月1日", "令和8年5月1日", "事後", "甲"];
    assert_eq!(found(&with_log(DATE, &[row, wide]), "CHG-11").len(), 1);
    assert_eq!(found(&with_log(DATE, &[row, other_day]), "CHG-11"), [""; 0]);
}

#[test]
fn a_row_without_a_difference_is_said_unless_it_is_a_drawing() {
    let log = |before, after| with_log(DATE, &[["令和8年3月24日", DATE_PATH, before, after, "事後", ""]]);
    assert_eq!(found(&log("令和8年5月1日", "令和８年５月１日"), "CHG-12").len(), 1);
    for (before, after) in [("図(省略)", "図(省略)"), ("令和2年4月1日", "令和8年5月1日"), ("", "")]
    {
        assert_eq!(found(&log(before, after), "CHG-12"), [""; 0], "{before}");
    }
    let said = [["令和8年3月24日", DATE_PATH, "甲 乙", "甲　乙", "事後", "空白の表記の統一"]];
    assert_eq!(found(&with_log(DATE, &said), "CHG-12"), [""; 0], "the explanation says so");
}

#[test]
fn rows_that_lead_nowhere_are_counted() {
    let rows = [
        ["令和8年3月24日", "様式の改正", "甲", "乙", "事後", ""],
        ["令和8年3月24日", DATE_PATH, "令和2年4月1日", "令和8年5月1日", "事後", ""],
        ["令和8年3月24日", "別紙の一覧", "甲", "乙", "事後", ""],
    ];
    let said = found(&with_log(DATE, &rows), "REF-01");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("変更箇所の2行は"), "{said:?}");
    assert_eq!(found(&with_log(DATE, &rows[1..2]), "REF-01"), [""; 0]);
    // A list of changes alone is read against the form.
    let alone = found(&with_log("", &rows), "REF-01");
    assert!(alone.len() == 1 && alone[0].starts_with("変更箇所の2行は、様式の"), "{alone:?}");
    assert_eq!(found(&with_log("", &rows[1..2]), "REF-01"), [""; 0]);
}

#[test]
fn dates_that_go_back_and_forth_are_said_once() {
    let log = |days: &[&'static str]| {
        let rows: Vec<[&str; 6]> = days
            .iter()
            .zip(["い", "ろ", "は", "に"])
            .map(|(day, after)| [*day, DATE_PATH, "前", after, "事後", ""])
            .collect();
        found(&with_log(DATE, &rows), "CHG-13")
    };
    let mixed = log(&["平成28年4月1日", "平成30年4月1日", "平成29年4月1日", "令和2年4月1日"]);
    assert_eq!(mixed.len(), 1);
    assert!(mixed[0].ends_with("(全部で1か所)。"), "{mixed:?}");
    assert_eq!(log(&["平成28年4月1日", "平成28年4月1日", "令和2年4月1日"]), [""; 0]);
    assert_eq!(log(&["令和2年4月1日", "平成28年4月1日"]), [""; 0], "the newest first");
}

#[test]
fn a_date_taken_over_from_nowhere_is_said() {
    let rows = [["〃", DATE_PATH, "前", "後", "事後", ""]];
    assert_eq!(found(&with_log(DATE, &rows), "CHG-14").len(), 1);
    let rows =
        [["令和8年3月24日", DATE_PATH, "前", "後", "事後", ""], ["〃", WHY_PATH, "前", "後", "事後", ""]];
    let mut document = with_log(DATE, &rows);
    assert_eq!(found(&document, "CHG-14"), [""; 0], "somebody wrote it so");
    document.meta.source =
        Some(crate::content::Original { conversion: Some("ocr".into()), ..Default::default() });
    assert_eq!(found(&document, "CHG-14").len(), 1);
}

#[test]
fn an_important_change_marked_afterwards_is_pointed_out() {
    let log = |timing, reason| with_log(DATE, &[["令和8年3月24日", DATE_PATH, "前", "後", timing, reason]]);
    for reason in ["重要な変更にあつたため", "重要な変更のため"] {
        assert_eq!(found(&log("事後", reason), "CHG-02").len(), 1, "{reason}");
    }
    for reason in [
        "重要な変更にあたらないため",
        "重要な変更には該当しないため",
        "重要な変更以外の変更のため",
        "組織の名称の変更",
    ] {
        assert_eq!(found(&log("事後", reason), "CHG-02"), [""; 0], "{reason}");
    }
    assert_eq!(found(&log("事前", "重要な変更のため"), "CHG-02"), [""; 0]);
}

#[test]
fn rows_after_the_publication_are_said_per_day() {
    let log = |day| {
        with_log(DATE, &[[day, DATE_PATH, "前", "後", "事後", ""], [day, WHY_PATH, "前", "後", "事後", ""]])
    };
    let said = found(&log("令和8年4月1日"), "DATE-02");
    assert_eq!(said, ["変更日(2026-04-01)が公表日(2026-03-24)より後の行が2行あります。"]);
    assert_eq!(found(&log("令和8年3月24日"), "DATE-02"), [""; 0]);
}

#[test]
fn an_amendment_lists_its_changes() {
    let mut document = with_log(DATE, &[]);
    assert_eq!(found(&document, "DATE-03"), [""; 0]);
    document.meta.occasion = Some(Occasion::Shusei);
    assert_eq!(found(&document, "DATE-03").len(), 1);
    let mut document = with_log(DATE, &[["令和8年3月24日", DATE_PATH, "前", "後", "事後", ""]]);
    document.meta.occasion = Some(Occasion::Shusei);
    assert_eq!(found(&document, "DATE-03"), [""; 0]);
}
