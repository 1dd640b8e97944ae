//! What the cache keeps is never seen in what is published: every history, and whatever happens to the files of the
//! cache, ends in the bytes of a cold build.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use blake3::Hash;
use proptest::prelude::*;
use tempfile::TempDir;
use walkdir::WalkDir;

use super::{Builder, Finished, hash_of};
use crate::content::SearchMode;
use crate::publish::Site;
use crate::search::passage::{Evaluation, Passage, PassageKind};

/// Evaluations by number; how often the text of each was changed.
type Texts = BTreeMap<u8, u8>;

/// Files of a site by path.
type Files = BTreeMap<String, Vec<u8>>;

fn written(number: u8, version: u8) -> (Evaluation, Vec<Passage>) {
    let evaluation = Evaluation {
        identity: format!("131016 tameshi/{number}/zenkomoku/"),
        url: format!("tameshi/{number}/zenkomoku/"),
        title: format!("試しの事務{number}"),
        number: number.to_string(),
        municipality: "ためし区".to_owned(),
        status: "latest".to_owned(),
        ..Evaluation::default()
    };
    let passage = |place: u8| Passage {
        kind: PassageKind::Answer,
        anchor: format!("i-{place}"),
        path: vec!["Ⅰ 基本情報".to_owned(), format!("{place} 事務の内容")],
        text: format!("電子申請で受け付けた{number}の申請書を{}日間保管する。", place % 7 + version),
        file: None,
        block: None,
        group: None,
        concept: None,
        answer: Some("text".to_owned()),
        context: String::new(),
        beside: String::new(),
    };
    // With some changes there is a passage more.
    (evaluation, (0..20 + version % 3).map(passage).collect())
}

/// A portal that is built again and again.
struct Portal {
    folder: TempDir,
    published: Files,
}

impl Portal {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), published: Files::new() }
    }

    fn site(&self) -> Site {
        Site::open(&self.folder.path().join("output")).expect("a site")
    }

    fn cache(&self) -> Vec<PathBuf> {
        let folder = self.site().cache("search");
        let mut files: Vec<_> =
            fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        files.sort();
        files
    }

    /// Builds; what the cache holds is not added again. How many evaluations were, and what became of the index.
    fn build(&mut self, texts: &Texts, mode: SearchMode) -> (usize, Finished) {
        let site = self.site();
        let builder = Builder::new(site.scratch().expect("a folder"), site.cache("search"));
        let builder = builder.expect("a builder").with_mode(Some(mode));
        let mut added = 0;
        for (number, version) in texts {
            let (evaluation, passages) = written(*number, *version);
            let hash = hash_of(&evaluation, &passages);
            let held = builder.holds(&evaluation.identity, hash);
            assert!(!builder.holds(&evaluation.identity, blake3::hash(b"another")));
            assert_eq!(builder.keep(&evaluation.identity, hash), held);
            if !held {
                assert_eq!(builder.add(&evaluation, &passages).expect("added"), hash);
                added += 1;
            }
        }
        let stage = site.stage().expect("a stage");
        stage.write("index.html", b"a page").expect("a file");
        let finished = builder.finish(&stage, |files| {
            let files: Vec<_> = files.iter().map(|(path, file)| (path.clone(), *file)).collect();
            stage.holds(&files) && stage.keep(&files).is_ok()
        });
        let finished = finished.expect("an index");
        site.publish(stage.finish().expect("a stage")).expect("published");
        let output = site.output();
        let files = WalkDir::new(output).into_iter().filter_map(Result::ok);
        let files = files.filter(|entry| entry.file_type().is_file()).map(|entry| {
            let path = entry.path().strip_prefix(output).expect("inside").to_string_lossy().into_owned();
            (path, fs::read(entry.path()).expect("a file"))
        });
        self.published = files.filter(|(path, _)| path != "index.html").collect();
        (added, finished)
    }
}

fn cold(texts: &Texts, mode: SearchMode) -> Files {
    let mut portal = Portal::new();
    portal.build(texts, mode);
    portal.published
}

fn texts(count: u8) -> Texts {
    (0..count).map(|number| (number, 0)).collect()
}

#[test]
fn nothing_is_made_where_nothing_differs() {
    let mut portal = Portal::new();
    let mut texts = texts(12);
    let passages = 12 * 20;
    assert_eq!(portal.build(&texts, SearchMode::Chunks), (12, Finished { passages, reused: false }));
    assert_eq!(portal.build(&texts, SearchMode::Chunks), (0, Finished { passages, reused: true }));
    // Another form, the files of the last build gone, an evaluation less.
    assert_eq!(portal.build(&texts, SearchMode::Range), (0, Finished { passages, reused: false }));
    assert_eq!(portal.published, cold(&texts, SearchMode::Range));
    let last = portal.published.keys().next_back().expect("a file");
    fs::remove_file(portal.site().output().join(last)).expect("a file");
    assert_eq!(portal.build(&texts, SearchMode::Range), (0, Finished { passages, reused: false }));
    assert_eq!(portal.published, cold(&texts, SearchMode::Range));
    texts.pop_first();
    assert_eq!(portal.build(&texts, SearchMode::Range), (0, Finished { passages: 11 * 20, reused: false }));
    assert_eq!(portal.published, cold(&texts, SearchMode::Range));
}

