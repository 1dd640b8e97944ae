//! `kohyo allow`: records that a number is no 個人番号, and why.

use std::path::Path;

use clap::Args;

use super::arguments::{Common, date, unnumbered};
use super::help::both;
use super::terminal::Terminal;
use super::{Done, Exit};
use crate::content::{self};
use crate::finding::{Text, Trouble};
use crate::privacy::allow::FILE;
use crate::privacy::tree::is_original;
use crate::privacy::{self, AllowList, Kind, Number, shown};
use crate::text::date::Date;
use crate::text::file;
use crate::text::source::Source;
use crate::text::source::slashed;

#[derive(Debug, Args)]
pub(super) struct Allow {
    #[arg(
        value_name = "FILE:LINE:COLUMN",
        help = both!(
            "kohyo check が示した場所(例: content/mihon/12.md:88:14)",
            "Where kohyo check found the number, e.g. content/mihon/12.md:88:14"
        )
    )]
    at: String,
    #[arg(long, value_name = "TEXT", value_parser = unnumbered, help = both!("何の番号か", "What the number is"))]
    reason: String,
    #[arg(
        long, value_name = "DATE", value_parser = date,
        help = both!("確認した日(なければ今日)", "The day of the check (else today)")
    )]
    date: Option<Date>,
}

pub(super) fn run(common: &Common, options: &Allow, terminal: &Terminal) -> Done {
    let (path, line, column) = place(&options.at).ok_or_else(|| unknown(&options.at))?;
    let file = Path::new(path).strip_prefix(&common.content).map_err(|_| unknown(&options.at))?;
    let source = content::load(Path::new(path), path).map_err(|finding| Trouble::of(*finding))?;
    let number = find(&source, line, column).ok_or_else(|| unknown(&options.at))?;
    if is_original(file) {
        return Err(Trouble::new(
            Text::new(
                "原本(attachments/)の中の数字は、例外にできません。",
                "A number in an original (attachments/) cannot be an exception.",
            ),
            Text::new(
                "数字を除いた原本に差し替えてください。",
                "Replace the original by one without the number.",
            ),
        ));
    }
    if number.named || number.kind != Kind::Individual {
        return Err(Trouble::new(
            Text::new(
                "「個人番号」「住民票コード」などと書かれた所の数字は、例外にできません。",
                "A number that is called 個人番号, 住民票コード or the like cannot be an exception.",
            ),
            Text::new(
                "数字を除いてください。記載例なら、数字の代わりに「(12桁の数字)」のように書いてください。",
                "Remove it. In an example, write 「(12桁の数字)」 or the like in its place.",
            ),
        ));
    }
    let day = options.date.unwrap_or_else(super::locale::today).to_string();
    let within = slashed(file);
    let (allowed, findings) = AllowList::read(&common.content);
    // Nothing is added to a list that cannot be read: what it says would be lost.
    if let Some(finding) = findings.into_iter().next() {
        let path = finding.place.source.path();
        return Err(Trouble::new(
            Text::new(format!("{path}: {}", finding.message.ja), format!("{path}: {}", finding.message.en)),
            finding.help,
        ));
    }
    let digits = source.slice(number.span);
    if allowed.accepts(&within, &number, digits) {
        terminal.result(&Text::new(
            format!("{within} のその数字は、すでに例外に記録してあります。"),
            format!("This number of {within} is recorded already."),
        ));
        return Ok(Exit::Fine);
    }
    let text = allowed.with_entry(&within, digits, &options.reason, &day).ok_or_else(|| {
        Trouble::internal(Text::new("例外の項目を作れません。", "The entry cannot be made."))
    })?;
    let list = common.content.join(FILE);
    file::write(&list, text).map_err(|error| Trouble::io(&list, &error))?;
    let list = shown(&list);
    terminal.result(&Text::new(
        format!("{within} のその数字を個人番号ではないものとして {list} に記録しました(数字そのものは書いていません)。"),
        format!("Recorded in {list} that this number of {within} is no 個人番号 (the number itself is not written)."),
    ));
    Ok(Exit::Fine)
}

/// `FILE:LINE:COLUMN`.
fn place(text: &str) -> Option<(&str, usize, usize)> {
    let (rest, column) = text.rsplit_once(':')?;
    let (path, line) = rest.rsplit_once(':')?;
    Some((path, line.parse().ok()?, column.parse().ok()?))
}

fn find(source: &Source, line: usize, column: usize) -> Option<Number> {
    privacy::in_text(source.text()).into_iter().find(|number| {
        let (start, end) = (source.position(number.span.start), source.position(number.span.end));
        (start.line, start.column) <= (line, column) && (line, column) <= (end.line, end.column)
    })
}

fn unknown(place: &str) -> Trouble {
    let place = privacy::redacted(place);
    Trouble::new(
        Text::new(
            format!("{place} に、個人番号とみられる数字がありません。"),
            format!("No number that looks like a 個人番号 stands at {place}."),
        ),
        Text::new(
            "`kohyo check` が PRIV-01 で示した、内容のフォルダーの中の「ファイル:行:列」を指定してください。",
            "Name FILE:LINE:COLUMN within the content as `kohyo check` gives it for PRIV-01.",
        ),
    )
}
