//! What programs read of a page: JSON-LD in the words of schema.org. An evaluation is a `Report` about a
//! `GovernmentService`, a change log a `Dataset`, the site a `WebSite`.
//!
//! It says nothing that the page does not say, and is there only where it is known where the site will stand, for
//! its parts are named by their full URLs. It is data and no script: nothing runs it, and the policy of the pages does not
//! concern it. Signs that could end the element it stands in are escaped.

use serde_json::{Map, Value, json};

use super::strings::Message;
use super::{Renderer, rows_csv};
use crate::content::{Kind, Publisher};
use crate::portal::{Address, Agency, Located, Municipality, Subject, display_title};

/// Puts an object into a page.
pub(super) fn script(mut object: Value) -> Option<tera::Value> {
    tidy(&mut object);
    let text = serde_json::to_string(&object).ok()?;
    let escaped = text
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029");
    Some(tera::Value::safe_string(&escaped))
}

/// What is not known is not there.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(tidy);
            fields.retain(|_, value| !value.is_null());
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

fn with_context(value: Value) -> Value {
    let mut fields = Map::from_iter([("@context".to_owned(), json!("https://schema.org"))]);
    if let Value::Object(own) = value {
        fields.extend(own);
    }
    Value::Object(fields)
}

/// The site, on its home page.
pub(super) fn site(renderer: &Renderer<'_>) -> Option<tera::Value> {
    let home = renderer.canonical(&Address::home())?;
    let meta = &renderer.portal.meta;
    script(with_context(json!({
        "@type": "WebSite",
        "@id": home,
        "url": home,
        "name": meta.title,
        "description": meta.description,
        "inLanguage": meta.language,
        "license": license(renderer),
    })))
}

/// A municipality, on its page.
pub(super) fn municipality(renderer: &Renderer<'_>, municipality: &Municipality) -> Option<tera::Value> {
    let url = renderer.canonical(&municipality.address())?;
    let official = renderer.portal.meta.publisher == Publisher::Official;
    script(with_context(json!({
        "@type": "CollectionPage",
        "@id": url,
        "url": url,
        "name": renderer
            .text(&Message::new("municipality.page-title").with("name", municipality.meta.name.as_str())),
        "about": area(municipality),
        "publisher": official.then(|| organisation(&municipality.meta.name, municipality.meta.website.as_deref())),
        "isPartOf": part_of(renderer),
    })))
}

/// A task, on the 要点 page: the service, and the evaluations of it that are shown now.
pub(super) fn task(
    renderer: &Renderer<'_>,
    municipality: &Municipality,
    agency: &Agency,
    subject: &Subject,
) -> Option<tera::Value> {
    let reports: Option<Vec<Value>> = subject
        .kinds
        .iter()
        .map(|kind| {
            report(renderer, Located { municipality, agency, subject, kind, version: kind.current() })
        })
        .collect();
    let url = renderer.canonical(&subject.address)?;
    let (_, version) = subject.main();
    let mut service = service(municipality, agency, display_title(&version.facts.meta));
    service["@id"] = json!(format!("{url}#service"));
    service["subjectOf"] = json!(reports?);
    script(with_context(service))
}

/// A version, on its pages.
pub(super) fn document(renderer: &Renderer<'_>, found: Located<'_>) -> Option<tera::Value> {
    let Located { municipality, agency, .. } = found;
    let mut report = report(renderer, found)?;
    report["about"] = service(municipality, agency, display_title(&found.version.facts.meta));
    report["isPartOf"] = part_of(renderer)?;
    script(with_context(report))
}