#[test]
fn only_what_changed_has_to_be_added() {
    let mut portal = Portal::new();
    let mut texts = texts(30);
    portal.build(&texts, SearchMode::Whole);
    *texts.get_mut(&7).expect("an evaluation") = 1;
    texts.insert(99, 0);
    assert_eq!(portal.build(&texts, SearchMode::Whole).0, 2);
    assert_eq!(portal.published, cold(&texts, SearchMode::Whole));
    texts.clear();
    assert_eq!(portal.build(&texts, SearchMode::Whole), (0, Finished { passages: 0, reused: false }));
    assert_eq!((portal.published.len(), portal.cache().len()), (0, 0), "nothing is left");
}

#[test]
fn an_evaluation_that_is_not_held_is_not_kept() {
    let portal = Portal::new();
    let site = portal.site();
    let builder = Builder::new(site.scratch().expect("a folder"), site.cache("search")).expect("a builder");
    let nothing: Hash = blake3::hash(b"nothing");
    assert!(!builder.keep("131016 tameshi/1/", nothing));
    let stage = site.stage().expect("a stage");
    let finished = builder.finish(&stage, |_| true).expect("nothing");
    assert_eq!(finished, Finished { passages: 0, reused: false });
}

/// What happens between two builds.
#[derive(Debug, Clone)]
enum Event {
    /// An evaluation is added or changed.
    Edit(u8),
    /// An evaluation is removed.
    Remove(u8),
    /// A file of the cache is cut off, at a part of its length in 256ths.
    Cut(usize, u8),
    /// A byte of it is changed.
    Flip(usize, usize),
    /// It is lost.
    Lose(usize),
    /// The next build is killed when it has replaced some of the files of the cache: those of which this is true.
    Kill(Vec<bool>),
    /// The site is published in another form.
    Mode(bool),
    /// Nothing.
    Nothing,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (0..20_u8).prop_map(Event::Edit),
        2 => (0..20_u8).prop_map(Event::Remove),
        1 => (any::<usize>(), any::<u8>()).prop_map(|(file, part)| Event::Cut(file, part)),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(file, place)| Event::Flip(file, place)),
        1 => any::<usize>().prop_map(Event::Lose),
        2 => prop::collection::vec(any::<bool>(), 8).prop_map(Event::Kill),
        1 => any::<bool>().prop_map(Event::Mode),
        1 => Just(Event::Nothing),
    ]
}

fn damage(portal: &Portal, file: usize, how: impl FnOnce(&mut Vec<u8>)) {
    let files = portal.cache();
    if let Some(path) = files.get(file % files.len().max(1)) {
        let mut bytes = fs::read(path).expect("a file");
        how(&mut bytes);
        fs::write(path, bytes).expect("a file");
    }
}

/// Leaves the cache as a killed build does: some files are new, some old, and one is half written under another name.
fn kill(portal: &mut Portal, texts: &Texts, mode: SearchMode, replaced: &[bool]) {
    let read = |portal: &Portal| -> BTreeMap<PathBuf, Vec<u8>> {
        portal.cache().into_iter().map(|path| (path.clone(), fs::read(path).expect("a file"))).collect()
    };
    let old = read(portal);
    portal.build(texts, mode);
    let new = read(portal);
    for (number, path) in old.keys().chain(new.keys()).enumerate() {
        if !replaced[number % replaced.len()] {
            match old.get(path) {
                Some(bytes) => fs::write(path, bytes).expect("a file"),
                None => drop(fs::remove_file(path)),
            }
        }
    }
    if let Some((path, bytes)) = new.first_key_value() {
        fs::write(path.with_extension("half"), &bytes[..bytes.len() / 2]).expect("a file");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_history_ends_in_the_bytes_of_a_cold_build(history in prop::collection::vec(event(), 1..8)) {
        let mut portal = Portal::new();
        let mut texts = texts(12);
        let mut mode = SearchMode::Chunks;
        portal.build(&texts, mode);
        for event in history {
            match event {
                Event::Edit(number) => *texts.entry(number).or_insert(0) += 1,
                Event::Remove(number) => drop(texts.remove(&number)),
                Event::Cut(file, part) => {
                    damage(&portal, file, |bytes| bytes.truncate(bytes.len() * usize::from(part) / 256));
                }
                Event::Flip(file, place) => damage(&portal, file, |bytes| {
                    let length = bytes.len().max(1);
                    bytes.iter_mut().skip(place % length).take(1).for_each(|byte| *byte ^= 4);
                }),
                Event::Lose(file) => {
                    let files = portal.cache();
                    files.get(file % files.len().max(1)).map(fs::remove_file);
                }
                Event::Kill(replaced) => {
                    texts.entry(3).and_modify(|version| *version += 1);
                    kill(&mut portal, &texts, mode, &replaced);
                }
                Event::Mode(range) => mode = if range { SearchMode::Range } else { SearchMode::Chunks },
                Event::Nothing => {}
            }
            portal.build(&texts, mode);
            prop_assert_eq!(&portal.published, &cold(&texts, mode));
        }
    }
}
