//! The fields of the index: one tantivy document per passage.
//!
//! A change here changes what the bytes of an index mean, so [`VERSION`] goes up with it; caches and browsers
//! refuse any other.

use serde::{Deserialize, Serialize};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, Schema, TantivyDocument, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{IndexSettings, Term};

use super::passage::{Evaluation, Passage, PassageKind};
use super::text::tokenizer::UnitTokenizer;
use super::{rank, text};

/// Goes up with every change of fields, of tokens, or of what is stored.
pub(crate) const VERSION: u32 = 2;

/// Name under which the tokenizer is registered.
const TOKENIZER: &str = "kohyo";

/// Blocks of the store: small, because a browser fetches one per hit.
const STORE_BLOCK: usize = 4096;

/// What is in the documents.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    /// The text of the passage.
    pub(crate) body: Field,
    /// The heading right above it.
    pub(crate) item: Field,
    /// The other headings, its file, block and measure group.
    pub(crate) path: Field,
    /// Municipality, agency, number, title, kind.
    pub(crate) title: Field,
    /// What is chosen in the same block.
    pub(crate) context: Field,
    /// Names by which the municipality can be filtered.
    pub(crate) municipality: Field,
    /// The same for the prefecture.
    pub(crate) prefecture: Field,
    /// The same for the agency.
    pub(crate) agency: Field,
    /// 評価書番号.
    pub(crate) number: Field,
    /// The kind of the evaluation.
    pub(crate) kind: Field,
    /// Its state.
    pub(crate) status: Field,
    /// `all` once per passage: what a question of filters alone matches.
    pub(crate) passage: Field,
    /// The concept of the question.
    pub(crate) concept: Field,
    /// The kind of answer.
    pub(crate) answer: Field,
    /// Day of publication as the number `yyyymmdd`; 0 where there is none.
    pub(crate) published: Field,
    /// Number of the passage's kind.
    pub(crate) order: Field,
    /// Class of the length of the text.
    pub(crate) length: Field,
    /// Which of the distinct texts of its evaluation it has.
    pub(crate) same: Field,
    /// Which evaluation, by identity.
    pub(crate) evaluation: Field,
    /// Name of the municipality, to be counted.
    pub(crate) town: Field,
    /// The first heading, to be counted.
    pub(crate) section: Field,
    /// Everything that a hit shows.
    pub(crate) stored: Field,
}

/// Names of the columns that ranking and counting read.
pub(crate) const COLUMNS: [&str; 9] =
    ["evaluation", "same", "order", "length", "published", "town", "section", "kind", "status"];

/// What is stored of a passage.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    /// How many passages of the evaluation stand before it.
    #[serde(rename = "n")]
    pub(crate) place: u32,
    /// The passage.
    #[serde(rename = "p")]
    pub(crate) passage: Passage,
    /// The evaluation, with the first of its passages only: the others would repeat it.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub(crate) evaluation: Option<Evaluation>,
}

/// The schema.
pub(crate) fn schema() -> Schema {
    let mut schema = Schema::builder();
    let text = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions)
            .set_fieldnorms(false),
    );
    let raw = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false),
    );
    for name in ["body", "item", "path", "title", "context"] {
        schema.add_text_field(name, text.clone());
    }
    for name in ["municipality", "prefecture", "agency", "number", "passage", "concept", "answer"] {
        schema.add_text_field(name, raw.clone());
    }
    for name in ["kind", "status"] {
        schema.add_text_field(name, raw.clone().set_fast("raw"));
    }
    for name in ["published", "order", "length", "same"] {
        schema.add_u64_field(name, FAST);
    }
    for name in ["evaluation", "town", "section"] {
        schema.add_text_field(name, FAST);
    }
    schema.add_text_field("stored", STORED);
    schema.build()
}

impl Fields {
    /// The fields of an index; an error where it is of another version.
    pub(crate) fn of(schema: &Schema) -> tantivy::Result<Self> {
        let field = |name: &str| schema.get_field(name);
        Ok(Self {
            body: field("body")?,
            item: field("item")?,
            path: field("path")?,
            title: field("title")?,
            context: field("context")?,
            municipality: field("municipality")?,
            prefecture: field("prefecture")?,
            agency: field("agency")?,
            number: field("number")?,
            kind: field("kind")?,
            status: field("status")?,
            passage: field("passage")?,
            concept: field("concept")?,
            answer: field("answer")?,
            published: field("published")?,
            order: field("order")?,
            length: field("length")?,
            same: field("same")?,
            evaluation: field("evaluation")?,
            town: field("town")?,
            section: field("section")?,
            stored: field("stored")?,
        })
    }

