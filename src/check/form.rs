//! Rules that compare a document with its form: lost marks, options and headings that are not the form's,
//! questions that are not there.

use std::collections::HashSet;

use crate::assessment::{Assessment, Node, OptionLine};
use crate::content::Completeness;
use crate::finding::{Finding, Place, Text};
use crate::form::label::{fold, last_bracket, split_number};
use crate::form::{self, Form, Item, ItemKind};
use crate::markdown::Mark;

/// MARK-01, VOC-01, VOC-02, FORM-02, FORM-03 and FORM-04.
pub(super) fn check(assessment: &Assessment) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(unknown_edition(assessment));
    findings.extend(absent_items(assessment));
    for node in assessment.walk() {
        findings.extend(lost_marks(assessment, node));
        findings.extend(several_chosen(assessment, node));
        if let Some(item) = assessment.item(node) {
            findings.extend(unknown_options(assessment, node, item));
            findings.extend(other_heading(assessment, node, item));
        }
    }
    findings
}

/// The label without its ※, as it stands in messages.
pub(super) fn name(node: &Node) -> &str {
    node.label.text.trim_end().trim_end_matches('※').trim_end()
}

fn lost_marks(assessment: &Assessment, node: &Node) -> Option<Finding> {
    let lost: Vec<&OptionLine> = node.options().filter(|line| line.mark == Mark::Lost).collect();
    let (label, count) = (name(node), lost.len());
    lost.first().map(|first| {
        Finding::warning(
            "MARK-01",
            Place::at(&assessment.source, first.span()),
            Text::new(
                format!("「{label}」の選択の印を読み取れません({count}か所)。"),
                format!("Marks of \"{label}\" are lost ({count})."),
            ),
            Text::new(
                "原本を見て [x] か [ ] に直してください。",
                "Look at the original and write [x] or [ ].",
            ),
        )
    })
}

/// A question with one answer that has several.
fn several_chosen(assessment: &Assessment, node: &Node) -> Option<Finding> {
    let one = assessment.question(node).is_some_and(|item| item.kind == ItemKind::Choice);
    let chosen: Vec<&OptionLine> = node.options().filter(|line| one && line.mark == Mark::Chosen).collect();
    let (count, second) = (chosen.len(), chosen.get(1)?);
    let label = name(node);
    Some(Finding::warning(
        "VOC-02",
        Place::at(&assessment.source, second.span()),
        Text::new(
            format!("「{label}」は一つだけ選ぶ項目ですが、{count}つ選ばれています。"),
            format!("\"{label}\" takes one answer; {count} are chosen."),
        ),
        Text::new("原本を見て、一つだけを [x] にしてください。", "Look at the original and leave one [x]."),
    ))
}

/// The edition that the front matter names is not among the forms.
fn unknown_edition(assessment: &Assessment) -> Option<Finding> {
    let named = assessment.meta.form.as_deref()?;
    if form::by_name(named).is_some_and(|form| form.kind == assessment.meta.kind) {
        return None;
    }
    let known: Vec<&str> = form::all()
        .iter()
        .filter(|form| form.kind == assessment.meta.kind)
        .map(|form| form.name.as_str())
        .collect();
    Some(Finding::warning(
        "FORM-04",
        Place::file(&assessment.source),
        Text::new(
            format!("様式「{named}」を kohyo は知りません。「{}」として読みました。", assessment.form.name),
            format!("kohyo does not know the form \"{named}\"; it was read as \"{}\".", assessment.form.name),
        ),
        Text::new(
            format!("`form` の誤りでないか確認してください。知っている様式: {}", known.join("、")),
            format!("Check `form`. Known forms: {}", known.join(", ")),
        ),
    ))
}

