//! `municipality.md`: the municipality, its code, and its agencies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fields::Fields;
use super::front_matter;
use crate::finding::{Finding, Text};
use crate::privacy::quoted;
use crate::text::file::is_portable;
use crate::text::source::{Source, Span};

/// Words that addresses of the portal itself begin with; no municipality may be called so.
pub const RESERVED_SLUGS: [&str; 12] = [
    "data",
    "search",
    "compare",
    "systems",
    "contractors",
    "laws",
    "tasks",
    "static",
    "feed",
    "about",
    "accessibility",
    "api",
];

/// What the front matter of `municipality.md` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MunicipalityMeta {
    /// 全国地方公共団体コード with its check digit, or the 法人番号 of a body without one.
    pub code: String,
    /// Name, e.g. みほん市.
    pub name: String,
    /// Reading of the name.
    pub kana: Option<String>,
    /// Prefecture.
    pub prefecture: String,
    /// Official site.
    pub website: Option<String>,
    /// 評価実施機関; at least one, exactly one of them primary.
    pub agencies: Vec<Agency>,
    /// Name of the agency of documents that name none.
    pub default_agency: Option<String>,
}

impl MunicipalityMeta {
    /// The agency of that name.
    pub fn agency(&self, name: &str) -> Option<&Agency> {
        self.agencies.iter().find(|agency| agency.name == name)
    }

    /// Whether the code is one of those set aside for invented municipalities.
    pub fn is_sample(&self) -> bool {
        self.code.len() == 6 && self.code.starts_with("99")
    }
}

/// One 評価実施機関.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Its part in addresses.
    pub slug: String,
    /// Its name, as documents refer to it.
    pub name: String,
    /// The one whose addresses carry no slug.
    pub primary: bool,
}

/// Whether a text is a slug: `[a-z][a-z0-9-]*`.
pub fn is_slug(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && is_portable(text)
}

/// Whether six digits end in the check digit of a 全国地方公共団体コード.
pub fn is_municipality_code(text: &str) -> bool {
    let Some(digits) = digits(text).filter(|digits| digits.len() == 6) else { return false };
    let sum: u32 = digits.iter().zip([6, 5, 4, 3, 2]).map(|(digit, weight)| digit * weight).sum();
    digits[5] == (11 - sum % 11) % 10
}

/// Whether thirteen digits begin with the check digit of a 法人番号.
pub fn is_corporate_number(text: &str) -> bool {
    let Some(digits) = digits(text).filter(|digits| digits.len() == 13) else { return false };
    let sum: u32 =
        digits[1..].iter().rev().zip([1, 2].into_iter().cycle()).map(|(d, weight)| d * weight).sum();
    digits[0] == 9 - sum % 9
}

fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

const KEYS: [&str; 7] = ["code", "name", "kana", "prefecture", "website", "agencies", "default_agency"];

/// Front matter, the place of each of its keys, and the introduction below it.
pub type ReadMunicipality = (MunicipalityMeta, BTreeMap<String, Span>, Span);

/// Reads `municipality.md`.
pub fn read_municipality(source: &Arc<Source>) -> (Option<ReadMunicipality>, Vec<Finding>) {
    let (mut fields, body) = match front_matter::fields(source, &KEYS) {
        Ok(parts) => parts,
        Err(finding) => return (None, vec![*finding]),
    };
    let keys = fields.places();
    let code = code(&mut fields);
    let name = fields.required_text("name", "みほん市");
    let prefecture = fields.required_text("prefecture", "みほん県");
    let agencies = agencies(&mut fields);
    let meta = MunicipalityMeta {
        kana: fields.text("kana"),
        website: fields.url("website"),
        default_agency: default_agency(&mut fields, &agencies),
        code: code.unwrap_or_default(),
        name: name.unwrap_or_default(),
        prefecture: prefecture.unwrap_or_default(),
        agencies,
    };
    let usable = ![&meta.code, &meta.name, &meta.prefecture].iter().any(|text| text.is_empty())
        && !meta.agencies.is_empty();
    let read = body.filter(|_| usable).map(|body| (meta, keys, body));
    (read, fields.findings)
}

