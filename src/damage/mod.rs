//! Damage: what in a Japanese official text looks as if a conversion had put it there.
//!
//! Pure functions from a text to what is suspicious in it, for the importer and for the checks of finished
//! documents. Nothing is ever corrected and nothing is certain: every finding asks a person to look at the
//! original. What is known about misreadings is data (`tables.toml`). Marks are read where the answers are, not here.

mod beginning;
mod bracket;
mod class;
mod glyph;
mod numbering;
mod option;
mod repeat;
mod script;
mod tables;

use std::ops::Range;

use crate::finding::Text;
use crate::text::character::{is_kanji, is_stroke};
use crate::text::number::digit;

use class::Class;
use tables::tables;

pub use beginning::beginning;
pub use bracket::is_paired;
pub use option::option;

/// Something suspicious in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Stable identifier of the rule.
    pub id: &'static str,
    /// Bytes of the text concerned; the first of several places.
    pub range: Range<usize>,
    /// What is suspicious.
    pub message: Text,
}

impl Damage {
    fn new(id: &'static str, range: Range<usize>, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { id, range, message: Text::new(ja, en) }
    }

    /// What to do about it.
    pub fn help() -> Text {
        Text::new(
            "変換の誤りの可能性があります。原本を確認してください。",
            "It may have been damaged in conversion; look at the original.",
        )
    }

    /// What is suspicious and what to do, in one.
    pub fn advice(&self) -> Text {
        let help = Self::help();
        Text::new(format!("{}{}", self.message.ja, help.ja), format!("{} {}", self.message.en, help.en))
    }
}

/// Everything suspicious in a text (an answer, a cell, a line), in the order of the text. The same thing several
/// times in one text is reported once, with its number.
pub fn in_text(text: &str) -> Vec<Damage> {
    let seen = tables().classes.of_text(text);
    let mut found = Vec::new();
    if seen.has(Class::FOREIGN) {
        found.extend(script::foreign(text));
    }
    if seen.has(Class::LATIN) {
        found.extend(script::words(text));
    }
    if seen.has(Class::HAN) {
        found.extend(glyph::han(text));
    }
    found.extend(glyph::lookalikes(text, seen));
    let loops = repeat::loops(text);
    // A loop overlaps with itself.
    if loops.is_empty() && seen.has(Class::PAUSE) {
        found.extend(repeat::overlaps(text));
    }
    found.extend(loops);
    found.extend(bracket::cut(text));
    if seen.has(Class::CIRCLED) {
        found.extend(numbering::twice(text));
    }
    if seen.has(Class::SPACE) {
        found.extend(numbering::line_ends(text));
    }
    found.sort_by_key(|damage| (damage.range.start, damage.id));
    found
}

/// An excerpt for a message: the beginning of a text. It is cut in front of digits, never among them: of a number that
/// must not be shown, a part would escape those who look for the whole.
fn short(text: &str) -> String {
    const SHOWN: usize = 30;
    let Some((end, _)) = text.char_indices().nth(SHOWN) else { return text.to_owned() };
    let joins = |c: char| digit(c).is_some() || is_stroke(c) || c.is_whitespace() || "・.,".contains(c);
    let shown =
        if text[end..].starts_with(joins) { text[..end].trim_end_matches(joins) } else { &text[..end] };
    format!("{shown}…")
}

/// "(3か所)" behind the name of something that occurs several times.
fn times(count: usize) -> (String, String) {
    if count < 2 {
        return (String::new(), String::new());
    }
    (format!("({count}か所)"), format!(" ({count} times)"))
}

fn is_japanese(c: char) -> bool {
    is_kanji(c) || matches!(c, '\u{3041}'..='\u{30FF}' | '、' | '。' | '「' | '」')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(super) fn ids(text: &str) -> Vec<&'static str> {
        in_text(text).iter().map(|damage| damage.id).collect()
    }

    #[test]
    fn an_excerpt_is_not_cut_within_a_number() {
        let text = format!("{}987654321018を登録し、", "あ".repeat(22));
        assert_eq!(short(&text), format!("{}…", "あ".repeat(22)));
        assert_eq!(short(&format!("{}9876 5432 1018", "あ".repeat(24))), format!("{}…", "あ".repeat(24)));
        assert_eq!(short(&"あ".repeat(40)), format!("{}…", "あ".repeat(30)));
    }

    #[test]
    fn an_ordinary_text_is_left_alone() {
        for text in [
            "〈中間サーバー・プラットフォームにおける措置〉\n・サーバー室への入退室を管理する。\n・入退室の記録を残す。",
            "番号利用法第19条第8号に基づく主務省令第2条の表48の項、同条第2項第1号ロ及びハ",
            "システム二重化、データ一覧、サーバ一台、三カ所、コンビニエンスストア、ウィルス対策、ソフトウエア",
            "ISO/IEC 27001、https://example.jp/the/index.html、a) 甲、(1) 乙、1) 丙",
        ] {
            assert_eq!(ids(text), [""; 0], "{text}: {:#?}", in_text(text));
        }
    }

    /// The sample is written by people: nothing in it looks damaged, line by line.
    #[test]
    fn the_sample_is_left_alone() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/content");
        let files = walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok);
        let mut read = 0;
        for path in
            files.map(walkdir::DirEntry::into_path).filter(|p| p.extension().is_some_and(|e| e == "md"))
        {
            for line in std::fs::read_to_string(&path).expect("the sample is readable").lines() {
                let cells = line.split(" | ").map(|cell| cell.replace("<br>", "\n").replace('\\', ""));
                let found: Vec<_> = cells.flat_map(|cell| in_text(&cell)).collect();
                assert!(found.is_empty(), "{}: {line}: {found:#?}", path.display());
                read += 1;
            }
        }
        assert!(read > 1000, "{read} lines");
    }

    #[test]
    fn what_is_suspicious_is_said_in_order() {
        let found = in_text("特定個人情報 that 不正確な中长期");
        assert_eq!(found.iter().map(|d| d.id).collect::<Vec<_>>(), ["DMG-02", "DMG-03"]);
        assert!(found[0].advice().ja.ends_with("原本を確認してください。"));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[ -~ぁ-んァ-ヶ一二口力号条項、。「」()〈〉・ก-ฮ\n]{0,80}") {
            for damage in in_text(&text) {
                prop_assert!(text.get(damage.range.clone()).is_some(), "{damage:?}");
            }
        }
    }
}
