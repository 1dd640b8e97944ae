//! The one list of places to look at in an imported evaluation: what its import left open, what `kohyo check` says about
//! it, marks that are still `[?]`, and what has to be looked at in every document, heading by heading in the order of
//! the text. Reading alone; nothing is written here.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::checked::Checked;
use super::marks;
use crate::assessment::{Assessment, UNREADABLE};
use crate::content::{self, DocumentMeta, read_document};
use crate::finding::Text;
use crate::form::ItemKind;
use crate::import::checklist::is_finding;
use crate::import::confirmed::{self, Confirmed, Seen};
use crate::import::files::{ALWAYS, CHECKED, COVER, checklist, fingerprint};
use crate::import::sidecar::{self, At, Doubt, Sidecar, Stretch, stretches};
use crate::markdown::{self, Block, Mark, NoteKind};
use crate::text::source::{Source, slashed};
use crate::text::{self, file, limit};

/// The front matter as a place to look at.
const RECORD: &str = "RECORD";
/// What has to be looked at in every document: [`ALWAYS`], each with its number.
const IN_EVERY: &str = "ALWAYS";
/// A mark that is still open.
const LOST: &str = "MARK-01";

/// An imported evaluation with its list.
#[derive(Debug)]
pub(super) struct Review {
    /// The folder of the municipality, and the name of the document in it without `.md`.
    pub(super) id: (String, String),
    pub(super) folder: PathBuf,
    pub(super) file: PathBuf,
    /// The file as messages show it.
    pub(super) shown: String,
    /// The fingerprint of its bytes.
    pub(super) seen: String,
    /// What the front matter says, where it can be read.
    pub(super) meta: Option<DocumentMeta>,
    pub(super) sidecar: Sidecar,
    /// The record of what was confirmed can be read.
    pub(super) recorded: bool,
    /// The front matter, the headings, and what has to be looked at in every document.
    pub(super) stops: Vec<Stop>,
    /// The text below the front matter.
    body: Option<String>,
    confirmed: Confirmed,
    checklist: Option<String>,
}

/// A heading with what is to be looked at there.
#[derive(Debug)]
pub(super) struct Stop {
    pub(super) kind: StopKind,
    /// The headings from the section down to its own.
    pub(super) path: Vec<String>,
    /// The line in the Markdown, from 1.
    pub(super) line: usize,
    /// What stands under it.
    pub(super) blocks: Vec<Block>,
    /// The lines of its boxes with their marks, in order.
    pub(super) boxes: Vec<(usize, Mark)>,
    /// At most one of its boxes is chosen.
    pub(super) one: bool,
    pub(super) places: Vec<At>,
    pub(super) things: Vec<Thing>,
    key: String,
    hash: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StopKind {
    /// The front matter.
    Record,
    /// A heading.
    Item,
    /// What has to be looked at in every document.
    Always,
}

/// Something to look at.
#[derive(Debug)]
pub(super) struct Thing {
    /// The rule, where it is one.
    pub(super) id: String,
    pub(super) message: Text,
    pub(super) help: Option<Text>,
    /// Where in the original, as people say it.
    pub(super) label: String,
    pub(super) at: Option<At>,
    pub(super) state: State,
    /// Its lines in the checklist.
    lines: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Somebody has to look.
    Open,
    Confirmed,
    /// The text itself has to change: looking is not enough.
    Wrong,
}

/// How far the work is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) all: usize,
    pub(super) confirmed: usize,
    /// Marks that are still `[?]`.
    pub(super) lost: usize,
}

impl Count {
    pub(super) fn is_done(self) -> bool {
        self.confirmed == self.all && self.lost == 0
    }
}

