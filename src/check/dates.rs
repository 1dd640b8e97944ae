//! Rules about the dates that one document states: can they be read, and do they follow one another?
//!
//! Ages, and dates that other documents state, are the business of [`super::whole`].

use crate::assessment::{Answer, Assessment, ChangeDate, Node, Nothing};
use crate::content::{DocumentFile, Kind, Status};
use crate::finding::{Finding, Level, Place, Text};
use crate::form::ItemKind;
use crate::form::label::last_bracket;
use crate::text::date::{self, Date, DateError, Note, Precision, Written};

use super::form::name;

/// In principle the public is heard for this many days, the first and the last included.
const DAYS: i32 = 30;

/// DATE-01, DATE-04, DATE-05 and DATE-07.
pub(super) fn check(file: &DocumentFile, assessment: &Assessment) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(threshold_after_publication(assessment));
    findings.extend(short_consultation(file, assessment));
    findings.extend(order(assessment));
    findings.extend(assessment.walk().filter_map(|node| unreadable(assessment, node)));
    findings.extend(odd_change_dates(assessment));
    findings
}

fn first<'a>(assessment: &'a Assessment, concept: &str) -> Option<&'a Node> {
    assessment.answering(concept).next()
}

/// From when to when a node says; `None` where that cannot be read as days.
fn period(node: &Node) -> Option<(Date, Date)> {
    let text = node.text();
    let without_note = last_bracket(&text).map_or(text.as_str(), |(head, _)| head);
    let candidates = [text.as_str(), without_note, text.lines().next().unwrap_or_default()];
    let day = |written: &Written| (written.precision == Precision::Day).then_some(written.date);
    candidates.into_iter().find_map(|text| {
        let period = date::parse_period(text).ok();
        let single = || date::parse(text).ok().and_then(|written| Some((day(&written)?, day(&written)?)));
        period.map_or_else(single, |period| Some((day(&period.from)?, day(&period.to)?)))
    })
}

fn threshold_after_publication(assessment: &Assessment) -> Option<Finding> {
    let published = assessment.meta.published.filter(|_| assessment.meta.status == Status::Published)?;
    let node = first(assessment, "threshold.date")?;
    let Answer::Date { date: Some(day) } = node.answer else { return None };
    (day > published).then(|| {
        let (day, published) = (date::to_era(day), date::to_era(published));
        Finding::of(
            "DATE-01",
            Place::at(&assessment.source, node.label.span),
            Text::new(
                format!("基礎項目評価の実施日({day})が、公表日({published})より後です。"),
                format!("The day of 基礎項目評価 ({day}) lies after the day of publication ({published})."),
            ),
            Text::new(
                "この実施日と、front matter の `published` のどちらが正しいか、原本で確認してください。",
                "See in the original which is right: this day, or `published` in the front matter.",
            ),
        )
    })
}

/// Fewer than thirty days without a reason, where the form asks for one. The period is that of the text, or, of a
/// draft whose text says nothing yet, that of the front matter.
fn short_consultation(file: &DocumentFile, assessment: &Assessment) -> Option<Finding> {
    let meta = &assessment.meta;
    let reason = first(assessment, "consultation.shortening")?;
    let blank = match reason.answer {
        Answer::Nothing(Nothing::Blank) => "空欄です",
        Answer::Nothing(Nothing::NotStated) => "「記載なし」です",
        _ => return None,
    };
    let node = first(assessment, "consultation.period");
    let stated = node.and_then(|node| {
        let (from, to) = period(node)?;
        (from < to).then(|| (from, to, Place::at(&assessment.source, node.label.span)))
    });
    let planned = meta.consultation.as_ref().filter(|_| meta.status == Status::Consultation);
    let planned = planned.map(|period| {
        let key = file.keys.get("consultation.from").or_else(|| file.keys.get("consultation"));
        let place = key.map_or_else(|| Place::file(&file.source), |span| Place::at(&file.source, *span));
        (period.from, period.to, place)
    });
    let (from, to, place) = stated.or(planned).filter(|_| meta.kind == Kind::Zenkomoku)?;
    let days = from.until(to).ok()?.get_days() + 1;
    (days < DAYS).then(|| {
        let reason = name(reason);
        Finding::of(
            "DATE-04",
            place,
            Text::new(
                format!("意見の聴取の期間は{days}日間です。「{reason}」の欄が{blank}。"),
                format!("The public was heard for {days} days; nothing stands under \"{reason}\"."),
            ),
            Text::new(
                format!("{DAYS}日以上が原則とされ、短いときはその理由を書く欄があります。期間と理由を確認してください。"),
                format!("In principle it is {DAYS} days or more, and the form asks for a reason if less. Check both."),
            ),
        )
    })
}

