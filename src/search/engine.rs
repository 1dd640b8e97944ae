//! Answers questions from a packed index: step by step from what was asked to what can be found.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, OnceLock};

use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use tantivy::schema::Value as _;
use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument};

use super::climb::Climb;
use super::collect::{Candidate, Counts};
use super::format;
use super::lexicon::Lexicon;
use super::passage::{Evaluation, Passage, section_key, section_name};
use super::plan::Planner;
use super::query::{Phrase, Query, Synonyms};
use super::schema::{self, Fields, Stored};
use super::snippet::snippet;
use super::storage::{Manifest, Packed, Source, WORDS, whole};

/// Length of an excerpt in characters.
const WINDOW: usize = 120;

/// Most hits that one answer holds.
pub const MOST_HITS: usize = 100;

/// How many values of a facet are counted out.
const VALUES: usize = 20;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The index is of another version of kohyo.
    #[error("the index has the format \"{0}\"")]
    Format(String),
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It cannot be understood.
    #[error(transparent)]
    Index(#[from] tantivy::TantivyError),
    /// What is stored is damaged.
    #[error(transparent)]
    Stored(#[from] serde_json::Error),
}

/// One hit, in the words of the interface for programs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The page, from the top of the site.
    pub url: String,
    /// Name of the municipality.
    pub municipality: String,
    /// 評価実施機関.
    pub agency: String,
    /// 評価書番号.
    pub number: String,
    /// `kiso`, `juten`, `zenkomoku`.
    pub kind: String,
    /// The title as shown.
    pub title: String,
    /// Key of the state.
    pub status: String,
    /// The headings down to the item.
    pub path: Vec<String>,
    /// The id on the page.
    pub anchor: String,
    /// Kind of passage.
    pub passage: String,
    /// The text.
    pub text: String,
    /// An excerpt.
    pub snippet: String,
    /// How good it is; comparable within one answer only.
    pub score: f32,
}

/// What goes with a hit but is not in the interface for programs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// Stretches of the snippet to mark, in UTF-16 code units.
    pub highlights: Vec<(u32, u32)>,
    /// In how many places of the evaluation the same text stands.
    pub same: u32,
    /// How many hits the evaluation has in all.
    pub of_evaluation: u64,
    /// 公表日.
    pub published: Option<String>,
    /// Official name of the kind.
    pub kind_name: String,
    /// The 特定個人情報ファイル.
    pub file: Option<String>,
}

/// How often a value occurs among the hits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The value.
    pub value: String,
    /// Evaluations; of sections, hits.
    pub count: u64,
}

/// A facet with its values, the most frequent first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// `municipality`, `kind`, `status`, `section`, `year`.
    pub name: String,
    /// Its values.
    pub values: Vec<Count>,
}

/// The answer to a question.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Hits in all; equal texts of one evaluation are one.
    pub total: u64,
    /// Evaluations in all.
    pub evaluations: u64,
    /// The best hits, evaluations together.
    pub hits: Vec<Hit>,
    /// What goes with them, one by one.
    pub details: Vec<Detail>,
    /// How the question was loosened: a key of [`super::query::Step::note`].
    pub note: Option<String>,
    /// What there is to narrow the question by.
    pub facets: Vec<Facet>,
    /// もしかして.
    pub suggestions: Vec<String>,
    /// Hits among past versions, drafts and texts before a change, besides those among what is published.
    pub elsewhere: u64,
    /// How often each word of the question is found, where the question had to be loosened.
    pub words: Vec<Word>,
    /// What stands near: hits of the words that are found, where there is no answer. They are none.
    pub near: Vec<Hit>,
}

/// A word of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// As typed.
    pub word: String,
    /// As what it was looked for, where it is found nowhere as it was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_as: Option<String>,
    /// How many items hold it.
    pub items: u64,
    /// How many more do among past versions, drafts and texts before a change.
    pub elsewhere: u64,
}

/// An opened index.
pub struct Engine {
    packed: Packed,
    reader: IndexReader,
    fields: Fields,
    synonyms: Synonyms,
    lexicon: OnceLock<Arc<Lexicon>>,
    /// What else words mean, made of the lexicon.
    wide: OnceLock<Synonyms>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("packed", &self.packed).finish_non_exhaustive()
    }
}

