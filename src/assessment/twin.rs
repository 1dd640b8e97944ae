//! An evaluation as data: everything that its Markdown says, item by item with its meaning beside it, and back again.
//!
//! The parts of an item are those of the Markdown, so that nothing is lost on the way there and back; what they mean (the
//! question of the form, the concept, what was chosen, which kind of nothing) stands beside them and is not read. Names of
//! former managers are left out, with a sign, unless they are asked for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Answer, Assessment, ChangeDate, Node, Nothing, names};
use crate::markdown::{self, Block, Line, Mark, NoteKind, Table, Task};

/// The version of the format. Fields may be added without a new one.
pub const VERSION: u32 = 1;

/// An evaluation as data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Twin {
    /// [`VERSION`].
    pub version: u32,
    /// The front matter, under its own keys; what is not known is not there.
    pub front_matter: BTreeMap<String, Value>,
    /// The form it was read with, e.g. 令和7年5月 様式4.
    pub form: String,
    /// All headings in the order of the text, each with what stands under it before the next.
    pub items: Vec<Item>,
    /// The rows of the change log, understood; as text they stand under their heading too.
    pub changes: Vec<Change>,
    /// Whether names of former managers are left out.
    pub names_left_out: bool,
}

/// A heading with what stands under it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// 1 to 6.
    pub level: u8,
    /// The heading as written.
    pub heading: String,
    /// The id of the item on the page, and in links to it.
    pub anchor: String,
    /// The item of the form.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub question: Option<String>,
    /// The same question in every kind and edition.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub concept: Option<String>,
    /// The id of the 特定個人情報ファイル.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// The chosen options, in the words of the form where it has them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub chosen: Vec<String>,
    /// The answer where it is a day: `2026-03-24`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<String>,
    /// Which kind of nothing stands in place of an answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub nothing: Option<String>,
    /// What stands under the heading, in order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parts: Vec<Part>,
}

/// A piece of what stands under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Part {
    /// A paragraph.
    Text {
        /// Its lines.
        lines: Vec<String>,
    },
    /// Boxes.
    Options {
        /// One for each box.
        options: Vec<Choice>,
    },
    /// A table.
    Table {
        /// The cells of its first row.
        header: Vec<String>,
        /// The other rows.
        rows: Vec<Vec<String>>,
    },
    /// The publisher's own words.
    Note {
        /// 正誤, 非公表 or 注記.
        kind: String,
        /// Their lines.
        lines: Vec<String>,
    },
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// `x` chosen, a space not chosen, `?` lost in conversion.
    pub mark: char,
    /// The text beside it.
    pub lines: Vec<String>,
}

/// A row of the change log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The id of the row on the page.
    pub anchor: String,
    /// The day: `2026-03-24`; nothing where it is not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<String>,
    /// 変更日 as written, where something is: also what is no day (令和8年1月頃).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date_written: Option<String>,
    /// Whether the day is that of the row above.
    pub inherited: bool,
    /// ページ, where the list has a column for it; that of the row above where it is inherited.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<String>,
    /// 項目 as written.
    pub item: String,
    /// 変更前の記載.
    pub before: String,
    /// 変更後の記載.
    pub after: String,
    /// 提出時期.
    pub timing: String,
    /// 提出時期に係る説明.
    pub reason: String,
}