/// 意見の聴取, 第三者点検, 公表: in this order.
fn order(assessment: &Assessment) -> Vec<Finding> {
    let read = |concept| {
        let node = first(assessment, concept)?;
        Some((node, period(node)?))
    };
    let (heard, reviewed) = (read("consultation.period"), read("review.period"));
    let published = assessment.meta.published.filter(|_| assessment.meta.status == Status::Published);
    let finding = |level, node: &Node, ja: String, en: String| {
        let help = Text::new(
            "日付を原本で確認してください。原本どおりなら、このままで構いません。",
            "Compare the days with the original; leave them if it says so.",
        );
        let place = Place::at(&assessment.source, node.label.span);
        Finding::of("DATE-05", place, Text::new(ja, en), help).at(level)
    };
    let mut findings = Vec::new();
    let named =
        [("意見の聴取", "hearing of the public", heard), ("第三者点検", "third-party review", reviewed)];
    for (ja, en, stated) in named {
        let Some((node, (_, end))) = stated else { continue };
        if let Some(published) = published.filter(|published| end > *published) {
            let (end, published) = (date::to_era(end), date::to_era(published));
            findings.push(finding(
                Level::Warning,
                node,
                format!("{ja}の日({end})が、公表日({published})より後です。"),
                format!("The {en} ({end}) lies after the publication ({published})."),
            ));
        }
    }
    if let (Some((_, (heard, _))), Some((node, (reviewed, _)))) = (heard, reviewed)
        && reviewed < heard
    {
        let (reviewed, heard) = (date::to_era(reviewed), date::to_era(heard));
        findings.push(finding(
            Level::Info,
            node,
            format!("第三者点検の始まり({reviewed})が、意見の聴取の始まり({heard})より前です。"),
            format!("The third-party review begins ({reviewed}) before the public is heard ({heard})."),
        ));
    }
    findings
}

/// A day or month that cannot be read, does not exist, or lies outside its era.
fn unreadable(assessment: &Assessment, node: &Node) -> Option<Finding> {
    let kind = assessment.answered(node)?.kind;
    if !matches!(node.answer, Answer::Date { .. }) || !matches!(kind, ItemKind::Date | ItemKind::Month) {
        return None;
    }
    let (label, text) = (name(node), node.text());
    let place = Place::at(&assessment.source, node.label.span);
    odd(&text, label, place)
}

fn odd_change_dates(assessment: &Assessment) -> impl Iterator<Item = Finding> + '_ {
    assessment.changes.iter().filter_map(|row| {
        let ChangeDate::Stated { written, .. } = &row.date else { return None };
        odd(written, "変更日", Place::at(&assessment.source, row.span))
    })
}

/// What is odd about a text that should be a date.
fn odd(text: &str, label: &str, place: Place) -> Option<Finding> {
    let shown: String = text.lines().next().unwrap_or_default().chars().take(30).collect();
    let (level, ja, en) = match date::parse(text) {
        Ok(written) => {
            let outside = written.notes.iter().find_map(|note| match note {
                Note::OutsideEra(era) => Some(era.name()),
                Note::FirstYearAsNumber => None,
            })?;
            let day = date::to_era(written.date);
            (
                Level::Warning,
                format!("「{label}」の「{shown}」は{outside}の期間の外の日です。{day}として扱います。"),
                format!(
                    "\"{shown}\" under \"{label}\" lies outside the era {outside}; it is taken as {day}."
                ),
            )
        }
        Err(DateError::Impossible | DateError::Reversed) => (
            Level::Warning,
            format!("「{label}」の「{shown}」は暦にない日です。"),
            format!("The calendar has no day \"{shown}\" (under \"{label}\")."),
        ),
        Err(DateError::Unrecognised) => (
            Level::Info,
            format!("「{label}」の「{shown}」を日付として読めません。文字のまま表示します。"),
            format!("\"{shown}\" under \"{label}\" is not a date; it is shown as text."),
        ),
    };
    let help = Text::new(
        "変換の誤りなら「令和8年3月24日」の形に直してください。原本どおりなら、このままで構いません。",
        "If it was damaged in conversion, write it as in 令和8年3月24日; leave it if the original says so.",
    );
    Some(Finding::of("DATE-07", place, Text::new(ja, en), help).at(level))
}
