//! What can be written on the command line.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::help::both;
use crate::content::{Choice, site_url};
use crate::finding::Level;
use crate::privacy;
use crate::text::date::Date;

/// 特定個人情報保護評価書の公表サイトを作ります。
#[derive(Debug, Parser)]
#[command(
    name = "kohyo",
    version,
    about = both!(
        "特定個人情報保護評価書の公表サイトを作ります。",
        "Builds public sites of Japanese specific personal information protection assessments (PIA)."
    ),
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Command,
    #[arg(
        short = 'V', long, action = clap::ArgAction::Version,
        help = both!("版を表示します", "Print the version")
    )]
    version: Option<bool>,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(super) struct Common {
    #[arg(
        long, global = true, value_name = "DIR", default_value = "content",
        help = both!("内容のフォルダー", "Content folder")
    )]
    pub(super) content: PathBuf,
    #[arg(
        long, global = true, value_name = "DIR", default_value = "output",
        help = both!("出力のフォルダー", "Output folder")
    )]
    pub(super) output: PathBuf,
    #[arg(
        long, global = true, value_name = "LANG", value_enum,
        help = both!(
            "表示の言語(なければ環境の設定による)",
            "Language of messages (else that of the environment)"
        )
    )]
    pub(super) lang: Option<Language>,
    #[arg(
        short, long, global = true, conflicts_with = "verbose",
        help = both!("エラーだけを表示します", "Print errors only")
    )]
    pub(super) quiet: bool,
    #[arg(short, long, global = true, help = both!("詳しく表示します", "Print more"))]
    pub(super) verbose: bool,
    #[arg(
        short, long, global = true, action = clap::ArgAction::Help,
        help = both!("この説明を表示します", "Print this help")
    )]
    help: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    Ja,
    En,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    #[command(about = both!("サイトを作り、出力のフォルダーに公表します", "Build the site and publish it to the output folder"))]
    Build(Build),
    #[command(about = both!("作ったサイトを、接続したサーバーのフォルダーに置きます", "Put the built site into a mounted folder of a server"))]
    Deploy(super::deploy::Deploy),
    #[command(about = both!("内容を確認し、直すところを知らせます", "Check the content and say what has to be mended"))]
    Check(Check),
    #[command(about = both!("予定と目安、評価書の揃い方を公表者に知らせます(公表しません)", "Say what is due and what is there, for the publisher alone"))]
    Status(super::status::Options),
    #[command(about = both!("手元で表示し、編集のたびに作り直します", "Show the site locally and rebuild it at every edit"))]
    Serve(Serve),
    #[command(about = both!("空のポータルを作ります", "Make an empty portal"))]
    Init(super::init::Init),
    #[command(about = both!("空の評価書、又は次の版(--from)を作ります", "Begin an empty evaluation of the current form, or the next version (--from)"))]
    New(super::new::New),
    #[command(about = both!("変更箇所に足りない行の案を、前の版と比べて加えます", "Propose the rows that a change log lacks, from the version before"))]
    Changes(super::changes::Changes),
    #[command(about = both!("公表したアドレスの掲載の終了を記録します", "Record that a published address is taken down"))]
    Retire(super::retire::Retire),
    #[command(about = both!("個人番号ではないと確かめた数字を、例外として記録します", "Record that a number is no individual number"))]
    Allow(super::allow::Allow),
    #[command(about = both!("作ったサイトの中を検索します", "Search the built site"))]
    Search(Search),
    #[command(about = both!("作ったサイトの記載を、検索エンジン用に書き出します", "Write the answers of the built site for a search engine"))]
    Data(super::data::Data),
    #[command(about = both!("元の資料の文章を取り込みます", "Bring in the text of originals"))]
    Import(Box<super::import::Import>),
    #[command(about = both!("シェルの補完の定義を標準出力に書きます", "Print what a shell needs to complete commands"))]
    Completions(super::completions::Completions),
    #[command(about = both!("マニュアル(man)のページを書き出します", "Write the manual pages (man)"))]
    Man(super::man::Manual),
}

