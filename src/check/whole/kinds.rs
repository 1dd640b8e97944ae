//! PAIR-01 to PAIR-04: which kinds of evaluation of one task go together, and what しきい値判断 and 対象人数 lead to.

use super::kept::Led;
use super::subject::{One, Subject};
use crate::content::{Kind, Status};
use crate::finding::{Finding, Place, Text};
use crate::text::source::Span;

/// PAIR-01: an evaluation in detail goes with a 基礎項目評価書, and a 基礎項目評価書 with what its しきい値判断 leads to.
pub(super) fn pairs(subject: &Subject<'_>) -> Vec<Finding> {
    let has = |kind: Kind| subject.all.iter().any(|one| one.file.meta.kind == kind);
    let finding = |one: &One<'_>, span: Option<Span>, ja: String, en: String| {
        let place =
            span.map_or_else(|| one.file.place_of(&["kind"]), |span| Place::at(&one.file.source, span));
        let help = Text::new(
            "作って加える(`kohyo new`)か、取り込んで(`kohyo import`)ください。別の場所で公表しているなら、このままで構いません。",
            "Write it (`kohyo new`) or bring it in (`kohyo import`); leave this if it is published elsewhere.",
        );
        Finding::of("PAIR-01", place, Text::new(ja, en), help)
    };
    let mut findings = Vec::new();
    for one in subject.in_force() {
        let (kind, number) = (one.file.meta.kind, &one.file.meta.number);
        for (lacking, span) in one.kept.lacking(&one.file.meta, has) {
            let (label, own) = (lacking.label(), kind.label());
            let (ja, en) = match span {
                None => (
                    format!("評価書番号{number}の{own}がありますが、{label}がありません。"),
                    format!("There is a {own} of number {number}, but no {label}."),
                ),
                Some(_) => (
                    format!(
                        "しきい値判断結果には{}とありますが、評価書番号{number}の{label}がありません。",
                        label.trim_end_matches('書')
                    ),
                    format!("しきい値判断結果 names {label}, but there is none of number {number}."),
                ),
            };
            findings.push(finding(one, span, ja, en));
        }
    }
    findings
}

/// PAIR-02 and PAIR-03: 対象人数 against the kind of assessment. For the publisher to think about, nothing more.
pub(super) fn duty_by_number(one: &One<'_>, subject: &Subject<'_>) -> Option<Finding> {
    let kind = one.file.meta.kind;
    // The most detailed one speaks for the subject.
    if subject.in_force().any(|other| other.file.meta.kind > kind) {
        return None;
    }
    let (Led { to, option, few }, span) = one.kept.by_number.as_ref()?;
    let place = Place::at(&one.file.source, *span);
    let stated = one.kept.threshold.as_ref().map(|(threshold, _)| threshold);
    let help = Text::new(
        "対象人数だけで見た目安です。取扱者数と重大事故の有無でも変わります。しきい値判断の記録と見比べてください。",
        "This looks at 対象人数 alone; the number of staff and incidents count too. Compare it with the record of the threshold.",
    );
    // PAIR-01 says so where the threshold itself names the kind.
    let named = stated.and_then(|threshold| threshold.named());
    if let Some(to) = to.filter(|to| *to > kind && named.is_none_or(|named| named < *to)) {
        let (label, own) = (to.label(), kind.label());
        return Some(Finding::of(
            "PAIR-03",
            place,
            Text::new(
                format!("対象人数「{option}」は{label}に当たる人数ですが、収録しているのは{own}までです。"),
                format!("対象人数 \"{option}\" is one of {label}, but the most detailed one held is {own}."),
            ),
            help,
        ));
    }
    let duty = stated.and_then(|threshold| threshold.duty).filter(|duty| *few && *duty > Kind::Kiso)?;
    let label = duty.label().trim_end_matches('書').to_owned();
    Some(Finding::of(
        "PAIR-02",
        place,
        Text::new(
            format!("しきい値判断結果では{label}が義務付けられるとありますが、対象人数は「{option}」です。"),
            format!("しきい値判断結果 says that {label} is a duty, but 対象人数 is \"{option}\"."),
        ),
        help,
    ))
}

/// PAIR-04: one kind of a task has ended, another is in force.
pub(super) fn ended_alone(subject: &Subject<'_>) -> Option<Finding> {
    let ended = subject.current.values().find(|one| one.file.meta.status == Status::Ended)?;
    let going = subject.in_force().next()?;
    let (a, b) = (ended.file.meta.kind.label(), going.file.meta.kind.label());
    let number = &going.file.meta.number;
    Some(Finding::of(
        "PAIR-04",
        going.file.place_of(&["status"]),
        Text::new(
            format!("評価書番号{number}の{a}は事務終了(ended)ですが、{b}は公表中(published)です。"),
            format!("Of number {number}, {a} has ended, while {b} is published as in force."),
        ),
        Text::new(
            "事務が終わったのなら、この評価書も `status: ended` とし、終了の日を書いてください。評価の種類が変わっただけなら、このままで構いません。",
            "If the task has ended, write `status: ended` and the day here too; leave it if only the kind of assessment has changed.",
        ),
    ))
}
