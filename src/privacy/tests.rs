use std::sync::Arc;

use proptest::prelude::*;

use super::findings::addresses;
use super::*;
use crate::finding::Place;
use crate::text::source::{Source, Span};

#[test]
fn the_published_examples_pass_the_check_digit() {
    for number in ["983205673214", "123456789018"] {
        let found = in_text(number);
        assert_eq!(found.iter().map(|n| n.span).collect::<Vec<_>>(), [Span::new(0, 12)]);
        assert_eq!(in_html(&format!("<p>{number}</p>")).len(), 1);
    }
    assert!(!is_in("123456789012"));
    assert!(!is_in("000000000000"));
}

#[test]
fn a_number_is_found_however_it_is_written() {
    for text in [
        "番号は123456789018です",
        "1234-5678-9018",
        "1\u{e0100}2\u{e0100}3\u{e0100}4\u{e0100}5\u{e0100}6\u{e0100}7\u{e0100}8\u{e0100}9\u{e0100}0\u{e0100}1\u{e0100}8",
        "123456\u{3164}789\u{ffa0}018",
        "https://www.city.example.jp/a,1234-5678-9018;x",
        "1234 5678 9018 の者",
        "１２３４５６７８９０１８",
        "１２３４－５６７８－９０１８",
        "1234\u{3000}5678\u{3000}9018",
        "12345678９０１８",
        "1234\\-5678\\-9018",
        "123456<br>789018",
        "123456 <BR />\n789018",
        "12345678\\\n9018",
        "12345678\n9018",
        "1234-<br>5678-9018",
        "3<br>123456789018<br>4",
        "1.123456789018",
        "個人番号123456789018",
        "第123456789018号",
        "1 2 3 4 5 6 7 8 9 0 1 8",
        "1234  5678  9018",
        "123,456,789,018",
        "1234 5678 9018 1985",
        "| 氏名 | 個人番号 |\n| --- | --- |\n| 甲 | 123456 789018 |",
        "個人番号(申請者)① 123-456-789-018",
        "𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗𝟎𝟏𝟖",
        "١٢٣٤٥٦٧٨٩٠١٨",
        "ID123456789018",
        "123\u{200b}456789018",
        "123456789018-1",
        "1234<br>5678<br>9018",
        "123456789018号",
        "123456789018件",
        "1234/5678/9018",
        "１２３４／５６７８／９０１８",
        "1234.5678.9018",
        "1234・5678・9018",
        "1234_5678_9018",
        "| 個人番号 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 0 | 1 | 8 |",
        "個人番号 １ ２ ３ ４　５ ６ ７ ８　９ ０ １ ８",
        "マイナンバー：1 2 3 4 - 5 6 7 8 - 9 0 1 8",
        "個人番号|1234|5678|9018|",
        "個人番号（123456-789018）",
        "https://example.jp/?kojinbango=123456789018",
        "http://example.jp/ 123456789018",
        "https://www.city.example.jp/1234/5678/9018/",
        "[様式](https://www.city.example.jp/kojin/1234/5678/9018.pdf)",
        "www.city.example.lg.jp/1234/5678/9018",
        "www.city.example.lg.jp/kojin/1234/5678/9018/index.html",
        "12 1234 5678 9018 3",
        "1\u{fe0f}\u{20e3}2\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}4\u{fe0f}\u{20e3}5\u{fe0f}\u{20e3}6\u{fe0f}\u{20e3}789018",
        "1\u{332}2\u{332}3\u{332}456789018",
        "1234\u{8}5678\u{1b}9018",
        "1234\u{2043}5678\u{2043}9018",
        "1234•5678•9018",
        "1234\u{2800}5678\u{2800}9018",
        "甲野_1234_5678_9018.pdf",
        "file_1234_5678_9018",
        "https://www.city.example.lg.jp/(123456789018)",
        "https://www.city.example.lg.jp/**123456789018**",
        "https://www.city.example.lg.jp/[123456789018]",
        "https://www.city.example.lg.jp/?individual_number=123456789018",
        "個人番号 壱弐参四五六七八九零壱八",
        "一二三四五六七八九○一八",
        "①②③④⑤⑥⑦⑧⑨⓪①⑧",
        "¹²³⁴-⁵⁶⁷⁸-⁹⁰¹⁸",
        "個人番号 ₁₂₃₄₅₆₇₈₉₀₁₈",
        "❶❷❸❹❺❻❼❽❾⓿❶❽",
        "㈠㈡㈢㈣㈤㈥㈦㈧㈨〇㈠㈧",
        "123456⑦⑧⑨⓪①⑧",
        "1234の5678の9018",
        "個人番号は１２３４(ハイフン)５６７８(ハイフン)９０１８",
        "1234 ハイフン 5678 ハイフン 9018",
        "19750101983205673214",
        "12345678901820240401",
        "個人番号1234567890180",
        "個人番号:００１２３４５６７８９０１８",
        // What a column is called says nothing of its neighbours.
        "予算額 123456789018",
        "個人番号・支給額 123456789018",
        "https://www.city.example.lg.jp/123456789018.pdf",
        "https://www.city.example.lg.jp/?bangou=123456789018",
    ] {
        assert_eq!(in_text(text).len(), 1, "{text}");
    }
}

