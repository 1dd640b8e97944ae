//! `kohyo deploy`: the built site into a folder of a web server that is mounted here.

use std::path::PathBuf;

use clap::Args;

use super::arguments::Common;
use super::help::both;
use super::terminal::{Terminal, print};
use super::{Done, Exit};
use crate::finding::{Text, Trouble};
use crate::privacy::{redacted_path, shown};
use crate::publish::{Deployed, Deployment, Site};

#[derive(Debug, Args)]
pub(super) struct Deploy {
    #[arg(
        long, value_name = "DIR",
        help = both!("サイトを置くフォルダー(既にあるもの)", "Folder to put the site into; it has to exist")
    )]
    to: PathBuf,
    #[arg(long, help = both!("何をするかを表示し、何も書きません", "Say what would be done and write nothing"))]
    dry_run: bool,
}

pub(super) fn run(common: &Common, options: &Deploy, terminal: &Terminal) -> Done {
    if !common.output.is_dir() {
        return Err(nothing_built(common));
    }
    // Held until the end: no build may exchange the folder meanwhile.
    let site = Site::open(&common.output)?;
    let files = site.files().ok_or_else(|| nothing_built(common))?;
    let deployment = Deployment::new(site.output(), files, &options.to)?;
    if options.dry_run {
        let Deployed { put, deleted, .. } = deployment.work();
        let line = |word: &str, path: &String| format!("{word} {}\n", redacted_path(path));
        let lines =
            put.iter().map(|path| line("put", path)).chain(deleted.iter().map(|path| line("delete", path)));
        print(&lines.collect::<String>());
        said(deployment.work(), options, terminal);
        return Ok(Exit::Fine);
    }
    let done = deployment.run()?;
    said(&done, options, terminal);
    Ok(Exit::Fine)
}

fn said(work: &Deployed, options: &Deploy, terminal: &Terminal) {
    let (put, kept, deleted) = (work.put.len(), work.kept, work.deleted.len());
    let to = shown(&options.to);
    terminal.result(&if options.dry_run {
        Text::new(
            format!("{to} に{put}件を置き、{deleted}件を除くことになります({kept}件は同じ)。何も書いていません。"),
            format!("{put} files would be put into {to} and {deleted} deleted ({kept} are the same). Nothing was written."),
        )
    } else {
        Text::new(
            format!("{to} に{put}件を置き、{deleted}件を除きました({kept}件は同じ)。"),
            format!("Put {put} files into {to} and deleted {deleted} ({kept} are the same)."),
        )
    });
    if !work.foreign.is_empty() {
        let count = work.foreign.len();
        terminal.note(&Text::new(
            format!("kohyo が置いたものでない{count}件のファイルは、そのままにします。"),
            format!("{count} files that kohyo did not put there stay as they are."),
        ));
    }
}

fn nothing_built(common: &Common) -> Trouble {
    let path = shown(&common.output);
    Trouble::new(
        Text::new(
            format!("{path} に、作ったままのサイトがありません。"),
            format!("There is no site in {path} that is still as it was built."),
        ),
        Text::new("先に `kohyo build` を実行してください。", "Run `kohyo build` first."),
    )
}
