//! Whole folders, most of them broken: what kohyo reads, and what it says in both languages.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use proptest::prelude::*;

use super::{Completeness, Content, Kind, Occasion, Status, read, read_document};
use crate::finding::{Counts, Finding, Lang, human};
use crate::text::source::Source;

const PORTAL: &str = "title = \"見本\"\npublisher = \"official\"\nsample = true\n";

const MUNICIPALITY: &str = "---
code: \"992011\"
name: みほん市
prefecture: みほん県
agencies:
  - {slug: mayor, name: みほん市長, primary: true}
  - {slug: board, name: みほん市教育委員会}
---
# みほん市
";

const DOCUMENT: &str = "---
number: \"12\"
title: 国民健康保険に関する事務
kind: zenkomoku
agency: みほん市長
status: published
published: 2026-03-24
form: \"令和7年5月 様式4\"
---
# 表紙
";

/// Reads a folder with the given files; a file of the usual portal is replaced by one of the same path.
fn read_files(files: &[(&str, &[u8])]) -> (Option<Content>, Vec<Finding>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let usual: [(&str, &[u8]); 2] =
        [("portal.toml", PORTAL.as_bytes()), ("mihon/municipality.md", MUNICIPALITY.as_bytes())];
    for (path, bytes) in usual.iter().chain(files) {
        let path = folder.path().join("content").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        fs::write(path, bytes).expect("written");
    }
    read(&folder.path().join("content"))
}

/// What the terminal shows, in both languages, with the temporary folder taken out of the paths.
fn report(files: &[(&str, &[u8])]) -> String {
    let (_, mut findings) = read_files(files);
    crate::privacy::redact(&mut findings, |_| false);
    let mut out = String::new();
    for lang in [Lang::Ja, Lang::En] {
        out += &human::render(&findings, lang, false);
        out += &human::summary(Counts::of(&findings), lang);
        out.push('\n');
        if lang == Lang::Ja {
            out += "\n----\n\n";
        }
    }
    let root = findings.first().and_then(|finding| {
        let path = finding.place.source.path();
        path.find("/content/").map(|at| path[..=at].to_owned())
    });
    root.map_or(out.clone(), |root| out.replace(&root, ""))
}

/// The usual document with one line replaced by others.
fn with_line(key: &str, lines: &str) -> String {
    let replaced: Vec<&str> =
        DOCUMENT.lines().map(|line| if line.split(':').next() == Some(key) { lines } else { line }).collect();
    replaced.join("\n") + "\n"
}

macro_rules! broken {
    ($($name:ident: $files:expr;)+) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(report(&$files));
            }
        )+
    };
}

