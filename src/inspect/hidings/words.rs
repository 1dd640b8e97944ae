//! Word and OpenDocument text.

use super::super::Kind;
use super::super::samples::{docx, zip};
use super::{Hidings, each};

/// What a run may say of its letters; a writer begins a new run wherever one of them changes.
const PROPERTIES: [&str; 26] = [
    "<w:rStyle w:val=\"a\"/>",
    "<w:rFonts w:eastAsia=\"ＭＳ 明朝\" w:hint=\"eastAsia\"/>",
    "<w:b/>",
    "<w:i/>",
    "<w:caps/>",
    "<w:strike/>",
    "<w:dstrike/>",
    "<w:outline/>",
    "<w:shadow/>",
    "<w:emboss/>",
    "<w:imprint/>",
    "<w:noProof/>",
    "<w:snapToGrid w:val=\"0\"/>",
    "<w:webHidden/>",
    "<w:color w:val=\"FF0000\"/>",
    "<w:spacing w:val=\"20\"/>",
    "<w:w w:val=\"90\"/>",
    "<w:kern w:val=\"2\"/>",
    "<w:position w:val=\"6\"/>",
    "<w:sz w:val=\"21\"/>",
    "<w:u w:val=\"single\"/>",
    "<w:effect w:val=\"none\"/>",
    "<w:bdr w:val=\"single\" w:sz=\"4\"/>",
    "<w:fitText w:val=\"1050\" w:id=\"-1\"/>",
    "<w:vertAlign w:val=\"subscript\"/>",
    "<w:eastAsianLayout w:id=\"-2\" w:combine=\"1\"/>",
];

/// Elements that stand between two runs of a paragraph and part nothing.
const BETWEEN: [&str; 14] = [
    "<w:bookmarkStart w:id=\"0\" w:name=\"_Goto\"/><w:bookmarkEnd w:id=\"0\"/>",
    "<w:proofErr w:type=\"gramStart\"/>",
    "<w:commentRangeStart w:id=\"1\"/>",
    "<w:permStart w:id=\"7\" w:edGrp=\"everyone\"/>",
    "<w:r><w:lastRenderedPageBreak/></w:r>",
    "<w:r><w:softHyphen/></w:r>",
    "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>",
    "<w:r><w:footnoteReference w:id=\"2\"/></w:r>",
    "<w:r><w:annotationRef/></w:r>",
    "<w:moveFromRangeStart w:id=\"4\" w:name=\"m\"/>",
    "<m:oMath/>",
    "<w:r><w:rPr><w14:ligatures w14:val=\"none\"/><w14:textFill><w14:solidFill><w14:srgbClr w14:val=\"000000\"/></w14:solidFill></w14:textFill></w:rPr></w:r>",
    "<mc:AlternateContent><mc:Choice Requires=\"wps\"/></mc:AlternateContent>",
    "<w:r><w:rPr><w:rPrChange w:id=\"3\" w:author=\"\"><w:rPr/></w:rPrChange></w:rPr></w:r>",
];

/// Elements that hold runs.
const AROUND: [(&str, &str); 8] = [
    ("<w:smartTag w:element=\"x\">", "</w:smartTag>"),
    ("<w:sdt><w:sdtPr><w:tag w:val=\"t\"/></w:sdtPr><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    ("<w:fldSimple w:instr=\" MERGEFIELD a \">", "</w:fldSimple>"),
    ("<w:customXml w:element=\"e\"><w:customXmlPr/>", "</w:customXml>"),
    ("<w:hyperlink r:id=\"rId4\">", "</w:hyperlink>"),
    ("<w:ins w:id=\"1\" w:author=\"\">", "</w:ins>"),
    ("<w:dir w:val=\"ltr\">", "</w:dir>"),
    ("<w:bdo w:val=\"ltr\">", "</w:bdo>"),
];

