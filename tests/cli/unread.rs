//! What of an original is not read, and which originals are refused: each is said with an identifier of its own.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use kohyo::import::sheet::{Cell, Page, Sheet};
use kohyo::import::{Given, Place, Source, import_all, original};

use super::files::{docx, pdf, pdf_of, zip};

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/originals/fixtures").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn refused(bytes: &[u8]) -> &'static str {
    original::read(bytes).expect("no text").expect_err("is read").id
}

/// What is said of an original that is read.
fn said(bytes: &[u8]) -> BTreeSet<&'static str> {
    let sheet = original::read(bytes).expect("no text").unwrap_or_else(|refusal| panic!("{refusal:?}"));
    sheet.remarks.iter().map(|remark| remark.id).collect()
}

/// A page with a line of text, and more.
fn page(more: &str) -> String {
    format!("BT /F1 12 Tf 72 700 Td (Plain text) Tj ET {more}")
}

/// A workbook of a sheet with these rows, whose cells have the only format of their own, and further sheets: the kind of
/// each, which is the name of its element and of its folder.
fn workbook(rows: &str, format: &str, further: &[&str]) -> Vec<u8> {
    const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut sheets, mut relations, mut parts) = (String::new(), String::new(), Vec::new());
    for (number, kind) in (1..).zip(["worksheet"].iter().chain(further)) {
        let _ = write!(sheets, "<sheet name=\"{number}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
        let path = format!("{kind}s/sheet{number}.xml");
        let _ =
            write!(relations, "<Relationship Id=\"rId{number}\" Type=\"{TYPES}/{kind}\" Target=\"{path}\"/>");
        let inside = if number == 1 { format!("<sheetData>{rows}</sheetData>") } else { String::new() };
        parts.push((format!("xl/{path}"), format!("<{kind}>{inside}</{kind}>")));
    }
    let mut part = |path: &str, text: String| parts.push((path.to_owned(), text));
    part("xl/workbook.xml", format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>"));
    part("xl/_rels/workbook.xml.rels", format!("<Relationships>{relations}</Relationships>"));
    part(
        "_rels/.rels",
        format!(
            "<Relationships><Relationship Id=\"rId1\" Type=\"{TYPES}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    part(
        "xl/styles.xml",
        format!(
            "<styleSheet><numFmts><numFmt numFmtId=\"200\" formatCode=\"{format}\"/></numFmts>\
         <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"200\"/></cellXfs></styleSheet>"
        ),
    );
    zip(&parts.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect::<Vec<_>>())
}

const TEXT: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>評価書名</t></is></c></row>";

#[test]
fn what_cannot_be_read_is_refused() {
    assert_eq!(refused(b"%PDF-1.7 and nothing else"), "ORG-01");
    assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook"), "ORG-02");
    assert_eq!(refused(&docx("<w:p/>", &[])), "ORG-07");
    assert_eq!(refused(&workbook("", "0", &[])), "ORG-08");
    assert_eq!(refused(&fixture("special-scan.pdf")), "ORG-04");
}

#[test]
fn a_locked_workbook_is_refused() {
    let mut bytes = workbook(TEXT, "General", &[]);
    for (mark, flags) in [(&b"PK\x03\x04"[..], 6), (b"PK\x01\x02", 8)] {
        let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(mark)).collect();
        for at in places {
            bytes[at + flags] |= 1;
        }
    }
    assert_eq!(refused(&bytes), "ORG-03");
}

#[test]
fn a_pdf_of_too_many_pages_is_refused() {
    let kids = (0..3001).map(|number| format!("{} 0 R", number + 10)).collect::<Vec<_>>().join(" ");
    let mut text = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[{kids}]/Count 3001>>\nendobj\n"
    );
    for number in 0..3001 {
        let _ =
            write!(text, "{} 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n", number + 10);
    }
    text.push_str("trailer\n<</Root 1 0 R>>\n%%EOF\n");
    assert_eq!(refused(text.as_bytes()), "ORG-06");
}

