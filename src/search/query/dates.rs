//! Dates in all their notations: 2026年3月24日, 令和8年3月24日, R8.3.24, 2026-03-24, 2026/3/24.

use crate::search::text::{Unit, UnitKind, units};

/// A day, a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    /// Gregorian.
    pub(super) year: u32,
    pub(super) month: Option<u32>,
    pub(super) day: Option<u32>,
}

/// The eras since 1868: name, letter, first day. (元号を改める政令, each with the day it came into force.)
const ERAS: [(&str, &str, u32, u32, u32); 5] = [
    ("令和", "r", 2019, 5, 1),
    ("平成", "h", 1989, 1, 8),
    ("昭和", "s", 1926, 12, 25),
    ("大正", "t", 1912, 7, 30),
    ("明治", "m", 1868, 1, 25),
];

impl Date {
    /// Whether the calendar could have it.
    pub(super) fn is_possible(self) -> bool {
        (1868..=2200).contains(&self.year)
            && self.month.is_none_or(|month| (1..=12).contains(&month))
            && self.day.is_none_or(|day| (1..=31).contains(&day) && self.month.is_some())
    }

    /// The years of the eras that it falls into; a year may fall into two.
    fn eras(self) -> impl Iterator<Item = (&'static str, &'static str, u32)> {
        let first = (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1));
        let last = (self.year, self.month.unwrap_or(12), self.day.unwrap_or(31));
        let mut end = (u32::MAX, 0, 0);
        ERAS.iter().filter_map(move |&(name, letter, year, month, day)| {
            let begin = (year, month, day);
            let inside = last >= begin && first < end;
            end = begin;
            inside.then(|| (name, letter, self.year - year + 1))
        })
    }

    /// The notations it may be written in.
    pub(super) fn notations(self) -> Vec<String> {
        let Self { year, month, day } = self;
        let rest = match (month, day) {
            (Some(month), Some(day)) => format!("{month}月{day}日"),
            (Some(month), None) => format!("{month}月"),
            _ => String::new(),
        };
        let mut all = vec![format!("{year}年{rest}")];
        for (name, _, number) in self.eras() {
            all.push(format!("{name}{number}年{rest}"));
            if number == 1 {
                all.push(format!("{name}元年{rest}"));
            }
        }
        let kanji = |number: u32| super::numbers::kanji(number).unwrap_or_default();
        let rest: String = [(month, "月"), (day, "日")]
            .into_iter()
            .filter_map(|(number, sign)| number.map(|number| kanji(number) + sign))
            .collect();
        all.extend(self.eras().map(|(name, _, number)| format!("{name}{}年{rest}", kanji(number))));
        if let (Some(month), Some(day)) = (month, day) {
            all.push(format!("{year}.{month}.{day}"));
            all.push(format!("{year}.{month:02}.{day:02}"));
            all.extend(self.eras().map(|(_, letter, number)| format!("{letter}{number}.{month}.{day}")));
        }
        all
    }
}

/// The name of an era by its letter.
pub(super) fn era(letter: &str) -> Option<&'static str> {
    ERAS.iter().find(|(_, own, ..)| *own == letter).map(|(name, ..)| *name)
}

/// The date that a sequence of units begins with, and of how many units it is.
pub(super) fn at(units: &[Unit]) -> Option<(usize, Date)> {
    written(units).or_else(|| with_signs(units)).filter(|(_, day)| day.is_possible())
}

fn number(unit: Option<&Unit>) -> Option<u32> {
    unit.filter(|unit| unit.kind == UnitKind::Digits).and_then(|unit| unit.text.parse().ok())
}

fn is(unit: Option<&Unit>, text: &str) -> bool {
    unit.is_some_and(|unit| unit.text == text && !unit.barrier)
}

/// 令和8年3月24日, 2026年3月, 平成31年.
fn written(own: &[Unit]) -> Option<(usize, Date)> {
    let era = ERAS.iter().find(|(name, ..)| {
        let name = units(name);
        own.len() > name.len() && name.iter().zip(own).all(|(a, b)| a.text == b.text)
    });
    let mut at = era.map_or(0, |_| 2);
    let first = own.get(at);
    let number_of_year = if era.is_some() && is(first, "元") { 1 } else { number(first)? };
    if !is(own.get(at + 1), "年") {
        return None;
    }
    let year = match era {
        Some((_, _, first, ..)) => (1..200).contains(&number_of_year).then(|| first + number_of_year - 1)?,
        None => number_of_year,
    };
    at += 2;
    let mut part = |sign: &str| {
        let found = number(own.get(at)).filter(|_| !own[at].barrier && is(own.get(at + 1), sign));
        at += if found.is_some() { 2 } else { 0 };
        found
    };
    let month = part("月");
    let day = month.and_then(|_| part("日"));
    Some((at, Date { year, month, day }))
}

/// R8.3.24, 2026-03-24, 2026/3/24.
fn with_signs(units: &[Unit]) -> Option<(usize, Date)> {
    let letter = units.first().filter(|unit| unit.kind == UnitKind::Letters);
    let era = letter.and_then(|unit| ERAS.iter().find(|(_, letter, ..)| *letter == unit.text));
    if letter.is_some() && era.is_none() {
        return None;
    }
    let at = usize::from(era.is_some());
    let number_of_year = number(units.get(at))?;
    let year = match era {
        Some((_, _, first, ..)) => (1..200).contains(&number_of_year).then(|| first + number_of_year - 1)?,
        None => number_of_year,
    };
    let behind = |at: usize| units.get(at).filter(|unit| unit.barrier && unit.text.len() <= 2);
    let month = number(behind(at + 1))?;
    let day = number(behind(at + 2))?;
    // A fourth number makes it something else: a version, an address.
    (behind(at + 3).is_none_or(|unit| unit.kind != UnitKind::Digits))
        .then_some((at + 3, Date { year, month: Some(month), day: Some(day) }))
}
