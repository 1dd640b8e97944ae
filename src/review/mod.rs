//! The review of imported evaluations (`/review/` of the development server): the original beside the text as it was
//! read, item by item; open marks answered, places confirmed, the comparison recorded.
//!
//! [`Room`] answers with pages and writes three things, each whole or not at all: marks of boxes and `verified` in the text,
//! and what was confirmed in `.import/`. Who may ask, and how answers travel, is the server's business.

mod checked;
mod list;
mod marks;
mod original;
mod page;
mod view;
mod words;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use serde::Serialize;
use tera::Tera;

use crate::content::{Verified, decode};
use crate::finding::{Finding, Lang, Text, Trouble};
use crate::import::files::fingerprint;
use crate::import::verified;
use crate::markdown::Mark;
use crate::pipeline::Held;
use crate::privacy;
use crate::publish::Lock;
use crate::text::date::Date;
use crate::text::html::escaped;
use crate::text::{file, limit, percent};
use checked::Checked;
use list::Review;
use original::Shelf;
use page::Frame;
use words::{fill, word};

/// The style sheet of the pages.
pub const STYLE: &str = include_str!("review.css");
/// The script of the pages; they work without it.
pub const SCRIPT: &str = include_str!("review.js");

/// The longest name of an office, in characters.
const LONGEST_NAME: usize = 60;

/// Answers about the imported evaluations of a content folder.
pub struct Room {
    content: PathBuf,
    lang: Lang,
    /// What day it is.
    today: fn() -> Date,
    /// What every form has to send back. Nobody else knows it.
    token: String,
    checked: Mutex<Arc<Checked>>,
    shelf: Shelf,
    /// Held by whoever writes.
    writing: Mutex<()>,
    templates: Tera,
}

/// An answer.
#[derive(Debug)]
pub enum Reply {
    /// A page with its HTTP status.
    Page(u16, String),
    /// Done; what follows is shown under this address.
    Go(String),
    /// A picture (PNG).
    Picture(Arc<Vec<u8>>),
}

/// Why somebody is sent away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The server can be reached from other computers.
    Address,
    /// The page was asked for by a name that is not this computer's.
    Host,
    /// Another site asks.
    Origin,
}

/// What an address or a form says.
#[derive(Debug, Default)]
struct Asked {
    at: Option<usize>,
    original: Option<usize>,
    page: Option<usize>,
    said: String,
    token: String,
    seen: String,
    action: String,
    mark: Option<String>,
    date: String,
    by: String,
}

/// Something that cannot be done: status, and why.
struct No(u16, String);

impl Room {
    /// The imported evaluations in `content`.
    ///
    /// # Errors
    /// Where the computer has no random numbers.
    pub fn new(content: &Path, lang: Lang, today: fn() -> Date) -> Result<Self, Trouble> {
        let failed =
            |error: &dyn ToString| Trouble::internal(Text::new(error.to_string(), error.to_string()));
        let mut secret = [0; 16];
        getrandom::fill(&mut secret).map_err(|error| failed(&error))?;
        let mut templates = Tera::new();
        templates
            .add_raw_templates([
                ("base.html", include_str!("base.html")),
                ("index.html", include_str!("index.html")),
                ("evaluation.html", include_str!("evaluation.html")),
                ("item.html", include_str!("item.html")),
                ("preview.html", include_str!("preview.html")),
            ])
            .map_err(|error| failed(&error))?;
        Ok(Self {
            content: content.to_owned(),
            lang,
            today,
            token: crate::text::checksum::hex(&secret),
            checked: Mutex::default(),
            shelf: Shelf::default(),
            writing: Mutex::default(),
            templates,
        })
    }

    /// Takes up what a build found.
    pub fn learn(&self, findings: &[Finding]) {
        let wanted: BTreeSet<String> =
            list::all(&self.content).iter().map(|id| list::shown(&self.content, id)).collect();
        let checked = Arc::new(Checked::of(findings, &wanted));
        *self.checked.lock().unwrap_or_else(PoisonError::into_inner) = checked;
    }

    /// The list of evaluations.
    pub fn index(&self) -> Reply {
        let all = list::all(&self.content);
        let rows = all.par_iter().map(|id| match self.read(id) {
            Ok(review) => page::IndexRow::of(self.lang, &review),
            Err(text) => page::IndexRow::unreadable(id, text.get(self.lang).to_owned()),
        });
        let frame = Frame { title: self.word("title").to_owned(), ..self.frame() };
        self.page(200, "index.html", &frame, &page::Index { rows: rows.collect() })
    }

