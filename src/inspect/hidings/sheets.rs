//! Workbooks, OpenDocument spreadsheets and CSV.

use super::super::Kind;
use super::super::samples::{xlsx, zip};
use super::{Hidings, each};

/// A cell with a value.
fn value(at: &str, value: &str) -> String {
    format!("<c r=\"{at}\"><v>{value}</v></c>")
}

/// A cell with a text of its own.
fn text(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn row(number: usize, cells: &str) -> String {
    format!("<row r=\"{number}\">{cells}</row>")
}

fn column(at: usize) -> String {
    let letter = |at: usize| char::from(b'A' + u8::try_from(at).expect("few"));
    if at < 26 { letter(at).to_string() } else { format!("A{}", letter(at - 26)) }
}

/// A sheet with these rows, and what stands beside its data.
fn sheet(rows: &str, beside: &str) -> Vec<u8> {
    xlsx("visible", &format!("<sheetData>{rows}</sheetData>{beside}"), &["国保"])
}

fn with(rows: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let mut files: Vec<(&str, &[u8])> = vec![
        ("xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"一覧\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>".as_bytes()),
        ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    files.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&files)
}

/// As programs write large numbers.
fn scientific(number: &str) -> String {
    format!("{}.{}E+11", &number[..1], &number[1..])
}

/// Without the zeros at its beginning.
fn short(number: &str) -> &str {
    number.trim_start_matches('0')
}

/// Parts of a workbook, with their text.
const PARTS: [(&str, &str); 25] = [
    (
        "xl/comments1.xml",
        "<comments><comment ref=\"A1\"><text><r><rPr><b/><sz val=\"9\"/><rFont val=\"Tahoma\"/><charset val=\"128\"/></rPr><t>#</t></r></text></comment></comments>",
    ),
    (
        "xl/threadedComments/threadedComment1.xml",
        "<ThreadedComments><threadedComment ref=\"A1\"><text>#</text></threadedComment></ThreadedComments>",
    ),
    ("xl/persons/person.xml", "<personList><person displayName=\"x\" userId=\"#\"/></personList>"),
    (
        "xl/drawings/drawing1.xml",
        "<xdr:sp><xdr:txBody><a:p><a:r><a:rPr lang=\"ja-JP\"><a:latin typeface=\"x\"/></a:rPr><a:t>#</a:t></a:r></a:p></xdr:txBody></xdr:sp>",
    ),
    ("xl/drawings/drawing1.xml", "<xdr:pic><xdr:cNvPr id=\"2\" name=\"図\" descr=\"#\"/></xdr:pic>"),
    ("xl/drawings/vmlDrawing1.vml", "<v:shape><v:textbox><div>#</div></v:textbox></v:shape>"),
    (
        "xl/charts/chart1.xml",
        "<c:ser><c:val><c:numRef><c:numCache><c:pt idx=\"0\"><c:v>#</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>",
    ),
    (
        "xl/charts/chart2.xml",
        "<c:ser><c:val><c:numCache><c:pt idx=\"0\"><c:v>§</c:v></c:pt></c:numCache></c:val></c:ser>",
    ),
    (
        "xl/pivotCache/pivotCacheDefinition1.xml",
        "<cacheField name=\"番号\"><sharedItems><s v=\"#\"/></sharedItems></cacheField>",
    ),
    (
        "xl/pivotCache/pivotCacheDefinition1.xml",
        "<cacheField name=\"番号\"><sharedItems containsNumber=\"1\"><n v=\"§\"/></sharedItems></cacheField>",
    ),
    (
        "xl/pivotCache/pivotCacheRecords1.xml",
        "<pivotCacheRecords><r><n v=\"#\"/><x v=\"1\"/></r></pivotCacheRecords>",
    ),
    (
        "xl/pivotTables/pivotTable1.xml",
        "<pivotTableDefinition><pivotField name=\"#\"/></pivotTableDefinition>",
    ),
    (
        "xl/tables/table1.xml",
        "<table><tableColumns><tableColumn id=\"1\" name=\"#\"/></tableColumns></table>",
    ),
    (
        "xl/tables/table1.xml",
        "<table><autoFilter><filterColumn colId=\"0\"><filters><filter val=\"#\"/></filters></filterColumn></autoFilter></table>",
    ),
    (
        "xl/externalLinks/externalLink1.xml",
        "<externalLink><sheetData><row r=\"1\"><cell r=\"A1\"><v>#</v></cell></row></sheetData></externalLink>",
    ),
    (
        "xl/connections.xml",
        "<connections><connection id=\"1\" name=\"x\"><dbPr command=\"select '#'\"/></connection></connections>",
    ),
    (
        "xl/worksheets/_rels/sheet1.xml.rels",
        "<Relationships><Relationship Id=\"r\" Target=\"mailto:#@example.jp\"/></Relationships>",
    ),
    (
        "xl/worksheets/_rels/sheet1.xml.rels",
        "<Relationships><Relationship Id=\"r\" Target=\"file:///Z:/#.xlsx\"/></Relationships>",
    ),
    ("docProps/core.xml", "<cp:coreProperties><cp:keywords>#</cp:keywords></cp:coreProperties>"),
    (
        "docProps/app.xml",
        "<Properties><TitlesOfParts><vt:vector><vt:lpstr>#</vt:lpstr></vt:vector></TitlesOfParts></Properties>",
    ),
    ("docProps/custom.xml", "<Properties><property name=\"n\"><vt:r8>§</vt:r8></property></Properties>"),
    (
        "xl/styles.xml",
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"&quot;#&quot;\"/></numFmts></styleSheet>",
    ),
    ("xl/styles.xml", "<styleSheet><cellStyles><cellStyle name=\"#\"/></cellStyles></styleSheet>"),
    ("xl/queryTables/queryTable1.xml", "<queryTable name=\"#\"/>"),
    (
        "xl/slicerCaches/slicerCache1.xml",
        "<slicerCacheDefinition><i x=\"0\" n=\"#\"/></slicerCacheDefinition>",
    ),
];

/// What stands beside the cells of a sheet.
const BESIDE: [&str; 12] = [
    "<headerFooter><oddHeader>&amp;L&amp;\"ＭＳ ゴシック,標準\"&amp;10 #</oddHeader></headerFooter>",
    "<headerFooter><oddFooter>&amp;C#&amp;R&amp;P</oddFooter></headerFooter>",
    "<dataValidations><dataValidation sqref=\"A1\"><formula1>\"#,その他\"</formula1></dataValidation></dataValidations>",
    "<dataValidations><dataValidation promptTitle=\"番号\" prompt=\"#\" sqref=\"A1\"/></dataValidations>",
    "<dataValidations><dataValidation errorTitle=\"x\" error=\"#\" sqref=\"A1\"/></dataValidations>",
    "<conditionalFormatting sqref=\"A1\"><cfRule type=\"cellIs\" operator=\"equal\"><formula>#</formula></cfRule></conditionalFormatting>",
    "<conditionalFormatting sqref=\"A1\"><cfRule type=\"containsText\" text=\"#\"/></conditionalFormatting>",
    "<autoFilter ref=\"A1:A9\"><filterColumn colId=\"0\"><filters><filter val=\"#\"/></filters></filterColumn></autoFilter>",
    "<autoFilter ref=\"A1:A9\"><filterColumn colId=\"0\"><customFilters><customFilter operator=\"equal\" val=\"#\"/></customFilters></filterColumn></autoFilter>",
    "<hyperlinks><hyperlink ref=\"A1\" location=\"一覧!A1\" tooltip=\"#\"/></hyperlinks>",
    "<hyperlinks><hyperlink ref=\"A1\" location=\"一覧!A1\" display=\"#\"/></hyperlinks>",
    "<scenarios><scenario name=\"x\"><inputCells r=\"A1\" val=\"#\"/></scenario></scenarios>",
];

pub(super) fn all(hidings: &mut Hidings) {
    let excel = Kind::Excel;
    for (part, xml) in PARTS {
        hidings.add(excel, &format!("{part} {xml}"), |n| {
            with("", &[(part, &xml.replace('#', n).replace('§', &scientific(n)))])
        });
    }
    for beside in BESIDE {
        hidings.add(excel, beside, |n| sheet("", &beside.replace('#', n)));
    }
    cells(hidings);
    grids(hidings);
    open(hidings);
    csv(hidings);
}

fn cells(hidings: &mut Hidings) {
    let excel = Kind::Excel;
    let mut add = |name: &str, make: &dyn Fn(&str) -> String| {
        hidings.add(excel, name, |n| sheet(&row(1, &make(n)), ""));
    };
    add("a number", &|n| value("B1", n));
    add("a number with an exponent", &|n| value("B1", &scientific(n)));
    add("a number with an exponent below", &|n| value("B1", &format!("{n}000E-3")));
    add("a number with decimals", &|n| value("B1", &format!("{n}.0")));
    add("the value of a formula", &|n| format!("<c r=\"A1\" t=\"str\"><f>A2&amp;A3</f><v>{n}</v></c>"));
    add("a formula of parts", &|n| format!("<c r=\"A1\"><f>\"{}\"&amp;\"{}\"</f></c>", &n[..6], &n[6..]));
    add("a formula of text", &|n| format!("<c r=\"A1\"><f>TEXT({n},\"0\")</f></c>"));
    add("runs of its own text", &|n| {
        format!(
            "<c r=\"A1\" t=\"inlineStr\"><is><r><t>{}</t></r><r><rPr><b/><sz val=\"11\"/><color theme=\"1\"/><rFont val=\"ＭＳ Ｐゴシック\"/><family val=\"3\"/><charset val=\"128\"/><scheme val=\"minor\"/></rPr><t>{}</t></r></is></c>",
            &n[..4],
            &n[4..]
        )
    });
    add("the sound of a text", &|n| {
        format!("<c r=\"A1\" t=\"inlineStr\"><is><t>甲</t><rPh sb=\"0\" eb=\"1\"><t>{n}</t></rPh></is></c>")
    });
    add("full-width digits", &|n| {
        text(
            "A1",
            &n.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).expect("a digit")).collect::<String>(),
        )
    });
    add("an apostrophe", &|n| text("A1", &format!("'{n}")));
    add("line breaks in a cell", &|n| text("A1", &format!("{}\n{}\n{}", &n[..4], &n[4..8], &n[8..])));
    let shared = |inside: &str| {
        let strings = format!("<sst><si>{inside}</si></sst>");
        with(&row(1, "<c r=\"A1\" t=\"s\"><v>0</v></c>"), &[("xl/sharedStrings.xml", &strings)])
    };
    hidings.add(excel, "runs of a shared text", |n| shared(&format!("<r><rPr><sz val=\"9\"/></rPr><t>{}</t></r><r><rPr><vertAlign val=\"superscript\"/><rFont val=\"x\"/></rPr><t xml:space=\"preserve\">{}</t></r>", &n[..5], &n[5..])));
    hidings.add(excel, "a shared text with its sound inside", |n| {
        shared(&format!(
            "<t>番号{n}</t><rPh sb=\"0\" eb=\"2\"><t>バンゴウ</t></rPh><phoneticPr fontId=\"1\"/>"
        ))
    });
    hidings.add(excel, "the name of a sheet", |n| {
        with(
            "",
            &[(
                "xl/workbook.xml",
                &format!(
                    "<workbook xmlns:r=\"r\"><sheets><sheet name=\"{n}\" r:id=\"rId1\"/></sheets></workbook>"
                ),
            )],
        )
    });
    hidings.add(excel, "a defined name", |n| with("", &[("xl/workbook.xml", &format!("<workbook><definedNames><definedName name=\"n\">{n}</definedName></definedNames></workbook>"))]));
    hidings.add(excel, "the comment of a name", |n| with("", &[("xl/workbook.xml", &format!("<workbook><definedNames><definedName name=\"n\" comment=\"{n}\">A1</definedName></definedNames></workbook>"))]));
    hidings.add(excel, "a hidden sheet", |n| {
        xlsx("veryHidden", &format!("<sheetData>{}</sheetData>", row(1, &value("A1", n))), &[])
    });
    let padded = |n: &str| {
        let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"000000000000\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
        with(&row(1, &format!("<c r=\"A1\" s=\"1\"><v>{}</v></c>", short(n))), &[("xl/styles.xml", styles)])
    };
    hidings.with(excel, "zeros of the format", "0", padded);
    let hyphens = |n: &str| {
        let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"0000\\-0000\\-0000\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
        with(&row(1, &format!("<c r=\"A1\" s=\"1\"><v>{}</v></c>", short(n))), &[("xl/styles.xml", styles)])
    };
    hidings.with(excel, "zeros and hyphens of the format", "00", hyphens);
}

