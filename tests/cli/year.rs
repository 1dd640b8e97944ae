//! A publisher's year through the command line: draft, preview, consultation, publication, the next version with proposed
//! rows, a correction, a version of a day to come, the end of the task, an address that is taken down. After each step:
//! which files of the content and which pages came, changed or went, which addresses were recorded, what was said.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use super::portal::{Portal, tree};
use super::serve::Server;

const DRAFT: &str = "content/mihon/5-kiso-draft.md";
const FIRST: &str = "content/mihon/5-kiso-2026-03-24.md";
const SECOND: &str = "content/mihon/5-kiso-2027-04-01.md";
const CORRECTED: &str = "content/mihon/5-kiso-2027-04-01-2.md";
const THIRD: &str = "content/mihon/5-kiso-2028-04-01.md";

struct Year {
    portal: Portal,
    story: String,
    content: BTreeMap<String, String>,
    pages: BTreeMap<String, String>,
    record: Vec<String>,
    news: Vec<String>,
}

impl Year {
    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.portal.path(path)).expect("a text")
    }

    /// Writes a text with some stretches replaced, each of which is there.
    fn edit(&self, from: &str, to: &str, changes: &[(&str, &str)]) {
        let mut text = self.read(from);
        for (old, new) in changes {
            assert!(text.contains(old), "{old}: {text}");
            text = text.replacen(old, new, 1);
        }
        self.portal.write(to, text);
    }

    fn run(&mut self, code: i32, args: &[&str]) {
        let run = self.portal.run(args);
        assert_eq!(run.code, Some(code), "{args:?}: {}{}", run.out, run.err);
        let _ = writeln!(self.story, "$ kohyo {}", args.join(" "));
        for line in run.out.lines().chain(run.err.lines()).take(4) {
            // Sizes and times are no part of the story.
            let line = line.split("ページ(").next().unwrap_or_default();
            let _ = writeln!(self.story, "  {}", line.chars().take(100).collect::<String>());
        }
    }

    /// Says what has changed since the step before.
    fn step(&mut self, title: &str) {
        let _ = writeln!(self.story, "= {title}");
        let content = tree(&self.portal.path("content"));
        let content = content.into_iter().filter(|(path, _)| !path.contains("/.import/")).collect();
        told(&mut self.story, "content", &self.content, &content);
        self.content = content;
        let pages = tree(&self.portal.path("output")).into_iter();
        let pages = pages.filter(|(path, _)| path.starts_with("mihon/")).collect();
        told(&mut self.story, "pages", &self.pages, &pages);
        self.pages = pages;
        let text = fs::read_to_string(self.portal.path(".kohyo/published.json")).unwrap_or_default();
        let record: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let addresses = record["addresses"].as_array().cloned().unwrap_or_default();
        let record: Vec<String> =
            addresses.iter().filter_map(|address| address.as_str().map(str::to_owned)).collect();
        for address in record.iter().filter(|address| !self.record.contains(address)) {
            let _ = writeln!(self.story, "  record + {address}");
        }
        let feed = fs::File::open(self.portal.path("output/feed.xml")).ok();
        let feed =
            feed.map(|file| atom_syndication::Feed::read_from(std::io::BufReader::new(file)).expect("Atom"));
        let news: Vec<String> = feed
            .iter()
            .flat_map(atom_syndication::Feed::entries)
            .map(|entry| {
                let to = entry.links().first().map(|link| link.href().replace("https://pia.example.jp/", ""));
                let day = entry.updated().format("%Y-%m-%d");
                format!("{day} {} → {}", entry.title().as_str(), to.unwrap_or_default())
            })
            .collect();
        for line in news.iter().filter(|line| !self.news.contains(line)) {
            let _ = writeln!(self.story, "  feed + {line}");
        }
        for line in self.news.iter().filter(|line| !news.contains(line)) {
            let _ = writeln!(self.story, "  feed - {line}");
        }
        self.news = news;
        let dates = fs::read_to_string(self.portal.path("output/consultations.ics")).unwrap_or_default();
        let dates: icalendar::Calendar = dates.parse().unwrap_or_default();
        for event in dates.iter().filter_map(icalendar::CalendarComponent::as_event) {
            let value = |name: &str| icalendar::Component::property_value(event, name).unwrap_or_default();
            let _ = writeln!(
                self.story,
                "  calendar: {} – {} {}",
                value("DTSTART"),
                value("DTEND"),
                value("SUMMARY")
            );
        }
        assert!(self.record.iter().all(|address| record.contains(address)), "nothing is forgotten");
        self.record = record;
        self.story.push('\n');
    }
}

fn told(story: &mut String, what: &str, before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) {
    let signs = |path: &String| match (before.get(path), after.get(path)) {
        (None, Some(_)) => Some('+'),
        (Some(_), None) => Some('-'),
        (old, new) => (old != new).then_some('~'),
    };
    let mut all: Vec<&String> = before.keys().chain(after.keys()).collect();
    all.sort();
    all.dedup();
    for path in all {
        if let Some(sign) = signs(path) {
            let _ = writeln!(story, "  {what} {sign} {}", path.trim_end_matches("index.html"));
        }
    }
}

