//! The gate: what is looked at in the bytes of every file as it is written, whoever made them, before anything is
//! published; and, once all files are known, whether every link leads somewhere.
//!
//! PRIV-01 and PRIV-03 in every text and every file name; LINK-02 and LINK-03: a link within the site that leads to no
//! file, or to no such place on its page.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::address::{Target, resolve};
use crate::digest::{Link, Links};
use crate::finding::{Finding, Place, Text, Trouble};
use crate::privacy::markup::{self, Piece, Tag};
use crate::privacy::{self, AllowList, PageScan};
use crate::text::source::{Source, Span};

/// Looks at files as they are written.
#[derive(Debug, Clone, Copy)]
pub struct Gate<'a> {
    /// What messages call the output folder.
    pub shown_as: &'a str,
    /// Where the site will stand.
    pub base_url: Option<&'a str>,
    /// Whether links are looked at; they may be left out where only a part of the site is made.
    pub links: bool,
    /// Numbers that are accepted in the content.
    pub allow: &'a AllowList,
}

/// What some files hold that matters here.
#[derive(Debug, Default)]
pub struct Seen {
    /// Numbers of persons.
    pub findings: Vec<Finding>,
    /// The ids of each page.
    ids: BTreeMap<String, HashSet<u32>>,
    /// Each target once.
    targets: BTreeMap<(Option<String>, String, Option<String>), Link>,
    /// The pages that search engines may show.
    pub listed: Vec<String>,
}

impl Seen {
    /// What is left to be looked up once all files of the site are known. Places on the pages seen here are looked up
    /// now.
    pub fn links(self) -> Links {
        let Self { ids, targets, .. } = self;
        let open = |link: &Link| match (&link.fragment, ids.get(&link.path)) {
            (Some(fragment), Some(ids)) => !ids.contains(&hash(fragment)),
            (fragment, Some(_)) => fragment.is_some(),
            _ => true,
        };
        let targets = targets.into_values().filter(open).collect();
        let sorted = |ids: HashSet<u32>| {
            let mut ids: Vec<u32> = ids.into_iter().collect();
            ids.sort_unstable();
            ids
        };
        Links { ids: ids.into_iter().map(|(path, ids)| (path, sorted(ids))).collect(), targets }
    }
}

/// The links that lead nowhere, of all files of a site. `has` says which files there are, `read` gives the bytes of one.
pub fn broken(
    gate: Gate<'_>,
    all: &[Links],
    has: impl Fn(&str) -> bool + Sync,
    read: impl Fn(&str) -> Result<Vec<u8>, Trouble>,
) -> Result<Vec<Finding>, Trouble> {
    let ids: HashMap<&str, &[u32]> =
        all.iter().flat_map(|links| &links.ids).map(|(path, own)| (path.as_str(), own.as_slice())).collect();
    let why = |link: &Link| {
        let found = |fragment: &str| {
            ids.get(link.path.as_str()).is_none_or(|ids| ids.binary_search(&hash(fragment)).is_ok())
        };
        match link.fragment.as_deref() {
            _ if link.path.is_empty() => Some(Why::Outside),
            _ if !has(&link.path) => Some(Why::NoFile),
            Some(fragment) if !found(fragment) => Some(Why::NoAnchor),
            _ => None,
        }
    };
    let links = all.par_iter().flat_map_iter(|links| &links.targets);
    let found: Vec<(Why, &Link)> = links.filter_map(|link| Some((why(link)?, link))).collect();
    let mut broken: BTreeMap<(Why, &str, &str), (&Link, usize)> = BTreeMap::new();
    for (why, link) in found {
        let key = match why {
            Why::Outside => (why, link.href.as_str(), ""),
            Why::NoFile => (why, link.path.as_str(), ""),
            Why::NoAnchor => (why, link.path.as_str(), link.fragment.as_deref().unwrap_or_default()),
        };
        let (first, count) = broken.entry(key).or_insert((link, 0));
        if (&link.page, link.at) < (&first.page, first.at) {
            *first = link;
        }
        *count += link.count;
    }
    let finding = |((why, ..), (link, count)): ((Why, &str, &str), (&Link, usize))| {
        let text = String::from_utf8(read(&link.page)?).unwrap_or_default();
        let source = Arc::new(Source::new(gate.name(&link.page), text));
        Ok(broken_link(&source, link, why, count))
    };
    broken.into_iter().map(finding).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    NoFile,
    NoAnchor,
    Outside,
}

/// Attributes that hold one address.
const LINKS: [&str; 5] = ["href", "src", "poster", "action", "data"];