fn code(fields: &mut Fields<'_>) -> Option<String> {
    let Some((text, span, _)) = fields.scalar("code") else {
        fields.missing(
            "META-01",
            "code",
            Text::new(
                "全国地方公共団体コード(6桁)を `code: \"992011\"` のように書いてください。",
                "Write the six digits of the 全国地方公共団体コード, as in `code: \"992011\"`.",
            ),
        );
        return None;
    };
    if is_municipality_code(&text) || is_corporate_number(&text) {
        return Some(text);
    }
    let value = quoted(&text);
    let known_length = digits(&text).is_some_and(|digits| matches!(digits.len(), 6 | 13));
    let message = if known_length {
        Text::new(
            format!("団体コード「{value}」は検査数字が合いません。"),
            format!("The check digit of the code `{value}` is wrong."),
        )
    } else {
        Text::new(
            format!("団体コード「{value}」は、半角の数字6桁の全国地方公共団体コードではありません。"),
            format!("`{value}` is not a 全国地方公共団体コード of six digits."),
        )
    };
    let help = Text::new(
        "検査数字を含む6桁を総務省の一覧で確認してください。コードのない団体は法人番号(13桁)を書きます。",
        "Look up the six digits, with the check digit, in the ministry's list. A body without a code writes its 法人番号 of 13 digits.",
    );
    fields.wrong_as("CODE-01", "code", span, message, help);
    None
}

fn agencies(fields: &mut Fields<'_>) -> Vec<Agency> {
    let mut agencies: Vec<Agency> = Vec::new();
    let mut places = Vec::new();
    let (mut slugs, mut names) = (BTreeSet::new(), BTreeSet::new());
    for mut inner in fields.maps("agencies", &["slug", "name", "primary"]) {
        let slug = inner.required_text("slug", "mayor");
        let name = inner.required_text("name", "みほん市長");
        let primary = inner.flag("primary").unwrap_or(false);
        if let Some(slug) = slug.as_ref().filter(|slug| !is_slug(slug)) {
            let (span, value) = (inner.value_place("slug"), quoted(slug));
            inner.wrong_as(
                "SLUG-01",
                "slug",
                span,
                Text::new(format!("slug「{value}」は使えません。"), format!("`{value}` cannot be a slug.")),
                slug_advice(),
            );
        }
        for (key, value, seen) in [("slug", &slug, &mut slugs), ("name", &name, &mut names)] {
            let Some(value) = value.as_ref().filter(|value| !seen.insert((*value).clone())) else { continue };
            let (span, value) = (inner.value_place(key), quoted(value));
            inner.wrong(
                key,
                span,
                Text::new(
                    format!("評価実施機関の {key}「{value}」が2回あります。"),
                    format!("Two agencies have the {key} `{value}`."),
                ),
                Text::new("機関ごとに別のものにしてください。", "Give each agency one of its own."),
            );
        }
        places.push(inner.place_of("primary"));
        fields.absorb(inner);
        if let Some((slug, name)) = slug.zip(name) {
            agencies.push(Agency { slug, name, primary });
        }
    }
    if agencies.is_empty() {
        let help = Text::new(
            "`agencies:` の次の行から `- {slug: mayor, name: みほん市長, primary: true}` のように書いてください。",
            "Below `agencies:` write, for example, `- {slug: mayor, name: みほん市長, primary: true}`.",
        );
        fields.missing("META-01", "agencies", help);
    }
    one_primary(fields, &mut agencies);
    agencies
}

