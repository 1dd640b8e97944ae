use proptest::prelude::*;

use super::*;

fn query(input: &str) -> Query {
    match parse(input, &Synonyms::built_in()) {
        Parsed::Query(query) => *query,
        other => panic!("{input}: {other:?}"),
    }
}

fn shape(input: &str) -> Vec<String> {
    let text =
        |phrase: &Phrase| if phrase.exact { format!("「{}」", phrase.text) } else { phrase.text.clone() };
    let Parsed::Query(query) = parse(input, &Synonyms::default()) else { return Vec::new() };
    query
        .clauses
        .iter()
        .map(|clause| match clause {
            Clause::Must(alternatives) => alternatives.iter().map(text).collect::<Vec<_>>().join("|"),
            Clause::MustNot(phrase) => format!("-{}", text(phrase)),
        })
        .collect()
}

/// Whether a question for `typed` finds a text that says `written`.
fn finds(typed: &str, written: &str) -> bool {
    let text = units(written);
    query(typed).clauses.iter().all(|clause| match clause {
        Clause::Must(alternatives) => {
            alternatives.iter().any(|phrase| !crate::search::snippet::find(&text, &phrase.units).is_empty())
        }
        Clause::MustNot(phrase) => crate::search::snippet::find(&text, &phrase.units).is_empty(),
    })
}

/// Each of these finds each other.
fn family(expressions: &[&str]) {
    for typed in expressions {
        for written in expressions {
            assert!(finds(typed, &format!("甲の{written}を")), "{typed} does not find {written}");
        }
    }
}

#[test]
fn words_quotes_exclusions_alternatives() {
    assert_eq!(shape("再委託　クラウド"), ["再委託", "クラウド"]);
    assert_eq!(shape("「再 委託」 －案 甲 または 乙"), ["「再 委託」", "-案", "甲|乙"]);
    assert_eq!(shape("OR 甲 - \"乙"), ["甲", "「乙」"]);
    assert_eq!(shape("甲|乙 丙｜丁"), ["甲|乙", "丙|丁"]);
    assert_eq!(shape("“甲 乙” 『丙』"), ["「甲 乙」", "「丙」"]);
    assert_eq!(shape("甲-乙"), ["甲-乙"], "a hyphen within a word excludes nothing");
}

#[test]
fn filters_are_taken_out() {
    let query = query("保管 自治体:みほん市 種類：全項目、重点 状態:すべて 公表:2024..2025-03 項目:保管期間");
    assert_eq!(query.clauses.len(), 1);
    assert_eq!(query.filters.municipality, ["みほん市"]);
    assert_eq!(query.filters.kind, ["zenkomoku", "juten"]);
    assert_eq!(query.filters.status, [Status::All]);
    assert_eq!(query.filters.published, [(20_240_101, 20_250_399)]);
    assert_eq!(query.filters.item.len(), 1);
    assert_eq!(shape("状態:不明"), ["状態:不明"], "what is no filter is text");
}

#[test]
fn days_of_publication_in_every_notation() {
    let all = |input: &str| query(&format!("公表:{input}")).filters.published;
    let published = |input: &str| all(input).first().copied();
    assert_eq!(published("2024.."), Some((20_240_101, 99_999_999)));
    assert_eq!(published("..2025"), Some((0, 20_259_999)));
    assert_eq!(published("２０２４"), Some((20_240_101, 20_249_999)));
    assert_eq!(published("令和6年..令和7年3月"), Some((20_240_101, 20_250_399)));
    assert_eq!(published("R6.4.1..2025/3/31"), Some((20_240_401, 20_250_331)));
    for none in ["..", "13月", "2024-13", "abc"] {
        assert_eq!(published(none), None, "{none}");
    }
    assert_eq!(all("2024、令和7年"), [(20_240_101, 20_249_999), (20_250_101, 20_259_999)]);
    assert_eq!(all("2024、abc"), []);
}

#[test]
fn the_order_is_a_filter_that_leaves_nothing_out() {
    assert_eq!(query("委託").filters.order, Order::Best);
    assert_eq!(query("委託 並び:新しい順").filters.order, Order::Newest);
    assert_eq!(query("委託 並び：古い順").filters.order, Order::Oldest);
    assert_eq!(shape("並び:大きい順"), ["並び:大きい順"]);
}

