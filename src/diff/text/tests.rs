//! Every class of change, in a compact notation: `前[-旧-]{+新+}後`, `#①→②#` for numbers of paragraphs, `~甲|乙~` for
//! what is written differently, `…` for what is left out, `[<>]` and `{<>}` for what moved.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

fn shown(before: &str, after: &str) -> String {
    let difference = compare(before, after);
    let mut out = String::new();
    for piece in &difference.pieces {
        let _ = match *piece {
            Piece::Same(text) => write!(out, "{text}"),
            Piece::Notation { before, after } => write!(out, "~{before}|{after}~"),
            Piece::Renumbered { before, after } => write!(out, "#{before}→{after}#"),
            Piece::Elided { before, after } => write!(out, "…{before}|{after}…"),
            Piece::Deleted(text) => write!(out, "[-{text}-]"),
            Piece::Inserted(text) => write!(out, "{{+{text}+}}"),
            Piece::MovedAway(text) => write!(out, "[<{text}<]"),
            Piece::MovedHere(text) => write!(out, "{{>{text}>}}"),
        };
    }
    out.replace('\n', "⏎")
}

fn verdict(before: &str, after: &str) -> Verdict {
    compare(before, after).verdict
}

#[test]
fn numbers_and_laws_are_wholes() {
    assert_eq!(
        shown("法第19条第8号に基づき提供する。", "法第19条第9号に基づき提供する。"),
        "法[-第19条第8号-]{+第19条第9号+}に基づき提供する。"
    );
    assert_eq!(
        shown("稼働は令和7年5月1日とする。", "稼働は令和8年5月1日とする。"),
        "稼働は[-令和7年5月1日-]{+令和8年5月1日+}とする。"
    );
    assert_eq!(
        shown("対象は10万人以上とする。", "対象は30万人以上とする。"),
        "対象は[-10万人-]{+30万人+}以上とする。"
    );
    assert_eq!(
        shown("電話 012-345-6789 内線1", "電話 012-345-6780 内線1"),
        "電話 [-012-345-6789-]{+012-345-6780+} 内線1"
    );
    assert_eq!(shown("1,000人の記録", "1,500人の記録"), "[-1,000人-]{+1,500人+}の記録");
    assert_eq!(shown("平成元年の記録", "平成2年の記録"), "[-平成元年-]{+平成2年+}の記録");
}

#[test]
fn additions_to_lists_are_whole_entries() {
    assert_eq!(
        shown("対象は(1、2、67、70、77、80の項)です。", "対象は(1、2、67、70、74、77、80の項)です。"),
        "対象は(1、2、67、70、{+74、+}77、80の項)です。"
    );
    assert_eq!(
        shown("59条の2 1号ハ、59条の3 1号、60条", "59条の2 1号ハ、59条の2の2、59条の3 1号、60条"),
        "59条の2 1号ハ、{+59条の2の2、+}59条の3 1号、60条"
    );
    assert_eq!(
        shown("1.氏名、2.住所、3.性別", "1.氏名、2.住所、3.性別、4.旧氏 漢字、5.旧氏 ふりがな"),
        "1.氏名、2.住所、3.性別{+、4.旧氏 漢字、5.旧氏 ふりがな+}"
    );
    assert_eq!(
        shown(
            "次の条(25条8号ロ・9号・10号、31条2号ロ・3号、45条2号)による",
            "次の条(25条8号ニ・9号・10号、31条2号ハ・3号、45条2号)による"
        ),
        "次の条([-25条8号ロ-]{+25条8号ニ+}・9号・10号、[-31条2号ロ-]{+31条2号ハ+}・3号、45条2号)による"
    );
    assert_eq!(shown("・入口の錠\n・監視", "・入口の錠\n・窓の錠\n・監視"), "・入口の錠⏎{+・窓の錠⏎+}・監視");
    assert_eq!(
        shown("鍵で管理する。記録は残す。", "鍵で管理する。写しは取らない。記録は残す。"),
        "鍵で管理する。{+写しは取らない。+}記録は残す。"
    );
}

