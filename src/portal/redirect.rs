//! Old addresses: paths below the root of the site at which something stood before, and the pages to which they lead.

use unicode_normalization::UnicodeNormalization as _;

use super::Address;
use crate::content::{RESERVED_SLUGS, is_slug};
use crate::text::file;
use crate::text::percent;

/// An old address that leads to a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Redirect {
    /// The path below the root of the site, as people would read it, with `/` at its end where it is a folder.
    pub from: String,
    /// The page.
    pub to: Address,
    /// The place on it.
    pub fragment: Option<String>,
}

/// Why an old address cannot be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPath {
    /// It has `?` or `#`: what follows never reaches a server of files, or does not matter to it.
    Query,
    /// It is on another host.
    OtherHost,
    /// It is on the host of the site, but not below its root; the path there.
    Outside(String),
    /// Not a path that a file can have on every system, or one that climbs up.
    Name,
    /// The site itself has its pages there.
    Reserved,
}

/// Files at the root of a site that are no pages.
const AT_ROOT: [&str; 6] =
    ["robots.txt", "_redirects", "_headers", "htaccess.txt", "opensearch.xml", "consultations.ics"];

/// The path of an old address below the root of the site. It may be written from there, from the top of the host (with `/`
/// before it), or as a full URL.
pub fn old_path(text: &str, base_url: Option<&str>) -> Result<String, NoPath> {
    let text = text.trim();
    if text.contains(['?', '#']) {
        return Err(NoPath::Query);
    }
    let (host, root) = base_url.map_or(("", "/"), split);
    let path = match text.split_once("://") {
        Some(_) => {
            let (own_host, path) = split(text);
            if !own_host.eq_ignore_ascii_case(host) {
                return Err(NoPath::OtherHost);
            }
            path
        }
        None => text,
    };
    let below = if path.starts_with('/') {
        let root = format!("{}/", root.trim_end_matches('/'));
        path.strip_prefix(&root).ok_or_else(|| NoPath::Outside(path.to_owned()))?
    } else {
        path
    };
    let path: String = percent::decode(below).nfc().collect();
    let names = path.strip_suffix('/').unwrap_or(&path);
    if !names.split('/').all(is_name) {
        return Err(NoPath::Name);
    }
    let first = names.split('/').next().unwrap_or_default().to_lowercase();
    let is_page = matches!(names, "index.html" | "404.html");
    if is_page
        || RESERVED_SLUGS.contains(&first.as_str())
        || AT_ROOT.contains(&first.as_str())
        || first.starts_with("sitemap")
    {
        return Err(NoPath::Reserved);
    }
    Ok(path)
}

/// Longer names fit on no common file system, counted in bytes with room for an ending.
const LONGEST: usize = 200;

/// Whether a file can have this name on every server, and is not hidden there.
fn is_name(name: &str) -> bool {
    file::is_portable(name) && !name.starts_with('.') && name.len() <= LONGEST
}

/// Host with its scheme, and path.
fn split(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or((url, "/"), |at| url.split_at(host + at))
}

/// The page of this site that somebody writes as where an old address leads: its address, and a place on it.
pub fn target(text: &str, base_url: Option<&str>) -> Option<(String, Option<String>)> {
    let (text, fragment) = match text.split_once('#') {
        Some((text, fragment)) => (text, Some(fragment.to_owned()).filter(|fragment| !fragment.is_empty())),
        None => (text, None),
    };
    if text.contains('?') {
        return None;
    }
    let (host, root) = base_url.map_or(("", "/"), split);
    let path = match text.split_once("://") {
        Some(_) => {
            let (own_host, path) = split(text);
            path.strip_prefix(root.trim_end_matches('/')).filter(|_| own_host.eq_ignore_ascii_case(host))?
        }
        None => text,
    };
    let from_top = path.strip_prefix(root).filter(|_| path.starts_with('/') && root.len() > 1);
    let path = from_top.unwrap_or_else(|| path.strip_prefix('/').unwrap_or(path));
    let path = path.strip_suffix("index.html").unwrap_or(path);
    let anchor =
        |text: &String| text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    if fragment.as_ref().is_some_and(|fragment| !anchor(fragment)) {
        return None;
    }
    if path.is_empty() {
        return Some((String::new(), fragment));
    }
    let path = format!("{}/", path.trim_end_matches('/'));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let known = path.strip_suffix('/').is_some_and(|path| path.split('/').all(plain));
    (known && path.split('/').next().is_some_and(is_slug)).then_some((path, fragment))
}

