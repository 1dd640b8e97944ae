//! The front matter of an assessment, from text alone.
//!
//! What can be judged within one file is judged here. What needs the municipality (is there such an
//! agency?) or the other documents (is this identity free?) is judged by [`super::walk`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::text::date::Date;
use crate::text::file::is_portable;

use super::choice::{Completeness, Kind, Occasion, Status};
use super::fields::Fields;
use super::suggest::nearest;
use super::{front_matter, task};
use crate::finding::{Finding, Place, Text};
use crate::privacy::quoted;
use crate::text::source::{Source, Span};

/// What the front matter of an assessment says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentMeta {
    /// 評価書番号, unique within an agency. Begins with a digit; digits, ASCII letters and hyphens.
    pub number: String,
    /// 評価書名.
    pub title: String,
    /// Which of the three kinds.
    pub kind: Kind,
    /// Name of the agency as `municipality.md` has it. Empty where the file leaves it to
    /// `default_agency`; [`super::read_since`] fills it in.
    pub agency: String,
    /// The agency as the document itself writes it.
    pub agency_as_written: Option<String>,
    /// Where it stands on its way.
    pub status: Status,
    /// 公表日.
    pub published: Option<Date>,
    /// Nobody knows when it was published: `published: unknown`, in a collection.
    pub undated: bool,
    /// The date as the document itself writes it.
    pub published_as_written: Option<String>,
    /// 1, or more for a further publication on the same day.
    pub revision: u32,
    /// On what occasion it was published.
    pub occasion: Option<Occasion>,
    /// Day of the last assessment or reassessment.
    pub last_assessed: Option<Date>,
    /// Edition of the official form.
    pub form: Option<String>,
    /// How much of the original the file holds.
    pub completeness: Completeness,
    /// Publication day of another version that is valid beside this one.
    pub in_force_with: Option<Date>,
    /// When and where the public is heard on a draft.
    pub consultation: Option<Consultation>,
    /// The day on which the task ended.
    pub ended: Option<Date>,
    /// The 特定個人情報ファイル of the document.
    pub files: Vec<FileMeta>,
    /// The task, by the id of its page, where the title does not say it.
    pub task: Option<String>,
    /// A summary by the publisher, at most 150 characters.
    pub summary: Option<String>,
    /// The original and how it was converted.
    pub source: Option<Original>,
    /// That somebody compared the text with the original.
    pub verified: Option<Verified>,
    /// Old addresses that lead to this version, as written.
    pub aliases: Vec<String>,
}

/// 意見聴取 on a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Where to send comments.
    pub contact: Option<String>,
}

/// One 特定個人情報ファイル.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMeta {
    /// Its part in addresses; never changes.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The original of a converted text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Original {
    /// Path of the attachment, from the municipality's folder.
    pub file: Option<String>,
    /// Where the municipality publishes it.
    pub url: Option<String>,
    /// SHA-256 of the file, in lower-case hexadecimal digits.
    pub sha256: Option<String>,
    /// Number of pages.
    pub pages: Option<u32>,
    /// How the text was made from it, e.g. `ocr`; absent where it was not converted.
    pub conversion: Option<String>,
    /// That somebody has looked through the attachment, with what no program can read, for what must not be published.
    pub reviewed: Option<Verified>,
}

/// Who compared the text with the original, or looked through it, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// The day.
    pub date: Date,
    /// The office.
    pub by: String,
}

/// Every key of a document's front matter, in the order in which people write them.
pub const DOCUMENT_KEYS: [&str; 22] = [
    "number",
    "title",
    "kind",
    "agency",
    "agency_as_written",
    "status",
    "published",
    "published_as_written",
    "revision",
    "occasion",
    "last_assessed",
    "form",
    "completeness",
    "in_force_with",
    "consultation",
    "ended",
    "files",
    "task",
    "summary",
    "source",
    "verified",
    "aliases",
];

/// What stands in the place of a day that nobody knows.
pub(super) const UNKNOWN: &str = "unknown";

/// Front matter, the place of each of its keys (nested ones as `consultation.from`), and the body.
pub type ReadDocument = (DocumentMeta, BTreeMap<String, Span>, Span);

/// Reads a document. The first part is there as soon as number, title, kind and status can be used,
/// also where other keys are wrong: so that the body can be looked at in the same run.
pub fn read_document(source: &Arc<Source>) -> (Option<ReadDocument>, Vec<Finding>) {
    let (mut fields, body) = match front_matter::fields(source, &DOCUMENT_KEYS) {
        Ok(parts) => parts,
        Err(finding) => return (None, vec![*finding]),
    };
    let mut keys = fields.places();
    let meta = meta(&mut fields, source, &mut keys);
    let read = meta.zip(body).map(|(meta, body)| (meta, keys, body));
    (read, fields.findings)
}

