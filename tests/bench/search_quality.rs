//! How good the answers to a table of questions are: search_quality OUTPUT QUESTIONS LAY [PAGEFIND] [--half aside|seen]
//!
//! OUTPUT is a built site, QUESTIONS a table with tabs (id, persona, category, scope, question, what is accepted), LAY the
//! list of lay words (`src/index/words/lay.txt`), PAGEFIND what `pagefind.mjs` printed about the same table. Printed: by
//! persona and category how often the first hit is right as it stands, and one of the first three where what is offered
//! (もしかして, past versions and drafts) is taken; questions that nothing may answer and that were; every miss; and how
//! much of it is lost without each source of words. Half of a table is set aside by the hash of its ids.
//!
//! What is accepted: places between ` || `, each `page ~ heading ~ text`, the latter two with ways to put it between `|`;
//! nothing and `.` fit everything; `NOTHING` says that nothing may be found.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use kohyo::index::ask::ask;
use kohyo::search::engine::{Engine, Hit};
use unicode_normalization::UnicodeNormalization as _;

struct Question {
    id: String,
    persona: String,
    category: String,
    text: String,
    /// Page, heading, text; empty where nothing may be found.
    accepted: Vec<[String; 3]>,
}

/// What came of one question: the place of the first right hit, 0 for none.
#[derive(Clone, Copy, Default)]
struct Outcome {
    bare: usize,
    helped: usize,
    wrong: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let half = args.iter().position(|arg| arg == "--half").map(|at| {
        let rest: Vec<String> = args.drain(at..).collect();
        rest.get(1).cloned().unwrap_or_default()
    });
    let [output, table, lay, rest @ ..] = args.as_slice() else { return Err("OUTPUT QUESTIONS LAY".into()) };
    let questions = questions(&std::fs::read_to_string(table)?, half.as_deref());
    let pagefind = match rest.first() {
        Some(path) => ranks(&std::fs::read_to_string(path)?),
        None => BTreeMap::new(),
    };
    let opened = || kohyo::index::open(Path::new(output)).map_err(|why| format!("{why:?}"));
    let engine = opened()?;
    let outcomes: Vec<Outcome> = questions.iter().map(|question| asked(&engine, question, true)).collect();
    print_table(&questions, &outcomes, &pagefind);

    let words = pollster::block_on(engine.words())?;
    let all = sources(&words, &std::fs::read_to_string(lay)?);
    println!("\nwithout                 first bare  first helped  three helped  wrong");
    let total = |name: &str, outcomes: &[Outcome]| {
        let line = Line::of(questions.iter().zip(outcomes));
        println!("{name:<22} {:>10} {:>13} {:>13} {:>6}", line.bare, line.helped, line.three, line.wrong);
    };
    total("nothing (all sources)", &outcomes);
    for (name, text) in all {
        let engine = opened()?.with_words(&text);
        let outcomes: Vec<Outcome> =
            questions.iter().map(|question| asked(&engine, question, false)).collect();
        total(name, &outcomes);
    }
    Ok(())
}

fn questions(table: &str, half: Option<&str>) -> Vec<Question> {
    let cells = table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let of = |cells: Vec<&str>| {
        let [id, persona, category, _, text, accepted] = cells.as_slice() else { return None };
        let place = |place: &str| {
            let mut parts = place.split(" ~").map(|part| part.trim().to_owned());
            [(); 3].map(|()| parts.next().unwrap_or_default())
        };
        let accepted = if accepted.trim() == "NOTHING" {
            Vec::new()
        } else {
            accepted.split("||").map(|own| place(own.trim())).collect()
        };
        let [id, persona, category, text] = [id, persona, category, text].map(|cell| (*cell).to_owned());
        Some(Question { id, persona, category, text, accepted })
    };
    let aside = |question: &Question| {
        // FNV-1a.
        let hash = question.id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        (hash >> 3) & 1 == 1
    };
    cells
        .filter_map(of)
        .filter(|question| half.is_none_or(|half| half == "all" || aside(question) == (half == "aside")))
        .collect()
}

fn ranks(text: &str) -> BTreeMap<String, usize> {
    let row = |line: &str| {
        let (id, rank) = line.split_once('\t')?;
        Some((id.to_owned(), rank.trim().parse().ok()?))
    };
    text.lines().filter_map(row).collect()
}

/// The words without each of their sources.
fn sources(words: &str, lay: &str) -> Vec<(&'static str, String)> {
    let blocks: Vec<&str> = words.splitn(4, "\n\n").collect();
    let [format, readings, kanji, groups] = blocks.as_slice() else { return Vec::new() };
    let first = |line: &str| line.split(['=', '>']).next().unwrap_or_default().trim().to_owned();
    let lay: Vec<String> = lay.lines().filter(|line| !line.starts_with('#')).map(first).collect();
    let part = |own: bool| -> String {
        let lines = groups.lines().filter(|line| lay.contains(&first(line)) == own);
        lines.collect::<Vec<_>>().join("\n")
    };
    let text = |blocks: [&str; 3]| [format, blocks[0], blocks[1], blocks[2]].join("\n\n");
    vec![
        ("readings", text(["", "", groups])),
        ("synonyms", text([readings, kanji, &part(true)])),
        ("lay words", text([readings, kanji, &part(false)])),
        ("any of them", text(["", "", ""])),
    ]
}

