//! What an answer amounts to: the chosen option, a date, a count, or one of the kinds of "nothing".

use super::{Node, Part};
use crate::form::{Form, Item, ItemIndex, ItemKind};
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
    NotApplicable(Cause),
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
            Self::NotApplicable(_) => "not-applicable",
            Self::Withheld => "withheld",
            Self::Lost => "lost",
            Self::NotHeld => "not-held",
            Self::NoSuchField => "no-such-field",
        }
    }
}

/// By what a question becomes pointless: an item's answer, or what is chosen in the heading of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cause {
    /// The item that is answered.
    pub item: ItemIndex,
    /// The index of the option that does it; `None` where it takes all of them together.
    pub option: Option<usize>,
}

impl Cause {
    /// The options that were chosen, in the words of the form.
    pub fn options(self, form: &Form) -> &[String] {
        let options = form.item(self.item).printed();
        self.option.map_or(options, |index| options.get(index..=index).unwrap_or_default())
    }

    /// What the chosen options of a node and of its children make of the item `child` under it: the sibling that
    /// it depends on has the answer that makes it pointless; or the switch of the node has the option that switches it
    /// off, or all its options where the form names none.
    pub fn of(form: &Form, node: &Node, child: ItemIndex) -> Option<Self> {
        let child = form.item(child);
        let is_answered = |(sibling, option): &(ItemIndex, usize)| {
            let is =
                |answer: &Answer| matches!(answer, Answer::Choice { option: Some(own), .. } if own == option);
            node.children.iter().any(|other| other.item == Some(*sibling) && is(&other.answer))
        };
        if let Some((item, option)) = child.unless.filter(is_answered) {
            return Some(Self { item, option: Some(option) });
        }
        let item = node.item?;
        let switch = &form.item(item).switch;
        let is_set = |option: &usize| {
            node.options().any(|line| line.mark == Mark::Chosen && line.option == Some(*option))
        };
        let option = match &child.off_by {
            Some(off) => Some(switch.iter().position(|option| option == off).filter(is_set)?),
            None if !switch.is_empty() && (0..switch.len()).all(|option| is_set(&option)) => None,
            None => return None,
        };
        Some(Self { item, option })
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
                    let plain = chosen.option.map(|_| crate::text::number::split_number(&text).1.to_owned());
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
