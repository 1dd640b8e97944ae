//! What one evaluation says of which others speak too: answers to chosen questions, contractors, systems, laws.
//!
//! [`Said`] is made of one evaluation alone and kept with its digest, so that pages across evaluations need no text again.
//! Answers are verbatim, each with its place and, where there is none, why not; names of former managers are left out, as in
//! the index of search. Which evaluations have the same task is the business of [`crate::content::task`], which names mean the same
//! organisation that of [`organisation`]. Nothing here knows of pages.

pub mod organisation;

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::assessment::{Answer as Meaning, Assessment, Node, Nothing, OptionLine, Piece, change, names};
use crate::form::{self, ItemKind};
use crate::markdown::Mark;
use crate::portal::Located;
use crate::text::date::Date;
use crate::text::folding::fold;
use crate::text::law::{Provision, Step, references};
use crate::text::number::split_number;
use organisation::Role;

/// A concept whose answers stand side by side.
#[derive(Debug)]
pub struct Compared {
    /// The concept.
    pub concept: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The concept of the reason that belongs to the answer.
    reason: Option<&'static str>,
    /// How the answers of one evaluation are told apart.
    pub by: By,
    /// Key of the note of its page, below `across.note.` in the interface strings.
    pub note: Option<&'static str>,
    /// The concept that may be taken for this one and is not: its answers stand on a page of their own.
    pub apart: Option<&'static str>,
}

/// How the answers of one evaluation to one question are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// There is one.
    Document,
    /// By 特定個人情報ファイル.
    File,
    /// By file and 委託事項, 提供先.
    Block,
    /// By file and measure group.
    Group,
}

static COMPARED: LazyLock<Vec<Compared>> = LazyLock::new(|| {
    let rows = include_str!("compare.tsv").lines().filter(|line| !line.starts_with('#'));
    let some = |cell: &'static str| Some(cell).filter(|cell| *cell != "-");
    let compared = |row: &'static str| {
        let mut cells = row.split('\t');
        let [concept, reason, by, note, apart] = std::array::from_fn(|_| cells.next().unwrap_or("-"));
        let name = form::concepts().get(concept)?.name.as_str();
        let by = match by {
            "file" => By::File,
            "block" => By::Block,
            "group" => By::Group,
            _ => By::Document,
        };
        Some(Compared { concept, name, reason: some(reason), by, note: some(note), apart: some(apart) })
    };
    rows.filter_map(compared).collect()
});

/// The concepts that are compared, in the order of the list.
pub fn compared() -> &'static [Compared] {
    &COMPARED
}

/// The concepts whose answers name laws.
const OF_LAW: [&str; 4] = ["law.number-use", "law.network", "provision.law", "transfer.law"];

/// What one evaluation says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Answers to the concepts that are compared, in their order, then in that of the text.
    pub answers: Vec<Answer>,
    /// Contractors.
    pub contractors: Vec<Contractor>,
    /// Systems.
    pub systems: Vec<System>,
    /// Provisions that the evaluation rests on: each once for a question.
    pub laws: Vec<Law>,
    /// Provisions of which the change log says that one took the place of the other.
    pub replaced: Vec<Replaced>,
}

/// An answer, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Index among [`compared`].
    pub concept: usize,
    /// Index of the 特定個人情報ファイル.
    pub file: Option<usize>,
    /// The heading of the 委託事項 or 提供先, or the name of the measure group.
    pub part: Option<String>,
    /// The id of the item; empty where there is none.
    pub anchor: String,
    /// Chosen options, as written.
    pub chosen: Vec<String>,
    /// The text below.
    pub text: String,
    /// The text of the reason.
    pub reason: String,
    /// Why there is no answer, or what of it is missing.
    pub absence: Option<Absence>,
}

/// One of the kinds of nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Key of its wording, below `nothing.`.
    pub key: String,
    /// The chosen options that make a question pointless.
    pub by: Vec<String>,
}

