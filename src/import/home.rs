//! Which municipality's folder a document belongs into, from the agency on its cover: one is found, none is guessed, and
//! the document of another city is refused.

use std::path::PathBuf;

use super::{Refusal, cover};
use crate::content::MunicipalityMeta;
use crate::content::local_body::{self, Belongs};
use crate::finding::Text;
use crate::text::folding::fold_name;

/// A municipality's folder.
#[derive(Debug, Clone)]
pub struct Home {
    /// The folder.
    pub folder: PathBuf,
    /// What its `municipality.md` says.
    pub municipality: MunicipalityMeta,
}

impl Home {
    /// How surely an agency is one of this municipality: 2 by its own name, 1 by the name of an agency that others may have
    /// too (教育委員会).
    fn has(&self, agency: &str) -> u8 {
        let known = self.municipality.agencies.iter().map(|known| known.name.as_str());
        let by_name = cover::agency(agency, known).is_some();
        match local_body::of_agency(agency) {
            Belongs::To(body) if body.code == self.municipality.code => 2,
            // A list of agencies may have the very name of another's.
            Belongs::To(_) => u8::from(self.municipality.agency(agency).is_some()),
            _ if by_name && fold_name(agency).contains(&fold_name(&self.municipality.name)) => 2,
            _ => u8::from(by_name),
        }
    }

    fn named(&self) -> String {
        format!("{}({})", self.municipality.name, self.municipality.code)
    }
}

/// The one home of an agency.
///
/// # Errors
/// CODE-05: none or several could be it.
pub fn find<'a>(agency: Option<&str>, homes: &'a [Home]) -> Result<&'a Home, Refusal> {
    let Some(agency) = agency else {
        return Err(refusal(
            Text::new(
                "表紙に評価実施機関名がないので、どの自治体の評価書か分かりません。",
                "The cover names no agency, so the municipality is not known.",
            ),
            Text::new(
                "`--into content/自治体のフォルダー` で取り込むか、`--agency` を付けてください。",
                "Import it into the municipality's own folder, or give `--agency`.",
            ),
        ));
    };
    let surest = homes.iter().map(|home| home.has(agency)).max().unwrap_or_default();
    let fitting: Vec<&Home> = homes.iter().filter(|home| surest > 0 && home.has(agency) == surest).collect();
    match fitting.as_slice() {
        [home] => Ok(home),
        [] => Err(refusal(
            Text::new(
                format!(
                    "評価実施機関「{agency}」{}のフォルダーが、取り込み先にありません。",
                    belongs(agency)
                ),
                format!("There is no folder for the agency {agency}{}.", belongs(agency)),
            ),
            Text::new(
                "その自治体のフォルダーに municipality.md を作るか、`--into` の場所を確かめてください。",
                "Make a folder with a municipality.md for it, or check the place of `--into`.",
            ),
        )),
        several => {
            let names = several.iter().map(|home| home.named()).collect::<Vec<_>>().join("、");
            Err(refusal(
                Text::new(
                    format!("評価実施機関「{agency}」は、{names} のどれのものか決められません。"),
                    format!("The agency {agency} may be one of {names}."),
                ),
                Text::new(
                    "`--into content/自治体のフォルダー` で取り込んでください。",
                    "Import it into the municipality's own folder.",
                ),
            ))
        }
    }
}

/// Refuses the document of another municipality than that of `home`; `others` are the further ones of the portal.
///
/// # Errors
/// CODE-05, naming both.
pub fn of_another(agency: Option<&str>, home: &Home, others: &[Home]) -> Result<(), Refusal> {
    let Some(agency) = agency.filter(|agency| home.has(agency) == 0) else { return Ok(()) };
    let other = others.iter().find(|other| other.has(agency) == 2);
    let whose = match (other, local_body::of_agency(agency)) {
        (Some(other), _) => other.named(),
        (None, Belongs::To(body)) => format!("{}({})", body.full_name(), body.code),
        (None, Belongs::Ambiguous(bodies)) if bodies.iter().all(|b| b.code != home.municipality.code) => {
            bodies
                .iter()
                .map(|body| format!("{}({})", body.full_name(), body.code))
                .collect::<Vec<_>>()
                .join("又は")
        }
        (None, Belongs::Ambiguous(_)) => return Ok(()),
        (None, Belongs::Unknown) => match head_of(agency) {
            Some(name) if !fold_name(agency).contains(&fold_name(&home.municipality.name)) => name,
            _ => return Ok(()),
        },
    };
    let help = match other {
        Some(other) => Text::new(
            format!("`--into {}` で取り込んでください。", crate::privacy::shown(&other.folder)),
            format!("Import it with `--into {}`.", crate::privacy::shown(&other.folder)),
        ),
        None => Text::new(
            "`--into` のフォルダーを確かめてください。この自治体の評価書に間違いなければ、`--agency` で評価実施機関を指定してください。",
            "Check the folder of `--into`. If the document does belong there, name the agency with `--agency`.",
        ),
    };
    Err(refusal(
        Text::new(
            format!(
                "評価実施機関「{agency}」は{whose}のもので、取り込み先は{}です。何も書いていません。",
                home.named()
            ),
            format!(
                "The agency {agency} is of {whose}, and the folder is of {}. Nothing was written.",
                home.named()
            ),
        ),
        help,
    ))
}