    /// The list of what is not published yet: `texts`, each with the number of errors and of warnings about it.
    pub fn previews(&self, texts: &[(&Held, [usize; 2])]) -> Reply {
        let imported: BTreeSet<(String, String)> = list::all(&self.content).into_iter().collect();
        let row = |(held, counts): &(&Held, [usize; 2])| {
            page::PreviewRow::of(self.lang, held, *counts, imported.contains(&held.review))
        };
        let frame = Frame { title: self.word("preview").to_owned(), ..self.frame() };
        self.page(200, "preview.html", &frame, &page::Previews { rows: texts.iter().map(row).collect() })
    }

    /// A page that says why there is no preview of a text.
    pub fn no_preview(&self, why: &str) -> Reply {
        self.no(No(409, why.to_owned()))
    }

    /// The words on every page of a preview, in the language of the room: that it is none of what is published, and the name
    /// of the list.
    pub fn preview_words(&self) -> [&'static str; 2] {
        [self.word("preview_banner"), self.word("preview")]
    }

    /// An evaluation, or with `at=` one of its items.
    pub fn show(&self, folder: &str, name: &str, query: &str) -> Reply {
        let asked = Asked::of(query);
        match self.find(folder, name) {
            Ok(review) => self.view(200, &review, &asked, None),
            Err(no) => self.no(no),
        }
    }

    /// The picture of a page of an original.
    pub fn picture(&self, folder: &str, name: &str, original: usize, page: usize) -> Reply {
        let picture = self.find(folder, name).ok().and_then(|review| {
            let wanted = review.sidecar.originals.get(original)?;
            match self.shelf.find(&review.folder, wanted) {
                original::OriginalState::Here(held) => self.shelf.picture(&held, &wanted.sha256, page),
                _ => None,
            }
        });
        picture.map_or_else(|| self.no(No(404, self.word("no_picture").to_owned())), Reply::Picture)
    }

    /// Does what a form asks for.
    pub fn act(&self, folder: &str, name: &str, form: &str) -> Reply {
        let asked = Asked::of(form);
        if !same(&asked.token, &self.token) {
            return self.no(No(403, self.word("no_token").to_owned()));
        }
        let _turn = self.turn();
        let _lock = match Lock::content(&self.content) {
            Ok(lock) => lock,
            Err(trouble) => return self.no(No(503, trouble.message.get(self.lang).to_owned())),
        };
        let review = match self.find(folder, name) {
            Ok(review) => review,
            Err(no) => return self.no(no),
        };
        let done = if asked.seen == review.seen {
            match (&asked.mark, asked.action.as_str()) {
                (Some(mark), _) => self.mark(&review, &asked, mark),
                (None, "confirm") => self.confirm(folder, name, &asked, true),
                (None, "undo") => self.confirm(folder, name, &asked, false),
                (None, "verify") => self.verify(&review, &asked),
                _ => Err(No(400, self.word("no_box").to_owned())),
            }
        } else {
            Err(No(409, self.word("no_changed").to_owned()))
        };
        match done {
            Ok(to) => Reply::Go(to),
            Err(No(status, why)) => match self.find(folder, name) {
                Ok(now) => self.view(status, &now, &asked, Some(why)),
                Err(no) => self.no(no),
            },
        }
    }

    /// A page that says why somebody is sent away.
    pub fn refuse(&self, why: Refused) -> Reply {
        self.no(No(
            403,
            self.word(match why {
                Refused::Address => "no_address",
                Refused::Host => "no_host",
                Refused::Origin => "no_origin",
            })
            .to_owned(),
        ))
    }

    /// A page that says that a picture or page takes too long, or is none.
    pub fn missing(&self) -> Reply {
        self.no(No(404, self.word("no_picture").to_owned()))
    }

    fn mark(&self, review: &Review, asked: &Asked, value: &str) -> Result<String, No> {
        let none = || No(400, self.word("no_box").to_owned());
        let at = asked.at.ok_or_else(none)?;
        let stop = review.stops.get(at).ok_or_else(none)?;
        let set: Vec<(usize, bool)> = if value == "rest" {
            stop.boxes
                .iter()
                .filter(|(_, mark)| *mark == Mark::Lost)
                .map(|(line, _)| (*line, false))
                .collect()
        } else {
            let (line, mark) = value.split_once(':').ok_or_else(none)?;
            let line: usize = line.parse().map_err(|_| none())?;
            let chosen = match mark {
                "x" => true,
                "-" => false,
                _ => return Err(none()),
            };
            if !stop.boxes.iter().any(|(own, _)| *own == line) {
                return Err(none());
            }
            // Where one is chosen the others are not.
            let others = stop
                .boxes
                .iter()
                .filter(|(own, mark)| stop.one && chosen && *own != line && *mark != Mark::Blank);
            others.map(|(own, _)| (*own, false)).chain([(line, chosen)]).collect()
        };
        self.rewrite(review, |text| marks::with_marks(text, &set).ok_or_else(none))?;
        Ok(format!("{}?at={at}{}&said=marked", href(&review.id), asked.turned()))
    }