/// A name of an organisation that handles data for the agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contractor {
    /// As written.
    pub written: String,
    /// What it does.
    pub role: Role,
    /// The change log alone holds the name: it was written before.
    pub former: bool,
    /// The day of that row, where it is known.
    pub until: Option<Date>,
    /// Index of the file.
    pub file: Option<usize>,
    /// The heading of the 委託事項.
    pub part: Option<String>,
    /// The id of the item, or of the row of the change log.
    pub anchor: String,
}

/// A system that the evaluation describes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct System {
    /// As written.
    pub written: String,
    /// The heading of its block.
    pub part: Option<String>,
    /// What it is connected to: chosen options and what is written beside them.
    pub connected: Vec<String>,
    /// The id of the item.
    pub anchor: String,
}

/// A provision with the question in whose answer it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Law {
    /// The provision.
    pub provision: Provision,
    /// The concept of the question.
    pub concept: String,
    /// As written where it stands first.
    pub written: String,
    /// The id of the item.
    pub anchor: String,
}

/// A row of the change log in which one provision took the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// Before.
    pub before: Provision,
    /// After.
    pub after: Provision,
    /// The id of the row.
    pub anchor: String,
}

/// Whether pages across evaluations show a version: what is published now, and drafts where nothing else is held.
pub fn is_shown(found: Located<'_>) -> bool {
    found.is_current() || found.version.state.is_current()
}

impl Said {
    /// What an evaluation says.
    pub fn of(assessment: &Assessment) -> Self {
        let mut reader = Reader { assessment, said: Self::default(), laws: BTreeSet::new() };
        for section in &assessment.sections {
            reader.node(section, None);
        }
        reader.absent();
        reader.reasons();
        reader.changes();
        let mut said = reader.said;
        // In the order of the list; the order of the text stays within.
        said.answers.sort_by_key(|answer| answer.concept);
        said
    }

    /// The answers to one of the concepts that are compared.
    pub fn to(&self, concept: usize) -> &[Answer] {
        let from = self.answers.partition_point(|answer| answer.concept < concept);
        let until = self.answers.partition_point(|answer| answer.concept <= concept);
        &self.answers[from..until]
    }
}

struct Reader<'a> {
    assessment: &'a Assessment,
    said: Said,
    /// The provisions that are in it, with their concepts.
    laws: BTreeSet<(Provision, String)>,
}

impl<'a> Reader<'a> {
    fn node(&mut self, node: &'a Node, block: Option<&'a Node>) {
        let assessment = self.assessment;
        let is_block = assessment.item(node).is_some_and(|item| item.kind == ItemKind::Block);
        let own = if is_block { Some(node) } else { block };
        if let Some(concept) = assessment.answered(node).and_then(|item| item.concept.as_deref()) {
            if let Some(index) = compared().iter().position(|compared| compared.concept == concept) {
                self.answer(index, node, own);
            }
            match concept {
                "outsourcing.contractor" => self.contractors(node, own),
                "system.name" => self.system(node, own),
                _ if OF_LAW.contains(&concept) => self.laws(concept, node),
                _ => {}
            }
        }
        for child in &node.children {
            self.node(child, own);
        }
    }

