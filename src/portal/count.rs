//! How many 委託事項, 提供先, 移転先 a document declares, and how many of them it holds.
//!
//! The difference is a neutral fact for the reader (a page of the original may be missing), not a fault.

use crate::assessment::{Assessment, Node, OptionLine, Part};
use crate::text::number::{digit, leading};

/// A declared number beside the number of blocks held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// `outsourcing`, `provision` or `transfer`; a key of the interface strings.
    pub subject: &'static str,
    /// The number as declared, where there is one.
    pub declared: Option<u32>,
    /// How many blocks stand in the text.
    pub held: u32,
    /// A block stands for a list in an attachment (別紙1に掲げる情報照会者): blocks cannot be counted then.
    pub listed_elsewhere: bool,
}

impl Count {
    /// Whether declared and held number differ, where they can be compared.
    pub fn differs(&self) -> bool {
        !self.listed_elsewhere && self.declared.is_some_and(|declared| declared != self.held)
    }
}

/// What is counted: subject, concept of the question, its option that carries the number, concept of the blocks.
const COUNTED: [(&str, &str, &str, &str); 3] = [
    ("outsourcing", "outsourcing.use", "委託する", "outsourcing.name"),
    ("provision", "provision.use", "提供を行っている", "provision.recipient"),
    ("transfer", "provision.use", "移転を行っている", "transfer.recipient"),
];

/// The counts that belong to the question `node`, if it is one that declares a number.
pub fn of(assessment: &Assessment, node: &Node) -> Vec<Count> {
    let Some(item) = assessment.answered(node) else { return Vec::new() };
    let Some(concept) = item.concept.as_deref() else { return Vec::new() };
    COUNTED
        .into_iter()
        .filter(|(_, question, ..)| *question == concept)
        .map(|(subject, _, option, blocks)| {
            let chosen = node.options().find(|line| {
                line.option.and_then(|index| item.options.get(index)).is_some_and(|name| name == option)
            });
            let blocks: Vec<&Node> = assessment
                .answering(blocks)
                .filter(|block| block.file == node.file && block.number.is_some())
                .collect();
            let attached = |block: &&Node| {
                block
                    .name
                    .as_deref()
                    .is_some_and(|name| ["別紙", "別添", "添付資料"].iter().any(|w| name.contains(w)))
            };
            Count {
                subject,
                declared: declared(node, chosen),
                held: u32::try_from(blocks.len()).unwrap_or(u32::MAX),
                listed_elsewhere: blocks.iter().any(attached),
            }
        })
        .collect()
}

/// The number in the bracket of the option, else, where the option stands alone, in the text below.
fn declared(node: &Node, option: Option<&OptionLine>) -> Option<u32> {
    let option = option?;
    if option.mark != crate::markdown::Mark::Chosen {
        return None;
    }
    if let Some(number) = option.detail.as_deref().and_then(number) {
        return Some(number);
    }
    let boxes = node.parts.iter().filter(|part| matches!(part, Part::Options(_))).count();
    let single = boxes == 1 && !node.text().is_empty();
    let text = node.text();
    (single && text.contains('件')).then(|| number(&text)).flatten()
}

fn number(text: &str) -> Option<u32> {
    leading(&text[text.find(|c| digit(c).is_some())?..]).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_any_width() {
        assert_eq!(number("( 28 ) 件"), Some(28));
        assert_eq!(number("（２）件"), Some(2));
        assert_eq!(number("件"), None);
    }

    #[test]
    fn only_a_declared_number_can_differ() {
        let count =
            |declared, held| Count { subject: "outsourcing", declared, held, listed_elsewhere: false };
        assert!(count(Some(6), 5).differs());
        assert!(!count(Some(5), 5).differs());
        assert!(!count(None, 5).differs());
        assert!(!Count { listed_elsewhere: true, ..count(Some(28), 1) }.differs());
    }
}
