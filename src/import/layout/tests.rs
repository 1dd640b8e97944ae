//! Texts that keep their layout, whole and broken.

use super::super::{Given, Imported, import};
use super::*;

/// Made from `samples/layout.html` with Chromium and `pdftotext -layout` 22.12.
const SAMPLE: &str = include_str!("../samples/layout.txt");
/// The same with `vertical-align: top`.
const TOP: &str = include_str!("../samples/layout-top.txt");

fn imported(text: &str) -> Imported {
    import(text, &Given::default()).expect("the text can be imported")
}

#[test]
fn a_laid_out_document_is_understood() {
    understood(SAMPLE);
}

#[test]
fn labels_may_stand_at_the_top_of_their_answers() {
    understood(TOP);
}

fn understood(text: &str) {
    let imported = imported(text);
    let identity = &imported.identity;
    assert_eq!(identity.number.as_deref(), Some("31"));
    assert_eq!(
        identity.title.as_deref(),
        Some(
            "介護保険に関する事務(資格・賦課・給付・収納及び地域支援事業を含む。)の全体についての長い名前の事務"
        )
    );
    assert_eq!(identity.published_as_written.as_deref(), Some("令和8年2月1日"));
    assert_eq!(identity.form.as_deref(), Some("令和7年5月 様式4"));
    let text = &imported.markdown;
    for wanted in [
        "## 特記事項\n窓口の一部を委託しているので、契約で守秘の義務を定め、毎年の点検で確かめる。",
        "### ①事務の名称\n介護保険に関する事務\n",
        "・被保険者の資格の取得と喪失を管理し、被保険者証を交付する。届出は窓口と郵送で受け付け、住民の記録と照らし合わせて確かめる。\n・保険料を算定し",
        "### ③対象人数\n- [x] 5) 30万人以上\n- [ ] 1) 1,000人未満\n",
        "#### ②システムの機能\n1\\. 資格の管理\n2\\. 保険料の算定と収納の管理。年金からの特別徴収の結果を取り込み、収納の状況を管理する機能を含む。\n3\\. 給付の管理\n",
        "#### 対象者以外の情報の入手を防止するための措置の内容\n窓口で本人を確かめ、申請書に書かれた人の情報だけを入力する。入力の結果は別の職員が申請書と照らし合わせる。\n",
        "#### 必要な情報以外を入手することを防止するための措置の内容\n様式に必要な欄だけを設ける。\n",
        "#### リスクへの対策は十分か\n- [x] 2) 十分である\n",
        "| 令和7年4月1日 | Ⅰ基本情報7.②所属長の役職名 | 介護保険課長 | 高齢者支援課長 | 事後 | 組織の改正によるもので、重要な変更に当たらない。 |",
        "| 令和8年2月1日 | Ⅱ 3.⑤使用方法 | 申請の内容を入力し、資格を確かめる。 | 申請の内容を入力し、資格を確かめ、その結果を通知する。 | 事前 | 使用の方法の変更 |",
    ] {
        assert!(text.contains(wanted), "{wanted}\nis missing in\n{text}");
    }
}

#[test]
fn rows_are_divided_by_symmetry_and_by_sense() {
    // A label in the second of four lines, the next in the first of one.
    assert_eq!(divide(&[(1, 1), (4, 4)], 5, |_| 0), [4, 5]);
    assert_eq!(divide(&[(0, 0), (3, 3)], 5, |_| 0), [2, 5]);
    assert_eq!(divide(&[(0, 0), (2, 2)], 4, |_| 0), [1, 4]);
    assert_eq!(divide(&[(0, 2), (3, 3)], 4, |_| 0), [3, 4]);
    assert!(parting("年金の徴収の結果を取り", "込み、管理する。", 12) > 0);
    assert!(parting("管理する。", "3. 給付の管理", 12) > 0);
    assert_eq!(parting("管理する。", "[ 十分である ]", 12), 0);
    assert_eq!(divide(&[], 3, |_| 0), [] as [usize; 0]);
}

#[test]
fn nothing_of_a_laid_out_text_is_lost() {
    let imported = imported(SAMPLE);
    let unplaced: String = imported.unplaced.iter().map(|u| u.text.as_str()).collect();
    let body = imported.markdown.split_once("\n---\n").map_or("", |(_, body)| body);
    let all: String =
        format!("{body}{unplaced}").chars().filter(|c| !c.is_whitespace() && *c != '\\').collect();
    for word in SAMPLE.split_whitespace() {
        let word = word.trim_matches(['[', ']', '(', ')', '○']);
        assert!(word == "<選択肢>" || all.contains(word), "{word} is missing in\n{body}");
    }
}

#[test]
fn other_texts_are_not_taken_for_laid_out_ones() {
    let lines =
        |text: &str| text.lines().enumerate().map(|(at, l)| (at + 1, l.to_owned())).collect::<Vec<_>>();
    assert!(is_layout(&lines(SAMPLE)));
    assert!(!is_layout(&lines(
        "①事務の名称\t介護\n      つづき\n      つづき\n      つづき\n      つづき\n"
    )));
    assert!(!is_layout(&lines("①事務の名称 介護\n②事務の内容 資格\n")));
}

#[test]
fn broken_tables_do_not_panic() {
    for text in [
        "変更日 項目 変更前の記載 変更後の記載 提出時期 説明",
        "            甲\n            乙\n①事務の名称   丙\n\u{c}            丁",
        "\u{c}\u{c}     \u{c}      1      ",
    ] {
        let lines: Vec<Line> = text.lines().enumerate().map(|(at, l)| (at + 1, l.to_owned())).collect();
        let out: String = untangle(&lines, &mut Vec::new()).into_iter().map(|(_, line)| line).collect();
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            assert!(out.contains(c), "{c} of {text}: {out}");
        }
    }
}
