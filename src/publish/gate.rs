//! The gate: what is looked at in the staged bytes, whoever wrote them, before they are published.
//!
//! PRIV-01 and PRIV-03 in every text and every file name; LINK-02 and LINK-03: a link within the site that leads to no
//! file, or to no such place on its page.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::address::{Target, resolve};
use super::stage::Staged;
use crate::finding::{Finding, Place, Text, Trouble};
use crate::privacy::markup::{self, Piece, Tag};
use crate::privacy::{self, AllowList, PageScan};
use crate::text::source::{Source, Span};

/// Looks at every staged file. `shown_as` is what messages call the output folder; `links` may be left out
/// where only a part of the site has been made.
pub fn inspect(
    staged: &Staged,
    shown_as: &str,
    base_url: Option<&str>,
    links: bool,
    allow: &AllowList,
) -> Result<Vec<Finding>, Trouble> {
    let gate = Gate { staged, shown_as, base_url, with_links: links, allow };
    let paths: Vec<&str> = staged.files().keys().map(String::as_str).collect();
    let seen: Vec<Seen> = paths.par_iter().map(|path| gate.look_at(path)).collect::<Result<_, _>>()?;
    let mut findings = Vec::new();
    let mut ids = HashMap::new();
    let mut broken = Broken::default();
    let mut links = Vec::new();
    for (path, seen) in paths.iter().zip(seen) {
        findings.extend(seen.findings);
        ids.insert(*path, seen.ids);
        for (link, why) in seen.broken {
            broken.add(link, why);
        }
        links.extend(seen.links);
    }
    for link in links {
        let found = ids.get(link.path.as_str()).is_none_or(|ids| ids.contains(&hash(&link.fragment)));
        if !found {
            broken.add(link, Why::NoAnchor);
        }
    }
    findings.extend(gate.report(broken)?);
    Ok(findings)
}

struct Gate<'a> {
    staged: &'a Staged,
    shown_as: &'a str,
    base_url: Option<&'a str>,
    with_links: bool,
    allow: &'a AllowList,
}

/// What one file holds that matters here.
#[derive(Default)]
struct Seen {
    findings: Vec<Finding>,
    /// Hashes of the ids of a page.
    ids: HashSet<u64>,
    /// Links to places on other pages.
    links: Vec<Link>,
    broken: Vec<(Link, Why)>,
}

/// A link with where it stands.
struct Link {
    page: String,
    at: Range<usize>,
    /// As written.
    href: String,
    path: String,
    fragment: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    NoFile,
    NoAnchor,
    Outside,
}

/// Broken links, those to one target together: a fault in a template stands on every page.
#[derive(Default)]
struct Broken(BTreeMap<(Why, String, String), (Vec<Link>, usize)>);

impl Broken {
    fn add(&mut self, link: Link, why: Why) {
        let key = match why {
            Why::Outside => (why, link.href.clone(), String::new()),
            Why::NoFile => (why, link.path.clone(), String::new()),
            Why::NoAnchor => (why, link.path.clone(), link.fragment.clone()),
        };
        let (first, count) = self.0.entry(key).or_default();
        if first.is_empty() {
            first.push(link);
        }
        *count += 1;
    }
}

/// Attributes that hold one address.
const LINKS: [&str; 5] = ["href", "src", "poster", "action", "data"];

