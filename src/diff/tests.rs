//! Which items meet, and what is said of them.

use std::sync::Arc;

use super::*;
use crate::text::folding::fold;
use crate::text::source::Source;
use crate::{content, markdown};

const NEW_FORM: &str = "令和7年5月 様式4";
const OLD_FORM: &str = "平成30年5月 様式4";

fn read(form: &str, more: &str, body: &str) -> Assessment {
    let head = format!(
        "---\nnumber: \"1\"\ntitle: 題\nkind: zenkomoku\nstatus: published\npublished: 2026-04-01\nform: {form}\n{more}---\n\n"
    );
    let source = Arc::new(Source::new("1.md", format!("{head}{body}")));
    let (document, findings) = content::read_document(&source);
    let (meta, _, body) = document.unwrap_or_else(|| panic!("{findings:?}"));
    let (blocks, findings) = markdown::parse(&source, body);
    assert!(findings.is_empty(), "{findings:?}");
    Assessment::read(source, meta, blocks).0.expect("a form")
}

fn of(body: &str) -> Assessment {
    read(NEW_FORM, FILES, body)
}

const FILES: &str = "files: [{id: kokuho, name: 国保ファイル}]\n";

/// Every pair that is not the same, as `heading of the older | heading of the newer | outcome`.
fn told(older: &Assessment, newer: &Assessment) -> Vec<String> {
    let comparison = compare(older, newer);
    let heading = |side: &Option<Side<'_>>| {
        side.as_ref().map_or("-".to_owned(), |side| format!("{}{}", side.node.heading(), above(side)))
    };
    let above =
        |pair: &Pair<'_>| format!("{} | {} | {:?}", heading(&pair.older), heading(&pair.newer), pair.outcome);
    let pairs = comparison.sections.iter().flat_map(|section| &section.pairs);
    pairs.filter(|pair| pair.outcome != Outcome::Same).map(above).collect()
}

fn above(side: &Side<'_>) -> String {
    let block = side.above.iter().find(|node| node.number.is_some());
    block.map_or(String::new(), |node| format!(" ({})", node.heading()))
}

const ONE: &str = "# Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取り扱う事務\n\n";
const FILE: &str = "# Ⅱ 特定個人情報ファイルの概要\n\n## 1. 特定個人情報ファイル名\n国保ファイル\n\n";

fn contracts(blocks: &[(&str, &str)]) -> Assessment {
    let block = |(index, (name, contractor)): (usize, &(&str, &str))| {
        format!("### 委託事項{} {name}\n\n#### ⑥委託先名\n{contractor}\n\n", index + 1)
    };
    let blocks: String = blocks.iter().enumerate().map(block).collect();
    of(&format!("{FILE}## 4. 特定個人情報ファイルの取扱いの委託\n\n{blocks}"))
}

#[test]
fn a_version_is_like_itself() {
    let body = format!(
        "{ONE}### ①事務の名称\n国保事務\n\n### ③対象人数\n- [x] 5) 30万人以上\n- [ ] 1) 1,000人未満\n"
    );
    assert_eq!(told(&of(&body), &of(&body)), Vec::<String>::new());
    let comparison_counts = {
        let (a, b) = (of(&body), of(&body));
        Counts::of(compare(&a, &b).sections.iter().flat_map(|section| &section.pairs))
    };
    assert_eq!(comparison_counts, Counts { same: 2, ..Counts::default() });
}

#[test]
fn white_space_and_width_are_notation_and_words_are_a_change() {
    let with = |text: &str| of(&format!("{ONE}### ①事務の名称\n{text}\n"));
    assert_eq!(
        told(&with("国保(ABC)事務"), &with("国保（ＡＢＣ） 事務")),
        ["①事務の名称 | ①事務の名称 | Notation"]
    );
    assert_eq!(told(&with("国保事務"), &with("国保の事務")), ["①事務の名称 | ①事務の名称 | Changed"]);
    assert_eq!(told(&with("本文※(注1)"), &with("本文※(注2)")), ["①事務の名称 | ①事務の名称 | Changed"]);
    assert_eq!(told(&with("—"), &with("なし")), ["①事務の名称 | ①事務の名称 | Notation"]);
}

