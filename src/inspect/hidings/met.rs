//! Ways by which reviewers of the program got a number through.

use super::super::Kind;
use super::super::samples::{docx, zip};
use super::{Hidings, each};

pub(super) fn all(hidings: &mut Hidings) {
    tracked_changes(hidings);
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
