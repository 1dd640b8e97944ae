//! `kohyo new`: an empty evaluation of the current form, to be written.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use walkdir::WalkDir;

use super::arguments::{Common, chosen, date, unnumbered, words};
use super::help::both;
use super::terminal::Terminal;
use super::{Done, Exit};
use crate::assessment::blank::{Beginning, blank};
use crate::content::{self, Kind, MunicipalityMeta};
use crate::finding::{Text, Trouble};
use crate::form::{self, Form};
use crate::markdown;
use crate::privacy::{quoted, shown};
use crate::text::date::Date;
use crate::text::file;

#[derive(Debug, Args)]
pub(super) struct New {
    #[arg(
        long, value_name = "FILE", requires = "published",
        conflicts_with_all = ["kind", "number", "title", "agency", "into", "file"],
        help = both!("この版の次の版を作ります", "Begin the version after this one")
    )]
    from: Option<PathBuf>,
    #[arg(
        long, value_name = "DATE", value_parser = date, requires = "from",
        help = both!("次の版の公表日(--from と一緒に)", "The day on which the next version is published, with --from")
    )]
    published: Option<Date>,
    #[arg(
        long, value_name = "K", value_parser = words::<Kind>(), required_unless_present = "from",
        help = both!("評価書の種類", "The kind")
    )]
    kind: Option<String>,
    #[arg(
        long, value_name = "N", value_parser = unnumbered, required_unless_present = "from",
        help = both!("評価書番号", "評価書番号")
    )]
    number: Option<String>,
    #[arg(
        long, value_name = "T", value_parser = unnumbered, required_unless_present = "from",
        help = both!("評価書名(種類を除く)", "評価書名, without the kind")
    )]
    title: Option<String>,
    #[arg(
        long, value_name = "A",
        help = both!(
            "評価実施機関(なければ municipality.md の主な機関)",
            "評価実施機関 (else the one that municipality.md names first)"
        )
    )]
    agency: Option<String>,
    #[arg(
        long, value_name = "DIR",
        help = both!(
            "自治体のフォルダー(例: content/mihon)。一つだけなら要りません",
            "The municipality's folder, e.g. content/mihon (else the only one)"
        )
    )]
    into: Option<PathBuf>,
    #[arg(
        long, value_name = "NAME",
        help = both!(
            "特定個人情報ファイルの名前(いくつもあるときは --file を繰り返します)",
            "Name of a file of 特定個人情報; once for each"
        )
    )]
    file: Vec<String>,
}

