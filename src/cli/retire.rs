//! `kohyo retire`: records that an address is no longer built, and why.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use clap::Args;

use super::arguments::{Common, date, unnumbered};
use super::help::both;
use super::terminal::Terminal;
use super::{Done, Exit, locale};
use crate::content::site_address;
use crate::content::suggest::nearest;
use crate::finding::{Text, Trouble};
use crate::pipeline;
use crate::privacy::{quoted, shown};
use crate::publish::record::{self, Record};
use crate::text::date::Date;
use crate::text::{file, limit};

#[derive(Debug, Args)]
pub(super) struct Retire {
    #[arg(
        value_name = "ADDRESS",
        help = both!(
            "アドレス(例: mihon/12/zenkomoku/2023-12-01/)。その下のページも一緒に終えます",
            "The address, e.g. mihon/12/zenkomoku/2023-12-01/; pages below it go with it"
        )
    )]
    address: String,
    #[arg(
        long, value_name = "TEXT", value_parser = unnumbered,
        help = both!("理由(ページにそのまま載ります)", "Why, in the words that stand on the page")
    )]
    reason: String,
    #[arg(
        long, value_name = "ADDRESS",
        help = both!("現在のアドレス(移したとき)", "The address under which it is found now")
    )]
    moved_to: Option<String>,
    #[arg(
        long, value_name = "DATE", value_parser = date,
        help = both!("掲載を終えた日(なければ今日)", "The day (else today)")
    )]
    date: Option<Date>,
}

pub(super) fn run(common: &Common, options: &Retire, terminal: &Terminal) -> Done {
    let day = locale::source_date().unwrap_or_else(locale::today);
    let settings =
        pipeline::Options { day: Some(day), ..pipeline::Options::new(&common.content, &common.output) };
    let Some(portal) = pipeline::addresses(&settings) else {
        return Err(Trouble::new(
            Text::new(
                "内容にエラーがあるので、今あるアドレスが分かりません。",
                "There are errors in the content, so the addresses that are built are not known.",
            ),
            Text::new(
                "`kohyo check` で確かめて直してから、もう一度実行してください。",
                "Run `kohyo check`, mend what it says, and run this again.",
            ),
        ));
    };
    let path = record::path(&common.content);
    let record = Record::read(&path).map_err(|finding| {
        Trouble::new(
            Text::new(
                format!("{}: {}", shown(&path), finding.message.ja),
                format!("{}: {}", shown(&path), finding.message.en),
            ),
            finding.help,
        )
    })?;
    let address = address(&options.address, portal.base_url.as_deref())?;
    let moved_to =
        options.moved_to.as_deref().map(|to| self::address(to, portal.base_url.as_deref())).transpose()?;
    if let Some(to) = moved_to.as_deref().filter(|to| !portal.built.contains(*to)) {
        return Err(Trouble::new(
            Text::new(format!("移転先 {to} のページがありません。"), format!("There is no page at {to}.")),
            Text::new(
                "`--moved-to` に今あるページのアドレスを指定してください。",
                "Name an address that is built with `--moved-to`.",
            ),
        ));
    }
    let gone = gone(&address, &record, &portal.built, &portal.retired)?;
    let town = address.split('/').next().unwrap_or_default();
    let folder = common.content.join(town);
    if !folder.is_dir() {
        let folder = shown(&folder);
        return Err(Trouble::new(
            Text::new(
                format!("自治体のフォルダー {folder} がありません。"),
                format!("There is no folder {folder}."),
            ),
            Text::new(
                "自治体のフォルダーと municipality.md は残してください。",
                "Keep the folder of the municipality with its municipality.md.",
            ),
        ));
    }
    let file = folder.join("retired.toml");
    let day = options.date.unwrap_or_else(locale::today);
    append(&file, &entries(&gone, &address, moved_to.as_deref(), options, day, &portal.built))?;
    let (count, file) = (gone.len(), shown(&file));
    terminal.result(&Text::new(
        format!("{address} と、その下を合わせて{count}件の掲載の終了を {file} に記録しました。次のビルドから、掲載を終えたことを知らせるページになります。"),
        format!("Recorded in {file} that {count} pages at and below {address} are taken down. From the next build on a page in their place says so."),
    ));
    Ok(Exit::Fine)
}

