//! What a host and search engines get of a site: the sitemap, `robots.txt`, what pages say of themselves, the page for
//! unknown addresses below a path.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use quick_xml::Reader;
use quick_xml::events::Event;
use scraper::{Html, Selector};
use serde_json::Value;

use super::portal::{Portal, document};

/// A portal of a municipality that is no sample, below a path of its host, with a version before and a draft.
fn portal() -> Portal {
    let before =
        document("12", "国民健康保険に関する事務").replace("published: 2026-03-24", "published: 2025-03-24");
    let draft = document("12", "国民健康保険に関する事務").replace(
        "status: published\npublished: 2026-03-24",
        "status: consultation\nconsultation: {from: 2026-06-01, to: 2026-06-30}",
    );
    official(Portal::new())
        .file("content/mihon/before.md", &before)
        .file("content/mihon/draft.md", &draft)
        .file("content/mihon/3.md", &document("3", "</script><b>\"児童手当\" & に関する事務"))
}

/// Not a sample, and below a path.
pub(crate) fn official(portal: Portal) -> Portal {
    portal
        .file(
            "content/portal.toml",
            "title = \"甲市 & 評価書\"\nbase_url = \"https://www.example.jp/a/pia/\"\npublisher = \"official\"\nlicense = \"CC BY 4.0\"\n",
        )
        .file(
            "content/mihon/municipality.md",
            "---\ncode: \"112020\"\nname: 熊谷市\nprefecture: 埼玉県\nwebsite: https://www.example.jp/\nagencies: [{slug: shicho, name: みほん市長, primary: true}]\n---\n",
        )
}

fn page(portal: &Portal, path: &str) -> Html {
    Html::parse_document(&fs::read_to_string(portal.path("output").join(path)).expect("a page"))
}

/// An attribute of the first element that a selector finds.
fn attribute(page: &Html, selector: &str, name: &str) -> Option<String> {
    let selector = Selector::parse(selector).expect("a selector");
    page.select(&selector).next().and_then(|element| element.attr(name)).map(str::to_owned)
}

/// Addresses and days of a sitemap, as a reader of XML understands them.
fn sitemap(portal: &Portal) -> BTreeMap<String, Option<String>> {
    let text = fs::read_to_string(portal.path("output/sitemap.xml")).expect("a sitemap");
    let mut reader = Reader::from_str(&text);
    let (mut entries, mut element) = (Vec::<(String, Option<String>)>::new(), String::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(tag) => {
                tag.name().as_ref().clone_into(&mut element);
                if element == "url" {
                    entries.push(Default::default());
                }
            }
            Event::Text(text) => match (element.as_str(), entries.last_mut()) {
                ("loc", Some(entry)) => entry.0.push_str(&text),
                ("lastmod", Some(entry)) => entry.1 = Some(text.to_string()),
                _ => {}
            },
            Event::End(_) => element.clear(),
            Event::Eof => break,
            _ => {}
        }
    }
    let count = entries.len();
    let all: BTreeMap<_, _> = entries.into_iter().collect();
    assert_eq!(all.len(), count, "each address once");
    all
}

#[test]
fn the_sitemap_has_the_pages_that_may_be_shown_with_their_days() {
    let portal = portal();
    portal.build();
    let entries = sitemap(&portal);
    let base = "https://www.example.jp/a/pia/";
    let day = |path: &str| entries.get(&format!("{base}{path}")).map(|day| day.clone().unwrap_or_default());
    assert_eq!(day("mihon/12/zenkomoku/").as_deref(), Some("2026-03-24"), "{entries:#?}");
    assert_eq!(day("").as_deref(), Some("2026-06-01"), "the draft is the newest");
    assert_eq!(day("search/").as_deref(), Some(""), "no day");
    // The version for ever of the current document has its home elsewhere; past ones, drafts beside it and the page for
    // unknown addresses are not for search engines.
    for path in [
        "mihon/12/zenkomoku/2026-03-24/",
        "mihon/12/zenkomoku/2025-03-24/",
        "mihon/12/zenkomoku/draft-2026-06-01/",
        "404.html",
    ] {
        assert_eq!(day(path), None, "{path}");
    }
    // What is in it is what the pages say, and the other way round.
    let mut said = BTreeSet::new();
    for entry in walkdir::WalkDir::new(portal.path("output")).into_iter().flatten() {
        let path =
            entry.path().strip_prefix(portal.path("output")).expect("inside").to_string_lossy().into_owned();
        if entry.path().extension().is_some_and(|end| end == "html")
            && attribute(&page(&portal, &path), "meta[name=robots]", "content").is_none()
        {
            said.insert(attribute(&page(&portal, &path), "link[rel=canonical]", "href").expect("a home"));
        }
    }
    assert_eq!(entries.keys().cloned().collect::<BTreeSet<_>>(), said);
    let robots = fs::read_to_string(portal.path("output/robots.txt")).expect("a file");
    assert_eq!(robots, format!("User-agent: *\nDisallow:\n\nSitemap: {base}sitemap.xml\n"));
}

