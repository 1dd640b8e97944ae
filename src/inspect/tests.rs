use super::samples::{docx, number, pdf, pdf_of, xlsx, zip};
use super::*;

/// What is seen in a file: the places at which the number `wanted` is found, and the inspection.
pub(super) fn look(kind: Kind, bytes: &[u8], wanted: &str) -> (Vec<String>, Inspection) {
    let mut places = Vec::new();
    let inspection = inspect(kind, bytes, &mut |text, place| {
        let joined = crate::privacy::in_text(text)
            .iter()
            .any(|found| crate::privacy::digits_of(&text[found.span.start..found.span.end]) == wanted);
        let place = || place().ja;
        if joined && !places.contains(&place()) {
            places.push(place());
        }
    });
    (places, inspection)
}

pub(super) fn said(notes: &BTreeSet<Text>) -> Vec<&str> {
    notes.iter().map(|note| note.ja.as_str()).collect()
}

/// A content stream that shows a text at a place.
pub(super) fn show(text: &str) -> String {
    format!("BT /F1 12 Tf 72 700 Td ({text}) Tj ET\n")
}

#[test]
fn a_clean_file_has_nothing_to_say() {
    let (places, inspection) =
        look(Kind::Pdf, &pdf(&format!("1 g 0 0 595 842 re f 0 g\n{}", show("hello")), &[]), "");
    assert_eq!((places, inspection), (vec![], Inspection::default()));
    let paragraph = "<w:p><w:r><w:t>令和8年3月24日</w:t></w:r></w:p>";
    let word = look(Kind::Word, &docx(paragraph, &[]), "").1;
    assert_eq!((word.hidden.len(), said(&word.unread)), (0, vec!["Word の文書の見え方"]));
    let row = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><v>1.5</v></c></row>";
    assert_eq!(look(Kind::Excel, &xlsx("visible", row, &["国保"]), "").1, Inspection::default());
    assert_eq!(look(Kind::Text, "甲\r\n乙".as_bytes(), "").1, Inspection::default());
}

#[test]
fn text_on_pages_is_read_however_it_is_shown() {
    let n = number(1);
    let (a, b) = n.split_at(6);
    let spaced = format!("{} {} {}", &n[..4], &n[4..8], &n[8..]);
    let moved = n.chars().map(|c| format!("({c}) Tj 6.7 0 Td ")).collect::<Vec<_>>().concat();
    let hex = n.bytes().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().concat();
    for content in [
        show(&n),
        show(&spaced),
        format!("BT /F1 12 Tf 72 700 Td [({a}) -20 ({b})] TJ ET"),
        format!("BT /F1 12 Tf 72 700 Td ({a}) Tj ({b}) Tj ET"),
        format!("BT /F1 12 Tf 72 700 Td {moved} ET"),
        format!("q 2 0 0 2 0 0 cm BT /F1 1 Tf 6 0 0 6 72 300 Tm <{hex}> Tj ET Q"),
        format!("BT /F1 12 Tf 3 Tr 72 700 Td ({n}) Tj ET"),
        format!("BT /F1 12 Tf 14 TL 72 700 Td (No. {a}) Tj T* ({b} is his) Tj ET"),
    ] {
        let (places, inspection) = look(Kind::Pdf, &pdf(&content, &[]), &n);
        assert_eq!(places, ["1ページ"], "{content}");
        assert!(inspection.hidden.is_empty(), "{content}: {inspection:?}");
    }
    // Cells below or beside one another are not joined.
    for content in [
        format!("BT /F1 12 Tf 14 TL 72 700 Td ({}) Tj T* ({}) Tj T* ({}) Tj ET", &n[..4], &n[4..8], &n[8..]),
        format!(
            "BT /F1 12 Tf 72 700 Td ({}) Tj 90 0 Td ({}) Tj 90 0 Td ({}) Tj ET",
            &n[..4],
            &n[4..8],
            &n[8..]
        ),
    ] {
        assert_eq!(look(Kind::Pdf, &pdf(&content, &[]), &n).0, [""; 0], "{content}");
    }
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(show(&n).as_bytes(), 6);
    assert_eq!(look(Kind::Pdf, &pdf_of(&packed, "/Filter/FlateDecode", &[]), &n).0, ["1ページ"]);
}