impl Redirect {
    /// The file that stands at the old address: a page, or the page of a folder of that name, which servers of files
    /// answer with as well.
    pub fn file(&self) -> String {
        let is_page = [".html", ".htm"].iter().any(|end| self.from.to_lowercase().ends_with(end));
        match (self.from.ends_with('/'), is_page) {
            (true, _) => format!("{}index.html", self.from),
            (false, true) => self.from.clone(),
            (false, false) => format!("{}/index.html", self.from),
        }
    }

    /// The address of the page in a folder below the root of the site.
    pub fn page(path: &str) -> Address {
        Address::old(&format!("{path}index.html"))
    }

    /// The address of the page that stands there.
    pub fn address(&self) -> Address {
        Address::old(&self.file())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: Option<&str> = Some("https://www.example.jp/pia/");

    #[test]
    fn old_addresses_in_every_way_people_have_them() {
        for (text, base, wanted) in [
            ("old/12.pdf", BASE, "old/12.pdf"),
            ("/pia/old/12.pdf", BASE, "old/12.pdf"),
            ("https://www.example.jp/pia/old/12.pdf", BASE, "old/12.pdf"),
            ("HTTPS://WWW.EXAMPLE.JP/pia/x.html", BASE, "x.html"),
            ("old/%E8%A9%95%E4%BE%A1.pdf", BASE, "old/評価.pdf"),
            ("old/か\u{3099}.pdf", BASE, "old/が.pdf"),
            ("/old/", None, "old/"),
            ("old/a b.pdf", None, "old/a b.pdf"),
        ] {
            assert_eq!(old_path(text, base).as_deref(), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn hostile_ones_are_refused() {
        for (text, why) in [
            ("", NoPath::Name),
            ("../x", NoPath::Name),
            ("a/../../x", NoPath::Name),
            ("a/%2e%2e/x", NoPath::Name),
            ("a//b", NoPath::Name),
            ("a\\b", NoPath::Name),
            ("c:/x", NoPath::Name),
            ("a/.htaccess", NoPath::Name),
            ("a/con.pdf", NoPath::Name),
            ("a/x\u{202e}fdp.exe", NoPath::Name),
            ("a/%00", NoPath::Name),
            ("a/%0a", NoPath::Name),
            ("a.php?id=1", NoPath::Query),
            ("a#b", NoPath::Query),
            ("https://evil.example/pia/a.pdf", NoPath::OtherHost),
            ("/x/a.pdf", NoPath::Outside("/x/a.pdf".to_owned())),
            ("static/a.css", NoPath::Reserved),
            ("Search/current.json", NoPath::Reserved),
            ("index.html", NoPath::Reserved),
            ("robots.txt", NoPath::Reserved),
            ("sitemap-1.xml", NoPath::Reserved),
        ] {
            assert_eq!(old_path(text, BASE), Err(why), "{text}");
        }
    }

    #[test]
    fn targets_are_pages_of_this_site() {
        for (text, wanted) in [
            ("mihon/12/", Some(("mihon/12/", None))),
            ("/mihon/12", Some(("mihon/12/", None))),
            ("/pia/mihon/12", Some(("mihon/12/", None))),
            ("https://www.example.jp/pia/mihon/12/index.html#ii-4", Some(("mihon/12/", Some("ii-4")))),
            ("", Some(("", None))),
            ("/", Some(("", None))),
            ("https://www.example.jp/x/", None),
            ("https://evil.example/pia/mihon/", None),
            ("//evil.example/", None),
            ("javascript:alert(1)", None),
            ("mihon/../x", None),
            ("mihon/?x", None),
            ("mihon/#<script>", None),
        ] {
            let found = target(text, BASE);
            let found = found.as_ref().map(|(path, fragment)| (path.as_str(), fragment.as_deref()));
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn a_server_of_files_finds_what_stands_at_an_old_address() {
        let file =
            |from: &str| Redirect { from: from.to_owned(), to: Address::home(), fragment: None }.file();
        assert_eq!(file("old/12.pdf"), "old/12.pdf/index.html");
        assert_eq!(file("old/"), "old/index.html");
        assert_eq!(file("old/a.HTML"), "old/a.HTML");
        assert_eq!(file("old"), "old/index.html");
    }
}
