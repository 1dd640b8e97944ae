//! What else a phrase may be written as: numbers, law references, dates, spellings, synonyms.
//!
//! The index holds texts as they are written (but for single characters, see [`crate::search::text`]), and so a
//! quote finds what is written. A word that is not quoted stands for all its spellings: they become alternatives
//! of one condition.

use std::sync::OnceLock;

use super::words::Synonyms;
use super::{Phrase, dates, numbers};
use crate::search::text::{Unit, UnitKind, narrow};

/// More alternatives than this are not tried.
const MOST: usize = 16;

/// A unit with what was typed for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) unit: Unit,
}

/// A way of writing a phrase.
type Form = Vec<Part>;

/// Spellings of one word: always alternatives of one another.
pub(super) fn spellings() -> &'static Synonyms {
    static SPELLINGS: OnceLock<Synonyms> = OnceLock::new();
    SPELLINGS.get_or_init(|| Synonyms::of_lines(include_str!("spellings.txt")))
}

/// The phrase and everything else it may be written as; the phrase as typed is the first.
pub(super) fn of(phrase: &Phrase, synonyms: &Synonyms) -> Vec<Phrase> {
    let mut found = Found { all: vec![phrase.clone()] };
    if phrase.exact {
        return found.all;
    }
    let own = parts(phrase);
    let digits = in_digits(&own);
    let mut forms = vec![own];
    for form in in_other_dates(&digits).into_iter().chain([in_kanji(&digits), digits]) {
        push(&mut forms, form);
    }
    for change in [with_ordinals, without_ordinals] {
        let changed: Vec<Form> = forms.iter().map(change).collect();
        for form in changed {
            push(&mut forms, form);
        }
    }
    let counted: Vec<Form> =
        forms.iter().flat_map(|form| in_other_counters(form).into_iter().chain(in_tables(form))).collect();
    for form in counted {
        push(&mut forms, form);
    }
    for form in &forms {
        found.add(form);
    }
    for form in &forms {
        for other in in_other_words(form, synonyms) {
            found.add(&other);
        }
    }
    found.all
}

/// Alternatives without repetitions.
struct Found {
    all: Vec<Phrase>,
}

impl Found {
    fn add(&mut self, form: &[Part]) {
        if self.all.len() >= MOST {
            return;
        }
        let phrase = Phrase::of(&join(form));
        if !self.all.iter().any(|own| same(&own.units, &phrase.units)) {
            self.all.push(phrase);
        }
    }
}

fn push(forms: &mut Vec<Form>, form: Form) {
    if forms.len() < MOST && !forms.contains(&form) {
        forms.push(form);
    }
}

/// Whether two sequences of units are the same to search.
pub(super) fn same(a: &[Unit], b: &[Unit]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.text == b.text && a.barrier == b.barrier)
}

pub(super) fn parts(phrase: &Phrase) -> Form {
    let part =
        |(at, unit): (usize, &Unit)| Part { text: phrase.typed(at, at + 1).to_owned(), unit: unit.clone() };
    phrase.units.iter().enumerate().map(part).collect()
}

/// The text of a form, so that it has the same units again.
fn join(form: &[Part]) -> String {
    let mut text = String::new();
    let mut before: Option<UnitKind> = None;
    for part in form {
        if before.is_some() && part.unit.barrier {
            text.push('、');
        } else if part.unit.kind != UnitKind::Cjk && before == Some(part.unit.kind) {
            text.push(' ');
        }
        text.push_str(&part.text);
        before = Some(part.unit.kind);
    }
    text
}

/// The parts of a text; a barrier before it stays where it was.
fn parts_of(text: &str, barrier: bool) -> Form {
    let mut parts = parts(&Phrase::of(text));
    if let Some(first) = parts.first_mut() {
        first.unit.barrier = barrier;
    }
    parts
}

/// Signs that count what a number stands before.
const COUNTERS: &str = "条項号款章節編類年月日週か箇ヶヵカケ人名件回歳円万億";

/// Signs that number parts of laws.
const LAW: &str = "条項号款章節編";

