//! Workbooks and PDFs typeset after the official form, imported: the Markdown has to say what its source says, answer
//! by answer.
//!
//! The originals lie beside their sources: `<name>.md` and `<name>.pdf`, `<name>.xlsx`, `<name>-<style>.pdf` and the
//! like, in `tests/originals/fixtures` or in the folders below `KOHYO_ORIGINALS`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kohyo::import::{Given, Imported, Source, import_all, original};
use kohyo::text::folding::fold_text;

/// An answer: what is ticked, and the text.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub(super) struct Answer {
    pub(super) chosen: BTreeSet<String>,
    pub(super) text: String,
}

/// The answers by their headings, and the rows of tables.
#[derive(Default)]
pub(super) struct Document {
    pub(super) answers: BTreeMap<String, Answer>,
    rows: Vec<Vec<String>>,
    /// The headings in their order.
    headings: Vec<String>,
}

/// Reads a document by its headings.
pub(super) fn read(markdown: &str) -> Document {
    let body = markdown.splitn(3, "---\n").nth(2).unwrap_or(markdown);
    let mut document = Document::default();
    let mut path: Vec<(usize, String)> = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut at = String::new();
    let mut ticked: Option<bool> = None;
    for line in body.lines() {
        let hashes = line.bytes().take_while(|b| *b == b'#').count();
        if hashes > 0 && line[hashes..].starts_with(' ') {
            path.retain(|(level, _)| *level < hashes);
            let label = kohyo::text::folding::fold(&plain(&line[hashes..]));
            // The cover may be headed by the title of the form, or be called what it is.
            let cover = hashes == 1 && label.starts_with("特定個人情報保護評価書");
            path.push((hashes, if cover { "表紙".to_owned() } else { label }));
            at = path.iter().map(|(_, label)| label.as_str()).collect::<Vec<_>>().join(" > ");
            let times = seen.entry(at.clone()).or_default();
            *times += 1;
            if *times > 1 {
                at = format!("{at} #{times}");
            }
            document.answers.entry(at.clone()).or_default();
            document.headings.push(at.clone());
            ticked = None;
        } else if let Some(cells) = line.strip_prefix('|').and_then(|rest| rest.strip_suffix('|')) {
            if !cells.contains("---") {
                let cells = cells.replace("\\|", "｜");
                document.rows.push(cells.split('|').map(plain).map(|cell| fold_text(&cell)).collect());
            }
        } else if let Some(task) = line.strip_prefix("- [") {
            let (mark, text) = task.split_once("] ").unwrap_or((task, ""));
            ticked = Some(mark == "x");
            let text = fold_text(&plain(text));
            let text = text
                .split_once(')')
                .filter(|(n, _)| n.parse::<u32>().is_ok())
                .map_or(text.as_str(), |(_, t)| t);
            let answer = document.answers.entry(at.clone()).or_default();
            match mark {
                "x" => drop(answer.chosen.insert(text.to_owned())),
                "?" => drop(answer.chosen.insert(format!("?{text}"))),
                _ => {}
            }
        } else if line.starts_with('>') {
            ticked = None;
        } else if line.starts_with("  ") && ticked.is_some() {
            let answer = document.answers.entry(at.clone()).or_default();
            if ticked == Some(true)
                && let Some(last) = answer.chosen.pop_last()
            {
                answer.chosen.insert(last + &fold_text(&plain(line)));
            }
        } else if !line.trim().is_empty() {
            ticked = None;
            let text = &mut document.answers.entry(at.clone()).or_default().text;
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&fold_text(&plain(line)));
        }
    }
    document
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' {
            out.extend(chars.next());
        } else {
            out.push(c);
        }
    }
    out.replace("<br>", "")
}

/// The originals with their sources.
fn originals() -> Vec<(PathBuf, PathBuf)> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/originals/fixtures");
    let root = std::env::var_os("KOHYO_ORIGINALS").map_or(fixtures, PathBuf::from);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let is = |ending: &str| path.extension().is_some_and(|extension| extension == ending);
            if !is("pdf") && !is("xlsx") {
                continue;
            }
            let names =
                [stem.clone(), stem.rsplit_once('-').map_or(String::new(), |(head, _)| head.to_owned())];
            let source =
                names.iter().map(|name| folder.join(format!("{name}.md"))).find(|path| path.is_file());
            let source = source.or_else(|| sample(&stem));
            found.extend(source.map(|source| (path, source)));
        }
    }
    found.sort();
    found
}

/// The sample evaluation that an original without a source beside it was set from.
fn sample(stem: &str) -> Option<PathBuf> {
    let name = match stem.split_once('-')?.0 {
        "kiso" => "3-kiso-2025-03-31.md",
        "juten" => "2-juten-2025-12-01.md",
        _ => return None,
    };
    Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("content/tameshi").join(name))
}

/// How an original compares with its source.
#[derive(Default)]
struct Measure {
    answers: usize,
    equal: usize,
    /// Equal answers whose lines break elsewhere.
    broken: usize,
    choices: usize,
    /// Ticked though the source does not, or not ticked and not left open.
    wrong_choices: usize,
    /// Left open, for somebody to look at.
    open: usize,
    rows: (usize, usize),
    /// Answers that differ, with no finding at them.
    silent: Vec<String>,
    /// All that differs, for people.
    differences: Vec<String>,
}

