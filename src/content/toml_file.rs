//! TOML files as an untyped tree with the place of every part; what the keys mean is said by those who ask.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fields::Fields;
use super::tree::{Entry, Node, Value};
use crate::finding::{Finding, Place, Text};
use crate::text::source::{Source, Span};

/// The entries of a file. Where part of it cannot be read a finding says so, and nothing is reported as missing.
pub(super) fn fields<'a>(source: &'a Arc<Source>, keys: &[&str]) -> Fields<'a> {
    let (table, errors) = DeTable::parse_recoverable(source.text());
    let whole = source.line_span(1).unwrap_or_default();
    let mut fields =
        Fields::new(source, entries(table.into_inner()), Span::new(whole.start, whole.start), keys);
    fields.toml = true;
    fields.partial = !errors.is_empty();
    for error in errors {
        let span = error.span().map_or(whole, Span::from);
        fields.findings.push(syntax(source, span));
    }
    fields
}

fn entries(table: DeTable<'_>) -> Vec<Entry> {
    table
        .into_iter()
        .map(|(key, value)| Entry {
            key_span: key.span().into(),
            key: key.into_inner().into_owned(),
            node: node(value),
        })
        .collect()
}

fn node(value: Spanned<DeValue<'_>>) -> Node {
    let span = value.span().into();
    let plain = |text: String| Value::Scalar { text, plain: true };
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Scalar { text: text.into_owned(), plain: false },
        DeValue::Integer(number) => plain(number.to_string()),
        DeValue::Float(number) => plain(number.to_string()),
        DeValue::Boolean(flag) => plain(flag.to_string()),
        DeValue::Datetime(date) => plain(date.to_string()),
        DeValue::Array(items) => Value::List(items.into_iter().map(node).collect()),
        DeValue::Table(table) => Value::Map(entries(table)),
    };
    Node { span, value }
}

fn syntax(source: &Arc<Source>, span: Span) -> Finding {
    let line = source.line_span(source.line(span.start)).unwrap_or_default();
    let text = source.slice(line);
    let help = if text.contains(['“', '”', '＂', '＝', '「']) {
        Text::new(
            "引用符 `\"` と等号 `=` は半角にしてください。",
            "Use ASCII quotation marks `\"` and equals sign `=`.",
        )
    } else {
        Text::new(
            "`title = \"みほん市の評価書\"` のように、文字は半角の引用符で囲み、同じ項目は1回だけ書いてください。",
            "Write `title = \"…\"`, text in quotation marks, and each key once.",
        )
    };
    Finding::of(
        "META-09",
        Place::at(source, span),
        Text::new("TOML として読めません。", "This cannot be read as TOML."),
        help,
    )
}
