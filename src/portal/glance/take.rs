//! How the rows of 要点 take their answers from a document.
//!
//! Everything is an excerpt of what is written; what is cut says so. Which row takes what stands in the table of the
//! module above.

use super::Value;
use crate::assessment::{Answer, Assessment, Node, Nothing, OptionLine, group};
use crate::form::label::last_bracket;
use crate::markdown::Mark;
use crate::portal::count;
use crate::text::number::split_number;

/// How a row takes its answer from the document.
#[derive(Debug, Clone, Copy)]
pub(super) enum Take {
    /// The authored summary, else the text of the concept.
    SummaryOr(&'static str),
    /// The beginning of a text.
    Text(&'static str),
    /// The same, only where nothing above it in the row says anything.
    Fallback(&'static str),
    /// The chosen options.
    Chosen(&'static str),
    /// Measure groups, else the text.
    Places(&'static str),
    /// The counts of a question, with the names of the blocks, and an option within the block.
    Blocks { question: &'static str, subject: &'static str, name: &'static str, note: Option<&'static str> },
    /// The names of all blocks, each once, else the answer to the question.
    Names { question: &'static str, subject: &'static str, name: &'static str },
    /// The first telephone number of a text; no entry where there is none.
    Phone(&'static str),
    /// The text below a choice, as far as there is any.
    Detail(&'static str),
    /// In place of questions that the form does not have, another one that it has: its options, else its text.
    Instead(&'static str),
    /// The same, for the option printed in the heading of a section.
    SwitchInstead(&'static str),
}

/// Excerpts are cut here, in characters.
const LONGEST: usize = 90;

/// What an answer is and where it stands; `None` where the row has no such part.
pub(super) fn take_value(
    assessment: &Assessment,
    take: Take,
    file: Option<usize>,
) -> Option<(Value, Option<String>)> {
    let find = |concept: &str| assessment.answering(concept).find(|node| file.is_none() || node.file == file);
    let answer = |concept: &str, read: &dyn Fn(&Node) -> Value| {
        find(concept).map_or_else(
            || (Value::Nothing(absent(assessment, concept)), None),
            |node| (nothing(node).unwrap_or_else(|| read(node)), Some(node.anchor.clone())),
        )
    };
    Some(match take {
        Take::SummaryOr(concept) => match &assessment.meta.summary {
            Some(summary) => (Value::Summary(summary.clone()), find(concept).map(|node| node.anchor.clone())),
            None => answer(concept, &|node| excerpt(&node.text())),
        },
        Take::Text(concept) | Take::Fallback(concept) => answer(concept, &|node| excerpt(&node.text())),
        Take::Chosen(concept) | Take::Instead(concept) => answer(concept, &chosen),
        Take::SwitchInstead(concept) => match find(concept) {
            Some(node) => (switch(assessment, node), Some(node.anchor.clone())),
            None => (Value::Nothing(absent(assessment, concept)), None),
        },
        Take::Places(concept) => answer(concept, &places),
        Take::Detail(concept) => {
            let node = find(concept)?;
            let text = node.text();
            let text = in_printed_bracket(&text);
            (!text.is_empty()).then(|| (excerpt(text), Some(node.anchor.clone())))?
        }
        Take::Phone(concept) => {
            let node = find(concept)?;
            (Value::Phone(phone(&node.text())?), Some(node.anchor.clone()))
        }
        Take::Names { question, subject, name } => {
            answer(question, &|node| names(assessment, node, subject, name))
        }
        Take::Blocks { question, subject, name, note } => {
            answer(question, &|node| blocks(assessment, node, subject, name, note))
        }
    })
}

/// Why a question has no node: the form does not ask it, or the text does not hold it.
pub(super) fn absent(assessment: &Assessment, concept: &str) -> Nothing {
    if assessment.form.asks(concept) { Nothing::NotHeld } else { Nothing::NoSuchField }
}

fn nothing(node: &Node) -> Option<Value> {
    match node.answer {
        // What is written beside the lost marks is read by `chosen`.
        Answer::Nothing(Nothing::Lost) => None,
        Answer::Nothing(nothing) => Some(Value::Nothing(nothing)),
        _ => None,
    }
}

fn blocks(
    assessment: &Assessment,
    question: &Node,
    subject: &str,
    name: &str,
    remark: Option<&str>,
) -> Value {
    let within = |concept: &str| assessment.answering(concept).find(|node| node.file == question.file);
    let Some(count) = count::of(assessment, question).into_iter().find(|count| count.subject == subject)
    else {
        return chosen(question);
    };
    if count.held == 0 && count.declared.is_none() {
        return chosen(question);
    }
    let first = within(name).map(|node| match &node.name {
        Some(name) => name.clone(),
        None => first_line(&node.text()).0,
    });
    let note = remark.and_then(within).and_then(|node| match &node.answer {
        Answer::Choice { written, .. } => Some(written.clone()),
        _ => None,
    });
    Value::Blocks { count, first: first.filter(|name| !name.is_empty()), note }
}

/// The names of the blocks that belong to a question: 委託先名 of all 委託事項, each once, as written.
fn names(assessment: &Assessment, question: &Node, subject: &str, name: &str) -> Value {
    let mut names: Vec<String> = Vec::new();
    for node in assessment.answering(name).filter(|node| node.file == question.file) {
        let written = match &node.name {
            Some(name) => name.clone(),
            None => first_line(&node.text()).0,
        };
        if !written.is_empty() && !names.contains(&written) {
            names.push(written);
        }
    }
    let count = count::of(assessment, question).into_iter().find(|count| count.subject == subject);
    match count {
        Some(count) if !names.is_empty() => Value::Names { count, names },
        _ => blocks(assessment, question, subject, name, None),
    }
}

fn chosen(node: &Node) -> Value {
    let text = |line: &OptionLine| {
        let text = split_number(&line.text()).1.replace('\n', "");
        // "その他 ()": an empty bracket says nothing.
        match last_bracket(&text) {
            Some((head, "")) => head.trim_end().to_owned(),
            _ => text,
        }
    };
    let chosen: Vec<String> = node.options().filter(|line| line.mark == Mark::Chosen).map(text).collect();
    let lost = node.options().any(|line| line.mark == Mark::Lost);
    match chosen.is_empty() {
        true if lost => {
            Value::Lost { written: node.options().filter_map(|line| line.detail.clone()).collect() }
        }
        true if !node.text().is_empty() => excerpt(&node.text()),
        true => Value::Nothing(Nothing::Blank),
        false => Value::Options { chosen, lost },
    }
}

/// The option printed in the heading of a section, chosen or not.
fn switch(assessment: &Assessment, node: &Node) -> Value {
    match chosen(node) {
        Value::Nothing(Nothing::Blank) => match assessment.item(node).and_then(|item| item.switch.first()) {
            Some(option) if node.options().next().is_some() => Value::Unswitched(option.clone()),
            _ => Value::Nothing(Nothing::Blank),
        },
        value => value,
    }
}

fn places(node: &Node) -> Value {
    let text = node.text();
    let mut names: Vec<String> = Vec::new();
    for name in text.lines().filter_map(group::heading) {
        let short = name.strip_suffix("における措置").unwrap_or(&name).trim().to_owned();
        if !short.is_empty() && !names.contains(&short) {
            names.push(short);
        }
    }
    if names.is_empty() { excerpt(&text) } else { Value::Places(names) }
}

/// What is written in a bracket that the form prints with a label, 「(手数料額、納付方法: …)」; other text as it is.
fn in_printed_bracket(text: &str) -> &str {
    let inside = text.trim().strip_prefix(['(', '（']).and_then(|text| text.strip_suffix([')', '）']));
    match inside.and_then(|text| text.split_once([':', '：'])) {
        Some((label, written)) if label.chars().count() <= 12 && !label.contains(['。', '(']) => {
            written.trim()
        }
        _ => text,
    }
}

fn excerpt(text: &str) -> Value {
    let (text, more) = first_line(text);
    Value::Text { text, more }
}

/// The first line that says something, cut to a glance, and whether there are further lines.
fn first_line(text: &str) -> (String, bool) {
    let mut lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && group::heading(line).is_none());
    let first = lines.next().unwrap_or_default().trim_start_matches('・');
    match first.char_indices().nth(LONGEST) {
        Some((end, _)) => (format!("{}…", &first[..end]), false),
        None => (first.to_owned(), lines.next().is_some()),
    }
}

/// The first telephone number of a text: three groups of digits joined by hyphens.
fn phone(text: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || c == '-';
    text.split(|c: char| !is_part(c)).find(|run| is_phone(run)).map(str::to_owned)
}

fn is_phone(run: &str) -> bool {
    let parts: Vec<&str> = run.split('-').collect();
    let digits: usize = parts.iter().map(|part| part.len()).sum();
    parts.len() == 3
        && parts.iter().all(|part| !part.is_empty())
        && run.starts_with('0')
        && (10..=11).contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn excerpts_skip_measure_groups_and_say_when_there_is_more() {
        assert_eq!(first_line("<甲における措置>\n・一\n・二"), ("一".to_owned(), true));
        assert_eq!(first_line("一"), ("一".to_owned(), false));
        let long = "あ".repeat(LONGEST + 1);
        assert_eq!(first_line(&long).0.chars().count(), LONGEST + 1);
        assert!(first_line(&long).0.ends_with('…'));
    }

    #[test]
    fn printed_labels_in_brackets_are_no_answer() {
        assert_eq!(in_printed_bracket("(手数料額、納付方法: 写しは10円)"), "写しは10円");
        assert_eq!(in_printed_bracket("(手数料額、納付方法: )"), "");
        assert_eq!(in_printed_bracket("写しは10円(白黒)"), "写しは10円(白黒)");
    }

    #[test]
    fn telephone_numbers_are_found_in_addresses() {
        assert_eq!(phone("〒730-8586 中区 電話番号:082-504-2157(直通)").as_deref(), Some("082-504-2157"));
        assert_eq!(phone("〒730-8586 令和5-4-3"), None);
    }
}
