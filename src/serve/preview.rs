//! `/preview/`: what is not published yet, behind the same guard as the review. Pages are made when somebody asks, from the
//! content as it is then; what they lead to and is published is that of the site.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::http::with_script;
use super::problems::Problems;
use super::review::answer;
use crate::finding::{Lang, Level};
use crate::pipeline::{self, Held, Options, Outcome, Preview};
use crate::publish::media_type;
use crate::review::Room;
use crate::text::html::escaped;
use crate::text::percent;

/// The style sheet of the banner.
pub(super) const STYLE: &str = include_str!("preview.css");

/// What pages of a preview may do: what those of the site do, in no frame.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

/// What answers.
pub(super) struct Previews {
    options: Options,
    lang: Lang,
    seen: Mutex<Seen>,
}

/// What the last build said of the texts that are not published.
#[derive(Default)]
struct Seen {
    held: Vec<Held>,
    /// Errors and warnings about each.
    counts: Vec<[usize; 2]>,
    /// How many sites there have been, for the live reload.
    generation: u64,
}

impl Previews {
    pub(super) fn new(options: Options, lang: Lang) -> Self {
        Self { options, lang, seen: Mutex::default() }
    }

    /// Takes up what a build came to.
    pub(super) fn learn(&self, outcome: &Outcome, generation: u64) {
        let count = |held: &Held, level: Level| {
            outcome.findings_of(&held.file).filter(|finding| finding.level() == level).count()
        };
        let counts = |held: &Held| [count(held, Level::Error), count(held, Level::Warning)];
        let counts = outcome.held.iter().map(counts).collect();
        let seen = Seen { held: outcome.held.clone(), counts, generation };
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = seen;
    }

    /// The list.
    pub(super) fn index(&self, room: &Room) -> Response {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let texts: Vec<_> = seen.held.iter().zip(seen.counts.iter().copied()).collect();
        answer(room.previews(&texts))
    }

    /// What stands at a path below `/preview/`.
    pub(super) fn show(&self, room: &Room, path: &str) -> Response {
        let (held, generation) = {
            let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            (seen.held.clone(), seen.generation)
        };
        let file = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        match pipeline::preview(&self.options, &held, &file) {
            Ok(Preview::Here(page)) => {
                let kind = media_type(&page.path);
                let bytes = if kind.starts_with("text/html") {
                    with_script(marked(&page.bytes, room.preview_words()), generation)
                } else {
                    page.bytes
                };
                let robots = HeaderName::from_static("x-robots-tag");
                let policy = (header::CONTENT_SECURITY_POLICY, POLICY);
                (StatusCode::OK, [(header::CONTENT_TYPE, kind), policy, (robots, "noindex")], bytes)
                    .into_response()
            }
            Ok(Preview::Refused(findings)) => {
                answer(room.no_preview(&Problems::of_findings(&findings, self.lang).text()))
            }
            Ok(Preview::Elsewhere) => {
                // No second slash at its beginning: that would be another host.
                let to =
                    HeaderValue::from_str(&format!("/{}", percent::encode(path.trim_start_matches('/'))));
                let to = to.unwrap_or_else(|_| HeaderValue::from_static("/preview/"));
                (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response()
            }
            Err(trouble) => answer(room.no_preview(&Problems::of_trouble(&trouble, self.lang).text())),
        }
    }
}

/// The page with the banner above everything, whatever the theme makes of it, and out of the reach of search engines.
fn marked(page: &[u8], [banner, list]: [&str; 2]) -> Vec<u8> {
    let find = |tag: &[u8]| page.windows(tag.len()).position(|own| own.eq_ignore_ascii_case(tag));
    let head = find(b"</head>").unwrap_or(0);
    let open = find(b"<body").unwrap_or(head);
    let body = page[open..].iter().position(|byte| *byte == b'>').map_or(open, |end| open + end + 1);
    // A way past the header stays the first thing that the keyboard comes to.
    let rest = page[body..].trim_ascii_start();
    let skip = rest.starts_with(b"<a ").then(|| find(b"</a>").filter(|end| *end > body)).flatten();
    let body = skip.map_or(body, |end| end + 4);
    let (banner, list) = (escaped(banner), escaped(list));
    let meta = "<meta name=\"robots\" content=\"noindex, nofollow\">\n<link rel=\"stylesheet\" href=\"/__kohyo/preview.css\">\n";
    let banner = format!(
        "\n<div id=\"kohyo-preview\" role=\"region\" aria-label=\"{list}\"><strong>{banner}</strong> <a href=\"/preview/\">{list}</a></div>"
    );
    [&page[..head], meta.as_bytes(), &page[head..body], banner.as_bytes(), &page[body..]].concat()
}

/// The previews, shared by the thread that builds and those that answer.
pub(super) type Shared = Arc<Previews>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banner_comes_first() {
        let page = marked(
            b"<html><head><title>x</title></head><body class=\"a\"><p>y</p></body></html>",
            ["<b>", "l"],
        );
        let past = marked(
            b"<head></head><body>\n<a class=\"skip\" href=\"#main\">s</a>\n<p>y</p></body>",
            ["b", "l"],
        );
        let past = String::from_utf8(past).expect("text");
        assert!(
            past.contains("<body>\n<a class=\"skip\" href=\"#main\">s</a>\n<div id=\"kohyo-preview\""),
            "{past}"
        );
        let page = String::from_utf8(page).expect("text");
        assert!(
            page.contains("preview.css\">\n</head><body class=\"a\">\n<div id=\"kohyo-preview\""),
            "{page}"
        );
        assert!(
            page.contains("<strong>&lt;b&gt;</strong>") && page.ends_with("<p>y</p></body></html>"),
            "{page}"
        );
        assert!(marked(b"no page", ["a", "b"]).ends_with(b"no page"));
    }
}
