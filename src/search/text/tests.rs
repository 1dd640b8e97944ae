use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn texts(text: &str) -> Vec<String> {
    units(text).into_iter().map(|unit| unit.text).collect()
}

/// The terms of a text with their positions.
fn terms(text: &str) -> Vec<(String, usize)> {
    let tokens = Parts::of(text).tokens();
    (0..).map_while(|at| tokens.get(at)).map(|token| (token.term.to_owned(), token.position)).collect()
}

/// How many random inputs are tried: `KOHYO_FUZZ` asks for more.
pub(crate) fn cases() -> u32 {
    std::env::var("KOHYO_FUZZ").ok().and_then(|count| count.parse().ok()).unwrap_or(512)
}

/// All of these are the same to search.
fn same(expressions: &[&str]) {
    for other in &expressions[1..] {
        assert_eq!(texts(expressions[0]), texts(other), "{} / {other}", expressions[0]);
        let barriers = |text| units(text).iter().map(|unit| unit.barrier).collect::<Vec<_>>();
        assert_eq!(barriers(expressions[0]), barriers(other), "{} / {other}", expressions[0]);
    }
}

/// None of these is the same as another.
fn different(expressions: &[&str]) {
    let distinct: BTreeSet<Vec<String>> = expressions.iter().map(|text| texts(text)).collect();
    assert_eq!(distinct.len(), expressions.len(), "{expressions:?}");
}

#[test]
fn numbers_and_words_are_whole() {
    assert_eq!(texts("第19条 ＬＧＷＡＮ"), ["第", "19", "条", "lgwan"]);
    assert_eq!(texts("IEC27001"), ["iec", "27001"]);
    assert_eq!(texts("ISO 27001"), texts("ISO27001"));
    assert_eq!(texts("1,000人と1,2"), ["1000", "人", "と", "1", "2"]);
    different(&["第1条", "第11条", "第111条"]);
}

#[test]
fn width_and_case() {
    same(&["サーバ", "ｻｰﾊﾞ", "ｻｰﾊﾞｰ", "サーバー"]);
    same(&["LGWAN", "lgwan", "ＬＧＷＡＮ", "ｌｇｗａｎ"]);
    same(&["048-524", "０４８－５２４", "０４８ー５２４", "048‐524", "048−524"]);
    same(&["株(甲)", "株（甲）"]);
}

#[test]
fn composed_and_decomposed() {
    same(&["ガバメント", "カ\u{3099}バメント", "ｶﾞバメント"]);
    same(&["葛城", "葛\u{e0100}城", "葛\u{200b}城"]);
}

#[test]
fn long_vowels_and_dashes() {
    same(&["コンピュータ", "コンピューター", "コンピュ—タ", "コンピュ-タ", "コンピュ―タ", "コンピュ一タ"]);
    same(&["サーバの", "サーバーの", "サーバ一の"]);
    same(&[
        "中間サーバー・プラットフォーム",
        "中間サーバープラットフォーム",
        "中間サーバー-プラットフォーム",
    ]);
    assert_eq!(texts("データ一覧"), ["デ", "夕", "一", "覧"], "一 begins a word here");
    assert_eq!(texts("グループ一つ").len(), 5);
    different(&["第6-8", "第68"]);
}

#[test]
fn middle_dots_and_white_space() {
    same(&["開示・訂正", "開示訂正", "開示･訂正", "開示 訂正", "開示\n訂正", "開　示訂 正"]);
    same(&["Ⅱ.提供先一覧", "II. 提供先一覧", "ＩＩ．提供先一覧"]);
    assert!(units("甲\n\n乙")[1].barrier && units("甲\t乙")[1].barrier && units("甲。乙")[1].barrier);
    assert!(!units("甲\n乙")[1].barrier && !units("。甲")[0].barrier);
}

#[test]
fn look_alikes() {
    same(&["号ロ", "号口"]);
    same(&["コンビニ", "コンビ二"]);
    same(&["能力", "能カ"]);
    same(&["号ハ", "号八"]);
    same(&["工事", "エ事"]);
    same(&["号ヘ", "号へ"]);
    same(&["データ", "デー夕"]);
    same(&["サイト", "サイ卜"]);
    different(&["号イ", "号ロ", "号ハ", "号ニ", "号ホ"]);
}

#[test]
fn small_and_large_kana() {
    same(&["ウイルス", "ウィルス"]);
    same(&["ミドルウェア", "ミドルウエア"]);
    same(&["3ヶ月", "3ケ月"]);
    different(&["持つ", "持っ"]);
}

