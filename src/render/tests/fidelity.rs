//! The page of a whole document says what the document says, all of it, in order, and nothing else.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Node as Dom, Selector};

use super::*;
use crate::assessment::{ChangeDate, Node, OptionLine, Part, change};
use crate::form::ItemKind;
use crate::markdown::Mark;
use crate::text::date;
use crate::text::folding::fold;
use crate::text::number::split_number;

/// What the page has to say outside the interface.
fn expected(assessment: &Assessment) -> String {
    let mut out = String::new();
    for node in assessment.walk() {
        say_node(assessment, node, &mut out);
    }
    out.retain(|c| !c.is_whitespace());
    out
}

fn say_node(assessment: &Assessment, node: &Node, out: &mut String) {
    let item = assessment.item(node);
    if !item.is_some_and(|item| item.unlabelled && item.is_official(&fold(&node.label.text))) {
        out.push_str(&node.heading());
    }
    for part in &node.parts {
        match part {
            Part::Text(lines) => lines.iter().for_each(|line| out.push_str(&line.text)),
            Part::Options(lines) if assessment.question(node).is_some_and(|q| q.kind == ItemKind::Choice) => {
                for line in lines {
                    say_choice(line, out);
                }
            }
            Part::Options(lines) => {
                for line in lines {
                    out.push(match line.mark {
                        Mark::Chosen => '☑',
                        Mark::Blank => '☐',
                        Mark::Lost => '？',
                    });
                    out.push_str(&line.text());
                }
            }
            Part::Table(table) => {
                table
                    .header
                    .iter()
                    .chain(table.rows.iter().flatten())
                    .for_each(|cell| out.push_str(&cell.text));
            }
            Part::Note { .. } => {}
        }
    }
    if item.is_some_and(|item| item.kind == ItemKind::Changes) && !assessment.changes.is_empty() {
        out.extend(change::HEADER);
        for row in &assessment.changes {
            if let ChangeDate::Stated { written, .. } | ChangeDate::Unreadable { written } = &row.date {
                out.push_str(written);
            }
            let cells = [&row.item, &row.before, &row.after, &row.timing, &row.reason];
            out.extend(cells.map(|cell| cell.text.as_str()));
        }
    }
}

fn say_choice(line: &OptionLine, out: &mut String) {
    match (line.mark, line.option) {
        (Mark::Chosen, Some(_)) => out.push_str(split_number(&line.text()).1),
        (_, None) => out.push_str(&line.text()),
        (_, Some(_)) => {}
    }
}

/// The text of `<main>`, the interface left out or alone.
fn collect(element: ElementRef<'_>, ui: bool, value: bool, text: &mut Vec<(bool, bool, String)>) {
    let ui = ui || element.value().attr("data-ui").is_some();
    let value = value || element.value().attr("data-value").is_some();
    for child in element.children() {
        match child.value() {
            Dom::Text(words) => text.push((ui, value, words.split_whitespace().collect())),
            Dom::Element(_) => {
                if let Some(child) = ElementRef::wrap(child) {
                    collect(child, ui, value, text);
                }
            }
            _ => {}
        }
    }
}

fn main_of(html: &str) -> Vec<(bool, bool, String)> {
    let document = Html::parse_document(html);
    let selector = Selector::parse("main").expect("a selector");
    let mut text = Vec::new();
    collect(document.select(&selector).next().expect("a <main>"), false, false, &mut text);
    text
}

#[test]
fn the_page_says_what_the_document_says() {
    let site = Site::sample();
    let pages = site.render(Lang::Ja);
    let portal = site.portal();
    assert!(expected(&site.assessments[site.longest()]).len() > 100_000, "the sample has a whole document");
    for (index, assessment) in site.assessments.iter().enumerate() {
        let found = portal.find(index).expect("the sample holds nothing in preparation");
        let wanted = expected(assessment);
        let current = found.is_current().then_some(&found.kind.address);
        for address in current.into_iter().chain([&found.version.address]) {
            let page = main_of(html(&pages, &address.file()));
            let said: String = page.into_iter().filter(|(ui, ..)| !ui).map(|(.., text)| text).collect();
            if said != wanted {
                let at = said.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
                let near = |text: &str| text.chars().skip(at.saturating_sub(30)).take(80).collect::<String>();
                panic!(
                    "{address} after {at} characters\n  page:     {}\n  document: {}",
                    near(&said),
                    near(&wanted)
                );
            }
        }
    }
}

/// Words of the interface are strings of the theme, official labels and options, or marked values.
#[test]
fn no_text_of_the_document_hides_as_interface() {
    let site = Site::sample();
    let pages = site.render(Lang::Ja);
    let text = main_of(html(&pages, "mihon/12/zenkomoku/index.html"));
    let theme = Theme::built_in().unwrap_or_else(|findings| panic!("{findings:#?}"));
    let squeeze = |text: &str| text.split_whitespace().collect::<String>();
    let mut allowed: BTreeSet<String> = BTreeSet::new();
    for key in theme.strings(Lang::Ja).keys() {
        let string = theme.strings(Lang::Ja).get(key).expect("the string of a key");
        allowed.extend(string.split(['{', '}']).map(squeeze));
    }
    for item in &site.assessments[site.longest()].form.items {
        allowed.insert(squeeze(&item.label));
        allowed.extend(item.options.iter().chain(&item.switch).map(|option| squeeze(option)));
    }
    let hidden: Vec<_> = text
        .iter()
        .filter(|(ui, value, words)| *ui && !value && words.chars().any(char::is_alphanumeric))
        .filter(|(.., words)| !allowed.contains(words))
        .collect();
    assert!(hidden.is_empty(), "{hidden:#?}");

    // Values repeat what is said elsewhere or are numbers and dates; the publisher's notes are the exception.
    let said: String = text.iter().filter(|(ui, ..)| !ui).map(|(.., words)| words.as_str()).collect();
    let facts = squeeze(site.content.documents[site.longest()].source.text());
    // The place of an item is made of such words and of numbers: Ⅱ4 委託事項1 ⑥委託先名.
    let number = |c: char| c.is_ascii_digit() || matches!(c, 'Ⅰ'..='Ⅻ' | '①'..='⑳' | '(' | ')');
    let told = |words: &str| said.contains(words) || facts.contains(words);
    let strange: Vec<_> = text
        .iter()
        .filter(|(ui, value, words)| *ui && *value && words.chars().any(char::is_alphanumeric))
        .filter(|(.., words)| !told(words) && !words.split(number).all(told))
        .filter(|(.., words)| date::parse(words).is_err())
        .collect();
    assert!(strange.is_empty(), "{strange:#?}");
}
