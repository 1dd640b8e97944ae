//! Blocks → model: headings become nodes, labels find their questions, answers are understood.

use std::sync::{Arc, OnceLock};

use super::anchor::Anchors;
use super::concept::ByConcept;
use super::{
    Answer, Assessment, Cause, ChangeRow, File, Node, Nothing, OptionLine, Part, answer, change, file_name,
};
use crate::content::suggest::nearest;
use crate::content::{self, DocumentFile, DocumentMeta};
use crate::finding::{Finding, Place, Text};
use crate::form::label::option_with_detail;
use crate::form::{self, Form, Item, ItemKind};
use crate::markdown::{self, Block, Line, Task};
use crate::text::folding::fold;
use crate::text::source::Source;

impl Assessment {
    /// Reads the text of a file of the content as it is on the disk. Beside it the text, and what could not be understood.
    /// `None` where the file cannot be read any more.
    pub fn of(file: &DocumentFile) -> Option<(Option<Self>, Arc<Source>, Vec<Finding>)> {
        let source = Arc::new(content::text(file)?);
        let (blocks, mut findings) = markdown::parse(&source, file.body);
        let (read, more) = Self::read(Arc::clone(&source), file.meta.clone(), blocks);
        findings.extend(more);
        Some((read, source, findings))
    }

    /// Reads the blocks of a body. `None` only where no form is known for the kind of document.
    ///
    /// Findings say which headings, files and rows could not be understood; their text is kept.
    pub fn read(source: Arc<Source>, meta: DocumentMeta, blocks: Vec<Block>) -> (Option<Self>, Vec<Finding>) {
        let mut findings = Vec::new();
        let named = meta.form.as_deref().and_then(form::by_name).filter(|form| form.kind == meta.kind);
        let of_its_day = || meta.published.and_then(|day| form::in_force(meta.kind, day));
        let Some(form) = named.or_else(of_its_day).or_else(|| form::latest(meta.kind)) else {
            findings.push(Finding::of(
                "FORM-00",
                Place::file(&source),
                Text::new(
                    format!("{}の様式をこの版の kohyo は持っていません。", meta.kind.label()),
                    format!("This version of kohyo has no form for {}.", meta.kind.as_str()),
                ),
                Text::new(
                    "対応している様式は `kohyo check --explain FORM-00` で確認できます。",
                    "See `kohyo check --explain FORM-00` for the forms it knows.",
                ),
            ));
            return (None, findings);
        };
        let files = meta.files.iter().map(|f| File { id: f.id.clone(), name: f.name.clone() }).collect();
        let mut reader = Reader {
            source: &source,
            form,
            files,
            anchors: Anchors::default(),
            changes: Vec::new(),
            findings,
            tables: Vec::new(),
        };
        let raw = reader.outline(blocks);
        let sections: Vec<Node> = raw.into_iter().map(|section| reader.section(section)).collect();
        let Reader { files, changes, findings, .. } = reader;
        let (by_concept, page_ids) = (ByConcept::default(), OnceLock::new());
        let mut assessment = Self { meta, form, files, sections, changes, source, by_concept, page_ids };
        let mut sections = std::mem::take(&mut assessment.sections);
        for section in &mut sections {
            derive_not_applicable(form, section, None);
        }
        assessment.sections = sections;
        assessment.by_concept = ByConcept::of(&assessment);
        (Some(assessment), findings)
    }
}

/// A heading with what follows it, before labels are understood.
struct Raw {
    level: u8,
    line: Line,
    blocks: Vec<Block>,
    children: Vec<Raw>,
}

/// What a node inherits from the headings above it.
#[derive(Clone)]
struct Above<'a> {
    item: Option<&'a HeadingItem>,
    anchor: String,
    file: Option<usize>,
}

struct HeadingItem {
    index: form::ItemIndex,
    number: Option<u32>,
    name: Option<String>,
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    form: &'static Form,
    files: Vec<File>,
    anchors: Anchors,
    changes: Vec<ChangeRow>,
    findings: Vec<Finding>,
    /// How many tables of record items each file has so far.
    tables: Vec<(Option<usize>, u32)>,
}

