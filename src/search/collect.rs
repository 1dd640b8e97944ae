//! What a question matches, gathered by evaluation while it runs.
//!
//! The passages of one evaluation stand one behind the other in the index, so that one evaluation at a time is
//! looked at: equal texts become one hit, and only the best are kept. What is counted (facets) is counted over
//! everything.

use std::collections::{BTreeMap, HashMap, HashSet};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::passage::{PassageKind, section_key};
use super::query::Order;
use super::rank;

/// One hit, not yet read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) score: f32,
    pub(crate) address: DocAddress,
    /// How many passages of the evaluation say the same, itself included.
    pub(crate) same: u32,
}

/// The hits of one evaluation.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) score: f32,
    /// Distinct texts found.
    pub(crate) hits: u64,
    /// Day of publication.
    published: u64,
    /// The best, best first.
    pub(crate) best: Vec<Candidate>,
}

/// Counts by facet and value: evaluations, for sections hits.
pub(crate) type Counts = BTreeMap<(&'static str, String), u64>;

/// Everything that matched.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// The best evaluations, best first.
    pub(crate) groups: Vec<Group>,
    /// Hits in all.
    pub(crate) total: u64,
    /// Evaluations in all.
    pub(crate) evaluations: u64,
    /// What there is to narrow by.
    pub(crate) counts: Counts,
}

/// Gathers the best `limit` hits.
#[derive(Debug)]
pub(crate) struct Gather {
    pub(crate) limit: usize,
    /// The places that count, where not all do.
    pub(crate) only: Option<Places>,
    /// What comes first.
    pub(crate) order: Order,
    /// Names of the sections that count; all where there are none.
    pub(crate) sections: Vec<String>,
}

/// What holds a condition, by what is taken as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Places {
    /// Evaluations, by their numbers.
    Evaluations(HashSet<u64>),
    /// Change rows, by the passage of what was changed to; other passages are themselves.
    Rows(HashSet<DocId>),
}

impl Places {
    /// What both hold.
    pub(crate) fn and(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Evaluations(own), Self::Evaluations(other)) => Self::Evaluations(&own & other),
            (Self::Rows(own), Self::Rows(other)) => Self::Rows(&own & other),
            (own, _) => own,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Evaluations(own) => own.is_empty(),
            Self::Rows(own) => own.is_empty(),
        }
    }
}

/// Finds out which places hold a condition.
#[derive(Debug)]
pub(crate) struct Where {
    pub(crate) rows: bool,
}

/// The collector of a segment.
pub(crate) struct WhereSegment {
    evaluation: Column<u64>,
    order: Column<u64>,
    found: Places,
}

