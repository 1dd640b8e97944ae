//! `kohyo import`: the text of an original into a municipality's folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::arguments::{Common, Format, chosen, date, words};
use super::help::both;
use super::terminal::{Terminal, print};
use super::{Done, Exit};
use crate::content::{self, Kind, MunicipalityMeta, Status};
use crate::finding::{Lang, Text, Trouble};
use crate::import::{self, Given, Imported, Refusal, Unplaced, Warning, files};
use crate::text::checksum::hex;
use crate::text::date::Date;

#[derive(Debug, Args)]
pub(super) struct Import {
    #[arg(
        required = true, value_name = "FILE",
        help = both!(
            "公表された評価書(PDF、Excelの .xlsx、または抽出した文章)。最初のファイルだけに表紙があれば、残りはその続きとします",
            "Published evaluations: PDF, .xlsx, or extracted text. Where only the first has a cover, the others go on with it"
        )
    )]
    files: Vec<PathBuf>,
    #[arg(
        long, value_name = "DIR", required_unless_present = "dry_run",
        help = both!("自治体のフォルダー(例: content/mihon)", "The municipality's folder, e.g. content/mihon")
    )]
    into: Option<PathBuf>,
    #[arg(
        long, value_name = "N",
        help = both!("評価書番号(表紙から分からないとき)", "評価書番号, where the cover does not say it")
    )]
    number: Option<String>,
    #[arg(
        long, value_name = "K", value_parser = words::<Kind>(),
        help = both!("評価書の種類(表紙から分からないとき)", "The kind, where the cover does not say it")
    )]
    kind: Option<String>,
    #[arg(
        long, value_name = "A",
        help = both!("評価実施機関(municipality.md にある名前)", "評価実施機関, as municipality.md has it")
    )]
    agency: Option<String>,
    #[arg(long, value_name = "T", help = both!("評価書名", "評価書名"))]
    title: Option<String>,
    #[arg(
        long, value_name = "D", value_parser = date,
        help = both!("公表日(例: 2026-03-24)", "公表日, e.g. 2026-03-24")
    )]
    published: Option<Date>,
    #[arg(
        long, value_name = "S", value_parser = words::<Status>(),
        help = both!("状態(公表日から分からないとき)", "Where the document stands on its way")
    )]
    status: Option<String>,
    #[arg(
        long, conflicts_with = "separate",
        help = both!(
            "すべてのファイルを1件の評価書とします(表紙がいくつあっても)",
            "All files are one document, also where several have a cover"
        )
    )]
    join: bool,
    #[arg(
        long,
        help = both!(
            "ファイルごとに1件の評価書とします(表紙がなくても)",
            "Every file is a document of its own, also without a cover"
        )
    )]
    separate: bool,
    #[arg(
        long,
        help = both!("何も書かず、結果だけを示します", "Write nothing; only report what would be written")
    )]
    dry_run: bool,
    #[arg(
        long, value_name = "FORMAT", value_enum, default_value = "human",
        help = both!("結果の表示の形", "How the result is printed")
    )]
    format: Format,
}

/// One input in `--format json`. Unknown is `null`, never guessed.
#[derive(Serialize)]
struct Record {
    file: String,
    /// The file whose document this one goes on with.
    #[serde(skip_serializing_if = "Option::is_none")]
    continues: Option<String>,
    number: Option<String>,
    title: Option<String>,
    kind: Option<&'static str>,
    agency: Option<String>,
    municipality_code: Option<String>,
    municipality: Option<String>,
    published: Option<String>,
    published_as_written: Option<String>,
    form: Option<String>,
    status: Option<&'static str>,
    placed_ratio: f64,
    unplaced: Vec<Placed<Unplaced>>,
    warnings: Vec<Placed<Warning>>,
}

