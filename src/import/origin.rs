//! Where a finding in an imported document stands in its original, by the [`sidecar`] beside the document.

use std::collections::HashMap;
use std::path::Path;

use super::sheet::Place;
use super::sidecar::{self, Sidecar, stretches};
use crate::finding::{Finding, Origin, Text};
use crate::text::source::Source;

/// What is known of one document: its sidecar, and the line and key of its headings as they stand now.
type Known = Option<(Sidecar, Vec<(usize, String)>)>;

/// Says for each finding in an imported document where its item stands in the original. Nothing is said of the front
/// matter, and of an item whose heading is no longer that of the import.
pub fn add(findings: &mut [Finding]) {
    let mut documents: HashMap<String, Known> = HashMap::new();
    for finding in findings {
        let source = &finding.place.source;
        if finding.place.span.is_none() {
            continue;
        }
        let known = documents.entry(source.path().to_owned()).or_insert_with(|| known(source));
        if let Some((sidecar, headings)) = known {
            finding.origin = origin(sidecar, headings, finding.place.position().line);
        }
    }
}

fn known(source: &Source) -> Known {
    let path = Path::new(source.path());
    let (folder, name) = (path.parent()?, path.file_stem()?.to_str()?);
    // Before the text, which is not at hand where nothing has changed.
    let sidecar = Sidecar::read(&sidecar::path(folder, name)).ok()?;
    let headings = stretches(source.text()).into_iter().map(|stretch| (stretch.line, stretch.key)).collect();
    Some((sidecar, headings))
}

fn origin(sidecar: &Sidecar, headings: &[(usize, String)], line: usize) -> Option<Origin> {
    let (_, key) = headings.iter().rfind(|(own, _)| *own <= line)?;
    let item = sidecar.items.iter().find(|item| item.item == *key)?;
    let first = item.places.first()?;
    let file = sidecar.originals.get(first.original)?;
    let of_file = || item.places.iter().filter(|at| at.original == first.original).map(|at| &at.place);
    let (mut pages, mut cells): (Vec<usize>, Vec<String>) = (Vec::new(), Vec::new());
    let mut label = Text::new(String::new(), String::new());
    for place in of_file() {
        let place_en = match place {
            Place::Page { page, .. } if pages.contains(page) => continue,
            Place::Page { page, .. } => {
                pages.push(*page);
                format!("page {page}")
            }
            // The rows of an item follow one another: where it begins is enough.
            Place::Workbook { .. } | Place::Line(_) if !label.ja.is_empty() => continue,
            Place::Workbook { sheet, cell } => {
                cells.push(format!("{sheet}!{cell}"));
                format!("sheet {sheet}, {cell}")
            }
            Place::Line(line) => format!("line {line}"),
        };
        if !label.ja.is_empty() {
            label.ja.push('、');
            label.en.push_str(", ");
        }
        label.ja.push_str(&place.label());
        label.en.push_str(&place_en);
    }
    Some(Origin { item: key.clone(), file: file.name.clone(), place: label, pages, cell: cells.pop() })
}
