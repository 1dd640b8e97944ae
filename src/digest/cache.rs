//! Where records are kept between two runs: in memory, and in a folder that may be removed at any time.
//!
//! The folder holds some files with many records each, spread by the name of the subject, so that after an edit one of them
//! is written and reading them all takes no time; and one with the front matter of all texts. Each is sealed and written
//! whole or not at all. Nothing that goes wrong here is worth a message: then the work is done again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Key, Keyed, Record, sealed};
use crate::content::{Front, Fronts};

/// Over how many files the records are spread.
const FILES: usize = 64;

/// The file of front matter.
const FRONTS: &str = "fronts";

/// What is kept.
#[derive(Debug, Default)]
pub struct Cache {
    /// Where; nothing is kept beyond this run without it.
    folder: Option<PathBuf>,
    fronts: Fronts,
    /// The hash of the front matter as it was read.
    fronts_as_read: Option<blake3::Hash>,
    records: HashMap<String, Record>,
    /// Files in which something has changed.
    changed: HashSet<usize>,
}

impl Cache {
    /// Reads what is kept in a folder.
    pub fn open(folder: Option<PathBuf>) -> Self {
        let mut cache = Self { folder, ..Self::default() };
        let Some(folder) = &cache.folder else { return cache };
        let read = |file: usize| -> Vec<(String, Record)> {
            let bytes = sealed::read(&path(folder, file)).unwrap_or_default();
            postcard::from_bytes(&bytes).unwrap_or_default()
        };
        let (records, fronts) = rayon::join(
            || (0..FILES).into_par_iter().flat_map_iter(read).collect(),
            || sealed::read(&folder.join(FRONTS)),
        );
        cache.records = records;
        if let Some(bytes) = fronts
            && let Some(fronts) = bytes.strip_prefix(program().as_ref())
            && let Ok(fronts) = postcard::from_bytes::<Vec<(String, Front)>>(fronts)
        {
            cache.fronts_as_read = Some(blake3::hash(&bytes));
            cache.fronts = fronts.into_iter().map(|(path, front)| (path, Arc::new(front))).collect();
        }
        cache
    }

    /// The same, in memory alone.
    #[must_use]
    pub fn in_memory(self) -> Self {
        Self { folder: None, ..self }
    }

    /// The front matter of texts, by their paths within the content.
    pub fn fronts(&mut self) -> &mut Fronts {
        &mut self.fronts
    }

    /// The record of a subject, which leaves the cache.
    pub fn take(&mut self, name: &str) -> Record {
        self.records.remove(name).unwrap_or_default()
    }

    /// The record of a subject.
    pub fn peek(&self, name: &str) -> Option<&Record> {
        self.records.get(name)
    }

    /// All records, in no order.
    pub fn records(&self) -> impl Iterator<Item = (&String, &Record)> {
        self.records.iter()
    }

    /// Keeps a record, which is another than the one that was taken if it `changed`.
    pub fn put(&mut self, name: String, record: Record, changed: bool) {
        if changed {
            self.changed.insert(file_of(&name));
        }
        self.records.insert(name, record);
    }

    /// Forgets everything but these.
    pub fn retain(&mut self, names: &HashSet<String>) {
        let changed = &mut self.changed;
        self.records.retain(|name, _| {
            let stays = names.contains(name);
            if !stays {
                changed.insert(file_of(name));
            }
            stays
        });
    }

