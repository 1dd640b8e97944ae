//! The data of the whole: the tables of each municipality, those of all, and what describes them.
//!
//! Tables are made of the twins that the visits have staged. A municipality whose evaluations are as they were keeps its
//! files. Tables of all evaluations are made where they stay short enough to be made anew at every edit; above that the
//! files of the municipalities are the table, in parts.

use rayon::prelude::*;

use super::across::AllSaid;
use super::maker::{Maker, Stop};
use super::whole::group;
use crate::assessment::twin::Twin;
use crate::digest::{Cache, File, Key, Keyed, Pages, Record};
use crate::export::{self, Described, Rows, Source, TABLES, Table};
use crate::finding::{Text, Trouble};
use crate::portal::{Located, Municipality, Portal};
use crate::render::{DataFile, DataTable, Page};

/// What the record of the tables of all evaluations is called, of the pages about them, and, with the slug behind it, of a
/// municipality's.
const ALL: &str = "/data";
const ABOUT: &str = "/data/about";
const TOWN: &str = "/data/municipalities/";

/// With more versions than this, tables of answers and of changes are those of the municipalities.
const MOST: usize = 300;

/// A record with its name, and whether it is another than before.
pub(super) type Made = (String, Record, bool);

/// Makes the data, or takes it over; with `pages_first` whatever there is. `keys` are those of the municipalities, by their number in the portal, and of all.
pub(super) fn make(
    portal: &Portal,
    maker: &Maker<'_>,
    cache: &Cache,
    said: &AllSaid<'_>,
    (towns, all): (&[(usize, Key)], Key),
    pages_first: bool,
) -> Result<Vec<Made>, Stop> {
    if pages_first && let Some(kept) = kept(portal, maker, cache)? {
        return Ok(kept);
    }
    let of_town = |(number, key): &(usize, Key)| -> Result<_, Stop> {
        let town = &portal.municipalities[*number];
        let name = format!("{TOWN}{}", town.slug);
        let key = Keyed::new("data of a municipality").with(key).key();
        let folder = format!("data/municipalities/{}/", town.slug);
        let made = tables(maker, cache, (name.as_str(), key), &folder, || {
            Ok((sources(maker, town, said)?, TABLES.iter().collect()))
        })?;
        Ok((name, made.0, made.1))
    };
    let mut groups: Vec<Made> = towns.par_iter().map(of_town).collect::<Result<_, _>>()?;
    let key = Keyed::new("data of all").with(all).key();
    let whole = portal.versions().count() <= MOST;
    let (record, changed) = tables(maker, cache, (ALL, key), "data/", || {
        let mut all = Vec::new();
        for town in &portal.municipalities {
            if whole {
                all.extend(sources(maker, town, said)?);
            } else {
                all.extend(town.versions().map(|found| source(found, None, said)));
            }
        }
        let chosen = TABLES.iter().filter(|table| whole || !of_twins(table));
        Ok((all, chosen.collect()))
    })?;
    groups.push((ALL.to_owned(), record, changed));
    let described = described(portal, &groups);
    let key = described.iter().fold(Keyed::new("about data").with(maker.site).with(all), |keyed, one| {
        keyed.with(&one.path).with(one.file.hash)
    });
    let old = cache.peek(ABOUT).cloned().unwrap_or_default();
    let (record, changed) = group(maker, key.key(), old, || about(portal, maker, &described))?;
    groups.push((ABOUT.to_owned(), record, changed));
    Ok(groups)
}

/// All data as it is published, for a build that is followed by another; nothing where some of it is not there.
fn kept(portal: &Portal, maker: &Maker<'_>, cache: &Cache) -> Result<Option<Vec<Made>>, Trouble> {
    let towns = portal.municipalities.iter().map(|town| format!("{TOWN}{}", town.slug));
    let names = towns.chain([ALL.to_owned(), ABOUT.to_owned()]);
    let records: Option<Vec<(String, Record)>> =
        names.map(|name| cache.peek(&name).cloned().map(|record| (name, record))).collect();
    let Some(records) = records else { return Ok(None) };
    let files =
        || records.iter().filter_map(|(_, record)| record.pages.as_ref()).flat_map(|pages| &pages.files);
    if !maker.stage.holds(files()) {
        return Ok(None);
    }
    maker.stage.keep(files())?;
    Ok(Some(records.into_iter().map(|(name, record)| (name, record, false)).collect()))
}

