//! The development server: shows, notices, reloads, and says what is wrong.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::portal::{Portal, document, tree};

/// A running server.
pub(crate) struct Server {
    child: Child,
    addr: String,
    log: Option<PathBuf>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub(crate) fn start(portal: &Portal) -> Self {
        Self::at(portal, "127.0.0.1:0")
    }

    /// One that listens elsewhere.
    pub(crate) fn at(portal: &Portal, addr: &str) -> Self {
        Self::run(portal.command(&["serve", "--addr", addr]), None)
    }

    /// One that says all it can.
    pub(crate) fn verbose(portal: &Portal) -> Self {
        Self::run(portal.command(&["serve", "-v", "--addr", "127.0.0.1:0"]), Some(portal.path("serve.log")))
    }

    fn run(mut command: Command, log: Option<PathBuf>) -> Self {
        let stderr = match &log {
            Some(log) => File::create(log).expect("a file").into(),
            None => Stdio::null(),
        };
        let mut child = command.stdout(Stdio::piped()).stderr(stderr).spawn().expect("kohyo starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let addr = line
            .strip_prefix("http://")
            .and_then(|rest| rest.split('/').next())
            .expect("an address")
            .to_owned();
        Self { child, addr, log }
    }

    /// Ends it. What it has said.
    pub(crate) fn end(mut self) -> String {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.log.as_ref().map(|log| std::fs::read_to_string(log).expect("a log")).unwrap_or_default()
    }

    fn connect(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.addr).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.addr)
            .expect("a request");
        stream
    }

    /// Status and everything that follows.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        let mut answer = Vec::new();
        self.connect(path).read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        (status, answer)
    }

    /// Status and everything that follows, of any request. A header `Host` takes the place of the right one.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> (u16, String) {
        let port = self.port();
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a time limit");
        let (host, length) = (format!("127.0.0.1:{port}"), body.len().to_string());
        let mut all = vec![("Connection", "close")];
        if !headers.iter().any(|(name, _)| *name == "Host") {
            all.push(("Host", &host));
        }
        all.extend(headers);
        if !body.is_empty() {
            all.extend([("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", &length)]);
        }
        let head: Vec<String> = all.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("{method} {path} HTTP/1.1\r\n{}", head.concat());
        write!(stream, "{head}\r\n{body}").expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        (status, answer)
    }

    pub(crate) fn port(&self) -> u16 {
        self.addr.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port")
    }

    /// What it tells of the site.
    pub(crate) fn events(&self) -> Events {
        self.events_of("")
    }

    /// What it tells of a page.
    fn events_of(&self, page: &str) -> Events {
        Events(BufReader::new(self.connect(&format!("/__kohyo/events?page={page}"))))
    }
}

/// What the server tells the browser.
pub(crate) struct Events(BufReader<TcpStream>);

impl Events {
    /// Waits for a state that fits.
    pub(crate) fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        for line in (&mut self.0).lines() {
            let line = line.expect("a state before the time is over");
            let Some(data) = line.strip_prefix("data: ") else { continue };
            let state: Value = serde_json::from_str(data).expect("JSON");
            if fits(&state) {
                return state;
            }
        }
        panic!("the server went away");
    }
}

#[test]
fn edits_appear_and_mistakes_are_shown_beside_the_last_good_site() {
    let portal = Portal::new();
    let server = Server::start(&portal);
    let (status, home) = server.get("/");
    assert_eq!(status, 200);
    assert!(
        home.contains("text/html; charset=utf-8") && home.contains("/__kohyo/live.js?generation=1"),
        "{home}"
    );
    assert!(server.get("/__kohyo/live.js").1.contains("EventSource"));
    let page = "/mihon/12/zenkomoku/";
    assert!(server.get(page).1.contains("国民健康保険"));
    assert_eq!(server.get("/mihon/12").0, 307, "relative links need the slash");
    assert_eq!(server.get("/nowhere").0, 404);
    assert_eq!(server.get("/%2e%2e/%2e%2e/content/portal.toml").0, 404);
    assert!(!portal.path("output").exists(), "what is published is not touched");

    let mut events = server.events();
    events.until(|state| state["generation"] == 1 && state["problems"].is_null());
    portal.write("content/mihon/12.md", document("12", "介護保険に関する事務"));
    let now = events.until(|state| state["generation"] != 1)["generation"].clone();
    assert!(server.get(page).1.contains("介護保険"));

    portal.write(
        "content/mihon/12.md",
        document("12", "介護保険に関する事務").replace("published:", "pubished:"),
    );
    let broken = events.until(|state| !state["problems"].is_null());
    assert_eq!(broken["generation"], now);
    let items = broken["problems"]["items"].as_array().expect("a list");
    let item = items.iter().find(|item| item["head"] == "エラー META-05").expect("the finding");
    assert_eq!(item["place"], "content/mihon/12.md:7:1");
    assert_eq!(item["line"][1], "pubished");
    assert!(item["help"].as_str().expect("a text").contains("published"));
    assert!(server.get(page).1.contains("介護保険"), "the last good site stays");

    portal.write("content/mihon/12.md", document("12", "後期高齢者医療に関する事務"));
    events.until(|state| state["problems"].is_null() && state["generation"] != now);
    assert!(server.get(page).1.contains("後期高齢者医療"));
    // The index follows when nobody saves for a moment: 後期高齢者.
    let question = "/api/search?q=%E5%BE%8C%E6%9C%9F%E9%AB%98%E9%BD%A2%E8%80%85";
    let follows = (0..300).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        let (status, answer) = server.get(question);
        status == 200 && answer.contains("後期高齢者") && !answer.contains("\"total\":0")
    });
    assert!(follows, "{}", server.get(question).1);
}