    /// The fields that are searched as text.
    pub(crate) fn texts(&self) -> [Field; 5] {
        [self.body, self.item, self.path, self.title, self.context]
    }

    /// The fields that are filtered by.
    pub(crate) fn raw(&self) -> [Field; 9] {
        [
            self.municipality,
            self.prefecture,
            self.agency,
            self.number,
            self.kind,
            self.status,
            self.passage,
            self.concept,
            self.answer,
        ]
    }
}

/// Settings of every index, shards included.
pub(crate) fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compress_dedicated_thread: false,
        docstore_blocksize: STORE_BLOCK,
        ..IndexSettings::default()
    }
}

/// The tokenizers that the schema names.
pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    register(&manager);
    manager
}

/// Puts our tokenizer beside tantivy's own.
pub(crate) fn register(manager: &TokenizerManager) {
    manager.register(TOKENIZER, TextAnalyzer::builder(UnitTokenizer).build());
}

/// A value to filter by, folded so that width and case do not matter.
pub(crate) fn filter_term(field: Field, value: &str) -> Term {
    Term::from_field_text(field, &folded(value))
}

/// The folded form of a short text: its units, joined.
pub(crate) fn folded(value: &str) -> String {
    text::units(value).into_iter().map(|unit| unit.text).collect()
}

/// The day of publication as a number.
pub(crate) fn day_number(iso: &str) -> u64 {
    iso.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
}

/// The document of a passage, the one at `place` of its evaluation. `same` numbers the distinct texts.
pub(crate) fn document(
    fields: &Fields,
    evaluation: &Evaluation,
    passage: Passage,
    place: u32,
    same: u64,
) -> serde_json::Result<TantivyDocument> {
    let mut document = TantivyDocument::new();
    document.add_text(fields.body, &passage.text);
    let extra = [&passage.block, &passage.group, &passage.file].into_iter().flatten();
    let (item, above) =
        passage.path.split_last().map_or(("", &[][..]), |(item, above)| (item.as_str(), above));
    let headings: Vec<&str> = above.iter().chain(extra).map(String::as_str).collect();
    document.add_text(fields.item, item);
    // A full stop is a barrier: no phrase runs from one heading into the next.
    document.add_text(fields.path, headings.join("。"));
    let Evaluation { municipality, prefecture, agency, number, title, kind_name, .. } = evaluation;
    document.add_text(
        fields.title,
        [prefecture, municipality, agency, title, kind_name, number].map(String::as_str).join("。"),
    );
    if !passage.context.is_empty() {
        document.add_text(fields.context, &passage.context);
    }
    for name in names(municipality, &["市", "区", "町", "村", "都", "道", "府", "県"]) {
        document.add_text(fields.municipality, folded(name));
    }
    for name in [&evaluation.municipality_code, &evaluation.municipality_slug] {
        document.add_text(fields.municipality, folded(name));
    }
    for name in names(prefecture, &["都", "府", "県"]) {
        document.add_text(fields.prefecture, folded(name));
    }
    document.add_text(fields.agency, folded(agency));
    document.add_text(fields.number, folded(number));
    document.add_text(fields.kind, &evaluation.kind);
    document.add_text(fields.status, &evaluation.status);
    document.add_text(fields.passage, "all");
    document.add_text(fields.passage, passage.kind.as_str());
    if let Some(concept) = &passage.concept {
        document.add_text(fields.concept, concept);
    }
    if let Some(answer) = &passage.answer {
        document.add_text(fields.answer, answer);
    }
    document.add_u64(fields.published, evaluation.published.as_deref().map_or(0, day_number));
    document.add_u64(fields.order, passage.kind.number());
    document.add_u64(fields.length, rank::length_class(passage.text.chars().count()));
    document.add_u64(fields.same, same);
    document.add_text(fields.evaluation, &evaluation.identity);
    document.add_text(fields.town, municipality);
    document.add_text(fields.section, section(&passage));
    let stored = Stored { place, passage, evaluation: (place == 0).then(|| evaluation.clone()) };
    document.add_text(fields.stored, serde_json::to_string(&stored)?);
    Ok(document)
}

/// A name, and the name without its last character where that says what kind of place it is.
fn names<'a>(name: &'a str, suffixes: &[&str]) -> Vec<&'a str> {
    let short = suffixes.iter().find_map(|suffix| name.strip_suffix(suffix));
    std::iter::once(name).chain(short.filter(|short| short.chars().count() > 1)).collect()
}

/// What a passage is counted under: its first heading, which is the same for every file.
fn section(passage: &Passage) -> &str {
    match passage.kind {
        PassageKind::Cover => "表紙",
        _ => passage.path.first().map_or("", String::as_str).trim(),
    }
}
