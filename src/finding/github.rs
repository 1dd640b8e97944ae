//! Findings as workflow commands, which GitHub and Gitea show beside the line they are about.
//!
//! `::warning file=content/mihon/12.md,line=4,col=1,title=META-05::message`: a line each. What would end a value is
//! written as `%XX`, as the runner undoes it.

use super::{Finding, Lang, Level};
use crate::text::character::visible;

/// Renders findings one per line, in the order given.
pub fn render(findings: &[Finding], lang: Lang) -> String {
    findings.iter().map(|finding| command(finding, lang)).collect()
}

fn command(finding: &Finding, lang: Lang) -> String {
    let at = finding.place.position();
    let name = match finding.level() {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    };
    let between = if lang == Lang::En { " " } else { "" };
    let message = format!("{}{between}{}", finding.message.get(lang), finding.help.get(lang));
    format!(
        "::{name} file={},line={},col={},title={}::{}\n",
        property(finding.place.source.path()),
        at.line,
        at.column,
        property(finding.id),
        data(&message),
    )
}

/// Text behind the second `::`.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which a colon or comma would end as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::{Place, Text};
    use crate::text::source::{Source, Span};

    #[test]
    fn nothing_in_a_finding_ends_the_command() {
        let source = Arc::new(Source::new("content/a,b/50%:12.md", "一行目\n市長\n"));
        let message = Text::new("100%::error::\r\n「甲, 乙」", "");
        let finding =
            Finding::of("META-11", Place::at(&source, Span::new(13, 16)), message, Text::new("直す。", ""));
        assert_eq!(
            render(&[finding], Lang::Ja),
            "::warning file=content/a%2Cb/50%25%3A12.md,line=2,col=2,title=META-11::100%25::error::%0D%0A「甲, 乙」直す。\n"
        );
    }
}
