//! PDF.

use std::fmt::Write as _;

use super::super::Kind;
use super::super::samples::{pdf, pdf_of};
use super::{Hidings, each};

fn show(text: &str) -> String {
    format!("BT /F1 12 Tf 72 700 Td ({text}) Tj ET\n")
}

/// A letter at a place.
fn at(x: usize, y: usize, text: impl std::fmt::Display) -> String {
    format!("BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n")
}

fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{content}\nendstream", content.len())
}

/// A page with something in its catalogue.
fn catalog(entry: &str, more: &[&str]) -> Vec<u8> {
    changed(pdf(&show("x"), more), "/Type/Catalog", &format!("/Type/Catalog{entry}"))
}

fn changed(file: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    String::from_utf8(file).expect("text").replacen(from, to, 1).into_bytes()
}

/// UTF-16 in hexadecimal digits.
fn utf16(text: &str) -> String {
    text.encode_utf16().fold(String::from("FEFF"), |mut out, unit| {
        let _ = write!(out, "{unit:04X}");
        out
    })
}

/// A page whose font has a map for the label 個人番号: codes 1 to 4.
fn labelled(content: &str) -> Vec<u8> {
    let map = "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <30> <39> <0030> endbfrange 4 beginbfchar <01> <500B> <02> <4EBA> <03> <756A> <04> <53F7> endbfchar";
    let file = pdf(content, &["null", &stream("", map)]);
    changed(file, "/BaseFont/Helvetica", "/BaseFont/Helvetica/ToUnicode 7 0 R")
}

/// The label in the codes of [`labelled`], at a place.
fn label(x: usize, y: usize) -> String {
    format!("BT /F1 12 Tf {x} {y} Td <01020304> Tj ET\n")
}

