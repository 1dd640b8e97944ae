//! `kohyo changes`: the rows that the change log of a version lacks, proposed from the version before.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Common;
use super::help::both;
use super::terminal::{Terminal, print};
use super::{Done, Exit};
use crate::assessment::Assessment;
use crate::content::{self, Content, DocumentFile, Fronts};
use crate::diff::{self, Proposed};
use crate::finding::{Lang, Text, Trouble};
use crate::privacy::{masked, shown};
use crate::text::file;

#[derive(Debug, Args)]
pub(super) struct Changes {
    #[arg(value_name = "FILE", help = both!("新しい版のファイル", "The file of the new version"))]
    file: PathBuf,
    #[arg(
        long,
        help = both!("加える行を表示するだけで、書きません", "Print the rows and write nothing")
    )]
    dry_run: bool,
}

pub(super) fn run(common: &Common, options: &Changes, terminal: &Terminal) -> Done {
    let (content, _) = content::read_since(&common.content, &Fronts::new(), &|_, _| None);
    let Some(content) = content else {
        return Err(Trouble::new(
            Text::new("内容のフォルダーを読めません。", "The content folder cannot be read."),
            Text::new("`kohyo check` で確かめてください。", "See `kohyo check`."),
        ));
    };
    let document = find(&content, &options.file)?;
    let Some(before) = content.version_before(document, 0..content.documents.len()) else {
        let file = shown(&options.file);
        return Err(Trouble::new(
            Text::new(
                format!("{file} の前の版(同じ機関・番号・種類で、先に公表されたもの)がありません。"),
                format!(
                    "There is no version before {file} (of the same agency, number and kind, published earlier)."
                ),
            ),
            Text::new(
                "`number`、`kind`、`agency`、`published` を確かめてください。初めての評価書なら、変更箇所は要りません。",
                "Check `number`, `kind`, `agency` and `published`. A first evaluation needs no change log.",
            ),
        ));
    };
    let (older, newer) = (read(&content, before)?, read(&content, document)?);
    let rows = diff::propose(&older, &newer);
    let (file, earlier) = (shown(&options.file), shown(&content.documents[before].path));
    if rows.is_empty() {
        terminal.result(&Text::new(
            format!("{file} の変更箇所に加える行はありません({earlier} と比べました)。"),
            format!("The change log of {file} lacks no row (compared with {earlier})."),
        ));
        return Ok(Exit::Fine);
    }
    if !options.dry_run {
        let text = diff::with_rows(&newer, &rows).ok_or_else(|| {
            Trouble::new(
                Text::new(
                    format!("{file} の変更箇所の表を読めないので、行を加えられません。"),
                    format!("The change log of {file} cannot be read, so no row can be added."),
                ),
                Text::new(
                    "`kohyo check` が示す表の誤りを直してから、もう一度実行してください。`--dry-run` で行だけを見られます。",
                    "Mend what `kohyo check` says of the table and run this again; `--dry-run` prints the rows.",
                ),
            )
        })?;
        let path = &content.documents[document].path;
        file::write(path, text).map_err(|error| Trouble::io(path, &error))?;
    }
    if !terminal.quiet {
        print(&listed(&rows, terminal.lang));
    }
    let count = rows.len();
    terminal.result(&if options.dry_run {
        Text::new(
            format!("{file} の変更箇所に加える行の案は{count}行です({earlier} と比べました)。書いていません。"),
            format!("{count} rows could be added to the change log of {file} (compared with {earlier}). Nothing was written."),
        )
    } else {
        Text::new(
            format!("{file} の変更箇所に{count}行の案を加えました({earlier} と比べました)。今ある行は変えていません。\n次に: 提出時期と説明を書き、変更前・変更後を確かめてから `kohyo check`。"),
            format!("Added {count} proposed rows to the change log of {file} (compared with {earlier}); rows that were there are as they were.\nNext: write when and why each was submitted, look at before and after, then `kohyo check`."),
        )
    });
    Ok(Exit::Fine)
}

/// The document that a path names.
fn find(content: &Content, file: &Path) -> Result<usize, Trouble> {
    let real = |path: &Path| path.canonicalize().ok();
    let wanted = real(file);
    let is_it = |document: &DocumentFile| wanted.is_some() && real(&document.path) == wanted;
    content.documents.iter().position(is_it).ok_or_else(|| {
        let (file, root) = (shown(file), shown(&content.root));
        Trouble::new(
            Text::new(
                format!("{file} は、{root} の中の読める評価書ではありません。"),
                format!("{file} is no evaluation in {root} that can be read."),
            ),
            Text::new(
                "名前を確かめてください。別のフォルダーなら `--content` で指定し、読めない理由は `kohyo check` で確かめます。",
                "Check the name. Name another folder with `--content`; `kohyo check` says why a text cannot be read.",
            ),
        )
    })
}

fn read(content: &Content, document: usize) -> Result<Assessment, Trouble> {
    let file = &content.documents[document];
    let assessment = Assessment::of(file).and_then(|(read, ..)| read);
    assessment.ok_or_else(|| {
        let path = shown(&file.path);
        Trouble::new(
            Text::new(format!("{path} を読めません。"), format!("{path} cannot be read.")),
            Text::new("`kohyo check` で確かめてください。", "See `kohyo check`."),
        )
    })
}

/// The rows, for people.
fn listed(rows: &[Proposed], lang: Lang) -> String {
    let (before, after) = match lang {
        Lang::Ja => ("変更前", "変更後"),
        Lang::En => ("before", "after"),
    };
    let one = |row: &Proposed| {
        let item = masked(&row.item);
        let [old, new] = shortened(&row.before, &row.after);
        format!("+ {item}\n    {before}: {old}\n    {after}: {new}\n")
    };
    rows.iter().map(one).collect()
}

/// As much of two texts as stands on a line; of two that begin alike, from where they differ.
fn shortened(before: &str, after: &str) -> [String; 2] {
    const SHOWN: usize = 60;
    const AROUND: usize = 15;
    let texts = [before, after].map(|text| masked(&text.replace('\n', " ")));
    let alike = texts[0].chars().zip(texts[1].chars()).take_while(|(one, other)| one == other).count();
    let from = if alike + AROUND < SHOWN { 0 } else { alike - AROUND };
    texts.map(|text| {
        let more = text.chars().count() > from + SHOWN;
        let shown = text.chars().skip(from).take(SHOWN);
        (from > 0).then_some('…').into_iter().chain(shown).chain(more.then_some('…')).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_shown_where_they_differ() {
        let head = "資格を管理する。".repeat(20);
        let [old, new] =
            shortened(&format!("{head}紙で記録する。"), &format!("{head}端末で\n記録する。{head}"));
        assert_eq!(old, "…格を管理する。資格を管理する。紙で記録する。");
        assert!(
            new.starts_with("…格を管理する。資格を管理する。端末で 記録する。資格を") && new.ends_with('…'),
            "{new}"
        );
        assert_eq!(shortened("紙", "端末"), ["紙", "端末"]);
        let [old, new] = shortened("紙", &head);
        assert!(old == "紙" && new.chars().count() == 61 && new.starts_with("資格"), "{new}");
    }
}