#[derive(Debug, Args)]
pub(super) struct Site {
    #[arg(
        long, value_name = "NAME|DIR",
        help = both!("テーマの名前又はフォルダー", "Name or folder of a theme")
    )]
    pub(super) theme: Option<String>,
    #[arg(
        long, value_name = "URL", value_parser = base_url,
        help = both!("公開するアドレス", "Address at which the site will stand")
    )]
    pub(super) base_url: Option<String>,
    #[arg(
        long, value_name = "DATE", value_parser = date,
        help = both!(
            "基準日(例: 2026-04-01)。これより後の公表日は公表予定とします。なければ SOURCE_DATE_EPOCH、それもなければ日本の今日(期限は数えません)",
            "Reference day, e.g. 2026-04-01: what is published later is scheduled (else SOURCE_DATE_EPOCH, else today in Japan, and no ages are counted)"
        )
    )]
    pub(super) as_of: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) site: Site,
    #[arg(
        long, value_name = "PART", value_enum,
        help = both!(
            "一部だけを作ります(試し用。一覧へのリンクは切れます)",
            "Build a part only (for trials; links to lists are broken)"
        )
    )]
    pub(super) only: Option<OnlyPart>,
    #[arg(
        long, value_name = "FORMAT", value_enum, default_value = "human",
        help = both!("結果の表示の形", "How the result is printed")
    )]
    pub(super) format: Format,
    #[arg(
        long, value_name = "FILE|DIR",
        help = both!(
            "前の内容からの変更の報告を書くファイル(.md はプルリクエスト用、.html は新旧対照表)又は両方を書くフォルダー。--previous が要ります",
            "File (.md for a pull request, .html for an A4 sheet) or folder (both) to say in what changed since --previous"
        )
    )]
    pub(super) report: Option<PathBuf>,
    #[arg(
        long, value_name = "DIR", requires = "report",
        help = both!("比べる前の内容のフォルダー", "Content folder to compare with")
    )]
    pub(super) previous: Option<PathBuf>,
    #[arg(
        long,
        help = both!(
            "公表の記録(.kohyo/published.json)が変わるなら止めます(CI 用)",
            "Stop where the record of what was published would change (for CI)"
        )
    )]
    pub(super) locked: bool,
    #[arg(
        long, value_name = "FILE",
        help = both!(
            "アップロードの手順(置くもの、そのままのもの、除くもの)を書くファイル(JSON)",
            "File (JSON) for the plan of the upload: what to put, what stays, what to delete"
        )
    )]
    pub(super) upload_plan: Option<PathBuf>,
    #[arg(
        long, value_name = "FILE", requires = "upload_plan",
        help = both!(
            "最後に実施した手順のファイル。違うものだけを置く手順になります",
            "The plan that was carried out last; then only what differs is to be put"
        )
    )]
    pub(super) uploaded: Option<PathBuf>,
    #[arg(long, help = both!("段階ごとの所要時間を表示します", "Print how long each step took"))]
    pub(super) timings: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OnlyPart {
    Documents,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Human,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FindingFormat {
    Human,
    Json,
    Sarif,
    Github,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    #[arg(
        value_name = "FILE|DIR",
        help = both!("このファイル、このフォルダーの中だけを知らせます", "Say only what is in these files and folders")
    )]
    pub(super) within: Vec<PathBuf>,
    #[arg(
        long, value_name = "ID",
        help = both!(
            "この規則だけを知らせます(例: CHG-03。CHG で CHG の全て)",
            "Say only what this rule says, e.g. CHG-03 (CHG: all of that family)"
        )
    )]
    pub(super) rule: Vec<String>,
    #[arg(
        long, value_name = "LEVEL", value_enum,
        help = both!("この段階以上だけを知らせます", "Say only what is at least this serious")
    )]
    pub(super) level: Option<Level>,
    #[arg(
        long, value_name = "FORMAT", value_enum, default_value = "human",
        help = both!("結果の表示の形", "How the result is printed")
    )]
    pub(super) format: FindingFormat,
    #[arg(
        long, value_name = "DATE", value_parser = date,
        help = both!(
            "基準日(例: 2026-04-01)。これより後の公表日は公表予定とします。なければ SOURCE_DATE_EPOCH、それもなければ日本の今日(期限は数えません)",
            "Reference day, e.g. 2026-04-01: what is published later is scheduled (else SOURCE_DATE_EPOCH, else today in Japan, and no ages are counted)"
        )
    )]
    pub(super) as_of: Option<Date>,
    #[arg(long, help = both!("注意があっても終了コードを 1 にします", "Exit with 1 on warnings too"))]
    pub(super) strict: bool,
    #[arg(
        long, value_name = "ID",
        help = both!(
            "規則を説明します(例: PRIV-01。all で全ての規則の表)",
            "Explain a rule, e.g. PRIV-01 (all: a table of every rule)"
        )
    )]
    pub(super) explain: Option<String>,
    #[arg(
        long, value_name = "FILE",
        help = both!(
            "受け入れ済みの注意・情報のファイル。そこにないものだけを知らせます",
            "File of accepted warnings and notes; say only what is not in it"
        )
    )]
    pub(super) baseline: Option<PathBuf>,
    #[arg(
        long, requires = "baseline", conflicts_with_all = ["within", "rule", "level"],
        help = both!(
            "今ある注意・情報を全て受け入れ、--baseline のファイルに書きます",
            "Accept all warnings and notes there are now and write them to --baseline"
        )
    )]
    pub(super) write_baseline: bool,
}

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[arg(
        long, value_name = "ADDR", default_value = "127.0.0.1:3000",
        help = both!("待ち受けるアドレス", "Address to listen on")
    )]
    pub(super) addr: String,
    #[command(flatten)]
    pub(super) site: Site,
}

