//! `retired.toml`: addresses of a municipality that are no longer built, and why.
//!
//! An address that people may have cited never becomes a dead link: a page in its place says when and why it
//! was taken down. Written by `kohyo retire`, read at every build.

use std::sync::Arc;

use crate::text::date::Date;

use super::fields::Fields;
use super::toml_file;
use crate::finding::{Finding, Place, Text};
use crate::privacy::quoted;
use crate::text::source::{Source, Span};

/// A `retired.toml`.
#[derive(Debug)]
pub struct RetiredFile {
    /// Its text.
    pub source: Arc<Source>,
    /// Its entries, in the order of the file.
    pub entries: Vec<Retired>,
    /// Items that have other ids now, in the order of the file.
    pub moved: Vec<Moved>,
}

/// An item of a page that has another id now. What stands below it moves with it: `ii-f1` to `ii-kokuho` is `ii-f1-4` to
/// `ii-kokuho-4` too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The address of the page: that of a version.
    pub page: String,
    /// The id that was published.
    pub item: String,
    /// The id under which it is found now.
    pub to: String,
    /// Where the entry stands in the file.
    pub place: Span,
}

impl Moved {
    /// Where an id that was published is found now, if this entry says so.
    pub fn follow(&self, item: &str) -> Option<String> {
        let rest = item.strip_prefix(self.item.as_str())?;
        (rest.is_empty() || rest.starts_with('-')).then(|| format!("{}{rest}", self.to))
    }

    /// The id that was published of an item that has this one now.
    pub fn before(&self, item: &str) -> Option<String> {
        let rest = item.strip_prefix(self.to.as_str())?;
        (rest.is_empty() || rest.starts_with('-')).then(|| format!("{}{rest}", self.item))
    }
}

/// An address that is no longer built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired {
    /// The address below the root of the site, with `/` at its end: `mihon/12/zenkomoku/2023-12-01/`.
    pub address: String,
    /// The day on which it was taken down.
    pub date: Date,
    /// Why.
    pub reason: String,
    /// The address on the same site under which it is found now.
    pub moved_to: Option<String>,
    /// Where the address stands in the file.
    pub place: Span,
}

/// Reads `retired.toml` of the municipality `slug`. Entries that cannot be used are findings.
pub fn read_retired(source: &Arc<Source>, slug: &str) -> (RetiredFile, Vec<Finding>) {
    let mut fields = toml_file::fields(source, &["retired", "moved"]);
    let moved = moved(&mut fields, slug);
    let mut entries: Vec<Retired> = Vec::new();
    for mut inner in fields.maps("retired", &["address", "date", "reason", "moved_to"]) {
        let place = inner.value_place("address");
        let address = inner.required_text("address", &format!("{slug}/12/zenkomoku/2023-12-01/"));
        let reason = inner.required_text("reason", "評価書番号の誤り");
        let date = inner.date("date");
        if date.is_none() {
            let help = Text::new(
                "`date = 2026-04-01` のように書いてください。",
                "Write, for example, `date = 2026-04-01`.",
            );
            inner.missing("META-01", "date", help);
        }
        let moved_to = inner.text("moved_to");
        for (key, text) in [("address", &address), ("moved_to", &moved_to)] {
            if let Some(text) = text
                && site_address(text).as_deref() != Some(text)
            {
                let (span, value) = (inner.value_place(key), quoted(text));
                let message = Text::new(
                    format!("「{value}」はこのサイトのアドレスではありません。"),
                    format!("`{value}` is no address of this site."),
                );
                let help = Text::new(
                    "`mihon/12/zenkomoku/2023-12-01/` のように、サイトの先頭からのフォルダーを「/」で終わる形で書いてください。",
                    "Write the folders from the root of the site, with `/` at the end, as in `mihon/12/zenkomoku/2023-12-01/`.",
                );
                inner.wrong(key, span, message, help);
            }
        }
        let address = address.filter(|text| site_address(text).as_ref() == Some(text));
        let moved_to = moved_to.filter(|text| site_address(text).as_ref() == Some(text));
        if let Some(address) = &address {
            let outside =
                address.strip_prefix(slug).and_then(|rest| rest.strip_prefix('/')).is_none_or(str::is_empty);
            let twice = entries.iter().any(|entry| entry.address == *address);
            let message = match (outside, twice) {
                (true, _) => Some(Text::new(
                    format!("「{address}」は {slug}/ の下のアドレスではありません。"),
                    format!("`{address}` is not below {slug}/."),
                )),
                (_, true) => Some(Text::new(
                    format!("「{address}」が2回書かれています。"),
                    format!("`{address}` stands here twice."),
                )),
                _ => None,
            };
            if let Some(message) = message {
                let help = Text::new("この記録を除くか、直してください。", "Remove or correct this entry.");
                inner.wrong("address", place, message, help);
                fields.absorb(inner);
                continue;
            }
        }
        fields.absorb(inner);
        if let (Some(address), Some(date), Some(reason)) = (address, date, reason) {
            entries.push(Retired { address, date, reason, moved_to, place });
        }
    }
    let findings = fields.findings;
    (RetiredFile { source: Arc::clone(source), entries, moved }, findings)
}

