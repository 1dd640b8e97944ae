//! What the template engine says is wrong, as findings with file, line and column.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{ErrorKind, ReportError};

use crate::finding::{Finding, Place, Text};
use crate::text::source::{Source, Span};

/// The findings of an error. `template` is named where the error does not say where it stands.
pub(super) fn findings(
    sources: &BTreeMap<String, Arc<Source>>,
    template: &str,
    error: &tera::Error,
) -> Vec<Finding> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let mut message = report.message().to_owned();
            let mut cause = std::error::Error::source(error);
            while let Some(inner) = cause {
                message = format!("{message}: {inner}");
                cause = inner.source();
            }
            vec![finding(sources, report.filename(), Some(start(report)), &message)]
        }
        // Names that do not exist are reported together, each as a printed report.
        ErrorKind::Msg(text) if text.starts_with("error: ") => {
            text.split("\n\n").filter_map(|report| printed(sources, report)).collect()
        }
        _ => vec![finding(sources, template, None, &error.to_string())],
    }
}

/// Line and column, both from 1.
type Start = (usize, usize);

fn start(report: &ReportError) -> Start {
    (report.span().start_line, report.span().start_col + 1)
}

/// A printed report: `error: message`, then ` --> file:line:column`.
fn printed(sources: &BTreeMap<String, Arc<Source>>, report: &str) -> Option<Finding> {
    let mut lines = report.lines();
    let message = lines.next()?.strip_prefix("error: ")?;
    let place = lines.next().and_then(|line| line.trim_start().strip_prefix("--> ")).unwrap_or_default();
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next().and_then(|text| text.parse().ok());
    let line = parts.next().and_then(|text| text.parse().ok());
    Some(finding(sources, parts.next().unwrap_or_default(), line.zip(column), message))
}

fn finding(
    sources: &BTreeMap<String, Arc<Source>>,
    name: &str,
    start: Option<Start>,
    message: &str,
) -> Finding {
    let source = sources.get(name).cloned().unwrap_or_else(|| Arc::new(Source::new(name, "")));
    let place = match start.and_then(|start| span(&source, start)) {
        Some(span) => Place::at(&source, span),
        None => Place::file(&source),
    };
    Finding::of(
        "THEME-03",
        place,
        Text::new(
            format!("テーマのひな型に誤りがあります({message})。"),
            format!("A template of the theme is wrong: {message}"),
        ),
        Text::new(
            "この行のひな型を直してください。元の形は内蔵のテーマ default の同じ名前のファイルにあります。",
            "Correct the template here. The built-in theme has its file of the same name as a model.",
        ),
    )
}

/// From a place to the end of its line.
fn span(source: &Source, (line, column): Start) -> Option<Span> {
    let line = source.line_span(line)?;
    let text = source.slice(line);
    let start = text.char_indices().nth(column.saturating_sub(1)).map_or(line.end, |(at, _)| line.start + at);
    Some(Span::new(start, line.end))
}