#[test]
fn glyphs_that_do_not_say_what_they_are_are_refused() {
    let font = "<</Type/Font/Subtype/Type0/BaseFont/Unknown/Encoding/Identity-H/DescendantFonts[7 0 R]>>";
    let descendant = "<</Type/Font/Subtype/CIDFontType2/BaseFont/Unknown/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000>>";
    let bytes = pdf("BT /F1 12 Tf 72 700 Td <00110012001300140015> Tj ET", &["<<>>", descendant]);
    let text =
        String::from_utf8_lossy(&bytes).replace("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", font);
    assert_eq!(refused(text.as_bytes()), "ORG-05");
}

#[test]
fn a_text_without_a_word_of_the_form_is_refused() {
    let cell = Cell {
        text: "蓮雲霞峰".repeat(100),
        row: 0,
        column: 0,
        row_span: 1,
        column_span: 1,
        loose: false,
        place: Place::Page { page: 1, area: [0.0; 4] },
    };
    let sheet = Sheet { pages: vec![Page { cells: vec![cell], continues: false }], remarks: Vec::new() };
    let refusal = import_all(&[Source::Original(sheet)], &Given::default()).expect_err("is read");
    assert_eq!(refusal.id, "TXT-11");
}

#[test]
fn what_nobody_sees_on_a_page_is_said() {
    assert!(!said(&pdf(&page(""), &[])).contains("ORG-10"));
    assert!(said(&pdf(&page("BT /F1 12 Tf 3 Tr 72 600 Td (Unseen) Tj ET"), &[])).contains("ORG-10"));
}

#[test]
fn pictures_on_a_page_are_said() {
    assert!(!said(&pdf(&page(""), &[])).contains("ORG-11"));
    let picture = "q 99 0 0 99 72 400 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u{7f} EI Q";
    assert!(said(&pdf_of(page(picture).as_bytes(), "", &[])).contains("ORG-11"));
}

#[test]
fn characters_noted_as_radicals_are_said() {
    assert!(said(&fixture("kiso-web.pdf")).contains("ORG-19"));
    assert!(!said(&fixture("kiso-hougan.pdf")).contains("ORG-19"));
}

#[test]
fn what_a_workbook_hides_or_strikes_is_said() {
    let hidden = ["ORG-12", "ORG-14", "ORG-17", "ORG-18"];
    let (with, without) = (said(&fixture("juten-kouhyouan.xlsx")), said(&fixture("juten-zenkaku.xlsx")));
    for id in hidden {
        assert!(with.contains(id), "{id}: {with:?}");
        assert!(!without.contains(id), "{id}: {without:?}");
    }
}

#[test]
fn text_that_a_line_strikes_through_is_said() {
    let struck = "BT /F1 12 Tf 72 600 Td (Struck) Tj ET 1 w 72 604 m 104 604 l S";
    assert!(said(&pdf(&page(struck), &[])).contains("ORG-14"));
    let underlined = "BT /F1 12 Tf 72 600 Td (Struck) Tj ET 1 w 72 598 m 104 598 l S";
    assert!(!said(&pdf(&page(underlined), &[])).contains("ORG-14"));
    assert!(said(&fixture("juten-kouhyouan.pdf")).contains("ORG-14"));
}

#[test]
fn values_whose_look_is_not_known_are_said() {
    let number = |format| {
        said(&workbook(&format!("{TEXT}<row r=\"2\"><c r=\"A2\" s=\"1\"><v>0.5</v></c></row>"), format, &[]))
    };
    assert!(number("# ?/?").contains("ORG-15"));
    assert!(!number("0.0").contains("ORG-15"));
    let formula = |value| {
        said(&workbook(&format!("{TEXT}<row r=\"2\"><c r=\"A2\"><f>1+1</f>{value}</c></row>"), "0", &[]))
    };
    assert!(formula("").contains("ORG-16"));
    assert!(!formula("<v>2</v>").contains("ORG-16"));
}

#[test]
fn sheets_without_a_table_are_said() {
    assert!(said(&workbook(TEXT, "0", &["chartsheet"])).contains("ORG-13"));
    assert!(!said(&workbook(TEXT, "0", &["worksheet"])).contains("ORG-13"));
}
