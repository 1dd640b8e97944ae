//! Originals whose cells are damaged, as borders that are missing, lines that slipped and letters that are lost damage
//! them: an answer may be lost or open, but stands under no other question than before unless a finding says where to
//! look.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kohyo::import::sheet::{Cell, Page};
use kohyo::import::{Given, Imported, Sheet, Source, import_all, original};
use kohyo::text::folding::fold_text;

use super::originals::{Document, read};

const DAMAGES: u64 = 200;
/// A finding so many rows from the damage is one at the damage.
const NEAR: usize = 3;

/// Small, seeded, the same everywhere (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or_default()
    }
}

/// The rows of a page as ranges of its cells.
fn rows(page: &Page) -> Vec<std::ops::Range<usize>> {
    let mut at = 0;
    let chunks = page.cells.chunk_by(|a, b| a.row == b.row);
    chunks
        .map(|row| {
            at += row.len();
            at - row.len()..at
        })
        .collect()
}

fn is_blank(cell: &Cell) -> bool {
    cell.text.trim().is_empty()
}

const KINDS: [&str; 6] = [
    "縦の罫線が消える",
    "横の罫線が消える",
    "欄が入れ替わる",
    "字が消える",
    "行がずれる",
    "見出しが入れ替わる",
];

/// Damages a page at a row; `None` where this damage cannot be done there.
fn damage(page: &mut Page, at: usize, kind: usize, random: &mut Random) -> Option<()> {
    let rows = rows(page);
    let row = rows.get(at)?.clone();
    let below = rows.get(at + 1).cloned().filter(|below| below.len() == row.len());
    let filled: Vec<usize> = row.clone().filter(|&cell| !is_blank(&page.cells[cell])).collect();
    match kind {
        0 => {
            let cell = row.start + random.below(row.len().checked_sub(1).filter(|&n| n > 0)?);
            let right = page.cells.remove(cell + 1);
            page.cells[cell].text = format!("{}\n{}", page.cells[cell].text, right.text);
        }
        1 => {
            let below = below?;
            for column in 0..row.len() {
                let text = page.cells[below.start + column].text.clone();
                let cell = &mut page.cells[row.start + column].text;
                format!("{cell}\n{text}").trim().clone_into(cell);
            }
            page.cells.drain(below);
        }
        2 => {
            let (a, b) = (*filled.first()?, *filled.get(1)?);
            let text = page.cells[a].text.clone();
            page.cells[a].text = std::mem::replace(&mut page.cells[b].text, text);
        }
        3 => {
            let cell = *filled.get(random.below(filled.len()))?;
            let mut letters: Vec<char> = page.cells[cell].text.chars().collect();
            let from = random.below(letters.len());
            let to = (from + 1 + random.below(3)).min(letters.len());
            letters.drain(from..to);
            page.cells[cell].text = letters.into_iter().collect();
        }
        4 => {
            let below = below?;
            let column = filled.get(random.below(filled.len()))? - row.start;
            let mut lines: Vec<String> =
                page.cells[row.start + column].text.lines().map(str::to_owned).collect();
            let last = lines.pop()?;
            // Of a whole sentence that slips from one free text into the next nothing is left to be seen in the cells.
            if !lines.is_empty() && column > 0 && !last.trim_start().starts_with('[') {
                return None;
            }
            page.cells[row.start + column].text = lines.join("\n");
            let cell = &mut page.cells[below.start + column].text;
            format!("{last}\n{cell}").trim().clone_into(cell);
        }
        _ => {
            let below = below.filter(|_| row.len() > 1)?;
            let (a, b) = (row.start, below.start);
            if is_blank(&page.cells[a])
                || is_blank(&page.cells[b])
                || page.cells[a].text == page.cells[b].text
            {
                return None;
            }
            let text = page.cells[a].text.clone();
            page.cells[a].text = std::mem::replace(&mut page.cells[b].text, text);
        }
    }
    Some(())
}

/// The line of a row of a page, as import counts them.
fn line(sheet: &Sheet, page: usize, row: usize) -> usize {
    let filled = |page: &Page| {
        rows(page).into_iter().filter(|row| row.clone().any(|cell| !is_blank(&page.cells[cell]))).count()
    };
    let before: usize = sheet.pages.iter().take(page).map(filled).sum();
    let own = rows(&sheet.pages[page])
        .into_iter()
        .take(row + 1)
        .filter(|row| row.clone().any(|cell| !is_blank(&sheet.pages[page].cells[cell])))
        .count();
    before + own
}

