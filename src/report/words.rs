//! The words of the report.

use super::entry::What;
use crate::content::{DocumentMeta, Status};
use crate::diff::Outcome;
use crate::finding::{Lang, Text};
use crate::paper::{self, Words};
use crate::pipeline::Known;
use crate::portal::State;
use crate::text::date::{Date, to_era};

/// Headings and labels: key, Japanese, English.
pub(super) const WORDS: &Words = &[
    ("private", "公表者用・公表しません", "For the publisher, not for publication"),
    ("title", "変更の報告", "What changed"),
    ("sheet", "新旧対照表", "Before and after"),
    (
        "footer",
        "kohyo が二つの時点の評価書のファイルを比べて作りました。変更箇所の表(様式の別添)に代わるものではありません。",
        "Made by kohyo from the files of two days. It does not take the place of the change log of the form.",
    ),
    ("none", "変更はありません。", "Nothing has changed."),
    ("added", "追加した版", "Added versions"),
    ("changed", "変わった版", "Changed versions"),
    ("removed", "除いた版", "Removed versions"),
    ("state", "状態だけが変わった版", "Versions whose state alone changed"),
    ("count", "件数", "Count"),
    ("items", "変わった項目", "Items that differ"),
    ("rows", "変更箇所に加わった行", "Rows added to the change log"),
    ("rows-gone", "変更箇所から消えた行", "Rows gone from the change log"),
    ("new", "新しく出た確認の結果", "New findings"),
    ("gone", "なくなった確認の結果", "Findings that are gone"),
    ("state-now", "状態", "State"),
    ("compared", "比べた版", "Compared with"),
    ("before", "変更前", "Before"),
    ("after", "変更後", "After"),
    ("sides", "変更後と変更前の記載", "After and before"),
    ("item", "項目", "Item"),
    ("field", "基本の情報", "Front matter"),
    ("timing", "提出時期", "Timing"),
    ("reason", "説明", "Reason"),
    ("date", "変更日", "Date"),
    ("no-row", "対応する変更箇所の行は見つかりません", "no added row of the change log speaks of it"),
    (
        "mentions",
        "表記だけが違う項目・比べられない項目",
        "Items that are only written differently or cannot be compared",
    ),
    ("why", "理由", "Why"),
    (
        "unread",
        "本文を読めないため、項目は比べていません。`kohyo check` で確かめてください。",
        "The text cannot be read, so its items are not compared. See `kohyo check`.",
    ),
    ("first", "前の版がないため、項目は比べていません。", "There is no version before it to compare with."),
    ("nothing", "項目に変わったところはありません。", "No item differs."),
    (
        "errors-before",
        "比べた前の内容にはエラーがありました。読めたところだけを比べています。",
        "There were errors in the content before; what could be read is compared.",
    ),
    (
        "cut",
        "長いため、ここからは項目の名前だけを示します。全文は HTML の新旧対照表にあります。",
        "Too long for a comment: from here on items are only named. The whole stands in the HTML sheet.",
    ),
    ("more", "ほか", "and more:"),
    ("unchanged", "(略)", "(…)"),
    ("level", "段階", "Level"),
    ("rule", "規則", "Rule"),
    ("place", "場所", "Place"),
    ("message", "内容", "Message"),
    (
        "sheet-note",
        "下線と太字は変更後だけにある記載、取消線は変更前だけにある記載です。",
        "Underlined bold type stands only after the change, struck-out type only before it.",
    ),
];

/// The word of a key.
pub(super) fn word(key: &str, lang: Lang) -> &'static str {
    paper::word(WORDS, key, lang)
}

impl What {
    /// The key of its name.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::State => "state",
        }
    }
}

/// What became of an item, in a word.
pub(super) fn outcome(outcome: Outcome) -> Text {
    match outcome {
        Outcome::Added(_) => Text::new("追加", "added"),
        Outcome::Removed(_) => Text::new("削除", "removed"),
        _ => Text::new("変更", "changed"),
    }
}

/// Why an item is only mentioned.
pub(super) fn mention(outcome: Outcome) -> Text {
    match outcome {
        Outcome::Unknown(crate::assessment::Nothing::Lost) => {
            Text::new("印を読み取れないため比べられません", "marks are lost")
        }
        Outcome::Unknown(_) => Text::new("片方の版に収録がありません", "one version does not hold it"),
        _ => Text::new("表記だけが違います", "only written differently"),
    }
}