#[test]
fn text_below_a_box_is_found_out() {
    let covered = |content: String, more: &[&str]| {
        let (_, inspection) = look(Kind::Pdf, &pdf(&content, more), "");
        said(&inspection.hidden).join("、")
    };
    let below = "1ページ: 塗りつぶしの下に文字が残っています";
    assert_eq!(covered(format!("{}0 g 70 695 200 20 re f", show("a name")), &[]), below);
    assert_eq!(
        covered(format!("{}0 0 0 rg 70 695 m 270 695 l 270 720 l 70 720 l f", show("a name")), &[]),
        below
    );
    // White letters on a dark ground, a box elsewhere, a box that is clipped away, a frame.
    for content in [
        format!("0 g 70 695 200 20 re f 1 g {}", show("a title")),
        format!("{}0 g 70 600 200 20 re f", show("a line")),
        format!("{}q 0 0 10 10 re W n 0 g 70 695 200 20 re f Q", show("a line")),
        format!("{}70 695 200 20 re S", show("a line")),
    ] {
        assert_eq!(covered(content.clone(), &[]), "", "{content}");
    }
    let note = "<</Type/Annot/Subtype/Square/Rect[70 690 300 720]/IC[0 0 0]>>";
    let both = covered(show("a name"), &[note]);
    assert!(both.contains("塗りつぶしの下") && both.contains("注釈"), "{both}");
    let link = "<</Type/Annot/Subtype/Link/Rect[70 690 300 720]>>";
    assert_eq!(covered(show("a name"), &[link]), "");
}

#[test]
fn text_that_nobody_sees_is_found_out() {
    let n = number(4);
    let hidden = |content: &str| {
        let (places, inspection) = look(Kind::Pdf, &pdf(content, &[]), &n);
        assert_eq!(places.is_empty(), !content.contains(&n), "{content}");
        said(&inspection.hidden).join("、")
    };
    let faint = "1ページ: 背景と同じ色の文字があります";
    for content in [
        format!("1 g {}", show(&n)),
        format!("0.97 0.97 1 rg {}", show("a name")),
        format!("0 0 0 0 k {}", show("a name")),
        format!("/DeviceGray cs 1 sc {}", show("a name")),
        format!("0.5 g 70 690 300 30 re f {}", show("a name")),
        format!("0 g 70 690 300 30 re f 1 g 60 680 400 60 re f {}", show("a name")),
    ] {
        assert_eq!(hidden(&content), faint, "{content}");
    }
    // On a dark ground of any shape, on a picture, in a colour that is not known, and a layer of recognised text.
    for content in [
        format!("0 g 70 690 300 30 re f 1 g {}", show("a name")),
        format!("0 g 60 690 m 60 730 200 740 400 720 c 400 680 l h f 1 g {}", show("a name")),
        format!("q 500 0 0 100 60 650 cm BI /W 1 /H 1 ID x EI Q 1 g {}", show("a name")),
        format!("/Ink cs 1 scn {}", show("a name")),
        format!("1 g 3 Tr {}", show("a name")),
        format!("0.8 g {}", show("a name")),
    ] {
        assert_eq!(hidden(&content), "", "{content}");
    }
    let outside = "1ページ: ページの外に文字があります";
    for place in ["700 100", "72 -40", "-300 500", "72 900"] {
        assert_eq!(hidden(&format!("BT /F1 12 Tf {place} Td ({n}) Tj ET")), outside, "{place}");
    }
    for place in ["2 2", "72 838"] {
        assert_eq!(hidden(&format!("BT /F1 12 Tf {place} Td (a) Tj ET")), "", "{place}");
    }
}

#[test]
fn streams_packed_in_ways_that_are_not_read_are_said() {
    for filter in ["/Filter/LZWDecode", "/Filter[/ASCII85Decode/LZWDecode]", "/Filter/RunLengthDecode"] {
        let (_, inspection) = look(Kind::Pdf, &pdf_of(b"\x80\x0b\x60\x50", filter, &[]), "");
        assert_eq!(said(&inspection.unread), ["読めない方式で圧縮された部分"], "{filter}");
    }
}

