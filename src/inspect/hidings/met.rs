//! Ways by which reviewers of the program got a number through.

use super::super::Kind;
use super::super::samples::{docx, pdf, xlsx, zip};
use super::{Hidings, each};

pub(super) fn all(hidings: &mut Hidings) {
    tracked_changes(hidings);
    beside_the_text(hidings);
    in_other_letters(hidings);
    let cell = |text: &str| format!("<text:p>{text}</text:p></table:table-cell>");
    hidings.with(Kind::OpenSheet, "boxes of which two that are alike are one element", "711", |n| {
        let boxes = each(n, |at, digit| match at {
            1 => {
                format!("<table:table-cell table:number-columns-repeated=\"2\">{}", cell(&digit.to_string()))
            }
            2 => String::new(),
            _ => format!("<table:table-cell>{}", cell(&digit.to_string())),
        });
        let row = format!("<table:table-row><table:table-cell>{}{boxes}</table:table-row>", cell("個人番号"));
        zip(&[("content.xml", format!("<table:table>{row}</table:table>").as_bytes())])
    });
    for sign in [',', ';'] {
        hidings.add(Kind::Text, "a field behind an address on the web", |n| {
            let line = ["甲", "https://www.city.example.jp/a", n, "x"].join(&sign.to_string());
            format!("{}\r\n{line}\r\n", ["氏名", "URL", "番号", "備考"].join(&sign.to_string())).into_bytes()
        });
    }
    hidings.add(Kind::Text, "an address of nothing but digits", |n| format!("http://{n}").into_bytes());
    hidings.add(Kind::OldWord, "full-width digits in UTF-16", |n| {
        let wide: String = n.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect();
        let text = format!("個人番号：{}－{}－{}", &wide[..12], &wide[12..24], &wide[24..]);
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    });
    hidings.add(Kind::Text, "full-width digits in ISO-2022-JP", |n| {
        let mut bytes = b"\x1b$B".to_vec();
        bytes.extend(n.bytes().flat_map(|digit| [b'#', digit]));
        bytes.extend(b"\x1b(B\n");
        bytes
    });
}

/// What Word writes when somebody corrects a number.
fn tracked_changes(hidings: &mut Hidings) {
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let gone = |text: &str| {
        format!("<w:del w:id=\"1\" w:author=\"\"><w:r><w:delText>{text}</w:delText></w:r></w:del>")
    };
    let new = |text: &str| format!("<w:ins w:id=\"2\" w:author=\"\">{}</w:ins>", run(text));
    let mut add = |name: &str, make: &dyn Fn(&str) -> String| {
        hidings.add(Kind::Word, name, |n| docx(&format!("<w:p>{}</w:p>", make(n)), &[]));
    };
    add("another number deleted before it", &|n| run("個人番号 ") + &gone("123456789012") + &new(n));
    add("a digit put right", &|n| run(&n[..5]) + &gone("00") + &new(&n[5..6]) + &run(&n[6..]));
    add("a digit put wrong", &|n| run(&n[..5]) + &gone(&n[5..6]) + &new("00") + &run(&n[6..]));
    add("digits taken out", &|n| run(&n[..6]) + &gone("99") + &run(&n[6..]));
    add("all of it deleted", &|n| run("番号 ") + &gone(n) + &new("(略)"));
}

/// In what is no text of a file: declarations, names, comments of the archive, pictures in a PDF.
fn beside_the_text(hidings: &mut Hidings) {
    let mut word = |name: &str, make: &dyn Fn(&str) -> String| {
        hidings.add(Kind::Word, name, |n| docx(&make(n), &[]));
    };
    word("a declaration", &|n| format!("<!DOCTYPE w [<!ENTITY n \"{n}\">]><w:p>&n;</w:p>"));
    word("an instruction", &|n| format!("<w:p><?note {n}?></w:p>"));
    word("the name of an attribute", &|n| format!("<w:p n{n}=\"1\"/>"));
    word("the name of an element", &|n| format!("<w:x{n}/>"));
    hidings.add(Kind::Excel, "the comment of the archive", |n| {
        let mut bytes = xlsx("visible", "", &[]);
        let end = bytes.len();
        bytes[end - 2..].copy_from_slice(&12_u16.to_le_bytes());
        bytes.extend(n.bytes());
        bytes
    });
    hidings.add(Kind::Gif, "a comment of several blocks", |n| {
        [
            b"GIF89a\x01\0\x01\0\0\0\0!\xfe\x05".as_slice(),
            &n.as_bytes()[..5],
            b"\x07",
            &n.as_bytes()[5..],
            b"\0;",
        ]
        .concat()
    });
    hidings.add(Kind::Jpeg, "a comment in Shift_JIS", |n| {
        let wide: Vec<u8> = n.bytes().flat_map(|digit| [0x82, digit + 0x1f]).collect();
        [b"\xff\xd8\xff\xfe\0\x1a".as_slice(), &wide, b"\xff\xd9"].concat()
    });
    let stream = |entries: &str, bytes: &str| {
        format!("9 0 obj <<{entries} /Length {}>> stream\n{bytes}\nendstream endobj", bytes.len())
    };
    hidings.add(Kind::Pdf, "a declaration in the metadata", |n| {
        let xmp = format!("<!DOCTYPE x [<!ENTITY n \"{n}\">]><x:xmpmeta><t>&n;</t></x:xmpmeta>");
        pdf("", &[&stream("/Type /Metadata /Subtype /XML", &xmp)])
    });
}

/// In encodings and digits that not everybody thinks of.
fn in_other_letters(hidings: &mut Hidings) {
    let shifted = |n: &str, zero: u32| -> String {
        n.chars().filter_map(|c| char::from_u32(u32::from(c) - u32::from('0') + zero)).collect()
    };
    hidings.add(Kind::Word, "digits in kanji", |n| {
        let kanji = crate::text::number::KANJI_DIGITS;
        let text: String = n.bytes().map(|digit| kanji[usize::from(digit - b'0')]).collect();
        docx(&format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"), &[])
    });
    hidings.add(Kind::Word, "digits of another script", |n| {
        docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", shifted(n, 0x7c0)), &[])
    });
    hidings.add(Kind::Word, "digits of another script in boxes", |n| {
        let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let boxes = each(n, |_, digit| cell(&shifted(&digit.to_string(), 0x966)));
        docx(&format!("<w:tbl><w:tr>{}{boxes}</w:tr></w:tbl>", cell("個人番号")), &[])
    });
    hidings.add(Kind::Excel, "full-width digits in a part in Shift_JIS", |n| {
        let wide = n.bytes().flat_map(|digit| [0x82, digit + 0x1f]);
        let part: Vec<u8> =
            b"<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><x>".iter().copied().chain(wide).collect();
        zip(&[("xl/workbook.xml", b"<workbook/>"), ("customXml/item1.xml", &[&part[..], b"</x>"].concat())])
    });
    hidings.add(Kind::Text, "full-width digits in EUC-JP", |n| {
        let digits = n.bytes().flat_map(|digit| [0xa3, digit | 0x80]);
        b"\xc8\xd6\xb9\xe6".iter().copied().chain(digits).collect()
    });
    hidings.add(Kind::Png, "metadata in UTF-16", |n| {
        let xmp: Vec<u8> =
            format!("\u{feff}<x><t>{n}</t></x>").encode_utf16().flat_map(u16::to_be_bytes).collect();
        let data = [b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(), &xmp].concat();
        let length = u32::try_from(data.len()).expect("short").to_be_bytes();
        [b"\x89PNG\r\n\x1a\n".as_slice(), &length, b"iTXt", &data, &[0; 4]].concat()
    });
}