#[test]
fn twelve_digits_are_refused_in_every_notation() {
    for input in [
        "123456789018",
        "1234 5678 9018",
        "１２３４－５６７８－９０１８",
        "番号 1234-5678-9018 とは",
        "1234　5678　9018",
        "1234・5678・9018",
        "1234.5678.9018",
        "1234 - 5678 - 9018",
        "一二三四五六七八九〇一八",
        "12 3456789018",
        "番号:123456789018",
        "\"123456789018\"",
        "1234\u{200b}56789018",
        "1234 5678 9018 2026",
        "123-456-789-018",
        "١٢٣٤٥٦٧٨٩٠١٨",
        "१२३४ ५६७८ ९०१८",
        "①②③④⑤⑥⑦⑧⑨⓪①⑧",
    ] {
        assert_eq!(parse(input, &Synonyms::default()), Parsed::Refused, "{input}");
    }
    for input in [
        "12345678901",
        "1234567890123",
        "048-524-1111",
        "公表:2024-01-01..2025-01-01",
        "第113条の3",
        "2024 2025 2026",
        "2026-03-24 2025",
    ] {
        assert!(matches!(parse(input, &Synonyms::default()), Parsed::Query(_)), "{input}");
    }
}

#[test]
fn dates_find_every_notation() {
    family(&[
        "令和8年3月24日",
        "2026年3月24日",
        "R8.3.24",
        "2026-03-24",
        "2026/3/24",
        "２０２６．３．２４",
        "令和八年三月二十四日",
    ]);
    family(&["令和元年5月1日", "2019年5月1日", "令和1年5月1日"]);
    family(&["平成31年4月", "2019年4月"]);
    assert!(!finds("2019年4月", "令和元年4月"), "the era began in May");
    assert!(!finds("2026年3月24日", "令和8年3月25日"));
    assert!(finds("令和8年3月", "2026年3月24日"));
}

#[test]
fn law_references_find_every_notation() {
    family(&["第24条の3の2", "第二十四条の三の二", "24条の3の2"]);
    family(&["第19条第7号", "19条7号", "第十九条第七号"]);
    family(&[
        "番号法第19条第7号",
        "番号利用法19条7号",
        "行政手続における特定の個人を識別するための番号の利用等に関する法律第19条第7号",
    ]);
    family(&["別表第二", "別表第2", "別表2"]);
    assert!(finds("国民健康保険法第113条の3", "国民健康保険法 第113条の3 第1項"));
    assert!(!finds("国民健康保険法第113条の3", "国民健康保険法第113条の2"));
    assert!(!finds("第1条", "第11条"));
}

#[test]
fn numbers_find_every_notation() {
    family(&["3ヶ月", "3か月", "3カ月", "3ケ月", "3箇月", "三か月", "３ヵ月"]);
    family(&["1,000人", "1000人", "１０００人"]);
    assert!(!finds("十分", "10分"), "no number");
}

#[test]
fn spellings_find_each_other() {
    family(&["漏洩", "漏えい", "ろうえい"]);
    family(&["差し押さえ", "差押", "差押え"]);
    family(&["取り扱い", "取扱い", "取扱"]);
    family(&["引き継ぎ", "引継ぎ"]);
    family(&["届け出", "届出"]);
    family(&["紐付け", "ひも付け", "紐づけ"]);
    family(&["ウイルス", "ウィルス"]);
    family(&["インターフェイス", "インターフェース", "インタフェース", "ｲﾝﾀﾌｪｰｽ"]);
    family(&["問合せ", "問い合わせ"]);
    family(&["株式会社甲", "㈱甲", "(株)甲"]);
}

