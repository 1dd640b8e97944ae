//! `sitemap.xml` and `robots.txt`: which pages search engines may show, and since when each says what it says.
//!
//! Which pages are in is what the pages say themselves (`noindex`, their canonical address); the day of a page is that on
//! which its version was published, never that of a build. A page that is put together from many has the newest day of
//! its parts, one that has no day has none.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::portal::{Address, Located, Portal};
use crate::text::date::Date;
use crate::text::html::escaped;
use crate::text::percent;

/// As many addresses as one file may hold (sitemaps.org, 0.90).
const MOST: usize = 50_000;

/// The address of the list.
const SITEMAP: &str = "sitemap.xml";

/// The sitemap, as files below the root of the site: one, or several and the list of them. `pages` are the files of the
/// pages that search engines may show. None where no page is listed.
pub fn sitemap<'a>(
    base_url: &str,
    portal: &Portal,
    pages: impl IntoIterator<Item = &'a str>,
) -> Vec<(String, Vec<u8>)> {
    split(base_url, &days(portal), pages, MOST)
}

/// What is said to all who read a site by program. `has_sitemap`: there is a [`sitemap`].
pub fn robots(base_url: Option<&str>, has_sitemap: bool) -> Vec<u8> {
    let mut text = String::from("User-agent: *\nDisallow:\n");
    if let Some(base) = base_url.filter(|_| has_sitemap) {
        let _ = writeln!(text, "\nSitemap: {}/{SITEMAP}", base.trim_end_matches('/'));
    }
    text.into_bytes()
}

fn split<'a>(
    base_url: &str,
    days: &BTreeMap<String, Date>,
    pages: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<(String, Vec<u8>)> {
    let mut pages: Vec<(String, Option<Date>)> = pages
        .into_iter()
        .map(|file| {
            let address =
                file.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
            let address = address.unwrap_or(file);
            (location(base_url, address), days.get(address).copied())
        })
        .collect();
    pages.sort();
    pages.dedup();
    if pages.is_empty() {
        return Vec::new();
    }
    if pages.len() <= most {
        return vec![(SITEMAP.to_owned(), document("urlset", "url", &pages))];
    }
    let parts: Vec<_> = pages
        .chunks(most)
        .enumerate()
        .map(|(number, part)| {
            let name = format!("sitemap-{}.xml", number + 1);
            let newest = part.iter().filter_map(|(_, day)| *day).max();
            (name, newest, document("urlset", "url", part))
        })
        .collect();
    let list: Vec<_> = parts.iter().map(|(name, newest, _)| (location(base_url, name), *newest)).collect();
    let index = (SITEMAP.to_owned(), document("sitemapindex", "sitemap", &list));
    let parts = parts.into_iter().map(|(name, _, bytes)| (name, bytes));
    std::iter::once(index).chain(parts).collect()
}

fn document(root: &str, entry: &str, entries: &[(String, Option<Date>)]) -> Vec<u8> {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    );
    for (location, day) in entries {
        let _ = write!(xml, "<{entry}><loc>{location}</loc>");
        if let Some(day) = day {
            let _ = write!(xml, "<lastmod>{day}</lastmod>");
        }
        let _ = writeln!(xml, "</{entry}>");
    }
    let _ = writeln!(xml, "</{root}>");
    xml.into_bytes()
}

/// A full URL as it stands in XML. What may not stand in a URL is written in `%xx`, a host in other letters stays as it
/// was given.
fn location(base_url: &str, address: &str) -> String {
    escaped(&format!("{}/{}", base_url.trim_end_matches('/'), percent::encode(address)))
}

