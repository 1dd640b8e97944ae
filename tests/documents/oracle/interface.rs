//! The texts of a page that are marked as interface (`data-ui`), and whether each of them may be one.
//!
//! Real text must not hide as interface, so every text node of a `data-ui` subtree has to be one of
//! - a value of the interface strings (`i18n/ja.toml`) as a whole, or, where a value carries `{…}`, one of the
//!   fixed parts between the placeholders, as a whole;
//! - an official option or label of the form (an option that was not chosen, a label the source lost);
//! - a text without any letter or digit (`›`, `・`, `(`).
//!
//! What stands for a placeholder sits in an element with `data-value`. Its text has to be a number, a date or a
//! version made of digits and the characters of [`MEASURES`], or repeat something that is said elsewhere: on the
//! page outside the interface, in the facts of the document (its front matter), or as an official label. The place of
//! an item is made of several such words with the numbers of items between them: Ⅱ4 委託事項1 ⑥委託先名.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Node};

use super::page::main_of;
use super::squeeze;
use super::vocabulary::Vocabulary;

/// What a number or a date may consist of besides digits.
const MEASURES: &str = "ⅠⅡⅢⅣⅤⅥ令和平成昭和元年月日時分から件人項目行版頁字%.,:/-+~～〜()第";

/// What numbers of items consist of besides digits, and the brackets around them.
const NUMBERS: &str = "ⅠⅡⅢⅣⅤⅥ①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳()";

/// One text node of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UiText {
    /// The text, its white space collapsed.
    pub(crate) text: String,
    /// Whether it stands for a placeholder (`data-value`).
    pub(crate) value: bool,
}

/// All interface texts of `<main>`.
pub(crate) fn ui_texts(html: &str) -> Vec<UiText> {
    let document = Html::parse_document(html);
    let mut found = Vec::new();
    collect(main_of(&document), false, false, &mut found);
    found
}

fn collect(element: ElementRef<'_>, interface: bool, value: bool, found: &mut Vec<UiText>) {
    let attr = |name| element.value().attr(name).is_some();
    let interface = interface || attr("data-ui");
    let value = value || attr("data-value");
    for child in element.children() {
        match child.value() {
            Node::Text(text) if interface => {
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if !text.is_empty() {
                    found.push(UiText { text, value });
                }
            }
            Node::Element(_) => {
                if let Some(child) = ElementRef::wrap(child) {
                    collect(child, interface, value, found);
                }
            }
            _ => {}
        }
    }
}

/// What the interface may say.
#[derive(Debug, Clone)]
pub(crate) struct Allowed<'a> {
    strings: BTreeSet<String>,
    vocabulary: &'a Vocabulary,
    said: Vec<String>,
}

impl<'a> Allowed<'a> {
    /// From the interface strings, the form, and the texts a value may repeat.
    pub(crate) fn new(i18n: &str, vocabulary: &'a Vocabulary, said: &[&str]) -> Self {
        let table: toml::Table = toml::from_str(i18n).expect("the interface strings are TOML");
        let mut strings = BTreeSet::new();
        flatten(&toml::Value::Table(table), &mut strings);
        Self { strings, vocabulary, said: said.iter().map(|text| squeeze(text)).collect() }
    }

    /// The interface texts that may not be one.
    pub(crate) fn refused(&self, texts: &[UiText]) -> Vec<String> {
        texts.iter().filter(|text| !self.allows(text)).map(|text| text.text.clone()).collect()
    }

    fn is_said(&self, text: &str) -> bool {
        self.said.iter().any(|said| said.contains(text)) || self.vocabulary.is_label(text)
    }

    /// Whether every word between numbers of items is said elsewhere.
    fn is_place(&self, text: &str) -> bool {
        let words = text.split(|c: char| NUMBERS.contains(c) || c.is_ascii_digit() || c.is_whitespace());
        let mut words = words.filter(|word| !word.is_empty()).peekable();
        (words.peek().is_some() || text.contains(|c| NUMBERS.contains(c)))
            && words.all(|word| self.is_said(word))
    }

    fn allows(&self, ui: &UiText) -> bool {
        let text = squeeze(&ui.text);
        if !text.chars().any(char::is_alphanumeric) {
            return true;
        }
        if ui.value {
            return is_measure(&text) || self.is_said(&text) || self.is_place(&ui.text);
        }
        self.strings.contains(&text) || self.vocabulary.is_option(&text) || self.vocabulary.is_label(&text)
    }
}

fn flatten(value: &toml::Value, strings: &mut BTreeSet<String>) {
    match value {
        toml::Value::String(text) => strings.extend(fixed_parts(text)),
        toml::Value::Table(table) => table.values().for_each(|value| flatten(value, strings)),
        toml::Value::Array(values) => values.iter().for_each(|value| flatten(value, strings)),
        _ => {}
    }
}

/// The parts of an interface string between its placeholders.
fn fixed_parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => {
                depth -= 1;
                parts.push(String::new());
            }
            _ if depth == 0 && !c.is_whitespace() => parts.last_mut().expect("there is one").push(c),
            _ => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn is_measure(text: &str) -> bool {
    text.chars().any(char::is_numeric) && text.chars().all(|c| c.is_ascii_digit() || MEASURES.contains(c))
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::sample;
    use super::*;

    fn refused(main: &str) -> Vec<String> {
        let i18n =
            "home = \"ホーム\"\n[item]\nblank = \"空欄\"\ncount = \"収録 {count} 件のうち{{ kept }}件\"";
        let vocabulary = sample();
        let allowed = Allowed::new(i18n, &vocabulary, &["本文の 題名"]);
        allowed.refused(&ui_texts(&format!("<main>{main}</main>")))
    }

    #[test]
    fn interface_strings_and_official_words_are_allowed() {
        assert!(refused("何でも<b data-ui>ホーム › <i>空欄</i></b>").contains(&"ホーム ›".to_owned()));
        assert!(refused("何でも<b data-ui>ホーム<i> › </i> 空欄 </b>").is_empty());
        assert!(refused("<b data-ui>定めている</b><b data-ui>具体的な方法 ※</b>").is_empty());
    }

    #[test]
    fn a_placeholder_needs_its_own_element() {
        let marked = "<p data-ui>収録 <b data-value>12</b> 件のうち<b data-value>3</b>件</p>";
        assert!(refused(marked).is_empty());
        assert_eq!(refused("<p data-ui>収録 12 件のうち3件</p>"), ["収録 12 件のうち3件"]);
    }

    #[test]
    fn a_value_is_a_measure_or_repeats_what_is_said() {
        assert!(refused("<p data-ui><b data-value>令和8年3月24日</b><b data-value>題名</b></p>").is_empty());
        assert_eq!(
            refused("<p data-ui><b data-value>年月</b><b data-value>別の題名</b></p>"),
            ["年月", "別の題名"]
        );
    }

    #[test]
    fn a_place_is_made_of_words_that_are_said_and_numbers() {
        assert!(
            refused("<p data-ui data-value>(Ⅱ4 本文1⑥)</p><p data-ui data-value>Ⅱ6② ③題名</p>").is_empty()
        );
        assert_eq!(refused("<p data-ui data-value>(Ⅱ4 別の1)</p>"), ["(Ⅱ4 別の1)"]);
    }

    #[test]
    fn real_text_cannot_hide() {
        assert_eq!(refused("<p data-ui>本文の題名</p>"), ["本文の題名"]);
        assert_eq!(refused("<p data-ui>ホームに戻る</p>"), ["ホームに戻る"]);
    }
}
