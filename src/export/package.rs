//! What describes the data: a Data Package (Frictionless), DCAT as JSON-LD, and the JSON Schema of twins.

use serde_json::{Value, json};

use super::table::{Kind, TABLES, Table};
use crate::content::PortalMeta;
use crate::digest::File;

/// A file of a table.
#[derive(Debug, Clone)]
pub struct Described {
    /// Its path below the root of the site.
    pub path: String,
    /// Its bytes.
    pub file: File,
    /// The table.
    pub table: &'static str,
    /// The municipality that it is about: slug and name; nothing where it is about all.
    pub municipality: Option<(String, String)>,
}

impl Described {
    /// Its format, by the ending of its name.
    pub fn format(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }

    fn media_type(&self) -> &'static str {
        match self.format() {
            "csv" => "text/csv",
            "ndjson" => "application/x-ndjson",
            _ => "application/vnd.apache.parquet",
        }
    }

    /// Where it lies, seen from `data/`.
    fn below_data(&self) -> &str {
        self.path.strip_prefix("data/").unwrap_or(&self.path)
    }
}

/// The files that describe the tables: path below the root of the site, and bytes.
pub fn described(meta: &PortalMeta, base_url: Option<&str>, files: &[Described]) -> Vec<(String, Vec<u8>)> {
    let file = |name: &str, value: &Value| {
        let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
        bytes.push(b'\n');
        (format!("data/{name}"), bytes)
    };
    let mut all = vec![
        file("datapackage.json", &package(meta, files)),
        file("dcat.jsonld", &dcat(meta, base_url, files)),
        file("schema.json", &schema()),
    ];
    let used = TABLES.iter().filter(|table| files.iter().any(|file| file.table == table.name));
    all.extend(used.map(|table| file(&schema_of(table), &json!({ "fields": fields(table) }))));
    all
}

/// Where the columns of a table are described, seen from `data/`: once for its files, of which there may be thousands.
fn schema_of(table: &Table) -> String {
    format!("schemas/{}.json", table.name)
}

fn package(meta: &PortalMeta, files: &[Described]) -> Value {
    let resource = |file: &Described| {
        let name: String =
            file.below_data().chars().map(|c| if c == '/' || c == '.' { '-' } else { c }).collect();
        let mut resource = json!({
            "name": name,
            "path": file.below_data(),
            "title": table(file.table).map(|table| table.about),
            "format": file.format(),
            "mediatype": file.media_type(),
            "bytes": file.file.bytes,
        });
        if let Some(table) = table(file.table) {
            resource["schema"] = json!(schema_of(table));
        }
        if file.format() == "csv" {
            resource["encoding"] = json!("utf-8");
            resource["profile"] = json!("tabular-data-resource");
        }
        resource
    };
    let mut package = json!({
        "profile": "data-package",
        "name": "kohyo",
        "title": meta.title,
        "resources": files.iter().map(resource).collect::<Vec<_>>(),
    });
    if let Some(license) = &meta.license {
        package["licenses"] = json!([{ "title": license }]);
    }
    package
}

fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

fn fields(table: &Table) -> Vec<Value> {
    let field = |(name, kind, meaning): &(&str, Kind, &str)| {
        let kind = if *kind == Kind::Day { "date" } else { "string" };
        json!({ "name": name, "type": kind, "description": meaning })
    };
    table.columns.iter().map(field).collect()
}

fn dcat(meta: &PortalMeta, base_url: Option<&str>, files: &[Described]) -> Value {
    let url = |file: &Described| match base_url {
        Some(base) => format!("{}/{}", base.trim_end_matches('/'), file.path),
        None => file.below_data().to_owned(),
    };
    let distribution = |file: &Described| {
        json!({
            "@type": "dcat:Distribution",
            "dct:title": file.below_data(),
            "dcat:mediaType": file.media_type(),
            "dcat:byteSize": file.file.bytes,
            "dcat:downloadURL": { "@id": url(file) },
        })
    };
    let dataset = |table: &Table| {
        let own = files.iter().filter(|file| file.table == table.name);
        json!({
            "@type": "dcat:Dataset",
            "dct:identifier": table.name,
            "dct:title": table.name,
            "dct:description": table.about,
            "dct:language": "ja",
            "dct:license": meta.license,
            "dcat:distribution": own.map(distribution).collect::<Vec<_>>(),
        })
    };
    json!({
        "@context": { "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/" },
        "@type": "dcat:Catalog",
        "dct:title": meta.title,
        "dct:language": "ja",
        "dcat:dataset": TABLES.iter().map(dataset).collect::<Vec<_>>(),
    })
}

