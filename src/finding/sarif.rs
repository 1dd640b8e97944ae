//! Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read.
//!
//! Columns count UTF-16 code units, as the format has it unless told otherwise; that is said in the file all the
//! same. No text of the documents is copied: a place is a file, lines and columns.

use serde_json::{Value, json};

use super::baseline::fingerprint;
use super::{Finding, Lang, Level, Place};

/// The schema that the output keeps to.
pub const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What there is to say about a rule.
#[derive(Debug, Clone)]
pub struct Rule<'a> {
    /// Stable identifier.
    pub id: &'a str,
    /// How serious its findings usually are.
    pub level: Level,
    /// What it looks for and why.
    pub meaning: &'a str,
    /// What to do, and what the rule rests on.
    pub help: String,
}

/// The report as JSON, indented, ending in a line break. `rules` holds the rules of the findings; `root` is the
/// content folder as findings name it.
pub fn render(
    findings: &[Finding],
    rules: &[Rule<'_>],
    root: &str,
    lang: Lang,
) -> serde_json::Result<String> {
    let language = match lang {
        Lang::Ja => "ja",
        Lang::En => "en",
    };
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "kohyo",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": language,
                "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            } },
            "language": language,
            "columnKind": "utf16CodeUnits",
            "results": findings.iter().map(|f| result(f, rules, root, lang)).collect::<Vec<_>>(),
        }],
    });
    Ok(serde_json::to_string_pretty(&log)? + "\n")
}

fn rule(rule: &Rule<'_>) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.meaning },
        "help": { "text": rule.help },
        "defaultConfiguration": { "level": level(rule.level) },
    })
}

fn result(finding: &Finding, rules: &[Rule<'_>], root: &str, lang: Lang) -> Value {
    let between = if lang == Lang::En { " " } else { "" };
    let text = format!("{}{between}{}", finding.message.get(lang), finding.help.get(lang));
    let mut result = json!({
        "ruleId": finding.id,
        "level": level(finding.level()),
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(finding.place.source.path()) },
            "region": region(&finding.place),
        } }],
        "partialFingerprints": { "kohyo/v1": fingerprint(finding, root).to_string() },
    });
    if let Some(index) = rules.iter().position(|rule| rule.id == finding.id) {
        result["ruleIndex"] = json!(index);
    }
    result
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

fn region(place: &Place) -> Value {
    let Some(span) = place.span else { return json!({ "startLine": 1 }) };
    let at = |offset: usize| {
        let line = place.source.line(offset);
        let start = place.source.line_span(line).map_or(0, |line| line.start);
        let before = place.source.text().get(start..offset).unwrap_or_default();
        (line, before.encode_utf16().count() + 1)
    };
    let ((start_line, start_column), (end_line, end_column)) = (at(span.start), at(span.end.max(span.start)));
    json!({
        "startLine": start_line,
        "startColumn": start_column,
        "endLine": end_line,
        "endColumn": end_column,
    })
}

/// A path as a reference of RFC 3986: relative as long as it is.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    } else if path.as_bytes().get(1) == Some(&b':') {
        out.push_str("file:///");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::Text;
    use crate::text::source::{Source, Span};

    #[test]
    fn a_report_has_the_shape_of_the_standard() {
        let source = Arc::new(Source::new("content/みほん/12 a.md", "---\n𠮷 番号 123456789012\n"));
        let message = Text::new("「●●●●●●●●●●●●」は何ですか。", "What?");
        let help = Text::new("確認してください。", "Check.");
        // 𠮷 is two code units: 番号 begins at the fourth and ends before the sixth.
        let at = Finding::of("META-05", Place::at(&source, Span::new(9, 15)), message, help.clone());
        let of_file = Finding::of("DATE-06", Place::file(&source), Text::new("甲", "A"), help);
        let rules = [Rule { id: "META-05", level: Level::Error, meaning: "意味", help: "対処".into() }];
        insta::assert_snapshot!(render(&[at, of_file], &rules, "content", Lang::Ja).expect("plain data"));
    }

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("content/mihon/12.md"), "content/mihon/12.md");
        assert_eq!(uri("/srv/評/a b.md"), "file:///srv/%E8%A9%95/a%20b.md");
        assert_eq!(uri("C:/content/1.md"), "file:///C%3A/content/1.md");
    }
}
