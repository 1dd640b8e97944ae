//! Findings for programs: `{"findings":[{"id","level","file","line","column","message","help"}]}`; in an imported document
//! also `"original":{"item","file","place","pages","cell"}`.

use serde::Serialize;

use super::{Finding, Lang, Level};

/// One finding as programs read it.
#[derive(Debug, Clone, Serialize)]
pub struct Record<'a> {
    /// The rule.
    pub id: &'a str,
    /// `error`, `warning` or `info`.
    pub level: Level,
    /// The file, with `/` between the parts of its path.
    pub file: &'a str,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: &'a str,
    /// What to do.
    pub help: &'a str,
    /// Where it stands in the original of an imported document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<Original<'a>>,
}

/// Where an item stands in its original.
#[derive(Debug, Clone, Serialize)]
pub struct Original<'a> {
    /// The headings from the section down to the item.
    pub item: &'a str,
    /// The name of the original.
    pub file: &'a str,
    /// The place as people say it.
    pub place: &'a str,
    /// The pages, from 1; left out where there are none.
    #[serde(skip_serializing_if = "<[usize]>::is_empty")]
    pub pages: &'a [usize],
    /// Sheet and cell of a workbook; left out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<&'a str>,
}

impl<'a> Record<'a> {
    /// The finding in one language.
    pub fn new(finding: &'a Finding, lang: Lang) -> Self {
        let at = finding.place.position();
        Self {
            id: finding.id,
            level: finding.level(),
            file: finding.place.source.path(),
            line: at.line,
            column: at.column,
            message: finding.message.get(lang),
            help: finding.help.get(lang),
            original: finding.origin.as_ref().map(|origin| Original {
                item: &origin.item,
                file: &origin.file,
                place: origin.place.get(lang),
                pages: &origin.pages,
                cell: origin.cell.as_deref(),
            }),
        }
    }
}

/// The whole report.
#[derive(Debug, Clone, Serialize)]
pub struct Report<'a> {
    /// The findings, in the order given.
    pub findings: Vec<Record<'a>>,
}

impl<'a> Report<'a> {
    /// The findings in one language.
    pub fn new(findings: &'a [Finding], lang: Lang) -> Self {
        Self { findings: findings.iter().map(|finding| Record::new(finding, lang)).collect() }
    }
}

/// The report as JSON, indented, ending in a line break.
pub fn render(findings: &[Finding], lang: Lang) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(&Report::new(findings, lang))? + "\n")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::{Place, Text};
    use crate::text::source::{Source, Span};

    #[test]
    fn a_report_has_the_promised_shape() {
        let source = Arc::new(Source::new("content/mihon/12.md", "---\n番号 x\n"));
        let finding = Finding::of(
            "META-05",
            Place::at(&source, Span::new(11, 12)),
            Text::new("「●●●●●●●●●●●●」は何ですか。", "What?"),
            Text::new("確認", "Check"),
        );
        insta::assert_snapshot!(render(&[finding], Lang::Ja).expect("plain data"));
    }
}