/// The answers that stand under another question than before: where, and what.
/// `text`: all that the original says. An option that it does not say is a damaged one, and of no other question.
fn misplaced(before: &Document, after: &Document, text: &str) -> Vec<(String, String)> {
    let mut owners: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (at, answer) in &before.answers {
        for line in answer.text.lines().filter(|line| line.chars().count() >= 6) {
            owners.entry(line).or_default().insert(at);
        }
    }
    let said: String = fold_text(text).split_whitespace().collect();
    let mut found = Vec::new();
    for (at, answer) in &after.answers {
        let text = answer.text.replace('\n', "");
        for (line, own) in &owners {
            if text.contains(line)
                && !own.contains(at.as_str())
                && own.iter().all(|own| {
                    // What stands in both stood there before.
                    !before.answers.get(at).is_some_and(|old| old.text.replace('\n', "").contains(line))
                        && *own != at
                })
            {
                found.push((at.clone(), (*line).to_owned()));
            }
        }
        let old = before.answers.get(at).map(|answer| answer.chosen.clone()).unwrap_or_default();
        for option in answer.chosen.iter().filter(|option| !option.starts_with('?') && !old.contains(*option))
        {
            // The same option, damaged: nothing of another question.
            let same = old.iter().any(|old| old.contains(option.as_str()) || option.contains(old.as_str()));
            if !same && said.contains(option.as_str()) {
                found.push((at.clone(), option.clone()));
            }
        }
    }
    found
}

fn findings(imported: &Imported) -> BTreeSet<(usize, String)> {
    let warnings = imported.warnings.iter().map(|w| (w.line, format!("{} {}", w.id, w.message)));
    warnings.chain(imported.unplaced.iter().map(|left| (left.line, left.text.clone()))).collect()
}

fn import(sheet: &Sheet) -> Option<Imported> {
    import_all(&[Source::Original(sheet.clone())], &Given::default()).ok()
}

/// A fixture: its name, its cells, what it says, and what was found before.
type Original = (&'static str, Sheet, Document, BTreeSet<(usize, String)>);

/// The nth damage: its kind, how it ended, and what is wrong in silence.
fn damaged(sheets: &[Original], n: u64) -> (&'static str, &'static str, Option<String>) {
    let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ (n + 1) << 20);
    // The first draws of neighbouring seeds resemble one another.
    for _ in 0..8 {
        random.below(2);
    }
    let (name, before, known, text, damaged, page, row, kind) = loop {
        let (name, sheet, before, known) = &sheets[random.below(sheets.len())];
        let mut damaged = sheet.clone();
        let page = random.below(damaged.pages.len());
        let row = random.below(rows(&damaged.pages[page]).len());
        let kind = random.below(KINDS.len());
        if damage(&mut damaged.pages[page], row, kind, &mut random).is_some() && damaged != *sheet {
            break (name, before, known, sheet.text(), damaged, page, row, kind);
        }
    };
    let Some(imported) = import(&damaged) else { return (KINDS[kind], "refused", None) };
    let after = read(&imported.markdown);
    let line = line(&damaged, page, row);
    let found = findings(&imported);
    let new = |message: &String| !known.iter().any(|(_, old)| old == message);
    let said = |at: &str| {
        let label = at.rsplit(" > ").next().unwrap_or(at).split(" #").next().unwrap_or(at);
        found.iter().any(|(of, message)| {
            new(message) && (of.abs_diff(line) <= NEAR || fold_text(message).contains(label))
        })
    };
    let wrong: Vec<_> = misplaced(before, &after, &text).into_iter().filter(|(at, _)| !said(at)).collect();
    if !wrong.is_empty() {
        let cells: Vec<&str> = rows(&damaged.pages[page]).get(row).map_or_else(Vec::new, |row| {
            damaged.pages[page].cells[row.clone()].iter().map(|cell| cell.text.as_str()).collect()
        });
        let text = format!("{name} {} page {} row {row}: {cells:?}\n    {wrong:?}", KINDS[kind], page + 1);
        return (KINDS[kind], "WRONG IN SILENCE", Some(text));
    }
    let end = if after.answers == before.answers {
        "the same answers"
    } else if found.iter().any(|(_, message)| new(message)) {
        "said"
    } else {
        "an answer changed in its place"
    };
    (KINDS[kind], end, None)
}

