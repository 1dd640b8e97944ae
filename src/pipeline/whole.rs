//! The whole, of what is kept of all visits: lists, feeds, shared sentences, index; and what can only be looked at in the
//! end, whether every link leads somewhere.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::across::{self, AllSaid};
use super::data::{self, Made};
use super::maker::{Maker, Stop};
use super::{Extent, Read, Run, Step, Visited};
use crate::content::Content;
use crate::digest::{Cache, Key, Keyed, Later, Links, Pages, Record, TextOf};
use crate::finding::{Finding, Place, Trouble};
use crate::import::verified;
use crate::index::Finished;
use crate::portal::redirect::Redirect;
use crate::portal::{self, Portal};
use crate::publish::gate::{self, Gate, Seen};
use crate::publish::{Site, Stage, Staged};
use crate::render::Page;
use crate::sentences::{self, Sentences};
use crate::text::source::slashed;
use crate::{check, export, index};

/// What the records of the pages of the whole are called; no subject has such a name.
const PORTAL: &str = "/";
const SENTENCES: &str = "/sentences";
const ASSETS: &str = "/assets";
const MOVED: &str = "/moved";

/// Where the index and the shared sentences lie in the site.
const INDEX: &str = "search/";
const SHARED: &str = "data/shared/";

impl Run<'_> {
    /// Makes the site and publishes it; `false` where there are errors.
    pub(super) fn make(&mut self, site: &Site, cache: &mut Cache) -> Result<bool, Trouble> {
        let Some(read) = self.read(cache.fronts()) else { return Ok(false) };
        if self.has_errors() {
            // No pages then, but all there is to say.
            let Visited { kept, .. } = self.check(&read, cache);
            self.findings.extend(check::whole(&read.content, &kept, self.options.as_of));
            return Ok(false);
        }
        match self.pages(site, &read, cache) {
            Ok(done) => Ok(done),
            Err(Stop::Findings(findings)) => {
                self.findings.extend(findings);
                Ok(false)
            }
            Err(Stop::Trouble(trouble)) => Err(trouble),
        }
    }

    fn pages(&mut self, site: &Site, read: &Read, cache: &mut Cache) -> Result<bool, Stop> {
        let content = &read.content;
        let (stage, whole) = (site.stage()?, !self.options.only_documents);
        let base_url = self.options.base_url(content);
        let shown_as = slashed(&self.options.output);
        let gate =
            Gate { shown_as: &shown_as, base_url: base_url.as_deref(), links: whole, allow: &read.allow };
        let index = if whole {
            let builder = index::Builder::new(site.scratch()?, site.cache("search"))?;
            Some(builder.with_synonyms(&self.options.content)?.with_mode(content.portal.meta.search_mode))
        } else {
            None
        };
        let site_key = self.site_key(content, &read.allow);
        // What is looked up in a published index and not found is no worse than what was not there before.
        let index_waits = self.extent < Extent::All && stage.has_below(INDEX);
        let mut maker = Maker::new(
            &stage,
            gate,
            index.as_ref(),
            site_key,
            self.options,
            content,
            Arc::clone(&self.shelf),
        );
        maker.index_waits = index_waits;
        let mut names = HashSet::new();
        let Visited { facts, kept } = self.visit(read, Some(&maker), cache, &mut names)?;
        self.findings.extend(check::whole(content, &kept, self.options.as_of));
        if self.has_errors() {
            return Ok(false);
        }
        if self.extent == Extent::Subjects && stands(&maker, cache) {
            drop(maker);
            return self.show(site, stage);
        }
        site.settle(&stage);
        let portal = self.step(Step::Gather, 1, |_| portal::gather(content, facts));
        self.findings.extend(check::agree(content, &portal));
        let record = self.addresses(content, &portal, &kept);
        let old = self.old_addresses(content, &portal);
        if self.has_errors() {
            return Ok(false);
        }
        let pages_first = self.extent < Extent::All;
        // Neither needs anything of the other, and neither keeps all processors busy.
        let (listed, indexed) = self.steps(
            (Step::Render, || lists(content, &portal, &maker, cache, &mut names, pages_first)),
            (Step::Index, || {
                let Some(index) = index.as_ref().filter(|_| !index_waits) else {
                    return Ok(Finished::default());
                };
                index.finish(&stage, |files| {
                    let files: Vec<_> = files.iter().map(|(path, file)| (path.clone(), *file)).collect();
                    stage.holds(&files) && stage.keep(&files).is_ok()
                })
            }),
        );
        site.settle(&stage);
        if index_waits {
            stage.keep_below(INDEX);
        }
        listed?;
        self.report.passages = indexed?.passages;
        if whole {
            old_addresses(&portal, &maker, cache, &mut names, &old)?;
            for_programs(&portal, &maker, cache, &names, &old)?;
        }
        let staged = stage.finish()?;
        let (pages, rendered) = staged.pages();
        self.report.assessments = portal.versions().count();
        self.report.pages = pages;
        self.report.rendered = rendered;
        self.report.reused = pages - rendered;
        self.report.bytes = staged.bytes();
        // What came out as it is published was looked at when it was published.
        let is_seen = site.was_looked_at(site_key);
        let found = self.step(Step::Gate, 1, |_| {
            if is_seen && site.is_published(&staged) {
                return Ok(Vec::new());
            }
            inspect(gate, &staged, !is_seen, &names, cache)
        })?;
        self.findings.extend(found);
        cache.retain(&names);
        if self.has_errors() {
            return Ok(false);
        }
        // Before the swap: an address that could not be recorded is not published.
        if let (Some((record, lasting)), Some(path), true) =
            (record, &self.options.published, whole && !self.options.locked)
        {
            self.new_addresses = record.add(&lasting, path)?;
            record_verified(content, &kept);
        }
        self.report.files = site.changed(&staged);
        self.files = staged.list();
        self.step(Step::Publish, 1, |_| site.publish(staged.looked_at(site_key)))?;
        Ok(true)
    }

    /// Publishes what has been made beside everything else as it is.
    fn show(&mut self, site: &Site, stage: Stage) -> Result<bool, Stop> {
        self.report.files = self.step(Step::Publish, 1, |_| site.add(stage))?;
        Ok(true)
    }
}