impl Stop {
    /// Marks that are still open: not those of which somebody has said that the original does not show them either.
    pub(super) fn lost(&self) -> usize {
        let unreadable = |block: &Block| match block {
            Block::Note { kind: NoteKind::Remark, lines } => {
                lines.first().is_some_and(|line| line.text.starts_with(UNREADABLE))
            }
            _ => false,
        };
        if self.blocks.iter().any(unreadable) {
            return 0;
        }
        self.boxes.iter().filter(|(_, mark)| *mark == Mark::Lost).count()
    }

    pub(super) fn is_open(&self) -> bool {
        self.lost() > 0 || self.things.iter().any(|thing| thing.state != State::Confirmed)
    }

    fn confirmation(&self, thing: &Thing) -> Seen {
        Seen { id: thing.id.clone(), item: self.key.clone(), text: self.hash.clone() }
    }
}

/// The imported evaluations of a content folder: the folders of the municipalities and the names in them.
pub(super) fn all(content: &Path) -> Vec<(String, String)> {
    let names = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    };
    let mut found = Vec::new();
    for folder in names(content).into_iter().filter(|name| !name.starts_with('.')) {
        for name in names(&content.join(&folder).join(".import")) {
            let Some(name) = name.strip_suffix(".places.json") else { continue };
            if content.join(&folder).join(format!("{name}.md")).is_file() {
                found.push((folder.clone(), name.to_owned()));
            }
        }
    }
    found
}

/// The file of an evaluation as messages show it.
pub(super) fn shown(content: &Path, (folder, name): &(String, String)) -> String {
    slashed(&content.join(folder).join(format!("{name}.md")))
}

impl Review {
    /// Reads one of the evaluations that [`all`] names.
    ///
    /// # Errors
    /// What cannot be read, for people.
    pub(super) fn read(content: &Path, id: &(String, String), checked: &Checked) -> Result<Self, Text> {
        let folder = content.join(&id.0);
        let file = folder.join(format!("{}.md", id.1));
        let shown = shown(content, id);
        let unreadable =
            |what: &str| Text::new(format!("{what} を読めません。"), format!("{what} cannot be read."));
        let bytes = text::file::read(&file, limit::TEXT).map_err(|_| unreadable(&shown))?;
        let source = Arc::new(content::decode(&bytes, &shown).map_err(|finding| finding.message)?);
        let sidecar = Sidecar::read(&sidecar::path(&folder, &id.1)).map_err(|_| {
            Text::new(
                format!("{} の原本の場所の記録を読めません。もう一度取り込んでください。", id.1),
                format!("The record of places of {} cannot be read. Import it again.", id.1),
            )
        })?;
        let confirmed = Confirmed::read(&confirmed::path(&folder, &id.1));
        let recorded = confirmed.is_ok();
        let checklist = text::file::read_text(&checklist(&folder, &id.1), limit::TEXT).ok();
        let mut review = Self {
            id: id.clone(),
            folder,
            file,
            seen: fingerprint(&bytes),
            meta: None,
            sidecar,
            recorded,
            stops: Vec::new(),
            body: None,
            confirmed: confirmed.unwrap_or_default(),
            checklist,
            shown,
        };
        review.stops = review.headings(&source);
        review.doubts();
        review.checks(checked);
        review.lost_marks();
        review.settle();
        Ok(review)
    }

