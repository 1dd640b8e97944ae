//! The strings of the interface, and how values are put into them.
//!
//! A string may carry placeholders: `委託 {declared}件と記載。収録は{held}件`. In HTML every value stands in an
//! element of its own (`data-value`), so that the words of the interface and what they are about can be told
//! apart. Strings are escaped here; nothing of the content is ever taken for HTML.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Kwargs, Map, State, TeraResult, Value};

use crate::text::html::escape;

/// A sentence of the interface: its key and the values of its placeholders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Message {
    /// Dotted key of the string.
    pub(super) key: String,
    /// Values by the name of their placeholder.
    pub(super) with: BTreeMap<&'static str, Arg>,
}

/// What may stand for a placeholder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Arg {
    /// Text as it is.
    Text(String),
    /// A number.
    Number(u64),
    /// A day.
    Day(Day),
}

/// A day for people and for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Day {
    /// `2026-03-24`.
    pub(super) iso: String,
    /// 令和8年3月24日.
    pub(super) text: String,
}

impl Message {
    /// A sentence without values.
    pub(crate) fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), with: BTreeMap::new() }
    }

    /// The same with a value.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.with.insert(name, value.into());
        self
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<Day> for Arg {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}

/// The strings that scripts of pages use. Those of the search page stand on that page.
const OF_SCRIPTS: [&str; 30] = [
    "across.failed",
    "across.most",
    "change-log.fold",
    "change-log.shown",
    "change-log.unfold",
    "cite.item",
    "cite.read",
    "cite.url",
    "link.to-item",
    "search.arrived",
    "search.completions",
    "search.mark-before",
    "search.mark-next",
    "search.mark-of",
    "search.marks",
    "search.refused",
    "search.unmark",
    "shared.evaluation",
    "shared.failed",
    "shared.found",
    "shared.loading",
    "shared.more",
    "shared.none",
    "shared.one",
    "tools.cite",
    "tools.cite-of",
    "tools.copied",
    "tools.link",
    "tools.link-of",
    "tools.selected",
];

/// The strings of one language.
#[derive(Debug, Clone, Default)]
pub struct Strings(BTreeMap<String, Sentence>);

/// A string, and what templates get of it where it has no placeholder: most have none, and pages repeat them.
#[derive(Debug, Clone)]
struct Sentence {
    written: String,
    /// As HTML and as plain text.
    fixed: Option<(Value, Value)>,
}

impl Sentence {
    fn new(written: &str) -> Self {
        let fixed = (!written.contains('{')).then(|| {
            let mut html = String::with_capacity(written.len());
            escape(written, &mut html);
            (Value::safe_string(&html), Value::normal_string(written))
        });
        Self { written: written.to_owned(), fixed }
    }
}

impl Strings {
    /// Takes over the strings of a file; a later file wins, string by string.
    pub fn read(&mut self, text: &str) -> Result<(), toml::de::Error> {
        let table: toml::Table = toml::from_str(text)?;
        self.flatten("", &table);
        Ok(())
    }

    fn flatten(&mut self, prefix: &str, table: &toml::Table) {
        for (key, value) in table {
            let name = format!("{prefix}{key}");
            match value {
                toml::Value::String(text) => {
                    self.0.insert(name, Sentence::new(text));
                }
                toml::Value::Table(inner) => self.flatten(&format!("{name}."), inner),
                _ => {}
            }
        }
    }

