//! In which order files go to a host, so that nobody who reads meanwhile meets a page whose parts are not there yet; and
//! what a host is to call each of them.

use std::path::Path;

/// Where a file comes in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// Files that have the hash of their content in their address: nobody knows of them until a page does.
    Piece,
    /// Other files to which pages lead: originals, tables.
    File,
    /// Pages, those first to which others lead.
    Page,
    /// What tells programs of the pages: feeds, the sitemap, settings of hosts.
    List,
    /// What says which search index is to be asked.
    Current,
}

/// The name of the file that says which search index is to be asked.
const CURRENT: &str = "search/current.json";

impl Turn {
    /// The turn of a file below the root of the site.
    pub(super) fn of(path: &str) -> Self {
        let extension = extension(path);
        let is_piece = path.starts_with("static/")
            || path.strip_prefix("search/").is_some_and(|rest| rest.contains('/'));
        match extension.as_str() {
            _ if path == CURRENT => Self::Current,
            _ if is_piece => Self::Piece,
            "html" | "htm" => Self::Page,
            "xml" | "ics" | "txt" => Self::List,
            _ if path.starts_with('_') => Self::List,
            _ => Self::File,
        }
    }
}

/// What files are sorted by: their turn, and among pages the deepest first, the home page last.
pub(super) fn place(path: &str) -> (Turn, std::cmp::Reverse<usize>, &str) {
    let turn = Turn::of(path);
    let depth = if turn == Turn::Page { path.matches('/').count() } else { 0 };
    (turn, std::cmp::Reverse(depth), path)
}

/// The media type of a file of the site, with its encoding where it is text.
pub fn media_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    match extension(path).as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "ndjson" => "application/x-ndjson",
        "xml" if name == "feed.xml" => "application/atom+xml; charset=utf-8",
        "xml" => "application/xml",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "parquet" => "application/vnd.apache.parquet",
        "webmanifest" => "application/manifest+json",
        _ if matches!(name, "_redirects" | "_headers") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn extension(path: &str) -> String {
    Path::new(path).extension().map(|end| end.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_lead_to_comes_first() {
        let mut paths = [
            "search/current.json",
            "sitemap.xml",
            "index.html",
            "mihon/index.html",
            "mihon/12/zenkomoku/2026-03-24/index.html",
            "mihon/12/zenkomoku/changes/changes.csv",
            "_headers",
            "404.html",
            "search/0a1b/pieces/00.bin",
            "search/index.html",
            "static/kohyo-0a1b.css",
        ];
        paths.sort_by(|a, b| place(a).cmp(&place(b)));
        assert_eq!(
            paths,
            [
                "search/0a1b/pieces/00.bin",
                "static/kohyo-0a1b.css",
                "mihon/12/zenkomoku/changes/changes.csv",
                "mihon/12/zenkomoku/2026-03-24/index.html",
                "mihon/index.html",
                "search/index.html",
                "404.html",
                "index.html",
                "_headers",
                "sitemap.xml",
                "search/current.json",
            ]
        );
    }
}
