//! The two guarantees of the convention, and what each kind of broken Markdown says.

use std::sync::Arc;

use proptest::prelude::*;

use super::{Block, Line, Mark, NoteKind, Table, Task, parse, write};
use crate::text::limit;
use crate::text::source::{Source, Span};

fn read(text: &str) -> (Vec<Block>, Vec<String>) {
    let source = Arc::new(Source::new("a.md", text));
    let (blocks, findings) = parse(&source, Span::new(0, text.len()));
    (blocks, findings.iter().map(|f| format!("{} {:?}", f.id, f.place)).collect())
}

fn text_of(lines: &[&str]) -> Block {
    Block::Text(lines.iter().map(|l| Line::new(*l)).collect())
}

const CANONICAL: &str = "\
# Ⅱ 特定個人情報ファイルの概要

## 1. 特定個人情報ファイル名
1\\. 国民健康保険情報ファイル

### ④記録される項目
- [x] 4) 100項目以上
- [ ] 1) 10項目未満

#### 主な記録項目 ※
・識別情報
- [?] 個人番号
- [?] その他識別情報(内部番号)

・業務関係情報
- [?] その他 ()

#### その妥当性

### 委託の有無 ※
- [x] 1) 委託する

(2) 件

#### ④提供方法
- [x] その他 (システムの直接操作、
  画面の閲覧)

### ①保管場所 ※
<みほん市における措置>
1\\. 入口の電子錠
・\\*印は別表を参照。\\<LGWAN\\>は文字。
> 非公表: 規則第13条。機器の配置

二つ目の段落
\\-

# (別添3) 変更箇所
| 変更日 | 項目 | 変更前の記載 |
| --- | --- | --- |
| 令和8年3月24日 | Ⅱ 2. ④ | <本市における措置><br>・4情報\\|カナ |
| | Ⅰ 7. ① | |
";

#[test]
fn canonical_markdown_is_reproduced() {
    let (blocks, findings) = read(CANONICAL);
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(write(&blocks), CANONICAL);
}

#[test]
fn a_backslash_that_breaks_no_line_is_text() {
    for (text, lines) in [
        ("共有フォルダー D:\\", &["共有フォルダー D:\\"][..]),
        ("甲\\ \n乙", &["甲\\", "乙"]),
        ("\\", &["\\"]),
        ("甲\\\\\n乙", &["甲\\", "乙"]),
        ("甲\\\n乙\\\n", &["甲", "乙\\"]),
    ] {
        assert_eq!(read(text), (vec![text_of(lines)], Vec::new()), "{text}");
    }
    let (blocks, findings) = read("- [x] D:\\\n- [ ] E:\\\n  続き");
    assert_eq!(findings, Vec::<String>::new());
    let Block::Tasks(tasks) = &blocks[0] else { panic!("{blocks:?}") };
    let said: Vec<Vec<&str>> =
        tasks.iter().map(|task| task.lines.iter().map(|line| line.text.as_str()).collect()).collect();
    assert_eq!(said, [vec!["D:\\"], vec!["E:", "続き"]]);
    let (blocks, _) = read("> 注記: 甲\\\n> 乙\\");
    let Block::Note { lines, .. } = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!(lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["甲", "乙\\"]);
}

#[test]
fn the_sign_of_a_note_alone_is_said_and_stays() {
    let (blocks, findings) = read("甲\n\n>\n\n乙");
    assert_eq!(findings, ["MD-06 a.md:3:1"]);
    assert_eq!(blocks, [text_of(&["甲"]), text_of(&[">"]), text_of(&["乙"])]);
    let (blocks, findings) = read("> 注記: 甲\n>\n> 乙");
    assert_eq!((blocks.len(), findings), (1, Vec::new()));
}

#[test]
fn a_backslash_at_the_end_of_a_line_is_a_line_break() {
    assert_eq!(read("入口で管理する。\\\n1\\. 電子錠").0, [text_of(&["入口で管理する。", "1. 電子錠"])]);
}