impl Engine {
    /// Opens an index by its hot bundle. All that opening reads is in the bundle.
    pub fn open(hot: Vec<u8>, source: Box<dyn Source>) -> Result<Self, Error> {
        let packed = Packed::open(hot, source)?;
        if packed.manifest().format != format() {
            return Err(Error::Format(packed.manifest().format.clone()));
        }
        let index = Index::open(packed.clone())?;
        schema::register(index.tokenizers());
        let reader: IndexReader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .num_warming_threads(0)
            .doc_store_cache_num_blocks(32)
            .try_into()?;
        let fields = Fields::of(&index.schema())?;
        let synonyms = Synonyms::with(&packed.manifest().synonyms);
        let engine =
            Self { packed, reader, fields, synonyms, lexicon: OnceLock::new(), wide: OnceLock::new() };
        engine.touch()?;
        Ok(engine)
    }

    /// What is in the index.
    pub fn manifest(&self) -> &Manifest {
        self.packed.manifest()
    }

    /// Opens an index whose bundle holds all of it.
    pub fn open_whole(bundle: Vec<u8>) -> Result<Self, Error> {
        let (hot, source) = whole(bundle)?;
        Self::open(hot, source)
    }

    /// How many bytes of the index are kept in memory.
    pub fn kept(&self) -> usize {
        self.packed.kept()
    }

    /// Reads what every question reads, so that it becomes part of the hot bundle and is never waited for.
    fn touch(&self) -> Result<(), Error> {
        for reader in self.reader.searcher().segment_readers() {
            for field in self.fields.texts().into_iter().chain(self.fields.raw()) {
                reader.inverted_index(field)?;
            }
        }
        Ok(())
    }

    /// What words mean in this portal: to parse questions with.
    pub fn synonyms(&self) -> &Synonyms {
        &self.synonyms
    }

    /// Answers a question with at most `limit` hits.
    pub async fn search(&self, query: &Query, limit: usize) -> Result<Answer, Error> {
        self.packed.begin();
        let searcher = self.reader.searcher();
        let Some(reader) = searcher.segment_readers().first() else { return Ok(Answer::default()) };
        let planner = Planner { reader, fields: &self.fields };
        let limit = limit.clamp(1, MOST_HITS);
        Climb { engine: self, searcher: &searcher, planner: &planner, limit, weighed: &OnceLock::new() }
            .answer(query)
            .await
    }

    /// At most `limit` words of the portal that begin as was typed, as they are written or by their sound; each finds
    /// something that is published now.
    pub async fn complete(&self, typed: &str, limit: usize) -> Result<Vec<String>, Error> {
        let searcher = self.reader.searcher();
        let Some(reader) = searcher.segment_readers().first() else { return Ok(Vec::new()) };
        let planner = Planner { reader, fields: &self.fields };
        Climb { engine: self, searcher: &searcher, planner: &planner, limit, weighed: &OnceLock::new() }
            .completions(typed)
            .await
    }

    /// The words of the portal, read when they are needed for the first time. An index without them has none.
    pub(super) async fn lexicon(&self) -> Result<Arc<Lexicon>, Error> {
        if let Some(known) = self.lexicon.get() {
            return Ok(Arc::clone(known));
        }
        let text = self.packed.text(WORDS).await?;
        Ok(Arc::clone(self.lexicon.get_or_init(|| Arc::new(Lexicon::of(&text)))))
    }

    /// What else words mean, behind the synonyms of the portal itself.
    pub(super) async fn wide(&self) -> Result<Synonyms, Error> {
        let lexicon = self.lexicon().await?;
        Ok(self.wide.get_or_init(|| lexicon.wide(self.own_synonyms())).clone())
    }

    /// The words of the portal as one text: what [`Engine::with_words`] takes.
    pub async fn words(&self) -> Result<String, Error> {
        Ok(self.packed.text(WORDS).await?)
    }

    /// The same index with other words: to measure what each source of them does.
    #[must_use]
    pub fn with_words(self, text: &str) -> Self {
        Self { lexicon: OnceLock::from(Arc::new(Lexicon::of(text))), wide: OnceLock::new(), ..self }
    }

    /// The synonyms of the portal itself.
    pub(super) fn own_synonyms(&self) -> &str {
        &self.packed.manifest().synonyms
    }

    /// All stored passages, in the order of the index.
    #[cfg(test)]
    pub(crate) async fn everything(&self) -> Result<Vec<(Evaluation, Passage)>, Error> {
        let searcher = self.reader.searcher();
        let count = searcher.segment_readers().first().map_or(0, tantivy::SegmentReader::max_doc);
        let addresses: Vec<_> = (0..count).map(|doc| DocAddress::new(0, doc)).collect();
        let firsts = firsts(&searcher, addresses.iter().copied())?;
        let stored = self.stored(&searcher, addresses.iter().copied()).await?;
        let evaluations = self.evaluations(&searcher, &firsts).await?;
        let whole = |(first, stored): (&DocAddress, Stored)| {
            (evaluations.get(first).cloned().unwrap_or_default(), stored.passage)
        };
        Ok(firsts.iter().zip(stored).map(whole).collect())
    }

