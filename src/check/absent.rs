//! FORM-03 and FORM-10: questions of the form that are not in the document, in all of it or under one heading.
//!
//! The form prints its questions whether they are answered or not, so what is not there was left out or stood on a page
//! that is not held. FORM-03 names questions that a document said to be whole has nowhere; FORM-10 says of each
//! heading what is missing under it, since the same questions come back with every file and every block.

use crate::assessment::{Assessment, Cause, Node};
use crate::content::Completeness;
use crate::finding::{Finding, Level, Place, Text};
use crate::form::{Item, ItemIndex, ItemKind};

use super::form::{holds_detail, name};

/// How many questions a message names.
const SHOWN: usize = 4;

/// FORM-03 and FORM-10.
pub(super) fn check(assessment: &Assessment) -> Vec<Finding> {
    let completeness = assessment.meta.completeness;
    if completeness == Completeness::Excerpt {
        return Vec::new();
    }
    let held = Held::of(assessment, &assessment.sections);
    let mut findings: Vec<Finding> = (completeness == Completeness::Whole)
        .then(|| in_document(assessment, &held))
        .flatten()
        .into_iter()
        .collect();
    for section in &assessment.sections {
        let scope = Held::of(assessment, std::slice::from_ref(section));
        under(assessment, &scope, section, &held, &mut findings);
    }
    findings
}

/// The questions that some headings and those under them ask, or that their texts answer.
struct Held(Vec<bool>);

impl Held {
    fn of(assessment: &Assessment, nodes: &[Node]) -> Self {
        let mut held = Self(vec![false; assessment.form.items.len()]);
        for node in nodes.iter().flat_map(Node::walk) {
            for index in node.item.into_iter().chain(assessment.answered_index(node)) {
                held.0[index] = true;
            }
        }
        held
    }

    fn has(&self, index: ItemIndex) -> bool {
        self.0.get(index).is_some_and(|held| *held)
    }
}

