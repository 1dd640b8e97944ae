//! Addresses: where pages stand below the root of the site, and how one page links to another.
//!
//! An address is a folder (`mihon/12/`) or, for `404.html`, a file. Links between pages are relative and
//! spell out `index.html`, so that a copy of the site works from a disk and below any path of a server.
//!
//! A comparison of two versions stands below one of them and says in its last part with which other it is
//! made: `…/<version>/since-previous/`, `…/<version>/until-latest/`, `…/<version>/until-<later version>/`,
//! `…/draft-<from>/until-published/`. None of them goes away when a further version is published.

use std::fmt;

use crate::content::{Completeness, DocumentMeta, Kind, Retired, Status};

/// Where a page stands, relative to the root of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Address(String);

impl Address {
    /// The home page.
    pub fn home() -> Self {
        Self::default()
    }

    /// `about/`.
    pub fn about() -> Self {
        Self("about/".to_owned())
    }

    /// `about/glossary/`.
    pub fn glossary() -> Self {
        Self::about().join("glossary")
    }

    /// `<name>/`: a list that spans evaluations (`compare`, `tasks`, `contractors`, `systems`, `laws`, `data`).
    pub fn section(name: &str) -> Self {
        Self(format!("{name}/"))
    }

    /// `search/`.
    pub fn search() -> Self {
        Self("search/".to_owned())
    }

    /// `opensearch.xml`, from which browsers learn how this site is searched.
    pub fn open_search() -> Self {
        Self("opensearch.xml".to_owned())
    }

    /// A file in this folder that is no page: a feed, a table.
    #[must_use]
    pub fn with_file(&self, name: &str) -> Self {
        Self(format!("{}{name}", self.0))
    }

    /// `404.html`.
    pub fn not_found() -> Self {
        Self("404.html".to_owned())
    }

    /// `<m>/`.
    pub fn municipality(slug: &str) -> Self {
        Self(format!("{slug}/"))
    }

    /// `<m>/<number>/`, or `<m>/<agency>/<number>/` where the agency is not the primary one.
    pub fn subject(municipality: &str, agency: Option<&str>, number: &str) -> Self {
        match agency {
            Some(agency) => Self(format!("{municipality}/{agency}/{number}/")),
            None => Self(format!("{municipality}/{number}/")),
        }
    }

    /// The address of what stands at an old address, by its file.
    pub(super) fn old(file: &str) -> Self {
        let folder =
            file.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
        Self(folder.unwrap_or(file).to_owned())
    }

    /// The address of a retired page, as `retired.toml` has it.
    pub fn retired(retired: &Retired) -> Self {
        Self(retired.address.clone())
    }

    /// The address to which a retired page has moved.
    pub fn moved_to(retired: &Retired) -> Option<Self> {
        retired.moved_to.clone().map(Self)
    }

    /// `…/<kind>/` below a subject: the current document.
    #[must_use]
    pub fn kind(&self, kind: Kind) -> Self {
        self.join(kind.as_str())
    }

    /// A folder below this one.
    #[must_use]
    pub fn join(&self, segment: &str) -> Self {
        Self(format!("{}{segment}/", self.0))
    }

    /// The address as it stands in a URL: `mihon/12/`, empty for the home page.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file in the output folder.
    pub fn file(&self) -> String {
        if self.0.is_empty() || self.0.ends_with('/') {
            format!("{}index.html", self.0)
        } else {
            self.0.clone()
        }
    }

    /// The full URL, for citations. `base` ends in `/` or not.
    pub fn absolute(&self, base: &str) -> String {
        format!("{}/{}", base.trim_end_matches('/'), self.0)
    }

    /// From this page to the root of the site: `../../`, empty for pages of the root itself.
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// The link from this page to another.
    pub fn link(&self, to: &Self) -> String {
        let file = to.file();
        let (from, target): (Vec<_>, Vec<_>) = (self.folders().collect(), to.folders().collect());
        let common = from.iter().zip(&target).take_while(|(a, b)| a == b).count();
        let name = file.rsplit('/').next().unwrap_or_default();
        let up = "../".repeat(from.len() - common);
        let down: String = target[common..].iter().flat_map(|folder| [folder, "/"]).collect();
        format!("{up}{down}{name}")
    }

    fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.split_inclusive('/').filter_map(|segment| segment.strip_suffix('/'))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The last segment of the address of a version: `2026-03-24`, `2026-03-24-2`, `draft-2026-01-10`, `draft`,
/// `excerpt`.
pub fn version_segment(meta: &DocumentMeta) -> String {
    match (meta.status, meta.published, &meta.consultation) {
        (Status::Consultation, _, Some(consultation)) => format!("draft-{}", consultation.from),
        (Status::Consultation, _, None) => "draft".to_owned(),
        (_, Some(published), _) if meta.revision > 1 => format!("{published}-{}", meta.revision),
        (_, Some(published), _) => published.to_string(),
        (_, None, _) if meta.completeness == Completeness::Excerpt => "excerpt".to_owned(),
        (_, None, _) => "undated".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_primary_agency_has_no_slug_in_its_addresses() {
        assert_eq!(Address::subject("mihon", None, "12").as_str(), "mihon/12/");
        assert_eq!(Address::subject("mihon", Some("kyoiku"), "3").as_str(), "mihon/kyoiku/3/");
    }

    #[test]
    fn files_and_urls() {
        let version = Address::subject("mihon", None, "12").kind(Kind::Zenkomoku).join("2026-03-24");
        assert_eq!(version.file(), "mihon/12/zenkomoku/2026-03-24/index.html");
        assert_eq!(version.absolute("https://x.jp/pia"), "https://x.jp/pia/mihon/12/zenkomoku/2026-03-24/");
        assert_eq!(Address::home().file(), "index.html");
        assert_eq!(Address::home().absolute("https://x.jp/"), "https://x.jp/");
        assert_eq!(Address::not_found().file(), "404.html");
        assert_eq!(Address::municipality("mihon").with_file("feed.xml").file(), "mihon/feed.xml");
    }

    #[test]
    fn links_are_relative_and_name_the_file() {
        let home = Address::home();
        let subject = Address::subject("mihon", None, "12");
        let current = subject.kind(Kind::Zenkomoku);
        let fixed = current.join("2026-03-24");
        assert_eq!(home.link(&current), "mihon/12/zenkomoku/index.html");
        assert_eq!(current.link(&home), "../../../index.html");
        assert_eq!(fixed.link(&current), "../index.html");
        assert_eq!(current.link(&fixed), "2026-03-24/index.html");
        assert_eq!(current.link(&current.join("changes")), "changes/index.html");
        assert_eq!(subject.link(&subject), "index.html");
        assert_eq!(home.link(&Address::not_found()), "404.html");
        assert_eq!(Address::about().link(&subject), "../mihon/12/index.html");
        assert_eq!(fixed.to_root(), "../../../../");
        assert_eq!(Address::not_found().to_root(), "");
    }
}
