//! The words of the report, for the terminal and for paper.

use super::{Held, Period, What, When};
use crate::content::Completeness;
use crate::finding::Lang;
use crate::render::words::{Arg, built_in};

/// The word of a key of the catalogue, below `status.`.
pub(super) fn word(key: &str, lang: Lang) -> &'static str {
    built_in(lang).word(&format!("status.{key}"))
}

/// The sentence of a key with its values.
pub(super) fn say<T: Into<Arg>, const N: usize>(
    key: &str,
    values: [(&'static str, T); N],
    lang: Lang,
) -> String {
    built_in(lang).say(&format!("status.{key}"), values)
}

impl When {
    /// The heading of days that are so near.
    pub(super) fn text(self, lang: Lang) -> &'static str {
        let key = match self {
            Self::Come => "when.come",
            Self::WithinAYear => "when.within-a-year",
            Self::Later => "when.later",
        };
        word(key, lang)
    }
}

impl Period {
    /// In a word, and what comes next in a sentence.
    pub(super) fn texts(self, lang: Lang) -> (&'static str, &'static str) {
        let key = match self {
            Self::Unset => "unset",
            Self::Ahead => "ahead",
            Self::Running => "running",
            Self::Over => "over",
        };
        (word(&format!("hearing.{key}"), lang), word(&format!("hearing-note.{key}"), lang))
    }
}

impl Held {
    /// In a word, as the matrix has it.
    pub(super) fn text(self, lang: Lang) -> &'static str {
        let key = match self {
            Self::Published => "held.published",
            Self::Ended => "held.ended",
            Self::Draft => "held.draft",
            Self::Preparing => "held.preparing",
            Self::Scheduled => "held.scheduled",
            Self::Missing => "held.missing",
            Self::NotNeeded => "held.not-needed",
            Self::NotHeld => "held.not-held",
        };
        word(key, lang)
    }

    /// Whether nothing is held.
    pub(super) fn is_nothing(self) -> bool {
        matches!(self, Self::Missing | Self::NotNeeded | Self::NotHeld)
    }
}

impl What {
    pub(super) fn text(self, lang: Lang) -> &'static str {
        let key = match self {
            Self::Reassessment => "event.reassessment",
            Self::YearlyReview => "event.yearly-review",
            Self::ConsultationEnds => "event.consultation-ends",
            Self::Publication => "event.publication",
            Self::KeepUntil => "event.keep-until",
        };
        word(key, lang)
    }
}

/// How much of the original is held, where it is not the whole.
pub(super) fn completeness(completeness: Completeness, lang: Lang) -> Option<&'static str> {
    match completeness {
        Completeness::Whole => None,
        Completeness::Excerpt => Some(word("completeness.excerpt", lang)),
        Completeness::PagesMissing => Some(word("completeness.pages-missing", lang)),
    }
}
