//! What is known about misreadings, from `tables.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

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
    /// Character of Chinese type → the Japanese one.
    pub(super) han: HashMap<char, char>,
    /// Misread words → what is meant.
    pub(super) misread: Vec<(String, String)>,
    /// Katakana words, as they stand and folded by [`Tables::fold`].
    pub(super) katakana: Vec<(String, String)>,
    /// Kanji or hiragana → the letter of a statute's item.
    pub(super) statute: HashMap<char, char>,
    /// Katakana letter → its kanji, and what may follow it.
    pub(super) between: Vec<(char, char, String)>,
    /// Names in Latin letters.
    pub(super) names: Vec<String>,
    classes: HashMap<char, char>,
}

impl Tables {
    /// The first of the characters that look like `c`.
    pub(super) fn fold(&self, c: char) -> char {
        self.classes.get(&c).copied().unwrap_or(c)
    }
}

/// Maps every further character of a class to its first.
fn by_class(classes: &[String]) -> HashMap<char, char> {
    let pairs = classes.iter().flat_map(|class| {
        let first = class.chars().next();
        class.chars().skip(1).filter_map(move |c| first.map(|first| (c, first)))
    });
    pairs.collect()
}

#[expect(clippy::expect_used, reason = "the file is compiled in and loaded by every test of this module")]
static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("tables.toml")).expect("the tables are valid");
    let classes = by_class(&file.lookalike);
    let folded = |word: &str| word.chars().map(|c| classes.get(&c).copied().unwrap_or(c)).collect();
    let katakana = file.words_katakana.iter().map(|word| (word.clone(), folded(word))).collect();
    let han = file.han.iter().filter_map(|pair| {
        let mut pair = pair.chars();
        pair.next().zip(pair.next())
    });
    Tables {
        han: han.collect(),
        katakana,
        statute: by_class(&file.statute),
        words: file.words,
        scripts: file.scripts,
        misread: file.misread,
        between: file.between,
        names: file.names,
        classes,
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
        assert!(
            tables
                .misread
                .iter()
                .all(|(written, meant)| written != meant && !meant.contains(written.as_str()))
        );
        assert_eq!((tables.fold('二'), tables.fold('が'), tables.fold('甲')), ('ニ', 'ガ', '甲'));
        assert!(tables.classes.iter().all(|(other, first)| other.len_utf8() == first.len_utf8()));
        assert_eq!(tables.statute.get(&'口'), Some(&'ロ'));
    }
}
