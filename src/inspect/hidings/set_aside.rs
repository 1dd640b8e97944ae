//! The ways that were written after the readers were finished: realistic ones of every kind that the first half lacks.

use std::fmt::Write as _;

use super::super::Kind;
use super::super::samples::{docx, pdf, pdf_of, xlsx, zip};
use super::{Hidings, each};

/// What a run of Word may say besides.
const RUNS: [&str; 15] = [
    "<w:smallCaps/>",
    "<w:rtl/>",
    "<w:cs/>",
    "<w:highlight w:val=\"yellow\"/>",
    "<w:shd w:val=\"clear\" w:fill=\"FFFFFF\"/>",
    "<w:lang w:eastAsia=\"ja-JP\"/>",
    "<w:vanish/>",
    "<w:specVanish/>",
    "<w:em w:val=\"dot\"/>",
    "<w:szCs w:val=\"21\"/>",
    "<w14:glow w14:rad=\"1\"><w14:srgbClr w14:val=\"FF0000\"/></w14:glow>",
    "<w14:textOutline w14:w=\"9\"><w14:noFill/></w14:textOutline>",
    "<w14:numForm w14:val=\"lining\"/>",
    "<w14:cntxtAlts/>",
    "<w:ins w:id=\"9\" w:author=\"\"/>",
];