    /// The stops with what stands under them, and nothing to look at yet.
    fn headings(&mut self, source: &Arc<Source>) -> Vec<Stop> {
        let text = source.text();
        let (read, _) = read_document(source);
        let mut own: HashMap<usize, (String, Vec<Block>, bool)> = HashMap::new();
        if let Some((meta, _, body)) = read {
            self.body = Some(source.slice(body).to_owned());
            let (blocks, _) = markdown::parse(source, body);
            let mut line = 0;
            for block in &blocks {
                if let Block::Heading { line: label, .. } = block {
                    line = source.line(label.span.start);
                    own.insert(line, (label.text.clone(), Vec::new(), false));
                } else if let Some((_, held, _)) = own.get_mut(&line) {
                    held.push(block.clone());
                }
            }
            if let (Some(assessment), _) = Assessment::read(Arc::clone(source), meta.clone(), blocks) {
                for node in assessment.walk() {
                    let line = source.line(node.label.span.start);
                    let one = assessment.question(node).is_some_and(|item| item.kind == ItemKind::Choice);
                    if let Some((.., choice)) = own.get_mut(&line) {
                        *choice = one;
                    }
                }
            }
            self.meta = Some(meta);
        }
        let places: HashMap<&str, &Vec<At>> =
            self.sidecar.items.iter().map(|item| (item.item.as_str(), &item.places)).collect();
        let stretches = stretches(text);
        let whole = whole(text, &stretches);
        let labels: HashMap<&str, String> = stretches
            .iter()
            .filter_map(|stretch| Some((*stretch.path.last()?, own.get(&stretch.line)?.0.clone())))
            .collect();
        let mut stops: Vec<Stop> = stretches
            .iter()
            .map(|stretch| {
                let (_, blocks, one) = own.remove(&stretch.line).unwrap_or_default();
                let label = |raw: &&str| labels.get(raw).cloned().unwrap_or_else(|| (*raw).to_owned());
                let boxes = blocks.iter().filter_map(|block| match block {
                    Block::Tasks(tasks) => Some(tasks),
                    _ => None,
                });
                let boxes = boxes.flatten().filter_map(|task| {
                    let line = source.line(task.lines.first()?.span.start);
                    marks::at(text, line).map(|_| (line, task.mark))
                });
                Stop {
                    kind: if stretch.path.is_empty() { StopKind::Record } else { StopKind::Item },
                    path: stretch.path.iter().map(label).collect(),
                    line: stretch.line,
                    boxes: boxes.collect(),
                    blocks,
                    one,
                    places: places.get(stretch.key.as_str()).map(|own| (*own).clone()).unwrap_or_default(),
                    things: Vec::new(),
                    key: stretch.key.clone(),
                    hash: stretch.hash(text),
                }
            })
            .collect();
        stops.push(Stop {
            kind: StopKind::Always,
            path: Vec::new(),
            line: 1,
            blocks: Vec::new(),
            boxes: Vec::new(),
            one: false,
            places: Vec::new(),
            things: Vec::new(),
            key: String::new(),
            hash: whole,
        });
        stops
    }

    /// What the import left to look at, and what there is in every document.
    fn doubts(&mut self) {
        // The front matter has no place of its own in the original: its values stand on the cover.
        let cover = self.sidecar.items.first().map(|item| item.places.clone()).unwrap_or_default();
        let rows = self.checklist.as_deref().map(cover_rows).unwrap_or_default();
        if let Some(record) = self.stops.first_mut() {
            record.places = cover;
            record.things.push(Thing::of(
                RECORD,
                Text::new(
                    "評価書番号、評価書名、種類、評価実施機関、公表日、様式が原本と同じか確かめてください。",
                    "Check that number, title, kind, agency, day of publication and form are those of the original.",
                ),
                rows,
            ));
        }
        for doubt in &self.sidecar.doubts {
            let at =
                self.stops.iter().position(|stop| stop.kind != StopKind::Always && stop.key == doubt.item);
            let Some(stop) = self.stops.get_mut(at.unwrap_or_default()) else { continue };
            let Doubt { id, message, at, label, .. } = doubt;
            let line = doubt.line();
            stop.things.push(Thing {
                label: label.clone(),
                at: at.clone(),
                ..Thing::of(id, Text::new(message.as_str(), message.as_str()), vec![line])
            });
        }
        let words = [
            "Are the chosen options those of the original?",
            "Is no figure and no attachment missing?",
            "Are there no names of persons and no numbers of persons?",
        ];
        if let Some(always) = self.stops.last_mut() {
            for (index, (ja, en)) in ALWAYS.into_iter().zip(words).enumerate() {
                let id = format!("{IN_EVERY}-{}", index + 1);
                always.things.push(Thing::of(&id, Text::new(format!("{ja}。"), en), vec![ja.to_owned()]));
            }
        }
    }

