//! What differs in the rows of real change logs: the known changes, and nothing else.
//!
//! Short changes are named. Of longer ones the table holds their length in letters and a hash, so that no sentence of
//! a document stands here. `-` went, `+` came, `<` and `>` moved, `#` is the number of a paragraph, `…` is left out on
//! one side. Numbers of rows count from 1.

use kohyo::diff::text::{Piece, TextDifference, Verdict, compare};

use super::answers::documents;

/// Up to this many letters a change is named.
const NAMED: usize = 12;

/// Document, row, verdict, changes.
type Row = (usize, usize, Verdict, &'static str);

/// Rows where a change is hard to see: one word in a long sentence, two entries in a list of sixty, a mark.
const HARD: [Row; 13] = [
    (0, 5, Verdict::Edited, "-総務課 +区政課"),
    (0, 31, Verdict::Edited, "-全く"),
    (0, 47, Verdict::Edited, "-[○] +[]"),
    (1, 30, Verdict::Edited, "+74、 +85の2、"),
    (1, 74, Verdict::Edited, "+117、 +59条の2の2、"),
    (1, 80, Verdict::Edited, "+(20:3c07aff9)"),
    (1, 81, Verdict::Edited, "+(43:f5c6e797)"),
    (1, 82, Verdict::Edited, "+(65:f56705bd)"),
    (
        1,
        83,
        Verdict::Edited,
        "+97、 -119 +120 -8条1号二 +8条1号ホ -2号二 +2号ホ -4号ロ +4号ハ -12条1号ロ +12条1号ハ -2号イ +2号ロ -6号イ +6号ロ -2号ロ +2号二 -14条1号ロ +14条1号ハ -2号ロ +2号ハ -3号ハ +3号二 -16条 +16条2号 -20条8号ロ +20条9号ロ -3号 +4号ロ -6号ロ・7号ロ・8号 +6号 -2号ホ +2号二",
    ),
    (
        1,
        84,
        Verdict::Edited,
        "-25条8号ロ +25条8号ニ -3号ハ +3号ニ +・6号ホ -32条1号ロ +32条1号ハ -2号ロ +2号ハ -33条4号 +33条5号 -47条2号ハ +47条2号ニ -3号ハ +3号ニ -4号ハ +4号ニ -5号ハ +5号ニ -6号ハ +6号ニ -7号ハ +7号ニ -8号ハ +8号ニ -9号ハ +9号ニ -10号ハ +10号ニ -11号ハ +11号ニ -12号ハ +12号ニ -13号ハ +13号ニ -14号ハ +14号ニ -15号ハ +15号ニ -16号ハ +16号ニ -17号ロ +17号ハ -18号ハ +18号ニ -19号ハ +19号ニ -22号ハ +22号ニ -23号ハ +23号ニ +(14:8e8fc5d3) -(58:3cd51c37) +53条1号ワ -・3号ホ・5号ハ +(14:86cbd6d1) +2号 -1号ニ +1号ホ -2号ニ +2号ホ +103、",
    ),
    (2, 14, Verdict::Notation, "#⑭→⑮ #⑮→⑯ #⑯→⑰"),
    (2, 26, Verdict::Edited, "…79|7 -4 +5 +被保険者証、 -納付催告書 +納入通知書等 …35|6"),
    (4, 86, Verdict::Edited, "-、破壊 -専用ソフト等を利用して +物理的破壊によりデータを"),
];

/// Rows of all other kinds.
const OTHERS: [Row; 27] = [
    (0, 50, Verdict::Edited, "-交付申請書等 +(14:94101af0)"),
    (0, 52, Verdict::Edited, "-(19:ab4414ba) +(19:da313d0c)"),
    (0, 56, Verdict::Edited, "+(18:ec1131a9) +を依頼 -(13:086fcd2b) +(18:ec1131a9) -行う +依頼する"),
    (0, 58, Verdict::Edited, "+従事者の監督、 +再委託の禁止、 -の指定 +以外での業務の禁止等"),
    (1, 4, Verdict::Edited, "-市民福祉課 -市民環境課 -市民福祉課"),
    (1, 17, Verdict::Edited, "-こども課 +保険年金課 -市民福祉課 -福祉課 -市民福祉課"),
    (1, 29, Verdict::Edited, "-熊谷市総務部庶務課行政係 +熊谷市市民部市民課 -224 +269"),
    (1, 37, Verdict::Edited, "-[] +[○] -[○] +[] +印鑑登録システム、"),
    (1, 43, Verdict::Edited, "-100 +50 +100項目未満"),
    (1, 44, Verdict::Edited, "-[○] +[]"),
    (1, 55, Verdict::Edited, "+識別情報( -による +と生体)による2因子"),
    (1, 65, Verdict::Edited, "-変更前 +変更後"),
    (1, 77, Verdict::Edited, "+(13:b9c05619)"),
    (2, 1, Verdict::Edited, "-及び +、 +及び申請管理システム"),
    (2, 3, Verdict::Edited, "+(14:ba9153cf)"),
    (2, 16, Verdict::Notation, "…79|7"),
    (3, 13, Verdict::Edited, "+(152:20a09010)"),
    (3, 17, Verdict::Edited, "-保護条例 +の保護に関する法 律等"),
    (4, 5, Verdict::Edited, "+情報公開室"),
    (4, 11, Verdict::Edited, "-入金、 +、金融機関等への"),
    (4, 36, Verdict::Edited, "+(19:09a7c6d4)"),
    (4, 54, Verdict::Edited, "+入金、 +(14:5dd2fca7)"),
    (4, 60, Verdict::Edited, "-収納 +非 +読取"),
    (4, 63, Verdict::Edited, "-7 +9 +(28:d9276625)"),
    (4, 66, Verdict::Edited, "-しない +する"),
    (4, 78, Verdict::Edited, "-[ ] +[○]"),
    (4, 82, Verdict::Edited, "-(68:caa86120) -根拠法令等確認のうえ、"),
];

#[test]
fn every_row_shows_the_real_change_and_nothing_else() {
    let documents: Vec<_> = documents().collect();
    let mut wrong = Vec::new();
    for (document, row, verdict, changes) in HARD.into_iter().chain(OTHERS) {
        let Some(document) = documents[document] else { continue };
        let row = &document.assessment.changes[row - 1];
        let difference = compare(&row.before.text, &row.after.text);
        let found = told(&difference);
        if (difference.verdict, found.as_str()) != (verdict, changes) {
            wrong.push(format!("{}: {}: {:?} {found}", document.seed.name, row.anchor, difference.verdict));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Nothing of a row is lost or added by cutting it, and a third of the rows is not broken into crumbs.
#[test]
fn the_pieces_of_every_row_are_its_two_sides() {
    let mut verdicts = [0; 4];
    for document in documents().flatten() {
        for row in &document.assessment.changes {
            let difference = compare(&row.before.text, &row.after.text);
            let text = |of: fn(&Piece<'_>) -> String| difference.pieces.iter().map(of).collect::<String>();
            assert_eq!(text(|piece| piece.before().to_owned()), row.before.text, "{}", row.anchor);
            assert_eq!(text(|piece| piece.after().to_owned()), row.after.text, "{}", row.anchor);
            verdicts[difference.verdict as usize] += 1;
        }
    }
    println!("same, notation, edited, rewritten: {verdicts:?}");
}

/// The changes of a row.
fn told(difference: &TextDifference<'_>) -> String {
    let change = |sign: char, text: &str| {
        let letters = text.chars().count();
        if letters <= NAMED {
            format!("{sign}{}", text.replace('\n', "⏎"))
        } else {
            format!("{sign}({letters}:{:08x})", hash(text))
        }
    };
    let piece = |piece: &Piece<'_>| match *piece {
        Piece::Deleted(text) => Some(change('-', text)),
        Piece::Inserted(text) => Some(change('+', text)),
        Piece::MovedAway(text) => Some(change('<', text)),
        Piece::MovedHere(text) => Some(change('>', text)),
        Piece::Renumbered { before, after } => Some(format!("#{before}→{after}")),
        Piece::Elided { before, after } => {
            Some(format!("…{}|{}", before.chars().count(), after.chars().count()))
        }
        Piece::Same(_) | Piece::Notation { .. } => None,
    };
    difference.pieces.iter().filter_map(piece).collect::<Vec<_>>().join(" ")
}

/// FNV-1a.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
