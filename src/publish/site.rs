//! The folder that is published, with what kohyo keeps beside it.
//!
//! The site before the last one is kept too ([`super::spare`]), so that the next publication only has to change in it what
//! differs.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tempfile::TempDir;

use super::lock::Lock;
use super::manifest::{Folders, Manifest, OutputState, litter, look_through};
use super::spare::Spare;
use super::stage::{Published, Stage, Staged};
use super::swap;
use super::tree::{link, link_all, merge, remove_all};
use crate::digest::{File, Key};
use crate::finding::{Text, Trouble};
use crate::privacy::shown;
use crate::text::file::sync_folder;

/// One output folder, held by this process alone for as long as the value lives.
#[derive(Debug)]
pub struct Site {
    output: PathBuf,
    /// `.kohyo/` beside the output.
    state: PathBuf,
    /// Part of the names of everything in `.kohyo/` that belongs to this output.
    key: String,
    published: Mutex<Arc<Published>>,
    /// The files of the last publication, and of one that was killed before it could say so.
    known: Mutex<Option<Arc<Manifest>>>,
    /// The output as it was found; nothing once it has been replaced.
    found: Mutex<Option<Folders>>,
    /// Nobody looks at the files but this process: they are changed where they stand.
    own: bool,
    _lock: Lock,
}

/// How a site differs from the one that was published before: paths below its root, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Files that were not there.
    pub new: Vec<String>,
    /// Files whose bytes are others.
    pub changed: Vec<String>,
    /// Files that are no longer there.
    pub removed: Vec<String>,
}

/// Where kohyo keeps what it knows of an output folder, and by which name: beside it, and by its own name alone, so that
/// the two may be moved together.
pub fn state(output: &Path) -> (PathBuf, String) {
    let name = output.file_name().unwrap_or_default();
    let key = blake3::hash(name.as_encoded_bytes()).to_hex()[..16].to_owned();
    (output.parent().unwrap_or(output).join(".kohyo"), key)
}

impl Site {
    /// Takes the output folder for this process: waits for nobody, tidies up after a run that was killed, and
    /// refuses a folder with files that kohyo did not make.
    ///
    /// A link is followed: what it points to is replaced, the link stays.
    pub fn open(output: &Path) -> Result<Self, Trouble> {
        let output = resolve(output)?;
        if output.parent().is_none() {
            return Err(no_folder(&output));
        }
        let (state, key) = state(&output);
        fs::create_dir_all(&state).map_err(|error| Trouble::io(&state, &error))?;
        let lock = Lock::take(&state.join(format!("{key}.lock")), &output)?;
        let (published, known, found) = (Mutex::default(), Mutex::default(), Mutex::default());
        let site = Self { output, state, key, published, known, found, own: false, _lock: lock };
        site.recover()?;
        site.refuse_mount_point()?;
        let known = match (Manifest::read(&site.manifest("site")), Manifest::read(&site.manifest("next"))) {
            (Some(current), Some(next)) => Some(current.and(next)),
            (current, next) => current.or(next),
        };
        site.set_known(known.map(Arc::new));
        let OutputState { published, folders } = look_through(&site.output, site.known().as_deref())?;
        site.set_published(published);
        *site.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(folders);
        Ok(site)
    }

    /// As [`Site::open`], for a folder that nobody but this process looks into or changes, again and again: its files are
    /// replaced one by one, and what stands in it need not be found out. It does not exist yet.
    pub fn open_own(output: &Path) -> Result<Self, Trouble> {
        let site = Self::open(output)?;
        fs::create_dir_all(&site.output).map_err(|error| Trouble::io(&site.output, &error))?;
        Ok(Self { own: true, ..site })
    }