#[test]
fn words_are_wholes_unless_one_stands_in_the_other() {
    assert_eq!(
        shown("課(総務課)長の承認を得る", "課(区政課)長の承認を得る"),
        "課([-総務課-]{+区政課+})長の承認を得る"
    );
    assert_eq!(shown("全く別の番号にはならない", "別の番号にはならない"), "[-全く-]別の番号にはならない");
    assert_eq!(shown("健康保険情報を扱う", "健康保険関係情報を扱う"), "健康保険{+関係+}情報を扱う");
    assert_eq!(
        shown("総務局行政事務課 電話", "総務局総務部 行政事務課 電話"),
        "総務局{+総務部 +}行政事務課 電話"
    );
    assert_eq!(shown("住民票及び印鑑の証明", "戸籍及び印鑑の証明"), "[-住民票-]{+戸籍+}及び印鑑の証明");
    assert_eq!(shown("中間サーバの管理", "中間サーバーの管理"), "中間サーバ{+ー+}の管理");
    assert_eq!(shown("保管について定める", "保管については別に定める"), "保管について{+は別に+}定める");
    assert_eq!(
        shown(
            "データは返還、破壊もしくは上書きして完全に消去する。",
            "データは返還もしくは物理的破壊により完全に消去する。"
        ),
        "データは返還[-、破壊-]もしくは[-上書きして-]{+物理的破壊により+}完全に消去する。"
    );
}

#[test]
fn numbers_of_paragraphs_are_no_change() {
    let (before, after) =
        ("①受付を行う。\n②決定を通知する。", "①受付を行う。\n②審査を行う。\n③決定を通知する。");
    assert_eq!(shown(before, after), "①受付を行う。⏎{+②審査を行う。⏎+}#②→③#決定を通知する。");
    assert_eq!(compare(before, after).renumbered, [("②", "③")]);
    assert_eq!(verdict("(1) 受付\n(2) 決定", "(2) 受付\n(3) 決定"), Verdict::Notation);
    assert_eq!(verdict("1. 受付\n2. 決定", "2. 受付\n3. 決定"), Verdict::Notation);
    assert_eq!(verdict("1.氏名、2.住所、3.性別", "4.氏名、5.住所、6.性別"), Verdict::Notation);
    assert_eq!(
        verdict("リスク①を除く。", "リスク②を除く。"),
        Verdict::Edited,
        "a reference is no number of a paragraph"
    );
    assert_eq!(verdict("(1)", "(2)"), Verdict::Rewritten, "a number alone is all there is");
}

#[test]
fn width_and_white_space_are_no_change() {
    for (before, after) in [
        ("ＡＢＣ（情報）１２件", "ABC(情報)12件"),
        ("個人 番号を\n扱う", "個人番号を扱う"),
        ("義務付 ける", "義務 付ける"),
        ("〈市における措置〉\n鍵", "<市における措置>鍵"),
        ("第3号口の提供", "第3号ロの提供"),
        ("ﾃﾞｰﾀを送る", "データを送る"),
    ] {
        let difference = compare(before, after);
        assert_eq!(difference.verdict, Verdict::Notation, "{before} {after} {:?}", difference.pieces);
        assert!(!difference.pieces.iter().any(Piece::is_change));
    }
    assert_eq!(shown("（鍵）で管理する", "(鍵)で保管する"), "~（|(~鍵~）|)~で[-管理-]{+保管+}する");
    assert!(compare("（鍵）", "(鍵)").has_notation());
    assert!(!compare("鍵 で", "鍵で").has_notation());
}

#[test]
fn a_mark_that_changed_is_told() {
    let difference = compare("[○]電子記録媒体 [ ]紙", "[]電子記録媒体 [ ]紙");
    assert_eq!(difference.marks, [Marked { label: "電子記録媒体", now: false }]);
    let difference = compare("[ ]専用線\n[○]紙", "[○]専用線\n[○]紙");
    assert_eq!(difference.marks, [Marked { label: "専用線", now: true }]);
    assert!(compare("[○]専用線", "[〇]専用線").marks.is_empty());
    assert_eq!(verdict("[ ]専用線", "[]専用線"), Verdict::Notation);
}

