use std::{format, string::ToString, vec::Vec};

use super::*;
use MonthKind::{Leap, Ordinary};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn solar(year: i32, month: u8, day: u8) -> NaiveDate {
    LunarDate::new(year, month, Ordinary, day).unwrap().to_solar()
}

fn every_day() -> impl Iterator<Item = NaiveDate> {
    date("1900-02-01").iter_days().take_while(|day| *day <= date("2199-12-31"))
}

/// Every month of the table as (year, month, kind, first day, length), by asking for its dates.
fn every_month() -> Vec<(i32, u8, MonthKind, NaiveDate, u8)> {
    let mut months = Vec::new();
    for year in 1900..=2199 {
        for month in 1..=12 {
            for kind in [Ordinary, Leap] {
                if let Ok(first) = LunarDate::new(year, month, kind, 1) {
                    let last = (1..=40).rev().find(|day| LunarDate::new(year, month, kind, *day).is_ok()).unwrap();
                    months.push((year, month, kind, first.to_solar(), last));
                }
            }
        }
    }
    months
}

#[test]
fn tet_falls_on_the_days_that_were_celebrated() {
    for (year, day) in [
        (1968, "01-29"), // the first calendar at UTC+7; in China 30 January
        (1985, "01-21"), // in China 20 February
        (2007, "02-17"), // in China 18 February
        (2015, "02-19"),
        (2016, "02-08"),
        (2017, "01-28"),
        (2018, "02-16"),
        (2019, "02-05"),
        (2020, "01-25"),
        (2021, "02-12"),
        (2022, "02-01"),
        (2023, "01-22"),
        (2024, "02-10"),
        (2025, "01-29"),
        (2026, "02-17"),
        (2030, "02-02"), // in China 3 February
    ] {
        assert_eq!(solar(year, 1, 1), date(&format!("{year}-{day}")));
    }
}

#[test]
fn the_hung_kings_day_is_the_tenth_of_the_third_month() {
    for day in ["2009-04-04", "2014-04-09", "2020-04-02", "2025-04-07", "2026-04-26", "2037-04-24", "2038-04-13"] {
        assert_eq!(solar(date(day).year(), 3, 10), date(day));
        assert_eq!(LunarDate::from_solar(date(day)).unwrap().to_string(), format!("10/03/{}", &day[..4]));
    }
}

#[test]
fn leap_months_are_those_of_utc_7() {
    // In China 1984 had a leap tenth month, and 1987 a leap sixth.
    for (year, leap) in [
        (1985, Some(2)),
        (1984, None),
        (1987, Some(7)),
        (2001, Some(4)),
        (2004, Some(2)),
        (2006, Some(7)),
        (2009, Some(5)),
        (2012, Some(4)),
        (2014, Some(9)),
        (2017, Some(6)),
        (2020, Some(4)),
        (2023, Some(2)),
        (2025, Some(6)),
        (2026, None),
        (2033, Some(11)),
    ] {
        let found: Vec<u8> = (1..=12).filter(|month| LunarDate::new(year, *month, Leap, 1).is_ok()).collect();
        assert_eq!(found, leap.into_iter().collect::<Vec<u8>>(), "{year}");
    }
}

#[test]
fn every_day_converts_there_and_back() {
    let mut days = 0;
    for day in every_day() {
        let lunar = LunarDate::from_solar(day).unwrap();
        assert_eq!(lunar.to_solar(), day);
        assert_eq!(LunarDate::new(lunar.year(), lunar.month(), lunar.kind(), lunar.day()), Ok(lunar), "{day}");
        days += 1;
    }
    assert_eq!(days, (date("2199-12-31") - date("1900-02-01")).num_days() + 1);
}

#[test]
fn later_days_are_later_lunar_dates_and_no_two_read_alike() {
    let dates: Vec<_> = every_day().map(|day| LunarDate::from_solar(day).unwrap()).collect();
    for pair in dates.windows(2) {
        assert!(pair[0] < pair[1]);
        assert_ne!(pair[0].to_string(), pair[1].to_string());
    }
    let mut texts: Vec<_> = dates.iter().map(LunarDate::to_string).collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), dates.len());
}