#[test]
fn printed_options_do_not_count_and_chosen_ones_do() {
    let with = |boxes: &str| of(&format!("{ONE}### ③対象人数\n{boxes}"));
    let printed = with("- [ ] 1) 1,000人未満\n- [x] 5) 30万人以上\n");
    assert_eq!(told(&printed, &with("- [x] 30万人以上\n")), Vec::<String>::new());
    assert_eq!(told(&printed, &with("- [x] 1) 1,000人未満\n")), ["③対象人数 | ③対象人数 | Changed"]);
    let checks = |boxes: &str| of(&format!("{FILE}## 3. 特定個人情報の入手・使用\n\n### ①入手元 ※\n{boxes}"));
    let (other, another) = (checks("- [x] その他 (住民)\n"), checks("- [x] その他 (家族)\n"));
    assert_eq!(told(&other, &another), ["①入手元 ※ | ①入手元 ※ | Changed"]);
}

#[test]
fn the_kinds_of_nothing_stay_apart() {
    let with = |text: &str| of(&format!("{ONE}### ②事務の内容 ※\n{text}\n"));
    let nothing = ["", "—", "> 非公表: 規則第13条。機器の配置"];
    for (index, before) in nothing.iter().enumerate() {
        for (other, after) in nothing.iter().enumerate() {
            let outcomes = told(&with(before), &with(after));
            assert_eq!(outcomes.is_empty(), index == other, "{before:?} {after:?} {outcomes:?}");
        }
    }
}

#[test]
fn lost_marks_are_never_a_change_by_themselves() {
    let checks = |boxes: &str| of(&format!("{FILE}## 3. 特定個人情報の入手・使用\n\n### ①入手元 ※\n{boxes}"));
    let lost = checks("- [?] 民間事業者 ()\n- [?] その他 (住民)\n");
    let known = checks("- [ ] 民間事業者 ()\n- [x] その他 (住民)\n");
    assert_eq!(told(&lost, &known), ["①入手元 ※ | ①入手元 ※ | Unknown(Lost)"]);
    let words = checks("- [?] 民間事業者 ()\n- [?] その他 (家族)\n");
    assert_eq!(told(&lost, &words), ["①入手元 ※ | ①入手元 ※ | Changed"]);
}

#[test]
fn blocks_meet_by_name_then_by_number() {
    let before = contracts(&[("印刷", "甲社"), ("保守", "乙社"), ("発送", "丙社")]);
    let after = contracts(&[("保守 ", "丁社"), ("印刷", "甲社"), ("発送及び封入", "丙社")]);
    assert_eq!(
        told(&before, &after),
        [
            "⑥委託先名 (委託事項2 保守) | ⑥委託先名 (委託事項1 保守) | Changed",
            "委託事項3 発送 | 委託事項3 発送及び封入 | Changed",
        ]
    );
    let fewer = contracts(&[("印刷", "甲社"), ("発送", "丙社")]);
    assert_eq!(
        told(&before, &fewer),
        ["委託事項2 保守 | - | Removed(Item)", "⑥委託先名 (委託事項2 保守) | - | Removed(Item)",],
        "what follows a block that went is not compared with it"
    );
    assert_eq!(
        told(&fewer, &before),
        ["- | 委託事項2 保守 | Added(Item)", "- | ⑥委託先名 (委託事項2 保守) | Added(Item)"]
    );
}

#[test]
fn what_is_not_held_is_not_called_removed() {
    let body = format!("{ONE}### ①事務の名称\n国保事務\n");
    let whole = of(&format!("{body}\n### ②事務の内容 ※\n本文\n"));
    let part = read(NEW_FORM, "completeness: pages-missing\n", &body);
    assert_eq!(told(&whole, &part), ["②事務の内容 ※ | - | Unknown(NotHeld)"]);
    assert_eq!(told(&part, &whole), ["- | ②事務の内容 ※ | Unknown(NotHeld)"]);
    assert_eq!(told(&whole, &of(&body)), ["②事務の内容 ※ | - | Removed(Item)"]);
}

