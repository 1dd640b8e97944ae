//! 記録項目: the numbered names of what a file records, found inside running text.
//!
//! The text is "1.所属コード、2.課名、滞納者対策情報(5.滞納レベル、6.対策内容)": a number with a point starts an
//! item only when it is the next expected one, so "6.70歳未満所得区分" is item 6 and "70" is not an item.

use super::Part;
use crate::text::number::leading;

/// One record item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The printed number; `None` for text before the first number.
    pub number: Option<u32>,
    /// The text from this number to the next, separators included: the records of a line, joined, are the line.
    pub text: String,
}

/// The table (numbering from 1) that one paragraph or line belongs to.
#[derive(Debug, Clone, Default)]
pub struct Counter {
    next: u32,
}

impl Counter {
    /// A table begins: the next expected number is 1.
    pub fn new() -> Self {
        Self { next: 1 }
    }

    /// `line` follows the name of a group: a part of the same table, whose numbers go on, or a table of its own,
    /// which begins with 1 where the expected number does not stand.
    pub fn behind_group(&mut self, line: &str) {
        let begins = |counter: &Self| counter.clone().split(line).first().is_some_and(|r| r.number.is_some());
        if !begins(self) && begins(&Self::new()) {
            *self = Self::new();
        }
    }

    /// Splits a line into its records, going on from the lines before.
    pub fn split(&mut self, line: &str) -> Vec<Record> {
        let mut records: Vec<Record> = Vec::new();
        let (mut from, mut number) = (0, None);
        let mut previous: Option<char> = None;
        let mut at = 0;
        while let Some(c) = line[at..].chars().next() {
            let starts = previous.is_none_or(|p| {
                p.is_whitespace() || matches!(p, '、' | ',' | '，' | '(' | '（' | '・' | '。')
            });
            if let Some(length) = starts.then(|| self.expected(&line[at..])).flatten() {
                // An opening "滞納者対策情報(" belongs to the item it opens.
                let boundary = group_start(line, from, at);
                push(&mut records, number, &line[from..boundary]);
                from = boundary;
                number = Some(self.next);
                self.next += 1;
                at += length;
                previous = Some('.');
                continue;
            }
            previous = Some(c);
            at += c.len_utf8();
        }
        push(&mut records, number, &line[from..]);
        records
    }

    /// The length of "n." where n is the expected number.
    fn expected(&self, text: &str) -> Option<usize> {
        let (number, end) = leading(text);
        let point = text[end..].chars().next().filter(|c| matches!(c, '.' | '．'))?;
        (number == Some(self.next)).then_some(end + point.len_utf8())
    }
}

fn push(records: &mut Vec<Record>, number: Option<u32>, text: &str) {
    if !text.is_empty() {
        records.push(Record { number, text: text.to_owned() });
    }
}

/// Where the item at `at` begins when a group opens right before it: "、名称(5.…" begins behind the 、.
fn group_start(line: &str, from: usize, at: usize) -> usize {
    let before = &line[from..at];
    if !before.ends_with(['(', '（']) {
        return at;
    }
    before
        .char_indices()
        .rev()
        .find(|(_, c)| matches!(c, '、' | ',' | '，' | '。') || c.is_whitespace())
        .map_or(from, |(index, c)| from + index + c.len_utf8())
}

/// How many numbered records some parts hold, over all their tables.
pub fn count(parts: &[Part]) -> usize {
    let mut counter = Counter::new();
    let (mut total, mut behind_group) = (0, false);
    for part in parts {
        let Part::Text(lines) = part else { continue };
        for line in lines {
            if super::group::heading(&line.text).is_some() {
                behind_group = true;
                continue;
            }
            if std::mem::take(&mut behind_group) {
                counter.behind_group(&line.text);
            }
            total += counter.split(&line.text).iter().filter(|r| r.number.is_some()).count();
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(line: &str) -> Vec<(Option<u32>, String)> {
        Counter::new().split(line).into_iter().map(|r| (r.number, r.text)).collect()
    }

    #[test]
    fn only_the_expected_number_starts_an_item() {
        let line = "1.番号、2.70歳未満所得区分、対策情報(3.レベル、4.内容)、5.日付";
        let records = split(line);
        assert_eq!(records.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [1, 2, 3, 4, 5].map(Some));
        assert_eq!(records[2].1, "対策情報(3.レベル、");
        assert_eq!(records.iter().map(|(_, t)| t.as_str()).collect::<String>(), line);
    }

    #[test]
    fn text_without_numbers_is_one_record() {
        assert_eq!(split("・氏名"), [(None, "・氏名".to_owned())]);
        assert_eq!(split(""), []);
    }

    #[test]
    fn a_group_may_go_on_or_begin_anew() {
        let first = |behind: &str| {
            let mut counter = Counter::new();
            counter.split("1.番号、2.氏名");
            counter.behind_group(behind);
            counter.split(behind)[0].number
        };
        assert_eq!(first("3.住所"), Some(3));
        assert_eq!(first("1.住所、2.性別"), Some(1));
    }

    #[test]
    fn numbering_goes_on_over_lines() {
        let mut counter = Counter::new();
        counter.split("1.番号、");
        assert_eq!(counter.split("2.氏名")[0].number, Some(2));
    }
}
