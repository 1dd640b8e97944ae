//! What `--format json` says of an import: a contract with programs.

use serde::Serialize;

use crate::content::{Kind, MunicipalityMeta, Status};
use crate::import::{Imported, Unplaced, Warning};

/// One input in `--format json`. Unknown is `null`, never guessed.
#[derive(Serialize)]
pub(super) struct Record {
    file: String,
    /// The file whose document this one goes on with.
    #[serde(skip_serializing_if = "Option::is_none")]
    continues: Option<String>,
    number: Option<String>,
    title: Option<String>,
    kind: Option<&'static str>,
    agency: Option<String>,
    municipality_code: Option<String>,
    municipality: Option<String>,
    published: Option<String>,
    published_as_written: Option<String>,
    form: Option<String>,
    status: Option<&'static str>,
    placed_ratio: f64,
    unplaced: Vec<Placed<Unplaced>>,
    warnings: Vec<Placed<Warning>>,
}

/// Something with its place in an original; in a text the line says it.
#[derive(Serialize)]
struct Placed<T> {
    #[serde(flatten)]
    found: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

/// One record for each input. What was found in a line stands in the record of its file.
pub(super) fn records(
    names: &[String],
    imported: &Imported,
    municipality: Option<&MunicipalityMeta>,
) -> Vec<Record> {
    let identity = &imported.identity;
    let body = imported.body;
    let place = |line| {
        let (part, _) = imported.place(line);
        imported.places.get(part).filter(|places| !places.is_empty()).map(|_| imported.label(line))
    };
    let record = |(part, file): (usize, &String)| Record {
        file: file.clone(),
        continues: names.first().filter(|_| part > 0).cloned(),
        number: identity.number.clone(),
        title: identity.title.clone(),
        kind: identity.kind.map(Kind::as_str),
        agency: imported.agency.clone(),
        municipality_code: municipality
            .map(|m| m.code.clone())
            .or_else(|| body.map(|body| body.code.to_owned())),
        municipality: municipality.map(|m| m.name.clone()).or_else(|| body.map(|body| body.name.to_owned())),
        published: identity.published.map(|date| date.to_string()),
        published_as_written: identity.published_as_written.clone(),
        form: identity.form.clone(),
        status: imported.status.map(Status::as_str),
        placed_ratio: imported.placed_ratio,
        unplaced: imported
            .unplaced
            .iter()
            .map(|left| (imported.place(left.line), left))
            .filter(|((own, _), _)| *own == part)
            .map(|((_, line), left)| Placed {
                found: Unplaced { line, text: left.text.clone() },
                place: place(left.line),
            })
            .collect(),
        warnings: imported
            .warnings
            .iter()
            .map(|warning| (imported.place(warning.line), warning))
            .filter(|((own, _), _)| *own == part)
            .map(|((_, line), warning)| Placed {
                found: Warning { line, ..warning.clone() },
                place: place(warning.line),
            })
            .collect(),
    };
    names.iter().enumerate().map(record).collect()
}
