use proptest::prelude::*;

use super::*;

fn said(text: &str) -> Vec<String> {
    references(text).iter().map(|reference| reference.provision.to_string()).collect()
}

#[test]
fn names_in_full_in_short_and_with_their_number_are_one_law() {
    for text in [
        "番号法第9条第1項",
        "番号利用法 第９条(利用範囲)第１項",
        "行政手続における特定の個人を識別するための番号の利用等に関する法律（平成25年法律第27号。以下「番号法」という。）第9条第1項",
        "行政手続における特定の個人を識別するため番号の利用等に関する法律第九条第一項",
    ] {
        assert_eq!(said(text), ["番号法第9条第1項"], "{text}");
    }
}

#[test]
fn rows_of_tables_are_read_in_every_notation() {
    assert_eq!(said("番号利用法別表の44の項"), ["番号法別表の44の項"]);
    assert_eq!(said("番号法第9条第1項 別表の24の項"), ["番号法第9条第1項", "番号法別表の24の項"]);
    assert_eq!(said("番号法第9条第1項(利用範囲)別表 項番44"), ["番号法第9条第1項", "番号法別表の44の項"]);
    for text in
        ["番号法別表第一の16の項", "番号法別表第1の16の項", "番号法別表第一 16の項", "番号法別表第１ 項番16"]
    {
        assert_eq!(said(text), ["番号法別表第1の16の項"], "{text}");
    }
    assert_eq!(
        said(
            "番号法第19条第7号及び別表第二\n(別表第二における根拠):「住民票関係情報」が含まれる項(1、2、85の2、120の項)"
        ),
        [
            "番号法第19条第7号",
            "番号法別表第2",
            "番号法別表第2の1の項",
            "番号法別表第2の2の項",
            "番号法別表第2の85の2の項",
            "番号法別表第2の120の項"
        ]
    );
}

#[test]
fn ordinances_are_laws_of_their_own() {
    let providing = "番号法第19条第8号に基づく主務省令";
    assert_eq!(
        said("番号法第19条(特定個人情報の提供の制限)第8号に基づく主務省令 第2条の表48の項"),
        ["番号法第19条第8号".to_owned(), format!("{providing}第2条の表の48の項")]
    );
    assert_eq!(
        said("番号法第19条第8号に基づく主務省令第2条の表 69の項、70の項")[1..],
        [format!("{providing}第2条の表の69の項"), format!("{providing}第2条の表の70の項")]
    );
    assert_eq!(
        said("番号法別表第一の主務省令で定める事務を定める命令第24条、第25条の2"),
        ["番号法別表の主務省令第24条", "番号法別表の主務省令第25条の2"]
    );
    assert_eq!(
        said("番号利用法別表第二の主務省令で定める事務及び情報を定める命令第1、2、22の3条"),
        [
            "番号法別表第二の主務省令第1条",
            "番号法別表第二の主務省令第2条",
            "番号法別表第二の主務省令第22条の3"
        ]
    );
    assert_eq!(
        said("番号法第9条第1項 別表の44の項、別表の主務省令で定める事務を定める命令第24条"),
        ["番号法第9条第1項", "番号法別表の44の項", "番号法別表の主務省令第24条"]
    );
    assert_eq!(said("住民基本台帳法施行令第二十四条の三"), ["住民基本台帳法施行令第24条の3"]);
}

#[test]
fn what_a_list_shares_is_said_once() {
    assert_eq!(
        said("国民健康保険法第113条の3第1項及び第2項"),
        ["国民健康保険法第113条の3第1項", "国民健康保険法第113条の3第2項"]
    );
    assert_eq!(
        said(
            "1. 住民基本台帳法(住基法)(昭和42年7月25日法律第81号)\n・第5条(住民基本台帳の備付け)\n・第12条の4(特例)"
        ),
        ["住民基本台帳法", "住民基本台帳法第5条", "住民基本台帳法第12条の4"]
    );
    let articles = said(
        "番号利用法別表第二の主務省令で定める事務及び情報を定める命令\n(別表第二における情報提供の根拠) : (1条2号ハ、2条5号ロ・10号ハ、22条の4 1項1号・2号二 2項1号)",
    );
    let steps: Vec<&str> =
        articles.iter().filter_map(|name| name.strip_prefix("番号法別表第二の主務省令")).collect();
    let expected = [
        "",
        "第1条第2号",
        "第2条第5号",
        "第2条第10号",
        "第22条の4第1項第1号",
        "第22条の4第1項第2号",
        "第22条の4第2項第1号",
    ];
    assert_eq!(steps, expected);
    assert_eq!(said("国民健康保険法第5条から第6条に基づく"), ["国民健康保険法第5条", "国民健康保険法第6条"]);
}

#[test]
fn local_law_is_known_by_its_name() {
    assert_eq!(
        said("番号利用法第9条第2項及びみほん市個人番号の利用に関する条例第3条"),
        ["番号法第9条第2項", "みほん市個人番号の利用に関する条例第3条"]
    );
    assert_eq!(
        said(
            "みほん市行政手続における個人番号の利用に関する条例(平成27年みほん市条例第40号。以下「条例」という。)第4条第1項、条例別表第1の3の項"
        ),
        [
            "みほん市行政手続における個人番号の利用に関する条例第4条第1項",
            "みほん市行政手続における個人番号の利用に関する条例別表第1の3の項"
        ]
    );
    assert_eq!(said("同法第3条 番号法第9条、同法第19条"), ["番号法第9条", "番号法第19条"]);
}

#[test]
fn what_names_no_law_is_no_reference() {
    for text in [
        "第3条",
        "この条例の規定に基づき",
        "令和8年3月24日",
        "様式第2号の項",
        "別表第二の16の項",
        "その方法第一",
        "当該規則第3条",
    ] {
        assert_eq!(said(text), [""; 0], "{text}");
    }
}

#[test]
fn a_law_without_provisions_is_named_as_a_whole() {
    assert_eq!(said("地方税法の定めに従い督促状を発送する"), ["地方税法"]);
    assert_eq!(
        full_name("番号法"),
        Some("行政手続における特定の個人を識別するための番号の利用等に関する法律")
    );
    assert_eq!(slug("番号法"), Some("bango"));
}

#[test]
fn keys_lead_from_the_law_to_the_provision() {
    let found = references("番号法第19条第8号");
    assert_eq!(found[0].provision.keys(), ["番号法", "番号法第19条", "番号法第19条第8号"]);
}

#[test]
fn spans_hold_what_is_written() {
    let text = "・住基法 第二十四条の二、番号利用法第９条第１項 別表の44の項";
    let written: Vec<&str> = references(text).iter().map(|r| &text[r.span.clone()]).collect();
    assert_eq!(written, ["住基法 第二十四条の二", "番号利用法第９条第１項", "別表の44の項"]);
}

proptest! {
    #[test]
    fn any_text_is_read(text in "([番号法住基条例第0-9一二十条項号の別表()（）「」、・及びに基づく主務省令同 \n]|番号法|別表|第19条|の項|\\PC){0,60}") {
        let mut end = 0;
        for reference in references(&text) {
            prop_assert!(text.get(reference.span.clone()).is_some(), "{:?}", reference.span);
            prop_assert!(reference.span.start < reference.span.end);
            prop_assert!(reference.span.start >= end, "they do not overlap");
            end = reference.span.end;
        }
    }
}
