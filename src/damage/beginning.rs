//! A text that begins in the middle of a sentence: what stood before it was on another page, or was lost.

use super::{Damage, is_kanji, short};

/// No Japanese word begins with one of these.
const NEVER_FIRST: &str = "、。，．)）」』】〉》ぁぃぅぇぉっゃゅょゎんをァィゥェォッャュョヮンヲ";
/// Whole answers that are as short as the end of a word.
const ANSWERS: [&str; 14] =
    ["なし", "無", "無し", "あり", "有", "有り", "同上", "同左", "略", "済", "未定", "不要", "要", "否"];
/// The end of a word that is left over is no longer, in characters.
const LEFT_OVER: usize = 3;

/// What a cell or an answer begins with, if it is the end of something.
pub fn beginning(text: &str) -> Option<Damage> {
    let start = text.len() - text.trim_start().len();
    let text = &text[start..];
    let first = text.chars().next()?;
    let (word, _) = text.split_once('。').unwrap_or(("", text));
    let rest_of_word = (1..=LEFT_OVER).contains(&word.chars().count())
        && word.chars().all(|c| is_kanji(c) || matches!(c, 'ぁ'..='ん'))
        && !ANSWERS.contains(&word);
    if !rest_of_word && !NEVER_FIRST.contains(first) {
        return None;
    }
    let shown = short(text.lines().next().unwrap_or_default());
    Some(Damage::new(
        "DMG-13",
        start..start + first.len_utf8(),
        format!("文の途中から始まっています(「{shown}」)。前の部分が失われている可能性があります。"),
        format!("This begins in the middle of a sentence (\"{shown}\"); what stood before it may be lost."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_word_is_no_beginning() {
        for text in ["去。申請書は業者が溶解する。", " う。次に", "を保管する。", ")を含む。", "っている。"]
        {
            assert_eq!(beginning(text).map(|d| d.id), Some("DMG-13"), "{text}");
        }
    }

    #[test]
    fn short_answers_and_usual_beginnings_are_left_alone() {
        for text in
            ["", "なし。", "無。ただし、", "消去する。", "・あ。い", "同上。", "ー 甲", "①甲。", "有。"]
        {
            assert_eq!(beginning(text), None, "{text}");
        }
    }
}