fn asked(engine: &Engine, question: &Question, say: bool) -> Outcome {
    let reply = ask(engine, &question.text, 10).ok();
    let hits = reply.as_ref().map_or(&[][..], |reply| &reply.hits);
    let details = reply.as_ref().and_then(|reply| reply.details.as_ref());
    let elsewhere = details.map_or(0, |details| details.elsewhere);
    let mut helped: Vec<(String, Vec<Hit>)> = Vec::new();
    let mut take = |other: String| {
        if let Ok(reply) = ask(engine, &other, 10) {
            helped.push((other, reply.hits));
        }
    };
    details.into_iter().flat_map(|details| &details.suggestions).for_each(|other| take(other.clone()));
    if elsewhere > 0 {
        take(format!("{} 状態:すべて", question.text));
    }
    if question.accepted.is_empty() {
        let wrong = !hits.is_empty() || helped.iter().any(|(_, hits)| !hits.is_empty());
        if wrong && say {
            let by = hits.first().map_or_else(|| helped[0].0.clone(), |hit| hit.snippet.clone());
            println!("WRONG {} {}: {by}", question.id, question.text);
        }
        return Outcome { wrong, ..Outcome::default() };
    }
    let bare = rank(hits, &question.accepted);
    let others = helped.iter().map(|(_, hits)| rank(hits, &question.accepted));
    let helped_rank = std::iter::once(bare).chain(others).filter(|rank| *rank > 0).min().unwrap_or_default();
    if helped_rank != 1 && say {
        let note = details.and_then(|details| details.note.as_deref()).unwrap_or("-");
        let first = hits.first().map_or_else(
            || "nothing".to_owned(),
            |hit| {
                format!(
                    "{} {}: {}",
                    hit.url,
                    hit.path.last().map_or("", String::as_str),
                    hit.snippet.chars().take(60).collect::<String>()
                )
            },
        );
        let words: Vec<String> = details
            .into_iter()
            .flat_map(|details| &details.words)
            .map(|word| {
                format!(
                    "{}{}:{}+{}",
                    word.word,
                    word.read_as.as_ref().map_or(String::new(), |own| format!("={own}")),
                    word.items,
                    word.elsewhere
                )
            })
            .collect();
        let others: Vec<&str> = helped.iter().map(|(other, _)| other.as_str()).collect();
        println!(
            "{bare}/{helped_rank} {} {} [{note}; {}] {others:?} first: {}",
            question.id,
            question.text,
            words.join(" "),
            first.replace('\n', "/")
        );
    }
    Outcome { bare, helped: helped_rank, wrong: false }
}

fn rank(hits: &[Hit], accepted: &[[String; 3]]) -> usize {
    hits.iter().position(|hit| accepted.iter().any(|place| fits(hit, place))).map_or(0, |at| at + 1)
}

fn fits(hit: &Hit, [page, heading, text]: &[String; 3]) -> bool {
    let folded = |text: &str| -> String { text.nfkc().filter(|c| !c.is_whitespace()).collect() };
    let holds = |whole: &str, ways: &str| {
        ways.is_empty() || ways.split('|').any(|way| way == "." || whole.contains(&folded(way)))
    };
    let path = folded(&hit.path.concat());
    let page = format!("{}/", page.trim_end_matches('/'));
    hit.url.starts_with(&page)
        && holds(&path, heading)
        && holds(&[path.clone(), folded(&hit.text)].concat(), text)
}

/// What groups questions.
type Of = fn(&Question) -> &str;

/// Counts of a group of questions.
#[derive(Default)]
struct Line {
    asked: usize,
    bare: usize,
    helped: usize,
    three: usize,
    nothing: usize,
    wrong: usize,
}

impl Line {
    fn of<'a>(all: impl Iterator<Item = (&'a Question, &'a Outcome)>) -> Self {
        let mut line = Self::default();
        for (question, outcome) in all {
            if question.accepted.is_empty() {
                line.nothing += 1;
                line.wrong += usize::from(outcome.wrong);
                continue;
            }
            line.asked += 1;
            line.bare += usize::from(outcome.bare == 1);
            line.helped += usize::from(outcome.helped == 1);
            line.three += usize::from((1..=3).contains(&outcome.helped));
        }
        line
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn print_table(questions: &[Question], outcomes: &[Outcome], pagefind: &BTreeMap<String, usize>) {
    let groups: [(&str, Of); 3] =
        [("persona", |own| &own.persona), ("category", |own| &own.category), ("all", |_| "all")];
    println!(
        "\n                       asked  first bare  first helped  three helped  nothing  wrong   Pagefind first  three  wrong"
    );
    for (kind, of) in groups {
        let mut names: Vec<&str> = questions.iter().map(of).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let own = || questions.iter().zip(outcomes).filter(|(question, _)| of(question) == name);
            let line = Line::of(own());
            let theirs = |test: &dyn Fn(usize) -> bool, answered: bool| {
                own()
                    .filter(|(question, _)| question.accepted.is_empty() != answered)
                    .filter(|(question, _)| pagefind.get(&question.id).is_some_and(|rank| test(*rank)))
                    .count()
            };
            let share = |count: usize| format!("{count} ({:.2})", count as f64 / line.asked.max(1) as f64);
            println!(
                "{:<22} {:>5} {:>12} {:>13} {:>13} {:>8} {:>6} {:>16} {:>6} {:>6}",
                format!("{kind} {name}"),
                line.asked,
                share(line.bare),
                share(line.helped),
                share(line.three),
                line.nothing,
                line.wrong,
                theirs(&|rank| rank == 1, true),
                theirs(&|rank| (1..=3).contains(&rank), true),
                theirs(&|rank| rank != 0, false),
            );
        }
    }
}
