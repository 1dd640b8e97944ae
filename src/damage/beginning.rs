//! A text that begins in the middle of a sentence: what stood before it was on another page, or was lost.

use super::{Damage, short};
use crate::text::character::{is_hiragana, is_kanji};

/// No Japanese word begins with one of these.
const NEVER_FIRST: &str = "、。，．)）」』】〉》ぁぃぅぇぉっゃゅょゎんをァィゥェォッャュョヮンヲ";
/// So many characters may be quoted out of a sentence.
const QUOTED: usize = 12;
/// Whole answers of one character.
const ANSWERS: &str = "無有略済要否可";

/// What a cell or an answer begins with, if it is the end of something.
pub fn beginning(text: &str) -> Option<Damage> {
    let start = text.len() - text.trim_start().len();
    let text = &text[start..];
    let first = text.chars().next()?;
    // One character is left of a word; more may well be an answer (随時。).
    let word = text.split_once('。').map_or("", |(word, _)| word);
    let rest_of_word =
        word.chars().count() == 1 && (is_kanji(first) || is_hiragana(first)) && !ANSWERS.contains(first);
    // A few words are perhaps all that somebody wanted to quote (、旧氏).
    let cut = NEVER_FIRST.contains(first) && text.chars().nth(QUOTED).is_some();
    if !rest_of_word && !cut {
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
        for text in [
            "去。申請書は業者が溶解する。",
            " う。次に",
            "を鍵の掛かる部屋に保管する。",
            ")を含む全ての申請書を溶解する。",
            "っている。申請書は業者が溶解する。",
        ] {
            assert_eq!(beginning(text).map(|d| d.id), Some("DMG-13"), "{text}");
        }
    }

    #[test]
    fn short_answers_and_usual_beginnings_are_left_alone() {
        for text in [
            "",
            "なし。",
            "無。ただし、",
            "消去する。",
            "随時。",
            "不可。",
            "する。",
            "・あ。い",
            "同上。",
            "ー 甲",
            "①甲。",
            "有。",
        ] {
            assert_eq!(beginning(text), None, "{text}");
        }
    }
}
