//! Originals without a number, with much that counts: sheets, tables and typeset pages of months, days, amounts, codes and
//! telephones, each made anew by a small generator.

use std::fmt::Write as _;

use super::super::Kind;
use super::super::samples::{docx, pdf, xlsx, zip};
use crate::privacy::test_support::{Random, ordinary};

/// So many of each kind.
const EACH: u64 = 20;

/// A table of counts: heads, labels, values.
fn table(random: &mut Random) -> Vec<Vec<String>> {
    let mut pick = |bound: u64| random.below(bound);
    let columns = 2 + pick(13);
    let most = [10, 10, 100, 1000, 10_000, 1_000_000][usize::try_from(pick(6)).expect("few")];
    let heads = pick(4) > 0;
    let labels = pick(4) > 0;
    let mut rows = Vec::new();
    if heads {
        let head = |column: u64| {
            if columns > 11 {
                format!("{}月", (column + 3) % 12 + 1)
            } else {
                format!("令和{}年度", column + 1)
            }
        };
        let first = if labels { vec!["区分".to_owned()] } else { Vec::new() };
        rows.push(first.into_iter().chain((0..columns).map(head)).collect());
    }
    let names = [
        "個人番号の照会件数",
        "国民健康保険",
        "個人番号カードの交付枚数",
        "新規",
        "マイナンバー利用事務数",
        "合計",
        "職員数",
    ];
    for row in 0..2 + pick(8) {
        let name = names[usize::try_from((row + pick(3)) % 7).expect("few")].to_owned();
        let first = if labels { vec![name] } else { Vec::new() };
        rows.push(first.into_iter().chain((0..columns).map(|_| pick(most).to_string())).collect());
    }
    rows
}

fn sheet(rows: &[Vec<String>]) -> Vec<u8> {
    let mut data = String::from("<sheetData>");
    for (row, cells) in rows.iter().enumerate() {
        let _ = write!(data, "<row r=\"{}\">", row + 1);
        for cell in cells {
            let _ = if cell.parse::<u64>().is_ok() {
                write!(data, "<c><v>{cell}</v></c>")
            } else {
                write!(data, "<c t=\"inlineStr\"><is><t>{cell}</t></is></c>")
            };
        }
        data.push_str("</row>");
    }
    xlsx("visible", &format!("{data}</sheetData>"), &[])
}

fn word(rows: &[Vec<String>]) -> Vec<u8> {
    let mut body = String::from("<w:tbl>");
    for cells in rows {
        body.push_str("<w:tr>");
        for cell in cells {
            let _ = write!(body, "<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>");
        }
        body.push_str("</w:tr>");
    }
    docx(&format!("{body}</w:tbl>"), &[])
}

/// Typeset: a column of the page to each column, or tight.
fn page(rows: &[Vec<String>], step: usize) -> Vec<u8> {
    let mut content = String::new();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            // Letters that Helvetica lacks are only as wide as others.
            let text: String = cell.chars().map(|c| if c.is_ascii() { c } else { 'x' }).collect();
            let _ =
                write!(content, "BT /F1 9 Tf {} {} Td ({text}) Tj ET ", 50 + column * step, 780 - row * 15);
        }
    }
    pdf(&content, &[])
}

fn deck(rows: &[Vec<String>]) -> Vec<u8> {
    let mut slide = String::from("<p:sld><a:tbl>");
    for cells in rows {
        slide.push_str("<a:tr>");
        for cell in cells {
            let _ =
                write!(slide, "<a:tc><a:txBody><a:p><a:r><a:t>{cell}</a:t></a:r></a:p></a:txBody></a:tc>");
        }
        slide.push_str("</a:tr>");
    }
    slide.push_str("</a:tbl></p:sld>");
    zip(&[("ppt/presentation.xml", b"<p/>"), ("ppt/slides/slide1.xml", slide.as_bytes())])
}

pub(super) fn all() -> Vec<(String, Kind, Vec<u8>)> {
    let mut random = Random(2026);
    let mut out = Vec::new();
    for at in 0..EACH {
        let mut table = || table(&mut random);
        let mut add =
            |name: &str, kind: Kind, bytes: Vec<u8>| out.push((format!("{name} {at}"), kind, bytes));
        add("a sheet", Kind::Excel, sheet(&table()));
        add("a table", Kind::Word, word(&table()));
        add("a slide", Kind::PowerPoint, deck(&table()));
        add("a page", Kind::Pdf, page(&table(), 36));
        add("a tight page", Kind::Pdf, page(&table(), 24));
        let lines: Vec<String> = table().iter().map(|row| row.join(",")).collect();
        add("a file", Kind::Csv, lines.join("\n").into_bytes());
        let sentences: Vec<String> = (0..30).map(|_| ordinary(&mut random)).collect();
        let sentences: Vec<String> =
            sentences.into_iter().filter(|text| !crate::privacy::is_in(text)).collect();
        let paragraphs: String = sentences
            .iter()
            .map(|text| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", text.replace('&', "")))
            .collect();
        add("sentences", Kind::Word, docx(&paragraphs, &[]));
        let cells: Vec<Vec<String>> =
            sentences.iter().map(|text| vec![text.replace(['&', '<'], "")]).collect();
        add("sentences in cells", Kind::Excel, sheet(&cells));
        // Without its unit an amount of twelve digits is none.
        let lines = sentences.iter().filter(|text| !text.contains('円'));
        let lines: Vec<Vec<String>> = lines.map(|text| vec![text.replace(['(', ')', '\\'], " ")]).collect();
        add("sentences on a page", Kind::Pdf, page(&lines, 36));
    }
    out
}