impl Twin {
    /// An evaluation as data, with or without the names of former managers.
    pub fn of(assessment: &Assessment, with_names: bool) -> Self {
        let front = serde_json::to_value(&assessment.meta).unwrap_or_default();
        let mut front_matter: BTreeMap<String, Value> = match front {
            Value::Object(map) => map.into_iter().collect(),
            _ => BTreeMap::new(),
        };
        front_matter.retain(|_, value| !is_nothing(value));
        for value in front_matter.values_mut() {
            without_nothing(value);
        }
        let plain = |text: &str| if with_names { text.to_owned() } else { names::without(text) };
        let manager = |text: &str| if with_names { text.to_owned() } else { names::of_manager(text) };
        let mut items: Vec<Item> = Vec::new();
        // Every node has its heading among the blocks, in the same order.
        let mut nodes = assessment.walk();
        let mut asks_for_manager = false;
        for block in assessment.blocks() {
            let said = |text: &str| if asks_for_manager { manager(text) } else { plain(text) };
            let lines = |lines: &[Line]| lines.iter().map(|line| said(&line.text)).collect::<Vec<_>>();
            let part = match block {
                Block::Heading { level, line } => {
                    if let Some(node) = nodes.next() {
                        let item = item(assessment, node, level, plain(&line.text));
                        asks_for_manager = names::asks_for_manager(assessment, node);
                        items.push(item);
                    }
                    continue;
                }
                Block::Text(text) => Part::Text { lines: lines(&text) },
                Block::Tasks(tasks) => Part::Options {
                    options: tasks
                        .iter()
                        .map(|task| Choice { mark: task.mark.sign(), lines: lines(&task.lines) })
                        .collect(),
                },
                Block::Table(table) => {
                    Part::Table { header: lines(&table.header), rows: rows(assessment, &table, with_names) }
                }
                Block::Note { kind, lines: text } => {
                    Part::Note { kind: kind.word().to_owned(), lines: lines(&text) }
                }
            };
            if let Some(item) = items.last_mut() {
                item.parts.push(part);
            }
        }
        let change = |(index, row): (usize, &super::ChangeRow)| {
            let of_manager = names::is_of_manager(&assessment.changes, index);
            let side = |text: &str| if of_manager { manager(text) } else { plain(text) };
            Change {
                anchor: row.anchor.clone(),
                date: row.date.date().map(|date| date.to_string()),
                date_written: row.date.written().map(str::to_owned),
                inherited: matches!(row.date, ChangeDate::Inherited { .. }),
                page: row.page.as_ref().map(|page| page.written.clone()).filter(|page| !page.is_empty()),
                item: plain(&row.item.text),
                before: side(&row.before.text),
                after: side(&row.after.text),
                timing: row.timing.text.clone(),
                reason: plain(&row.reason.text),
            }
        };
        Self {
            version: VERSION,
            front_matter,
            form: assessment.form.name.clone(),
            items,
            changes: assessment.changes.iter().enumerate().map(change).collect(),
            names_left_out: !with_names,
        }
    }