/// The state of a document among the others, as readers are told it.
pub(super) fn state(known: &Known, document: usize) -> Text {
    let Some(found) = known.portal.find(document) else {
        return Text::new("作成中(公表されません)", "in progress (not published)");
    };
    let day = |date: Date| (to_era(date), date);
    let state = found.version.state;
    match state {
        State::Latest => Text::new("公表中(最新の版)", "published (latest)"),
        State::Beside => Text::new("公表中(別の版と併用)", "published (beside another version)"),
        State::Past { .. } => Text::new("過去の版", "past version"),
        State::Consultation { from, to } => {
            let ((from_ja, from), (to_ja, to)) = (day(from), day(to));
            Text::new(
                format!("案 意見募集期間: {from_ja}から{to_ja}まで"),
                format!("draft, comments from {from} to {to}"),
            )
        }
        State::Draft => Text::new("案(公表前)", "draft"),
        State::Ended { on: Some(on) } => {
            Text::new(format!("事務終了({})", to_era(on)), format!("ended on {on}"))
        }
        State::Ended { on: None } => Text::new("事務終了", "ended"),
        State::Undated => Text::new("公表日の記録なし", "published, day not recorded"),
    }
}

/// 令和8年3月24日公表の版.
pub(super) fn version(meta: &DocumentMeta) -> Text {
    let revision = match meta.revision {
        0 | 1 => (String::new(), String::new()),
        many => (format!("({many}回目)"), format!(" ({many})")),
    };
    match (meta.status, meta.published, &meta.consultation) {
        (Status::Consultation, _, Some(period)) => Text::new(
            format!("{}からの意見募集の案", to_era(period.from)),
            format!("draft of {}", period.from),
        ),
        (Status::Consultation, ..) => Text::new("案", "draft"),
        (Status::Preparing, ..) => Text::new("作成中の版", "version in progress"),
        (_, Some(published), _) => Text::new(
            format!("{}公表の版{}", to_era(published), revision.0),
            format!("version of {published}{}", revision.1),
        ),
        (_, None, _) => Text::new("公表日の記録のない版", "undated version"),
    }
}

/// The fields of the front matter, in the order of their values in [`fields`].
const FIELDS: [(&str, &str); 17] = [
    ("評価書名", "Title"),
    ("評価実施機関(原文)", "Agency as written"),
    ("状態(status)", "Status"),
    ("公表日", "Published"),
    ("公表日(原文)", "Published, as written"),
    ("回", "Revision"),
    ("公表の区分", "Occasion"),
    ("直近の実施・再実施", "Last assessed"),
    ("様式", "Form"),
    ("収録の範囲", "Completeness"),
    ("併用する版", "In force with"),
    ("意見募集", "Consultation"),
    ("事務の終了", "Ended"),
    ("特定個人情報ファイル", "Files"),
    ("市による要約", "Summary"),
    ("元の資料", "Original"),
    ("原本との照合", "Verified"),
];

/// The fields of the front matter: name and value; always the same fields in the same order.
pub(super) fn fields(meta: &DocumentMeta, lang: Lang) -> Vec<(&'static str, String)> {
    let day = |date: Option<Date>| date.map(|date| paper::day(date, lang)).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let verified = meta.verified.as_ref().map(|by| format!("{} {}", paper::day(by.date, lang), by.by));
    let consultation = meta.consultation.as_ref().map(|period| {
        let days = format!("{} – {}", paper::day(period.from, lang), paper::day(period.to, lang));
        format!("{days} {}", period.contact.as_deref().unwrap_or_default()).trim_end().to_owned()
    });
    let original = meta.source.as_ref().map(|source| {
        let parts = [&source.file, &source.url, &source.sha256, &source.conversion];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ")
    });
    let files: Vec<&str> = meta.files.iter().map(|file| file.name.as_str()).collect();
    let values = [
        meta.title.clone(),
        text(&meta.agency_as_written),
        meta.status.label().to_owned(),
        day(meta.published),
        text(&meta.published_as_written),
        meta.revision.to_string(),
        meta.occasion.map(|o| o.label().to_owned()).unwrap_or_default(),
        day(meta.last_assessed),
        text(&meta.form),
        meta.completeness.label().to_owned(),
        day(meta.in_force_with),
        consultation.unwrap_or_default(),
        day(meta.ended),
        files.join("、"),
        text(&meta.summary),
        original.unwrap_or_default(),
        verified.unwrap_or_default(),
    ];
    let names = FIELDS.iter().map(|(ja, en)| if lang == Lang::En { *en } else { *ja });
    names.zip(values).collect()
}