pub(super) fn all(hidings: &mut Hidings) {
    let kind = Kind::Pdf;
    let mut page =
        |name: &str, make: &dyn Fn(&str) -> String| hidings.add(kind, name, |n| pdf(&make(n), &[]));
    page("plain", &|n| show(n));
    page("turned to the left", &|n| format!("BT /F1 12 Tf 0 1 -1 0 300 200 Tm ({n}) Tj ET"));
    page("turned to the right", &|n| format!("BT /F1 12 Tf 0 -1 1 0 300 600 Tm ({n}) Tj ET"));
    page("upside down", &|n| format!("BT /F1 12 Tf -1 0 0 -1 300 600 Tm ({n}) Tj ET"));
    page("slanted", &|n| format!("BT /F1 12 Tf 0.866 0.5 -0.5 0.866 200 300 Tm ({n}) Tj ET"));
    page("letter by letter, turned", &|n| {
        each(n, |i, c| format!("BT /F1 12 Tf 0 1 -1 0 300 {} Tm ({c}) Tj ET ", 200 + i * 7))
    });
    page("digits spaced out", &|n| format!("BT /F1 12 Tf 12 Tc 72 700 Td ({n}) Tj ET"));
    page("digits far apart", &|n| format!("BT /F1 12 Tf 30 Tc 42 700 Td ({n}) Tj ET"));
    page("every letter twice for bold", &|n| show(n) + &format!("BT /F1 12 Tf 72.4 700 Td ({n}) Tj ET"));
    page("every letter twice, one by one", &|n| {
        each(n, |i, c| at(72 + i * 7, 700, c) + &at(72 + i * 7, 700, c))
    });
    page("from the last digit to the first", &|n| {
        n.char_indices().rev().map(|(i, c)| at(72 + i * 7, 700, c)).collect()
    });
    page("drawn in two passes", &|n| {
        (0..2)
            .map(|pass| {
                n.char_indices()
                    .filter(|(i, _)| i % 2 == pass)
                    .map(|(i, c)| at(72 + i * 7, 700, c))
                    .collect::<String>()
            })
            .collect()
    });
    page("a box to each digit", &|n| {
        each(n, |i, c| format!("{} 695 24 20 re S {}", 72 + i * 24, at(80 + i * 24, 700, c)))
    });
    page("a box to each digit, the boxes first", &|n| {
        each(n, |i, _| format!("{} 695 24 20 re S ", 72 + i * 24)) + &each(n, |i, c| at(80 + i * 24, 700, c))
    });
    page("groups of four in boxes", &|n| each(n, |i, c| at(80 + i * 24 + i / 4 * 12, 700, c)));
    page("words of another line between", &|n| {
        format!("{}{}{}", at(72, 700, &n[..6]), at(72, 300, "other"), at(72 + 41, 700, &n[6..]))
    });
    page("invisible text over a scan", &|n| format!("BT 3 Tr /F1 12 Tf 72 700 Td ({n}) Tj ET"));
    page("outside of the page", &|n| at(900, 700, n));
    page("as text to be read out", &|n| format!("/Span<</ActualText({n})>>BDC {} EMC", show("............")));
    page("as text to be read out, in UTF-16", &|n| {
        format!("/Span<</ActualText<{}>>>BDC {} EMC", utf16(n), show("x"))
    });
    page("a clip that hides it", &|n| format!("q 0 0 10 10 re W n {} Q", show(n)));
    page("small capitals above the line", &|n| {
        format!("BT /F1 12 Tf 72 700 Td ({}) Tj 4 Ts ({}) Tj ET", &n[..6], &n[6..])
    });
    page("sizes that change", &|n| {
        format!("BT /F1 12 Tf 72 700 Td ({}) Tj /F1 9 Tf ({}) Tj ET", &n[..6], &n[6..])
    });
    page("kerning back and forth", &|n| {
        format!("BT /F1 12 Tf 72 700 Td [({}) 150 ({}) -150 ({})] TJ ET", &n[..4], &n[4..5], &n[5..])
    });
    page("hexadecimal digits", &|n| {
        format!("BT /F1 12 Tf 72 700 Td <{}> Tj ET", each(n, |_, c| format!("{:02X}", u32::from(c))))
    });
    let mut with_label =
        |name: &str, make: &dyn Fn(&str) -> String| hidings.add(kind, name, |n| labelled(&make(n)));
    with_label("boxes beside a label", &|n| label(72, 700) + &each(n, |i, c| at(140 + i * 24, 700, c)));
    with_label("boxes below a label", &|n| label(72, 730) + &each(n, |i, c| at(80 + i * 24, 700, c)));
    with_label("boxes in two rows", &|n| {
        label(72, 730) + &each(n, |i, c| at(80 + i % 6 * 24, 700 - i / 6 * 24, c))
    });
    with_label("downwards below a label", &|n| label(72, 730) + &each(n, |i, c| at(90, 710 - i * 14, c)));
    with_label("a label written downwards too", &|n| {
        (1..5).map(|i| format!("BT /F1 12 Tf 300 {} Td <{i:02X}> Tj ET\n", 720 - i * 14)).collect::<String>()
            + &each(n, |i, c| at(303, 640 - i * 14, c))
    });
    with_label("cells beside a label", &|n| {
        label(72, 700) + &at(160, 700, &n[..4]) + &at(250, 700, &n[4..8]) + &at(340, 700, &n[8..])
    });
    with_label("lines below a label", &|n| {
        label(72, 700) + &at(72, 680, &n[..4]) + &at(72, 660, &n[4..8]) + &at(72, 640, &n[8..])
    });
    beside(hidings);
    files(hidings);
}

