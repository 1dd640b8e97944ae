//! `kohyo status`: what is due and what is there, for the publisher.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::arguments::{Common, date};
use super::help::both;
use super::terminal::{Terminal, print};
use super::{Done, Exit, locale};
use crate::finding::{Counts, Finding, Level, Text, Trouble};
use crate::privacy::shown;
use crate::publish::record;
use crate::status::{self, Status};
use crate::text::date::Date;
use crate::{paper, pipeline};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[arg(
        long, value_name = "DATE", value_parser = date,
        help = both!(
            "基準日(例: 2026-04-01)。なければ SOURCE_DATE_EPOCH、それもなければ今日",
            "Reference day, e.g. 2026-04-01 (else SOURCE_DATE_EPOCH, else today)"
        )
    )]
    as_of: Option<Date>,
    #[arg(
        long, value_name = "FORMAT", value_enum,
        help = both!(
            "報告の形(なければ --report の拡張子による。それもなければ human)",
            "How the report is printed (else by the ending of --report, else human)"
        )
    )]
    format: Option<Shape>,
    #[arg(
        long, value_name = "FILE",
        help = both!(
            "報告を書くファイル。内容と出力のフォルダーの外に限ります(なければ画面に表示)",
            "File to write the report to, outside of content and output (else it is printed)"
        )
    )]
    report: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Human,
    Json,
    Html,
}

impl Shape {
    /// As the ending of a file's name says.
    fn of(path: &Path) -> Self {
        match path.extension().map(|end| end.to_string_lossy().to_ascii_lowercase()).as_deref() {
            Some("json") => Self::Json,
            Some("html" | "htm") => Self::Html,
            _ => Self::Human,
        }
    }
}

pub(super) fn run(common: &Common, options: &Options, terminal: &Terminal) -> Done {
    let as_of = options.as_of.or_else(locale::source_date).unwrap_or_else(locale::today);
    let settings = pipeline::Options {
        as_of: Some(as_of),
        day: Some(as_of),
        published: Some(record::path(&common.content)),
        ..pipeline::Options::new(&common.content, &common.output)
    };
    let progress = terminal.progress();
    let survey = pipeline::survey(&settings, &progress);
    drop(progress);
    let errors: Vec<&Finding> = survey.findings.iter().filter(|f| f.level() == Level::Error).collect();
    let Some(known) = &survey.known else {
        terminal.findings(&errors);
        return Ok(Exit::User);
    };
    let status = Status::of(known, &survey.findings, as_of, terminal.lang);
    let shape = options.format.or_else(|| options.report.as_deref().map(Shape::of)).unwrap_or(Shape::Human);
    let text = match shape {
        Shape::Human => status::human::render(&status, terminal.lang),
        Shape::Json => status::json(&status)
            .map_err(|error| Trouble::internal(Text::new(error.to_string(), error.to_string())))?,
        Shape::Html => status::html::render(&status, terminal.lang)?,
    };
    match &options.report {
        None => print(&text),
        Some(path) => {
            paper::write(path, &text, &common.output, &common.content)?;
            let path = shown(path);
            terminal.result(&Text::new(
                format!("公表の状況を {path} に書きました。公表者のための報告です。公表するフォルダーには置かないでください。"),
                format!("Wrote the status to {path}. It is for the publisher; keep it out of what is published."),
            ));
        }
    }
    if errors.is_empty() {
        return Ok(Exit::Fine);
    }
    let count = Counts::of(&survey.findings).error;
    terminal.error(
        Text::new(
            format!("内容にエラーが{count}件あります。報告は読めたところだけのものです。`kohyo check` で確かめてください。"),
            format!("There are {count} errors in the content; the report shows what could be read. See `kohyo check`."),
        )
        .get(terminal.lang),
    );
    Ok(Exit::User)
}
