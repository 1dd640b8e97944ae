//! `kohyo build --report`: what changed since an earlier state of the content.

use std::path::{Path, PathBuf};

use super::arguments::Common;
use super::terminal::Terminal;
use crate::finding::{Text, Trouble};
use crate::paper;
use crate::pipeline::{self, Survey};
use crate::privacy::shown;
use crate::report::{Report, State, html, markdown};
use crate::text::source::slashed;

/// What is reported where, known before the work so that a mistake is said at once.
pub(super) struct Task {
    previous: PathBuf,
    markdown: Option<PathBuf>,
    html: Option<PathBuf>,
}

/// The task that the options name; `None` where no report is asked for.
pub(super) fn task(
    common: &Common,
    report: Option<&Path>,
    previous: Option<&Path>,
) -> Result<Option<Task>, Trouble> {
    let Some(report) = report else { return Ok(None) };
    let Some(previous) = previous else {
        return Err(Trouble::new(
            Text::new(
                "`--report` には、比べる前の内容が要ります。",
                "`--report` needs the content to compare with.",
            ),
            Text::new(
                "`--previous` に、前の内容のフォルダーを指定してください。Git なら `git worktree add ../before HEAD^` の後に `--previous ../before/content` とします。",
                "Name the content folder of before with `--previous`. With Git: `git worktree add ../before HEAD^`, then `--previous ../before/content`.",
            ),
        ));
    };
    let previous = content_folder(previous, &common.content)?;
    let (markdown, html) =
        match report.extension().map(|end| end.to_string_lossy().to_ascii_lowercase()).as_deref() {
            Some("md" | "markdown") => (Some(report.to_owned()), None),
            Some("html" | "htm") => (None, Some(report.to_owned())),
            _ => (Some(report.join("changes.md")), Some(report.join("changes.html"))),
        };
    for path in [&markdown, &html].into_iter().flatten() {
        paper::refuse(path, &common.output, &common.content)?;
    }
    Ok(Some(Task { previous, markdown, html }))
}

/// The content folder that is meant: the folder itself, or the one in it that is called like that of now.
fn content_folder(previous: &Path, content: &Path) -> Result<PathBuf, Trouble> {
    let within = content.file_name().map(|name| previous.join(name));
    let candidates = [Some(previous.to_owned()), within];
    let found = candidates.into_iter().flatten().find(|folder| folder.join("portal.toml").is_file());
    found.ok_or_else(|| {
        let path = shown(previous);
        Trouble::new(
            Text::new(
                format!("比べる前の内容のフォルダー {path} に portal.toml がありません。"),
                format!("There is no portal.toml in {path}, the content to compare with."),
            ),
            Text::new(
                "`--previous` に、前の content フォルダーを指定してください。",
                "Name the content folder of before with `--previous`.",
            ),
        )
    })
}

/// Compares and writes. The content has just been built, so that nothing is wrong with it.
pub(super) fn write(
    common: &Common,
    task: &Task,
    settings: &pipeline::Options,
    terminal: &Terminal,
) -> Result<(), Trouble> {
    let survey = |content: &Path| -> Survey {
        let pipeline::Options { as_of, day, .. } = *settings;
        let options = pipeline::Options { as_of, day, ..pipeline::Options::new(content, &common.output) };
        let progress = terminal.progress();
        pipeline::survey(&options, &progress)
    };
    let (before, after) = (survey(&task.previous), survey(&common.content));
    let (before_root, after_root) = (slashed(&task.previous), slashed(&common.content));
    let before = state(&before, &before_root, &task.previous)?;
    let after = state(&after, &after_root, &common.content)?;
    let report = Report::of(before, after, terminal.lang);
    let mut written = Vec::new();
    if let Some(path) = &task.markdown {
        paper::write(path, &markdown::render(&report), &common.output, &common.content)?;
        written.push(shown(path));
    }
    if let Some(path) = &task.html {
        paper::write(path, &html::render(&report)?, &common.output, &common.content)?;
        written.push(shown(path));
    }
    // Not among the results: with `--format json` these are for programs.
    terminal.note(&Text::new(
        format!("変更の報告を {} に書きました。", written.join("、")),
        format!("Wrote what changed to {}.", written.join(", ")),
    ));
    Ok(())
}

fn state<'a>(survey: &'a Survey, root: &'a str, folder: &Path) -> Result<State<'a>, Trouble> {
    let known = survey.known.as_ref().ok_or_else(|| {
        let path = shown(folder);
        Trouble::new(
            Text::new(
                format!("{path} の portal.toml を読めません。"),
                format!("portal.toml in {path} cannot be read."),
            ),
            Text::new(
                format!("`kohyo check --content {path}` で確かめてください。"),
                format!("Run `kohyo check --content {path}`."),
            ),
        )
    })?;
    Ok(State { survey, known, root })
}