/// Parts of files, with the kind of the file: `#` is the number.
const PARTS: [(Kind, &str, &str); 44] = [
    (
        Kind::Word,
        "word/footer3.xml",
        "<w:ftr><w:tbl><w:tr><w:tc><w:p><w:r><w:t>#</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:ftr>",
    ),
    (Kind::Word, "word/people.xml", "<w15:people><w15:person w15:author=\"#\"/></w15:people>"),
    (Kind::Word, "word/fontTable.xml", "<w:fonts><w:font w:name=\"#\"/></w:fonts>"),
    (
        Kind::Word,
        "word/webSettings.xml",
        "<w:webSettings><w:div w:id=\"1\"/><w:x w:val=\"#\"/></w:webSettings>",
    ),
    (
        Kind::Word,
        "docProps/core.xml",
        "<cp:coreProperties><dc:description>#</dc:description></cp:coreProperties>",
    ),
    (
        Kind::Word,
        "docProps/core.xml",
        "<cp:coreProperties><cp:lastModifiedBy>#</cp:lastModifiedBy></cp:coreProperties>",
    ),
    (Kind::Word, "docProps/app.xml", "<Properties><HyperlinkBase>#</HyperlinkBase></Properties>"),
    (Kind::Word, "word/document2.xml", "<w:document><w:p><w:r><w:t>#</w:t></w:r></w:p></w:document>"),
    (Kind::Word, "word/stylesWithEffects.xml", "<w:styles><w:name w:val=\"#\"/></w:styles>"),
    (
        Kind::Word,
        "word/_rels/header1.xml.rels",
        "<Relationships><Relationship Id=\"r\" Target=\"../customXml/#.xml\"/></Relationships>",
    ),
    (
        Kind::Word,
        "word/activeX/activeX1.xml",
        "<ax:ocx><ax:ocxPr ax:name=\"Caption\" ax:value=\"#\"/></ax:ocx>",
    ),
    (Kind::Word, "word/commentsExtended.xml", "<w15:commentsEx><!--#--></w15:commentsEx>"),
    (
        Kind::Word,
        "word/diagrams/drawing1.xml",
        "<dsp:sp><dsp:txBody><a:p><a:r><a:rPr><a:ea typeface=\"x\"/></a:rPr><a:t>#</a:t></a:r></a:p></dsp:txBody></dsp:sp>",
    ),
    (Kind::Word, "word/media/image1.svg", "<svg><text><tspan>番号</tspan><tspan>#</tspan></text></svg>"),
    (
        Kind::Word,
        "docProps/custom.xml",
        "<Properties><property name=\"n\"><vt:lpwstr>&#x756A;&#x53F7; #</vt:lpwstr></property></Properties>",
    ),
    (
        Kind::PowerPoint,
        "ppt/handoutMasters/handoutMaster1.xml",
        "<p:handoutMaster><a:p><a:r><a:t>#</a:t></a:r></a:p></p:handoutMaster>",
    ),
    (
        Kind::PowerPoint,
        "ppt/commentAuthors.xml",
        "<p:cmAuthorLst><p:cmAuthor id=\"0\" name=\"#\"/></p:cmAuthorLst>",
    ),
    (Kind::PowerPoint, "ppt/viewProps.xml", "<p:viewPr lastView=\"#\"/>"),
    (
        Kind::PowerPoint,
        "ppt/slides/slide2.xml",
        "<p:sld show=\"0\"><a:p><a:r><a:t>#</a:t></a:r></a:p></p:sld>",
    ),
    (Kind::PowerPoint, "ppt/slides/slide3.xml", "<p:sld><p14:section name=\"#\"/></p:sld>"),
    (
        Kind::PowerPoint,
        "ppt/notesMasters/notesMaster1.xml",
        "<p:notesMaster><a:p><a:fld type=\"x\"><a:t>#</a:t></a:fld></a:p></p:notesMaster>",
    ),
    (
        Kind::PowerPoint,
        "ppt/comments/modernComment1.xml",
        "<p188:cmLst><p188:txBody><a:p><a:r><a:rPr/><a:t>#</a:t></a:r></a:p></p188:txBody></p188:cmLst>",
    ),
    (
        Kind::Excel,
        "xl/ctrlProps/ctrlProp1.xml",
        "<formControlPr objectType=\"Drop\"><itemLst><item val=\"#\"/></itemLst></formControlPr>",
    ),
    (
        Kind::Excel,
        "xl/worksheets/sheet9.xml",
        "<worksheet><sheetData><row><c><v>#</v></c></row></sheetData></worksheet>",
    ),
    (
        Kind::Excel,
        "xl/chartsheets/sheet1.xml",
        "<chartsheet><headerFooter><oddHeader>#</oddHeader></headerFooter></chartsheet>",
    ),
    (
        Kind::Excel,
        "xl/charts/chartEx1.xml",
        "<cx:chartSpace><cx:data><cx:strDim><cx:lvl><cx:pt idx=\"0\">#</cx:pt></cx:lvl></cx:strDim></cx:data></cx:chartSpace>",
    ),
    (Kind::Excel, "xl/richData/rdrichvalue.xml", "<rvData><rv s=\"0\"><v>#</v></rv></rvData>"),
    (
        Kind::Excel,
        "xl/revisions/revisionLog1.xml",
        "<revisions><rcc><oc r=\"A1\"><v>#</v></oc></rcc></revisions>",
    ),
    (Kind::Excel, "xl/customProperty1.xml", "<x value=\"#\"/>"),
    (
        Kind::Excel,
        "xl/externalLinks/_rels/externalLink1.xml.rels",
        "<Relationships><Relationship Target=\"file:///%5C%5Cserver%5C#.xlsx\"/></Relationships>",
    ),
    (
        Kind::Excel,
        "xl/pivotCache/pivotCacheDefinition2.xml",
        "<pivotCacheDefinition><cacheField name=\"#\"/></pivotCacheDefinition>",
    ),
    (Kind::Excel, "xl/slicers/slicer1.xml", "<slicers><slicer caption=\"#\"/></slicers>"),
    (Kind::Excel, "xl/media/image1.svg", "<svg><desc>#</desc></svg>"),
    (
        Kind::OpenText,
        "styles.xml",
        "<style:footer><text:p>番号<text:span>#</text:span></text:p></style:footer>",
    ),
    (Kind::OpenText, "meta.xml", "<office:meta><dc:subject>#</dc:subject></office:meta>"),
    (Kind::OpenText, "meta.xml", "<office:meta><dc:creator>#</dc:creator></office:meta>"),
    (Kind::OpenText, "meta.xml", "<office:meta><meta:template xlink:href=\"../#.ott\"/></office:meta>"),
    (
        Kind::OpenText,
        "content.xml",
        "<text:p><text:ruby><text:ruby-base>#</text:ruby-base><text:ruby-text>ばんごう</text:ruby-text></text:ruby></text:p>",
    ),
    (
        Kind::OpenText,
        "content.xml",
        "<draw:text-box><text:list><text:list-item><text:p>#</text:p></text:list-item></text:list></draw:text-box>",
    ),
    (Kind::OpenText, "content.xml", "<form:text form:current-value=\"#\"/>"),
    (Kind::OpenText, "content.xml", "<text:text-input text:description=\"#\"/>"),
    (
        Kind::OpenSheet,
        "content.xml",
        "<table:table><table:table-row><table:table-cell office:value-type=\"string\" office:string-value=\"#\"/></table:table-row></table:table>",
    ),
    (Kind::OpenSheet, "content.xml", "<table:filter-condition table:value=\"#\"/>"),
    (Kind::OpenSheet, "content.xml", "<table:table table:name=\"#\"/>"),
];