/// Something with its place in an original; in a text the line says it.
#[derive(Serialize)]
struct Placed<T> {
    #[serde(flatten)]
    found: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

pub(super) fn run(_: &Common, options: &Import, terminal: &Terminal) -> Done {
    let municipality = match &options.into {
        Some(into) => municipality(into, terminal)?,
        None => None,
    };
    let mut exit = Exit::Fine;
    let mut records = Vec::new();
    let mut inputs = Vec::new();
    for path in &options.files {
        match read(path) {
            Ok(input) => inputs.push(Some(input)),
            Err(trouble) => {
                terminal.trouble(&trouble);
                exit = Exit::User;
                inputs.push(None);
            }
        }
    }
    for document in documents(inputs, options, terminal) {
        match one(document, options, municipality.as_ref(), terminal) {
            Ok(made) => records.extend(made),
            Err(trouble) => {
                terminal.trouble(&trouble);
                exit = Exit::User;
            }
        }
    }
    if options.format == Format::Json {
        let json = serde_json::to_string_pretty(&records)
            .map_err(|error| Trouble::internal(Text::new(error.to_string(), error.to_string())))?;
        print(&format!("{json}\n"));
    }
    Ok(exit)
}

/// The municipality that a folder belongs to, if it says so already.
pub(super) fn municipality(into: &Path, terminal: &Terminal) -> Result<Option<MunicipalityMeta>, Trouble> {
    let path = into.join("municipality.md");
    if !path.exists() {
        terminal.note(&Text::new(
            format!(
                "{} がありません。団体コードと評価実施機関を書いた municipality.md を作ってください。",
                path.display()
            ),
            format!(
                "There is no {}. Write one with the code and the agencies of the municipality.",
                path.display()
            ),
        ));
        return Ok(None);
    }
    let source = content::load(&path, &path.display().to_string())
        .map_err(|finding| Trouble::new(finding.message, finding.help))?;
    let (read, findings) = content::read_municipality(&Arc::new(source));
    terminal.findings(&findings.iter().collect::<Vec<_>>());
    Ok(read.map(|(meta, _, _)| meta))
}

struct Input {
    /// As named on the command line.
    shown: String,
    content: import::Source,
    /// File name and SHA-256.
    source: (String, String),
}

fn read(path: &Path) -> Result<Input, Trouble> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| unreadable(&shown, &error))?;
    let content = if let Some(read) = import::original::read(&bytes) {
        import::Source::Original(read.map_err(|refusal| refused(&shown, &refusal))?)
    } else {
        let source = content::decode(&bytes, &shown)
            .map_err(|finding| about(&shown, &finding.message, finding.help))?;
        import::Source::Text(source.text().to_owned())
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Input { shown, content, source: (name, hex(&Sha256::digest(&bytes))) })
}

/// Which inputs are one document: all of them if asked for, or if the first alone has a cover. A document one of
/// whose inputs cannot be read is not made.
fn documents(inputs: Vec<Option<Input>>, options: &Import, terminal: &Terminal) -> Vec<Vec<Input>> {
    let cover = |input: &Option<Input>| input.as_ref().is_some_and(|input| input.content.has_cover());
    let go_on = inputs.len() > 1
        && !options.separate
        && inputs.first().is_some_and(cover)
        && !inputs.iter().skip(1).any(cover);
    if !options.join && !go_on {
        return inputs.into_iter().flatten().map(|input| vec![input]).collect();
    }
    let whole: Option<Vec<Input>> = inputs.into_iter().collect();
    let Some(document) = whole else { return Vec::new() };
    if let (false, [first, others @ ..]) = (options.join, document.as_slice()) {
        let names = others.iter().map(|input| input.shown.as_str()).collect::<Vec<_>>();
        terminal.note(&Text::new(
            format!(
                "{} には表紙がないので、{} の続きとして1件にまとめます(別の評価書なら `--separate`)。",
                names.join("、"),
                first.shown
            ),
            format!(
                "{} without a cover: taken to go on with {} (`--separate` if not).",
                names.join(", "),
                first.shown
            ),
        ));
    }
    vec![document]
}

