//! Rules that compare a document with its form: which edition, headings that are not the form's, questions that
//! are not there or not answered. Boxes and options are in [`super::options`].

use crate::assessment::{Answer, Assessment, Node, Nothing};
use crate::content::Status;
use crate::finding::{Finding, Level, Place, Text};
use crate::form::{self, Item, ItemKind};
use crate::text::folding::fold;

/// FORM-02, FORM-04 and FORM-07 to FORM-09.
pub(super) fn check(assessment: &Assessment) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(unknown_edition(assessment));
    findings.extend(unanswered(assessment));
    for node in assessment.walk() {
        if let Some(item) = assessment.item(node) {
            findings.extend(other_heading(assessment, node, item));
        }
        findings.extend(incident_without_detail(assessment, node));
    }
    for section in &assessment.sections {
        merged_details(assessment, section, &mut findings);
    }
    findings
}

/// The label without its ※, as it stands in messages.
pub(super) fn name(node: &Node) -> &str {
    node.label.text.trim_end().trim_end_matches('※').trim_end()
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
    Some(Finding::of(
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

/// Required questions whose heading is there and whose answer is blank.
fn unanswered(assessment: &Assessment) -> Vec<Finding> {
    // Everything is blank in the beginning.
    if assessment.meta.status == Status::Preparing {
        return Vec::new();
    }
    let blank = assessment
        .walk()
        // What `import` supplied is listed for the comparison with the original anyway.
        .filter(|node| !node.is_supplied())
        .filter_map(|node| Some((node, assessment.answered(node)?)))
        .filter(|(node, item)| (item.required || is_due(assessment, item)) && is_blank(node));
    let finding = |(node, item): (&Node, &Item)| {
        let label = name(node);
        // What must be answered is our reading of the form; where even the label is, that is only information.
        let level = if item.provisional { Level::Info } else { Level::Warning };
        let finding = Finding::of(
            "FORM-07",
            Place::at(&assessment.source, node.label.span),
            Text::new(
                format!("「{label}」は様式で答える項目ですが、空欄です。"),
                format!("\"{label}\" is a question that the form asks, and it is blank."),
            ),
            Text::new(
                "答えを書いてください。書くことがなければ「なし」か「—」とし、原本が空欄ならこのままで構いません。",
                "Write the answer, or なし or — if there is none. Leave it if the original is blank.",
            ),
        );
        finding.at(level)
    };
    blank.map(finding).collect()
}

/// The result of a third-party review that took place, in a document that is published.
fn is_due(assessment: &Assessment, item: &Item) -> bool {
    let concept = |node: &Node| assessment.answered(node).and_then(|item| item.concept.as_deref());
    item.concept.as_deref() == Some("review.result")
        && assessment.meta.status == Status::Published
        && assessment.walk().any(|node| concept(node) == Some("review.period") && !is_blank(node))
}

fn is_blank(node: &Node) -> bool {
    match &node.answer {
        Answer::Nothing(Nothing::Blank) => true,
        Answer::Checks { chosen, lost } => {
            let unknown = node.options().any(|line| line.option.is_none());
            chosen.is_empty() && !lost && !unknown && node.text().is_empty()
        }
        _ => false,
    }
}

/// The shortest text behind a choice that is the answer to another question, in characters.
const DETAIL: usize = 20;

/// Whether a choice holds a text, and the form asks for one right behind it.
pub(super) fn holds_detail(assessment: &Assessment, node: &Node) -> bool {
    let Some(index) = node.item else { return false };
    let choice = assessment.form.item(index);
    let detail = assessment.form.items.get(index + 1).filter(|next| next.kind == ItemKind::Text);
    let follows =
        |next: &Item| next.id.strip_prefix(choice.id.as_str()).is_some_and(|rest| rest.starts_with('.'));
    choice.kind == ItemKind::Choice && detail.is_some_and(follows) && node.text().chars().count() >= DETAIL
}

/// FORM-09, for everything under a heading.
fn merged_details(assessment: &Assessment, above: &Node, findings: &mut Vec<Finding>) {
    for node in &above.children {
        findings.extend(merged_detail(assessment, above, node));
        merged_details(assessment, node, findings);
    }
}

/// The text of a question that follows a choice (具体的な方法) stands in the answer of the choice. Why something is not
/// done belongs there; so does a word about where the text is.
fn merged_detail(assessment: &Assessment, above: &Node, node: &Node) -> Option<Finding> {
    if !holds_detail(assessment, node) {
        return None;
    }
    let (index, form) = (node.item?, assessment.form);
    let asked = form.item(index + 1);
    let denied = match node.answer {
        Answer::Choice { option: Some(option), .. } => {
            form.item(index).options.get(option).is_some_and(|option| option.contains("ない"))
        }
        _ => true,
    };
    let elsewhere = node.text().trim_end_matches('。').ends_with("のとおり");
    let held =
        |other: &Node| other.item == Some(index + 1) || asked.folded().contains(&fold(&other.label.text));
    let beside = denied || elsewhere || above.walk().any(held);
    (!beside).then(|| {
        let (label, asked) = (name(node), &asked.label);
        Finding::of(
            "FORM-09",
            Place::at(&assessment.source, node.label.span),
            Text::new(
                format!("「{label}」の欄に文章があり、その次の項目「{asked}」が見当たりません。"),
                format!("\"{label}\" holds a text, and the question behind it, \"{asked}\", is not there."),
            ),
            Text::new(
                format!("文章が「{asked}」の答えなら、見出しを足して、その下に移してください。"),
                format!("If the text answers \"{asked}\", add that heading and move the text below it."),
            ),
        )
    })
}

/// 「発生あり」 without what happened, or without what is done against it.
fn incident_without_detail(assessment: &Assessment, node: &Node) -> Option<Finding> {
    let concept = |node: &Node| assessment.answered(node).and_then(|item| item.concept.as_deref());
    let item = assessment.answered(node).filter(|_| concept(node) == Some("incident.agency-3y"))?;
    let Answer::Choice { option: Some(option), .. } = node.answer else { return None };
    if item.options.get(option).map(String::as_str) != Some("発生あり") {
        return None;
    }
    let empty = |child: &&Node| {
        let asked =
            matches!(concept(child), Some("incident.agency-3y-detail" | "incident.agency-3y-prevention"));
        asked && matches!(child.answer, Answer::Nothing(Nothing::Blank | Nothing::NotStated))
    };
    let missing: Vec<&Node> = node.walk().skip(1).filter(empty).collect();
    let first = missing.first()?;
    let names = missing.iter().map(|node| name(node)).collect::<Vec<_>>();
    Some(Finding::of(
        "FORM-08",
        Place::at(&assessment.source, first.label.span),
        Text::new(
            format!("重大事故は「発生あり」ですが、「{}」の記載がありません。", names.join("」「")),
            format!("An incident is stated (発生あり), but nothing under {}.", names.join(", ")),
        ),
        Text::new(
            "原本を確認してください。書かれていれば写し、空欄ならこのままで構いません。",
            "Look at the original: copy what stands there; leave it if it is blank.",
        ),
    ))
}

fn other_heading(assessment: &Assessment, node: &Node, item: &Item) -> Option<Finding> {
    let folded = fold(&node.label.text);
    let alias = item.folded().iter().skip(1).any(|alias| *alias == folded) && !item.is_official(&folded);
    // Where the form itself is not confirmed, or prints no label, there is nothing to compare with.
    let comparable = !item.provisional && !item.unlabelled;
    let (written, official) = (&node.label.text, &item.label);
    (alias && comparable).then(|| {
        Finding::of(
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

    #[test]
    fn an_edition_nobody_knows_is_said() {
        let mut document = assessment("# Ⅰ 基本情報\n");
        let unknown = |document: &Assessment| check(document).iter().any(|f| f.id == "FORM-04");
        document.meta.form = Some("令和7年5月　様式４".to_owned());
        assert!(!unknown(&document));
        document.meta.form = Some("様式9".to_owned());
        assert!(unknown(&document));
    }
}
