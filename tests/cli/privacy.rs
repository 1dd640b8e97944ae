//! Privacy: no number that looks like a 個人番号 gets out, by any way in, and none is repeated; attachments are published
//! only when they have been inspected; names are left out where the portal wants it.

use super::files::{docx, number, pdf, xlsx};
use super::portal::{Portal, document, tree};

/// Valid by its check digit, and nobody's: the example of the law.
const NUMBER: &str = "123456789018";

/// Half width whatever it was, without anything else.
fn digits(text: &str) -> String {
    text.chars()
        .filter_map(|c| c.to_digit(10).or_else(|| (u32::from(c)).checked_sub(0xff10).filter(|d| *d < 10)))
        .map(|d| char::from(b"0123456789"[d as usize]))
        .collect()
}

/// Publishes a clean site, then tries to publish `change`: the place is named, no digit is, and all stays as it was.
fn refused(what: &str, place: &str, change: impl FnOnce(&Portal)) {
    let portal = Portal::new();
    portal.build();
    let before = portal.output();
    let kept = tree(&portal.path(".kohyo"));
    change(&portal);
    for args in [
        &["build"][..],
        &["build", "-v", "--format", "json"],
        &["check"],
        &["check", "--format", "json"],
        &["check", "--lang", "en"],
    ] {
        let run = portal.run(args);
        assert_eq!(run.code, Some(1), "{what} {args:?}: {}{}", run.out, run.err);
        let said = format!("{}{}", run.out, run.err);
        if !args.contains(&"build") || !args.contains(&"json") {
            assert!(said.contains("PRIV-01"), "{what} {args:?}: {said}");
        }
        if !args.contains(&"json") {
            let named = |line: &str| line.contains("PRIV-01") && line.contains(place);
            assert!(said.lines().any(named), "{what} {args:?}, {place}: {said}");
        }
        // Neither the number nor half of it.
        let shown = digits(&said);
        assert!(!shown.contains("56789") && !shown.contains("123456"), "{what} {args:?}: {said}");
    }
    assert_eq!(portal.output(), before, "{what}: the published site is untouched");
    assert_eq!(
        tree(&portal.path(".kohyo")),
        kept,
        "{what}: nothing is left, in the cache of the index either"
    );
}

fn with(from: &'static str, to: &str) -> impl FnOnce(&Portal) + use<> {
    let text = document("12", "甲").replace(from, to);
    assert_ne!(text, document("12", "甲"));
    move |portal| portal.write("content/mihon/12.md", &text)
}

/// A text as escapes of YAML and TOML.
fn escaped(text: &str) -> String {
    let escapes: Vec<String> = text.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    escapes.concat()
}

#[test]
fn in_the_body() {
    refused("body", "12.md:30:6", with("被保険者の資格", &format!("被保険者({NUMBER})の資格")));
    refused("full width", "12.md:30:5", with("被保険者の資格", "被保険者１２３４５６７８９０１８の資格"));
    refused("groups", "12.md:30:6", with("被保険者の資格", "被保険者 1234-5678-9018 の資格"));
    refused("full-width groups", "12.md:30:1", with("被保険者の資格", "１２３４　５６７８　９０１８"));
    refused("two lines", "12.md:30:1", with("被保険者の資格", "1234567890\n18 の資格"));
}

#[test]
fn in_a_cell_split_by_a_break() {
    refused("cell", "12.md:40:35", with("資格を<br>管理", "123456<br>789018"));
}

#[test]
fn in_a_heading_that_is_also_wrong() {
    // Another finding about the same line must not print it.
    refused("heading", "12.md:32:8", with("### ③対象人数", &format!("### ③対象{NUMBER}")));
}

#[test]
fn in_the_front_matter() {
    refused("front matter", "12.md:3:10", with("title: 甲", &format!("title: 甲 {NUMBER}")));
    refused("unknown key", "12.md:4:2", with("title: 甲", &format!("title: 甲\n\"{NUMBER}\": x")));
    // Only the value has it, not the text.
    let escaped = escaped(NUMBER);
    refused("escapes", "12.md:3:8", with("title: 甲", &format!("title: \"甲 {escaped}\"")));
    let lines = "title: |-\n  1234\n\n  5678\n\n  9018";
    refused("lines", "12.md:4:3", with("title: 甲", lines));
    let id = format!("{{id: kokuho, name: \"{escaped}\"}}");
    refused("a list", "12.md:11:28", with("{id: kokuho, name: 国民健康保険情報ファイル}", &id));
    refused("comment", "12.md:3:12", with("title: 甲", &format!("title: 甲 # {NUMBER}")));
}

