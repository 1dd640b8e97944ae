//! An empty evaluation of a form: every heading with its printed options, nothing chosen, nothing answered.

use crate::form::{Form, Item, ItemIndex, ItemKind};
use crate::markdown::{Block, Line, Mark, Table, Task};

use super::change;

/// What is known of an evaluation before the first answer is written.
#[derive(Debug, Clone, Default)]
pub struct Beginning<'a> {
    /// 評価書番号.
    pub number: &'a str,
    /// 評価書名, without the kind.
    pub title: &'a str,
    /// 評価実施機関.
    pub agency: &'a str,
    /// Names of the 特定個人情報ファイル; the sections about a file stand once for each, and once without a name
    /// where none is given.
    pub files: &'a [String],
}

/// The blocks of an empty evaluation.
pub fn blank(form: &Form, beginning: &Beginning<'_>) -> Vec<Block> {
    let mut writer = BlankForm { form, beginning, file: None, out: Vec::new() };
    for &section in &form.sections {
        let copies = if form.item(section).per_file { beginning.files.len().max(1) } else { 1 };
        for copy in 0..copies {
            writer.file = beginning.files.get(copy).filter(|_| form.item(section).per_file);
            writer.item(section);
        }
    }
    writer.out
}

struct BlankForm<'a> {
    form: &'a Form,
    beginning: &'a Beginning<'a>,
    file: Option<&'a String>,
    out: Vec<Block>,
}

impl BlankForm<'_> {
    fn item(&mut self, index: ItemIndex) {
        let item = self.form.item(index);
        // The lists of record items carry the names of their files in place of a label.
        if item.kind == ItemKind::Records && item.unlabelled {
            for file in self.beginning.files {
                let line = Line::new(format!("【{file}】"));
                self.out.push(Block::Heading { level: item.level().min(6), line });
            }
            return;
        }
        let number = if item.kind == ItemKind::Block { "1" } else { "" };
        let important = if item.important { " ※" } else { "" };
        self.out.push(Block::Heading {
            level: item.level().min(6),
            line: Line::new(format!("{}{number}{important}", item.label)),
        });
        self.boxes(item);
        if let Some(text) = self.known(item) {
            self.out.push(Block::Text(text.lines().map(Line::new).collect()));
        }
        if item.kind == ItemKind::Changes {
            let header = change::HEADER.iter().map(|label| Line::new(*label)).collect();
            self.out.push(Block::Table(Table { header, rows: Vec::new() }));
        }
        for &child in &item.children {
            self.item(child);
        }
    }

    fn boxes(&mut self, item: &Item) {
        let numbered = item.kind == ItemKind::Choice;
        let options = item.printed();
        let task = |(at, option): (usize, &String)| {
            let text = if numbered { format!("{}) {option}", at + 1) } else { option.clone() };
            Task { mark: Mark::Blank, lines: vec![Line::new(text)] }
        };
        if !options.is_empty() {
            self.out.push(Block::Tasks(options.iter().enumerate().map(task).collect()));
        }
    }

    /// What stands under a heading from the beginning.
    fn known(&self, item: &Item) -> Option<String> {
        let Beginning { number, title, agency, .. } = self.beginning;
        let text = match item.id.as_str() {
            "cover.number" => (*number).to_owned(),
            "cover.title" => format!("{title} {}", self.form.kind.label()),
            "cover.agency" => (*agency).to_owned(),
            "cover.edition" => format!("[{}]", self.form.name),
            "cover.toc" => self.sections(),
            "ii.1" | "iii.1" => self.file.cloned().unwrap_or_default(),
            _ => String::new(),
        };
        Some(text).filter(|text| !text.is_empty())
    }

    fn sections(&self) -> String {
        let sections = self.form.sections.iter().map(|&section| self.form.item(section));
        let printed = sections.filter(|section| !section.unlabelled);
        printed.map(|section| section.label.as_str()).collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::assessment::{Assessment, Node};
    use crate::content::read_document;
    use crate::text::source::Source;
    use crate::{form, markdown};

    fn read(form: &Form, files: &[String]) -> Assessment {
        let beginning =
            Beginning {
                number: "5", title: "住民基本台帳に関する事務", agency: "みほん市長", files
            };
        let body = markdown::write(&blank(form, &beginning));
        let named = files.iter().enumerate().map(|(at, name)| format!("{{id: f{}, name: {name}}}", at + 1));
        let front = format!(
            "---\nnumber: \"5\"\ntitle: 住民基本台帳に関する事務\nkind: {}\nagency: みほん市長\nstatus: preparing\nform: \"{}\"\nfiles: [{}]\n---\n\n",
            form.kind.as_str(),
            form.name,
            named.collect::<Vec<_>>().join(", ")
        );
        let source = Arc::new(Source::new("5.md", front + &body));
        let (meta, _, span) = read_document(&source).0.expect("the front matter is whole");
        let (blocks, findings) = markdown::parse(&source, span);
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(markdown::write(&blocks), body, "canonical");
        let (assessment, findings) = Assessment::read(source, meta, blocks);
        assert!(findings.is_empty(), "{}: {findings:?}", form.id);
        assessment.expect("the form is known")
    }

    #[test]
    fn every_form_begins_with_all_its_questions_and_no_answer() {
        for form in form::all() {
            let files = ["住民基本台帳ファイル".to_owned(), "送付先情報ファイル".to_owned()];
            let assessment = read(form, &files);
            for index in 0..form.items.len() {
                let item = form.item(index);
                let there = assessment.walk().any(|node| node.item == Some(index));
                assert!(
                    there || (item.kind == ItemKind::Records && item.unlabelled),
                    "{}: {}",
                    form.id,
                    item.id
                );
            }
            let says =
                |node: &&Node| !node.text().is_empty() || node.options().any(|o| o.mark != Mark::Blank);
            let answered: Vec<&str> = assessment
                .walk()
                .filter(says)
                .filter_map(|node| assessment.item(node).map(|item| item.id.as_str()))
                .filter(|id| !id.starts_with("cover.") && !["ii.1", "iii.1"].contains(id))
                .collect();
            assert_eq!(answered, [""; 0], "{}", form.id);
        }
    }

    #[test]
    fn sections_about_a_file_stand_once_for_each() {
        let form = form::by_name("令和7年5月 様式4").expect("the form");
        let files = ["住民基本台帳ファイル".to_owned(), "送付先情報ファイル".to_owned()];
        let names = |assessment: &Assessment| {
            assessment.files.iter().map(|file| file.name.clone()).collect::<Vec<_>>()
        };
        let assessment = read(form, &files);
        assert_eq!(names(&assessment), files);
        assert_eq!(assessment.find("ii.2.2").count(), 2);
        let unnamed = blank(form, &Beginning::default());
        let is_section = |block: &&Block| matches!(block, Block::Heading { level: 1, .. });
        assert_eq!(unnamed.iter().filter(is_section).count(), form.sections.len());
    }
}