/// Where the body of a document begins and ends, whatever its front matter says.
pub(super) fn body_of(source: &Arc<Source>) -> Option<Span> {
    front_matter::fields(source, &DOCUMENT_KEYS).ok().and_then(|(_, body)| body)
}

fn meta(
    fields: &mut Fields<'_>,
    source: &Arc<Source>,
    keys: &mut BTreeMap<String, Span>,
) -> Option<DocumentMeta> {
    let number = number(fields, source);
    let title = fields.required_text("title", "国民健康保険に関する事務");
    let kind = fields.choice::<Kind>("kind");
    if kind.is_none() {
        fields.missing(
            "META-01",
            "kind",
            Text::new(
                "基礎項目評価書なら kiso、重点項目評価書なら juten、全項目評価書なら zenkomoku としてください。",
                "Write kiso (基礎項目評価書), juten (重点項目評価書) or zenkomoku (全項目評価書).",
            ),
        );
    }
    let status = status(fields);
    let undated = matches!(fields.scalar("published"), Some((text, ..)) if text == UNKNOWN);
    let published = if undated { None } else { fields.date("published") };
    let consultation = consultation(fields, keys);
    let ended = fields.date("ended");
    let completeness = fields.choice("completeness").unwrap_or(Completeness::Whole);
    if let Some(status) = status {
        // The day stands on the cover: an excerpt without one may not know it.
        let known = published.is_some() || undated || completeness == Completeness::Excerpt;
        dates_of(status, fields, known, ended);
    }
    let meta = DocumentMeta {
        agency: fields.text("agency").unwrap_or_default(),
        agency_as_written: fields.text("agency_as_written"),
        published,
        undated,
        published_as_written: fields.text("published_as_written"),
        revision: fields.count("revision").unwrap_or(1),
        occasion: fields.choice("occasion"),
        last_assessed: fields.date("last_assessed"),
        form: fields.text("form"),
        completeness,
        in_force_with: fields.date("in_force_with"),
        consultation,
        ended,
        files: files(fields),
        task: task(fields),
        summary: summary(fields),
        aliases: fields.texts("aliases", "old/12.pdf"),
        source: original(fields, keys),
        verified: verified(fields, keys),
        number: number.unwrap_or_default(),
        title: title.unwrap_or_default(),
        kind: kind?,
        status: status?,
    };
    (!meta.number.is_empty() && !meta.title.is_empty()).then_some(meta)
}

/// Whether a text can be a 評価書番号: it begins with a digit and has digits, ASCII letters and hyphens only.
pub fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn number(fields: &mut Fields<'_>, source: &Arc<Source>) -> Option<String> {
    let Some((text, span, plain)) = fields.scalar("number") else {
        fields.missing(
            "META-01",
            "number",
            Text::new(
                "評価書番号を `number: \"12\"` のように書いてください。",
                "Write the 評価書番号, as in `number: \"12\"`.",
            ),
        );
        return None;
    };
    if !is_number(&text) {
        let value = quoted(&text);
        fields.wrong(
            "number",
            span,
            Text::new(
                format!("評価書番号「{value}」は使えません。"),
                format!("`{value}` cannot be a 評価書番号."),
            ),
            Text::new(
                "半角の数字で始め、半角の数字・英字・ハイフンだけで書いてください。例: \"12\"、\"12-2\"",
                "Begin with an ASCII digit and use digits, ASCII letters and hyphens only, as in \"12\" or \"12-2\".",
            ),
        );
        return None;
    }
    if plain && text.bytes().all(|b| b.is_ascii_digit()) {
        let value = quoted(&text);
        fields.findings.push(Finding::of(
            "META-10",
            Place::at(source, span),
            Text::new(
                "評価書番号が引用符で囲まれていません。書かれたままの番号として扱います。",
                "The 評価書番号 is not in quotation marks; it is taken as written.",
            ),
            Text::new(
                format!("`number: \"{value}\"` とすると、ほかのソフトでも桁が変わりません。"),
                format!("With `number: \"{value}\"` other programs keep its digits too."),
            ),
        ));
    }
    Some(text)
}

fn status(fields: &mut Fields<'_>) -> Option<Status> {
    let status = fields.choice("status");
    if status.is_none() {
        fields.missing(
            "META-03",
            "status",
            Text::new(
                "公表済みなら published と公表日、意見募集の案なら consultation、作成中なら preparing としてください。",
                "Write published (with the date) if it is published, consultation if the public is heard on it, preparing if it is being written.",
            ),
        );
    }
    status
}

