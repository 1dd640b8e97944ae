//! PowerPoint.

use super::super::Kind;
use super::super::samples::zip;
use super::{Hidings, each};

fn deck(slide: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let slide = format!("<p:sld><p:cSld><p:spTree>{slide}</p:spTree></p:cSld></p:sld>");
    let mut files: Vec<(&str, &[u8])> =
        vec![("ppt/presentation.xml", b"<p:presentation/>"), ("ppt/slides/slide1.xml", slide.as_bytes())];
    files.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&files)
}

fn shape(x: usize, paragraphs: &str) -> String {
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"4\" name=\"x\"/></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"{x}\" y=\"500000\"/><a:ext cx=\"300000\" cy=\"300000\"/></a:xfrm></p:spPr><p:txBody><a:bodyPr/>{paragraphs}</p:txBody></p:sp>"
    )
}

fn run(properties: &str, text: &str) -> String {
    format!("<a:r><a:rPr lang=\"ja-JP\">{properties}</a:rPr><a:t>{text}</a:t></a:r>")
}

/// What a run says of its letters.
const PROPERTIES: [&str; 12] = [
    "<a:latin typeface=\"Arial\"/>",
    "<a:ea typeface=\"ＭＳ ゴシック\"/>",
    "<a:cs typeface=\"x\"/>",
    "<a:sym typeface=\"x\"/>",
    "<a:solidFill><a:srgbClr val=\"FF0000\"/></a:solidFill>",
    "<a:solidFill><a:schemeClr val=\"tx1\"><a:lumMod val=\"50000\"/></a:schemeClr></a:solidFill>",
    "<a:ln><a:noFill/></a:ln>",
    "<a:effectLst/>",
    "<a:highlight><a:srgbClr val=\"FFFF00\"/></a:highlight>",
    "<a:hlinkClick r:id=\"rId2\"/>",
    "<a:uFillTx/>",
    "<a:extLst><a:ext uri=\"{A}\"/></a:extLst>",
];

pub(super) fn all(hidings: &mut Hidings) {
    let kind = Kind::PowerPoint;
    for property in PROPERTIES {
        hidings.add(kind, property, |n| {
            let (a, b) = n.split_at(4);
            deck(&shape(0, &format!("<a:p>{}{}</a:p>", run("", a), run(property, b))), &[])
        });
    }
    let mut add =
        |name: &str, make: &dyn Fn(&str) -> String| hidings.add(kind, name, |n| deck(&make(n), &[]));
    add("a shape to each digit", &|n| {
        shape(0, &format!("<a:p>{}</a:p>", run("", "個人番号")))
            + &each(n, |at, c| {
                shape(1_000_000 + at * 300_000, &format!("<a:p>{}</a:p>", run("", &c.to_string())))
            })
    });
    add("a shape to each digit, from the last to the first", &|n| {
        let shapes: Vec<String> = n
            .chars()
            .enumerate()
            .map(|(at, c)| {
                shape(1_000_000 + at * 300_000, &format!("<a:p>{}</a:p>", run("", &c.to_string())))
            })
            .collect();
        shape(0, &format!("<a:p>{}</a:p>", run("", "個人番号")))
            + &shapes.into_iter().rev().collect::<String>()
    });
    add("a field", &|n| {
        shape(
            0,
            &format!(
                "<a:p>{}<a:fld id=\"{{1}}\" type=\"slidenum\"><a:rPr/><a:t>{}</a:t></a:fld></a:p>",
                run("", &n[..8]),
                &n[8..]
            ),
        )
    });
    add("a table", &|n| {
        format!(
            "<p:graphicFrame><a:tbl><a:tr>{}{}</a:tr></a:tbl></p:graphicFrame>",
            "<a:tc><a:txBody><a:p><a:r><a:t>個人番号</a:t></a:r></a:p></a:txBody></a:tc>",
            each(n, |_, c| format!(
                "<a:tc><a:txBody><a:p>{}</a:p></a:txBody></a:tc>",
                run("", &c.to_string())
            ))
        )
    });
    add("an alternative text", &|n| {
        format!("<p:pic><p:nvPicPr><p:cNvPr id=\"4\" name=\"図\" descr=\"{n}\"/></p:nvPicPr></p:pic>")
    });
    add("the name of a shape", &|n| {
        format!("<p:sp><p:nvSpPr><p:cNvPr id=\"4\" name=\"{n}\"/></p:nvSpPr></p:sp>")
    });
    add("a tip of a link", &|n| format!("<a:hlinkClick r:id=\"\" tooltip=\"{n}\"/>"));
    for (part, xml) in [
        ("ppt/notesSlides/notesSlide1.xml", "<p:notes><a:p><a:r><a:t>#</a:t></a:r></a:p></p:notes>"),
        (
            "ppt/slideMasters/slideMaster1.xml",
            "<p:sldMaster><a:p><a:r><a:t>#</a:t></a:r></a:p></p:sldMaster>",
        ),
        ("ppt/slideLayouts/slideLayout1.xml", "<p:sldLayout><p:cSld name=\"#\"/></p:sldLayout>"),
        ("ppt/comments/comment1.xml", "<p:cmLst><p:cm><p:text>#</p:text></p:cm></p:cmLst>"),
        ("ppt/tags/tag1.xml", "<p:tagLst><p:tag name=\"N\" val=\"#\"/></p:tagLst>"),
        (
            "ppt/charts/chart1.xml",
            "<c:chart><c:numCache><c:pt idx=\"0\"><c:v>#</c:v></c:pt></c:numCache></c:chart>",
        ),
        ("ppt/diagrams/data1.xml", "<dgm:dataModel><a:p><a:r><a:t>#</a:t></a:r></a:p></dgm:dataModel>"),
        (
            "ppt/slides/_rels/slide1.xml.rels",
            "<Relationships><Relationship Id=\"r\" Target=\"../media/#.png\"/></Relationships>",
        ),
        ("ppt/presProps.xml", "<p:presentationPr><p:custShow name=\"#\"/></p:presentationPr>"),
        ("docProps/core.xml", "<cp:coreProperties><dc:subject>#</dc:subject></cp:coreProperties>"),
        ("ppt/theme/theme1.xml", "<a:theme name=\"#\"/>"),
    ] {
        hidings.add(kind, &format!("{part} {xml}"), |n| deck("", &[(part, &xml.replace('#', n))]));
    }
}