/// Imports the inputs of one document. There is a record for each input.
fn one(
    inputs: Vec<Input>,
    options: &Import,
    municipality: Option<&MunicipalityMeta>,
    terminal: &Terminal,
) -> Result<Vec<Record>, Trouble> {
    let given = Given {
        number: options.number.clone(),
        kind: chosen(options.kind.as_ref()),
        agency: options.agency.clone(),
        title: options.title.clone(),
        published: options.published,
        status: chosen(options.status.as_ref()),
        agencies: municipality
            .map(|m| m.agencies.iter().map(|a| a.name.clone()).collect())
            .unwrap_or_default(),
        municipality_code: municipality.map(|m| m.code.clone()),
        sources: inputs.iter().map(|input| input.source.clone()).collect(),
    };
    let names: Vec<String> = inputs.iter().map(|input| input.shown.clone()).collect();
    let sources: Vec<import::Source> = inputs.into_iter().map(|input| input.content).collect();
    let shown = names.join(" + ");
    let imported = import::import_all(&sources, &given).map_err(|refusal| refused(&shown, &refusal))?;
    if !options.dry_run {
        let into = options.into.as_deref().unwrap_or(Path::new("."));
        write(into, &names, &imported, options, terminal)?;
    } else if options.format == Format::Human {
        report(&names, &imported, terminal);
    }
    Ok(records(&names, &imported, municipality))
}

fn write(
    into: &Path,
    names: &[String],
    imported: &Imported,
    options: &Import,
    terminal: &Terminal,
) -> Result<(), Trouble> {
    let Some(name) = files::name(imported) else {
        return Err(about(
            &names.join(" + "),
            &Text::new(
                "評価書番号か種類が表紙から分かりません。",
                "The cover does not say the number or the kind of the evaluation.",
            ),
            Text::new(
                "`--number` と `--kind` を付けて、もう一度取り込んでください。",
                "Import it again with `--number` and `--kind`.",
            ),
        ));
    };
    let written =
        files::write(into, &name, imported, &file_names(names)).map_err(|error| Trouble::io(into, &error))?;
    if options.format == Format::Json {
        return Ok(());
    }
    report(names, imported, terminal);
    let (document, checklist) = (written.document.display(), written.checklist.display());
    if written.edited {
        terminal.note(&Text::new(
            format!(
                "{name}.md は手で直してあるので、そのまま残しました。見比べて、必要なところを移してください。"
            ),
            format!("{name}.md has been edited and was left alone. Compare, and take over what you need."),
        ));
    }
    terminal.result(&Text::new(
        format!("書きました: {document}\n次に: {checklist} を開き、原本と見比べながら直してください。その後 `kohyo check`。"),
        format!("Wrote {document}\nNext: open {checklist}, compare with the original and correct. Then `kohyo check`."),
    ));
    Ok(())
}

/// The names of files without their folders.
fn file_names(names: &[String]) -> Vec<String> {
    let last = |name: &String| Path::new(name).file_name().map(|name| name.to_string_lossy().into_owned());
    names.iter().map(|name| last(name).unwrap_or_else(|| name.clone())).collect()
}

