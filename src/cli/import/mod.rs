//! `kohyo import`: the text of an original into a municipality's folder.

mod inputs;
mod record;
mod said;
mod twin;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use rayon::prelude::*;

use self::inputs::{Input, about, refused};
use self::record::records;
use self::said::{report, settled};
use super::arguments::{Common, Format, chosen, date, unnumbered, words};
use super::help::both;
use super::terminal::{Terminal, print_data};
use super::{Done, Exit};
use crate::content::{self, Kind, MunicipalityMeta, Status};
use crate::finding::{Text, Trouble};
use crate::import::files::{self, Earlier};
use crate::import::home::{self, Home};
use crate::import::{self, Given, Imported};
use crate::text::date::Date;

#[derive(Debug, Args)]
pub(super) struct Import {
    #[arg(
        required = true, value_name = "FILE",
        help = both!(
            "公表された評価書(PDF、Excelの .xlsx、または抽出した文章)、それらを入れたフォルダー又は zip。ファイルを並べて最初だけに表紙があれば、残りはその続きとします",
            "Published evaluations: PDF, .xlsx, or extracted text, or folders and zips of them. Where of several files only the first has a cover, the others go on with it"
        )
    )]
    files: Vec<PathBuf>,
    #[arg(
        long, value_name = "DIR", required_unless_present = "dry_run",
        help = both!(
            "自治体のフォルダー(例: content/mihon)。内容のフォルダー(content)なら、表紙の評価実施機関から自治体を決めます",
            "The municipality's folder, e.g. content/mihon; into the content folder itself each goes where its cover says"
        )
    )]
    into: Option<PathBuf>,
    #[arg(
        long, value_name = "N", value_parser = unnumbered,
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
    #[arg(long, value_name = "T", value_parser = unnumbered, help = both!("評価書名", "評価書名"))]
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
        long, value_name = "FILE", requires = "into",
        help = both!(
            "前の版の評価書(.md)。そこで直したところと、選択の答えを引き継ぎます",
            "An earlier version (.md): its corrections and the answers to its doubts are taken over"
        )
    )]
    against: Option<PathBuf>,
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

/// Where documents go.
enum Into {
    /// Nowhere, with `--dry-run`; or into a folder that does not say yet whose it is.
    Unknown,
    /// Into the folder of this municipality; the others of the portal are known to tell whose a document is.
    One(Home, Vec<Home>),
    /// Into the folder of whichever municipality it is.
    Any(Vec<Home>),
}

/// A document that can be written.
struct Prepared {
    names: Vec<String>,
    imported: Imported,
    home: Option<Home>,
}

impl Prepared {
    fn is_workbook(&self) -> bool {
        self.names.iter().all(|name| {
            let name = name.to_ascii_lowercase();
            [".xlsx", ".xlsm"].iter().any(|extension| name.ends_with(extension))
        })
    }

    /// The folder it goes into.
    fn folder<'a>(&'a self, options: &'a Import) -> &'a Path {
        let home = self.home.as_ref().map(|home| home.folder.as_path());
        home.or(options.into.as_deref()).unwrap_or(Path::new("."))
    }

    /// The document it becomes, without its ending; `None` while number or kind is not known.
    fn target(&self, options: &Import) -> Option<PathBuf> {
        Some(self.folder(options).join(files::name(&self.imported)?))
    }
}

impl Import {
    /// The folder that is written into.
    pub(super) fn written(&self) -> Option<&Path> {
        self.into.as_deref().filter(|_| !self.dry_run)
    }
}

pub(super) fn run(_: &Common, options: &Import, terminal: &Terminal) -> Done {
    let (twins, others): (Vec<PathBuf>, Vec<PathBuf>) =
        options.files.iter().cloned().partition(|path| twin::is_one(path));
    let mut failed = 0;
    for path in &twins {
        if let Err(trouble) = twin::import(path, options.into.as_deref(), options.dry_run, terminal) {
            terminal.trouble(&trouble);
            failed += 1;
        }
    }
    if others.is_empty() {
        return Ok(if failed > 0 { Exit::User } else { Exit::Fine });
    }
    let into = destination(options.into.as_deref(), terminal)?;
    let mut inputs = Vec::new();
    for read in inputs::read(&others, terminal) {
        match read {
            Ok(input) => inputs.push(Some(input)),
            Err(trouble) => {
                terminal.trouble(&trouble);
                failed += 1;
                inputs.push(None);
            }
        }
    }
    let documents = documents(inputs, options, terminal);
    let against = options.against.as_deref().map(earlier).transpose()?;
    if against.is_some() && documents.len() != 1 {
        return Err(Trouble::new(
            Text::new("`--against` は1件の評価書に使います。", "`--against` is for a single evaluation."),
            Text::new("評価書を1件ずつ取り込んでください。", "Import one evaluation at a time."),
        ));
    }
    let many = documents.len() + failed > 1;
    let bar = terminal.progress();
    bar.begin_with(&Text::new("様式への当てはめ", "placing in the form"), documents.len());
    let prepared: Vec<Result<Prepared, Trouble>> = documents
        .into_par_iter()
        .map(|inputs| {
            let prepared = prepare(inputs, options, &into);
            bar.advance_one();
            prepared
        })
        .collect();
    drop(bar);
    let workbooks = prepared.iter().flatten().filter(|document| document.is_workbook());
    let mut done = Summary {
        failed,
        workbooks: workbooks.filter_map(|document| document.target(options)).collect(),
        ..Summary::default()
    };
    let mut all = Vec::new();
    for prepared in prepared {
        match prepared.and_then(|prepared| {
            finish(&prepared, options, against.as_ref(), many, &mut done, terminal).map(|()| prepared)
        }) {
            Ok(Prepared { names, imported, home }) => {
                all.extend(records(&names, &imported, home.as_ref().map(|home| &home.municipality)));
            }
            Err(trouble) => {
                terminal.trouble(&trouble);
                done.failed += 1;
            }
        }
    }
    if options.format == Format::Json {
        let json = serde_json::to_string_pretty(&all)
            .map_err(|error| Trouble::internal(Text::new(error.to_string(), error.to_string())))?;
        print_data(&format!("{json}\n"));
    } else if many {
        done.tell(options, terminal);
    }
    Ok(if done.failed > 0 { Exit::User } else { Exit::Fine })
}

