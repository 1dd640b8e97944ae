//! Filters: 自治体: 都道府県: 番号: 種類: 機関: 章: 項目: 状態: 公表:, and the order: 並び:.

use super::Phrase;
use super::dates::{self, Date};
use super::lexer::Token;
use crate::search::text::narrow;

/// What is searched, besides words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Names, codes or slugs; one of them.
    pub municipality: Vec<String>,
    /// Names; one of them.
    pub prefecture: Vec<String>,
    /// Names; one of them.
    pub agency: Vec<String>,
    /// 評価書番号; one of them.
    pub number: Vec<String>,
    /// `kiso`, `juten`, `zenkomoku`; one of them.
    pub kind: Vec<String>,
    /// Sections, by their names; one of them.
    pub section: Vec<String>,
    /// Words of the headings: of each list one.
    pub item: Vec<Vec<Phrase>>,
    /// Which versions; empty means those published now.
    pub status: Vec<Status>,
    /// Stretches of days of publication as `yyyymmdd`, first and last; one of them.
    pub published: Vec<(u64, u64)>,
    /// What comes first.
    pub order: Order,
}

/// In what order evaluations come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// The best first.
    #[default]
    Best,
    /// By day of publication, the newest first.
    Newest,
    /// By day of publication, the oldest first.
    Oldest,
}

/// What `状態:` can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 公表中.
    Current,
    /// 過去の版.
    Past,
    /// 案.
    Draft,
    /// 事務終了.
    Ended,
    /// The texts before a change.
    Before,
    /// All of these.
    All,
}

impl Filters {
    /// The same wherever one can look.
    pub(crate) fn of_any_status(&self) -> Self {
        Self { status: vec![Status::All], ..self.clone() }
    }

    /// Takes a token as a filter, if it is one; with a value that means nothing it is none.
    pub(super) fn take(&mut self, token: &Token) -> bool {
        if token.quoted || token.negative {
            return false;
        }
        let Some((name, values)) = token.text.split_once([':', '：']) else { return false };
        let values: Vec<&str> = values
            .split(['、', ',', '，'])
            .map(|value| value.trim_matches(['"', '＂', '「', '」', '『', '』', '“', '”']).trim())
            .filter(|value| !value.is_empty())
            .collect();
        if values.is_empty() {
            return false;
        }
        let own = values.iter().map(|value| (*value).to_owned());
        match narrow(name).as_str() {
            "自治体" | "市区町村" | "市町村" => self.municipality.extend(own),
            "都道府県" => self.prefecture.extend(own),
            "機関" | "実施機関" | "評価実施機関" => self.agency.extend(own),
            "番号" | "評価書番号" => self.number.extend(own),
            "章" => self.section.extend(own),
            "項目" => {
                self.item
                    .push(values.iter().map(|value| Phrase { exact: true, ..Phrase::of(value) }).collect());
            }
            "種類" => match values.iter().map(|value| kind(value)).collect::<Option<Vec<_>>>() {
                Some(kinds) => self.kind.extend(kinds.into_iter().map(str::to_owned)),
                None => return false,
            },
            "状態" => match values.iter().map(|value| status(value)).collect::<Option<Vec<_>>>() {
                Some(states) => self.status.extend(states),
                None => return false,
            },
            "公表" | "公表日" => {
                match values.iter().map(|value| days(value)).collect::<Option<Vec<_>>>() {
                    Some(days) => self.published.extend(days),
                    None => return false,
                }
            }
            "並び" | "並び順" => match order(values[0]) {
                Some(order) => self.order = order,
                None => return false,
            },
            _ => return false,
        }
        true
    }
}

fn kind(value: &str) -> Option<&'static str> {
    match value {
        "基礎" | "基礎項目" | "基礎項目評価書" | "kiso" => Some("kiso"),
        "重点" | "重点項目" | "重点項目評価書" | "juten" => Some("juten"),
        "全項目" | "全項目評価書" | "zenkomoku" => Some("zenkomoku"),
        _ => None,
    }
}

fn status(value: &str) -> Option<Status> {
    match value {
        "公表中" | "最新" | "最新の版" => Some(Status::Current),
        "過去" | "過去の版" => Some(Status::Past),
        "案" | "意見募集" | "意見募集中" => Some(Status::Draft),
        "終了" | "事務終了" => Some(Status::Ended),
        "変更前" => Some(Status::Before),
        "すべて" | "全て" | "全部" => Some(Status::All),
        _ => None,
    }
}

fn order(value: &str) -> Option<Order> {
    match value {
        "関連順" | "関連の高い順" => Some(Order::Best),
        "新しい順" | "公表日の新しい順" => Some(Order::Newest),
        "古い順" | "公表日の古い順" => Some(Order::Oldest),
        _ => None,
    }
}

/// `2024`, `2024..`, `..2025-03`, `令和6年..令和7年3月`: first and last day.
fn days(value: &str) -> Option<(u64, u64)> {
    let value = narrow(value).replace(['〜', '~'], "..");
    let (from, to) = value.split_once("..").unwrap_or((&value, &value));
    if from.is_empty() && to.is_empty() {
        return None;
    }
    let first = if from.is_empty() { 0 } else { number(day(from)?, 1) };
    let last = if to.is_empty() { 99_999_999 } else { number(day(to)?, 99) };
    Some((first, last))
}

/// A day as a number; what is left open is filled with `open`.
fn number(day: Date, open: u64) -> u64 {
    let part = |part: Option<u32>| part.map_or(open, u64::from);
    u64::from(day.year) * 10_000 + part(day.month) * 100 + day.month.and(day.day).map_or(open, u64::from)
}

/// A year, month or day in any notation.
fn day(text: &str) -> Option<Date> {
    let phrase = Phrase::of(text.trim());
    if let Some((length, day)) = dates::at(&phrase.units) {
        return (length == phrase.units.len()).then_some(day);
    }
    let mut parts = text.trim().split(['-', '/', '.']).map(|part| part.parse::<u32>().ok());
    let year = parts.next()??;
    let month = parts.next().map_or(Some(None), |part| part.map(Some))?;
    let day = parts.next().map_or(Some(None), |part| part.map(Some))?;
    let day = Date { year, month, day };
    (parts.next().is_none() && day.is_possible()).then_some(day)
}