    fn published(&self) -> Arc<Published> {
        Arc::clone(&self.published.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn set_published(&self, files: Published) {
        *self.published.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(files);
    }

    fn known(&self) -> Option<Arc<Manifest>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_known(&self, known: Option<Arc<Manifest>>) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }

    /// The folder itself, absolute.
    pub fn output(&self) -> &Path {
        &self.output
    }

    /// An empty staging folder on the same file system as the output.
    pub fn stage(&self) -> Result<Stage, Trouble> {
        Stage::new(&self.state, &format!("stage-{}-", self.key), &self.output, self.published())
    }

    /// An empty folder on the same file system, removed when dropped, or at the next start after a run was killed.
    pub fn scratch(&self) -> Result<TempDir, Trouble> {
        let made = tempfile::Builder::new().prefix(&format!("stage-{}-", self.key)).tempdir_in(&self.state);
        made.map_err(|error| Trouble::io(&self.state, &error))
    }

    /// A folder for what may be kept from one build to the next. It may be removed at any time.
    pub fn cache(&self, name: &str) -> PathBuf {
        self.state.join("cache").join(format!("{name}-{}", self.key))
    }

    /// Whether the gate has looked at all published files under these rules.
    pub fn was_looked_at(&self, rules: Key) -> bool {
        self.known().is_some_and(|known| known.rules() == Some(rules))
    }

    /// Whether the staged site is the published one.
    pub fn is_published(&self, staged: &Staged) -> bool {
        self.known().is_some_and(|known| staged.is_published(known.len()))
    }

    /// How the staged site differs from the published one, as it was written.
    pub fn changed(&self, staged: &Staged) -> Changed {
        let known = self.known();
        let mut all = Changed::default();
        let known = known.as_deref();
        for (path, entry) in staged.files() {
            match known.and_then(|known| known.get(path)) {
                None => all.new.push(path.clone()),
                Some(written) if written.file != entry.file => all.changed.push(path.clone()),
                Some(_) => {}
            }
        }
        let paths = known.into_iter().flat_map(Manifest::paths);
        all.removed = paths.filter(|path| !staged.has(path)).map(str::to_owned).collect();
        all
    }

    /// The files of the published site; `None` where there is none, or not all of it is still as it was written.
    pub fn files(&self) -> Option<BTreeMap<String, File>> {
        let known = Manifest::read(&self.manifest("site"))?;
        let all: BTreeMap<String, File> =
            self.published().iter().map(|(path, file)| (path.clone(), *file)).collect();
        (known.len() == all.len() && known.paths().all(|path| all.contains_key(path))).then_some(all)
    }

    /// Makes the staged files the published ones, where anything differs. Until the last step the old ones stay untouched.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what is staged is gone, or holds the old site, afterwards"
    )]
    pub fn publish(&self, staged: Staged) -> Result<(), Trouble> {
        if self.own {
            return self.replace(&staged).map_err(|error| Trouble::io(&self.output, &error));
        }
        let known = self.known();
        if let Some(known) = known.as_deref()
            && staged.is_published(known.len())
        {
            // Files that are as they were may have been looked at under other rules.
            if known.rules() != staged.rules() {
                let list = known.looked_at(staged.rules());
                list.write(&self.manifest("site"))?;
                self.set_known(Some(Arc::new(list)));
            }
            return Ok(());
        }
        let failed = |error| Trouble::io(&self.output, &error);
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (litter, next) = rayon::join(
            || litter(&self.output, known.as_deref(), found),
            || self.assemble(&staged, known.as_deref()).map_err(failed),
        );
        let (litter, next) = (litter?, next?);
        if let Ok(old) = fs::metadata(&self.output) {
            fs::set_permissions(&next, old.permissions()).map_err(failed)?;
        }
        let list = Manifest::of(&staged, &next, known.as_deref());
        // Written before the swap, so that a run killed right after it still knows the files for its own.
        list.write(&self.manifest("next"))?;
        let is_first = !self.output.exists();
        let (settled, _) = rayon::join(
            || swap::settle(&next).map_err(failed),
            // The processors have nothing to do meanwhile. Whatever fails here only makes the next publication take longer.
            || if is_first { self.spare().make(&next, &list) } else { Ok(()) },
        );
        settled?;
        let old_is_there = swap::swap(&next, &self.output, &self.old()).map_err(failed)?;
        let (new, current) = (self.manifest("next"), self.manifest("site"));
        fs::rename(&new, &current).map_err(|error| Trouble::io(&current, &error))?;
        self.set_known(Some(Arc::new(list)));
        for folder in [self.output.parent(), Some(self.state.as_path())].into_iter().flatten() {
            sync_folder(folder).map_err(failed)?;
        }
        if let (true, Some(known)) = (old_is_there, &known) {
            // Whatever fails here only makes the next publication take longer.
            let _ = self.spare().keep(&next, known, &litter);
        }
        Ok(())
    }

    /// Changes the published files where they stand.
    fn replace(&self, staged: &Staged) -> io::Result<()> {
        let before = self.published();
        // What is there is known again when all is done.
        self.set_published(Published::new());
        let gone = before.keys().filter(|path| !staged.files().contains_key(*path));
        remove_all(&self.output, gone.map(String::as_str))?;
        merge(&staged.folder(), &self.output)?;
        self.set_published(staged.files().iter().map(|(path, entry)| (path.clone(), entry.file)).collect());
        Ok(())
    }

    /// Begins to bring to the disk what is staged so far.
    pub fn settle(&self, stage: &Stage) {
        if !self.own && stage.is_written() {
            swap::settle_ahead(stage.folder());
        }
    }

    /// The folder that is to take the place of the output: the spare one or, where there is none, that of the stage, with
    /// all that it lacks.
    fn assemble(&self, staged: &Staged, known: Option<&Manifest>) -> io::Result<PathBuf> {
        let written = staged.folder();
        let kept = || staged.files().iter().filter(|(_, entry)| entry.kept).map(|(path, _)| path.as_str());
        let Some((folder, spare)) = self.spare().take(&written.with_file_name("spare")) else {
            link_all(&self.output, kept(), &written, link)?;
            return Ok(written);
        };
        let is_same = |path: &str| known.is_some_and(|known| known.get(path) == spare.get(path));
        let stays = |path: &str| staged.files().get(path).is_some_and(|entry| entry.kept) && is_same(path);
        remove_all(&folder, spare.paths().filter(|path| !stays(path)))?;
        merge(&written, &folder)?;
        link_all(&self.output, kept().filter(|path| !is_same(path)), &folder, link)?;
        Ok(folder)
    }

    fn spare(&self) -> Spare {
        Spare::new(self.state.join(format!("spare-{}", self.key)), self.manifest("spare"))
    }

    fn manifest(&self, which: &str) -> PathBuf {
        self.state.join(format!("{}.{which}", self.key))
    }

    /// Where the old site waits while it is replaced on systems that cannot exchange two folders.
    fn old(&self) -> PathBuf {
        self.state.join(format!("old-{}", self.key))
    }

    /// Sets right what a killed run left: nobody else can be using it, for the lock is ours.
    fn recover(&self) -> Result<(), Trouble> {
        let old = self.old();
        if old.exists() {
            let done =
                if self.output.exists() { fs::remove_dir_all(&old) } else { fs::rename(&old, &self.output) };
            done.map_err(|error| Trouble::io(&old, &error))?;
        }
        self.spare().recover()?;
        let prefix = format!("stage-{}-", self.key);
        let entries = fs::read_dir(&self.state).map_err(|error| Trouble::io(&self.state, &error))?;
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(&prefix) {
                fs::remove_dir_all(entry.path()).map_err(|error| Trouble::io(&entry.path(), &error))?;
            }
        }
        Ok(())
    }

    /// A folder on which a disk or a container volume is mounted cannot be exchanged for another.
    #[cfg(unix)]
    fn refuse_mount_point(&self) -> Result<(), Trouble> {
        use std::os::unix::fs::MetadataExt;
        let (Ok(own), Ok(beside)) = (fs::metadata(&self.output), fs::metadata(&self.state)) else {
            return Ok(());
        };
        if own.dev() == beside.dev() {
            return Ok(());
        }
        let path = shown(&self.output);
        Err(Trouble::new(
            Text::new(
                format!("{path} は別のディスクの接続点なので、一度に入れ替えることができません。"),
                format!("{path} is a mount point and cannot be replaced in one step."),
            ),
            Text::new(
                format!("その中のフォルダーを指定してください(例: --output {path}/site)。"),
                format!("Name a folder inside of it, e.g. --output {path}/site."),
            ),
        ))
    }

    #[cfg(not(unix))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the counterpart on Unix needs both")]
    fn refuse_mount_point(&self) -> Result<(), Trouble> {
        Ok(())
    }
}

