//! `kohyo search`: asks the index of the built site.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::arguments::{Common, Format, Search};
use super::terminal::{Terminal, colour, print_published};
use super::{Done, Exit};
use crate::finding::{Lang, Text, Trouble};
use crate::index::ask::{Details, NoReply, Reply, ask};
use crate::index::{self, Unavailable};
use crate::privacy::{shown, silenced};
use crate::search::engine::{Detail, Hit, Word};

pub(super) fn run(common: &Common, options: &Search, terminal: &Terminal) -> Done {
    let question = options.query.join(" ");
    // However the number is written, also as the engine takes it for several: the answer repeats the question.
    if silenced(&question) != question {
        return Err(no_reply(&NoReply::Refused));
    }
    let engine = index::open(&common.output).map_err(|why| unavailable(&common.output, &why))?;
    let mut reply = match ask(&engine, &question, options.limit) {
        Ok(reply) => reply,
        Err(why) => return Err(no_reply(&why)),
    };
    if options.format == Format::Json {
        if !options.details {
            reply.details = None;
        }
        let text = serde_json::to_string_pretty(&reply);
        let text = text.map_err(|e| Trouble::internal(Text::new(e.to_string(), e.to_string())))?;
        print_published(&(text + "\n"));
    } else {
        print_published(&human(&reply, &common.output, terminal.lang, colour(&io::stdout())));
    }
    Ok(Exit::Fine)
}

/// What to do about an index that cannot be used.
pub(super) fn unavailable(output: &Path, why: &Unavailable) -> Trouble {
    let path = shown(output);
    let message = match why {
        Unavailable::Missing => Text::new(
            format!("{path} に検索の索引がありません。"),
            format!("There is no search index in {path}."),
        ),
        Unavailable::Format => Text::new(
            format!("{path} の検索の索引は、ほかの版の kohyo で作られています。"),
            format!("The search index in {path} was made by another version of kohyo."),
        ),
        Unavailable::Damaged(error) => Text::new(
            format!("{path} の検索の索引を読めません({error})。"),
            format!("The search index in {path} cannot be read ({error})."),
        ),
    };
    Trouble::new(
        message,
        Text::new(
            "`kohyo build` でサイトを作ってから検索してください。別のフォルダーは `--output` で指定します。",
            "Build the site with `kohyo build` first; name another folder with `--output`.",
        ),
    )
}

/// Why there is no answer. A refused number is never repeated.
pub(crate) fn no_reply(why: &NoReply) -> Trouble {
    let (ja, en, help_ja, help_en) = match why {
        NoReply::Refused => (
            "マイナンバーのような12桁の数字です。検索していません。",
            "This is a number of 12 digits like a personal number. It has not been searched for.",
            "入力した数字は送信も保存もしていません。数字を除いて検索してください。",
            "The number has been neither sent nor stored. Search without it.",
        ),
        NoReply::Empty => (
            "探す語がありません。",
            "There is nothing to look for.",
            "語を入力してください(例: 再委託)。",
            "Give a word.",
        ),
        NoReply::TooLong => (
            "検索の文が長すぎます。",
            "The question is too long.",
            "300字以内にしてください。",
            "Use at most 300 characters.",
        ),
        NoReply::Failed(error) => {
            return Trouble::new(
                Text::new(
                    format!("検索の索引を読めません({error})。"),
                    format!("The search index cannot be read ({error})."),
                ),
                Text::new("`kohyo build` で作り直してください。", "Make it anew with `kohyo build`."),
            );
        }
    };
    Trouble::new(Text::new(ja, en), Text::new(help_ja, help_en))
}

