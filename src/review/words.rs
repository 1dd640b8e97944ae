//! The words of the pages, in both languages.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::finding::Lang;

static WORDS: LazyLock<BTreeMap<String, [String; 2]>> =
    LazyLock::new(|| toml::from_str(include_str!("words.toml")).unwrap_or_default());

/// Words by their names, as the templates have them.
pub(super) fn all(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    WORDS.keys().map(|name| (name.as_str(), word(lang, name))).collect()
}

/// The words of a name.
pub(super) fn word(lang: Lang, name: &str) -> &'static str {
    let at = match lang {
        Lang::Ja => 0,
        Lang::En => 1,
    };
    WORDS.get(name).map_or("", |words| words[at].as_str())
}

/// The words of a name with what belongs in their brackets.
pub(super) fn fill(lang: Lang, name: &str, values: &[(&str, &dyn ToString)]) -> String {
    let mut text = String::new();
    let mut rest = word(lang, name);
    // In one pass: a value may hold brackets of its own.
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        if let Some((_, value)) = values.iter().find(|(own, _)| *own == name) {
            text.push_str(&value.to_string());
        }
        rest = behind;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_words_and_all_words_are_used() {
        let templates = [
            include_str!("base.html"),
            include_str!("index.html"),
            include_str!("evaluation.html"),
            include_str!("item.html"),
            include_str!("preview.html"),
        ];
        let code = [include_str!("page.rs"), include_str!("view.rs"), include_str!("mod.rs")];
        let names = |text: &'static str, before: &'static str| {
            text.split(before).skip(1).map(|rest| {
                let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len());
                &rest[..end]
            })
        };
        let in_templates = templates.into_iter().flat_map(|text| names(text, "{{ w."));
        let in_code = code.into_iter().flat_map(|text| names(text, "lang, \"").chain(names(text, "word(\"")));
        for name in in_templates.chain(in_code).filter(|name| !name.is_empty()) {
            assert!(WORDS.contains_key(name), "{name}");
        }
        for name in WORDS.keys().filter(|name| !name.starts_with("said_")) {
            let used = templates.iter().any(|text| text.contains(&format!("{{{{ w.{name} }}}}")))
                || code.iter().any(|text| text.contains(&format!("\"{name}\"")));
            assert!(used, "{name}");
        }
    }

    #[test]
    fn values_may_hold_brackets() {
        assert_eq!(fill(Lang::Ja, "of", &[("n", &"{m}"), ("m", &3)]), "{m} / 3");
    }
}