/// The dates that a status cannot do without; `published` is whether 公表日 is there, or need not be. A draft may stand without a comment period: it is then
/// shown as 案(公表前), without an address of its own period.
fn dates_of(status: Status, fields: &mut Fields<'_>, published: bool, ended: Option<Date>) {
    match status {
        Status::Published if !published => fields.missing(
            "META-04",
            "published",
            Text::new(
                "status が published のときは、公表日を `published: 2026-03-24` のように書いてください。公表前なら status を consultation か preparing としてください。",
                "With status published, write the day, as in `published: 2026-03-24`. If it is not published yet, the status is consultation or preparing.",
            ),
        ),
        Status::Ended if ended.is_none() => fields.missing(
            "META-04",
            "ended",
            Text::new(
                "status が ended のときは、事務が終了した日を `ended: 2026-03-31` のように書いてください。",
                "With status ended, write the day on which the task ended, as in `ended: 2026-03-31`.",
            ),
        ),
        _ => {}
    }
}

fn required_date(fields: &mut Fields<'_>, key: &str) -> Option<Date> {
    let date = fields.date(key);
    if date.is_none() {
        let help = Text::new(
            format!("`{key}: 2026-01-10` のように書いてください。"),
            format!("Write it as in `{key}: 2026-01-10`."),
        );
        fields.missing("META-04", key, help);
    }
    date
}

fn consultation(fields: &mut Fields<'_>, keys: &mut BTreeMap<String, Span>) -> Option<Consultation> {
    let mut inner = fields.map("consultation", &["from", "to", "contact"])?;
    keys.extend(inner.places());
    let (from, to) = (required_date(&mut inner, "from"), required_date(&mut inner, "to"));
    let contact = inner.text("contact");
    let period = from.zip(to);
    if period.is_some_and(|(from, to)| to < from) {
        let span = inner.place_of("to");
        inner.wrong(
            "to",
            span,
            Text::new(
                "意見募集の終わりの日が、始まりの日より前です。",
                "The comment period ends before it begins.",
            ),
            Text::new("`from` と `to` を確認してください。", "Check `from` and `to`."),
        );
    }
    fields.absorb(inner);
    if period.is_none() {
        fields.mark_wrong("consultation");
    }
    period.map(|(from, to)| Consultation { from, to, contact })
}

fn files(fields: &mut Fields<'_>) -> Vec<FileMeta> {
    let mut files = Vec::new();
    let mut seen = BTreeSet::new();
    for mut inner in fields.maps("files", &["id", "name"]) {
        let id = inner.required_text("id", "kokuho");
        let name = inner.required_text("name", "国民健康保険情報ファイル");
        if let Some(id) = &id {
            let span = inner.value_place("id");
            let value = quoted(id);
            if !is_file_id(id) {
                inner.wrong(
                    "id",
                    span,
                    Text::new(
                        format!("ファイルの id「{value}」は使えません。"),
                        format!("`{value}` cannot be the id of a file."),
                    ),
                    Text::new(
                        "半角の英小文字で始まる2〜16字の英小文字と数字にしてください。s1、t2、p3、m4、r5 のような形は項目の番号に使います。",
                        "Use 2 to 16 lower-case letters and digits, a letter first; forms such as s1, t2, p3, m4, r5 are taken.",
                    ),
                );
            } else if !seen.insert(id.clone()) {
                inner.wrong(
                    "id",
                    span,
                    Text::new(
                        format!("ファイルの id「{value}」が2回使われています。"),
                        format!("The id `{value}` is used by two files."),
                    ),
                    Text::new("ファイルごとに別の id にしてください。", "Give each file an id of its own."),
                );
            }
        }
        fields.absorb(inner);
        files.extend(id.zip(name).map(|(id, name)| FileMeta { id, name }));
    }
    files
}

/// `[a-z][a-z0-9]{1,15}`, and not like the numbered blocks of an anchor (`t2`).
fn is_file_id(id: &str) -> bool {
    let bytes = id.as_bytes();
    let block_like =
        matches!(bytes, [b's' | b't' | b'p' | b'm' | b'r', rest @ ..] if rest.iter().all(u8::is_ascii_digit));
    (2..=16).contains(&bytes.len())
        && bytes[0].is_ascii_lowercase()
        && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && !block_like
}

