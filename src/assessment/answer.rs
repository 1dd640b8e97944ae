//! What an answer amounts to: the chosen option, a date, a count, or one of the kinds of "nothing".

use super::Part;
use crate::form::{Item, ItemKind, label};
use crate::markdown::{Mark, NoteKind};
use crate::text::date::{self, Date};

/// What stands under a heading, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The heading takes no answer (a section, a group).
    Container,
    /// There is no answer, and this is why.
    Nothing(Nothing),
    /// Free text, also names, organisations, references: see the parts.
    Text,
    /// One option.
    Choice {
        /// Index into the item's options; `None` where the answer equals none of them.
        option: Option<usize>,
        /// The answer as written, without the number of its option.
        written: String,
    },
    /// Boxes.
    Checks {
        /// Indices of the chosen options, in the order of the text.
        chosen: Vec<usize>,
        /// Some mark was lost in conversion.
        lost: bool,
    },
    /// A day or month.
    Date {
        /// The day (the first of a month), where the text is a date.
        date: Option<Date>,
    },
    /// A table or numbered records: see the assessment.
    Rows,
}

/// The seven kinds of "nothing". They are never confused with one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nothing {
    /// 記載なし: the original prints —, - or なし.
    NotStated,
    /// 空欄: nothing stands in the original.
    Blank,
    /// 該当しない: the answer to another question makes this one pointless.
    NotApplicable,
    /// 非公表: left out under 規則第13条; the reason stands in a note.
    Withheld,
    /// 原本で要確認: marks were lost in conversion.
    Lost,
    /// 未収録: the page of the original is not held.
    NotHeld,
    /// この様式には欄がありません.
    NoSuchField,
}

impl Nothing {
    /// Key of the wording in the interface strings.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotStated => "not-stated",
            Self::Blank => "blank",
            Self::NotApplicable => "not-applicable",
            Self::Withheld => "withheld",
            Self::Lost => "lost",
            Self::NotHeld => "not-held",
            Self::NoSuchField => "no-such-field",
        }
    }
}

/// Whether a text is a placeholder for 記載なし.
pub fn is_placeholder(text: &str) -> bool {
    matches!(text.trim(), "—" | "-" | "－" | "―" | "–" | "なし" | "(なし)" | "（なし）")
}

/// Reads what stands under the heading of `item` as the answer to `question` (see [`crate::form::Form::question`]).
pub(super) fn read(
    item: Option<&Item>,
    question: Option<&Item>,
    parts: &[Part],
    has_children: bool,
) -> Answer {
    let text = text_of(parts);
    let mut options =
        parts.iter().filter_map(|p| if let Part::Options(o) = p { Some(o) } else { None }).flatten();
    let kind = item.map(|i| i.kind);
    if parts.iter().all(|p| matches!(p, Part::Note { .. })) {
        let withheld = parts.iter().any(|p| matches!(p, Part::Note { kind: NoteKind::Withheld, .. }));
        return match kind {
            _ if withheld => Answer::Nothing(Nothing::Withheld),
            Some(ItemKind::Section | ItemKind::Group | ItemKind::Block) => Answer::Container,
            None if has_children => Answer::Container,
            _ => Answer::Nothing(Nothing::Blank),
        };
    }
    if options.clone().next().is_some() {
        let lost = options.clone().any(|o| o.mark == Mark::Lost);
        let is_choice = question.is_some_and(|i| i.kind == ItemKind::Choice);
        if is_choice {
            return match options.find(|o| o.mark == Mark::Chosen) {
                Some(chosen) => {
                    // The number of another option, or of none, is text.
                    let text = chosen.text();
                    let plain = chosen.option.map(|_| label::split_number(&text).1.to_owned());
                    Answer::Choice { option: chosen.option, written: plain.unwrap_or(text) }
                }
                None if lost => Answer::Nothing(Nothing::Lost),
                None if text.is_empty() => Answer::Nothing(Nothing::Blank),
                None => Answer::Text,
            };
        }
        let chosen = options.filter(|o| o.mark == Mark::Chosen).filter_map(|o| o.option).collect();
        return Answer::Checks { chosen, lost };
    }
    if is_placeholder(&text) {
        return Answer::Nothing(Nothing::NotStated);
    }
    match kind {
        Some(ItemKind::Date | ItemKind::Month) => {
            Answer::Date { date: date::parse(&text).ok().map(|d| d.date) }
        }
        Some(ItemKind::Records | ItemKind::Changes) => Answer::Rows,
        _ if parts.iter().any(|p| matches!(p, Part::Table(_))) => Answer::Rows,
        _ => Answer::Text,
    }
}

fn text_of(parts: &[Part]) -> String {
    let lines =
        parts.iter().filter_map(|p| if let Part::Text(lines) = p { Some(lines) } else { None }).flatten();
    lines.map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n")
}
