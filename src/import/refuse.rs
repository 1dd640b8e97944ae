//! Refusal of texts that are damaged beyond use: what cannot be read must not be published.
//!
//! Two measures. Characters that are none (U+FFFD, control, private use) are counted. And where the map from
//! glyphs to characters in a PDF is broken, characters are simply missing: 「特 個人 報保護評価書」. Such a text
//! looks plausible and holds no bad character, so the words are looked at that every evaluation repeats many
//! times: how often do they stand whole, and how often with characters missing in their middle? Healthy texts,
//! also badly recognised ones, keep them whole; with a fifth of the kanji gone most of the long ones are mutilated. How
//! long a text is, how much of it is kana or Latin and how little of the form is filled in does not matter.

use std::collections::HashMap;

use super::Refusal;
use crate::finding::Text;
use crate::text::character::{is_hiragana, is_kanji};

/// Fixed expressions of the forms and the words around which every evaluation turns. No one of them may become
/// another, or an ordinary word, when characters inside it are left out.
const WORDS: [&str; 30] = [
    "特定個人情報保護評価書",
    "特定個人情報ファイル",
    "特定個人情報保護委員会",
    "個人情報保護委員会",
    "特定個人情報",
    "全項目評価書",
    "重点項目評価書",
    "基礎項目評価書",
    "評価実施機関",
    "評価実施手続",
    "行政手続における特定の個人を識別するための番号の利用等に関する法律",
    "地方公共団体",
    "個人番号利用事務",
    "中間サーバー",
    "特定個人情報の入手",
    "記録される項目",
    "対象となる本人の",
    "事務担当部署",
    "事務の名称",
    "事務の内容",
    "使用の主体",
    "取扱いの委託",
    "委託先における取扱者数",
    "再委託の有無",
    "時期・頻度",
    "アクセス権限の発効",
    "従業者に対する教育",
    "変更前の記載",
    "変更後の記載",
    "提出時期に係る説明",
];

/// Refuses a text that nobody could correct.
pub(super) fn damage(text: &str) -> Result<(), Refusal> {
    let all = text.chars().filter(|c| !c.is_whitespace()).count();
    let broken = text
        .chars()
        .filter(|&c| {
            c == '\u{FFFD}'
                || (c.is_control() && !c.is_whitespace())
                || ('\u{E000}'..='\u{F8FF}').contains(&c)
        })
        .count();
    if all == 0 {
        return Err(refusal("TXT-02", Text::new("文字がありません。", "There is no text.")));
    }
    if broken * 200 > all {
        return Err(refusal(
            "TXT-02",
            Text::new(
                format!("読めない文字が{broken}字あります。変換に失敗した文章は取り込めません。"),
                format!("{broken} characters cannot be read. A damaged conversion cannot be imported."),
            ),
        ));
    }
    let Words { whole, mutilated } = words(text);
    if mutilated >= 4 && mutilated * 8 >= whole + mutilated {
        return Err(refusal(
            "TXT-09",
            Text::new(
                format!(
                    "文字が抜け落ちています。様式の決まった言葉{}か所のうち{mutilated}か所で、途中の文字がありません。",
                    whole + mutilated
                ),
                format!(
                    "Characters are missing: of {} places with fixed words of the form, {mutilated} lack some in the middle.",
                    whole + mutilated
                ),
            ),
        ));
    }
    if kanji_are_gone(text) {
        return Err(refusal(
            "TXT-09",
            Text::new(
                "漢字が抜け落ちています。ほとんど仮名だけが残っています。",
                "The kanji are missing; little more than kana is left.",
            ),
        ));
    }
    Ok(())
}

/// Refuses the text of an original in which hardly any fixed word of the form stands: a wrong map from glyphs to
/// characters gives plausible nonsense, which no character betrays.
pub(super) fn wrong_map(text: &str) -> Result<(), Refusal> {
    let kanji = text.chars().filter(|&c| is_kanji(c)).count();
    if kanji < 300 || words(text).whole * 2000 >= kanji {
        return Ok(());
    }
    Err(refusal(
        "TXT-11",
        Text::new(
            "様式の決まった言葉がほとんどありません。評価書ではないか、文字の対応表が誤っているPDFです。",
            "Hardly any fixed word of the form is there: no evaluation, or a PDF whose map of characters is wrong.",
        ),
    ))
}

