//! The tables: their columns, and the rows that versions have in them.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Source, state};
use crate::across::organisation::normal;
use crate::assessment::twin::{Item, Part, Twin};
use crate::content::task;
use crate::portal::display_title;
use crate::text::csv::Csv;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A day: `2026-03-24`.
    Day,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name, and that of its files.
    pub name: &'static str,
    /// What a row is, in Japanese.
    pub about: &'static str,
    /// Name, kind and meaning of each column.
    pub columns: &'static [(&'static str, Kind, &'static str)],
}

/// The columns by which a row of any table is known to belong to a version.
macro_rules! of_version {
    ($($more:expr),* $(,)?) => {
        &[
            ("assessment", Kind::Text, "評価書のアドレス(サイトの先頭から)。表どうしを結びつける鍵"),
            ("municipality_code", Kind::Text, "全国地方公共団体コード"),
            ("municipality", Kind::Text, "団体名"),
            ("agency", Kind::Text, "評価実施機関"),
            ("number", Kind::Text, "評価書番号"),
            ("kind", Kind::Text, "種類: kiso(基礎項目), juten(重点項目), zenkomoku(全項目)"),
            ("state", Kind::Text, "状態: latest(公表中), beside(併用), past(過去の版), consultation・draft(案), ended(事務終了), undated(公表日の記録なし)"),
            ("published", Kind::Day, "公表日"),
            $($more),*
        ]
    };
}

/// All tables.
pub static TABLES: [Table; 4] = [
    Table {
        name: "assessments",
        about: "1行が1つの評価書の1つの版",
        columns: of_version![
            ("prefecture", Kind::Text, "都道府県"),
            ("title", Kind::Text, "評価書名(種類を除く)"),
            ("task", Kind::Text, "事務(/tasks/ のアドレスの名前)"),
            ("form", Kind::Text, "様式"),
            (
                "completeness",
                Kind::Text,
                "収録の範囲: whole(全部), excerpt(一部), pages-missing(抜けているページあり)"
            ),
            ("occasion", Kind::Text, "実施・再実施・修正の別"),
            ("last_assessed", Kind::Day, "直近の実施・再実施の日"),
            ("files", Kind::Text, "特定個人情報ファイル名(改行区切り)"),
            ("department", Kind::Text, "担当部署"),
        ],
    },
    Table {
        name: "answers",
        about: "1行が1つの項目への1つの記載",
        columns: of_version![
            ("anchor", Kind::Text, "評価書のページの中の位置"),
            ("question", Kind::Text, "様式の中の項目"),
            ("concept", Kind::Text, "様式や種類をまたいで同じ問い"),
            ("path", Kind::Text, "見出し(上から順に › 区切り)"),
            ("file", Kind::Text, "特定個人情報ファイル名"),
            ("block", Kind::Text, "委託事項・提供先・移転先・システムの見出し"),
            ("chosen", Kind::Text, "選択された選択肢(改行区切り)"),
            ("text", Kind::Text, "記載(原文)"),
            (
                "nothing",
                Kind::Text,
                "記載がない場合の種類: not-stated(記載なし), blank(空欄), not-applicable(該当しない), withheld(非公表), lost(原本で要確認)"
            ),
        ],
    },
    Table {
        name: "changes",
        about: "1行が変更の記録の1行",
        columns: of_version![
            ("anchor", Kind::Text, "評価書のページの中の位置"),
            ("date", Kind::Day, "変更日"),
            ("inherited", Kind::Text, "変更日を前の行から補ったとき true"),
            ("item", Kind::Text, "項目(原文)"),
            ("before", Kind::Text, "変更前の記載"),
            ("after", Kind::Text, "変更後の記載"),
            ("timing", Kind::Text, "提出時期"),
            ("reason", Kind::Text, "提出時期に係る説明"),
            ("date_written", Kind::Text, "変更日(原文。日付として読めないものも)"),
            ("page", Kind::Text, "ページ(日付の代わりにページを記す一覧の場合)"),
        ],
    },
    Table {
        name: "contractors",
        about: "1行が、公表中の評価書(案のみの場合は案)の委託先名に書かれた1つの名称",
        columns: of_version![
            ("name", Kind::Text, "名寄せした名称(規則は /contractors/ に)"),
            ("written", Kind::Text, "表記(原文)"),
            ("role", Kind::Text, "役割: contractor(委託先), sub(再委託先), sub-sub(再々委託先)"),
            ("former", Kind::Text, "変更の記録だけに書かれた変更前の名称のとき true"),
            ("until", Kind::Day, "その変更日"),
            ("file", Kind::Text, "特定個人情報ファイル名"),
            ("block", Kind::Text, "委託事項"),
            ("anchor", Kind::Text, "評価書のページの中の位置"),
        ],
    },
];

