//! What can be written on the command line. Help texts are Japanese here; [`super::help`] has the English.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::content::Choice;
use crate::text::date::Date;

/// 特定個人情報保護評価書の公表サイトを作ります。
#[derive(Debug, Parser)]
#[command(
    name = "kohyo",
    version,
    about = "特定個人情報保護評価書の公表サイトを作ります。",
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
    /// Prints the version.
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help = "版を表示します")]
    version: Option<bool>,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// The content folder.
    #[arg(long, global = true, value_name = "DIR", default_value = "content", help = "内容のフォルダー")]
    pub(super) content: PathBuf,
    /// The folder to publish.
    #[arg(long, global = true, value_name = "DIR", default_value = "output", help = "出力のフォルダー")]
    pub(super) output: PathBuf,
    /// Language of messages. Read before the arguments are parsed; see [`super::locale`].
    #[arg(
        long,
        global = true,
        value_name = "LANG",
        value_enum,
        help = "表示の言語(なければ環境の設定による)"
    )]
    pub(super) lang: Option<Language>,
    /// Errors only.
    #[arg(short, long, global = true, conflicts_with = "verbose", help = "エラーだけを表示します")]
    pub(super) quiet: bool,
    /// More.
    #[arg(short, long, global = true, help = "詳しく表示します")]
    pub(super) verbose: bool,
    /// Prints help.
    #[arg(short, long, global = true, action = clap::ArgAction::Help, help = "この説明を表示します")]
    help: Option<bool>,
}

/// The languages of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    Ja,
    En,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Builds the site.
    #[command(about = "サイトを作り、出力のフォルダーに公表します")]
    Build(Build),
    /// Checks the content.
    #[command(about = "内容を確認し、直すところを知らせます")]
    Check(Check),
    /// Says what is due and what is there.
    #[command(about = "予定と目安、評価書の揃い方を公表者に知らせます(公表しません)")]
    Status(super::status::Options),
    /// Serves the site while it is edited.
    #[command(about = "手元で表示し、編集のたびに作り直します")]
    Serve(Serve),
    /// Makes an empty portal.
    #[command(about = "空のポータルを作ります")]
    Init(super::init::Init),
    /// Begins an evaluation.
    #[command(about = "空の評価書を作ります")]
    New(super::new::New),
    /// Records that an address is taken down.
    #[command(about = "公表したアドレスの掲載の終了を記録します")]
    Retire(super::retire::Retire),
    /// Records that a number is no individual number.
    #[command(about = "個人番号ではないと確かめた数字を、例外として記録します")]
    Allow(super::allow::Allow),
    /// Searches the built site.
    #[command(about = "作ったサイトの中を検索します")]
    Search(Search),
    /// Brings in originals.
    #[command(about = "元の資料の文章を取り込みます")]
    Import(Box<super::import::Import>),
}

/// Options about the site itself.
#[derive(Debug, Args)]
pub(super) struct Site {
    /// A theme.
    #[arg(long, value_name = "NAME|DIR", help = "テーマの名前又はフォルダー")]
    pub(super) theme: Option<String>,
    /// Where the site will stand.
    #[arg(long, value_name = "URL", value_parser = base_url, help = "公開するアドレス")]
    pub(super) base_url: Option<String>,
    /// The day from which ages are counted.
    #[arg(long, value_name = "DATE", value_parser = date, help = "基準日(例: 2026-04-01)。なければ SOURCE_DATE_EPOCH")]
    pub(super) as_of: Option<Date>,
}

/// `kohyo build`.
#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) site: Site,
    /// A part of the site.
    #[arg(
        long,
        value_name = "PART",
        value_enum,
        help = "一部だけを作ります(試し用。一覧へのリンクは切れます)"
    )]
    pub(super) only: Option<Part>,
    /// How the result is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human", help = "結果の表示の形")]
    pub(super) format: Format,
    /// Where to say what changed.
    #[arg(
        long,
        value_name = "FILE|DIR",
        help = "前の内容からの変更の報告を書くファイル(.md はプルリクエスト用、.html は新旧対照表)又は両方を書くフォルダー。--previous が要ります"
    )]
    pub(super) report: Option<PathBuf>,
    /// What to compare with.
    #[arg(long, value_name = "DIR", requires = "report", help = "比べる前の内容のフォルダー")]
    pub(super) previous: Option<PathBuf>,
    /// Prints how long each step took.
    #[arg(long, help = "段階ごとの所要時間を表示します")]
    pub(super) timings: bool,
}

/// A part of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Part {
    Documents,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Human,
    Json,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FindingFormat {
    Human,
    Json,
    Sarif,
    Github,
}

/// `kohyo check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// How findings are printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human", help = "結果の表示の形")]
    pub(super) format: FindingFormat,
    /// The day from which ages are counted.
    #[arg(long, value_name = "DATE", value_parser = date, help = "基準日(例: 2026-04-01)。なければ SOURCE_DATE_EPOCH")]
    pub(super) as_of: Option<Date>,
    /// Warnings count as errors.
    #[arg(long, help = "注意があっても終了コードを 1 にします")]
    pub(super) strict: bool,
    /// Explains a rule.
    #[arg(long, value_name = "ID", help = "規則を説明します(例: PRIV-01。all で全ての規則の表)")]
    pub(super) explain: Option<String>,
    /// Findings that were accepted before.
    #[arg(
        long,
        value_name = "FILE",
        help = "受け入れ済みの注意・情報のファイル。そこにないものだけを知らせます"
    )]
    pub(super) baseline: Option<PathBuf>,
    /// Accepts what there is now.
    #[arg(
        long,
        requires = "baseline",
        help = "今ある注意・情報を全て受け入れ、--baseline のファイルに書きます"
    )]
    pub(super) write_baseline: bool,
}

/// `kohyo serve`.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where to listen.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:3000", help = "待ち受けるアドレス")]
    pub(super) addr: String,
    #[command(flatten)]
    pub(super) site: Site,
}

/// `kohyo search`.
#[derive(Debug, Args)]
pub(super) struct Search {
    /// The question.
    #[arg(value_name = "QUERY", required = true, num_args = 1.., help = "探す語(例: \"再委託 -クラウド 自治体:みほん市\")")]
    pub(super) query: Vec<String>,
    /// How many hits.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = limit, help = "表示する件数(1から100まで)")]
    pub(super) limit: usize,
    /// How the result is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human", help = "結果の表示の形")]
    pub(super) format: Format,
    /// Adds what is known beyond the hits.
    #[arg(long, help = "JSON に絞り込みの件数などを加えます")]
    pub(super) details: bool,
}

fn limit(text: &str) -> Result<usize, String> {
    let most = crate::search::engine::MOST_HITS;
    text.parse().ok().filter(|n| (1..=most).contains(n)).ok_or_else(|| format!("1..{most}"))
}

pub(super) fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "YYYY-MM-DD".to_owned())
}

fn base_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.starts_with('/') => {
            Ok(format!("{}/", text.trim_end_matches('/')))
        }
        _ => Err("https://…/".to_owned()),
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