#[test]
fn a_year() {
    let portal = Portal::empty()
        .file("content/portal.toml", "title = \"熊谷市の評価書\"\nbase_url = \"https://pia.example.jp/\"\npublisher = \"official\"\n")
        .file(
            "content/mihon/municipality.md",
            "---\ncode: \"112020\"\nname: 熊谷市\nkana: くまがやし\nprefecture: 埼玉県\nagencies: [{slug: shicho, name: 熊谷市長, primary: true}]\n---\n",
        );
    let (content, pages) = (tree(&portal.path("content")), BTreeMap::new());
    let mut year =
        Year { portal, story: String::new(), content, pages, record: Vec::new(), news: Vec::new() };
    until_published(&mut year);
    next_version(&mut year);
    to_the_end(&mut year);
    insta::assert_snapshot!("year", year.story);
}

fn until_published(year: &mut Year) {
    year.run(0, &["new", "--kind", "kiso", "--number", "5", "--title", "住民基本台帳に関する事務"]);
    year.edit(DRAFT, DRAFT, &[("### ②事務の概要\n", "### ②事務の概要\n住民の記録を管理する。\n")]);
    year.run(0, &["build", "--as-of", "2025-12-01"]);
    year.step("下書き");

    {
        let server = Server::start(&year.portal);
        let (status, page) = server.ask("GET", "/preview/mihon/5/kiso/draft/", &[], "");
        assert!(status == 200 && page.contains("住民の記録を管理する。"), "{status}");
        assert!(page.contains("確認用の表示です。公表されていません"));
        assert_eq!(server.ask("GET", "/mihon/5/", &[], "").0, 404);
    }
    year.step("公表前の確認");

    year.edit(
        DRAFT,
        DRAFT,
        &[(
            "status: preparing\n",
            "status: consultation\nconsultation: {from: 2026-01-10, to: 2026-02-09}\n",
        )],
    );
    year.run(0, &["build", "--as-of", "2026-01-10"]);
    year.step("意見募集");

    year.edit(
        DRAFT,
        FIRST,
        &[("status: consultation\n", "status: published\npublished: 2026-03-24\noccasion: 実施\n")],
    );
    year.run(0, &["build", "--as-of", "2026-03-24"]);
    year.run(0, &["build", "--locked", "--as-of", "2026-03-24"]);
    year.step("公表");
}

fn next_version(year: &mut Year) {
    year.run(0, &["new", "--from", FIRST, "--published", "2027-04-01"]);
    year.edit(SECOND, SECOND, &[("住民の記録を管理する。", "住民の記録を標準準拠システムで管理する。")]);
    year.run(0, &["changes", SECOND]);
    let rows: Vec<String> =
        year.read(SECOND).lines().filter(|line| line.starts_with("| 令和9年")).map(str::to_owned).collect();
    for row in rows {
        let _ = writeln!(year.story, "  {row}");
    }
    year.edit(
        SECOND,
        SECOND,
        &[
            ("管理する。 | | |", "管理する。 | 事前 | システムの更新による |"),
            ("status: preparing\n", "status: published\n"),
            ("# occasion: 修正", "occasion: 修正"),
        ],
    );
    year.run(0, &["build", "--as-of", "2027-04-01"]);
    year.step("次の版");
}

fn to_the_end(year: &mut Year) {
    year.edit(
        SECOND,
        CORRECTED,
        &[
            ("published: 2027-04-01\n", "published: 2027-04-01\nrevision: 2\n"),
            ("標準準拠システムで管理する。\n", "標準準拠システムで安全に管理する。\n"),
            ("標準準拠システムで管理する。 |", "標準準拠システムで安全に管理する。 |"),
        ],
    );
    year.run(0, &["build", "--as-of", "2027-05-01"]);
    year.step("差替え");

    year.run(0, &["new", "--from", CORRECTED, "--published", "2028-04-01"]);
    year.edit(THIRD, THIRD, &[("status: preparing\n", "status: published\n")]);
    year.run(0, &["build", "--as-of", "2028-03-31"]);
    year.step("公表予定");
    year.run(0, &["build", "--as-of", "2028-04-01"]);
    year.step("公表日が来た");

    year.edit(THIRD, THIRD, &[("status: published\n", "status: ended\nended: 2028-09-30\n")]);
    year.run(0, &["build", "--as-of", "2028-10-01"]);
    year.step("事務の終了");

    fs::remove_file(year.portal.path(DRAFT)).expect("removed");
    year.run(1, &["build", "--as-of", "2031-11-01"]);
    year.run(
        0,
        &["retire", "mihon/5/kiso/draft-2026-01-10/", "--reason", "掲載期間の終了", "--date", "2031-11-01"],
    );
    year.run(0, &["build", "--as-of", "2031-11-01"]);
    year.step("掲載の終了");
}
