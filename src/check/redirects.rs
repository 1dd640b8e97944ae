//! Old addresses, of `redirects.csv` and of `aliases` in front matter: what can be made of them.
//!
//! REDIR-01 to REDIR-04: not a path that can lead anywhere, one that is taken, a page that is not there, outside of the site.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::Content;
use crate::finding::{Finding, Place, Text};
use crate::portal::redirect::{NoPath, Redirect, old_path, target};
use crate::portal::{Address, Portal};
use crate::privacy::quoted;

/// An old address as somebody wrote it.
struct Written<'a> {
    from: &'a str,
    place: Place,
    to: Result<(Address, Option<String>), &'a str>,
}

/// The old addresses that lead somewhere, each with its place, and what is wrong with the others.
pub fn redirects(
    content: &Content,
    portal: &Portal,
    base_url: Option<&str>,
) -> (Vec<(Redirect, Place)>, Vec<Finding>) {
    let mut findings = Vec::new();
    let built = portal.lasting();
    let retired: BTreeSet<Address> =
        portal.municipalities.iter().flat_map(|town| &town.retired).map(Address::retired).collect();
    let page = |path: String| {
        let address = Redirect::page(&path);
        (path.is_empty() || built.contains(&address) || retired.contains(&address)).then_some(address)
    };
    let taken: BTreeSet<String> =
        built.iter().chain(&retired).map(|address| address.file().to_lowercase()).collect();
    let mut by_file: BTreeMap<String, (Redirect, Place)> = BTreeMap::new();
    let mut missing = Vec::new();
    for Written { from, place, to } in written(content, portal, base_url, page) {
        let path = match old_path(from, base_url) {
            Ok(path) => path,
            Err(why) => {
                findings.push(no_path(from, &why, place, to.ok().map(|(address, _)| address), base_url));
                continue;
            }
        };
        let (to, fragment) = match to {
            Ok(to) => to,
            Err(to) => {
                missing.push((to, place));
                continue;
            }
        };
        let redirect = Redirect { from: path, to, fragment };
        let file = redirect.file().to_lowercase();
        if taken.contains(&file) {
            findings.push(is_taken(&redirect.from, place));
        } else if let Some((other, first)) = by_file.get(&file) {
            if (&other.to, &other.fragment) != (&redirect.to, &redirect.fragment) {
                findings.push(is_twice(&redirect.from, place, first));
            }
        } else {
            by_file.insert(file, (redirect, place));
        }
    }
    for (to, place) in missing {
        let own =
            old_path(to, base_url).ok().map(|from| Redirect { from, to: Address::home(), fragment: None });
        let is_old = own.is_some_and(|own| by_file.contains_key(&own.file().to_lowercase()));
        findings.push(no_page(to, is_old, place));
    }
    // A page that others would have to stand below.
    let below = |file: &str| {
        let folder = format!("{file}/");
        by_file.range(folder.clone()..).next().is_some_and(|(next, _)| next.starts_with(&folder))
    };
    let blocked: Vec<String> = by_file.keys().filter(|file| below(file)).cloned().collect();
    for file in blocked {
        if let Some((redirect, place)) = by_file.remove(&file) {
            findings.push(is_taken(&redirect.from, place));
        }
    }
    (by_file.into_values().collect(), findings)
}

fn written<'a>(
    content: &'a Content,
    portal: &'a Portal,
    base_url: Option<&str>,
    page: impl Fn(String) -> Option<Address>,
) -> Vec<Written<'a>> {
    let mut all = Vec::new();
    for (index, file) in content.documents.iter().enumerate() {
        let Some(found) = portal.find(index) else { continue };
        let place = file.place_of(&["aliases"]);
        all.extend(file.meta.aliases.iter().map(|from| Written {
            from: from.as_str(),
            place: place.clone(),
            to: Ok((found.version.address.clone(), None)),
        }));
    }
    if let Some(file) = &content.redirects {
        all.extend(file.entries.iter().map(|entry| {
            let to = target(&entry.to, base_url).and_then(|(path, fragment)| Some((page(path)?, fragment)));
            Written {
                from: &entry.from,
                place: Place::at(&file.source, entry.place),
                to: to.ok_or(entry.to.as_str()),
            }
        }));
    }
    all
}

