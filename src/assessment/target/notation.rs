//! The way to an item as the 項目 cell of a change log writes it, so that it is read back as the same item.

use super::Assessment;
use super::names;
use crate::assessment::Node;

impl Assessment {
    /// The way to an item of this document in the form's own notation: `Ⅱ (住民基本台帳ファイル) 2. 基本情報 ④記録される項目`.
    /// `above` are the headings above it, from the section down. The numeral stands for its section where the path can be
    /// followed so, and the file is named where there are several.
    pub fn notation(&self, above: &[&Node], node: &Node) -> String {
        let short = self.way(above, node, true);
        let files: Vec<Vec<char>> = self.files.iter().map(|file| names::fold_path(&file.name)).collect();
        let leads_here = |way: &str| {
            let target = self.target(&files, way);
            matches!(target.nodes.as_slice(), [only] if std::ptr::eq(*only, node))
        };
        if leads_here(&short) {
            return short;
        }
        let long = self.way(above, node, false);
        if leads_here(&long) { long } else { short }
    }

    fn way(&self, above: &[&Node], node: &Node, short: bool) -> String {
        let mut parts: Vec<String> = Vec::new();
        let steps: Vec<&Node> = above.iter().copied().chain([node]).collect();
        for (depth, step) in steps.iter().enumerate() {
            let label = step.label.text.trim().trim_end_matches(['※', ' ']);
            let numeral = label.chars().next().filter(|c| depth == 0 && short && ('Ⅰ'..='Ⅻ').contains(c));
            parts.push(numeral.map_or_else(|| label.to_owned(), |numeral| numeral.to_string()));
            if depth == 0
                && self.files.len() > 1
                && let Some(file) =
                    steps.iter().find_map(|step| step.file).and_then(|file| self.files.get(file))
            {
                parts.push(format!("({})", file.name));
            }
        }
        parts.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::content;
    use crate::markdown;
    use crate::text::source::Source;

    /// Every question of the sample is found again by its own notation, but for those that the document itself has twice.
    #[test]
    fn a_way_leads_back_to_its_item() {
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        let (mut all, mut found) = (0, 0);
        for name in ["12-zenkomoku-2024-12-02.md", "14-juten-2025-12-22.md", "12-kiso-2026-03-24.md"] {
            let text = std::fs::read_to_string(content.join("mihon").join(name)).expect("the sample");
            let source = Arc::new(Source::new(name, text));
            let (meta, _, body) = content::read_document(&source).0.expect("a front matter");
            let (blocks, _) = markdown::parse(&source, body);
            let assessment = Assessment::read(source, meta, blocks).0.expect("a form");
            let files: Vec<Vec<char>> = assessment.files.iter().map(|f| names::fold_path(&f.name)).collect();
            let mut stack: Vec<(Vec<&Node>, &Node)> =
                assessment.sections.iter().map(|s| (vec![], s)).collect();
            while let Some((above, node)) = stack.pop() {
                if node.item.is_some() {
                    all += 1;
                    let way = assessment.notation(&above, node);
                    let target = assessment.target(&files, &way);
                    found += usize::from(target.nodes.iter().any(|other| std::ptr::eq(*other, node)));
                }
                let below: Vec<&Node> = above.iter().copied().chain([node]).collect();
                stack.extend(node.children.iter().map(|child| (below.clone(), child)));
            }
        }
        assert!(found * 100 >= all * 95, "{found} of {all}");
    }
}
