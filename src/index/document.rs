//! What is written of a passage: the schema, and a passage as a document of it. What of it search reads is in
//! [`crate::search::schema`], whose version goes up with every change here.

use tantivy::IndexSettings;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, Schema, TantivyDocument, TextFieldIndexing, TextOptions,
};
use tantivy::store::Compressor;
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

use super::remember::{Ahead, Remembering};
use crate::search::passage::{Evaluation, Passage, PassageKind};
use crate::search::schema::{Fields, Stored, TOKENIZER, folded};

/// Blocks of the store, in bytes: a browser fetches some for the hits of a question. They are not compressed in
/// themselves: the pieces of the pack are, and better.
const STORE_BLOCK: usize = 32 * 1024;

/// Everything that is written: what search reads by field, and the columns that it reads by name.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    fields: Fields,
    /// Number of the passage's kind.
    order: Field,
    /// Class of the length of the text.
    length: Field,
    /// Which of the distinct texts of its evaluation it has.
    same: Field,
    /// Which evaluation, by identity.
    evaluation: Field,
    /// Name of the municipality, to be counted.
    town: Field,
    /// The first heading, to be counted.
    section: Field,
}

impl Columns {
    /// Those of the schema.
    pub(super) fn of(schema: &Schema) -> tantivy::Result<Self> {
        let field = |name: &str| schema.get_field(name);
        Ok(Self {
            fields: Fields::of(schema)?,
            order: field("order")?,
            length: field("length")?,
            same: field("same")?,
            evaluation: field("evaluation")?,
            town: field("town")?,
            section: field("section")?,
        })
    }
}

/// The schema.
pub(super) fn schema() -> Schema {
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
    for name in ["body", "item", "path", "title", "context", "beside"] {
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

/// Settings of every index, shards included.
pub(super) fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compress_dedicated_thread: false,
        docstore_compression: Compressor::None,
        docstore_blocksize: STORE_BLOCK,
        ..IndexSettings::default()
    }
}

/// The tokenizers that the schema names, told `ahead` of texts.
pub(super) fn tokenizers(ahead: &Ahead) -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(TOKENIZER, TextAnalyzer::builder(Remembering::of(ahead)).build());
    manager
}

/// The day of publication as a number.
fn day_number(iso: &str) -> u64 {
    iso.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
}

/// The document of a passage, `first` of its evaluation or not. `same` numbers the distinct texts.
pub(super) fn document(
    columns: &Columns,
    evaluation: &Evaluation,
    passage: Passage,
    first: bool,
    same: u64,
) -> serde_json::Result<TantivyDocument> {
    let Columns { fields, .. } = columns;
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
    for (field, text) in [(fields.context, &passage.context), (fields.beside, &passage.beside)] {
        if !text.is_empty() {
            document.add_text(field, text);
        }
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
    document.add_u64(columns.order, passage.kind.number());
    document.add_u64(columns.length, length_class(passage.text.chars().count()));
    document.add_u64(columns.same, same);
    document.add_text(columns.evaluation, &evaluation.identity);
    document.add_text(columns.town, municipality);
    document.add_text(columns.section, section(&passage));
    let passage = Passage { beside: String::new(), ..passage };
    let stored = Stored { passage, evaluation: first.then(|| evaluation.clone()) };
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

/// The class of a length: its number of binary digits (see [`crate::search`]'s ranking).
fn length_class(characters: usize) -> u64 {
    u64::from(usize::BITS - characters.leading_zeros())
}