fn one_primary(fields: &mut Fields<'_>, agencies: &mut [Agency]) {
    match agencies.iter().filter(|agency| agency.primary).count() {
        1 => {}
        0 if agencies.len() == 1 => agencies[0].primary = true,
        0 if agencies.is_empty() => {}
        count => {
            let span = fields.place_of("agencies");
            fields.wrong(
                "agencies",
                span,
                Text::new(
                    format!("`primary: true` の機関が{count}つあります。"),
                    format!("{count} agencies have `primary: true`."),
                ),
                Text::new(
                    "アドレスに機関名を入れない機関(ふつうは市長)1つだけを `primary: true` とし、公表後は変えないでください。",
                    "Mark exactly one, usually the mayor, whose addresses carry no agency; never change it after publication.",
                ),
            );
        }
    }
}

fn default_agency(fields: &mut Fields<'_>, agencies: &[Agency]) -> Option<String> {
    let (text, span, _) = fields.scalar("default_agency")?;
    if let Some(agency) = agencies.iter().find(|agency| agency.name == text || agency.slug == text) {
        return Some(agency.name.clone());
    }
    if !agencies.is_empty() {
        let value = quoted(&text);
        let (message, help) = unknown_agency(&value, agencies);
        fields.wrong_as("META-06", "default_agency", span, message, help);
    }
    None
}

/// What to say of an agency that the municipality does not have.
pub(super) fn unknown_agency(value: &str, agencies: &[Agency]) -> (Text, Text) {
    let names: Vec<&str> = agencies.iter().map(|agency| agency.name.as_str()).collect();
    let near = super::suggest::nearest(value, names.iter().copied());
    let near_ja = near.map(|n| format!("「{n}」ではありませんか。")).unwrap_or_default();
    let near_en = near.map(|n| format!("Did you mean 「{n}」? ")).unwrap_or_default();
    (
        Text::new(
            format!("評価実施機関「{value}」は municipality.md にありません。"),
            format!("municipality.md has no agency 「{value}」."),
        ),
        Text::new(
            format!("{near_ja}登録されている機関: {}", names.join("、")),
            format!("{near_en}Its agencies are: {}", names.join(", ")),
        ),
    )
}

pub(super) fn slug_advice() -> Text {
    Text::new(
        "半角の英小文字で始め、英小文字・数字・ハイフンだけにしてください(Windows が使う con、aux、nul などの名前は使えません)。",
        "Begin with a lower-case letter and use lower-case letters, digits and hyphens only, and no name that Windows keeps for itself (con, aux, nul …).",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        for code in ["341002", "992011", "993018", "011002", "131016"] {
            assert!(is_municipality_code(code), "{code}");
        }
        for code in ["341003", "34100", "3410020", "34100x", "３４１００２", ""] {
            assert!(!is_municipality_code(code), "{code}");
        }
        // The number of the National Tax Agency itself.
        assert!(is_corporate_number("7000012050002"));
        assert!(!is_corporate_number("7000012050003"));
    }

    #[test]
    fn slugs() {
        assert!(is_slug("mihon-shi2"));
        for text in ["2mihon", "Mihon", "みほん", "mihon_shi", ""] {
            assert!(!is_slug(text), "{text}");
        }
    }

    #[test]
    fn one_agency_is_primary_and_several_need_a_mark() {
        let read = |agencies: &str| {
            let head = "---\ncode: \"992011\"\nname: みほん市\nprefecture: みほん県\nagencies:\n";
            let source = Arc::new(Source::new("municipality.md", format!("{head}{agencies}---\n")));
            let (read, findings) = read_municipality(&source);
            (read.map(|(meta, ..)| meta.agencies), findings.iter().map(|f| f.id).collect::<Vec<_>>())
        };
        let (agencies, findings) = read("  - slug: mayor\n    name: みほん市長\n");
        assert!(findings.is_empty() && agencies.is_some_and(|a| a[0].primary));
        assert_eq!(read("  - {slug: a, name: 一}\n  - {slug: b, name: 二}\n").1, ["META-07"]);
        assert_eq!(read("  - {slug: A, name: 一}\n").1, ["SLUG-01"]);
        let twice = "  - {slug: a, name: 一, primary: true}\n  - {slug: a, name: 一}\n";
        assert_eq!(read(twice).1, ["META-07", "META-07"]);
        assert_eq!(read("").1, ["META-01"]);
    }
}