#[test]
fn a_page_is_shown_again_where_it_has_changed() {
    let portal = Portal::new();
    let server = Server::start(&portal);
    let [page, home, search] = ["/mihon/12/zenkomoku/", "/", "/search/"];
    let mut site = server.events();
    let mut all = [page, home, search].map(|path| server.events_of(path));
    for events in &mut all {
        events.until(|state| state["generation"] == 1);
    }
    portal.write("content/mihon/12.md", document("12", "介護保険に関する事務"));
    let whole = site.until(|state| state["generation"] != 1)["generation"].clone();
    let [own, lists, other] = &mut all;
    let first = own.until(|state| state["generation"] != 1)["generation"].clone();
    assert!(first.as_u64() < whole.as_u64(), "its own page does not wait for the lists: {first}, {whole}");
    assert!(server.get(page).1.contains(&format!("generation={first}\"")), "and is what it is from then on");
    assert_eq!(lists.until(|state| state["generation"] != 1)["generation"], whole);
    // What says the same as before stays.
    assert!(server.get(search).1.contains("generation=1\""));
    assert_eq!(
        other.until(|_| true)["generation"],
        1,
        "told of the new site, and that this is the same page"
    );
}

#[test]
fn the_site_of_many_edits_is_that_of_one_build() {
    let portal = Portal::new().file("content/mihon/4.md", &document("4", "住民基本台帳に関する事務"));
    let server = Server::start(&portal);
    let mut site = server.events();
    let mut last = site.until(|state| state["generation"] == 1)["generation"].clone();
    let mut edited = || last = site.until(|state| state["generation"] != last)["generation"].clone();
    portal.write("content/mihon/12.md", document("12", "介護保険に関する事務"));
    edited();
    portal.write("content/mihon/7.md", document("7", "予防接種に関する事務"));
    edited();
    std::fs::remove_file(portal.path("content/mihon/4.md")).expect("a file");
    edited();
    // As many bytes as before.
    portal.write("content/mihon/12.md", document("12", "児童手当に関する事務"));
    edited();
    let title = std::fs::read_to_string(portal.path("content/portal.toml")).expect("a file");
    portal.write("content/portal.toml", title.replace("評価書ポータル", "評価書の一覧"));
    edited();
    let address = format!("http://{}/", server.addr);
    assert_eq!(portal.run(&["build", "-q", "--base-url", &address]).code, Some(0));
    let (shown, built) =
        (portal.path(&format!(".kohyo/serve-{}/site", server.port())), tree(&portal.path("output")));
    // The index follows when nobody saves for a moment.
    let same = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        tree(&shown) == built
    });
    let different: Vec<_> = tree(&shown)
        .into_iter()
        .filter(|(path, text)| built.get(path) != Some(text))
        .map(|(path, _)| path)
        .collect();
    assert!(same, "{different:?}");
}

#[test]
fn a_portal_that_is_broken_from_the_beginning_says_so() {
    let portal = Portal::empty().file("content/mihon/12.md", "x");
    let server = Server::start(&portal);
    let (status, page) = server.get("/");
    assert_eq!(status, 503);
    assert!(page.contains("META-02") && page.contains("content/mihon/12.md:1:1"), "{page}");
    let mut events = server.events();
    portal.write("content/mihon/12.md", document("12", "甲の事務"));
    events.until(|state| state["generation"] == 1);
    assert_eq!(server.get("/").0, 200);
}

#[test]
fn a_port_in_use_is_said_plainly() {
    let portal = Portal::new();
    let held = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let addr = held.local_addr().expect("an address").to_string();
    let run = portal.run(&["serve", "--addr", &addr]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("ほかのプログラムが使っています") && run.err.contains("--addr"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn it_ends_when_asked_to() {
    let portal = Portal::new();
    let mut server = Server::start(&portal);
    // A connection alone proves nothing: the system accepts it before the server runs. An open stream of
    // events, on the other hand, must not keep the server from ending.
    let mut open = server.events();
    open.until(|_| true);
    let pid = server.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().expect("kill").success());
    assert_eq!(server.child.wait().expect("it ends").code(), Some(0));
    assert_eq!(std::fs::read_dir(portal.path(".kohyo")).expect("a folder").count(), 0, "nothing is left");
}