impl Gate<'_> {
    fn name(&self, path: &str) -> String {
        format!("{}/{}", self.shown_as, privacy::redacted(path))
    }

    fn look_at(&self, path: &str) -> Result<Seen, Trouble> {
        let mut seen = Seen::default();
        seen.findings.extend(privacy::check_name(path).map(|mut finding| {
            finding.place = Place::file(&Arc::new(Source::new(self.name(path), "")));
            finding
        }));
        if path.starts_with("search/") && has_extension(path, &["bin"]) {
            // The search index is packed from texts that have been inspected, and may be too long to hold.
            return Ok(seen);
        }
        let Ok(text) = String::from_utf8(self.staged.read(path)?) else {
            // Pictures and packed files; what they hold is inspected before they come in.
            return Ok(seen);
        };
        let mut numbers = if has_extension(path, &["html", "htm", "svg", "xml", "xhtml"]) {
            let mut scan = PageScan::new(&text);
            let mut links = Links { gate: self, page: path, text: &text, own: Vec::new() };
            let with_links = self.with_links && has_extension(path, &["html"]);
            for piece in markup::pieces(&text) {
                scan.piece(&piece);
                if let (true, Piece::Tag(tag)) = (with_links, &piece) {
                    links.tag(tag, &mut seen);
                }
            }
            links.finish(&mut seen);
            scan.finish()
        } else {
            privacy::in_text(&text)
        };
        let slice = |span: Span| text.get(span.start..span.end).unwrap_or_default();
        numbers.retain(|number| !self.allow.is_accepted(number, slice(number.span)));
        if !numbers.is_empty() {
            let source = Arc::new(Source::new(self.name(path), text));
            let place = |span| Place::at(&source, span);
            seen.findings
                .extend(numbers.into_iter().map(|number| privacy::finding(number.kind, place(number.span))));
        }
        Ok(seen)
    }

    fn report(&self, broken: Broken) -> Result<Vec<Finding>, Trouble> {
        let mut findings = Vec::new();
        for ((why, _, _), (first, count)) in broken.0 {
            for link in first {
                let text = String::from_utf8(self.staged.read(&link.page)?).unwrap_or_default();
                let source = Arc::new(Source::new(self.name(&link.page), text));
                findings.push(broken_link(&source, &link, why, count));
            }
        }
        Ok(findings)
    }
}

/// The links of one page.
struct Links<'a> {
    gate: &'a Gate<'a>,
    page: &'a str,
    text: &'a str,
    /// Those to places on the page itself: looked up when all its ids are known.
    own: Vec<Range<usize>>,
}

impl Links<'_> {
    fn tag(&mut self, tag: &Tag<'_>, seen: &mut Seen) {
        if tag.is("base") {
            return;
        }
        for (name, range) in &tag.attributes {
            let value = &self.text[range.clone()];
            if *name == "id" || (*name == "name" && tag.is("a")) {
                seen.ids.insert(hash(&markup::unescape(value)));
            } else if LINKS.contains(name) {
                if value.starts_with('#') {
                    self.own.push(range.clone());
                } else {
                    self.link(range, seen);
                }
            }
        }
    }

    fn link(&mut self, at: &Range<usize>, seen: &mut Seen) {
        let href = markup::unescape(&self.text[at.clone()]);
        match resolve(self.page, &href, self.gate.base_url) {
            Target::Outside => seen.broken.push((self.made(at, String::new(), String::new()), Why::Outside)),
            Target::File { path, .. } if !self.gate.staged.has(&path) => {
                seen.broken.push((self.made(at, path, String::new()), Why::NoFile));
            }
            Target::File { path, fragment: Some(fragment) } if has_extension(&path, &["html"]) => {
                if path == self.page {
                    self.own.push(at.clone());
                } else if fragment != "top" {
                    seen.links.push(self.made(at, path, fragment));
                }
            }
            Target::Elsewhere | Target::File { .. } => {}
        }
    }

    fn made(&self, at: &Range<usize>, path: String, fragment: String) -> Link {
        let href = markup::unescape(&self.text[at.clone()]);
        Link { page: self.page.to_owned(), at: at.clone(), href, path, fragment }
    }

    fn finish(self, seen: &mut Seen) {
        for at in &self.own {
            let href = markup::unescape(&self.text[at.clone()]);
            let fragment = match resolve(self.page, &href, self.gate.base_url) {
                Target::File { fragment: Some(fragment), .. } if fragment != "top" => fragment,
                _ => continue,
            };
            if !seen.ids.contains(&hash(&fragment)) {
                seen.broken.push((self.made(at, self.page.to_owned(), fragment), Why::NoAnchor));
            }
        }
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
    let span = Span::from(link.at.clone());
    let around = source.line_span(source.position(span.start).line);
    let finding = Finding::error(id, Place::at(source, span), message, help);
    if around.is_some_and(|line| line.end - line.start > LONGEST) { finding.secret() } else { finding }
}

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, own)| extensions.iter().any(|e| e.eq_ignore_ascii_case(own)))
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::Site;

    fn findings(files: &[(&str, &str)]) -> Vec<(&'static str, String)> {
        let folder = tempfile::tempdir().unwrap();
        let site = Site::open(&folder.path().join("output")).unwrap();
        let stage = site.stage().unwrap();
        for (path, text) in files {
            stage.write(path, text.as_bytes()).unwrap();
        }
        let staged = stage.finish().unwrap();
        let found =
            inspect(&staged, "output", Some("https://p.example.jp/"), true, &AllowList::default()).unwrap();
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