fn no_path(from: &str, why: &NoPath, place: Place, to: Option<Address>, base_url: Option<&str>) -> Finding {
    let value = quoted(from);
    if let NoPath::Outside(path) = why {
        let path = quoted(path);
        let target = to.map_or_else(|| "…".to_owned(), |to| to.absolute(base_url.unwrap_or_default()));
        return Finding::of(
            "REDIR-04",
            place,
            Text::new(
                format!(
                    "前のアドレス「{value}」は、サイトを置く場所の外にあります。そこにはページを作れません。"
                ),
                format!("The old address `{value}` is outside of the site; no page can be made there."),
            ),
            Text::new(
                format!(
                    "サーバーの管理者に転送を頼んでください(Apache なら `Redirect 301 \"{path}\" \"{target}\"`)。済んだら、この行を除いてください。"
                ),
                format!(
                    "Ask whoever runs the server for it (Apache: `Redirect 301 \"{path}\" \"{target}\"`), and remove this line."
                ),
            ),
        );
    }
    let (ja, en) = match why {
        NoPath::Query => (
            "「?」や「#」から後は、ファイルを置くだけのサーバーでは転送できません。",
            "A server of files cannot act on what follows `?` or `#`.",
        ),
        NoPath::OtherHost => {
            ("このサイトと別のサーバーのアドレスです。", "It is on another host than this site.")
        }
        NoPath::Reserved => ("このサイトのページが使う場所です。", "The site has pages of its own there."),
        NoPath::Name | NoPath::Outside(_) => (
            "どのサーバーにも置ける名前ではありません。",
            "It is no name that a file can have on every server.",
        ),
    };
    Finding::of(
        "REDIR-01",
        place,
        Text::new(
            format!("前のアドレス「{value}」は使えません。{ja}"),
            format!("`{value}` cannot be an old address. {en}"),
        ),
        Text::new(
            "サイトを置く場所からのパスを `old/12.pdf` のように書いてください。`..`、先頭の「.」、記号 \\ : * ? \" < > | は使えません。",
            "Write the path from the root of the site, as in `old/12.pdf`, without `..`, a leading `.` and the signs \\ : * ? \" < > |.",
        ),
    )
}

fn is_taken(from: &str, place: Place) -> Finding {
    let from = quoted(from);
    Finding::of(
        "REDIR-02",
        place,
        Text::new(
            format!("前のアドレス「{from}」には、今のサイトのページ(又はほかの前のアドレス)があります。"),
            format!("There is a page of the site (or another old address) at `{from}`."),
        ),
        Text::new("この行を除いてください。", "Remove this line."),
    )
}

/// Two lines that want the same place for different pages, and a page where a file of the site stands.
pub fn is_occupied(from: &str, place: &Place) -> Finding {
    is_taken(from, place.clone())
}

fn is_twice(from: &str, place: Place, first: &Place) -> Finding {
    let (from, line) = (quoted(from), first.position().line);
    let file = first.source.path();
    Finding::of(
        "REDIR-02",
        place,
        Text::new(
            format!(
                "前のアドレス「{from}」が、{file} の{line}行目と別のページに導いています(大文字と小文字は区別しません)。"
            ),
            format!(
                "The old address `{from}` leads to another page than in {file}, line {line} (capitals do not matter)."
            ),
        ),
        Text::new("どちらかを除いてください。", "Remove one of them."),
    )
}

fn no_page(to: &str, is_old: bool, place: Place) -> Finding {
    let to = quoted(to);
    let (ja, en) = if is_old {
        ("それ自体が前のアドレスです", "it is an old address itself")
    } else {
        ("このサイトに、そのようなページはありません", "there is no such page on this site")
    };
    Finding::of(
        "REDIR-03",
        place,
        Text::new(
            format!("前のアドレスが導く「{to}」が見つかりません。{ja}。"),
            format!("The old address leads to `{to}`, which is not there: {en}."),
        ),
        Text::new(
            "評価書のページのアドレスを `mihon/12/zenkomoku/2026-03-24/` のように書いてください。",
            "Write the address of a page that stays, as in `mihon/12/zenkomoku/2026-03-24/`.",
        ),
    )
}
