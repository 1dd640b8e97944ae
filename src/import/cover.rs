//! Identity from the cover: number, title, kind, agency, date of publication, edition. Unknown stays unknown.

use super::outline::Outline;
use super::place::edition;
use crate::content::{Choice, Date, Kind, date};
use crate::form::Form;
use crate::form::label::fold;

/// What the cover says. `None`: the cover does not say it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cover {
    /// 評価書番号.
    pub number: Option<String>,
    /// 評価書名 without the kind at its end.
    pub title: Option<String>,
    /// The kind.
    pub kind: Option<Kind>,
    /// 評価実施機関名 as printed.
    pub agency: Option<String>,
    /// 公表日.
    pub published: Option<Date>,
    /// 公表日 as printed.
    pub published_as_written: Option<String>,
    /// Edition of the form as printed, without brackets.
    pub form: Option<String>,
}

/// The kind that a text names: 全項目評価書 and so on.
pub(super) fn kind_in(text: &str) -> Option<Kind> {
    let folded = fold(text);
    Kind::ALL.iter().copied().find(|kind| folded.contains(&fold(kind.label())))
}

/// Reads the cover section of an outline.
pub(super) fn read(form: &Form, outline: &Outline) -> Cover {
    let text = |id: &str| {
        let item = form.index(id)?;
        let entry = outline.entries.iter().find(|e| e.item == Some(item))?;
        Some(entry.text().trim().to_owned()).filter(|t| !t.is_empty())
    };
    let heading = outline.entries.first().map(|e| e.label.clone()).unwrap_or_default();
    let written_title = text("cover.title").map(|t| t.replace('\n', " "));
    let kind = kind_in(&heading).or_else(|| written_title.as_deref().and_then(kind_in));
    let number = text("cover.number").filter(|n| n.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    let published = text("cover.published").map(|t| t.replace('\n', " "));
    Cover {
        number,
        title: written_title.map(|t| without_kind(&t, kind)),
        kind,
        agency: text("cover.agency").map(|t| t.replace('\n', " ")),
        published: published.as_deref().and_then(|t| date::parse(t).ok()).map(|d| d.date),
        published_as_written: published,
        form: text("cover.edition").and_then(|t| edition(&t).map(str::to_owned)),
    }
}

/// The displayed title drops 「全項目評価書」.
fn without_kind(title: &str, kind: Option<Kind>) -> String {
    let label = kind.map_or("", Kind::label);
    title.trim().strip_suffix(label).unwrap_or(title).trim().to_owned()
}

/// The agency of the municipality that a printed name means: 岡山県岡山市長 → 岡山市長.
pub(super) fn agency<'a>(written: &str, agencies: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(written);
    agencies
        .filter(|name| folded == fold(name) || folded.ends_with(&fold(name)))
        .max_by_key(|name| name.len())
}