/// A change log, on its page: the table that can be taken from it.
pub(super) fn changes(renderer: &Renderer<'_>, found: Located<'_>, name: &str) -> Option<tera::Value> {
    let at = found.kind.address.join("changes");
    let url = renderer.canonical(&at)?;
    let about = Message::new("change.data")
        .with("agency", found.agency.name.as_str())
        .with("number", found.subject.number.as_str())
        .with("title", display_title(&found.version.facts.meta))
        .with("rows", found.version.facts.changes.rows);
    script(with_context(json!({
        "@type": "Dataset",
        "@id": url,
        "url": url,
        "name": name,
        "description": renderer.text(&about),
        "inLanguage": "ja",
        "creator": organisation(&found.agency.name, None),
        "license": license(renderer),
        "isAccessibleForFree": true,
        "spatialCoverage": area(found.municipality),
        "isBasedOn": renderer.canonical(&found.version.address),
        "distribution": [{
            "@type": "DataDownload",
            "encodingFormat": "text/csv",
            "contentUrl": renderer.canonical(&rows_csv::address(&at)),
        }],
        "isPartOf": part_of(renderer),
    })))
}

/// A version by itself; `None` where it is not known where the site will stand.
fn report(renderer: &Renderer<'_>, found: Located<'_>) -> Option<Value> {
    let meta = &found.version.facts.meta;
    let url = renderer.canonical(&found.version.address)?;
    let kind = renderer.text(&Message::new(format!("kind.{}", meta.kind.as_str())));
    let original = found.version.original().zip(found.version.facts.attached.as_ref());
    let encoding = original.map(|(path, attached)| {
        json!({
            "@type": "MediaObject",
            "contentUrl": renderer.canonical(&Address::home().with_file(&path)),
            "contentSize": attached.bytes.to_string(),
        })
    });
    Some(json!({
        "@type": "Report",
        "@id": url,
        "url": url,
        "name": format!("{} {kind}", display_title(meta)),
        "genre": genre(meta.kind),
        "reportNumber": meta.number,
        "inLanguage": "ja",
        "datePublished": meta.published.map(|day| day.to_string()),
        "creativeWorkStatus": renderer.text(&renderer.state(found.version.state)),
        "author": organisation(&found.agency.name, None),
        "abstract": meta.summary,
        "license": license(renderer),
        "isAccessibleForFree": true,
        "isBasedOn": meta.source.as_ref().and_then(|source| source.url.as_deref()),
        "encoding": encoding,
    }))
}

/// What the evaluation is called by law, whatever the language of the pages.
fn genre(kind: Kind) -> &'static str {
    match kind {
        Kind::Kiso => "特定個人情報保護評価書(基礎項目評価書)",
        Kind::Juten => "特定個人情報保護評価書(重点項目評価書)",
        Kind::Zenkomoku => "特定個人情報保護評価書(全項目評価書)",
    }
}

fn service(municipality: &Municipality, agency: &Agency, name: &str) -> Value {
    json!({
        "@type": "GovernmentService",
        "name": name,
        "provider": organisation(&agency.name, None),
        "areaServed": area(municipality),
    })
}

fn organisation(name: &str, website: Option<&str>) -> Value {
    json!({ "@type": "GovernmentOrganization", "name": name, "url": website })
}

fn area(municipality: &Municipality) -> Value {
    let meta = &municipality.meta;
    json!({
        "@type": "AdministrativeArea",
        "name": meta.name,
        "identifier": meta.code,
        "containedInPlace": { "@type": "AdministrativeArea", "name": meta.prefecture },
    })
}

fn part_of(renderer: &Renderer<'_>) -> Option<Value> {
    let home = renderer.canonical(&Address::home())?;
    Some(json!({ "@type": "WebSite", "@id": home, "name": renderer.portal.meta.title }))
}

/// A licence that is known by its address, or by its name.
fn license(renderer: &Renderer<'_>) -> Option<Value> {
    let license = renderer.portal.meta.license.as_deref()?;
    let by_address = license.starts_with("https://") || license.starts_with("http://");
    Some(if by_address { json!(license) } else { json!({ "@type": "CreativeWork", "name": license }) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_it_ends_the_element() {
        let hostile =
            json!({ "name": "</script><!--<script>&\u{2028}", "none": null, "in": [{ "none": null }] });
        let text = script(hostile).map(|value| value.to_string()).unwrap_or_default();
        assert!(!text.contains(['<', '>', '&', '\u{2028}']) && !text.contains("none"), "{text}");
        let back: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(back["name"], "</script><!--<script>&\u{2028}");
    }
}