impl Measure {
    fn of(wanted: &Document, imported: &Imported) -> Self {
        let made = read(&imported.markdown);
        let found: Vec<(usize, &str)> = imported
            .warnings
            .iter()
            .map(|warning| (warning.line, warning.message.as_str()))
            .chain(imported.unplaced.iter().map(|left| (left.line, left.text.as_str())))
            .collect();
        // A finding at a row of the item, or one that names it.
        let said = |at: &str| {
            let rows: Vec<usize> = made
                .headings
                .iter()
                .zip(&imported.headings)
                .filter(|(heading, _)| *heading == at)
                .flat_map(|(_, rows)| rows.clone())
                .collect();
            let label = at.rsplit(" > ").next().unwrap_or(at).split(" #").next().unwrap_or(at);
            found.iter().any(|(line, message)| rows.contains(line) || fold_text(message).contains(label))
        };
        let mut measure = Self { answers: wanted.answers.len(), ..Self::default() };
        for (at, answer) in &wanted.answers {
            let mut wanted = answer.clone();
            wanted.chosen.retain(|option| !option.starts_with('?'));
            let mut own = made.answers.get(at).cloned().unwrap_or_default();
            let unclear = own.chosen.iter().any(|option| option.starts_with('?'));
            own.chosen.retain(|option| !option.starts_with('?'));
            measure.choices += wanted.chosen.len();
            let (lost, more) = (
                wanted.chosen.difference(&own.chosen).count(),
                own.chosen.difference(&wanted.chosen).count(),
            );
            let open = if unclear { lost } else { 0 };
            measure.open += open;
            measure.wrong_choices += more + lost - open;
            let joined = |answer: &Answer| answer.text.replace('\n', "");
            let same = own.chosen == wanted.chosen && joined(&own) == joined(&wanted);
            measure.equal += usize::from(same);
            measure.broken += usize::from(same && own != wanted);
            if !same && !said(at) {
                measure.silent.push(at.clone());
            }
            if own != wanted {
                let line = format!("{at}\n      want {wanted:?}\n      have {own:?}");
                measure.differences.push(format!("{} {line}", if same { "=" } else { "-" }));
            }
        }
        for (at, answer) in made.answers.iter().filter(|(at, _)| !wanted.answers.contains_key(*at)) {
            measure.differences.push(format!("+ {at}: {answer:?}"));
        }
        // A date that the original leaves empty is that of the row above, and that is said.
        let inherited = |row: &Vec<String>| {
            let mut own = row.clone();
            own.first().is_some_and(String::is_empty) && {
                "〃".clone_into(&mut own[0]);
                made.rows.contains(&own)
            }
        };
        let missing = |row: &&Vec<String>| !made.rows.contains(row) && !inherited(row);
        measure.rows = (wanted.rows.len() - wanted.rows.iter().filter(missing).count(), wanted.rows.len());
        measure.differences.extend(wanted.rows.iter().filter(missing).map(|row| format!("| {row:?}")));
        let more = made.rows.iter().filter(|row| !wanted.rows.contains(row));
        measure.differences.extend(more.map(|row| format!("|+ {row:?}")));
        measure
    }

    fn is_below(&self) -> bool {
        self.equal * 1000 < self.answers * 995
            || self.wrong_choices + self.open > 0
            || self.rows.0 < self.rows.1
    }
}

/// With `KOHYO_ORIGINALS` this is the wide measurement of `tests/bench/originals.sh`: a table, and nothing wrong in silence.
#[test]
fn originals_say_what_their_sources_say() {
    let originals = originals();
    if originals.is_empty() {
        println!("SKIPPED: no originals");
        return;
    }
    let verbose = std::env::var_os("KOHYO_ORIGINALS_SHOW").is_some();
    let wide = std::env::var_os("KOHYO_ORIGINALS").is_some();
    let (mut below, mut silent) = (Vec::new(), Vec::new());
    println!(
        "answers | equal | other breaks | choices | wrong | open | rows | placed | to look at | wrong in silence |"
    );
    for (path, source) in &originals {
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        let name = format!("{folder}/{}", stem(path));
        let bytes = std::fs::read(path).expect("an original");
        let wanted = read(&std::fs::read_to_string(source).expect("its source"));
        let sheet = match original::read(&bytes) {
            Some(Ok(sheet)) => sheet,
            other => panic!("{name}: {:?}", other.map(Result::err)),
        };
        let imported = match import_all(&[Source::Original(sheet)], &Given::default()) {
            Ok(imported) => imported,
            Err(refusal) => {
                println!("{name}: REFUSED {refusal:?}");
                below.push(name);
                continue;
            }
        };
        let measure = Measure::of(&wanted, &imported);
        #[expect(clippy::cast_precision_loss, reason = "some hundred answers")]
        let share = measure.equal as f64 * 100.0 / measure.answers as f64;
        println!(
            "{:4} | {share:6.2} % | {:3} | {:3} | {:3} | {:3} | {:2}/{:2} | {:.3} | {:3} | {:3} | {name}",
            measure.answers,
            measure.broken,
            measure.choices,
            measure.wrong_choices,
            measure.open,
            measure.rows.0,
            measure.rows.1,
            imported.placed_ratio,
            imported.unplaced.len() + imported.warnings.len(),
            measure.silent.len(),
        );
        if verbose {
            measure.differences.iter().for_each(|line| println!("  {line}"));
            for left in &imported.unplaced {
                println!("  ? {} {}", imported.label(left.line), left.text);
            }
            for warning in &imported.warnings {
                println!("  ! {} {} {}", imported.label(warning.line), warning.id, warning.message);
            }
        }
        silent.extend(measure.silent.iter().map(|at| format!("{name}: {at}")));
        if measure.is_below() {
            below.push(name);
        }
    }
    println!("{} of {} below the measure: {below:#?}", below.len(), originals.len());
    assert!(silent.is_empty(), "answers that differ without a finding: {silent:#?}");
    // Some styles of the wide measurement mark nothing that could be read.
    assert!(
        wide || below.is_empty(),
        "less than 99.5 % of the answers, or not every choice and row: {below:?}"
    );
}

fn stem(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
