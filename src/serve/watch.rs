//! Watching the files that a build reads.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use crate::finding::{Text, Trouble};
use crate::pipeline::Options;
use crate::privacy::shown;

/// How long somebody who saves again, or is being shown a page, is waited for.
const MOMENT: Duration = Duration::from_millis(350);

/// How long files have to be quiet: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(20);

/// Changes of the watched files; watching ends when it is dropped.
pub(super) struct Changes {
    received: Receiver<DebounceEventResult>,
    _debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
}

/// Watches the content and the themes.
pub(super) fn start(build: &Options) -> Result<Changes, Trouble> {
    let (send, received) = mpsc::channel();
    let mut debouncer =
        new_debouncer(QUIET, None, send).map_err(|error| cannot_watch(&build.content, &error))?;
    let theme = build.theme.as_deref().map(Path::new).filter(|theme| theme.is_dir());
    let folders = [Some(build.content.as_path()), Some(build.themes.as_path()), theme];
    for folder in folders.into_iter().flatten().filter(|folder| folder.is_dir()) {
        debouncer.watch(folder, RecursiveMode::Recursive).map_err(|error| cannot_watch(folder, &error))?;
    }
    Ok(Changes { received, _debouncer: debouncer })
}

impl Changes {
    /// Waits a moment for changes; those that came together count as one. Errors of the watcher count too: after
    /// one, nobody knows what has changed.
    pub(super) fn next(&self) -> bool {
        let until = Instant::now() + MOMENT;
        // That a build has read the files is no reason to wait no longer.
        let mut changed = false;
        while !changed {
            match self.received.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(events) => changed = counts(&events),
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => {
                    std::thread::sleep(MOMENT);
                    return false;
                }
            }
        }
        for _ in self.received.try_iter() {}
        true
    }
}

/// Whether something was written that a build reads; reading a file is an event too.
fn counts(events: &DebounceEventResult) -> bool {
    // What imports and reviews note down is read by no build.
    let noted = |path: &PathBuf| path.iter().any(|part| part == ".import");
    match events {
        Ok(events) => events.iter().any(|event| {
            !matches!(event.kind, EventKind::Access(_))
                && (event.paths.is_empty() || !event.paths.iter().all(noted))
        }),
        Err(_) => true,
    }
}

fn cannot_watch(folder: &Path, error: &notify::Error) -> Trouble {
    let folder = shown(folder);
    Trouble::new(
        Text::new(
            format!("{folder} の変更を見張れません({error})。"),
            format!("Cannot watch {folder} ({error})."),
        ),
        Text::new(
            "フォルダーの場所と、監視できるファイル数の上限(inotify)を確認してください。",
            "Check the path, and the limit of watched files (inotify).",
        ),
    )
}