/// Whether the static files of the theme are published, without which no page can be shown.
fn stands(maker: &Maker<'_>, cache: &Cache) -> bool {
    let assets = cache.peek(ASSETS).and_then(|record| record.pages(assets_key(maker)));
    assets.is_some_and(|pages| maker.stage.holds(&pages.files))
}

/// Records what texts are whose `verified` is new. Where that cannot be written, a later change of the text is not noticed,
/// which is no reason not to publish.
fn record_verified(content: &Content, kept: &[check::Kept]) {
    for (file, kept) in content.documents.iter().zip(kept) {
        if let Some(verified) = &file.meta.verified
            && !kept.text().is_empty()
            && verified::since(&file.path, verified, kept.text()) == verified::Since::Unknown
        {
            let _ = verified::record(&file.path, verified, kept.text());
        }
    }
}

/// Looks at what was not made as a page (files for scripts, the index, originals), with `published` also where it came out as
/// it is published, and follows all links.
fn inspect(
    gate: Gate<'_>,
    staged: &Staged,
    published: bool,
    names: &HashSet<String>,
    cache: &Cache,
) -> Result<Vec<Finding>, Trouble> {
    let look = |(path, is_text): (&str, bool)| {
        let mut seen = Seen::default();
        let bytes = if is_text { staged.read(path)? } else { Vec::new() };
        gate.look_at(path, &bytes, &mut seen);
        Ok(seen.findings)
    };
    let found: Result<Vec<_>, Trouble> = staged.unseen(published).into_par_iter().map(look).collect();
    let mut found: Vec<Finding> = found?.into_iter().flatten().collect();
    if gate.links {
        let links = |name: &String| Some(cache.peek(name)?.pages.as_ref()?.links.read());
        let links: Vec<Links> = names.par_iter().filter_map(links).collect();
        found.extend(gate::broken(gate, &links, |path| staged.has(path), |path| staged.read(path))?);
    }
    Ok(found)
}