#[test]
fn abbreviations_are_spelled_out() {
    same(&["株式会社甲", "㈱甲", "(株)甲", "（株）甲"]);
    same(&["甲株式会社の", "甲㈱の"]);
    let text = "甲㈱乙";
    let of: Vec<&str> = units(text).iter().map(|u| &text[u.start..u.end]).collect();
    assert_eq!(of, ["甲", "㈱", "㈱", "㈱", "㈱", "乙"]);
    assert_eq!(texts("(株価)"), ["株", "価"]);
}

#[test]
fn every_row_of_the_table_folds() {
    let mut count = 0;
    let mut from = BTreeSet::new();
    for (to, variant) in fold::pairs() {
        same(&[&to.to_string(), &variant.to_string()]);
        assert!(from.insert(variant), "{variant} stands twice");
        count += 1;
    }
    assert!(count > 200, "{count}");
    assert!(fold::pairs().all(|(to, _)| !from.contains(&to)), "a chain in the table");
}

#[test]
fn signs_for_numbers_stay_apart() {
    assert_eq!(texts("①1年"), ["1", "1", "年"]);
    assert_eq!(texts("Ⅱi"), ["ii", "i"]);
    assert_eq!(texts("５㎡"), ["5", "m", "2"]);
}

#[test]
fn units_know_where_they_stand() {
    let text = "ｶﾞバー １９条";
    let of: Vec<&str> = units(text).iter().map(|u| &text[u.start..u.end]).collect();
    assert_eq!(of, ["ｶﾞ", "バー", "１９", "条"]);
}

#[test]
fn phrases_do_not_cross_a_barrier() {
    assert_eq!(
        terms("甲乙。丙"),
        [("甲乙", 0), ("乙", 1), ("丙", 3)].map(|(term, at)| (term.to_owned(), at))
    );
}

#[test]
fn phrases_have_terms_of_their_own() {
    let phrases = |text| -> Vec<_> { terms(text).into_iter().filter(|t| t.0.starts_with('\u{2}')).collect() };
    assert_eq!(phrases("市の特定個人情報"), [("\u{2}特定個人情報".to_owned(), 2)]);
    assert!(phrases("特定。個人情報").iter().all(|(term, _)| term != "\u{2}特定個人情報"));
}

#[test]
fn the_phrases_are_phrases() {
    let mut seen = BTreeSet::new();
    for phrase in phrases::all() {
        assert!(phrase.units.iter().skip(1).all(|unit| !unit.barrier), "{}", phrase.term);
        assert!(phrase.units.len() >= 3, "{}", phrase.term);
        assert!(seen.insert(phrase.term.clone()), "{} stands twice", phrase.term);
    }
    assert!(seen.len() > 100);
}

#[test]
fn a_cover_takes_the_cheapest_terms() {
    let phrase = units("甲乙丙丁");
    let mut cost = |term: &str| Some(if term == "乙丙" { 100 } else { 1 });
    let terms = cover(&phrase, &mut cost).expect("a cover");
    assert_eq!(terms, [(0, "甲乙".to_owned()), (2, "丙丁".to_owned())]);
    assert_eq!(
        cover(&phrase, &mut |term| (term != "乙丙").then_some(1)),
        None,
        "an absent pair ends the matter"
    );
    let listed = cover(&units("特定個人情報"), &mut |_| Some(1)).expect("a cover");
    assert_eq!(listed, [(0, "\u{2}特定個人情報".to_owned())]);
    assert_eq!(cover(&[], &mut |_| Some(1)), None);
    assert_eq!(cover(&units("甲"), &mut |_| Some(1)), None, "a single one is found as a beginning");
}

/// Finds by terms and positions what an index would find.
fn found_by_terms(text: &str, phrase: &[Unit]) -> bool {
    let tokens = terms(text);
    let at = |term: &str| {
        tokens.iter().filter(|token| token.0 == term).map(|token| token.1).collect::<BTreeSet<_>>()
    };
    if let [unit] = phrase
        && unit.kind == UnitKind::Cjk
    {
        return tokens.iter().any(|token| token.0.starts_with(&unit.text));
    }
    let mut cost = |term: &str| (!at(term).is_empty()).then(|| (term.len() as u64 * 7) % 5 + 1);
    let Some(terms) = cover(phrase, &mut cost) else { return false };
    let first = terms[0].0;
    at(&terms[0].1)
        .iter()
        .any(|start| terms.iter().all(|(position, term)| at(term).contains(&(start + position - first))))
}