#[test]
fn a_number_beside_another_hides_none() {
    for (text, count) in [
        ("123456789018 - 1234-5678-9018", 2),
        ("1234-5678-9018 - 123456789018", 2),
        ("1234-5678-9018-1234-5678-9018", 2),
        ("1234-5678-9018-1234-5678-9018-1234", 0),
        ("0000-1234-5678-9018", 0),
    ] {
        assert_eq!(in_text(text).len(), count, "{text}");
    }
}

#[test]
fn tags_do_not_hide_a_number() {
    for html in [
        "<p>123456<br>789018</p>",
        "<p>123456<br>\n789018</p>",
        "<td>123<span class=\"m\">456</span>789018</td>",
        "<li>3</li><li>123456789018</li>",
        "<p>123456&#55;89018</p>",
        "<p>1234&nbsp;5678&nbsp;9018</p>",
        "<p>1234&ndash;5678&hyphen;9018</p>",
        "<a href=\"../123456789018.pdf\">x</a>",
        "<!-- 123456789018 -->",
        "<script>var n = \"123456789018\";</script>",
        "<b>3</b><b>123456789018</b>",
        "<p title='1234-5678-9018'>",
        "<tr><th>個人番号</th>\n<td>1234</td>\n<td>5678</td><td>9018</td></tr>",
        "<th>個人番号</th><td>1</td><td>2</td><td>3</td><td>4</td><td>5</td><td>6</td><td>7</td><td>8</td><td>9</td><td>0</td><td>1</td><td>8</td>",
        "<dt>住民票コード</dt> <dd>12345678901</dd>",
        "<svg><g transform=\"translate(123456789018)\"/></svg>",
        "<polygon points=\"0,0 123456789018,5\"/>",
        "<p points=\"1234-5678-9018\">x</p>",
        "<g transform=\"個人番号 1234 5678 9018\"/>",
        "<path d=\"M1 2L123456789018 4\"/>",
        "<style>a::before { content: \"\\31 \\32 \\33 \\34 \\35 \\36 \\37 \\38 \\39 \\30 \\31 \\38\" }</style>",
        "<p style='--a: \"\\31\\32\\33 4\\35 6789018\"'>x</p>",
        "<script>a = \"\\u0031\\u{32}\\x33456789018\"</script>",
        "<!DOCTYPE html [<!ENTITY n \"123456789018\">]>",
        "<?note 123456789018?>",
        "<p data-123456789018=\"\">x</p>",
        "<p x123456789018>",
        "<n123456789018>",
    ] {
        assert_eq!(in_html(html).len(), 1, "{html}");
        assert_eq!(in_drawing(html).len(), 1, "{html}");
    }
    let cut = "<svg><text>123456<![CDATA[789018]]></text></svg>";
    assert_eq!((in_html(cut).len(), in_drawing(cut).len()), (0, 1));
    for html in [
        "<p>1234</p><p>5678</p><p>9018</p>",
        "<svg viewBox=\"0 1234 5678 9018\">",
        "<path d=\"M0.123456789018 1.123456789018\"/>",
        "<polyline points=\"1234 5678 9018\"/>",
        "<td>123456</td><td>789018</td>",
    ] {
        assert_eq!(in_html(html), [], "{html}");
    }
}

