//! What hosts of plain files can be told: `_redirects` and `_headers` for those that read them (Netlify, Cloudflare Pages and
//! the like), and `htaccess.txt` to be copied to `.htaccess` for Apache.
//!
//! The last is not called `.htaccess` at once: a server that does not allow one of its lines would answer every page
//! with an error, so that somebody has to look first. None of the three is needed to read the site.

use std::fmt::Write as _;

use crate::portal::Address;
use crate::portal::redirect::Redirect;
use crate::text::percent;

/// How long browsers keep what has its hash in its name: one year, as long as anybody keeps a file.
pub const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// What every answer says. The policy of the pages stands in the pages; that nobody may frame them can only be said here.
const ALWAYS: [(&str, &str); 3] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Content-Security-Policy", "frame-ancestors 'self'"),
];

/// The files, as paths below the root of the site with their bytes.
pub fn for_hosts<'a>(
    base_url: Option<&str>,
    redirects: impl IntoIterator<Item = &'a Redirect> + Clone,
) -> Vec<(String, Vec<u8>)> {
    let root = root(base_url);
    let mut files = vec![
        ("_headers".to_owned(), headers(&root).into_bytes()),
        ("htaccess.txt".to_owned(), htaccess(&root, redirects.clone()).into_bytes()),
    ];
    let lines = lines(&root, redirects);
    if !lines.is_empty() {
        files.push(("_redirects".to_owned(), lines.into_bytes()));
    }
    files
}

/// The path of the site on its host, with `/` at both ends.
fn root(base_url: Option<&str>) -> String {
    let path = base_url.and_then(|url| {
        let host = url.find("://")? + 3;
        url[host..].find('/').map(|at| url[host + at..].trim_end_matches('/'))
    });
    format!("{}/", path.unwrap_or_default())
}

fn lines<'a>(root: &str, redirects: impl IntoIterator<Item = &'a Redirect>) -> String {
    let mut out = String::new();
    for Redirect { from, to, fragment } in redirects {
        let _ = writeln!(out, "{root}{} {root}{} 301", percent::encode(from), place(to, fragment.as_deref()));
    }
    out
}

fn place(to: &Address, fragment: Option<&str>) -> String {
    fragment.map_or_else(|| to.to_string(), |fragment| format!("{to}#{fragment}"))
}

fn headers(root: &str) -> String {
    let mut out = format!("{root}*\n");
    for (name, value) in ALWAYS {
        let _ = writeln!(out, "  {name}: {value}");
    }
    for (path, name, value) in [
        ("static/*", "Cache-Control", FOR_EVER),
        ("search/pieces/*", "Cache-Control", FOR_EVER),
        ("search/current.json", "Cache-Control", "no-cache"),
        ("feed.xml", "Content-Type", "application/atom+xml; charset=utf-8"),
        ("*/feed.xml", "Content-Type", "application/atom+xml; charset=utf-8"),
        ("*.wasm", "Content-Type", "application/wasm"),
    ] {
        let _ = writeln!(out, "{root}{path}\n  {name}: {value}");
    }
    out
}

fn htaccess<'a>(root: &str, redirects: impl IntoIterator<Item = &'a Redirect>) -> String {
    let always: String = ALWAYS.iter().fold(String::new(), |mut out, (name, value)| {
        let _ = writeln!(out, "  Header always set {name} \"{value}\"");
        out
    });
    let pattern = escaped(root);
    let mut out = format!(
        "# Apache 2.4: このファイルを、サイトを置くフォルダー({root})に .htaccess という名前で置きます。\n\
         # サーバーが許さない行があると全てのページがエラーになります。置いた後で必ずページを開いて確かめてください。\n\
         # Apache 2.4: copy this to .htaccess in the folder of the site ({root}), and look at a page afterwards:\n\
         # a line that the server does not allow makes every page an error.\n\n\
         ErrorDocument 404 {root}404.html\n\
         DirectoryIndex index.html\n\n\
         <IfModule mod_mime.c>\n  AddType application/wasm .wasm\n  AddType text/javascript .js .mjs\n  AddType text/calendar .ics\n  \
         AddCharset UTF-8 .html .css .js .mjs .json .csv .xml .ics .txt\n</IfModule>\n\
         <Files \"feed.xml\">\n  ForceType \"application/atom+xml; charset=utf-8\"\n</Files>\n\n\
         <IfModule mod_headers.c>\n{always}  \
         <If \"%{{REQUEST_URI}} =~ m#^{pattern}(static|search/[a-z]+)/#\">\n    Header set Cache-Control \"{FOR_EVER}\"\n  </If>\n  \
         <Files \"current.json\">\n    Header set Cache-Control \"no-cache\"\n  </Files>\n</IfModule>\n\n\
         <IfModule mod_deflate.c>\n  AddOutputFilterByType DEFLATE text/html text/css text/plain text/csv text/javascript application/json application/xml application/atom+xml application/wasm image/svg+xml\n</IfModule>\n"
    );
    let lines = redirects.into_iter().fold(String::new(), |mut lines, Redirect { from, to, fragment }| {
        let (from, to) = (escaped(from.trim_end_matches('/')), place(to, fragment.as_deref()));
        let _ = writeln!(lines, "  RedirectMatch 301 \"^{pattern}{from}/?$\" \"{root}{to}\"");
        lines
    });
    if !lines.is_empty() {
        let _ = write!(out, "\n<IfModule mod_alias.c>\n{lines}</IfModule>\n");
    }
    out
}

/// A path in which every sign stands for itself in a regular expression.
fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if ".^$*+?()[]{}|\\#%&~".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(base: Option<&str>, redirects: &[Redirect], name: &str) -> Option<String> {
        let files = for_hosts(base, redirects);
        let bytes = files.into_iter().find(|(own, _)| own == name)?.1;
        String::from_utf8(bytes).ok()
    }

    fn redirects() -> Vec<Redirect> {
        let to = |fragment: Option<&str>, from: &str| Redirect {
            from: from.to_owned(),
            to: Address::municipality("mihon"),
            fragment: fragment.map(str::to_owned),
        };
        vec![to(None, "old/評価書 (1).pdf"), to(Some("ii-4"), "old/")]
    }

    #[test]
    fn old_addresses_are_lines() {
        let base = Some("https://www.example.jp/a/pia/");
        insta::assert_snapshot!(file(base, &redirects(), "_redirects").expect("lines"), @"
        /a/pia/old/%E8%A9%95%E4%BE%A1%E6%9B%B8%20%281%29.pdf /a/pia/mihon/ 301
        /a/pia/old/ /a/pia/mihon/#ii-4 301
        ");
        assert_eq!(file(base, &[], "_redirects"), None);
        insta::assert_snapshot!("htaccess", file(base, &redirects(), "htaccess.txt").expect("a file"));
        let none = file(None, &[], "htaccess.txt").expect("a file");
        assert!(none.contains("ErrorDocument 404 /404.html\n") && !none.contains("mod_alias"), "{none}");
    }

    #[test]
    fn every_path_begins_at_the_root_of_the_site() {
        let text = file(Some("https://www.example.jp/a/pia"), &[], "_headers").expect("a file");
        let paths: Vec<&str> = text.lines().filter(|line| !line.starts_with(' ')).collect();
        assert!(paths.iter().all(|path| path.starts_with("/a/pia/")), "{paths:?}");
        assert!(text.lines().filter(|line| line.starts_with(' ')).all(|line| line.contains(": ")), "{text}");
        assert!(file(None, &[], "_headers").expect("a file").starts_with("/*\n"));
    }
}
