//! What the pages show, as the templates get it. Every text goes through the templates' escaping; nothing here is HTML.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::list::{Count, Review, State, Stop, StopKind, Thing};
use super::original::Shelf;
use super::view::View;
use super::words::{fill, word};
use super::{Asked, href};
use crate::content::Verified;
use crate::finding::Lang;
use crate::import::sheet::Place;
use crate::import::sidecar::At;
use crate::markdown::{Block, Mark};
use crate::pipeline::{Held, Why};
use crate::portal::display_title;
use crate::privacy::redacted;
use crate::text::date::{Date, to_era};
use crate::text::number::split_number;

/// The keys of options. What other keys do is not among them.
const KEYS: &str = "123456789abcdefghilmopqrstvwxy";

/// What every page has.
#[derive(Debug, Serialize)]
pub(super) struct Frame {
    pub(super) lang: &'static str,
    pub(super) w: BTreeMap<&'static str, &'static str>,
    pub(super) title: String,
    /// What has just been done.
    pub(super) said: String,
    /// What is read out where this page takes the place of another.
    pub(super) say: String,
    pub(super) problem: Option<String>,
    pub(super) token: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Link {
    href: String,
    text: String,
}

/// The list of evaluations.
#[derive(Debug, Serialize)]
pub(super) struct Index {
    pub(super) rows: Vec<IndexRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct IndexRow {
    href: String,
    title: String,
    about: String,
    #[serde(flatten)]
    bar: Bar,
    state: String,
    trouble: Option<String>,
}

/// The list of what is not published yet.
#[derive(Debug, Serialize)]
pub(super) struct Previews {
    pub(super) rows: Vec<PreviewRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct PreviewRow {
    href: String,
    title: String,
    about: String,
    why: String,
    open: Vec<String>,
    review: Option<String>,
}

impl PreviewRow {
    /// A text with the errors and warnings about it; `imported` where there is something to compare it with.
    pub(super) fn of(lang: Lang, held: &Held, [errors, warnings]: [usize; 2], imported: bool) -> Self {
        let meta = &held.meta;
        let day = |day: Date| match lang {
            Lang::Ja => to_era(day),
            Lang::En => day.to_string(),
        };
        let mut open = Vec::new();
        if held.open_marks > 0 {
            open.push(fill(lang, "preview_marks", &[("n", &held.open_marks)]));
        }
        if held.changed {
            open.push(word(lang, "preview_changed").to_owned());
        }
        if errors + warnings > 0 {
            open.push(fill(lang, "preview_findings", &[("n", &errors), ("m", &warnings)]));
        }
        if open.is_empty() {
            open.push(word(lang, "preview_clean").to_owned());
        }
        let published = meta.published.map_or_else(|| word(lang, "preview_undated").to_owned(), day);
        let number = fill(lang, "number", &[("n", &meta.number)]);
        let (agency, kind) = (&held.agency, meta.kind.label());
        Self {
            href: format!("/preview/{}", held.address),
            title: redacted(display_title(meta)),
            about: redacted(&format!("{agency} {number} {kind} {published} {}", held.file)),
            why: match held.why {
                Why::Preparing => word(lang, "preview_preparing").to_owned(),
                Why::Scheduled => fill(lang, "preview_scheduled", &[("day", &published)]),
                Why::Unverified => word(lang, "preview_unverified").to_owned(),
            },
            open,
            review: imported.then(|| href(&held.review)),
        }
    }
}

#[derive(Debug, Default, Serialize)]
struct Bar {
    all: usize,
    confirmed: usize,
    lost: usize,
    progress: String,
}

/// One evaluation: its places to look at, and the form that records the comparison.
#[derive(Debug, Serialize)]
pub(super) struct Evaluation {
    about: String,
    here: String,
    seen: String,
    bar: Bar,
    go: Link,
    begin: Option<String>,
    verified: Option<String>,
    done: bool,
    wait: String,
    today: String,
    by: String,
    rows: Vec<ListRow>,
}

#[derive(Debug, Serialize)]
struct ListRow {
    href: String,
    item: String,
    state: &'static str,
    state_word: &'static str,
    message: String,
    rule: Option<String>,
    place: String,
    line: usize,
}

/// One item with the page of its original.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub(super) struct Item {
    document: String,
    here: String,
    seen: String,
    at: usize,
    bar: Bar,
    before: Option<String>,
    after: Option<String>,
    next_open: Link,
    original: View,
    above: Vec<String>,
    position: String,
    things: Vec<ItemThing>,
    show_text: bool,
    /// What is asked here is answered under the headings below it.
    holds: bool,
    pieces: Vec<AnswerPart>,
    lost: usize,
    wait: String,
    can_confirm: bool,
    can_undo: bool,
    confirmed: bool,
    is_wrong: bool,
    edit: String,
}

#[derive(Debug, Serialize)]
struct ItemThing {
    state: &'static str,
    state_word: &'static str,
    message: String,
    rule: Option<String>,
    help: Option<String>,
    href: Option<String>,
    go: String,
}

/// A part of what stands under a heading.
#[derive(Debug, Default, Serialize)]
struct AnswerPart {
    kind: &'static str,
    word: &'static str,
    lines: Vec<String>,
    boxes: Vec<BoxLine>,
    header: Vec<String>,
    rows: Vec<Vec<Vec<String>>>,
}

#[derive(Debug, Serialize)]
struct BoxLine {
    /// What the form sends; none where the box cannot be set.
    value: Option<String>,
    key: Option<char>,
    mark: String,
    state: &'static str,
    state_word: &'static str,
    text: String,
}

fn bar(lang: Lang, count: Count) -> Bar {
    let Count { all, confirmed, lost } = count;
    Bar { all, confirmed, lost, progress: fill(lang, "of", &[("n", &confirmed), ("m", &all)]) }
}

fn state(lang: Lang, state: State) -> (&'static str, &'static str) {
    match state {
        State::Open => ("open", word(lang, "open")),
        State::Confirmed => ("confirmed", word(lang, "confirmed")),
        State::Wrong => ("wrong", word(lang, "wrong")),
    }
}

/// The name of an evaluation.
pub(super) fn title(review: &Review) -> String {
    let named = review.meta.as_ref().map(|meta| meta.title.clone()).filter(|title| !title.is_empty());
    named.unwrap_or_else(|| review.id.1.clone())
}

/// What else it is known by.
fn about(lang: Lang, review: &Review) -> String {
    let mut parts = Vec::new();
    if let Some(meta) = &review.meta {
        parts.push(fill(lang, "number", &[("n", &meta.number)]));
        parts.push(meta.kind.label().to_owned());
        parts.extend(Some(meta.agency.clone()).filter(|agency| !agency.is_empty()));
        parts.extend(meta.published.map(|date| date.to_string()));
    }
    parts.push(review.shown.clone());
    parts.join(" ・ ")
}

fn verified(review: &Review) -> Option<&Verified> {
    review.meta.as_ref().and_then(|meta| meta.verified.as_ref())
}

impl IndexRow {
    pub(super) fn of(lang: Lang, review: &Review) -> Self {
        let count = review.count();
        let state = match verified(review) {
            None => word(lang, "not_verified").to_owned(),
            Some(Verified { date, by }) => {
                let name = if count.is_done() { "verified" } else { "again" };
                fill(lang, name, &[("date", date), ("by", by)])
            }
        };
        Self {
            href: href(&review.id),
            title: title(review),
            about: about(lang, review),
            bar: bar(lang, count),
            state,
            trouble: None,
        }
    }