#[test]
fn characters_that_a_program_writes_by_their_number_are_read() {
    let css = "a { content: \"\\31 \\32 \\33 \\34 \\35 \\36 \\37 \\38 \\39 \\30 \\31 \\38\" }";
    assert_eq!((in_code(css).len(), in_program(css).len()), (1, 1));
    let found = in_code(css)[0].span;
    assert!(css[found.start..].starts_with("\\31") && css[..found.end].ends_with("\\38"), "{found:?}");
    assert_eq!(in_code("\"\\u0031\\u0032\\u0033456789018\"").len(), 1);
    assert_eq!(in_program("123456789018\n1234/5678/9018").len(), 2);
    assert_eq!(in_code("a { content: \"\\2031\\2032\" } b { margin: 1px\\9 }"), []);
}

#[test]
fn other_numbers_are_left_alone() {
    for text in [
        "第59、61、62、66、67、70条",
        "59、61、62、66、67、70",
        "082-504-2112、082-243-2583、082-504-2157、048-524-1111(内線223)",
        "一丁目6番34号 電話番号:082-504-2112",
        "法人番号 7000012050002",
        "https://www.city.example.jp/0000000000/1118363629312/index.html",
        "http://example.jp/?id=123456789018、次の",
        "123456789018円",
        "年次は2017・2018・2020、又は2017-2018-2020",
        "2017 2018 2020",
        "202603241527の写し",
        "3|0|1|2|5|0|3|1|9|2|0|7",
        "1234|5678|9018",
        "1234/5678/9018/1",
        "www.city.example.lg.jp/2026/0324/9013",
        "photo_2026_0324_9013.jpg",
        "a1234_5678_9018",
        "参照○○○○-○○○○-○○○○",
        "https://www.city.example.lg.jp/2026/0324/9013/",
        "個人番号カード 0120-95-0178",
        "個人番号を記録する。1・2・3・4・5・6・7・8・9・10・11",
        "個人番号の利用開始は2016/01/01 2010",
        "住民票コード1 氏名2 住所3",
        "住民票コード 1・2・3・4・5・6・7・8・9・10",
        "住民票コードの問い合わせは 03-1234-5678(代)",
        "住民票コードの問い合わせは 0800-123-4567",
        "1234567890180",
        "20240401123456789018",
        "123456789018123456789012",
        "①②③④⑤⑥⑦⑧⑨、1、8",
        "注¹²³ 456789018",
        "2017の2018の2020",
        "第12条の1234の5678",
        "1234-5678-9018-1234",
        "0.123456789018",
        "a3f123456789018bc9",
        "12\n34\n56\n78\n90\n18",
        "1234 5678-9018",
        "123456\n\n789018",
        "(平成25年5月31日法律第27号)(昭和42年7月25日法律第81号)",
        "462 1032 782 1176",
        "2026-03-24",
    ] {
        assert_eq!(in_text(text), [], "{text}");
    }
}

fn kinds(text: &str) -> Vec<Kind> {
    numbers(text).iter().map(|number| number.kind).collect()
}