#[test]
fn what_is_left_out_is_not_deleted() {
    assert_eq!(
        shown(
            "1. 識別情報\n番号を確認するため。\n2. 連絡先\n4情報を使う。",
            "1. 識別情報\n※ 修正なし\n2. 連絡先\n5情報を使う。"
        ),
        "1. 識別情報⏎…番号を確認するため。⏎|※ 修正なし⏎…2. 連絡先⏎[-4-]{+5+}情報を使う。"
    );
    assert_eq!(
        shown("(略)\n入口に錠がある。", "門に番人がいる。\n入口に錠がある。"),
        "…(略)⏎|門に番人がいる。⏎…入口に錠がある。"
    );
    assert_eq!(
        shown("<市における措置>\n※ 略\n2か所に置く。", "<市における措置>\n※ 修正なし\n3か所に置く。"),
        "<市における措置>⏎…※ 略|※ 修正なし…⏎[-2-]{+3+}か所に置く。"
    );
    for added in ["(地域医療戦略)", "(制度の概略)", "(情報連携により添付書類を省略)"]
    {
        let after = format!("市の計画{added}に基づく届出");
        assert_eq!(verdict("市の計画に基づく届出", &after), Verdict::Edited, "{added}");
    }
    assert!(compare("甲\n乙の記録を残す", "※略\n乙の記録を残す").has_elisions());
    assert_eq!(verdict("記録の省略を禁止する", "記録の省略を制限する"), Verdict::Edited);
}

#[test]
fn a_count_in_brackets_numbers_nothing() {
    assert_eq!(shown("(2) 件", "(3) 件"), "([-2-]{+3+}) 件");
    assert_eq!(verdict("（12）件", "（13）件"), Verdict::Edited);
    assert_eq!(verdict("(2) 件名を確かめる。", "(3) 件名を確かめる。"), Verdict::Notation);
}

#[test]
fn moved_clauses_are_followed() {
    let (first, second) =
        ("記録媒体は施錠した保管庫に収納して管理する。", "入退室の記録を保存し定期的に確認する。");
    let third = "委託先の作業状況を職員が立ち会って監督する。";
    let moved = shown(&format!("{first}{second}{third}"), &format!("{second}{third}{first}"));
    assert_eq!(moved, format!("[<{first}<]{second}{third}{{>{first}>}}"));
}

#[test]
fn texts_without_much_in_common_are_rewritten() {
    assert_eq!(
        verdict("職員証による入退室の管理を行う。", "外部の事業者に監視を委託し、警報を設置する。"),
        Verdict::Rewritten
    );
    assert_eq!(
        verdict("鍵で管理する。", "鍵で管理する。さらに監視装置を設置し、入退室の記録を保存し、巡回を行う。"),
        Verdict::Edited
    );
    assert_eq!(shown("総務課", "区政課"), "[-総務課-]{+区政課+}");
    assert_eq!(verdict("", "新しい記載"), Verdict::Edited);
    assert_eq!(verdict("同じ", "同じ"), Verdict::Same);
    assert_eq!(verdict("", ""), Verdict::Same);
    assert_eq!(verdict(" ", ""), Verdict::Notation);
}

#[test]
fn crumbs_do_not_hold_a_clause_together() {
    let shown = shown(
        "受付を行う。職員が個人番号を用いて本人の確認を行う。",
        "受付を行う。システムは委託先の事業者が番号を付して保守を行う。",
    );
    assert_eq!(
        shown,
        "受付を行う。[-職員が個人番号を用いて本人の確認-]{+システムは委託先の事業者が番号を付して保守+}を行う。"
    );
}

#[test]
fn long_texts_are_whole_texts() {
    let clause = |seed: usize| {
        format!("項目{}の記録を第{}条により{}年保存する。\n", seed * 7919 % 10007, seed % 97, seed % 13)
    };
    let before: String = (0..2000).map(clause).collect();
    let after: String =
        (0..2000).filter(|n| n % 50 != 7).map(|n| clause(if n % 31 == 3 { n + 9000 } else { n })).collect();
    let other: String = (20000..22000).map(clause).collect();
    let (few, many) = ("、".repeat(30_000), "、".repeat(60_000));
    let (word, words) = ("個人".repeat(30_000), "個人情報".repeat(30_000));
    for (one, two) in [(&before, &after), (&before, &other), (&few, &many), (&word, &words)] {
        whole(one, two);
    }
    assert_eq!(verdict(&before, &after), Verdict::Edited);
}