/// The rows of a table, one cell for each column; nothing where a cell is empty.
#[derive(Debug, Default)]
pub struct Rows(pub Vec<Vec<Option<String>>>);

impl Rows {
    /// The rows of a table that some versions have, in their order.
    pub fn of(table: &Table, sources: &[Source<'_>]) -> Self {
        let rows: fn(&Source<'_>) -> Vec<Vec<Option<String>>> = match table.name {
            "assessments" => |source| vec![assessment(source)],
            "answers" => answers,
            "changes" => changes,
            _ => contractors,
        };
        Self(sources.iter().flat_map(rows).collect())
    }

    /// As a table for spreadsheets.
    pub(super) fn csv(&self, table: &Table) -> Vec<u8> {
        let columns: Vec<&str> = table.columns.iter().map(|(name, ..)| *name).collect();
        let mut csv = Csv::new(&columns);
        for row in &self.0 {
            let cells: Vec<&str> = row.iter().map(|cell| cell.as_deref().unwrap_or_default()).collect();
            csv.row(&cells);
        }
        csv.into_bytes()
    }

    /// As one JSON object a line; empty cells are null.
    pub(super) fn ndjson(&self, table: &Table) -> Vec<u8> {
        let mut out = Vec::new();
        for row in &self.0 {
            let cells = table.columns.iter().zip(row).map(|((name, ..), cell)| {
                ((*name).to_owned(), cell.clone().map_or(Value::Null, Value::String))
            });
            let object: Map<String, Value> = cells.collect();
            out.extend(serde_json::to_vec(&object).unwrap_or_default());
            out.push(b'\n');
        }
        out
    }
}

fn some(text: impl Into<String>) -> Option<String> {
    Some(text.into()).filter(|text| !text.is_empty())
}

/// The cells that every table has.
fn of_version(source: &Source<'_>) -> Vec<Option<String>> {
    let found = source.found;
    let meta = &found.version.facts.meta;
    vec![
        some(found.version.address.as_str()),
        some(found.municipality.meta.code.as_str()),
        some(found.municipality.meta.name.as_str()),
        some(found.agency.name.as_str()),
        some(meta.number.as_str()),
        some(meta.kind.as_str()),
        some(state(found)),
        meta.published.map(|date| date.to_string()),
    ]
}

fn assessment(source: &Source<'_>) -> Vec<Option<String>> {
    let facts = &source.found.version.facts;
    let meta = &facts.meta;
    let task = task::of(meta.task.as_deref(), display_title(meta), facts.task.as_deref());
    let mut row = of_version(source);
    row.extend([
        some(source.found.municipality.meta.prefecture.as_str()),
        some(display_title(meta)),
        task.map(|task| task.id.to_owned()),
        some(facts.form.as_str()),
        some(meta.completeness.as_str()),
        meta.occasion.map(|occasion| occasion.as_str().to_owned()),
        meta.last_assessed.map(|date| date.to_string()),
        some(facts.files.join("\n")),
        facts.department.clone(),
    ]);
    row
}

/// The name of a file of a twin.
fn file_name(twin: &Twin, id: Option<&String>) -> Option<String> {
    let id = id?;
    let files = twin.front_matter.get("files").and_then(Value::as_array);
    let named = files.into_iter().flatten().find(|file| file.get("id").and_then(Value::as_str) == Some(id));
    let name = named.and_then(|file| file.get("name")).and_then(Value::as_str);
    Some(name.unwrap_or(id).to_owned())
}

/// The text of an item: paragraphs and tables, without boxes and without the publisher's notes.
fn text(item: &Item) -> String {
    let mut lines: Vec<String> = Vec::new();
    for part in &item.parts {
        match part {
            Part::Text { lines: text } => lines.extend(text.iter().cloned()),
            Part::Table { header, rows } => {
                lines.extend(std::iter::once(header).chain(rows).map(|row| row.join(" | ")));
            }
            Part::Options { .. } | Part::Note { .. } => {}
        }
    }
    lines.join("\n")
}

/// What is chosen, as written: the options of an item with the text in their brackets.
fn chosen(item: &Item) -> String {
    let mut chosen = Vec::new();
    for part in &item.parts {
        if let Part::Options { options } = part {
            let marked = options.iter().filter(|option| option.mark == 'x');
            let plain = |text: String| crate::text::number::split_number(&text).1.to_owned();
            chosen.extend(marked.map(|option| plain(option.lines.join(""))));
        }
    }
    chosen.join("\n")
}

fn answers(source: &Source<'_>) -> Vec<Vec<Option<String>>> {
    let Some(twin) = &source.twin else { return Vec::new() };
    let mut rows = Vec::new();
    // What an id of a row of the change log begins with is an id of the log.
    let logs =
        twin.changes.iter().flat_map(|row| row.anchor.match_indices('-').map(|(at, _)| &row.anchor[..at]));
    let logs: HashSet<&str> = logs.collect();
    let mut path: Vec<&Item> = Vec::new();
    for item in &twin.items {
        while path.last().is_some_and(|above| above.level >= item.level) {
            path.pop();
        }
        path.push(item);
        let is_log = item.question.as_deref().is_some_and(|question| question.starts_with("x3"))
            || logs.contains(item.anchor.as_str());
        let (chosen, text) = (chosen(item), text(item));
        let is_block =
            |item: &&&Item| item.question.as_deref().is_some_and(|question| question.ends_with('*'));
        let block = path.iter().rev().find(is_block);
        let own_block = block.is_some_and(|block| std::ptr::eq(*block, item));
        if is_log || (chosen.is_empty() && text.is_empty() && item.nothing.is_none() && !own_block) {
            continue;
        }
        let mut row = of_version(source);
        let headings: Vec<&str> = path.iter().map(|item| item.heading.as_str()).collect();
        row.extend([
            some(item.anchor.as_str()),
            item.question.clone(),
            item.concept.clone(),
            some(headings.join(" › ")),
            file_name(twin, item.file.as_ref()),
            block.map(|block| block.heading.clone()),
            some(chosen),
            some(text),
            item.nothing.clone(),
        ]);
        rows.push(row);
    }
    rows
}

fn changes(source: &Source<'_>) -> Vec<Vec<Option<String>>> {
    let row = |change: &crate::assessment::twin::Change| {
        let mut row = of_version(source);
        row.extend([
            some(change.anchor.as_str()),
            change.date.clone(),
            some(change.inherited.to_string()),
            some(change.item.as_str()),
            some(change.before.as_str()),
            some(change.after.as_str()),
            some(change.timing.as_str()),
            some(change.reason.as_str()),
            change.date_written.clone(),
            change.page.clone(),
        ]);
        row
    };
    source.twin.iter().flat_map(|twin| &twin.changes).map(row).collect()
}

fn contractors(source: &Source<'_>) -> Vec<Vec<Option<String>>> {
    let files = &source.found.version.facts.files;
    let row = |one: &crate::across::Contractor| {
        let mut row = of_version(source);
        row.extend([
            some(normal(&one.written)),
            some(one.written.as_str()),
            some(one.role.key()),
            some(one.former.to_string()),
            one.until.map(|date| date.to_string()),
            one.file.and_then(|file| files.get(file)).cloned(),
            one.part.clone(),
            some(one.anchor.as_str()),
        ]);
        row
    };
    source.said.into_iter().flat_map(|said| &said.contractors).map(row).collect()
}