    /// The fields of the index.
    pub(super) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Whether bytes have to be fetched before a query can run.
    pub(super) fn fetches(&self) -> bool {
        self.packed.fetches()
    }

    /// Reads stored passages.
    pub(super) async fn stored(
        &self,
        searcher: &Searcher,
        addresses: impl IntoIterator<Item = DocAddress>,
    ) -> Result<Vec<Stored>, Error> {
        let documents = addresses.into_iter().map(|address| searcher.doc_async::<TantivyDocument>(address));
        let documents = try_join_all(documents).await?;
        let text = |document: &TantivyDocument| {
            let value = document.get_first(self.fields.stored);
            value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
        };
        documents.iter().map(|document| Ok(serde_json::from_str(&text(document))?)).collect()
    }

    /// The evaluations of passages, by the address of their first passage, where they are stored.
    pub(super) async fn evaluations(
        &self,
        searcher: &Searcher,
        firsts: &[DocAddress],
    ) -> Result<BTreeMap<DocAddress, Evaluation>, Error> {
        let firsts: BTreeSet<DocAddress> = firsts.iter().copied().collect();
        let stored = self.stored(searcher, firsts.iter().copied()).await?;
        let found =
            firsts.into_iter().zip(stored).filter_map(|(first, stored)| Some((first, stored.evaluation?)));
        Ok(found.collect())
    }
}

/// For each passage the first one of the same evaluation: they stand one behind the other. Looked up in a column and
/// not in what is stored, so that both can be fetched at once.
pub(super) fn firsts(
    searcher: &Searcher,
    addresses: impl IntoIterator<Item = DocAddress>,
) -> Result<Vec<DocAddress>, Error> {
    let first = |address: DocAddress| -> Result<DocAddress, Error> {
        let fast = searcher.segment_reader(address.segment_ord).fast_fields();
        let Some(column) = fast.str("evaluation")? else { return Ok(address) };
        let own = column.ords().first(address.doc_id);
        let mut doc_id = address.doc_id;
        while doc_id > 0 && column.ords().first(doc_id - 1) == own {
            doc_id -= 1;
        }
        Ok(DocAddress::new(address.segment_ord, doc_id))
    };
    addresses.into_iter().map(first).collect()
}

pub(super) fn shown(
    evaluation: Evaluation,
    passage: Passage,
    candidate: Candidate,
    of_evaluation: u64,
    phrases: &[Phrase],
) -> (Hit, Detail) {
    let excerpt = snippet(&passage.text, phrases, WINDOW);
    let detail = Detail {
        highlights: excerpt.highlights,
        same: candidate.same,
        of_evaluation,
        published: evaluation.published,
        kind_name: evaluation.kind_name,
        file: passage.file,
    };
    let hit = Hit {
        url: evaluation.url,
        municipality: evaluation.municipality,
        agency: evaluation.agency,
        number: evaluation.number,
        kind: evaluation.kind,
        title: evaluation.title,
        status: evaluation.status,
        path: passage.path,
        anchor: passage.anchor,
        passage: passage.kind.as_str().to_owned(),
        text: passage.text,
        snippet: excerpt.text,
        // Three decimals are the same on every machine.
        score: (candidate.score * 1000.0).round() / 1000.0,
    };
    (hit, detail)
}

pub(super) fn facets(counts: &Counts) -> Vec<Facet> {
    ["municipality", "kind", "status", "section", "year"]
        .into_iter()
        .map(|name| {
            let own = counts.iter().filter(|((facet, _), _)| *facet == name);
            let mut values: Vec<Count> = match name {
                "section" => sections(own),
                _ => own.map(|((_, value), count)| Count { value: value.clone(), count: *count }).collect(),
            };
            // A stable sort: equal counts stay in the order of their names.
            values.sort_by_key(|value| std::cmp::Reverse(value.count));
            values.truncate(VALUES);
            Facet { name: name.to_owned(), values }
        })
        .collect()
}

/// Sections by their names; ways to write one are one, by the name that is the most frequent.
fn sections<'a>(all: impl Iterator<Item = (&'a (&'static str, String), &'a u64)>) -> Vec<Count> {
    let mut ways: BTreeMap<String, (u64, Count)> = BTreeMap::new();
    for ((_, heading), count) in all {
        let name = section_name(heading);
        let known = || (0, Count { value: name.to_owned(), count: 0 });
        let (most, known) = ways.entry(section_key(heading)).or_insert_with(known);
        known.count += count;
        if count > most {
            *most = *count;
            name.clone_into(&mut known.value);
        }
    }
    ways.into_values().map(|(_, count)| count).collect()
}