#[test]
fn words_before_a_number_make_it_one() {
    assert_eq!(kinds("住民票コード 12345678901"), [Kind::Resident]);
    assert_eq!(kinds("住民票コードは１２３４５－６７８９０１です"), [Kind::Resident]);
    assert_eq!(kinds("| 住民票コード | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 0 | 1 |"), [Kind::Resident]);
    assert_eq!(kinds("整理番号 12345678901"), []);
    assert_eq!(kinds("個人番号: 123456789012"), [Kind::Doubtful]);
    assert_eq!(kinds("個人番号 1234-5678-9012"), [Kind::Doubtful]);
    assert_eq!(kinds("整理番号 123456789012"), []);
    let named = |text| numbers(text)[0].named;
    assert!(named("個人番号 123456789018") && !named("整理番号 123456789018"));
    assert_eq!(redacted("個人番号: 123456789012。"), "個人番号: ●●●●●●●●●●●●。");
}

#[test]
fn mobile_numbers_and_addresses_of_persons_are_warned_of() {
    for text in ["090-1234-5678", "080 1234 5678", "０７０－１２３４－５６７８", "携帯09012345678へ"]
    {
        assert_eq!(kinds(text), [Kind::Mobile], "{text}");
    }
    for text in
        ["06-1234-5678", "0120-444-113", "0570-012-3456", "090123456789", "048-524-1111", "0904-12-3456"]
    {
        assert_eq!(kinds(text), [], "{text}");
    }
    let found = |text| addresses(text).len();
    assert_eq!(found("連絡は taro.kaku@mail.example-net.co.jp まで"), 1);
    assert_eq!(found("架空＠kaku.ne.jp、a＠kaku.ne.jp"), 1);
    assert_eq!(found("hoken@city.mihon.lg.jp、pia@town.tameshi.jp、@mihon、x@y"), 0);
    let source = Arc::new(Source::new("a.md", "---\n甲 090-1234-5678\na@kaku.ne.jp 個人番号 123456789012\n"));
    let body = Span::new(4, source.text().len());
    let found: Vec<_> =
        check_body(&source, body).iter().map(|f| (f.id, f.place.position().line, f.secret)).collect();
    assert_eq!(found, [("PRIV-05", 2, true), ("PRIV-02", 3, true), ("PRIV-05", 3, true)]);
}

#[test]
fn a_finding_repeats_no_digit_of_the_number() {
    let source = Arc::new(Source::new("a.md", "甲\n乙 123456789018\n"));
    let findings = in_text(source.text()).into_iter();
    let findings: Vec<_> = findings.map(|n| finding(n.kind, Place::at(&source, n.span))).collect();
    assert_eq!(findings[0].place.position().line, 2);
    assert_eq!(findings[0].place.position().column, 3);
    assert!(findings[0].secret);
    let named = check_name("mihon/123456789018.md").expect("a finding");
    assert!(!format!("{named:?}").contains("345"));
    assert_eq!(redacted("番号123456789018、"), "番号●●●●●●●●●●●●、");
}

#[test]
fn a_name_shows_no_number_whatever_stands_beside_it() {
    for name in
        ["1 2 3 4 5 6 7 8 9 0 1 8.pdf", "123456789018.pdf", "1234-5678-9018", "一二三四五六七八九〇一八.md"]
    {
        for path in [format!("content/7/{name}"), format!("content/mihon/{name}"), format!("{name}/8")] {
            let named = check_name(&path).unwrap_or_else(|| panic!("{path}"));
            let shown = shown(std::path::Path::new(&path));
            assert!(shown.contains("●●●●●●●●●●●●"), "{shown}");
            assert_eq!(named.place.source.path(), shown);
        }
    }
    for path in ["content/7/1 2 3.pdf", "content/1234/5678/9018.md", "site/mihon/12/2026-03-24/x.pdf"] {
        assert!(check_name(path).is_none(), "{path}");
    }
}

