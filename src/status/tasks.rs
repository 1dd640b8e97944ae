//! The completeness matrix: of each number, what is held of 基礎, 重点 and 全項目.

use std::collections::BTreeMap;

use serde::Serialize;

use super::safe;
use super::words::word;
use crate::check::Threshold;
use crate::content::{Choice as _, Kind, Publisher, Status as Stage};
use crate::finding::Lang;
use crate::pipeline::Known;
use crate::portal::{Located, display_title};
use crate::text::date::Date;

/// A number of an agency: its documents.
#[derive(Debug)]
pub(super) struct Subject {
    municipality: usize,
    agency: usize,
    number: String,
    /// Indices of its documents.
    pub(super) documents: Vec<usize>,
}

/// What a number of an agency comes to.
#[derive(Debug, Serialize)]
pub(crate) struct Task {
    pub(crate) municipality: String,
    /// 全国地方公共団体コード or 法人番号.
    pub(crate) municipality_code: String,
    pub(crate) agency: String,
    pub(crate) number: String,
    /// 評価書名 without the name of the kind.
    pub(crate) title: String,
    /// What its しきい値判断結果 names as the most detailed kind.
    pub(crate) threshold: Option<Kind>,
    pub(crate) kiso: Cell,
    pub(crate) juten: Cell,
    pub(crate) zenkomoku: Cell,
}

/// What is held of one kind.
#[derive(Debug, Serialize)]
pub(crate) struct Cell {
    pub(crate) held: Held,
    /// The day that goes with it: 公表日, the first day of comments, the end of the task.
    #[serde(serialize_with = "super::iso_if_known")]
    pub(crate) date: Option<Date>,
    /// How many versions are held, drafts and those in preparation included.
    pub(crate) versions: usize,
    /// A scheduled version, a draft or a version in preparation beside what is in force.
    pub(crate) next: Option<Held>,
}

/// What is held of one kind, in a word.
#[expect(clippy::enum_variant_names, reason = "the words of the JSON")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Held {
    Published,
    Ended,
    /// A draft, nothing published.
    Draft,
    /// In preparation, nothing else.
    Preparing,
    /// Published on a day that has not come.
    Scheduled,
    /// Not held, although what is held goes with it (PAIR-01).
    Missing,
    /// Not held, and the threshold does not ask for it.
    NotNeeded,
    /// Not held; nothing here says whether it should be.
    NotHeld,
}

impl Task {
    /// The kinds in the order of the matrix.
    pub(crate) fn cells(&self) -> [&Cell; 3] {
        [&self.kiso, &self.juten, &self.zenkomoku]
    }

    pub(super) fn missing(&self) -> usize {
        self.cells().into_iter().filter(|cell| cell.held == Held::Missing).count()
    }
}

/// The numbers of a content folder: by municipality, agency and number.
pub(super) fn subjects(known: &Known) -> Vec<Subject> {
    let content = &known.content;
    let mut by_number: BTreeMap<_, Subject> = BTreeMap::new();
    for (index, file) in content.documents.iter().enumerate() {
        let digits: String = file.meta.number.chars().take_while(char::is_ascii_digit).collect();
        let order = digits.parse().unwrap_or(u64::MAX);
        let code = &content.municipality_of(file).meta.code;
        let key = (code, file.municipality, file.agency, order, &file.meta.number);
        let subject = by_number.entry(key).or_insert_with(|| Subject {
            municipality: file.municipality,
            agency: file.agency,
            number: file.meta.number.clone(),
            documents: Vec::new(),
        });
        subject.documents.push(index);
    }
    by_number.into_values().collect()
}

impl Subject {
    /// The newest version of each kind that is published and has not ended.
    pub(super) fn in_force(&self, known: &Known) -> Vec<usize> {
        let newest = Kind::ALL.iter().filter_map(|kind| self.newest(known, *kind));
        newest.filter(|document| known.content.documents[*document].meta.status == Stage::Published).collect()
    }