/// What was read and what to look at.
fn report(names: &[String], imported: &Imported, terminal: &Terminal) {
    let shown = names.join(" + ");
    let unknown = match terminal.lang {
        Lang::Ja => "(不明)",
        Lang::En => "(unknown)",
    };
    let identity = &imported.identity;
    let or = |value: Option<&str>| value.unwrap_or(unknown).to_owned();
    let number = or(identity.number.as_deref());
    let title = or(identity.title.as_deref());
    let kind = or(identity.kind.map(Kind::label));
    let agency = or(imported.agency.as_deref());
    let date = or(identity.published_as_written.as_deref());
    let percent = imported.placed_ratio * 100.0;
    let (warnings, unplaced) = (imported.warnings.len(), imported.unplaced.len());
    terminal.note(&Text::new(
        format!("{shown}: {agency} 評価書番号{number} {title}({kind}) 公表日 {date}\n  様式に置けた文字 {percent:.1}%、見るところ {warnings}か所、置き場所のない行 {unplaced}行"),
        format!("{shown}: {agency} no. {number} {title} ({kind}), published {date}\n  {percent:.1}% of the characters placed, {warnings} places to look at, {unplaced} rows without a place"),
    ));
    if terminal.verbose {
        for warning in &imported.warnings {
            let (part, line) = imported.place(warning.line);
            let name = names.get(part).map_or(shown.as_str(), String::as_str);
            let line = match imported.places.get(part).filter(|places| !places.is_empty()) {
                Some(_) => format!("{} {}", name, imported.label(warning.line)),
                None => format!("{name}:{line}"),
            };
            let line = format!("  {line} {} {}", warning.id, warning.message);
            terminal.note(&Text::new(line.clone(), line));
        }
    }
}

/// One record for each input. What was found in a line stands in the record of its file.
fn records(names: &[String], imported: &Imported, municipality: Option<&MunicipalityMeta>) -> Vec<Record> {
    let identity = &imported.identity;
    let body = imported.body;
    let place = |line| {
        let (part, _) = imported.place(line);
        imported.places.get(part).filter(|places| !places.is_empty()).map(|_| imported.label(line))
    };
    let record = |(part, file): (usize, &String)| Record {
        file: file.clone(),
        continues: names.first().filter(|_| part > 0).cloned(),
        number: identity.number.clone(),
        title: identity.title.clone(),
        kind: identity.kind.map(Kind::as_str),
        agency: imported.agency.clone(),
        municipality_code: municipality
            .map(|m| m.code.clone())
            .or_else(|| body.map(|body| body.code.to_owned())),
        municipality: municipality.map(|m| m.name.clone()).or_else(|| body.map(|body| body.name.to_owned())),
        published: identity.published.map(|date| date.to_string()),
        published_as_written: identity.published_as_written.clone(),
        form: identity.form.clone(),
        status: imported.status.map(Status::as_str),
        placed_ratio: imported.placed_ratio,
        unplaced: imported
            .unplaced
            .iter()
            .map(|left| (imported.place(left.line), left))
            .filter(|((own, _), _)| *own == part)
            .map(|((_, line), left)| Placed {
                found: Unplaced { line, text: left.text.clone() },
                place: place(left.line),
            })
            .collect(),
        warnings: imported
            .warnings
            .iter()
            .map(|warning| (imported.place(warning.line), warning))
            .filter(|((own, _), _)| *own == part)
            .map(|((_, line), warning)| Placed {
                found: Warning { line, ..warning.clone() },
                place: place(warning.line),
            })
            .collect(),
    };
    names.iter().enumerate().map(record).collect()
}

/// An input that cannot be read.
fn unreadable(shown: &str, error: &std::io::Error) -> Trouble {
    if error.kind() == std::io::ErrorKind::NotFound {
        return about(
            shown,
            &Text::new("このファイルはありません。", "There is no such file."),
            Text::new("ファイルの名前と場所を確認してください。", "Check its name and place."),
        );
    }
    about(
        shown,
        &Text::new(format!("読み込めません({error})。"), format!("It cannot be read ({error}).")),
        Text::new(
            "ファイルであること、読む権限があることを確認してください。",
            "Check that it is a file and that you may read it.",
        ),
    )
}

/// An input that is not imported.
fn refused(shown: &str, Refusal { id, message, help }: &Refusal) -> Trouble {
    let named = Text::new(format!("{} [{id}]", message.ja), format!("{} [{id}]", message.en));
    about(shown, &named, help.clone())
}

/// A message about one of several inputs.
fn about(shown: &str, message: &Text, help: Text) -> Trouble {
    Trouble::new(Text::new(format!("{shown}: {}", message.ja), format!("{shown}: {}", message.en)), help)
}
