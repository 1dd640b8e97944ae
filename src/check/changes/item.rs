//! What the rows name: FORM-02 (the title of a risk that is not the form's) and COUNT-03 (so many 委託事項 were added, but
//! the number grew by another).

use std::collections::BTreeSet;

use super::Log;
use super::clause;
use crate::assessment::{ChangeRow, RowKind};
use crate::finding::{Finding, Level, Text};
use crate::form::ItemIndex;
use crate::text::folding::fold;
use crate::text::number::{digit, value};

/// Titles that have less in common with the form's (per cent of pairs of characters) are about something else.
const ALIKE: usize = 25;

impl Log<'_> {
    /// FORM-02: a row names a risk by its number and by a title that is only nearly the form's.
    pub(super) fn wordings(&self) -> Vec<Finding> {
        let rows = self.rows().filter(|(_, row)| row.continues.is_none());
        let differing = |(index, row): (usize, &ChangeRow)| {
            let (written, official) = self.risk(self.targets[index].question?, row)?;
            let finding = Finding::of(
                "FORM-02",
                self.place(row.item.span),
                Text::new(
                    format!("変更箇所の項目にある「{written}」は様式の「{official}」と異なります。"),
                    format!("\"{written}\" in the item of this row differs from the form's \"{official}\"."),
                ),
                Text::new(
                    "変換の誤りなら直してください。原本どおりなら、このままで構いません。",
                    "Correct it if it was damaged in conversion; leave it if the original has it so.",
                ),
            );
            Some(finding.at(Level::Info))
        };
        rows.filter_map(differing).collect()
    }

    /// The title of the risk as the row has it and as the form has it, where they differ.
    fn risk(&self, question: ItemIndex, row: &ChangeRow) -> Option<(String, String)> {
        let form = self.assessment.form;
        let risk =
            form.path(question).into_iter().find(|&item| form.item(item).label.starts_with("リスク"))?;
        let official = &form.item(risk).label;
        let (number, title) = official.split_once([':', '：'])?;
        let text = &row.item.text;
        // Widths and white space differ, so the place is looked for as it is written: リスク and a digit.
        let wanted = number.chars().find_map(digit)?;
        let starts = text.match_indices("リスク").map(|(at, word)| (at, &text[at + word.len()..]));
        let (at, rest) =
            starts.into_iter().find(|(_, rest)| rest.chars().next().and_then(digit) == Some(wanted))?;
        // What stands in brackets may be left out.
        let short = clause::key(&without_brackets(title));
        let title = clause::key(title);
        let behind = clause::key(rest.trim_start_matches(|c| digit(c).is_some()));
        let below = form.item(risk).children.iter().flat_map(|&child| form.item(child).folded());
        let is_label = below.into_iter().any(|label| {
            let label = clause::key(label);
            let length = label.len().min(4);
            behind.len() >= length && behind[..length] == label[..length]
        });
        let text_key = clause::key(text);
        let same = clause::contains(&text_key, &title) || clause::contains(&text_key, &short);
        let near = &behind[..behind.len().min(title.len())];
        // A title cut short is one that somebody shortened.
        let shortened = near.len() < title.len() / 2 || clause::contains(&title, near);
        if same || is_label || shortened || clause::likeness(near, &title) < ALIKE {
            return None;
        }
        let line = text[at..].lines().next().unwrap_or_default().trim();
        let written: String = line.chars().take(official.chars().count() + 4).collect();
        let more = if written.len() < line.len() { "…" } else { "" };
        Some((format!("{written}{more}"), official.clone()))
    }

    /// COUNT-03: rows of one day add more 委託事項 to a file than 委託の有無 says there are more now.
    pub(super) fn counts(&self) -> Vec<Finding> {
        self.rows().filter_map(|(_, row)| self.count(row)).collect()
    }

    fn count(&self, row: &ChangeRow) -> Option<Finding> {
        let item = fold(&row.item.text);
        let (before, after) = (only_number(&row.before.text)?, only_number(&row.after.text)?);
        if !item.ends_with("委託の有無") || after <= before {
            return None;
        }
        let file = file_of(&row.item.text);
        let mut added: BTreeSet<u32> = BTreeSet::new();
        for (_, other) in self.rows() {
            let together = other.date == row.date || other.date.date() == row.date.date();
            if !together || file_of(&other.item.text) != file {
                continue;
            }
            let item = fold(&other.item.text);
            let Some((_, behind)) = item.rsplit_once("委託事項") else { continue };
            let Some(number) = only_number(behind).filter(|_| behind.chars().all(|c| digit(c).is_some()))
            else {
                continue;
            };
            // One that went, or that another took the place of, makes the sum another.
            if !other.kinds.contains(&RowKind::Addition) {
                return None;
            }
            added.insert(number);
        }
        let more = after - before;
        if added.len() <= usize::try_from(more).ok()? {
            return None;
        }
        let names: Vec<String> = added.iter().map(|number| format!("委託事項{number}")).collect();
        let count = added.len();
        Some(Finding::of(
            "COUNT-03",
            self.place(row.after.span),
            Text::new(
                format!(
                    "「委託の有無」は{before}件から{after}件になったとありますが、追加された委託事項は{count}件です({})。",
                    names.join("、")
                ),
                format!(
                    "委託の有無 went from {before} to {after}, but {count} 委託事項 were added ({}).",
                    names.join(", ")
                ),
            ),
            Text::new(
                "件数の誤りか、なくなった委託事項の行の抜けがないか確認してください。",
                "See whether the number is wrong, or a row for one that went is missing.",
            ),
        ))
    }
}

