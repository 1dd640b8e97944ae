//! The folder that is published, with what kohyo keeps beside it.
//!
//! The site before the last one is kept too ([`super::spare`]), so that the next publication only has to change in it what
//! differs.

#[cfg(test)]
mod tests;

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
        let (known, published) = (self.known(), self.published());
        let known = known.as_deref();
        // Of a folder of our own no list is written, and what stands in it is known anyway.
        let before = |path: &str| {
            if self.own {
                published.get(path).copied()
            } else {
                known.and_then(|known| known.get(path)).map(|written| written.file)
            }
        };
        let mut all = Changed::default();
        for (path, entry) in staged.files() {
            match before(path) {
                None => all.new.push(path.clone()),
                Some(file) if file != entry.file => all.changed.push(path.clone()),
                Some(_) => {}
            }
        }
        all.removed = if self.own {
            published.keys().filter(|path| !staged.has(path)).cloned().collect()
        } else {
            let paths = known.into_iter().flat_map(Manifest::paths);
            paths.filter(|path| !staged.has(path)).map(str::to_owned).collect()
        };
        all.removed.sort();
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

    /// Puts what has been made into a folder that nobody else looks into, beside everything else as it is.
    pub fn add(&self, stage: Stage) -> Result<Changed, Trouble> {
        let staged = stage.finish()?;
        let before = self.published();
        let made: Vec<(String, File)> = staged
            .files()
            .iter()
            .filter(|(_, entry)| !entry.kept)
            .map(|(path, entry)| (path.clone(), entry.file))
            .collect();
        let mut all = Changed::default();
        for (path, _) in &made {
            let list = if before.contains_key(path) { &mut all.changed } else { &mut all.new };
            list.push(path.clone());
        }
        let merged = merge(&staged.folder(), &self.output);
        // Nobody else holds the list then, and it need not be copied.
        drop((staged, before));
        let mut published = self.published.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = merged {
            *published = Arc::default();
            return Err(Trouble::io(&self.output, &error));
        }
        Arc::make_mut(&mut published).extend(made);
        Ok(all)
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