/// Refuses a spreadsheet written out with commas, by its name or by its lines.
///
/// # Errors
/// ORG-20.
pub fn csv(name: &str, text: &str) -> Result<(), Refusal> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let columns = |line: &&&str| line.matches(',').count() >= 4 && !line.contains('\t');
    let spreadsheet = lines.len() >= 3 && lines.iter().filter(columns).count() * 3 > lines.len() * 2;
    if !spreadsheet && !name.to_ascii_lowercase().ends_with(".csv") {
        return Ok(());
    }
    Err(Refusal {
        id: "ORG-20",
        message: Text::new(
            "表計算から書き出したCSVです。結合したセルと文字の位置が失われていて、どの記載がどの欄のものか決められません。",
            "This is a spreadsheet written out as CSV: merged cells are lost, so what belongs to which item is not certain.",
        ),
        help: Text::new(
            "書き出す前のExcelブック(.xlsx)か、そのPDFを取り込んでください。",
            "Import the workbook (.xlsx) it was made from, or its PDF.",
        ),
    })
}

fn refusal(id: &'static str, message: Text) -> Refusal {
    Refusal {
        id,
        message,
        help: Text::new(
            "元のPDFやExcelから文字を取り出し直してください。別の道具でも文字が欠けるPDFや画像だけのPDFは、文字認識(OCR)が必要です。",
            "Extract the text again from the PDF or workbook. A PDF from which every tool loses characters, or one of pictures, needs OCR.",
        ),
    }
}

/// How often the fixed words occur.
struct Words {
    whole: usize,
    mutilated: usize,
}

fn words(text: &str) -> Words {
    // Marks of layout and markup are no letters; a word goes on behind them.
    let letters: Vec<char> = crate::text::folding::fold(text).chars().collect();
    let words: Vec<Vec<char>> =
        WORDS.iter().map(|word| crate::text::folding::fold(word).chars().collect()).collect();
    // A word may begin with its first or its second character.
    let mut begin: HashMap<char, Vec<&Vec<char>>> = HashMap::new();
    for word in &words {
        for &c in word.iter().take(2) {
            begin.entry(c).or_default().push(word);
        }
    }
    let mut found = Words { whole: 0, mutilated: 0 };
    let mut at = 0;
    while at < letters.len() {
        let candidates = begin.get(&letters[at]).into_iter().flatten();
        let best =
            candidates.filter_map(|word| matched(&letters[at..], word)).max_by_key(|m| (m.whole, m.length));
        match best {
            Some(m) => {
                if m.whole {
                    found.whole += 1;
                } else {
                    found.mutilated += 1;
                }
                at += m.length;
            }
            None => at += 1,
        }
    }
    found
}

struct Match {
    length: usize,
    whole: bool,
}

/// A word at the beginning of a text, whole or with kanji missing in its middle.
fn matched(text: &[char], word: &[char]) -> Option<Match> {
    if text.starts_with(word) {
        return Some(Match { length: word.len(), whole: true });
    }
    // The first character may be one of the missing ones.
    (0..2.min(word.len())).find_map(|skipped| {
        let (mut read, mut at, mut gaps) = (0, skipped, 0);
        while let Some(&c) = text.get(read) {
            let rest = &word[at..];
            let Some(step) = rest.iter().position(|&w| w == c) else { break };
            if step > 0 {
                // Only missing kanji are a sign: そ の他 and 、 are left out by people.
                if read == 0 || !rest[..step].iter().any(|&w| is_kanji(w)) {
                    return None;
                }
                gaps += 1;
            }
            (read, at) = (read + 1, at + step + 1);
            if at == word.len() {
                break;
            }
        }
        let enough = read >= 4 || read == 3 && word.len() <= 6;
        (at == word.len() && gaps > 0 && enough && read * 5 >= word.len() * 2)
            .then_some(Match { length: read, whole: false })
    })
}

