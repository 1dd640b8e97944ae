//! PRIV-01, PRIV-03: fields that are written apart and shown beside one another, in a title, a cell of a table or a line of
//! data, and are a number of a person there: each by itself is none, and a build would stop at what it has made of them.
//!
//! Where nothing of kohyo's stands between two fields, whatever they make is a number; else only what one of them calls so,
//! for then a reader takes whatever stands between for a part of it. Entries of one list are looked at where it is read.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::assessment::{Assessment, Part};
use crate::content::{Content, DocumentFile, MunicipalityFile};
use crate::finding::{Finding, Place};
use crate::privacy::{Ends, between, finding};
use crate::text::source::{Source, Span};

/// More pairs of lines of one evaluation are not read together: what calls a number stands before few of them.
const PAIRS: usize = 20_000;

/// A text that pages and data show beside others.
struct Field<'a> {
    text: &'a str,
    place: Place,
    key: &'static str,
    ends: Ends,
}

impl<'a> Field<'a> {
    fn new(key: &'static str, text: &'a str, place: Place) -> Self {
        Self { text, place, key, ends: Ends::of(text) }
    }

    /// Whether nothing, or white space alone, stands between this field and another on some page.
    fn touches(&self, next: &Field<'_>) -> bool {
        matches!((self.key, next.key), ("prefecture", "name" | "agencies") | ("number", "title"))
    }

    fn number_with(&self, next: &Field<'_>) -> Option<Finding> {
        let number = if self.touches(next) {
            ["", " "].into_iter().find_map(|sign| between(self.text, sign, next.text))
        } else if self.ends.may_meet_called(&next.ends) {
            between(self.text, " ", next.text).filter(|number| number.named)
        } else {
            None
        };
        number.map(|number| finding(number.kind, self.place.clone()))
    }
}

/// What the fields of an evaluation make, with one another and with those of its municipality and of the portal.
pub(super) fn document(content: &Content, file: &DocumentFile, assessment: &Assessment) -> Vec<Finding> {
    let own = own_fields(file);
    let mut others = town_fields(content.municipality_of(file));
    others.extend(portal_fields(content));
    let texts = texts(file, assessment);
    let mut found = Vec::new();
    for field in &own {
        found.extend(own.iter().filter_map(|next| field.number_with(next)));
        for other in others.iter().chain(&texts) {
            found.extend(field.number_with(other));
            // Said of the evaluation, whichever comes first.
            let of_this = Arc::ptr_eq(&other.place.source, &file.source);
            let place = if of_this { &other.place } else { &field.place };
            found.extend(other.number_with(field).map(|back| moved(back, place)));
        }
    }
    let begins: Vec<&Field<'_>> = texts.iter().filter(|text| text.ends.head > 0).collect();
    let mut pairs = PAIRS;
    for text in texts.iter().filter(|text| text.ends.head > 0 || text.ends.tail > 0) {
        for other in &others {
            found.extend(text.number_with(other));
            found.extend(other.number_with(text).map(|back| moved(back, &text.place)));
        }
        // One for a text: a finding is its place.
        for next in begins.iter().filter(|next| text.ends.may_meet_called(&next.ends)).take(pairs) {
            pairs -= 1;
            if let Some(number) = text.number_with(next) {
                found.push(number);
                break;
            }
        }
    }
    once(found)
}

/// What the fields of the municipalities make, with one another and with those of the portal.
pub(super) fn portal(content: &Content) -> Vec<Finding> {
    let portal = portal_fields(content);
    let mut found = Vec::new();
    for field in &portal {
        found.extend(portal.iter().filter_map(|next| field.number_with(next)));
    }
    for town in &content.municipalities {
        let own = town_fields(town);
        for field in &own {
            found.extend(own.iter().filter_map(|next| field.number_with(next)));
            for other in &portal {
                found.extend(field.number_with(other));
                found.extend(other.number_with(field).map(|back| moved(back, &field.place)));
            }
        }
    }
    once(found)
}

