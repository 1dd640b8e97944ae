//! What the fuzzer calls with any bytes, and what has to hold of each: no panic, and the promise of the stage. The
//! functions take kohyo's public interface alone; the tests replay the kept inputs with them (`mod.rs`).

use std::io::Write as _;
use std::sync::Arc;

use kohyo::assessment::Assessment;
use kohyo::content::{Kind, decode, decode_any, read_document, read_municipality, read_portal};
use kohyo::finding::{Finding, Lang, human};
use kohyo::import::{Given, Sheet, Source as Original, import, import_all, original};
use kohyo::inspect::{self, inspect};
use kohyo::markdown;
use kohyo::privacy::{self, AllowList};
use kohyo::publish::gate::{Gate, Seen, broken};
use kohyo::search::query::{Parsed, Synonyms, ladder, parse};
use kohyo::text::source::{Source, Span};

/// A name, and what is called with the bytes.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// Each target by its name, which is that of its folder in `corpus/` too.
pub(crate) const TARGETS: [Target; 8] = [
    ("front_matter", front_matter),
    ("markdown", markdown),
    ("import_text", import_text),
    ("pdf", pdf),
    ("workbook", workbook),
    ("query", query),
    ("digits", digits),
    ("gate", gate),
];

/// Gives the bytes to the target of this name.
pub(crate) fn run(name: &str, data: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(own, _)| *own == name).expect("a target of this name");
    target(data);
}

fn shown(findings: &[Finding]) {
    for finding in findings {
        let span = finding.place.span.unwrap_or_default();
        assert!(span.start <= span.end && span.end <= finding.place.source.text().len(), "{finding:?}");
        human::render_one(finding, Lang::Ja, true);
    }
}

/// Front matter of every kind of file: what is said has a place within the file, and can be printed.
fn front_matter(data: &[u8]) {
    let Ok(source) = decode(data, "a.md") else { return };
    let source = Arc::new(source);
    shown(&read_document(&source).1);
    shown(&read_municipality(&source).1);
    shown(&read_portal(&source).1);
}

/// What was read is written so that it is read again as the same, and no letter or digit is lost.
fn markdown(data: &[u8]) {
    let Ok(source) = decode(data, "a.md") else { return };
    let source = Arc::new(source);
    let (blocks, findings) = markdown::parse(&source, Span::new(0, source.text().len()));
    shown(&findings);
    let written = markdown::write(&blocks);
    assert_eq!(letters(&written), letters(source.text()), "{:?} became {written:?}", source.text());
    let again = Arc::new(Source::new("a.md", written.clone()));
    let (read, _) = markdown::parse(&again, Span::new(0, written.len()));
    assert_eq!(read, blocks, "{written}");
    assert_eq!(markdown::write(&read), written);
}

/// All but those of `<br>`: the writer puts one where a row has more cells than its table.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() && !matches!(c, 'b' | 'B' | 'r' | 'R')).collect()
}

/// An imported text is a document of kohyo: its blocks are those of canonical Markdown, and the model can be read.
fn import_text(data: &[u8]) {
    let Ok((source, _)) = decode_any(data, "a.txt") else { return };
    for kind in [None, Some(Kind::Zenkomoku)] {
        if let Ok(imported) = import(source.text(), &Given { kind, ..Given::default() }) {
            is_a_document(&imported.markdown);
        }
    }
}

fn is_a_document(text: &str) {
    let source = Arc::new(Source::new("a.md", text));
    let (read, findings) = read_document(&source);
    shown(&findings);
    let Some((meta, _, body)) = read else { return };
    let (blocks, _) = markdown::parse(&source, body);
    let written = markdown::write(&blocks);
    assert_eq!(written.trim(), source.slice(body).trim(), "what is imported is canonical");
    if let (Some(assessment), findings) = Assessment::read(Arc::clone(&source), meta, blocks) {
        shown(&findings);
        assert_eq!(markdown::write(&assessment.blocks()), written, "the model holds all blocks");
    }
}