fn grids(hidings: &mut Hidings) {
    let excel = Kind::Excel;
    let boxes = |n: &str, number: usize, from: usize, step: usize| {
        each(n, |at, c| value(&format!("{}{number}", column(from + at * step)), &c.to_string()))
    };
    let mut add = |name: &str, begin: &str, make: &dyn Fn(&str) -> String| {
        hidings.with(excel, name, begin, |n| sheet(&make(n), ""));
    };
    add("a cell to each digit beside a label", "7", &|n| {
        row(1, &(text("A1", "個人番号") + &boxes(n, 1, 1, 1)))
    });
    add("a cell to each digit below a label", "7", &|n| {
        row(3, &text("C3", "個人番号(マイナンバー)")) + &row(4, &boxes(n, 4, 2, 1))
    });
    add("merged cells to each digit", "7", &|n| row(1, &(text("A1", "個 人 番 号") + &boxes(n, 1, 3, 2))));
    add("a cell to each digit without a label", "7", &|n| {
        row(1, &text("A1", "申請書")) + &row(2, &boxes(n, 2, 0, 1))
    });
    add("a cell to each digit, hyphens between", "7", &|n| {
        row(
            1,
            &(text("A1", "個人番号")
                + &boxes(&n[..4], 1, 1, 1)
                + &text("F1", "-")
                + &boxes(&n[4..8], 1, 6, 1)
                + &text("K1", "-")
                + &boxes(&n[8..], 1, 11, 1)),
        )
    });
    add("a cell to each digit as texts", "7", &|n| {
        row(
            1,
            &(text("A1", "マイナンバー")
                + &each(n, |at, c| text(&format!("{}1", column(at + 1)), &c.to_string()))),
        )
    });
    add("a cell to each digit downwards", "7", &|n| {
        row(1, &text("B1", "個人番号"))
            + &each(n, |at, c| row(at + 2, &value(&format!("B{}", at + 2), &c.to_string())))
    });
    add("three cells", "7", &|n| {
        row(
            1,
            &(text("A1", "個人番号")
                + &value("B1", &n[..4])
                + &value("C1", &n[4..8])
                + &value("D1", &n[8..])),
        )
    });
    add("three cells without their zeros", "00", &|n| {
        row(
            1,
            &(text("A1", "個人番号")
                + &value("B1", short(&n[..4]).trim())
                + &value("C1", &n[4..8].parse::<u32>().expect("digits").to_string())
                + &value("D1", &n[8..].parse::<u32>().expect("digits").to_string())),
        )
    });
    add("a lost zero below its label", "0", &|n| {
        row(1, &(text("A1", "氏名") + &text("B1", "個人番号")))
            + &row(2, &(text("A2", "公表 花子") + &value("B2", short(n))))
    });
    add("two lost zeros far below", "00", &|n| {
        row(1, &(text("A1", "氏名") + &text("B1", "マイナンバー")))
            + &each(n, |at, _| {
                row(
                    at + 2,
                    &(text(&format!("A{}", at + 2), "公表 花子") + &value(&format!("B{}", at + 2), short(n))),
                )
            })
    });
    add("a lost zero beside its label", "0", &|n| row(1, &(text("A1", "個人番号") + &value("B1", short(n)))));
    add("a lost zero and an exponent", "0", &|n| {
        row(1, &(text("A1", "個人番号") + &value("C1", &format!("{}.{}E10", &n[1..2], &n[2..]))))
    });
    add("groups below one another", "7", &|n| {
        row(1, &text("A1", "個人番号"))
            + &row(2, &value("A2", &n[..4]))
            + &row(3, &value("A3", &n[4..8]))
            + &row(4, &value("A4", &n[8..]))
    });
    add("cells without addresses", "7", &|n| {
        format!(
            "<row><c t=\"inlineStr\"><is><t>個人番号</t></is></c>{}</row>",
            each(n, |_, c| format!("<c><v>{c}</v></c>"))
        )
    });
    add("two rows of six", "7", &|n| {
        row(1, &(text("A1", "個人番号") + &boxes(&n[..6], 1, 1, 1))) + &row(2, &boxes(&n[6..], 2, 1, 1))
    });
}