#[test]
fn months_have_29_or_30_days_and_follow_each_other_without_a_gap() {
    let months = every_month();
    for pair in months.windows(2) {
        let ((_, _, _, first, length), (_, _, _, next, _)) = (pair[0], pair[1]);
        assert!((29..=30).contains(&length), "{first}");
        assert_eq!(first + Days::new(length.into()), next);
    }
    // Four long months in a row happen, five do not; of short months three.
    let long_run = months.chunk_by(|a, b| a.4 == b.4).map(|run| (run[0].4, run.len()));
    assert!(long_run.into_iter().all(|(length, run)| run <= if length == 30 { 4 } else { 3 }));
}

#[test]
fn a_year_has_twelve_or_thirteen_months_and_tet_keeps_its_season() {
    let months = every_month();
    let counts: Vec<usize> = (1900..=2199).map(|year| months.iter().filter(|(of, ..)| *of == year).count()).collect();
    assert!(counts.iter().all(|count| (12..=13).contains(count)));
    for nineteen in counts.windows(19) {
        let leap = nineteen.iter().sum::<usize>() - 19 * 12;
        assert!((6..=8).contains(&leap), "{leap} leap months in nineteen years, and seven are usual");
    }
    for year in 1900..=2199 {
        let tet = solar(year, 1, 1);
        assert!((date(&format!("{year}-01-20"))..=date(&format!("{year}-02-21"))).contains(&tet), "{tet}");
    }
}

#[test]
fn a_leap_month_is_told_and_follows_its_ordinary_month() {
    let ordinary = LunarDate::new(2025, 6, Ordinary, 10).unwrap();
    let leap = LunarDate::new(2025, 6, Leap, 10).unwrap();
    assert_eq!((ordinary.to_solar(), leap.to_solar()), (date("2025-07-04"), date("2025-08-03")));
    assert!(ordinary < leap && leap < LunarDate::new(2025, 7, Ordinary, 1).unwrap());
    assert_eq!((ordinary.to_string().as_str(), leap.to_string().as_str()), ("10/06/2025", "10/06 nhuận/2025"));
}

#[test]
fn a_date_that_does_not_exist_is_refused_with_what_there_is() {
    let refused = |year, month, kind, day| LunarDate::new(year, month, kind, day).unwrap_err().to_string();
    for (text, expected) in [
        (refused(1899, 1, Ordinary, 1), "lunar year 1899 is outside the table, which covers 1900 to 2199"),
        (refused(2200, 1, Ordinary, 1), "lunar year 2200 is outside the table, which covers 1900 to 2199"),
        (refused(i32::MIN, 1, Ordinary, 1), "lunar year -2147483648 is outside the table, which covers 1900 to 2199"),
        (refused(2026, 0, Ordinary, 1), "0 is not a lunar month; a month is 1 to 12"),
        (refused(2026, 13, Leap, 1), "13 is not a lunar month; a month is 1 to 12"),
        (refused(2026, 6, Leap, 1), "lunar year 2026 has no leap month; month 6 of it is ordinary"),
        (refused(2025, 5, Leap, 1), "lunar year 2025 has no leap month 5; its leap month is 6"),
        (refused(2025, 6, Leap, 30), "leap month 6 of lunar year 2025 has no day 30; its days are 1 to 29"),
        (refused(2025, 12, Ordinary, 30), "month 12 of lunar year 2025 has no day 30; its days are 1 to 29"),
        (refused(2026, 1, Ordinary, 31), "month 1 of lunar year 2026 has no day 31; its days are 1 to 30"),
        (refused(2026, 1, Ordinary, 0), "month 1 of lunar year 2026 has no day 0; its days are 1 to 30"),
    ] {
        assert_eq!(text, expected);
    }
}

#[test]
fn a_civil_date_outside_the_lunar_years_is_refused_with_what_is_covered() {
    assert_eq!(LunarDate::from_solar(date("1900-01-31")).unwrap().to_string(), "01/01/1900");
    assert_eq!(LunarDate::from_solar(date("2200-02-14")).unwrap().to_string(), "30/12/2199");
    for outside in [date("1900-01-30"), date("2200-02-15"), NaiveDate::MIN, NaiveDate::MAX] {
        assert_eq!(
            LunarDate::from_solar(outside).unwrap_err().to_string(),
            format!("{outside} is outside the lunar years of the table, which cover 1900-01-31 to 2200-02-14")
        );
    }
}
