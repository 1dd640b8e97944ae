//! References to laws in running text: which law, which article, paragraph, item, table and row of it, and where it stands.
//!
//! ```text
//! 番号利用法第9条第1項 別表の44の項      番号法第9条第1項, 番号法別表の44の項
//! 住基法 第二十四条の二                 住民基本台帳法第24条の2
//! 番号法第19条第8号に基づく主務省令第2条の表 69の項、70の項
//! 広島市個人番号の利用に関する条例第3条
//! ```
//! Digits of any width and Chinese numerals, names in full and in short, names that a text gives itself
//! (以下「…」という。), 同法, lists whose members leave out what they share. What is not written is not guessed: an article
//! without a law before it is no reference, and a range stands for its two ends. Which references mean the same provision
//! after an amendment is not known here. Used by pages and by search; no file system, no state.

mod names;
mod provision;
mod scan;

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use names::{full_name, slug};

/// A provision of a law, or the law as a whole where there are no steps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Provision {
    /// The law: the short name that stands for all its names, or the name as written where it is not known.
    pub law: String,
    /// From the law down to what is referred to.
    pub steps: Vec<Step>,
}

/// One step down from a law. Numbers with branches (第12条の4) are several numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Step {
    /// 附則.
    Supplement,
    /// 第12条の4.
    Article(Vec<u32>),
    /// 第1項.
    Paragraph(u32),
    /// 第8号.
    Item(Vec<u32>),
    /// 別表, 別表第二; below an article, its table. 0 where it has no number.
    Table(u32),
    /// 44の項 of a table.
    Row(Vec<u32>),
}

/// A provision with the place where the text names it, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What is referred to.
    pub provision: Provision,
    /// Where: from the name of the law where it stands there, else the part that was added.
    pub span: Range<usize>,
}

impl Provision {
    /// The keys of the provision and of everything that holds it, the law first: 番号法, 番号法第19条, 番号法第19条第8号.
    pub fn keys(&self) -> Vec<String> {
        let with = |count: usize| Self { law: self.law.clone(), steps: self.steps[..count].to_vec() };
        (0..=self.steps.len()).map(|count| with(count).to_string()).collect()
    }

    /// The steps in words: 第19条第8号; empty for a law as a whole.
    pub fn within(&self) -> String {
        let mut words = String::new();
        for (at, step) in self.steps.iter().enumerate() {
            let below_article = at > 0 && matches!(self.steps[at - 1], Step::Article(_));
            match step {
                Step::Supplement => words.push_str("附則"),
                Step::Article(numbers) => words.push_str(&branched("第", numbers, "条")),
                Step::Paragraph(number) => words.extend(["第", &number.to_string(), "項"]),
                Step::Item(numbers) => words.push_str(&branched("第", numbers, "号")),
                Step::Table(0) if below_article => words.push_str("の表"),
                Step::Table(0) => words.push_str("別表"),
                Step::Table(number) => words.extend(["別表第", &number.to_string()]),
                Step::Row(numbers) => {
                    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
                    words.extend(["の", &numbers.join("の"), "の項"]);
                }
            }
        }
        words
    }
}

/// The name by which one provision is the same wherever it is written: 番号法第19条第8号.
impl fmt::Display for Provision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.law, self.within())
    }
}

/// 第12条の4: the unit stands behind the first number.
fn branched(before: &str, numbers: &[u32], unit: &str) -> String {
    let mut words = before.to_owned();
    for (at, number) in numbers.iter().enumerate() {
        if at > 0 {
            words.push('の');
        }
        words.push_str(&number.to_string());
        if at == 0 {
            words.push_str(unit);
        }
    }
    words
}

/// All references in a text, in its order.
pub fn references(text: &str) -> Vec<Reference> {
    scan::scan(text)
}

#[cfg(test)]
mod tests;