    /// The string of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|sentence| sentence.written.as_str())
    }

    /// The strings that scripts use, as a module of JavaScript: `words["tools.copied"]`, placeholders as they are.
    pub(super) fn module(&self) -> String {
        let words: BTreeMap<&str, &str> =
            OF_SCRIPTS.iter().filter_map(|key| Some((*key, self.get(key)?))).collect();
        let json = serde_json::to_string_pretty(&words).unwrap_or_default();
        format!(
            "// The words of scripts, made of the strings of the interface.\nexport const words = {json};\n"
        )
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The sentence as HTML: escaped, each value in an element of its own.
    pub fn html(&self, key: &str, value: impl Fn(&str) -> Option<Value>) -> TeraResult<String> {
        self.fill(key, &value, &|out, text| escape(text, out), &element)
    }

    /// The sentence as plain text, for attributes and titles.
    pub fn plain(&self, key: &str, value: impl Fn(&str) -> Option<Value>) -> TeraResult<String> {
        self.fill(key, &value, &|out, text| out.push_str(text), &|out, value| out.push_str(&text_of(value)))
    }

    fn fill(
        &self,
        key: &str,
        value: &dyn Fn(&str) -> Option<Value>,
        text: &dyn Fn(&mut String, &str),
        put: &dyn Fn(&mut String, &Value),
    ) -> TeraResult<String> {
        let mut rest =
            self.get(key).ok_or_else(|| tera::Error::message(format!("no interface string `{key}`")))?;
        let mut out = String::with_capacity(rest.len() + 32);
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, tail)) = after.split_once('}') else { break };
            text(&mut out, before);
            let found = value(name).ok_or_else(|| {
                tera::Error::message(format!("no value for {{{name}}} of the interface string `{key}`"))
            })?;
            put(&mut out, &found);
            rest = tail;
        }
        text(&mut out, rest);
        Ok(out)
    }

    /// The template function `say`: a sentence as HTML. Call it as `say(key="…", name=value)` or `say(m=message)`.
    pub(super) fn say(&self, arguments: &Kwargs, _: &State<'_>) -> TeraResult<Value> {
        let (key, value) = sentence(arguments)?;
        match self.fixed(key) {
            Some((html, _)) => Ok(html.clone()),
            None => self.html(key, value).map(|html| Value::safe_string(&html)),
        }
    }

    /// The template function `plain`: the same as text without elements.
    pub(super) fn say_plain(&self, arguments: &Kwargs, _: &State<'_>) -> TeraResult<Value> {
        let (key, value) = sentence(arguments)?;
        match self.fixed(key) {
            Some((_, text)) => Ok(text.clone()),
            None => self.plain(key, value).map(|text| Value::normal_string(&text)),
        }
    }

    fn fixed(&self, key: &str) -> Option<&(Value, Value)> {
        self.0.get(key)?.fixed.as_ref()
    }
}

/// Key and values of a call.
fn sentence(arguments: &Kwargs) -> TeraResult<(&str, impl Fn(&str) -> Option<Value> + '_)> {
    let message = arguments.get::<&Map>("m")?;
    let key = match message {
        Some(message) => field(message, "key").unwrap_or_default(),
        None => arguments.must_get::<&str>("key")?,
    };
    let with = message.and_then(|message| message.get(&"with".into())).and_then(Value::as_map);
    let value = move |name: &str| {
        let wanted = tera::value::Key::Str(name);
        let given =
            with.and_then(|map| map.iter().find(|(key, _)| **key == wanted).map(|(_, value)| value.clone()));
        given.or_else(|| arguments.iter().find(|(key, _)| **key == wanted).map(|(_, value)| value.clone()))
    };
    Ok((key, value))
}

/// A value as text.
fn text_of(value: &Value) -> String {
    match value.as_map() {
        Some(map) => field(map, "text").unwrap_or_default().to_owned(),
        None => value.to_string(),
    }
}

/// A value as an element: a day says which day it is.
fn element(out: &mut String, value: &Value) {
    let day = value.as_map().and_then(|map| field(map, "iso"));
    match day {
        Some(iso) => {
            out.push_str("<time datetime=\"");
            escape(iso, out);
            out.push_str("\" data-value>");
        }
        None => out.push_str("<span data-value>"),
    }
    escape(&text_of(value), out);
    out.push_str(if day.is_some() { "</time>" } else { "</span>" });
}

fn field<'m>(map: &'m Map, name: &'static str) -> Option<&'m str> {
    map.get(&name.into()).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings() -> Strings {
        let mut strings = Strings::default();
        strings.read("a = \"<{n}>件\"\n[b]\nc = \"{x}の版\"").expect("TOML");
        strings
    }

    #[test]
    fn values_stand_in_elements_of_their_own() {
        let html = strings().html("a", |_| Some(Value::from(3_u64))).expect("a sentence");
        assert_eq!(html, "&lt;<span data-value>3</span>&gt;件");
        let day = Day { iso: "2026-03-24".into(), text: "令和8年3月24日".into() };
        let day = Value::from_serializable(&day);
        let html = strings().html("b.c", |_| Some(day.clone())).expect("a sentence");
        assert_eq!(html, "<time datetime=\"2026-03-24\" data-value>令和8年3月24日</time>の版");
        assert_eq!(strings().plain("b.c", |_| Some(day.clone())).expect("a sentence"), "令和8年3月24日の版");
    }

    #[test]
    fn markup_in_a_value_is_text() {
        let html = strings().html("b.c", |_| Some(Value::from("<b>"))).expect("a sentence");
        assert_eq!(html, "<span data-value>&lt;b&gt;</span>の版");
    }

    #[test]
    fn a_missing_string_or_value_is_an_error() {
        assert!(strings().html("z", |_| None).is_err());
        assert!(strings().html("a", |_| None).is_err());
    }
}