/// The earlier version that `--against` names.
fn earlier(path: &Path) -> Result<Earlier, Trouble> {
    Earlier::read(path).map_err(|error| inputs::unreadable(&path.display().to_string(), &error))
}

/// What became of all documents together.
#[derive(Default)]
struct Summary {
    imported: usize,
    failed: usize,
    /// How many places there are to look at.
    places: usize,
    /// The files written so far: two originals of one document do not overwrite one another.
    written: BTreeSet<PathBuf>,
    /// Those that a workbook is imported as: it is surer than a PDF printed from it.
    workbooks: BTreeSet<PathBuf>,
    /// PDFs left out for that.
    left_out: usize,
}

impl Summary {
    fn tell(&self, options: &Import, terminal: &Terminal) {
        let Self { imported, failed, places, left_out, .. } = self;
        let all = imported + failed + left_out;
        let next = if options.dry_run || *imported == 0 {
            Text::new("", "")
        } else {
            Text::new(
                "\n次に: `kohyo serve` を始め、http://127.0.0.1:3000/review/ で原本と見比べてください(同じ一覧は各フォルダーの .import/ の照合の手引きに)。その後 `kohyo check`。",
                "\nNext: start `kohyo serve` and compare with the originals at http://127.0.0.1:3000/review/ (the same lists: the checklists in .import/ of each folder). Then `kohyo check`.",
            )
        };
        let (done_ja, done_en) = if options.dry_run {
            ("取り込めます", "can be imported")
        } else {
            ("取り込みました", "imported")
        };
        let some = |count: usize, text: String| if count > 0 { text } else { String::new() };
        let ja = some(*failed, format!("取り込めなかったもの {failed}件。"))
            + &some(*left_out, format!("Excelがあるので取り込まなかったもの {left_out}件。"));
        let en = some(*failed, format!(" {failed} could not be."))
            + &some(*left_out, format!(" {left_out} left out for their workbook."));
        terminal.result(&Text::new(
            format!("{all}件のうち{imported}件を{done_ja}(見るところ {places}か所)。{ja}{}", next.ja),
            format!("{imported} of {all} {done_en} ({places} places to look at).{en}{}", next.en),
        ));
    }
}

/// Where `--into` leads: the folder of a municipality, or that of a portal with several.
fn destination(into: Option<&Path>, terminal: &Terminal) -> Result<Into, Trouble> {
    let Some(into) = into else { return Ok(Into::Unknown) };
    if !into.join("municipality.md").exists() {
        let homes = homes(into, None);
        if !homes.is_empty() || into.join("portal.toml").exists() {
            return Ok(Into::Any(homes));
        }
    }
    let Some(municipality) = municipality(into, terminal)? else { return Ok(Into::Unknown) };
    let absolute = std::path::absolute(into).unwrap_or_else(|_| into.to_owned());
    let others = absolute.parent().map(|portal| homes(portal, Some(&absolute))).unwrap_or_default();
    Ok(Into::One(Home { folder: into.to_owned(), municipality }, others))
}

/// The municipalities in the folders of a portal, but one; what is wrong in them `check` says.
fn homes(portal: &Path, but: Option<&Path>) -> Vec<Home> {
    let folders = std::fs::read_dir(portal).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut folders: Vec<PathBuf> =
        folders.filter(|folder| folder.join("municipality.md").is_file()).collect();
    folders.sort();
    let home = |folder: PathBuf| {
        let source = content::load(&folder.join("municipality.md"), &folder.display().to_string()).ok()?;
        let (read, _) = content::read_municipality(&Arc::new(source));
        Some(Home { folder, municipality: read?.0 })
    };
    folders.into_iter().filter(|folder| but != Some(folder.as_path())).filter_map(home).collect()
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
    let source =
        content::load(&path, &path.display().to_string()).map_err(|finding| Trouble::of(*finding))?;
    let (read, findings) = content::read_municipality(&Arc::new(source));
    terminal.findings(&findings.iter().collect::<Vec<_>>());
    Ok(read.map(|(meta, _, _)| meta))
}