/// Finds by comparing units.
fn found_by_force(text: &str, phrase: &[Unit]) -> bool {
    units(text).windows(phrase.len().max(1)).any(|window| {
        window
            .iter()
            .zip(phrase)
            .enumerate()
            .all(|(n, (a, b))| a.text == b.text && (n == 0 || a.barrier == b.barrier))
    })
}

/// Texts of few different parts, so that fragments of one occur in another.
fn text() -> impl Strategy<Value = String> {
    let parts = [
        "特定個人情報",
        "個人",
        "情報",
        "ファイル",
        "の",
        "サーバ",
        "サーバー",
        "ー",
        "一",
        "第",
        "19",
        "1",
        "１９",
        "条",
        "LGWAN",
        "wan",
        " ",
        "。",
        "、",
        "・",
        "-",
        "号ロ",
        "号口",
        "\n",
        "\n\n",
        "ｶﾞ",
        "ガ",
        "①",
        "Ⅱ",
        "ヶ月",
        "二",
        "ニ",
        "取扱い",
        "(",
        "株",
        ")",
        "㈱",
        "😀",
        "\u{3099}",
        "1,000",
    ];
    proptest::collection::vec(proptest::sample::select(parts.to_vec()), 1..24)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_global_rejects: u32::MAX, ..ProptestConfig::default() })]

    #[test]
    fn terms_find_what_force_finds(one in text(), other in text(), from in 0_usize..40, length in 1_usize..9) {
        let own = units(&one);
        prop_assume!(!own.is_empty());
        let from = from % own.len();
        let mut phrase: Vec<Unit> = own[from..(from + length).min(own.len())].to_vec();
        phrase[0].barrier = false;
        if let Some(cut) = phrase.iter().position(|unit| unit.barrier) {
            phrase.truncate(cut);
        }
        prop_assert!(found_by_terms(&one, &phrase), "{phrase:?}");
        prop_assert_eq!(found_by_terms(&other, &phrase), found_by_force(&other, &phrase), "{:?}", phrase);
        // What is cut out of the text as written and typed is found in the text.
        let typed = units(&one[phrase[0].start..phrase[phrase.len() - 1].end]);
        prop_assert!(found_by_force(&one, &typed), "{:?}", typed);
    }

    #[test]
    fn what_is_found_across_barriers_is_not_missed(one in text()) {
        let own = units(&one);
        prop_assume!(own.len() > 1);
        prop_assert!(found_by_terms(&one, &own));
    }

    #[test]
    fn units_of_any_text_stand_in_order(text in any::<String>()) {
        let mut start = 0;
        for unit in units(&text) {
            prop_assert!(unit.start >= start, "{unit:?}");
            prop_assert!(unit.end > unit.start && text.get(unit.start..unit.end).is_some());
            let reserved = unit.text.chars().any(|c| c < ' ');
            prop_assert!(unit.text.len() <= LONGEST && !reserved);
            start = unit.start;
        }
    }

    #[test]
    fn every_text_has_the_terms_of_its_units(text in prop_oneof![any::<String>(), "[ 甲特定個人情報一サｻﾞー・、0-9a-c,(株)Ⅱ①\u{3099}\u{20e3}-]{0,12}"]) {
        static PHRASES: std::sync::OnceLock<Vec<phrases::Phrase>> = std::sync::OnceLock::new();
        let own = units(&text);
        prop_assert_eq!(has_units(&text), !own.is_empty());
        let folded: String = own.iter().map(|unit| unit.text.as_str()).collect();
        prop_assert_eq!(Parts::of(&text).folded(), folded);
        let all = PHRASES.get_or_init(|| phrases::all().collect());
        let mut expected = Vec::new();
        for ((at, unit), position) in own.iter().enumerate().zip(positions(&own)) {
            let next = own.get(at + 1).filter(|next| !next.barrier);
            if unit.kind != UnitKind::Cjk || next.is_none() {
                expected.push((unit.text.clone(), position));
            }
            let phrases = all.iter().filter(|phrase| {
                phrase.units.iter().enumerate().all(|(n, part)| {
                    own.get(at + n).is_some_and(|o| o.text == part.text && (n == 0 || !o.barrier))
                })
            });
            expected.extend(phrases.map(|phrase| (phrase.term.clone(), position)));
            expected.extend(next.map(|next| (pair(unit, next), position)));
        }
        prop_assert_eq!(terms(&text), expected);
    }
}