#[test]
fn what_stands_beside_the_pages_is_found() {
    let n = number(2);
    let info = format!("<</Author(A Person)/Title({n})>>");
    let (places, inspection) = look(Kind::Pdf, &pdf("", &["null", &info]), &n);
    assert_eq!(places, ["文書の情報・注釈・欄"]);
    assert_eq!(said(&inspection.people), ["文書のプロパティの作成者"]);
    // A page that is not in the tree, and an earlier version of the page's text.
    let old = format!("<</Length {}>>\nstream\n{}\nendstream", show(&n).len(), show(&n));
    let lost = "<</Type/Page/Contents 8 0 R/Resources<</Font<</F1 5 0 R>>>>>>";
    let (places, inspection) = look(Kind::Pdf, &pdf(&show("x"), &["null", lost, &old]), &n);
    assert_eq!(
        (places.as_slice(), said(&inspection.hidden)),
        (&["どこからも開けないページ".to_owned()][..], vec!["どこからも開けないページの文字"])
    );
    let mut saved = format!("4 0 obj\n{old}\nendobj\n").into_bytes();
    let mut newer = pdf(&show("x"), &[]);
    newer.drain(..9);
    saved.splice(0..0, b"%PDF-1.7\n".iter().copied());
    saved.extend(newer);
    assert_eq!(look(Kind::Pdf, &saved, &n).0, ["1ページ(上書きされる前の内容)"]);
    // A file in the file.
    let file = format!("<</Length {}>>\nstream\n{n}\nendstream", n.len());
    let (places, inspection) =
        look(Kind::Pdf, &pdf("", &["null", "<</EF<</F 8 0 R>>/F(a.bin)>>", &file]), &n);
    assert_eq!(places.first().map(String::as_str), Some("中の文字"));
    assert!(said(&inspection.hidden).contains(&"添付されたファイル") && !inspection.unread.is_empty());
    let picture = "<</Subtype/Image/Width 800/Height 600/Filter/DCTDecode/Length 1>>\nstream\nx\nendstream";
    assert_eq!(said(&look(Kind::Pdf, &pdf("", &["null", picture]), "").1.unread), ["図(画像)の中の文字"]);
}

#[test]
fn what_cannot_be_read_is_said() {
    let unread = |bytes: &[u8]| said(&look(Kind::Pdf, bytes, "").1.unread).join("、");
    let mut locked = pdf(&show("x"), &[]);
    locked.extend(b"trailer\n<</Encrypt 9 0 R>>\n");
    assert!(unread(&locked).contains("暗号化"));
    assert!(unread(b"%PDF-1.7\n").contains("ページの見つからない"));
    assert!(unread(&pdf_of(b"x", "/Filter/LZWDecode", &[])).contains("読めない方式"));
    let font = "<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[7 0 R]>>";
    let page = String::from_utf8(pdf("BT /F1 9 Tf <00410042> Tj ET", &[])).expect("text");
    let own = page.replace("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", font);
    assert!(unread(own.as_bytes()).contains("文字の対応表がありません"));
    // Digits of Adobe-Japan1 are known without a map.
    let n = number(3);
    let cids = n
        .bytes()
        .map(|byte| format!("{:04X}", u16::from(byte - b'0') + 231 + 16))
        .collect::<Vec<_>>()
        .concat();
    let page = String::from_utf8(pdf(
        &format!("BT /F1 9 Tf <{cids}> Tj ET"),
        &["null", "<</CIDSystemInfo<</Ordering(Japan1)>>/DW 500>>"],
    ))
    .expect("text");
    let japan = page.replace("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", font);
    assert_eq!(look(Kind::Pdf, japan.as_bytes(), &n).0, ["1ページ"]);
}

#[test]
fn a_map_of_characters_is_followed() {
    let n = number(4);
    let map = "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0010> <0019> <0030> endbfrange 1 beginbfchar <0041> <756A> endbfchar";
    let stream = format!("<</Length {}>>\nstream\n{map}\nendstream", map.len());
    let font = "<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[]/ToUnicode 7 0 R>>";
    let codes =
        n.bytes().map(|byte| format!("{:04X}", u16::from(byte - b'0') + 16)).collect::<Vec<_>>().concat();
    let page = String::from_utf8(pdf(&format!("BT /F1 9 Tf <0041{codes}> Tj ET"), &["null", &stream]))
        .expect("text");
    let page = page.replace("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", font);
    let (places, inspection) = look(Kind::Pdf, page.as_bytes(), &n);
    assert_eq!((places.len(), inspection), (1, Inspection::default()));
}