/// Whether a table is made of twins.
fn of_twins(table: &Table) -> bool {
    matches!(table.name, "answers" | "changes")
}

/// The tables of some versions: as they are published, or made anew.
fn tables<'s>(
    maker: &Maker<'_>,
    cache: &Cache,
    (name, key): (&str, Key),
    folder: &str,
    sources: impl FnOnce() -> Result<(Vec<Source<'s>>, Vec<&'static Table>), Stop>,
) -> Result<(Record, bool), Stop> {
    let old = cache.peek(name).and_then(|record| record.pages(key));
    if let Some(kept) = old.filter(|pages| maker.stage.holds(&pages.files)) {
        maker.stage.keep(&kept.files)?;
        return Ok((Record { analyses: Vec::new(), pages: Some(kept.clone()) }, false));
    }
    let (sources, tables) = sources()?;
    let data = &maker.data;
    let made: Vec<Result<Vec<(String, File)>, Trouble>> = tables
        .into_par_iter()
        .filter(|table| data.twins() || !of_twins(table))
        .map(|table| {
            let rows = Rows::of(table, &sources);
            let files = export::files(table, &rows, &data.formats).into_iter();
            files
                .map(|(name, bytes)| {
                    let path = format!("{folder}{name}");
                    let file = maker.stage.write(&path, &bytes)?;
                    Ok((path, file))
                })
                .collect()
        })
        .collect();
    let files: Vec<Vec<(String, File)>> = made.into_iter().collect::<Result<_, _>>()?;
    let files = files.into_iter().flatten().collect();
    let pages = Pages::of_data(key, files);
    Ok((Record { analyses: Vec::new(), pages: Some(pages) }, true))
}

/// The versions of a municipality with their twins.
fn sources<'p>(
    maker: &Maker<'_>,
    town: &'p Municipality,
    said: &'p AllSaid<'_>,
) -> Result<Vec<Source<'p>>, Stop> {
    let read = |found: Located<'p>| -> Result<Source<'p>, Stop> {
        if !maker.data.twins() {
            return Ok(source(found, None, said));
        }
        let path = export::twin_path(found);
        let bytes = maker.stage.read(&path)?;
        let twin = serde_json::from_slice(&bytes).map_err(|error| {
            let text =
                Text::new(format!("{path} を読めません: {error}"), format!("{path} cannot be read: {error}"));
            Trouble::internal(text)
        })?;
        Ok(source(found, Some(twin), said))
    };
    town.versions().map(read).collect()
}

fn source<'p>(found: Located<'p>, twin: Option<Twin>, said: &'p AllSaid<'_>) -> Source<'p> {
    Source { found, twin, said: said.of(found) }
}

/// The files of all tables.
fn described(portal: &Portal, groups: &[Made]) -> Vec<Described> {
    let mut all = Vec::new();
    for (name, record, _) in groups {
        let slug = name.strip_prefix(TOWN);
        let town = slug.and_then(|slug| portal.municipalities.iter().find(|town| town.slug == slug));
        for (path, file) in record.pages.iter().flat_map(|pages| &pages.files) {
            let base = path.rsplit('/').next().and_then(|file| file.split('.').next()).unwrap_or_default();
            let Some(table) = TABLES.iter().find(|table| table.name == base) else { continue };
            let municipality = town.map(|town| (town.slug.clone(), town.meta.name.clone()));
            all.push(Described { path: path.clone(), file: *file, table: table.name, municipality });
        }
    }
    all
}

/// The page about the data, and the files that describe it.
fn about(portal: &Portal, maker: &Maker<'_>, described: &[Described]) -> Result<Vec<Page>, Stop> {
    let tables = TABLES.iter().map(|table| DataTable {
        name: table.name,
        about: table.about,
        columns: table.columns.iter().map(|(name, _, meaning)| (*name, *meaning)).collect(),
    });
    let files = described.iter().map(|file| DataFile {
        table: file.table,
        municipality: file.municipality.as_ref().map(|(_, name)| name.clone()),
        path: file.path.clone(),
        bytes: file.file.bytes,
    });
    let (tables, files): (Vec<_>, Vec<_>) = (tables.collect(), files.collect());
    let mut pages = vec![maker.renderer(portal)?.data_page(&tables, &files)?];
    let about = export::described(&portal.meta, maker.settings.base_url.as_deref(), described);
    pages.extend(about.into_iter().map(|(path, bytes)| Page { path, bytes }));
    Ok(pages)
}