fn run(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

fn cell(text: &str) -> String {
    format!("<w:tc><w:tcPr><w:tcW w:w=\"400\"/></w:tcPr><w:p>{}</w:p></w:tc>", run(text))
}

fn table(rows: &[String]) -> String {
    format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", rows.join("</w:tr><w:tr>"))
}

/// A part beside the document, with its text.
const PARTS: [(&str, &str); 21] = [
    ("word/header1.xml", "<w:hdr><w:p><w:r><w:t>#</w:t></w:r></w:p></w:hdr>"),
    (
        "word/footer2.xml",
        "<w:ftr><w:p><w:r><w:t>番号</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>#</w:t></w:r></w:p></w:ftr>",
    ),
    (
        "word/footnotes.xml",
        "<w:footnotes><w:footnote w:id=\"2\"><w:p><w:r><w:t>#</w:t></w:r></w:p></w:footnote></w:footnotes>",
    ),
    ("word/endnotes.xml", "<w:endnotes><w:p><w:r><w:t>#</w:t></w:r></w:p></w:endnotes>"),
    (
        "word/comments.xml",
        "<w:comments><w:comment><w:p><w:r><w:t>#</w:t></w:r></w:p></w:comment></w:comments>",
    ),
    (
        "word/glossary/document.xml",
        "<w:glossaryDocument><w:p><w:r><w:t>#</w:t></w:r></w:p></w:glossaryDocument>",
    ),
    ("docProps/core.xml", "<cp:coreProperties><dc:title>#</dc:title></cp:coreProperties>"),
    ("docProps/app.xml", "<Properties><Company>#</Company></Properties>"),
    (
        "docProps/custom.xml",
        "<Properties><property name=\"番号\" pid=\"2\"><vt:lpwstr>#</vt:lpwstr></property></Properties>",
    ),
    (
        "docProps/custom.xml",
        "<Properties><property name=\"#\" pid=\"2\"><vt:bool>1</vt:bool></property></Properties>",
    ),
    (
        "word/settings.xml",
        "<w:settings><w:docVars><w:docVar w:name=\"n\" w:val=\"#\"/></w:docVars></w:settings>",
    ),
    (
        "word/_rels/document.xml.rels",
        "<Relationships><Relationship Id=\"r\" Target=\"file:///C:/users/#.docx\" TargetMode=\"External\"/></Relationships>",
    ),
    (
        "word/_rels/document.xml.rels",
        "<Relationships><Relationship Id=\"r\" Target=\"mailto:#@example.jp\" TargetMode=\"External\"/></Relationships>",
    ),
    (
        "word/_rels/settings.xml.rels",
        "<Relationships><Relationship Id=\"r\" Target=\"https://example.jp/form?kojinbango=#\" TargetMode=\"External\"/></Relationships>",
    ),
    ("customXml/item1.xml", "<root><number>#</number></root>"),
    ("customXml/item1.xml", "<root number=\"#\"/>"),
    ("word/styles.xml", "<w:styles><w:style w:styleId=\"a\"><w:name w:val=\"#\"/></w:style></w:styles>"),
    ("word/numbering.xml", "<w:numbering><w:lvl><w:lvlText w:val=\"#\"/></w:lvl></w:numbering>"),
    (
        "word/charts/chart1.xml",
        "<c:chart><c:cat><c:strCache><c:pt idx=\"0\"><c:v>#</c:v></c:pt></c:strCache></c:cat></c:chart>",
    ),
    (
        "word/diagrams/data1.xml",
        "<dgm:pt><dgm:t><a:p><a:r><a:rPr lang=\"ja-JP\"/><a:t>#</a:t></a:r></a:p></dgm:t></dgm:pt>",
    ),
    ("[Content_Types].xml", "<Types><Override PartName=\"/customXml/#.xml\" ContentType=\"x\"/></Types>"),
];

/// Attributes of the document itself.
const ATTRIBUTES: [&str; 8] = [
    "<w:drawing><wp:docPr id=\"1\" name=\"図 1\" descr=\"#\"/></w:drawing>",
    "<w:drawing><wp:docPr id=\"1\" name=\"#\"/></w:drawing>",
    "<w:sdt><w:sdtPr><w:alias w:val=\"#\"/></w:sdtPr></w:sdt>",
    "<w:ffData><w:textInput><w:default w:val=\"#\"/></w:textInput></w:ffData>",
    "<w:ddList><w:listEntry w:val=\"#\"/></w:ddList>",
    "<w:bookmarkStart w:id=\"5\" w:name=\"_#\"/>",
    "<v:shape alt=\"#\"/>",
    "<w:hyperlink w:tooltip=\"#\" w:anchor=\"x\"/>",
];

pub(super) fn all(hidings: &mut Hidings) {
    let word = Kind::Word;
    for property in PROPERTIES {
        hidings.add(word, property, |n| {
            let (a, b) = n.split_at(5);
            docx(&format!("<w:p>{}<w:r><w:rPr>{property}</w:rPr><w:t>{b}</w:t></w:r></w:p>", run(a)), &[])
        });
    }
    for between in BETWEEN {
        hidings.add(word, between, |n| {
            let (a, b) = n.split_at(7);
            docx(&format!("<w:p>{}{between}{}</w:p>", run(a), run(b)), &[])
        });
    }
    for (open, close) in AROUND {
        hidings.add(word, open, |n| {
            let (a, b) = n.split_at(4);
            docx(&format!("<w:p>{}{open}{}{close}{}</w:p>", run(a), run(&b[..4]), run(&b[4..])), &[])
        });
    }
    for (part, xml) in PARTS {
        hidings.add(word, &format!("{part} {xml}"), |n| docx("<w:p/>", &[(part, &xml.replace('#', n))]));
    }
    for attribute in ATTRIBUTES {
        hidings.add(word, attribute, |n| {
            docx(&format!("<w:p><w:r>{}</w:r></w:p>", attribute.replace('#', n)), &[])
        });
    }
    tables(hidings);
    let body = |hidings: &mut Hidings, name: &str, make: &dyn Fn(&str) -> String| {
        hidings.add(word, name, |n| docx(&make(n), &[]));
    };
    body(hidings, "a run to each digit", &|n| {
        format!(
            "<w:p>{}</w:p>",
            each(n, |_, c| format!("<w:r><w:rPr><w:spacing w:val=\"9\"/></w:rPr><w:t>{c}</w:t></w:r>"))
        )
    });
    body(hidings, "hyphens that do not break", &|n| {
        format!(
            "<w:p><w:r><w:t>{}</w:t><w:noBreakHyphen/><w:t>{}</w:t><w:noBreakHyphen/><w:t>{}</w:t></w:r></w:p>",
            &n[..4],
            &n[4..8],
            &n[8..]
        )
    });
    body(hidings, "ruby", &|n| {
        let (a, b) = n.split_at(6);
        format!(
            "<w:p>{}<w:r><w:ruby><w:rubyPr><w:lid w:val=\"ja-JP\"/></w:rubyPr><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r></w:p>",
            run("甲"),
            run("ばんごう"),
            run(&format!("{a}{b}"))
        )
    });
    body(hidings, "references to characters", &|n| {
        format!("<w:p>{}</w:p>", run(&each(n, |_, c| format!("&#{};", u32::from(c)))))
    });
    body(hidings, "a section of characters", &|n| format!("<w:p>{}</w:p>", run(&format!("<![CDATA[{n}]]>"))));
    body(hidings, "a comment in the markup", &|n| format!("<w:p><!-- {n} --></w:p>"));
    body(hidings, "a deleted text in runs", &|n| {
        let (a, b) = n.split_at(3);
        format!(
            "<w:p><w:del w:author=\"\"><w:r><w:delText>{a}</w:delText></w:r><w:r><w:rPr><w:u/></w:rPr><w:delText>{b}</w:delText></w:r></w:del></w:p>"
        )
    });
    body(hidings, "the instruction of a field", &|n| {
        format!("<w:p><w:r><w:instrText>HYPERLINK \"{n}\"</w:instrText></w:r></w:p>")
    });
    body(hidings, "tabs between groups", &|n| {
        format!(
            "<w:p>{}<w:r><w:tab/><w:t>{}</w:t><w:tab/><w:t>{}</w:t><w:tab/><w:t>{}</w:t></w:r></w:p>",
            run("個人番号"),
            &n[..4],
            &n[4..8],
            &n[8..]
        )
    });
    body(hidings, "paragraphs below a label", &|n| {
        format!(
            "<w:p>{}</w:p><w:p>{}</w:p><w:p>{}</w:p><w:p>{}</w:p>",
            run("個人番号"),
            run(&n[..4]),
            run(&n[4..8]),
            run(&n[8..])
        )
    });
    body(hidings, "a text box to each digit", &|n| {
        format!(
            "<w:p>{}</w:p>{}",
            run("個人番号"),
            each(n, |_, c| format!(
                "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent><w:p>{}</w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice></mc:AlternateContent></w:r>",
                run(&c.to_string())
            ))
        )
    });
    body(hidings, "a text box", &|n| {
        format!(
            "<w:p><w:r><w:pict><v:textbox><w:txbxContent><w:p>{}</w:p></w:txbxContent></v:textbox></w:pict></w:r></w:p>",
            run(n)
        )
    });
    body(hidings, "full-width digits in runs", &|n| {
        let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).expect("a digit");
        format!(
            "<w:p>{}</w:p>",
            each(n, |_, c| format!("<w:r><w:rPr><w:em w:val=\"dot\"/></w:rPr><w:t>{}</w:t></w:r>", wide(c)))
        )
    });
    hidings.add(word, "UTF-16", |n| {
        let xml = format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?><w:document><w:body><w:p>{}</w:p></w:body></w:document>", run(n));
        let bytes: Vec<u8> = [0xfeff].into_iter().chain(xml.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        zip(&[("word/document.xml", &bytes)])
    });
    hidings.add(word, "the name of a part", |n| docx("", &[(&format!("customXml/{n}.xml"), "<x/>")]));
    hidings.add(word, "a text below the alternative", |n| {
        docx(
            &format!("<w:altChunk r:id=\"a\"/>{}", run("x")),
            &[("word/afchunk.htm", &format!("<p>{}<b>{}</b></p>", &n[..6], &n[6..]))],
        )
    });
    open(hidings);
}

fn tables(hidings: &mut Hidings) {
    let mut add = |name: &str, make: &dyn Fn(&str) -> Vec<String>| {
        hidings.add(Kind::Word, name, |n| docx(&table(&make(n)), &[]));
    };
    add("a cell to each digit beside a label", &|n| {
        vec![cell("個人番号") + &each(n, |_, c| cell(&c.to_string()))]
    });
    add("a cell to each digit below a label", &|n| {
        vec![cell("個人番号"), each(n, |_, c| cell(&c.to_string()))]
    });
    add("a cell to each digit without a label", &|n| vec![each(n, |_, c| cell(&c.to_string()))]);
    add("three cells beside a label", &|n| {
        vec![
            cell("氏名") + &cell("公表 花子"),
            cell("マイナンバー") + &cell(&n[..4]) + &cell(&n[4..8]) + &cell(&n[8..]),
        ]
    });
    add("a cell to each digit downwards", &|n| {
        let mut rows = vec![cell("個人番号") + &cell("備考")];
        rows.extend(n.chars().map(|c| cell(&c.to_string()) + &cell("")));
        rows
    });
    add("a cell with two paragraphs", &|n| {
        vec![
            cell("個人番号")
                + &format!("<w:tc><w:p>{}</w:p><w:p>{}</w:p></w:tc>", run(&n[..6]), run(&n[6..])),
        ]
    });
}

fn open(hidings: &mut Hidings) {
    let parts = |n: &str, content: &str, name: &str, part: &str| {
        let content = format!(
            "<office:document-content><office:body><office:text>{}</office:text></office:body></office:document-content>",
            content.replace('#', n)
        );
        let part = part.replace('#', n);
        zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", content.as_bytes()),
            (name, part.as_bytes()),
        ])
    };
    let mut add = |name: &str, make: &dyn Fn(&str) -> String| {
        hidings.add(Kind::OpenText, name, |n| parts(n, &make(n), "x.xml", "<x/>"));
    };
    let span = |text: &str| format!("<text:span text:style-name=\"T1\">{text}</text:span>");
    add("spans", &|n| format!("<text:p>{}{}{}</text:p>", &n[..3], span(&n[3..6]), &n[6..]));
    add("a bookmark inside", &|n| {
        format!("<text:p>{}<text:bookmark text:name=\"x\"/>{}</text:p>", &n[..5], &n[5..])
    });
    add("a soft page break inside", &|n| {
        format!("<text:p>{}<text:soft-page-break/>{}</text:p>", &n[..5], &n[5..])
    });
    add("spaces as elements", &|n| {
        format!("<text:p>{}<text:s text:c=\"1\"/>{}<text:s/>{}</text:p>", &n[..4], &n[4..8], &n[8..])
    });
    add("a note", &|n| {
        format!(
            "<text:p>甲<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{n}</text:p></text:note-body></text:note></text:p>"
        )
    });
    add("a note inside a number", &|n| {
        format!(
            "<text:p>{}<text:note><text:note-citation>注</text:note-citation><text:note-body><text:p>乙</text:p></text:note-body></text:note>{}</text:p>",
            &n[..6],
            &n[6..]
        )
    });
    add("the title of a frame", &|n| format!("<draw:frame><svg:title>{n}</svg:title></draw:frame>"));
    add("a link", &|n| format!("<text:p><text:a xlink:href=\"mailto:{n}@example.jp\">甲</text:a></text:p>"));
    add("a variable", &|n| {
        format!("<text:user-field-decl office:value-type=\"string\" office:string-value=\"{n}\"/>")
    });
    add("a number as a value", &|n| {
        format!(
            "<text:variable-set office:value-type=\"float\" office:value=\"{}.{}E+011\"/>",
            &n[..1],
            &n[1..]
        )
    });
    add("a text that was deleted", &|n| {
        format!(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>{}{}</text:p></text:deletion></text:changed-region></text:tracked-changes>",
            &n[..5],
            span(&n[5..])
        )
    });
    add("a cell to each digit", &|n| {
        format!(
            "<table:table><table:table-row><table:table-cell><text:p>個人番号</text:p></table:table-cell>{}</table:table-row></table:table>",
            each(n, |_, c| format!("<table:table-cell><text:p>{c}</text:p></table:table-cell>"))
        )
    });
    for (part, xml) in [
        (
            "styles.xml",
            "<style:master-page><style:header><text:p>#</text:p></style:header></style:master-page>",
        ),
        ("meta.xml", "<office:meta><meta:user-defined meta:name=\"n\">#</meta:user-defined></office:meta>"),
        ("meta.xml", "<office:meta><meta:keyword>#</meta:keyword></office:meta>"),
        ("settings.xml", "<config:config-item config:name=\"x\">#</config:config-item>"),
        ("META-INF/manifest.xml", "<manifest:file-entry manifest:full-path=\"Pictures/#.png\"/>"),
        ("Object 1/content.xml", "<office:chart><text:p>#</text:p></office:chart>"),
    ] {
        hidings.add(Kind::OpenText, &format!("{part} {xml}"), |n| parts(n, "<text:p/>", part, xml));
    }
}
