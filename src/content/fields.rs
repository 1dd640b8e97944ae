//! From the untyped tree to types, key by key, with a finding for everything that does not fit.
//!
//! [`Fields`] wraps the entries of one map. Keys that are unknown or written twice are reported when it
//! is made; each `take`-like method reports a wrong value and goes on. What the keys mean is said by
//! [`super::document`], [`super::municipality`] and [`super::portal_file`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::choice::Choice;
use super::suggest::nearest;
use super::tree::{Entry, Node, Value};
use crate::finding::{Finding, Level, Place, Text};
use crate::privacy::{finding, in_text, is_in, quoted};
use crate::text::character::is_unseen;
use crate::text::date::{self, Date, DateError, Note, Precision};
use crate::text::html::is_xml;
use crate::text::source::{Source, Span};

/// The entries of one map that are still to be read.
pub(super) struct Fields<'a> {
    source: &'a Arc<Source>,
    /// `consultation.` within a map of that name.
    prefix: String,
    /// Where a missing key is reported.
    home: Span,
    entries: BTreeMap<String, Entry>,
    /// Keys that stand there with a value that cannot be used; they are wrong, not missing.
    wrong: BTreeSet<String>,
    /// Half of the map may be lost: nothing is reported as missing.
    pub(super) partial: bool,
    /// Examples are shown in TOML, not in YAML.
    pub(super) toml: bool,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Fields<'a> {
    /// Sorts `entries` into known, unknown and repeated ones.
    pub(super) fn new(source: &'a Arc<Source>, entries: Vec<Entry>, home: Span, known: &[&str]) -> Self {
        Self::within(source, String::new(), entries, home, known)
    }

    fn within(
        source: &'a Arc<Source>,
        prefix: String,
        entries: Vec<Entry>,
        home: Span,
        known: &[&str],
    ) -> Self {
        let mut fields = Self {
            source,
            prefix,
            home,
            entries: BTreeMap::new(),
            wrong: BTreeSet::new(),
            partial: false,
            toml: false,
            findings: Vec::new(),
        };
        if fields.prefix.is_empty() {
            for entry in &entries {
                fields.numbers_behind_signs(entry);
            }
        }
        let present: BTreeSet<String> = entries.iter().map(|e| e.key.clone()).collect();
        for entry in entries {
            if !known.contains(&entry.key.as_str()) {
                fields.unknown(&entry, known, &present);
            } else if let Some(first) = fields.entries.get(&entry.key) {
                let (name, line) = (fields.name(&entry.key), source.line(first.key_span.start));
                fields.report(
                    "META-08",
                    entry.key_span,
                    Text::new(
                        format!("`{name}` が2回書かれています。"),
                        format!("`{name}` is written twice."),
                    ),
                    Text::new(
                        format!("{line}行目にもあります。どちらかを消してください。"),
                        format!("It also stands in line {line}. Remove one of them."),
                    ),
                );
            } else {
                fields.entries.insert(entry.key.clone(), entry);
            }
        }
        fields
    }

    /// PRIV-01, PRIV-03: numbers that only the value has, not the text that stands in the file: `"\u0031…"`, or on lines
    /// with others between.
    fn numbers_behind_signs(&mut self, entry: &Entry) {
        self.number_behind_signs(&entry.key, entry.key_span);
        let mut open = vec![&entry.node];
        while let Some(node) = open.pop() {
            match &node.value {
                Value::Scalar { text, .. } => self.number_behind_signs(text, node.span),
                Value::List(items) => {
                    self.numbers_across(items);
                    open.extend(items);
                }
                Value::Map(entries) => {
                    for entry in entries {
                        self.number_behind_signs(&entry.key, entry.key_span);
                        open.push(&entry.node);
                    }
                }
                Value::Nothing | Value::Broken => {}
            }
        }
    }

    fn number_behind_signs(&mut self, value: &str, span: Span) {
        let written = self.source.slice(span);
        if !written.contains(['\\', '\n']) || is_in(written) {
            return;
        }
        // Pages show it on one line.
        let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(number) = in_text(&line).first() {
            self.findings.push(finding(number.kind, Place::at(self.source, span)));
        }
    }

    /// PRIV-01: numbers that entries of a list make together, which stand one below the other wherever the list is shown; of a
    /// list of maps, what they have under one key.
    fn numbers_across(&mut self, items: &[Node]) {
        let mut columns: BTreeMap<&str, Vec<(String, Span)>> = BTreeMap::new();
        for item in items {
            let mut cell = |key, node: &Node| {
                if let Value::Scalar { text, .. } = &node.value {
                    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    columns.entry(key).or_default().push((line, node.span));
                }
            };
            match &item.value {
                Value::Map(entries) => entries.iter().for_each(|entry| cell(&entry.key, &entry.node)),
                _ => cell("", item),
            }
        }
        for column in columns.into_values() {
            let lines: Vec<&str> = column.iter().map(|(line, _)| line.as_str()).collect();
            let text = lines.join("\n");
            for number in in_text(&text) {
                let across = text[number.span.start..number.span.end].contains('\n');
                let first = text[..number.span.start].matches('\n').count();
                if let Some((_, span)) = column.get(first).filter(|_| across) {
                    self.findings.push(finding(number.kind, Place::at(self.source, *span)));
                }
            }
        }
    }

    fn unknown(&mut self, entry: &Entry, known: &[&str], present: &BTreeSet<String>) {
        let name = self.name(&quoted(&entry.key));
        // A key that is already there is not what was meant.
        let missing = known.iter().copied().filter(|k| !present.contains(*k));
        let help = match nearest(&entry.key, missing) {
            Some(near) => {
                // One slip, one finding: what was meant is not reported as missing as well.
                self.wrong.insert(near.to_owned());
                Text::new(format!("`{near}` ではありませんか。"), format!("Did you mean `{near}`?"))
            }
            None => Text::new(
                format!("使える項目: {}", known.join("、")),
                format!("The keys are: {}", known.join(", ")),
            ),
        };
        let message =
            Text::new(format!("`{name}` という項目はありません。"), format!("There is no key `{name}`."));
        self.report("META-05", entry.key_span, message, help);
    }

    /// The full name of a key, for messages.
    pub(super) fn name(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    /// The places of the keys, in full names.
    pub(super) fn places(&self) -> BTreeMap<String, Span> {
        self.entries.values().map(|e| (self.name(&e.key), e.key_span)).collect()
    }

    /// The place of a key, or of the map where the key is missing.
    pub(super) fn place_of(&self, key: &str) -> Span {
        self.entries.get(key).map_or(self.home, |entry| entry.key_span)
    }

    /// The place of a value, or of the map where the key is missing.
    pub(super) fn value_place(&self, key: &str) -> Span {
        self.entries.get(key).map_or(self.home, |entry| entry.node.span)
    }

    /// An error in this file.
    pub(super) fn report(&mut self, id: &'static str, span: Span, message: Text, help: Text) {
        let finding = Finding::of(id, Place::at(self.source, span), message, help);
        self.findings.push(finding.at(Level::Error));
    }

    /// Reports that a key is missing, unless it stands there with a wrong value.
    pub(super) fn missing(&mut self, id: &'static str, key: &str, help: Text) {
        if self.partial || self.wrong.contains(key) {
            return;
        }
        let name = self.name(key);
        let message = Text::new(format!("`{name}` がありません。"), format!("`{name}` is missing."));
        self.report(id, self.home, message, help);
    }

    /// Notes that the value of a key cannot be used, where findings already say why.
    pub(super) fn mark_wrong(&mut self, key: &str) {
        self.wrong.insert(key.to_owned());
    }

    /// Reports a value that cannot be used.
    pub(super) fn wrong(&mut self, key: &str, span: Span, message: Text, help: Text) {
        self.wrong_as("META-07", key, span, message, help);
    }

    /// Reports a value that cannot be used, under the id of a rule of its own.
    pub(super) fn wrong_as(&mut self, id: &'static str, key: &str, span: Span, message: Text, help: Text) {
        self.wrong.insert(key.to_owned());
        self.report(id, span, message, help);
    }

    fn node(&mut self, key: &str) -> Option<Node> {
        let node = self.entries.get(key)?.node.clone();
        match node.value {
            Value::Nothing => None,
            Value::Broken => {
                self.wrong.insert(key.to_owned());
                None
            }
            _ => Some(node),
        }
    }

    /// A scalar as it was written, its place, and whether it was unquoted.
    pub(super) fn scalar(&mut self, key: &str) -> Option<(String, Span, bool)> {
        let node = self.node(key)?;
        let name = self.name(key);
        match node.value {
            Value::Scalar { text, plain } => {
                let hidden = |c: char| is_unseen(c) || !is_xml(c);
                // One that stands there itself is reported with its line; here are those that an escape makes.
                let raw = self.source.slice(node.span);
                if let Some(c) = text.chars().find(|c| hidden(*c) && !raw.contains(*c)) {
                    let code = u32::from(c);
                    let message = Text::new(
                        format!("`{name}` に、見えない文字(U+{code:04X})があります。"),
                        format!("There is an invisible character (U+{code:04X}) in `{name}`."),
                    );
                    let help = Text::new(
                        "`\\` で始まる、その文字の書き方を取り除いてください。",
                        "Take out the escape (with `\\`) that makes it.",
                    );
                    self.wrong_as("TXT-12", key, node.span, message, help);
                    return None;
                }
                let text = text.trim().to_owned();
                (!text.is_empty()).then_some((text, node.span, plain))
            }
            Value::List(_) | Value::Map(_) => {
                let written = quoted(self.source.slice(node.span));
                let (sign, what) =
                    if matches!(node.value, Value::List(_)) { ("一覧", "list") } else { ("組", "map") };
                let help = if written.starts_with(['[', '{']) {
                    Text::new(
                        format!(
                            "文字としての括弧なら、引用符で囲んで `{name}: \"{written}\"` としてください。"
                        ),
                        format!(
                            "If the brackets are text, put the value in quotation marks: `{name}: \"{written}\"`."
                        ),
                    )
                } else {
                    Text::new("値を1行で書いてください。", "Write the value in one line.")
                };
                let message = Text::new(
                    format!("`{name}` の値が、文字ではなく{sign}になっています。"),
                    format!("The value of `{name}` is a {what}, not text."),
                );
                self.wrong(key, node.span, message, help);
                None
            }
            Value::Nothing | Value::Broken => None,
        }
    }

    /// A text; an empty one counts as absent.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        self.scalar(key).map(|(text, ..)| text)
    }

    /// A text that must be there.
    pub(super) fn required_text(&mut self, key: &str, example: &str) -> Option<String> {
        let text = self.text(key);
        if text.is_none() {
            let example =
                if self.toml { format!("{key} = \"{example}\"") } else { format!("{key}: {example}") };
            self.missing(
                "META-01",
                key,
                Text::new(
                    format!("`{example}` のように書いてください。"),
                    format!("Write, for example, `{example}`."),
                ),
            );
        }
        text
    }

    /// One of the fixed words of `T`.
    pub(super) fn choice<T: Choice>(&mut self, key: &str) -> Option<T> {
        let (text, span, _) = self.scalar(key)?;
        let found = T::ALL.iter().copied().find(|word| word.as_str() == text);
        if found.is_none() {
            let name = self.name(key);
            let near = T::ALL
                .iter()
                .find(|word| {
                    word.label() == text || (text.chars().count() > 1 && word.label().starts_with(&text))
                })
                .map(|word| word.as_str())
                .or_else(|| nearest(&text, T::ALL.iter().map(|word| word.as_str())));
            let words = |lang_ja: bool| {
                let word = |w: &T| match (w.as_str() == w.label(), lang_ja) {
                    (true, _) => w.as_str().to_owned(),
                    (false, true) => format!("{}({})", w.as_str(), w.label()),
                    (false, false) => format!("{} ({})", w.as_str(), w.label()),
                };
                T::ALL.iter().map(word).collect::<Vec<_>>().join(if lang_ja { "、" } else { ", " })
            };
            let near_ja = near.map(|n| format!("`{n}` ではありませんか。")).unwrap_or_default();
            let near_en = near.map(|n| format!("Did you mean `{n}`? ")).unwrap_or_default();
            let value = quoted(&text);
            self.wrong(
                key,
                span,
                Text::new(
                    format!("`{name}` の値「{value}」は使えません。"),
                    format!("`{value}` is not a value of `{name}`."),
                ),
                Text::new(
                    format!("{near_ja}使える値: {}", words(true)),
                    format!("{near_en}The values are: {}", words(false)),
                ),
            );
        }
        found
    }

    /// A day, in any notation that [`date::parse`] reads.
    pub(super) fn date(&mut self, key: &str) -> Option<Date> {
        let (text, span, _) = self.scalar(key)?;
        let name = self.name(key);
        let value = quoted(&text);
        let (message, help) = match date::parse(&text) {
            Ok(written) if written.precision == Precision::Day => {
                self.note_era(&written, span);
                return Some(written.date);
            }
            Ok(_) => (
                Text::new(
                    format!("`{name}` の「{value}」には日がありません。"),
                    format!("`{value}` in `{name}` names no day."),
                ),
                Text::new(
                    "2026-03-24 のように日まで書いてください。",
                    "Write the day too, as in 2026-03-24.",
                ),
            ),
            Err(DateError::Impossible) => (
                Text::new(
                    format!("`{name}` の「{value}」は暦にない日です。"),
                    format!("`{value}` in `{name}` is not a day of the calendar."),
                ),
                Text::new("原本の日付を確認してください。", "Check the date in the original."),
            ),
            Err(_) => (
                Text::new(
                    format!("`{name}` の「{value}」を日付として読めません。"),
                    format!("`{value}` in `{name}` cannot be read as a date."),
                ),
                Text::new("2026-03-24 のように書いてください。", "Write it as in 2026-03-24."),
            ),
        };
        self.wrong_as("DATE-07", key, span, message, help);
        None
    }

    fn note_era(&mut self, written: &date::Written, span: Span) {
        for note in &written.notes {
            if let Note::OutsideEra(era) = note {
                let (era, right) = (era.name(), date::to_era(written.date));
                self.findings.push(Finding::of(
                    "DATE-07",
                    Place::at(self.source, span),
                    Text::new(
                        format!("{era}の期間の外の日です。{right}として扱います。"),
                        format!(
                            "The day lies outside the era {era}; it is taken as {} ({right}).",
                            written.iso()
                        ),
                    ),
                    Text::new(
                        "原本の日付を確認し、2026-03-24 のような西暦で書いてください。",
                        "Check the original and write it as in 2026-03-24.",
                    ),
                ));
            }
        }
    }

    /// A whole number from 1.
    pub(super) fn count(&mut self, key: &str) -> Option<u32> {
        let (text, span, _) = self.scalar(key)?;
        let number = text.parse().ok().filter(|&n: &u32| n > 0);
        if number.is_none() {
            let (name, value) = (self.name(key), quoted(&text));
            self.wrong(
                key,
                span,
                Text::new(
                    format!("`{name}` の値「{value}」は1以上の整数ではありません。"),
                    format!("`{value}` in `{name}` is not a whole number from 1."),
                ),
                Text::new("半角の数字で書いてください。", "Write it in ASCII digits."),
            );
        }
        number
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        let (text, span, plain) = self.scalar(key)?;
        match (text.as_str(), plain) {
            ("true", true) => Some(true),
            ("false", true) => Some(false),
            _ => {
                let (name, value) = (self.name(key), quoted(&text));
                self.wrong(
                    key,
                    span,
                    Text::new(
                        format!("`{name}` の値「{value}」は使えません。"),
                        format!("`{value}` is not a value of `{name}`."),
                    ),
                    Text::new(
                        "引用符を付けずに true か false と書いてください。",
                        "Write true or false, without quotation marks.",
                    ),
                );
                None
            }
        }
    }

    /// A web address that begins with `https://` or `http://`.
    pub(super) fn url(&mut self, key: &str) -> Option<String> {
        let (text, span, _) = self.scalar(key)?;
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let host = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
        if host && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c))
        {
            return Some(text);
        }
        let name = self.name(key);
        self.wrong(
            key,
            span,
            Text::new(
                format!("`{name}` の値をウェブアドレスとして読めません。"),
                format!("The value of `{name}` is not a web address."),
            ),
            Text::new("`https://` から書いてください。", "Begin it with `https://`."),
        );
        None
    }

    /// A map within this one; pass it to [`Fields::absorb`] when it has been read.
    pub(super) fn map(&mut self, key: &str, known: &[&str]) -> Option<Fields<'a>> {
        let node = self.node(key)?;
        let prefix = format!("{}{key}.", self.prefix);
        let home = self.place_of(key);
        if let Value::Map(entries) = node.value {
            let mut inner = Self::within(self.source, prefix, entries, home, known);
            inner.toml = self.toml;
            return Some(inner);
        }
        let name = self.name(key);
        let help = if self.toml {
            Text::new(
                format!("`[{name}]` の次の行から {} を書いてください。", known.join("、")),
                format!("Write {} below `[{name}]`.", known.join(", ")),
            )
        } else {
            Text::new(
                format!("次の行から、空白2つの字下げで {} を書いてください。", known.join("、")),
                format!("Below it, indented by two spaces, write {}.", known.join(", ")),
            )
        };
        self.wrong(
            key,
            node.span,
            Text::new(
                format!("`{name}` の値が組になっていません。"),
                format!("The value of `{name}` is not a map."),
            ),
            help,
        );
        None
    }

    /// A list of texts, or a single one.
    pub(super) fn texts(&mut self, key: &str, example: &str) -> Vec<String> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let items = match node.value {
            Value::List(items) => items,
            _ => vec![node],
        };
        let mut all = Vec::new();
        for item in items {
            match item.value {
                Value::Scalar { text, .. } if !text.trim().is_empty() => all.push(text.trim().to_owned()),
                Value::Broken => {
                    self.wrong.insert(key.to_owned());
                }
                _ => {
                    let name = self.name(key);
                    let message = Text::new(
                        format!("`{name}` の値が、文字の一覧ではありません。"),
                        format!("The value of `{name}` is not a list of texts."),
                    );
                    let help = Text::new(
                        format!("`{name}: [{example}]` のように書いてください。"),
                        format!("Write, for example, `{name}: [{example}]`."),
                    );
                    self.wrong(key, item.span, message, help);
                }
            }
        }
        all
    }

    /// A list of maps within this one; each is to be absorbed when it has been read.
    pub(super) fn maps(&mut self, key: &str, known: &[&str]) -> Vec<Fields<'a>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let name = self.name(key);
        let example = Text::new(
            format!("`{name}:` の次の行から `- {}: …` のように書いてください。", known[0]),
            format!("Below `{name}:` write `- {}: …`.", known[0]),
        );
        let Value::List(items) = node.value else {
            let message = Text::new(
                format!("`{name}` の値が一覧ではありません。"),
                format!("The value of `{name}` is not a list."),
            );
            self.wrong(key, node.span, message, example);
            return Vec::new();
        };
        let mut all = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            match item.value {
                Value::Map(entries) => {
                    let prefix = format!("{}{key}[{}].", self.prefix, index + 1);
                    let mut inner = Self::within(self.source, prefix, entries, item.span, known);
                    (inner.partial, inner.toml) = (self.partial, self.toml);
                    all.push(inner);
                }
                Value::Broken => {
                    self.wrong.insert(key.to_owned());
                }
                _ => {
                    let message = Text::new(
                        format!("`{name}` の{}番目が組になっていません。", index + 1),
                        format!("Entry {} of `{name}` is not a map.", index + 1),
                    );
                    self.wrong(key, item.span, message, example.clone());
                }
            }
        }
        all
    }

    /// Takes over what was found in a map within this one.
    pub(super) fn absorb(&mut self, mut inner: Fields<'_>) {
        self.findings.append(&mut inner.findings);
    }
}