/// The items that have other ids now.
fn moved(fields: &mut Fields<'_>, slug: &str) -> Vec<Moved> {
    let mut all = Vec::new();
    for mut inner in fields.maps("moved", &["page", "item", "to"]) {
        let place = inner.value_place("item");
        let page = inner.required_text("page", &format!("{slug}/12/zenkomoku/2023-12-01/"));
        let item = inner.required_text("item", "ii-f1");
        let to = inner.required_text("to", "ii-kokuho");
        let own = |page: &String| {
            site_address(page).as_ref() == Some(page) && page.starts_with(&format!("{slug}/"))
        };
        if let Some(page) = page.as_ref().filter(|page| !own(page)) {
            let (span, value) = (inner.value_place("page"), quoted(page));
            let message = Text::new(
                format!("「{value}」は {slug}/ の下のアドレスではありません。"),
                format!("`{value}` is not below {slug}/."),
            );
            let help = Text::new(
                format!(
                    "`{slug}/12/zenkomoku/2023-12-01/` のように、項目のあるページのアドレスを書いてください。"
                ),
                format!(
                    "Write the address of the page of the item, as in `{slug}/12/zenkomoku/2023-12-01/`."
                ),
            );
            inner.wrong("page", span, message, help);
        }
        let page = page.filter(own);
        fields.absorb(inner);
        if let (Some(page), Some(item), Some(to)) = (page, item, to) {
            all.push(Moved { page, item, to, place });
        }
    }
    all
}

impl RetiredFile {
    /// The place of an entry in the file.
    pub fn place(&self, entry: &Retired) -> Place {
        Place::at(&self.source, entry.place)
    }
}

/// An address as people have it (`/mihon/12/index.html#a`, `mihon/12`) as it is kept: `mihon/12/`. `None` where it
/// cannot be an address of a page about a municipality.
pub fn site_address(text: &str) -> Option<String> {
    let path = text.trim().split(['#', '?']).next().unwrap_or_default();
    let path = path.strip_suffix("index.html").unwrap_or(path).trim_matches('/');
    let segment = |part: &str| {
        !part.is_empty()
            && part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    (!path.is_empty() && path.split('/').all(segment)).then(|| format!("{path}/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Retired>, Vec<(&'static str, usize)>) {
        let (file, findings) = read_retired(&Arc::new(Source::new("retired.toml", text)), "mihon");
        (file.entries, findings.iter().map(|f| (f.id, f.place.position().line)).collect())
    }

    #[test]
    fn an_entry_has_an_address_a_day_and_a_reason() {
        let (entries, findings) = read(
            "[[retired]]\naddress = \"mihon/12/\"\ndate = 2026-04-01\nreason = \"番号の誤り\"\nmoved_to = \"mihon/13/\"\n",
        );
        assert_eq!(findings, []);
        assert_eq!(
            (entries[0].address.as_str(), entries[0].moved_to.as_deref()),
            ("mihon/12/", Some("mihon/13/"))
        );
    }

    #[test]
    fn an_item_moves_with_what_stands_below_it() {
        let text = "[[moved]]\npage = \"mihon/12/zenkomoku/2026-03-24/\"\nitem = \"ii-f1\"\nto = \"ii-kokuho\"\n\n[[moved]]\npage = \"tameshi/1/\"\nitem = \"a\"\nto = \"b\"\n";
        let (file, findings) = read_retired(&Arc::new(Source::new("retired.toml", text)), "mihon");
        assert_eq!(
            findings.iter().map(|f| (f.id, f.place.position().line)).collect::<Vec<_>>(),
            [("META-07", 7)]
        );
        let [moved] = file.moved.as_slice() else { panic!("{file:?}") };
        assert_eq!(moved.follow("ii-f1-4-t2").as_deref(), Some("ii-kokuho-4-t2"));
        assert_eq!(moved.before("ii-kokuho").as_deref(), Some("ii-f1"));
        assert_eq!((moved.follow("ii-f10"), moved.before("ii")), (None, None));
    }

    #[test]
    fn mistakes_are_said_where_they_are_and_hide_nothing() {
        let (entries, findings) = read(
            "[[retired]]\naddress = \"/mihon/12/\"\ndate = 2026-04-01\nreason = \"番号の誤り\"\n\n[[retired]]\nadress = \"mihon/13/\"\n\n[[retired]]\naddress = \"tameshi/1/\"\ndate = \"2026-02-30\"\nreason = \"番号の誤り\"\n",
        );
        assert_eq!(entries, []);
        assert_eq!(
            findings,
            [
                ("META-07", 2),
                ("META-05", 7),
                ("META-01", 6),
                ("META-01", 6),
                ("DATE-07", 11),
                ("META-07", 10)
            ]
        );
        assert_eq!(read("retired = 1\n").1, [("META-07", 1)]);
        assert_eq!(read("[[retired\n").1, [("META-09", 1)]);
    }

    #[test]
    fn addresses_in_every_way_people_write_them() {
        for text in ["mihon/12/", "/mihon/12", "mihon/12/index.html", "mihon/12/?q=1#ii-4"] {
            assert_eq!(site_address(text).as_deref(), Some("mihon/12/"), "{text}");
        }
        for text in ["", "/", "../x", "mihon//12", "mihon/12/a b/", "みほん/", "https://x.jp/mihon/"] {
            assert_eq!(site_address(text), None, "{text}");
        }
    }
}
