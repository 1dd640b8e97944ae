//! Finds the front matter of a Markdown file: what stands between the two lines `---` at its top.
//!
//! The YAML in between is read by [`super::yaml`], its keys by [`super::document`] and
//! [`super::municipality`].

use std::sync::Arc;

use super::fields::Fields;
use super::yaml;
use crate::finding::{Finding, Place, Text};
use crate::text::character::is_stroke;
use crate::text::source::{Source, Span};

/// The parts of a file.
pub(super) struct FrontMatter {
    /// The opening line.
    pub(super) opening: Span,
    /// The YAML.
    pub(super) yaml: Span,
    /// Everything after the closing line; `None` where that line is missing.
    pub(super) body: Option<Span>,
}

/// Splits a file and sorts the keys of its front matter. Where nothing can be read, the finding is in
/// the second part.
pub(super) fn fields<'a>(
    source: &'a Arc<Source>,
    known: &[&str],
) -> Result<(Fields<'a>, Option<Span>), Box<Finding>> {
    let parts = split(source)?;
    let mut findings = Vec::new();
    let entries = yaml::read(source, parts.yaml, &mut findings);
    let mut fields = Fields::new(source, entries, parts.opening, known);
    if parts.body.is_none() {
        fields.partial = true;
        findings.push(Finding::of(
            "META-02",
            Place::at(source, parts.opening),
            Text::new("先頭の項目(front matter)が閉じられていません。", "The front matter is not closed."),
            Text::new(
                "最後の項目の次の行に、半角のハイフン3つ `---` だけの行を入れてください。",
                "After the last key, add a line of three hyphens: `---`.",
            ),
        ));
    }
    fields.findings.extend(findings);
    Ok((fields, parts.body))
}

fn split(source: &Arc<Source>) -> Result<FrontMatter, Box<Finding>> {
    let text = source.text();
    let mut at = 0;
    // As far as they are asked for: behind the front matter the whole evaluation follows.
    let mut lines = text.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        (Span::new(start, at), line.trim_end())
    });
    let Some((opening, _)) = lines.next().filter(|(_, line)| *line == "---") else {
        return Err(no_opening(source));
    };
    let start = opening.end;
    let opening = Span::new(opening.start, opening.start + 3);
    let mut inner = Vec::new();
    for (span, line) in lines {
        if line == "---" {
            let yaml = Span::new(start, span.start);
            return Ok(FrontMatter { opening, yaml, body: Some(Span::new(span.end, text.len())) });
        }
        inner.push((span, line));
    }
    // Where it was meant to end can only be guessed: at a blank line, a heading, or another row of dashes.
    let end = inner
        .iter()
        .find(|(_, line)| {
            let heading = line.trim_start_matches('#');
            line.is_empty()
                || (heading.len() < line.len() && heading.starts_with(' '))
                || line.chars().all(is_stroke)
        })
        .map_or(text.len(), |(span, _)| span.start);
    Ok(FrontMatter { opening, yaml: Span::new(start, end), body: None })
}

fn no_opening(source: &Arc<Source>) -> Box<Finding> {
    let first = source.line_span(1).unwrap_or_default();
    Box::new(Finding::of(
        "META-02",
        Place::at(source, first),
        Text::new(
            "1行目が `---` ではありません。先頭の項目(front matter)がないファイルは読めません。",
            "The first line is not `---`: a file without front matter cannot be read.",
        ),
        Text::new(
            "1行目を半角のハイフン3つ `---` とし、番号などの項目を書いて、もう一度 `---` の行で閉じてください。",
            "Begin with a line `---`, then the keys such as number, then a line `---` again.",
        ),
    ))
}