fn in_document(assessment: &Assessment, held: &Held) -> Option<Finding> {
    let form = assessment.form;
    let absent: Vec<&Item> = (0..form.items.len())
        .filter(|index| !held.has(*index))
        .map(|index| form.item(index))
        // The cover may stand in the front matter alone; a block that does not occur asks nothing.
        .filter(|item| item.required && !item.id.contains('*') && !item.id.starts_with("cover."))
        .collect();
    let (count, first) = (absent.len(), absent.first()?);
    let names = list(&absent);
    Some(Finding::of(
        "FORM-03",
        Place::file(&assessment.source),
        Text::new(
            format!("様式の項目が{count}件見当たりません({})。", names.ja),
            format!("{count} questions of the form are not there ({}).", names.en),
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

/// The first of some questions by name.
fn list(items: &[&Item]) -> Text {
    let names: Vec<&str> = items.iter().take(SHOWN).map(|item| item.label.as_str()).collect();
    let more = if items.len() > names.len() { ("ほか", ", …") } else { ("", "") };
    Text::new(format!("「{}」{}", names.join("」「"), more.0), format!("{}{}", names.join(", "), more.1))
}

/// FORM-10 for a heading and those under it. What stands once for the section may stand on another level there.
fn under(assessment: &Assessment, scope: &Held, node: &Node, document: &Held, findings: &mut Vec<Finding>) {
    let own = node.number.map(|_| Held::of(assessment, std::slice::from_ref(node)));
    let scope = own.as_ref().unwrap_or(scope);
    findings.extend(missing(assessment, scope, node, document));
    for child in &node.children {
        under(assessment, scope, child, document, findings);
    }
}

fn missing(assessment: &Assessment, scope: &Held, node: &Node, document: &Held) -> Option<Finding> {
    let (form, index) = (assessment.form, node.item?);
    let item = form.item(index);
    let whole = assessment.meta.completeness == Completeness::Whole;
    // A list of what a block has is not asked where the whole list is switched off or nothing is said.
    let asked = |child: &ItemIndex| {
        let child = form.item(*child);
        child.kind != ItemKind::Block && child.unless.is_none() && (!whole || child.required)
    };
    let is_off = |child: &ItemIndex| Cause::of(form, node, *child).is_some();
    // The form prints a first block even where there is none to describe.
    let is_blank = item.kind == ItemKind::Block && node.children.is_empty() && node.parts.is_empty();
    if item.id.starts_with("cover") || is_blank || holds_detail(assessment, node) {
        return None;
    }
    let absent: Vec<&Item> = item
        .children
        .iter()
        .filter(|child| asked(child) && !scope.has(**child) && !is_off(child))
        // Of a whole document FORM-03 names them once.
        .filter(|child| !whole || document.has(**child))
        .map(|&child| form.item(child))
        .collect();
    if absent.is_empty() {
        return None;
    }
    let (label, names, count) = (name(node), list(&absent), absent.len());
    let level = if whole { Level::Warning } else { Level::Info };
    let finding = Finding::of(
        "FORM-10",
        Place::at(&assessment.source, node.label.span),
        Text::new(
            format!("「{label}」に、様式の項目が{count}件見当たりません({})。", names.ja),
            format!("\"{label}\" lacks {count} questions of the form ({}).", names.en),
        ),
        Text::new(
            "原本にあれば見出しと記載を足してください。原本のページが抜けているなら、このままで構いません。",
            "Add them if the original has them; leave it if pages of the original are missing.",
        ),
    );
    Some(finding.at(level))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::test_support::assessment;

    #[test]
    fn a_document_said_to_be_whole_has_every_question() {
        let mut document = assessment("# Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取り扱う事務\n");
        let absent = |document: &Assessment| check(document).into_iter().find(|f| f.id == "FORM-03");
        let message = absent(&document).expect("a finding").message.ja;
        assert!(message.starts_with("様式の項目が") && message.contains("「①事務の名称」"), "{message}");
        document.meta.completeness = Completeness::PagesMissing;
        assert!(absent(&document).is_none());
    }

    const PROVISION: &str = "# Ⅱ 特定個人情報ファイルの概要\n\n## 5. 特定個人情報の提供・移転(委託に伴うものを除く。)\n\n### 提供・移転の有無\n- [x] 提供を行っている\n\n### 提供先1 甲\n\n#### ①法令上の根拠\n番号法\n\n### 提供先2\n";

    #[test]
    fn what_a_block_lacks_is_said_of_that_block() {
        let mut document = assessment(PROVISION);
        document.meta.completeness = Completeness::PagesMissing;
        let found: Vec<_> =
            check(&document).into_iter().filter(|f| f.message.ja.contains("提供先")).collect();
        assert_eq!(found.len(), 1, "the form prints an empty block: {found:?}");
        assert_eq!(
            (found[0].id, found[0].level(), found[0].place.position().line),
            ("FORM-10", Level::Info, 20)
        );
        assert!(
            found[0].message.ja.starts_with("「提供先1」に、様式の項目が6件見当たりません(「②"),
            "{found:?}"
        );
        document.meta.completeness = Completeness::Excerpt;
        assert!(check(&document).is_empty());
    }

    #[test]
    fn a_section_that_is_switched_off_asks_nothing() {
        let body = "# Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策\n\n## 5. 特定個人情報の提供・移転(委託や情報提供ネットワークシステムを通じた提供を除く。)\n- [x] 提供・移転しない\n";
        let mut document = assessment(body);
        document.meta.completeness = Completeness::PagesMissing;
        assert!(
            !check(&document).iter().any(|f| f.message.ja.starts_with("「5. ")),
            "{:?}",
            check(&document)
        );
        let mut open = assessment(&body.replace("[x]", "[ ]"));
        open.meta.completeness = Completeness::PagesMissing;
        assert!(check(&open).iter().any(|f| f.message.ja.starts_with("「5. ")));
    }
}
