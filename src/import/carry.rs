//! From one version to the next: what was settled in a document is taken over into the import of another version of it
//! (`import --against`). Corrections come by a merge with the import they were made in; answers to doubts also where
//! that import is not known.

use super::merge::{self, Base, Merged, Winner};
use super::sidecar::stretches;

/// An import with what an earlier document settles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Carried {
    /// The text of the import, completed.
    pub(super) markdown: String,
    /// The lines that were taken over, from 1, in order.
    pub(super) lines: Vec<usize>,
}

/// Takes over into `import` what stands in `earlier`, a document whose own import was `base`. The front matter stays that
/// of the import.
pub(super) fn carry(import: &str, earlier: &str, base: Option<&str>) -> Carried {
    let (front, body) = split(import);
    let (_, settled) = split(earlier);
    let merged = match base.and_then(Base::read) {
        Some(base) => merge::merge(&base.body(), settled, body, Winner::New),
        None => Merged { text: body.to_owned(), ..Merged::default() },
    };
    let (body, mut lines) = doubts(&merged.text, settled);
    lines.extend(merged.own);
    lines.sort_unstable();
    lines.dedup();
    let before = front.lines().count();
    Carried {
        markdown: format!("{front}{body}"),
        lines: lines.into_iter().map(|line| line + before).collect(),
    }
}

/// The front matter with its fences, and what follows.
fn split(text: &str) -> (&str, &str) {
    let end = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n"));
    text.split_at(end.map_or(0, |end| "---\n".len() + end + "\n---\n".len()))
}

/// Options of one answer, as they stand in a document.
struct Choice<'a> {
    /// The headings above it.
    path: Vec<&'a str>,
    /// The index of its first line.
    from: usize,
    /// Marks and words of its options.
    options: Vec<(&'a str, &'a str)>,
}

fn option(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("- ")?;
    let mark = ["[x]", "[ ]", "[?]"].into_iter().find(|mark| rest.starts_with(mark))?;
    Some((mark, rest[mark.len()..].trim()))
}

fn choices(text: &str) -> Vec<Choice<'_>> {
    let mut choices: Vec<Choice<'_>> = Vec::new();
    for stretch in stretches(text) {
        let mut open = false;
        for (at, line) in text[stretch.range.clone()].lines().enumerate() {
            let option = option(line);
            match (option, choices.last_mut().filter(|_| open)) {
                (Some(option), Some(choice)) => choice.options.push(option),
                (Some(option), None) => {
                    let (path, from) = (stretch.path.clone(), stretch.line - 1 + at);
                    choices.push(Choice { path, from, options: vec![option] });
                }
                (None, _) => {}
            }
            open = option.is_some();
        }
    }
    choices
}

/// Answers the doubtful choices of `text` as the same choice under the same headings is answered in `settled`.
fn doubts(text: &str, settled: &str) -> (String, Vec<usize>) {
    let answered = choices(settled);
    let asked = choices(text);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut carried = Vec::new();
    let same = |a: &Choice<'_>, b: &Choice<'_>| {
        a.path == b.path && a.options.iter().map(|o| o.1).eq(b.options.iter().map(|o| o.1))
    };
    for choice in asked.iter().filter(|choice| choice.options.iter().any(|option| option.0 == "[?]")) {
        // Two of the same words under the same headings cannot be told apart.
        let mut answers = answered.iter().filter(|answer| same(answer, choice));
        let (Some(answer), None) = (answers.next(), answers.next()) else { continue };
        if asked.iter().filter(|other| same(other, choice)).count() > 1
            || answer.options.iter().any(|option| option.0 == "[?]")
        {
            continue;
        }
        for (offset, (mark, _)) in answer.options.iter().enumerate() {
            if choice.options[offset].0 == "[?]" {
                let line = &mut lines[choice.from + offset];
                *line = line.replacen("[?]", mark, 1);
                carried.push(choice.from + offset + 1);
            }
        }
    }
    let mut text = lines.join("\n");
    text.push('\n');
    (text, carried)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "---\nnumber: \"1\"\npublished: 2025-04-01\nverified: {date: 2025-04-02, by: 課}\n---\n\n# Ⅰ\n\n## ①入手元\n\n- [x] 本人\n- [ ] 他の部署\n\n## ②名称\n\n国保システム\n";
    const NEW: &str = "---\nnumber: \"1\"\npublished: 2026-04-01\n---\n\n# Ⅰ\n\n## ①入手元\n\n- [?] 本人\n- [?] 他の部署\n\n## ②名称\n\n国呆システム\n\n## ③説明\n\n新しい。\n";

    #[test]
    fn answers_to_the_same_doubts_are_taken_over_and_told() {
        let carried = carry(NEW, OLD, None);
        assert!(carried.markdown.starts_with("---\nnumber: \"1\"\npublished: 2026-04-01\n---\n"));
        assert!(carried.markdown.contains("- [x] 本人\n- [ ] 他の部署\n"), "{}", carried.markdown);
        assert!(
            carried.markdown.contains("国呆システム"),
            "who corrected what is not known without the import"
        );
        let lines: Vec<&str> = carried.markdown.lines().collect();
        let told: Vec<&str> = carried.lines.iter().map(|line| lines[line - 1]).collect();
        assert_eq!(told, ["- [x] 本人", "- [ ] 他の部署"]);
    }

    #[test]
    fn other_options_or_the_same_twice_are_no_answer() {
        let other = NEW.replace("- [?] 他の部署\n", "- [?] 他の部署\n- [?] 民間事業者\n");
        assert_eq!(carry(&other, OLD, None).lines, Vec::<usize>::new());
        let twice = format!("{NEW}\n## ①入手元\n\n- [?] 本人\n- [?] 他の部署\n");
        assert_eq!(carry(&twice, OLD, None).lines, Vec::<usize>::new());
    }

    #[test]
    fn corrections_are_taken_over_where_the_original_still_has_the_mistake() {
        let base = Base::of(
            &OLD.replace("国保システム", "国呆システム").replace("[x]", "[?]").replace("[ ]", "[?]"),
        );
        let carried = carry(NEW, OLD, Some(&base.write()));
        assert!(carried.markdown.contains("国保システム\n\n## ③説明"), "{}", carried.markdown);
        assert!(carried.markdown.contains("- [x] 本人\n- [ ] 他の部署\n"), "{}", carried.markdown);
        assert!(!carried.markdown.contains("verified"), "who compared that one has not compared this one");
        let changed = NEW.replace("国呆システム", "国保・後期システム");
        let carried = carry(&changed, OLD, Some(&base.write()));
        assert!(carried.markdown.contains("国保・後期システム"), "what the new original says stands");
    }
}