impl Reader<'_> {
    /// Nests headings by their level. Text before the first heading belongs nowhere and is an error.
    fn outline(&mut self, blocks: Vec<Block>) -> Vec<Raw> {
        let mut roots: Vec<Raw> = Vec::new();
        let mut open: Vec<Raw> = Vec::new();
        for block in blocks {
            match block {
                Block::Heading { level, line } => {
                    close(&mut roots, &mut open, level);
                    open.push(Raw { level, line, blocks: Vec::new(), children: Vec::new() });
                }
                block => match open.last_mut() {
                    Some(raw) => raw.blocks.push(block),
                    None => self.before_first_heading(&block),
                },
            }
        }
        close(&mut roots, &mut open, 0);
        roots
    }

    fn before_first_heading(&mut self, block: &Block) {
        let span = match block {
            Block::Text(lines) | Block::Note { lines, .. } => super::span_of(lines),
            Block::Tasks(tasks) => tasks.first().map(|t| super::span_of(&t.lines)).unwrap_or_default(),
            Block::Table(table) => super::span_of(&table.header),
            Block::Heading { line, .. } => line.span,
        };
        self.findings.push(Finding::of(
            "FORM-06",
            Place::at(self.source, span),
            Text::new("最初の見出しより前に本文があります。", "There is text before the first heading."),
            Text::new(
                "`# 表紙` などの見出しの下に移してください。",
                "Move it below a heading such as `# 表紙`.",
            ),
        ));
    }

    fn section(&mut self, raw: Raw) -> Node {
        let found = self.form.find(None, &raw.line.text).map(|f| HeadingItem {
            index: f.item,
            number: None,
            name: None,
        });
        let item = found.as_ref().map(|f| self.form.item(f.index));
        let file = item.filter(|i| i.per_file && i.kind == ItemKind::Section).map(|i| self.file_of(i, &raw));
        let base = match (item, file) {
            (Some(item), Some(file)) => format!("{}-{}", item.key, self.files[file].id),
            (Some(item), None) => item.key.clone(),
            (None, _) => unknown_key(&raw.line.text),
        };
        self.node(raw, None, found, &base, file)
    }

    fn child(&mut self, raw: Raw, above: &Above<'_>) -> Node {
        let label = raw.line.text.clone();
        let label = label.as_str();
        let parent = above.item.map(|f| f.index);
        let found = parent.and_then(|p| self.form.find(Some(p), label)).map(|f| HeadingItem {
            index: f.item,
            number: f.block.as_ref().map(|b| b.number),
            name: f.block.map(|b| b.name),
        });
        if let Some(found) = found {
            let key = &self.form.item(found.index).key;
            let key = found.number.map_or_else(|| key.clone(), |n| key.replace('*', &n.to_string()));
            return self.node(raw, parent, Some(found), &format!("{}-{key}", above.anchor), above.file);
        }
        // Under 別添2 a heading names the file or the table whose record items follow.
        let records = parent.and_then(|p| {
            self.form.item(p).children.iter().copied().find(|&c| self.form.item(c).kind == ItemKind::Records)
        });
        if let Some(index) = records {
            let file = self.named_file(label).or_else(|| self.tables.last().and_then(|(file, _)| *file));
            let base = self.record_table(&above.anchor, file);
            return self.node(
                raw,
                parent,
                Some(HeadingItem { index, number: None, name: None }),
                &base,
                file,
            );
        }
        self.node(raw, parent, None, &format!("{}-{}", above.anchor, unknown_key(label)), above.file)
    }

    fn node(
        &mut self,
        raw: Raw,
        parent: Option<form::ItemIndex>,
        found: Option<HeadingItem>,
        base: &str,
        file: Option<usize>,
    ) -> Node {
        let item = found.as_ref().map(|f| self.form.item(f.index));
        let (anchor, free) = self.anchors.take(base);
        if item.is_none() {
            self.unknown_heading(&raw.line, parent);
        } else if !free {
            self.repeated_heading(&raw.line);
        }
        let is_log = item.is_some_and(|i| i.kind == ItemKind::Changes);
        let question = found.as_ref().map(|f| self.form.question(f.index));
        let mut parts = Vec::with_capacity(raw.blocks.len());
        for block in raw.blocks {
            match block {
                Block::Table(table) if is_log && self.changes.is_empty() => {
                    let rows = change::read(self.source, &table, (base, raw.line.span), &mut self.findings);
                    if rows.is_empty() {
                        parts.push(Part::Table(table));
                    }
                    self.changes = rows;
                }
                block => parts.extend(part(question, block)),
            }
        }
        let above = Above { item: found.as_ref(), anchor: anchor.clone(), file };
        let children: Vec<Node> = raw.children.into_iter().map(|child| self.child(child, &above)).collect();
        let answer = if is_log && !self.changes.is_empty() {
            Answer::Rows
        } else {
            answer::read(item, question, &parts, !children.is_empty())
        };
        let (number, name) = found.as_ref().map_or((None, None), |f| (f.number, f.name.clone()));
        let label = match &name {
            Some(name) if !name.is_empty() => {
                let text = raw.line.text.strip_suffix(name.as_str()).unwrap_or(&raw.line.text);
                Line { text: text.trim_end().to_owned(), span: raw.line.span }
            }
            _ => raw.line,
        };
        Node {
            label,
            level: raw.level,
            item: found.map(|f| f.index),
            number,
            name,
            file,
            anchor,
            parts,
            answer,
            children,
        }
    }

    /// The file of a Ⅱ or Ⅲ section: the answer under its first item, looked up by name.
    fn file_of(&mut self, section: &Item, raw: &Raw) -> usize {
        let first = section.children.first().copied();
        let answer = raw
            .children
            .iter()
            .find(|c| first.is_some_and(|f| self.form.find_among(&[f], &c.line.text).is_some()))
            .and_then(|c| {
                c.blocks.iter().find_map(|b| if let Block::Text(lines) = b { lines.first() } else { None })
            });
        if let Some(file) = answer.and_then(|line| self.named_file(&line.text)) {
            return file;
        }
        let name = answer.map(|line| file_name(&line.text).to_owned()).unwrap_or_default();
        let id = format!("f{}", self.files.len() + 1);
        let place = Place::at(self.source, answer.map_or(raw.line.span, |line| line.span));
        self.findings.push(Finding::of(
            "FILE-01",
            place,
            Text::new(
                format!("ファイル「{name}」が `files` にありません。仮の名前 {id} をアドレスに使います。"),
                format!("The file \"{name}\" is not among `files`; its addresses use {id}."),
            ),
            Text::new(
                format!("front matter に `files: [{{id: …, name: {name}}}]` を書いてください。"),
                format!("Write `files: [{{id: …, name: {name}}}]` in the front matter."),
            ),
        ));
        self.files.push(File { id, name });
        self.files.len() - 1
    }

    fn named_file(&self, text: &str) -> Option<usize> {
        let wanted = fold(file_name(text));
        self.files.iter().position(|file| fold(&file.name) == wanted)
    }

    fn record_table(&mut self, above: &str, file: Option<usize>) -> String {
        let number = self.tables.iter().filter(|(f, _)| *f == file).map(|(_, n)| *n).max().unwrap_or(0) + 1;
        self.tables.push((file, number));
        let id = file.map_or("all", |f| self.files[f].id.as_str());
        format!("{above}-{id}-{number}")
    }

    fn unknown_heading(&mut self, line: &Line, parent: Option<form::ItemIndex>) {
        let help = match self.meant_heading(&line.text, parent) {
            Some(help) => help,
            None => Text::new(
                "見出しの文言と段(`#` の数)を確認してください。本文はそのまま表示します。",
                "Check its wording and its level (number of `#`). The text is shown as it is.",
            ),
        };
        self.findings.push(Finding::of(
            "FORM-01",
            Place::at(self.source, line.span),
            Text::new(
                format!("見出し「{}」は様式({})のこの位置にありません。", line.text, self.form.name),
                format!(
                    "The heading \"{}\" does not stand here in the form ({}).",
                    line.text, self.form.name
                ),
            ),
            help,
        ));
    }

    /// What an unknown heading was probably meant to be: a misspelt one that belongs here, or one that the
    /// form has elsewhere.
    fn meant_heading(&self, label: &str, parent: Option<form::ItemIndex>) -> Option<Text> {
        let folded = fold(label);
        let here = parent.map_or(&self.form.sections, |index| &self.form.item(index).children);
        let near = nearest(
            &folded,
            here.iter().filter_map(|&i| self.form.item(i).folded().first().map(String::as_str)),
        );
        if let Some(item) = near.and_then(|near| here.iter().find(|&&i| self.form.item(i).is_official(near)))
        {
            let label = &self.form.item(*item).label;
            return Some(Text::new(
                format!("「{label}」ではありませんか。"),
                format!("Did you mean \"{label}\"?"),
            ));
        }
        let elsewhere = self.form.items.iter().find(|item| item.is_official(&folded))?;
        let above = elsewhere.parent.map_or("", |index| self.form.item(index).label.as_str());
        let marks = "#".repeat(usize::from(elsewhere.level()));
        Some(Text::new(
            format!(
                "様式では「{above}」の下の項目です。見出しの段(`{marks}`)と、すぐ上の見出しを確認してください。"
            ),
            format!(
                "In the form it stands under \"{above}\". Check its level (`{marks}`) and the heading above it."
            ),
        ))
    }

    fn repeated_heading(&mut self, line: &Line) {
        self.findings.push(Finding::of(
            "FORM-05",
            Place::at(self.source, line.span),
            Text::new(
                format!("同じ位置に見出し「{}」が2つあります。", line.text),
                format!("The heading \"{}\" stands twice in the same place.", line.text),
            ),
            Text::new(
                "一つにまとめるか、番号・ファイル名の誤りを直してください。",
                "Join them, or correct the number or the name of the file.",
            ),
        ));
    }
}

