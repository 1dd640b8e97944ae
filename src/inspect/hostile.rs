//! Files made to cost memory or time without end, and files made so that a reader looks past what viewers show.

use std::fmt::Write as _;

use super::samples::{docx, number, pdf, pdf_of, xlsx, zip};
use super::tests::{look, said, show};
use super::*;

const TOO_LARGE: &str = "展開した中身が大きすぎるか、壊れています";
const NO_MAP: &str = "1ページの一部の文字(文字の対応表がありません)";
const PACKED: &str = "読めない方式で圧縮された部分";

/// Whether `budget` bytes are not enough for a file.
fn exceeds(budget: usize, kind: Kind, bytes: &[u8]) -> bool {
    let mut see = |_: &str, _: &dyn Fn() -> Text| {};
    let mut inspector =
        Inspector { see: &mut see, report: Inspection::default(), budget, depth: 0, is_too_large: false };
    inspector.file(kind, bytes);
    said(&inspector.report.unread).contains(&TOO_LARGE)
}

fn unread(bytes: &[u8]) -> Vec<String> {
    said(&look(Kind::Pdf, bytes, "").1.unread).into_iter().map(str::to_owned).collect()
}

fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{content}\nendstream", content.len())
}

/// A PDF of one page whose font is `font`.
fn with_font(font: &str, content: &str, more: &[&str]) -> Vec<u8> {
    String::from_utf8(pdf(content, more))
        .expect("text")
        .replace("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", font)
        .into_bytes()
}

fn changed(file: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(file).expect("text");
    assert!(text.contains(from), "{from}");
    text.replace(from, to).into_bytes()
}

fn compressed(content: &str) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(content.as_bytes(), 6)
}

#[test]
fn objects_that_share_their_bytes_are_paid_for_one_by_one() {
    let file = |count: usize| {
        let header = (0..count).map(|n| format!("{} 0 ", 100 + n)).collect::<Vec<_>>().concat();
        let body = format!("{header}[{}]", "1 ".repeat(2000));
        pdf("", &["null", &stream(&format!("/Type/ObjStm/N {count}/First {}", header.len()), &body)])
    };
    assert!(!exceeds(60_000, Kind::Pdf, &file(1)));
    assert!(exceeds(60_000, Kind::Pdf, &file(50)));
}

#[test]
fn maps_and_widths_are_paid_for_entry_by_entry() {
    let map = |lines: &str| {
        let font = "<</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 7 0 R>>";
        with_font(font, "BT /F1 9 Tf <0001> Tj ET", &["null", &stream("", lines)])
    };
    let whole = "1 beginbfrange <0000> <ffff> <0030> endbfrange\n";
    assert!(!exceeds(4_000_000, Kind::Pdf, &map(whole)));
    assert!(exceeds(4_000_000, Kind::Pdf, &map(&whole.repeat(2))));
    // A long text is not kept 65,536 times, nor looked past.
    let long = format!("1 beginbfrange <0000> <ffff> <{}> endbfrange\n", "3042".repeat(2000));
    assert!(!exceeds(8_000_000, Kind::Pdf, &map(&long)));
    assert_eq!(unread(&map(&long)), [NO_MAP]);
    assert_eq!(unread(&map(&whole.replace("0030", &"0030".repeat(32)))), [""; 0]);

    let wide = |list: &str| {
        let font =
            format!("<</Type/Font/Subtype/Type0/Encoding/UniJIS-UCS2-H/DescendantFonts[<</W[{list}]>>]>>");
        with_font(&font, "BT /F1 9 Tf <0041> Tj ET", &[])
    };
    assert!(!exceeds(2_000_000, Kind::Pdf, &wide("0 65535 500")));
    assert!(exceeds(2_000_000, Kind::Pdf, &wide(&"0 65535 500 ".repeat(3))));
}

