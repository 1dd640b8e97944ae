use super::*;

fn query(input: &str) -> Query {
    match parse(input, &Synonyms::default()) {
        Parsed::Query(query) => *query,
        other => panic!("{input}: {other:?}"),
    }
}

fn shape(input: &str) -> Vec<String> {
    let text =
        |phrase: &Phrase| if phrase.exact { format!("「{}」", phrase.text) } else { phrase.text.clone() };
    let clauses = query(input).clauses;
    clauses
        .iter()
        .map(|clause| match clause {
            Clause::Must(alternatives) => alternatives.iter().map(text).collect::<Vec<_>>().join("|"),
            Clause::MustNot(phrase) => format!("-{}", text(phrase)),
        })
        .collect()
}

#[test]
fn words_quotes_exclusions_alternatives() {
    assert_eq!(shape("再委託　クラウド"), ["再委託", "クラウド"]);
    assert_eq!(shape("「再 委託」 －案 甲 または 乙"), ["「再 委託」", "-案", "甲|乙"]);
    assert_eq!(shape("OR 甲 - \"乙"), ["甲", "「乙」"]);
}

#[test]
fn filters_are_taken_out() {
    let query = query("保管 自治体:みほん市 種類：全項目 状態:すべて 公表:2024..2025-03 項目:保管期間");
    assert_eq!(query.clauses.len(), 1);
    assert_eq!(query.filters.municipality, ["みほん市"]);
    assert_eq!(query.filters.kind, ["zenkomoku"]);
    assert_eq!(query.filters.status, [Status::All]);
    assert_eq!(query.filters.published, Some((20_240_101, 20_250_399)));
    assert_eq!(query.filters.item.len(), 1);
    assert_eq!(shape("状態:不明"), ["状態:不明"], "what is no filter is text");
}

#[test]
fn twelve_digits_are_refused_in_every_notation() {
    for input in [
        "123456789018",
        "1234 5678 9018",
        "１２３４－５６７８－９０１８",
        "番号 1234-5678-9018 とは",
        "1234　5678　9018",
    ] {
        assert_eq!(parse(input, &Synonyms::default()), Parsed::Refused, "{input}");
    }
    for input in ["12345678901", "1234567890123", "048-524-1111", "公表:2024-01-01..2025-01-01", "第113条の3"]
    {
        assert!(matches!(parse(input, &Synonyms::default()), Parsed::Query(_)), "{input}");
    }
}

#[test]
fn only_sentences_are_loosened() {
    let steps = |input: &str| ladder(&query(input)).iter().map(|s| (s.note, s.needed)).collect::<Vec<_>>();
    assert_eq!(steps("量子暗号"), [(None, 1)]);
    assert_eq!(steps("「住民票を取る」"), [(None, 1)]);
    assert_eq!(steps("委託しない"), [(None, 1)]);
    assert_eq!(
        steps("コンビニで住民票を取ると情報はどこに渡るか"),
        [(None, 1), (Some("words"), 3), (Some("most-words"), 2)]
    );
}

#[test]
fn nothing_to_look_for() {
    for input in ["", "　 ", "、。", "-", "\"\""] {
        assert_eq!(parse(input, &Synonyms::default()), Parsed::Empty, "{input:?}");
    }
}

#[test]
fn synonyms_are_alternatives_unless_quoted() {
    let synonyms = Synonyms::built_in();
    let alternatives = |input: &str| match parse(input, &synonyms) {
        Parsed::Query(query) => match &query.clauses[0] {
            Clause::Must(alternatives) => alternatives.len(),
            Clause::MustNot(_) => 0,
        },
        _ => 0,
    };
    assert!(alternatives("番号法") > 1);
    assert_eq!(alternatives("「番号法」"), 1);
}
