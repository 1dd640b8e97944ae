//! `kohyo new --from`: the next version of a text, to be edited. Day and cover are set, and what was said of the version
//! before alone (its original, who compared it, why it was published; what whoever wrote it was asked to do) is left out.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::Common;
use super::terminal::Terminal;
use super::{Done, Exit, new};
use crate::assessment::{Assessment, Part};
use crate::content::{self, DocumentMeta};
use crate::finding::{Text, Trouble};
use crate::privacy::{self, AllowList, allow, shown};
use crate::text::date::{Date, in_notation_of, to_era};
use crate::text::file;
use crate::text::source::{Source, Span, slashed};
use crate::{import, markdown};

/// What is true of one version alone.
const OWN: [&str; 10] = [
    "status",
    "published",
    "published_as_written",
    "revision",
    "occasion",
    "in_force_with",
    "consultation",
    "ended",
    "source",
    "verified",
];

/// What is asked of whoever writes the next version.
const OCCASION: [&str; 2] = ["# 実施、再実施又は修正。", "# occasion: 修正"];

pub(super) fn run(common: &Common, from: &Path, day: Date, terminal: &Terminal) -> Done {
    let source = Arc::new(content::load(from, &slashed(from)).map_err(|finding| Trouble::of(*finding))?);
    let (read, _) = content::read_document(&source);
    let Some((meta, _, body)) = read else { return Err(unreadable(from)) };
    if let Some(before) = meta.published.filter(|before| *before >= day) {
        return Err(Trouble::new(
            Text::new(
                format!("次の版の公表日({day})が、前の版の公表日({before})より後ではありません。"),
                format!("The next version ({day}) is not published after this one ({before})."),
            ),
            Text::new(
                "`--published` に後の日を指定してください。同じ日の差替えなら、前の版を写して `revision: 2` を付けます。",
                "Name a later day with `--published`. To replace a text on the same day, copy it and add `revision: 2`.",
            ),
        ));
    }
    let name = format!("{}-{}-{day}.md", meta.number, meta.kind.as_str());
    let path = from.with_file_name(name);
    if path.exists() {
        let path = shown(&path);
        return Err(Trouble::new(
            Text::new(format!("{path} はもうあります。"), format!("{path} exists already.")),
            Text::new(
                "続きを書くか、別の日を指定してください。何も書いていません。",
                "Go on with it, or name another day. Nothing was written.",
            ),
        ));
    }
    let text = next(&source, &meta, body, day).ok_or_else(|| unreadable(from))?;
    file::write(&path, &text).map_err(|error| Trouble::io(&path, &error))?;
    carry_exceptions(common, from, &path, &text)?;
    done(from, &path, day, terminal);
    Ok(Exit::Fine)
}

fn done(from: &Path, path: &Path, day: Date, terminal: &Terminal) {
    let (path, from, era) = (shown(path), shown(from), to_era(day));
    terminal.result(&Text::new(
        format!(
            "{from} の次の版 {path} を作りました(作成中。公表されません)。公表日は{era}です。\n次に:\n  1. 本文を直し、表紙の日付を確かめる\n  2. `kohyo changes {path}` で変更箇所の行の案を加え、提出時期と説明を書く\n  3. `kohyo serve` の /preview/ で見る\n  4. `occasion` と `status: published` を書き、`kohyo check`、`kohyo build`(公表日が来るまでは公表予定です)"
        ),
        format!(
            "Made {path}, the version after {from} (in preparation; it is not published), for {day}.\nNext:\n  1. Edit the text, and look at the day on its cover\n  2. `kohyo changes {path}` proposes the rows of the change log; write when and why they were submitted\n  3. Look at it under /preview/ of `kohyo serve`\n  4. Write `occasion` and `status: published`, then `kohyo check`, `kohyo build` (it stays scheduled until its day)"
        ),
    ));
}

fn unreadable(from: &Path) -> Trouble {
    let from = shown(from);
    Trouble::new(
        Text::new(
            format!("{from} の front matter を読めません。"),
            format!("The front matter of {from} cannot be read."),
        ),
        Text::new(
            "`kohyo check` で確かめて直してから、もう一度実行してください。何も書いていません。",
            "Run `kohyo check`, mend what it says, and run this again. Nothing was written.",
        ),
    )
}

/// The text of the next version.
fn next(source: &Arc<Source>, meta: &DocumentMeta, body: Span, day: Date) -> Option<String> {
    let text = source.text();
    let head = front_matter(text.get(..body.start)?, meta, day)?;
    Some(head + &with_day(source, meta, body, day))
}

/// The front matter with what is the new version's own.
fn front_matter(head: &str, meta: &DocumentMeta, day: Date) -> Option<String> {
    let mut lines: Vec<&str> = Vec::new();
    let mut at = None;
    let mut inside = false;
    for line in head.lines() {
        let key = line.split(':').next().unwrap_or_default();
        let indented = line.starts_with([' ', '\t', '-']) && line != "---";
        if import::is_request(line) || new::is_request(line) || OCCASION.contains(&line) {
            continue;
        }
        inside = OWN.contains(&key) || (inside && (indented || line.trim().is_empty()));
        if key == "status" {
            at = Some(lines.len());
        }
        if !inside {
            lines.push(line);
        }
    }
    let mut own = format!("status: preparing\npublished: {day}\n");
    if let Some(before) = &meta.published_as_written {
        let written = in_notation_of(before, day).unwrap_or_else(|| to_era(day));
        let _ = writeln!(own, "published_as_written: {}", serde_json::Value::from(written));
    }
    let _ = writeln!(own, "{}", OCCASION.join("\n"));
    let (before, after) = lines.split_at(at?);
    let joined = |lines: &[&str]| lines.iter().flat_map(|line| [*line, "\n"]).collect::<String>();
    Some(format!("{}{own}{}", joined(before), joined(after)))
}