/// Which inputs are one document: all of them if asked for, or if the first alone has a cover. A document one of
/// whose inputs cannot be read is not made.
fn documents(inputs: Vec<Option<Input>>, options: &Import, terminal: &Terminal) -> Vec<Vec<Input>> {
    let cover = |input: &Option<Input>| input.as_ref().is_some_and(|input| input.content.has_cover());
    let go_on = inputs.len() > 1
        && !options.separate
        && inputs.iter().flatten().all(|input| input.named)
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

/// Imports the inputs of one document.
fn prepare(inputs: Vec<Input>, options: &Import, into: &Into) -> Result<Prepared, Trouble> {
    let names: Vec<String> = inputs.iter().map(|input| input.shown.clone()).collect();
    let shown = names.join(" + ");
    let written = inputs.first().map(|input| input.content.cover()).unwrap_or_default();
    let agency = options.agency.as_deref().or(written.agency.as_deref());
    let home = match into {
        Into::Unknown => None,
        Into::One(home, others) => {
            home::of_another(agency, home, others).map_err(|refusal| refused(&shown, &refusal))?;
            Some(home)
        }
        Into::Any(homes) => Some(home::find(agency, homes).map_err(|refusal| refused(&shown, &refusal))?),
    };
    let given = Given {
        number: options.number.clone(),
        kind: chosen(options.kind.as_ref()),
        agency: options.agency.clone(),
        title: options.title.clone(),
        published: options.published,
        status: chosen(options.status.as_ref()),
        agencies: home
            .map(|home| home.municipality.agencies.iter().map(|a| a.name.clone()).collect())
            .unwrap_or_default(),
        municipality_code: home.map(|home| home.municipality.code.clone()),
        sources: inputs.iter().map(|input| input.source.clone()).collect(),
    };
    let sources: Vec<import::Source> = inputs.into_iter().map(|input| input.content).collect();
    let imported = import::import_all(&sources, &given).map_err(|refusal| refused(&shown, &refusal))?;
    Ok(Prepared { names, imported, home: home.cloned() })
}

/// Writes a document, and says what became of it.
fn finish(
    document: &Prepared,
    options: &Import,
    against: Option<&Earlier>,
    many: bool,
    done: &mut Summary,
    terminal: &Terminal,
) -> Result<(), Trouble> {
    let Prepared { names, imported, .. } = document;
    let told = options.format == Format::Human;
    if options.dry_run {
        if told {
            report(names, imported, terminal);
        }
        done.imported += 1;
        done.places += imported.warnings.len() + imported.unplaced.len();
        return Ok(());
    }
    let shown = names.join(" + ");
    let into = document.folder(options);
    let (Some(name), Some(target)) = (files::name(imported), document.target(options)) else {
        return Err(about(
            &shown,
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
    if !document.is_workbook() && done.workbooks.contains(&target) {
        done.left_out += 1;
        terminal.note(&Text::new(
            format!("{shown}: 同じ評価書({name})のExcelを取り込むので、これは取り込みません。"),
            format!("{shown}: left out, for the workbook of the same evaluation ({name}) is imported."),
        ));
        return Ok(());
    }
    if !done.written.insert(target) {
        return Err(about(
            &shown,
            &Text::new(
                format!("先に取り込んだものと番号・種類・公表日が同じです({name})。書いていません。"),
                format!(
                    "Number, kind and day are those of one imported before ({name}). It was not written."
                ),
            ),
            Text::new(
                "同じ評価書なら、どちらか1つだけを取り込んでください。番号の誤りなら `--number` を、分かれた1件の評価書なら `--join` を付けてください。",
                "If they are the same evaluation, import one of them. If a number is wrong, give `--number`; if they are parts of one, `--join`.",
            ),
        ));
    }
    let written =
        files::write(into, &name, imported, names, against).map_err(|error| Trouble::io(into, &error))?;
    done.imported += 1;
    done.places += imported.warnings.len() + imported.unplaced.len();
    if told && many {
        let (document, percent) = (written.document.display(), imported.placed_ratio * 100.0);
        let places = imported.warnings.len() + imported.unplaced.len();
        terminal.result(&Text::new(
            format!("{shown} → {document}(置けた文字 {percent:.1}%、見るところ {places}か所)"),
            format!("{shown} → {document} ({percent:.1}% placed, {places} places to look at)"),
        ));
    } else if told {
        report(names, imported, terminal);
    }
    if told {
        settled(&name, &written, against.is_some(), terminal);
    }
    if told && !many {
        let (document, checklist) = (written.document.display(), written.checklist.display());
        terminal.result(&Text::new(
            format!("書きました: {document}\n次に: `kohyo serve` を始め、http://127.0.0.1:3000/review/ で原本と見比べてください(同じ一覧: {checklist})。その後 `kohyo check`。"),
            format!("Wrote {document}\nNext: start `kohyo serve` and compare with the original at http://127.0.0.1:3000/review/ (the same list: {checklist}). Then `kohyo check`."),
        ));
    }
    Ok(())
}
