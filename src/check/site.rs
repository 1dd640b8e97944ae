//! Rules about where the site will stand: what cannot be made without its address, and what its host has to do.

use crate::content::Content;
use crate::finding::{Finding, Place, Text};
use crate::portal::Portal;
use crate::privacy;
use crate::text::source::Span;

/// SITE-01 and SITE-03, and numbers of persons in the path of the site, which stands in its pages. `given` is an address that
/// takes the place of the one in `portal.toml`. Of a sample, and of a portal that publishes nothing yet, nothing else is said.
pub fn site(content: &Content, portal: &Portal, given: Option<&str>) -> Vec<Finding> {
    let source = &content.portal.source;
    let url = given.or(portal.meta.base_url.as_deref());
    let place = |url: &str| {
        let at = source.text().find(url).map(|at| Span::new(at, at + url.len()));
        at.filter(|_| given.is_none()).map_or_else(|| Place::file(source), |at| Place::at(source, at))
    };
    if let Some((url, (_, path))) = url.map(|url| (url, of_host(url)))
        && let [number, ..] = privacy::in_text(path).as_slice()
    {
        return vec![privacy::finding(number.kind, place(url))];
    }
    if portal.meta.sample || portal.versions().next().is_none() {
        return Vec::new();
    }
    let Some(url) = url else {
        // A value that cannot be used is wrong, not missing.
        let written = source.text().lines().any(|line| line.trim_start().starts_with("base_url"));
        return (!written).then(|| missing(Place::file(source))).into_iter().collect();
    };
    let (host, path) = of_host(url);
    if path.is_empty() {
        return Vec::new();
    }
    vec![below_a_path(place(url), host, path)]
}

/// The address of a host, and the path on it without a slash at its end.
fn of_host(url: &str) -> (&str, &str) {
    let host_end = url.find("://").map_or(0, |at| at + 3);
    let (host, path) = url[host_end..].find('/').map_or((url, ""), |at| url.split_at(host_end + at));
    (host, path.trim_end_matches('/'))
}

fn missing(place: Place) -> Finding {
    Finding::of(
        "SITE-01",
        place,
        Text::new(
            "`base_url` がありません。sitemap.xml と検索エンジン向けの情報を作らず、引用とフィードは相対アドレスになり、404.html はサーバーの一番上に置くものとして作ります。",
            "`base_url` is missing: there are no sitemap.xml and nothing for search engines, citations and feeds have relative addresses, and 404.html is made for the top of a host.",
        ),
        Text::new(
            "公開するアドレスが決まったら、portal.toml に `base_url = \"https://www.example.jp/pia/\"` のように書いてください。",
            "Once it is known, write it into portal.toml, as in `base_url = \"https://www.example.jp/pia/\"`.",
        ),
    )
}

fn below_a_path(place: Place, host: &str, path: &str) -> Finding {
    Finding::of(
        "SITE-03",
        place,
        Text::new(
            format!(
                "サイトは {host} の一番上ではなく {path}/ に置かれます。検索エンジンが読む robots.txt はサーバーの一番上のもので、404.html もサーバーの設定が要ります。"
            ),
            format!(
                "The site will stand below {path}/ and not at the top of {host}: search engines read the robots.txt of the top alone, and 404.html needs a setting of the server."
            ),
        ),
        Text::new(
            format!(
                "サーバーの管理者に、一番上の robots.txt への1行 `Sitemap: {host}{path}/sitemap.xml` と、{path}/ での404のページの設定(Apache なら htaccess.txt にあります)を頼んでください。済んでいれば、このままで構いません。"
            ),
            format!(
                "Ask whoever runs the server for the line `Sitemap: {host}{path}/sitemap.xml` in its robots.txt, and for {path}/404.html as the page of status 404 there (for Apache see htaccess.txt). Leave it if that is done."
            ),
        ),
    )
}