#[test]
fn entries_that_share_their_bytes_are_paid_for_one_by_one() {
    // Descriptions in the metadata of a picture.
    let picture = |count: u8| {
        let mut exif = [b"II*\0\x08\0\0\0", &[count, 0][..]].concat();
        for _ in 0..count {
            // ImageDescription: 4,000 bytes from 1,300 on.
            exif.extend(b"\x0e\x01\x02\0\xa0\x0f\0\0\x14\x05\0\0");
        }
        exif.resize(5300, b'x');
        [b"\x89PNG\r\n\x1a\n", &5300_u32.to_be_bytes()[..], b"eXIf", &exif[..], &[0; 4]].concat()
    };
    assert!(!exceeds(50_000, Kind::Png, &picture(5)));
    assert!(exceeds(50_000, Kind::Png, &picture(100)));
    // Files in an archive that are one and the same, of blocks in which nothing is.
    let archive = |count: u16| {
        let data = [b"\0\0\0\xff\xff".repeat(999), b"\x01\0\0\xff\xff".to_vec()].concat();
        let length = u32::try_from(data.len()).expect("small").to_le_bytes();
        let common =
            [&[20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &length, &[0; 4], &[5, 0, 0, 0]].concat();
        let mut out = [b"PK\x03\x04", &common[..], b"a.xml", &data[..]].concat();
        let at = u32::try_from(out.len()).expect("small").to_le_bytes();
        for _ in 0..count {
            out.extend([b"PK\x01\x02\x14\0", &common[..], &[0; 14], b"a.xml"].concat());
        }
        out.extend(
            [b"PK\x05\x06\0\0\0\0", &count.to_le_bytes()[..], &count.to_le_bytes(), &[0; 4], &at, &[0; 2]]
                .concat(),
        );
        out
    };
    assert!(!exceeds(50_000, Kind::Word, &archive(5)));
    assert!(exceeds(50_000, Kind::Word, &archive(100)));
    // Cells that show the same string.
    let cells = |count| {
        let cells = "<c t=\"s\"><v>0</v></c>".repeat(count);
        xlsx("visible", &format!("<sheetData><row r=\"1\">{cells}</row></sheetData>"), &[&"12".repeat(1000)])
    };
    assert!(!exceeds(50_000, Kind::Excel, &cells(5)));
    assert!(exceeds(50_000, Kind::Excel, &cells(100)));
}

#[test]
fn markup_without_an_end_takes_no_longer_than_other() {
    let n = number(29);
    let (places, inspection) =
        look(Kind::Word, &docx(&format!("<p>{n}</p>{}", "<a ".repeat(200_000)), &[]), &n);
    assert_eq!(places, ["word/document.xml の中"]);
    assert_eq!((said(&inspection.hidden), said(&inspection.unread)), (vec![], vec!["Word の文書の見え方"]));
}

#[test]
fn ends_without_a_beginning_end_nothing() {
    let n = number(27);
    let (a, b) = n.split_at(4);
    // Groups that are a number only where something calls them so.
    let odd = format!("{} {} {}", &n[..5], &n[5..9], &n[9..]);
    let cells = |row: &[&str]| row.iter().map(|text| format!("<td>{text}</td>")).collect::<Vec<_>>().concat();
    let (head, row) = (cells(&["氏名", "個人番号", "件数"]), cells(&["甲", &odd, "3"]));
    let table = |inside: &str| format!("<table>{inside}</table>");
    let whole = table(&format!("<tr>{head}</tr><tr>{row}</tr>"));
    let found = |body: &str| !look(Kind::Word, &docx(body, &[]), &n).0.is_empty();
    assert!(found(&whole) && !found(&table(&format!("<tr>{row}</tr>"))));
    let ends = ["td", "tr", "th", "p", "rt", "del", "ins", "sp", "note-body"];
    for stray in ends.map(|name| format!("</{name}>")).into_iter().chain(["</td></tr>".repeat(3)]) {
        for body in [
            format!("{stray}{whole}"),
            table(&format!("{stray}<tr>{head}</tr>{stray}<tr>{row}</tr>{stray}")),
            table(&format!("<tr>{stray}{head}</tr><tr>{row}</tr>")),
            table(&format!("<tr>{head}</tr><tr>{stray}{stray}{row}</tr>")),
            table(&format!("<tr>{head}{stray}</tr><tr>{}{stray}<td>{odd}</td></tr>", cells(&["甲"]))),
        ] {
            assert!(found(&body), "{body}");
        }
    }
    for stray in ["</table>", "</table></table></td>", "</tbl></tr>"] {
        for body in
            [format!("{stray}{whole}"), format!("{whole}{stray}{whole}"), format!("{stray}<p>{n}</p>")]
        {
            assert!(found(&body), "{body}");
        }
    }
    for stray in ["</rt>", "</div>", "</table>", "</td>", "</tr>", "</del>"] {
        assert!(found(&format!("<p>甲 {a}{stray}{b}</p>")), "{stray}");
    }
    // Cells and rows of HTML need no end.
    assert!(found("<table><tr><td>個人番号<td>0".replace('0', &odd).as_str()));
    assert!(found(&table(&format!("<tr><td>氏名<td>個人番号<td>件数<tr><td>甲<td>{odd}<td>3"))));
}

#[test]
fn cells_that_are_repeated_shift_nothing_and_cost_nothing() {
    let n = number(28);
    let odd = format!("{} {} {}", &n[..5], &n[5..9], &n[9..]);
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let empty =
        |kind: &str, times: usize| format!("<table:{kind} table:number-columns-repeated=\"{times}\"/>");
    let file = |rows: [String; 2]| {
        let rows = rows.map(|row| format!("<table:table-row>{row}</table:table-row>")).concat();
        zip(&[("content.xml", format!("<table:table>{rows}</table:table>").as_bytes())])
    };
    for (before, below) in [
        (empty("table-cell", 5000), empty("table-cell", 4999) + &empty("table-cell", 1)),
        (empty("table-cell", 1_000_000_000), cell("甲") + &empty("table-cell", 999_999_999)),
        // A title over four columns.
        (
            "<table:table-cell table:number-columns-spanned=\"4\"><text:p>甲</text:p></table:table-cell>"
                .to_owned()
                + &empty("covered-table-cell", 3),
            empty("table-cell", 4),
        ),
    ] {
        let rows = [before + &cell("個人番号") + &cell("件数"), below + &cell(&odd) + &cell("3")];
        assert!(!look(Kind::OpenSheet, &file(rows.clone()), &n).0.is_empty(), "{rows:?}");
    }
    let endless = "<table:table-cell table:number-columns-repeated=\"99999999999999999999\"/>";
    let most = empty("table-cell", usize::MAX);
    let rows = [endless.to_owned() + &most + &most, cell("個人番号") + &cell(&odd)];
    assert!(!look(Kind::OpenSheet, &file(rows), &n).0.is_empty());
}

#[test]
fn pages_are_found_by_what_leads_to_them() {
    let n = number(21);
    let file = pdf(&show(&n), &[]);
    for (from, to) in
        [("/Type/Page/Parent", "/Parent"), ("/Type/Catalog", ""), ("/Type/Catalog", "/Type 9 0 R")]
    {
        assert_eq!(look(Kind::Pdf, &changed(&file, from, to), &n).0, ["1ページ"], "{from}");
    }
    // A catalogue and a page that say what they are, beside those that do not.
    let bait = pdf(
        &show("x"),
        &["null", "<</Type/Catalog/Pages 8 0 R>>", "<</Type/Pages/Kids[9 0 R]>>", "<</Type/Page>>"],
    );
    let bait =
        changed(&changed(&bait, "/Type/Catalog/Pages 2 0 R", "/Pages 2 0 R"), "/Type/Page/Parent", "/Parent");
    assert!(!look(Kind::Pdf, &changed(&bait, "(x)", &format!("({n})")), &n).0.is_empty());
    assert_eq!(unread(&changed(&file, "/Kids[3 0 R]", "/Kids[3 0 R 30 0 R]")), [TOO_LARGE]);
    assert_eq!(unread(&file), [""; 0]);
}

#[test]
fn objects_of_a_stream_count_even_if_it_does_not_say_what_it_is() {
    let n = number(22);
    let header = "20 0 ";
    for kind in ["/Type/ObjStm", ""] {
        let held = stream(&format!("{kind}/N 1/First {}", header.len()), &format!("{header}<</Title({n})>>"));
        assert_eq!(look(Kind::Pdf, &pdf("", &["null", &held]), &n).0, ["文書の情報・注釈・欄"; 1], "{kind}");
    }
    for wrong in ["/Type/ObjStm/First 5", "/Type/ObjStm/N 2/First 5"] {
        assert_eq!(unread(&pdf("", &["null", &stream(wrong, "20 0 (x)")])), [TOO_LARGE], "{wrong}");
    }
}

#[test]
fn the_newest_version_wins_also_over_one_in_a_stream() {
    let n = number(23);
    // The old tree of pages has one page, the new one two.
    let header = "2 0 ";
    let old = stream(
        &format!("/Type/ObjStm/N 1/First {}", header.len()),
        &format!("{header}<</Type/Pages/Kids[3 0 R]/Count 1>>"),
    );
    let second = stream("", &show(&n));
    let mut file = String::from_utf8(pdf(&show("x"), &["null", "null", "null"])).expect("text");
    let tree = "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n";
    file = file.replace(tree, &format!("9 0 obj\n{old}\nendobj\n"));
    let _ = write!(
        file,
        "2 0 obj\n<</Type/Pages/Kids[3 0 R 10 0 R]/Count 2>>\nendobj\n10 0 obj\n<</Type/Page/Parent 2 0 R/Contents 11 0 R/Resources<</Font<</F1 5 0 R>>>>>>\nendobj\n11 0 obj\n{second}\nendobj\n"
    );
    file.push_str("trailer\n<</Root 1 0 R>>\n");
    assert_eq!(look(Kind::Pdf, file.as_bytes(), &n).0, ["2ページ"]);
}

#[test]
fn streams_that_are_not_unpacked_are_unread() {
    let n = number(24);
    let packed = compressed(&show(&n));
    for parameters in
        ["/DecodeParms<</Predictor 12>>", "/DecodeParms[<</Predictor 2>>]", "/DP<</Predictor 12>>"]
    {
        assert_eq!(unread(&pdf_of(&packed, &format!("/Filter/FlateDecode{parameters}"), &[])), [PACKED]);
    }
    let plain = "/Filter/FlateDecode/DecodeParms<</Predictor 1>>";
    assert_eq!(look(Kind::Pdf, &pdf_of(&packed, plain, &[]), &n).0, ["1ページ"]);
    let often = format!("/Filter[{}]", "/FlateDecode".repeat(9));
    assert_eq!(unread(&pdf_of(&packed, &often, &[])), [PACKED]);
}

#[test]
fn objects_without_an_end_hide_nothing() {
    let n = number(25);
    let file = pdf_of(&compressed(&show(&n)), "/Filter/FlateDecode", &[]);
    for (stray, closed) in [
        ("<</A (open", ""),
        ("<</A (open", "%)>> endobj\n"),
        ("<</A <30", "%>>> endobj\n"),
        ("[", "%]\nendobj\n"),
    ] {
        let head = format!("%PDF-1.7\n9 0 obj\n{stray}\n");
        let whole = [head.as_bytes(), &file[9..], closed.as_bytes(), b"trailer\n<<>>\n"].concat();
        let (places, inspection) = look(Kind::Pdf, &whole, &n);
        assert!(places.contains(&"1ページ".to_owned()), "{stray}{closed}: {places:?}");
        assert_eq!(said(&inspection.unread), [TOO_LARGE], "{stray}{closed}");
    }
    // A stream without an end, and one that takes in the text of the page.
    let open = [&pdf("", &[])[..], b"7 0 obj\n<<>>\nstream\nx"].concat();
    assert_eq!(unread(&open), [TOO_LARGE]);
}

#[test]
fn text_that_viewers_show_is_never_passed_over_in_silence() {
    let n = number(26);
    let file = pdf(&show(&n), &[]);
    assert_eq!(unread(&changed(&file, "/F1 12 Tf", "/F9 12 Tf")), [NO_MAP]);
    assert_eq!(unread(&changed(&file, "/Contents 4 0 R", "/Contents 40 0 R")), [TOO_LARGE]);
    assert_eq!(unread(&changed(&file, "/Contents 4 0 R", "/Contents[4 0 R 40 0 R]")), [TOO_LARGE]);
    let state = changed(&file, "/F1 12 Tf", "/G gs");
    let state = changed(&state, "/Resources<<", "/Resources<</ExtGState<</G<</Font[5 0 R 12]>>>>");
    assert_eq!((look(Kind::Pdf, &state, &n).0, unread(&state)), (vec!["1ページ".to_owned()], vec![]));
    let form = |form: &str| {
        let page = pdf("/X Do", &["null", form]);
        changed(&page, "/Resources<<", "/Resources<</XObject<</X 7 0 R>>")
    };
    let text = stream("/Subtype 8 0 R/Resources<</Font<</F1 5 0 R>>>>", &show(&n));
    assert_eq!(look(Kind::Pdf, &form(&text), &n).0, ["1ページ"]);
    assert_eq!(unread(&changed(&form("null"), "7 0 obj", "9 0 obj")), [TOO_LARGE]);
    let pattern = stream("/PatternType 1/Resources<</Font<</F1 5 0 R>>>>", &show(&n));
    assert_eq!(look(Kind::Pdf, &pdf("", &["null", &pattern]), &n).0, ["どのページにもない図形・欄"]);
}

#[test]
fn pictures_cover_what_is_below_them() {
    let covered = |entries: &str, before: &str| {
        let content = format!("{}{before} q 300 0 0 30 70 695 cm /X Do Q", show("a name"));
        let page =
            pdf(&content, &["null", &stream(&format!("/Subtype/Image/Width 1/Height 1{entries}"), "0")]);
        let page =
            changed(&page, "/Resources<<", "/Resources<</XObject<</X 7 0 R>>/ExtGState<</G<</ca 0.5>>>>");
        said(&look(Kind::Pdf, &page, "").1.hidden).join("")
    };
    let below = "1ページ: 塗りつぶしの下に文字が残っています";
    assert_eq!(covered("", ""), below);
    assert_eq!(covered("/ImageMask false", ""), below);
    for entries in ["/ImageMask true", "/SMask 9 0 R", "/Mask[0 0]"] {
        assert_eq!(covered(&entries.replace("9 0 R", "5 0 R"), ""), "", "{entries}");
    }
    assert_eq!(covered("", "/G gs"), "");
    assert_eq!(covered("", "0 0 10 10 re W n"), "");
    let inline = |mask: &str| {
        let image = format!("BI /W 1 /H 1 /BPC 1 /IM {mask} ID 0 EI");
        let page = pdf(&format!("{} q 300 0 0 30 70 695 cm {image} Q", show("a name")), &[]);
        said(&look(Kind::Pdf, &page, "").1.hidden).join("")
    };
    assert_eq!((inline("false").as_str(), inline("true").as_str()), (below, ""));
}

#[test]
fn a_page_with_too_much_on_it_is_no_page_without_a_map() {
    // More pairs of characters and boxes than are compared.
    let content = format!("BT /F1 1 Tf ({}) Tj ET {}", "x".repeat(1000), "900 900 1 1 re f ".repeat(1000));
    assert_eq!(unread(&pdf(&content, &[])), [TOO_LARGE]);
}

#[test]
fn office_files_with_a_password_are_told_from_files_under_a_wrong_name() {
    let ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 EncryptedPackage";
    assert!(Kind::Word.is_locked(ole) && Kind::Excel.is_locked(ole) && !Kind::OldWord.is_locked(ole));
    assert!(!Kind::Pdf.is_locked(ole) && !Kind::Word.is_locked(&docx("", &[])));
}
