//! REF-02: attachments that the text sends the reader to and that are not there.
//!
//! Only words that send somebody there count (「別添2を参照」): guidelines and contracts have attachments of their own,
//! which a document may well mention.

use std::collections::BTreeMap;

use crate::assessment::{Assessment, Node, Part};
use crate::content::Completeness;
use crate::finding::{Finding, Level, Place, Text};
use crate::text::folding::fold;
use crate::text::number::digit;
use crate::text::source::Span;

/// What stands behind the name of an attachment that the reader is sent to.
const SENDS: [&str; 10] =
    ["を参照", "参照", "に記載", "のとおり", "の通り", "に掲げる", "に示", "を御覧", "をご覧", "による"];

/// REF-02, once for each attachment.
pub(super) fn check(assessment: &Assessment) -> Vec<Finding> {
    if assessment.meta.completeness == Completeness::Excerpt {
        return Vec::new();
    }
    let headings: Vec<String> = assessment.walk().map(|node| fold(&node.heading())).collect();
    let mut missing: BTreeMap<String, (Span, usize)> = BTreeMap::new();
    for node in assessment.walk() {
        for (text, span) in texts(node) {
            for name in named(&text) {
                let wanted = fold(&name);
                let held = |heading: &String| is_heading_of(heading, &wanted);
                if !headings.iter().any(held) {
                    missing.entry(name).or_insert((span, 0)).1 += 1;
                }
            }
        }
    }
    missing.into_iter().map(|(name, (span, count))| finding(assessment, &name, span, count)).collect()
}

fn finding(assessment: &Assessment, name: &str, span: Span, count: usize) -> Finding {
    let whole = assessment.meta.completeness == Completeness::Whole;
    let level = if whole { Level::Warning } else { Level::Info };
    let (ja, en) =
        if count > 1 { (format!("{count}か所で"), format!(" {count} times")) } else { Default::default() };
    Finding::of(
        "REF-02",
        Place::at(&assessment.source, span),
        Text::new(
            format!("本文は{ja}「{name}」を参照していますが、この評価書に収録されていません。"),
            format!("The text refers to {name}{en}, which this document does not hold."),
        ),
        Text::new(
            "原本にあるなら本文に加えるか、抜けたページとして `completeness: pages-missing` と書いてください。別添などの番号の誤りなら直し、別に公表していればこのままで構いません。",
            "Add it if the original has it, or write `completeness: pages-missing`. Correct the text if it names a wrong one; leave it if it is published elsewhere.",
        ),
    )
    .at(level)
}

/// The answers under a heading and the name of a block, with their places. The change log speaks of other versions.
fn texts(node: &Node) -> Vec<(String, Span)> {
    let mut texts = Vec::new();
    if let Some(name) = &node.name {
        texts.push((name.clone(), node.label.span));
    }
    for part in &node.parts {
        match part {
            Part::Text(lines) => texts.extend(lines.iter().map(|line| (line.text.clone(), line.span))),
            Part::Options(options) => {
                texts.extend(options.iter().filter_map(|o| Some((o.detail.clone()?, o.span()))));
            }
            Part::Table(_) | Part::Note { .. } => {}
        }
    }
    texts
}

/// The attachments that a text sends the reader to, as written.
fn named(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in ["別添", "別紙", "添付資料"] {
        for (at, _) in text.match_indices(word) {
            let rest = &text[at + word.len()..];
            let number: String = rest.chars().take_while(|c| digit(*c).is_some()).collect();
            let behind = &rest[number.len()..];
            let (title, behind) = title(behind);
            let sends =
                SENDS.iter().any(|verb| behind.trim_start_matches([')', '）', ' ']).starts_with(verb));
            let numbered = word == "添付資料" || !number.is_empty();
            // 「ガイドライン別添1」, 「(別添1)特定個人情報に関する安全管理措置」 are attachments of something else.
            if sends && numbered && !belongs_elsewhere(&text[..at]) {
                found.push(format!("{word}{number}{title}"));
            }
        }
    }
    found.dedup();
    found
}

/// A title in brackets directly behind: 添付資料(Ⅱ. 提供先一覧).
fn title(text: &str) -> (&str, &str) {
    let open = text.starts_with(['(', '（']);
    match text.find([')', '）']).filter(|_| open) {
        Some(end) => {
            let end = end + text[end..].chars().next().map_or(0, char::len_utf8);
            text.split_at(end)
        }
        None => ("", text),
    }
}

fn belongs_elsewhere(before: &str) -> bool {
    let before = before.trim_end_matches(['(', '（', '「', '『', '」', '』', ' ', 'の']);
    let words = ["ガイドライン", "指針", "要領", "要綱", "契約書", "仕様書", "基準", "規程", "条例", "規則"];
    words.iter().any(|word| before.ends_with(word))
}

/// Whether a heading is that of an attachment: "(別添2) 特定個人情報ファイル記録項目".
fn is_heading_of(heading: &str, wanted: &str) -> bool {
    let heading = heading.trim_start_matches(['(', '<', '【', '[']);
    heading.strip_prefix(wanted).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_send_somebody_there_count() {
        assert_eq!(named("別添２を参照。"), ["別添２"]);
        assert_eq!(named("(別添1)のとおり、別紙3に掲げる事務"), ["別添1", "別紙3"]);
        assert_eq!(named("添付資料(Ⅱ. 提供先一覧)に記載"), ["添付資料(Ⅱ. 提供先一覧)"]);
        for text in [
            "別添資料の差し替え",
            "ガイドライン(別添1)に示す措置",
            "契約書別紙1のとおり",
            "別紙様式により申請",
            "別添1を添えて申請",
        ] {
            assert!(named(text).is_empty(), "{text}: {:?}", named(text));
        }
    }

    #[test]
    fn a_heading_is_found_by_its_number() {
        assert!(is_heading_of(&fold("(別添2) 特定個人情報ファイル記録項目"), &fold("別添２")));
        assert!(!is_heading_of(&fold("(別添2) 特定個人情報ファイル記録項目"), &fold("別添1")));
        assert!(!is_heading_of(&fold("別紙11"), &fold("別紙1")));
    }
}
