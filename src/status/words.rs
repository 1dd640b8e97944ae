//! The words of the report, for the terminal and for paper.

use super::{Held, Period, When};
use crate::content::Completeness;
use crate::finding::{Lang, Text};
use crate::paper::{self, Words};

/// Headings and labels: key, Japanese, English.
pub(super) const WORDS: &Words = &[
    ("private", "公表者用・公表しません", "For the publisher, not for publication"),
    ("heading", "公表の状況", "Status"),
    ("as_of", "基準日", "As of"),
    ("counts", "件数", "Counts"),
    ("due", "予定と目安", "Days to come"),
    ("date", "日", "Day"),
    ("assessment", "評価書", "Evaluation"),
    ("what", "内容", "What"),
    ("unknown", "再実施の目安を算定できないもの", "Without a day to count from"),
    ("tasks", "評価書の揃い方(事務×種類)", "What is held of each number"),
    ("number", "番号", "No."),
    ("task", "事務", "Task"),
    ("kiso", "基礎", "基礎"),
    ("juten", "重点", "重点"),
    ("zenkomoku", "全項目", "全項目"),
    ("versions", "版", "versions"),
    ("next-draft", "案あり", "a draft"),
    ("next-preparing", "作成中あり", "one in progress"),
    ("drafts", "案(公表を収録していないもの)", "Drafts without a publication"),
    ("period", "意見募集の期間", "Comment period"),
    ("days", "日間", "days"),
    ("state", "状況", "State"),
    ("reviews", "年1回の見直し(自己点検)", "Yearly reviews"),
    (
        "reviews-note",
        "少なくとも1年に1回の見直しが努力義務とされています。見直した日は kohyo には記録がないので、公表日からの1年だけを示します。見直しが済んでいれば、することはありません。",
        "A review at least once a year is an obligation of effort. kohyo keeps no record of reviews and shows a year from the publication only; if the review was done, there is nothing to do.",
    ),
    ("published", "公表日", "Published"),
    ("a-year", "1年となる日", "A year later"),
    ("open", "原本との照合・読み取れなかった箇所・収録の範囲", "Texts to look at"),
    ("unverified", "原本との照合が未記録", "not recorded as compared with the original"),
    ("lost", "原本で要確認 [?]", "marks to look up [?]"),
    ("places", "か所", ""),
    ("bases", "根拠と確かさ", "What this rests on"),
    ("rule", "規則", "Rule"),
    ("basis", "根拠", "Basis"),
    ("certainty", "確かさ", "Certainty"),
    ("none", "ありません。", "None."),
    ("findings", "check の結果", "Findings of check"),
    (
        "errors-note",
        "内容にエラーがあります。この報告は、読めたところだけのものです。`kohyo check` で確かめてください。",
        "There are errors in the content; this report shows what could be read. See `kohyo check`.",
    ),
    (
        "collection-note",
        "収集サイトなので、足りない評価書があるかどうかは示しません。",
        "A collection: it is not said what may be missing.",
    ),
    (
        "footer",
        "kohyo が評価書のファイルから作りました。日の算定は目安で、法令上の判断ではありません。",
        "Made by kohyo from the files of the evaluations. Days are worked out as a guide, not as a legal judgement.",
    ),
    ("municipalities", "自治体", "Municipalities"),
    ("numbers", "評価書番号", "Numbers"),
    ("assessments", "評価書(全ての版)", "Evaluations (versions)"),
    ("of-published", "公表済み", "published"),
    ("of-drafts", "案", "drafts"),
    ("of-preparing", "作成中", "in progress"),
    ("of-ended", "事務終了", "ended"),
    ("missing", "なし(要確認)", "Missing?"),
    ("unverified-count", "照合が未記録", "Not compared"),
    ("lost-count", "要確認の印 [?]", "Lost marks [?]"),
    ("error", "エラー", "errors"),
    ("warning", "注意", "warnings"),
    ("info", "情報", "notes"),
];

/// The word of a key.
pub(super) fn word(key: &str, lang: Lang) -> &'static str {
    paper::word(WORDS, key, lang)
}

impl When {
    /// The heading of days that are so near.
    pub(super) fn text(self) -> Text {
        match self {
            Self::Come => Text::new("基準日までに来たもの", "Come by this day"),
            Self::WithinAYear => Text::new("1年以内", "Within a year"),
            Self::Later => Text::new("1年より後", "Later"),
        }
    }
}

impl Period {
    /// In a word.
    pub(super) fn text(self) -> Text {
        match self {
            Self::Unset => Text::new("期間の記載なし", "no period"),
            Self::Ahead => Text::new("これから", "ahead"),
            Self::Running => Text::new("期間中", "running"),
            Self::Over => Text::new("期間は終了", "over"),
        }
    }
}

impl Held {
    /// Whether nothing is held.
    pub(super) fn is_nothing(self) -> bool {
        matches!(self, Self::Missing | Self::NotNeeded | Self::NotHeld)
    }
}

/// How much of the original is held, where it is not the whole.
pub(super) fn completeness(completeness: Completeness) -> Option<Text> {
    match completeness {
        Completeness::Whole => None,
        Completeness::Excerpt => Some(Text::new("一部のみ収録", "an excerpt")),
        Completeness::PagesMissing => Some(Text::new("収録していないページあり", "pages are missing")),
    }
}