fn task(fields: &mut Fields<'_>) -> Option<String> {
    let (text, span, _) = fields.scalar("task")?;
    if task::by_id(&text).is_some() {
        return Some(text);
    }
    let near = nearest(&text, task::all().iter().map(|task| task.id));
    let meant = near.and_then(task::by_id);
    let help = match meant {
        Some(task) => Text::new(
            format!("`{}`({})ではありませんか。", task.id, task.name),
            format!("Did you mean `{}` ({})?", task.id, task.name),
        ),
        None => Text::new(
            "`kokuho`、`juki` のような、事務のページのアドレスの名前を書いてください。なければ `task` を消してください。",
            "Write the name of a task in addresses, such as `kokuho` or `juki`, or leave `task` out.",
        ),
    };
    let value = quoted(&text);
    let message = Text::new(
        format!("`task` の値「{value}」は使えません。"),
        format!("`{value}` is no value of `task`."),
    );
    fields.wrong("task", span, message, help);
    None
}

fn summary(fields: &mut Fields<'_>) -> Option<String> {
    const LONGEST: usize = 150;
    let (text, span, _) = fields.scalar("summary")?;
    let length = text.chars().filter(|c| !c.is_control()).count();
    if length > LONGEST {
        fields.wrong(
            "summary",
            span,
            Text::new(
                format!("`summary` が{length}字あります。"),
                format!("`summary` has {length} characters."),
            ),
            Text::new(
                format!("{LONGEST}字までにしてください。"),
                format!("Keep it to {LONGEST} characters."),
            ),
        );
    }
    Some(text)
}

fn original(fields: &mut Fields<'_>, keys: &mut BTreeMap<String, Span>) -> Option<Original> {
    let mut inner = fields.map("source", &["file", "url", "sha256", "pages", "conversion", "reviewed"])?;
    keys.extend(inner.places());
    let original = Original {
        file: attachment(&mut inner),
        url: inner.url("url"),
        sha256: sha256(&mut inner),
        pages: inner.count("pages"),
        conversion: inner.text("conversion"),
        reviewed: reviewed(&mut inner, keys),
    };
    fields.absorb(inner);
    Some(original)
}

fn reviewed(source: &mut Fields<'_>, keys: &mut BTreeMap<String, Span>) -> Option<Verified> {
    let mut inner = source.map("reviewed", &["date", "by"])?;
    keys.extend(inner.places());
    let date = required_date(&mut inner, "date");
    let by = inner.required_text("by", "保険年金課");
    source.absorb(inner);
    date.zip(by).map(|(date, by)| Verified { date, by })
}

/// A path that cannot lead out of `attachments/`.
fn attachment(inner: &mut Fields<'_>) -> Option<String> {
    let (text, span, _) = inner.scalar("file")?;
    let inside = text
        .strip_prefix("attachments/")
        .is_some_and(|rest| rest.split('/').all(|part| part != "." && part != ".." && is_portable(part)));
    if inside {
        // A file keeps its name when it is carried to a system that writes が in two characters.
        return Some(text.nfc().collect());
    }
    let value = quoted(&text);
    inner.wrong(
        "file",
        span,
        Text::new(
            format!("`source.file` の「{value}」は attachments/ の中のファイルではありません。"),
            format!("`{value}` in `source.file` is not a file in attachments/."),
        ),
        Text::new(
            "市町村のフォルダーの attachments/ に置き、`attachments/12.pdf` のように書いてください(con や aux などの名前、`? * : < > | \"` や見えない文字は、Windows などで使えません)。",
            "Put it in attachments/ in the municipality's folder and write `attachments/12.pdf` (no names like con or aux, and no `? * : < > | \"` or invisible characters: not every system can store them).",
        ),
    );
    None
}

fn sha256(inner: &mut Fields<'_>) -> Option<String> {
    let (text, span, _) = inner.scalar("sha256")?;
    if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Some(text.to_ascii_lowercase());
    }
    inner.wrong(
        "sha256",
        span,
        Text::new(
            "`source.sha256` が64桁の16進数ではありません。",
            "`source.sha256` is not 64 hexadecimal digits.",
        ),
        Text::new(
            "元の資料の SHA-256 を書くか、この行を消してください。",
            "Write the SHA-256 of the original, or remove the line.",
        ),
    );
    None
}

fn verified(fields: &mut Fields<'_>, keys: &mut BTreeMap<String, Span>) -> Option<Verified> {
    let mut inner = fields.map("verified", &["date", "by"])?;
    keys.extend(inner.places());
    let date = required_date(&mut inner, "date");
    let by = inner.required_text("by", "保険年金課");
    fields.absorb(inner);
    date.zip(by).map(|(date, by)| Verified { date, by })
}
