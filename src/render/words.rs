//! Words for people outside of templates: the sentences of a catalogue filled with their values, days, and what states
//! and versions are called. Pages take them from the strings of their theme, sheets and reports for the publisher from
//! the catalogue of the default theme, which has a file of its own for them (`i18n/publisher.*.toml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tera::Value;

pub(crate) use super::strings::Arg;
use super::strings::{Day, Message, Strings};
use crate::content::{DocumentMeta, Status};
use crate::finding::Lang;
use crate::portal::State;
use crate::text::date::{Date, to_era};

/// A catalogue in one language.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    strings: &'a Strings,
    lang: Lang,
}

macro_rules! catalogue {
    ($($file:literal),*) => {
        [$(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default/i18n/", $file))),*]
    };
}

/// The catalogue of the default theme in both languages.
static BUILT_IN: LazyLock<[Strings; 2]> = LazyLock::new(|| {
    let ja = catalogue!("ja.toml", "publisher.ja.toml");
    let en = catalogue!("en.toml", "publisher.en.toml");
    [ja, en].map(|files| {
        let mut strings = Strings::default();
        // Both are compiled in, and a test reads them.
        for text in files {
            strings.read(text).unwrap_or_default();
        }
        strings
    })
});

/// The words of what belongs to no theme.
pub(crate) fn built_in(lang: Lang) -> Words<'static> {
    Words::new(&BUILT_IN[usize::from(lang == Lang::En)], lang)
}

impl<'a> Words<'a> {
    /// The words of some strings.
    pub(super) fn new(strings: &'a Strings, lang: Lang) -> Self {
        Self { strings, lang }
    }

    /// A string without values; nothing where there is none.
    pub(crate) fn word(self, key: &str) -> &'a str {
        let found = self.strings.get(key);
        debug_assert!(found.is_some(), "no word `{key}`");
        found.unwrap_or_default()
    }

    /// All strings below a key, by the rest of their keys.
    pub(crate) fn below(self, prefix: &str) -> BTreeMap<&'a str, &'a str> {
        let strings = self.strings;
        let keys = strings.keys().filter_map(|key| Some((key, key.strip_prefix(prefix)?)));
        keys.filter_map(|(key, rest)| Some((rest, strings.get(key)?))).collect()
    }

    /// A sentence as plain text; its key where there is none.
    pub(crate) fn text(self, message: &Message) -> String {
        let value = |name: &str| message.with.get(name).map(Value::from_serializable);
        self.strings.plain(&message.key, value).unwrap_or_else(|_| message.key.clone())
    }

    /// A sentence with its values as plain text.
    pub(crate) fn say<T: Into<Arg>, const N: usize>(
        self,
        key: &str,
        values: [(&'static str, T); N],
    ) -> String {
        self.text(&values.into_iter().fold(Message::new(key), |said, (name, value)| said.with(name, value)))
    }

    /// A day for people and for programs.
    pub(super) fn day(self, date: Date) -> Day {
        Day { iso: date.to_string(), text: day(date, self.lang) }
    }

    /// Where a version stands among the others.
    pub(crate) fn state(self, state: State) -> Message {
        let message = Message::new(format!("state.{}", state.key()));
        state.dates().into_iter().fold(message, |message, (name, date)| message.with(name, self.day(date)))
    }

    /// How a version is called among the others of its kind: by its day.
    pub(crate) fn version(self, meta: &DocumentMeta) -> String {
        let message = match (meta.status, meta.published, &meta.consultation) {
            (Status::Consultation, _, Some(period)) => {
                Message::new("version.consultation").with("from", self.day(period.from))
            }
            (Status::Consultation, ..) => Message::new("version.draft"),
            (Status::Preparing, ..) => Message::new("version.preparing"),
            (_, Some(date), _) if meta.revision > 1 => {
                Message::new("version.revision").with("date", self.day(date)).with("revision", meta.revision)
            }
            (_, Some(date), _) => Message::new("version.published").with("date", self.day(date)),
            (_, None, _) if meta.undated => Message::new("version.day-unknown"),
            (_, None, _) => Message::new("version.undated"),
        };
        self.text(&message)
    }
}

/// A day as people of a language write it.
pub(crate) fn day(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Ja => to_era(date),
        Lang::En => date.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The words of sheets and reports stand there in both languages, with the same values in them; so does every string of
    /// pages that is translated. One that is not, like the official form of a citation, appears in Japanese.
    #[test]
    fn both_languages_have_the_same_words() {
        let values = |text: &str| -> BTreeSet<String> {
            let parts = text.split('{').skip(1);
            parts.filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect()
        };
        let of = |text: &str| -> BTreeMap<String, BTreeSet<String>> {
            let mut strings = Strings::default();
            strings.read(text).expect("TOML");
            strings.keys().map(|key| (key.to_owned(), values(strings.get(key).unwrap_or_default()))).collect()
        };
        let [pages, sheets] = catalogue!("ja.toml", "publisher.ja.toml").map(of);
        let [pages_en, sheets_en] = catalogue!("en.toml", "publisher.en.toml").map(of);
        assert_eq!(sheets, sheets_en);
        for (key, values) in pages_en {
            assert_eq!(pages.get(&key), Some(&values), "{key}");
        }
    }
}
