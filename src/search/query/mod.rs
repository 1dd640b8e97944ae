//! What people type: words, quotes, exclusions, alternatives and filters; and how a question is loosened.
//!
//! Parsing never fails: whatever is no syntax is text. A 12-digit number is refused here, before anything is looked
//! up, sent or logged.

mod refuse;
mod words;

use std::borrow::Cow;

use super::text::{Unit, UnitKind, units};

pub use words::{Synonyms, Wanted};

/// Longer input is cut: nobody types more, and every unit costs.
const LONGEST: usize = 300;

/// More clauses than this are ignored.
const MOST: usize = 16;

/// A sequence of units that has to occur as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// As typed.
    pub text: String,
    /// Its units.
    pub units: Vec<Unit>,
    /// It was quoted: never loosened, no synonyms.
    pub exact: bool,
}

/// One condition; all of them hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// One of these occurs.
    Must(Vec<Phrase>),
    /// This does not.
    MustNot(Phrase),
}

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
    /// Words of the headings.
    pub item: Vec<Phrase>,
    /// Which versions; empty means those published now.
    pub status: Vec<Status>,
    /// Days of publication as `yyyymmdd`, first and last.
    pub published: Option<(u64, u64)>,
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

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The conditions.
    pub clauses: Vec<Clause>,
    /// What is searched.
    pub filters: Filters,
    /// The kind of answer that is asked for.
    pub wants: Option<Wanted>,
}

/// What an input comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// A question.
    Query(Box<Query>),
    /// A number like a 個人番号: not searched, not sent, not logged.
    Refused,
    /// Nothing to look for.
    Empty,
}

/// One attempt at an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Key of what is said about it; `None` for the question as it was asked.
    pub note: Option<&'static str>,
    /// The conditions.
    pub clauses: Vec<Clause>,
    /// How many of the positive conditions have to hold.
    pub needed: usize,
}

/// Reads an input.
pub fn parse(input: &str, synonyms: &Synonyms) -> Parsed {
    if refuse::is_personal_number(input) {
        return Parsed::Refused;
    }
    let input: String = input.chars().take(LONGEST).collect();
    let mut query = Query { clauses: Vec::new(), filters: Filters::default(), wants: words::wanted(&input) };
    let mut either = false;
    for token in tokens(&input) {
        if query.clauses.len() >= MOST {
            break;
        }
        if token.is_or() {
            either = true;
            continue;
        }
        if token.filter(&mut query.filters) {
            either = false;
            continue;
        }
        let phrase = Phrase { units: units(&token.text), exact: token.quoted, text: token.text };
        if phrase.units.is_empty() {
            continue;
        }
        if token.negative {
            query.clauses.push(Clause::MustNot(phrase));
        } else {
            let mut alternatives = if phrase.exact { Vec::new() } else { synonyms.of(&phrase) };
            alternatives.insert(0, phrase);
            match query.clauses.last_mut() {
                Some(Clause::Must(before)) if either => before.append(&mut alternatives),
                _ => query.clauses.push(Clause::Must(alternatives)),
            }
        }
        either = false;
    }
    if query.clauses.is_empty() && query.filters == Filters::default() {
        return Parsed::Empty;
    }
    Parsed::Query(Box::new(query))
}

/// The attempts at a question, the strictest first. Words are left out only where the question is a sentence: what
/// was named alone is found or not found.
pub fn ladder(query: &Query) -> Vec<Step> {
    let positive = |clauses: &[Clause]| clauses.iter().filter(|c| matches!(c, Clause::Must(_))).count();
    let mut steps =
        vec![Step { note: None, clauses: query.clauses.clone(), needed: positive(&query.clauses) }];
    let mut loose: Vec<Clause> = Vec::new();
    for clause in &query.clauses {
        match clause {
            Clause::Must(alternatives) if alternatives.len() == 1 && !alternatives[0].exact => {
                let runs = content(&alternatives[0]);
                if runs.is_empty() {
                    loose.push(clause.clone());
                }
                loose.extend(runs.into_iter().map(|run| Clause::Must(vec![run])));
            }
            _ => loose.push(clause.clone()),
        }
    }
    let words = positive(&loose);
    // One word with an ending (委託しない) would lose its meaning: only several words make a sentence.
    if words <= positive(&query.clauses) {
        return steps;
    }
    steps.push(Step { note: Some("words"), clauses: loose.clone(), needed: words });
    if words >= 3 {
        steps.push(Step { note: Some("most-words"), clauses: loose, needed: words.div_ceil(2).max(2) });
    }
    steps
}

