//! PRIV-06: names of former managers in the change log and in 所属長.
//!
//! The names are official and were lawfully published; since 2018 the forms ask for the title alone. A warning, for
//! the publisher to decide; where names stand is found by [`crate::assessment::names`].

use std::collections::BTreeSet;

use crate::assessment::Assessment;
use crate::text::source::Span;

use crate::finding::{Finding, Lang, Place, Text, rules};

/// One warning for each row or answer with names, of which `named` holds the places.
pub(super) fn check(assessment: &Assessment, named: &[Vec<Span>]) -> Vec<Finding> {
    let finding = |span| {
        Finding::of(
            "PRIV-06",
            Place::at(&assessment.source, span),
            Text::new(
                "所属長などの氏名とみられる記載があります(氏名は表示しません)。",
                "This looks like the name of a manager (not shown).",
            ),
            Text::new(
                "評価書にはそのまま載せ、検索とデータには出しません。ページでも伏せるときは、portal.toml に `legacy_names = \"mask\"` と書いてください。",
                "It stays in the document and out of search and data. To mask it on pages too, write `legacy_names = \"mask\"` in portal.toml.",
            ),
        )
        .secret()
    };
    named.iter().filter_map(|places| places.first()).copied().map(finding).collect()
}

/// Findings about a line with a name show neither the line nor what they would quote of it.
pub(super) fn hidden(assessment: &Assessment, named: &[Vec<Span>], findings: Vec<Finding>) -> Vec<Finding> {
    if named.is_empty() {
        return findings;
    }
    let source = &assessment.source;
    let lines = |span: Span| source.line(span.start)..=source.line(span.end);
    let named: BTreeSet<usize> = named.iter().flatten().copied().flat_map(lines).collect();
    let hide = |mut finding: Finding| {
        let about = finding.place.span.is_some_and(|span| named.contains(&source.line(span.start)));
        if !about || finding.secret {
            return finding;
        }
        // The rules about damage quote the text; the others have taken names out of what they quote.
        if let Some(rule) = rules::find(finding.id).filter(|rule| rule.id.starts_with("DMG-")) {
            finding.message = Text::new(
                format!("{}(氏名のある行なので、内容は表示しません。)", rule.meaning(Lang::Ja)),
                format!("{} (The line has a name and is not shown.)", rule.meaning(Lang::En)),
            );
        }
        finding.secret()
    };
    findings.into_iter().map(hide).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::names;
    use crate::check::test_support::assessment;

    fn check_all(assessment: &Assessment) -> Vec<Finding> {
        check(assessment, &names::places(assessment))
    }

    #[test]
    fn names_are_warned_of_once_a_row() {
        let body = "# (別添3) 変更箇所\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n| 平成28年4月1日 | Ⅰ 7. ②所属長 | 課長 架空 花子 | 課長 架空 太郎 | 事後 | 人事異動 |\n| 〃 | Ⅰ 7. ①部署 | 市民部 窓口課 | 市民部 市民課 | 事後 | 機構改革 |\n| 〃 | Ⅰ 7. ②所属長の役職名 | 課長 | 市民課長 | 事後 | 機構改革 |\n";
        let found = check_all(&assessment(body));
        assert_eq!(
            found.iter().map(|f| (f.id, f.place.position().line, f.secret)).collect::<Vec<_>>(),
            [("PRIV-06", 16, true)]
        );
    }

    #[test]
    fn what_is_said_of_such_a_row_quotes_nothing() {
        let body = "# (別添3) 変更箇所\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n| 平成28年4月1日 | Ⅰ 7. ②所属長 | 課長 架空 花子(闇覧 | 課長 架空 太郎 | 事後 | 人事異動 |\n| 〃 | Ⅰ 7. ①部署 | 闇覧係 | 市民部 市民課 | 事後 | 機構改革 |\n";
        let assessment = assessment(body);
        let found = hidden(&assessment, &names::places(&assessment), crate::check::text::check(&assessment));
        let (private, other): (Vec<_>, Vec<_>) = found.iter().partition(|f| f.place.position().line == 16);
        assert!(private.len() == 2 && private.iter().all(|f| f.secret), "{private:?}");
        assert!(
            private.iter().all(|f| !f.message.ja.contains("架空") && !f.message.ja.contains("闇覧")),
            "{private:?}"
        );
        assert!(
            other.iter().all(|f| !f.secret && f.message.ja.contains("闇覧")) && other.len() == 1,
            "{other:?}"
        );
    }
}