/// The body with the day on its cover, as the cover writes its own.
fn with_day(source: &Arc<Source>, meta: &DocumentMeta, body: Span, day: Date) -> String {
    let text = source.slice(body);
    let (blocks, _) = markdown::parse(source, body);
    let Some(assessment) = Assessment::read(Arc::clone(source), meta.clone(), blocks).0 else {
        return text.to_owned();
    };
    let line = assessment.find("cover.published").find_map(|node| {
        let mut lines = node.parts.iter().filter_map(|part| match part {
            Part::Text(lines) => Some(lines),
            _ => None,
        });
        lines.next().and_then(|lines| lines.first()).cloned()
    });
    let Some((line, written)) = line.and_then(|line| in_notation_of(&line.text, day).map(|new| (line, new)))
    else {
        return text.to_owned();
    };
    let (from, to) = (line.span.start - body.start, line.span.end - body.start);
    format!("{}{written}{}", &text[..from], &text[to..])
}

/// Numbers that were found to be nobody's in the version before are nobody's in this one.
fn carry_exceptions(common: &Common, from: &Path, path: &Path, text: &str) -> Result<(), Trouble> {
    let within = |path: &Path| path.strip_prefix(&common.content).map(slashed).ok();
    let (Some(before), Some(after)) = (within(from), within(path)) else { return Ok(()) };
    let list: PathBuf = common.content.join(allow::FILE);
    for number in privacy::in_text(text) {
        let (allowed, findings) = AllowList::read(&common.content);
        let digits = &text[number.span.start..number.span.end];
        if findings.is_empty()
            && let Some(made) = allowed.carried(&before, &after, &number, digits)
        {
            file::write(&list, made).map_err(|error| Trouble::io(&list, &error))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_one_version_s_own_is_left_out() {
        let text = "---\nnumber: \"12\"\ntitle: 国民健康保険に関する事務\nkind: zenkomoku\nagency: みほん市長\nstatus: published\npublished: 2026-03-24\npublished_as_written: 令和８年３月２４日\nrevision: 2\noccasion: 再実施\nlast_assessed: 2026-03-24\nconsultation:\n  from: 2026-01-10\n  to: 2026-02-09\nsource: {conversion: ocr}\nverified: {date: 2026-03-20, by: 課}\nform: \"令和7年5月 様式4\"\n---\n\n# 表紙\n\n## 公表日\n令和８年３月２４日\n\n# Ⅰ 基本情報\n";
        let source = Arc::new(Source::new("12.md", text));
        let (meta, _, body) = content::read_document(&source).0.expect("a document");
        let made = next(&source, &meta, body, Date::constant(2027, 4, 1)).expect("made");
        assert!(made.starts_with("---\nnumber: \"12\"\ntitle: 国民健康保険に関する事務\nkind: zenkomoku\nagency: みほん市長\nstatus: preparing\npublished: 2027-04-01\npublished_as_written: \"令和９年４月１日\"\n# 実施、再実施又は修正。\n# occasion: 修正\nlast_assessed: 2026-03-24\nform: \"令和7年5月 様式4\"\n---\n"), "{made}");
        assert!(made.ends_with("# 表紙\n\n## 公表日\n令和９年４月１日\n\n# Ⅰ 基本情報\n"), "{made}");
        let source = Arc::new(Source::new("13.md", made));
        assert!(content::read_document(&source).1.is_empty());
    }

    #[test]
    fn what_was_asked_of_the_version_before_is_not_asked_again() {
        let asked = |own: &str| {
            format!(
                "---\nnumber: \"12\"\ntitle: 甲\nkind: kiso\n{own}# 課の覚え\nform: \"令和6年10月 様式2\"\n---\n\n# 表紙\n"
            )
        };
        let imported = asked(
            "# agency: (表紙から分かりません。書いてください)\nstatus: published\npublished: 2026-03-24\n# id はアドレスの一部になります。公表する前に f1 などを分かる名前(例 kokuho)に変えられます。\nfiles:\n  - {id: f1, name: \"甲\"}\nsource:\n  conversion: text\n  # 取り込んだファイル: a.txt\n  sha256: 0\n# 原本と照合したら書いてください: verified: {date: 2026-04-01, by: 課名}\n",
        );
        let begun = asked(
            "# 公表したら published とし、次の行の # を除いて日付を書きます。意見を募集するときは consultation とします。\nstatus: published\npublished: 2026-03-24\n# consultation: {from: 2026-01-10, to: 2026-02-09}\n# occasion: 実施\n",
        );
        for text in [imported, begun] {
            let mut text = text;
            for year in [2027, 2028] {
                let source = Arc::new(Source::new("12.md", text));
                let (meta, _, body) = content::read_document(&source).0.expect("a document");
                text = next(&source, &meta, body, Date::constant(year, 4, 1)).expect("made");
                let comments: Vec<&str> = text.lines().filter(|line| line.starts_with("# ")).collect();
                assert_eq!(
                    comments,
                    ["# 実施、再実施又は修正。", "# occasion: 修正", "# 課の覚え", "# 表紙"],
                    "{text}"
                );
                assert!(!text.contains("取り込んだ"), "{text}");
            }
        }
    }
}
