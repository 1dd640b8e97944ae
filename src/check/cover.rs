//! META-11: what the front matter says against what the document itself prints.
//!
//! Addresses, states and lists come from the front matter, readers see the text: the two must not say different
//! things, as they do when the file of last year is copied.

use crate::assessment::{Assessment, Node};
use crate::content::{Choice as _, DocumentFile, Kind, Status};
use crate::finding::{Finding, Place, Text};
use crate::form;
use crate::text::date;
use crate::text::folding::fold;

use super::form::name;

/// Number, title, kind, agency, day of publication and edition of the cover.
pub(super) fn check(file: &DocumentFile, assessment: &Assessment) -> Vec<Finding> {
    let differing = [
        number(assessment),
        title(assessment),
        kind(assessment),
        agency(assessment),
        published(assessment),
        edition(assessment),
    ];
    let mut findings: Vec<Finding> = differing.into_iter().flatten().collect();
    findings.extend(published_as_written(file));
    findings
}

/// The text under an item of the cover, where it says something.
pub(super) fn printed<'a>(assessment: &'a Assessment, id: &str) -> Option<(&'a Node, String)> {
    let node = assessment.find(id).next()?;
    let text = node.text().trim().to_owned();
    let says = !text.is_empty() && !crate::assessment::answer::is_placeholder(&text);
    says.then_some((node, text))
}

fn differs(assessment: &Assessment, node: &Node, printed: &str, key: &str, value: &str) -> Finding {
    let label = name(node);
    let printed = printed.lines().next().unwrap_or_default();
    Finding::of(
        "META-11",
        Place::at(&assessment.source, node.label.span),
        Text::new(
            format!("表紙の「{label}」は「{printed}」ですが、front matter の `{key}` は「{value}」です。"),
            format!("The cover says \"{printed}\" under \"{label}\", the front matter `{key}: {value}`."),
        ),
        Text::new(
            "どちらが正しいか原本で確認し、違う方を直してください。",
            "See in the original which is right, and correct the other.",
        ),
    )
}

fn number(assessment: &Assessment) -> Option<Finding> {
    let (node, text) = printed(assessment, "cover.number")?;
    let number = &assessment.meta.number;
    (fold(&text) != fold(number)).then(|| differs(assessment, node, &text, "number", number))
}

/// The cover prints the kind behind the title, and what became of the task.
fn title(assessment: &Assessment) -> Option<Finding> {
    let (node, text) = printed(assessment, "cover.title")?;
    let title = &assessment.meta.title;
    (!fold(&text).contains(&fold(title))).then(|| differs(assessment, node, &text, "title", title))
}

/// The kind, as the end of the title says it.
fn kind(assessment: &Assessment) -> Option<Finding> {
    let (node, text) = printed(assessment, "cover.title")?;
    let own = assessment.meta.kind;
    let folded = fold(&text);
    let says = |kind: Kind| folded.contains(&fold(kind.label()));
    let other = Kind::ALL.iter().any(|&kind| kind != own && says(kind)) && !says(own);
    other.then(|| differs(assessment, node, &text, "kind", own.as_str()))
}

/// The cover may name the prefecture before the agency and a person behind it.
fn agency(assessment: &Assessment) -> Option<Finding> {
    let (node, text) = printed(assessment, "cover.agency")?;
    let meta = &assessment.meta;
    let folded = fold(&text);
    let known = [Some(&meta.agency), meta.agency_as_written.as_ref()];
    let named = known.into_iter().flatten().any(|agency| folded.contains(&fold(agency)));
    (!named).then(|| differs(assessment, node, &text, "agency", &meta.agency))
}

fn published(assessment: &Assessment) -> Option<Finding> {
    let (node, text) = printed(assessment, "cover.published")?;
    let meta = &assessment.meta;
    let printed = date::parse(&text).ok()?;
    let published = meta.published.filter(|_| meta.status == Status::Published)?;
    (!printed.allows(published))
        .then(|| differs(assessment, node, &text, "published", &published.to_string()))
}

fn edition(assessment: &Assessment) -> Option<Finding> {
    let (node, text) = printed(assessment, "cover.edition")?;
    let text = text.trim_matches(['[', ']', '［', '］', '【', '】']);
    let printed = form::by_name(text).filter(|form| form.kind == assessment.meta.kind)?;
    (printed.id != assessment.form.id).then(|| differs(assessment, node, text, "form", &assessment.form.name))
}

fn published_as_written(file: &DocumentFile) -> Option<Finding> {
    let written = file.meta.published_as_written.as_deref()?;
    let read = date::parse(written).ok()?;
    let published = file.meta.published?;
    let place = file
        .keys
        .get("published_as_written")
        .map_or_else(|| Place::file(&file.source), |span| Place::at(&file.source, *span));
    (!read.allows(published)).then(|| {
        Finding::of(
            "META-11",
            place,
            Text::new(
                format!(
                    "`published_as_written` の「{written}」と `published` の「{published}」が違う日です。"
                ),
                format!(
                    "`published_as_written` ({written}) and `published` ({published}) are different days."
                ),
            ),
            Text::new(
                "どちらが正しいか原本で確認し、違う方を直してください。",
                "See in the original which is right, and correct the other.",
            ),
        )
    })
}