    /// What `kohyo check` says, as far as it still speaks of the text that stands there, and no doubt says the same.
    fn checks(&mut self, checked: &Checked) {
        for said in checked.of_file(&self.shown) {
            let own = |stop: &&mut Stop| stop.kind != StopKind::Always && stop.key == said.item;
            let Some(stop) = self.stops.iter_mut().find(own).filter(|stop| stop.hash == said.hash) else {
                continue;
            };
            let again =
                |thing: &Thing| thing.id == said.id && (thing.at.is_some() || thing.message == said.message);
            if stop.things.iter().any(again) {
                continue;
            }
            let heading = stop.path.last().map(|label| format!("「{label}」 ")).unwrap_or_default();
            let line = format!("{heading}{} ({})", said.message.ja.replace('\n', " "), said.id);
            let thing = Thing::of(said.id, said.message.clone(), vec![line]);
            let state = if said.wrong { State::Wrong } else { State::Open };
            stop.things.push(Thing { help: Some(said.help.clone()), state, ..thing });
        }
    }

    /// A mark that is open is something to look at, whoever made it.
    fn lost_marks(&mut self) {
        for stop in &mut self.stops {
            if stop.lost() > 0 && !stop.things.iter().any(|thing| thing.id == LOST) {
                let message = Text::new(
                    "選択の印が [?] のままです。原本を見て答えてください。",
                    "Marks are still [?]. Look at the original and answer them.",
                );
                stop.things.push(Thing::of(LOST, message, Vec::new()));
            }
        }
    }

    /// Which things are confirmed: by the record, and by what somebody ticked in the checklist since.
    fn settle(&mut self) {
        let ticked = self.checklist.as_deref().map(confirmed::ticked).unwrap_or_default();
        for index in 0..self.stops.len() {
            let stop = &self.stops[index];
            let states: Vec<State> = stop
                .things
                .iter()
                .map(|thing| {
                    let by_hand = |before: &BTreeSet<String>, now: &BTreeSet<String>| {
                        !thing.lines.is_empty()
                            && thing.lines.iter().all(|line| now.contains(line) && !before.contains(line))
                    };
                    let recorded = self.confirmed.seen.contains(&stop.confirmation(thing));
                    let taken_back = by_hand(&ticked, &self.confirmed.ticked);
                    let given = by_hand(&self.confirmed.ticked, &ticked);
                    match thing.state {
                        State::Open if (recorded && !taken_back) || given => State::Confirmed,
                        state => state,
                    }
                })
                .collect();
            for (thing, state) in self.stops[index].things.iter_mut().zip(states) {
                thing.state = state;
            }
        }
    }

    /// The text below the front matter, where that can be read.
    pub(super) fn body(&self) -> Option<String> {
        self.body.clone()
    }

    pub(super) fn count(&self) -> Count {
        let mut count = Count::default();
        for stop in &self.stops {
            count.all += stop.things.len();
            count.confirmed += stop.things.iter().filter(|thing| thing.state == State::Confirmed).count();
            count.lost += stop.lost();
        }
        count
    }

    /// The next stop behind another with something open, from the beginning again at the end.
    pub(super) fn next_open(&self, behind: usize) -> Option<usize> {
        let open = |index: &usize| self.stops[*index].is_open();
        let first = (behind + 1..self.stops.len()).find(open);
        first.or_else(|| (0..self.stops.len().min(behind + 1)).find(open))
    }

    /// Records that what can be confirmed at a stop is confirmed, or that it is not, and brings the ticks of the
    /// checklist in line.
    pub(super) fn record(&mut self, at: usize, confirmed: bool) -> std::io::Result<()> {
        if let Some(stop) = self.stops.get_mut(at) {
            for thing in stop.things.iter_mut().filter(|thing| thing.state != State::Wrong) {
                thing.state = if confirmed { State::Confirmed } else { State::Open };
            }
        }
        self.write_record()
    }