/// The pieces are the two texts, and no text is shown that is in neither.
fn whole(before: &str, after: &str) -> Verdict {
    let difference = compare(before, after);
    let texts = |of: fn(&Piece<'_>) -> String| difference.pieces.iter().map(of).collect::<String>();
    assert_eq!(texts(|piece| piece.before().to_owned()), before);
    assert_eq!(texts(|piece| piece.after().to_owned()), after);
    let length = |piece: &Piece<'_>| {
        if let Piece::Same(text) = piece { text.len() } else { piece.before().len() + piece.after().len() }
    };
    assert!(difference.pieces.iter().map(length).sum::<usize>() <= before.len() + after.len());
    difference.verdict
}

/// Texts of the kind that official documents are made of.
fn official() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "個人番号",
        "市民課",
        "システム",
        "サーバー",
        "サーバ",
        "の",
        "により",
        "を",
        "行う。",
        "、",
        "・",
        "\n",
        " ",
        "①",
        "②",
        "(1)",
        "2.",
        "第19条第8号",
        "令和7年5月1日",
        "[○]",
        "[ ]",
        "※ 修正なし",
        "(略)",
        "<",
        "〉",
        "「",
        "」",
        "口",
        "ロ",
        "ＡＢ",
        "ab",
        "3号ハ",
        "74、",
        "\u{3099}",
        "か",
        "🗾",
        "\u{3000}",
        "。",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

#[test]
fn an_addition_that_begins_elsewhere_loses_nothing_at_the_ends() {
    for (one, other) in
        [("口", "口システム個人番号ロ"), ("ロ", "口システム個人番号ロ"), ("カ。", "力。令和7年5月1日カ。")]
    {
        whole(one, other);
        whole(other, one);
    }
}

#[test]
fn white_space_that_makes_the_number_of_a_paragraph_is_no_change() {
    for (before, after) in [("② 2.個人番号", "②2.個人番号"), ("ア 1.氏名\n(2)住所", "ア1.氏名 （2） 住所")]
    {
        assert_eq!(verdict(before, after), Verdict::Notation, "{before:?} {after:?}");
        assert_eq!(verdict(after, before), Verdict::Notation, "{after:?} {before:?}");
        whole(before, after);
    }
}

proptest! {
    #[test]
    fn pieces_are_the_two_texts(before in official(), after in official()) {
        whole(&before, &after);
    }

    #[test]
    fn pieces_are_any_two_texts(before in "\\PC*", after in "\\PC*") {
        whole(&before, &after);
    }

    #[test]
    fn a_text_is_like_itself_and_noise_is_noise_in_both_directions(before in official(), after in official()) {
        prop_assert_eq!(verdict(&before, &before), Verdict::Same);
        let (there, back) = (verdict(&before, &after), verdict(&after, &before));
        prop_assert_eq!(there == Verdict::Same, back == Verdict::Same);
        // A mark that joins the letter before it makes another letter of it once the space between them is gone.
        let before = before.replace('\u{3099}', "");
        let folded = before.replace('(', "（").replace(' ', "");
        prop_assert!(matches!(verdict(&before, &folded), Verdict::Same | Verdict::Notation));
    }

    #[test]
    fn an_added_word_is_all_that_is_shown(text in "[あ-ん]{1,5}[一-龠]{2,6}[あ-ん]{1,5}", word in "[ァ-ヺ]{2,8}") {
        let after = format!("{text}{word}");
        let difference = compare(&text, &after);
        let changed: Vec<_> = difference.pieces.iter().filter(|piece| piece.is_change()).copied().collect();
        prop_assert_eq!(changed, [Piece::Inserted(word.as_str())]);
    }
}