fn open(hidings: &mut Hidings) {
    let ods = Kind::OpenSheet;
    let file = |rows: &str, more: &str| {
        let content = format!(
            "<office:document-content><office:body><office:spreadsheet>{more}<table:table table:name=\"一覧\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
        );
        zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content.as_bytes()),
        ])
    };
    let cell = |inside: &str| format!("<table:table-cell><text:p>{inside}</text:p></table:table-cell>");
    let line = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
    let float = |value: &str, shown: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let mut add =
        |name: &str, begin: &str, make: &dyn Fn(&str) -> Vec<u8>| hidings.with(ods, name, begin, make);
    add("a value", "7", &|n| file(&line(&float(n, "7.0E+11")), ""));
    add("a value with an exponent", "7", &|n| file(&line(&float(&scientific(n), "###")), ""));
    add("spans", "7", &|n| file(&line(&cell(&format!("{}<text:span>{}</text:span>", &n[..4], &n[4..]))), ""));
    add("a cell to each digit", "7", &|n| {
        file(&line(&(cell("個人番号") + &each(n, |_, c| float(&c.to_string(), &c.to_string())))), "")
    });
    add("a lost zero below its label", "0", &|n| {
        file(
            &(line(&(cell("氏名") + &cell("個人番号"))) + &line(&(cell("甲") + &float(short(n), short(n))))),
            "",
        )
    });
    add("cells that are repeated before", "0", &|n| {
        file(
            &(line(
                &("<table:table-cell table:number-columns-repeated=\"3\"/>".to_owned() + &cell("個人番号")),
            ) + &line(
                &("<table:table-cell table:number-columns-repeated=\"3\"/>".to_owned()
                    + &float(short(n), short(n))),
            )),
            "",
        )
    });
    add("a formula", "7", &|n| {
        file(&line(&format!("<table:table-cell table:formula=\"of:=&quot;{n}&quot;\"/>")), "")
    });
    add("a note", "7", &|n| {
        file(
            &line(&format!(
                "<table:table-cell><office:annotation><text:p>{n}</text:p></office:annotation></table:table-cell>"
            )),
            "",
        )
    });
    add("a validation", "7", &|n| {
        file(
            "",
            &format!(
                "<table:content-validation table:condition=\"of:cell-content-is-in-list(&quot;{n}&quot;)\"/>"
            ),
        )
    });
    add("a named expression", "7", &|n| {
        file("", &format!("<table:named-expression table:name=\"x\" table:expression=\"{n}\"/>"))
    });
    add("a hidden row", "7", &|n| {
        file(&format!("<table:table-row table:visibility=\"collapse\">{}</table:table-row>", cell(n)), "")
    });
}

