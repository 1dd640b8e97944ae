//! `portal.toml`: what holds for the portal as a whole.

use std::sync::Arc;

use super::choice::{Choice as _, DataFormat, LegacyNames, Publisher, SearchMode};
use super::fields::Fields;
use super::toml_file;
use crate::finding::{Finding, Text};
use crate::text::source::Source;

/// What `portal.toml` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalMeta {
    /// Name of the portal.
    pub title: String,
    /// Where it will stand, for feeds and the site map; everything else is relative.
    pub base_url: Option<String>,
    /// Language of the interface, `ja` unless said otherwise.
    pub language: String,
    /// Theme, `default` unless said otherwise.
    pub theme: String,
    /// Who runs it.
    pub publisher: Publisher,
    /// Invented content: pages say so.
    pub sample: bool,
    /// Licence of the content.
    pub license: Option<String>,
    /// Where to report errors.
    pub contact: Option<String>,
    /// One or two sentences on the portal.
    pub description: Option<String>,
    /// In what form the search index is published, in place of the one that suits its size.
    pub search_mode: Option<SearchMode>,
    /// Where a server of this site answers questions, as a path from the top of its host.
    pub search_api: Option<String>,
    /// Whether pages show the names of former managers, as they do unless said otherwise. The index never does.
    pub legacy_names: LegacyNames,
    /// What data is published.
    pub data: DataMeta,
}

/// What data is published: everything unless said otherwise, without names of former managers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataMeta {
    /// Whether every version has a twin as JSON. The tables of answers and of changes are made of them.
    json: bool,
    /// The forms of tables.
    pub formats: Vec<DataFormat>,
    /// Whether names of former managers stand in them.
    pub names: bool,
}

impl DataMeta {
    /// Whether every version has a twin as JSON.
    pub fn twins(&self) -> bool {
        self.json
    }
}

impl Default for DataMeta {
    fn default() -> Self {
        Self { json: true, formats: DataFormat::ALL.to_vec(), names: false }
    }
}

const KEYS: [&str; 12] = [
    "title",
    "base_url",
    "language",
    "theme",
    "publisher",
    "sample",
    "license",
    "contact",
    "description",
    "legacy_names",
    "search",
    "data",
];

/// What may stand under `[search]`.
const SEARCH_KEYS: [&str; 2] = ["mode", "api"];

/// What may stand under `[data]`.
const DATA_KEYS: [&str; 5] = ["json", "csv", "ndjson", "parquet", "names"];

/// Reads `portal.toml`.
pub fn read_portal(source: &Arc<Source>) -> (Option<PortalMeta>, Vec<Finding>) {
    let mut fields = toml_file::fields(source, &KEYS);
    let title = fields.required_text("title", "みほん市 特定個人情報保護評価書");
    let publisher = fields.choice::<Publisher>("publisher");
    if publisher.is_none() {
        fields.missing(
            "META-01",
            "publisher",
            Text::new(
                "自治体が自ら公表するなら `publisher = \"official\"`、公表された評価書を集めるなら `publisher = \"collection\"` としてください。",
                "Write `publisher = \"official\"` if the municipality itself publishes, `publisher = \"collection\"` if you collect what others published.",
            ),
        );
    }
    let (mut search_mode, mut search_api) = (None, None);
    if let Some(mut search) = fields.map("search", &SEARCH_KEYS) {
        search_mode = search.choice("mode");
        search_api = api(&mut search);
        fields.absorb(search);
    }
    let mut data = DataMeta::default();
    if let Some(mut table) = fields.map("data", &DATA_KEYS) {
        data.json = table.flag("json").unwrap_or(true);
        data.formats.retain(|format| table.flag(format.as_str()).unwrap_or(true));
        data.names = table.flag("names").unwrap_or(false);
        fields.absorb(table);
    }
    let meta = PortalMeta {
        data,
        base_url: base_url(&mut fields),
        language: language(&mut fields).unwrap_or_else(|| "ja".to_owned()),
        theme: fields.text("theme").unwrap_or_else(|| "default".to_owned()),
        sample: fields.flag("sample").unwrap_or(false),
        license: fields.text("license"),
        contact: fields.text("contact"),
        description: fields.text("description"),
        legacy_names: fields.choice("legacy_names").unwrap_or(LegacyNames::Keep),
        search_mode,
        search_api,
        title: title.clone().unwrap_or_default(),
        publisher: publisher.unwrap_or(Publisher::Collection),
    };
    let read = (title.is_some() && publisher.is_some()).then_some(meta);
    (read, fields.findings)
}

/// Why a web address cannot be that of a folder with the site in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFolder {
    /// `?` or `#` and what follows.
    Query,
    /// The address of a page, as it stands in the address bar: `…/index.html`.
    Page,
}

/// The address of a site as all links are put together with it, with `/` at its end.
pub fn site_url(text: &str) -> Result<String, NoFolder> {
    if text.contains(['?', '#']) {
        return Err(NoFolder::Query);
    }
    let last = text.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let below_host = text.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
    if below_host && [".html", ".htm", ".php"].iter().any(|end| last.ends_with(end)) {
        return Err(NoFolder::Page);
    }
    Ok(format!("{}/", text.trim_end_matches('/')))
}