fn close(roots: &mut Vec<Raw>, open: &mut Vec<Raw>, level: u8) {
    while open.last().is_some_and(|raw| raw.level >= level) {
        let Some(done) = open.pop() else { return };
        match open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => roots.push(done),
        }
    }
}

fn part(item: Option<&Item>, block: Block) -> Option<Part> {
    match block {
        Block::Text(lines) => Some(Part::Text(lines)),
        Block::Tasks(tasks) => {
            Some(Part::Options(tasks.into_iter().map(|task| option_line(item, task)).collect()))
        }
        Block::Table(table) => Some(Part::Table(table)),
        Block::Note { kind, lines } => Some(Part::Note { kind, lines }),
        Block::Heading { .. } => None,
    }
}

fn option_line(item: Option<&Item>, task: Task) -> OptionLine {
    let text = super::joined(&task.lines).replace('\n', " ");
    let options = item.map_or(&[][..], Item::printed);
    let found = option_with_detail(options, &text);
    OptionLine {
        mark: task.mark,
        lines: task.lines,
        option: found.map(|(index, _)| index),
        detail: found.and_then(|(_, detail)| detail).filter(|d| !d.is_empty()).map(str::to_owned),
    }
}

/// The key of a heading the form does not have.
fn unknown_key(label: &str) -> String {
    format!("u-{}", &blake3::hash(fold(label).as_bytes()).to_hex()[..8])
}

/// 該当しない is never written, only derived: from a section's switch, or from the answer an item depends on. What is
/// nearest to a question is its cause.
fn derive_not_applicable(form: &Form, node: &mut Node, cause: Option<Cause>) {
    if let (Some(cause), Answer::Nothing(Nothing::Blank)) = (cause, &node.answer) {
        node.answer = Answer::Nothing(Nothing::NotApplicable(cause));
    }
    let by = |child: &Node| Cause::of(form, node, child.item?);
    let causes: Vec<_> = node.children.iter().map(|child| by(child).or(cause)).collect();
    for (child, cause) in node.children.iter_mut().zip(causes) {
        derive_not_applicable(form, child, cause);
    }
}