fn typed(form: &[Part], at: usize) -> Option<char> {
    let part = form.get(at).filter(|part| part.unit.kind == UnitKind::Cjk)?;
    let mut chars = part.text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn is_one_of(form: &[Part], at: usize, signs: &str) -> bool {
    typed(form, at).is_some_and(|c| signs.contains(c) && !form[at].unit.barrier)
}

/// How many parts make up the number that begins at `at`.
fn number(form: &[Part], at: usize) -> usize {
    match form.get(at) {
        Some(part) if part.unit.kind == UnitKind::Digits => 1,
        _ => {
            let run = (at..form.len()).take_while(|n| {
                typed(form, *n).is_some_and(numbers::is_numeral) && (*n == at || !form[*n].unit.barrier)
            });
            run.count()
        }
    }
}

/// Rewrites every number that has something to say about its neighbours.
fn rewrite(form: &Form, mut other: impl FnMut(&str, bool, bool) -> Option<String>) -> Form {
    let mut out: Form = Vec::with_capacity(form.len());
    let mut at = 0;
    // Where the number of an article ends: 条, or what a branch of it ends with.
    let mut article = None;
    while at < form.len() {
        let length = number(form, at);
        if is_one_of(form, at, LAW) {
            article = Some(at + 1);
        }
        if length == 0 {
            out.push(form[at].clone());
            at += 1;
            continue;
        }
        let behind = |sign: char| at > 0 && typed(form, at - 1) == Some(sign) && !form[at].unit.barrier;
        // 第24条の3の2: branches are counted as articles are.
        let branch = behind('の') && article == Some(at - 1);
        if branch {
            article = Some(at + length);
        }
        let ordinal = behind('第') || branch;
        let counted = is_one_of(form, at + length, COUNTERS);
        let text: String = form[at..at + length].iter().map(|part| narrow(&part.text)).collect();
        match other(&text, ordinal, counted) {
            Some(other) => out.extend(parts_of(&other, form[at].unit.barrier)),
            None => out.extend_from_slice(&form[at..at + length]),
        }
        at += length;
    }
    out
}

/// 第十九条 → 第19条.
fn in_digits(form: &Form) -> Form {
    rewrite(form, |text, ordinal, counted| {
        (ordinal || counted).then(|| numbers::value(text)).flatten().map(|number| number.to_string())
    })
}

/// 第19条 → 第十九条. Only what is usual: numbers of laws, and of months and places.
fn in_kanji(form: &Form) -> Form {
    let mut next = 0;
    let law: Vec<bool> = (0..form.len())
        .filter(|at| form[*at].unit.kind == UnitKind::Digits)
        .map(|at| is_one_of(form, at + 1, LAW) || is_counter(form, at + 1))
        .collect();
    rewrite(form, |text, ordinal, _| {
        let digits = text.parse::<u32>().ok()?;
        let usual = law.get(next).copied().unwrap_or_default();
        next += 1;
        (ordinal || usual).then(|| numbers::kanji(digits)).flatten()
    })
}

/// 19条 → 第19条.
fn with_ordinals(form: &Form) -> Form {
    let mut out: Form = Vec::with_capacity(form.len() + 2);
    let mut at = 0;
    while at < form.len() {
        let length = number(form, at);
        let bare = at == 0 || typed(form, at - 1) != Some('第');
        if length > 0 && bare && is_one_of(form, at + length, LAW) {
            out.extend(parts_of("第", form[at].unit.barrier));
            let first = out.len();
            out.extend_from_slice(&form[at..at + length]);
            out[first].unit.barrier = false;
        } else {
            out.extend_from_slice(&form[at..at + length.max(1)]);
        }
        at += length.max(1);
    }
    out
}

/// 第19条 → 19条.
fn without_ordinals(form: &Form) -> Form {
    let mut out: Form = Vec::with_capacity(form.len());
    let mut barrier = None;
    for (at, part) in form.iter().enumerate() {
        let length = number(form, at + 1);
        // Digits end where they end; 十四条 is part of 二十四条.
        let digits = form.get(at + 1).is_some_and(|part| part.unit.kind == UnitKind::Digits);
        if digits && typed(form, at) == Some('第') && length > 0 && is_one_of(form, at + 1 + length, LAW) {
            barrier = Some(part.unit.barrier);
            continue;
        }
        let mut part = part.clone();
        if let Some(barrier) = barrier.take() {
            part.unit.barrier = barrier;
        }
        out.push(part);
    }
    out
}

/// The signs between a number and 月, 所, 国: 3か月, 3ヶ月, 3カ月, 3箇月.
const BETWEEN: &str = "かヶヵカケ箇個";

fn is_counter(form: &[Part], at: usize) -> bool {
    is_one_of(form, at, BETWEEN) && is_one_of(form, at + 1, "月所国年")
}

/// 3か月 → 3ヶ月, 3カ月, 3箇月.
fn in_other_counters(form: &Form) -> Vec<Form> {
    let places: Vec<usize> = (1..form.len())
        .filter(|at| is_counter(form, *at) && (number(form, at - 1) > 0 || is_one_of(form, at - 1, "数何")))
        .collect();
    if places.is_empty() {
        return Vec::new();
    }
    let other = |sign: &str| {
        let mut form = form.clone();
        for at in &places {
            form[*at] = parts_of(sign, false).remove(0);
        }
        form
    };
    ["か", "ヶ", "カ", "箇"].into_iter().map(other).collect()
}

/// 別表44項 → 別表の44の項, 別表項番44: a row of the table behind a law.
fn in_tables(form: &Form) -> Vec<Form> {
    let is = |at: usize, c: char| typed(form, at) == Some(c);
    let Some(at) = (0..form.len()).find(|at| is(*at, '別') && is(at + 1, '表')) else { return Vec::new() };
    // 別表第二の44の項 names the table first.
    let mut first = at + 2;
    if is(first, '第') {
        first += 1 + number(form, first + 1).max(1);
    }
    let table = first;
    first += usize::from(is(first, 'の'));
    let numbered = is(first, '項') && is(first + 1, '番');
    first += if numbered { 2 } else { 0 };
    let length = number(form, first);
    let end = first + length + usize::from(is(first + length, 'の'));
    let end = if numbered { first + length } else { end + 1 };
    if length == 0 || (!numbered && !is(end - 1, '項')) {
        return Vec::new();
    }
    let row: String = form[first..first + length].iter().map(|part| part.text.as_str()).collect();
    [format!("の{row}の項"), format!("{row}の項"), format!("項番{row}"), format!("の{row}項")]
        .iter()
        .map(|row| [&form[..table], &parts_of(row, false), &form[end.min(form.len())..]].concat())
        .collect()
}

/// The dates of a form in their other notations.
fn in_other_dates(form: &Form) -> Vec<Form> {
    let units: Vec<Unit> = form.iter().map(|part| part.unit.clone()).collect();
    let mut at = 0;
    while at < units.len() {
        let Some((length, day)) = dates::at(&units[at..]) else {
            at += 1;
            continue;
        };
        // One date per phrase: nobody types more.
        return day
            .notations()
            .iter()
            .map(|date| {
                let date = parts_of(date, form[at].unit.barrier);
                [&form[..at], &date, &form[at + length..]].concat()
            })
            .collect();
    }
    Vec::new()
}

/// The form with its words in other spellings or replaced by synonyms, one by one and together.
fn in_other_words(form: &Form, synonyms: &Synonyms) -> Vec<Form> {
    let mut forms = vec![form.clone()];
    // From the right: what is replaced does not move what is left of it.
    for (at, length, others) in sites(form, synonyms).into_iter().rev() {
        let known = forms.len();
        for other in others {
            for n in 0..known {
                if forms.len() >= MOST {
                    break;
                }
                let base = &forms[n];
                let word = parts_of(&other, base[at].unit.barrier);
                let other = [&base[..at], &word, &base[at + length..]].concat();
                forms.push(other);
            }
        }
    }
    forms.remove(0);
    forms
}

/// Where words stand that have other spellings or synonyms: first part, number of parts, the others. The longest
/// word counts where several begin.
fn sites(form: &[Part], synonyms: &Synonyms) -> Vec<(usize, usize, Vec<String>)> {
    let units: Vec<Unit> = form.iter().map(|part| part.unit.clone()).collect();
    let mut sites = Vec::new();
    let mut at = 0;
    while at < units.len() {
        let found = [spellings(), synonyms].into_iter().filter_map(|words| words.at(&units[at..]));
        let longest = found.max_by_key(|(length, _)| *length);
        match longest {
            Some((length, others)) => {
                sites.push((at, length, others));
                at += length;
            }
            None => at += 1,
        }
    }
    sites
}

/// How many units from here are one word with a spelling or synonym of its own.
pub(super) fn word_at(units: &[Unit], synonyms: &Synonyms) -> Option<usize> {
    [spellings(), synonyms].into_iter().filter_map(|words| words.at(units)).map(|(length, _)| length).max()
}
