//! Addresses within the site: where a link on a page leads.

use crate::text::percent::decode;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Out of the site; not looked at.
    Elsewhere,
    /// To a file of the site.
    File {
        /// Its path.
        path: String,
        /// What stands behind `#`, decoded.
        fragment: Option<String>,
    },
    /// Above the top of the site, or to an absolute path that is not the site's.
    Outside,
}

/// Finds where `href` on the page `page` (a path within the site) leads.
///
/// `base_url` is the address of the site, if it is known: only then an absolute link can lead into it.
pub fn resolve(page: &str, href: &str, base_url: Option<&str>) -> Target {
    let href = href.trim();
    if href.starts_with('#') {
        return Target::File { path: page.to_owned(), fragment: fragment(href) };
    }
    let base = base_url.map(|base| base.trim_end_matches('/'));
    let inside = base
        .and_then(|base| href.strip_prefix(base))
        .filter(|rest| rest.is_empty() || rest.starts_with(['/', '#', '?']));
    let (from_top, href) = match inside {
        Some(rest) => (true, rest.strip_prefix('/').unwrap_or(rest)),
        None if has_scheme(href) || href.starts_with("//") => return Target::Elsewhere,
        None => match href.strip_prefix('/') {
            // Without an address the site is taken to stand at the top of its host.
            Some(_) => {
                match href.strip_prefix(base.map_or("", path_of)).and_then(|rest| rest.strip_prefix('/')) {
                    Some(rest) => (true, rest),
                    None => return Target::Outside,
                }
            }
            None => (false, href),
        },
    };
    let (rest, fragment) = (href.split('#').next().unwrap_or_default(), fragment(href));
    let path = rest.split('?').next().unwrap_or_default();
    if path.is_empty() && !from_top {
        return Target::File { path: page.to_owned(), fragment };
    }
    let mut parts: Vec<String> =
        if from_top { Vec::new() } else { page.split('/').map(str::to_owned).collect() };
    parts.pop();
    let mut folder = path.is_empty();
    for part in path.split('/') {
        folder = matches!(part, "" | "." | "..");
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Target::Outside;
                }
            }
            part => parts.push(decode(part)),
        }
    }
    if folder {
        parts.push("index.html".to_owned());
    }
    Target::File { path: parts.join("/"), fragment }
}

/// What stands behind `#`, decoded; a text to be found by the browser is no place on the page.
fn fragment(href: &str) -> Option<String> {
    let (_, fragment) = href.split_once('#')?;
    (!fragment.is_empty() && !fragment.starts_with(":~:")).then(|| decode(fragment))
}

fn has_scheme(href: &str) -> bool {
    let Some((scheme, _)) = href.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// The path of an address without its last slash: "" for `https://example.jp`.
fn path_of(base: &str) -> &str {
    let host = base.find("://").map_or(0, |at| at + 3);
    base[host..].find('/').map_or("", |at| &base[host + at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(href: &str) -> String {
        match resolve("mihon/12/index.html", href, Some("https://p.example.jp/pia/")) {
            Target::Elsewhere => "elsewhere".into(),
            Target::Outside => "outside".into(),
            Target::File { path, fragment: None } => path,
            Target::File { path, fragment: Some(fragment) } => format!("{path}#{fragment}"),
        }
    }

    #[test]
    fn links_lead_where_a_browser_goes() {
        for (href, wanted) in [
            ("", "mihon/12/index.html"),
            ("#x1", "mihon/12/index.html#x1"),
            ("?a#x", "mihon/12/index.html#x"),
            ("#", "mihon/12/index.html"),
            (".", "mihon/12/index.html"),
            ("..", "mihon/index.html"),
            ("../../", "index.html"),
            ("../../../", "outside"),
            ("zenkomoku/index.html#ii-%E7%B1%8D", "mihon/12/zenkomoku/index.html#ii-籍"),
            ("../../static/a.css?v=1", "static/a.css"),
            ("https://example.jp/", "elsewhere"),
            ("mailto:a@example.jp", "elsewhere"),
            ("//example.jp", "elsewhere"),
            ("https://p.example.jp/pia/mihon/", "mihon/index.html"),
            ("https://p.example.jp/pia", "index.html"),
            ("https://p.example.jp/piano/", "elsewhere"),
            ("/pia/static/a.css", "static/a.css"),
            ("/static/a.css", "outside"),
        ] {
            assert_eq!(file(href), wanted, "{href}");
        }
        assert_eq!(
            resolve("404.html", "/a.css", None),
            Target::File { path: "a.css".to_owned(), fragment: None }
        );
        assert_eq!(resolve("404.html", "/../a.css", None), Target::Outside);
    }
}