/// The days of pages, by address.
fn days(portal: &Portal) -> BTreeMap<String, Date> {
    let mut days: BTreeMap<String, Date> = BTreeMap::new();
    let mut note = |address: &Address, day: Date| {
        let known = days.entry(address.to_string()).or_insert(day);
        *known = day.max(*known);
    };
    for found in portal.versions() {
        let Some(day) = day(found) else { continue };
        note(&found.version.address, day);
        if found.is_current() {
            note(&found.kind.address, day);
            note(&found.kind.address.join("changes"), day);
        }
        for list in
            [&found.subject.address, &found.municipality.address(), &Address::home(), &Address::about()]
        {
            note(list, day);
        }
    }
    days
}

/// The day since which the page of a version says what it says.
fn day(found: Located<'_>) -> Option<Date> {
    let meta = &found.version.facts.meta;
    if found.version.state.is_draft() {
        return meta.consultation.as_ref().map(|period| period.from);
    }
    meta.ended.max(meta.published)
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;

    /// The texts of each element of a name, as a reader of XML understands them.
    fn texts(xml: &[u8], wanted: &str) -> Vec<String> {
        let mut reader = Reader::from_reader(xml);
        let (mut open, mut found) = (Vec::new(), Vec::new());
        loop {
            match reader.read_event().expect("well-formed") {
                Event::Start(tag) => {
                    open.push(tag.name().as_ref().to_owned());
                    if open.last().is_some_and(|name| name == wanted) {
                        found.push(String::new());
                    }
                }
                Event::End(_) => drop(open.pop()),
                Event::Text(text) if open.last().is_some_and(|name| name == wanted) => {
                    if let Some(last) = found.last_mut() {
                        last.push_str(&text);
                    }
                }
                Event::GeneralRef(name) if open.last().is_some_and(|open| open == wanted) => {
                    if let Some(last) = found.last_mut() {
                        let _ = write!(last, "&{};", &*name);
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert!(open.is_empty());
        found
    }

    #[test]
    fn pages_have_their_days() {
        let days = BTreeMap::from([("mihon/12/".to_owned(), "2026-03-24".parse().expect("a day"))]);
        let pages = ["mihon/12/index.html", "index.html", "about/x.html", "mihon/市.html"];
        let files = split("https://x.jp/a&b/", &days, pages, 10);
        assert_eq!(files.len(), 1);
        assert_eq!(
            texts(&files[0].1, "loc"),
            [
                "https://x.jp/a&amp;b/",
                "https://x.jp/a&amp;b/about/x.html",
                "https://x.jp/a&amp;b/mihon/%E5%B8%82.html",
                "https://x.jp/a&amp;b/mihon/12/"
            ]
        );
        assert_eq!(texts(&files[0].1, "lastmod"), ["2026-03-24"]);
        assert!(split("https://x.jp/", &days, [], 10).is_empty());
    }

    #[test]
    fn more_than_one_file_may_hold_are_several() {
        let pages: Vec<String> = (0..=MOST).map(|number| format!("m/{number}/index.html")).collect();
        let days = BTreeMap::from([("m/7/".to_owned(), "2026-03-24".parse().expect("a day"))]);
        let files = split("https://x.jp/", &days, pages.iter().map(String::as_str), MOST);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"]);
        assert_eq!(texts(&files[0].1, "loc"), ["https://x.jp/sitemap-1.xml", "https://x.jp/sitemap-2.xml"]);
        assert_eq!(texts(&files[0].1, "lastmod"), ["2026-03-24"]);
        assert_eq!(texts(&files[1].1, "loc").len() + texts(&files[2].1, "loc").len(), MOST + 1);
        assert!(files.iter().all(|(_, bytes)| bytes.len() < 50 << 20), "50 MiB are the most");
    }

    #[test]
    fn programs_are_told_where_the_list_is() {
        let text = |base, has| String::from_utf8(robots(base, has)).expect("UTF-8");
        assert!(text(Some("https://x.jp/pia/"), true).ends_with("\nSitemap: https://x.jp/pia/sitemap.xml\n"));
        assert!(!text(Some("https://x.jp/pia/"), false).contains("Sitemap"));
        assert!(!text(None, true).contains("Sitemap"));
    }
}