fn part(kind: Kind, name: &str, xml: &str) -> Vec<u8> {
    let first: (&str, &[u8]) = match kind {
        Kind::Word => ("word/document.xml", b"<w:document/>"),
        Kind::PowerPoint => ("ppt/presentation.xml", b"<p:presentation/>"),
        Kind::Excel => ("xl/workbook.xml", b"<workbook/>"),
        Kind::OpenText => ("mimetype", b"application/vnd.oasis.opendocument.text"),
        _ => ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
    };
    zip(&[first, (name, xml.as_bytes())])
}

fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{content}\nendstream", content.len())
}

fn at(x: usize, y: usize, text: impl std::fmt::Display) -> String {
    format!("BT /F1 11 Tf {x} {y} Td ({text}) Tj ET\n")
}

fn text(text: &str) -> String {
    format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn sheet(rows: &[String], beside: &str) -> Vec<u8> {
    let rows: String = rows.iter().map(|cells| format!("<row>{cells}</row>")).collect();
    xlsx("visible", &format!("<sheetData>{rows}</sheetData>{beside}"), &[])
}

fn values(n: &str) -> String {
    each(n, |_, c| format!("<c><v>{c}</v></c>"))
}

pub(super) fn all(hidings: &mut Hidings) {
    for run in RUNS {
        hidings.add(Kind::Word, run, |n| {
            docx(&format!("<w:p><w:r><w:t>番号 {}</w:t></w:r><w:r><w:rPr>{run}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", &n[..9], &n[9..]), &[])
        });
    }
    for (kind, name, xml) in PARTS {
        hidings.add(kind, &format!("{name} {xml}"), |n| part(kind, name, &xml.replace('#', n)));
    }
    sheets(hidings);
    pages(hidings);
    others(hidings);
}

fn sheets(hidings: &mut Hidings) {
    let mut add = |name: &str, begin: &str, make: &dyn Fn(&str) -> (Vec<String>, &'static str)| {
        hidings.with(Kind::Excel, name, begin, |n| {
            let (rows, beside) = make(n);
            sheet(&rows, beside)
        });
    };
    add("boxes under a head that is merged over them", "7", &|n| {
        (
            vec![text("氏名") + &text("個人番号"), text("公表 花子") + &values(n) + &text("備考なし")],
            "<mergeCells><mergeCell ref=\"B1:M1\"/></mergeCells>",
        )
    });
    add("boxes under heads of their own", "7", &|n| {
        (
            vec![text("個人番号") + &"<c/>".repeat(11) + &text("備考"), values(n) + &text("x")],
            "<mergeCells><mergeCell ref=\"A1:L1\"/></mergeCells>",
        )
    });
    add("groups with blank cells between", "7", &|n| {
        (
            vec![
                text("マイナンバー")
                    + &values(&n[..4])
                    + "<c/>"
                    + &values(&n[4..8])
                    + "<c/>"
                    + &values(&n[8..]),
            ],
            "",
        )
    });
    add("a label letter by letter", "7", &|n| {
        (vec!["個人番号".chars().map(|c| text(&c.to_string())).collect::<String>() + &values(n)], "")
    });
    add("a label with an instruction", "7", &|n| (vec![text("個人番号\n(12桁)"), values(n)], ""));
    add("a label behind the boxes", "7", &|n| (vec![values(n) + &text("個人番号")], ""));
    add("two persons", "7", &|n| {
        (vec![text("本人の個人番号") + &values(n), text("配偶者の個人番号") + &values(n)], "")
    });
    add("a lost zero as a formula", "0", &|n| {
        (vec![text("個人番号"), format!("<c><f>A9+0</f><v>{}</v></c>", n.trim_start_matches('0'))], "")
    });
    add("a lost zero between others", "0", &|n| {
        (
            vec![
                text("氏名") + &text("個人番号") + &text("電話"),
                text("甲") + &format!("<c><v>{}</v></c>", n.trim_start_matches('0')) + &text("03-1234-5678"),
            ],
            "",
        )
    });
    add("three lost zeros", "000", &|n| {
        (vec![text("マイナンバー"), format!("<c><v>{}</v></c>", n.trim_start_matches('0'))], "")
    });
    add("six and six", "7", &|n| (vec![text("個人番号") + &text(&n[..6]) + &text(&n[6..])], ""));
    add("three times four, downwards in a form", "7", &|n| {
        (
            vec![
                text("申請書"),
                text("個人番号") + &text(&n[..4]),
                text("") + &text(&n[4..8]),
                text("") + &text(&n[8..]),
            ],
            "",
        )
    });
    add("full-width boxes", "7", &|n| {
        (
            vec![
                text("個人番号")
                    + &each(n, |_, c| {
                        text(&char::from_u32(u32::from(c) + 0xfee0).expect("a digit").to_string())
                    }),
            ],
            "",
        )
    });
    let mut beside =
        |name: &str, xml: &'static str| hidings.add(Kind::Excel, name, |n| sheet(&[], &xml.replace('#', n)));
    beside(
        "a list of an extension",
        "<extLst><x14:dataValidations><x14:dataValidation><x14:formula1><xm:f>\"#,x\"</xm:f></x14:formula1></x14:dataValidation></x14:dataValidations></extLst>",
    );
    beside(
        "a protected range",
        "<protectedRanges><protectedRange name=\"#\" sqref=\"A1\"/></protectedRanges>",
    );
    beside(
        "a view of its own",
        "<customSheetViews><customSheetView><headerFooter><evenHeader>&amp;C#</evenHeader></headerFooter></customSheetView></customSheetViews>",
    );
    beside(
        "a smart tag",
        "<smartTags><cellSmartTags r=\"A1\"><cellSmartTag><cellSmartTagPr key=\"n\" val=\"#\"/></cellSmartTag></cellSmartTags></smartTags>",
    );
    hidings.add(Kind::Excel, "bold digits of a header", |n| {
        sheet(
            &[],
            &format!(
                "<headerFooter><firstHeader>&amp;L{}&amp;B{}&amp;B</firstHeader></headerFooter>",
                &n[..6],
                &n[6..]
            ),
        )
    });
    hidings.add(Kind::Excel, "a second part of the same name", |n| {
        let hidden = format!("<workbook><definedName name=\"n\">{n}</definedName></workbook>");
        zip(&[("xl/workbook.xml", b"<workbook/>"), ("xl/workbook.xml", hidden.as_bytes())])
    });
    hidings.add(Kind::Excel, "a sheet in UTF-16", |n| {
        let xml = format!("<worksheet><sheetData><row><c><v>{n}</v></c></row></sheetData></worksheet>");
        let bytes: Vec<u8> =
            [0xfeff].into_iter().chain(xml.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        zip(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &bytes)])
    });
    let ods =
        |rows: String| part(Kind::OpenSheet, "content.xml", &format!("<table:table>{rows}</table:table>"));
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    hidings.add(Kind::OpenSheet, "boxes with covered cells", |n| {
        ods(format!(
            "<table:table-row>{}{}</table:table-row>",
            cell("個人番号"),
            each(n, |_, c| cell(&c.to_string()) + "<table:covered-table-cell/>")
        ))
    });
    hidings.add(Kind::OpenSheet, "boxes below a wide label", |n| {
        ods(format!("<table:table-row><table:table-cell table:number-columns-spanned=\"12\"><text:p>マイナンバー</text:p></table:table-cell></table:table-row><table:table-row>{}</table:table-row>", each(n, |_, c| cell(&c.to_string()))))
    });
    for (name, csv) in [
        ("two rows of heads", "住民,,\n氏名,個人番号,備考\n甲,@,x\n"),
        ("a mark of UTF-8", "\u{feff}個人番号,氏名\n@,甲\n"),
        ("blanks around fields", "氏名, 個人番号 \n甲, @ \n"),
        ("a head in Latin letters", "name;kojin_bango\n甲;@\n"),
        ("bars", "| 氏名 | 個人番号 |\n| 甲 | @ |\n"),
        ("records one below the other", "氏名,甲\n個人番号,@\n住所,x\n"),
    ] {
        hidings.with(Kind::Csv, name, "0", |n| csv.replace('@', n.trim_start_matches('0')).into_bytes());
    }
}