/// What stands beside the pages.
fn beside(hidings: &mut Hidings) {
    let kind = Kind::Pdf;
    let mut more = |name: &str, make: &dyn Fn(&str) -> String| {
        hidings.add(kind, name, |n| pdf(&show("x"), &["null", &make(n)]));
    };
    more("title", &|n| format!("<</Title({n})>>"));
    more("title in UTF-16", &|n| format!("<</Title<{}>>>", utf16(n)));
    more("title in UTF-16, the little end first", &|n| {
        let units: String =
            [0xfeff].into_iter().chain(n.encode_utf16()).fold(String::new(), |mut out, unit: u16| {
                let _ = write!(out, "{:04X}", unit.swap_bytes());
                out
            });
        format!("<</Title<{units}>>>")
    });
    more("title in octal", &|n| format!("<</Title({})>>", each(n, |_, c| format!("\\{:03o}", u32::from(c)))));
    more("a key of its own", &|n| format!("<</Kojin({n})>>"));
    more("a name of its own", &|n| format!("<</Kojin/N{n}>>"));
    more("a number of its own", &|n| format!("<</Kojin {n}>>"));
    more("a bookmark", &|n| format!("<</Title({n})/Parent 1 0 R/Dest[3 0 R/Fit]>>"));
    more("a note", &|n| format!("<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents({n})>>"));
    more("a note in rich text", &|n| {
        format!("<</Type/Annot/Subtype/FreeText/RC(<body><p>{}<b>{}</b></p></body>)>>", &n[..6], &n[6..])
    });
    more("a field", &|n| format!("<</FT/Tx/T(number)/V({n})>>"));
    more("the default of a field", &|n| format!("<</FT/Tx/T(x)/DV({n})>>"));
    more("the name of a field", &|n| format!("<</FT/Tx/T({n})>>"));
    more("a choice of a field", &|n| format!("<</FT/Ch/T(x)/Opt[(a)({n})]>>"));
    more("a value in a stream", &|n| format!("<</FT/Tx/T(x)/V 8 0 R>>\nendobj\n8 0 obj\n{}", stream("", n)));
    more("an action", &|n| format!("<</S/JavaScript/JS(app.alert\\('{n}'\\))>>"));
    more("a script in a stream", &|n| {
        format!("<</S/JavaScript/JS 8 0 R>>\nendobj\n8 0 obj\n{}", stream("", &format!("var n = '{n}';")))
    });
    more("a link", &|n| format!("<</Type/Annot/Subtype/Link/A<</S/URI/URI(mailto:{n}@example.jp)>>>>"));
    more("a link that says so", &|n| {
        format!("<</Type/Annot/Subtype/Link/A<</S/URI/URI(https://example.jp/?mynumber={n})>>>>")
    });
    more("an alternative text", &|n| format!("<</Type/StructElem/S/Figure/Alt({n})>>"));
    more("a text to be read out of the structure", &|n| {
        format!("<</Type/StructElem/S/Span/ActualText({n})>>")
    });
    more("the name of a layer", &|n| format!("<</Type/OCG/Name({n})>>"));
    more("the label of a page", &|n| format!("<</PageLabels<</Nums[0<</P({n})>>]>>>>"));
    more("a destination", &|n| format!("<</Names[({n})[3 0 R/Fit]]>>"));
    more("a form of the page", &|n| {
        stream(
            "/Subtype/Form/Resources<</Font<</F1 5 0 R>>>>",
            &format!("BT /F1 9 Tf 0 1 -1 0 9 9 Tm ({n}) Tj ET"),
        )
    });
    more("metadata", &|n| {
        stream("/Type/Metadata/Subtype/XML", &format!("<x:xmpmeta><rdf:li>{n}</rdf:li></x:xmpmeta>"))
    });
    more("metadata in attributes", &|n| {
        stream("/Type/Metadata/Subtype/XML", &format!("<rdf:Description pdfx:Number=\"{n}\"/>"))
    });
    more("metadata in parts", &|n| {
        stream("/Type/Metadata/Subtype/XML", &format!("<rdf:li>{}<b>{}</b></rdf:li>", &n[..6], &n[6..]))
    });
    more("metadata without a type", &|n| {
        stream("/Subtype/XML", &format!("<rdf:Description pdfx:Number=\"{n}\"/>"))
    });
    more("a form in XML", &|n| {
        stream(
            "",
            &format!("<xfa:datasets><xfa:data><form><number>{n}</number></form></xfa:data></xfa:datasets>"),
        )
    });
    more("a form in XML, a field to each digit", &|n| {
        stream("", &format!("<xfa:data>{}</xfa:data>", each(n, |i, c| format!("<d{i}>{c}</d{i}>"))))
    });
    more("a stream that nothing refers to", &|n| stream("", n));
    more("private data", &|n| format!("<</PieceInfo<</A<</Private({n})>>>>>>"));
    hidings.add(kind, "a field to each digit", |n| {
        let fields: Vec<String> = n
            .chars()
            .enumerate()
            .map(|(i, c)| format!("<</FT/Tx/T(n{i})/V({c})/Rect[{} 0 {} 9]>>", 72 + i * 20, 90 + i * 20))
            .collect();
        let mut more = vec!["null"];
        more.extend(fields.iter().map(String::as_str));
        pdf(&show("x"), &more)
    });
    hidings.add(kind, "a field to each group", |n| {
        let fields: Vec<String> = [&n[..4], &n[4..8], &n[8..]]
            .iter()
            .enumerate()
            .map(|(i, c)| format!("<</FT/Tx/T(kojinbango{i})/TU<{}>/V({c})>>", utf16("個人番号")))
            .collect();
        let mut more = vec!["null"];
        more.extend(fields.iter().map(String::as_str));
        pdf(&show("x"), &more)
    });
    hidings.add(kind, "the appearance of a field", |n| {
        let comb =
            stream("/Subtype/Form/Resources<</Font<</F1 5 0 R>>>>", &each(n, |i, c| at(4 + i * 20, 4, c)));
        pdf(&show("x"), &["<</Subtype/Widget/FT/Tx/T(x)/AP<</N 7 0 R>>/Rect[0 0 300 20]>>", &comb])
    });
}