    /// One that cannot be read.
    pub(super) fn unreadable(id: &(String, String), trouble: String) -> Self {
        Self {
            href: href(id),
            title: id.1.clone(),
            about: id.0.clone(),
            bar: Bar::default(),
            state: String::new(),
            trouble: Some(trouble),
        }
    }
}

impl Evaluation {
    pub(super) fn of(lang: Lang, review: &Review, today: &str) -> Self {
        let count = review.count();
        let here = href(&review.id);
        let last = review.stops.len().saturating_sub(1);
        let go = match review.next_open(last) {
            Some(at) => Link { href: format!("{here}?at={at}"), text: word(lang, "go_on").to_owned() },
            None => Link { href: "#verify".to_owned(), text: word(lang, "verify").to_owned() },
        };
        let rows = review.stops.iter().enumerate().flat_map(|(at, stop)| {
            let here = &here;
            stop.things.iter().map(move |thing| {
                let (state, state_word) = state(lang, thing.state);
                ListRow {
                    href: format!("{here}?at={at}{}", page_of(thing.at.as_ref())),
                    item: label(lang, stop),
                    state,
                    state_word,
                    message: thing.message.get(lang).to_owned(),
                    rule: thing.rule().map(str::to_owned),
                    place: place_label(stop, thing),
                    line: stop.line,
                }
            })
        });
        Self {
            about: about(lang, review),
            seen: review.seen.clone(),
            bar: bar(lang, count),
            begin: Some(format!("{here}?at=0")).filter(|first| *first != go.href),
            go,
            verified: verified(review)
                .map(|own| fill(lang, "is_verified", &[("date", &own.date), ("by", &own.by)])),
            done: count.is_done(),
            wait: fill(lang, "verify_wait", &[("n", &(count.all - count.confirmed)), ("k", &count.lost)]),
            today: today.to_owned(),
            by: verified(review).map(|own| own.by.clone()).unwrap_or_default(),
            rows: rows.collect(),
            here,
        }
    }
}

impl Item {
    pub(super) fn of(lang: Lang, review: &Review, at: usize, asked: &Asked, shelf: &Shelf) -> Option<Self> {
        let stop = review.stops.get(at)?;
        let here = href(&review.id);
        let to = |at: usize| format!("{here}?at={at}");
        let next_open = match review.next_open(at).filter(|next| *next != at) {
            Some(next) => Link { href: to(next), text: word(lang, "next_open").to_owned() },
            None => Link { href: here.clone(), text: word(lang, "to_things").to_owned() },
        };
        let things: Vec<ItemThing> = stop
            .things
            .iter()
            .map(|thing| {
                let (state, state_word) = state(lang, thing.state);
                let there = thing.at.as_ref().map(|own| format!("{here}?at={at}{}", page_of(Some(own))));
                ItemThing {
                    state,
                    state_word,
                    message: thing.message.get(lang).to_owned(),
                    rule: thing.rule().map(str::to_owned),
                    help: thing.help.as_ref().map(|help| help.get(lang).to_owned()),
                    href: there,
                    go: fill(lang, "go_page", &[("place", &thing.label)]),
                }
            })
            .collect();
        let is = |state: State| stop.things.iter().any(|thing| thing.state == state);
        let lost = stop.lost();
        Some(Self {
            document: title(review),
            seen: review.seen.clone(),
            at,
            bar: bar(lang, review.count()),
            before: at.checked_sub(1).map(to),
            after: (at + 1 < review.stops.len()).then(|| to(at + 1)),
            next_open,
            original: View::of(lang, review, at, asked, shelf),
            above: stop.path.iter().rev().skip(1).rev().cloned().collect(),
            position: fill(lang, "position", &[("n", &(at + 1)), ("m", &review.stops.len())]),
            show_text: stop.kind != StopKind::Always,
            holds: review.stops.get(at + 1).is_some_and(|next| next.path.len() > stop.path.len().max(1)),
            pieces: match (&review.meta, stop.kind) {
                (Some(meta), StopKind::Record) => vec![AnswerPart::record(lang, meta)],
                _ => pieces(lang, stop),
            },
            lost,
            wait: fill(lang, "confirm_first", &[("n", &lost)]),
            can_confirm: is(State::Open),
            can_undo: is(State::Confirmed),
            confirmed: !things.is_empty() && !stop.is_open(),
            is_wrong: is(State::Wrong),
            edit: match stop.kind {
                StopKind::Always => String::new(),
                _ => fill(lang, "edit", &[("file", &review.shown), ("n", &stop.line)]),
            },
            things,
            here,
        })
    }
}

/// What an item is called.
pub(super) fn label(lang: Lang, stop: &Stop) -> String {
    match (stop.kind, stop.path.last()) {
        (StopKind::Record, _) => word(lang, "record").to_owned(),
        (StopKind::Always, _) => word(lang, "always").to_owned(),
        (StopKind::Item, label) => label.cloned().unwrap_or_default(),
    }
}

/// The part of an address that names a page of the original.
fn page_of(at: Option<&At>) -> String {
    match at {
        Some(At { original, place: Place::Page { page, .. } }) => format!("&o={original}&p={page}"),
        _ => String::new(),
    }
}

fn place_label(stop: &Stop, thing: &Thing) -> String {
    if thing.label.is_empty() {
        stop.places.first().map(|at| at.place.label()).unwrap_or_default()
    } else {
        thing.label.clone()
    }
}

fn texts(lines: &[crate::markdown::Line]) -> Vec<String> {
    lines.iter().map(|line| line.text.clone()).collect()
}

/// The keys of the boxes: the numbers that the form prints before the options, where all have one; else in their order.
fn keys(stop: &Stop) -> Vec<char> {
    let tasks = stop
        .blocks
        .iter()
        .filter_map(|block| if let Block::Tasks(tasks) = block { Some(tasks) } else { None });
    let texts = tasks.flatten().filter_map(|task| task.lines.first());
    let printed: Option<Vec<char>> = texts
        .map(|line| {
            let number = split_number(&line.text).0.filter(|number| (1..=9).contains(number))?;
            char::from_digit(number, 10)
        })
        .collect();
    let apart = |keys: &Vec<char>| keys.iter().collect::<BTreeSet<_>>().len() == keys.len();
    let printed = printed.filter(|keys| keys.len() == stop.boxes.len() && apart(keys));
    printed.unwrap_or_else(|| KEYS.chars().collect())
}

fn pieces(lang: Lang, stop: &Stop) -> Vec<AnswerPart> {
    let mut boxes = stop.boxes.iter().peekable();
    let mut keys = keys(stop).into_iter();
    let pieces = stop.blocks.iter().map(|block| match block {
        Block::Heading { .. } => AnswerPart::default(),
        Block::Text(lines) => AnswerPart { kind: "text", lines: texts(lines), ..AnswerPart::default() },
        Block::Note { kind, lines } => {
            AnswerPart { kind: "note", word: kind.word(), lines: texts(lines), ..AnswerPart::default() }
        }
        Block::Table(table) => AnswerPart {
            kind: "table",
            header: texts(&table.header),
            rows: table
                .rows
                .iter()
                .map(|row| row.iter().map(|cell| cell.text.lines().map(str::to_owned).collect()).collect())
                .collect(),
            ..AnswerPart::default()
        },
        Block::Tasks(tasks) => {
            let lines = tasks.iter().map(|task| {
                let own = boxes.next_if(|(_, mark)| *mark == task.mark);
                let chosen = task.mark != Mark::Chosen;
                let (state, name) = match task.mark {
                    Mark::Chosen => ("chosen", "chosen"),
                    Mark::Blank => ("blank", "blank"),
                    Mark::Lost => ("lost", "unknown"),
                };
                BoxLine {
                    value: own.map(|(line, _)| format!("{line}:{}", if chosen { 'x' } else { '-' })),
                    key: own.and_then(|_| keys.next()),
                    mark: format!("[{}]", task.mark.sign()),
                    state,
                    state_word: word(lang, name),
                    text: texts(&task.lines).join(" "),
                }
            });
            AnswerPart { kind: "boxes", boxes: lines.collect(), ..AnswerPart::default() }
        }
    });
    pieces.collect()
}

impl AnswerPart {
    /// The values of the front matter that the cover of the original has to say.
    fn record(lang: Lang, meta: &crate::content::DocumentMeta) -> Self {
        let open = || "—".to_owned();
        let names = match lang {
            Lang::Ja => ["評価書番号", "評価書名", "種類", "評価実施機関", "公表日", "様式"],
            Lang::En => ["number", "title", "kind", "agency", "published", "form"],
        };
        let date = meta.published.map(|date| date.to_string());
        let published = [meta.published_as_written.clone(), date].into_iter().flatten();
        let values = [
            meta.number.clone(),
            meta.title.clone(),
            meta.kind.label().to_owned(),
            meta.agency_as_written.clone().unwrap_or_else(|| meta.agency.clone()),
            published.collect::<Vec<_>>().join(" = "),
            meta.form.clone().unwrap_or_else(open),
        ];
        let lines = names
            .iter()
            .zip(values)
            .map(|(name, value)| format!("{name}: {}", if value.is_empty() { open() } else { value }));
        Self { kind: "text", lines: lines.collect(), ..Self::default() }
    }
}
