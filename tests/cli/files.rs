//! Small PDF, Word and Excel files made in memory, for the tests of attachments: never kept in the repository.

use std::fmt::Write as _;

/// A ZIP archive of stored files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let at = u32::try_from(out.len()).expect("small");
        let length = u32::try_from(bytes.len()).expect("small");
        let name_length = u16::try_from(name.len()).expect("short");
        // Version, flags, method, time, date.
        let common = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &checksum(bytes).to_le_bytes(),
            &length.to_le_bytes(),
            &length.to_le_bytes(),
            &name_length.to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        out.extend([b"PK\x03\x04", &common[..], name.as_bytes(), bytes].concat());
        let end = [&[0; 10][..], &at.to_le_bytes(), name.as_bytes()].concat();
        directory.extend([b"PK\x01\x02\x14\x00", &common[..], &end].concat());
    }
    let count = u16::try_from(files.len()).expect("few").to_le_bytes();
    let size = u32::try_from(directory.len()).expect("small").to_le_bytes();
    let at = u32::try_from(out.len()).expect("small").to_le_bytes();
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &size, &at, &[0, 0]].concat());
    out
}

/// CRC-32, bit by bit.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

/// A Word file: the inside of its body.
pub(crate) fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<?xml version=\"1.0\"?><w:document><w:body>{body}</w:body></w:document>");
    let mut files = vec![("word/document.xml", document.as_bytes())];
    files.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&files)
}

/// An Excel file of one sheet: its state, the inside of its data, its shared strings.
pub(crate) fn xlsx(state: &str, data: &str, strings: &[&str]) -> Vec<u8> {
    let workbook = format!(
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"一覧\" sheetId=\"1\" state=\"{state}\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let relations =
        "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    let sheet = format!("<worksheet>{data}</worksheet>");
    let strings = strings.iter().map(|text| format!("<si><t>{text}</t></si>")).collect::<Vec<_>>().concat();
    let strings = format!("<sst>{strings}</sst>");
    zip(&[
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// A PDF of one page: its content stream, and more objects from number 6 on.
pub(crate) fn pdf(content: &str, more: &[&str]) -> Vec<u8> {
    pdf_of(content.as_bytes(), "", more)
}

/// A PDF whose content stream has further entries in its dictionary, such as a filter.
pub(crate) fn pdf_of(content: &[u8], entries: &str, more: &[&str]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/Annots[6 0 R]>>\nendobj\n".to_vec();
    out.extend(format!("4 0 obj\n<</Length {}{entries}>>\nstream\n", content.len()).bytes());
    out.extend(content);
    out.extend(b"\nendstream\nendobj\n5 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\n");
    let mut rest = String::new();
    for (number, object) in (6..).zip(more) {
        let _ = write!(rest, "{number} 0 obj\n{object}\nendobj\n");
    }
    rest.push_str("trailer\n<</Root 1 0 R>>\n%%EOF\n");
    out.extend(rest.bytes());
    out
}

/// A number with the right check digit, another for each `seed`.
pub(crate) fn number(seed: u64) -> String {
    let mut digits = format!("{:011}", 70_000_000_000 + seed % 10_000_000_000);
    let weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let sum: u32 = digits.chars().zip(weights).filter_map(|(c, w)| Some(c.to_digit(10)? * w)).sum();
    digits.extend(char::from_digit(if sum % 11 <= 1 { 0 } else { 11 - sum % 11 }, 10));
    digits
}