/// An address in any of the ways in which people have it.
fn address(text: &str, base_url: Option<&str>) -> Result<String, Trouble> {
    let path = base_url.and_then(|base| text.strip_prefix(base)).unwrap_or(text);
    site_address(path).ok_or_else(|| {
        let value = quoted(text);
        Trouble::new(
            Text::new(
                format!("「{value}」はこのサイトのアドレスではありません。"),
                format!("`{value}` is no address of this site."),
            ),
            Text::new(
                "`mihon/12/zenkomoku/2023-12-01/` のように、サイトの先頭からのフォルダーを指定してください。",
                "Name the folders from the root of the site, as in `mihon/12/zenkomoku/2023-12-01/`.",
            ),
        )
    })
}

/// The published addresses at and below one that are no longer built.
fn gone(
    address: &str,
    record: &Record,
    built: &BTreeSet<String>,
    retired: &BTreeSet<String>,
) -> Result<Vec<String>, Trouble> {
    let (message, help) = if built.contains(address) {
        (
            Text::new(
                format!("{address} にはまだ評価書があります。"),
                format!("There still is an assessment at {address}."),
            ),
            Text::new(
                "先に評価書の Markdown を除いて(又は番号・日付を改めて)ください。",
                "First remove its Markdown, or change its number or date.",
            ),
        )
    } else if retired.contains(address) {
        (
            Text::new(
                format!("{address} の掲載の終了は、もう記録してあります。"),
                format!("{address} is recorded as taken down already."),
            ),
            Text::new("することはありません。", "There is nothing to do."),
        )
    } else if !record.addresses.contains(address) {
        let near = nearest(address, record.addresses.iter().map(String::as_str));
        let near_ja = near.map(|near| format!("`{near}` ではありませんか。")).unwrap_or_default();
        let near_en = near.map(|near| format!("Did you mean `{near}`? ")).unwrap_or_default();
        (
            Text::new(
                format!("{address} を公表した記録がありません。"),
                format!("There is no record that {address} was published."),
            ),
            Text::new(
                format!("{near_ja}公表したアドレスは .kohyo/published.json にあります。"),
                format!("{near_en}The published addresses stand in .kohyo/published.json."),
            ),
        )
    } else {
        let below = record.addresses.iter().filter(|a| a.starts_with(address));
        return Ok(below.filter(|a| !built.contains(*a) && !retired.contains(*a)).cloned().collect());
    };
    Err(Trouble::new(message, help))
}

/// The entries as they stand in `retired.toml`.
fn entries(
    gone: &[String],
    address: &str,
    moved_to: Option<&str>,
    options: &Retire,
    day: Date,
    built: &BTreeSet<String>,
) -> String {
    let mut out = String::new();
    let quoted = |text: &str| toml::Value::from(text).to_string();
    for page in gone {
        let _ = write!(
            out,
            "\n[[retired]]\naddress = {}\ndate = {day}\nreason = {}\n",
            quoted(page),
            quoted(&options.reason)
        );
        if let Some(to) = moved_to {
            // A page below the address goes to the same page below the new one, if there is one.
            let same = format!("{to}{}", page.strip_prefix(address).unwrap_or_default());
            let to = if built.contains(&same) { &same } else { to };
            let _ = writeln!(out, "moved_to = {}", quoted(to));
        }
    }
    out
}

fn append(path: &Path, entries: &str) -> Result<(), Trouble> {
    let before = match file::read_text(path, limit::TEXT) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            "# 掲載を終えたアドレス。kohyo retire が書き足します。\n".to_owned()
        }
        Err(error) => return Err(Trouble::io(path, &error)),
    };
    let text = format!("{}\n{entries}", before.trim_end());
    file::write(path, text).map_err(|error| Trouble::io(path, &error))
}
