//! What time has come for: DATE-06, DATE-08, DATE-10, DATE-11 and END-02. Every message names the day and the basis it
//! counts from; a duty of best effort is never said to be violated.

use super::subject::{One, Subject};
use crate::check::clock::{self, Counted, month};
use crate::content::{Completeness, Status};
use crate::finding::{Finding, Place, Text};
use crate::text::date::{Date, to_era};

/// The last (re)assessment that is known of the kind of a document.
fn last_assessment(one: &One<'_>, subject: &Subject<'_>) -> Option<Counted> {
    let meta = &one.file.meta;
    let same = subject.all.iter().map(|other| &other.file.meta).filter(|other| other.kind == meta.kind);
    clock::last_assessment(meta, same)
}

/// DATE-06: the time for a reassessment, counted from the last (re)assessment and from nothing else.
pub(super) fn reassessment(one: &One<'_>, subject: &Subject<'_>, as_of: Option<Date>) -> Option<Finding> {
    let file = one.file;
    if file.meta.completeness == Completeness::Excerpt {
        return None;
    }
    let Some(Counted { from: last, what }) = last_assessment(one, subject) else {
        return Some(Finding::of(
            "DATE-06",
            Place::file(&file.source),
            Text::new(
                "直近の実施・再実施の日が未記入のため、再実施の目安(規則第15条、努力義務)を算定できません。",
                "The day of the last (re)assessment is not given, so the time for the next cannot be worked out.",
            ),
            Text::new("`last_assessed` を書いてください。", "Write `last_assessed`."),
        ));
    };
    let clock::Reassessment { due, soon } = clock::reassessment(last)?;
    let (ja, en) = (what.ja, what.en);
    let as_of = as_of.filter(|as_of| *as_of >= soon)?;
    let (month, from, today) = (month(due), to_era(last), to_era(as_of));
    let (where_ja, where_en) = if as_of >= due {
        ("その後です", "is later than that")
    } else {
        ("その前の1年に入っています", "is within the year before that")
    };
    Some(Finding::of(
        "DATE-06",
        file.place_of(&["last_assessed", "occasion", "published"]),
        Text::new(
            format!("再実施の目安は{month}です(規則第15条・努力義務。{from}の{ja}から算定)。"),
            format!(
                "The time for a reassessment is {due} (Article 15 of the rules, an obligation of effort, counted from the {en} of {last})."
            ),
        ),
        Text::new(
            format!(
                "基準日({today})は{where_ja}。再実施の予定を確認してください。再実施したら、その評価書を `occasion: 再実施` として加えます。"
            ),
            format!(
                "{as_of} {where_en}. See what is planned; when it is done, add that assessment with `occasion: 再実施`."
            ),
        ),
    ))
}

/// DATE-08: a year has passed since the publication; whether somebody looked at the document since is not known here.
pub(super) fn yearly(one: &One<'_>, as_of: Date) -> Option<Finding> {
    let (published, due) = clock::yearly(&one.file.meta)?;
    (as_of >= due).then(|| {
        let (from, today) = (to_era(published), to_era(as_of));
        Finding::of(
            "DATE-08",
            one.file.place_of(&["published"]),
            Text::new(
                format!("公表日({from})から1年がたっています。少なくとも1年に1回の見直しが努力義務とされています。"),
                format!("A year has passed since the publication ({published}). A review at least once a year is an obligation of effort."),
            ),
            Text::new(
                format!("基準日は{today}です。見直して変更がなければ、kohyo ですることはありません。見直しの記録は kohyo では持ちません。"),
                format!("Counted on {as_of}. If a review led to no change, there is nothing to do here; kohyo keeps no record of reviews."),
            ),
        )
    })
}

/// DATE-10: a publication whose day has not come.
pub(super) fn scheduled(one: &One<'_>, day: Option<Date>) -> Option<Finding> {
    let (published, day) = one.file.meta.published.filter(|_| one.scheduled).zip(day)?;
    let (on, today) = (to_era(published), to_era(day));
    Some(Finding::of(
        "DATE-10",
        one.file.place_of(&["published"]),
        Text::new(
            format!("公表予定です。公表日({on})が来るまで、ページ・検索・データに載りません。"),
            format!(
                "It is scheduled: until its day of publication ({published}) it is in no page, search or data."
            ),
        ),
        Text::new(
            format!(
                "今日は{today}として扱っています。公表日の当日か後に `kohyo build` を実行すると載ります。日付の誤りでないか確認してください。"
            ),
            format!(
                "Today is taken as {day}. Run `kohyo build` on that day or later to publish it; check that the date is right."
            ),
        ),
    ))
}

/// DATE-11: a comment period that is over.
pub(super) fn hearing_over(one: &One<'_>, subject: &Subject<'_>, as_of: Date) -> Option<Finding> {
    let meta = &one.file.meta;
    let today = to_era(as_of);
    match (meta.status, &meta.consultation) {
        (Status::Consultation, Some(period)) if period.to < as_of && !subject.followed(meta) => {
            Some(Finding::of(
                "DATE-11",
                one.file.place_of(&["consultation.to", "consultation"]),
                Text::new(
                    format!("意見を募集する期間は{}まででした。", to_era(period.to)),
                    format!("The comment period ended on {}.", period.to),
                ),
                Text::new(
                    format!(
                        "基準日は{today}です。公表したら、その評価書を別のファイルとして加え、この案と同じ `consultation` を書いてください。案のファイルはこのまま残します。"
                    ),
                    format!(
                        "Counted on {as_of}. When the assessment is published, add it as a file of its own with the same `consultation`; the draft stays as it is."
                    ),
                ),
            ))
        }
        _ => None,
    }
}

/// END-02: what has ended stays published for three years.
pub(super) fn kept_after_the_end(one: &One<'_>, as_of: Date) -> Option<Finding> {
    let (ended, until) = clock::kept_until(&one.file.meta)?;
    (as_of < until).then(|| {
        let (from, day) = (to_era(ended), to_era(until));
        Finding::of(
            "END-02",
            one.file.place_of(&["ended"]),
            Text::new(
                format!("事務の終了({from})から少なくとも3年間、{day}までは掲載を続けるものとされています。"),
                format!("It should stay published for at least three years after the end ({ended}), until {until}."),
            ),
            Text::new(
                "それまでファイルを消したり `kohyo retire` で掲載を終えたりしないでください。",
                "Do not remove the file or retire its address before.",
            ),
        )
    })
}