/// The pages that span subjects, the static files, and the shared sentences. Each group is made only where something it
/// depends on has changed.
fn lists(
    content: &Content,
    portal: &Portal,
    maker: &Maker<'_>,
    cache: &mut Cache,
    names: &mut HashSet<String>,
    pages_first: bool,
) -> Result<(), Stop> {
    if maker.only_documents {
        let (name, record, changed) = assets(maker, cache)?;
        names.insert(name.clone());
        cache.put(name, record, changed);
        return Ok(());
    }
    // What the lists show of a subject is decided by what its pages were made of.
    let mut by_town: HashMap<&str, Vec<(&String, Key)>> = HashMap::new();
    let mut all: Vec<(&String, Key)> = Vec::new();
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort();
    for name in sorted {
        if let Some(pages) = cache.peek(name).and_then(|record| record.pages.as_ref()) {
            all.push((name, pages.key));
            by_town.entry(name.split(' ').next().unwrap_or_default()).or_default().push((name, pages.key));
        }
    }
    let add = |keyed: Keyed, subjects: &[(&String, Key)]| {
        subjects.iter().fold(keyed, |keyed, (name, key)| keyed.with(name).with(key))
    };
    let towns: Vec<(String, Key, usize)> = portal
        .municipalities
        .iter()
        .enumerate()
        .map(|(number, town)| {
            let file = content.municipalities.iter().find(|file| file.slug == town.slug);
            let retired = file.and_then(|file| file.retired.as_ref()).map(|retired| retired.source.text());
            let keyed = Keyed::new("municipality")
                .with(maker.site)
                .with(&town.slug)
                .with(file.map_or("", |file| file.source.text()))
                .with_option(retired);
            let subjects = by_town.get(town.slug.as_str()).map_or(&[][..], Vec::as_slice);
            (format!("{PORTAL}{}/", town.slug), add(keyed, subjects).key(), number)
        })
        .collect();
    let keyed =
        towns.iter().fold(Keyed::new("portal").with(maker.site), |keyed, (_, key, _)| keyed.with(key));
    let portal_key = add(keyed, &all).key();
    let sentences_key = Keyed::new("sentences").with(portal_key).key();
    let town_keys: Vec<(usize, Key)> = towns.iter().map(|(_, key, number)| (*number, *key)).collect();

    let mut groups: Vec<Made> = Vec::new();
    let old: Vec<(String, Key, usize, Record)> =
        towns.into_iter().map(|(name, key, number)| (name.clone(), key, number, cache.take(&name))).collect();
    let renderer = || maker.renderer(portal);
    let town_groups: Vec<_> = old
        .into_par_iter()
        .map(|(name, key, number, record)| -> Result<_, Stop> {
            let made = group(maker, key, record, || {
                Ok(renderer()?.municipality_pages(&portal.municipalities[number])?)
            })?;
            Ok((name, made.0, made.1))
        })
        .collect::<Result<_, _>>()?;
    groups.extend(town_groups);
    let (record, changed) = group(maker, portal_key, cache.take(PORTAL), || Ok(renderer()?.portal_pages()?))?;
    groups.push((PORTAL.to_owned(), record, changed));
    let said = AllSaid::new(cache, names);
    groups.extend(across::make(portal, maker, cache, &said, portal_key)?);
    groups.extend(data::make(portal, maker, cache, &said, (&town_keys, portal_key), pages_first)?);
    drop(said);
    let old = cache.take(SENTENCES);
    if pages_first && maker.stage.keep_below(SHARED) {
        groups.push((SENTENCES.to_owned(), old, false));
        groups.push(assets(maker, cache)?);
        put(groups, cache, names);
        return Ok(());
    }
    let (record, changed) = match old.pages(sentences_key).filter(|pages| maker.stage.holds(&pages.files)) {
        Some(pages) => {
            maker.stage.keep(&pages.files)?;
            (old, false)
        }
        None => (
            Record {
                analyses: Vec::new(),
                pages: Some(shared_sentences(portal, maker, sentences_key, cache, names)?),
            },
            true,
        ),
    };
    groups.push((SENTENCES.to_owned(), record, changed));
    groups.push(assets(maker, cache)?);
    put(groups, cache, names);
    Ok(())
}

