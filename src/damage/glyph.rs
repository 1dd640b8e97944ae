//! Single characters that stand for one that looks alike, and words that are often misread or mistyped.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::class::Class;
use super::tables::{Searched, tables};
use super::{Damage, times};
use crate::text::character::is_kanji;
use crate::text::number::digit;

/// Characters of Chinese type.
pub(super) fn han(text: &str) -> Vec<Damage> {
    let mut found: BTreeMap<(char, char), (usize, usize)> = BTreeMap::new();
    for (at, c) in text.char_indices() {
        if let Some(japanese) = tables().japanese(c) {
            found.entry((c, japanese)).or_insert((at, 0)).1 += 1;
        }
    }
    let damage = |((written, meant), (at, count)): ((char, char), (usize, usize))| {
        let (ja, en) = times(count);
        Damage::new(
            "DMG-03",
            at..at + written.len_utf8(),
            format!(
                "日本の公文書では使わない字体「{written}」があります{ja}。「{meant}」の読み違いではありませんか。"
            ),
            format!("The character {written} is not used in Japanese{en}; was {meant} meant?"),
        )
    };
    found.into_iter().map(damage).collect()
}

/// What is probably meant as something else: in the numbers of statutes, in katakana words, between kanji, in names, and
/// the words of the table. `seen` is what the characters of the text may be a part of.
pub(super) fn lookalikes(text: &str, seen: Class) -> Vec<Damage> {
    let mut found = Suspects { text, found: BTreeMap::new() };
    if seen.has(Class::STATUTE) {
        found.statute();
    }
    if seen.has(Class::BETWEEN) {
        found.between();
    }
    found.words(seen);
    if seen.has(Class::LATIN) {
        found.names();
    }
    found.damages()
}

/// What was found: as written and as probably meant, with the first place and the number.
struct Suspects<'t> {
    text: &'t str,
    found: BTreeMap<(String, String), (usize, usize)>,
}

impl Suspects<'_> {
    fn add(&mut self, at: usize, written: &str, meant: &str) {
        self.found.entry((written.to_owned(), meant.to_owned())).or_insert((at, 0)).1 += 1;
    }

    /// 第3号口: items of a statute are lettered イロハ.
    fn statute(&mut self) {
        let text = self.text;
        for (at, sign) in text.match_indices('号') {
            let mut behind = text[at + sign.len()..].chars();
            let (before, letter) = (text[..at].chars().next_back(), behind.next());
            let Some(letter) = letter.filter(|_| before.is_some_and(is_number)) else { continue };
            let Some(meant) = tables().letter(letter) else { continue };
            if behind.next().is_none_or(|c| c.is_whitespace() || "、，,・)）。」及又並".contains(c))
            {
                self.add(at, &format!("号{letter}"), &format!("号{meant}"));
            }
        }
    }

    /// 東ロ駅: one katakana letter between kanji.
    fn between(&mut self) {
        let text = self.text;
        let is_letter = |c: char| tables().classes.of(c).has(Class::BETWEEN);
        for (at, letter) in text.char_indices().filter(|(_, c)| is_letter(*c)) {
            let (before, after) = (&text[..at], &text[at + letter.len_utf8()..]);
            let (Some(before), Some(after)) = (before.chars().next_back(), after.chars().next()) else {
                continue;
            };
            if !is_kanji(before) || !is_kanji(after) {
                continue;
            }
            let known = tables().between.iter().find(|(katakana, ..)| *katakana == letter);
            let Some((_, meant, right)) = known else { continue };
            // Behind 号, 条 and the like it is the letter of an item; behind a number it counts.
            let item = is_number(before) || "号条項表類種型式数何".contains(before);
            if !item && !right.contains(after) {
                let at = at - before.len_utf8();
                self.add(at, &format!("{before}{letter}{after}"), &format!("{before}{meant}{after}"));
            }
        }
    }

    /// The words of the tables, all in one pass.
    fn words(&mut self, seen: Class) {
        let (tables, text) = (tables(), self.text);
        // Characters of one class are of one length, so places in the folded text are places in the text.
        let folded = if seen.has(Class::ALIKE) {
            Cow::Owned(tables.folded(text))
        } else {
            Cow::Borrowed(text.as_bytes())
        };
        // Of a word that overlaps with itself only the first counts.
        let mut ends: Vec<usize> = Vec::new();
        for found in tables.finder.find_overlapping_iter(&*folded) {
            let (word, range) = (found.pattern().as_usize(), found.range());
            let Some(written) = text.get(range.clone()) else { continue };
            let searched = &tables.searched[word];
            if matches!(searched, Searched::Misread(word, _) if word != written)
                || matches!(searched, Searched::Beheaded(word) if *word != written)
            {
                continue;
            }
            ends.resize(tables.searched.len(), 0);
            if std::mem::replace(&mut ends[word], range.end) > range.start {
                continue;
            }
            self.word(searched, written, range.start);
        }
    }

    /// A word of the tables, as it is written at a place.
    fn word(&mut self, searched: &Searched, written: &str, at: usize) {
        let (before, behind) = (&self.text[..at], &self.text[at + written.len()..]);
        match searched {
            // コンビ二: a common word but for characters that look alike.
            Searched::Katakana(word) if word != written => {
                // サーバ一覧: a number or a 一 behind a shorter form of the word.
                let next = behind.chars().next();
                let counts = written.ends_with(['一', '―', '─']) && next.is_some_and(is_kanji);
                if !counts {
                    self.add(at, written, word);
                }
            }
            Searched::Katakana(_) => {}
            Searched::Misread(_, meant) => self.add(at, written, meant),
            // 特 may stand at the end of a line of the page.
            Searched::Beheaded(_) => {
                if !before.trim_end().ends_with('特')
                    && before.chars().next_back().is_none_or(|c| !is_kanji(c))
                {
                    self.add(at, written, "特定個人情報");
                }
            }
        }
    }

    /// L2WAN: one character off a name.
    fn names(&mut self) {
        let text = self.text;
        let in_token = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let mut at = 0;
        while let Some(start) = text[at..].find(in_token).map(|start| at + start) {
            let length = text[start..].find(|c: char| !in_token(c)).unwrap_or(text.len() - start);
            let token = &text[start..start + length];
            at = start + length;
            if tables().names.iter().any(|name| name == token) {
                continue;
            }
            if let Some(name) = tables().names.iter().find(|name| one_off(name, token)) {
                self.add(start, token, name);
            }
        }
    }

    fn damages(self) -> Vec<Damage> {
        let damage = |((written, meant), (at, count)): ((String, String), (usize, usize))| {
            let (ja, en) = times(count);
            Damage::new(
                "DMG-04",
                at..at + written.len(),
                format!("「{written}」があります{ja}。「{meant}」の読み違いではありませんか。"),
                format!("There is \"{written}\"{en}; was \"{meant}\" meant?"),
            )
        };
        self.found.into_iter().map(damage).collect()
    }
}