/// Files in the file, and what is not where it should be.
fn files(hidings: &mut Hidings) {
    let kind = Kind::Pdf;
    hidings.add(kind, "an attachment", |n| {
        pdf(
            &show("x"),
            &["null", "<</Type/Filespec/F(a.txt)/EF<</F 8 0 R>>>>", &stream("/Type/EmbeddedFile", n)],
        )
    });
    hidings.add(kind, "an attachment in a dictionary within", |n| {
        catalog(
            "/Names<</EmbeddedFiles<</Names[(a)<</F(a.csv)/EF<</F 7 0 R>>>>]>>>>",
            &["null", &stream("", &format!("a,{n}"))],
        )
    });
    hidings.add(kind, "a packed attachment in a dictionary within", |n| {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(format!("kojin,{n}").as_bytes(), 6);
        let mut file = catalog("/Names<</EmbeddedFiles<</Names[(a)<</F(a.csv)/EF<</F 17 0 R>>>>]>>>>", &[]);
        file.extend(format!("17 0 obj\n<</Filter/FlateDecode/Length {}>>\nstream\n", packed.len()).bytes());
        file.extend(packed);
        file.extend(b"\nendstream\nendobj\n");
        file
    });
    hidings.add(kind, "a script in the catalogue", |n| {
        catalog(&format!("/OpenAction<</S/JavaScript/JS(x='{n}')>>"), &[])
    });
    hidings.add(kind, "a packed script in the catalogue", |n| {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(format!("x='{n}'").as_bytes(), 6);
        let mut file = catalog("/OpenAction<</S/JavaScript/JS 17 0 R>>", &[]);
        file.extend(format!("17 0 obj\n<</Filter/FlateDecode/Length {}>>\nstream\n", packed.len()).bytes());
        file.extend(packed);
        file.extend(b"\nendstream\nendobj\n");
        file
    });
    hidings.add(kind, "behind the end", |n| [pdf(&show("x"), &[]), n.as_bytes().to_vec()].concat());
    hidings.add(kind, "in a comment", |n| {
        [b"%PDF-1.7\n%".to_vec(), n.as_bytes().to_vec(), b"\n".to_vec(), pdf(&show("x"), &[])[9..].to_vec()]
            .concat()
    });
    hidings.add(kind, "before the header", |n| {
        [n.as_bytes().to_vec(), b"\n".to_vec(), pdf(&show("x"), &[])].concat()
    });
    hidings.add(kind, "an earlier revision", |n| {
        let old = format!("4 0 obj\n{}\nendobj\n", stream("", &show(n)));
        [b"%PDF-1.7\n".to_vec(), old.into_bytes(), pdf(&show("x"), &[])[9..].to_vec()].concat()
    });
    hidings.add(kind, "a page that was taken out", |n| {
        pdf(
            &show("x"),
            &["null", "<</Type/Page/Contents 8 0 R/Resources<</Font<</F1 5 0 R>>>>>>", &stream("", &show(n))],
        )
    });
    hidings.add(kind, "the trailer", |n| {
        changed(pdf(&show("x"), &[]), "/Root 1 0 R", &format!("/Root 1 0 R/ID[({n})({n})]"))
    });
    hidings.add(kind, "packed pages", |n| {
        let turned = format!("BT /F1 12 Tf 0 1 -1 0 300 200 Tm ({n}) Tj ET");
        pdf_of(&miniz_oxide::deflate::compress_to_vec_zlib(turned.as_bytes(), 6), "/Filter/FlateDecode", &[])
    });
    hidings.add(kind, "a turned page", |n| {
        changed(
            pdf(&format!("BT /F1 12 Tf 0 1 -1 0 300 200 Tm ({n}) Tj ET"), &[]),
            "/MediaBox",
            "/Rotate 90/MediaBox",
        )
    });
}
