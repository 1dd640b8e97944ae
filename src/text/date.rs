//! Dates as Japanese offices write them, and back again.
//!
//! [`parse`] reads every notation met in published assessments (`令和8年3月24日`, `H30.5.21`,
//! `2026/3/24`, full-width digits, months without a day) into a calendar date with its precision and
//! with notes on what was odd; [`parse_period`] reads `…から…まで`; [`to_era`] writes a date for a page.
//! What a date means (published, assessed) is not decided here.

pub use jiff::civil::Date;

use super::folding::fold_width;

/// How much of a date was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Year, month and day.
    Day,
    /// Year and month; the day of [`Written::date`] is 1.
    Month,
    /// The year alone; month and day of [`Written::date`] are 1.
    Year,
}

/// The eras since 明治, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Era {
    /// 令和, from 2019-05-01.
    Reiwa,
    /// 平成, from 1989-01-08.
    Heisei,
    /// 昭和, from 1926-12-25.
    Showa,
    /// 大正, from 1912-07-30.
    Taisho,
    /// 明治, from 1868-01-25.
    Meiji,
}

impl Era {
    const ALL: [Self; 5] = [Self::Reiwa, Self::Heisei, Self::Showa, Self::Taisho, Self::Meiji];

    /// The name in kanji.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reiwa => "令和",
            Self::Heisei => "平成",
            Self::Showa => "昭和",
            Self::Taisho => "大正",
            Self::Meiji => "明治",
        }
    }

    fn letter(self) -> char {
        match self {
            Self::Reiwa => 'R',
            Self::Heisei => 'H',
            Self::Showa => 'S',
            Self::Taisho => 'T',
            Self::Meiji => 'M',
        }
    }

    /// The first day of the era.
    pub fn first_day(self) -> Date {
        match self {
            Self::Reiwa => Date::constant(2019, 5, 1),
            Self::Heisei => Date::constant(1989, 1, 8),
            Self::Showa => Date::constant(1926, 12, 25),
            Self::Taisho => Date::constant(1912, 7, 30),
            Self::Meiji => Date::constant(1868, 1, 25),
        }
    }

    /// The era in which a day falls; `None` before 明治.
    pub fn of(date: Date) -> Option<Self> {
        Self::ALL.into_iter().find(|era| date >= era.first_day())
    }
}

/// Something odd about a date that can still be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Note {
    /// The first year of an era written as `1年` where `元年` is usual. Common, and harmless.
    FirstYearAsNumber,
    /// The day lies outside the era it is written in, such as 平成31年5月.
    OutsideEra(Era),
}

/// A date as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Written {
    /// The day, or the first day of the month or year that was written.
    pub date: Date,
    /// How much was written.
    pub precision: Precision,
    /// What is odd about it.
    pub notes: Vec<Note>,
}

impl Written {
    /// The date in data: `2026-03-24`, `2015-10` or `1988`.
    pub fn iso(&self) -> String {
        let (year, month) = (self.date.year(), self.date.month());
        match self.precision {
            Precision::Day => self.date.to_string(),
            Precision::Month => format!("{year:04}-{month:02}"),
            Precision::Year => format!("{year:04}"),
        }
    }

    /// Whether `day` may be what was written: 令和8年3月 says nothing against 2026-03-24.
    pub fn allows(&self, day: Date) -> bool {
        let month = (day.year(), day.month()) == (self.date.year(), self.date.month());
        match self.precision {
            Precision::Day => day == self.date,
            Precision::Month => month,
            Precision::Year => day.year() == self.date.year(),
        }
    }
}

/// A stretch of time as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Period {
    /// Its first day.
    pub from: Written,
    /// Its last day.
    pub to: Written,
}

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum DateError {
    /// No known notation.
    #[error("not written in a known notation of dates")]
    Unrecognised,
    /// A known notation of a day that the calendar does not have, such as 2月30日.
    #[error("no such day in the calendar")]
    Impossible,
    /// The end of a period lies before its beginning.
    #[error("the end lies before the beginning")]
    Reversed,
}

/// Reads one date. The whole text must be the date; white space anywhere, a day of the week in brackets at the end, and
/// the 時点 or 現在 of a day at which something is counted do not matter.
pub fn parse(text: &str) -> Result<Written, DateError> {
    let text = fold_width(text);
    let day = ["時点", "現在"].iter().find_map(|counted| text.strip_suffix(counted));
    parse_folded(day.unwrap_or(&text))
}