fn put(groups: Vec<Made>, cache: &mut Cache, names: &mut HashSet<String>) {
    for (name, record, changed) in groups {
        names.insert(name.clone());
        cache.put(name, record, changed);
    }
}

/// The pages at old addresses. Where something of the site stands already, none can be.
fn old_addresses(
    portal: &Portal,
    maker: &Maker<'_>,
    cache: &mut Cache,
    names: &mut HashSet<String>,
    old: &[(Redirect, Place)],
) -> Result<(), Stop> {
    let occupied: Vec<Finding> = old
        .iter()
        .filter(|(redirect, _)| maker.stage.is_taken(&redirect.file()))
        .map(|(redirect, place)| check::is_occupied(&redirect.from, place))
        .collect();
    if !occupied.is_empty() {
        return Err(occupied.into());
    }
    let key = old.iter().fold(Keyed::new("moved").with(maker.site), |keyed, (redirect, _)| {
        keyed.with(&redirect.from).with(redirect.to.as_str()).with_option(redirect.fragment.as_ref())
    });
    let (record, changed) = group(maker, key.key(), cache.take(MOVED), || {
        let renderer = maker.renderer(portal)?;
        let pages: Result<Vec<Page>, _> =
            old.iter().map(|(redirect, _)| renderer.moved_page(redirect)).collect();
        Ok(pages?)
    })?;
    put(vec![(MOVED.to_owned(), record, changed)], cache, names);
    Ok(())
}

/// What the site tells search engines and hosts, of what its pages say.
fn for_programs(
    portal: &Portal,
    maker: &Maker<'_>,
    cache: &Cache,
    names: &HashSet<String>,
    old: &[(Redirect, Place)],
) -> Result<(), Stop> {
    let base_url = maker.settings.base_url.as_deref();
    let pages = || {
        let made = names.iter().filter_map(|name| cache.peek(name)?.pages.as_ref());
        made.flat_map(|pages| &pages.listed).map(String::as_str)
    };
    let sitemap = base_url.map(|base| export::sitemap(base, portal, pages())).unwrap_or_default();
    let robots = ("robots.txt".to_owned(), export::robots(base_url, !sitemap.is_empty()));
    let hosts = export::for_hosts(base_url, old.iter().map(|(redirect, _)| redirect));
    for (path, bytes) in std::iter::once(robots).chain(sitemap).chain(hosts) {
        maker.stage.write(&path, &bytes)?;
    }
    Ok(())
}

/// A group of pages: as it is published, or made anew.
pub(super) fn group(
    maker: &Maker<'_>,
    key: Key,
    record: Record,
    pages: impl FnOnce() -> Result<Vec<Page>, Stop>,
) -> Result<(Record, bool), Stop> {
    if let Some(kept) = record.pages(key).filter(|pages| maker.stage.holds(&pages.files)) {
        maker.stage.keep(&kept.files)?;
        return Ok((record, false));
    }
    let pages = maker.write(key, &pages()?)?;
    Ok((Record { analyses: Vec::new(), pages: Some(pages) }, true))
}

