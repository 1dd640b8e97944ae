//! What the environment says: the language of messages and the reference day.

use std::env;
use std::ffi::OsString;

use crate::finding::Lang;
use crate::text::date::Date;

/// The language of messages: `--lang`, else the locale, else Japanese.
pub(super) fn choose(args: &[OsString]) -> Lang {
    let args: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    let asked = args.iter().enumerate().find_map(|(at, arg)| match arg.strip_prefix("--lang") {
        Some("") => args.get(at + 1).map(ToString::to_string),
        Some(value) => value.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    let locale = || {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| env::var(name).ok().filter(|v| !v.is_empty()))
    };
    language(&asked.or_else(locale).unwrap_or_default())
}

/// Only a locale that asks for English gets it: "C" and "POSIX" say nothing about the person.
fn language(locale: &str) -> Lang {
    let name = locale.split(['_', '.', '-', '@']).next().unwrap_or_default();
    if name.eq_ignore_ascii_case("en") { Lang::En } else { Lang::Ja }
}

/// The day that `SOURCE_DATE_EPOCH` names, in Japan.
pub(super) fn source_date() -> Option<Date> {
    let seconds = env::var("SOURCE_DATE_EPOCH").ok()?.parse().ok()?;
    jiff::Timestamp::from_second(seconds).ok().map(in_japan)
}

/// Today in Japan.
pub(super) fn today() -> Date {
    in_japan(jiff::Timestamp::now())
}

/// The day of a moment in Japan.
fn in_japan(moment: jiff::Timestamp) -> Date {
    jiff::tz::offset(9).to_datetime(moment).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_that_of_japan() {
        let day = |moment: &str| in_japan(moment.parse().unwrap()).to_string();
        assert_eq!(day("2026-11-30T14:59:59Z"), "2026-11-30");
        assert_eq!(day("2026-11-30T15:00:00Z"), "2026-12-01");
        assert_eq!(day("9999-12-30T22:00:00Z"), "9999-12-31");
    }

    #[test]
    fn the_language_is_asked_for_or_japanese() {
        let args = |args: &[&str]| args.iter().map(OsString::from).collect::<Vec<_>>();
        assert_eq!(choose(&args(&["kohyo", "--lang", "en"])), Lang::En);
        assert_eq!(choose(&args(&["kohyo", "check", "--lang=ja"])), Lang::Ja);
        assert_eq!(language("en_US.UTF-8"), Lang::En);
        for locale in ["ja_JP.UTF-8", "C", "C.UTF-8", "POSIX", "", "fr_FR"] {
            assert_eq!(language(locale), Lang::Ja, "{locale}");
        }
    }
}