#[derive(Debug, Args)]
pub(super) struct Search {
    #[arg(
        value_name = "QUERY", required = true, num_args = 1..,
        help = both!(
            "探す語(例: \"再委託 -クラウド 自治体:みほん市\")",
            "What to look for, e.g. word -word \"exact phrase\""
        )
    )]
    pub(super) query: Vec<String>,
    #[arg(
        long, value_name = "N", default_value_t = 10, value_parser = limit,
        help = both!("表示する件数(1から100まで)", "How many hits are shown (1 to 100)")
    )]
    pub(super) limit: usize,
    #[arg(
        long, value_name = "FORMAT", value_enum, default_value = "human",
        help = both!("結果の表示の形", "How the result is printed")
    )]
    pub(super) format: Format,
    #[arg(long, help = both!("JSON に絞り込みの件数などを加えます", "Add counts and the like to JSON"))]
    pub(super) details: bool,
}

fn limit(text: &str) -> Result<usize, String> {
    let most = crate::search::engine::MOST_HITS;
    text.parse().ok().filter(|n| (1..=most).contains(n)).ok_or_else(|| format!("1..{most}"))
}

/// A text that is written into a file of the content.
pub(super) fn unnumbered(text: &str) -> Result<String, String> {
    if privacy::silenced(text) == text {
        Ok(text.to_owned())
    } else {
        Err("12桁の数字(個人番号とみられるもの)を含まない文 (a text without twelve digits that look like a 個人番号)".to_owned())
    }
}

pub(super) fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "YYYY-MM-DD".to_owned())
}

fn base_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.starts_with('/') => {
            site_url(text).map_err(|_| "https://…/".to_owned())
        }
        _ => Err("https://…/".to_owned()),
    }
}

/// Written here, and not derived: what the levels are is no business of a command line.
impl ValueEnum for Level {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Error, Self::Warning, Self::Info]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }))
    }
}

/// The words of a choice, as values of an argument.
pub(super) fn words<C: Choice>() -> PossibleValuesParser {
    C::ALL.iter().map(|choice| choice.as_str()).collect::<Vec<_>>().into()
}

/// The choice that a word stands for.
pub(super) fn chosen<C: Choice>(word: Option<&String>) -> Option<C> {
    C::ALL.iter().copied().find(|choice| word.is_some_and(|word| word == choice.as_str()))
}