/// Ordinary numbers as evaluations have them, in sentences that evaluations have.
#[test]
fn two_hundred_thousand_ordinary_numbers_are_none() {
    let mut random = test_support::Random(7);
    let mut wrong = Vec::new();
    for _ in 0..200_000 {
        let text = test_support::ordinary(&mut random);
        wrong.extend(numbers(&text).into_iter().map(|_| text.clone()));
        if random.below(50) == 0 {
            let page =
                format!("<table><tr><th>個人番号の利用</th><td>{text}</td><td>{text}</td></tr></table>");
            wrong.extend(in_html(&page).into_iter().map(|_| page.clone()));
        }
    }
    assert!(wrong.is_empty(), "{} of them: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
}

fn check_digit(eleven: &[u32]) -> u32 {
    // The rule in its own words: ΣPn×Qn, Qn = n+1 up to 6, n−5 from 7.
    let sum: u32 = (1..=11_u32).map(|n| eleven[11 - n as usize] * if n <= 6 { n + 1 } else { n - 5 }).sum();
    if sum % 11 <= 1 { 0 } else { 11 - sum % 11 }
}

#[test]
fn only_a_day_with_a_time_and_years_in_a_row_may_look_like_a_number() {
    let number = |eleven: &[u32; 11]| {
        let digits = eleven.iter().copied().chain([check_digit(eleven)]);
        digits.map(|digit| char::from_digit(digit, 10).unwrap()).collect::<String>()
    };
    let grouped = |number: &str| format!("{}-{}-{}", &number[..4], &number[4..8], &number[8..]);
    let time = number(&[2, 0, 2, 6, 0, 3, 2, 4, 1, 5, 3]);
    assert_eq!(in_text(&time).len(), 0, "{time}");
    assert_eq!(in_text(&grouped(&time)).len(), 1, "{time}");
    let month_13 = number(&[2, 0, 2, 6, 1, 3, 2, 4, 1, 5, 3]);
    assert_eq!([in_text(&month_13).len(), in_text(&grouped(&month_13)).len()], [1, 1], "{month_13}");
    let years = number(&[2, 0, 2, 4, 2, 0, 2, 5, 2, 0, 2]);
    assert_eq!([in_text(&years).len(), in_text(&grouped(&years)).len()], [1, 0], "{years}");
}

/// Eleven digits that do not begin like a year.
fn eleven() -> impl Strategy<Value = Vec<u32>> {
    let digits = proptest::collection::vec(0_u32..10, 11);
    digits.prop_filter("zeros, or like a year", |d| {
        d.iter().any(|&d| d != 0) && !matches!(d[..2], [1, 9] | [2, 0])
    })
}

proptest! {
    #[test]
    fn every_valid_number_is_found_and_no_other(
        eleven in eleven(),
        wide in proptest::collection::vec(any::<bool>(), 12),
        off in 1_u32..10,
        style in 0..5_usize,
    ) {
        let check = check_digit(&eleven);
        for (last, expected) in [(check, 1), ((check + off) % 10, 0)] {
            let mut text = String::from("甲");
            for (at, d) in eleven.iter().chain([&last]).enumerate() {
                if at == 4 || at == 8 {
                    text.push_str(["", "-", " ", "－", "\u{200b}"][style]);
                }
                let base = if wide[at] { '０' } else { '0' };
                text.push(char::from_u32(u32::from(base) + d).unwrap());
            }
            text.push('乙');
            prop_assert_eq!(in_text(&text).len(), expected);
            prop_assert_eq!(is_in(&redacted(&text)), false);
        }
    }

    #[test]
    fn any_text_can_be_searched(text in "[0-9０-９ \\-<br>/&#;\\\\\n、a-z]{0,60}") {
        for Number { span, .. } in numbers(&text).into_iter().chain(in_html(&text)) {
            prop_assert!(text.get(span.start..span.end).is_some());
        }
        let _ = redacted(&text);
    }
}

#[test]
fn no_way_of_writing_a_number_that_was_met_is_published() {
    let folder =
        std::env::var_os("KOHYO_SHARED").map_or_else(|| "../shared".into(), std::path::PathBuf::from);
    let path = folder.join("cases/privacy.tsv");
    let Ok(cases) = std::fs::read_to_string(&path) else {
        println!("SKIPPED: no {}", path.display());
        return;
    };
    stops(cases.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        (cells[0] == "stop").then(|| (cells[1], cells[2], cells[3]))
    }));
}