#[test]
fn office_files_are_read_part_by_part() {
    let n = number(5);
    let (a, b) = n.split_at(5);
    let runs = format!("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{a}</w:t></w:r><w:r><w:t>{b}</w:t></w:r></w:p>");
    assert_eq!(look(Kind::Word, &docx(&runs, &[]), &n).0, ["word/document.xml の中"]);
    let deleted = format!("<w:p><w:del w:author=\"x\"><w:r><w:delText>{n}</w:delText></w:r></w:del></w:p>");
    let (places, inspection) = look(Kind::Word, &docx(&deleted, &[]), &n);
    assert_eq!((places.len(), said(&inspection.hidden)), (1, vec!["変更履歴"]));
    let comment = format!(
        "<w:comments><w:comment w:author=\"架空\"><w:p><w:t>{n}</w:t></w:p></w:comment></w:comments>"
    );
    let core = "<cp:coreProperties><dc:creator>架空 太郎</dc:creator></cp:coreProperties>";
    let more = [("word/comments.xml", comment.as_str()), ("docProps/core.xml", core)];
    let (places, inspection) = look(Kind::Word, &docx("<w:p/>", &more), &n);
    assert_eq!(
        (places.as_slice(), said(&inspection.hidden)),
        (&["word/comments.xml の中".to_owned()][..], vec!["コメント"])
    );
    assert_eq!(inspection.people.len(), 2);
    assert!(!format!("{inspection:?}").contains("太郎"), "names are not repeated");

    let cells = |cells: &str| {
        xlsx("hidden", &format!("<sheetData><row r=\"7\" hidden=\"1\">{cells}</row></sheetData>"), &["x", &n])
    };
    let (places, inspection) = look(Kind::Excel, &cells("<c r=\"B7\" t=\"s\"><v>1</v></c>"), &n);
    assert_eq!(places, ["シート「一覧」B7"]);
    assert_eq!(said(&inspection.hidden), ["シート「一覧」の非表示の行", "非表示のシート「一覧」"]);
    assert_eq!(
        look(Kind::Excel, &cells(&format!("<c r=\"C7\"><v>{}</v></c>", number(6))), &number(6)).0,
        ["シート「一覧」C7"]
    );
    assert_eq!(look(Kind::Excel, &cells(""), &n).0, ["どのセルにもない文字列"]);
    // A picture, a macro, a file in the file.
    let inner = docx(&runs, &[]);
    let outer = zip(&[
        ("word/document.xml", b"<w:document/>"),
        ("word/media/image1.png", b"\x89PNG\r\n\x1a\n"),
        ("word/vbaProject.bin", b"x"),
        ("word/embeddings/a.docx", &inner),
    ]);
    let (places, inspection) = look(Kind::Word, &outer, &n);
    assert_eq!(places, ["word/document.xml の中"]);
    assert_eq!(said(&inspection.hidden), ["埋め込まれたファイル"]);
    assert!(
        said(&inspection.unread).contains(&"マクロ")
            && said(&inspection.unread).contains(&"図(画像)の中の文字")
    );
}

