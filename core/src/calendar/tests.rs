use std::{format, string::ToString, vec::Vec};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn small(year: &str) -> std::string::String {
    format!(
        "id = \"x\"\nversion = \"1\"\ntitle = {{ vi = \"x\", en = \"x\" }}\nzone = \"Asia/Ho_Chi_Minh\"\n\
         [week]\nmon = [\"08:00-12:00\"]\ntue = [\"08:00-12:00\"]\n[names]\nh = {{ vi = \"h\", en = \"h\" }}\n{year}"
    )
}

#[test]
fn every_announced_swap_is_off_and_its_make_up_day_is_worked() {
    let calendar = WorkCalendar::vietnam().unwrap();
    for (off, worked) in [
        ("2015-01-02", "2014-12-27"),
        ("2015-02-16", "2015-02-14"),
        ("2015-04-29", "2015-04-25"),
        ("2018-12-31", "2019-01-05"),
        ("2019-04-29", "2019-05-04"),
        ("2024-04-29", "2024-05-04"),
        ("2025-05-02", "2025-04-26"),
        ("2026-01-02", "2026-01-10"),
        ("2026-08-31", "2026-08-22"),
    ] {
        assert!(!calendar.is_working_day(date(off)).unwrap(), "{off}");
        assert!(calendar.is_working_day(date(worked)).unwrap(), "{worked}");
        assert_eq!(calendar.opening(date(worked)).unwrap().unwrap().to_string(), "07:30:00");
    }
}

#[test]
fn each_year_has_as_many_days_off_as_were_announced() {
    // Weekdays off, counted by hand from the announcements: the law's days plus those swapped.
    let calendar = WorkCalendar::vietnam().unwrap();
    for (year, off) in [
        (2015, 13),
        (2016, 10),
        (2017, 10),
        (2018, 11),
        (2019, 11),
        (2020, 10),
        (2021, 11),
        (2022, 11),
        (2023, 11),
        (2024, 12),
        (2025, 12),
        (2026, 14),
    ] {
        let days = date(&format!("{year}-01-01")).iter_days().take_while(|d| d.year() == year);
        let weekdays_off = days.filter(|d| d.weekday().num_days_from_monday() < 5 && !calendar.is_working_day(*d).unwrap());
        assert_eq!(weekdays_off.count(), off, "{year}");
    }
}

#[test]
fn a_question_outside_the_table_is_an_error_that_says_what_is_covered() {
    let calendar = WorkCalendar::vietnam().unwrap();
    let error = calendar.add_working_days(date("2027-12-30"), 5).unwrap_err();
    assert_eq!(
        error.to_string(),
        "2028-01-01 is outside calendar vn-state@2026.2, which covers 2014-01-01 to 2027-12-31; adopt a version that covers it"
    );
    assert!(calendar.is_working_day(date("1999-01-01")).is_err());
    assert!(calendar.add_working_days(date("2014-01-03"), -40).is_err());
    assert!(calendar.add_working_days(date("2020-01-03"), i32::MAX).is_err());
    assert!(calendar.add_working_days(date("2020-01-03"), i32::MIN).is_err());
}

#[test]
fn a_text_that_is_wrong_is_refused_with_its_place_and_reason() {
    let year = "[[year]]\nyear = 2026\nstanding = \"announced\"\nsource = \"s\"\n";
    let cases: Vec<(std::string::String, &str)> = std::vec![
        (small(year).replace("zone =", "zone = \"x\"\nzone ="), "calendar t, line 5, column 1: duplicate key"),
        (small(year).replace("Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Min"), "zone: `Asia/Ho_Chi_Min` is not a zone"),
        (small(year).replace("08:00-12:00", "08:00-25:00"), "week.mon: `25:00` is not a time of day"),
        (small(year).replace("08:00-12:00", "12:00-08:00"), "week.mon: `12:00-08:00` ends before it starts"),
        (small(year).replace("\"08:00-12:00\"", "\"08:00-12:00\", \"11:00-13:00\""), "overlap"),
        (small(year).replace("\"08:00-12:00\"", ""), "a week without hours"),
        (small(&format!("{year}holiday = 1\n")), "unknown field `holiday`"),
        (small(&format!("{year}[year.holidays]\nh = [2025-01-06]\n")), "year 2026, holidays.h: 2025-01-06 is not in 2026"),
        (small(&format!("{year}[year.holidays]\nh = [2026-01-07]\n")), "weekly day off"),
        (small(&format!("{year}[year.holidays]\nh = [2026-01-06, 2026-01-06]\n")), "given twice"),
        (small(&format!("{year}[year.holidays]\nk = [2026-01-06]\n")), "has no label"),
        (small(&format!("{year}swaps = [{{ off = 2026-01-05, worked = 2026-01-06 }}]\n")), "already worked"),
        (small(&format!("{year}swaps = [{{ off = 2026-01-07, worked = 2026-01-10 }}]\n")), "is not worked anyway"),
        (small(&format!("{year}{year}")), "given twice"),
        (small(&format!("{year}{}", year.replace("2026", "2028"))), "years are missing"),
        (small(""), "missing field `year`"),
    ];
    for (text, expected) in cases {
        let error = WorkCalendar::from_toml(&text, "t").unwrap_err().to_string();
        assert!(error.contains(expected), "{error}\nshould contain: {expected}");
    }
}

fn some_date() -> impl Strategy<Value = NaiveDate> {
    (0_u64..4_700).prop_map(|n| date("2014-06-01") + Days::new(n))
}

proptest! {
    #[test]
    fn adding_equals_walking_day_by_day(from in some_date(), days in -90_i32..90) {
        let calendar = WorkCalendar::vietnam().unwrap();
        let (mut walked, mut left) = (from, days);
        while left != 0 {
            walked = if days > 0 { walked.succ_opt().unwrap() } else { walked.pred_opt().unwrap() };
            if calendar.is_working_day(walked).unwrap() {
                left -= days.signum();
            }
        }
        prop_assert_eq!(calendar.add_working_days(from, days).unwrap(), walked);
    }

    #[test]
    fn counting_equals_walking_and_is_additive(a in some_date(), b in some_date(), c in some_date()) {
        let calendar = WorkCalendar::vietnam().unwrap();
        let between = |x, y| calendar.working_days_between(x, y).unwrap();
        let (from, to) = (a.min(b), a.max(b));
        let walked = from.iter_days().skip(1).take_while(|d| *d <= to).filter(|d| calendar.is_working_day(*d).unwrap()).count();
        prop_assert_eq!(between(from, to), i32::try_from(walked).unwrap());
        prop_assert_eq!(between(a, b) + between(b, c), between(a, c));
        prop_assert_eq!(between(a, b), -between(b, a));
    }

    #[test]
    fn adding_then_counting_gives_the_amount_back(from in some_date(), days in -90_i32..90) {
        let calendar = WorkCalendar::vietnam().unwrap();
        let from = calendar.working_day_from(from).unwrap();
        let to = calendar.add_working_days(from, days).unwrap();
        prop_assert_eq!(calendar.working_days_between(from, to).unwrap(), days);
    }
}