impl Collector for Where {
    type Fruit = Places;
    type Child = WhereSegment;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<WhereSegment> {
        let found =
            if self.rows { Places::Rows(HashSet::new()) } else { Places::Evaluations(HashSet::new()) };
        Ok(WhereSegment {
            evaluation: evaluations(reader)?,
            order: reader.fast_fields().u64("order")?,
            found,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, mut fruits: Vec<Places>) -> tantivy::Result<Places> {
        // An index is one segment.
        Ok(fruits.pop().unwrap_or_else(|| Places::Rows(HashSet::new())))
    }
}

impl SegmentCollector for WhereSegment {
    type Fruit = Places;

    fn collect(&mut self, doc: DocId, _: Score) {
        match &mut self.found {
            Places::Evaluations(found) => found.extend(self.evaluation.first(doc)),
            Places::Rows(found) => {
                let second = is_second_half(&self.evaluation, &self.order, doc);
                found.insert(if second { doc - 1 } else { doc });
            }
        }
    }

    fn harvest(self) -> Places {
        self.found
    }
}

fn evaluations(reader: &SegmentReader) -> tantivy::Result<Column<u64>> {
    let column = reader.fast_fields().str("evaluation")?.map(|column| column.ords().clone());
    Ok(column.unwrap_or_else(|| Column::build_empty_column(reader.max_doc())))
}

/// The collector of a segment.
pub(crate) struct Segment {
    limit: usize,
    only: Option<Places>,
    by: Order,
    /// The sections that count, where not all do.
    within: Option<HashSet<u64>>,
    ordinal: SegmentOrdinal,
    columns: Columns,
    current: Option<u64>,
    /// The distinct texts of the evaluation that is being looked at.
    texts: HashMap<u64, Candidate>,
    /// The sections in which each of them stands.
    stands: HashSet<(u64, u64)>,
    sections: HashMap<u64, u64>,
    first: DocId,
    groups: Vec<Group>,
    total: u64,
    evaluations: u64,
    towns: HashMap<u64, u64>,
    kinds: HashMap<u64, u64>,
    statuses: HashMap<u64, u64>,
    years: HashMap<u64, u64>,
}

/// The columns that ranking and counting read.
pub(crate) struct Columns {
    evaluation: Column<u64>,
    same: Column<u64>,
    order: Column<u64>,
    length: Column<u64>,
    published: Column<u64>,
    town: Option<StrColumn>,
    section: Option<StrColumn>,
    kind: Option<StrColumn>,
    status: Option<StrColumn>,
}

impl Columns {
    pub(crate) fn of(reader: &SegmentReader) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        Ok(Self {
            evaluation: evaluations(reader)?,
            same: fast.u64("same")?,
            order: fast.u64("order")?,
            length: fast.u64("length")?,
            published: fast.u64("published")?,
            town: fast.str("town")?,
            section: fast.str("section")?,
            kind: fast.str("kind")?,
            status: fast.str("status")?,
        })
    }

    /// The number of the evaluation of a passage.
    pub(crate) fn evaluation(&self, doc: DocId) -> u64 {
        self.evaluation.first(doc).unwrap_or(u64::MAX)
    }

    /// Whether a passage is what was there before a change, right behind what it was changed to.
    pub(crate) fn is_second_half(&self, doc: DocId) -> bool {
        is_second_half(&self.evaluation, &self.order, doc)
    }
}

fn is_second_half(evaluation: &Column<u64>, order: &Column<u64>, doc: DocId) -> bool {
    let kind = |doc| PassageKind::of_number(order.first(doc).unwrap_or_default());
    doc > 0
        && kind(doc) == PassageKind::ChangeBefore
        && kind(doc - 1) == PassageKind::ChangeAfter
        && evaluation.first(doc) == evaluation.first(doc - 1)
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = Segment;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Segment> {
        let columns = Columns::of(reader)?;
        let within = match &columns.section {
            Some(column) if !self.sections.is_empty() => Some(named(column, &self.sections)?),
            _ => None,
        };
        Ok(Segment {
            limit: self.limit.max(1),
            within,
            only: self.only.clone(),
            by: self.order,
            ordinal: segment,
            columns,
            current: None,
            texts: HashMap::new(),
            stands: HashSet::new(),
            sections: HashMap::new(),
            first: 0,
            groups: Vec::new(),
            total: 0,
            evaluations: 0,
            towns: HashMap::new(),
            kinds: HashMap::new(),
            statuses: HashMap::new(),
            years: HashMap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Gathered>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for fruit in fruits {
            all.groups.extend(fruit.groups);
            all.total += fruit.total;
            all.evaluations += fruit.evaluations;
            for (key, count) in fruit.counts {
                *all.counts.entry(key).or_default() += count;
            }
        }
        first_come(&mut all.groups, self.order);
        all.groups.truncate(self.limit.max(1));
        Ok(all)
    }
}

/// By score, equal ones by day, newest first; or by day, those without one last, equal ones by score. Then in the order of
/// the index.
fn first_come(groups: &mut [Group], order: Order) {
    let address = |group: &Group| group.best.first().map(|candidate| candidate.address);
    groups.sort_by(|a, b| {
        let score = b.score.total_cmp(&a.score);
        let newest = b.published.cmp(&a.published);
        let none_last = (a.published == 0).cmp(&(b.published == 0));
        let first = match order {
            Order::Best => score.then(newest),
            Order::Newest => newest.then(score),
            Order::Oldest => none_last.then(newest.reverse()).then(score),
        };
        first.then_with(|| address(a).cmp(&address(b)))
    });
}

impl SegmentCollector for Segment {
    type Fruit = Gathered;

    fn collect(&mut self, doc: DocId, score: Score) {
        let evaluation = self.columns.evaluation.first(doc);
        let counts = match &self.only {
            None => true,
            Some(Places::Evaluations(only)) => evaluation.is_some_and(|own| only.contains(&own)),
            Some(Places::Rows(only)) => only.contains(&doc),
        };
        let section = ord(self.columns.section.as_ref(), doc);
        let elsewhere =
            self.within.as_ref().is_some_and(|within| !section.is_some_and(|own| within.contains(&own)));
        if !counts || elsewhere {
            return;
        }
        if self.current != evaluation {
            self.close();
            self.current = evaluation;
            self.first = doc;
        }
        let kind = PassageKind::of_number(self.columns.order.first(doc).unwrap_or_default());
        let length = rank::length(self.columns.length.first(doc).unwrap_or_default());
        let score = score * rank::kind(kind) * length;
        let address = DocAddress::new(self.ordinal, doc);
        let text = self.columns.same.first(doc).unwrap_or_else(|| u64::from(doc));
        match self.texts.entry(text) {
            std::collections::hash_map::Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                known.same += 1;
                if score > known.score {
                    (known.score, known.address) = (score, address);
                }
            }
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(Candidate { score, address, same: 1 });
            }
        }
        // In each section in which it stands, a text is one of the hits that are left when one looks there alone.
        if let Some(section) = section.filter(|&section| self.stands.insert((text, section))) {
            *self.sections.entry(section).or_default() += 1;
        }
    }

    fn harvest(mut self) -> Gathered {
        self.close();
        first_come(&mut self.groups, self.by);
        self.groups.truncate(self.limit);
        let mut counts = BTreeMap::new();
        let columns = [
            ("municipality", &self.columns.town, &self.towns),
            ("section", &self.columns.section, &self.sections),
            ("kind", &self.columns.kind, &self.kinds),
            ("status", &self.columns.status, &self.statuses),
        ];
        for (facet, column, found) in columns {
            let Some(column) = column else { continue };
            for (ord, count) in found {
                let mut name = String::new();
                if column.ord_to_str(*ord, &mut name).unwrap_or(false) {
                    counts.insert((facet, name), *count);
                }
            }
        }
        for (year, count) in self.years {
            counts.insert(("year", year.to_string()), count);
        }
        Gathered { groups: self.groups, total: self.total, evaluations: self.evaluations, counts }
    }
}

/// The sections that have one of several names.
fn named(column: &StrColumn, names: &[String]) -> tantivy::Result<HashSet<u64>> {
    let wanted: HashSet<String> = names.iter().map(|name| section_key(name)).collect();
    let mut found = HashSet::new();
    let mut heading = String::new();
    for at in 0..column.num_terms() as u64 {
        if column.ord_to_str(at, &mut heading)? && wanted.contains(&section_key(&heading)) {
            found.insert(at);
        }
    }
    Ok(found)
}

fn ord(column: Option<&StrColumn>, doc: DocId) -> Option<u64> {
    column.and_then(|column| column.ords().first(doc))
}

impl Segment {
    /// An evaluation has been looked at.
    fn close(&mut self) {
        if self.texts.is_empty() {
            return;
        }
        self.stands.clear();
        let mut best: Vec<Candidate> = self.texts.drain().map(|(_, candidate)| candidate).collect();
        best.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.address.cmp(&b.address)));
        let hits = best.len() as u64;
        best.truncate(self.limit);
        let published = self.columns.published.first(self.first).unwrap_or_default();
        let score = rank::evaluation(best[0].score, hits);
        self.groups.push(Group { score, hits, published, best });
        self.total += hits;
        self.evaluations += 1;
        let counted = [
            (ord(self.columns.town.as_ref(), self.first), &mut self.towns),
            (ord(self.columns.kind.as_ref(), self.first), &mut self.kinds),
            (ord(self.columns.status.as_ref(), self.first), &mut self.statuses),
            ((published > 0).then_some(published / 10_000), &mut self.years),
        ];
        for (value, counts) in counted {
            if let Some(value) = value {
                *counts.entry(value).or_default() += 1;
            }
        }
        if self.groups.len() >= 2 * self.limit + 64 {
            first_come(&mut self.groups, self.by);
            self.groups.truncate(self.limit);
        }
    }
}

