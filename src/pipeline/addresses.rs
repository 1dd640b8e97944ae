//! The addresses of a portal: those that are built now beside those that were published before.

use std::collections::BTreeSet;

use super::{Options, Run};
use crate::check;
use crate::content::Content;
use crate::finding::Place;
use crate::portal::Portal;
use crate::portal::redirect::Redirect;
use crate::publish::record::{self, Lasting, Record};

/// The addresses of a portal.
#[derive(Debug)]
pub struct Addresses {
    /// Those that are built and have to stay.
    pub built: BTreeSet<String>,
    /// Those that are recorded as taken down.
    pub retired: BTreeSet<String>,
    /// Where the site stands.
    pub base_url: Option<String>,
}

/// The addresses that a content folder comes to; `None` where there are errors in it.
pub fn addresses(options: &Options) -> Option<Addresses> {
    let (_, portal) = Run::new(options, &()).understand()?;
    let retired = portal.municipalities.iter().flat_map(|town| &town.retired);
    Some(Addresses {
        built: portal.lasting().iter().map(ToString::to_string).collect(),
        retired: retired.map(|retired| retired.address.clone()).collect(),
        base_url: portal.meta.base_url.clone(),
    })
}

impl Run<'_> {
    /// The old addresses that lead to pages, each with the place where it is written; and what is to be said of where the
    /// site will stand.
    pub(super) fn old_addresses(&mut self, content: &Content, portal: &Portal) -> Vec<(Redirect, Place)> {
        self.findings.extend(check::site(content, portal, self.options.base_url.as_deref()));
        let base_url = self.options.base_url(content);
        let (redirects, findings) = check::redirects(content, portal, base_url.as_deref());
        self.findings.extend(findings);
        redirects
    }

    /// Compares the addresses that are built with those that were published before. Invented ones are not kept.
    pub(super) fn addresses(
        &mut self,
        content: &Content,
        portal: &Portal,
        kept: &[check::Kept],
    ) -> Option<(Record, Lasting)> {
        let built = Lasting::of(portal, |document| kept.get(document).map_or("", check::Kept::items));
        self.findings.extend(record::retired(&built.addresses, content));
        let path = self.options.published.as_ref().filter(|_| !portal.meta.sample)?;
        match Record::read(path) {
            Ok(record) => {
                self.findings.extend(record.missing(&built.addresses, content));
                self.findings.extend(record.missing_items(&built, content));
                if self.options.locked {
                    self.findings.extend(record.locked(&built, path));
                }
                Some((record, built))
            }
            Err(finding) => {
                self.findings.push(*finding);
                None
            }
        }
    }
}