pub(super) fn run(common: &Common, options: &New, terminal: &Terminal) -> Done {
    if let (Some(from), Some(day)) = (&options.from, options.published) {
        return super::next::run(common, from, day, terminal);
    }
    // `requires` says nothing of this: what conflicts with `--from` stands there too.
    if options.published.is_some() {
        return Err(Trouble::new(
            Text::new(
                "`--published` は、次の版を作る `--from` と一緒に使います。",
                "`--published` goes with `--from`, which begins the next version.",
            ),
            Text::new(
                "`--published` を除いて実行し、公表日はできたファイルの `published` に書いてください。何も書いていません。",
                "Leave it out, and write the day as `published` into the file that is made. Nothing was written.",
            ),
        ));
    }
    let (own, title) =
        (options.number.as_deref().unwrap_or_default(), options.title.as_deref().unwrap_or_default());
    let Some((kind, form)) =
        chosen::<Kind>(options.kind.as_ref()).and_then(|kind| Some((kind, form::latest(kind)?)))
    else {
        return Err(Trouble::internal(Text::new("様式がありません。", "There is no form.")));
    };
    number(own)?;
    files(form, &options.file)?;
    let into = match &options.into {
        Some(into) => into.clone(),
        None => only_municipality(&common.content)?,
    };
    let municipality = municipality(&into, terminal)?;
    let agency = agency(options.agency.as_deref(), &municipality)?;
    let path = into.join(format!("{own}-{}-draft.md", kind.as_str()));
    if path.exists() {
        let path = shown(&path);
        return Err(Trouble::new(
            Text::new(format!("{path} はもうあります。"), format!("{path} exists already.")),
            Text::new(
                "続きを書くか、名前を変えてから実行してください。何も書いていません。",
                "Go on with it, or rename it first. Nothing was written.",
            ),
        ));
    }
    let beginning = Beginning { number: own, title, agency: &agency, files: &options.file };
    let text =
        format!("{}\n{}", front_matter(kind, form, &beginning), markdown::write(&blank(form, &beginning)));
    file::write(&path, text).map_err(|error| Trouble::io(&path, &error))?;
    let path = shown(&path);
    let note = if form.is_provisional() {
        Text::new(
            format!("\n注意: {}の項目は、公式の様式との照合が済んでいません。", form.name),
            format!("\nNote: the items of {} have not been compared with the official form yet.", form.name),
        )
    } else {
        Text::new("", "")
    };
    terminal.result(&Text::new(
        format!(
            "{path} を作りました(作成中。公表されません)。\n次に: 見出しの下に記載し、選んだ選択肢を [x] にします。繰り返す欄(システム1 など)は写して番号を進めます。できたら status と公表日を書き、`kohyo check`。{}",
            note.ja
        ),
        format!(
            "Made {path} (in preparation; it is not published).\nNext: write below the headings, mark the chosen options [x], copy repeated blocks (システム1 …) and count up. Then set status and date, and `kohyo check`.{}",
            note.en
        ),
    ));
    Ok(Exit::Fine)
}

fn number(number: &str) -> Result<(), Trouble> {
    if content::is_number(number) {
        return Ok(());
    }
    let value = quoted(number);
    Err(Trouble::new(
        Text::new(
            format!("評価書番号「{value}」は使えません。"),
            format!("`{value}` cannot be a 評価書番号."),
        ),
        Text::new(
            "半角の数字で始め、半角の数字・英字・ハイフンだけで指定してください。",
            "Begin with an ASCII digit and use digits, ASCII letters and hyphens only.",
        ),
    ))
}

/// A form with sections about each file needs to know the files; another has no place for them.
fn files(form: &Form, files: &[String]) -> Result<(), Trouble> {
    let wanted = form.sections.iter().any(|&section| form.item(section).per_file);
    let label = form.kind.label();
    match (wanted, files.is_empty()) {
        (true, true) => Err(Trouble::new(
            Text::new(
                format!("{label}は、特定個人情報ファイルごとに書く様式です。"),
                format!("A {label} has sections about each 特定個人情報ファイル."),
            ),
            Text::new(
                "`--file 住民基本台帳ファイル` のように、ファイルの名前を全て指定してください。",
                "Name all of them, as in `--file 住民基本台帳ファイル`.",
            ),
        )),
        (false, false) => Err(Trouble::new(
            Text::new(
                format!("{label}には、特定個人情報ファイルごとの欄がありません。"),
                format!("A {label} has no sections about files."),
            ),
            Text::new("`--file` を除いてください。", "Leave `--file` out."),
        )),
        _ => Ok(()),
    }
}

/// The folder of the only municipality of a portal.
fn only_municipality(content: &Path) -> Result<PathBuf, Trouble> {
    let walk = WalkDir::new(content).min_depth(2).max_depth(2).sort_by_file_name();
    let found: Vec<PathBuf> = walk
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_name() == "municipality.md")
        .filter_map(|entry| entry.path().parent().map(Path::to_owned))
        .collect();
    match found.as_slice() {
        [only] => Ok(only.clone()),
        several => Err(Trouble::new(
            if several.is_empty() {
                let path = shown(content);
                Text::new(
                    format!("{path} に自治体のフォルダーがありません。"),
                    format!("{path} has no folder of a municipality."),
                )
            } else {
                Text::new("自治体がいくつかあります。", "There are several municipalities.")
            },
            Text::new(
                "`--into content/自治体のフォルダー` を指定してください。新しく始めるなら `kohyo init`。",
                "Name one with `--into content/FOLDER`; `kohyo init` makes a new portal.",
            ),
        )),
    }
}