fn csv(hidings: &mut Hidings) {
    let csv = Kind::Csv;
    let mut add = |name: &str, begin: &str, make: &dyn Fn(&str) -> String| {
        hidings.with(csv, name, begin, |n| make(n).into_bytes());
    };
    add("a field", "7", &|n| format!("氏名,番号\n甲,{n}\n"));
    add("a quoted field", "7", &|n| format!("氏名,番号\n甲,\"{n}\"\n"));
    add("a formula", "7", &|n| format!("氏名,番号\n甲,=\"{n}\"\n"));
    add("an exponent", "7", &|n| format!("氏名,番号\n甲,{}\n", scientific(n)));
    add("a lost zero", "0", &|n| format!("氏名,個人番号\n甲,{}\n", short(n)));
    add("a lost zero far below", "0", &|n| {
        format!("氏名,個人番号\n{}", format!("甲,{}\n", short(n)).repeat(20))
    });
    add("a field to each digit", "7", &|n| {
        format!("個人番号,{}\n", n.chars().map(|c| c.to_string()).collect::<Vec<_>>().join(","))
    });
    add("a field to each digit below the head", "7", &|n| {
        format!("氏名,個人番号\n甲,{}\n", n.chars().map(|c| c.to_string()).collect::<Vec<_>>().join(","))
    });
    add("three fields", "7", &|n| format!("個人番号,{},{},{}\n", &n[..4], &n[4..8], &n[8..]));
    add("three quoted fields under one head", "7", &|n| {
        format!("\"個人番号\",\"\",\"\"\n\"{}\",\"{}\",\"{}\"\n", &n[..4], &n[4..8], &n[8..])
    });
    add("tabs", "7", &|n| format!("個人番号\t{}\t{}\t{}\n", &n[..4], &n[4..8], &n[8..]));
    add("semicolons", "0", &|n| format!("氏名;個人番号\n甲;{}\n", short(n)));
    add("thousands", "7", &|n| {
        format!("氏名,個人番号\n甲,\"{},{},{},{}\"\n", &n[..3], &n[3..6], &n[6..9], &n[9..])
    });
    add("a line break in a quoted field", "7", &|n| {
        format!("氏名,個人番号\n甲,\"{}\n{}\"\n", &n[..6], &n[6..])
    });
    hidings.add(csv, "Shift_JIS with a lost zero", |_| Vec::new());
    let last = hidings.all.last_mut().expect("just added");
    last.number = super::number("0", 77);
    last.bytes = encoding_rs::SHIFT_JIS
        .encode(&format!("氏名,個人番号\r\n甲,{}\r\n", short(&last.number)))
        .0
        .into_owned();
    let txt = Kind::Text;
    hidings.add(txt, "a field to each digit in a text", |n| {
        format!("個人番号\n{}\n", n.chars().map(|c| c.to_string()).collect::<Vec<_>>().join("|")).into_bytes()
    });
    hidings.add(txt, "a line to each digit", |n| {
        format!("個人番号\n{}", each(n, |_, c| format!("{c}\n"))).into_bytes()
    });
    hidings.add(txt, "UTF-16", |n| {
        [0xfeff].into_iter().chain(format!("番号{n}").encode_utf16()).flat_map(u16::to_le_bytes).collect()
    });
}