broken! {
    shift_jis: [("mihon/12.md", encoding_rs::SHIFT_JIS.encode(DOCUMENT).0.as_ref())];
    unclosed_front_matter: [("mihon/12.md", DOCUMENT.replacen("---\n# 表紙", "\n# 表紙", 1).as_bytes())];
    no_front_matter: [("mihon/12.md", b"# \xE8\xA1\xA8\xE7\xB4\x99\n".as_slice())];
    unknown_key: [("mihon/12.md", with_line("published", "pubished: 2026-03-24").as_bytes())];
    missing_status: [("mihon/4.md", with_line("status", "# status").as_bytes())];
    impossible_date: [("mihon/12.md", with_line("published", "published: 令和7年2月30日").as_bytes())];
    number_unquoted: [("mihon/12.md", with_line("number", "number: 012").as_bytes())];
    number_invalid: [("mihon/12.md", with_line("number", "number: 第１２号").as_bytes())];
    duplicate_identity: [("mihon/12-a.md", DOCUMENT.as_bytes()), ("mihon/12-b.md", DOCUMENT.as_bytes())];
    wrong_kind: [("mihon/12.md", with_line("kind", "kind: zenkoumoku").as_bytes())];
    tab_and_indentation: [(
        "mihon/12.md",
        with_line(
            "form",
            "files:
\t- id: kokuho
revision: 1
  summary: 国民健康保険
verified:
  date: 2026-03-20
    by: 保険年金課
occasion: 更新",
        )
        .as_bytes(),
    )];
    colons: [(
        "mihon/12.md",
        with_line("title", "title：国民健康保険に関する事務").replace("kind: ", "kind:").as_bytes(),
    )];
    signs_in_values: [(
        "mihon/12.md",
        with_line("title", "title: 事務: 国民健康保険\nsummary: *要約*\nagency_as_written: \"みほん市長").as_bytes(),
    )];
    unknown_agency: [("mihon/12.md", with_line("agency", "agency: みほん市町").as_bytes())];
    repeated_key: [("mihon/12.md", with_line("title", "title: 一つ目\ntitle: 二つ目").as_bytes())];
    reserved_slug: [("search/municipality.md", MUNICIPALITY.replace("992011", "993018").as_bytes())];
    wrong_code: [("mihon/municipality.md", MUNICIPALITY.replace("992011", "992012").as_bytes())];
    sample_code: [("portal.toml", b"title = \"x\"\npublisher = \"official\"\n".as_slice())];
    form_in_brackets: [("mihon/12.md", with_line("form", "form: [令和7年5月 様式4]").as_bytes())];
    dates_of_states: [
        ("mihon/1.md", with_line("published", "").as_bytes()),
        (
            "mihon/3.md",
            with_line("status", "status: consultation\nconsultation: {from: 2026-02-10, to: 2026-02-09, }")
                .as_bytes(),
        ),
        ("mihon/4.md", with_line("status", "status: consultation\nconsultation:\n  from: 2026-02-10").as_bytes()),
        ("mihon/5.md", with_line("status", "status: 事務終了").as_bytes()),
    ];
    nested_values: [(
        "mihon/12.md",
        with_line(
            "form",
            "files: [{id: t2, name: 滞納}, {id: kokuho, name: 国保}, {id: kokuho}]
source: {file: ../12.pdf, url: example.jp, sha256: abc, pages: 0}
verified: {date: R8.3, by: }
published_as_written: 平成38年3月24日
in_force_with: 平成37年12月9日",
        )
        .as_bytes(),
    )];
    a_number_is_never_shown: [("mihon/12.md", with_line("kind", "kind: 1234 5678 9012").as_bytes())];
    strange_things: [
        ("12.md", DOCUMENT.as_bytes()),
        ("mihon/12.docx", b"PK".as_slice()),
        ("mihon/attachments/12.pdf", b"%PDF".as_slice()),
        ("mihon/.hidden.md", b"x".as_slice()),
        ("mihon/13.md", b"%PDF-1.7".as_slice()),
        ("tameshi/12.md", DOCUMENT.as_bytes()),
        ("Tameshi-cho/municipality.md", MUNICIPALITY.as_bytes()),
    ];
}

#[test]
fn no_portal_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (content, findings) = read(folder.path());
    assert!(content.is_none());
    assert_eq!(findings.iter().map(|f| f.id).collect::<Vec<_>>(), ["LAYOUT-01"]);
    let (content, findings) = read(&folder.path().join("missing"));
    assert!(content.is_none() && !findings.is_empty());
}

#[test]
fn a_sound_folder_is_read_whole() {
    let full = "\u{FEFF}---\r
number: \"12\"\r
title: 国民健康保険に関する事務\r
kind: zenkomoku\r
agency: みほん市教育委員会\r
agency_as_written: みほん県みほん市教育委員会\r
status: published            # preparing | consultation | published | ended\r
published: 令和8年3月24日\r
revision: 2\r
occasion: 修正\r
last_assessed: 2023-11-01\r
form: \"令和7年5月 様式4\"\r
completeness: pages-missing\r
in_force_with: 2025-12-09\r
consultation: {from: 2026-01-10, to: 2026-02-09, contact: 保険年金課}\r
files: [{id: kokuho, name: 国民健康保険情報ファイル}, {id: taino, name: 滞納情報ファイル}]\r
summary: >\r
  国民健康保険の資格・賦課・給付・収納の事務で\r
  個人番号を使います。\r
source: {file: attachments/12.pdf, pages: 74, conversion: ocr}\r
verified:\r
  date: 2026-03-20\r
  by: 保険年金課\r
---\r
# 表紙\r\n";
    let (content, findings) =
        read_files(&[("mihon/b/12.md", full.as_bytes()), ("mihon/a.md", DOCUMENT.as_bytes())]);
    assert!(findings.is_empty(), "{findings:?}");
    let content = content.expect("usable");
    assert_eq!(content.municipalities.len(), 1);
    let [first, second] = content.documents.as_slice() else { panic!("two documents") };
    assert!(first.path.ends_with(Path::new("mihon/a.md")));
    assert_eq!(first.meta.completeness, Completeness::Whole);
    let meta = &second.meta;
    assert_eq!(
        (meta.kind, meta.status, meta.occasion),
        (Kind::Zenkomoku, Status::Published, Some(Occasion::Shusei))
    );
    assert_eq!((meta.published, meta.revision), (Some(date(2026, 3, 24)), 2));
    assert_eq!(meta.files.len(), 2);
    assert_eq!(meta.verified.as_ref().map(|v| v.by.as_str()), Some("保険年金課"));
    assert_eq!(content.agency_of(second).slug, "board");
    assert_eq!(content.municipality_of(second).slug, "mihon");
    assert_eq!(second.source.slice(second.body), "# 表紙\n");
    assert_eq!(second.keys.get("consultation.from").map(|s| second.source.slice(*s)), Some("from"));
    assert_eq!(second.keys.get("title").map(|s| second.source.position(s.start).line), Some(3));
}