impl Gate<'_> {
    fn name(&self, path: &str) -> String {
        format!("{}/{}", self.shown_as, privacy::redacted_path(path))
    }

    /// Looks at a file of the site.
    pub fn look_at(&self, path: &str, bytes: &[u8], seen: &mut Seen) {
        seen.findings.extend(privacy::check_name(path).map(|mut finding| {
            finding.place = Place::file(&Arc::new(Source::new(self.name(path), "")));
            finding
        }));
        let Ok(text) = simdutf8::basic::from_utf8(bytes) else {
            // Pictures and packed files; what they hold is inspected before they come in.
            return;
        };
        let mut numbers = if has_extension(path, &["html", "htm", "svg", "xml", "xhtml"]) {
            let mut scan = PageScan::new(text);
            let mut page =
                PageLinks { gate: self, page: path, text, ids: HashSet::new(), unlisted: false, seen };
            let with_links = self.links && has_extension(path, &["html"]);
            let pieces = if has_extension(path, &["html", "htm"]) { markup::pieces } else { markup::drawing };
            for piece in pieces(text) {
                scan.piece(&piece);
                if let (true, Piece::Tag(tag)) = (with_links, &piece) {
                    page.tag(tag);
                }
            }
            if with_links {
                page.finish();
            }
            scan.finish()
        } else if has_extension(path, &["json", "js", "mjs", "css", "map", "webmanifest"]) {
            privacy::in_code(text)
        } else {
            privacy::in_text(text)
        };
        let slice = |span: Span| text.get(span.start..span.end).unwrap_or_default();
        numbers.retain(|number| !self.allow.is_accepted(number, slice(number.span)));
        if !numbers.is_empty() {
            let source = Arc::new(Source::new(self.name(path), text));
            let place = |span| Place::at(&source, span);
            seen.findings
                .extend(numbers.into_iter().map(|number| privacy::finding(number.kind, place(number.span))));
        }
    }
}

/// The links of one page.
struct PageLinks<'a> {
    gate: &'a Gate<'a>,
    page: &'a str,
    text: &'a str,
    ids: HashSet<u32>,
    /// Search engines may not show it, or its home is elsewhere.
    unlisted: bool,
    seen: &'a mut Seen,
}

impl PageLinks<'_> {
    fn tag(&mut self, tag: &Tag<'_>) {
        if tag.is("base") {
            return;
        }
        self.unlisted |= self.says_noindex(tag) || self.has_home_elsewhere(tag);
        for (name, range) in &tag.attributes {
            let value = &self.text[range.clone()];
            if *name == "id" || (*name == "name" && tag.is("a")) {
                self.ids.insert(hash(&markup::unescape(value)));
            } else if LINKS.contains(name) {
                self.link(range);
            }
        }
    }

    fn value(&self, tag: &Tag<'_>, name: &str) -> Option<String> {
        let (_, range) = tag.attributes.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        Some(markup::unescape(&self.text[range.clone()]))
    }

    fn says_noindex(&self, tag: &Tag<'_>) -> bool {
        let says = |name, part: &str| {
            self.value(tag, name).is_some_and(|value| value.to_ascii_lowercase().contains(part))
        };
        tag.is("meta") && says("name", "robots") && (says("content", "noindex") || says("content", "none"))
    }

    fn has_home_elsewhere(&self, tag: &Tag<'_>) -> bool {
        let is_canonical =
            tag.is("link") && self.value(tag, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
        let home = self.value(tag, "href").filter(|_| is_canonical);
        home.is_some_and(|href| {
            let at = resolve(self.page, &href, self.gate.base_url);
            !matches!(at, Target::File { path, .. } if path == self.page)
        })
    }

    fn link(&mut self, at: &Range<usize>) {
        let href = markup::unescape(&self.text[at.clone()]);
        let (path, fragment) = match resolve(self.page, &href, self.gate.base_url) {
            Target::Outside => (String::new(), None),
            Target::Elsewhere => return,
            Target::File { path, fragment } => {
                let place = fragment.filter(|fragment| fragment != "top" && has_extension(&path, &["html"]));
                if place.is_none() && path == self.page {
                    return;
                }
                (path, place)
            }
        };
        // Where the file is outside, each address is a target of its own.
        let outside = path.is_empty().then(|| href.clone());
        let link = self.seen.targets.entry((outside, path.clone(), fragment.clone())).or_insert_with(|| {
            Link { page: self.page.to_owned(), at: (at.start, at.end), href, path, fragment, count: 0 }
        });
        link.count += 1;
    }

    fn finish(self) {
        if !self.unlisted {
            self.seen.listed.push(self.page.to_owned());
        }
        self.seen.ids.insert(self.page.to_owned(), self.ids);
    }
}

