use std::sync::Arc;

use super::*;
use crate::content::read_document;
use crate::markdown;
use crate::text::source::Source;

fn said(body: &str) -> Said {
    let text = format!(
        "---\nnumber: \"12\"\ntitle: 国民健康保険に関する事務\nkind: zenkomoku\nagency: みほん市長\nstatus: published\npublished: 2026-03-24\nform: \"令和7年5月 様式4\"\nfiles: [{{id: kokuho, name: 国民健康保険情報ファイル}}]\n---\n\n{body}"
    );
    let source = Arc::new(Source::new("12.md", text));
    let (meta, _, span) = read_document(&source).0.expect("front matter");
    let (blocks, _) = markdown::parse(&source, span);
    Said::of(&Assessment::read(source, meta, blocks).0.expect("a form"))
}

fn index(concept: &str) -> usize {
    compared().iter().position(|compared| compared.concept == concept).expect(concept)
}

#[test]
fn every_row_of_the_table_is_a_concept() {
    let rows = include_str!("compare.tsv").lines().filter(|line| !line.starts_with('#')).count();
    assert_eq!(compared().len(), rows);
    for compared in compared() {
        assert!(compared.reason.is_none_or(|reason| form::concepts().contains_key(reason)));
        // Each of two questions that are kept apart leads to the other.
        let back = |apart: &str| self::compared()[index(apart)].apart == Some(compared.concept);
        assert!(compared.apart.is_none_or(back), "{}", compared.concept);
    }
    assert_eq!(self::compared()[index("incident.agency-3y")].apart, Some("incident.agency-1y"));
}

#[test]
fn answers_are_verbatim_and_what_is_missing_has_its_kind() {
    let said = said(
        "# Ⅰ 基本情報\n## 1. 特定個人情報ファイルを取り扱う事務\n### ③対象人数\n- [x] 2) 1,000人以上1万人未満\n\n\
         # Ⅱ 特定個人情報ファイルの概要\n## 1. 特定個人情報ファイル名\n国民健康保険情報ファイル\n## 6. 特定個人情報の保管・消去\n\
         ### ①保管場所\n<みほん市における措置>\n入退室を管理する。\n<中間サーバーにおける措置>\n別の場所\n### ②保管期間\n#### 期間\n- [x] 6) 5年\n#### その妥当性\n完結の日から5年間保管する。\n",
    );
    let people = &said.to(index("task.subjects"))[0];
    assert_eq!(
        (people.chosen.as_slice(), people.absence.as_ref()),
        (&["1,000人以上1万人未満".to_owned()][..], None)
    );
    let places = said.to(index("storage.place"));
    let of: Vec<_> = places.iter().map(|place| (place.part.as_deref(), place.text.as_str())).collect();
    assert_eq!(
        of,
        [
            (Some("みほん市における措置"), "入退室を管理する。"),
            (Some("中間サーバーにおける措置"), "別の場所")
        ]
    );
    let period = &said.to(index("retention.period"))[0];
    assert_eq!((period.chosen[0].as_str(), period.reason.as_str()), ("5年", "完結の日から5年間保管する。"));
    let key = |concept: &str| said.to(index(concept))[0].absence.as_ref().map(|absence| absence.key.clone());
    assert_eq!(key("claims.desk").as_deref(), Some("not-held"));
    assert_eq!(key("audit.kinds").as_deref(), Some("no-such-field"));
}

#[test]
fn contractors_have_their_block_and_former_ones_their_row() {
    let said = said(
        "# Ⅱ 特定個人情報ファイルの概要\n## 1. 特定個人情報ファイル名\n国民健康保険情報ファイル\n## 4. 特定個人情報ファイルの取扱いの委託\n\
         ### 委託の有無\n- [x] 1) 委託する\n\n### 委託事項1 システムの保守\n#### ⑥委託先名\nみほん電算株式会社 中国支社\n\n\
         # (別添3) 変更箇所\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n\
         | 令和6年4月1日 | Ⅱ 4. 委託事項1 ⑥委託先名 | ためし通信株式会社 | みほん電算株式会社 中国支社 | 事前 | |\n\
         | 令和6年4月1日 | Ⅰ 6. ②法令上の根拠 | 番号法別表第二 27の項 | 番号法第19条第8号に基づく主務省令第2条の表48の項 | 事後 | |\n",
    );
    let of: Vec<_> =
        said.contractors.iter().map(|c| (c.written.as_str(), c.former, c.part.as_deref())).collect();
    assert_eq!(
        of,
        [
            ("みほん電算株式会社 中国支社", false, Some("委託事項1 システムの保守")),
            ("ためし通信株式会社", true, None)
        ]
    );
    let pair = &said.replaced[0];
    assert_eq!(pair.before.to_string(), "番号法別表第2の27の項");
    assert_eq!(pair.after.to_string(), "番号法第19条第8号に基づく主務省令第2条の表の48の項");
}