#[test]
fn every_group_of_words_finds_itself() {
    for text in [include_str!("spellings.txt"), include_str!("synonyms.txt")] {
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let words: Vec<&str> = line.split('=').map(str::trim).collect();
            assert!(words.len() > 1, "{line}");
            // Within a phrase: some of them are signs of the language when they stand alone.
            let words: Vec<String> = words.iter().map(|word| format!("甲の{word}を")).collect();
            family(&words.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
}

#[test]
fn quotes_are_exact() {
    let alternatives = |input: &str| match &query(input).clauses[0] {
        Clause::Must(alternatives) => alternatives.len(),
        Clause::MustNot(_) => 0,
    };
    assert!(alternatives("番号法") > 1);
    assert_eq!(alternatives("「番号法」"), 1);
    assert!(!finds("「漏洩」", "漏えい"));
    assert!(finds("「サーバ」", "ｻｰﾊﾞｰ"));
}

#[test]
fn a_portal_has_words_of_its_own() {
    let synonyms = Synonyms::with("みほん総合 = 市民総合システム # our own");
    let Parsed::Query(query) = parse("みほん総合の概要", &synonyms) else { panic!("a question") };
    let Clause::Must(alternatives) = &query.clauses[0] else { panic!("a condition") };
    assert_eq!(alternatives[1].text, "市民総合システムの概要");
}

fn steps(input: &str) -> Vec<(Option<&'static str>, usize, Vec<String>)> {
    let first = |clause: &Clause| match clause {
        Clause::Must(alternatives) => alternatives[0].text.clone(),
        Clause::MustNot(phrase) => format!("-{}", phrase.text),
    };
    ladder(&query(input))
        .iter()
        .filter(|step| step.reach == Reach::Passage)
        .map(|step| (step.note(), step.needed, step.clauses.iter().map(first).collect()))
        .collect()
}

#[test]
fn only_sentences_are_taken_apart() {
    for input in ["量子暗号", "「住民票を取る」", "保管期間", "サーバー"] {
        assert_eq!(steps(input).len(), 1, "{input}");
    }
    let sentence = steps("コンビニで住民票を取ると情報はどこに渡るか");
    assert_eq!(sentence[1], (Some("words"), 3, ["コンビニ", "住民票", "渡"].map(str::to_owned).to_vec()));
    assert_eq!(sentence[2], (Some("words"), 2, ["コンビニ", "住民票"].map(str::to_owned).to_vec()));
}

#[test]
fn a_statement_is_not_loosened_to_a_single_word() {
    let texts: Vec<Vec<String>> = steps("課題が残されている").into_iter().map(|step| step.2).collect();
    assert_eq!(texts, [vec!["課題が残されている".to_owned()], vec!["課題".to_owned(), "残".to_owned()]]);
    let question = steps("誰が委託先を決めるのか");
    assert_eq!(question.last().map(|step| step.2.clone()), Some(vec!["委託先".to_owned()]));
}

#[test]
fn a_compound_is_taken_apart_where_it_has_parts_enough() {
    let texts = steps("手のひら静脈認証");
    assert_eq!(
        texts.last().map(|step| step.2.clone()),
        Some(["手", "静脈", "認証"].map(str::to_owned).to_vec())
    );
}

#[test]
fn known_words_are_not_taken_apart() {
    let texts = steps("漏えいの対策は何か");
    assert_eq!(texts[1].2, ["漏えい", "対策"]);
}

#[test]
fn of_many_words_one_may_be_missing() {
    let keywords = steps("甲社 乙社 丙社 丁社");
    assert_eq!(
        keywords.iter().map(|step| (step.0, step.1)).collect::<Vec<_>>(),
        [(None, 4), (Some("words"), 4), (Some("most-words"), 3)]
    );
    assert!(steps("甲社 乙社").iter().all(|step| step.1 == 2));
}

#[test]
fn laws_are_known_by_year_and_number() {
    for input in ["昭和42年法律第81号", "S42法81", "昭和四十二年法律第八十一号"] {
        let own = query(input);
        assert_eq!(own.clauses.len(), if input.contains('四') { 1 } else { 2 }, "{input}: {own:?}");
    }
    assert!(finds("別表44項", "別表の44の項"));
    assert!(finds("別表44の項", "番号利用法別表 項番44"));
    assert!(!finds("別表44項", "別表の4の項"));
    assert_eq!(query("令和3年8月17日").clauses.len(), 1);
}

#[test]
fn several_words_may_stand_apart() {
    let reaches =
        |input: &str| -> Vec<Reach> { ladder(&query(input)).iter().map(|step| step.reach).collect() };
    assert_eq!(reaches("委託先"), [Reach::Passage]);
    assert_eq!(reaches("予防接種 移転方法")[2..4], [Reach::Row, Reach::Evaluation]);
    // A day and an article of a law are never taken apart.
    for input in ["令和3年8月17日", "番号法第19条", "第19条第20号"] {
        assert_eq!(reaches(input), [Reach::Passage], "{input}");
    }
    assert!(steps("令和3年8月17日 公表").iter().all(|step| step.2.contains(&"令和3年8月17日".to_owned())));
}

#[test]
fn a_list_of_articles_names_the_law_once() {
    for (input, law, article) in [
        ("甲乙法第30条の12", "甲乙法", "第30条の12"),
        ("番号法19条8号", "番号法", "19条8号"),
        ("甲乙法施行令24条の3の2", "甲乙法施行令", "24条の3の2"),
    ] {
        let steps = ladder(&query(input));
        assert!(
            steps.iter().all(|step| step.reach == Reach::Passage),
            "{input}: the law may be meant for another"
        );
        assert_eq!(
            self::steps(input).last().map(|step| step.2.clone()),
            Some(vec![law.to_owned(), article.to_owned()])
        );
    }
    assert!(steps("甲乙法第30条の12 備付け").iter().all(|step| !step.2.contains(&"12".to_owned())));
}

#[test]
fn a_place_in_hiragana_is_a_name() {
    assert_eq!(steps("ためし市の委託先はどこか")[1].2, ["ためし市", "委託先"]);
    assert_eq!(steps("ためし市").len(), 1);
    assert_eq!(steps("ほかの市の委託先はどこか")[1].2, ["市", "委託先"]);
    assert_eq!(steps("住んでいる町の委託先はどこか")[1].2, ["住", "町", "委託先"]);
}

#[test]
fn spoken_questions_and_what_only_helps_make_a_sentence() {
    for input in ["USBメモリを使ってもいいの", "USBメモリを使う", "USBメモリは残るかな"]
    {
        assert!(steps(input).iter().any(|step| step.2 == ["USBメモリ"]), "{input}: {:?}", steps(input));
    }
    for input in ["再委託しない", "紙のもの"] {
        assert_eq!(
            steps(input).iter().filter(|step| step.2.len() == 1).count(),
            1,
            "{input}: {:?}",
            steps(input)
        );
    }
}

#[test]
fn how_long_is_said_beside_what_is_asked_about() {
    let measures = |input: &str| -> Vec<String> {
        query(input).measures.into_iter().map(|phrase| phrase.text).collect()
    };
    assert_eq!(measures("操作ログ 何年"), ["年間", "年保存", "年保管"]);
    assert_eq!(measures("何日で消えるか"), ["日間"]);
    for input in ["監査は何年ごとか", "何年何月から", "いつまで", "3年間"] {
        assert!(measures(input).is_empty(), "{input}");
    }
    let steps = ladder(&query("操作ログ 何年"));
    assert_eq!((steps[1].rung, steps[1].needed), (Rung::Measured, 2));
}

#[test]
fn what_only_helps_to_ask_is_left_out_first() {
    assert_eq!(steps("国保のデータはどこの会社が扱ってるの?")[1].2, ["国保"]);
    assert_eq!(
        steps("データの内容").last().map(|step| step.2.clone()),
        Some(vec!["データ".to_owned(), "内容".to_owned()]),
        "where what helps is all there is, it is looked for"
    );
}

#[test]
fn a_word_may_stand_for_another_and_not_the_other_way_round() {
    let synonyms = Synonyms::of_lines("お金 = 代金 > 手数料 = 費用");
    let others = |word: &str| -> Vec<String> {
        variants::of(&Phrase::of(word), &synonyms).into_iter().skip(1).map(|phrase| phrase.text).collect()
    };
    assert_eq!(others("お金"), ["手数料", "費用", "代金"]);
    assert!(others("手数料").is_empty());
    let wide = query("「お金」 お金").meaning(&synonyms);
    assert_eq!(
        wide.clauses
            .iter()
            .map(|clause| matches!(clause, Clause::Must(own) if own.len() == 4))
            .collect::<Vec<_>>(),
        [false, true]
    );
}

#[test]
fn questions_say_what_they_want() {
    let concepts = |input: &str| query(input).wants.map(|wants| wants.concepts).unwrap_or_default();
    assert!(concepts("除票はいつまで保管するか").contains(&"retention.period".to_owned()));
    assert!(concepts("委託先はどこの会社か").contains(&"outsourcing.contractor".to_owned()));
    assert!(concepts("開示請求はいくらかかるか").contains(&"claims.fee".to_owned()));
    assert!(query("サーバー").wants.is_none());
    let known = include_str!("../../form/concepts.toml");
    let questions = include_str!("questions.tsv");
    for row in crate::search::text::table::rows(questions) {
        assert_eq!(row.len(), 4, "{row:?}");
        for concept in row[3].split(' ').filter(|concept| *concept != "-") {
            assert!(known.contains(&format!("key = \"{concept}\"")), "{concept}");
        }
    }
}

#[test]
fn definitions_are_preferred() {
    assert!(query("擬制世帯主とは").prefers.iter().any(|phrase| phrase.text == "擬制世帯主」という"));
    assert!(steps("擬制世帯主とは").iter().any(|step| step.2 == ["擬制世帯主"]));
    assert!(query("擬制世帯主").prefers.is_empty());
}

#[test]
fn nothing_to_look_for() {
    for input in ["", "　 ", "、。", "-", "\"\"", "-甲", "OR"] {
        assert_eq!(parse(input, &Synonyms::default()), Parsed::Empty, "{input:?}");
    }
}

/// Pieces that mean something to the language, in any order.
fn input() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "自治体:",
            "公表：",
            "状態:",
            "..",
            "-",
            "－",
            "\"",
            "「",
            "」",
            "“",
            " ",
            "　",
            "OR",
            "|",
            "第",
            "十九",
            "19",
            "条",
            "号",
            "令和",
            "元",
            "8",
            "年",
            "3",
            "月",
            "日",
            "R",
            ".",
            "/",
            "ヶ月",
            "漏えい",
            "とは",
            "か",
            "漏",
            "千百",
            "〇",
            "1234",
            "5678",
            "\u{3099}",
            "㈱",
            "\0",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::search::text::tests::cases()))]

    #[test]
    fn no_input_is_too_strange(input in input()) {
        if let Parsed::Query(query) = parse(&input, &Synonyms::built_in()) {
            for step in ladder(&query) {
                prop_assert!(step.needed > 0 || !query.clauses.iter().any(|clause| matches!(clause, Clause::Must(_))));
                for clause in &step.clauses {
                    if let Clause::Must(alternatives) = clause {
                        prop_assert!(!alternatives.is_empty());
                        prop_assert!(alternatives.iter().all(|phrase| !phrase.units.is_empty()));
                    }
                }
            }
        }
    }
}

#[test]
fn words_of_spoken_questions_end_where_they_end() {
    let main = |input: &str| {
        let steps = ladder(&query(input));
        let main = steps.iter().rev().find(|step| step.rung == Rung::Main).map(|step| step.clauses.clone());
        let first = |clause: &Clause| match clause {
            Clause::Must(own) => own[0].text.clone(),
            Clause::MustNot(own) => own.text.clone(),
        };
        main.unwrap_or_default().iter().map(first).collect::<Vec<_>>()
    };
    assert_eq!(main("お金はかかるのか"), ["お金"], "not 金, which begins any word");
    assert_eq!(main("ご意見はどこに出せますか"), ["意見"]);
    assert_eq!(main("5年間データを残すのか"), ["5年間"]);
    assert_eq!(main("まだ市が番号を持ってますか"), ["市", "番号"], "no place is called まだ市");
    for asked in ["委託先が知りたい", "委託先は変わったよね", "委託先って変わりましたっけ"]
    {
        assert_eq!(main(asked).first().map(String::as_str), Some("委託先"), "{asked}");
    }
}
