//! The official options and labels of a form, read from its data file. No other part of the package is used.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::squeeze;

/// The options of every vocabulary in official order, and the labels; all without white space.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    lists: Vec<Vec<String>>,
    options: BTreeSet<String>,
    labels: BTreeSet<String>,
}

#[derive(Deserialize)]
struct FormFile {
    vocabulary: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    item: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    label: String,
    #[serde(default)]
    switch: Vec<String>,
}

impl Vocabulary {
    /// Reads the data files of one or more editions of a form.
    pub(crate) fn read<'t>(forms: impl IntoIterator<Item = impl AsRef<str> + 't>) -> Self {
        let mut all = Self { lists: Vec::new(), options: BTreeSet::new(), labels: BTreeSet::new() };
        for form in forms {
            let file: FormFile = toml::from_str(form.as_ref()).expect("the data file of the form is TOML");
            let squeezed = |list: Vec<String>| list.iter().map(|option| squeeze(option)).collect::<Vec<_>>();
            all.lists.extend(file.vocabulary.into_values().map(squeezed));
            all.options.extend(file.item.iter().flat_map(|item| &item.switch).map(|option| squeeze(option)));
            all.labels.extend(file.item.iter().map(|item| squeeze(&item.label)));
        }
        all.options.extend(all.lists.iter().flatten().cloned());
        all
    }

    /// Whether the text is an official option, or the option of a section switch.
    pub(crate) fn is_option(&self, text: &str) -> bool {
        self.options.contains(text)
    }

    /// Whether the text is an official option with its number.
    pub(crate) fn is_printed_option(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        self.printed_list().peek(&chars) == Some(chars.len())
    }

    /// Whether the text is an official label (a trailing ※ does not count).
    pub(crate) fn is_label(&self, text: &str) -> bool {
        self.labels.contains(text.trim_end_matches('※'))
    }

    /// A reader for each vocabulary on its own.
    pub(crate) fn lists_one_by_one(&self) -> impl Iterator<Item = PrintedList<'_>> {
        self.lists.iter().map(|list| PrintedList { candidates: vec![list], seen: BTreeSet::new() })
    }

    /// A fresh reader of one printed option list.
    pub(crate) fn printed_list(&self) -> PrintedList<'_> {
        PrintedList { candidates: self.lists.iter().collect(), seen: BTreeSet::new() }
    }
}

/// One printed option list while it is read: every option of it comes from the same vocabulary, and none
/// comes twice (a second copy is an echo of the conversion and has to be listed as an exception).
pub(crate) struct PrintedList<'a> {
    candidates: Vec<&'a Vec<String>>,
    seen: BTreeSet<usize>,
}

impl PrintedList<'_> {
    /// The length of `number)option` at the start of `text` when it is the official option of that number.
    pub(crate) fn peek(&self, text: &[char]) -> Option<usize> {
        self.find(text).map(|(_, _, length)| length)
    }

    /// Like [`PrintedList::peek`], and the option now counts as printed.
    pub(crate) fn take(&mut self, text: &[char]) -> Option<usize> {
        let (number, option, length) = self.find(text)?;
        self.candidates.retain(|list| list.get(number - 1) == Some(&option));
        self.seen.insert(number);
        Some(length)
    }

    /// Whether all options of one vocabulary have been printed.
    pub(crate) fn is_complete(&self) -> bool {
        self.seen.len() > 1 && self.candidates.iter().any(|list| list.len() == self.seen.len())
    }

    fn find(&self, text: &[char]) -> Option<(usize, String, usize)> {
        let (number, start) = numbered(text)?;
        if self.seen.contains(&number) {
            return None;
        }
        let rest = &text[start..];
        // The longest option: `1年` is the beginning of `1年未満`.
        self.candidates
            .iter()
            .filter_map(|list| list.get(number.checked_sub(1)?))
            .filter_map(|option| prefix(rest, option).map(|length| (option, length)))
            .max_by_key(|(option, _)| option.chars().count())
            .map(|(option, length)| (number, option.clone(), start + length))
    }
}

/// The number and the length of `number)` at the start of `text`.
pub(crate) fn numbered(text: &[char]) -> Option<(usize, usize)> {
    let digits = text.iter().take_while(|c| c.is_ascii_digit()).count();
    if digits == 0 || digits > 2 || text.get(digits) != Some(&')') {
        return None;
    }
    let number = text[..digits].iter().collect::<String>().parse().ok()?;
    Some((number, digits + 1))
}

/// The length of `wanted` when `text` starts with it.
fn prefix(text: &[char], wanted: &str) -> Option<usize> {
    let length = wanted.chars().count();
    (text.len() >= length && text.iter().zip(wanted.chars()).all(|(a, b)| *a == b)).then_some(length)
}

#[cfg(test)]
pub(crate) fn sample() -> Vocabulary {
    Vocabulary::read([r#"
[vocabulary]
V1 = ["定めている", "定めていない"]
V2 = ["特に力を入れて行っている", "十分に行っている", "十分に行っていない", "再委託していない"]
V3 = ["特に力を入れて行っている", "十分に行っている", "十分に行っていない"]
V4 = ["1年未満", "1年", "2年"]
V5 = ["専用線", "紙", "その他"]
[[item]]
label = "具体的な方法"
[[item]]
label = "4. 取扱いの委託"
switch = ["委託しない"]
"#])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn the_longest_option_of_the_number_is_taken() {
        let vocabulary = sample();
        let mut list = vocabulary.printed_list();
        assert_eq!(list.take(&chars("1)1年未満2)1年")), Some(6));
        assert_eq!(list.take(&chars("2)1年3)2年")), Some(4));
        assert!(!list.is_complete());
        assert_eq!(list.take(&chars("3)2年")), Some(4));
        assert!(list.is_complete());
    }

    #[test]
    fn an_option_counts_once_with_its_own_number_and_from_one_vocabulary() {
        let vocabulary = sample();
        let mut list = vocabulary.printed_list();
        assert_eq!(list.take(&chars("2)定めている")), None);
        assert_eq!(list.take(&chars("1)定めている")), Some(7));
        assert_eq!(list.take(&chars("1)定めている")), None);
        assert_eq!(list.take(&chars("2)十分に行っている")), None);
        assert_eq!(list.take(&chars("2)定めていない")), Some(8));
    }

    #[test]
    fn labels_and_switches_are_read_from_the_items() {
        let vocabulary = sample();
        assert!(vocabulary.is_label("4.取扱いの委託※"));
        assert!(vocabulary.is_option("委託しない"));
        assert!(!vocabulary.is_option("委託"));
    }
}
