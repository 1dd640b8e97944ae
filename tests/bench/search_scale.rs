//! Asks the index of a built site, and beside it a plain index of the same texts: search_scale OUTPUT CONTENT QUERIES
//!
//! `search_scale OUTPUT --words` prints the words that the index carries (readings, sounds of kanji, other words) instead.
//!
//! The baseline is what one would write in an afternoon: every non-empty line is a document, tantivy's own bigrams,
//! one segment, all bigrams of the question required. It knows no positions, no folding, no versions.

use std::path::Path;
use std::time::{Duration, Instant};

use kohyo::index::ask::ask;
use tantivy::collector::{Count, TopDocs};
use tantivy::directory::RamDirectory;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{NgramTokenizer, TextAnalyzer, TokenizerManager};
use tantivy::{Index, IndexSettings, SingleSegmentIndexWriter, TantivyDocument, Term};

const ROUNDS: usize = 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [output, words] = args.as_slice()
        && words == "--words"
    {
        let engine = kohyo::index::open(Path::new(output)).map_err(|why| format!("{why:?}"))?;
        print!("{}", pollster::block_on(engine.words())?);
        return Ok(());
    }
    let [output, content, queries] = args.as_slice() else { return Err("OUTPUT CONTENT QUERIES".into()) };
    let queries = std::fs::read_to_string(queries)?;
    let queries: Vec<&str> = queries.lines().filter(|line| !line.trim().is_empty()).collect();

    let opened = Instant::now();
    let engine = kohyo::index::open(Path::new(output)).map_err(|why| format!("{why:?}"))?;
    println!("kohyo: opened in {:.1} ms", ms(opened.elapsed()));
    let mut all = Vec::new();
    for query in &queries {
        let mut times = Vec::new();
        let mut total = 0;
        for _ in 0..ROUNDS {
            let started = Instant::now();
            let reply = ask(&engine, query, 10).map_err(|why| format!("{why:?}"))?;
            times.push(started.elapsed());
            total = reply.total;
        }
        println!(
            "  {:>8.2} ms first {:>8.2} ms median {total:>8} hits  {query}",
            ms(times[0]),
            ms(quantile(&mut times.clone(), 50))
        );
        all.extend(times);
    }
    println!("kohyo: p50 {:.2} ms, p95 {:.2} ms", ms(quantile(&mut all, 50)), ms(quantile(&mut all, 95)));

    baseline(content, &queries)
}

fn baseline(content: &str, queries: &[&str]) -> Result<(), Box<dyn std::error::Error>> {
    let mut schema = Schema::builder();
    let indexing =
        TextFieldIndexing::default().set_tokenizer("bigrams").set_index_option(IndexRecordOption::WithFreqs);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing) | STORED);
    let tokenizers = TokenizerManager::default();
    tokenizers.register("bigrams", TextAnalyzer::builder(NgramTokenizer::new(2, 2, false)?).build());
    let started = Instant::now();
    let directory = RamDirectory::create();
    let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    let mut writer: SingleSegmentIndexWriter<TantivyDocument> = Index::builder()
        .schema(schema.build())
        .settings(settings)
        .tokenizers(tokenizers)
        .single_segment_index_writer(directory.clone(), 500_000_000)?;
    let (mut lines, mut bytes) = (0_usize, 0_usize);
    for file in walkdir::WalkDir::new(content).sort_by_file_name().into_iter().filter_map(Result::ok) {
        if file.path().extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        for line in std::fs::read_to_string(file.path())?.lines().filter(|line| !line.trim().is_empty()) {
            let mut document = TantivyDocument::new();
            document.add_text(text, line);
            writer.add_document(document)?;
            lines += 1;
            bytes += line.len();
        }
    }
    let index = writer.finalize()?;
    let size = directory.total_mem_usage();
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let ratio = size as f64 / bytes as f64;
    println!(
        "baseline: {lines} lines, {bytes} bytes of text, {size} bytes of index ({ratio:.3} per byte of text), made in {:.1} s",
        started.elapsed().as_secs_f64()
    );
    let searcher = index.reader()?.searcher();
    let mut all = Vec::new();
    for query in queries {
        let characters: Vec<char> = query.chars().filter(|c| !c.is_whitespace()).collect();
        let terms =
            characters.windows(2).map(|pair| Term::from_field_text(text, &pair.iter().collect::<String>()));
        let clauses = terms.map(|term| {
            let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            (Occur::Must, query)
        });
        let find = BooleanQuery::new(clauses.collect());
        for _ in 0..ROUNDS {
            let started = Instant::now();
            let (_, best) = searcher.search(&find, &(Count, TopDocs::with_limit(10).order_by_score()))?;
            for (_, address) in best {
                searcher.doc::<TantivyDocument>(address)?;
            }
            all.push(started.elapsed());
        }
    }
    println!("baseline: p50 {:.2} ms, p95 {:.2} ms", ms(quantile(&mut all, 50)), ms(quantile(&mut all, 95)));
    Ok(())
}

fn quantile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