    /// Writes down what is confirmed now.
    pub(super) fn write_record(&self) -> std::io::Result<()> {
        if !self.recorded {
            return Err(std::io::Error::other("another version"));
        }
        let things = || self.stops.iter().flat_map(|stop| stop.things.iter().map(move |thing| (stop, thing)));
        let done = || things().filter(|(_, thing)| thing.state == State::Confirmed);
        // What was confirmed of texts that are no longer there is kept: they may come back with the next import.
        let mut seen = self.confirmed.seen.clone();
        for (stop, thing) in things() {
            seen.remove(&stop.confirmation(thing));
        }
        seen.extend(done().map(|(stop, thing)| stop.confirmation(thing)));
        let lines = |thing: &Thing| thing.lines.clone();
        let ticked: BTreeSet<String> = done().flat_map(|(_, thing)| lines(thing)).collect();
        let path = checklist(&self.folder, &self.id.1);
        let mut confirmed = self.confirmed.clone();
        confirmed.seen = seen;
        let mut list = None;
        confirmed.ticked = match &self.checklist {
            Some(before) => {
                let known = things().flat_map(|(_, thing)| lines(thing)).collect();
                let made = confirmed::with_ticks(&self.with_checks(before), &known, &ticked);
                if made != *before {
                    list = Some(super::prepared(&path, made.as_bytes())?);
                }
                confirmed::ticked(&made)
            }
            None => BTreeSet::new(),
        };
        let record = confirmed.prepare(&confirmed::path(&self.folder, &self.id.1))?;
        list.into_iter().chain([record]).try_for_each(file::Prepared::put)
    }

    /// The checklist with the part that says what `kohyo check` found.
    fn with_checks(&self, before: &str) -> String {
        let mut text = before.to_owned();
        if let Some(from) = before.find(CHECKED) {
            let behind = from + CHECKED.len();
            let to = before[behind..].find("\n## ").map_or(before.len(), |at| behind + at + 1);
            // What somebody has written there stays.
            let own = before[behind..to].trim_start_matches('\n').split_inclusive('\n');
            let own: String = own.filter(|line| !is_finding(line.trim_end())).collect();
            text.replace_range(from..to, &own);
        }
        let checks: Vec<&str> = self
            .stops
            .iter()
            .flat_map(|stop| &stop.things)
            .filter(|thing| thing.help.is_some())
            .flat_map(|thing| thing.lines.iter().map(String::as_str))
            .collect();
        if checks.is_empty() {
            return text;
        }
        let text = text.trim_end();
        format!("{text}\n\n{CHECKED}\n\n- [ ] {}\n", checks.join("\n- [ ] "))
    }
}

impl Thing {
    fn of(id: &str, message: Text, lines: Vec<String>) -> Self {
        Self {
            id: id.to_owned(),
            message,
            help: None,
            label: String::new(),
            at: None,
            state: State::Open,
            lines,
        }
    }

    /// The rule that it rests on, if one does.
    pub(super) fn rule(&self) -> Option<&str> {
        Some(self.id.as_str()).filter(|id| *id != RECORD && !id.starts_with(IN_EVERY) && !id.is_empty())
    }
}

/// The lines of the checklist that hold the values of the cover.
fn cover_rows(checklist: &str) -> Vec<String> {
    let part = checklist.lines().skip_while(|line| *line != COVER).skip(1);
    let rows = part.take_while(|line| !line.starts_with("## ")).filter_map(confirmed::boxed);
    rows.map(|(_, text)| text.to_owned()).collect()
}

/// A fingerprint of all stretches.
fn whole(text: &str, stretches: &[Stretch<'_>]) -> String {
    let all: String = stretches.iter().map(|stretch| stretch.hash(text)).collect();
    blake3::hash(all.as_bytes()).to_hex()[..16].to_owned()
}