#[test]
fn without_an_address_or_with_nothing_to_show_there_is_no_sitemap() {
    let sample = Portal::new();
    sample.build();
    assert!(!sample.path("output/sitemap.xml").exists(), "search engines leave a sample out");
    let portal = portal().file("content/portal.toml", "title = \"甲市\"\npublisher = \"official\"\n");
    let run = portal.run(&["check"]);
    assert!(
        run.out.contains("情報[SITE-01]") && run.out.contains("content/portal.toml"),
        "{}{}",
        run.out,
        run.err
    );
    portal.build();
    assert!(!portal.path("output/sitemap.xml").exists());
    let home = page(&portal, "index.html");
    for selector in ["link[rel=canonical]", "meta[property]", "script[type='application/ld+json']"] {
        assert_eq!(attribute(&home, selector, "rel"), None);
        assert!(home.select(&Selector::parse(selector).expect("a selector")).next().is_none(), "{selector}");
    }
    // An address on the command line takes its place.
    let run = portal.run(&["build", "--base-url", "https://www.example.jp/x", "--verbose"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(!run.err.contains("SITE-01") && run.err.contains("SITE-03"), "{}", run.err);
    assert!(sitemap(&portal).contains_key("https://www.example.jp/x/mihon/12/zenkomoku/"));
}

#[test]
fn an_address_that_is_no_folder_is_refused() {
    for bad in [
        "https://www.example.jp/?a=1",
        "https://www.example.jp/#top",
        "https://www.example.jp/pia/index.html",
    ] {
        let portal = Portal::new();
        let run = portal.run(&["build", "--base-url", bad]);
        assert_eq!(run.code, Some(1), "{bad}");
        assert!(run.err.contains("https://…/ の形で"), "{}", run.err);
        portal.write(
            "content/portal.toml",
            format!("title = \"甲市\"\npublisher = \"official\"\nsample = true\nbase_url = \"{bad}\"\n"),
        );
        for command in ["check", "build"] {
            let run = portal.run(&[command]);
            assert_eq!(run.code, Some(1), "{bad}");
            assert!(format!("{}{}", run.out, run.err).contains("SITE-02"), "{}{}", run.out, run.err);
        }
    }
}

#[test]
fn pages_say_what_they_are() {
    let portal = portal();
    portal.build();
    let mut shown = String::new();
    for path in ["", "mihon/", "mihon/12/", "mihon/12/zenkomoku/", "mihon/12/zenkomoku/changes/", "mihon/3/"]
    {
        let page = page(&portal, &format!("{path}index.html"));
        let home = format!("https://www.example.jp/a/pia/{path}");
        assert_eq!(attribute(&page, "link[rel=canonical]", "href").as_ref(), Some(&home));
        assert_eq!(attribute(&page, "meta[property='og:url']", "content").as_ref(), Some(&home));
        for property in ["og:title", "og:type", "og:site_name", "og:locale"] {
            let said = attribute(&page, &format!("meta[property='{property}']"), "content");
            assert!(said.is_some_and(|said| !said.is_empty()), "{path}: {property}");
        }
        let described = attribute(&page, "meta[name=description]", "content").unwrap_or_default();
        assert!(described.chars().count() > 20, "{path}: {described}");
        let element = Selector::parse("script[type='application/ld+json']").expect("a selector");
        let data: Vec<String> = page.select(&element).map(|found| found.text().collect()).collect();
        assert_eq!(data.len(), 1, "{path}");
        let data: Value = serde_json::from_str(&data[0]).expect("JSON");
        valid(&data, path);
        let text = serde_json::to_string_pretty(&data).expect("JSON");
        shown.extend(["== /", path, "\n", &text, "\n"]);
    }
    insta::assert_snapshot!("linked_data", shown);
}

/// What schema.org and the readers of it want of each object.
fn valid(data: &Value, path: &str) {
    assert_eq!(data["@context"], "https://schema.org", "{path}");
    let mut left = vec![data];
    while let Some(value) = left.pop() {
        match value {
            Value::Array(items) => left.extend(items),
            Value::Object(fields) => {
                let kind = fields["@type"].as_str().expect("a type");
                let wanted: &[&str] = match kind {
                    "WebSite" | "AdministrativeArea" | "GovernmentOrganization" | "CreativeWork" => &["name"],
                    "CollectionPage" => &["name", "url", "about"],
                    "GovernmentService" => &["name", "provider", "areaServed"],
                    "Report" => &["name", "url", "author", "reportNumber", "inLanguage"],
                    "Dataset" => &["name", "description", "creator", "license", "distribution"],
                    "DataDownload" => &["contentUrl", "encodingFormat"],
                    other => panic!("{path}: {other} is no type that is known here"),
                };
                for name in wanted {
                    assert!(fields.contains_key(*name), "{path}: a {kind} without {name}");
                }
                for (name, value) in fields {
                    assert!(!value.is_null(), "{path}: {name}");
                    if matches!(name.as_str(), "@id" | "url" | "contentUrl" | "isBasedOn") {
                        let url = value.as_str().expect("an address");
                        assert!(url.starts_with("https://www.example.jp/"), "{path}: {name} {url}");
                    }
                    if kind == "Dataset" && name == "description" {
                        let length = value.as_str().map_or(0, |text| text.chars().count());
                        assert!((50..=5000).contains(&length), "{path}: {length}");
                    }
                }
                left.extend(fields.iter().filter(|(name, _)| *name != "@context").map(|(_, value)| value));
            }
            _ => {}
        }
    }
}

#[test]
fn the_page_for_unknown_addresses_is_right_at_any_address() {
    for (base, path) in
        [("https://www.example.jp/a/pia/", "/a/pia/"), ("https://www.example.jp", "/"), ("", "/")]
    {
        let portal = portal();
        let base_url = if base.is_empty() { String::new() } else { format!("base_url = \"{base}\"\n") };
        portal
            .write("content/portal.toml", format!("title = \"甲市\"\npublisher = \"official\"\n{base_url}"));
        portal.build();
        let page = page(&portal, "404.html");
        let all = Selector::parse("[href], [src], [action]").expect("a selector");
        let mut count = 0;
        for element in page.select(&all) {
            let to = ["href", "src", "action"].iter().find_map(|name| element.attr(name)).unwrap_or_default();
            if to.starts_with('#') || to.starts_with("data:") || to.starts_with("https://example") {
                continue;
            }
            let file = to.strip_prefix(path).unwrap_or_else(|| panic!("{to} does not begin at {path}"));
            let file = file.split(['?', '#']).next().unwrap_or_default();
            let file = if file.is_empty() || file.ends_with('/') {
                format!("{file}index.html")
            } else {
                file.to_owned()
            };
            assert!(portal.path("output").join(file).is_file(), "{to}");
            count += 1;
        }
        assert!(count > 5, "{count}");
        assert_eq!(attribute(&page, "meta[name=robots]", "content").as_deref(), Some("noindex"));
        assert_eq!(attribute(&page, "link[rel=canonical]", "href"), None);
    }
}

#[test]
fn old_addresses_lead_to_pages_on_any_host() {
    let with_aliases = document("12", "国民健康保険に関する事務").replace(
        "published: 2026-03-24",
        "published: 2026-03-24\naliases: [old/12.pdf, /a/pia/旧/評価書.html]",
    );
    let portal = official(Portal::new()).file("content/mihon/12.md", &with_aliases).file(
        "content/redirects.csv",
        "from,to\nlist/,mihon/\nhttps://www.example.jp/a/pia/law.pdf,mihon/12/zenkomoku/#i-1-2\n",
    );
    portal.build();
    for (file, to) in [
        ("old/12.pdf/index.html", "mihon/12/zenkomoku/2026-03-24/"),
        ("旧/評価書.html", "mihon/12/zenkomoku/2026-03-24/"),
        ("list/index.html", "mihon/"),
        ("law.pdf/index.html", "mihon/12/zenkomoku/"),
    ] {
        let page = page(&portal, file);
        let refresh =
            attribute(&page, "meta[http-equiv=refresh]", "content").expect("browsers go on at once");
        let href = refresh.strip_prefix("0; url=").expect("at once").to_owned();
        let link = attribute(&page, "main a", "href").expect("a link for all others");
        assert_eq!(link, href);
        let up = file.matches('/').count();
        let wanted = format!("{}{to}index.html", "../".repeat(up));
        assert_eq!(href.split('#').next(), Some(wanted.as_str()), "{file}");
        assert_eq!(
            attribute(&page, "link[rel=canonical]", "href"),
            Some(format!("https://www.example.jp/a/pia/{to}"))
        );
        assert_eq!(attribute(&page, "meta[name=robots]", "content").as_deref(), Some("noindex"));
    }
    let lines = fs::read_to_string(portal.path("output/_redirects")).expect("lines");
    let lines: Vec<&str> = lines.lines().collect();
    assert!(lines.contains(&"/a/pia/old/12.pdf /a/pia/mihon/12/zenkomoku/2026-03-24/ 301"), "{lines:?}");
    assert!(lines.contains(&"/a/pia/law.pdf /a/pia/mihon/12/zenkomoku/#i-1-2 301"), "{lines:?}");
    for line in &lines {
        let [from, to, "301"] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let file = to.strip_prefix("/a/pia/").and_then(|to| to.split('#').next()).expect("below the root");
        assert!(portal.path("output").join(file).join("index.html").is_file() && from.is_ascii(), "{line}");
    }
    let htaccess = fs::read_to_string(portal.path("output/htaccess.txt")).expect("a file");
    assert!(
        htaccess.contains(
            "RedirectMatch 301 \"^/a/pia/old/12\\.pdf/?$\" \"/a/pia/mihon/12/zenkomoku/2026-03-24/\""
        ),
        "{htaccess}"
    );
    assert!(!sitemap(&portal).keys().any(|url| url.contains("old") || url.contains("list")));
    // Nothing is made anew where nothing changed, and nothing is left when they go.
    let before = portal.output();
    portal.build();
    assert_eq!(portal.output(), before);
    fs::remove_file(portal.path("content/redirects.csv")).expect("removed");
    portal.build();
    assert!(!portal.path("output/list").exists());
}

#[test]
fn old_addresses_never_take_the_place_of_a_page() {
    for (row, id) in [
        ("mihon/12/zenkomoku,mihon/", "REDIR-02"),
        ("mihon/feed.xml,mihon/", "REDIR-02"),
        ("mihon/12/zenkomoku/changes/changes.csv,mihon/", "REDIR-02"),
        ("feed.xml,mihon/", "REDIR-02"),
        ("a.html,mihon/\na.html/b.pdf,mihon/12/", "REDIR-02"),
        ("../../etc/passwd,mihon/", "REDIR-01"),
        ("a/%2e%2e/b,mihon/", "REDIR-01"),
        ("static/x.css,mihon/", "REDIR-01"),
        ("a.pdf,https://evil.example/", "REDIR-03"),
        ("a.pdf,a.pdf", "REDIR-03"),
        ("a.pdf,mihon/12/zenkomoku/#no-such-item", "LINK-03"),
    ] {
        let portal = official(Portal::new()).file("content/redirects.csv", &format!("from,to\n{row}\n"));
        let run = portal.run(&["build"]);
        assert_eq!(run.code, Some(1), "{row}: {}", run.err);
        assert!(run.err.contains(id), "{row}: {}", run.err);
        assert!(!portal.path("output").exists(), "{row}");
    }
}

#[test]
fn the_home_page_of_one_city_leads_across_its_evaluations() {
    let portal = official(Portal::new());
    portal.build();
    let home = fs::read_to_string(portal.path("output/index.html")).expect("a page");
    for folder in ["tasks", "compare", "contractors", "systems", "laws", "data"] {
        assert!(portal.path("output").join(folder).join("index.html").is_file(), "{folder}");
        assert!(home.contains(&format!("<a href=\"{folder}/index.html\">")), "{folder}: {home}");
    }
}

#[test]
fn what_hosts_are_told_fits_what_they_read() {
    let portal = portal();
    portal.build();
    let headers = fs::read_to_string(portal.path("output/_headers")).expect("a file");
    // `/path` and, indented, `Name: value`: what Netlify and Cloudflare Pages document.
    let mut path = "";
    for line in headers.lines() {
        match line.strip_prefix("  ") {
            Some(header) => {
                let (name, value) = header.split_once(": ").expect("a header");
                assert!(
                    !path.is_empty()
                        && !value.is_empty()
                        && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
                );
            }
            None => path = line.strip_prefix("/a/pia/").expect("below the root"),
        }
    }
    assert!(!portal.path("output/.htaccess").exists(), "a server that allows less would answer with errors");
    let htaccess = fs::read_to_string(portal.path("output/htaccess.txt")).expect("a file");
    let open = htaccess.lines().filter(|line| {
        line.trim_start().starts_with("<I") || line.starts_with("<F") || line.starts_with("  <F")
    });
    let closed = htaccess.lines().filter(|line| line.trim_start().starts_with("</"));
    assert_eq!(open.count(), closed.count(), "{htaccess}");
    assert!(htaccess.contains("ErrorDocument 404 /a/pia/404.html\n"), "{htaccess}");
}