#[test]
fn official_numbers_are_never_renumbered() {
    let (blocks, _) = read("7. 特定個人情報の保管\n9. その次\n\n3) 三");
    assert_eq!(write(&blocks), "7\\. 特定個人情報の保管\n9\\. その次\n\n3\\) 三\n");
}

#[test]
fn what_looks_like_markup_stays_text_and_is_reported() {
    let cases = [
        ("見出し\n---", "MD-01 a.md:1:1", "見出し\n\\---\n"),
        ("#丁\n見出し\n===", "MD-01 a.md:1:1", "#丁\n見出し\n\\===\n"),
        ("    字下げ", "MD-02 a.md:1:1", "字下げ\n"),
        ("<div>\n本文", "MD-03 a.md:1:1", "\\<div\\>\n本文\n"),
        ("***", "MD-04 a.md:1:1", "\\*\\*\\*\n"),
        ("> 注記: あ\nい", "MD-05 a.md:2:1", "> 注記: あ\n\nい\n"),
        ("> い", "MD-06 a.md:1:1", "い\n"),
        ("あ*い*う", "MD-07 a.md:1:2", "あ\\*い\\*う\n"),
        ("&lt;あ&gt;", "MD-07 a.md:1:1", "\\&lt;あ\\&gt;\n"),
        ("あ\n\n[注]: 別表", "MD-08 a.md:3:1", "あ\n\n\\[注\\]: 別表\n"),
        (
            "| a | b |\n| - | - |\n| 1 | 2 | 3 |",
            "MD-09 a.md:3:1",
            "| a | b |\n| --- | --- |\n| 1 | 2<br>3 |\n",
        ),
        ("| a | b |\n| - | - |\n| 1 |", "MD-09 a.md:3:1", "| a | b |\n| --- | --- |\n| 1 | |\n"),
    ];
    for (text, finding, canonical) in cases {
        let (blocks, findings) = read(text);
        assert!(findings.iter().any(|f| f == finding), "{text:?}: {findings:?}");
        assert_eq!(write(&blocks), canonical, "{text:?}");
    }
}

#[test]
fn boxes_below_one_another_are_one_group_whatever_their_sign() {
    let (blocks, _) = read("- [ ] 甲\n* [x] 乙\n\n+ [?] 丙");
    assert_eq!(blocks.len(), 1, "{blocks:?}");
    assert_eq!(write(&blocks), "- [ ] 甲\n- [x] 乙\n- [?] 丙\n");
    assert_eq!(read(&write(&blocks)).0, blocks);
}

#[test]
fn pseudo_tags_are_text() {
    let (blocks, findings) = read("<選択肢>\n<中間サーバーにおける措置>\n\\<eLTAXにおける措置\\>");
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(blocks, [text_of(&["<選択肢>", "<中間サーバーにおける措置>", "<eLTAXにおける措置>"])]);
}

/// Text full of what Markdown cares about.
fn words() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(
        [
            "あ",
            "市",
            "ー",
            "・",
            "①",
            "(",
            ")",
            "<",
            ">",
            "<LGWAN>",
            "<br>",
            "</p>",
            "<!--",
            "&",
            "&lt;",
            "&#1;",
            "*",
            "_",
            "`",
            "~",
            "[",
            "]",
            "[x]",
            "(u)",
            "|",
            "\\",
            "#",
            "-",
            "+",
            "=",
            ":",
            ".",
            "1",
            "10)",
            "3.",
            " ",
            "\u{3000}",
            "!",
            "—",
            "http://a.jp",
            "注記:",
            "---",
            "```",
            "\u{a0}",
            "\u{2028}",
        ]
        .map(str::to_owned)
        .to_vec(),
    );
    prop::collection::vec(sign, 1..8).prop_map(|parts| parts.concat()).prop_filter_map("blank", |text| {
        let text = super::line::trim(&text).to_owned();
        (!text.is_empty()).then_some(text)
    })
}

fn some_lines() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec(words().prop_map(Line::new), 1..4)
}