#[test]
fn in_a_file_name() {
    refused("name", "content/mihon/●●●●●●●●●●●●.md", |portal| {
        portal.write(&format!("content/mihon/{NUMBER}.md"), document("13", "乙"));
    });
    refused(
        "boxes below a number",
        "content/mihon/attachments/7/●●●●●●●●●●●●.pdf",
        |portal| {
            let spaced: Vec<String> = NUMBER.chars().map(String::from).collect();
            portal.write(&format!("content/mihon/attachments/7/{}.pdf", spaced.join(" ")), "x");
        },
    );
    refused("attachment", "content/mihon/attachments/●●●●●●●●●●●●.pdf", |portal| {
        portal.write(&format!("content/mihon/attachments/{NUMBER}.pdf"), "x");
    });
}

#[test]
fn in_other_files() {
    refused("portal.toml", "content/portal.toml:5:12", |portal| {
        let text = std::fs::read_to_string(portal.path("content/portal.toml")).expect("a file");
        portal.write("content/portal.toml", format!("{text}contact = \"{NUMBER}\"\n"));
    });
    refused("portal.toml, escapes", "content/portal.toml:1:9", |portal| {
        let text = std::fs::read_to_string(portal.path("content/portal.toml")).expect("a file");
        let escaped = escaped(NUMBER);
        portal.write("content/portal.toml", text.replacen("title = \"", &format!("title = \"{escaped} "), 1));
    });
    refused("portal.toml, the path of the site", "content/portal.toml:2:13", |portal| {
        let text = std::fs::read_to_string(portal.path("content/portal.toml")).expect("a file");
        let host = "https://portal.example.jp/";
        portal.write("content/portal.toml", text.replace(host, &format!("{host}{NUMBER}/")));
    });
    refused("a note beside", "content/mihon/memo.txt:1:1", |portal| {
        portal.write("content/mihon/memo.txt", NUMBER);
    });
}