#[test]
fn no_way_of_writing_a_number_is_published() {
    let ways = include_str!("ways.tsv").lines().filter(|line| !line.starts_with('#')).skip(1);
    stops(ways.filter_map(|line| {
        let mut cells = line.splitn(3, '\t');
        Some((cells.next()?, cells.next()?, cells.next()?))
    }));
}

/// Real ways (likelihood, name, template) are all found, of the plausible ones nine in ten, and those that are left alone are.
fn stops<'a>(ways: impl Iterator<Item = (&'a str, &'a str, &'a str)>) {
    let (mut real, mut missed, mut plausible, mut left) = (0, Vec::new(), 0, Vec::new());
    for (likelihood, name, template) in ways {
        let texts: Vec<_> = (1..=5).filter_map(|seed| test_support::filled(template, seed)).collect();
        let found = texts.iter().filter(|text| is_in(text)).count();
        if likelihood == "left" {
            assert!(found == 0 && !texts.is_empty(), "{template}: not left alone any more");
            continue;
        }
        let hidden = texts.is_empty() || found < texts.len();
        let said = || format!("{name}: {template} ({found} of {})", texts.len());
        if likelihood == "real" {
            real += 1;
            missed.extend(hidden.then(said));
        } else {
            plausible += 1;
            left.extend(hidden.then(said));
        }
    }
    println!(
        "{real} real ways; plausible and not found, {} of {plausible}:\n{}",
        left.len(),
        left.join("\n")
    );
    assert!(missed.is_empty() && real > 0, "{}", missed.join("\n"));
    assert!(left.len() * 10 <= plausible, "{}", left.join("\n"));
}

#[test]
fn lists_of_numbers_that_programs_read_are_no_numbers() {
    for code in ["{\"sizes\":[1234,5678,9018]}", "[123,456,789,018]", "var a = [123456, 789018];"] {
        assert_eq!(in_code(code), [], "{code}");
        assert_eq!(in_html(&format!("<script>{code}</script><p data-x='{code}'>")), [], "{code}");
    }
    for code in
        ["{\"number\":\"123456789018\"}", "x = '1234-5678-9018'", "{\"個人番号\": \"1234,5678,9018\"}"]
    {
        assert_eq!(in_code(code).len(), 1, "{code}");
    }
}

#[test]
fn columns_and_rows_of_counts_are_no_numbers() {
    let mut random = test_support::Random(11);
    let mut wrong = Vec::new();
    for round in 0..4000_u64 {
        let most = [9, 99, 999, 9999, 99_999][usize::try_from(round % 5).unwrap_or(0)];
        let counts: Vec<String> = (0..30).map(|_| (1 + random.below(most)).to_string()).collect();
        let rows = |from: &str, between: &str, to: &str| {
            let rows = counts.chunks(5).map(|row| [from, &row.join(between), to].concat());
            rows.collect::<Vec<_>>().join("\n")
        };
        for text in [
            counts.join("\n"),
            rows("| ", " | ", " |"),
            rows("", "\t", ""),
            counts.join("、"),
            rows("", " ", "件"),
        ] {
            wrong.extend(is_in(&text).then_some(text));
        }
        let table = rows("<tr><td>", "</td><td>", "</td></tr>");
        wrong.extend((!in_html(&table).is_empty()).then_some(table));
    }
    assert!(wrong.is_empty(), "{} of 24000:\n{}", wrong.len(), wrong[..wrong.len().min(6)].join("\n--\n"));
}
