use jiff::civil::date;
use proptest::prelude::*;

use super::*;

#[test]
fn a_day_is_written_as_another_is() {
    let day = date(2027, 3, 5);
    for (like, wanted) in [
        ("令和8年3月24日", "令和9年3月5日"),
        ("令和８年１２月２４日", "令和９年３月５日"),
        ("平成31年4月30日", "令和9年3月5日"),
        ("令和元年5月1日", "令和9年3月5日"),
        ("R8.3.24", "R9.3.5"),
        ("Ｒ８．３．２４", "Ｒ９．３．５"),
        ("h30.05.21", "r9.03.05"),
        ("2026/3/24", "2027/3/5"),
        ("2026-03-24", "2027-03-05"),
        ("2026年3月24日(火)", "2027年3月5日"),
        ("令和8年3月", "令和9年3月"),
    ] {
        assert_eq!(in_notation_of(like, day).as_deref(), Some(wanted), "{like}");
    }
    assert_eq!(in_notation_of("平成30年5月21日", date(2019, 5, 1)).as_deref(), Some("令和元年5月1日"));
    for none in ["", "未定", "平成", "令和8年13月1日"] {
        assert_eq!(in_notation_of(none, day), None, "{none}");
    }
}

fn iso(text: &str) -> String {
    parse(text).map_or_else(|e| format!("{e:?}"), |w| w.iso())
}

#[test]
fn a_day_of_counting_is_a_day() {
    for text in ["平成27年2月1日 時点", "平成27年2月1日現在", "平成２７年２月１日　時点"]
    {
        assert_eq!(
            parse(text).map(|written| written.date.to_string()).as_deref(),
            Ok("2015-02-01"),
            "{text}"
        );
    }
    assert!(parse("時点").is_err() && parse("2月現在").is_err());
}

#[test]
fn every_notation_of_a_day() {
    for text in [
        "令和8年3月24日",
        "令和８年３月２４日",
        "令和 8 年 3 月 24 日",
        "令和　8年3月24日（火）",
        "令和8年3月24日(火曜日)",
        "令和8.3.24",
        "R8.3.24",
        "R8.03.24",
        "Ｒ８．３．２４",
        "r8/3/24",
        "R.8.3.24",
        "R8-3-24",
        "㋿8年3月24日",
        "2026-03-24",
        "2026年3月24日",
        "2026年03月24日",
        "2026/3/24",
        "2026.3.24",
        "2026‐03‐24",
        " 2026-3-24\n",
    ] {
        assert_eq!(iso(text), "2026-03-24", "{text}");
        assert_eq!(parse(text).map(|w| w.notes), Ok(vec![]), "{text}");
    }
    assert_eq!(iso("H30.5.21"), "2018-05-21");
    assert_eq!(iso("R6/12/25"), "2024-12-25");
    assert_eq!(iso("令和元年5月1日"), "2019-05-01");
    assert_eq!(iso("昭和64年1月7日"), "1989-01-07");
    assert_eq!(iso("大正元年7月30日"), "1912-07-30");
    assert_eq!(iso("明治45年7月29日"), "1912-07-29");
    assert_eq!(iso("R6.2.29"), "2024-02-29");
}

#[test]
fn months_and_years() {
    for (text, expected) in [
        ("平成27年10月", "2015-10"),
        ("H27.10", "2015-10"),
        ("2015/10", "2015-10"),
        ("2015-10", "2015-10"),
        ("令和元年5月", "2019-05"),
        ("S63", "1988"),
        ("昭和63年", "1988"),
        ("2026年", "2026"),
    ] {
        assert_eq!(iso(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_date() {
    for text in
        ["", "2026", "8年3月24日", "令和", "令和0年1月1日", "令和8年3月24", "令和8年3", "R8.3.", "26.3.24"]
    {
        assert_eq!(parse(text), Err(DateError::Unrecognised), "{text}");
    }
    for text in ["〃", "未定", "令和8年度", "R8/3-24", "2026-03-24T00:00", "令和100年1月1日"] {
        assert_eq!(parse(text), Err(DateError::Unrecognised), "{text}");
    }
    for text in ["令和7年2月30日", "令和7年2月29日", "2026-13-01", "H30.0.1", "令和8年3月0日"]
    {
        assert_eq!(parse(text), Err(DateError::Impossible), "{text}");
    }
}

#[test]
fn odd_dates_are_read_and_noted() {
    let notes = |text: &str| parse(text).map(|w| w.notes).unwrap_or_default();
    assert_eq!(notes("令和1年5月1日"), [Note::FirstYearAsNumber]);
    assert_eq!(notes("R1.5.1"), []);
    assert_eq!(notes("平成31年5月1日"), [Note::OutsideEra(Era::Heisei)]);
    assert_eq!(notes("平成31年5月"), [Note::OutsideEra(Era::Heisei)]);
    assert_eq!(notes("平成32年"), [Note::OutsideEra(Era::Heisei)]);
    assert_eq!(notes("令和元年4月30日"), [Note::OutsideEra(Era::Reiwa)]);
    assert_eq!(notes("平成31年4月30日"), []);
    assert_eq!(notes("平成31年"), []);
    assert_eq!(notes("令和元年"), []);
    assert_eq!(iso("平成31年5月1日"), "2019-05-01");
}

#[test]
fn periods() {
    let period = |text: &str| parse_period(text).map(|p| (p.from.iso(), p.to.iso()));
    for text in [
        "令和5年10月2日から令和5年10月31日",
        "令和5年10月2日から令和5年10月31日まで",
        "令和５年１０月２日（月）～令和５年１０月３１日（火）",
        "令和5年10月2日〜10月31日",
        "令和5年10月2日から10月31日まで",
        "令和5年10月2日から同月31日まで",
        "令和5年10月2日 ～ 31日",
        "R5.10.2~R5.10.31",
        "令和5年10月2日から同年10月31日",
    ] {
        assert_eq!(period(text), Ok(("2023-10-02".into(), "2023-10-31".into())), "{text}");
    }
    assert_eq!(period("令和5年10月31日から令和5年10月2日"), Err(DateError::Reversed));
    assert_eq!(period("令和5年10月2日から2月30日"), Err(DateError::Impossible));
    assert_eq!(period("令和5年10月2日"), Err(DateError::Unrecognised));
}

#[test]
fn eras_for_people() {
    assert_eq!(to_era(date(2026, 3, 24)), "令和8年3月24日");
    assert_eq!(to_era(date(2019, 5, 1)), "令和元年5月1日");
    assert_eq!(to_era(date(2019, 4, 30)), "平成31年4月30日");
    assert_eq!(to_era(date(1867, 1, 1)), "1867年1月1日");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_date_written_for_people_reads_back(days in 0..60_000i32) {
        let day = date(1868, 1, 25).checked_add(jiff::Span::new().days(days)).expect("in range");
        let read = parse(&to_era(day)).expect("our own notation");
        prop_assert_eq!((read.date, read.precision, read.notes), (day, Precision::Day, vec![]));
        prop_assert_eq!(parse(&day.to_string()).map(|w| w.date), Ok(day));
    }

    #[test]
    fn no_text_panics(text in any::<String>(), dates in "[令和平成RHS元年月日0-9０-９./から～ -]{0,24}") {
        let _ = (parse(&text), parse_period(&text), parse(&dates), parse_period(&dates));
    }
}