/// The answer for people: grouped by evaluation, its state before its texts.
fn human(reply: &Reply, output: &Path, lang: Lang, colour: bool) -> String {
    let mut out = String::new();
    let empty = Vec::new();
    let empty_hits: Vec<Hit> = Vec::new();
    let details = reply.details.as_ref();
    let hits = details.map_or(&empty, |details| &details.hits);
    if let Some(details) = details {
        let _ = writeln!(out, "{}", heading(reply, details).get(lang));
        if let Some(note) = details.note.as_deref() {
            let _ = writeln!(out, "{}", note_text(note).get(lang));
        }
        if !details.suggestions.is_empty() {
            let list = details.suggestions.join("」「");
            let text = Text::new(format!("もしかして: 「{list}」"), format!("Did you mean: 「{list}」"));
            let _ = writeln!(out, "{}", text.get(lang));
        }
    }
    for word in details.into_iter().flat_map(|details| &details.words) {
        let _ = writeln!(out, "{}", word_text(word).get(lang));
    }
    let mut url = None;
    for (hit, detail) in reply.hits.iter().zip(hits) {
        if url != Some(&hit.url) {
            let _ = writeln!(out, "\n{}", evaluation(hit, detail, colour).get(lang));
            url = Some(&hit.url);
        }
        let _ = write!(out, "{}", item(hit, detail, output, lang, colour));
    }
    let near = details.map_or(&empty_hits[..], |details| details.near.as_slice());
    if !near.is_empty() {
        let text = Text::new(
            "\n近い記載(語の一部だけを含みます。件数には数えていません)",
            "\nNear (these hold some of the words only, and are not counted)",
        );
        let _ = writeln!(out, "{}", text.get(lang));
        for hit in near {
            let _ = writeln!(out, "  {} › {}", hit.title, hit.path.join(" › "));
        }
    }
    out
}

/// How often a word is found.
fn word_text(word: &Word) -> Text {
    let Word { word, read_as, items, elsewhere } = word;
    let (ja, en) = match read_as {
        Some(own) => (format!("「{word}」→「{own}」"), format!("「{word}」 → 「{own}」")),
        None => (format!("「{word}」"), format!("「{word}」")),
    };
    match (items, elsewhere) {
        _ if read_as.is_some() => Text::new(format!("  {ja}"), format!("  {en}")),
        (0, 0) => Text::new(format!("  {ja}: どこにもありません"), format!("  {en}: nowhere")),
        (0, more) => Text::new(
            format!("  {ja}: 過去の版・案などに{more}件"),
            format!("  {en}: {more} in past versions, drafts and the like"),
        ),
        (items, _) => Text::new(format!("  {ja}: {items}件"), format!("  {en}: {items}")),
    }
}

fn heading(reply: &Reply, details: &Details) -> Text {
    let Reply { query, total, took_ms, .. } = reply;
    let Details { evaluations, searched, elsewhere, .. } = details;
    match (total, elsewhere) {
        (0, 0) => Text::new(
            format!("「{query}」を含む記載は、収録した評価書(公表中 {searched}件)に見つかりませんでした。"),
            format!("Nothing found for 「{query}」 in the {searched} assessments published now."),
        ),
        (0, elsewhere) => Text::new(
            format!(
                "「{query}」を含む記載は、公表中の評価書({searched}件)に見つかりませんでした。過去の版・案・変更前の記載に{elsewhere}件あります(`状態:すべて` を付けると探せます)。"
            ),
            format!(
                "Nothing found for 「{query}」 in the {searched} assessments published now. There are {elsewhere} hits in past versions, drafts and texts before a change; add 状態:すべて to see them."
            ),
        ),
        _ => Text::new(
            format!("「{query}」: {total}件(評価書{evaluations}件、{took_ms}ミリ秒)"),
            format!("「{query}」: {total} hits in {evaluations} assessments ({took_ms} ms)"),
        ),
    }
}