fn is_number(c: char) -> bool {
    digit(c).is_some() || "一二三四五六七八九十百".contains(c)
}

/// Whether two words of the same length differ in one character.
fn one_off(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.chars().zip(b.chars()).filter(|(a, b)| a != b).count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Vec<Damage> {
        lookalikes(text, tables().classes.of_text(text))
    }

    fn found(text: &str) -> Vec<String> {
        seen(text).into_iter().map(|d| text[d.range].to_owned()).collect()
    }

    #[test]
    fn characters_of_chinese_type_name_the_japanese_one() {
        let found = han("中长期、长期、各區");
        assert_eq!(found.len(), 2);
        assert!(found.iter().any(|d| d.message.ja.contains("「长」があります(2か所)。「長」")));
        assert!(han("濱澤國島長区捜庄几帳面").is_empty());
    }

    #[test]
    fn items_of_statutes_are_lettered_in_katakana() {
        assert_eq!(found("22条1号二、22条の3 3号口・8号"), ["号二", "号口"]);
        assert!(found("第1号ロ、第3号口座、2号ニ、システム6号二重化").is_empty());
        assert!(seen("1号口、2号口")[0].message.ja.contains("(2か所)"));
    }

    #[test]
    fn a_lone_katakana_letter_between_kanji() {
        assert_eq!(found("西川ロ駅前、電カ会社"), ["川ロ駅", "電カ会"]);
        assert!(found("三カ所、数カ月、同号ロ該当、甲ロ 乙").is_empty());
    }

    #[test]
    fn common_words_but_for_one_character() {
        assert_eq!(found("取扱いの委 定個人情報、特定個人情報、指定個人情報、特 定個人情報"), ["定個人情報"]);
        assert_eq!(
            found("コンビ二連携、ブラットフォーム、がバメントクラウド、L2WAN、筒所"),
            ["L2WAN", "がバメントクラウド", "コンビ二", "ブラットフォーム", "筒所"]
        );
        assert!(found("サーバ一覧、担当者がバックアップ、LGWAN-ASP、eLTAX").is_empty());
    }
}