/// The absolute path of the output, links resolved as far as it exists.
fn resolve(output: &Path) -> Result<PathBuf, Trouble> {
    if output.exists() {
        return output.canonicalize().map_err(|error| Trouble::io(output, &error));
    }
    let absolute = std::path::absolute(output).map_err(|error| Trouble::io(output, &error))?;
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        return Err(no_folder(output));
    };
    fs::create_dir_all(parent).map_err(|error| Trouble::io(parent, &error))?;
    let parent = parent.canonicalize().map_err(|error| Trouble::io(parent, &error))?;
    Ok(parent.join(name))
}

fn no_folder(output: &Path) -> Trouble {
    let path = shown(output);
    Trouble::new(
        Text::new(
            format!("{path} は出力のフォルダーにできません。"),
            format!("{path} cannot be the output folder."),
        ),
        Text::new("`--output` に別のフォルダーを指定してください。", "Name another folder with `--output`."),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn publish(output: &Path, files: &[(&str, &str)]) -> Result<(), Trouble> {
        let site = Site::open(output)?;
        let stage = site.stage()?;
        for (path, text) in files {
            stage.write(path, text.as_bytes())?;
        }
        site.publish(stage.finish()?)
    }

    fn text(output: &Path, path: &str) -> Option<String> {
        fs::read_to_string(output.join(path)).ok()
    }

    #[test]
    fn a_site_is_replaced_as_a_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("a/output");
        publish(&output, &[("index.html", "1"), ("x/old.html", "1")]).unwrap();
        publish(&output, &[("index.html", "2")]).unwrap();
        assert_eq!(text(&output, "index.html").as_deref(), Some("2"));
        assert!(!output.join("x").exists());
        let beside: Vec<_> =
            fs::read_dir(folder.path().join("a/.kohyo")).unwrap().flatten().map(|e| e.file_name()).collect();
        assert_eq!(beside.len(), 4, "lock, the site before and the lists of files of both: {beside:?}");
    }

    #[test]
    fn what_stays_the_same_keeps_its_time_and_what_was_changed_by_hand_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("output");
        let of = |path: &str| fs::metadata(output.join(path)).unwrap().modified().unwrap();
        let versions: [&[(&str, &str)]; 5] = [
            &[("a.html", "1"), ("b/c.html", "1"), ("b/d.html", "1")],
            &[("a.html", "2"), ("b/c.html", "1"), ("e", "1")],
            &[("a.html", "1"), ("b/c.html", "1"), ("e/f.html", "1")],
            &[("a.html", "1"), ("b/c.html", "1"), ("b/d.html", "1")],
            &[("a.html", "1"), ("b/c.html", "1"), ("b/d.html", "1")],
        ];
        publish(&output, versions[0]).unwrap();
        let first = of("b/c.html");
        for files in versions {
            publish(&output, files).unwrap();
            for (path, text_of_file) in files {
                assert_eq!(text(&output, path).as_deref(), Some(*text_of_file), "{path}");
            }
            let count = walkdir::WalkDir::new(&output)
                .into_iter()
                .flatten()
                .filter(|e| e.file_type().is_file())
                .count();
            assert_eq!(count, files.len());
            assert_eq!(of("b/c.html"), first);
        }
        fs::write(output.join("b/c.html"), "changed").unwrap();
        publish(&output, versions[0]).unwrap();
        assert_eq!(text(&output, "b/c.html").as_deref(), Some("1"));
    }

    #[test]
    fn a_folder_of_its_own_is_changed_where_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("own");
        let site = Site::open_own(&output).unwrap();
        let versions: [&[(&str, &str)]; 4] = [
            &[("a.html", "1"), ("b/c.html", "1"), ("b/d/e.html", "1"), ("x", "1")],
            &[("a.html", "2"), ("b/c.html", "1"), ("x/y/z.html", "1")],
            &[("a.html", "2"), ("b/c.html", "1"), ("b/d/e.html", "2"), ("x/y", "1")],
            &[("a.html", "2"), ("b/c.html", "1"), ("b/d/e.html", "2"), ("x/y", "1")],
        ];
        let of = |path: &str| fs::metadata(output.join(path)).unwrap().modified().unwrap();
        let mut first = None;
        for (number, files) in versions.into_iter().enumerate() {
            let stage = site.stage().unwrap();
            for (path, text) in files {
                stage.write(path, text.as_bytes()).unwrap();
            }
            let staged = stage.finish().unwrap();
            let written = walkdir::WalkDir::new(staged.folder()).into_iter().flatten();
            let written = written.filter(|entry| entry.file_type().is_file()).count();
            assert_eq!(written, [4, 2, 2, 0][number], "what is the same is not written");
            site.publish(staged).unwrap();
            let found = walkdir::WalkDir::new(&output).into_iter().flatten();
            let found: BTreeSet<String> = found
                .filter(|entry| entry.file_type().is_file())
                .map(|entry| crate::text::source::slashed(entry.path().strip_prefix(&output).unwrap()))
                .collect();
            assert_eq!(found, files.iter().map(|(path, _)| (*path).to_owned()).collect());
            for (path, content) in files {
                assert_eq!(text(&output, path).as_deref(), Some(*content), "{path}");
            }
            assert_eq!(*first.get_or_insert_with(|| of("b/c.html")), of("b/c.html"));
        }
    }

    #[test]
    fn a_folder_may_be_moved_with_what_kohyo_keeps_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let [before, after] = ["a", "b"].map(|name| folder.path().join(name));
        publish(&before.join("output"), &[("index.html", "1")]).unwrap();
        fs::rename(&before, &after).unwrap();
        publish(&after.join("output"), &[("index.html", "2")]).unwrap();
        assert_eq!(text(&after.join("output"), "index.html").as_deref(), Some("2"));
    }

    #[test]
    fn a_folder_of_somebody_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("output");
        fs::create_dir(&output).unwrap();
        publish(&output, &[("index.html", "1")]).unwrap();
        fs::write(output.join(".DS_Store"), "").unwrap();
        publish(&output, &[("index.html", "2")]).unwrap();
        fs::write(output.join("CNAME"), "example.jp").unwrap();
        let refused = publish(&output, &[("index.html", "3")]).unwrap_err();
        assert!(refused.message.ja.contains("CNAME"), "{refused}");
        assert_eq!(text(&output, "CNAME").as_deref(), Some("example.jp"));

        let foreign = folder.path().join("thesis");
        fs::create_dir(&foreign).unwrap();
        fs::write(foreign.join("thesis.md"), "x").unwrap();
        assert!(publish(&foreign, &[("index.html", "1")]).is_err());
        assert_eq!(text(&foreign, "thesis.md").as_deref(), Some("x"));
    }

    #[test]
    fn a_spare_site_is_there_from_the_first_publication_on_and_is_not_missed() {
        let versions: [&[(&str, &str)]; 3] = [
            &[("a/index.html", "1"), ("a/b/index.html", "1"), ("c", "1"), ("d/e", "1")],
            &[("a/index.html", "1"), ("a/b/index.html", "1"), ("c", "2")],
            &[("a/index.html", "1"), ("c", "1"), ("d/e", "1")],
        ];
        for is_lost in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let output = folder.path().join("output");
            for (number, files) in versions.into_iter().enumerate() {
                publish(&output, files).unwrap();
                let found = walkdir::WalkDir::new(&output).into_iter().flatten();
                let count = found.filter(|entry| entry.file_type().is_file()).count();
                assert_eq!(count, files.len(), "{number}");
                for (path, content) in files {
                    assert_eq!(text(&output, path).as_deref(), Some(*content), "{number} {path}");
                }
                let site = Site::open(&output).unwrap();
                assert!(site.spare().is_there(), "{number}");
                if is_lost {
                    fs::remove_dir_all(site.state.join(format!("spare-{}", site.key))).unwrap();
                } else if number == 0 {
                    fs::write(output.join("d/e"), "changed").unwrap();
                }
            }
        }
    }

    #[test]
    fn what_comes_while_the_site_is_made_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("output");
        publish(&output, &[("a/index.html", "1"), ("c", "1")]).unwrap();
        for (path, is_fine) in [("a/.DS_Store", true), ("a/thesis.md", false), ("b/thesis.md", false)] {
            let site = Site::open(&output).unwrap();
            let stage = site.stage().unwrap();
            stage.write("a/index.html", path.as_bytes()).unwrap();
            stage.write("c", b"1").unwrap();
            let file = output.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, "x").unwrap();
            assert_eq!(site.publish(stage.finish().unwrap()).is_ok(), is_fine, "{path}");
            assert_eq!(file.exists(), !is_fine, "{path}");
            let _ = fs::remove_file(file);
            let _ = fs::remove_dir(output.join("b"));
        }
        publish(&output, &[("c", "2")]).unwrap();
        assert!(!output.join("a").exists());
    }

    #[test]
    fn a_killed_run_is_set_right_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("output");
        publish(&output, &[("index.html", "1")]).unwrap();
        let site = Site::open(&output).unwrap();
        // Killed between the two renames of the fallback, with a staging folder left behind.
        std::mem::forget(site.stage().unwrap());
        fs::rename(&output, site.old()).unwrap();
        drop(site);
        let site = Site::open(&output).unwrap();
        assert_eq!(text(&output, "index.html").as_deref(), Some("1"));
        assert_eq!(
            fs::read_dir(&site.state).unwrap().count(),
            4,
            "lock, the spare site, the lists of files of both"
        );
        // Killed after the swap, before the list of files was put in its place.
        let stage = site.stage().unwrap();
        stage.write("new.html", b"2").unwrap();
        let staged = stage.finish().unwrap();
        Manifest::of(&staged, &staged.folder(), None).write(&site.manifest("next")).unwrap();
        swap::swap(&staged.folder(), &output, &site.old()).unwrap();
        drop((staged, site));
        publish(&output, &[("index.html", "3")]).unwrap();
        assert_eq!(text(&output, "index.html").as_deref(), Some("3"));
    }

    #[test]
    fn one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("output");
        let first = Site::open(&output).unwrap();
        assert!(Site::open(&folder.path().join("./x/../output")).is_err());
        drop(first);
        assert!(Site::open(&output).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_its_target_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("www");
        fs::create_dir(&real).unwrap();
        let link = folder.path().join("output");
        std::os::unix::fs::symlink(&real, &link).unwrap();
        publish(&link, &[("index.html", "1")]).unwrap();
        assert!(link.is_symlink());
        assert_eq!(text(&real, "index.html").as_deref(), Some("1"));
    }
}