    fn answer(&mut self, index: usize, node: &Node, block: Option<&Node>) {
        let compared = &compared()[index];
        // Of a block that is the answer itself (提供先), the name is what is written.
        let is_block = block.is_some_and(|block| std::ptr::eq(block, node));
        let part = match compared.by {
            By::Block if is_block => Some(node.label.text.trim().to_owned()),
            By::Block => block.map(|block| names::without(block.heading().trim())),
            By::Document | By::File | By::Group => None,
        };
        let file = node.file.filter(|_| compared.by != By::Document);
        let start = Answer {
            concept: index,
            file,
            part,
            anchor: node.anchor.clone(),
            chosen: Vec::new(),
            text: node.name.clone().unwrap_or_default(),
            reason: String::new(),
            absence: absence(self.assessment, node),
        };
        let mut answer = start.clone();
        let before = self.said.answers.len();
        for piece in self.assessment.pieces(node) {
            match piece {
                Piece::Group { id, name, .. } if compared.by == By::Group => {
                    let next = Answer { part: Some(name), anchor: id, absence: None, ..start.clone() };
                    self.keep(std::mem::replace(&mut answer, next), before, false);
                }
                Piece::Group { line, .. } => add(&mut answer.text, &line.text),
                Piece::Text(lines) => lines.iter().for_each(|line| add(&mut answer.text, &line.text)),
                Piece::Options(options) => {
                    answer.chosen.extend(chosen(self.assessment, node, options.iter()));
                }
                Piece::Table(table) => {
                    for row in std::iter::once(&table.header).chain(&table.rows) {
                        let cells: Vec<&str> = row.iter().map(|cell| cell.text.as_str()).collect();
                        add(&mut answer.text, &cells.join(" | "));
                    }
                }
                Piece::Records(items) => {
                    for item in &items {
                        add(&mut answer.text, &item.record.text);
                    }
                }
                Piece::Note { .. } => {}
            }
        }
        self.keep(answer, before, true);
    }

    /// Keeps an answer that says something; the last one of an item in any case where none of it does.
    fn keep(&mut self, mut answer: Answer, before: usize, last: bool) {
        answer.text = names::without(answer.text.trim_end());
        let says = !answer.text.is_empty() || !answer.chosen.is_empty() || answer.absence.is_some();
        let nothing_yet = self.said.answers.len() == before;
        // What stands in the block's own heading is its answer.
        if says || (last && nothing_yet && answer.part.is_some()) {
            self.said.answers.push(answer);
        }
    }

    /// One row for each concept of which the text holds no question.
    fn absent(&mut self) {
        for (index, compared) in compared().iter().enumerate() {
            if self.said.answers.iter().any(|answer| answer.concept == index) {
                continue;
            }
            let nothing = if self.assessment.form.asks(compared.concept) {
                Nothing::NotHeld
            } else {
                Nothing::NoSuchField
            };
            let by = self.switched_off(compared.concept);
            let key = if by.is_empty() { nothing.key() } else { "not-applicable" };
            self.said.answers.push(Answer {
                concept: index,
                file: None,
                part: None,
                anchor: String::new(),
                chosen: Vec::new(),
                text: String::new(),
                reason: String::new(),
                absence: Some(Absence { key: key.to_owned(), by }),
            });
        }
    }

    /// The answer that makes blocks pointless: 委託しない, 行っていない.
    fn switched_off(&self, concept: &str) -> Vec<String> {
        let question = match concept {
            "outsourcing.contractor" | "re-outsourcing.use" => "outsourcing.use",
            "provision.recipient" => "provision.use",
            _ => return Vec::new(),
        };
        let index = compared().iter().position(|compared| compared.concept == question);
        let answers = self.said.answers.iter().filter(|answer| Some(answer.concept) == index);
        let mut chosen: Vec<String> = answers.flat_map(|answer| answer.chosen.iter().cloned()).collect();
        chosen.dedup();
        let all_off = chosen.iter().all(|option| option.ends_with("しない") || option.ends_with("いない"));
        if all_off { chosen } else { Vec::new() }
    }

    /// The reason of an answer is that of its file.
    fn reasons(&mut self) {
        for answer in &mut self.said.answers {
            let Some(concept) = compared()[answer.concept].reason else { continue };
            let node = self.assessment.answering(concept).find(|node| node.file == answer.file);
            let text = node.filter(|_| !answer.anchor.is_empty()).map(Node::text).unwrap_or_default();
            if !crate::assessment::answer::is_placeholder(&text) {
                answer.reason = names::without(text.trim());
            }
        }
    }

