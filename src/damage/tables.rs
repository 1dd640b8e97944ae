//! What is known about misreadings, from `tables.toml`.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use super::class::{Class, Classes};
use crate::text::number::circled;

#[derive(Deserialize)]
struct File {
    words: Vec<String>,
    scripts: Vec<(String, u32, u32)>,
    han: Vec<String>,
    misread: Vec<(String, String)>,
    words_katakana: Vec<String>,
    lookalike: Vec<String>,
    statute: Vec<String>,
    between: Vec<(char, char, String)>,
    names: Vec<String>,
}

/// The tables, ready for looking up.
pub(super) struct Tables {
    /// English words that no Japanese sentence contains.
    pub(super) words: Vec<String>,
    /// Name, first and last character of scripts that do not belong.
    pub(super) scripts: Vec<(String, u32, u32)>,
    /// What is looked for in every text.
    pub(super) searched: Vec<Searched>,
    /// Finds them, folded, in a folded text.
    pub(super) finder: AhoCorasick,
    /// Katakana letter → its kanji, and what may follow it.
    pub(super) between: Vec<(char, char, String)>,
    /// Names in Latin letters.
    pub(super) names: Vec<String>,
    /// What each character may be a part of.
    pub(super) classes: Classes,
    han: Vec<(char, char)>,
    statute: Vec<(char, char)>,
    alike: Vec<(char, char)>,
}

/// A word that is looked for in every text, whatever characters of one look stand in it.
pub(super) enum Searched {
    /// A common word in katakana.
    Katakana(String),
    /// A misread word, and what is meant.
    Misread(String, String),
    /// 特定個人情報 without its first character.
    Beheaded(&'static str),
}

impl Searched {
    /// As it stands in a text that has no damage, or in one that has.
    fn written(&self) -> &str {
        match self {
            Self::Katakana(word) | Self::Misread(word, _) => word,
            Self::Beheaded(word) => word,
        }
    }
}

impl Tables {
    /// The first of the characters that look like `c`.
    pub(super) fn fold(&self, c: char) -> char {
        if self.classes.of(c).has(Class::ALIKE) { find(&self.alike, c).unwrap_or(c) } else { c }
    }

    /// A text with the first of the characters that look alike in place of each: in the same bytes, since those of one
    /// class are of one length.
    pub(super) fn folded(&self, text: &str) -> Vec<u8> {
        let mut folded = text.as_bytes().to_vec();
        for (at, c) in text.char_indices().filter(|(_, c)| self.classes.of(*c).has(Class::ALIKE)) {
            let first = self.fold(c);
            first.encode_utf8(&mut folded[at..at + c.len_utf8()]);
        }
        folded
    }

    /// The Japanese character for one of Chinese type.
    pub(super) fn japanese(&self, c: char) -> Option<char> {
        if self.classes.of(c).has(Class::HAN) { find(&self.han, c) } else { None }
    }

    /// The letter of a statute's item for a kanji or hiragana.
    pub(super) fn letter(&self, c: char) -> Option<char> {
        find(&self.statute, c)
    }
}

/// What the first pairs say of a character. Pairs are in order.
fn find(pairs: &[(char, char)], c: char) -> Option<char> {
    pairs.binary_search_by_key(&c, |(key, _)| *key).ok().map(|at| pairs[at].1)
}

/// Every further character of a class with its first, in order.
fn by_class(classes: &[String]) -> Vec<(char, char)> {
    let pairs = classes.iter().flat_map(|class| {
        let first = class.chars().next();
        class.chars().skip(1).filter_map(move |c| first.map(|first| (c, first)))
    });
    in_order(pairs.collect())
}

/// Of several pairs for one character, the last counts.
fn in_order(mut pairs: Vec<(char, char)>) -> Vec<(char, char)> {
    pairs.reverse();
    pairs.sort_by_key(|(key, _)| *key);
    pairs.dedup_by_key(|(key, _)| *key);
    pairs
}

#[expect(clippy::expect_used, reason = "the file is compiled in and loaded by every test of this module")]
static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("tables.toml")).expect("the tables are valid");
    let han = file.han.iter().filter_map(|pair| {
        let mut pair = pair.chars();
        pair.next().zip(pair.next())
    });
    let han = in_order(han.collect());
    let alike = by_class(&file.lookalike);
    let searched: Vec<Searched> = file
        .words_katakana
        .into_iter()
        .map(Searched::Katakana)
        .chain(file.misread.into_iter().map(|(written, meant)| Searched::Misread(written, meant)))
        .chain([Searched::Beheaded("定個人情報")])
        .collect();
    let fold = |word: &str| word.chars().map(|c| find(&alike, c).unwrap_or(c)).collect::<String>();
    let finder = AhoCorasick::new(searched.iter().map(|searched| fold(searched.written())));
    let mut classes = Classes::default();
    for (_, first, last) in &file.scripts {
        classes.add((*first..=*last).filter_map(char::from_u32), Class::FOREIGN);
    }
    classes.add(('-'..='z').filter(|c| *c == '-' || c.is_ascii_alphanumeric()), Class::LATIN);
    classes.add(han.iter().map(|(c, _)| *c), Class::HAN);
    classes.add(alike.iter().map(|(c, _)| *c), Class::ALIKE);
    classes.add(file.between.iter().map(|(c, ..)| *c), Class::BETWEEN);
    classes.add(('\0'..='\u{ffff}').filter(|c| circled(*c).is_some()), Class::CIRCLED);
    classes.add([' '], Class::SPACE);
    classes.add(['号'], Class::STATUTE);
    classes.add(['、', '。', '\n'], Class::PAUSE);
    Tables {
        finder: finder.expect("the words are few"),
        searched,
        statute: by_class(&file.statute),
        words: file.words,
        scripts: file.scripts,
        between: file.between,
        names: file.names,
        classes,
        han,
        alike,
    }
});

/// The tables.
pub(super) fn tables() -> &'static Tables {
    &TABLES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_say_something() {
        let tables = tables();
        assert!(tables.han.iter().all(|(chinese, japanese)| chinese != japanese));
        for searched in &tables.searched {
            if let Searched::Misread(written, meant) = searched {
                assert!(written != meant && !meant.contains(written.as_str()));
            }
        }
        assert_eq!((tables.fold('二'), tables.fold('が'), tables.fold('甲')), ('ニ', 'ガ', '甲'));
        assert!(tables.alike.iter().all(|(other, first)| other.len_utf8() == first.len_utf8()));
        assert_eq!((tables.letter('口'), tables.letter('甲')), (Some('ロ'), None));
        assert_eq!(tables.folded("1サーバ二、か"), "1サーパニ、カ".as_bytes());
    }
}
