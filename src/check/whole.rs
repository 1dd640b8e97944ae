//! Rules about the portal as a whole: which evaluations belong together, what time has come for, what is a sample.
//!
//! They look at the front matter of all documents and at the few answers that [`Kept`] holds of each. What a
//! municipality ought to publish is said only where the portal is its own; a collection never claims to be complete.

use std::collections::BTreeMap;

use crate::assessment::{Answer, Assessment, Node};
use crate::content::date::to_era;
use crate::content::source::Span;
use crate::content::{Completeness, Content, Date, DocumentFile, DocumentMeta, Kind, Publisher, Status};
use crate::finding::{Finding, Level, Place, Text};
use crate::form::label::fold;
use crate::markdown::Mark;
use crate::portal::glance;

use super::clock::{self, Counted, month};
use super::key;

/// What the rules about the whole need of a document's text.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// しきい値判断結果.
    threshold: Option<(Threshold, Span)>,
    /// The kind of assessment to which 対象人数 alone leads.
    by_number: Option<(Led, Span)>,
    /// Marks that conversion lost.
    lost_marks: usize,
}

/// What a しきい値判断結果 says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
struct Led {
    to: Option<Kind>,
    option: String,
    /// So few that not even the number of staff or an incident would lead to more.
    few: bool,
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
    pub(super) fn of(assessment: &Assessment) -> Self {
        let answer = |concept| glance::nodes(assessment, concept).find_map(|node| Some((node, said(node)?)));
        Self {
            threshold: answer("threshold.result")
                .and_then(|(node, text)| Some((threshold(&text)?, node.label.span))),
            by_number: answer("task.subjects").and_then(|(node, text)| Some((led(&text)?, node.label.span))),
            lost_marks: assessment
                .walk()
                .flat_map(Node::options)
                .filter(|line| line.mark == Mark::Lost)
                .count(),
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

/// One document with what is kept of it.
#[derive(Clone, Copy)]
struct One<'a> {
    file: &'a DocumentFile,
    kept: &'a Kept,
}

/// The evaluations of one number of one agency: those in force now, of each kind.
struct Subject<'a> {
    all: Vec<One<'a>>,
    /// The newest published or ended version of each kind.
    current: BTreeMap<Kind, One<'a>>,
}

impl<'a> Subject<'a> {
    fn new(all: Vec<One<'a>>) -> Self {
        let mut current: BTreeMap<Kind, One<'a>> = BTreeMap::new();
        let day = |one: &One<'_>| (one.file.meta.published.or(one.file.meta.ended), one.file.meta.revision);
        for one in all.iter().filter(|one| matches!(one.file.meta.status, Status::Published | Status::Ended))
        {
            let newest = current.entry(one.file.meta.kind).or_insert(*one);
            if day(one) > day(newest) {
                *newest = *one;
            }
        }
        Self { all, current }
    }

    /// Whether something of the kind of a draft was published after its period.
    fn followed(&self, draft: &DocumentMeta) -> bool {
        let end = draft.consultation.as_ref().map(|period| period.to);
        self.all.iter().any(|other| {
            let meta = &other.file.meta;
            let published = matches!(meta.status, Status::Published | Status::Ended);
            meta.kind == draft.kind && published && meta.published > end
        })
    }

    /// The kinds that are published and have not ended.
    fn in_force(&self) -> impl Iterator<Item = &One<'a>> {
        self.current.values().filter(|one| one.file.meta.status == Status::Published)
    }
}

/// The rules about the whole. `kept` goes with the documents of the content; `as_of` is the day from which ages are
/// counted: without it nothing is said of them.
pub fn whole(content: &Content, kept: &[Kept], as_of: Option<Date>) -> Vec<Finding> {
    let mut findings = invented_names(content);
    // What is missing can only be told when everything that is there could be read.
    let official = content.portal.meta.publisher == Publisher::Official && content.unusable.is_empty();
    let mut subjects: BTreeMap<(usize, usize, &str), Vec<One<'_>>> = BTreeMap::new();
    for (file, kept) in content.documents.iter().zip(kept) {
        let subject = (file.municipality, file.agency, file.meta.number.as_str());
        subjects.entry(subject).or_default().push(One { file, kept });
    }
    for all in subjects.into_values() {
        let subject = Subject::new(all);
        if official {
            findings.extend(pairs(&subject));
            findings.extend(subject.in_force().filter_map(|one| duty_by_number(one, &subject)));
        }
        findings.extend(ended_alone(&subject));
        findings.extend(subject.in_force().filter_map(|one| reassessment(one, &subject, as_of)));
        if let Some(as_of) = as_of {
            findings.extend(subject.in_force().filter_map(|one| yearly(one, as_of)));
            findings.extend(subject.current.values().filter_map(|one| kept_after_the_end(one, as_of)));
            findings.extend(subject.all.iter().filter_map(|one| other_day(one, &subject, as_of)));
        }
        findings.extend(subject.all.iter().filter_map(title_and_status));
        findings.extend(subject.all.iter().filter_map(|one| unnamed_draft(one, &subject)));
    }
    findings
}

