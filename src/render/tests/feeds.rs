//! Feeds and tables of the change log.

use atom_syndication::Feed;

use super::changes::pages;
use super::*;

const ROWS: [&str; 3] = [
    "| 令和8年4月1日 | Ⅰ 7. ② | 課長 甲野 太郎<br>係 | =課長 | 事前 | \"重要\" |",
    "| 〃 | Ⅰ 1. ② | ①受付 | ②受付 | 事後 | |",
    "| | Ⅰ 1. ③ | — | 新しい記載 | 事前 | |",
];

/// A feed as a program understands it, and what the standard wants of every feed.
fn feed(pages: &[Page], path: &str) -> Feed {
    let text = html(pages, path);
    let feed: Feed = text.parse().unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
    let mut ids = std::collections::BTreeSet::from([feed.id.clone()]);
    assert!(!feed.title.is_empty() && feed.links.iter().any(|link| link.rel == "self"), "{path}");
    for entry in &feed.entries {
        assert!(ids.insert(entry.id.clone()), "{path}: {} twice", entry.id);
        assert!(entry.id.starts_with("https://") || entry.id.starts_with("urn:uuid:"), "{}", entry.id);
        assert!(!entry.title.is_empty() && entry.summary.is_some(), "{path}");
        assert!(entry.links.iter().any(|link| link.rel == "alternate" && !link.href.is_empty()), "{path}");
        assert!(entry.updated <= feed.updated, "{path}");
    }
    feed
}

/// Term, day and title of each entry.
fn entries(feed: &Feed) -> Vec<(String, String, String)> {
    let day = |entry: &atom_syndication::Entry| entry.updated.format("%Y-%m-%d").to_string();
    feed.entries
        .iter()
        .map(|entry| (entry.categories[0].term.clone(), day(entry), entry.title.to_string()))
        .collect()
}

#[test]
fn a_feed_says_what_was_published_and_changed() {
    let pages = pages(&ROWS);
    for path in ["feed.xml", "tameshi/feed.xml", "tameshi/3/feed.xml"] {
        let feed = feed(&pages, path);
        let terms: Vec<String> = entries(&feed).into_iter().map(|(term, ..)| term).collect();
        assert!(
            terms.contains(&"published".to_owned()) && terms.contains(&"changed".to_owned()),
            "{terms:?}"
        );
        let url = "https://x.example.jp/pia/tameshi/3/zenkomoku/changes/#day-2026-04-01";
        let changed = feed.entries.iter().find(|entry| entry.id == url).expect("a day of the change log");
        assert_eq!(changed.updated.to_rfc3339(), "2026-04-01T00:00:00+09:00");
        let summary = changed.summary.as_ref().map(atom_syndication::Text::as_str).unwrap_or_default();
        assert_eq!(summary, "2行(事前1・事後1、うち1行は日付を前の行から補完)");
        assert!(
            feed.links
                .iter()
                .any(|link| link.rel == "self" && link.href == format!("https://x.example.jp/pia/{path}"))
        );
        assert!(!html(&pages, path).contains('甲'), "no text of the evaluation");
    }
    for (page, found) in
        [("index.html", "feed.xml"), ("tameshi/index.html", "feed.xml"), ("tameshi/3/index.html", "feed.xml")]
    {
        let link = format!("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"{found}\"");
        assert!(html(&pages, page).contains(&link), "{page}");
    }
    assert!(html(&pages, "tameshi/index.html").contains("href=\"3/zenkomoku/changes/changes.csv\""));
}

#[test]
fn everything_that_happens_is_in_the_feeds_and_the_calendar() {
    let documents = [
        "agency: ためし区長\nstatus: published\npublished: 2024-04-01",
        "agency: ためし区長\nstatus: published\npublished: 2026-04-01",
        "agency: ためし区長\nstatus: consultation\nconsultation: {from: 2026-06-01, to: 2026-06-30, contact: 窓口\u{ff0c}1階; 課}",
        "agency: ためし区教育委員会\nstatus: ended\npublished: 2023-04-01\nended: 2025-03-31",
    ];
    let (_folder, site) = super::portals::site("official", &documents);
    let pages = site.render(Lang::Ja);
    let all: Vec<(String, String)> =
        entries(&feed(&pages, "tameshi/feed.xml")).into_iter().map(|(term, day, _)| (term, day)).collect();
    let wanted = [
        ("deadline", "2026-06-01"),
        ("consultation", "2026-06-01"),
        ("new-version", "2026-04-01"),
        ("ended", "2025-03-31"),
        ("published", "2024-04-01"),
        ("published", "2023-04-01"),
    ];
    assert_eq!(all, wanted.map(|(term, day)| (term.to_owned(), day.to_owned())));
    assert_eq!(feed(&pages, "tameshi/3/feed.xml").entries.len(), 4, "its own alone");
    assert_eq!(feed(&pages, "tameshi/kyoiku/3/feed.xml").entries.len(), 2);
    for path in ["consultations.ics", "tameshi/consultations.ics"] {
        let text = html(&pages, path);
        let calendar: icalendar::Calendar = text.parse().unwrap_or_else(|error| panic!("{error}: {text}"));
        let events: Vec<&icalendar::Event> =
            calendar.iter().filter_map(icalendar::CalendarComponent::as_event).collect();
        assert_eq!(events.len(), 1, "{text}");
        let property =
            |name: &str| icalendar::Component::property_value(events[0], name).unwrap_or_default().to_owned();
        assert_eq!(
            (property("DTSTART"), property("DTEND")),
            ("20260601".to_owned(), "20260701".to_owned()),
            "the end is the day after"
        );
        assert_eq!(property("URL"), "https://x.example.jp/pia/tameshi/3/zenkomoku/draft-2026-06-01/");
        assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{text}");
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains("課") && unfolded.contains("1階\\; 課"), "{unfolded}");
        assert!(
            html(&pages, &path.replace("consultations.ics", "index.html")).contains("type=\"text/calendar\"")
        );
    }
}

