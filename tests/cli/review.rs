//! The review of imported evaluations over HTTP: who may ask, and what becomes of the files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::files::zip;
use super::portal::{Portal, tree};
use super::serve::Server;

/// A portal into which a PDF was imported, and the name of the document.
fn imported() -> (Portal, String) {
    imported_from("originals/7.pdf", |pdf| pdf)
}

/// The same, from a file that is made of the PDF.
fn imported_from(file: &str, made: impl Fn(Vec<u8>) -> Vec<u8>) -> (Portal, String) {
    let portal = Portal::empty();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/originals/fixtures/kiso-hozon.pdf");
    portal.write(file, made(fs::read(fixture).expect("a fixture")));
    let run = portal.run(&["import", file, "--into", "content/mihon", "--agency", "みほん市長"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let file = fs::read_dir(portal.path("content/mihon"))
        .expect("a folder")
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .find(|name| name != "municipality")
        .expect("a document");
    (portal, file)
}

#[test]
fn check_says_where_an_item_stands_in_the_original() {
    let (portal, name) = imported();
    let path = format!("content/mihon/{name}.md");
    let text = fs::read_to_string(portal.path(&path)).expect("the document");
    portal.write(&path, text.replacen("- [x]", "- [?]", 1));
    let out = portal.run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out.out).expect("JSON alone");
    let found = report["findings"].as_array().expect("a list").iter();
    let mark = found.clone().find(|finding| finding["id"] == "MARK-01").expect("an open mark");
    assert_eq!(mark["original"]["file"], "7.pdf", "{mark}");
    assert!(mark["original"]["pages"][0].as_u64() > Some(1), "{mark}");
    assert!(mark["original"]["item"].as_str().is_some_and(|item| item.contains(" > ")), "{mark}");
    let page = mark["original"]["place"].as_str().expect("a place");
    let human = portal.run(&["check"]);
    assert!(human.out.contains(&format!("  = 原本: 7.pdf {page} — ")), "{}", human.out);
}

/// The value of a hidden field of a page.
fn field(page: &str, name: &str) -> String {
    let from = page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    page[from..].split('"').nth(3).expect("a value").to_owned()
}

struct Review {
    portal: Portal,
    server: Server,
    here: String,
    document: String,
}

impl Review {
    fn new() -> Self {
        let (portal, name) = imported();
        let server = Server::start(&portal);
        Self {
            portal,
            server,
            here: format!("/review/mihon/{name}/"),
            document: format!("content/mihon/{name}.md"),
        }
    }

    fn text(&self) -> String {
        fs::read_to_string(self.portal.path(&self.document)).expect("the document")
    }

    fn content(&self) -> BTreeMap<String, String> {
        tree(&self.portal.path("content"))
    }

    /// An item with an open mark, made by hand: its place in the review, and the line of its first box.
    fn lost(&self) -> (usize, usize) {
        let text = self.text();
        let line = text.lines().position(|line| line.starts_with("- [x] ")).expect("a box");
        let made: Vec<String> = text
            .lines()
            .enumerate()
            .map(|(at, own)| if at == line { own.replacen("[x]", "[?]", 1) } else { own.to_owned() })
            .collect();
        self.portal.write(&self.document, made.join("\n") + "\n");
        let at = text.lines().take(line).filter(|own| own.starts_with('#')).count();
        // Remarks of the front matter begin like headings.
        let remarks = text
            .split("\n---\n")
            .next()
            .expect("a front matter")
            .lines()
            .filter(|own| own.starts_with("# "))
            .count();
        (at - remarks, line + 1)
    }

    fn form(&self, more: &str) -> String {
        let (status, page) = self.server.ask("GET", &format!("{}?at=0", self.here), &[], "");
        assert_eq!(status, 200, "{page}");
        format!("token={}&seen={}&{more}", field(&page, "token"), field(&page, "seen"))
    }

    /// Expects a request to be refused with nothing written.
    fn refused(&self, status: u16, path: &str, headers: &[(&str, &str)], body: &str, said: &str) {
        let before = self.content();
        let method = if body.is_empty() { "GET" } else { "POST" };
        let (own, answer) = self.server.ask(method, path, headers, body);
        assert_eq!(own, status, "{path} {headers:?} {body}: {answer}");
        assert!(answer.contains(said), "{path} {headers:?} {body}: {answer}");
        assert_eq!(self.content(), before, "{path} {headers:?} {body}");
    }
}

#[test]
fn a_review_is_listed_read_and_written() {
    let review = Review::new();
    let (status, list) = review.server.ask("GET", "/review/", &[], "");
    assert!(status == 200 && list.contains(&review.here), "{list}");
    assert!(list.contains("frame-ancestors 'none'") && list.contains("no-store"), "{list}");
    let (at, line) = review.lost();
    let (status, page) = review.server.ask("GET", &format!("{}?at={at}", review.here), &[], "");
    assert!(status == 200 && page.contains(&format!("value=\"{line}:x\"")), "{page}");
    let picture =
        page.split("src=\"/review/").nth(1).and_then(|rest| rest.split('"').next()).expect("a picture");
    let (status, picture) = review.server.ask("GET", &format!("/review/{picture}"), &[], "");
    assert!(status == 200 && picture.contains("image/png"), "no picture");
    let before = review.text();
    let form = review.form(&format!("at={at}&box={line}%3Ax"));
    let (status, answer) = review.server.ask("POST", &review.here, &[], &form);
    assert!(
        status == 303
            && answer.to_lowercase().contains(&format!("location: {}?at={at}&said=marked", review.here)),
        "{answer}"
    );
    let changed: Vec<(&str, &str)> =
        before.lines().zip(review.text().leak().lines()).filter(|(a, b)| a != b).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!(changed[0].0.replacen("[?]", "[x]", 1), changed[0].1);
    assert_eq!(before.len(), review.text().len());
    // The site has none of it.
    let verified = review.text().replacen("\n---\n", "\nverified: {date: 2026-03-20, by: 課}\n---\n", 1);
    let verified = verified.replace("- [?] ", "- [ ] ");
    review.portal.write(&review.document, verified);
    let run = review.portal.run(&["build", "--output", "out"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(
        !tree(&review.portal.path("out"))
            .keys()
            .any(|path| path.contains("review") || path.contains(".import"))
    );
}

#[test]
fn an_original_in_an_archive_is_shown_from_there() {
    let packed = |pdf: Vec<u8>| zip(&[("令和8年/7.pdf", pdf.as_slice())]);
    let (portal, name) = imported_from("originals/all.zip", packed);
    let sidecar = fs::read_to_string(portal.path(&format!("content/mihon/.import/{name}.places.json")));
    let sidecar = sidecar.expect("the sidecar");
    assert!(sidecar.contains(r#""path":"../../originals/all.zip","within":"令和8年/7.pdf""#), "{sidecar}");
    let server = Server::start(&portal);
    let page = format!("/review/mihon/{name}/page/0/1");
    let (status, picture) = server.ask("GET", &page, &[], "");
    assert!(status == 200 && picture.contains("image/png"), "{status}");
    // Another file of that name in the archive is not what was imported.
    portal.write("originals/all.zip", zip(&[("令和8年/7.pdf", b"%PDF-1.7".as_slice())]));
    let (status, _) = server.ask("GET", &page, &[], "");
    assert_eq!(status, 404);
}

#[test]
fn nobody_else_may_write() {
    let review = Review::new();
    let (at, line) = review.lost();
    let act = format!("at={at}&box={line}%3Ax");
    let form = review.form(&act);
    let (here, port) = (review.here.as_str(), review.server.port());
    let old = "この画面は古くなっています";
    review.refused(403, here, &[], &act, old);
    review.refused(403, here, &[], &form.replace("token=", "token=0"), old);
    let origin = "ほかのサイトからの操作";
    review.refused(403, here, &[("Origin", "http://example.jp")], &form, origin);
    review.refused(403, here, &[("Origin", "null")], &form, origin);
    review.refused(403, here, &[("Origin", &format!("http://localhost:{port}"))], &form, origin);
    review.refused(
        403,
        here,
        &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")],
        &form,
        origin,
    );
    for host in ["example.jp", &format!("example.jp:{port}"), &format!("127.0.0.1.example.jp:{port}")] {
        review.refused(403, here, &[("Host", host)], &form, "このアドレスからは使えません");
        review.refused(403, "/review/", &[("Host", host)], "", "このアドレスからは使えません");
        let (_, page) = review.server.ask("GET", &format!("{here}?at={at}"), &[("Host", host)], "");
        assert!(!page.contains("name=\"token\""), "{page}");
    }
    review.refused(413, here, &[], &format!("{form}&x={}", "x".repeat(20_000)), "");
    let own = format!("http://127.0.0.1:{port}");
    let (status, answer) =
        review.server.ask("POST", here, &[("Origin", &own), ("Sec-Fetch-Site", "same-origin")], &form);
    assert_eq!(status, 303, "{answer}");
}

#[test]
fn a_file_that_changed_meanwhile_is_left_alone() {
    let review = Review::new();
    let (at, line) = review.lost();
    let form = review.form(&format!("at={at}&box={line}%3Ax"));
    review.portal.write(&review.document, review.text().replacen("title: ", "title: 新", 1));
    review.refused(409, &review.here, &[], &form, "この画面を開いた後に変わっています");
}

#[test]
fn addresses_lead_nowhere_else() {
    let review = Review::new();
    for path in [
        "/review/mihon/..%2f..%2fportal/",
        "/review/..%2fcontent%2fmihon/x/",
        "/review/%2e%2e/%2e%2e/",
        "/review/mihon/municipality/",
        "/review/mihon/.import/",
        "/review/mihon/x%00/",
        &format!("{}page/7/1", review.here),
        &format!("{}page/0/9999", review.here),
    ] {
        let (status, answer) = review.server.ask("GET", path, &[], "");
        assert_eq!(status, 404, "{path}: {answer}");
    }
    let (status, _) = review.server.ask("GET", &format!("{}page/0/-1", review.here), &[], "");
    assert_eq!(status, 400);
}

#[test]
fn a_server_that_others_can_reach_has_no_review() {
    let (portal, name) = imported();
    let server = Server::at(&portal, "0.0.0.0:0");
    for path in ["/review/", &format!("/review/mihon/{name}/"), &format!("/review/mihon/{name}/page/0/1")] {
        let (status, answer) = server.ask("GET", path, &[], "");
        assert!(status == 403 && answer.contains("このコンピューターの中からだけ"), "{path}: {answer}");
    }
    assert_ne!(server.ask("GET", "/", &[], "").0, 403);
}