/// The same finding of another place.
fn moved(mut finding: Finding, place: &Place) -> Finding {
    finding.place = place.clone();
    finding
}

/// One finding for a place.
fn once(found: Vec<Finding>) -> Vec<Finding> {
    let mut places = BTreeMap::new();
    for finding in found {
        let at = finding.place.span.map(|span| (span.start, span.end));
        places.entry((finding.place.source.path().to_owned(), at)).or_insert(finding);
    }
    places.into_values().collect()
}

fn own_fields<'a>(file: &'a DocumentFile) -> Vec<Field<'a>> {
    let meta = &file.meta;
    let key = |key| file.place_of(&[key]);
    let mut fields = vec![
        Field::new("number", &meta.number, key("number")),
        Field::new("title", &meta.title, key("title")),
    ];
    let mut more = |name: &'static str, text: Option<&'a String>| {
        fields.extend(text.map(|text| Field::new(name, text.as_str(), key(name))));
    };
    more("agency_as_written", meta.agency_as_written.as_ref());
    more("published_as_written", meta.published_as_written.as_ref());
    more("form", meta.form.as_ref());
    more("summary", meta.summary.as_ref());
    more("consultation.contact", meta.consultation.as_ref().and_then(|period| period.contact.as_ref()));
    more("source.conversion", meta.source.as_ref().and_then(|source| source.conversion.as_ref()));
    more("verified", meta.verified.as_ref().map(|verified| &verified.by));
    let head = Span::new(0, file.body.start);
    fields.extend(meta.files.iter().map(|one| {
        Field::new("files", &one.name, written(&file.source, head, &one.name).unwrap_or_else(|| key("files")))
    }));
    fields
}

fn town_fields(town: &MunicipalityFile) -> Vec<Field<'_>> {
    let head = Span::new(0, town.body.start);
    let key = |key: &str| match town.keys.get(key) {
        Some(span) => Place::at(&town.source, *span),
        None => Place::file(&town.source),
    };
    let meta = &town.meta;
    let mut fields = vec![
        Field::new("name", &meta.name, key("name")),
        Field::new("prefecture", &meta.prefecture, key("prefecture")),
        Field::new("code", &meta.code, key("code")),
    ];
    fields.extend(meta.kana.as_ref().map(|kana| Field::new("kana", kana, key("kana"))));
    fields.extend(meta.agencies.iter().map(|one| {
        let place = written(&town.source, head, &one.name).unwrap_or_else(|| key("agencies"));
        Field::new("agencies", &one.name, place)
    }));
    fields
}

fn portal_fields(content: &Content) -> Vec<Field<'_>> {
    let (meta, source) = (&content.portal.meta, &content.portal.source);
    let all = Span::new(0, source.text().len());
    let field = |text| {
        let place = written(source, all, text).unwrap_or_else(|| Place::file(source));
        Field::new("portal", text, place)
    };
    let more = [&meta.contact, &meta.description, &meta.license];
    std::iter::once(&meta.title).chain(more.into_iter().flatten()).map(|text| field(text.as_str())).collect()
}

/// Where a text stands in a part of a file, if it does as it is.
fn written(source: &Arc<Source>, within: Span, text: &str) -> Option<Place> {
    let at = within.start + source.text().get(within.start..within.end)?.find(text)?;
    Some(Place::at(source, Span::new(at, at + text.len())))
}

/// The names of blocks and the lines of answers: tables show them beside fields of the evaluation.
fn texts<'a>(file: &DocumentFile, assessment: &'a Assessment) -> Vec<Field<'a>> {
    let at = |span| Place::at(&file.source, span);
    let mut texts = Vec::new();
    for node in assessment.walk() {
        texts.extend(node.name.iter().map(|name| Field::new("block", name.as_str(), at(node.label.span))));
        for part in &node.parts {
            if let Part::Text(lines) = part {
                texts.extend(lines.iter().map(|line| Field::new("text", line.text.as_str(), at(line.span))));
            }
        }
    }
    texts
}