/// A title without what stands in brackets.
fn without_brackets(title: &str) -> String {
    let mut depth = 0_usize;
    let outside = |c: &char| {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    title.chars().filter(outside).collect()
}

/// The number in a text that has only one.
fn only_number(text: &str) -> Option<u32> {
    let mut runs = text.split(|c: char| digit(c).is_none()).filter(|run| !run.is_empty());
    let (first, None) = (runs.next()?, runs.next()) else { return None };
    value(first.chars())
}

/// The name of the file in the item of a row: 住民基本台帳ファイル.
fn file_of(item: &str) -> Option<String> {
    const WORD: &str = "ファイル";
    let separates = |c: char| "ー-–−_、()（）・: ：\n　".contains(c);
    // Of ファイルー the last sign is a separator, of ファイル none is.
    let name = |at: usize| {
        let start = item[..at]
            .rfind(separates)
            .map_or(0, |from| from + item[from..].chars().next().map_or(0, char::len_utf8));
        fold(&item[start..at + WORD.len()])
    };
    item.match_indices(WORD).map(|(at, _)| name(at)).find(|name| !name.ends_with("特定個人情報ファイル"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::test_support::assessment;

    /// What FORM-02 says of a row with this item.
    fn titles(item: &str) -> Vec<String> {
        let body = format!(
            "# (別添3) 変更箇所\n\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n| 令和8年3月24日 | {item} | 甲 | 乙 | 事後 | 見直し |\n"
        );
        let findings = crate::check::changes::check(&assessment(&body));
        findings.into_iter().filter(|f| f.id == "FORM-02").map(|f| f.message.ja).collect()
    }

    #[test]
    fn a_title_that_is_nearly_the_forms_is_reported() {
        let said = titles(
            "Ⅲ 3. 特定個人情報の使用 リスク1: 目的を超えた紐付け、事務に必要な情報との紐付けが行われるリスク<br>その他の措置の内容",
        );
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("事務に必要のない情報との紐付けが行われるリスク」と異なります"), "{said:?}");
        for item in [
            "Ⅲ 3. 特定個人情報の使用 リスク1: 目的を超えた紐付け、事務に必要のない情報との紐付けが行われるリスク<br>その他の措置の内容",
            "Ⅲ 3. 特定個人情報の使用 リスク2: 権限のない者によって不正に使用されるリスク ユーザ認証の管理",
            "Ⅲ 3. 特定個人情報の使用 リスク2 ユーザ認証の管理 具体的な管理方法",
            "Ⅲ 3. リスク1 紐付けが行われるリスク",
        ] {
            assert_eq!(titles(item), [""; 0], "{item}");
        }
    }

    #[test]
    fn the_file_of_a_row_is_the_first_that_is_named() {
        let name = |item| file_of(item);
        assert_eq!(
            name("Ⅱ 特定個人情報ファイルの概要ー(1) 住民基本台帳ファイルー4. 特定個人情報ファイルの取扱いの委託").as_deref(),
            Some("住民基本台帳ファイル")
        );
        assert_eq!(name("Ⅱ-4 委託の有無"), None);
    }

    #[test]
    fn a_cell_with_one_number_says_how_many() {
        assert_eq!(only_number("(12) 件"), Some(12));
        assert_eq!(only_number("５件"), Some(5));
        assert_eq!((only_number("提供2件 移転3件"), only_number("—")), (None, None));
    }
}