fn municipality(into: &Path, terminal: &Terminal) -> Result<MunicipalityMeta, Trouble> {
    let path = into.join("municipality.md");
    let shown = shown(&path);
    if !path.is_file() {
        return Err(Trouble::new(
            Text::new(format!("{shown} がありません。"), format!("There is no {shown}.")),
            Text::new(
                "`--into` に自治体のフォルダーを指定してください(例: content/mihon)。",
                "Name the folder of a municipality with `--into`, e.g. content/mihon.",
            ),
        ));
    }
    super::import::municipality(into, terminal)?.ok_or_else(|| {
        Trouble::new(
            Text::new(format!("{shown} を読めません。"), format!("{shown} cannot be read.")),
            Text::new("上の指摘を直してから、もう一度実行してください。", "Mend what is said above first."),
        )
    })
}

fn agency(asked: Option<&str>, municipality: &MunicipalityMeta) -> Result<String, Trouble> {
    let names: Vec<&str> = municipality.agencies.iter().map(|agency| agency.name.as_str()).collect();
    let primary =
        || municipality.agencies.iter().find(|agency| agency.primary).map(|agency| agency.name.clone());
    let Some(asked) = asked else {
        return municipality.default_agency.clone().or_else(primary).ok_or_else(|| {
            Trouble::new(
                Text::new("評価実施機関が決まりません。", "It is not clear which agency is meant."),
                Text::new(
                    format!("`--agency` に指定してください: {}", names.join("、")),
                    format!("Name one with `--agency`: {}", names.join(", ")),
                ),
            )
        });
    };
    if municipality.agency(asked).is_some() {
        return Ok(asked.to_owned());
    }
    let value = quoted(asked);
    Err(Trouble::new(
        Text::new(
            format!("評価実施機関「{value}」は municipality.md にありません。"),
            format!("The agency `{value}` is not in municipality.md."),
        ),
        Text::new(
            format!("次のどれかを指定するか、municipality.md に加えてください: {}", names.join("、")),
            format!("Name one of these, or add it to municipality.md: {}", names.join(", ")),
        ),
    ))
}

/// What whoever writes the text is asked to do with it, which holds of it alone.
const REQUESTS: [&str; 4] = [
    "# 公表したら published とし、次の行の # を除いて日付を書きます。意見を募集するときは consultation とします。",
    "# published: 2026-04-01",
    "# consultation: {from: 2026-01-10, to: 2026-02-09}",
    "# occasion: 実施",
];

/// Whether a line of front matter is one of those.
pub(super) fn is_request(line: &str) -> bool {
    REQUESTS.contains(&line)
}

fn front_matter(kind: Kind, form: &Form, beginning: &Beginning<'_>) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let mut out = String::from("---\n");
    let _ = writeln!(out, "number: {}", text(beginning.number));
    let _ = writeln!(out, "title: {}", text(beginning.title));
    let _ = writeln!(out, "kind: {}", kind.as_str());
    let _ = writeln!(out, "agency: {}", text(beginning.agency));
    let [status, more @ ..] = REQUESTS;
    let _ = writeln!(out, "{status}\nstatus: preparing\n{}", more.join("\n"));
    let _ = writeln!(out, "form: {}", text(&form.name));
    if !beginning.files.is_empty() {
        out.push_str("# id はアドレスの一部になり、公表した後は変えられません。分かる名前(例 kokuho)にしてください。\nfiles:\n");
        for (index, name) in beginning.files.iter().enumerate() {
            let _ = writeln!(out, "  - {{id: f{}, name: {}}}", index + 1, text(name));
        }
    }
    out.push_str("# 市による要約(150字まで)。\n# summary: …\n---\n");
    out
}