fn note_text(note: &str) -> Text {
    match note {
        "reading" => Text::new(
            "入力した語は見つからないため、読みや表記の同じ語で検索しました。",
            "Nothing was found as typed; searched for words that sound or are spelled alike.",
        ),
        "other-words" => Text::new(
            "入力した語は見つからないため、近い意味の語で検索しました。",
            "Nothing was found as typed; searched for words that mean about the same.",
        ),
        "same-row" => Text::new(
            "条件をゆるめました: 変更の記録の1行(変更前・変更後・日付・理由)に語がそろう記載を示します。",
            "Loosened: all words stand in one row of the change log (before, after, day, reason).",
        ),
        "same-evaluation" => Text::new(
            "条件をゆるめました: すべての語を含む評価書の中から、その一部を含む記載を示します。",
            "Loosened: texts with some of the words, of assessments that hold all of them.",
        ),
        "words" => Text::new(
            "条件をゆるめました: 文のとおりの記載がないため、文の中の語をすべて含む記載を示します。",
            "Loosened: no text says this literally; these hold all of its words.",
        ),
        "corrected" => Text::new(
            "入力したとおりの記載がないため、読みや文字の近い語で検索しました。",
            "No text says this literally; searched for words that sound or look nearly the same.",
        ),
        _ => Text::new(
            "条件をゆるめました: 文の中の語の半分以上を含む記載を示します。",
            "Loosened: these hold at least half of the words.",
        ),
    }
}

fn evaluation(hit: &Hit, detail: &Detail, colour: bool) -> Text {
    let Hit { municipality, agency, number, title, .. } = hit;
    let Detail { kind_name, of_evaluation, published, .. } = detail;
    let state = state(&hit.status);
    let (bold, plain) = if colour { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    let day = published.as_deref().unwrap_or("—");
    Text::new(
        format!(
            "{bold}{municipality} {agency} 評価書番号{number} {title}{plain}({kind_name})〔{}〕 公表日 {day} {of_evaluation}件",
            state.ja
        ),
        format!(
            "{bold}{municipality} {agency} no. {number} {title}{plain} ({kind_name}) [{}] published {day}, {of_evaluation} hits",
            state.en
        ),
    )
}

/// The state of a version in words.
fn state(key: &str) -> Text {
    match key {
        "latest" => Text::new("公表中(最新の版)", "published (latest version)"),
        "beside" => Text::new("公表中(別の版と併用)", "published (beside another version)"),
        "undated" => Text::new("公表中(公表日の記録なし)", "published (day not recorded)"),
        "past" => Text::new("過去の版", "past version"),
        "consultation" => Text::new("案 意見募集", "draft under consultation"),
        "draft" => Text::new("案(公表前)", "draft (not published)"),
        "ended" => Text::new("事務終了", "task ended"),
        other => Text::new(other, other),
    }
}

fn item(hit: &Hit, detail: &Detail, output: &Path, lang: Lang, colour: bool) -> String {
    let side = match hit.passage.as_str() {
        "change-before" => Some(Text::new("〔変更前の記載〕", "[before the change]")),
        "change-after" => Some(Text::new("〔変更後の記載〕", "[after the change]")),
        _ => None,
    };
    let mut path = hit.path.join(" › ");
    if let Some(side) = side {
        path.extend([" ", side.get(lang)]);
    }
    if detail.same > 1 {
        let more = detail.same - 1;
        let text =
            Text::new(format!(" (ほか{more}か所に同じ記載)"), format!(" (the same in {more} more places)"));
        path.push_str(text.get(lang));
    }
    let link = format!("{}/{}index.html#{}", shown(output).trim_end_matches('/'), hit.url, hit.anchor);
    let text = marked(&hit.snippet, &detail.highlights, colour).replace('\n', " ");
    format!("  {path}\n    {text}\n    {link}\n")
}

/// The excerpt with what was found in bold, where the terminal can do that.
fn marked(snippet: &str, highlights: &[(u32, u32)], colour: bool) -> String {
    if !colour {
        return snippet.to_owned();
    }
    let mut out = String::with_capacity(snippet.len() + 16 * highlights.len());
    let mut at = 0_u32;
    for c in snippet.chars() {
        if highlights.iter().any(|(_, end)| *end == at) {
            out.push_str("\u{1b}[0m");
        }
        if highlights.iter().any(|(start, _)| *start == at) {
            out.push_str("\u{1b}[1;33m");
        }
        out.push(c);
        at += u32::try_from(c.len_utf16()).unwrap_or(1);
    }
    out + "\u{1b}[0m"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_counted_in_utf16() {
        assert_eq!(marked("𠮷野の甲", &[(4, 5)], true), "𠮷野の\u{1b}[1;33m甲\u{1b}[0m");
        assert_eq!(marked("甲", &[(0, 1)], false), "甲");
    }
}