#[test]
fn texts_and_pictures_are_read() {
    let n = number(7);
    let (a, b) = n.split_at(8);
    assert_eq!(look(Kind::Csv, format!("氏名,番号\n甲,{n}\n").as_bytes(), &n).0, ["本文", "2行"]);
    assert_eq!(look(Kind::Text, format!("番号{a}\n{b}です").as_bytes(), &n).0, ["本文"]);
    let sjis = encoding_rs::SHIFT_JIS.encode(&format!("番号 {n}")).0.into_owned();
    assert_eq!(look(Kind::Text, &sjis, &n).0, ["本文"]);
    assert_eq!(
        look(Kind::OldExcel, &n.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), &n).0.len(),
        1
    );
    let exif = b"MM\0\x2a\0\0\0\x08\0\x02\x88\x25\0\x04\0\0\0\x01\0\0\0\xff\x01\x3b\0\x02\0\0\0\x04abcd";
    let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe1, 0, u8::try_from(exif.len() + 8).expect("short")];
    jpeg.extend(b"Exif\0\0");
    jpeg.extend(exif);
    jpeg.extend([0xff, 0xd9, 0, 0]);
    let inspection = look(Kind::Jpeg, &jpeg, "").1;
    assert_eq!(said(&inspection.hidden), ["撮影した場所(位置情報)"]);
    assert_eq!((inspection.people.len(), inspection.unread.len()), (1, 1));
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend([&[0, 0, 0, 15][..], b"tEXtxx\0", n.as_bytes(), &[0; 4]].concat());
    assert!(look(Kind::Png, &png, &n).0.contains(&"画像の付属情報".to_owned()));
}

#[test]
fn both_readmes_say_how_large_a_file_may_be() {
    let figure = |what: &str| format!("\n| {what}(attachments/) | {} MiB |", LARGEST >> 20);
    assert!(include_str!("../../README.md").contains(&figure("添える原本")));
    assert!(include_str!("../../.github/english/README.md").contains(&figure("an original to attach ")));
}

#[test]
fn kinds_are_told_by_name_and_bytes() {
    assert_eq!(Kind::of_name("attachments/12.PDF"), Some(Kind::Pdf));
    for name in ["a.html", "a.svg", "a.exe", "a.js", "a", "a.pdf.zip"] {
        assert_eq!(Kind::of_name(name), None, "{name}");
    }
    assert!(Kind::Pdf.fits(&pdf("", &[])) && !Kind::Pdf.fits(b"<html>") && !Kind::Text.fits(&pdf("", &[])));
    assert!(Kind::Word.fits(&docx("", &[])) && !Kind::Excel.fits(&docx("", &[])));
}

#[test]
fn hostile_files_end() {
    // A stream that unpacks to a gigabyte, nested a thousand deep, forms that show themselves, a tree in a circle.
    let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![b' '; 100_000_000], 9);
    let (_, inspection) = look(Kind::Pdf, &pdf_of(&bomb, "/Filter/FlateDecode", &[]), "");
    assert!(said(&inspection.unread).contains(&"展開した中身が大きすぎるか、壊れています"));
    let deep = pdf(&"[".repeat(100_000), &[&"<</A".repeat(50_000), &"(".repeat(1000)]);
    look(Kind::Pdf, &deep, "");
    let circle = String::from_utf8(pdf("/X Do /X Do", &[]))
        .expect("text")
        .replace("/Font<<", "/XObject<</X 7 0 R>>/Font<<")
        + "7 0 obj\n<</Subtype/Form/Length 11/Resources<</XObject<</X 7 0 R>>>>>>\nstream\n/X Do /X Do\nendstream\nendobj\n2 0 obj\n<</Type/Pages/Kids[2 0 R 3 0 R]/Parent 2 0 R>>\nendobj\n";
    look(Kind::Pdf, circle.as_bytes(), "");
    for cut in [0, 5, 30, 60, 100] {
        let bytes = xlsx("visible", "<row/>", &["x"]);
        look(Kind::Excel, &bytes[..bytes.len() - cut.min(bytes.len())], "");
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_can_be_inspected(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600), at in 0..400_usize) {
        // Pure noise, and noise in the middle of a sound file.
        let sound = [pdf(&show("x"), &["<</A[1 2]>>"]), docx("<w:p/>", &[]), xlsx("visible", "<row/>", &["x"])];
        let kinds = [Kind::Pdf, Kind::Word, Kind::Excel, Kind::Png, Kind::Jpeg, Kind::Webp, Kind::Gif, Kind::Text, Kind::OldWord];
        for kind in kinds {
            inspect(kind, &bytes, &mut |_, _| {});
            for whole in &sound {
                let mut broken = whole.clone();
                let at = at.min(broken.len());
                let end = (at + bytes.len() / 20).min(broken.len());
                broken.splice(at..end, bytes.iter().take(30).copied());
                inspect(kind, &broken, &mut |_, _| {});
            }
        }
    }
}
