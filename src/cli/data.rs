//! `kohyo data --for quickwit`: what a search engine for the whole country needs to take the answers of a built site.
//!
//! Nobody has run it against an engine yet; the messages say so.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::arguments::Common;
use super::terminal::Terminal;
use super::{Done, Exit, help::both};
use crate::export::{Kind, TABLES};
use crate::finding::{Text, Trouble};
use crate::privacy::shown;
use crate::text::file;

/// The arguments of `kohyo data`.
#[derive(Debug, Args)]
pub(super) struct Data {
    #[arg(long = "for", value_name = "ENGINE", value_enum, help = both!("検索エンジン", "The search engine"))]
    engine: Engine,
    #[arg(
        long, value_name = "DIR", default_value = "quickwit",
        help = both!("書き出すフォルダー", "The folder to write into")
    )]
    to: PathBuf,
}

/// A search engine.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Engine {
    Quickwit,
}

pub(super) fn run(common: &Common, options: &Data, terminal: &Terminal) -> Done {
    let Engine::Quickwit = options.engine;
    let files = answers(&common.output)?;
    let mut bulk = Vec::new();
    for path in &files {
        bulk.extend(file::read(path, u64::MAX).map_err(|error| Trouble::io(path, &error))?);
    }
    fs::create_dir_all(&options.to).map_err(|error| Trouble::io(&options.to, &error))?;
    let write = |name: &str, bytes: &[u8]| {
        let path = options.to.join(name);
        file::write(&path, bytes).map_err(|error| Trouble::io(&path, &error))
    };
    write("index-config.yaml", mapping().as_bytes())?;
    write("answers.ndjson", &bulk)?;
    let (folder, lines) = (shown(&options.to), bulk.split(|byte| *byte == b'\n').count().saturating_sub(1));
    terminal.result(&Text::new(
        format!(
            "{folder} に index-config.yaml と answers.ndjson({lines}件)を書き出しました。Quickwit で動かして確かめてはいません。"
        ),
        format!(
            "index-config.yaml and answers.ndjson ({lines} answers) written to {folder}. Not tried against a running Quickwit."
        ),
    ));
    Ok(Exit::Fine)
}

/// The tables of answers of a built site: of all, or of its municipalities.
fn answers(output: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let data = output.join("data");
    let whole = data.join("answers.ndjson");
    if whole.is_file() {
        return Ok(vec![whole]);
    }
    let towns = fs::read_dir(data.join("municipalities")).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = towns.map(|town| town.path().join("answers.ndjson")).collect();
    files.retain(|file| file.is_file());
    files.sort();
    if files.is_empty() {
        let output = shown(output);
        return Err(Trouble::new(
            Text::new(
                format!("{output} に answers.ndjson がありません。"),
                format!("There is no answers.ndjson in {output}."),
            ),
            Text::new(
                "先に `kohyo build` を実行してください。portal.toml の [data] で json か ndjson を false にしている場合は、外してください。",
                "Run `kohyo build` first, without json or ndjson set to false under [data] in portal.toml.",
            ),
        ));
    }
    Ok(files)
}

/// The configuration of an index of Quickwit.
fn mapping() -> String {
    let mut out = String::from(
        "version: 0.8\nindex_id: kohyo-answers\ndoc_mapping:\n  mode: lenient\n  field_mappings:\n",
    );
    let answers = TABLES.iter().find(|table| table.name == "answers");
    for (name, kind, _) in answers.into_iter().flat_map(|table| table.columns) {
        let _ = writeln!(out, "    - name: {name}");
        out.push_str(match (*kind, *name) {
            (Kind::Day, _) => "      type: datetime\n      input_formats: [\"%Y-%m-%d\"]\n      fast: true\n",
            (Kind::Text, "text" | "chosen" | "path" | "block") => {
                "      type: text\n      tokenizer: chinese_compatible\n      record: position\n"
            }
            (Kind::Text, _) => "      type: text\n      tokenizer: raw\n      fast: true\n",
        });
    }
    out.push_str("search_settings:\n  default_search_fields: [text, chosen, path, block]\n");
    out
}