    /// Writes what has changed.
    pub fn save(&mut self) {
        let changed = std::mem::take(&mut self.changed);
        let Some(folder) = &self.folder else { return };
        if fs::create_dir_all(folder).is_err() {
            return;
        }
        let mut files: BTreeMap<usize, BTreeMap<&String, &Record>> =
            changed.into_iter().map(|file| (file, BTreeMap::new())).collect();
        for (name, record) in &self.records {
            if let Some(file) = files.get_mut(&file_of(name)) {
                file.insert(name, record);
            }
        }
        files.into_par_iter().for_each(|(file, records)| {
            let records: Vec<_> = records.into_iter().collect();
            let written = postcard::to_stdvec(&records)
                .is_ok_and(|bytes| sealed::write(&path(folder, file), &bytes).is_ok());
            if !written {
                let _ = fs::remove_file(path(folder, file));
            }
        });
        let fronts: BTreeMap<&String, &Front> =
            self.fronts.iter().map(|(path, front)| (path, &**front)).collect();
        let fronts: Vec<_> = fronts.into_iter().collect();
        if let Ok(bytes) = postcard::to_extend(&fronts, program().as_ref().to_vec()) {
            let hash = blake3::hash(&bytes);
            if self.fronts_as_read != Some(hash) && sealed::write(&folder.join(FRONTS), &bytes).is_ok() {
                self.fronts_as_read = Some(hash);
            }
        }
    }
}

/// Front matter is only that of the same program: another one may look for what this one did not, in texts that are not
/// read again.
fn program() -> Key {
    Keyed::new("fronts").key()
}

fn file_of(name: &str) -> usize {
    usize::from(blake3::hash(name.as_bytes()).as_bytes()[0]) % FILES
}

fn path(folder: &Path, file: usize) -> PathBuf {
    folder.join(format!("{file:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::{Keyed, Pages};

    fn record(text: &str) -> Record {
        let pages = Pages::of_data(Keyed::new(text).key(), Vec::new());
        Record { analyses: Vec::new(), pages: Some(pages) }
    }

    fn has(cache: &mut Cache, name: &str, text: &str) -> bool {
        cache.take(name).pages(Keyed::new(text).key()).is_some()
    }

    #[test]
    fn records_outlive_the_run() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Cache::open(Some(folder.path().join("cache")));
        let mut cache = open();
        for name in ["a", "b", "c"] {
            cache.put(name.to_owned(), record(name), true);
        }
        cache.save();
        let mut cache = open();
        assert!(has(&mut cache, "a", "a") && !has(&mut cache, "a", "a"), "taken is taken");
        cache.put("a".to_owned(), record("other"), true);
        cache.retain(&HashSet::from(["a".to_owned(), "b".to_owned()]));
        cache.save();
        let mut cache = open();
        assert!(has(&mut cache, "a", "other") && has(&mut cache, "b", "b") && !has(&mut cache, "c", "c"));
    }

    #[test]
    fn what_is_damaged_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = Cache::open(Some(folder.path().to_owned()));
        cache.put("a".to_owned(), record("a"), true);
        cache.save();
        let file = path(folder.path(), file_of("a"));
        for bytes in [&b""[..], b"x", &[0; 100]] {
            fs::write(&file, bytes).unwrap();
            assert!(!has(&mut Cache::open(Some(folder.path().to_owned())), "a", "a"));
        }
    }

    #[test]
    fn front_matter_that_another_program_has_kept_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("cache");
        let text = "---\nnumber: \"12\"\ntitle: 甲に関する事務\nkind: kiso\nagency: みほん市長\nstatus: preparing\n---\n\n本文\n";
        let source = Arc::new(crate::text::source::Source::new("12.md", text));
        let (meta, keys, body) = crate::content::read_document(&source).0.expect("front matter");
        let front = Front { hash: [7; 32], meta, keys, body, stamp: None };
        let mut cache = Cache::open(Some(at.clone()));
        cache.fronts().insert("mihon/12.md".to_owned(), Arc::new(front));
        cache.save();
        assert_eq!(Cache::open(Some(at.clone())).fronts().len(), 1);
        let mut bytes = sealed::read(&at.join(FRONTS)).unwrap();
        bytes[0] ^= 1;
        sealed::write(&at.join(FRONTS), &bytes).unwrap();
        assert_eq!(Cache::open(Some(at)).fronts().len(), 0);
    }
}