fn broken_link(source: &Arc<Source>, link: &Link, why: Why, count: usize) -> Finding {
    /// A longer line of HTML says nothing to a person.
    const LONGEST: usize = 160;
    let href = privacy::redacted(&link.href);
    let (ja, en) = if count > 1 {
        (format!("(同じリンクが{count}か所)"), format!(" ({count} such links)"))
    } else {
        Default::default()
    };
    let (id, message) = match why {
        Why::NoFile => (
            "LINK-02",
            Text::new(
                format!("リンク先「{href}」のページがサイトにありません。{ja}"),
                format!("The link \"{href}\" leads to no page of the site.{en}"),
            ),
        ),
        Why::NoAnchor => (
            "LINK-03",
            Text::new(
                format!("リンク先「{href}」の項目がページにありません。{ja}"),
                format!("The link \"{href}\" leads to no place on its page.{en}"),
            ),
        ),
        Why::Outside => (
            "LINK-02",
            Text::new(
                format!("リンク先「{href}」がサイトの外を指しています。{ja}"),
                format!("The link \"{href}\" points out of the site.{en}"),
            ),
        ),
    };
    let help = Text::new(
        "テーマを変更したときはテンプレートを、そうでなければ本文のリンクを確認してください。出力は作っていません。",
        "Check the templates if you changed the theme, else the link in the text. No output was made.",
    );
    let span = Span::new(link.at.0, link.at.1);
    let around = source.line_span(source.line(span.start));
    let finding = Finding::of(id, Place::at(source, span), message, help);
    if around.is_some_and(|line| line.end - line.start > LONGEST) { finding.secret() } else { finding }
}

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, own)| extensions.iter().any(|e| e.eq_ignore_ascii_case(own)))
}

/// Four bytes are enough: a link that leads to no id of a page passes unseen once in millions of times.
fn hash(text: &str) -> u32 {
    let [a, b, c, d, ..] = *blake3::hash(text.as_bytes()).as_bytes();
    u32::from_le_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(files: &[(&str, &str)]) -> Vec<(&'static str, String)> {
        let allow = AllowList::default();
        let base_url = Some("https://p.example.jp/");
        let gate = Gate { shown_as: "output", base_url, links: true, allow: &allow };
        let mut numbers = Vec::new();
        let mut all = Vec::new();
        // As if each were made by itself.
        for (path, text) in files {
            let mut seen = Seen::default();
            gate.look_at(path, text.as_bytes(), &mut seen);
            numbers.append(&mut seen.findings);
            all.push(seen.links());
        }
        let text =
            |path: &str| files.iter().find(|(own, _)| *own == path).map(|(_, text)| text.as_bytes().to_vec());
        let read = |path: &str| Ok(text(path).unwrap_or_default());
        let mut found = broken(gate, &all, |path| text(path).is_some(), read).unwrap();
        found.extend(numbers);
        found.iter().map(|f| (f.id, format!("{:?} {}", f.place, f.message.ja))).collect()
    }

    #[test]
    fn whole_links_pass() {
        let home = "<a href=\"a/#x\">a</a><a href=a/index.html>a</a><a href=\"#top\">up</a><link rel=canonical href=\"https://p.example.jp/\"><a href=\"https://example.jp/x\">z</a><img src=\"a/i.png\">";
        assert_eq!(
            findings(&[
                ("index.html", home),
                ("a/index.html", "<p id=\"x\"><a href=\"..\">h</a>"),
                ("a/i.png", "")
            ]),
            []
        );
    }

    #[test]
    fn broken_links_name_page_and_link() {
        let found = findings(&[
            (
                "index.html",
                "<p>\n<a href=\"b/\">b</a><a href=\"a/#y\">y</a><a href='#z'>z</a><a href=\"../x\">x</a>",
            ),
            ("a/index.html", "<p id=x><a href=\"../b/\">b</a>"),
        ]);
        assert_eq!(
            found.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
            ["LINK-02", "LINK-03", "LINK-03", "LINK-02"]
        );
        assert!(found[0].1.starts_with("output/a/index.html:1:18 リンク先「../b/」"), "{}", found[0].1);
        assert!(found[0].1.contains("2か所"));
    }

    #[test]
    fn pages_say_whether_search_engines_may_show_them() {
        let allow = AllowList::default();
        let gate = Gate {
            shown_as: "output",
            base_url: Some("https://p.example.jp/pia/"),
            links: true,
            allow: &allow,
        };
        for (page, listed) in [
            ("<p>", true),
            ("<link rel=canonical href=\"https://p.example.jp/pia/a/\">", true),
            ("<link rel=\"canonical\" href=\"https://p.example.jp/pia/\">", false),
            ("<LINK REL=Canonical HREF=\"https://example.jp/\">", false),
            ("<meta name=\"robots\" content=\"noindex\">", false),
            ("<meta content=\"NOINDEX, follow\" name=\"ROBOTS\">", false),
            ("<meta name=\"robots\" content=\"all\">", true),
        ] {
            let mut seen = Seen::default();
            gate.look_at("a/index.html", page.as_bytes(), &mut seen);
            assert_eq!(!seen.listed.is_empty(), listed, "{page}");
        }
    }

    #[test]
    fn numbers_are_found_in_every_file() {
        let found = findings(&[
            ("index.html", "<td>123456<br>789018</td>"),
            ("data/a.json", "{\"a\":\"1234-5678-9018\"}"),
            ("a/123456789018.txt", "x"),
        ]);
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|(id, place)| *id == "PRIV-01" && !place.contains("5678")), "{found:?}");
    }
}