/// A text of sentences in which hardly a kanji is left. Katakana and Latin letters do not count: a list of
/// systems may well have no kanji, but it has no hiragana either.
fn kanji_are_gone(text: &str) -> bool {
    let hiragana = text.chars().filter(|&c| is_hiragana(c)).count();
    let kanji = text.chars().filter(|&c| is_kanji(c)).count();
    hiragana >= 200 && kanji * 5 < hiragana
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "特定個人情報保護評価書(全項目評価書)\n評価書番号\n評価書名\n個人のプライバシー等の権利利益の保護の宣言\n特記事項\n評価実施機関名\n個人情報保護委員会 承認日【行政機関等のみ】\n公表日\nⅠ 基本情報\n1. 特定個人情報ファイルを取り扱う事務\n①事務の名称\n6. 情報提供ネットワークシステムによる情報連携\n①実施の有無\n②法令上の根拠\nⅡ 特定個人情報ファイルの概要\n④記録される項目\n主な記録項目\n⑤保有開始日\n⑥事務担当部署\n④再委託の有無\n③消去方法\n";

    fn id(text: &str) -> Option<&'static str> {
        damage(text).err().map(|refusal| refusal.id)
    }

    /// Takes characters out of a text: those whose number gives a rest below `share` of 100.
    fn without(text: &str, share: u32) -> String {
        text.chars()
            .filter(|&c| !is_kanji(c) || (u32::from(c).wrapping_mul(2_654_435_761) >> 8) % 100 >= share)
            .collect()
    }

    #[test]
    fn missing_glyphs_are_noticed() {
        for share in [35, 50] {
            assert_eq!(
                id(&without(FORM, share)),
                Some("TXT-09"),
                "{share} of 100 kanji gone\n{}",
                without(FORM, share)
            );
        }
        assert_eq!(
            id(
                "特 個人情報保護評価書(全 目評価書) 特 個人情報ファイルの概要 特 個人情報の入手 地 公共団体 評価 施機関"
            ),
            Some("TXT-09")
        );
        let kana = "について、をるためのであり、それをもとにしてのをうものとする。".repeat(10);
        assert_eq!(id(&kana), Some("TXT-09"));
    }

    #[test]
    fn short_bare_and_foreign_texts_are_no_damage() {
        assert_eq!(id(FORM), None);
        assert_eq!(
            id(
                "(別添3) 変更箇所\n変更日\t項目\t変更前の記載\t変更後の記載\n令和7年4月1日\tⅠ 7. ②\t課長\t室長\n"
            ),
            None
        );
        assert_eq!(id("システム1 ネットワークシステム データベースサーバー バックアップサーバー"), None);
        assert_eq!(id("eLTAX, LGWAN, ISO/IEC 27017, AES-256"), None);
        assert_eq!(id("個人情報の保護。個人番号。情報の提供。保護評価。評価の実施。"), None);
        // One or two misprints of a bad recognition are no missing glyphs.
        let misprints = FORM.replacen("特定個人", "特個人", 2);
        assert_eq!(id(&misprints), None);
    }

    #[test]
    fn characters_that_are_none_are_counted() {
        assert_eq!(id(""), Some("TXT-02"));
        assert_eq!(id("全項目評価書\u{FFFD}\u{FFFD}"), Some("TXT-02"));
        assert_eq!(id(&format!("{}\u{E000}", FORM.repeat(2))), None);
    }

    #[test]
    fn no_real_document_and_no_half_of_one_is_refused() {
        let Some(folder) = crate::import::tests::shared() else { return };
        let mut seen = 0;
        for entry in std::fs::read_dir(folder.join("seeds")).expect("the folder of real documents").flatten()
        {
            let text = std::fs::read_to_string(entry.path()).expect("a text");
            let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
            for part in [&text, &text[..half], &text[half..]] {
                assert_eq!(id(part), None, "{:?}", entry.path());
                let Words { whole, mutilated } = words(part);
                println!("{:?} whole {whole}, mutilated {mutilated}", entry.file_name());
                for share in [20, 50] {
                    let Words { whole, mutilated } = words(&without(part, share));
                    assert_eq!(
                        id(&without(part, share)),
                        Some("TXT-09"),
                        "{:?} {share}: {whole} {mutilated}",
                        entry.path()
                    );
                }
            }
            seen += 1;
        }
        assert!(seen >= 5);
    }
}