/// The JSON Schema of twins.
pub(super) fn schema() -> Value {
    let text = || json!({ "type": "string" });
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    let part = json!({
        "oneOf": [
            { "type": "object", "required": ["type", "lines"], "properties": { "type": { "const": "text" }, "lines": texts() } },
            { "type": "object", "required": ["type", "options"], "properties": {
                "type": { "const": "options" },
                "options": { "type": "array", "items": { "type": "object", "required": ["mark", "lines"], "properties": {
                    "mark": { "enum": ["x", " ", "?"], "description": "x: 選択, 空白: 選択なし, ?: 変換で印が失われた" },
                    "lines": texts(),
                } } },
            } },
            { "type": "object", "required": ["type", "header", "rows"], "properties": {
                "type": { "const": "table" }, "header": texts(), "rows": { "type": "array", "items": texts() },
            } },
            { "type": "object", "required": ["type", "kind", "lines"], "properties": {
                "type": { "const": "note" }, "kind": { "enum": ["正誤", "非公表", "注記"] }, "lines": texts(),
            } },
        ],
    });
    let item = json!({
        "type": "object",
        "required": ["level", "heading", "anchor"],
        "properties": {
            "level": { "type": "integer", "minimum": 1, "maximum": 6 },
            "heading": { "type": "string", "description": "見出し(原文)" },
            "anchor": { "type": "string", "description": "評価書のページの中の位置" },
            "question": { "type": "string", "description": "様式の中の項目" },
            "concept": { "type": "string", "description": "様式や種類をまたいで同じ問い" },
            "file": { "type": "string", "description": "特定個人情報ファイルの id" },
            "chosen": texts(),
            "date": { "type": "string", "format": "date" },
            "nothing": { "enum": ["not-stated", "blank", "not-applicable", "withheld", "lost", "not-held", "no-such-field"] },
            "parts": { "type": "array", "items": part },
        },
    });
    let change = json!({
        "type": "object",
        "required": ["anchor", "inherited", "item", "before", "after", "timing", "reason"],
        "properties": {
            "anchor": text(), "date": { "type": "string", "format": "date" },
            "date_written": text(), "inherited": { "type": "boolean" }, "page": text(),
            "item": text(), "before": text(), "after": text(), "timing": text(), "reason": text(),
        },
    });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "特定個人情報保護評価書(1つの版)",
        "description": "評価書の全文と、その意味。`kohyo import` で元の Markdown に戻せます。項目は増えることがあります。",
        "type": "object",
        "required": ["version", "identity", "front_matter", "form", "items", "changes", "names_left_out"],
        "properties": {
            "$schema": text(),
            "version": { "const": crate::assessment::twin::VERSION },
            "identity": {
                "type": "object",
                "required": ["address", "prefecture", "municipality", "municipality_code", "agency", "number", "kind", "title", "state", "revision"],
                "properties": {
                    "address": text(), "prefecture": text(), "municipality": text(), "municipality_code": text(),
                    "agency": text(), "number": text(), "kind": { "enum": ["kiso", "juten", "zenkomoku"] }, "title": text(),
                    "state": { "enum": ["latest", "beside", "past", "consultation", "draft", "ended", "undated"] },
                    "published": { "type": ["string", "null"], "format": "date" },
                    "revision": { "type": "integer", "minimum": 1 },
                },
            },
            "front_matter": { "type": "object", "description": "評価書のファイルの冒頭に書かれた項目" },
            "form": text(),
            "items": { "type": "array", "items": item },
            "changes": { "type": "array", "items": change },
            "names_left_out": { "type": "boolean", "description": "過去の所属長の氏名を除いているとき true" },
        },
    })
}
