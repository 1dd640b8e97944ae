//! Sheets of paper for the publisher: HTML in one file, made to be printed on A4 and opened by a double click.
//!
//! What stands on them is the business of others ([`crate::status`], [`crate::report`]); here are the frame, the style
//! and the rules for writing such a file. They are no pages of the site: they belong to no theme, ask nobody for
//! anything, and are refused a place in the published folder.

mod write;

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Kwargs, State, Tera, Value};

use crate::finding::{Lang, Text, Trouble};
use crate::text::date::{Date, to_era};

pub use write::{refuse, write};

/// The words of a sheet in both languages: key, Japanese, English.
pub(crate) type Words = [(&'static str, &'static str, &'static str)];

/// The words in one language.
pub(crate) fn in_language(words: &Words, lang: Lang) -> BTreeMap<&'static str, &'static str> {
    words.iter().map(|(key, ja, en)| (*key, if lang == Lang::En { *en } else { *ja })).collect()
}

/// The word of a key in one language; nothing for a key that is not among the words.
pub(crate) fn word(words: &Words, key: &str, lang: Lang) -> &'static str {
    let found = words.iter().find(|(name, ..)| *name == key);
    found.map_or("", |(_, ja, en)| if lang == Lang::En { en } else { ja })
}

/// Renders a sheet: `template` extends `paper.html` and gets `view` (with `heading` and `portal`) as `it`
/// and `words` (with `private` and `footer`) as `t`.
pub(crate) fn render(
    template: &'static str,
    view: &impl Serialize,
    words: &Words,
    lang: Lang,
) -> Result<String, Trouble> {
    let mut tera = Tera::new();
    tera.register_function("day", move |arguments: Kwargs, _: &State<'_>| {
        let iso = arguments.must_get::<&str>("of")?;
        // What is no day is text, and escaped as such.
        Ok::<_, tera::Error>(match iso.parse::<Date>() {
            Ok(date) => Value::safe_string(&format!("<time datetime=\"{date}\">{}</time>", day(date, lang))),
            Err(_) => Value::normal_string(iso),
        })
    });
    let templates = [("paper.html", include_str!("paper.html")), ("sheet.html", template)];
    let done = tera.add_raw_templates(templates).and_then(|()| {
        let mut context = tera::Context::new();
        context.insert("it", view);
        context.insert("t", &in_language(words, lang));
        context.insert("lang", if lang == Lang::En { "en" } else { "ja" });
        context.insert("css", include_str!("paper.css"));
        tera.render("sheet.html", &context)
    });
    done.map_err(|error| Trouble::internal(Text::new(error.to_string(), error.to_string())))
}

/// A day as people of a language write it.
pub(crate) fn day(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Ja => to_era(date),
        Lang::En => date.to_string(),
    }
}
