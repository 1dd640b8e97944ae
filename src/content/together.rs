//! What only several files together show: a code or an identity that two have, a code of another body, what a sample or an
//! official portal cannot have.

use std::collections::BTreeMap;

use super::choice::{Completeness, Publisher, Status};
use super::{DocumentFile, MunicipalityFile, MunicipalityMeta, PortalFile, local_body};
use crate::finding::{Finding, Place, Text};
use crate::privacy::quoted;

/// Judges what has been read.
pub(super) fn judge(
    portal: Option<&PortalFile>,
    municipalities: &[MunicipalityFile],
    documents: &[DocumentFile],
    findings: &mut Vec<Finding>,
) {
    if let Some(portal) = portal {
        foreign_codes(municipalities, findings);
        sample_codes(portal, municipalities, findings);
        unknown_days(portal, documents, findings);
    }
    repeated_codes(municipalities, findings);
    repeated_identities(municipalities, documents, findings);
}

fn code_place(municipality: &MunicipalityFile) -> Place {
    Place::at(&municipality.source, municipality.keys.get("code").copied().unwrap_or_default())
}

fn sample_codes(portal: &PortalFile, municipalities: &[MunicipalityFile], findings: &mut Vec<Finding>) {
    if portal.meta.sample {
        return;
    }
    for municipality in municipalities.iter().filter(|m| m.meta.is_sample()) {
        let code = &municipality.meta.code;
        findings.push(Finding::of(
            "SAMPLE-01",
            code_place(municipality),
            Text::new(
                format!("団体コード {code} は見本用ですが、portal.toml に `sample = true` がありません。"),
                format!("The code {code} is for samples, but portal.toml has no `sample = true`."),
            ),
            Text::new(
                "見本なら portal.toml に `sample = true` を、実在の団体なら正しい団体コードを書いてください。",
                "Write `sample = true` in portal.toml if this is a sample, or the right code if the body exists.",
            ),
        ));
    }
}

/// A code that belongs to another body than the one named beside it; a code that nobody has may be of a body
/// that is in no list.
fn foreign_codes(municipalities: &[MunicipalityFile], findings: &mut Vec<Finding>) {
    let real = |m: &&MunicipalityFile| m.meta.code.len() == 6 && !m.meta.is_sample();
    for municipality in municipalities.iter().filter(real) {
        let MunicipalityMeta { code, name, prefecture, .. } = &municipality.meta;
        let Some(body) = local_body::by_code(code) else {
            findings.push(Finding::of(
                "CODE-04",
                code_place(municipality),
                Text::new(
                    format!("団体コード {code} は全国の一覧にありません。"),
                    format!("No body in the list has the code {code}."),
                ),
                Text::new(
                    "一部事務組合や合併後の団体ならこのままで構いません。そうでなければ総務省の一覧で確認してください。",
                    "Leave it for an association or a body founded by a merger; else look it up in the ministry's list.",
                ),
            ));
            continue;
        };
        if local_body::same_name(body.name, name) && local_body::same_name(body.prefecture, prefecture) {
            continue;
        }
        findings.push(Finding::of(
            "CODE-03",
            code_place(municipality),
            Text::new(
                format!(
                    "団体コード {code} は{}のものですが、name は「{}」、prefecture は「{}」です。",
                    body.full_name(),
                    quoted(name),
                    quoted(prefecture)
                ),
                format!(
                    "The code {code} is that of {}, but name is 「{}」 and prefecture 「{}」.",
                    body.full_name(),
                    quoted(name),
                    quoted(prefecture)
                ),
            ),
            Text::new(
                "コードと名前のどちらが正しいか確かめて、片方を直してください。",
                "Check which of the two is right and correct the other.",
            ),
        ));
    }
}

fn repeated_codes(municipalities: &[MunicipalityFile], findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<&str, &MunicipalityFile> = BTreeMap::new();
    for municipality in municipalities {
        let code = municipality.meta.code.as_str();
        let Some(first) = seen.get(code) else {
            seen.insert(code, municipality);
            continue;
        };
        findings.push(Finding::of(
            "CODE-02",
            code_place(municipality),
            Text::new(
                format!("団体コード {code} の市町村が2つあります。"),
                format!("Two municipalities have the code {code}."),
            ),
            Text::new(
                format!("もう1つは {} です。どちらかのコードを直してください。", first.source.path()),
                format!("The other is {}. Correct one of the codes.", first.source.path()),
            ),
        ));
    }
}

/// META-04: who publishes a text knows the day.
fn unknown_days(portal: &PortalFile, documents: &[DocumentFile], findings: &mut Vec<Finding>) {
    let official = portal.meta.publisher == Publisher::Official;
    for document in documents.iter().filter(|document| official && document.meta.undated) {
        findings.push(Finding::of(
            "META-04",
            document.place_of(&["published"]),
            Text::new(
                "公式サイトでは、公表日を不明(`published: unknown`)にできません。",
                "In an official portal the day of publication cannot be unknown.",
            ),
            Text::new(
                "公表日を `published: 2026-03-24` のように書いてください。第三者が集めたサイトなら portal.toml の publisher を collection とします。",
                "Write the day, as in `published: 2026-03-24`; a site of others' texts has `publisher = \"collection\"` in portal.toml.",
            ),
        ));
    }
}

fn repeated_identities(
    municipalities: &[MunicipalityFile],
    documents: &[DocumentFile],
    findings: &mut Vec<Finding>,
) {
    let mut groups: BTreeMap<_, Vec<&DocumentFile>> = BTreeMap::new();
    for document in documents {
        let meta = &document.meta;
        let undated = match meta.status {
            Status::Published => {
                meta.published.is_none() && !meta.undated && meta.completeness != Completeness::Excerpt
            }
            Status::Consultation => meta.consultation.is_none(),
            Status::Preparing | Status::Ended => false,
        };
        if undated {
            // Its identity is not known yet; that a date is missing has been said.
            continue;
        }
        // Drafts have no publication day yet; the beginning of the comment period stands in for it.
        let draft = meta.consultation.as_ref().filter(|_| meta.published.is_none()).map(|c| c.from);
        let code = municipalities[document.municipality].meta.code.as_str();
        let identity = (code, &meta.agency, &meta.number, meta.kind, meta.published, draft, meta.revision);
        groups.entry(identity).or_default().push(document);
    }
    for group in groups.values() {
        let [first, others @ ..] = group.as_slice() else { continue };
        for other in others {
            let count = group.len();
            let span = other.keys.get("number").copied().unwrap_or_default();
            findings.push(Finding::of(
                "ID-01",
                Place::at(&other.source, span),
                Text::new(
                    format!("団体・機関・番号・種類・公表日が同じ評価書が{count}つあります。"),
                    format!(
                        "{count} documents have the same municipality, agency, number, kind and publication day."
                    ),
                ),
                Text::new(
                    format!("同じ日の差替えなら、後のものに `revision: 2` を付けてください。次の版なら、その公表日を `published` に書きます(`kohyo new --from {} --published 公表日` で作れます)。もう1つは {} です。", first.source.path(), first.source.path()),
                    format!(
                        "If this one replaces the other on the same day, add `revision: 2`; if it is the next version, give it its own day (`kohyo new --from {} --published DAY` makes one). The other is {}.",
                        first.source.path(),
                        first.source.path()
                    ),
                ),
            ));
        }
    }
}