/// The hits to show, evaluations together: a few of each in turn, then more of the first ones while there is room.
pub(crate) fn choose(groups: &[Group], limit: usize) -> Vec<(usize, Candidate)> {
    let mut shown = vec![0_usize; groups.len()];
    let mut room = limit;
    for together in [rank::TOGETHER, usize::MAX] {
        for (count, group) in shown.iter_mut().zip(groups) {
            let more = group.best.len().min(together).saturating_sub(*count).min(room);
            *count += more;
            room -= more;
        }
    }
    let hits = groups.iter().enumerate().zip(shown);
    hits.flat_map(|((index, group), count)| group.best[..count].iter().map(move |hit| (index, *hit)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(hits: usize) -> Group {
        let candidate = |n: u32| Candidate { score: 1.0, address: DocAddress::new(0, n), same: 1 };
        let best = (0..u32::try_from(hits).expect("few")).map(candidate).collect();
        Group { score: 1.0, hits: hits as u64, published: 0, best }
    }

    #[test]
    fn every_evaluation_gets_its_turn_before_one_gets_more() {
        let shown = |sizes: &[usize], limit| {
            let groups: Vec<_> = sizes.iter().map(|size| group(*size)).collect();
            let chosen = choose(&groups, limit);
            (0..sizes.len())
                .map(|index| chosen.iter().filter(|(g, _)| *g == index).count())
                .collect::<Vec<_>>()
        };
        assert_eq!(shown(&[9, 2, 9], 10), [5, 2, 3]);
        assert_eq!(shown(&[9], 5), [5]);
        assert_eq!(shown(&[3, 3], 4), [3, 1]);
        assert_eq!(shown(&[], 4), [0_usize; 0]);
    }
}
