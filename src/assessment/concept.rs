//! Which nodes answer a concept, worked out once when an evaluation is read: the facts of a document ask for dozens.

use super::{Assessment, Node};

/// The nodes with a concept, by concept and then in reading order.
#[derive(Debug, Default)]
pub(super) struct ByConcept {
    /// The concept, and where the way to its node stands among the steps.
    found: Vec<(&'static str, std::ops::Range<usize>)>,
    /// Ways through the tree: the index among the sections, then among the children.
    steps: Vec<usize>,
}

impl ByConcept {
    pub(super) fn of(assessment: &Assessment) -> Self {
        let mut all = Self::default();
        all.add(assessment, &assessment.sections, &mut Vec::new());
        all.found.sort_by_key(|(concept, _)| *concept);
        all
    }

    fn add(&mut self, assessment: &Assessment, nodes: &[Node], way: &mut Vec<usize>) {
        for (index, node) in nodes.iter().enumerate() {
            way.push(index);
            if let Some(concept) = assessment.answered(node).and_then(|item| item.concept.as_deref()) {
                let start = self.steps.len();
                self.steps.extend_from_slice(way);
                self.found.push((concept, start..self.steps.len()));
            }
            self.add(assessment, &node.children, way);
            way.pop();
        }
    }
}

impl Assessment {
    /// The nodes that answer a concept, in reading order.
    pub fn answering<'a>(&'a self, concept: &str) -> impl Iterator<Item = &'a Node> + use<'a> {
        let ByConcept { found, steps } = &self.by_concept;
        let from = found.partition_point(|(other, _)| *other < concept);
        let length = found[from..].partition_point(|(other, _)| *other == concept);
        found[from..from + length].iter().filter_map(move |(_, way)| {
            let (first, rest) = steps[way.clone()].split_first()?;
            rest.iter().try_fold(self.sections.get(*first)?, |node, child| node.children.get(*child))
        })
    }
}