#[test]
fn what_has_no_day_is_in_the_feed_and_says_so() {
    let undated = ["agency: ためし区長\nstatus: published\ncompleteness: excerpt"];
    let (_folder, site) = super::portals::site("collection", &undated);
    let pages = site.render(Lang::Ja);
    let feed = feed(&pages, "feed.xml");
    let [entry] = &feed.entries[..] else { panic!("{feed:?}") };
    assert!(entry.title.as_str().ends_with("〔一部のみ収録〕"), "{}", entry.title.as_str());
    assert_eq!(entry.summary.as_ref().map(atom_syndication::Text::as_str), Some("公表日不明"));
    assert_eq!(entry.published, None);
    assert!(feed.subtitle.is_some_and(|said| said.as_str().contains("公式サイトではありません")));
    assert!(
        !paths(&pages).iter().any(|path| path.contains("consultations")),
        "the public is heard on nothing"
    );
}

#[test]
fn without_an_address_feeds_are_relative() {
    let document = ["agency: ためし区長\nstatus: published\npublished: 2026-04-01"];
    let (_folder, site) = super::portals::site("official", &document);
    let theme = Theme::built_in().unwrap_or_else(|findings| panic!("{findings:#?}"));
    let portal = site.portal();
    let renderer = Renderer::new(&theme, &portal, Options { base_url: None, lang: Lang::Ja });
    let pages = whole(&renderer, &portal);
    let feed = feed(&pages, "tameshi/3/feed.xml");
    assert!(feed.id.starts_with("urn:uuid:"), "{}", feed.id);
    let links: Vec<&str> = feed.links.iter().map(|link| link.href.as_str()).collect();
    assert_eq!(links, ["feed.xml", "index.html"]);
    assert_eq!(feed.entries[0].links[0].href, "zenkomoku/2026-04-01/index.html");
    assert_eq!(whole(&renderer, &portal), pages, "the same names each time");
}

#[test]
fn hostile_titles_are_shown_and_break_nothing() {
    let title = "]]> <b>&amp; \\u0001\\u202E\\uFFFF 事務";
    let (folder, _) =
        super::portals::site("official", &["agency: ためし区長\nstatus: published\npublished: 2026-04-01"]);
    let file = folder.path().join("tameshi/0.md");
    let text = fs::read_to_string(&file)
        .expect("a file")
        .replace("title: 児童手当に関する事務 全項目評価書", &format!("title: \"{title}\""));
    fs::write(&file, text).expect("a file");
    let (content, findings) = content::read(folder.path());
    // Where such a title is refused it comes nowhere near a feed.
    if findings.is_empty() && content.is_some() {
        let pages = Site::read(folder.path()).render(Lang::Ja);
        for path in ["feed.xml", "tameshi/3/feed.xml"] {
            let feed = feed(&pages, path);
            assert!(
                feed.entries[0].title.as_str().contains("]]> <b>&amp; 事務"),
                "{}",
                feed.entries[0].title.as_str()
            );
        }
    }
}

#[test]
fn the_table_has_every_row_and_no_names_of_former_managers() {
    let pages = pages(&ROWS);
    let table = html(&pages, "tameshi/3/zenkomoku/changes/changes.csv");
    let rows: Vec<&str> = table.split("\r\n").collect();
    assert_eq!(rows.len(), 5, "a head, three rows, and the end: {table}");
    assert!(rows[0].starts_with("\u{feff}\"団体\",\"評価実施機関\""), "{table}");
    assert!(rows[1].contains("\"令和8年4月1日\",\"2026-04-01\",\"Ⅰ 7. ②\",\"課長 〔氏名〕\n係\",\"'=課長\",\"事前\",\"\"\"重要\"\"\",\"https://x.example.jp/pia/"), "{}", rows[1]);
    assert!(rows[2].contains("\"〃\",\"2026-04-01\""), "{}", rows[2]);
    assert!(rows[3].contains("\"\",\"\",\"Ⅰ 1. ③\",\"—\",\"新しい記載\""), "{}", rows[3]);
}