    fn contractors(&mut self, node: &Node, block: Option<&Node>) {
        for named in organisation::named(&node.text()) {
            self.said.contractors.push(Contractor {
                written: names::without(&named.written),
                role: named.role,
                former: false,
                until: None,
                file: node.file,
                part: block.map(|block| names::without(block.heading().trim())),
                anchor: node.anchor.clone(),
            });
        }
    }

    fn system(&mut self, node: &Node, block: Option<&Node>) {
        let written = node.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| node.text());
        let written = written.split('\n').map(str::trim).collect::<Vec<_>>().join("");
        if written.is_empty() || crate::assessment::answer::is_placeholder(&written) {
            return;
        }
        let asks = |other: &&Node| {
            let item = self.assessment.answered(other);
            item.and_then(|item| item.concept.as_deref()) == Some("system.connections")
        };
        let connections = block.and_then(|block| block.walk().find(asks));
        let connected =
            connections.map(|connections| chosen(self.assessment, connections, connections.options()));
        self.said.systems.push(System {
            written: names::without(&written),
            part: block.map(|block| names::without(block.heading().trim())),
            connected: connected.unwrap_or_default(),
            anchor: node.anchor.clone(),
        });
    }

    fn laws(&mut self, concept: &str, node: &Node) {
        let text = node.text();
        let found = references(&text);
        let in_part = found.iter().filter(|reference| !reference.provision.steps.is_empty());
        let in_part: HashSet<&str> = in_part.map(|reference| reference.provision.law.as_str()).collect();
        for reference in &found {
            // A law that is named as a whole beside provisions of it says nothing more.
            let provision = &reference.provision;
            if provision.steps.is_empty() && in_part.contains(provision.law.as_str()) {
                continue;
            }
            let law = Law {
                provision: provision.clone(),
                concept: concept.to_owned(),
                written: names::without(&text[reference.span.clone()]),
                anchor: node.anchor.clone(),
            };
            if self.laws.insert((law.provision.clone(), law.concept.clone())) {
                self.said.laws.push(law);
            }
        }
    }

    fn changes(&mut self) {
        let rows = &self.assessment.changes;
        let mut former: Vec<Contractor> = Vec::new();
        let known = self.said.contractors.iter().map(|one| organisation::key(&one.written));
        let mut known: HashSet<String> = known.collect();
        for (index, row) in rows.iter().enumerate() {
            let item: String = change::chain(rows, index).map(|row| fold(&row.item.text)).collect();
            if item.contains("委託先名") && !item.contains("確認方法") {
                for named in organisation::named(&row.before.text) {
                    let written = names::without(&named.written);
                    // Asked by the name as it stands, kept by the one that is shown.
                    if !known.contains(&organisation::key(&named.written)) {
                        known.insert(organisation::key(&written));
                        former.push(Contractor {
                            written,
                            role: named.role,
                            former: true,
                            until: row.date.date(),
                            file: None,
                            part: None,
                            anchor: row.anchor.clone(),
                        });
                    }
                }
            }
            if item.contains("根拠") {
                self.said.replaced.extend(replaced(&row.before.text, &row.after.text, &row.anchor));
            }
        }
        self.said.contractors.extend(former);
    }
}

/// Adds a line.
fn add(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// The options that were chosen, and what is written behind those whose mark was lost.
fn chosen<'o>(
    assessment: &Assessment,
    node: &Node,
    options: impl Iterator<Item = &'o OptionLine>,
) -> Vec<String> {
    let choice = assessment.question(node).is_some_and(|item| item.kind == ItemKind::Choice);
    let text = |line: &OptionLine| match line.mark {
        Mark::Chosen if choice => Some(split_number(&line.text()).1.replace('\n', "")),
        Mark::Chosen => Some(line.text().replace('\n', "")),
        Mark::Lost => line.detail.clone().filter(|detail| !detail.trim().is_empty()),
        Mark::Blank => None,
    };
    options.filter_map(text).map(|text| names::without(text.trim())).collect()
}

