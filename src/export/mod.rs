//! Data for programs: a twin of every version as JSON, and tables of all of them as CSV, NDJSON and Parquet, with what
//! describes them (JSON Schema, a Data Package, DCAT); and what the site tells search engines and hosts.
//!
//! Twins are made while a text is at hand. Tables of answers and of changes are made of twins, the others of what is kept of
//! a visit. Names of former managers are left out unless the
//! portal wants them. What is written depends on nothing but the evaluations: no clock, no version of a library.

mod host;
mod package;
mod parquet;
mod sitemap;
mod table;
#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::across::Said;
use crate::assessment::Assessment;
use crate::assessment::twin::Twin;
use crate::content::DataFormat;
use crate::portal::{Located, display_title};
use crate::render::Page;

pub use host::{FOR_EVER, for_hosts};
pub use package::{Described, described};
pub use sitemap::{robots, sitemap};
pub use table::{Kind, Rows, TABLES, Table};

/// The schema of twins.
pub const SCHEMA: &str = "data/schema.json";

/// A twin as it is published: what the evaluation belongs to, and the evaluation.
#[derive(Serialize)]
struct Published<'a> {
    #[serde(rename = "$schema")]
    schema: String,
    /// What tells the version from all others, and where it stands.
    identity: Identity<'a>,
    #[serde(flatten)]
    twin: &'a Twin,
}

/// What a version is.
#[derive(Serialize)]
struct Identity<'a> {
    /// The address below the root of the site.
    address: &'a str,
    prefecture: &'a str,
    municipality: &'a str,
    municipality_code: &'a str,
    agency: &'a str,
    number: &'a str,
    kind: &'a str,
    title: &'a str,
    /// `latest`, `beside`, `past`, `consultation`, `draft`, `ended` or `undated`.
    state: &'a str,
    published: Option<String>,
    revision: u32,
}

/// Where the twin of a version stands.
pub fn twin_path(found: Located<'_>) -> String {
    found.version.address.with_file("index.json").file()
}

/// The twin of a version.
pub fn twin(found: Located<'_>, assessment: &Assessment, with_names: bool) -> Page {
    let meta = &found.version.facts.meta;
    let twin = Twin::of(assessment, with_names);
    let published = Published {
        schema: format!("{}{SCHEMA}", found.version.address.to_root()),
        identity: Identity {
            address: found.version.address.as_str(),
            prefecture: &found.municipality.meta.prefecture,
            municipality: &found.municipality.meta.name,
            municipality_code: &found.municipality.meta.code,
            agency: &found.agency.name,
            number: &meta.number,
            kind: meta.kind.as_str(),
            title: display_title(meta),
            state: state(found),
            published: meta.published.map(|date| date.to_string()),
            revision: meta.revision,
        },
        twin: &twin,
    };
    Page { path: twin_path(found), bytes: serde_json::to_vec(&published).unwrap_or_default() }
}

/// The state as data: what differs only in a date is one.
fn state(found: Located<'_>) -> &'static str {
    match found.version.state.key() {
        "past-undated" => "past",
        "ended-on" => "ended",
        key => key,
    }
}

/// A version with its twin and what it says across evaluations, where it is shown there.
pub struct Source<'a> {
    /// The version.
    pub found: Located<'a>,
    /// Its twin, where one is made.
    pub twin: Option<Twin>,
    /// What pages across evaluations show of it.
    pub said: Option<&'a Said>,
}

/// The files of a table in all formats: name and bytes.
pub fn files(table: &Table, rows: &Rows, formats: &[DataFormat]) -> Vec<(String, Vec<u8>)> {
    let file = |format: &DataFormat| {
        let bytes = match format {
            DataFormat::Csv => rows.csv(table),
            DataFormat::Ndjson => rows.ndjson(table),
            // What cannot be written as Parquet could not be written as anything else: there are texts and days alone.
            DataFormat::Parquet => parquet::bytes(table, rows).ok()?,
        };
        Some((format!("{}.{}", table.name, format.as_str()), bytes))
    };
    formats.iter().filter_map(file).collect()
}
