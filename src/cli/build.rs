//! `kohyo build`: the site, and what came of it.

use std::path::Path;

use super::arguments::{Build, Common, Format};
use super::terminal::{Terminal, complain, print_data};
use super::{Done, Exit, pipeline, report};
use crate::finding::{Counts, Finding, Lang, Level, Text, Trouble, human};
use crate::pipeline::{self as stages, Outcome, Report, Scheduled};
use crate::privacy::shown;
use crate::publish::{Plan, record};
use crate::text::date::to_era;
use crate::text::{file, limit};

pub(super) fn run(common: &Common, options: &Build, terminal: &Terminal) -> Done {
    // Read before the work, so that a mistake is said at once.
    let uploaded = options.uploaded.as_deref().map(read_plan).transpose()?;
    let task = report::task(common, options.report.as_deref(), options.previous.as_deref())?;
    let settings = stages::Options {
        only_documents: options.only.is_some(),
        locked: options.locked,
        published: Some(record::path(&common.content)),
        ..pipeline(common, &options.site)
    };
    let progress = terminal.progress();
    let outcome = stages::build(&settings, &progress);
    drop(progress);
    let outcome = outcome?;
    findings(&outcome, terminal);
    if options.timings {
        complain(timings(&outcome, terminal.lang).trim_end());
    }
    if options.format == Format::Json {
        print_data(&json(&outcome.report)?);
    } else if outcome.published.is_some() {
        terminal.result(&done(&outcome.report, &common.output));
    }
    if outcome.published.is_some() {
        scheduled(&outcome.report.scheduled, terminal);
    }
    if let (Some(path), Some(_)) = (&options.upload_plan, &outcome.published) {
        let plan =
            Plan::new(outcome.files.iter().map(|(path, file)| (path.as_str(), *file)), uploaded.as_ref());
        write_plan(path, &plan, terminal)?;
    }
    if outcome.new_addresses > 0 {
        let (count, path) = (outcome.new_addresses, record::path(&common.content));
        let path = shown(&path);
        terminal.note(&Text::new(
            format!("初めて公表するアドレス{count}件を {path} に記録しました。このファイルも Git で管理してください。"),
            format!("Recorded {count} newly published addresses in {path}; keep that file under version control."),
        ));
    }
    if let Some(task) = &task {
        if outcome.published.is_some() {
            report::write(common, task, &settings, terminal)?;
        } else {
            terminal.note(&Text::new(
                "変更の報告は書いていません。エラーを直してから、もう一度実行してください。",
                "What changed was not reported. Mend the errors and run this again.",
            ));
        }
    }
    Ok(if outcome.published.is_some() { Exit::Fine } else { Exit::User })
}

fn read_plan(path: &Path) -> Result<Plan, Trouble> {
    let text = file::read_text(path, limit::OWN).map_err(|error| Trouble::io(path, &error))?;
    Plan::read(&text).ok_or_else(|| {
        let path = shown(path);
        Trouble::new(
            Text::new(
                format!("{path} はアップロードの手順のファイルではありません。"),
                format!("{path} is no plan of an upload."),
            ),
            Text::new(
                "最後に実施した `--upload-plan` のファイルを指定してください。ないときは `--uploaded` を除くと、全てを置く手順になります。",
                "Name the file of `--upload-plan` that was carried out last; without `--uploaded` all files are to be put.",
            ),
        )
    })
}

fn write_plan(path: &Path, plan: &Plan, terminal: &Terminal) -> Result<(), Trouble> {
    let text = serde_json::to_string_pretty(plan)
        .map_err(|error| Trouble::internal(Text::new(error.to_string(), error.to_string())))?;
    file::write(path, text + "\n").map_err(|error| Trouble::io(path, &error))?;
    let (put, keep, delete, path) = (plan.put.len(), plan.keep.len(), plan.delete.len(), shown(path));
    terminal.note(&Text::new(
        format!("アップロードの手順を {path} に書きました(置く{put}件、そのまま{keep}件、除く{delete}件)。"),
        format!("Wrote the plan of the upload to {path} (put {put}, keep {keep}, delete {delete})."),
    ));
    Ok(())
}

/// Errors in full; of the rest the number, unless more was asked for.
pub(super) fn findings(outcome: &Outcome, terminal: &Terminal) {
    let shown: Vec<&Finding> = outcome
        .findings
        .iter()
        .filter(|f| f.level() == Level::Error || (terminal.verbose && !terminal.quiet))
        .collect();
    terminal.findings(&shown);
    let counts = outcome.report.findings;
    if outcome.published.is_none() {
        terminal.error(&human::summary(counts, terminal.lang));
    } else if counts.warning + counts.info > 0 {
        let Counts { warning, info, .. } = counts;
        terminal.note(&Text::new(
            format!("注意{warning}件、情報{info}件があります。`kohyo check` で確認できます。"),
            format!("There are {warning} warnings and {info} notes; see `kohyo check`."),
        ));
    }
}

/// Names the versions whose day has not come.
pub(super) fn scheduled(all: &[Scheduled], terminal: &Terminal) {
    for Scheduled { published, file, number, title, kind } in all {
        let (day, kind) = (to_era(*published), kind.label());
        terminal.note(&Text::new(
            format!("公表予定: {day} 評価書番号{number} {title}({kind}) {file} 公表日に作り直すと載ります。"),
            format!("Scheduled: {published} number {number} {title} ({kind}) {file}. It comes with a build on that day."),
        ));
    }
}

fn json(report: &Report) -> Result<String, Trouble> {
    let text = serde_json::to_string_pretty(report);
    text.map(|text| text + "\n")
        .map_err(|error| Trouble::internal(Text::new(error.to_string(), error.to_string())))
}

/// How long each step took.
fn timings(outcome: &Outcome, lang: Lang) -> String {
    let line = |name: &str, seconds: f64| format!("{seconds:>9.3} s  {name}\n");
    let steps = outcome.timings.iter().map(|(step, time)| line(step.text().get(lang), time.as_secs_f64()));
    let total = Text::new("全体", "all");
    #[expect(clippy::cast_precision_loss, reason = "a time of any length people wait for is exact")]
    let all = outcome.report.elapsed_ms as f64 / 1000.0;
    steps.chain([line(total.get(lang), all)]).collect()
}

fn done(report: &Report, output: &Path) -> Text {
    let Report { assessments, pages, bytes, elapsed_ms, .. } = *report;
    let output = shown(output);
    let output = output.trim_end_matches('/');
    let (size, time) = (size(bytes), format!("{}.{:02}", elapsed_ms / 1000, elapsed_ms % 1000 / 10));
    Text::new(
        format!(
            "評価書{assessments}件、{pages}ページ({size})を {output}/ に作りました({time}秒)。\n{output}/index.html を開くか、{output}/ をそのままアップロードしてください。"
        ),
        format!(
            "Built {pages} pages of {assessments} assessments ({size}) into {output}/ in {time} s.\nOpen {output}/index.html, or upload {output}/ as it is."
        ),
    )
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