/// A PDF, for the import and for the inspection.
fn pdf(data: &[u8]) {
    let bytes = if data.starts_with(b"%PDF-") { data.to_vec() } else { [b"%PDF-1.7\n", data].concat() };
    inspect(inspect::Kind::Pdf, &bytes, &mut |_, _| {});
    imported(original::read(&bytes).and_then(Result::ok));
}

/// A workbook; bytes that are no archive are the parts of one, each behind a line with its name, so that the fuzzer
/// need not know of compression.
fn workbook(data: &[u8]) {
    let bytes = if data.starts_with(b"PK") { data.to_vec() } else { stored(&parts(data)) };
    for kind in [inspect::Kind::Excel, inspect::Kind::Word] {
        inspect(kind, &bytes, &mut |_, _| {});
    }
    imported(original::read(&bytes).and_then(Result::ok));
}

fn imported(sheet: Option<Sheet>) {
    let Some(sheet) = sheet else { return };
    let given = Given { kind: Some(Kind::Kiso), ..Given::default() };
    if let Ok(imported) = import_all(&[Original::Original(sheet)], &given) {
        is_a_document(&imported.markdown);
    }
}

/// The parts of an archive: `=== name` and the lines until the next.
fn parts(data: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut parts: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    for line in data.split_inclusive(|&b| b == b'\n') {
        match (line.strip_prefix(b"=== "), parts.last_mut()) {
            (Some(name), _) => parts.push((name.trim_ascii().to_vec(), Vec::new())),
            (None, Some((_, content))) => content.extend_from_slice(line),
            (None, None) => {}
        }
    }
    parts
}

/// An archive in which nothing is compressed.
fn stored(parts: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let u16 = |n: usize| u16::try_from(n).unwrap_or(u16::MAX).to_le_bytes();
    let u32 = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let at = out.len();
        // Version, flags, method, time and day; checksum; sizes, packed and not; length of the name, of what follows it.
        let head = [
            [20, 0, 0, 0, 0, 0, 0, 0, 0, 0].as_slice(),
            &crc32(content).to_le_bytes(),
            &u32(content.len()),
            &u32(content.len()),
            &u16(name.len()),
            &[0, 0],
        ]
        .concat();
        let _ = out.write_all(&[b"PK\x03\x04", head.as_slice(), name, content].concat());
        let _ =
            directory.write_all(&[b"PK\x01\x02\x14\0", head.as_slice(), &[0; 10], &u32(at), name].concat());
    }
    let (start, size) = (out.len(), directory.len());
    out.append(&mut directory);
    let count = u16(parts.len());
    out.extend([b"PK\x05\x06\0\0\0\0", count.as_slice(), &count, &u32(size), &u32(start), &[0, 0]].concat());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1));
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step))
}

/// A question: no step of it asks for nothing.
fn query(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Parsed::Query(query) = parse(text, &Synonyms::built_in()) {
        let _ = ladder(&query);
    }
}

/// Numbers of persons in text, markup and what programs read: they have a place, and what is masked holds none.
fn digits(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for of in [privacy::numbers(text), privacy::in_html(text), privacy::in_code(text)] {
        for number in of {
            assert!(text.get(number.span.start..number.span.end).is_some(), "{number:?}");
        }
    }
    for shown in [privacy::redacted(text), privacy::masked(text), privacy::quoted(text)] {
        assert!(!privacy::is_in(&shown), "a number is left in {shown:?}");
    }
}

/// A page before it is published: the gate reads any page, and says what it finds without the number.
fn gate(data: &[u8]) {
    let (mut seen, allow) = (Seen::default(), AllowList::default());
    let gate = Gate {
        shown_as: "output",
        base_url: Some("https://www.example.jp/pia/"),
        links: true,
        allow: &allow,
    };
    let pages = ["mihon/index.html", "search/a.svg", "a.json"];
    for page in pages {
        gate.look_at(page, data, &mut seen);
    }
    shown(&seen.findings);
    let links = seen.links();
    let has = |path: &str| pages.contains(&path);
    let found = broken(gate, &[links], has, |_| Ok(data.to_vec()));
    shown(&found.unwrap_or_default());
}
