//! The pages across evaluations: of what is kept of each, or taken over together where none can be another than before.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use rayon::prelude::*;

use super::data::Made;
use super::maker::{Maker, Stop};
use super::whole::{by_address, group};
use crate::across::Said;
use crate::digest::{Cache, Key, Keyed, Pages, Record};
use crate::finding::Trouble;
use crate::portal::{Located, Portal};
use crate::render::Group;

/// What the record is called that says of which groups the pages across evaluations were; no group has such a name.
const ACROSS: &str = "/across";

/// What evaluations say of which others speak too; taken apart when somebody asks for the first of it.
pub(super) struct AllSaid<'c> {
    cache: &'c Cache,
    names: &'c HashSet<String>,
    /// By the address of the version.
    by_address: OnceLock<HashMap<&'c str, Said>>,
}

impl<'c> AllSaid<'c> {
    /// That of these records.
    pub(super) fn new(cache: &'c Cache, names: &'c HashSet<String>) -> Self {
        Self { cache, names, by_address: OnceLock::new() }
    }

    /// What a version says, where others show it.
    pub(super) fn of(&self, found: Located<'_>) -> Option<&Said> {
        let read = || by_address(self.cache, self.names, |text| text.said.as_ref());
        self.by_address.get_or_init(read).get(found.version.address.as_str())
    }
}

/// Makes the pages, or takes them over. `portal_key` is that of all that the lists show of subjects.
pub(super) fn make(
    portal: &Portal,
    maker: &Maker<'_>,
    cache: &Cache,
    said: &AllSaid<'_>,
    portal_key: Key,
) -> Result<Vec<Made>, Stop> {
    if let Some(kept) = kept(maker, cache, portal_key)? {
        return Ok(kept);
    }
    let renderer = maker.renderer(portal)?;
    let of = |document: usize| said.of(portal.find(document)?);
    let across = renderer.across(of);
    let groups: Vec<_> = across.groups();
    let make = |one: Group| -> Result<_, Stop> {
        let key = Keyed::new("across").with(maker.site).with(across.content(one)).key();
        // Kept or made: the record that was there leaves the cache when this one is put.
        let old = cache.peek(&one.name()).cloned().unwrap_or_default();
        let (record, changed) = group(maker, key, old, || Ok(across.pages(one)?))?;
        Ok((one.name(), record, changed))
    };
    let mut all = groups.into_par_iter().map(make).collect::<Result<Vec<Made>, Stop>>()?;
    let key = key_of(portal_key, all.iter().map(|(name, record, _)| (name, record)));
    let own = Record { analyses: Vec::new(), pages: Some(Pages::of_data(key, Vec::new())) };
    all.push((ACROSS.to_owned(), own, true));
    Ok(all)
}

/// The pages as they are published, where what decides the lists of the portal is what it was: that decides these too.
/// Nothing where some are not there, or where the cache holds other groups than when they were made.
fn kept(maker: &Maker<'_>, cache: &Cache, portal_key: Key) -> Result<Option<Vec<Made>>, Trouble> {
    let groups = || cache.records().filter(|(name, _)| Group::is_name(name));
    let Some(all) = cache.peek(ACROSS) else { return Ok(None) };
    let files = || groups().filter_map(|(_, record)| record.pages.as_ref()).flat_map(|pages| &pages.files);
    if all.pages(key_of(portal_key, groups())).is_none() || !maker.stage.holds(files()) {
        return Ok(None);
    }
    maker.stage.keep(files())?;
    let groups = groups().map(|(name, record)| (name.clone(), record.clone(), false));
    Ok(Some(groups.chain([(ACROSS.to_owned(), all.clone(), false)]).collect()))
}

/// What decides the pages, and which they are: a cache of which only some files were saved does not fit.
fn key_of<'r>(portal: Key, groups: impl Iterator<Item = (&'r String, &'r Record)>) -> Key {
    let mut groups: Vec<_> = groups.collect();
    groups.sort_unstable_by_key(|(name, _)| *name);
    let add = |keyed: Keyed, (name, record): (&String, &Record)| {
        let files = record.pages.as_ref().map_or(&[][..], |pages| &pages.files);
        let keyed = keyed.with(name).with(files.len().to_le_bytes());
        files.iter().fold(keyed, |keyed, (path, file)| keyed.with(path).with(file.hash))
    };
    groups.into_iter().fold(Keyed::new("all across").with(portal), add).key()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::File;

    #[test]
    fn a_cache_with_another_group_does_not_fit() {
        let record = |bytes: &[u8]| {
            let files = vec![("tasks/a/index.html".to_owned(), File::of(bytes))];
            Record { analyses: Vec::new(), pages: Some(Pages::of_data(Keyed::new("group").key(), files)) }
        };
        let (a, b) = (("/tasks/a".to_owned(), record(b"a")), ("/tasks/b".to_owned(), record(b"b")));
        let key = |portal: &str, groups: &[&(String, Record)]| {
            key_of(Keyed::new(portal).key(), groups.iter().map(|(name, record)| (name, record)))
        };
        let all = key("portal", &[&a, &b]);
        assert_eq!(key("portal", &[&b, &a]), all, "whatever the order");
        let other = ("/tasks/b".to_owned(), record(b"c"));
        for (portal, groups) in [
            ("other portal", &[&a, &b][..]),
            ("portal", &[&a]),
            ("portal", &[&a, &other]),
            ("portal", &[&a, &b, &("/tasks/c".to_owned(), record(b"b"))]),
        ] {
            assert_ne!(key(portal, groups), all);
        }
    }
}