    /// The newest version of a kind that is published or has ended.
    fn newest(&self, known: &Known, kind: Kind) -> Option<usize> {
        let meta = |document: usize| &known.content.documents[document].meta;
        let order = |document: usize| {
            let meta = meta(document);
            (meta.published.or(meta.ended), meta.revision)
        };
        let published = |document: &usize| {
            let meta = meta(*document);
            !is_scheduled(known, *document)
                && meta.kind == kind
                && matches!(meta.status, Stage::Published | Stage::Ended)
        };
        let all = self.documents.iter().copied().filter(published);
        // Of two of the same day the one that is read first, as everywhere.
        all.reduce(|one, other| if order(other) > order(one) { other } else { one })
    }
}

fn is_scheduled(known: &Known, document: usize) -> bool {
    known.content.is_scheduled(&known.content.documents[document])
}

/// What a number comes to.
pub(super) fn task(known: &Known, subject: &Subject, lang: Lang) -> Task {
    let content = &known.content;
    let in_force = subject.in_force(known);
    let meta = |document: usize| &content.documents[document].meta;
    let has = |kind: Kind| subject.documents.iter().any(|&document| meta(document).kind == kind);
    // What is missing can only be told when everything that is there could be read.
    let official = content.portal.meta.publisher == Publisher::Official && content.unusable.is_empty();
    let lacking: Vec<Kind> = in_force
        .iter()
        .flat_map(|&document| known.kept[document].lacking(meta(document), has))
        .map(|(kind, _)| kind)
        .filter(|_| official)
        .collect();
    let kiso = in_force.iter().copied().find(|&document| meta(document).kind == Kind::Kiso);
    let threshold = kiso.and_then(|document| known.kept[document].threshold());
    let cell = |kind: Kind| cell(known, subject, kind, &lacking, threshold);
    let named = in_force.last().or(subject.documents.last()).map(|&document| meta(document));
    let town = &content.municipalities[subject.municipality].meta;
    Task {
        municipality: safe(&town.name),
        municipality_code: town.code.clone(),
        agency: safe(&town.agencies[subject.agency].name),
        number: subject.number.clone(),
        title: named.map_or_else(|| word("no-title", lang).to_owned(), |meta| safe(display_title(meta))),
        threshold: threshold.and_then(Threshold::named),
        kiso: cell(Kind::Kiso),
        juten: cell(Kind::Juten),
        zenkomoku: cell(Kind::Zenkomoku),
    }
}

fn cell(
    known: &Known,
    subject: &Subject,
    kind: Kind,
    lacking: &[Kind],
    threshold: Option<Threshold>,
) -> Cell {
    let meta = |document: usize| &known.content.documents[document].meta;
    let of_kind: Vec<usize> =
        subject.documents.iter().copied().filter(|&document| meta(document).kind == kind).collect();
    let stage = |stage| of_kind.iter().copied().filter(move |&document| meta(document).status == stage);
    // A draft after which something was published is a record, not what comes next.
    let is_open = |document: &usize| known.portal.find(*document).is_none_or(Located::is_open_draft);
    let draft = stage(Stage::Consultation)
        .rfind(is_open)
        .map(|document| (Held::Draft, meta(document).consultation.as_ref().map(|period| period.from)));
    let preparing = stage(Stage::Preparing).next_back().map(|_| (Held::Preparing, None));
    let scheduled = of_kind.iter().rfind(|document| is_scheduled(known, **document));
    let scheduled = scheduled.map(|document| (Held::Scheduled, meta(*document).published));
    let next = scheduled.or(draft).or(preparing);
    let newest = subject.newest(known, kind).map(|document| {
        let meta = meta(document);
        match meta.status {
            Stage::Ended => (Held::Ended, meta.ended),
            _ => (Held::Published, meta.published),
        }
    });
    let absent = || {
        let not_needed =
            kind != Kind::Kiso && threshold.is_some_and(|threshold| threshold.named() != Some(kind));
        let held = match (lacking.contains(&kind), not_needed) {
            (true, _) => Held::Missing,
            (false, true) => Held::NotNeeded,
            (false, false) => Held::NotHeld,
        };
        (held, None)
    };
    let (held, date) = newest.or(next).unwrap_or_else(absent);
    Cell { held, date, versions: of_kind.len(), next: newest.and(next).map(|(next, _)| next) }
}
