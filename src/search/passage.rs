//! What a search hit points to: one answer with everything needed to find it, show it and link to it.
//!
//! All that search knows of the rest of kohyo. Texts are as written; folding is the business of
//! [`super::text`].

use serde::{Deserialize, Serialize};

use super::text::units;

/// What kind of place a passage stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PassageKind {
    /// An answer, or the part of it that belongs to one measure group.
    Answer,
    /// The side 変更前 of a change row.
    ChangeBefore,
    /// The side 変更後 of a change row.
    ChangeAfter,
    /// What identifies the evaluation: title, number, agency, dates.
    Cover,
    /// A numbered record item (記録項目).
    RecordItem,
}

impl PassageKind {
    /// All kinds, in the order of their numbers in the index.
    pub const ALL: [Self; 5] =
        [Self::Answer, Self::ChangeBefore, Self::ChangeAfter, Self::Cover, Self::RecordItem];

    /// Its number in the index.
    pub fn number(self) -> u64 {
        Self::ALL.iter().position(|kind| *kind == self).unwrap_or_default() as u64
    }

    /// The kind with a number of the index.
    pub fn of_number(number: u64) -> Self {
        usize::try_from(number).ok().and_then(|n| Self::ALL.get(n)).copied().unwrap_or(Self::Answer)
    }

    /// The word used in the interfaces for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::ChangeBefore => "change-before",
            Self::ChangeAfter => "change-after",
            Self::Cover => "cover",
            Self::RecordItem => "record-item",
        }
    }
}

/// The evaluation that passages belong to, in the version that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Code, agency, number, kind, day, revision: equal for one version only.
    pub identity: String,
    /// The address of its page within the site: `mihon/12/zenkomoku/`.
    pub url: String,
    /// The title as shown.
    pub title: String,
    /// Name of the municipality.
    pub municipality: String,
    /// Its code.
    pub municipality_code: String,
    /// Its slug.
    pub municipality_slug: String,
    /// Its prefecture.
    pub prefecture: String,
    /// 評価実施機関.
    pub agency: String,
    /// 評価書番号.
    pub number: String,
    /// `kiso`, `juten`, `zenkomoku`.
    pub kind: String,
    /// Official name of the kind.
    pub kind_name: String,
    /// 公表日 in ISO, where there is one.
    pub published: Option<String>,
    /// Key of its state: `latest`, `beside`, `undated`, `past`, `consultation`, `draft`, `ended`.
    pub status: String,
}

impl Evaluation {
    /// Whether the version is published now, as far as the portal knows.
    pub fn is_current(&self) -> bool {
        is_current(&self.status)
    }
}

/// Whether a state is one of those that are searched without being asked for.
pub fn is_current(status: &str) -> bool {
    matches!(status, "latest" | "beside" | "undated")
}

/// One passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where it stands.
    pub kind: PassageKind,
    /// The id on the page.
    pub anchor: String,
    /// The headings from the section down to the item, as written.
    pub path: Vec<String>,
    /// The text: what is answered, chosen options included, printed options not.
    pub text: String,
    /// The 特定個人情報ファイル it is about.
    pub file: Option<String>,
    /// Name of the block (システム, 委託事項, 提供先, 移転先) it stands in.
    pub block: Option<String>,
    /// The measure group.
    pub group: Option<String>,
    /// The concept of the question.
    pub concept: Option<String>,
    /// The kind of answer that the question takes: `text`, `choice`, `date`, `org` …
    pub answer: Option<String>,
    /// What else is chosen in the same block; of a change, why.
    pub context: String,
    /// Short answers to other questions of the same block: they help to find a passage by several words, and are no
    /// hits of their own. Not kept with what is shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub beside: String,
}

/// The name of a section, of its heading: without the number of an annex and remarks behind it, as far as it can be typed as
/// the value of a filter.
pub(crate) fn section_name(heading: &str) -> &str {
    let heading = heading.trim();
    let annex = heading.strip_prefix(['(', '（']).and_then(|rest| rest.split_once([')', '）']));
    let name = annex.map_or(heading, |(_, name)| name);
    name.split(['※', '(', '（', '、', ',', '，']).next().unwrap_or_default().trim()
}

/// What makes ways to write the name of a section one: Ⅰ and I.
pub(crate) fn section_key(heading: &str) -> String {
    units(section_name(heading)).into_iter().map(|unit| unit.text).collect()
}

/// The concept of the one passage per evaluation that says what the evaluation is.
pub const EVALUATION: &str = "evaluation";