#[test]
fn damaged_originals_put_no_answer_under_another_question_in_silence() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/originals/fixtures");
    let mut sheets = Vec::new();
    for name in [
        "kiso-hougan.pdf",
        "kiso-mincho.pdf",
        "juten-zenkaku.pdf",
        "zenkomoku-hozon.pdf",
        "zenkomoku-mincho.xlsx",
    ] {
        let bytes = std::fs::read(fixtures.join(name)).expect("a fixture");
        let Some(Ok(sheet)) = original::read(&bytes) else { panic!("{name} is an original") };
        let imported = import(&sheet).expect("a fixture can be imported");
        let (document, known) = (read(&imported.markdown), findings(&imported));
        sheets.push((name, sheet, document, known));
    }
    let done = std::thread::scope(|scope| {
        let halves = [0..DAMAGES / 2, DAMAGES / 2..DAMAGES];
        let sheets = &sheets;
        let threads =
            halves.map(|half| scope.spawn(move || half.map(|n| damaged(sheets, n)).collect::<Vec<_>>()));
        threads.map(|thread| thread.join().expect("no panic"))
    });
    let mut ends: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut silent = Vec::new();
    for (kind, end, wrong) in done.into_iter().flatten() {
        *ends.entry((kind, end)).or_default() += 1;
        silent.extend(wrong);
    }
    for ((kind, end), count) in &ends {
        println!("{kind}: {end}: {count}");
    }
    assert!(silent.is_empty(), "{} of {DAMAGES} wrong in silence:\n{}", silent.len(), silent.join("\n"));
}

/// Cells that do not fit the form, and the rule that says so.
#[test]
fn what_does_not_fit_the_form_is_said() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/originals/fixtures/kiso-hougan.pdf");
    let bytes = std::fs::read(fixture).expect("a fixture");
    let Some(Ok(sheet)) = original::read(&bytes) else { panic!("a fixture is an original") };
    let said = |sheet: &Sheet, rule: &str| {
        import(sheet).expect("imported").warnings.iter().filter(|warning| warning.id == rule).count()
    };
    let cell = |sheet: &Sheet, label: &str| {
        let places = sheet.pages.iter().enumerate();
        let mut found = places
            .flat_map(|(page, own)| own.cells.iter().enumerate().map(move |(at, cell)| (page, at, cell)));
        found.find(|(_, _, cell)| cell.text.trim() == label).map(|(page, at, _)| (page, at)).expect(label)
    };
    let (page, a) = cell(&sheet, "①部署");
    let (_, b) = cell(&sheet, "②所属長の役職名");
    let mut swapped = sheet.clone();
    swapped.pages[page].cells[a].text = "②所属長の役職名".to_owned();
    swapped.pages[page].cells[b].text = "①部署".to_owned();
    let mut merged = sheet.clone();
    merged.pages[page].cells[a].text = "①部署\n②所属長の役職名".to_owned();
    merged.pages[page].cells[b].text.clear();
    let mut lost = sheet.clone();
    lost.pages[page].cells[a].text = "①署".to_owned();
    let mut empty = sheet.clone();
    empty.pages[page].cells[b + 1].text.clear();
    let mut loose = sheet.clone();
    let row = loose.pages[page].cells[b].row;
    loose.pages[page].cells.iter_mut().filter(|cell| cell.row == row).for_each(|cell| cell.loose = true);
    let mut mark = sheet.clone();
    mark.pages[page].cells[b + 1].text = "○".to_owned();
    let damages = [
        ("ORG-21", swapped),
        ("ORG-22", merged),
        ("ORG-23", lost),
        ("ORG-24", empty),
        ("ORG-25", loose),
        ("ORG-26", mark),
    ];
    for (rule, damaged) in damages {
        assert_eq!(
            (said(&damaged, rule), said(&sheet, rule)),
            (said(&sheet, rule) + 1, said(&sheet, rule)),
            "{rule}"
        );
    }
}