/// Required questions of the form that a document said to be whole does not have.
fn absent_items(assessment: &Assessment) -> Option<Finding> {
    if assessment.meta.completeness != Completeness::Whole {
        return None;
    }
    let held: HashSet<usize> = assessment.walk().filter_map(|node| node.item).collect();
    let answered: HashSet<&str> =
        assessment.walk().filter_map(|node| assessment.answered(node)).map(|item| item.id.as_str()).collect();
    let absent: Vec<&Item> = (0..assessment.form.items.len())
        .filter(|index| !held.contains(index))
        .map(|index| assessment.form.item(index))
        // The cover may stand in the front matter alone; a block that does not occur asks nothing.
        .filter(|item| item.required && !item.id.contains('*') && !item.id.starts_with("cover."))
        .filter(|item| !answered.contains(item.id.as_str()))
        .collect();
    let (count, first) = (absent.len(), absent.first()?);
    let names: Vec<&str> = absent.iter().take(4).map(|item| item.label.as_str()).collect();
    let more = if count > names.len() { ("ほか", ", …") } else { ("", "") };
    Some(Finding::warning(
        "FORM-03",
        Place::file(&assessment.source),
        Text::new(
            format!("様式の項目が{count}件見当たりません(「{}」{})。", names.join("」「"), more.0),
            format!("{count} questions of the form are not there ({}{}).", names.join(", "), more.1),
        ),
        Text::new(
            format!(
                "見出しを足すか(最初は「{}」)、原本のページが抜けているなら `completeness: pages-missing` と書いてください。",
                first.label
            ),
            format!(
                "Add the headings (the first is \"{}\"), or write `completeness: pages-missing` if pages of the original are missing.",
                first.label
            ),
        ),
    ))
}

fn unknown_options<'a>(
    assessment: &'a Assessment,
    node: &'a Node,
    item: &'a Item,
) -> impl Iterator<Item = Finding> + 'a {
    let official = if item.options.is_empty() { &item.switch } else { &item.options };
    let unknown = node.options().filter(|line| !official.is_empty() && line.option.is_none());
    unknown.map(|line| {
        let text = line.text().replace('\n', " ");
        let written = split_number(&text).1;
        let written = last_bracket(written).map_or(written, |(head, _)| head.trim_end());
        if let Some(form) = other_edition(assessment, item, &text) {
            return of_other_edition(assessment, line, form, &text);
        }
        let message = match nearest(official, written) {
            Some(option) => Text::new(
                format!("選択肢「{written}」は様式の「{option}」と異なります。"),
                format!("The option \"{written}\" differs from the form's \"{option}\"."),
            ),
            None => Text::new(
                format!("選択肢「{written}」は様式の選択肢にありません。"),
                format!("The form has no option \"{written}\"."),
            ),
        };
        let help = Text::new(
            "変換の誤りの可能性があります。原本を確認してください。",
            "It may have been damaged in conversion; look at the original.",
        );
        Finding::warning("VOC-01", Place::at(&assessment.source, line.span()), message, help)
    })
}

/// Another edition of the form that prints this option at the same question.
fn other_edition(assessment: &Assessment, item: &Item, option: &str) -> Option<&'static Form> {
    let form = assessment.form;
    let index = form.index(&item.id)?;
    let editions = form::all().iter().filter(|other| other.kind == form.kind && other.id != form.id);
    editions.into_iter().find(|other| {
        form.counterpart(index, other).is_some_and(|same| other.item(same).option(option).is_some())
    })
}

/// The document is on another edition than it was read with, or the option on another than the document.
fn of_other_edition(assessment: &Assessment, line: &OptionLine, form: &Form, option: &str) -> Finding {
    let (name, read) = (&form.name, &assessment.form.name);
    let help = if assessment.meta.form.is_none() {
        Text::new(
            format!("その様式の評価書なら、`form: \"{name}\"` と書いてください。"),
            format!("If the assessment is on that form, write `form: \"{name}\"`."),
        )
    } else {
        Text::new(
            format!("`form` の「{read}」が正しいか、原本を確認してください。"),
            format!("Look at the original: is `form` right with \"{read}\"?"),
        )
    };
    Finding::warning(
        "VOC-01",
        Place::at(&assessment.source, line.span()),
        Text::new(
            format!("選択肢「{option}」は「{name}」のもので、「{read}」にはありません。"),
            format!("The option \"{option}\" is one of \"{name}\", not of \"{read}\"."),
        ),
        help,
    )
}

/// The official option that a text is probably meant to be.
fn nearest<'o>(official: &'o [String], written: &str) -> Option<&'o str> {
    let wanted: Vec<char> = fold(written).chars().collect();
    official
        .iter()
        .map(|option| (distance(&wanted, &fold(option).chars().collect::<Vec<_>>()), option))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| distance * 2 <= wanted.len())
        .map(|(_, option)| option.as_str())
}

/// How many characters have to be put in, taken out or replaced to get from one text to the other.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