fn pages(hidings: &mut Hidings) {
    let kind = Kind::Pdf;
    let mut page =
        |name: &str, make: &dyn Fn(&str) -> String| hidings.add(kind, name, |n| pdf(&make(n), &[]));
    page("narrow letters", &|n| format!("BT /F1 11 Tf 60 Tz 72 700 Td ({n}) Tj ET"));
    page("a size below nothing", &|n| format!("BT /F1 -11 Tf 300 500 Td ({n}) Tj ET"));
    page("turned letter by letter from the last", &|n| {
        n.char_indices()
            .rev()
            .map(|(i, c)| format!("BT /F1 11 Tf 0 1 -1 0 300 {} Tm ({c}) Tj ET ", 200 + i * 7))
            .collect()
    });
    page("turned by the page's own matrix", &|n| {
        format!("q 0 -1 1 0 100 700 cm BT /F1 11 Tf 0 0 Td ({n}) Tj ET Q")
    });
    page("a box to each digit, turned", &|n| {
        each(n, |i, c| format!("BT /F1 11 Tf 0 1 -1 0 300 {} Tm ({c}) Tj ET ", 200 + i * 24))
    });
    page("in two columns that are drawn line by line", &|n| {
        at(72, 700, "left of it")
            + &at(320, 700, &n[..6])
            + &at(72, 680, "left again")
            + &at(362 - 9, 700, &n[6..])
    });
    page("half a point up and down", &|n| {
        each(n, |i, c| format!("BT /F1 11 Tf {} {} Td ({c}) Tj ET ", 72 + i * 6, 700 + i % 2))
    });
    page("three copies for a shadow", &|n| {
        (0..3).map(|i| format!("BT /F1 11 Tf 72.{} 700 Td ({n}) Tj ET ", i * 3)).collect()
    });
    page("digits one by one with spaces", &|n| {
        format!(
            "BT /F1 11 Tf 72 700 Td ({}) Tj ET",
            n.chars().map(|c| c.to_string()).collect::<Vec<_>>().join(" ")
        )
    });
    page("quotes", &|n| format!("BT /F1 11 Tf 14 TL 72 700 Td ({n}) ' ET"));
    page("white on white", &|n| format!("1 g {}", at(72, 700, n)));
    page("very small", &|n| format!("BT /F1 0.5 Tf 72 700 Td ({n}) Tj ET"));
    page("a mark with properties", &|n| format!("/Artifact<</Contents({n})>>BDC {} EMC", at(72, 700, "x")));
    page("a point with properties", &|n| format!("/P<</A[({n})]>>DP {}", at(72, 700, "x")));
    let mut more = |name: &str, make: &dyn Fn(&str) -> String| {
        hidings.add(kind, name, |n| pdf(&at(72, 700, "x"), &["null", &make(n)]));
    };
    more("the reason of a signature", &|n| format!("<</Type/Sig/Reason({n})>>"));
    more("the place of a signature", &|n| format!("<</Type/Sig/ContactInfo({n})>>"));
    more("an expansion", &|n| format!("<</S/Span/E({n})>>"));
    more("the title of an element", &|n| format!("<</S/Table/T({n})>>"));
    more("a thread", &|n| format!("<</Type/Thread/I<</Title({n})>>>>"));
    more("a reply to a note", &|n| format!("<</Subtype/Text/IRT 7 0 R/Contents({n})>>"));
    more("who wrote a note", &|n| format!("<</Subtype/Text/T({n})>>"));
    more("the tip of a field", &|n| format!("<</FT/Tx/TU({n})>>"));
    more("the name by which a field is sent", &|n| format!("<</FT/Tx/TM({n})>>"));
    more("where a form is sent", &|n| format!("<</S/SubmitForm/F<</FS/URL/F(mailto:{n}@example.jp)>>>>"));
    more("a rich value", &|n| {
        format!(
            "<</FT/Tx/RV(<body xmlns=\"x\"><p><span>{}</span><span>{}</span></p></body>)>>",
            &n[..4],
            &n[4..]
        )
    });
    more("a property list", &|n| format!("<</Properties<</MC0<</ActualText({n})>>>>>>"));
    more("a form in XML with attributes", &|n| {
        stream("", &format!("<template><field name=\"n\"><value number=\"{n}\"/></field></template>"))
    });
    more("metadata of a picture", &|n| {
        stream(
            "/Subtype/XML/Type/Metadata",
            &format!("<?xpacket?><rdf:Description photoshop:Instructions=\"{n}\"/>"),
        )
    });
    more("metadata with a comment", &|n| {
        stream("/Type/Metadata/Subtype/XML", &format!("<x><!-- {n} --></x>"))
    });
    more("data as hexadecimal digits", &|n| {
        stream("/Filter/ASCIIHexDecode", &(each(n, |_, c| format!("{:02x}", u32::from(c))) + ">"))
    });
    more("a page of an earlier edition that nothing uses", &|n| stream("", &at(72, 700, n)));
    more("objects in a stream", &|n| {
        let header = "20 0 ";
        stream(&format!("/Type/ObjStm/N 1/First {}", header.len()), &format!("{header}<</Subject({n})>>"))
    });
    more("a form within a form", &|n| {
        let inner =
            stream("/Subtype/Form/Resources<</Font<</F1 5 0 R>>>>", &each(n, |i, c| at(4 + i * 18, 4, c)));
        stream("/Subtype/Form/Resources<</XObject<</X 8 0 R>>>>", "/X Do") + "\nendobj\n8 0 obj\n" + &inner
    });
    let attached = |bytes: &[u8]| {
        let mut file = pdf(&at(72, 700, "x"), &["null", "<</F(a)/EF<</F 17 0 R>>>>"]);
        file.extend(format!("17 0 obj\n<</Length {}>>\nstream\n", bytes.len()).bytes());
        file.extend(bytes);
        file.extend(b"\nendstream\nendobj\n");
        file
    };
    hidings.add(kind, "a workbook in it", |n| attached(&sheet(&[text("個人番号") + &values(n)], "")));
    hidings.add(kind, "a document in it", |n| {
        attached(&docx(
            &format!(
                "<w:p><w:r><w:t>{}</w:t></w:r><w:r><w:rPr><w:w/></w:rPr><w:t>{}</w:t></w:r></w:p>",
                &n[..6],
                &n[6..]
            ),
            &[],
        ))
    });
    hidings.add(kind, "an archive in it", |n| attached(&zip(&[("a.csv", format!("a,{n}").as_bytes())])));
    hidings.add(kind, "a PDF in it", |n| {
        attached(&pdf(&format!("BT /F1 9 Tf 0 1 -1 0 99 99 Tm ({n}) Tj ET"), &[]))
    });
    hidings.add(kind, "a page packed as runs", |n| {
        let content = at(72, 700, n);
        let mut packed: Vec<u8> = content
            .as_bytes()
            .chunks(100)
            .flat_map(|chunk| [&[u8::try_from(chunk.len() - 1).expect("short")][..], chunk].concat())
            .collect();
        packed.push(128);
        pdf_of(&packed, "/Filter/RunLengthDecode", &[])
    });
    let fields = |names: &dyn Fn(usize) -> String, parts: &[&str]| {
        let objects: Vec<String> = parts
            .iter()
            .enumerate()
            .map(|(i, part)| format!("<</FT/Tx/T({})/V({part})>>", names(i)))
            .collect();
        let mut more = vec!["null"];
        more.extend(objects.iter().map(String::as_str));
        pdf(&at(72, 700, "x"), &more)
    };
    hidings.add(kind, "fields that are called so", |n| {
        fields(&|i| format!("my_number[{i}]"), &[&n[..4], &n[4..8], &n[8..]])
    });
    hidings.add(kind, "fields with a digit each", |n| {
        let digits: Vec<&str> = (0..12).map(|i| &n[i..=i]).collect();
        fields(&|i| format!("MyNumber_{i}"), &digits)
    });
    hidings.add(kind, "a label behind the boxes", |n| {
        let mut map = String::new();
        let _ = write!(map, "4 beginbfchar <01> <500B> <02> <4EBA> <03> <756A> <04> <53F7> endbfchar 1 beginbfrange <30> <39> <0030> endbfrange");
        let content = each(n, |i, c| at(72 + i * 20, 700, c)) + "BT /F1 11 Tf 340 700 Td <01020304> Tj ET";
        let file = pdf(&content, &["null", &stream("", &map)]);
        String::from_utf8(file).expect("text").replace("/BaseFont/Helvetica", "/BaseFont/Helvetica/ToUnicode 7 0 R").into_bytes()
    });
    hidings.add(kind, "digits of Adobe-Japan1, turned", |n| {
        let codes = each(n, |_, c| format!("{:04X}", u32::from(c) - u32::from('0') + 17));
        let file = pdf(
            &format!("BT /F1 9 Tf 0 1 -1 0 99 99 Tm <{codes}> Tj ET"),
            &["null", "<</CIDSystemInfo<</Ordering(Japan1)>>/DW 500>>"],
        );
        let font = "<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[7 0 R]>>";
        String::from_utf8(file)
            .expect("text")
            .replace("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", font)
            .into_bytes()
    });
}