/// Reads a period: two dates joined by `から`, `～`, `〜`, `~` or `より`, with or without a closing `まで`.
/// The second may leave out what it shares with the first (`令和5年10月2日から10月31日`, `から同月31日`).
pub fn parse_period(text: &str) -> Result<Period, DateError> {
    let text = fold_width(text);
    let text = text.strip_suffix("まで").unwrap_or(&text);
    let (from, to) = ["から", "より", "~", "〜"]
        .into_iter()
        .find_map(|joint| text.split_once(joint))
        .ok_or(DateError::Unrecognised)?;
    // `から～` and a comma after から are both met in practice.
    let to = to.trim_start_matches(['~', '〜', '、', ',']);
    let from = parse_folded(from)?;
    let to = match parse_folded(to) {
        Err(DateError::Unrecognised) => parse_rest(to, from.date)?,
        other => other?,
    };
    if to.date < from.date { Err(DateError::Reversed) } else { Ok(Period { from, to }) }
}

/// A date for people: `令和8年3月24日`, with 元年; before 明治 the year is of the common era.
pub fn to_era(date: Date) -> String {
    format!("{}{}月{}日", era_year(date), date.month(), date.day())
}

/// `day` as `like` writes its own: with its era or year, its signs, its width, its leading noughts. A day of the week at
/// the end is left out. `None` where `like` is no date.
pub fn in_notation_of(like: &str, day: Date) -> Option<String> {
    let read = parse(like).ok()?;
    let era = Era::of(day);
    // 03 says of 24 that a 5 in its place would be 05.
    let of_digits = |run: &&str| run.chars().count() == 2 && run.starts_with(['0', '０']);
    let with_noughts = like
        .split(|c: char| !fold_width(&c.to_string()).starts_with(|c: char| c.is_ascii_digit()))
        .any(|run| of_digits(&run));
    let (mut out, mut numbers, mut of_era) = (String::new(), 0, false);
    let mut rest = like;
    while let Some(c) = rest.chars().next() {
        let folded = fold_width(&c.to_string());
        let letter = folded.chars().next().unwrap_or(c);
        if let Some(old) = Era::ALL.into_iter().find(|era| numbers == 0 && rest.starts_with(era.name())) {
            out.push_str(era?.name());
            of_era = true;
            rest = &rest[old.name().len()..];
            continue;
        }
        if matches!(letter, '(') {
            break;
        }
        if numbers == 0 && Era::ALL.into_iter().any(|era| era.letter() == letter.to_ascii_uppercase()) {
            let new = era?.letter();
            let new = if letter.is_ascii_lowercase() { new.to_ascii_lowercase() } else { new };
            out.push(if c == letter { new } else { wide(new) });
            of_era = true;
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let first_year = c == '元' && of_era && numbers == 0;
        if letter.is_ascii_digit() || first_year {
            let is_digit = |c: char| fold_width(&c.to_string()).starts_with(|c: char| c.is_ascii_digit());
            let run = if first_year {
                c.len_utf8()
            } else {
                rest.find(|c: char| !is_digit(c)).unwrap_or(rest.len())
            };
            let written = &rest[..run];
            let value = match numbers {
                0 if of_era => day.year() - era?.first_day().year() + 1,
                0 => day.year(),
                1 => i16::from(day.month()),
                2 => i16::from(day.day()),
                _ => return None,
            };
            let padded = numbers > 0 && with_noughts;
            let plain = match (numbers, value) {
                (0, 1) if of_era && like.contains(['年']) => "元".to_owned(),
                _ if padded => format!("{value:02}"),
                _ => value.to_string(),
            };
            let is_wide = written.starts_with(|c: char| !c.is_ascii() && c != '元');
            out.extend(plain.chars().map(|c| if is_wide && c.is_ascii_digit() { wide(c) } else { c }));
            numbers += 1;
            rest = &rest[run..];
            continue;
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    let made = parse(&out).ok()?;
    let sound = made.allows(day) && made.precision == read.precision;
    sound.then(|| out.trim_end().to_owned())
}

/// The full-width form of a letter or digit of ASCII.
fn wide(c: char) -> char {
    char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c)
}

fn era_year(date: Date) -> String {
    let Some(era) = Era::of(date) else { return format!("{}年", date.year()) };
    match date.year() - era.first_day().year() + 1 {
        1 => format!("{}元年", era.name()),
        year => format!("{}{year}年", era.name()),
    }
}

fn without_weekday(text: &str) -> &str {
    let Some((before, inside)) = text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) else {
        return text;
    };
    let day = inside.strip_suffix("曜日").or_else(|| inside.strip_suffix("曜")).unwrap_or(inside);
    if matches!(day, "月" | "火" | "水" | "木" | "金" | "土" | "日") { before } else { text }
}

fn parse_folded(text: &str) -> Result<Written, DateError> {
    let (year, rest) = read_year(without_weekday(text)).ok_or(DateError::Unrecognised)?;
    let (month, day) = read_month_day(rest, year.separator).ok_or(DateError::Unrecognised)?;
    if month.is_none() && year.separator != '年' && year.era.is_none() {
        // Four digits alone may be any number.
        return Err(DateError::Unrecognised);
    }
    build(&year, month, day)
}

struct Year {
    common_era: i16,
    era: Option<Era>,
    first_as_number: bool,
    /// What stood after the year: `年`, `.`, `/`, `-`, or a space for nothing.
    separator: char,
}

fn read_year(text: &str) -> Option<(Year, &str)> {
    let (common_era, era, first_as_number, rest) = if let Some((era, rest)) = read_era(text) {
        let (count, rest, digits) = match rest.strip_prefix('元') {
            Some(rest) => (1, rest, false),
            None => number(rest, 1, 2).map(|(count, rest)| (count, rest, true))?,
        };
        if count == 0 {
            return None;
        }
        // With a letter, R1 is how everybody writes it.
        let odd = digits && count == 1 && text.starts_with(era.name());
        (era.first_day().year() + i16::from(count) - 1, Some(era), odd, rest)
    } else {
        let digits = text.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
        (digits.parse().ok()?, None, false, &text[4..])
    };
    let separator = rest.chars().next().filter(|c| matches!(c, '年' | '.' | '/' | '-'));
    let rest = separator.map_or(rest, |c| &rest[c.len_utf8()..]);
    Some((Year { common_era, era, first_as_number, separator: separator.unwrap_or(' ') }, rest))
}

/// The name or letter of an era, and what follows; `R.6.12.25` is written too.
fn read_era(text: &str) -> Option<(Era, &str)> {
    Era::ALL.into_iter().find_map(|era| {
        let rest = text
            .strip_prefix(era.name())
            .or_else(|| text.strip_prefix(era.letter()))
            .or_else(|| text.strip_prefix(era.letter().to_ascii_lowercase()))?;
        Some((era, rest.strip_prefix('.').unwrap_or(rest)))
    })
}

/// Month and day, joined as the year was: after `年` with `月` and `日`, otherwise with the same sign.
fn read_month_day(text: &str, separator: char) -> Option<(Option<i8>, Option<i8>)> {
    if text.is_empty() {
        return matches!(separator, '年' | ' ').then_some((None, None));
    }
    if separator == ' ' {
        return None;
    }
    let (month, rest) = number(text, 1, 2)?;
    if separator == '年' {
        let rest = rest.strip_prefix('月')?;
        if rest.is_empty() {
            return Some((Some(month), None));
        }
        let (day, rest) = number(rest, 1, 2)?;
        return (rest == "日").then_some((Some(month), Some(day)));
    }
    if rest.is_empty() {
        return Some((Some(month), None));
    }
    let (day, rest) = number(rest.strip_prefix(separator)?, 1, 2)?;
    (rest.is_empty()).then_some((Some(month), Some(day)))
}

/// The end of a period that leaves out the year, or year and month.
fn parse_rest(text: &str, from: Date) -> Result<Written, DateError> {
    let text = without_weekday(text);
    let text = text.strip_prefix("同年").unwrap_or(text);
    let year = Year { common_era: from.year(), era: None, first_as_number: false, separator: '年' };
    if let Some((Some(month), day)) = read_month_day(text, '年') {
        return build(&year, Some(month), day);
    }
    let text = text.strip_prefix("同月").unwrap_or(text);
    match number(text, 1, 2) {
        Some((day, "日")) => build(&year, Some(from.month()), Some(day)),
        _ => Err(DateError::Unrecognised),
    }
}

fn build(year: &Year, month: Option<i8>, day: Option<i8>) -> Result<Written, DateError> {
    let precision = match (month, day) {
        (_, Some(_)) => Precision::Day,
        (Some(_), None) => Precision::Month,
        (None, None) => Precision::Year,
    };
    let date = Date::new(year.common_era, month.unwrap_or(1), day.unwrap_or(1))
        .map_err(|_| DateError::Impossible)?;
    let mut notes = Vec::new();
    if let Some(era) = year.era {
        if year.first_as_number {
            notes.push(Note::FirstYearAsNumber);
        }
        let last = match precision {
            Precision::Day => date,
            Precision::Month => date.last_of_month(),
            Precision::Year => date.last_of_year(),
        };
        // The stretch that was written must touch the era: 平成31年 and 令和元年 share a year.
        if last < era.first_day() || next(era).is_some_and(|n| date >= n.first_day()) {
            notes.push(Note::OutsideEra(era));
        }
    }
    Ok(Written { date, precision, notes })
}

fn next(era: Era) -> Option<Era> {
    Era::ALL.into_iter().rev().find(|later| later.first_day() > era.first_day())
}

/// A number of `least` to `most` digits at the start, and what follows.
fn number(text: &str, least: usize, most: usize) -> Option<(i8, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(least..=most).contains(&digits) {
        return None;
    }
    Some((text[..digits].parse().ok()?, &text[digits..]))
}

#[cfg(test)]
mod tests;
