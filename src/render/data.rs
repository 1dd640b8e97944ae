//! The page about the data: which tables there are, what their columns mean, where their files lie, how they are used.

use serde::Serialize;

use super::frame::{self, Crumb};
use super::strings::Message;
use super::{Page, Renderer};
use crate::finding::Finding;
use crate::portal::{Address, Located};

/// A table of the data.
#[derive(Debug, Clone)]
pub struct DataTable {
    /// Its name.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Names and meanings of its columns.
    pub columns: Vec<(&'static str, &'static str)>,
}

/// A file of the data.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// The table.
    pub table: &'static str,
    /// Name of the municipality; nothing where it is about all.
    pub municipality: Option<String>,
    /// Its path below the root of the site.
    pub path: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// The page about the data.
#[derive(Debug, Serialize)]
struct DataView {
    /// How much is held.
    coverage: Message,
    /// The tables.
    tables: Vec<TableView>,
    /// Files about all municipalities.
    all: Vec<FileView>,
    /// Tables of which there are files of municipalities alone, since one of all would be too long.
    parted: Vec<&'static str>,
    /// Files of each municipality.
    municipalities: Vec<MunicipalityView>,
    /// Whether every version has a twin as JSON.
    twins: bool,
    /// Whether former managers' names are left out.
    names_left_out: bool,
    /// Where the tables of answers lie, for the examples: one file, or a pattern for several; nothing where there are none.
    answers: Option<String>,
    /// The same as tables for spreadsheets.
    answers_csv: Option<String>,
}

/// A table.
#[derive(Debug, Serialize)]
struct TableView {
    /// Its name.
    name: &'static str,
    /// What a row is.
    about: &'static str,
    /// Name and meaning of each column.
    columns: Vec<(&'static str, &'static str)>,
}

/// A file.
#[derive(Debug, Serialize)]
struct FileView {
    /// The table.
    table: &'static str,
    /// `CSV`, `NDJSON` or `Parquet`.
    format: String,
    /// Its address.
    href: String,
    /// Its size, e.g. 1.2 MB.
    size: String,
}

/// The files of a municipality.
#[derive(Debug, Serialize)]
struct MunicipalityView {
    /// Its name.
    name: String,
    /// Its files.
    files: Vec<FileView>,
}

/// A length in bytes for people.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// The name of a format by the ending of its files: CSV and NDJSON are abbreviations, Parquet is a name.
fn format(ending: &str) -> String {
    match ending {
        "parquet" => "Parquet".to_owned(),
        other => other.to_uppercase(),
    }
}

/// The page.
pub(super) fn page(
    renderer: &Renderer<'_>,
    tables: &[DataTable],
    files: &[DataFile],
) -> Result<Page, Vec<Finding>> {
    let at = Address::section("data");
    let view = |file: &DataFile| FileView {
        table: file.table,
        format: format(file.path.rsplit('.').next().unwrap_or_default()),
        href: format!("{}{}", renderer.root(&at), file.path),
        size: size(file.bytes),
    };
    let mut municipalities: Vec<MunicipalityView> = Vec::new();
    for file in files {
        let Some(name) = &file.municipality else { continue };
        match municipalities.last_mut().filter(|last| last.name == *name) {
            Some(last) => last.files.push(view(file)),
            None => municipalities.push(MunicipalityView { name: name.clone(), files: vec![view(file)] }),
        }
    }
    let whole = |table: &str| files.iter().any(|file| file.table == table && file.municipality.is_none());
    let parted = |table: &str| files.iter().any(|file| file.table == table && file.municipality.is_some());
    let answers = |ending: &str| {
        let has = |file: &&DataFile| file.table == "answers" && file.path.ends_with(ending);
        files.iter().find(has)?;
        let folder = if whole("answers") { "data" } else { "data/municipalities/*" };
        Some(format!("{folder}/answers.{ending}"))
    };
    let portal = renderer.portal;
    let data = DataView {
        coverage: Message::new("home.coverage")
            .with("municipalities", portal.municipalities.len())
            .with("count", portal.versions().filter(Located::is_current).count()),
        tables: tables
            .iter()
            .map(|table| TableView { name: table.name, about: table.about, columns: table.columns.clone() })
            .collect(),
        all: files.iter().filter(|file| file.municipality.is_none()).map(view).collect(),
        parted: tables.iter().map(|table| table.name).filter(|name| !whole(name) && parted(name)).collect(),
        municipalities,
        twins: portal.meta.data.twins(),
        names_left_out: !portal.meta.data.names,
        answers: answers("parquet"),
        answers_csv: answers("csv"),
    };
    let mut frame = frame::frame(renderer, &at, None);
    let title = renderer.text(&Message::new("data.title"));
    frame.title = Some(title.clone());
    frame.canonical = renderer.canonical(&at);
    frame.here = "data";
    frame.crumbs = vec![renderer.crumb_home(&at), Crumb::here(title)];
    renderer.render(&at, "data.html", &super::context(&frame, &data))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_for_people() {
        assert_eq!(
            [0, 999, 1_000, 1_001, 999_999, 1_250_000].map(size),
            ["0 B", "999 B", "1 kB", "2 kB", "1000 kB", "1.2 MB"]
        );
    }
}
