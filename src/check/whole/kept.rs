//! What the rules about the whole need of a document's text, read once.

use serde::{Deserialize, Serialize};

use crate::assessment::{Answer, Assessment, Node};
use crate::check::cover::printed;
use crate::content::{Completeness, DocumentMeta, Kind};
use crate::markdown::Mark;
use crate::text::folding::fold;
use crate::text::packed::pack;
use crate::text::source::Span;

/// What the rules about the whole need of a document's text.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Kept {
    /// しきい値判断結果.
    pub(super) threshold: Option<(Threshold, Span)>,
    /// The kind of assessment to which 対象人数 alone leads.
    pub(super) by_number: Option<(Led, Span)>,
    /// 評価書名 on the cover says that the task has ended; the front matter may leave the mark out.
    pub(super) ended_on_cover: bool,
    /// Marks that conversion lost.
    lost_marks: usize,
    /// Those among them that nobody has said anything about.
    open_marks: usize,
    /// The fingerprint of its text.
    pub(in crate::check) text: String,
    /// The ids of its items, [packed](crate::text::packed).
    items: String,
}

impl Kept {
    /// What its しきい値判断結果 says, where it can be read.
    pub fn threshold(&self) -> Option<Threshold> {
        self.threshold.map(|(threshold, _)| threshold)
    }

    /// How many marks conversion lost.
    pub fn lost_marks(&self) -> usize {
        self.lost_marks
    }

    /// How many marks somebody still has to look up in the original.
    pub fn open_marks(&self) -> usize {
        self.open_marks
    }

    /// The ids of its items, [packed](crate::text::packed).
    pub fn items(&self) -> &str {
        &self.items
    }

    /// The fingerprint of its text ([`crate::import::verified::fingerprint`]).
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The kinds that go with a document in force and are not among those `held`, with the place that asks for them.
    /// Who takes in a part of a document does not mean to hold what goes with it.
    pub fn lacking(&self, meta: &DocumentMeta, held: impl Fn(Kind) -> bool) -> Vec<(Kind, Option<Span>)> {
        if meta.completeness == Completeness::Excerpt {
            return Vec::new();
        }
        let kiso = (meta.kind != Kind::Kiso && !held(Kind::Kiso)).then_some((Kind::Kiso, None));
        let named = self.threshold.and_then(|(threshold, span)| Some((threshold.named()?, Some(span))));
        let named =
            named.filter(|(named, _)| meta.kind == Kind::Kiso && *named != Kind::Kiso && !held(*named));
        kiso.into_iter().chain(named).collect()
    }

    /// Takes from a document what the rules about the whole need.
    pub(in crate::check) fn of(assessment: &Assessment) -> Self {
        let answer = |concept| assessment.answering(concept).find_map(|node| Some((node, said(node)?)));
        Self {
            threshold: answer("threshold.result")
                .and_then(|(node, text)| Some((threshold(&text)?, node.label.span))),
            ended_on_cover: printed(assessment, "cover.title").is_some_and(|(_, title)| is_marked(&title)),
            by_number: answer("task.subjects").and_then(|(node, text)| Some((led(&text)?, node.label.span))),
            lost_marks: assessment
                .walk()
                .flat_map(Node::options)
                .filter(|line| line.mark == Mark::Lost)
                .count(),
            open_marks: assessment.walk().map(|node| node.open_marks().count()).sum(),
            text: String::new(),
            items: pack(assessment.walk().map(|node| node.anchor.as_str())),
        }
    }
}

/// The chosen option, or the text.
fn said(node: &Node) -> Option<String> {
    match &node.answer {
        Answer::Choice { written, .. } => Some(written.clone()),
        Answer::Text => Some(node.text()),
        _ => None,
    }
}

/// What a しきい値判断結果 says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// The most detailed kind that is said to be a duty.
    pub duty: Option<Kind>,
    /// The kind that is done of one's own accord.
    pub voluntary: Option<Kind>,
}

impl Threshold {
    /// The most detailed kind that it names.
    pub fn named(self) -> Option<Kind> {
        self.duty.max(self.voluntary)
    }
}

/// 対象人数 and what it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Led {
    pub(super) to: Option<Kind>,
    pub(super) option: String,
    /// So few that not even the number of staff or an incident would lead to more.
    pub(super) few: bool,
}

fn threshold(text: &str) -> Option<Threshold> {
    let text = fold(text);
    let (duty, voluntary) = text.split_once('(').unwrap_or((&text, ""));
    let kind = |text: &str| {
        [Kind::Zenkomoku, Kind::Juten, Kind::Kiso]
            .into_iter()
            .find(|kind| text.contains(kind.label().trim_end_matches('書')))
    };
    if duty.contains("義務付けられない") {
        return Some(Threshold { duty: None, voluntary: kind(voluntary) });
    }
    let voluntary = voluntary.contains("任意").then(|| kind(voluntary)).flatten();
    duty.contains("義務付けられる").then(|| Threshold { duty: kind(duty), voluntary })
}

fn led(option: &str) -> Option<Led> {
    let (to, few) = match fold(option).as_str() {
        "1,000人未満" => (None, true),
        "1,000人以上1万人未満" => (Some(Kind::Kiso), true),
        "1万人以上10万人未満" => (Some(Kind::Kiso), false),
        "10万人以上30万人未満" => (Some(Kind::Juten), false),
        "30万人以上" => (Some(Kind::Zenkomoku), false),
        _ => return None,
    };
    Some(Led { to, option: option.to_owned(), few })
}

/// 【令和6年9月30日 終了】 in a title.
pub(super) fn is_marked(title: &str) -> bool {
    title.split(['【', '[', '［']).skip(1).any(|part| {
        part.split(['】', ']', '］']).next().is_some_and(|inside| inside.trim_end().ends_with("終了"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_names_a_duty_and_what_is_done_beyond() {
        let read = |text| threshold(text).map(|t| (t.duty, t.voluntary));
        assert_eq!(
            read("基礎項目評価及び全項目評価の実施が義務付けられる"),
            Some((Some(Kind::Zenkomoku), None))
        );
        assert_eq!(
            read("基礎項目評価の実施が義務付けられる（任意に重点項目評価を実施）"),
            Some((Some(Kind::Kiso), Some(Kind::Juten)))
        );
        assert_eq!(
            read("特定個人情報保護評価の実施が義務付けられない(任意に全項目評価を実施)"),
            Some((None, Some(Kind::Zenkomoku)))
        );
        assert_eq!(read("不明"), None);
    }
}