/// Why a node has no answer, or what of it is lost.
fn absence(assessment: &Assessment, node: &Node) -> Option<Absence> {
    let lost = node.options().any(|option| option.mark == Mark::Lost);
    let (nothing, by) = match &node.answer {
        Meaning::Nothing(nothing @ Nothing::NotApplicable(cause)) => {
            (*nothing, cause.options(assessment.form).to_vec())
        }
        Meaning::Nothing(nothing) => (*nothing, Vec::new()),
        _ if lost => (Nothing::Lost, Vec::new()),
        Meaning::Checks { chosen, .. } if chosen.is_empty() && node.text().is_empty() => {
            (Nothing::Blank, Vec::new())
        }
        _ => return None,
    };
    Some(Absence { key: nothing.key().to_owned(), by })
}

/// The rows of tables and items of articles of which a row of the change log says that one took the place of the other:
/// where each side names just one that the other does not.
fn replaced(before: &str, after: &str, anchor: &str) -> Option<Replaced> {
    let found = |text: &str| -> BTreeSet<Provision> {
        references(text).into_iter().map(|reference| reference.provision).collect()
    };
    let (before, after) = (found(before), found(after));
    let ending = |of: &BTreeSet<Provision>, is: fn(&Step) -> bool| -> BTreeSet<Provision> {
        of.iter().filter(|provision| provision.steps.last().is_some_and(is)).cloned().collect()
    };
    let one = |before: BTreeSet<Provision>, after: BTreeSet<Provision>| {
        let gone: Vec<&Provision> = before.difference(&after).collect();
        let new: Vec<&Provision> = after.difference(&before).collect();
        match (&gone[..], &new[..]) {
            ([gone], [new]) => Some(((*gone).clone(), (*new).clone())),
            _ => None,
        }
    };
    let row = |step: &Step| matches!(step, Step::Row(_));
    let item = |step: &Step| matches!(step, Step::Item(_));
    let pair = one(ending(&before, row), ending(&after, row));
    let pair = pair.or_else(|| {
        let same_article = |(gone, new): &(Provision, Provision)| {
            gone.law == new.law && gone.steps.first() == new.steps.first()
        };
        one(ending(&before, item), ending(&after, item)).filter(same_article)
    });
    pair.map(|(before, after)| Replaced { before, after, anchor: anchor.to_owned() })
}

/// What the page of an organisation is called in addresses, by any of its spellings.
pub fn organisation_id(written: &str) -> String {
    id(&organisation::key(written))
}

/// The name under which spellings of a system are gathered: without differences of width, white space and of サーバ and
/// サーバー.
pub fn system_key(written: &str) -> String {
    fold(written).replace("サーバー", "サーバ")
}

/// What the page of a system is called in addresses, by any of its spellings.
pub fn system_id(written: &str) -> String {
    id(&system_key(written))
}

/// What the page of a law is called in addresses.
pub fn law_id(law: &str) -> String {
    crate::text::law::slug(law).map_or_else(|| id(&fold(law)), str::to_owned)
}

/// What the part of a law is called in addresses that a provision stands in: an article, a table; nothing for the whole.
pub fn law_part(provision: &Provision) -> Option<String> {
    let joined = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join("-");
    Some(match provision.steps.first()? {
        Step::Article(numbers) => joined(numbers),
        Step::Supplement => "supplement".to_owned(),
        Step::Table(0) => "table".to_owned(),
        Step::Table(number) => format!("table-{number}"),
        Step::Paragraph(_) | Step::Item(_) | Step::Row(_) => return None,
    })
}

/// Sixteen letters: such an id never looks like a number of a person.
fn id(key: &str) -> String {
    crate::text::checksum::letters(&blake3::hash(key.as_bytes()).as_bytes()[..8])
}