    fn confirm(&self, folder: &str, name: &str, asked: &Asked, confirmed: bool) -> Result<String, No> {
        let mut review = self.find(folder, name)?;
        let none = || No(400, self.word("no_page").to_owned());
        let at = asked.at.filter(|at| *at < review.stops.len()).ok_or_else(none)?;
        if confirmed && review.stops[at].lost() > 0 {
            return Err(No(400, self.word("no_lost").to_owned()));
        }
        self.record(&mut review, at, confirmed)?;
        let here = href(&review.id);
        Ok(match (confirmed, review.next_open(at)) {
            (false, _) => format!("{here}?at={at}&said=undone"),
            (true, Some(next)) => format!("{here}?at={next}&said=confirmed"),
            (true, None) => format!("{here}?said=done#verify"),
        })
    }

    fn record(&self, review: &mut Review, at: usize, confirmed: bool) -> Result<(), No> {
        if !review.recorded {
            return Err(No(409, self.word("no_record").to_owned()));
        }
        review.record(at, confirmed).map_err(|error| self.unwritten(&error))
    }

    fn verify(&self, review: &Review, asked: &Asked) -> Result<String, No> {
        let no = |name: &str| No(400, self.word(name).to_owned());
        if !review.count().is_done() {
            return Err(no("no_open"));
        }
        let by = asked.by.trim();
        if by.is_empty() || by.chars().count() > LONGEST_NAME || by.chars().any(char::is_control) {
            return Err(no("no_by"));
        }
        if privacy::is_in(by) {
            return Err(no("no_number"));
        }
        let date = asked.date.parse::<Date>().ok().filter(|date| *date <= (self.today)());
        let date = date.ok_or_else(|| no("no_date"))?;
        self.rewrite(review, |text| {
            marks::with_verified(text, date, by).ok_or_else(|| No(409, self.word("no_front").to_owned()))
        })?;
        let sworn = Verified { date, by: by.to_owned() };
        if let Some(body) = review.body() {
            verified::record(&review.file, &sworn, &verified::fingerprint(&body))
                .map_err(|error| self.unwritten(&error))?;
        }
        Ok(format!("{}?said=verified#verify", href(&review.id)))
    }

    /// Writes the text anew, if it still is what was shown.
    fn rewrite(&self, review: &Review, change: impl Fn(&str) -> Result<String, No>) -> Result<(), No> {
        let changed = || No(409, self.word("no_changed").to_owned());
        let bytes = file::read(&review.file, limit::TEXT).map_err(|error| self.unwritten(&error))?;
        if fingerprint(&bytes) != review.seen {
            return Err(changed());
        }
        let text = String::from_utf8(bytes).map_err(|_| changed())?;
        let made = change(&text)?;
        // The file as it lies has to say what its lines as they are read say.
        let read = |text: &str| decode(text.as_bytes(), "").ok().map(crate::text::source::Source::into_text);
        let (before, after) = (read(&text).ok_or_else(changed)?, read(&made).ok_or_else(changed)?);
        if change(&before)? != after {
            return Err(changed());
        }
        whole(&review.file, made.as_bytes()).map_err(|error| self.unwritten(&error))
    }

    fn unwritten(&self, error: &io::Error) -> No {
        No(500, fill(self.lang, "no_write", &[("error", error)]))
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn word(&self, name: &str) -> &'static str {
        word(self.lang, name)
    }

    fn read(&self, id: &(String, String)) -> Result<Review, Text> {
        let checked = Arc::clone(&self.checked.lock().unwrap_or_else(PoisonError::into_inner));
        Review::read(&self.content, id, &checked)
    }

    /// The evaluation of an address: one of those that there are, never a path.
    fn find(&self, folder: &str, name: &str) -> Result<Review, No> {
        let own = |id: &(String, String)| id.0 == folder && id.1 == name;
        let id = list::all(&self.content).into_iter().find(own);
        let id = id.ok_or_else(|| No(404, self.word("no_page").to_owned()))?;
        self.read(&id).map_err(|text| No(409, text.get(self.lang).to_owned()))
    }