fn base_url(fields: &mut Fields<'_>) -> Option<String> {
    let place = fields.value_place("base_url");
    let text = fields.url("base_url")?;
    let Err(why) = site_url(&text) else { return Some(text) };
    let message = match why {
        NoFolder::Query => Text::new(
            "`base_url` に「?」又は「#」から後があります。この後にページのアドレスを続けられません。",
            "`base_url` has a query or a fragment; no address of a page can follow it.",
        ),
        NoFolder::Page => Text::new(
            "`base_url` がページのアドレスです。サイトを置くフォルダーのアドレスではありません。",
            "`base_url` is the address of a page, not of the folder in which the site will stand.",
        ),
    };
    let help = Text::new(
        "サイトを置くフォルダーのアドレスだけを、`https://www.example.jp/pia/` のように書いてください。",
        "Write the address of that folder alone, as in `https://www.example.jp/pia/`.",
    );
    fields.report("SITE-02", place, message, help);
    None
}

/// A path on the same host: pages may ask nobody else.
fn api(fields: &mut Fields<'_>) -> Option<String> {
    let (text, span, _) = fields.scalar("api")?;
    if text.starts_with('/') && !text.starts_with("//") && !text.contains(['?', '#', '\\']) {
        return Some(text);
    }
    fields.wrong(
        "api",
        span,
        Text::new("`api` の値は使えません。", "This is not a value of `api`."),
        Text::new(
            "同じサーバーの中の場所を `/api/search` のように指定してください。",
            "Give a place on the same server, such as `/api/search`.",
        ),
    );
    None
}

fn language(fields: &mut Fields<'_>) -> Option<String> {
    let (text, span, _) = fields.scalar("language")?;
    if matches!(text.as_str(), "ja" | "en") {
        return Some(text);
    }
    fields.wrong(
        "language",
        span,
        Text::new("`language` の値は使えません。", "This is not a value of `language`."),
        Text::new("ja か en としてください。", "Write ja or en."),
    );
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<PortalMeta>, Vec<&'static str>) {
        let (meta, findings) = read_portal(&Arc::new(Source::new("portal.toml", text)));
        (meta, findings.iter().map(|f| f.id).collect())
    }

    #[test]
    fn the_least_that_a_portal_file_says() {
        let (meta, findings) = read("title = \"見本\"\npublisher = \"official\"\n");
        assert_eq!(findings, [""; 0]);
        let meta = meta.expect("usable");
        assert_eq!((meta.language.as_str(), meta.theme.as_str(), meta.sample), ("ja", "default", false));
    }

    #[test]
    fn search_has_a_table_of_its_own() {
        let portal = "title = \"見本\"\npublisher = \"official\"\n";
        let (meta, findings) = read(&format!("{portal}[search]\nmode = \"range\"\n"));
        assert_eq!(findings, [""; 0]);
        assert_eq!(meta.expect("usable").search_mode, Some(SearchMode::Range));
        let (meta, findings) = read(&format!("{portal}[search]\napi = \"/api/search\"\n"));
        assert_eq!(findings, [""; 0]);
        assert_eq!(meta.expect("usable").search_api.as_deref(), Some("/api/search"));
        for elsewhere in ["https://x.jp/api", "//x.jp/api", "api", "/api?x"] {
            assert_eq!(
                read(&format!("{portal}[search]\napi = \"{elsewhere}\"\n")).1,
                ["META-07"],
                "{elsewhere}"
            );
        }
        let (meta, _) = read(portal);
        assert_eq!(meta.expect("usable").search_mode, None);
        for (faulty, id) in [
            ("search = true\n", "META-07"),
            ("[search]\nmode = \"http\"\n", "META-07"),
            ("[search]\nmood = \"range\"\n", "META-05"),
        ] {
            assert_eq!(read(&format!("{portal}{faulty}")).1, [id], "{faulty}");
        }
    }

    #[test]
    fn data_can_be_left_out() {
        let portal = "title = \"見本\"\npublisher = \"official\"\n";
        let (meta, findings) = read(&format!("{portal}[data]\nndjson = false\njson = false\nnames = true\n"));
        assert_eq!(findings, [""; 0]);
        let data = meta.expect("usable").data;
        assert_eq!((data.twins(), data.names), (false, true));
        assert_eq!(data.formats, [DataFormat::Csv, DataFormat::Parquet]);
        assert_eq!(read(&format!("{portal}[data]\nxml = true\n")).1, ["META-05"]);
        assert_eq!(read(portal).0.expect("usable").data, DataMeta::default());
    }

    #[test]
    fn several_faults_in_one_run() {
        let (meta, findings) =
            read("titel = \"見本\"\npublisher = \"city\"\nsample = \"yes\"\nbase_url = \"x\"\n");
        assert_eq!(meta, None);
        assert_eq!(findings, ["META-05", "META-07", "META-07", "META-07"]);
    }

    #[test]
    fn a_site_stands_in_a_folder() {
        for good in [
            "https://x.jp",
            "https://x.jp/pia",
            "https://x.jp/pia/",
            "https://pages.html",
            "https://x.jp:8080/a.b/",
        ] {
            assert_eq!(site_url(good).as_deref(), Ok(format!("{}/", good.trim_end_matches('/')).as_str()));
        }
        let portal = "title = \"見本\"\npublisher = \"official\"\n";
        for bad in
            ["https://x.jp/?a", "https://x.jp#a", "https://x.jp/index.html", "https://x.jp/pia/INDEX.PHP"]
        {
            let (meta, findings) = read(&format!("{portal}base_url = \"{bad}\"\n"));
            assert_eq!((meta.expect("usable").base_url, findings), (None, vec!["SITE-02"]), "{bad}");
        }
    }

    #[test]
    fn broken_toml_is_reported_where_it_is() {
        let source = Arc::new(Source::new("portal.toml", "title = “見本”\npublisher = \"official\"\n"));
        let (_, findings) = read_portal(&source);
        assert_eq!(
            findings.iter().map(|f| (f.id, f.place.position().line)).collect::<Vec<_>>(),
            [("META-09", 1)]
        );
    }
}
