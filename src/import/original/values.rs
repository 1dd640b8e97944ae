//! Values of cells as the workbook shows them: dates and numbers by their format. A format that is not understood is
//! said, never guessed at.

use calamine::{Data, ExcelDateTime};

use crate::text::date::{Date, to_era};

/// A value as text, and whether it may be shown otherwise in the workbook.
pub(super) fn shown(value: &Data, format: Option<&str>) -> Option<(String, bool)> {
    let format = format.unwrap_or("General");
    match value {
        Data::String(text) => Some((text.clone(), false)),
        Data::Float(number) => Some(number_as(*number, format)),
        #[expect(clippy::cast_precision_loss, reason = "numbers of a workbook are floats")]
        Data::Int(number) => Some(number_as(*number as f64, format)),
        Data::DateTime(value) => Some(date_as(value, format)),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some((text.clone(), true)),
        Data::Bool(value) => Some((if *value { "TRUE" } else { "FALSE" }.to_owned(), false)),
        Data::Error(error) => Some((error.to_string(), true)),
        Data::Empty => None,
    }
}

fn number_as(number: f64, format: &str) -> (String, bool) {
    let first = format.split(';').next().unwrap_or_default();
    let mut bare = String::new();
    let mut suffix = String::new();
    let mut prefix = String::new();
    let mut chars = first.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                let literal: String = chars.by_ref().take_while(|c| *c != '"').collect();
                if bare.is_empty() { prefix.push_str(&literal) } else { suffix.push_str(&literal) }
            }
            '\\' => suffix.extend(chars.next()),
            '_' => drop(chars.next()),
            c if !c.is_ascii() => {
                if bare.is_empty() {
                    prefix.push(c);
                } else {
                    suffix.push(c);
                }
            }
            _ => bare.push(c),
        }
    }
    let (digits, percent) = bare.trim().strip_suffix('%').map_or((bare.trim(), false), |rest| (rest, true));
    let number = if percent { number * 100.0 } else { number };
    let text = match digits {
        "General" | "@" | "" => plain(number),
        _ if digits.chars().all(|c| matches!(c, '0' | '#' | ',' | '.')) => {
            let places = digits.split_once('.').map_or(0, |(_, after)| after.len());
            let least = digits.split('.').next().unwrap_or_default().matches('0').count();
            let text = format!("{number:.places$}");
            let text = if least > 1 && number >= 0.0 { pad(&text, least) } else { text };
            if digits.contains(',') { grouped(&text) } else { text }
        }
        _ => return (plain(number), true),
    };
    (format!("{prefix}{text}{}{suffix}", if percent { "%" } else { "" }), false)
}

fn plain(number: f64) -> String {
    // Fifteen digits are what a workbook keeps; more are noise of the binary fraction.
    let rounded = format!("{number:.10}");
    if rounded.contains('.') {
        rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        rounded
    }
}

fn pad(text: &str, least: usize) -> String {
    let whole = text.split('.').next().map_or(0, str::len);
    format!("{}{text}", "0".repeat(least.saturating_sub(whole)))
}

fn grouped(text: &str) -> String {
    let (whole, rest) = text.find('.').map_or((text, ""), |at| text.split_at(at));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |rest| ("-", rest));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{sign}{out}{rest}")
}

fn date_as(value: &ExcelDateTime, format: &str) -> (String, bool) {
    let (year, month, day, ..) = value.to_ymd_hms_milli();
    let made = i16::try_from(year).ok().zip(i8::try_from(month).ok()).zip(i8::try_from(day).ok());
    let date = made.and_then(|((year, month), day)| Date::new(year, month, day).ok());
    let Some(date) = date.filter(|_| value.is_datetime()) else { return (plain(value.as_f64()), true) };
    pattern(date, format).map_or_else(|| (to_era(date), true), |text| (text, false))
}

/// A date in the pattern of its cell: ggge"年"m"月"d"日", yyyy/m/d. `None` where it has other parts.
fn pattern(date: Date, format: &str) -> Option<String> {
    let era = to_era(date);
    let name: String = era.chars().take(2).collect();
    let of_era: String = era.chars().skip(2).take_while(|c| *c != '年').collect();
    let mut out = String::new();
    let first = format.split(';').next()?;
    let mut chars = first.chars().peekable();
    while let Some(c) = chars.next() {
        let mut run = 1;
        if c.is_ascii_alphabetic() {
            while chars.next_if_eq(&c).is_some() {
                run += 1;
            }
        }
        match c.to_ascii_lowercase() {
            '"' => out.extend(chars.by_ref().take_while(|c| *c != '"')),
            '\\' => out.extend(chars.next()),
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if !inside.starts_with('$') {
                    return None;
                }
            }
            'g' => out.push_str(if run == 3 { &name } else { return None }),
            'e' => out.push_str(&of_era),
            'y' if run == 4 => out.push_str(&date.year().to_string()),
            'y' if run == 2 => {
                out.push_str(&padded(i8::try_from(date.year() % 100).unwrap_or_default(), run));
            }
            'm' if run <= 2 => out.push_str(&padded(date.month(), run)),
            'd' if run <= 2 => out.push_str(&padded(date.day(), run)),
            '/' | '-' | '.' | ' ' => out.push(c),
            '@' => {}
            _ if !c.is_ascii() => out.push(c),
            _ => return None,
        }
    }
    (!out.trim().is_empty()).then_some(out)
}

fn padded(value: i8, run: usize) -> String {
    if run == 2 { format!("{value:02}") } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_the_workbook_shows_them() {
        let said = |number: f64, format: &str| number_as(number, format).0;
        assert_eq!(said(0.5, "0%"), "50%");
        assert_eq!(said(0.125, "0.0%"), "12.5%");
        assert_eq!(said(12345.0, "#,##0"), "12,345");
        assert_eq!(said(7.0, "General"), "7");
        assert_eq!(said(12.0, "0\"人\""), "12人");
        assert_eq!(said(0.1 + 0.2, "General"), "0.3");
        assert!(number_as(3.0, "# ?/?").1, "an unknown format is said");
    }

    #[test]
    fn dates_keep_the_parts_that_are_shown() {
        let day = Date::new(2026, 3, 24).expect("a day");
        let said = |format: &str| pattern(day, format);
        assert_eq!(said("[$-411]ggge\"年\"m\"月\"d\"日\";@").as_deref(), Some("令和8年3月24日"));
        assert_eq!(said("yyyy\"年\"m\"月\"").as_deref(), Some("2026年3月"));
        assert_eq!(said("yyyy/mm/dd").as_deref(), Some("2026/03/24"));
        assert_eq!(said("h:mm"), None);
    }
}