/// Pictures, texts and files of old programs.
fn others(hidings: &mut Hidings) {
    let chunk = |name: &[u8], data: &[u8]| {
        let length = u32::try_from(data.len()).expect("short").to_be_bytes();
        [&b"\x89PNG\r\n\x1a\n"[..], &length, name, data, &[0; 4]].concat()
    };
    hidings.add(Kind::Png, "a packed text", |n| {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(n.as_bytes(), 6);
        chunk(b"zTXt", &[b"Comment\0\0", &packed[..]].concat())
    });
    hidings.add(Kind::Png, "a packed international text", |n| {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(n.as_bytes(), 6);
        chunk(b"iTXt", &[b"Comment\0\x01\0ja\0\0", &packed[..]].concat())
    });
    hidings.add(Kind::Png, "behind the picture", |n| [chunk(b"IEND", b""), n.as_bytes().to_vec()].concat());
    hidings.add(Kind::Png, "metadata in attributes", |n| {
        chunk(b"iTXt", format!("XML:com.adobe.xmp\0\0\0\0\0<rdf:Description x:y=\"{n}\"/>").as_bytes())
    });
    hidings.add(Kind::Jpeg, "behind the picture", |n| {
        [&b"\xff\xd8\xff\xfe\0\x04ab\xff\xd9"[..], n.as_bytes()].concat()
    });
    hidings.add(Kind::Jpeg, "a comment", |n| {
        [&b"\xff\xd8\xff\xfe\0\x0e"[..], n.as_bytes(), b"\xff\xd9\0\0"].concat()
    });
    hidings.add(Kind::Gif, "a comment", |n| {
        [&b"GIF89a\0\0\0\0\0\0\0!\xfe\x0c"[..], n.as_bytes(), b"\0;"].concat()
    });
    hidings.add(Kind::OldExcel, "a number", |n| {
        let value: f64 = n.parse().expect("digits");
        [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x03\x02\x0e\0\x01\0\x01\0\x0f\0"[..], &value.to_le_bytes()]
            .concat()
    });
    hidings.add(Kind::OldWord, "a text", |n| {
        let text: Vec<u8> = format!("番号{n}。").encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &text].concat()
    });
    hidings.add(Kind::Text, "a line to each group below a label", |n| {
        format!("個人番号\n{}\n{}\n{}\n", &n[..4], &n[4..8], &n[8..]).into_bytes()
    });
    hidings.add(Kind::Text, "boxes of a text", |n| {
        format!("個人番号 │{}│\n", n.chars().map(|c| c.to_string()).collect::<Vec<_>>().join("│"))
            .into_bytes()
    });
}