    /// The Markdown again, in its canonical form; `None` where a mark or a kind of note is none.
    pub fn markdown(&self) -> Option<String> {
        let mut text = String::from("---\n");
        let known = crate::content::DOCUMENT_KEYS;
        for key in known {
            if let Some(value) = self.front_matter.get(key) {
                // JSON is YAML.
                text.push_str(key);
                text.push_str(": ");
                text.push_str(&value.to_string());
                text.push('\n');
            }
        }
        text.push_str("---\n\n");
        let mut blocks = Vec::new();
        for item in &self.items {
            blocks.push(Block::Heading {
                level: item.level.clamp(1, 6),
                line: Line::new(item.heading.as_str()),
            });
            for part in &item.parts {
                blocks.push(block(part)?);
            }
        }
        text.push_str(&markdown::write(&blocks));
        Some(text)
    }
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// Takes out of nested tables what is not known.
fn without_nothing(value: &mut Value) {
    if let Value::Object(map) = value {
        map.retain(|_, value| !is_nothing(value));
        map.values_mut().for_each(without_nothing);
    }
}

fn item(assessment: &Assessment, node: &Node, level: u8, heading: String) -> Item {
    let answered = assessment.answered(node);
    let question = assessment.question(node);
    let official = |index: usize| question.and_then(|item| item.printed().get(index)).cloned();
    let chosen = match &node.answer {
        Answer::Choice { option: Some(option), .. } => official(*option).into_iter().collect(),
        Answer::Choice { option: None, written } => vec![written.clone()],
        Answer::Checks { chosen, .. } => chosen.iter().filter_map(|index| official(*index)).collect(),
        _ => Vec::new(),
    };
    let lost = matches!(node.answer, Answer::Checks { lost: true, .. });
    let nothing = match node.answer {
        Answer::Nothing(nothing) => Some(nothing.key()),
        _ if lost => Some(Nothing::Lost.key()),
        _ => None,
    };
    let date = match node.answer {
        Answer::Date { date } => date.map(|date| date.to_string()),
        _ => None,
    };
    Item {
        level,
        heading,
        anchor: node.anchor.clone(),
        question: assessment.item(node).map(|item| item.id.clone()),
        concept: answered.and_then(|item| item.concept.clone()),
        file: node.file.and_then(|file| assessment.files.get(file)).map(|file| file.id.clone()),
        chosen,
        date,
        nothing: nothing.map(str::to_owned),
        parts: Vec::new(),
    }
}

/// The rows of a table; those of the change log know who stands in them.
fn rows(assessment: &Assessment, table: &Table, with_names: bool) -> Vec<Vec<String>> {
    let is_log = table.rows.len() == assessment.changes.len() && !assessment.changes.is_empty();
    let cell = |row: usize, column: usize, cell: &Line| {
        if with_names {
            return cell.text.clone();
        }
        let side = is_log && (2..=3).contains(&column);
        if side && names::is_of_manager(&assessment.changes, row) {
            names::of_manager(&cell.text)
        } else {
            names::without(&cell.text)
        }
    };
    let of_row = |(index, row): (usize, &Vec<Line>)| {
        row.iter().enumerate().map(|(column, text)| cell(index, column, text)).collect()
    };
    table.rows.iter().enumerate().map(of_row).collect()
}

fn block(part: &Part) -> Option<Block> {
    let lines = |lines: &[String]| lines.iter().map(|line| Line::new(line.as_str())).collect::<Vec<_>>();
    Some(match part {
        Part::Text { lines: text } => Block::Text(lines(text)),
        Part::Options { options } => {
            let task = |choice: &Choice| {
                let mark = match choice.mark {
                    'x' => Mark::Chosen,
                    ' ' => Mark::Blank,
                    '?' => Mark::Lost,
                    _ => return None,
                };
                Some(Task { mark, lines: lines(&choice.lines) })
            };
            Block::Tasks(options.iter().map(task).collect::<Option<_>>()?)
        }
        Part::Table { header, rows } => {
            Block::Table(Table { header: lines(header), rows: rows.iter().map(|row| lines(row)).collect() })
        }
        Part::Note { kind, lines: text } => {
            let kind = NoteKind::ALL.into_iter().find(|known| known.word() == kind)?;
            Block::Note { kind, lines: lines(text) }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::content::read_document;
    use crate::text::source::Source;

    fn read(text: &str) -> Assessment {
        let source = Arc::new(Source::new("12.md", text));
        let (read, findings) = read_document(&source);
        let (meta, _, span) = read.unwrap_or_else(|| panic!("{findings:?}"));
        let (blocks, _) = markdown::parse(&source, span);
        Assessment::read(source, meta, blocks).0.expect("a form")
    }

    #[test]
    fn there_and_back_nothing_is_lost() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        let files = walkdir::WalkDir::new(folder).into_iter().flatten();
        let mut count = 0;
        for file in files.filter(|file| file.path().extension().is_some_and(|end| end == "md")) {
            let text = std::fs::read_to_string(file.path()).expect("text");
            if !text.contains("\nkind:") {
                continue;
            }
            let assessment = read(&text);
            let twin = Twin::of(&assessment, true);
            let json = serde_json::to_string(&twin).expect("JSON");
            let back: Twin = serde_json::from_str(&json).expect("a twin");
            assert_eq!(back, twin);
            let again = read(&back.markdown().expect("Markdown"));
            assert_eq!(again.meta, assessment.meta, "{}", file.path().display());
            assert!(again == assessment, "{}", file.path().display());
            assert_eq!(markdown::write(&again.blocks()), markdown::write(&assessment.blocks()));
            count += 1;
        }
        assert!(count > 10);
    }

    #[test]
    fn names_are_left_out_unless_they_are_asked_for() {
        let text = "---\nnumber: \"12\"\ntitle: 国保\nkind: zenkomoku\nagency: みほん市長\nstatus: published\npublished: 2026-03-24\nform: \"令和7年5月 様式4\"\n---\n\n# Ⅰ 基本情報\n## 7. 評価実施機関における担当部署\n### ②所属長の役職名\n架空 太郎\n\n# (別添3) 変更箇所\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n| 平成28年4月1日 | Ⅰ 7. ②所属長 | 架空 花子 | 架空 太郎 | 事後 | 異動 |\n";
        let assessment = read(text);
        let json = |with_names| serde_json::to_string(&Twin::of(&assessment, with_names)).expect("JSON");
        assert!(!json(false).contains("架空"), "{}", json(false));
        assert!(json(true).contains("架空 花子"));
    }
}
