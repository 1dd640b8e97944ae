//! The folder that is published, with what kohyo keeps beside it.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::lock::Lock;
use super::manifest::{self, Manifest};
use super::stage::{Stage, Staged};
use super::swap;
use crate::finding::{Text, Trouble};
use crate::privacy::shown;

/// One output folder, held by this process alone for as long as the value lives.
#[derive(Debug)]
pub struct Site {
    output: PathBuf,
    /// `.kohyo/` beside the output.
    state: PathBuf,
    /// Part of the names of everything in `.kohyo/` that belongs to this output.
    key: String,
    _lock: Lock,
}

impl Site {
    /// Takes the output folder for this process: waits for nobody, tidies up after a run that was killed, and
    /// refuses a folder with files that kohyo did not make.
    ///
    /// A link is followed: what it points to is replaced, the link stays.
    pub fn open(output: &Path) -> Result<Self, Trouble> {
        let output = resolve(output)?;
        let parent = output.parent().ok_or_else(|| no_folder(&output))?;
        let state = parent.join(".kohyo");
        fs::create_dir_all(&state).map_err(|error| Trouble::io(&state, &error))?;
        let key = blake3::hash(output.as_os_str().as_encoded_bytes()).to_hex()[..16].to_owned();
        let lock = Lock::take(&state.join(format!("{key}.lock")), &output)?;
        let site = Self { output, state, key, _lock: lock };
        site.recover()?;
        site.refuse_mount_point()?;
        manifest::refuse_foreign(&site.output, site.known()?.as_ref())?;
        Ok(site)
    }

    /// The folder itself, absolute.
    pub fn output(&self) -> &Path {
        &self.output
    }

    /// An empty staging folder on the same file system as the output.
    pub fn stage(&self) -> Result<Stage, Trouble> {
        Stage::new(&self.state, &format!("stage-{}-", self.key))
    }

    /// An empty folder on the same file system, removed when dropped, or at the next start after a run was killed.
    pub fn scratch(&self) -> Result<TempDir, Trouble> {
        let made = tempfile::Builder::new().prefix(&format!("stage-{}-", self.key)).tempdir_in(&self.state);
        made.map_err(|error| Trouble::io(&self.state, &error))
    }

    /// A folder for what may be kept from one build to the next. It may be removed at any time.
    pub fn cache(&self, name: &str) -> PathBuf {
        self.state.join(format!("{name}-{}", self.key))
    }

    /// Makes the staged files the published ones. Until the last step the old ones stay untouched.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the staging folder is gone, or holds the old site, afterwards"
    )]
    pub fn publish(&self, staged: Staged) -> Result<(), Trouble> {
        manifest::refuse_foreign(&self.output, self.known()?.as_ref())?;
        let failed = |error| Trouble::io(&self.output, &error);
        if let Ok(old) = fs::metadata(&self.output) {
            fs::set_permissions(staged.folder(), old.permissions()).map_err(failed)?;
        }
        // Written before the swap, so that a run killed right after it still knows the files for its own.
        Manifest::of(&staged).write(&self.manifest("next"))?;
        swap::swap(&staged.folder(), &self.output, &self.old()).map_err(failed)?;
        let (next, current) = (self.manifest("next"), self.manifest("site"));
        fs::rename(&next, &current).map_err(|error| Trouble::io(&current, &error))
    }

    fn manifest(&self, which: &str) -> PathBuf {
        self.state.join(format!("{}.{which}.json", self.key))
    }

    /// Where the old site waits while it is replaced on systems that cannot exchange two folders.
    fn old(&self) -> PathBuf {
        self.state.join(format!("old-{}", self.key))
    }

    /// The files of the last publication, and of one that was killed before it could say so.
    fn known(&self) -> Result<Option<Manifest>, Trouble> {
        let current = Manifest::read(&self.manifest("site"))?;
        let next = Manifest::read(&self.manifest("next"))?;
        Ok(match (current, next) {
            (Some(current), Some(next)) => Some(current.and(next)),
            (current, next) => current.or(next),
        })
    }

    /// Sets right what a killed run left: nobody else can be using it, for the lock is ours.
    fn recover(&self) -> Result<(), Trouble> {
        let old = self.old();
        if old.exists() {
            let done =
                if self.output.exists() { fs::remove_dir_all(&old) } else { fs::rename(&old, &self.output) };
            done.map_err(|error| Trouble::io(&old, &error))?;
        }
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
        assert_eq!(beside.len(), 2, "lock and list of files: {beside:?}");
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
        assert_eq!(fs::read_dir(&site.state).unwrap().count(), 2);
        // Killed after the swap, before the list of files was put in its place.
        let stage = site.stage().unwrap();
        stage.write("new.html", b"2").unwrap();
        let staged = stage.finish().unwrap();
        Manifest::of(&staged).write(&site.manifest("next")).unwrap();
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