/// Something that is kept of texts, by the address of the version.
pub(super) fn by_address<'c, T>(
    cache: &'c Cache,
    names: &HashSet<String>,
    what: impl Fn(&TextOf) -> Option<&Later<T>>,
) -> HashMap<&'c str, T>
where
    T: Serialize + DeserializeOwned + Default,
{
    // By one thread: others may wait for what comes of it, and would be asked to help with what they wait in.
    let pages = names.iter().filter_map(|name| cache.peek(name)?.pages.as_ref());
    let texts = pages.flat_map(|pages| &pages.texts);
    texts.filter_map(|text| Some((text.address.as_str(), what(text)?.read()))).collect()
}

/// The files about sentences that stand in several evaluations.
fn shared_sentences(
    portal: &Portal,
    maker: &Maker<'_>,
    key: Key,
    cache: &Cache,
    names: &HashSet<String>,
) -> Result<Pages, Stop> {
    let by_address: HashMap<&str, Sentences> = by_address(cache, names, |text| text.sentences.as_ref());
    let of = |document: usize| by_address.get(portal.find(document)?.version.address.as_str());
    let files = Mutex::new(Vec::new());
    sentences::files(portal, of, |path, bytes| -> Result<(), Trouble> {
        let file = maker.stage.write(path, bytes)?;
        files.lock().unwrap_or_else(PoisonError::into_inner).push((path.to_owned(), file));
        Ok(())
    })?;
    let mut files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(Pages::of_data(key, files))
}

fn assets_key(maker: &Maker<'_>) -> Key {
    Keyed::new("assets").with(maker.site).key()
}

/// The static files of the theme.
fn assets(maker: &Maker<'_>, cache: &mut Cache) -> Result<(String, Record, bool), Stop> {
    let key = assets_key(maker);
    let pages = || Ok(maker.loaded()?.assets(maker.settings.lang).cloned().collect());
    let (record, changed) = group(maker, key, cache.take(ASSETS), pages)?;
    Ok((ASSETS.to_owned(), record, changed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::AllowList;
    use crate::publish::Site;

    #[test]
    fn the_gate_sees_every_file_whoever_staged_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = || Site::open(&folder.path().join("output")).expect("a site");
        let mut site = open();
        let allow = AllowList::default();
        let gate = Gate { shown_as: "output", base_url: None, links: false, allow: &allow };
        // Valid by its check digit, and nobody's: the example of the law.
        let text = br#"{"title": "123456789018"}"#;
        let rules = Keyed::new("rules").key();
        let found = |site: &Site, path: &str, seen: bool| {
            let stage = site.stage().expect("a stage");
            let _ =
                if seen { stage.write_seen(path, text) } else { stage.write(path, text) }.expect("a file");
            let staged = stage.finish().expect("a stage");
            let cache = Cache::open(None);
            let published = !site.was_looked_at(rules);
            inspect(gate, &staged, published, &HashSet::new(), &cache).expect("looked at")
        };
        for path in ["data/shared/evaluations-0.json", "search/current.json", "mihon/12/2026-01-01.csv"] {
            let findings = found(&site, path, false);
            assert!(matches!(&findings[..], [one] if one.id == "PRIV-01"), "{path}: {findings:?}");
        }
        assert!(found(&site, "index.html", true).is_empty(), "pages are inspected on their way");
        // What is made anew to the bytes of before is made under rules that may have changed.
        let stage = site.stage().expect("a stage");
        stage.write("search/current.json", text).expect("a file");
        site.publish(stage.finish().expect("a stage")).expect("published");
        assert_eq!(found(&site, "search/current.json", false).len(), 1);
        // Also where other rules have let it pass; but not again under the same ones.
        for (rules, looked_at) in [(Keyed::new("other rules").key(), 1), (rules, 0)] {
            let stage = site.stage().expect("a stage");
            stage.write("search/current.json", text).expect("a file");
            site.publish(stage.finish().expect("a stage").looked_at(rules)).expect("published");
            drop(site);
            site = open();
            assert_eq!(found(&site, "search/current.json", false).len(), looked_at);
        }
        assert_eq!(found(&site, "search/other.json", false).len(), 1, "what is not published is looked at");
    }
}