/// The body of whose head an agency has the name: 別の市 of 別の市長.
fn head_of(agency: &str) -> Option<String> {
    let heads = ["市長", "区長", "町長", "村長"];
    if heads.iter().any(|head| agency.ends_with(head)) {
        return agency.strip_suffix('長').map(str::to_owned);
    }
    agency.strip_suffix("知事").map(str::to_owned)
}

/// (岡山県岡山市) where the name of an agency alone tells it.
fn belongs(agency: &str) -> String {
    match local_body::of_agency(agency) {
        Belongs::To(body) => format!("({} {})", body.full_name(), body.code),
        _ => String::new(),
    }
}

fn refusal(message: Text, help: Text) -> Refusal {
    Refusal { id: "CODE-05", message, help }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Agency;

    fn home(code: &str, name: &str, agencies: &[&str]) -> Home {
        let agencies = agencies
            .iter()
            .map(|name| Agency { slug: "a".to_owned(), name: (*name).to_owned(), primary: true })
            .collect();
        Home {
            folder: PathBuf::from(format!("content/{code}")),
            municipality: MunicipalityMeta {
                code: code.to_owned(),
                name: name.to_owned(),
                kana: None,
                prefecture: "県".to_owned(),
                website: None,
                agencies,
                default_agency: None,
            },
        }
    }

    fn homes() -> Vec<Home> {
        vec![
            home("331007", "岡山市", &["岡山市長", "教育委員会"]),
            home("992011", "みほん市", &["みほん市長", "教育委員会"]),
            home("342084", "府中市", &["府中市長"]),
        ]
    }

    #[test]
    fn an_agency_has_one_home_or_none() {
        let homes = homes();
        let found = |agency| find(Some(agency), &homes).map(|home| home.municipality.code.clone());
        assert_eq!(found("岡山県岡山市長").as_deref(), Ok("331007"));
        assert_eq!(found("みほん県みほん市長").as_deref(), Ok("992011"));
        assert_eq!(found("みほん市教育委員会").as_deref(), Ok("992011"));
        assert_eq!(found("府中市長").as_deref(), Ok("342084"), "only one city of the name has a folder");
        let several = found("教育委員会").unwrap_err();
        assert!(several.message.ja.contains("岡山市(331007)、みほん市(992011)"), "{several:?}");
        let none = found("郡山市長").unwrap_err();
        assert!(none.message.ja.contains("福島県郡山市 072036"), "{none:?}");
        assert_eq!(find(None, &homes).unwrap_err().id, "CODE-05");
    }

    #[test]
    fn the_document_of_another_city_is_refused_and_both_are_named() {
        let homes = homes();
        let (okayama, others) = homes.split_first().unwrap();
        let said = |agency| of_another(Some(agency), okayama, others).map_err(|refusal| refusal.message.ja);
        for fine in
            ["岡山市長", "岡山県岡山市長", "教育委員会", "岡山市議会議長", "岡山県後期高齢者医療広域連合長"]
        {
            assert_eq!(said(fine), Ok(()), "{fine}");
        }
        for (other, whose) in [
            ("みほん市長", "みほん市(992011)"),
            ("福島県郡山市長", "福島県郡山市(072036)"),
            ("となりの町長", "となりの町"),
            ("東京都府中市長", "東京都府中市(132063)"),
        ] {
            let message = said(other).unwrap_err();
            assert!(message.contains(whose) && message.contains("岡山市(331007)"), "{message}");
        }
        assert!(of_another(None, okayama, others).is_ok());
    }
}