fn other_heading(assessment: &Assessment, node: &Node, item: &Item) -> Option<Finding> {
    let folded = fold(&node.label.text);
    let alias = item.folded().iter().skip(1).any(|alias| *alias == folded) && !item.is_official(&folded);
    // Where the form itself is not confirmed, or prints no label, there is nothing to compare with.
    let comparable = !item.provisional && !item.unlabelled;
    let (written, official) = (&node.label.text, &item.label);
    (alias && comparable).then(|| {
        Finding::warning(
            "FORM-02",
            Place::at(&assessment.source, node.label.span),
            Text::new(
                format!("見出し「{written}」は様式の「{official}」と異なります。"),
                format!("The heading \"{written}\" differs from the form's \"{official}\"."),
            ),
            Text::new(
                "変換の誤りなら直してください。原本どおりなら、このままで構いません。",
                "Correct it if it was damaged in conversion; leave it if the original has it so.",
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::test_support::assessment;

    fn found(body: &str) -> Vec<(&'static str, usize, String)> {
        // The bodies are short: FORM-03 has a test of its own.
        let findings = check(&assessment(body));
        let findings = findings.iter().filter(|f| f.id != "FORM-03");
        findings.map(|f| (f.id, f.place.position().line, f.message.ja.clone())).collect()
    }

    #[test]
    fn lost_marks_are_counted_per_item() {
        let body = "# Ⅱ 特定個人情報ファイルの概要\n\n## 3. 特定個人情報の入手・使用\n\n### ①入手元 ※\n- [?] 本人又は本人の代理人\n- [x] 民間事業者\n- [?] その他 ()\n";
        let found = found(body);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (found[0].0, found[0].2.as_str()),
            ("MARK-01", "「①入手元」の選択の印を読み取れません(2か所)。")
        );
    }

    #[test]
    fn an_option_that_is_not_the_forms_is_compared_with_the_nearest() {
        let body = "# Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取り扱う事務\n\n### ③対象人数\n- [x] 5) 30万人以土\n- [ ] まったく別の文\n";
        let found = found(body);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].2, "選択肢「30万人以土」は様式の「30万人以上」と異なります。");
        assert_eq!(found[1].2, "選択肢「まったく別の文」は様式の選択肢にありません。");
    }

    #[test]
    fn an_option_of_another_edition_names_that_edition() {
        let body = "# Ⅱ 特定個人情報ファイルの概要\n\n## 2. 基本情報\n\n### ④記録される項目\n\n#### 主な記録項目 ※\n- [x] 4情報(氏名、性別、生年月日、住所)\n";
        let mut document = assessment(body);
        let said = |document: &Assessment| {
            let findings = check(document);
            let finding = findings.iter().find(|f| f.id == "VOC-01").expect("a finding");
            (finding.message.ja.clone(), finding.help.ja.clone())
        };
        let (message, help) = said(&document);
        assert!(
            message.contains("「平成30年5月 様式4」のもので、「令和7年5月 様式4」にはありません"),
            "{message}"
        );
        assert!(help.contains("原本を確認"), "{help}");
        document.meta.form = None;
        assert!(said(&document).1.contains("`form: \"平成30年5月 様式4\"`"));
    }

    #[test]
    fn one_answer_is_one_box() {
        let found = found(
            "# Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取り扱う事務\n\n### ③対象人数\n- [x] 5) 30万人以上\n- [x] 1) 1,000人未満\n",
        );
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (found[0].0, found[0].2.as_str()),
            ("VOC-02", "「③対象人数」は一つだけ選ぶ項目ですが、2つ選ばれています。")
        );
    }

    #[test]
    fn a_document_said_to_be_whole_has_every_question() {
        let mut document = assessment("# Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取り扱う事務\n");
        let absent = |document: &Assessment| check(document).into_iter().find(|f| f.id == "FORM-03");
        let message = absent(&document).expect("a finding").message.ja;
        assert!(message.starts_with("様式の項目が") && message.contains("「①事務の名称」"), "{message}");
        document.meta.completeness = Completeness::PagesMissing;
        assert!(absent(&document).is_none());
    }

    #[test]
    fn an_edition_nobody_knows_is_said() {
        let mut document = assessment("# Ⅰ 基本情報\n");
        let unknown = |document: &Assessment| check(document).iter().any(|f| f.id == "FORM-04");
        document.meta.form = Some("令和7年5月　様式４".to_owned());
        assert!(!unknown(&document));
        document.meta.form = Some("様式9".to_owned());
        assert!(unknown(&document));
    }

    #[test]
    fn distances() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(distance(&chars("入手元"), &chars("入手先")), 1);
        assert_eq!(distance(&chars(""), &chars("ab")), 2);
        assert_eq!(distance(&chars("abc"), &chars("b")), 2);
    }
}