    fn view(&self, status: u16, review: &Review, asked: &Asked, problem: Option<String>) -> Reply {
        let count = review.count();
        let lost = asked.at.and_then(|at| review.stops.get(at)).map_or(0, list::Stop::lost);
        let said = match (&problem, asked.said.as_str()) {
            (None, name @ ("marked" | "confirmed" | "undone" | "done" | "verified")) => fill(
                self.lang,
                &format!("said_{name}"),
                &[("n", if name == "marked" { &lost } else { &count.confirmed }), ("m", &count.all)],
            ),
            _ => String::new(),
        };
        let problem = problem.or_else(|| (!review.recorded).then(|| self.word("no_record").to_owned()));
        let Some(at) = asked.at else {
            let today = (self.today)().to_string();
            let title = page::title(review);
            let frame = Frame { say: title.clone(), title, said, problem, ..self.frame() };
            return self.page(
                status,
                "evaluation.html",
                &frame,
                &page::Evaluation::of(self.lang, review, &today),
            );
        };
        let Some(item) = page::Item::of(self.lang, review, at, asked, &self.shelf) else {
            return self.no(No(404, self.word("no_page").to_owned()));
        };
        let title = page::label(self.lang, &review.stops[at]);
        let things = review.stops[at].things.len();
        let where_ = fill(self.lang, "position", &[("n", &(at + 1)), ("m", &review.stops.len())]);
        let say = format!("{title} {where_} {} {things}", self.word("things"));
        let frame = Frame { title, said, say, problem, ..self.frame() };
        self.page(status, "item.html", &frame, &item)
    }

    fn frame(&self) -> Frame {
        Frame {
            lang: match self.lang {
                Lang::Ja => "ja",
                Lang::En => "en",
            },
            w: words::all(self.lang),
            title: String::new(),
            said: String::new(),
            say: String::new(),
            problem: None,
            token: self.token.clone(),
        }
    }

    fn no(&self, No(status, why): No) -> Reply {
        let frame = Frame { title: self.word("title").to_owned(), problem: Some(why), ..self.frame() };
        self.page(status, "base.html", &frame, &serde_json::Map::new())
    }

    fn page(&self, status: u16, template: &str, frame: &Frame, content: &impl Serialize) -> Reply {
        let made = tera::Context::from_serialize(frame).and_then(|mut all| {
            all.extend(tera::Context::from_serialize(content)?);
            self.templates.render(template, &all)
        });
        match made {
            Ok(html) => Reply::Page(status, html),
            Err(error) => {
                Reply::Page(500, format!("<!doctype html><title>500</title>{}", escaped(&error.to_string())))
            }
        }
    }
}

impl Asked {
    /// Reads the pairs of an address or a form.
    fn of(text: &str) -> Self {
        let mut asked = Self::default();
        for pair in text.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent::decode(&value.replace('+', " "));
            match name {
                "at" => asked.at = value.parse().ok(),
                "o" => asked.original = value.parse().ok(),
                // A form says both together.
                "p" => match value.split_once(':') {
                    Some((original, page)) => {
                        (asked.original, asked.page) = (original.parse().ok(), page.parse().ok());
                    }
                    None => asked.page = value.parse().ok(),
                },
                "said" => asked.said = value,
                "token" => asked.token = value,
                "seen" => asked.seen = value,
                "do" => asked.action = value,
                "box" => asked.mark = Some(value),
                "date" => asked.date = value,
                "by" => asked.by = value,
                _ => {}
            }
        }
        asked
    }

    /// The part of an address that keeps the page of the original.
    fn turned(&self) -> String {
        match (self.original, self.page) {
            (Some(original), Some(page)) => format!("&o={original}&p={page}"),
            _ => String::new(),
        }
    }
}

/// The address of an evaluation.
fn href((folder, name): &(String, String)) -> String {
    let part = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    char::from(byte).to_string()
                }
                _ => format!("%{byte:02X}"),
            })
            .collect::<String>()
    };
    format!("/review/{}/{}/", part(folder), part(name))
}

/// Whether two secrets are the same, in a time that does not tell how much of them is.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// Writes a file whole or not at all.
fn whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    prepared(path, bytes)?.put()
}

/// The first half of that. What a link points to is not the review's.
fn prepared(path: &Path, bytes: &[u8]) -> io::Result<file::Prepared> {
    if !std::fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::other("no ordinary file"));
    }
    file::prepare(path, bytes)
}

#[cfg(test)]
mod tests;
