//! Ways in which a number stands in an original without being one piece of text, made in memory by the hundred: none may
//! pass unread, and none may pass because somebody has looked at the file. `set_aside` holds the ways that were written
//! after the readers were finished; `ordinary` the files without a number that may not be stopped.

#![allow(clippy::too_many_lines, clippy::format_collect, reason = "lists of ways, each of which is a line")]

mod met;
mod ordinary;
mod pages;
mod set_aside;
mod sheets;
mod slides;
mod words;

use std::collections::BTreeMap;

use super::Kind;
use super::tests::look;

/// An original with a number in it.
pub(super) struct Hiding {
    /// What hides it.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
    pub(super) number: String,
}

/// Gathers originals, each with a number of its own.
#[derive(Default)]
pub(super) struct Hidings {
    all: Vec<Hiding>,
    seed: u64,
}

impl Hidings {
    /// One more: `make` gets the number.
    pub(super) fn add(&mut self, kind: Kind, name: &str, make: impl FnOnce(&str) -> Vec<u8>) {
        self.with(kind, name, "7", make);
    }

    /// One more with a number that begins so.
    pub(super) fn with(&mut self, kind: Kind, name: &str, begin: &str, make: impl FnOnce(&str) -> Vec<u8>) {
        self.seed += 1;
        let number = number(begin, self.seed);
        let bytes = make(&number);
        self.all.push(Hiding { name: name.to_owned(), kind, bytes, number });
    }
}

/// A number with the right check digit that begins with some digits, another for each seed.
pub(super) fn number(begin: &str, seed: u64) -> String {
    let width = 11 - begin.len();
    let digits = format!(
        "{begin}{:0width$}",
        (seed + 31) * 7_654_321 % 10_u64.pow(u32::try_from(width).expect("few"))
    );
    let mut all = (0..10).map(|check| format!("{digits}{check}"));
    all.find(|number| crate::privacy::is_in(number)).expect("one of ten is right")
}

/// Each digit by itself.
pub(super) fn each(number: &str, make: impl Fn(usize, char) -> String) -> String {
    number.chars().enumerate().map(|(at, digit)| make(at, digit)).collect()
}

/// The names of those in which the number was not found.
fn missed(hidings: Vec<Hiding>) -> (BTreeMap<Kind, (usize, usize)>, Vec<String>) {
    let mut counts: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    for hiding in hidings {
        let (places, inspection) = look(hiding.kind, &hiding.bytes, &hiding.number);
        let count = counts.entry(hiding.kind).or_default();
        count.0 += 1;
        if places.is_empty() {
            count.1 += 1;
            let read =
                if inspection.unread.is_empty() && inspection.hidden.is_empty() { "UNREAD " } else { "" };
            missed.push(format!("{read}{:?} {}", hiding.kind, hiding.name));
        }
    }
    (counts, missed)
}

fn told(set: &str, hidings: Hidings) {
    let (counts, missed) = missed(hidings.all);
    let all: usize = counts.values().map(|count| count.0).sum();
    println!("{set}: {all} hidings, {} not found: {counts:?}", missed.len());
    assert!(missed.is_empty(), "{set}: {} of {all} not found\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn no_number_hides_in_an_original() {
    let mut hidings = Hidings::default();
    words::all(&mut hidings);
    slides::all(&mut hidings);
    sheets::all(&mut hidings);
    pages::all(&mut hidings);
    met::all(&mut hidings);
    told("first half", hidings);
}

#[test]
fn nor_in_one_of_the_set_that_was_put_aside() {
    let mut hidings = Hidings { seed: 5000, ..Hidings::default() };
    set_aside::all(&mut hidings);
    told("second half", hidings);
}

#[test]
fn ordinary_originals_are_not_stopped() {
    let mut stopped = Vec::new();
    let originals = ordinary::all();
    let count = originals.len();
    for (name, kind, bytes) in originals {
        let mut places = Vec::new();
        super::inspect(kind, &bytes, &mut |text, place| {
            if crate::privacy::is_in(text) {
                places.push(format!("{}: {text}", place().ja));
            }
        });
        if !places.is_empty() {
            stopped.push(format!("{name}: {places:?}"));
        }
    }
    println!("{count} ordinary originals, {} stopped", stopped.len());
    assert!(stopped.is_empty(), "{} of {count} stopped\n{}", stopped.len(), stopped.join("\n"));
}