/// The words of a phrase: maximal runs without hiragana.
fn content(phrase: &Phrase) -> Vec<Phrase> {
    let mut runs: Vec<Vec<Unit>> = Vec::new();
    let mut open = false;
    for unit in &phrase.units {
        let hiragana =
            unit.kind == UnitKind::Cjk && unit.text.chars().all(|c| ('\u{3041}'..='\u{309f}').contains(&c));
        if hiragana {
            open = false;
            continue;
        }
        match runs.last_mut().filter(|_| open && !unit.barrier) {
            Some(run) => run.push(unit.clone()),
            None => runs.push(vec![Unit { barrier: false, ..unit.clone() }]),
        }
        open = true;
    }
    // A lone character between hiragana is the stem of a verb: 取る, 渡る.
    runs.retain(|run| run.len() > 1 || run.iter().any(|unit| unit.kind != UnitKind::Cjk));
    runs.into_iter()
        .map(|units| {
            let text = match (units.first(), units.last()) {
                (Some(first), Some(last)) => {
                    phrase.text.get(first.start..last.end).unwrap_or_default().to_owned()
                }
                _ => String::new(),
            };
            Phrase { text, units, exact: false }
        })
        .collect()
}

/// A piece of the input.
#[derive(Debug, Default)]
struct Token {
    text: String,
    quoted: bool,
    negative: bool,
}

impl Token {
    fn is_or(&self) -> bool {
        !self.quoted && !self.negative && matches!(self.text.as_str(), "OR" | "または" | "又は" | "|" | "｜")
    }

    /// Takes the token as a filter, if it is one.
    fn filter(&self, filters: &mut Filters) -> bool {
        if self.quoted || self.negative {
            return false;
        }
        let Some((name, value)) = self.text.split_once([':', '：']) else { return false };
        let value = value.trim_matches(['"', '「', '」', '“', '”']);
        if value.is_empty() {
            return false;
        }
        let own = value.to_owned();
        match name {
            "自治体" | "市区町村" => filters.municipality.push(own),
            "都道府県" => filters.prefecture.push(own),
            "機関" | "実施機関" | "評価実施機関" => filters.agency.push(own),
            "番号" | "評価書番号" => filters.number.push(own),
            "種類" => match kind(value) {
                Some(kind) => filters.kind.push(kind.to_owned()),
                None => return false,
            },
            "項目" => filters.item.push(Phrase { units: units(value), exact: true, text: own }),
            "状態" => match status(value) {
                Some(status) => filters.status.push(status),
                None => return false,
            },
            "公表" | "公表日" => match days(value) {
                Some(days) => filters.published = Some(days),
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
        "公表中" | "最新" => Some(Status::Current),
        "過去" | "過去の版" => Some(Status::Past),
        "案" | "意見募集" => Some(Status::Draft),
        "終了" | "事務終了" => Some(Status::Ended),
        "変更前" => Some(Status::Before),
        "すべて" | "全て" | "全部" => Some(Status::All),
        _ => None,
    }
}

/// `2024`, `2024..`, `..2025-03`, `2024-01-01..2025`: first and last day.
fn days(value: &str) -> Option<(u64, u64)> {
    let value: Cow<'_, str> = super::text::narrow(value).into();
    let (from, to) = value.split_once("..").unwrap_or((&value, &value));
    let first = if from.is_empty() { 0 } else { day(from, 1)? };
    let last = if to.is_empty() { 99_999_999 } else { day(to, 99)? };
    Some((first, last))
}

/// A year, month or day as a number; what is left open is filled with `open`.
fn day(text: &str, open: u64) -> Option<u64> {
    let mut parts = text.split(['-', '/', '.']).map(|part| part.parse::<u64>().ok());
    let year = parts.next()??;
    let month = parts.next().unwrap_or(Some(open))?;
    let day = parts.next().unwrap_or(Some(open))?;
    (parts.next().is_none() && (1900..=9999).contains(&year) && month < 100 && day < 100)
        .then_some(year * 10_000 + month * 100 + day)
}

/// Cuts the input at white space, quotes kept together.
fn tokens(input: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = input.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut token = Token::default();
        let mut first = c;
        if matches!(c, '-' | '－' | '−') {
            let Some(next) = rest.next_if(|next| !next.is_whitespace()) else { continue };
            token.negative = true;
            first = next;
        }
        if let Some(close) = closing(first) {
            token.quoted = true;
            token.text = rest.by_ref().take_while(|c| *c != close).collect();
            tokens.push(token);
            continue;
        }
        token.text.push(first);
        while let Some(c) = rest.next_if(|c| !c.is_whitespace()) {
            token.text.push(c);
            // 自治体:"みほん 市": quotes behind a colon belong to the filter.
            if matches!(c, ':' | '：')
                && let Some(close) = rest.peek().copied().and_then(closing)
            {
                rest.next();
                token.text.extend(rest.by_ref().take_while(|c| *c != close));
            }
        }
        tokens.push(token);
    }
    tokens
}

fn closing(c: char) -> Option<char> {
    match c {
        '"' => Some('"'),
        '＂' => Some('＂'),
        '“' | '”' => Some('”'),
        '「' => Some('」'),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