#[test]
fn documents_without_an_agency_take_the_default_one() {
    let municipality = MUNICIPALITY.replace("agencies:", "default_agency: board\nagencies:");
    let (content, findings) = read_files(&[
        ("mihon/municipality.md", municipality.as_bytes()),
        ("mihon/12.md", with_line("agency", "").as_bytes()),
    ]);
    assert!(findings.is_empty(), "{findings:?}");
    let content = content.expect("usable");
    assert_eq!(content.documents[0].meta.agency, "みほん市教育委員会");
}

/// The day of publication stands on the cover, which an excerpt may not have; two such excerpts are the same document.
#[test]
fn an_excerpt_may_not_know_its_day() {
    let excerpt = DOCUMENT.replace("published: 2026-03-24", "completeness: excerpt");
    let (content, findings) = read_files(&[("mihon/12.md", excerpt.as_bytes())]);
    assert!(findings.iter().all(|f| f.id != "META-04"), "{findings:?}");
    assert_eq!(content.expect("readable").documents.len(), 1);
    let (_, findings) =
        read_files(&[("mihon/12.md", excerpt.as_bytes()), ("mihon/13.md", excerpt.as_bytes())]);
    assert_eq!(findings.iter().filter(|f| f.id == "ID-01").count(), 1, "{findings:?}");
    let whole = DOCUMENT.replace("published: 2026-03-24\n", "");
    let (_, findings) = read_files(&[("mihon/12.md", whole.as_bytes())]);
    assert!(findings.iter().any(|f| f.id == "META-04"), "{findings:?}");
}

#[test]
fn faults_do_not_hide_each_other() {
    let text =
        "---\nnumber: x\ntitle：y\nkind: 全項目\nstatus: published\npublished: 2026-02-30\nfoo: 1\n---\n";
    let (read, findings) = read_document(&Arc::new(Source::new("a.md", text)));
    assert!(read.is_none());
    let mut ids: Vec<_> = findings.iter().map(|f| (f.place.position().line, f.id)).collect();
    ids.sort_unstable();
    assert_eq!(
        ids,
        [(2, "META-07"), (3, "META-09"), (4, "META-07"), (6, "DATE-07"), (7, "META-05")],
        "{findings:?}"
    );
}

/// Lines that look like front matter, right and wrong.
fn front_matter_like() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "(number|title|kind|agency|status|published|files|source|consultation|summary|x)(: |:|：|:　)[\\PC]{0,12}",
        "[ \t　]{0,3}- \\{?id: [a-z0-9\"\\[\\]{}&*!|>%@`'#:, -]{0,12}",
        "[a-z\"'\\[\\]{}&*!|>%@`#:,? -]{0,10}",
        Just("---".to_owned()),
        Just("...".to_owned()),
    ];
    proptest::collection::vec(line, 0..12).prop_map(|lines| format!("---\n{}", lines.join("\n")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in any::<String>(), like in front_matter_like()) {
        for text in [text, like] {
            let source = Arc::new(Source::new("a.md", text));
            let (_, findings) = read_document(&source);
            for finding in &findings {
                let span = finding.place.span.unwrap_or_default();
                prop_assert!(span.start <= span.end && span.end <= source.text().len(), "{:?}", finding);
                human::render_one(finding, Lang::Ja, true);
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(source) = super::decode(&bytes, "a.md") {
            let source = Arc::new(source);
            let _ = (read_document(&source), super::read_portal(&source), super::read_municipality(&source));
        }
    }

    #[test]
    fn what_is_missing_is_said(key in prop::sample::select(vec!["number", "title", "kind", "status"])) {
        let text = with_line(key, "");
        let (read, findings) = read_document(&Arc::new(Source::new("a.md", text)));
        prop_assert!(read.is_none());
        prop_assert_eq!(findings.len(), 1);
        prop_assert!(findings[0].message.ja.contains(key));
    }
}
