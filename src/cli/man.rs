//! `kohyo man`: manual pages, one for kohyo and one for each command, in the language of messages.

use std::io;
use std::path::PathBuf;

use clap::{Args, Command};
use clap_mangen::Man;

use super::help::{both, command};
use super::terminal::Terminal;
use super::{Done, Exit};
use crate::finding::{Lang, Text, Trouble};
use crate::privacy::shown;
use crate::text::file;

#[derive(Debug, Args)]
pub(super) struct Manual {
    #[arg(
        value_name = "DIR",
        help = both!("書き込むフォルダー(例: ~/.local/share/man/man1)", "Folder to write to, e.g. ~/.local/share/man/man1")
    )]
    dir: PathBuf,
}

pub(super) fn run(options: &Manual, terminal: &Terminal) -> Done {
    let failed = |error: io::Error| Trouble::io(&options.dir, &error);
    std::fs::create_dir_all(&options.dir).map_err(failed)?;
    let pages = pages(terminal.lang).map_err(failed)?;
    for (name, page) in &pages {
        let path = options.dir.join(name);
        file::write(&path, page).map_err(|error| Trouble::io(&path, &error))?;
    }
    let (count, dir) = (pages.len(), shown(&options.dir));
    terminal.result(&Text::new(
        format!("マニュアル{count}ページを {dir} に書きました。"),
        format!("{count} manual pages were written to {dir}."),
    ));
    Ok(Exit::Fine)
}

/// The pages with their file names, that of kohyo first.
fn pages(lang: Lang) -> io::Result<Vec<(String, String)>> {
    let mut whole = command(lang);
    // Options of every command come to stand at each of them.
    whole.build();
    std::iter::once(&whole).chain(whole.get_subcommands()).map(|command| page(command, lang)).collect()
}

/// The heads of a manual page in Japanese, as the manuals of Linux have them.
const HEADS: [(&str, &str); 4] = [
    (".SH NAME", ".SH 名前"),
    (".SH SYNOPSIS", ".SH 書式"),
    (".SH DESCRIPTION", ".SH 説明"),
    (".SH VERSION", ".SH 版"),
];

fn page(command: &Command, lang: Lang) -> io::Result<(String, String)> {
    let mut bytes = Vec::new();
    Man::new(command.clone()).source(concat!("kohyo ", env!("CARGO_PKG_VERSION"))).render(&mut bytes)?;
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    if lang == Lang::Ja {
        let head = |line: &str| HEADS.iter().find(|(en, _)| *en == line).map(|(_, ja)| *ja);
        text = text.lines().map(|line| head(line).unwrap_or(line).to_owned() + "\n").collect();
    }
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    Ok((format!("{name}.1"), text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_read_as_they_should() {
        for (lang, name) in [(Lang::Ja, "man_ja"), (Lang::En, "man_en")] {
            let pages = pages(lang).expect("written to memory");
            let shown = |wanted: &str| {
                let page = pages.iter().find(|(name, _)| name == wanted);
                // The version changes with every release.
                page.map(|(_, text)| text.replace(env!("CARGO_PKG_VERSION"), "VERSION")).expect("a page")
            };
            insta::assert_snapshot!(name, [shown("kohyo.1"), shown("kohyo-retire.1")].join("\n"));
        }
    }

    #[test]
    fn every_command_has_a_page_in_one_language() {
        for lang in [Lang::Ja, Lang::En] {
            let pages = pages(lang).expect("written to memory");
            let commands = command(lang);
            assert_eq!(pages.len(), 1 + commands.get_subcommands().count());
            for (name, text) in &pages {
                assert!(text.contains(".TH "), "{name}: {text}");
                for head in text.lines().filter_map(|line| line.strip_prefix(".SH ")) {
                    assert_eq!(head.is_ascii(), lang == Lang::En, "{name}: {head}");
                }
            }
        }
    }
}