#[test]
fn in_the_theme() {
    let portal = Portal::new();
    portal.build();
    let before = (portal.output(), tree(&portal.path(".kohyo")));
    portal.write("themes/mine/static/a.js", "\n// 1234-5678-9018\n");
    let run = portal.run(&["build", "--theme", "mine"]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(run.err.contains("PRIV-01") && run.err.contains("themes/mine/static/a.js:2:4"), "{}", run.err);
    assert!(!run.err.contains("5678"), "{}", run.err);
    assert_eq!((portal.output(), tree(&portal.path(".kohyo"))), before);
}

#[test]
fn in_boxes_and_with_a_resident_code() {
    let spaced: Vec<String> = NUMBER.chars().map(String::from).collect();
    refused("boxes", "12.md:30:6", with("被保険者の資格", &format!("個人番号　{}", spaced.join(" "))));
    refused(
        "cells",
        "12.md:40:32",
        with("| 資格を記録する。 |", &format!("| 個人番号<br>{} |", spaced.join("<br>"))),
    );
    let portal = Portal::new();
    with("被保険者の資格", "住民票コード：12345678901")(&portal);
    let run = portal.run(&["build"]);
    assert!(
        run.code == Some(1) && run.err.contains("PRIV-03") && !digits(&run.err).contains("345678"),
        "{}",
        run.err
    );
}

/// The assessment with an original.
fn with_original(name: &str, more: &str) -> String {
    document("12", "甲")
        .replace("completeness:", &format!("source: {{file: attachments/{name}{more}}}\ncompleteness:"))
}

#[test]
fn in_an_attachment() {
    let n = number(3_918_274_655);
    let page = format!("BT /F1 12 Tf 72 700 Td ({n}) Tj ET 0 g 70 690 300 30 re f");
    let paragraph = format!("<w:p><w:r><w:t>{}</w:t></w:r><w:r><w:t>{}</w:t></w:r></w:p>", &n[..5], &n[5..]);
    let row = "<row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c></row>";
    let files: [(&str, Vec<u8>, &str); 5] = [
        ("a.pdf", pdf(&page, &[]), "1ページ"),
        ("a.docx", docx(&paragraph, &[]), "word/document.xml"),
        ("a.xlsx", xlsx("visible", row, &[&n]), "シート「一覧」B2"),
        ("a.txt", format!("甲\n番号 {n}\n").into_bytes(), ":2:4"),
        ("a.csv", shift_jis(&n), "a.csv"),
    ];
    for (name, bytes, place) in files {
        let portal = Portal::new();
        portal.build();
        let before = (portal.output(), tree(&portal.path(".kohyo")));
        portal.write(&format!("content/mihon/attachments/{name}"), bytes);
        portal.write("content/mihon/12.md", with_original(name, ""));
        for args in
            [&["build"][..], &["build", "--format", "json"], &["check", "--format", "json"], &["check"]]
        {
            let run = portal.run(args);
            let said = format!("{}{}", run.out, run.err);
            assert_eq!(run.code, Some(1), "{name} {args:?}: {said}");
            let shown = digits(&said);
            assert!((0..7).all(|at| !shown.contains(&n[at..at + 6])), "{name} {args:?}: {said}");
            if args == ["check"] {
                assert!(said.contains("PRIV-01") && said.contains(place), "{name}: {said}");
                assert!(said.contains(&format!("content/mihon/attachments/{name}")), "{name}: {said}");
            }
        }
        assert_eq!((portal.output(), tree(&portal.path(".kohyo"))), before, "{name}");
    }
}

/// A CSV as office programs in Japan still write it.
fn shift_jis(number: &str) -> Vec<u8> {
    [b"\x94\xd4\x8d\x86,", number.as_bytes(), b"\r\n"].concat()
}

#[test]
fn an_inspected_original_is_published_beside_its_text() {
    let portal = Portal::new();
    let clean = pdf("BT /F1 12 Tf 72 700 Td (hello) Tj ET", &[]);
    portal.write("content/mihon/attachments/orig.pdf", &clean);
    portal.write("content/mihon/attachments/other.pdf", &clean);
    portal.write("content/mihon/12.md", with_original("orig.pdf", ""));
    portal.build();
    let path = "mihon/12/zenkomoku/2026-03-24/mihon-12-zenkomoku-2026-03-24.pdf";
    assert_eq!(std::fs::read(portal.path(&format!("output/{path}"))).expect("the original"), clean);
    assert!(portal.output().keys().all(|file| !file.contains("orig") && !file.contains("other")));
    for page in
        ["mihon/12/zenkomoku/index.html", "mihon/12/index.html", "mihon/12/zenkomoku/2026-03-24/index.html"]
    {
        let html = std::fs::read_to_string(portal.path(&format!("output/{page}"))).expect("a page");
        assert!(
            html.contains("元の資料(")
                && html.contains("1KB")
                && html.contains("mihon-12-zenkomoku-2026-03-24.pdf"),
            "{page}"
        );
    }
}

#[test]
fn what_is_hidden_or_cannot_be_read_needs_a_person() {
    let portal = Portal::new();
    let covered = pdf("BT /F1 12 Tf 72 700 Td (a name) Tj ET 0 g 70 690 300 30 re f", &[]);
    portal.write("content/mihon/attachments/a.pdf", &covered);
    portal.write("content/mihon/attachments/a.svg", "<svg/>");
    portal.write("content/mihon/attachments/b.pdf", "<html>");
    let told = |more: &str| {
        portal.write("content/mihon/12.md", with_original("a.pdf", more));
        let run = portal.run(&["build"]);
        (run.code, run.err)
    };
    let (code, said) = told("");
    assert!(code == Some(1) && said.contains("ATT-04") && said.contains("塗りつぶしの下"), "{said}");
    let (code, said) = told(", reviewed: true");
    assert!(code == Some(1) && said.contains("date、by"), "{said}");
    let reviewed = ", reviewed: {date: 2026-03-20, by: 保険年金課}";
    let (code, said) = told(reviewed);
    assert!(code == Some(1) && said.contains("ATT-07") && !said.contains("ATT-04"), "{said}");
    let sha = said
        .split("sha256: ")
        .nth(1)
        .and_then(|rest| rest.get(..64))
        .expect("the hash is offered")
        .to_owned();
    let (code, said) = told(&format!("{reviewed}, sha256: {sha}"));
    assert_eq!(code, Some(0), "{said}");
    // Another file under the same name has not been reviewed.
    portal.write("content/mihon/attachments/a.pdf", pdf("BT ET", &[]));
    let (code, said) = told(&format!("{reviewed}, sha256: {sha}"));
    assert!(code == Some(1) && said.contains("ATT-02"), "{said}");
    portal.write("content/mihon/attachments/d.docx", b"\xd0\xcf\x11\xe0 a file with a password");
    for (name, id) in
        [("a.svg", "ATT-03"), ("b.pdf", "ATT-03"), ("c.pdf", "ATT-01"), ("d.docx", "パスワード")]
    {
        portal.write("content/mihon/12.md", with_original(name, ""));
        let run = portal.run(&["check"]);
        assert!(run.code == Some(1) && run.out.contains(id), "{name}: {}", run.out);
    }
}

#[test]
fn what_kohyo_cannot_inspect_stops_and_who_wrote_it_is_pointed_out() {
    let portal = Portal::new();
    let mut written = pdf("BT /F1 12 Tf 72 700 Td (a text) Tj ET", &["null", "<</Author(A Person)>>"]);
    portal.write("content/mihon/attachments/a.pdf", &written);
    portal.write("content/mihon/12.md", with_original("a.pdf", ""));
    let run = portal.run(&["check"]);
    assert!(run.code == Some(0) && run.out.contains("ATT-06") && !run.out.contains("ATT-05"), "{}", run.out);
    // A PDF of which nothing can be read.
    written.truncate(12);
    portal.write("content/mihon/attachments/a.pdf", &written);
    let run = portal.run(&["check"]);
    assert!(run.code == Some(1) && run.out.contains("ATT-05"), "{}", run.out);
}

#[test]
fn a_number_that_is_none_can_be_excepted() {
    let portal = Portal::new();
    with("被保険者の資格", &format!("整理番号は{NUMBER}である。資格"))(&portal);
    let check = portal.run(&["check"]);
    assert!(check.out.contains("content/mihon/12.md:30:6"), "{}", check.out);
    let allow = portal.run(&[
        "allow",
        "content/mihon/12.md:30:6",
        "--reason",
        "工事の整理番号",
        "--date",
        "2026-03-20",
    ]);
    assert_eq!(allow.code, Some(0), "{}", allow.err);
    let list = std::fs::read_to_string(portal.path("content/allow.toml")).expect("the list");
    assert!(list.contains("file = \"mihon/12.md\"") && !list.contains(NUMBER), "{list}");
    portal.build();
    // It holds there alone, never where it is called a 個人番号, and is reported when nothing needs it.
    portal.write("content/mihon/13.md", document("13", "乙").replace("被保険者の資格", NUMBER));
    assert_eq!(portal.run(&["build"]).code, Some(1));
    std::fs::remove_file(portal.path("content/mihon/13.md")).expect("a file");
    with("被保険者の資格", &format!("個人番号は{NUMBER}である。資格"))(&portal);
    let named = portal.run(&["build"]);
    assert!(named.code == Some(1) && named.err.contains("PRIV-01"), "{}", named.err);
    let refused = portal.run(&["allow", "content/mihon/12.md:30:6", "--reason", "例"]);
    assert!(refused.code == Some(1) && !refused.err.contains(NUMBER), "{}", refused.err);
    with("被保険者の資格", "資格")(&portal);
    assert!(portal.run(&["check"]).out.contains("ALLOW-02"));
    assert_eq!(portal.run(&["allow", "content/mihon/12.md:1:1", "--reason", "例"]).code, Some(1));
}

#[test]
fn names_of_former_managers_stay_in_the_document_or_are_masked() {
    let portal = Portal::new();
    let row = "| 〃 | Ⅰ 7. ②所属長 | 架空 花子 | 課長 架空 太郎 | 事後 | 人事異動 |\n";
    let text = format!("{}{row}", document("12", "甲"));
    portal.write("content/mihon/12.md", &text);
    let everywhere = |name: &str| {
        let holding = |path: &String| {
            let bytes = std::fs::read(portal.path(&format!("output/{path}"))).expect("a file");
            bytes.windows(name.len()).any(|window| window == name.as_bytes())
        };
        portal.output().into_keys().filter(holding).collect::<Vec<_>>()
    };
    portal.build();
    let check = portal.run(&["check"]);
    assert!(check.out.contains("PRIV-06") && !check.out.contains("花子"), "{}", check.out);
    let shown = everywhere("架空 花子");
    assert!(shown.contains(&"mihon/12/zenkomoku/index.html".to_owned()), "{shown:?}");
    assert!(
        shown.iter().all(|path| path.rsplit_once('.').is_some_and(|(_, kind)| kind == "html")),
        "{shown:?}"
    );
    let search = portal.run(&["search", "花子", "--format", "json"]);
    assert!(search.out.contains("\"total\":0") || search.out.contains("\"total\": 0"), "{}", search.out);
    let settings = std::fs::read_to_string(portal.path("content/portal.toml")).expect("a file");
    portal.write("content/portal.toml", format!("{settings}legacy_names = \"mask\"\n"));
    portal.build();
    assert_eq!((everywhere("花子"), everywhere("太郎")), (vec![], vec![]));
    let html = std::fs::read_to_string(portal.path("output/mihon/12/zenkomoku/index.html")).expect("a page");
    assert!(html.contains("課長 <span class=\"masked\" data-ui>(氏名は表示していません)</span>"), "{html}");
}

#[test]
fn other_numbers_pass() {
    let text = "電話 082-504-2112。第59、61、62、66、67、70条。法人番号 7000012050002。\nhttps://www.city.example.jp/0000000000/1118363629312/index.html";
    let portal = Portal::new();
    with("被保険者の資格を管理する。", text)(&portal);
    portal.build();
}

/// The parts of the number of which one ends a field and the other begins the next, and what calls the first one so.
const PARTS: [(&str, &str); 7] = [
    ("123456", "789018"),
    ("1234 5678", "9018"),
    ("1234-5678", "-9018"),
    ("1234", "5678 9018"),
    ("12345678", "9018"),
    ("個人番号 123456", "789018"),
    ("マイナンバー:12345", "6789018"),
];

/// A portal in which every field begins with the second part and ends in the first.
fn of_parts((first, second): (&str, &str)) -> Portal {
    let field = |words: &str| format!("{second}{words}{first}");
    let quoted = |words: &str| format!("\"{}\"", field(words));
    let portal = Portal::empty()
        .file(
            "content/portal.toml",
            &format!(
                "title = {}\nbase_url = \"https://portal.example.jp/\"\npublisher = \"official\"\nsample = true\ncontact = {}\ndescription = {}\nlicense = {}\n",
                quoted("みほん県"),
                quoted("窓口"),
                quoted("架空の県"),
                quoted("条件"),
            ),
        )
        .file(
            "content/mihon/municipality.md",
            &format!(
                "---\ncode: \"992011\"\nname: {}\nkana: みほんし\nprefecture: みほん県\nagencies: [{{slug: shicho, name: {}, primary: true}}]\n---\n\n{}\n",
                quoted("みほん市"),
                quoted("市長"),
                field("架空の市です"),
            ),
        );
    let attachment = format!("{}.txt", field("原本"));
    portal.write(&format!("content/mihon/attachments/{attachment}"), "甲\n");
    for (number, published) in [("12", "2026-03-24"), ("13", "2025-03-24")] {
        let more = format!(
            "published_as_written: {}\nagency_as_written: {}\nsummary: {}\nverified: {{date: 2025-03-20, by: {}}}\nsource: {{conversion: {}, file: \"attachments/{attachment}\"}}\ncompleteness:",
            quoted("の春"),
            quoted("市長殿"),
            quoted("要約"),
            quoted("課"),
            quoted("手入力"),
        );
        let blocks = format!(
            "# Ⅱ 特定個人情報ファイルの概要\n\n## 1. 特定個人情報ファイル名\n{}\n\n## 4. 特定個人情報ファイルの取扱いの委託\n\n### 委託事項1 {}\n\n#### ①委託内容\n{}\n\n#### ⑥委託先名\n{}\n\n### 委託事項2 {}\n\n#### ⑥委託先名\n{}\n\n# (別添3)",
            field("資格ファイル"),
            field("保守"),
            field("保守の作業"),
            field("株式会社架空"),
            field("印刷"),
            field("株式会社見本"),
        );
        let text = document(number, "甲")
            .replace("title: 甲", &format!("title: {}", quoted("甲")))
            .replace("agency: みほん市長", &format!("agency: {}", quoted("市長")))
            .replace("completeness:", &more)
            .replace("2026-03-24", published)
            .replace("name: 国民健康保険情報ファイル", &format!("name: {}", quoted("資格ファイル")))
            .replace("被保険者の資格を管理する。", &field("資格"))
            .replace("# (別添3)", &blocks);
        portal.write(&format!("content/mihon/{number}.md"), text);
    }
    portal
}

/// What stands in one field alone is no number; beside another on one page, in one file of data or in one name it would be,
/// were there nothing between that a number ends at. Where words call the first part so, whatever stands between is a part of
/// it for a reader, and `check` says at the field what a build would stop at.
#[test]
fn no_two_fields_make_a_number_together() {
    for parts @ (first, second) in PARTS {
        let portal = of_parts(parts);
        let (check, build) = (portal.run(&["check"]), portal.run(&["build"]));
        assert_eq!(build.code, check.code, "{first}|{second}: {}{}", check.out, build.err);
        let found = |said: &str| said.lines().filter(|line| line.contains("PRIV-0")).count();
        let named = !first.starts_with('1');
        assert_eq!(found(&check.out) > 0, named, "{first}|{second}: {}", check.out);
        assert_eq!(check.code, Some(i32::from(named)), "{first}|{second}: {}", check.out);
        assert!(!build.err.contains("output/"), "{first}|{second}: {}", build.err);
        for place in ["12.md:3:", "municipality.md:3:", "portal.toml:1:"] {
            assert_eq!(check.out.contains(place) && named, named, "{place} {first}|{second}: {}", check.out);
        }
    }
}

/// Entries of a list stand one below the other, wherever it is shown: what they make is said at the one in which it begins.
#[test]
fn entries_of_a_list_make_a_number_together() {
    let from = "files: [{id: kokuho, name: 国民健康保険情報ファイル}]";
    for (first, second) in [PARTS[1], PARTS[5]] {
        let files = format!(
            "files:\n  - {id}: kokuho, name: \"甲{first}\"}}\n  - {id}: taino, name: \"{second}乙\"}}",
            id = "{id"
        );
        refused("files", "12.md:12:24", with(from, &files));
    }
    let (first, second) = PARTS[3];
    let aliases = format!("aliases:\n  - \"old/{first}\"\n  - \"{second}/a\"\nfiles: []");
    refused("aliases", "12.md:12:5", with(from, &aliases));
    let (first, second) = PARTS[0];
    refused("agencies", "municipality.md:8:26", |portal| {
        let path = "content/mihon/municipality.md";
        let text = std::fs::read_to_string(portal.path(path)).expect("a file");
        let own = "{slug: shicho, name: みほん市長, primary: true}";
        let (a, b) = (format!("name: \"甲{first}\"}}"), format!("name: \"{second}乙\"}}"));
        let more = format!("agencies:\n  - {own}\n  - {{slug: kyoiku, {a}\n  - {{slug: nogyo, {b}");
        portal.write(path, text.replace(&format!("agencies: [{own}]"), &more));
    });
    // One digit to an entry.
    let entry = |(at, digit)| format!("  - {{id: file{at}, name: \"{digit}\"}}\n");
    let entries: Vec<String> = NUMBER.chars().enumerate().map(entry).collect();
    let entries = entries.concat();
    refused(
        "digits",
        "12.md:12:",
        with("files: [{id: kokuho, name: 国民健康保険情報ファイル}]\n", &format!("files:\n{entries}")),
    );
}

/// Between some fields nothing stands: みほん県みほん市.
#[test]
fn fields_that_touch_make_a_number_together() {
    for (first, second) in [PARTS[0], PARTS[3]] {
        let town = |from: &'static str, to: String, prefecture: String| {
            move |portal: &Portal| {
                let text =
                    std::fs::read_to_string(portal.path("content/mihon/municipality.md")).expect("a file");
                let text = text.replace("prefecture: みほん県", &format!("prefecture: \"{prefecture}\""));
                portal.write("content/mihon/municipality.md", text.replace(from, &to));
                let text = std::fs::read_to_string(portal.path("content/mihon/12.md")).expect("a file");
                let agency = if from.contains('長') {
                    format!("agency: \"{second}市長\"")
                } else {
                    "agency: みほん市長".to_owned()
                };
                portal.write("content/mihon/12.md", text.replace("agency: みほん市長", &agency));
            }
        };
        let prefecture = || format!("みほん県{first}");
        refused(
            "name",
            "municipality.md:5:1",
            town("name: みほん市\n", format!("name: \"{second}市\"\n"), prefecture()),
        );
        refused(
            "agency",
            "municipality.md:5:1",
            town("name: みほん市長,", format!("name: \"{second}市長\","), prefecture()),
        );
    }
    refused("number and title", "12.md:2:1", |portal| {
        portal.write("content/mihon/12.md", document("1234", "5678 9018 甲"));
    });
}