/// SAMPLE-01: pages of a sample say that no such municipality exists.
fn invented_names(content: &Content) -> Vec<Finding> {
    let real = content.municipalities.iter().filter(|m| content.portal.meta.sample && !m.meta.is_sample());
    real.map(|m| {
        let code = &m.meta.code;
        let place = m.keys.get("code").map_or_else(|| Place::file(&m.source), |span| Place::at(&m.source, *span));
        Finding::error(
            "SAMPLE-01",
            place,
            Text::new(
                format!("portal.toml に `sample = true` とありますが、団体コード {code} は見本用(99で始まるコード)ではありません。全てのページに「実在の自治体の評価書ではありません」と表示されてしまいます。"),
                format!("portal.toml says `sample = true`, but {code} is no code for samples (they begin with 99); every page would say that the body does not exist."),
            ),
            Text::new(
                "実在の団体なら portal.toml から `sample = true` を除き、見本なら99で始まる団体コードにしてください。",
                "Remove `sample = true` from portal.toml if the body exists; use a code that begins with 99 for a sample.",
            ),
        )
    })
    .collect()
}

/// PAIR-01: an evaluation in detail goes with a 基礎項目評価書, and a 基礎項目評価書 with what its しきい値判断 leads to.
fn pairs(subject: &Subject<'_>) -> Vec<Finding> {
    let has = |kind: Kind| subject.all.iter().any(|one| one.file.meta.kind == kind);
    let finding = |one: &One<'_>, span: Option<Span>, ja: String, en: String| {
        let place = span.map_or_else(|| key(one.file, &["kind"]), |span| Place::at(&one.file.source, span));
        let help = Text::new(
            "作って加えるか、取り込んでください。別の場所で公表しているなら、このままで構いません。",
            "Write it or bring it in; leave this if it is published elsewhere.",
        );
        Finding::warning("PAIR-01", place, Text::new(ja, en), help)
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
fn duty_by_number(one: &One<'_>, subject: &Subject<'_>) -> Option<Finding> {
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
        return Some(Finding::info(
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
    Some(Finding::info(
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
fn ended_alone(subject: &Subject<'_>) -> Option<Finding> {
    let ended = subject.current.values().find(|one| one.file.meta.status == Status::Ended)?;
    let going = subject.in_force().next()?;
    let (a, b) = (ended.file.meta.kind.label(), going.file.meta.kind.label());
    let number = &going.file.meta.number;
    Some(Finding::info(
        "PAIR-04",
        key(going.file, &["status"]),
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

/// The last (re)assessment that is known of the kind of a document.
fn last_assessment(one: &One<'_>, subject: &Subject<'_>) -> Option<Counted> {
    let meta = &one.file.meta;
    let same = subject.all.iter().map(|other| &other.file.meta).filter(|other| other.kind == meta.kind);
    clock::last_assessment(meta, same)
}

/// DATE-06: the time for a reassessment, counted from the last (re)assessment and from nothing else.
fn reassessment(one: &One<'_>, subject: &Subject<'_>, as_of: Option<Date>) -> Option<Finding> {
    let file = one.file;
    if file.meta.completeness == Completeness::Excerpt {
        return None;
    }
    let Some(Counted { from: last, what }) = last_assessment(one, subject) else {
        return Some(Finding::info(
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
    Some(Finding::info(
        "DATE-06",
        key(file, &["last_assessed", "occasion", "published"]),
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
fn yearly(one: &One<'_>, as_of: Date) -> Option<Finding> {
    let (published, due) = clock::yearly(&one.file.meta)?;
    (as_of >= due).then(|| {
        let (from, today) = (to_era(published), to_era(as_of));
        Finding::info(
            "DATE-08",
            key(one.file, &["published"]),
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

/// DATE-10 and DATE-11: a publication in the future, and a comment period that is over.
fn other_day(one: &One<'_>, subject: &Subject<'_>, as_of: Date) -> Option<Finding> {
    let meta = &one.file.meta;
    let today = to_era(as_of);
    match (meta.status, meta.published, &meta.consultation) {
        (Status::Published, Some(published), _) if published > as_of => Some(Finding::info(
            "DATE-10",
            key(one.file, &["published"]),
            Text::new(
                format!("公表日({})が基準日より後です。", to_era(published)),
                format!("The day of publication ({published}) lies in the future."),
            ),
            Text::new(
                format!(
                    "基準日は{today}です。公表の前に作っているのなら、このままで構いません。日付の誤りでないか確認してください。"
                ),
                format!(
                    "Counted on {as_of}. Leave it if you are preparing the publication; otherwise check the date."
                ),
            ),
        )),
        (Status::Consultation, _, Some(period)) if period.to < as_of && !subject.followed(meta) => {
            Some(Finding::info(
                "DATE-11",
                key(one.file, &["consultation.to", "consultation"]),
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

/// END-01: the title says that the task has ended and `status` does not, or the other way round.
fn title_and_status(one: &One<'_>) -> Option<Finding> {
    let meta = &one.file.meta;
    let marked = meta.title.split(['【', '[', '［']).skip(1).any(|part| {
        part.split(['】', ']', '］']).next().is_some_and(|inside| inside.trim_end().ends_with("終了"))
    });
    let (level, ja, en, help) = match (marked, meta.status) {
        (true, Status::Published | Status::Consultation) => (
            Level::Warning,
            "評価書名に終了とありますが、`status` は ended ではありません。",
            "The title says that the task has ended, but `status` is not ended.",
            Text::new(
                "事務が終わったのなら `status: ended` と `ended: 2026-03-31`(終了の日)を書いてください。",
                "If it has ended, write `status: ended` and the day, as in `ended: 2026-03-31`.",
            ),
        ),
        (false, Status::Ended) => (
            Level::Info,
            "事務は終了していますが、評価書名に【○年○月○日 終了】とありません。",
            "The task has ended, but the title does not say 【○年○月○日 終了】.",
            Text::new(
                "様式の記載要領では評価書名に付けます。原本にないなら、このままで構いません。",
                "The instructions of the form ask for it in the title; leave it if the original has none.",
            ),
        ),
        _ => return None,
    };
    Some(Finding::new("END-01", level, key(one.file, &["title"]), Text::new(ja, en), help))
}

/// END-02: what has ended stays published for three years.
fn kept_after_the_end(one: &One<'_>, as_of: Date) -> Option<Finding> {
    let (ended, until) = clock::kept_until(&one.file.meta)?;
    (as_of < until).then(|| {
        let (from, day) = (to_era(ended), to_era(until));
        Finding::info(
            "END-02",
            key(one.file, &["ended"]),
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

/// META-12: a publication that does not name the comment period of its draft.
fn unnamed_draft(one: &One<'_>, subject: &Subject<'_>) -> Option<Finding> {
    let draft = &one.file.meta;
    let period = draft.consultation.as_ref().filter(|_| draft.status == Status::Consultation)?;
    let same = || {
        subject.all.iter().filter(|other| {
            let meta = &other.file.meta;
            meta.kind == draft.kind && matches!(meta.status, Status::Published | Status::Ended)
        })
    };
    let named =
        same().any(|other| other.file.meta.consultation.as_ref().is_some_and(|c| c.from == period.from));
    let day = |one: &&One<'_>| one.file.meta.published;
    let next = same().filter(|other| day(other) > Some(period.to)).min_by_key(day)?;
    (!named && next.file.meta.consultation.is_none()).then(|| {
        let (from, to) = (to_era(period.from), to_era(period.to));
        Finding::info(
            "META-12",
            key(next.file, &["published"]),
            Text::new(
                format!("この評価書の案({from}から{to}まで意見募集)がありますが、この評価書には `consultation` がありません。"),
                format!("There is a draft of it (comments from {} to {}), but `consultation` is missing here.", period.from, period.to),
            ),
            Text::new(
                format!("その案から公表したものなら `consultation: {{from: {}, to: {}}}` と書いてください。案のページと互いに結び付きます。", period.from, period.to),
                format!("If it came from that draft, write `consultation: {{from: {}, to: {}}}`; their pages then name each other.", period.from, period.to),
            ),
        )
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
