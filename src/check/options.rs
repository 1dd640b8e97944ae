//! Rules about boxes and options: marks that are lost or missing, options that are not the form's, several answers
//! where one is asked for.

use crate::assessment::{Assessment, Node, OptionLine};
use crate::finding::{Finding, Place, Text};
use crate::form::label::last_bracket;
use crate::form::{self, Form, Item, ItemKind};
use crate::markdown::Mark;
use crate::text::folding::fold;
use crate::text::number::{digit, split_number};

use super::form::name;

/// MARK-01, MARK-03, VOC-01 and VOC-02.
pub(super) fn check(assessment: &Assessment) -> Vec<Finding> {
    let mut findings = Vec::new();
    for node in assessment.walk() {
        findings.extend(lost_marks(assessment, node));
        findings.extend(details_without_mark(assessment, node));
        findings.extend(several_chosen(assessment, node));
        if let Some(item) = assessment.item(node) {
            findings.extend(unknown_options(assessment, node, item));
        }
    }
    findings
}

fn lost_marks(assessment: &Assessment, node: &Node) -> Option<Finding> {
    let lost: Vec<&OptionLine> = node.options().filter(|line| line.mark == Mark::Lost).collect();
    let (label, count) = (name(node), lost.len());
    lost.first().map(|first| {
        Finding::of(
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

/// A bracket that is filled in behind a box that is not marked. Where marks of the question are lost, MARK-01 says it.
fn details_without_mark(assessment: &Assessment, node: &Node) -> Vec<Finding> {
    if node.options().any(|line| line.mark == Mark::Lost) {
        return Vec::new();
    }
    let blank = node.options().filter(|line| line.mark == Mark::Blank);
    let filled = blank.filter_map(|line| Some((line, line.detail.as_deref().filter(|d| says_something(d))?)));
    let finding = |(line, detail): (&OptionLine, &str)| {
        let label = name(node);
        let detail: String = detail.chars().take(SHOWN).collect();
        Finding::of(
            "MARK-03",
            Place::at(&assessment.source, line.span()),
            Text::new(
                format!("「{label}」の選択肢に印がありませんが、括弧に「{detail}」と書かれています。"),
                format!("An option of \"{label}\" is not marked, but its bracket says \"{detail}\"."),
            ),
            Text::new(
                "原本を見て、選ばれているなら [x] にしてください。",
                "Look at the original; write [x] if it is chosen.",
            ),
        )
    };
    filled.map(finding).collect()
}

/// How much of a bracket a message repeats, in characters.
const SHOWN: usize = 20;

/// Whether a bracket holds more than the blanks and dashes of a form that was not filled in.
fn says_something(detail: &str) -> bool {
    detail.chars().any(|c| digit(c).map_or_else(|| c.is_alphanumeric(), |value| value > 0))
}

/// A question with one answer that has several.
fn several_chosen(assessment: &Assessment, node: &Node) -> Option<Finding> {
    let one = assessment.question(node).is_some_and(|item| item.kind == ItemKind::Choice);
    let chosen: Vec<&OptionLine> = node.options().filter(|line| one && line.mark == Mark::Chosen).collect();
    let (count, second) = (chosen.len(), chosen.get(1)?);
    let label = name(node);
    Some(Finding::of(
        "VOC-02",
        Place::at(&assessment.source, second.span()),
        Text::new(
            format!("「{label}」は一つだけ選ぶ項目ですが、{count}つ選ばれています。"),
            format!("\"{label}\" takes one answer; {count} are chosen."),
        ),
        Text::new("原本を見て、一つだけを [x] にしてください。", "Look at the original and leave one [x]."),
    ))
}

fn unknown_options<'a>(
    assessment: &'a Assessment,
    node: &'a Node,
    item: &'a Item,
) -> impl Iterator<Item = Finding> + 'a {
    let official = item.printed();
    let unknown = node.options().filter(|line| !official.is_empty() && line.option.is_none());
    unknown.map(|line| {
        let text = line.text().replace('\n', " ");
        let written = split_number(&text).1;
        let written = last_bracket(written).map_or(written, |(head, _)| head.trim_end());
        if let Some(form) = other_edition(assessment, item, &text) {
            return of_other_edition(assessment, line, form, &text);
        }
        let (message, help) = unlike(official, written);
        Finding::of("VOC-01", Place::at(&assessment.source, line.span()), message, help)
    })
}

/// What to say of an option that the form does not have.
fn unlike(official: &[String], written: &str) -> (Text, Text) {
    if let Some(option) = nearest(official, written) {
        let message = Text::new(
            format!("選択肢「{written}」は様式の「{option}」と異なります。"),
            format!("The option \"{written}\" differs from the form's \"{option}\"."),
        );
        let help = Text::new(
            "変換の誤りの可能性があります。原本を確認し、誤りなら様式のとおりに直してください。",
            "It may have been damaged in conversion: look at the original, and write it as the form has it.",
        );
        return (message, help);
    }
    let all = official.join("」「");
    let message = Text::new(
        format!("選択肢「{written}」は様式の選択肢にありません。"),
        format!("The form has no option \"{written}\"."),
    );
    let help = Text::new(
        format!("原本を確認してください。この項目の選択肢は「{all}」です。"),
        format!("Look at the original. The options of this question are 「{all}」."),
    );
    (message, help)
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
    Finding::of(
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
        .map(|option| (fold(option).chars().collect::<Vec<_>>(), option))
        .map(|(folded, option)| (strsim::generic_levenshtein(&wanted, &folded), option))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| distance * 2 <= wanted.len())
        .map(|(_, option)| option.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::test_support::assessment;

    fn found(body: &str) -> Vec<(&'static str, usize, String)> {
        let findings = check(&assessment(body));
        findings.iter().map(|f| (f.id, f.place.position().line, f.message.ja.clone())).collect()
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
    fn a_bracket_says_something_or_is_the_blank_forms() {
        for blank in ["", " ", "—", "(  )", "0", "０"] {
            assert!(!says_something(blank), "{blank}");
        }
        assert!(says_something("窓口システム") && says_something("28"));
    }
}
