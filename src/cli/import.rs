//! `kohyo import`: the text of an original into a municipality's folder.

use std::path::PathBuf;

use clap::Args;

use super::Done;
use super::arguments::Common;
use super::terminal::Terminal;
use crate::finding::Text;
use crate::publish::Trouble;

/// English help of the arguments that only this command has.
pub(super) const ARGUMENTS: &[(&str, &str)] = &[("files", "Extracted texts")];

/// `kohyo import`.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// Extracted texts.
    #[arg(required = true, value_name = "FILE", help = "抽出した文章のファイル")]
    files: Vec<PathBuf>,
}

pub(super) fn run(_: &Common, options: &Import, _: &Terminal) -> Done {
    let count = options.files.len();
    Err(Trouble::new(
        Text::new(
            format!("取り込みはまだできません({count}件)。"),
            format!("Importing is not possible yet ({count})."),
        ),
        Text::new("内容のフォルダーに .md を直接置いてください。", "Put .md files into the content folder."),
    ))
}