fn block() -> impl Strategy<Value = Block> {
    let task = (prop::sample::select(vec![Mark::Chosen, Mark::Blank, Mark::Lost]), some_lines())
        .prop_map(|(mark, lines)| Task { mark, lines });
    let cell = || prop::collection::vec(words(), 0..3).prop_map(|lines| Line::new(lines.join("\n")));
    let table = (2..4_usize).prop_flat_map(move |width| {
        let row = prop::collection::vec(cell(), width);
        (prop::collection::vec(words().prop_map(Line::new), width), prop::collection::vec(row, 0..3))
    });
    prop_oneof![
        (1..=6_u8, words()).prop_map(|(level, text)| Block::Heading { level, line: Line::new(text) }),
        some_lines().prop_map(Block::Text),
        prop::collection::vec(task, 1..4).prop_map(Block::Tasks),
        table.prop_map(|(header, rows)| Block::Table(Table { header, rows })),
        (prop::sample::select(NoteKind::ALL.to_vec()), some_lines())
            .prop_map(|(kind, lines)| Block::Note { kind, lines }),
    ]
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    // Two lists in a row are one list.
    prop::collection::vec(block(), 0..8).prop_map(|mut blocks| {
        blocks.dedup_by(|b, a| matches!((a, b), (Block::Tasks(_), Block::Tasks(_))));
        blocks
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(blocks in blocks()) {
        let text = write(&blocks);
        let (again, _) = read(&text);
        prop_assert_eq!(&again, &blocks, "{}", text);
        prop_assert_eq!(write(&again), text);
    }

    #[test]
    fn no_input_panics_and_no_character_is_lost(text in "(\\PC|[-#>|`*_\\[\\]<x \n]){0,60}") {
        let (blocks, _) = read(&text);
        let kept = write(&blocks);
        for c in text.chars().filter(|c| c.is_alphanumeric()) {
            prop_assert!(kept.contains(c), "{c:?} of {text:?} is missing in {kept:?}");
        }
    }
}

#[test]
fn more_than_an_evaluation_has_is_refused_at_its_line() {
    let of = |line: &str, most: usize| read(&line.repeat(most)).1;
    for (line, most) in [
        ("# 甲\n", limit::HEADINGS),
        ("| 甲 |\n", limit::ROWS),
        ("- [ ] 甲\n", limit::BOXES),
        ("*甲*\n", limit::MARKUP),
    ] {
        assert!(!of(line, most).iter().any(|found| found.starts_with("TXT-03")), "{line}");
        assert_eq!(of(line, most + 1), [format!("TXT-03 a.md:{}:1", most + 1)], "{line}");
    }
}

#[test]
fn strange_lines_cost_what_they_are_long() {
    for part in ["**a", "<a ", "&amp;"] {
        let text = part.repeat(20_000);
        assert!(read(&text).0 == [text_of(&[text.trim_end()])], "{part}");
    }
    let row = |row: &str, cells: [&str; 2]| {
        let table = Table {
            header: vec![Line::new("甲"), Line::new("乙")],
            rows: vec![cells.map(Line::new).to_vec()],
        };
        let (blocks, _) = read(&format!("| 甲 | 乙 |\n| --- | --- |\n{row}\n"));
        assert!(blocks == [Block::Table(table)], "{}", &row[..40]);
    };
    let bars = "<".repeat(50_000);
    row(&format!("|{bars}|"), [&bars, ""]);
    row(&"| a".repeat(20_000), ["a", "a\n".repeat(19_999).trim_end()]);
}

#[test]
fn cells_beyond_the_header_join_the_last() {
    let (blocks, _) = read("| 甲 | 乙 |\n| --- | --- |\n| a | b | | c<br>d | |\n| a | | | e |\n");
    let Some(Block::Table(table)) = blocks.first() else { panic!("{blocks:?}") };
    let last: Vec<&str> = table.rows.iter().map(|row| row[1].text.as_str()).collect();
    assert_eq!(last, ["b\nc\nd", "e"]);
}