#[test]
fn files_meet_by_name_then_by_id_then_by_order() {
    let file = |name: &str, text: &str| {
        format!(
            "# Ⅱ 特定個人情報ファイルの概要\n\n## 1. 特定個人情報ファイル名\n{name}\n\n## 7. 備考\n{text}\n\n"
        )
    };
    let documents = |files: &[(&str, &str)]| {
        let listed: Vec<_> = files.iter().map(|(id, name)| format!("{{id: {id}, name: {name}}}")).collect();
        let body: String = files.iter().map(|(_, name)| file(name, &fold(name)[..3])).collect();
        read(NEW_FORM, &format!("files: [{}]\n", listed.join(", ")), &body)
    };
    let before = documents(&[("shikaku", "甲ファイル"), ("kyufu", "乙ファイル"), ("f3", "丙ファイル")]);
    let after = documents(&[("kyufu", "丁ファイル"), ("shikaku", "甲ファイル"), ("f3", "戊ファイル")]);
    let changed = told(&before, &after);
    assert_eq!(changed.len(), 4, "name and remark of two files: {changed:#?}");
    let comparison = compare(&before, &after);
    let met: Vec<_> = comparison
        .sections
        .iter()
        .map(|section| {
            let name = |node: Option<&Node>| node.map(|node| node.children[0].text());
            (name(section.older), name(section.newer))
        })
        .collect();
    let pair = |a: &str, b: &str| (Some(a.to_owned()), Some(b.to_owned()));
    assert_eq!(
        met,
        [
            pair("乙ファイル", "丁ファイル"),
            pair("甲ファイル", "甲ファイル"),
            pair("丙ファイル", "戊ファイル")
        ]
    );
}

#[test]
fn editions_meet_by_question() {
    let body = format!("{ONE}### ①事務の名称\n国保事務\n");
    let (before, after) = (read(OLD_FORM, "", &body), of(&body));
    assert_ne!(before.form.id, after.form.id);
    assert_eq!(told(&before, &after), Vec::<String>::new());
    assert_eq!(told(&after, &before), Vec::<String>::new(), "in either direction");
}

#[test]
fn headings_that_no_form_has_meet_by_their_words() {
    let with = |label: &str, text: &str| of(&format!("{ONE}### {label}\n{text}\n"));
    assert_eq!(
        told(&with("⑨独自の欄", "甲"), &with("⑨ 独自の欄", "乙")),
        ["⑨独自の欄 | ⑨ 独自の欄 | Changed"]
    );
    assert_eq!(
        told(&with("⑨独自の欄", "甲"), &with("⑨別の欄", "甲")),
        ["⑨独自の欄 | - | Removed(Item)", "- | ⑨別の欄 | Added(Item)"]
    );
}

#[test]
fn the_change_log_and_the_day_of_the_version_are_left_out() {
    let log = "# (別添3) 変更箇所\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n";
    let with = |day: &str, rows: &str| of(&format!("# 表紙\n\n## 公表日\n{day}\n\n{log}{rows}"));
    let row = "| 令和8年3月24日 | Ⅱ 2. ④ | — | 甲 | 事後 | |\n";
    let before = with("令和7年4月1日", row);
    let after = with("令和8年4月1日", &format!("{row}| 〃 | Ⅱ 2. ④ | 乙 | 丙 | 事後 | |\n"));
    assert_eq!(told(&before, &after), Vec::<String>::new());
}

#[test]
fn record_items_differ_by_their_words_not_their_numbers() {
    let with = |text: &str| {
        of(&format!("{FILE}# (別添2) 特定個人情報ファイル記録項目\n\n## 【国保ファイル】\n{text}\n"))
    };
    let (before, after) = (with("1.番号、2.氏名、3.住所"), with("1.番号、2.住所、3.電話番号"));
    let table = |read: &Assessment| {
        read.walk().find(|node| node.label.text.starts_with('【')).expect("the table").clone()
    };
    let difference = records(&table(&after), &table(&before));
    assert_eq!(difference, Difference { own: vec!["3.電話番号".to_owned()], common: 2 });
    assert_eq!(records(&table(&before), &table(&after)).own, ["2.氏名、"]);
    assert_eq!(told(&before, &after).len(), 1);
}
